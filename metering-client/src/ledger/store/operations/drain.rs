//! Recording the inbox.

use super::record::Record;
use crate::ledger::change::Change;
use crate::ledger::failpoint;
use crate::ledger::store::{InboxRow, Operation, Result, Settings, Transaction};

/// Moves rows of the inbox into the ledger, in one transaction. Rows that can't be recorded get an
/// error.
#[derive(Debug, Clone)]
pub struct Drain {
    /// The maximum number of rows.
    pub limit: usize,
}

impl Operation for Drain {
    /// The number of rows that were taken.
    type Output = usize;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<usize> {
        let rows = tx.take_inbox(self.limit).await?;
        let count = rows.len();
        let (mut ids, mut events) = (Vec::with_capacity(count), Vec::with_capacity(count));
        for InboxRow { id, event } in rows {
            match event {
                Ok(event) => {
                    ids.push(id);
                    events.push(event);
                }
                Err(error) => refuse(tx, id, error).await?,
            }
        }
        failpoint::reach("in-drain");
        let results = Record::new(events).run(tx, settings).await?;
        for (id, result) in ids.into_iter().zip(results) {
            if let Err(error) = result {
                refuse(tx, id, error.to_string()).await?;
            }
        }
        Ok(count)
    }
}

async fn refuse<T: Transaction>(tx: &mut T, id: i64, error: String) -> Result<()> {
    tx.fail_inbox(id, &error).await?;
    tx.note(Change::InboxError { row: id, error });
    Ok(())
}
