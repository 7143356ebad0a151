//! An instance, in its process.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use metering_client::emulator::Emulator;
use metering_client::{Client, DateTime};
use metering_core::credentials::Credentials;

use super::{Event, INSTANCES, Plan, Program, Source, Store, clock, ledger, reference};

/// The environment variable with a child's settings, one per line.
const SETTINGS: &str = "METERING_FLEET_CHILD";

/// The settings of a child.
#[derive(Debug, Clone)]
pub struct Child {
    pub program: Program,
    pub source: Source,
    pub speed: f64,
    /// The real time at which the simulated time began.
    pub started: SystemTime,
    pub instance: u64,
    pub store: Store,
    /// The directory with the state of the vendor's queue.
    pub directory: PathBuf,
    url: String,
    access_key_id: String,
    secret_access_key: String,
}

/// Returns `true` if this process is a child.
pub fn is_child() -> bool {
    std::env::var_os(SETTINGS).is_some()
}

/// Runs an instance until the process is killed or its parent ends.
pub async fn run_child() {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let child = Child::from_env();
    match child.program {
        Program::Ledger => ledger::run(child).await,
        Program::Reference => reference::run(child).await,
    }
}

impl Child {
    pub fn new(
        plan: &Plan,
        instance: u64,
        started: SystemTime,
        store: &Store,
        directory: &Path,
        emulator: &Emulator,
    ) -> Self {
        let credentials = emulator.credentials();
        Child {
            program: plan.program,
            source: plan.source,
            speed: plan.speed,
            started,
            instance,
            store: store.clone(),
            directory: directory.to_owned(),
            url: emulator.url(),
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
        }
    }

    /// Passes the settings to a process.
    pub fn configure(&self, command: &mut Command) {
        let started = self.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let source = &self.source;
        let store = match &self.store {
            Store::Sqlite(path) => path.display().to_string(),
            Store::Postgres(url) => url.clone(),
        };
        let lines = [
            u8::from(self.program == Program::Reference).to_string(),
            source.start.to_string(),
            source.hours.to_string(),
            source.licenses.to_string(),
            source.events_per_hour.to_string(),
            self.speed.to_string(),
            started.as_nanos().to_string(),
            self.instance.to_string(),
            store,
            self.directory.display().to_string(),
            self.url.clone(),
            self.access_key_id.clone(),
            self.secret_access_key.clone(),
        ];
        command.env(SETTINGS, lines.join("\n"));
    }

    fn from_env() -> Self {
        let settings = std::env::var(SETTINGS).expect("set by the parent");
        let mut lines = settings.lines();
        let mut text = || lines.next().expect("a line").to_owned();
        let number = |text: String| text.parse::<u64>().expect("a number");
        let program = if text() == "1" { Program::Reference } else { Program::Ledger };
        let source = Source {
            start: text().parse().expect("a number"),
            hours: number(text()),
            licenses: number(text()),
            events_per_hour: number(text()),
        };
        let speed = text().parse().expect("a number");
        let started = SystemTime::UNIX_EPOCH + Duration::from_nanos(number(text()));
        let instance = number(text());
        let store = text();
        Child {
            program,
            source,
            speed,
            started,
            instance,
            store: match store.starts_with("postgres") {
                true => Store::Postgres(store),
                false => Store::Sqlite(store.into()),
            },
            directory: text().into(),
            url: text(),
            access_key_id: text(),
            secret_access_key: text(),
        }
    }

    pub fn client(&self) -> Client {
        let (id, secret) = (self.access_key_id.clone(), self.secret_access_key.clone());
        Client::builder()
            .region("us-east-1")
            .endpoint_url(&self.url)
            .credentials(Credentials::new(id, secret, None, None, "parent"))
            .build()
            .expect("a client")
    }

    /// Returns the simulated time.
    pub fn now(&self) -> DateTime {
        DateTime::from(clock(self.source.start, self.started, self.speed)())
    }

    /// Returns the number of the first event of this instance that isn't acknowledged.
    pub fn position(&self) -> u64 {
        read_position(&self.directory, self.instance)
    }

    /// Acknowledges all events of this instance before `next`.
    pub fn acknowledge(&self, next: u64) {
        let path = position_file(&self.directory, self.instance);
        let new = path.with_extension("new");
        std::fs::write(&new, next.to_string()).expect("writes");
        std::fs::rename(&new, &path).expect("renames");
    }

    /// Returns the events of this instance that have happened and aren't acknowledged.
    pub fn due(&self, position: u64) -> Vec<(u64, Event)> {
        let now = self.now().secs();
        let numbers = (position..self.source.count()).step_by(INSTANCES as usize);
        let events = numbers.map(|number| (number, self.source.event(number)));
        events.take_while(|(_, event)| event.time <= now).take(50).collect()
    }
}

fn position_file(directory: &Path, instance: u64) -> PathBuf {
    directory.join(format!("position-{instance}"))
}

/// Returns the number of the first event of an instance that isn't acknowledged.
pub fn read_position(directory: &Path, instance: u64) -> u64 {
    let stored = std::fs::read_to_string(position_file(directory, instance)).unwrap_or_default();
    stored.parse().unwrap_or(instance)
}
