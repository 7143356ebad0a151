//! The state of a run and its steps.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::aws::{Billed, Call, Mode, clock_face};
use super::config::{Action, Config};
use super::operator::Operator;
use super::worker::Worker;
use super::{Broken, Random};
use crate::ledger::change::Change;
use crate::ledger::event::{Event, Recorded};
use crate::ledger::hours::{Clock, HOUR, Hour, MINUTE, Retention, Time, date_time};
use crate::ledger::state::{BuyerId, RecordId};
use crate::ledger::store::memory::{Data, Memory};
use crate::ledger::store::operations::{Flush, ObserveDate, Prune, Record, Restore, SetShadow};
use crate::ledger::store::{Operation, Settings};
use crate::{Customer, Usage};

/// A buyer and an hour. Every event of a run has the same dimension.
pub type Key = (u64, Hour);

/// The maximum age of events in a run, so that runs reach pruning.
pub const MAX_AGE: Time = 40 * HOUR;
/// The time after which a call that AWS didn't see is lost.
pub const LOST_AFTER: Time = 20 * MINUTE;

/// An event in the form that its producer sends.
#[derive(Debug, Clone, Copy)]
pub struct Produced {
    pub buyer: u64,
    pub time: Time,
    pub first: Time,
    pub units: u32,
}

/// A copy of the store, and the events that the run expects in each record.
#[derive(Clone)]
struct Backup {
    data: Data,
    contents: HashMap<RecordId, BTreeSet<u64>>,
}

/// The state of a run.
pub struct World {
    pub config: Config,
    pub settings: Settings,
    pub store: Memory,
    clock: Arc<AtomicI64>,
    changes: Arc<Mutex<Vec<Change>>>,
    /// The real time.
    pub time: Time,
    pub store_offset: Time,
    pub aws_offset: Time,
    pub aws: BTreeMap<Key, Billed>,
    /// The record that each event was billed with.
    pub billed: BTreeMap<u64, Key>,
    pub mode: Mode,
    pub calls: BTreeMap<u64, Call>,
    pub next_call: u64,
    pub events: BTreeMap<u64, Produced>,
    /// The own hour of every acknowledged event.
    pub acknowledged: BTreeMap<u64, Hour>,
    /// The events of each record.
    pub contents: HashMap<RecordId, BTreeSet<u64>>,
    /// Events that an operator decided on without a check although AWS may have billed them.
    pub exempt: BTreeSet<u64>,
    pub exempt_rows: BTreeSet<RecordId>,
    /// Events that an operator moved or wrote off.
    pub moved: BTreeSet<u64>,
    /// The content of each record once it was sent.
    pub frozen: HashMap<(u32, RecordId), (u64, BTreeSet<u64>)>,
    /// Rows for which AWS billed usage that an operator had moved or written off.
    pub doubled: BTreeSet<RecordId>,
    pub alarms: BTreeSet<RecordId>,
    pub workers: Vec<Worker>,
    pub paused: Vec<Time>,
    pub operator: Operator,
    pub epoch: u32,
    pub incarnation: u64,
    pub jumped: bool,
    pub stuck: HashMap<RecordId, (u32, Time)>,
    backup: Option<Backup>,
    history: Option<Vec<String>>,
    next_event: u64,
    pub worker_steps: u64,
}

impl World {
    pub fn new(config: &Config, log: bool) -> Self {
        let retention = Retention { max_age: MAX_AGE, keys: 44 * HOUR, records: 90 * HOUR };
        let settings = Settings { retention, ..Settings::default() };
        let clock = Arc::new(AtomicI64::new(config.start));
        let changes: Arc<Mutex<Vec<Change>>> = Arc::default();
        let (store_clock, observer) = (Arc::clone(&clock), Arc::clone(&changes));
        let store = Memory::new(
            settings,
            move || store_clock.load(Ordering::Relaxed),
            move |change| observer.lock().unwrap_or_else(PoisonError::into_inner).push(change.clone()),
        );
        let buyers = config.buyers as usize;
        let world = World {
            settings,
            store,
            clock,
            changes,
            time: config.start,
            store_offset: 0,
            aws_offset: 0,
            aws: BTreeMap::new(),
            billed: BTreeMap::new(),
            mode: Mode {
                valid: vec![true; buyers],
                subscribed: vec![true; buyers],
                blocked: false,
                throttle: 0,
            },
            calls: BTreeMap::new(),
            next_call: 0,
            events: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            contents: HashMap::new(),
            exempt: BTreeSet::new(),
            exempt_rows: BTreeSet::new(),
            moved: BTreeSet::new(),
            frozen: HashMap::new(),
            doubled: BTreeSet::new(),
            alarms: BTreeSet::new(),
            workers: (0..config.workers as u64).map(Worker::new).collect(),
            paused: vec![Time::MIN; config.workers],
            operator: Operator::default(),
            epoch: 0,
            incarnation: 100,
            jumped: false,
            stuck: HashMap::new(),
            backup: None,
            history: log.then(Vec::new),
            next_event: 0,
            worker_steps: 0,
            config: config.clone(),
        };
        world.execute(&SetShadow { until: config.shadow_until });
        world
    }

    pub fn log(&mut self, line: impl FnOnce() -> String) {
        if self.history.is_some() {
            let store = clock_face(self.store_now());
            let line = format!(
                "t={} aws={} store={store}  {}",
                clock_face(self.time),
                clock_face(self.aws_now()),
                line()
            );
            self.history.iter_mut().for_each(|history| history.push(line.clone()));
        }
    }

    pub fn history(self) -> Vec<String> {
        self.history.unwrap_or_default()
    }

    pub fn worker_steps(&self) -> u64 {
        self.worker_steps
    }

    pub fn store_now(&self) -> Time {
        self.time + self.store_offset
    }

    /// Returns the store's clocks.
    pub fn clocks(&self) -> Clock {
        self.store.data().meta.clock(self.store_now())
    }

    /// Runs an operation on the store.
    pub fn execute<O: Operation>(&self, operation: &O) -> O::Output {
        self.clock.store(self.store_now(), Ordering::Relaxed);
        match self.store.run(operation) {
            Ok(output) => output,
            Err(error) => panic!("the store in memory failed: {error}"),
        }
    }

    pub fn take_changes(&self) -> Vec<Change> {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Stores a `Date`, as a leader with nothing to send does.
    pub fn observe_date(&mut self) {
        let date = self.aws_now().div_euclid(1_000) * 1_000;
        self.execute(&ObserveDate { date });
    }

    pub fn customer(buyer: u64) -> Customer {
        Customer::account(format!("{buyer:012}"), "prod-a")
    }

    /// Returns the store's key of a billable record.
    pub fn store_key(&self, buyer: u64, hour: Hour) -> Option<(BuyerId, String, Hour)> {
        let customer = Self::customer(buyer);
        let data = self.store.data();
        let index = data.buyers.iter().position(|known| *known == customer)?;
        Some((index as BuyerId, "requests".to_owned(), hour))
    }

    /// Returns the buyer of a row.
    pub fn buyer_of(data: &Data, buyer: BuyerId) -> u64 {
        match &data.buyers[buyer as usize] {
            Customer::Account { account, .. } => account.as_str().parse().unwrap_or_default(),
            _ => 0,
        }
    }

    pub fn events_of(&self, id: RecordId) -> BTreeSet<u64> {
        self.contents.get(&id).cloned().unwrap_or_default()
    }

    /// Records an event and checks the response.
    fn record(&mut self, event: u64, produced: Produced, time: Time) -> Result<(), Broken> {
        let key = format!("e{event}");
        let usage = Usage::new(Self::customer(produced.buyer), "requests", date_time(time), produced.units);
        let operation = match Event::new(&key, usage) {
            Ok(event) => Record::new([event]),
            Err(error) => return Err(Broken(format!("the event is invalid: {error}"))),
        };
        let known = self.store.data().entries.contains_key(&key);
        let watermark = self.store.data().meta.watermark;
        let result = self.execute(&operation).remove(0);
        self.log(|| format!("record {key} of buyer {} at {}: {result:?}", produced.buyer, clock_face(time)));
        match result {
            Ok(Recorded::Duplicate { .. }) => {
                if known {
                    Ok(())
                } else {
                    Err(Broken("DU a new key is a duplicate".to_owned()))
                }
            }
            Ok(_) => {
                if known {
                    return Err(Broken("I1 a known key counts again".to_owned()));
                }
                let record = self.store.data().entries.get(&key).map(|entry| entry.record);
                let Some(record) = record else {
                    return Err(Broken("I1 an acknowledged key is lost".to_owned()));
                };
                self.contents.entry(record).or_default().insert(event);
                self.acknowledged.insert(event, Hour::of(time));
                Ok(())
            }
            Err(_) if known => Err(Broken("KF a counted event is refused when it is repeated".to_owned())),
            Err(_) => {
                let is_good = (self.time - MAX_AGE..=self.time).contains(&time);
                if time < watermark
                    && is_good
                    && self.store_offset == 0
                    && self.aws_offset == 0
                    && self.epoch == 0
                {
                    return Err(Broken("PR a wrong clock pruned, and a good event is refused".to_owned()));
                }
                Ok(())
            }
        }
    }

    /// Runs one action.
    pub fn step(&mut self, action: Action, number: u64) -> Result<(), Broken> {
        let mut random = Random::new(number);
        let r = &mut random;
        match action {
            Action::Tick => self.tick(r)?,
            Action::Work => {
                let worker = r.number(self.workers.len() as u64) as usize;
                if self.time >= self.paused[worker] {
                    for _ in 0..=r.number(9) {
                        self.work(worker, r.number(1 << 32))?;
                    }
                }
            }
            Action::Aws => self.deliver(r)?,
            Action::Record => self.produce(r)?,
            Action::Replay => self.replay()?,
            Action::Operator => self.operate(r)?,
            Action::Flush => {
                let customer = Self::customer(r.number(self.config.buyers));
                self.log(|| format!("flush {customer}"));
                self.execute(&Flush { customer });
            }
            Action::Crash => {
                let worker = r.number(self.workers.len() as u64) as usize;
                self.incarnation += 1;
                self.workers[worker] = Worker::new(self.incarnation);
                self.log(|| format!("worker {worker} crashes"));
            }
            Action::Pause => {
                let worker = r.number(self.workers.len() as u64) as usize;
                self.paused[worker] = self.time + (1 + r.number(40) as Time) * MINUTE;
            }
            Action::StoreJump => {
                self.store_offset = r.pick(&self.config.store_jumps);
                self.jumped = true;
                self.log(|| "the store's clock is set".to_owned());
            }
            Action::AwsJump => {
                self.aws_offset = r.pick(&self.config.aws_jumps);
                self.log(|| "AWS's clock changes".to_owned());
            }
            Action::Backup => {
                self.backup =
                    Some(Backup { data: self.store.data().clone(), contents: self.contents.clone() });
                self.moved.clear();
                self.log(|| "backup".to_owned());
            }
            Action::Restore => self.restore(),
            Action::Prune => {
                // Rows are checked before they disappear.
                self.check()?;
                let pruned = self.execute(&Prune { limit: 1 + r.number(50) as usize });
                self.log(|| format!("prune: {pruned:?}"));
            }
            Action::Mode => self.change_mode(r),
        }
        self.collect_alarms();
        self.check_some()
    }

    fn collect_alarms(&mut self) {
        for change in self.take_changes() {
            if let Change::Doubled { record, .. } = change {
                self.alarms.insert(record);
            }
        }
    }

    fn tick(&mut self, r: &mut Random) -> Result<(), Broken> {
        self.time += r.pick(&self.config.ticks);
        if !self.config.fair {
            return Ok(());
        }
        self.check_claims()?;
        for worker in 0..self.workers.len() {
            // One worker always runs.
            if worker > 0 && self.time < self.paused[worker] {
                continue;
            }
            for _ in 0..24 {
                self.work(worker, r.number(1 << 32))?;
                self.deliver_all()?;
            }
        }
        Ok(())
    }

    /// Lets AWS see one call.
    fn deliver(&mut self, r: &mut Random) -> Result<(), Broken> {
        let waiting: Vec<u64> = self
            .calls
            .iter()
            .filter(|(_, call)| call.response.is_none() && !call.lost)
            .map(|(id, _)| *id)
            .collect();
        if waiting.is_empty() {
            return Ok(());
        }
        let id = if self.config.reorder { r.pick(&waiting) } else { waiting[0] };
        if self.config.delay && r.chance(25) {
            return Ok(());
        }
        let Some(mut call) = self.calls.remove(&id) else { return Ok(()) };
        if self.time - call.at > LOST_AFTER || r.chance(self.config.drop) {
            call.lost = true;
            self.log(|| format!("call {id} is lost"));
        } else {
            self.respond(&mut call)?;
            if r.chance(self.config.lose) {
                call.lost = true;
                self.log(|| format!("the response to call {id} is lost"));
            }
        }
        self.calls.insert(id, call);
        Ok(())
    }

    /// Lets AWS see all calls.
    fn deliver_all(&mut self) -> Result<(), Broken> {
        let waiting: Vec<u64> = self
            .calls
            .iter()
            .filter(|(_, call)| call.response.is_none() && !call.lost)
            .map(|(id, _)| *id)
            .collect();
        for id in waiting {
            let Some(mut call) = self.calls.remove(&id) else { continue };
            if self.time - call.at > LOST_AFTER {
                call.lost = true
            } else {
                self.respond(&mut call)?
            }
            self.calls.insert(id, call);
        }
        Ok(())
    }

    fn produce(&mut self, r: &mut Random) -> Result<(), Broken> {
        let kind = r.number(10);
        if kind < 2 && !self.events.is_empty() {
            let known: Vec<u64> = self.events.keys().copied().collect();
            let event = r.pick(&known);
            let produced = self.events[&event];
            let is_young = self.time - produced.first < MAX_AGE;
            let time = if self.config.fresh_times && is_young { self.time } else { produced.time };
            return self.record(event, produced, time);
        }
        let ahead = if kind == 2 && self.config.future { r.number(8) as Time } else { 0 };
        let late = if kind > 6 { r.number(self.config.late) as Time } else { 0 };
        let time = self.time + (ahead - late) * MINUTE;
        let (buyer, units) = (r.number(self.config.buyers), 1 + r.number(3) as u32);
        let produced = Produced { buyer, time, first: self.time, units };
        self.next_event += 1;
        self.events.insert(self.next_event, produced);
        self.record(self.next_event, produced, time)
    }

    /// Producers send events again that a restore lost.
    fn replay(&mut self) -> Result<(), Broken> {
        let lost: Vec<u64> = {
            let data = self.store.data();
            let is_lost = |event: &&u64| !data.entries.contains_key(&format!("e{event}"));
            self.acknowledged.keys().filter(is_lost).take(3).copied().collect()
        };
        for event in lost {
            let produced = self.events[&event];
            self.record(event, produced, produced.time)?;
        }
        Ok(())
    }

    fn restore(&mut self) {
        let Some(backup) = self.backup.clone() else { return };
        *self.store.data() = backup.data;
        self.contents = backup.contents;
        self.epoch += 1;
        self.log(|| "RESTORE".to_owned());
        if self.config.stop_on_restore {
            for worker in 0..self.workers.len() {
                self.incarnation += 1;
                self.workers[worker] = Worker::new(self.incarnation);
            }
            if self.config.drain_on_restore {
                self.calls.clear();
            }
        }
        self.operator = Operator::default();
        self.observe_date();
        let moment = self.execute(&Restore).0;
        self.repeat_decisions(moment);
    }

    fn change_mode(&mut self, r: &mut Random) {
        let buyer = r.number(self.config.buyers) as usize;
        match r.number(5) {
            0 if self.config.invalid => self.mode.valid[buyer] = !self.mode.valid[buyer],
            1 if self.config.unsubscribe => self.mode.subscribed[buyer] = !self.mode.subscribed[buyer],
            2 if self.config.throttle => self.mode.throttle = r.pick(&[0, 30, 90]),
            3 if self.config.block => self.mode.blocked = !self.mode.blocked,
            _ => {
                let buyers = self.config.buyers as usize;
                self.mode = Mode {
                    valid: vec![true; buyers],
                    subscribed: vec![true; buyers],
                    blocked: false,
                    throttle: 0,
                };
            }
        }
        let mode = self.mode.clone();
        self.log(|| format!("{mode:?}"));
    }

    /// Lets everything in flight settle, and checks all invariants.
    pub fn quiesce(&mut self) -> Result<(), Broken> {
        self.paused.fill(Time::MIN);
        self.deliver_all()?;
        for round in 0..4 {
            for worker in 0..self.workers.len() {
                for step in 0..if round == 0 { 40 } else { 12 } {
                    self.work(worker, step)?;
                    self.deliver_all()?;
                }
            }
        }
        self.collect_alarms();
        self.check()
    }
}
