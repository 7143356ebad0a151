//! The server: accepts, verifies, dispatches, records.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode};
use http_body::{Body, Frame};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::reply::{RawReply, Reply};
use crate::client::Client;
use crate::operation::Operation;
use crate::schema::missing_members;
use crate::service::{Service, ServiceInfo};
use crate::shape::Shape;
use crate::sign::{SigningScope, verify};
use crate::wire::{self, ReadError};

/// No AWS JSON service takes a larger request.
const REQUEST_LIMIT: usize = 16 << 20;

/// A running server. It stops when it is dropped.
pub struct Server {
    address: SocketAddr,
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

/// What a server is started with.
#[derive(Debug, Clone)]
pub struct ServerBuilder {
    port: u16,
    region: String,
    any_region: bool,
    credentials: Vec<Credentials>,
}

struct State {
    region: String,
    any_region: bool,
    credentials: Vec<Credentials>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    handlers: HashMap<String, Handler>,
    paths: Vec<(String, Answer)>,
    interference: Option<Interference>,
    scripted: VecDeque<RawReply>,
    received: Vec<Received>,
    clock_ahead_secs: i64,
}

// The test's own functions are called with none of the server's locks held, so that they may ask
// the server and keep others waiting for nothing but themselves.
type Interference = Arc<Mutex<dyn FnMut(&Received) -> Option<RawReply> + Send>>;
type Answer = Arc<Mutex<dyn FnMut(&Received) -> RawReply + Send>>;

#[derive(Clone)]
struct Handler {
    service: &'static ServiceInfo,
    signed: bool,
    answer: Answer,
}

/// What a panicking handler left behind is still what the other tests want to see.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A request as the server got it.
#[derive(Clone)]
pub struct Received {
    head: Arc<Parts>,
    body: Bytes,
    refused: Option<&'static str>,
}

impl Received {
    /// The method, the path and the headers.
    pub fn head(&self) -> &Parts {
        &self.head
    }

    /// The body, as it was before it was compressed, if it was: the header `content-encoding` says
    /// so.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// A header as text; empty where it is missing or no text.
    pub fn header(&self, name: &str) -> &str {
        self.head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The operation's name, from `X-Amz-Target`.
    pub fn action(&self) -> &str {
        self.header("x-amz-target").rsplit('.').next().unwrap_or_default()
    }

    /// The access key id that signed the request; empty if none did.
    pub fn signed_by(&self) -> &str {
        self.scope(0)
    }

    /// The Region that the request was signed for; empty if it was not signed.
    pub fn signed_for(&self) -> &str {
        self.scope(2)
    }

    /// A part of the signature's credential: access key id, date, Region, service.
    fn scope(&self, part: usize) -> &str {
        let (_, credential) = self.header("authorization").split_once("Credential=").unwrap_or_default();
        let credential = credential.split(',').next().unwrap_or_default();
        credential.split('/').nth(part).unwrap_or_default()
    }

    /// The error code that the signature was refused with, if it was.
    pub fn refused(&self) -> Option<&'static str> {
        self.refused
    }

    /// The body as the input of an operation.
    ///
    /// # Errors
    /// If it is none.
    pub fn input<T: Shape>(&self) -> Result<T, ReadError> {
        wire::from_json(&self.body)
    }
}

/// Shows the method, the path and the target alone: headers and body hold secrets.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.head.method)
            .field("path", &self.head.uri.path())
            .field("target", &self.header("x-amz-target"))
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl ServerBuilder {
    /// The port; a free one that the system picks unless said otherwise.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The Region that requests must be signed for; `us-east-1` unless said otherwise.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Takes requests that are signed for any Region; [`Received::signed_for`] tells which.
    #[must_use]
    pub fn any_region(mut self) -> Self {
        self.any_region = true;
        self
    }

    /// Credentials that are known here, beside the ones before.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials.push(credentials);
        self
    }

    /// Starts the server on 127.0.0.1, within the tokio runtime at hand.
    ///
    /// # Errors
    /// If the port is taken.
    pub async fn start(mut self) -> io::Result<Server> {
        if self.credentials.is_empty() {
            self.credentials.push(Credentials::new("AKIDTESTING", random_secret(), None, None, "testing"));
        }
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(State {
            region: self.region,
            any_region: self.any_region,
            credentials: self.credentials,
            inner: Mutex::default(),
        });
        let accepting = tokio::spawn(accept(listener, Arc::clone(&state)));
        Ok(Server { address, state, accepting })
    }
}

/// A secret key that no other run has.
fn random_secret() -> String {
    std::iter::repeat_with(fastrand::alphanumeric).take(40).collect()
}

impl Server {
    /// A server with credentials of its own, in `us-east-1`.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A server with other settings.
    #[must_use]
    pub fn builder() -> ServerBuilder {
        ServerBuilder { port: 0, region: "us-east-1".to_owned(), any_region: false, credentials: Vec::new() }
    }

    /// Where it listens, as `http://127.0.0.1:49152`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The Region that requests must be signed for.
    pub fn region(&self) -> &str {
        &self.state.region
    }

    /// The first of the credentials that are known here.
    pub fn credentials(&self) -> Credentials {
        self.state.credentials[0].clone()
    }

    /// A client of the service `S` that calls this server.
    ///
    /// # Panics
    /// Never in practice: the settings are complete.
    pub fn client<S: Service>(&self) -> Client<S> {
        Client::builder()
            .region(self.region())
            .credentials(self.credentials())
            .endpoint_url(self.url())
            .build()
            .expect("the settings are complete")
    }

    /// Answers an operation. The handler may ask the server what it has received, and replace
    /// itself.
    pub fn on<O: Operation>(&self, mut handler: impl FnMut(O) -> Reply<O> + Send + 'static) {
        self.on_received(move |_, input| handler(input));
    }

    /// Answers an operation with regard to the request that it came in: who signed it, its headers,
    /// its size.
    pub fn on_received<O: Operation>(
        &self,
        mut handler: impl FnMut(&Received, O) -> Reply<O> + Send + 'static,
    ) {
        let answer = move |received: &Received| match typed_input::<O>(received) {
            Ok(input) => handler(received, input).into_raw(),
            Err(refusal) => *refusal,
        };
        let service = &<O::Service as Service>::INFO;
        let target = format!("{}.{}", service.target_prefix, O::INFO.action);
        let handler = Handler { service, signed: O::INFO.signed, answer: Arc::new(Mutex::new(answer)) };
        self.lock().handlers.insert(target, handler);
    }

    /// Answers requests whose path starts with `prefix`, unsigned, beside the service's own.
    pub fn on_path(
        &self,
        prefix: impl Into<String>,
        handler: impl FnMut(&Received) -> RawReply + Send + 'static,
    ) {
        self.lock().paths.push((prefix.into(), Arc::new(Mutex::new(handler))));
    }

    /// Looks at each request whose signature is good before its handler does, and may answer in its
    /// place.
    pub fn interfere(&self, interference: impl FnMut(&Received) -> Option<RawReply> + Send + 'static) {
        self.lock().interference = Some(Arc::new(Mutex::new(interference)));
    }

    /// Answers the next request whose signature is good with this instead of asking its handler, if
    /// it has one. Several are used up in order.
    pub fn next(&self, reply: RawReply) {
        self.lock().scripted.push_back(reply);
    }

    /// Sets the server's clock ahead of this machine's by so many seconds, or behind it.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.lock().clock_ahead_secs = seconds;
    }

    /// The time by the server's clock.
    pub fn now(&self) -> SystemTime {
        self.lock().now()
    }

    /// The requests so far, refused ones included, in the order of their arrival; without those
    /// that `on_path` answers and those beyond 16 MiB.
    pub fn received(&self) -> Vec<Received> {
        self.lock().received.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.state.lock()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The accepting task owns the connections' tasks, which end with it.
        self.accepting.abort();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

/// The input, if it has all that it must have.
fn typed_input<O: Operation>(received: &Received) -> Result<O, Box<RawReply>> {
    let refuse = |code, message: String| Box::new(RawReply::error(StatusCode::BAD_REQUEST, code, &message));
    let missing = match serde_json::from_slice(received.body()) {
        Ok(json) => missing_members(&O::info(), &json),
        // A number beyond a double has no place in a document, though a `BigNumber` may be one.
        Err(_) if serde_json::from_slice::<serde::de::IgnoredAny>(received.body()).is_ok() => Vec::new(),
        Err(_) => return Err(refuse("SerializationException", "the body is not JSON".to_owned())),
    };
    if !missing.is_empty() {
        let list = missing.join(", ");
        return Err(refuse("ValidationException", format!("required members are missing: {list}")));
    }
    received.input::<O>().map_err(|error| refuse("SerializationException", error.to_string()))
}

/// What was compressed, or what came if it is nothing of the kind or beyond what a request may
/// have.
#[cfg(feature = "gzip")]
fn gunzipped(sent: &Bytes) -> Bytes {
    use std::io::Read as _;
    let mut body = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(&sent[..]).take(REQUEST_LIMIT as u64 + 1);
    match reader.read_to_end(&mut body) {
        Ok(bytes) if bytes <= REQUEST_LIMIT => body.into(),
        _ => sent.clone(),
    }
}

#[cfg(not(feature = "gzip"))]
fn gunzipped(sent: &Bytes) -> Bytes {
    sent.clone()
}

impl State {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        lock(&self.inner)
    }

    fn answer(&self, head: Parts, sent: Bytes) -> RawReply {
        let body = match head.headers.get(CONTENT_ENCODING) {
            Some(encoding) if encoding == "gzip" => gunzipped(&sent),
            _ => sent.clone(),
        };
        let mut received = Received { head: Arc::new(head), body, refused: None };
        let answer = self.lock().path(&received);
        if let Some(answer) = answer {
            return lock(&answer)(&received);
        }
        let handler = self.lock().handlers.get(received.header("x-amz-target")).cloned();
        let refusal = self.refusal(&mut received, &sent, handler.as_ref());
        let (scripted, interference) = {
            let mut inner = self.lock();
            inner.received.push(received.clone());
            let scripted = if refusal.is_some() { refusal } else { inner.scripted.pop_front() };
            (scripted, inner.interference.clone())
        };
        if let Some(reply) = scripted {
            return reply;
        }
        if let Some(reply) = interference.and_then(|interfere| lock(&interfere)(&received)) {
            return reply;
        }
        match handler {
            Some(handler) => lock(&handler.answer)(&received),
            None => {
                let target = received.header("x-amz-target");
                RawReply::error(StatusCode::BAD_REQUEST, "UnknownOperationException", target)
            }
        }
    }

    /// What a request is refused with whose signature is not good. Of one without a handler it is
    /// not known what service it is for, nor whether it must be signed: it says so itself.
    fn refusal(&self, received: &mut Received, sent: &Bytes, handler: Option<&Handler>) -> Option<RawReply> {
        let (signed, service) = match handler {
            Some(handler) => (handler.signed, handler.service.signing_name),
            None => (received.head.headers.contains_key(AUTHORIZATION), received.scope(3)),
        };
        if !signed {
            return None;
        }
        let known = |id: &str| self.credentials.iter().find(|known| known.access_key_id() == id).cloned();
        let region = if self.any_region { received.signed_for() } else { &self.region };
        let scope = SigningScope { region, service };
        let now = self.lock().now();
        let error = verify(&received.head, sent, known, scope, now).err()?;
        received.refused = Some(error.code());
        Some(RawReply::error(error.status(), error.code(), &error.to_string()))
    }
}

impl Inner {
    fn path(&self, received: &Received) -> Option<Answer> {
        let path = received.head.uri.path();
        let (_, answer) = self.paths.iter().find(|(prefix, _)| path.starts_with(prefix.as_str()))?;
        Some(answer.clone())
    }

    fn now(&self) -> SystemTime {
        let offset = Duration::from_secs(self.clock_ahead_secs.unsigned_abs());
        let now = SystemTime::now();
        if self.clock_ahead_secs < 0 { now - offset } else { now + offset }
    }
}

async fn accept(listener: TcpListener, state: Arc<State>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    let state = Arc::clone(&state);
                    connections.spawn(async move {
                        let service = hyper::service::service_fn(move |request| respond(Arc::clone(&state), request));
                        // An error here is the cut connection that was asked for, or a client that
                        // went away.
                        let _ = hyper::server::conn::http1::Builder::new()
                            .timer(TokioTimer::new())
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                    });
                }
                // Out of file descriptors, say: those of finished connections come free.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn respond(state: Arc<State>, request: http::Request<Incoming>) -> io::Result<Response<ReplyBody>> {
    let (head, body) = request.into_parts();
    let kind = head.headers.get(CONTENT_TYPE).cloned();
    let reply = match Limited::new(body, REQUEST_LIMIT).collect().await {
        Ok(body) => {
            // Handlers may take their time, which is not that of the task that they answer, nor of
            // its neighbors.
            let asked = Arc::clone(&state);
            tokio::task::spawn_blocking(move || asked.answer(head, body.to_bytes())).await?
        }
        Err(_) => {
            RawReply::error(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLargeException", "too large")
        }
    };
    tokio::time::sleep(reply.delay).await;
    let Some(response) = reply.response else {
        return Err(io::Error::other("the reply is to cut the connection"));
    };
    let mut response = response.map(|body| ReplyBody { left: Some(body), cut_after: reply.cut_after });
    let headers = response.headers_mut();
    if reply.aws_json {
        let kind = kind.unwrap_or(HeaderValue::from_static("application/x-amz-json-1.1"));
        headers.insert(CONTENT_TYPE, kind);
    }
    if let Ok(id) = HeaderValue::try_from(crate::call::uuid()) {
        headers.entry("x-amzn-requestid").or_insert(id);
    }
    let now = DateTime::from(state.lock().now());
    if let Some(date) = now.fmt(Format::HttpDate).ok().and_then(|date| HeaderValue::try_from(date).ok()) {
        headers.entry(http::header::DATE).or_insert(date);
    }
    Ok(response)
}

/// A body that may end too early.
struct ReplyBody {
    left: Option<Bytes>,
    cut_after: Option<usize>,
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(match (self.left.take(), self.cut_after) {
            (None, None) => None,
            (None, Some(_)) => Some(Err(io::Error::other("the reply is to be cut short"))),
            (Some(body), None) => Some(Ok(Frame::data(body))),
            (Some(body), Some(bytes)) => Some(Ok(Frame::data(body.slice(..bytes.min(body.len()))))),
        })
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_none() && self.cut_after.is_none()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.left.as_ref().map_or(0, |body| body.len() as u64))
    }
}
