//! `meter_all`: its calls, and the functions that pace and observe them.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use metering_client::emulator::{Emulator, Fault};
use metering_client::{
    Applied, BatchMeterUsage, BatchMeterUsageOutput, Client, Customer, DateTime, Disposition, Metering,
    Outcome, Quantity, Refusal, RefusalScope, Undecided, Usage, UsageRecordResult, UsageRecordResultStatus,
    Verdict,
};
use metering_core::testing::{Reply, Server};

const PRODUCT: &str = "prod-4rcexample";
/// 2026-11-23T10:00:00Z
const NOW: i64 = 1_795_428_000;

async fn emulator() -> Emulator {
    Emulator::builder().clock(DateTime::from_secs(NOW)).quotas(false).start().await.unwrap()
}

/// Returns usage of the given number of seconds before now.
fn usage(second: i64) -> Usage {
    let buyer = Customer::account("111122223333", PRODUCT);
    Usage::new(buyer, "requests", DateTime::from_secs(NOW - second), 1)
}

fn accepted(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted { .. })).count()
}

/// Returns the number of records in each call that the emulator received.
fn calls(emulator: &Emulator) -> Vec<usize> {
    let received = emulator.received();
    received.iter().map(|call| call.input::<BatchMeterUsage>().unwrap().usage_records.len()).collect()
}

/// The first attempt may have been applied, so the refusal of the second decides nothing.
#[tokio::test]
async fn a_call_that_may_be_applied_is_neither_divided_nor_refused() {
    let emulator = emulator().await;
    emulator.inject(Fault::drop_connection());
    emulator.inject(Fault::error(400, "InvalidUsageDimensionException", "no"));
    let outcomes = emulator.client().meter_all((0..4).map(usage)).await;
    for outcome in &outcomes {
        assert!(matches!(outcome, Outcome::Undecided(Undecided::Failed(_))), "{outcome:?}");
        assert_eq!(outcome.applied(), Applied::Unknown);
    }
    assert_eq!(calls(&emulator), [4, 4]);
}

#[tokio::test]
async fn a_throttled_call_that_may_be_applied_is_not_resent() {
    let emulator = emulator().await;
    emulator.inject(Fault::drop_connection());
    emulator.inject(Fault::throttle().times(1_000));
    let outcomes = emulator.client().meter_all([usage(0)]).pause(Duration::ZERO).await;
    assert!(matches!(outcomes[..], [Outcome::Undecided(Undecided::Failed(_))]), "{outcomes:?}");
    assert_eq!(outcomes[0].applied(), Applied::Unknown);
    assert_eq!(calls(&emulator), [1; 3]);
}

/// AWS may already have another quantity for the hour: only an attempt that may have been applied
/// proves that the record that AWS has is this one.
#[tokio::test]
async fn a_duplicate_is_settled_only_after_an_attempt_that_may_be_applied() {
    let duplicates =
        || Emulator::builder().clock(DateTime::from_secs(NOW)).quotas(false).same_record_is_duplicate(true);
    let emulator_with_record = async || {
        let emulator = duplicates().start().await.unwrap();
        let mut other = usage(0);
        other.quantity = Quantity::from(2);
        assert_eq!(accepted(&emulator.client().meter_all([other]).await), 1);
        emulator
    };
    let outcome = async |emulator: &Emulator| {
        emulator.client().meter_all([usage(0)]).pause(Duration::ZERO).await.remove(0)
    };

    // Every earlier attempt was refused, or left the record unprocessed.
    for fault in [Fault::throttle(), Fault::throttle().times(4), Fault::unprocessed(1)] {
        let emulator = emulator_with_record().await;
        emulator.inject(fault);
        let outcome = outcome(&emulator).await;
        assert!(
            matches!(outcome, Outcome::Refused(Refusal::DuplicateRecord { sent_before: false, .. })),
            "{outcome:?}"
        );
        assert_eq!(outcome.disposition(), Disposition::NeedsReview);
    }

    // The attempt that may have been applied was in an earlier round, whose last attempt left the
    // record unprocessed.
    for first in [vec![], vec![Fault::unprocessed(1)]] {
        let emulator = duplicates().start().await.unwrap();
        emulator.inject(Fault::drop_response());
        first.into_iter().for_each(|fault| emulator.inject(fault));
        let outcome = outcome(&emulator).await;
        assert!(
            matches!(outcome, Outcome::Refused(Refusal::DuplicateRecord { sent_before: true, .. })),
            "{outcome:?}"
        );
        assert_eq!(outcome.disposition(), Disposition::Settled);
    }
}

/// Two failures, then a success, a refusal or a response with unprocessed records, then two more
/// failures: never three in a row.
#[tokio::test]
async fn a_call_with_a_response_resets_the_count_of_failures() {
    for response in [
        Fault::delay(Duration::ZERO),
        Fault::error(400, "UnrecognizedClientException", "no"),
        Fault::unprocessed(1),
        Fault::error(400, "InvalidUsageDimensionException", "no"),
    ] {
        let emulator = emulator().await;
        for fault in [Fault::drop_connection().times(2), response.clone(), Fault::drop_connection().times(2)]
        {
            emulator.inject(fault);
        }
        let call = emulator.client().meter_all((0..126).map(usage)).max_attempts(1).concurrency(1);
        let outcomes = call.pause(Duration::ZERO).await;
        let not_sent = |outcome: &Outcome| matches!(outcome, Outcome::Undecided(Undecided::NotSent(_)));
        assert!(!outcomes.iter().any(not_sent), "{response:?}");
    }
    let emulator = emulator().await;
    emulator.inject(Fault::drop_connection().times(3));
    let outcomes = emulator.client().meter_all((0..126).map(usage)).max_attempts(1).concurrency(1).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.applied() == Applied::Unknown).count(), 75);
    assert!(outcomes[75..].iter().all(|outcome| outcome.to_string().starts_with("undecided: not sent")));
}

#[tokio::test]
async fn rounds_are_separated_by_pauses_that_double() {
    let emulator = emulator().await;
    emulator.inject(Fault::unprocessed(1).times(3));
    let start = Instant::now();
    let outcomes = emulator.client().meter_all([usage(0)]).pause(Duration::from_millis(40)).await;
    assert_eq!(accepted(&outcomes), 1);
    // 40 + 80 + 160 ms.
    assert!(start.elapsed() >= Duration::from_millis(280), "{:?}", start.elapsed());
}

#[tokio::test]
async fn at_most_the_given_number_of_calls_is_in_flight() {
    for (limit, expected) in [(None, 4), (Some(1), 1), (Some(2), 2), (Some(0), 1)] {
        let emulator = emulator().await;
        emulator.inject(Fault::delay(Duration::from_millis(60)).times(1_000));
        let (in_flight, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (started, ended, highest) = (Arc::clone(&in_flight), in_flight, Arc::clone(&most));
        let mut call = emulator
            .client()
            .meter_all((0..150).map(usage))
            .pace(move |_| {
                highest.fetch_max(started.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                async { ControlFlow::Continue(()) }
            })
            // The first verdict of each call of 25.
            .on_verdict(move |verdict| {
                if verdict.index % 25 == 0 {
                    ended.fetch_sub(1, Ordering::SeqCst);
                }
            });
        if let Some(limit) = limit {
            call = call.concurrency(limit);
        }
        assert_eq!(accepted(&call.await), 150);
        assert_eq!(most.load(Ordering::SeqCst), expected, "{limit:?}");
    }
}

/// AWS accepts 10 calls per second.
#[tokio::test]
async fn calls_start_at_least_125_ms_apart_by_default() {
    let emulator = Emulator::builder().clock(DateTime::from_secs(NOW)).start().await.unwrap();
    let start = Instant::now();
    let outcomes = emulator.client().meter_all((0..400).map(usage)).await;
    assert_eq!(accepted(&outcomes), 400);
    assert!(start.elapsed() >= Duration::from_millis(15 * 125), "{:?}", start.elapsed());
}

/// The pace function is awaited before every call, and knows its records.
#[tokio::test]
async fn every_call_waits_for_the_pace_function() {
    let emulator = emulator().await;
    emulator.inject(Fault::unprocessed(2));
    let mut batch: Vec<Usage> = (0..26).map(usage).collect();
    batch[7].dimension = "unknown".into();
    let paced = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&paced);
    let outcomes = emulator
        .client()
        .meter_all(&batch)
        .concurrency(1)
        .pause(Duration::ZERO)
        .pace(move |call| {
            seen.lock().unwrap().push(call.records);
            async { ControlFlow::Continue(()) }
        })
        .await;
    assert_eq!(accepted(&outcomes), 25);
    let paced = paced.lock().unwrap();
    assert_eq!(paced.iter().map(Vec::len).collect::<Vec<_>>(), calls(&emulator));
    for (records, received) in paced.iter().zip(emulator.received()) {
        let sent = received.input::<BatchMeterUsage>().unwrap().usage_records;
        let times: Vec<i64> = sent.iter().map(|record| record.timestamp.secs()).collect();
        assert_eq!(times, records.iter().map(|&index| NOW - index as i64).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn the_pace_function_stops_the_calls() {
    let emulator = emulator().await;
    let count = AtomicUsize::new(0);
    let outcomes = emulator
        .client()
        .meter_all((0..100).map(usage))
        .concurrency(1)
        .pace(move |_| {
            let stop = count.fetch_add(1, Ordering::SeqCst) == 2;
            async move { if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) } }
        })
        .await;
    assert_eq!(accepted(&outcomes[..50]), 50);
    for outcome in &outcomes[50..] {
        assert_eq!(*outcome, Outcome::Undecided(Undecided::Stopped));
        assert_eq!((outcome.applied(), outcome.disposition()), (Applied::No, Disposition::ResendUnchanged));
    }
    assert_eq!(calls(&emulator), [25, 25]);

    // In the middle of a search: the records that wait aren't sent either.
    let count = AtomicUsize::new(0);
    emulator.inject(Fault::error(400, "InvalidUsageDimensionException", "no"));
    let outcomes = emulator
        .client()
        .meter_all((200..210).map(|second| {
            let mut usage = usage(second);
            usage.dimension = format!("d{second}").into();
            usage
        }))
        .pace(move |_| {
            let stop = count.fetch_add(1, Ordering::SeqCst) == 1;
            async move { if stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) } }
        })
        .await;
    assert_eq!(outcomes, vec![Outcome::Undecided(Undecided::Stopped); 10]);
}

/// Each record has exactly one verdict, with the call that decided it.
#[tokio::test]
async fn verdicts_arrive_once_per_record_with_their_call() {
    let emulator = emulator().await;
    emulator.inject(Fault::drop_connection());
    let mut batch: Vec<Usage> = (0..8).map(usage).collect();
    batch[2].dimension = "unknown".into();
    batch[5] = batch[0].clone();
    batch[6].dimension = "".into();
    let verdicts = Arc::new(Mutex::new(Vec::<Verdict>::new()));
    let seen = Arc::clone(&verdicts);
    let report = move |verdict| seen.lock().unwrap().push(verdict);
    let call = emulator.client().meter_all(&batch).max_attempts(1).rounds(0).on_verdict(report);
    let outcomes = call.await;
    let mut first = std::mem::take(&mut *verdicts.lock().unwrap());
    assert_eq!(first[0].index, 6, "{first:?}");
    assert_eq!((&first[0].call, first[0].call_records, first[0].in_doubt), (&None, 0, false));
    first.sort_by_key(|verdict| verdict.index);
    assert_eq!(first.iter().map(|verdict| verdict.index).collect::<Vec<_>>(), (0..8).collect::<Vec<_>>());
    assert_eq!(first.iter().map(|verdict| verdict.outcome.clone()).collect::<Vec<_>>(), outcomes);

    // Without the lost connection: record 2 was alone in its call.
    let seen = Arc::clone(&verdicts);
    let report = move |verdict| seen.lock().unwrap().push(verdict);
    let outcomes = emulator.client().meter_all(&batch).max_attempts(1).on_verdict(report).await;
    assert_eq!(accepted(&outcomes), 6);
    let verdicts = verdicts.lock().unwrap();
    assert_eq!(verdicts.len(), 8);
    for verdict in verdicts.iter().filter(|verdict| verdict.index != 6) {
        let context = verdict.call.as_ref().unwrap();
        assert!(context.request_id.is_some() && context.attempts == 1 && context.date.is_some());
        assert!(!verdict.in_doubt && verdict.call_records > 0);
    }
    let refused = verdicts.iter().find(|verdict| verdict.index == 2).unwrap();
    assert_eq!(refused.call_records, 1);
    let Outcome::Refused(Refusal::Call { error, scope }) = &refused.outcome else { panic!("{refused:?}") };
    assert_eq!((error.code(), *scope), (Some("InvalidUsageDimensionException"), RefusalScope::Record));
    assert_eq!(**refused.call.as_ref().unwrap(), *error.context());
}

/// AWS refuses each of them, so five records need one search.
#[tokio::test]
async fn records_with_the_same_wrong_dimension_are_refused_together() {
    let emulator = emulator().await;
    let mut batch: Vec<Usage> = (0..25).map(usage).collect();
    for index in [3, 8, 13, 18, 23] {
        batch[index].dimension = "unknown".into();
    }
    let outcomes = emulator.client().meter_all(&batch).await;
    assert_eq!(accepted(&outcomes), 20);
    for index in [3, 8, 13, 18, 23] {
        let Outcome::Refused(Refusal::Call { scope, .. }) = &outcomes[index] else { panic!() };
        assert_eq!(*scope, RefusalScope::Record);
        assert_eq!(outcomes[index].disposition(), Disposition::NeedsReview);
    }
    assert_eq!(calls(&emulator), [25, 20, 5]);
}

#[tokio::test]
async fn the_scope_of_a_refusal_is_the_record_the_caller_or_the_call() {
    for (code, expected) in [
        ("TimestampOutOfBoundsException", RefusalScope::Record),
        ("UnrecognizedClientException", RefusalScope::Caller),
        ("InvalidProductCodeException", RefusalScope::Caller),
        ("CodeOfTomorrowException", RefusalScope::Call),
    ] {
        let emulator = emulator().await;
        emulator.inject(Fault::error(400, code, "no").times(100));
        let outcomes = emulator.client().meter_all([usage(0), usage(1)]).await;
        for outcome in &outcomes {
            let Outcome::Refused(Refusal::Call { error, scope }) = outcome else { panic!("{outcome:?}") };
            assert_eq!((error.code(), *scope), (Some(code), expected));
        }
    }
}

/// A service that puts line breaks into ids and statuses can't write lines into a log.
#[tokio::test]
async fn outcomes_are_displayed_on_one_line() {
    let server = Server::start().await.unwrap();
    server.on(|call: BatchMeterUsage| {
        let statuses = ["Success", "DuplicateRecord", "New\r\nstatus\u{2028}"];
        let results = call.usage_records.into_iter().zip(statuses).map(|(record, status)| {
            UsageRecordResult::builder()
                .usage_record(record)
                .metering_record_id("one\ntwo\u{1b}[31m")
                .status(UsageRecordResultStatus::from(status))
                .build()
        });
        Reply::output(BatchMeterUsageOutput::builder().results(results.collect::<Vec<_>>()).build())
    });
    let client: Client = server.client();
    let outcomes = client.meter_all((0..3).map(usage)).await;
    assert!(matches!(outcomes[2], Outcome::Undecided(Undecided::UnknownStatus(_))));
    for outcome in &outcomes {
        let text = outcome.to_string();
        assert!(!text.chars().any(|c| c.is_control() || c == '\u{2028}'), "{text:?}");
    }
    assert_eq!(outcomes[0], Outcome::Accepted { id: "one\ntwo\u{1b}[31m".to_owned() });
}
