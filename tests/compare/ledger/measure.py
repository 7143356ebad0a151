"""Measures the usage ledger, next to an fdatasync loop on the same disk in the same minutes."""
import os, shutil, signal, statistics, subprocess, tempfile, time
from pathlib import Path

EVENTS = 10_000_000
SECONDS = "4"


def measure(root, target, build, rounds, say):
    """Returns the rows of the table: goal, limit, figure, and if the limit holds."""
    build()
    binary = target / "build/ledger/release/ledger"
    directory = target / "ledger"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)

    def run(*words):
        done = subprocess.run([binary, *map(str, words)], check=True, capture_output=True, text=True)
        return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}

    def floor(seconds):
        return run("floor", directory / "floor", seconds)["per_second"]

    def against_floor(*words, rounds=rounds, seconds=SECONDS):
        """Returns the median of the ratios, because the disk's speed changes from second to second."""
        taken = []
        for _ in range(rounds):
            before = floor(seconds)
            found = run(*words, seconds)
            base = (before + floor(seconds)) / 2
            taken.append({**found, "floor": base, "ratio": found["per_second"] / base})
        middle = statistics.median_low(found["ratio"] for found in taken)
        best = min(found["p99_ms"] for found in taken)
        return {**next(found for found in taken if found["ratio"] == middle), "best_p99": best}

    rows = []

    def row(goal, limit, value, holds, note=""):
        rows.append((goal, limit, value, holds))
        say(f"  {goal}: {value}, limit {limit}{note}")

    def stores(store, name, filled):
        say(f"ledger: {name}")
        one = against_floor("record", store, "ordered", 1, rounds=15, seconds="0.4")
        row(f"{name}: one caller", ">= 0.8 x", f"{one['ratio']:.2f} x ({one['per_second']:,.0f} of {one['floor']:,.0f}/s)",
            one["ratio"] >= 0.8)
        for keys, least in (("ordered", 10), ("random", 2.5)):
            many = against_floor("record", store, keys, 64)
            row(f"{name}: 64 callers, {filled}, {'time-ordered' if keys == 'ordered' else keys} keys", f">= {least} x",
                f"{many['ratio']:.1f} x ({many['per_second']:,.0f} of {many['floor']:,.0f}/s)", many["ratio"] >= least)
            row(f"{name}: p99 of the same", "<= 10 ms", f"{many['p99_ms']:.1f} ms (best round {many['best_p99']:.1f})",
                many["p99_ms"] <= 10)
            row(f"{name}: peak memory of the same", "<= 64 MiB", f"{many['peak_kib'] / 1024:.0f} MiB", many["peak_kib"] <= 65_536)

    store = directory / "usage.db"
    say(f"ledger: filling SQLite with {EVENTS:,} events")
    run("fill", store, EVENTS)
    size = sum(path.stat().st_size for path in directory.glob("usage.db*")) / EVENTS
    row("SQLite: bytes per event with keys of 36 bytes", "<= 80", f"{size:.1f}", size <= 80)
    stores(store, "SQLite", f"{EVENTS // 1_000_000} M events")

    say("ledger: a kill")
    times = []
    for _ in range(5):
        process = subprocess.Popen([binary, "record", store, "ordered", "64", "60"], stdout=subprocess.DEVNULL)
        time.sleep(2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        times.append(run("ready", store)["ready_ms"])
    ready = statistics.median(times)
    row("SQLite: ready after a kill, with the first event", "<= 100 ms", f"{ready:.0f} ms", ready <= 100)
    for path in directory.glob("usage.db*"):
        path.unlink()

    say("ledger: shipping")
    shipped = run("ship", directory / "ship.db", 1_000)
    row("SQLite: 1,000 records shipped to the emulator", "<= 10 s", f"{shipped['ship_seconds']:.1f} s", shipped["ship_seconds"] <= 10)

    with Postgres(directory) as url:
        if url:
            stores(url, "PostgreSQL", "an empty table")
        else:
            say("left out: PostgreSQL, because POSTGRES_BIN doesn't name the directory with its programs")

    plain = crates(root, "")
    for feature, most in (("ledger", 6), ("ledger-postgres", 30)):
        added = crates(root, f",{feature}") - plain
        row(f"crates added by `{feature}`", f"<= {most}", str(added), added <= most)
    shutil.rmtree(directory)
    return rows


def crates(root, more):
    listed = subprocess.run(
        ["cargo", "tree", "--locked", "-p", "metering-client", "--no-default-features", "--features",
         f"reqwest,rustls{more}", "-e", "normal,build", "--prefix", "none", "--format", "{p}"],
        cwd=root, check=True, capture_output=True, text=True).stdout
    return len({" ".join(line.split()[:2]) for line in listed.splitlines() if line.strip()})


class Postgres:
    """A server in a directory on the measured disk. Its URL is None without POSTGRES_BIN."""

    def __init__(self, directory):
        self.bin, self.process = os.environ.get("POSTGRES_BIN"), None
        # The server's user must be able to enter all parent directories.
        self.directory = Path(tempfile.mkdtemp(prefix="ledger-postgres-")) if self.bin else directory

    def __enter__(self):
        if not self.bin:
            return None
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if user:
            shutil.chown(self.directory, "postgres")
        data, port = self.directory / "data", "54329"
        subprocess.run([*user, f"{self.bin}/initdb", "--auth=trust", "--username=test", "-D", data],
                       check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.process = subprocess.Popen(
            [*user, f"{self.bin}/postgres", "-D", data, "-p", port, "-c", "listen_addresses=127.0.0.1",
             "-c", "unix_socket_directories="], cwd="/", stderr=subprocess.DEVNULL)
        while subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", port]).returncode:
            time.sleep(0.1)
        return f"postgres://test@127.0.0.1:{port}/postgres?sslmode=disable"

    def __exit__(self, *_):
        if self.process:
            pid = (self.directory / "data/postmaster.pid").read_text().split()[0]
            os.kill(int(pid), signal.SIGINT)
            self.process.wait()
            shutil.rmtree(self.directory)
