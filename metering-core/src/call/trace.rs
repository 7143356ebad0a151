//! The spans and log events of a call.
//!
//! Names follow OpenTelemetry's conventions for AWS SDK calls and for RPC. `rpc.system` has two
//! names, because AWS's page and AWS's exporters still use the older one. The `otel.…` fields are
//! read by OpenTelemetry's bridge to `tracing`.

use std::time::Duration;

use http::Uri;
use tracing::Span;
use tracing::field::Empty;

use super::attempt::AttemptEnd;
use crate::client_inner::ClientInner;
use crate::error::{CallContext, PeerText};
use crate::retry::RetryKind;

/// Builds the span of a call.
pub fn call_span(client: &ClientInner, action: &'static str) -> Span {
    let url = client.endpoint.url();
    tracing::info_span!(
        "aws_call",
        otel.name = format_args!("{}.{action}", client.service.id),
        otel.kind = "client",
        otel.status_code = Empty,
        rpc.system = "aws-api",
        rpc.system.name = "aws-api",
        rpc.service = client.service.id,
        rpc.method = action,
        cloud.region = client.signing_region.as_str(),
        server.address = url.host().unwrap_or_default(),
        server.port = port(url),
        aws.request_id = Empty,
        http.response.status_code = Empty,
        error.type = Empty,
    )
}

/// Builds the span of an attempt.
pub fn attempt_span(url: &Uri, number: u32) -> Span {
    let span = tracing::info_span!(
        "attempt",
        otel.name = "POST",
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = "POST",
        http.request.resend_count = Empty,
        url.full = %url,
        server.address = url.host().unwrap_or_default(),
        server.port = port(url),
        http.response.status_code = Empty,
        aws.request_id = Empty,
        error.type = Empty,
    );
    if number > 1 {
        span.record("http.request.resend_count", number - 1);
    }
    span
}

fn port(url: &Uri) -> u16 {
    url.port_u16().unwrap_or(if url.scheme() == Some(&http::uri::Scheme::HTTP) { 80 } else { 443 })
}

/// Records the head of a response.
pub fn record_head(span: &Span, context: &CallContext) {
    if span.is_disabled() {
        return;
    }
    if let Some(id) = &context.request_id {
        span.record("aws.request_id", &*PeerText::name(id).into_text());
    }
    if let Some(status) = context.status {
        span.record("http.response.status_code", status.as_u16());
    }
}

/// Records a failure. `kind` may be an error code from the service.
pub fn record_error(span: &Span, kind: &str) {
    span.record("otel.status_code", "ERROR");
    span.record("error.type", &*PeerText::name(kind).into_text());
}

/// Logs a retry. The first throttled or third failed attempt of a call is logged as a warning, once
/// per call. All other retries are logged at the debug level.
pub fn log_retry(context: &CallContext, end: &AttemptEnd, wait: Duration, has_warned: &mut bool) {
    let attempt = context.attempts;
    let operation = context.operation;
    let kind = end.kind();
    let code = match end {
        AttemptEnd::Error(_, error) => error.code.as_deref().map(PeerText::name),
        _ => None,
    };
    let is_throttled = context.retryable == Some(RetryKind::Throttling);
    if (is_throttled || attempt >= 3) && !std::mem::replace(has_warned, true) {
        let reason = if is_throttled { "throttled" } else { "repeated failures" };
        tracing::warn!(operation, attempt, ?wait, error.type = &*kind, error.code = ?code, reason, "call is being retried");
    } else {
        tracing::debug!(operation, attempt, ?wait, error.type = &*kind, error.code = ?code, "retrying after a failed attempt");
    }
}
