//! Changes of state, for observers, logs and counters.

use super::state::{HeldReason, Proof, RecordId};
use crate::{DateTime, Quantity};

/// A change in the ledger, reported after its commit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Usage was held. One change reports all new held records of a commit that have the same
    /// reason.
    Held {
        /// The first new record.
        record: RecordId,
        /// The reason.
        reason: HeldReason,
        /// The number of new records.
        records: u64,
    },
    /// An allocation had no room in its record and joined the part without tags.
    AllocationMerged {
        /// The record.
        record: RecordId,
    },
    /// A record was sealed.
    Sealed {
        /// The record.
        record: RecordId,
        /// The frozen sum.
        quantity: Quantity,
    },
    /// A record was shadowed.
    Shadowed {
        /// The record.
        record: RecordId,
        /// The sum that isn't sent.
        quantity: Quantity,
    },
    /// A record was claimed for a call.
    Claimed {
        /// The record.
        record: RecordId,
        /// The number of the attempt.
        attempt: u32,
    },
    /// A record was accepted.
    Accepted {
        /// The record.
        record: RecordId,
        /// The evidence.
        proof: Proof,
    },
    /// A record needs an operator, because AWS refused it.
    Parked {
        /// The record.
        record: RecordId,
        /// AWS's refusal.
        error: String,
    },
    /// AWS has another record of the same buyer, dimension and hour.
    Disputed {
        /// The record.
        record: RecordId,
    },
    /// AWS refused a record after its deadline.
    Expired {
        /// The record.
        record: RecordId,
        /// `true` if AWS may have accepted an earlier attempt.
        unresolved: bool,
        /// The sum.
        quantity: Quantity,
    },
    /// AWS billed usage that an operator had moved or written off.
    Doubled {
        /// The record.
        record: RecordId,
        /// The sum.
        quantity: Quantity,
    },
    /// A record is sent again after a pause.
    Retried {
        /// The record.
        record: RecordId,
        /// AWS's refusal, or the failure.
        error: String,
    },
    /// An operator decided on a record.
    Resolved {
        /// The record.
        record: RecordId,
        /// The operator's reason.
        reason: String,
    },
    /// AWS refuses a product's calls because of the caller: permissions, credentials, product code.
    Blocked {
        /// The product, if it is known.
        product: Option<String>,
        /// AWS's refusal.
        error: String,
    },
    /// A record that isn't accepted is near its deadline, or older than five hours.
    DeadlineNear {
        /// The start of the hour of the most urgent record.
        hour: DateTime,
        /// The instant from which AWS refuses the record.
        deadline: DateTime,
    },
    /// AWS's clock and the store's clock differ by more than a minute.
    ClockSkew {
        /// AWS's clock minus the store's clock, in milliseconds.
        offset: i64,
    },
    /// This instance couldn't find out for a minute if any instance leads.
    NoLeader {
        /// The store's error.
        error: String,
    },
    /// A row of the inbox can't be recorded.
    InboxError {
        /// The row's number.
        row: i64,
        /// The reason.
        error: String,
    },
}

impl Change {
    /// Returns the fixed name of the alarm, or `None` for a change that needs no attention.
    pub fn alarm(&self) -> Option<&'static str> {
        Some(match self {
            Change::Held { .. } => "held",
            Change::Accepted { proof: Proof::Duplicate, .. } => "by_duplicate",
            Change::Parked { .. } => "parked",
            Change::Disputed { .. } => "disputed",
            Change::Expired { unresolved: true, .. } => "unresolved",
            Change::Expired { unresolved: false, .. } => "expired",
            Change::Doubled { .. } => "doubled",
            Change::Blocked { .. } => "blocked",
            Change::DeadlineNear { .. } => "deadline_near",
            Change::ClockSkew { .. } => "clock_skew",
            Change::NoLeader { .. } => "no_leader",
            Change::InboxError { .. } => "inbox_error",
            _ => return None,
        })
    }

    /// Writes the change as a `tracing` event. The names of alarms are fixed.
    pub fn trace(&self) {
        match self {
            Change::Held { record, reason, records } => {
                let reason = reason.as_str();
                tracing::warn!(name: "held", record = record.0, reason, records, "held");
            }
            Change::AllocationMerged { record } => {
                tracing::warn!(record = record.0, "allocation joined the part without tags");
            }
            Change::Sealed { record, quantity } => tracing::debug!(record = record.0, %quantity, "sealed"),
            Change::Shadowed { record, quantity } => tracing::info!(record = record.0, %quantity, "shadowed"),
            Change::Claimed { record, attempt } => tracing::debug!(record = record.0, attempt, "claimed"),
            Change::Accepted { record, proof: Proof::Duplicate } => {
                tracing::warn!(name: "by_duplicate", record = record.0, "by_duplicate");
            }
            Change::Accepted { record, proof } => {
                tracing::debug!(record = record.0, proof = proof.as_str(), "accepted");
            }
            Change::Parked { record, error } => {
                tracing::error!(name: "parked", record = record.0, error, "parked");
            }
            Change::Disputed { record } => {
                tracing::error!(name: "disputed", record = record.0, "disputed");
            }
            Change::Expired { record, unresolved: true, quantity } => {
                tracing::error!(name: "unresolved", record = record.0, %quantity, "unresolved");
            }
            Change::Expired { record, unresolved: false, quantity } => {
                tracing::error!(name: "expired", record = record.0, %quantity, "expired");
            }
            Change::Doubled { record, quantity } => {
                tracing::error!(name: "doubled", record = record.0, %quantity, "doubled");
            }
            Change::Retried { record, error } => tracing::debug!(record = record.0, error, "retried"),
            Change::Resolved { record, reason } => tracing::info!(record = record.0, reason, "resolved"),
            Change::Blocked { product, error } => {
                tracing::error!(name: "blocked", product = product.as_deref(), error, "blocked");
            }
            Change::DeadlineNear { hour, deadline } => {
                let (hour, deadline) = (hour.secs(), deadline.secs());
                tracing::error!(name: "deadline_near", hour, deadline, "deadline_near");
            }
            Change::ClockSkew { offset } => {
                tracing::warn!(name: "clock_skew", offset, "clock_skew");
            }
            Change::NoLeader { error } => {
                tracing::error!(name: "no_leader", error, "no_leader");
            }
            Change::InboxError { row, error } => {
                tracing::error!(name: "inbox_error", row, error, "inbox_error");
            }
        }
    }
}
