//! Points at which tests kill the process.

/// Kills the process if the environment variable `LEDGER_KILL_AT` names this point and the point is
/// reached for the nth time, as in `after-claim:3`. Compiled in only with the feature `failpoints`.
#[cfg(feature = "failpoints")]
pub fn reach(point: &str) {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicU32, Ordering};
    static REACHED: AtomicU32 = AtomicU32::new(0);
    static TARGET: Mutex<Option<Option<(String, u32)>>> = Mutex::new(None);

    let mut target = TARGET.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let target = target.get_or_insert_with(|| {
        let value = std::env::var("LEDGER_KILL_AT").ok()?;
        let (point, count) = value.split_once(':')?;
        Some((point.to_owned(), count.parse().ok()?))
    });
    if let Some((name, count)) = target
        && name == point
        && REACHED.fetch_add(1, Ordering::SeqCst) + 1 == *count
    {
        // Like `kill -9`: nothing is flushed, no destructor runs.
        eprintln!("killed at {point}");
        let _ = std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status();
        std::process::abort();
    }
}

/// Does nothing without the feature `failpoints`.
#[cfg(not(feature = "failpoints"))]
pub fn reach(_: &str) {}
