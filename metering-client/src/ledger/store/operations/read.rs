//! Reading records, entries and totals.

use crate::ledger::event;
use crate::ledger::hours::{Time, is_over};
use crate::ledger::state::{Proof, RecordId, Row, State};
use crate::ledger::store::{
    BlockedProduct, Entry, Filter, Lease, Meta, Operation, Result, Settings, Total, Transaction,
};
use crate::{Customer, Usage};

use super::read_clock;

/// A row with its buyer and its tagged parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// The row.
    pub row: Row,
    /// The buyer.
    pub customer: Customer,
    /// The tagged parts.
    pub parts: Vec<(String, u64)>,
}

impl Listed {
    /// Returns the frozen content of the record.
    pub fn usage(&self) -> Usage {
        let Row { dimension, hour, total, .. } = &self.row;
        event::usage(self.customer.clone(), dimension, *hour, *total, &self.parts)
    }
}

/// Lists records by ascending id.
#[derive(Debug, Clone)]
pub struct Page {
    /// The selected records.
    pub filter: Filter,
    /// The last id of the page before.
    pub after: RecordId,
    /// The maximum number of records.
    pub limit: usize,
}

impl Operation for Page {
    type Output = Vec<Listed>;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Vec<Listed>> {
        let rows = tx.page(self.filter, self.after, self.limit).await?;
        list(tx, rows).await
    }
}

/// Adds to each row its buyer and its tagged parts.
pub async fn list<T: Transaction>(tx: &mut T, rows: Vec<Row>) -> Result<Vec<Listed>> {
    let ids: Vec<_> = rows.iter().map(|row| row.buyer).collect();
    let customers = tx.buyers(&ids).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for (row, customer) in rows.into_iter().zip(customers) {
        let parts = if row.parts == 0 { Vec::new() } else { tx.allocations(row.id).await? };
        listed.push(Listed { row, customer, parts });
    }
    Ok(listed)
}

/// Lists entries by ascending key: of one record, or of all records.
#[derive(Debug, Clone)]
pub struct Entries {
    /// The record, or `None` for all records.
    pub record: Option<RecordId>,
    /// The last key of the page before.
    pub after: Option<String>,
    /// The maximum number of entries.
    pub limit: usize,
}

impl Operation for Entries {
    type Output = Vec<Entry>;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Vec<Entry>> {
        tx.entries(self.record, self.after.as_deref(), self.limit).await
    }
}

/// The parts of a status, read in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct StatusParts {
    /// The sums of the records.
    pub totals: Vec<Total>,
    /// The settings.
    pub meta: Meta,
    /// The store's time.
    pub now: Time,
    /// The lease, if it isn't over.
    pub lease: Option<Lease>,
    /// The blocked products.
    pub blocked: Vec<BlockedProduct>,
    /// The number of rows of the inbox with an error.
    pub inbox_errors: u64,
}

/// Reads everything that a status reports.
#[derive(Debug, Clone)]
pub struct ReadStatus;

impl Operation for ReadStatus {
    type Output = StatusParts;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<StatusParts> {
        let meta = tx.meta().await?;
        let now = tx.now().await?;
        let lease = tx.lease(false).await?;
        Ok(StatusParts {
            totals: tx.totals().await?,
            meta,
            now,
            lease: lease.filter(|lease| !is_over(lease.until, now, settings.timing.lease)),
            blocked: tx.blocked().await?,
            inbox_errors: tx.inbox_errors().await?,
        })
    }
}

/// Adds all records up.
#[derive(Debug, Clone)]
pub struct Totals;

impl Operation for Totals {
    type Output = Vec<Total>;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Vec<Total>> {
        tx.totals().await
    }
}

/// Finds a record that AWS accepted with `Success` and that is before its deadline.
#[derive(Debug, Clone)]
pub struct ProbeCandidate;

impl Operation for ProbeCandidate {
    type Output = Option<Listed>;
    const READ_ONLY: bool = true;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Option<Listed>> {
        let (_, clock) = read_clock(tx).await?;
        let mut after = RecordId(0);
        loop {
            let rows = tx.page(Filter::State(State::Accepted), after, 1_000).await?;
            let Some(last) = rows.last() else { return Ok(None) };
            after = last.id;
            let is_candidate = |row: &Row| {
                row.proof == Some(Proof::Success) && !row.zero && row.hour.deadline() > clock.later()
            };
            if let Some(row) = rows.into_iter().find(is_candidate) {
                return Ok(list(tx, vec![row]).await?.pop());
            }
        }
    }
}
