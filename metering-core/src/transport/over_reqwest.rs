//! The transport over reqwest.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response, Uri};
use reqwest::{Client, ClientBuilder, Url};

use super::{Progress, Sending, Transport, TransportError};

/// Connections to one service, kept by reqwest. Its clones share them.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: Client,
    endpoint: Arc<Endpoint>,
}

/// The endpoint in the form that requests bear, and in the one that reqwest wants and takes its
/// time to parse.
struct Endpoint {
    uri: Uri,
    url: Url,
}

impl ReqwestTransport {
    /// What [`new`](ReqwestTransport::new) takes unless a caller has wishes of their own:
    /// connections that are not there within 3.1 seconds fail, which leaves time for one lost SYN,
    /// and those that are idle for 20 seconds are closed before the service does so, since a
    /// request on a connection that is just being closed may be lost or not.
    ///
    /// Proxies come from the environment.
    pub fn builder() -> ClientBuilder {
        Client::builder()
            .connect_timeout(Duration::from_millis(3100))
            .pool_idle_timeout(Duration::from_secs(20))
    }

    /// A transport to an endpoint, whose scheme must be https unless it is http that the caller
    /// asks for.
    ///
    /// Whatever the builder says, redirects are not followed, nothing is retried here, bodies are
    /// not decompressed, https does not turn to http, and no proxy is used where the endpoint is
    /// this machine or its neighbor (loopback and link-local addresses, where instance metadata
    /// is). TLS is this crate's: the system's root certificates, or those that `AWS_CA_BUNDLE`,
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR` name, loaded at the first handshake and once for the
    /// process (with native-tls, for each transport).
    ///
    /// # Errors
    /// When the endpoint is no http or https URI with a host, or reqwest can't make a client of the
    /// builder.
    pub fn new(builder: ClientBuilder, endpoint: &Uri) -> Result<Self, TransportError> {
        Self::trusting(None, builder, endpoint)
    }

    /// As [`new`](ReqwestTransport::new), with the root certificates of a file in place of all
    /// others.
    pub(crate) fn trusting(
        bundle: Option<&Path>,
        builder: ClientBuilder,
        endpoint: &Uri,
    ) -> Result<Self, TransportError> {
        Self::with_tls_of(with_tls(builder, endpoint, bundle)?, endpoint)
    }

    /// As [`new`](ReqwestTransport::new), with TLS as the builder has it: a ready-made
    /// configuration, a client's certificate, roots of one's own.
    ///
    /// # Errors
    /// As [`new`](ReqwestTransport::new).
    pub fn with_tls_of(builder: ClientBuilder, endpoint: &Uri) -> Result<Self, TransportError> {
        let url = Url::parse(&endpoint.to_string()).map_err(TransportError::refused)?;
        let https_only = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(TransportError::refused("an endpoint is https or http")),
        };
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
        let client = builder.build().map_err(TransportError::refused)?;
        Ok(Self { client, endpoint: Arc::new(Endpoint { uri: endpoint.clone(), url }) })
    }

    /// Sends a request and collects its response, up to `max_body` bytes of body.
    ///
    /// # Errors
    /// When there is no response, or not all of it.
    pub async fn send(
        &self,
        request: Request<Bytes>,
        max_body: usize,
    ) -> Result<Response<Bytes>, TransportError> {
        self.send_noting(request, max_body, &mut Progress::default()).await
    }

    /// As [`send`](ReqwestTransport::send), for a caller who may give it up and then wants to know
    /// how far it got.
    pub(super) async fn send_noting(
        &self,
        request: Request<Bytes>,
        max_body: usize,
        progress: &mut Progress,
    ) -> Result<Response<Bytes>, TransportError> {
        // Under HTTP/2, calls wait for the one connection that one of them makes; where that one is
        // dropped or fails, the others have not tried yet.
        #[cfg(feature = "http2")]
        for _ in 0..3 {
            match self.send_once(request.clone(), max_body, progress).await {
                Err(error) if failed_with_another(&error) => {}
                outcome => return outcome,
            }
        }
        self.send_once(request, max_body, progress).await
    }

    async fn send_once(
        &self,
        request: Request<Bytes>,
        max_body: usize,
        progress: &mut Progress,
    ) -> Result<Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let url = if parts.uri == self.endpoint.uri {
            self.endpoint.url.clone()
        } else {
            // Another host or path: by a prefix of an operation's own, say.
            Url::parse(&parts.uri.to_string()).map_err(TransportError::refused)?
        };
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.body_mut() = Some(if body.is_empty() {
            // The head is all of the request.
            progress.departs();
            body.into()
        } else {
            reqwest::Body::wrap(progress.watch(body))
        });
        match self.client.execute(request).await {
            Ok(response) => collect(response, max_body, progress).await,
            Err(error) => Err(no_response(error, progress)),
        }
    }
}

/// For a client that is given one ready-made.
impl Transport for ReqwestTransport {
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_> {
        Box::pin(self.send(request, max_body))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport")
            .field("endpoint", &self.endpoint.uri.host())
            .finish_non_exhaustive()
    }
}

async fn collect(
    mut response: reqwest::Response,
    max_body: usize,
    progress: &mut Progress,
) -> Result<Response<Bytes>, TransportError> {
    let version = response.version();
    // Where this future is dropped, the head stays behind.
    progress.head = Some((response.status(), std::mem::take(response.headers_mut())));
    let body = read_body(&mut response, max_body).await;
    let (status, headers) = progress.head.take().unwrap_or_default();
    match body {
        Ok(Some(body)) => {
            let mut collected = Response::new(body);
            *collected.status_mut() = status;
            *collected.version_mut() = version;
            *collected.headers_mut() = headers;
            Ok(collected)
        }
        Ok(None) => Err(TransportError::body_too_large(max_body, status, headers)),
        Err(error) => Err(TransportError::body(error.without_url(), status, headers)),
    }
}

/// The body; `None` if it is longer than `max_body` bytes.
async fn read_body(
    response: &mut reqwest::Response,
    max_body: usize,
) -> Result<Option<Bytes>, reqwest::Error> {
    let announced = response.content_length().unwrap_or(0);
    if announced > max_body as u64 {
        return Ok(None);
    }
    // Most bodies come in one piece, which is then not copied.
    let mut whole = Bytes::new();
    let mut pieces = BytesMut::new();
    while let Some(piece) = response.chunk().await? {
        if whole.len() + pieces.len() + piece.len() > max_body {
            return Ok(None);
        } else if whole.is_empty() && pieces.is_empty() {
            whole = piece;
        } else {
            if pieces.is_empty() {
                pieces.reserve((announced as usize).max(whole.len() + piece.len()));
                pieces.extend_from_slice(&std::mem::take(&mut whole));
            }
            pieces.extend_from_slice(&piece);
        }
    }
    Ok(Some(if pieces.is_empty() { whole } else { pieces.freeze() }))
}

fn no_response(error: reqwest::Error, progress: &Progress) -> TransportError {
    let host = error.url().and_then(|url| {
        let host = url.host_str()?;
        Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
    });
    let (connect, refused) = (error.is_connect(), error.is_builder());
    let error = error.without_url();
    if connect {
        TransportError::connect(error)
    } else if refused {
        TransportError::refused(error)
    } else if progress.hold_back() || is_unprocessed(&error) {
        TransportError::unsent(error)
    } else {
        TransportError::interrupted(error)
    }
    .with_host(host)
}

/// Whether an HTTP/2 server says that it has not looked at the request and never will: it refuses
/// the stream, or goes away and leaves it out (RFC 9113, sections 6.8 and 8.7).
#[cfg(feature = "http2")]
fn is_unprocessed(error: &reqwest::Error) -> bool {
    let first = std::error::Error::source(error);
    let mut causes = std::iter::successors(first, |cause| cause.source());
    causes.find_map(|cause| cause.downcast_ref::<h2::Error>()).is_some_and(|error| {
        error.is_remote() && (error.is_go_away() || error.reason() == Some(h2::Reason::REFUSED_STREAM))
    })
}

#[cfg(not(feature = "http2"))]
fn is_unprocessed(_: &reqwest::Error) -> bool {
    false
}

/// Whether a request waited for a connection that another one was to make, and did not. hyper-util
/// has no name for this error but its text.
#[cfg(feature = "http2")]
fn failed_with_another(error: &TransportError) -> bool {
    let first: &dyn std::error::Error = error;
    let cause = std::iter::successors(Some(first), |cause| cause.source()).last();
    error.kind() == super::TransportErrorKind::Connect
        && cause.is_some_and(|cause| cause.to_string() == "request was canceled")
}

/// Whether a host is this machine or its neighbor: no proxy stands between.
fn is_local(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match host.parse() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => {
            // Where instance metadata and the credentials of EKS pods are by IPv6.
            let is_metadata = address.segments()[..2] == [0xfd00, 0x0ec2];
            address.is_loopback() || address.is_unicast_link_local() || is_metadata
        }
        Err(_) => {
            let name = host.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// The system's library heeds `SSL_CERT_FILE` and `SSL_CERT_DIR`, where it heeds them, by itself.
#[cfg(feature = "native-tls")]
fn with_tls(
    builder: ClientBuilder,
    endpoint: &Uri,
    bundle: Option<&Path>,
) -> Result<ClientBuilder, TransportError> {
    let builder = builder.tls_backend_native();
    let bundle =
        bundle.map(Into::into).or_else(|| std::env::var_os("AWS_CA_BUNDLE").filter(|file| !file.is_empty()));
    let (Some(file), Some("https")) = (bundle, endpoint.scheme_str()) else { return Ok(builder) };
    let roots = std::fs::read(&file).ok().and_then(|pem| reqwest::Certificate::from_pem_bundle(&pem).ok());
    match roots.filter(|roots| !roots.is_empty()) {
        Some(roots) => Ok(builder.tls_certs_only(roots)),
        None => Err(TransportError::refused(super::no_certificates(file.as_ref()))),
    }
}

#[cfg(all(any(feature = "rustls", feature = "rustls-aws-lc"), not(feature = "native-tls")))]
fn with_tls(builder: ClientBuilder, _: &Uri, bundle: Option<&Path>) -> Result<ClientBuilder, TransportError> {
    Ok(builder.tls_backend_preconfigured(super::rustls_config::client_config(bundle)))
}

#[cfg(not(any(feature = "rustls", feature = "rustls-aws-lc", feature = "native-tls")))]
fn with_tls(builder: ClientBuilder, _: &Uri, _: Option<&Path>) -> Result<ClientBuilder, TransportError> {
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn no_proxy_for_this_machine_and_its_neighbors() {
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
