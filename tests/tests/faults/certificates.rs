//! Servers whose certificates are not trusted.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use metering_core::Applied;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;

use crate::server::{Server, read_request, success as ok_response};
use crate::table::{Table, failure, success};
use crate::{client, is_over_hyper, send};

/// Creates a root certificate that clients trust. Returns the folder with it and its key.
pub(crate) fn write_root() -> PathBuf {
    let key = KeyPair::generate().unwrap();
    let root = root().self_signed(&key).unwrap();
    let folder = std::env::temp_dir().join(format!("metering-faults-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("root.pem"), root.pem()).unwrap();
    std::fs::write(folder.join("root.key"), key.serialize_pem()).unwrap();
    folder
}

fn root() -> CertificateParams {
    let mut root = CertificateParams::new(vec![]).unwrap();
    // OpenSSL takes a certificate for self-signed if its issuer has the same name.
    root.distinguished_name.push(DnType::CommonName, "a root");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    root
}

/// Starts a server with this certificate, signed with the key of the trusted root, or self-signed.
fn server(certificate: CertificateParams, issuer: Option<CertificateParams>) -> Server {
    let config = Arc::new(config(certificate, issuer));
    Server::start(move |connection| {
        let mut tls = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::Stream::new(&mut tls, &mut connection.stream);
        while read_request(&mut stream).is_some() {
            let _ = stream.write_all(ok_response("{}").bytes());
        }
    })
}

fn config(certificate: CertificateParams, issuer: Option<CertificateParams>) -> rustls::ServerConfig {
    let key = KeyPair::generate().unwrap();
    let signed = if let Some(issuer) = issuer {
        let root_key = std::fs::read_to_string(std::env::var("ROOT_KEY").unwrap()).unwrap();
        let issuer = Issuer::new(issuer, KeyPair::from_pem(&root_key).unwrap());
        certificate.signed_by(&key, &issuer).unwrap()
    } else {
        certificate.self_signed(&key).unwrap()
    };
    rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![signed.der().clone()], PrivateKeyDer::try_from(key.serialize_der()).unwrap())
        .unwrap()
}

/// Returns the configuration of an HTTP/2 server for `localhost`.
#[cfg(feature = "http2")]
pub(crate) fn http2() -> Arc<rustls::ServerConfig> {
    let mut config = config(named("localhost"), Some(root()));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}

fn named(name: &str) -> CertificateParams {
    CertificateParams::new(vec![name.to_owned()]).unwrap()
}

pub(crate) async fn faults(table: &mut Table) {
    let mut expired = named("localhost");
    expired.not_before = date_time_ymd(2015, 1, 1);
    expired.not_after = date_time_ymd(2016, 1, 1);
    // The texts of rustls and OpenSSL. native-tls has no type for the reason, so that the call is
    // retried.
    let untrusted = |rustls, openssl| {
        if cfg!(feature = "native-tls") && !is_over_hyper() {
            failure("Transport::Connect", Applied::No, 3).with_text(openssl)
        } else {
            failure("Transport::Connect", Applied::No, 1).not_retryable().with_text(rustls)
        }
    };
    let other_name = untrusted("not valid for name", "hostname mismatch");
    let has_expired = untrusted("expired", "certificate has expired");
    let unknown_issuer = untrusted("UnknownIssuer", "unable to get local issuer certificate");
    let self_signed = untrusted("UnknownIssuer", "self-signed certificate");
    // Signed by a root of the same key but another name, which is not trusted.
    let mut unknown_root = root();
    unknown_root.distinguished_name.push(DnType::CommonName, "another root");
    for (fault, expected, certificate, issuer) in [
        ("valid certificate", success(1), named("localhost"), Some(root())),
        ("certificate for another name", other_name, named("elsewhere.example.com"), Some(root())),
        ("expired certificate", has_expired, expired, Some(root())),
        ("certificate of an unknown issuer", unknown_issuer, named("localhost"), Some(unknown_root)),
        ("self-signed certificate", self_signed, named("localhost"), None),
    ] {
        table
            .row(fault, expected, async || {
                let server = server(certificate, issuer);
                let url = format!("https://localhost:{}", server.address.port());
                send(&client(url).build().unwrap()).await
            })
            .await;
    }
    table
        .row("http server at an https endpoint", failure("Transport::Connect", Applied::No, 3), async || {
            let server = Server::responding([ok_response("{}")]);
            let url = format!("https://localhost:{}", server.address.port());
            send(&client(url).build().unwrap()).await
        })
        .await;
}
