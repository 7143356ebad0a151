//! Code that the suites of the workspace share.

use std::ffi::OsString;
use std::path::PathBuf;

pub mod cases;
pub mod conformance;
pub mod declared;
pub mod everything;
pub mod fleet;
pub mod process;
pub mod tables;

/// Prints a line that `cargo test` shows even if the test passes. It captures `println!`.
pub fn show(line: impl std::fmt::Display) {
    use std::io::Write;
    // One write, so that lines of other tests don't interleave.
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}

/// Returns the folder `data` of botocore's package, which `BOTOCORE_DATA` names. Its models are not
/// part of the project. Otherwise prints that `what` is left out.
pub fn botocore_data(what: &str) -> Option<PathBuf> {
    named("BOTOCORE_DATA", what, "folder of botocore's data").map(PathBuf::from)
}

/// Returns a Python with botocore, which `CI_PYTHON` names. Otherwise prints that `what` is left
/// out.
pub fn python(what: &str) -> Option<OsString> {
    named("CI_PYTHON", what, "Python that has botocore")
}

/// The folder `node_modules` that has AWS's SDKs for JavaScript, if `CI_NODE_MODULES` names one and
/// `node` is installed. Otherwise prints that `what` is left out.
pub fn node_modules(what: &str) -> Option<OsString> {
    let modules = named("CI_NODE_MODULES", what, "folder node_modules with aws-sdk")?;
    let has_node = std::process::Command::new("node").arg("--version").output().is_ok();
    if !has_node {
        show(format_args!("left out: {what} (node is not installed)"));
    }
    has_node.then_some(modules)
}

fn named(variable: &str, what: &str, thing: &str) -> Option<OsString> {
    let value = std::env::var_os(variable);
    if value.is_none() {
        show(format_args!("left out: {what} ({variable} names no {thing})"));
    }
    value
}

/// The examples of the READMEs and of the pages that the README links to. They are compiled, and
/// run if they need no server.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    struct Readme;
    #[doc = include_str!("../../metering-client/README.md")]
    struct Client;
    #[doc = include_str!("../../metering-core/docs/errors.md")]
    struct Errors;
    #[doc = include_str!("../../metering-core/docs/testing.md")]
    struct Testing;
    #[doc = include_str!("../../metering-client/docs/production.md")]
    struct Production;
    #[doc = include_str!("../../metering-client/docs/containers.md")]
    struct Containers;
}
