//! A server that responds to metering calls as fast as it can.
//!
//! Usage: `server <http|https> <milliseconds to wait> [where to write the CA]`.
//!
//! It prints its port. It reads only the length and the target of a request, because the clients
//! are measured, not the server. `GET /` returns the number of connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::server::ServerConfig;

static CONNECTIONS: AtomicUsize = AtomicUsize::new(0);

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let tls = (arguments[0] == "https").then(|| acceptor(&arguments[2]));
    let wait = Duration::from_millis(arguments[1].parse().expect("milliseconds"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address").port());
        let responses = Arc::new(Responses::new());
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            CONNECTIONS.fetch_add(1, Relaxed);
            let (tls, responses) = (tls.clone(), Arc::clone(&responses));
            tokio::spawn(async move {
                match tls {
                    None => serve(stream, &responses, wait).await,
                    Some(tls) => {
                        let Ok(stream) = tls.accept(stream).await else { return };
                        serve(stream, &responses, wait).await;
                    }
                }
            });
        }
    });
}

struct Responses {
    batch: Vec<u8>,
    resolve: Vec<u8>,
}

impl Responses {
    fn new() -> Self {
        let response = |body: &str| {
            format!(
                "HTTP/1.1 200 OK\r\nx-amzn-requestid: 47e5b1ee-3d0c-4ab1-a3e6-2cfd14c1a1d3\r\n\
                 content-type: application/x-amz-json-1.1\r\ncontent-length: {}\r\n\
                 date: Mon, 23 Nov 2026 10:00:00 GMT\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        };
        Responses {
            batch: response(harness::workload::batch_response()),
            resolve: response(harness::workload::resolve_response()),
        }
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, responses: &Responses, wait: Duration) {
    let mut buffer = vec![0; 1 << 16];
    let mut filled = 0;
    loop {
        let (target, end) = loop {
            match stream.read(&mut buffer[filled..]).await {
                Ok(read) if read > 0 => filled += read,
                _ => return,
            }
            if let Some(request) = whole_request(&buffer[..filled]) {
                break request;
            }
        };
        buffer.copy_within(end..filled, 0);
        filled -= end;
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        let written = match target {
            Target::Batch => stream.write_all(&responses.batch).await,
            Target::Resolve => stream.write_all(&responses.resolve).await,
            Target::Count => {
                let count = CONNECTIONS.load(Relaxed).to_string();
                let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{count}", count.len());
                stream.write_all(response.as_bytes()).await
            }
        };
        if written.is_err() || stream.flush().await.is_err() {
            return;
        }
    }
}

enum Target {
    Batch,
    Resolve,
    Count,
}

/// Returns the target of a complete request and its end.
fn whole_request(bytes: &[u8]) -> Option<(Target, usize)> {
    let head_end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let mut length = 0;
    let mut target = Target::Count;
    for line in bytes[..head_end].split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"content-length") {
            length = std::str::from_utf8(value).ok()?.parse().ok()?;
        } else if name.eq_ignore_ascii_case(b"x-amz-target") {
            target = if value.ends_with(b"ResolveCustomer") { Target::Resolve } else { Target::Batch };
        }
    }
    (bytes.len() >= head_end + length).then_some((target, head_end + length))
}

/// Creates a certificate for 127.0.0.1, signed by a new CA that is written to `ca`.
fn acceptor(ca: &str) -> TlsAcceptor {
    let key = || rcgen::KeyPair::generate().expect("a key");
    let mut params = rcgen::CertificateParams::new([]).expect("parameters");
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, "comparison");
    let authority_key = key();
    let authority = params.self_signed(&authority_key).expect("a CA");
    std::fs::write(ca, authority.pem()).expect("the CA written");

    let issuer = rcgen::Issuer::new(params, authority_key);
    let own_key = key();
    let names = ["127.0.0.1".to_owned(), "localhost".to_owned()];
    let own = rcgen::CertificateParams::new(names).expect("parameters").signed_by(&own_key, &issuer);
    let chain = vec![own.expect("a certificate").der().clone(), authority.der().clone()];
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(chain, PrivatePkcs8KeyDer::from(own_key.serialize_der()).into())
        .expect("a usable certificate");
    TlsAcceptor::from(Arc::new(config))
}
