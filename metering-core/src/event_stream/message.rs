//! The meaning of a frame: an event, a modeled exception, or an error.

use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use http::{HeaderValue, Response};

use crate::error::EventError;
use crate::wire::error_response::ErrorDetails;

/// The type of the event with the output's other members.
pub const INITIAL_RESPONSE: &str = "initial-response";

/// A frame's content.
pub enum Content {
    Event {
        /// The event's type, which is a member of the union.
        name: String,
        /// Empty if the service doesn't send it.
        content_type: String,
        payload: Bytes,
    },
    /// An exception or an error, which ends the stream.
    Exception { error: ErrorDetails, payload: Bytes },
}

impl Content {
    /// Interprets the headers of a frame. `redact` removes secrets from the payload of an
    /// exception.
    pub fn of(message: Message, redact: &dyn Fn(&mut Bytes)) -> Result<Self, EventError> {
        let text = |name| {
            let header = message.headers().iter().find(|header| header.name().as_str() == name)?;
            header.value().as_string().ok().map(|value| value.as_str().to_owned())
        };
        let required = |name| text(name).ok_or(EventError::MissingHeader(name));
        match required(":message-type")?.as_str() {
            "event" => {
                let name = required(":event-type")?;
                let content_type = text(":content-type").unwrap_or_default();
                Ok(Content::Event { name, content_type, payload: message.payload().clone() })
            }
            "exception" => {
                let code = required(":exception-type")?;
                let mut payload = message.payload().clone();
                redact(&mut payload);
                Ok(Content::Exception { error: exception(code, &payload), payload })
            }
            "error" => {
                let error = ErrorDetails {
                    code: Some(required(":error-code")?),
                    message: text(":error-message").map(|message| redacted(message, redact)),
                    query_error: None,
                };
                Ok(Content::Exception { error, payload: Bytes::from_static(b"{}") })
            }
            other => Err(EventError::UnknownMessageType(other.to_owned())),
        }
    }
}

/// Reads an exception like an error response, whose header names the code.
fn exception(code: String, payload: &Bytes) -> ErrorDetails {
    let mut response = Response::new(payload.clone());
    if let Ok(value) = HeaderValue::try_from(&code) {
        response.headers_mut().insert("x-amzn-errortype", value);
    }
    let details = ErrorDetails::read(&response, false);
    ErrorDetails { code: details.code.or(Some(code)), ..details }
}

fn redacted(text: String, redact: &dyn Fn(&mut Bytes)) -> String {
    let mut text = Bytes::from(text);
    redact(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
