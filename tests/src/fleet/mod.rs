//! Several instances of a metering program against the emulator, under disruptions.
//!
//! The instances are child processes: the same executable, whose environment tells it that it is a
//! child. A vendor's usage events are a function of their number, so the parent knows the sum of
//! all acknowledged events without asking the program under test.

mod bill;
mod child;
mod ledger;
mod parent;
#[path = "../../../metering-client/src/ledger/store/postgres/test_server.rs"]
pub mod postgres_server;
mod reference;

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

pub use bill::Outcome;
pub use child::{is_child, run_child};
pub use parent::{query, run};

use metering_client::ledger::{Backend, Postgres, Sqlite};
use metering_client::{Customer, DateTime, Usage};

/// 2026-06-01T00:00:00Z.
pub const MONTH_END: i64 = 1_780_272_000;

/// The number of instances.
pub const INSTANCES: u64 = 3;

/// The dimensions of the product.
const DIMENSIONS: [&str; 3] = ["requests", "gigabytes", "seats"];

/// The factor by which durations of the ledger, such as leases and claims, are longer in simulated
/// time than in real life. A lease of 15 s lasts 6 simulated minutes, a claim 48.
pub const DURATIONS: f64 = 24.0;

/// The metering program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The usage ledger.
    Ledger,
    /// A program that works like AWS's serverless reference.
    Reference,
}

/// The store of the ledger.
#[derive(Debug, Clone)]
pub enum Store {
    /// A file.
    Sqlite(PathBuf),
    /// A connection URL.
    Postgres(String),
}

impl Store {
    fn backend(&self) -> Backend {
        match self {
            Store::Sqlite(path) => Sqlite::open(path).into(),
            Store::Postgres(url) => Postgres::connect(url.as_str()).into(),
        }
    }
}

/// Something that happens to the instances or to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Disruption {
    /// An instance is killed and started again.
    Kill,
    /// An instance is stopped with SIGSTOP for this time, and goes on.
    Stop(Duration),
    /// The server ends all connections.
    CutConnections,
    /// The server is killed and started again.
    KillServer,
}

/// The plan of a run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The program.
    pub program: Program,
    /// The usage.
    pub source: Source,
    /// Simulated seconds per real second.
    pub speed: f64,
    /// AWS returns DuplicateRecord instead of Success for a repeated record.
    pub repeats_are_duplicates: bool,
    /// The disruptions, which take turns.
    pub disruptions: Vec<Disruption>,
    /// The mean time between two disruptions.
    pub pause: Duration,
}

/// The vendor's usage events.
#[derive(Debug, Clone, Copy)]
pub struct Source {
    /// The time of the first event, in seconds since the epoch.
    pub start: i64,
    /// The duration, in hours.
    pub hours: u64,
    /// The number of buyers, each with one license.
    pub licenses: u64,
    /// The number of events per hour.
    pub events_per_hour: u64,
}

/// One usage event.
struct Event {
    time: i64,
    account: String,
    license: String,
    dimension: &'static str,
    quantity: u32,
}

impl Event {
    fn customer(&self) -> Customer {
        Customer::license(self.account.clone(), self.license.clone())
    }

    fn usage(&self) -> Usage {
        Usage::new(self.customer(), self.dimension, DateTime::from_secs(self.time), self.quantity)
    }
}

impl Source {
    fn count(&self) -> u64 {
        self.hours * self.events_per_hour
    }

    fn event(&self, number: u64) -> Event {
        let buyer = number % self.licenses;
        let dimension = number / self.licenses % DIMENSIONS.len() as u64;
        Event {
            time: self.start + (number * 3_600 / self.events_per_hour) as i64,
            account: format!("{:012}", 111_122_220_000 + buyer),
            license: format!("arn:aws:license-manager::294406891311:license:l-{buyer:032x}"),
            dimension: DIMENSIONS[dimension as usize],
            quantity: 1 + (number % 5) as u32,
        }
    }
}

/// Returns the simulated time: `start` at the real time `started`, and `speed` times as fast.
fn clock(start: i64, started: SystemTime, speed: f64) -> impl Fn() -> SystemTime + Send + Sync + 'static {
    move || {
        let elapsed = SystemTime::now().duration_since(started).unwrap_or_default();
        SystemTime::UNIX_EPOCH + Duration::from_secs(start.unsigned_abs()) + elapsed.mul_f64(speed)
    }
}
