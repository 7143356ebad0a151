//! `meter_all`: the outcome of each record.

#![allow(deprecated, reason = "both forms of a quantity are set")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use metering_client::emulator::{Buyer, Emulator, Fault};
use metering_client::{
    Applied, BatchMeterUsage, BatchMeterUsageOutput, Client, Customer, DateTime, Disposition, MeterUsage,
    Metering, MeteringError, Outcome, Permitted, Quantity, Refusal, Undecided, Usage, UsageRecordResult,
    UsageRecordResultStatus,
};
use metering_core::ErrorMetadata;
use metering_core::retry::RetryPolicy;
use metering_core::testing::{RawReply, Reply, Server};

const PRODUCT: &str = "prod-4rcexample";
/// 2026-11-23T10:00:00Z
const NOW: i64 = 1_795_428_000;

async fn emulator() -> Emulator {
    Emulator::builder().clock(DateTime::from_secs(NOW)).quotas(false).start().await.unwrap()
}

fn buyer() -> Customer {
    Customer::account("111122223333", PRODUCT)
}

/// Returns usage of the given number of seconds before now.
fn usage(second: i64) -> Usage {
    Usage::new(buyer(), "requests", DateTime::from_secs(NOW - second), 1)
}

fn accepted(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Accepted { id } if !id.is_empty())).count()
}

/// Returns the number of records in each call that the emulator received.
fn calls(emulator: &Emulator) -> Vec<usize> {
    let received = emulator.received();
    received.iter().map(|call| call.input::<BatchMeterUsage>().unwrap().usage_records.len()).collect()
}

fn billed(emulator: &Emulator) -> Quantity {
    Quantity::sum(emulator.billed().into_iter().map(|line| line.quantity)).unwrap()
}

#[tokio::test]
async fn records_are_sent_in_calls_of_25() {
    for (count, sizes) in
        [(0, vec![]), (1, vec![1]), (25, vec![25]), (26, vec![25, 1]), (60, vec![25, 25, 10])]
    {
        let emulator = emulator().await;
        let outcomes = emulator.client().meter_all((0..count).map(usage)).concurrency(1).await;
        assert_eq!((outcomes.len() as i64, accepted(&outcomes) as i64), (count, count));
        assert_eq!(calls(&emulator), sizes);
        assert_eq!(billed(&emulator), Quantity::from(count));
    }
}

#[tokio::test]
async fn calls_have_less_than_a_megabyte() {
    let emulator = emulator().await;
    // About 90 KB each.
    let large = |second| {
        let tag = |part: usize| [format!("{part:0>100}"), "v".repeat(256)];
        (0..200).fold(
            Usage::new(buyer(), "requests", DateTime::from_secs(NOW - second), 200),
            |usage, part| {
                let [key, value] = tag(part);
                usage.allocate(Quantity::from(1), [(&*key, &*value)])
            },
        )
    };
    let outcomes = emulator.client().meter_all((0..25).map(large)).await;
    assert_eq!(accepted(&outcomes), 25);
    let sizes: Vec<_> = emulator.received().iter().map(|call| call.body().len()).collect();
    assert!(sizes.len() > 1 && sizes.iter().all(|&size| size < 1_000_000), "{sizes:?}");

    // 2,500 parts of five tags break no rule, but are too large for any call.
    let mut huge = usage(0);
    huge.quantity = Quantity::from(2_500);
    for part in 0..2_500 {
        let keys: Vec<String> = (0..5).map(|tag| format!("{part}-{tag}-{}", "k".repeat(80))).collect();
        huge = huge.allocate(Quantity::from(1), keys.iter().map(|key| (&**key, "v")));
    }
    let outcomes = emulator.client().meter_all([usage(100), huge, usage(101)]).await;
    assert!(matches!(outcomes[1], Outcome::Refused(Refusal::TooLarge { bytes }) if bytes > 1_000_000));
    assert_eq!(accepted(&outcomes), 2);
}

#[tokio::test]
async fn products_and_forms_of_buyer_have_separate_calls() {
    let emulator = emulator().await;
    emulator.set_product(metering_client::emulator::Product::new("other").dimension("requests"));
    emulator.set_buyer(Buyer::new("111122223333", "other").license("arn:aws:license-manager:::l-other"));
    let at = DateTime::from_secs(NOW);
    let customers = [
        buyer(),
        Customer::license("111122223333", "arn:aws:license-manager::294406891311:license:l-0a1b")
            .of_product(PRODUCT),
        Customer::identifier("ifAPi5AcF3", PRODUCT),
        Customer::license("444455556666", "arn:aws:license-manager::294406891311:license:l-2c3d")
            .of_product(PRODUCT),
        Customer::license("111122223333", "arn:aws:license-manager:::l-other").of_product("other"),
        Customer::account("111122223333", "other"),
    ];
    let usage = customers.into_iter().enumerate().map(|(place, buyer)| {
        Usage::new(buyer, "requests", DateTime::from_secs(at.secs() - place as i64), 1)
    });
    let outcomes = emulator.client().meter_all(usage).concurrency(1).await;
    assert_eq!(accepted(&outcomes), 6, "{outcomes:?}");
    assert_eq!(calls(&emulator), [1, 2, 1, 1, 1]);
}

#[tokio::test]
async fn an_invalid_record_does_not_fail_other_records() {
    let emulator = emulator().await;
    let with = |dimension: &'static str| Usage::new(buyer(), dimension, DateTime::from_secs(NOW), 1);
    let mut unlike = usage(1);
    unlike.quantity = Quantity::from(2);
    let batch = vec![
        usage(1),
        with(""),
        Usage::new(Customer::account("777788889999", PRODUCT), "requests", DateTime::from_secs(NOW), 1),
        Usage::new(Customer::account("1x", "not a code"), "requests", DateTime::from_secs(NOW), 1),
        unlike,
        usage(1),
        usage(2).allocate(Quantity::from(2), []),
    ];
    let outcomes = emulator.client().meter_all(batch).await;
    let [first, empty, unsubscribed, misnamed, conflicting, same, wrong_sum] = &outcomes[..] else {
        panic!()
    };
    assert!(matches!(first, Outcome::Accepted { .. }));
    let reason = |outcome: &Outcome| match outcome {
        Outcome::Refused(reason) => reason.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(empty), "Dimension: length 0 is outside 1..=255");
    assert!(matches!(unsubscribed, Outcome::Refused(Refusal::CustomerNotSubscribed)));
    assert!(
        reason(misnamed).starts_with("ProductCode: ") && reason(misnamed).contains("CustomerAWSAccountId: ")
    );
    assert!(matches!(conflicting, Outcome::Refused(Refusal::Conflict { with: 0 })));
    // The same record twice is sent once.
    let id = |outcome: &Outcome| match outcome {
        Outcome::Accepted { id } => id.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(id(first), id(same));
    assert_eq!(reason(wrong_sum), "UsageAllocations: the parts add up to 2, the quantity is 1");
    assert_eq!(calls(&emulator), [2]);
    assert_eq!(billed(&emulator), Quantity::from(1));
}

/// The service fails a whole call for one record, and doesn't report which.
#[tokio::test]
async fn a_record_that_fails_its_call_is_found() {
    let emulator = emulator().await;
    let mut batch: Vec<Usage> = (0..25).map(usage).collect();
    batch[7].dimension = "unknown".into();
    batch[20].timestamp = DateTime::from_secs(NOW - 25 * 3_600);
    let outcomes = emulator.client().meter_all(batch).await;
    assert_eq!(accepted(&outcomes), 23);
    let code = |place: usize| match &outcomes[place] {
        Outcome::Refused(Refusal::Call { error, .. }) => error.code().unwrap().to_owned(),
        other => panic!("{other:?}"),
    };
    assert_eq!(code(7), "InvalidUsageDimensionException");
    assert_eq!(code(20), "TimestampOutOfBoundsException");
    assert!(outcomes.iter().all(|outcome| outcome.applied() != Applied::Unknown));
    assert_eq!(billed(&emulator), Quantity::from(23));
}

#[tokio::test]
async fn unprocessed_records_are_resent_unchanged() {
    let emulator = emulator().await;
    emulator.inject(Fault::unprocessed(5));
    emulator.inject(Fault::unprocessed(2));
    let outcomes = emulator.client().meter_all((0..10).map(usage)).pause(Duration::ZERO).await;
    assert_eq!(accepted(&outcomes), 10);
    assert_eq!(calls(&emulator), [10, 5, 2]);
    let sent: Vec<BatchMeterUsage> = emulator.received().iter().map(|call| call.input().unwrap()).collect();
    assert_eq!(sent[1].usage_records, sent[0].usage_records[5..]);
    assert_eq!(sent[2].usage_records, sent[0].usage_records[8..]);

    emulator.inject(Fault::unprocessed(1).times(100));
    let outcomes = emulator.client().meter_all([usage(50), usage(51)]).pause(Duration::ZERO).rounds(2).await;
    assert!(matches!(outcomes[0], Outcome::Accepted { .. }));
    assert!(matches!(outcomes[1], Outcome::Undecided(Undecided::Unprocessed)));
    assert_eq!(outcomes[1].applied(), Applied::No);
    assert_eq!(calls(&emulator)[3..], [2, 1, 1]);
}

#[tokio::test]
async fn a_record_that_is_applied_without_a_response_is_billed_once() {
    let emulator = emulator().await;
    emulator.inject(Fault::drop_response());
    let outcomes = emulator.client().meter_all((0..3).map(usage)).await;
    assert_eq!(accepted(&outcomes), 3);
    assert_eq!(calls(&emulator), [3, 3]);
    assert_eq!(billed(&emulator), Quantity::from(3));

    // The other interpretation of AWS's documentation.
    let emulator = Emulator::builder()
        .clock(DateTime::from_secs(NOW))
        .same_record_is_duplicate(true)
        .start()
        .await
        .unwrap();
    emulator.inject(Fault::drop_response());
    let outcomes = emulator.client().meter_all((0..3).map(usage)).await;
    for outcome in &outcomes {
        assert!(
            matches!(outcome, Outcome::Refused(Refusal::DuplicateRecord { sent_before: true, .. })),
            "{outcome:?}"
        );
        assert_eq!(outcome.disposition(), Disposition::Settled);
    }
    assert_eq!(billed(&emulator), Quantity::from(3));
}

#[tokio::test]
async fn another_quantity_for_the_same_hour_needs_review() {
    let emulator = emulator().await;
    let client = emulator.client();
    assert_eq!(accepted(&client.meter_all([usage(0)]).await), 1);
    let mut other = usage(0);
    other.quantity = Quantity::from(2);
    let outcomes = client.meter_all([other]).await;
    assert!(matches!(outcomes[..], [Outcome::Refused(Refusal::DuplicateRecord { sent_before: false, .. })]));
    assert_eq!(billed(&emulator), Quantity::from(1));
}

/// The first two are the same record. The third has the same buyer and hour, but other content.
fn assert_third_conflicts_with_first(outcomes: &[Outcome]) {
    assert!(
        matches!(
            outcomes,
            [
                Outcome::Accepted { .. },
                Outcome::Accepted { .. },
                Outcome::Refused(Refusal::Conflict { with: 0 })
            ]
        ),
        "{outcomes:?}"
    );
}

/// A license belongs to one product, so a license with its product is the same buyer as without.
#[tokio::test]
async fn a_license_is_the_same_buyer_with_and_without_its_product() {
    let license = Customer::license("111122223333", "arn:aws:license-manager::294406891311:license:l-0a1b");
    let with_product = license.clone().of_product(PRODUCT);
    let at = DateTime::from_secs(NOW);
    let usage = |one: &Customer, quantity: u32| Usage::new(one.clone(), "requests", at, quantity);
    for (one, other) in [(&license, &with_product), (&with_product, &license)] {
        let emulator = emulator().await;
        let outcomes = emulator.client().meter_all([usage(one, 1), usage(other, 1), usage(other, 2)]).await;
        assert_third_conflicts_with_first(&outcomes);
        assert_eq!(calls(&emulator), [1]);

        let hours = Usage::hourly([usage(one, 1), usage(other, 2)]).unwrap();
        assert_eq!(hours, [usage(&with_product, 3)]);
    }
}

/// Licenses whose products aren't known share a call. AWS refuses the call if their products
/// differ.
#[tokio::test]
async fn a_call_with_licenses_of_several_products_is_divided() {
    let emulator = emulator().await;
    emulator.set_product(metering_client::emulator::Product::new("other").dimension("requests"));
    emulator.set_buyer(Buyer::new("111122223333", "other").license("arn:aws:license-manager:::l-other"));
    let licenses = [
        ("111122223333", "arn:aws:license-manager::294406891311:license:l-0a1b"),
        ("111122223333", "arn:aws:license-manager:::l-other"),
        ("444455556666", "arn:aws:license-manager::294406891311:license:l-2c3d"),
    ];
    let usage = licenses.map(|(account, arn)| {
        Usage::new(Customer::license(account, arn), "requests", DateTime::from_secs(NOW), 1)
    });
    let outcomes = emulator.client().meter_all(usage).await;
    assert_eq!(accepted(&outcomes), 3, "{outcomes:?}");
}

/// The parts of a quantity are a set.
#[tokio::test]
async fn records_whose_parts_are_in_another_order_are_the_same() {
    let parts = |parts: [(&'static str, &str); 2]| {
        let mut usage = usage(0);
        usage.quantity = Quantity::from(3);
        parts.into_iter().fold(usage, |usage, (value, part)| {
            usage.allocate(part.parse().unwrap(), [("team", value), ("region", "eu")])
        })
    };
    let mut reversed = parts([("b", "2.0"), ("a", "1")]);
    reversed.allocations[0].tags.as_mut().unwrap().reverse();
    reversed.allocations[0].allocated_usage_quantity_as_decimal = Some("2.0".into());
    let emulator = emulator().await;
    let outcomes = emulator
        .client()
        .meter_all([parts([("a", "1"), ("b", "2")]), reversed, parts([("a", "2"), ("b", "1")])])
        .await;
    assert_third_conflicts_with_first(&outcomes);
}

/// A service that never stops throttling isn't called for hours.
#[tokio::test]
async fn three_calls_that_stay_throttled_stop_the_rest() {
    let emulator = emulator().await;
    emulator.inject(Fault::throttle().times(1_000));
    let client = Client::builder()
        .region("us-east-1")
        .endpoint_url(emulator.url())
        .credentials(emulator.credentials())
        .retry(RetryPolicy::default().with_max_attempts(1))
        .build()
        .unwrap();
    let outcomes = client.meter_all((0..125).map(usage)).concurrency(1).rounds(1).pause(Duration::ZERO).await;
    let unsent = |outcome: &Outcome| matches!(outcome, Outcome::Undecided(Undecided::NotSent(_)));
    assert!(!outcomes[..75].iter().any(unsent) && outcomes[75..].iter().all(unsent), "{outcomes:?}");
    assert_eq!(emulator.received().len(), 6);

    // A call that succeeds after a pause resets the count.
    let emulator = self::emulator().await;
    emulator.inject(Fault::throttle().times(2));
    let outcomes =
        emulator.client().meter_all((0..125).map(usage)).concurrency(1).rounds(1).pause(Duration::ZERO).await;
    assert_eq!(accepted(&outcomes), 125);
}

/// The buyer leaves between two attempts, and the first attempt may have been applied. The
/// refusal of the second attempt doesn't prove that nothing is billed.
#[tokio::test]
async fn a_buyer_who_leaves_between_attempts_leaves_the_record_undecided() {
    let server = Server::start().await.unwrap();
    server.on(|call: BatchMeterUsage| {
        let results = call.usage_records.into_iter().map(|record| {
            UsageRecordResult::builder()
                .usage_record(record)
                .status(UsageRecordResultStatus::CustomerNotSubscribed)
                .build()
        });
        Reply::output(BatchMeterUsageOutput::builder().results(results.collect::<Vec<_>>()).build())
    });
    let client: Client = server.client();
    server.next(RawReply::disconnect());
    let outcomes = client.meter_all([usage(0)]).await;
    assert!(matches!(outcomes[..], [Outcome::Undecided(Undecided::NoResult)]), "{outcomes:?}");
    assert_eq!(outcomes[0].applied(), Applied::Unknown);

    // A throttled attempt is decided: nothing of it was applied.
    server.next(RawReply::error(http::StatusCode::BAD_REQUEST, "ThrottlingException", "slow down"));
    let outcomes = client.meter_all([usage(0)]).await;
    assert!(matches!(outcomes[..], [Outcome::Refused(Refusal::CustomerNotSubscribed)]), "{outcomes:?}");
    assert_eq!(outcomes[0].applied(), Applied::No);
}

/// The connection is cut at every attempt, so each may have been applied. The next calls are still
/// sent, until three calls in a row have failed.
#[tokio::test]
async fn a_failed_call_leaves_its_records_undecided() {
    let emulator = emulator().await;
    emulator.inject(Fault::drop_connection().times(3));
    let outcomes = emulator.client().meter_all((0..50).map(usage)).concurrency(1).await;
    for outcome in &outcomes[..25] {
        assert!(matches!(outcome, Outcome::Undecided(Undecided::Failed(_))), "{outcome:?}");
        assert_eq!(outcome.applied(), Applied::Unknown);
    }
    assert_eq!(accepted(&outcomes[25..]), 25);

    emulator.inject(Fault::drop_connection().times(1_000));
    let outcomes = emulator.client().meter_all((100..225).map(usage)).concurrency(1).await;
    let failed =
        outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Undecided(Undecided::Failed(_)))).count();
    let unsent = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Outcome::Undecided(Undecided::NotSent(_))))
        .count();
    assert_eq!((failed, unsent), (75, 50));
    assert_eq!(outcomes[124].applied(), Applied::No);
}

#[tokio::test]
async fn a_call_that_is_refused_for_its_caller_is_not_divided() {
    let emulator = emulator().await;
    emulator.inject(Fault::error(400, "UnrecognizedClientException", "no"));
    let outcomes = emulator.client().meter_all((0..4).map(usage)).await;
    for outcome in &outcomes {
        let Outcome::Refused(Refusal::Call { error, .. }) = outcome else { panic!("{outcome:?}") };
        assert_eq!(error.code(), Some("UnrecognizedClientException"));
        assert_eq!(outcome.applied(), Applied::No);
    }
    assert_eq!(calls(&emulator), [4]);
}

/// A record that AWS refused because of the caller or the buyer isn't lost. It can be billed after
/// the cause is fixed.
#[tokio::test]
async fn the_disposition_is_settled_resend_unchanged_or_needs_review() {
    let emulator = emulator().await;
    let disposition =
        async |usage: Usage| emulator.client().meter_all([usage]).await.pop().unwrap().disposition();
    let refused = |code: &str| emulator.inject(Fault::error(400, code, "no"));
    for code in [
        "UnrecognizedClientException",
        "NotAuthorized",
        "DisabledApiException",
        "InvalidProductCodeException",
        "CodeOfTomorrowException",
    ] {
        refused(code);
        assert_eq!(disposition(usage(0)).await, Disposition::ResendUnchanged, "{code}");
    }
    let unsubscribed =
        Usage::new(Customer::account("777788889999", PRODUCT), "requests", usage(0).timestamp, 1);
    assert_eq!(disposition(unsubscribed).await, Disposition::ResendUnchanged);
    emulator.inject(Fault::drop_connection().times(3));
    assert_eq!(disposition(usage(0)).await, Disposition::ResendUnchanged);

    assert_eq!(disposition(usage(0)).await, Disposition::Settled);
    // AWS bills 1, so the difference would be lost silently.
    let mut other = usage(0);
    other.quantity = Quantity::from(2);
    assert_eq!(disposition(other).await, Disposition::NeedsReview);
    for code in [
        "InvalidUsageDimensionException",
        "InvalidTagException",
        "InvalidLicenseException",
        "TimestampOutOfBoundsException",
        "ValidationException",
    ] {
        refused(code);
        assert_eq!(disposition(usage(1)).await, Disposition::NeedsReview, "{code}");
    }
    let invalid = Usage::new(buyer(), "", usage(0).timestamp, 1);
    assert_eq!(disposition(invalid).await, Disposition::NeedsReview);
}

/// The response has another order, repeats only parts of the records, omits one, and has a status
/// that the client doesn't know.
#[tokio::test]
async fn results_are_matched_to_records_in_any_order() {
    let server = Server::start().await.unwrap();
    let sent = Arc::new(Mutex::new(Vec::new()));
    server.on({
        let sent = Arc::clone(&sent);
        move |call: BatchMeterUsage| {
            let mut output = BatchMeterUsageOutput::builder().build();
            for (place, record) in call.usage_records.iter().enumerate().rev() {
                let status = match place {
                    0 => continue,
                    1 => UsageRecordResultStatus::from("Deferred"),
                    _ => UsageRecordResultStatus::Success,
                };
                let mut echo = record.clone();
                echo.quantity_as_decimal = None;
                output.results.push(
                    UsageRecordResult::builder()
                        .usage_record(echo)
                        .metering_record_id(format!("id-{place}"))
                        .status(status)
                        .build(),
                );
            }
            sent.lock().unwrap().push(call);
            Reply::output(output)
        }
    });
    let client: metering_client::Client = server.client();
    let outcomes = client.meter_all((0..4).map(usage)).await;
    assert!(matches!(outcomes[0], Outcome::Undecided(Undecided::NoResult)));
    assert!(
        matches!(&outcomes[1], Outcome::Undecided(Undecided::UnknownStatus(status)) if status.as_str() == "Deferred")
    );
    assert!(matches!(&outcomes[2], Outcome::Accepted { id } if id == "id-2"));
    assert!(matches!(&outcomes[3], Outcome::Accepted { id } if id == "id-3"));
    assert_eq!(outcomes[0].applied(), Applied::Unknown);
    assert_eq!(sent.lock().unwrap().len(), 1);
}

/// A result of one buyer isn't read as another buyer's in the same call, even if the results come
/// in another order or repeat less than was sent.
#[tokio::test]
async fn results_are_not_matched_to_other_buyers() {
    let licensed = |license: &str| {
        let arn = format!("arn:aws:license-manager::294406891311:license:{license}");
        Customer::license("111122223333", arn).of_product(PRODUCT)
    };
    let other = Customer::account("444455556666", PRODUCT);
    for (buyers, repeats_license) in [
        ([other.clone(), buyer()], true),
        ([buyer(), other], true),
        ([licensed("l-0a1b"), licensed("l-2c3d")], true),
        // Both licenses have the same account, and the response doesn't repeat the license. Their
        // positions count, because every record has a result.
        ([licensed("l-0a1b"), licensed("l-2c3d")], false),
    ] {
        let server = Server::start().await.unwrap();
        server.on(move |call: BatchMeterUsage| {
            let result = |place: usize| {
                let mut echo = call.usage_records[place].clone();
                if !repeats_license {
                    echo.license_arn = None;
                }
                let status = match place {
                    0 => UsageRecordResultStatus::Success,
                    _ => UsageRecordResultStatus::CustomerNotSubscribed,
                };
                UsageRecordResult::builder().usage_record(echo).status(status).build()
            };
            let order = if repeats_license { [1, 0] } else { [0, 1] };
            Reply::output(BatchMeterUsageOutput::builder().results(order.map(result).to_vec()).build())
        });
        let client: metering_client::Client = server.client();
        let usage = buyers.map(|buyer| Usage::new(buyer, "requests", DateTime::from_secs(NOW), 1));
        let outcomes = client.meter_all(usage).await;
        assert!(
            matches!(
                outcomes[..],
                [Outcome::Accepted { .. }, Outcome::Refused(Refusal::CustomerNotSubscribed)]
            ),
            "{outcomes:?}"
        );
    }
}

/// An attempt that was cut may have been applied, whatever the responses to later attempts are.
#[tokio::test]
async fn a_record_that_may_be_applied_stays_undecided() {
    let unprocessed = || Fault::unprocessed(1).times(100);
    let refused = || Fault::error(400, "UnrecognizedClientException", "no");
    for (faults, rounds) in [
        (vec![Fault::drop_connection(), unprocessed()], 0),
        (vec![Fault::drop_connection(), unprocessed()], 2),
        (vec![Fault::drop_connection(), Fault::unprocessed(1), refused()], 2),
        (vec![Fault::drop_connection(), Fault::unprocessed(1), Fault::throttle().times(100)], 1),
    ] {
        let emulator = emulator().await;
        for fault in faults {
            emulator.inject(fault);
        }
        let outcomes = emulator.client().meter_all([usage(0)]).pause(Duration::ZERO).rounds(rounds).await;
        assert!(matches!(outcomes[0], Outcome::Undecided(_)), "{outcomes:?}");
        assert_eq!(outcomes[0].applied(), Applied::Unknown, "{outcomes:?}");
    }
}

#[test]
fn usage_is_summed_by_the_hour() {
    let at = |secs| DateTime::from_secs(NOW + secs);
    let tagged = |secs, quantity: u32, tag: &'static str| {
        Usage::new(buyer(), "requests", at(secs), quantity).allocate(quantity.into(), [("k", tag)])
    };
    let hours = Usage::hourly([
        Usage::new(buyer(), "requests", at(0), 1),
        Usage::new(buyer(), "requests", at(3_599), "0.5".parse::<Quantity>().unwrap()),
        Usage::new(buyer(), "gigabytes", at(10), 7),
        Usage::new(buyer(), "requests", at(3_600), 2),
        tagged(20, 3, "a"),
        tagged(30, 4, "b"),
        tagged(40, 5, "a"),
    ])
    .unwrap();
    let lines: Vec<_> = hours
        .iter()
        .map(|hour| (hour.dimension.as_str(), hour.timestamp.secs() - NOW, hour.quantity.to_string()))
        .collect();
    assert_eq!(
        lines,
        [
            ("requests", 0, "13.5".to_owned()),
            ("gigabytes", 0, "7".to_owned()),
            ("requests", 3_600, "2".to_owned()),
        ]
    );
    // The usage without tags is the part without tags.
    let parts: Vec<_> = hours[0]
        .allocations
        .iter()
        .map(|part| part.allocated_usage_quantity_as_decimal.as_ref().unwrap().as_str())
        .collect();
    assert_eq!(parts, ["1.5", "8", "4"]);
    assert!(Usage::hourly([0, 1].map(|_| Usage::new(buyer(), "requests", at(0), Quantity::MAX))).is_err());
}

#[tokio::test]
async fn a_dry_run_returns_permitted_or_an_error() {
    let emulator = emulator().await;
    let call = |dimension: &'static str| {
        MeterUsage::builder()
            .product_code(PRODUCT)
            .timestamp(DateTime::from_secs(NOW))
            .usage_dimension(dimension)
            .usage_quantity_as_decimal(Quantity::from(1))
            .build()
    };
    let client = emulator.client();
    assert_eq!(client.dry_run(call("requests")).await.unwrap(), Permitted);
    assert_eq!(emulator.billed(), []);
    let error = client.dry_run(call("unknown")).await.unwrap_err();
    assert_eq!(error.code(), Some("InvalidUsageDimensionException"));
    emulator.inject(Fault::error(400, "UnauthorizedException", "no"));
    assert_eq!(client.dry_run(call("requests")).await.unwrap_err().code(), Some("UnauthorizedException"));
}

/// A program can test how it handles each error.
#[tokio::test]
async fn a_test_server_can_return_any_error() {
    let server = Server::start().await.unwrap();
    server.on(|_: BatchMeterUsage| {
        Reply::error(MeteringError::DisabledApi(ErrorMetadata::new("DisabledApiException", "off")))
    });
    let client: metering_client::Client = server.client();
    let error = client.send(BatchMeterUsage::builder().usage_records(vec![]).build()).await.unwrap_err();
    assert!(matches!(error, metering_client::Error::Service(MeteringError::DisabledApi(_))), "{error}");
}
