//! All waiters of botocore's models, compared with botocore itself.
//!
//! `third_party/waiters.py` makes random responses for each waiter until each of its acceptors has
//! matched, and lets botocore wait. The same waiters are declared from botocore's models and
//! compiled, and the same responses must lead to the same number of calls, the same result and the
//! same acceptor. `CI_PYTHON` names a Python with botocore.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use metering_core::model::{DeclareOptions, Model, declare};
use serde_json::{Value, json};
use tests::conformance::Table;
use tests::declared::Workspace;

/// The number of waiters in the JSON services of botocore 1.43.
const WAITERS: usize = 110;

#[test]
fn waiters() {
    let Some(python) = tests::python("waiters, compared with botocore") else { return };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/waiters.py");
    let output = Command::new(python).args([script, "1", "12"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let data: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(data["never"], Value::Array(Vec::new()), "no response matches these acceptors");

    let mut by_service: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for case in data["cases"].as_array().into_iter().flatten() {
        by_service.entry(text(case, "service").to_owned()).or_default().push(case.clone());
    }
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "waiters");
    let (mut served, mut declared) = (Vec::new(), BTreeSet::new());
    for (service, cases) in by_service {
        let folder = Path::new(text(&data["folders"], &service)).to_owned();
        let package = format!("wait_{}", service.replace('-', "_"));
        let names = package_of(&mut workspace, &package, &folder, &cases);
        declared.extend(names.iter().map(|name| format!("{package} {name}")));
        for mut case in cases {
            case["run"] = format!("{package}::{}", text(&case, "waiter")).into();
            served.push(case);
        }
        let check = format!("{package}::check");
        served.push(json!({ "uid": check, "run": check, "model": folder.to_string_lossy() }));
    }
    assert!(declared.len() >= WAITERS, "only {} waiters are declared", declared.len());
    tests::show(format_args!("{} waiters are declared and compiled", declared.len()));
    let mut table = Table::new("waiters, compared with botocore");
    for (uid, outcome) in workspace.run(&served) {
        table.record(&uid, outcome);
    }
    table.finish();
}

/// Declares the operations of the cases with their waiters, as one package. Returns the waiters.
fn package_of(workspace: &mut Workspace, package: &str, folder: &Path, cases: &[Value]) -> BTreeSet<String> {
    let model = Model::read(folder).unwrap_or_else(|error| panic!("{package}: {error}"));
    let mut options = DeclareOptions::default();
    let operations: BTreeSet<&str> = cases.iter().map(|case| text(case, "operation")).collect();
    options.operations = operations.into_iter().map(str::to_owned).collect();
    options.module_docs = false;
    options.brief = true;
    let source = declare(&model, &options).unwrap_or_else(|error| panic!("{package}: {error}"));
    assert!(!source.contains("// The waiter"), "{package}: a waiter is not declared\n{source}");
    let names: BTreeSet<String> = cases.iter().map(|case| text(case, "waiter").to_owned()).collect();
    let structs = structs_of(&source);
    let mut checks = String::new();
    let runs = names.iter().map(|name| {
        let declared = structs.iter().find(|declared| declared.eq_ignore_ascii_case(name));
        let declared = declared.unwrap_or_else(|| panic!("{package}: {name} is not declared"));
        checks += &format!(".waiter::<declared::{declared}>()");
        format!("    (\"{package}::{name}\", tests::cases::waiter::<declared::{declared}>),\n")
    });
    let runs: String = runs.collect();
    let lib = format!(
        "#![deny(warnings, missing_docs)]\n//! Declarations.\n\npub mod declared;\n\n/// What runs its cases.\n\
         #[allow(deprecated)]\npub const RUNS: &[(&str, tests::cases::Run)] = &[\n{runs}    \
         (\"{package}::check\", |case| tests::cases::check(case, |checker| checker{checks})),\n];\n"
    );
    let source = format!("//! The declarations of one service.\n\n{source}");
    workspace.package(package, &lib, &[("declared".to_owned(), source)]);
    names
}

/// Returns the structs that derive `Waiter`.
fn structs_of(source: &str) -> Vec<&str> {
    let declared = source.split("Waiter)]\n").skip(1).filter_map(|after| {
        let (_, name) = after.split_once("pub struct ")?;
        name.split(';').next()
    });
    declared.collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}
