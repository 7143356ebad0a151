//! The service of these tests.

use std::time::Duration;

use metering_core::transport::{HyperTransport, ReqwestTransport};
use metering_core::{
    ClientBuilder, ErrorMetadata, EventStream, ServiceError, Shape, Union, UnknownMember, aws_operation,
    aws_service, credentials,
};

#[aws_service(endpoint_prefix = "watch", target_prefix = "Watch", json_version = "1.1", error = WatchError)]
pub(crate) struct Service;

pub(crate) type Client = metering_core::Client<Service>;
pub(crate) type Error = metering_core::Error<WatchError>;

#[aws_operation(action = "Watch")]
#[derive(Debug, Clone)]
pub(crate) struct Watch {
    pub name: String,
}

#[derive(Debug, Shape)]
pub(crate) struct WatchOutput {
    pub session: Option<String>,
    pub events: EventStream<WatchEvent>,
}

#[derive(Debug, Clone, PartialEq, Union)]
pub(crate) enum WatchEvent {
    Changed(Changed),
    Heartbeat(Heartbeat),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub(crate) struct Changed {
    pub number: i64,
    pub text: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub(crate) struct Heartbeat {}

#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub(crate) enum WatchError {
    Expired(ErrorMetadata),
    #[aws(retry = throttling)]
    Slow(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

pub(crate) fn changed(number: i64) -> WatchEvent {
    WatchEvent::Changed(Changed { number, text: None })
}

pub(crate) fn watch() -> Watch {
    Watch { name: "a".to_owned() }
}

/// The transports of this crate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Reqwest,
    Hyper,
}

pub(crate) const KINDS: [Kind; 2] = [Kind::Reqwest, Kind::Hyper];

impl Kind {
    /// Returns the builder of a client with this transport.
    pub(crate) fn builder(self, url: &str) -> ClientBuilder<Service> {
        let builder = Client::builder()
            .region("us-east-1")
            .credentials(credentials::from_keys("AKIDEXAMPLE", "secret", None))
            .timeout(Duration::from_secs(30))
            .endpoint_url(url);
        let endpoint = url.parse().unwrap();
        match self {
            Kind::Reqwest => builder.transport(ReqwestTransport::with_defaults(&endpoint).unwrap()),
            Kind::Hyper => builder.transport(HyperTransport::new(&endpoint).unwrap()),
        }
    }

    pub(crate) fn client(self, url: &str) -> Client {
        self.builder(url).build().unwrap()
    }
}
