//! The transports, against servers on real sockets that respond correctly, incorrectly or not at
//! all.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};
use metering_core::settings::Environment;
use metering_core::transport::{
    HyperTransport, ReqwestTransport, Transport, TransportError, TransportErrorKind, collect,
};
use metering_core::{Client, ErrorMetadata, ServiceError, aws_operation, aws_service};
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const LIMIT: usize = 1 << 20;

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Starts a server that passes each connection and its number to `serve`, until the process ends.
fn server(mut serve: impl FnMut(usize, TcpStream) + Send + 'static) -> SocketAddr {
    let (listener, address) = listen();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            serve(number, stream.unwrap());
        }
    });
    address
}

/// Reads a request and returns its head.
fn read_request(stream: &mut impl Read) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return head;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    reader.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
    head
}

/// Starts a server that sends these bytes after the first request of each connection, then closes
/// it.
fn responding(response: impl Into<Vec<u8>>) -> SocketAddr {
    let response = response.into();
    server(move |_, mut stream| {
        read_request(&mut stream);
        stream.write_all(&response).unwrap();
    })
}

fn endpoint(address: SocketAddr) -> Uri {
    format!("http://{address}/base/").parse().unwrap()
}

fn request(uri: &Uri) -> Request<Bytes> {
    let request = Request::post(uri.clone()).header("authorization", "a-secret");
    request.body(Bytes::from_static(b"{\"a\":1}")).unwrap()
}

/// The variable that selects the transport on hyper instead of reqwest.
const OVER_HYPER: &str = "METERING_TEST_OVER_HYPER";

fn is_over_hyper() -> bool {
    std::env::var_os(OVER_HYPER).is_some()
}

/// hyper uses rustls with every feature.
fn is_over_native_tls() -> bool {
    cfg!(feature = "native-tls") && !is_over_hyper()
}

fn transport(endpoint: &Uri) -> Box<dyn Transport> {
    try_transport(endpoint).unwrap()
}

fn try_transport(endpoint: &Uri) -> Result<Box<dyn Transport>, TransportError> {
    Ok(if is_over_hyper() {
        Box::new(HyperTransport::new(endpoint)?)
    } else {
        Box::new(ReqwestTransport::with_defaults(endpoint)?)
    })
}

/// Runs this module again with the other transport.
#[test]
fn all_tests_over_hyper() {
    if is_over_hyper() {
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .arg("transport::")
        .env(OVER_HYPER, "1")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    tests::show(format_args!("{printed}"));
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    assert!(printed.contains("a_response_is_returned_completely ... ok"), "{printed}");
}

async fn send(
    transport: &impl Transport,
    request: Request<Bytes>,
) -> Result<Response<Bytes>, TransportError> {
    collect(transport.send(request).await?, LIMIT).await
}

async fn send_to(address: SocketAddr) -> Result<Response<Bytes>, TransportError> {
    let endpoint = endpoint(address);
    send(&transport(&endpoint), request(&endpoint)).await
}

async fn failure(address: SocketAddr) -> TransportError {
    let error = send_to(address).await.unwrap_err();
    assert!(!format!("{error} {error:?} {error:#?}").contains("a-secret"), "{error:?}");
    error
}

#[tokio::test]
async fn a_response_is_returned_completely() {
    let address = server(|_, mut stream| {
        let head = read_request(&mut stream);
        assert!(head.starts_with("POST /base/ HTTP/1.1\r\n"), "{head}");
        stream
            .write_all(
                b"HTTP/1.1 400 Bad Request\r\nx-amzn-requestid: abc\r\ncontent-length: 10\r\n\r\n01234",
            )
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        stream.write_all(b"56789").unwrap();
    });
    let response = send_to(address).await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert_eq!(response.headers()["x-amzn-requestid"], "abc");
    assert_eq!(&response.body()[..], b"0123456789");
}

#[tokio::test]
async fn the_path_of_the_request_replaces_the_endpoints() {
    let address = server(|_, mut stream| {
        let head = read_request(&mut stream);
        let path = head.split(' ').nth(1).unwrap().to_owned();
        let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{path}", path.len());
    });
    let transport = transport(&endpoint(address));
    let other = format!("http://{address}/other%20path").parse().unwrap();
    assert_eq!(send(&transport, request(&other)).await.unwrap().body(), "/other%20path");
}

#[tokio::test]
async fn a_refused_connection_is_a_retryable_connect_error() {
    let (listener, address) = listen();
    drop(listener);
    let error = failure(address).await;
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!error.may_have_been_sent());
    assert!(error.is_retryable());
    let text = error.to_string();
    assert!(text.contains("refused") && text.contains(&address.to_string()), "{text}");
}

#[tokio::test]
async fn an_unknown_host_name_is_a_connect_error() {
    let endpoint: Uri = "http://unknown.invalid/".parse().unwrap();
    let error = send(&transport(&endpoint), request(&endpoint)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (TransportErrorKind::Connect, false));
}

#[tokio::test]
async fn a_request_without_a_response_may_have_been_received() {
    // The close may arrive before the request is written or afterwards.
    let error = failure(server(|_, stream| drop(stream))).await;
    assert_eq!((error.kind(), error.status()), (TransportErrorKind::Interrupted, None), "{error}");
    let after_the_request = server(|_, mut stream| drop(read_request(&mut stream)));
    let in_the_head = responding("HTTP/1.1 200 OK\r\ncontent-le");
    let no_http = responding("SSH-2.0-OpenSSH_9.6\r\n\r\n");
    for address in [after_the_request, in_the_head, no_http] {
        let error = failure(address).await;
        assert_eq!(error.kind(), TransportErrorKind::Interrupted, "{error}");
        assert!(error.may_have_been_sent() && error.status().is_none());
    }
}

#[tokio::test]
async fn an_error_in_the_body_keeps_status_and_headers() {
    for response in [
        "HTTP/1.1 200 OK\r\nx-amzn-requestid: abc\r\ncontent-length: 100\r\n\r\n0123456789",
        "HTTP/1.1 200 OK\r\nx-amzn-requestid: abc\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n",
        "HTTP/1.1 200 OK\r\nx-amzn-requestid: abc\r\ntransfer-encoding: chunked\r\n\r\nno length\r\n",
    ] {
        let error = failure(responding(response)).await;
        assert_eq!(error.kind(), TransportErrorKind::Body, "{error}");
        assert_eq!(error.status(), Some(StatusCode::OK));
        assert_eq!(error.headers().unwrap()["x-amzn-requestid"], "abc");
        assert!(error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_the_limit() {
    let body = "x".repeat(LIMIT);
    let chunk = format!("{:x}\r\n{body}\r\n", body.len());
    let head = "HTTP/1.1 200 OK\r\nx-amzn-requestid: abc\r\n";
    for fits in [
        format!("{head}content-length: {LIMIT}\r\n\r\n{body}"),
        format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}0\r\n\r\n"),
        format!("{head}connection: close\r\n\r\n{body}"),
    ] {
        assert_eq!(send_to(responding(fits)).await.unwrap().body(), body.as_str());
    }
    for exceeds in [
        // A `content-length` beyond the limit is rejected before the body arrives.
        format!("{head}content-length: {}\r\n\r\n", LIMIT + 1),
        format!("{head}transfer-encoding: chunked\r\n\r\n{chunk}1\r\nx\r\n0\r\n\r\n"),
    ] {
        let error = failure(responding(exceeds)).await;
        assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge { limit: LIMIT });
        assert_eq!(error.headers().unwrap()["x-amzn-requestid"], "abc");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let visits = Arc::new(AtomicUsize::new(0));
    let visited = Arc::clone(&visits);
    let target = server(move |_, stream| {
        visited.fetch_add(1, Ordering::SeqCst);
        drop(stream);
    });
    for status in [301, 302, 303, 307, 308] {
        let location =
            format!("HTTP/1.1 {status} X\r\nlocation: http://{target}/\r\ncontent-length: 0\r\n\r\n");
        let endpoint = endpoint(responding(location));
        let transport: Box<dyn Transport> = if is_over_hyper() {
            transport(&endpoint)
        } else {
            // The setting of the builder has no effect.
            let builder = ReqwestTransport::builder().redirect(reqwest::redirect::Policy::limited(5));
            Box::new(ReqwestTransport::new(builder, &endpoint).unwrap())
        };
        let response = send(&transport, request(&endpoint)).await.unwrap();
        assert_eq!(response.status(), status);
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_body_is_not_decompressed() {
    let response =
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\n\x1f\x8b\x08".to_vec();
    assert_eq!(&send_to(responding(response)).await.unwrap().body()[..], b"\x1f\x8b\x08");
}

#[tokio::test]
async fn an_idle_connection_that_the_server_closed_is_not_an_error() {
    let (notify, closed) = std::sync::mpsc::channel();
    let address = server(move |_, mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").unwrap();
        drop(stream);
        let _ = notify.send(());
    });
    let endpoint = endpoint(address);
    let transport = transport(&endpoint);
    for _ in 0..20 {
        assert_eq!(send(&transport, request(&endpoint)).await.unwrap().body(), "{}");
        // Lets the connection's task notice the close.
        closed.recv().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_connection_is_reused() {
    let address = server(|number, mut stream| {
        std::thread::spawn(move || {
            while !read_request(&mut stream).is_empty() {
                let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{number}");
            }
        });
    });
    let endpoint = endpoint(address);
    let transport = transport(&endpoint);
    for _ in 0..5 {
        assert_eq!(send(&transport, request(&endpoint)).await.unwrap().body(), "0");
    }
}

#[tokio::test]
async fn an_https_transport_rejects_http_requests() {
    let https: Uri = "https://127.0.0.1:1/".parse().unwrap();
    let http = endpoint(server(|_, _| panic!("a request was sent without TLS")));
    let error = send(&transport(&https), request(&http)).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (TransportErrorKind::Refused, false));
    let error = try_transport(&"ftp://example.com/".parse().unwrap());
    assert_eq!(error.unwrap_err().kind(), TransportErrorKind::Refused);
}

const PROXIES: [&str; 8] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
];

/// Runs one of the tests below in a separate process with these variables, because a process reads
/// them only once.
fn in_process_with(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("transport::{test}"), "--ignored", "--nocapture"]);
    let roots = ["AWS_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    for name in roots.into_iter().chain(PROXIES) {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && printed.contains("1 passed"), "{output:?}");
}

/// An invalid proxy variable must not lead to a direct connection.
#[test]
fn an_invalid_proxy_is_rejected_when_the_client_is_built() {
    const SECRET: &str = "hunter2";
    let variables = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let invalid = [
        format!("http://biller:{SECRET}@proxy:port"),
        format!("http://biller:{SECRET}@proxy:99999"),
        format!("ftp://biller:{SECRET}@proxy:3128"),
        format!("http://biller:{SECRET}@pro xy:3128"),
        format!("http://biller:{SECRET}@@proxy:3128"),
        SECRET.to_owned() + "://",
    ];
    for (variable, value) in variables.iter().flat_map(|name| invalid.iter().map(move |value| (name, value)))
    {
        in_process_with("with_an_invalid_proxy", &[(variable, value), ("EXPECTED", variable)]);
    }
    // The variable of the other scheme is not used.
    in_process_with("with_an_invalid_proxy", &[("HTTP_PROXY", "ftp://proxy"), ("EXPECTED", "")]);
    let both = [("https_proxy", "http://127.0.0.1:1"), ("ALL_PROXY", "ftp://proxy"), ("EXPECTED", "")];
    in_process_with("with_an_invalid_proxy", &both);
    in_process_with("with_an_invalid_proxy", &[("HTTPS_PROXY", ""), ("EXPECTED", "")]);
}

#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_an_invalid_proxy() {
    let expected = std::env::var("EXPECTED").unwrap();
    let keys = || metering_core::credentials::from_keys("AKIDPROXY", "secret", None);
    let build = |url: &str| -> Result<Client<Service>, Box<dyn std::error::Error>> {
        let client = Client::builder().region("us-east-1").endpoint_url(url).credentials(keys());
        if is_over_hyper() {
            return Ok(client.transport(try_transport(&url.parse()?)?).build()?);
        }
        Ok(client.build()?)
    };
    // No proxy is used for loopback endpoints.
    build("https://localhost:1").unwrap();
    let built = build("https://service.example.com");
    if expected.is_empty() {
        built.unwrap();
        return;
    }
    let error = built.unwrap_err();
    assert!(error.to_string().contains(&expected), "{error}");
    let printed = format!("{error} {error:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
}

#[test]
fn loopback_endpoints_use_no_proxy() {
    let (listener, closed_port) = listen();
    drop(listener);
    let proxy = format!("http://{closed_port}");
    let proxies = [("http_proxy", proxy.as_str()), ("HTTP_PROXY", &proxy), ("ALL_PROXY", &proxy)];
    in_process_with("with_a_proxy", &proxies);
}

#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_a_proxy() {
    let address = responding("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    assert_eq!(send_to(address).await.unwrap().body(), "{}");
    // Other endpoints use the proxy, whose port is closed.
    let endpoint: Uri = "http://service.example.com/".parse().unwrap();
    let error = send(&transport(&endpoint), request(&endpoint)).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(error.to_string().contains("refused"), "{error}");
}

/// Starts a server with a self-signed certificate for `name`. Returns its address and the
/// certificate.
fn tls_server(name: &str) -> (SocketAddr, String) {
    tls_server_with(CertificateParams::new(vec![name.to_owned()]).unwrap())
}

fn tls_server_with(certificate: CertificateParams) -> (SocketAddr, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = certificate.self_signed(&key).unwrap();
    let (address, _) = start_tls(certificate.der().clone(), key.serialize_der());
    (address, certificate.pem())
}

/// Starts a server with this certificate and private key in DER. Returns its address and the number
/// of its connections.
fn start_tls(certificate: CertificateDer<'static>, key: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    let key = rustls::pki_types::PrivateKeyDer::try_from(key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let config = Arc::new(config);
    let connections = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&connections);
    let address = server(move |_, stream| {
        count.fetch_add(1, Ordering::SeqCst);
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        if !read_request(&mut stream).is_empty() {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
            let _ = stream.flush();
        }
    });
    (address, connections)
}

/// `openssl req -x509` marks the certificates that it creates as a CA.
fn openssl_certificate(folder: &std::path::Path, name: &str) -> (SocketAddr, String) {
    let path = |file: &str| folder.join(file).into_os_string().into_string().unwrap();
    let (key, certificate) = (path("openssl.key"), path("openssl.pem"));
    let subject = format!("/CN={name}");
    let names = format!("subjectAltName=DNS:{name}");
    let arguments = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        &subject,
        "-addext",
        &names,
        "-keyout",
        &key,
        "-out",
        &certificate,
    ];
    let output = Command::new("openssl").args(arguments).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from_pem_file(&key).unwrap();
    let parsed = CertificateDer::from_pem_file(&certificate).unwrap();
    let (address, _) = start_tls(parsed, key.secret_pkcs8_der().to_vec());
    (address, std::fs::read_to_string(certificate).unwrap())
}

#[test]
fn a_trusted_server_certificate_may_be_a_ca() {
    let folder = folder("ca");
    let mut pem = String::new();
    let mut port = |(address, certificate): (SocketAddr, String)| {
        pem.push_str(&certificate);
        address.port().to_string()
    };
    let ca = |name: &str| {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params
    };
    let valid = port(openssl_certificate(&folder, "localhost"));
    let wrong_name = port(tls_server_with(ca("elsewhere.example.com")));
    let mut expired = ca("localhost");
    expired.not_before = rcgen::date_time_ymd(2015, 1, 1);
    expired.not_after = rcgen::date_time_ymd(2016, 1, 1);
    let expired = port(tls_server_with(expired));
    let bundle = folder.join("bundle.pem");
    std::fs::write(&bundle, pem).unwrap();
    // Not in the bundle.
    let untrusted = tls_server_with(ca("localhost")).0.port().to_string();
    for variable in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
        in_process_with(
            "with_a_ca_as_server",
            &[
                (variable, bundle.to_str().unwrap()),
                ("RIGHT_PORT", &valid),
                ("WRONG_PORTS", &format!("{wrong_name} {expired} {untrusted}")),
            ],
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_a_ca_as_server() {
    assert_eq!(send_over_tls(port("RIGHT_PORT")).await.unwrap().body(), "{}");
    for port in std::env::var("WRONG_PORTS").unwrap().split(' ') {
        let address = (Ipv4Addr::LOCALHOST, port.parse::<u16>().unwrap()).into();
        let error = send_over_tls(address).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Connect, "{error}");
    }
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("metering-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

async fn send_over_tls(address: SocketAddr) -> Result<Response<Bytes>, TransportError> {
    let endpoint: Uri = format!("https://localhost:{}/", address.port()).parse().unwrap();
    send(&try_transport(&endpoint)?, request(&endpoint)).await
}

#[tokio::test]
async fn a_self_signed_certificate_is_not_trusted() {
    let (address, _) = tls_server("localhost");
    let error = send_over_tls(address).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_been_sent()), (TransportErrorKind::Connect, false));
    let reason = if is_over_native_tls() { "self-signed certificate" } else { "UnknownIssuer" };
    assert!(error.to_string().contains(reason), "{error}");
    // native-tls reports the reason only as text, so the error stays retryable.
    assert_eq!(error.is_retryable(), is_over_native_tls(), "{error}");
}

#[test]
fn environment_variables_select_the_root_certificates() {
    let (address, mut pem) = tls_server("localhost");
    let (other, other_pem) = tls_server("elsewhere.example.com");
    pem.push_str(&other_pem);
    let folder = folder("roots");
    let bundle = folder.join("bundle.pem");
    std::fs::write(&bundle, pem).unwrap();
    let (right, wrong) = (address.port().to_string(), other.port().to_string());
    for variable in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
        let environment =
            [(variable, bundle.to_str().unwrap()), ("RIGHT_PORT", right.as_str()), ("WRONG_PORT", &wrong)];
        in_process_with("with_roots", &environment);
    }
    // OpenSSL looks up certificates in a folder by file names that are hashes.
    if !is_over_native_tls() {
        let both = [("SSL_CERT_FILE", "/nonexistent.pem"), ("SSL_CERT_DIR", folder.to_str().unwrap())];
        in_process_with("with_roots", &[both[0], both[1], ("RIGHT_PORT", &right), ("WRONG_PORT", &wrong)]);
    }
    let empty = folder.join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for (file, reason) in [
        ("/nonexistent.pem", "does not exist"),
        (pipe.to_str().unwrap(), "is not a regular file"),
        (folder.to_str().unwrap(), "is not a regular file"),
        (empty.to_str().unwrap(), "contains no certificates"),
    ] {
        let expected = format!("{file} {reason}");
        let environment = [("AWS_CA_BUNDLE", file), ("RIGHT_PORT", &right), ("EXPECTED", &expected)];
        in_process_with("with_no_roots", &environment);
    }
    // Only rustls reads the certificates before the handshake.
    if !is_over_native_tls() {
        let invalid = folder.join("invalid.pem");
        std::fs::write(&invalid, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
        let file = invalid.to_str().unwrap();
        let expected = format!("{file} contains no certificates");
        let environment = [("AWS_CA_BUNDLE", file), ("RIGHT_PORT", &right), ("EXPECTED", &expected)];
        in_process_with("with_no_roots", &environment);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A service for the tests of client settings.
#[aws_service(endpoint_prefix = "roots", target_prefix = "Roots", json_version = "1.1", error = RootsError)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum RootsError {
    /// Any error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// An operation without members.
#[aws_operation(action = "Do", output = ())]
#[derive(Debug, Clone)]
pub struct Do {}

#[tokio::test]
async fn the_profile_selects_the_root_certificates() {
    let (address, pem) = tls_server("localhost");
    let folder = folder("profile-roots");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.into_os_string().into_string().unwrap()
    };
    let (bundle, token) = (file("bundle.pem", &pem), file("token", "a-token"));
    let keys = "aws_access_key_id = AKIDROOTS\naws_secret_access_key = secret".to_owned();
    let role = format!("role_arn = arn:aws:iam::111122223333:role/a\nweb_identity_token_file = {token}");
    let send = async |identity: &str, bundle: &str| {
        let url = format!("https://localhost:{}", address.port());
        let config = format!("[default]\nregion = us-east-1\n{identity}\nca_bundle = {bundle}\n");
        let config = file("config", &config);
        let environment = Environment::of([("AWS_CONFIG_FILE", config), ("AWS_ENDPOINT_URL", url)]);
        let client = Client::<Service>::builder().environment(environment).from_env().await.unwrap();
        client.build().unwrap().send(Do {}).max_attempts(1).await.map_err(|error| error.to_string())
    };
    send(&keys, &bundle).await.unwrap();
    let error = send(&keys, "").await.unwrap_err();
    assert!(error.contains("could not connect") && error.contains("certificate"), "{error}");
    // STS uses the same roots. Its response is not valid, but the certificate is accepted.
    let error = send(&role, &bundle).await.unwrap_err();
    assert!(!error.contains("certificate"), "{error}");
    let error = send(&role, "").await.unwrap_err();
    assert!(error.contains("certificate"), "{error}");
    std::fs::remove_dir_all(folder).unwrap();
}

fn port(variable: &str) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, std::env::var(variable).unwrap().parse::<u16>().unwrap()).into()
}

#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_roots() {
    assert_eq!(send_over_tls(port("RIGHT_PORT")).await.unwrap().body(), "{}");
    let error = send_over_tls(port("WRONG_PORT")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    let reason = if is_over_native_tls() { "certificate" } else { "not valid for name" };
    assert!(error.to_string().contains(reason), "{error}");
}

#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_no_roots() {
    // An http endpoint needs no root certificates.
    let address = responding("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}");
    assert_eq!(send_to(address).await.unwrap().body(), "{}");
    let error = send_over_tls(port("RIGHT_PORT")).await.unwrap_err();
    // native-tls needs the root certificates when the transport is built.
    let kind = if is_over_native_tls() { TransportErrorKind::Refused } else { TransportErrorKind::Connect };
    assert_eq!((error.kind(), error.may_have_been_sent()), (kind, false));
    assert!(error.to_string().contains(&std::env::var("EXPECTED").unwrap()), "{error}");
    // The file is still missing at the next attempt.
    assert!(!error.is_retryable(), "{error}");
}

/// Ends a process when it is dropped.
#[cfg(target_os = "linux")]
struct Holder(std::process::Child);

#[cfg(target_os = "linux")]
impl Drop for Holder {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes the opening of a file hang for up to 45 seconds, as a network file system does without its
/// server. Linux delays it until the holder of a lease releases the lease.
#[cfg(target_os = "linux")]
fn hang(file: &std::path::Path) -> Option<Holder> {
    let lease = "import fcntl, signal, sys, time\n\
        signal.signal(signal.SIGIO, signal.SIG_IGN)\n\
        file = open(sys.argv[1], 'r+')\n\
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)\n\
        print('held', flush=True)\n\
        time.sleep(600)\n";
    let child = Command::new(tests::python("a disk that hangs")?)
        .args(["-c", lease, file.to_str().unwrap()])
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut holder = Holder(child.unwrap());
    let mut line = String::new();
    BufReader::new(holder.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "held\n");
    Some(holder)
}

#[cfg(target_os = "linux")]
#[test]
fn root_certificates_on_a_disk_that_hangs_stop_no_runtime() {
    let (address, pem) = tls_server("localhost");
    let folder = folder("hanging-roots");
    let bundle = folder.join("bundle.pem");
    std::fs::write(&bundle, pem).unwrap();
    let Some(holder) = hang(&bundle) else { return };
    let port = address.port().to_string();
    in_process_with(
        "with_roots_that_hang",
        &[("AWS_CA_BUNDLE", bundle.to_str().unwrap()), ("RIGHT_PORT", &port)],
    );
    drop(holder);
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(target_os = "linux")]
#[tokio::test]
#[ignore = "another test runs it in a separate process"]
async fn with_roots_that_hang() {
    use std::time::{Duration, Instant};
    let started = Instant::now();
    let address = port("RIGHT_PORT");
    // native-tls needs the root certificates when the transport is built, which can't be awaited.
    if !is_over_native_tls() {
        let limit = Duration::from_millis(500);
        let calls: Vec<_> = (0..50)
            .map(|_| tokio::spawn(async move { tokio::time::timeout(limit, send_over_tls(address)).await }))
            .collect();
        for call in calls {
            assert!(call.await.unwrap().is_err());
        }
        assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
        // The hanging file occupies one thread, not one per call.
        let threads = std::fs::read_dir("/proc/self/task").unwrap().count();
        assert!(threads < 20, "{threads} threads");
    }
    let error = send_over_tls(address).await.unwrap_err();
    assert!(error.to_string().contains("bundle.pem can't be read: timed out"), "{error}");
    assert!(!error.may_have_been_sent());
    assert!(started.elapsed() < Duration::from_secs(40), "{:?}", started.elapsed());
}

/// A connection is driven by the runtime that opened it, which may be idle.
#[test]
fn an_idle_runtime_stops_no_call_on_another() {
    use std::time::{Duration, Instant};
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address = server(|_, mut stream| {
        std::thread::spawn(move || {
            while !read_request(&mut stream).is_empty() {
                let _ = write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{{}}");
            }
        });
    });
    let endpoint = endpoint(address);
    let transport = Arc::new(transport(&endpoint));
    let (first, second) = (runtime(), runtime());
    first.block_on(send(&transport, request(&endpoint))).unwrap();
    let started = Instant::now();
    let response = second.block_on(async {
        tokio::time::timeout(Duration::from_secs(5), send(&transport, request(&endpoint))).await
    });
    assert!(response.is_ok_and(|response| response.is_ok()), "{:?}", started.elapsed());
    drop(first);
}
