//! Calls over real sockets while the network, the clock, the credentials or the service misbehave.
//! One row a fault: the error, what it says of the deed, and what is left behind.

mod certificates;
mod credentials;
#[cfg(feature = "http2")]
mod http2;
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

use server::{Answer, Server, answer, error, raw, success as succeeds};
use service::{Client, Post, Service};
use table::{Outcome, Table, failure, success};

/// What bounds an attempt where that is not what ends it: no machine is so slow.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// What bounds a call, unless a row says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);
/// What bounds an attempt that waits in vain: long enough that the request is out, and what the row
/// lets in is in.
const SHORT: Duration = Duration::from_millis(1500);

/// The table is made in a process of its own: one whose open files and tasks are all the calls',
/// with a root certificate that the environment names.
#[test]
fn faults() {
    run("reqwest");
    // After the other, because the rows with real time need a quiet machine.
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
        // To look up where a panic came from takes more memory than any call.
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    tests::show(format_args!("{}", String::from_utf8_lossy(&output.stdout)));
    std::fs::remove_dir_all(folder).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run in a process of its own"]
async fn table() {
    // What a process opens once and keeps, it opens here.
    let warm = Server::answering([succeeds("{}")]);
    call(&warm).await.unwrap();
    drop(warm);

    let mut table = Table::new();
    connections(&mut table).await;
    answers(&mut table).await;
    several_attempts(&mut table).await;
    certificates::faults(&mut table).await;
    proxies::faults(&mut table).await;
    #[cfg(feature = "http2")]
    if !is_over_hyper() {
        http2::faults(&mut table).await;
    }
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

/// A client whose two attempts run out of time.
fn hasty(url: String) -> ClientBuilder<Service> {
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

async fn call_hastily(server: &Server) -> Outcome {
    send(&hasty(server.url()).build().unwrap()).await
}

/// Connections that are not made, or break.
async fn connections(table: &mut Table) {
    table
        .row("refused", failure("Transport::Connect", Applied::No, 3), async || {
            let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
            send(&client(format!("http://{nobody}")).build().unwrap()).await
        })
        .await;
    table
        .row("no such name", failure("Transport::Connect", Applied::No, 3), async || {
            send(&client("http://nobody.invalid".to_owned()).build().unwrap()).await
        })
        .await;
    table
        .row("connection request unanswered", failure("Timeout::Attempt", Applied::No, 2), async || {
            // The kernel lets no more in than have room in the queue.
            let full = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
            full.bind(&std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
            full.listen(0).unwrap();
            let address = full.local_addr().unwrap().as_socket().unwrap();
            let _in_the_queue: Vec<_> = (0..4)
                .map(|_| std::net::TcpStream::connect_timeout(&address, Duration::from_millis(50)))
                .collect();
            send(&hasty(format!("http://{address}")).build().unwrap()).await
        })
        .await;
    // The reset is here before the client knows that it is connected, before it has written, or
    // after.
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
        .row("no HTTP", interrupted.clone(), async || {
            call(&Server::answering([raw("SSH-2.0-OpenSSH_9.6\r\n\r\n")])).await
        })
        .await;
    table
        .row("black hole", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            call_hastily(&Server::silent()).await
        })
        .await;
    // Where the first attempt's end is noticed late, there is no second one.
    let out_of_time = failure("Timeout::Call", Applied::Unknown, 2).or_attempts(1).within(SHORT + SHORT / 2);
    table
        .row("black hole, until the call's time is up", out_of_time, async || {
            let server = Server::silent();
            let client = hasty(server.url()).timeout(SHORT + SHORT / 2);
            send(&client.build().unwrap()).await
        })
        .await;
    let unbounded = failure("Timeout::Attempt", Applied::Unknown, 2);
    table
        .row("black hole, with all the time in the world", unbounded, async || {
            let server = Server::silent();
            let client = hasty(server.url()).timeout(Duration::MAX);
            send(&client.build().unwrap()).await
        })
        .await;
    let trickling = |answer: Answer, at_once: usize, pause: Duration| {
        Server::start(move |connection| {
            connection.request();
            let (at_once, slowly) = answer.bytes().split_at(at_once);
            connection.write(at_once);
            connection.trickle(slowly, pause);
        })
    };
    let slow_body = |answer: Answer| {
        let head = answer.bytes().windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        trickling(answer, head, Duration::from_secs(1))
    };
    table
        .row("slow headers", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            call_hastily(&trickling(succeeds(r#"{"Id":"1"}"#), 0, Duration::from_millis(20))).await
        })
        .await;
    table
        .row(
            "slow body, one byte a second",
            failure("Timeout::Attempt", Applied::Yes, 2).answered(),
            async || call_hastily(&slow_body(succeeds(r#"{"Id":"1"}"#))).await,
        )
        .await;
    let slow_refusal = failure("Timeout::Attempt", Applied::No, 2).answered();
    table
        .row("slow body of a refusal", slow_refusal, async || {
            call_hastily(&slow_body(error(400, "RefusedException"))).await
        })
        .await;
    table
        // A request that is on its way before the close is noticed goes again.
        .row("idle connection closed by the server", success(2).or_attempts(1).calls(21), async || {
            let server = Server::answering([succeeds(r#"{"Id":"1"}"#).then_close()]);
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
                connection.write(succeeds(r#"{"Id":"1"}"#).bytes());
                if connection.number == 0 {
                    // The next one's first byte is here, and the rest is on its way.
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

/// Answers that are none.
async fn answers(table: &mut Table) {
    let cut = || failure("Transport::Body", Applied::Yes, 3).answered();
    // Nothing that another attempt would cure: the output is there and can't be read.
    let unreadable = || failure("Response", Applied::Yes, 1).for_good().answered();
    let too_large = || failure("Transport::BodyTooLarge", Applied::Yes, 1).for_good().answered();
    let body = r#"{"Id":"1","Score":2.5}"#;

    table.row("body cut", cut(), async || call(&Server::answering([succeeds(body).cut(5)])).await).await;
    table
        .row("body cut, of a refusal", failure("Transport::Body", Applied::No, 3).answered(), async || {
            call(&Server::answering([error(400, "RefusedException").cut(5)])).await
        })
        .await;
    let cut_failure = failure("Transport::Body", Applied::Unknown, 3).answered();
    table
        .row("body cut, of a failure", cut_failure, async || {
            call(&Server::answering([error(500, "InternalFailure").cut(5)])).await
        })
        .await;
    let head = format!("HTTP/1.1 200 OK\r\nx-amzn-requestid: {}\r\n", server::REQUEST_ID);
    let with_length = |length: usize| raw(format!("{head}content-length: {length}\r\n\r\n{body}"));
    table
        .row("content-length too long", failure("Timeout::Attempt", Applied::Yes, 2).answered(), async || {
            call_hastily(&Server::answering([with_length(body.len() + 5)])).await
        })
        .await;
    table
        .row("content-length too short", unreadable(), async || {
            call(&Server::answering([with_length(body.len() - 5)])).await
        })
        .await;
    table
        .row(
            "content-length twice, and not the same",
            failure("Transport::Interrupted", Applied::Unknown, 3),
            async || {
                let answer = raw(format!("{head}content-length: 3\r\ncontent-length: 4\r\n\r\n{body}"));
                call(&Server::answering([answer])).await
            },
        )
        .await;
    let chunked = |body: &str| raw(format!("{head}transfer-encoding: chunked\r\n\r\n{body}"));
    table
        .row("chunks of garbage", cut(), async || {
            call(&Server::answering([chunked("16\r\n{\"Id\":\"1\",\"Score\":2.5}\r\nno length\r\n")])).await
        })
        .await;
    table
        .row("chunks without an end", cut(), async || {
            call(&Server::answering([chunked("5\r\n{\"Id\"\r\n").then_close()])).await
        })
        .await;
    table
        .row("gzip bomb (not decompressed)", unreadable(), async || {
            let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
            for _ in 0..16 {
                bomb.write_all(&[b' '; 1 << 20]).unwrap();
            }
            let bomb = bomb.finish().unwrap();
            call(&Server::answering([answer(200, &["content-encoding: gzip"], bomb)])).await
        })
        .await;
    table
        .row("100 MB body, announced", too_large(), async || {
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
            call(&Server::answering([answer(200, &[&header], body)])).await
        })
        .await;
    table
        .row("1,000 headers", failure("Transport::Interrupted", Applied::Unknown, 3), async || {
            call(&Server::answering([answer(200, &["x-many: x"; 1000], body)])).await
        })
        .await;
    for (fault, body) in [
        ("not UTF-8", &b"{\"Id\":\"\xff\xfe\"}"[..]),
        ("not JSON", b"{\"Id\":"),
        ("HTML with status 200", b"<html><body>Sign in to the hotel's network</body></html>"),
        ("NaN as a number", b"{\"Score\":NaN}"),
        ("a string for a number", b"{\"Score\":\"high\"}"),
        ("two values", b"{}{}"),
    ] {
        table.row(fault, unreadable(), async || call(&Server::answering([succeeds(body)])).await).await;
    }
    for (fault, open) in [("nested 100,000 deep", "["), ("nested 100,000 deep, by objects", r#"{"Id":"#)] {
        let body = format!(r#"{{"Unknown":{}"#, open.repeat(100_000));
        table.row(fault, unreadable(), async || call(&Server::answering([succeeds(&body)])).await).await;
    }
    table
        .row(
            "error nested 100,000 deep",
            failure("Response", Applied::No, 1).for_good().answered(),
            async || {
                let body = format!(r#"{{"Reasons":{}"#, "[".repeat(100_000));
                call(&Server::answering([answer(400, &[], body)])).await
            },
        )
        .await;
    table
        .row("duplicate keys (the last one counts)", success(1), async || {
            let outcome = call(&Server::answering([succeeds(r#"{"Id":"1","Id":"2"}"#)])).await?;
            assert_eq!(outcome.output.id.as_deref(), Some("2"));
            Ok(outcome)
        })
        .await;
    table
        .row("empty 200 (an output without members)", success(1), async || {
            let outcome = call(&Server::answering([succeeds("")])).await?;
            assert_eq!((&outcome.output.id, outcome.output.score), (&None, None));
            Ok(outcome)
        })
        .await;
    let html = |status| answer(status, &["content-type: text/html"], "<html><h1>Bad Gateway</h1></html>");
    table
        .row("HTML 502 of a proxy", failure("Response", Applied::Unknown, 3).answered(), async || {
            call(&Server::answering([html(502)])).await
        })
        .await;
    table
        .row("HTML 403 of a proxy", failure("Response", Applied::No, 1).for_good().answered(), async || {
            call(&Server::answering([html(403)])).await
        })
        .await;
    // A page is no answer of the service's, whatever its status says.
    let no_service = failure("Response", Applied::Unknown, 1).for_good();
    table
        .row("HTML 200 of a portal", no_service.clone(), async || {
            let page = "<html>Sign in to the hotel's network</html>";
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\n\r\n{page}", page.len());
            call(&Server::answering([raw(answer)])).await
        })
        .await;
    // It may have passed the request on and waited in vain.
    table
        .row("HTML 408 of a proxy", no_service.answered(), async || {
            call(&Server::answering([html(408)])).await
        })
        .await;
    for status in [301, 302, 303, 307, 308] {
        let fault = format!("{status} with a Location");
        table
            .row(&fault, failure("Response", Applied::No, 1).for_good().answered(), async || {
                let elsewhere = Server::answering([succeeds(body)]);
                let location = format!("location: {}", elsewhere.url());
                let outcome = call(&Server::answering([answer(status, &[&location], "")])).await;
                assert_eq!(elsewhere.requests().len(), 0, "the redirect was followed");
                outcome
            })
            .await;
    }
    let hints = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
    table
        .row("100 and 103 ahead of the answer", success(1), async || {
            let answer = [hints.as_bytes(), succeeds(body).bytes()].concat();
            call(&Server::answering([raw(answer)])).await
        })
        .await;
    table
        .row("100 without end", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            let server = Server::start(|connection| {
                connection.request();
                connection
                    .trickle(&b"HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000), Duration::from_micros(50));
            });
            call_hastily(&server).await
        })
        .await;
    table
        .row(
            "101, to a protocol nobody asked for",
            failure("Response", Applied::Unknown, 1).for_good(),
            async || {
                let answer =
                    raw("HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n");
                call(&Server::answering([answer])).await
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

/// What several attempts come to together.
async fn several_attempts(table: &mut Table) {
    let success_cut = || succeeds(r#"{"Id":"1"}"#).cut(5);
    let wrong_checksum = || answer(200, &["x-amz-crc32: 1"], "{}");
    let refused = || error(400, "RefusedException");
    let service = |applied, attempts| failure("Service", applied, attempts).for_good().answered();
    for (fault, expected, answers) in [
        ("refused", service(Applied::No, 1), vec![refused()]),
        (
            "refused, behind a byte order mark",
            service(Applied::No, 1),
            vec![answer(400, &[], "\u{feff}{\"__type\":\"RefusedException\"}")],
        ),
        ("a success cut short, then refused", service(Applied::Yes, 2), vec![success_cut(), refused()]),
        ("a wrong checksum, then refused", service(Applied::Yes, 2), vec![wrong_checksum(), refused()]),
        ("a failure, then refused", service(Applied::Unknown, 2), vec![error(500, "X"), refused()]),
        ("throttled, then refused", service(Applied::No, 2), vec![error(503, "SlowDown"), refused()]),
        (
            "failure after failure",
            failure("Service", Applied::Unknown, 3).answered(),
            vec![error(500, "InternalFailure")],
        ),
        (
            "throttled all the time",
            failure("Service", Applied::No, 3).throttled().answered(),
            vec![error(400, "ThrottlingException")],
        ),
        // The transaction of this very token is under way.
        (
            "the transaction is in progress",
            failure("Service", Applied::Unknown, 3).throttled().answered(),
            vec![error(400, "TransactionInProgressException")],
        ),
        ("a wrong checksum", failure("Response", Applied::Yes, 3).answered(), vec![wrong_checksum()]),
        ("a failure, then success", success(2), vec![error(500, "X"), succeeds("{}")]),
    ] {
        table.row(fault, expected, async || call(&Server::answering(answers)).await).await;
    }
    let lost = service(Applied::Unknown, 2);
    table
        .row("no answer, then refused", lost, async || {
            let server = Server::start(|connection| {
                connection.request();
                if connection.number > 0 {
                    connection.write(error(400, "RefusedException").bytes());
                }
                connection.hold();
            });
            call_hastily(&server).await
        })
        .await;
    let waits = failure("Service", Applied::Unknown, 1).answered().calls(41);
    table
        .row("asked to wait longer than the call may take", waits, async || {
            let patience = answer(500, &["x-amz-retry-after: 5000"], r#"{"__type":"InternalFailure"}"#);
            let server = Server::answering([patience]);
            let client = client(server.url()).timeout(Duration::from_secs(4)).build().unwrap();
            // 500 tokens would not last for as many, were they spent on attempts that are not made.
            for _ in 0..40 {
                let error = send(&client).await.unwrap_err();
                assert_eq!(error.context().attempts, 1);
            }
            send(&client).await
        })
        .await;
    table
        .row("all attempts of a call are told apart", success(3), async || {
            let dated = answer(500, &["date: Mon, 23 Nov 2015 10:00:00 GMT"], "{}");
            let server = Server::answering([error(500, "X"), dated, succeeds("{}")]);
            let outcome = call(&server).await;
            let requests = server.requests();
            let header = |request: &String, name: &str| {
                let value = request.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
                value.unwrap_or_default().to_owned()
            };
            for (index, request) in requests.iter().enumerate() {
                // When it will be given up is said by the service's clock, once that is known.
                let said = header(request, "amz-sdk-request");
                assert_eq!(said.starts_with("ttl=20151123T1000"), index == 2, "{said}");
                assert!(said.ends_with(&format!("attempt={}; max=3", index + 1)), "{said}");
                let invocation = header(request, "amz-sdk-invocation-id");
                assert!(
                    invocation.len() == 36 && invocation == header(&requests[0], "amz-sdk-invocation-id")
                );
            }
            outcome
        })
        .await;
}

/// A service whose clock is so many seconds ahead, and which refuses what is more than five minutes
/// off.
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
            let refused = r#"{"__type":"InvalidSignatureException","message":"Signature not yet current"}"#;
            let answer = if signed.secs().abs_diff(now.secs()) > 300 {
                answer(400, &[&date], refused)
            } else {
                answer(200, &[&date], "{}")
            };
            connection.write(answer.bytes());
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
                // The correction is kept.
                assert_eq!(send(&client).await?.context.attempts, 1);
                outcome
            })
            .await;
    }
    table
        .row("clock behind, 20 calls at once", success(2).calls(20), async || {
            let server = service_with_clock(1200);
            let client = client(server.url()).build().unwrap();
            let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.send(post()).response())).collect();
            // Those that set out after the first refusal need but one attempt.
            let mut responses = Vec::new();
            for call in calls {
                responses.push(call.await.unwrap()?);
            }
            Ok(responses.into_iter().max_by_key(|response| response.context.attempts).unwrap())
        })
        .await;
    let skewed = r#"{"__type":"RequestTimeTooSkewed"}"#;
    let once = failure("Service", Applied::No, 2).for_good().answered();
    table
        .row("skew reported by another clock each time", once, async || {
            let answers = [2015, 2017, 2019].map(|year| {
                let date = aws_smithy_types::DateTime::from_secs((year - 1970) * 365 * 24 * 3600);
                let date = date.fmt(aws_smithy_types::date_time::Format::HttpDate).unwrap();
                answer(400, &[&format!("date: {date}")], skewed)
            });
            call(&Server::answering(answers)).await
        })
        .await;
    for (fault, date, attempts) in [
        ("skew reported without a date", "x-no-date: 1", 1),
        ("skew reported, and the clocks agree", "date: now", 1),
        ("skew reported again after the correction", "date: Mon, 23 Nov 2015 10:00:00 GMT", 2),
        ("skew by a date beyond all clocks", "date: Fri, 31 Dec 9999 23:59:59 GMT", 2),
    ] {
        table
            .row(fault, failure("Service", Applied::No, attempts).for_good().answered(), async || {
                use aws_smithy_types::{DateTime, date_time::Format};
                let now = DateTime::from(std::time::SystemTime::now()).fmt(Format::HttpDate).unwrap();
                let date = date.replace("now", &now);
                call(&Server::answering([answer(400, &[&date], skewed)])).await
            })
            .await;
    }
}

/// What the process itself does to its calls.
async fn process(table: &mut Table) {
    table
        .row("out of file descriptors", failure("Transport::Connect", Applied::No, 3), async || {
            let server = Server::answering([succeeds("{}")]);
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
        .row("dropped after its k-th poll, for every k", success(3).calls(100), async || {
            let server = Server::start(|connection| {
                while let Some(number) = connection.request() {
                    let answer = if number % 3 == 2 { succeeds(r#"{"Id":"1"}"#) } else { error(500, "X") };
                    connection.trickle(answer.bytes(), Duration::from_micros(200));
                }
            });
            let client = client(server.url()).retry(RetryPolicy::default()).build().unwrap();
            let mut polls = 0;
            loop {
                let call = client.send(post()).response();
                match (DropAfter { call: Box::pin(call), polls }).await {
                    None => polls += 1,
                    // This was as many polls as it takes.
                    Some(_) => break,
                }
            }
            println!("{:>44} {polls} polls", "");
            assert!(polls > 3, "there was nothing to drop");
            let plain = Server::answering([error(500, "X"), error(500, "X"), succeeds("{}")]);
            let outcome = call(&plain).await;
            assert!(send(&client).await.is_ok_and(|response| response.context.applied == Applied::Yes));
            outcome
        })
        .await;

    table
        .row(
            "1,000 failures in a row leave no memory",
            failure("Transport::Body", Applied::Yes, 1).calls(1001),
            async || {
                let server = Server::answering([succeeds(" ".repeat(50_000)).cut(5)]);
                let client = client(server.url()).retry(RetryPolicy::default().with_max_attempts(1));
                let client = client.build().unwrap();
                let mut early = 0;
                for number in 0..1000 {
                    let _ = send(&client).await;
                    if number == 200 {
                        early = table::status("VmRSS");
                    }
                }
                let more = table::status("VmRSS").saturating_sub(early);
                // Were their bodies left, it would be more than twice as much.
                assert!(more < 16 << 10, "800 calls left {more} KiB");
                send(&client).await
            },
        )
        .await;
}

/// A call that is given up after so many polls: none, then.
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
