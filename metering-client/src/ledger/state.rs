//! The states of an hourly record and the transitions between them, as pure functions.
//!
//! Every store loads a [`Row`], calls one of these functions and writes the row back.

use std::fmt;

use super::hours::{Clock, Hour, Limits, Time, Timing, is_over};

/// Gives each variant of an enum its name, as stored and printed.
macro_rules! names {
    ($enum:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $enum {
            /// Returns the name, as stored and printed.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $($enum::$variant => $name,)+
                }
            }

            /// Returns the value with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some($enum::$variant),)+
                    _ => None,
                }
            }
        }
    };
}
pub(super) use names;

/// The number of a record of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub i64);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number that a store gives a buyer.
pub type BuyerId = i64;

/// The state of an hourly record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum State {
    /// The hour accepts usage.
    Open,
    /// No hour can accept the usage. An operator moves it or writes it off.
    Held,
    /// The sum is frozen and waits to be sent.
    Sealed,
    /// The record may have been sent; AWS hasn't decided.
    Claimed,
    /// AWS or an operator reported that the record is billed.
    Accepted,
    /// AWS refused the record itself.
    Parked,
    /// AWS has another record of this buyer, dimension and hour.
    Disputed,
    /// AWS refused the record after its deadline.
    Expired,
    /// An operator moved the usage to another hour.
    Moved,
    /// An operator decided that the usage isn't billed.
    WrittenOff,
    /// Shadow mode kept the record from being sent.
    Shadowed,
}

impl State {
    /// All states.
    pub const ALL: [State; 11] = [
        State::Open,
        State::Held,
        State::Sealed,
        State::Claimed,
        State::Accepted,
        State::Parked,
        State::Disputed,
        State::Expired,
        State::Moved,
        State::WrittenOff,
        State::Shadowed,
    ];

    /// Returns `true` if neither AWS nor an operator is expected to change the record.
    pub const fn is_final(self) -> bool {
        matches!(self, State::Accepted | State::Moved | State::WrittenOff | State::Shadowed)
    }
}

names!(State {
    Open = "open",
    Held = "held",
    Sealed = "sealed",
    Claimed = "claimed",
    Accepted = "accepted",
    Parked = "parked",
    Disputed = "disputed",
    Expired = "expired",
    Moved = "moved",
    WrittenOff = "written_off",
    Shadowed = "shadowed",
});

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The evidence that an accepted record is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Proof {
    /// AWS returned `Success`.
    Success,
    /// AWS returned `DuplicateRecord` for a record that may have been accepted before.
    Duplicate,
    /// An operator decided so.
    Operator,
    /// AWS returned `Success`, but a backup was restored after the record's hour began, so AWS may
    /// have kept an earlier quantity.
    AfterRestore,
}

impl Proof {
    /// All proofs.
    pub const ALL: [Proof; 4] = [Proof::Success, Proof::Duplicate, Proof::Operator, Proof::AfterRestore];
}

names!(Proof {
    Success = "success",
    Duplicate = "duplicate",
    Operator = "operator",
    AfterRestore = "after_restore",
});

/// The reason why usage is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum HeldReason {
    /// No unsealed hour of the same month is left.
    Late,
    /// The hour began before the restore of a backup, so the usage may be billed already.
    Restored,
}

names!(HeldReason {
    Late = "late",
    Restored = "restored",
});

/// One record, with everything that the rules need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The record's number; 0 before it is stored.
    pub id: RecordId,
    /// The buyer as billed.
    pub buyer: BuyerId,
    /// The dimension.
    pub dimension: String,
    /// The hour.
    pub hour: Hour,
    /// `true` for the one billable record of its buyer, dimension and hour.
    pub billable: bool,
    /// The state.
    pub state: State,
    /// The sum, in micro-units.
    pub total: u64,
    /// The number of events.
    pub events: u64,
    /// The part of the sum whose keys are pruned, in micro-units.
    pub pruned: u64,
    /// The number of allocations with tags.
    pub parts: u32,
    /// The approximate size of the allocations on the wire, in bytes.
    pub parts_bytes: u32,
    /// The number of claims so far.
    pub attempt: u32,
    /// The tokens of the latest claims, oldest first. Claims before a restore are not listed.
    pub tokens: Vec<u64>,
    /// `true` if AWS may have accepted the record.
    pub in_doubt: bool,
    /// The time until which the latest claim allows a signature, by the store's clock.
    pub claim_until: Time,
    /// The latest signature time that any claim allowed, by AWS's clock; 0 if none did.
    pub signed_until: Time,
    /// The earliest time of the next claim, by the store's clock.
    pub retry_at: Time,
    /// The number of attempts in a row without an acceptance.
    pub failures: u32,
    /// `true` if another program metered this hour.
    pub contested: bool,
    /// `true` if the hour began before the restore of a backup.
    pub restored: bool,
    /// `true` if AWS accepted the record although an operator moved it or wrote it off.
    pub doubled: bool,
    /// `true` if the record reports an hour without usage.
    pub zero: bool,
    /// The evidence of an accepted record.
    pub proof: Option<Proof>,
    /// The reason why the usage is held.
    pub held: Option<HeldReason>,
    /// The record that took the usage of a moved record.
    pub moved_to: Option<RecordId>,
    /// AWS's identifier of the metering record.
    pub metering_record_id: Option<String>,
    /// AWS's last refusal.
    pub last_error: Option<String>,
    /// The operator's reason.
    pub reason: Option<String>,
    /// The time of the last change of the state, by the store's clock.
    pub changed_at: Time,
}

impl Row {
    /// Creates an empty record.
    pub fn new(buyer: BuyerId, dimension: impl Into<String>, hour: Hour, state: State) -> Self {
        Row {
            id: RecordId(0),
            buyer,
            dimension: dimension.into(),
            hour,
            billable: true,
            state,
            total: 0,
            events: 0,
            pruned: 0,
            parts: 0,
            parts_bytes: 0,
            attempt: 0,
            tokens: Vec::new(),
            in_doubt: false,
            claim_until: 0,
            signed_until: 0,
            retry_at: 0,
            failures: 0,
            contested: false,
            restored: false,
            doubled: false,
            zero: false,
            proof: None,
            held: None,
            moved_to: None,
            metering_record_id: None,
            last_error: None,
            reason: None,
            changed_at: 0,
        }
    }

    fn enter(&mut self, state: State, now: Time) {
        self.state = state;
        self.changed_at = now;
    }

    /// Returns `true` if the row knows this token as the token of this attempt.
    fn knows(&self, attempt: u32, token: u64) -> bool {
        let behind = self.attempt.checked_sub(attempt).map(|behind| behind as usize);
        let index = behind.and_then(|behind| self.tokens.len().checked_sub(behind + 1));
        index.and_then(|index| self.tokens.get(index)) == Some(&token)
    }
}

/// Freezes an open record, or shadows it in shadow mode.
pub fn seal(row: &mut Row, limits: &Limits, now: Time) {
    if row.state == State::Open {
        row.enter(State::Sealed, now);
        shadow(row, limits, now);
    }
}

/// Shadows a sealed record of an hour in shadow mode. A record that may have been sent stays as it
/// is.
pub fn shadow(row: &mut Row, limits: &Limits, now: Time) -> bool {
    let applies = row.state == State::Sealed && row.attempt == 0 && limits.is_shadowed(row.hour);
    if applies {
        row.enter(State::Shadowed, now);
    }
    applies
}

/// Returns `true` if the record may be claimed now.
pub fn is_due(row: &Row, clock: &Clock, timing: &Timing) -> bool {
    let is_free = match row.state {
        State::Sealed => is_over(row.retry_at, clock.now, timing.max_backoff),
        State::Claimed => is_over(row.claim_until, clock.now, timing.claim),
        _ => false,
    };
    // AWS refuses a record whose hour hasn't begun.
    is_free && row.hour.start() <= clock.later()
}

/// The sender's side of one claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// The record.
    pub record: RecordId,
    /// The number of the attempt, from 1.
    pub number: u32,
    /// The token.
    pub token: u64,
    /// `true` if AWS may have accepted the record before this attempt.
    pub doubt_before: bool,
    /// The time until which the claim allows a signature, by the store's clock.
    pub until: Time,
    /// The correction of the store's clock for signatures.
    pub offset: Time,
}

impl Attempt {
    /// Returns the signature time for a clock reading, or `None` if the claim doesn't allow one any
    /// more. The check and the signature use the same reading, so a sender that was paused before
    /// the call can't sign later than the claim allows.
    pub fn signature_time(&self, now: Time, timing: &Timing) -> Option<Time> {
        (!is_over(self.until, now, timing.claim)).then(|| now.saturating_add(self.offset))
    }
}

/// Claims a due record for one call. "May have been sent" is stored before the call.
pub fn claim(row: &mut Row, clock: &Clock, timing: &Timing, token: u64) -> Attempt {
    let doubt_before = row.in_doubt;
    row.enter(State::Claimed, clock.now);
    row.attempt += 1;
    row.tokens.push(token);
    row.in_doubt = true;
    row.claim_until = clock.now.saturating_add(timing.claim);
    // An earlier claim may allow a later signature if the offset was larger then.
    row.signed_until = row.signed_until.max(row.claim_until.saturating_add(clock.offset));
    Attempt {
        record: row.id,
        number: row.attempt,
        token,
        doubt_before,
        until: row.claim_until,
        offset: clock.offset,
    }
}

/// AWS's verdict on one record of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// `Success`, with AWS's identifier of the metering record.
    Success(String),
    /// `DuplicateRecord`, with AWS's identifier of the metering record.
    Duplicate(String),
    /// `CustomerNotSubscribed`, or `InvalidLicense` or `InvalidCustomerIdentifier` alone in a call.
    NotSubscribed(String),
    /// The record was alone in its call and refused for its content.
    Refused(String),
    /// The record was alone in its call and refused with `TimestampOutOfBounds`.
    OutOfBounds(String),
    /// The call was refused because of the caller: permissions, credentials, product code.
    Caller(String),
    /// The call was throttled.
    Throttled,
    /// AWS didn't process the record.
    Unprocessed,
    /// No call with the record was sent, or all of them were refused as a whole.
    NotSent(String),
    /// There is no response, or the response doesn't decide the record.
    Unknown(String),
}

impl Verdict {
    /// Returns `true` if AWS reported that this call didn't apply the record.
    pub fn is_refusal(&self) -> bool {
        !matches!(self, Verdict::Success(_) | Verdict::Duplicate(_) | Verdict::Unknown(_))
    }

    /// Returns `true` for a refusal of the record or its product, which the deadline makes final.
    fn is_final_after_deadline(&self) -> bool {
        use Verdict::{Caller, NotSubscribed, OutOfBounds, Refused};
        matches!(self, NotSubscribed(_) | Refused(_) | OutOfBounds(_) | Caller(_))
    }

    /// Returns the refusal's text.
    fn error(&self) -> Option<&str> {
        match self {
            Verdict::Success(_) | Verdict::Duplicate(_) => None,
            Verdict::Throttled => Some("throttled"),
            Verdict::Unprocessed => Some("unprocessed"),
            Verdict::NotSubscribed(error)
            | Verdict::Refused(error)
            | Verdict::OutOfBounds(error)
            | Verdict::Caller(error)
            | Verdict::NotSent(error)
            | Verdict::Unknown(error) => Some(error),
        }
    }
}

/// The documented result of resending a record that AWS accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeats {
    /// AWS returns `Success`, so every `DuplicateRecord` is a dispute.
    Succeed,
    /// AWS returns `DuplicateRecord`, which doesn't say whose quantity AWS kept.
    AreDuplicates,
}

names!(Repeats {
    Succeed = "succeed",
    AreDuplicates = "are_duplicates",
});

/// The effect of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The verdict came from a claim that the row doesn't know, or changes nothing.
    Ignored,
    /// The record is accepted.
    Accepted(Proof),
    /// AWS billed usage that an operator moved or wrote off.
    Doubled,
    /// Another program metered this hour.
    Disputed,
    /// The record needs an operator.
    Parked,
    /// The deadline has passed.
    Expired,
    /// A zero record was refused and is dropped.
    Dropped,
    /// The record is sent again after a pause.
    Retried,
}

/// The circumstances of a verdict.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The `Date` of AWS's response.
    pub date: Option<Time>,
    /// The result of the last probe.
    pub repeats: Option<Repeats>,
    /// The store's time.
    pub now: Time,
    /// The length of pauses.
    pub timing: &'a Timing,
}

/// Applies a verdict to a record.
pub fn settle(row: &mut Row, attempt: &Attempt, verdict: &Verdict, at: &Circumstances<'_>) -> Settled {
    // After a restore, ids and attempts repeat.
    if !row.knows(attempt.number, attempt.token) {
        return Settled::Ignored;
    }
    let is_latest = attempt.number == row.attempt;
    match verdict {
        Verdict::Success(id) => accept(row, id, at.now),
        Verdict::Duplicate(id) => {
            let may_be_ours = attempt.doubt_before && at.repeats != Some(Repeats::Succeed) && !row.contested;
            if may_be_ours {
                accept_duplicate(row, id, at.now)
            } else if is_latest && row.state == State::Claimed {
                dispute(row, attempt, at.now)
            } else {
                Settled::Ignored
            }
        }
        _ if !is_latest || row.state != State::Claimed => Settled::Ignored,
        _ => refuse(row, attempt, verdict, at),
    }
}

fn accept(row: &mut Row, id: &str, now: Time) -> Settled {
    if !id.is_empty() {
        row.metering_record_id = Some(id.to_owned());
    }
    match row.state {
        State::Moved | State::WrittenOff => {
            row.doubled = !row.zero;
            if row.zero { Settled::Ignored } else { Settled::Doubled }
        }
        State::Accepted if row.proof == Some(Proof::Success) => Settled::Ignored,
        _ => {
            let proof = if row.restored { Proof::AfterRestore } else { Proof::Success };
            row.proof = Some(proof);
            row.in_doubt = false;
            row.enter(State::Accepted, now);
            Settled::Accepted(proof)
        }
    }
}

/// Accepts a record that AWS may have kept from an earlier attempt.
fn accept_duplicate(row: &mut Row, id: &str, now: Time) -> Settled {
    let is_undecided = matches!(
        row.state,
        State::Claimed | State::Sealed | State::Parked | State::Expired | State::Disputed
    );
    if !is_undecided {
        return Settled::Ignored;
    }
    row.proof = Some(Proof::Duplicate);
    row.in_doubt = false;
    row.metering_record_id = (!id.is_empty()).then(|| id.to_owned());
    row.enter(State::Accepted, now);
    Settled::Accepted(Proof::Duplicate)
}

/// Marks a record of an hour that another program metered.
fn dispute(row: &mut Row, attempt: &Attempt, now: Time) -> Settled {
    row.contested = true;
    row.in_doubt = attempt.doubt_before;
    row.enter(State::Disputed, now);
    Settled::Disputed
}

/// Applies everything that is neither an acceptance nor a duplicate to the current claim.
fn refuse(row: &mut Row, attempt: &Attempt, verdict: &Verdict, at: &Circumstances<'_>) -> Settled {
    let Circumstances { date, now, timing, .. } = *at;
    row.last_error = verdict.error().map(str::to_owned);
    if verdict.is_refusal() {
        row.in_doubt = attempt.doubt_before;
    }
    let is_late = date.is_some_and(|date| date >= row.hour.deadline());
    // AWS's own clock may be behind the hour.
    let is_early =
        matches!(verdict, Verdict::OutOfBounds(_)) && date.is_some_and(|date| date < row.hour.start());
    let (state, settled) = match verdict {
        Verdict::NotSubscribed(_) | Verdict::Refused(_) | Verdict::OutOfBounds(_)
            if row.zero && !is_early =>
        {
            (State::WrittenOff, Settled::Dropped)
        }
        _ if is_late && verdict.is_final_after_deadline() => (State::Expired, Settled::Expired),
        Verdict::Refused(_) => (State::Parked, Settled::Parked),
        Verdict::OutOfBounds(_) if !is_early => (State::Parked, Settled::Parked),
        _ => {
            row.retry_at = now.saturating_add(backoff(row.failures, timing));
            row.failures = row.failures.saturating_add(1);
            (State::Sealed, Settled::Retried)
        }
    };
    row.enter(state, now);
    settled
}

/// Returns the pause after `failures` earlier failures in a row.
pub fn backoff(failures: u32, timing: &Timing) -> Time {
    timing.backoff.saturating_mul(1 << failures.min(16)).min(timing.max_backoff)
}

/// An operator's decision on a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Resolution {
    /// The ledger sends the record again, unchanged.
    Retry,
    /// The record is listed as accepted by an operator, for example after a check of AWS's report.
    Accept,
    /// The usage isn't billed.
    WriteOff {
        /// Confirms a write-off of a record that AWS may have accepted.
        may_be_billed: bool,
    },
    /// The usage joins the first hour that can accept it, which is the way to bill held usage.
    Move {
        /// Confirms a move of a record that AWS may have accepted: if AWS did, the usage is billed
        /// twice.
        may_be_billed: bool,
    },
}

/// The reason why an operator's decision is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveRefusal {
    /// The state doesn't allow the decision.
    State(State),
    /// A call for the record may still be in flight, until AWS's `Date` reaches this time.
    Wait(metering_core::DateTime),
    /// AWS may have accepted the record; the decision needs `may_be_billed`.
    InDoubt,
    /// No hour can accept the usage.
    NoHour,
    /// The target hour's sum would be too large.
    TooLarge,
    /// No record has this id.
    Unknown,
}

impl fmt::Display for ResolveRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveRefusal::State(state) => {
                write!(f, "the record is {state}, which doesn't allow this decision")
            }
            ResolveRefusal::Wait(until) => {
                write!(f, "a call may be in flight; wait until AWS's clock reaches {until}")
            }
            ResolveRefusal::InDoubt => f.write_str(
                "AWS may have accepted the record; check AWS's report, then confirm with `may_be_billed`",
            ),
            ResolveRefusal::NoHour => {
                f.write_str("no hour of the same month can accept the usage; write it off")
            }
            ResolveRefusal::TooLarge => f.write_str("the target hour's sum would be too large"),
            ResolveRefusal::Unknown => f.write_str("no record has this id"),
        }
    }
}

/// Checks an operator's decision. Moves and write-offs wait until AWS refuses every signature that
/// a claim of the record allowed.
pub fn check_resolution(
    row: &Row,
    resolution: Resolution,
    clock: &Clock,
    timing: &Timing,
) -> Result<(), ResolveRefusal> {
    let is_open_to_decision = match row.state {
        State::Held => matches!(resolution, Resolution::WriteOff { .. } | Resolution::Move { .. }),
        State::Claimed => is_over(row.claim_until, clock.now, timing.claim),
        State::Parked | State::Disputed | State::Expired | State::Sealed => true,
        _ => false,
    };
    if !is_open_to_decision {
        return Err(ResolveRefusal::State(row.state));
    }
    let (Resolution::WriteOff { may_be_billed } | Resolution::Move { may_be_billed }) = resolution else {
        return Ok(());
    };
    if row.signed_until > 0 {
        let from = row.signed_until.saturating_add(timing.settle_wait);
        if clock.last_date.is_none_or(|date| date < from) {
            return Err(ResolveRefusal::Wait(super::hours::date_time(from)));
        }
    }
    if row.in_doubt && !may_be_billed {
        return Err(ResolveRefusal::InDoubt);
    }
    Ok(())
}

/// Applies a checked decision. `moved_to` is the record that took the usage of a moved record.
pub fn resolve(row: &mut Row, resolution: Resolution, reason: &str, moved_to: Option<RecordId>, now: Time) {
    row.reason = Some(reason.to_owned());
    match resolution {
        Resolution::Retry => {
            row.retry_at = 0;
            row.failures = 0;
            row.enter(State::Sealed, now);
        }
        Resolution::Accept => {
            row.proof = Some(Proof::Operator);
            row.enter(State::Accepted, now);
        }
        Resolution::WriteOff { .. } => row.enter(State::WrittenOff, now),
        Resolution::Move { .. } => {
            row.moved_to = moved_to;
            row.enter(State::Moved, now);
        }
    }
}

/// Marks an unsettled record after the restore of a backup: calls since the backup may have been
/// accepted, and may still be in flight.
pub fn mark_restored(row: &mut Row, limits: &Limits, clock: &Clock, timing: &Timing) {
    if row.state.is_final() {
        return;
    }
    row.tokens.clear();
    if row.state == State::Held {
        row.in_doubt = true;
    } else if limits.is_before_restore(row.hour) {
        row.in_doubt = true;
        row.restored = true;
        row.claim_until = clock.now.saturating_add(timing.claim);
        row.signed_until = row.signed_until.max(clock.later().saturating_add(timing.claim));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::hours::{HOUR, SECOND};

    /// 2026-05-10T12:00:00Z.
    const HOUR_OF_USAGE: Hour = Hour(494_004);
    const NOW: Time = 494_005 * HOUR;
    const TIMING: fn() -> Timing = Timing::default;

    fn clock(now: Time) -> Clock {
        Clock { now, last_date: None, offset: 0 }
    }

    /// Returns a claimed row and its attempt.
    fn claimed() -> (Row, Attempt) {
        let mut row = Row::new(1, "requests", HOUR_OF_USAGE, State::Sealed);
        let attempt = claim(&mut row, &clock(NOW), &TIMING(), 7);
        (row, attempt)
    }

    fn settle_at(row: &mut Row, attempt: &Attempt, verdict: &Verdict, date: Time) -> Settled {
        let timing = TIMING();
        settle(
            row,
            attempt,
            verdict,
            &Circumstances { date: Some(date), repeats: None, now: NOW, timing: &timing },
        )
    }

    #[test]
    fn names_are_the_same_when_they_are_stored_and_read() {
        for state in State::ALL {
            assert_eq!(State::from_name(state.as_str()), Some(state));
            assert_eq!(format!("{state:<12}|"), format!("{:<12}|", state.as_str()));
        }
        for proof in Proof::ALL {
            assert_eq!(Proof::from_name(proof.as_str()), Some(proof));
        }
        for reason in [HeldReason::Late, HeldReason::Restored] {
            assert_eq!(HeldReason::from_name(reason.as_str()), Some(reason));
        }
        for repeats in [Repeats::Succeed, Repeats::AreDuplicates] {
            assert_eq!(Repeats::from_name(repeats.as_str()), Some(repeats));
        }
        assert_eq!((State::from_name("lost"), Proof::from_name("")), (None, None));
        assert_eq!(RecordId(12).to_string(), "12");
        assert_eq!(format!("{:>4}", RecordId(12)), "  12");
    }

    #[test]
    fn refused_decisions_say_what_to_do() {
        let wait = ResolveRefusal::Wait(metering_core::DateTime::from_secs(1_778_414_400));
        for (refusal, text) in [
            (ResolveRefusal::State(State::Open), "the record is open"),
            (wait, "wait until AWS's clock reaches 2026-05-10T12:00:00Z"),
            (ResolveRefusal::InDoubt, "confirm with `may_be_billed`"),
            (ResolveRefusal::NoHour, "write it off"),
            (ResolveRefusal::TooLarge, "too large"),
            (ResolveRefusal::Unknown, "no record has this id"),
        ] {
            assert!(refusal.to_string().contains(text), "{refusal}");
        }
    }

    /// A success is better evidence than a duplicate or an operator's decision.
    #[test]
    fn a_success_replaces_weaker_evidence() {
        let success = Verdict::Success("mine".to_owned());
        for proof in [Proof::Duplicate, Proof::Operator] {
            let (mut row, attempt) = claimed();
            (row.state, row.proof) = (State::Accepted, Some(proof));
            assert_eq!(settle_at(&mut row, &attempt, &success, NOW), Settled::Accepted(Proof::Success));
            assert_eq!((row.proof, row.metering_record_id.as_deref()), (Some(Proof::Success), Some("mine")));
            assert_eq!(settle_at(&mut row, &attempt, &success, NOW), Settled::Ignored);
        }
    }

    #[test]
    fn a_duplicate_keeps_the_name_that_aws_sent() {
        for (id, expected) in [("", None), ("theirs", Some("theirs"))] {
            let (mut row, attempt) = claimed();
            let attempt = Attempt { doubt_before: true, ..attempt };
            let settled = settle_at(&mut row, &attempt, &Verdict::Duplicate(id.to_owned()), NOW);
            assert_eq!(settled, Settled::Accepted(Proof::Duplicate));
            assert_eq!(row.metering_record_id.as_deref(), expected);
        }
    }

    /// AWS's clock is behind only before the hour's first instant.
    #[test]
    fn an_out_of_bounds_at_the_start_of_the_hour_parks() {
        let verdict = Verdict::OutOfBounds("out of bounds".to_owned());
        for (date, expected) in
            [(HOUR_OF_USAGE.start() - SECOND, Settled::Retried), (HOUR_OF_USAGE.start(), Settled::Parked)]
        {
            let (mut row, attempt) = claimed();
            assert_eq!(settle_at(&mut row, &attempt, &verdict, date), expected);
        }
    }

    /// Each verdict without a decision keeps its text for the operator.
    #[test]
    fn the_last_error_is_kept() {
        for (verdict, text) in [
            (Verdict::Throttled, "throttled"),
            (Verdict::Unprocessed, "unprocessed"),
            (Verdict::Unknown("no response".to_owned()), "no response"),
            (Verdict::NotSent("not sent".to_owned()), "not sent"),
            (Verdict::Caller("denied".to_owned()), "denied"),
        ] {
            let (mut row, attempt) = claimed();
            assert_eq!(settle_at(&mut row, &attempt, &verdict, NOW), Settled::Retried);
            assert_eq!(row.last_error.as_deref(), Some(text));
            assert_eq!((row.failures, row.retry_at), (1, NOW + 5 * SECOND));
        }
    }

    /// 5 s, doubled for each failure, up to 5 minutes.
    #[test]
    fn pauses_double_up_to_the_longest() {
        let pauses: Vec<Time> = (0..9).map(|failures| backoff(failures, &TIMING()) / SECOND).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        assert_eq!(backoff(u32::MAX, &TIMING()), 300 * SECOND);
    }
}
