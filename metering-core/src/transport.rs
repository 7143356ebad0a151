//! How a request gets to the service and its answer back.
//!
//! [`ReqwestTransport`] is what a client uses unless it is given a [`Transport`] of the caller's own.

mod error;
mod over_reqwest;
mod progress;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
mod rustls_config;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

pub use error::{TransportError, TransportErrorKind};
pub use over_reqwest::ReqwestTransport;
pub(crate) use progress::Progress;
#[doc(hidden)]
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
pub use rustls_config::client_config as rustls_client_config;

/// What is wrong with a file that is to have root certificates.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"))]
fn no_certificates(file: &std::path::Path) -> String {
    format!("no certificates in {}, which AWS_CA_BUNDLE or ca_bundle names", file.display())
}

/// What a [`Transport`] returns: the response with all of its body.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a>>;

/// A transport of a caller's own.
///
/// It sends a request as it is: it must not follow redirects, retry, or change a header, all of
/// which are signed. It may be asked for many at once. Time limits are the caller's: the future is
/// dropped when they are reached.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request and collects its response, up to `max_body` bytes of body.
    ///
    /// A failure must tell whether the service may have got the request, as [`TransportError`]
    /// describes.
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_>;
}

/// One that is shared, as with a test that asks it afterwards what was sent.
impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_> {
        (**self).send(request, max_body)
    }
}

/// One that is chosen while the program runs.
impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_> {
        (**self).send(request, max_body)
    }
}

/// The transport of a client.
#[derive(Debug)]
pub(crate) enum AnyTransport {
    /// Known by type, so that its future needs no box.
    Reqwest(ReqwestTransport),
    Own(Box<dyn Transport>),
}

impl AnyTransport {
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        max_body: usize,
        progress: &mut Progress,
    ) -> Result<Response<Bytes>, TransportError> {
        match self {
            Self::Reqwest(transport) => transport.send_noting(request, max_body, progress).await,
            Self::Own(transport) => {
                progress.departs();
                let response = transport.send(request, max_body).await?;
                if response.body().len() > max_body {
                    let (parts, _) = response.into_parts();
                    return Err(TransportError::body_too_large(max_body, parts.status, parts.headers));
                }
                Ok(response)
            }
        }
    }
}
