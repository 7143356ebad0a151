//! Recorded usage is billed exactly once, whatever happens: three instances meter 200 licenses
//! around a month's end while they are killed and AWS throttles, truncates and forgets.
//!
//! `cargo run --release -p tests --example ledger-demo` takes about seven minutes: ten simulated
//! hours, first with the usage ledger, then with a program that works like AWS's serverless
//! reference. With the argument `short`, it takes less than a minute.
//!
//! `POSTGRES_BIN` names the directory with PostgreSQL's programs. Without it, the ledger's store is
//! an SQLite file that the three processes share.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tests::fleet::postgres_server::PostgresServer;
use tests::fleet::{Disruption, MONTH_END, Outcome, Plan, Program, Source, is_child, run, run_child};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    if is_child() {
        run_child().await;
    }
    let is_short = std::env::args().nth(1).is_some_and(|argument| argument == "short");
    let mut server = PostgresServer::start("PostgreSQL in the demonstration");
    let store = if server.is_some() { "PostgreSQL" } else { "SQLite, one machine's several processes" };
    let plan = plan(is_short);
    println!(
        "{} licenses, 3 dimensions, {} events, 3 instances, {} simulated hours around a month's end\n\
         store of the ledger: {store}\n",
        plan.source.licenses,
        plan.source.hours * plan.source.events_per_hour,
        plan.source.hours,
    );
    let directories = [directory("ledger"), directory("reference")];
    let ledger = run(&plan, &directories[0], server.as_mut(), &[]).await;
    let plan = Plan { program: Program::Reference, ..plan };
    let reference = run(&plan, &directories[1], None, &[]).await;
    for directory in directories {
        let _ = std::fs::remove_dir_all(directory);
    }
    print(&ledger, &reference);
    for (name, outcome) in [("usage ledger", &ledger), ("reference-style program", &reference)] {
        println!("{name}: {}", if outcome.is_exact() { "recorded = billed" } else { "FAILED" });
    }
    if ledger.is_exact() && !reference.is_exact() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn plan(is_short: bool) -> Plan {
    // The longest run has usage for more than one page of the reference's query per hour.
    let (hours_before, hours, licenses, events_per_hour, speed) =
        if is_short { (2, 4, 40, 1_200, 960.0) } else { (6, 10, 200, 4_800, 240.0) };
    Plan {
        program: Program::Ledger,
        source: Source { start: MONTH_END - hours_before * 3_600, hours, licenses, events_per_hour },
        speed,
        repeats_are_duplicates: false,
        disruptions: vec![Disruption::Kill],
        pause: Duration::from_millis(if is_short { 1_500 } else { 2_500 }),
    }
}

fn directory(name: &str) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("ledger-demo-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a temporary directory");
    directory
}

fn print(ledger: &Outcome, reference: &Outcome) {
    println!("{:<32} {:>14} {:>24}", "units", "usage ledger", "reference-style program");
    for ((name, of_ledger), (_, of_reference)) in ledger.rows().into_iter().zip(reference.rows()) {
        println!("{name:<32} {of_ledger:>14} {of_reference:>24}");
    }
    let kills = |outcome: &Outcome| outcome.count(|kind| *kind == Disruption::Kill).to_string();
    println!("{:<32} {:>14} {:>24}", "kills", kills(ledger), kills(reference));
    println!("{:<32} {:>14} {:>24}", "calls", ledger.calls, reference.calls);
    println!("{:<32} {:>14} {:>24}", "calls with an injected fault", ledger.faults, reference.faults);
    println!("{:<32} {:>13.0}s {:>23.0}s\n", "duration", ledger.seconds, reference.seconds);
}
