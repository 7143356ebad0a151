//! The primitives of one transaction, as SQL.

use std::collections::HashMap;
use std::sync::Arc;

use tokio_postgres::types::ToSql;

use super::announced::{
    Announced, FIND_ENTRIES, KNOWN_BUYERS, KnownBuyer, clock_columns, read_clock, read_known_buyers,
};
use super::connection::{Connection, Value, values};
use super::inbox::{InboxColumns, inbox_columns};
use super::row::{
    Columns, invalid, product, read_customer, read_row, row_columns, row_selection, row_values, signed,
};
use super::{Result, ServerClock};
use crate::Customer;
use crate::ledger::batch::{Form, Group};
use crate::ledger::change::Change;
use crate::ledger::error::StoreError;
use crate::ledger::event::Event;
use crate::ledger::hours::{Hour, Time};
use crate::ledger::state::{BuyerId, Proof, RecordId, Repeats, Row, State};
use crate::ledger::store::{
    BlockedProduct, BuyerKey, Due, Entry, Filter, Hourly, InboxError, InboxRow, KnownEntry, Lease, Meta,
    PrunedEntries, Total, Transaction, Unblocked,
};

type Parameters<'a> = &'a [&'a (dyn ToSql + Sync)];

/// A row is due: [`Due`] as parameters 1 to 5.
macro_rules! due {
    () => {
        "r.hour BETWEEN $4 AND $5 \
         AND (r.state = 'sealed' AND (r.retry_at <= $1 OR r.retry_at > $2) \
           OR r.state = 'claimed' AND (r.claim_until <= $1 OR r.claim_until > $3))"
    };
}

macro_rules! select_rows {
    ($rest:literal) => {
        concat!("SELECT ", row_selection!(), " FROM record r ", $rest)
    };
}

/// Deletes entries from the key `$1` on, and counts them in their records.
macro_rules! prune {
    ($until:literal) => {
        concat!(
            "WITH gone AS (DELETE FROM entry WHERE key >= $1 AND seconds < $2 ",
            $until,
            " RETURNING record, micros), \
             sums AS (SELECT record, sum(micros)::bigint AS micros FROM gone GROUP BY record), \
             pruned AS (UPDATE record r SET pruned = r.pruned + sums.micros FROM sums WHERE r.id = sums.record) \
             SELECT count(*) FROM gone"
        )
    };
}

/// A transaction on one connection.
pub struct PostgresTransaction {
    connection: Connection,
    clock: Arc<ServerClock>,
    changes: Vec<Change>,
    /// The rows that were taken from the inbox, so that they can be put back with an error.
    taken: HashMap<i64, InboxColumns>,
    announced: Announced,
}

impl PostgresTransaction {
    /// Begins a transaction.
    pub async fn begin(mut connection: Connection, clock: Arc<ServerClock>) -> Self {
        connection.begin().await;
        let (changes, taken, announced) = (Vec::new(), HashMap::new(), Announced::default());
        PostgresTransaction { connection, clock, changes, taken, announced }
    }

    /// Commits. After any other error than [`StoreError::CommitUnknown`], the transaction is rolled
    /// back.
    pub async fn commit(&mut self) -> Result<()> {
        self.connection.commit().await
    }

    pub async fn roll_back(&mut self) -> Result<()> {
        self.connection.roll_back().await
    }

    /// Returns `true` if the server has confirmed that the transaction began.
    pub fn has_begun(&self) -> bool {
        self.connection.has_begun()
    }

    /// Ends the use of the connection, and returns the noted changes with it.
    pub fn into_parts(self) -> (Connection, Vec<Change>) {
        (self.connection, self.changes)
    }

    /// Sends a statement that writes. What was announced may be out of date afterwards.
    async fn send(&mut self, sql: &'static str, values: Vec<Value>) -> Result<()> {
        self.announced = Announced::default();
        self.connection.send(sql, values).await
    }

    async fn rows(&mut self, sql: &'static str, parameters: Parameters<'_>) -> Result<Vec<Row>> {
        let rows = self.connection.query(sql, parameters).await?;
        rows.iter().map(|row| read_row(&mut Columns::new(row))).collect()
    }

    async fn read_meta(&mut self, sql: &'static str) -> Result<Meta> {
        let rows = self.connection.query(sql, &[]).await?;
        Ok(read_clock(&rows)?.0)
    }

    /// Looks buyers up, in order.
    async fn known_buyers(&mut self, keys: &[BuyerKey<'_>]) -> Result<Vec<Option<KnownBuyer>>> {
        let (forms, principals, scopes) = key_columns(keys);
        let rows = self.connection.query(KNOWN_BUYERS, &[&forms, &principals, &scopes]).await?;
        read_known_buyers(&rows, keys.len())
    }

    /// Stores buyers with distinct, sorted keys, or the products of known licenses.
    async fn store_buyers(&mut self, keys: &[BuyerKey<'_>], products: &[Option<&str>]) -> Result<()> {
        let sql = "INSERT INTO buyer (form, principal, scope, product) \
                   SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) \
                   ON CONFLICT (form, principal, scope) DO UPDATE SET product = excluded.product \
                   WHERE buyer.product IS NULL AND excluded.product IS NOT NULL";
        self.announced = Announced::default();
        let (forms, principals, scopes) = key_columns(keys);
        self.connection.execute(sql, &[&forms, &principals, &scopes, &products]).await.map(drop)
    }
}

fn key_columns<'a>(keys: &[BuyerKey<'a>]) -> (Vec<&'static str>, Vec<&'a str>, Vec<&'a str>) {
    let forms = keys.iter().map(|key| key.form.as_str()).collect();
    (forms, keys.iter().map(|key| key.principal).collect(), keys.iter().map(|key| key.scope).collect())
}

impl Transaction for PostgresTransaction {
    async fn now(&mut self) -> Result<Time> {
        if let Some(clock) = &self.clock.replaced {
            return Ok(clock());
        }
        let time = match self.announced.now.take() {
            Some(now) => now,
            None => self.connection.server_time().await?,
        };
        self.clock.observe(time);
        Ok(time)
    }

    fn note(&mut self, change: Change) {
        self.changes.push(change);
    }

    async fn announce(&mut self, events: &[Event]) -> Result<()> {
        let now = self.clock.now();
        self.announced = Announced::send(&mut self.connection, events, now).await?;
        Ok(())
    }

    async fn meta(&mut self) -> Result<Meta> {
        match self.announced.clock.take() {
            Some(sent) => {
                let (meta, now) = read_clock(&self.connection.response(sent).await?)?;
                self.announced.now = Some(now);
                Ok(meta)
            }
            None => self.read_meta(concat!("SELECT ", clock_columns!(), " FROM meta")).await,
        }
    }

    async fn set_meta(&mut self, meta: &Meta) -> Result<()> {
        let sql = "UPDATE meta SET (last_date, date_offset, watermark, prune_cursor, restored, shadow_until, \
                   repeats, region, endpoint, last_success) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let values = values![
            meta.last_date,
            meta.offset,
            meta.watermark,
            meta.prune_cursor.clone(),
            meta.restored,
            meta.shadow_until.map(|hour| hour.0),
            meta.repeats.map(Repeats::as_str),
            meta.region.clone(),
            meta.endpoint.clone(),
            meta.last_success,
        ];
        self.send(sql, values).await
    }

    async fn lock_meta(&mut self) -> Result<Meta> {
        self.announced = Announced::default();
        self.read_meta(concat!("SELECT ", clock_columns!(), " FROM meta FOR UPDATE")).await
    }

    async fn lease(&mut self, exclusive: bool) -> Result<Option<Lease>> {
        let sql = match exclusive {
            true => "SELECT owner, term, until FROM lease FOR UPDATE",
            false => "SELECT owner, term, until FROM lease FOR SHARE",
        };
        let rows = self.connection.query(sql, &[]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let mut columns = Columns::new(row);
        let read: [Option<i64>; 3] = [columns.read()?, columns.read()?, columns.read()?];
        let [Some(owner), Some(term), Some(until)] = read else { return Ok(None) };
        Ok(Some(Lease { owner: owner.cast_unsigned(), term: term.cast_unsigned(), until }))
    }

    async fn set_lease(&mut self, lease: Option<&Lease>) -> Result<()> {
        let owner = lease.map(|lease| lease.owner.cast_signed());
        let term = lease.map(|lease| lease.term.cast_signed());
        let until = lease.map(|lease| lease.until);
        let sql = "UPDATE lease SET (owner, term, until) = ($1, $2, $3)";
        self.send(sql, values![owner, term, until]).await
    }

    async fn intern_buyers(&mut self, customers: &[Customer]) -> Result<Vec<BuyerId>> {
        let keys: Vec<BuyerKey<'_>> = customers.iter().map(BuyerKey::of).collect();
        let mut known = match self.announced.buyers(&mut self.connection, &keys).await? {
            Some(known) => known,
            None => self.known_buyers(&keys).await?,
        };
        let mut missing: Vec<(BuyerKey<'_>, Option<&str>)> = Vec::new();
        for ((key, customer), known) in keys.iter().zip(customers).zip(&known) {
            let product = product(customer);
            let is_missing = known.is_none_or(|(_, has_product)| !has_product && product.is_some());
            if is_missing {
                missing.push((*key, product));
            }
        }
        if !missing.is_empty() {
            // Sorted by key, so that two instances don't deadlock. The one with a product is first.
            missing.sort_by_key(|(key, product)| (*key, product.is_none()));
            missing.dedup_by_key(|(key, _)| *key);
            let (keys_to_store, products): (Vec<_>, Vec<_>) = missing.into_iter().unzip();
            self.store_buyers(&keys_to_store, &products).await?;
            known = self.known_buyers(&keys).await?;
        }
        known
            .into_iter()
            .map(|known| known.map(|(id, _)| id))
            .collect::<Option<_>>()
            .ok_or(StoreError::Conflict)
    }

    async fn find_buyer(&mut self, customer: &Customer) -> Result<Option<BuyerId>> {
        let known = self.known_buyers(&[BuyerKey::of(customer)]).await?;
        Ok(known.into_iter().flatten().next().map(|(id, _)| id))
    }

    async fn buyers(&mut self, ids: &[BuyerId]) -> Result<Vec<Customer>> {
        let sql = "SELECT id, form, principal, scope, product FROM buyer WHERE id = ANY($1)";
        let rows = self.connection.query(sql, &[&ids]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok((columns.read::<BuyerId>()?, read_customer(&mut columns)?))
        };
        let found = rows.iter().map(read).collect::<Result<HashMap<_, _>>>()?;
        let find = |id: &BuyerId| found.get(id).cloned().ok_or_else(|| invalid("a buyer is missing"));
        ids.iter().map(find).collect()
    }

    async fn known_products(&mut self) -> Result<usize> {
        let sql = "SELECT count(*) FROM (SELECT DISTINCT product FROM buyer WHERE product IS NOT NULL) known";
        let rows = self.connection.query(sql, &[]).await?;
        Columns::new(rows.first().ok_or_else(|| invalid("a count is missing"))?).unsigned()
    }

    async fn find_entries(&mut self, keys: &[&str]) -> Result<Vec<Option<KnownEntry>>> {
        let rows = match self.announced.entries(&mut self.connection, keys).await? {
            Some(rows) => rows,
            None => self.connection.query(FIND_ENTRIES, &[&keys]).await?,
        };
        let read = |row| {
            let mut columns = Columns::new(row);
            let key: String = columns.read()?;
            let entry = KnownEntry {
                record: RecordId(columns.read()?),
                micros: columns.unsigned()?,
                buyer: columns.read()?,
                dimension: columns.read()?,
                hour: Hour(columns.read()?),
            };
            Ok((key, entry))
        };
        let mut found = rows.iter().map(read).collect::<Result<HashMap<_, _>>>()?;
        Ok(keys.iter().map(|key| found.remove(*key)).collect())
    }

    async fn insert_entries(&mut self, entries: &[Entry]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut entries: Vec<&Entry> = entries.iter().collect();
        entries.sort_unstable_by_key(|entry| &entry.key);
        let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
        let records: Vec<i64> = entries.iter().map(|entry| entry.record.0).collect();
        let micros: Vec<i64> = entries.iter().map(|entry| signed(entry.micros)).collect();
        let seconds: Vec<i64> = entries.iter().map(|entry| entry.seconds).collect();
        // A known key is an error, so that the commit can be sent before the response arrives.
        let sql = "INSERT INTO entry (key, record, micros, seconds) \
                   SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])";
        self.send(sql, values![keys, records, micros, seconds]).await
    }

    async fn rows_from(&mut self, pairs: &[(BuyerId, String, Hour)]) -> Result<Vec<Row>> {
        if let Some(rows) = self.announced.rows(&mut self.connection, pairs).await? {
            return Ok(rows);
        }
        let buyers: Vec<i64> = pairs.iter().map(|(buyer, ..)| *buyer).collect();
        let dimensions: Vec<&str> = pairs.iter().map(|(_, dimension, _)| &**dimension).collect();
        let hours: Vec<i64> = pairs.iter().map(|(.., hour)| hour.0).collect();
        let sql = select_rows!(
            "JOIN unnest($1::bigint[], $2::text[], $3::bigint[]) AS p (buyer, dimension, hour) \
             ON r.buyer = p.buyer AND r.dimension = p.dimension AND r.hour >= p.hour \
             WHERE r.billable ORDER BY r.id FOR UPDATE OF r"
        );
        self.rows(sql, &[&buyers, &dimensions, &hours]).await
    }

    async fn side_row(&mut self, like: &Row) -> Result<Option<Row>> {
        let sql = select_rows!(
            "WHERE NOT r.billable AND r.buyer = $1 AND r.dimension = $2 AND r.hour = $3 AND r.state = $4 \
             AND r.held IS NOT DISTINCT FROM $5 AND r.in_doubt = $6 ORDER BY r.id LIMIT 1 FOR UPDATE"
        );
        let (state, held) = (like.state.as_str(), like.held.map(|held| held.as_str()));
        let parameters: Parameters<'_> =
            &[&like.buyer, &like.dimension, &like.hour.0, &state, &held, &like.in_doubt];
        Ok(self.rows(sql, parameters).await?.pop())
    }

    async fn insert_row(&mut self, row: &Row) -> Result<RecordId> {
        let sql = concat!(
            "INSERT INTO record (",
            row_columns!(),
            ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, \
             $20, $21, $22, $23, $24, $25, $26, $27, $28) \
             ON CONFLICT (buyer, dimension, hour) WHERE billable DO NOTHING RETURNING id"
        );
        self.announced = Announced::default();
        let sent = self.connection.ask(sql, row_values(row)).await?;
        let rows = self.connection.response(sent).await?;
        let inserted = rows.first().ok_or(StoreError::Conflict)?;
        Ok(RecordId(Columns::new(inserted).read()?))
    }

    async fn row(&mut self, id: RecordId) -> Result<Option<Row>> {
        Ok(self.rows(select_rows!("WHERE r.id = $1 FOR UPDATE"), &[&id.0]).await?.pop())
    }

    async fn update_row(&mut self, row: &Row) -> Result<()> {
        let sql = concat!(
            "UPDATE record SET (",
            row_columns!(),
            ") = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, \
             $21, $22, $23, $24, $25, $26, $27, $28) WHERE id = $29"
        );
        let mut values = row_values(row);
        values.push(Box::new(row.id.0));
        self.send(sql, values).await
    }

    async fn delete_row(&mut self, id: RecordId) -> Result<()> {
        self.send("DELETE FROM record WHERE id = $1", values![id.0]).await
    }

    async fn add_usage(&mut self, usage: &[(RecordId, u64, u64)]) -> Result<()> {
        let ids: Vec<i64> = usage.iter().map(|(id, ..)| id.0).collect();
        let micros: Vec<i64> = usage.iter().map(|(_, micros, _)| signed(*micros)).collect();
        let events: Vec<i64> = usage.iter().map(|(.., events)| signed(*events)).collect();
        // A missing row divides by zero, so the commit can be sent before the response arrives.
        let sql = "WITH changed AS (\
                     UPDATE record r SET total = r.total + u.micros, events = r.events + u.events \
                     FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS u (id, micros, events) \
                     WHERE r.id = u.id RETURNING 1) \
                   SELECT 1 / (count(*) = $4::bigint)::int FROM changed";
        self.send(sql, values![ids, micros, events, signed(usage.len() as u64)]).await
    }

    async fn allocations(&mut self, id: RecordId) -> Result<Vec<(String, u64)>> {
        let sql = "SELECT tags, micros FROM allocation WHERE record = $1 ORDER BY tags";
        let rows = self.connection.query(sql, &[&id.0]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok((columns.read()?, columns.unsigned()?))
        };
        rows.iter().map(read).collect()
    }

    async fn add_allocation(&mut self, id: RecordId, tags: &str, micros: u64) -> Result<()> {
        let sql = "INSERT INTO allocation (record, tags, micros) VALUES ($1, $2, $3) \
                   ON CONFLICT (record, tags) DO UPDATE SET micros = allocation.micros + excluded.micros";
        self.send(sql, values![id.0, tags.to_owned(), signed(micros)]).await
    }

    async fn open_rows(&mut self, from: Hour, before: Hour, limit: usize) -> Result<Vec<Row>> {
        let sql = select_rows!(
            "WHERE r.state = 'open' AND r.hour >= $1 AND r.hour < $2 ORDER BY r.hour, r.id LIMIT $3 \
             FOR UPDATE SKIP LOCKED"
        );
        self.rows(sql, &[&from.0, &before.0, &signed(limit as u64)]).await
    }

    async fn open_rows_of(&mut self, buyer: BuyerId, to: Hour) -> Result<Vec<Row>> {
        let sql = select_rows!(
            "WHERE r.state = 'open' AND r.billable AND r.buyer = $1 AND r.hour <= $2 ORDER BY r.id FOR UPDATE"
        );
        let mut rows = self.rows(sql, &[&buyer, &to.0]).await?;
        rows.sort_by_key(|row| (row.hour, row.id));
        Ok(rows)
    }

    async fn due_groups(&mut self, due: &Due) -> Result<Vec<Group>> {
        let sql = concat!(
            "SELECT b.form, b.product FROM record r JOIN buyer b ON b.id = r.buyer WHERE ",
            due!(),
            " GROUP BY b.form, b.product ORDER BY min(r.hour), min(r.id)"
        );
        let parameters: Parameters<'_> =
            &[&due.now, &due.max_retry_at, &due.max_claim_until, &due.from.0, &due.to.0];
        let rows = self.connection.query(sql, parameters).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(Group { form: columns.named(Form::from_name)?, product: columns.read()? })
        };
        rows.iter().map(read).collect()
    }

    async fn due_rows(&mut self, due: &Due, group: &Group, limit: usize) -> Result<Vec<Row>> {
        let sql = concat!(
            "SELECT ",
            row_selection!(),
            " FROM record r JOIN buyer b ON b.id = r.buyer WHERE ",
            due!(),
            " AND b.form = $6 AND b.product IS NOT DISTINCT FROM $7 ORDER BY r.hour, r.id LIMIT $8 \
             FOR UPDATE OF r SKIP LOCKED"
        );
        let (form, limit) = (group.form.as_str(), signed(limit as u64));
        let parameters: Parameters<'_> = &[
            &due.now,
            &due.max_retry_at,
            &due.max_claim_until,
            &due.from.0,
            &due.to.0,
            &form,
            &group.product,
            &limit,
        ];
        self.rows(sql, parameters).await
    }

    async fn unsettled_rows(&mut self, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let sql = select_rows!(
            "WHERE r.id > $1 AND r.state NOT IN ('accepted', 'moved', 'written_off', 'shadowed') \
             ORDER BY r.id LIMIT $2 FOR UPDATE"
        );
        self.rows(sql, &[&after.0, &signed(limit as u64)]).await
    }

    async fn hourly(&mut self) -> Result<Vec<Hourly>> {
        let sql = "SELECT buyer, dimension, since FROM hourly ORDER BY buyer, dimension";
        let rows = self.connection.query(sql, &[]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(Hourly { buyer: columns.read()?, dimension: columns.read()?, since: Hour(columns.read()?) })
        };
        rows.iter().map(read).collect()
    }

    async fn add_hourly(&mut self, pair: &Hourly) -> Result<()> {
        let sql = "INSERT INTO hourly (buyer, dimension, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.send(sql, values![pair.buyer, pair.dimension.clone(), pair.since.0]).await
    }

    async fn remove_hourly(&mut self, buyer: BuyerId, dimension: Option<&str>) -> Result<()> {
        let sql = "DELETE FROM hourly WHERE buyer = $1 AND ($2::text IS NULL OR dimension = $2)";
        self.send(sql, values![buyer, dimension.map(str::to_owned)]).await
    }

    async fn take_inbox(&mut self, limit: usize) -> Result<Vec<InboxRow>> {
        let sql = concat!(
            "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE error IS NULL ORDER BY id LIMIT $1 \
             FOR UPDATE SKIP LOCKED) RETURNING ",
            inbox_columns!()
        );
        let rows = self.connection.query(sql, &[&signed(limit as u64)]).await?;
        let mut taken = rows.iter().map(InboxColumns::read).collect::<Result<Vec<_>>>()?;
        taken.sort_unstable_by_key(|row| row.id);
        let rows = taken.iter().map(|row| InboxRow { id: row.id, event: row.event() }).collect();
        self.taken.extend(taken.into_iter().map(|row| (row.id, row)));
        Ok(rows)
    }

    async fn fail_inbox(&mut self, id: i64, error: &str) -> Result<()> {
        let Some(row) = self.taken.remove(&id) else { return Ok(()) };
        let sql = "INSERT INTO inbox (id, key, account, license_arn, identifier, product, dimension, time, \
                   quantity, allocations, error) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::timestamptz, $9::text::numeric, \
                   $10::text::jsonb, $11)";
        let values = values![
            row.id,
            row.key,
            row.account,
            row.license_arn,
            row.identifier,
            row.product,
            row.dimension,
            row.time_text,
            row.quantity,
            row.allocations,
            error.to_owned(),
        ];
        self.send(sql, values).await
    }

    async fn inbox_errors(&mut self) -> Result<u64> {
        let rows = self.connection.query("SELECT count(*) FROM inbox WHERE error IS NOT NULL", &[]).await?;
        rows.first().map_or(Ok(0), |row| Columns::new(row).unsigned())
    }

    async fn failed_inbox(&mut self, limit: usize) -> Result<Vec<InboxError>> {
        let sql = "SELECT id, key, error FROM inbox WHERE error IS NOT NULL ORDER BY id LIMIT $1";
        let rows = self.connection.query(sql, &[&signed(limit as u64)]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(InboxError { row: columns.read()?, key: columns.read()?, error: columns.read()? })
        };
        rows.iter().map(read).collect()
    }

    async fn blocked(&mut self) -> Result<Vec<BlockedProduct>> {
        let sql = "SELECT nullif(product, ''), error FROM blocked ORDER BY product";
        let rows = self.connection.query(sql, &[]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(BlockedProduct { product: columns.read()?, error: columns.read()? })
        };
        rows.iter().map(read).collect()
    }

    async fn block(&mut self, product: &BlockedProduct) -> Result<()> {
        let sql = "INSERT INTO blocked (product, error) VALUES ($1, $2) \
                   ON CONFLICT (product) DO UPDATE SET error = excluded.error";
        let name = product.product.clone().unwrap_or_default();
        self.send(sql, values![name, product.error.clone()]).await
    }

    async fn unblock(&mut self, product: Unblocked<'_>) -> Result<()> {
        match product {
            Unblocked::All => self.send("DELETE FROM blocked", Vec::new()).await,
            Unblocked::Product(product) => {
                let name = product.unwrap_or_default().to_owned();
                self.send("DELETE FROM blocked WHERE product = $1", values![name]).await
            }
        }
    }

    async fn page(&mut self, filter: Filter, after: RecordId, limit: usize) -> Result<Vec<Row>> {
        let limit = signed(limit as u64);
        match filter {
            Filter::All => {
                let sql = select_rows!("WHERE r.id > $1 ORDER BY r.id LIMIT $2");
                self.rows(sql, &[&after.0, &limit]).await
            }
            Filter::State(state) => {
                let sql = select_rows!("WHERE r.id > $1 AND r.state = $3 ORDER BY r.id LIMIT $2");
                self.rows(sql, &[&after.0, &limit, &state.as_str()]).await
            }
            Filter::NeedsOperator => {
                let sql = select_rows!(
                    "WHERE r.id > $1 AND (r.state IN ('held', 'parked', 'disputed', 'expired') OR r.doubled) \
                     ORDER BY r.id LIMIT $2"
                );
                self.rows(sql, &[&after.0, &limit]).await
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
                   WHERE ($1::bigint IS NULL OR record = $1) AND key > $2 ORDER BY key LIMIT $3";
        // Keys are never empty.
        let (record, after) = (record.map(|record| record.0), after.unwrap_or_default());
        let rows = self.connection.query(sql, &[&record, &after, &signed(limit as u64)]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(Entry {
                key: columns.read()?,
                record: RecordId(columns.read()?),
                micros: columns.unsigned()?,
                seconds: columns.read()?,
            })
        };
        rows.iter().map(read).collect()
    }

    async fn totals(&mut self) -> Result<Vec<Total>> {
        let sql = "SELECT state, proof, in_doubt, doubled, count(*), sum(total)::text, min(hour) FROM record \
                   GROUP BY state, proof, in_doubt, doubled";
        let rows = self.connection.query(sql, &[]).await?;
        let read = |row| {
            let mut columns = Columns::new(row);
            Ok(Total {
                state: columns.named(State::from_name)?,
                proof: columns.optional(Proof::from_name)?,
                in_doubt: columns.read()?,
                doubled: columns.read()?,
                records: columns.unsigned()?,
                micros: columns.read::<&str>()?.parse().map_err(|_| invalid("a sum is out of range"))?,
                first: Hour(columns.read()?),
            })
        };
        let mut totals = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
        totals.sort_by_key(|total| (total.state, total.proof, total.in_doubt, total.doubled));
        Ok(totals)
    }

    async fn prune_entries(
        &mut self,
        before: i64,
        from: Option<&str>,
        limit: usize,
    ) -> Result<PrunedEntries> {
        let from = from.unwrap_or_default();
        let sql = "SELECT key FROM entry WHERE key >= $1 ORDER BY key OFFSET $2 LIMIT 1";
        let rows = self.connection.query(sql, &[&from, &signed(limit as u64)]).await?;
        let cursor: Option<String> = rows.first().map(|row| Columns::new(row).read()).transpose()?;
        let rows = match &cursor {
            Some(cursor) => {
                let sql = prune!("AND key < $3");
                self.connection.query(sql, &[&from, &before, cursor]).await?
            }
            None => self.connection.query(prune!(""), &[&from, &before]).await?,
        };
        let deleted = Columns::new(rows.first().ok_or_else(|| invalid("a count is missing"))?).unsigned()?;
        Ok(PrunedEntries { cursor, deleted })
    }

    async fn settled_rows(&mut self, before: Hour, changed: Time, limit: usize) -> Result<Vec<Row>> {
        let sql = select_rows!(
            "WHERE r.state IN ('accepted', 'moved', 'written_off', 'shadowed') AND r.hour < $1 \
             AND r.changed_at < $2 ORDER BY r.hour, r.id LIMIT $3 FOR UPDATE SKIP LOCKED"
        );
        self.rows(sql, &[&before.0, &changed, &signed(limit as u64)]).await
    }
}
