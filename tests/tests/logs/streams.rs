//! The log event at the end of an event stream.

use std::sync::Mutex;
use std::time::Duration;

use metering_core::testing::{Events, Reply, Server};
use metering_core::{
    Client, ErrorMetadata, EventStream, ServiceError, Shape, Union, UnknownMember, aws_operation, aws_service,
};
use tracing::Level;

use crate::EXCLUSIVE;
use crate::recorder::Recorder;

#[aws_service(endpoint_prefix = "watch", target_prefix = "Watch", json_version = "1.1", error = WatchError)]
struct Service;

#[aws_operation(action = "Watch")]
#[derive(Debug, Clone)]
struct Watch {}

#[derive(Debug, Shape)]
struct WatchOutput {
    events: EventStream<Watched>,
}

#[derive(Debug, Clone, Union)]
enum Watched {
    Text(String),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Debug, ServiceError)]
enum WatchError {
    Expired(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_stream_is_logged_once() {
    let _exclusive = EXCLUSIVE.lock().await;
    let two = || Events::new().events(["a", "a-secret"].map(|text| Watched::Text(text.to_owned())));
    let expired = || WatchError::Expired(ErrorMetadata::from_message("a-secret"));
    let long = Duration::from_secs(100);
    for (events, error) in [
        (two(), None),
        (two().exception(expired()), Some("ExpiredException")),
        (two().cut(), Some("transport")),
        (two().bytes("<html>"), Some("transport")),
        (two().corrupt(Watched::Text(String::new())), Some("response")),
        (two().pause(long).event(Watched::Text(String::new())), Some("timeout")),
    ] {
        let (recorder, _guard) = Recorder::start("metering_core::event_stream", Level::DEBUG);
        let server = Server::in_memory();
        let events = Mutex::new(Some(events));
        server.on(move |_: Watch| {
            Reply::output(WatchOutput { events: events.lock().unwrap().take().unwrap().into() })
        });
        let client: Client<Service> = server.client();
        let called = client.send(Watch {}).response().await.unwrap();
        let request_id = called.context.request_id.unwrap();
        let mut events = called.output.events;
        while events.next().await.is_some() {}
        let error = error.map(|error| format!(" error.type={error}")).unwrap_or_default();
        let expected = format!(
            "message=event stream ended operation=\"Watch\" events=2 aws.request_id={request_id}{error}"
        );
        assert_eq!(recorder.events(), [expected]);
    }
}
