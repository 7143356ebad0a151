//! Event streams over sockets, with both transports: the faults that end a stream, and the messages
//! of the errors.

use std::sync::mpsc;
use std::time::Duration;

use metering_core::error::{EventError, ResponseError, TimeoutError};
use metering_core::{Document, EventStreamError, RetryKind};
use tests::process::{run_alone, status};
use tokio::time::timeout;

use crate::frames::{chunk, event, exception, frame, head, initial, number, prelude, stream, unfinished};
use crate::server::{REQUEST_ID, RawResponse, Server, raw, response};
use crate::service::{Error, Heartbeat, KINDS, Kind, WatchError, WatchEvent, changed, watch};

const LONG: Duration = Duration::from_secs(20);

/// The events of a stream, and the error that ends it.
type Course = (Vec<WatchEvent>, Option<EventStreamError>);

async fn course(kind: Kind, url: &str) -> Result<Course, Error> {
    let client = kind.builder(url).event_timeout(Duration::from_millis(600)).build().unwrap();
    let mut events = client.send(watch()).await?.events;
    let mut seen = Vec::new();
    loop {
        match timeout(LONG, events.next()).await.expect("the stream hangs") {
            None => return Ok((seen, None)),
            Some(Ok(event)) => seen.push(event),
            Some(Err(error)) => {
                assert!(events.next().await.is_none(), "a stream ends with its first error");
                return Ok((seen, Some(error)));
            }
        }
    }
}

/// Returns the error that ends a stream with two events, after the checks that all errors have in
/// common.
async fn error_after_two(kind: Kind, response: RawResponse) -> EventStreamError {
    let server = Server::responding([response]);
    let (seen, error) = course(kind, &server.url()).await.unwrap();
    let error = error.expect("the stream ends with an error");
    assert_eq!(seen, [changed(1), changed(2)], "{error}");
    assert_eq!((error.events(), error.request_id()), (2, Some(REQUEST_ID)), "{error}");
    let line = error.to_string();
    assert!(line.starts_with("Watch: "), "{line}");
    let facts = format!(" (HTTP 200, request id {REQUEST_ID}, 1 attempt, 2 events)");
    assert!(line.ends_with(&facts), "{line}");
    assert_eq!(server.requests().len(), 1, "a stream that has begun is not requested again");
    error
}

/// Two events, and then these bytes as one chunk.
fn after_two(bytes: &[u8]) -> RawResponse {
    stream(&[initial("{}"), number(1), number(2), bytes.to_vec()])
}

#[tokio::test]
async fn the_initial_response_comes_first_and_unknown_events_are_kept() {
    let frames = [
        initial(r#"{"Session":"s-1"}"#),
        number(7),
        event("Heartbeat", ""),
        event("Heartbeat", "{}"),
        event("Renamed", r#"{"To":"b"}"#),
    ];
    let server = Server::responding([stream(&frames)]);
    for kind in KINDS {
        let called = kind.client(&server.url()).send(watch()).response().await.unwrap();
        assert_eq!(called.context.request_id.as_deref(), Some(REQUEST_ID));
        let mut output = called.output;
        assert_eq!(output.session.as_deref(), Some("s-1"));
        let mut seen = Vec::new();
        while let Some(event) = output.events.next().await {
            seen.push(event.unwrap());
        }
        let heartbeat = WatchEvent::Heartbeat(Heartbeat {});
        assert_eq!(seen[..3], [changed(7), heartbeat.clone(), heartbeat]);
        let WatchEvent::Unknown(unknown) = &seen[3] else { panic!("{:?}", seen[3]) };
        assert_eq!(
            (unknown.name(), unknown.value()),
            ("Renamed", &serde_json::json!({"To": "b"}) as &Document)
        );
        assert_eq!(seen.len(), 4);
    }
}

#[tokio::test]
async fn frames_may_be_split_and_joined_anywhere() {
    let frames = [initial("{}"), number(1), event("Heartbeat", ""), number(2)].concat();
    for size in [1, 3, 11, 13, 50, frames.len()] {
        let chunks: Vec<u8> = frames.chunks(size).flat_map(chunk).collect();
        let bytes = [head().into_bytes(), chunks, b"0\r\n\r\n".to_vec()].concat();
        let server = Server::responding([raw(bytes)]);
        for kind in KINDS {
            let (seen, error) = course(kind, &server.url()).await.unwrap();
            assert!(error.is_none(), "{error:?}");
            assert_eq!(seen, [changed(1), WatchEvent::Heartbeat(Heartbeat {}), changed(2)]);
        }
    }
}

#[tokio::test]
async fn a_service_may_leave_out_the_initial_response() {
    let server = Server::responding([stream(&[number(1), number(2)])]);
    for kind in KINDS {
        let (seen, error) = course(kind, &server.url()).await.unwrap();
        assert!(error.is_none(), "{error:?}");
        assert_eq!(seen, [changed(1), changed(2)]);
    }
}

#[tokio::test]
async fn an_exception_ends_the_stream_and_becomes_a_declared_error() {
    for kind in KINDS {
        let bytes = exception("ExpiredException", r#"{"message":"five minutes are over"}"#);
        let error = error_after_two(kind, after_two(&bytes)).await;
        assert_eq!(error.code(), Some("ExpiredException"));
        assert_eq!(error.message(), Some("five minutes are over"));
        let line = error.to_string();
        assert!(line.starts_with("Watch: ExpiredException: five minutes are over"), "{line}");
        let error: Error = error.into();
        assert_eq!(error.to_string(), line);
        assert!(matches!(error, Error::Service(WatchError::Expired(_))));

        let bytes = exception("NewException", "{}");
        let error: Error = error_after_two(kind, after_two(&bytes)).await.into();
        assert!(matches!(error, Error::Service(WatchError::Unhandled(_))), "{error}");
    }
}

#[tokio::test]
async fn an_error_without_a_shape_ends_the_stream() {
    let headers =
        [(":message-type", "error"), (":error-code", "ThrottlingException"), (":error-message", "slow")];
    for kind in KINDS {
        let error = error_after_two(kind, after_two(&frame(&headers, ""))).await;
        assert_eq!((error.code(), error.message()), (Some("ThrottlingException"), Some("slow")));
        assert_eq!(error.retryable(), Some(RetryKind::Throttling));
    }
}

#[tokio::test]
async fn a_wrong_checksum_ends_the_stream() {
    for kind in KINDS {
        let whole = number(3);
        for at in [8, whole.len() - 1, whole.len() - 6] {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            let error = error_after_two(kind, after_two(&bytes)).await;
            assert_eq!(error.retryable(), Some(RetryKind::Transient));
            let error: Error = error.into();
            let Error::Response(failure) = &error else { panic!("{error}") };
            assert!(matches!(failure.cause(), ResponseError::Event(EventError::Checksum)), "{error}");
        }
    }
}

#[tokio::test]
async fn an_invalid_frame_ends_the_stream() {
    let with_sum = |mut bytes: Vec<u8>, sum: &[u8]| {
        bytes.extend_from_slice(sum);
        bytes
    };
    let cases = [
        (frame(&[(":event-type", "Changed")], "{}"), "an event has no header `:message-type`"),
        (frame(&[(":message-type", "event")], "{}"), "an event has no header `:event-type`"),
        (frame(&[(":message-type", "exception")], "{}"), "an event has no header `:exception-type`"),
        (frame(&[(":message-type", "error")], "{}"), "an event has no header `:error-code`"),
        (frame(&[(":message-type", "note")], ""), "an event has the unknown message type `note`"),
        (frame(&[], ""), "an event has no header `:message-type`"),
        (event("Changed", "{"), "the event `Changed` could not be read: "),
        (event("Changed", r#"{"Number":"many"}"#), "the event `Changed` could not be read: Number: expected"),
        // The lengths contradict each other.
        (with_sum(prelude(15, 0), &[0; 8]), "a frame is invalid: "),
        (with_sum(prelude(16, 1), &[0; 8]), "a frame is invalid: "),
    ];
    for kind in KINDS {
        for (bytes, expected) in &cases {
            let line = error_after_two(kind, after_two(bytes)).await.to_string();
            assert!(line.starts_with(&format!("Watch: {expected}")), "{line}");
        }
    }
}

#[tokio::test]
async fn a_frame_that_is_too_long_ends_the_stream_before_its_payload() {
    const MIB: usize = 1 << 20;
    for kind in KINDS {
        for (total, headers) in [(u32::MAX as usize, 0), (17 * MIB, 0), (16 * MIB + 17, 0), (MIB, 129 << 10)]
        {
            // Only the prelude arrives, so that the stream would hang if it waited for the rest.
            let bytes = unfinished(&[initial("{}"), number(1), number(2), prelude(total, headers)]);
            let error = error_after_two(kind, raw(bytes)).await;
            assert!(error.to_string().contains(&format!("announces {total} bytes")), "{error}");
        }
        let large = event("Changed", format!(r#"{{"Number":1,"Text":"{}"}}"#, "a".repeat(15 * MIB)));
        let server = Server::responding([stream(&[initial("{}"), large])]);
        let (seen, error) = course(kind, &server.url()).await.unwrap();
        assert!(seen.len() == 1 && error.is_none(), "{error:?}");
    }
}

#[tokio::test]
async fn a_cut_connection_ends_the_stream() {
    let two = [initial("{}"), number(1), number(2)];
    let inside: Vec<Vec<u8>> = two.iter().cloned().chain([number(3)[..20].to_vec()]).collect();
    for kind in KINDS {
        let cuts = [
            raw(unfinished(&two)).then_close(),
            raw(unfinished(&inside)).then_close(),
            // The response ends properly, but inside of a frame.
            stream(&inside),
        ];
        for cut in cuts {
            let error = error_after_two(kind, cut).await;
            assert_eq!(error.retryable(), Some(RetryKind::Transient));
            assert!(
                error.to_string().contains("the connection broke before the end of the response"),
                "{error}"
            );
            assert!(matches!(Error::from(error), Error::Transport(_)));
        }
    }
}

#[tokio::test]
async fn a_long_pause_ends_the_stream() {
    for kind in KINDS {
        let error = error_after_two(kind, raw(unfinished(&[initial("{}"), number(1), number(2)]))).await;
        assert!(error.to_string().starts_with("Watch: no event arrived within 600ms"), "{error}");
        let error = Error::from(error);
        let Error::Timeout(failure) = &error else { panic!("{error}") };
        assert_eq!(*failure.cause(), TimeoutError::Event(Duration::from_millis(600)));
    }
}

#[tokio::test]
async fn the_limits_of_the_call_and_a_slow_caller_do_not_end_a_stream() {
    let server = Server::start(|connection| {
        connection.request();
        connection.write(&unfinished(&[initial("{}")]));
        for event in 0..6 {
            std::thread::sleep(Duration::from_millis(200));
            connection.write(&chunk(&number(event)));
        }
        connection.write(b"0\r\n\r\n");
        connection.hold();
    });
    for kind in KINDS {
        let builder = kind.builder(&server.url()).attempt_timeout(Duration::from_millis(500));
        let client = builder.timeout(Duration::from_millis(600)).build().unwrap();
        let mut events = client.send(watch()).event_timeout(Duration::from_millis(500)).await.unwrap().events;
        assert_eq!(events.next().await.unwrap().unwrap(), changed(0));
        tokio::time::sleep(Duration::from_millis(900)).await;
        for number in 1..6 {
            assert_eq!(events.next().await.unwrap().unwrap(), changed(number));
        }
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn the_attempt_limit_covers_the_initial_response() {
    for kind in KINDS {
        let server = Server::responding([raw(head())]);
        let client = kind.builder(&server.url()).attempt_timeout(Duration::from_millis(300)).build().unwrap();
        let error = client.send(watch()).max_attempts(1).await.unwrap_err();
        assert!(matches!(error, Error::Timeout(_)), "{error}");
        assert_eq!(error.request_id(), Some(REQUEST_ID));
    }
}

#[tokio::test]
async fn attempts_end_with_the_first_event() {
    let mut wrong = initial("{}");
    *wrong.last_mut().unwrap() ^= 1;
    for kind in KINDS {
        let failures = [
            raw(head()).then_close(),
            raw(unfinished(&[initial("{}")[..9].to_vec()])).then_close(),
            stream(&[]),
            stream(&[wrong.clone()]),
            stream(&[exception("SlowException", "{}")]),
            response(503, &[], "{}"),
        ];
        for failure in failures {
            let server = Server::responding([failure, stream(&[initial("{}"), number(1)])]);
            let called = kind.client(&server.url()).send(watch()).response().await.unwrap();
            assert_eq!(called.context.attempts, 2);
            let mut events = called.output.events;
            assert_eq!(events.next().await.unwrap().unwrap(), changed(1));
        }
    }
}

#[tokio::test]
async fn a_call_without_events_fails_like_any_other_call() {
    let json = ["content-type: application/x-amz-json-1.1"];
    let cases = [
        (
            response(400, &json, r#"{"__type":"ExpiredException","message":"too late"}"#),
            "ExpiredException: too late",
        ),
        (stream(&[exception("ExpiredException", r#"{"message":"too late"}"#)]), "ExpiredException: too late"),
        (
            response(200, &json, r#"{"Session":"not a stream"}"#),
            r#"expected an event stream, got `application/x-amz-json-1.1`: {"Session":"not a stream"}"#,
        ),
        (response(200, &["content-type: text/html"], "<html>Sign in</html>"), "expected an event stream"),
    ];
    for kind in KINDS {
        for (response, expected) in &cases {
            let server = Server::responding([response.clone()]);
            let client = kind.client(&server.url());
            let error = client.send(watch()).max_attempts(1).await.unwrap_err();
            let line = error.to_string();
            assert!(line.starts_with(&format!("Watch: {expected}")), "{line}");
            assert!(line.contains(REQUEST_ID) && line.ends_with("1 attempt)"), "{line}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dropping_a_stream_ends_its_connection() {
    for kind in KINDS {
        let (closed, seen) = mpsc::channel();
        let server = Server::start(move |connection| {
            connection.request();
            connection.write(&unfinished(&[initial("{}"), number(1)]));
            connection.hold();
            closed.send(()).unwrap();
        });
        let client = kind.client(&server.url());
        let mut events = client.send(watch()).await.unwrap().events;
        events.next().await.unwrap().unwrap();
        assert!(seen.recv_timeout(Duration::from_millis(200)).is_err(), "the connection is open");
        drop(events);
        seen.recv_timeout(LONG).expect("the server sees the end of the connection");
        // The error closes the connection as well, before the stream is dropped.
        let mut events = client.send(watch()).event_timeout(Duration::from_millis(100)).await.unwrap().events;
        events.next().await.unwrap().unwrap();
        events.next().await.unwrap().unwrap_err();
        seen.recv_timeout(LONG).expect("the server sees the end of the connection");
        drop(events);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat_over_a_million_events_of_both_transports() {
    run_alone("faults::a_million_events", &[]);
}

#[tokio::test]
#[ignore = "the test above runs it in a separate process"]
async fn a_million_events() {
    const EVENTS: usize = 500_000;
    const IN_A_CHUNK: usize = 1_000;
    let events = (0..IN_A_CHUNK).flat_map(|_| number(1)).collect::<Vec<u8>>();
    let events = chunk(&events);
    let server = Server::start(move |connection| {
        connection.request();
        connection.write(&unfinished(&[initial("{}")]));
        for _ in 0..EVENTS / IN_A_CHUNK {
            connection.write(&events);
        }
        connection.write(b"0\r\n\r\n");
        connection.hold();
    });
    for kind in KINDS {
        let mut events = kind.client(&server.url()).send(watch()).await.unwrap().events;
        let mut after_warm_up = 0;
        for number in 0..EVENTS {
            assert_eq!(events.next().await.unwrap().unwrap(), changed(1));
            if number == 100_000 {
                after_warm_up = status("VmRSS");
            }
        }
        assert!(events.next().await.is_none());
        let grown = status("VmRSS").saturating_sub(after_warm_up);
        assert!(grown < 4 << 10, "{kind:?}: {grown} KiB were added");
    }
}
