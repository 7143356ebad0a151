//! The HTTP that credentials need: small requests to IMDS, to a container's endpoint and to STS.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::transport::ReqwestTransport;

/// An answer with credentials has less than 4 KiB, IAM's longest session tokens included.
const LONGEST_ANSWER: usize = 256 * 1024;

/// Sends requests as the service's are sent: TLS, proxies and redirects are as [`ReqwestTransport`]
/// has them.
#[derive(Clone)]
pub(super) struct Fetch {
    builder: Arc<dyn Fn() -> reqwest::ClientBuilder + Send + Sync>,
    bundle: Arc<dyn Fn() -> Option<PathBuf> + Send + Sync>,
}

impl Fetch {
    pub(super) fn new(builder: impl Fn() -> reqwest::ClientBuilder + Send + Sync + 'static) -> Self {
        Self { builder: Arc::new(builder), bundle: Arc::new(|| None) }
    }

    /// Root certificates from the file that is named then, if one is.
    pub(super) fn trusting(self, bundle: impl Fn() -> Option<PathBuf> + Send + Sync + 'static) -> Self {
        Self { bundle: Arc::new(bundle), ..self }
    }

    /// Sends one request and collects the answer, which has until `limit`.
    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Result<Response<Bytes>, Unanswered> {
        // A client for each, with no idle sockets left: it is a handful of requests in an hour.
        let builder = (self.builder)().pool_max_idle_per_host(0);
        let bundle = if request.uri().scheme_str() == Some("https") { (self.bundle)() } else { None };
        let answer = async {
            let transport = ReqwestTransport::trusting(bundle.as_deref(), builder, request.uri())?;
            transport.send(request, LONGEST_ANSWER).await
        };
        match tokio::time::timeout(limit, answer).await {
            Err(_) => Err(Unanswered::TimedOut(limit)),
            Ok(Err(error)) => Err(Unanswered::Failed(error.to_string())),
            Ok(Ok(answer)) => Ok(answer),
        }
    }

    /// As [`send`](Self::send), as often as patience allows while the other side is not at its
    /// best.
    pub(super) async fn send_patiently(
        &self,
        request: impl Fn() -> Result<Request<Bytes>, String>,
        Patience { limit, attempts }: Patience,
        is_passing: impl Fn(&Response<Bytes>) -> bool,
    ) -> Result<Response<Bytes>, Unanswered> {
        let mut pause = Duration::from_millis(100);
        for _ in 1..attempts {
            match self.send(request().map_err(Unanswered::Failed)?, limit).await {
                Ok(answer)
                    if !(answer.status().is_server_error()
                        || answer.status().as_u16() == 429
                        || is_passing(&answer)) =>
                {
                    return Ok(answer);
                }
                _ => tokio::time::sleep(pause.mul_f64(0.5 + 0.5 * fastrand::f64())).await,
            }
            pause = (pause * 4).min(Duration::from_secs(2));
        }
        self.send(request().map_err(Unanswered::Failed)?, limit).await
    }
}

/// What somebody says, should they quote the secret that they were sent, or the signature of the
/// request.
pub(super) fn unquoted(text: &str, secret: Option<&str>) -> String {
    const SIGNATURE: &str = "Signature=";
    let text = match secret {
        Some(secret) if !secret.is_empty() => text.replace(secret, "***"),
        _ => text.to_owned(),
    };
    let mut pieces = text.split(SIGNATURE);
    let mut unquoted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        unquoted.extend([SIGNATURE, if rest.len() < piece.len() { "***" } else { "" }, rest]);
    }
    unquoted
}

/// How long an answer is waited for, and how often it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) limit: Duration,
    pub(super) attempts: u32,
}

impl Patience {
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

/// Why nothing was answered.
pub(super) enum Unanswered {
    TimedOut(Duration),
    Failed(String),
}

impl fmt::Display for Unanswered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(limit) => write!(f, "no answer within {} s", limit.as_secs_f32()),
            Self::Failed(what) => f.write_str(what),
        }
    }
}
