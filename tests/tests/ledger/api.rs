//! The ledger's public handle: errors, alarms, shadow mode, probes and restores.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use metering_client::emulator::{Buyer, Emulator, Fault};
use metering_client::ledger::{
    Acknowledged, Change, Filter, LateUsage, Ledger, Proof, RecordError, Recorded, Repeats, Resolution,
    ResolveError, ResolveRefusal, ShipError, State, StoreError,
};
use metering_client::{Customer, DateTime, Quantity, Usage};

use crate::shipping::{START, builder, buyer, fast_clock, new_store};

const SPEED: f64 = 3_600.0;

async fn emulator() -> Emulator {
    let builder = Emulator::builder().clock(DateTime::from_secs(START)).clock_speed(SPEED).quotas(false);
    builder.start().await.expect("the emulator starts")
}

/// Waits until the ledger has records in a state.
async fn wait_for(ledger: &Ledger, state: State) {
    let end = Instant::now() + Duration::from_secs(30);
    while ledger.status().await.expect("status").count(state).records == 0 {
        assert!(Instant::now() < end, "no record is {state}: {:#?}", ledger.status().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn at(time: SystemTime, quantity: u32) -> Usage {
    Usage::new(buyer(), "requests", DateTime::from(time), quantity)
}

/// Each kind of input that is not acknowledged.
#[tokio::test]
async fn bad_input_is_not_acknowledged() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(START as u64);
    let ledger = builder(&new_store(), 1.0, move || start).open().await.expect("opens");
    ledger.record("known", at(start, 1)).await.expect("recorded");
    let hours = |hours: i64| DateTime::from_secs(START + hours * 3_600);
    let usage = |time, quantity: Quantity| Usage::new(buyer(), "requests", time, quantity);
    let one = Quantity::whole(1);
    let cases = [
        ("", usage(hours(0), one), "the key is empty"),
        ("known", usage(hours(0), Quantity::whole(2)), "the key is known"),
        ("future", usage(hours(1), one), "in the future"),
        ("old", usage(hours(-15 * 24), one), "older than the maximum age"),
        ("large", usage(hours(0), Quantity::MAX), "sum is greater"),
        ("negative", usage(hours(0), Quantity::from(-1)), ""),
        ("invalid", Usage::new(Customer::account("x", "prod a"), "", hours(0), one), ""),
    ];
    for (key, usage, text) in cases {
        let error = ledger.record(key, usage).await.expect_err("refused");
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(error.acknowledged(), Acknowledged::No, "{error}");
    }
    let status = ledger.status().await.expect("status");
    assert_eq!(status.count(State::Open).amount.micros(), 1_000_000);
}

#[tokio::test]
async fn a_closed_ledger_does_not_acknowledge() {
    let path = new_store();
    let ledger = builder(&path, 1.0, SystemTime::now).open().await.expect("opens");
    ledger.close().await.expect("closes");
    let error = ledger.record("k", at(SystemTime::now(), 1)).await.expect_err("closed");
    assert!(matches!(error, RecordError::Store(StoreError::Closed)), "{error}");
    assert_eq!(error.acknowledged(), Acknowledged::No);
    let events = [("a", at(SystemTime::now(), 1)), ("", at(SystemTime::now(), 1))];
    let results = ledger.record_all(events).await;
    assert!(matches!(results[0], Err(RecordError::Store(StoreError::Closed))));
    assert!(matches!(results[1], Err(RecordError::Key)));
}

/// The observer runs between the commit and the acknowledgment.
#[tokio::test]
async fn an_observer_that_panics_changes_no_result() {
    let start = SystemTime::UNIX_EPOCH + Duration::from_secs(START as u64);
    let path = new_store();
    let ledger = builder(&path, 1.0, move || start)
        .late_usage(LateUsage::HoldForOperator)
        .observer(|change| panic!("a mistake of the caller at {change:?}"))
        .open()
        .await
        .expect("opens");
    let late = start - Duration::from_secs(5 * 24 * 3_600);
    assert_eq!(ledger.record("late", at(late, 1)).await.expect("recorded"), Recorded::Held);
    for n in 0..3 {
        let recorded = ledger.record(format!("{n}"), at(start, 1)).await.expect("recorded");
        assert!(matches!(recorded, Recorded::Counted { .. }), "{recorded:?}");
    }
    assert_eq!(ledger.flush(&buyer()).await.expect("flushed").len(), 1);
    let status = ledger.status().await.expect("status");
    assert_eq!(status.count(State::Held).records, 1);
    assert_eq!(status.count(State::Sealed).amount.micros(), 3_000_000);
}

#[tokio::test]
async fn many_events_get_one_result_each() {
    let path = new_store();
    let ledger = builder(&path, 1.0, SystemTime::now).open().await.expect("opens");
    let now = SystemTime::now();
    let events = (0..2_500).map(|n| (format!("{}", n % 2_000), at(now, 1)));
    let results = ledger.record_all(events).await;
    assert_eq!(results.len(), 2_500);
    assert!(results[..2_000].iter().all(|result| matches!(result, Ok(Recorded::Counted { .. }))));
    assert!(results[2_000..].iter().all(|result| matches!(result, Ok(Recorded::Duplicate { .. }))));
    assert!(ledger.verify().await.expect("verifies").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_an_unknown_dimension_is_parked_and_resolved() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let changes: Arc<Mutex<Vec<Change>>> = Arc::default();
    let seen = Arc::clone(&changes);
    let ledger = builder(&new_store(), SPEED, clock.clone())
        .observer(move |change| seen.lock().expect("unpoisoned").push(change.clone()))
        .open()
        .await
        .expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    let unknown = Usage::new(buyer(), "unknown", DateTime::from(clock()), 1_u32);
    ledger.record("bad", unknown).await.expect("recorded");
    ledger.record("good", at(clock(), 1)).await.expect("recorded");
    wait_for(&ledger, State::Parked).await;
    wait_for(&ledger, State::Accepted).await;
    let parked = ledger.records(Filter::Parked).await.expect("lists").remove(0);
    assert_eq!((parked.dimension.as_str(), parked.in_doubt), ("unknown", false));
    assert!(parked.last_error.as_deref().is_some_and(|error| error.contains("Dimension")), "{parked:?}");
    assert!(ledger.status().await.expect("status").needs_attention());
    let write_off = Resolution::WriteOff { may_be_billed: false };
    let error = ledger.resolve(parked.id, write_off, "a test").await.expect_err("a call may be in flight");
    assert!(matches!(error, ResolveError::Refused(ResolveRefusal::Wait(_))), "{error}");
    // A record that is accepted by an operator is listed separately.
    ledger.resolve(parked.id, Resolution::Accept, "billed by hand").await.expect("resolved");
    let record = ledger.find(parked.id).await.expect("reads").expect("exists");
    assert_eq!((record.proof, record.reason.as_deref()), (Some(Proof::Operator), Some("billed by hand")));
    let alarms = ledger.status().await.expect("status").alarms;
    assert_eq!(alarms.get("parked"), Some(&1), "{alarms:?}");
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    let changes = changes.lock().expect("unpoisoned");
    assert!(changes.iter().any(|change| matches!(change, Change::Parked { .. })));
    assert!(changes.iter().any(|change| matches!(change, Change::Accepted { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_permissions_block_the_product_and_park_nothing() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let denied = Fault::error(400, "AccessDeniedException", "not authorized");
    emulator.inject(denied.on("BatchMeterUsage").times(u32::MAX));
    let path = new_store();
    let ledger = builder(&path, SPEED, clock.clone()).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    ledger.record("k", at(clock(), 1)).await.expect("recorded");
    let end = Instant::now() + Duration::from_secs(20);
    while !ledger.status().await.expect("status").alarms.contains_key("blocked") {
        assert!(Instant::now() < end, "{:#?}", ledger.status().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // Other handles, such as the operator's tool, see the blocked product.
    let other = builder(&path, SPEED, clock.clone()).open().await.expect("opens");
    while other.status().await.expect("status").blocked.is_empty() {
        assert!(Instant::now() < end, "{:#?}", other.status().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let status = other.status().await.expect("status");
    assert_eq!(status.count(State::Parked).records, 0);
    assert!(status.attention.contains(&"blocked"), "{status:#?}");
    assert_eq!(status.blocked[0].product.as_deref(), Some("prod-4rcexample"));
    assert!(status.blocked[0].error.contains("AccessDeniedException"), "{status:#?}");
    emulator.clear_faults();
    wait_for(&ledger, State::Accepted).await;
    assert!(other.status().await.expect("status").blocked.is_empty());
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
}

#[tokio::test(flavor = "multi_thread")]
async fn shadowed_hours_are_sealed_and_not_sent() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let until = DateTime::from_secs(START + 3_600);
    let ledger = builder(&new_store(), SPEED, clock.clone()).shadow_until(until).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    ledger.record("shadowed", at(clock(), 1)).await.expect("recorded");
    wait_for(&ledger, State::Shadowed).await;
    ledger.record("live", at(clock(), 1)).await.expect("recorded");
    wait_for(&ledger, State::Accepted).await;
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    assert_eq!(emulator.totals().micros, 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_learns_what_aws_returns_for_a_repeat() {
    for (same_record_is_duplicate, expected) in [(false, Repeats::Succeed), (true, Repeats::AreDuplicates)] {
        let emulator = Emulator::builder()
            .clock(DateTime::from_secs(START))
            .clock_speed(SPEED)
            .same_record_is_duplicate(same_record_is_duplicate)
            .start()
            .await
            .expect("starts");
        let clock = fast_clock(SPEED);
        let ledger = builder(&new_store(), SPEED, clock.clone()).open().await.expect("opens");
        assert_eq!(ledger.probe(&emulator.client()).await.expect("probes"), None);
        let shipper = tokio::spawn(ledger.ship(emulator.client()));
        ledger.record("k", at(clock(), 1)).await.expect("recorded");
        wait_for(&ledger, State::Accepted).await;
        assert_eq!(ledger.probe(&emulator.client()).await.expect("probes"), Some(expected));
        assert_eq!(ledger.status().await.expect("status").repeats, Some(expected));
        ledger.close().await.expect("closes");
        shipper.await.expect("ends").expect("ships");
        assert_eq!(emulator.totals().micros, 1_000_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_bills_nothing_twice() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let (path, backup) = (new_store(), new_store());
    let ledger = builder(&path, SPEED, clock.clone()).open().await.expect("opens");
    ledger.record("one", at(clock(), 1)).await.expect("recorded");
    let first = clock();
    ledger.close().await.expect("closes");
    drop(ledger);
    std::fs::copy(&path, &backup).expect("a backup");
    let wal = |path: &std::path::Path| path.with_extension("db-wal");
    let _ = std::fs::copy(wal(&path), wal(&backup));
    let ledger = builder(&path, SPEED, clock.clone()).open().await.expect("opens");
    ledger.record("two", at(first, 2)).await.expect("recorded");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    wait_for(&ledger, State::Accepted).await;
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    let billed = emulator.totals().micros;
    assert_eq!(billed, 3_000_000);

    let restored = builder(&backup, SPEED, clock.clone()).open().await.expect("opens");
    restored.restored(&emulator.client()).await.expect("restored");
    // The producer sends the lost event again: it may be billed, so an operator decides.
    assert_eq!(restored.record("two", at(first, 2)).await.expect("recorded"), Recorded::Held);
    let shipper = tokio::spawn(restored.ship(emulator.client()));
    wait_for(&restored, State::Accepted).await;
    restored.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    assert_eq!((emulator.totals().micros, emulator.totals().doubled), (billed, 0));
    let status = restored.status().await.expect("status");
    assert_eq!(status.accepted.keys().copied().collect::<Vec<_>>(), [Proof::Duplicate]);
    assert!(status.restored.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_wrong_raises_an_alarm_and_bills_all_the_same() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    // The ledger's clock is 30 minutes behind AWS's.
    let behind = move || clock() - Duration::from_secs(1_800);
    let ledger = builder(&new_store(), SPEED, behind.clone()).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    ledger.record("k", at(behind(), 1)).await.expect("recorded");
    wait_for(&ledger, State::Accepted).await;
    let end = Instant::now() + Duration::from_secs(20);
    while !ledger.status().await.expect("status").alarms.contains_key("clock_skew") {
        assert!(Instant::now() < end, "{:#?}", ledger.status().await);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    assert_eq!(emulator.totals().micros, 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_endpoint_is_pinned_and_one_handle_ships_once() {
    let (first, second) = (emulator().await, emulator().await);
    let path = new_store();
    let ledger = builder(&path, SPEED, fast_clock(SPEED)).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(first.client()));
    let end = Instant::now() + Duration::from_secs(10);
    while ledger.status().await.expect("status").endpoint.is_none() {
        assert!(Instant::now() < end);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(ledger.ship(first.client()).await, Err(ShipError::Running));
    let other = builder(&path, SPEED, fast_clock(SPEED)).open().await.expect("opens");
    let error = other.ship(second.client()).await.expect_err("another endpoint");
    assert!(matches!(error, ShipError::Endpoint { .. }), "{error}");
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_without_usage_are_reported_with_quantity_0() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let ledger = builder(&new_store(), SPEED, clock).open().await.expect("opens");
    ledger.meter_hourly(&buyer(), ["requests"]).await.expect("registered");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    wait_for(&ledger, State::Accepted).await;
    let records = ledger.records(Filter::State(State::Accepted)).await.expect("lists");
    assert!(records.iter().all(|record| record.zero && record.quantity == Quantity::ZERO), "{records:?}");
    ledger.stop_hourly(&buyer(), None).await.expect("stops");
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    assert!(emulator.totals().records >= 1);
}

/// The ledger records usage of any buyer, and AWS decides.
#[tokio::test(flavor = "multi_thread")]
async fn usage_of_an_unknown_buyer_waits_for_the_subscription() {
    let (emulator, clock) = (emulator().await, fast_clock(SPEED));
    let ledger = builder(&new_store(), SPEED, clock.clone()).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    let unknown = Customer::account("999900001111", "prod-4rcexample");
    let usage = Usage::new(unknown, "requests", DateTime::from(clock()), 1_u32);
    assert!(matches!(ledger.record("k", usage).await.expect("recorded"), Recorded::Counted { .. }));
    wait_for(&ledger, State::Sealed).await;
    let end = Instant::now() + Duration::from_secs(30);
    let refused = loop {
        let record = ledger.records(Filter::All).await.expect("lists").remove(0);
        if let Some(error) = record.last_error {
            break error;
        }
        assert!(Instant::now() < end, "{record:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert!(refused.contains("the buyer is not subscribed"), "{refused}");
    assert_eq!(ledger.status().await.expect("status").count(State::Parked).records, 0);
    emulator.set_buyer(Buyer::new("999900001111", "prod-4rcexample"));
    wait_for(&ledger, State::Accepted).await;
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    assert_eq!(emulator.totals().micros, 1_000_000);
}
