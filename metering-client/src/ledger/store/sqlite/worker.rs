//! The thread that owns a connection.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::{ClockFn, Observer, SqliteTransaction, connect, disk, schema};
use crate::ledger::error::{RecordError, StoreError};
use crate::ledger::event::{Event, Recorded};
use crate::ledger::failpoint;
use crate::ledger::store::operations::Record;
use crate::ledger::store::{Operation, Result, Settings, run_ready};

/// The maximum number of events in one commit.
const MAX_EVENTS: usize = 2_048;
/// The maximum number of jobs in one commit.
const MAX_JOBS: usize = 256;
/// The number of times that an operation runs if it conflicts.
const ATTEMPTS: u32 = 10;
/// The time for which a worker looks for the next message before it sleeps. Waking its thread takes
/// about as long, and a caller that records one event after the other waits for that.
const AWAKE: Duration = Duration::from_micros(50);

/// The caller of `record`.
pub type RecordReply = oneshot::Sender<Result<Vec<Result<Recorded, RecordError>>>>;

/// A message to a worker.
pub enum Message {
    /// Events to record. The worker records the events of several callers together.
    Record(Recording),
    /// An operation.
    Job(Box<dyn AnyJob>),
}

/// The events of one caller.
pub struct Recording {
    /// The events.
    pub events: Vec<Event>,
    /// The caller.
    pub reply: RecordReply,
}

/// An operation of any type with its caller.
pub trait AnyJob: Send {
    /// Runs the operation in the open transaction and keeps the output.
    fn run(&mut self, tx: &mut SqliteTransaction<'_>, settings: &Settings) -> Result<()>;
    /// Replies after the commit or the rollback.
    fn finish(self: Box<Self>, result: Result<()>);
}

/// An operation with its caller.
pub struct Job<O: Operation> {
    operation: O,
    output: Option<O::Output>,
    reply: oneshot::Sender<Result<O::Output>>,
}

impl<O: Operation> Job<O> {
    /// Creates a job.
    pub fn boxed(operation: O, reply: oneshot::Sender<Result<O::Output>>) -> Box<dyn AnyJob> {
        Box::new(Job { operation, output: None, reply })
    }
}

impl<O: Operation> AnyJob for Job<O> {
    fn run(&mut self, tx: &mut SqliteTransaction<'_>, settings: &Settings) -> Result<()> {
        self.output = Some(run_ready(&self.operation, tx, settings)?);
        Ok(())
    }

    fn finish(self: Box<Self>, result: Result<()>) {
        let output = match (result, self.output) {
            (Ok(()), Some(output)) => Ok(output),
            (Ok(()), None) => Err(StoreError::Failed("the operation didn't run".to_owned())),
            (Err(error), _) => Err(error),
        };
        // The caller may have dropped the future.
        let _ = self.reply.send(output);
    }
}

/// Records the events of several callers.
struct RecordJob {
    operation: Record,
    callers: Vec<(usize, RecordReply)>,
    output: Vec<Result<Recorded, RecordError>>,
}

impl RecordJob {
    fn new(recordings: Vec<Recording>) -> Self {
        let mut events = Vec::new();
        let mut callers = Vec::with_capacity(recordings.len());
        for recording in recordings {
            callers.push((recording.events.len(), recording.reply));
            events.extend(recording.events);
        }
        RecordJob { operation: Record::new(events), callers, output: Vec::new() }
    }
}

impl AnyJob for RecordJob {
    fn run(&mut self, tx: &mut SqliteTransaction<'_>, settings: &Settings) -> Result<()> {
        self.output = run_ready(&self.operation, tx, settings)?;
        Ok(())
    }

    fn finish(self: Box<Self>, result: Result<()>) {
        let mut output = self.output.into_iter();
        for (count, reply) in self.callers {
            let results = result.clone().map(|()| output.by_ref().take(count).collect());
            let _ = reply.send(results);
        }
    }
}

/// A connection, before its thread starts.
pub struct Worker {
    path: PathBuf,
    read_only: bool,
    settings: Settings,
    clock: ClockFn,
}

impl Worker {
    /// Creates a worker.
    pub fn new(path: PathBuf, read_only: bool, settings: Settings, clock: ClockFn) -> Self {
        Worker { path, read_only, settings, clock }
    }

    /// Starts the thread. It reports when the connection is ready, and ends when all senders are
    /// dropped and all messages are processed.
    pub fn start(
        self,
        observer: Observer,
        queued: Arc<AtomicUsize>,
    ) -> Result<(Sender<Message>, oneshot::Receiver<Result<()>>)> {
        let (sender, messages) = channel();
        let (ready, is_ready) = oneshot::channel();
        let name = if self.read_only { "ledger-reader" } else { "ledger-writer" };
        let run = move || match self.open() {
            Ok(connection) => {
                let _ = ready.send(Ok(()));
                Running { worker: self, observer, queued }.run(connection, &messages);
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(run);
        thread.map_err(|error| StoreError::Failed(error.to_string()))?;
        Ok((sender, is_ready))
    }

    fn open(&self) -> Result<Connection> {
        if !self.read_only {
            disk::check(&self.path)?;
        }
        let mut connection = connect(&self.path, self.read_only, self.settings.lock_timeout)?;
        if !self.read_only {
            schema::migrate(&mut connection)?;
        }
        Ok(connection)
    }
}

/// The jobs that share a commit.
type Jobs = Vec<Box<dyn AnyJob>>;

/// The thread's state.
struct Running {
    worker: Worker,
    observer: Observer,
    queued: Arc<AtomicUsize>,
}

impl Running {
    /// Processes messages until all senders are dropped. Opens the file again after a failure that
    /// leaves the state of the connection unknown.
    fn run(self, connection: Connection, messages: &Receiver<Message>) {
        let (mut connection, mut again) = (Some(connection), VecDeque::new());
        while let Some(jobs) = self.next(&mut again, messages) {
            match connection.take().map_or_else(|| self.worker.open(), Ok) {
                Ok(opened) => self.serve(&opened, jobs, &mut again, messages),
                Err(error) => finish(jobs, &Err(error)),
            }
        }
    }

    /// Processes jobs until the connection can't be used or all senders are dropped.
    fn serve(
        &self,
        connection: &Connection,
        mut jobs: Jobs,
        again: &mut VecDeque<Jobs>,
        messages: &Receiver<Message>,
    ) {
        let mut tx = SqliteTransaction::new(connection);
        while self.process(&mut tx, jobs, again) {
            let Some(next) = self.next(again, messages) else { return };
            jobs = next;
        }
    }

    /// Returns the jobs of the next transaction, or `None` after the last message.
    fn next(&self, again: &mut VecDeque<Jobs>, messages: &Receiver<Message>) -> Option<Jobs> {
        again.pop_front().or_else(|| Some(self.collect(receive(messages)?, messages)))
    }

    /// Collects the messages that share a commit.
    fn collect(&self, first: Message, messages: &Receiver<Message>) -> Jobs {
        let (mut jobs, mut recordings, mut events) = (Jobs::new(), Vec::new(), 0);
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Record(recording) => {
                    events += recording.events.len();
                    recordings.push(recording);
                }
                Message::Job(job) => jobs.push(job),
            }
            let is_full = events >= MAX_EVENTS || jobs.len() >= MAX_JOBS;
            next = if is_full { None } else { messages.try_recv().ok() };
        }
        self.queued.fetch_sub(events, Ordering::Relaxed);
        if !recordings.is_empty() {
            jobs.push(Box::new(RecordJob::new(recordings)));
        }
        jobs
    }

    /// Runs jobs in one transaction and replies. If they fail together, each of them runs again in
    /// its own transaction. Returns `true` if the connection can be used again.
    fn process(&self, tx: &mut SqliteTransaction<'_>, mut jobs: Jobs, again: &mut VecDeque<Jobs>) -> bool {
        let mut attempt = 1;
        loop {
            let (result, is_usable) = self.attempt(tx, &mut jobs);
            match result {
                Ok(()) | Err(StoreError::CommitUnknown(_) | StoreError::Locked) => finish(jobs, &result),
                Err(_) if jobs.len() > 1 => again.extend(jobs.into_iter().map(|job| vec![job])),
                Err(StoreError::Conflict) if is_usable && attempt < ATTEMPTS => {
                    attempt += 1;
                    continue;
                }
                Err(_) => finish(jobs, &result),
            }
            return is_usable;
        }
    }

    /// Runs jobs in one transaction. Returns the result, and `true` if the connection can be used
    /// again.
    fn attempt(&self, tx: &mut SqliteTransaction<'_>, jobs: &mut Jobs) -> (Result<()>, bool) {
        let result = self.transact(tx, jobs);
        let changes = std::mem::take(&mut tx.changes);
        let is_usable = match &result {
            Ok(()) => {
                changes.iter().for_each(|change| (self.observer)(change));
                true
            }
            Err(StoreError::Conflict | StoreError::Locked | StoreError::DiskFull) => tx.roll_back(),
            // The state of the connection is unknown.
            Err(_) => false,
        };
        (result, is_usable)
    }

    fn transact(&self, tx: &mut SqliteTransaction<'_>, jobs: &mut Jobs) -> Result<()> {
        tx.run(if self.worker.read_only { "BEGIN" } else { "BEGIN IMMEDIATE" })?;
        tx.now = (self.worker.clock)();
        for job in jobs {
            job.run(tx, &self.worker.settings)?;
        }
        if !self.worker.read_only {
            failpoint::reach("before-commit");
        }
        tx.run("COMMIT").map_err(|error| match error {
            // A full disk is found before the commit is written.
            StoreError::DiskFull => StoreError::DiskFull,
            error => StoreError::CommitUnknown(error.to_string()),
        })?;
        if !self.worker.read_only {
            failpoint::reach("after-commit");
        }
        Ok(())
    }
}

/// Waits for a message. Returns `None` after the last one.
fn receive(messages: &Receiver<Message>) -> Option<Message> {
    let began = Instant::now();
    while began.elapsed() < AWAKE {
        match messages.try_recv() {
            Ok(message) => return Some(message),
            Err(_) => thread::yield_now(),
        }
    }
    messages.recv().ok()
}

fn finish(jobs: Jobs, result: &Result<()>) {
    jobs.into_iter().for_each(|job| job.finish(result.clone()));
}
