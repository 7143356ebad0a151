//! Calls over real sockets while the network, the clock, the credentials or the service misbehave.
//! Each row of the table is a fault. It lists the error, `applied()`, and the tasks and sockets
//! that the call leaves behind.

mod certificates;
mod credentials;
#[cfg(feature = "http2")]
mod http2;
#[cfg(feature = "http2")]
#[allow(dead_code)]
mod http2_server;
mod proxies;
mod server;
mod service;
mod table;

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::pin::Pin;
use std::process::Command;
use std::task::{Context, Poll};
use std::time::Duration;

use aws_credential_types::Credentials;
use metering_core::credentials::CachedCredentials;
use metering_core::retry::RetryPolicy;
use metering_core::transport::HyperTransport;
use metering_core::{Applied, ClientBuilder};
use tests::process::status;

use server::{RawResponse, Server, error, raw, response, success as ok_response};
use service::{Client, Post, Service};
use table::{Outcome, Table, failure, success};

/// The attempt timeout of rows that end in another way. No machine is so slow that it expires.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// The timeout of a call, unless a row sets another.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The attempt timeout of rows that end by it. It is long enough to send the request, and to
/// receive the part of the response that the row sends.
const SHORT: Duration = Duration::from_millis(1500);

/// Runs the table in a separate process, where all open files and tasks belong to the calls, and
/// where `AWS_CA_BUNDLE` names a root certificate.
#[test]
fn faults() {
    run("reqwest");
    // Not concurrently, because rows that measure time need an idle machine.
    run("hyper");
}

fn run(transport: &str) {
    let folder = certificates::write_root();
    tests::show(format_args!("over {transport}"));
    let output = Command::new(std::env::current_exe().unwrap())
        .env(TRANSPORT, transport)
        .args(["--exact", "table", "--ignored", "--nocapture"])
        .env("AWS_CA_BUNDLE", folder.join("root.pem"))
        .env("ROOT_KEY", folder.join("root.key"))
        // A backtrace takes more memory than any call.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    tests::show(format_args!("{}", String::from_utf8_lossy(&output.stdout)));
    std::fs::remove_dir_all(folder).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "`faults` runs it in a separate process"]
async fn table() {
    // The first call opens what the process keeps open.
    let warm = Server::responding([ok_response("{}")]);
    call(&warm).await.unwrap();
    drop(warm);

    let mut table = Table::new();
    connections(&mut table).await;
    responses(&mut table).await;
    several_attempts(&mut table).await;
    certificates::faults(&mut table).await;
    proxies::faults(&mut table).await;
    #[cfg(feature = "http2")]
    http2::faults(&mut table).await;
    credentials::faults(&mut table).await;
    clock(&mut table).await;
    process(&mut table).await;
    table.finish();
}

/// The variable that selects the transport of all rows.
const TRANSPORT: &str = "METERING_TEST_TRANSPORT";

fn is_over_hyper() -> bool {
    std::env::var(TRANSPORT).is_ok_and(|transport| transport == "hyper")
}

/// Returns a client with short pauses between attempts.
fn client(url: String) -> ClientBuilder<Service> {
    let client = client_with_default_transport(url.clone());
    match url.parse() {
        Ok(url) if is_over_hyper() => client.transport(HyperTransport::new(&url).unwrap()),
        _ => client,
    }
}

fn client_with_default_transport(url: String) -> ClientBuilder<Service> {
    let credentials = Credentials::new("AKIDFAULTS", "wJalrXUtnFEMI-secret-of-the-key", None, None, "test");
    Client::builder()
        .region("us-east-1")
        .endpoint_url(url)
        .credentials(CachedCredentials::fixed(credentials))
        .retry(RetryPolicy::default().with_max_backoff(Duration::from_millis(5)))
        .attempt_timeout(ATTEMPT_TIMEOUT)
        .timeout(TIMEOUT)
}

/// A client that makes two attempts with a short timeout.
fn client_with_short_timeout(url: String) -> ClientBuilder<Service> {
    let policy = RetryPolicy::default().with_max_backoff(Duration::from_millis(5)).with_max_attempts(2);
    client(url).retry(policy).attempt_timeout(SHORT)
}

fn post() -> Post {
    Post { text: "x".repeat(100) }
}

async fn send(client: &Client) -> Outcome {
    client.send(post()).response().await
}

async fn call(server: &Server) -> Outcome {
    send(&client(server.url()).build().unwrap()).await
}

async fn call_with_short_timeout(server: &Server) -> Outcome {
    send(&client_with_short_timeout(server.url()).build().unwrap()).await
}

/// Connections that can't be opened, or break.
async fn connections(table: &mut Table) {
    table
        .row("connection refused", failure("Transport::Connect", Applied::No, 3), async || {
            let closed_port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
            send(&client(format!("http://{closed_port}")).build().unwrap()).await
        })
        .await;
    table
        .row("unknown host name", failure("Transport::Connect", Applied::No, 3), async || {
            send(&client("http://unknown.invalid".to_owned()).build().unwrap()).await
        })
        .await;
    table
        .row("SYN without a reply", failure("Timeout::Attempt", Applied::No, 2), async || {
            // The kernel ignores connections once the accept queue is full.
            let full = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            full.bind(&std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
            full.listen(0).unwrap();
            let address = full.local_addr().unwrap().as_socket().unwrap();
            let _queued: Vec<_> = (0..4)
                .map(|_| std::net::TcpStream::connect_timeout(&address, Duration::from_millis(50)))
                .collect();
            send(&client_with_short_timeout(format!("http://{address}")).build().unwrap()).await
        })
        .await;
    // The reset arrives before the client knows that it is connected, before it has written the
    // request, or afterwards.
    let before = failure("Transport::Interrupted", Applied::Unknown, 3).or("Transport::Connect", Applied::No);
    table
        .row("reset before the request", before, async || {
            call(&Server::start(|connection| connection.reset())).await
        })
        .await;
    let interrupted = failure("Transport::Interrupted", Applied::Unknown, 3);
    table
        .row("reset in the middle of the request", interrupted.clone(), async || {
            let server = Server::start(|connection| {
                connection.stream.read_exact(&mut [0; 200]).unwrap();
                connection.reset();
            });
            call(&server).await
        })
        .await;
    table
        .row("reset after the request", interrupted.clone(), async || {
            let server = Server::start(|connection| {
                connection.request();
                connection.reset();
            });
            call(&server).await
        })
        .await;
    table
        .row("closed after the request", interrupted.clone(), async || {
            call(&Server::start(|connection| _ = connection.request())).await
        })
        .await;
    table
        .row("response without HTTP", interrupted.clone(), async || {
            call(&Server::responding([raw("SSH-2.0-OpenSSH_9.6\r\n\r\n")])).await
        })
        .await;
    table
        .row("black hole", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            call_with_short_timeout(&Server::silent()).await
        })
        .await;
    // If the first attempt's timeout is noticed late, no time is left for a second attempt.
    let out_of_time = failure("Timeout::Call", Applied::Unknown, 2).or_attempts(1).within(SHORT + SHORT / 2);
    table
        .row("black hole, until the call times out", out_of_time, async || {
            let server = Server::silent();
            let client = client_with_short_timeout(server.url()).timeout(SHORT + SHORT / 2);
            send(&client.build().unwrap()).await
        })
        .await;
    let unbounded = failure("Timeout::Attempt", Applied::Unknown, 2);
    table
        .row("black hole, without a limit for the call", unbounded, async || {
            let server = Server::silent();
            let client = client_with_short_timeout(server.url()).timeout(Duration::MAX);
            send(&client.build().unwrap()).await
        })
        .await;
    let trickling = |response: RawResponse, immediate: usize, pause: Duration| {
        Server::start(move |connection| {
            connection.request();
            let (immediate, slow) = response.bytes().split_at(immediate);
            connection.write(immediate);
            connection.trickle(slow, pause);
        })
    };
    let slow_body = |response: RawResponse| {
        let head = response.bytes().windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        trickling(response, head, Duration::from_secs(1))
    };
    table
        .row("slow headers", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            call_with_short_timeout(&trickling(ok_response(r#"{"Id":"1"}"#), 0, Duration::from_millis(20)))
                .await
        })
        .await;
    table
        .row(
            "slow body, one byte per second",
            failure("Timeout::Attempt", Applied::Yes, 2).with_request_id(),
            async || call_with_short_timeout(&slow_body(ok_response(r#"{"Id":"1"}"#))).await,
        )
        .await;
    let slow_error = failure("Timeout::Attempt", Applied::No, 2).with_request_id();
    table
        .row("slow body of an error response", slow_error, async || {
            call_with_short_timeout(&slow_body(error(400, "RefusedException"))).await
        })
        .await;
    table
        // A request that is sent before the client notices the close is retried.
        .row("idle connection closed by the server", success(2).or_attempts(1).calls(21), async || {
            let server = Server::responding([ok_response(r#"{"Id":"1"}"#).then_close()]);
            let client = client(server.url()).build().unwrap();
            for _ in 0..20 {
                send(&client).await?;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            send(&client).await
        })
        .await;
    table
        .row("idle connection reset as the request arrives", success(2), async || {
            let server = Server::start(|connection| {
                connection.request();
                connection.write(ok_response(r#"{"Id":"1"}"#).bytes());
                if connection.number == 0 {
                    // Reset after the first byte of the next request.
                    connection.stream.read_exact(&mut [0; 1]).unwrap();
                    connection.reset();
                } else {
                    connection.hold();
                }
            });
            let client = client(server.url()).build().unwrap();
            send(&client).await?;
            send(&client).await
        })
        .await;
}

/// Responses that are cut, too large, invalid or not the service's.
async fn responses(table: &mut Table) {
    let cut = || failure("Transport::Body", Applied::Yes, 3).with_request_id();
    // Not retried: the service succeeded, and its response would be unreadable again.
    let unreadable = || failure("Response", Applied::Yes, 1).not_retryable().with_request_id();
    let too_large = || failure("Transport::BodyTooLarge", Applied::Yes, 1).not_retryable().with_request_id();
    let body = r#"{"Id":"1","Score":2.5}"#;

    table
        .row("body of a success cut", cut(), async || {
            call(&Server::responding([ok_response(body).cut(5)])).await
        })
        .await;
    table
        .row(
            "body of an error response cut, status 400",
            failure("Transport::Body", Applied::No, 3).with_request_id(),
            async || call(&Server::responding([error(400, "RefusedException").cut(5)])).await,
        )
        .await;
    let cut_500 = failure("Transport::Body", Applied::Unknown, 3).with_request_id();
    table
        .row("body of an error response cut, status 500", cut_500, async || {
            call(&Server::responding([error(500, "InternalFailure").cut(5)])).await
        })
        .await;
    let head = format!("HTTP/1.1 200 OK\r\nx-amzn-requestid: {}\r\n", server::REQUEST_ID);
    let with_length = |length: usize| raw(format!("{head}content-length: {length}\r\n\r\n{body}"));
    table
        .row(
            "content-length too long",
            failure("Timeout::Attempt", Applied::Yes, 2).with_request_id(),
            async || call_with_short_timeout(&Server::responding([with_length(body.len() + 5)])).await,
        )
        .await;
    table
        .row("content-length too short", unreadable(), async || {
            call(&Server::responding([with_length(body.len() - 5)])).await
        })
        .await;
    table
        .row(
            "two different content-length headers",
            failure("Transport::Interrupted", Applied::Unknown, 3),
            async || {
                let response = raw(format!("{head}content-length: 3\r\ncontent-length: 4\r\n\r\n{body}"));
                call(&Server::responding([response])).await
            },
        )
        .await;
    let chunked = |body: &str| raw(format!("{head}transfer-encoding: chunked\r\n\r\n{body}"));
    table
        .row("invalid chunk length", cut(), async || {
            call(&Server::responding([chunked("16\r\n{\"Id\":\"1\",\"Score\":2.5}\r\nno length\r\n")])).await
        })
        .await;
    table
        .row("chunked body without its end", cut(), async || {
            call(&Server::responding([chunked("5\r\n{\"Id\"\r\n").then_close()])).await
        })
        .await;
    table
        .row("gzip bomb (not decompressed)", unreadable(), async || {
            let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            for _ in 0..16 {
                bomb.write_all(&[b' '; 1 << 20]).unwrap();
            }
            let bomb = bomb.finish().unwrap();
            call(&Server::responding([response(200, &["content-encoding: gzip"], bomb)])).await
        })
        .await;
    table
        .row("100 MB body, with content-length", too_large(), async || {
            let server = Server::start(move |connection| {
                connection.request();
                connection.write(
                    format!(
                        "HTTP/1.1 200 OK\r\nx-amzn-requestid: {}\r\ncontent-length: 100000000\r\n\r\n",
                        server::REQUEST_ID
                    )
                    .as_bytes(),
                );
                send_megabytes(connection, |_| {});
            });
            call(&server).await
        })
        .await;
    table
        .row("100 MB body, in chunks", too_large(), async || {
            let server = Server::start(move |connection| {
                connection.request();
                connection.write(
                    format!(
                        "HTTP/1.1 200 OK\r\nx-amzn-requestid: {}\r\ntransfer-encoding: chunked\r\n\r\n",
                        server::REQUEST_ID
                    )
                    .as_bytes(),
                );
                send_megabytes(connection, |connection| connection.write(b"f4240\r\n"));
            });
            call(&server).await
        })
        .await;
    table
        .row("header of 1 MB", failure("Transport::Interrupted", Applied::Unknown, 3), async || {
            let header = format!("x-long: {}", "x".repeat(1 << 20));
            call(&Server::responding([response(200, &[&header], body)])).await
        })
        .await;
    table
        .row("1,000 headers", failure("Transport::Interrupted", Applied::Unknown, 3), async || {
            call(&Server::responding([response(200, &["x-many: x"; 1000], body)])).await
        })
        .await;
    for (fault, body) in [
        ("not UTF-8", &b"{\"Id\":\"\xff\xfe\"}"[..]),
        ("not JSON", b"{\"Id\":"),
        ("HTML with status 200", b"<html><body>Sign in to the hotel's network</body></html>"),
        ("NaN as a number", b"{\"Score\":NaN}"),
        ("a string instead of a number", b"{\"Score\":\"high\"}"),
        ("two JSON values", b"{}{}"),
    ] {
        table.row(fault, unreadable(), async || call(&Server::responding([ok_response(body)])).await).await;
    }
    for (fault, open) in [("arrays nested 100,000 deep", "["), ("objects nested 100,000 deep", r#"{"Id":"#)] {
        let body = format!(r#"{{"Unknown":{}"#, open.repeat(100_000));
        table.row(fault, unreadable(), async || call(&Server::responding([ok_response(&body)])).await).await;
    }
    table
        .row(
            "error response nested 100,000 deep",
            failure("Response", Applied::No, 1).not_retryable().with_request_id(),
            async || {
                let body = format!(r#"{{"Reasons":{}"#, "[".repeat(100_000));
                call(&Server::responding([response(400, &[], body)])).await
            },
        )
        .await;
    table
        .row("duplicate keys (the last one wins)", success(1), async || {
            let outcome = call(&Server::responding([ok_response(r#"{"Id":"1","Id":"2"}"#)])).await?;
            assert_eq!(outcome.output.id.as_deref(), Some("2"));
            Ok(outcome)
        })
        .await;
    table
        .row("empty body with status 200", success(1), async || {
            let outcome = call(&Server::responding([ok_response("")])).await?;
            assert_eq!((&outcome.output.id, outcome.output.score), (&None, None));
            Ok(outcome)
        })
        .await;
    let html = |status| response(status, &["content-type: text/html"], "<html><h1>Bad Gateway</h1></html>");
    table
        .row("HTML 502 of a proxy", failure("Response", Applied::Unknown, 3).with_request_id(), async || {
            call(&Server::responding([html(502)])).await
        })
        .await;
    table
        .row(
            "HTML 403 of a proxy",
            failure("Response", Applied::No, 1).not_retryable().with_request_id(),
            async || call(&Server::responding([html(403)])).await,
        )
        .await;
    // An HTML page doesn't come from the service, whatever its status is.
    let page = failure("Response", Applied::Unknown, 1).not_retryable();
    table
        .row("HTML 200 of a captive portal", page.clone(), async || {
            let html = "<html>Sign in to the hotel's network</html>";
            let response =
                format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\r\n{html}", html.len());
            call(&Server::responding([raw(response)])).await
        })
        .await;
    // The proxy may have forwarded the request before it timed out.
    table
        .row("HTML 408 of a proxy", page.with_request_id(), async || {
            call(&Server::responding([html(408)])).await
        })
        .await;
    for status in [301, 302, 303, 307, 308] {
        let fault = format!("{status} with a Location");
        table
            .row(&fault, failure("Response", Applied::No, 1).not_retryable().with_request_id(), async || {
                let target = Server::responding([ok_response(body)]);
                let location = format!("location: {}", target.url());
                let outcome = call(&Server::responding([response(status, &[&location], "")])).await;
                assert_eq!(target.requests().len(), 0, "the redirect was followed");
                outcome
            })
            .await;
    }
    let hints = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    table
        .row("100 and 103 before the response", success(1), async || {
            let response = [hints.as_bytes(), ok_response(body).bytes()].concat();
            call(&Server::responding([raw(response)])).await
        })
        .await;
    table
        .row("100 repeated endlessly", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            let server = Server::start(|connection| {
                connection.request();
                connection
                    .trickle(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000), Duration::from_micros(50));
            });
            call_with_short_timeout(&server).await
        })
        .await;
    table
        .row(
            "101, without a request to upgrade",
            failure("Response", Applied::Unknown, 1).not_retryable(),
            async || {
                let response =
                    raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
                call(&Server::responding([response])).await
            },
        )
        .await;
}

fn send_megabytes(connection: &mut server::Connection, mut before_each: impl FnMut(&mut server::Connection)) {
    let megabyte = vec![b'x'; 1_000_000];
    for _ in 0..100 {
        before_each(connection);
        if connection.stream.write_all(&megabyte).and_then(|()| connection.stream.write_all(b"\r\n")).is_err()
        {
            break;
        }
    }
}

/// Calls whose attempts fail in different ways.
async fn several_attempts(table: &mut Table) {
    let success_cut = || ok_response(r#"{"Id":"1"}"#).cut(5);
    let wrong_checksum = || response(200, &["x-amz-crc32: 1"], "{}");
    let rejected = || error(400, "RefusedException");
    let service = |applied, attempts| failure("Service", applied, attempts).not_retryable().with_request_id();
    for (fault, expected, responses) in [
        ("rejected", service(Applied::No, 1), vec![rejected()]),
        (
            "rejected, with a byte order mark",
            service(Applied::No, 1),
            vec![response(400, &[], "\u{feff}{\"__type\":\"RefusedException\"}")],
        ),
        (
            "a success with its body cut, then rejected",
            service(Applied::Yes, 2),
            vec![success_cut(), rejected()],
        ),
        ("a wrong checksum, then rejected", service(Applied::Yes, 2), vec![wrong_checksum(), rejected()]),
        ("a 500, then rejected", service(Applied::Unknown, 2), vec![error(500, "X"), rejected()]),
        ("throttled, then rejected", service(Applied::No, 2), vec![error(503, "SlowDown"), rejected()]),
        (
            "a 500 each time",
            failure("Service", Applied::Unknown, 3).with_request_id(),
            vec![error(500, "InternalFailure")],
        ),
        (
            "throttled each time",
            failure("Service", Applied::No, 3).throttled().with_request_id(),
            vec![error(400, "ThrottlingException")],
        ),
        // The service is still processing the transaction with this token.
        (
            "the transaction is in progress",
            failure("Service", Applied::Unknown, 3).throttled().with_request_id(),
            vec![error(400, "TransactionInProgressException")],
        ),
        ("a wrong checksum", failure("Response", Applied::Yes, 3).with_request_id(), vec![wrong_checksum()]),
        ("a 500, then success", success(2), vec![error(500, "X"), ok_response("{}")]),
    ] {
        table.row(fault, expected, async || call(&Server::responding(responses)).await).await;
    }
    let unknown = service(Applied::Unknown, 2);
    table
        .row("no response, then rejected", unknown, async || {
            let server = Server::start(|connection| {
                connection.request();
                if connection.number > 0 {
                    connection.write(error(400, "RefusedException").bytes());
                }
                connection.hold();
            });
            call_with_short_timeout(&server).await
        })
        .await;
    let not_retried = failure("Service", Applied::Unknown, 1).with_request_id().calls(41);
    table
        .row("retry-after beyond the timeout of the call", not_retried, async || {
            let wait = response(500, &["x-amz-retry-after: 5000"], r#"{"__type":"InternalFailure"}"#);
            let server = Server::responding([wait]);
            let client = client(server.url()).timeout(Duration::from_secs(4)).build().unwrap();
            // The 500 retry tokens would run out if attempts that are never made took tokens.
            for _ in 0..40 {
                let error = send(&client).await.unwrap_err();
                assert_eq!(error.context().attempts, 1);
            }
            send(&client).await
        })
        .await;
    table
        .row("headers that identify the attempts of a call", success(3), async || {
            let dated = response(500, &["date: Mon, 23 Nov 2015 10:00:00 GMT"], "{}");
            let server = Server::responding([error(500, "X"), dated, ok_response("{}")]);
            let outcome = call(&server).await;
            let requests = server.requests();
            let header = |request: &String, name: &str| {
                let value = request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                value.unwrap_or_default().to_owned()
            };
            for (index, request) in requests.iter().enumerate() {
                // The deadline follows the service's clock as soon as a response has its date.
                let attempt = header(request, "amz-sdk-request");
                assert_eq!(attempt.starts_with("ttl=20151123T1000"), index == 2, "{attempt}");
                assert!(attempt.ends_with(&format!("attempt={}; max=3", index + 1)), "{attempt}");
                let invocation = header(request, "amz-sdk-invocation-id");
                assert!(
                    invocation.len() == 36 && invocation == header(&requests[0], "amz-sdk-invocation-id")
                );
            }
            outcome
        })
        .await;
}

/// Starts a service whose clock is `ahead` seconds ahead. It rejects signatures that are more than
/// five minutes off.
fn service_with_clock(ahead: i64) -> Server {
    Server::start(move |connection| {
        use aws_smithy_types::DateTime;
        use aws_smithy_types::date_time::Format;
        while connection.request().is_some() {
            let now = DateTime::from_secs(DateTime::from(std::time::SystemTime::now()).secs() + ahead);
            let stamp = connection.head.lines().find_map(|line| line.strip_prefix("x-amz-date: ")).unwrap();
            // 20261123T034500Z
            let iso = format!(
                "{}-{}-{}T{}:{}:{}Z",
                &stamp[..4],
                &stamp[4..6],
                &stamp[6..8],
                &stamp[9..11],
                &stamp[11..13],
                &stamp[13..15]
            );
            let signed = DateTime::from_str(&iso, Format::DateTime).unwrap();
            let date = format!("date: {}", now.fmt(Format::HttpDate).unwrap());
            let rejected = r#"{"__type":"InvalidSignatureException","message":"Signature not yet current"}"#;
            let response = if signed.secs().abs_diff(now.secs()) > 300 {
                response(400, &[&date], rejected)
            } else {
                response(200, &[&date], "{}")
            };
            connection.write(response.bytes());
        }
    })
}

async fn clock(table: &mut Table) {
    for (fault, ahead) in [("clock 20 minutes behind", 1200), ("clock 20 minutes ahead", -1200)] {
        table
            .row(fault, success(2), async || {
                let server = service_with_clock(ahead);
                let client = client(server.url()).build().unwrap();
                let outcome = send(&client).await;
                // The client keeps the correction.
                assert_eq!(send(&client).await?.context.attempts, 1);
                outcome
            })
            .await;
    }
    table
        .row("clock behind, 20 concurrent calls", success(2).calls(20), async || {
            let server = service_with_clock(1200);
            let client = client(server.url()).build().unwrap();
            let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.send(post()).response())).collect();
            // Calls that are signed after the first rejection need only one attempt.
            let mut responses = Vec::new();
            for call in calls {
                responses.push(call.await.unwrap()?);
            }
            Ok(responses.into_iter().max_by_key(|response| response.context.attempts).unwrap())
        })
        .await;
    let skewed = r#"{"__type":"RequestTimeTooSkewed"}"#;
    let corrected_once = failure("Service", Applied::No, 2).not_retryable().with_request_id();
    table
        .row("skew reported with another date each time", corrected_once, async || {
            let responses = [2015, 2017, 2019].map(|year| {
                let date = aws_smithy_types::DateTime::from_secs((year - 1970) * 365 * 24 * 3600);
                let date = date.fmt(aws_smithy_types::date_time::Format::HttpDate).unwrap();
                response(400, &[&format!("date: {date}")], skewed)
            });
            call(&Server::responding(responses)).await
        })
        .await;
    for (fault, date, attempts) in [
        ("skew reported without a date", "x-no-date: 1", 1),
        ("skew reported although the clocks agree", "date: now", 1),
        ("skew reported again after the correction", "date: Mon, 23 Nov 2015 10:00:00 GMT", 2),
        ("skew reported with a date in the year 9999", "date: Fri, 31 Dec 9999 23:59:59 GMT", 2),
    ] {
        table
            .row(
                fault,
                failure("Service", Applied::No, attempts).not_retryable().with_request_id(),
                async || {
                    use aws_smithy_types::{DateTime, date_time::Format};
                    let now = DateTime::from(std::time::SystemTime::now()).fmt(Format::HttpDate).unwrap();
                    let date = date.replace("now", &now);
                    call(&Server::responding([response(400, &[&date], skewed)])).await
                },
            )
            .await;
    }
}

/// Faults inside the process: file descriptors, dropped futures and memory.
async fn process(table: &mut Table) {
    table
        .row("out of file descriptors", failure("Transport::Connect", Applied::No, 3), async || {
            let server = Server::responding([ok_response("{}")]);
            let client = client(server.url()).build().unwrap();
            let mut all = Vec::new();
            while let Ok(file) = File::open("/dev/null") {
                all.push(file);
            }
            let outcome = send(&client).await;
            drop(all);
            assert_eq!(send(&client).await?.context.attempts, 1);
            outcome
        })
        .await;

    table
        .row("dropped after its k-th poll, for each k", success(3).calls(100), async || {
            let server = Server::start(|connection| {
                while let Some(number) = connection.request() {
                    let response =
                        if number % 3 == 2 { ok_response(r#"{"Id":"1"}"#) } else { error(500, "X") };
                    connection.trickle(response.bytes(), Duration::from_micros(200));
                }
            });
            let client = client(server.url()).retry(RetryPolicy::default()).build().unwrap();
            let mut polls = 0;
            loop {
                let call = client.send(post()).response();
                match (DropAfter { call: Box::pin(call), polls }).await {
                    None => polls += 1,
                    // The call completed, so every earlier poll has been tested.
                    Some(_) => break,
                }
            }
            println!("{:>44} {polls} polls", "");
            assert!(polls > 3, "the call completed after {polls} polls, too few to drop it");
            let server = Server::responding([error(500, "X"), error(500, "X"), ok_response("{}")]);
            let outcome = call(&server).await;
            assert!(send(&client).await.is_ok_and(|response| response.context.applied == Applied::Yes));
            outcome
        })
        .await;

    table
        .row(
            "1,000 failures in a row don't leak memory",
            failure("Transport::Body", Applied::Yes, 1).calls(1001),
            async || {
                let server = Server::responding([ok_response(" ".repeat(50_000)).cut(5)]);
                let client = client(server.url()).retry(RetryPolicy::default().with_max_attempts(1));
                let client = client.build().unwrap();
                let mut early = 0;
                for number in 0..1000 {
                    let _ = send(&client).await;
                    if number == 200 {
                        early = status("VmRSS");
                    }
                }
                let growth = status("VmRSS").saturating_sub(early);
                // Leaked bodies would add up to more than twice this limit.
                assert!(growth < 16 << 10, "800 calls leaked {growth} KiB");
                send(&client).await
            },
        )
        .await;
}

/// Polls a call at most `polls` times, then returns `None`.
struct DropAfter<F> {
    call: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for DropAfter<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        match self.call.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending if self.polls == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    }
}
