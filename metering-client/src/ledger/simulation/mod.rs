//! A simulation of the core, the store in memory and a modeled AWS under one seed, which decides
//! every interleaving, crash, clock jump, duplicate and pause.
//!
//! A failing seed prints its history.
//! `LEDGER_SEEDS=10000 cargo test --release -p metering-client --features ledger simulation::seeds -- --nocapture`
//! runs more seeds, `LEDGER_SEED=7` runs one and prints its history, and `LEDGER_PROFILE=fair`
//! picks a profile.

mod aws;
mod config;
mod invariants;
mod operator;
mod schedules;
mod worker;
mod world;

use config::{Action, Config, PROFILES};
use world::World;

/// A small random number generator (PCG), so that a seed gives the same run everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x1234_5678_9ABC_DEF1));
        random.number(2);
        random
    }

    /// Returns a number below `below`.
    pub fn number(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let xored = ((self.0 >> 18) ^ self.0) >> 27;
        let value = (xored as u32).rotate_right((self.0 >> 59) as u32);
        u64::from(value) % below.max(1)
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.number(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.number(from.len() as u64) as usize].clone()
    }
}

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

/// The result of a run: the number of steps, or the broken invariant and the history.
fn run(config: &Config, schedule: &[(Action, u64)], log: bool) -> Result<u64, (Broken, Vec<String>)> {
    let mut world = World::new(config, log);
    let mut steps = 0;
    let mut result = Ok(());
    for (action, number) in schedule {
        steps += 1;
        result = world.step(*action, *number);
        if result.is_err() {
            break;
        }
    }
    if result.is_ok() {
        result = world.quiesce();
    }
    result.map(|()| steps + world.worker_steps()).map_err(|broken| (broken, world.history()))
}

/// Runs one seed. A failure runs again with a history and prints it.
fn run_seed(profile: &str, seed: u64) -> Result<u64, String> {
    let config = Config::new(profile, seed);
    let schedule = config.schedule(seed);
    match run(&config, &schedule, std::env::var("LEDGER_SEED").is_ok()) {
        Ok(steps) => Ok(steps),
        Err((first, _)) => {
            let (broken, history) = match run(&config, &schedule, true) {
                Err(failed) => failed,
                Ok(_) => (first, vec!["the failure is not reproducible".to_owned()]),
            };
            let history = history.join("\n    ");
            Err(format!("seed {seed} of profile {profile}: {}\n  {config:?}\n    {history}", broken.0))
        }
    }
}

/// Runs many seeds of all profiles.
#[test]
fn seeds_keep_the_invariants() {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let only = std::env::var("LEDGER_PROFILE").ok();
    let seeds = match number("LEDGER_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("LEDGER_SEEDS").unwrap_or(160),
    };
    let (mut steps, mut runs) = (0, 0);
    for seed in seeds {
        let profile = only.clone().unwrap_or_else(|| PROFILES[seed as usize % PROFILES.len()].to_owned());
        match run_seed(&profile, seed) {
            Ok(taken) => steps += taken,
            Err(failure) => panic!("{failure}"),
        }
        runs += 1;
    }
    println!("{runs} seeds, {steps} steps");
}
