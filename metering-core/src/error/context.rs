//! The facts about a call that its output and its error share.

use std::fmt;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::{HeaderMap, HeaderName, StatusCode};

use super::{Applied, PeerText};
use crate::retry::RetryKind;

/// The course of a call: its attempts, its effect and the head of its last response.
///
/// `Display` writes it as the end of an error message:
/// ` (HTTP 400, request id 8f2…, 3 attempts)`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallContext {
    /// The operation's wire name.
    pub operation: &'static str,
    /// The number of attempts; 0 if nothing was sent.
    pub attempts: u32,
    /// The effect of all attempts.
    pub applied: Applied,
    /// The effect of the attempts before the last one, which the last response doesn't cover.
    pub applied_before: Applied,
    /// The HTTP status of the last response.
    pub status: Option<StatusCode>,
    /// The request id of the last response. AWS support asks for it.
    pub request_id: Option<String>,
    /// The time in the last response's `Date` header: the service's clock, to the second.
    pub date: Option<DateTime>,
    /// The reason to retry the last failure; `None` if another attempt would fail again.
    pub retryable: Option<RetryKind>,
    /// The number of events that an event stream returned before its error; `None` for an error of
    /// the call itself.
    #[cfg(feature = "event-stream")]
    pub events: Option<u64>,
}

impl CallContext {
    /// Returns the context of a call that has sent nothing yet.
    pub fn new(operation: &'static str) -> Self {
        CallContext {
            operation,
            attempts: 0,
            applied: Applied::No,
            applied_before: Applied::No,
            status: None,
            request_id: None,
            date: None,
            retryable: None,
            #[cfg(feature = "event-stream")]
            events: None,
        }
    }

    /// Merges the effect of one attempt into the call's effect, which never decreases.
    pub(crate) fn merge_applied(&mut self, applied: Applied) {
        self.applied = self.applied.max(applied);
    }

    /// Records the head of an attempt's response.
    pub(crate) fn record_head(&mut self, status: StatusCode, headers: &HeaderMap) {
        self.status = Some(status);
        self.request_id = request_id(headers);
        self.date = date(headers);
    }
}

impl fmt::Display for CallContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(" (")?;
        if let Some(status) = self.status {
            write!(f, "HTTP {}, ", status.as_u16())?;
        }
        if let Some(id) = &self.request_id {
            write!(f, "request id {}, ", PeerText::name(id))?;
        }
        match self.attempts {
            0 => f.write_str("nothing sent")?,
            1 => f.write_str("1 attempt")?,
            more => write!(f, "{more} attempts")?,
        }
        #[cfg(feature = "event-stream")]
        match self.events {
            None => {}
            Some(1) => f.write_str(", 1 event")?,
            Some(events) => write!(f, ", {events} events")?,
        }
        f.write_str(")")
    }
}

/// Returns the request id, under any of the header names that AWS services use.
pub(super) fn request_id(headers: &HeaderMap) -> Option<String> {
    const NAMES: [HeaderName; 3] = [
        HeaderName::from_static("x-amzn-requestid"),
        HeaderName::from_static("x-amzn-request-id"),
        HeaderName::from_static("x-amz-request-id"),
    ];
    NAMES.iter().find_map(|name| headers.get(name)).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn date(headers: &HeaderMap) -> Option<DateTime> {
    DateTime::from_str(headers.get(http::header::DATE)?.to_str().ok()?, Format::HttpDate).ok()
}
