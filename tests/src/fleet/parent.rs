//! The parent of the instances.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use metering_client::DateTime;
use metering_client::emulator::{Buyer, Emulator, Fault, Product};
use metering_client::ledger::{Filter, State};

use super::child::{Child, read_position};
use super::postgres_server::PostgresServer;
use super::{
    DIMENSIONS, Disruption, INSTANCES, Outcome, Plan, Program, Source, Store, clock, ledger, reference,
};

/// The real time after the last event in which everything has to be billed.
const PATIENCE: Duration = Duration::from_secs(120);

/// A run in progress.
struct Run<'a> {
    plan: &'a Plan,
    directory: &'a Path,
    started: SystemTime,
    store: Store,
    server: Option<&'a mut PostgresServer>,
    emulator: Emulator,
    arguments: &'a [&'a str],
    instances: Vec<Instance>,
    outcome: Outcome,
}

/// A child process, which ends with this value.
struct Instance(std::process::Child);

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs the plan: starts the instances, disrupts them until they have acknowledged all events,
/// waits until everything is billed, and compares. `arguments` make this executable call
/// [`run_child`](super::run_child).
///
/// The runtime must have several threads.
pub async fn run(
    plan: &Plan,
    directory: &Path,
    server: Option<&mut PostgresServer>,
    arguments: &[&str],
) -> Outcome {
    let began = Instant::now();
    let started = SystemTime::now();
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(plan.source.start))
        .clock_speed(plan.speed)
        .same_record_is_duplicate(plan.repeats_are_duplicates)
        .start();
    let emulator = emulator.await.expect("the emulator starts");
    register(&emulator, &plan.source);
    inject_faults(&emulator);
    let store = match &server {
        Some(server) => Store::Postgres(server.url()),
        None => Store::Sqlite(directory.join("usage.db")),
    };
    let outcome = Outcome::default();
    let mut run =
        Run { plan, directory, started, store, server, emulator, arguments, instances: Vec::new(), outcome };
    run.instances = (0..INSTANCES).map(|instance| run.spawn(instance)).collect();
    run.disrupt_until_recorded().await;
    run.outcome.faults = run.emulator.faults_met();
    run.emulator.clear_faults();
    match plan.program {
        Program::Ledger => run.settle_ledger().await,
        Program::Reference => run.settle_reference().await,
    }
    run.outcome.compare(&plan.source, &run.emulator);
    run.outcome.seconds = began.elapsed().as_secs_f64();
    run.outcome.clone()
}

/// Registers the product and the buyers' licenses.
fn register(emulator: &Emulator, source: &Source) {
    const PRODUCT: &str = "prod-fleetexample";
    emulator.set_product(DIMENSIONS.into_iter().fold(Product::new(PRODUCT), Product::dimension));
    for buyer in 0..source.licenses {
        let event = source.event(buyer);
        emulator.set_buyer(Buyer::new(event.account, PRODUCT).license(event.license));
    }
}

/// Throttling, responses that are lost, truncated or late, and unprocessed records.
fn inject_faults(emulator: &Emulator) {
    for (fault, every) in [
        (Fault::truncate_response(60), 13),
        (Fault::throttle(), 11),
        (Fault::unprocessed(3), 9),
        (Fault::drop_response(), 7),
        (Fault::internal(), 17),
        (Fault::drop_connection(), 19),
        (Fault::delay(Duration::from_millis(50)), 2),
    ] {
        emulator.inject(fault.on("BatchMeterUsage").every(every).times(u32::MAX));
    }
}

impl Run<'_> {
    fn spawn(&self, instance: u64) -> Instance {
        let executable = std::env::current_exe().expect("the path of this executable");
        let mut command = Command::new(executable);
        let child =
            Child::new(self.plan, instance, self.started, &self.store, self.directory, &self.emulator);
        child.configure(&mut command);
        let log = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(self.directory.join(format!("log-{instance}")))
            .expect("a log");
        // The child ends when its input ends.
        command.args(self.arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        Instance(command.spawn().expect("a child process"))
    }

    async fn disrupt_until_recorded(&mut self) {
        let real_hours = self.plan.source.hours as f64 * 3_600.0 / self.plan.speed;
        let end = Instant::now() + Duration::from_secs_f64(real_hours) + PATIENCE;
        let disruptions = self.plan.disruptions.clone();
        for disruption in disruptions.iter().cycle() {
            tokio::time::sleep(self.plan.pause.mul_f64(0.5 + fastrand::f64())).await;
            if (0..INSTANCES).all(|instance| self.is_recorded(instance)) {
                return;
            }
            assert!(Instant::now() < end, "the instances record too slowly: {}", self.log());
            self.check_instances();
            self.disrupt(*disruption).await;
            *self.outcome.disruptions.entry(*disruption).or_default() += 1;
        }
    }

    fn is_recorded(&self, instance: u64) -> bool {
        read_position(self.directory, instance) >= self.plan.source.count()
    }

    /// Panics if an instance ended by itself.
    fn check_instances(&mut self) {
        let ended = self.instances.iter_mut().any(|Instance(child)| !matches!(child.try_wait(), Ok(None)));
        assert!(!ended, "an instance ended: {}", self.log());
    }

    /// Returns what the instances wrote to stderr.
    fn log(&self) -> String {
        let log = |instance| std::fs::read_to_string(self.directory.join(format!("log-{instance}")));
        (0..INSTANCES).filter_map(|instance| log(instance).ok()).collect()
    }

    async fn disrupt(&mut self, disruption: Disruption) {
        let number = fastrand::usize(..self.instances.len());
        match disruption {
            Disruption::Kill => self.instances[number] = self.spawn_after_kill(number),
            Disruption::Stop(time) => {
                // Every instance in turn, so that the leader is among them.
                let stops = self.outcome.count(|kind| matches!(kind, Disruption::Stop(_)));
                let Instance(child) = &self.instances[stops as usize % self.instances.len()];
                signal(child, "-STOP");
                tokio::time::sleep(time).await;
                signal(child, "-CONT");
            }
            Disruption::CutConnections => {
                let Store::Postgres(url) = &self.store else { return };
                query(
                    url,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                     WHERE application_name = 'metering-ledger'",
                );
            }
            Disruption::KillServer => {
                let Some(server) = &mut self.server else { return };
                tokio::task::block_in_place(|| {
                    server.kill();
                    server.restart();
                });
            }
        }
    }

    fn spawn_after_kill(&mut self, number: usize) -> Instance {
        let Instance(child) = &mut self.instances[number];
        child.kill().expect("kills");
        child.wait().expect("ends");
        self.spawn(number as u64)
    }

    async fn settle_ledger(&mut self) {
        let source = &self.plan.source;
        let ledger = ledger::open(&self.store, source.start, self.started, self.plan.speed).await;
        let end = Instant::now() + PATIENCE;
        loop {
            let status = ledger.status().await.expect("status");
            let states = [State::Open, State::Sealed, State::Claimed];
            if states.iter().all(|state| status.count(*state).records == 0) {
                break;
            }
            assert!(Instant::now() < end, "not billed: {status:#?}\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.instances.clear();
        let waiting = ledger.records(Filter::NeedsOperator).await.expect("lists");
        if let Some(record) = waiting.first() {
            eprintln!("{} records wait for an operator, such as {record:?}", waiting.len());
        }
        for record in waiting {
            self.outcome.waiting += u128::from(record.quantity.micros().expect("in range"));
        }
        self.outcome.differences = ledger.verify().await.expect("verifies").len();
        ledger.close().await.expect("closes");
    }

    async fn settle_reference(&mut self) {
        let source = &self.plan.source;
        let now = clock(source.start, self.started, self.plan.speed);
        while DateTime::from(now()).secs() < reference::follow_up(source)
            && !reference::pending(self.directory).is_empty()
        {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        self.instances.clear();
    }
}

fn signal(child: &std::process::Child, signal: &str) {
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status();
    assert!(status.is_ok_and(|status| status.success()), "kill {signal} fails");
}

/// Runs an SQL statement with `psql`, and returns what it prints.
pub fn query(url: &str, statement: &str) -> String {
    let bin = std::env::var_os("POSTGRES_BIN").expect("set while a server runs");
    let output = Command::new(Path::new(&bin).join("psql"))
        .args([url, "-qAtc", statement])
        .current_dir("/")
        .output()
        .expect("psql runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
