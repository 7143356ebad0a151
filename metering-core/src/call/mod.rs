//! One call: validate, write, and then sign, send and judge until an attempt settles it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;
use tracing::Instrument;

use crate::client::Shared;
use crate::clock::ClockSkew;
use crate::compress::Encoded;
use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::error::{
    Applied, CallContext, Error, ErrorInfo, Failure, ResponseError, ServiceError, TimeoutError,
    error_metadata, error_response, respond,
};
use crate::operation::{self, Operation, OperationInfo};
use crate::retry::{Attempts, Decision, ErrorResponse, RetryKind, RetryPolicy, StopReason, retry_after};
use crate::service::Service;
use crate::sign::{PayloadHash, SigningScope};
use crate::transport::{Progress, TransportError};
use crate::validate::ValidationError;
use crate::wire::Writer;

/// A call that is on its way once it is awaited: a future of the output `T`, or of the service's
/// error `E`.
///
/// It owns all that it needs, so it can be spawned, joined and dropped at any point. Dropped before
/// it is done, it may have been applied.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<T, E> {
    info: &'static OperationInfo,
    options: CallOptions,
    state: State,
    /// Knows the operation, which the call's own type does not: what is no operation has no output
    /// and no error, and the compiler has nothing more to say of a call of it.
    read: fn(Answer) -> Outcome<T, E>,
}

enum State {
    Prepared(Box<dyn Prepare>),
    Running(Execution),
    Done,
}

/// Boxed so that all it does is compiled once, and not once more for each operation.
type Execution = Pin<Box<dyn Future<Output = Result<Answer, Ended>> + Send>>;

/// A request that is still to be checked and written.
trait Prepare: Send {
    fn start(self: Box<Self>, options: CallOptions) -> Result<Execution, Ended>;
}

struct Prepared<O> {
    shared: Arc<Shared>,
    operation: O,
}

/// What a single call departs in from its client.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CallOptions {
    skip_validation: bool,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    max_attempts: Option<u32>,
}

/// What a call ends in.
type Outcome<T, E> = Result<Response<T>, Error<E>>;

/// An output, and how the call went.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The output.
    pub output: T,
    /// The request id, the HTTP status and the number of attempts.
    pub context: CallContext,
}

impl<T, E> Call<T, E> {
    pub(crate) fn new<O: Operation<Output = T, Error = E>>(shared: Arc<Shared>, operation: O) -> Self {
        Call {
            info: &O::INFO,
            options: CallOptions::default(),
            state: State::Prepared(Box::new(Prepared { shared, operation })),
            read: read::<O>,
        }
    }

    /// Sends the input as it is, whatever rules it breaks: for a service that has become more
    /// lenient than its model.
    pub fn skip_validation(mut self) -> Self {
        self.options.skip_validation = true;
        self
    }

    /// Bounds each attempt, its answer's body included.
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = Some(limit);
        self
    }

    /// Bounds the whole call: all attempts and the waits between them.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// Bounds the number of attempts; 1 rules retries out.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// Sends the call, for its output with the request id and the number of attempts.
    ///
    /// # Errors
    /// As the call itself.
    pub async fn response(mut self) -> Result<Response<T>, Error<E>> {
        std::future::poll_fn(|cx| self.poll_response(cx)).await
    }

    fn poll_response(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<T, E>> {
        match self.state.poll(self.options, cx) {
            Poll::Ready(Ok(answer)) => Poll::Ready((self.read)(answer)),
            Poll::Ready(Err(ended)) => Poll::Ready(Err(ended.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl State {
    fn poll(&mut self, options: CallOptions, cx: &mut Context<'_>) -> Poll<Result<Answer, Ended>> {
        if let State::Prepared(_) = self
            && let State::Prepared(prepared) = std::mem::replace(self, State::Done)
        {
            *self = State::Running(prepared.start(options)?);
        }
        let State::Running(running) = self else {
            panic!("a call was polled after it had ended");
        };
        let Poll::Ready(ended) = running.as_mut().poll(cx) else { return Poll::Pending };
        *self = State::Done;
        Poll::Ready(ended)
    }
}

impl<T, E> Unpin for Call<T, E> {}

impl<T, E> Future for Call<T, E> {
    type Output = Result<T, Error<E>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_response(cx).map_ok(|response| response.output)
    }
}

impl<T, E> fmt::Debug for Call<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &self.info.action).finish_non_exhaustive()
    }
}

impl<O: Operation> Prepare for Prepared<O> {
    fn start(self: Box<Self>, options: CallOptions) -> Result<Execution, Ended> {
        let Prepared { shared, mut operation } = *self;
        if !options.skip_validation {
            operation
                .validate()
                .map_err(|error| Ended::Invalid(Failure::new(CallContext::new(O::INFO.action), error)))?;
        }
        operation.fill_idempotency_token(&mut uuid);
        let host_prefix = operation::host_prefix(&O::INFO, |member| operation.host_label(member))
            .map_err(|error| Ended::Endpoint(Failure::new(CallContext::new(O::INFO.action), error)))?
            .filter(|_| shared.inject_host_prefix);
        let mut writer = Writer::with_capacity(shared.body_size.expected());
        operation.write(&mut writer);
        let body = writer.into_bytes();
        shared.body_size.was(body.len());
        let body = operation::encode(&O::INFO, body, shared.compression);
        let errors = <O::Error as ServiceError>::ERRORS;
        Ok(Box::pin(execute(shared, &O::INFO, errors, host_prefix, body, options)))
    }
}

/// The output or error that an answer holds.
fn read<O: Operation>(answer: Answer) -> Outcome<O::Output, O::Error> {
    let Answer { response, context, span } = answer;
    let result: Result<_, Error<O::Error>> =
        respond(context, <O::Service as Service>::INFO.query_compatible, &response);
    if let Err(error) = &result {
        failed(&span, error.code().unwrap_or("response"));
    }
    result.map(|(output, context)| Response { output, context })
}

/// How large request bodies are, so that the buffer of the next one need not grow: programs send
/// much of a kind.
#[derive(Debug, Default)]
pub(crate) struct BodySize(AtomicUsize);

impl BodySize {
    fn expected(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn was(&self, bytes: usize) {
        // With room for a little more, and bounded, since a small request may follow a large one.
        self.0.store((bytes + bytes / 8).clamp(256, 64 << 10), Ordering::Relaxed);
    }
}

/// The last answer of a call, success or error, and how the call went.
struct Answer {
    response: http::Response<Bytes>,
    context: CallContext,
    /// The call's, which goes on until the answer has been read.
    span: tracing::Span,
}

/// The same, of the last attempt.
type Last = (http::Response<Bytes>, CallContext);

/// How a call ends that the service did not decide.
enum Ended {
    Invalid(Failure<ValidationError>),
    Credentials(Failure<CredentialsError>),
    Endpoint(Failure<EndpointError>),
    Timeout(Failure<TimeoutError>),
    Transport(Failure<TransportError>),
    Response(Failure<ResponseError>),
}

impl<E> From<Ended> for Error<E> {
    fn from(ended: Ended) -> Self {
        match ended {
            Ended::Invalid(failure) => Error::Invalid(failure),
            Ended::Credentials(failure) => Error::Credentials(failure),
            Ended::Endpoint(failure) => Error::Endpoint(failure),
            Ended::Timeout(failure) => Error::Timeout(failure),
            Ended::Transport(failure) => Error::Transport(failure),
            Ended::Response(failure) => Error::Response(failure),
        }
    }
}

/// How one attempt ended.
enum Attempt {
    Answered(http::Response<Bytes>),
    Failed(TransportError),
    TimedOut(Progress),
}

/// Makes attempts until one settles the call.
async fn execute(
    shared: Arc<Shared>,
    info: &'static OperationInfo,
    errors: &'static [ErrorInfo],
    host_prefix: Option<String>,
    body: Encoded,
    options: CallOptions,
) -> Result<Answer, Ended> {
    let url = shared.endpoint.url();
    // The names are OpenTelemetry's for calls of AWS's services and for RPC, whose `rpc.system` has
    // two as long as AWS's page and AWS's own exporters go by the older one. `otel.…` is what its
    // bridge takes from a span.
    let span = tracing::info_span!(
        "aws_call",
        otel.name = format_args!("{}.{}", shared.service.id, info.action),
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        rpc.system = "aws-api",
        rpc.system.name = "aws-api",
        rpc.service = shared.service.id,
        rpc.method = info.action,
        cloud.region = shared.signing_region.as_str(),
        server.address = url.host().unwrap_or_default(),
        server.port = port(url),
        aws.request_id = tracing::field::Empty,
        http.response.status_code = tracing::field::Empty,
        error.type = tracing::field::Empty,
    );
    let run = Run {
        policy: options.max_attempts.map_or(shared.policy, |max| shared.policy.with_max_attempts(max)),
        attempt_timeout: options.attempt_timeout.unwrap_or(shared.attempt_timeout),
        timeout: options.timeout.unwrap_or(shared.timeout),
        shared: &shared,
        info,
        errors,
    };
    let result = run.attempts(host_prefix, body).instrument(span.clone()).await;
    match result {
        Ok((response, context)) => {
            note(&span, &context);
            Ok(Answer { response, context, span })
        }
        Err(ended) => {
            note(&span, ended.context());
            failed(&span, ended.kind());
            Err(ended)
        }
    }
}

/// The port that requests go to.
fn port(url: &http::Uri) -> u16 {
    url.port_u16().unwrap_or(if url.scheme() == Some(&http::uri::Scheme::HTTP) { 80 } else { 443 })
}

/// Records what is known of an answer.
fn note(span: &tracing::Span, context: &CallContext) {
    if let Some(id) = &context.request_id {
        span.record("aws.request_id", id.as_str());
    }
    if let Some(status) = context.status {
        span.record("http.response.status_code", status.as_u16());
    }
}

/// Records a failure.
fn failed(span: &tracing::Span, kind: &str) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", kind);
}

impl Ended {
    fn context(&self) -> &CallContext {
        match self {
            Ended::Invalid(failure) => failure.context(),
            Ended::Credentials(failure) => failure.context(),
            Ended::Endpoint(failure) => failure.context(),
            Ended::Timeout(failure) => failure.context(),
            Ended::Transport(failure) => failure.context(),
            Ended::Response(failure) => failure.context(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Ended::Invalid(_) => "invalid",
            Ended::Credentials(_) => "credentials",
            Ended::Endpoint(_) => "endpoint",
            Ended::Timeout(_) => "timeout",
            Ended::Transport(_) => "transport",
            Ended::Response(_) => "response",
        }
    }
}

/// What stays the same over the attempts of a call.
struct Run<'a> {
    shared: &'a Shared,
    info: &'static OperationInfo,
    errors: &'static [ErrorInfo],
    policy: RetryPolicy,
    attempt_timeout: Duration,
    timeout: Duration,
}

/// What an attempt's end means for the call.
struct Verdict {
    /// Worth another attempt, and why.
    retry: Option<RetryKind>,
    /// Whether this attempt has done what was asked.
    applied: Applied,
    /// The service's clock, where that is why it refused.
    clock: Option<ClockSkew>,
    /// The credentials were refused as expired.
    credentials_expired: bool,
    /// How long the service asks to wait.
    asked: Option<Duration>,
}

impl Run<'_> {
    async fn attempts(&self, host_prefix: Option<String>, body: Encoded) -> Result<Last, Ended> {
        let shared = self.shared;
        let deadline = after(self.timeout);
        let mut context = CallContext::new(self.info.action);
        let endpoint = match host_prefix.map(|prefix| shared.endpoint.with_host_prefix(&prefix)).transpose() {
            Ok(own) => own.map_or(Cow::Borrowed(&shared.endpoint), Cow::Owned),
            Err(error) => return Err(Ended::Endpoint(Failure::new(context, error))),
        };
        let payload = PayloadHash::of(&body.body);
        let invocation = HeaderValue::try_from(uuid()).unwrap_or_else(|_| HeaderValue::from_static("none"));
        let mut attempts = Attempts::new(&self.policy, &shared.quota);
        let mut service_clock = None;
        let mut clock_was_set = false;
        let mut credentials_were_renewed = false;

        loop {
            if let Some(limiter) = &shared.rate_limiter
                && tokio::time::timeout_at(deadline, limiter.acquire()).await.is_err()
            {
                attempts.given_up();
                return Err(self.out_of_time(context));
            }
            let mut request = operation::request(shared.service, self.info, &endpoint, &body);
            let headers = request.headers_mut();
            headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
            headers.insert(INVOCATION_ID, invocation.clone());
            let ttl = service_clock.and_then(|clock| end(clock, after(self.attempt_timeout).min(deadline)));
            headers.insert(ATTEMPT, attempts.header(ttl));
            let clock = shared.clock.get();
            if self.info.signed {
                request = self.sign(request, &payload, clock, deadline, &context).await?;
            }
            let secrets = Secrets::of(&request);

            context.attempts = attempts.number();
            context.applied_before = context.applied;
            // From here on: the wait for credentials is the call's, not the attempt's.
            let limit = after(self.attempt_timeout).min(deadline);
            let span = self.attempt_span(endpoint.url(), attempts.number());
            let mut progress = Progress::default();
            let sent =
                shared.transport.send(request, shared.response_limit, &mut progress).instrument(span.clone());
            let outcome = match tokio::time::timeout_at(limit, sent).await {
                Ok(Ok(mut response)) => {
                    if !response.status().is_success() {
                        secrets.blot_out(response.body_mut());
                    }
                    Attempt::Answered(response)
                }
                Ok(Err(error)) => Attempt::Failed(error),
                Err(_) => Attempt::TimedOut(progress),
            };
            if let Some((status, headers)) = outcome.head() {
                context.answered(status, headers);
                service_clock = ClockSkew::of(headers);
                note(&span, &context);
            }

            let verdict = match &outcome {
                Attempt::Answered(response)
                    if response.status().is_success() && !checksum_differs(response) =>
                {
                    context.may_be_applied(Applied::by(response.status(), response.headers()));
                    context.retryable = None;
                    attempts.succeeded();
                    self.answered(None);
                    return Ok((outcome.into_response(), context));
                }
                Attempt::Answered(response) if !response.status().is_success() => self.judge(response, clock),
                incomplete => incomplete.judge_incomplete(),
            };
            self.answered(verdict.retry);
            failed(&span, &outcome.kind());
            drop(span);
            context.may_be_applied(verdict.applied);

            let mut retry = verdict.retry;
            let mut at_once = false;
            if let Some(theirs) = verdict.clock
                && !std::mem::replace(&mut clock_was_set, true)
            {
                shared.clock.set(theirs);
                (retry, at_once) = (Some(RetryKind::Transient), true);
            }
            if verdict.credentials_expired && !std::mem::replace(&mut credentials_were_renewed, true) {
                shared.credentials.expire();
                (retry, at_once) = (Some(RetryKind::Transient), true);
            }
            context.retryable = retry;
            let jitter = if at_once { 0.0 } else { fastrand::f64() };
            match attempts.failed(retry, verdict.asked, jitter) {
                Decision::Retry(wait) if after(wait) < deadline => {
                    tracing::debug!(
                        attempt = context.attempts,
                        ?wait,
                        error.type = &*outcome.kind(),
                        "the attempt failed and is made again"
                    );
                    tokio::time::sleep(wait).await;
                }
                Decision::Retry(_) => {
                    attempts.given_up();
                    return self.end(outcome, context, deadline);
                }
                Decision::Stop(StopReason::QuotaExceeded(wait)) if self.is_long_polling() => {
                    tokio::time::sleep_until(after(wait).min(deadline)).await;
                    return self.end(outcome, context, deadline);
                }
                Decision::Stop(_) => return self.end(outcome, context, deadline),
            }
        }
    }

    fn attempt_span(&self, url: &http::Uri, number: u32) -> tracing::Span {
        let span = tracing::info_span!(
            "attempt",
            otel.name = "POST",
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            http.request.method = "POST",
            http.request.resend_count = tracing::field::Empty,
            url.full = %url,
            server.address = url.host().unwrap_or_default(),
            server.port = port(url),
            http.response.status_code = tracing::field::Empty,
            aws.request_id = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        if number > 1 {
            span.record("http.request.resend_count", number - 1);
        }
        span
    }

    async fn sign(
        &self,
        request: http::Request<Bytes>,
        payload: &PayloadHash,
        clock: ClockSkew,
        deadline: Instant,
        context: &CallContext,
    ) -> Result<http::Request<Bytes>, Ended> {
        let shared = self.shared;
        let refuse = |error| Ended::Credentials(Failure::new(context.clone(), error));
        let credentials = match tokio::time::timeout_at(deadline, shared.credentials.get()).await {
            Ok(credentials) => credentials.map_err(refuse)?,
            Err(_) => return Err(self.out_of_time(context.clone())),
        };
        if self.info.refused_credentials.contains(&credentials.source) {
            return Err(refuse(CredentialsError::refused(self.info.action, credentials.source)));
        }
        let scope = SigningScope { region: &shared.signing_region, service: shared.service.signing_name };
        let (mut parts, body) = request.into_parts();
        shared
            .signer
            .sign(&mut parts, payload, &credentials.credentials, scope, clock.now())
            .map_err(|error| refuse(CredentialsError::from(error)))?;
        Ok(http::Request::from_parts(parts, body))
    }

    /// What an answer that is no success means.
    fn judge(&self, response: &http::Response<Bytes>, signed_by: ClockSkew) -> Verdict {
        let metadata = error_metadata(response, self.shared.service.query_compatible);
        let code = metadata.as_ref().and_then(|metadata| metadata.code());
        let answer = error_response(response, code, self.errors);
        let modeled = answer.modeled;
        let retry = answer.retry_kind();
        Verdict {
            retry,
            applied: Applied::by_refusal(response, code, retry),
            // Held against the clock that signed: another call may have set it since.
            clock: ClockSkew::of(response.headers())
                .filter(|theirs| answer.may_be_clock_skew() && theirs.is_far_from(signed_by)),
            credentials_expired: matches!(code, Some("ExpiredToken" | "ExpiredTokenException"))
                // ResolveCustomer has an error of this name for its own token.
                && (modeled.is_none()
                    || metadata.as_ref().and_then(|metadata| metadata.message()).is_some_and(|m| m.contains("security token"))),
            asked: retry_after(response.headers()),
        }
    }

    /// What an attempt's end means for the turns of those to come.
    fn answered(&self, retry: Option<RetryKind>) {
        if let Some(limiter) = &self.shared.rate_limiter {
            limiter.record(retry == Some(RetryKind::Throttling));
        }
    }

    fn is_long_polling(&self) -> bool {
        self.info.long_polling
            || crate::retry::is_long_polling(self.shared.service.endpoint.prefix(), self.info.action)
    }

    /// The call's end by its last attempt.
    fn end(&self, outcome: Attempt, context: CallContext, deadline: Instant) -> Result<Last, Ended> {
        match outcome {
            Attempt::Answered(response) if response.status().is_success() => {
                Err(Ended::Response(Failure::new(context, ResponseError::Checksum)))
            }
            Attempt::Answered(response) => Ok((response, context)),
            Attempt::Failed(error) => Err(Ended::Transport(Failure::new(context, error))),
            Attempt::TimedOut(_) if Instant::now() >= deadline => Err(self.out_of_time(context)),
            Attempt::TimedOut(_) => {
                Err(Ended::Timeout(Failure::new(context, TimeoutError::Attempt(self.attempt_timeout))))
            }
        }
    }

    fn out_of_time(&self, context: CallContext) -> Ended {
        Ended::Timeout(Failure::new(context, TimeoutError::Call(self.timeout)))
    }
}

impl Attempt {
    fn into_response(self) -> http::Response<Bytes> {
        match self {
            Attempt::Answered(response) => response,
            Attempt::Failed(_) | Attempt::TimedOut(_) => http::Response::default(),
        }
    }

    /// The answer's head, where there was one.
    fn head(&self) -> Option<(StatusCode, &HeaderMap)> {
        match self {
            Attempt::Answered(response) => Some((response.status(), response.headers())),
            Attempt::Failed(error) => error.head().map(|(status, headers)| (*status, headers)),
            Attempt::TimedOut(progress) => progress.head.as_ref().map(|(status, headers)| (*status, headers)),
        }
    }

    /// What it means that there is no answer, or not the whole of one.
    fn judge_incomplete(&self) -> Verdict {
        let (sent, retryable) = match self {
            Attempt::Answered(_) => (true, true),
            Attempt::Failed(error) => (error.may_have_been_sent(), error.is_retryable()),
            Attempt::TimedOut(progress) => (!progress.hold_back(), true),
        };
        let head = self.head();
        let by_status = head.and_then(|(status, _)| {
            ErrorResponse { status: status.as_u16(), code: None, modeled: None }.retry_kind()
        });
        Verdict {
            retry: by_status.or(retryable.then_some(RetryKind::Transient)),
            applied: match head {
                Some((status, headers)) => Applied::by(status, headers),
                None if sent => Applied::Unknown,
                None => Applied::No,
            },
            clock: None,
            credentials_expired: false,
            asked: head.and_then(|(_, headers)| retry_after(headers)),
        }
    }

    /// Of what kind a failure is, for those who count them.
    fn kind(&self) -> Cow<'static, str> {
        match self {
            Attempt::Answered(response) => Cow::Owned(response.status().as_str().to_owned()),
            Attempt::Failed(_) => Cow::Borrowed("transport"),
            Attempt::TimedOut(_) => Cow::Borrowed("timeout"),
        }
    }
}

/// That long from now; where no clock goes so far, so late that it makes no difference.
fn after(limit: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let now = Instant::now();
    now.checked_add(limit).unwrap_or_else(|| now + YEAR)
}

/// When that is by the clock of the service.
fn end(clock: ClockSkew, limit: Instant) -> Option<SystemTime> {
    clock.now().checked_add(limit - Instant::now())
}

/// What of a request a service must not be quoted with: some explain a refused signature by all
/// that was signed.
struct Secrets([Option<HeaderValue>; 2]);

impl Secrets {
    fn of(request: &http::Request<Bytes>) -> Self {
        Secrets([SECURITY_TOKEN, AUTHORIZATION].map(|name| request.headers().get(name).cloned()))
    }

    fn blot_out(&self, body: &mut Bytes) {
        /// What is shorter is no secret, and may be any word.
        const SHORTEST: usize = 8;
        for secret in self.0.iter().flatten() {
            let secret = secret.as_bytes();
            let signature = secret.windows(10).position(|part| part == b"Signature=").map_or(0, |at| at + 10);
            let secret = &secret[signature..];
            if secret.len() < SHORTEST {
                continue;
            }
            while let Some(at) = body.windows(secret.len()).position(|part| part == secret) {
                *body = [&body[..at], b"***", &body[at + secret.len()..]].concat().into();
            }
        }
    }
}

/// Whether the service sent a checksum that is not the body's, as DynamoDB does.
fn checksum_differs(response: &http::Response<Bytes>) -> bool {
    let sent = response.headers().get(CHECKSUM).and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
    sent.is_some_and(|sent| sent != crc32fast::hash(response.body()))
}

/// A random UUID (version 4), for idempotency tokens and invocation ids: unique, and no secret.
pub(crate) fn uuid() -> String {
    // The version stands in the 13th digit, the variant in the top of the 17th (RFC 9562).
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let mut text = String::with_capacity(36);
    for at in (0..32_u32).rev() {
        if matches!(at, 23 | 19 | 15 | 11) {
            text.push('-');
        }
        let digit = (bits >> (4 * at)) as u8 & 0xf;
        text.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
    }
    text
}

const AGENT: &str = concat!("metering-core/", env!("CARGO_PKG_VERSION"));
const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");
const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const CHECKSUM: HeaderName = HeaderName::from_static("x-amz-crc32");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
