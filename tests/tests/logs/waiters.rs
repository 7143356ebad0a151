//! The log events of waiters.

use std::fmt::{Debug, Write};
use std::sync::{Arc, Mutex};

use http::StatusCode;
use metering_core::testing::{RawReply, Reply, Server};
use metering_core::{Client, Waiter};
use tests::everything::{Color, Send, Service};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::EXCLUSIVE;

/// Waits for a color.
#[derive(Waiter)]
#[aws(operation = Send, delay = 5, success(members.color = Color::Green), retry(members.secret = "hush"))]
struct Green;

/// Records the fields of the waiters' events.
#[derive(Clone, Default)]
struct Events(Arc<Mutex<Vec<String>>>);

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Fields(String);
        impl Visit for Fields {
            fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
                write!(self.0, "{field}={value:?} ").unwrap();
            }
        }
        if event.metadata().target().starts_with("metering_core::waiter") {
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            self.0.lock().unwrap().push(fields.0.trim_end().to_owned());
        }
    }
}

/// Each attempt that doesn't end the wait logs the state and the time until the next attempt.
#[tokio::test(start_paused = true)]
async fn a_wait_logs_its_attempts_without_secrets() {
    let _exclusive = EXCLUSIVE.lock().await;
    let events = Events::default();
    let subscriber = tracing_subscriber::registry().with(events.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    let server = Server::in_memory();
    server.on(|_: Send| Reply::disconnect());
    for color in ["Red", "light-green"] {
        let body = format!(r#"{{"Members":{{"Color":"{color}","Secret":"a-secret"}}}}"#);
        server.next(RawReply::json(StatusCode::OK, body));
    }
    let client: Client<Service> = server.client();
    let request: Send = metering_core::wire::from_json(b"{}").unwrap();
    client.wait(request).until(Green).skip_validation().await.unwrap();

    let logged = events.0.lock().unwrap().clone();
    let [started, polled, reached] = &logged[..] else { panic!("{logged:?}") };
    assert_eq!(started, r#"message=waiting for a state waiter="Green" operation="Send""#);
    let state = "state=`members.color` is Red, `members.secret` is ***";
    for part in ["the state is not reached yet", r#"waiter="Green""#, "attempt=1", "wait=5s", state] {
        assert!(polled.contains(part), "{part}: {polled}");
    }
    assert_eq!(reached, r#"message=the awaited state is reached waiter="Green" attempts=2"#);
    assert!(!logged.concat().contains("a-secret"), "{logged:?}");
}
