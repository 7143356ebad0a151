//! Three instances on PostgreSQL: stopped, killed, and without their server.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use metering_client::emulator::Emulator;
use metering_client::ledger::{Ledger, Postgres, State};
use tests::fleet::postgres_server::PostgresServer;
use tests::fleet::{Disruption, MONTH_END, Outcome, Plan, Program, Source, is_child, query, run, run_child};

use crate::kills::{client_of_environment, environment_of};

/// An instance. The parent starts this executable with only this test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instance() {
    if is_child() {
        run_child().await;
    }
}

/// Runs three instances for three hours from `start`.
async fn disrupt(
    name: &str,
    start: i64,
    repeats_are_duplicates: bool,
    disruptions: Vec<Disruption>,
) -> Option<Outcome> {
    let mut server = PostgresServer::start(name)?;
    let source = Source { start, hours: 3, licenses: 20, events_per_hour: 900 };
    let plan = Plan {
        program: Program::Ledger,
        source,
        speed: 720.0,
        repeats_are_duplicates,
        disruptions,
        pause: Duration::from_millis(600),
    };
    let directory: PathBuf = std::env::temp_dir().join(format!("ledger-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a temporary directory");
    let arguments = ["postgres::instance", "--exact", "--nocapture", "--test-threads=1"];
    let outcome = run(&plan, &directory, Some(&mut server), &arguments).await;
    tests::show(format_args!("{name}: {outcome}"));
    assert!(outcome.is_exact(), "{outcome}");
    let _ = std::fs::remove_dir_all(&directory);
    Some(outcome)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stopped_and_killed_instances_bill_everything_once() {
    // A lease is 0.5 real seconds.
    let stop = Disruption::Stop(Duration::from_millis(1_500));
    let name = "stopped and killed instances on PostgreSQL";
    let disruptions = vec![stop, Disruption::Kill];
    let Some(outcome) = disrupt(name, MONTH_END - 2 * 3_600, false, disruptions).await else { return };
    assert!(outcome.count(|kind| *kind == stop) >= 3, "{outcome}");
    assert!(outcome.count(|kind| *kind == Disruption::Kill) >= 3, "{outcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_and_cut_connections_bill_everything_once() {
    let name = "a killed PostgreSQL server and cut connections under three instances";
    let disruptions = vec![Disruption::CutConnections, Disruption::KillServer, Disruption::Kill];
    // Within a month, usage may be sent for 24 hours, which are 120 s here. At a month's end it is
    // six hours, and on a busy machine the server's restarts take that long.
    let start = MONTH_END - 240 * 3_600;
    let Some(outcome) = disrupt(name, start, true, disruptions).await else { return };
    assert!(outcome.count(|kind| *kind == Disruption::KillServer) >= 2, "{outcome}");
    assert!(outcome.count(|kind| *kind == Disruption::CutConnections) >= 2, "{outcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn shipping_starts_although_the_server_does_not_respond_yet() {
    let Some(mut server) = PostgresServer::start("shipping before PostgreSQL responds") else { return };
    let emulator = Emulator::builder().start().await.expect("starts");
    let ledger = Ledger::builder(Postgres::connect(server.url())).open().await.expect("opens");
    tokio::task::block_in_place(|| server.kill());
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!shipper.is_finished(), "{:?}", shipper.await);
    tokio::task::block_in_place(|| server.restart());
    for _ in 0..100 {
        if ledger.status().await.is_ok_and(|status| status.leader.is_some()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(ledger.status().await.expect("status").endpoint.is_some());
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
}

/// Runs in a child process: ships, so that it drains the inbox.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drain_child() {
    let Ok(url) = std::env::var("LEDGER_DRAIN") else { return };
    let ledger = Ledger::builder(Postgres::connect(url)).open().await.expect("opens");
    let _ = tokio::time::timeout(Duration::from_secs(60), ledger.ship(client_of_environment())).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_in_drain() {
    let Some(server) = PostgresServer::start("a child killed in drain") else { return };
    let emulator = Emulator::builder().start().await.expect("starts");
    let ledger = Ledger::builder(Postgres::connect(server.url())).open().await.expect("opens");
    let insert = "INSERT INTO metering_ledger.inbox (key, account, product, dimension, quantity) \
                  SELECT 'key ' || n, '111122223333', 'prod-4rcexample', 'requests', 1 \
                  FROM generate_series(1, 700) AS n; \
                  INSERT INTO metering_ledger.inbox (key, dimension, quantity) VALUES ('no buyer', 'requests', 1)";
    query(&server.url(), insert);

    let mut child = Command::new(std::env::current_exe().expect("the test binary"))
        .args(["postgres::drain_child", "--exact", "--nocapture", "--test-threads=1"])
        .env("LEDGER_DRAIN", server.url())
        .envs(environment_of(&emulator.url(), &emulator))
        .env("LEDGER_KILL_AT", "in-drain:2")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child process");
    let status = tokio::task::spawn_blocking(move || child.wait()).await.expect("ends").expect("ends");
    assert!(!status.success(), "the child was killed");

    // The first 500 rows are recorded, and the rows of the second transaction are in the inbox.
    let open = ledger.status().await.expect("status").count(State::Open);
    assert_eq!(open.amount.micros(), 500_000_000);
    assert_eq!(query(&server.url(), "SELECT count(*) FROM metering_ledger.inbox").trim(), "201");

    // The lease of the child that was killed ends after 15 s.
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    let end = Instant::now() + Duration::from_secs(60);
    while ledger.status().await.expect("status").inbox_errors == 0 {
        assert!(Instant::now() < end, "{:#?}", ledger.status().await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let status = ledger.status().await.expect("status");
    assert_eq!(status.count(State::Open).amount.micros(), 700_000_000, "{status:#?}");
    assert_eq!(status.attention, ["inbox_error"]);
    let errors = ledger.inbox_errors(10).await.expect("lists");
    assert_eq!((errors.len(), &*errors[0].key), (1, "no buyer"), "{errors:?}");
    assert!(errors[0].error.contains("not in one of the three forms"), "{errors:?}");
    assert!(ledger.verify().await.expect("verifies").is_empty());
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
}
