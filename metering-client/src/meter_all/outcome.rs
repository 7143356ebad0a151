//! The outcome of a record.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use metering_core::error::PeerText;
use metering_core::{Applied, UnknownValue, ValidationError};

use crate::service::Error;

/// The outcome of one record of a [`meter_all`](crate::Metering::meter_all).
///
/// [`disposition`](Self::disposition) returns what to do with the record.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// AWS accepted the record, now or earlier.
    Accepted {
        /// AWS's identifier of the metering record; empty if the response has none. Keep it: AWS
        /// Support asks for it.
        id: String,
    },
    /// AWS didn't accept the record, and won't until something changes.
    Refused(Refusal),
    /// AWS hasn't decided the record. Send it again, unchanged: a record that is accepted twice is
    /// billed once.
    Undecided(Undecided),
}

/// The action that a record's [`Outcome`] calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Disposition {
    /// AWS has the record. Nothing is left to do.
    Settled,
    /// Keep the record and send it again later, unchanged and to the same Region. If the buyer
    /// isn't subscribed or the caller was refused, send it again when that is fixed.
    ResendUnchanged,
    /// An operator must look at the record. Sending it again unchanged doesn't bill it.
    NeedsReview,
}

/// The reason why a record was refused.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Refusal {
    /// The record breaks a rule of the declaration. It wasn't sent.
    Invalid(ValidationError),
    /// Another record of the same `meter_all` has the same buyer, dimension and second, but other
    /// content. The other record was sent and this one wasn't, because AWS bills only one of them.
    Conflict {
        /// The position of the other record.
        with: usize,
    },
    /// The record is too large for a call, which must be smaller than 1 MB. It wasn't sent.
    TooLarge {
        /// The size of a call with only this record, in bytes.
        bytes: usize,
    },
    /// The buyer is unknown, has no agreement for the product, or is suspended. If the subscription
    /// is about to become active, AWS accepts the same record later.
    CustomerNotSubscribed,
    /// AWS already has a record of this buyer, dimension and time, and bills that one.
    DuplicateRecord {
        /// AWS's identifier of the record; empty if the response has none.
        id: String,
        /// `true` if an earlier attempt of this `meter_all` may have been applied, so that the
        /// record that AWS has is this one. `false` if another call sent the record that AWS has,
        /// perhaps with another quantity.
        sent_before: bool,
    },
    /// AWS refused the call and accepted none of its records.
    Call {
        /// The error of the call.
        error: CallError,
        /// The part of the call that the refusal is about.
        scope: RefusalScope,
    },
}

/// The part of a call that a refusal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalScope {
    /// The record. It was alone in the call, or all records of the call have the same value that
    /// the error code is about, for example the same dimension.
    Record,
    /// The caller: credentials, permissions, the product code, or an operation that is disabled in
    /// the Region. No record of the call is at fault.
    Caller,
    /// The call. The error code is unknown and doesn't say if the caller or a record is at fault.
    Call,
}

/// The reason why a record is undecided.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Undecided {
    /// AWS left the record unprocessed until the last round.
    Unprocessed,
    /// The call succeeded, but its response doesn't decide the record. It has no result for the
    /// record, contradicts itself, or refuses a record that an earlier attempt may have applied.
    NoResult,
    /// The response has a status that this crate doesn't know.
    UnknownStatus(UnknownValue),
    /// The call failed. [`applied`](Error::applied) tells if AWS may have accepted the record.
    Failed(CallError),
    /// An earlier attempt may have been applied, and the last call failed or was refused.
    InDoubt(CallError),
    /// The record wasn't sent, because earlier calls failed. This is the last of their errors.
    NotSent(CallError),
    /// The record wasn't sent, because the pace function stopped this `meter_all`.
    Stopped,
}

/// The error of a call, shared by the records of the call. It dereferences to [`Error`].
#[derive(Clone)]
pub struct CallError(Arc<Error>);

impl Outcome {
    /// Returns what to do with the record.
    ///
    /// ```
    /// use metering_client::{Client, Disposition, Metering, Usage};
    ///
    /// # async fn example(client: Client, usage: Vec<Usage>) {
    /// let (mut resend, mut review) = (Vec::new(), Vec::new());
    /// for (usage, outcome) in usage.iter().zip(client.meter_all(&usage).await) {
    ///     match outcome.disposition() {
    ///         Disposition::Settled => {}
    ///         Disposition::ResendUnchanged => resend.push(usage),
    ///         Disposition::NeedsReview => review.push((usage, outcome)),
    ///     }
    /// }
    /// # }
    /// ```
    ///
    /// A `DuplicateRecord` is settled only if this `meter_all` may have sent the record before. If
    /// an earlier `meter_all` left the record undecided and its [`applied`](Self::applied) was
    /// [`Applied::Unknown`], the record that AWS has is probably this one too; only the program
    /// that kept the record can know that.
    pub fn disposition(&self) -> Disposition {
        match self {
            Outcome::Accepted { .. } => Disposition::Settled,
            Outcome::Undecided(_) => Disposition::ResendUnchanged,
            Outcome::Refused(refusal) => match refusal {
                Refusal::DuplicateRecord { sent_before: true, .. } => Disposition::Settled,
                Refusal::CustomerNotSubscribed
                | Refusal::Call { scope: RefusalScope::Caller | RefusalScope::Call, .. } => {
                    Disposition::ResendUnchanged
                }
                Refusal::DuplicateRecord { sent_before: false, .. }
                | Refusal::Invalid(_)
                | Refusal::Conflict { .. }
                | Refusal::TooLarge { .. }
                | Refusal::Call { scope: RefusalScope::Record, .. } => Disposition::NeedsReview,
            },
        }
    }

    /// Returns the effect of this `meter_all`: [`Applied::Yes`] if AWS accepted the record as sent.
    pub fn applied(&self) -> Applied {
        match self {
            Outcome::Accepted { .. } => Applied::Yes,
            Outcome::Refused(Refusal::DuplicateRecord { sent_before: true, .. }) => Applied::Unknown,
            Outcome::Refused(_) => Applied::No,
            Outcome::Undecided(Undecided::Unprocessed | Undecided::NotSent(_) | Undecided::Stopped) => {
                Applied::No
            }
            Outcome::Undecided(Undecided::NoResult | Undecided::UnknownStatus(_) | Undecided::InDoubt(_)) => {
                Applied::Unknown
            }
            // A call that succeeded may still have refused some of its records.
            Outcome::Undecided(Undecided::Failed(error)) => error.applied().min(Applied::Unknown),
        }
    }

    /// Returns the outcome of a record that an earlier attempt may have applied. Such a record is
    /// never reported as refused or not sent.
    pub(super) fn after_doubt(self) -> Self {
        match self {
            outcome if outcome.applied() != Applied::No => outcome,
            Outcome::Undecided(Undecided::Failed(error) | Undecided::NotSent(error))
            | Outcome::Refused(Refusal::Call { error, .. }) => Outcome::Undecided(Undecided::InDoubt(error)),
            _ => Outcome::Undecided(Undecided::NoResult),
        }
    }
}

impl CallError {
    pub(super) fn new(error: Error) -> Self {
        CallError(Arc::new(error))
    }
}

impl Deref for CallError {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.0
    }
}

/// Compares the context, the error code and the message.
impl PartialEq for CallError {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || self.context() == other.context() && self.to_string() == other.to_string()
    }
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

/// Writes one line, such as `accepted as 0a1b…` or `refused: the buyer is not subscribed`.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Accepted { id } if id.is_empty() => f.write_str("accepted"),
            Outcome::Accepted { id } => write!(f, "accepted as {}", PeerText::new(id)),
            Outcome::Refused(reason) => write!(f, "refused: {reason}"),
            Outcome::Undecided(reason) => write!(f, "undecided: {reason}"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Invalid(error) => error.fmt(f),
            Refusal::Conflict { with } => {
                write!(f, "record {with} has the same buyer, dimension and time, but other content")
            }
            Refusal::TooLarge { bytes } => {
                write!(f, "a call with only this record has {bytes} bytes; it must have less than 1 MB")
            }
            Refusal::CustomerNotSubscribed => f.write_str("the buyer is not subscribed"),
            Refusal::DuplicateRecord { id, sent_before } => {
                f.write_str("AWS already has a record of this buyer, dimension and time")?;
                if !id.is_empty() {
                    write!(f, ", {}", PeerText::new(id))?;
                }
                f.write_str(if *sent_before { "; it was sent before" } else { "; another call sent it" })
            }
            Refusal::Call { error, .. } => error.fmt(f),
        }
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Undecided::Unprocessed => f.write_str("AWS left the record unprocessed"),
            Undecided::NoResult => f.write_str("the response does not decide the record"),
            Undecided::UnknownStatus(status) => {
                write!(f, "unknown status `{}`", PeerText::new(status.as_str()))
            }
            Undecided::Failed(error) => error.fmt(f),
            Undecided::InDoubt(error) => write!(f, "an earlier attempt may have been applied; {error}"),
            Undecided::NotSent(error) => write!(f, "not sent, because earlier calls failed: {error}"),
            Undecided::Stopped => f.write_str("not sent, because the calls were stopped"),
        }
    }
}
