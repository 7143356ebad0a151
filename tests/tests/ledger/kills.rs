//! Child processes that record and ship, and are killed at named points and at random.
//!
//! `LEDGER_KILLS=1000 cargo test -p tests --test ledger kills -- --nocapture` kills more often.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use metering_client::emulator::{Buyer, Emulator, Fault, Product};
use metering_client::ledger::{Filter, Ledger, RecordError, Recorded, Sqlite, State, Status};
use metering_client::{Client, Customer, DateTime, Usage};
use metering_core::credentials::Credentials;

use crate::proxy::Proxy;
use crate::shipping::{START, buyer, new_store};

/// Simulated seconds per real second.
const SPEED: f64 = 3_600.0;
/// The start of a run, 2026-05-01T12:30:00Z.
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

/// The events that a run records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Load {
    /// One buyer and two dimensions.
    Plain,
    /// Also a dimension that AWS doesn't know: AWS refuses every call with such a record, so
    /// `meter_all` divides the call.
    Bad,
    /// Many products, so that many calls are made at the same time.
    Products,
}

/// The number of products of [`Load::Products`].
const PRODUCTS: u64 = 24;

impl Load {
    fn name(self) -> &'static str {
        match self {
            Load::Plain => "plain",
            Load::Bad => "bad",
            Load::Products => "products",
        }
    }

    fn from_name(name: &str) -> Self {
        *[Load::Plain, Load::Bad, Load::Products].iter().find(|load| load.name() == name).expect("a load")
    }

    fn usage(self, event: Pending) -> Usage {
        let dimension = match event.number % 3 {
            0 if self == Load::Bad => "unknown",
            1 => "gigabytes",
            _ => "requests",
        };
        let buyer = match self {
            Load::Products => Customer::account("111122223333", product(event.number / 3 % PRODUCTS)),
            _ => buyer(),
        };
        Usage::new(buyer, dimension, DateTime::from_secs(event.time), units(event.number))
    }
}

fn product(number: u64) -> String {
    format!("prod-{number}")
}

/// A clock that is `speed` times as fast as real time.
#[derive(Debug, Clone, Copy)]
struct Sim {
    /// The real time at which the simulated time is `at`.
    started: SystemTime,
    /// Seconds since the epoch.
    at: i64,
    speed: f64,
}

impl Sim {
    fn new(at: i64, speed: f64) -> Self {
        Sim { started: SystemTime::now(), at, speed }
    }

    fn now(self) -> SystemTime {
        let elapsed = SystemTime::now().duration_since(self.started).unwrap_or_default();
        UNIX_EPOCH + Duration::from_secs(self.at as u64) + elapsed.mul_f64(self.speed)
    }

    fn secs(self) -> i64 {
        self.now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64
    }
}

async fn open(path: &Path, speed: f64, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Ledger {
    let builder = Ledger::builder(Sqlite::open(path)).clock(clock).clock_speed(speed);
    builder.open().await.expect("opens")
}

async fn record(ledger: &Ledger, event: Pending, load: Load) -> Result<Recorded, RecordError> {
    ledger.record(format!("event {}", event.number), load.usage(event)).await
}

/// Returns the environment of a child process that calls the emulator through this URL.
pub fn environment_of(url: &str, emulator: &Emulator) -> [(&'static str, String); 3] {
    let credentials = emulator.credentials();
    [
        ("LEDGER_URL", url.to_owned()),
        ("LEDGER_KEY", credentials.access_key_id().to_owned()),
        ("LEDGER_SECRET", credentials.secret_access_key().to_owned()),
    ]
}

/// Returns the client of a child process.
pub fn client_of_environment() -> Client {
    let text = |name: &str| std::env::var(name).expect("set");
    let credentials = Credentials::new(text("LEDGER_KEY"), text("LEDGER_SECRET"), None, None, "parent");
    client(&text("LEDGER_URL"), credentials)
}

fn client(url: &str, credentials: Credentials) -> Client {
    let builder = Client::builder().region("us-east-1").endpoint_url(url).credentials(credentials);
    builder.build().expect("a client")
}

/// Runs in the child process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn child() {
    let Ok(path) = std::env::var("LEDGER_CHILD") else { return };
    let text = |name: &str| std::env::var(name).expect("set");
    let number = |name: &str| text(name).parse::<u64>().expect("a number");
    let sim = Sim {
        started: UNIX_EPOCH + Duration::from_nanos(number("LEDGER_STARTED")),
        at: number("LEDGER_AT") as i64,
        speed: text("LEDGER_SPEED").parse().expect("a number"),
    };
    let load = Load::from_name(&text("LEDGER_LOAD"));
    let ledger = open(Path::new(&path), sim.speed, move || sim.now()).await;
    let _shipper = tokio::spawn(ledger.ship(client_of_environment()));
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    };
    let mut next = number("LEDGER_NEXT");
    let mut pending = std::env::var("LEDGER_PENDING").ok().and_then(|time| time.parse().ok());
    loop {
        let event = Pending { number: next, time: pending.take().unwrap_or(sim.secs()) };
        say(format!("#try {} {}", event.number, event.time));
        let recorded = record(&ledger, event, load).await.expect("recorded");
        say(format!("#ack {} {}", event.number, matches!(recorded, Recorded::Held)));
        next += 1;
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Parent {
    path: PathBuf,
    sim: Sim,
    emulator: Arc<Emulator>,
    proxy: Arc<Proxy>,
    /// The next event, and its time if the child tried to record it.
    next: Pending,
    tried: bool,
    load: Load,
    kills: Kills,
}

/// The number of kills.
#[derive(Debug, Default)]
struct Kills {
    at: BTreeMap<String, u32>,
    /// The kills after which the emulator had a call whose client was dead.
    in_flight: u32,
    /// The calls of dead clients that the emulator responded to.
    orphaned: u64,
}

impl Kills {
    fn add(&mut self, other: &Kills) {
        other.at.iter().for_each(|(point, count)| *self.at.entry(point.clone()).or_default() += count);
        self.in_flight += other.in_flight;
        self.orphaned += other.orphaned;
    }
}

impl Parent {
    fn spawn(&self, kill_at: Option<String>) -> Child {
        let nanos = self.sim.started.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
        let mut command = Command::new(std::env::current_exe().expect("the test binary"));
        command
            .args(["kills::child", "--exact", "--nocapture", "--test-threads=1"])
            .env("LEDGER_CHILD", &self.path)
            .envs(environment_of(self.proxy.url(), &self.emulator))
            .env("LEDGER_STARTED", nanos.to_string())
            .env("LEDGER_AT", self.sim.at.to_string())
            .env("LEDGER_SPEED", self.sim.speed.to_string())
            .env("LEDGER_LOAD", self.load.name())
            .env("LEDGER_NEXT", self.next.number.to_string())
            .env_remove("LEDGER_PENDING")
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        if self.tried {
            command.env("LEDGER_PENDING", self.next.time.to_string());
        }
        if let Some(point) = kill_at {
            command.env("LEDGER_KILL_AT", point);
        }
        command.spawn().expect("a child process")
    }

    /// Runs a child until it is killed at a point, or by the parent after `life`. The parent kills
    /// it in flight once AWS has responded to a call and the child hasn't seen the response.
    fn run_child(&mut self, point: &str, count: u32, life: Duration) {
        let (is_in_flight, held) = (point == "in-flight", self.proxy.held());
        self.proxy.hold(is_in_flight);
        let kill_at = (!is_in_flight && point != "random").then(|| format!("{point}:{count}"));
        let mut child = self.spawn(kill_at);
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (end, proxy) = (Instant::now() + life, Arc::clone(&self.proxy));
        let killer = std::thread::spawn(move || {
            let is_answered = || is_in_flight && proxy.held() > held;
            while Instant::now() < end && !is_answered() {
                std::thread::sleep(Duration::from_millis(2));
                match child.try_wait() {
                    Ok(None) => {}
                    _ => return true,
                }
            }
            let _ = child.kill();
            let _ = child.wait();
            is_answered()
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
        *self.kills.at.entry(point.to_owned()).or_default() += 1;
        self.count_orphaned(at_point && is_in_flight);
        self.proxy.hold(false);
    }

    /// Counts the calls whose client is dead now. There is one if the child was killed in flight.
    fn count_orphaned(&mut self, is_expected: bool) {
        let end =
            Instant::now() + if is_expected { Duration::from_secs(10) } else { Duration::from_millis(20) };
        while self.proxy.orphaned() == self.kills.orphaned && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(1));
        }
        let orphaned = self.proxy.orphaned();
        assert!(
            orphaned > self.kills.orphaned || !is_expected,
            "the emulator has no call of the dead client"
        );
        self.kills.in_flight += u32::from(orphaned > self.kills.orphaned);
        self.kills.orphaned = orphaned;
    }

    fn client(&self) -> Client {
        client(self.proxy.url(), self.emulator.credentials())
    }

    /// Opens the ledger in this process, and ships until everything is accepted.
    async fn finish(self) -> Settled {
        let sim = self.sim;
        self.finish_with(sim.speed, move || sim.now(), async || {}).await
    }

    /// Opens the ledger with a clock, runs `before`, and ships until everything is accepted.
    async fn finish_with(
        mut self,
        speed: f64,
        clock: impl Fn() -> SystemTime + Send + Sync + 'static,
        step: impl AsyncFn(),
    ) -> Settled {
        self.emulator.clear_faults();
        let ledger = open(&self.path, speed, clock).await;
        if self.tried {
            record(&ledger, self.next, self.load).await.expect("recorded");
            self.next.number += 1;
        }
        let shipper = tokio::spawn(ledger.ship(self.client()));
        let end = Instant::now() + Duration::from_secs(120);
        let status = loop {
            step().await;
            let status = ledger.status().await.expect("status");
            if waiting(&status) == 0 {
                break status;
            }
            assert!(Instant::now() < end, "{status:#?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let differences = ledger.verify().await.expect("verifies");
        assert!(differences.is_empty(), "{differences:?}");
        ledger.close().await.expect("closes");
        shipper.await.expect("ends").expect("ships");
        self.compare(&ledger, &status).await;
        Settled { status, kills: self.kills }
    }

    /// Compares what was recorded with what was billed.
    async fn compare(&self, ledger: &Ledger, status: &Status) {
        let recorded: u64 = (0..self.next.number).map(|number| u64::from(units(number)) * 1_000_000).sum();
        let totals = self.emulator.totals();
        let (mut unbilled, mut in_doubt): (u128, u128) = (0, 0);
        for record in ledger.records(Filter::NeedsOperator).await.expect("lists") {
            let micros = u128::from(record.quantity.micros().expect("in range"));
            unbilled += micros;
            in_doubt += if record.in_doubt { micros } else { 0 };
        }
        println!(
            "recorded {}, billed {}, doubled {}, needs an operator {}, in flight {} ({} calls), kills {:?}",
            recorded / 1_000_000,
            totals.micros / 1_000_000,
            totals.doubled,
            unbilled / 1_000_000,
            self.kills.in_flight,
            self.kills.orphaned,
            self.kills.at,
        );
        assert_eq!(totals.doubled, 0);
        // Give or take what is listed as in doubt, nothing is lost or doubled.
        let (least, most) = (u128::from(recorded) - unbilled, u128::from(recorded) - unbilled + in_doubt);
        assert!((least..=most).contains(&totals.micros), "lost or doubled: {status:#?}");
    }
}

/// The end of a run.
struct Settled {
    status: Status,
    kills: Kills,
}

fn waiting(status: &Status) -> u64 {
    [State::Open, State::Sealed, State::Claimed].iter().map(|state| status.count(*state).records).sum()
}

/// Starts an emulator with faults of all kinds.
async fn start(same_record_is_duplicate: bool, load: Load, sim: Sim) -> Parent {
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(sim.at))
        .clock_speed(sim.speed)
        .quotas(false)
        .same_record_is_duplicate(same_record_is_duplicate)
        .start()
        .await
        .expect("starts");
    for number in 0..PRODUCTS {
        let product = Product::new(product(number)).dimension("requests").dimension("gigabytes");
        emulator.set_buyer(Buyer::new("111122223333", product.code.clone()));
        emulator.set_product(product);
    }
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
    Parent {
        path: new_store(),
        sim,
        proxy: Arc::new(Proxy::start(&emulator.url()).await),
        emulator: Arc::new(emulator),
        next: Pending { number: 0, time: sim.at },
        tried: false,
        load,
        kills: Kills::default(),
    }
}

impl Parent {
    /// Gives the emulator and the next child another clock. If the clock is set back, the event
    /// that is recorded next may not be in the future, which the ledger refuses.
    fn set_clock(&mut self, sim: Sim) {
        self.sim = sim;
        self.next.time = self.next.time.min(sim.at);
        self.emulator.set_clock(DateTime::from_secs(sim.at));
        self.emulator.set_clock_speed(sim.speed);
    }

    /// Records usage of each product and dimension.
    async fn record_in_each_product(&mut self) {
        let sim = self.sim;
        let ledger = open(&self.path, sim.speed, move || sim.now()).await;
        for number in 0..3 * PRODUCTS {
            record(&ledger, Pending { number, time: sim.at }, self.load).await.expect("recorded");
        }
        ledger.close().await.expect("closes");
        self.next.number = 3 * PRODUCTS;
    }

    async fn kill_at(mut self, point: &'static str, count: u32, life: Duration) -> Self {
        tokio::task::spawn_blocking(move || {
            self.run_child(point, count, life);
            self
        })
        .await
        .expect("runs")
    }
}

/// Kills children at all points in turn. A run of many kills begins with a new ledger every 120
/// kills, so that it never reaches the end of the month: the calls of killed children could expire
/// in doubt there. `month_end` has the kills at the end of the month.
async fn kill_children(same_record_is_duplicate: bool) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u32>().ok());
    let rounds = number("LEDGER_KILLS").unwrap_or(POINTS.len() as u32);
    let mut kills = Kills::default();
    for first in (0..rounds).step_by(120) {
        let mut parent = start(same_record_is_duplicate, Load::Plain, Sim::new(MAY, SPEED)).await;
        for round in first..rounds.min(first + 120) {
            let point = POINTS[round as usize % POINTS.len()];
            let count = match point {
                "before-commit" | "after-commit" => 1 + fastrand::u32(0..60),
                _ => 1 + fastrand::u32(0..2),
            };
            let life = Duration::from_millis(if point == "random" { fastrand::u64(50..900) } else { 10_000 });
            parent = parent.kill_at(point, count, life).await;
        }
        let settled = parent.finish().await;
        let status = &settled.status;
        for state in [State::Parked, State::Disputed] {
            assert_eq!(status.count(state).records, 0, "{status:#?}");
        }
        // A claim lasts three simulated hours, so a record whose sender is killed eight times in a
        // row reaches its deadline, and is listed as unresolved.
        assert_eq!(status.count(State::Expired), status.unresolved, "{status:#?}");
        kills.add(&settled.kills);
    }
    println!("{rounds} kills, {} in flight, {} calls of dead clients", kills.in_flight, kills.orphaned);
    for point in POINTS {
        let planned =
            (0..rounds).filter(|round| POINTS[*round as usize % POINTS.len()] == point).count() as u32;
        let killed = kills.at.get(point).copied().unwrap_or_default();
        assert!(killed >= planned - planned / 10, "{point}: {killed} of {planned}");
    }
    assert!(kills.in_flight >= kills.at["in-flight"], "{kills:?}");
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
async fn kill_twice_at(point: &'static str, count: u32, load: Load) {
    for same_record_is_duplicate in [false, true] {
        let mut parent = start(same_record_is_duplicate, load, Sim::new(MAY, SPEED)).await;
        for _ in 0..2 {
            parent = parent.kill_at(point, count, Duration::from_secs(20)).await;
        }
        assert_eq!(parent.kills.at.get(point), Some(&2), "{:?}", parent.kills);
        let status = parent.finish().await.status;
        assert_eq!(status.count(State::Parked).records > 0, load == Load::Bad, "{status:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_record_commits() {
    kill_twice_at("before-commit", 9, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_the_commit_before_record_returns() {
    kill_twice_at("after-commit", 9, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_inside_seal() {
    kill_twice_at("in-seal", 1, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_after_claim_before_the_call() {
    kill_twice_at("after-claim", 1, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_when_aws_accepted_and_no_response_was_seen() {
    kill_twice_at("in-flight", 1, Load::Plain).await;
    kill_twice_at("before-settle", 1, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_bisection() {
    kill_twice_at("in-bisection", 1, Load::Bad).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_before_settle_commits() {
    kill_twice_at("before-settle", 2, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_prune() {
    kill_twice_at("in-prune", 1, Load::Plain).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_a_migration() {
    // The first child creates the tables, the second one creates them again.
    let mut parent = start(false, Load::Plain, Sim::new(MAY, SPEED)).await;
    for _ in 0..2 {
        parent = parent.kill_at("in-migration", 1, Duration::from_secs(20)).await;
    }
    assert_eq!(parent.kills.at.get("in-migration"), Some(&2));
    parent = parent.kill_at("random", 1, Duration::from_millis(500)).await;
    parent.finish().await;
}

/// 2026-06-01T00:00:00Z.
const JUNE: i64 = 1_780_272_000;

/// Children are killed while they record and ship the last hours of May, and at each point of
/// sending the last hour, which stays open until 02:00 and must be billed until 06:00.
///
/// The clock can't run away if the machine stalls. Each part of the run starts its clock at a fixed
/// time, and the clock of the last part stays before 06:00 until all of May is decided.
async fn month_end(same_record_is_duplicate: bool) {
    let mut parent = start(same_record_is_duplicate, Load::Products, Sim::new(JUNE - 600, 1.0)).await;
    parent.record_in_each_product().await;
    // A claim ends after at most 3 simulated hours, so the claims of killed children end at 04:30.
    parent.set_clock(Sim::new(JUNE - 5_400, SPEED));
    for point in ["after-commit", "in-seal", "after-claim", "in-flight", "random"] {
        // After two real seconds it is still before 02:00, so the last hour stays open.
        let before_midnight = Sim { at: parent.sim.secs().min(JUNE - 1_800), ..Sim::new(0, SPEED) };
        parent.set_clock(before_midnight);
        parent = parent.kill_at(point, 1, Duration::from_secs(2)).await;
    }
    // The children that send the last hour have a slower clock: a claim ends after 2 hours.
    parent.set_clock(Sim::new(JUNE + 2 * 3_600, 60.0));
    for point in ["in-seal", "after-claim", "before-call", "in-flight", "before-settle", "after-settle"] {
        let still_two = Sim { at: parent.sim.secs().min(JUNE + 2 * 3_600 + 1_800), ..Sim::new(0, 60.0) };
        parent.set_clock(still_two);
        // The lease of the killed child lasts 15 seconds.
        parent = parent.kill_at(point, 1, Duration::from_secs(40)).await;
        assert!(parent.kills.at.contains_key(point), "{point}: {:?}", parent.kills);
    }
    let clock = Arc::new(AtomicI64::new(JUNE + 5 * 3_600 + 900));
    let emulator = Arc::clone(&parent.emulator);
    emulator.set_clock(DateTime::from_secs(clock.load(Ordering::SeqCst)));
    emulator.set_clock_speed(0.001);
    let (shared, path) = (Arc::clone(&clock), parent.path.clone());
    let watcher =
        open(&path, 60.0, move || UNIX_EPOCH + Duration::from_secs(shared.load(Ordering::SeqCst) as u64))
            .await;
    let shared = Arc::clone(&clock);
    let now = move || UNIX_EPOCH + Duration::from_secs(shared.load(Ordering::SeqCst) as u64);
    let step = async || {
        let may: Vec<_> = watcher.records(Filter::All).await.expect("lists");
        let is_waiting = may.iter().any(|record| {
            record.hour.secs() < JUNE && matches!(record.state, State::Open | State::Sealed | State::Claimed)
        });
        let now = clock.load(Ordering::SeqCst);
        // A step takes at least 50 ms, so the clock is at most 60 times as fast as real time.
        let next = if is_waiting { (now + 3).min(JUNE + 6 * 3_600 - 300) } else { now + 300 };
        clock.store(next, Ordering::SeqCst);
        emulator.set_clock(DateTime::from_secs(next));
    };
    let settled = parent.finish_with(60.0, now, step).await;
    let status = &settled.status;
    for state in [State::Parked, State::Disputed, State::Expired, State::Held] {
        assert_eq!(status.count(state).records, 0, "{status:#?}");
    }
    let last = watcher.records(Filter::State(State::Accepted)).await.expect("lists");
    let last = last.iter().filter(|record| record.hour.secs() == JUNE - 3_600);
    assert!(last.count() >= 8, "the month's last hour has records");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_around_the_end_of_the_month_if_repeats_succeed() {
    month_end(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_around_the_end_of_the_month_if_repeats_are_duplicates() {
    month_end(true).await;
}
