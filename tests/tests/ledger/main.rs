//! The usage ledger against the emulator.

mod kills;
mod shipping;
