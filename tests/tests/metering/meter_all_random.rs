//! `meter_all` with random usage against an emulator with random faults: settled usage is billed
//! exactly once.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::time::Duration;

use metering_client::emulator::{Emulator, Fault};
use metering_client::{
    Applied, Client, Customer, DateTime, Disposition, Metering, Outcome, Quantity, Refusal, Usage,
    UsageDimension,
};
use metering_core::retry::RetryPolicy;

/// 2026-11-23T10:00:00Z
const NOW: i64 = 1_795_428_000;
const LICENSE: &str = "arn:aws:license-manager::294406891311:license:l-0a1b";

/// Returns usage with different keys: no two records are of the same buyer, dimension and time.
fn random_usage(random: &mut fastrand::Rng) -> Vec<Usage> {
    let buyers = [
        Customer::account("111122223333", "prod-4rcexample"),
        Customer::account("444455556666", "prod-4rcexample"),
        // This buyer unsubscribed.
        Customer::account("777788889999", "prod-4rcexample"),
        Customer::license("111122223333", LICENSE).of_product("prod-4rcexample"),
        Customer::identifier("unknown", "prod-4rcexample"),
    ];
    let mut usage = Vec::new();
    for second in 0..random.i64(1..90) {
        let dimension = match random.u32(..20) {
            0 => "unknown",
            1..10 => "gigabytes",
            _ => "requests",
        };
        let age = if random.u32(..20) == 0 { 25 * 3_600 } else { 0 };
        let micros = random.u64(1..5_000_000);
        let buyers = if random.bool() { &buyers[..1] } else { &buyers };
        usage.push(Usage::new(
            random.choice(buyers).unwrap().clone(),
            dimension,
            DateTime::from_secs(NOW - second - age),
            Quantity::from_micros(micros).unwrap(),
        ));
    }
    usage
}

fn random_fault(random: &mut fastrand::Rng) -> Fault {
    match random.u32(..8) {
        0 => Fault::throttle(),
        1 => Fault::drop_connection(),
        2 => Fault::drop_response(),
        3 => Fault::unprocessed(random.usize(1..30)),
        4 => Fault::internal(),
        5 => Fault::error(400, "UnrecognizedClientException", "no"),
        6 => Fault::truncate_response(random.usize(..40)),
        _ => Fault::delay(Duration::from_millis(random.u64(..5))),
    }
    .times(random.u32(1..4))
}

/// Returns the billed quantity by buyer and dimension.
fn billed(emulator: &Emulator) -> HashMap<(String, UsageDimension), u64> {
    let mut sums = HashMap::new();
    for line in emulator.billed() {
        *sums.entry((line.account.to_string(), line.dimension)).or_default() +=
            line.quantity.micros().unwrap();
    }
    sums
}

/// Sends the usage, and resends undecided records until AWS has decided all of them. Returns the
/// settled quantity by buyer and dimension.
async fn settle_all(
    emulator: &Emulator,
    usage: Vec<Usage>,
    random: &mut fastrand::Rng,
) -> HashMap<(String, UsageDimension), u64> {
    let client = Client::builder()
        .region("us-east-1")
        .endpoint_url(emulator.url())
        .credentials(emulator.credentials())
        .retry(RetryPolicy::default().with_max_backoff(Duration::from_millis(1)))
        .build()
        .unwrap();
    let mut settled = HashMap::new();
    let mut waiting: Vec<(Usage, bool)> = usage.into_iter().map(|usage| (usage, false)).collect();
    for round in 0.. {
        assert!(round < 40, "no record gets settled: {waiting:?}");
        let outcomes = client
            .meter_all(waiting.iter().map(|(usage, _)| usage))
            .max_attempts(random.u32(1..3))
            .concurrency(random.usize(1..5))
            .rounds(random.u32(..3))
            .pause(Duration::ZERO)
            .pace(|_| async { ControlFlow::Continue(()) })
            .await;
        let mut next = Vec::new();
        for ((usage, in_doubt), outcome) in waiting.into_iter().zip(outcomes) {
            let is_duplicate = matches!(outcome, Outcome::Refused(Refusal::DuplicateRecord { .. }));
            match outcome.disposition() {
                // No other program meters these hours, so the duplicate is an earlier send.
                Disposition::NeedsReview if is_duplicate => assert!(in_doubt, "{outcome:?}"),
                Disposition::Settled => {}
                Disposition::NeedsReview => continue,
                Disposition::ResendUnchanged => {
                    let unsubscribed = matches!(outcome, Outcome::Refused(Refusal::CustomerNotSubscribed));
                    if !unsubscribed {
                        next.push((usage, in_doubt || outcome.applied() == Applied::Unknown));
                    }
                    continue;
                }
            }
            let account = usage.customer.account_id().unwrap().to_string();
            *settled.entry((account, usage.dimension)).or_default() += usage.quantity.micros().unwrap();
        }
        if next.is_empty() {
            break;
        }
        waiting = next;
    }
    settled
}

#[tokio::test]
async fn settled_usage_is_billed_exactly_once() {
    for seed in 0..60 {
        let mut random = fastrand::Rng::with_seed(seed);
        let emulator = Emulator::builder()
            .clock(DateTime::from_secs(NOW))
            .quotas(false)
            .same_record_is_duplicate(random.bool())
            .start()
            .await
            .unwrap();
        let usage = random_usage(&mut random);
        for _ in 0..random.u32(..8) {
            emulator.inject(random_fault(&mut random));
        }
        let settled = settle_all(&emulator, usage, &mut random).await;
        assert_eq!(billed(&emulator), settled, "seed {seed}");
    }
}
