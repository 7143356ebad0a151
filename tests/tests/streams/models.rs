//! The operations with event streams of AWS's JSON services, declared from botocore's models,
//! compiled, compared with the models, and run.

use metering_core::model::{DeclareOptions, Model, declare};
use metering_core::{Blob, wire};
use serde_json::{Value, json};
use tests::conformance::Table;
use tests::declared::Workspace;

use crate::frames::{event, exception, initial};

/// A service: its folder in botocore's data, and its operations with the fields of their streams.
const SERVICES: [(&str, &[(&str, &str)]); 3] = [
    ("kinesis/2013-12-02", &[("SubscribeToShard", "event_stream")]),
    ("logs/2014-03-28", &[("StartLiveTail", "response_stream"), ("GetLogObject", "field_stream")]),
    ("healthlake/2017-07-01", &[("UpdateProfileWithAgent", "agent_response")]),
];

/// An event: its type, or an exception's code, and its payload.
type Sent<'a> = (&'a str, Value);

/// A response: the events, and the code of the exception at the end.
fn case(operation: &str, events: &[Sent<'_>], ends_with: Option<&str>) -> Value {
    let mut frames = initial("{}");
    frames.extend(events.iter().flat_map(|(name, payload)| event(name, payload.to_string())));
    frames.extend(ends_with.into_iter().flat_map(|code| exception(code, r#"{"message":"a message"}"#)));
    let body: Value = serde_json::from_slice(&wire::to_json(&Blob::new(frames))).unwrap();
    let events = events.iter().map(|(name, payload)| json!({ *name: payload }));
    let events: Vec<Value> = events.chain(ends_with.map(|code| json!({ "error": code }))).collect();
    json!({
        "uid": format!("{operation} {ends_with:?}"),
        "operation": operation,
        "response": { "body_base64": body },
        "expected": { "initial": {}, "events": events },
    })
}

fn cases() -> Vec<Value> {
    let records = json!({
        "Records": [{ "SequenceNumber": "1", "Data": "YQ==", "PartitionKey": "k", "ApproximateArrivalTimestamp": 1.5 }],
        "ContinuationSequenceNumber": "2",
        "MillisBehindLatest": 0,
        "ChildShards": [{
            "ShardId": "s",
            "ParentShards": ["p"],
            "HashKeyRange": { "StartingHashKey": "0", "EndingHashKey": "9" },
        }],
    });
    let start = json!({ "requestId": "r", "sessionId": "s", "logGroupIdentifiers": ["g"] });
    let update = json!({
        "sessionMetadata": { "sampled": false },
        "sessionResults": [{ "logStreamName": "l", "message": "m", "timestamp": 1, "ingestionTime": 2 }],
    });
    let later = ("AddedLaterEvent", json!({ "A": [1] }));
    let tail = [("sessionStart", start), ("sessionUpdate", update), later.clone()];
    let shard = [("SubscribeToShardEvent", records), later];
    let agent = [
        ("ProgressEvent", json!({ "Message": "m" })),
        ("HeartbeatEvent", json!({})),
        ("EndOfOutputEvent", json!({ "FinalResponseMessage": "f", "ConversationId": "c" })),
    ];
    vec![
        case("SubscribeToShard", &shard, None),
        case("SubscribeToShard", &shard, Some("KMSThrottlingException")),
        case("StartLiveTail", &tail, Some("SessionTimeoutException")),
        case("GetLogObject", &[("fields", json!({ "data": "YQ==" }))], Some("InternalStreamingException")),
        case("UpdateProfileWithAgent", &agent, None),
    ]
}

#[test]
fn the_streams_of_aws_are_declared_compiled_and_run() {
    let Some(data) = tests::botocore_data("the event streams of AWS's models") else { return };
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "streams");
    let mut served = Vec::new();
    for (folder, operations) in SERVICES {
        let folder = data.join(folder);
        let model = Model::read(&folder).unwrap();
        let mut options = DeclareOptions::default();
        options.operations = operations.iter().map(|(name, _)| (*name).to_owned()).collect();
        options.module_docs = false;
        options.brief = true;
        let source = declare(&model, &options).unwrap();
        let package = format!("stream_{}", model.service.endpoint_prefix.as_str());
        let (mut runs, mut functions, mut checks) = (String::new(), String::new(), String::new());
        for (operation, field) in operations {
            let function = format!("run_{}", operation.to_lowercase());
            checks += &format!("        .operation::<declared::{operation}>()\n");
            runs += &format!("    (\"{package}::{operation}\", {function}),\n");
            functions += &format!(
                "fn {function}(case: &tests::cases::Case) -> Result<(), String> {{\n    \
                 tests::cases::events::<declared::{operation}, _>(case, |output| output.{field})\n}}\n"
            );
            for mut case in cases().into_iter().filter(|case| case["operation"] == **operation) {
                case["run"] = format!("{package}::{operation}").into();
                served.push(case);
            }
        }
        let check = format!("{package}::check");
        runs += &format!("    ({check:?}, check),\n");
        served.push(json!({ "uid": check, "run": check, "model": folder.to_string_lossy() }));
        let lib = format!(
            "#![deny(warnings, missing_docs)]\n//! Declarations.\n\npub mod declared;\n\n/// The functions of the \
             cases.\npub const RUNS: &[(&str, tests::cases::Run)] = &[\n{runs}];\n\n{functions}\n\
             fn check(case: &tests::cases::Case) -> Result<(), String> {{\n    \
             tests::cases::check(case, |checker| checker\n{checks}    )\n}}\n"
        );
        let source = format!("//! The declarations of one service.\n\n{source}");
        workspace.package(&package, &lib, &[("declared".to_owned(), source)]);
    }
    let mut table = Table::new("event streams of AWS's models");
    let outcomes = workspace.run(&served);
    assert_eq!(outcomes.len(), served.len());
    for (uid, outcome) in outcomes {
        table.record(&uid, outcome);
    }
    table.finish();
}
