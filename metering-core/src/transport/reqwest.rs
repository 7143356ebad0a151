//! The transport on reqwest.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};
use reqwest::{Client, ClientBuilder, Url};

use super::pools::Pools;
use super::progress::RequestState;
use super::tls_backend::TlsBackend;
use super::{Body, Sending, Transport, TransportError, is_local, proxy};

/// A transport on reqwest with a pool of connections to one service. Clones share the pool.
///
/// With the default settings, each runtime has its own pool, because the runtime that opens a
/// connection drives it. A transport with a custom builder has one pool: don't use it from several
/// runtimes if one of them may be idle.
#[derive(Clone)]
pub struct ReqwestTransport {
    clients: Arc<Pools<Client>>,
    endpoint: Arc<Endpoint>,
    /// `None` with custom TLS settings.
    tls: Option<TlsBackend>,
}

/// The endpoint as the URI of requests and as reqwest's URL, which is expensive to parse.
struct Endpoint {
    uri: Uri,
    url: Url,
}

const HAS_TLS: bool = cfg!(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls"));

impl Endpoint {
    fn parse(uri: &Uri) -> Result<Self, TransportError> {
        let url = Url::parse(&uri.to_string()).map_err(TransportError::refused)?;
        Ok(Self { uri: uri.clone(), url })
    }
}

fn build(builder: ClientBuilder, endpoint: &Uri) -> Result<Client, TransportError> {
    let https_only = match endpoint.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => return Err(TransportError::refused("the scheme of an endpoint must be https or http")),
    };
    proxy::check(endpoint, true)?;
    let mut builder = builder
        .https_only(https_only)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate();
    if endpoint.host().is_some_and(is_local) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(TransportError::refused)
}

impl ReqwestTransport {
    /// Creates a builder with this crate's defaults.
    ///
    /// A connection attempt fails after 3.1 seconds, which leaves time for one lost SYN. An idle
    /// connection is closed after 20 seconds, before the service closes it, because it is unknown
    /// if a request on a closing connection is processed. Proxies come from the environment.
    pub fn builder() -> ClientBuilder {
        Client::builder()
            .connect_timeout(Duration::from_millis(3100))
            .pool_idle_timeout(Duration::from_secs(20))
    }

    /// Creates a transport to an http or https endpoint.
    ///
    /// Some settings of the builder are replaced: redirects are not followed, requests are not
    /// retried, bodies are not decompressed, https never becomes http, and no proxy is used for
    /// loopback and link-local addresses, which include instance metadata. TLS uses the system's
    /// root certificates, or those that `AWS_CA_BUNDLE`, `SSL_CERT_FILE` or `SSL_CERT_DIR` name.
    /// They are loaded at the first handshake and once per process (with native-tls, once per
    /// transport).
    ///
    /// # Errors
    /// Returns an error if the endpoint is not an http or https URI with a host, if https is needed
    /// but no feature for TLS is enabled, if a proxy variable is invalid, or if reqwest can't build
    /// a client.
    pub fn new(builder: ClientBuilder, endpoint: &Uri) -> Result<Self, TransportError> {
        Self::with_roots(None, builder, endpoint)
    }

    /// Creates a transport to an http or https endpoint with the default settings.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`new`](ReqwestTransport::new).
    pub fn with_defaults(endpoint: &Uri) -> Result<Self, TransportError> {
        Self::with_default_builder(None, endpoint)
    }

    pub(crate) fn with_default_builder(
        bundle: Option<PathBuf>,
        endpoint: &Uri,
    ) -> Result<Self, TransportError> {
        let parsed = Endpoint::parse(endpoint)?;
        super::require_tls(endpoint, HAS_TLS)?;
        let tls = TlsBackend::new(endpoint, bundle)?;
        let (added, endpoint) = (tls.clone(), endpoint.clone());
        let clients = Pools::new(move || build(added.add_to(Self::builder()), &endpoint))?;
        Ok(Self { clients: Arc::new(clients), endpoint: Arc::new(parsed), tls: Some(tls) })
    }

    /// Creates a transport that trusts only the root certificates of a file.
    pub(crate) fn with_roots(
        bundle: Option<PathBuf>,
        builder: ClientBuilder,
        endpoint: &Uri,
    ) -> Result<Self, TransportError> {
        super::require_tls(endpoint, HAS_TLS)?;
        let tls = TlsBackend::new(endpoint, bundle)?;
        let transport = Self::with_tls_of(tls.add_to(builder), endpoint)?;
        Ok(Self { tls: Some(tls), ..transport })
    }

    /// Creates a transport with the TLS settings of the builder, such as a client certificate or
    /// custom root certificates.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`new`](ReqwestTransport::new).
    pub fn with_tls_of(builder: ClientBuilder, endpoint: &Uri) -> Result<Self, TransportError> {
        let parsed = Endpoint::parse(endpoint)?;
        let clients = Pools::shared(build(builder, endpoint)?);
        Ok(Self { clients: Arc::new(clients), endpoint: Arc::new(parsed), tls: None })
    }

    /// Sends a request and records in `state` if it was sent, in case the future is dropped.
    pub(super) fn open(&self, request: Request<Bytes>, state: RequestState) -> Sending<'_> {
        let load_roots = async move {
            match &self.tls {
                Some(tls) => tls.load_roots().await,
                None => Ok(()),
            }
        };
        super::open(load_roots, request, state, |request, state| self.open_once(request, state))
    }

    /// Not an `async fn`, whose future would contain the request.
    fn open_once(
        &self,
        request: Request<Bytes>,
        state: RequestState,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        let response = self.request(request, &state).and_then(|request| {
            let client = self.clients.get()?;
            Ok(client.execute(request))
        });
        async move {
            match response?.await {
                Ok(response) => Ok(http::Response::from(response).map(Body::reqwest)),
                Err(error) => Err(no_response(error, &state)),
            }
        }
    }

    fn request(
        &self,
        request: Request<Bytes>,
        state: &RequestState,
    ) -> Result<reqwest::Request, TransportError> {
        let (parts, body) = request.into_parts();
        let url = if parts.uri == self.endpoint.uri {
            self.endpoint.url.clone()
        } else {
            // Another host, for example by an operation's host prefix.
            Url::parse(&parts.uri.to_string()).map_err(TransportError::refused)?
        };
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(if body.is_empty() {
            // Without a body, the head is the whole request.
            state.mark_sent();
            body.into()
        } else {
            reqwest::Body::wrap(state.track(body))
        });
        Ok(request)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        Box::pin(async { self.open(request, RequestState::default()).await })
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("endpoint", &self.endpoint.uri.host())
            .finish_non_exhaustive()
    }
}

fn no_response(error: reqwest::Error, state: &RequestState) -> TransportError {
    let host = error.url().and_then(|url| {
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    let (is_connect, is_builder) = (error.is_connect(), error.is_builder());
    let error = error.without_url();
    if is_connect {
        TransportError::connect(error)
    } else if is_builder {
        TransportError::refused(error)
    } else if state.cancel() || super::is_unprocessed(&error) {
        TransportError::unsent(error)
    } else {
        TransportError::interrupted(error)
    }
    .with_host(host)
}
