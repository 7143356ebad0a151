//! `verify`

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use metering_client::ledger::{Filter, Ledger, Proof, Record, RecordId, State};

use crate::Failure;
use crate::output::{Json, Report, Table};

/// Recomputes every sum and checks every record.
pub async fn report(ledger: &Ledger) -> Result<Report, Failure> {
    let differences = ledger.verify().await.map_err(Failure::new)?;
    let mut findings: Vec<(RecordId, String)> = differences
        .iter()
        .map(|found| {
            (found.record, format!("the sum is {}, but its keys have {}", found.stored, found.computed))
        })
        .collect();
    let (mut checked, mut after) = (0_u64, RecordId(0));
    // Hashes, because the hours themselves could need a lot of memory.
    let (hasher, mut hours) = (RandomState::new(), HashSet::new());
    loop {
        let page = ledger.page(Filter::All, after, 1_000).await.map_err(Failure::new)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for record in &page {
            checked += 1;
            findings.extend(violations(record).into_iter().map(|rule| (record.id, rule.to_owned())));
            // Usage that was held, whatever an operator decided, and shadowed usage are next to the
            // hour's billable record.
            let is_billable = record.held.is_none() && record.state != State::Shadowed;
            let hour = (&record.customer, &record.dimension, record.hour.secs());
            if is_billable && !hours.insert(hasher.hash_one(hour)) {
                findings
                    .push((record.id, "another record has the same buyer, dimension and hour".to_owned()));
            }
        }
    }
    findings.sort();
    let mut table = Table::new(&[">ID", "FINDING"]);
    findings.iter().for_each(|(id, finding)| table.row([id.to_string(), finding.clone()]));
    let summary = format!("{checked} records checked, {} findings\n", findings.len());
    let text = if findings.is_empty() { summary } else { format!("{table}\n{summary}") };
    let list = findings
        .iter()
        .map(|(id, finding)| Json::Object(vec![("id", Json::number(id.0)), ("finding", Json::text(finding))]))
        .collect();
    let json = Json::Object(vec![("records", Json::number(checked)), ("findings", Json::List(list))]);
    Ok(Report { text, json, attention: !findings.is_empty() })
}

/// Returns the rules that a record breaks.
fn violations(record: &Record) -> Vec<&'static str> {
    use State::{Accepted, Claimed, Disputed, Held, Moved, Open, WrittenOff};
    let state = record.state;
    let is_decided = matches!(state, Moved | WrittenOff) || record.proof == Some(Proof::Operator);
    let is_proven = matches!(record.proof, Some(Proof::Success | Proof::Duplicate));
    let rules = [
        ((state == Accepted) == record.proof.is_some(), "an accepted record has evidence, others don't"),
        (state != Held || record.held.is_some(), "held usage has a reason"),
        ((state == Moved) == record.moved_to.is_some(), "a moved record names its target, others don't"),
        (!is_decided || record.zero || record.reason.is_some(), "an operator's decision has a reason"),
        (state != Claimed || record.attempts > 0 && record.in_doubt, "a claimed record is in doubt"),
        (state != Open || record.attempts == 0, "an open record was never claimed"),
        (state != Disputed || record.contested, "a disputed record is contested"),
        (!(is_proven && record.in_doubt), "an accepted record isn't in doubt"),
        (!record.doubled || matches!(state, Moved | WrittenOff), "only decided records are doubled"),
        (record.pruned <= record.quantity, "the pruned part is at most the sum"),
        (record.zero || record.events > 0 || state != Open, "an open record has events"),
    ];
    rules.into_iter().filter_map(|(holds, rule)| (!holds).then_some(rule)).collect()
}
