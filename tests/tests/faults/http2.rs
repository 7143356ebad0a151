//! Faults that only HTTP/2 has. reqwest knows in advance that the server speaks HTTP/2; hyper
//! negotiates it by ALPN in the TLS handshake.

use std::sync::Arc;
use std::time::Duration;

use metering_core::transport::ReqwestTransport;
use metering_core::{Applied, ClientBuilder};

use crate::http2_server::{self, DATA, ENHANCE_YOUR_CALM, Frames, INTERNAL_ERROR, NO_ERROR, REFUSED_STREAM};
use crate::server::Server;
use crate::service::Service;
use crate::table::{Table, failure, success};
use crate::{certificates, client, client_with_short_timeout, is_over_hyper, post, send};

/// Starts a server that passes each request to `serve`, until `serve` returns `false`.
fn server(serve: impl Fn(&mut Frames, u32) -> bool + Send + Sync + 'static) -> Server {
    server_with(is_over_hyper().then(certificates::http2), serve)
}

fn server_with<F>(config: Option<Arc<rustls::ServerConfig>>, serve: F) -> Server
where
    F: Fn(&mut Frames, u32) -> bool + Send + Sync + 'static,
{
    http2_server::start(config, move |frames| {
        while let Some(stream) = frames.request() {
            if !serve(frames, stream) {
                break;
            }
        }
    })
}

/// Returns the client for a server of this module.
fn http2_client(server: &Server) -> ClientBuilder<Service> {
    with_http2(client(url(server)))
}

fn url(server: &Server) -> String {
    if is_over_hyper() { format!("https://localhost:{}", server.address.port()) } else { server.url() }
}

fn with_http2(builder: ClientBuilder<Service>) -> ClientBuilder<Service> {
    if is_over_hyper() {
        return builder;
    }
    builder.http(ReqwestTransport::builder().http2_prior_knowledge())
}

pub(crate) async fn faults(table: &mut Table) {
    let lost = |applied| failure("Transport::Interrupted", applied, 3);
    let rejected = failure("Service", Applied::No, 1).not_retryable().with_request_id();
    type Serve = fn(&mut Frames, u32) -> bool;
    let rows: [(_, _, Serve); 12] = [
        ("HTTP/2: success", success(1), |frames, stream| {
            frames.respond(stream, 200, b"{}");
            true
        }),
        ("HTTP/2: error response, 400", rejected, |frames, stream| {
            frames.respond(stream, 400, br#"{"__type":"RefusedException","message":"a message"}"#);
            true
        }),
        (
            "HTTP/2: error response, 500",
            failure("Service", Applied::Unknown, 3).with_request_id(),
            |frames, stream| {
                frames.respond(stream, 500, br#"{"__type":"InternalFailure"}"#);
                true
            },
        ),
        // REFUSED_STREAM guarantees that the server has not processed the request (RFC 9113, 8.7).
        ("HTTP/2: REFUSED_STREAM", lost(Applied::No), |frames, stream| {
            frames.reset(stream, REFUSED_STREAM);
            true
        }),
        ("HTTP/2: GOAWAY without the request", lost(Applied::No), |frames, _| {
            frames.go_away(0, NO_ERROR);
            false
        }),
        ("HTTP/2: GOAWAY without it, with an error", lost(Applied::No), |frames, _| {
            frames.go_away(0, ENHANCE_YOUR_CALM);
            false
        }),
        ("HTTP/2: GOAWAY with the request, then closed", lost(Applied::Unknown), |frames, stream| {
            frames.go_away(stream, NO_ERROR);
            false
        }),
        ("HTTP/2: GOAWAY, then the response", success(1), |frames, stream| {
            frames.go_away(stream, NO_ERROR);
            frames.respond(stream, 200, b"{}");
            true
        }),
        ("HTTP/2: stream reset", lost(Applied::Unknown), |frames, stream| {
            frames.reset(stream, INTERNAL_ERROR);
            true
        }),
        ("HTTP/2: closed after the request", lost(Applied::Unknown), |_, _| false),
        (
            "HTTP/2: stream reset in the body",
            failure("Transport::Body", Applied::Yes, 3).with_request_id(),
            |frames, stream| {
                frames.head(stream, 200);
                frames.write(DATA, 0, stream, b"{\"Id\":");
                frames.reset(stream, INTERNAL_ERROR);
                true
            },
        ),
        ("HTTP/2: not a frame", lost(Applied::Unknown), |frames, _| {
            frames.write(0xff, 0xff, u32::MAX, &[0; 20_000]);
            true
        }),
    ];
    for (fault, expected, serve) in rows {
        table
            .row(fault, expected, async || {
                let server = server(serve);
                send(&http2_client(&server).build().unwrap()).await
            })
            .await;
    }
    table
        .row("HTTP/2: black hole", failure("Timeout::Attempt", Applied::Unknown, 2), async || {
            let server = server(|_, _| true);
            send(&with_http2(client_with_short_timeout(url(&server))).build().unwrap()).await
        })
        .await;
    let prior_knowledge = async || {
        let server = Server::responding([crate::server::success("{}").then_close()]);
        let builder = ReqwestTransport::builder().http2_prior_knowledge();
        send(&client(server.url()).http(builder).build().unwrap()).await
    };
    // By ALPN, this can't happen.
    if !is_over_hyper() {
        let expected = lost(Applied::No).or("Transport::Connect", Applied::Unknown);
        table.row("HTTP/2: server speaks HTTP/1.1", expected, prior_knowledge).await;
    }
    table
        .row("HTTP/2: GOAWAY on an idle connection", success(2).or_attempts(1).calls(11), async || {
            let server = server(|frames, stream| {
                frames.respond(stream, 200, b"{}");
                frames.go_away(stream, NO_ERROR);
                false
            });
            let client = http2_client(&server).build().unwrap();
            for _ in 0..10 {
                send(&client).await?;
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            send(&client).await
        })
        .await;
    table
        .row("HTTP/2: 100 calls, every other one dropped", success(1).calls(100), async || {
            let server = server(|frames, stream| {
                frames.respond(stream, 200, b"{}");
                true
            });
            let client = http2_client(&server).build().unwrap();
            let mut calls: Vec<_> = (0..100).map(|_| tokio::spawn(client.send(post()).response())).collect();
            for dropped in calls.iter().step_by(2) {
                dropped.abort();
            }
            let last = calls.pop().unwrap();
            for kept in calls.into_iter().skip(1).step_by(2) {
                kept.await.unwrap()?;
            }
            last.await.unwrap()
        })
        .await;
    table
        .row("HTTP/2: negotiated by ALPN", success(1), async || {
            let server = server_with(Some(certificates::http2()), |frames, stream| {
                frames.respond(stream, 200, b"{}");
                true
            });
            let url = format!("https://localhost:{}", server.address.port());
            send(&client(url).build().unwrap()).await
        })
        .await;
}

/// Records every field of every span and event, at every level and of every crate. The h2 crate
/// traces its frames.
#[derive(Clone, Default)]
struct Listener(Arc<std::sync::Mutex<String>>);

struct Writer<'a>(&'a mut String);

impl tracing::field::Visit for Writer<'_> {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
        use std::fmt::Write as _;
        let _ = writeln!(self.0, "{field}={value:?}");
    }
}

impl tracing::Subscriber for Listener {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::Id {
        span.record(&mut Writer(&mut self.0.lock().unwrap()));
        tracing::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Writer(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &tracing::Id, _: &tracing::Id) {}
    fn enter(&self, _: &tracing::Id) {}
    fn exit(&self, _: &tracing::Id) {}
}

/// Runs on one thread, because the subscriber is set only for the current thread.
#[tokio::test]
async fn no_crate_traces_secrets() {
    let (secret, token) = ("wJalrXUtnFEMI-secret-of-the-key", "IQoJb3JpZ2luX2VjE-token-of-the-session");
    let listener = Listener::default();
    let guard = tracing::subscriber::set_default(listener.clone());
    let server = server(|frames, stream| {
        frames.respond(stream, 200, b"{}");
        true
    });
    let credentials =
        aws_credential_types::Credentials::new("AKID", secret, Some(token.into()), None, "test");
    let client = http2_client(&server).credentials(credentials).build().unwrap();
    send(&client).await.unwrap();
    drop(guard);
    let traced = listener.0.lock().unwrap().clone();
    assert!(traced.contains("Headers"), "no frame was traced: {traced}");
    for secret in [secret, token, "Signature=", "AWS4-HMAC-SHA256"] {
        assert!(!traced.contains(secret), "{secret} was traced");
    }
}
