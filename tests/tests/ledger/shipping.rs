//! From `record` to the bill.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use metering_client::emulator::Emulator;
use metering_client::ledger::{Filter, Ledger, LedgerBuilder, Recorded, Sqlite, State};
use metering_client::{Customer, DateTime, Usage};

/// 2026-05-10T12:30:00Z.
pub const START: i64 = 1_778_416_200;

/// Returns a path for a new store.
pub fn new_store() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("ledger-test-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let directory = std::env::temp_dir().join(name);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).expect("a temporary directory");
    directory.join("usage.db")
}

/// Returns a clock that starts at [`START`] and is `speed` times as fast as real time.
pub fn fast_clock(speed: f64) -> impl Fn() -> SystemTime + Send + Sync + Clone + 'static {
    let started = std::time::Instant::now();
    move || {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(START as u64);
        start + started.elapsed().mul_f64(speed)
    }
}

pub fn builder(
    path: &PathBuf,
    speed: f64,
    clock: impl Fn() -> SystemTime + Send + Sync + 'static,
) -> LedgerBuilder {
    Ledger::builder(Sqlite::open(path)).clock(clock).clock_speed(speed)
}

pub fn buyer() -> Customer {
    Customer::account("111122223333", "prod-4rcexample")
}

#[tokio::test(flavor = "multi_thread")]
async fn recorded_usage_is_billed_once() {
    let speed = 3_600.0;
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(START))
        .clock_speed(speed)
        .start()
        .await
        .expect("the emulator starts");
    let clock = fast_clock(speed);
    let path = new_store();
    let ledger = builder(&path, speed, clock.clone()).open().await.expect("opens");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    for n in 0..100 {
        let usage = Usage::new(buyer(), "requests", DateTime::from(clock()), 1_u32);
        let recorded = ledger.record(format!("{n}"), usage).await.expect("recorded");
        assert!(matches!(recorded, Recorded::Counted { .. }), "{recorded:?}");
    }
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    loop {
        let status = ledger.status().await.expect("status");
        if status.count(State::Accepted).amount.micros() == 100_000_000 {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{status:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
    let totals = emulator.totals();
    assert_eq!((totals.micros, totals.doubled), (100_000_000, 0));
    assert!(ledger.verify().await.expect("verifies").is_empty());
    assert!(ledger.records(Filter::NeedsOperator).await.expect("lists").is_empty());
}

#[tokio::test]
async fn a_call_that_would_be_signed_too_late_is_not_sent() {
    let emulator = Emulator::start().await.expect("starts");
    let call = metering_client::BatchMeterUsage::builder().usage_records([]).build();
    let late = SystemTime::now() - Duration::from_secs(1);
    let error = emulator.client().send(call.clone()).sign_by(late).await.expect_err("too late");
    assert_eq!(error.applied(), metering_client::Applied::No, "{error}");
    assert_eq!(emulator.request_count(), 0);
    let in_time = SystemTime::now() + Duration::from_secs(60);
    let _ = emulator.client().send(call).skip_validation().sign_by(in_time).await;
    assert_eq!(emulator.request_count(), 1);
}

/// A step of pruning looks at 5,000 keys. With one step per minute, a ledger that records more than
/// 83 events per second would grow without end.
#[tokio::test(flavor = "multi_thread")]
async fn pruning_keeps_up_with_recording() {
    const SPEED: f64 = 60.0;
    const DAY: Duration = Duration::from_secs(24 * 3_600);
    let ahead = Arc::new(AtomicU64::new(0));
    let clock = {
        let (clock, ahead) = (fast_clock(SPEED), Arc::clone(&ahead));
        move || clock() + DAY * ahead.load(Ordering::Relaxed) as u32
    };
    let ledger = builder(&new_store(), SPEED, clock.clone()).open().await.expect("opens");
    let old = clock();
    let usage = move || Usage::new(buyer(), "requests", DateTime::from(old), 1_u32);
    let events = (0..40_000).map(|n| (format!("{n:05}"), usage()));
    assert!(ledger.record_all(events).await.iter().all(Result::is_ok));

    ahead.store(16, Ordering::Relaxed);
    let emulator =
        Emulator::builder().clock(DateTime::from(clock())).clock_speed(SPEED).start().await.expect("starts");
    let shipper = tokio::spawn(ledger.ship(emulator.client()));
    let pruned = async |key: &str| {
        while ledger.record(key, usage()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        clock()
    };
    let began = pruned("00000").await;
    let took = pruned("39999").await.duration_since(began).expect("later");
    assert!(took < Duration::from_secs(240), "{took:?}");
    ledger.close().await.expect("closes");
    shipper.await.expect("ends").expect("ships");
}
