//! The retry loop of a call.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, Response};
use tokio::time::Instant;
use tracing::Instrument;

use super::attempt::AttemptEnd;
use super::redact::InputSecrets;
use super::verdict::Verdict;
use super::{CallFailure, CallOptions, trace};
use crate::client_inner::ClientInner;
use crate::clock::ClockSkew;
use crate::compress::Encoded;
use crate::endpoint::Endpoint;
use crate::error::{Applied, CallContext, ErrorInfo, Failure, ResponseError, TimeoutError};
#[cfg(feature = "event-stream")]
use crate::event_stream::Connection;
use crate::operation::OperationInfo;
use crate::retry::{self, Attempts, Decision, RetryKind, RetryPolicy, StopReason};
use crate::sign::PayloadHash;
use crate::uuid;
use crate::wire::error_response::ErrorDetails;

/// A validated operation as plain data.
pub struct PreparedRequest {
    pub info: &'static OperationInfo,
    pub errors: &'static [ErrorInfo],
    pub host_prefix: Option<String>,
    pub body: Encoded,
    /// The secrets in the input, which an error response may quote.
    pub secrets: InputSecrets,
    /// `true` if the output has an event stream.
    #[cfg(feature = "event-stream")]
    pub has_events: bool,
}

/// The response that settles a call, success or error.
pub struct FinalResponse {
    pub response: Response<Bytes>,
    /// The error in the response; `None` for a success.
    pub error: Option<ErrorDetails>,
    pub context: CallContext,
    /// The span of the call. It is open until the output has been read.
    pub span: tracing::Span,
    /// The events that follow.
    #[cfg(feature = "event-stream")]
    pub connection: Option<Box<Connection>>,
}

/// Executes a prepared call inside its span.
pub async fn execute(
    client: Arc<ClientInner>,
    request: PreparedRequest,
    options: CallOptions,
) -> Result<FinalResponse, CallFailure> {
    let span = trace::call_span(&client, request.info.action);
    let policy = options.max_attempts.map_or(client.policy, |max| client.policy.with_max_attempts(max));
    let result = match request.endpoint(&client) {
        Ok(endpoint) => {
            let mut driver = CallDriver::new(&client, &request, endpoint, &policy, options);
            // Pinned first, so that the large future isn't moved.
            let end = pin!(driver.attempts()).instrument(span.clone()).await;
            end.and_then(|end| driver.finish(end, span.clone()))
        }
        Err(failure) => Err(failure),
    };
    match &result {
        Ok(response) => trace::record_head(&span, &response.context),
        Err(failure) => {
            trace::record_head(&span, failure.context());
            trace::record_error(&span, failure.kind());
        }
    }
    result
}

impl PreparedRequest {
    /// Returns the endpoint with the operation's host prefix.
    fn endpoint<'a>(&self, client: &'a ClientInner) -> Result<Cow<'a, Endpoint>, CallFailure> {
        let Some(prefix) = &self.host_prefix else { return Ok(Cow::Borrowed(&client.endpoint)) };
        client
            .endpoint
            .with_host_prefix(prefix)
            .map(Cow::Owned)
            .map_err(|error| CallFailure::Endpoint(Failure::new(CallContext::new(self.info.action), error)))
    }
}

/// The state of a call across its attempts.
pub struct CallDriver<'a> {
    pub(super) client: &'a ClientInner,
    pub(super) request: &'a PreparedRequest,
    pub(super) endpoint: Cow<'a, Endpoint>,
    pub(super) payload: PayloadHash,
    /// The invocation id, which all attempts share.
    pub(super) invocation: [u8; 36],
    pub(super) attempts: Attempts<'a>,
    pub(super) attempt_timeout: Duration,
    pub(super) deadline: Instant,
    pub(super) sign_by: Option<SystemTime>,
    pub(super) context: CallContext,
    /// The service's clock, by the last response.
    pub(super) service_clock: Option<ClockSkew>,
    timeout: Duration,
    clock_was_set: bool,
    credentials_were_refreshed: bool,
    has_warned: bool,
    #[cfg(feature = "event-stream")]
    pub(super) event_timeout: Duration,
}

/// The step after an attempt.
enum Next {
    /// The attempt succeeded.
    Succeed,
    /// Send another attempt after this wait.
    Retry(Duration),
    /// End the call with the attempt's failure, after waiting until the instant if there is one.
    Fail(Option<Instant>),
}

impl<'a> CallDriver<'a> {
    fn new(
        client: &'a ClientInner,
        request: &'a PreparedRequest,
        endpoint: Cow<'a, Endpoint>,
        policy: &'a RetryPolicy,
        options: CallOptions,
    ) -> Self {
        let timeout = options.timeout.unwrap_or(client.timeout);
        CallDriver {
            client,
            request,
            endpoint,
            payload: PayloadHash::of(&request.body.body),
            invocation: uuid::random_text(),
            attempts: Attempts::new(policy, &client.quota),
            attempt_timeout: options.attempt_timeout.unwrap_or(client.attempt_timeout),
            deadline: after(timeout),
            sign_by: options.sign_by,
            context: CallContext::new(request.info.action),
            service_clock: None,
            timeout,
            clock_was_set: false,
            credentials_were_refreshed: false,
            has_warned: false,
            #[cfg(feature = "event-stream")]
            event_timeout: options.event_timeout.unwrap_or(client.event_timeout),
        }
    }

    /// Sends attempts until one settles the call, and returns its end.
    async fn attempts(&mut self) -> Result<AttemptEnd, CallFailure> {
        loop {
            let clock = self.client.clock.get();
            let request = match self.next_request(clock).await {
                Ok(request) => request,
                Err(failure) => {
                    self.attempts.canceled();
                    return Err(failure);
                }
            };
            let end = self.send(request).await;
            match self.settle(&end, clock) {
                Next::Succeed => return Ok(end),
                Next::Retry(wait) => tokio::time::sleep(wait).await,
                Next::Fail(not_before) => {
                    if let Some(instant) = not_before {
                        tokio::time::sleep_until(instant).await;
                    }
                    return Ok(end);
                }
            }
        }
    }

    /// Waits for the rate limiter and for credentials, and returns the signed request of the next
    /// attempt.
    async fn next_request(&self, clock: ClockSkew) -> Result<Request<Bytes>, CallFailure> {
        if let Some(limiter) = &self.client.rate_limiter
            && tokio::time::timeout_at(self.deadline, limiter.acquire()).await.is_err()
        {
            return Err(self.timed_out());
        }
        if !self.request.info.signed {
            return Ok(self.unsigned_request());
        }
        let sourced = self.credentials().await?;
        self.signed_request(&sourced.credentials, clock)
    }

    /// Classifies the end of an attempt and returns the next step.
    fn settle(&mut self, end: &AttemptEnd, signed_by: ClockSkew) -> Next {
        let verdict = match end {
            #[cfg(feature = "event-stream")]
            AttemptEnd::Events(response, _) => return self.succeed(response),
            AttemptEnd::Success(response) => return self.succeed(response),
            AttemptEnd::Error(response, error) => Verdict::of_error(response, error, self.request.errors),
            _ => Verdict::of_incomplete(end),
        };
        self.record_rate(verdict.retry);
        self.context.merge_applied(verdict.applied);
        let was_corrected = self.correct_clock(&verdict, signed_by) | self.refresh_credentials(&verdict);
        let (retry, jitter) =
            if was_corrected { (Some(RetryKind::Transient), 0.0) } else { (verdict.retry, fastrand::f64()) };
        self.context.retryable = retry;
        match self.attempts.failed(retry, verdict.retry_after, jitter) {
            Decision::Retry(wait) if after(wait) < self.deadline => {
                trace::log_retry(&self.context, end, wait, &mut self.has_warned);
                Next::Retry(wait)
            }
            Decision::Retry(_) => {
                self.attempts.canceled();
                Next::Fail(None)
            }
            Decision::Stop(StopReason::QuotaExceeded(wait)) if self.is_long_polling() => {
                Next::Fail(Some(after(wait).min(self.deadline)))
            }
            Decision::Stop(_) => Next::Fail(None),
        }
    }

    /// Records a success, which ends the call.
    fn succeed(&mut self, response: &Response<Bytes>) -> Next {
        self.context.merge_applied(Applied::from_head(response.status(), response.headers()));
        self.context.retryable = None;
        self.attempts.succeeded();
        self.record_rate(None);
        Next::Succeed
    }

    /// Sets the client's clock if it may be the reason for the error, at most once per call.
    fn correct_clock(&mut self, verdict: &Verdict, signed_by: ClockSkew) -> bool {
        // The clock that signed the request is compared, because another call may have set the
        // client's clock since.
        match self.service_clock.filter(|clock| verdict.may_be_clock_skew && clock.is_far_from(signed_by)) {
            Some(clock) if !std::mem::replace(&mut self.clock_was_set, true) => {
                self.client.clock.set(clock);
                true
            }
            _ => false,
        }
    }

    /// Discards cached credentials that the service reports as expired, at most once per call.
    fn refresh_credentials(&mut self, verdict: &Verdict) -> bool {
        let refresh =
            verdict.credentials_expired && !std::mem::replace(&mut self.credentials_were_refreshed, true);
        if refresh {
            self.client.credentials.expire();
        }
        refresh
    }

    fn record_rate(&self, retry: Option<RetryKind>) {
        if let Some(limiter) = &self.client.rate_limiter {
            limiter.record(retry == Some(RetryKind::Throttling));
        }
    }

    fn is_long_polling(&self) -> bool {
        let info = self.request.info;
        info.long_polling || retry::is_long_polling(self.client.service.endpoint.prefix(), info.action)
    }

    /// Ends the call with its last attempt.
    fn finish(self, end: AttemptEnd, span: tracing::Span) -> Result<FinalResponse, CallFailure> {
        #[cfg(feature = "event-stream")]
        let mut connection = None;
        let (response, error) = match end {
            #[cfg(feature = "event-stream")]
            AttemptEnd::Events(response, events) => {
                connection = Some(events);
                (response, None)
            }
            #[cfg(feature = "event-stream")]
            AttemptEnd::InvalidEvent(_, error) => {
                return Err(CallFailure::Response(Failure::new(self.context, ResponseError::Event(error))));
            }
            AttemptEnd::Success(response) => (response, None),
            AttemptEnd::Error(response, error) => (response, Some(error)),
            AttemptEnd::Corrupt(_) => {
                return Err(CallFailure::Response(Failure::new(self.context, ResponseError::Checksum)));
            }
            AttemptEnd::Failed(error) => {
                return Err(CallFailure::Transport(Failure::new(self.context, error)));
            }
            AttemptEnd::TimedOut(_) if Instant::now() >= self.deadline => return Err(self.timed_out()),
            AttemptEnd::TimedOut(_) => {
                let error = TimeoutError::Attempt(self.attempt_timeout);
                return Err(CallFailure::Timeout(Failure::new(self.context, error)));
            }
        };
        Ok(FinalResponse {
            response,
            error,
            context: self.context,
            span,
            #[cfg(feature = "event-stream")]
            connection,
        })
    }

    /// Returns the failure of a call that exceeded its time limit.
    pub(super) fn timed_out(&self) -> CallFailure {
        CallFailure::Timeout(Failure::new(self.context.clone(), TimeoutError::Call(self.timeout)))
    }
}

/// Returns the instant `limit` from now, or a year from now if the addition overflows.
pub(super) fn after(limit: Duration) -> Instant {
    const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);
    let now = Instant::now();
    now.checked_add(limit).unwrap_or_else(|| now + YEAR)
}
