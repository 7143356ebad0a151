//! The error of a wait that didn't reach its state.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::polled::{Last, Observed};
use super::{Acceptor, WaiterInfo};
use crate::error::Error;
use crate::operation::Operation;

/// The error of a wait that ended without success.
///
/// `Display` prints one line: the waiter, the reason, the number of attempts and the last state of
/// the resource. `Debug` prints the same line.
pub struct WaitError<O: Operation> {
    details: Box<Details<O>>,
}

pub struct Details<O: Operation> {
    pub waiter: WaiterInfo,
    pub kind: WaitErrorKind,
    pub attempts: u32,
    pub elapsed: Duration,
    pub acceptor: Option<&'static Acceptor>,
    pub observed: Observed,
    pub last: Option<Last<O>>,
}

/// The reason why a wait ended without success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WaitErrorKind {
    /// A `failure` acceptor matched: the awaited state can no longer be reached.
    FailureState,
    /// The maximum number of attempts was made.
    MaxAttempts,
    /// The deadline leaves no time for another attempt.
    Deadline,
    /// The call failed, and no acceptor matches its error.
    Call,
}

impl<O: Operation> WaitError<O> {
    pub(super) fn new(details: Details<O>) -> Self {
        WaitError { details: Box::new(details) }
    }

    /// Returns the reason.
    pub fn kind(&self) -> WaitErrorKind {
        self.details.kind
    }

    /// Returns the name of the waiter.
    pub fn waiter(&self) -> &'static str {
        self.details.waiter.name
    }

    /// Returns the number of attempts. An attempt that the deadline interrupted counts.
    pub fn attempts(&self) -> u32 {
        self.details.attempts
    }

    /// Returns the acceptor that matched the last result, if one did.
    pub fn acceptor(&self) -> Option<&'static Acceptor> {
        self.details.acceptor
    }

    /// Returns the last output, if the last completed call succeeded.
    pub fn output(&self) -> Option<&O::Output> {
        Some(&self.details.last.as_ref()?.as_ref().ok()?.output)
    }

    /// Returns the error of the last completed call, if it failed: operation, code, message,
    /// request id.
    pub fn error(&self) -> Option<&Error<O::Error>> {
        self.details.last.as_ref()?.as_ref().err()
    }

    /// Returns the result of the last completed call, or `None` if the deadline interrupted the
    /// first call.
    pub fn into_last(self) -> Option<Last<O>> {
        self.details.last
    }

    /// Writes the last state of the resource.
    fn state(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { observed, last, acceptor, .. } = &*self.details;
        match last {
            None => f.write_str("no call was completed"),
            Some(Err(error)) => write!(f, "{error}"),
            Some(Ok(response)) => {
                match acceptor {
                    _ if !observed.is_empty() => write!(f, "{observed}")?,
                    Some(acceptor) => write!(f, "`{}` matched", acceptor.matcher)?,
                    None => f.write_str("an output that no acceptor matches")?,
                }
                write!(f, "{}", response.context)
            }
        }
    }
}

impl<O: Operation> fmt::Display for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Details { waiter, kind, attempts, elapsed, .. } = &*self.details;
        write!(f, "{}: ", waiter.name)?;
        let operation = O::INFO.action;
        let calls = if *attempts == 1 { "call" } else { "calls" };
        match kind {
            WaitErrorKind::FailureState => {
                write!(f, "{operation} returned a failure state after {attempts} {calls}; last state: ")?;
            }
            WaitErrorKind::MaxAttempts => {
                write!(f, "not reached after {attempts} {calls} of {operation}; last state: ")?;
            }
            WaitErrorKind::Deadline => write!(
                f,
                "not reached before the deadline ({attempts} {calls} of {operation} in {:.1} seconds); last state: ",
                elapsed.as_secs_f64()
            )?,
            WaitErrorKind::Call => write!(f, "{operation} failed after {attempts} {calls}: ")?,
        }
        self.state(f)
    }
}

impl<O: Operation> fmt::Debug for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<O: Operation> StdError for WaitError<O> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error().map(|error| error as &(dyn StdError + 'static))
    }
}
