//! An AWS Marketplace Metering service on loopback, for programs in any language.

use std::process::ExitCode;

use metering_client::emulator::{Emulator, EmulatorBuilder};
use metering_core::credentials::Credentials;

const USAGE: &str = "\
usage: metering-emulator [--port PORT] [--region REGION] [--access-key-id ID --secret-access-key KEY] [--no-quotas]

Serves AWS Marketplace Metering on 127.0.0.1 and prints what a client needs, as shell assignments.
  --port PORT              the port; 0, the default, takes a free one
  --region REGION          the Region to print; us-east-1 unless given. Requests for any Region are taken
  --access-key-id ID       credentials of the buyer 111122223333, in place of random ones
  --secret-access-key KEY
  --no-quotas              never throttles by itself
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("metering-emulator: {message}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), String> {
    let mut builder = Emulator::builder();
    let mut region = String::from("us-east-1");
    let (mut id, mut secret) = (None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value\n{USAGE}"));
        match argument.as_str() {
            "--port" => {
                let port = value()?;
                builder = builder.port(port.parse().map_err(|_| format!("{port:?} is no port"))?);
            }
            "--region" => region = value()?,
            "--access-key-id" => id = Some(value()?),
            "--secret-access-key" => secret = Some(value()?),
            "--no-quotas" => builder = builder.quotas(false),
            "--help" | "-h" => {
                print!("{USAGE}");
                return Ok(());
            }
            other => return Err(format!("{other:?} is unknown\n{USAGE}")),
        }
    }
    builder = match (id, secret) {
        (Some(id), Some(secret)) => {
            builder.credentials(Credentials::new(id, secret, None, None, "emulator"), "111122223333")
        }
        (None, None) => builder,
        _ => return Err("--access-key-id and --secret-access-key go together".into()),
    };
    serve(builder, &region).await
}

async fn serve(builder: EmulatorBuilder, region: &str) -> Result<(), String> {
    let emulator = builder.region(region).start().await.map_err(|error| error.to_string())?;
    let credentials = emulator.credentials();
    println!("AWS_ENDPOINT_URL_MARKETPLACE_METERING={}", emulator.url());
    println!("AWS_REGION={region}");
    println!("AWS_ACCESS_KEY_ID={}", credentials.access_key_id());
    println!("AWS_SECRET_ACCESS_KEY={}", credentials.secret_access_key());
    println!("# RegisterUsage signs with PS256; its public key:");
    for line in emulator.public_key().lines() {
        println!("# {line}");
    }
    // It runs until it is killed.
    std::future::pending().await
}
