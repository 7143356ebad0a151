//! The usage ledger: recorded usage is billed exactly once, or is visibly waiting for an operator.

#![allow(dead_code, unused_imports, reason = "the parts of the ledger land one after another")]

mod batch;
mod change;
mod error;
mod event;
mod hours;
mod rate;
mod state;
mod store;

pub use change::Change;
pub use error::{Acknowledged, RecordError, StoreError};
pub use event::Recorded;
pub use hours::LateUsage;
pub use state::{HeldReason, Proof, RecordId, Repeats, Resolution, ResolveRefusal, State};
pub use store::Filter;
