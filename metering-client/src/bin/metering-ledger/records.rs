//! `list` and `show`

use metering_client::ledger::{Filter, HeldReason, InboxError, Ledger, Record, RecordId, State};

use crate::Failure;
use crate::output::{Json, Report, Table, pairs, time};

/// The maximum width of the last column. `show` prints everything.
const NOTE_WIDTH: usize = 60;

/// Reports up to `limit` records with an id greater than `after`.
pub async fn list(ledger: &Ledger, filter: Filter, limit: usize, after: RecordId) -> Result<Report, Failure> {
    let mut records: Vec<Record> = Vec::new();
    let mut last = after;
    // One more, to know if there are more.
    while records.len() <= limit {
        let page = ledger.page(filter, last, 1_000.min(limit + 1 - records.len())).await;
        let page = page.map_err(Failure::new)?;
        let Some(end) = page.last() else { break };
        last = end.id;
        records.extend(page);
    }
    let is_complete = records.len() <= limit;
    records.truncate(limit);
    let mut table =
        Table::new(&[">ID", "STATE", "BUYER", "DIMENSION", "HOUR", ">QUANTITY", "DEADLINE", "NOTE"]);
    for record in &records {
        table.row([
            record.id.to_string(),
            record.state.to_string(),
            record.customer.to_string(),
            record.dimension.clone(),
            record.hour.to_string(),
            record.quantity.to_string(),
            record.deadline.to_string(),
            note(record),
        ]);
    }
    let mut text = table.to_string();
    if let (false, Some(last)) = (is_complete, records.last()) {
        text.push_str(&format!("There are more records: add --after {}\n", last.id));
    }
    let attention = records.iter().any(needs_operator);
    Ok(Report { text, json: Json::List(records.iter().map(json).collect()), attention })
}

/// Reports one record and what to do about it.
pub async fn show(ledger: &Ledger, id: RecordId) -> Result<Report, Failure> {
    let record = ledger.find(id).await.map_err(Failure::new)?;
    let record = record.ok_or_else(|| Failure::Failed(format!("no record has the ID {id}")))?;
    Ok(report(&record))
}

/// Reports one record.
pub fn report(record: &Record) -> Report {
    let dash = || "-".to_owned();
    let text = |value: &Option<String>| value.clone().unwrap_or_else(dash);
    let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
    let text = pairs([
        ("ID", record.id.to_string()),
        ("state", record.state.to_string()),
        ("since", record.changed_at.to_string()),
        ("buyer", record.customer.to_string()),
        ("dimension", record.dimension.clone()),
        ("hour", record.hour.to_string()),
        ("deadline", record.deadline.to_string()),
        ("quantity", record.quantity.to_string()),
        ("events", record.events.to_string()),
        ("tagged parts", record.allocations.to_string()),
        ("attempts", record.attempts.to_string()),
        ("in doubt", yes(record.in_doubt)),
        ("contested", yes(record.contested)),
        ("restored", yes(record.restored)),
        ("doubled", yes(record.doubled)),
        ("accepted by", record.proof.map_or_else(dash, |proof| proof.as_str().to_owned())),
        ("held because", record.held.map_or_else(dash, |held| held.as_str().to_owned())),
        ("moved to", record.moved_to.map_or_else(dash, |id| id.to_string())),
        ("AWS's record", text(&record.metering_record_id)),
        ("last error", text(&record.last_error)),
        ("reason", text(&record.reason)),
        ("next attempt", time(record.retry_at)),
        ("what to do", advice(record).to_owned()),
    ]);
    Report { text, json: json(record), attention: needs_operator(record) }
}

/// Returns `true` if an operator must act on the record.
fn needs_operator(record: &Record) -> bool {
    matches!(record.state, State::Held | State::Parked | State::Disputed | State::Expired) || record.doubled
}

/// Returns the most important fact about a record.
fn note(record: &Record) -> String {
    let mut notes = Vec::new();
    if record.doubled {
        notes.push("billed against the decision".to_owned());
    }
    if record.in_doubt && record.state != State::Claimed && !record.state.is_final() {
        notes.push("in doubt".to_owned());
    }
    notes.extend(record.held.map(|held| held.as_str().to_owned()));
    notes.extend(record.proof.map(|proof| format!("by {}", proof.as_str().replace('_', " "))));
    notes.extend(record.moved_to.map(|target| format!("to {target}")));
    notes.extend(record.reason.clone());
    if !record.state.is_final() {
        notes.extend(record.last_error.clone());
    }
    let note = notes.join("; ");
    match note.char_indices().nth(NOTE_WIDTH) {
        Some((end, _)) => format!("{}…", &note[..end]),
        None => note,
    }
}

/// Returns what an operator does about a record.
fn advice(record: &Record) -> &'static str {
    match (record.state, record.held) {
        _ if record.doubled => "refund the quantity: AWS billed it although it was moved or written off",
        (State::Open, _) => "nothing: the hour takes usage and is sealed after its end",
        (State::Held, Some(HeldReason::Restored)) => {
            "compare with AWS's report; if the usage isn't billed, move it, otherwise write it off"
        }
        (State::Held, _) => "move it to an open hour, or write it off",
        (State::Sealed | State::Claimed, _) => "nothing: the ledger sends it until AWS decides",
        (State::Parked, _) => "fix the cause of the last error, then retry; or move it, or write it off",
        (State::Disputed, _) => {
            "compare with AWS's report: accept it if AWS has this quantity, otherwise move or write it off"
        }
        (State::Expired, _) if record.in_doubt => {
            "compare with AWS's report: accept it if AWS has it, otherwise move or write it off"
        }
        (State::Expired, _) => "move it to an open hour of the same month, or write it off",
        _ => "nothing: it is final",
    }
}

fn json(record: &Record) -> Json {
    Json::Object(vec![
        ("id", Json::number(record.id.0)),
        ("state", Json::text(record.state)),
        ("changed_at", Json::text(record.changed_at)),
        ("account", Json::optional(record.customer.account_id())),
        ("identifier", Json::optional(record.customer.customer_identifier())),
        ("license_arn", Json::optional(record.customer.license_arn())),
        ("product", Json::optional(record.customer.product())),
        ("dimension", Json::text(&record.dimension)),
        ("hour", Json::text(record.hour)),
        ("deadline", Json::text(record.deadline)),
        ("quantity", Json::text(record.quantity)),
        ("events", Json::number(record.events)),
        ("attempts", Json::number(record.attempts)),
        ("in_doubt", Json::Bool(record.in_doubt)),
        ("contested", Json::Bool(record.contested)),
        ("restored", Json::Bool(record.restored)),
        ("doubled", Json::Bool(record.doubled)),
        ("zero", Json::Bool(record.zero)),
        ("accepted_by", Json::optional(record.proof.map(|proof| proof.as_str()))),
        ("held", Json::optional(record.held.map(|held| held.as_str()))),
        ("moved_to", record.moved_to.map_or(Json::Null, |id| Json::number(id.0))),
        ("metering_record_id", Json::optional(record.metering_record_id.as_deref())),
        ("last_error", Json::optional(record.last_error.as_deref())),
        ("reason", Json::optional(record.reason.as_deref())),
        ("retry_at", Json::optional(record.retry_at)),
        ("what_to_do", Json::text(advice(record))),
    ])
}

/// Lists the rows of the inbox that can't be recorded.
pub async fn inbox(ledger: &Ledger, limit: usize) -> Result<Report, Failure> {
    let errors = ledger.inbox_errors(limit).await.map_err(Failure::new)?;
    let mut table = Table::new(&[">ROW", "KEY", "ERROR"]);
    errors.iter().for_each(|row| table.row([row.row.to_string(), row.key.clone(), row.error.clone()]));
    let text = if errors.is_empty() { "no row has an error\n".to_owned() } else { table.to_string() };
    let json = |row: &InboxError| {
        Json::Object(vec![
            ("row", Json::number(row.row)),
            ("key", Json::text(&row.key)),
            ("error", Json::text(&row.error)),
        ])
    };
    let json = Json::List(errors.iter().map(json).collect());
    Ok(Report { text, json, attention: !errors.is_empty() })
}
