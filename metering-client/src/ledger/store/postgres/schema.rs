//! The tables and their migrations.

use super::Result;
use super::connection::{Connection, quoted};
use crate::ledger::error::StoreError;

/// The schema version that this version of the ledger creates.
const VERSION: i32 = 1;

/// The newest schema version that this version of the ledger can use, so that deployments of two
/// versions may overlap.
const NEWEST: i32 = VERSION + 1;

/// The migrations: the statements at index `n` lead from version `n` to version `n + 1`.
const MIGRATIONS: [&str; VERSION as usize] = [include_str!("schema_1.sql")];

/// Creates the tables or migrates them, in one transaction. Other instances wait meanwhile.
pub async fn migrate(connection: &mut Connection, schema: &str) -> Result<()> {
    connection.begin().await;
    // Any fixed number does; it only has to be the same in every version of the ledger.
    connection.run("SELECT pg_advisory_xact_lock(4919126347215023)").await?;
    let exists = connection.query("SELECT 1 FROM pg_namespace WHERE nspname = $1", &[&schema]).await?;
    if exists.is_empty() {
        connection.run(&format!("CREATE SCHEMA {}", quoted(schema))).await?;
    }
    connection.set_search_path(schema).await?;
    let found = version(connection).await?;
    if found > NEWEST {
        let _ = connection.roll_back().await;
        let unsigned = |version: i32| version.unsigned_abs();
        return Err(StoreError::Schema { found: unsigned(found), supported: unsigned(NEWEST) });
    }
    for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        connection.run(migration).await?;
    }
    if found < VERSION {
        connection.execute("UPDATE meta SET schema_version = $1", &[&VERSION]).await?;
    }
    connection.commit().await
}

/// Returns the schema version of the tables; 0 if there are none.
async fn version(connection: &mut Connection) -> Result<i32> {
    let tables = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'meta'";
    if connection.query(tables, &[]).await?.is_empty() {
        return Ok(0);
    }
    let rows = connection.query("SELECT schema_version FROM meta", &[]).await?;
    let read = rows.first().map(|row| row.try_get(0)).transpose();
    Ok(read.map_err(|error| super::connection::store_error(&error))?.unwrap_or(0))
}
