//! What settings, declarations and transports of one's own make of a call.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use metering_core::retry::RetryPolicy;
use metering_core::settings::Environment;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::transport::{Sending, Transport, TransportErrorKind};
use metering_core::{
    Applied, Client, ClientBuilder, Error, ErrorMetadata, RetryKind, ServiceError, aws_operation, aws_service,
};

/// A service that wants to be asked four times.
#[aws_service(
    endpoint_prefix = "calls",
    target_prefix = "Calls",
    json_version = "1.1",
    error = CallsError,
    retry(max_attempts = 4, base_ms = 1)
)]
pub struct Service;

/// What it fails with.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum CallsError {
    /// Anything.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Something that must be done once.
#[aws_operation(action = "Do", output = ())]
#[derive(Debug, Clone)]
pub struct Do {
    /// By which the service tells that it has done it.
    #[aws(idempotency_token)]
    pub token: Option<String>,
}

fn failure() -> RawReply {
    RawReply::error(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "in words")
}

async fn failing_server() -> Server {
    let server = Server::start().await.unwrap();
    server.on(|_: Do| Reply::output(()));
    server.interfere(|_| Some(failure()));
    server
}

fn builder(server: &Server) -> ClientBuilder<Service> {
    Client::builder().region("us-east-1").endpoint_url(server.url()).credentials(server.credentials())
}

async fn attempts(client: ClientBuilder<Service>) -> u32 {
    client.build().unwrap().send(Do { token: None }).await.unwrap_err().context().attempts
}

#[tokio::test]
async fn attempts_are_as_many_as_the_declaration_the_environment_or_the_client_says() {
    let server = failing_server().await;
    assert_eq!(attempts(builder(&server)).await, 4);
    let environment = |attempts: &str| {
        let none = "/nowhere/at/all";
        Environment::of([
            ("AWS_MAX_ATTEMPTS", attempts),
            ("AWS_CONFIG_FILE", none),
            ("AWS_SHARED_CREDENTIALS_FILE", none),
        ])
    };
    let from_environment = |attempts: &str| builder(&server).environment(environment(attempts)).from_env();
    assert_eq!(attempts(from_environment("2").await.unwrap()).await, 2);
    let policy = RetryPolicy::default().with_max_attempts(1);
    assert_eq!(attempts(from_environment("2").await.unwrap().retry(policy)).await, 1);
    let set_before = builder(&server).retry(policy).environment(environment("2")).from_env().await;
    assert_eq!(attempts(set_before.unwrap()).await, 1);
    for wrong in ["0", "-1", "many"] {
        let error = from_environment(wrong).await.unwrap_err().to_string();
        assert!(error.contains("AWS_MAX_ATTEMPTS"), "{error}");
    }
}

#[tokio::test]
async fn all_attempts_of_a_call_have_one_token() {
    let server = Server::start().await.unwrap();
    server.on(|_: Do| Reply::output(()));
    server.next(failure());
    server.next(failure());
    let client: Client<Service> = server.client();
    let response = client.send(Do { token: None }).response().await.unwrap();
    assert_eq!((response.context.attempts, response.context.applied), (3, Applied::Yes));
    client.send(Do { token: None }).await.unwrap();
    client.send(Do { token: Some("mine".into()) }).await.unwrap();
    let tokens: Vec<_> =
        server.received().iter().map(|received| received.input::<Do>().unwrap().token.unwrap()).collect();
    assert_eq!(tokens[0].len(), 36);
    assert!(tokens[0] == tokens[1] && tokens[1] == tokens[2] && tokens[2] != tokens[3]);
    assert_eq!(tokens[4], "mine");
}

#[tokio::test]
async fn retries_stop_where_most_of_them_fail() {
    let server = failing_server().await;
    let client = builder(&server).build().unwrap();
    let mut last = None;
    for _ in 0..50 {
        last = Some(client.send(Do { token: None }).await.unwrap_err());
    }
    // 500 tokens, of which a retry takes 14.
    assert_eq!(server.received().len(), 50 + 500 / 14);
    let last = last.unwrap();
    // Another attempt might have helped; it is the client that has had enough.
    assert_eq!((last.context().attempts, last.retryable()), (1, Some(RetryKind::Transient)));
}

#[tokio::test]
async fn a_single_call_may_depart_from_its_client() {
    let server = failing_server().await;
    let client = builder(&server).build().unwrap();
    let error = client.send(Do { token: None }).max_attempts(2).await.unwrap_err();
    assert_eq!(error.context().attempts, 2);
    server.interfere(|_| Some(failure().after(Duration::from_secs(60))));
    let limit = Duration::from_millis(50);
    let error = client.send(Do { token: None }).attempt_timeout(limit).max_attempts(2).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.context().attempts == 2, "{error}");
    let error = client.send(Do { token: None }).timeout(limit).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.context().attempts == 1, "{error}");
    assert_eq!(error.applied(), Applied::Unknown);
}

/// A transport of a user's own, which is silent first and then says too much.
#[derive(Debug, Default)]
struct Own(Arc<AtomicUsize>);

impl Transport for Own {
    fn send(&self, _: Request<Bytes>, _: usize) -> Sending<'_> {
        let before = self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            if before == 0 {
                std::future::pending::<()>().await;
            }
            Ok(Response::new(Bytes::from_static(&[b' '; 100])))
        })
    }
}

#[tokio::test]
async fn a_transport_of_ones_own_is_held_to_the_same_limits() {
    let own = Own::default();
    let sent = Arc::clone(&own.0);
    let server = failing_server().await;
    let client = builder(&server).transport(own).response_limit(99).build().unwrap();
    let call = client.send(Do { token: None }).attempt_timeout(Duration::from_millis(20)).max_attempts(1);
    let error = call.await.unwrap_err();
    // Nobody has seen whether it has sent it.
    assert!(matches!(error, Error::Timeout(_)) && error.applied() == Applied::Unknown, "{error}");
    let error = client.send(Do { token: None }).await.unwrap_err();
    let Error::Transport(failure) = &error else { panic!("{error}") };
    assert_eq!(failure.cause().kind(), TransportErrorKind::BodyTooLarge { limit: 99 });
    assert_eq!((error.applied(), sent.load(Ordering::SeqCst)), (Applied::Yes, 2));
}
