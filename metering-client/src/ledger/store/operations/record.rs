//! Recording usage.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::ledger::change::Change;
use crate::ledger::error::RecordError;
use crate::ledger::event::{Event, Recorded, part_bytes};
use crate::ledger::hours::{
    Clock, Hour, LateUsage, Limits, Placement, SECOND, Time, Untimely, check_age, place,
};
use crate::ledger::state::{BuyerId, HeldReason, RecordId, Row, State};
use crate::ledger::store::{Entry, KnownEntry, Meta, Operation, Result, Settings, Transaction, held_row};
use crate::{Customer, Quantity};

/// The maximum number of tagged parts of a record. AWS allows 2,500 parts with the untagged one.
const MAX_PARTS: u32 = 2_499;
/// The maximum size of a record's parts, in bytes. A call has less than 1 MB.
const MAX_PARTS_BYTES: u32 = 900_000;

/// Records events. One transaction inserts the keys and adds the quantities; a known key adds
/// nothing.
#[derive(Debug, Clone)]
pub struct Record {
    /// The events.
    pub events: Arc<[Event]>,
}

/// The result for each event, in order.
type Results = Vec<Option<Result<Recorded, RecordError>>>;

impl Operation for Record {
    type Output = Vec<Result<Recorded, RecordError>>;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Self::Output> {
        let events = &self.events[..];
        let mut results: Results = vec![None; events.len()];
        tx.announce(events).await?;
        // Keys come before the settings: a key that pruning deleted is below the watermark that is
        // read afterwards.
        find_known(tx, events, &mut results).await?;
        let meta = tx.meta().await?;
        let clock = meta.clock(tx.now().await?);
        check_ages(events, &clock, &meta, settings, &mut results);

        let buyers = intern(tx, events, &mut results).await?;
        let (limits, late_usage) = (meta.limits(), settings.late_usage);
        let facts = Facts { events, buyers, limits, clock, late_usage };
        let writes = place_all(tx, &facts, &mut results).await?;
        writes.write(tx, events).await?;
        resolve_repeats(events, &mut results);
        Ok(results.into_iter().map(|result| result.unwrap_or(Err(RecordError::KeyConflict))).collect())
    }
}

/// Decides events whose key is known.
async fn find_known<T: Transaction>(tx: &mut T, events: &[Event], results: &mut Results) -> Result<()> {
    let mut seen = HashSet::with_capacity(events.len());
    let distinct: Vec<&str> =
        events.iter().map(|event| event.key.as_str()).filter(|key| seen.insert(*key)).collect();
    let found = tx.find_entries(&distinct).await?;
    let known: HashMap<&str, KnownEntry> =
        distinct.into_iter().zip(found).filter_map(|(key, entry)| Some((key, entry?))).collect();
    if known.is_empty() {
        return Ok(());
    }
    let mut buyers: HashMap<Customer, Option<BuyerId>> = HashMap::new();
    for (event, result) in events.iter().zip(results) {
        let Some(entry) = known.get(event.key.as_str()) else { continue };
        let customer = event.customer.as_billed();
        let buyer = match buyers.get(&customer) {
            Some(buyer) => *buyer,
            None => {
                let buyer = tx.find_buyer(&customer).await?;
                *buyers.entry(customer).or_insert(buyer)
            }
        };
        let is_same =
            buyer == Some(entry.buyer) && event.dimension == entry.dimension && event.micros == entry.micros;
        *result = Some(if is_same {
            Ok(Recorded::Duplicate { hour: entry.hour.timestamp() })
        } else {
            Err(RecordError::KeyConflict)
        });
    }
    Ok(())
}

/// Refuses events that are too old or in the future.
fn check_ages(events: &[Event], clock: &Clock, meta: &Meta, settings: &Settings, results: &mut Results) {
    for (event, result) in events.iter().zip(results).filter(|(_, result)| result.is_none()) {
        if let Err(untimely) = check_age(event.time, clock.now, meta.watermark, &settings.retention) {
            *result = Some(Err(match untimely {
                Untimely::Future => RecordError::Future,
                Untimely::TooOld => RecordError::TooOld,
            }));
        }
    }
}

/// Returns the buyers of the undecided events. Refuses licenses without a product once several
/// products are known, because AWS refuses a call that mixes products.
async fn intern<'e, T: Transaction>(
    tx: &mut T,
    events: &'e [Event],
    results: &mut Results,
) -> Result<HashMap<&'e Customer, BuyerId>> {
    let undecided = events.iter().zip(results.iter()).filter(|(_, result)| result.is_none());
    let mut seen = HashSet::with_capacity(events.len());
    let distinct: Vec<&Customer> =
        undecided.map(|(event, _)| &event.customer).filter(|customer| seen.insert(*customer)).collect();
    if distinct.is_empty() {
        return Ok(HashMap::new());
    }
    let customers: Vec<Customer> = distinct.iter().copied().cloned().collect();
    let ids = tx.intern_buyers(&customers).await?;
    let buyers: HashMap<&Customer, BuyerId> = distinct.into_iter().zip(ids.iter().copied()).collect();
    if customers.iter().any(|customer| customer.product().is_none()) && tx.known_products().await? > 1 {
        let stored = tx.buyers(&ids).await?;
        let unknown: HashSet<BuyerId> = ids
            .iter()
            .zip(stored)
            .filter(|(_, customer)| customer.product().is_none())
            .map(|(id, _)| *id)
            .collect();
        for (event, result) in events.iter().zip(results).filter(|(_, result)| result.is_none()) {
            if buyers.get(&event.customer).is_some_and(|id| unknown.contains(id)) {
                *result = Some(Err(RecordError::ProductMissing));
            }
        }
    }
    Ok(buyers)
}

/// A target of usage: a row that exists or is created.
#[derive(Debug)]
struct Target {
    row: Row,
    micros: u64,
    events: u64,
    parts: Vec<(String, u64)>,
}

/// The changes of one batch.
#[derive(Default)]
struct Writes<'e> {
    targets: Vec<Target>,
    /// The targets among the billable rows.
    by_hour: HashMap<(BuyerId, &'e str, Hour), usize>,
    /// The targets among the rows of held and shadowed usage.
    aside: HashMap<(BuyerId, String, Hour, State, &'static str), usize>,
    /// The counted events and their targets.
    counted: Vec<(usize, usize, Time)>,
}

impl<'e> Writes<'e> {
    fn add(&mut self, row: Row) -> usize {
        self.targets.push(Target { row, micros: 0, events: 0, parts: Vec::new() });
        self.targets.len() - 1
    }

    /// Returns the target for an open row.
    fn open(&mut self, key: (BuyerId, &'e str, Hour), row: Option<&Row>) -> usize {
        if let Some(&target) = self.by_hour.get(&key) {
            return target;
        }
        let (buyer, dimension, hour) = key;
        let target = self.add(row.cloned().unwrap_or_else(|| Row::new(buyer, dimension, hour, State::Open)));
        self.by_hour.insert(key, target);
        target
    }

    /// Counts an event toward a target.
    fn count(&mut self, index: usize, event: &Event, target: usize, now: Time) -> Result<(), RecordError> {
        let to = &mut self.targets[target];
        let sum = to.row.total.saturating_add(to.micros).saturating_add(event.micros);
        if Quantity::from_micros(sum).is_none() {
            return Err(RecordError::SumTooLarge);
        }
        to.micros += event.micros;
        to.events += 1;
        to.parts.extend(event.parts.iter().cloned());
        self.counted.push((index, target, now.max(event.time)));
        Ok(())
    }

    /// Writes rows, entries and sums, in the order in which stores lock them.
    async fn write<T: Transaction>(mut self, tx: &mut T, events: &[Event]) -> Result<()> {
        // After a restore, a commit may hold usage of many buyers: one alarm counts their records.
        let mut held: BTreeMap<HeldReason, (RecordId, u64)> = BTreeMap::new();
        let is_new = |target: &&mut Target| target.events > 0 && target.row.id == RecordId(0);
        let mut new: Vec<&mut Target> = self.targets.iter_mut().filter(is_new).collect();
        // Transactions that begin the same records at the same time don't deadlock in one order.
        new.sort_by_cached_key(|target| (target.row.buyer, target.row.dimension.clone(), target.row.hour));
        for target in new {
            target.row.id = tx.insert_row(&target.row).await?;
            if let Some(reason) = target.row.held {
                held.entry(reason).or_insert((target.row.id, 0)).1 += 1;
            }
        }
        for (reason, (record, records)) in held {
            tx.note(Change::Held { record, reason, records });
        }
        let mut entries: Vec<Entry> = self
            .counted
            .iter()
            .map(|&(index, target, time)| Entry {
                key: events[index].key.clone(),
                record: self.targets[target].row.id,
                micros: events[index].micros,
                seconds: (time + SECOND - 1).div_euclid(SECOND),
            })
            .collect();
        if entries.is_empty() {
            return Ok(());
        }
        entries.sort_unstable_by(|one, other| one.key.cmp(&other.key));
        tx.insert_entries(&entries).await?;
        self.targets.retain(|target| target.events > 0);
        self.targets.sort_unstable_by_key(|target| target.row.id);
        for target in &mut self.targets {
            add_parts(tx, &mut target.row, &target.parts).await?;
        }
        let sums: Vec<_> =
            self.targets.iter().map(|target| (target.row.id, target.micros, target.events)).collect();
        tx.add_usage(&sums).await
    }
}

/// Adds tagged parts to a row, up to the limits of a record.
pub async fn add_parts<T: Transaction>(tx: &mut T, row: &mut Row, parts: &[(String, u64)]) -> Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    let mut known: BTreeMap<String, u64> = tx.allocations(row.id).await?.into_iter().collect();
    let mut is_full = false;
    for (tags, micros) in parts {
        if !known.contains_key(tags) {
            let bytes = row.parts_bytes.saturating_add(part_bytes(tags));
            if row.parts >= MAX_PARTS || bytes > MAX_PARTS_BYTES {
                is_full = true;
                continue;
            }
            row.parts += 1;
            row.parts_bytes = bytes;
            known.insert(tags.clone(), 0);
        }
        tx.add_allocation(row.id, tags, *micros).await?;
    }
    if is_full {
        tx.note(Change::AllocationMerged { record: row.id });
    }
    tx.update_row(row).await
}

/// The facts that decide the place of the events of one batch.
struct Facts<'e> {
    events: &'e [Event],
    buyers: HashMap<&'e Customer, BuyerId>,
    limits: Limits,
    clock: Clock,
    late_usage: LateUsage,
}

/// Chooses the row of every undecided event.
async fn place_all<'e, T: Transaction>(
    tx: &mut T,
    facts: &Facts<'e>,
    results: &mut Results,
) -> Result<Writes<'e>> {
    let capacity = facts.events.len();
    let mut writes = Writes { by_hour: HashMap::with_capacity(capacity), ..Writes::default() };
    let rows = load_rows(tx, facts, results).await?;
    let by_hour: HashMap<(BuyerId, &str, Hour), &Row> =
        rows.iter().map(|row| ((row.buyer, &*row.dimension, row.hour), row)).collect();
    let now = facts.clock.now;
    let mut counted: HashSet<&str> = HashSet::with_capacity(capacity);
    for (index, event) in facts.events.iter().enumerate() {
        if results[index].is_some() || counted.contains(event.key.as_str()) {
            continue;
        }
        let Some(&buyer) = facts.buyers.get(&event.customer) else { continue };
        let row_of = |hour| by_hour.get(&(buyer, &*event.dimension, hour)).copied();
        let own = event.hour();
        let state_of = |hour| row_of(hour).map(|row| row.state);
        let (target, recorded) = match place(own, &facts.clock, &facts.limits, facts.late_usage, state_of) {
            Placement::Open(hour) => {
                let target = writes.open((buyer, &event.dimension, hour), row_of(hour));
                (target, Recorded::Counted { hour: hour.timestamp() })
            }
            Placement::Held(reason) => {
                let row = held_row(buyer, &event.dimension, own, reason);
                (aside(tx, &mut writes, row, now).await?, Recorded::Held)
            }
            Placement::Shadowed => {
                let mut row = Row::new(buyer, &event.dimension, own, State::Shadowed);
                row.billable = false;
                (aside(tx, &mut writes, row, now).await?, Recorded::Counted { hour: own.timestamp() })
            }
        };
        results[index] = Some(writes.count(index, event, target, now).map(|()| recorded));
        counted.insert(&event.key);
    }
    Ok(writes)
}

/// Returns the target for held or shadowed usage.
async fn aside<T: Transaction>(
    tx: &mut T,
    writes: &mut Writes<'_>,
    mut row: Row,
    now: Time,
) -> Result<usize> {
    let reason = row.held.map_or("", |reason| reason.as_str());
    let key = (row.buyer, row.dimension.clone(), row.hour, row.state, reason);
    if let Some(&target) = writes.aside.get(&key) {
        return Ok(target);
    }
    row.changed_at = now;
    let existing = tx.side_row(&row).await?;
    let target = writes.add(existing.unwrap_or(row));
    writes.aside.insert(key, target);
    Ok(target)
}

/// Loads and locks the billable rows that the undecided events may join.
async fn load_rows<T: Transaction>(tx: &mut T, facts: &Facts<'_>, results: &Results) -> Result<Vec<Row>> {
    let current = Hour::of(facts.clock.later());
    let mut first: BTreeMap<(BuyerId, &str), Hour> = BTreeMap::new();
    for (event, _) in facts.events.iter().zip(results).filter(|(_, result)| result.is_none()) {
        let Some(&buyer) = facts.buyers.get(&event.customer) else { continue };
        let from = event.hour().min(current);
        first
            .entry((buyer, event.dimension.as_str()))
            .and_modify(|hour| *hour = from.min(*hour))
            .or_insert(from);
    }
    let pairs: Vec<(BuyerId, String, Hour)> =
        first.into_iter().map(|((buyer, dimension), hour)| (buyer, dimension.to_owned(), hour)).collect();
    tx.rows_from(&pairs).await
}

/// Decides repeats of a key within the batch by the first event of the key.
fn resolve_repeats(events: &[Event], results: &mut Results) {
    if results.iter().all(Option::is_some) {
        return;
    }
    let mut first: HashMap<&str, usize> = HashMap::new();
    for index in 0..events.len() {
        let event = &events[index];
        let Some(&earlier) = first.get(event.key.as_str()) else {
            first.insert(&event.key, index);
            continue;
        };
        if results[index].is_some() {
            continue;
        }
        let is_same = event.customer.as_billed() == events[earlier].customer.as_billed()
            && event.dimension == events[earlier].dimension
            && event.micros == events[earlier].micros;
        results[index] = Some(match &results[earlier] {
            Some(Ok(Recorded::Counted { hour } | Recorded::Duplicate { hour })) if is_same => {
                Ok(Recorded::Duplicate { hour: *hour })
            }
            Some(Ok(Recorded::Held)) if is_same => {
                Ok(Recorded::Duplicate { hour: events[earlier].hour().timestamp() })
            }
            Some(Err(error)) => Err(error.clone()),
            _ => Err(RecordError::KeyConflict),
        });
    }
}

impl Record {
    /// Creates the operation for these events.
    pub fn new(events: impl Into<Arc<[Event]>>) -> Self {
        Record { events: events.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::store::conformance::{Env, START, buyer, event_at, record, rows};
    use crate::ledger::store::memory::Memory;

    /// A part that doesn't fit joins the part without tags.
    #[tokio::test]
    async fn the_size_of_a_record_is_limited_to_the_byte() {
        for (over, parts) in [(0, 1), (1, 0)] {
            let env = Env::new();
            let store = Memory::new(env.settings, env.clock(), env.observer());
            record(&store, event_at("first", &buyer("a"), START, 1)).await.expect("recorded");
            let id = rows(&store).await[0].id;
            let tags = "team\tx".to_owned();
            store.data().rows.get_mut(&id).expect("a row").parts_bytes =
                MAX_PARTS_BYTES - part_bytes(&tags) + over;
            let tagged = Event { parts: vec![(tags, 1)], ..event_at("tagged", &buyer("a"), START, 1) };
            record(&store, tagged).await.expect("recorded");
            let row = rows(&store).await.remove(0);
            assert_eq!((row.parts, row.total), (parts, 2_000_000));
        }
    }
}
