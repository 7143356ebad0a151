//! Reading files on a separate thread.

use std::io;
use std::path::Path;

use tokio::sync::oneshot;

/// Reads a file.
///
/// # Errors
/// Returns an error if the file can't be read, and [`io::ErrorKind::InvalidInput`] if it is not a
/// regular file. A named pipe is not opened, because opening it waits for a writer.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    std::fs::read(path)
}

/// Reads a text file. Bytes that are not UTF-8 become U+FFFD.
///
/// # Errors
/// Returns an error in the same cases as [`read_file`].
pub fn read_text(path: &Path) -> io::Result<String> {
    Ok(String::from_utf8_lossy(&read_file(path)?).into_owned())
}

/// Runs `work` on a new thread, so that a disk that hangs doesn't stop the runtime.
///
/// Tokio's pool of blocking threads is not used, because a runtime that shuts down waits for it.
/// The caller's tracing subscriber receives the events of `work`.
///
/// # Errors
/// Returns an error if the thread can't be started or `work` panics.
pub async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> io::Result<T> {
    let (sender, receiver) = oneshot::channel();
    let subscriber = tracing::dispatcher::get_default(Clone::clone);
    std::thread::Builder::new().name("aws-files".to_owned()).spawn(move || {
        // The receiver is gone if the caller reached its time limit.
        let _ = sender.send(tracing::dispatcher::with_default(&subscriber, work));
    })?;
    receiver.await.map_err(|_| io::Error::other("the thread that reads files panicked"))
}

/// Runs `work` on a new thread and blocks for at most `limit`, so that a disk that hangs doesn't
/// stop the caller. Prefer [`on_thread`] if the caller can wait asynchronously.
///
/// # Errors
/// Returns an error if the thread can't be started, `work` panics, or the limit is exceeded.
#[cfg(all(feature = "native-tls", feature = "reqwest"))]
pub fn within<T: Send + 'static>(
    limit: std::time::Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<T> {
    use std::sync::mpsc::{RecvTimeoutError, sync_channel};

    let (sender, receiver) = sync_channel(1);
    std::thread::Builder::new().name("aws-files".to_owned()).spawn(move || sender.send(work()))?;
    receiver.recv_timeout(limit).map_err(|error| match error {
        RecvTimeoutError::Timeout => io::ErrorKind::TimedOut.into(),
        RecvTimeoutError::Disconnected => io::Error::other("the thread that reads files panicked"),
    })
}
