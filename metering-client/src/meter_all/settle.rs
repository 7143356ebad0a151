//! Reads a response: the result of each record that a call sent. It does no I/O.

use super::outcome::{Outcome, Refusal, Undecided};
use crate::batch_meter_usage::{BatchMeterUsageOutput, UsageRecordResult, UsageRecordResultStatus};
use crate::usage_record::UsageRecord;

/// A record that a call sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    pub record: &'a UsageRecord,
    /// `true` if an earlier attempt may have been applied.
    pub in_doubt: bool,
}

/// The result of a record in a response.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled {
    /// The response decides the record, or leaves it undecided for good.
    Outcome(Outcome),
    /// AWS left the record unprocessed. It can be sent again.
    Unprocessed,
}

/// Returns the result of each sent record, in the order in which they were sent.
///
/// A result counts for a record if it names exactly that record. The position of a result counts
/// only if nothing in the response contradicts the positions. A record that the response names
/// twice, or both in a result and as unprocessed, is undecided.
pub fn settle(sent: &[Sent<'_>], output: BatchMeterUsageOutput) -> Vec<Settled> {
    let named: Vec<Named> = output.results.iter().map(|result| name(sent, result)).collect();
    let unprocessed: Vec<Option<usize>> =
        output.unprocessed_records.iter().map(|echo| Named::by(sent, echo).record()).collect();
    let trust_positions = output.unprocessed_records.is_empty() && positions_agree(&named, sent.len());

    let mut results: Vec<Option<UsageRecordResult>> = sent.iter().map(|_| None).collect();
    let mut mentions = vec![0_u32; sent.len()];
    for (position, (result, named)) in output.results.into_iter().zip(named).enumerate() {
        let record = if trust_positions { Some(position) } else { named.record() };
        if let Some(record) = record {
            mentions[record] += 1;
            results[record] = Some(result);
        }
    }
    for record in unprocessed.into_iter().flatten() {
        mentions[record] += 1;
    }
    let settled = sent.iter().zip(results).zip(mentions);
    settled
        .map(|((sent, result), mentions)| match (result, mentions) {
            (Some(result), 1) => Settled::Outcome(outcome(result, sent.in_doubt)),
            (None, 1) => Settled::Unprocessed,
            _ => Settled::Outcome(Outcome::Undecided(Undecided::NoResult)),
        })
        .collect()
}

/// Returns `true` if every record has a result, no result names a record at another position, and
/// no two results name the same record.
fn positions_agree(named: &[Named], sent: usize) -> bool {
    let mut seen = vec![false; sent];
    named.len() == sent
        && named.iter().enumerate().all(|(position, named)| match named {
            Named::Nothing => true,
            Named::Unknown => false,
            Named::Records(records) => records.contains(&position),
        })
        && named.iter().filter_map(Named::record).all(|record| !std::mem::replace(&mut seen[record], true))
}

/// The records that a result may be about, according to the record that it repeats.
#[derive(Debug, PartialEq)]
enum Named {
    /// The result repeats no record.
    Nothing,
    /// The result repeats a record that the call didn't send.
    Unknown,
    /// The positions of the sent records that fit. There are several if the result repeats too
    /// little.
    Records(Vec<usize>),
}

fn name(sent: &[Sent<'_>], result: &UsageRecordResult) -> Named {
    result.usage_record.as_ref().map_or(Named::Nothing, |echo| Named::by(sent, echo))
}

impl Named {
    /// Finds the sent records that fit a repeated record best.
    ///
    /// AWS doesn't document that it repeats every member that identifies the buyer, or fractions of
    /// a second, and may add members. Therefore, members that are present on both sides must agree,
    /// and the records with the most of them win.
    fn by(sent: &[Sent<'_>], echo: &UsageRecord) -> Self {
        let matches: Vec<Option<usize>> =
            sent.iter().map(|sent| common_buyer_members(sent.record, echo)).collect();
        let Some(best) = matches.iter().flatten().max() else { return Named::Unknown };
        let has_buyer = buyer_members(echo).iter().any(Option::is_some);
        if *best == 0 && has_buyer {
            return Named::Unknown;
        }
        Named::Records((0..sent.len()).filter(|&position| matches[position].as_ref() == Some(best)).collect())
    }

    /// Returns the record if the result names exactly one.
    fn record(&self) -> Option<usize> {
        match self {
            Named::Records(records) if records.len() == 1 => Some(records[0]),
            _ => None,
        }
    }
}

/// Returns the number of members that identify the same buyer in both records, or `None` if the
/// records differ in dimension, second or buyer.
fn common_buyer_members(sent: &UsageRecord, echo: &UsageRecord) -> Option<usize> {
    if sent.dimension != echo.dimension || sent.timestamp.secs() != echo.timestamp.secs() {
        return None;
    }
    let mut common = 0;
    for (sent, echo) in buyer_members(sent).into_iter().zip(buyer_members(echo)) {
        match (sent, echo) {
            (Some(sent), Some(echo)) if sent == echo => common += 1,
            (Some(_), Some(_)) => return None,
            _ => {}
        }
    }
    Some(common)
}

fn buyer_members(record: &UsageRecord) -> [Option<&str>; 3] {
    [
        record.customer_identifier.as_ref().map(|value| value.as_str()),
        record.customer_aws_account_id.as_ref().map(|value| value.as_str()),
        record.license_arn.as_ref().map(|value| value.as_str()),
    ]
}

/// Returns the outcome of a record by its result.
fn outcome(result: UsageRecordResult, in_doubt: bool) -> Outcome {
    let id = result.metering_record_id.unwrap_or_default();
    match result.status {
        Some(UsageRecordResultStatus::Success) => Outcome::Accepted { id },
        // An attempt before the buyer left may have been applied.
        Some(UsageRecordResultStatus::CustomerNotSubscribed) if in_doubt => {
            Outcome::Undecided(Undecided::NoResult)
        }
        Some(UsageRecordResultStatus::CustomerNotSubscribed) => {
            Outcome::Refused(Refusal::CustomerNotSubscribed)
        }
        Some(UsageRecordResultStatus::DuplicateRecord) => {
            Outcome::Refused(Refusal::DuplicateRecord { id, sent_before: in_doubt })
        }
        Some(UsageRecordResultStatus::Unknown(status)) => {
            Outcome::Undecided(Undecided::UnknownStatus(status))
        }
        None => Outcome::Undecided(Undecided::NoResult),
    }
}

#[cfg(test)]
mod tests {
    use metering_core::{DateTime, UnknownValue};

    use super::*;

    const LICENSES: [&str; 2] = ["arn:aws:a:::x", "arn:aws:a:::y"];

    /// Returns records that differ in their account, of the same dimension and hour.
    fn records(count: usize) -> Vec<UsageRecord> {
        let record = |account: usize| {
            UsageRecord::builder()
                .timestamp(DateTime::from_secs(0))
                .dimension("d")
                .customer_aws_account_id(account.to_string())
                .build()
        };
        (0..count).map(record).collect()
    }

    fn result(echo: Option<&UsageRecord>, status: UsageRecordResultStatus) -> UsageRecordResult {
        UsageRecordResult {
            usage_record: echo.cloned(),
            metering_record_id: Some("id".to_owned()),
            status: Some(status),
        }
    }

    fn settle_all(
        sent: &[UsageRecord],
        results: Vec<UsageRecordResult>,
        unprocessed: &[&UsageRecord],
    ) -> Vec<Settled> {
        let sent: Vec<Sent<'_>> = sent.iter().map(|record| Sent { record, in_doubt: false }).collect();
        let unprocessed_records = unprocessed.iter().map(|&record| record.clone()).collect();
        settle(&sent, BatchMeterUsageOutput { results, unprocessed_records })
    }

    use UsageRecordResultStatus::{CustomerNotSubscribed, DuplicateRecord, Success};

    fn accepted() -> Settled {
        Settled::Outcome(Outcome::Accepted { id: "id".to_owned() })
    }

    fn not_subscribed() -> Settled {
        Settled::Outcome(Outcome::Refused(Refusal::CustomerNotSubscribed))
    }

    fn undecided() -> Settled {
        Settled::Outcome(Outcome::Undecided(Undecided::NoResult))
    }

    #[test]
    fn results_that_name_their_records_come_in_any_order() {
        let sent = records(3);
        let results = vec![
            result(Some(&sent[2]), CustomerNotSubscribed),
            result(Some(&sent[0]), Success),
            result(Some(&sent[1]), Success),
        ];
        assert_eq!(settle_all(&sent, results, &[]), [accepted(), accepted(), not_subscribed()]);
    }

    #[test]
    fn results_without_names_are_read_by_position() {
        let sent = records(3);
        let results =
            vec![result(None, Success), result(Some(&sent[1]), CustomerNotSubscribed), result(None, Success)];
        assert_eq!(settle_all(&sent, results, &[]), [accepted(), not_subscribed(), accepted()]);
    }

    /// The response names C first, so its order isn't the order of the call. The results without
    /// names belong to A and B in an unknown order.
    #[test]
    fn a_name_at_another_position_disproves_all_positions() {
        let sent = records(3);
        let results =
            vec![result(Some(&sent[2]), Success), result(None, Success), result(None, CustomerNotSubscribed)];
        assert_eq!(settle_all(&sent, results, &[]), [undecided(), undecided(), accepted()]);
    }

    #[test]
    fn a_record_that_is_named_twice_is_undecided_and_disproves_all_positions() {
        let sent = records(3);
        let results = vec![
            result(Some(&sent[0]), Success),
            result(Some(&sent[0]), CustomerNotSubscribed),
            result(None, Success),
        ];
        assert_eq!(settle_all(&sent, results, &[]), [undecided(), undecided(), undecided()]);

        // The second name of A is ambiguous on its own, so positions decide nothing either.
        let results = vec![result(Some(&sent[1]), Success), result(Some(&sent[1]), Success)];
        assert_eq!(settle_all(&sent[..2], results, &[]), [undecided(), undecided()]);
    }

    #[test]
    fn a_record_in_a_result_and_unprocessed_is_undecided_and_disproves_all_positions() {
        let sent = records(2);
        let results = vec![result(Some(&sent[0]), Success), result(None, Success)];
        assert_eq!(settle_all(&sent, results, &[&sent[0]]), [undecided(), undecided()]);

        let results = vec![result(None, Success), result(None, Success)];
        assert_eq!(settle_all(&sent, results, &[&sent[1]]), [undecided(), Settled::Unprocessed]);
    }

    #[test]
    fn a_record_that_was_not_sent_disproves_all_positions() {
        let sent = records(3);
        let results = vec![result(Some(&sent[2]), Success), result(None, Success)];
        assert_eq!(settle_all(&sent[..2], results, &[]), [undecided(), undecided()]);
    }

    #[test]
    fn positions_count_only_if_every_record_has_a_result() {
        let sent = records(3);
        for results in [1, 2, 4] {
            let results = vec![result(None, Success); results];
            assert_eq!(settle_all(&sent, results, &[]), [undecided(), undecided(), undecided()]);
        }
        assert_eq!(
            settle_all(&sent, vec![result(None, Success)], &[&sent[1], &sent[2]]),
            [undecided(), Settled::Unprocessed, Settled::Unprocessed]
        );
    }

    /// The response repeats the account but not the license, which both records share.
    #[test]
    fn an_ambiguous_name_counts_only_by_position() {
        let mut sent = records(2);
        for (record, license) in sent.iter_mut().zip(LICENSES) {
            record.customer_aws_account_id = Some("1".into());
            record.license_arn = Some(license.into());
        }
        let mut echo = sent[0].clone();
        echo.license_arn = None;
        let results = vec![result(Some(&echo), Success), result(Some(&echo), CustomerNotSubscribed)];
        assert_eq!(settle_all(&sent, results.clone(), &[]), [accepted(), not_subscribed()]);
        assert_eq!(settle_all(&sent, results[..1].to_vec(), &[]), [undecided(), undecided()]);
        assert_eq!(settle_all(&sent, vec![], &[&echo]), [undecided(), undecided()]);

        // A complete record identifies more than a partial one.
        let results = vec![result(Some(&sent[1]), Success), result(Some(&sent[0]), CustomerNotSubscribed)];
        assert_eq!(settle_all(&sent, results, &[]), [not_subscribed(), accepted()]);
        // One equal member doesn't make up for another license.
        let results = vec![result(Some(&sent[1]), Success)];
        assert_eq!(settle_all(&sent[..1], results, &[]), [undecided()]);
    }

    #[test]
    fn a_result_of_another_buyer_dimension_or_second_is_not_the_records() {
        let sent = records(1);
        let mut others = vec![sent[0].clone(), sent[0].clone(), sent[0].clone(), sent[0].clone()];
        others[0].customer_aws_account_id = Some("7".into());
        others[1].dimension = "e".into();
        others[2].timestamp = DateTime::from_secs(1);
        others[3].customer_aws_account_id = None;
        others[3].customer_identifier = Some("i".into());
        for other in others {
            assert_eq!(
                settle_all(&sent, vec![result(Some(&other), Success)], &[]),
                [undecided()],
                "{other:?}"
            );
        }
        // Fractions of a second and members that are missing or added don't matter.
        let mut same = sent[0].clone();
        same.timestamp = DateTime::from_secs_and_nanos(0, 500);
        same.license_arn = Some(LICENSES[0].into());
        same.quantity_as_decimal = Some("7".into());
        assert_eq!(settle_all(&sent, vec![result(Some(&same), Success)], &[]), [accepted()]);
        same.customer_aws_account_id = None;
        same.license_arn = None;
        assert_eq!(settle_all(&sent, vec![result(Some(&same), Success)], &[]), [accepted()]);
    }

    #[test]
    fn an_earlier_attempt_changes_what_a_status_means() {
        let sent = records(1);
        let outcome = |status, in_doubt| {
            let sent = [Sent { record: &sent[0], in_doubt }];
            let results = vec![result(Some(sent[0].record), status)];
            settle(&sent, BatchMeterUsageOutput { results, unprocessed_records: Vec::new() }).remove(0)
        };
        let duplicate = |sent_before| {
            Settled::Outcome(Outcome::Refused(Refusal::DuplicateRecord { id: "id".to_owned(), sent_before }))
        };
        assert_eq!(outcome(Success, true), accepted());
        assert_eq!(outcome(CustomerNotSubscribed, false), not_subscribed());
        assert_eq!(outcome(CustomerNotSubscribed, true), undecided());
        assert_eq!(outcome(DuplicateRecord, false), duplicate(false));
        assert_eq!(outcome(DuplicateRecord, true), duplicate(true));
        let unknown = UsageRecordResultStatus::from("Deferred");
        let UsageRecordResultStatus::Unknown(value) = unknown.clone() else { panic!("{unknown:?}") };
        let _: &UnknownValue = &value;
        assert_eq!(
            outcome(unknown, false),
            Settled::Outcome(Outcome::Undecided(Undecided::UnknownStatus(value)))
        );
    }
}
