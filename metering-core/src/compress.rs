//! Request compression: <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use bytes::Bytes;

/// The size in bytes from which request bodies are compressed, for operations that allow it.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "gzip"), expect(dead_code, reason = "nothing is compressed"))]
pub struct Compression(usize);

impl Compression {
    pub const NEVER: Self = Compression(usize::MAX);
}

impl From<usize> for Compression {
    fn from(min_size: usize) -> Self {
        Compression(min_size)
    }
}

/// The default of AWS's SDKs for `request_min_compression_size_bytes`.
impl Default for Compression {
    fn default() -> Self {
        Compression(10_240)
    }
}

/// The body of a request, compressed or not.
#[derive(Debug, Clone)]
pub struct Encoded {
    pub body: Bytes,
    pub gzip: bool,
}

impl Encoded {
    /// Returns an uncompressed body.
    pub fn plain(body: Vec<u8>) -> Self {
        Encoded { body: body.into(), gzip: false }
    }

    /// Returns the uncompressed body of an operation that allows compression, because the feature
    /// `gzip` is disabled. The services accept both forms.
    #[cfg(not(feature = "gzip"))]
    pub fn compressed(body: Vec<u8>, _: Compression) -> Self {
        Self::plain(body)
    }

    /// Returns the body of an operation that allows compression, compressed if it is large enough.
    #[cfg(feature = "gzip")]
    pub fn compressed(body: Vec<u8>, Compression(min_size): Compression) -> Self {
        use std::io::Write;
        if body.len() < min_size {
            return Self::plain(body);
        }
        let mut encoder =
            flate2::write::GzEncoder::new(Vec::with_capacity(body.len() / 4), flate2::Compression::default());
        // Writing to memory does not fail.
        match encoder.write_all(&body).and_then(|()| encoder.finish()) {
            Ok(gzip) => Encoded { body: gzip.into(), gzip: true },
            Err(_) => Self::plain(body),
        }
    }
}
