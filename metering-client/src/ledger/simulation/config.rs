//! The settings of a run, chosen by its seed.

use super::Random;
use crate::ledger::hours::{HOUR, Hour, MINUTE, Time};

/// The profiles of runs.
pub const PROFILES: [&str; 10] =
    ["mix", "fair", "norestore", "moves", "prune", "fresh", "restore", "foreign", "accept", "success"];

/// One step of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Tick,
    Work,
    Aws,
    Record,
    Replay,
    Operator,
    Flush,
    Crash,
    Pause,
    StoreJump,
    AwsJump,
    Backup,
    Restore,
    Prune,
    Mode,
}

/// AWS's response to a repeated record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// `Success` for the same quantity, `DuplicateRecord` for another one.
    Idempotent,
    /// `DuplicateRecord` for every repeat.
    Duplicate,
    /// `Success` for every repeat.
    AlwaysSuccess,
}

/// An operator's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    Retry,
    Move,
    WriteOff,
    Accept,
}

/// The settings of a run.
#[derive(Debug, Clone)]
pub struct Config {
    pub start: Time,
    pub buyers: u64,
    pub workers: usize,
    /// The worker's clock minus the store's clock.
    pub worker_skew: [Time; 3],
    pub shadow_until: Option<Hour>,
    /// The time by which a signature may differ from AWS's clock.
    pub signature_window: Time,
    pub unknown_buyer_fails_call: bool,
    pub unprocessed: u64,
    /// Another program meters every third hour.
    pub foreign: bool,
    pub reading: Reading,
    /// AWS responds, nothing is lost, and nothing may expire.
    pub fair: bool,
    pub ticks: Vec<Time>,
    pub reorder: bool,
    pub delay: bool,
    pub drop: u64,
    pub lose: u64,
    pub future: bool,
    pub late: u64,
    pub probe: bool,
    pub decisions: Vec<Decision>,
    /// Operators confirm decisions on records in doubt.
    pub may_be_billed: bool,
    /// Operators confirm without a check.
    pub uninformed: bool,
    pub store_jumps: Vec<Time>,
    pub aws_jumps: Vec<Time>,
    pub invalid: bool,
    pub unsubscribe: bool,
    pub throttle: bool,
    pub block: bool,
    pub stop_on_restore: bool,
    pub drain_on_restore: bool,
    /// A producer sends an unacknowledged event again with a new time.
    pub fresh_times: bool,
    pub steps: u64,
    pub weights: Vec<(Action, u64)>,
}

/// 2026-05-31T00:00:00Z.
const LAST_DAY_OF_MAY: Time = 1_780_185_600_000;

fn minutes(values: &[i64]) -> Vec<Time> {
    values.iter().map(|value| value * MINUTE).collect()
}

impl Config {
    pub fn new(profile: &str, seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0xC0FF_EE00);
        let r = &mut random;
        let fair = profile == "fair" || (profile == "mix" && r.chance(20));
        let mut config = Config::quiet(fair);
        config.choose_times(r);
        config.choose_aws(r);
        config.choose_producers(r);
        config.choose_operators(r);
        config.choose_actions(r);
        if fair {
            config.make_fair(r);
        }
        config.apply(profile, r);
        config
    }

    /// A run without any disturbance.
    fn quiet(fair: bool) -> Self {
        Config {
            start: LAST_DAY_OF_MAY,
            buyers: 1,
            workers: 1,
            worker_skew: [0; 3],
            shadow_until: None,
            signature_window: 15 * MINUTE,
            unknown_buyer_fails_call: false,
            unprocessed: 0,
            foreign: false,
            reading: Reading::Idempotent,
            fair,
            ticks: vec![MINUTE],
            reorder: false,
            delay: false,
            drop: 0,
            lose: 0,
            future: false,
            late: 60,
            probe: false,
            decisions: vec![Decision::Retry],
            may_be_billed: false,
            uninformed: false,
            store_jumps: vec![0],
            aws_jumps: vec![0],
            invalid: false,
            unsubscribe: false,
            throttle: false,
            block: false,
            stop_on_restore: false,
            drain_on_restore: false,
            fresh_times: false,
            steps: 80,
            weights: weights(),
        }
    }

    fn choose_times(&mut self, r: &mut Random) {
        self.start = LAST_DAY_OF_MAY + r.pick(&[-30, -6, 0, 5, 15, 20, 200]) * HOUR + 10 * MINUTE;
        let hour = Hour::of(self.start).0;
        let shadow = r.pick(&[None, None, None, Some(1), Some(3), Some(15)]);
        self.shadow_until = shadow.map(|ahead: i64| Hour(hour + ahead));
        let ticks: [&[i64]; 5] = [&[1], &[1, 2, 5], &[1, 5, 20], &[1, 10, 60], &[1, 3, 60, 240]];
        self.ticks = minutes(r.pick(&ticks));
        let jumps: [&[i64]; 4] = [&[0, 30, -30], &[0, 14, -14], &[0, 300, -300], &[0, 1_800, -1_800]];
        self.store_jumps = minutes(r.pick(&jumps));
        let jumps: [&[i64]; 2] = [&[0, 10, -10], &[0, 120, -120]];
        self.aws_jumps = minutes(r.pick(&jumps));
        if !r.chance(70) {
            self.worker_skew = [0; 3].map(|_: Time| (r.number(29) as Time - 14) * MINUTE);
        }
        self.steps = if self.fair { r.pick(&[300, 1_200]) } else { r.pick(&[80, 200, 400, 900]) };
    }

    fn choose_aws(&mut self, r: &mut Random) {
        self.signature_window = r.pick(&[5, 15]) * MINUTE;
        self.unknown_buyer_fails_call = r.chance(30);
        self.unprocessed = r.pick(&[0, 0, 10]);
        self.reading = r.pick(&[Reading::Idempotent, Reading::Duplicate]);
        self.reorder = r.chance(50);
        self.delay = r.chance(60);
        self.drop = r.pick(&[0, 0, 10]);
        self.lose = r.pick(&[0, 10, 40]);
        self.invalid = r.chance(50);
        self.unsubscribe = r.chance(40);
        self.throttle = r.chance(40);
        self.block = r.chance(30);
    }

    fn choose_producers(&mut self, r: &mut Random) {
        self.buyers = r.pick(&[1, 1, 2]);
        self.workers = r.pick(&[1, 2, 2, 3]);
        self.future = r.chance(20);
        self.late = r.pick(&[60, 600, 1_500, 2_600]);
    }

    fn choose_operators(&mut self, r: &mut Random) {
        self.probe = r.chance(30);
        self.decisions = r.pick(&[
            vec![Decision::Retry],
            vec![Decision::Retry, Decision::Move],
            vec![Decision::Move],
            vec![Decision::Retry, Decision::Move, Decision::WriteOff],
        ]);
        self.may_be_billed = r.chance(50);
        self.uninformed = r.chance(30);
        self.stop_on_restore = r.chance(60);
        self.drain_on_restore = r.chance(50);
    }

    /// Leaves some kinds of actions out.
    fn choose_actions(&mut self, r: &mut Random) {
        if !r.chance(if self.fair { 60 } else { 40 }) {
            self.weigh(Action::StoreJump, 0);
        }
        if !r.chance(10) {
            self.weigh(Action::AwsJump, 0);
        }
        if r.chance(30) {
            self.weigh(Action::Replay, 3);
            self.weigh(Action::Backup, 2);
        } else {
            self.weigh(Action::Backup, 0);
            self.weigh(Action::Restore, 0);
        }
        for action in [Action::Flush, Action::Crash, Action::Pause, Action::Prune, Action::Operator] {
            if r.chance(40) {
                self.weigh(action, 0);
            }
        }
    }

    /// A run in which AWS responds to every call.
    fn make_fair(&mut self, r: &mut Random) {
        self.ticks = if self.steps < 500 { vec![MINUTE, 2 * MINUTE] } else { vec![3 * MINUTE, 5 * MINUTE] };
        (self.invalid, self.unsubscribe, self.throttle, self.block) = (false, false, false, false);
        (self.drop, self.lose, self.delay, self.unprocessed) = (0, 0, false, 0);
        self.worker_skew = [0; 3];
        self.decisions = vec![Decision::Retry];
        self.late = r.pick(&[60, 1_500, 2_600]);
        self.shadow_until = None;
        for action in [
            Action::Mode,
            Action::Aws,
            Action::Restore,
            Action::Backup,
            Action::Replay,
            Action::AwsJump,
            Action::Operator,
        ] {
            self.weigh(action, 0);
        }
        self.weigh(Action::Tick, 60);
        self.weigh(Action::Work, 2);
    }

    fn apply(&mut self, profile: &str, r: &mut Random) {
        let no_restore = |config: &mut Self| {
            for action in [Action::Restore, Action::Backup, Action::Replay] {
                config.weigh(action, 0);
            }
        };
        match profile {
            "foreign" => {
                self.foreign = true;
                self.shadow_until = None;
                self.decisions = vec![Decision::Retry, Decision::Retry, Decision::Move];
                self.ticks = vec![MINUTE, 5 * MINUTE, 20 * MINUTE];
                self.weigh(Action::Operator, 6);
                no_restore(self);
            }
            "norestore" => no_restore(self),
            "moves" => {
                self.make_operators_move(r);
                no_restore(self);
            }
            "fresh" | "prune" => {
                self.ticks = vec![MINUTE, 60 * MINUTE, 180 * MINUTE];
                self.late = 2_600;
                self.shadow_until = None;
                self.fresh_times = profile == "fresh";
                self.weigh(Action::Prune, 5);
                self.weigh(Action::Record, 16);
                self.weigh(Action::Tick, 20);
                self.weigh(Action::AwsJump, 0);
                self.weigh(Action::StoreJump, if self.fresh_times { 0 } else { 2 });
                self.store_jumps =
                    r.pick(&[vec![0, 1_800 * MINUTE, 3_000 * MINUTE], vec![0, -1_800 * MINUTE]]);
                no_restore(self);
            }
            "restore" => {
                self.may_be_billed = r.chance(70);
                self.ticks = vec![MINUTE, 5 * MINUTE, 20 * MINUTE];
                self.weigh(Action::Backup, 2);
                self.weigh(Action::Restore, 2);
                self.weigh(Action::Replay, 4);
            }
            "accept" => {
                self.decisions = vec![Decision::Accept, Decision::Retry];
                self.invalid = true;
                self.probe = true;
            }
            "success" => self.reading = Reading::AlwaysSuccess,
            _ => {}
        }
    }

    /// A run in which operators move and write off while calls are delayed.
    fn make_operators_move(&mut self, r: &mut Random) {
        self.may_be_billed = true;
        self.delay = true;
        self.decisions = vec![Decision::Move, Decision::WriteOff];
        self.ticks = r.pick(&[vec![MINUTE, 5 * MINUTE], vec![MINUTE, 5 * MINUTE, 20 * MINUTE]]);
        self.signature_window = 15 * MINUTE;
        self.shadow_until = None;
        self.store_jumps = r.pick(&[vec![0, 14, -14], vec![0, 14], vec![0, 10, 30], vec![0, 60]]);
        self.store_jumps.iter_mut().for_each(|jump| *jump *= MINUTE);
        self.weigh(Action::Operator, 8);
        self.weigh(Action::Pause, 2);
        let jumps = r.pick(&[0, 2]);
        self.weigh(Action::StoreJump, jumps);
        self.weigh(Action::AwsJump, 0);
    }

    fn weigh(&mut self, action: Action, weight: u64) {
        if let Some(entry) = self.weights.iter_mut().find(|(other, _)| *other == action) {
            entry.1 = weight;
        }
    }

    /// Chooses the actions. Each of them draws its choices from its own number, so that actions can
    /// be deleted from a failing schedule.
    pub fn schedule(&self, seed: u64) -> Vec<(Action, u64)> {
        let mut random = Random::new(seed ^ 0x5EED);
        let total = self.weights.iter().map(|(_, weight)| weight).sum();
        let action = |random: &mut Random| {
            let mut left = random.number(total);
            for (action, weight) in &self.weights {
                if left < *weight {
                    return *action;
                }
                left -= weight;
            }
            Action::Tick
        };
        (0..self.steps).map(|_| (action(&mut random), random.number(1 << 32))).collect()
    }
}

fn weights() -> Vec<(Action, u64)> {
    vec![
        (Action::Tick, 14),
        (Action::Work, 40),
        (Action::Aws, 16),
        (Action::Record, 12),
        (Action::Replay, 0),
        (Action::Operator, 4),
        (Action::Flush, 1),
        (Action::Crash, 1),
        (Action::Pause, 1),
        (Action::StoreJump, 1),
        (Action::AwsJump, 1),
        (Action::Backup, 1),
        (Action::Restore, 1),
        (Action::Prune, 1),
        (Action::Mode, 2),
    ]
}
