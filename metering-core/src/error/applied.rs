//! The effect of a failed call.

use http::{HeaderMap, StatusCode};

use super::context::request_id;
use crate::retry::RetryKind;

/// The effect of a failed call: not applied, unknown, or applied. Check it before you resend.
///
/// If the attempts of a call differ, the highest value wins: `No` < `Unknown` < `Yes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applied {
    /// No attempt took effect: each one failed before it reached the service, or was rejected.
    No,
    /// An attempt may have reached the service, but no response shows its effect.
    Unknown,
    /// An attempt succeeded, but its response could not be read. An HTML page without a request id
    /// does not come from the service; it leaves the effect [`Unknown`](Applied::Unknown).
    Yes,
}

impl Applied {
    /// Returns the effect of a request from the head of its response.
    ///
    /// A 4xx status and a redirect mean that the request was not applied. A 5xx status, a 408 from
    /// a proxy whose service did not respond in time, and an HTML page leave the effect unknown.
    pub(crate) fn from_head(status: StatusCode, headers: &HeaderMap) -> Self {
        match status.as_u16() {
            200..=299 if is_html_page(headers) => Applied::Unknown,
            200..=299 => Applied::Yes,
            408 => Applied::Unknown,
            300..=499 => Applied::No,
            _ => Applied::Unknown,
        }
    }

    /// Returns the effect of a request from its error response.
    pub(crate) fn from_error(
        status: StatusCode,
        headers: &HeaderMap,
        code: Option<&str>,
        retry: Option<RetryKind>,
    ) -> Self {
        match (retry, code) {
            // An earlier request with the same idempotency token is about to be applied.
            (_, Some("TransactionInProgressException")) => Applied::Unknown,
            // A throttled request was rejected. Any other error inside the service may have
            // happened after the request was applied.
            (Some(RetryKind::Throttling), _) => Applied::No,
            _ => Applied::from_head(status, headers),
        }
    }
}

/// Returns `true` if a response is a page from something in front of the service, such as a proxy's
/// error page or a sign-in portal.
pub(crate) fn is_html_page(headers: &HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE).map_or(&b""[..], |kind| kind.as_bytes());
    kind.len() >= 9 && kind[..9].eq_ignore_ascii_case(b"text/html") && request_id(headers).is_none()
}
