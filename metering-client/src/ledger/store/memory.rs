//! A store in memory, for the simulation and for tests. It follows the contract of [`Transaction`]
//! in the simplest way and has no durability.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    BlockedProduct, Due, Entry, Filter, Hourly, InboxError, InboxRow, KnownEntry, Lease, Meta, Operation,
    PrunedEntries, Result, Settings, Store, Total, Transaction, Unblocked, run_ready,
};
use crate::Customer;
use crate::ledger::batch::Group;
use crate::ledger::change::Change;
use crate::ledger::error::StoreError;
use crate::ledger::hours::{Hour, Time};
use crate::ledger::state::{BuyerId, RecordId, Row, State};

/// Everything that the store holds. A clone is a backup.
#[derive(Debug, Clone, Default)]
pub struct Data {
    pub meta: Meta,
    pub lease: Option<Lease>,
    pub buyers: Vec<Customer>,
    pub rows: BTreeMap<RecordId, Row>,
    pub billable: BTreeMap<(BuyerId, String, Hour), RecordId>,
    pub entries: BTreeMap<String, Entry>,
    pub allocations: BTreeMap<(RecordId, String), u64>,
    pub hourly: Vec<Hourly>,
    pub inbox: Vec<(InboxRow, Option<String>)>,
    pub blocked: BTreeMap<Option<String>, String>,
    next_row: i64,
}

/// The store.
#[derive(Clone)]
pub struct Memory {
    data: Arc<Mutex<Data>>,
    settings: Settings,
    clock: Arc<dyn Fn() -> Time + Send + Sync>,
    observer: Arc<dyn Fn(&Change) + Send + Sync>,
}

impl Memory {
    pub fn new(
        settings: Settings,
        clock: impl Fn() -> Time + Send + Sync + 'static,
        observer: impl Fn(&Change) + Send + Sync + 'static,
    ) -> Self {
        let data = Arc::default();
        Memory { data, settings, clock: Arc::new(clock), observer: Arc::new(observer) }
    }

    pub fn data(&self) -> MutexGuard<'_, Data> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs an operation; no primitive of this store waits.
    pub fn run<O: Operation>(&self, operation: &O) -> Result<O::Output> {
        let mut data = self.data();
        let mut tx = MemoryTransaction { data: &mut data, now: (self.clock)(), changes: Vec::new() };
        let result = run_ready(operation, &mut tx, &self.settings);
        let changes = tx.changes;
        drop(data);
        if result.is_ok() {
            changes.iter().for_each(|change| (self.observer)(change));
        }
        result
    }
}

impl Store for Memory {
    async fn execute<O: Operation>(&self, operation: O) -> Result<O::Output> {
        // A failed operation must change nothing. The simulation calls `run`, which saves the copy.
        let backup = self.data().clone();
        let result = self.run(&operation);
        if result.is_err() {
            *self.data() = backup;
        }
        result
    }
}

struct MemoryTransaction<'a> {
    data: &'a mut Data,
    now: Time,
    changes: Vec<Change>,
}

impl MemoryTransaction<'_> {
    fn buyer_index(&self, customer: &Customer) -> Option<usize> {
        let billed = customer.as_billed();
        self.data.buyers.iter().position(|known| known.as_billed() == billed)
    }

    fn is_due(row: &Row, due: &Due) -> bool {
        (due.from..=due.to).contains(&row.hour)
            && match row.state {
                State::Sealed => row.retry_at <= due.now || row.retry_at > due.max_retry_at,
                State::Claimed => row.claim_until <= due.now || row.claim_until > due.max_claim_until,
                _ => false,
            }
    }

    fn group(&self, row: &Row) -> Group {
        Group::of(&self.data.buyers[row.buyer as usize])
    }

    fn select(&self, limit: usize, filter: impl Fn(&Row) -> bool) -> Vec<Row> {
        let mut rows: Vec<Row> = self.data.rows.values().filter(|row| filter(row)).cloned().collect();
        rows.sort_by_key(|row| (row.hour, row.id));
        rows.truncate(limit);
        rows
    }
}

impl Transaction for MemoryTransaction<'_> {
    async fn now(&mut self) -> Result<Time> {
        Ok(self.now)
    }

    fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    async fn meta(&mut self) -> Result<Meta> {
        Ok(self.data.meta.clone())
    }

    async fn set_meta(&mut self, meta: &Meta) -> Result<()> {
        self.data.meta = meta.clone();
        Ok(())
    }

    async fn lock_meta(&mut self) -> Result<Meta> {
        self.meta().await
    }

    async fn lease(&mut self, _: bool) -> Result<Option<Lease>> {
        Ok(self.data.lease.clone())
    }

    async fn set_lease(&mut self, lease: Option<&Lease>) -> Result<()> {
        self.data.lease = lease.cloned();
        Ok(())
    }

    async fn intern_buyers(&mut self, customers: &[Customer]) -> Result<Vec<BuyerId>> {
        let mut ids = Vec::with_capacity(customers.len());
        for customer in customers {
            let index = match self.buyer_index(customer) {
                Some(index) => {
                    if self.data.buyers[index].product().is_none() {
                        self.data.buyers[index] = customer.clone();
                    }
                    index
                }
                None => {
                    self.data.buyers.push(customer.clone());
                    self.data.buyers.len() - 1
                }
            };
            ids.push(index as BuyerId);
        }
        Ok(ids)
    }

    async fn find_buyer(&mut self, customer: &Customer) -> Result<Option<BuyerId>> {
        Ok(self.buyer_index(customer).map(|index| index as BuyerId))
    }

    async fn buyers(&mut self, ids: &[BuyerId]) -> Result<Vec<Customer>> {
        Ok(ids.iter().map(|&id| self.data.buyers[id as usize].clone()).collect())
    }

    async fn known_products(&mut self) -> Result<usize> {
        let products: BTreeSet<_> =
            self.data.buyers.iter().filter_map(|buyer| buyer.product()).map(|code| code.as_str()).collect();
        Ok(products.len())
    }

    async fn find_entries(&mut self, keys: &[&str]) -> Result<Vec<Option<KnownEntry>>> {
        let find = |key: &&str| {
            let entry = self.data.entries.get(*key)?;
            let row = self.data.rows.get(&entry.record)?;
            Some(KnownEntry {
                record: entry.record,
                micros: entry.micros,
                buyer: row.buyer,
                dimension: row.dimension.clone(),
                hour: row.hour,
            })
        };
        Ok(keys.iter().map(find).collect())
    }

    async fn insert_entries(&mut self, entries: &[Entry]) -> Result<()> {
        for entry in entries {
            if self.data.entries.insert(entry.key.clone(), entry.clone()).is_some() {
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }

    async fn rows_from(&mut self, pairs: &[(BuyerId, String, Hour)]) -> Result<Vec<Row>> {
        let rows = |(buyer, dimension, hour): &(BuyerId, String, Hour)| {
            let range = (*buyer, dimension.clone(), *hour)..=(*buyer, dimension.clone(), Hour(i64::MAX));
            self.data.billable.range(range).filter_map(|(_, id)| self.data.rows.get(id).cloned())
        };
        Ok(pairs.iter().flat_map(rows).collect())
    }

    async fn side_row(&mut self, like: &Row) -> Result<Option<Row>> {
        let is_same = |row: &Row| {
            !row.billable
                && (row.buyer, &row.dimension, row.hour) == (like.buyer, &like.dimension, like.hour)
                && (row.state, row.held, row.in_doubt) == (like.state, like.held, like.in_doubt)
        };
        Ok(self.select(1, is_same).pop())
    }

    async fn insert_row(&mut self, row: &Row) -> Result<RecordId> {
        self.data.next_row += 1;
        let id = RecordId(self.data.next_row);
        let mut row = row.clone();
        row.id = id;
        if row.billable {
            let key = (row.buyer, row.dimension.clone(), row.hour);
            if self.data.billable.insert(key, id).is_some() {
                return Err(StoreError::Conflict);
            }
        }
        self.data.rows.insert(id, row);
        Ok(id)
    }

    async fn row(&mut self, id: RecordId) -> Result<Option<Row>> {
        Ok(self.data.rows.get(&id).cloned())
    }

    async fn update_row(&mut self, row: &Row) -> Result<()> {
        self.data.rows.insert(row.id, row.clone());
        Ok(())
    }

    async fn delete_row(&mut self, id: RecordId) -> Result<()> {
        if let Some(row) = self.data.rows.remove(&id)
            && row.billable
        {
            self.data.billable.remove(&(row.buyer, row.dimension, row.hour));
        }
        self.data.allocations.retain(|(record, _), _| *record != id);
        Ok(())
    }

    async fn add_usage(&mut self, usage: &[(RecordId, u64, u64)]) -> Result<()> {
        for (id, micros, events) in usage {
            let row = self.data.rows.get_mut(id).ok_or(StoreError::Conflict)?;
            row.total += micros;
            row.events += events;
        }
        Ok(())
    }

    async fn allocations(&mut self, id: RecordId) -> Result<Vec<(String, u64)>> {
        let of_row = self.data.allocations.iter().filter(|((record, _), _)| *record == id);
        Ok(of_row.map(|((_, tags), micros)| (tags.clone(), *micros)).collect())
    }

    async fn add_allocation(&mut self, id: RecordId, tags: &str, micros: u64) -> Result<()> {
        *self.data.allocations.entry((id, tags.to_owned())).or_default() += micros;
        Ok(())
    }

    async fn open_rows(&mut self, from: Hour, before: Hour, limit: usize) -> Result<Vec<Row>> {
        Ok(self.select(limit, |row| row.state == State::Open && row.hour >= from && row.hour < before))
    }

    async fn open_rows_of(&mut self, buyer: BuyerId, to: Hour) -> Result<Vec<Row>> {
        let is_open = |row: &Row| row.state == State::Open && row.buyer == buyer && row.hour <= to;
        Ok(self.select(usize::MAX, is_open))
    }

    async fn due_groups(&mut self, due: &Due) -> Result<Vec<Group>> {
        let mut groups = Vec::new();
        for row in self.select(usize::MAX, |row| Self::is_due(row, due)) {
            let group = self.group(&row);
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Ok(groups)
    }

    async fn due_rows(&mut self, due: &Due, group: &Group, limit: usize) -> Result<Vec<Row>> {
        Ok(self.select(limit, |row| Self::is_due(row, due) && self.group(row) == *group))
    }

    async fn unsettled_rows(&mut self, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let rows = self.data.rows.values().filter(|row| row.id > after && !row.state.is_final());
        Ok(rows.take(limit).cloned().collect())
    }

    async fn hourly(&mut self) -> Result<Vec<Hourly>> {
        Ok(self.data.hourly.clone())
    }

    async fn add_hourly(&mut self, pair: &Hourly) -> Result<()> {
        let is_same = |known: &Hourly| (known.buyer, &known.dimension) == (pair.buyer, &pair.dimension);
        if !self.data.hourly.iter().any(is_same) {
            self.data.hourly.push(pair.clone());
        }
        Ok(())
    }

    async fn remove_hourly(&mut self, buyer: BuyerId, dimension: Option<&str>) -> Result<()> {
        let is_removed = |pair: &Hourly| {
            pair.buyer == buyer && dimension.is_none_or(|dimension| pair.dimension == dimension)
        };
        self.data.hourly.retain(|pair| !is_removed(pair));
        Ok(())
    }

    async fn take_inbox(&mut self, limit: usize) -> Result<Vec<InboxRow>> {
        let mut taken = Vec::new();
        self.data.inbox.retain(|(row, error)| {
            let take = error.is_none() && taken.len() < limit;
            if take {
                taken.push(row.clone());
            }
            !take
        });
        Ok(taken)
    }

    async fn fail_inbox(&mut self, id: i64, error: &str) -> Result<()> {
        let row = InboxRow { id, event: Err(error.to_owned()) };
        self.data.inbox.push((row, Some(error.to_owned())));
        Ok(())
    }

    async fn inbox_errors(&mut self) -> Result<u64> {
        Ok(self.data.inbox.iter().filter(|(_, error)| error.is_some()).count() as u64)
    }

    async fn failed_inbox(&mut self, limit: usize) -> Result<Vec<InboxError>> {
        let failed = self.data.inbox.iter().filter_map(|(row, error)| {
            Some(InboxError { row: row.id, key: String::new(), error: error.clone()? })
        });
        Ok(failed.take(limit).collect())
    }

    async fn blocked(&mut self) -> Result<Vec<BlockedProduct>> {
        let blocked = self.data.blocked.iter();
        Ok(blocked
            .map(|(product, error)| BlockedProduct { product: product.clone(), error: error.clone() })
            .collect())
    }

    async fn block(&mut self, product: &BlockedProduct) -> Result<()> {
        self.data.blocked.insert(product.product.clone(), product.error.clone());
        Ok(())
    }

    async fn unblock(&mut self, product: Unblocked<'_>) -> Result<()> {
        match product {
            Unblocked::All => self.data.blocked.clear(),
            Unblocked::Product(product) => _ = self.data.blocked.remove(&product.map(str::to_owned)),
        }
        Ok(())
    }

    async fn page(&mut self, filter: Filter, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let rows = self.data.rows.values().filter(|row| row.id > after && filter.selects(row));
        Ok(rows.take(limit).cloned().collect())
    }

    async fn entries(
        &mut self,
        record: Option<RecordId>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        let is_listed = |entry: &&Entry| {
            record.is_none_or(|record| entry.record == record)
                && after.is_none_or(|after| entry.key.as_str() > after)
        };
        Ok(self.data.entries.values().filter(is_listed).take(limit).cloned().collect())
    }

    async fn totals(&mut self) -> Result<Vec<Total>> {
        let mut totals: BTreeMap<_, Total> = BTreeMap::new();
        for row in self.data.rows.values() {
            let key = (row.state, row.proof, row.in_doubt, row.doubled);
            let total = totals.entry(key).or_insert(Total {
                state: row.state,
                proof: row.proof,
                in_doubt: row.in_doubt,
                doubled: row.doubled,
                records: 0,
                micros: 0,
                first: row.hour,
            });
            total.records += 1;
            total.micros += u128::from(row.total);
            total.first = total.first.min(row.hour);
        }
        Ok(totals.into_values().collect())
    }

    async fn prune_entries(
        &mut self,
        before: i64,
        from: Option<&str>,
        limit: usize,
    ) -> Result<PrunedEntries> {
        let is_left = |key: &&String| from.is_none_or(|from| key.as_str() >= from);
        let mut keys: Vec<String> =
            self.data.entries.keys().filter(is_left).take(limit + 1).cloned().collect();
        let cursor = if keys.len() > limit { keys.pop() } else { None };
        let mut deleted = 0;
        for key in keys {
            if self.data.entries.get(&key).is_some_and(|entry| entry.seconds < before)
                && let Some(entry) = self.data.entries.remove(&key)
            {
                deleted += 1;
                if let Some(row) = self.data.rows.get_mut(&entry.record) {
                    row.pruned += entry.micros;
                }
            }
        }
        Ok(PrunedEntries { cursor, deleted })
    }

    async fn settled_rows(&mut self, before: Hour, changed: Time, limit: usize) -> Result<Vec<Row>> {
        Ok(self.select(limit, |row| row.state.is_final() && row.hour < before && row.changed_at < changed))
    }
}

#[cfg(test)]
mod tests {
    use super::super::conformance::{Env, conformance};
    use super::Memory;

    async fn open(env: &Env) -> Option<Memory> {
        Some(Memory::new(env.settings, env.clock(), env.observer()))
    }

    conformance!(open);
}
