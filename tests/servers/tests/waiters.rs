//! Waiters on moto, compared with boto3's waiters on the same server: the number of calls, and the
//! result.
//!
//! moto changes the state of some resources each time that it is asked for it, so that both need
//! the same number of calls.

use std::time::Duration;

use metering_core::service::Service;
use metering_core::waiter::{Wait, WaitErrorKind, WaiterOf};
use metering_core::{Client, Document, Operation, Waiter, wire};
use servers::*;
use tokio::process::Command;

/// Returns boto3's results.
async fn boto3(url: &str) -> Vec<Document> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../third_party/boto3_waiters.py");
    let python = std::env::var("CI_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python).args([script, url]).output().await.expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results: Document = wire::from_json(&output.stdout).expect("the results are JSON");
    results.as_array().expect("the results are a list").clone()
}

fn prepared<O, W>(moto: &Peer, waiter: W, request: O) -> Wait<O>
where
    O: Operation<Service: Service>,
    W: Waiter + WaiterOf<O>,
{
    let client: Client<O::Service> = moto.client();
    client.wait(request).until(waiter)
}

/// Returns the number of calls, and the result in the words of the script.
async fn result<O: Operation>(wait: Wait<O>, limit: u32) -> (u64, &'static str) {
    match wait.delay(Duration::ZERO).max_attempts(limit).await {
        Ok(reached) => (u64::from(reached.attempts), "success"),
        Err(error) => {
            let result = match error.kind() {
                WaitErrorKind::FailureState => "failure",
                WaitErrorKind::MaxAttempts => "attempts",
                WaitErrorKind::Call => "error",
                _ => "another error",
            };
            (u64::from(error.attempts()), result)
        }
    }
}

#[tokio::test]
async fn waits_like_boto3() {
    let moto = Peer::moto().await;
    let expected = boto3(moto.url()).await;
    assert_eq!(expected.len(), 16);
    for case in expected {
        let (waiter, name) = (case["waiter"].as_str().unwrap(), case["name"].as_str().unwrap());
        let limit = case["limit"].as_u64().unwrap() as u32;
        let table = || dynamodb::DescribeTable::builder().table_name(name).build();
        let stream = || kinesis::DescribeStream::builder().stream_name(name).build();
        let services = || ecs::DescribeServices::builder().cluster("waiters").services([name]).build();
        let tasks = || ecs::DescribeTasks::builder().cluster("waiters").tasks([name]).build();
        let got = match waiter {
            "table_exists" => result(prepared(&moto, dynamodb::TableExists, table()), limit).await,
            "table_not_exists" => result(prepared(&moto, dynamodb::TableNotExists, table()), limit).await,
            "stream_exists" => result(prepared(&moto, kinesis::StreamExists, stream()), limit).await,
            "stream_not_exists" => result(prepared(&moto, kinesis::StreamNotExists, stream()), limit).await,
            "services_stable" => result(prepared(&moto, ecs::ServicesStable, services()), limit).await,
            "services_inactive" => result(prepared(&moto, ecs::ServicesInactive, services()), limit).await,
            "tasks_running" => result(prepared(&moto, ecs::TasksRunning, tasks()), limit).await,
            "transcription_job_completed" => {
                let job = transcribe::GetTranscriptionJob::builder().transcription_job_name(name).build();
                result(prepared(&moto, transcribe::TranscriptionJobCompleted, job), limit).await
            }
            "vocabulary_ready" => {
                let vocabulary = transcribe::GetVocabulary::builder().vocabulary_name(name).build();
                result(prepared(&moto, transcribe::VocabularyReady, vocabulary), limit).await
            }
            other => panic!("unknown waiter {other}"),
        };
        let wanted = (case["calls"].as_u64().unwrap(), case["result"].as_str().unwrap());
        assert_eq!(got, wanted, "{waiter} {name}");
    }
}
