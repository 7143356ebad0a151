//! The table of faults: the expected and the actual outcome, and leaked tasks and sockets.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use metering_core::error::TimeoutError;
use metering_core::transport::TransportErrorKind;
use metering_core::{Applied, Response, RetryKind};
use tests::process::status;

use crate::server::REQUEST_ID;
use crate::service::{Error, PostOutput};

pub(crate) type Outcome = Result<Response<PostOutput>, Error>;

/// The expected outcome of a fault.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    kinds: Vec<&'static str>,
    applied: Vec<Applied>,
    attempts: RangeInclusive<u32>,
    retryable: Option<RetryKind>,
    request_id: bool,
    text: &'static str,
    limit: Duration,
}

/// Expects success after this number of attempts.
pub(crate) fn success(attempts: u32) -> Expected {
    Expected { retryable: None, ..failure("-", Applied::Yes, attempts) }
}

/// Expects an error that is retryable as transient.
pub(crate) fn failure(kind: &'static str, applied: Applied, attempts: u32) -> Expected {
    Expected {
        kinds: vec![kind],
        applied: vec![applied],
        attempts: attempts..=attempts,
        retryable: Some(RetryKind::Transient),
        request_id: false,
        text: "",
        limit: crate::TIMEOUT,
    }
}

impl Expected {
    /// Expects the error not to be retryable.
    pub(crate) fn not_retryable(mut self) -> Self {
        self.retryable = None;
        self
    }

    /// Expects the error to be retryable as throttling.
    pub(crate) fn throttled(mut self) -> Self {
        self.retryable = Some(RetryKind::Throttling);
        self
    }

    /// Expects a request ID, because at least the response's headers arrived.
    pub(crate) fn with_request_id(mut self) -> Self {
        self.request_id = true;
        self
    }

    /// Expects the line of the error to contain this text.
    pub(crate) fn with_text(mut self, text: &'static str) -> Self {
        self.text = text;
        self
    }

    /// Also accepts this outcome, because the fault is a race.
    pub(crate) fn or(mut self, kind: &'static str, applied: Applied) -> Self {
        self.kinds.push(kind);
        self.applied.push(applied);
        self
    }

    /// Also accepts fewer attempts, down to `least`.
    pub(crate) fn or_attempts(mut self, least: u32) -> Self {
        self.attempts = least..=*self.attempts.end();
        self
    }

    /// Sets the limit of the row's duration.
    pub(crate) fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Multiplies the limit by the number of the row's calls.
    pub(crate) fn calls(self, calls: u32) -> Self {
        let limit = self.limit * calls;
        self.within(limit)
    }

    fn check(&self, outcome: &Outcome, took: Duration) -> Result<(), String> {
        let differ = |what: &str, got: String| Err(format!("{what} is {got}, expected {self:?}"));
        let (applied, attempts, retryable, id) = match outcome {
            Ok(response) => {
                let context = &response.context;
                (context.applied, context.attempts, context.retryable, context.request_id.clone())
            }
            Err(error) => {
                let id = error.request_id().map(str::to_owned);
                (error.applied(), error.context().attempts, error.retryable(), id)
            }
        };
        if !self.kinds.contains(&kind(outcome)) {
            return differ("the kind", format!("{} ({outcome:?})", kind(outcome)));
        }
        if !self.applied.contains(&applied) {
            return differ("applied()", format!("{applied:?}"));
        }
        if !self.attempts.contains(&attempts) {
            return differ("attempts", attempts.to_string());
        }
        if retryable != self.retryable {
            return differ("retryable()", format!("{retryable:?}"));
        }
        if self.request_id && id.as_deref() != Some(REQUEST_ID) {
            return differ("the request id", format!("{id:?}"));
        }
        if took > self.limit + Duration::from_secs(5) {
            return differ("the time", format!("{took:?}"));
        }
        match outcome {
            Ok(_) => Ok(()),
            Err(error) => self.check_display(error, attempts),
        }
    }

    /// Checks that `Display` is one line with the operation, the attempts and the request ID, and
    /// that the error has a source.
    fn check_display(&self, error: &Error, attempts: u32) -> Result<(), String> {
        let line = error.to_string();
        let attempts = match attempts {
            0 => "nothing sent".to_owned(),
            1 => "1 attempt".to_owned(),
            more => format!("{more} attempts"),
        };
        if !line.starts_with("Post: ") || !line.contains(&attempts) || line.chars().any(char::is_control) {
            return Err(format!("Display is {line:?}"));
        }
        if !line.to_lowercase().contains(&self.text.to_lowercase()) {
            return Err(format!("Display lacks {:?}: {line:?}", self.text));
        }
        if self.request_id && !line.contains(REQUEST_ID) {
            return Err(format!("Display lacks the request id: {line:?}"));
        }
        if std::error::Error::source(error).is_none() {
            return Err(format!("the error has no source: {error:?}"));
        }
        Ok(())
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Ok(_) => "-",
        Err(Error::Invalid(_)) => "Invalid",
        Err(Error::Credentials(_)) => "Credentials",
        Err(Error::Endpoint(_)) => "Endpoint",
        Err(Error::Timeout(failure)) => match failure.cause() {
            TimeoutError::Attempt(_) => "Timeout::Attempt",
            _ => "Timeout::Call",
        },
        Err(Error::Transport(failure)) => match failure.cause().kind() {
            TransportErrorKind::Refused => "Transport::Refused",
            TransportErrorKind::Connect => "Transport::Connect",
            TransportErrorKind::Interrupted => "Transport::Interrupted",
            TransportErrorKind::Body => "Transport::Body",
            TransportErrorKind::BodyTooLarge { .. } => "Transport::BodyTooLarge",
            _ => "Transport::…",
        },
        Err(Error::Service(_)) => "Service",
        Err(Error::Response(_)) => "Response",
        Err(_) => "…",
    }
}

/// The rows so far.
#[derive(Default)]
pub(crate) struct Table {
    failed: Vec<String>,
    rows: usize,
}

impl Table {
    pub(crate) fn new() -> Self {
        println!(
            "{:<44} {:<24} {:<9} {:>8} {:<12} {:>8} {:>10} {:>7} {:>7}",
            "fault", "error", "applied", "attempts", "retryable", "ms", "peak KiB", "tasks", "sockets"
        );
        Table::default()
    }

    /// Runs a fault, and checks its outcome and that no task or socket is left afterwards.
    pub(crate) async fn row(&mut self, fault: &str, expected: Expected, run: impl AsyncFnOnce() -> Outcome) {
        let before = (tasks(), files());
        reset_peak();
        let (rss, start) = (status("VmRSS"), Instant::now());
        let outcome = run().await;
        let took = start.elapsed();
        let peak = status("VmHWM").saturating_sub(rss);

        // Dropped connections take a moment to close.
        let mut after = (tasks(), files());
        while (after.0 > before.0 || after.1 > before.1) && start.elapsed() < took + Duration::from_secs(60) {
            tokio::time::sleep(Duration::from_millis(5)).await;
            after = (tasks(), files());
        }
        let left = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));

        let context = match &outcome {
            Ok(response) => &response.context,
            Err(error) => error.context(),
        };
        println!(
            "{fault:<44} {:<24} {:<9} {:>8} {:<12} {:>8} {peak:>10} {:>7} {:>7}",
            kind(&outcome),
            format!("{:?}", context.applied),
            context.attempts,
            context.retryable.map_or("-".to_owned(), |kind| format!("{kind:?}")),
            took.as_millis(),
            left.0,
            left.1,
        );
        self.rows += 1;
        if let Err(reason) = expected.check(&outcome, took) {
            self.failed.push(format!("{fault}: {reason}"));
        }
        if left != (0, 0) {
            self.failed.push(format!("{fault}: {} tasks and {} sockets are left", left.0, left.1));
        }
        if peak > MAX_KIB {
            self.failed.push(format!("{fault}: memory rose by {peak} KiB"));
        }
    }

    /// Panics if a row failed.
    pub(crate) fn finish(self) {
        println!("{} faults, {} failed checks", self.rows, self.failed.len());
        assert!(self.failed.is_empty(), "\n{}", self.failed.join("\n"));
    }
}

/// The maximum growth of the process's memory in a row. The worst case is a body of the maximum
/// size (8 MiB) whose buffer is reallocated while it grows.
const MAX_KIB: usize = 40 * 1024;

/// Returns the number of live tokio tasks.
fn tasks() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

/// Returns the number of open files, including sockets.
pub(crate) fn files() -> usize {
    // The count always includes the folder that is being read.
    std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

/// Resets the process's peak memory.
fn reset_peak() {
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
