//! The stores that a ledger may use.

use std::path::PathBuf;
use std::sync::Arc;

use super::change::Change;
use super::error::{RecordError, StoreError};
use super::event::{Event, Recorded};
use super::hours::Time;
#[cfg(feature = "ledger")]
use super::store::sqlite::SqliteStore;
use super::store::{Operation, Settings, Store};

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
}

impl From<Sqlite> for Backend {
    fn from(sqlite: Sqlite) -> Self {
        Backend(Kind::Sqlite(sqlite))
    }
}

impl Backend {
    /// Opens the store.
    pub(super) async fn open(
        self,
        settings: Settings,
        clock: ClockFn,
        observer: Observer,
    ) -> Result<AnyStore, StoreError> {
        match self.0 {
            #[cfg(feature = "ledger")]
            Kind::Sqlite(sqlite) => {
                Ok(AnyStore::Sqlite(SqliteStore::open(sqlite.path, settings, clock, observer).await?))
            }
            #[cfg(not(feature = "ledger"))]
            Kind::Sqlite(sqlite) => {
                let _ = (settings, clock, observer);
                Err(StoreError::Unsuitable(format!("{} needs the feature `ledger`", sqlite.path.display())))
            }
        }
    }
}

/// An open store of any kind.
pub enum AnyStore {
    /// SQLite.
    #[cfg(feature = "ledger")]
    Sqlite(SqliteStore),
}

impl Store for AnyStore {
    async fn execute<O: Operation>(&self, operation: O) -> Result<O::Output, StoreError> {
        match self {
            #[cfg(feature = "ledger")]
            AnyStore::Sqlite(store) => store.execute(operation).await,
            #[cfg(not(feature = "ledger"))]
            _ => Err(StoreError::Closed),
        }
    }

    async fn record(&self, events: Vec<Event>) -> Result<Vec<Result<Recorded, RecordError>>, StoreError> {
        match self {
            #[cfg(feature = "ledger")]
            AnyStore::Sqlite(store) => store.record(events).await,
            #[cfg(not(feature = "ledger"))]
            _ => Err(StoreError::Closed),
        }
    }
}
