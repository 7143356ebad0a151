//! Sending requests and receiving responses.
//!
//! A client uses `ReqwestTransport` with the feature `reqwest`, or else `HyperTransport` with the
//! feature `hyper`, unless it gets another [`Transport`].
//!
//! ```
//! use metering_core::transport::{Sending, Transport};
//!
//! /// A transport that prints each request.
//! #[derive(Debug)]
//! struct Printing<T>(T);
//!
//! impl<T: Transport> Transport for Printing<T> {
//!     fn send(&self, request: http::Request<bytes::Bytes>) -> Sending<'_> {
//!         println!("{} {}", request.method(), request.uri());
//!         self.0.send(request)
//!     }
//! }
//! ```
//!
//! # Which transport to choose
//!
//! Keep reqwest, the default, if you need one of its additional settings, or if your program uses
//! reqwest for something else. Choose hyper for a smaller build and less CPU time per call:
//! `default-features = false, features = ["hyper", "rustls"]`.
//!
//! Both keep a pool of connections for each runtime and never follow a redirect. Both use rustls on
//! ring or aws-lc, HTTP/2 with the feature `http2`, the root certificates of the system or of
//! `AWS_CA_BUNDLE`, and the http and https proxies of the environment, except for the hosts in
//! `NO_PROXY`. `HyperBuilder` and `reqwest::ClientBuilder` set the limits of connecting and of idle
//! connections, the proxy and the root certificates.
//!
//! Only reqwest has:
//! - SOCKS proxies, with reqwest's feature `socks`. With hyper, a SOCKS proxy in the environment is
//!   an error when the client is built.
//! - The proxy settings of Windows and macOS, with reqwest's feature `system-proxy`.
//! - The system's TLS library, with the feature `native-tls`.
//! - Client certificates and other TLS settings, with `ReqwestTransport::with_tls_of`.
//! - A custom DNS resolver, a local address, and the other settings of `reqwest::ClientBuilder`.
//!
//! To enable a feature of reqwest, add reqwest with this feature to your own `Cargo.toml`.

mod body;
mod error;
#[cfg(feature = "hyper")]
mod hyper;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code))]
mod pools;
// Without a transport of this crate, only custom transports use it.
#[cfg_attr(not(any(feature = "hyper", feature = "reqwest")), allow(dead_code))]
mod progress;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod proxy;
#[cfg(feature = "reqwest")]
mod reqwest;
mod roots;
// With neither hyper nor reqwest on rustls, only other users of the configuration need it.
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
#[cfg_attr(not(feature = "hyper"), allow(dead_code))]
mod tls;
#[cfg(feature = "reqwest")]
mod tls_backend;

use std::any::Any;
use std::fmt;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

pub use self::body::{Body, collect};
pub use self::error::{TransportError, TransportErrorKind};
#[cfg(feature = "hyper")]
pub use self::hyper::{HyperBuilder, HyperTransport};
pub(crate) use self::progress::Progress;
#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
#[doc(hidden)]
#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
pub use self::tls::config as rustls_client_config;

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
    /// Known types, so that their progress is known.
    #[cfg(feature = "hyper")]
    Hyper(HyperTransport),
    #[cfg(feature = "reqwest")]
    Reqwest(ReqwestTransport),
    Custom(Box<dyn Transport>),
}

impl AnyTransport {
    pub(crate) fn new(transport: impl Transport) -> Self {
        let any = &transport as &dyn Any;
        #[cfg(feature = "hyper")]
        if let Some(known) = any.downcast_ref::<HyperTransport>() {
            return Self::Hyper(known.clone());
        }
        #[cfg(feature = "reqwest")]
        if let Some(known) = any.downcast_ref::<ReqwestTransport>() {
            return Self::Reqwest(known.clone());
        }
        let _ = any;
        Self::Custom(Box::new(transport))
    }

    /// Creates the default transport of the enabled features.
    #[cfg(not(feature = "reqwest"))]
    pub(crate) fn for_endpoint(
        endpoint: &http::Uri,
        ca_bundle: Option<std::path::PathBuf>,
    ) -> Result<Self, TransportError> {
        #[cfg(feature = "hyper")]
        {
            let mut builder = HyperTransport::builder();
            if let Some(file) = ca_bundle {
                builder = builder.ca_bundle(file);
            }
            builder.build(endpoint).map(Self::Hyper)
        }
        #[cfg(not(feature = "hyper"))]
        {
            let _ = (endpoint, ca_bundle);
            Err(TransportError::refused(
                "there is no transport; enable the feature `reqwest` or `hyper` of metering-core, or pass a transport to the client",
            ))
        }
    }

    /// Sends a request and collects the body of its response, up to `max_body` bytes.
    pub(crate) fn send<'a>(
        &'a self,
        request: Request<Bytes>,
        max_body: usize,
        progress: &'a mut Progress,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send + 'a {
        let response = self.open(request, progress);
        async move { body::collect_with(response.await?, max_body, progress).await }
    }

    /// Sends a request and returns the response as soon as its head has arrived.
    pub(crate) fn open(&self, request: Request<Bytes>, progress: &Progress) -> Sending<'_> {
        let state = progress.request.clone();
        match self {
            #[cfg(feature = "hyper")]
            Self::Hyper(transport) => transport.open(request, state),
            #[cfg(feature = "reqwest")]
            Self::Reqwest(transport) => transport.open(request, state),
            Self::Custom(transport) => {
                state.mark_sent();
                transport.send(request)
            }
        }
    }
}

/// Returns `true` if an HTTP/2 server reports that it has not processed the request: it refuses the
/// stream, or its GOAWAY excludes the stream (RFC 9113, sections 6.8 and 8.7).
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
fn is_unprocessed(error: &dyn std::error::Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.find_map(|cause| cause.downcast_ref::<h2::Error>()).is_some_and(|error| {
        error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}

#[cfg(all(not(feature = "http2"), any(feature = "hyper", feature = "reqwest")))]
fn is_unprocessed(_: &dyn std::error::Error) -> bool {
    false
}

/// Sends a request with `open_once` after the root certificates are loaded.
///
/// With HTTP/2, requests wait for a connection that one of them opens. If that request is dropped
/// or fails, the others have not been tried yet, so they are sent again.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn open<'a, F>(
    load_roots: impl Future<Output = Result<(), TransportError>> + Send + 'a,
    request: Request<Bytes>,
    state: progress::RequestState,
    open_once: impl Fn(Request<Bytes>, progress::RequestState) -> F + Send + 'a,
) -> Sending<'a>
where
    F: Future<Output = Result<Response<Body>, TransportError>> + Send,
{
    Box::pin(async move {
        load_roots.await?;
        #[cfg(feature = "http2")]
        for _ in 0..3 {
            match open_once(request.clone(), state.clone()).await {
                Err(error) if failed_with_another(&error) => {}
                outcome => return outcome,
            }
        }
        open_once(request, state).await
    })
}

/// Returns `true` if a request waited for a connection that another request failed to open.
/// hyper-util has no other name for this error than its text.
#[cfg(all(feature = "http2", any(feature = "hyper", feature = "reqwest")))]
fn failed_with_another(error: &TransportError) -> bool {
    error.kind() == TransportErrorKind::Connect
        && error.causes().last().is_some_and(|cause| cause.to_string() == "request was canceled")
}

/// Refuses an https endpoint if TLS is disabled.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
fn require_tls(endpoint: &http::Uri, has_tls: bool) -> Result<(), TransportError> {
    if has_tls || endpoint.scheme_str() != Some("https") {
        return Ok(());
    }
    Err(TransportError::refused(
        "https needs TLS; enable the feature `rustls` or `rustls-aws-lc` of metering-core, or `native-tls` with \
         `reqwest`, or pass a transport with TLS to the client",
    ))
}

/// Returns `true` if a host is this machine or its neighbor, which need no proxy.
#[cfg(any(feature = "hyper", feature = "reqwest"))]
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

#[cfg(all(test, any(feature = "hyper", feature = "reqwest")))]
mod tests {
    use super::{is_local, require_tls};

    #[test]
    fn https_without_tls_names_the_features() {
        let error = require_tls(&"https://example.com".parse().unwrap(), false).unwrap_err();
        assert!(!error.is_retryable());
        for feature in ["`rustls`", "`rustls-aws-lc`", "`native-tls`"] {
            assert!(error.to_string().contains(feature), "{error}");
        }
        require_tls(&"http://localhost:4566".parse().unwrap(), false).unwrap();
    }

    #[test]
    fn local_hosts_are_loopback_and_link_local() {
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
