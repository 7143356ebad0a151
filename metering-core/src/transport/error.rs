//! Errors of transports.

use std::error::Error;
use std::fmt;
use std::io;

use http::{HeaderMap, StatusCode};

use super::roots::RootsError;
use crate::peer_text::PeerText;

/// The error if there is no response to a request, or only a part of it.
///
/// The caller of an operation that changes something needs to know if it may have taken effect.
/// [`may_have_been_sent`](TransportError::may_have_been_sent) is `false` only if the request was
/// certainly not sent or not processed, and [`status`](TransportError::status) is the status of a
/// response that began.
pub struct TransportError(Box<Inner>);

struct Inner {
    kind: TransportErrorKind,
    may_have_been_sent: bool,
    is_retryable: bool,
    host: Option<String>,
    head: Option<(StatusCode, HeaderMap)>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// The stage at which a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The transport can't be set up, or can't send the request, such as an http request over a
    /// transport for https.
    Refused,
    /// There is no connection: the name is unknown, or the connection was refused, timed out, or
    /// failed in the TLS handshake or at the proxy. Nothing was sent.
    Connect,
    /// The connection broke before the response began.
    Interrupted,
    /// The response began, but the connection broke before the end of its body.
    Body,
    /// The body of the response exceeds the maximum size.
    BodyTooLarge {
        /// The maximum size, in bytes.
        limit: usize,
    },
}

impl TransportError {
    fn new(kind: TransportErrorKind, may_have_been_sent: bool) -> Self {
        let is_retryable = match kind {
            TransportErrorKind::Connect | TransportErrorKind::Interrupted | TransportErrorKind::Body => true,
            TransportErrorKind::Refused | TransportErrorKind::BodyTooLarge { .. } => false,
        };
        Self(Box::new(Inner { kind, may_have_been_sent, is_retryable, host: None, head: None, source: None }))
    }

    /// Creates the error for a request that this transport can't send.
    pub fn refused(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Refused, false).because(reason)
    }

    /// Creates the error for a failed connection. Nothing was sent.
    ///
    /// It is not retryable if the cause is permanent: a certificate that is not trusted, or a file
    /// of root certificates that can't be read.
    pub fn connect(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::new(TransportErrorKind::Connect, false).because(source);
        let is_permanent = error.causes().any(is_permanent);
        error.0.is_retryable = !is_permanent;
        error
    }

    /// Creates the error for a connection that broke before the response. The service may have
    /// received the request.
    pub fn interrupted(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Interrupted, true).because(source)
    }

    /// Creates the error for a connection that broke before the request was sent, or whose server
    /// reports that it did not process the request.
    pub fn unsent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Interrupted, false).because(source)
    }

    /// Creates the error for a response whose body is incomplete.
    pub fn body(
        source: impl Into<Box<dyn Error + Send + Sync>>,
        status: StatusCode,
        headers: HeaderMap,
    ) -> Self {
        Self::new(TransportErrorKind::Body, true).because(source).with_head(status, headers)
    }

    /// Creates the error for a response whose body exceeds `limit` bytes.
    #[must_use]
    pub fn body_too_large(limit: usize, status: StatusCode, headers: HeaderMap) -> Self {
        Self::new(TransportErrorKind::BodyTooLarge { limit }, true).with_head(status, headers)
    }

    fn because(mut self, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    fn with_head(mut self, status: StatusCode, headers: HeaderMap) -> Self {
        self.0.head = Some((status, headers));
        self
    }

    /// Adds the host of the request.
    #[cfg(any(feature = "hyper", feature = "reqwest"))]
    pub(super) fn with_host(mut self, host: Option<String>) -> Self {
        self.0.host = host;
        self
    }

    /// Returns the stage at which the request failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Returns `false` only if the service has certainly not received the request.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// Returns the head of the response, if it began.
    pub(crate) fn head(&self) -> Option<&(StatusCode, HeaderMap)> {
        self.0.head.as_ref()
    }

    /// Returns the status of the response, if it began.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|(status, _)| *status)
    }

    /// Returns the headers of the response, if it began. They contain the request id.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|(_, headers)| headers)
    }

    /// Returns `true` if another attempt may succeed.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.0.is_retryable
    }

    /// Returns the causes, from the first to the deepest.
    pub(super) fn causes(&self) -> impl Iterator<Item = &(dyn Error + 'static)> {
        std::iter::successors(self.source(), |&error| {
            // `io::Error::source` skips the error that it contains.
            match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
                Some(inner) => Some(inner as &(dyn Error + 'static)),
                None => error.source(),
            }
        })
    }
}

/// Returns `true` if an error is the same for every attempt.
fn is_permanent(error: &(dyn Error + 'static)) -> bool {
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
    if super::tls::is_permanent(error) {
        return true;
    }
    error.downcast_ref().is_some_and(RootsError::is_permanent)
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            TransportErrorKind::Refused => f.write_str("the request can't be sent")?,
            TransportErrorKind::Connect => f.write_str("could not connect")?,
            TransportErrorKind::Interrupted => f.write_str("the connection broke before the response")?,
            TransportErrorKind::Body => f.write_str("the connection broke before the end of the response")?,
            TransportErrorKind::BodyTooLarge { limit } => {
                write!(f, "the response has more than {limit} bytes")?;
            }
        }
        match (&self.0.host, self.0.kind) {
            (Some(host), TransportErrorKind::Connect) => write!(f, " to {host}")?,
            (Some(host), _) => write!(f, " ({host})")?,
            (None, _) => {}
        }
        // Often only this line is logged. The deepest cause is the most specific, except that some
        // errors (native-tls) add a detail to the text of their cause.
        let mut text: Option<String> = None;
        for cause in self.causes() {
            let cause = cause.to_string();
            if text.as_ref().is_none_or(|text| !text.contains(&cause)) {
                text = Some(cause);
            }
        }
        // The text may come from the peer, such as the debug data of an HTTP/2 GOAWAY frame.
        text.map_or(Ok(()), |text| write!(f, ": {}", PeerText::new(text)))
    }
}

/// Without the headers of the response, which may contain secrets.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.0.kind)
            .field("may_have_been_sent", &self.0.may_have_been_sent)
            .field("is_retryable", &self.0.is_retryable)
            .field("host", &self.0.host)
            .field("status", &self.status())
            .field("source", &self.0.source)
            .finish()
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}
