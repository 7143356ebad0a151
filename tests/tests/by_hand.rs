//! What an engineer meets who declares a few operations and tests them on loopback.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use metering_core::testing::{Reply, Server};
use metering_core::transport::{ReqwestTransport, Sending, Transport};
use metering_core::{
    Client, Error, ErrorMetadata, ServiceError, Union, UnknownMember, aws_operation, aws_service,
};

/// A service.
#[aws_service(endpoint_prefix = "tables", target_prefix = "Tables", json_version = "1.0", error = TablesError)]
pub struct Service;

/// What it fails with.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum TablesError {
    /// Anything.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Does something on a host of its own.
#[aws_operation(action = "PutThere", output = (), host_prefix = "{Cluster}.")]
#[derive(Debug, Clone)]
pub struct PutThere {
    /// Where.
    #[aws(host_label)]
    pub cluster: String,
}

fn put_there(cluster: &str) -> PutThere {
    PutThere { cluster: cluster.to_owned() }
}

/// An address has no names below it: `http://green.127.0.0.1` is no URL.
#[tokio::test]
async fn a_host_prefix_leaves_an_address_as_it_is() {
    let server = Server::start().await.unwrap();
    server.on(|_: PutThere| Reply::output(()));
    let client: Client<Service> = server.client();
    client.send(put_there("green")).await.unwrap();
    assert!(server.received()[0].header("host").starts_with("127.0.0.1:"));
    // What is no host label is refused here as it is anywhere.
    let error = client.send(put_there("a/b")).await.unwrap_err();
    assert!(matches!(error, Error::Endpoint(_)), "{error}");
}

/// Notes what is sent, and is asked for it afterwards.
#[derive(Debug, Default)]
struct Recorder(Mutex<Vec<String>>);

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>, max_body: usize) -> Sending<'_> {
        self.0.lock().unwrap().push(request.headers()["x-amz-target"].to_str().unwrap().to_owned());
        Box::pin(async move {
            let over = ReqwestTransport::new(ReqwestTransport::builder(), request.uri())?;
            over.send(request, max_body).await
        })
    }
}

#[tokio::test]
async fn a_transport_may_be_shared_and_chosen_at_run_time() {
    let server = Server::start().await.unwrap();
    server.on(|_: PutThere| Reply::output(()));
    let seen = Arc::new(Recorder::default());
    let shared: Arc<dyn Transport> = seen.clone();
    let chosen: Box<dyn Transport> = Box::new(Arc::clone(&shared));
    for client in [
        Client::<Service>::builder().transport(Arc::clone(&seen)),
        Client::builder().transport(shared),
        Client::builder().transport(chosen),
    ] {
        let client = client.region("us-east-1").endpoint_url(server.url()).credentials(server.credentials());
        client.build().unwrap().send(put_there("green")).await.unwrap();
    }
    assert_eq!(*seen.0.lock().unwrap(), ["Tables.PutThere"; 3]);
}

/// A value that can be a member of a set.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Union)]
#[non_exhaustive]
pub enum Value {
    /// Text.
    S(String),
    /// A member newer than this.
    #[aws(other)]
    Unknown(UnknownMember),
}

#[test]
fn unions_can_be_hashed() {
    let set = std::collections::HashSet::from([Value::S("a".into()), Value::S("a".into())]);
    assert_eq!(set.len(), 1);
}
