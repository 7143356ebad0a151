//! Recomputing sums.

use std::collections::HashMap;

use super::error::StoreError;
use super::state::RecordId;
use super::status::Amount;
use super::store::operations::{Entries, Page};
use super::store::{Filter, Store};

/// The number of entries that one transaction reads.
const ENTRIES: usize = 10_000;
/// The number of records that one transaction reads.
const RECORDS: usize = 1_000;

/// A record whose stored sum isn't the sum of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The record.
    pub record: RecordId,
    /// The stored sum.
    pub stored: Amount,
    /// The sum of the record's keys, its pruned keys and the records moved into it.
    pub computed: Amount,
}

/// One record, as read before or after the entries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    /// The stored sum.
    total: u128,
    /// The pruned part and the records moved into this one. It only grows.
    without_keys: u128,
}

type Records = HashMap<RecordId, Sums>;

/// Returns the records whose stored sum isn't the sum of their keys.
///
/// Sums change while this function reads. Both the stored sum of a record and its part without keys
/// only grow, so a record is wrong only if its keys fit neither the values before nor the values
/// after the keys were read.
pub async fn differences<S: Store>(store: &S) -> Result<Vec<Difference>, StoreError> {
    let before = records(store).await?;
    let keys = keys(store).await?;
    let after = records(store).await?;
    Ok(compare(&before, keys, &after))
}

async fn keys<S: Store>(store: &S) -> Result<HashMap<RecordId, u128>, StoreError> {
    let (mut sums, mut after) = (HashMap::new(), None);
    loop {
        let entries = store.execute(Entries { record: None, after, limit: ENTRIES }).await?;
        let Some(last) = entries.last() else { return Ok(sums) };
        after = Some(last.key.clone());
        for entry in &entries {
            *sums.entry(entry.record).or_default() += u128::from(entry.micros);
        }
    }
}

async fn records<S: Store>(store: &S) -> Result<Records, StoreError> {
    let (mut records, mut moved, mut after) = (Records::new(), Vec::new(), RecordId(0));
    loop {
        let page = store.execute(Page { filter: Filter::All, after, limit: RECORDS }).await?;
        let Some(last) = page.last() else { break };
        after = last.row.id;
        for listed in page {
            let (total, without_keys) = (u128::from(listed.row.total), u128::from(listed.row.pruned));
            records.insert(listed.row.id, Sums { total, without_keys });
            moved.extend(listed.row.moved_to.map(|target| (target, total)));
        }
    }
    for (target, total) in moved {
        // A target that is pruned has no sum any more.
        if let Some(sums) = records.get_mut(&target) {
            sums.without_keys += total;
        }
    }
    Ok(records)
}

fn compare(before: &Records, mut keys: HashMap<RecordId, u128>, after: &Records) -> Vec<Difference> {
    let mut differences = Vec::new();
    for (&record, late) in after {
        let early = before.get(&record).copied().unwrap_or_default();
        let of_keys = keys.remove(&record).unwrap_or_default();
        let (min, max) = (of_keys + early.without_keys, of_keys + late.without_keys);
        if min > late.total || max < early.total {
            let (stored, computed) = (Amount::from_micros(late.total), Amount::from_micros(max));
            differences.push(Difference { record, stored, computed });
        }
    }
    // Keys without a record. The record of a pruned key may have been pruned in the meantime.
    for (record, sum) in keys.into_iter().filter(|(record, sum)| *sum > 0 && !before.contains_key(record)) {
        let (stored, computed) = (Amount::default(), Amount::from_micros(sum));
        differences.push(Difference { record, stored, computed });
    }
    differences.sort_unstable_by_key(|difference| difference.record);
    differences
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hours::HOUR;
    use crate::ledger::state::State;
    use crate::ledger::store::conformance::{Env, START, buyer, event_at, record, rows};
    use crate::ledger::store::memory::Memory;

    fn of(total: u128, without_keys: u128) -> Records {
        Records::from([(RecordId(1), Sums { total, without_keys })])
    }

    fn is_wrong(before: &Records, keys: u128, after: &Records) -> bool {
        !compare(before, HashMap::from([(RecordId(1), keys)]), after).is_empty()
    }

    #[test]
    fn a_sum_that_is_not_the_sum_of_its_keys_is_reported() {
        assert!(!is_wrong(&of(7, 2), 5, &of(7, 2)));
        assert!(is_wrong(&of(7, 2), 4, &of(7, 2)));
        assert!(is_wrong(&of(7, 2), 6, &of(7, 2)));
        let lost = compare(&of(7, 2), HashMap::new(), &of(7, 2));
        assert_eq!((lost[0].stored.micros(), lost[0].computed.micros()), (7, 2));
        let unknown = compare(&Records::new(), HashMap::from([(RecordId(9), 3)]), &Records::new());
        assert_eq!((unknown[0].record, unknown[0].stored.micros()), (RecordId(9), 0));
    }

    #[test]
    fn usage_that_is_recorded_pruned_or_moved_in_the_meantime_is_not_reported() {
        // Recorded before or after the keys were read.
        for keys in 5..=8 {
            assert!(!is_wrong(&of(5, 0), keys, &of(8, 0)), "{keys}");
        }
        assert!(is_wrong(&of(5, 0), 9, &of(8, 0)));
        assert!(is_wrong(&of(5, 0), 4, &of(8, 0)));
        // Pruned before or after the key was read.
        assert!(!is_wrong(&of(5, 0), 5, &of(5, 2)));
        assert!(!is_wrong(&of(5, 0), 3, &of(5, 2)));
        // A new record.
        assert!(!is_wrong(&Records::new(), 4, &of(4, 0)));
        assert!(!is_wrong(&Records::new(), 0, &of(4, 0)));
    }

    #[test]
    fn a_record_that_is_pruned_in_the_meantime_is_not_reported() {
        let keys = |sum| HashMap::from([(RecordId(1), sum)]);
        assert!(compare(&of(3, 0), keys(3), &Records::new()).is_empty());
        assert!(compare(&Records::new(), keys(0), &Records::new()).is_empty());
    }

    /// A record with five keys, and one with the usage of two moved records.
    #[tokio::test]
    async fn a_store_that_was_changed_is_reported() {
        let env = Env::new();
        let store = Memory::new(env.settings, env.clock(), env.observer());
        for n in 0..5 {
            record(&store, event_at(&format!("{n}"), &buyer("a"), START, n + 1)).await.expect("recorded");
        }
        for (hours, units) in [(1, 2), (2, 3), (3, 4)] {
            let event = event_at(&format!("moved {hours}"), &buyer("a"), START - hours * HOUR, units);
            record(&store, event).await.expect("recorded");
        }
        let ids: Vec<RecordId> = rows(&store).await.iter().map(|row| row.id).collect();
        for id in [ids[1], ids[2]] {
            let mut data = store.data();
            let total = data.rows[&id].total;
            let row = data.rows.get_mut(&id).expect("a row");
            (row.state, row.moved_to) = (State::Moved, Some(ids[3]));
            data.rows.get_mut(&ids[3]).expect("a row").total += total;
        }
        assert_eq!(differences(&store).await, Ok(Vec::new()));
        for (id, sum) in [(ids[0], 15_000_000), (ids[3], 9_000_000)] {
            store.data().rows.get_mut(&id).expect("a row").total += 1;
            let (stored, computed) = (Amount::from_micros(sum + 1), Amount::from_micros(sum));
            let expected = Difference { record: id, stored, computed };
            assert_eq!(differences(&store).await, Ok(vec![expected]));
            store.data().rows.get_mut(&id).expect("a row").total -= 1;
        }
    }
}
