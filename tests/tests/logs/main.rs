//! Log events and secrets. These tests have their own binary because tracing keeps state for the
//! whole process.

mod calls;
mod members;
mod recorder;
mod secrets;
mod streams;
mod waiters;
mod warnings;

/// Held by each test, so that only one runs at a time. `tracing` caches per call site, for the
/// whole process, if a subscriber is interested. A call site that is first reached on a thread
/// without a subscriber may stay disabled for the subscriber of another test.
static EXCLUSIVE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
