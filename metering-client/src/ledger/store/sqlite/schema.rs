//! The tables, and migrations from earlier versions.

use rusqlite::{Connection, TransactionBehavior};

use super::failed;
use crate::ledger::error::StoreError;
use crate::ledger::failpoint;

/// The schema version of this program.
pub const VERSION: u32 = 1;
/// The newest schema version that this program can use, so that deployments may overlap.
pub const SUPPORTED: u32 = VERSION + 1;
/// Marks the file as a ledger: "METL".
const APPLICATION_ID: i32 = 0x4d45_544c;

/// The step from each version to the next.
const MIGRATIONS: [&str; VERSION as usize] = [include_str!("v1.sql")];

/// Creates the tables, or migrates them in one transaction.
pub fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    let pragma =
        |name: &str| tx.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, i64>(0)).map_err(failed);
    let version = u32::try_from(pragma("user_version")?).unwrap_or(u32::MAX);
    let tables: i64 =
        tx.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    if tables > 0 && pragma("application_id")? != i64::from(APPLICATION_ID) {
        let message = "the file is an SQLite database, but not a ledger; choose another path";
        return Err(StoreError::Unsuitable(message.to_owned()));
    }
    if version > SUPPORTED {
        return Err(StoreError::Schema { found: version, supported: SUPPORTED });
    }
    for step in MIGRATIONS.iter().skip(version as usize) {
        tx.execute_batch(step).map_err(failed)?;
        failpoint::reach("in-migration");
    }
    if version < VERSION {
        let pragmas = format!("PRAGMA user_version = {VERSION}; PRAGMA application_id = {APPLICATION_ID}");
        tx.execute_batch(&pragmas).map_err(failed)?;
    }
    tx.commit().map_err(failed)
}
