//! The usage ledger against the emulator.

mod shipping;
