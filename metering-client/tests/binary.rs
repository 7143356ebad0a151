//! The binary `metering-emulator`, as programs in other languages use it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

/// A child process that is killed when the test ends.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn emulator() -> Command {
    Command::new(env!("CARGO_BIN_EXE_metering-emulator"))
}

#[test]
fn the_binary_prints_the_endpoint_and_the_credentials() {
    let mut emulator = emulator()
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
    // botocore reads only AWS_DEFAULT_REGION.
    assert_eq!(
        printed[1..5],
        [
            "AWS_REGION=eu-central-1",
            "AWS_DEFAULT_REGION=eu-central-1",
            "AWS_ACCESS_KEY_ID=AKIDOWN",
            "AWS_SECRET_ACCESS_KEY=own"
        ]
    );
    assert!(printed.iter().any(|line| line == "# -----BEGIN PUBLIC KEY-----"));
}

#[test]
fn invalid_arguments_are_named() {
    for (arguments, message) in [
        (&["--color", "red"][..], "unknown option \"--color\""),
        (&["--port"], "--port requires a value"),
        (&["--port", "high"], "\"high\" is not a port"),
        (&["--clock", "soon"], "\"soon\" is not a time"),
        (&["--clock-speed", "fast"], "\"fast\" is not a speed"),
        (&["--set", "color"], "unknown setting \"color\""),
        (&["--access-key-id", "AKID"], "--access-key-id and --secret-access-key require each other"),
    ] {
        let output = emulator().args(arguments).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success());
        assert!(printed.starts_with(&format!("metering-emulator: {message}\n")), "{printed}");
    }
    let help = emulator().arg("--help").output().unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).starts_with("usage: metering-emulator"));
}

/// All four operations and their errors, called by AWS's SDK for Python.
#[test]
fn boto3_calls_the_emulator() {
    let Ok(python) = std::env::var("CI_PYTHON") else {
        let line = "left out: boto3 against the emulator (CI_PYTHON names no Python that has boto3)\n";
        // Written directly, because the test runner hides the output of tests that pass.
        let _ = std::io::stderr().write_all(line.as_bytes());
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/third_party/boto3_emulator.py");
    let status =
        Command::new(python).args([script, env!("CARGO_BIN_EXE_metering-emulator")]).status().unwrap();
    assert!(status.success());
}
