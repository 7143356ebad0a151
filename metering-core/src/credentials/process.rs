//! Credentials that a program prints: a profile's `credential_process`.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::imds::parse_keys;
use super::{Answer, CredentialsSource, Loaded, SourcedCredentials};

const LONGEST_OUTPUT: u64 = 64 * 1024;

pub(super) async fn load(command: &str) -> Loaded {
    let output =
        run(command).await.map_err(|what| Answer::failed(format_args!("credential_process {what}")))?;
    let keys: serde_json::Value = serde_json::from_slice(&output)
        .map_err(|_| Answer::failed("credential_process did not print JSON"))?;
    if keys["Version"] != 1 {
        return Err(Answer::failed("credential_process did not print \"Version\": 1"));
    }
    let credentials = parse_keys(&output, "process", None)
        .map_err(|what| Answer::failed(format_args!("credential_process: {what}")))?;
    Ok(SourcedCredentials::new(credentials, CredentialsSource::Process))
}

/// Kills the process when the one who waits for it has gone.
struct Running(Arc<Mutex<Child>>);

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended already, as it should have.
        let _ = self.0.lock().unwrap_or_else(PoisonError::into_inner).kill();
    }
}

/// Runs the command in the system's shell and gives what it prints. Its errors go where the
/// process's own go: they may hold what should not be in a message of ours.
///
/// A thread waits for it, not Tokio's `process`, which would take the whole program's SIGCHLD over.
async fn run(command: &str) -> Result<Vec<u8>, &'static str> {
    let mut shell = if cfg!(windows) { Command::new("cmd.exe") } else { Command::new("/bin/sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command);
    let mut child =
        shell.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|_| "could not be started")?;
    let output = child.stdout.take();
    let running = Running(Arc::new(Mutex::new(child)));
    let child = Arc::clone(&running.0);
    let (tell, told) = oneshot::channel();
    let wait = move || {
        let mut text = Vec::new();
        let read = output.map_or(Ok(0), |output| output.take(LONGEST_OUTPUT + 1).read_to_end(&mut text));
        // The output has ended, so the process has or soon will. The lock stays free for the one
        // who may kill it.
        let status = loop {
            let mut child = child.lock().unwrap_or_else(PoisonError::into_inner);
            match child.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if text.len() as u64 <= LONGEST_OUTPUT && !tell.is_closed() => {}
                _ => {
                    // Waited for as well, so that it does not stay as a zombie.
                    let _ = child.kill().and_then(|()| child.wait());
                    break None;
                }
            }
            drop(child);
            std::thread::sleep(Duration::from_millis(5));
        };
        let _ = tell.send(match status {
            _ if text.len() as u64 > LONGEST_OUTPUT => Err("printed too much"),
            Some(status) if status.success() && read.is_ok() => Ok(text),
            _ => Err("ended with a failure"),
        });
    };
    std::thread::Builder::new()
        .name("credential_process".to_owned())
        .spawn(wait)
        .map_err(|_| "could not be waited for")?;
    let output = told.await.unwrap_or(Err("could not be waited for"));
    drop(running);
    output
}
