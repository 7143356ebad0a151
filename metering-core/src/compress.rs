//! Request compression: <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use bytes::Bytes;

/// From how many bytes on bodies are compressed, of operations that take compressed ones.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "gzip"), expect(dead_code, reason = "nothing is compressed"))]
pub(crate) struct Compression(usize);

impl Compression {
    pub(crate) const NEVER: Self = Compression(usize::MAX);
}

impl From<usize> for Compression {
    fn from(least: usize) -> Self {
        Compression(least)
    }
}

/// AWS's SDKs' default for `request_min_compression_size_bytes`.
impl Default for Compression {
    fn default() -> Self {
        Compression(10_240)
    }
}

/// A request's body as it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Encoded {
    pub(crate) body: Bytes,
    pub(crate) gzip: bool,
}

impl Encoded {
    /// A body that is never compressed.
    pub(crate) fn plain(body: Vec<u8>) -> Self {
        Encoded { body: body.into(), gzip: false }
    }

    /// The body of an operation that takes compressed ones. Without the feature `gzip` it is sent
    /// as it is, which the services take as well.
    #[cfg(not(feature = "gzip"))]
    pub(crate) fn compressed(body: Vec<u8>, _: Compression) -> Self {
        Self::plain(body)
    }

    /// The body of an operation that takes compressed ones, compressed if it is worth it.
    #[cfg(feature = "gzip")]
    pub(crate) fn compressed(body: Vec<u8>, Compression(least): Compression) -> Self {
        use std::io::Write;
        if body.len() < least {
            return Self::plain(body);
        }
        let mut encoder =
            flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::default());
        // Writing to memory has no failing case.
        match encoder.write_all(&body).and_then(|()| encoder.finish()) {
            Ok(gzip) => Encoded { body: gzip.into(), gzip: true },
            Err(_) => Self::plain(body),
        }
    }
}
