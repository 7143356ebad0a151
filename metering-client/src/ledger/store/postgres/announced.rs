//! The reads of an operation that records events, sent together.
//!
//! Each read on its own waits for a response of the server. An announced read is sent early, and
//! the primitive that needs the rows waits for the response. The server runs the reads in the order
//! in which the operation asks for the rows, so their results and locks are the same.

use std::collections::{BTreeMap, HashMap, HashSet};

use tokio_postgres::Row as SqlRow;

use super::Result;
use super::connection::{Connection, values};
use super::row::{Columns, invalid, read_row, row_selection};
use super::sent::Sent;
use crate::ledger::event::Event;
use crate::ledger::hours::{Hour, MINUTE, Time};
use crate::ledger::state::{BuyerId, Repeats, Row};
use crate::ledger::store::{BuyerKey, Meta};

/// The columns of the settings, and the server's time.
macro_rules! clock_columns {
    () => {
        "last_date, date_offset, watermark, prune_cursor, restored, shadow_until, repeats, region, endpoint, \
         last_success, (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    };
}
pub(super) use clock_columns;

/// Finds the entries of keys.
pub const FIND_ENTRIES: &str = "SELECT e.key, e.record, e.micros, r.buyer, r.dimension, r.hour \
    FROM entry e JOIN record r ON r.id = e.record WHERE e.key = ANY($1)";

/// Finds buyers by their keys, with the place of each key.
pub const KNOWN_BUYERS: &str = "SELECT k.n, b.id, b.product IS NOT NULL FROM buyer b \
    JOIN unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS k (form, principal, scope, n) \
    ON b.form = k.form AND b.principal = k.principal AND b.scope = k.scope";

/// Finds and locks the billable rows of buyers' dimensions from an hour on.
const ROWS_FROM: &str = concat!(
    "SELECT ",
    row_selection!(),
    " FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) \
     AS p (form, principal, scope, dimension, hour) \
     JOIN buyer b ON b.form = p.form AND b.principal = p.principal AND b.scope = p.scope \
     JOIN record r ON r.buyer = b.id AND r.dimension = p.dimension AND r.hour >= p.hour \
     WHERE r.billable ORDER BY r.id FOR UPDATE OF r"
);

/// The key of a buyer, as owned text.
type OwnedKey = (&'static str, String, String);
type Rows = Sent<'static, Vec<SqlRow>>;
/// The first hour of each buyer's dimension.
type FirstHours = BTreeMap<(OwnedKey, String), Hour>;
/// The number of a buyer, and `true` if its product is stored.
pub type KnownBuyer = (BuyerId, bool);

fn owned(key: BuyerKey<'_>) -> OwnedKey {
    (key.form.as_str(), key.principal.to_owned(), key.scope.to_owned())
}

/// The reads whose responses no primitive has taken.
#[derive(Default)]
pub struct Announced {
    entries: Option<(HashSet<String>, Rows)>,
    pub(super) clock: Option<Rows>,
    pub(super) now: Option<Time>,
    buyers: Option<(Vec<OwnedKey>, Rows)>,
    /// The known buyers, once their response has arrived.
    known: HashMap<OwnedKey, KnownBuyer>,
    rows: Option<(FirstHours, Rows)>,
}

impl Announced {
    /// Sends the reads for these events. `now` is an estimate of the server's time.
    pub async fn send(connection: &mut Connection, events: &[Event], now: Time) -> Result<Self> {
        let keys: HashSet<String> = events.iter().map(|event| event.key.clone()).collect();
        let list: Vec<String> = keys.iter().cloned().collect();
        let entries = connection.ask(FIND_ENTRIES, values![list]).await?;
        let clock = connection.ask(concat!("SELECT ", clock_columns!(), " FROM meta"), Vec::new()).await?;

        // The server's time may be a little earlier. `rows` checks the hours.
        let current = Hour::of(now.saturating_sub(MINUTE));
        let mut first = FirstHours::new();
        for event in events {
            let key = (owned(BuyerKey::of(&event.customer)), event.dimension.clone());
            let from = event.hour().min(current);
            first.entry(key).and_modify(|hour| *hour = from.min(*hour)).or_insert(from);
        }
        let mut buyers: Vec<OwnedKey> = first.keys().map(|(buyer, _)| buyer.clone()).collect();
        buyers.dedup();
        let (forms, principals, scopes) = columns(&buyers);
        let known = connection.ask(KNOWN_BUYERS, values![forms, principals, scopes]).await?;

        let pairs: Vec<OwnedKey> = first.keys().map(|(buyer, _)| buyer.clone()).collect();
        let (forms, principals, scopes) = columns(&pairs);
        let dimensions: Vec<String> = first.keys().map(|(_, dimension)| dimension.clone()).collect();
        let hours: Vec<i64> = first.values().map(|hour| hour.0).collect();
        let rows = connection.ask(ROWS_FROM, values![forms, principals, scopes, dimensions, hours]).await?;
        Ok(Announced {
            entries: Some((keys, entries)),
            clock: Some(clock),
            now: None,
            buyers: Some((buyers, known)),
            known: HashMap::new(),
            rows: Some((first, rows)),
        })
    }

    /// Returns the entries of the keys, unless they weren't announced.
    pub async fn entries(
        &mut self,
        connection: &mut Connection,
        keys: &[&str],
    ) -> Result<Option<Vec<SqlRow>>> {
        let Some((announced, sent)) = self.entries.take() else { return Ok(None) };
        if !keys.iter().all(|key| announced.contains(*key)) {
            return Ok(None);
        }
        connection.response(sent).await.map(Some)
    }

    /// Returns the numbers of buyers, in order, unless they weren't announced.
    pub async fn buyers(
        &mut self,
        connection: &mut Connection,
        keys: &[BuyerKey<'_>],
    ) -> Result<Option<Vec<Option<KnownBuyer>>>> {
        let Some((announced, sent)) = self.buyers.take() else { return Ok(None) };
        let known = read_known_buyers(&connection.response(sent).await?, announced.len())?;
        let places: HashMap<OwnedKey, Option<KnownBuyer>> = announced.into_iter().zip(known).collect();
        let found: Option<Vec<_>> = keys.iter().map(|key| places.get(&owned(*key)).copied()).collect();
        self.known = places.into_iter().filter_map(|(key, known)| Some((key, known?))).collect();
        Ok(found)
    }

    /// Returns the rows of each (buyer, dimension) from an hour on, unless some of them weren't
    /// announced.
    pub async fn rows(
        &mut self,
        connection: &mut Connection,
        pairs: &[(BuyerId, String, Hour)],
    ) -> Result<Option<Vec<Row>>> {
        let Some((announced, sent)) = self.rows.take() else { return Ok(None) };
        let first: HashMap<(BuyerId, &str), Hour> = announced
            .iter()
            .filter_map(|((buyer, dimension), hour)| Some(((self.known.get(buyer)?.0, &**dimension), *hour)))
            .collect();
        let is_announced = |(buyer, dimension, hour): &(BuyerId, String, Hour)| {
            first.get(&(*buyer, &**dimension)).is_some_and(|first| first <= hour)
        };
        if !pairs.iter().all(is_announced) {
            return Ok(None);
        }
        let rows = connection.response(sent).await?;
        let rows: Result<Vec<Row>> = rows.iter().map(|row| read_row(&mut Columns::new(row))).collect();
        let asked: HashMap<(BuyerId, &str), Hour> =
            pairs.iter().map(|(buyer, dimension, hour)| ((*buyer, &**dimension), *hour)).collect();
        let is_asked =
            |row: &Row| asked.get(&(row.buyer, &*row.dimension)).is_some_and(|hour| row.hour >= *hour);
        Ok(Some(rows?.into_iter().filter(is_asked).collect()))
    }
}

fn columns(keys: &[OwnedKey]) -> (Vec<&'static str>, Vec<String>, Vec<String>) {
    let forms = keys.iter().map(|(form, ..)| *form).collect();
    let principals = keys.iter().map(|(_, principal, _)| principal.clone()).collect();
    (forms, principals, keys.iter().map(|(.., scope)| scope.clone()).collect())
}

/// Reads the rows of [`KNOWN_BUYERS`].
pub fn read_known_buyers(rows: &[SqlRow], count: usize) -> Result<Vec<Option<KnownBuyer>>> {
    let mut known = vec![None; count];
    for row in rows {
        let mut columns = Columns::new(row);
        let number: usize = columns.unsigned()?;
        if let Some(place) = number.checked_sub(1).and_then(|index| known.get_mut(index)) {
            *place = Some((columns.read()?, columns.read()?));
        }
    }
    Ok(known)
}

/// Reads [`clock_columns`].
pub fn read_clock(rows: &[SqlRow]) -> Result<(Meta, Time)> {
    let mut columns = Columns::new(rows.first().ok_or_else(|| invalid("the settings are missing"))?);
    let meta = Meta {
        last_date: columns.read()?,
        offset: columns.read()?,
        watermark: columns.read()?,
        prune_cursor: columns.read()?,
        restored: columns.read()?,
        shadow_until: columns.read::<Option<i64>>()?.map(Hour),
        repeats: columns.optional(Repeats::from_name)?,
        region: columns.read()?,
        endpoint: columns.read()?,
        last_success: columns.read()?,
    };
    Ok((meta, columns.read()?))
}
