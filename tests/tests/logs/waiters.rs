//! The log events of waiters.

use http::StatusCode;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::{Client, Waiter};
use tests::everything::{Color, Send, Service};
use tracing::Level;

use crate::EXCLUSIVE;
use crate::recorder::Recorder;

/// Waits for a color.
#[derive(Waiter)]
#[aws(operation = Send, delay = 5, success(members.color = Color::Green), retry(members.secret = "hush"))]
struct Green;

/// Each attempt that doesn't end the wait logs the state and the time until the next attempt.
#[tokio::test(start_paused = true)]
async fn a_wait_logs_its_attempts_without_secrets() {
    let _exclusive = EXCLUSIVE.lock().await;
    let (recorder, _guard) = Recorder::start("metering_core::waiter", Level::DEBUG);
    let server = Server::in_memory();
    server.on(|_: Send| Reply::disconnect());
    for color in ["Red", "light-green"] {
        let body = format!(r#"{{"Members":{{"Color":"{color}","Secret":"a-secret"}}}}"#);
        server.next(RawReply::json(StatusCode::OK, body));
    }
    let client: Client<Service> = server.client();
    let request: Send = metering_core::wire::from_json(b"{}").unwrap();
    client.wait(request).until(Green).skip_validation().await.unwrap();

    let logged = recorder.events();
    let [started, polled, reached] = &logged[..] else { panic!("{logged:?}") };
    assert_eq!(started, r#"message=waiting for a state waiter="Green" operation="Send""#);
    let state = "state=`members.color` is Red, `members.secret` is ***";
    for part in ["the state is not reached yet", r#"waiter="Green""#, "attempt=1", "wait=5s", state] {
        assert!(polled.contains(part), "{part}: {polled}");
    }
    assert_eq!(reached, r#"message=the awaited state is reached waiter="Green" attempts=2"#);
    assert!(!logged.concat().contains("a-secret"), "{logged:?}");
}
