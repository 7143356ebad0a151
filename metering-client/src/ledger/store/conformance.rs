//! Tests that run against every store. `conformance!(open)` creates one test per function of
//! [`suite`]; `open` is an async function that creates an empty store from an [`Env`], or returns
//! `None` if the store's server is missing.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::operations::*;
use super::{Entry, Filter, Meta, Operation, Result, Settings, Store, Total, Transaction};
use crate::ledger::batch::{Group, Turns};
use crate::ledger::change::Change;
use crate::ledger::error::{RecordError, StoreError};
use crate::ledger::event::{Event, Recorded};
use crate::ledger::hours::{DAY, HOUR, Hour, MINUTE, SECOND, Time};
use crate::ledger::state::{
    Attempt, HeldReason, Proof, RecordId, Repeats, Resolution, ResolveRefusal, Row, Settled, State, Verdict,
};
use crate::{Customer, DateTime, Quantity, Usage};

/// The clock, the settings and the changes of one test.
#[derive(Clone, Default)]
pub struct Env {
    now: Arc<AtomicI64>,
    /// The settings to open the store with.
    pub settings: Settings,
    changes: Arc<Mutex<Vec<Change>>>,
}

/// 2026-05-10T12:30:00Z, the time at which a test starts.
pub const START: Time = 1_778_416_200_000;

/// [`Quantity::MAX`], in micro-units.
const MOST: u64 = 9_999_999_999_999_999;

impl Env {
    /// Creates an environment at [`START`].
    pub fn new() -> Self {
        let env = Env::default();
        env.set(START);
        env
    }

    /// Returns the store's clock.
    pub fn clock(&self) -> impl Fn() -> Time + Send + Sync + 'static {
        let now = Arc::clone(&self.now);
        move || now.load(Ordering::SeqCst)
    }

    /// Returns the observer that the store must call after each commit.
    pub fn observer(&self) -> impl Fn(&Change) + Send + Sync + 'static {
        let changes = Arc::clone(&self.changes);
        move |change| changes.lock().unwrap_or_else(PoisonError::into_inner).push(change.clone())
    }

    /// Returns the store's time.
    pub fn now(&self) -> Time {
        self.now.load(Ordering::SeqCst)
    }

    /// Sets the store's time.
    pub fn set(&self, now: Time) {
        self.now.store(now, Ordering::SeqCst);
    }

    /// Moves the store's time ahead.
    pub fn advance(&self, by: Time) {
        self.now.fetch_add(by, Ordering::SeqCst);
    }

    /// Returns and removes the changes that the store reported.
    pub fn changes(&self) -> Vec<Change> {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Creates one test per function of the suite.
macro_rules! conformance {
    ($open:path) => {
        $crate::ledger::store::conformance::conformance!(@ $open;
            a_key_counts_once,
            a_batch_decides_its_own_repeats,
            usage_is_refused_by_age_after_the_key_is_looked_up,
            the_sum_has_a_limit,
            late_usage_moves_or_is_held,
            buyers_are_the_same_as_billed,
            products_are_required_once_two_are_known,
            only_the_leader_seals,
            a_record_without_events_is_not_sealed,
            the_last_hour_of_a_month_waits,
            flush_seals_one_buyer,
            hours_without_usage_get_a_zero_record,
            hours_that_are_not_sent_get_no_zero_record,
            one_instance_leads,
            a_blocked_product_is_listed_until_it_is_unblocked,
            one_alarm_counts_the_records_that_a_commit_holds,
            a_claim_is_stored_before_the_call,
            only_the_leader_claims,
            a_claim_takes_due_records_of_one_group,
            a_claim_orders_records_by_urgency,
            verdicts_are_settled,
            a_probe_resends_a_proven_record_before_its_deadline,
            dates_move_the_clock,
            operators_decide,
            moved_usage_keeps_its_parts,
            shadowed_hours_are_never_sent,
            shadowed_records_do_not_delay_others,
            a_restore_marks_unsettled_records,
            pruning_deletes_old_keys_and_records,
            a_record_outlives_its_keys,
            a_record_outlives_its_keys_without_a_quantity,
            the_target_of_a_pruned_move_keeps_the_amount,
            parts_are_summed_per_tag_set,
            records_and_entries_are_listed_in_pages,
            totals_add_up,
            a_row_survives_unchanged,
            open_rows_are_selected_by_state_hour_and_buyer,
            only_billable_rows_of_the_buyer_and_dimension_take_usage,
            final_rows_are_settled_and_others_are_not,
            an_operator_sees_doubled_rows,
            entries_are_selected_by_record,
            settings_survive_unchanged,
            a_failed_operation_changes_nothing,
            a_buyer_of_a_failed_operation_is_not_stored,
            a_conflict_is_reported,
            concurrent_calls_count_each_key_once,
        );
    };
    (@ $open:path; $($name:ident),+ $(,)?) => { $(
        #[tokio::test]
        async fn $name() {
            let env = $crate::ledger::store::conformance::Env::new();
            let Some(store) = $open(&env).await else { return };
            $crate::ledger::store::conformance::suite::$name(&store, &env).await;
        }
    )+ };
}
pub(crate) use conformance;

pub fn buyer(name: &str) -> Customer {
    Customer::account(format!("{:012}", name.len()), format!("prod-{name}"))
}

pub fn event_at(key: &str, customer: &Customer, time: Time, units: u32) -> Event {
    let usage = Usage::new(customer.clone(), "requests", super::super::hours::date_time(time), units);
    Event::new(key, usage).unwrap_or_else(|error| panic!("{error}"))
}

pub async fn record<S: Store>(store: &S, event: Event) -> Result<Recorded, RecordError> {
    let results = store.execute(Record::new([event])).await;
    results.unwrap_or_else(|error| panic!("{error}")).remove(0)
}

pub async fn rows<S: Store>(store: &S) -> Vec<Row> {
    let page = Page { filter: Filter::All, after: RecordId(0), limit: 1_000 };
    store
        .execute(page)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
        .into_iter()
        .map(|listed| listed.row)
        .collect()
}

async fn row<S: Store>(store: &S, id: RecordId) -> Row {
    rows(store).await.into_iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

async fn lead<S: Store>(store: &S, owner: u64) -> Option<u64> {
    store.execute(Lead { owner, term: owner + 1_000 }).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn seal<S: Store>(store: &S, term: u64) -> Option<usize> {
    let seal = Seal { term, limit: 100, zero_records: true };
    store.execute(seal).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn claim<S: Store>(store: &S, term: u64) -> Option<Claimed> {
    let claim = Claim { term, turns: Turns::default(), seed: 7 };
    match store.execute(claim).await.unwrap_or_else(|error| panic!("{error}")) {
        ClaimOutcome::Send(claimed) => Some(claimed),
        ClaimOutcome::Nothing | ClaimOutcome::NotLeader => None,
    }
}

async fn settle<S: Store>(store: &S, attempt: Attempt, verdict: Verdict, date: Option<Time>) -> Settled {
    let settle = Settle { attempt, verdict, date };
    store.execute(settle).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn resolve<S: Store>(
    store: &S,
    record: RecordId,
    resolution: Resolution,
) -> Result<Option<RecordId>, ResolveRefusal> {
    let resolve = Resolve { record, resolution, reason: "because".to_owned() };
    store.execute(resolve).await.unwrap_or_else(|error| panic!("{error}"))
}

async fn meta<S: Store>(store: &S) -> Meta {
    store.execute(ReadMeta).await.unwrap_or_else(|error| panic!("{error}"))
}

fn hour(time: Time) -> DateTime {
    Hour::of(time).timestamp()
}

/// Records one unit for `customer` in the current hour, seals it an hour later and claims it.
async fn claimed<S: Store>(store: &S, env: &Env, customer: &Customer) -> (u64, Attempt) {
    record(store, event_at(&format!("of {customer}"), customer, env.now(), 1)).await.expect("recorded");
    env.advance(HOUR);
    let term = lead(store, 1).await.expect("leads");
    seal(store, term).await;
    let claimed = claim(store, term).await.expect("claimed");
    (term, claimed.records[0].attempt)
}

/// The tests.
pub mod suite {
    pub use super::super::primitives::*;
    use super::*;

    pub async fn a_key_counts_once<S: Store>(store: &S, env: &Env) {
        let (a, b) = (buyer("a"), buyer("bb"));
        let counted = Recorded::Counted { hour: hour(START) };
        assert_eq!(record(store, event_at("k", &a, START, 2)).await.unwrap(), counted);
        let duplicate = Recorded::Duplicate { hour: hour(START) };
        assert_eq!(record(store, event_at("k", &a, START, 2)).await.unwrap(), duplicate);
        // The time may differ: some producers set a new time for each delivery.
        assert_eq!(record(store, event_at("k", &a, START + MINUTE, 2)).await.unwrap(), duplicate);
        for other in [event_at("k", &b, START, 2), event_at("k", &a, START, 3)] {
            assert!(matches!(record(store, other).await, Err(RecordError::KeyConflict)));
        }
        let mut other = event_at("k", &a, START, 2);
        other.dimension = "bytes".to_owned();
        assert!(matches!(record(store, other).await, Err(RecordError::KeyConflict)));
        assert_eq!(record(store, event_at("K", &a, START, 2)).await.unwrap(), counted);
        let all = rows(store).await;
        assert_eq!((all.len(), all[0].total, all[0].events), (1, 4_000_000, 2), "{all:?}");
        env.advance(HOUR);
        assert_eq!(record(store, event_at("k", &a, START, 2)).await.unwrap(), duplicate);
    }

    pub async fn a_batch_decides_its_own_repeats<S: Store>(store: &S, _: &Env) {
        let a = buyer("a");
        let events = [
            event_at("one", &a, START, 1),
            event_at("one", &a, START, 1),
            event_at("one", &a, START, 2),
            event_at("two", &a, START - 2 * HOUR, 4),
            event_at("three", &buyer("cc"), START, 8),
        ];
        let results = store.execute(Record::new(events)).await.unwrap();
        assert!(matches!(results[0], Ok(Recorded::Counted { .. })));
        assert!(matches!(results[1], Ok(Recorded::Duplicate { .. })));
        assert!(matches!(results[2], Err(RecordError::KeyConflict)));
        assert!(matches!(results[3], Ok(Recorded::Counted { .. })));
        let held = [1, 1, 2].map(|units| event_at("april", &buyer("dddd"), START - 12 * DAY, units));
        let duplicate = Recorded::Duplicate { hour: hour(START - 12 * DAY) };
        let results = store.execute(Record::new(held)).await.unwrap();
        assert!(matches!(results[0], Ok(Recorded::Held)));
        assert!(matches!(results[1], Ok(repeated) if repeated == duplicate));
        assert!(matches!(results[2], Err(RecordError::KeyConflict)));
        let mut totals: Vec<u64> = rows(store).await.iter().map(|row| row.total).collect();
        totals.sort_unstable();
        assert_eq!(totals, [1_000_000, 1_000_000, 4_000_000, 8_000_000]);
    }

    pub async fn usage_is_refused_by_age_after_the_key_is_looked_up<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let too_old = record(store, event_at("old", &a, START - 14 * DAY - 1, 1)).await;
        assert!(matches!(too_old, Err(RecordError::TooOld)));
        let future = record(store, event_at("new", &a, START + 5 * MINUTE + 1, 1)).await;
        assert!(matches!(future, Err(RecordError::Future)));
        record(store, event_at("edge", &a, START + 5 * MINUTE, 1)).await.unwrap();
        assert_eq!(record(store, event_at("old", &a, START - 14 * DAY, 1)).await.unwrap(), Recorded::Held);
        env.advance(DAY);
        let repeated = record(store, event_at("old", &a, START - 14 * DAY, 1)).await.unwrap();
        assert!(matches!(repeated, Recorded::Duplicate { .. }));
    }

    pub async fn the_sum_has_a_limit<S: Store>(store: &S, _: &Env) {
        let a = buyer("a");
        let mut most = event_at("most", &a, START, 1);
        most.micros = MOST;
        let more = || event_at("more", &a, START, 1);
        let results = store.execute(Record::new([most, more(), more()])).await.unwrap();
        assert!(results[0].is_ok());
        // The repeat of a refused event is refused for the same reason.
        assert!(results[1..].iter().all(|result| matches!(result, Err(RecordError::SumTooLarge))));
        assert!(matches!(record(store, event_at("more", &a, START, 1)).await, Err(RecordError::SumTooLarge)));
        assert_eq!(rows(store).await[0].total, MOST);
    }

    pub async fn late_usage_moves_or_is_held<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let (term, _) = claimed(store, env, &a).await;
        // The hour is claimed, so its usage joins the current hour.
        let late = record(store, event_at("late", &a, START, 1)).await.unwrap();
        assert_eq!(late, Recorded::Counted { hour: hour(START + HOUR) });
        // The current hour is sealed, so usage joins the next one.
        store.execute(Flush { customer: a.clone() }).await.unwrap();
        let next = record(store, event_at("next", &a, START, 1)).await.unwrap();
        assert_eq!(next, Recorded::Counted { hour: hour(START + 2 * HOUR) });
        // No hour of April may take usage any more.
        for key in ["april 1", "april 2"] {
            let april = record(store, event_at(key, &a, START - 12 * DAY, 1)).await.unwrap();
            assert_eq!(april, Recorded::Held);
        }
        let held: Vec<Row> = rows(store).await.into_iter().filter(|row| row.state == State::Held).collect();
        assert_eq!((held.len(), held[0].total, held[0].held), (1, 2_000_000, Some(HeldReason::Late)));
        assert!(!held[0].in_doubt && !held[0].billable);
        let noted = env.changes().into_iter().filter(|change| matches!(change, Change::Held { .. })).count();
        assert_eq!(noted, 1);
        assert_eq!(seal(store, term).await, Some(0));
    }

    pub async fn buyers_are_the_same_as_billed<S: Store>(store: &S, _: &Env) {
        const ARN: &str = "arn:aws:license-manager::294406891311:license:l-example";
        let license = Customer::license("111122223333", ARN);
        let customers = [
            license.clone(),
            license.clone().of_product("prod-a"),
            Customer::account("111122223333", "prod-a"),
            Customer::identifier("111122223333", "prod-a"),
            Customer::account("111122223333", "prod-b"),
            Customer::account("111122223334", "prod-a"),
            Customer::license("111122223333", format!("{ARN}2")),
        ];
        for (index, customer) in customers.iter().enumerate() {
            let event = event_at(&format!("{index}"), customer, START, 1);
            // The last license names no product although two are known.
            let is_missing = matches!(record(store, event).await, Err(RecordError::ProductMissing));
            assert_eq!(is_missing, index == 6, "{customer}");
        }
        let listed =
            store.execute(Page { filter: Filter::All, after: RecordId(0), limit: 100 }).await.unwrap();
        let stored: Vec<Customer> = listed.iter().map(|listed| listed.customer.clone()).collect();
        assert_eq!(stored, customers[1..6]);
        assert_eq!(listed[0].row.events, 2);
    }

    pub async fn products_are_required_once_two_are_known<S: Store>(store: &S, _: &Env) {
        let license =
            |n: u32| Customer::license("111122223333", format!("arn:aws:license-manager::1:license:l-{n}"));
        record(store, event_at("1", &license(1), START, 1)).await.unwrap();
        record(store, event_at("2", &license(2).of_product("prod-a"), START, 1)).await.unwrap();
        record(store, event_at("3", &license(3), START, 1)).await.unwrap();
        record(store, event_at("4", &license(4).of_product("prod-b"), START, 1)).await.unwrap();
        let refused = record(store, event_at("5", &license(5), START, 1)).await;
        assert!(matches!(refused, Err(RecordError::ProductMissing)));
        // The product of license 2 is stored.
        record(store, event_at("6", &license(2), START, 1)).await.unwrap();
    }

    pub async fn only_the_leader_seals<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        record(store, event_at("k", &a, START, 1)).await.unwrap();
        let end = Hour::of(START).end();
        env.set(end + 5 * MINUTE - 1);
        assert_eq!(seal(store, 1).await, None);
        let term = lead(store, 1).await.unwrap();
        assert_eq!(seal(store, term).await, Some(0));
        env.advance(1);
        assert_eq!(seal(store, term + 1).await, None);
        assert_eq!(seal(store, term).await, Some(1));
        assert_eq!(rows(store).await[0].state, State::Sealed);
        assert_eq!(seal(store, term).await, Some(0));
        env.advance(15 * SECOND);
        assert_eq!(seal(store, term).await, None);
        let record = rows(store).await[0].id;
        assert_eq!(env.changes(), [Change::Sealed { record, quantity: Quantity::from(1) }]);
    }

    /// A record of usage of 0 is sent, and a record that nothing joined is deleted.
    pub async fn a_record_without_events_is_not_sealed<S: Store>(store: &S, env: &Env) {
        record(store, event_at("0", &buyer("a"), START, 0)).await.unwrap();
        let first = rows(store).await.remove(0);
        let mut empty = Row::new(first.buyer, "bytes", first.hour, State::Open);
        empty.held = Some(HeldReason::Late);
        store.execute(RoundTrip(empty)).await.unwrap();
        assert_eq!(rows(store).await.len(), 2);
        env.advance(HOUR);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let left: Vec<_> = rows(store).await.iter().map(|row| (row.id, row.state)).collect();
        assert_eq!(left, [(first.id, State::Sealed)]);
    }

    pub async fn the_last_hour_of_a_month_waits<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        // 2026-06-01T00:00:00Z.
        let june = 1_780_272_000_000;
        for hours in [-2, -1] {
            env.set(june + hours * HOUR);
            record(store, event_at(&format!("{hours}"), &a, june + hours * HOUR, 1)).await.unwrap();
        }
        env.set(june);
        record(store, event_at("june", &a, june, 1)).await.unwrap();
        env.set(june + HOUR + 5 * MINUTE);
        let term = lead(store, 1).await.unwrap();
        // The limit counts the hours before and after the hour that waits.
        for sealed in [1, 1, 0] {
            let seal = Seal { term, limit: 1, zero_records: false };
            assert_eq!(store.execute(seal).await.unwrap(), Some(sealed));
        }
        let open = rows(store).await.into_iter().filter(|row| row.state == State::Open);
        assert_eq!(open.map(|row| row.hour).collect::<Vec<_>>(), [Hour::of(june - 1)]);
        env.set(june + 2 * HOUR - 1);
        let term = lead(store, 2).await.unwrap();
        let late = record(store, event_at("late", &a, june - 2 * HOUR, 1)).await.unwrap();
        assert_eq!(late, Recorded::Counted { hour: hour(june - 1) });
        assert_eq!(seal(store, term).await, Some(0));
        env.advance(1);
        assert_eq!(seal(store, term).await, Some(1));
        assert_eq!(record(store, event_at("held", &a, june - 1, 1)).await.unwrap(), Recorded::Held);
    }

    pub async fn flush_seals_one_buyer<S: Store>(store: &S, env: &Env) {
        let (a, b) = (buyer("a"), buyer("bb"));
        for customer in [&a, &b] {
            record(store, event_at(&format!("{customer}"), customer, START, 1)).await.unwrap();
        }
        let ahead = Hour::of(START).end();
        env.set(ahead - MINUTE);
        record(store, event_at("ahead", &a, ahead, 1)).await.unwrap();
        let sealed = store.execute(Flush { customer: a.clone() }).await.unwrap();
        assert_eq!(sealed.len(), 1);
        assert_eq!(row(store, sealed[0]).await.state, State::Sealed);
        let open = rows(store).await.into_iter().filter(|row| row.state == State::Open).count();
        assert_eq!(open, 2, "another buyer's record and the record of an hour that hasn't begun stay open");
        assert_eq!(store.execute(Flush { customer: buyer("unknown") }).await.unwrap(), []);
    }

    pub async fn hours_without_usage_get_a_zero_record<S: Store>(store: &S, env: &Env) {
        let (a, b) = (buyer("a"), buyer("bb"));
        for customer in [&a, &b] {
            let dimensions = vec!["requests".to_owned(), "bytes".to_owned()];
            store.execute(AddHourly { customer: customer.clone(), dimensions }).await.unwrap();
        }
        store.execute(StopHourly { customer: a.clone(), dimension: Some("bytes".to_owned()) }).await.unwrap();
        record(store, event_at("k", &b, START, 1)).await.unwrap();
        let end = Hour::of(START).end();
        env.set(end + 5 * MINUTE);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        seal(store, term).await;
        let zero: Vec<Row> = rows(store).await.into_iter().filter(|row| row.zero).collect();
        assert_eq!(zero.len(), 2, "{zero:?}");
        assert!(
            zero.iter()
                .all(|row| row.state == State::Sealed && row.total == 0 && row.hour == Hour::of(START))
        );
        let late = record(store, event_at("late", &a, START, 1)).await.unwrap();
        assert_eq!(late, Recorded::Counted { hour: hour(end) });
        // A refused zero record is dropped.
        let attempt = loop {
            let attempt = claim(store, term).await.unwrap().records[0].attempt;
            if zero.iter().any(|row| row.id == attempt.record) {
                break attempt;
            }
        };
        let refused = settle(store, attempt, Verdict::NotSubscribed(String::new()), None).await;
        assert_eq!((refused, row(store, attempt.record).await.state), (Settled::Dropped, State::WrittenOff));
        // `flush` and `stop_hourly` end it, and missed hours get none.
        store.execute(Flush { customer: b.clone() }).await.unwrap();
        store.execute(StopHourly { customer: a, dimension: None }).await.unwrap();
        env.advance(10 * HOUR);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        assert_eq!(rows(store).await.iter().filter(|row| row.zero).count(), 2);
    }

    /// Neither a shadowed hour nor an hour before a restore gets a record.
    pub async fn hours_that_are_not_sent_get_no_zero_record<S: Store>(store: &S, env: &Env) {
        let zero = async || rows(store).await.iter().filter(|row| row.zero).count();
        let seal_next = async || {
            env.set(Hour::of(env.now()).end() + 5 * MINUTE);
            let term = lead(store, 1).await.unwrap();
            seal(store, term).await;
        };
        let (customer, dimensions) = (buyer("a"), vec!["requests".to_owned()]);
        store.execute(AddHourly { customer, dimensions }).await.unwrap();
        store.execute(SetShadow { until: Some(Hour::of(START).next()) }).await.unwrap();
        seal_next().await;
        assert_eq!(zero().await, 0);
        store.execute(Restore).await.unwrap();
        seal_next().await;
        assert_eq!(zero().await, 0);
        seal_next().await;
        assert_eq!(zero().await, 1);
    }

    pub async fn one_instance_leads<S: Store>(store: &S, env: &Env) {
        let listed = async || store.execute(ReadStatus).await.unwrap().lease.map(|lease| lease.owner);
        assert_eq!(listed().await, None);
        let first = lead(store, 1).await.unwrap();
        assert_eq!(lead(store, 2).await, None);
        env.advance(14 * SECOND);
        assert_eq!(lead(store, 1).await, Some(first));
        env.advance(14 * SECOND);
        assert_eq!((lead(store, 2).await, listed().await), (None, Some(1)));
        env.advance(SECOND);
        assert_eq!(listed().await, None);
        let second = lead(store, 2).await.unwrap();
        assert_ne!(first, second);
        store.execute(Release { term: first }).await.unwrap();
        assert_eq!(lead(store, 1).await, None);
        store.execute(Release { term: second }).await.unwrap();
        assert!(lead(store, 1).await.is_some());
        // A lease from a clock that was wrong counts as over.
        env.advance(-16 * SECOND);
        assert!(lead(store, 2).await.is_some());
    }

    pub async fn a_blocked_product_is_listed_until_it_is_unblocked<S: Store>(store: &S, env: &Env) {
        let set = async |term, product: Option<&str>, error: Option<&str>| {
            let (product, error) = (product.map(str::to_owned), error.map(str::to_owned));
            store.execute(SetBlocked { term, product, error }).await.unwrap();
        };
        let listed = async || -> Vec<(Option<String>, String)> {
            let blocked = store.execute(ReadStatus).await.unwrap().blocked;
            blocked.into_iter().map(|blocked| (blocked.product, blocked.error)).collect()
        };
        let entry = |product: Option<&str>, error: &str| (product.map(str::to_owned), error.to_owned());
        let term = lead(store, 1).await.unwrap();
        set(term, Some("prod-b"), Some("no permission")).await;
        set(term, None, Some("no product")).await;
        set(term, Some("prod-b"), Some("no credentials")).await;
        let both = [entry(None, "no product"), entry(Some("prod-b"), "no credentials")];
        assert_eq!(listed().await, both);
        // Only the leader reports.
        set(term ^ 1, Some("prod-c"), Some("no permission")).await;
        set(term ^ 1, None, None).await;
        assert_eq!(listed().await, both);
        set(term, None, None).await;
        set(term, Some("prod-c"), None).await;
        assert_eq!(listed().await, both[1..]);
        // A renewed lease keeps the list, and a new leader starts with an empty one.
        assert_eq!(lead(store, 1).await, Some(term));
        assert_eq!(listed().await, both[1..]);
        env.advance(16 * SECOND);
        lead(store, 2).await.unwrap();
        assert_eq!(listed().await, []);
    }

    pub async fn one_alarm_counts_the_records_that_a_commit_holds<S: Store>(store: &S, env: &Env) {
        let april = START - 12 * DAY;
        let events: Vec<Event> = (0..12)
            .map(|n| event_at(&format!("{n}"), &buyer(["a", "bb"][n % 2]), april + n as Time / 4 * HOUR, 1))
            .collect();
        let results = store.record(events).await.unwrap();
        assert!(results.iter().all(|result| matches!(result, Ok(Recorded::Held))), "{results:?}");
        // Two buyers, three hours.
        let held: Vec<Change> =
            env.changes().into_iter().filter(|change| matches!(change, Change::Held { .. })).collect();
        let first = rows(store).await.iter().map(|row| row.id).min().unwrap();
        assert_eq!(held, [Change::Held { record: first, reason: HeldReason::Late, records: 6 }]);
        // More usage of a held record raises no second alarm.
        record(store, event_at("more", &buyer("a"), april, 1)).await.unwrap();
        assert!(env.changes().is_empty());
    }

    pub async fn a_claim_is_stored_before_the_call<S: Store>(store: &S, env: &Env) {
        let (term, attempt) = claimed(store, env, &buyer("a")).await;
        assert_eq!((attempt.number, attempt.doubt_before), (1, false));
        let stored = row(store, attempt.record).await;
        assert_eq!((stored.state, stored.in_doubt, stored.attempt), (State::Claimed, true, 1));
        assert_eq!(stored.claim_until, env.now() + 2 * MINUTE);
        assert!(claim(store, term).await.is_none());
        env.advance(2 * MINUTE - 1);
        let term = lead(store, 1).await.unwrap();
        assert!(claim(store, term).await.is_none());
        env.advance(1);
        let again = claim(store, term).await.unwrap().records[0].attempt;
        assert_eq!((again.number, again.doubt_before), (2, true));
        // A claim from a clock that was wrong counts as over.
        env.advance(-HOUR);
        let term = lead(store, 1).await.unwrap();
        assert_eq!(claim(store, term).await.unwrap().records[0].attempt.number, 3);
    }

    pub async fn only_the_leader_claims<S: Store>(store: &S, env: &Env) {
        record(store, event_at("k", &buyer("a"), START, 1)).await.unwrap();
        env.advance(HOUR);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let claim =
            async |term| store.execute(Claim { term, turns: Turns::default(), seed: 7 }).await.unwrap();
        assert_eq!(claim(term ^ 1).await, ClaimOutcome::NotLeader);
        env.advance(15 * SECOND);
        assert_eq!(claim(term).await, ClaimOutcome::NotLeader, "the lease is over");
        let term = lead(store, 2).await.unwrap();
        assert!(matches!(claim(term).await, ClaimOutcome::Send(_)));
    }

    pub async fn a_claim_takes_due_records_of_one_group<S: Store>(store: &S, env: &Env) {
        for n in 0..30 {
            let customer = Customer::account(format!("{n:012}"), "prod-a");
            record(store, event_at(&format!("{n}"), &customer, START, 1)).await.unwrap();
        }
        let others = [Customer::account("9", "prod-b"), Customer::identifier("9", "prod-a")];
        for customer in &others {
            record(store, event_at(&format!("{customer}"), customer, START - HOUR, 1)).await.unwrap();
        }
        env.advance(HOUR);
        let term = lead(store, 1).await.unwrap();
        assert_eq!(seal(store, term).await, Some(32));
        let mut turns = Turns::default();
        let mut sizes = Vec::new();
        let mut groups = Vec::new();
        while let ClaimOutcome::Send(claimed) =
            store.execute(Claim { term, turns: turns.clone(), seed: 1 }).await.unwrap()
        {
            turns.serve(&claimed.group);
            assert!(claimed.records.iter().all(|record| Group::of(&record.usage.customer) == claimed.group));
            assert!(claimed.records.iter().all(|record| record.usage.quantity == Quantity::from(1)));
            sizes.push(claimed.records.len());
            groups.push(claimed.group);
        }
        assert_eq!(sizes, [1, 1, 25, 5]);
        assert_eq!(groups[2], Group::of(&Customer::account("0", "prod-a")));
        let tokens: std::collections::HashSet<u64> =
            rows(store).await.iter().flat_map(|row| row.tokens.clone()).collect();
        assert_eq!(tokens.len(), 25, "each record of a call has another token");
    }

    pub async fn a_claim_orders_records_by_urgency<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        for hours in [0, 4, 3, 1, 2] {
            record(store, event_at(&format!("{hours}"), &a, START - hours * HOUR, 1)).await.unwrap();
        }
        env.advance(21 * HOUR);
        // The deadlines of the two oldest records have passed: they go last, each of them alone.
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let hours = |claimed: &Claimed| {
            claimed
                .records
                .iter()
                .map(|record| Hour::of(START).0 - record.usage.timestamp.secs() / 3_600)
                .collect::<Vec<_>>()
        };
        let first = claim(store, term).await.unwrap();
        assert_eq!(hours(&first), [2, 1, 0]);
        let second = claim(store, term).await.unwrap();
        assert_eq!(hours(&second), [4]);
        assert_eq!(hours(&claim(store, term).await.unwrap()), [3]);
        // Records of hours that haven't begun stay.
        let date = env.now();
        for record in &first.records {
            settle(store, record.attempt, Verdict::Throttled, Some(date)).await;
        }
        env.set(START - 4 * HOUR);
        let term = lead(store, 1).await.unwrap();
        assert_eq!(hours(&claim(store, term).await.unwrap()), [2, 1, 0], "AWS's clock is the later one");
    }

    pub async fn verdicts_are_settled<S: Store>(store: &S, env: &Env) {
        let (term, attempt) = claimed(store, env, &buyer("a")).await;
        let refused = settle(store, attempt, Verdict::Throttled, Some(env.now())).await;
        assert_eq!(refused, Settled::Retried);
        let stored = row(store, attempt.record).await;
        assert_eq!((stored.state, stored.in_doubt, stored.failures), (State::Sealed, false, 1));
        assert_eq!(stored.last_error.as_deref(), Some("throttled"));
        assert!(claim(store, term).await.is_none(), "the backoff isn't over");
        env.advance(5 * SECOND);
        let attempt = claim(store, term).await.unwrap().records[0].attempt;
        let foreign = Attempt { token: attempt.token ^ 1, ..attempt };
        assert_eq!(settle(store, foreign, Verdict::Success("x".into()), None).await, Settled::Ignored);
        let unknown = Attempt { record: RecordId(99_999), ..attempt };
        assert_eq!(settle(store, unknown, Verdict::Success("x".into()), None).await, Settled::Ignored);
        env.changes();
        let parked = settle(store, attempt, Verdict::Refused("bad dimension".into()), None).await;
        assert_eq!(parked, Settled::Parked);
        let error = "bad dimension".to_owned();
        assert_eq!(env.changes(), [Change::Parked { record: attempt.record, error }]);
        assert_eq!(
            settle(store, attempt, Verdict::Success("id".into()), None).await,
            Settled::Accepted(Proof::Success)
        );
        let stored = row(store, attempt.record).await;
        assert_eq!(stored.metering_record_id.as_deref(), Some("id"));
        assert_eq!((stored.state, stored.proof), (State::Accepted, Some(Proof::Success)));
        assert_eq!(meta(store).await.last_success, Some(env.now()));
    }

    /// AWS documents only the repeat of a record that it accepted with `Success`.
    pub async fn a_probe_resends_a_proven_record_before_its_deadline<S: Store>(store: &S, env: &Env) {
        let candidate = async || store.execute(ProbeCandidate).await.unwrap().map(|listed| listed.row.id);
        let (term, attempt) = claimed(store, env, &buyer("a")).await;
        settle(store, attempt, Verdict::Unknown("no response".into()), None).await;
        env.advance(5 * SECOND);
        let attempt = claim(store, term).await.unwrap().records[0].attempt;
        let duplicate = settle(store, attempt, Verdict::Duplicate("x".into()), None).await;
        assert_eq!(duplicate, Settled::Accepted(Proof::Duplicate));
        assert_eq!(candidate().await, None);
        // A record without usage proves nothing about usage.
        let (customer, dimensions) = (buyer("bb"), vec!["requests".to_owned()]);
        store.execute(AddHourly { customer, dimensions }).await.unwrap();
        env.set(Hour::of(env.now()).end() + 5 * MINUTE);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let attempt = claim(store, term).await.unwrap().records[0].attempt;
        assert!(row(store, attempt.record).await.zero);
        settle(store, attempt, Verdict::Success("x".into()), None).await;
        assert_eq!(candidate().await, None);
        let (_, attempt) = claimed(store, env, &buyer("ccc")).await;
        assert_eq!(candidate().await, None);
        settle(store, attempt, Verdict::Success("x".into()), None).await;
        let deadline = row(store, attempt.record).await.hour.deadline();
        for (now, expected) in [(deadline - 1, Some(attempt.record)), (deadline, None), (deadline + 1, None)]
        {
            env.set(now);
            assert_eq!(candidate().await, expected);
        }
    }

    pub async fn dates_move_the_clock<S: Store>(store: &S, env: &Env) {
        let date = START + 10 * MINUTE;
        store.execute(ObserveDate { date }).await.unwrap();
        store.execute(ObserveDate { date: date - MINUTE }).await.unwrap();
        let stored = meta(store).await;
        assert_eq!((stored.last_date, stored.offset), (Some(date), 9 * MINUTE));
        // A late event of the hour before is refused by AWS's clock.
        let a = buyer("a");
        store.execute(ObserveDate { date: START + 23 * HOUR }).await.unwrap();
        let late = record(store, event_at("k", &a, START, 1)).await.unwrap();
        assert_eq!(late, Recorded::Counted { hour: hour(START + 23 * HOUR) });
        assert_eq!(env.now(), START);
    }

    pub async fn operators_decide<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let move_it = |may_be_billed| Resolution::Move { may_be_billed };
        let (_, attempt) = claimed(store, env, &a).await;
        let id = attempt.record;
        assert_eq!(resolve(store, id, Resolution::Retry).await, Err(ResolveRefusal::State(State::Claimed)));
        assert_eq!(resolve(store, RecordId(9_999), Resolution::Retry).await, Err(ResolveRefusal::Unknown));
        settle(store, attempt, Verdict::Refused("no".into()), Some(env.now())).await;
        assert!(matches!(resolve(store, id, move_it(false)).await, Err(ResolveRefusal::Wait(_))));
        store.execute(ObserveDate { date: env.now() + 22 * MINUTE }).await.unwrap();
        let target = resolve(store, id, move_it(false)).await.unwrap().unwrap();
        let (from, to) = (row(store, id).await, row(store, target).await);
        assert_eq!((from.state, from.moved_to, from.total), (State::Moved, Some(target), 1_000_000));
        assert_eq!((to.state, to.total, from.reason.as_deref()), (State::Open, 1_000_000, Some("because")));
        assert_eq!(settle(store, attempt, Verdict::Success("late".into()), None).await, Settled::Doubled);
        assert!(row(store, id).await.doubled);
        // Held usage opens into an hour, or is written off.
        assert_eq!(record(store, event_at("april", &a, START - 12 * DAY, 5)).await.unwrap(), Recorded::Held);
        let held = rows(store).await.into_iter().find(|row| row.state == State::Held).unwrap();
        assert_eq!(
            resolve(store, held.id, Resolution::Accept).await,
            Err(ResolveRefusal::State(State::Held))
        );
        assert_eq!(resolve(store, held.id, move_it(false)).await, Err(ResolveRefusal::NoHour));
        resolve(store, held.id, Resolution::WriteOff { may_be_billed: false }).await.unwrap();
        assert_eq!(row(store, held.id).await.state, State::WrittenOff);
    }

    pub async fn moved_usage_keeps_its_parts<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let usage = |time| {
            Usage::new(a.clone(), "requests", crate::ledger::hours::date_time(time), 3_u32)
                .allocate(Quantity::from(2), [("team", "x")])
                .allocate(Quantity::from(1), [])
        };
        record(store, Event::new("tagged", usage(START)).unwrap()).await.unwrap();
        store.execute(Flush { customer: a.clone() }).await.unwrap();
        record(store, Event::new("next", usage(START)).unwrap()).await.unwrap();
        let from = rows(store).await.into_iter().find(|row| row.state == State::Sealed).unwrap();
        let target =
            resolve(store, from.id, Resolution::Move { may_be_billed: false }).await.unwrap().unwrap();
        env.set(Hour::of(START).end() + HOUR + 5 * MINUTE);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let sent = claim(store, term).await.unwrap().records.remove(0);
        assert_eq!(sent.attempt.record, target);
        let amounts: Vec<String> = sent
            .usage
            .allocations
            .iter()
            .filter_map(|part| part.allocated_usage_quantity_as_decimal.clone())
            .map(|amount| amount.to_string())
            .collect();
        assert_eq!((sent.usage.quantity, amounts), (Quantity::from(6), vec!["4".to_owned(), "2".to_owned()]));
    }

    pub async fn shadowed_hours_are_never_sent<S: Store>(store: &S, env: &Env) {
        let (a, b) = (buyer("a"), buyer("bb"));
        // A record that is sealed before shadow mode begins is shadowed at the claim.
        record(store, event_at("before", &b, START, 1)).await.unwrap();
        store.execute(Flush { customer: b.clone() }).await.unwrap();
        let until = Hour::of(START).next();
        store.execute(SetShadow { until: Some(until) }).await.unwrap();
        record(store, event_at("shadowed", &a, START, 1)).await.unwrap();
        env.advance(HOUR);
        record(store, event_at("live", &a, START + HOUR, 1)).await.unwrap();
        let term = lead(store, 1).await.unwrap();
        assert_eq!(seal(store, term).await, Some(1));
        assert!(claim(store, term).await.is_none());
        for key in ["late 1", "late 2"] {
            let late = record(store, event_at(key, &a, START, 1)).await.unwrap();
            assert_eq!(late, Recorded::Counted { hour: hour(START) });
        }
        let all = rows(store).await;
        let shadowed: Vec<&Row> = all.iter().filter(|row| row.state == State::Shadowed).collect();
        assert_eq!(shadowed.iter().map(|row| row.total).sum::<u64>(), 4_000_000);
        assert_eq!(shadowed.len(), 3);
        assert_eq!(
            all.iter().filter(|row| row.state == State::Open).map(|row| row.total).sum::<u64>(),
            1_000_000
        );
        let noted =
            env.changes().into_iter().filter(|change| matches!(change, Change::Shadowed { .. })).count();
        assert_eq!(noted, 2);
    }

    /// The most urgent records, as many as fit into a call, are sealed before shadow mode begins.
    pub async fn shadowed_records_do_not_delay_others<S: Store>(store: &S, env: &Env) {
        for n in 0..25 {
            let customer = Customer::account(format!("{n}"), "prod-a");
            record(store, event_at(&format!("{n}"), &customer, START, 1)).await.unwrap();
            store.execute(Flush { customer }).await.unwrap();
        }
        env.advance(HOUR);
        store.execute(SetShadow { until: Some(Hour::of(env.now())) }).await.unwrap();
        let live = Customer::account("99", "prod-a");
        record(store, event_at("live", &live, env.now(), 1)).await.unwrap();
        store.execute(Flush { customer: live.clone() }).await.unwrap();
        let term = lead(store, 1).await.unwrap();
        let sent = claim(store, term).await.unwrap().records;
        assert_eq!(sent.iter().map(|sent| &sent.usage.customer).collect::<Vec<_>>(), [&live]);
    }

    pub async fn a_restore_marks_unsettled_records<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let (term, attempt) = claimed(store, env, &a).await;
        record(store, event_at("april", &a, START - 12 * DAY, 1)).await.unwrap();
        record(store, event_at("open", &a, env.now(), 1)).await.unwrap();
        store.execute(ObserveDate { date: env.now() + MINUTE }).await.unwrap();
        let (moment, marked) = store.execute(Restore).await.unwrap();
        assert_eq!((moment, marked), (env.now() + MINUTE, 3));
        assert_eq!(seal(store, term).await, None, "the leader of the backup doesn't lead any more");
        assert!(rows(store).await.iter().all(|row| row.in_doubt && row.tokens.is_empty()));
        assert_eq!(settle(store, attempt, Verdict::Success("x".into()), None).await, Settled::Ignored);
        // Usage of the running hour may have been billed already.
        assert_eq!(record(store, event_at("new", &a, env.now(), 1)).await.unwrap(), Recorded::Held);
        let held: Vec<Row> = rows(store).await.into_iter().filter(|row| row.state == State::Held).collect();
        assert_eq!(held.len(), 2);
        assert!(held.iter().any(|row| row.held == Some(HeldReason::Restored) && row.in_doubt));
        env.advance(HOUR);
        let term = lead(store, 1).await.unwrap();
        seal(store, term).await;
        let sent = claim(store, term).await.unwrap();
        assert!(sent.records.iter().all(|record| record.attempt.doubt_before));
        let accepted = settle(store, sent.records[0].attempt, Verdict::Success("x".into()), None).await;
        assert_eq!(accepted, Settled::Accepted(Proof::AfterRestore));
    }

    pub async fn pruning_deletes_old_keys_and_records<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let (_, attempt) = claimed(store, env, &a).await;
        settle(store, attempt, Verdict::Success("x".into()), None).await;
        for n in 0..5 {
            record(store, event_at(&format!("n{n}"), &a, env.now(), 1)).await.unwrap();
        }
        env.advance(17 * DAY);
        assert_eq!(store.execute(Prune { limit: 2 }).await.unwrap(), Pruned::default(), "no `Date` was seen");
        store.execute(ObserveDate { date: START }).await.unwrap();
        let kept = store.execute(Prune { limit: 100 }).await.unwrap();
        assert_eq!((kept.entries, kept.records), (0, 0), "AWS's clock is the earlier one");
        store.execute(ObserveDate { date: env.now() }).await.unwrap();
        record(store, event_at("young", &a, env.now() - 2 * DAY, 1)).await.unwrap();
        let mut deleted = 0;
        loop {
            let step = store.execute(Prune { limit: 2 }).await.unwrap();
            deleted += step.entries;
            if !step.more {
                break;
            }
        }
        assert_eq!(deleted, 6);
        let left = store.execute(Entries { record: None, after: None, limit: 10 }).await.unwrap();
        assert_eq!(left.iter().map(|entry| entry.key.as_str()).collect::<Vec<_>>(), ["young"]);
        assert_eq!(rows(store).await.iter().map(|row| row.pruned).sum::<u64>(), 6_000_000);
        assert_eq!(meta(store).await.watermark, env.now() - 15 * DAY);
        // A clock that is set back doesn't open the pruned times again.
        env.advance(-5 * DAY);
        let pruned = record(store, event_at("n0", &a, START + HOUR, 1)).await;
        assert!(matches!(pruned, Err(RecordError::TooOld)));
        env.advance(5 * DAY + 86 * DAY);
        store.execute(ObserveDate { date: env.now() }).await.unwrap();
        assert_eq!(store.execute(Prune { limit: 100 }).await.unwrap().records, 1);
        let states: Vec<State> = rows(store).await.iter().map(|row| row.state).collect();
        assert!(states.iter().all(|state| !state.is_final()), "{states:?}");
    }

    pub async fn a_record_outlives_its_keys<S: Store>(store: &S, env: &Env) {
        outlives(store, env, 1).await;
    }

    /// A key without a quantity doesn't change the record's sum.
    pub async fn a_record_outlives_its_keys_without_a_quantity<S: Store>(store: &S, env: &Env) {
        outlives(store, env, 0).await;
    }

    async fn outlives<S: Store>(store: &S, env: &Env, units: u32) {
        let a = buyer("a");
        record(store, event_at("old", &a, START, units)).await.unwrap();
        env.advance(HOUR);
        let term = lead(store, 1).await.unwrap();
        assert_eq!(seal(store, term).await, Some(1));
        let attempt = claim(store, term).await.unwrap().records[0].attempt;
        settle(store, attempt, Verdict::Success("x".into()), None).await;
        env.advance(101 * DAY);
        // Keys are deleted in their order, and these come first.
        for n in 0..2 {
            record(store, event_at(&format!("a {n}"), &a, env.now(), 1)).await.unwrap();
        }
        store.execute(ObserveDate { date: env.now() }).await.unwrap();
        let first = store.execute(Prune { limit: 2 }).await.unwrap();
        assert_eq!(first, Pruned { entries: 0, records: 0, more: true });
        let repeated = record(store, event_at("old", &a, env.now(), units)).await;
        assert!(matches!(repeated, Ok(Recorded::Duplicate { .. })), "the key is known: {repeated:?}");
        let last = store.execute(Prune { limit: 2 }).await.unwrap();
        assert_eq!(last, Pruned { entries: 1, records: 1, more: false });
    }

    pub async fn the_target_of_a_pruned_move_keeps_the_amount<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        record(store, event_at("k", &a, START, 1)).await.unwrap();
        let moved = store.execute(Flush { customer: a }).await.unwrap()[0];
        let target = resolve(store, moved, Resolution::Move { may_be_billed: false }).await.unwrap();
        env.advance(101 * DAY);
        record(store, event_at("young", &buyer("bb"), env.now(), 1)).await.unwrap();
        store.execute(ObserveDate { date: env.now() }).await.unwrap();
        // A record is deleted with its last key, before the step that reaches the last key of all.
        let pruned = store.execute(Prune { limit: 1 }).await.unwrap();
        assert_eq!(pruned, Pruned { entries: 1, records: 1, more: true });
        assert!(rows(store).await.iter().all(|row| row.id != moved));
        assert_eq!(row(store, target.unwrap()).await.pruned, 1_000_000);
        assert_eq!(crate::ledger::verify::differences(store).await.unwrap(), []);
    }

    pub async fn parts_are_summed_per_tag_set<S: Store>(store: &S, env: &Env) {
        let a = buyer("a");
        let tagged = |key: &str, tags: &[(&str, &str)], units: u32| {
            let usage = Usage::new(a.clone(), "requests", DateTime::from_secs(START / 1_000), units);
            Event::new(key, usage.allocate(Quantity::from(units), tags.iter().copied())).unwrap()
        };
        record(store, tagged("1", &[("x", "1"), ("y", "2")], 1)).await.unwrap();
        record(store, tagged("2", &[("y", "2"), ("x", "1")], 2)).await.unwrap();
        record(store, tagged("3", &[("x", "2")], 4)).await.unwrap();
        record(store, event_at("4", &a, START, 8)).await.unwrap();
        let listed =
            store.execute(Page { filter: Filter::All, after: RecordId(0), limit: 10 }).await.unwrap();
        let parts = [("x\t1\ny\t2".to_owned(), 3_000_000), ("x\t2".to_owned(), 4_000_000)];
        assert_eq!(listed[0].parts, parts);
        assert_eq!((listed[0].row.total, listed[0].row.parts), (15_000_000, 2));
        // A record has at most 2,500 parts; the rest joins the part without tags.
        env.changes();
        let mut many = event_at("many", &a, START, 3_000);
        many.parts = (0..3_000).map(|n| (format!("n\t{n}"), 1_000_000)).collect();
        record(store, many).await.unwrap();
        let listed =
            store.execute(Page { filter: Filter::All, after: RecordId(0), limit: 10 }).await.unwrap();
        assert_eq!((listed[0].parts.len(), listed[0].row.total), (2_499, 3_015_000_000));
        assert!(env.changes().contains(&Change::AllocationMerged { record: listed[0].row.id }));
    }

    pub async fn records_and_entries_are_listed_in_pages<S: Store>(store: &S, env: &Env) {
        for n in 0..5 {
            let customer = Customer::account(format!("{n}"), "prod-a");
            for m in 0..3 {
                record(store, event_at(&format!("{n}-{m}"), &customer, env.now(), m + 1)).await.unwrap();
            }
        }
        let page = |filter, after, limit| Page { filter, after: RecordId(after), limit };
        let first = store.execute(page(Filter::All, 0, 2)).await.unwrap();
        let rest = store.execute(page(Filter::All, first[1].row.id.0, 10)).await.unwrap();
        assert_eq!((first.len(), rest.len()), (2, 3));
        assert!(store.execute(page(Filter::Parked, 0, 10)).await.unwrap().is_empty());
        assert_eq!(store.execute(page(Filter::State(State::Open), 0, 10)).await.unwrap().len(), 5);
        assert!(store.execute(page(Filter::NeedsOperator, 0, 10)).await.unwrap().is_empty());
        let record = Some(first[1].row.id);
        let entries = Entries { record, after: Some("1-0".to_owned()), limit: 1 };
        let entries = store.execute(entries).await.unwrap();
        let seconds = (env.now() + SECOND - 1) / SECOND;
        let expected = Entry { key: "1-1".to_owned(), record: first[1].row.id, micros: 2_000_000, seconds };
        assert_eq!(entries, [expected]);
        let all = store.execute(Entries { record: None, after: None, limit: 100 }).await.unwrap();
        assert_eq!(all.len(), 15);
    }

    pub async fn totals_add_up<S: Store>(store: &S, env: &Env) {
        let (_, attempt) = claimed(store, env, &buyer("a")).await;
        settle(store, attempt, Verdict::Success("x".into()), None).await;
        claimed(store, env, &buyer("bb")).await;
        record(store, event_at("open", &buyer("ccc"), env.now(), 3)).await.unwrap();
        record(store, event_at("more", &buyer("dddd"), env.now(), 4)).await.unwrap();
        let mut totals = store.execute(Totals).await.unwrap();
        totals.sort_by_key(|total| total.state);
        let total = |state, proof, in_doubt, records, micros, first: Time| Total {
            state,
            proof,
            in_doubt,
            doubled: false,
            records,
            micros,
            first: Hour::of(first),
        };
        assert_eq!(
            totals,
            [
                total(State::Open, None, false, 2, 7_000_000, env.now()),
                total(State::Claimed, None, true, 1, 1_000_000, START + HOUR),
                total(State::Accepted, Some(Proof::Success), false, 1, 1_000_000, START),
            ]
        );
    }

    /// An operation of the suite, without side effects outside the transaction.
    #[derive(Clone)]
    struct RoundTrip(Row);

    impl Operation for RoundTrip {
        type Output = (RecordId, Row);

        async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<(RecordId, Row)> {
            let empty = Row::new(self.0.buyer, &self.0.dimension, self.0.hour, State::Open);
            let id = tx.insert_row(&empty).await?;
            let mut row = self.0.clone();
            row.id = id;
            tx.update_row(&row).await?;
            let read = tx.row(id).await?.ok_or(StoreError::Conflict)?;
            assert_eq!(row, read);
            let mut inserted = self.0.clone();
            inserted.billable = false;
            let other = tx.insert_row(&inserted).await?;
            inserted.id = other;
            assert_eq!(tx.row(other).await?, Some(inserted.clone()));
            assert_eq!(tx.side_row(&inserted).await?, Some(inserted.clone()));
            let mut unlike = inserted.clone();
            unlike.in_doubt = !unlike.in_doubt;
            assert_eq!(tx.side_row(&unlike).await?, None);
            unlike = inserted.clone();
            unlike.held = None;
            assert_eq!(tx.side_row(&unlike).await?, None);
            tx.delete_row(other).await?;
            assert_eq!(tx.row(other).await?, None);
            Ok((id, read))
        }
    }

    pub async fn a_row_survives_unchanged<S: Store>(store: &S, _: &Env) {
        record(store, event_at("k", &buyer("a"), START, 1)).await.unwrap();
        let buyer = rows(store).await[0].buyer;
        let mut row = Row::new(buyer, "dimension \u{e9}\n'\"", Hour(-3), State::WrittenOff);
        row.total = MOST;
        row.events = 7;
        row.pruned = 6;
        row.parts = 5;
        row.parts_bytes = 4;
        row.attempt = 3;
        row.tokens = vec![u64::MAX, 0, 1 << 63];
        row.in_doubt = true;
        row.claim_until = i64::MAX;
        row.signed_until = 11;
        row.retry_at = -12;
        row.failures = 13;
        row.contested = true;
        row.restored = true;
        row.doubled = true;
        row.zero = true;
        row.proof = Some(Proof::AfterRestore);
        row.held = Some(HeldReason::Restored);
        row.moved_to = Some(RecordId(14));
        row.metering_record_id = Some("id".to_owned());
        row.last_error = Some("error".to_owned());
        row.reason = Some("reason".to_owned());
        row.changed_at = 15;
        let (id, written) = store.execute(RoundTrip(row)).await.unwrap();
        assert_eq!(super::row(store, id).await, written);
    }

    #[derive(Clone)]
    struct WriteMeta(Meta);

    impl Operation for WriteMeta {
        type Output = ();

        async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
            tx.lock_meta().await?;
            tx.set_meta(&self.0).await
        }
    }

    pub async fn settings_survive_unchanged<S: Store>(store: &S, _: &Env) {
        assert_eq!(meta(store).await, Meta::default());
        for repeats in [Repeats::Succeed, Repeats::AreDuplicates] {
            let full = Meta {
                last_date: Some(1),
                offset: -2,
                watermark: 3,
                prune_cursor: Some("cursor".to_owned()),
                restored: Some(4),
                shadow_until: Some(Hour(5)),
                repeats: Some(repeats),
                region: Some("us-east-1".to_owned()),
                endpoint: Some("https://example.com".to_owned()),
                last_success: Some(6),
            };
            store.execute(WriteMeta(full.clone())).await.unwrap();
            assert_eq!(meta(store).await, full);
        }
        store.execute(WriteMeta(Meta::default())).await.unwrap();
        let pin = |endpoint: &str| Pin { region: "r".to_owned(), endpoint: endpoint.to_owned() };
        assert_eq!(store.execute(pin("e")).await.unwrap(), Ok(()));
        assert_eq!(store.execute(pin("f")).await.unwrap(), Err(("r".to_owned(), "e".to_owned())));
        store.execute(SetRepeats { repeats: Repeats::Succeed }).await.unwrap();
        assert_eq!(meta(store).await.repeats, Some(Repeats::Succeed));
    }

    #[derive(Clone)]
    struct Fail(Event, StoreError);

    impl Operation for Fail {
        type Output = ();

        async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<()> {
            Record::new([self.0.clone()]).run(tx, settings).await?;
            tx.set_lease(None).await?;
            tx.note(Change::AllocationMerged { record: RecordId(1) });
            Err(self.1.clone())
        }
    }

    pub async fn a_failed_operation_changes_nothing<S: Store>(store: &S, env: &Env) {
        let term = lead(store, 1).await.unwrap();
        let failed = Fail(event_at("k", &buyer("a"), START, 1), StoreError::Failed("on purpose".to_owned()));
        assert_eq!(store.execute(failed.clone()).await, Err(failed.1.clone()));
        assert!(rows(store).await.is_empty());
        assert_eq!(seal(store, term).await, Some(0), "the lease is unchanged");
        assert!(env.changes().is_empty());
        assert!(matches!(record(store, failed.0).await, Ok(Recorded::Counted { .. })));
    }

    pub async fn a_buyer_of_a_failed_operation_is_not_stored<S: Store>(store: &S, _: &Env) {
        let failed = Fail(event_at("1", &buyer("a"), START, 1), StoreError::Conflict);
        assert_eq!(store.execute(failed).await, Err(StoreError::Conflict));
        // The number that the buyer got above is free again.
        for (key, name) in [("2", "b"), ("3", "a")] {
            record(store, event_at(key, &buyer(name), START, 1)).await.unwrap();
        }
        let page = store.execute(Page { filter: Filter::All, after: RecordId(0), limit: 10 }).await.unwrap();
        let customers: Vec<Customer> = page.into_iter().map(|listed| listed.customer).collect();
        assert_eq!(customers, [buyer("b"), buyer("a")]);
    }

    #[derive(Clone)]
    struct InsertTwice(bool);

    impl Operation for InsertTwice {
        type Output = ();

        async fn run<T: Transaction>(&self, tx: &mut T, _: &Settings) -> Result<()> {
            let buyer = tx.intern_buyers(&[buyer("a")]).await?[0];
            let id = tx.insert_row(&Row::new(buyer, "d", Hour(1), State::Open)).await?;
            if self.0 {
                tx.insert_row(&Row::new(buyer, "d", Hour(1), State::Open)).await?;
                return Ok(());
            }
            let entry = Entry { key: "k".to_owned(), record: id, micros: 1, seconds: 1 };
            tx.insert_entries(std::slice::from_ref(&entry)).await?;
            tx.insert_entries(&[entry]).await
        }
    }

    pub async fn a_conflict_is_reported<S: Store>(store: &S, _: &Env) {
        for rows_conflict in [true, false] {
            assert_eq!(store.execute(InsertTwice(rows_conflict)).await, Err(StoreError::Conflict));
            assert!(rows(store).await.is_empty());
        }
    }

    pub async fn concurrent_calls_count_each_key_once<S: Store>(store: &S, _: &Env) {
        let a = buyer("a");
        let call = |task: u32| {
            let a = &a;
            async move {
                let mut counted = 0;
                for n in 0..20 {
                    // Every key is recorded by two tasks.
                    let event = event_at(&format!("{}", (task / 2) * 20 + n), a, START, 1);
                    if matches!(record(store, event).await.unwrap(), Recorded::Counted { .. }) {
                        counted += 1;
                    }
                }
                counted
            }
        };
        let mut calls: Vec<_> = (0..8).map(|task| Box::pin(call(task))).collect();
        let mut counted = 0;
        std::future::poll_fn(|context| {
            calls.retain_mut(|call| match call.as_mut().poll(context) {
                std::task::Poll::Ready(count) => {
                    counted += count;
                    false
                }
                std::task::Poll::Pending => true,
            });
            if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        assert_eq!(counted, 80);
        let all = rows(store).await;
        assert_eq!((all.len(), all[0].total, all[0].events), (1, 80_000_000, 80));
    }
}
