#![doc = include_str!("../../docs/ledger.md")]

mod backend;
mod batch;
mod builder;
mod change;
mod error;
mod event;
mod failpoint;
mod handle;
mod hours;
mod rate;
mod send;
mod ship;
#[cfg(test)]
mod simulation;
mod state;
mod status;
mod store;
mod verify;

pub use backend::{Backend, Sqlite};
pub use builder::LedgerBuilder;
pub use change::Change;
pub use error::{Acknowledged, RecordError, StoreError};
pub use event::Recorded;
pub use handle::{Ledger, ResolveError};
pub use hours::LateUsage;
pub use ship::ShipError;
pub use state::{HeldReason, Proof, RecordId, Repeats, Resolution, ResolveRefusal, State};
pub use status::{Amount, Count, Leader, Record, Status};
#[cfg(feature = "ledger-postgres")]
pub use store::postgres::Postgres;
pub use store::{BlockedProduct, Filter, InboxError};
pub use verify::Difference;
