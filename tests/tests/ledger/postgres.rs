//! Three instances on PostgreSQL: stopped, killed, and without their server.

use std::path::PathBuf;
use std::time::Duration;

use metering_client::emulator::Emulator;
use metering_client::ledger::{Ledger, Postgres};
use tests::fleet::postgres_server::PostgresServer;
use tests::fleet::{Disruption, MONTH_END, Outcome, Plan, Program, Source, is_child, run, run_child};

/// An instance. The parent starts this executable with only this test.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn instance() {
    if is_child() {
        run_child().await;
    }
}

async fn disrupt(name: &str, repeats_are_duplicates: bool, disruptions: Vec<Disruption>) -> Option<Outcome> {
    let mut server = PostgresServer::start(name)?;
    let source = Source { start: MONTH_END - 2 * 3_600, hours: 3, licenses: 20, events_per_hour: 900 };
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
    let Some(outcome) = disrupt(name, false, vec![stop, Disruption::Kill]).await else { return };
    assert!(outcome.count(|kind| *kind == stop) >= 3, "{outcome}");
    assert!(outcome.count(|kind| *kind == Disruption::Kill) >= 3, "{outcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_and_cut_connections_bill_everything_once() {
    let name = "a killed PostgreSQL server and cut connections under three instances";
    let disruptions = vec![Disruption::CutConnections, Disruption::KillServer, Disruption::Kill];
    let Some(outcome) = disrupt(name, true, disruptions).await else { return };
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
