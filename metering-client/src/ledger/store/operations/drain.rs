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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hours::DAY;
    use crate::ledger::store::conformance::{Env, START, buyer, event_at, rows};
    use crate::ledger::store::memory::Memory;
    use crate::ledger::store::operations::FailedInbox;
    use crate::ledger::store::{InboxError, Store};

    #[tokio::test]
    async fn rows_are_recorded_or_get_an_error() {
        let env = Env::new();
        let store = Memory::new(env.settings, env.clock(), env.observer());
        let event = |key, time, units| Ok(event_at(key, &buyer("a"), time, units));
        let events = [
            event("1", START, 1),
            Err("no quantity".to_owned()),
            event("3", START + DAY, 2),
            event("4", START, 4),
        ];
        for (id, event) in (1..).zip(events) {
            store.data().inbox.push((InboxRow { id, event }, None));
        }
        let drain = async || store.execute(Drain { limit: 3 }).await.unwrap();
        assert_eq!([drain().await, drain().await, drain().await], [3, 1, 0]);
        assert_eq!(rows(&store).await.iter().map(|row| row.total).collect::<Vec<_>>(), [5_000_000]);
        let failed = store.execute(FailedInbox { limit: 10 }).await.unwrap();
        let [InboxError { row: 2, .. }, InboxError { row: 3, .. }] = failed[..] else { panic!("{failed:?}") };
        assert!(failed[0].error == "no quantity" && failed[1].error.contains("future"), "{failed:?}");
        let noted = env.changes().into_iter().map(|change| match change {
            Change::InboxError { row, .. } => row,
            other => panic!("{other:?}"),
        });
        assert_eq!(noted.collect::<Vec<_>>(), [2, 3]);
    }
}
