//! The reasons why an event stream can't be read.

use std::error::Error as StdError;
use std::fmt;

use super::PeerText;
use crate::wire::ReadError;

/// The reason why a frame of an event stream can't be used.
#[derive(Debug)]
#[non_exhaustive]
pub enum EventError {
    /// The response does not begin with a frame.
    NotAnEventStream {
        /// The content type, if there is one.
        content_type: Option<String>,
        /// The first 200 characters of the body.
        message: Option<String>,
    },
    /// A checksum of the frame is wrong.
    Checksum,
    /// The frame announces more bytes than AWS allows: 16 MiB of payload or 128 KiB of headers.
    TooLarge {
        /// The announced length of the headers, in bytes.
        headers: u32,
        /// The announced length of the whole frame, in bytes.
        total: u32,
    },
    /// The lengths or the headers of the frame are invalid.
    Frame(String),
    /// The frame lacks a header.
    MissingHeader(&'static str),
    /// The frame is neither an event, an exception nor an error.
    UnknownMessageType(String),
    /// The payload of an event is not a value of the event's shape.
    Payload {
        /// The event's type.
        event: String,
        /// The place and the reason.
        error: ReadError,
    },
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EventError::NotAnEventStream { content_type, message } => {
                match content_type {
                    Some(kind) => write!(f, "expected an event stream, got `{}`", PeerText::name(kind))?,
                    None => f.write_str("the response is not an event stream")?,
                }
                message.as_ref().map_or(Ok(()), |message| write!(f, ": {}", PeerText::new(message)))
            }
            EventError::Checksum => f.write_str("the checksum of an event is wrong"),
            EventError::TooLarge { headers, total } => write!(
                f,
                "an event announces {total} bytes, {headers} of them for headers; AWS allows 16 MiB of payload and \
                 128 KiB of headers"
            ),
            EventError::Frame(reason) => write!(f, "a frame is invalid: {reason}"),
            EventError::MissingHeader(name) => write!(f, "an event has no header `{name}`"),
            EventError::UnknownMessageType(found) => {
                write!(f, "an event has the unknown message type `{}`", PeerText::name(found))
            }
            EventError::Payload { event, error } => {
                write!(f, "the event `{}` could not be read: {error}", PeerText::name(event))
            }
        }
    }
}

impl StdError for EventError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            EventError::Payload { error, .. } => Some(error),
            _ => None,
        }
    }
}
