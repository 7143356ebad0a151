//! The test server's own behavior: handlers that call the server, scripted and intercepted replies,
//! clocks, the request log, and the same replies over a socket and in memory.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{Request, StatusCode};
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::transport::{ReqwestTransport, Sending, Transport};
use metering_core::{Applied, Client, Error, ErrorMetadata, RetryKind, ServiceError, Shape, aws_operation};
use tests::tables::{Service, TablesError};

/// Stores a text.
#[aws_operation(action = "Put", output = ())]
#[derive(Debug, Clone)]
pub struct Put {
    /// The text.
    pub text: String,
}

/// Deletes a text.
#[aws_operation(action = "Drop", output = ())]
#[derive(Debug, Clone)]
pub struct Drop {
    /// The text.
    pub text: String,
}

fn put() -> Put {
    Put { text: "a".to_owned() }
}

fn drop_text() -> Drop {
    Drop { text: "a".to_owned() }
}

/// A timeout that no machine reaches unless the call hangs.
const LONG: Duration = Duration::from_secs(60);

fn too_much() -> TablesError {
    TablesError::TooMuch(ErrorMetadata::new("TooMuchException", "much"))
}

/// A declared code, the code of the variant's name, a server fault, and members.
#[derive(Debug, ServiceError)]
enum Errors {
    #[aws(code = "TooManyPuts", retry = throttling)]
    TooMany(ErrorMetadata),
    Gone(ErrorMetadata),
    #[aws(server_fault)]
    Broken(Broken, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[derive(Debug, Shape)]
struct Broken {
    part: String,
}

/// Finds a text.
#[aws_operation(action = "Find", output = (), error = Errors)]
#[derive(Debug, Clone)]
struct Find {}

#[tokio::test]
async fn an_error_without_a_code_gets_the_code_of_its_variant() {
    let message = || ErrorMetadata::from_message("a message");
    let other_code = ErrorMetadata::new("OtherException", "a message");
    let part = || "a".to_owned();
    for (error, code, status) in [
        (Errors::TooMany(message()), "TooManyPuts", 400),
        (Errors::Gone(message()), "GoneException", 400),
        (Errors::Broken(Broken { part: part() }, message()), "BrokenException", 500),
        (Errors::Gone(ErrorMetadata::new("", "a message")), "GoneException", 400),
        (Errors::Gone(other_code), "OtherException", 400),
    ] {
        let server = Server::in_memory();
        let error = Mutex::new(Some(error));
        server.on(move |_: Find| Reply::error(error.lock().unwrap().take().unwrap()));
        let client: Client<Service> = server.client();
        let error = client.send(Find {}).max_attempts(1).await.unwrap_err();
        assert_eq!((error.code(), error.message()), (Some(code), Some("a message")));
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        if let Error::Service(Errors::Broken(broken, _)) = &error {
            assert_eq!(broken.part, part());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_may_inspect_and_change_its_server() {
    for server in [Server::start().await.unwrap(), Server::in_memory()] {
        let server = Arc::new(server);
        let weak = Arc::downgrade(&server);
        server.on(move |_: Put| {
            let server = weak.upgrade().unwrap();
            assert_eq!(server.received().len(), 1);
            server.on(|_: Put| Reply::error(too_much()));
            Reply::output(())
        });
        let client: Client<Service> = server.client();
        client.send(put()).timeout(LONG).max_attempts(1).await.unwrap();
        let second = client.send(put()).max_attempts(1).await.unwrap_err();
        assert_eq!(second.code(), Some("TooMuchException"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_handler_does_not_block_other_operations() {
    let server = Server::start().await.unwrap();
    let (release, wait) = std::sync::mpsc::channel();
    server.on(move |_: Put| {
        wait.recv_timeout(LONG).unwrap();
        Reply::output(())
    });
    server.on(move |_: Drop| {
        release.send(()).unwrap();
        Reply::output(())
    });
    let client: Client<Service> = server.client();
    let held = tokio::spawn(client.send(put()).timeout(LONG).max_attempts(1));
    while server.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    client.send(drop_text()).timeout(LONG).max_attempts(1).await.unwrap();
    held.await.unwrap().unwrap();
}

#[tokio::test]
async fn scripted_and_intercepted_replies_need_no_handler() {
    for server in [Server::start().await.unwrap(), Server::in_memory()] {
        let client: Client<Service> = server.client();
        server.next(RawReply::error(StatusCode::BAD_REQUEST, "TooMuchException", "scripted"));
        let error = client.send(put()).max_attempts(1).await.unwrap_err();
        assert!(matches!(error, Error::Service(TablesError::TooMuch(_))), "{error}");

        server.intercept(|received| {
            let is_put = received.action() == "Put";
            is_put.then(|| RawReply::error(StatusCode::BAD_REQUEST, "Intercepted", "with"))
        });
        assert_eq!(client.send(put()).await.unwrap_err().code(), Some("Intercepted"));
        let error = client.send(drop_text()).await.unwrap_err();
        assert_eq!(error.code(), Some("UnknownOperationException"));
        let message = error.message().unwrap();
        assert!(message.ends_with("add `server.on(|request: Drop| …)`"), "{message}");

        // A scripted reply doesn't replace the verification of the signature.
        server.next(RawReply::json(StatusCode::OK, "{}"));
        let access_key_id = server.credentials().access_key_id().to_owned();
        let wrong_secret = metering_core::credentials::from_keys(access_key_id, "wrong", None);
        let mut impostor = Client::<Service>::builder()
            .region("us-east-1")
            .endpoint_url(server.url())
            .credentials(wrong_secret);
        if server.url() == "http://localhost" {
            impostor = impostor.transport(server.transport());
        }
        let refused = impostor.build().unwrap().send(put()).await.unwrap_err();
        assert_eq!(refused.code(), Some("InvalidSignatureException"));
        assert_eq!(server.received().last().unwrap().signature_error(), Some("InvalidSignatureException"));
        client.send(put()).await.unwrap();
    }
}

/// Each kind of reply means the same to a client over a socket and in memory.
#[tokio::test]
async fn replies_are_the_same_over_a_socket_and_in_memory() {
    for server in [Server::start().await.unwrap(), Server::in_memory()] {
        server.on(|_: Put| Reply::output(()));
        let client: Client<Service> = server.client();
        let once = async || client.send(put()).max_attempts(1).await;

        assert!(once().await.is_ok());
        server.on(|_: Put| Reply::error(too_much()));
        let error = once().await.unwrap_err();
        assert!(matches!(error, Error::Service(TablesError::TooMuch(_))), "{error}");
        assert!(error.request_id().is_some_and(|id| id.len() == 36), "{error}");

        server.on(|_: Put| Reply::disconnect());
        let error = once().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        assert_eq!((error.applied(), error.retryable()), (Applied::Unknown, Some(RetryKind::Transient)));

        server.next(RawReply::json(StatusCode::OK, r#"{"Text": "a"}"#).truncate(4));
        let error = once().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        assert_eq!(error.applied(), Applied::Yes);

        server.next(RawReply::json(StatusCode::OK, "{}").truncate(2).after(Duration::from_millis(1)));
        assert!(once().await.is_ok());
        server.next(RawReply::json(StatusCode::OK, "{}").after(LONG));
        let error = client.send(put()).timeout(Duration::from_millis(20)).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
    }
}

/// A delay in memory takes no real time under tokio's paused clock.
#[tokio::test(start_paused = true)]
async fn delays_in_memory_follow_a_paused_clock() {
    let server = Server::in_memory();
    server.on(|_: Put| Reply::output(()).after(Duration::from_secs(3)));
    let client: Client<Service> = server.client();
    let (began, real) = (tokio::time::Instant::now(), std::time::Instant::now());
    client.send(put()).await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 3);
    assert!(real.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn signatures_are_judged_by_the_servers_clock() {
    let hour = Duration::from_secs(3_600);
    for server in [Server::start().await.unwrap(), Server::in_memory()] {
        server.on(|_: Put| Reply::output(()));
        let client: Client<Service> = server.client();
        server.set_clock(move || SystemTime::now() + hour);
        // The client corrects its clock by the `Date` header, and sends the request again.
        client.send(put()).await.unwrap();
        assert_eq!(server.received()[0].signature_error(), Some("InvalidSignatureException"));
        assert_eq!((server.request_count(), server.received()[1].signature_error()), (2, None));

        // The corrected signature is refused by the machine's clock, and accepted by one of two.
        server.set_signature_times(|| vec![SystemTime::now()]);
        client.send(put()).max_attempts(1).await.unwrap_err();
        server.set_signature_times(move || vec![SystemTime::now(), SystemTime::now() + hour]);
        client.send(put()).max_attempts(1).await.unwrap();
    }
}

#[tokio::test]
async fn the_number_of_kept_requests_can_be_set() {
    let server = Server::builder().keep_requests(2).in_memory();
    server.on(|_: Put| Reply::output(()));
    let client: Client<Service> = server.client();
    for text in ["a", "b", "c"] {
        client.send(Put { text: text.to_owned() }).await.unwrap();
    }
    let kept: Vec<_> = server.received().iter().map(|one| one.input::<Put>().unwrap().text).collect();
    assert_eq!((kept, server.request_count()), (vec!["b".to_owned(), "c".to_owned()], 3));
}

/// Smithy: "All responses for the `awsJson1_0` protocol use the content type
/// `application/x-amz-json-1.0`", <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>
///
/// The request's content type doesn't matter.
#[tokio::test]
async fn a_reply_has_the_content_type_of_its_service() {
    let server = Server::start().await.unwrap();
    server.on(|put: Put| match put.text.as_str() {
        "a" => Reply::output(()),
        _ => Reply::error(too_much()),
    });
    for requested in ["application/x-amz-json-1.0", "application/json", "text/plain;charset=UTF-8"] {
        let seen = Arc::new(Recorder { requested, received: Mutex::default() });
        let client: Client<Service> = Client::builder()
            .region("us-east-1")
            .endpoint_url(server.url())
            .credentials(server.credentials())
            .transport(Arc::clone(&seen))
            .build()
            .unwrap();
        // Whatever the client changes after signing invalidates the signature, so that the error
        // is sent with a content type as well.
        let changed = requested != "application/x-amz-json-1.0";
        assert_eq!(client.send(put()).await.is_err(), changed);
        client.send(Put { text: String::new() }).max_attempts(1).await.unwrap_err();
        server.next(RawReply::json(StatusCode::OK, "{}"));
        assert_eq!(client.send(put()).await.is_err(), changed);
        assert_eq!(*seen.received.lock().unwrap(), ["application/x-amz-json-1.0"; 3]);
    }
}

/// Replaces the content type of requests, and records the content types of responses.
#[derive(Debug)]
struct Recorder {
    requested: &'static str,
    received: Mutex<Vec<String>>,
}

impl Transport for Recorder {
    fn send(&self, mut request: Request<Bytes>) -> Sending<'_> {
        Box::pin(async move {
            request.headers_mut().insert("content-type", self.requested.parse().unwrap());
            let transport = ReqwestTransport::new(ReqwestTransport::builder(), request.uri())?;
            let response = transport.send(request).await?;
            let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
            self.received.lock().unwrap().push(content_type);
            Ok(response)
        })
    }
}
