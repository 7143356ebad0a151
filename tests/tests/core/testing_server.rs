//! What an engineer does with the server on loopback beside answering: looks at it from a handler,
//! scripts what comes next, cuts an answer short.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode};
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::transport::{ReqwestTransport, Sending, Transport};
use metering_core::{Client, Error, ErrorMetadata, aws_operation};
use tests::tables::{Service, TablesError};

/// Does something.
#[aws_operation(action = "Put", output = ())]
#[derive(Debug, Clone)]
pub struct Put {
    /// What.
    pub text: String,
}

/// Does something else.
#[aws_operation(action = "Drop", output = ())]
#[derive(Debug, Clone)]
pub struct Drop {
    /// What.
    pub text: String,
}

fn put() -> Put {
    Put { text: "a".to_owned() }
}

fn drop_it() -> Drop {
    Drop { text: "a".to_owned() }
}

/// Long enough for any machine; what it bounds would last for ever.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_may_look_at_its_server_and_set_the_next_one() {
    let server = Arc::new(Server::start().await.unwrap());
    let itself = Arc::downgrade(&server);
    server.on(move |_: Put| {
        let server = itself.upgrade().unwrap();
        assert_eq!(server.received().len(), 1);
        server.on(|_: Put| Reply::error(TablesError::TooMuch(ErrorMetadata::new("TooMuchException", "2"))));
        Reply::output(())
    });
    let client: Client<Service> = server.client();
    client.send(put()).timeout(LONG).max_attempts(1).await.unwrap();
    let second = client.send(put()).max_attempts(1).await.unwrap_err();
    assert_eq!(second.code(), Some("TooMuchException"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_is_answered_while_the_handler_of_another_is_busy() {
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
    client.send(drop_it()).timeout(LONG).max_attempts(1).await.unwrap();
    held.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_scripted_needs_no_handler() {
    let server = Server::start().await.unwrap();
    let client: Client<Service> = server.client();
    server.next(RawReply::error(StatusCode::BAD_REQUEST, "TooMuchException", "scripted"));
    let error = client.send(put()).max_attempts(1).await.unwrap_err();
    assert!(matches!(error, Error::Service(TablesError::TooMuch(_))), "{error}");

    server.interfere(|received| {
        let ours = received.action() == "Put";
        ours.then(|| RawReply::error(StatusCode::BAD_REQUEST, "Interfered", "with"))
    });
    assert_eq!(client.send(put()).await.unwrap_err().code(), Some("Interfered"));
    assert_eq!(client.send(drop_it()).await.unwrap_err().code(), Some("UnknownOperationException"));

    // The signature must be good for it all the same.
    server.next(RawReply::json(StatusCode::OK, "{}"));
    let wrong = metering_core::credentials::from_keys(server.credentials().access_key_id(), "wrong", None);
    let impostor: Client<Service> =
        Client::builder().region("us-east-1").endpoint_url(server.url()).credentials(wrong).build().unwrap();
    impostor.send(put()).await.unwrap_err();
    assert_eq!(server.received().last().unwrap().refused(), Some("InvalidSignatureException"));
}

/// Smithy: "All responses for the `awsJson1_0` protocol use the content type
/// `application/x-amz-json-1.0`", <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>
#[tokio::test]
async fn a_reply_has_the_content_type_of_its_service() {
    let server = Server::start().await.unwrap();
    server.on(|put: Put| match put.text.as_str() {
        "a" => Reply::output(()),
        _ => Reply::error(TablesError::TooMuch(ErrorMetadata::new("TooMuchException", "much"))),
    });
    let seen = Arc::new(Recorder::default());
    let client: Client<Service> = Client::builder()
        .region("us-east-1")
        .endpoint_url(server.url())
        .credentials(server.credentials())
        .transport(Arc::clone(&seen))
        .build()
        .unwrap();
    client.send(put()).await.unwrap();
    client.send(Put { text: String::new() }).max_attempts(1).await.unwrap_err();
    server.next(RawReply::json(StatusCode::OK, "{}"));
    client.send(put()).await.unwrap();
    assert_eq!(*seen.0.lock().unwrap(), ["application/x-amz-json-1.0"; 3]);
}

/// Notes the content types of responses.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<String>>);

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_> {
        Box::pin(async move {
            let over = ReqwestTransport::new(ReqwestTransport::builder(), request.uri())?;
            let response = over.send(request, max_body).await?;
            let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
            self.0.lock().unwrap().push(kind);
            Ok(response)
        })
    }
}

#[tokio::test]
async fn any_reply_can_be_cut_short() {
    let server = Server::start().await.unwrap();
    server.on(|_: Put| Reply::output(()));
    server.next(RawReply::json(StatusCode::OK, r#"{"Text": "a"}"#).cut_after(4));
    let client: Client<Service> = server.client();
    let error = client.send(put()).max_attempts(1).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error}");
    client.send(put()).await.unwrap();
}
