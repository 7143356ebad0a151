//! The future that polls.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use super::backoff::next_delay;
use super::error::{Details, WaitError, WaitErrorKind};
use super::polled::{Last, Observed, Polled};
use super::{Acceptor, WaiterInfo, WaiterOf, WaiterState};
use crate::call::Call;
use crate::client_inner::ClientInner;
use crate::error::Error;
use crate::operation::Operation;

/// An operation to poll. [`Client::wait`](crate::Client::wait) returns it.
#[must_use = "call `until` with the waiter"]
pub struct WaitFor<O> {
    client: Arc<ClientInner>,
    operation: O,
}

impl<O: Operation> WaitFor<O> {
    pub(crate) fn new(client: Arc<ClientInner>, operation: O) -> Self {
        WaitFor { client, operation }
    }

    /// Polls the operation until the waiter's state is reached.
    pub fn until<W: WaiterOf<O>>(self, waiter: W) -> Wait<O> {
        drop(waiter);
        Wait {
            client: self.client,
            operation: self.operation,
            info: W::INFO,
            accept: W::ACCEPT,
            clone: W::CLONE,
            skip_validation: false,
            limit: None,
            attempts: 0,
            started: None,
            deadline: None,
            step: Step::Start,
            observed: Observed::default(),
            last: None,
        }
    }
}

/// A lazy wait: nothing is sent until it is awaited.
///
/// The output is [`Reached`] with the last result, or a [`WaitError`] that prints the last state.
/// A wait can be dropped at any point, which drops the call in flight. It uses tokio's clock, so
/// a test can pause the time.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kinesis", target_prefix = "Kinesis_20131202", json_version = "1.1", error = KinesisError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KinesisError { ResourceNotFound(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeStream", output = ())] #[derive(Clone)] pub struct DescribeStream { stream_name: String }
/// #[derive(Waiter)]
/// #[aws(operation = DescribeStream, delay = 10, success(error = ResourceNotFound))]
/// pub struct StreamNotExists;
///
/// # async fn example(client: Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
/// use metering_core::waiter::WaitErrorKind;
///
/// let request = DescribeStream { stream_name: "clicks".into() };
/// let wait = client.wait(request).until(StreamNotExists).deadline(Duration::from_secs(60));
/// match wait.await {
///     Ok(reached) => println!("gone after {} calls", reached.attempts),
///     Err(error) if error.kind() == WaitErrorKind::Deadline => println!("still there: {error}"),
///     Err(error) => return Err(error.into()),
/// }
/// # Ok(()) }
/// ```
#[must_use = "a wait does nothing until it is awaited"]
pub struct Wait<O: Operation> {
    client: Arc<ClientInner>,
    operation: O,
    info: WaiterInfo,
    accept: fn(&mut Polled<'_, O>) -> Option<usize>,
    clone: fn(&O) -> O,
    skip_validation: bool,
    limit: Option<Duration>,
    attempts: u32,
    started: Option<Instant>,
    /// The timer of the deadline.
    deadline: Option<Pin<Box<Sleep>>>,
    step: Step<O>,
    observed: Observed,
    last: Option<Last<O>>,
}

enum Step<O: Operation> {
    Start,
    Calling(Call<O::Output, O::Error>),
    Sleeping(Pin<Box<Sleep>>),
    Done,
}

/// A reached state.
#[non_exhaustive]
pub struct Reached<O: Operation> {
    /// The number of calls that were made.
    pub attempts: u32,
    /// The last result: the output with its context, or the error that the waiter waits for.
    pub last: Last<O>,
}

impl<O: Operation> Reached<O> {
    /// Returns the last output, or `None` if the waiter waits for an error.
    pub fn output(&self) -> Option<&O::Output> {
        self.last.as_ref().ok().map(|response| &response.output)
    }

    /// Returns the last output, or `None` if the waiter waits for an error.
    pub fn into_output(self) -> Option<O::Output> {
        self.last.ok().map(|response| response.output)
    }

    /// Returns the error that the waiter waits for, or `None` if it waits for an output.
    pub fn error(&self) -> Option<&Error<O::Error>> {
        self.last.as_ref().err()
    }
}

impl<O: Operation> Wait<O> {
    /// Limits the time of the wait, calls included. Defaults to no limit other than the maximum
    /// number of attempts.
    ///
    /// The wait ends early if there is no time for another attempt. A call in flight at the
    /// deadline is dropped.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.limit = Some(limit);
        self
    }

    /// Sets a fixed time between two attempts. Overrides `delay` and `max_delay` of the
    /// declaration.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.info.delay = delay;
        self.info.max_delay = delay;
        self
    }

    /// Lets the time between two attempts grow up to this one. Overrides `max_delay` of the
    /// declaration. A time below the delay counts as the delay.
    pub fn max_delay(mut self, max_delay: Duration) -> Self {
        self.info.max_delay = max_delay;
        self
    }

    /// Limits the number of attempts. Overrides `max_attempts` of the declaration; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.info.max_attempts = attempts;
        self
    }

    /// Sends the input without validating it, for a service that accepts more than its model
    /// declares.
    pub fn skip_validation(mut self) -> Self {
        self.skip_validation = true;
        self
    }

    /// Starts the clock at the first poll.
    fn start(&mut self) {
        self.started = Some(Instant::now());
        // A deadline that the clock can't represent is never reached.
        let end = self.limit.and_then(|limit| Instant::now().checked_add(limit));
        self.deadline = end.map(|end| Box::pin(tokio::time::sleep_until(end)));
        tracing::debug!(waiter = self.info.name, operation = O::INFO.action, "waiting for a state");
    }

    fn call(&mut self) {
        self.attempts = self.attempts.saturating_add(1);
        let call = Call::new(Arc::clone(&self.client), (self.clone)(&self.operation));
        self.step = Step::Calling(if self.skip_validation { call.skip_validation() } else { call });
    }

    /// Decides the next step after an attempt, or returns the result of the wait.
    fn settle(&mut self, last: Last<O>) -> Option<Result<Reached<O>, WaitError<O>>> {
        self.observed.clear();
        let index = (self.accept)(&mut Polled::new(&last, &mut self.observed));
        let acceptor = index.and_then(|index| self.info.acceptors.get(index));
        let is_error = last.is_err();
        let kind = match acceptor.map(|acceptor| acceptor.state) {
            Some(WaiterState::Success) => {
                let waiter = self.info.name;
                tracing::debug!(waiter, attempts = self.attempts, "the awaited state is reached");
                return Some(Ok(Reached { attempts: self.attempts, last }));
            }
            Some(WaiterState::Failure) => WaitErrorKind::FailureState,
            None if is_error => WaitErrorKind::Call,
            _ if self.attempts >= self.info.max_attempts => WaitErrorKind::MaxAttempts,
            _ => {
                let remaining = self
                    .deadline
                    .as_ref()
                    .map(|timer| timer.deadline().saturating_duration_since(Instant::now()));
                let WaiterInfo { delay, max_delay, .. } = self.info;
                match next_delay(delay, max_delay, self.attempts, remaining, fastrand::f64()) {
                    Some(wait) => {
                        self.sleep(wait, acceptor, last);
                        return None;
                    }
                    None => WaitErrorKind::Deadline,
                }
            }
        };
        self.last = Some(last);
        Some(Err(self.fail(kind, acceptor)))
    }

    fn sleep(&mut self, wait: Duration, acceptor: Option<&Acceptor>, last: Last<O>) {
        tracing::debug!(
            waiter = self.info.name,
            operation = O::INFO.action,
            attempt = self.attempts,
            ?wait,
            matched = acceptor.map(|acceptor| acceptor.matcher),
            state = %self.observed,
            "the state is not reached yet"
        );
        self.last = Some(last);
        self.step = Step::Sleeping(Box::pin(tokio::time::sleep(wait)));
    }

    fn fail(&mut self, kind: WaitErrorKind, acceptor: Option<&'static Acceptor>) -> WaitError<O> {
        let error = WaitError::new(Details {
            waiter: self.info,
            kind,
            attempts: self.attempts,
            elapsed: self.started.map(|started| started.elapsed()).unwrap_or_default(),
            acceptor,
            observed: std::mem::take(&mut self.observed),
            last: self.last.take(),
        });
        tracing::debug!(
            waiter = self.info.name,
            attempts = self.attempts,
            ?kind,
            "the wait ended without success"
        );
        error
    }

    fn poll_step(&mut self, cx: &mut Context<'_>) -> Poll<Result<Reached<O>, WaitError<O>>> {
        loop {
            let step = match &mut self.step {
                Step::Start => {
                    self.start();
                    Poll::Ready(None)
                }
                Step::Calling(call) => call.poll_response(cx).map(Some),
                Step::Sleeping(timer) => timer.as_mut().poll(cx).map(|()| None),
                Step::Done => panic!("a wait was polled after it had completed"),
            };
            match step {
                Poll::Ready(None) => self.call(),
                Poll::Ready(Some(last)) => {
                    if let Some(result) = self.settle(last) {
                        return Poll::Ready(result);
                    }
                }
                Poll::Pending => break,
            }
        }
        let is_late = self.deadline.as_mut().is_some_and(|timer| timer.as_mut().poll(cx).is_ready());
        if is_late { Poll::Ready(Err(self.fail(WaitErrorKind::Deadline, None))) } else { Poll::Pending }
    }
}

impl<O: Operation> Unpin for Wait<O> {}

impl<O: Operation> Future for Wait<O> {
    type Output = Result<Reached<O>, WaitError<O>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let result = self.poll_step(cx);
        if result.is_ready() {
            self.step = Step::Done;
        }
        result
    }
}

impl<O: Operation> fmt::Debug for WaitFor<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitFor").field("operation", &O::INFO.action).finish_non_exhaustive()
    }
}

impl<O: Operation> fmt::Debug for Wait<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("waiter", &self.info.name)
            .field("operation", &O::INFO.action)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl<O: Operation> fmt::Debug for Reached<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reached")
            .field("operation", &O::INFO.action)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}
