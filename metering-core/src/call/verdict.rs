//! The classification of a failed attempt.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::attempt::AttemptEnd;
use crate::error::{Applied, ErrorInfo};
use crate::response::error_response;
use crate::retry::{ErrorResponse, RetryKind, retry_after};
use crate::wire::error_response::ErrorDetails;

/// The classification of a failed attempt.
pub struct Verdict {
    /// The reason to retry; `None` if another attempt would fail again.
    pub retry: Option<RetryKind>,
    /// The effect of the attempt.
    pub applied: Applied,
    /// `true` if a difference between the clocks may be the reason for the error.
    pub may_be_clock_skew: bool,
    /// `true` if the service reports that the credentials have expired.
    pub credentials_expired: bool,
    /// The wait that the service asks for.
    pub retry_after: Option<Duration>,
}

impl Verdict {
    /// Classifies an error response.
    pub fn of_error(response: &Response<Bytes>, error: &ErrorDetails, errors: &[ErrorInfo]) -> Self {
        let code = error.code.as_deref();
        let facts = error_response(response, code, errors);
        let retry = facts.retry_kind();
        Verdict {
            retry,
            applied: Applied::from_error(response.status(), response.headers(), code, retry),
            may_be_clock_skew: facts.may_be_clock_skew(),
            credentials_expired: matches!(code, Some("ExpiredToken" | "ExpiredTokenException"))
                // ResolveCustomer declares an error of this name for its registration token.
                && (facts.modeled.is_none()
                    || error.message.as_ref().is_some_and(|message| message.contains("security token"))),
            retry_after: retry_after(response.headers()),
        }
    }

    /// Classifies an attempt without a complete response.
    pub fn of_incomplete(end: &AttemptEnd) -> Self {
        let (may_have_been_sent, is_retryable) = match end {
            AttemptEnd::Failed(error) => (error.may_have_been_sent(), error.is_retryable()),
            AttemptEnd::TimedOut(progress) => (!progress.request.cancel(), true),
            _ => (true, true),
        };
        let head = end.head();
        let by_status = head.and_then(|(status, _)| {
            ErrorResponse { status: status.as_u16(), code: None, modeled: None }.retry_kind()
        });
        Verdict {
            retry: by_status.or(is_retryable.then_some(RetryKind::Transient)),
            applied: match head {
                Some((status, headers)) => Applied::from_head(status, headers),
                None if may_have_been_sent => Applied::Unknown,
                None => Applied::No,
            },
            may_be_clock_skew: false,
            credentials_expired: false,
            retry_after: head.and_then(|(_, headers)| retry_after(headers)),
        }
    }
}
