//! Finds the records that AWS refuses a whole call for. It does no I/O.
//!
//! AWS doesn't say which record it refuses a call for. Records with the same value of the member
//! that the error code is about share their fate, so they stay together. The search sends the first
//! half of the suspects. If AWS refuses that half, the search continues in it, and the other half
//! waits. If AWS accepts it, the other half holds the cause and is halved without being sent. In
//! the end, all records that wait are sent together.

use metering_core::ServiceError;

use super::outcome::RefusalScope;
use crate::identifiers::ProductCode;
use crate::service::MeteringError;
use crate::usage_record::UsageRecord;

/// The records of a call, and the records that wait for its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The product code of the call.
    pub product: Option<ProductCode>,
    /// The positions of the records.
    pub records: Vec<usize>,
    /// The number of times the records were already resent.
    pub round: u32,
    /// The search that the call is a part of.
    pub search: Option<Search>,
}

/// A search for the records that AWS refused a call for.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The member that the error code is about.
    suspect: Suspect,
    /// The other suspects. They hold the cause if AWS accepts the batch.
    others: Vec<usize>,
    /// Records of the refused call that may be good.
    waiting: Vec<usize>,
}

/// The member of a record that an error code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suspect {
    Dimension,
    License,
    Buyer,
    Time,
    Allocations,
    /// The error code doesn't name a member.
    Unknown,
}

/// The cause of a refusal, according to its error code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// One or more of the records.
    Record(Suspect),
    /// Records of several products in one call.
    MixedProducts,
    /// The caller.
    Caller,
    /// The error code is unknown.
    Unknown,
}

/// The consequence of a refusal.
#[derive(Debug, PartialEq)]
pub enum Refused {
    /// All records of the batch are refused. `next` is sent afterwards.
    All { scope: RefusalScope, next: Option<Batch> },
    /// The batch is divided. Nothing is decided yet.
    Divided(Vec<Batch>),
}

impl Cause {
    /// Returns the cause of a refusal of a call for `product`.
    pub fn of(error: &MeteringError, product: Option<&ProductCode>) -> Self {
        match error {
            MeteringError::InvalidUsageDimension(_) => Cause::Record(Suspect::Dimension),
            MeteringError::InvalidLicense(_) => Cause::Record(Suspect::License),
            MeteringError::InvalidCustomerIdentifier(_) => Cause::Record(Suspect::Buyer),
            MeteringError::TimestampOutOfBounds(_) => Cause::Record(Suspect::Time),
            MeteringError::InvalidTag(_) | MeteringError::InvalidUsageAllocations(_) => {
                Cause::Record(Suspect::Allocations)
            }
            // Without a product code, the licenses of the call may be of several products.
            MeteringError::InvalidProductCode(_) if product.is_none() => Cause::MixedProducts,
            MeteringError::InvalidProductCode(_)
            | MeteringError::DisabledApi(_)
            | MeteringError::ExpiredToken(_) => Cause::Caller,
            other => match other.metadata().code() {
                // AWS's response to values outside the model's constraints; no model has it.
                Some("ValidationException") => Cause::Record(Suspect::Unknown),
                Some(code) if is_about_caller(code) => Cause::Caller,
                _ => Cause::Unknown,
            },
        }
    }
}

/// Returns `true` for the codes of AWS's common errors that are about credentials, signatures and
/// permissions (<https://docs.aws.amazon.com/marketplace/latest/APIReference/CommonErrors.html>).
fn is_about_caller(code: &str) -> bool {
    let code = code.strip_suffix("Exception").unwrap_or(code);
    matches!(
        code,
        "AccessDenied"
            | "ExpiredToken"
            | "IncompleteSignature"
            | "InvalidClientTokenId"
            | "InvalidSignature"
            | "MissingAuthenticationToken"
            | "NotAuthorized"
            | "OptInRequired"
            | "RequestExpired"
            | "SignatureDoesNotMatch"
            | "Unauthorized"
            | "UnauthorizedOperation"
            | "UnrecognizedClient"
    )
}

impl Suspect {
    /// Returns the value of the member that the error code is about. Records with equal values are
    /// kept together.
    fn value(self, record: &UsageRecord, product: Option<&ProductCode>) -> impl Ord {
        let buyer = || {
            (
                record.customer_identifier.as_ref().map(|value| value.as_str()),
                record.customer_aws_account_id.as_ref().map(|value| value.as_str()),
                record.license_arn.as_ref().map(|value| value.as_str()),
            )
        };
        let time = (record.timestamp.secs(), record.timestamp.subsec_nanos());
        let none = ((None, None, None), None, (0, 0), false);
        match self {
            // Without a product code, the license decides which product's dimensions apply.
            Suspect::Dimension => {
                let buyer = if product.is_none() { buyer() } else { none.0 };
                (buyer, Some(record.dimension.as_str()), none.2, none.3)
            }
            // AWS also refuses usage outside the license's time.
            Suspect::License => (buyer(), none.1, time, none.3),
            Suspect::Buyer => (buyer(), none.1, none.2, none.3),
            Suspect::Time => (none.0, none.1, time, none.3),
            Suspect::Allocations => (none.0, none.1, none.2, record.usage_allocations.is_some()),
            Suspect::Unknown => none,
        }
    }

    /// Returns `true` if AWS accepts or refuses all records with the same value alike.
    fn decides_by_value(self) -> bool {
        !matches!(self, Suspect::Allocations | Suspect::Unknown)
    }
}

impl Batch {
    /// Creates a batch that isn't part of a search.
    pub fn new(product: Option<ProductCode>, records: Vec<usize>) -> Self {
        Batch { product, records, round: 0, search: None }
    }

    /// Returns what follows from a refusal of this batch, of which nothing was applied.
    pub fn refused(mut self, cause: Cause, records: &[UsageRecord]) -> Refused {
        let waiting = self.search.take().map_or_else(Vec::new, Search::into_records);
        match cause {
            Cause::Record(suspect) => {
                let halves = self.halves(suspect, records);
                let Some((first, others)) = halves else {
                    let next = self.batch_of(waiting);
                    return Refused::All { scope: RefusalScope::Record, next };
                };
                let search = Some(Search { suspect, others, waiting });
                Refused::Divided(vec![Batch { records: first, search, ..self }])
            }
            Cause::MixedProducts if self.records.len() > 1 => {
                let (first, second) = self.records.split_at(self.records.len() / 2);
                let batches = [first.to_vec(), second.to_vec(), waiting];
                Refused::Divided(batches.into_iter().filter_map(|records| self.batch_of(records)).collect())
            }
            Cause::MixedProducts | Cause::Caller => {
                Refused::All { scope: RefusalScope::Caller, next: self.batch_of(waiting) }
            }
            Cause::Unknown => Refused::All { scope: RefusalScope::Call, next: self.batch_of(waiting) },
        }
    }

    /// Returns the batch to send after a response that decides this batch.
    pub fn decided(&mut self, records: &[UsageRecord]) -> Option<Batch> {
        let Search { suspect, others, waiting } = self.search.take()?;
        let Some(others) = self.batch_of(others) else { return self.batch_of(waiting) };
        let (first, others) = others.halves(suspect, records).unwrap_or_else(|| (others.records, Vec::new()));
        let search = Some(Search { suspect, others, waiting });
        Some(Batch { records: first, search, ..Batch::new(self.product.clone(), Vec::new()) })
    }

    /// Returns the records that wait for this batch, if its result doesn't decide them.
    pub fn abandon_search(&mut self) -> Option<Batch> {
        let records = self.search.take()?.into_records();
        self.batch_of(records)
    }

    fn batch_of(&self, records: Vec<usize>) -> Option<Batch> {
        (!records.is_empty()).then(|| Batch::new(self.product.clone(), records))
    }

    /// Divides the records in two, between different values of the suspect and as close to the
    /// middle as possible. Returns `None` if AWS decides all of them alike.
    fn halves(&self, suspect: Suspect, records: &[UsageRecord]) -> Option<(Vec<usize>, Vec<usize>)> {
        let value = |index: usize| suspect.value(&records[index], self.product.as_ref());
        let mut sorted = self.records.clone();
        sorted.sort_by_key(|&index| value(index));
        let middle = sorted.len() / 2;
        let boundary = (1..sorted.len())
            .filter(|&at| value(sorted[at - 1]) != value(sorted[at]))
            .min_by_key(|at| at.abs_diff(middle));
        let at = match boundary {
            Some(at) => at,
            None if suspect.decides_by_value() || sorted.len() < 2 => return None,
            None => middle,
        };
        let second = sorted.split_off(at);
        Some((sorted, second))
    }
}

impl Search {
    fn into_records(self) -> Vec<usize> {
        let mut records = self.others;
        records.extend(self.waiting);
        records.sort_unstable();
        records
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, VecDeque};

    use metering_core::{DateTime, ErrorMetadata};

    use super::*;

    /// Returns a record whose dimension, time, account and allocations follow from its number.
    fn record(number: usize) -> UsageRecord {
        UsageRecord::builder()
            .timestamp(DateTime::from_secs(number as i64))
            .dimension(format!("d{number}"))
            .customer_aws_account_id(number.to_string())
            .build()
    }

    fn product() -> Option<ProductCode> {
        Some("p".into())
    }

    /// Sends all records to a service that refuses a call with a bad record. Returns the number of
    /// calls, and the records that were accepted and refused.
    fn search(
        records: &[UsageRecord],
        suspect: Suspect,
        is_bad: impl Fn(usize) -> bool,
    ) -> (usize, Vec<usize>, Vec<usize>) {
        let mut queue = VecDeque::from([Batch::new(product(), (0..records.len()).collect())]);
        let (mut calls, mut accepted, mut refused) = (0, Vec::new(), Vec::new());
        while let Some(mut batch) = queue.pop_front() {
            calls += 1;
            assert!(!batch.records.is_empty());
            if batch.records.iter().any(|&index| is_bad(index)) {
                let all = batch.records.clone();
                match batch.refused(Cause::Record(suspect), records) {
                    Refused::All { scope, next } => {
                        assert_eq!(scope, RefusalScope::Record);
                        refused.extend(all);
                        queue.extend(next);
                    }
                    Refused::Divided(batches) => queue.extend(batches),
                }
            } else {
                accepted.extend_from_slice(&batch.records);
                queue.extend(batch.decided(records));
            }
        }
        accepted.sort_unstable();
        refused.sort_unstable();
        (calls, accepted, refused)
    }

    /// Returns the most calls that a search takes, over all places of `bad` bad records.
    fn most_calls(records: &[UsageRecord], suspect: Suspect, bad: usize) -> usize {
        let count = records.len();
        let mut most = 0;
        for first in 0..count {
            for second in first..if bad > 1 { count } else { first + 1 } {
                for third in second..if bad > 2 { count } else { second + 1 } {
                    let bad: BTreeSet<usize> = [first, second, third].into();
                    let (calls, accepted, refused) = search(records, suspect, |index| bad.contains(&index));
                    assert_eq!(refused, bad.iter().copied().collect::<Vec<_>>());
                    assert_eq!(accepted.len() + refused.len(), count);
                    most = most.max(calls);
                }
            }
        }
        most
    }

    /// The docs of `MeterAll` promise the first number.
    #[test]
    fn a_wrong_value_in_a_call_of_25_takes_at_most_7_more_calls() {
        let records: Vec<_> = (0..25).map(record).collect();
        // `Unknown` has nothing that distinguishes the records.
        for suspect in [Suspect::Dimension, Suspect::Unknown] {
            let more_calls = [1, 2, 3].map(|bad| most_calls(&records, suspect, bad) - 1);
            assert_eq!(more_calls, [7, 14, 20]);
        }
    }

    /// 25 records of five dimensions, one of which is wrong: its five records are found together.
    #[test]
    fn records_with_the_same_wrong_value_are_found_together() {
        let records: Vec<_> = (0..25)
            .map(|number| UsageRecord { dimension: format!("d{}", number % 5).into(), ..record(number) })
            .collect();
        for wrong in 0..5 {
            let (calls, accepted, refused) = search(&records, Suspect::Dimension, |index| index % 5 == wrong);
            assert_eq!(refused, (0..5).map(|hour| hour * 5 + wrong).collect::<Vec<_>>());
            assert_eq!(accepted.len(), 20);
            assert!(calls <= 6, "{calls}");
        }
        // Allocations are different in each record: one wrong record doesn't decide the others.
        let (_, _, refused) = search(&records, Suspect::Allocations, |index| index == 7);
        assert_eq!(refused, [7]);
    }

    /// Without a product code, the same dimension may be valid for another license.
    #[test]
    fn a_license_has_its_own_dimensions() {
        let mut records: Vec<_> =
            (0..2).map(|number| UsageRecord { dimension: "d".into(), ..record(number) }).collect();
        let refuse = |product, records: &[UsageRecord]| {
            Batch::new(product, vec![0, 1]).refused(Cause::Record(Suspect::Dimension), records)
        };
        assert!(matches!(refuse(product(), &records), Refused::All { .. }));
        records[0].license_arn = Some("arn:aws:a:::x".into());
        records[1].license_arn = Some("arn:aws:a:::y".into());
        assert!(matches!(refuse(None, &records), Refused::Divided(_)));
    }

    #[test]
    fn a_search_without_a_result_keeps_the_waiting_records() {
        let records: Vec<_> = (0..8).map(record).collect();
        let batch = Batch::new(product(), (0..8).collect());
        let Refused::Divided(mut batches) = batch.refused(Cause::Record(Suspect::Time), &records) else {
            panic!()
        };
        let mut first = batches.remove(0);
        assert_eq!((&*first.records, batches.len()), ([0, 1, 2, 3].as_slice(), 0));
        assert_eq!(first.abandon_search(), Some(Batch::new(product(), vec![4, 5, 6, 7])));
        assert_eq!(first.abandon_search(), None);
        assert_eq!(first.decided(&records), None);
    }

    #[test]
    fn licenses_of_several_products_are_halved() {
        let records: Vec<_> = (0..3).map(record).collect();
        let refuse = |batch: Batch| batch.refused(Cause::MixedProducts, &records);
        assert_eq!(
            refuse(Batch::new(None, vec![0, 1, 2])),
            Refused::Divided(vec![Batch::new(None, vec![0]), Batch::new(None, vec![1, 2])])
        );
        assert_eq!(
            refuse(Batch::new(None, vec![0])),
            Refused::All { scope: RefusalScope::Caller, next: None }
        );
    }

    #[test]
    fn an_error_code_is_about_a_record_or_the_caller() {
        use metering_core::ServiceError;
        let cause = |code: &str, product: Option<ProductCode>| {
            let error = MeteringError::from_response(ErrorMetadata::new(code, "no"), b"{}");
            Cause::of(&error, product.as_ref())
        };
        for (code, expected) in [
            ("InvalidUsageDimensionException", Cause::Record(Suspect::Dimension)),
            ("InvalidLicenseException", Cause::Record(Suspect::License)),
            ("InvalidCustomerIdentifierException", Cause::Record(Suspect::Buyer)),
            ("TimestampOutOfBoundsException", Cause::Record(Suspect::Time)),
            ("InvalidTagException", Cause::Record(Suspect::Allocations)),
            ("InvalidUsageAllocationsException", Cause::Record(Suspect::Allocations)),
            ("ValidationException", Cause::Record(Suspect::Unknown)),
            ("InvalidProductCodeException", Cause::Caller),
            ("DisabledApiException", Cause::Caller),
            ("AccessDeniedException", Cause::Caller),
            ("AccessDenied", Cause::Caller),
            ("ExpiredTokenException", Cause::Caller),
            ("SignatureDoesNotMatch", Cause::Caller),
            ("CodeOfTomorrowException", Cause::Unknown),
        ] {
            assert_eq!(cause(code, product()), expected, "{code}");
        }
        assert_eq!(cause("InvalidProductCodeException", None), Cause::MixedProducts);
    }
}
