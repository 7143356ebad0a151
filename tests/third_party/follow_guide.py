"""Follows the guide like a new user, by copy and paste: creates the programs that it shows, runs them against moto, and
runs its check against AWS's model.

usage: follow_guide.py [path of cargo's target folder]
Requires moto in the Python that runs it.
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

import botocore

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE = ROOT / "metering-core"
GUIDE = (CORE / "docs" / "guide.md").read_text()
MODEL = pathlib.Path(botocore.__file__).parent / "data" / "kms" / "2014-11-01"


def block(marker):
    """Returns the code block after an HTML comment, without the lines that rustdoc hides."""
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```[^\n]*\n(.*?)```", GUIDE, re.S)
    assert found, f"the guide has no block `{marker}`"
    return "".join(line for line in found[1].splitlines(True) if not line.startswith("# "))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


class Program:
    """The user's program."""

    def __init__(self, folder, environment):
        self.path = pathlib.Path(folder) / "kms-by-hand"
        self.environment = environment
        subprocess.run(["cargo", "new", "--quiet", "--vcs", "none", self.path], check=True)

    def cargo(self, *arguments, fails=False):
        done = subprocess.run(
            ["cargo", *map(str, arguments)], cwd=self.path, env=self.environment, capture_output=True, text=True
        )
        print(done.stdout, done.stderr, sep="", end="")
        assert (done.returncode != 0) == fails, f"cargo {arguments[0]} ended with {done.returncode}"
        return done.stdout + done.stderr

    def write(self, file, text):
        path = self.path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)


def assert_printed(printed, *expected):
    for text in expected:
        assert text in printed, f"the guide promises: {text}"


def by_hand(program):
    program.cargo("add", "--quiet", "--path", CORE)
    program.cargo("add", "--quiet", "tokio", "--features", "macros,rt")
    program.write("src/main.rs", block("file: src/main.rs"))
    assert_printed(
        program.cargo("run", "--quiet", "--bin", "kms-by-hand"),
        "opened: DecryptOutput { plaintext: *** }, 4 bytes",
        "key: ",
        "Encrypt: invalid input: KeyId: length 0 is outside 1..=2048; Plaintext: length 0 is outside 1..=4096",
        "Encrypt: NotFoundException: ",
    )


def aws_model(program, *arguments):
    manifest = ["--manifest-path", ROOT / "Cargo.toml", "--package", "metering-core", "--features", "model"]
    return program.cargo("run", "--quiet", *manifest, "--bin", "aws-model", "--", *arguments)


def from_the_model(program):
    printed = aws_model(program, "declare", MODEL, "--operations", "CreateKey,Encrypt,Decrypt,ListKeys")
    program.write("src/kms.rs", printed)
    program.write("src/lib.rs", "#![deny(warnings)]\npub mod kms;\n")
    program.write("src/bin/keys.rs", block("file: src/bin/keys.rs"))
    printed = program.cargo("run", "--quiet", "--bin", "keys")
    assert_printed(printed, "made: ", "key: arn:aws:kms:us-east-1:")


def check(program):
    program.cargo("add", "--quiet", "--dev", "--path", CORE, "--features", "model", "metering-core")
    program.environment["KMS_MODEL"] = str(MODEL)
    main = block("file: src/main.rs") + block("append: src/main.rs")
    program.write("src/main.rs", main)
    program.cargo("test", "--quiet", "--bin", "kms-by-hand")
    removed = "#[aws(length = 1..=2048)]"
    assert removed in main
    program.write("src/main.rs", main.replace(removed, ""))
    printed = program.cargo("test", "--quiet", "--bin", "kms-by-hand", fails=True)
    difference = block(f"difference without: {removed}").strip()
    # `main` returns the error's `Debug`.
    place, message = difference.split(": ", 1)
    assert_printed(printed, place, message)
    assert_printed(aws_model(program, "drift", MODEL, MODEL, "--operations", "Encrypt"), "No declaration changes.")


def main():
    port = free_port()
    moto = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    environment = os.environ | {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }
    if len(sys.argv) > 1:
        environment["CARGO_TARGET_DIR"] = sys.argv[1]
    try:
        with tempfile.TemporaryDirectory() as folder:
            program = Program(folder, environment)
            wait_for(port)
            by_hand(program)
            from_the_model(program)
            check(program)
    finally:
        moto.kill()
    print("the guide holds")


main()
