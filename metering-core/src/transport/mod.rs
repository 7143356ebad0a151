//! Sending requests and receiving responses.
//!
//! A client uses [`ReqwestTransport`] unless it gets another [`Transport`].

mod body;
mod error;
mod progress;
mod proxy;
mod reqwest;
mod roots;
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
mod tls;

use std::any::Any;
use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

pub use self::body::{Body, collect};
pub use self::error::{TransportError, TransportErrorKind};
pub(crate) use self::progress::Progress;
pub use self::reqwest::ReqwestTransport;
#[doc(hidden)]
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
pub use self::tls::config as rustls_client_config;

/// The error if an https endpoint is used without a feature for TLS.
#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")))]
const NO_TLS: &str =
    "https needs one of the features `rustls`, `rustls-aws-lc` and `native-tls` of metering-core";

/// The future of a response, which resolves when the head of the response has arrived.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Body>, TransportError>> + Send + 'a>>;

/// A custom transport.
///
/// A transport sends each request unchanged. It must not follow redirects, retry, or change a
/// header, because the headers are signed. It may be used for many requests at the same time. The
/// caller applies timeouts by dropping the future, and limits the size of the response's body.
pub trait Transport: fmt::Debug + Send + Sync + 'static {
    /// Sends a request and returns the response as soon as its head has arrived.
    ///
    /// # Errors
    /// Returns an error if there is no response. The error must tell whether the service may have
    /// received the request, as [`TransportError`] describes.
    fn send(&self, request: Request<Bytes>) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        (**self).send(request)
    }
}

/// The transport of a client.
#[derive(Debug)]
pub(crate) enum AnyTransport {
    /// A known type, so that its future needs no box and its progress is known.
    Reqwest(ReqwestTransport),
    Custom(Box<dyn Transport>),
}

impl AnyTransport {
    pub(crate) fn new(transport: impl Transport) -> Self {
        if let Some(known) = (&transport as &dyn Any).downcast_ref::<ReqwestTransport>() {
            return Self::Reqwest(known.clone());
        }
        Self::Custom(Box::new(transport))
    }

    /// Sends a request and collects the body of its response, up to `max_body` bytes.
    pub(crate) async fn send(
        &self,
        request: Request<Bytes>,
        max_body: usize,
        progress: &mut Progress,
    ) -> Result<Response<Bytes>, TransportError> {
        let response = self.open(request, progress).await?;
        body::collect_with(response, max_body, progress).await
    }

    /// Sends a request and returns the response as soon as its head has arrived.
    pub(crate) async fn open(
        &self,
        request: Request<Bytes>,
        progress: &mut Progress,
    ) -> Result<Response<Body>, TransportError> {
        match self {
            Self::Reqwest(transport) => transport.open(request, progress).await,
            Self::Custom(transport) => {
                progress.mark_sent();
                transport.send(request).await
            }
        }
    }
}

/// Returns `true` if a host is this machine or its neighbor, which need no proxy.
fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            // The network of instance metadata and EKS Pod Identity.
            let is_metadata = address.segments()[..2] == [0xfd00, 0x0ec2];
            address.is_loopback() || address.is_unicast_link_local() || is_metadata
        }
        Err(_) => {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn local_hosts() {
        for local in [
            "localhost",
            "LOCALHOST.",
            "moto.localhost",
            "127.0.0.1",
            "127.9.9.9",
            "[::1]",
            "::1",
            "169.254.169.254",
            "169.254.170.23",
            "[fe80::1]",
            "[fd00:ec2::23]",
        ] {
            assert!(is_local(local), "{local}");
        }
        for remote in [
            "metering.marketplace.us-east-1.amazonaws.com",
            "localhost.example.com",
            "10.0.0.1",
            "[2001:db8::1]",
        ] {
            assert!(!is_local(remote), "{remote}");
        }
    }
}
