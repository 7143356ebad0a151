//! One named schedule for each rule whose absence breaks an invariant. Each of them fails without
//! its rule.

use crate::ledger::batch::Turns;
use crate::ledger::error::RecordError;
use crate::ledger::event::Recorded;
use crate::ledger::hours::{DAY, HOUR, Hour, MINUTE, SECOND, Time, Timing};
use crate::ledger::state::{
    Attempt, Proof, RecordId, Repeats, Resolution, ResolveRefusal, Row, Settled, State, Verdict,
};
use crate::ledger::store::Operation;
use crate::ledger::store::conformance::{Env, START, buyer, event_at};
use crate::ledger::store::memory::Memory;
use crate::ledger::store::operations::{
    Claim, ClaimOutcome, Claimed, Flush, Lead, ObserveDate, Prune, Record, Resolve, Restore, Seal,
    SetRepeats, SetShadow, Settle,
};

/// A ledger in memory.
struct Schedule {
    env: Env,
    store: Memory,
    seed: u64,
}

impl Schedule {
    fn new() -> Self {
        let env = Env::new();
        let store = Memory::new(env.settings, env.clock(), env.observer());
        Schedule { env, store, seed: 0 }
    }

    fn run<O: Operation>(&self, operation: O) -> O::Output {
        self.store.run(&operation).unwrap_or_else(|error| panic!("{error}"))
    }

    fn record(&self, key: &str, time: Time) -> Result<Recorded, RecordError> {
        self.run(Record::new([event_at(key, &buyer("a"), time, 1)])).remove(0)
    }

    fn term(&self) -> u64 {
        self.run(Lead { owner: 1, term: 1 }).unwrap_or_else(|| panic!("another instance leads"))
    }

    fn seal(&self) -> usize {
        let seal = Seal { term: self.term(), limit: 100, zero_records: false };
        self.run(seal).unwrap_or_else(|| panic!("another instance leads"))
    }

    fn claim(&mut self) -> Option<Attempt> {
        self.seed += 1;
        let claim = Claim { term: self.term(), turns: Turns::default(), seed: self.seed };
        match self.run(claim) {
            ClaimOutcome::Send(Claimed { records, .. }) => Some(records[0].attempt),
            _ => None,
        }
    }

    /// Records one event in the current hour, and claims its record an hour later.
    fn claimed(&mut self) -> Attempt {
        self.record("first", self.env.now()).unwrap_or_else(|error| panic!("{error}"));
        self.env.advance(HOUR);
        self.seal();
        self.claim().unwrap_or_else(|| panic!("no record is due"))
    }

    fn settle(&self, attempt: Attempt, verdict: Verdict) -> Settled {
        self.run(Settle { attempt, verdict, date: Some(self.env.now()) })
    }

    fn date(&self, date: Time) {
        self.run(ObserveDate { date });
    }

    fn resolve(&self, record: RecordId, resolution: Resolution) -> Result<Option<RecordId>, ResolveRefusal> {
        self.run(Resolve { record, resolution, reason: "a reason".to_owned() })
    }

    fn row(&self, id: RecordId) -> Row {
        self.store.data().rows[&id].clone()
    }

    fn states(&self) -> Vec<State> {
        self.store.data().rows.values().map(|row| row.state).collect()
    }
}

fn refused() -> Verdict {
    Verdict::Refused("refused".to_owned())
}

fn success() -> Verdict {
    Verdict::Success("id".to_owned())
}

fn duplicate() -> Verdict {
    Verdict::Duplicate("id".to_owned())
}

const MOVE: Resolution = Resolution::Move { may_be_billed: false };
const MOVE_IN_DOUBT: Resolution = Resolution::Move { may_be_billed: true };

#[test]
fn a_success_after_a_move_or_a_write_off_is_doubled() {
    for resolution in [MOVE, Resolution::WriteOff { may_be_billed: false }] {
        let mut schedule = Schedule::new();
        let attempt = schedule.claimed();
        schedule.settle(attempt, refused());
        schedule.date(schedule.env.now() + HOUR);
        schedule.resolve(attempt.record, resolution).unwrap();
        let decided = schedule.row(attempt.record).state;
        assert_eq!(schedule.settle(attempt, success()), Settled::Doubled);
        let row = schedule.row(attempt.record);
        assert_eq!((row.state, row.doubled), (decided, true));
        // The alarm is raised for the decision, not for later verdicts on a duplicate.
        assert_eq!(schedule.settle(attempt, duplicate()), Settled::Ignored);
    }
}

#[test]
fn a_disputed_record_stays_contested_after_a_retry() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    assert_eq!(schedule.settle(attempt, duplicate()), Settled::Disputed);
    schedule.resolve(attempt.record, Resolution::Retry).unwrap();
    let attempt = schedule.claim().unwrap();
    schedule.settle(attempt, Verdict::Unknown("no response".to_owned()));
    schedule.env.advance(MINUTE);
    let attempt = schedule.claim().unwrap();
    assert!(attempt.doubt_before);
    // The record of another program must not count as ours, although ours is in doubt.
    assert_eq!(schedule.settle(attempt, duplicate()), Settled::Disputed);
    assert_eq!(schedule.settle(attempt, success()), Settled::Accepted(Proof::Success));
}

#[test]
fn after_a_probe_that_succeeded_every_duplicate_is_disputed() {
    for (repeats, expected) in
        [(Repeats::Succeed, Settled::Disputed), (Repeats::AreDuplicates, Settled::Accepted(Proof::Duplicate))]
    {
        let mut schedule = Schedule::new();
        let attempt = schedule.claimed();
        schedule.settle(attempt, Verdict::Unknown("no response".to_owned()));
        schedule.run(SetRepeats { repeats });
        schedule.env.advance(MINUTE);
        let attempt = schedule.claim().unwrap();
        assert_eq!(schedule.settle(attempt, duplicate()), expected);
    }
}

#[test]
fn a_refusal_restores_the_doubt_before_the_attempt() {
    let text = || "refused".to_owned();
    let verdicts = [
        (Verdict::Throttled, State::Sealed),
        (Verdict::Unprocessed, State::Sealed),
        (Verdict::NotSent(text()), State::Sealed),
        (Verdict::NotSubscribed(text()), State::Sealed),
        (Verdict::Caller(text()), State::Sealed),
        (Verdict::Refused(text()), State::Parked),
        (Verdict::OutOfBounds(text()), State::Parked),
    ];
    for (verdict, state) in verdicts {
        for doubt_before in [false, true] {
            let mut schedule = Schedule::new();
            let mut attempt = schedule.claimed();
            if doubt_before {
                assert_eq!(schedule.settle(attempt, Verdict::Unknown(text())), Settled::Retried);
                assert!(schedule.row(attempt.record).in_doubt, "without a decision, doubt stays");
                schedule.env.advance(MINUTE);
                attempt = schedule.claim().unwrap();
            }
            schedule.settle(attempt, verdict.clone());
            let row = schedule.row(attempt.record);
            assert_eq!((row.state, row.in_doubt), (state, doubt_before), "{verdict:?}");
        }
    }
    // A dispute is a decision as well.
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    schedule.settle(attempt, duplicate());
    assert!(!schedule.row(attempt.record).in_doubt);
}

#[test]
fn a_refusal_after_the_deadline_expires_the_record() {
    let text = || "refused".to_owned();
    for doubt_before in [false, true] {
        for verdict in [
            Verdict::NotSubscribed(text()),
            Verdict::Caller(text()),
            Verdict::Refused(text()),
            Verdict::OutOfBounds(text()),
        ] {
            let mut schedule = Schedule::new();
            let mut attempt = schedule.claimed();
            if doubt_before {
                schedule.settle(attempt, Verdict::Unknown(text()));
                schedule.env.advance(MINUTE);
                attempt = schedule.claim().unwrap();
            }
            let deadline = Hour::of(START).deadline();
            let at = |date| Settle { attempt, verdict: verdict.clone(), date };
            let settled = schedule.run(at(Some(deadline)));
            assert_eq!(settled, Settled::Expired, "{verdict:?}");
            assert_eq!(schedule.row(attempt.record).in_doubt, doubt_before);
        }
    }
    // Without a `Date`, or before the deadline, nothing expires. Neither does a throttled record.
    for (verdict, date) in [
        (Verdict::NotSubscribed(text()), None),
        (Verdict::NotSubscribed(text()), Some(Hour::of(START).deadline() - 1)),
        (Verdict::Throttled, Some(Hour::of(START).deadline())),
        (Verdict::Unknown(text()), Some(Hour::of(START).deadline())),
    ] {
        let mut schedule = Schedule::new();
        let attempt = schedule.claimed();
        assert_eq!(schedule.run(Settle { attempt, verdict, date }), Settled::Retried);
    }
}

#[test]
fn an_early_time_out_of_bounds_does_not_park() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    let verdict = Verdict::OutOfBounds("early".to_owned());
    let before = Hour::of(START).start() - SECOND;
    assert_eq!(schedule.run(Settle { attempt, verdict, date: Some(before) }), Settled::Retried);
}

#[test]
fn a_refusal_acts_only_on_the_latest_claim() {
    let mut schedule = Schedule::new();
    let first = schedule.claimed();
    schedule.env.advance(3 * MINUTE);
    let second = schedule.claim().unwrap();
    assert_eq!(schedule.settle(first, refused()), Settled::Ignored);
    assert_eq!(schedule.row(first.record).state, State::Claimed);
    // A success of any attempt counts, and nothing overwrites it.
    assert_eq!(schedule.settle(first, success()), Settled::Accepted(Proof::Success));
    for verdict in [refused(), duplicate(), Verdict::Throttled, success()] {
        assert_eq!(schedule.settle(second, verdict), Settled::Ignored);
    }
    assert_eq!(schedule.row(first.record).state, State::Accepted);
    // A refusal never overwrites an operator's decision.
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    schedule.env.advance(3 * MINUTE);
    schedule.resolve(attempt.record, Resolution::Accept).unwrap();
    assert_eq!(schedule.settle(attempt, refused()), Settled::Ignored);
    assert_eq!(schedule.row(attempt.record).proof, Some(Proof::Operator));
}

#[test]
fn a_duplicate_of_an_older_attempt_counts_if_that_attempt_was_in_doubt() {
    let mut schedule = Schedule::new();
    let first = schedule.claimed();
    schedule.env.advance(3 * MINUTE);
    let second = schedule.claim().unwrap();
    schedule.env.advance(3 * MINUTE);
    let third = schedule.claim().unwrap();
    assert_eq!(schedule.settle(third, refused()), Settled::Parked);
    assert_eq!(schedule.settle(first, duplicate()), Settled::Ignored, "it was never sent before");
    assert_eq!(schedule.settle(second, duplicate()), Settled::Accepted(Proof::Duplicate));
}

#[test]
fn a_verdict_of_an_unknown_claim_is_ignored() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    for unknown in [
        Attempt { token: attempt.token ^ 1, ..attempt },
        Attempt { number: 0, ..attempt },
        Attempt { number: 2, ..attempt },
        Attempt { record: RecordId(77), ..attempt },
    ] {
        assert_eq!(schedule.settle(unknown, success()), Settled::Ignored, "{unknown:?}");
    }
    // After a restore, ids and attempts repeat.
    let backup = schedule.store.data().clone();
    schedule.env.advance(3 * MINUTE);
    let lost = schedule.claim().unwrap();
    *schedule.store.data() = backup;
    schedule.run(Restore);
    schedule.env.advance(3 * MINUTE);
    let again = schedule.claim().unwrap();
    assert_eq!((lost.record, lost.number), (again.record, again.number));
    assert_eq!(schedule.settle(lost, success()), Settled::Ignored);
    assert_eq!(schedule.settle(attempt, success()), Settled::Ignored);
    assert_eq!(schedule.settle(again, success()), Settled::Accepted(Proof::AfterRestore));
}

#[test]
fn a_move_waits_until_aws_refuses_the_latest_signature() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    let signed_until = schedule.env.now() + 2 * MINUTE;
    schedule.settle(attempt, refused());
    // The local clock doesn't count, only a `Date` from AWS.
    schedule.env.advance(DAY);
    for resolution in [MOVE, Resolution::WriteOff { may_be_billed: false }] {
        let refusal = schedule.resolve(attempt.record, resolution);
        assert!(matches!(refusal, Err(ResolveRefusal::Wait(_))), "{refusal:?}");
    }
    schedule.date(signed_until + 20 * MINUTE - 1);
    assert!(matches!(schedule.resolve(attempt.record, MOVE), Err(ResolveRefusal::Wait(_))));
    schedule.date(signed_until + 20 * MINUTE);
    assert!(schedule.resolve(attempt.record, MOVE).is_ok());
}

#[test]
fn the_latest_allowed_signature_never_gets_earlier() {
    let mut schedule = Schedule::new();
    schedule.date(START + HOUR);
    let first = schedule.claimed();
    let latest = schedule.row(first.record).signed_until;
    assert_eq!(latest, schedule.env.now() + 2 * MINUTE + HOUR);
    // AWS's clock is set back, so later claims allow only earlier signatures.
    schedule.date(schedule.env.now());
    schedule.env.advance(3 * MINUTE);
    schedule.claim().unwrap();
    assert_eq!(schedule.row(first.record).signed_until, latest);
}

#[test]
fn a_record_in_doubt_is_moved_only_with_a_confirmation() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    schedule.settle(attempt, Verdict::Unknown("no response".to_owned()));
    schedule.date(schedule.env.now() + HOUR);
    assert_eq!(schedule.resolve(attempt.record, MOVE), Err(ResolveRefusal::InDoubt));
    let write_off = |may_be_billed| Resolution::WriteOff { may_be_billed };
    assert_eq!(schedule.resolve(attempt.record, write_off(false)), Err(ResolveRefusal::InDoubt));
    assert!(schedule.resolve(attempt.record, MOVE_IN_DOUBT).is_ok());
}

#[test]
fn a_claim_is_decided_on_only_after_its_end() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    let refusal = schedule.resolve(attempt.record, Resolution::Accept);
    assert_eq!(refusal, Err(ResolveRefusal::State(State::Claimed)));
    schedule.env.advance(2 * MINUTE);
    assert!(schedule.resolve(attempt.record, Resolution::Accept).is_ok());
}

#[test]
fn a_clock_that_is_set_back_never_unseals_and_takes_no_late_usage() {
    let schedule = Schedule::new();
    schedule.record("first", START).unwrap();
    schedule.date(START + 3 * HOUR);
    // AWS's clock is the later one: the hour is over, although it isn't by the local clock.
    assert_eq!(schedule.seal(), 1);
    schedule.env.advance(-2 * HOUR);
    schedule.seal();
    assert_eq!(schedule.states(), [State::Sealed]);
    // Late usage follows the later clock as well.
    let late = schedule.record("late", START - 2 * HOUR).unwrap();
    assert_eq!(late, Recorded::Counted { hour: Hour::of(START - 2 * HOUR).timestamp() });
    let joins = schedule.record("joins", START).err().map_or("recorded", |_| "refused");
    assert_eq!(joins, "refused", "the local clock says that the event is in the future");
    schedule.env.advance(2 * HOUR);
    let joins = schedule.record("joins", START).unwrap();
    assert_eq!(joins, Recorded::Counted { hour: Hour::of(START + 3 * HOUR).timestamp() });
}

#[test]
fn usage_near_its_deadline_by_the_later_clock_joins_the_current_hour() {
    let schedule = Schedule::new();
    schedule.date(Hour::of(START).deadline() - HOUR);
    let late = schedule.record("late", START).unwrap();
    assert_eq!(late, Recorded::Counted { hour: Hour::of(Hour::of(START).deadline() - HOUR).timestamp() });
}

#[test]
fn signatures_follow_the_last_date_of_aws() {
    let mut schedule = Schedule::new();
    // The store's clock is 30 minutes behind; AWS allows 5 to 15.
    schedule.date(START + 30 * MINUTE);
    let attempt = schedule.claimed();
    let (now, timing) = (schedule.env.now(), Timing::default());
    assert_eq!(attempt.signature_time(now, &timing), Some(now + 30 * MINUTE));
    // The check and the signature use the same reading: after a pause there is no signature.
    assert_eq!(attempt.signature_time(now + 2 * MINUTE - 1, &timing), Some(now + 32 * MINUTE - 1));
    assert_eq!(attempt.signature_time(now + 2 * MINUTE, &timing), None);
    assert_eq!(attempt.signature_time(now - 1, &timing), None, "the claim is further ahead than allowed");
}

#[test]
fn a_date_that_moves_on_with_the_clock_decides_without_new_dates() {
    let schedule = Schedule::new();
    schedule.record("first", START).unwrap();
    // The store's clock is two hours behind. The offset keeps the later clock going.
    schedule.env.advance(-2 * HOUR);
    schedule.date(START);
    schedule.env.advance(40 * MINUTE);
    assert_eq!(schedule.seal(), 1);
}

#[test]
fn a_wrong_clock_never_leaves_a_claim_a_lease_or_a_pause_behind() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    // All of them were set while the clock was a day ahead.
    schedule.env.advance(DAY);
    schedule.run(Lead { owner: 2, term: 2 });
    let now = schedule.env.now();
    schedule.run(Settle { attempt, verdict: Verdict::Throttled, date: None });
    schedule.env.advance(-DAY);
    assert!(schedule.row(attempt.record).retry_at > now - DAY);
    let attempt = schedule.claim().unwrap();
    schedule.env.advance(-HOUR);
    let again = schedule.claim();
    assert!(again.is_some_and(|again| again.record == attempt.record));
}

#[test]
fn records_of_hours_that_have_not_begun_are_not_sent() {
    let mut schedule = Schedule::new();
    schedule.record("first", START).unwrap();
    assert_eq!(schedule.run(Flush { customer: buyer("a") }).len(), 1);
    schedule.env.advance(-HOUR);
    assert_eq!(schedule.claim(), None);
    schedule.env.advance(HOUR);
    assert!(schedule.claim().is_some());
    // An hour that hasn't begun isn't flushed.
    let next = Hour::of(START).end();
    schedule.env.set(next - MINUTE);
    schedule.record("ahead", next).unwrap();
    assert_eq!(schedule.run(Flush { customer: buyer("a") }).len(), 0);
}

#[test]
fn nothing_crosses_the_end_of_shadow_mode() {
    // Usage of a shadowed hour doesn't move into a live hour.
    let schedule = Schedule::new();
    schedule.record("first", START).unwrap();
    schedule.run(Flush { customer: buyer("a") });
    let sealed = schedule.store.data().rows.keys().copied().next().unwrap();
    schedule.env.advance(2 * HOUR);
    schedule.run(SetShadow { until: Some(Hour::of(START).next()) });
    assert_eq!(schedule.resolve(sealed, MOVE), Err(ResolveRefusal::NoHour));
    // Late usage of a shadowed hour is shadowed even if the hour is sealed.
    let late = schedule.record("late", START).unwrap();
    assert_eq!(late, Recorded::Counted { hour: Hour::of(START).timestamp() });
    assert_eq!(schedule.states(), [State::Sealed, State::Shadowed]);
    // Live usage doesn't join a shadowed hour: its own hour is sealed and the clock is set back.
    let schedule = Schedule::new();
    let live = Hour::of(START).next();
    schedule.run(SetShadow { until: Some(live) });
    schedule.env.set(live.start() + MINUTE);
    schedule.record("first", live.start()).unwrap();
    schedule.run(Flush { customer: buyer("a") });
    schedule.env.set(live.start() - MINUTE);
    assert_eq!(schedule.record("late", live.start()).unwrap(), Recorded::Held);
}

#[test]
fn a_record_that_may_have_been_sent_is_never_shadowed() {
    let mut schedule = Schedule::new();
    let attempt = schedule.claimed();
    schedule.settle(attempt, Verdict::Unknown("no response".to_owned()));
    schedule.run(SetShadow { until: Some(Hour::of(START + DAY)) });
    schedule.env.advance(MINUTE);
    assert!(schedule.claim().is_some());
}

#[test]
fn a_restore_holds_usage_of_its_hour_and_of_earlier_hours() {
    let schedule = Schedule::new();
    schedule.record("open", START).unwrap();
    assert_eq!(schedule.record("april", START - 12 * DAY).unwrap(), Recorded::Held);
    // The store's clock is behind AWS's clock.
    schedule.date(START + 2 * HOUR);
    let (moment, _) = schedule.run(Restore);
    assert_eq!(moment, START + 2 * HOUR);
    schedule.env.advance(2 * HOUR);
    for (key, time) in [("before", START), ("running", START + 2 * HOUR)] {
        assert_eq!(schedule.record(key, time).unwrap(), Recorded::Held, "{key}");
    }
    let held: Vec<Row> =
        schedule.store.data().rows.values().filter(|row| row.state == State::Held).cloned().collect();
    assert!(held.iter().all(|row| row.in_doubt), "{held:?}");
    assert_eq!(held.len(), 3);
    // No such hour takes openings, and they need a confirmation.
    let running = held.iter().find(|row| row.hour == Hour::of(START + 2 * HOUR)).unwrap();
    schedule.date(START + 5 * HOUR);
    assert_eq!(schedule.resolve(running.id, MOVE), Err(ResolveRefusal::InDoubt));
    let target = schedule.resolve(running.id, MOVE_IN_DOUBT).unwrap().unwrap();
    assert!(schedule.row(target).hour > Hour::of(START + 2 * HOUR));
}

#[test]
fn after_a_restore_a_move_waits_for_calls_from_before() {
    let schedule = Schedule::new();
    schedule.record("open", START).unwrap();
    schedule.run(Flush { customer: buyer("a") });
    schedule.date(START);
    schedule.run(Restore);
    let id = schedule.store.data().rows.keys().copied().next().unwrap();
    schedule.date(START + 21 * MINUTE);
    assert!(matches!(schedule.resolve(id, MOVE_IN_DOUBT), Err(ResolveRefusal::Wait(_))));
    schedule.date(START + 22 * MINUTE);
    assert!(schedule.resolve(id, MOVE_IN_DOUBT).is_ok());
}

#[test]
fn a_restored_open_record_is_in_doubt_once_it_is_sent() {
    let mut schedule = Schedule::new();
    schedule.record("open", START).unwrap();
    schedule.date(START);
    schedule.run(Restore);
    schedule.env.advance(HOUR);
    schedule.seal();
    let attempt = schedule.claim().unwrap();
    assert!(attempt.doubt_before);
    assert_eq!(schedule.settle(attempt, duplicate()), Settled::Accepted(Proof::Duplicate));
}

#[test]
fn keys_are_kept_from_the_later_of_the_event_and_its_recording() {
    let schedule = Schedule::new();
    schedule.record("old", START - 14 * DAY).unwrap();
    schedule.env.advance(2 * DAY);
    schedule.date(schedule.env.now());
    assert_eq!(schedule.run(Prune { limit: 10 }).entries, 0);
    // The producer may set another time for each delivery.
    let repeated = schedule.record("old", schedule.env.now()).unwrap();
    assert!(matches!(repeated, Recorded::Duplicate { .. }));
    schedule.env.advance(13 * DAY + SECOND);
    schedule.date(schedule.env.now());
    assert_eq!(schedule.run(Prune { limit: 10 }).entries, 1);
}

#[test]
fn a_clock_that_is_ahead_prunes_nothing() {
    let schedule = Schedule::new();
    schedule.record("k", START).unwrap();
    schedule.date(START);
    schedule.env.advance(300 * DAY);
    assert_eq!(schedule.run(Prune { limit: 10 }).entries, 0);
    schedule.env.set(START);
    assert!(matches!(schedule.record("k", START).unwrap(), Recorded::Duplicate { .. }));
}

#[test]
fn only_an_open_row_is_sealed() {
    let limits = crate::ledger::hours::Limits::default();
    for state in State::ALL {
        let mut row = Row::new(1, "requests", Hour(1), state);
        crate::ledger::state::seal(&mut row, &limits, START);
        assert_eq!(row.state, if state == State::Open { State::Sealed } else { state });
    }
}

#[test]
fn a_row_is_due_only_once_its_hour_has_begun() {
    let row = Row::new(1, "requests", Hour::of(START), State::Sealed);
    let clock = |now| crate::ledger::hours::Clock { now, last_date: None, offset: 0 };
    let start = Hour::of(START).start();
    let is_due = |now| crate::ledger::state::is_due(&row, &clock(now), &Timing::default());
    assert!(is_due(start));
    assert!(!is_due(start - 1));
}
