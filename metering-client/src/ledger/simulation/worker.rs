//! A worker: a program that leads, seals, claims, sends and settles, one step at a time.

use super::aws::{Call, Response, Sent, ids};
use super::world::World;
use super::{Broken, Random};
use crate::ledger::batch::{Group, Turns};
use crate::ledger::hours::{Hour, MINUTE, Time};
use crate::ledger::state::{Settled, Verdict};
use crate::ledger::store::operations::{Claim, ClaimOutcome, Claimed, Lead, Seal, Settle};

/// The next step of a worker.
#[derive(Debug, Clone)]
enum Next {
    Lead,
    Seal(u64),
    Claim(u64),
    Send,
    Wait(u64),
    Settle,
}

/// A worker.
#[derive(Debug, Clone)]
pub struct Worker {
    name: u64,
    next: Next,
    turns: Turns,
    group: Option<Group>,
    /// The calls to send, the next one last: bisection divides a refused call.
    stack: Vec<Vec<Sent>>,
    /// The verdicts to settle, the next one last.
    verdicts: Vec<(Sent, Verdict, Option<Time>, bool)>,
}

impl Worker {
    pub fn new(name: u64) -> Self {
        Worker {
            name,
            next: Next::Lead,
            turns: Turns::default(),
            group: None,
            stack: Vec::new(),
            verdicts: Vec::new(),
        }
    }
}

impl World {
    /// Runs one step of a worker.
    pub fn work(&mut self, index: usize, number: u64) -> Result<(), Broken> {
        self.worker_steps += 1;
        let mut worker = std::mem::replace(&mut self.workers[index], Worker::new(0));
        let result = self.work_step(index, &mut worker, number);
        self.workers[index] = worker;
        result
    }

    fn work_step(&mut self, index: usize, worker: &mut Worker, number: u64) -> Result<(), Broken> {
        worker.next = match worker.next.clone() {
            Next::Lead => match self.execute(&Lead { owner: worker.name, term: number | 1 << 40 }) {
                Some(term) => Next::Seal(term),
                None => Next::Lead,
            },
            Next::Seal(term) => {
                self.execute(&Seal { term, limit: 100, zero_records: false });
                Next::Claim(term)
            }
            Next::Claim(term) => self.claim(worker, term, number)?,
            Next::Send => self.send(index, worker, number),
            Next::Wait(call) => self.receive(worker, call),
            Next::Settle => self.settle_next(worker)?,
        };
        Ok(())
    }

    fn claim(&mut self, worker: &mut Worker, term: u64, number: u64) -> Result<Next, Broken> {
        let outcome = self.execute(&Claim { term, turns: worker.turns.clone(), seed: number });
        let ClaimOutcome::Send(Claimed { group, records, .. }) = outcome else {
            // A leader with nothing to send asks AWS for its time.
            if outcome == ClaimOutcome::Nothing && (self.config.fair || Random::new(number).chance(30)) {
                self.observe_date();
            }
            return Ok(Next::Lead);
        };
        worker.turns.serve(&group);
        worker.group = Some(group);
        let mut call = Vec::with_capacity(records.len());
        for record in records {
            let id = record.attempt.record;
            let crate::Customer::Account { account, .. } = &record.usage.customer else { continue };
            let sent = Sent {
                buyer: account.as_str().parse().unwrap_or_default(),
                hour: Hour(record.usage.timestamp.secs().div_euclid(3_600)),
                micros: record.usage.quantity.micros().unwrap_or_default(),
                events: self.events_of(id),
                attempt: record.attempt,
            };
            let content = (sent.micros, sent.events.clone());
            if *self.frozen.entry((self.epoch, id)).or_insert_with(|| content.clone()) != content {
                return Err(Broken(format!("I2 the content of record {id} changed once it was sealed")));
            }
            let sum: u64 =
                sent.events.iter().map(|event| u64::from(self.events[event].units) * 1_000_000).sum();
            if sum != sent.micros {
                return Err(Broken(format!("I1 record {id} has the sum {}, its events {sum}", sent.micros)));
            }
            call.push(sent);
        }
        self.log(|| format!("worker {} claims {:?}", worker.name, ids(&call)));
        worker.stack = vec![call];
        Ok(Next::Send)
    }

    /// Checks the claim and signs, with the same reading of the worker's clock.
    fn send(&mut self, index: usize, worker: &mut Worker, number: u64) -> Next {
        let Some(records) = worker.stack.pop() else { return Next::Lead };
        let now = self.store_now() + self.config.worker_skew[index];
        let mut signed = now;
        for record in &records {
            match record.attempt.signature_time(now, &self.settings.timing) {
                Some(time) => signed = time,
                None => {
                    self.log(|| format!("worker {}: the claim is over, not sent", worker.name));
                    worker.stack.clear();
                    return Next::Lead;
                }
            }
        }
        let id = self.next_call;
        self.next_call += 1;
        self.log(|| format!("worker {} sends {:?} as call {id}", worker.name, ids(&records)));
        let call = Call { records, signed, at: self.time, choices: number, response: None, lost: false };
        self.calls.insert(id, call);
        Next::Wait(id)
    }

    fn receive(&mut self, worker: &mut Worker, id: u64) -> Next {
        let Some(call) = self.calls.get(&id) else { return Next::Lead };
        let (response, date) = match &call.response {
            Some(response) if !call.lost => response.clone(),
            _ if call.lost || self.time - call.at >= MINUTE => (Response::None, None),
            _ => return Next::Wait(id),
        };
        // A call that the worker no longer waits for may still reach AWS.
        let records = call.records.clone();
        if call.response.is_some() || call.lost {
            self.calls.remove(&id);
        }
        let is_about_records = matches!(
            response,
            Response::Refused(Verdict::Refused(_) | Verdict::OutOfBounds(_) | Verdict::NotSubscribed(_))
        );
        if is_about_records && records.len() > 1 {
            let (first, second) = records.split_at(records.len() / 2);
            worker.stack.push(second.to_vec());
            worker.stack.push(first.to_vec());
            return Next::Send;
        }
        let was_alone = records.len() == 1;
        for record in records.into_iter().rev() {
            let verdict = match &response {
                Response::Results(results) => results.get(&record.id()).cloned(),
                Response::Refused(verdict) => Some(verdict.clone()),
                Response::None => None,
            };
            let verdict = verdict.unwrap_or_else(|| Verdict::Unknown("no response".to_owned()));
            worker.verdicts.push((record, verdict, date, was_alone));
        }
        Next::Settle
    }

    fn settle_next(&mut self, worker: &mut Worker) -> Result<Next, Broken> {
        let Some((record, verdict, date, was_alone)) = worker.verdicts.pop() else {
            return Ok(if worker.stack.is_empty() { Next::Lead } else { Next::Send });
        };
        if let Some(group) = &worker.group {
            match &verdict {
                Verdict::Caller(_) => _ = worker.turns.block(group, self.store_now(), &self.settings.timing),
                Verdict::Unknown(_) => {}
                _ => _ = worker.turns.unblock(group),
            }
        }
        let before = self.store.data().rows.get(&record.id()).cloned();
        let settle = Settle { attempt: record.attempt, verdict: verdict.clone(), date };
        let settled = self.execute(&settle);
        self.log(|| {
            format!("settle {}, attempt {}: {verdict:?} -> {settled:?}", record.id(), record.attempt.number)
        });
        self.check_settled(&record, &verdict, settled, before.as_ref(), was_alone)?;
        Ok(Next::Settle)
    }

    fn check_settled(
        &mut self,
        record: &Sent,
        verdict: &Verdict,
        settled: Settled,
        before: Option<&crate::ledger::state::Row>,
        was_alone: bool,
    ) -> Result<(), Broken> {
        use crate::ledger::state::State;
        let Some(before) = before else { return Ok(()) };
        let after = self.store.data().rows.get(&record.id()).cloned();
        let Some(after) = after else { return Ok(()) };
        if before.state == State::Accepted && after.state != State::Accepted {
            return Err(Broken(format!("AF the acceptance of record {} is overwritten", before.id)));
        }
        if settled == Settled::Parked && !was_alone {
            return Err(Broken(format!("PK record {} is parked for another one", before.id)));
        }
        if matches!(before.state, State::Moved | State::WrittenOff) && matches!(verdict, Verdict::Success(_))
        {
            let is_known = before.tokens.contains(&record.attempt.token);
            if is_known && self.epoch == 0 {
                self.doubled.insert(before.id);
            }
        }
        Ok(())
    }
}
