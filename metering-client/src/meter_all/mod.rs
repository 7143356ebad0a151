//! Reports any number of records.
//!
//! [`plan`] decides what is sent, [`divide`] finds the records that AWS refuses a call for, and
//! [`settle`] reads responses. This module sends the calls.

mod divide;
mod hooks;
mod in_flight;
mod outcome;
mod plan;
mod settle;

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::IntoFuture;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use metering_core::error::CallContext;
use metering_core::retry::RetryKind;
use metering_core::{Applied, Error as CoreError, Response};

pub use hooks::{NextCall, Verdict};
pub use outcome::{CallError, Disposition, Outcome, Refusal, RefusalScope, Undecided};

use crate::batch_meter_usage::{BatchMeterUsage, BatchMeterUsageOutput};
use crate::service::{Client, Error};
use crate::usage::Usage;
use crate::usage_record::UsageRecord;
use divide::{Batch, Cause, Refused};
use hooks::{CallRate, Pace, Report};
use in_flight::InFlight;
use plan::{Decision, Plan};
use settle::{Sent, Settled, settle};

/// The number of calls in a row that may fail before the remaining records aren't sent.
const MAX_FAILURES: u32 = 3;

/// A report of any number of records, sent when it is awaited. It returns one [`Outcome`] per
/// record, in the same order.
///
/// - **Validation**: each record is validated separately, so that an invalid record is refused
///   without failing the call of other records.
/// - **Calls**: the records are divided into calls of one product and one form of buyer, of at most
///   25 records and less than 1 MB. Up to [`concurrency`](Self::concurrency) calls are in flight,
///   and they start at least 125 ms apart.
/// - **Refused calls**: AWS refuses a whole call for one record with a wrong license, dimension,
///   time or allocation, and doesn't say for which. The call is then divided and sent again until
///   the record is found. Records with the same wrong value are found together. One wrong value in
///   a call of 25 takes up to 7 more calls, two take up to 14, so leave out usage that is past its
///   [deadline](crate::batch_meter_usage_deadline).
/// - **Resends**: records that AWS leaves unprocessed, and calls that AWS throttles, are sent again
///   after a pause, up to [`rounds`](Self::rounds) times.
/// - **Repeated records**: a record that occurs twice is sent once. If two records of one buyer,
///   dimension and second have different content, the second is refused, because AWS would bill
///   only one of them. See [`Usage::hourly`].
/// - **No changes**: a record is never altered once it was sent. Send undecided records again with
///   another `meter_all`, unchanged and to the same Region.
/// - **Failures**: after three calls in a row that failed, or that AWS throttled until the last
///   round, the remaining records aren't sent.
///
/// If the future is dropped before it completes, calls that were already sent may be applied.
///
/// ```no_run
/// use metering_client::{Client, Customer, Disposition, Metering, Usage, last_full_hour};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env().await?;
/// let buyer = Customer::account("111122223333", "prod-4rcexample");
/// let hour = last_full_hour();
/// let usage = Usage::hourly((1..=100).map(|_| Usage::new(buyer.clone(), "requests", hour, 1)))?;
/// for (usage, outcome) in usage.iter().zip(client.meter_all(&usage).await) {
///     match outcome.disposition() {
///         Disposition::Settled => println!("{outcome}"),
///         Disposition::ResendUnchanged => eprintln!("resend {usage:?} unchanged: {outcome}"),
///         Disposition::NeedsReview => eprintln!("review {usage:?}: {outcome}"),
///     }
/// }
/// # Ok(()) }
/// ```
#[must_use = "records are sent when this is awaited"]
pub struct MeterAll {
    client: Client,
    usage: Vec<Usage>,
    options: Options,
    pace: Option<Pace>,
    report: Option<Report>,
}

#[derive(Debug, Clone, Copy)]
struct Options {
    concurrency: usize,
    rounds: u32,
    pause: Duration,
    max_attempts: Option<u32>,
    call_timeout: Option<Duration>,
    sign_by: Option<SystemTime>,
}

impl MeterAll {
    pub(crate) fn new(client: Client, usage: Vec<Usage>) -> Self {
        let options = Options {
            concurrency: 4,
            rounds: 5,
            pause: Duration::from_millis(200),
            max_attempts: None,
            call_timeout: None,
            sign_by: None,
        };
        MeterAll { client, usage, options, pace: None, report: None }
    }

    /// Sets the maximum number of calls in flight. Defaults to 4.
    ///
    /// AWS allows 10 BatchMeterUsage calls per second for an account in a Region, and `meter_all`
    /// starts at most 8. Four calls in flight are enough for that if a call takes up to half a
    /// second. 0 counts as 1.
    pub fn concurrency(mut self, calls: usize) -> Self {
        self.options.concurrency = calls.max(1);
        self
    }

    /// Sets how many times unprocessed and throttled records are resent. Defaults to 5.
    pub fn rounds(mut self, rounds: u32) -> Self {
        self.options.rounds = rounds;
        self
    }

    /// Sets the pause before records are resent for the first time. It doubles for each further
    /// round. Defaults to 200 ms.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.options.pause = pause;
        self
    }

    /// Sets the maximum number of attempts of each call. Defaults to the client's setting. With 1,
    /// the client doesn't retry.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// Sets the time limit of each call, including its retries. Defaults to the client's setting.
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.options.call_timeout = Some(limit);
        self
    }

    /// Sets the latest time of this machine's clock at which a call may be signed. Later calls
    /// aren't sent, even if the program was paused after the [pace function](Self::pace) returned.
    pub fn sign_by(mut self, limit: SystemTime) -> Self {
        self.options.sign_by = Some(limit);
        self
    }

    /// Sets a function that is awaited before every call, including the calls that divide a refused
    /// call. It replaces the interval of 125 ms between calls.
    ///
    /// If it returns [`ControlFlow::Break`], the call isn't sent and no other call starts. The
    /// records that weren't sent are [`Undecided::Stopped`].
    pub fn pace<F, R>(mut self, pace: F) -> Self
    where
        F: Fn(NextCall) -> R + Send + Sync + 'static,
        R: Future<Output = ControlFlow<()>> + Send + 'static,
    {
        self.pace = Some(Arc::new(move |call| Box::pin(pace(call))));
        self
    }

    /// Sets a function that is called with the verdict on each record as soon as it is known. It is
    /// called exactly once per record, unless the future is dropped.
    pub fn on_verdict(mut self, report: impl FnMut(Verdict) + Send + 'static) -> Self {
        self.report = Some(Box::new(report));
        self
    }
}

impl fmt::Debug for MeterAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeterAll")
            .field("client", &self.client)
            .field("records", &self.usage.len())
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl IntoFuture for MeterAll {
    type Output = Vec<Outcome>;
    type IntoFuture = Pin<Box<dyn Future<Output = Vec<Outcome>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(Run::new(self).complete())
    }
}

/// A `meter_all` that is running.
struct Run {
    client: Client,
    options: Options,
    pace: Pace,
    report: Report,
    records: Vec<UsageRecord>,
    /// For each record that occurs more than once, the later positions.
    repeated: HashMap<usize, Vec<usize>>,
    /// For each record, `true` if an earlier attempt may have been applied.
    in_doubt: Vec<bool>,
    outcomes: Vec<Option<Outcome>>,
    queue: VecDeque<Batch>,
    /// The number of calls in a row that failed.
    failures: u32,
    /// The reason why no more calls start.
    stopped: Option<Undecided>,
}

/// The end of a call.
enum Ended {
    Response(Result<Response<BatchMeterUsageOutput>, Error>),
    /// The pace function stopped it.
    Stopped,
}

/// The call that decides records.
struct Decider {
    context: Arc<CallContext>,
    records: usize,
}

impl Run {
    fn new(MeterAll { client, usage, options, pace, report }: MeterAll) -> Self {
        let plan = Plan::new(usage);
        let count = plan.records.len();
        let mut run = Run {
            client,
            options,
            pace: pace.unwrap_or_else(|| CallRate::default().into_pace()),
            report: report.unwrap_or_else(|| Box::new(|_| ())),
            records: plan.records,
            repeated: HashMap::new(),
            in_doubt: vec![false; count],
            outcomes: vec![None; count],
            queue: plan.calls.into_iter().map(|call| Batch::new(call.product, call.records)).collect(),
            failures: 0,
            stopped: None,
        };
        for (index, decision) in plan.decisions.into_iter().enumerate() {
            match decision {
                Decision::Send => {}
                Decision::SameAs(first) => run.repeated.entry(first).or_default().push(index),
                Decision::Refuse(refusal) => run.decide(index, Outcome::Refused(refusal), None),
            }
        }
        run
    }

    async fn complete(mut self) -> Vec<Outcome> {
        let mut calls = InFlight::default();
        loop {
            if let Some(reason) = self.stopped.clone() {
                self.drain_queue(&reason);
            }
            while calls.len() < self.options.concurrency
                && let Some(batch) = self.queue.pop_front()
            {
                calls.push(self.call(batch));
            }
            let Some((batch, ended)) = calls.next().await else { break };
            match ended {
                Ended::Response(Ok(response)) => self.succeeded(batch, response),
                Ended::Response(Err(error)) => self.failed(batch, error),
                Ended::Stopped => {
                    self.queue.push_front(batch);
                    self.stopped = Some(Undecided::Stopped);
                }
            }
        }
        let unknown = || Outcome::Undecided(Undecided::NoResult);
        self.outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(unknown)).collect()
    }

    /// Returns a future that waits for the batch's turn and sends it.
    fn call(&self, batch: Batch) -> impl Future<Output = (Batch, Ended)> + Send + 'static {
        let mut call = self.client.send(BatchMeterUsage {
            usage_records: batch.records.iter().map(|&index| self.records[index].clone()).collect(),
            product_code: batch.product.clone(),
        });
        if let Some(attempts) = self.options.max_attempts {
            call = call.max_attempts(attempts);
        }
        if let Some(limit) = self.options.call_timeout {
            call = call.timeout(limit);
        }
        if let Some(limit) = self.options.sign_by {
            call = call.sign_by(limit);
        }
        let pause = pause_before(batch.round, self.options.pause);
        let pace = Arc::clone(&self.pace);
        async move {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            match pace(NextCall { records: batch.records.clone() }).await {
                ControlFlow::Continue(()) => (batch, Ended::Response(call.response().await)),
                ControlFlow::Break(()) => (batch, Ended::Stopped),
            }
        }
    }

    /// Handles a response: decides the records that it decides, and resends the unprocessed ones.
    fn succeeded(&mut self, mut batch: Batch, response: Response<BatchMeterUsageOutput>) {
        self.failures = 0;
        if response.context.applied_before != Applied::No {
            batch.records.iter().for_each(|&index| self.in_doubt[index] = true);
        }
        let decider = Decider::new(response.context, &batch);
        let sent: Vec<Sent<'_>> = batch
            .records
            .iter()
            .map(|&index| Sent { record: &self.records[index], in_doubt: self.in_doubt[index] })
            .collect();
        let results = settle(&sent, response.output);
        let next = batch.decided(&self.records);
        let mut unprocessed = Vec::new();
        for (&index, result) in batch.records.iter().zip(results) {
            match result {
                Settled::Outcome(outcome) => self.decide(index, outcome, Some(&decider)),
                Settled::Unprocessed => unprocessed.push(index),
            }
        }
        self.queue_first(next);
        batch.records = unprocessed;
        if !batch.records.is_empty()
            && let Err(batch) = self.resend(batch)
        {
            let outcome = Outcome::Undecided(Undecided::Unprocessed);
            self.decide_all(&batch.records, &outcome, Some(&decider));
        }
    }

    /// Handles a failed call: divides it, resends it, or decides its records.
    fn failed(&mut self, batch: Batch, error: Error) {
        let error = CallError::new(error);
        let decider = Decider::new(error.context().clone(), &batch);
        let failed = Outcome::Undecided(Undecided::Failed(error.clone()));
        // A call is refused only if every attempt was refused: an earlier one may be applied.
        let is_refused = error.applied() == Applied::No;
        match (&*error, error.retryable()) {
            (_, Some(RetryKind::Throttling)) if is_refused => {
                if let Err(batch) = self.resend(batch) {
                    self.decide_failed(batch, &failed, &decider, error);
                }
            }
            (CoreError::Service(reason), None) if is_refused => {
                let cause = Cause::of(reason, batch.product.as_ref());
                self.refused(batch, cause, error.clone(), &decider);
            }
            (CoreError::Invalid(_), _) => self.refused(batch, Cause::Unknown, error.clone(), &decider),
            _ => self.decide_failed(batch, &failed, &decider, error),
        }
    }

    /// Handles a call that AWS refused: divides it, or decides its records.
    fn refused(&mut self, batch: Batch, cause: Cause, error: CallError, decider: &Decider) {
        self.failures = 0;
        let refused = batch.records.clone();
        match batch.refused(cause, &self.records) {
            Refused::Divided(batches) => {
                self.queue_first(batches);
            }
            Refused::All { scope, next } => {
                let outcome = Outcome::Refused(Refusal::Call { error, scope });
                self.decide_all(&refused, &outcome, Some(decider));
                self.queue_first(next);
            }
        }
    }

    /// Decides the records of a call that failed, and stops after too many failures in a row.
    fn decide_failed(&mut self, mut batch: Batch, failed: &Outcome, decider: &Decider, error: CallError) {
        self.queue_first(batch.abandon_search());
        self.decide_all(&batch.records, failed, Some(decider));
        self.failures += 1;
        if self.failures == MAX_FAILURES {
            self.stopped = Some(Undecided::NotSent(error));
        }
    }

    /// Queues the batch for the next round, or returns it if that was the last round.
    fn resend(&mut self, mut batch: Batch) -> Result<(), Batch> {
        if batch.round >= self.options.rounds {
            return Err(batch);
        }
        batch.round += 1;
        self.queue.push_front(batch);
        Ok(())
    }

    /// Queues batches before all others, in order.
    fn queue_first(&mut self, batches: impl IntoIterator<Item = Batch, IntoIter: DoubleEndedIterator>) {
        for batch in batches.into_iter().rev() {
            self.queue.push_front(batch);
        }
    }

    /// Decides all records that weren't sent, because no more calls start.
    fn drain_queue(&mut self, reason: &Undecided) {
        while let Some(mut batch) = self.queue.pop_front() {
            self.queue_first(batch.abandon_search());
            self.decide_all(&batch.records, &Outcome::Undecided(reason.clone()), None);
        }
    }

    fn decide_all(&mut self, records: &[usize], outcome: &Outcome, decider: Option<&Decider>) {
        for &index in records {
            self.decide(index, outcome.clone(), decider);
        }
    }

    /// Stores and reports the outcome of a record and of the records that are the same.
    fn decide(&mut self, index: usize, outcome: Outcome, decider: Option<&Decider>) {
        let in_doubt = self.in_doubt[index];
        let outcome = if in_doubt { outcome.after_doubt() } else { outcome };
        let same = self.repeated.remove(&index).unwrap_or_default();
        for index in [index].into_iter().chain(same) {
            self.outcomes[index] = Some(outcome.clone());
            (self.report)(Verdict {
                index,
                outcome: outcome.clone(),
                call: decider.map(|decider| Arc::clone(&decider.context)),
                call_records: decider.map_or(0, |decider| decider.records),
                in_doubt,
            });
        }
    }
}

impl Decider {
    fn new(context: CallContext, batch: &Batch) -> Self {
        Decider { context: Arc::new(context), records: batch.records.len() }
    }
}

/// Returns the pause before a round: none before the first send, then `pause`, doubled each time.
fn pause_before(round: u32, pause: Duration) -> Duration {
    match round {
        0 => Duration::ZERO,
        round => pause.saturating_mul(1 << (round - 1).min(10)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_each_round() {
        let pause = |round| pause_before(round, Duration::from_millis(200)).as_millis();
        assert_eq!([0, 1, 2, 3, 4].map(pause), [0, 200, 400, 800, 1_600]);
        assert_eq!(pause(u32::MAX), 200 << 10);
        assert_eq!(pause_before(5, Duration::MAX), Duration::MAX);
    }
}
