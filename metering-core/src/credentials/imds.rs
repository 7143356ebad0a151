//! An EC2 instance's role, from its metadata service (IMDS), only by version 2.
//!
//! Version 1 has no session token, so that any proxy or forged request on the instance can read the
//! role's keys. It is never used.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};

use super::fetch::{Attempts, Fetch, FetchError};
use super::keys::parse_keys;
use super::{CredentialsSource, LoadResult, SourceError, SourcedCredentials, WallClock};
use crate::settings::Settings;

/// Outside EC2, the address has no host, and every caller waits this long.
const LIMIT: Duration = Duration::from_secs(1);
/// The requested lifetime of a session token, which is the maximum.
const TOKEN_TTL: u64 = 21_600;
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// The metadata service and its session token.
#[derive(Clone, Debug)]
pub(super) struct Imds {
    http: Fetch,
    clock: WallClock,
    token: Arc<Mutex<Option<Token>>>,
}

#[derive(Clone)]
struct Token {
    value: HeaderValue,
    endpoint: String,
    refresh_at: SystemTime,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("refresh_at", &self.refresh_at).finish_non_exhaustive()
    }
}

impl Imds {
    pub(super) fn new(http: Fetch, clock: WallClock) -> Self {
        Self { http, clock, token: Arc::default() }
    }

    /// Returns a copy that shares the session token.
    pub(super) fn with_http(&self, http: Fetch) -> Self {
        Self { http, ..self.clone() }
    }

    pub(super) async fn load(&self, settings: &Settings) -> LoadResult {
        let config = Config::of(settings)?;
        let role = match self.get(&config, ROLES).await? {
            Ok(text) => text,
            Err(StatusCode::NOT_FOUND) => {
                return Err(SourceError::failed("no role is attached to this instance"));
            }
            Err(status) => {
                return Err(SourceError::failed(format_args!("the list of roles: HTTP {}", status.as_u16())));
            }
        };
        let role = std::str::from_utf8(&role).unwrap_or_default().lines().next().unwrap_or_default().trim();
        // The characters that IAM allows in the name of a role.
        if role.is_empty() || !role.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@-_".contains(&b)) {
            return Err(SourceError::failed("the list of roles is invalid"));
        }
        let keys = match self.get(&config, &format!("{ROLES}{role}")).await? {
            Ok(keys) => keys,
            Err(status) => {
                return Err(SourceError::failed(format_args!(
                    "the role's credentials: HTTP {}",
                    status.as_u16()
                )));
            }
        };
        let mut credentials = parse_keys(&keys, "IMDS", None).map_err(SourceError::failed)?;
        // While IMDS can't refresh a role's credentials, it returns the old ones, which AWS
        // continues to accept.
        let now = self.clock.now();
        if credentials.expiry().is_some_and(|expiry| expiry <= now) {
            let extension = Duration::from_secs(fastrand::u64(300..600));
            *credentials.expiry_mut() = Some(now + extension);
        }
        Ok(SourcedCredentials::new(credentials, CredentialsSource::Imds))
    }

    /// Returns the Region of the instance.
    pub(super) async fn region(&self, settings: &Settings) -> Result<String, SourceError> {
        let config = Config::of(settings)?;
        match self.get(&config, "/latest/meta-data/placement/region").await? {
            Ok(region) => Ok(String::from_utf8_lossy(&region).trim().to_owned()),
            Err(status) => Err(SourceError::failed(format_args!("the Region: HTTP {}", status.as_u16()))),
        }
    }

    /// Returns the content of `path`, or the status of a failure.
    async fn get(&self, config: &Config, path: &str) -> Result<Result<Bytes, StatusCode>, SourceError> {
        // A session token may be rejected before it expires, for example after hibernation. The
        // request is then repeated with a new token.
        for is_new in [false, true] {
            let token = self.token(config, is_new).await?;
            let request = || {
                Request::get(format!("{}{path}", config.endpoint))
                    .header("x-aws-ec2-metadata-token", &token)
                    .body(Bytes::new())
                    .map_err(|error| error.to_string())
            };
            let attempts = Attempts { limit: config.limit, attempts: config.attempts.unwrap_or(3) };
            let response = self
                .http
                .send_with_retries(request, attempts, |_| false)
                .await
                .map_err(SourceError::failed)?;
            match response.status() {
                StatusCode::OK => return Ok(Ok(response.into_body())),
                StatusCode::UNAUTHORIZED if !is_new => {}
                status => return Ok(Err(status)),
            }
        }
        Ok(Err(StatusCode::UNAUTHORIZED))
    }

    async fn token(&self, config: &Config, is_new: bool) -> Result<HeaderValue, SourceError> {
        let now = self.clock.now();
        if !is_new {
            let cached = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let is_usable = |token: &Token| now < token.refresh_at && token.endpoint == config.endpoint;
            if let Some(token) = cached.filter(is_usable) {
                return Ok(token.value);
            }
        }
        let response = self.request_token(config).await?;
        let mut value = HeaderValue::from_bytes(response.body())
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| SourceError::failed("the session token is invalid"))?;
        value.set_sensitive(true);
        let ttl = response
            .headers()
            .get("x-aws-ec2-metadata-token-ttl-seconds")
            .and_then(|ttl| ttl.to_str().ok()?.parse::<u64>().ok())
            .unwrap_or(TOKEN_TTL)
            .min(TOKEN_TTL);
        // Slightly earlier, so that the token does not expire in flight.
        let refresh_at = now + Duration::from_secs(ttl - ttl.div_ceil(20).min(120));
        let token = Token { value: value.clone(), endpoint: config.endpoint.clone(), refresh_at };
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(value)
    }

    async fn request_token(&self, config: &Config) -> Result<Response<Bytes>, SourceError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let request = Request::builder()
                .method(Method::PUT)
                .uri(format!("{}/latest/api/token", config.endpoint))
                .header("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL)
                .body(Bytes::new())
                .map_err(SourceError::failed)?;
            match self.http.send(request, config.limit).await {
                Ok(response) if response.status() == StatusCode::OK => return Ok(response),
                Ok(response)
                    if response.status().is_server_error() && attempt < config.attempts.unwrap_or(3) =>
                {
                    let pause = fastrand::u64(50..200) * u64::from(attempt.min(10));
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                Ok(response) => return Err(token_rejection(response.status())),
                Err(_) if attempt < config.attempts.unwrap_or(1) => {}
                // Not repeated by default: outside EC2 this is the usual case, and every attempt
                // delays the caller.
                Err(error) => return Err(unreachable_service(error)),
            }
        }
    }
}

fn token_rejection(status: StatusCode) -> SourceError {
    match status {
        StatusCode::FORBIDDEN => {
            SourceError::failed("the metadata service is switched off for this instance (HTTP 403)")
        }
        status => SourceError::failed(format_args!(
            "the session token was refused with HTTP {}; IMDSv1 is not used instead",
            status.as_u16()
        )),
    }
}

fn unreachable_service(error: FetchError) -> SourceError {
    match error {
        FetchError::TimedOut(limit) => SourceError::failed(format_args!(
            "no session token within {} s; this is not an EC2 instance, or it is a container on one whose metadata \
             response hop limit is 1 (HttpPutResponseHopLimit must be 2 or more)",
            limit.as_secs()
        )),
        FetchError::Failed(reason) => {
            SourceError::failed(format_args!("the metadata service can't be reached: {reason}"))
        }
    }
}

/// The address of the service, and the limits of requests to it.
struct Config {
    endpoint: String,
    limit: Duration,
    /// The number of attempts for each request, if it is set.
    attempts: Option<u32>,
}

impl Config {
    fn of(settings: &Settings) -> Result<Self, SourceError> {
        let endpoint = endpoint(settings)?;
        let count = |variable, key| settings.count(variable, key).map_err(SourceError::failed);
        let seconds = count("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")?;
        let attempts = count("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")?;
        let limit = seconds.map_or(LIMIT, |seconds| Duration::from_secs(seconds.into()));
        Ok(Self { endpoint, limit, attempts })
    }
}

fn endpoint(settings: &Settings) -> Result<String, SourceError> {
    let is_disabled = settings.environment().get("AWS_EC2_METADATA_DISABLED");
    if is_disabled.is_some_and(|yes| yes.eq_ignore_ascii_case("true")) {
        return Err(SourceError::not_configured("AWS_EC2_METADATA_DISABLED is true"));
    }
    if let Some(endpoint) = settings.get("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
    {
        return Ok(endpoint.trim_end_matches('/').to_owned());
    }
    let mode = settings.get("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
    match mode.as_deref() {
        None => Ok("http://169.254.169.254".to_owned()),
        Some(mode) if mode.eq_ignore_ascii_case("ipv4") => Ok("http://169.254.169.254".to_owned()),
        Some(mode) if mode.eq_ignore_ascii_case("ipv6") => Ok("http://[fd00:ec2::254]".to_owned()),
        Some(_) => Err(SourceError::failed("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE must be IPv4 or IPv6")),
    }
}
