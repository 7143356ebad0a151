//! Memory with a thousand calls in flight.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::process::Command;
use std::sync::{Arc, Barrier};
use std::time::Duration;

use aws_credential_types::Credentials;
use metering_core::retry::RetryPolicy;
use metering_core::transport::{ReqwestTransport, TransportErrorKind};
use metering_core::{Client, Error, ErrorMetadata, ServiceError, Shape, aws_operation, aws_service};

/// A service that has a lot to say.
#[aws_service(endpoint_prefix = "limits", target_prefix = "Limits", json_version = "1.1", error = LimitsError)]
pub struct Service;

/// What it fails with.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum LimitsError {
    /// Anything.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Asks for it.
#[aws_operation(action = "Talk")]
#[derive(Debug)]
pub struct Talk {}

/// What it says.
#[derive(Debug, Shape)]
pub struct TalkOutput {
    /// In words.
    pub text: Option<String>,
}

const CALLS: usize = 1000;
const LIMIT: usize = 64 << 10;
/// What a connection may take beside the body: its buffers, which grow to what comes in at once,
/// and its task.
const BESIDE: usize = 256 << 10;

/// What a body takes that says its length, as AWS's do: room for just that.
#[test]
fn memory_is_bounded_with_a_thousand_announced_bodies() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {LIMIT}\r\n\r\n");
    client_of(serve(head, [b' '; 4096].to_vec(), LIMIT / 4096), 1);
}

/// One that does not is copied as it grows; what is beyond the limit is not waited for.
#[test]
fn memory_is_bounded_with_a_thousand_endless_bodies() {
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    client_of(serve(head, [&b"1000\r\n"[..], &[b' '; 4096], b"\r\n"].concat(), 10 * LIMIT / 4096), 3);
}

/// A server that gives all of a thousand requests the same answer at the same pace, once they are
/// all there.
fn serve(head: String, piece: Vec<u8>, pieces: usize) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (all_are_here, head, piece) =
        (Arc::new(Barrier::new(CALLS)), Arc::<str>::from(head), Arc::<[u8]>::from(piece));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (all_are_here, head, piece) =
                (Arc::clone(&all_are_here), Arc::clone(&head), Arc::clone(&piece));
            let serve = move || {
                let _ = stream.read(&mut [0; 4096]);
                all_are_here.wait();
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

/// The client is another process, whose memory is looked at: it may be so many times what the
/// bodies may have.
fn client_of(server: SocketAddr, times: usize) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "limits::a_thousand_calls", "--ignored", "--nocapture"])
        .env("ADDRESS", server.to_string())
        .env("TIMES", times.to_string())
        .output()
        .unwrap();
    tests::show(format_args!("{}", String::from_utf8_lossy(&output.stdout)));
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{output:?}");
}

#[tokio::test]
#[ignore = "run in a process of its own"]
async fn a_thousand_calls() {
    let variable = |name| std::env::var(name).unwrap();
    let times: usize = variable("TIMES").parse().unwrap();
    let client: Client<Service> = Client::builder()
        .region("us-east-1")
        .endpoint_url(format!("http://{}", variable("ADDRESS")))
        .credentials(Credentials::new("AKIDLIMITS", "secret", None, None, "test"))
        .response_limit(LIMIT)
        // The machine may be slow to take a thousand in.
        .http(ReqwestTransport::builder().connect_timeout(Duration::from_secs(600)))
        .attempt_timeout(Duration::from_secs(600))
        .timeout(Duration::from_secs(600))
        .retry(RetryPolicy::default().with_max_attempts(1))
        .build()
        .unwrap();
    let before = peak();
    let calls: Vec<_> = (0..CALLS).map(|_| tokio::spawn(client.send(Talk {}))).collect();
    for call in calls {
        match call.await.unwrap().unwrap_err() {
            // Of the announced length, and nothing but white space.
            Error::Response(_) => {}
            Error::Transport(failure) => {
                assert_eq!(failure.cause().kind(), TransportErrorKind::BodyTooLarge { limit: LIMIT });
            }
            error => panic!("{error}"),
        }
    }
    let took = peak() - before;
    let bound = CALLS * (times * LIMIT + BESIDE) / 1024;
    println!("{CALLS} calls, bodies of up to {} KiB: {took} KiB, {} KiB a call", LIMIT / 1024, took / CALLS);
    assert!(took < bound, "{CALLS} calls took {took} KiB, more than {bound}");
}

/// The most memory that this process has had, in KiB.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse().unwrap()
}
