//! `metering-client`: the declared operations, the rules, `meter_all` and the emulator.

mod emulator;
mod meter_all;
mod meter_all_calls;
mod meter_all_random;
mod model;
mod rules;
mod stored;
mod third_party;
mod wire;
