//! One call: validate and write the input, then send attempts until one settles the call.
//!
//! [`Call`] is the future that users await. The code below it is compiled once, not once for
//! each operation: [`Prepare`] turns an operation into plain data, [`attempts`] executes it, and a
//! function pointer turns the final response into the operation's output or error.

mod attempt;
mod attempts;
mod redact;
#[cfg(feature = "event-stream")]
mod stream;
mod trace;
mod verdict;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use self::attempts::{FinalResponse, PreparedRequest};
use self::redact::InputSecrets;
use crate::client_inner::ClientInner;
use crate::error::{CallContext, Error, Failure, NoServiceError, ServiceError};
use crate::operation::{self, Operation, OperationInfo};
#[cfg(feature = "event-stream")]
use crate::output::Output;
#[cfg(feature = "event-stream")]
use crate::response::connect;
use crate::response::respond;
use crate::uuid;
use crate::wire::Writer;

/// A lazy call: nothing is sent until it is awaited. The future's output is the operation's output
/// `T`, or an [`Error`] with the service's errors `E`.
///
/// A call owns its data, so it can be spawned, joined and dropped at any point. A call that is
/// dropped before it completes may have been applied.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum KmsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "DescribeKey")] pub struct DescribeKey { key_id: String }
/// # #[derive(Debug, Shape)] pub struct DescribeKeyOutput { key_arn: Option<String> }
/// # async fn example(client: Client<Service>) -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::{Duration, SystemTime};
///
/// let request = DescribeKey::builder().key_id("alias/billing").build();
/// let response = client.send(request).timeout(Duration::from_secs(5)).response().await?;
/// println!("{:?} after {} attempts", response.output.key_arn, response.context.attempts);
/// # Ok(()) }
/// ```
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, E> {
    info: &'static OperationInfo,
    options: CallOptions,
    state: State,
    read: fn(FinalResponse) -> Outcome<T, E>,
}

enum State {
    Prepared(Box<dyn Prepare>),
    Running(Execution),
    Done,
}

/// The error of a call without an error of its service, so that execution is not generic.
type CallFailure = Error<NoServiceError>;

/// The execution of a call. It is boxed so that its size does not depend on the operation.
type Execution = Pin<Box<dyn Future<Output = Result<FinalResponse, CallFailure>> + Send>>;

/// An operation that has not been validated and written yet.
trait Prepare: Send {
    fn prepare(self: Box<Self>, validate: bool) -> Result<(Arc<ClientInner>, PreparedRequest), CallFailure>;
}

struct Prepared<O> {
    client: Arc<ClientInner>,
    operation: O,
}

/// The settings of a single call that override its client's.
#[derive(Debug, Clone, Copy, Default)]
struct CallOptions {
    skip_validation: bool,
    attempt_timeout: Option<Duration>,
    timeout: Option<Duration>,
    #[cfg(feature = "event-stream")]
    event_timeout: Option<Duration>,
    max_attempts: Option<u32>,
    sign_by: Option<SystemTime>,
}

/// The result of a call.
type Outcome<T, E> = Result<Response<T>, Error<E>>;

/// An output with the context of its call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The output.
    pub output: T,
    /// The context: request id, HTTP status, the service's date and the number of attempts.
    pub context: CallContext,
}

impl<T, E> Call<T, E> {
    pub(crate) fn new<O: Operation<Output = T, Error = E>>(client: Arc<ClientInner>, operation: O) -> Self {
        Call {
            info: &O::INFO,
            options: CallOptions::default(),
            state: State::Prepared(Box::new(Prepared { client, operation })),
            read: read::<O>,
        }
    }

    /// Sends the input without validating it, for a service that accepts more than its model
    /// declares.
    pub fn skip_validation(mut self) -> Self {
        self.options.skip_validation = true;
        self
    }

    /// Limits the time of each attempt, response body included. Overrides
    /// [`ClientBuilder::attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = Some(limit);
        self
    }

    /// Limits the time of the whole call: credentials, all attempts and the waits between them.
    /// Overrides [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// Limits the wait for each event of an event stream. Overrides
    /// [`ClientBuilder::event_timeout`](crate::ClientBuilder::event_timeout).
    #[cfg(feature = "event-stream")]
    pub fn event_timeout(mut self, limit: Duration) -> Self {
        self.options.event_timeout = Some(limit);
        self
    }

    /// Limits the number of attempts. With 1 there are no retries; 0 counts as 1.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// Sets the latest time of this machine's clock at which an attempt may be signed. A later
    /// attempt isn't sent: the call ends with a timeout.
    ///
    /// The time that is checked is also the time that is signed. A program that was paused before
    /// it sends, for example because its machine was suspended, therefore can't send later than
    /// intended: AWS refuses old signatures.
    pub fn sign_by(mut self, limit: SystemTime) -> Self {
        self.options.sign_by = Some(limit);
        self
    }

    /// Sends the call and returns its output with the call's context: request id, status, date and
    /// number of attempts.
    ///
    /// # Errors
    /// Returns an error if the input is invalid, if no attempt gets a usable response in time, or
    /// if the service returns an error. [`Error`] lists the cases.
    pub async fn response(mut self) -> Result<Response<T>, Error<E>> {
        std::future::poll_fn(|cx| self.poll_response(cx)).await
    }

    pub(crate) fn poll_response(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<T, E>> {
        match self.state.poll(self.options, cx) {
            Poll::Ready(Ok(response)) => Poll::Ready((self.read)(response)),
            Poll::Ready(Err(failure)) => Poll::Ready(Err(failure.map_service(|none| match none {}))),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl State {
    fn poll(
        &mut self,
        options: CallOptions,
        cx: &mut Context<'_>,
    ) -> Poll<Result<FinalResponse, CallFailure>> {
        if let State::Prepared(_) = self
            && let State::Prepared(prepared) = std::mem::replace(self, State::Done)
        {
            let (client, request) = prepared.prepare(!options.skip_validation)?;
            *self = State::Running(Box::pin(attempts::execute(client, request, options)));
        }
        let State::Running(execution) = self else {
            panic!("a call was polled after it had completed");
        };
        let Poll::Ready(result) = execution.as_mut().poll(cx) else { return Poll::Pending };
        *self = State::Done;
        Poll::Ready(result)
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
    fn prepare(self: Box<Self>, validate: bool) -> Result<(Arc<ClientInner>, PreparedRequest), CallFailure> {
        let Prepared { client, mut operation } = *self;
        let context = || CallContext::new(O::INFO.action);
        if validate {
            operation.validate().map_err(|error| CallFailure::Invalid(Failure::new(context(), error)))?;
        }
        operation.fill_idempotency_token(&mut uuid::random);
        let host_prefix = operation::host_prefix(&O::INFO, |member| operation.host_label(member))
            .map_err(|error| CallFailure::Endpoint(Failure::new(context(), error)))?
            .filter(|_| client.inject_host_prefix);
        let mut writer = Writer::with_capacity(client.body_size.expected());
        operation.write(&mut writer);
        let (json, places) = writer.into_parts();
        client.body_size.record(json.len());
        let plain = if O::INFO.compressed && !places.is_empty() { Some(json.clone()) } else { None };
        let body = operation::encode(&O::INFO, json, client.compression);
        let json = plain.map_or_else(|| body.body.clone(), Bytes::from);
        let secrets = InputSecrets { json, places };
        let errors = <O::Error as ServiceError>::ERRORS;
        let request = PreparedRequest {
            info: &O::INFO,
            errors,
            host_prefix,
            body,
            secrets,
            #[cfg(feature = "event-stream")]
            has_events: <O::Output as Output>::HAS_EVENTS,
        };
        Ok((client, request))
    }
}

/// Reads the output or the error in the final response.
fn read<O: Operation>(response: FinalResponse) -> Outcome<O::Output, O::Error> {
    #[cfg(feature = "event-stream")]
    let connection = response.connection.map(|connection| *connection);
    let FinalResponse { response, error, context, span, .. } = response;
    let result: Result<_, Error<O::Error>> = respond(context, &response, error);
    #[cfg(feature = "event-stream")]
    let result = result.map(|(output, context)| (connect(output, connection, &context), context));
    if let Err(error) = &result {
        trace::record_error(&span, error.kind());
    }
    result.map(|(output, context)| Response { output, context })
}
