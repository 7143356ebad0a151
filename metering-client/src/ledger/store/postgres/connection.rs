//! One connection, with its prepared statements.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, Row, Statement};

use super::row::{Columns, invalid};
use super::sent::Sent;
use super::{Postgres, Result, tls};
use crate::ledger::error::StoreError;
use crate::ledger::hours::Time;

/// The settings of each session. A commit is durable before it is acknowledged. A client that
/// vanishes inside a transaction must not stop other instances for long.
///
/// Every statement finds its rows by an index, whatever the values of its parameters. So it is
/// planned once, and not with the plan that suits tables that are still empty. Planning again for
/// each execution took as long as the execution.
const SESSION: &str = "SET synchronous_commit = on; \
    SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '10s'; \
    SET statement_timeout = '60s'; \
    SET plan_cache_mode = force_generic_plan; \
    SET enable_seqscan = off; \
    SET enable_hashjoin = off; \
    SET enable_mergejoin = off; \
    SET jit = off; \
    SET standard_conforming_strings = on; \
    SET client_min_messages = warning";

/// The value of a parameter.
pub type Value = Box<dyn ToSql + Sync + Send>;

/// Boxes the values of parameters.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(Box::new($value) as $crate::ledger::store::postgres::connection::Value),*] };
}
pub(super) use values;

/// A connection outside or inside a transaction.
///
/// The server runs statements in the order in which they are sent, so a statement without rows is
/// sent without waiting for its response. [`query`](Self::query) and [`commit`](Self::commit) wait
/// for all earlier responses and report the first error.
pub struct Connection {
    client: Arc<Client>,
    statements: HashMap<&'static str, Statement>,
    /// The statements whose responses are outstanding.
    sent: Vec<Sent<'static, u64>>,
    /// The server has confirmed that the transaction began.
    has_begun: bool,
    /// The transaction has not ended, or its end is unknown.
    in_transaction: bool,
}

impl Connection {
    /// Connects and checks that the server accepts writes.
    pub async fn open(options: &Postgres) -> Result<Self> {
        let mut config: Config = options
            .url
            .parse()
            // The error repeats parts of the URL, which may contain the password.
            .map_err(|_| StoreError::Unsuitable("the PostgreSQL connection URL is invalid".to_owned()))?;
        config
            .application_name("metering-ledger")
            .connect_timeout(Duration::from_secs(10))
            .keepalives(true)
            .keepalives_idle(Duration::from_secs(10))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(20));
        if let Some(password) = &options.password {
            let failed = |error| StoreError::Failed(format!("no PostgreSQL password: {error}"));
            config.password(password().await.map_err(failed)?);
        }
        let client = tls::connect(&config, options.ca_file.as_deref()).await?;
        let client = Arc::new(client);
        let mut connection = Connection {
            client,
            statements: HashMap::new(),
            sent: Vec::new(),
            has_begun: false,
            in_transaction: false,
        };
        connection.run(SESSION).await?;
        connection.check_writer().await?;
        Ok(connection)
    }

    async fn check_writer(&self) -> Result<()> {
        let row = self.client.query_one("SELECT pg_is_in_recovery()", &[]).await;
        match row.and_then(|row| row.try_get(0)).map_err(|error| store_error(&error))? {
            false => Ok(()),
            true => Err(StoreError::Unsuitable(
                "the PostgreSQL server is a standby; connect to the primary or the writer endpoint"
                    .to_owned(),
            )),
        }
    }

    /// Makes the ledger's tables visible by their plain names.
    pub async fn set_search_path(&mut self, schema: &str) -> Result<()> {
        self.run(&format!("SET search_path = {}", quoted(schema))).await
    }

    /// Begins a transaction, without waiting for the response.
    pub async fn begin(&mut self) {
        (self.has_begun, self.in_transaction) = (false, true);
        let client = Arc::clone(&self.client);
        let begin = async move { client.batch_execute("BEGIN ISOLATION LEVEL READ COMMITTED").await };
        self.sent.push(Sent::in_task(async move { begin.await.map(|()| 0) }).await);
    }

    /// Returns `true` if the server has confirmed that the transaction began.
    pub fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// Commits the transaction. The commit is sent right behind the last statement.
    ///
    /// # Errors
    /// Returns the error of an earlier statement if the server refused it: the server rolls such a
    /// transaction back. Returns [`StoreError::Conflict`] if the server rolled the transaction back
    /// because of another transaction, and [`StoreError::CommitUnknown`] for every other error.
    pub async fn commit(&mut self) -> Result<()> {
        if !self.has_begun {
            self.settle().await.map_err(|error| store_error(&error))?;
        }
        let client = Arc::clone(&self.client);
        let commit = Sent::new(async move { client.batch_execute("COMMIT").await }).await;
        let statements = self.settle().await;
        let committed = commit.response().await;
        self.in_transaction = committed.is_err();
        match (statements, committed) {
            (Ok(()), Ok(())) => Ok(()),
            (Err(error), _) if is_refusal(&error) => Err(store_error(&error)),
            (Ok(()), Err(error)) if store_error(&error) == StoreError::Conflict => Err(StoreError::Conflict),
            // A response is missing, so the server may have received the commit.
            (Err(error), _) | (Ok(()), Err(error)) => Err(StoreError::CommitUnknown(text(&error))),
        }
    }

    pub async fn roll_back(&mut self) -> Result<()> {
        // The error of a statement is known, or it is the reason for the rollback.
        let _ = self.settle().await;
        self.run("ROLLBACK").await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Returns the server's time.
    pub async fn server_time(&mut self) -> Result<Time> {
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        let rows = self.query(sql, &[]).await?;
        Columns::new(rows.first().ok_or_else(|| invalid("the time is missing"))?).read()
    }

    /// Runs statements without parameters.
    pub async fn run(&mut self, statements: &str) -> Result<()> {
        let error = |error| store_error(&error);
        self.settle().await.map_err(error)?;
        self.client.batch_execute(statements).await.map_err(error)
    }

    /// Runs a prepared statement and returns its rows.
    pub async fn query(
        &mut self,
        statement: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>> {
        let prepared = self.prepared(statement).await?;
        let client = Arc::clone(&self.client);
        let sent = Sent::new(async move { client.query(&prepared, parameters).await }).await;
        self.response(sent).await
    }

    /// Sends a prepared statement and returns the number of changed rows.
    pub async fn execute(
        &mut self,
        statement: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<u64> {
        let prepared = self.prepared(statement).await?;
        let client = Arc::clone(&self.client);
        let sent = Sent::new(async move { client.execute(&prepared, parameters).await }).await;
        self.response(sent).await
    }

    /// Sends a prepared query. [`response`](Self::response) returns its rows.
    pub async fn ask(
        &mut self,
        statement: &'static str,
        parameters: Vec<Value>,
    ) -> Result<Sent<'static, Vec<Row>>> {
        let prepared = self.prepared(statement).await?;
        let client = Arc::clone(&self.client);
        let query = async move {
            let parameters: Vec<&(dyn ToSql + Sync)> =
                parameters.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
            client.query(&prepared, &parameters).await
        };
        Ok(Sent::in_task(query).await)
    }

    /// Sends a prepared statement. A later method reports its error.
    pub async fn send(&mut self, statement: &'static str, parameters: Vec<Value>) -> Result<()> {
        let prepared = self.prepared(statement).await?;
        let client = Arc::clone(&self.client);
        let execute = async move { client.execute_raw(&prepared, parameters).await };
        self.sent.push(Sent::in_task(execute).await);
        Ok(())
    }

    /// Waits for the responses to all earlier statements and to this one.
    pub async fn response<T>(&mut self, sent: Sent<'_, T>) -> Result<T> {
        let error = |error| store_error(&error);
        self.settle().await.map_err(error)?;
        sent.response().await.map_err(error)
    }

    /// Waits for the responses to all sent statements and returns the first error.
    async fn settle(&mut self) -> Result<(), Error> {
        let mut result = Ok(());
        for sent in std::mem::take(&mut self.sent) {
            let response = sent.response().await.map(drop);
            result = result.and(response);
        }
        if result.is_ok() {
            self.has_begun = true;
        }
        result
    }

    async fn prepared(&mut self, statement: &'static str) -> Result<Statement> {
        if let Some(prepared) = self.statements.get(statement) {
            return Ok(prepared.clone());
        }
        // Errors of earlier statements come first: the server refuses everything after them.
        let prepared = self.client.prepare(statement).await;
        self.settle().await.map_err(|error| store_error(&error))?;
        let prepared = prepared.map_err(|error| store_error(&error))?;
        self.statements.insert(statement, prepared.clone());
        Ok(prepared)
    }

    /// Returns `true` if the connection works and no transaction is open.
    pub fn is_idle(&self) -> bool {
        !self.in_transaction && !self.client.is_closed()
    }
}

/// Quotes a name for use in a statement.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns `true` if the server refused a statement. It rolls back the statement's transaction.
fn is_refusal(error: &Error) -> bool {
    error.as_db_error().is_some_and(|error| error.parsed_severity() == Some(Severity::Error))
}

/// Returns the ledger's error for an error before the commit.
pub fn store_error(error: &Error) -> StoreError {
    match error.code() {
        Some(
            &SqlState::T_R_DEADLOCK_DETECTED
            | &SqlState::T_R_SERIALIZATION_FAILURE
            | &SqlState::UNIQUE_VIOLATION
            // The statements of the ledger divide by zero if they don't find each of their rows.
            | &SqlState::DIVISION_BY_ZERO,
        ) => StoreError::Conflict,
        Some(&SqlState::LOCK_NOT_AVAILABLE) => StoreError::Locked,
        Some(&SqlState::DISK_FULL) => StoreError::DiskFull,
        _ => StoreError::Failed(text(error)),
    }
}

/// Returns the error and its sources on one line.
fn text(error: &Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        source = error.source();
    }
    text.replace(char::is_control, " ")
}
