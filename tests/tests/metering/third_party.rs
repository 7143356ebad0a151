//! Other implementations of the protocol: botocore verifies what the client sends, and AWS's SDKs
//! for JavaScript and aws4fetch call the emulator.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use metering_client::emulator::Emulator;
use metering_client::{BatchMeterUsage, Client, Error, MeterUsage, RegisterUsage, ResolveCustomer};
use metering_core::credentials::Credentials;
use metering_core::{Shape, wire};
use serde_json::Value;

struct Verifier {
    process: Child,
    url: String,
}

impl Verifier {
    /// Starts the verifier, or returns `None` and prints what is left out if there is no Python
    /// with botocore.
    fn start(session_token: Option<&str>) -> Option<Self> {
        let python = tests::python("requests verified by botocore")?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/botocore_verifier.py");
        let mut process = Command::new(python)
            .args([script, "AKIDVERIFIED", "secret/+="])
            .args(session_token)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut port).unwrap();
        Some(Verifier { process, url: format!("http://127.0.0.1:{}", port.trim()) })
    }

    fn client(&self, secret: &str, session_token: Option<&str>) -> Client {
        let token = session_token.map(str::to_owned);
        Client::builder()
            .region("eu-central-1")
            .credentials(Credentials::new("AKIDVERIFIED", secret, token, None, "test"))
            .endpoint_url(&self.url)
            .build()
            .unwrap()
    }
}

impl Drop for Verifier {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn input<T: Shape>(body: &Value) -> T {
    wire::from_json(body.to_string().as_bytes()).unwrap()
}

async fn send(client: &Client, operation: &str, body: &Value) -> Result<(), Error> {
    match operation {
        "BatchMeterUsage" => client.send::<BatchMeterUsage>(input(body)).skip_validation().await.map(drop),
        "MeterUsage" => client.send::<MeterUsage>(input(body)).skip_validation().await.map(drop),
        "RegisterUsage" => client.send::<RegisterUsage>(input(body)).skip_validation().await.map(drop),
        "ResolveCustomer" => client.send::<ResolveCustomer>(input(body)).skip_validation().await.map(drop),
        other => panic!("no such operation: {other}"),
    }
}

/// Sends every vector, with and without a session token, and requests that botocore must refuse.
#[tokio::test]
async fn botocore_accepts_what_the_client_sends() {
    let vectors: Value = serde_json::from_str(include_str!("../../vectors/metering.json")).unwrap();
    for token in [None, Some("session/token+==")] {
        let Some(verifier) = Verifier::start(token) else { return };
        let client = verifier.client("secret/+=", token);
        for vector in vectors["requests"].as_array().unwrap() {
            let sent = send(&client, vector["operation"].as_str().unwrap(), &vector["body"]).await;
            assert!(sent.is_ok(), "{}: {}", vector["name"], sent.unwrap_err());
        }
        let refused = async |client: &Client, operation: &str, body: Value| {
            let error = send(client, operation, &body).await.unwrap_err();
            assert_eq!(error.code(), Some("Unverified"));
            error.to_string()
        };
        let body = serde_json::json!({ "RegistrationToken": "t" });
        let other = verifier.client("another", token);
        assert!(
            refused(&other, "ResolveCustomer", body).await.contains("botocore computes another signature")
        );
        for edge in vectors["edges"].as_array().unwrap() {
            let operation = edge["operation"].as_str().unwrap();
            if edge["valid"] == true {
                send(&client, operation, &edge["input"]).await.unwrap();
            } else {
                refused(&client, operation, edge["input"].clone()).await;
            }
        }
    }
}

/// v2 and aws4fetch don't sign `content-type`, and AWS accepts their requests.
#[tokio::test(flavor = "multi_thread")]
async fn javascript_clients_call_the_emulator() {
    let Some(modules) = tests::node_modules("AWS's SDKs for JavaScript and aws4fetch") else { return };
    let emulator = Emulator::builder().quotas(false).start().await.unwrap();
    let credentials = emulator.credentials();
    let mut node = Command::new("node");
    node.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/js_emulator.mjs"))
        .args([&emulator.url(), credentials.access_key_id(), credentials.secret_access_key()])
        .env("CI_NODE_MODULES", modules);
    let output = tokio::task::spawn_blocking(move || node.output().unwrap()).await.unwrap();
    let (printed, errors) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{printed}{errors}");
    tests::show(printed.trim_end());
}
