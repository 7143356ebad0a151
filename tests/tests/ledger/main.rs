//! The usage ledger against the emulator.

mod api;
mod disk;
mod kills;
mod postgres;
mod postgres_tls;
mod proxy;
mod readme;
mod shipping;
