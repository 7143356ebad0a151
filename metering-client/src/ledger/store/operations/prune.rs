//! Pruning of keys and settled records.

use crate::ledger::failpoint;
use crate::ledger::hours::{Hour, SECOND};
use crate::ledger::state::{RecordId, Row};
use crate::ledger::store::{Operation, Result, Settings, Transaction};

/// Deletes expired keys and settled records, in steps.
#[derive(Debug, Clone)]
pub struct Prune {
    /// The maximum number of entries to look at and of records to delete.
    pub limit: usize,
}

/// The result of a step of pruning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pruned {
    /// The number of deleted keys.
    pub entries: u64,
    /// The number of deleted records.
    pub records: u64,
    /// `true` if the step ended before the last key.
    pub more: bool,
}

impl Operation for Prune {
    type Output = Pruned;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Pruned> {
        let mut meta = tx.lock_meta().await?;
        // A clock that is ahead must not delete keys, so nothing is pruned without AWS's clock.
        let Some(earlier) = meta.clock(tx.now().await?).earlier() else { return Ok(Pruned::default()) };
        let retention = &settings.retention;
        meta.watermark = meta.watermark.max(earlier.saturating_sub(retention.keys));
        let before = meta.watermark.div_euclid(SECOND);
        let step = tx.prune_entries(before, meta.prune_cursor.as_deref(), self.limit).await?;
        failpoint::reach("in-prune");
        meta.prune_cursor = step.cursor;
        tx.set_meta(&meta).await?;
        let more = meta.prune_cursor.is_some();
        let before = earlier.saturating_sub(retention.records);
        let mut rows = tx.settled_rows(Hour::of(before), before, self.limit).await?;
        // A record outlives its keys: they are pruned in steps, and a known key needs its record. A
        // key without a quantity leaves no trace in the sum, but a whole pass has deleted it: it
        // expired at least the accepted age before its record.
        rows.retain(|row| row.pruned >= row.total && (row.total > 0 || !more));
        delete_rows(tx, &rows).await?;
        Ok(Pruned { entries: step.deleted, records: rows.len() as u64, more })
    }
}

async fn delete_rows<T: Transaction>(tx: &mut T, rows: &[Row]) -> Result<()> {
    for row in rows {
        // The record that took moved usage keeps the amount.
        let target = match row.moved_to {
            Some(id) if id != RecordId(0) => tx.row(id).await?,
            _ => None,
        };
        if let Some(mut target) = target {
            target.pruned = target.pruned.saturating_add(row.total);
            tx.update_row(&target).await?;
        }
        tx.delete_row(row.id).await?;
    }
    Ok(())
}
