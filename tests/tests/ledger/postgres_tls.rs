//! Connections to PostgreSQL over TLS, with the server's certificate verified.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use metering_client::ledger::{Ledger, Postgres, StoreError};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tests::fleet::postgres_server::PostgresServer;
use tests::fleet::query;

/// Writes a root certificate to `name.pem` and returns its issuer.
fn root(directory: &Path, name: &str) -> (PathBuf, Issuer<'static, KeyPair>) {
    let mut params = CertificateParams::new(Vec::new()).expect("valid parameters");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    let path = directory.join(format!("{name}.pem"));
    std::fs::write(&path, certificate.pem()).expect("writes");
    (path, Issuer::new(params, key))
}

/// Makes the server offer TLS with a certificate for `host`.
fn offer_tls(server: &PostgresServer, issuer: &Issuer<'static, KeyPair>, host: &str) {
    let params = CertificateParams::new(vec![host.to_owned()]).expect("valid parameters");
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, issuer).expect("a certificate");
    let data = PathBuf::from(query(&server.url(), "SHOW data_directory"));
    let key_file = data.join("server.key");
    std::fs::write(data.join("server.crt"), certificate.pem()).expect("writes");
    std::fs::write(&key_file, key.serialize_pem()).expect("writes");
    // PostgreSQL refuses a key that others can read.
    let run = |program: &str, arguments: &[&std::ffi::OsStr]| {
        let status = Command::new(program).args(arguments).status();
        assert!(status.is_ok_and(|status| status.success()), "{program}");
    };
    run("chmod", &["600".as_ref(), key_file.as_ref()]);
    let reference = format!("--reference={}", data.display());
    run("chown", &[reference.as_ref(), key_file.as_ref()]);
    query(&server.url(), "ALTER SYSTEM SET ssl = on");
    query(&server.url(), "SELECT pg_reload_conf()");
    // The server reads its configuration some time after this.
    for _ in 0..100 {
        if query(&server.url(), "SHOW ssl") == "on" {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("the server doesn't offer TLS");
}

/// Opens a ledger over TLS.
async fn open(server: &PostgresServer, ca_file: &Path) -> Result<Ledger, StoreError> {
    let url = server.url().replace("sslmode=disable", "sslmode=require");
    Ledger::builder(Postgres::connect(url).ca_file(ca_file)).open().await
}

fn new_directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("ledger-tls-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a temporary directory");
    directory
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_servers_certificate_is_verified() {
    let Some(server) = PostgresServer::start("TLS to PostgreSQL") else { return };
    let directory = new_directory("verified");
    let (right, issuer) = root(&directory, "right");
    let (wrong, _) = root(&directory, "wrong");

    let refused = open(&server, &right).await.expect_err("the server offers no TLS").to_string();
    assert!(refused.contains("TLS"), "{refused}");

    offer_tls(&server, &issuer, "127.0.0.1");
    let ledger = open(&server, &right).await.expect("opens");
    let is_tls = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                  WHERE application_name = 'metering-ledger'";
    assert_eq!(query(&server.url(), is_tls), "t");
    ledger.close().await.expect("closes");

    let refused = open(&server, &wrong).await.expect_err("the wrong root").to_string();
    assert!(refused.contains("UnknownIssuer") && refused.contains("`ca_file`"), "{refused}");
    let missing = directory.join("missing.pem");
    let refused = open(&server, &missing).await.expect_err("no such file").to_string();
    assert!(refused.contains("missing.pem of `ca_file`") && !refused.contains("AWS"), "{refused}");
    let _ = std::fs::remove_dir_all(&directory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_for_another_host_is_refused() {
    let Some(server) = PostgresServer::start("TLS to PostgreSQL, another host") else { return };
    let directory = new_directory("host");
    let (right, issuer) = root(&directory, "right");
    offer_tls(&server, &issuer, "db.example.com");
    let refused = open(&server, &right).await.expect_err("another host").to_string();
    assert!(refused.contains("certificate") && refused.contains("db.example.com"), "{refused}");
    let _ = std::fs::remove_dir_all(&directory);
}
