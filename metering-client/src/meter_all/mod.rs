//! Metering any number of records.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::IntoFuture;
use std::mem::{Discriminant, discriminant};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use metering_core::retry::RetryKind;
use metering_core::{Applied, Error as CoreError, UnknownValue, Validate, ValidationError, Violations, wire};

use crate::batch_meter_usage::{BatchMeterUsage, BatchMeterUsageOutput, UsageRecordResultStatus};
use crate::customer::Customer;
use crate::identifiers::ProductCode;
use crate::service::{Client, Error, MeteringError};
use crate::usage::Usage;
use crate::usage_record::UsageRecord;

/// Records in a call.
const RECORDS: usize = 25;
/// A call is smaller than this. "1 MB" is taken in its smaller sense.
const BYTES: usize = 1_000_000;
/// Calls in a row that end without a decision, before the rest is not sent any more.
const FAILURES: u32 = 3;

/// A metering of any number of records, sent when it is awaited: one [`Outcome`] for each, in their
/// order.
///
/// - Each record is validated by itself first, so that a bad one is refused alone and never fails a
///   call for others.
/// - The rest is divided into calls of one product and one way of naming the buyer, of at most 25
///   records and less than 1 MB. They are made one after the other.
/// - Where the service refuses a whole call for what may be a single record's fault (a license, a
///   dimension, a time), nothing of it was taken: it is divided and sent again, until the bad
///   record stands alone. That takes a call or two for each bad record: leave out what is past its
///   [deadline](crate::batch_meter_usage_deadline).
/// - Records that come back unprocessed, and calls that were throttled, are sent again after a
///   pause, up to [`rounds`](Self::rounds) times.
/// - The same record twice is sent once. Two records of one buyer, dimension and second with
///   different quantities would be billed as one: the second is refused. See [`Usage::hourly`].
/// - No record is altered once it was sent. Whatever is undecided in the end may be given to
///   another `meter_all`, unchanged and in the same Region.
/// - After three calls in a row that ended without a decision, failed or throttled to the last
///   round, the rest is not sent.
///
/// Dropped before it is done, calls already made stay made.
///
/// ```no_run
/// use metering_client::{Client, Customer, DateTime, Metering, Outcome, Usage};
///
/// # async fn example(hour: DateTime) -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env().await?;
/// let buyer = Customer::account("111122223333", "prod-4rcexample");
/// let usage = Usage::hourly((1..=100).map(|_| Usage::new(buyer.clone(), "requests", hour, 1)))?;
/// for (usage, outcome) in usage.iter().zip(client.meter_all(usage.clone()).await) {
///     match outcome {
///         Outcome::Accepted { id } => println!("billed as {id}"),
///         Outcome::Refused(reason) => eprintln!("{:?}: {reason}", usage.customer),
///         Outcome::Undecided(why) => eprintln!("to be sent again as it is: {why}"),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use = "records are sent when this is awaited"]
#[derive(Debug)]
pub struct MeterAll {
    client: Client,
    usage: Vec<Usage>,
    rounds: u32,
    pause: Duration,
}

/// What became of a record.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was taken, now or before.
    Accepted {
        /// What the service calls it; empty if it did not say.
        id: String,
    },
    /// It was not taken, and will not be until something changes: the record, or else what is not
    /// the record's fault ([`may_be_sent_again`](Self::may_be_sent_again)).
    Refused(Refusal),
    /// Nobody has decided yet. It is to be sent again as it is: taken twice, it is billed once.
    Undecided(Undecided),
}

/// Why a record was refused.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Refusal {
    /// It breaks the declaration's rules; it was not sent.
    Invalid(ValidationError),
    /// Another record of the same `meter_all` has the same buyer, dimension and second, and not the
    /// same content. The other one was sent, this one was not: the service bills one of them alone.
    Conflict {
        /// The other record's place in the order.
        with: usize,
    },
    /// It is too large for any call; it was not sent. A call is less than 1 MB.
    TooLarge {
        /// The size of a call with this record alone.
        bytes: usize,
    },
    /// The buyer is unknown, has no agreement or is suspended. If the subscription is just coming
    /// through, the same record is taken later.
    CustomerNotSubscribed,
    /// The service has a record of this buyer, dimension and time. If no other quantity was ever
    /// sent for these, it is this very record and all is well; else an earlier quantity is the one
    /// that is billed.
    DuplicateRecord {
        /// What the service calls the record; empty if it did not say.
        id: String,
        /// Whether this `meter_all` itself has sent the record more than once.
        resent: bool,
    },
    /// The service refused the call, and nothing of it was taken. Unless the whole call is to
    /// blame, as for missing permissions, this record was alone in it.
    Call(Arc<Error>),
}

/// Why nothing has been decided of a record.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Undecided {
    /// The service left it unprocessed, to the last round.
    Unprocessed,
    /// The call was answered with success, but the answer does not decide this record: it does not
    /// speak of it, or leaves it unprocessed or refuses its buyer, though an attempt before may
    /// have been taken.
    Unanswered,
    /// The service answered with a status that this crate does not know.
    Status(UnknownValue),
    /// The call failed. [`applied`](Error::applied) tells whether the record may have been taken
    /// all the same.
    Failed(Arc<Error>),
    /// An attempt may have been taken, a later one left it unprocessed, and the last call failed.
    FailedAgain(Arc<Error>),
    /// It was not sent, because the calls before failed, this one last.
    NotSent(Arc<Error>),
}

/// What to do with a record after its [`Outcome`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// Nothing is left to do: AWS has the record.
    Settled,
    /// Keep the record and send it again, unchanged.
    ResendUnchanged,
    /// An operator must look at the record. Sending it again doesn't help.
    NeedsReview,
}

impl Outcome {
    /// Returns what to do with the record.
    pub fn disposition(&self) -> Disposition {
        match self {
            Outcome::Accepted { .. } | Outcome::Refused(Refusal::DuplicateRecord { resent: true, .. }) => {
                Disposition::Settled
            }
            outcome if outcome.may_be_sent_again() => Disposition::ResendUnchanged,
            _ => Disposition::NeedsReview,
        }
    }

    /// Whether the service has a record for this buyer, dimension and time, so that nothing is left
    /// to be sent.
    pub fn is_settled(&self) -> bool {
        matches!(self, Outcome::Accepted { .. } | Outcome::Refused(Refusal::DuplicateRecord { .. }))
    }

    /// Whether the record is to be kept, and sent again as it is: now if it is undecided; once that
    /// is mended if the buyer was refused, or the caller for credentials, permissions or the
    /// product code. What is neither this nor [settled](Self::is_settled) can't be billed as it is,
    /// and needs somebody's eyes.
    ///
    /// ```
    /// use metering_client::{Metering, Outcome};
    ///
    /// # async fn example(client: metering_client::Client, usage: Vec<metering_client::Usage>) {
    /// let (mut later, mut broken) = (Vec::new(), Vec::new());
    /// for (usage, outcome) in usage.iter().zip(client.meter_all(usage.clone()).await) {
    ///     match outcome {
    ///         outcome if outcome.is_settled() => {}
    ///         outcome if outcome.may_be_sent_again() => later.push(usage),
    ///         outcome => broken.push((usage, outcome)),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn may_be_sent_again(&self) -> bool {
        match self {
            Outcome::Accepted { .. } => false,
            Outcome::Undecided(_) => true,
            Outcome::Refused(Refusal::CustomerNotSubscribed) => true,
            Outcome::Refused(Refusal::Call(error)) => {
                matches!(&**error, CoreError::Service(reason) if !may_be_one_records(reason))
            }
            Outcome::Refused(_) => false,
        }
    }

    /// Whether this record, as it was sent here, was taken.
    pub fn applied(&self) -> Applied {
        match self {
            Outcome::Accepted { .. } => Applied::Yes,
            // It may be the record that was sent before.
            Outcome::Refused(Refusal::DuplicateRecord { resent: true, .. }) => Applied::Unknown,
            Outcome::Refused(_) => Applied::No,
            Outcome::Undecided(Undecided::Unprocessed | Undecided::NotSent(_)) => Applied::No,
            Outcome::Undecided(Undecided::Unanswered | Undecided::Status(_) | Undecided::FailedAgain(_)) => {
                Applied::Unknown
            }
            Outcome::Undecided(Undecided::Failed(error)) => error.applied(),
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Accepted { id } => write!(f, "accepted as {id}"),
            Outcome::Refused(reason) => write!(f, "refused: {reason}"),
            Outcome::Undecided(reason) => write!(f, "undecided: {reason}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(error) => error.fmt(f),
            Refusal::Conflict { with } => {
                write!(f, "record {with} has the same buyer, dimension and time, and other content")
            }
            Refusal::TooLarge { bytes } => write!(f, "a call with it has {bytes} bytes, 1 MB or more"),
            Refusal::CustomerNotSubscribed => f.write_str("the buyer is not subscribed"),
            Refusal::DuplicateRecord { id, .. } => {
                write!(f, "there is a record of this buyer, dimension and time already: {id}")
            }
            Refusal::Call(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undecided::Unprocessed => f.write_str("the service left it unprocessed"),
            Undecided::Unanswered => f.write_str("the answer does not decide it"),
            Undecided::Status(status) => write!(f, "unknown status `{status}`"),
            Undecided::Failed(error) => error.fmt(f),
            Undecided::FailedAgain(error) => write!(f, "it may have been taken before; {error}"),
            Undecided::NotSent(error) => write!(f, "not sent, because calls before it failed: {error}"),
        }
    }
}

impl MeterAll {
    pub(crate) fn new(client: Client, usage: Vec<Usage>) -> Self {
        MeterAll { client, usage, rounds: 5, pause: Duration::from_millis(200) }
    }

    /// How often records that come back unprocessed or throttled are sent again; 5 times unless
    /// said otherwise.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    /// The pause before the first such round, doubled before each further one; 200 ms unless said
    /// otherwise.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }
}

impl IntoFuture for MeterAll {
    type Output = Vec<Outcome>;
    type IntoFuture = Pin<Box<dyn Future<Output = Vec<Outcome>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(run(self))
    }
}

async fn run(MeterAll { client, usage, rounds, pause }: MeterAll) -> Vec<Outcome> {
    let mut plan = Plan::of(usage);
    let mut failures = 0;
    while let Some(mut batch) = plan.batches.pop_front() {
        let call = plan.call(&batch);
        let error = match client.send(call).response().await {
            Ok(response) => {
                failures = 0;
                let resent = batch.round > 0 || response.context.attempts > 1;
                batch.in_doubt |= response.context.applied_before != Applied::No;
                let left = plan.settle(&batch, response.output, resent);
                if !left.is_empty() {
                    plan.again(Batch { records: left, ..batch }, rounds, pause, || {
                        Outcome::Undecided(Undecided::Unprocessed)
                    })
                    .await;
                }
                continue;
            }
            Err(error) => Arc::new(error),
        };
        let refused = error.applied() == Applied::No;
        match &*error {
            CoreError::Service(reason)
                if refused && batch.records.len() > 1 && batch.may_hold_the_cause(reason) =>
            {
                failures = 0;
                plan.divide(batch);
            }
            _ if refused && error.retryable() == Some(RetryKind::Throttling) => {
                let failed = || Outcome::Undecided(Undecided::Failed(Arc::clone(&error)));
                let given_up = !plan.again(batch, rounds, pause, failed).await;
                failures += u32::from(given_up);
            }
            CoreError::Service(_) | CoreError::Invalid(_) if refused && error.retryable().is_none() => {
                failures = 0;
                plan.all(&batch, &Outcome::Refused(Refusal::Call(Arc::clone(&error))));
            }
            _ => {
                failures += 1;
                plan.all(&batch, &Outcome::Undecided(Undecided::Failed(Arc::clone(&error))));
            }
        }
        if failures == FAILURES {
            for batch in std::mem::take(&mut plan.batches) {
                plan.all(&batch, &Outcome::Undecided(Undecided::NotSent(Arc::clone(&error))));
            }
        }
    }
    plan.outcomes()
}

/// Whether a call may have been refused for one of its records.
fn may_be_one_records(error: &MeteringError) -> bool {
    use metering_core::ServiceError;
    match error {
        MeteringError::InvalidUsageDimension(_)
        | MeteringError::InvalidTag(_)
        | MeteringError::InvalidUsageAllocations(_)
        | MeteringError::InvalidCustomerIdentifier(_)
        | MeteringError::InvalidLicense(_)
        | MeteringError::TimestampOutOfBounds(_) => true,
        // What AWS answers to values outside its model's bounds; it is in no model.
        _ => error.metadata().code() == Some("ValidationException"),
    }
}

/// Records that go into one call, and how often they were put off.
struct Batch {
    product: Option<ProductCode>,
    records: Vec<usize>,
    round: u32,
    /// Whether an attempt may have taken them that was followed by others.
    in_doubt: bool,
}

impl Batch {
    /// Whether the call may have been refused for some of its records.
    fn may_hold_the_cause(&self, error: &MeteringError) -> bool {
        // In a call without a product of its own, the licenses are of several products.
        let of_several = self.product.is_none() && matches!(error, MeteringError::InvalidProductCode(_));
        of_several || may_be_one_records(error)
    }
}

/// What is to be sent, and what has become of it so far.
struct Plan {
    records: Vec<UsageRecord>,
    decided: Vec<Option<Decided>>,
    batches: VecDeque<Batch>,
}

enum Decided {
    Outcome(Outcome),
    /// Whatever becomes of that record, which is the same.
    As(usize),
}

/// A record by itself, with the product that it is to be sent under.
struct Single<'a> {
    product: Option<&'a ProductCode>,
    record: &'a UsageRecord,
}

impl Validate for Single<'_> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        if let Some(product) = self.product {
            product.validate_at(&mut violations.member("ProductCode"));
        }
        self.record.validate_at(violations);
    }
}

impl Plan {
    fn of(usage: Vec<Usage>) -> Self {
        let mut plan = Plan {
            records: Vec::with_capacity(usage.len()),
            decided: Vec::with_capacity(usage.len()),
            batches: VecDeque::new(),
        };
        let mut seen: HashMap<_, usize> = HashMap::with_capacity(usage.len());
        // For each product and way of naming the buyer: the call that is being filled, and its
        // size.
        let mut open: HashMap<(Discriminant<Customer>, Option<ProductCode>), (usize, usize)> = HashMap::new();
        for (index, usage) in usage.into_iter().enumerate() {
            let key = (usage.customer.as_billed(), usage.dimension.clone(), usage.timestamp.secs());
            let product = usage.customer.product_in_call().cloned();
            let group = (discriminant(&usage.customer), usage.customer.product().cloned());
            let record = UsageRecord::from(usage);
            let single = Single { product: product.as_ref(), record: &record };
            let decided = if let Err(error) = single.validate() {
                Some(Decided::Outcome(Outcome::Refused(Refusal::Invalid(error))))
            } else {
                match seen.get(&key) {
                    Some(&with) if plan.records[with].has_same_content(&record) => Some(Decided::As(with)),
                    Some(&with) => Some(Decided::Outcome(Outcome::Refused(Refusal::Conflict { with }))),
                    None => plan.place(index, &record, product, open.entry(group).or_insert((usize::MAX, 0))),
                }
            };
            if decided.is_none() {
                seen.insert(key, index);
            }
            plan.records.push(record);
            plan.decided.push(decided);
        }
        plan
    }

    /// Puts a record into the call that is being filled, or into a new one.
    fn place(
        &mut self,
        index: usize,
        record: &UsageRecord,
        product: Option<ProductCode>,
        (open, size): &mut (usize, usize),
    ) -> Option<Decided> {
        let bytes = wire::to_json(record).len();
        let alone =
            wire::to_json(&BatchMeterUsage { usage_records: Vec::new(), product_code: product.clone() })
                .len()
                + bytes;
        if alone >= BYTES {
            return Some(Decided::Outcome(Outcome::Refused(Refusal::TooLarge { bytes: alone })));
        }
        // With the comma before it.
        let grown = *size + 1 + bytes;
        match self.batches.get_mut(*open) {
            Some(batch) if batch.records.len() < RECORDS && grown < BYTES => {
                batch.records.push(index);
                *size = grown;
            }
            _ => {
                (*open, *size) = (self.batches.len(), alone);
                self.batches.push_back(Batch { product, records: vec![index], round: 0, in_doubt: false });
            }
        }
        None
    }

    fn call(&self, batch: &Batch) -> BatchMeterUsage {
        BatchMeterUsage {
            usage_records: batch.records.iter().map(|&index| self.records[index].clone()).collect(),
            product_code: batch.product.clone(),
        }
    }

    /// Notes what an answer says; returns the records that are to be sent again.
    fn settle(&mut self, batch: &Batch, output: BatchMeterUsageOutput, resent: bool) -> Vec<usize> {
        let by_place = output.results.len() == batch.records.len();
        let mut open = batch.records.clone();
        for (place, result) in output.results.into_iter().enumerate() {
            let at_place = by_place.then(|| batch.records[place]);
            let named = match &result.usage_record {
                Some(echo) => self.find(&open, echo, at_place),
                None => at_place,
            };
            let Some(index) = named else { continue };
            open.retain(|&other| other != index);
            let id = result.metering_record_id.unwrap_or_default();
            let outcome = match result.status {
                Some(UsageRecordResultStatus::Success) => Outcome::Accepted { id },
                // An attempt that may have been taken came before the buyer left.
                Some(UsageRecordResultStatus::CustomerNotSubscribed) if batch.in_doubt => {
                    Outcome::Undecided(Undecided::Unanswered)
                }
                Some(UsageRecordResultStatus::CustomerNotSubscribed) => {
                    Outcome::Refused(Refusal::CustomerNotSubscribed)
                }
                Some(UsageRecordResultStatus::DuplicateRecord) => {
                    Outcome::Refused(Refusal::DuplicateRecord { id, resent })
                }
                Some(UsageRecordResultStatus::Unknown(status)) => {
                    Outcome::Undecided(Undecided::Status(status))
                }
                None => Outcome::Undecided(Undecided::Unanswered),
            };
            self.decided[index] = Some(Decided::Outcome(outcome));
        }
        let mut left = Vec::new();
        for echo in &output.unprocessed_records {
            if let Some(index) = self.find(&open, echo, None) {
                open.retain(|&other| other != index);
                left.push(index);
            }
        }
        for index in open {
            self.decided[index] = Some(Decided::Outcome(Outcome::Undecided(Undecided::Unanswered)));
        }
        left
    }

    /// Which of these records the service speaks of. It need not repeat each member that names the
    /// buyer, and may add one, nor need it repeat fractions of a second. Where several may be
    /// meant, it is the one at the answer's place or none.
    fn find(&self, open: &[usize], echo: &UsageRecord, at_place: Option<usize>) -> Option<usize> {
        fn names(record: &UsageRecord) -> [Option<&str>; 3] {
            [
                record.customer_identifier.as_ref().map(|name| name.as_str()),
                record.customer_aws_account_id.as_ref().map(|name| name.as_str()),
                record.license_arn.as_ref().map(|name| name.as_str()),
            ]
        }
        let told = names(echo);
        // How many of the names are the same; none where one contradicts.
        let alike = |index: usize| {
            let sent = &self.records[index];
            if sent.dimension != echo.dimension || sent.timestamp.secs() != echo.timestamp.secs() {
                return None;
            }
            let pairs = || names(sent).into_iter().zip(&told).filter_map(|(sent, told)| sent.zip(*told));
            pairs().all(|(sent, told)| sent == told).then(|| pairs().count())
        };
        let best = open.iter().filter_map(|&index| alike(index)).max()?;
        let mut candidates = open.iter().copied().filter(|&index| alike(index) == Some(best));
        match (candidates.next(), candidates.next()) {
            (one, None) if best > 0 || told.iter().all(Option::is_none) => one,
            _ => at_place.filter(|index| open.contains(index) && alike(*index) == Some(best)),
        }
    }

    /// Halves a call.
    fn divide(&mut self, mut batch: Batch) {
        let second = batch.records.split_off(batch.records.len() / 2);
        self.batches.push_front(Batch { records: second, product: batch.product.clone(), ..batch });
        self.batches.push_front(batch);
    }

    /// Sends a batch again after a pause, or gives it up; tells which.
    async fn again(
        &mut self,
        mut batch: Batch,
        rounds: u32,
        pause: Duration,
        given_up: impl FnOnce() -> Outcome,
    ) -> bool {
        if batch.round == rounds {
            self.all(&batch, &given_up());
            return false;
        }
        tokio::time::sleep(pause.saturating_mul(1 << batch.round.min(10))).await;
        batch.round += 1;
        self.batches.push_front(batch);
        true
    }

    /// Decides all of a call's records so, unless an attempt before has left that in doubt.
    fn all(&mut self, batch: &Batch, outcome: &Outcome) {
        let in_doubt = match outcome {
            _ if !batch.in_doubt || outcome.applied() != Applied::No => None,
            Outcome::Undecided(Undecided::Failed(error) | Undecided::NotSent(error))
            | Outcome::Refused(Refusal::Call(error)) => Some(Undecided::FailedAgain(Arc::clone(error))),
            _ => Some(Undecided::Unanswered),
        };
        let outcome = &in_doubt.map_or_else(|| outcome.clone(), Outcome::Undecided);
        for &index in &batch.records {
            self.decided[index] = Some(Decided::Outcome(outcome.clone()));
        }
    }

    fn outcomes(self) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = Vec::with_capacity(self.decided.len());
        for decided in self.decided {
            outcomes.push(match decided {
                Some(Decided::Outcome(outcome)) => outcome,
                // It stands before this one.
                Some(Decided::As(other)) => outcomes[other].clone(),
                None => Outcome::Undecided(Undecided::Unanswered),
            });
        }
        outcomes
    }
}
