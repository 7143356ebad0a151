//! When to try again, and after how long: AWS's standard retry mode, version 2.1, and its adaptive
//! mode.
//!
//! The [rules] are those of AWS's SDKs: at most three attempts, a token bucket for each client that
//! stops retries where most of them fail, and waits that double from 50 milliseconds (one second
//! where the service throttles) to 20 seconds, each times a random factor between 0 and 1. In
//! [adaptive mode](RetryMode::Adaptive) a client that is throttled sends fewer requests as well.
//! Nothing here does I/O or reads a clock.
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

/// Whether a client holds itself back where it is throttled. `AWS_RETRY_MODE`, or `retry_mode` in
/// the profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryMode {
    /// Retries alone wait. First attempts are never held back.
    #[default]
    Standard,
    /// Every attempt waits for its turn once something was throttled: see [`SendRate`]. For a
    /// client with one kind of work, all of which the service counts together: a call that is not
    /// throttled waits for those that are.
    Adaptive,
}

/// What a failure is to the retry policy.
///
/// A declared error says so with `#[aws(retry = throttling)]` or `#[aws(retry = transient)]` on its
/// variant, as a model does with its `retryable` trait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryKind {
    /// The service asks for fewer requests: waits start at one second, and a retry costs 5 tokens
    /// of the [quota](RetryQuota).
    Throttling,
    /// The same request may succeed at once: waits start at 50 milliseconds, and a retry costs 14
    /// tokens.
    Transient,
}

impl RetryKind {
    /// What a retry of this kind takes from the [quota](RetryQuota), in tokens.
    #[must_use]
    pub fn cost(self) -> u32 {
        match self {
            Self::Throttling => 5,
            Self::Transient => 14,
        }
    }
}

/// A response with an error, as the retry policy looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorResponse<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The error code without its namespace, if there is one.
    pub code: Option<&'a str>,
    /// What the operation's declaration says about the code: none where it does not know it.
    pub modeled: Option<Modeled>,
}

/// An error that an operation declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modeled {
    /// Whether it may be retried, and how.
    pub retry: Option<RetryKind>,
}

impl ErrorResponse<'_> {
    /// Whether it may be retried, and how.
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

    /// Whether the service asks for fewer requests: by its code, by the declaration, or by status
    /// 429, which does not count where the operation declares the code and does not say that it
    /// throttles.
    #[must_use]
    pub fn is_throttling(&self) -> bool {
        self.code.is_some_and(|code| THROTTLING_CODES.contains(&code))
            || match self.modeled {
                Some(modeled) => modeled.retry == Some(RetryKind::Throttling),
                None => self.status == 429,
            }
    }

    /// Whether the same request may succeed at once: by its code, by status 500, 502, 503 or 504,
    /// or by the declaration.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.code.is_some_and(|code| TRANSIENT_CODES.contains(&code))
            || matches!(self.status, 500 | 502 | 503 | 504)
            || self.modeled.is_some_and(|modeled| modeled.retry == Some(RetryKind::Transient))
    }

    /// Whether a clock that is wrong on either side may have caused it.
    ///
    /// Such a response is worth a retry if the clock was corrected since; otherwise the code means
    /// what it says.
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

/// As in AWS's SDK for JavaScript.
const CLOCK_SKEW_CODES: [&str; 7] = [
    "AccessDeniedException",
    "AuthFailure",
    "InvalidSignatureException",
    "RequestExpired",
    "RequestInTheFuture",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
];

/// How often and how fast a call is tried again.
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
    /// AWS's standard mode: three attempts.
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
    /// The standard mode as AWS has it for the service with this endpoint prefix: DynamoDB and its
    /// streams get four attempts and waits from 25 milliseconds on, all others the
    /// [default](RetryPolicy::default).
    #[must_use]
    pub fn for_service(endpoint_prefix: &str) -> Self {
        match endpoint_prefix {
            "dynamodb" | "streams.dynamodb" => {
                Self { max_attempts: 4, base: Duration::from_millis(25), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// At most so many attempts for each call, the first one included; 0 counts as 1.
    #[must_use]
    pub fn with_max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.max(1), ..self }
    }

    /// Waits start at this, where the service does not throttle.
    #[must_use]
    pub fn with_base(self, base: Duration) -> Self {
        Self { base, ..self }
    }

    /// The longest wait before a retry; what the service itself asks for may still be longer by up
    /// to five seconds.
    #[must_use]
    pub fn with_max_backoff(self, max_backoff: Duration) -> Self {
        Self { max_backoff, ..self }
    }

    /// The number of attempts, at least 1.
    #[must_use]
    pub fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// How long to wait before a retry.
    ///
    /// `retry` counts the retries from 0, `asked` is what the service asks for ([`retry_after`]),
    /// and `jitter` is the random factor, from 0 up to 1. The result is the exponential backoff, or
    /// what the service asks for where that is longer, though by no more than five seconds.
    #[must_use]
    pub fn backoff(&self, retry: u32, kind: RetryKind, asked: Option<Duration>, jitter: f64) -> Duration {
        const MOST_BEYOND: Duration = Duration::from_secs(5);
        let base = match kind {
            RetryKind::Throttling => self.throttling_base,
            RetryKind::Transient => self.base,
        };
        let longest = base.saturating_mul(2_u32.saturating_pow(retry)).min(self.max_backoff);
        let jitter = if jitter.is_nan() { 1.0 } else { jitter.clamp(0.0, 1.0) };
        let wait = longest.mul_f64(jitter);
        asked.map_or(wait, |asked| asked.min(wait.saturating_add(MOST_BEYOND)).max(wait))
    }
}

/// How long the service asks to wait, by the `x-amz-retry-after` header of its response:
/// milliseconds. Anything but a whole number that is not negative is ignored.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    const X_AMZ_RETRY_AFTER: HeaderName = HeaderName::from_static("x-amz-retry-after");
    let text = headers.get(X_AMZ_RETRY_AFTER)?.to_str().ok()?.trim();
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).map(Duration::from_millis)
}

/// Whether an operation waits at the service for something to happen.
///
/// Callers repeat such an operation in a loop. When a retry is refused for want of quota, the error
/// is therefore held back for as long as the retry would have waited, or else the loop would run
/// hot.
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

/// The tokens that the retries of a client's calls take: a bucket that all of its calls share.
///
/// A retry takes its [cost](RetryKind::cost); a call that succeeds after retries gives back what
/// its last one took, and one that succeeds at once gives back a single token. While most calls
/// fail the bucket runs dry, and a service in trouble is spared the retries.
pub struct RetryQuota {
    available: AtomicU32,
    capacity: u32,
}

impl Default for RetryQuota {
    /// A full bucket of 500 tokens.
    fn default() -> Self {
        Self::with_capacity(500)
    }
}

impl RetryQuota {
    /// A full bucket of so many tokens.
    #[must_use]
    pub fn with_capacity(capacity: u32) -> Self {
        Self { available: AtomicU32::new(capacity), capacity }
    }

    /// The tokens that are left.
    #[must_use]
    pub fn available(&self) -> u32 {
        // The count guards no other memory, so that here and below nothing needs to be ordered
        // around it.
        self.available.load(Ordering::Relaxed)
    }

    /// Takes so many tokens, or none and false where there are not as many.
    #[must_use]
    pub fn acquire(&self, tokens: u32) -> bool {
        let take = |available: u32| available.checked_sub(tokens);
        self.available.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Gives back so many tokens; what the bucket can't hold is lost.
    pub fn release(&self, tokens: u32) {
        // A full bucket is the rule: reading it leaves its cache line with the other cores.
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

/// What to do after an attempt that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Try again after this wait.
    Retry(Duration),
    /// Return the error.
    Stop(StopReason),
}

/// Why there is no further attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The same request would fail again.
    NotRetryable,
    /// This was the last attempt.
    MaxAttempts,
    /// The client's [quota](RetryQuota) is used up. A [long-polling](is_long_polling) operation
    /// holds its error back for this long.
    QuotaExceeded(Duration),
}

impl<'a> Attempts<'a> {
    /// The first attempt of a call.
    #[must_use]
    pub fn new(policy: &'a RetryPolicy, quota: &'a RetryQuota) -> Self {
        Self { policy, quota, number: 1, acquired: 0 }
    }

    /// The number of the current attempt, from 1 on.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The current attempt failed: takes what a further one costs and goes on to that, or says why
    /// there is none.
    ///
    /// `kind` is none for what can't be retried, `asked` what the service asks for
    /// ([`retry_after`]), and `jitter` a random number from 0 up to 1.
    pub fn failed(&mut self, kind: Option<RetryKind>, asked: Option<Duration>, jitter: f64) -> Decision {
        let Some(kind) = kind else { return Decision::Stop(StopReason::NotRetryable) };
        if self.number >= self.policy.max_attempts {
            return Decision::Stop(StopReason::MaxAttempts);
        }
        let wait = self.policy.backoff(self.number - 1, kind, asked, jitter);
        if !self.quota.acquire(kind.cost()) {
            return Decision::Stop(StopReason::QuotaExceeded(wait));
        }
        self.number += 1;
        self.acquired = kind.cost();
        Decision::Retry(wait)
    }

    /// The current attempt succeeded: gives back to the quota what that is worth.
    pub fn succeeded(&mut self) {
        self.quota.release(std::mem::take(&mut self.acquired).max(1));
    }

    /// There is no time left for the attempt that was decided on: what it costs goes back.
    pub fn given_up(&mut self) {
        self.quota.release(std::mem::take(&mut self.acquired));
    }

    /// The `amz-sdk-request` header of the current attempt: its number, how many there may be and,
    /// where it is known, the time by the service's clock at which the caller will have given up on
    /// it.
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
