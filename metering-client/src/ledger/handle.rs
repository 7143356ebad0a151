//! The ledger's public handle.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use tokio::sync::watch;

use super::backend::{AnyStore, Backend, ClockFn, Observer};
use super::builder::{Alarms, LedgerBuilder};
use super::change::Change;
use super::error::{RecordError, StoreError};
use super::event::{Event, Recorded};
use super::hours::{Time, date_time};
use super::ship::{self, ShipError};
use super::state::{RecordId, Repeats, Resolution, ResolveRefusal};
use super::status::{Record, Status};
use super::store::operations::{
    AddHourly, FailedInbox, Flush, Page, Prune, ReadStatus, Resolve, Restore, SetShadow, StopHourly,
};
use super::store::{Filter, InboxError, Settings, Store};
use super::verify::{self, Difference};
use crate::{Client, Customer, DateTime, Usage};

/// A usage ledger. Recorded usage is billed exactly once, or is visibly waiting for an operator.
///
/// A clone is another handle of the same ledger.
///
/// ```no_run
/// use metering_client::ledger::{Ledger, Recorded, Sqlite};
/// use metering_client::{Client, Customer, Usage, now};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let ledger = Ledger::builder(Sqlite::open("/var/lib/acme/usage.db")).open().await?;
/// let shipper = tokio::spawn(ledger.ship(Client::from_env().await?));
///
/// let buyer = Customer::account("111122223333", "prod-4rcexample");
/// match ledger.record("0197f3c2-7b1e-7000", Usage::new(buyer, "requests", now(), 1)).await? {
///     Recorded::Counted { .. } | Recorded::Duplicate { .. } => {}
///     Recorded::Held => eprintln!("an operator must act before the usage is billed"),
///     _ => {}
/// }
/// ledger.close().await?;
/// shipper.await??;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Ledger {
    inner: Arc<Inner>,
}

/// The state that all handles share.
pub struct Inner {
    pub store: AnyStore,
    pub settings: Settings,
    pub clock: ClockFn,
    pub speed: f64,
    pub observer: Observer,
    /// The random name under which this handle leads.
    pub owner: u64,
    /// `true` once `close` was called.
    pub closing: watch::Sender<bool>,
    /// `true` while `ship` runs.
    pub shipping: watch::Sender<bool>,
    alarms: Alarms,
    closed: AtomicBool,
}

/// The store's clock and its speed.
pub struct LedgerClock {
    pub now: ClockFn,
    pub speed: f64,
}

/// The receivers of changes.
pub struct Watch {
    pub observer: Observer,
    pub alarms: Alarms,
}

impl Inner {
    pub(super) fn new(store: AnyStore, settings: Settings, clock: LedgerClock, watch: Watch) -> Arc<Self> {
        Arc::new(Inner {
            store,
            settings,
            clock: clock.now,
            speed: clock.speed,
            observer: watch.observer,
            owner: random(),
            closing: watch::Sender::new(false),
            shipping: watch::Sender::new(false),
            alarms: watch.alarms,
            closed: AtomicBool::new(false),
        })
    }

    /// Returns the store's time.
    pub fn now(&self) -> Time {
        (self.clock)()
    }
}

/// Returns a random number, from the seeds of the standard library's hash maps.
pub fn random() -> u64 {
    RandomState::new().hash_one(std::process::id())
}

impl Ledger {
    /// Returns a builder for a ledger in this store.
    pub fn builder(store: impl Into<Backend>) -> LedgerBuilder {
        LedgerBuilder::new(store.into())
    }

    pub(super) fn new(inner: Arc<Inner>) -> Self {
        Ledger { inner }
    }

    /// Records one usage event. The event is durable when this returns `Ok`.
    ///
    /// `key` is the event's own id, of at most 128 bytes. Recording the same key again changes
    /// nothing and returns [`Recorded::Duplicate`], even after a restart. Concurrent calls share a
    /// commit. If the future is dropped, the event may or may not be recorded; record it again with
    /// the same key.
    ///
    /// # Errors
    /// Returns an error if the event is invalid, its key is known with other content, its time is
    /// out of range, or the store fails. [`RecordError::acknowledged`] tells if the event may be
    /// stored.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     buyer: metering_client::Customer,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::Recorded;
    /// use metering_client::{Usage, now};
    ///
    /// match ledger.record("0197f3c2-7b1e-7000", Usage::new(buyer, "requests", now(), 1)).await? {
    ///     Recorded::Counted { hour } | Recorded::Duplicate { hour } => println!("counts toward {hour}"),
    ///     _ => println!("stored, but an operator must act before it is billed"),
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn record(&self, key: impl Into<String>, usage: Usage) -> Result<Recorded, RecordError> {
        let event = Event::new(key, usage)?;
        self.check_open()?;
        let mut results = self.inner.store.record(vec![event]).await?;
        results.pop().unwrap_or(Err(RecordError::Store(StoreError::Closed)))
    }

    /// Records any number of events, in one commit for up to 1,000 of them. Returns one result per
    /// event, in order.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     buyer: metering_client::Customer,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::{Usage, now};
    ///
    /// let messages = [("message 1", 3), ("message 2", 5)];
    /// let events = messages.map(|(id, count)| (id, Usage::new(buyer.clone(), "requests", now(), count)));
    /// for ((id, _), result) in messages.iter().zip(ledger.record_all(events).await) {
    ///     match result {
    ///         Ok(_) => println!("remove {id} from the queue"),
    ///         Err(error) => println!("{id}: {error}"),
    ///     }
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn record_all<K: Into<String>>(
        &self,
        events: impl IntoIterator<Item = (K, Usage)>,
    ) -> Vec<Result<Recorded, RecordError>> {
        let (mut results, mut valid, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (key, usage) in events {
            match Event::new(key, usage) {
                Ok(event) => {
                    places.push(results.len());
                    valid.push(event);
                    results.push(Err(RecordError::Store(StoreError::Closed)));
                }
                Err(error) => results.push(Err(error)),
            }
        }
        let mut places = places.into_iter();
        let mut valid = valid.into_iter().peekable();
        while valid.peek().is_some() {
            let batch: Vec<Event> = valid.by_ref().take(1_000).collect();
            let count = batch.len();
            let recorded = match self.check_open() {
                Ok(()) => self.inner.store.record(batch).await,
                Err(error) => Err(error),
            };
            let recorded = recorded.unwrap_or_else(|error| vec![Err(RecordError::Store(error)); count]);
            // `recorded` comes first: the iterator that ends first must not consume a place.
            for (result, place) in recorded.into_iter().zip(places.by_ref()) {
                results[place] = result;
            }
        }
        results
    }

    fn check_open(&self) -> Result<(), StoreError> {
        if self.inner.closed.load(Ordering::SeqCst) { Err(StoreError::Closed) } else { Ok(()) }
    }

    /// Seals a buyer's open records now and returns them. Call it on SNS `unsubscribe-pending`, and
    /// again 50 minutes later: AWS accepts the buyer's usage for one hour after that notification.
    ///
    /// Usage of a flushed hour that is recorded later joins the next hour. The buyer's
    /// [zero records](Self::meter_hourly) end.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     buyer: metering_client::Customer,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// // On SNS `unsubscribe-pending`, and again 50 minutes later.
    /// let sealed = ledger.flush(&buyer).await?;
    /// println!("{} records of the buyer are sent now", sealed.len());
    /// # Ok(()) }
    /// ```
    pub async fn flush(&self, customer: &Customer) -> Result<Vec<RecordId>, StoreError> {
        self.inner.store.execute(Flush { customer: customer.clone() }).await
    }

    /// Reports hours without usage: when an hour is sealed and has no usage of a dimension, a
    /// record with quantity 0 is sent, as AWS's seller guide asks. [`flush`](Self::flush) and
    /// [`stop_hourly`](Self::stop_hourly) end it.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     buyer: metering_client::Customer,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// ledger.meter_hourly(&buyer, ["requests", "gigabytes"]).await?;
    /// # Ok(()) }
    /// ```
    pub async fn meter_hourly<D: Into<String>>(
        &self,
        customer: &Customer,
        dimensions: impl IntoIterator<Item = D>,
    ) -> Result<(), StoreError> {
        let dimensions = dimensions.into_iter().map(Into::into).collect();
        self.inner.store.execute(AddHourly { customer: customer.clone(), dimensions }).await
    }

    /// Ends the zero records of a buyer: of one dimension, or of all dimensions.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     buyer: metering_client::Customer,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// ledger.stop_hourly(&buyer, Some("gigabytes")).await?;
    /// ledger.stop_hourly(&buyer, None).await?; // all dimensions
    /// # Ok(()) }
    /// ```
    pub async fn stop_hourly(&self, customer: &Customer, dimension: Option<&str>) -> Result<(), StoreError> {
        let dimension = dimension.map(str::to_owned);
        self.inner.store.execute(StopHourly { customer: customer.clone(), dimension }).await
    }

    /// Returns counts and amounts per state, the nearest deadline, the leader and the last success.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::State;
    ///
    /// let status = ledger.status().await?;
    /// let waiting = status.count(State::Sealed);
    /// println!("{} records with an amount of {} wait", waiting.records, waiting.amount);
    /// for alarm in &status.attention {
    ///     eprintln!("needs attention: {alarm}");
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn status(&self) -> Result<Status, StoreError> {
        let parts = self.inner.store.execute(ReadStatus).await?;
        let mut status = Status::new(parts, self.inner.owner);
        status.alarms = self.inner.alarms.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(status)
    }

    /// Returns up to `limit` rows of the inbox that can't be recorded, oldest first. A store on
    /// SQLite has no inbox.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// for row in ledger.inbox_errors(100).await? {
    ///     eprintln!("row {} ({}): {}", row.row, row.key, row.error);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn inbox_errors(&self, limit: usize) -> Result<Vec<InboxError>, StoreError> {
        self.inner.store.execute(FailedInbox { limit }).await
    }

    /// Returns the records that the filter selects, by ascending id.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::Filter;
    ///
    /// for record in ledger.records(Filter::NeedsOperator).await? {
    ///     println!("{} of {} for {}: {}", record.quantity, record.dimension, record.customer, record.state);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn records(&self, filter: Filter) -> Result<Vec<Record>, StoreError> {
        let mut records: Vec<Record> = Vec::new();
        loop {
            let after = records.last().map_or(RecordId(0), |record| record.id);
            let page = self.page(filter, after, 1_000).await?;
            if page.is_empty() {
                return Ok(records);
            }
            records.extend(page);
        }
    }

    /// Returns up to `limit` records that the filter selects and that have a greater id than
    /// `after`, by ascending id. Start with `RecordId(0)`.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::{Filter, RecordId};
    ///
    /// let first = ledger.page(Filter::All, RecordId(0), 100).await?;
    /// if let Some(last) = first.last() {
    ///     let second = ledger.page(Filter::All, last.id, 100).await?;
    ///     println!("{} and {} records", first.len(), second.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn page(
        &self,
        filter: Filter,
        after: RecordId,
        limit: usize,
    ) -> Result<Vec<Record>, StoreError> {
        let page = self.inner.store.execute(Page { filter, after, limit }).await?;
        Ok(page.into_iter().map(Record::from).collect())
    }

    /// Returns the record with this id.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::RecordId;
    ///
    /// if let Some(record) = ledger.find(RecordId(10)).await? {
    ///     println!("{}: {:?}", record.state, record.last_error);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn find(&self, id: RecordId) -> Result<Option<Record>, StoreError> {
        let page = self.page(Filter::All, RecordId(id.0.saturating_sub(1)), 1).await?;
        Ok(page.into_iter().find(|record| record.id == id))
    }

    /// Applies an operator's decision, with the reason, which the record keeps. Returns the record
    /// that took the usage if the decision is a move.
    ///
    /// # Errors
    /// Returns a [`ResolveError`] if the record's state doesn't allow the decision, a call may
    /// still be in flight, the decision needs a confirmation, or the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::ledger::{Filter, Resolution};
    ///
    /// for record in ledger.records(Filter::Parked).await? {
    ///     ledger.resolve(record.id, Resolution::Retry, "the dimension was added").await?;
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn resolve(
        &self,
        record: RecordId,
        resolution: Resolution,
        reason: impl Into<String>,
    ) -> Result<Option<RecordId>, ResolveError> {
        let resolve = Resolve { record, resolution, reason: reason.into() };
        self.inner.store.execute(resolve).await?.map_err(ResolveError::Refused)
    }

    /// Seals and sends records until [`close`](Self::close) is called. Spawn the returned future.
    ///
    /// Of several programs that ship the same ledger, one leads; the others wait. The Region and
    /// the endpoint of the first client are pinned, because AWS deduplicates per Region.
    ///
    /// # Errors
    /// The future returns an error if the client's Region or endpoint isn't the pinned one, or the
    /// ledger is shipped already. Failures of the store and of AWS are retried.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     client: metering_client::Client,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// let shipper = tokio::spawn(ledger.ship(client));
    /// // … record usage …
    /// ledger.close().await?;
    /// shipper.await??;
    /// # Ok(()) }
    /// ```
    pub fn ship(&self, client: Client) -> impl Future<Output = Result<(), ShipError>> + Send + 'static {
        ship::run(Arc::clone(&self.inner), client)
    }

    /// Resends one record that AWS accepted with `Success`, unchanged and before its deadline,
    /// which AWS documents as harmless. The result decides what `DuplicateRecord` means from now
    /// on. Returns `None` if there is no such record, or AWS didn't decide.
    ///
    /// # Errors
    /// Returns an error if the client's Region or endpoint isn't the pinned one, or the store
    /// fails.
    ///
    /// # Examples
    /// ```no_run
    /// # use metering_client::ledger::Repeats;
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     client: metering_client::Client,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// match ledger.probe(&client).await? {
    ///     Some(Repeats::Succeed) => println!("every DuplicateRecord is a dispute from now on"),
    ///     Some(_) => println!("AWS returns DuplicateRecord for a repeat"),
    ///     None => println!("no record to resend; try again later"),
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn probe(&self, client: &Client) -> Result<Option<Repeats>, ShipError> {
        ship::probe(&self.inner, client).await
    }

    /// Asks AWS for its time with a call that meters nothing, and stores that time. Returns AWS's
    /// time.
    ///
    /// A leader does the same every few minutes while it has nothing to send. Moves and write-offs
    /// of records that were sent wait for it.
    ///
    /// # Errors
    /// Returns an error if AWS doesn't respond or the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     client: metering_client::Client,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// let time = ledger.observe_time(&client).await?;
    /// println!("AWS's clock shows {time}");
    /// # Ok(()) }
    /// ```
    pub async fn observe_time(&self, client: &Client) -> Result<DateTime, ShipError> {
        ship::observe_date(&self.inner, client).await.map(date_time)
    }

    /// Marks the ledger as restored from a backup, or as failed over to an asynchronous replica.
    /// Call it before any program records or ships usage again. Returns the moment of the restore.
    ///
    /// Usage whose hour began at or before that moment is held from now on, and unsettled records
    /// of those hours are marked in doubt, because they may have been sent after the backup.
    /// Decisions that operators made since the backup must be repeated first.
    ///
    /// # Errors
    /// Returns an error if AWS doesn't respond, because its clock decides the moment, or if the
    /// store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(
    /// #     ledger: metering_client::ledger::Ledger,
    /// #     client: metering_client::Client,
    /// # ) -> Result<(), Box<dyn std::error::Error>> {
    /// // After the backup was restored, before any program records or ships.
    /// let moment = ledger.restored(&client).await?;
    /// println!("usage of hours that began before {moment} is held from now on");
    /// # Ok(()) }
    /// ```
    pub async fn restored(&self, client: &Client) -> Result<DateTime, ShipError> {
        ship::observe_date(&self.inner, client).await?;
        let (moment, _) = self.inner.store.execute(Restore).await?;
        Ok(date_time(moment))
    }

    /// Ends or changes shadow mode: hours before the hour of `until` aren't sent.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// use metering_client::DateTime;
    ///
    /// // The old job meters until midnight, and the ledger from then on.
    /// let december = DateTime::from_secs(1_796_083_200); // 2026-12-01T00:00:00Z
    /// ledger.set_shadow_until(Some(december)).await?;
    /// # Ok(()) }
    /// ```
    pub async fn set_shadow_until(&self, until: Option<DateTime>) -> Result<(), StoreError> {
        let until = until.map(|until| super::hours::Hour::of(super::hours::time_of(until)));
        self.inner.store.execute(SetShadow { until }).await
    }

    /// Deletes expired keys and settled records. [`ship`](Self::ship) calls it
    /// regularly. Returns the number of deleted keys and records.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// let (keys, records) = ledger.prune().await?;
    /// println!("deleted {keys} keys and {records} records");
    /// # Ok(()) }
    /// ```
    pub async fn prune(&self) -> Result<(u64, u64), StoreError> {
        let (mut entries, mut records) = (0, 0);
        loop {
            let step = self.inner.store.execute(Prune { limit: 10_000 }).await?;
            entries += step.entries;
            records += step.records;
            if !step.more {
                return Ok((entries, records));
            }
        }
    }

    /// Recomputes the sum of every record from its keys, and returns the differences. Usage may be
    /// recorded in the meantime.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// for difference in ledger.verify().await? {
    ///     eprintln!("record {} has a wrong sum: {difference:?}", difference.record);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn verify(&self) -> Result<Vec<Difference>, StoreError> {
        verify::differences(&self.inner.store).await
    }

    /// Stops intake, commits the queue, lets the calls in flight settle and releases the lease.
    /// Every handle of the ledger is closed.
    ///
    /// # Errors
    /// Returns an error if the store fails.
    ///
    /// # Examples
    /// ```no_run
    /// # async fn example(ledger: metering_client::ledger::Ledger) -> Result<(), Box<dyn std::error::Error>> {
    /// ledger.close().await?; // the process may end now; a kill is safe as well
    /// # Ok(()) }
    /// ```
    pub async fn close(&self) -> Result<(), StoreError> {
        self.inner.closed.store(true, Ordering::SeqCst);
        self.inner.closing.send_replace(true);
        let mut shipping = self.inner.shipping.subscribe();
        // The sender lives as long as this handle.
        let _ = shipping.wait_for(|shipping| !shipping).await;
        // Operations are committed in order, so the queue is empty after this one.
        self.inner.store.execute(super::store::operations::Release { term: 0 }).await
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ledger").field("settings", &self.inner.settings).finish_non_exhaustive()
    }
}

/// The reason why an operator's decision wasn't applied.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveError {
    /// The rules refuse the decision.
    Refused(ResolveRefusal),
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::Refused(refusal) => refusal.fmt(f),
            ResolveError::Store(error) => error.fmt(f),
        }
    }
}

/// Shows the message, because `main` prints an error with `Debug`.
impl fmt::Debug for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ResolveError {}

impl From<StoreError> for ResolveError {
    fn from(error: StoreError) -> Self {
        ResolveError::Store(error)
    }
}

impl Inner {
    /// Logs, counts and reports an alarm that no transaction noted.
    pub fn alarm(&self, change: &Change) {
        (self.observer)(change);
    }
}
