//! `resolve`, `probe` and `restored`

use std::io::{IsTerminal as _, Write as _, stdin, stdout};

use metering_client::Client;
use metering_client::ledger::{Ledger, RecordId, Repeats, Resolution};

use crate::Failure;
use crate::output::{Json, Report, time};
use crate::records;

/// Applies an operator's decision and reports the record afterwards.
pub async fn resolve(
    ledger: &Ledger,
    id: RecordId,
    resolution: Resolution,
    reason: &str,
) -> Result<Report, Failure> {
    ledger.resolve(id, resolution, reason).await.map_err(Failure::new)?;
    let report = records::show(ledger, id).await?;
    // The decision is applied; the record may still be listed as doubled.
    Ok(Report { attention: false, ..report })
}

/// Resends an accepted record.
pub async fn probe(ledger: &Ledger, client: &Client) -> Result<Report, Failure> {
    let repeats = ledger.probe(client).await.map_err(Failure::new)?;
    let text = match repeats {
        Some(Repeats::Succeed) => {
            "AWS returns Success for a repeat: every DuplicateRecord is a dispute from now on"
        }
        Some(_) => "AWS returns DuplicateRecord for a repeat: it can't tell whose quantity it kept",
        None => "no record to resend, or AWS didn't decide; try again after AWS accepted a record",
    };
    let json = Json::Object(vec![("repeats", Json::optional(repeats.map(Repeats::as_str)))]);
    Ok(Report { text: format!("{text}\n"), json, attention: repeats.is_none() })
}

/// Marks the ledger as restored from a backup.
pub async fn restored(ledger: &Ledger, client: &Client, confirmed: bool) -> Result<Report, Failure> {
    let date = ledger.observe_time(client).await.map_err(Failure::new)?;
    let before = ledger.status().await.map_err(Failure::new)?;
    if !confirmed {
        let question = format!(
            "AWS's clock:        {date}\n\
             Earlier restore:    {}\n\
             Shadow mode until:  {}\n\n\
             Usage of the running hour and of earlier hours will be held, and their unsettled records\n\
             marked in doubt. Repeat the decisions since the backup first. This can't be undone.\n\
             Continue? [y/N] ",
            time(before.restored),
            time(before.shadow_until),
        );
        confirm(&question)?;
    }
    let moment = ledger.restored(client).await.map_err(Failure::new)?;
    let after = ledger.status().await.map_err(Failure::new)?;
    let text = format!(
        "marked as restored at {moment}; {} records with an amount of {} are in doubt; shadow mode until {}\n",
        after.in_doubt.records,
        after.in_doubt.amount,
        time(after.shadow_until),
    );
    let json = Json::Object(vec![
        ("restored", Json::text(moment)),
        ("shadow_until", Json::optional(after.shadow_until)),
        ("in_doubt", crate::output::count(after.in_doubt)),
    ]);
    Ok(Report { text, json, attention: false })
}

fn confirm(question: &str) -> Result<(), Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::Usage("restored requires --yes without a terminal".to_owned()));
    }
    let mut answer = String::new();
    stdout().write_all(question.as_bytes()).and_then(|()| stdout().flush()).map_err(Failure::new)?;
    stdin().read_line(&mut answer).map_err(Failure::new)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") {
        return Ok(());
    }
    Err(Failure::Failed("nothing was changed".to_owned()))
}
