//! The stores that a ledger may use.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use super::change::Change;
use super::error::{RecordError, StoreError};
use super::event::{Event, Recorded};
use super::hours::{Time, time_of};
#[cfg(feature = "ledger-postgres")]
use super::store::postgres::{Postgres, PostgresStore};
#[cfg(feature = "ledger")]
use super::store::sqlite::SqliteStore;
use super::store::{Operation, Settings, Store};
use crate::DateTime;

/// The store's clock.
pub type ClockFn = Arc<dyn Fn() -> Time + Send + Sync>;
/// The observer of changes.
pub type Observer = Arc<dyn Fn(&Change) + Send + Sync>;

/// A store on SQLite: one file on a local disk, for one machine.
#[derive(Debug, Clone)]
pub struct Sqlite {
    path: PathBuf,
}

impl Sqlite {
    /// Returns the store in this file. [`LedgerBuilder::open`](super::LedgerBuilder::open) creates
    /// the file if it doesn't exist.
    pub fn open(path: impl Into<PathBuf>) -> Self {
        Sqlite { path: path.into() }
    }
}

/// The store of a ledger.
#[derive(Debug, Clone)]
pub struct Backend(Kind);

#[derive(Debug, Clone)]
enum Kind {
    #[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "needs the feature `ledger`"))]
    Sqlite(Sqlite),
    #[cfg(feature = "ledger-postgres")]
    Postgres(Box<Postgres>),
}

impl From<Sqlite> for Backend {
    fn from(sqlite: Sqlite) -> Self {
        Backend(Kind::Sqlite(sqlite))
    }
}

#[cfg(feature = "ledger-postgres")]
impl From<Postgres> for Backend {
    fn from(postgres: Postgres) -> Self {
        Backend(Kind::Postgres(Box::new(postgres)))
    }
}

/// Returns the machine's time.
fn machine_time() -> Time {
    time_of(DateTime::from(SystemTime::now()))
}

impl Backend {
    /// Opens the store, and returns it with its clock: `clock` if it is set, otherwise the
    /// machine's for SQLite and the server's for PostgreSQL.
    pub(super) async fn open(
        self,
        settings: Settings,
        clock: Option<ClockFn>,
        observer: Observer,
    ) -> Result<(AnyStore, ClockFn), StoreError> {
        match self.0 {
            #[cfg(feature = "ledger")]
            Kind::Sqlite(sqlite) => {
                let clock = clock.unwrap_or_else(|| Arc::new(machine_time));
                let store = SqliteStore::open(sqlite.path, settings, Arc::clone(&clock), observer).await?;
                Ok((AnyStore::Sqlite(store), clock))
            }
            #[cfg(not(feature = "ledger"))]
            Kind::Sqlite(sqlite) => {
                let _ = (settings, clock, observer, machine_time);
                Err(StoreError::Unsuitable(format!("{} needs the feature `ledger`", sqlite.path.display())))
            }
            #[cfg(feature = "ledger-postgres")]
            Kind::Postgres(postgres) => {
                let store = PostgresStore::open(*postgres, settings, clock, observer).await?;
                let clock = store.clock();
                Ok((AnyStore::Postgres(store), clock))
            }
        }
    }
}

/// An open store of any kind.
pub enum AnyStore {
    /// SQLite.
    #[cfg(feature = "ledger")]
    Sqlite(SqliteStore),
    /// PostgreSQL.
    #[cfg(feature = "ledger-postgres")]
    Postgres(PostgresStore),
}

impl Store for AnyStore {
    async fn execute<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        match self {
            #[cfg(feature = "ledger")]
            AnyStore::Sqlite(store) => store.execute(operation).await,
            #[cfg(feature = "ledger-postgres")]
            AnyStore::Postgres(store) => store.execute(operation).await,
            #[cfg(not(any(feature = "ledger", feature = "ledger-postgres")))]
            _ => Err(StoreError::Closed),
        }
    }

    async fn record(&self, events: Vec<Event>) -> Result<Vec<Result<Recorded, RecordError>>, StoreError> {
        match self {
            #[cfg(feature = "ledger")]
            AnyStore::Sqlite(store) => store.record(events).await,
            #[cfg(feature = "ledger-postgres")]
            AnyStore::Postgres(store) => store.record(events).await,
            #[cfg(not(any(feature = "ledger", feature = "ledger-postgres")))]
            _ => Err(StoreError::Closed),
        }
    }
}
