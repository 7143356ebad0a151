//! HTTP requests for credentials: to IMDS, to a container's endpoint and to STS.

use std::fmt;
use std::path::PathBuf;
#[cfg(feature = "reqwest")]
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, Uri};

#[cfg(feature = "reqwest")]
use crate::transport::ReqwestTransport;
use crate::transport::{AnyTransport, Progress, TransportError};

/// A response with credentials is smaller than 4 KiB, even with IAM's longest session tokens.
const MAX_BODY: usize = 256 * 1024;

/// Sends requests with the TLS, proxy and redirect settings of the default transport.
#[derive(Clone)]
pub(super) struct Fetch {
    #[cfg(feature = "reqwest")]
    builder: Arc<dyn Fn() -> reqwest::ClientBuilder + Send + Sync>,
    ca_bundle: Option<PathBuf>,
}

impl Fetch {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(feature = "reqwest")]
            builder: Arc::new(ReqwestTransport::builder),
            ca_bundle: None,
        }
    }

    #[cfg(feature = "reqwest")]
    pub(super) fn with_builder(builder: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        Self { builder: Arc::new(builder), ca_bundle: None }
    }

    /// Returns a copy that trusts the root certificates of this file.
    pub(super) fn with_ca_bundle(&self, ca_bundle: Option<PathBuf>) -> Self {
        let mut copy = self.clone();
        copy.ca_bundle = ca_bundle;
        copy
    }

    /// Creates a transport for one request, without idle connections, because there are only a few
    /// requests per hour.
    #[cfg(feature = "reqwest")]
    fn transport(&self, uri: &Uri) -> Result<AnyTransport, TransportError> {
        let builder = (self.builder)().pool_max_idle_per_host(0);
        ReqwestTransport::with_roots(self.ca_bundle.clone(), builder, uri).map(AnyTransport::Reqwest)
    }

    #[cfg(not(feature = "reqwest"))]
    fn transport(&self, uri: &Uri) -> Result<AnyTransport, TransportError> {
        AnyTransport::for_endpoint(uri, self.ca_bundle.clone())
    }

    /// Sends one request and collects the response within `limit`.
    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Result<Response<Bytes>, FetchError> {
        let response =
            async { self.transport(request.uri())?.send(request, MAX_BODY, &mut Progress::default()).await };
        match tokio::time::timeout(limit, response).await {
            Err(_) => Err(FetchError::TimedOut(limit)),
            Ok(Err(error)) => Err(FetchError::Failed(error.to_string())),
            Ok(Ok(response)) => Ok(response),
        }
    }

    /// Sends a request up to `attempts` times, until it gets a response that is neither a server
    /// error, status 429 nor `is_transient`.
    pub(super) async fn send_with_retries(
        &self,
        request: impl Fn() -> Result<Request<Bytes>, String>,
        Attempts { limit, attempts }: Attempts,
        is_transient: impl Fn(&Response<Bytes>) -> bool,
    ) -> Result<Response<Bytes>, FetchError> {
        let mut pause = Duration::from_millis(100);
        for _ in 1..attempts {
            match self.send(request().map_err(FetchError::Failed)?, limit).await {
                Ok(response)
                    if !(response.status().is_server_error()
                        || response.status().as_u16() == 429
                        || is_transient(&response)) =>
                {
                    return Ok(response);
                }
                _ => tokio::time::sleep(pause.mul_f64(0.5 + 0.5 * fastrand::f64())).await,
            }
            pause = (pause * 4).min(Duration::from_secs(2));
        }
        self.send(request().map_err(FetchError::Failed)?, limit).await
    }
}

/// Redacts a server's message that may quote the secret or the signature of the request.
pub(super) fn redact(text: &str, secret: Option<&str>) -> String {
    const SIGNATURE: &str = "Signature=";
    let text = match secret {
        Some(secret) if !secret.is_empty() => text.replace(secret, "***"),
        _ => text.to_owned(),
    };
    let mut pieces = text.split(SIGNATURE);
    let mut redacted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        redacted.extend([SIGNATURE, if rest.len() < piece.len() { "***" } else { "" }, rest]);
    }
    redacted
}

/// The time limit of each attempt and the number of attempts.
#[derive(Clone, Copy)]
pub(super) struct Attempts {
    pub(super) limit: Duration,
    pub(super) attempts: u32,
}

impl Attempts {
    /// Three attempts.
    pub(super) fn of(limit: Duration) -> Self {
        Self { limit, attempts: 3 }
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetch")
    }
}

/// The reason why there is no response.
pub(super) enum FetchError {
    TimedOut(Duration),
    Failed(String),
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(limit) => write!(f, "no response within {} s", limit.as_secs_f32()),
            Self::Failed(reason) => f.write_str(reason),
        }
    }
}
