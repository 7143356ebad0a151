//! One call: its pace, its verdicts and their settlement.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use metering_core::Applied;
use metering_core::error::RetryKind;
use tokio::sync::mpsc;

use super::batch::Group;
use super::builder::real_time;
use super::change::Change;
use super::failpoint;
use super::ship::{Shipping, date_of};
use super::state::{Attempt, Verdict};
use super::store::Store;
use super::store::operations::{Claimed, SetBlocked, Settle};
use crate::meter_all;
use crate::{Error, Metering, MeteringError, Outcome, Refusal, RefusalScope, Undecided, Usage};

/// The time limit of one call.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// The number of times that a settlement is tried while the store fails. After that, the claim ends
/// and the record is sent again.
const SETTLE_ATTEMPTS: u32 = 5;

/// Sends claimed records and settles the verdicts as they arrive.
pub async fn send(shipping: Arc<Shipping>, claimed: Claimed) {
    let Claimed { term, group, records } = claimed;
    let (attempts, usage): (Vec<Attempt>, Vec<Usage>) =
        records.into_iter().map(|record| (record.attempt, record.usage)).unzip();
    let attempts: Arc<[Attempt]> = attempts.into();
    let (verdicts, arriving) = mpsc::unbounded_channel();
    let pace = {
        let (shipping, attempts) = (Arc::clone(&shipping), Arc::clone(&attempts));
        move |call: meter_all::NextCall| {
            let (shipping, attempts) = (Arc::clone(&shipping), Arc::clone(&attempts));
            async move { wait_for_turn(&shipping, &attempts, &call.records).await }
        }
    };
    // The claim's end on this machine's clock: the check and the signature use the same reading.
    let until = attempts.iter().map(|attempt| attempt.until).min().unwrap_or_default();
    let left = real_time(until.saturating_sub(shipping.inner.now()), shipping.inner.speed);
    let sending = shipping
        .client
        .meter_all(usage)
        .max_attempts(1)
        .rounds(0)
        .concurrency(1)
        .call_timeout(CALL_TIMEOUT)
        .sign_by(SystemTime::now() + left)
        .pace(pace)
        .on_verdict(move |verdict| {
            // The receiver ends after the last verdict.
            let _ = verdicts.send(verdict);
        });
    let sender = Sender { shipping: Arc::clone(&shipping), term, group };
    let settling = tokio::spawn(sender.settle_all(attempts, arriving));
    sending.await;
    let _ = settling.await;
}

/// Waits for the budget, within the claim.
async fn wait_for_turn(shipping: &Shipping, attempts: &[Attempt], records: &[usize]) -> ControlFlow<()> {
    let inner = &shipping.inner;
    loop {
        let now = inner.now();
        let is_claimed = |index: &usize| {
            let attempt = attempts.get(*index);
            attempt.is_some_and(|attempt| attempt.signature_time(now, &inner.settings.timing).is_some())
        };
        if !records.iter().all(is_claimed) {
            return ControlFlow::Break(());
        }
        let taken = shipping.budget().take(now);
        match taken {
            Ok(()) => {
                failpoint::reach("before-call");
                if records.len() < attempts.len() {
                    failpoint::reach("in-bisection");
                }
                return ControlFlow::Continue(());
            }
            Err(wait) => {
                let pause = real_time(wait, inner.speed).max(Duration::from_millis(1));
                tokio::time::sleep(pause).await;
            }
        }
    }
}

/// The settlement of one call.
struct Sender {
    shipping: Arc<Shipping>,
    term: u64,
    group: Group,
}

impl Sender {
    /// Settles verdicts one at a time.
    async fn settle_all(
        self,
        attempts: Arc<[Attempt]>,
        mut arriving: mpsc::UnboundedReceiver<meter_all::Verdict>,
    ) {
        let mut was_throttled = false;
        while let Some(verdict) = arriving.recv().await {
            let Some(attempt) = attempts.get(verdict.index) else { continue };
            let date = verdict.call.as_deref().and_then(date_of);
            let verdict = translate(verdict.outcome);
            self.note(&verdict, &mut was_throttled).await;
            failpoint::reach("before-settle");
            self.settle(Settle { attempt: *attempt, verdict, date }).await;
            failpoint::reach("after-settle");
        }
    }

    async fn settle(&self, settle: Settle) {
        for attempt in 0..SETTLE_ATTEMPTS {
            match self.shipping.inner.store.execute(settle.clone()).await {
                Ok(_) => return,
                Err(error) => tracing::warn!(%error, "a verdict wasn't stored"),
            }
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
    }

    /// Adapts the rate and the turns of products to a verdict.
    async fn note(&self, verdict: &Verdict, was_throttled: &mut bool) {
        let (inner, group) = (&self.shipping.inner, &self.group);
        let now = inner.now();
        match verdict {
            Verdict::Throttled => {
                // One call counts once, whatever its number of records.
                if !std::mem::replace(was_throttled, true) {
                    self.shipping.budget().throttled(now);
                }
            }
            Verdict::Caller(error) => {
                let is_new = self.shipping.turns().block(group, now, &inner.settings.timing);
                if is_new {
                    let (product, error) = (group.product.clone(), error.clone());
                    inner.alarm(&Change::Blocked { product, error });
                }
                self.report_blocked(Some(error.clone())).await;
            }
            Verdict::Unknown(_) | Verdict::NotSent(_) => {}
            _ => {
                let was_blocked = self.shipping.turns().unblock(group);
                if was_blocked {
                    self.report_blocked(None).await;
                }
            }
        }
    }

    /// Stores for `status` if the product is blocked.
    async fn report_blocked(&self, error: Option<String>) {
        let report = SetBlocked { term: self.term, product: self.group.product.clone(), error };
        // The report only informs, so a failure must not delay the settlement.
        if let Err(error) = self.shipping.inner.store.execute(report).await {
            tracing::warn!(%error, "a blocked product wasn't stored");
        }
    }
}

/// Converts the outcome of one record of a call with one attempt.
fn translate(outcome: Outcome) -> Verdict {
    let text = outcome.to_string();
    match outcome {
        Outcome::Accepted { id } => Verdict::Success(id),
        Outcome::Refused(refusal) => match refusal {
            Refusal::DuplicateRecord { id, .. } => Verdict::Duplicate(id),
            Refusal::CustomerNotSubscribed => Verdict::NotSubscribed(text),
            Refusal::Call { error, scope: RefusalScope::Record } => refused(&error, text),
            // An unknown code parks nothing: it may concern the caller.
            Refusal::Call { .. } => Verdict::Caller(text),
            // Nothing was sent, and the record can't be sent as it is.
            _ => Verdict::Refused(text),
        },
        Outcome::Undecided(undecided) => match undecided {
            Undecided::Unprocessed => Verdict::Unprocessed,
            Undecided::Stopped | Undecided::NotSent(_) => Verdict::NotSent(text),
            Undecided::Failed(error) if error.applied() == Applied::No => match error.retryable() {
                Some(RetryKind::Throttling) => Verdict::Throttled,
                _ => Verdict::NotSent(text),
            },
            _ => Verdict::Unknown(text),
        },
    }
}

/// Converts a refusal of the record itself.
fn refused(error: &Error, text: String) -> Verdict {
    match error {
        Error::Service(MeteringError::TimestampOutOfBounds(_)) => Verdict::OutOfBounds(text),
        // The condition can resolve itself when the subscription becomes active.
        Error::Service(MeteringError::InvalidLicense(_) | MeteringError::InvalidCustomerIdentifier(_)) => {
            Verdict::NotSubscribed(text)
        }
        _ => Verdict::Refused(text),
    }
}
