//! The invariants of the ledger, and a few consequences of its rules.

use std::collections::{BTreeMap, BTreeSet};

use super::Broken;
use super::world::World;
use crate::ledger::hours::{HOUR, is_over};
use crate::ledger::state::{Proof, RecordId, Row, State};

impl World {
    /// Checks what every step must keep, cheaply.
    pub fn check_some(&mut self) -> Result<(), Broken> {
        if !self.config.fair {
            return Ok(());
        }
        let now = self.aws_now();
        let data = self.store.data();
        for row in data.rows.values() {
            match row.state {
                State::Expired => {
                    return Err(Broken(format!("I7 record {} expired although AWS responds", row.id)));
                }
                State::Parked => {
                    return Err(Broken(format!("I7 record {} is parked although AWS responds", row.id)));
                }
                State::Disputed => {
                    return Err(Broken(format!("I7 record {} is disputed although alone", row.id)));
                }
                State::Open | State::Sealed | State::Claimed if now > row.hour.deadline() => {
                    let message = format!("I7 record {} is {} past its deadline", row.id, row.state);
                    return Err(Broken(message));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// No claim may outlive its end because of a wrong clock.
    pub fn check_claims(&mut self) -> Result<(), Broken> {
        let (now, time) = (self.store_now(), self.time);
        let data = self.store.data();
        let claimed = data.rows.values().filter(|row| {
            row.state == State::Claimed && !is_over(row.claim_until, now, self.settings.timing.claim)
        });
        let claimed: BTreeMap<RecordId, u32> = claimed.map(|row| (row.id, row.attempt)).collect();
        drop(data);
        self.stuck.retain(|id, (attempt, _)| claimed.get(id) == Some(attempt));
        for (id, attempt) in claimed {
            let (_, since) = *self.stuck.entry(id).or_insert((attempt, time));
            if time - since > HOUR {
                return Err(Broken(format!("LV the claim of record {id} is stuck")));
            }
        }
        Ok(())
    }

    /// Checks all rows.
    pub fn check(&mut self) -> Result<(), Broken> {
        let data = self.store.data().clone();
        let mut seen: BTreeSet<u64> = BTreeSet::new();
        for row in data.rows.values() {
            self.check_row(row)?;
            let events = self.events_of(row.id);
            let sum: u64 = events.iter().map(|event| u64::from(self.events[event].units) * 1_000_000).sum();
            if sum != row.total {
                return Err(Broken(format!(
                    "I1 record {} has the sum {}, its events {sum}",
                    row.id, row.total
                )));
            }
            if row.state != State::Moved {
                for event in events {
                    if !seen.insert(event) {
                        return Err(Broken(format!("I1 event {event} is in two records")));
                    }
                }
            }
        }
        for (key, entry) in &data.entries {
            let event: u64 = key[1..].parse().unwrap_or_default();
            if data.rows.contains_key(&entry.record) && !seen.contains(&event) && self.epoch == 0 {
                return Err(Broken(format!("I1 event {event} is in no record")));
            }
        }
        match self.doubled.difference(&self.alarms).next() {
            Some(id) => Err(Broken(format!("AL usage of record {id} is doubled without an alarm"))),
            None => Ok(()),
        }
    }

    fn check_row(&self, row: &Row) -> Result<(), Broken> {
        let data = self.store.data();
        let buyer = Self::buyer_of(&data, row.buyer);
        drop(data);
        let broken = |text: &str| {
            Err(Broken(format!("{text} (record {}, hour {}, {})", row.id, row.hour.0, row.state)))
        };
        if self.config.foreign {
            if row.contested && row.state == State::Accepted && row.proof == Some(Proof::Duplicate) {
                return broken("CT a contested record is accepted by duplicate");
            }
            let foreign = self.aws.get(&(buyer, row.hour)).is_some_and(|billed| billed.foreign);
            if foreign
                && row.state == State::Accepted
                && row.proof == Some(Proof::Duplicate)
                && row.attempt == 1
            {
                return broken("FD a record that was never sent before is accepted by duplicate");
            }
            if row.billable && foreign && row.state == State::Accepted && row.proof == Some(Proof::Success) {
                return broken("I5 another program's record is accepted as ours");
            }
            return Ok(());
        }
        let events = self.events_of(row.id);
        if events.iter().any(|event| self.exempt.contains(event)) {
            return Ok(());
        }
        let billed = row.billable.then(|| self.aws.get(&(buyer, row.hour))).flatten();
        if row.state == State::Accepted {
            match row.proof {
                Some(Proof::Success) if billed.is_none_or(|billed| billed.events != events) => {
                    return broken("I5 accepted, but AWS bills another amount or nothing");
                }
                Some(Proof::Duplicate) if billed.is_none() => {
                    return broken("I5 by duplicate, but nothing is billed");
                }
                _ => {}
            }
        }
        let is_listed = !matches!(row.state, State::Accepted | State::Moved | State::Claimed);
        if is_listed && !row.in_doubt && events.iter().any(|event| self.billed.contains_key(event)) {
            return broken("I4 listed and not in doubt, yet billed");
        }
        if row.state == State::Shadowed {
            let until = self.config.shadow_until;
            let is_live = |event: &u64| until.is_none_or(|until| self.acknowledged[event] >= until);
            if events.iter().any(is_live) {
                return broken("SL live usage is shadowed");
            }
        }
        Ok(())
    }
}
