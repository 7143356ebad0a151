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
