#!/usr/bin/env python3
"""Removes the checks of the macros, one at a time, and lists the checks that no fixture needs.

In a copy of the workspace, each place that reports an error can be muted by an environment variable. A first run records
which fixtures reach which place. If a place is muted, the output of one of these fixtures must change. The rejections of
patterns have no fixture each: without one of them, a unit test of `metering-syntax` must fail. The checks that expansions
leave to rustc (bounds, constants, types) are removed in turn, with one build for each.

    tests/ui/mutate.py [DIRECTORY]      the directory of the copy; it shares the build directory of the workspace
"""

import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ["metering-macros/src", "metering-macros/syntax/src"]
EXPAND = "metering-macros/src/expand"

REPORTS = """
/// Returns `true` if the check at this place is removed.
fn muted(place: &std::panic::Location<'_>) -> bool {
    let place = format!("{}:{}", place.file(), place.line());
    if let Ok(trace) = std::env::var("MUTATE_TRACE") {
        use std::io::Write as _;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(trace).unwrap();
        writeln!(file, "{place}").unwrap();
    }
    std::env::var("MUTATE_MUTE").is_ok_and(|mute| place.ends_with(&mute))
}

"""

NEW_ERROR = """
#[track_caller]
pub fn new_error(span: Span, message: impl Display) -> syn::Error {
    let muted = muted(std::panic::Location::caller());
    syn::Error::new(span, if muted { "muted".to_owned() } else { message.to_string() })
}
"""

# The checks that are left to rustc: a file, a part of its text, its replacement, and the folder of the fixtures of which
# one must change.
EXPANSIONS = [
    ("constraints", 'support.assert(&min.expr, "in_order", quote!(#first, #last));', "drop((first, last));", "member"),
    ("constraints", 'support.assert(&min.expr, "lengths_in_order", quote!(#first, #last));', "drop((first, last));", "member"),
    ("constraints", "support.assert(expr, check, as_float(bound));", "drop((expr, check, as_float(bound)));", "member"),
    ("constraints", "support.assert(expr, check, quote!(#limits, #value));", "drop((expr, check, value));", "member"),
    ("constraints", "support.assert(expr, &check, quote!(#limits, #value));", "drop((expr, check, value));", "member"),
    ("constraints", 'support.assert(expr, "fraction", limits)', "drop(limits)", "member"),
    ("constraints", "checks.extend(quote!(__core::length(#length, #min, #max, #to);));", "drop((length, min, max));", "member"),
    ("constraints", "checks.extend(quote!(#range(#value, #min, #max, false, #to);));", "drop((range, min, max));", "member"),
    ("constraints", "checks.extend(quote!(__core::pattern(#text, &#table, #to);));", "drop((text, table));", "member"),
    ("structure", "support.timestamp(ty);", "", "member"),
    ("structure", "let __check: fn(&Self, &mut __core::Violations<'_>) = #check;", "let __check = #check;", "group"),
    ("newtype", "checks.extend(quote!(__core::static_length(value, #min, #max, #message);));", "drop((min, max, message));", "member"),
    ("newtype", "checks.extend(quote!(__core::static_pattern(value, &#table, #message);));", "drop((table, message));", "member"),
    ("operation", "<#ty as __core::HostLabel>::__label", "<#ty as __core::Text>::__text", "operation"),
    ("operation", "__core::no_default(__core::Defaulted::<#ident>::IS, #message)", "{ let _ = #message; }", "operation"),
    ("builder", "#vis fn build(self) -> #ident #bounds {", "#vis fn build(self) -> #ident {", "call"),
    ("builder", "#vis fn send #send #bounds {", "#vis fn send #send {", "call"),
]


def copy(target):
    files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)


def instrument(target):
    """Makes each report mutable by its place, without moving lines. Returns the places."""
    places = set()
    for path in sorted(path for sources in SOURCES for path in (target / sources).rglob("*.rs")):
        if path.name in ("diagnostics.rs", "snapshots.rs", "reference.rs") or "tests" in path.parts[-2:]:
            continue
        text = path.read_text().replace("syn::Error::new(", "crate::diagnostics::new_error(")
        report = r"diagnostics\.(at|over|push)\(|diagnostics::new_error\("
        if path.name == "syntax.rs":
            text = instrument_patterns(text)
            report = r"Err\((self\.)?(invalid|dialect|error|nothing_to_repeat)\("
        path.write_text(text)
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(report, line):
                places.add(f"{path.relative_to(target)}:{number}")
    path = target / SOURCES[0] / "diagnostics.rs"
    text = re.sub(r"( +pub fn (?:at|over|push)\()", r"    #[track_caller]\n\1", path.read_text())
    head = "fn push(&self, error: syn::Error) {\n"
    assert head in text
    text = text.replace(head, head + '        if muted(std::panic::Location::caller()) || error.to_string() == "muted" { return; }\n')
    path.write_text(text + REPORTS + NEW_ERROR)
    return places


def instrument_patterns(text):
    """Makes each rejection of a pattern mutable: its message is then `muted`."""
    text = re.sub(r"( *)(fn (?:invalid|dialect|error|nothing_to_repeat)\()", r"\1#[track_caller] \2", text)
    message = "message: message.into()"
    assert message in text
    muted = 'if muted(std::panic::Location::caller()) { "muted".to_owned() } else { message.into() }'
    return text.replace(message, f"message: {muted}") + REPORTS


def build(target):
    """Builds the dependencies of the fixtures, and returns the command that compiles one."""
    artifacts = cargo(target, "check", "--package", "ui", "--lib")
    if artifacts is None:
        return None
    found = {}
    for artifact in artifacts:
        if artifact["target"]["name"] in ("metering_core", "metering_client", "ui"):
            found[artifact["target"]["name"]] = next(f for f in artifact["filenames"] if f.endswith(".rmeta"))
    externs = [part for name, file in found.items() for part in ("--extern", f"{name}={file}")]
    deps = pathlib.Path(found["ui"]).parent
    return ["rustc", "--edition", "2024", "--emit", "metadata", "-L", f"dependency={deps}", *externs]


def cargo(target, *command):
    """Runs cargo, and returns what it built, or `None` if it failed."""
    command = ["cargo", *command, "--quiet", "--offline", "--message-format=json"]
    environment = dict(os.environ, CARGO_TARGET_DIR=str(ROOT / "target" / "mutate"))
    result = subprocess.run(command, cwd=target, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    messages = [json.loads(line) for line in result.stdout.splitlines()]
    artifacts = [message for message in messages if message["reason"] == "compiler-artifact"]
    return None if result.returncode else artifacts


def pattern_test(target):
    """Builds the unit tests of rejected patterns. Returns a function that runs them with a muted place."""
    artifacts = cargo(target, "test", "--no-run", "--package", "metering-syntax", "--lib")
    executable = next(artifact["executable"] for artifact in artifacts if artifact.get("executable"))

    def passes(place):
        environment = dict(os.environ, MUTATE_MUTE=place)
        command = [executable, "--quiet", "refused"]
        return subprocess.run(command, cwd=target, env=environment, capture_output=True).returncode == 0

    assert passes("nothing"), "the tests of rejected patterns fail"
    return passes


def fixtures():
    return sorted((ROOT / "tests/ui").glob("*/*.rs"))


def outcome(rustc, fixture, **environment):
    with tempfile.TemporaryDirectory() as out:
        command = [*rustc, "--out-dir", out, str(fixture)]
        return subprocess.run(command, env=dict(os.environ, **environment), capture_output=True, text=True).stderr


def outcomes(rustc, files, trace=None):
    def one(fixture):
        environment = {"MUTATE_TRACE": f"{trace}/{fixture.parent.name}.{fixture.stem}"} if trace else {}
        return fixture, outcome(rustc, fixture, **environment)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(pool.map(one, files))


def main():
    check_table()
    work = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    target = work / "workspace"
    copy(target)
    places = instrument(target)
    rustc = build(target)
    assert rustc, "the instrumented macros do not compile"

    trace = work / "trace"
    trace.mkdir(exist_ok=True)
    expected = outcomes(rustc, fixtures(), trace)
    reaching = {}
    for fixture in expected:
        file = trace / f"{fixture.parent.name}.{fixture.stem}"
        for place in set(file.read_text().split()) if file.exists() else ():
            reaching.setdefault(place, []).append(fixture)

    survivors = []
    patterns_pass = pattern_test(target)
    for place in sorted(places):
        if place.startswith(SOURCES[1]):
            survivors += [place] if patterns_pass(place) else []
            continue
        reached = next((files for at, files in reaching.items() if at.endswith(place)), [])
        if not any(outcome(rustc, fixture, MUTATE_MUTE=place) != expected[fixture] for fixture in reached):
            survivors.append(place)
    print(f"{len(places)} places report an error; a fixture or unit test fails without {len(places) - len(survivors)} of them")

    for survivor in survivors:
        print(f"no test needs {survivor}", flush=True)
    unneeded = unneeded_expansions(target, expected)
    needed = len(EXPANSIONS) - len(unneeded)
    print(f"{len(EXPANSIONS)} checks are left to rustc; a fixture fails without {needed} of them")
    for survivor in unneeded:
        print(f"no fixture needs {survivor}")
    return bool(survivors or unneeded)


def unneeded_expansions(target, expected):
    """Removes each check that is left to rustc. Returns the checks whose removal changes no fixture."""
    unneeded = []
    for file, text, replacement, area in EXPANSIONS:
        path = target / EXPAND / f"{file}.rs"
        original = path.read_text()
        path.write_text(original.replace(text, replacement))
        rustc = build(target)
        assert rustc, f"without `{text}` the macros do not compile"
        before = {fixture: output for fixture, output in expected.items() if fixture.parent.name == area}
        if outcomes(rustc, before) == before:
            unneeded.append(f"{file}: {text}")
        path.write_text(original)
    return unneeded


def check_table():
    """Fails early if the table names a text that the macros no longer contain."""
    for file, text, _, _ in EXPANSIONS:
        assert text in (ROOT / EXPAND / f"{file}.rs").read_text(), f"{file}.rs has no `{text}`"


if __name__ == "__main__":
    sys.exit(main())
