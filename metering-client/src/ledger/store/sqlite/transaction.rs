//! The primitives in SQL.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;

use rusqlite::types::Type;
use rusqlite::{Connection, ErrorCode, OptionalExtension, Params, Row as SqlRow, Statement, params};

use super::failed;
use crate::Customer;
use crate::ledger::batch::{Form, Group};
use crate::ledger::change::Change;
use crate::ledger::error::StoreError;
use crate::ledger::hours::{Hour, Time};
use crate::ledger::state::{BuyerId, HeldReason, Proof, RecordId, Repeats, Row, State};
use crate::ledger::store::{
    BlockedProduct, BuyerKey, Due, Entry, Filter, Hourly, InboxError, InboxRow, KnownEntry, Lease, Meta,
    PrunedEntries, Result, Total, Transaction, Unblocked, tokens_from_bytes, tokens_to_bytes,
};

/// The columns of a row, in the order of [`read_row`].
macro_rules! columns {
    () => {
        "record.id, record.buyer, record.dimension, record.hour, record.billable, record.state, record.total, \
         record.events, record.pruned, record.parts, record.parts_bytes, record.attempt, record.tokens, \
         record.in_doubt, record.claim_until, record.signed_until, record.retry_at, record.failures, \
         record.contested, record.restored, record.doubled, record.zero, record.proof, record.held, \
         record.moved_to, record.metering_record_id, record.last_error, record.reason, record.changed_at"
    };
}

/// The due rows, as [`Due`] describes them.
macro_rules! due {
    () => {
        "((record.state = 'sealed' AND (record.retry_at <= ?1 OR record.retry_at > ?2)) \
          OR (record.state = 'claimed' AND (record.claim_until <= ?1 OR record.claim_until > ?3))) \
         AND record.hour BETWEEN ?4 AND ?5"
    };
}

/// The greatest number of buyers in memory.
const MAX_BUYERS: usize = 10_000;

/// One transaction on the connection of a worker.
pub struct SqliteTransaction<'c> {
    connection: &'c Connection,
    /// The statements that ran so far. Parsing them again took longer than running them. The key
    /// is the address of the text, which is faster to hash than the text.
    statements: HashMap<*const str, Statement<'c>>,
    /// The numbers of buyers, which never change once they are committed.
    buyers: HashMap<Customer, BuyerId>,
    /// One reading of the clock, while a transaction is open.
    pub(super) now: Time,
    pub(super) changes: Vec<Change>,
}

impl<'c> SqliteTransaction<'c> {
    /// Creates the transactions of a connection, one after the other.
    pub fn new(connection: &'c Connection) -> Self {
        let (statements, buyers) = (HashMap::new(), HashMap::new());
        SqliteTransaction { connection, statements, buyers, now: 0, changes: Vec::new() }
    }

    /// Runs a statement without parameters and rows.
    pub fn run(&mut self, sql: &'static str) -> Result<()> {
        self.execute(sql, []).map(drop)
    }

    /// Returns `true` if no transaction is open any more.
    pub fn roll_back(&mut self) -> bool {
        self.buyers.clear();
        self.connection.is_autocommit() || self.connection.execute_batch("ROLLBACK").is_ok()
    }

    fn prepare(&mut self, sql: &'static str) -> Result<&mut Statement<'c>> {
        Ok(match self.statements.entry(std::ptr::from_ref(sql)) {
            MapEntry::Occupied(statement) => statement.into_mut(),
            MapEntry::Vacant(place) => place.insert(self.connection.prepare(sql).map_err(failed)?),
        })
    }

    fn execute(&mut self, sql: &'static str, params: impl Params) -> Result<usize> {
        self.prepare(sql)?.execute(params).map_err(failed)
    }

    /// Executes an insert whose unique key may exist.
    fn insert(&mut self, sql: &'static str, params: impl Params) -> Result<()> {
        match self.prepare(sql)?.execute(params) {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(StoreError::Conflict)
            }
            Err(error) => Err(failed(error)),
        }
    }

    fn one<T>(
        &mut self,
        sql: &'static str,
        params: impl Params,
        read: impl FnOnce(&SqlRow<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        self.prepare(sql)?.query_row(params, read).optional().map_err(failed)
    }

    fn all<T>(
        &mut self,
        sql: &'static str,
        params: impl Params,
        read: impl FnMut(&SqlRow<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let rows = self.prepare(sql)?.query_map(params, read).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn buyer_id(&mut self, key: BuyerKey<'_>) -> Result<Option<(BuyerId, Option<String>)>> {
        self.one(
            "SELECT id, product FROM buyer WHERE form = ?1 AND principal = ?2 AND scope = ?3",
            params![key.form.as_str(), key.principal, key.scope],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}

/// Reads a name that the program wrote.
fn named<T>(
    column: usize,
    name: Option<String>,
    parse: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let Some(name) = name else { return Ok(None) };
    match parse(&name) {
        Some(value) => Ok(Some(value)),
        None => {
            let error = format!("unknown name `{name}`");
            Err(rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error.into()))
        }
    }
}

fn required<T>(column: usize, value: Option<T>) -> rusqlite::Result<T> {
    value.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "name".to_owned(), Type::Null))
}

/// Sums never exceed 10^16, far below the largest i64.
fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or_default()
}

fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn read_row(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    let tokens: Vec<u8> = row.get(12)?;
    Ok(Row {
        id: RecordId(row.get(0)?),
        buyer: row.get(1)?,
        dimension: row.get(2)?,
        hour: Hour(row.get(3)?),
        billable: row.get(4)?,
        state: required(5, named(5, row.get(5)?, State::from_name)?)?,
        total: unsigned(row.get(6)?),
        events: unsigned(row.get(7)?),
        pruned: unsigned(row.get(8)?),
        parts: row.get(9)?,
        parts_bytes: row.get(10)?,
        attempt: row.get(11)?,
        tokens: tokens_from_bytes(&tokens),
        in_doubt: row.get(13)?,
        claim_until: row.get(14)?,
        signed_until: row.get(15)?,
        retry_at: row.get(16)?,
        failures: row.get(17)?,
        contested: row.get(18)?,
        restored: row.get(19)?,
        doubled: row.get(20)?,
        zero: row.get(21)?,
        proof: named(22, row.get(22)?, Proof::from_name)?,
        held: named(23, row.get(23)?, HeldReason::from_name)?,
        moved_to: row.get::<_, Option<i64>>(24)?.map(RecordId),
        metering_record_id: row.get(25)?,
        last_error: row.get(26)?,
        reason: row.get(27)?,
        changed_at: row.get(28)?,
    })
}

/// Runs a statement with all members of a row as the parameters 1 to 29.
fn write_row(statement: &mut Statement<'_>, row: &Row) -> rusqlite::Result<usize> {
    let tokens = tokens_to_bytes(&row.tokens);
    statement.execute(params![
        (row.id != RecordId(0)).then_some(row.id.0),
        row.buyer,
        row.dimension,
        row.hour.0,
        row.billable,
        row.state.as_str(),
        signed(row.total),
        signed(row.events),
        signed(row.pruned),
        row.parts,
        row.parts_bytes,
        row.attempt,
        tokens,
        row.in_doubt,
        row.claim_until,
        row.signed_until,
        row.retry_at,
        row.failures,
        row.contested,
        row.restored,
        row.doubled,
        row.zero,
        row.proof.map(Proof::as_str),
        row.held.map(HeldReason::as_str),
        row.moved_to.map(|id| id.0),
        row.metering_record_id,
        row.last_error,
        row.reason,
        row.changed_at,
    ])
}

fn read_entry(row: &SqlRow<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        key: row.get(0)?,
        record: RecordId(row.get(1)?),
        micros: unsigned(row.get(2)?),
        seconds: row.get(3)?,
    })
}

fn read_group(row: &SqlRow<'_>) -> rusqlite::Result<Group> {
    Ok(Group { form: required(0, named(0, row.get(0)?, Form::from_name)?)?, product: row.get(1)? })
}

fn limit_of(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

impl Transaction for SqliteTransaction<'_> {
    async fn now(&mut self) -> Result<Time> {
        Ok(self.now)
    }

    fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    async fn meta(&mut self) -> Result<Meta> {
        let read = |row: &SqlRow<'_>| {
            let repeats: Option<String> = row.get(6)?;
            Ok(Meta {
                last_date: row.get(0)?,
                offset: row.get(1)?,
                watermark: row.get(2)?,
                prune_cursor: row.get(3)?,
                restored: row.get(4)?,
                shadow_until: row.get::<_, Option<i64>>(5)?.map(Hour),
                repeats: named(6, repeats, Repeats::from_name)?,
                region: row.get(7)?,
                endpoint: row.get(8)?,
                last_success: row.get(9)?,
            })
        };
        let sql = "SELECT last_date, clock_offset, watermark, prune_cursor, restored, shadow_until, repeats, region, \
                   endpoint, last_success FROM meta";
        let meta = self.one(sql, [], read)?;
        meta.ok_or_else(|| StoreError::Failed("the table `meta` is empty".to_owned()))
    }

    async fn set_meta(&mut self, meta: &Meta) -> Result<()> {
        let sql = "UPDATE meta SET last_date = ?1, clock_offset = ?2, watermark = ?3, prune_cursor = ?4, restored = ?5, \
                   shadow_until = ?6, repeats = ?7, region = ?8, endpoint = ?9, last_success = ?10";
        let params = params![
            meta.last_date,
            meta.offset,
            meta.watermark,
            meta.prune_cursor,
            meta.restored,
            meta.shadow_until.map(|hour| hour.0),
            meta.repeats.map(Repeats::as_str),
            meta.region,
            meta.endpoint,
            meta.last_success,
        ];
        self.execute(sql, params).map(drop)
    }

    async fn lock_meta(&mut self) -> Result<Meta> {
        self.meta().await
    }

    async fn lease(&mut self, _: bool) -> Result<Option<Lease>> {
        self.one("SELECT owner, term, until FROM lease", [], |row| {
            let (owner, term): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok(Lease { owner: owner.cast_unsigned(), term: term.cast_unsigned(), until: row.get(2)? })
        })
    }

    async fn set_lease(&mut self, lease: Option<&Lease>) -> Result<()> {
        match lease {
            Some(lease) => {
                let params = params![lease.owner.cast_signed(), lease.term.cast_signed(), lease.until];
                let sql = "INSERT INTO lease (id, owner, term, until) VALUES (1, ?1, ?2, ?3) \
                           ON CONFLICT DO UPDATE SET owner = ?1, term = ?2, until = ?3";
                self.execute(sql, params).map(drop)
            }
            None => self.execute("DELETE FROM lease", []).map(drop),
        }
    }

    async fn intern_buyers(&mut self, customers: &[Customer]) -> Result<Vec<BuyerId>> {
        let mut ids = Vec::with_capacity(customers.len());
        for customer in customers {
            if let Some(id) = self.buyers.get(customer) {
                ids.push(*id);
                continue;
            }
            let key = BuyerKey::of(customer);
            let product = customer.product().map(|product| product.as_str());
            let id = match self.buyer_id(key)? {
                Some((id, stored)) => {
                    if stored.is_none() && product.is_some() {
                        self.execute("UPDATE buyer SET product = ?2 WHERE id = ?1", params![id, product])?;
                    }
                    id
                }
                None => {
                    let sql = "INSERT INTO buyer (form, principal, scope, product) VALUES (?1, ?2, ?3, ?4)";
                    self.execute(sql, params![key.form.as_str(), key.principal, key.scope, product])?;
                    self.connection.last_insert_rowid()
                }
            };
            if self.buyers.len() == MAX_BUYERS {
                self.buyers.clear();
            }
            self.buyers.insert(customer.clone(), id);
            ids.push(id);
        }
        Ok(ids)
    }

    async fn find_buyer(&mut self, customer: &Customer) -> Result<Option<BuyerId>> {
        Ok(self.buyer_id(BuyerKey::of(customer))?.map(|(id, _)| id))
    }

    async fn buyers(&mut self, ids: &[BuyerId]) -> Result<Vec<Customer>> {
        let mut customers: HashMap<BuyerId, Customer> = HashMap::new();
        for &id in ids {
            if customers.contains_key(&id) {
                continue;
            }
            let read = |row: &SqlRow<'_>| {
                let form = required(0, named(0, row.get(0)?, Form::from_name)?)?;
                let (principal, scope): (String, String) = (row.get(1)?, row.get(2)?);
                let product: Option<String> = row.get(3)?;
                let key = BuyerKey { form, principal: &principal, scope: &scope };
                Ok(key.customer(product.as_deref()))
            };
            let customer =
                self.one("SELECT form, principal, scope, product FROM buyer WHERE id = ?1", [id], read)?;
            customers.insert(id, customer.ok_or_else(|| StoreError::Failed(format!("no buyer {id}")))?);
        }
        Ok(ids.iter().filter_map(|id| customers.get(id).cloned()).collect())
    }

    async fn known_products(&mut self) -> Result<usize> {
        let count = self.one("SELECT COUNT(DISTINCT product) FROM buyer", [], |row| row.get::<_, i64>(0))?;
        Ok(usize::try_from(count.unwrap_or_default()).unwrap_or_default())
    }

    async fn find_entries(&mut self, keys: &[&str]) -> Result<Vec<Option<KnownEntry>>> {
        let statement = self.prepare(
            "SELECT entry.record, entry.micros, record.buyer, record.dimension, record.hour \
             FROM entry CROSS JOIN record ON record.id = entry.record WHERE entry.key = ?1",
        )?;
        let read = |row: &SqlRow<'_>| {
            Ok(KnownEntry {
                record: RecordId(row.get(0)?),
                micros: unsigned(row.get(1)?),
                buyer: row.get(2)?,
                dimension: row.get(3)?,
                hour: Hour(row.get(4)?),
            })
        };
        keys.iter().map(|key| statement.query_row([key], read).optional().map_err(failed)).collect()
    }

    async fn insert_entries(&mut self, entries: &[Entry]) -> Result<()> {
        for entry in entries {
            let params = params![entry.key, entry.record.0, signed(entry.micros), entry.seconds];
            self.insert("INSERT INTO entry (key, record, micros, seconds) VALUES (?1, ?2, ?3, ?4)", params)?;
        }
        Ok(())
    }

    async fn rows_from(&mut self, pairs: &[(BuyerId, String, Hour)]) -> Result<Vec<Row>> {
        let statement = self.prepare(concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE billable = 1 AND buyer = ?1 AND dimension = ?2 AND hour >= ?3"
        ))?;
        let mut rows = Vec::with_capacity(pairs.len());
        for (buyer, dimension, hour) in pairs {
            for row in statement.query_map(params![buyer, dimension, hour.0], read_row).map_err(failed)? {
                rows.push(row.map_err(failed)?);
            }
        }
        Ok(rows)
    }

    async fn side_row(&mut self, like: &Row) -> Result<Option<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE billable = 0 AND buyer = ?1 AND dimension = ?2 AND hour = ?3 AND state = ?4 \
             AND held IS ?5 AND in_doubt = ?6 ORDER BY id LIMIT 1"
        );
        let (held, doubt) = (like.held.map(HeldReason::as_str), like.in_doubt);
        let params = params![like.buyer, like.dimension, like.hour.0, like.state.as_str(), held, doubt];
        self.one(sql, params, read_row)
    }

    async fn insert_row(&mut self, row: &Row) -> Result<RecordId> {
        let new = Row { id: RecordId(0), ..row.clone() };
        let statement = self.prepare(
            "INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
             ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)",
        )?;
        match write_row(statement, &new) {
            Ok(_) => Ok(RecordId(self.connection.last_insert_rowid())),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(StoreError::Conflict)
            }
            Err(error) => Err(failed(error)),
        }
    }

    async fn row(&mut self, id: RecordId) -> Result<Option<Row>> {
        self.one(concat!("SELECT ", columns!(), " FROM record WHERE id = ?1"), [id.0], read_row)
    }

    async fn update_row(&mut self, row: &Row) -> Result<()> {
        let statement = self.prepare(
            "UPDATE record SET buyer = ?2, dimension = ?3, hour = ?4, billable = ?5, state = ?6, total = ?7, \
             events = ?8, pruned = ?9, parts = ?10, parts_bytes = ?11, attempt = ?12, tokens = ?13, in_doubt = ?14, \
             claim_until = ?15, signed_until = ?16, retry_at = ?17, failures = ?18, contested = ?19, restored = ?20, \
             doubled = ?21, zero = ?22, proof = ?23, held = ?24, moved_to = ?25, metering_record_id = ?26, \
             last_error = ?27, reason = ?28, changed_at = ?29 WHERE id = ?1",
        )?;
        write_row(statement, row).map(drop).map_err(failed)
    }

    async fn delete_row(&mut self, id: RecordId) -> Result<()> {
        self.execute("DELETE FROM allocation WHERE record = ?1", [id.0])?;
        self.execute("DELETE FROM record WHERE id = ?1", [id.0]).map(drop)
    }

    async fn add_usage(&mut self, usage: &[(RecordId, u64, u64)]) -> Result<()> {
        for &(id, micros, events) in usage {
            let params = params![id.0, signed(micros), signed(events)];
            self.execute("UPDATE record SET total = total + ?2, events = events + ?3 WHERE id = ?1", params)?;
        }
        Ok(())
    }

    async fn allocations(&mut self, id: RecordId) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT tags, micros FROM allocation WHERE record = ?1 ORDER BY tags";
        self.all(sql, [id.0], |row| Ok((row.get(0)?, unsigned(row.get(1)?))))
    }

    async fn add_allocation(&mut self, id: RecordId, tags: &str, micros: u64) -> Result<()> {
        let sql = "INSERT INTO allocation (record, tags, micros) VALUES (?1, ?2, ?3) \
                   ON CONFLICT DO UPDATE SET micros = micros + ?3";
        self.execute(sql, params![id.0, tags, signed(micros)]).map(drop)
    }

    async fn open_rows(&mut self, from: Hour, before: Hour, limit: usize) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE state = 'open' AND hour >= ?1 AND hour < ?2 ORDER BY hour, id LIMIT ?3"
        );
        self.all(sql, params![from.0, before.0, limit_of(limit)], read_row)
    }

    async fn open_rows_of(&mut self, buyer: BuyerId, to: Hour) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE billable = 1 AND buyer = ?1 AND state = 'open' AND hour <= ?2 ORDER BY hour, id"
        );
        self.all(sql, params![buyer, to.0], read_row)
    }

    async fn due_groups(&mut self, due: &Due) -> Result<Vec<Group>> {
        let sql = concat!(
            "SELECT buyer.form, buyer.product FROM record JOIN buyer ON buyer.id = record.buyer WHERE ",
            due!(),
            " GROUP BY buyer.form, buyer.product ORDER BY MIN(record.hour), MIN(record.id)"
        );
        let params = params![due.now, due.max_retry_at, due.max_claim_until, due.from.0, due.to.0];
        self.all(sql, params, read_group)
    }

    async fn due_rows(&mut self, due: &Due, group: &Group, limit: usize) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record JOIN buyer ON buyer.id = record.buyer WHERE ",
            due!(),
            " AND buyer.form = ?6 AND buyer.product IS ?7 ORDER BY record.hour, record.id LIMIT ?8"
        );
        let params = params![
            due.now,
            due.max_retry_at,
            due.max_claim_until,
            due.from.0,
            due.to.0,
            group.form.as_str(),
            group.product,
            limit_of(limit),
        ];
        self.all(sql, params, read_row)
    }

    async fn unsettled_rows(&mut self, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE id > ?1 AND state NOT IN ('accepted', 'moved', 'written_off', 'shadowed') \
             ORDER BY id LIMIT ?2"
        );
        self.all(sql, params![after.0, limit_of(limit)], read_row)
    }

    async fn hourly(&mut self) -> Result<Vec<Hourly>> {
        self.all("SELECT buyer, dimension, since FROM hourly", [], |row| {
            Ok(Hourly { buyer: row.get(0)?, dimension: row.get(1)?, since: Hour(row.get(2)?) })
        })
    }

    async fn add_hourly(&mut self, pair: &Hourly) -> Result<()> {
        let sql = "INSERT INTO hourly (buyer, dimension, since) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.execute(sql, params![pair.buyer, pair.dimension, pair.since.0]).map(drop)
    }

    async fn remove_hourly(&mut self, buyer: BuyerId, dimension: Option<&str>) -> Result<()> {
        let sql = "DELETE FROM hourly WHERE buyer = ?1 AND (?2 IS NULL OR dimension = ?2)";
        self.execute(sql, params![buyer, dimension]).map(drop)
    }

    async fn take_inbox(&mut self, _: usize) -> Result<Vec<InboxRow>> {
        // SQLite has no inbox: the vendor's own transaction is in another database.
        Ok(Vec::new())
    }

    async fn fail_inbox(&mut self, _: i64, _: &str) -> Result<()> {
        Ok(())
    }

    async fn inbox_errors(&mut self) -> Result<u64> {
        Ok(0)
    }

    async fn failed_inbox(&mut self, _: usize) -> Result<Vec<InboxError>> {
        Ok(Vec::new())
    }

    async fn blocked(&mut self) -> Result<Vec<BlockedProduct>> {
        self.all("SELECT NULLIF(product, ''), error FROM blocked ORDER BY product", [], |row| {
            Ok(BlockedProduct { product: row.get(0)?, error: row.get(1)? })
        })
    }

    async fn block(&mut self, product: &BlockedProduct) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO blocked (product, error) VALUES (?1, ?2)";
        self.execute(sql, params![product.product.as_deref().unwrap_or_default(), product.error]).map(drop)
    }

    async fn unblock(&mut self, product: Unblocked<'_>) -> Result<()> {
        match product {
            Unblocked::All => self.execute("DELETE FROM blocked", []),
            Unblocked::Product(product) => {
                self.execute("DELETE FROM blocked WHERE product = ?1", [product.unwrap_or_default()])
            }
        }
        .map(drop)
    }

    async fn page(&mut self, filter: Filter, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let (id, limit) = (after.0, limit_of(limit));
        match filter {
            Filter::All => {
                let sql = concat!("SELECT ", columns!(), " FROM record WHERE id > ?1 ORDER BY id LIMIT ?2");
                self.all(sql, params![id, limit], read_row)
            }
            Filter::State(state) => {
                let sql = concat!(
                    "SELECT ",
                    columns!(),
                    " FROM record WHERE id > ?1 AND state = ?3 ORDER BY id LIMIT ?2"
                );
                self.all(sql, params![id, limit, state.as_str()], read_row)
            }
            Filter::NeedsOperator => {
                let sql = concat!(
                    "SELECT ",
                    columns!(),
                    " FROM record WHERE id > ?1 AND (state IN ('held', 'parked', 'disputed', 'expired') OR doubled = 1) \
                     ORDER BY id LIMIT ?2"
                );
                self.all(sql, params![id, limit], read_row)
            }
        }
    }

    async fn entries(
        &mut self,
        record: Option<RecordId>,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        let sql = "SELECT key, record, micros, seconds FROM entry \
                   WHERE key > ?1 AND (?2 IS NULL OR record = ?2) ORDER BY key LIMIT ?3";
        // Keys are never empty.
        let after = after.unwrap_or_default();
        self.all(sql, params![after, record.map(|id| id.0), limit_of(limit)], read_entry)
    }

    async fn totals(&mut self) -> Result<Vec<Total>> {
        // The parts are summed separately, because the sum of all records may not fit into 64 bits.
        let sql = "SELECT state, proof, in_doubt, doubled, COUNT(*), SUM(total / 1000000), SUM(total % 1000000), \
                   MIN(hour) FROM record GROUP BY state, proof, in_doubt, doubled";
        self.all(sql, [], |row| {
            let (units, micros): (i64, i64) = (row.get(5)?, row.get(6)?);
            Ok(Total {
                state: required(0, named(0, row.get(0)?, State::from_name)?)?,
                proof: named(1, row.get(1)?, Proof::from_name)?,
                in_doubt: row.get(2)?,
                doubled: row.get(3)?,
                records: unsigned(row.get(4)?),
                micros: u128::from(unsigned(units)) * 1_000_000 + u128::from(unsigned(micros)),
                first: Hour(row.get(7)?),
            })
        })
    }

    async fn prune_entries(
        &mut self,
        before: i64,
        from: Option<&str>,
        limit: usize,
    ) -> Result<PrunedEntries> {
        let sql = "SELECT key, record, micros, seconds FROM entry WHERE key >= ?1 ORDER BY key LIMIT ?2";
        let params = params![from.unwrap_or_default(), limit_of(limit).saturating_add(1)];
        let mut entries = self.all(sql, params, read_entry)?;
        let cursor = if entries.len() > limit { entries.pop().map(|entry| entry.key) } else { None };
        let mut pruned: HashMap<RecordId, u64> = HashMap::new();
        let mut deleted = 0;
        for entry in entries.iter().filter(|entry| entry.seconds < before) {
            self.execute("DELETE FROM entry WHERE key = ?1", [&entry.key])?;
            *pruned.entry(entry.record).or_default() += entry.micros;
            deleted += 1;
        }
        for (id, micros) in pruned {
            self.execute(
                "UPDATE record SET pruned = pruned + ?2 WHERE id = ?1",
                params![id.0, signed(micros)],
            )?;
        }
        Ok(PrunedEntries { cursor, deleted })
    }

    async fn settled_rows(&mut self, before: Hour, changed: Time, limit: usize) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            columns!(),
            " FROM record WHERE state IN ('accepted', 'moved', 'written_off', 'shadowed') AND hour < ?1 \
             AND changed_at < ?2 ORDER BY hour, id LIMIT ?3"
        );
        self.all(sql, params![before.0, changed, limit_of(limit)], read_row)
    }
}
