//! The tables of `README.md` name tests and mutants that exist.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// Returns the sources of a module: every file of that name, or in a directory of that name.
fn sources_of(module: &str, directory: &Path, found: &mut String) {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        let is_named = path.file_stem().is_some_and(|stem| stem == module)
            || path.parent().and_then(Path::file_name).is_some_and(|name| name == module);
        if path.is_dir() {
            sources_of(module, &path, found);
        } else if is_named && path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&std::fs::read_to_string(&path).expect("a source file"));
        }
    }
}

#[test]
fn every_test_and_mutant_of_the_tables_exists() {
    let directory = root().join("tests/tests/ledger");
    let page = std::fs::read_to_string(directory.join("README.md")).expect("the page");
    let mutants = std::fs::read_to_string(directory.join("mutate.py")).expect("the script");
    let rows =
        page.lines().filter(|line| line.starts_with('|')).flat_map(|line| line.split('`').skip(1).step_by(2));
    let (mut tests, mut rules) = (0, 0);
    for name in rows {
        if name.contains(": ") {
            assert!(mutants.contains(&format!("(\"{name}")), "no mutant is named {name}");
            rules += 1;
        }
        let Some((module, test)) = name.split_once("::").filter(|(_, test)| test.contains('_')) else {
            continue;
        };
        let mut sources = String::new();
        sources_of(module, &root().join("metering-client/src/ledger"), &mut sources);
        sources_of(module, &directory, &mut sources);
        assert!(sources.contains(&format!("fn {test}")), "{name} doesn't exist");
        tests += 1;
    }
    assert!(tests > 60 && rules > 30, "{tests} tests, {rules} mutants");
}
