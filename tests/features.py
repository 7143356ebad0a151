#!/usr/bin/env python3
"""Checks which crates each feature of metering-core brings in.

A feature of a dependency may turn on features of the same name elsewhere, so that compiling each feature alone is not enough.
Run it from the root of the workspace. It needs only cargo.
"""

import subprocess
import sys

# The crates to look for. The table lists, for each set of features, exactly the ones that it brings in.
WATCHED = {
    "aws-config", "aws-lc-rs", "flate2", "h2", "hyper", "hyper-rustls", "hyper-util", "icu_normalizer", "idna", "native-tls",
    "reqwest", "ring", "rustls", "rustls-platform-verifier", "tokio-rustls", "tower", "url",
}
RUSTLS = {"hyper-rustls", "hyper-util", "hyper", "rustls", "rustls-platform-verifier", "tokio-rustls"}
REQWEST = {"hyper", "hyper-util", "icu_normalizer", "idna", "reqwest", "tower", "url"}
HYPER = {"hyper", "hyper-util"}

TABLE = {
    "": set(),
    "default": REQWEST | RUSTLS | {"ring"},
    "reqwest": REQWEST,
    "hyper": HYPER,
    "hyper,rustls": HYPER | RUSTLS | {"ring"},
    "hyper,rustls-aws-lc": HYPER | RUSTLS | {"aws-lc-rs"},
    "hyper,rustls,http2": HYPER | RUSTLS | {"ring", "h2"},
    "reqwest,rustls-aws-lc": REQWEST | RUSTLS | {"aws-lc-rs"},
    "reqwest,native-tls": REQWEST | {"native-tls"},
    "reqwest,http2": REQWEST | {"h2"},
    "rustls": RUSTLS | {"ring"},
    "rustls-aws-lc": RUSTLS | {"aws-lc-rs"},
    "native-tls": set(),
    "http2": {"h2"},
    "gzip": {"flate2"},
    "model": {"flate2"},
    "testing": HYPER,
}


def crates(package, features):
    command = ["cargo", "tree", "--locked", "-p", package, "-e", "normal", "--no-default-features", "--prefix", "none"]
    command += ["--features", features] if features else []
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[0] for line in lines if line.strip()}


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
    sys.exit(failed)


if __name__ == "__main__":
    main()
