//! The store on SQLite: one file, for one machine.
//!
//! One thread owns the writing connection and commits concurrent operations together. A second
//! thread runs operations that only read, so that a long listing doesn't delay commits.

mod disk;
mod schema;
mod transaction;
mod worker;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::oneshot;

use self::transaction::SqliteTransaction;
use self::worker::{Job, Message, Recording, Worker};
use super::{Operation, Result, Settings, Store};
use crate::ledger::change::Change;
use crate::ledger::error::{RecordError, StoreError};
use crate::ledger::event::{Event, Recorded};
use crate::ledger::hours::Time;

/// The store's clock.
pub type ClockFn = Arc<dyn Fn() -> Time + Send + Sync>;
/// The store's observer.
pub type Observer = Arc<dyn Fn(&Change) + Send + Sync>;

/// The store.
pub struct SqliteStore {
    writer: Sender<Message>,
    reader: Sender<Message>,
    queued: Arc<AtomicUsize>,
    max_queued: usize,
}

impl SqliteStore {
    /// Opens or creates the file.
    ///
    /// # Errors
    /// Returns an error if the file can't be opened, is on a network file system, is not a ledger,
    /// or has a schema that is too new.
    pub async fn open(path: PathBuf, settings: Settings, clock: ClockFn, observer: Observer) -> Result<Self> {
        let queued = Arc::new(AtomicUsize::new(0));
        let start = |read_only| {
            let worker = Worker::new(path.clone(), read_only, settings, Arc::clone(&clock));
            worker.start(Arc::clone(&observer), Arc::clone(&queued))
        };
        let (writer, ready) = start(false)?;
        ready.await.map_err(|_| StoreError::Closed)??;
        let (reader, ready) = start(true)?;
        ready.await.map_err(|_| StoreError::Closed)??;
        Ok(SqliteStore { writer, reader, queued, max_queued: settings.max_queued })
    }
}

impl Store for SqliteStore {
    async fn execute<O: Operation>(&self, operation: O) -> Result<O::Output> {
        let (reply, result) = oneshot::channel();
        let worker = if O::READ_ONLY { &self.reader } else { &self.writer };
        worker.send(Message::Job(Job::boxed(operation, reply))).map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| stopped())?
    }

    async fn record(&self, events: Vec<Event>) -> Result<Vec<Result<Recorded, RecordError>>> {
        let count = events.len();
        if self.queued.fetch_add(count, Ordering::Relaxed) >= self.max_queued {
            self.queued.fetch_sub(count, Ordering::Relaxed);
            return Ok(vec![Err(RecordError::QueueFull); count]);
        }
        let (reply, result) = oneshot::channel();
        let message = Message::Record(Recording { events, reply });
        if self.writer.send(message).is_err() {
            self.queued.fetch_sub(count, Ordering::Relaxed);
            return Err(StoreError::Closed);
        }
        result.await.map_err(|_| stopped())?
    }
}

/// Returns the error of an operation whose thread ended, perhaps after the commit.
fn stopped() -> StoreError {
    StoreError::CommitUnknown("the store's thread stopped".to_owned())
}

/// Opens a connection with the settings that durability needs.
fn connect(path: &Path, read_only: bool, lock_timeout: Duration) -> Result<Connection> {
    let kind = if read_only { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let flags = kind | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let flags = if read_only { flags } else { flags | OpenFlags::SQLITE_OPEN_CREATE };
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(lock_timeout).map_err(failed)?;
    if !read_only {
        if use_wal(&connection, lock_timeout)? != "wal" {
            let message = format!("{} can't use a write-ahead log; use a local disk", path.display());
            return Err(StoreError::Unsuitable(message));
        }
        // FULL: each commit reaches the disk before it is acknowledged.
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF").map_err(failed)?;
        // 32 MB, eight times the default. A commit of many random keys writes about 50 pages, so
        // with the default every twentieth commit waits for a checkpoint. Now fewer than one of a
        // hundred does, and reading the log after a kill still takes milliseconds.
        connection.execute_batch("PRAGMA wal_autocheckpoint = 8000").map_err(failed)?;
    }
    connection.execute_batch("PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY").map_err(failed)?;
    // Otherwise SQLite plans a statement that may use a partial index again whenever a parameter
    // changes to or from 0 or 1.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failed)?;
    Ok(connection)
}

/// Switches the file to a write-ahead log and returns the journal mode. While another process
/// switches a new file, SQLite reports a lock without waiting for it, so this function waits.
fn use_wal(connection: &Connection, lock_timeout: Duration) -> Result<String> {
    let began = Instant::now();
    loop {
        match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).map_err(failed) {
            Err(StoreError::Locked) if began.elapsed() < lock_timeout => {
                std::thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

/// Converts an error before the commit.
fn failed(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
        Some(ErrorCode::DiskFull) => StoreError::DiskFull,
        Some(ErrorCode::NotADatabase) => {
            StoreError::Unsuitable("the file isn't an SQLite database; choose another path".to_owned())
        }
        _ => StoreError::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
