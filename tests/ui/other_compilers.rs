//! The comparison on a compiler whose whole output is not in the `.stderr` files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::texts::{self, Error};

/// Asserts that each fixture has its messages of the macros and of the runtime, in their lines.
pub fn compare(fixtures: &BTreeSet<String>) {
    let rustc = Rustc::new();
    let fixtures: Vec<&String> = fixtures.iter().collect();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let differences: Vec<String> = std::thread::scope(|scope| {
        let chunks = fixtures.chunks(fixtures.len().div_ceil(threads));
        let workers: Vec<_> = chunks
            .map(|chunk| {
                let rustc = &rustc;
                scope.spawn(move || {
                    chunk.iter().flat_map(|fixture| differences(rustc, fixture)).collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker ends")).collect()
    });
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}

/// The expected errors that rustc doesn't report for a fixture.
fn differences(rustc: &Rustc, fixture: &str) -> Vec<String> {
    let expected: Vec<Error> = texts::errors(&crate::stderr_of(fixture)).collect();
    let found: Vec<Error> = texts::errors(&rustc.compile(fixture)).collect();
    if found.is_empty() {
        return vec![format!("{fixture} compiles")];
    }
    let is_found = |error: &Error| found.iter().any(|other| is_same(error, other));
    // A newer rustc repeats a message less often.
    let is_repeated =
        |error: &Error| expected.iter().any(|other| other.message == error.message && is_found(other));
    let missing = expected.iter().filter(|error| is_ours(error) && !is_repeated(error));
    missing.map(|error| format!("{fixture}: missing {error:?}, found {found:?}")).collect()
}

/// Returns `true` for a message of a macro, of a trait bound or of a constant.
fn is_ours(error: &Error) -> bool {
    matches!(error.code.as_deref(), None | Some("E0277" | "E0080"))
        && (texts::is_of_macros(&error.message) || texts::is_of_bounds(&error.message))
}

/// Compares messages and lines. Columns differ: a newer rustc can point into a literal, or at a
/// part of a type.
fn is_same(expected: &Error, found: &Error) -> bool {
    let line = |error: &Error| error.place.rsplit_once(':').map(|(line, _)| line.to_owned());
    expected.message == found.message && line(expected) == line(found)
}

/// rustc with the arguments that make the dependencies of a fixture available.
struct Rustc {
    arguments: Vec<String>,
    out: PathBuf,
}

impl Rustc {
    /// Builds the dependencies.
    fn new() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["check", "--quiet", "--package", "ui", "--lib", "--message-format=json"])
            .current_dir(crate::root())
            .output()
            .expect("cargo runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let file = |krate: &str| {
            let artifact = text.lines().rfind(|line| {
                line.contains("\"reason\":\"compiler-artifact\"")
                    && line.contains(&format!("\"name\":\"{krate}\""))
            });
            let (before, _) =
                artifact.expect("the dependency is built").rsplit_once(".rmeta").expect("it has metadata");
            format!("{}.rmeta", before.rsplit_once('"').expect("a file name is a string").1)
        };
        let externs = ["metering_core", "ui", "metering_client", "serde"].map(|krate| (krate, file(krate)));
        let mut arguments =
            ["--edition=2024", "--emit=metadata", "--crate-type=bin"].map(str::to_owned).to_vec();
        // A newer cargo builds each package in a separate folder.
        let files = text.lines().filter_map(|line| line.split_once("\"filenames\":[\"")?.1.split('"').next());
        let folders: BTreeSet<&Path> = files.filter_map(|file| Path::new(file).parent()).collect();
        arguments.extend(folders.iter().map(|folder| format!("-Ldependency={}", folder.display())));
        for (krate, file) in &externs {
            arguments.extend(["--extern".to_owned(), format!("{krate}={file}")]);
        }
        Rustc { arguments, out: PathBuf::from(env!("CARGO_TARGET_TMPDIR")) }
    }

    /// Returns the output for a fixture.
    fn compile(&self, fixture: &str) -> String {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let output = Command::new(rustc)
            .args(&self.arguments)
            .arg("--out-dir")
            .arg(&self.out)
            .arg(format!("{fixture}.rs"))
            .current_dir(crate::root())
            .output()
            .expect("rustc runs");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}
