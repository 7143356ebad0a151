//! The emulator behaves as AWS's documentation describes the service.

#![allow(deprecated, reason = "the emulator accepts both forms of a quantity")]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use aws_smithy_types::date_time::Format;
use metering_client::emulator::{Buyer, Emulator, EmulatorBuilder, Fault, Product};
use metering_client::{
    BatchMeterUsage, BatchMeterUsageOutput, Client, Customer, DateTime, Error, MeterUsage, Quantity,
    RegisterUsage, ResolveCustomer, Usage, UsageRecord, UsageRecordResultStatus,
};
use metering_core::credentials::Credentials;
use metering_core::transport::{Transport, collect};
use serde_json::{Value, json};

const PRODUCT: &str = "prod-4rcexample";
const LICENSE: &str = "arn:aws:license-manager::294406891311:license:l-0a1b";

fn at(text: &str) -> DateTime {
    DateTime::from_str(text, Format::DateTime).unwrap()
}

fn noon() -> DateTime {
    at("2026-11-23T12:00:00Z")
}

fn setup() -> EmulatorBuilder {
    Emulator::builder().clock(noon()).quotas(false)
}

async fn emulator() -> Emulator {
    setup().start().await.unwrap()
}

fn record(time: DateTime, quantity: &str) -> UsageRecord {
    let quantity: Quantity = quantity.parse().unwrap();
    Usage::new(Customer::account("111122223333", PRODUCT), "requests", time, quantity).into()
}

fn licensed(time: DateTime, quantity: &str) -> UsageRecord {
    let quantity: Quantity = quantity.parse().unwrap();
    Usage::new(Customer::license("111122223333", LICENSE), "requests", time, quantity).into()
}

async fn batch(client: &Client, records: Vec<UsageRecord>) -> Result<BatchMeterUsageOutput, Error> {
    client.send(BatchMeterUsage::builder().product_code(PRODUCT).usage_records(records).build()).await
}

/// Sends a batch and returns the statuses of its records.
async fn statuses(client: &Client, records: Vec<UsageRecord>) -> Vec<UsageRecordResultStatus> {
    let output = batch(client, records).await.unwrap();
    output.results.into_iter().map(|result| result.status.unwrap()).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().code().unwrap().to_owned()
}

fn usage_call(time: DateTime, quantity: &str) -> MeterUsage {
    MeterUsage::builder()
        .product_code(PRODUCT)
        .timestamp(time)
        .usage_dimension("requests")
        .usage_quantity_as_decimal(quantity.parse::<Quantity>().unwrap())
        .build()
}

use UsageRecordResultStatus::{CustomerNotSubscribed, DuplicateRecord, Success};

/// Programs in other languages may leave the quantity out. AWS's reference: "Defaults to 0 if
/// neither is specified".
#[tokio::test]
async fn a_missing_quantity_of_meter_usage_is_zero() {
    let emulator = emulator().await;
    let mut call = usage_call(noon(), "1");
    call.usage_quantity_as_decimal = None;
    emulator.client().send(call).skip_validation().await.unwrap();
    assert_eq!(emulator.billed()[0].quantity, Quantity::ZERO);
}

#[tokio::test]
async fn the_first_record_of_a_key_stays() {
    let emulator = emulator().await;
    let client = emulator.client();
    let first = batch(&client, vec![record(noon(), "17")]).await.unwrap();
    let repeated = batch(&client, vec![record(noon(), "17.00")]).await.unwrap();
    assert_eq!(repeated.results[0].status, Some(Success));
    assert_eq!(first.results[0].metering_record_id, repeated.results[0].metering_record_id);
    let mut integer = record(noon(), "17");
    integer.quantity_as_decimal = None;
    integer.quantity = Some(17);
    assert_eq!(statuses(&client, vec![integer]).await, [Success]);
    assert_eq!(statuses(&client, vec![record(noon(), "17.000001")]).await, [DuplicateRecord]);
    assert_eq!(emulator.billed()[0].quantity, Quantity::from(17));

    // The same usage by license is billed again, as AWS's documentation warns.
    let call = BatchMeterUsage::builder().usage_records(vec![licensed(noon(), "17")]).build();
    client.send(call).await.unwrap();
    assert_eq!(emulator.billed().len(), 2);
    assert_eq!(emulator.billed()[1].license_arn.as_ref().unwrap().as_str(), LICENSE);
}

#[tokio::test]
async fn other_interpretations_of_the_documentation_can_be_selected() {
    let emulator = setup().same_record_is_duplicate(true).one_record_per_hour(true).start().await.unwrap();
    let client = emulator.client();
    assert_eq!(statuses(&client, vec![record(noon(), "1")]).await, [Success]);
    assert_eq!(statuses(&client, vec![record(noon(), "1")]).await, [DuplicateRecord]);
    emulator.set_clock(at("2026-11-23T13:30:00Z"));
    let [same_hour, next_hour] = ["2026-11-23T12:59:59Z", "2026-11-23T13:00:00Z"].map(at);
    assert_eq!(
        statuses(&client, vec![record(same_hour, "1"), record(next_hour, "1")]).await,
        [DuplicateRecord, Success]
    );

    let emulator = setup().unknown_buyer_fails_call(true).start().await.unwrap();
    let mut unknown = record(noon(), "1");
    unknown.customer_aws_account_id = Some("999".into());
    let error = batch(&emulator.client(), vec![record(noon(), "1"), unknown]).await;
    assert_eq!(code(error), "InvalidCustomerIdentifierException");
    assert_eq!(emulator.billed(), []);
}

#[tokio::test]
async fn unsubscribed_buyers_are_reported_per_record() {
    let emulator = emulator().await;
    let client = emulator.client();
    let by = |account: &'static str| {
        let mut record = record(noon(), "1");
        record.customer_aws_account_id = Some(account.into());
        record
    };
    assert_eq!(
        statuses(&client, vec![by("111122223333"), by("777788889999"), by("999")]).await,
        [Success, CustomerNotSubscribed, CustomerNotSubscribed]
    );
    // Once the subscription is active, the same record is accepted.
    emulator.set_buyer(Buyer::new("777788889999", PRODUCT));
    assert_eq!(statuses(&client, vec![by("777788889999")]).await, [Success]);
}

#[tokio::test]
async fn one_bad_record_fails_the_call_and_no_record_is_accepted() {
    let emulator = emulator().await;
    let client = emulator.client();
    let fine = || record(noon(), "1");
    let mut dimension = fine();
    dimension.dimension = "unknown".into();
    let old = record(at("2026-11-22T12:00:00Z"), "1");
    let ahead = record(at("2026-11-23T12:05:01Z"), "1");
    for (bad, expected) in [
        (dimension, "InvalidUsageDimensionException"),
        (old, "TimestampOutOfBoundsException"),
        (ahead, "TimestampOutOfBoundsException"),
    ] {
        assert_eq!(code(batch(&client, vec![fine(), bad]).await), expected);
    }
    let mut stranger = licensed(noon(), "1");
    stranger.customer_aws_account_id = Some("444455556666".into());
    for bad in [stranger, {
        let mut unknown = licensed(noon(), "1");
        unknown.license_arn = Some("arn:aws:license-manager:::l-unknown".into());
        unknown
    }] {
        let call = BatchMeterUsage::builder().usage_records(vec![licensed(noon(), "1"), bad]).build();
        assert_eq!(code(client.send(call).await), "InvalidLicenseException");
    }
    let call = BatchMeterUsage::builder().product_code("prod-unknown").usage_records(vec![fine()]).build();
    assert_eq!(code(client.send(call).await), "InvalidProductCodeException");

    // Two licenses of two products.
    emulator.set_product(Product::new("other").dimension("requests"));
    emulator.set_buyer(Buyer::new("111122223333", "other").license("arn:aws:license-manager:::l-other"));
    let mut other = licensed(noon(), "1");
    other.license_arn = Some("arn:aws:license-manager:::l-other".into());
    let call = BatchMeterUsage::builder().usage_records(vec![licensed(noon(), "1"), other]).build();
    assert_eq!(code(client.send(call).await), "InvalidProductCodeException");
    assert_eq!(emulator.billed(), []);
}

/// The emulator also rejects input that the client would not send.
#[tokio::test]
async fn invalid_input_is_rejected() {
    let emulator = emulator().await;
    let client = emulator.client();
    let send = async |record: UsageRecord| {
        let call = BatchMeterUsage::builder().product_code(PRODUCT).usage_records(vec![record]).build();
        code(client.send(call).skip_validation().await)
    };
    let with = |change: fn(&mut UsageRecord)| {
        let mut record = record(noon(), "1");
        change(&mut record);
        record
    };
    let part = |quantity: &'static str, key: &'static str| {
        let usage = record(noon(), "1");
        let buyer = Customer::account("1", PRODUCT);
        let usage =
            Usage::new(buyer, usage.dimension, noon(), 1).allocate(quantity.parse().unwrap(), [(key, "v")]);
        UsageRecord::from(usage).usage_allocations
    };
    assert_eq!(send(with(|record| record.dimension = "".into())).await, "ValidationException");
    assert_eq!(send(with(|record| record.quantity = Some(1))).await, "ValidationException");
    assert_eq!(
        send(with(|record| record.quantity_as_decimal = Some("1.".into()))).await,
        "ValidationException"
    );
    let mut divided = record(noon(), "1");
    divided.usage_allocations = part("2", "k");
    assert_eq!(send(divided.clone()).await, "InvalidUsageAllocationsException");
    divided.usage_allocations = part("1", "^");
    assert_eq!(send(divided.clone()).await, "InvalidTagException");
    divided.usage_allocations = Some(vec![]);
    assert_eq!(send(divided).await, "ValidationException");
    let call = BatchMeterUsage::builder()
        .product_code(PRODUCT)
        .usage_records((0..26).map(|_| record(noon(), "1")).collect::<Vec<_>>())
        .build();
    assert_eq!(code(client.send(call).skip_validation().await), "ValidationException");

    // A request of 1 MB.
    let mut large = record(noon(), "1");
    large.dimension = "d".repeat(1_000_000).into();
    assert_eq!(send(large).await, "ValidationException");
    assert_eq!(emulator.billed(), []);
}

#[tokio::test]
async fn the_month_closes_at_six_utc() {
    let emulator = emulator().await;
    let client = emulator.client();
    let march = || record(at("2026-03-31T23:00:00Z"), "1");
    emulator.set_clock(at("2026-04-01T05:59:59Z"));
    assert_eq!(statuses(&client, vec![march()]).await, [Success]);
    emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(code(batch(&client, vec![march()]).await), "TimestampOutOfBoundsException");
    // Within a month, the limit is 24 hours.
    emulator.set_clock(at("2026-04-11T10:59:59Z"));
    assert_eq!(statuses(&client, vec![record(at("2026-04-10T11:00:00Z"), "1")]).await, [Success]);
    emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(
        code(batch(&client, vec![record(at("2026-04-10T11:00:00Z"), "2")]).await),
        "TimestampOutOfBoundsException"
    );
}

#[tokio::test]
async fn each_region_has_its_own_records() {
    let emulator = emulator().await;
    let client = |region: &str| {
        Client::builder()
            .region(region)
            .credentials(emulator.credentials())
            .endpoint_url(emulator.url())
            .build()
            .unwrap()
    };
    for region in ["us-east-1", "eu-central-1"] {
        assert_eq!(statuses(&client(region), vec![record(noon(), "1")]).await, [Success]);
    }
    let regions: Vec<_> = emulator.billed().into_iter().map(|line| line.region).collect();
    assert_eq!(regions, ["us-east-1", "eu-central-1"]);
}

#[tokio::test]
async fn signatures_are_verified() {
    let emulator = emulator().await;
    let accepted = emulator.credentials();
    let with = |id: &str, secret: &str, token: Option<&str>| {
        let token = token.map(str::to_owned);
        Client::builder()
            .region("us-east-1")
            .credentials(Credentials::new(id, secret, token, None, "test"))
            .endpoint_url(emulator.url())
            .build()
            .unwrap()
    };
    for (client, expected) in [
        (with("AKIDOTHER", accepted.secret_access_key(), None), "UnrecognizedClientException"),
        (with(accepted.access_key_id(), "another", None), "InvalidSignatureException"),
        (
            with(accepted.access_key_id(), accepted.secret_access_key(), Some("t")),
            "UnrecognizedClientException",
        ),
    ] {
        assert_eq!(code(batch(&client, vec![record(noon(), "1")]).await), expected);
    }
    assert_eq!(emulator.billed(), []);
}

#[tokio::test]
async fn software_reports_once_an_hour() {
    let emulator = emulator().await;
    let client = emulator.client();
    let id = async |call: MeterUsage| client.send(call).await.unwrap().metering_record_id.unwrap();
    let first = id(usage_call(at("2026-11-23T11:00:00Z"), "5")).await;
    assert_eq!(id(usage_call(at("2026-11-23T11:59:59Z"), "5.0")).await, first);
    let other = client.send(usage_call(at("2026-11-23T11:30:00Z"), "6")).await;
    assert_eq!(code(other), "DuplicateRequestException");
    assert_ne!(id(usage_call(noon(), "6")).await, first);
    let hours: Vec<_> =
        emulator.billed().into_iter().map(|line| (line.hour, line.quantity.to_string())).collect();
    assert_eq!(hours, [(at("2026-11-23T11:00:00Z"), "5".to_owned()), (noon(), "6".to_owned())]);

    assert_eq!(
        code(client.send(usage_call(at("2026-11-23T05:59:59Z"), "1")).await),
        "TimestampOutOfBoundsException"
    );
    id(usage_call(at("2026-11-23T06:00:00Z"), "1")).await;
}

#[tokio::test]
async fn a_client_token_identifies_one_request() {
    let emulator = emulator().await;
    let client = emulator.client();
    let call = |quantity: &str| {
        let mut call = usage_call(noon(), quantity);
        call.client_token = Some("token".into());
        call
    };
    let first = client.send(call("5")).await.unwrap();
    assert_eq!(client.send(call("5.000")).await.unwrap(), first);
    assert_eq!(code(client.send(call("6")).await), "IdempotencyConflictException");

    // In AgentCore, the calls of an hour add up. The client generates a token for each call.
    let emulator = setup().agent_core(true).start().await.unwrap();
    let client = emulator.client();
    for _ in 0..3 {
        client.send(usage_call(noon(), "5")).await.unwrap();
    }
    let billed = emulator.billed();
    assert_eq!((billed[0].quantity, billed[0].records), (Quantity::from(15), 3));
}

#[tokio::test]
async fn software_is_entitled_and_calls_its_own_region() {
    let abroad = setup().software_region("eu-central-1").start().await.unwrap();
    let client = abroad.client();
    let register = |version: i32| {
        RegisterUsage::builder().product_code(PRODUCT).public_key_version(version).nonce("n-1").build()
    };
    assert_eq!(code(client.send(usage_call(noon(), "1")).await), "InvalidEndpointRegionException");
    assert_eq!(code(client.send(register(1)).await), "InvalidRegionException");

    let emulator = emulator().await;
    let client = emulator.client();
    assert_eq!(code(client.send(register(3)).await), "InvalidPublicKeyVersionException");
    let mut unknown = register(1);
    unknown.product_code = "prod-unknown".into();
    assert_eq!(code(client.send(unknown).await), "InvalidProductCodeException");
    emulator.set_buyer(Buyer::new("111122223333", PRODUCT).unsubscribed());
    assert_eq!(code(client.send(register(2)).await), "CustomerNotEntitledException");
    assert_eq!(code(client.send(usage_call(noon(), "1")).await), "CustomerNotEntitledException");
}

#[tokio::test]
async fn register_usage_returns_a_token_with_the_calls_claims() {
    let emulator = emulator().await;
    let client = emulator.client();
    let call =
        RegisterUsage::builder().product_code(PRODUCT).public_key_version(2).nonce("n-1 \u{2603}").build();
    let output = client.send(call.clone()).await.unwrap();
    assert_eq!(output.public_key_rotation_timestamp, None);
    let token = output.signature.unwrap();
    let parts: Vec<Value> = token
        .expose()
        .split('.')
        .take(2)
        .map(|part| {
            let padded = format!("{part:=<width$}", width = part.len().next_multiple_of(4));
            let bytes = aws_smithy_types::base64::decode(padded.replace('-', "+").replace('_', "/")).unwrap();
            serde_json::from_slice(&bytes).unwrap()
        })
        .collect();
    assert_eq!(parts[0], json!({ "alg": "PS256", "typ": "JWT" }));
    assert_eq!(parts[1]["productCode"], PRODUCT);
    assert_eq!(parts[1]["publicKeyVersion"], 2);
    assert_eq!(parts[1]["nonce"], "n-1 \u{2603}");
    assert!(emulator.public_key().starts_with("-----BEGIN PUBLIC KEY-----\n"));

    let mut old = call;
    old.public_key_version = 1;
    assert!(client.send(old).await.unwrap().public_key_rotation_timestamp.is_some());
}

#[tokio::test]
async fn registration_tokens_expire() {
    let emulator = emulator().await;
    let client = emulator.client();
    let token = emulator.issue_token("111122223333").unwrap();
    let resolve = |token: &str| ResolveCustomer::builder().registration_token(token.to_owned()).build();
    emulator.advance_clock(Duration::from_secs(4 * 3_600 - 1));
    let resolved = client.send(resolve(&token)).await.unwrap();
    assert_eq!(Customer::of(&resolved), Some(Customer::license("111122223333", LICENSE).of_product(PRODUCT)));
    assert_eq!(resolved.customer_identifier.unwrap().as_str(), "ifAPi5AcF3");
    assert_eq!(resolved.metadata.unwrap().agreement_id.unwrap().as_str(), "agmt-111122223333");
    emulator.advance_clock(Duration::from_secs(1));
    assert_eq!(code(client.send(resolve(&token)).await), "ExpiredTokenException");
    assert_eq!(code(client.send(resolve("another")).await), "InvalidTokenException");
    assert!(emulator.issue_token("999").is_err());
}

#[tokio::test]
async fn quotas_throttle_each_region() {
    let emulator = Emulator::builder().clock(noon()).start().await.unwrap();
    let client = emulator.client();
    // Many more calls than the quota, on any machine.
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let call = BatchMeterUsage::builder().product_code(PRODUCT).usage_records(vec![]).build();
            tokio::spawn(client.send(call).max_attempts(1).response())
        })
        .collect();
    let mut throttled = 0;
    for call in calls {
        if let Err(error) = call.await.unwrap() {
            assert_eq!(error.code(), Some("ThrottlingException"));
            assert_eq!(error.retryable(), Some(metering_core::RetryKind::Throttling));
            throttled += 1;
        }
    }
    assert!(throttled > 0);
}

#[tokio::test]
async fn faults_apply_in_order() {
    let emulator = emulator().await;
    let client = emulator.client();
    let once = async |quantity: &str| {
        let call =
            BatchMeterUsage::builder().product_code(PRODUCT).usage_records(vec![record(noon(), quantity)]);
        client.send(call.build()).max_attempts(1).await
    };
    emulator.inject(Fault::throttle().on("MeterUsage"));
    emulator.inject(Fault::internal().times(2));
    emulator.inject(Fault::drop_connection());
    emulator.inject(Fault::delay(Duration::from_millis(1)));
    for _ in 0..2 {
        let error = once("1").await.unwrap_err();
        assert_eq!(error.code(), Some("InternalServiceErrorException"));
        assert_eq!(error.retryable(), Some(metering_core::RetryKind::Transient));
    }
    assert!(matches!(once("1").await, Err(Error::Transport(_))));
    assert_eq!(emulator.billed(), []);
    assert!(once("1").await.is_ok());
    let error = client.send(usage_call(noon(), "1")).max_attempts(1).await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    assert!(client.send(usage_call(noon(), "1")).await.is_ok());
}

/// Sends an HTTP request over a socket, with additional header lines.
fn send_http(url: &str, method: &str, path: &str, headers: &str, body: &Value) -> (u16, Value) {
    let authority = url.strip_prefix("http://").unwrap();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let host = if headers.contains("host: ") { String::new() } else { format!("host: {authority}\r\n") };
    let request = format!(
        "{method} /_emulator{path} HTTP/1.1\r\n{host}{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: application/json"), "{head}");
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap())
}

async fn control(emulator: &Emulator, method: &'static str, path: &'static str, body: Value) -> (u16, Value) {
    let url = emulator.url();
    tokio::task::spawn_blocking(move || send_http(&url, method, path, "", &body)).await.unwrap()
}

#[tokio::test]
async fn programs_control_the_emulator_over_http() {
    let emulator = emulator().await;
    let control = async |method, path, body| control(&emulator, method, path, body).await;
    let (status, about) = control("GET", "", Value::Null).await;
    assert_eq!((status, &about["now"]), (200, &json!("2026-11-23T12:00:00Z")));
    assert_eq!(about["products"][0]["code"], PRODUCT);
    assert_eq!(about["buyers"][0]["account"], "111122223333");
    assert_eq!(about["public_key"], emulator.public_key());

    assert_eq!(control("POST", "/products", json!({ "code": "p", "dimensions": ["d"] })).await.0, 200);
    assert_eq!(
        control("POST", "/buyers", json!({ "account": "1", "product": "p", "identifier": "i" })).await.0,
        200
    );
    let (_, token) = control("POST", "/tokens", json!({ "account": "1" })).await;
    let client = emulator.client();
    let token = token["registration_token"].as_str().unwrap().to_owned();
    let resolved = client.send(ResolveCustomer::builder().registration_token(token).build()).await.unwrap();
    assert_eq!(resolved.product_code.unwrap().as_str(), "p");

    assert_eq!(control("POST", "/clock", json!({ "now": "2026-11-30T23:00:00Z" })).await.0, 200);
    assert_eq!(emulator.now(), at("2026-11-30T23:00:00Z"));
    let (_, clock) = control("POST", "/clock", json!({ "advance_seconds": 3600 })).await;
    assert_eq!(clock["now"], "2026-12-01T00:00:00Z");

    let faults = [
        (json!({ "fault": "throttle" }), "ThrottlingException"),
        (json!({ "fault": "internal" }), "InternalServiceErrorException"),
        (
            json!({ "fault": "error", "status": 400, "code": "DisabledApiException", "message": "off" }),
            "DisabledApiException",
        ),
    ];
    let record = || {
        let buyer = Customer::identifier("i", "p");
        UsageRecord::from(Usage::new(buyer, "d", at("2026-11-30T23:30:00Z"), 3))
    };
    let call = |records| BatchMeterUsage::builder().product_code("p").usage_records(records).build();
    for (fault, expected) in faults {
        assert_eq!(control("POST", "/faults", fault).await.0, 200);
        assert_eq!(code(client.send(call(vec![record()])).max_attempts(1).await), expected);
    }
    for fault in ["drop_connection", "drop_response"] {
        control("POST", "/faults", json!({ "fault": fault, "operation": "BatchMeterUsage" })).await;
        assert!(matches!(client.send(call(vec![record()])).max_attempts(1).await, Err(Error::Transport(_))));
    }
    let truncated = json!({ "fault": "truncate_response", "bytes": 5, "every": 1, "times": "unlimited" });
    control("POST", "/faults", truncated).await;
    for _ in 0..2 {
        assert!(matches!(client.send(call(vec![record()])).max_attempts(1).await, Err(Error::Transport(_))));
    }
    assert_eq!(control("GET", "/faults", Value::Null).await.1, json!({ "waiting": 1, "met": 7 }));
    control("DELETE", "/faults", Value::Null).await;
    control("POST", "/faults", json!({ "fault": "unprocessed", "records": 1 })).await;
    assert_eq!(client.send(call(vec![record()])).await.unwrap().unprocessed_records.len(), 1);
    control("POST", "/faults", json!({ "fault": "drop_connection", "times": 100 })).await;
    control("DELETE", "/faults", Value::Null).await;

    let (_, billed) = control("GET", "/billed", Value::Null).await;
    assert_eq!(
        billed,
        json!([{
            "region": "us-east-1", "operation": "BatchMeterUsage", "account": "1", "product": "p", "license_arn": null,
            "dimension": "d", "hour": "2026-11-30T23:00:00Z", "quantity": "3", "records": 1,
        }])
    );
    assert_eq!(control("POST", "/settings", json!({ "same_record_is_duplicate": true })).await.0, 200);
    let output = client.send(call(vec![record()])).await.unwrap();
    assert_eq!(output.results[0].status, Some(DuplicateRecord));

    for (path, body) in [
        ("/clock", json!({})),
        ("/clock", json!({ "now": "soon" })),
        ("/faults", json!({ "fault": "fire" })),
        ("/faults", json!({ "fault": "error", "status": 200, "code": "C" })),
        ("/faults", json!({ "fault": "throttle", "times": -1 })),
        ("/settings", json!({ "color": true })),
        ("/settings", json!({ "quotas": "no" })),
        ("/tokens", json!({ "account": "2" })),
    ] {
        let (status, response) = control("POST", path, body).await;
        assert_eq!(status, 400);
        assert!(response["message"].is_string());
    }
    assert_eq!(control("GET", "/nothing", Value::Null).await.0, 404);
}

/// Operations without required members.
mod lenient {
    use metering_client::{BatchMeterUsageOutput, MeteringError, Service};
    use metering_core::{DateTime, Shape, aws_operation};

    #[aws_operation(action = "BatchMeterUsage", service = Service, output = BatchMeterUsageOutput)]
    #[derive(Debug)]
    pub(super) struct Batch {
        pub(super) product_code: Option<String>,
        pub(super) usage_records: Option<Vec<Record>>,
    }

    #[derive(Debug, Shape)]
    pub(super) struct Record {
        pub(super) timestamp: Option<DateTime>,
        pub(super) dimension: Option<String>,
    }

    pub(super) type Error = metering_core::Error<MeteringError>;
}

/// A missing member is an error, not a default value.
#[tokio::test]
async fn missing_members_are_rejected() {
    let emulator = emulator().await;
    let client = emulator.client();
    let send = async |usage_records| -> lenient::Error {
        client.send(lenient::Batch { product_code: Some(PRODUCT.into()), usage_records }).await.unwrap_err()
    };
    let record = |timestamp, dimension: Option<&str>| lenient::Record {
        timestamp,
        dimension: dimension.map(str::to_owned),
    };
    for (records, missing) in [
        (None, "UsageRecords"),
        (Some(vec![record(None, Some("requests"))]), "UsageRecords[0].Timestamp"),
        (
            Some(vec![record(Some(noon()), Some("requests")), record(Some(noon()), None)]),
            "UsageRecords[1].Dimension",
        ),
    ] {
        let error = send(records).await;
        assert_eq!(error.code(), Some("ValidationException"));
        assert!(error.to_string().contains(missing), "{error}");
    }
}

/// Any web page can send requests to a loopback port.
#[tokio::test]
async fn web_pages_cannot_control_the_emulator() {
    let emulator = emulator().await;
    let url = emulator.url();
    let authority = url.strip_prefix("http://").unwrap().to_owned();
    let status = async |headers: String| {
        let url = url.clone();
        let send =
            move || send_http(&url, "POST", "/tokens", &headers, &json!({ "account": "111122223333" })).0;
        tokio::task::spawn_blocking(send).await.unwrap()
    };
    let port = authority.split(':').nth(1).unwrap();
    for allowed in [
        String::new(),
        format!("host: localhost:{port}\r\n"),
        format!("host: [::1]:{port}\r\n"),
        format!("origin: http://{authority}\r\nsec-fetch-site: same-origin\r\n"),
        "sec-fetch-site: none\r\n".to_owned(),
    ] {
        assert_eq!(status(allowed.clone()).await, 200, "{allowed}");
    }
    for refused in [
        "origin: https://example.com\r\n".to_owned(),
        "origin: null\r\n".to_owned(),
        format!("origin: https://{authority}\r\n"),
        "origin: http://127.0.0.1:1\r\n".to_owned(),
        "sec-fetch-site: cross-site\r\n".to_owned(),
        "sec-fetch-site: same-site\r\n".to_owned(),
        // DNS rebinding.
        format!("host: example.com:{port}\r\n"),
        format!("host: example.com:{port}\r\norigin: http://example.com:{port}\r\n"),
    ] {
        assert_eq!(status(refused.clone()).await, 403, "{refused}");
    }
}

#[tokio::test]
async fn timestamps_at_any_clock_time_do_not_panic() {
    for clock in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX] {
        let emulator = setup().clock(DateTime::from_secs(clock)).start().await.unwrap();
        let client = emulator.client();
        let token = emulator.issue_token("111122223333").unwrap();
        let resolve = ResolveCustomer::builder().registration_token(token).build();
        client.send(resolve).await.unwrap();
        emulator.advance_clock(Duration::MAX);
        for time in [i64::MIN, -1, 0, i64::MAX] {
            let call = BatchMeterUsage::builder()
                .product_code(PRODUCT)
                .usage_records(vec![record(DateTime::from_secs(time), "1")])
                .build();
            let error = client.send(call).skip_validation().await.unwrap_err();
            // The client can't serialize some of the times.
            let codes = [Some("TimestampOutOfBoundsException"), Some("SerializationException"), None];
            assert!(codes.contains(&error.code()), "{error}");
            let call = usage_call(DateTime::from_secs(time), "1");
            client.send(call).skip_validation().await.unwrap_err();
        }
        assert_eq!(emulator.totals().records, 0);
    }
}

/// An hour passes in a second: deadlines, tokens, quotas and the `Date` header follow the clock.
#[tokio::test]
async fn the_clock_can_run_faster() {
    let emulator = Emulator::builder().clock(noon()).clock_speed(3_600.0).start().await.unwrap();
    let client = emulator.client();
    assert_eq!(statuses(&client, vec![record(noon(), "1")]).await, [Success]);
    let token = emulator.issue_token("111122223333").unwrap();
    let request = http::Request::get("http://localhost/_emulator").header("host", "localhost");
    let request = request.body(bytes::Bytes::new()).unwrap();
    let response = collect(emulator.transport().send(request).await.unwrap(), 1 << 20).await.unwrap();
    let date = response.headers()["date"].to_str().unwrap();
    let date = DateTime::from_str(date, Format::HttpDate).unwrap();
    assert!(date >= noon() && date.secs() <= emulator.now().secs(), "{date}");
    // 20 concurrent calls exceed the quota of a second, unless seconds pass quickly.
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_millis(1)).await;
        batch(&client, vec![]).await.unwrap();
    }
    // The clock keeps its speed when it is moved ahead.
    emulator.advance_clock(Duration::from_secs(4 * 3_600));
    let advanced = emulator.now().secs();
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert!(emulator.now().secs() >= advanced + 36);
    let resolve = ResolveCustomer::builder().registration_token(token).build();
    assert_eq!(code(client.send(resolve).await), "ExpiredTokenException");
    emulator.set_clock_speed(0.0);
    assert_eq!(emulator.now(), emulator.now());
    let (status, _) =
        control(&emulator, "POST", "/clock", json!({ "now": "2026-11-23T12:00:00Z", "speed": 60 })).await;
    assert_eq!(status, 200);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(emulator.now().secs() >= noon().secs() + 3);
    let (status, _) = control(&emulator, "POST", "/clock", json!({ "speed": -1 })).await;
    assert_eq!(status, 400);
}

/// The client's clock is the machine's. The emulator accepts it, unless signatures must follow the
/// emulator's clock; then a client has to correct its clock by the `Date` header.
#[tokio::test]
async fn signatures_follow_the_emulators_clock_if_configured() {
    let attempts = async |emulator: &Emulator| {
        batch(&emulator.client(), vec![record(noon(), "1")]).await.unwrap();
        emulator.received().iter().map(|received| received.signature_error()).collect::<Vec<_>>()
    };
    assert_eq!(attempts(&emulator().await).await, [None]);
    let strict = setup().signatures_follow_clock(true).start().await.unwrap();
    assert_eq!(attempts(&strict).await, [Some("InvalidSignatureException"), None]);
}

#[tokio::test]
async fn totals_and_doubled_usage_are_reported() {
    let emulator = emulator().await;
    let client = emulator.client();
    let second_later = at("2026-11-23T12:00:01Z");
    assert_eq!(
        statuses(&client, vec![record(noon(), "1.5"), record(second_later, "2")]).await,
        [Success, Success]
    );
    let call =
        BatchMeterUsage::builder().usage_records(vec![licensed(at("2026-11-23T11:00:00Z"), "4")]).build();
    client.send(call).await.unwrap();
    client.send(usage_call(at("2026-11-23T11:00:00Z"), "8")).await.unwrap();

    let totals = emulator.totals();
    assert_eq!((totals.records, totals.lines, totals.micros, totals.doubled), (4, 3, 15_500_000, 1));
    let doubled = emulator.doubled();
    assert_eq!((doubled.len(), doubled[0].records, doubled[0].hour), (1, 2, noon()));
    assert_eq!(doubled[0].quantity.to_string(), "3.5");

    let (_, totals) = control(&emulator, "GET", "/totals", Value::Null).await;
    assert_eq!(totals, json!({ "records": 4, "lines": 3, "quantity": "15.500000", "doubled": 1 }));
    let (_, doubled) = control(&emulator, "GET", "/doubled", Value::Null).await;
    assert_eq!(
        doubled,
        json!([{
            "account": "111122223333", "product": PRODUCT, "dimension": "requests", "hour": "2026-11-23T12:00:00Z",
            "quantity": "3.5", "records": 2,
        }])
    );
    for (query, lines) in [
        ("/billed", 3),
        ("/billed?account=111122223333&dimension=requests", 3),
        ("/billed?hour=2026-11-23T11:00:00Z", 2),
        ("/billed?dimension=gigabytes", 0),
        ("/billed?account=2", 0),
    ] {
        let (_, billed) = control(&emulator, "GET", query, Value::Null).await;
        assert_eq!(billed.as_array().unwrap().len(), lines, "{query}");
    }
    assert_eq!(control(&emulator, "GET", "/billed?color=red", Value::Null).await.0, 400);
}

/// Requests that differ only in form are the same request: the second within the hour, `3` and
/// `3.0`, the order of allocations and tags.
#[tokio::test]
async fn client_tokens_compare_requests_by_value() {
    let emulator = emulator().await;
    let client = emulator.client();
    let call = |time: &str, parts: &[(&str, &[(&'static str, &'static str)])]| {
        let usage = parts.iter().fold(
            Usage::new(Customer::account("111122223333", PRODUCT), "requests", noon(), 4),
            |usage, (quantity, tags)| {
                let quantity: Quantity = quantity.parse().unwrap();
                usage.allocate(quantity, tags.iter().copied())
            },
        );
        let mut call = usage_call(at(time), "4");
        call.client_token = Some("token".into());
        call.usage_allocations = UsageRecord::from(usage).usage_allocations;
        call
    };
    let send = async |call: MeterUsage| client.send(call).await.unwrap().metering_record_id;
    let (a, b): (&[_], &[_]) = (&[("a", "1"), ("b", "2")], &[("b", "2"), ("a", "1")]);
    let first = send(call("2026-11-23T11:00:00Z", &[("3", a), ("1", &[("c", "3")])])).await;
    for same in [
        call("2026-11-23T11:59:59Z", &[("3", a), ("1", &[("c", "3")])]),
        call("2026-11-23T11:00:00Z", &[("1.0", &[("c", "3")]), ("3.000", b)]),
    ] {
        assert_eq!(send(same).await, first);
    }
    let mut raw = call("2026-11-23T11:00:00Z", &[("3", a), ("1", &[("c", "3")])]);
    raw.usage_quantity_as_decimal = Some("4.000000".into());
    let parts = raw.usage_allocations.as_mut().unwrap();
    parts[0].allocated_usage_quantity_as_decimal = Some("3.0".into());
    assert_eq!(send(raw).await, first);
    for other in [
        call("2026-11-23T12:00:00Z", &[("3", a), ("1", &[("c", "3")])]),
        call("2026-11-23T11:00:00Z", &[("3", a), ("1", &[("c", "4")])]),
        call("2026-11-23T11:00:00Z", &[("2", a), ("2", &[("c", "3")])]),
    ] {
        assert_eq!(code(client.send(other).await), "IdempotencyConflictException");
    }
}

/// AWS's documentation warns of these combinations, but doesn't say that AWS rejects them.
#[tokio::test]
async fn combinations_of_buyer_forms_can_be_accepted() {
    let mut older = record(noon(), "1");
    older.customer_identifier = Some("ifAPi5AcF3".into());
    older.customer_aws_account_id = None;
    let send = async |client: &Client, records: Vec<UsageRecord>| {
        let call = BatchMeterUsage::builder().product_code(PRODUCT).usage_records(records).build();
        client.send(call).skip_validation().await.map(|output| output.results.len())
    };
    let mixed = vec![record(noon(), "1"), older];
    let both = vec![record(noon(), "1"), licensed(noon(), "1")];

    let strict = emulator().await;
    for records in [mixed.clone(), both.clone()] {
        assert_eq!(code(send(&strict.client(), records).await), "ValidationException");
    }
    let accepts_mixed = setup().accept_mixed_buyers(true).start().await.unwrap();
    assert_eq!(send(&accepts_mixed.client(), mixed.clone()).await.unwrap(), 2);
    assert_eq!(code(send(&accepts_mixed.client(), both.clone()).await), "ValidationException");
    let accepts_both = setup().accept_license_with_product(true).start().await.unwrap();
    assert_eq!(code(send(&accepts_both.client(), mixed.clone()).await), "ValidationException");
    assert_eq!(send(&accepts_both.client(), both.clone()).await.unwrap(), 2);
    assert_eq!((accepts_both.totals().records, accepts_both.totals().doubled), (2, 1));

    // Other violations are still rejected.
    let lenient = setup().accept_mixed_buyers(true).accept_license_with_product(true).start().await.unwrap();
    let mut invalid = licensed(noon(), "1");
    invalid.dimension = "".into();
    assert_eq!(
        code(send(&lenient.client(), [mixed.clone(), vec![invalid]].concat()).await),
        "ValidationException"
    );
    assert_eq!(code(send(&lenient.client(), vec![both[0].clone(); 26]).await), "ValidationException");
    assert_eq!(send(&lenient.client(), [mixed, both].concat()).await.unwrap(), 4);
}

#[tokio::test]
async fn registration_tokens_reveal_decoding_bugs() {
    let emulator = Emulator::builder().in_memory().unwrap();
    let client = emulator.client();
    let token = emulator.issue_token("111122223333").unwrap();
    assert!(['+', '/', '='].into_iter().all(|character| token.contains(character)), "{token}");
    for (damaged, hint) in
        [(token.replace('+', " "), "contains a space"), (token.replace('+', "%2B"), "contains `%`")]
    {
        let resolve = ResolveCustomer::builder().registration_token(damaged.clone()).build();
        let error = client.send(resolve).skip_validation().await.unwrap_err();
        assert_eq!(error.code(), Some("InvalidTokenException"));
        assert!(error.to_string().contains(hint) && !error.to_string().contains(&damaged), "{error}");
    }
    client.send(ResolveCustomer::builder().registration_token(token).build()).await.unwrap();
}

/// The whole emulator works without a socket.
#[tokio::test]
async fn an_emulator_in_memory_bills_and_injects_faults() {
    let emulator = setup().in_memory().unwrap();
    let client = emulator.client();
    emulator.inject(Fault::drop_response());
    emulator.inject(Fault::truncate_response(3));
    for expected in ["Unknown", "Yes"] {
        let call = BatchMeterUsage::builder().product_code(PRODUCT).usage_records(vec![record(noon(), "1")]);
        let error = client.send(call.build()).max_attempts(1).await.unwrap_err();
        assert_eq!(format!("{:?}", error.applied()), expected);
    }
    assert_eq!(statuses(&client, vec![record(noon(), "1")]).await, [Success]);
    assert_eq!((emulator.totals().records, emulator.faults_met(), emulator.request_count()), (1, 2, 3));
}
