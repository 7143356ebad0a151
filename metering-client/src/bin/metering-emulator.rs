//! An emulator of AWS Marketplace Metering on loopback, for programs in any language.

use std::io::Write as _;
use std::process::ExitCode;

use aws_smithy_types::date_time::Format;
use metering_client::DateTime;
use metering_client::emulator::{Emulator, EmulatorBuilder};
use metering_core::credentials::Credentials;

const USAGE: &str = "\
usage: metering-emulator [OPTIONS]

Emulates AWS Marketplace Metering on 127.0.0.1. Prints the endpoint and the credentials as shell
assignments, and runs until it is killed.

  --port PORT              port; defaults to a free port
  --region REGION          Region to print; defaults to us-east-1. Requests for any Region are accepted
  --access-key-id ID       credentials of the buyer 111122223333; default to random credentials
  --secret-access-key KEY
  --no-quotas              don't throttle calls that exceed AWS's quotas
  --clock TIME             stop the clock at a time such as 2026-11-30T23:00:00Z
  --clock-speed SPEED      run the clock at a multiple of real time, for example 60
  --set SETTING            turn on a setting: same_record_is_duplicate, unknown_buyer_fails_call,
                           one_record_per_hour, accept_license_with_product, accept_mixed_buyers,
                           agent_core or signatures_follow_clock; may be repeated
  -h, --help               print this text

The documentation of metering_client::emulator describes the requests below /_emulator.
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let result = match parse(std::env::args().skip(1)) {
        Ok(Some((builder, region))) => serve(builder, &region).await,
        Ok(None) => {
            print!("{USAGE}");
            Ok(())
        }
        Err(message) => Err(format!("{message}\n\n{USAGE}")),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("metering-emulator: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Returns the emulator's settings and Region, or `None` if the arguments ask for help.
fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Option<(EmulatorBuilder, String)>, String> {
    let mut builder = Emulator::builder();
    let mut region = String::from("us-east-1");
    let (mut id, mut secret) = (None, None);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} requires a value"));
        match argument.as_str() {
            "--port" => {
                let port = value()?;
                builder = builder.port(port.parse().map_err(|_| format!("{port:?} is not a port"))?);
            }
            "--region" => region = value()?,
            "--access-key-id" => id = Some(value()?),
            "--secret-access-key" => secret = Some(value()?),
            "--no-quotas" => builder = builder.quotas(false),
            "--clock" => {
                let time = value()?;
                let at = DateTime::from_str(&time, Format::DateTimeWithOffset);
                builder = builder.clock(at.map_err(|_| format!("{time:?} is not a time"))?);
            }
            "--clock-speed" => {
                let speed = value()?;
                let speed = speed.parse().map_err(|_| format!("{speed:?} is not a speed"))?;
                builder = builder.clock_speed(speed);
            }
            "--set" => builder = with_setting(builder, &value()?)?,
            "--help" | "-h" => return Ok(None),
            other => return Err(format!("unknown option {other:?}")),
        }
    }
    match (id, secret) {
        (Some(id), Some(secret)) => {
            let credentials = Credentials::new(id, secret, None, None, "emulator");
            Ok(Some((builder.credentials(credentials, "111122223333"), region)))
        }
        (None, None) => Ok(Some((builder, region))),
        _ => Err("--access-key-id and --secret-access-key require each other".into()),
    }
}

fn with_setting(builder: EmulatorBuilder, name: &str) -> Result<EmulatorBuilder, String> {
    Ok(match name {
        "same_record_is_duplicate" => builder.same_record_is_duplicate(true),
        "unknown_buyer_fails_call" => builder.unknown_buyer_fails_call(true),
        "one_record_per_hour" => builder.one_record_per_hour(true),
        "accept_license_with_product" => builder.accept_license_with_product(true),
        "accept_mixed_buyers" => builder.accept_mixed_buyers(true),
        "agent_core" => builder.agent_core(true),
        "signatures_follow_clock" => builder.signatures_follow_clock(true),
        other => return Err(format!("unknown setting {other:?}")),
    })
}

async fn serve(builder: EmulatorBuilder, region: &str) -> Result<(), String> {
    let emulator = builder.region(region).start().await.map_err(|error| error.to_string())?;
    let credentials = emulator.credentials();
    let mut text = format!(
        "AWS_ENDPOINT_URL_MARKETPLACE_METERING={}\n\
         AWS_REGION={region}\n\
         AWS_DEFAULT_REGION={region}\n\
         AWS_ACCESS_KEY_ID={}\n\
         AWS_SECRET_ACCESS_KEY={}\n\
         # The public key of RegisterUsage's signature (PS256):\n",
        emulator.url(),
        credentials.access_key_id(),
        credentials.secret_access_key(),
    );
    for line in emulator.public_key().lines() {
        text.push_str(&format!("# {line}\n"));
    }
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(|error| error.to_string())?;
    drop(stdout);
    std::future::pending().await
}
