//! How requests travel: reqwest, or a transport of the caller's own.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::endpoint::Endpoint;
use crate::error::CallContext;

/// A way to send requests that is not reqwest.
pub trait Send: fmt::Debug + std::marker::Send + Sync {
    /// Sends a request and collects the answer, which must not be longer than `limit` bytes. Redirects are not followed.
    fn send(
        &self,
        request: Request<Bytes>,
        limit: usize,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + std::marker::Send + '_>>;
}

/// What carries a client's requests.
#[derive(Debug, Clone)]
pub(crate) enum Transport {
    Http(reqwest::Client),
    Custom(Arc<dyn Send>),
}

impl Transport {
    pub(crate) fn custom(transport: impl Send + 'static) -> Self {
        Transport::Custom(Arc::new(transport))
    }

    pub(crate) fn http(
        builder: reqwest::ClientBuilder,
        _endpoint: &Endpoint,
    ) -> Result<Self, TransportError> {
        let client =
            builder.redirect(reqwest::redirect::Policy::none()).build().map_err(TransportError::new)?;
        Ok(Transport::Http(client))
    }

    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        limit: usize,
    ) -> Result<Response<Bytes>, TransportError> {
        match self {
            Transport::Custom(transport) => transport.send(request, limit).await,
            Transport::Http(client) => {
                let request = reqwest::Request::try_from(request).map_err(TransportError::new)?;
                let response = client.execute(request).await.map_err(TransportError::new)?;
                let mut head = Response::new(Bytes::new());
                *head.status_mut() = response.status();
                *head.headers_mut() = response.headers().clone();
                *head.body_mut() = response.bytes().await.map_err(TransportError::new)?;
                Ok(head)
            }
        }
    }
}

/// Why a request got no answer.
#[derive(Debug)]
pub struct TransportError {
    source: Box<dyn StdError + std::marker::Send + Sync>,
    may_have_been_sent: bool,
}

impl TransportError {
    fn new(error: reqwest::Error) -> Self {
        TransportError {
            may_have_been_sent: !error.is_connect() && !error.is_builder(),
            source: error.into(),
        }
    }

    /// Whether the service may have got the request.
    pub fn may_have_been_sent(&self) -> bool {
        self.may_have_been_sent
    }

    /// Whether another attempt may help.
    pub fn is_retryable(&self) -> bool {
        true
    }

    /// Tells what is known of an answer that began.
    pub(crate) fn answered(&self, _context: &mut CallContext) {}
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request failed: {}", self.source)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
