//! Measures the usage ledger. Each mode prints lines of a name and a value.
//!
//! `STORE` is the path of an SQLite file or a PostgreSQL URL.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use metering_client::emulator::{Buyer, Emulator};
use metering_client::ledger::{Backend, Ledger, Postgres, Sqlite, State};
use metering_client::{Customer, DateTime, Usage, now};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "floor FILE SECONDS | fill STORE EVENTS | record STORE ordered|random CALLERS SECONDS | ready STORE | ship STORE RECORDS";

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["floor", file, seconds] => floor(Path::new(file), seconds.parse()?)?,
        ["fill", store, events] => fill(store, events.parse()?).await?,
        ["record", store, keys, callers, seconds] => {
            record(store, keys == "random", callers.parse()?, seconds.parse()?).await?;
        }
        ["ready", store] => ready(store).await?,
        ["ship", store, records] => ship(store, records.parse()?).await?,
        _ => return Err(USAGE.into()),
    }
    println!("peak_kib {}", peak_kib()?);
    Ok(())
}

fn backend(store: &str) -> Backend {
    if store.starts_with("postgres") { Postgres::connect(store).into() } else { Sqlite::open(store).into() }
}

/// Writes a page and calls `fdatasync`, again and again: the cost of one durable commit.
fn floor(path: &Path, seconds: f64) -> Result<()> {
    const PAGES: u64 = 1_024;
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    let page = [7; 4_096];
    // Like a log that is written over after its checkpoint, the file doesn't grow.
    (0..PAGES).try_for_each(|at| file.write_all_at(&page, at * 4_096))?;
    file.sync_all()?;
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed().as_secs_f64() < seconds {
        file.write_all_at(&page, count % PAGES * 4_096)?;
        file.sync_data()?;
        count += 1;
    }
    println!("per_second {}", count as f64 / started.elapsed().as_secs_f64());
    Ok(())
}

/// Returns a key of 36 bytes, like a UUID.
fn key(high: u64, low: u64) -> String {
    let text = format!("{high:016x}{low:016x}");
    format!("{}-{}-{}-{}-{}", &text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..])
}

/// A bijection that spreads numbers over all 64 bits.
fn spread(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn usage(number: u64) -> Usage {
    let buyer = Customer::account(format!("{:012}", number % 200), "prod-4rcexample");
    Usage::new(buyer, ["requests", "gigabytes", "seats"][(number % 3) as usize], now(), 1_u32)
}

/// Records events with ascending keys, which are spread over the range of the random keys.
async fn fill(store: &str, events: u64) -> Result<()> {
    const BATCH: u64 = 1_000;
    let ledger = Ledger::builder(backend(store)).open().await?;
    let started = Instant::now();
    let step = 0xefff_ffff_ffff_ffff / events.max(1);
    // Two batches share a commit, and one record takes all events of a batch.
    let batches: Vec<u64> = (0..events).step_by(BATCH as usize).collect();
    for firsts in batches.chunks(2) {
        let batch = |first: u64| {
            let events = (first..events.min(first + BATCH))
                .map(move |at| (key(at * step, spread(at)), usage(first / BATCH)));
            ledger.record_all(events)
        };
        let (one, other) = tokio::join!(batch(firsts[0]), batch(firsts.last().copied().unwrap_or_default()));
        for recorded in one.into_iter().chain(other) {
            recorded?;
        }
    }
    println!("fill_seconds {}", started.elapsed().as_secs_f64());
    ledger.close().await?;
    Ok(())
}

/// Records events from `callers` tasks, each of which waits for its own event.
async fn record(store: &str, is_random: bool, callers: u64, seconds: f64) -> Result<()> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    let next = Arc::new(AtomicU64::new(0));
    // Ordered keys of a later run follow the keys of an earlier one.
    let run = now().secs() as u64;
    let started = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let (ledger, next) = (ledger.clone(), Arc::clone(&next));
            tokio::spawn(async move {
                let mut times = Vec::new();
                while started.elapsed().as_secs_f64() < seconds {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let ordered = 0xf000_0000_0000_0000 | (run << 24) | at;
                    // Random keys stay in the range of the filled keys.
                    let random = spread(ordered) / 16 * 15;
                    let key = key(if is_random { random } else { ordered }, spread(at));
                    let asked = Instant::now();
                    let recorded = ledger.record(key, usage(at)).await;
                    times.push(asked.elapsed());
                    recorded.map_err(|error| error.to_string())?;
                }
                Ok::<_, String>(times)
            })
        })
        .collect();
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = started.elapsed().as_secs_f64();
    times.sort_unstable();
    println!("per_second {}", times.len() as f64 / elapsed);
    for (name, part) in [("p50_ms", 0.5), ("p99_ms", 0.99)] {
        println!("{name} {}", times[(times.len() as f64 * part) as usize].as_secs_f64() * 1_000.0);
    }
    ledger.close().await?;
    Ok(())
}

/// Opens the ledger and records one event.
async fn ready(store: &str) -> Result<()> {
    let started = Instant::now();
    let ledger = Ledger::builder(backend(store)).open().await?;
    println!("open_ms {}", started.elapsed().as_secs_f64() * 1_000.0);
    let key = key(0xffff_ffff_ffff_ffff, std::process::id().into());
    ledger.record(key, usage(0)).await?;
    println!("ready_ms {}", started.elapsed().as_secs_f64() * 1_000.0);
    std::io::stdout().flush()?;
    ledger.close().await?;
    Ok(())
}

/// Ships records of an hour that is over to the emulator, which enforces AWS's quota.
async fn ship(store: &str, records: u64) -> Result<()> {
    let emulator = Emulator::builder().start().await?;
    const PRODUCT: &str = "prod-4rcexample";
    let account = |at: u64| format!("{at:012}");
    (0..records).for_each(|at| emulator.set_buyer(Buyer::new(account(at), PRODUCT)));
    let ledger = Ledger::builder(backend(store)).open().await?;
    let hour = DateTime::from_secs(now().secs() - 2 * 3_600);
    let events = (0..records).map(|at| {
        let buyer = Customer::account(account(at), PRODUCT);
        (format!("{at}"), Usage::new(buyer, "requests", hour, 1_u32))
    });
    for recorded in ledger.record_all(events).await {
        recorded?;
    }
    let started = Instant::now();
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    while emulator.totals().records < records {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if started.elapsed() > Duration::from_secs(120) {
            return Err(format!("{:?}", ledger.status().await?.states).into());
        }
    }
    println!("ship_seconds {}", started.elapsed().as_secs_f64());
    println!("calls {}", emulator.request_count());
    ledger.close().await?;
    shipper.await??;
    let accepted = ledger_accepted(store).await?;
    println!("accepted {accepted}");
    Ok(())
}

async fn ledger_accepted(store: &str) -> Result<u64> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    Ok(ledger.status().await?.count(State::Accepted).records)
}

/// Returns the peak of this process's resident memory.
fn peak_kib() -> Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
