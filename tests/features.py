#!/usr/bin/env python3
"""Checks which crates each feature of metering-core brings in, and what the ledger's features add to metering-client.

A feature of a dependency may turn on features of the same name elsewhere, so that compiling each feature alone is not enough.
Run it from the root of the workspace. It needs only cargo.
"""

import subprocess
import sys

# The crates to look for. The table lists, for each set of features, exactly the ones that it brings in.
WATCHED = {
    "aws-config", "aws-lc-rs", "aws-smithy-eventstream", "flate2", "h2", "hyper", "hyper-rustls", "hyper-util", "icu_normalizer", "idna", "native-tls",
    "reqwest", "ring", "rustls", "rustls-native-certs", "rustls-platform-verifier", "tokio-rustls", "tower", "url",
}
RUSTLS = {"hyper-rustls", "hyper-util", "hyper", "rustls", "rustls-native-certs", "tokio-rustls"}
REQWEST = {"hyper", "hyper-util", "icu_normalizer", "idna", "reqwest", "tower", "url"}
HYPER = {"hyper", "hyper-util"}

TABLE = {
    "": set(),
    "default": REQWEST | RUSTLS | {"ring", "rustls-platform-verifier"},
    "reqwest": REQWEST,
    "hyper": HYPER,
    "hyper,rustls": HYPER | RUSTLS | {"ring"},
    "hyper,rustls-aws-lc": HYPER | RUSTLS | {"aws-lc-rs"},
    "hyper,rustls,http2": HYPER | RUSTLS | {"ring", "h2"},
    "reqwest,rustls-aws-lc": REQWEST | RUSTLS | {"aws-lc-rs", "rustls-platform-verifier"},
    "reqwest,native-tls": REQWEST | {"native-tls"},
    "reqwest,http2": REQWEST | {"h2"},
    "rustls": RUSTLS | {"ring"},
    "rustls-aws-lc": RUSTLS | {"aws-lc-rs"},
    "native-tls": set(),
    "http2": {"h2"},
    "event-stream": {"aws-smithy-eventstream"},
    "gzip": {"flate2"},
    "model": {"flate2"},
    "testing": HYPER,
}


# The ledger's features of metering-client: the crates that they must bring in, and the most crates that they may add.
LEDGER = {"ledger": ({"libsqlite3-sys", "rusqlite"}, 6), "ledger-postgres": ({"postgres-protocol", "tokio-postgres"}, 30)}


def crates(package, features, kinds="normal"):
    """Returns the names of the crates, or names and versions if build dependencies are included."""
    command = ["cargo", "tree", "--locked", "-p", package, "-e", kinds, "--no-default-features", "--prefix", "none"]
    command += ["--features", features] if features else []
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    words = 1 if kinds == "normal" else 2
    return {" ".join(line.split()[:words]) for line in lines if line.strip()}


def check_ledger():
    """Returns true if a feature of the ledger adds too many crates, or a build without it has one of its crates."""
    failed = False
    plain = crates("metering-client", "reqwest,rustls", "normal,build")
    for feature, (own, most) in LEDGER.items():
        added = crates("metering-client", f"reqwest,rustls,{feature}", "normal,build") - plain
        print(f"{feature:24} {len(added):+4} crates, at most {most}")
        missing = own - {crate.split()[0] for crate in added}
        if missing:
            print(f"    not added by the feature: {', '.join(sorted(missing))}")
        if len(added) > most:
            print(f"    too many: {', '.join(sorted(added))}")
        failed |= bool(missing) or len(added) > most
    return failed


def main():
    failed = False
    for features, expected in TABLE.items():
        found = crates("metering-core", features)
        watched = found & WATCHED
        print(f"{features or '(none)':24} {len(found):4} crates: {', '.join(sorted(watched)) or '-'}")
        for name in sorted(watched - expected):
            print(f"    unexpected: {name}")
        for name in sorted(expected - watched):
            print(f"    missing: {name}")
        failed |= watched != expected
    failed |= check_ledger()
    sys.exit(failed)


if __name__ == "__main__":
    main()
