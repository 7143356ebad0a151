//! A store on PostgreSQL, for several instances.
//!
//! Every operation is one transaction on a connection of a small pool, at the isolation level READ
//! COMMITTED with row locks. The pool and its connections live on one background thread, so a
//! caller's runtime that stops being polled can't stop other callers.
//!
//! A round trip to the server takes as long as the server's work, or longer. Recording takes two:
//! the first one begins and reads, the second one writes and commits.

mod announced;
mod connection;
mod inbox;
mod row;
mod schema;
mod sent;
mod tls;
mod transaction;

#[cfg(test)]
mod test_server;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tokio::sync::{Mutex as AsyncMutex, Semaphore, mpsc, oneshot};
use tokio::task::{LocalSet, spawn_local};

use super::operations::Record;
use super::{Operation, Result, Settings, Store};
use crate::DateTime;
use crate::ledger::change::Change;
use crate::ledger::error::{RecordError, StoreError};
use crate::ledger::event::{Event, Recorded};
use crate::ledger::hours::{Time, millis, time_of};
use connection::Connection;
use transaction::PostgresTransaction;

/// The number of times that an operation runs again after a conflict.
const RETRIES: u64 = 10;

/// The number of events from which a transaction takes no more waiting callers.
const MAX_BATCH: usize = 1_000;

/// The number of transactions that record events at the same time. One of them reads while the
/// other one commits. If both add to the same record, the second one waits for the first one's
/// commit, so more of them gain little.
const RECORDERS: usize = 2;

type BoxError = Box<dyn std::error::Error + Send + Sync>;
type PasswordFuture = Pin<Box<dyn Future<Output = Result<String, BoxError>> + Send>>;
type Password = Arc<dyn Fn() -> PasswordFuture + Send + Sync>;
type ClockFn = Arc<dyn Fn() -> Time + Send + Sync>;
type Observer = Arc<dyn Fn(&Change) + Send + Sync>;

/// The settings of a ledger on PostgreSQL.
///
/// The ledger needs the writer: the primary server, or the writer endpoint of RDS or Aurora. It
/// refuses a standby. It creates its tables in the schema `metering_ledger`, and migrates them when
/// a newer version opens the ledger.
///
/// ```no_run
/// use metering_client::ledger::Postgres;
///
/// let store = Postgres::connect("postgres://billing@db.example.com/acme?sslmode=require")
///     .ca_file("/etc/ssl/rds-global-bundle.pem")
///     .password(|| async { Ok(std::env::var("PGPASSWORD")?) });
/// ```
#[derive(Clone)]
pub struct Postgres {
    url: String,
    schema: String,
    ca_file: Option<PathBuf>,
    password: Option<Password>,
    connections: usize,
}

impl Postgres {
    /// Creates settings from a connection URL or a string of `key=value` pairs, in libpq's format.
    ///
    /// `sslmode` is `disable`, `prefer` (the default) or `require`. If the server offers TLS, its
    /// certificate is verified. TLS needs the feature `rustls` or `rustls-aws-lc`.
    pub fn connect(url: impl Into<String>) -> Self {
        Postgres {
            url: url.into(),
            schema: "metering_ledger".to_owned(),
            ca_file: None,
            password: None,
            connections: 8,
        }
    }

    /// Sets the schema of the ledger's tables. Defaults to `metering_ledger`.
    #[must_use]
    pub fn schema(mut self, name: impl Into<String>) -> Self {
        self.schema = name.into();
        self
    }

    /// Sets the file with the root certificates that the server's certificate is verified with, in
    /// PEM. Defaults to the roots that calls to AWS use.
    #[must_use]
    pub fn ca_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_file = Some(path.into());
        self
    }

    /// Sets a function that returns the password of each new connection, such as an IAM
    /// authentication token of RDS, which is valid for 15 minutes.
    #[must_use]
    pub fn password<F, R>(mut self, password: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<String, BoxError>> + Send + 'static,
    {
        self.password = Some(Arc::new(move || Box::pin(password())));
        self
    }

    /// Sets the maximum number of connections. Defaults to 8.
    #[must_use]
    pub fn connections(mut self, connections: usize) -> Self {
        self.connections = connections.max(1);
        self
    }
}

/// The URL may contain a password, so it isn't printed.
impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("schema", &self.schema)
            .field("ca_file", &self.ca_file)
            .field("connections", &self.connections)
            .finish_non_exhaustive()
    }
}

/// An open store. Clones share the pool.
#[derive(Clone)]
pub struct PostgresStore {
    pool: Arc<Pool>,
    queue: mpsc::UnboundedSender<Waiting>,
    /// Dropping the last sender ends the background thread.
    thread: mpsc::UnboundedSender<Work>,
}

/// A future that the background thread creates and runs.
type Work = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// The server's clock, as of its last reading in a transaction. Between readings it advances with
/// the machine's monotonic clock, so the instances on different machines agree.
pub struct ServerClock {
    /// The clock of a test, which is used instead of the server's.
    replaced: Option<ClockFn>,
    last: Mutex<Option<(Time, Instant)>>,
}

impl ServerClock {
    /// Stores a reading of the server's clock.
    pub fn observe(&self, time: Time) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((time, Instant::now()));
    }

    fn now(&self) -> Time {
        if let Some(clock) = &self.replaced {
            return clock();
        }
        match *self.last.lock().unwrap_or_else(PoisonError::into_inner) {
            Some((time, read)) => time.saturating_add(millis(read.elapsed())),
            None => time_of(DateTime::from(SystemTime::now())),
        }
    }
}

struct Pool {
    options: Postgres,
    settings: Settings,
    clock: Arc<ServerClock>,
    observer: Observer,
    permits: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl PostgresStore {
    /// Connects, and creates or migrates the tables.
    ///
    /// # Errors
    /// Returns [`StoreError::Unsuitable`] if the server is a standby, [`StoreError::Schema`] if the
    /// tables are too new, and [`StoreError::Failed`] if the connection fails.
    pub async fn open(
        options: Postgres,
        settings: Settings,
        clock: Option<ClockFn>,
        observer: Observer,
    ) -> Result<Self> {
        let permits = Semaphore::new(options.connections);
        let clock = Arc::new(ServerClock { replaced: clock, last: Mutex::new(None) });
        let pool = Pool { options, settings, clock, observer, permits, idle: Mutex::default() };
        let (pool, thread) = (Arc::new(pool), start_thread()?);
        let (queue, waiting) = mpsc::unbounded_channel();
        let store = PostgresStore { pool: Arc::clone(&pool), queue, thread };
        let waiting = Arc::new(AsyncMutex::new(waiting));
        for _ in 0..RECORDERS {
            let (pool, waiting) = (Arc::clone(&pool), Arc::clone(&waiting));
            store.start(move || record_waiting(pool, waiting))?;
        }
        store.on_thread(|pool| async move { pool.migrate().await }).await?;
        Ok(store)
    }

    /// Returns the store's clock.
    pub fn clock(&self) -> ClockFn {
        let clock = Arc::clone(&self.pool.clock);
        Arc::new(move || clock.now())
    }

    /// Starts a future on the background thread.
    fn start<F: Future<Output = ()> + 'static>(
        &self,
        work: impl FnOnce() -> F + Send + 'static,
    ) -> Result<()> {
        self.thread.send(Box::new(|| Box::pin(work()))).map_err(|_| StoreError::Closed)
    }

    /// Runs a future on the background thread. If the caller drops this future, the other one still
    /// runs to its end.
    async fn on_thread<T: Send + 'static, F: Future<Output = Result<T>> + 'static>(
        &self,
        work: impl FnOnce(Arc<Pool>) -> F + Send + 'static,
    ) -> Result<T> {
        let (reply, result) = oneshot::channel();
        let pool = Arc::clone(&self.pool);
        self.start(move || async move {
            // The caller may have stopped waiting.
            let _ = reply.send(work(pool).await);
        })?;
        result.await.map_err(|_| StoreError::CommitUnknown("the store's thread stopped".to_owned()))?
    }
}

impl Store for PostgresStore {
    async fn execute<O: Operation>(&self, operation: O) -> Result<O::Output> {
        self.on_thread(|pool| async move { pool.execute(&operation).await }).await
    }

    /// Commits the events of all callers that wait together. Without this, callers that add to the
    /// same record would wait for each other's commits, because they need the same row lock.
    async fn record(&self, events: Vec<Event>) -> Result<Vec<Result<Recorded, RecordError>>> {
        let (reply, result) = oneshot::channel();
        self.queue.send(Waiting { events, reply }).map_err(|_| StoreError::Closed)?;
        result.await.map_err(|_| StoreError::CommitUnknown("the store's thread stopped".to_owned()))?
    }
}

/// Events that wait for a commit.
struct Waiting {
    events: Vec<Event>,
    reply: oneshot::Sender<Result<Vec<Result<Recorded, RecordError>>>>,
}

/// The waiting events, in the order of their callers.
type Queue = Arc<AsyncMutex<mpsc::UnboundedReceiver<Waiting>>>;

/// Takes the events of all callers that wait, or `None` after the store was dropped.
async fn next_batch(queue: &Queue) -> Option<Vec<Waiting>> {
    let mut queue = queue.lock().await;
    let mut batch = vec![queue.recv().await?];
    let mut count = batch[0].events.len();
    while count < MAX_BATCH
        && let Ok(next) = queue.try_recv()
    {
        count += next.events.len();
        batch.push(next);
    }
    Some(batch)
}

/// Records waiting events, all that wait in one transaction, until the store is dropped.
async fn record_waiting(pool: Arc<Pool>, queue: Queue) {
    while let Some(batch) = next_batch(&queue).await {
        let sizes: Vec<usize> = batch.iter().map(|waiting| waiting.events.len()).collect();
        let (events, replies): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|waiting| (waiting.events, waiting.reply)).unzip();
        let events: Vec<Event> = events.into_iter().flatten().collect();
        let result = pool.execute(&Record::new(events)).await;
        let mut results = result.map(Vec::into_iter);
        for (size, reply) in sizes.into_iter().zip(replies) {
            let of_caller = match &mut results {
                Ok(results) => Ok(results.by_ref().take(size).collect()),
                Err(error) => Err(error.clone()),
            };
            // The caller may have stopped waiting.
            let _ = reply.send(of_caller);
        }
    }
}

/// Starts a thread with a runtime, which ends when the last sender is dropped.
fn start_thread() -> Result<mpsc::UnboundedSender<Work>> {
    let failed = |error: std::io::Error| StoreError::Failed(format!("no thread for PostgreSQL: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let (sender, mut receiver) = mpsc::unbounded_channel::<Work>();
    std::thread::Builder::new()
        .name("metering-ledger-postgres".to_owned())
        .spawn(move || {
            LocalSet::new().block_on(&runtime, async {
                while let Some(work) = receiver.recv().await {
                    drop(spawn_local(work()));
                }
            });
        })
        .map_err(failed)?;
    Ok(sender)
}

impl Pool {
    async fn migrate(&self) -> Result<()> {
        let mut connection = Connection::open(&self.options).await?;
        schema::migrate(&mut connection, &self.options.schema).await?;
        self.clock.observe(connection.server_time().await?);
        self.put_back(connection);
        Ok(())
    }

    async fn execute<O: Operation>(&self, operation: &O) -> Result<O::Output> {
        for retry in 0..RETRIES {
            match self.attempt(operation).await {
                Err(StoreError::Conflict) => {
                    // The two sides of a deadlock must not meet again.
                    let pause = Duration::from_millis(fastrand::u64(0..10 * (retry + 1)));
                    tokio::time::sleep(pause).await;
                }
                result => return result,
            }
        }
        Err(StoreError::Conflict)
    }

    /// Runs the operation in one transaction.
    async fn attempt<O: Operation>(&self, operation: &O) -> Result<O::Output> {
        let _permit = self.permits.acquire().await.map_err(|_| StoreError::Closed)?;
        loop {
            let idle = self.take_idle();
            let may_be_stale = idle.is_some();
            let connection = match idle {
                Some(connection) => connection,
                None => self.connect().await?,
            };
            let mut transaction = PostgresTransaction::begin(connection, Arc::clone(&self.clock)).await;
            let result = self.run(operation, &mut transaction).await;
            let is_stale = may_be_stale && !transaction.has_begun();
            let (connection, changes) = transaction.into_parts();
            match &result {
                // The server closed the idle connection. Nothing was sent to be committed.
                Err(_) if is_stale => continue,
                Err(_) => self.put_back(connection),
                Ok(_) => {
                    self.put_back(connection);
                    changes.iter().for_each(|change| (self.observer)(change));
                }
            }
            return result;
        }
    }

    async fn run<O: Operation>(
        &self,
        operation: &O,
        transaction: &mut PostgresTransaction,
    ) -> Result<O::Output> {
        match operation.run(transaction, &self.settings).await {
            Ok(output) => transaction.commit().await.map(|()| output),
            Err(error) => {
                // A connection that can't roll back isn't used again.
                let _ = transaction.roll_back().await;
                Err(error)
            }
        }
    }

    async fn connect(&self) -> Result<Connection> {
        let mut connection = Connection::open(&self.options).await?;
        connection.set_search_path(&self.options.schema).await?;
        Ok(connection)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, connection: Connection) {
        if connection.is_idle() {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(connection);
        }
    }
}
