//! The binary `metering-emulator`, as programs in other languages use it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn it_prints_what_a_client_needs() {
    let mut emulator = Command::new(env!("CARGO_BIN_EXE_metering-emulator"))
        .args(["--region", "eu-central-1", "--access-key-id", "AKIDOWN", "--secret-access-key", "own"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(emulator.stdout.take().unwrap()).lines();
    let _emulator = Killed(emulator);
    let mut printed = Vec::new();
    for line in lines {
        printed.push(line.unwrap());
        if printed.last().is_some_and(|line| line == "# -----END PUBLIC KEY-----") {
            break;
        }
    }
    assert!(printed[0].starts_with("AWS_ENDPOINT_URL_MARKETPLACE_METERING=http://127.0.0.1:"), "{printed:?}");
    assert_eq!(
        printed[1..4],
        ["AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=AKIDOWN", "AWS_SECRET_ACCESS_KEY=own"]
    );
    assert!(printed.iter().any(|line| line == "# -----BEGIN PUBLIC KEY-----"));
}

#[test]
fn it_says_what_it_does_not_understand() {
    let answer =
        Command::new(env!("CARGO_BIN_EXE_metering-emulator")).args(["--color", "red"]).output().unwrap();
    assert!(!answer.status.success());
    assert!(String::from_utf8_lossy(&answer.stderr).contains("\"--color\" is unknown"));
}

/// All four operations and their errors, by AWS's SDK for Python.
#[test]
fn boto3_finds_the_service_that_it_expects() {
    let Ok(python) = std::env::var("CI_PYTHON") else {
        let line = "left out: boto3 against the emulator (CI_PYTHON names no Python that has boto3)\n";
        // Past the test runner, which keeps back what a test prints that passes.
        let _ = std::io::stderr().write_all(line.as_bytes());
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/third_party/boto3_emulator.py");
    let status =
        Command::new(python).args([script, env!("CARGO_BIN_EXE_metering-emulator")]).status().unwrap();
    assert!(status.success());
}
