//! Records and buyers as columns.

use tokio_postgres::types::FromSql;

use super::Result;
use super::connection::{Value, store_error, values};
use crate::ledger::batch::Form;
use crate::ledger::error::StoreError;
use crate::ledger::hours::Hour;
use crate::ledger::state::{HeldReason, Proof, RecordId, Row, State};
use crate::ledger::store::{BuyerKey, tokens_from_bytes, tokens_to_bytes};
use crate::{Customer, ProductCode};

/// The columns of a record but `id`, in the order of [`row_values`].
macro_rules! row_columns {
    () => {
        "buyer, dimension, hour, billable, state, total, events, pruned, parts, parts_bytes, attempt, tokens, \
         in_doubt, claim_until, signed_until, retry_at, failures, contested, restored, doubled, zero, proof, held, \
         moved_to, metering_record_id, last_error, reason, changed_at"
    };
}
pub(super) use row_columns;

/// The columns of a record `r`, in the order that [`read_row`] expects.
macro_rules! row_selection {
    () => {
        "r.id, r.buyer, r.dimension, r.hour, r.billable, r.state, r.total, r.events, r.pruned, r.parts, \
         r.parts_bytes, r.attempt, r.tokens, r.in_doubt, r.claim_until, r.signed_until, r.retry_at, r.failures, \
         r.contested, r.restored, r.doubled, r.zero, r.proof, r.held, r.moved_to, r.metering_record_id, \
         r.last_error, r.reason, r.changed_at"
    };
}
pub(super) use row_selection;

/// Reads the columns of one row in turn.
pub struct Columns<'a> {
    row: &'a tokio_postgres::Row,
    next: usize,
}

impl<'a> Columns<'a> {
    pub fn new(row: &'a tokio_postgres::Row) -> Self {
        Columns { row, next: 0 }
    }

    pub fn read<T: FromSql<'a>>(&mut self) -> Result<T> {
        self.next += 1;
        self.row.try_get(self.next - 1).map_err(|error| store_error(&error))
    }

    /// Reads an amount or a count, which is never negative.
    pub fn unsigned<T: TryFrom<i64>>(&mut self) -> Result<T> {
        T::try_from(self.read::<i64>()?).map_err(|_| invalid("a number is out of range"))
    }

    /// Reads a name.
    pub fn named<T>(&mut self, from_name: fn(&str) -> Option<T>) -> Result<T> {
        self.optional(from_name)?.ok_or_else(|| invalid("a name is missing"))
    }

    /// Reads a name, or `None` for NULL.
    pub fn optional<T>(&mut self, from_name: fn(&str) -> Option<T>) -> Result<Option<T>> {
        match self.read::<Option<&str>>()? {
            Some(name) => match from_name(name) {
                Some(value) => Ok(Some(value)),
                None => Err(invalid(&format!("the name `{}` is unknown", name.escape_debug()))),
            },
            None => Ok(None),
        }
    }
}

/// Returns the error for tables that another program changed.
pub fn invalid(what: &str) -> StoreError {
    StoreError::Failed(format!("{what} in the ledger's tables"))
}

/// Converts an amount or a count into a column's value.
pub fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Reads a record.
pub fn read_row(columns: &mut Columns<'_>) -> Result<Row> {
    let id = RecordId(columns.read()?);
    let (buyer, dimension, hour) = (columns.read()?, columns.read::<String>()?, Hour(columns.read()?));
    let billable = columns.read()?;
    let mut row = Row::new(buyer, dimension, hour, columns.named(State::from_name)?);
    row.id = id;
    row.billable = billable;
    row.total = columns.unsigned()?;
    row.events = columns.unsigned()?;
    row.pruned = columns.unsigned()?;
    row.parts = columns.unsigned()?;
    row.parts_bytes = columns.unsigned()?;
    row.attempt = columns.unsigned()?;
    row.tokens = tokens_from_bytes(columns.read()?);
    row.in_doubt = columns.read()?;
    row.claim_until = columns.read()?;
    row.signed_until = columns.read()?;
    row.retry_at = columns.read()?;
    row.failures = columns.unsigned()?;
    row.contested = columns.read()?;
    row.restored = columns.read()?;
    row.doubled = columns.read()?;
    row.zero = columns.read()?;
    row.proof = columns.optional(Proof::from_name)?;
    row.held = columns.optional(HeldReason::from_name)?;
    row.moved_to = columns.read::<Option<i64>>()?.map(RecordId);
    row.metering_record_id = columns.read()?;
    row.last_error = columns.read()?;
    row.reason = columns.read()?;
    row.changed_at = columns.read()?;
    Ok(row)
}

/// Returns the values of [`row_columns`], in order.
pub fn row_values(row: &Row) -> Vec<Value> {
    let tokens = tokens_to_bytes(&row.tokens);
    values![
        row.buyer,
        row.dimension.clone(),
        row.hour.0,
        row.billable,
        row.state.as_str(),
        signed(row.total),
        signed(row.events),
        signed(row.pruned),
        i64::from(row.parts),
        i64::from(row.parts_bytes),
        i64::from(row.attempt),
        tokens,
        row.in_doubt,
        row.claim_until,
        row.signed_until,
        row.retry_at,
        i64::from(row.failures),
        row.contested,
        row.restored,
        row.doubled,
        row.zero,
        row.proof.map(Proof::as_str),
        row.held.map(HeldReason::as_str),
        row.moved_to.map(|id| id.0),
        row.metering_record_id.clone(),
        row.last_error.clone(),
        row.reason.clone(),
        row.changed_at,
    ]
}

/// Reads the columns `form, principal, scope, product` of a buyer.
pub fn read_customer(columns: &mut Columns<'_>) -> Result<Customer> {
    let form = columns.named(Form::from_name)?;
    let key = BuyerKey { form, principal: columns.read()?, scope: columns.read()? };
    Ok(key.customer(columns.read()?))
}

/// Returns the product to store with a buyer: a license's product, which isn't part of its key, or
/// the product of the key.
pub fn product(customer: &Customer) -> Option<&str> {
    customer.product().map(ProductCode::as_str)
}
