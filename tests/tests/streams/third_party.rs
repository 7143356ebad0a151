//! Other implementations of the protocol: frames of AWS's SDK for JavaScript and of botocore's
//! tests are read, and botocore reads the testing server's frames.

use std::io::Write as _;
use std::process::{Command, Stdio};

use metering_core::testing::{Events, Reply, Server};
use metering_core::{Blob, DateTime, ErrorMetadata, EventStream, Operation, Shape, Union, UnknownMember};
use metering_core::{ServiceError, aws_operation, aws_service, wire};
use serde_json::{Value, json};

/// Amazon Kinesis.
#[aws_service(
    endpoint_prefix = "kinesis",
    target_prefix = "Kinesis_20131202",
    json_version = "1.1",
    error = KinesisError
)]
pub(crate) struct Service;

#[derive(Debug, ServiceError)]
pub(crate) enum KinesisError {
    ResourceInUse(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[aws_operation(action = "SubscribeToShard")]
#[derive(Debug, Clone)]
pub(crate) struct SubscribeToShard {
    #[aws(rename = "ConsumerARN")]
    pub consumer_arn: String,
    pub shard_id: String,
    pub starting_position: StartingPosition,
}

#[derive(Debug, Clone, Shape)]
pub(crate) struct StartingPosition {
    pub r#type: String,
}

#[derive(Debug, Shape)]
pub(crate) struct SubscribeToShardOutput {
    pub event_stream: EventStream<ShardEvent>,
}

#[derive(Debug, Clone, PartialEq, Union)]
pub(crate) enum ShardEvent {
    SubscribeToShardEvent(SubscribeToShardEvent),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub(crate) struct SubscribeToShardEvent {
    pub records: Vec<Record>,
    pub continuation_sequence_number: String,
    pub millis_behind_latest: i64,
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub(crate) struct Record {
    pub sequence_number: String,
    pub approximate_arrival_timestamp: Option<DateTime>,
    pub data: Blob,
    pub partition_key: Option<String>,
}

fn shard_event(number: i64) -> ShardEvent {
    ShardEvent::SubscribeToShardEvent(SubscribeToShardEvent {
        records: vec![Record {
            sequence_number: number.to_string(),
            approximate_arrival_timestamp: Some(DateTime::from_secs(number)),
            data: Blob::new("a"),
            partition_key: Some("snow \u{2603}".to_owned()),
        }],
        continuation_sequence_number: number.to_string(),
        millis_behind_latest: 0,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn botocore_reads_the_testing_servers_events() {
    let Some(python) = tests::python("events of the testing server, read by botocore") else { return };
    let server = Server::start().await.unwrap();
    server.on(|request: SubscribeToShard| {
        assert_eq!(request.starting_position.r#type, "LATEST");
        let metadata = ErrorMetadata::new("ResourceInUseException", "another consumer");
        let events = Events::new().events((1..=3).map(shard_event));
        let events = events.exception(KinesisError::ResourceInUse(metadata));
        Reply::output(SubscribeToShardOutput { event_stream: events.into() })
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/botocore_events.py");
    let credentials = server.credentials();
    let arguments = [script, &server.url(), credentials.access_key_id(), credentials.secret_access_key()];
    let mut command = Command::new(python);
    command.args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    let event = |number: i64| {
        let record = json!({
            "SequenceNumber": number.to_string(),
            "ApproximateArrivalTimestamp": number as f64,
            "Data": "a",
            "PartitionKey": "snow \u{2603}",
        });
        let event = json!({
            "Records": [record],
            "ContinuationSequenceNumber": number.to_string(),
            "MillisBehindLatest": 0,
        });
        json!({ "SubscribeToShardEvent": event })
    };
    let error = json!({ "error": "ResourceInUseException", "message": "another consumer" });
    assert_eq!(seen, json!([event(1), event(2), event(3), error]));
}

/// Returns the frames of these messages, as AWS's SDK for JavaScript encodes them.
fn encoded_by_javascript(modules: &std::ffi::OsStr, messages: &Value) -> Vec<u8> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/js_event_stream.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .env("CI_NODE_MODULES", modules)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    node.stdin.take().unwrap().write_all(messages.to_string().as_bytes()).unwrap();
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    let frames: Blob = wire::from_json(json!(text.trim()).to_string().as_bytes()).unwrap();
    frames.into_inner()
}

#[tokio::test]
async fn frames_of_javascript_are_read() {
    let Some(modules) = tests::node_modules("frames of AWS's SDK for JavaScript") else { return };
    let event = wire::to_json(&shard_event(7));
    let event: Value = serde_json::from_slice(&event).unwrap();
    let of_type = |name: &str| json!({ ":message-type": "event", ":event-type": name, ":content-type": "application/json" });
    let messages = json!([
        { "headers": of_type("initial-response"), "payload": "{}" },
        { "headers": of_type("SubscribeToShardEvent"), "payload": event["SubscribeToShardEvent"].to_string() },
        { "headers": of_type("Later"), "payload": r#"{"A":"\ud83d\ude00"}"# },
        {
            "headers": { ":message-type": "exception", ":exception-type": "ResourceInUseException" },
            "payload": r#"{"message":"another consumer"}"#,
        },
    ]);
    let frames = encoded_by_javascript(&modules, &messages);
    let output = SubscribeToShard::from_http(&http::Response::new(frames.into())).unwrap();
    let mut events = output.event_stream;
    assert_eq!(events.next().await.unwrap().unwrap(), shard_event(7));
    let later = UnknownMember::new("Later", json!({ "A": "\u{1f600}" }));
    assert_eq!(events.next().await.unwrap().unwrap(), ShardEvent::Unknown(later));
    let error = events.next().await.unwrap().unwrap_err();
    assert_eq!((error.code(), error.message()), (Some("ResourceInUseException"), Some("another consumer")));
    assert_eq!(error.events(), 2);
}

/// The output of the case of botocore's tests. Its events are not JSON structures: the payload of
/// each event is one of its members.
#[derive(Debug, Shape)]
pub(crate) struct OperationNameOutput {
    pub initial_response: Option<String>,
    pub payload: EventStream<CaseEvent>,
}

#[aws_operation(action = "OperationName")]
#[derive(Debug)]
pub(crate) struct OperationName {}

#[derive(Debug, PartialEq, Union)]
pub(crate) enum CaseEvent {
    TypeA(Blob),
    TypeB(Details),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Debug, PartialEq, Shape)]
pub(crate) struct Details {
    pub string_field: Option<String>,
    pub integer_field: Option<i32>,
}

#[tokio::test]
async fn the_case_of_botocores_tests_is_read() {
    let Some(data) = tests::conformance::read("awsjson_response_tests.json") else { return };
    let cases = data.as_array().or(data["cases"].as_array()).unwrap();
    let of_streams = |case: &&Value| case["eventstream"] == true;
    let cases: Vec<&Value> = cases.iter().filter(of_streams).collect();
    assert_eq!(cases.len(), 1, "the data has another case with an event stream");
    let (response, params) = (&cases[0]["response"], &cases[0]["expected"]["params"]);
    let frames: Blob = wire::from_json(response["body_base64"].to_string().as_bytes()).unwrap();
    let output = OperationName::from_http(&http::Response::new(frames.into_inner().into())).unwrap();
    assert_eq!(output.initial_response.as_deref(), params["InitialResponse"].as_str());
    let mut events = output.payload;
    let [first, second] = &params["Payload"].as_array().unwrap()[..] else { panic!("{params}") };
    let blob = Blob::new(first["TypeA"]["Payload"].as_str().unwrap());
    assert_eq!(events.next().await.unwrap().unwrap(), CaseEvent::TypeA(blob));
    let details = &second["TypeB"]["Details"];
    let string_field = details["StringField"].as_str().map(str::to_owned);
    let integer_field = details["IntegerField"].as_i64().map(|number| number as i32);
    let details = Details { string_field, integer_field };
    assert_eq!(events.next().await.unwrap().unwrap(), CaseEvent::TypeB(details));
    assert!(events.next().await.is_none());
}

#[aws_operation(action = "RegisterStreamConsumer")]
#[derive(Debug, Clone)]
pub(crate) struct RegisterStreamConsumer {
    #[aws(rename = "StreamARN")]
    pub stream_arn: String,
    pub consumer_name: String,
}

#[derive(Debug, Shape)]
pub(crate) struct RegisterStreamConsumerOutput {
    pub consumer: Consumer,
}

#[derive(Debug, Shape)]
pub(crate) struct Consumer {
    #[aws(rename = "ConsumerARN")]
    pub consumer_arn: String,
}

#[aws_operation(action = "PutRecord")]
#[derive(Debug, Clone)]
pub(crate) struct PutRecord {
    pub stream_name: String,
    pub data: Blob,
    pub partition_key: String,
}

#[derive(Debug, Shape)]
pub(crate) struct PutRecordOutput {
    pub shard_id: String,
}

/// kinesis-local, the mock of Kinesis in Node.js. It ends with the value.
struct KinesisLocal {
    process: std::process::Child,
    url: String,
}

impl Drop for KinesisLocal {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Starts kinesis-local with the stream `s`, or prints that it is left out.
fn kinesis_local() -> Option<KinesisLocal> {
    let what = "SubscribeToShard of kinesis-local";
    let folder = std::path::PathBuf::from(tests::node_modules(what)?).join("kinesis-local");
    if !folder.exists() {
        tests::show(format_args!("left out: {what} (the package is not in CI_NODE_MODULES)"));
        return None;
    }
    let port =
        || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let (plain, tls) = (port(), port());
    let process = Command::new("node")
        .arg("main.js")
        // The certificate of its https port is there.
        .current_dir(folder)
        .env("KINESIS_MOCK_PLAIN_PORT", &plain)
        .env("KINESIS_MOCK_TLS_PORT", tls)
        .env("INITIALIZE_STREAMS", "s:1:us-east-1")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    Some(KinesisLocal { process, url: format!("http://127.0.0.1:{plain}") })
}

#[tokio::test]
async fn a_shard_of_kinesis_local_is_read() {
    let Some(server) = kinesis_local() else { return };
    let builder = metering_core::Client::<Service>::builder().region("us-east-1").endpoint_url(&server.url);
    let client = builder.credentials(metering_core::testing::credentials()).build().unwrap();
    let put = |text: &str| PutRecord {
        stream_name: "s".to_owned(),
        data: Blob::new(text),
        partition_key: "k".to_owned(),
    };
    // The stream is created while the server starts.
    let started = std::time::Instant::now();
    let shard_id = loop {
        match client.send(put("first")).await {
            Ok(output) => break output.shard_id,
            Err(error) if started.elapsed().as_secs() > 60 => panic!("{error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(200)).await,
        }
    };
    let stream_arn = "arn:aws:kinesis:us-east-1:000000000000:stream/s".to_owned();
    let register = RegisterStreamConsumer { stream_arn, consumer_name: "c".to_owned() };
    let consumer_arn = client.send(register).await.unwrap().consumer.consumer_arn;
    let starting_position = StartingPosition { r#type: "TRIM_HORIZON".to_owned() };
    let subscribe = SubscribeToShard { consumer_arn, shard_id, starting_position };
    // The consumer is created before it is active.
    let mut events = loop {
        match client.send(subscribe.clone()).await {
            Ok(output) => break output.event_stream,
            Err(error) if error.code() != Some("ResourceInUseException") => panic!("{error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(200)).await,
        }
    };
    let mut read = Vec::new();
    while read.len() < 2 {
        let event = events.next().await.expect("the stream stays open").unwrap();
        let ShardEvent::SubscribeToShardEvent(event) = event else { panic!("{event:?}") };
        if event.records.iter().any(|record| record.data == Blob::new("first")) {
            client.send(put("second")).await.unwrap();
        }
        read.extend(event.records.into_iter().map(|record| record.data));
    }
    assert_eq!(read, [Blob::new("first"), Blob::new("second")]);
}
