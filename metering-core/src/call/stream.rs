//! Attempts whose responses may be event streams.

use bytes::Bytes;
use http::Request;

use super::attempt::AttemptEnd;
use super::attempts::CallDriver;
use super::redact::Secrets;
use crate::error::is_html_page;
use crate::event_stream::{Beginning, begin};
use crate::transport::{Progress, TransportError, collect};

impl CallDriver<'_> {
    /// Sends a request. If its operation has an event stream, returns as soon as the initial
    /// response has arrived.
    pub(super) async fn open(
        &self,
        request: Request<Bytes>,
        progress: &mut Progress,
        secrets: &Secrets,
    ) -> Result<AttemptEnd, TransportError> {
        let (transport, limit) = (&self.client.transport, self.client.response_limit);
        if !self.request.has_events {
            let response = transport.send(request, limit, progress).await?;
            return Ok(self.end_of_response(response, secrets));
        }
        let response = transport.open(request, progress).await?;
        if !response.status().is_success() || is_html_page(response.headers()) {
            let response = collect(response, limit).await?;
            return Ok(self.end_of_response(response, secrets));
        }
        // For an attempt that exceeds its time limit.
        progress.head = Some((response.status(), response.headers().clone()));
        let (secrets, input) = (secrets.clone(), self.request.secrets.clone());
        let redact = Box::new(move |payload: &mut Bytes| secrets.redact(payload, &input));
        Ok(match begin(response, redact, self.event_timeout).await? {
            Beginning::Events(response, connection) => AttemptEnd::Events(response, connection),
            Beginning::Exception(response, error) => AttemptEnd::Error(response, error),
            Beginning::Invalid(response, error) => AttemptEnd::InvalidEvent(response, error),
        })
    }
}
