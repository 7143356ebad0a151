//! Errors of the ledger.

use std::fmt;

use metering_core::ValidationError;
use metering_core::error::PeerText;

/// Tells the caller of [`record`](super::Ledger::record) if the event may be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Acknowledged {
    /// The event isn't stored.
    No,
    /// The event may be stored. Record it again with the same key: it never counts twice.
    Unknown,
}

/// The reason why usage was not recorded.
#[derive(Clone)]
#[non_exhaustive]
pub enum RecordError {
    /// The usage breaks AWS's rules.
    Invalid(ValidationError),
    /// The key is empty, has more than 128 bytes or contains a NUL character.
    Key,
    /// The key is known with another buyer, dimension or quantity.
    KeyConflict,
    /// The event is more than five minutes ahead of the store's clock.
    Future,
    /// The event is older than the maximum age or than the kept keys.
    TooOld,
    /// The hour's sum would be greater than [`Quantity::MAX`](crate::Quantity::MAX).
    SumTooLarge,
    /// A license without a product, although the ledger knows two products: AWS refuses a call
    /// that mixes products.
    ProductMissing,
    /// The queue of events that wait for a commit is full.
    QueueFull,
    /// The store failed.
    Store(StoreError),
}

impl RecordError {
    /// Returns `No` if the event is not stored, or `Unknown` if the store failed during the commit.
    pub fn acknowledged(&self) -> Acknowledged {
        match self {
            RecordError::Store(error) => error.acknowledged(),
            _ => Acknowledged::No,
        }
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Invalid(error) => error.fmt(f),
            RecordError::Key => f.write_str(
                "the key is empty, has more than 128 bytes or contains a NUL character; use the event's id",
            ),
            RecordError::KeyConflict => {
                f.write_str("the key is known with another buyer, dimension or quantity; use a new key for new usage")
            }
            RecordError::Future => f.write_str("the usage is more than five minutes in the future"),
            RecordError::TooOld => f.write_str("the usage is older than the maximum age, or than the kept keys"),
            RecordError::SumTooLarge => write!(f, "the hour's sum is greater than {}", crate::Quantity::MAX),
            RecordError::ProductMissing => f.write_str(
                "the license has no product and the ledger knows several; name it with `Customer::of_product`",
            ),
            RecordError::QueueFull => f.write_str("too many events wait for a commit; record the event later"),
            RecordError::Store(error) => error.fmt(f),
        }
    }
}

/// Shows the message, because `main` prints an error with `Debug`.
impl fmt::Debug for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            RecordError::Invalid(error) => Some(error),
            RecordError::Store(error) => Some(error),
            _ => None,
        }
    }
}

/// A failure of the store. Nothing was changed, unless [`acknowledged`](Self::acknowledged) returns
/// `Unknown`.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StoreError {
    /// The ledger is closed.
    Closed,
    /// Another process holds the store's lock.
    Locked,
    /// The disk is full.
    DiskFull,
    /// The store failed before the commit.
    Failed(String),
    /// The connection or the disk failed during the commit, so the changes may be stored.
    CommitUnknown(String),
    /// The schema is too new for this version of the ledger.
    Schema {
        /// The store's schema version.
        found: u32,
        /// The newest schema version that this version of the ledger can use.
        supported: u32,
    },
    /// The file can't be used as a store.
    Unsuitable(String),
    /// Another transaction changed the same rows; the store runs the operation again.
    Conflict,
}

impl StoreError {
    /// Returns `Unknown` if the changes may be stored.
    pub fn acknowledged(&self) -> Acknowledged {
        match self {
            StoreError::CommitUnknown(_) => Acknowledged::Unknown,
            _ => Acknowledged::No,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Closed => f.write_str("the ledger is closed"),
            StoreError::Locked => f.write_str("another process holds the ledger's lock; nothing was stored"),
            StoreError::DiskFull => f.write_str("the disk is full; nothing was stored"),
            StoreError::Failed(error) => {
                write!(f, "the store failed; nothing was stored: {}", PeerText::new(error))
            }
            StoreError::CommitUnknown(error) => {
                let error = PeerText::new(error);
                write!(f, "the store failed during the commit; repeat with the same key: {error}")
            }
            StoreError::Schema { found, supported } => write!(
                f,
                "the store has schema version {found}, but this program supports versions up to {supported}; \
                 upgrade the program"
            ),
            StoreError::Unsuitable(error) => PeerText::new(error).fmt(f),
            StoreError::Conflict => {
                f.write_str("another transaction changed the same rows; nothing was stored")
            }
        }
    }
}

/// Shows the message, because `main` prints an error with `Debug`.
impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for StoreError {}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        RecordError::Store(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn main_prints_the_message_of_an_error() {
        use crate::QuantityError;
        use crate::ledger::{ResolveError, ShipError};
        fn printed(error: impl std::error::Error) -> String {
            format!("{error:?}")
        }
        let message = "another process holds the ledger's lock; nothing was stored";
        assert_eq!(printed(StoreError::Locked), message);
        assert_eq!(printed(RecordError::Store(StoreError::Locked)), message);
        assert_eq!(printed(ShipError::Store(StoreError::Locked)), message);
        assert_eq!(printed(ResolveError::Store(StoreError::Locked)), message);
        assert_eq!(printed(QuantityError::Negative), "the quantity is less than 0");
    }

    /// The text may come from PostgreSQL, or quote a path.
    #[test]
    fn the_text_of_a_store_stays_on_one_line_of_bounded_length() {
        let text = format!("syntax error\nINFO settled \u{202e}{}", "x".repeat(100_000));
        for error in [StoreError::Failed, StoreError::CommitUnknown, StoreError::Unsuitable] {
            let error = error(text.clone());
            for printed in [error.to_string(), format!("{error:?}")] {
                assert!(printed.contains(r"syntax error\nINFO"), "{printed}");
                assert!(!printed.contains(['\n', '\u{202e}']) && printed.len() < 1_200, "{printed}");
            }
        }
    }
}
