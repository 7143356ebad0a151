//! Waiters: poll an operation until a resource reaches a state.
//!
//! A waiter is declared next to its operation with `#[derive(Waiter)]`, and
//! [`Client::wait`](crate::Client::wait) polls with it:
//!
//! ```no_run
//! # use metering_core::*;
//! # #[aws_service(endpoint_prefix = "dynamodb", target_prefix = "DynamoDB_20120810", json_version = "1.0", error = TableError)]
//! # pub struct Service;
//! # #[derive(Debug, ServiceError)] pub enum TableError { ResourceNotFound(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
//! # #[derive(Debug, Clone, Shape)] pub struct Table { pub table_status: Option<TableStatus> }
//! # #[derive(Debug, Clone, StringEnum)] pub enum TableStatus { #[aws(rename = "ACTIVE")] Active, #[aws(other)] Unknown(UnknownValue) }
//! #[aws_operation(action = "DescribeTable")]
//! #[derive(Debug, Clone)]
//! pub struct DescribeTable {
//!     pub table_name: String,
//! }
//!
//! #[derive(Debug, Clone, Shape)]
//! pub struct DescribeTableOutput {
//!     pub table: Option<Table>,
//! }
//!
//! /// Waits until a table can be used.
//! #[derive(Waiter)]
//! #[aws(
//!     operation = DescribeTable,
//!     delay = 20,
//!     max_attempts = 25,
//!     success(table.table_status = TableStatus::Active),
//!     retry(error = ResourceNotFound),
//! )]
//! pub struct TableExists;
//!
//! # async fn example(client: Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//!
//! let request = DescribeTable::builder().table_name("orders").build();
//! let reached = client.wait(request).until(TableExists).deadline(Duration::from_secs(300)).await?;
//! println!("active after {} calls", reached.attempts);
//! # Ok(()) }
//! ```
//!
//! # Rules
//! - An attempt is one call of the operation, with the retries of that call. The first attempt is
//!   made immediately.
//! - After each attempt the acceptors are tested in the order of their declaration. The first
//!   acceptor that matches decides: success, failure or another attempt.
//! - If no acceptor matches, an error ends the wait, and an output leads to another attempt.
//! - `delay` is the time between two attempts, as in botocore's models. With a longer `max_delay`
//!   the time grows by [Smithy's rule]: a random time between `delay` and
//!   `delay * 2^(attempts - 1)`, at most `max_delay`.
//! - With a [deadline](Wait::deadline), the last attempt is made early enough that `delay` is left
//!   after it, by Smithy's rule.
//!
//! [Smithy's rule]: https://smithy.io/2.0/additional-specs/waiters.html#waiter-retries

mod backoff;
mod error;
#[doc(hidden)]
pub mod matchers;
mod polled;
mod wait;

use std::time::Duration;

pub use error::{WaitError, WaitErrorKind};
pub use polled::Polled;
pub use wait::{Reached, Wait, WaitFor};

use crate::operation::Operation;

/// A state to wait for, and the operation that is polled for it.
///
/// Derive it on a unit struct. The reference of the derive [`Waiter`](macro@crate::Waiter) lists
/// the conditions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a waiter; derive `Waiter` for it",
    note = "write `#[derive(Waiter)]` and `#[aws(operation = …, success(…))]` on a unit struct"
)]
pub trait Waiter {
    /// The operation that is polled. Each attempt sends a clone of the request.
    type Operation: Operation + Clone;
    /// The waiter as data.
    const INFO: WaiterInfo;

    /// Returns the index of the first acceptor of [`INFO`](Self::INFO) that matches the result of
    /// an attempt, or `None` if no acceptor matches.
    fn accept(polled: &mut Polled<'_, Self::Operation>) -> Option<usize>;
}

/// A waiter for the operation `O`. Every [`Waiter`] whose operation is `O` implements it.
///
/// Write `W: Waiter<Operation = O>` in your own bounds. This trait exists only for the error
/// message about a type that isn't a waiter, or that polls another operation.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a waiter for `{O}`; derive `Waiter` for it, or call `wait` with the operation of its declaration",
    label = "not a waiter for this operation",
    note = "write `#[derive(Waiter)]` and `#[aws(operation = {O}, success(…))]` on a unit struct"
)]
pub trait WaiterOf<O: Operation>: Waiter {
    #[doc(hidden)]
    const ACCEPT: fn(&mut Polled<'_, O>) -> Option<usize>;
    #[doc(hidden)]
    const CLONE: fn(&O) -> O;
}

#[diagnostic::do_not_recommend]
impl<O: Operation + Clone, W: Waiter<Operation = O>> WaiterOf<O> for W {
    const ACCEPT: fn(&mut Polled<'_, O>) -> Option<usize> = W::accept;
    const CLONE: fn(&O) -> O = O::clone;
}

/// A waiter as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct WaiterInfo {
    /// The name, such as `TableExists`.
    pub name: &'static str,
    /// The minimum time between two attempts.
    pub delay: Duration,
    /// The maximum time between two attempts. It is `delay` if the time doesn't grow.
    pub max_delay: Duration,
    /// The maximum number of attempts.
    pub max_attempts: u32,
    /// The acceptors. The first one that matches decides.
    pub acceptors: &'static [Acceptor],
}

impl WaiterInfo {
    /// Describes a waiter with 60 attempts at most and 2 seconds between two attempts.
    pub const fn new(name: &'static str, acceptors: &'static [Acceptor]) -> Self {
        let delay = Duration::from_secs(2);
        WaiterInfo { name, delay, max_delay: delay, max_attempts: 60, acceptors }
    }

    /// Sets the minimum and the maximum time between two attempts, in seconds.
    pub const fn delay(mut self, min: u32, max: u32) -> Self {
        self.delay = Duration::from_secs(min as u64);
        self.max_delay = Duration::from_secs(max as u64);
        self
    }

    /// Sets the maximum number of attempts.
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }
}

/// A condition of a waiter, and the state that the waiter enters if the condition matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Acceptor {
    /// The next state of the waiter.
    pub state: WaiterState,
    /// The condition as the declaration writes it, such as
    /// `table.table_status = TableStatus::Active`.
    pub matcher: &'static str,
}

impl Acceptor {
    /// Describes an acceptor.
    pub const fn new(state: WaiterState, matcher: &'static str) -> Self {
        Acceptor { state, matcher }
    }
}

/// The next state of a waiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiterState {
    /// The awaited condition holds.
    Success,
    /// The awaited condition can no longer hold.
    Failure,
    /// Another attempt is needed.
    Retry,
}
