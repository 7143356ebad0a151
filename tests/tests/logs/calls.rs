//! The spans, events and errors of calls, which must not contain secrets.

use std::error::Error as _;
use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::EXCLUSIVE;
use aws_credential_types::Credentials;
use http::{Response, StatusCode};
use metering_core::retry::RetryPolicy;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::{Client, Error, RetryKind};
use tests::everything::{Color, EverythingError, Members, Send, SendOutput, Service};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

const SECRET_KEY: &str = "wJalrXUtnFEMIK7MDENGbPxRfiCYsecretkey";
const SESSION_TOKEN: &str = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3Qtsession+token==";
const MEMBER: &str = "a-secret-in-a-member";
const PASSWORD: &str = "a-password-in-a-url";

/// Records all spans and events of all levels as text, and the fields of spans by name.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    text: String,
    spans: Vec<Span>,
}

struct Span {
    id: u64,
    name: &'static str,
    parent: Option<u64>,
    fields: Vec<(String, String)>,
}

impl Span {
    fn field(&self, name: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().rev().find(|(field, _)| field == name)?;
        Some(value)
    }
}

struct Fields<'a>(&'a mut Vec<(String, String)>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.push((field.name().to_owned(), format!("{value:?}")));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name().to_owned(), value.to_owned()));
    }
}

impl<S> Layer<S> for Recorder
where
    S: tracing::Subscriber + for<'a> tracing_subscriber::registry::LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Vec::new();
        attributes.record(&mut Fields(&mut fields));
        let parent = context.span(id).and_then(|span| Some(span.parent()?.id().into_u64()));
        let mut inner = self.0.lock().unwrap();
        write!(inner.text, "{attributes:?} {fields:?}").unwrap();
        inner.spans.push(Span { id: id.into_u64(), name: attributes.metadata().name(), parent, fields });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut inner = self.0.lock().unwrap();
        let Inner { text, spans } = &mut *inner;
        // The ID of a closed span is reused.
        let span = spans.iter_mut().rev().find(|span| span.id == id.into_u64()).unwrap();
        values.record(&mut Fields(&mut span.fields));
        write!(text, "{values:?} {:?}", span.fields).unwrap();
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = Vec::new();
        event.record(&mut Fields(&mut fields));
        writeln!(self.0.lock().unwrap().text, "{event:?} {fields:?}").unwrap();
    }
}

/// Records the messages of dependencies that use `log`.
impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        writeln!(self.0.lock().unwrap().text, "{} {}", record.target(), record.args()).unwrap();
    }

    fn flush(&self) {}
}

fn input() -> Send {
    Send {
        members: Members {
            text: "a".to_owned(),
            free: None,
            flag: true,
            byte: None,
            short: None,
            integer: 0,
            long: 0,
            float: None,
            double: 0.5,
            big: None,
            blob: None,
            seconds: None,
            date_time: None,
            http_date: None,
            document: None,
            json: None,
            items: None,
            sparse: vec![],
            map: [].into(),
            sparse_map: [].into(),
            color: Color::Red,
            level: None,
            choice: None,
            code: None,
            secret: Some(MEMBER.into()),
            next: None,
        },
        list: vec![],
        one: None,
        other: None,
        token: None,
    }
}

fn output() -> SendOutput {
    SendOutput { members: Some(input().members), list: vec![] }
}

fn credentials() -> Credentials {
    Credentials::new("AKIDOBSERVED", SECRET_KEY, Some(SESSION_TOKEN.to_owned()), None, "test")
}

async fn server() -> Server {
    let server = Server::builder().credentials(credentials()).start().await.unwrap();
    server.on(|_: Send| Reply::output(output()));
    server
}

fn client(server: &Server) -> metering_core::ClientBuilder<Service> {
    Client::builder()
        .region(server.region())
        .endpoint_url(server.url())
        .credentials(credentials())
        .retry(RetryPolicy::default().with_max_backoff(Duration::from_millis(5)))
}

/// Returns everything that an error and its sources print.
fn printed(error: &Error<EverythingError>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, "{error} {error:?}").unwrap();
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn secrets_in_calls_errors_and_urls_are_not_printed() {
    let _exclusive = EXCLUSIVE.lock().await;
    let recorder = Recorder::default();
    log::set_boxed_logger(Box::new(recorder.clone())).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(recorder.clone()));

    let server = server().await;
    let builder = client(&server).http(reqwest::Client::builder().connection_verbose(false));
    let mut text = format!("{builder:?} {builder:#?}");
    let client = builder.build().unwrap();
    write!(text, "{client:?} {client:#?} {:?} {:?}", input(), output()).unwrap();

    // Success, each kind of error, and a service that quotes the signed headers in its message.
    client.send(input()).await.unwrap();
    let call = client.send(input());
    write!(text, "{call:?}").unwrap();
    let response = call.response().await.unwrap();
    write!(text, "{response:?}").unwrap();
    let mut invalid = input();
    invalid.members.text = MEMBER.repeat(3);
    invalid.members.code = Some(MEMBER.into());
    text += &printed(&client.send(invalid).await.unwrap_err());
    server.next(RawReply::disconnect());
    server.next(RawReply::json(StatusCode::OK, format!(r#"{{"Members":{{"Secret":["{MEMBER}"]}}}}"#)));
    text += &printed(&client.send(input()).await.unwrap_err());
    server.next(RawReply::json(StatusCode::OK, format!(r#"{{"Members":{{"Flag":"{MEMBER}"}}}}"#)));
    text += &printed(&client.send(input()).await.unwrap_err());
    server.next(RawReply::json(StatusCode::OK, format!(r#"{{"Members":{{"Secret":"{MEMBER}"#)));
    text += &printed(&client.send(input()).await.unwrap_err());
    server.intercept(|received| {
        let quoted = format!(
            "The canonical string should have been x-amz-security-token:{} authorization:{}",
            received.header("x-amz-security-token"),
            received.header("authorization"),
        );
        let body = serde_json::json!({ "__type": "InvalidSignatureException", "message": quoted });
        Some(RawReply::json(StatusCode::FORBIDDEN, body.to_string()))
    });
    let quoting = client.send(input()).await.unwrap_err();
    assert!(quoting.to_string().contains("x-amz-security-token:***"), "{quoting}");
    text += &printed(&quoting);
    let wrong = Credentials::new("AKIDOBSERVED", "another", Some(SESSION_TOKEN.to_owned()), None, "test");
    let wrong = self::client(&server).credentials(wrong).build().unwrap();
    text += &printed(&wrong.send(input()).await.unwrap_err());
    let unsendable = Credentials::new("AKID", SECRET_KEY, Some(format!("{SESSION_TOKEN}\n")), None, "test");
    let unsendable = self::client(&server).credentials(unsendable).build().unwrap();
    text += &printed(&unsendable.send(input()).await.unwrap_err());
    for received in server.received() {
        write!(text, "{received:?}").unwrap();
    }

    // Passwords in the URLs of a proxy and of an endpoint, where they are not allowed.
    let proxied = self::client(&server).endpoint_url("https://service.example.com");
    let proxy = reqwest::Proxy::all(format!("http://biller:{PASSWORD}@127.0.0.1:1")).unwrap();
    let proxied = proxied.http(reqwest::Client::builder().proxy(proxy));
    write!(text, "{proxied:?} {proxied:#?}").unwrap();
    text += &printed(&proxied.build().unwrap().send(input()).await.unwrap_err());
    let custom = self::client(&server).endpoint_url(format!("https://biller:{PASSWORD}@service.example.com"));
    write!(text, "{custom:?} {custom:#?}").unwrap();
    let error = custom.build().unwrap_err();
    write!(text, "{error} {error:?}").unwrap();
    let params = metering_core::endpoint::EndpointParams::new().endpoint_url(PASSWORD);
    write!(text, "{params:?}").unwrap();

    text += &recorder.0.lock().unwrap().text;
    assert!(text.contains("aws_call") && text.contains("reqwest"));
    let signatures: Vec<String> = server
        .received()
        .iter()
        .filter_map(|received| Some(received.header("authorization").split_once("Signature=")?.1.to_owned()))
        .collect();
    assert!(signatures.len() > 5);
    let secrets = [SECRET_KEY, SESSION_TOKEN, MEMBER, PASSWORD]
        .into_iter()
        .chain(signatures.iter().map(String::as_str));
    for secret in secrets {
        if let Some(at) = text.find(secret) {
            let from = text.floor_char_boundary(at.saturating_sub(300));
            panic!("{secret} is printed: {}", &text[from..at + secret.len()]);
        }
    }
}

#[tokio::test]
async fn spans_follow_opentelemetrys_conventions() {
    let _exclusive = EXCLUSIVE.lock().await;
    let recorder = Recorder::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(recorder.clone()));
    let server = server().await;
    let client = client(&server).build().unwrap();
    let id = |id: &'static str, status: StatusCode, body: &'static str| {
        RawReply::new(
            Response::builder().status(status).header("x-amzn-requestid", id).body(body.into()).unwrap(),
        )
    };
    server.next(id("first", StatusCode::SERVICE_UNAVAILABLE, "{}"));
    server.next(id("second", StatusCode::OK, "{}"));
    client.send(input()).await.unwrap();
    server.next(id("third", StatusCode::BAD_REQUEST, r#"{"__type":"RefusedException"}"#));
    client.send(input()).await.unwrap_err();
    server.next(id("fourth", StatusCode::OK, "not JSON"));
    client.send(input()).await.unwrap_err();

    let inner = recorder.0.lock().unwrap();
    let port = server.url().rsplit_once(':').unwrap().1.to_owned();
    let calls: Vec<_> = inner.spans.iter().filter(|span| span.name == "aws_call").collect();
    for call in &calls {
        for (name, value) in [
            ("otel.name", "everything.Send"),
            ("otel.kind", "client"),
            ("rpc.system", "aws-api"),
            ("rpc.system.name", "aws-api"),
            ("rpc.service", "everything"),
            ("rpc.method", "Send"),
            ("cloud.region", "us-east-1"),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
        ] {
            assert_eq!(call.field(name), Some(value), "{name}");
        }
    }
    let ends: Vec<_> = calls
        .iter()
        .map(|call| {
            ["aws.request_id", "http.response.status_code", "otel.status_code", "error.type"]
                .map(|name| call.field(name))
        })
        .collect();
    assert_eq!(
        ends,
        [
            [Some("second"), Some("200"), None, None],
            [Some("third"), Some("400"), Some("ERROR"), Some("RefusedException")],
            [Some("fourth"), Some("200"), Some("ERROR"), Some("response")],
        ]
    );
    let attempts: Vec<_> = inner.spans.iter().filter(|span| span.name == "attempt").collect();
    let ends: Vec<_> = attempts
        .iter()
        .map(|attempt| {
            assert_eq!(attempt.field("http.request.method"), Some("POST"));
            assert_eq!(attempt.field("url.full"), Some(format!("{}/", server.url()).as_str()));
            assert_eq!(attempt.field("server.port"), Some(port.as_str()));
            let call = calls.iter().position(|call| Some(call.id) == attempt.parent);
            assert!(call.is_some(), "the attempt has no parent call");
            for (name, value) in
                [("otel.name", "POST"), ("otel.kind", "client"), ("server.address", "127.0.0.1")]
            {
                assert_eq!(attempt.field(name), Some(value), "{name}");
            }
            let failed = attempt.field("error.type").map(|_| "ERROR");
            assert_eq!(attempt.field("otel.status_code"), failed);
            ["http.request.resend_count", "aws.request_id", "http.response.status_code", "error.type"]
                .map(|name| attempt.field(name))
        })
        .collect();
    assert_eq!(
        ends,
        [
            [None, Some("first"), Some("503"), Some("503")],
            [Some("1"), Some("second"), Some("200"), None],
            [None, Some("third"), Some("400"), Some("400")],
            [None, Some("fourth"), Some("200"), None],
        ]
    );
}

/// A call that is slow because of retries is visible at the level of production logs.
#[tokio::test]
async fn a_throttled_or_often_retried_call_warns_once() {
    let _exclusive = EXCLUSIVE.lock().await;
    let throttled = || RawReply::error(StatusCode::BAD_REQUEST, "ThrottlingException", "slow\ndown");
    let failed = || RawReply::error(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "");
    let rows: [(&str, Vec<RawReply>, usize); 5] = [
        ("no retry", vec![], 0),
        ("throttled", vec![throttled(), throttled(), throttled()], 1),
        ("two failures", vec![failed(), failed()], 0),
        ("four failures", vec![failed(), failed(), failed(), failed()], 1),
        ("both", vec![failed(), throttled(), failed(), failed(), failed()], 1),
    ];
    for (name, replies, warnings) in rows {
        let recorder = Recorder::default();
        let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(recorder.clone()));
        let server = server().await;
        let client = client(&server).build().unwrap();
        let retries = replies.len();
        replies.into_iter().for_each(|reply| server.next(reply));
        client.send(input()).max_attempts(9).await.unwrap();
        let text = recorder.0.lock().unwrap().text.clone();
        let events: Vec<_> = text.lines().filter(|line| line.contains("Event {")).collect();
        let count_of = |level: &str| events.iter().filter(|event| event.contains(level)).count();
        assert_eq!(count_of("Level(Warn)"), warnings, "{name}: {text}");
        let debug_events =
            events.iter().filter(|event| event.contains("retrying after a failed attempt")).count();
        assert_eq!(debug_events, retries - warnings, "{name}: {text}");
        if name == "throttled" {
            assert!(
                text.contains("\"reason\", \"throttled\"") && text.contains("ThrottlingException"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn an_error_keeps_its_details_in_anyhow_and_eyre() {
    let _exclusive = EXCLUSIVE.lock().await;
    fn assert_send_and_sync<T: std::marker::Send + Sync + 'static>() {}
    assert_send_and_sync::<Error<EverythingError>>();

    let server = server().await;
    let client = client(&server).build().unwrap();
    let rejected =
        || RawReply::error(StatusCode::BAD_REQUEST, "RefusedException", "no\nfurther: forged line\u{2028}");
    server.next(rejected());
    let error = client.send(input()).await.unwrap_err();
    let line = error.to_string();
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.starts_with(r"Send: RefusedException: no\nfurther: forged line\u{2028} "), "{line}");
    let id = error.request_id().unwrap().to_owned();
    assert!(line.ends_with(&format!("(HTTP 400, request id {id}, 1 attempt)")), "{line}");

    let tabbed =
        Response::builder().status(400).header("x-amzn-requestid", "a\tforged\tid").body("{}".into());
    server.next(RawReply::new(tabbed.unwrap()));
    let line = client.send(input()).await.unwrap_err().to_string();
    assert!(!line.contains(char::is_control) && line.contains(r"request id a\tforged\tid"), "{line}");

    let anyhow = anyhow::Error::from(error).context("while billing");
    assert!(format!("{anyhow:#}").contains(&id));
    let downcast: &Error<EverythingError> = anyhow.downcast_ref().unwrap();
    assert_eq!(downcast.code(), Some("RefusedException"));
    let cause = anyhow.chain().find_map(|cause| cause.downcast_ref::<EverythingError>()).unwrap();
    assert!(matches!(cause, EverythingError::Refused(metadata) if metadata.message().is_some()));

    server.next(RawReply::disconnect());
    server.next(RawReply::disconnect());
    server.next(RawReply::disconnect());
    let error = client.send(input()).await.unwrap_err();
    assert_eq!(error.retryable(), Some(RetryKind::Transient));
    let report = eyre::Report::from(error);
    let downcast: &Error<EverythingError> = report.downcast_ref().unwrap();
    assert_eq!(downcast.context().attempts, 3);
    // The chain includes the transport's own cause.
    assert!(report.chain().count() > 2, "{report:?}");
}
