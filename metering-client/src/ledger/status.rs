//! The state of a ledger as operators see it.

use std::collections::BTreeMap;
use std::fmt;

use super::hours::{HOUR, Hour, MINUTE, Time, date_time};
use super::state::{HeldReason, Proof, RecordId, Repeats, State};
use super::store::operations::{Listed, StatusParts};
use super::store::{BlockedProduct, Total};
use crate::{Customer, DateTime, Quantity};

/// An amount of any size, exact to millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Amount {
    micros: u128,
}

impl Amount {
    /// Returns an amount in millionths.
    pub const fn from_micros(micros: u128) -> Self {
        Amount { micros }
    }

    /// Returns the amount in millionths.
    pub const fn micros(self) -> u128 {
        self.micros
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (units, micros) = (self.micros / 1_000_000, self.micros % 1_000_000);
        if micros == 0 {
            return f.pad(&units.to_string());
        }
        f.pad(format!("{units}.{micros:06}").trim_end_matches('0'))
    }
}

/// The records of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Count {
    /// The number of records.
    pub records: u64,
    /// Their sum.
    pub amount: Amount,
}

impl Count {
    fn add(&mut self, total: &Total) {
        self.records += total.records;
        self.amount.micros += total.micros;
    }
}

/// The leader, which seals and sends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Leader {
    /// `true` if this handle of the ledger leads.
    pub is_this: bool,
    /// The end of the lease, by the store's clock.
    pub until: DateTime,
}

/// The state of a ledger. The amounts of records in doubt are also part of their state's amount.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// The records of each state that has any.
    pub states: BTreeMap<State, Count>,
    /// The accepted records by evidence.
    pub accepted: BTreeMap<Proof, Count>,
    /// The unsettled records that AWS may have accepted.
    pub in_doubt: Count,
    /// The expired records that AWS may have accepted.
    pub unresolved: Count,
    /// The moved or written-off records that AWS accepted: their usage is billed against an
    /// operator's decision.
    pub doubled: Count,
    /// The products whose calls AWS refuses because of the caller: permissions, credentials or
    /// product code.
    pub blocked: Vec<BlockedProduct>,
    /// The number of rows of the inbox that can't be recorded.
    pub inbox_errors: u64,
    /// The nearest deadline of a record that waits to be sent or accepted.
    pub nearest_deadline: Option<DateTime>,
    /// The leader, if any program holds a lease that isn't over.
    pub leader: Option<Leader>,
    /// The store's time of the last acceptance.
    pub last_success: Option<DateTime>,
    /// The last `Date` from AWS.
    pub last_date: Option<DateTime>,
    /// AWS's clock minus the store's clock, in milliseconds.
    pub clock_offset: i64,
    /// The start of the first hour that isn't shadowed.
    pub shadow_until: Option<DateTime>,
    /// The moment of the last restore of a backup.
    pub restored: Option<DateTime>,
    /// The result of the last probe.
    pub repeats: Option<Repeats>,
    /// The Region that records are sent to.
    pub region: Option<String>,
    /// The endpoint that records are sent to.
    pub endpoint: Option<String>,
    /// The number of alarms of each name since this handle was opened.
    pub alarms: BTreeMap<&'static str, u64>,
    /// The names of the alarms that the ledger's present state justifies: records need an operator,
    /// a product is blocked, the inbox has errors, a deadline is less than an hour away, clocks
    /// differ by more than a minute, or usage of hours that are over waits and no program leads.
    pub attention: Vec<&'static str>,
}

/// The time before a deadline from which a record needs attention.
const NEAR: Time = HOUR;
/// The difference of clocks that needs attention.
const SKEW: Time = MINUTE;

impl Status {
    pub(super) fn new(parts: StatusParts, owner: u64) -> Self {
        let StatusParts { totals, meta, now, lease, blocked, inbox_errors } = parts;
        let mut status = Status {
            states: BTreeMap::new(),
            accepted: BTreeMap::new(),
            in_doubt: Count::default(),
            unresolved: Count::default(),
            doubled: Count::default(),
            blocked,
            inbox_errors,
            nearest_deadline: nearest_deadline(&totals).map(date_time),
            leader: lease
                .map(|lease| Leader { is_this: lease.owner == owner, until: date_time(lease.until) }),
            last_success: meta.last_success.map(date_time),
            last_date: meta.last_date.map(date_time),
            clock_offset: meta.offset,
            shadow_until: meta.shadow_until.map(Hour::timestamp),
            restored: meta.restored.map(date_time),
            repeats: meta.repeats,
            region: meta.region,
            endpoint: meta.endpoint,
            alarms: BTreeMap::new(),
            attention: Vec::new(),
        };
        totals.iter().for_each(|total| status.add(total));
        status.attention = status.find_attention(&totals, now);
        status
    }

    fn add(&mut self, total: &Total) {
        self.states.entry(total.state).or_default().add(total);
        if let (State::Accepted, Some(proof)) = (total.state, total.proof) {
            self.accepted.entry(proof).or_default().add(total);
        }
        if total.in_doubt && !total.state.is_final() {
            self.in_doubt.add(total);
        }
        if total.in_doubt && total.state == State::Expired {
            self.unresolved.add(total);
        }
        if total.doubled {
            self.doubled.add(total);
        }
    }

    fn find_attention(&self, totals: &[Total], now: Time) -> Vec<&'static str> {
        let some = |count: Count| count.records > 0;
        let is_near = nearest_deadline(totals).is_some_and(|deadline| now > deadline - NEAR);
        let waits = |total: &Total| match total.state {
            State::Sealed | State::Claimed => true,
            State::Open => total.first < Hour::of(now),
            _ => false,
        };
        let is_without_leader = self.leader.is_none() && totals.iter().any(waits);
        let alarms = [
            (some(self.count(State::Held)), "held"),
            (some(self.count(State::Parked)), "parked"),
            (some(self.count(State::Disputed)), "disputed"),
            (self.count(State::Expired).records > self.unresolved.records, "expired"),
            (some(self.unresolved), "unresolved"),
            (some(self.doubled), "doubled"),
            (!self.blocked.is_empty(), "blocked"),
            (self.inbox_errors > 0, "inbox_error"),
            (is_near, "deadline_near"),
            (self.clock_offset.abs() > SKEW, "clock_skew"),
            (is_without_leader, "no_leader"),
        ];
        alarms.into_iter().filter_map(|(applies, name)| applies.then_some(name)).collect()
    }

    /// Returns the records of a state.
    pub fn count(&self, state: State) -> Count {
        self.states.get(&state).copied().unwrap_or_default()
    }

    /// Returns `true` if an operator must act: [`attention`](Self::attention) isn't empty.
    pub fn needs_attention(&self) -> bool {
        !self.attention.is_empty()
    }
}

/// Returns the nearest deadline of the records that wait to be sent or accepted.
fn nearest_deadline(totals: &[Total]) -> Option<Time> {
    let waiting = totals.iter().filter(|total| matches!(total.state, State::Sealed | State::Claimed));
    waiting.map(|total| total.first.deadline()).min()
}

/// One record of a buyer, dimension and hour.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// The record's number.
    pub id: RecordId,
    /// The buyer.
    pub customer: Customer,
    /// The dimension.
    pub dimension: String,
    /// The start of the hour.
    pub hour: DateTime,
    /// The instant from which AWS refuses the record.
    pub deadline: DateTime,
    /// The state.
    pub state: State,
    /// The sum.
    pub quantity: Quantity,
    /// The number of events.
    pub events: u64,
    /// The part of the sum whose keys are pruned.
    pub pruned: Quantity,
    /// The number of calls that the record was claimed for.
    pub attempts: u32,
    /// `true` if AWS may have accepted the record.
    pub in_doubt: bool,
    /// `true` if another program metered this hour.
    pub contested: bool,
    /// `true` if a backup was restored after the hour began.
    pub restored: bool,
    /// `true` if AWS accepted the record although an operator moved it or wrote it off.
    pub doubled: bool,
    /// `true` if the record reports an hour without usage.
    pub zero: bool,
    /// The evidence of an accepted record.
    pub proof: Option<Proof>,
    /// The reason why the usage is held.
    pub held: Option<HeldReason>,
    /// The record that took the usage of a moved record.
    pub moved_to: Option<RecordId>,
    /// AWS's identifier of the metering record.
    pub metering_record_id: Option<String>,
    /// AWS's last refusal.
    pub last_error: Option<String>,
    /// The operator's reason.
    pub reason: Option<String>,
    /// The earliest time of the next attempt, for a sealed record.
    pub retry_at: Option<DateTime>,
    /// The time of the last change of the state.
    pub changed_at: DateTime,
    /// The number of allocations with tags.
    pub allocations: usize,
}

impl From<Listed> for Record {
    fn from(Listed { row, customer, parts }: Listed) -> Self {
        let quantity = |micros| Quantity::from_micros(micros).unwrap_or(Quantity::MAX);
        Record {
            id: row.id,
            customer,
            hour: row.hour.timestamp(),
            deadline: date_time(row.hour.deadline()),
            state: row.state,
            quantity: quantity(row.total),
            events: row.events,
            pruned: quantity(row.pruned),
            attempts: row.attempt,
            in_doubt: row.in_doubt,
            contested: row.contested,
            restored: row.restored,
            doubled: row.doubled,
            zero: row.zero,
            proof: row.proof,
            held: row.held,
            moved_to: row.moved_to,
            metering_record_id: row.metering_record_id,
            last_error: row.last_error,
            reason: row.reason,
            retry_at: (row.state == State::Sealed && row.retry_at > 0).then(|| date_time(row.retry_at)),
            changed_at: date_time(row.changed_at),
            allocations: parts.len(),
            dimension: row.dimension,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::state::Row;
    use crate::ledger::store::{Lease, Meta};

    const NOW: Time = 1_778_416_200_000;

    fn total(state: State) -> Total {
        let first = Hour::of(NOW);
        Total { state, proof: None, in_doubt: false, doubled: false, records: 1, micros: 1, first }
    }

    fn parts(totals: Vec<Total>) -> StatusParts {
        let lease = Some(Lease { owner: 1, term: 1, until: NOW + 1 });
        StatusParts { totals, meta: Meta::default(), now: NOW, lease, blocked: Vec::new(), inbox_errors: 0 }
    }

    /// Returns the names of the alarms for a status that differs from one without alarms.
    fn attention(change: impl Fn(&mut StatusParts)) -> Vec<&'static str> {
        let mut parts =
            parts(State::ALL.into_iter().filter(|state| !NEEDS.contains(state)).map(total).collect());
        change(&mut parts);
        let status = Status::new(parts, 1);
        assert_eq!(status.needs_attention(), !status.attention.is_empty());
        status.attention
    }

    const NEEDS: [State; 4] = [State::Held, State::Parked, State::Disputed, State::Expired];

    #[test]
    fn each_kind_of_trouble_needs_attention() {
        assert_eq!(attention(|_| {}), [""; 0]);
        for state in NEEDS {
            assert_eq!(attention(|parts| parts.totals.push(total(state))), [state.as_str()]);
        }
        let unresolved = Total { in_doubt: true, ..total(State::Expired) };
        assert_eq!(attention(|parts| parts.totals.push(unresolved.clone())), ["unresolved"]);
        let doubled = Total { doubled: true, ..total(State::Moved) };
        assert_eq!(attention(|parts| parts.totals.push(doubled.clone())), ["doubled"]);
        let blocked = BlockedProduct { product: None, error: "no permission".to_owned() };
        assert_eq!(attention(|parts| parts.blocked.push(blocked.clone())), ["blocked"]);
        assert_eq!(attention(|parts| parts.inbox_errors = 1), ["inbox_error"]);
        for offset in [MINUTE + 1, -MINUTE - 1] {
            assert_eq!(attention(|parts| parts.meta.offset = offset), ["clock_skew"]);
        }
        assert_eq!(attention(|parts| parts.meta.offset = MINUTE), [""; 0]);
    }

    #[test]
    fn amounts_are_displayed_exactly() {
        let display = |micros| Amount::from_micros(micros).to_string();
        assert_eq!([0, 1, 17_000_000, 17_050_000].map(display), ["0", "0.000001", "17", "17.05"]);
        assert_eq!(display(30_000_000_000_000_000_000_000_001), "30000000000000000000.000001");
        assert_eq!(
            format!("{:>6}|{:<6}", Amount::default(), Amount::from_micros(1_500_000)),
            "     0|1.5   "
        );
    }

    #[test]
    fn records_and_amounts_of_a_state_are_summed() {
        let of = |state, in_doubt, records, micros| Total { in_doubt, records, micros, ..total(state) };
        let status = Status::new(
            parts(vec![
                of(State::Sealed, true, 2, 30),
                of(State::Sealed, false, 3, 40),
                of(State::Expired, true, 5, 50),
                of(State::WrittenOff, true, 7, 60),
            ]),
            1,
        );
        let count = |records, micros| Count { records, amount: Amount::from_micros(micros) };
        assert_eq!(status.count(State::Sealed), count(5, 70));
        // The doubt of a record that an operator wrote off is decided.
        assert_eq!((status.in_doubt, status.unresolved), (count(7, 80), count(5, 50)));
        assert_eq!(status.count(State::Open), Count::default());
    }

    #[test]
    fn only_a_sealed_record_that_failed_has_a_next_attempt() {
        let retry_at = |state, retry_at| {
            let row = Row { retry_at, ..Row::new(1, "requests", Hour::of(NOW), state) };
            let customer = Customer::account("111122223333", "prod-a");
            Record::from(Listed { row, customer, parts: Vec::new() }).retry_at
        };
        assert_eq!(retry_at(State::Sealed, NOW), Some(date_time(NOW)));
        assert_eq!(retry_at(State::Sealed, 0), None);
        assert_eq!(retry_at(State::Accepted, NOW), None);
    }

    #[test]
    fn a_deadline_needs_attention_during_its_last_hour() {
        let deadline = Hour::of(NOW).deadline();
        assert_eq!(attention(|parts| parts.now = deadline - HOUR), [""; 0]);
        assert_eq!(attention(|parts| parts.now = deadline - HOUR + 1), ["deadline_near"]);
    }

    #[test]
    fn usage_that_waits_without_a_leader_needs_attention() {
        let without_leader = |totals: Vec<Total>| {
            let mut parts = parts(totals);
            parts.lease = None;
            Status::new(parts, 1).attention
        };
        // Usage of the running hour doesn't wait yet.
        assert_eq!(without_leader(vec![total(State::Open), total(State::Accepted)]), [""; 0]);
        let earlier = Total { first: Hour(Hour::of(NOW).0 - 1), ..total(State::Open) };
        for waiting in [total(State::Sealed), total(State::Claimed), earlier] {
            assert_eq!(without_leader(vec![waiting]), ["no_leader"]);
        }
    }
}
