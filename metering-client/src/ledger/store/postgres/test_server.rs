//! A PostgreSQL server for tests, in a temporary directory.
//!
//! `POSTGRES_BIN` names the directory with PostgreSQL's programs. The server runs as an
//! unprivileged user and ends with the process that started it.

use std::ffi::OsStr;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server.
pub struct PostgresServer {
    bin: PathBuf,
    directory: PathBuf,
    port: u16,
    /// A shell that stops the server when its input ends, which happens when the tests end.
    guard: Option<Child>,
}

impl PostgresServer {
    /// Starts a server, or prints what is left out if `POSTGRES_BIN` isn't set.
    pub fn start(left_out: &str) -> Option<Self> {
        let Some(bin) = std::env::var_os("POSTGRES_BIN").filter(|bin| !bin.is_empty()).map(PathBuf::from)
        else {
            let line = format!(
                "left out: {left_out} (POSTGRES_BIN names no directory with PostgreSQL's programs)\n"
            );
            // Not `eprintln!`, which the test runner captures.
            let _ = std::io::stderr().write_all(line.as_bytes());
            return None;
        };
        let port =
            TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let directory = std::env::temp_dir().join(format!("metering-postgres-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a temporary directory");
        let mut server = PostgresServer { bin, directory, port, guard: None };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&server.directory));
        }
        run(server
            .program("initdb")
            .args(["--auth=trust", "--username=test", "--no-sync", "-D"])
            .arg(server.data()));
        server.restart();
        Some(server)
    }

    /// Returns the connection URL.
    pub fn url(&self) -> String {
        format!("postgres://test@127.0.0.1:{}/postgres?sslmode=disable", self.port)
    }

    /// Kills the server without a shutdown, as a power failure would.
    pub fn kill(&mut self) {
        let pid = std::fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        if let Some(pid) = pid.lines().next() {
            // All processes at the same time. PostgreSQL doesn't start while a child is left.
            let script = "kill -9 $0 $(cat /proc/$0/task/$0/children)";
            run(Command::new("sh").args(["-c", script, pid]));
        }
        self.stop();
    }

    /// Starts the server, after [`kill`](Self::kill) too.
    ///
    /// PostgreSQL doesn't start while a process of a killed server is left, so this tries several
    /// times.
    pub fn restart(&mut self) {
        for _ in 0..8 {
            self.stop();
            self.spawn();
            let started = Instant::now();
            while started.elapsed() < Duration::from_secs(15) {
                if self.is_ready() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        }
        panic!("PostgreSQL is not ready: {}", self.log().display());
    }

    fn spawn(&mut self) {
        let script = r#""$0" -D "$1" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
            -c max_connections=200 >>"$3" 2>&1 & pid=$!; line=; read -r line; kill -INT $pid; wait $pid; \
            [ "$line" = keep ] || rm -rf "$4""#;
        let mut command = self.unprivileged("sh");
        command.args(["-c", script]).arg(self.bin.join("postgres"));
        command.arg(self.data()).arg(self.port.to_string()).arg(self.log()).arg(&self.directory);
        self.guard = Some(command.stdin(Stdio::piped()).spawn().expect("a shell"));
    }

    fn log(&self) -> PathBuf {
        self.directory.join("log")
    }

    fn is_ready(&self) -> bool {
        let mut command = self.program("pg_isready");
        command.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        command.status().is_ok_and(|status| status.success())
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn program(&self, name: &str) -> Command {
        self.unprivileged(self.bin.join(name))
    }

    /// A command that runs as the user `postgres` if the tests run as root, which PostgreSQL
    /// refuses.
    fn unprivileged(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match is_root() {
            true => {
                let mut command = Command::new("runuser");
                command.args(["-u", "postgres", "--"]).arg(program);
                command
            }
            false => Command::new(program),
        };
        command.current_dir(Path::new("/")).env("LC_ALL", "C");
        command
    }

    /// Ends the server if it runs, and waits for it. Keeps its data.
    fn stop(&mut self) {
        if let Some(mut guard) = self.guard.take() {
            if let Some(mut input) = guard.stdin.take() {
                let _ = input.write_all(b"keep\n");
            }
            let _ = guard.wait();
        }
    }

    /// Makes the server a standby at its next start.
    pub fn become_standby(&self) {
        run(self.unprivileged("touch").arg(self.data().join("standby.signal")));
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        self.stop();
        let _ = std::fs::remove_dir_all(&self.directory);
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) {
    let output = command.output().expect("the program is installed");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {text}");
}
