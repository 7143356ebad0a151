//! An operator who decides on records.

use super::config::Decision;
use super::world::World;
use super::{Broken, Random};
use crate::ledger::hours::Time;
use crate::ledger::state::{RecordId, Repeats, Resolution, State, Verdict, is_due};
use crate::ledger::store::operations::{Resolve, SetRepeats};

/// The decision that an operator has in mind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Operator {
    plan: Option<(RecordId, Decision, bool)>,
}

impl World {
    /// Looks at the records, or carries a decision out: the record may change in between.
    pub fn operate(&mut self, r: &mut Random) -> Result<(), Broken> {
        if let Some((id, decision, informed)) = self.operator.plan.take() {
            return self.decide_on(id, decision, informed);
        }
        if self.config.probe && r.chance(10) {
            return self.probe(r);
        }
        let clock = self.clocks();
        let candidates: Vec<RecordId> = {
            let data = self.store.data();
            let is_candidate = |state| {
                matches!(
                    state,
                    State::Parked | State::Disputed | State::Expired | State::Held | State::Sealed
                )
            };
            let rows = data.rows.values();
            rows.filter(|row| is_candidate(row.state) || is_due(row, &clock, &self.settings.timing))
                .map(|row| row.id)
                .collect()
        };
        if !candidates.is_empty() {
            let decision = r.pick(&self.config.decisions);
            self.operator.plan = Some((r.pick(&candidates), decision, r.chance(60)));
        }
        Ok(())
    }

    fn decide_on(&mut self, id: RecordId, decision: Decision, informed: bool) -> Result<(), Broken> {
        let Some(row) = self.store.data().rows.get(&id).cloned() else { return Ok(()) };
        let events = self.events_of(id);
        let is_billed = events.iter().any(|event| self.billed.contains_key(event));
        let is_informed = informed && !is_billed;
        // Without a confirmation, the rules refuse records in doubt.
        let may_be_billed =
            row.in_doubt && self.config.may_be_billed && (is_informed || self.config.uninformed);
        let resolution = match decision {
            Decision::Retry => Resolution::Retry,
            Decision::Accept => Resolution::Accept,
            Decision::Move => Resolution::Move { may_be_billed },
            Decision::WriteOff => Resolution::WriteOff { may_be_billed },
        };
        let resolve = Resolve { record: id, resolution, reason: "simulated".to_owned() };
        let result = self.execute(&resolve);
        self.log(|| format!("operator: {resolution:?} of record {id}: {result:?}"));
        let Ok(moved_to) = result else { return Ok(()) };
        if matches!(decision, Decision::Move | Decision::WriteOff) {
            self.moved.extend(&events);
            if may_be_billed && !is_informed {
                self.exempt.extend(&events);
                self.exempt_rows.insert(id);
            }
            // An operator who waits long enough and confirms after a check must never be wrong, and
            // without doubt nothing needs a check.
            if !may_be_billed && is_billed && !events.iter().any(|event| self.exempt.contains(event)) {
                return Err(Broken(format!(
                    "I4 record {id} isn't in doubt but billed, and is {decision:?}d"
                )));
            }
        }
        if let Some(target) = moved_to {
            if self.exempt_rows.contains(&id) {
                self.exempt_rows.insert(target);
            }
            self.contents.entry(target).or_default().extend(events);
        }
        Ok(())
    }

    /// Resends an accepted record.
    fn probe(&mut self, r: &mut Random) -> Result<(), Broken> {
        let candidates: Vec<(RecordId, u64, crate::ledger::hours::Hour, u64)> = {
            let data = self.store.data();
            let is_candidate = |row: &&crate::ledger::state::Row| {
                row.state == State::Accepted && row.proof == Some(crate::ledger::state::Proof::Success)
            };
            data.rows
                .values()
                .filter(is_candidate)
                .map(|row| (row.id, Self::buyer_of(&data, row.buyer), row.hour, row.total))
                .collect()
        };
        if candidates.is_empty() {
            return Ok(());
        }
        let (id, buyer, hour, micros) = r.pick(&candidates);
        if hour.deadline() <= self.aws_now() {
            return Ok(());
        }
        let attempt = crate::ledger::state::Attempt {
            record: id,
            number: 0,
            token: 0,
            doubt_before: true,
            until: 0,
            offset: 0,
        };
        let sent = super::aws::Sent { attempt, buyer, hour, micros, events: self.events_of(id) };
        let mut call = super::aws::Call {
            records: vec![sent],
            signed: self.aws_now(),
            at: self.time,
            choices: r.number(1 << 32),
            response: None,
            lost: false,
        };
        self.respond(&mut call)?;
        if let Some((super::aws::Response::Results(results), _)) = &call.response {
            let repeats = match results.get(&id) {
                Some(Verdict::Success(_)) => Repeats::Succeed,
                Some(Verdict::Duplicate(_)) => Repeats::AreDuplicates,
                _ => return Ok(()),
            };
            self.log(|| format!("probe of record {id}: {repeats:?}"));
            self.execute(&SetRepeats { repeats });
        }
        Ok(())
    }

    /// After a restore, the operator repeats the decisions that the backup doesn't have: records
    /// whose usage was moved or written off since then are kept from being sent.
    pub fn repeat_decisions(&mut self, _moment: Time) {
        let moved = self.moved.clone();
        let ids: Vec<RecordId> = {
            let data = self.store.data();
            let was_moved = |id: &RecordId| {
                self.contents.get(id).is_some_and(|events| events.iter().any(|event| moved.contains(event)))
            };
            let rows = data.rows.values();
            rows.filter(|row| row.billable && !row.state.is_final() && was_moved(&row.id))
                .map(|row| row.id)
                .collect()
        };
        let mut data = self.store.data();
        for id in ids {
            if let Some(row) = data.rows.get_mut(&id) {
                row.state = State::Parked;
                row.in_doubt = true;
            }
        }
    }
}
