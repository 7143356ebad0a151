//! Event streams over HTTP/2, which both transports negotiate by ALPN in the TLS handshake.

use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use metering_core::error::TimeoutError;
use metering_core::{EventStream, EventStreamError};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tests::process::run_alone;
use tokio::time::timeout;

use crate::frames::{event, initial, number};
use crate::http2_server::{self, CANCEL, DATA, END_STREAM, Frames, INTERNAL_ERROR, NO_ERROR, Received};
use crate::server::{REQUEST_ID, Server};
use crate::service::{Client, Error, Heartbeat, KINDS, Kind, WatchEvent, changed, watch};

const LONG: Duration = Duration::from_secs(20);

/// The variables with the PEM files of the server's certificate, which clients trust, and its key.
const ROOTS: &str = "AWS_CA_BUNDLE";
const KEY: &str = "METERING_TEST_KEY";

/// Runs the tests in a separate process, whose clients trust only the server's certificate.
#[test]
fn streams_over_http2() {
    let key = KeyPair::generate().unwrap();
    let certificate =
        CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let folder = std::env::temp_dir().join(format!("metering-streams-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: String| {
        let path: PathBuf = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let (roots, key) = (write("root.pem", certificate.pem()), write("root.key", key.serialize_pem()));
    run_alone("http2::all", &[(ROOTS, &roots), (KEY, &key)]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "`streams_over_http2` runs it in a separate process"]
async fn all() {
    for kind in KINDS {
        the_initial_response_comes_first(kind).await;
        a_long_pause_ends_only_its_stream(kind).await;
        a_reset_or_cut_stream_ends_with_an_error(kind).await;
        events_arrive_after_goaway(kind).await;
        dropping_a_stream_resets_only_this_stream(kind).await;
        a_reset_before_the_first_event_is_retried(kind).await;
    }
}

/// Starts a server that passes each connection to `serve`.
fn server(serve: impl Fn(&mut Frames) + Send + Sync + 'static) -> (Server, String) {
    let file = |variable| std::env::var_os(variable).unwrap();
    let certificate = CertificateDer::from_pem_file(file(ROOTS)).unwrap();
    let key = PrivateKeyDer::from_pem_file(file(KEY)).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let server = http2_server::start(Some(Arc::new(config)), serve);
    let url = format!("https://localhost:{}", server.address.port());
    (server, url)
}

/// Writes the head of a response and these frames, one in each DATA frame.
fn begin(frames: &mut Frames, stream: u32, events: &[Vec<u8>]) {
    frames.head(stream, 200);
    for event in [&[initial("{}")], events].concat() {
        frames.write(DATA, 0, stream, &event);
    }
}

fn client(kind: Kind, url: &str) -> Client {
    kind.builder(url).event_timeout(Duration::from_millis(600)).build().unwrap()
}

async fn open(client: &Client) -> EventStream<WatchEvent> {
    client.send(watch()).event_timeout(LONG).await.unwrap().events
}

async fn next(events: &mut EventStream<WatchEvent>) -> Option<Result<WatchEvent, EventStreamError>> {
    timeout(LONG, events.next()).await.expect("the stream hangs")
}

async fn the_initial_response_comes_first(kind: Kind) {
    let (_server, url) = server(|frames| {
        while let Some(stream) = frames.request() {
            frames.head(stream, 200);
            let body =
                [initial(r#"{"Session":"s-1"}"#), number(1), event("Heartbeat", "{}"), number(2)].concat();
            // Frames of the event stream and frames of HTTP/2 have different bounds.
            for part in body.chunks(37) {
                frames.write(DATA, 0, stream, part);
            }
            frames.write(DATA, END_STREAM, stream, b"");
        }
    });
    let client = client(kind, &url);
    for _ in 0..2 {
        let called = client.send(watch()).response().await.unwrap();
        assert_eq!(called.context.request_id.as_deref(), Some(REQUEST_ID));
        let mut output = called.output;
        assert_eq!(output.session.as_deref(), Some("s-1"));
        for expected in [changed(1), WatchEvent::Heartbeat(Heartbeat {}), changed(2)] {
            assert_eq!(next(&mut output.events).await.unwrap().unwrap(), expected);
        }
        assert!(next(&mut output.events).await.is_none());
    }
}

/// The other stream is on the same connection.
async fn a_long_pause_ends_only_its_stream(kind: Kind) {
    let (_server, url) = server(|frames| {
        let paused = frames.request().unwrap();
        begin(frames, paused, &[number(1)]);
        let other = frames.request().unwrap();
        begin(frames, other, &[number(1)]);
        assert_eq!(frames.receive(), Some(Received::Reset(paused, CANCEL)));
        frames.write(DATA, END_STREAM, other, &number(2));
        frames.request();
    });
    let client = client(kind, &url);
    let mut paused = client.send(watch()).await.unwrap().events;
    let mut other = open(&client).await;
    assert_eq!(next(&mut other).await.unwrap().unwrap(), changed(1));
    assert_eq!(next(&mut paused).await.unwrap().unwrap(), changed(1));
    let error = next(&mut paused).await.unwrap().unwrap_err();
    assert_eq!((error.events(), error.request_id()), (1, Some(REQUEST_ID)), "{error}");
    let Error::Timeout(failure) = error.into() else { panic!("not a timeout") };
    assert_eq!(*failure.cause(), TimeoutError::Event(Duration::from_millis(600)));
    assert_eq!(next(&mut other).await.unwrap().unwrap(), changed(2));
    assert!(next(&mut other).await.is_none());
}

async fn a_reset_or_cut_stream_ends_with_an_error(kind: Kind) {
    type End = fn(&mut Frames, u32);
    // For NO_ERROR, hyper reports the end of the body instead of an error.
    let ends: [End; 5] = [
        |frames, stream| frames.reset(stream, INTERNAL_ERROR),
        |frames, stream| frames.reset(stream, CANCEL),
        |frames, stream| frames.reset(stream, NO_ERROR),
        |_, _| {},
        |frames, stream| frames.write(DATA, END_STREAM, stream, &number(3)[..9]),
    ];
    for (at, end) in ends.into_iter().enumerate() {
        let (_server, url) = server(move |frames| {
            let stream = frames.request().unwrap();
            begin(frames, stream, &[number(1), number(2)]);
            end(frames, stream);
        });
        let mut events = open(&client(kind, &url)).await;
        assert_eq!(next(&mut events).await.unwrap().unwrap(), changed(1));
        assert_eq!(next(&mut events).await.unwrap().unwrap(), changed(2));
        let Some(Err(error)) = next(&mut events).await else { panic!("{kind:?}: end {at} is not an error") };
        assert_eq!((error.events(), error.request_id()), (2, Some(REQUEST_ID)), "{error}");
        assert!(error.retryable().is_some(), "{error}");
        assert!(matches!(error.into(), Error::Transport(_)));
        assert!(next(&mut events).await.is_none(), "a stream ends with its first error");
    }
}

async fn events_arrive_after_goaway(kind: Kind) {
    let (_server, url) = server(|frames| {
        let stream = frames.request().unwrap();
        begin(frames, stream, &[]);
        frames.go_away(stream, NO_ERROR);
        frames.write(DATA, 0, stream, &number(1));
        frames.write(DATA, END_STREAM, stream, &number(2));
    });
    let mut events = open(&client(kind, &url)).await;
    assert_eq!(next(&mut events).await.unwrap().unwrap(), changed(1));
    assert_eq!(next(&mut events).await.unwrap().unwrap(), changed(2));
    assert!(next(&mut events).await.is_none());
}

async fn dropping_a_stream_resets_only_this_stream(kind: Kind) {
    let (reset, seen) = mpsc::sync_channel(1);
    let (server, url) = server(move |frames| {
        let dropped = frames.request().unwrap();
        begin(frames, dropped, &[number(1)]);
        let kept = frames.request().unwrap();
        begin(frames, kept, &[number(1)]);
        reset.send(frames.receive() == Some(Received::Reset(dropped, CANCEL))).unwrap();
        frames.write(DATA, 0, kept, &number(2));
        // The connection takes new streams.
        let third = frames.request().unwrap();
        begin(frames, third, &[]);
        frames.write(DATA, END_STREAM, third, b"");
        frames.write(DATA, END_STREAM, kept, &number(3));
    });
    let client = client(kind, &url);
    let mut dropped = open(&client).await;
    let mut kept = open(&client).await;
    assert_eq!(next(&mut dropped).await.unwrap().unwrap(), changed(1));
    assert_eq!(next(&mut kept).await.unwrap().unwrap(), changed(1));
    drop(dropped);
    assert_eq!(seen.recv_timeout(LONG), Ok(true), "the server sees the end of the stream");
    assert_eq!(next(&mut kept).await.unwrap().unwrap(), changed(2));
    assert!(next(&mut open(&client).await).await.is_none());
    assert_eq!(next(&mut kept).await.unwrap().unwrap(), changed(3));
    assert!(next(&mut kept).await.is_none());
    drop(server);
}

async fn a_reset_before_the_first_event_is_retried(kind: Kind) {
    for reason in [INTERNAL_ERROR, CANCEL, NO_ERROR] {
        let (_server, url) = server(move |frames| {
            let stream = frames.request().unwrap();
            frames.head(stream, 200);
            frames.reset(stream, reason);
            let stream = frames.request().unwrap();
            begin(frames, stream, &[number(1)]);
            frames.write(DATA, END_STREAM, stream, b"");
        });
        let called = client(kind, &url).send(watch()).response().await.unwrap();
        assert_eq!(called.context.attempts, 2);
        let mut events = called.output.events;
        assert_eq!(next(&mut events).await.unwrap().unwrap(), changed(1));
        assert!(next(&mut events).await.is_none());
    }
}
