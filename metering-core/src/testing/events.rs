//! The events of a reply: frames, pauses and faults.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future as _;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;
use http_body::{Body, Frame};
use serde_json::value::RawValue;
use tokio::time::Sleep;

use super::reply::{code_of, error_members};
use crate::error::ServiceError;
use crate::event_stream::{Event, EventStream};
use crate::wire;

/// The events that a server sends, for the `EventStream` of an output. They are sent in order, and
/// pauses and faults are sent between them.
///
/// ```
/// # use metering_core::*;
/// # use metering_core::testing::{Events, Reply, Server};
/// # use std::time::Duration;
/// # #[aws_service(endpoint_prefix = "logs", target_prefix = "Logs_20140328", json_version = "1.1", error = LogsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum LogsError { SessionTimeout(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
/// # #[aws_operation(action = "StartLiveTail")] pub struct StartLiveTail { pub filter: Option<String> }
/// # #[derive(Debug, Shape)] pub struct StartLiveTailOutput { pub response_stream: EventStream<TailEvent> }
/// # #[derive(Debug, PartialEq, Union)] pub enum TailEvent { Line(String), #[aws(other)] Unknown(UnknownMember) }
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::in_memory();
/// server.on(|_: StartLiveTail| {
///     let events = Events::new()
///         .event(TailEvent::Line("started".to_owned()))
///         .pause(Duration::from_millis(10))
///         .exception(LogsError::SessionTimeout(ErrorMetadata::from_message("three hours")));
///     Reply::output(StartLiveTailOutput { response_stream: events.into() })
/// });
///
/// let client: Client<Service> = server.client();
/// let mut events = client.send(StartLiveTail { filter: None }).await?.response_stream;
/// assert_eq!(events.next().await.unwrap()?, TailEvent::Line("started".to_owned()));
/// let error = events.next().await.unwrap().unwrap_err();
/// assert_eq!((error.code(), error.events()), (Some("SessionTimeoutException"), 1));
/// # Ok(()) }
/// ```
pub struct Events<E> {
    steps: Box<dyn Iterator<Item = Step> + Send>,
    event: PhantomData<fn() -> E>,
}

/// A step of a reply.
pub enum Step {
    Frame(Bytes),
    Pause(Duration),
    /// The end of the connection.
    Cut,
}

impl<E: Event> Events<E> {
    /// Creates a stream without events, which ends after the initial response.
    #[must_use]
    pub fn new() -> Self {
        Events { steps: Box::new(std::iter::empty()), event: PhantomData }
    }

    /// Sends an event.
    #[must_use]
    pub fn event(self, event: E) -> Self {
        self.then(Step::Frame(event_frame(&event)))
    }

    /// Sends the events of an iterator. Each event is created when it is sent, so that the iterator
    /// may be endless.
    #[must_use]
    pub fn events<I>(self, events: I) -> Self
    where
        I: IntoIterator<Item = E>,
        I::IntoIter: Send + 'static,
    {
        let frames = events.into_iter().map(|event| Step::Frame(event_frame(&event)));
        Events { steps: Box::new(self.steps.chain(frames)), event: PhantomData }
    }

    /// Waits before the next event.
    #[must_use]
    pub fn pause(self, pause: Duration) -> Self {
        self.then(Step::Pause(pause))
    }

    /// Sends an exception.
    #[must_use]
    pub fn exception(self, error: impl ServiceError) -> Self {
        let payload = error_members(&error).to_string().into_bytes();
        self.then(Step::Frame(frame("exception", ":exception-type", code_of(&error), payload)))
    }

    /// Sends bytes as they are, such as an invalid frame or a frame of another implementation.
    #[must_use]
    pub fn bytes(self, bytes: impl Into<Bytes>) -> Self {
        self.then(Step::Frame(bytes.into()))
    }

    /// Sends an event with a wrong checksum.
    #[must_use]
    pub fn corrupt(self, event: E) -> Self {
        let mut frame = event_frame(&event).to_vec();
        if let Some(last) = frame.last_mut() {
            *last ^= 1;
        }
        self.bytes(frame)
    }

    /// Closes the connection inside an event.
    #[must_use]
    pub fn cut_inside(self, event: E) -> Self {
        let frame = event_frame(&event);
        self.bytes(frame.slice(..frame.len() / 2)).cut()
    }

    /// Closes the connection without the end of the response.
    #[must_use]
    pub fn cut(self) -> Self {
        self.then(Step::Cut)
    }

    fn then(self, step: Step) -> Self {
        Events { steps: Box::new(self.steps.chain(std::iter::once(step))), event: PhantomData }
    }
}

impl<E: Event> Default for Events<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

/// The stream can be read without a server, too.
impl<E> From<Events<E>> for EventStream<E> {
    fn from(events: Events<E>) -> Self {
        let body = EventsBody { steps: events.steps, sleep: None, is_flushed: false };
        EventStream::from_body(crate::transport::Body::wrap(body))
    }
}

/// Returns the frame of the initial response.
pub fn initial_frame(payload: Vec<u8>) -> Bytes {
    frame("event", ":event-type", "initial-response", payload)
}

fn event_frame<E: Event>(event: &E) -> Bytes {
    // A union is an object with one member.
    let json = wire::to_json(event);
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(&json).unwrap_or_default();
    let (name, payload) = match members.iter().next() {
        Some((name, value)) => (name.as_str(), value.get()),
        None => ("", ""),
    };
    frame("event", ":event-type", name, payload.as_bytes().to_vec())
}

fn frame(kind: &'static str, header: &'static str, value: &str, payload: Vec<u8>) -> Bytes {
    let text =
        |name: &'static str, value: &str| Header::new(name, HeaderValue::String(value.to_owned().into()));
    let message = Message::new(payload)
        .add_header(text(":message-type", kind))
        .add_header(text(header, value))
        .add_header(text(":content-type", "application/json"));
    let mut frame = Vec::new();
    // Only a name of more than 32 KiB is an error.
    let _ = write_message_to(&message, &mut frame);
    frame.into()
}

/// The body of a reply.
struct EventsBody {
    steps: Box<dyn Iterator<Item = Step> + Send>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// Set once hyper had the chance to write the bytes before the connection is closed.
    is_flushed: bool,
}

impl Body for EventsBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        loop {
            if let Some(sleep) = &mut self.sleep {
                ready!(sleep.as_mut().poll(context));
                self.sleep = None;
            }
            match self.steps.next() {
                None => return Poll::Ready(None),
                Some(Step::Frame(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Pause(pause)) => self.sleep = Some(Box::pin(tokio::time::sleep(pause))),
                Some(Step::Cut) if self.is_flushed => {
                    return Poll::Ready(Some(Err(io::Error::other("the server closed the connection"))));
                }
                // hyper writes its buffer when the body is pending, and drops it when the body
                // fails.
                Some(Step::Cut) => {
                    self.is_flushed = true;
                    self.steps = Box::new(std::iter::once(Step::Cut));
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }
}
