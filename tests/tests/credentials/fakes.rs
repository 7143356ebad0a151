//! Fakes of IMDS, of a container's endpoint and of STS, which reject what the real ones reject.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::Request;
use metering_core::sign::{SigningScope, verify};

use crate::server::{Reply, Server, Time, header};

/// Part of every secret that a fake returns or accepts.
pub(crate) const SECRET: &str = "hunter2";

const HOUR: Duration = Duration::from_secs(3600);

/// The state of an instance's metadata service.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Imds {
    Works,
    NoRole,
    /// One hop too far away: responses to token requests are lost.
    HopLimit,
    SwitchedOff,
    /// An imitation without version 2.
    VersionOne,
    /// Returns expired credentials, as AWS's service does while it can't refresh them.
    Stale,
    /// Every request fails with status 503.
    Broken,
}

pub(crate) struct FakeImds {
    pub(crate) server: Server,
    state: Arc<Mutex<ImdsState>>,
}

struct ImdsState {
    mode: Imds,
    ttl: u64,
    tokens: HashMap<String, SystemTime>,
    issued: u32,
}

impl FakeImds {
    pub(crate) async fn start(time: &Time) -> Self {
        let state = ImdsState { mode: Imds::Works, ttl: 21_600, tokens: HashMap::new(), issued: 0 };
        let state = Arc::new(Mutex::new(state));
        let (time, shared) = (time.clone(), Arc::clone(&state));
        let server = Server::start(move |request| shared.lock().unwrap().reply(&request, &time)).await;
        Self { server, state }
    }

    pub(crate) fn set(&self, mode: Imds) {
        self.state.lock().unwrap().mode = mode;
    }

    /// Sets the maximum lifetime of a session token.
    pub(crate) fn set_ttl(&self, seconds: u64) {
        self.state.lock().unwrap().ttl = seconds;
    }

    /// Forgets every session token.
    pub(crate) fn forget(&self) {
        self.state.lock().unwrap().tokens.clear();
    }
}

impl ImdsState {
    fn reply(&mut self, request: &Request<Vec<u8>>, time: &Time) -> Reply {
        if self.mode == Imds::Broken {
            return Reply::status(503, "");
        }
        let path = request.uri().path();
        if path == "/latest/api/token" {
            if request.method() != "PUT" || self.mode == Imds::VersionOne {
                return Reply::status(405, "");
            }
            match self.mode {
                Imds::HopLimit => return Reply::Silence,
                Imds::SwitchedOff => return Reply::status(403, ""),
                _ => {}
            }
            let asked =
                header(request, "x-aws-ec2-metadata-token-ttl-seconds").and_then(|ttl| ttl.parse().ok());
            let Some(ttl) = asked.filter(|ttl| (1..=21_600).contains(ttl)) else {
                return Reply::status(400, "");
            };
            // The real service rejects requests that came through a proxy.
            if header(request, "x-forwarded-for").is_some() {
                return Reply::status(403, "");
            }
            let ttl = self.ttl.min(ttl);
            self.issued += 1;
            let token = format!("{SECRET}-token-{}==", self.issued);
            self.tokens.insert(token.clone(), time.now() + Duration::from_secs(ttl));
            let headers = vec![("x-aws-ec2-metadata-token-ttl-seconds", ttl.to_string())];
            return Reply::Response { status: 200, headers, body: token };
        }
        let valid = header(request, "x-aws-ec2-metadata-token")
            .and_then(|token| self.tokens.get(token))
            .is_some_and(|until| time.now() < *until);
        if !valid {
            return Reply::status(401, "");
        }
        let role = "/latest/meta-data/iam/security-credentials/";
        match path {
            "/latest/meta-data/placement/region" => Reply::ok("eu-west-3"),
            _ if self.mode == Imds::NoRole => Reply::status(404, ""),
            _ if path == role => Reply::ok("meter-reader"),
            _ if path == format!("{role}meter-reader") => {
                let expiration = if self.mode == Imds::Stale {
                    let past = aws_smithy_types::DateTime::from(time.now() - HOUR);
                    past.fmt(aws_smithy_types::date_time::Format::DateTime).unwrap()
                } else {
                    time.later(6 * HOUR)
                };
                Reply::ok(format!(
                    r#"{{"Code":"Success","LastUpdated":"{}","Type":"AWS-HMAC","AccessKeyId":"ASIAIMDS","SecretAccessKey":"{SECRET}","Token":"{SECRET}-session","Expiration":"{expiration}"}}"#,
                    time.later(Duration::ZERO),
                ))
            }
            _ => Reply::status(404, ""),
        }
    }
}

/// Starts a container's endpoint that accepts one authorization token.
pub(crate) async fn container(time: &Time, token: Arc<Mutex<String>>, status: u16) -> Server {
    let time = time.clone();
    Server::start(move |request| {
        let given = header(&request, "authorization");
        if request.uri().path() != "/v1/credentials" {
            return Reply::status(404, r#"{"code":"NotFound","message":"no such task"}"#);
        }
        if given != Some(&**token.lock().unwrap()) {
            // The message quotes the token.
            let message = format!("bad token {}", given.unwrap_or("none"));
            return Reply::status(401, format!(r#"{{"code":"Unauthorized","message":"{message}"}}"#));
        }
        if status != 200 {
            return Reply::status(status, "");
        }
        Reply::ok(format!(
            r#"{{"AccessKeyId":"ASIACONTAINER","SecretAccessKey":"{SECRET}","Token":"{SECRET}-session","AccountId":"123456789012","Expiration":"{}"}}"#,
            time.later(HOUR),
        ))
    })
    .await
}

/// STS with the credentials that may assume a role.
pub(crate) struct FakeSts {
    pub(crate) server: Server,
    pub(crate) failures: Arc<Mutex<Vec<Reply>>>,
}

impl FakeSts {
    pub(crate) async fn start(time: &Time, signers: Vec<Credentials>) -> Self {
        let time = time.clone();
        let failures = Arc::<Mutex<Vec<Reply>>>::default();
        let next = Arc::clone(&failures);
        let server = Server::start(move |request| {
            let failure = next.lock().unwrap().pop();
            failure.unwrap_or_else(|| sts(request, &time, &signers))
        })
        .await;
        Self { server, failures }
    }
}

pub(crate) fn sts_error(status: u16, code: &str, message: &str) -> Reply {
    Reply::status(
        status,
        format!(
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    <Code>{code}</Code>\n    <Message>{message}</Message>\n  </Error>\n  <RequestId>b1f4c1d2-0000-4000-8000-000000000000</RequestId>\n</ErrorResponse>"
        ),
    )
}

fn sts(request: Request<Vec<u8>>, time: &Time, signers: &[Credentials]) -> Reply {
    let (parts, body) = request.into_parts();
    let text = String::from_utf8(body.clone()).unwrap();
    let form: HashMap<&str, String> = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name, decode(value)))
        .collect();
    let get = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    if get("Version") != "2011-06-15" || parts.method != "POST" || parts.uri.path() != "/" {
        return sts_error(400, "InvalidAction", "Could not find operation");
    }
    let (role, session) = (get("RoleArn"), get("RoleSessionName"));
    let session_is_valid = (2..=64).contains(&session.len())
        && session.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_=,.@-".contains(&byte));
    if !role.starts_with("arn:aws:iam::") || !session_is_valid {
        return sts_error(400, "ValidationError", "1 validation error detected");
    }
    match get("Action") {
        "AssumeRoleWithWebIdentity" => {
            let token = get("WebIdentityToken");
            if parts.headers.contains_key("authorization") {
                return sts_error(403, "IncompleteSignature", "this call is not signed");
            }
            if token.contains("expired") {
                let message = format!(
                    "Token {token} expired: current date/time must be before the expiration date/time"
                );
                return sts_error(400, "ExpiredTokenException", &message);
            }
            if !token.contains("valid") {
                return sts_error(
                    400,
                    "InvalidIdentityToken",
                    "No OpenIDConnect provider found &amp; none &lt;known&gt;",
                );
            }
        }
        "AssumeRole" => {
            let scope = SigningScope { region: "eu-west-1", service: "sts" };
            let signer = |id: &str| signers.iter().find(|signer| signer.access_key_id() == id).cloned();
            if let Err(error) = verify(&parts, &body, signer, scope, time.now()) {
                return sts_error(403, "SignatureDoesNotMatch", &error.to_string());
            }
            if role.ends_with("/quoting") {
                let quoted = |name: &str| parts.headers[name].to_str().unwrap().to_owned();
                let message = format!("Authorization={}", quoted("authorization"));
                return sts_error(403, "IncompleteSignature", &message);
            }
            if role.ends_with("/strict") && get("ExternalId") != "ext:1/é" {
                return sts_error(403, "AccessDenied", "is not authorized to perform: sts:AssumeRole");
            }
        }
        _ => return sts_error(400, "InvalidAction", "Could not find operation"),
    }
    let name = role.rsplit('/').next().unwrap_or_default();
    Reply::ok(format!(
        "<R xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Result>\n<AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/{name}/{session}</Arn></AssumedRoleUser><Credentials>\n<AccessKeyId>ASIA{name}</AccessKeyId><SecretAccessKey>{SECRET}/+=</SecretAccessKey><SessionToken>{SECRET}-session==</SessionToken><Expiration>{}</Expiration></Credentials></Result></R>",
        time.later(HOUR),
    ))
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            assert_ne!(byte, b'+', "a plus would be read as a space");
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}
