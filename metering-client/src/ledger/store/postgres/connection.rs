//! One connection, with its prepared statements.

use std::collections::HashMap;
use std::time::Duration;

use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, Error, Row, Statement};

use super::row::{Columns, invalid};
use super::{Postgres, Result, tls};
use crate::ledger::error::StoreError;
use crate::ledger::hours::Time;

/// The settings of each session. A commit is durable before it is acknowledged. A client that
/// vanishes inside a transaction must not stop other instances for long.
const SESSION: &str = "SET synchronous_commit = on; \
    SET lock_timeout = '10s'; \
    SET idle_in_transaction_session_timeout = '10s'; \
    SET statement_timeout = '60s'; \
    SET standard_conforming_strings = on; \
    SET client_min_messages = warning";

/// A connection outside or inside a transaction.
pub struct Connection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
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
        let connection = Connection { client, statements: HashMap::new() };
        connection.client.batch_execute(SESSION).await.map_err(|error| store_error(&error))?;
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
    pub async fn set_search_path(&self, schema: &str) -> Result<()> {
        self.run(&format!("SET search_path = {}", quoted(schema))).await
    }

    pub async fn begin(&self) -> Result<()> {
        self.run("BEGIN ISOLATION LEVEL READ COMMITTED").await
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// Returns [`StoreError::Conflict`] if the server rolled the transaction back because of
    /// another transaction, and [`StoreError::CommitUnknown`] for every other error.
    pub async fn commit(&self) -> Result<()> {
        self.client.batch_execute("COMMIT").await.map_err(|error| match store_error(&error) {
            StoreError::Conflict => StoreError::Conflict,
            _ => StoreError::CommitUnknown(text(&error)),
        })
    }

    pub async fn roll_back(&self) -> Result<()> {
        self.run("ROLLBACK").await
    }

    /// Returns the server's time.
    pub async fn server_time(&mut self) -> Result<Time> {
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
        let rows = self.query(sql, &[]).await?;
        Columns::new(rows.first().ok_or_else(|| invalid("the time is missing"))?).read()
    }

    /// Runs statements without parameters.
    pub async fn run(&self, statements: &str) -> Result<()> {
        self.client.batch_execute(statements).await.map_err(|error| store_error(&error))
    }

    /// Runs a prepared statement and returns its rows.
    pub async fn query(
        &mut self,
        statement: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>> {
        let prepared = self.prepared(statement).await?;
        self.client.query(&prepared, parameters).await.map_err(|error| store_error(&error))
    }

    /// Runs a prepared statement and returns the number of changed rows.
    pub async fn execute(
        &mut self,
        statement: &'static str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<u64> {
        let prepared = self.prepared(statement).await?;
        self.client.execute(&prepared, parameters).await.map_err(|error| store_error(&error))
    }

    async fn prepared(&mut self, statement: &'static str) -> Result<Statement> {
        if let Some(prepared) = self.statements.get(statement) {
            return Ok(prepared.clone());
        }
        let prepared = self.client.prepare(statement).await.map_err(|error| store_error(&error))?;
        self.statements.insert(statement, prepared.clone());
        Ok(prepared)
    }

    pub fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}

/// Quotes a name for use in a statement.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the ledger's error for an error before the commit.
pub fn store_error(error: &Error) -> StoreError {
    match error.code() {
        Some(&SqlState::T_R_DEADLOCK_DETECTED | &SqlState::T_R_SERIALIZATION_FAILURE) => StoreError::Conflict,
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
