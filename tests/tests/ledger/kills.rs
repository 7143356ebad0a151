//! Child processes that record and ship, and are killed at named points and at random.
//!
//! `LEDGER_KILLS=1000 cargo test -p tests --test ledger kills -- --nocapture` kills more often.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use metering_client::emulator::{Emulator, Fault};
use metering_client::ledger::{Filter, Ledger, RecordError, Recorded, Sqlite, State, Status};
use metering_client::{Client, DateTime, Usage};

use crate::shipping::{START, buyer, new_store};

/// Simulated seconds per real second.
const SPEED: f64 = 3_600.0;
/// The start of a run, 2026-05-01T12:30:00Z: a long run ends before the month does.
const MAY: i64 = START - 9 * 86_400;
/// The points at which a child is killed. `random` means at any time, by the parent.
const POINTS: [&str; 12] = [
    "before-commit",
    "after-commit",
    "in-flight",
    "in-seal",
    "after-claim",
    "before-call",
    "in-flight",
    "before-settle",
    "after-settle",
    "in-prune",
    "in-flight",
    "random",
];

/// An event that a producer records until it is acknowledged.
#[derive(Debug, Clone, Copy)]
struct Pending {
    number: u64,
    /// Seconds since the epoch.
    time: i64,
}

fn units(number: u64) -> u32 {
    1 + (number % 3) as u32
}

/// Returns the simulated time for the real time since `started` at [`MAY`].
fn clock(started: SystemTime) -> impl Fn() -> SystemTime + Send + Sync + Clone + 'static {
    move || {
        let elapsed = SystemTime::now().duration_since(started).unwrap_or_default();
        UNIX_EPOCH + Duration::from_secs(MAY as u64) + elapsed.mul_f64(SPEED)
    }
}

async fn open(path: &Path, started: SystemTime) -> Ledger {
    let builder = Ledger::builder(Sqlite::open(path)).clock(clock(started)).clock_speed(SPEED);
    builder.open().await.expect("opens")
}

async fn record(ledger: &Ledger, event: Pending, with_bad: bool) -> Result<Recorded, RecordError> {
    // AWS refuses every call with a record of an unknown dimension, so meter_all divides the call.
    let dimension = match event.number % 3 {
        0 if with_bad => "unknown",
        1 => "gigabytes",
        _ => "requests",
    };
    let usage = Usage::new(buyer(), dimension, DateTime::from_secs(event.time), units(event.number));
    ledger.record(format!("event {}", event.number), usage).await
}

/// Runs in the child process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(path) = std::env::var("LEDGER_CHILD") else { return };
    let number = |name: &str| std::env::var(name).expect("set").parse::<u64>().expect("a number");
    let started = UNIX_EPOCH + Duration::from_nanos(number("LEDGER_STARTED"));
    let client: Client = Client::builder()
        .region("us-east-1")
        .endpoint_url(std::env::var("LEDGER_URL").expect("set"))
        .credentials(metering_core::credentials::Credentials::new(
            std::env::var("LEDGER_KEY").expect("set"),
            std::env::var("LEDGER_SECRET").expect("set"),
            None,
            None,
            "parent",
        ))
        .build()
        .expect("a client");
    let ledger = open(Path::new(&path), started).await;
    let _shipper = tokio::spawn(ledger.ship(client));
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    };
    let with_bad = std::env::var("LEDGER_BAD").is_ok();
    let mut next = number("LEDGER_NEXT");
    let mut pending = std::env::var("LEDGER_PENDING").ok().and_then(|time| time.parse().ok());
    loop {
        let now = clock(started)().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64;
        let event = Pending { number: next, time: pending.take().unwrap_or(now) };
        say(format!("#try {} {}", event.number, event.time));
        let recorded = record(&ledger, event, with_bad).await.expect("recorded");
        say(format!("#ack {} {}", event.number, matches!(recorded, Recorded::Held)));
        next += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Parent {
    path: PathBuf,
    started: SystemTime,
    emulator: Emulator,
    /// The next event, and its time if the child tried to record it.
    next: Pending,
    tried: bool,
    with_bad: bool,
    kills: BTreeMap<String, u32>,
}

impl Parent {
    fn spawn(&self, kill_at: Option<String>) -> Child {
        let credentials = self.emulator.credentials();
        let nanos = self.started.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
        let mut command = Command::new(std::env::current_exe().expect("the test binary"));
        command
            .args(["kills::child", "--exact", "--nocapture", "--test-threads=1"])
            .env("LEDGER_CHILD", &self.path)
            .env("LEDGER_URL", self.emulator.url())
            .env("LEDGER_KEY", credentials.access_key_id())
            .env("LEDGER_SECRET", credentials.secret_access_key())
            .env("LEDGER_STARTED", nanos.to_string())
            .env("LEDGER_NEXT", self.next.number.to_string())
            .env_remove("LEDGER_PENDING")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if self.tried {
            command.env("LEDGER_PENDING", self.next.time.to_string());
        }
        if self.with_bad {
            command.env("LEDGER_BAD", "1");
        }
        if let Some(point) = kill_at {
            command.env("LEDGER_KILL_AT", point);
        }
        command.spawn().expect("a child process")
    }

    /// Runs a child until it is killed at a point, or by the parent after `life`.
    fn run_child(&mut self, point: &str, count: u32, life: Duration) {
        let kill_at = (point != "random").then(|| format!("{point}:{count}"));
        let mut child = self.spawn(kill_at);
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let end = Instant::now() + life;
        let id = child.id();
        let killer = std::thread::spawn(move || {
            while Instant::now() < end {
                std::thread::sleep(Duration::from_millis(5));
                match child.try_wait() {
                    Ok(None) => {}
                    _ => return true,
                }
            }
            let _ = child.kill();
            let _ = child.wait();
            false
        });
        for line in out.lines().map_while(Result::ok) {
            // The test harness prints its own lines.
            let Some(start) = line.find('#') else { continue };
            let words: Vec<&str> = line[start..].split(' ').collect();
            match words[..] {
                ["#try", number, time] => {
                    self.next = Pending {
                        number: number.parse().expect("a number"),
                        time: time.parse().expect("a time"),
                    };
                    self.tried = true;
                }
                ["#ack", number, _] => {
                    self.next.number = number.parse::<u64>().expect("a number") + 1;
                    self.tried = false;
                }
                _ => {}
            }
        }
        let at_point = killer.join().expect("the thread ends");
        let point = if at_point { point } else { "random" };
        *self.kills.entry(point.to_owned()).or_default() += 1;
        assert!(id > 0);
    }

    /// Opens the ledger in this process, and ships until everything is accepted.
    async fn finish(mut self) -> (u64, Status, Vec<metering_client::ledger::Difference>) {
        self.emulator.clear_faults();
        let ledger = open(&self.path, self.started).await;
        if self.tried {
            record(&ledger, self.next, self.with_bad).await.expect("recorded");
            self.next.number += 1;
        }
        let shipper = tokio::spawn(ledger.ship(self.emulator.client()));
        let end = Instant::now() + Duration::from_secs(60);
        let status = loop {
            let status = ledger.status().await.expect("status");
            let waiting: u64 = [State::Open, State::Sealed, State::Claimed]
                .iter()
                .map(|state| status.count(*state).records)
                .sum();
            if waiting == 0 {
                break status;
            }
            assert!(Instant::now() < end, "{status:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let differences = ledger.verify().await.expect("verifies");
        ledger.close().await.expect("closes");
        shipper.await.expect("ends").expect("ships");
        let recorded: u64 = (0..self.next.number).map(|number| u64::from(units(number)) * 1_000_000).sum();
        let totals = self.emulator.totals();
        let list = |filter| {
            let ledger = ledger.clone();
            async move { ledger.records(filter).await.expect("lists") }
        };
        let (mut unbilled, mut in_doubt): (u128, u128) = (0, 0);
        for record in list(Filter::NeedsOperator).await {
            let micros = u128::from(record.quantity.micros().expect("in range"));
            unbilled += micros;
            in_doubt += if record.in_doubt { micros } else { 0 };
        }
        println!(
            "recorded {}, billed {}, doubled {}, needs an operator {}, kills {:?}",
            recorded / 1_000_000,
            totals.micros / 1_000_000,
            totals.doubled,
            unbilled / 1_000_000,
            self.kills
        );
        assert_eq!(totals.doubled, 0);
        // Give or take what is listed as in doubt, nothing is lost or doubled.
        let (least, most) = (u128::from(recorded) - unbilled, u128::from(recorded) - unbilled + in_doubt);
        assert!((least..=most).contains(&totals.micros), "lost or doubled: {status:#?}");
        (recorded, status, differences)
    }
}

/// Starts an emulator with faults of all kinds.
async fn start(same_record_is_duplicate: bool, with_bad: bool) -> Parent {
    let started = SystemTime::now();
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(MAY))
        .clock_speed(SPEED)
        .quotas(false)
        .same_record_is_duplicate(same_record_is_duplicate)
        .start()
        .await
        .expect("starts");
    let unlimited = u32::MAX;
    for (fault, every) in [
        (Fault::delay(Duration::from_millis(12)), 2),
        (Fault::drop_response(), 7),
        (Fault::throttle(), 11),
        (Fault::truncate_response(40), 13),
        (Fault::unprocessed(1), 9),
        (Fault::internal(), 17),
        (Fault::drop_connection(), 19),
    ] {
        emulator.inject(fault.on("BatchMeterUsage").every(every).times(unlimited));
    }
    let next = Pending { number: 0, time: MAY };
    Parent { path: new_store(), started, emulator, next, tried: false, with_bad, kills: BTreeMap::new() }
}

impl Parent {
    async fn kill_at(mut self, point: &'static str, count: u32, life: Duration) -> Self {
        tokio::task::spawn_blocking(move || {
            self.run_child(point, count, life);
            self
        })
        .await
        .expect("runs")
    }
}

async fn kill_children(same_record_is_duplicate: bool) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u32>().ok());
    let kills = number("LEDGER_KILLS").unwrap_or(POINTS.len() as u32);
    let mut parent = start(same_record_is_duplicate, false).await;
    for round in 0..kills {
        let point = POINTS[round as usize % POINTS.len()];
        let count = match point {
            "before-commit" | "after-commit" => 1 + fastrand::u32(0..60),
            _ => 1 + fastrand::u32(0..2),
        };
        let life = Duration::from_millis(if point == "random" { fastrand::u64(50..900) } else { 3_000 });
        parent = parent.kill_at(point, count, life).await;
    }
    let (_, status, differences) = parent.finish().await;
    assert!(differences.is_empty(), "{differences:?}");
    assert_eq!(status.count(State::Parked).records, 0, "{status:#?}");
    assert_eq!(status.count(State::Disputed).records, 0, "{status:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_children_bill_everything_once_if_repeats_succeed() {
    kill_children(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_children_bill_everything_once_if_repeats_are_duplicates() {
    kill_children(true).await;
}

/// Kills two children at a point, under both readings, and checks the bill.
async fn kill_twice_at(point: &'static str, count: u32, with_bad: bool) {
    for same_record_is_duplicate in [false, true] {
        let mut parent = start(same_record_is_duplicate, with_bad).await;
        for _ in 0..2 {
            parent = parent.kill_at(point, count, Duration::from_secs(20)).await;
        }
        assert_eq!(parent.kills.get(point), Some(&2), "{:?}", parent.kills);
        let (_, status, differences) = parent.finish().await;
        assert!(differences.is_empty(), "{differences:?}");
        assert_eq!(status.count(State::Parked).records > 0, with_bad, "{status:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_record_commits() {
    kill_twice_at("before-commit", 9, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_commit_before_record_returns() {
    kill_twice_at("after-commit", 9, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_seal() {
    kill_twice_at("in-seal", 1, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_claim_before_the_call() {
    kill_twice_at("after-claim", 1, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_when_aws_accepted_and_no_response_was_seen() {
    kill_twice_at("in-flight", 1, false).await;
    kill_twice_at("before-settle", 1, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_bisection() {
    kill_twice_at("in-bisection", 1, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_settle_commits() {
    kill_twice_at("before-settle", 2, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_prune() {
    kill_twice_at("in-prune", 1, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_a_migration() {
    // The first child creates the tables, the second one creates them again.
    let mut parent = start(false, false).await;
    for _ in 0..2 {
        parent = parent.kill_at("in-migration", 1, Duration::from_secs(20)).await;
    }
    assert_eq!(parent.kills.get("in-migration"), Some(&2));
    parent = parent.kill_at("random", 1, Duration::from_millis(500)).await;
    parent.finish().await;
}
