//! Calls under settings, declarations and custom transports.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use metering_core::credentials;
use metering_core::endpoint::EndpointError;
use metering_core::retry::RetryPolicy;
use metering_core::settings::Environment;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::transport::{Body, Sending, Transport, TransportErrorKind};
use metering_core::{
    Applied, BuildError, Client, ClientBuilder, Error, ErrorMetadata, RetryKind, ServiceError, aws_operation,
    aws_service,
};

/// A service with four attempts per call.
#[aws_service(
    endpoint_prefix = "calls",
    target_prefix = "Calls",
    json_version = "1.1",
    error = CallsError,
    retry(max_attempts = 4, base_ms = 1)
)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum CallsError {
    /// Any error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// An operation that must be applied once.
#[aws_operation(action = "Do", output = ())]
#[derive(Debug, Clone)]
pub struct Do {
    /// The token that identifies repeated requests.
    #[aws(idempotency_token)]
    pub token: Option<String>,
}

/// An operation with a large input.
#[aws_operation(action = "Put", output = (), compressed)]
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
    /// The large member.
    pub text: String,
}

fn failure() -> RawReply {
    RawReply::error(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", "a message")
}

async fn failing_server() -> Server {
    let server = Server::start().await.unwrap();
    server.on(|_: Do| Reply::output(()));
    server.intercept(|_| Some(failure()));
    server
}

fn builder(server: &Server) -> ClientBuilder<Service> {
    Client::builder().region("us-east-1").endpoint_url(server.url()).credentials(server.credentials())
}

async fn attempts(client: ClientBuilder<Service>) -> u32 {
    client.build().unwrap().send(Do { token: None }).await.unwrap_err().context().attempts
}

#[tokio::test]
async fn the_declaration_environment_or_client_sets_the_number_of_attempts() {
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
async fn retries_stop_when_the_quota_is_used_up() {
    let server = failing_server().await;
    let client = builder(&server).build().unwrap();
    let mut last = None;
    for _ in 0..50 {
        last = Some(client.send(Do { token: None }).await.unwrap_err());
    }
    // 500 tokens, of which a retry takes 14.
    assert_eq!(server.received().len(), 50 + 500 / 14);
    let last = last.unwrap();
    // Another attempt might have helped, but the quota was used up.
    assert_eq!((last.context().attempts, last.retryable()), (1, Some(RetryKind::Transient)));
}

/// Until it is throttled, a client in adaptive mode sends like one in standard mode. After that,
/// first attempts wait too.
#[tokio::test(start_paused = true)]
async fn a_client_in_adaptive_mode_delays_first_attempts() {
    let limit = Duration::from_millis(100);
    let sent = Arc::<AtomicUsize>::default();
    let throttling = Throttling { sent: Arc::clone(&sent), from: 20 };
    let start = tokio::time::Instant::now();
    let builder = Client::<Service>::builder()
        .region("us-east-1")
        .credentials(credentials::from_keys("AKIDCALLS", "secret", None))
        .transport(throttling);
    let environment = Environment::of([("AWS_RETRY_MODE", "adaptive"), ("HOME", "/nowhere/at/all")]);
    let client = builder.environment(environment).from_env().await.unwrap().build().unwrap();
    for _ in 0..20 {
        client.send(Do { token: None }).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    let error = client.send(Do { token: None }).max_attempts(1).await.unwrap_err();
    assert_eq!(error.retryable(), Some(RetryKind::Throttling));
    // At half a request per second there is no time for a request.
    let error = client.send(Do { token: None }).timeout(limit).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!((error.applied(), error.context().attempts), (Applied::No, 0));
    let before = sent.load(Ordering::SeqCst);
    let start = tokio::time::Instant::now();
    for _ in 0..4 {
        let _ = client.send(Do { token: None }).max_attempts(1).timeout(Duration::MAX).await;
    }
    assert_eq!(sent.load(Ordering::SeqCst), before + 4);
    assert!(start.elapsed() >= Duration::from_secs(4), "{:?}", start.elapsed());
}

/// A transport that throttles all requests after the first `from`.
#[derive(Debug)]
struct Throttling {
    sent: Arc<AtomicUsize>,
    from: usize,
}

impl Transport for Throttling {
    fn send(&self, _: Request<Bytes>) -> Sending<'_> {
        let throttled = self.sent.fetch_add(1, Ordering::SeqCst) >= self.from;
        Box::pin(async move {
            let mut response = Response::new(Body::from("{}"));
            if throttled {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            Ok(response)
        })
    }
}

/// As in botocore, `fips-{region}` and `{region}-fips` select the Region and FIPS.
#[tokio::test]
async fn fips_pseudo_regions_select_the_region_and_fips() {
    let builder = || Client::<Service>::builder().credentials(credentials::from_keys("AKID", "secret", None));
    for (region, host, signed_for) in [
        ("fips-us-east-1", "calls-fips.us-east-1.amazonaws.com", "us-east-1"),
        ("us-gov-west-1-fips", "calls-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("us-east-1", "calls.us-east-1.amazonaws.com", "us-east-1"),
    ] {
        let environment = Environment::of([("AWS_REGION", region), ("HOME", "/nowhere/at/all")]);
        let found = builder().environment(environment).from_env().await.unwrap();
        for client in [builder().region(region), found] {
            let client = client.build().unwrap();
            assert_eq!(client.endpoint().url().host(), Some(host));
            assert_eq!(client.endpoint().signing_region(), Some(signed_for));
        }
    }
    let custom = builder().region("fips-us-east-1").endpoint_url("https://example.com").build();
    assert!(matches!(custom, Err(BuildError::Endpoint(EndpointError::FipsWithCustomEndpoint))));
}

/// Otherwise a misspelled name would send calls to AWS instead of the custom endpoint.
#[tokio::test]
async fn a_missing_services_section_is_an_error() {
    let folder = std::env::temp_dir().join(format!("metering-services-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("config");
    std::fs::write(&file, "[default]\nregion = eu-west-1\nservices = here\n[services there]\n").unwrap();
    let environment =
        |url: &str| Environment::of([("AWS_CONFIG_FILE", file.to_str().unwrap()), ("AWS_ENDPOINT_URL", url)]);
    let builder = |url| Client::<Service>::builder().environment(environment(url)).from_env();
    let error = builder("").await.unwrap_err().to_string();
    assert_eq!(error, "services (in the profile) must be the name of a [services …] section");
    // A setting in the environment needs no section.
    builder("http://localhost:4566").await.unwrap();
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_retry_mode_is_standard_or_adaptive() {
    let from_env = async |variables: &[(&str, &str)]| {
        let environment = Environment::of(variables.iter().copied().chain([("HOME", "/nowhere/at/all")]));
        Client::<Service>::builder().region("us-east-1").environment(environment).from_env().await
    };
    for mode in ["standard", "adaptive", "legacy", "Standard", ""] {
        from_env(&[("AWS_RETRY_MODE", mode)]).await.unwrap();
    }
    let error = from_env(&[("AWS_RETRY_MODE", "patient")]).await.unwrap_err().to_string();
    assert_eq!(error, "AWS_RETRY_MODE (in the profile: retry_mode) must be standard or adaptive");
}

#[tokio::test]
async fn large_bodies_are_compressed_unless_disabled() {
    let server = Server::start().await.unwrap();
    server.on(|_: Put| Reply::output(()));
    let from_env = async |variables: &[(&str, &str)]| {
        let environment = Environment::of(variables.iter().copied().chain([("HOME", "/nowhere/at/all")]));
        builder(&server).environment(environment).from_env().await
    };
    const MIN_SIZE: &str = "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES";
    const DISABLE: &str = "AWS_DISABLE_REQUEST_COMPRESSION";
    let rows: [(&[_], usize, &str); 7] = [
        // `{"Text":""}` is 11 bytes long.
        (&[], 10_229, "gzip"),
        (&[], 10_228, ""),
        (&[(MIN_SIZE, "20")], 9, "gzip"),
        (&[(MIN_SIZE, "20")], 8, ""),
        (&[(MIN_SIZE, "0")], 0, "gzip"),
        (&[(DISABLE, "true")], 100_000, ""),
        (&[(DISABLE, "false")], 100_000, "gzip"),
    ];
    for (variables, length, encoding) in rows {
        let put = Put { text: "x".repeat(length) };
        from_env(variables).await.unwrap().build().unwrap().send(put.clone()).await.unwrap();
        let received = server.received().pop().unwrap();
        assert_eq!(received.header("content-encoding"), encoding, "{variables:?} {length}");
        assert_eq!(received.input::<Put>().unwrap(), put);
    }
    for (variable, wrong) in [(MIN_SIZE, "-1"), (MIN_SIZE, "1048577"), (MIN_SIZE, "10 KB"), (DISABLE, "yes")]
    {
        let error = from_env(&[(variable, wrong)]).await.unwrap_err().to_string();
        assert!(error.starts_with(variable), "{error}");
    }
}

#[tokio::test]
async fn a_call_can_override_its_clients_settings() {
    let server = failing_server().await;
    let client = builder(&server).build().unwrap();
    let error = client.send(Do { token: None }).max_attempts(2).await.unwrap_err();
    assert_eq!(error.context().attempts, 2);
    server.intercept(|_| Some(failure().after(Duration::from_secs(60))));
    let limit = Duration::from_millis(50);
    let error = client.send(Do { token: None }).attempt_timeout(limit).max_attempts(2).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.context().attempts == 2, "{error}");
    // Long enough to send the request.
    let error = client.send(Do { token: None }).timeout(Duration::from_secs(2)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.context().attempts == 1, "{error}");
    assert_eq!(error.applied(), Applied::Unknown);
}

/// A custom transport that first never responds and then responds with too much.
#[derive(Debug, Default)]
struct Unresponsive(Arc<AtomicUsize>);

impl Transport for Unresponsive {
    fn send(&self, _: Request<Bytes>) -> Sending<'_> {
        let before = self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            if before == 0 {
                std::future::pending::<()>().await;
            }
            Ok(Response::new(Body::from(vec![b' '; 100])))
        })
    }
}

#[tokio::test]
async fn timeouts_and_the_response_limit_apply_to_custom_transports() {
    let transport = Unresponsive::default();
    let sent = Arc::clone(&transport.0);
    let server = failing_server().await;
    let client = builder(&server).transport(transport).response_limit(99).build().unwrap();
    let call = client.send(Do { token: None }).attempt_timeout(Duration::from_millis(20)).max_attempts(1);
    let error = call.await.unwrap_err();
    // The transport does not report whether it sent the request.
    assert!(matches!(error, Error::Timeout(_)) && error.applied() == Applied::Unknown, "{error}");
    let error = client.send(Do { token: None }).await.unwrap_err();
    let Error::Transport(failure) = &error else { panic!("{error}") };
    assert_eq!(failure.cause().kind(), TransportErrorKind::BodyTooLarge { limit: 99 });
    assert_eq!((error.applied(), sent.load(Ordering::SeqCst)), (Applied::Yes, 2));
}
