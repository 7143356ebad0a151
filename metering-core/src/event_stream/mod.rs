//! Event streams: responses that consist of events and arrive piece by piece (feature
//! `event-stream`).
//!
//! A member of an operation's output has the type [`EventStream<Event>`](EventStream), and `Event`
//! derives [`Union`](macro@crate::Union). The call returns its output as soon as the service sends
//! the initial response. Then [`EventStream::next`] returns the events. [`EventStream`] has an
//! example.

mod begin;
mod connection;
mod error;
mod frames;
mod message;

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
#[cfg(feature = "testing")]
use std::time::Duration;

use futures_core::Stream;

#[cfg(feature = "testing")]
pub(crate) use self::begin::EVENT_STREAM;
pub(crate) use self::begin::{Beginning, begin};
pub(crate) use self::connection::Connection;
pub use self::error::EventStreamError;
#[cfg(feature = "testing")]
use self::frames::Frames;
use crate::error::EventError;
use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
#[cfg(feature = "testing")]
use crate::transport::Body;
use crate::wire;

/// The events of an [`EventStream`]: an enum that derives [`Union`](macro@crate::Union).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a union of events; derive `Union` on an enum with one variant for each event",
    label = "not a union",
    note = "a variant holds the event's structure; write `#[aws(other)] Unknown(UnknownMember)` as the last variant"
)]
pub trait Event: Shape {}

/// The events of a response: a [`Stream`] of the union `E`.
///
/// Each event is read when the stream is polled. [`next`](EventStream::next) works without a stream
/// library. The stream ends when the service ends the response, or after an error. An event whose
/// type is not declared becomes the variant of the union with `#[aws(other)]`.
///
/// Dropping the stream ends the connection, or the HTTP/2 stream.
///
/// # Errors
/// The stream ends with an [`EventStreamError`] if the service sends an exception, if a frame or
/// its checksum is invalid, if the connection breaks, or if no event arrives within
/// [`event_timeout`](crate::ClientBuilder::event_timeout). Nothing is resent: to continue, send a
/// new call.
///
/// A frame is at most as long as AWS allows: 16 MiB of payload and 128 KiB of headers. A longer
/// frame is an error before its payload is read. At most one frame and one chunk of the connection
/// are in memory.
///
/// ```no_run
/// # use metering_core::*;
/// # #[aws_service(endpoint_prefix = "logs", target_prefix = "Logs_20140328", json_version = "1.1", error = LogsError)]
/// # pub struct Service;
/// # #[derive(Debug, ServiceError)] pub enum LogsError { #[aws(other)] Unhandled(ErrorMetadata) }
/// #[aws_operation(action = "StartLiveTail", host_prefix = "stream-")]
/// #[aws(rename_all = "camelCase")]
/// pub struct StartLiveTail {
///     pub log_group_identifiers: Vec<String>,
/// }
///
/// #[derive(Debug, Shape)]
/// #[aws(rename_all = "camelCase")]
/// pub struct StartLiveTailOutput {
///     pub response_stream: EventStream<LiveTailEvent>,
/// }
///
/// #[derive(Debug, Union)]
/// #[aws(rename_all = "camelCase")]
/// pub enum LiveTailEvent {
///     SessionUpdate(SessionUpdate),
///     #[aws(other)]
///     Unknown(UnknownMember),
/// }
///
/// #[derive(Debug, Shape)]
/// #[aws(rename_all = "camelCase")]
/// pub struct SessionUpdate {
///     pub session_results: Vec<Document>,
/// }
///
/// # async fn example(client: Client<Service>) -> Result<(), Error<LogsError>> {
/// let request = StartLiveTail::builder().log_group_identifiers(["arn:aws:logs:…"]).build();
/// let mut events = client.send(request).await?.response_stream;
/// while let Some(event) = events.next().await {
///     match event? {
///         LiveTailEvent::SessionUpdate(update) => println!("{} lines", update.session_results.len()),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use = "events arrive only when the stream is polled"]
pub struct EventStream<E> {
    /// `None` after the end. The lock makes the stream `Sync`; it is never held.
    connection: Option<Box<Mutex<Connection>>>,
    event: PhantomData<fn() -> E>,
}

impl<E: Event> EventStream<E> {
    /// Returns the next event, or `None` after the last one.
    ///
    /// # Errors
    /// Returns the error that ends the stream. After it, `next` returns `None`.
    pub async fn next(&mut self) -> Option<Result<E, EventStreamError>> {
        poll_fn(|cx| self.poll_event(cx)).await
    }

    fn poll_event(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<E, EventStreamError>>> {
        let Some(connection) = &mut self.connection else { return Poll::Ready(None) };
        let connection = connection.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Poll::Ready(event) = connection.poll_event(cx) else { return Poll::Pending };
        let event = event.map(|event| {
            let event = event?;
            wire::from_event(&event.name, &event.content_type, &event.payload)
                .inspect(|_| connection.count())
                .map_err(|error| connection.invalid(EventError::Payload { event: event.name, error }))
        });
        if !matches!(event, Some(Ok(_))) {
            connection.log_end(event.as_ref().and_then(|event| event.as_ref().err()));
            self.connection = None;
        }
        Poll::Ready(event)
    }
}

impl<E> EventStream<E> {
    /// Returns a stream of the frames in a body.
    #[cfg(feature = "testing")]
    pub(crate) fn from_body(body: Body) -> Self {
        let frames = Frames::new(body, http::Version::default());
        let connection = Connection::new(frames, None, Box::new(|_| {}), Duration::MAX);
        EventStream { connection: Some(Box::new(Mutex::new(connection))), event: PhantomData }
    }

    /// Returns a stream without events, which the call connects.
    pub(crate) fn empty() -> Self {
        EventStream { connection: None, event: PhantomData }
    }
}

impl<E> Unpin for EventStream<E> {}

impl<E: Event> Stream for EventStream<E> {
    type Item = Result<E, EventStreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_event(cx)
    }
}

impl<E> fmt::Debug for EventStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").field("is_open", &self.connection.is_some()).finish_non_exhaustive()
    }
}

/// The member of an output that holds its events. Generated code uses it instead of [`Shape`].
#[doc(hidden)]
pub trait EventMember: Sized {
    fn absent() -> Self;
    fn info() -> ShapeInfo;
}

impl<E: Event> EventMember for EventStream<E> {
    fn absent() -> Self {
        EventStream::empty()
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("EventStream", ShapeKind::EventStream(E::info))
    }
}

/// An event stream whose type of events is not known.
#[doc(hidden)]
pub trait AnyEventStream {
    #[doc(hidden)]
    fn set_connection(&mut self, connection: Connection);
    #[doc(hidden)]
    fn take_connection(&mut self) -> Option<Connection>;
}

impl<E> AnyEventStream for EventStream<E> {
    fn set_connection(&mut self, connection: Connection) {
        self.connection = Some(Box::new(Mutex::new(connection)));
    }

    fn take_connection(&mut self) -> Option<Connection> {
        let connection = self.connection.take()?;
        Some(connection.into_inner().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A bound that is never satisfied: an event stream is not part of other structures.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an event stream must be a member of an operation's output itself, with the type `EventStream<Event>`; \
               move it there",
    label = "contains an event stream"
)]
pub trait NestedEvents<'a> {}
