"""Measures the usage ledger, next to a loop of fdatasync on the same disk in the same seconds."""
import os, re, shutil, signal, statistics, subprocess, tempfile, time
from pathlib import Path

SQLITE_EVENTS = 10_000_000
POSTGRES_EVENTS = 1_000_000
# The least time of one flush on the slower disk, so that the floor is about 3,700/s, the floor that the goals were set with.
SLOWER_DISK_US = 250


class Rows:
    """The rows of the table: goal, limit, figure, and if the figure meets the limit (None without a limit)."""

    def __init__(self, say):
        self.rows, self.say = [], say

    def add(self, goal, limit, figure, meets=None):
        self.rows.append((goal, limit, figure, meets))
        self.say(f"  {goal}: {figure}" + (f", limit {limit}" if limit else "") + ("" if meets in (True, None) else " MISSED"))


class Ledger:
    """Runs the measured program."""

    def __init__(self, binary, directory, rows, environment=None):
        self.binary, self.directory, self.rows, self.environment = binary, directory, rows, environment

    def run(self, *words, under=()):
        done = subprocess.run([*under, self.binary, *map(str, words)], check=True, capture_output=True, text=True,
                              env=self.environment)
        return {name: float(value) for name, value in (line.split() for line in done.stdout.splitlines())}

    def compare(self, store, keys, callers, rounds, seconds):
        return self.run("compare", store, self.directory / "floor", keys, callers, rounds, seconds)

    def speed(self, store, name, filled):
        """One caller and 64 callers. In each round, the floor and the ledger take turns."""
        one = self.compare(store, "ordered", 1, 21, 0.2)
        self.rows.add(f"{name}: one caller, of the floor", ">= 0.8 x",
                      f"{one['ratio']:.2f} x ({one['per_second']:,.0f} of {one['floor']:,.0f}/s)", one["ratio"] >= 0.8)
        self.rows.add(f"{name}: a bare `INSERT` and commit without the ledger, of the floor", "",
                      f"{one['peer_ratio']:.2f} x; the ledger is {one['ratio_of_peer']:.2f} x the bare store")
        for keys, least in (("ordered", 10), ("random", 2.5)):
            many = self.compare(store, keys, 64, 9, 0.5)
            kind = "time-ordered" if keys == "ordered" else keys
            what = f"{name}: 64 callers, {filled}, {kind} keys"
            self.rows.add(f"{what}, of the floor", f">= {least} x",
                          f"{many['ratio']:.1f} x ({many['per_second']:,.0f} of {many['floor']:,.0f}/s)", many["ratio"] >= least)
            self.rows.add(f"{what}: p99", "<= 10 ms",
                          f"{many['p99_ms']:.1f} ms (p50 {many['p50_ms']:.1f}, longest {many['longest_ms']:.0f}; the floor's p99 "
                          f"{many['floor_p99_ms']:.1f})",
                          many["p99_ms"] <= 10)
            self.rows.add(f"{what}: peak memory", "<= 64 MiB", f"{many['peak_kib'] / 1024:.0f} MiB", many["peak_kib"] <= 65_536)

    def kills(self, store, name):
        times = []
        for _ in range(5):
            process = subprocess.Popen([self.binary, "load", store, "60"], stdout=subprocess.DEVNULL, env=self.environment)
            time.sleep(1.5)
            process.send_signal(signal.SIGKILL)
            process.wait()
            times.append(self.run("ready", store)["ready_ms"])
        ready = statistics.median(times)
        self.rows.add(f"{name}: ready after a kill, with the first event", "<= 100 ms",
                      f"{ready:.0f} ms (at most {max(times):.0f})", ready <= 100)

    def on_slower_disk(self, library):
        """The same measurements with a disk that takes longer for each flush: the floor, the bare store and the ledger."""
        return Ledger(self.binary, self.directory, self.rows, slower(library))

    def whole_table(self, store, name, filled):
        status, sealed = self.run("status", store), self.run("seal", store)
        self.rows.add(f"{name}: `status`, {filled}", "", f"{status['status_ms']:.1f} ms")
        self.rows.add(f"{name}: sealing {sealed['sealed']:.0f} records, {filled}", "", f"{sealed['seal_seconds']:.2f} s")

    def ship(self, store, name):
        shipped = self.run("ship", store, 1_000)
        self.rows.add(f"{name}: 1,000 records shipped to the emulator", "<= 10 s", f"{shipped['ship_seconds']:.1f} s",
                      shipped["ship_seconds"] <= 10)

    def per_event(self):
        """What one event costs, whatever the machine does: the difference between two numbers of events."""
        few, many, counted = 200, 1_200, []
        for events in (few, many):
            store, log = self.directory / f"one-{events}.db", self.directory / f"one-{events}.log"
            self.run("one", store, events, under=("valgrind", "--tool=callgrind", "--trace-syscalls=yes", f"--log-file={log}",
                                                  f"--callgrind-out-file={self.directory / 'callgrind'}"))
            text = log.read_text(errors="replace")
            instructions = int(re.search(r"Collected : (\d+)", text).group(1))
            counted.append((instructions, *(len(re.findall(rf"sys_{call} ", text)) for call in ("(?:fsync|fdatasync)", "pwrite64"))))
        instructions, syncs, writes = ((after - before) / (many - few) for before, after in zip(*counted))
        self.rows.add("SQLite: one event, alone: thousand instructions, calls of `fsync`, calls of `pwrite`", "",
                      f"{instructions / 1_000:.0f}, {syncs:.2f}, {writes:.1f}")


def measure(root, target, build, say):
    build()
    directory = target / "ledger"
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    library = directory / "slower_disk.so"
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("slower_disk.c")], check=True)
    rows = Rows(say)
    ledger = Ledger(target / "build/ledger/release/ledger", directory, rows)
    sqlite(ledger, rows, directory / "usage.db", library)
    with Postgres() as server:
        if server:
            postgres(ledger, rows, server, library)
        else:
            say("left out: PostgreSQL, because POSTGRES_BIN doesn't name the directory with its programs")
    plain = crates(root, "")
    for feature, most in (("ledger", 6), ("ledger-postgres", 30)):
        added = len(crates(root, f",{feature}") - plain)
        rows.add(f"crates added by `{feature}`", f"<= {most}", str(added), added <= most)
    shutil.rmtree(directory)
    return rows.rows


def slower(library):
    """Returns the environment of a program whose flushes take as long as on a slower disk."""
    return {**os.environ, "LD_PRELOAD": str(library), "SLOWER_DISK_US": str(SLOWER_DISK_US)}


def sqlite(ledger, rows, store, library):
    filled = f"{SQLITE_EVENTS // 1_000_000} M events"
    rows.say(f"ledger: SQLite, {filled}")
    took = ledger.run("fill", store, SQLITE_EVENTS)["fill_seconds"]
    size = sum(path.stat().st_size for path in store.parent.glob("usage.db*")) / SQLITE_EVENTS
    rows.add("SQLite: bytes per event on disk, keys of 36 bytes", "<= 80", f"{size:.1f}", size <= 80)
    rows.add(f"SQLite: {filled} recorded in batches of 1,000", "", f"{SQLITE_EVENTS / took:,.0f}/s")
    ledger.speed(store, "SQLite", filled)
    ledger.on_slower_disk(library).speed(store, "SQLite, slower disk", filled)
    ledger.kills(store, "SQLite")
    ledger.whole_table(store, "SQLite", filled)
    for path in store.parent.glob("usage.db*"):
        path.unlink()
    ledger.ship(store.with_name("ship.db"), "SQLite")
    if shutil.which("valgrind"):
        ledger.per_event()
    else:
        rows.say("left out: instructions and writes per event, because valgrind is not installed")


def postgres(ledger, rows, server, library):
    url = server.url
    filled = f"{POSTGRES_EVENTS // 1_000_000} M events"
    rows.say(f"ledger: PostgreSQL, {filled}")
    took = ledger.run("fill", url, POSTGRES_EVENTS)["fill_seconds"]
    rows.add(f"PostgreSQL: {filled} recorded in batches of 1,000", "", f"{POSTGRES_EVENTS / took:,.0f}/s")
    trips = ledger.run("trips", url, 200)
    rows.add("PostgreSQL: round trips for one event, alone", "", f"{trips['trips']:.2f}, with {trips['statements']:.1f} statements")
    ledger.speed(url, "PostgreSQL", filled)
    server.restart(library)
    ledger.on_slower_disk(library).speed(url, "PostgreSQL, slower disk", filled)
    server.restart()
    ledger.kills(url, "PostgreSQL")
    ledger.whole_table(url, "PostgreSQL", filled)
    # Another database, because the records that were sealed above are due.
    ledger.ship(url.replace("/postgres?", "/template1?"), "PostgreSQL")


def crates(root, more):
    listed = subprocess.run(
        ["cargo", "tree", "--locked", "-p", "metering-client", "--no-default-features", "--features",
         f"reqwest,rustls{more}", "-e", "normal,build", "--prefix", "none", "--format", "{p}"],
        cwd=root, check=True, capture_output=True, text=True).stdout
    return {" ".join(line.split()[:2]) for line in listed.splitlines() if line.strip()}


class Postgres:
    """A server in a directory on the measured disk. `with` returns None without POSTGRES_BIN."""

    def __init__(self):
        self.bin, self.process, self.port = os.environ.get("POSTGRES_BIN"), None, "54329"
        self.url = f"postgres://test@127.0.0.1:{self.port}/postgres?sslmode=disable"
        # The server's user must be able to enter all parent directories.
        self.directory = Path(tempfile.mkdtemp(prefix="ledger-postgres-")) if self.bin else None
        self.user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def __enter__(self):
        if not self.bin:
            return None
        if self.user:
            shutil.chown(self.directory, "postgres")
        subprocess.run([*self.user, f"{self.bin}/initdb", "--auth=trust", "--username=test", "-D", self.directory / "data"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/")
        self.start(None)
        return self

    def start(self, environment):
        self.process = subprocess.Popen(
            [*self.user, f"{self.bin}/postgres", "-D", self.directory / "data", "-p", self.port,
             "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="],
            cwd="/", stderr=subprocess.DEVNULL, env=environment)
        while subprocess.run([f"{self.bin}/pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port]).returncode:
            time.sleep(0.1)

    def stop(self):
        pid = (self.directory / "data/postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGINT)
        self.process.wait()

    def restart(self, library=None):
        """Starts the server again, on a slower disk if `library` is set."""
        self.stop()
        # The server's user may not be able to read the original.
        self.start(slower(shutil.copy(library, self.directory)) if library else None)

    def __exit__(self, *_):
        if self.process:
            self.stop()
            shutil.rmtree(self.directory)
