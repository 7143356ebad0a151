//! Declarations printed from AWS's models, and the third-party servers that they are tested with.

#![deny(warnings, missing_docs)]

macro_rules! declared {
    ($($service:ident: $what:literal),+ $(,)?) => { $(
        #[doc = $what]
        pub mod $service {
            include!(concat!(env!("OUT_DIR"), "/", stringify!($service), ".rs"));
        }
    )+ };
}
declared! {
    dynamodb: "Amazon DynamoDB.",
    ecs: "Amazon Elastic Container Service.",
    events: "Amazon EventBridge.",
    kinesis: "Amazon Kinesis.",
    kms: "AWS Key Management Service.",
    logs: "Amazon CloudWatch Logs.",
    secretsmanager: "AWS Secrets Manager.",
    sqs: "Amazon Simple Queue Service.",
    ssm: "AWS Systems Manager.",
    stepfunctions: "AWS Step Functions.",
    transcribe: "Amazon Transcribe.",
}

use std::process::Stdio;
use std::time::Duration;

use metering_core::service::Service;
use metering_core::{Client, credentials};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

/// A moto server that runs until its standard input closes. That is the end of this process,
/// because a static is never dropped.
const MOTO: &str = "\
import os, sys, threading
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from moto.server import main
main(sys.argv[1:])";

/// A server that runs until the value is dropped.
pub struct Peer {
    url: String,
    _process: Child,
}

impl Peer {
    /// Starts moto with the Python `CI_PYTHON`, or `python3`.
    pub async fn moto() -> Self {
        let python = std::env::var("CI_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        Self::start(&python, &["-c", MOTO, "-H", "127.0.0.1", "-p"]).await
    }

    /// Starts dynalite from the `PATH`.
    pub async fn dynalite() -> Self {
        Self::start("dynalite", &["--createTableMs", "0", "--deleteTableMs", "0", "--port"]).await
    }

    /// Starts a command with the port as its last argument, and waits until it accepts connections.
    async fn start(program: &str, arguments: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = free.local_addr().expect("it is bound");
        drop(free);
        let process = Command::new(program)
            .args(arguments)
            .arg(address.port().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{program} can't be started: {error}"));
        let up = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), up).await.expect("the server comes up within a minute");
        Peer { url: format!("http://{address}"), _process: process }
    }

    /// Returns the server's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns a client for a service of this server.
    pub fn client<S: Service>(&self) -> Client<S> {
        Client::builder()
            .region("us-east-1")
            .credentials(credentials::from_keys("AKIDEXAMPLE", "secret", None))
            .endpoint_url(&self.url)
            .build()
            .expect("the settings are complete")
    }
}
