//! The bare store: one prepared `INSERT` of a key per transaction, without the ledger.

use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use tokio_postgres::{Client, NoTls, Statement};

use crate::{Result, Slice, key, spread};

/// The same database, with the same settings for durability.
pub enum Peer {
    Sqlite(Connection, u64),
    Postgres(Client, Statement, u64),
}

impl Peer {
    /// Creates an empty table: next to `file`, or in the server at `store`.
    pub async fn open(store: &str, file: &Path) -> Result<Self> {
        if store.starts_with("postgres") {
            let (client, connection) = tokio_postgres::connect(store, NoTls).await?;
            drop(tokio::spawn(connection));
            let table = "DROP TABLE IF EXISTS peer; \
                         CREATE TABLE peer (key text COLLATE \"C\" PRIMARY KEY, record bigint, micros bigint, seconds bigint)";
            client.batch_execute(table).await?;
            let insert = client.prepare("INSERT INTO peer VALUES ($1, $2, $3, $4)").await?;
            return Ok(Peer::Postgres(client, insert, 0));
        }
        let path = file.with_extension("db");
        let _ = std::fs::remove_file(&path);
        let connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL; \
             CREATE TABLE peer (key TEXT PRIMARY KEY, record INTEGER, micros INTEGER, seconds INTEGER) WITHOUT ROWID",
        )?;
        let mut peer = Peer::Sqlite(connection, 0);
        // Its write-ahead log grows to its final size too.
        peer.run(1.0).await?;
        Ok(peer)
    }

    pub async fn run(&mut self, seconds: f64) -> Result<Slice> {
        let (started, mut times) = (Instant::now(), Vec::new());
        match self {
            Peer::Sqlite(connection, count) => {
                let mut insert = connection.prepare("INSERT INTO peer VALUES (?1, ?2, ?3, ?4)")?;
                while started.elapsed().as_secs_f64() < seconds {
                    let asked = Instant::now();
                    insert.execute((key(*count, spread(*count)), 1_i64, 1_000_000_i64, 0_i64))?;
                    times.push(asked.elapsed());
                    *count += 1;
                }
            }
            Peer::Postgres(client, insert, count) => {
                while started.elapsed().as_secs_f64() < seconds {
                    let asked = Instant::now();
                    let key = key(*count, spread(*count));
                    client.execute(&*insert, &[&key, &1_i64, &1_000_000_i64, &0_i64]).await?;
                    times.push(asked.elapsed());
                    *count += 1;
                }
            }
        }
        Ok(Slice::new(times, started.elapsed()))
    }
}
