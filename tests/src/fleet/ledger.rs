//! An instance that uses the ledger.

use std::time::{Duration, SystemTime};

use metering_client::ledger::{Ledger, RecordError, StoreError};

use super::child::Child;
use super::{DURATIONS, INSTANCES, Store, clock};

/// Opens the ledger, and tries again while the server doesn't respond.
pub async fn open(store: &Store, start: i64, started: SystemTime, speed: f64) -> Ledger {
    loop {
        let clock = clock(start, started, speed);
        match Ledger::builder(store.backend()).clock(clock).clock_speed(DURATIONS).open().await {
            Ok(ledger) => return ledger,
            Err(StoreError::Unsuitable(error)) => panic!("{error}"),
            Err(error) => eprintln!("the ledger isn't open yet: {error}"),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

pub async fn run(child: Child) {
    let ledger = open(&child.store, child.source.start, child.started, child.speed).await;
    let shipper = tokio::spawn(ledger.ship(child.client()));
    let recorder = tokio::spawn(async move { record(&child, &ledger).await });
    shipper.await.expect("ships").expect("ships until the process ends");
    recorder.await.expect("records");
}

async fn record(child: &Child, ledger: &Ledger) {
    let mut position = child.position();
    loop {
        let due = child.due(position);
        let Some(&(last, _)) = due.last() else {
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let events = due.iter().map(|(number, event)| (format!("event {number}"), event.usage()));
        let results = ledger.record_all(events).await;
        // Events that aren't acknowledged are recorded again, under the same keys.
        if results.iter().all(Result::is_ok) {
            position = last + INSTANCES;
            child.acknowledge(position);
            continue;
        }
        for error in results.into_iter().filter_map(Result::err) {
            assert!(matches!(error, RecordError::Store(_) | RecordError::QueueFull), "{error}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
