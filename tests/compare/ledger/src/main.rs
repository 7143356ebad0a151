//! Measures the usage ledger. Each mode prints lines of a name and a value.
//!
//! `STORE` is the path of an SQLite file or a PostgreSQL URL. `FILE` is a file on the store's disk.

mod disk;
mod peer;
mod trips;

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use metering_client::emulator::{Buyer, Emulator};
use metering_client::ledger::{Backend, Ledger, Postgres, Sqlite, State};
use metering_client::{Customer, DateTime, Usage, now};

use disk::Floor;
use peer::Peer;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const USAGE: &str = "fill STORE EVENTS | compare STORE FILE ordered|random CALLERS ROUNDS SECONDS | load STORE SECONDS \
    | one STORE EVENTS | ready STORE | status STORE | seal STORE | ship STORE RECORDS | trips URL EVENTS";

#[tokio::main]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", store, events] => fill(store, events.parse()?).await?,
        ["compare", store, file, keys, callers, rounds, seconds] => {
            let plan =
                Plan { is_random: keys == "random", callers: callers.parse()?, seconds: seconds.parse()? };
            compare(store, Path::new(file), plan, rounds.parse()?).await?;
        }
        ["load", store, seconds] => {
            let ledger = Ledger::builder(backend(store)).open().await?;
            record(&ledger, Plan { is_random: false, callers: 64, seconds: seconds.parse()? }).await?;
        }
        ["one", store, events] => one(store, events.parse()?).await?,
        ["ready", store] => ready(store).await?,
        ["status", store] => status(store).await?,
        ["seal", store] => seal(store).await?,
        ["ship", store, records] => ship(store, records.parse()?).await?,
        ["trips", url, events] => trips::measure(url, events.parse()?).await?,
        _ => return Err(USAGE.into()),
    }
    println!("peak_kib {}", peak_kib()?);
    Ok(())
}

fn backend(store: &str) -> Backend {
    if store.starts_with("postgres") { Postgres::connect(store).into() } else { Sqlite::open(store).into() }
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

/// The work of one slice.
#[derive(Clone, Copy)]
struct Plan {
    is_random: bool,
    callers: u64,
    seconds: f64,
}

/// The result of one slice.
struct Slice {
    per_second: f64,
    times: Vec<Duration>,
}

impl Slice {
    fn new(mut times: Vec<Duration>, elapsed: Duration) -> Self {
        times.sort_unstable();
        Slice { per_second: times.len() as f64 / elapsed.as_secs_f64(), times }
    }

    /// Returns a time that a part of all calls doesn't exceed, in milliseconds.
    fn millis(&self, part: f64) -> f64 {
        self.times[(self.times.len() as f64 * part) as usize].as_secs_f64() * 1_000.0
    }
}

/// Records events from `callers` tasks, each of which waits for its own event.
async fn record(ledger: &Ledger, plan: Plan) -> Result<Slice> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // Ordered keys of a later process follow the keys of an earlier one.
    let run = now().secs() as u64;
    let started = Instant::now();
    let tasks: Vec<_> = (0..plan.callers)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(async move {
                let mut times = Vec::new();
                while started.elapsed().as_secs_f64() < plan.seconds {
                    let at = NEXT.fetch_add(1, Ordering::Relaxed);
                    let ordered = 0xf000_0000_0000_0000 | (run << 24) | at;
                    // Random keys stay in the range of the filled keys.
                    let random = spread(ordered) / 16 * 15;
                    let key = key(if plan.is_random { random } else { ordered }, spread(at));
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
    Ok(Slice::new(times, started.elapsed()))
}

/// Measures slices of the floor, of the bare store for one caller, and of the ledger, in turn, and
/// prints medians over the rounds. The disk's speed changes from second to second, so only figures
/// of the same round are compared.
async fn compare(store: &str, file: &Path, plan: Plan, rounds: usize) -> Result<()> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    let mut floor = Floor::create(file)?;
    let mut peer = if plan.callers == 1 { Some(Peer::open(store, file).await?) } else { None };
    // The write-ahead log grows to its final size, and statements are prepared.
    record(&ledger, Plan { seconds: 1.0, ..plan }).await?;
    let mut taken = Vec::new();
    for round in 0..rounds {
        let (mut base, mut bare) = (None, None);
        if round % 2 == 0 {
            base = Some(floor.run(plan.seconds)?);
        }
        if let Some(peer) = &mut peer {
            bare = Some(peer.run(plan.seconds).await?);
        }
        let ours = record(&ledger, plan).await?;
        let base = match base {
            Some(base) => base,
            None => floor.run(plan.seconds)?,
        };
        taken.push((base, bare, ours));
    }
    let over = |read: &dyn Fn(&(Slice, Option<Slice>, Slice)) -> f64| {
        let mut values: Vec<f64> = taken.iter().map(read).collect();
        values.sort_unstable_by(f64::total_cmp);
        values[values.len() / 2]
    };
    println!("floor {}", over(&|(base, ..)| base.per_second));
    println!("floor_p99_ms {}", over(&|(base, ..)| base.millis(0.99)));
    println!("per_second {}", over(&|(.., ours)| ours.per_second));
    println!("ratio {}", over(&|(base, _, ours)| ours.per_second / base.per_second));
    println!("p50_ms {}", over(&|(.., ours)| ours.millis(0.5)));
    println!("p99_ms {}", over(&|(.., ours)| ours.millis(0.99)));
    let longest = taken.iter().filter_map(|(.., ours)| ours.times.last()).max();
    println!("longest_ms {}", longest.map_or(0.0, |time| time.as_secs_f64() * 1_000.0));
    if plan.callers == 1 {
        let bare = |bare: &Option<Slice>| bare.as_ref().map_or(0.0, |bare| bare.per_second);
        println!("peer {}", over(&|(_, peer, _)| bare(peer)));
        println!("peer_ratio {}", over(&|(base, peer, _)| bare(peer) / base.per_second));
        println!("ratio_of_peer {}", over(&|(_, peer, ours)| ours.per_second / bare(peer)));
    }
    ledger.close().await?;
    Ok(())
}

/// Records events one after the other. The work of two numbers of events differs by the cost of
/// the events between them.
async fn one(store: &str, events: u64) -> Result<()> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    for at in 0..events {
        ledger.record(key(at, spread(at)), usage(0)).await?;
    }
    ledger.close().await?;
    Ok(())
}

/// Reads the status.
async fn status(store: &str) -> Result<()> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    let started = Instant::now();
    let status = ledger.status().await?;
    println!("status_ms {}", started.elapsed().as_secs_f64() * 1_000.0);
    println!("open {}", status.count(State::Open).records);
    ledger.close().await?;
    Ok(())
}

/// Seals the open records of all buyers of [`usage`].
async fn seal(store: &str) -> Result<()> {
    let ledger = Ledger::builder(backend(store)).open().await?;
    let (started, mut sealed) = (Instant::now(), 0);
    for number in 0..200 {
        sealed += ledger.flush(&usage(number).customer).await?.len();
    }
    println!("seal_seconds {}", started.elapsed().as_secs_f64());
    println!("sealed {sealed}");
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
