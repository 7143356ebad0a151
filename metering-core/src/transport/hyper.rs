//! The transport on hyper-util and hyper-rustls.

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::PROXY_AUTHORIZATION;
use http::uri::Scheme;
use http::{Request, Response, Uri};
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::client::legacy::{Client, Error, ResponseFuture};
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_service::Service;

use super::pools::Pools;
use super::progress::{RequestState, TrackedBody};
use super::{Body, Sending, Transport, TransportError, is_local, proxy};

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type BoxFuture<T> = Pin<Box<dyn Future<Output = Result<T, BoxError>> + Send>>;

/// A transport on hyper-util with a pool of connections to one service for each runtime. Clones
/// share the pools.
///
/// It needs fewer crates and less CPU per call than `ReqwestTransport`, and has fewer settings: the
/// [module](super) compares them.
#[derive(Clone)]
pub struct HyperTransport(Arc<Inner>);

struct Inner {
    clients: Pools<Arc<Client<Connector, TrackedBody>>>,
    endpoint: Uri,
    proxies: Option<Arc<Matcher>>,
    /// `None` for an http endpoint.
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
    tls: Option<super::tls::Tls>,
}

/// Builder for [`HyperTransport`].
#[derive(Clone)]
pub struct HyperBuilder {
    connect_timeout: Duration,
    pool_idle_timeout: Duration,
    proxies: Proxies,
    ca_bundle: Option<PathBuf>,
}

#[derive(Clone)]
enum Proxies {
    Environment,
    Url(String),
    None,
}

impl HyperTransport {
    /// Creates a builder.
    #[must_use]
    pub fn builder() -> HyperBuilder {
        HyperBuilder {
            connect_timeout: Duration::from_millis(3100),
            pool_idle_timeout: Duration::from_secs(20),
            proxies: Proxies::Environment,
            ca_bundle: None,
        }
    }

    /// Creates a transport to an http or https endpoint with the default settings.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`HyperBuilder::build`].
    pub fn new(endpoint: &Uri) -> Result<Self, TransportError> {
        Self::builder().build(endpoint)
    }

    /// Sends a request and records in `state` if it was sent, in case the future is dropped.
    pub(super) fn open(&self, request: Request<Bytes>, state: RequestState) -> Sending<'_> {
        let load_roots = async move {
            #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
            if let Some(tls) = &self.0.tls {
                tls.load_roots().await?;
            }
            Ok(())
        };
        super::open(load_roots, request, state, |request, state| self.open_once(request, state))
    }

    /// Not an `async fn`, whose future would contain the request.
    fn open_once(
        &self,
        request: Request<Bytes>,
        state: RequestState,
    ) -> impl Future<Output = Result<Response<Body>, TransportError>> + Send + use<> {
        let authority = request.uri().authority().cloned();
        let response = self.request(request, &state);
        async move {
            match response?.await {
                Ok(response) => Ok(response.map(Body::hyper)),
                Err(error) => {
                    let host = authority.map(|authority| authority.to_string());
                    Err(no_response(error, &state).with_host(host))
                }
            }
        }
    }

    fn request(
        &self,
        request: Request<Bytes>,
        state: &RequestState,
    ) -> Result<ResponseFuture, TransportError> {
        let is_https = request.uri().scheme() == Some(&Scheme::HTTPS);
        if self.0.endpoint.scheme() == Some(&Scheme::HTTPS) && !is_https {
            return Err(TransportError::refused("the endpoint is https but the request is not"));
        }
        let mut request = request.map(|body| {
            if body.is_empty() {
                // Without a body, the head is the whole request.
                state.mark_sent();
            }
            state.track(body)
        });
        // A tunnel sends the credentials when it is opened.
        if let Some(proxies) = self.0.proxies.as_ref().filter(|_| !is_https)
            && let Some(intercept) = proxies.intercept(request.uri())
            && let Some(credentials) = intercept.basic_auth()
        {
            request.headers_mut().insert(PROXY_AUTHORIZATION, credentials.clone());
        }
        Ok(self.0.clients.get()?.request(request))
    }
}

impl Transport for HyperTransport {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        Box::pin(async { self.open(request, RequestState::default()).await })
    }
}

impl fmt::Debug for HyperTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperTransport").field("endpoint", &self.0.endpoint.host()).finish_non_exhaustive()
    }
}

impl HyperBuilder {
    /// Sets the time limit for a connection, including TLS and the tunnel through a proxy. Defaults
    /// to 3.1 seconds, which leaves time for one lost SYN.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// Sets the time after which an idle connection is closed. Defaults to 20 seconds, so that it
    /// is closed before the service closes it.
    #[must_use]
    pub fn pool_idle_timeout(mut self, limit: Duration) -> Self {
        self.pool_idle_timeout = limit;
        self
    }

    /// Sets the http or https URL of the proxy for all requests, with optional credentials.
    /// Defaults to the proxies of the environment.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxies = Proxies::Url(url.into());
        self
    }

    /// Uses no proxy.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxies = Proxies::None;
        self
    }

    /// Sets the PEM file of the root certificates to trust. Defaults to the file in
    /// `AWS_CA_BUNDLE`, or else the root certificates of the system.
    #[must_use]
    pub fn ca_bundle(mut self, file: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(file.into());
        self
    }

    /// Builds a transport to an http or https endpoint. No proxy is used for loopback and
    /// link-local addresses, which include instance metadata.
    ///
    /// # Errors
    /// Returns an error if the endpoint is not an http or https URI with a host, if https is needed
    /// but no feature for TLS is enabled, or if the proxy is invalid.
    pub fn build(self, endpoint: &Uri) -> Result<HyperTransport, TransportError> {
        if !matches!(endpoint.scheme_str(), Some("https" | "http")) {
            return Err(TransportError::refused("the scheme of an endpoint must be https or http"));
        }
        super::require_tls(endpoint, cfg!(any(feature = "rustls", feature = "rustls-aws-lc")))?;
        let proxies = self.proxies.matcher(endpoint)?.map(Arc::new);
        #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
        let tls = super::tls::Tls::new(self.ca_bundle.as_deref());
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_keepalive(Some(Duration::from_secs(15)));
        let connector = Connector(Arc::new(ConnectorInner {
            http,
            proxies: proxies.clone(),
            timeout: self.connect_timeout,
            #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
            tls: Arc::clone(&tls.config),
        }));
        let idle_timeout = self.pool_idle_timeout;
        let clients = Pools::new(move || {
            let client = Client::builder(TokioExecutor::new())
                .timer(TokioTimer::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(idle_timeout)
                .build(connector.clone());
            Ok(Arc::new(client))
        })?;
        #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
        let tls = (endpoint.scheme() == Some(&Scheme::HTTPS)).then_some(tls);
        Ok(HyperTransport(Arc::new(Inner {
            clients,
            endpoint: endpoint.clone(),
            proxies,
            #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
            tls,
        })))
    }
}

/// Prints no URL of a proxy, which may contain a password.
impl fmt::Debug for HyperBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HyperBuilder")
            .field("connect_timeout", &self.connect_timeout)
            .field("pool_idle_timeout", &self.pool_idle_timeout)
            .finish_non_exhaustive()
    }
}

impl Proxies {
    /// Returns the proxies for an endpoint. `None` if no request needs one.
    fn matcher(&self, endpoint: &Uri) -> Result<Option<Matcher>, TransportError> {
        if endpoint.host().is_some_and(is_local) {
            return Ok(None);
        }
        let matcher = match self {
            Self::None => return Ok(None),
            Self::Url(url) => {
                proxy::check_url("the proxy", url, false)?;
                Matcher::builder().all(url.as_str()).build()
            }
            Self::Environment => {
                proxy::check(endpoint, false)?;
                Matcher::from_env()
            }
        };
        // Not `endpoint`: a host prefix may lead to a host that NO_PROXY doesn't contain.
        let any = ["http://host.invalid/", "https://host.invalid/"].map(Uri::from_static);
        Ok(any.iter().any(|uri| matcher.intercept(uri).is_some()).then_some(matcher))
    }
}

fn no_response(error: Error, state: &RequestState) -> TransportError {
    if error.is_connect() {
        TransportError::connect(error)
    } else if state.cancel() || super::is_unprocessed(&error) {
        TransportError::unsent(error)
    } else {
        TransportError::interrupted(error)
    }
}

/// Opens connections, directly or through a proxy. hyper-util clones it for each request.
#[derive(Clone)]
struct Connector(Arc<ConnectorInner>);

struct ConnectorInner {
    http: HttpConnector,
    proxies: Option<Arc<Matcher>>,
    timeout: Duration,
    #[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
    tls: Arc<rustls::ClientConfig>,
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = BoxError;
    type Future = BoxFuture<Stream>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        // The inner connector is always ready, because it resolves names with threads.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> BoxFuture<Stream> {
        let connector = Arc::clone(&self.0);
        Box::pin(async move {
            tokio::time::timeout(connector.timeout, connector.connect(uri))
                .await
                .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
        })
    }
}

impl ConnectorInner {
    async fn connect(&self, uri: Uri) -> Result<Stream, BoxError> {
        let intercept = self.proxies.as_ref().and_then(|proxies| proxies.intercept(&uri));
        let Some(intercept) = intercept else {
            let io: Box<dyn Io> = Box::new(self.with_tls(self.http.clone()).call(uri).await?);
            return Ok(Stream { io, is_proxied: false });
        };
        let to_proxy = self.to_proxy();
        if uri.scheme() != Some(&Scheme::HTTPS) {
            let mut to_proxy = to_proxy;
            let io: Box<dyn Io> = Box::new(to_proxy.call(intercept.uri().clone()).await?);
            return Ok(Stream { io, is_proxied: true });
        }
        let mut tunnel = Tunnel::new(intercept.uri().clone(), to_proxy);
        if let Some(credentials) = intercept.basic_auth() {
            tunnel = tunnel.with_auth(credentials.clone());
        }
        let io: Box<dyn Io> = Box::new(self.with_tls(tunnel).call(uri).await?);
        Ok(Stream { io, is_proxied: false })
    }
}

#[cfg(any(feature = "rustls", feature = "rustls-aws-lc"))]
impl ConnectorInner {
    fn with_tls<C>(&self, connector: C) -> hyper_rustls::HttpsConnector<C> {
        (connector, Arc::clone(&self.tls)).into()
    }

    /// Returns a connector to an http or https proxy, without HTTP/2.
    fn to_proxy(&self) -> hyper_rustls::HttpsConnector<HttpConnector> {
        let mut tls = (*self.tls).clone();
        tls.alpn_protocols.clear();
        (self.http.clone(), tls).into()
    }
}

/// Without TLS, the builder refuses https endpoints.
#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc")))]
impl ConnectorInner {
    fn with_tls<C>(&self, connector: C) -> C {
        connector
    }

    fn to_proxy(&self) -> HttpConnector {
        self.http.clone()
    }
}

/// A connection: TCP, TLS, or TLS in a tunnel.
trait Io: Read + Write + Connection + Send + Unpin {}

impl<T: Read + Write + Connection + Send + Unpin> Io for T {}

struct Stream {
    io: Box<dyn Io>,
    /// `true` if a proxy forwards the requests, which then need an absolute URI.
    is_proxied: bool,
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        self.io.connected().proxy(self.is_proxied)
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut *self.io).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut *self.io).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut *self.io).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[std::io::IoSlice<'_>],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut *self.io).poll_write_vectored(context, bytes)
    }
}
