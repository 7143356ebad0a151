//! Programs of `credential_process` that hang, or leave processes behind.

#![cfg(target_os = "linux")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use metering_core::credentials::CredentialsSource;

use crate::Situation;
use crate::server::Time;

const OUTPUT: &str = r#"{"Version":1,"AccessKeyId":"AKIAPROC","SecretAccessKey":"hunter2"}"#;

/// Waits for a file with this number of lines and returns them.
async fn lines(file: &str, count: usize) -> Vec<String> {
    loop {
        let text = std::fs::read_to_string(file).unwrap();
        if text.lines().count() == count && text.ends_with('\n') {
            return text.lines().map(str::to_owned).collect();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn process(pid: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{}", pid.trim()))
}

/// Returns `true` if the process has neither ended nor become a zombie.
fn is_running(pid: &str) -> bool {
    let status = std::fs::read_to_string(process(pid).join("status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}

async fn until(what: &str, mut is_done: impl FnMut() -> bool) {
    for _ in 0..3000 {
        if is_done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{what}");
}

/// Returns the number of threads of this process that read or wait for a `credential_process`.
fn threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.starts_with("credential_proc")).count()
}

#[tokio::test]
async fn the_whole_process_group_ends_with_its_caller() {
    let time = Time::start();
    let set = Situation::new(&time);
    let file = set.home.write("pids", "");
    // A child in the foreground, one in the background, and one that ignores SIGTERM.
    let script = format!(
        "echo $$ >> {file}; sleep 600 & echo $! >> {file}; (trap '' TERM; sleep 600) & echo $! >> {file}; sleep 600; echo"
    );
    let chain = set.config(&format!("[default]\ncredential_process = {script}\n"));
    let chain = chain.chain();
    let pids = tokio::select! {
        loaded = chain.load() => panic!("{loaded:?}"),
        pids = lines(&file, 3) => pids,
    };
    for pid in &pids {
        until("a process continues", || !is_running(pid)).await;
    }
    // The shell has also been reaped.
    until("the shell is a zombie", || !process(&pids[0]).exists()).await;
    until("a thread continues", || threads() == 0).await;
}

#[tokio::test]
async fn a_background_process_does_not_delay_the_shell() {
    let time = Time::start();
    let set = Situation::new(&time);
    let file = set.home.write("pid", "");
    let set = set
        .config(&format!("[default]\ncredential_process = sleep 600 & echo $! > {file}; echo '{OUTPUT}'\n"));
    let started = Instant::now();
    let found = set.chain().load().await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
    assert_eq!(found.source, CredentialsSource::Process);
    // An agent that the command starts may serve later commands.
    let pid = &lines(&file, 1).await[0];
    assert!(is_running(pid));
    assert_eq!(threads(), 0);
    std::process::Command::new("kill").arg(pid).status().unwrap();
}

#[tokio::test]
async fn output_that_arrives_in_pieces_is_read() {
    let time = Time::start();
    let (start, end) = OUTPUT.split_at(20);
    for command in [
        format!("printf '%s' '{start}'; sleep 0.1; echo '{end}'"),
        // Longer than a pipe's buffer of 4 KiB.
        format!("printf '%60000s' ''; echo '{OUTPUT}'"),
        // The output ends before the program.
        format!("echo '{OUTPUT}'; exec >&-; sleep 0.2"),
    ] {
        let set = Situation::new(&time).config(&format!("[default]\ncredential_process = {command}\n"));
        let found = set.chain().load().await.unwrap_or_else(|error| panic!("{command}: {error}"));
        assert_eq!(found.credentials.access_key_id(), "AKIAPROC");
    }
}
