//! The contract between the ledger and its stores.
//!
//! An [`Operation`] is one transaction: `Record`, `Seal`, `Flush`, `Lead`, `Release`, `Claim`,
//! `Settle`, `Resolve`, `Drain`, `Page`, `Entries`, `Totals`, `Prune` and a few on the stored
//! settings. Operations are written once, in [`operations`], over the primitives of
//! [`Transaction`]. A store implements the primitives and [`Store::execute`], so stores differ only
//! in SQL, locks and commits. The conformance suite, `conformance.rs`, runs against every store.

#[cfg(test)]
pub mod conformance;
#[cfg(test)]
pub mod memory;
pub mod operations;
#[cfg(feature = "ledger-postgres")]
pub mod postgres;
#[cfg(test)]
pub mod primitives;
#[cfg(feature = "ledger")]
pub mod sqlite;

use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::batch::{Form, Group};
use super::change::Change;
use super::error::{RecordError, StoreError};
use super::event::{Event, Recorded};
use super::hours::{Clock, Hour, LateUsage, Limits, Retention, Time, Timing};
use super::state::{BuyerId, HeldReason, Proof, RecordId, Repeats, Row, State};
use crate::Customer;

/// The result of a primitive.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The settings that every operation may need. They come from the builder and are not stored.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The durations of leases, claims and pauses.
    pub timing: Timing,
    /// The limits on ages.
    pub retention: Retention,
    /// The treatment of late usage.
    pub late_usage: LateUsage,
    /// The maximum number of events that wait for a commit.
    #[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "only SQLite has a queue"))]
    pub max_queued: usize,
    /// The time to wait for another process's lock.
    #[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "only SQLite locks a file"))]
    pub lock_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            timing: Timing::default(),
            retention: Retention::default(),
            late_usage: LateUsage::default(),
            max_queued: 100_000,
            lock_timeout: Duration::from_secs(5),
        }
    }
}

/// One transaction. The store may run it several times, for example after a deadlock, so an
/// operation has no side effects outside the transaction.
pub trait Operation: Clone + Send + Sync + 'static {
    /// The result.
    type Output: Send + 'static;

    /// `true` if the operation changes nothing. A store may run it on another connection.
    #[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "only SQLite has a reader"))]
    const READ_ONLY: bool = false;

    /// Runs the operation within a transaction.
    fn run<T: Transaction>(
        &self,
        tx: &mut T,
        settings: &Settings,
    ) -> impl Future<Output = Result<Self::Output>>;
}

/// Runs an operation on a store whose primitives never wait.
#[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "PostgreSQL's primitives wait"))]
pub fn run_ready<O: Operation, T: Transaction>(
    operation: &O,
    tx: &mut T,
    settings: &Settings,
) -> Result<O::Output> {
    match pin!(operation.run(tx, settings)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => Err(StoreError::Failed("a primitive of this store waits".to_owned())),
    }
}

/// A store: it runs operations, each in one transaction.
pub trait Store: Send + Sync + 'static {
    /// Runs an operation and commits it durably.
    ///
    /// - If this returns `Ok`, the changes survive a kill and a power failure.
    /// - Several operations may share one commit. Each of them is applied in full or not at all.
    /// - [`StoreError::Conflict`] from the operation, deadlocks and serialization failures roll the
    ///   transaction back and run the operation again, up to 10 times.
    /// - Any other error rolls the transaction back. An error of the commit itself is
    ///   [`StoreError::CommitUnknown`].
    /// - If the future is dropped, the operation may still be committed.
    /// - After the commit, the store reports the changes that the operation noted, in order.
    fn execute<O: Operation>(&self, operation: O) -> impl Future<Output = Result<O::Output>> + Send;

    /// Records events, as the operation `Record` does. A store may commit the events of several
    /// callers together.
    fn record(
        &self,
        events: Vec<Event>,
    ) -> impl Future<Output = Result<Vec<Result<Recorded, RecordError>>>> + Send {
        self.execute(operations::Record::new(events))
    }
}

/// The columns that identify a buyer as billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuyerKey<'a> {
    /// The form of identification.
    pub form: Form,
    /// The account, or the customer identifier.
    pub principal: &'a str,
    /// The license, or the product code.
    pub scope: &'a str,
}

impl<'a> BuyerKey<'a> {
    /// Returns the key of a buyer.
    pub fn of(customer: &'a Customer) -> Self {
        match customer {
            Customer::License { account, license_arn, .. } => {
                BuyerKey { form: Form::License, principal: account.as_str(), scope: license_arn.as_str() }
            }
            Customer::Account { account, product } => {
                BuyerKey { form: Form::Account, principal: account.as_str(), scope: product.as_str() }
            }
            Customer::Identifier { identifier, product } => {
                BuyerKey { form: Form::Identifier, principal: identifier.as_str(), scope: product.as_str() }
            }
        }
    }

    /// Builds the buyer. `product` is the product of a license, if it is known.
    pub fn customer(self, product: Option<&str>) -> Customer {
        let (principal, scope) = (self.principal.to_owned(), self.scope.to_owned());
        match self.form {
            Form::License => {
                let license = Customer::license(principal, scope);
                product.map_or(license.clone(), |product| license.of_product(product.to_owned()))
            }
            Form::Account => Customer::account(principal, scope),
            Form::Identifier => Customer::identifier(principal, scope),
        }
    }
}

/// An entry: one recorded key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key, as given.
    pub key: String,
    /// The record that the event counts toward.
    pub record: RecordId,
    /// The quantity, in micro-units.
    pub micros: u64,
    /// The later of the event's time and the time of its recording, in whole seconds, rounded up.
    pub seconds: i64,
}

/// A known key with what identifies its event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownEntry {
    /// The record that the event counts toward.
    pub record: RecordId,
    /// The quantity, in micro-units.
    pub micros: u64,
    /// The record's buyer.
    pub buyer: BuyerId,
    /// The record's dimension.
    pub dimension: String,
    /// The record's hour.
    pub hour: Hour,
}

/// The settings and observations that the store keeps, in one row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// The latest `Date` from AWS.
    pub last_date: Option<Time>,
    /// The latest `Date` minus the store's time when that `Date` arrived.
    pub offset: Time,
    /// Usage older than this is refused, because its key may be pruned.
    pub watermark: Time,
    /// The key from which the next step of pruning continues.
    pub prune_cursor: Option<String>,
    /// The moment of the last restore of a backup.
    pub restored: Option<Time>,
    /// The first hour that isn't shadowed.
    pub shadow_until: Option<Hour>,
    /// The result of the last probe.
    pub repeats: Option<Repeats>,
    /// The Region that records are sent to, pinned by the first `ship`.
    pub region: Option<String>,
    /// The endpoint that records are sent to, pinned by the first `ship`.
    pub endpoint: Option<String>,
    /// The store's time of the last acceptance.
    pub last_success: Option<Time>,
}

impl Meta {
    /// Returns the hours that never take usage by themselves.
    pub fn limits(&self) -> Limits {
        Limits { restored: self.restored, shadow_until: self.shadow_until }
    }

    /// Returns the clocks, for one reading of the store's time.
    pub fn clock(&self, now: Time) -> Clock {
        Clock { now, last_date: self.last_date, offset: self.offset }
    }
}

/// The leader's lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The leader's random name.
    pub owner: u64,
    /// The random number of the leadership.
    pub term: u64,
    /// The end of the lease, by the store's clock.
    pub until: Time,
}

/// A pair for which hours without usage are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hourly {
    /// The buyer.
    pub buyer: BuyerId,
    /// The dimension.
    pub dimension: String,
    /// The first hour to report.
    pub since: Hour,
}

/// The records that may be claimed: sealed ones whose pause is over and claimed ones whose claim is
/// over, as [`is_due`](super::state::is_due) decides for each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The store's time.
    pub now: Time,
    /// A sealed row is due if its `retry_at` is at most `now` or greater than this.
    pub max_retry_at: Time,
    /// A claimed row is due if its `claim_until` is at most `now` or greater than this.
    pub max_claim_until: Time,
    /// The first hour of the search.
    pub from: Hour,
    /// The last hour of the search.
    pub to: Hour,
}

/// Selects records of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Filter {
    /// All records.
    #[default]
    All,
    /// Records in this state.
    State(State),
    /// Records that need an operator: held, parked, disputed and expired ones, and doubled ones.
    NeedsOperator,
}

impl Filter {
    /// All parked records.
    #[allow(non_upper_case_globals, reason = "reads like a variant")]
    pub const Parked: Filter = Filter::State(State::Parked);

    /// Returns `true` if the filter selects the row. SQL stores use an equivalent `WHERE`.
    pub fn selects(&self, row: &Row) -> bool {
        match self {
            Filter::All => true,
            Filter::State(state) => row.state == *state,
            Filter::NeedsOperator => {
                matches!(row.state, State::Held | State::Parked | State::Disputed | State::Expired)
                    || row.doubled
            }
        }
    }
}

/// The number and the sum of the records of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// The state.
    pub state: State,
    /// The evidence, for accepted records.
    pub proof: Option<Proof>,
    /// AWS may have accepted the records.
    pub in_doubt: bool,
    /// AWS accepted the records although an operator moved them or wrote them off.
    pub doubled: bool,
    /// The number of records.
    pub records: u64,
    /// The sum, in micro-units.
    pub micros: u128,
    /// The earliest hour.
    pub first: Hour,
}

/// The result of one step of pruning entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PrunedEntries {
    /// The key from which the next step continues; `None` after the last key.
    pub cursor: Option<String>,
    /// The number of deleted entries.
    pub deleted: u64,
}

/// A row that a vendor inserted into the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxRow {
    /// The row's number.
    pub id: i64,
    /// The event, or the reason why the row isn't an event.
    pub event: Result<Event, String>,
}

/// A row of the inbox that can't be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct InboxError {
    /// The row's number, in the column `id`.
    pub row: i64,
    /// The row's key.
    pub key: String,
    /// The reason, in the column `error`.
    pub error: String,
}

/// The products that aren't blocked any more.
#[derive(Debug, Clone, Copy)]
pub enum Unblocked<'a> {
    /// All products.
    All,
    /// One product, or the licenses whose product isn't known.
    Product(Option<&'a str>),
}

/// A product whose calls AWS refuses because of the caller: permissions, credentials or product
/// code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockedProduct {
    /// The product, or `None` for licenses whose product isn't known.
    pub product: Option<String>,
    /// AWS's refusal.
    pub error: String,
}

/// The primitives of one transaction. Between the first primitive and the commit, the rows that a
/// primitive returned or changed are locked against other transactions, unless a primitive
/// documents an exception.
///
/// Locks are taken in one order: lease, settings, records by ascending id, entries by ascending
/// key. Where an operation can't keep the order, a deadlock is rolled back and the operation runs
/// again.
///
/// A primitive that only writes may return before the store has the result. Its error then ends a
/// later primitive or the commit.
///
/// A transaction stays on the thread of its connection, so its futures needn't be [`Send`]: the
/// prepared statements of SQLite can't leave their thread.
pub trait Transaction {
    /// Returns the store's time. Tests replace the clock. PostgreSQL reads `clock_timestamp()`
    /// after the locks that the operation took so far.
    fn now(&mut self) -> impl Future<Output = Result<Time>>;

    /// Notes a change, which the store reports after the commit.
    fn note(&mut self, change: Change);

    /// Announces that the operation records these events, so that a store on another machine can
    /// read what it needs in one round trip. Changes nothing else.
    fn announce(&mut self, _events: &[Event]) -> impl Future<Output = Result<()>> {
        std::future::ready(Ok(()))
    }

    /// Reads the settings, without a lock.
    fn meta(&mut self) -> impl Future<Output = Result<Meta>>;

    /// Replaces the settings. The caller has read them in this transaction with `lock_meta`.
    fn set_meta(&mut self, meta: &Meta) -> impl Future<Output = Result<()>>;

    /// Reads the settings and locks them.
    fn lock_meta(&mut self) -> impl Future<Output = Result<Meta>>;

    /// Reads the lease. Locks it against changes: exclusively if `exclusive`, else shared.
    fn lease(&mut self, exclusive: bool) -> impl Future<Output = Result<Option<Lease>>>;

    /// Replaces the lease, or deletes it.
    fn set_lease(&mut self, lease: Option<&Lease>) -> impl Future<Output = Result<()>>;

    /// Returns the buyers' numbers, in order, and stores unknown buyers. Buyers are the same if AWS
    /// bills them as the same: the product of a license doesn't count, and is stored when it
    /// becomes known.
    fn intern_buyers(&mut self, customers: &[Customer]) -> impl Future<Output = Result<Vec<BuyerId>>>;

    /// Returns the number of a buyer, or `None` for an unknown buyer. Stores nothing.
    fn find_buyer(&mut self, customer: &Customer) -> impl Future<Output = Result<Option<BuyerId>>>;

    /// Returns the buyers with these numbers, in order.
    fn buyers(&mut self, ids: &[BuyerId]) -> impl Future<Output = Result<Vec<Customer>>>;

    /// Returns the number of different products among the stored buyers.
    fn known_products(&mut self) -> impl Future<Output = Result<usize>>;

    /// Looks keys up, in order, without locks. The keys are distinct.
    fn find_entries(&mut self, keys: &[&str]) -> impl Future<Output = Result<Vec<Option<KnownEntry>>>>;

    /// Inserts entries with distinct keys. Returns [`StoreError::Conflict`] if a key exists.
    fn insert_entries(&mut self, entries: &[Entry]) -> impl Future<Output = Result<()>>;

    /// Returns the billable rows of each (buyer, dimension) from an hour on, in any order. The
    /// pairs are distinct and sorted.
    fn rows_from(&mut self, pairs: &[(BuyerId, String, Hour)]) -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns the row of held or shadowed usage (`billable` is false) with the same buyer,
    /// dimension, hour, state, held reason and doubt, or `None`.
    fn side_row(&mut self, like: &Row) -> impl Future<Output = Result<Option<Row>>>;

    /// Inserts a row and returns its number. Returns [`StoreError::Conflict`] if the row is
    /// billable and a billable row of the same buyer, dimension and hour exists.
    fn insert_row(&mut self, row: &Row) -> impl Future<Output = Result<RecordId>>;

    /// Returns a row.
    fn row(&mut self, id: RecordId) -> impl Future<Output = Result<Option<Row>>>;

    /// Writes all members of a row back.
    fn update_row(&mut self, row: &Row) -> impl Future<Output = Result<()>>;

    /// Deletes a row and its allocations.
    fn delete_row(&mut self, id: RecordId) -> impl Future<Output = Result<()>>;

    /// Adds usage to rows: `(row, micro-units, events)`, sorted by row. Changes no other member.
    fn add_usage(&mut self, usage: &[(RecordId, u64, u64)]) -> impl Future<Output = Result<()>>;

    /// Returns the tagged parts of a row, sorted by tags.
    fn allocations(&mut self, id: RecordId) -> impl Future<Output = Result<Vec<(String, u64)>>>;

    /// Adds micro-units to the part of a row with these tags, and creates the part if it is
    /// missing.
    fn add_allocation(&mut self, id: RecordId, tags: &str, micros: u64) -> impl Future<Output = Result<()>>;

    /// Returns up to `limit` open rows of hours in `from..before`, in order of hours. Skips rows
    /// that another transaction has locked.
    fn open_rows(&mut self, from: Hour, before: Hour, limit: usize)
    -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns the open billable rows of a buyer up to and including an hour.
    fn open_rows_of(&mut self, buyer: BuyerId, to: Hour) -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns the groups with due rows, the group with the earliest hour first. Without locks.
    fn due_groups(&mut self, due: &Due) -> impl Future<Output = Result<Vec<Group>>>;

    /// Returns up to `limit` due rows of a group, earliest hour first. Skips rows that another
    /// transaction has locked.
    fn due_rows(&mut self, due: &Due, group: &Group, limit: usize) -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns up to `limit` unsettled rows after an id, by ascending id.
    fn unsettled_rows(&mut self, after: RecordId, limit: usize) -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns the pairs for which hours without usage are reported.
    fn hourly(&mut self) -> impl Future<Output = Result<Vec<Hourly>>>;

    /// Registers a pair, unless it is registered.
    fn add_hourly(&mut self, pair: &Hourly) -> impl Future<Output = Result<()>>;

    /// Removes the pairs of a buyer: one dimension, or all of them.
    fn remove_hourly(&mut self, buyer: BuyerId, dimension: Option<&str>) -> impl Future<Output = Result<()>>;

    /// Removes up to `limit` rows without an error from the inbox and returns them, oldest first.
    /// Skips rows that another transaction has locked. Stores without an inbox return nothing.
    fn take_inbox(&mut self, limit: usize) -> impl Future<Output = Result<Vec<InboxRow>>>;

    /// Puts a taken row back with an error.
    fn fail_inbox(&mut self, id: i64, error: &str) -> impl Future<Output = Result<()>>;

    /// Returns the number of rows of the inbox with an error, without locks.
    fn inbox_errors(&mut self) -> impl Future<Output = Result<u64>>;

    /// Returns up to `limit` rows of the inbox with an error, by ascending number, without locks.
    fn failed_inbox(&mut self, limit: usize) -> impl Future<Output = Result<Vec<InboxError>>>;

    /// Returns the blocked products, in the order of their names, without locks.
    fn blocked(&mut self) -> impl Future<Output = Result<Vec<BlockedProduct>>>;

    /// Stores that a product is blocked, or replaces the error of a blocked product.
    fn block(&mut self, product: &BlockedProduct) -> impl Future<Output = Result<()>>;

    /// Deletes a blocked product, or all of them.
    fn unblock(&mut self, product: Unblocked<'_>) -> impl Future<Output = Result<()>>;

    /// Returns up to `limit` rows after an id, by ascending id, without locks.
    fn page(
        &mut self,
        filter: Filter,
        after: RecordId,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Row>>>;

    /// Returns up to `limit` entries of a record after a key, by ascending key. May scan all
    /// entries. Without locks.
    fn entries(
        &mut self,
        record: Option<RecordId>,
        after: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Entry>>>;

    /// Returns the totals by state, proof, doubt and `doubled`, without locks.
    fn totals(&mut self) -> impl Future<Output = Result<Vec<Total>>>;

    /// Looks at up to `limit` entries from a key on, deletes those with `seconds` less than
    /// `before`, and adds their micro-units to `pruned` of their rows.
    fn prune_entries(
        &mut self,
        before: i64,
        from: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<PrunedEntries>>;

    /// Returns up to `limit` final rows of hours before `before` that changed before `changed`.
    fn settled_rows(
        &mut self,
        before: Hour,
        changed: Time,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Row>>>;
}

/// Returns the tokens of a record's claims as a store keeps them.
pub fn tokens_to_bytes(tokens: &[u64]) -> Vec<u8> {
    tokens.iter().flat_map(|token| token.to_be_bytes()).collect()
}

/// Reads the tokens that [`tokens_to_bytes`] wrote.
pub fn tokens_from_bytes(bytes: &[u8]) -> Vec<u64> {
    let (tokens, _) = bytes.as_chunks::<8>();
    tokens.iter().map(|token| u64::from_be_bytes(*token)).collect()
}

/// Returns a new row for held usage.
pub fn held_row(buyer: BuyerId, dimension: &str, hour: Hour, reason: HeldReason) -> Row {
    let mut row = Row::new(buyer, dimension, hour, State::Held);
    row.billable = false;
    row.held = Some(reason);
    // Usage of a restored hour may have been billed before the restore.
    row.in_doubt = reason == HeldReason::Restored;
    row
}
