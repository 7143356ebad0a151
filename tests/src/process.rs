//! The process of a test: what it uses, and tests that need a separate one.

use std::process::Command;

/// Runs an ignored test of the same binary in a separate process, with these variables. Other tests
/// of a process change its memory, open files and tasks at the same time.
///
/// # Panics
/// Panics if the test fails.
pub fn run_alone(test: &str, variables: &[(&str, &str)]) {
    let output = Command::new(std::env::current_exe().expect("the test binary"))
        .args(["--exact", test, "--ignored", "--nocapture"])
        .envs(variables.iter().copied())
        .output()
        .expect("the test binary runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    crate::show(&printed);
    assert!(output.status.success() && printed.contains("1 passed"), "{output:?}");
}

/// Returns a number of `/proc/self/status`, such as `VmRSS`, the resident memory in KiB. Returns 0
/// where there is no such file.
pub fn status(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
