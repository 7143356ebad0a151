//! Claims before calls, and verdicts after them.

use super::read::{Listed, list};
use super::{is_leader, observe, quantity, read_clock};
use crate::Usage;
use crate::ledger::batch::{Group, MAX_RECORDS, Turns, fitting};
use crate::ledger::change::Change;
use crate::ledger::hours::{Clock, Hour, Limits, Time};
use crate::ledger::state::{Attempt, Circumstances, Row, Settled, Verdict, claim, is_due, settle, shadow};
use crate::ledger::store::{Due, Operation, Result, Settings, Transaction};

/// Claims the records of one call. "May have been sent" is committed before the call.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The leader's term.
    pub term: u64,
    /// The turns of products.
    pub turns: Turns,
    /// A random number; the tokens are derived from it.
    pub seed: u64,
}

/// One claimed record.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimedRecord {
    /// The claim.
    pub attempt: Attempt,
    /// The frozen content.
    pub usage: Usage,
}

/// The records of one call.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// The leader's term.
    pub term: u64,
    /// The group.
    pub group: Group,
    /// The records, most urgent first.
    pub records: Vec<ClaimedRecord>,
}

/// The result of a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum ClaimOutcome {
    /// The term isn't the leader's.
    NotLeader,
    /// No record is due.
    Nothing,
    /// Send these records.
    Send(Claimed),
}

impl Operation for Claim {
    type Output = ClaimOutcome;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<ClaimOutcome> {
        if !is_leader(tx, self.term).await? {
            return Ok(ClaimOutcome::NotLeader);
        }
        let (meta, clock) = read_clock(tx).await?;
        let (timing, later) = (&settings.timing, clock.later());
        let live = Hour::first_before_deadline(later);
        // Records past their deadline go last, each in a separate call: AWS would refuse the whole
        // call because of one of them.
        let windows =
            [(live, Hour::of(later), MAX_RECORDS), (Hour(i64::MIN), Hour(live.0.saturating_sub(1)), 1)];
        for (from, to, limit) in windows {
            let due = Due {
                now: clock.now,
                max_retry_at: clock.now.saturating_add(timing.max_backoff),
                max_claim_until: clock.now.saturating_add(timing.claim),
                from,
                to,
            };
            loop {
                let groups = tx.due_groups(&due).await?;
                let Some(group) = self.turns.next(&groups, clock.now, timing) else { break };
                let rows = tx.due_rows(&due, &group, limit).await?;
                let found = rows.len();
                let rows = leave_out_shadowed(tx, rows, &meta.limits(), &clock, settings).await?;
                if !rows.is_empty() {
                    let records = self.claim_rows(tx, rows, &clock, settings).await?;
                    return Ok(ClaimOutcome::Send(Claimed { term: self.term, group, records }));
                }
                if found == 0 {
                    break;
                }
            }
        }
        Ok(ClaimOutcome::Nothing)
    }
}

impl Claim {
    /// Claims as many of the rows as fit into one call.
    async fn claim_rows<T: Transaction>(
        &self,
        tx: &mut T,
        rows: Vec<Row>,
        clock: &Clock,
        settings: &Settings,
    ) -> Result<Vec<ClaimedRecord>> {
        let listed = list(tx, rows).await?;
        let mut contents: Vec<Usage> = listed.iter().map(Listed::usage).collect();
        contents.truncate(fitting(&contents));
        let mut records = Vec::with_capacity(contents.len());
        for (index, (Listed { mut row, .. }, usage)) in listed.into_iter().zip(contents).enumerate() {
            let attempt = claim(&mut row, clock, &settings.timing, token(self.seed, index));
            tx.update_row(&row).await?;
            tx.note(Change::Claimed { record: row.id, attempt: attempt.number });
            records.push(ClaimedRecord { attempt, usage });
        }
        Ok(records)
    }
}

/// Shadows rows of hours in shadow mode and returns the others that are due.
async fn leave_out_shadowed<T: Transaction>(
    tx: &mut T,
    rows: Vec<Row>,
    limits: &Limits,
    clock: &Clock,
    settings: &Settings,
) -> Result<Vec<Row>> {
    let mut due = Vec::with_capacity(rows.len());
    for mut row in rows {
        if shadow(&mut row, limits, clock.now) {
            tx.update_row(&row).await?;
            tx.note(Change::Shadowed { record: row.id, quantity: quantity(&row) });
        } else if is_due(&row, clock, &settings.timing) {
            due.push(row);
        }
    }
    Ok(due)
}

/// Derives a token from a random number (SplitMix64).
fn token(seed: u64, index: usize) -> u64 {
    let mut x = seed.wrapping_add((index as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// Applies one verdict.
#[derive(Debug, Clone)]
pub struct Settle {
    /// The claim.
    pub attempt: Attempt,
    /// The verdict.
    pub verdict: Verdict,
    /// The `Date` of AWS's response.
    pub date: Option<Time>,
}

impl Operation for Settle {
    type Output = Settled;

    async fn run<T: Transaction>(&self, tx: &mut T, settings: &Settings) -> Result<Settled> {
        let is_acceptance = matches!(self.verdict, Verdict::Success(_));
        observe(tx, self.date, is_acceptance).await?;
        let Some(mut row) = tx.row(self.attempt.record).await? else { return Ok(Settled::Ignored) };
        let (meta, clock) = read_clock(tx).await?;
        let (repeats, timing) = (meta.repeats, &settings.timing);
        let at = Circumstances { date: self.date, repeats, now: clock.now, timing };
        let settled = settle(&mut row, &self.attempt, &self.verdict, &at);
        if settled == Settled::Ignored {
            return Ok(settled);
        }
        tx.update_row(&row).await?;
        let (record, error) = (row.id, row.last_error.clone().unwrap_or_default());
        let change = match settled {
            Settled::Accepted(proof) => Change::Accepted { record, proof },
            Settled::Doubled => Change::Doubled { record, quantity: quantity(&row) },
            Settled::Disputed => Change::Disputed { record },
            Settled::Parked => Change::Parked { record, error },
            Settled::Expired => {
                Change::Expired { record, unresolved: row.in_doubt, quantity: quantity(&row) }
            }
            Settled::Retried => Change::Retried { record, error },
            Settled::Dropped | Settled::Ignored => return Ok(settled),
        };
        tx.note(change);
        Ok(settled)
    }
}

#[cfg(test)]
mod tests {
    use super::token;

    /// Compares with the published outputs of SplitMix64: <https://prng.di.unimi.it/splitmix64.c>.
    #[test]
    fn tokens_are_the_sequence_of_splitmix64() {
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([0, 1, 2].map(|index| token(1_234_567, index)), expected);
    }
}
