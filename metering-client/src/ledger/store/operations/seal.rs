//! Sealing hours, flushing buyers and records for hours without usage.

use std::collections::HashSet;

use super::{is_leader, quantity, read_clock};
use crate::Customer;
use crate::ledger::change::Change;
use crate::ledger::failpoint;
use crate::ledger::hours::{Clock, Hour, Limits, Time, is_sealable, just_ended, sealable_ranges};
use crate::ledger::state::{BuyerId, RecordId, Row, State, seal};
use crate::ledger::store::{Hourly, Operation, Result, Settings, Transaction};

/// Seals open records whose hour is over. Only the leader seals.
#[derive(Debug, Clone)]
pub struct Seal {
    /// The leader's term.
    pub term: u64,
    /// The maximum number of records to seal.
    pub limit: usize,
    /// Also adds zero records for hours without usage.
    pub zero_records: bool,
}

impl Operation for Seal {
    /// The number of sealed records, or `None` if `term` isn't the leader's.
    type Output = Option<usize>;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Self::Output> {
        if !is_leader(tx, self.term).await? {
            return Ok(None);
        }
        let (meta, clock) = read_clock(tx).await?;
        let (limits, later) = (meta.limits(), clock.later());
        let mut sealed = 0;
        for (from, before) in sealable_ranges(later, &settings.timing) {
            for mut row in tx.open_rows(from, before, self.limit - sealed).await? {
                if is_sealable(row.hour, later, &settings.timing) {
                    seal_row(tx, &mut row, &limits, clock.now).await?;
                    sealed += 1;
                }
            }
        }
        if self.zero_records {
            add_zero_records(tx, &limits, &clock, settings).await?;
        }
        Ok(Some(sealed))
    }
}

/// Seals one row, or deletes it if nothing joined it.
async fn seal_row<T: Transaction>(tx: &mut T, row: &mut Row, limits: &Limits, now: Time) -> Result<()> {
    if row.events == 0 && row.total == 0 {
        return tx.delete_row(row.id).await;
    }
    seal(row, limits, now);
    tx.update_row(row).await?;
    failpoint::reach("in-seal");
    tx.note(match row.state {
        State::Shadowed => Change::Shadowed { record: row.id, quantity: quantity(row) },
        _ => Change::Sealed { record: row.id, quantity: quantity(row) },
    });
    Ok(())
}

/// Adds a sealed zero record for each registered pair without usage in the hour that just ended.
async fn add_zero_records<T: Transaction>(
    tx: &mut T,
    limits: &Limits,
    clock: &Clock,
    settings: &Settings,
) -> Result<()> {
    let pairs = tx.hourly().await?;
    if pairs.is_empty() {
        return Ok(());
    }
    for hour in just_ended(clock.later(), &settings.timing) {
        if limits.is_before_restore(hour) || limits.is_shadowed(hour) {
            continue;
        }
        let mut wanted: Vec<_> = pairs
            .iter()
            .filter(|pair| pair.since <= hour)
            .map(|pair| (pair.buyer, pair.dimension.clone(), hour))
            .collect();
        wanted.sort_unstable();
        let rows = tx.rows_from(&wanted).await?;
        let in_hour = rows.iter().filter(|row| row.hour == hour);
        let with_usage: HashSet<(BuyerId, &str)> =
            in_hour.map(|row| (row.buyer, row.dimension.as_str())).collect();
        for (buyer, dimension, _) in &wanted {
            if with_usage.contains(&(*buyer, dimension)) {
                continue;
            }
            let mut row = Row::new(*buyer, dimension, hour, State::Sealed);
            row.zero = true;
            row.changed_at = clock.now;
            tx.insert_row(&row).await?;
        }
    }
    Ok(())
}

/// Seals a buyer's open records now, except those of hours that haven't begun, and stops the
/// buyer's zero records.
#[derive(Debug, Clone)]
pub struct Flush {
    /// The buyer.
    pub customer: Customer,
}

impl Operation for Flush {
    /// The sealed records.
    type Output = Vec<RecordId>;

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<Self::Output> {
        let Some(buyer) = tx.find_buyer(&self.customer.as_billed()).await? else { return Ok(Vec::new()) };
        let (meta, clock) = read_clock(tx).await?;
        let mut sealed = Vec::new();
        // AWS refuses a record whose hour hasn't begun, so such a record would be parked.
        for mut row in tx.open_rows_of(buyer, Hour::of(clock.later())).await? {
            seal_row(tx, &mut row, &meta.limits(), clock.now).await?;
            if row.state != State::Open {
                sealed.push(row.id);
            }
        }
        tx.remove_hourly(buyer, None).await?;
        Ok(sealed)
    }
}

/// Registers pairs for which hours without usage are reported.
#[derive(Debug, Clone)]
pub struct AddHourly {
    /// The buyer.
    pub customer: Customer,
    /// The dimensions.
    pub dimensions: Vec<String>,
}

impl Operation for AddHourly {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        let (_, clock) = read_clock(tx).await?;
        let buyers = tx.intern_buyers(std::slice::from_ref(&self.customer)).await?;
        let since = Hour::of(clock.later());
        for buyer in buyers {
            for dimension in &self.dimensions {
                tx.add_hourly(&Hourly { buyer, dimension: dimension.clone(), since }).await?;
            }
        }
        Ok(())
    }
}

/// Ends the reports for a buyer: one dimension, or all of them.
#[derive(Debug, Clone)]
pub struct StopHourly {
    /// The buyer.
    pub customer: Customer,
    /// The dimension, or `None` for all dimensions.
    pub dimension: Option<String>,
}

impl Operation for StopHourly {
    type Output = ();

    async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
        match tx.find_buyer(&self.customer.as_billed()).await? {
            Some(buyer) => tx.remove_hourly(buyer, self.dimension.as_deref()).await,
            None => Ok(()),
        }
    }
}
