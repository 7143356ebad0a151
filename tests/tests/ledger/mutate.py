#!/usr/bin/env python3
"""Breaks each rule of the ledger in turn and requires a test to fail.

    tests/tests/ledger/mutate.py [--list] [NAME...]              the mutants below, or those whose name contains a NAME
    tests/tests/ledger/mutate.py --generated FILE.json [NAME...] the mutants that cargo-mutants lists

All mutants are built once, in a copy of the workspace: a function with mutants contains its body once per mutant, and
the environment variable `LEDGER_MUTANT` chooses one. Each mutant first runs the tests of its own module, then the tests
of the rules and of the stores, and then the simulation. One mutant per core runs at a time. A mutant that runs for longer
than the limit is listed as `hangs`; a mutant that doesn't compile is listed as `invalid` and is neither caught nor
survived.

The generated mutants come from `cargo mutants --list --json -p metering-client --features ledger --file FILE`.
"""
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
CLIENT = "metering-client/src/"
LEDGER = CLIENT + "ledger/"
STATE, HOURS, SQL = "state.rs", "hours.rs", "store/sqlite/transaction.rs"
OPS = "store/operations/"
# The CPU time in seconds after which a mutant hangs, and the time, because a test may wait forever. The tests need a few
# seconds on an idle machine.
CPU_LIMIT, LIMIT = 30, 240

# (name, file, text, replacement): the text must occur exactly once.
MUTANTS = [
    # States and verdicts.
    ("settle: accept unknown tokens", STATE, "if !row.knows(attempt.number, attempt.token) {", "if false {"),
    ("settle: refusals of older attempts", STATE, "_ if !is_latest || row.state != State::Claimed => Settled::Ignored,", "_ if row.state != State::Claimed => Settled::Ignored,"),
    ("settle: refusals of rows that aren't claimed", STATE, "_ if !is_latest || row.state != State::Claimed => Settled::Ignored,", "_ if !is_latest => Settled::Ignored,"),
    ("settle: no alarm for doubled usage", STATE, "row.doubled = !row.zero;", "row.doubled = false;"),
    ("settle: a success overwrites a move", STATE, "State::Moved | State::WrittenOff => {\n            row.doubled", "State::Shadowed => {\n            row.doubled"),
    ("settle: restored records are proven", STATE, "if row.restored { Proof::AfterRestore } else { Proof::Success }", "Proof::Success"),
    ("settle: a duplicate without doubt is ours", STATE, "let may_be_ours = attempt.doubt_before && at.repeats", "let may_be_ours = at.repeats"),
    ("settle: a probe doesn't matter", STATE, "&& at.repeats != Some(Repeats::Succeed) &&", "&&"),
    ("settle: contested records are ours", STATE, "&& !row.contested;", ";"),
    ("settle: a dispute isn't contested", STATE, "row.contested = true;", ""),
    ("settle: a dispute leaves doubt", STATE, "row.in_doubt = attempt.doubt_before;\n    row.enter(State::Disputed", "row.enter(State::Disputed"),
    ("settle: an older duplicate disputes", STATE, "} else if is_latest && row.state == State::Claimed {", "} else if true {"),
    ("settle: a refusal leaves doubt", STATE, "if verdict.is_refusal() {\n        row.in_doubt = attempt.doubt_before;", "if verdict.is_refusal() {"),
    ("settle: a refusal clears doubt", STATE, "if verdict.is_refusal() {\n        row.in_doubt = attempt.doubt_before;", "if verdict.is_refusal() {\n        row.in_doubt = false;"),
    ("settle: no response clears doubt", STATE, "!matches!(self, Verdict::Success(_) | Verdict::Duplicate(_) | Verdict::Unknown(_))", "!matches!(self, Verdict::Success(_) | Verdict::Duplicate(_))"),
    ("settle: nothing expires", STATE, "_ if is_late && verdict.is_final_after_deadline() =>", "_ if false =>"),
    ("settle: everything expires", STATE, "_ if is_late && verdict.is_final_after_deadline() =>", "_ if is_late =>"),
    ("settle: expiry a moment later", STATE, "date >= row.hour.deadline()", "date > row.hour.deadline()"),
    ("settle: an early time parks", STATE, "Verdict::OutOfBounds(_) if !is_early => (State::Parked", "Verdict::OutOfBounds(_) => (State::Parked"),
    ("settle: zero records need an operator", STATE, "if row.zero && !is_early =>", "if false =>"),
    ("settle: no backoff", STATE, "row.retry_at = now.saturating_add(backoff(row.failures, timing));", ""),
    ("seal: of any state", STATE, "if row.state == State::Open {\n        row.enter(State::Sealed", "if true {\n        row.enter(State::Sealed"),
    ("shadow: records that may have been sent", STATE, "row.state == State::Sealed && row.attempt == 0 &&", "row.state == State::Sealed &&"),
    ("shadow: never", STATE, "&& limits.is_shadowed(row.hour);", "&& false;"),
    ("claim: doubt isn't stored", STATE, "row.in_doubt = true;\n    row.claim_until = clock", "row.claim_until = clock"),
    ("claim: the latest signature gets earlier", STATE, "row.signed_until = row.signed_until.max(row.claim_until.saturating_add(clock.offset));", "row.signed_until = row.claim_until.saturating_add(clock.offset);"),
    ("claim: signatures ignore the offset", STATE, "offset: clock.offset,\n    }", "offset: 0,\n    }"),
    ("claim: hours that haven't begun", STATE, "is_free && row.hour.start() <= clock.later()", "is_free"),
    ("claim: no end", STATE, "(!is_over(self.until, now, timing.claim)).then", "true.then"),
    ("claim: the same token", STATE, "row.tokens.push(token);", "row.tokens.push(0);"),
    ("resolve: claimed rows", STATE, "State::Claimed => is_over(row.claim_until, clock.now, timing.claim),\n        State::Parked", "State::Claimed => true,\n        State::Parked"),
    ("resolve: without waiting", STATE, "if row.signed_until > 0 {", "if false {"),
    ("resolve: by the local clock", STATE, "if clock.last_date.is_none_or(|date| date < from) {", "if clock.later() < from {"),
    ("resolve: without the 20 minutes", STATE, "row.signed_until.saturating_add(timing.settle_wait)", "row.signed_until"),
    ("resolve: without a confirmation", STATE, "if row.in_doubt && !may_be_billed {", "if false {"),
    ("resolve: operators' acceptances are proven", STATE, "row.proof = Some(Proof::Operator);", "row.proof = Some(Proof::Success);"),
    ("restore: tokens stay", STATE, "row.tokens.clear();", ""),
    ("restore: held usage isn't in doubt", STATE, "if row.state == State::Held {\n        row.in_doubt = true;", "if row.state == State::Held {"),
    ("restore: no doubt", STATE, "row.in_doubt = true;\n        row.restored = true;", "row.restored = true;"),
    ("restore: no waiting", STATE, "row.signed_until = row.signed_until.max(clock.later().saturating_add(timing.claim));", ""),
    # Hours and clocks.
    ("later clock: the local one", HOURS, "Some(date) => self.now.max(date).max(self.corrected()),", "Some(_) => self.now,"),
    ("later clock: without the offset", HOURS, "self.now.max(date).max(self.corrected())", "self.now.max(date)"),
    ("earlier clock: the local one", HOURS, "self.last_date.map(|date| date.min(self.now))", "Some(self.now)"),
    ("over: ends far ahead stay", HOURS, "now >= until || until > now.saturating_add(maximum)", "now >= until"),
    ("seal: without the grace period", HOURS, "hour.end().saturating_add(timing.grace)", "hour.end()"),
    ("seal: the month's last hour like others", HOURS, "if hour == hour.last_of_month() {\n        // Late", "if false {\n        // Late"),
    ("place: own hour near its deadline", HOURS, "&& own.deadline() - later > LATE_MARGIN {", "{"),
    ("place: sealed hours", HOURS, "!limits.is_before_restore(hour) && matches!(state_of(hour), None | Some(State::Open))", "!limits.is_before_restore(hour)"),
    ("place: in another month", HOURS, "if !hour.is_same_month(own) {", "if false {"),
    ("place: across the end of shadow mode", HOURS, "(limits.is_shadowed(hour) == limits.is_shadowed(own)).then_some(hour)", "Some(hour)"),
    ("place: late usage of a restored hour", HOURS, "if limits.is_before_restore(own) {", "if false {"),
    ("place: into a restored hour", HOURS, "!limits.is_before_restore(hour) && matches!(state_of(hour)", "matches!(state_of(hour)"),
    ("place: the restored hour itself is free", HOURS, "hour.start() <= moment", "hour.end() <= moment"),
    ("place: shadowed usage is live", HOURS, "if limits.is_shadowed(own) {\n        let", "if false {\n        let"),
    ("place: nothing is held for operators", HOURS, "if hour == own || late_usage == LateUsage::NextHour =>", "if hour == own || hour != own =>"),
    ("age: no watermark", HOURS, "|| time < watermark {", "{"),
    ("age: no maximum", HOURS, "if time < now.saturating_sub(retention.max_age) || time", "if time"),
    ("age: no limit ahead", HOURS, "if time > now.saturating_add(MAX_AHEAD) {", "if false {"),
    # Operations.
    ("record: a key counts for any content", OPS + "record.rs", "buyer == Some(entry.buyer) && event.dimension == entry.dimension && event.micros == entry.micros;", "buyer.is_some();"),
    ("record: age before the key", OPS + "record.rs", "        find_known(tx, events, &mut results).await?;\n        let meta = tx.meta().await?;", "        let meta = tx.meta().await?;\n        check_ages(events, &meta.clock(tx.now().await?), &meta, settings, &mut results);\n        if results.iter().all(Option::is_none) {\n            find_known(tx, events, &mut results).await?;\n        }"),
    ("record: no limit of the sum", OPS + "record.rs", "if Quantity::from_micros(sum).is_none() {", "if false {"),
    ("record: keys expire with the event", OPS + "record.rs", "now.max(event.time)", "event.time"),
    ("record: products are optional", OPS + "record.rs", "tx.known_products().await? > 1", "false"),
    ("record: no limit of parts", OPS + "record.rs", "if row.parts >= MAX_PARTS || bytes > MAX_PARTS_BYTES {", "if false {"),
    ("seal: without a lease", OPS + "seal.rs", "if !is_leader(tx, self.term).await? {", "if false {"),
    ("flush: hours that haven't begun", OPS + "seal.rs", "Hour::of(clock.later())).await? {", "Hour(i64::MAX)).await? {"),
    ("lead: leases of others", OPS + "lead.rs", "Some(_) => return Ok(None),", "Some(_) => self.term,"),
    ("lead: leases far ahead stay", OPS + "lead.rs", "!is_over(lease.until, now, settings.timing.lease)", "now < lease.until"),
    ("release: any term", OPS + "lead.rs", "Some(lease) if lease.term == self.term =>", "Some(_) =>"),
    ("claim: without a lease", OPS + "claim.rs", "if !is_leader(tx, self.term).await? {", "if false {"),
    ("lease: no end", OPS + "mod.rs", "lease.term == term && now < lease.until", "lease.term == term"),
    ("lease: any term", OPS + "mod.rs", "lease.term == term && now < lease.until", "now < lease.until"),
    ("claim: records past the deadline together", OPS + "claim.rs", "Hour(live.0.saturating_sub(1)), 1)]", "Hour(live.0.saturating_sub(1)), MAX_RECORDS)]"),
    ("date: goes back", OPS + "mod.rs", "meta.last_date.map_or(date, |last| last.max(date))", "date"),
    ("move: usage is lost", OPS + "resolve.rs", "tx.add_usage(&[(target.id, row.total, row.events.max(1))]).await?;", ""),
    ("move: parts are lost", OPS + "resolve.rs", "add_parts(tx, &mut target, &parts).await?;", ""),
    ("restore: by the local clock", OPS + "resolve.rs", ".max(clock.later());", ".max(clock.now);"),
    ("restore: the lease stays", OPS + "resolve.rs", "tx.set_lease(None).await?;", ""),
    ("prune: no watermark", OPS + "prune.rs", "meta.watermark = meta.watermark.max(earlier.saturating_sub(retention.keys));\n        let before = meta.watermark", "let before = earlier.saturating_sub(retention.keys)"),
    ("prune: records before their keys", OPS + "prune.rs", "rows.retain(|row| row.pruned >= row.total && (row.total > 0 || !more));", ""),
    ("prune: records before their keys without a quantity", OPS + "prune.rs", "(row.total > 0 || !more)", "true"),
    # Every WHERE of SQLite.
    ("sql due: pauses", SQL, "AND (record.retry_at <= ?1 OR record.retry_at > ?2))", ")"),
    ("sql due: pauses far ahead", SQL, "(record.retry_at <= ?1 OR record.retry_at > ?2)", "record.retry_at <= ?1"),
    ("sql due: claims", SQL, "AND (record.claim_until <= ?1 OR record.claim_until > ?3))", ")"),
    ("sql due: claims far ahead", SQL, "(record.claim_until <= ?1 OR record.claim_until > ?3)", "record.claim_until <= ?1"),
    ("sql due: hours", SQL, "AND record.hour BETWEEN ?4 AND ?5", ""),
    ("sql due_rows: the form", SQL, "AND buyer.form = ?6 AND", "AND ?6 IS NOT NULL AND"),
    ("sql due_rows: the product", SQL, "AND buyer.product IS ?7", "AND (?7 IS NULL OR 1)"),
    ("sql open_rows: the state", SQL, "FROM record WHERE state = 'open' AND hour >= ?1", "FROM record WHERE hour >= ?1"),
    ("sql open_rows: the first hour", SQL, "AND hour >= ?1 AND hour < ?2 ORDER", "AND ?1 IS NOT NULL AND hour < ?2 ORDER"),
    ("sql open_rows: the last hour", SQL, "AND hour < ?2 ORDER BY hour, id LIMIT ?3\"\n        );\n        self.all(sql, params![from", "AND ?2 IS NOT NULL ORDER BY hour, id LIMIT ?3\"\n        );\n        self.all(sql, params![from"),
    ("sql open_rows_of: the buyer", SQL, "billable = 1 AND buyer = ?1 AND state = 'open'", "billable = 1 AND ?1 IS NOT NULL AND state = 'open'"),
    ("sql open_rows_of: the state", SQL, "AND state = 'open' AND hour <= ?2", "AND hour <= ?2"),
    ("sql open_rows_of: the hour", SQL, "AND state = 'open' AND hour <= ?2", "AND state = 'open' AND ?2 IS NOT NULL"),
    ("sql rows_from: billable", SQL, "billable = 1 AND buyer = ?1 AND dimension = ?2 AND hour >= ?3", "buyer = ?1 AND dimension = ?2 AND hour >= ?3"),
    ("sql rows_from: the dimension", SQL, "AND dimension = ?2 AND hour >= ?3", "AND ?2 IS NOT NULL AND hour >= ?3"),
    ("sql rows_from: the buyer", SQL, "billable = 1 AND buyer = ?1 AND dimension", "billable = 1 AND ?1 IS NOT NULL AND dimension"),
    ("sql side_row: the reason", SQL, "AND held IS ?5", "AND (?5 IS NULL OR 1)"),
    ("sql side_row: the doubt", SQL, "AND in_doubt = ?6 ORDER", "AND ?6 IS NOT NULL ORDER"),
    ("sql unsettled_rows: the state", SQL, "AND state NOT IN ('accepted', 'moved', 'written_off', 'shadowed') \\\n             ORDER", "ORDER"),
    ("sql page: doubled", SQL, "OR doubled = 1)", ")"),
    ("sql settled_rows: the state", SQL, "WHERE state IN ('accepted', 'moved', 'written_off', 'shadowed') AND hour < ?1", "WHERE hour < ?1"),
    ("sql settled_rows: the change", SQL, "AND changed_at < ?2 ORDER", "AND ?2 IS NOT NULL ORDER"),
    ("sql prune_entries: all", SQL, "entries.iter().filter(|entry| entry.seconds < before)", "entries.iter().filter(|_| before > 0)"),
    ("sql remove_hourly: the dimension", SQL, "WHERE buyer = ?1 AND (?2 IS NULL OR dimension = ?2)", "WHERE buyer = ?1 AND (?2 IS NULL OR 1)"),
    ("sql remove_hourly: the buyer", SQL, "DELETE FROM hourly WHERE buyer = ?1 AND", "DELETE FROM hourly WHERE ?1 IS NOT NULL AND"),
    ("sql entries: the record", SQL, "AND (?2 IS NULL OR record = ?2) ORDER", "AND (?2 IS NULL OR 1) ORDER"),
    ("sql buyer: the form", SQL, "WHERE form = ?1 AND principal = ?2", "WHERE ?1 IS NOT NULL AND principal = ?2"),
    ("sql buyer: the scope", SQL, "AND principal = ?2 AND scope = ?3", "AND principal = ?2 AND ?3 IS NOT NULL"),
]


SWITCH = """
#[doc(hidden)]
pub fn mutant() -> u32 {
    static CHOSEN: std::sync::OnceLock<u32> = std::sync::OnceLock::new();
    *CHOSEN.get_or_init(|| std::env::var("LEDGER_MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(0))
}
"""


class Mutant:
    def __init__(self, name, file, start, end, replacement):
        self.name, self.file, self.start, self.end = name, file, start, end
        self.replacement, self.problem = replacement, None

    def edits(self, source, ranges):
        """Returns the changed bodies: `(start, end, text)`."""
        around = [r for r in ranges if r[0] <= self.start and self.end <= r[1]]
        if around:
            [(start, end)] = around
            return [(start, end, source[start : self.start] + self.replacement + source[self.end : end])]
        # A piece of SQL in a macro is changed in every function that uses the macro.
        for macro in re.finditer(r"^macro_rules! (\w+) \{\n    \(\) => \{\n(.*?)\n    \};\n\}", source, re.M | re.S):
            if macro.start(2) <= self.start and self.end <= macro.end(2):
                text = source[macro.start(2) : self.start] + self.replacement + source[self.end : macro.end(2)]
                call = macro.group(1) + "!()"
                uses = [(start, end) for start, end in ranges if call in source[start:end]]
                return [(start, end, source[start:end].replace(call, text.strip())) for start, end in uses]
        return []


def by_hand(names):
    """Returns the mutants of the list above."""
    mutants = []
    for name, file, text, replacement in MUTANTS:
        if names and not any(part in name for part in names):
            continue
        source = read(LEDGER + file)
        start = source.find(text)
        mutant = Mutant(name, LEDGER + file, start, start + len(text), replacement)
        if source.count(text) != 1:
            mutant.problem = f"the text occurs {source.count(text)} times"
        mutants.append(mutant)
    return mutants


def generated(path, names):
    """Returns the mutants of a list of cargo-mutants."""
    mutants = []
    for entry in json.loads(pathlib.Path(path).read_text()):
        if names and not any(part in entry["name"] for part in names):
            continue
        lines = read(entry["file"]).splitlines(keepends=True)
        offset = lambda at: sum(map(len, lines[: at["line"] - 1])) + at["column"] - 1
        start, end = offset(entry["span"]["start"]), offset(entry["span"]["end"])
        mutants.append(Mutant(entry["name"], entry["file"], start, end, entry["replacement"]))
    return mutants


@functools.cache
def read(file):
    """Returns a source file. A body with a choice can't be evaluated at compile time."""
    return (ROOT / file).read_text().replace("const fn", "fn /**/ ")


def bodies(source):
    """Returns the ranges of the bodies of functions, with their braces: of the outer function, if one is within another.
    Relies on rustfmt's layout."""
    found = []
    for head in re.finditer(r"^( *)(?:pub(?:\([a-z]+\))? +)?(?:async )?fn (?:/\*\*/ )? *\w+", source, re.M):
        if found and head.start() < found[-1][1]:
            continue
        indent = head.group(1)
        line_end = source.index("\n", head.start())
        one_line = re.search(r" (\{.*\})$", source[head.start() : line_end])
        if one_line:
            found.append((head.start() + one_line.start(1), line_end))
            continue
        # The body begins at the first brace that ends a line of the head.
        opening = re.compile(r"\{$", re.M).search(source, head.start())
        semicolon = re.compile(r";$", re.M).search(source, head.start())
        if not opening or (semicolon and semicolon.start() < opening.start()):
            continue
        start = opening.end() - 1
        closing = re.compile(r"^" + indent + r"\}", re.M).search(source, start)
        if closing:
            found.append((start, closing.end()))
    return found


def instrument(target, mutants):
    """Writes every mutant into the copy. Returns the lines of each mutant's body, by file."""
    places = {}
    for file in {mutant.file for mutant in mutants}:
        source = read(file)
        ranges = bodies(source)
        chosen = {}
        for number, mutant in enumerate(mutants, 1):
            if mutant.file != file or mutant.problem:
                continue
            edits = mutant.edits(source, ranges)
            if not edits:
                mutant.problem = "the text isn't in a function"
            for start, end, body in edits:
                chosen.setdefault((start, end), []).append((number, mutant, body))
        text, position, places[file] = "", 0, []
        for (start, end), group in sorted(chosen.items()):
            text += source[position:start] + "{ match crate::mutant() {\n"
            for number, mutant, body in group:
                first = text.count("\n") + 1
                text += f"{number} => {body}\n"
                places[file].append((first, text.count("\n"), mutant))
            text += "_ => " + source[start:end] + "\n} }"
            position = end
        (target / file).write_text(text + source[position:])
    return places


def copy(target):
    files = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    for name in filter(None, files):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target / name)
    lib = target / CLIENT / "lib.rs"
    lib.write_text(lib.read_text() + SWITCH)


def build(target, mutants):
    """Builds the tests with every mutant. Mutants that don't compile are left out. Returns the executables."""
    command = ["cargo", "test", "--no-run", "--lib", "-p", "metering-client"]
    if all(mutant.file.startswith(LEDGER) for mutant in mutants):
        command += ["--features", "emulator,ledger"]
    else:
        command += ["-p", "tests", "--test", "metering"]
    environment = dict(os.environ, CARGO_TARGET_DIR=str(ROOT / "target"), CARGO_INCREMENTAL="0")
    for _ in range(30):
        places = instrument(target, mutants)
        done = subprocess.run(
            [*command, "--message-format=json"], cwd=target, env=environment, capture_output=True, text=True
        )
        messages = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode == 0:
            built = [m for m in messages if m.get("executable")]
            return {m["target"]["name"]: m["executable"] for m in built}
        errors = [m["message"] for m in messages if m["reason"] == "compiler-message"]
        errors = [error for error in errors if error["level"] == "error"]
        invalid = 0
        for error in errors:
            for span in sorted(error["spans"], key=lambda span: not span["is_primary"]):
                found = [
                    mutant
                    for first, last, mutant in places.get(span["file_name"], [])
                    if first <= span["line_start"] <= last and not mutant.problem
                ]
                for mutant in found:
                    mutant.problem = "doesn't compile: " + error["message"]
                invalid += len(found)
                if found:
                    break
        print(f"{invalid} mutants don't compile", file=sys.stderr, flush=True)
        if not invalid:
            break
    sys.exit("the tests don't build:\n" + "".join(error["rendered"] for error in errors)[:6000] + done.stderr[-2000:])


# The tests of the rules, which take no time, and of SQLite, which waits for locks.
RULES = ["ledger::store::memory", "ledger::store::operations", "ledger::simulation::schedules", "ledger::batch",
         "ledger::hours", "ledger::rate", "ledger::state", "ledger::status", "ledger::verify", "ledger::event"]
SQLITE, SEEDS = ["ledger::store::sqlite"], ["ledger::simulation::seeds"]


def steps(mutant):
    """Returns the tests to run: executables and filters."""
    module = mutant.file.removeprefix(CLIENT).removesuffix(".rs").removesuffix("/mod").replace("/", "::")
    if mutant.file.startswith(LEDGER):
        return [("metering_client", filters) for filters in ([module + "::"], RULES, SQLITE, SEEDS)]
    others = ["--skip", "ledger::"]
    return [("metering_client", [module + "::"]), ("metering_client", others), ("metering", []), ("metering_client", RULES)]


def limit_cpu():
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))


def run(executables, number, mutant):
    """Returns the kind of end, and the test that catches the mutant."""
    environment = dict(os.environ, LEDGER_MUTANT=str(number), RUST_BACKTRACE="0")
    environment.pop("POSTGRES_BIN", None)
    for name, arguments in steps(mutant):
        command = [executables[name], "-q", "--test-threads=2", *arguments]
        try:
            done = subprocess.run(
                command, cwd=ROOT / "tests", env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                timeout=LIMIT, preexec_fn=limit_cpu,
            )
        except subprocess.TimeoutExpired:
            return "hangs", f"longer than {LIMIT} s"
        if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
            return "hangs", f"longer than {CPU_LIMIT} s of CPU time"
        if done.returncode:
            output = done.stdout.decode(errors="replace")
            failed = sorted(set(re.findall(r"^    (\w+(?:::\w+)+)$", output, re.M)))
            rest = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
            return "caught", (failed[0] + rest) if failed else f"exit status {done.returncode}"
    return "SURVIVED", ""


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--list"]:
        print("\n".join(mutant[0] for mutant in MUTANTS))
        return
    is_generated = arguments[:1] == ["--generated"]
    mutants = generated(arguments[1], arguments[2:]) if is_generated else by_hand(arguments)
    counts = {}
    with tempfile.TemporaryDirectory() as directory:
        target = pathlib.Path(directory).resolve()
        copy(target)
        # The build directory is shared, so another build may replace the executables.
        executables = {
            name: shutil.copy(path, target / f"test-{name}") for name, path in build(target, mutants).items()
        }
        for mutant in {mutant.file.startswith(LEDGER): mutant for mutant in mutants}.values():
            began = time.monotonic()
            end, by = run(executables, 0, mutant)
            if end != "SURVIVED":
                sys.exit(f"the tests fail without a mutant: {by}")
            print(f"without a mutant, the tests take {time.monotonic() - began:.0f} s", flush=True)
        ends = lambda number, mutant: ("invalid", mutant.problem) if mutant.problem else run(executables, number, mutant)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as runs:
            for mutant, (end, by) in zip(mutants, runs.map(ends, range(1, len(mutants) + 1), mutants)):
                counts[end] = counts.get(end, 0) + 1
                print(f"{end:8} {mutant.name}: {by}", flush=True)
    print(", ".join(f"{count} {end}" for end, count in sorted(counts.items())))
    # Every mutant of the list must be caught. A generated mutant may not compile, or may change nothing.
    bad = counts.get("SURVIVED", 0) + (0 if is_generated else counts.get("invalid", 0))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
