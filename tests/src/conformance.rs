//! The conformance data: its location, and the table of results.

use std::fmt::Display;
use std::path::PathBuf;

use serde_json::Value;

/// Reads `file` of the conformance data: from `AWS_CONFORMANCE_DIR`, or else from
/// `shared/conformance` next to the workspace.
///
/// Returns `None` and prints a line if neither exists: the data is not part of the project.
///
/// # Panics
/// Panics if the file is not JSON, or if `AWS_CONFORMANCE_DIR` names a folder without the file.
#[must_use]
pub fn read(file: &str) -> Option<Value> {
    let named = std::env::var_os("AWS_CONFORMANCE_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let path = named
        .clone()
        .unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/conformance")))
        .join(file);
    match std::fs::read(&path) {
        Ok(data) => Some(serde_json::from_slice(&data).unwrap_or_else(|error| panic!("{file}: {error}"))),
        Err(error) if named.is_some() => panic!("{}: {error}", path.display()),
        Err(_) => {
            crate::show(format_args!(
                "left out: {file} (no conformance data; AWS_CONFORMANCE_DIR may name its folder)"
            ));
            None
        }
    }
}

/// The results of the cases of one suite, by name.
#[derive(Debug)]
pub struct Table {
    suite: String,
    passed: usize,
    left_out: Vec<String>,
    failed: Vec<String>,
}

impl Table {
    /// Creates an empty table.
    #[must_use]
    pub fn new(suite: &str) -> Self {
        Self { suite: suite.to_owned(), passed: 0, left_out: Vec::new(), failed: Vec::new() }
    }

    /// Counts a case as passed, or as failed with a reason.
    pub fn record(&mut self, case: &str, outcome: Result<(), impl Display>) {
        match outcome {
            Ok(()) => self.passed += 1,
            Err(reason) => self.failed.push(format!("{case}: {reason}")),
        }
    }

    /// Counts a case that doesn't apply to this project, with the reason.
    pub fn leave_out(&mut self, case: &str, reason: impl Display) {
        self.left_out.push(format!("{case}: {reason}"));
    }

    /// Prints the table.
    ///
    /// # Panics
    /// Panics if a case failed, or if there was no case: a suite without cases has tested nothing.
    pub fn finish(self) {
        crate::show(format_args!(
            "{}: {} passed, {} failed, {} left out",
            self.suite,
            self.passed,
            self.failed.len(),
            self.left_out.len()
        ));
        for case in &self.left_out {
            crate::show(format_args!("  left out  {case}"));
        }
        for case in &self.failed {
            crate::show(format_args!("  FAILED    {case}"));
        }
        assert!(self.failed.is_empty(), "{} cases of {} failed", self.failed.len(), self.suite);
        assert!(self.passed > 0, "{} has no case that passed", self.suite);
    }
}

/// Compares a result with the expected value of a case.
///
/// # Errors
/// Returns both if they differ.
pub fn expect<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Result<(), String> {
    if got == wanted { Ok(()) } else { Err(format!("{what}: got {got:?}, wanted {wanted:?}")) }
}
