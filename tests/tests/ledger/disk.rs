//! A disk that fails while events are recorded.

use std::process::Command;
use std::time::{Duration, SystemTime};

use metering_client::DateTime;
use metering_client::Usage;
use metering_client::ledger::{Acknowledged, Recorded, State};

use crate::shipping::{START, builder, buyer, new_store};

fn usage(n: u32) -> (String, Usage) {
    let usage = Usage::new(buyer(), "requests", DateTime::from_secs(START), 1_u32);
    (format!("{n:0100}"), usage)
}

fn clock() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(START as u64)
}

/// Runs in the child process: records until the disk fails.
#[tokio::test]
async fn child() {
    let Ok(path) = std::env::var("LEDGER_DISK") else { return };
    let ledger = builder(&path.into(), 1.0, clock).open().await.expect("opens");
    for n in 0..100_000 {
        let (key, usage) = usage(n);
        match ledger.record(key, usage).await {
            Ok(_) => println!("#ack {n}"),
            Err(error) => {
                let is_unknown = error.acknowledged() == Acknowledged::Unknown;
                println!("#error {is_unknown} {error}");
                // The ledger stays usable, and reports the same as long as the disk fails.
                let (key, usage) = self::usage(n);
                assert!(ledger.record(key, usage).await.is_err());
                return;
            }
        }
    }
}

/// The system call `write` fails with an I/O error when the file reaches the limit of the process.
#[tokio::test]
async fn an_io_error_during_the_commit_is_unknown_and_the_repeat_counts_once() {
    let path = new_store();
    let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" disk::child --exact --nocapture --test-threads=1";
    let output = Command::new("bash")
        .args(["-c", script])
        .arg(std::env::current_exe().expect("the test binary"))
        .env("LEDGER_DISK", &path)
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> =
        text.lines().filter_map(|line| line.find('#').map(|start| &line[start..])).collect();
    let acknowledged = lines.iter().filter(|line| line.starts_with("#ack")).count() as u32;
    let error = lines.iter().find(|line| line.starts_with("#error")).expect("the disk fails");
    assert!(acknowledged > 0, "{text}");
    assert!(error.starts_with("#error true"), "{error}");
    assert!(output.status.success(), "{text}");

    let ledger = builder(&path, 1.0, clock).open().await.expect("opens");
    for n in 0..=acknowledged {
        let (key, usage) = usage(n);
        let recorded = ledger.record(key, usage).await.expect("recorded");
        if n < acknowledged {
            assert!(matches!(recorded, Recorded::Duplicate { .. }), "acknowledged event {n} is lost");
        }
    }
    let count = ledger.status().await.expect("status").count(State::Open);
    assert_eq!(count.amount.micros(), u128::from(acknowledged + 1) * 1_000_000);
    assert!(ledger.verify().await.expect("verifies").is_empty());
}
