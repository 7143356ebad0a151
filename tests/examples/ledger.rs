//! Usage that survives a kill, in one run: `cargo run --example ledger`.
//!
//! The example starts the emulator in its process, with a clock that is 3,600 times as fast. A
//! child process records usage and sends it, and is killed in the middle. The parent opens the same
//! ledger again, repeats the event that wasn't acknowledged, sends the rest, and compares what was
//! recorded with what AWS bills.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use metering_client::emulator::Emulator;
use metering_client::ledger::{Amount, Ledger, Recorded, Sqlite, State, StoreError};
use metering_client::{Client, Customer, DateTime, Usage};

/// Simulated seconds per real second.
const SPEED: f64 = 3_600.0;
/// 2026-05-10T12:30:00Z, the simulated time at the start.
const START: u64 = 1_778_416_200;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::args().nth(1).as_deref() {
        Some("--child") => child().await,
        Some(other) => Err(format!("unknown argument `{other}`; the example takes none").into()),
        None => parent().await,
    }
}

/// The simulated clock, for a start at the real time `started`.
fn clock(started: SystemTime) -> impl Fn() -> SystemTime + Send + Sync + 'static {
    move || {
        let elapsed = SystemTime::now().duration_since(started).unwrap_or_default();
        UNIX_EPOCH + Duration::from_secs(START) + elapsed.mul_f64(SPEED)
    }
}

async fn open(path: &Path, started: SystemTime) -> Result<Ledger, StoreError> {
    Ledger::builder(Sqlite::open(path)).clock(clock(started)).clock_speed(SPEED).open().await
}

/// The usage of event number `n`: every event has its own key, quantity and time.
fn usage(n: u64, time: SystemTime) -> (String, Usage) {
    let buyer = Customer::account("111122223333", "prod-4rcexample");
    (format!("event-{n}"), Usage::new(buyer, "requests", DateTime::from(time), 1 + n % 5))
}

/// Records and sends usage until the parent kills this process.
async fn child() -> Result<(), Box<dyn Error>> {
    let started = UNIX_EPOCH + Duration::from_nanos(std::env::var("EXAMPLE_STARTED")?.parse()?);
    let ledger = open(Path::new(&std::env::var("EXAMPLE_LEDGER")?), started).await?;
    // The parent sets the endpoint, the Region and the credentials as any AWS tool reads them.
    let _shipper = tokio::spawn(ledger.ship(Client::from_env().await?));
    let now = clock(started);
    for n in 0.. {
        let (key, usage) = usage(n, now());
        println!("try {n} {}", usage.timestamp.secs());
        ledger.record(key, usage).await?;
        println!("recorded {n}");
        std::io::stdout().flush()?;
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    Ok(())
}

async fn parent() -> Result<(), Box<dyn Error>> {
    let started = SystemTime::now();
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(START as i64))
        .clock_speed(SPEED)
        .quotas(false)
        .start()
        .await?;
    let directory = std::env::temp_dir().join(format!("ledger-example-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let path = directory.join("usage.db");
    println!("the ledger is {}", path.display());

    let (emulated, child_path) = ((emulator.url(), emulator.credentials()), path.clone());
    let (tried, acknowledged) =
        tokio::task::spawn_blocking(move || run_child(&emulated, &child_path, started)).await??;
    let billed = Amount::from_micros(emulator.totals().micros);
    println!(
        "the child was killed: {acknowledged} events are acknowledged, {billed} units are billed so far"
    );

    let ledger = open(&path, started).await?;
    // The producer repeats the event that wasn't acknowledged. It may have been recorded.
    if let Some((n, time)) = tried {
        let (key, usage) = usage(n, UNIX_EPOCH + Duration::from_secs(time));
        match ledger.record(key, usage).await? {
            Recorded::Duplicate { .. } => println!("event {n} had been recorded before the kill"),
            recorded => println!("event {n} hadn't been recorded before the kill: {recorded:?}"),
        }
    }
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    loop {
        let status = ledger.status().await?;
        let waiting: u64 = [State::Open, State::Sealed, State::Claimed]
            .iter()
            .map(|state| status.count(*state).records)
            .sum();
        if waiting == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    ledger.close().await?;
    shipper.await??;

    let events = acknowledged + u64::from(tried.is_some());
    let recorded = Amount::from_micros((0..events).map(|n| u128::from(1 + n % 5) * 1_000_000).sum());
    let totals = emulator.totals();
    let billed = Amount::from_micros(totals.micros);
    println!("recorded {recorded}, billed {billed}, doubled {}", totals.doubled);
    std::fs::remove_dir_all(&directory)?;
    if recorded == billed { Ok(()) } else { Err("usage was lost or doubled".into()) }
}

/// The number and the time of an event that wasn't acknowledged, and the number of those that were.
type ChildUsage = (Option<(u64, u64)>, u64);

/// Starts a child, and kills it after three seconds: three hours of usage.
fn run_child(
    (url, credentials): &(String, metering_core::credentials::Credentials),
    path: &PathBuf,
    started: SystemTime,
) -> std::io::Result<ChildUsage> {
    let nanos = started.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--child")
        .env("EXAMPLE_LEDGER", path)
        .env("EXAMPLE_STARTED", nanos.to_string())
        .env("AWS_ENDPOINT_URL", url)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", credentials.access_key_id())
        .env("AWS_SECRET_ACCESS_KEY", credentials.secret_access_key())
        .stdout(Stdio::piped())
        .spawn()?;
    let Some(out) = child.stdout.take() else { return Ok((None, 0)) };
    let killer = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(3));
        // SIGKILL: the child can't clean up.
        child.kill().and_then(|()| child.wait())
    });
    let (mut tried, mut acknowledged) = (None, 0);
    for line in BufReader::new(out).lines().map_while(Result::ok) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["try", n, time] => tried = n.parse().ok().zip(time.parse().ok()),
            ["recorded", n] => (tried, acknowledged) = (None, n.parse().map_or(acknowledged, |n: u64| n + 1)),
            _ => {}
        }
    }
    let _ = killer.join();
    Ok((tried, acknowledged))
}
