//! The usage ledger against the emulator.

mod api;
mod kills;
mod shipping;
