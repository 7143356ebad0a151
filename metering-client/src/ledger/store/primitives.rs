//! Tests of the primitives that select rows. They are part of the conformance suite.

use super::conformance::{Env, buyer};
use super::{Entry, Filter, Operation, Result, Settings, Store, Transaction};
use crate::ledger::hours::Hour;
use crate::ledger::state::{BuyerId, HeldReason, RecordId, Row, State};

/// Inserts a row and returns its number.
async fn insert<T: Transaction>(tx: &mut T, row: Row) -> Result<RecordId> {
    tx.insert_row(&row).await
}

async fn buyers<T: Transaction>(tx: &mut T) -> Result<(BuyerId, BuyerId)> {
    let ids = tx.intern_buyers(&[buyer("a"), buyer("bb")]).await?;
    Ok((ids[0], ids[1]))
}

fn ids(rows: &[Row]) -> Vec<RecordId> {
    rows.iter().map(|row| row.id).collect()
}

/// Defines an operation from the body of one transaction.
macro_rules! operation {
    ($name:ident, |$tx:ident| $body:block) => {
        #[derive(Clone)]
        struct $name;

        impl Operation for $name {
            type Output = ();

            async fn run<T: Transaction>(&self, $tx: &mut T, _: &Settings) -> Result<()> {
                $body
                Ok(())
            }
        }
    };
}

pub async fn open_rows_are_selected_by_state_hour_and_buyer<S: Store>(store: &S, _: &Env) {
    operation!(OpenRows, |tx| {
        let (a, b) = buyers(tx).await?;
        let mut open = Vec::new();
        for hour in 10..14 {
            open.push(insert(tx, Row::new(a, "d", Hour(hour), State::Open)).await?);
        }
        let of_b = insert(tx, Row::new(b, "d", Hour(12), State::Open)).await?;
        insert(tx, Row::new(a, "e", Hour(11), State::Sealed)).await?;
        let found = tx.open_rows(Hour(11), Hour(13), 10).await?;
        assert_eq!(ids(&found), [open[1], open[2], of_b]);
        assert_eq!(ids(&tx.open_rows(Hour(11), Hour(13), 1).await?), [open[1]]);
        let mut found = ids(&tx.open_rows_of(a, Hour(12)).await?);
        found.sort_unstable();
        assert_eq!(found, open[..3]);
    });
    store.execute(OpenRows).await.unwrap();
}

pub async fn only_billable_rows_of_the_buyer_and_dimension_take_usage<S: Store>(store: &S, _: &Env) {
    operation!(Billable, |tx| {
        let (a, b) = buyers(tx).await?;
        for (buyer, dimension, hour) in [(b, "d", 20), (a, "e", 20), (a, "d", 19)] {
            insert(tx, Row::new(buyer, dimension, Hour(hour), State::Open)).await?;
        }
        let mut held = Row::new(a, "d", Hour(20), State::Held);
        held.billable = false;
        held.held = Some(HeldReason::Late);
        insert(tx, held).await?;
        let pairs = [(a, "d".to_owned(), Hour(20))];
        assert_eq!(tx.rows_from(&pairs).await?, []);
        let row = insert(tx, Row::new(a, "d", Hour(20), State::Sealed)).await?;
        assert_eq!(ids(&tx.rows_from(&pairs).await?), [row]);
    });
    store.execute(Billable).await.unwrap();
}

pub async fn final_rows_are_settled_and_others_are_not<S: Store>(store: &S, _: &Env) {
    operation!(Settled, |tx| {
        let (a, _) = buyers(tx).await?;
        let (mut settled, mut unsettled) = (Vec::new(), Vec::new());
        for (hour, state) in State::ALL.into_iter().enumerate() {
            let mut row = Row::new(a, "d", Hour(hour as i64), state);
            row.changed_at = 50;
            let id = insert(tx, row).await?;
            if state.is_final() { settled.push(id) } else { unsettled.push(id) }
        }
        assert_eq!((settled.len(), unsettled.len()), (4, 7));
        // A row of a late hour, and a row that changed late.
        insert(tx, Row::new(a, "d", Hour(100), State::Accepted)).await?;
        let mut late = Row::new(a, "d", Hour(50), State::Accepted);
        late.changed_at = 60;
        insert(tx, late).await?;
        assert_eq!(ids(&tx.settled_rows(Hour(100), 60, 10).await?), settled);
        assert_eq!(ids(&tx.settled_rows(Hour(100), 60, 2).await?), settled[..2]);
        assert_eq!(ids(&tx.settled_rows(Hour(100), 50, 10).await?), []);
        assert_eq!(ids(&tx.unsettled_rows(RecordId(0), 10).await?), unsettled);
        assert_eq!(ids(&tx.unsettled_rows(unsettled[1], 2).await?), unsettled[2..4]);
    });
    store.execute(Settled).await.unwrap();
}

pub async fn an_operator_sees_doubled_rows<S: Store>(store: &S, _: &Env) {
    operation!(Doubled, |tx| {
        let (a, _) = buyers(tx).await?;
        insert(tx, Row::new(a, "d", Hour(1), State::Moved)).await?;
        let mut row = Row::new(a, "d", Hour(2), State::Moved);
        row.doubled = true;
        let doubled = insert(tx, row).await?;
        let parked = insert(tx, Row::new(a, "d", Hour(3), State::Parked)).await?;
        assert_eq!(ids(&tx.page(Filter::NeedsOperator, RecordId(0), 10).await?), [doubled, parked]);
    });
    store.execute(Doubled).await.unwrap();
}

pub async fn entries_are_selected_by_record<S: Store>(store: &S, _: &Env) {
    operation!(Entries, |tx| {
        let (a, _) = buyers(tx).await?;
        let mut entries = Vec::new();
        for hour in 1..3 {
            let record = insert(tx, Row::new(a, "d", Hour(hour), State::Open)).await?;
            entries.push(Entry { key: format!("{hour}"), record, micros: 1, seconds: hour });
        }
        tx.insert_entries(&entries).await?;
        assert_eq!(tx.entries(Some(entries[1].record), None, 10).await?, entries[1..]);
        assert_eq!(tx.entries(None, None, 10).await?, entries);
    });
    store.execute(Entries).await.unwrap();
}
