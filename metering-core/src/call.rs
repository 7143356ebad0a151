//! One call: validate, write, and then sign, send and judge until an attempt settles it.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{HeaderName, HeaderValue};
use tokio::time::Instant;
use tracing::Instrument;

use crate::client::Shared;
use crate::clock::ClockSkew;
use crate::compress::Encoded;
use crate::credentials::CredentialsError;
use crate::endpoint::EndpointError;
use crate::error::{
    Applied, CallContext, Error, ErrorInfo, Failure, ResponseError, ServiceError, TimeoutError,
    error_metadata, respond,
};
use crate::operation::{self, Operation, OperationInfo};
use crate::retry::{
    Attempts, Decision, ErrorResponse, Modeled, RetryKind, RetryPolicy, StopReason, retry_after,
};
use crate::service::Service;
use crate::sign::{PayloadHash, SigningScope};
use crate::transport::TransportError;
use crate::wire::Writer;

/// A call that is on its way once it is awaited: a future of the operation's output.
///
/// It owns all that it needs, so it can be spawned, joined and dropped at any point. Dropped before it is done, it may
/// have been applied.
#[must_use = "a call is sent when it is awaited"]
pub struct Call<O: Operation> {
    state: State<O>,
}

enum State<O> {
    Prepared(Box<Prepared<O>>),
    Running(Execution),
    Done,
}

/// Boxed so that all it does is compiled once, and not once more for each operation.
type Execution = Pin<Box<dyn Future<Output = Result<Answer, Ended>> + Send>>;

struct Prepared<O> {
    shared: Arc<Shared>,
    operation: O,
    options: CallOptions,
}

/// What a single call departs in from its client.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CallOptions {
    skip_validation: bool,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    max_attempts: Option<u32>,
}

/// An output, and how the call went.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The output.
    pub output: T,
    /// The request id, the HTTP status and the number of attempts.
    pub context: CallContext,
}

impl<O: Operation> Call<O> {
    pub(crate) fn new(shared: Arc<Shared>, operation: O) -> Self {
        Call {
            state: State::Prepared(Box::new(Prepared { shared, operation, options: CallOptions::default() })),
        }
    }

    fn with(mut self, change: impl FnOnce(&mut CallOptions)) -> Self {
        if let State::Prepared(prepared) = &mut self.state {
            change(&mut prepared.options);
        }
        self
    }

    /// Sends the input as it is, whatever rules it breaks: for a service that has become more lenient than its model.
    pub fn skip_validation(self) -> Self {
        self.with(|options| options.skip_validation = true)
    }

    /// Bounds each attempt, its answer's body included.
    pub fn attempt_timeout(self, limit: Duration) -> Self {
        self.with(|options| options.attempt_timeout = Some(limit))
    }

    /// Bounds the whole call: all attempts and the waits between them.
    pub fn timeout(self, limit: Duration) -> Self {
        self.with(|options| options.timeout = Some(limit))
    }

    /// Bounds the number of attempts; 1 rules retries out.
    pub fn max_attempts(self, attempts: u32) -> Self {
        self.with(|options| options.max_attempts = Some(attempts))
    }

    /// Sends the call, for its output with the request id and the number of attempts.
    ///
    /// # Errors
    /// As the call itself.
    pub async fn response(mut self) -> Result<Response<O::Output>, Error<O::Error>> {
        let mut context = CallContext::new(O::INFO.action);
        let output = std::future::poll_fn(|cx| self.poll_noting(cx, &mut context)).await?;
        Ok(Response { output, context })
    }

    /// The part that knows the operation's types; all between is shared.
    fn poll_noting(
        &mut self,
        cx: &mut Context<'_>,
        context: &mut CallContext,
    ) -> Poll<Result<O::Output, Error<O::Error>>> {
        if let State::Prepared(_) = self.state
            && let State::Prepared(prepared) = std::mem::replace(&mut self.state, State::Done)
        {
            self.state = State::Running(prepared.start()?);
        }
        let State::Running(running) = &mut self.state else {
            panic!("a call was polled after it had ended");
        };
        let Poll::Ready(ended) = running.as_mut().poll(cx) else { return Poll::Pending };
        self.state = State::Done;
        let Answer { response, context: last } = ended?;
        *context = last.clone();
        context.answered(response.status(), response.headers());
        Poll::Ready(respond(last, <O::Service as Service>::INFO.query_compatible, &response))
    }
}

impl<O: Operation> Unpin for Call<O> {}

impl<O: Operation> Future for Call<O> {
    type Output = Result<O::Output, Error<O::Error>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut context = CallContext::new(O::INFO.action);
        self.poll_noting(cx, &mut context)
    }
}

impl<O: Operation> fmt::Debug for Call<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("operation", &O::INFO.action).finish_non_exhaustive()
    }
}

impl<O: Operation> Prepared<O> {
    fn start(self) -> Result<Execution, Error<O::Error>> {
        let Prepared { shared, mut operation, options } = self;
        if !options.skip_validation {
            operation
                .validate()
                .map_err(|error| Error::Invalid(Failure::new(CallContext::new(O::INFO.action), error)))?;
        }
        operation.fill_idempotency_token(&mut uuid);
        let host_prefix = operation::host_prefix(&O::INFO, |member| operation.host_label(member))
            .map_err(|error| Error::Endpoint(Failure::new(CallContext::new(O::INFO.action), error)))?;
        let mut writer = Writer::with_capacity(1024);
        operation.write(&mut writer);
        let body = operation::encode(&O::INFO, writer.into_bytes());
        let errors = <O::Error as ServiceError>::ERRORS;
        Ok(Box::pin(execute(shared, &O::INFO, errors, host_prefix, body, options)))
    }
}

/// The last answer of a call, success or error, and how the call went.
struct Answer {
    response: http::Response<Bytes>,
    context: CallContext,
}

/// How a call ends that the service did not decide.
enum Ended {
    Credentials(Failure<CredentialsError>),
    Endpoint(Failure<EndpointError>),
    Timeout(Failure<TimeoutError>),
    Transport(Failure<TransportError>),
    Response(Failure<ResponseError>),
}

impl<E> From<Ended> for Error<E> {
    fn from(ended: Ended) -> Self {
        match ended {
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
    TimedOut,
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
    let span = tracing::info_span!(
        "aws_call",
        otel.name = info.action,
        otel.kind = "client",
        rpc.system = "aws-api",
        rpc.service = shared.service.id,
        rpc.method = info.action,
        cloud.region = shared.signing_region.as_str(),
        server.address = shared.endpoint.url().host().unwrap_or_default(),
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
    let context = match &result {
        Ok(answer) => &answer.context,
        Err(ended) => ended.context(),
    };
    if let Some(id) = &context.request_id {
        span.record("aws.request_id", id.as_str());
    }
    if let Some(status) = context.status {
        span.record("http.response.status_code", status.as_u16());
    }
    if let Err(ended) = &result {
        span.record("error.type", ended.kind());
    }
    result
}

impl Ended {
    fn context(&self) -> &CallContext {
        match self {
            Ended::Credentials(failure) => failure.context(),
            Ended::Endpoint(failure) => failure.context(),
            Ended::Timeout(failure) => failure.context(),
            Ended::Transport(failure) => failure.context(),
            Ended::Response(failure) => failure.context(),
        }
    }

    fn kind(&self) -> &'static str {
        match self {
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
#[derive(Default)]
struct Verdict {
    /// Worth another attempt, and why.
    retry: Option<RetryKind>,
    /// The service may have done what was asked, and did not say.
    in_doubt: bool,
    /// By how much the service's clock is ahead of the one that signed, where that is why it refused.
    skew: Option<ClockSkew>,
    /// The credentials were refused as expired.
    credentials_expired: bool,
    /// How long the service asks to wait.
    asked: Option<Duration>,
}

impl Run<'_> {
    async fn attempts(&self, host_prefix: Option<String>, body: Encoded) -> Result<Answer, Ended> {
        let shared = self.shared;
        let deadline = Instant::now() + self.timeout;
        let mut context = CallContext::new(self.info.action);
        let endpoint = match host_prefix.map(|prefix| shared.endpoint.with_host_prefix(&prefix)).transpose() {
            Ok(own) => own.map_or(Cow::Borrowed(&shared.endpoint), Cow::Owned),
            Err(error) => return Err(Ended::Endpoint(Failure::new(context, error))),
        };
        let payload = PayloadHash::of(&body.body);
        let invocation = HeaderValue::try_from(uuid()).unwrap_or_else(|_| HeaderValue::from_static("none"));
        let mut attempts = Attempts::new(&self.policy, &shared.quota);
        let mut in_doubt = false;
        let mut clock_was_set = false;
        let mut credentials_were_renewed = false;

        loop {
            let mut request = operation::request(shared.service, self.info, &endpoint, &body);
            let headers = request.headers_mut();
            headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
            headers.insert(INVOCATION_ID, invocation.clone());
            headers.insert(ATTEMPT, attempts.header(None));
            if self.info.signed {
                request = self.sign(request, &payload, deadline, &context).await?;
            }

            context.attempts = attempts.number();
            context.applied = if in_doubt { Applied::Unknown } else { Applied::No };
            let limit = Instant::now() + self.attempt_timeout;
            let span = tracing::info_span!(
                "attempt",
                http.request.resend_count = attempts.number() - 1,
                http.response.status_code = tracing::field::Empty,
                aws.request_id = tracing::field::Empty,
            );
            let sent = shared.transport.send(request, shared.response_limit).instrument(span.clone());
            let outcome = match tokio::time::timeout_at(limit.min(deadline), sent).await {
                Ok(Ok(response)) => {
                    context.answered(response.status(), response.headers());
                    span.record("http.response.status_code", response.status().as_u16());
                    span.record("aws.request_id", context.request_id.as_deref().unwrap_or_default());
                    Attempt::Answered(response)
                }
                Ok(Err(error)) => Attempt::Failed(error),
                Err(_) => Attempt::TimedOut,
            };

            let verdict = match &outcome {
                Attempt::Answered(response) if response.status().is_success() => {
                    context.applied = Applied::Yes;
                    if !checksum_differs(response) {
                        attempts.succeeded();
                        return Ok(Answer { response: outcome.into_response(), context });
                    }
                    Verdict { retry: Some(RetryKind::Transient), ..Verdict::default() }
                }
                Attempt::Answered(response) => self.judge(response),
                Attempt::Failed(error) => {
                    error.answered(&mut context);
                    Verdict {
                        retry: error.is_retryable().then_some(RetryKind::Transient),
                        in_doubt: error.may_have_been_sent(),
                        ..Verdict::default()
                    }
                }
                Attempt::TimedOut => {
                    Verdict { retry: Some(RetryKind::Transient), in_doubt: true, ..Verdict::default() }
                }
            };
            in_doubt |= verdict.in_doubt;
            if in_doubt && context.applied == Applied::No {
                context.applied = Applied::Unknown;
            }
            context.retryable = verdict.retry;

            let mut retry = verdict.retry;
            let mut at_once = false;
            if let Some(skew) = verdict.skew
                && !std::mem::replace(&mut clock_was_set, true)
            {
                shared.clock.set(skew);
                (retry, at_once) = (Some(RetryKind::Transient), true);
            }
            if verdict.credentials_expired && !std::mem::replace(&mut credentials_were_renewed, true) {
                shared.credentials.expire();
                (retry, at_once) = (Some(RetryKind::Transient), true);
            }
            let jitter = if at_once { 0.0 } else { fastrand::f64() };
            match attempts.failed(retry, verdict.asked, jitter) {
                Decision::Retry(wait) if Instant::now() + wait < deadline => {
                    tracing::debug!(
                        attempt = context.attempts,
                        ?wait,
                        "the attempt failed and is made again"
                    );
                    tokio::time::sleep(wait).await;
                }
                Decision::Retry(_) => return self.end(outcome, context, deadline),
                Decision::Stop(StopReason::QuotaExceeded(wait)) if self.is_long_polling() => {
                    tokio::time::sleep_until((Instant::now() + wait).min(deadline)).await;
                    return self.end(outcome, context, deadline);
                }
                Decision::Stop(_) => return self.end(outcome, context, deadline),
            }
        }
    }

    async fn sign(
        &self,
        request: http::Request<Bytes>,
        payload: &PayloadHash,
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
            .sign(&mut parts, payload, &credentials.credentials, scope, shared.clock.now())
            .map_err(|error| refuse(CredentialsError::from(error)))?;
        Ok(http::Request::from_parts(parts, body))
    }

    /// What an answer that is no success means.
    fn judge(&self, response: &http::Response<Bytes>) -> Verdict {
        let status = response.status().as_u16();
        let metadata = error_metadata(response, self.shared.service.query_compatible);
        let code = metadata.as_ref().and_then(|metadata| metadata.code());
        let modeled = code
            .and_then(|code| self.errors.iter().find(|error| error.code == code))
            .map(|error| Modeled { retry: error.retry });
        let answer = ErrorResponse { status, code, modeled };
        let retry = answer.retry_kind();
        Verdict {
            retry,
            // To throttle is to refuse; any other failure inside the service may have come after the deed.
            in_doubt: status >= 500 && retry != Some(RetryKind::Throttling),
            skew: if answer.may_be_clock_skew() {
                self.shared.clock.skew_to(response.headers())
            } else {
                None
            },
            credentials_expired: matches!(code, Some("ExpiredToken" | "ExpiredTokenException"))
                // ResolveCustomer has an error of this name for its own token.
                && (modeled.is_none()
                    || metadata.as_ref().and_then(|metadata| metadata.message()).is_some_and(|m| m.contains("security token"))),
            asked: retry_after(response.headers()),
        }
    }

    fn is_long_polling(&self) -> bool {
        self.info.long_polling
            || crate::retry::is_long_polling(self.shared.service.endpoint.prefix(), self.info.action)
    }

    /// The call's end by its last attempt.
    fn end(&self, outcome: Attempt, context: CallContext, deadline: Instant) -> Result<Answer, Ended> {
        match outcome {
            Attempt::Answered(response) if response.status().is_success() => {
                Err(Ended::Response(Failure::new(context, ResponseError::Checksum)))
            }
            Attempt::Answered(response) => Ok(Answer { response, context }),
            Attempt::Failed(error) => Err(Ended::Transport(Failure::new(context, error))),
            Attempt::TimedOut if Instant::now() >= deadline => Err(self.out_of_time(context)),
            Attempt::TimedOut => {
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
            Attempt::Failed(_) | Attempt::TimedOut => http::Response::default(),
        }
    }
}

/// Whether the service sent a checksum that is not the body's, as DynamoDB does.
fn checksum_differs(response: &http::Response<Bytes>) -> bool {
    let sent =
        response.headers().get("x-amz-crc32").and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
    sent.is_some_and(|sent| sent != crc32fast::hash(response.body()))
}

/// A random UUID (version 4), for idempotency tokens and invocation ids: unique, and no secret.
pub(crate) fn uuid() -> String {
    // The version stands in the 13th digit, the variant in the top of the 17th (RFC 9562).
    let bits = fastrand::u128(..) & !(0xf << 76) & !(0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

const AGENT: &str = concat!("metering-core/", env!("CARGO_PKG_VERSION"));
const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
