//! Why there is no response, and whether the service may have got the request.

use std::error::Error;
use std::fmt;

use http::{HeaderMap, StatusCode};

/// Why there is no response to a request, or not all of it.
///
/// What a caller of an operation that changes something must know is whether it may have taken
/// effect: [`may_have_been_sent`](TransportError::may_have_been_sent) is false only where it is
/// certain that no request left, or that the service has not looked at it, and
/// [`status`](TransportError::status) tells what the response began with, where it began.
pub struct TransportError(Box<Inner>);

struct Inner {
    kind: TransportErrorKind,
    may_have_been_sent: bool,
    /// Whom the request was for.
    host: Option<String>,
    head: Option<(StatusCode, HeaderMap)>,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// How far a request got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The request can't be sent over this transport at all, such as one to an http endpoint where
    /// only https is allowed, or the transport can't be set up.
    Refused,
    /// There is no connection: the name is unknown, or the connection was refused, timed out, or
    /// failed in the TLS handshake or at the proxy. Nothing was sent.
    Connect,
    /// The connection broke before there was a response.
    Interrupted,
    /// The response began, but its body broke off.
    Body,
    /// The body of the response is longer than allowed.
    BodyTooLarge {
        /// What is allowed, in bytes.
        limit: usize,
    },
}

impl TransportError {
    fn new(kind: TransportErrorKind, may_have_been_sent: bool) -> Self {
        Self(Box::new(Inner { kind, may_have_been_sent, host: None, head: None, source: None }))
    }

    /// The request can't be sent at all.
    pub fn refused(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Refused, false).because(reason)
    }

    /// There is no connection, so that nothing was sent.
    pub fn connect(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Connect, false).because(source)
    }

    /// The connection broke before there was a response, and the service may have got the request.
    pub fn interrupted(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Interrupted, true).because(source)
    }

    /// The connection broke, but for certain before any of the request was sent on it, or with the
    /// service's word that it has not looked at it.
    pub fn unsent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::new(TransportErrorKind::Interrupted, false).because(source)
    }

    /// A response with this status and these headers has a body that broke off.
    pub fn body(
        source: impl Into<Box<dyn Error + Send + Sync>>,
        status: StatusCode,
        headers: HeaderMap,
    ) -> Self {
        Self::new(TransportErrorKind::Body, true).because(source).with_head(status, headers)
    }

    /// A response with this status and these headers has a body of more than `limit` bytes.
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

    /// Says whom the request was for.
    pub(super) fn with_host(mut self, host: Option<String>) -> Self {
        self.0.host = host;
        self
    }

    /// How far the request got.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.0.kind
    }

    /// Whether the service may have got the request. False only if it is certain that it has not.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// The head of the response, where one began.
    pub(crate) fn head(&self) -> Option<&(StatusCode, HeaderMap)> {
        self.0.head.as_ref()
    }

    /// The status of the response, where one began.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.head.as_ref().map(|(status, _)| *status)
    }

    /// The headers of the response, where one began: they have the request id.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.head.as_ref().map(|(_, headers)| headers)
    }

    /// Whether another attempt may fare better: not where the request is refused, or where the
    /// response is too long.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.0.kind {
            TransportErrorKind::Connect | TransportErrorKind::Interrupted | TransportErrorKind::Body => true,
            TransportErrorKind::Refused | TransportErrorKind::BodyTooLarge { .. } => false,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            TransportErrorKind::Refused => f.write_str("the request can't be sent")?,
            TransportErrorKind::Connect => f.write_str("could not connect")?,
            TransportErrorKind::Interrupted => {
                f.write_str("the connection broke before there was a response")?
            }
            TransportErrorKind::Body => f.write_str("the response broke off")?,
            TransportErrorKind::BodyTooLarge { limit } => {
                write!(f, "the response has more than {limit} bytes")?;
            }
        }
        match (&self.0.host, self.0.kind) {
            (Some(host), TransportErrorKind::Connect) => write!(f, " to {host}")?,
            (Some(host), _) => write!(f, " ({host})")?,
            (None, _) => {}
        }
        // One line is often all that is logged: what happened in the end is the last of the
        // sources.
        let mut cause = self.source();
        while let Some(deeper) = cause.and_then(Error::source) {
            cause = Some(deeper);
        }
        cause.map_or(Ok(()), |cause| write!(f, ": {cause}"))
    }
}

/// Without the response's headers, which may be anything.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("kind", &self.0.kind)
            .field("may_have_been_sent", &self.0.may_have_been_sent)
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
