//! Credentials that a program prints: a profile's `credential_process`.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use super::keys::parse_keys;
use super::{CredentialsSource, LoadResult, SourceError, SourcedCredentials};

const MAX_OUTPUT: usize = 64 * 1024;
/// The interval at which the output and the state of the process are checked.
const POLL: Duration = Duration::from_millis(5);

pub(super) async fn load(command: &str) -> LoadResult {
    let output = run(command)
        .await
        .map_err(|reason| SourceError::failed(format_args!("credential_process {reason}")))?;
    let keys: serde_json::Value = serde_json::from_slice(&output)
        .map_err(|_| SourceError::failed("credential_process did not print JSON"))?;
    if keys["Version"] != 1 {
        return Err(SourceError::failed("credential_process did not print \"Version\": 1"));
    }
    let credentials = parse_keys(&output, "process", None)
        .map_err(|reason| SourceError::failed(format_args!("credential_process: {reason}")))?;
    Ok(SourcedCredentials::new(credentials, CredentialsSource::Process))
}

/// Runs the command in the system's shell and returns its output. Its standard error goes to the
/// process's own, because it may contain secrets.
///
/// The process is polled instead of awaited: Tokio's `process` module would handle SIGCHLD for the
/// whole program, and a thread that reads the output would block for as long as a background
/// process keeps the output open.
async fn run(command: &str) -> Result<Vec<u8>, &'static str> {
    let mut shell = shell(command);
    shell.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut process = Process::new(shell.spawn().map_err(|_| "could not be started")?);
    let mut output = Output::of(process.child()?).map_err(|_| "has no readable output")?;
    let mut text = Vec::new();
    loop {
        // Checked before the output is read, so that a process that has exited has written all.
        let status = process.exit_status()?;
        output.read_available(&mut text, status.is_some()).map_err(|_| "has no readable output")?;
        if text.len() > MAX_OUTPUT {
            return Err("printed more than 64 KiB");
        }
        match status {
            Some(status) if status.success() => return Ok(text),
            Some(_) => return Err("failed"),
            None => tokio::time::sleep(POLL).await,
        }
    }
}

/// Returns the command in the system's shell, in its own process group.
#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut shell, 0);
    shell
}

/// Returns the command in the system's shell.
///
/// The standard library would escape the quotes of the command with `\`, which `cmd.exe` doesn't
/// understand. `/S` removes only the outer quotes, and `/D` disables the commands that the registry
/// may add.
#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt;
    let mut shell = Command::new("cmd.exe");
    shell.raw_arg("/D /S /C").raw_arg(format!("\"{command}\""));
    shell
}

/// The shell. If it is dropped while the shell runs, the whole process group is killed.
struct Process(Option<Child>);

impl Process {
    fn new(child: Child) -> Self {
        Self(Some(child))
    }

    fn child(&mut self) -> Result<&mut Child, &'static str> {
        self.0.as_mut().ok_or("has already exited")
    }

    /// Returns the status of the shell after it has exited. Its background processes are left
    /// alone, because the command may start an agent.
    fn exit_status(&mut self) -> Result<Option<ExitStatus>, &'static str> {
        let status = self.child()?.try_wait().map_err(|_| "could not be awaited")?;
        if status.is_some() {
            self.0 = None;
        }
        Ok(status)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let Some(mut child) = self.0.take() else { return };
        // The group is named by the shell's process id, which is not reused before `wait` returns.
        let kill = move || {
            if cfg!(unix) {
                let group = format!("-{}", child.id());
                let _ = Command::new("/bin/sh").args(["-c", "kill -s KILL -- \"$0\"", &group]).status();
            }
            let _ = child.kill();
            let _ = child.wait();
        };
        // If no thread can be started, the processes continue until they end by themselves.
        let _ = std::thread::Builder::new().name("credential_process".to_owned()).spawn(kill);
    }
}

#[cfg(unix)]
use unix::Output;

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, ErrorKind, Read};
    use std::os::fd::OwnedFd;
    use std::process::Child;

    use tokio::net::unix::pipe::Receiver;

    /// The output of a process, read without blocking.
    pub(super) struct Output(File);

    impl Output {
        pub(super) fn of(child: &mut Child) -> io::Result<Self> {
            let output = child.stdout.take().ok_or(ErrorKind::NotFound)?;
            // Tokio makes the pipe non-blocking; the standard library can't.
            let pipe = Receiver::from_owned_fd(OwnedFd::from(output))?.into_nonblocking_fd()?;
            Ok(Self(File::from(pipe)))
        }

        /// Appends the output that is available, up to slightly more than the maximum.
        pub(super) fn read_available(&mut self, text: &mut Vec<u8>, _: bool) -> io::Result<()> {
            let limit = (super::MAX_OUTPUT + 1).saturating_sub(text.len());
            match (&mut self.0).take(limit as u64).read_to_end(text) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(()),
                result => result.map(|_| ()),
            }
        }
    }
}

#[cfg(not(unix))]
use threaded::Output;

#[cfg(any(not(unix), test))]
mod threaded {
    use std::io::{self, ErrorKind, Read};
    use std::process::Child;
    use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
    use std::time::Duration;

    /// The output of a process, read by a thread.
    pub(super) struct Output(Receiver<Vec<u8>>);

    impl Output {
        pub(super) fn of(child: &mut Child) -> io::Result<Self> {
            let mut output = child.stdout.take().ok_or(ErrorKind::NotFound)?;
            let (sender, receiver) = sync_channel(16);
            std::thread::Builder::new().name("credential_process".to_owned()).spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = output.read(&mut buffer) {
                    if sender.send(buffer[..length].to_vec()).is_err() {
                        break;
                    }
                }
            })?;
            Ok(Self(receiver))
        }

        /// Appends the output that is available. After the process has exited, waits a moment for
        /// the thread to read the rest.
        pub(super) fn read_available(&mut self, text: &mut Vec<u8>, has_exited: bool) -> io::Result<()> {
            let wait = if has_exited { Duration::from_millis(50) } else { Duration::ZERO };
            while text.len() <= super::MAX_OUTPUT {
                match self.0.recv_timeout(wait) {
                    Ok(piece) => text.extend(piece),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                }
            }
            Ok(())
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::MAX_OUTPUT;
    use super::threaded::Output;

    /// Runs a command and reads its output as on systems other than Unix.
    fn read(command: &str) -> (String, Duration) {
        let started = Instant::now();
        let mut shell = Command::new("/bin/sh");
        let mut child = shell.args(["-c", command]).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = Output::of(&mut child).unwrap();
        let mut text = Vec::new();
        loop {
            let has_exited = child.try_wait().unwrap().is_some();
            output.read_available(&mut text, has_exited).unwrap();
            if has_exited || text.len() > MAX_OUTPUT {
                let _ = child.kill();
                let _ = child.wait();
                return (String::from_utf8(text).unwrap(), started.elapsed());
            }
            std::thread::sleep(super::POLL);
        }
    }

    #[test]
    fn a_thread_reads_the_whole_output() {
        assert_eq!(read("echo a; sleep 0.2; echo b").0, "a\nb\n");
        assert_eq!(read("true").0, "");
        let (long, _) = read("head -c 60000 /dev/zero | tr '\\0' x");
        assert_eq!(long.len(), 60_000);
    }

    #[test]
    fn a_thread_reads_no_endless_output() {
        let (text, _) = read("yes");
        assert!((MAX_OUTPUT..2 * MAX_OUTPUT).contains(&text.len()), "{}", text.len());
    }

    /// The command may start an agent, which keeps the output open.
    #[test]
    fn a_thread_does_not_wait_for_background_processes() {
        let (text, took) = read("sleep 20 & echo a");
        assert_eq!(text, "a\n");
        assert!(took < Duration::from_secs(15), "{took:?}");
    }
}
