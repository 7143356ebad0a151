//! Splits a response's body into the frames of an event stream.

use std::error::Error as StdError;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::event_stream::Message;
use bytes::BytesMut;
use http::Version;
use http_body::Body as _;

use crate::error::EventError;
use crate::transport::Body;

/// AWS's maximum length of a frame's headers, in bytes.
const MAX_HEADERS: u32 = 128 << 10;
/// AWS's maximum length of a frame's payload, in bytes.
const MAX_PAYLOAD: u32 = 16 << 20;
/// The two lengths and their checksum.
const PRELUDE: usize = 12;
/// The bytes of a frame that are neither headers nor payload: the prelude and the last checksum.
const OVERHEAD: u32 = 16;

/// The frames of a response. At most one frame and one chunk of the body are in memory.
pub struct Frames {
    body: Body,
    version: Version,
    buffer: BytesMut,
    /// The length of the frame at the start of the buffer, after its prelude has been checked.
    length: Option<usize>,
}

/// The reason why there is no further frame.
pub enum FrameError {
    /// The connection broke.
    Cut(Box<dyn StdError + Send + Sync>),
    /// The frame is invalid.
    Invalid(EventError),
}

impl Frames {
    pub fn new(body: Body, version: Version) -> Self {
        Frames { body, version, buffer: BytesMut::new(), length: None }
    }

    #[cfg(feature = "testing")]
    pub fn into_body(self) -> Body {
        self.body
    }

    /// Returns the bytes that have arrived and are not part of a returned frame.
    pub fn unread(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns the next frame, or `None` after the last one. Don't call it again after an error.
    pub fn poll_frame(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Message, FrameError>>> {
        loop {
            match self.buffered_frame() {
                Ok(None) => {}
                Ok(Some(frame)) => return Poll::Ready(Some(Ok(frame))),
                Err(error) => return Poll::Ready(Some(Err(FrameError::Invalid(error)))),
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(chunk)) => {
                    if let Ok(data) = chunk.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(FrameError::Cut(error)))),
                None => {
                    let reason = if !self.buffer.is_empty() {
                        "the response ended inside an event"
                    } else if self.body.was_reset(self.version) {
                        "the service reset the HTTP/2 stream"
                    } else {
                        return Poll::Ready(None);
                    };
                    return Poll::Ready(Some(Err(FrameError::Cut(reason.into()))));
                }
            }
        }
    }

    /// Returns the first frame of the buffer if it is complete.
    fn buffered_frame(&mut self) -> Result<Option<Message>, EventError> {
        let length = match (self.length, self.buffer.first_chunk()) {
            (Some(length), _) => length,
            (None, Some(prelude)) => *self.length.insert(frame_length(prelude)?),
            (None, None) => return Ok(None),
        };
        if self.buffer.len() < length {
            return Ok(None);
        }
        self.length = None;
        let frame = self.buffer.split_to(length).freeze();
        let (content, checksum) = frame.split_at(length - 4);
        if crc32fast::hash(content).to_be_bytes() != checksum {
            return Err(EventError::Checksum);
        }
        read_message_from(frame).map(Some).map_err(|error| EventError::Frame(error.to_string()))
    }
}

/// Checks a prelude and returns the length of its frame.
fn frame_length(prelude: &[u8; PRELUDE]) -> Result<usize, EventError> {
    let number =
        |at: usize| u32::from_be_bytes([prelude[at], prelude[at + 1], prelude[at + 2], prelude[at + 3]]);
    let (total, headers) = (number(0), number(4));
    if crc32fast::hash(&prelude[..8]) != number(8) {
        return Err(EventError::Checksum);
    }
    let Some(payload) = total.checked_sub(OVERHEAD).and_then(|rest| rest.checked_sub(headers)) else {
        return Err(EventError::Frame(format!("{total} bytes don't contain {headers} bytes of headers")));
    };
    if headers > MAX_HEADERS || payload > MAX_PAYLOAD {
        return Err(EventError::TooLarge { headers, total });
    }
    Ok(total as usize)
}
