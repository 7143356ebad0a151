//! The usage ledger: recorded usage is billed exactly once, or is visibly waiting for an operator.
//!
//! The ledger sits between a vendor's usage events and `BatchMeterUsage`. It acknowledges an event
//! once the event is on disk and adds it to the sum of the event's buyer, dimension and hour. After
//! the hour ends, the ledger freezes that sum and sends the one frozen record until AWS has decided
//! on it.
//!
//! - A sealed record never changes, so a resend can't bill twice.
//! - "May have been sent" is committed before the call, so after a crash the ledger knows which
//!   records are in doubt.
//! - Only a response from AWS, or an operator with a stored reason, accepts, parks or expires a
//!   record. Local clocks seal hours, order the queue and raise alarms.
//!
//! Start with [`Ledger::builder`]. The feature `ledger` adds the embedded store [`Sqlite`], and
//! the feature `ledger-postgres` adds the store `Postgres` for several instances.

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
pub use store::Filter;
#[cfg(feature = "ledger-postgres")]
pub use store::postgres::Postgres;
pub use verify::Difference;
