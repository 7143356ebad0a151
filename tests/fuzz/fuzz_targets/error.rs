//! Reads any response as an error: no panic, a code without its namespace, a message on one line.

#![no_main]

#[path = "../../src/everything.rs"]
mod everything;

use arbitrary::Arbitrary;
use bytes::Bytes;
use everything::Send;
use libfuzzer_sys::fuzz_target;
use metering_core::{Applied, Error, Operation, ServiceError};

#[derive(Debug, Arbitrary)]
struct ErrorResponse<'a> {
    status: u16,
    kind: Option<&'a [u8]>,
    query: Option<&'a [u8]>,
    request_id: Option<&'a [u8]>,
    content_type: Option<&'a [u8]>,
    body: &'a [u8],
}

fuzz_target!(|fuzzed: ErrorResponse<'_>| {
    let Ok(status) = http::StatusCode::from_u16(fuzzed.status % 1000) else { return };
    let mut response = http::Response::new(Bytes::copy_from_slice(fuzzed.body));
    *response.status_mut() = status;
    for (name, value) in [
        ("x-amzn-errortype", fuzzed.kind),
        ("x-amzn-query-error", fuzzed.query),
        ("x-amzn-requestid", fuzzed.request_id),
        ("content-type", fuzzed.content_type),
    ] {
        if let Some(value) = value.and_then(|value| http::HeaderValue::from_bytes(value).ok()) {
            response.headers_mut().insert(name, value);
        }
    }
    let Err(error) = Send::from_http(&response) else {
        assert!(status.is_success());
        return;
    };
    assert_eq!(error.context().status, Some(status));
    let header = |name| response.headers().get(name).map_or(&b""[..], |value| value.as_bytes());
    let is_html = header("content-type").to_ascii_lowercase().starts_with(b"text/html");
    let is_page = is_html && error.request_id().is_none();
    assert_eq!(error.applied() == Applied::Yes, status.is_success() && !is_page);
    assert_eq!(error.applied() == Applied::No, (300..500).contains(&status.as_u16()) && status != 408);
    let line = error.to_string();
    assert!(!line.chars().any(char::is_control), "{line:?}");
    if let Error::Service(error) = &error {
        let code = error.metadata().code().expect("an error of the service's has a code");
        assert!(!code.is_empty() && !code.contains(':'), "{code:?}");
        let _ = (error.members(), error.retry(), error.metadata().query_error());
    }
});
