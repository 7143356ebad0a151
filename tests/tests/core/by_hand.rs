//! Hand-written declarations, tested against a server on loopback.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Request, Response};
use metering_core::credentials::from_keys;
use metering_core::settings::Environment;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::transport::{Body, ReqwestTransport, Sending, Transport};
use metering_core::{
    Applied, Client, Error, Operation, RetryKind, Union, UnknownMember, aws_operation, wire,
};
use tests::tables::Service;

/// An operation with a host prefix.
#[aws_operation(action = "PutThere", output = (), host_prefix = "{Cluster}.")]
#[derive(Debug, Clone)]
pub struct PutThere {
    /// The host label.
    #[aws(host_label)]
    pub cluster: String,
}

fn put_there(cluster: &str) -> PutThere {
    PutThere { cluster: cluster.to_owned() }
}

/// An IP address has no subdomains, so `http://green.127.0.0.1` would not be a valid host.
#[tokio::test]
async fn a_host_prefix_is_ignored_for_an_ip_address() {
    let server = Server::start().await.unwrap();
    server.on(|_: PutThere| Reply::output(()));
    let client: Client<Service> = server.client();
    client.send(put_there("green")).await.unwrap();
    assert!(server.received()[0].header("host").starts_with("127.0.0.1:"));
    // An invalid host label is an error also for an IP address.
    let error = client.send(put_there("a/b")).await.unwrap_err();
    assert!(matches!(error, Error::Endpoint(_)), "{error}");
}

/// A transport that records the targets of requests.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<String>>);

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        self.0.lock().unwrap().push(request.headers()["x-amz-target"].to_str().unwrap().to_owned());
        Box::pin(async move {
            let transport = ReqwestTransport::new(ReqwestTransport::builder(), request.uri())?;
            transport.send(request).await
        })
    }
}

#[tokio::test]
async fn a_transport_can_be_an_arc_or_a_trait_object() {
    let server = Server::start().await.unwrap();
    server.on(|_: PutThere| Reply::output(()));
    let recorder = Arc::new(Recorder::default());
    let shared: Arc<dyn Transport> = recorder.clone();
    let boxed: Box<dyn Transport> = Box::new(Arc::clone(&shared));
    for client in [
        Client::<Service>::builder().transport(Arc::clone(&recorder)),
        Client::builder().transport(shared),
        Client::builder().transport(boxed),
    ] {
        let client = client.region("us-east-1").endpoint_url(server.url()).credentials(server.credentials());
        client.build().unwrap().send(put_there("green")).await.unwrap();
    }
    assert_eq!(*recorder.0.lock().unwrap(), ["Tables.PutThere"; 3]);
}

/// A transport that records the hosts of requests and responds with `{}`.
#[derive(Debug, Default)]
struct Hosts(Mutex<Vec<String>>);

impl Transport for Hosts {
    fn send(&self, request: Request<Bytes>) -> Sending<'_> {
        self.0.lock().unwrap().push(request.uri().host().unwrap().to_owned());
        Box::pin(async { Ok(Response::new(Body::from("{}"))) })
    }
}

/// <https://docs.aws.amazon.com/sdkref/latest/guide/feature-host-prefix.html>
#[tokio::test]
async fn host_prefix_injection_can_be_disabled() {
    const DISABLE: &str = "AWS_DISABLE_HOST_PREFIX_INJECTION";
    let hosts = Arc::new(Hosts::default());
    let builder = |variables: &[(&str, &str)]| {
        let environment = Environment::of(variables.iter().copied().chain([("HOME", "/nonexistent")]));
        Client::<Service>::builder()
            .transport(Arc::clone(&hosts))
            .endpoint_url("http://tables.internal")
            .region("us-east-1")
            .credentials(from_keys("AKID", "secret", None))
            .environment(environment)
    };
    for (variables, expected) in [
        (&[][..], "green.tables.internal"),
        (&[(DISABLE, "false")], "green.tables.internal"),
        (&[(DISABLE, "true")], "tables.internal"),
    ] {
        let client = builder(variables).from_env().await.unwrap().build().unwrap();
        client.send(put_there("green")).await.unwrap();
        assert_eq!(hosts.0.lock().unwrap().pop().unwrap(), expected);
    }
    let disabled_in_code = builder(&[]).inject_host_prefix(false).build().unwrap();
    disabled_in_code.send(put_there("green")).await.unwrap();
    assert_eq!(hosts.0.lock().unwrap().pop().unwrap(), "tables.internal");
    let error = builder(&[(DISABLE, "yes")]).from_env().await.unwrap_err().to_string();
    assert!(error.starts_with(DISABLE), "{error}");
}

/// `from_http` classifies a response like a client that makes only one attempt.
#[tokio::test]
async fn from_http_classifies_responses_like_a_client() {
    let server = Server::start().await.unwrap();
    server.on(|_: PutThere| Reply::output(()));
    let client: Client<Service> = server.client();
    for (status, body, retryable, applied) in [
        (400, r#"{"__type":"a#TooMuchException"}"#, Some(RetryKind::Throttling), Applied::No),
        (503, r#"{"__type":"SlowDown"}"#, Some(RetryKind::Throttling), Applied::No),
        (
            400,
            r#"{"__type":"TransactionInProgressException"}"#,
            Some(RetryKind::Throttling),
            Applied::Unknown,
        ),
        (400, r#"{"__type":"ValidationException"}"#, None, Applied::No),
        (500, r#"{"__type":"InternalFailure"}"#, Some(RetryKind::Transient), Applied::Unknown),
        (502, "<html>", Some(RetryKind::Transient), Applied::Unknown),
        (302, "", None, Applied::No),
        (200, "{", None, Applied::Yes),
    ] {
        let response = || Response::builder().status(status).body(Bytes::from(body)).unwrap();
        server.next(RawReply::new(response()));
        let with = client.send(put_there("green")).max_attempts(1).await.unwrap_err();
        let without = PutThere::from_http(&response()).unwrap_err();
        for error in [with, without] {
            assert_eq!((error.retryable(), error.applied()), (retryable, applied), "{error}");
        }
    }
}

/// A value that can be a member of a set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Union)]
#[allow(clippy::upper_case_acronyms, reason = "the names are DynamoDB's")]
#[non_exhaustive]
pub enum Value {
    /// A string.
    S(String),
    /// A set of strings.
    SS(Vec<String>),
    /// A Boolean.
    BOOL(bool),
    /// A member that is newer than this declaration.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>
#[test]
fn a_variant_in_capitals_keeps_its_name() {
    assert_eq!(wire::to_json(&Value::SS(vec!["a".into()])), br#"{"SS":["a"]}"#);
    assert_eq!(wire::to_json(&Value::BOOL(true)), br#"{"BOOL":true}"#);
    assert_eq!(wire::from_json::<Value>(br#"{"SS":["a"]}"#).unwrap(), Value::SS(vec!["a".into()]));
}

#[test]
fn unions_can_be_hashed() {
    let set = std::collections::HashSet::from([Value::S("a".into()), Value::S("a".into())]);
    assert_eq!(set.len(), 1);
}
