//! From a request to a reply: verification, handlers and the request log, without I/O.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use bytes::Bytes;
use http::StatusCode;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, DATE, HeaderValue};
use http::request::Parts;

use super::received::{Received, RequestLog};
use super::reply::{RawReply, Reply};
use crate::operation::Operation;
use crate::schema::missing_members;
use crate::service::{JsonVersion, Service, ServiceInfo};
use crate::sign::{SigningScope, VerifyError, verify};

/// The maximum request size. No AWS JSON service accepts more.
pub(super) const REQUEST_LIMIT: usize = 16 << 20;

// The test's closures are called without any of the server's locks held, so that they may call the
// server and only ever wait for themselves.
pub(super) type ReplyFn = Arc<Mutex<dyn FnMut(&Received) -> RawReply + Send>>;
pub(super) type Interceptor = Arc<Mutex<dyn FnMut(&Received) -> Option<RawReply> + Send>>;
pub(super) type Clock = Arc<dyn Fn() -> SystemTime + Send + Sync>;
pub(super) type SignatureTimes = Arc<dyn Fn() -> Vec<SystemTime> + Send + Sync>;

/// The part of a server that its transports share.
pub(super) struct Dispatcher {
    pub(super) region: String,
    pub(super) any_region: bool,
    pub(super) credentials: Vec<Credentials>,
    pub(super) state: Mutex<State>,
}

pub(super) struct State {
    pub(super) handlers: HashMap<String, Handler>,
    pub(super) paths: Vec<(String, ReplyFn)>,
    pub(super) interceptor: Option<Interceptor>,
    pub(super) scripted: VecDeque<RawReply>,
    pub(super) log: RequestLog,
    pub(super) clock: Clock,
    pub(super) signature_times: Option<SignatureTimes>,
}

impl State {
    pub(super) fn new(kept_requests: usize) -> Self {
        State {
            handlers: HashMap::new(),
            paths: Vec::new(),
            interceptor: None,
            scripted: VecDeque::new(),
            log: RequestLog::new(kept_requests),
            clock: Arc::new(SystemTime::now),
            signature_times: None,
        }
    }

    fn path(&self, received: &Received) -> Option<ReplyFn> {
        let path = received.head.uri.path();
        let (_, reply) = self.paths.iter().find(|(prefix, _)| path.starts_with(prefix.as_str()))?;
        Some(reply.clone())
    }
}

/// The handler of one operation.
#[derive(Clone)]
pub(super) struct Handler {
    service: &'static ServiceInfo,
    signed: bool,
    reply: ReplyFn,
}

impl Handler {
    /// Returns the handler's `X-Amz-Target` and the handler.
    pub(super) fn new<O: Operation>(
        mut handler: impl FnMut(&Received, O) -> Reply<O> + Send + 'static,
    ) -> (String, Self) {
        let reply = move |received: &Received| match typed_input::<O>(received) {
            Ok(input) => handler(received, input).into_raw(),
            Err(refusal) => *refusal,
        };
        let service = &<O::Service as Service>::INFO;
        let target = format!("{}.{}", service.target_prefix, O::INFO.action);
        (target, Handler { service, signed: O::INFO.signed, reply: Arc::new(Mutex::new(reply)) })
    }
}

/// A panic in one test's handler must not hide the server's state from the others.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Parses the input and checks that no required member is missing.
fn typed_input<O: Operation>(received: &Received) -> Result<O, Box<RawReply>> {
    let refuse = |code, message: String| Box::new(RawReply::error(StatusCode::BAD_REQUEST, code, &message));
    let missing = match serde_json::from_slice(received.body()) {
        Ok(json) => missing_members(&O::info(), &json),
        // A document can't hold a number beyond the range of `f64`, but a `BigNumber` can.
        Err(_) if serde_json::from_slice::<serde::de::IgnoredAny>(received.body()).is_ok() => Vec::new(),
        Err(_) => return Err(refuse("SerializationException", "the body is not JSON".to_owned())),
    };
    if !missing.is_empty() {
        let list = missing.join(", ");
        return Err(refuse("ValidationException", format!("required members are missing: {list}")));
    }
    received.input::<O>().map_err(|error| refuse("SerializationException", error.to_string()))
}

/// Returns the message for a request without a handler.
fn no_handler(target: &str) -> String {
    let operation = target.rsplit_once('.').map_or(target, |(_, operation)| operation);
    if operation.is_empty() {
        return "the request has no `X-Amz-Target` header, which names the operation".to_owned();
    }
    format!("the test server has no handler for {target}; add `server.on(|request: {operation}| …)`")
}

/// Decompresses a body. Returns it unchanged if it is not gzip or if it exceeds the maximum size.
#[cfg(feature = "gzip")]
fn gunzip(sent: &Bytes) -> Bytes {
    use std::io::Read as _;
    let mut body = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(&sent[..]).take(REQUEST_LIMIT as u64 + 1);
    match reader.read_to_end(&mut body) {
        Ok(bytes) if bytes <= REQUEST_LIMIT => body.into(),
        _ => sent.clone(),
    }
}

#[cfg(not(feature = "gzip"))]
fn gunzip(sent: &Bytes) -> Bytes {
    sent.clone()
}

impl Dispatcher {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Returns the time by the server's clock.
    pub(super) fn now(&self) -> SystemTime {
        let clock = Arc::clone(&self.lock().clock);
        clock()
    }

    /// Replies to a request, with the headers that every response of AWS has.
    pub(super) fn respond(&self, head: Parts, sent: Bytes) -> RawReply {
        let json_version = match head.headers.get(CONTENT_TYPE) {
            Some(kind) if kind == JsonVersion::V1_0.content_type() => JsonVersion::V1_0,
            _ => JsonVersion::V1_1,
        };
        if sent.len() > REQUEST_LIMIT {
            return self.too_large();
        }
        let (reply, content_type) = self.reply(head, sent, json_version);
        self.finish(reply, content_type)
    }

    /// Replies to a request of more than the maximum size.
    pub(super) fn too_large(&self) -> RawReply {
        let code = "RequestEntityTooLargeException";
        let reply = RawReply::error(StatusCode::PAYLOAD_TOO_LARGE, code, "the request is too large");
        self.finish(reply, JsonVersion::V1_1.content_type())
    }

    fn finish(&self, mut reply: RawReply, content_type: &'static str) -> RawReply {
        let Some(response) = &mut reply.response else { return reply };
        let headers = response.headers_mut();
        if reply.is_json {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if let Ok(id) = HeaderValue::try_from(crate::uuid::random()) {
            headers.entry("x-amzn-requestid").or_insert(id);
        }
        let date = DateTime::from(self.now()).fmt(Format::HttpDate).ok();
        if let Some(date) = date.and_then(|date| HeaderValue::try_from(date).ok()) {
            headers.entry(DATE).or_insert(date);
        }
        reply
    }

    /// Returns the reply, and the content type of the service that it comes from.
    fn reply(&self, head: Parts, sent: Bytes, requested: JsonVersion) -> (RawReply, &'static str) {
        let body = match head.headers.get(CONTENT_ENCODING) {
            Some(encoding) if encoding == "gzip" => gunzip(&sent),
            _ => sent.clone(),
        };
        let mut received = Received { head: Arc::new(head), body, signature_error: None };
        let path = self.lock().path(&received);
        if let Some(reply) = path {
            return (lock(&reply)(&received), "application/json");
        }
        let handler = self.lock().handlers.get(received.header("x-amz-target")).cloned();
        let json_version = handler.as_ref().map_or(requested, |handler| handler.service.json_version);
        let refusal = self.verify(&received, &sent, handler.as_ref()).err();
        received.signature_error = refusal.as_ref().map(VerifyError::code);
        let (scripted, interceptor) = {
            let mut state = self.lock();
            state.log.push(received.clone());
            let scripted = match &refusal {
                Some(error) => Some(RawReply::error(error.status(), error.code(), &error.to_string())),
                None => state.scripted.pop_front(),
            };
            (scripted, state.interceptor.clone())
        };
        let reply = scripted
            .or_else(|| interceptor.and_then(|intercept| lock(&intercept)(&received)))
            .or_else(|| handler.map(|handler| lock(&handler.reply)(&received)))
            .unwrap_or_else(|| {
                let message = no_handler(received.header("x-amz-target"));
                RawReply::error(StatusCode::BAD_REQUEST, "UnknownOperationException", &message)
            });
        (reply, json_version.content_type())
    }

    /// Verifies a request's signature. Without a handler, the request itself decides if it is
    /// signed and for which service.
    fn verify(
        &self,
        received: &Received,
        sent: &Bytes,
        handler: Option<&Handler>,
    ) -> Result<(), VerifyError> {
        let (signed, service) = match handler {
            Some(handler) => (handler.signed, handler.service.signing_name),
            None => (received.head.headers.contains_key(AUTHORIZATION), received.signing_name()),
        };
        if !signed {
            return Ok(());
        }
        let known = |id: &str| self.credentials.iter().find(|known| known.access_key_id() == id).cloned();
        let region = if self.any_region { received.region() } else { &self.region };
        let scope = SigningScope { region, service };
        let times = self.lock().signature_times.clone();
        let times = times.map_or_else(|| vec![self.now()], |times| times());
        let mut result = Err(VerifyError::Mismatch);
        for time in times {
            result = verify(&received.head, sent, known, scope, time).map(drop);
            let outside_window =
                matches!(result, Err(VerifyError::Expired(_) | VerifyError::NotYetCurrent(_)));
            if !outside_window {
                break;
            }
        }
        result
    }
}
