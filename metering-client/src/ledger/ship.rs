//! The leader's loop: lease, seal, claim, send.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metering_core::error::CallContext;
use tokio::task::JoinSet;

use super::batch::Turns;
use super::builder::real_time;
use super::change::Change;
use super::error::StoreError;
use super::failpoint;
use super::handle::{Inner, random};
use super::hours::{HOUR, Hour, MINUTE, SECOND, Time, date_time, time_of};
use super::rate::Budget;
use super::send;
use super::state;
use super::state::Repeats;
use super::store::operations::{
    Claim, ClaimOutcome, Drain, Lead, ObserveDate, Pin, ProbeCandidate, Prune, ReadMeta, Release, Seal,
    SetRepeats, Totals,
};
use super::store::{Meta, Store};
use crate::{BatchMeterUsage, Client, Metering, Outcome, Refusal};

/// The maximum number of calls in flight.
const MAX_CALLS: usize = 4;
/// The number of records that one transaction seals.
const SEAL_LIMIT: usize = 500;
/// The number of rows of the inbox that one transaction records.
const DRAIN_LIMIT: usize = 500;
/// The number of keys that one step of pruning looks at.
const PRUNE_LIMIT: usize = 5_000;

/// The real time between two attempts to pin the endpoint while the store fails.
const PIN_PAUSE: Duration = Duration::from_secs(1);

/// The reason why `ship` ended.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShipError {
    /// The ledger sends to another Region or endpoint. AWS deduplicates per Region, so a change can
    /// bill the same usage twice.
    Endpoint {
        /// The pinned Region and endpoint.
        pinned: String,
        /// The client's Region and endpoint.
        client: String,
    },
    /// This handle ships already.
    Running,
    /// AWS didn't respond.
    NoResponse(String),
    /// The store failed.
    Store(StoreError),
}

impl fmt::Display for ShipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShipError::Endpoint { pinned, client } => write!(
                f,
                "the ledger sends to {pinned}, but the client calls {client}; use a client for the pinned Region"
            ),
            ShipError::Running => f.write_str("this ledger is already shipped by another call of `ship`"),
            ShipError::NoResponse(error) => write!(f, "AWS didn't respond: {error}"),
            ShipError::Store(error) => error.fmt(f),
        }
    }
}

/// Shows the message, because `main` prints an error with `Debug`.
impl fmt::Debug for ShipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ShipError {}

impl From<StoreError> for ShipError {
    fn from(error: StoreError) -> Self {
        ShipError::Store(error)
    }
}

/// The state that the loop and its calls share.
pub struct Shipping {
    pub inner: Arc<Inner>,
    pub client: Client,
    budget: Mutex<Budget>,
    turns: Mutex<Turns>,
}

impl Shipping {
    /// Returns the budget of calls.
    pub fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the turns of products.
    pub fn turns(&self) -> MutexGuard<'_, Turns> {
        self.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until the ledger is closed.
pub async fn run(inner: Arc<Inner>, client: Client) -> Result<(), ShipError> {
    let mut was_running = true;
    inner.shipping.send_if_modified(|running| {
        was_running = std::mem::replace(running, true);
        !was_running
    });
    if was_running {
        return Err(ShipError::Running);
    }
    // Resets the flag even if the future is dropped.
    let _guard = RunningGuard(Arc::clone(&inner));
    if !pin_until_closed(&inner, &client).await? {
        return Ok(());
    }
    let budget = Mutex::new(Budget::new(inner.now()));
    let shipping = Arc::new(Shipping { inner, client, budget, turns: Mutex::default() });
    let mut leader = Leader { schedule: Schedule::new(), shipping, term: None, calls: JoinSet::new() };
    leader.run().await
}

struct RunningGuard(Arc<Inner>);

impl Drop for RunningGuard {
    fn drop(&mut self) {
        self.0.shipping.send_replace(false);
    }
}

/// Pins the client's Region and endpoint, or checks that they are the pinned ones.
async fn pin_endpoint(inner: &Inner, client: &Client) -> Result<(), ShipError> {
    let endpoint = client.endpoint();
    let region = endpoint.signing_region().unwrap_or_default().to_owned();
    let url = endpoint.url().to_string();
    let client = format!("{url} in {region}");
    match inner.store.execute(Pin { region, endpoint: url }).await? {
        Ok(()) => Ok(()),
        Err((region, url)) => Err(ShipError::Endpoint { pinned: format!("{url} in {region}"), client }),
    }
}

/// Pins the endpoint, and tries again while the store fails. Returns `false` if the ledger is
/// closed before that.
async fn pin_until_closed(inner: &Inner, client: &Client) -> Result<bool, ShipError> {
    let mut closing = inner.closing.subscribe();
    while !*closing.borrow() {
        match pin_endpoint(inner, client).await {
            Ok(()) => return Ok(true),
            Err(ShipError::Store(error))
                if !matches!(error, StoreError::Schema { .. } | StoreError::Unsuitable(_)) =>
            {
                tracing::warn!(%error, "the ledger's store failed");
            }
            Err(error) => return Err(error),
        }
        let _ = tokio::time::timeout(PIN_PAUSE, closing.wait_for(|closing| *closing)).await;
    }
    Ok(false)
}

/// The times of the next periodic tasks, by the store's clock.
struct Schedule {
    renew: Time,
    seal: Time,
    prune: Time,
    minute: Time,
    date: Time,
    /// The time since which no leader is known because the store fails.
    failing: Option<Time>,
    /// The most urgent record that `deadline_near` was raised for, and its threshold.
    warned: Option<(Hour, u8)>,
    skew_warned: Time,
}

impl Schedule {
    fn new() -> Self {
        let now = Time::MIN;
        Schedule {
            renew: now,
            seal: now,
            prune: now,
            minute: now,
            date: now,
            failing: None,
            warned: None,
            skew_warned: now,
        }
    }

    /// Returns `true` if a task is due, and sets its next time. A time that is too far ahead comes
    /// from a clock that was set back.
    fn is_due(at: &mut Time, now: Time, interval: Time) -> bool {
        let is_due = now >= *at || at.saturating_sub(now) > interval;
        if is_due {
            *at = now.saturating_add(interval);
        }
        is_due
    }
}

struct Leader {
    shipping: Arc<Shipping>,
    schedule: Schedule,
    term: Option<u64>,
    calls: JoinSet<()>,
}

impl Leader {
    async fn run(&mut self) -> Result<(), ShipError> {
        while !self.is_closing() {
            let idle = match self.step().await {
                Ok(idle) => {
                    self.schedule.failing = None;
                    idle
                }
                Err(error @ StoreError::Schema { .. }) => return Err(error.into()),
                Err(error) => {
                    self.report_failure(&error);
                    true
                }
            };
            self.wait(idle).await;
        }
        while self.calls.join_next().await.is_some() {}
        if let Some(term) = self.term.take() {
            self.inner().store.execute(Release { term }).await?;
        }
        Ok(())
    }

    fn inner(&self) -> &Inner {
        &self.shipping.inner
    }

    fn is_closing(&self) -> bool {
        *self.inner().closing.borrow()
    }

    /// Returns a real duration at the speed of the store's clock.
    fn real(&self, time: Time) -> Duration {
        real_time(time, self.inner().speed)
    }

    /// Waits until a call ends, `close` is called, or a pause is over.
    async fn wait(&mut self, idle: bool) {
        while self.calls.try_join_next().is_some() {}
        if !idle && self.calls.len() < MAX_CALLS {
            return;
        }
        let pause = self.real(if idle { SECOND } else { self.inner().settings.timing.lease / 5 });
        let pause = pause.clamp(Duration::from_millis(2), Duration::from_secs(3));
        let mut closing = self.inner().closing.subscribe();
        if self.calls.is_empty() {
            let _ = tokio::time::timeout(pause, closing.wait_for(|closing| *closing)).await;
        } else {
            let _ = tokio::time::timeout(pause, self.calls.join_next()).await;
        }
    }

    /// Runs the tasks that are due. Returns `true` if there is nothing to send.
    async fn step(&mut self) -> Result<bool, StoreError> {
        let inner = Arc::clone(&self.shipping.inner);
        let (store, timing, now) = (&inner.store, inner.settings.timing, inner.now());
        if Schedule::is_due(&mut self.schedule.renew, now, timing.lease / 3) {
            let term = store.execute(Lead { owner: inner.owner, term: random() }).await?;
            if std::mem::replace(&mut self.term, term) != term {
                // A new leader tries every product immediately.
                *self.shipping.turns() = Turns::default();
            }
        }
        let Some(term) = self.term else { return Ok(true) };
        self.run_periodic_tasks(term, now).await?;
        if self.calls.len() >= MAX_CALLS {
            return Ok(false);
        }
        let turns = self.shipping.turns().clone();
        match store.execute(Claim { term, turns, seed: random() }).await? {
            ClaimOutcome::NotLeader => {
                self.term = None;
                self.schedule.renew = Time::MIN;
                Ok(true)
            }
            ClaimOutcome::Nothing => {
                if self.calls.is_empty() && Schedule::is_due(&mut self.schedule.date, now, 3 * MINUTE) {
                    // Without a recent `Date`, a wrong clock would expire records.
                    let _ = observe_date(&inner, &self.shipping.client).await;
                }
                Ok(true)
            }
            ClaimOutcome::Send(claimed) => {
                failpoint::reach("after-claim");
                self.schedule.date = now.saturating_add(3 * MINUTE);
                self.shipping.turns().serve(&claimed.group);
                self.calls.spawn(send::send(Arc::clone(&self.shipping), claimed));
                Ok(false)
            }
        }
    }

    /// Seals, drains, prunes and raises alarms.
    async fn run_periodic_tasks(&mut self, term: u64, now: Time) -> Result<(), StoreError> {
        let inner = Arc::clone(&self.shipping.inner);
        let store = &inner.store;
        let is_minute = Schedule::is_due(&mut self.schedule.minute, now, MINUTE);
        if Schedule::is_due(&mut self.schedule.seal, now, SECOND) {
            let mut zero_records = is_minute;
            loop {
                let sealed = store.execute(Seal { term, limit: SEAL_LIMIT, zero_records }).await?;
                zero_records = false;
                if sealed.unwrap_or_default() < SEAL_LIMIT {
                    break;
                }
            }
            while store.execute(Drain { limit: DRAIN_LIMIT }).await? == DRAIN_LIMIT {}
        }
        if Schedule::is_due(&mut self.schedule.prune, now, MINUTE) {
            let pruned = store.execute(Prune { limit: PRUNE_LIMIT }).await?;
            if pruned.more {
                // The next step is due soon, or keys would be recorded faster than deleted.
                self.schedule.prune = now.saturating_add(SECOND);
            }
        }
        if is_minute {
            self.warn_of_deadlines(now).await?;
            self.warn_of_skew(now).await?;
        }
        Ok(())
    }

    /// Raises `deadline_near` 6 h and 1 h before a deadline, and at an age of 5 h.
    async fn warn_of_deadlines(&mut self, now: Time) -> Result<(), StoreError> {
        let totals = self.inner().store.execute(Totals).await?;
        let waiting =
            totals.iter().filter(|total| matches!(total.state, state::State::Sealed | state::State::Claimed));
        let Some(hour) = waiting.map(|total| total.first).min() else { return Ok(()) };
        let deadline = hour.deadline();
        let thresholds = [hour.start() + 5 * HOUR, deadline - 6 * HOUR, deadline - HOUR];
        let level = thresholds.into_iter().filter(|&threshold| now >= threshold).count() as u8;
        if level > 0 && self.schedule.warned.is_none_or(|(warned, before)| warned != hour || before < level) {
            self.schedule.warned = Some((hour, level));
            let change = Change::DeadlineNear { hour: hour.timestamp(), deadline: date_time(deadline) };
            self.inner().alarm(&change);
        }
        Ok(())
    }

    /// Raises `clock_skew` once per hour.
    async fn warn_of_skew(&mut self, now: Time) -> Result<(), StoreError> {
        let Meta { offset, .. } = self.inner().store.execute(ReadMeta).await?;
        if offset.abs() > MINUTE && Schedule::is_due(&mut self.schedule.skew_warned, now, HOUR) {
            self.inner().alarm(&Change::ClockSkew { offset });
        }
        Ok(())
    }

    /// Logs a failure of the store, and raises `no_leader` after a minute of failures.
    fn report_failure(&mut self, error: &StoreError) {
        tracing::warn!(%error, "the ledger's store failed");
        self.schedule.renew = Time::MIN;
        let now = self.inner().now();
        let since = *self.schedule.failing.get_or_insert(now);
        if now.saturating_sub(since) >= MINUTE {
            self.schedule.failing = Some(now);
            self.inner().alarm(&Change::NoLeader { error: error.to_string() });
        }
    }
}

/// Asks AWS for its time with a call that meters nothing, and stores it.
pub async fn observe_date(inner: &Inner, client: &Client) -> Result<Time, ShipError> {
    let call = BatchMeterUsage { usage_records: Vec::new(), product_code: None };
    let date = match client.send(call).max_attempts(1).skip_validation().response().await {
        Ok(response) => date_of(&response.context),
        Err(error) => match date_of(error.context()) {
            Some(date) => Some(date),
            None => return Err(ShipError::NoResponse(error.to_string())),
        },
    };
    let Some(date) = date else { return Err(ShipError::NoResponse("the response has no date".to_owned())) };
    inner.store.execute(ObserveDate { date }).await?;
    Ok(date)
}

/// Returns the `Date` of a response.
pub fn date_of(context: &CallContext) -> Option<Time> {
    context.date.map(time_of)
}

/// Resends a record that AWS accepted.
pub async fn probe(inner: &Inner, client: &Client) -> Result<Option<Repeats>, ShipError> {
    // AWS deduplicates per Region, so another Region would bill the record again.
    pin_endpoint(inner, client).await?;
    let Some(listed) = inner.store.execute(ProbeCandidate).await? else { return Ok(None) };
    let outcomes = client.meter_all([listed.usage()]).max_attempts(1).rounds(0).await;
    let repeats = match outcomes.first() {
        Some(Outcome::Accepted { .. }) => Repeats::Succeed,
        Some(Outcome::Refused(Refusal::DuplicateRecord { .. })) => Repeats::AreDuplicates,
        _ => return Ok(None),
    };
    inner.store.execute(SetRepeats { repeats }).await?;
    Ok(Some(repeats))
}
