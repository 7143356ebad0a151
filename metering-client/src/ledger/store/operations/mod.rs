//! The ledger's operations, written once for all stores.

mod claim;
mod drain;
mod lead;
mod prune;
mod read;
mod record;
mod resolve;
mod seal;
mod settings;

pub use claim::{Claim, ClaimOutcome, Claimed, Settle};
pub use drain::Drain;
pub use lead::{Lead, Release};
pub use prune::Prune;
#[cfg(test)]
pub use prune::Pruned;
pub use read::{Entries, Listed, Page, ProbeCandidate, ReadStatus, StatusParts, Totals};
pub use record::Record;
pub use resolve::{Resolve, Restore};
pub use seal::{AddHourly, Flush, Seal, StopHourly};
pub use settings::{FailedInbox, ObserveDate, Pin, ReadMeta, SetBlocked, SetRepeats, SetShadow};

use super::{Lease, Meta, Result, Transaction};
use crate::Quantity;
use crate::ledger::hours::{Clock, Time};
use crate::ledger::state::Row;

/// Reads the settings and the clocks.
async fn read_clock<T: Transaction>(tx: &mut T) -> Result<(Meta, Clock)> {
    let meta = tx.meta().await?;
    let now = tx.now().await?;
    let clock = meta.clock(now);
    Ok((meta, clock))
}

/// Returns `true` if `term` is the leader's term. The lease stays locked until the commit.
async fn is_leader<T: Transaction>(tx: &mut T, term: u64) -> Result<bool> {
    let lease = tx.lease(false).await?;
    let now = tx.now().await?;
    Ok(lease.is_some_and(|lease: Lease| lease.term == term && now < lease.until))
}

/// Notes the `Date` of a response and the time of an acceptance.
async fn observe<T: Transaction>(tx: &mut T, date: Option<Time>, accepted: bool) -> Result<()> {
    if date.is_none() && !accepted {
        return Ok(());
    }
    let mut meta = tx.lock_meta().await?;
    let now = tx.now().await?;
    if let Some(date) = date {
        // A late response must not set the clock back.
        meta.last_date = Some(meta.last_date.map_or(date, |last| last.max(date)));
        meta.offset = date.saturating_sub(now);
    }
    if accepted {
        meta.last_success = Some(now);
    }
    tx.set_meta(&meta).await
}

/// Returns the sum of a row as a quantity.
fn quantity(row: &Row) -> Quantity {
    Quantity::from_micros(row.total).unwrap_or(Quantity::MAX)
}
