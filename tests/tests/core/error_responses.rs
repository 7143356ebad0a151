//! Error responses: how they are read, classified, redacted and printed.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::{Response, StatusCode};
use metering_core::retry::RetryPolicy;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::{
    BuildError, Client, Error, ErrorMetadata, Operation, RetryKind, Sensitive, ServiceError, Shape, Validate,
    aws_operation, wire,
};
use tests::tables::{Service, TablesError};

/// Stores a secret.
#[aws_operation(action = "Store", error = StoreError)]
#[derive(Debug, Clone, Default)]
pub struct Store {
    /// The secret.
    pub secret: Option<Sensitive<String>>,
    /// Secrets by name.
    #[aws(keys(length = ..=8), each(length = ..=8))]
    pub by_name: Option<Sensitive<HashMap<String, String>>>,
    /// Values by name.
    #[aws(keys(length = ..=8))]
    pub values: Option<HashMap<String, String>>,
    /// Names.
    #[aws(each(length = ..=8))]
    pub names: Option<Vec<String>>,
}

/// The stored values.
#[derive(Debug, Shape)]
pub struct StoreOutput {
    /// A number.
    pub number: Option<i64>,
    /// A text.
    pub text: Option<String>,
    /// Texts by name.
    pub texts: Option<HashMap<String, String>>,
    /// Secrets by name.
    pub secrets: Option<Sensitive<HashMap<String, i32>>>,
    /// Free JSON.
    pub document: Option<metering_core::Document>,
}

/// The errors of [`Store`].
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum StoreError {
    /// An error with a member.
    Refused(Refused, ErrorMetadata),
    /// Any other error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// The member of an error.
#[derive(Debug, Shape)]
pub struct Refused {
    /// The reason.
    pub reason: Option<String>,
}

fn response(status: u16, headers: &[(&str, &str)], body: impl Into<bytes::Bytes>) -> Response<bytes::Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).unwrap()
}

fn error_of(status: u16, headers: &[(&str, &str)], body: impl Into<bytes::Bytes>) -> Error<StoreError> {
    Store::from_http(&response(status, headers, body)).unwrap_err()
}

fn client(server: &Server) -> Client<Service> {
    Client::builder()
        .region(server.region())
        .endpoint_url(server.url())
        .credentials(server.credentials())
        .transport(server.transport())
        .retry(RetryPolicy::default().with_max_backoff(Duration::ZERO))
        .build()
        .unwrap()
}

const JSON: (&str, &str) = ("content-type", "application/x-amz-json-1.1");

/// <https://github.com/boto/botocore/issues/1846>,
/// <https://github.com/aws/aws-sdk-js-v3/issues/4038>
#[test]
fn an_error_without_a_code_keeps_its_message() {
    let html = "<html>\r\n<head><title>403 Forbidden</title></head>\r\n</html>";
    let long = "x".repeat(5000);
    for (headers, body, message, line) in [
        (
            &[JSON][..],
            r#"{"message":"Forbidden"}"#,
            Some("Forbidden"),
            "Store: the response has no error code: Forbidden (HTTP 403, 1 attempt)",
        ),
        (&[JSON], r#"{"Message":"Missing Authentication Token"}"#, Some("Missing Authentication Token"), ""),
        (&[], "upstream connect error", Some("upstream connect error"), ""),
        (&[], r#"{"error":{"reason":"quota"}}"#, Some(r#"{"error":{"reason":"quota"}}"#), ""),
        (&[JSON], "{}", None, "Store: the response has no error code (HTTP 403, 1 attempt)"),
        (&[], "", None, "Store: the response has no error code (HTTP 403, 1 attempt)"),
        (&[], &long, Some(&long[..200]), ""),
        (
            &[("content-type", "text/html")],
            html,
            Some("<html> <head><title>403 Forbidden</title></head> </html>"),
            "Store: expected AWS JSON, got `text/html`; the response may come from a proxy: \
             <html> <head><title>403 Forbidden</title></head> </html> (HTTP 403, 1 attempt)",
        ),
    ] {
        let error = error_of(403, headers, body.to_owned());
        assert!(matches!(error, Error::Response(_)), "{error}");
        assert_eq!(error.message(), message, "{body}");
        assert!(error.to_string().contains(line), "{error}");
        assert_eq!((error.code(), error.status()), (None, Some(StatusCode::FORBIDDEN)));
    }
}

#[test]
fn xml_errors_have_a_code() {
    for (body, code, message, retry) in [
        ("<ThrottlingException/>", "ThrottlingException", None, Some(RetryKind::Throttling)),
        (
            "<?xml version=\"1.0\"?>\n<ThrottlingException>\n  <Message>Rate &#34;exceeded&#34;</Message>\n</ThrottlingException>",
            "ThrottlingException",
            Some("Rate \"exceeded\""),
            Some(RetryKind::Throttling),
        ),
        ("<UnknownOperationException/>", "UnknownOperationException", None, None),
        (
            "<ErrorResponse xmlns=\"x\"><Error><Type>Sender</Type><Code>Throttling</Code><Message>slow</Message></Error></ErrorResponse>",
            "Throttling",
            Some("slow"),
            Some(RetryKind::Throttling),
        ),
    ] {
        let error = error_of(400, &[], body);
        assert_eq!((error.code(), error.message()), (Some(code), message), "{body}");
        assert_eq!(error.retryable(), retry, "{body}");
        assert!(matches!(error, Error::Service(StoreError::Unhandled(_))));
    }
}

/// <https://github.com/aws/aws-sdk-js-v3/pull/3852>
#[test]
fn an_error_type_may_be_a_list_with_namespaces_and_addresses() {
    for header in [
        "ThrottlingException",
        "ThrottlingException,BadRequestException",
        "ThrottlingException:http://internal.amazon.com/coral/",
        "aws.protocoltests#ThrottlingException",
        "aws.protocoltests#ThrottlingException:http://internal.amazon.com/coral/a,b",
        "aws.protocoltests#ThrottlingException,BadRequestException:http://internal.amazon.com/coral/",
    ] {
        for error in [
            error_of(400, &[("x-amzn-errortype", header)], "{}"),
            error_of(400, &[], format!(r#"{{"__type":"{header}"}}"#)),
        ] {
            assert_eq!(error.code(), Some("ThrottlingException"), "{header}");
            assert_eq!(error.retryable(), Some(RetryKind::Throttling), "{header}");
        }
    }
}

#[test]
fn a_lone_surrogate_is_read_as_a_replacement_character() {
    for (lone, expected) in
        [(r"\ud83d", "\u{fffd}"), (r"\ude00\ud83d", "\u{fffd}\u{fffd}"), (r"\uD800x", "\u{fffd}x")]
    {
        let error = error_of(400, &[], format!(r#"{{"message":"a{lone}","__type":"ThrottlingException"}}"#));
        assert_eq!(error.message(), Some(&*format!("a{expected}")));
        assert_eq!(error.retryable(), Some(RetryKind::Throttling));
        let output = Store::from_http(&response(
            200,
            &[],
            format!(r#"{{"Texts":{{"k{lone}":"v{lone}"}},"Document":["{lone}"],"Other":"{lone}","Text":"t{lone}\ud83d\ude00"}}"#),
        ))
        .unwrap();
        assert_eq!(output.text.unwrap(), format!("t{expected}😀"));
        assert_eq!(output.texts.unwrap()[&format!("k{expected}")], format!("v{expected}"));
        assert_eq!(output.document.unwrap()[0], expected);
    }
}

#[test]
fn a_long_accepts_whole_numbers_in_any_form() {
    for (text, expected) in [
        ("1.0E18", Some(1_000_000_000_000_000_000)),
        ("9.223372036854775807e18", Some(i64::MAX)),
        ("-9223372036854775808.000", Some(i64::MIN)),
        ("1000000000000000000e-3", Some(1_000_000_000_000_000)),
        ("9007199254740993.0", Some(9_007_199_254_740_993)),
        ("0.0", Some(0)),
        ("-0.0", Some(0)),
        ("0e99", Some(0)),
        ("1e3", Some(1000)),
        ("9.223372036854775808e18", None),
        ("1.5", None),
        ("1e-1", None),
        ("1E40", None),
        ("1e308", None),
    ] {
        let read = wire::from_json::<i64>(text.as_bytes());
        assert_eq!(read.as_ref().ok(), expected.as_ref(), "{text}: {read:?}");
        let double = wire::from_json::<f64>(text.as_bytes()).unwrap();
        assert_eq!(double.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
}

/// The service quotes the secrets of the request, in any JSON form, in its message and in an
/// error's member.
#[tokio::test]
async fn the_secrets_of_an_input_are_redacted_from_its_error() {
    let server = Server::in_memory();
    server.on(|_: Store| Reply::output(StoreOutput::builder().build()));
    let secret = "x7Kd/+=zß\"q9";
    let request = Store {
        secret: Some(secret.into()),
        by_name: Some(Sensitive::new(HashMap::from([("name".to_owned(), "Y4-lizard".to_owned())]))),
        ..Store::default()
    };
    for quoted in [r#"x7Kd/+=zß\"q9"#, r#"x7Kd\/+\u003dz\u00df\"q9"#] {
        server.next(RawReply::json(
            StatusCode::BAD_REQUEST,
            format!(
                r#"{{"__type":"RefusedException","message":"got {quoted}","Reason":"Y4-lizard, {quoted}"}}"#
            ),
        ));
        let error = client(&server).send(request.clone()).skip_validation().await.unwrap_err();
        assert_eq!(error.message(), Some("got ***"));
        let Error::Service(StoreError::Refused(refused, _)) = &error else { panic!("{error}") };
        assert_eq!(refused.reason.as_deref(), Some("***, ***"));
        for printed in [format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
            assert!(!printed.contains("x7Kd") && !printed.contains("lizard"), "{printed}");
        }
    }
}

/// 2 MiB of the request's own signature took 8 seconds, whatever the time limit.
#[tokio::test]
async fn a_body_of_signatures_is_redacted_in_one_pass() {
    let server = Server::in_memory();
    server.on(|_: Store| Reply::output(StoreOutput::builder().build()));
    server.intercept(|received| {
        let signature = received.header("authorization").rsplit('=').next().unwrap().to_owned();
        let message = signature.repeat((2 << 20) / signature.len());
        Some(RawReply::error(StatusCode::BAD_REQUEST, "InvalidSignatureException", &message))
    });
    let start = Instant::now();
    let error = client(&server).send(Store::default()).max_attempts(1).await.unwrap_err();
    assert!(error.message().unwrap().bytes().all(|byte| byte == b'*'));
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
}

#[test]
fn keys_of_secrets_are_not_printed_and_other_keys_are_bounded() {
    let long = "k".repeat(10_000);
    let violations = |request: Store| request.validate().unwrap_err();
    let map = || HashMap::from([(long.clone(), "a value too long".to_owned())]);
    let secret = violations(Store { by_name: Some(Sensitive::new(map())), ..Store::default() });
    assert_eq!(secret.violations().len(), 2);
    for violation in secret.violations() {
        assert_eq!(violation.path(), "ByName[***]");
    }
    let open = violations(Store { values: Some(map()), ..Store::default() }).to_string();
    assert!(open.starts_with(r#"Values["kkk"#) && open.len() < 200, "{open}");
    let controls = HashMap::from([("a\n\u{202e}forged line".to_owned(), String::new())]);
    let controls = violations(Store { values: Some(controls), ..Store::default() }).to_string();
    assert!(controls.starts_with(r#"Values["a\n\u{202e}forged line"]: "#), "{controls}");
    let many = violations(Store { names: Some(vec!["n".repeat(9); 1000]), ..Store::default() });
    assert_eq!(many.violations().len(), 1000);
    let many = many.to_string();
    assert!(many.ends_with("; and 980 more") && many.len() < 2000, "{many}");

    let error =
        Store::from_http(&response(200, &[], r#"{"Secrets":{"x7Kd-secret-key":"text"}}"#)).unwrap_err();
    assert!(error.to_string().contains("Secrets: expected an integer, found a string"), "{error}");
    assert!(!format!("{error} {error:#?}").contains("x7Kd"));
    let body = format!(r#"{{"Texts":{{"{long}":1}}}}"#);
    let error = Store::from_http(&response(200, &[], body)).unwrap_err().to_string();
    assert!(error.contains(r#"Texts["kkk"#) && error.len() < 300, "{error}");
}

/// Everything that a peer chooses is printed on one line of bounded length.
#[test]
fn peer_text_is_printed_on_one_line() {
    let evil = "a\r\nINFO forged\u{1b}[2J\u{202e}\u{2028}\u{85}";
    let escaped = r"a\r\nINFO forged\u{1b}[2J\u{202e}\u{2028}\u{85}";
    let json = serde_json::to_string(&format!("{evil}{}", "x".repeat(8 << 20))).unwrap();
    for error in [
        error_of(400, &[], format!(r#"{{"__type":"E","message":{json}}}"#)),
        error_of(400, &[], format!(r#"{{"__type":{json},"message":"m"}}"#)),
        error_of(400, &[], format!(r#"{{"message":{json}}}"#)),
    ] {
        for line in [error.to_string(), format!("{error:?}")] {
            assert!(line.contains(escaped), "{line}");
            assert!(line.len() < 1500, "{}", line.len());
            assert!(!line.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{202e}')));
        }
    }
    let error = error_of(502, &[], evil);
    assert!(error.to_string().contains(r"forged\u{1b}[2J\u{202e}"), "{error}");
}

#[tokio::test]
async fn the_date_of_a_response_is_in_the_context() {
    let server = Server::in_memory();
    server.on(|_: Store| Reply::output(StoreOutput::builder().build()));
    let date = "Mon, 23 Nov 2026 10:00:00 GMT";
    let expected = DateTime::from_str(date, Format::HttpDate).unwrap();
    server.next(RawReply::new(response(200, &[("date", date)], "{}")));
    let success = client(&server).send(Store::default()).response().await.unwrap();
    assert_eq!(success.context.date, Some(expected));
    server.next(RawReply::new(response(400, &[("date", date)], r#"{"__type":"E"}"#)));
    let error = client(&server).send(Store::default()).await.unwrap_err();
    assert_eq!(error.context().date, Some(expected));
    assert_eq!(error_of(400, &[("date", "yesterday")], "{}").context().date, None);
}

/// `fn main() -> Result<(), Box<dyn Error>>` prints `Debug`.
#[test]
fn debug_prints_one_line_and_alternate_debug_adds_the_fields() {
    let error = error_of(400, &[], r#"{"__type":"RefusedException","message":"no","Reason":"late"}"#);
    assert_eq!(format!("{error:?}"), "Store: RefusedException: no (HTTP 400, 1 attempt)");
    assert_eq!(
        format!("{:?}", Box::<dyn std::error::Error>::from(error)),
        "Store: RefusedException: no (HTTP 400, 1 attempt)"
    );
    let error = error_of(400, &[], r#"{"__type":"RefusedException","message":"no","Reason":"late"}"#);
    let fields = format!("{error:#?}");
    assert!(fields.starts_with("Store: RefusedException: no (HTTP 400, 1 attempt)\nService("), "{fields}");
    assert!(fields.contains("late"), "{fields}");
    let error: BuildError = Client::<Service>::builder().region("us-east-1").build().unwrap_err();
    assert_eq!(format!("{error:?}"), error.to_string());
    let error = TablesError::from_response(ErrorMetadata::new("TooMuchException", "slow"), b"{}");
    assert_eq!(error.to_string(), "TooMuchException: slow");
}
