//! Request compression: <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>.

use bytes::Bytes;

/// Shorter bodies are sent as they are: AWS's SDKs' default for `request_min_compression_size_bytes`.
#[cfg(feature = "gzip")]
const LEAST_BYTES: usize = 10_240;

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

    /// The body of an operation that takes compressed ones. Without the feature `gzip` it is sent as it is, which the
    /// services take as well.
    #[cfg(not(feature = "gzip"))]
    pub(crate) fn compressed(body: Vec<u8>) -> Self {
        Self::plain(body)
    }

    /// The body of an operation that takes compressed ones, compressed if it is worth it.
    #[cfg(feature = "gzip")]
    pub(crate) fn compressed(body: Vec<u8>) -> Self {
        use std::io::Write;
        if body.len() < LEAST_BYTES {
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
