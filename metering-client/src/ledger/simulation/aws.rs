//! The modeled AWS.

use std::collections::{BTreeMap, BTreeSet};

use super::config::Reading;
use super::world::{Key, World};
use super::{Broken, Random};
use crate::ledger::hours::{HOUR, Hour, MINUTE, Time};
use crate::ledger::state::{RecordId, State, Verdict};

/// One record of a call, with the events that it contains.
#[derive(Debug, Clone)]
pub struct Sent {
    pub attempt: crate::ledger::state::Attempt,
    pub buyer: u64,
    pub hour: Hour,
    pub micros: u64,
    pub events: BTreeSet<u64>,
}

impl Sent {
    pub fn id(&self) -> RecordId {
        self.attempt.record
    }

    pub fn key(&self) -> Key {
        (self.buyer, self.hour)
    }
}

/// AWS's response.
#[derive(Debug, Clone, PartialEq)]
pub enum Response {
    /// A result for each record; records that AWS doesn't mention are missing.
    Results(BTreeMap<RecordId, Verdict>),
    /// The whole call was refused.
    Refused(Verdict),
    /// There is no response.
    None,
}

/// A call in flight.
#[derive(Debug, Clone)]
pub struct Call {
    pub records: Vec<Sent>,
    /// The signature time.
    pub signed: Time,
    /// The real time at which the call was sent.
    pub at: Time,
    /// The number that decides AWS's choices.
    pub choices: u64,
    pub response: Option<(Response, Option<Time>)>,
    pub lost: bool,
}

/// The record that AWS keeps for a buyer and hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Billed {
    pub micros: u64,
    pub events: BTreeSet<u64>,
    pub foreign: bool,
}

/// AWS's mode.
#[derive(Debug, Clone)]
pub struct Mode {
    pub valid: Vec<bool>,
    pub subscribed: Vec<bool>,
    pub blocked: bool,
    pub throttle: u64,
}

impl World {
    pub fn aws_now(&self) -> Time {
        self.time + self.aws_offset
    }

    /// Responds to a call.
    pub fn respond(&mut self, call: &mut Call) -> Result<(), Broken> {
        let now = self.aws_now();
        let mut random = Random::new(call.choices);
        let response = self.judge(call, now, &mut random)?;
        self.log(|| format!("AWS returns {response:?} for {:?}", ids(&call.records)));
        // `Date` has whole seconds.
        call.response = Some((response, Some(now.div_euclid(1_000) * 1_000)));
        Ok(())
    }

    fn judge(&mut self, call: &Call, now: Time, random: &mut Random) -> Result<Response, Broken> {
        let refused = |verdict: fn(String) -> Verdict| Ok(Response::Refused(verdict(String::new())));
        if (call.signed - now).abs() > self.config.signature_window {
            return refused(Verdict::Caller);
        }
        if self.mode.throttle > 0 && random.chance(self.mode.throttle) {
            return Ok(if random.chance(50) {
                Response::Refused(Verdict::Throttled)
            } else {
                Response::None
            });
        }
        if self.mode.blocked {
            return refused(Verdict::Caller);
        }
        for record in &call.records {
            if !self.mode.valid[record.buyer as usize] {
                return refused(Verdict::Refused);
            }
            if record.hour.start() > now + 2 * MINUTE || now >= record.hour.deadline() {
                return refused(Verdict::OutOfBounds);
            }
            if !self.mode.subscribed[record.buyer as usize] && self.config.unknown_buyer_fails_call {
                return refused(Verdict::NotSubscribed);
            }
        }
        let mut results = BTreeMap::new();
        for record in &call.records {
            let verdict = self.decide(record, random)?;
            results.insert(record.id(), verdict);
        }
        Ok(Response::Results(results))
    }

    fn decide(&mut self, record: &Sent, random: &mut Random) -> Result<Verdict, Broken> {
        if !self.mode.subscribed[record.buyer as usize] {
            return Ok(Verdict::NotSubscribed(String::new()));
        }
        if random.chance(self.config.unprocessed) {
            return Ok(Verdict::Unprocessed);
        }
        if self.config.foreign && record.hour.0 % 3 == 0 {
            let foreign = Billed { micros: 1, events: BTreeSet::new(), foreign: true };
            self.aws.entry(record.key()).or_insert(foreign);
        }
        let Some(kept) = self.aws.get(&record.key()) else {
            let billed = Billed { micros: record.micros, events: record.events.clone(), foreign: false };
            self.aws.insert(record.key(), billed);
            self.accept(record)?;
            return Ok(Verdict::Success(String::new()));
        };
        let is_same = kept.micros == record.micros && !kept.foreign;
        Ok(match self.config.reading {
            Reading::AlwaysSuccess => Verdict::Success(String::new()),
            Reading::Idempotent if is_same => Verdict::Success(String::new()),
            _ => Verdict::Duplicate(String::new()),
        })
    }

    /// Checks usage that AWS bills for the first time.
    fn accept(&mut self, record: &Sent) -> Result<(), Broken> {
        for event in &record.events {
            if self.exempt.contains(event) {
                continue;
            }
            if self.billed.insert(*event, record.key()).is_some() {
                return Err(Broken(format!("I3 event {event} is billed twice")));
            }
            let own = self.acknowledged[event];
            if !own.is_same_month(record.hour) && self.moved.is_empty() {
                return Err(Broken(format!("MO event {event} is billed in another month")));
            }
            if self.config.shadow_until.is_some_and(|until| own < until) {
                return Err(Broken(format!("SH shadowed event {event} is billed")));
            }
        }
        let key = self.store_key(record.buyer, record.hour);
        let data = self.store.data();
        let row = key.and_then(|key| data.billable.get(&key)).and_then(|id| data.rows.get(id));
        let Some(row) = row.filter(|row| matches!(row.state, State::Moved | State::WrittenOff)) else {
            return Ok(());
        };
        let events = self.events_of(row.id);
        if self.exempt_rows.contains(&row.id) || events.iter().any(|event| self.exempt.contains(event)) {
            return Ok(());
        }
        Err(Broken(format!("I3 record {} is billed after it was {}", row.id, row.state)))
    }
}

pub fn ids(records: &[Sent]) -> Vec<(i64, u32)> {
    records.iter().map(|record| (record.id().0, record.attempt.number)).collect()
}

/// Names an instant in a history.
pub fn clock_face(time: Time) -> String {
    let hour = time.div_euclid(HOUR);
    format!("{hour}:{:02}", (time - hour * HOUR) / MINUTE)
}
