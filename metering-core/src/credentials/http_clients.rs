//! The HTTP that credentials need: small requests to IMDS, to a container's endpoint and to STS.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Request, StatusCode, Uri};

/// An answer with credentials has less than 4 KiB, IAM's largest session tokens included.
const LONGEST_ANSWER: usize = 256 * 1024;

type Make =
    dyn Fn() -> Result<reqwest::ClientBuilder, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

/// Makes and keeps the HTTP clients by which credentials are fetched, when they are first needed.
#[derive(Clone)]
pub struct HttpClients(Arc<Inner>);

struct Inner {
    make: Box<Make>,
    direct: OnceLock<reqwest::Client>,
    proxied: OnceLock<reqwest::Client>,
}

impl HttpClients {
    /// Clients of this builder, which brings the TLS set-up. Redirects are switched off, and so are proxies for IMDS,
    /// containers and everything on loopback.
    pub fn new(
        make: impl Fn() -> Result<reqwest::ClientBuilder, Box<dyn std::error::Error + Send + Sync>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        Self(Arc::new(Inner { make: Box::new(make), direct: OnceLock::new(), proxied: OnceLock::new() }))
    }

    fn client(&self, slot: &OnceLock<reqwest::Client>, proxied: bool) -> Result<reqwest::Client, String> {
        if let Some(client) = slot.get() {
            return Ok(client.clone());
        }
        let builder = (self.0.make)().map_err(|error| format!("no HTTP client: {error}"))?;
        let builder = builder
            .redirect(reqwest::redirect::Policy::none())
            // A handful of requests an hour is not worth an idle socket.
            .pool_max_idle_per_host(0);
        let builder = if proxied { builder } else { builder.no_proxy() };
        let client = builder.build().map_err(|error| format!("no HTTP client: {error}"))?;
        Ok(slot.get_or_init(|| client).clone())
    }

    /// Sends one request to the machine's surroundings, or through the environment's proxy if it goes further.
    pub(super) async fn send(
        &self,
        request: Request<Bytes>,
        limit: Duration,
    ) -> Result<Answered, Unanswered> {
        let Inner { direct, proxied, .. } = &*self.0;
        let client =
            if is_near(request.uri()) { self.client(direct, false) } else { self.client(proxied, true) };
        let client = client.map_err(Unanswered::Failed)?;
        let answer = async {
            let mut response = client.execute(request.try_into()?).await?;
            let (status, headers) = (response.status(), response.headers().clone());
            let mut body = BytesMut::new();
            while let Some(chunk) = response.chunk().await? {
                if body.len() + chunk.len() > LONGEST_ANSWER {
                    return Ok(Err(Unanswered::Failed("the answer is too long".to_owned())));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(Ok(Answered { status, headers, body: body.freeze() }))
        };
        match tokio::time::timeout(limit, answer).await {
            Err(_) => Err(Unanswered::TimedOut(limit)),
            Ok(Err(error)) => Err(Unanswered::Failed(explain(error))),
            Ok(Ok(answered)) => answered,
        }
    }

    /// As [`send`](Self::send), up to three times while the other side is not at its best.
    pub(super) async fn send_patiently(
        &self,
        request: impl Fn() -> Result<Request<Bytes>, String>,
        limit: Duration,
        is_passing: impl Fn(&Answered) -> bool,
    ) -> Result<Answered, Unanswered> {
        let mut pause = Duration::from_millis(100);
        for _ in 0..2 {
            match self.send(request().map_err(Unanswered::Failed)?, limit).await {
                Ok(answer)
                    if !(answer.status.is_server_error()
                        || answer.status.as_u16() == 429
                        || is_passing(&answer)) =>
                {
                    return Ok(answer);
                }
                _ => tokio::time::sleep(pause.mul_f64(0.5 + 0.5 * fastrand::f64())).await,
            }
            pause *= 4;
        }
        self.send(request().map_err(Unanswered::Failed)?, limit).await
    }
}

impl Default for HttpClients {
    fn default() -> Self {
        Self::new(|| Ok(reqwest::Client::builder()))
    }
}

impl fmt::Debug for HttpClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpClients")
    }
}

/// Whether no proxy may come between: link-local addresses, loopback, and EC2's own IPv6 range.
fn is_near(uri: &Uri) -> bool {
    use std::net::{Ipv4Addr, Ipv6Addr};
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    host.parse::<Ipv4Addr>().is_ok_and(|ip| ip.is_loopback() || ip.is_link_local())
        || host.parse::<Ipv6Addr>().is_ok_and(|ip| ip.is_loopback() || ip.segments()[..2] == [0xfd00, 0x0ec2])
}

/// What reqwest says, to the last cause, without the URL.
fn explain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// What was answered.
pub(super) struct Answered {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
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
