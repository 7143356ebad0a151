//! An EC2 instance's role, from its metadata service (IMDS), version 2 alone.
//!
//! Version 1 has no session token, so that any proxy or forged request on the instance may read the
//! role's keys from it; it is never tried.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::date_time::{DateTime, Format};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde_json::Value;

use super::fetch::{Fetch, Patience, Unanswered, unquoted};
use super::{Answer, CredentialsSource, Loaded, SourcedCredentials, WallClock};
use crate::settings::Settings;

/// Off EC2 the address leads nowhere, and everybody waits for this.
const LIMIT: Duration = Duration::from_secs(1);
/// What is asked for, and the longest there is.
const TOKEN_TTL: u64 = 21_600;
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// The service, and the session token by which it is used.
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
    renew_at: SystemTime,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("renew_at", &self.renew_at).finish_non_exhaustive()
    }
}

impl Imds {
    pub(super) fn new(http: Fetch, clock: WallClock) -> Self {
        Self { http, clock, token: Arc::default() }
    }

    pub(super) async fn load(&self, settings: &Settings) -> Loaded {
        let reach = Reach::of(settings)?;
        let role = match self.get(&reach, ROLES).await? {
            Ok(text) => text,
            Err(StatusCode::NOT_FOUND) => return Err(Answer::failed("no role is attached to this instance")),
            Err(status) => {
                return Err(Answer::failed(format_args!("the list of roles: HTTP {}", status.as_u16())));
            }
        };
        let role = std::str::from_utf8(&role).unwrap_or_default().lines().next().unwrap_or_default().trim();
        // What IAM allows in a role's name.
        if role.is_empty() || !role.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@-_".contains(&b)) {
            return Err(Answer::failed("the list of roles is not one"));
        }
        let keys = match self.get(&reach, &format!("{ROLES}{role}")).await? {
            Ok(keys) => keys,
            Err(status) => {
                return Err(Answer::failed(format_args!("the role's credentials: HTTP {}", status.as_u16())));
            }
        };
        let mut credentials = parse_keys(&keys, "IMDS", None).map_err(Answer::failed)?;
        // When IMDS can't renew a role's credentials, it goes on giving the old ones, which AWS
        // goes on taking.
        let now = self.clock.now();
        if credentials.expiry().is_some_and(|expiry| expiry <= now) {
            let extension = Duration::from_secs(fastrand::u64(300..600));
            *credentials.expiry_mut() = Some(now + extension);
        }
        Ok(SourcedCredentials::new(credentials, CredentialsSource::Imds))
    }

    /// The Region that the instance is in.
    pub(super) async fn region(&self, settings: &Settings) -> Result<String, Answer> {
        let reach = Reach::of(settings)?;
        match self.get(&reach, "/latest/meta-data/placement/region").await? {
            Ok(region) => Ok(String::from_utf8_lossy(&region).trim().to_owned()),
            Err(status) => Err(Answer::failed(format_args!("the Region: HTTP {}", status.as_u16()))),
        }
    }

    /// What is at `path`, or the status that says why not.
    async fn get(&self, reach: &Reach, path: &str) -> Result<Result<Bytes, StatusCode>, Answer> {
        // A token may be refused before its time, as when the instance was resumed from
        // hibernation: once more, then.
        for fresh in [false, true] {
            let token = self.token(reach, fresh).await?;
            let request = || {
                Request::get(format!("{}{path}", reach.endpoint))
                    .header("x-aws-ec2-metadata-token", &token)
                    .body(Bytes::new())
                    .map_err(|error| error.to_string())
            };
            let patience = Patience { limit: reach.limit, attempts: reach.attempts.unwrap_or(3) };
            let answer =
                self.http.send_patiently(request, patience, |_| false).await.map_err(Answer::failed)?;
            match answer.status() {
                StatusCode::OK => return Ok(Ok(answer.into_body())),
                StatusCode::UNAUTHORIZED if !fresh => {}
                status => return Ok(Err(status)),
            }
        }
        Ok(Err(StatusCode::UNAUTHORIZED))
    }

    async fn token(&self, reach: &Reach, fresh: bool) -> Result<HeaderValue, Answer> {
        let now = self.clock.now();
        if !fresh {
            let kept = self.token.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(token) = kept.filter(|token| now < token.renew_at && token.endpoint == reach.endpoint)
            {
                return Ok(token.value);
            }
        }
        let answer = self.new_token(reach).await?;
        let mut value = HeaderValue::from_bytes(answer.body())
            .ok()
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Answer::failed("the session token is not one"))?;
        value.set_sensitive(true);
        let ttl = answer
            .headers()
            .get("x-aws-ec2-metadata-token-ttl-seconds")
            .and_then(|ttl| ttl.to_str().ok()?.parse::<u64>().ok())
            .unwrap_or(TOKEN_TTL)
            .min(TOKEN_TTL);
        // A little ahead, so that it does not expire on the way.
        let renew_at = now + Duration::from_secs(ttl - ttl.div_ceil(20).min(120));
        let token = Token { value: value.clone(), endpoint: reach.endpoint.clone(), renew_at };
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(token);
        Ok(value)
    }

    async fn new_token(&self, reach: &Reach) -> Result<Response<Bytes>, Answer> {
        let request = || {
            Request::builder()
                .method(Method::PUT)
                .uri(format!("{}/latest/api/token", reach.endpoint))
                .header("x-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL)
                .body(Bytes::new())
                .map_err(|error| error.to_string())
        };
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.http.send(request().map_err(Answer::failed)?, reach.limit).await {
                Ok(answer) if answer.status() == StatusCode::OK => return Ok(answer),
                Ok(answer) if answer.status().is_server_error() && attempt < reach.attempts.unwrap_or(3) => {
                    let pause = fastrand::u64(50..200) * u64::from(attempt.min(10));
                    tokio::time::sleep(Duration::from_millis(pause)).await;
                }
                Ok(answer) if answer.status() == StatusCode::FORBIDDEN => {
                    return Err(Answer::failed(
                        "the metadata service is switched off for this instance (HTTP 403)",
                    ));
                }
                Ok(answer) => {
                    return Err(Answer::failed(format_args!(
                        "the session token was refused with HTTP {}; IMDSv1 is not used in its place",
                        answer.status().as_u16()
                    )));
                }
                Err(_) if attempt < reach.attempts.unwrap_or(1) => {}
                // Not tried again unless somebody asks for it: off EC2 this is the common case, and
                // each try takes its time.
                Err(Unanswered::TimedOut(limit)) => {
                    return Err(Answer::failed(format_args!(
                        "no session token within {} s; this is no EC2 instance, or a container on one whose metadata \
                         response hop limit is 1 (HttpPutResponseHopLimit must be 2 or more)",
                        limit.as_secs()
                    )));
                }
                Err(Unanswered::Failed(what)) => {
                    return Err(Answer::failed(format_args!(
                        "the metadata service can't be reached: {what}"
                    )));
                }
            }
        }
    }
}

/// Where the service is, and the patience that it is worth.
struct Reach {
    endpoint: String,
    limit: Duration,
    /// How often each request is made, where somebody has said so.
    attempts: Option<u32>,
}

impl Reach {
    fn of(settings: &Settings) -> Result<Self, Answer> {
        let endpoint = endpoint(settings)?;
        let count = |variable, key| settings.count(variable, key).map_err(Answer::failed);
        let seconds = count("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")?;
        let attempts = count("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")?;
        let limit = seconds.map_or(LIMIT, |seconds| Duration::from_secs(seconds.into()));
        Ok(Self { endpoint, limit, attempts })
    }
}

fn endpoint(settings: &Settings) -> Result<String, Answer> {
    if settings
        .environment()
        .get("AWS_EC2_METADATA_DISABLED")
        .is_some_and(|yes| yes.eq_ignore_ascii_case("true"))
    {
        return Err(Answer::not_configured("AWS_EC2_METADATA_DISABLED is true"));
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
        Some(_) => Err(Answer::failed("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE should be IPv4 or IPv6")),
    }
}

/// The keys in the JSON that IMDS and the containers' endpoints give, to those who have sent them
/// the `secret`.
pub(super) fn parse_keys(
    json: &[u8],
    provider: &'static str,
    secret: Option<&str>,
) -> Result<Credentials, String> {
    let json: Value = serde_json::from_slice(json).map_err(|_| "the answer is not JSON".to_owned())?;
    let text = |name: &str| json[name].as_str().filter(|text| !text.is_empty());
    if let Some(complaint) = complaint(&json, secret) {
        return Err(complaint);
    }
    let missing = |name| format!("the answer has no {name}");
    let mut credentials = Credentials::builder()
        .access_key_id(text("AccessKeyId").ok_or_else(|| missing("AccessKeyId"))?)
        .secret_access_key(text("SecretAccessKey").ok_or_else(|| missing("SecretAccessKey"))?)
        .provider_name(provider);
    credentials.set_session_token(text("Token").or(text("SessionToken")).map(str::to_owned));
    credentials.set_account_id(text("AccountId").map(|id| id.to_owned().into()));
    credentials.set_expiry(text("Expiration").map(parse_expiry).transpose()?);
    Ok(credentials.build())
}

/// The error in such JSON without the secret, cut to a line's length.
pub(super) fn complaint(json: &Value, secret: Option<&str>) -> Option<String> {
    let text = |names: [&str; 2]| names.iter().find_map(|name| json[*name].as_str());
    let code = text(["Code", "code"]).filter(|code| *code != "Success")?;
    let message = text(["Message", "message"]).unwrap_or("no message");
    Some(unquoted(&format!("{code}: {message}"), secret).chars().take(300).collect())
}

pub(super) fn parse_expiry(text: &str) -> Result<SystemTime, String> {
    DateTime::from_str(text, Format::DateTimeWithOffset)
        .ok()
        .and_then(|time| SystemTime::try_from(time).ok())
        .ok_or_else(|| "the Expiration is not a time".to_owned())
}
