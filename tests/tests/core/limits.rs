//! Memory use with a thousand calls in flight.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use aws_credential_types::Credentials;
use metering_core::retry::RetryPolicy;
use metering_core::transport::{ReqwestTransport, TransportErrorKind};
use metering_core::{Client, Error, ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};
use tests::process::{run_alone, status};

/// A service with large responses.
#[aws_service(endpoint_prefix = "limits", target_prefix = "Limits", json_version = "1.1", error = LimitsError)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum LimitsError {
    /// Any error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Requests a large response.
#[aws_operation(action = "Talk")]
#[derive(Debug)]
pub struct Talk {}

/// A large response.
#[derive(Debug, Shape)]
pub struct TalkOutput {
    /// The text.
    pub text: Option<String>,
}

const CALLS: usize = 1000;
const LIMIT: usize = 64 << 10;
/// The memory of a connection in addition to the body: its task, and its buffers, which grow to the
/// amount of data that arrives together.
const OVERHEAD: usize = 256 << 10;

/// A body with a `content-length`, as AWS sends, takes that amount of memory.
#[test]
fn a_thousand_bodies_with_a_length_take_bounded_memory() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LIMIT}\r\n\r\n");
    run_client(serve(head, [b' '; 4096].to_vec(), LIMIT / 4096), 1);
}

/// A body without a length is copied as it grows. The client does not wait for data beyond the
/// limit.
#[test]
fn a_thousand_endless_bodies_take_bounded_memory() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    run_client(serve(head, [&b"1000\r\n"[..], &[b' '; 4096], b"\r\n"].concat(), 10 * LIMIT / 4096), 3);
}

/// Starts a server that waits for a thousand requests, then sends all of them the same response at
/// the same pace.
fn serve(head: String, piece: Vec<u8>, pieces: usize) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (all_connected, head, piece) =
        (Arc::new(Barrier::new(CALLS)), Arc::<str>::from(head), Arc::<[u8]>::from(piece));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (all_connected, head, piece) =
                (Arc::clone(&all_connected), Arc::clone(&head), Arc::clone(&piece));
            let serve = move || {
                let _ = stream.read(&mut [0; 4096]);
                all_connected.wait();
                let _ = stream.write_all(head.as_bytes());
                for _ in 0..pieces {
                    if stream.write_all(&piece).is_err() {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(10));
                }
            };
            std::thread::Builder::new().stack_size(64 << 10).spawn(serve).unwrap();
        }
    });
    address
}

/// Runs the client in another process, whose memory may be `times` the limit of the bodies.
fn run_client(server: SocketAddr, times: usize) {
    let variables = [("ADDRESS", &*server.to_string()), ("TIMES", &*times.to_string())];
    run_alone("limits::a_thousand_calls", &variables);
}

#[tokio::test]
#[ignore = "the tests above run it in a separate process"]
async fn a_thousand_calls() {
    let variable = |name| std::env::var(name).unwrap();
    let times: usize = variable("TIMES").parse().unwrap();
    let client: Client<Service> = Client::builder()
        .region("us-east-1")
        .endpoint_url(format!("http://{}", variable("ADDRESS")))
        .credentials(Credentials::new("AKIDLIMITS", "secret", None, None, "test"))
        .response_limit(LIMIT)
        // The machine may be slow to accept a thousand connections.
        .http(ReqwestTransport::builder().connect_timeout(Duration::from_secs(600)))
        .attempt_timeout(Duration::from_secs(600))
        .timeout(Duration::from_secs(600))
        .retry(RetryPolicy::default().with_max_attempts(1))
        .build()
        .unwrap();
    let before = status("VmHWM");
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(client.send(Talk {}))).collect();
    for call in calls {
        match call.await.unwrap().unwrap_err() {
            // The body has its full length and contains only white space.
            Error::Response(_) => {}
            Error::Transport(failure) => {
                assert_eq!(failure.cause().kind(), TransportErrorKind::BodyTooLarge { limit: LIMIT });
            }
            error => panic!("{error}"),
        }
    }
    let used = status("VmHWM") - before;
    let bound = CALLS * (times * LIMIT + OVERHEAD) / 1024;
    println!(
        "{CALLS} calls, bodies of up to {} KiB: {used} KiB, {} KiB per call",
        LIMIT / 1024,
        used / CALLS
    );
    assert!(used < bound, "{CALLS} calls used {used} KiB, more than {bound}");
}
