//! Event streams of the testing server, over a socket and in memory.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use metering_core::testing::{Events, Reply, Server};
use metering_core::{ErrorMetadata, EventStream};
use tests::process::run_alone;
use tokio::time::timeout;

use crate::service::{Client, Error, Heartbeat, WatchError, WatchEvent, WatchOutput, changed, watch};
use crate::service::{KINDS, Watch};

const LONG: Duration = Duration::from_secs(20);

async fn servers() -> [Server; 2] {
    [Server::start().await.unwrap(), Server::in_memory()]
}

fn serve(server: &Server, events: impl Fn() -> Events<WatchEvent> + Send + 'static) {
    server.on(move |_: Watch| {
        Reply::output(WatchOutput { session: Some("s-1".to_owned()), events: events().into() })
    });
}

/// Returns the error that ends the stream after two events.
async fn error_after_two(server: &Server) -> Error {
    let client: Client = server.client();
    let output = client.send(watch()).await.unwrap();
    assert_eq!(output.session.as_deref(), Some("s-1"));
    let mut events = output.events;
    for number in [1, 2] {
        assert_eq!(timeout(LONG, events.next()).await.unwrap().unwrap().unwrap(), changed(number));
    }
    let error = timeout(LONG, events.next()).await.unwrap().unwrap().unwrap_err();
    assert_eq!(error.events(), 2);
    assert!(error.request_id().is_some(), "{error}");
    error.into()
}

fn two() -> Events<WatchEvent> {
    Events::new().event(changed(1)).event(changed(2))
}

#[tokio::test]
async fn declared_events_arrive_in_order() {
    for server in servers().await {
        serve(&server, || two().event(WatchEvent::Heartbeat(Heartbeat {})).events((3..6).map(changed)));
        let client: Client = server.client();
        let mut events = client.send(watch()).await.unwrap().events;
        let mut seen = Vec::new();
        while let Some(event) = events.next().await {
            seen.push(event.unwrap());
        }
        let heartbeat = WatchEvent::Heartbeat(Heartbeat {});
        assert_eq!(seen, [changed(1), changed(2), heartbeat, changed(3), changed(4), changed(5)]);
    }
}

#[tokio::test]
async fn an_exception_keeps_its_message_and_has_its_own_code_or_the_variants() {
    let metadata = [
        ErrorMetadata::new("ExpiredException", "five minutes are over"),
        ErrorMetadata::from_message("five minutes are over"),
    ];
    for (server, metadata) in servers().await.into_iter().zip(metadata) {
        serve(&server, move || two().exception(WatchError::Expired(metadata.clone())).event(changed(3)));
        let error = error_after_two(&server).await;
        assert!(matches!(error, Error::Service(WatchError::Expired(_))), "{error}");
        assert_eq!(error.message(), Some("five minutes are over"));
    }
}

#[tokio::test]
async fn faults_end_the_stream() {
    for server in servers().await {
        serve(&server, || two().corrupt(changed(3)));
        assert!(matches!(error_after_two(&server).await, Error::Response(_)));
        serve(&server, || two().cut());
        assert!(matches!(error_after_two(&server).await, Error::Transport(_)));
        serve(&server, || two().cut_inside(changed(3)));
        assert!(matches!(error_after_two(&server).await, Error::Transport(_)));
        serve(&server, || two().bytes("<html>an error of a proxy</html>"));
        assert!(matches!(error_after_two(&server).await, Error::Response(_)));
    }
}

#[tokio::test(start_paused = true)]
async fn pauses_need_no_real_time_in_memory() {
    let server = Server::in_memory();
    serve(&server, || two().pause(Duration::from_secs(59)).event(changed(3)).pause(Duration::from_secs(61)));
    let started = (Instant::now(), tokio::time::Instant::now());
    let client: Client = server.client();
    let mut events = client.send(watch()).await.unwrap().events;
    for number in [1, 2, 3] {
        assert_eq!(events.next().await.unwrap().unwrap(), changed(number));
    }
    // The default limit is 60 seconds.
    let error = events.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("no event arrived within 60s"), "{error}");
    assert_eq!(started.1.elapsed().as_secs(), 59 + 60);
    assert!(started.0.elapsed() < LONG);
}

/// Sends a message when it is dropped.
struct Guard(mpsc::Sender<()>);

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_sees_the_end_of_a_dropped_stream() {
    for server in servers().await {
        let (ended, seen) = mpsc::channel();
        serve(&server, move || {
            let guard = Guard(ended.clone());
            Events::new().events((0..).map(move |number| {
                let _ = &guard;
                changed(number)
            }))
        });
        let client: Client = server.client();
        let mut events = client.send(watch()).await.unwrap().events;
        for number in 0..1000 {
            assert_eq!(events.next().await.unwrap().unwrap(), changed(number));
        }
        assert!(seen.try_recv().is_err(), "the stream is open");
        drop(events);
        seen.recv_timeout(LONG).expect("the server stops sending");
    }
}

#[tokio::test]
async fn a_stream_can_be_read_without_a_server() {
    let mut events: EventStream<WatchEvent> = two().into();
    assert_eq!(events.next().await.unwrap().unwrap(), changed(1));
    assert_eq!(events.next().await.unwrap().unwrap(), changed(2));
    assert!(events.next().await.is_none());
}

/// Returns the number of open files of this process.
fn open_files() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
#[cfg(target_os = "linux")]
fn streams_leave_no_sockets_and_no_tasks_behind() {
    run_alone("testing::fifty_dropped_streams", &[]);
}

#[tokio::test]
#[ignore = "the test above runs it in a separate process"]
async fn fifty_dropped_streams() {
    let server = Server::start().await.unwrap();
    serve(&server, || Events::new().events((0..).map(changed)));
    for kind in KINDS {
        let client = kind.builder(&server.url()).credentials(server.credentials()).build().unwrap();
        let metrics = tokio::runtime::Handle::current().metrics();
        let before = (open_files(), metrics.num_alive_tasks());
        for _ in 0..50 {
            let mut events = client.send(watch()).await.unwrap().events;
            events.next().await.unwrap().unwrap();
        }
        let left = || (open_files().saturating_sub(before.0), metrics.num_alive_tasks() - before.1);
        let started = Instant::now();
        while left() != (0, 0) && started.elapsed() < LONG {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(left(), (0, 0), "{kind:?}");
    }
}
