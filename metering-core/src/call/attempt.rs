//! One attempt of a call: the request, its signature, and the end of the exchange.

use std::borrow::Cow;
use std::pin::pin;
use std::time::SystemTime;

use aws_credential_types::Credentials;
use bytes::Bytes;
use http::header::{HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use http::{Request, Response, StatusCode};
use tokio::time::Instant;
use tracing::Instrument;

use super::attempts::{CallDriver, after};
use super::redact::Secrets;
use super::{CallFailure, trace};
use crate::clock::ClockSkew;
use crate::credentials::{CredentialsError, SourcedCredentials};
#[cfg(feature = "event-stream")]
use crate::error::EventError;
use crate::error::Failure;
#[cfg(feature = "event-stream")]
use crate::event_stream::Connection;
use crate::operation;
use crate::sign::{Identity, RequestLine, SigningScope};
use crate::transport::{Progress, TransportError};
use crate::wire::error_response::ErrorDetails;

/// The end of one attempt.
pub enum AttemptEnd {
    /// A response with a success status.
    Success(Response<Bytes>),
    /// A response with any other status.
    Error(Response<Bytes>, ErrorDetails),
    /// A success whose body does not match the checksum that the service sent.
    Corrupt(Response<Bytes>),
    /// No response, or not all of it.
    Failed(TransportError),
    /// No complete response in time.
    TimedOut(Progress),
    /// The initial response of an event stream. The attempt ends when the events begin.
    #[cfg(feature = "event-stream")]
    Events(Response<Bytes>, Box<Connection>),
    /// An event stream that begins with a frame that can't be used.
    #[cfg(feature = "event-stream")]
    InvalidEvent(Response<Bytes>, EventError),
}

impl AttemptEnd {
    /// Returns the response, unless it is incomplete or missing.
    fn response(&self) -> Option<&Response<Bytes>> {
        match self {
            AttemptEnd::Success(response)
            | AttemptEnd::Error(response, _)
            | AttemptEnd::Corrupt(response) => Some(response),
            #[cfg(feature = "event-stream")]
            AttemptEnd::Events(response, _) | AttemptEnd::InvalidEvent(response, _) => Some(response),
            AttemptEnd::Failed(_) | AttemptEnd::TimedOut(_) => None,
        }
    }

    /// Returns the head of the response, if one began.
    pub fn head(&self) -> Option<(StatusCode, &HeaderMap)> {
        let (status, headers) = match self {
            AttemptEnd::Failed(error) => error.head()?,
            AttemptEnd::TimedOut(progress) => progress.head.as_ref()?,
            _ => return self.response().map(|response| (response.status(), response.headers())),
        };
        Some((*status, headers))
    }

    /// Returns `true` if the attempt settles the call.
    pub fn is_success(&self) -> bool {
        #[cfg(feature = "event-stream")]
        if matches!(self, AttemptEnd::Events(..)) {
            return true;
        }
        matches!(self, AttemptEnd::Success(_))
    }

    /// Returns the value of the span field `error.type`.
    pub fn kind(&self) -> Cow<'static, str> {
        match self.response() {
            Some(response) => Cow::Owned(response.status().as_str().to_owned()),
            None if matches!(self, AttemptEnd::TimedOut(_)) => Cow::Borrowed("timeout"),
            None => Cow::Borrowed("transport"),
        }
    }
}

impl CallDriver<'_> {
    /// Loads the client's credentials, if the operation accepts them.
    pub(super) async fn credentials(&self) -> Result<SourcedCredentials, CallFailure> {
        let credentials = &self.client.credentials;
        let sourced = match credentials.cached() {
            Some(sourced) => sourced,
            None => match tokio::time::timeout_at(self.deadline, credentials.get()).await {
                Ok(sourced) => sourced.map_err(|error| self.no_credentials(error))?,
                Err(_) => return Err(self.timed_out()),
            },
        };
        let info = self.request.info;
        if info.refused_credentials.contains(&sourced.source) {
            return Err(self.no_credentials(CredentialsError::refused(info.action, sourced.source)));
        }
        Ok(sourced)
    }

    /// Builds the request of the next attempt.
    pub(super) fn unsigned_request(&self) -> Request<Bytes> {
        let (info, body) = (self.request.info, &self.request.body);
        let mut request = operation::request(self.client.service, info, &self.endpoint, body);
        let headers = request.headers_mut();
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        // Hexadecimal digits and hyphens are always valid.
        let invocation = HeaderValue::from_bytes(&self.invocation);
        headers.insert(INVOCATION_ID, invocation.unwrap_or_else(|_| HeaderValue::from_static("none")));
        let limit = || after(self.attempt_timeout).min(self.deadline);
        let ttl = self.service_clock.and_then(|clock| by_clock(clock, limit()));
        headers.insert(ATTEMPT, self.attempts.header(ttl));
        request
    }

    /// Builds and signs the request of the next attempt.
    pub(super) fn signed_request(
        &self,
        credentials: &Credentials,
        clock: ClockSkew,
    ) -> Result<Request<Bytes>, CallFailure> {
        let client = self.client;
        let now = SystemTime::now();
        if self.sign_by.is_some_and(|limit| now > limit) {
            return Err(self.timed_out());
        }
        let scope = SigningScope { region: &client.signing_region, service: client.service.signing_name };
        let identity = Identity { credentials, scope, time: clock.at(now) };
        let mut request = self.unsigned_request();
        let mut headers = std::mem::take(request.headers_mut());
        headers.insert(HOST, self.endpoint.host().clone());
        // An endpoint has no query.
        let line = RequestLine { method: request.method().as_str(), path: request.uri().path(), query: "" };
        client
            .signer
            .sign_headers(line, &mut headers, &self.payload, &identity)
            .map_err(|error| self.no_credentials(CredentialsError::from(error)))?;
        *request.headers_mut() = headers;
        Ok(request)
    }

    fn no_credentials(&self, error: CredentialsError) -> CallFailure {
        CallFailure::Credentials(Failure::new(self.context.clone(), error))
    }

    /// Sends a request and records the head of its response.
    pub(super) async fn send(&mut self, request: Request<Bytes>) -> AttemptEnd {
        self.context.attempts = self.attempts.number();
        self.context.applied_before = self.context.applied;
        let secrets = Secrets::of(request.headers());
        // The limit starts here: waiting for credentials does not count towards an attempt.
        let limit = after(self.attempt_timeout).min(self.deadline);
        let span = trace::attempt_span(self.endpoint.url(), self.context.attempts);
        let mut progress = Progress::default();
        // Pinned first, so that the large future isn't moved.
        let sent = {
            #[cfg(not(feature = "event-stream"))]
            let sent = pin!(self.client.transport.send(request, self.client.response_limit, &mut progress));
            #[cfg(feature = "event-stream")]
            let sent = pin!(self.open(request, &mut progress, &secrets));
            tokio::time::timeout_at(limit, sent.instrument(span.clone())).await
        };
        let end = match sent {
            #[cfg(not(feature = "event-stream"))]
            Ok(Ok(response)) => self.end_of_response(response, &secrets),
            #[cfg(feature = "event-stream")]
            Ok(Ok(end)) => end,
            Ok(Err(error)) => AttemptEnd::Failed(error),
            Err(_) => AttemptEnd::TimedOut(progress),
        };
        if let Some((status, headers)) = end.head() {
            self.context.record_head(status, headers);
            trace::record_head(&span, &self.context);
            // Only a further attempt needs the service's clock.
            if !end.is_success() {
                self.service_clock = self.context.date.map(ClockSkew::from_date);
            }
        }
        if !end.is_success() {
            trace::record_error(&span, &end.kind());
        }
        end
    }

    /// Returns the end of an attempt with a whole response.
    pub(super) fn end_of_response(&self, mut response: Response<Bytes>, secrets: &Secrets) -> AttemptEnd {
        if !response.status().is_success() {
            secrets.redact(response.body_mut(), &self.request.secrets);
            let error = ErrorDetails::read(&response, self.client.service.query_compatible);
            AttemptEnd::Error(response, error)
        } else if checksum_differs(&response) {
            AttemptEnd::Corrupt(response)
        } else {
            AttemptEnd::Success(response)
        }
    }
}

/// Returns `true` if the service sent a checksum, as DynamoDB does, that doesn't match the body.
fn checksum_differs(response: &Response<Bytes>) -> bool {
    let sent = response.headers().get(CHECKSUM).and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
    sent.is_some_and(|sent| sent != crc32fast::hash(response.body()))
}

/// Converts an instant to the time that a clock shows then.
fn by_clock(clock: ClockSkew, instant: Instant) -> Option<SystemTime> {
    clock.now().checked_add(instant - Instant::now())
}

const AGENT: &str = concat!("metering-core/", env!("CARGO_PKG_VERSION"));
const INVOCATION_ID: HeaderName = HeaderName::from_static("amz-sdk-invocation-id");
const CHECKSUM: HeaderName = HeaderName::from_static("x-amz-crc32");
const ATTEMPT: HeaderName = HeaderName::from_static("amz-sdk-request");
