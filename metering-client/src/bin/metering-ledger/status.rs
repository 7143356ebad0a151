//! `status`

use metering_client::ledger::{BlockedProduct, Count, Ledger, Proof, Repeats, State, Status};

use crate::Failure;
use crate::output::{Json, Report, Table, count, pairs, time};

/// Reports counts and amounts per state.
pub async fn report(ledger: &Ledger) -> Result<Report, Failure> {
    let status = ledger.status().await.map_err(Failure::new)?;
    Ok(Report { text: text(&status), json: json(&status), attention: status.needs_attention() })
}

fn repeats(status: &Status) -> &'static str {
    match status.repeats {
        Some(Repeats::Succeed) => "succeed: every DuplicateRecord is a dispute",
        Some(_) => "are duplicates: DuplicateRecord doesn't tell whose quantity AWS kept",
        None => "unknown: run probe",
    }
}

fn text(status: &Status) -> String {
    let mut table = Table::new(&["STATE", ">RECORDS", ">AMOUNT"]);
    let mut row = |name: String, count: &Count| {
        table.row([name, count.records.to_string(), count.amount.to_string()]);
    };
    for (state, count) in &status.states {
        row(state.to_string(), count);
        if *state == State::Accepted {
            for (proof, count) in &status.accepted {
                row(format!("  {}", proof_name(*proof)), count);
            }
        }
    }
    row("in doubt".to_owned(), &status.in_doubt);
    row("unresolved".to_owned(), &status.unresolved);
    row("doubled".to_owned(), &status.doubled);
    let leader = status.leader.as_ref().map_or("none".to_owned(), |leader| format!("until {}", leader.until));
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".to_owned());
    let facts = pairs([
        ("nearest deadline", time(status.nearest_deadline)),
        ("leader", leader),
        ("last success", time(status.last_success)),
        ("last Date from AWS", time(status.last_date)),
        ("AWS's clock is ahead by", format!("{} s", status.clock_offset / 1_000)),
        ("shadow mode until", time(status.shadow_until)),
        ("restored", time(status.restored)),
        ("repeats", repeats(status).to_owned()),
        ("Region", text(&status.region)),
        ("endpoint", text(&status.endpoint)),
        ("blocked products", blocked(status)),
        ("inbox errors", status.inbox_errors.to_string()),
        ("needs attention", list(&status.attention)),
    ]);
    format!("{table}\n{facts}")
}

/// Returns the names of the blocked products, as the table prints them.
fn blocked(status: &Status) -> String {
    let names = status.blocked.iter().map(|blocked| blocked.product.as_deref().unwrap_or("(unknown)"));
    list(&names.collect::<Vec<_>>())
}

fn list(words: &[&str]) -> String {
    if words.is_empty() { "-".to_owned() } else { words.join(", ") }
}

fn blocked_product(blocked: &BlockedProduct) -> Json {
    Json::Object(vec![
        ("product", Json::optional(blocked.product.as_deref())),
        ("error", Json::text(&blocked.error)),
    ])
}

/// Returns the evidence of accepted records, as the table prints it.
fn proof_name(proof: Proof) -> String {
    format!("by {}", proof.as_str().replace('_', " "))
}

fn json(status: &Status) -> Json {
    let states = status.states.iter().map(|(state, total)| (state.as_str(), count(*total))).collect();
    let accepted = status.accepted.iter().map(|(proof, total)| (proof.as_str(), count(*total))).collect();
    let leader = status.leader.as_ref().map(|leader| leader.until);
    Json::Object(vec![
        ("states", Json::Object(states)),
        ("accepted_by", Json::Object(accepted)),
        ("in_doubt", count(status.in_doubt)),
        ("unresolved", count(status.unresolved)),
        ("doubled", count(status.doubled)),
        ("blocked", Json::List(status.blocked.iter().map(blocked_product).collect())),
        ("inbox_errors", Json::number(status.inbox_errors)),
        ("nearest_deadline", Json::optional(status.nearest_deadline)),
        ("leader_until", Json::optional(leader)),
        ("last_success", Json::optional(status.last_success)),
        ("last_date", Json::optional(status.last_date)),
        ("clock_offset_ms", Json::number(status.clock_offset)),
        ("shadow_until", Json::optional(status.shadow_until)),
        ("restored", Json::optional(status.restored)),
        ("repeats", Json::optional(status.repeats.map(Repeats::as_str))),
        ("region", Json::optional(status.region.as_deref())),
        ("endpoint", Json::optional(status.endpoint.as_deref())),
        ("attention", Json::List(status.attention.iter().map(Json::text).collect())),
    ])
}
