//! Every fixture in `*/*.rs` must fail to compile with the errors in its `.stderr`.
//!
//! - `catalog.txt` maps the rows of the catalog of errors to fixtures.
//! - `README.md` lists the message of every fixture. It is generated.
//!
//! After a change of messages run `TRYBUILD=overwrite cargo test -p ui` and read the diff.

mod other_compilers;
mod texts;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler whose whole output is in the `.stderr` files.
const COMPILER: &str = "1.95.0";

/// The number of rows in the catalog.
const ROWS: usize = 93;

#[test]
fn mistakes_do_not_compile() {
    if compiler() == COMPILER {
        let cases = trybuild::TestCases::new();
        for area in areas() {
            cases.compile_fail(format!("{area}/*.rs"));
        }
    } else {
        // Only our own messages, and where they point, are the same on every compiler.
        other_compilers::compare(&fixtures());
    }
}

/// The version of rustc, such as `1.95.0`.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split_whitespace().nth(1).map_or(version.clone(), str::to_owned)
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn areas() -> BTreeSet<String> {
    fixtures().iter().filter_map(|name| Some(name.split_once('/')?.0.to_owned())).collect()
}

/// The names of all fixtures, such as `member/unknown_key`.
fn fixtures() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for area in
        fs::read_dir(root()).expect("the fixtures exist").flatten().filter(|area| area.path().is_dir())
    {
        for file in fs::read_dir(area.path()).expect("an area can be read").flatten() {
            let path = file.path();
            if path.extension().is_some_and(|extension| extension == "rs") {
                let stem = path.file_stem().expect("a fixture has a name").to_string_lossy().into_owned();
                found.insert(format!("{}/{stem}", area.file_name().to_string_lossy()));
            }
        }
    }
    found
}

fn stderr_of(fixture: &str) -> String {
    let path: PathBuf = root().join(fixture).with_extension("stderr");
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{fixture} has no .stderr"))
}

/// A row of the catalog.
struct Row {
    number: usize,
    phase: &'static str,
    title: &'static str,
    /// The row that has the fixtures of this row too.
    see: Option<usize>,
    fixtures: Vec<String>,
}

fn catalog() -> Vec<Row> {
    let rows = include_str!("catalog.txt").lines().map(|line| {
        let [number, phase, title, fixtures] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("`{line}` is not a row")
        };
        Row {
            number: number.trim().parse().expect("a row has a number"),
            phase,
            title,
            see: fixtures.strip_prefix("see ").map(|row| row.parse().expect("`see` names a row")),
            fixtures: fixtures
                .split_whitespace()
                .filter(|name| name.contains('/'))
                .map(str::to_owned)
                .collect(),
        }
    });
    rows.collect()
}

#[test]
fn every_row_of_the_catalog_has_a_fixture() {
    let numbers: Vec<usize> = catalog().iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=ROWS).collect::<Vec<_>>());
    let fixtures = fixtures();
    let mut listed = BTreeSet::new();
    for row in catalog() {
        if let Some(see) = row.see {
            let has_fixtures = catalog().iter().any(|row| row.number == see && !row.fixtures.is_empty());
            assert!(has_fixtures, "row {} refers to row {see}, which has no fixtures", row.number);
            continue;
        }
        assert!(!row.fixtures.is_empty(), "row {} has no fixture", row.number);
        for fixture in &row.fixtures {
            assert!(fixtures.contains(fixture), "row {} names {fixture}, which does not exist", row.number);
            assert!(
                listed.insert(fixture.clone()),
                "{fixture} is in two rows; write `see` and a row's number"
            );
            let found = phase(&stderr_of(fixture));
            assert!(row.phase.contains(found), "{fixture} is reported in phase {found}, not {}", row.phase);
        }
    }
}

/// The phase that reports the first error: a macro (M), the evaluation of constants (C), a trait
/// bound (T), or another check of rustc (R).
fn phase(stderr: &str) -> &'static str {
    let first = stderr.lines().find(|line| line.starts_with("error")).unwrap_or_default();
    let message = first.strip_prefix("error: ");
    if message.is_some_and(texts::is_of_macros) {
        "M"
    } else if first.starts_with("error[E0080]") {
        "C"
    } else if first.starts_with("error[E0277]") {
        "T"
    } else {
        "R"
    }
}

#[test]
fn every_message_is_in_a_fixture() {
    let stderr: String = fixtures().iter().map(|fixture| stderr_of(fixture)).collect();
    let missing: Vec<&String> =
        texts::MACROS.iter().filter(|text| !stderr.lines().any(|line| texts::matches(text, line))).collect();
    assert!(
        missing.is_empty(),
        "no fixture has the messages\n{}",
        missing.iter().map(|text| text.as_str()).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn readme_lists_every_message() {
    let readme = readme();
    let path = root().join("README.md");
    if std::env::var_os("TRYBUILD").is_some_and(|mode| mode == "overwrite") {
        fs::write(&path, readme).expect("the README can be written");
    } else {
        let written = fs::read_to_string(&path).expect("the README exists");
        assert!(
            written == readme,
            "tests/ui/README.md is stale; run `TRYBUILD=overwrite cargo test -p ui readme_lists_every_message`"
        );
    }
}

fn readme() -> String {
    let mut text = include_str!("README.in.md").to_owned();
    let mut listed = BTreeSet::new();
    for row in catalog() {
        let _ = write!(text, "\n## {}. {} ({})\n", row.number, capitalized(row.title), row.phase);
        if let Some(see) = row.see {
            let _ = writeln!(text, "See row {see}.");
        }
        for fixture in row.fixtures {
            text += &line(&fixture);
            listed.insert(fixture);
        }
    }
    for area in areas() {
        let _ = write!(text, "\n## Other errors: {area}\n");
        let others = fixtures().into_iter().filter(|name| name.starts_with(&format!("{area}/")));
        others.filter(|name| !listed.contains(name)).for_each(|name| text += &line(&name));
    }
    text
}

fn capitalized(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The line of a fixture: its name and its messages.
fn line(fixture: &str) -> String {
    let messages: Vec<String> = texts::errors(&stderr_of(fixture)).map(|error| error.message).collect();
    format!("- `{fixture}`: {}\n", messages.join(" / "))
}
