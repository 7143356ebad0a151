#!/usr/bin/env python3
"""Breaks each rule of the ledger in turn and requires a test to fail.

python3 tests/tests/ledger/mutate.py [NAME...]     all mutants, or those whose name contains a NAME
python3 tests/tests/ledger/mutate.py --list

Run it in a clean clone: it edits the sources and restores them. Each mutant first runs the named
schedules and the conformance suite, and then the simulation.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
LEDGER = ROOT / "metering-client/src/ledger"
STATE, HOURS, SQL = "state.rs", "hours.rs", "store/sqlite/transaction.rs"
OPS = "store/operations/"

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
    ("settle: no answer clears doubt", STATE, "!matches!(self, Verdict::Success(_) | Verdict::Duplicate(_) | Verdict::Unknown(_))", "!matches!(self, Verdict::Success(_) | Verdict::Duplicate(_))"),
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
    ("resolve: without waiting", STATE, "if row.attempt > 0 || row.signed_until > 0 {", "if false {"),
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
    ("move: held usage leaves its hour", OPS + "resolve.rs", "let may_stay = row.state == State::Held;", "let may_stay = true;"),
    ("restore: by the local clock", OPS + "resolve.rs", ".max(clock.later());", ".max(clock.now);"),
    ("restore: the lease stays", OPS + "resolve.rs", "tx.set_lease(None).await?;", ""),
    ("prune: no watermark", OPS + "prune.rs", "meta.watermark = meta.watermark.max(earlier.saturating_sub(retention.keys));\n        let before = meta.watermark", "let before = earlier.saturating_sub(retention.keys)"),
    ("prune: records before their keys", OPS + "prune.rs", "rows.retain(|row| row.pruned >= row.total);", ""),
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


def run(test_filter):
    command = ["cargo", "test", "-q", "-p", "metering-client", "--features", "ledger", "--lib", "--", *test_filter]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    output = done.stdout + done.stderr
    if "could not compile" in output:
        return "doesn't compile:\n" + output[-1500:]
    if done.returncode == 0:
        return None
    failed = [line.strip() for line in output.splitlines() if line.startswith("    ledger::")]
    return failed[0] if failed else "failed"


def main():
    names = sys.argv[1:]
    chosen = [mutant for mutant in MUTANTS if not names or any(name in mutant[0] for name in names)]
    if "--list" in names:
        print("\n".join(mutant[0] for mutant in MUTANTS))
        return
    survivors = 0
    for name, file, text, replacement in chosen:
        path = LEDGER / file
        source = path.read_text()
        if source.count(text) != 1:
            print(f"BAD      {name}: the text occurs {source.count(text)} times", flush=True)
            survivors += 1
            continue
        path.write_text(source.replace(text, replacement))
        try:
            fast = ["ledger::store", "ledger::simulation::schedules", "ledger::batch", "ledger::hours"]
            caught = run(fast) or run(["ledger::simulation::seeds"])
        finally:
            path.write_text(source)
        survivors += caught is None or caught.startswith("doesn't")
        print(f"{'caught' if caught else 'SURVIVED':8} {name}: {caught or ''}", flush=True)
    print(f"{len(chosen)} mutants, {survivors} survived")
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
