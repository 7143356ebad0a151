//! Retries: AWS's standard retry mode, version 2.1, and its adaptive mode.
//!
//! The [rules] are the rules of AWS's SDKs: at most three attempts per call, a token bucket per
//! client that stops retries while most of them fail, and waits that double from 50 milliseconds
//! (from one second if the service throttles) up to 20 seconds, each multiplied by a random factor
//! between 0 and 1. In [adaptive mode](RetryMode::Adaptive) a throttled client also sends fewer
//! requests. The public items neither do I/O nor read a clock.
//!
//! [`RetryPolicy`] has an example.
//!
//! [rules]: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

mod adaptive;
mod rate_limiter;

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, HeaderName, HeaderValue};

pub use adaptive::{CubicRate, SendRate};
pub(crate) use rate_limiter::RateLimiter;

use crate::sign::timestamp;

/// The retry mode of a client: `AWS_RETRY_MODE`, or `retry_mode` in the profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// Only retries wait. First attempts are never delayed.
    #[default]
    Standard,
    /// Once an attempt is throttled, all attempts share a rate limit: see [`SendRate`]. It suits a
    /// client with one kind of work that the service counts together, because calls that are not
    /// throttled wait for the throttled calls.
    Adaptive,
}

/// The reason to retry a failed attempt.
///
/// A declared error sets it with `#[aws(retry = throttling)]` or `#[aws(retry = transient)]` on its
/// variant; a model sets it with its `retryable` trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryKind {
    /// The service asks for fewer requests: waits start at one second, and a retry costs 5 tokens
    /// of the [quota](RetryQuota).
    Throttling,
    /// The same request may succeed immediately: waits start at 50 milliseconds, and a retry costs
    /// 14 tokens.
    Transient,
}

impl RetryKind {
    /// Returns the cost of a retry of this kind, in tokens of the [quota](RetryQuota).
    #[must_use]
    pub fn cost(self) -> u32 {
        match self {
            Self::Throttling => 5,
            Self::Transient => 14,
        }
    }
}

/// The facts about an error response that the retry policy uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorResponse<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The error code without its namespace, if there is one.
    pub code: Option<&'a str>,
    /// The declaration of the code; `None` if the operation does not declare it.
    pub modeled: Option<Modeled>,
}

/// An error that an operation declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modeled {
    /// The reason to retry the error; `None` if it is not retried.
    pub retry: Option<RetryKind>,
}

impl ErrorResponse<'_> {
    /// Returns the reason to retry the call; `None` if it is not retried.
    ///
    /// A response that is both throttling and transient (`PriorRequestNotComplete`, or `SlowDown`
    /// with status 503) is throttling.
    #[must_use]
    pub fn retry_kind(&self) -> Option<RetryKind> {
        if self.is_throttling() {
            Some(RetryKind::Throttling)
        } else if self.is_transient() {
            Some(RetryKind::Transient)
        } else {
            None
        }
    }

    /// Returns `true` if the service asks for fewer requests: by the code, by its declaration, or
    /// by status 429 with a code that the operation does not declare.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        self.code.is_some_and(|code| THROTTLING_CODES.contains(&code))
            || match self.modeled {
                Some(modeled) => modeled.retry == Some(RetryKind::Throttling),
                None => self.status == 429,
            }
    }

    /// Returns `true` if the same request may succeed immediately: by the code, by its declaration,
    /// or by status 500, 502, 503 or 504.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.code.is_some_and(|code| TRANSIENT_CODES.contains(&code))
            || matches!(self.status, 500 | 502 | 503 | 504)
            || self.modeled.is_some_and(|modeled| modeled.retry == Some(RetryKind::Transient))
    }

    /// Returns `true` if a wrong clock of the client or the service may be the reason.
    ///
    /// Retry such a response only after a correction of the clock. Without one, the code has its
    /// usual meaning.
    #[must_use]
    pub fn may_be_clock_skew(&self) -> bool {
        self.code.is_some_and(|code| CLOCK_SKEW_CODES.contains(&code))
    }
}

const THROTTLING_CODES: [&str; 14] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const TRANSIENT_CODES: [&str; 3] = ["PriorRequestNotComplete", "RequestTimeout", "RequestTimeoutException"];

/// The codes of AWS's SDK for JavaScript.
const CLOCK_SKEW_CODES: [&str; 7] = [
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// The number of attempts of a call, and the waits between them.
///
/// ```
/// use std::time::Duration;
/// # use metering_core::retry::RetryPolicy;
/// let patient = RetryPolicy::default().with_max_attempts(8).with_max_backoff(Duration::from_secs(5));
/// let once = RetryPolicy::default().with_max_attempts(1);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    throttling_base: Duration,
    max_backoff: Duration,
}

impl Default for RetryPolicy {
    /// Returns AWS's standard mode: three attempts.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(50),
            throttling_base: Duration::from_secs(1),
            max_backoff: Duration::from_secs(20),
        }
    }
}

impl RetryPolicy {
    /// Returns AWS's standard mode for the service with this endpoint prefix: four attempts and
    /// waits from 25 milliseconds for DynamoDB and its streams, the [default](RetryPolicy::default)
    /// for all other services.
    #[must_use]
    pub fn for_service(endpoint_prefix: &str) -> Self {
        match endpoint_prefix {
            "dynamodb" | "streams.dynamodb" => {
                Self { max_attempts: 4, base: Duration::from_millis(25), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// Sets the maximum number of attempts per call, including the first one; 0 counts as 1.
    #[must_use]
    pub fn with_max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.max(1), ..self }
    }

    /// Sets the first wait after a failure that is not throttling.
    #[must_use]
    pub fn with_base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// Sets the longest wait before a retry. A wait that the service asks for may exceed it by up
    /// to five seconds.
    #[must_use]
    pub fn with_max_backoff(self, max_backoff: Duration) -> Self {
        Self { max_backoff, ..self }
    }

    /// Returns the maximum number of attempts, at least 1.
    #[must_use]
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// Returns the wait before a retry.
    ///
    /// `retry` counts the retries from 0, `requested_wait` is the wait that the service asks for
    /// ([`retry_after`]), and `jitter` is the random factor from 0 to 1. The result is the
    /// exponential backoff, or the service's wait if that is longer, up to five seconds longer.
    #[must_use]
    pub fn backoff(
        &self,
        retry: u32,
        kind: RetryKind,
        requested_wait: Option<Duration>,
        jitter: f64,
    ) -> Duration {
        const MAX_EXCESS: Duration = Duration::from_secs(5);
        let base = match kind {
            RetryKind::Throttling => self.throttling_base,
            RetryKind::Transient => self.base,
        };
        let longest = base.saturating_mul(2_u32.saturating_pow(retry)).min(self.max_backoff);
        let jitter = if jitter.is_nan() { 1.0 } else { jitter.clamp(0.0, 1.0) };
        let wait = longest.mul_f64(jitter);
        requested_wait
            .map_or(wait, |requested_wait| requested_wait.min(wait.saturating_add(MAX_EXCESS)).max(wait))
    }
}

/// Returns the wait that the service asks for in its `x-amz-retry-after` header, in milliseconds.
/// Anything but a non-negative whole number is ignored.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    const X_AMZ_RETRY_AFTER: HeaderName = HeaderName::from_static("x-amz-retry-after");
    let text = headers.get(X_AMZ_RETRY_AFTER)?.to_str().ok()?.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).map(Duration::from_millis)
}

/// Returns `true` for operations that the service holds open until something happens.
///
/// Callers repeat such an operation in a loop. If the quota does not allow a retry, the error is
/// therefore returned only after the wait of that retry, so that the loop is not a busy loop.
#[must_use]
pub fn is_long_polling(endpoint_prefix: &str, action: &str) -> bool {
    matches!(
        (endpoint_prefix, action),
        ("sqs", "ReceiveMessage")
            | ("states", "GetActivityTask")
            | ("swf", "PollForActivityTask" | "PollForDecisionTask")
            | ("kinesis", "ReceiveDeadLetterQueueRecords" | "ReceiveQueueRecords")
    )
}

/// A token bucket for retries that all calls of a client share.
///
/// A retry takes its [cost](RetryKind::cost). A call that succeeds after retries returns the cost
/// of its last retry, and a call that succeeds without retries returns one token. While most calls
/// fail, the bucket is empty, so that retries don't add to the load of a failing service.
pub struct RetryQuota {
    available: AtomicU32,
    capacity: u32,
}

impl Default for RetryQuota {
    /// Returns a full bucket of 500 tokens.
    fn default() -> Self {
        Self::with_capacity(500)
    }
}

impl RetryQuota {
    /// Returns a full bucket with this number of tokens.
    #[must_use]
    pub fn with_capacity(capacity: u32) -> Self {
        Self { available: AtomicU32::new(capacity), capacity }
    }

    /// Returns the number of tokens that are left.
    #[must_use]
    pub fn available(&self) -> u32 {
        // The count guards no other memory, so no ordering is needed here and below.
        self.available.load(Ordering::Relaxed)
    }

    /// Takes this number of tokens and returns `true`, or takes none and returns `false` if fewer
    /// are left.
    #[must_use]
    pub fn acquire(&self, tokens: u32) -> bool {
        let take = |available: u32| available.checked_sub(tokens);
        self.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Returns tokens to the bucket, up to its capacity.
    pub fn release(&self, tokens: u32) {
        // The bucket is usually full. A read leaves the cache line shared between cores.
        if self.available() < self.capacity {
            let give = |available: u32| Some(available.saturating_add(tokens).min(self.capacity));
            let _ = self.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, give);
        }
    }
}

impl fmt::Debug for RetryQuota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryQuota")
            .field("available", &self.available())
            .field("capacity", &self.capacity)
            .finish()
    }
}

/// The attempts of one call.
#[derive(Debug)]
pub struct Attempts<'a> {
    policy: &'a RetryPolicy,
    quota: &'a RetryQuota,
    number: u32,
    acquired: u32,
}

/// The step after a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Retry after this wait.
    Retry(Duration),
    /// Return the error.
    Stop(StopReason),
}

/// The reason why a call is not retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The same request would fail again.
    NotRetryable,
    /// The maximum number of attempts is reached.
    MaxAttempts,
    /// The client's [quota](RetryQuota) is used up. A [long-polling](is_long_polling) operation
    /// returns its error after this wait.
    QuotaExceeded(Duration),
}

impl<'a> Attempts<'a> {
    /// Starts with the first attempt of a call.
    #[must_use]
    pub fn new(policy: &'a RetryPolicy, quota: &'a RetryQuota) -> Self {
        Self { policy, quota, number: 1, acquired: 0 }
    }

    /// Returns the number of the current attempt, counted from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Records that the current attempt failed. Takes the cost of a retry from the quota and starts
    /// the retry, or returns the reason why the call is not retried.
    ///
    /// `kind` is `None` for a failure that can't be retried, `requested_wait` is the wait that the
    /// service asks for ([`retry_after`]), and `jitter` is a random number from 0 to 1.
    pub fn failed(
        &mut self,
        kind: Option<RetryKind>,
        requested_wait: Option<Duration>,
        jitter: f64,
    ) -> Decision {
        let Some(kind) = kind else { return Decision::Stop(StopReason::NotRetryable) };
        if self.number >= self.policy.max_attempts {
            return Decision::Stop(StopReason::MaxAttempts);
        }
        let wait = self.policy.backoff(self.number - 1, kind, requested_wait, jitter);
        if !self.quota.acquire(kind.cost()) {
            return Decision::Stop(StopReason::QuotaExceeded(wait));
        }
        self.number += 1;
        self.acquired = kind.cost();
        Decision::Retry(wait)
    }

    /// Records that the current attempt succeeded, and returns its tokens to the quota.
    pub fn succeeded(&mut self) {
        self.quota.release(std::mem::take(&mut self.acquired).max(1));
    }

    /// Records that the current attempt is not sent, and returns its cost to the quota.
    pub fn canceled(&mut self) {
        self.quota.release(std::mem::take(&mut self.acquired));
    }

    /// Returns the `amz-sdk-request` header of the current attempt: its number, the maximum, and
    /// the time by the service's clock after which the caller stops waiting for it, if that is
    /// known.
    #[must_use]
    pub fn header(&self, deadline: Option<SystemTime>) -> HeaderValue {
        let (number, max) = (self.number, self.policy.max_attempts);
        let text = match deadline {
            None if (number, max) == (1, 3) => return HeaderValue::from_static("attempt=1; max=3"),
            None => format!("attempt={number}; max={max}"),
            Some(deadline) => {
                format!("ttl={}; attempt={number}; max={max}", timestamp(deadline).1.escape_ascii())
            }
        };
        HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}
