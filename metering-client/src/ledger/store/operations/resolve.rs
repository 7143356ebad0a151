//! Operators' decisions, and the restore of a backup.

use super::read_clock;
use super::record::add_parts;
use crate::Quantity;
use crate::ledger::change::Change;
use crate::ledger::hours::{Clock, Hour, Limits, Time, find_hour};
use crate::ledger::state::{
    RecordId, Resolution, ResolveRefusal, Row, State, check_resolution, mark_restored, resolve,
};
use crate::ledger::store::{Operation, Result, Settings, Transaction};

/// Applies an operator's decision.
#[derive(Debug, Clone)]
pub struct Resolve {
    /// The record.
    pub record: RecordId,
    /// The decision.
    pub resolution: Resolution,
    /// The operator's reason.
    pub reason: String,
}

impl Operation for Resolve {
    /// The record that took the usage, for a move.
    type Output = Result<Option<RecordId>, ResolveRefusal>;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Self::Output> {
        let Some(mut row) = tx.row(self.record).await? else { return Ok(Err(ResolveRefusal::Unknown)) };
        let (meta, clock) = read_clock(tx).await?;
        if let Err(refusal) = check_resolution(&row, self.resolution, &clock, &settings.timing) {
            return Ok(Err(refusal));
        }
        let moved_to = match self.resolution {
            Resolution::Move { .. } => match move_usage(tx, &row, &meta.limits(), &clock).await? {
                Ok(target) => Some(target),
                Err(refusal) => return Ok(Err(refusal)),
            },
            _ => None,
        };
        resolve(&mut row, self.resolution, &self.reason, moved_to, clock.now);
        tx.update_row(&row).await?;
        tx.note(Change::Resolved { record: row.id, reason: self.reason.clone() });
        Ok(Ok(moved_to))
    }
}

/// Adds the usage of a row to the first hour that may take it.
async fn move_usage<T: Transaction>(
    tx: &mut T,
    row: &Row,
    limits: &Limits,
    clock: &Clock,
) -> Result<Result<RecordId, ResolveRefusal>> {
    let from = row.hour.min(Hour::of(clock.later()));
    let rows = tx.rows_from(&[(row.buyer, row.dimension.clone(), from)]).await?;
    let row_of = |hour: Hour| rows.iter().find(|row| row.hour == hour);
    // Held usage may join its own hour. Any other record has frozen its hour itself.
    let Some(hour) = find_hour(row.hour, clock, limits, |hour| row_of(hour).map(|row| row.state)) else {
        return Ok(Err(ResolveRefusal::NoHour));
    };
    let mut target = match row_of(hour) {
        Some(target) => target.clone(),
        None => {
            let mut target = Row::new(row.buyer, row.dimension.clone(), hour, State::Open);
            target.id = tx.insert_row(&target).await?;
            target
        }
    };
    if target.total.checked_add(row.total).and_then(Quantity::from_micros).is_none() {
        return Ok(Err(ResolveRefusal::TooLarge));
    }
    let parts = tx.allocations(row.id).await?;
    add_parts(tx, &mut target, &parts).await?;
    tx.add_usage(&[(target.id, row.total, row.events.max(1))]).await?;
    Ok(Ok(target.id))
}

/// Marks the ledger as restored from a backup, as of the later clock. Call this after a `Date` from
/// AWS was stored, and before any program opens the ledger.
#[derive(Debug, Clone)]
pub struct Restore;

impl Operation for Restore {
    /// The moment of the restore and the number of marked records.
    type Output = (Time, u64);

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Self::Output> {
        tx.set_lease(None).await?;
        let mut meta = tx.lock_meta().await?;
        let clock = meta.clock(tx.now().await?);
        let moment = meta.restored.unwrap_or(Time::MIN).max(clock.later());
        meta.restored = Some(moment);
        tx.set_meta(&meta).await?;
        let (limits, mut after, mut marked) = (meta.limits(), RecordId(0), 0);
        loop {
            let rows = tx.unsettled_rows(after, 1_000).await?;
            let Some(last) = rows.last() else { return Ok((moment, marked)) };
            after = last.id;
            for mut row in rows {
                mark_restored(&mut row, &limits, &clock, &settings.timing);
                marked += u64::from(row.in_doubt);
                tx.update_row(&row).await?;
            }
        }
    }
}
