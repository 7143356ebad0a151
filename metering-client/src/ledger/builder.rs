//! Opening a ledger.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::backend::{Backend, ClockFn, Observer};
use super::change::Change;
use super::error::StoreError;
use super::handle::{Inner, Ledger, LedgerClock, Watch};
use super::hours::{Hour, LateUsage, Time, millis, time_of};
use super::store::operations::{ReadMeta, SetShadow};
use super::store::{Settings, Store};
use crate::DateTime;

/// A builder for [`Ledger`].
///
/// ```no_run
/// use std::time::Duration;
///
/// use metering_client::ledger::{LateUsage, Ledger, Sqlite};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// const DAY: Duration = Duration::from_secs(24 * 3_600);
/// let ledger = Ledger::builder(Sqlite::open("/var/lib/acme/usage.db"))
///     .late_usage(LateUsage::HoldForOperator)
///     .observer(|change| {
///         if let Some(alarm) = change.alarm() {
///             eprintln!("{alarm}: {change:?}");
///         }
///     })
///     .max_age(7 * DAY)
///     .keep_keys(8 * DAY)
///     .keep_records(400 * DAY)
///     .open()
///     .await?;
/// # Ok(()) }
/// ```
pub struct LedgerBuilder {
    backend: Backend,
    settings: Settings,
    clock: Option<ClockFn>,
    observer: Option<Callback>,
    shadow_until: Option<DateTime>,
    speed: f64,
}

impl LedgerBuilder {
    pub(super) fn new(backend: Backend) -> Self {
        LedgerBuilder {
            backend,
            settings: Settings::default(),
            clock: None,
            observer: None,
            shadow_until: None,
            speed: 1.0,
        }
    }

    /// Sets the treatment of usage that can't join its own hour any more. Defaults to
    /// [`LateUsage::NextHour`].
    #[must_use]
    pub fn late_usage(mut self, late_usage: LateUsage) -> Self {
        self.settings.late_usage = late_usage;
        self
    }

    /// Sets a function that is called with every change, after its commit. It must not block: the
    /// store's next commit waits for it. A panic of the function is logged and ignored.
    #[must_use]
    pub fn observer(mut self, observer: impl Fn(&Change) + Send + Sync + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Turns shadow mode on: usage of hours before the hour of `until` is recorded and sealed, but
    /// never sent. The store keeps this setting for all programs that use it.
    ///
    /// Run the ledger in shadow mode next to an old job, compare the sums, and let the ledger take
    /// over at an exact hour.
    #[must_use]
    pub fn shadow_until(mut self, until: DateTime) -> Self {
        self.shadow_until = Some(until);
        self
    }

    /// Sets the maximum age at which usage is accepted, in whole milliseconds. Defaults to 14
    /// days, the longest retention of SQS.
    #[must_use]
    pub fn max_age(mut self, age: Duration) -> Self {
        self.settings.retention.max_age = millis(age);
        self
    }

    /// Sets the time for which keys are kept, counted from the later of the event's time and its
    /// recording. Defaults to 15 days; at least the maximum age.
    #[must_use]
    pub fn keep_keys(mut self, time: Duration) -> Self {
        self.settings.retention.keys = millis(time);
        self
    }

    /// Sets the time for which settled records are kept. Defaults to 100 days; at least the time
    /// for keys and the maximum age together. Unsettled records are kept forever.
    #[must_use]
    pub fn keep_records(mut self, time: Duration) -> Self {
        self.settings.retention.records = millis(time);
        self
    }

    /// Replaces the store's clock, for tests. Defaults to the machine's clock for SQLite and to the
    /// server's clock for PostgreSQL.
    #[must_use]
    pub fn clock(mut self, clock: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Some(Arc::new(move || time_of(DateTime::from(clock()))));
        self
    }

    /// Sets the speed of the clock as a multiple of real time, for tests. Leases, claims and pauses
    /// keep their lengths in real time.
    #[must_use]
    pub fn clock_speed(mut self, speed: f64) -> Self {
        self.speed = speed.clamp(0.001, 1_000_000.0);
        self
    }

    /// Opens the store, creates it if it doesn't exist, and migrates its schema.
    ///
    /// # Errors
    /// Returns an error if the store can't be opened, is on a network file system, isn't a ledger,
    /// or has a schema that is too new.
    pub async fn open(self) -> Result<Ledger, StoreError> {
        let mut settings = self.settings;
        let retention = &mut settings.retention;
        // A key must outlive the age at which its event is accepted, and a record its keys.
        retention.keys = retention.keys.max(retention.max_age);
        retention.records = retention.records.max(retention.keys.saturating_add(retention.max_age));
        settings.timing = settings.timing.at_speed(self.speed);
        let alarms = Arc::default();
        let observer = observe(self.observer, Arc::clone(&alarms));
        let (store, clock) = self.backend.open(settings, self.clock, Arc::clone(&observer)).await?;
        let clock = LedgerClock { now: clock, speed: self.speed };
        let inner = Inner::new(store, settings, clock, Watch { observer, alarms });
        if let Some(until) = self.shadow_until {
            let until = Some(Hour::of(time_of(until)));
            if inner.store.execute(ReadMeta).await?.shadow_until != until {
                inner.store.execute(SetShadow { until }).await?;
            }
        }
        Ok(Ledger::new(inner))
    }
}

/// The caller's observer.
type Callback = Box<dyn Fn(&Change) + Send + Sync>;

/// The number of alarms by name.
pub type Alarms = Arc<Mutex<BTreeMap<&'static str, u64>>>;

/// Combines logs, counters and the caller's observer.
fn observe(observer: Option<Callback>, alarms: Alarms) -> Observer {
    Arc::new(move |change: &Change| {
        change.trace();
        if let Some(name) = change.alarm() {
            *alarms.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
        }
        // The observer runs on the store's thread, between a commit and its acknowledgments. A
        // panic must not end that thread, or the callers would take stored events for lost ones.
        if let Some(observer) = &observer
            && catch_unwind(AssertUnwindSafe(|| observer(change))).is_err()
        {
            tracing::error!("the ledger's observer panicked");
        }
    })
}

impl fmt::Debug for LedgerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerBuilder")
            .field("backend", &self.backend)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// Converts a difference of store time to real time.
pub fn real_time(time: Time, speed: f64) -> Duration {
    Duration::from_secs_f64((time.max(0) as f64 / 1_000.0 / speed).min(86_400.0))
}
