//! Each fixture fails to compile, with the messages in the `.stderr` beside it. `README.md` maps
//! the mistakes to fixtures.
//!
//! After a change of messages: `TRYBUILD=overwrite cargo test -p ui`, and read the difference.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

/// The compiler that the fixtures were made with; the messages of another differ in places that are
/// not ours.
const COMPILER: &str = "1.95.0";

/// The rows of the table of mistakes.
const ROWS: usize = 62;

#[test]
fn mistakes_do_not_compile() {
    let compiler = compiler();
    if compiler != COMPILER {
        let count = fixtures().len();
        let line =
            format!("left out: {count} fixtures, which are for rustc {COMPILER}; this is {compiler}\n");
        // Past the test runner, which keeps back what a test prints that passes.
        let _ = std::io::stderr().write_all(line.as_bytes());
        return;
    }
    let cases = trybuild::TestCases::new();
    for area in areas() {
        cases.compile_fail(format!("{area}/*.rs"));
    }
}

/// `1.95.0`, or all of the answer if it is not as expected.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("rustc is there");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split_whitespace().nth(1).map_or(version.clone(), str::to_owned)
}

fn areas() -> BTreeSet<String> {
    fixtures().iter().filter_map(|file| Some(file.split_once('/')?.0.to_owned())).collect()
}

/// `area/mistake.rs`
fn fixtures() -> BTreeSet<String> {
    files("rs").into_iter().map(|(name, _)| name).collect()
}

/// The files with this extension below an area, and their contents.
fn files(extension: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for area in fs::read_dir(root).expect("the fixtures are there").flatten() {
        if !area.path().is_dir() {
            continue;
        }
        for file in fs::read_dir(area.path()).expect("an area can be read").flatten() {
            if file.path().extension().is_some_and(|found| found == extension) {
                let name =
                    format!("{}/{}", area.file_name().to_string_lossy(), file.file_name().to_string_lossy());
                found.push((name, fs::read_to_string(file.path()).expect("a fixture is text")));
            }
        }
    }
    found
}

/// The cells of the README's tables, a row each.
fn table() -> Vec<Vec<String>> {
    include_str!("README.md")
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|-") && !line.starts_with("| #"))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
        .collect()
}

/// The files that a cell names.
fn named(cell: &str) -> impl Iterator<Item = String> {
    cell.split('`').skip(1).step_by(2).map(|name| format!("{name}.rs"))
}

#[test]
fn every_row_has_a_fixture() {
    let rows: BTreeSet<usize> = table().iter().filter_map(|cells| cells[0].parse().ok()).collect();
    assert_eq!(rows, (1..=ROWS).collect());
    for cells in table() {
        assert!(named(&cells[3]).next().is_some(), "no file is named for `{}`", cells[1]);
        for file in named(&cells[3]) {
            let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file).with_extension("stderr");
            let text = fs::read_to_string(expected).expect("a fixture has its .stderr");
            assert!(is_found_in(&cells[2], &text), "{file} is not found in phase {}", cells[2]);
        }
    }
}

/// Whether the codes of these errors are those of the phase. Beside what a macro says, the compiler
/// may have a word of its own.
fn is_found_in(phase: &str, stderr: &str) -> bool {
    let mut errors = stderr.lines().filter(|line| line.starts_with("error"));
    match phase {
        "M" => errors.any(|error| error.starts_with("error: ")),
        "C" => errors.all(|error| error.starts_with("error[E0080]")),
        "T" => errors.all(|error| error.starts_with("error[E0277]")),
        "R" => errors.all(|error| !error.starts_with("error[E0080]") && !error.starts_with("error[E0277]")),
        _ => false,
    }
}

#[test]
fn the_table_names_every_fixture() {
    let named: BTreeSet<String> =
        table().iter().flat_map(|cells| named(&cells[3]).collect::<Vec<_>>()).collect();
    let fixtures = fixtures();
    assert_eq!(
        named.difference(&fixtures).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "named, but not there"
    );
    assert_eq!(
        fixtures.difference(&named).collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "there, but not named"
    );
    for file in &fixtures {
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(file).with_extension("stderr");
        assert!(expected.exists(), "{file} has no .stderr");
    }
}

#[test]
fn every_message_is_shown_by_a_fixture() {
    let source = include_str!("../../metering-macros/src/errors.rs");
    let (_, texts) = source.split_once("mod say {").expect("the messages have a module");
    let said: String = files("stderr").into_iter().map(|(_, text)| text).collect();
    let missing: Vec<String> = literals(texts).into_iter().filter(|text| !is_said(text, &said)).collect();
    assert!(missing.is_empty(), "no fixture shows\n{}", missing.join("\n"));
}

/// The tables of the reference quote what is said of each mistake, with names of their own, and `…`
/// for the rest.
#[test]
fn the_reference_quotes_what_is_said() {
    let said: Vec<String> = files("stderr").iter().flat_map(|(_, text)| messages(text)).collect();
    let mut quotes = 0;
    let mut is_quoted = false;
    for line in include_str!("../../metering-macros/src/lib.rs").lines() {
        let line = line.trim_start().trim_start_matches(['/', '!']).trim();
        let Some(cells) = line.strip_prefix('|').and_then(|line| line.strip_suffix('|')) else {
            is_quoted = false;
            continue;
        };
        let last = cells.rsplit('|').next().unwrap_or_default().trim();
        if ["mistakes", "message"].contains(&last) {
            is_quoted = true;
        } else if is_quoted {
            for quote in code_spans(last).into_iter().filter(|span| span.contains(' ')) {
                quotes += 1;
                let is_said = said.iter().any(|message| is_quote(&unnamed(quote), message));
                assert!(is_said, "no fixture shows what the reference quotes: {quote}");
            }
        }
    }
    assert!(quotes > 90, "{quotes} quotes were found");
}

/// The messages of a `.stderr`, without their names.
fn messages(text: &str) -> impl Iterator<Item = String> {
    let of_error = |line: &str| {
        let (_, message) = line.starts_with("error").then(|| line.split_once(": "))??;
        Some(unnamed(message.trim_start_matches("evaluation panicked: ")))
    };
    text.lines().filter_map(of_error)
}

/// Whether this quotes the message, with `…` for how it begins or ends.
fn is_quote(quote: &str, message: &str) -> bool {
    let quoted = quote.trim_matches('…');
    match (quote.starts_with('…'), quote.ends_with('…')) {
        (false, false) => message == quoted,
        (false, true) => message.starts_with(quoted),
        (true, _) => message.contains(quoted),
    }
}

/// The code spans of a line of Markdown.
fn code_spans(mut text: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    while let Some(at) = text.find('`') {
        let rest = text[at..].trim_start_matches('`');
        let fence = &text[at..text.len() - rest.len()];
        let (span, rest) = rest.split_once(fence).expect("a code span ends");
        spans.push(span.trim());
        text = rest;
    }
    spans
}

/// The text with one word for all that it quotes.
fn unnamed(text: &str) -> String {
    ['`', '"'].into_iter().fold(text.to_owned(), |text, mark| {
        let parts = text.split(mark).enumerate();
        parts.map(|(index, part)| if index % 2 == 0 { part } else { "_" }).collect()
    })
}

/// Whether a line has the text, with anything where its placeholders are.
fn is_said(text: &str, said: &str) -> bool {
    let text = text.replace("{{", "\u{1}").replace("}}", "\u{2}");
    let parts: Vec<String> = text
        .split('{')
        .enumerate()
        .map(
            |(index, part)| if index == 0 { part } else { part.split_once('}').map_or("", |(_, rest)| rest) },
        )
        .map(|part| part.replace('\u{1}', "{").replace('\u{2}', "}"))
        .collect();
    said.lines().any(|line| {
        let mut rest = line;
        parts.iter().all(|part| match rest.find(part.as_str()) {
            Some(at) => {
                rest = &rest[at + part.len()..];
                true
            }
            None => false,
        })
    })
}

/// The string literals in a source text.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.chars().chain(['\n']));
    while let Some(character) = characters.next() {
        if character != '"' {
            continue;
        }
        let mut literal = String::new();
        while let Some(character) = characters.next() {
            match character {
                '"' => break,
                '\\' => literal.extend(characters.next()),
                _ => literal.push(character),
            }
        }
        found.push(literal);
    }
    found
}
