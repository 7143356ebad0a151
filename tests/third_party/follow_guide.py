"""Follows the guide as a new user would, by copy and paste: makes the program that it shows and runs it against moto.

usage: follow_guide.py [path of cargo's target folder]
Needs moto in the Python that runs it.
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
GUIDE = ROOT / "metering-core" / "docs" / "guide.md"


def shown(file):
    """The block that the guide says is this file, without the lines that rustdoc hides."""
    found = re.search(rf"<!-- file: {re.escape(file)} -->\n```[^\n]*\n(.*?)```", GUIDE.read_text(), re.S)
    return "".join(line for line in found[1].splitlines(True) if not line.startswith("# "))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(program, environment, name):
    done = subprocess.run(["cargo", "run", "--quiet", "--bin", name], cwd=program, env=environment, capture_output=True, text=True)
    print(done.stdout, done.stderr, sep="", end="")
    assert done.returncode == 0, "the program failed"
    return done.stdout


def main():
    port = free_port()
    moto = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder) / "kms-by-hand"
            subprocess.run(["cargo", "new", "--quiet", "--vcs", "none", program], check=True)
            subprocess.run(["cargo", "add", "--quiet", "--path", ROOT / "metering-core"], cwd=program, check=True)
            tokio = ["cargo", "add", "--quiet", "tokio", "--features", "macros,rt"]
            subprocess.run(tokio, cwd=program, check=True)
            (program / "src" / "main.rs").write_text(shown("src/main.rs"))
            environment = os.environ | {
                "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
                "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "secret",
            }
            if len(sys.argv) > 1:
                environment["CARGO_TARGET_DIR"] = sys.argv[1]
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.2)
            printed = run(program, environment, "kms-by-hand")
            for expected in (
                "opened: DecryptOutput { plaintext: *** }, 4 bytes",
                "key: ",
                "Encrypt: invalid input: KeyId: length 0 is outside 1..=2048; Plaintext: length 0 is outside 1..=4096",
                "Encrypt: NotFoundException: ",
            ):
                assert expected in printed, f"the guide promises: {expected}"

            # The same from AWS's model.
            import botocore

            model = pathlib.Path(botocore.__file__).parent / "data" / "kms" / "2014-11-01"
            declare = ["cargo", "run", "--quiet", "--manifest-path", ROOT / "Cargo.toml", "--package", "metering-core"]
            declare += ["--features", "model", "--bin", "aws-model", "--", "declare", model]
            declare += ["--operations", "CreateKey,Encrypt,Decrypt,ListKeys"]
            printed = subprocess.run(declare, check=True, capture_output=True, text=True, env=environment).stdout
            (program / "src" / "kms.rs").write_text(printed)
            (program / "src" / "lib.rs").write_text("#![deny(warnings)]\npub mod kms;\n")
            (program / "src" / "bin").mkdir()
            (program / "src" / "bin" / "keys.rs").write_text(shown("src/bin/keys.rs"))
            printed = run(program, environment, "keys")
            for expected in ("made: ", "key: arn:aws:kms:us-east-1:"):
                assert expected in printed, f"the guide promises: {expected}"
    finally:
        moto.kill()
    print("the guide holds")


main()
