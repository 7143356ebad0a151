//! The meaning of a declaration: the JSON that it writes and reads, its constraints, and its
//! builder.

#![allow(missing_docs)]

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use metering_core::paginate::NextPage;
use metering_core::service::Service as _;
use metering_core::testing::{Reply, Server};
use metering_core::{
    BigNumber, Blob, Client, DateTime, Document, ErrorMetadata, IntEnum, Operation, Paginated,
    PaginatedItems, RetryKind, Sensitive, ServiceError, Shape, StringEnum, Union, UnknownMember,
    UnknownValue, Validate, Violations, aws_operation, aws_service, wire,
};

#[aws_service(
    endpoint_prefix = "metering.marketplace",
    signing_name = "aws-marketplace",
    target_prefix = "AWSMPMeteringService",
    json_version = "1.1",
    error = MeteringError,
    endpoint(
        fips = "metering.marketplace-fips",
        dual_stack = "metering-marketplace",
        region("eusc-de-east-1") = "metering-marketplace"
    )
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

#[derive(Debug, ServiceError)]
pub enum MeteringError {
    #[aws(retry = throttling)]
    Throttling(ErrorMetadata),
    #[aws(retry = transient, server_fault)]
    InternalServiceError(ErrorMetadata),
    #[aws(code = "Invalid.Tag")]
    InvalidTag(Tag, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = ..=255, pattern = "^[-a-zA-Z0-9/=:_.@]*$")]
pub struct ProductCode(Cow<'static, str>);

#[derive(Debug, Clone, Copy, PartialEq, Shape)]
#[aws(range = 0..=2147483647)]
pub struct Quantity(i32);

/// Posts records.
#[aws_operation(action = "BatchMeterUsage", output = BatchMeterUsageOutput)]
#[derive(Debug, Clone)]
#[aws(at_most_one_of(product_code, license_arn))]
pub struct BatchMeterUsage {
    /// The product.
    pub product_code: Option<ProductCode>,
    pub license_arn: Option<String>,
    #[aws(length = ..=2)]
    pub usage_records: Vec<UsageRecord>,
    #[aws(idempotency_token)]
    pub client_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Shape)]
#[aws(exactly_one_of(quantity, quantity_as_decimal), check = no_zero)]
pub struct UsageRecord {
    pub timestamp: DateTime,
    #[aws(length = 1..=255)]
    pub dimension: String,
    pub quantity: Option<Quantity>,
    #[aws(pattern = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$")]
    pub quantity_as_decimal: Option<String>,
    #[aws(length = 1..=5, each(length = 2..))]
    pub labels: Option<Vec<String>>,
    #[aws(rename = "CustomerAWSAccountId")]
    pub customer_account: Option<Sensitive<String>>,
}

fn no_zero(record: &UsageRecord, violations: &mut Violations<'_>) {
    if record.quantity == Some(Quantity(0)) {
        violations.member("Quantity").push("is nothing to bill");
    }
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub struct BatchMeterUsageOutput {
    pub results: Vec<UsageRecordResult>,
    pub next_token: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub struct UsageRecordResult {
    pub usage_record: Option<UsageRecord>,
    pub metering_record_id: String,
    pub status: Status,
    pub attempts: i32,
    pub at: DateTime,
}

#[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
pub enum Status {
    Success,
    #[aws(rename = "duplicate-record")]
    DuplicateRecord,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(Debug, Clone, PartialEq, Eq, IntEnum)]
pub enum Level {
    #[aws(value = -1)]
    Low,
    #[aws(value = 7)]
    High,
    #[aws(other)]
    Unknown(i32),
}

#[derive(Debug, Clone, PartialEq, Union)]
pub enum Value {
    S(String),
    #[aws(rename = "NULL")]
    Null(bool),
    #[aws(length = 1..)]
    L(Vec<Value>),
    #[aws(other)]
    Unknown(UnknownMember),
}

#[derive(Debug, Clone, PartialEq, Shape)]
#[aws(rename_all = "camelCase")]
pub struct Tag {
    pub key: String,
    #[aws(default = 5)]
    pub r#type: i32,
    #[aws(default)]
    pub is_set: bool,
    #[aws(timestamp = "date-time")]
    pub made_at: Option<DateTime>,
    #[aws(json_value)]
    pub policy: Option<Document>,
    #[aws(keys(length = ..=3), each(range = 0.5..=1.5))]
    pub weights: Option<BTreeMap<String, f64>>,
    pub sparse: Option<Vec<Option<i32>>>,
    pub level: Option<Level>,
}

fn record() -> UsageRecord {
    UsageRecord::builder().timestamp(DateTime::from_secs(1_700_000_000)).dimension("users").build()
}

fn json(shape: &impl Shape) -> String {
    String::from_utf8(wire::to_json(shape)).unwrap()
}

fn violations(value: &impl Validate) -> Vec<String> {
    value
        .validate()
        .map_or_else(|error| error.violations().iter().map(ToString::to_string).collect(), |()| Vec::new())
}

#[test]
fn members_that_are_set_are_written_and_no_others() {
    let mut record = record();
    assert_eq!(json(&record), r#"{"Timestamp":1700000000,"Dimension":"users"}"#);
    record.customer_account = Some(Sensitive::new("1".into()));
    record.quantity = Some(Quantity(3));
    assert_eq!(
        json(&record),
        r#"{"Timestamp":1700000000,"Dimension":"users","Quantity":3,"CustomerAWSAccountId":"1"}"#
    );
    let tag = Tag::builder()
        .key("k")
        .made_at(DateTime::from_secs(0))
        .policy(serde_json::json!({"a": [1]}))
        .sparse(vec![Some(1), None])
        .level(Level::Low)
        .build();
    assert_eq!(
        json(&tag),
        r#"{"key":"k","type":5,"isSet":false,"madeAt":"1970-01-01T00:00:00Z","policy":"{\"a\":[1]}","sparse":[1,null],"level":-1}"#
    );
    assert_eq!(wire::from_json::<Tag>(json(&tag).as_bytes()).unwrap(), tag);
}

#[test]
fn missing_null_and_unknown_members_are_accepted() {
    let output: BatchMeterUsageOutput = wire::from_json(
        br#"{"Later":[{"a":1}],"Results":[{"Status":"New","UsageRecord":null,"MeteringRecordId":null}]}"#,
    )
    .unwrap();
    let result = &output.results[0];
    assert_eq!(result.usage_record, None);
    assert_eq!(result.metering_record_id, "");
    assert_eq!(result.status, Status::from("New"));
    assert_eq!(result.status.as_str(), "New");
    assert_eq!(result.attempts, 0);
    assert_eq!(result.at, DateTime::from_secs(0));
    assert_eq!(output.next_token, None);
    let tag: Tag = wire::from_json(b"{}").unwrap();
    assert_eq!((tag.r#type, tag.is_set), (5, false));
    let error =
        wire::from_json::<BatchMeterUsageOutput>(br#"{"Results":[{},{"Attempts":"x"}]}"#).unwrap_err();
    assert_eq!(error.path(), "Results[1].Attempts");
}

/// Reads a text and writes it again, or returns the error.
fn reading<T: Shape>(text: &str) -> String {
    match wire::from_json::<T>(text.as_bytes()) {
        Ok(value) => json(&value),
        Err(error) => error.to_string(),
    }
}

/// Deviations of servers from the protocol are read like AWS's SDKs read them. botocore accepts all
/// of these except for the padding, which the SDK for JavaScript accepts.
#[test]
fn deviations_of_servers_are_read() {
    for (text, read) in [
        ("1.0", "1"),
        ("1e3", "1000"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("12E-1", "expected an integer, found a number with a fraction"),
    ] {
        assert_eq!(reading::<i32>(text), read);
    }
    assert_eq!(reading::<i64>("9223372036854775807"), "9223372036854775807");
    assert_eq!(reading::<i64>("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(reading::<f64>("5"), "5.0");
    assert_eq!(reading::<f64>("\"-Infinity\""), "\"-Infinity\"");

    for at in [
        "1700000000",
        "1700000000.0",
        "1.7e9",
        "\"1700000000\"",
        "\"1700000000.000\"",
        "\"2023-11-14T22:13:20Z\"",
        "\"2023-11-14T22:13:20.000Z\"",
        "\"2023-11-15T00:13:20+02:00\"",
        "\"Tue, 14 Nov 2023 22:13:20 GMT\"",
    ] {
        assert_eq!(reading::<DateTime>(at), "1700000000", "{at}");
    }
    for (at, read) in [
        ("-1.5", "-1.5"),
        ("0.001", "0.001"),
        ("1700000000.1239999", "1700000000.124"),
        ("\"2023-11-14T22:13:20.123456789Z\"", "1700000000.123456789"),
        // Milliseconds instead of seconds are not converted.
        ("1700000000000", "1700000000000"),
        ("1700000000000.0", "1700000000000"),
        ("1e300", "the timestamp is out of range"),
        ("99999999999999999999", "the timestamp is out of range"),
        ("\"yesterday\"", "the string is not a timestamp"),
        ("true", "expected a timestamp, found a boolean"),
    ] {
        assert_eq!(reading::<DateTime>(at), read, "{at}");
    }

    for text in ["\"AAECAw==\"", "\"AAECAw\"", "\"AAEC\\nAw==\\r\\n\"", "\"AAECAw=\""] {
        assert_eq!(reading::<Blob>(text), "\"AAECAw==\"", "{text}");
    }
    for text in ["\"A\"", "\"AAEC!\"", "\"AA=CAw==\""] {
        assert_eq!(reading::<Blob>(text), "the string is not base64", "{text}");
    }

    assert_eq!(reading::<String>("\u{feff}\"a\""), "\"a\"");
    assert_eq!(reading::<Vec<i32>>("[1,null,2]"), "[1,2]");
    assert_eq!(reading::<Vec<Option<i32>>>("[1,null,2]"), "[1,null,2]");
    assert_eq!(reading::<BTreeMap<String, i32>>(r#"{"a":1,"b":null,"a":2}"#), r#"{"a":2}"#);
    assert_eq!(reading::<Page>(r#"{"NextMarker":"a","NextMarker":null}"#), "{}");
    // `__type` is not a member of a union, and the last of several members counts.
    assert_eq!(reading::<Value>(r#"{"__type":"x#Value","S":"a","NULL":null}"#), r#"{"S":"a"}"#);
    assert_eq!(reading::<Value>(r#"{"S":"a","NULL":true}"#), r#"{"NULL":true}"#);
}

#[aws_operation(action = "Measure", output = Measured)]
#[derive(Debug, Clone)]
pub struct Measure {
    pub size: BigNumber,
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub struct Measured {
    pub size: BigNumber,
}

/// A big number keeps all digits on the way to a server and back, more than a double or a document.
#[tokio::test]
async fn big_numbers_keep_their_digits() {
    let server = Server::start().await.unwrap();
    server.on(|request: Measure| Reply::output(Measured { size: request.size }));
    let client: Client<Service> = server.client();
    for digits in [
        "1e400",
        "-1E-400",
        "123456789012345678901234567890.0987654321098765432109876543210",
        "18446744073709551617",
        "-0.0",
    ] {
        let measured = client.send(Measure { size: digits.parse().unwrap() }).await.unwrap();
        assert_eq!(measured.size.as_str(), digits);
    }
}

/// A value of another kind is rejected with its place, and never with its content. smithy-rs
/// rejects it, too.
#[test]
fn values_of_another_kind_are_rejected() {
    for (text, error) in [
        (r#"{"Results":"hunter2"}"#, "Results: expected a list, found a string"),
        (r#"{"Results":{}}"#, "Results: expected a list, found an object"),
        (r#"{"Results":[[]]}"#, "Results[0]: expected a structure, found a list"),
        (r#"{"Results":[{"Attempts":"7"}]}"#, "Results[0].Attempts: expected an integer, found a string"),
        (r#"{"Results":[{"Attempts":2147483648}]}"#, "Results[0].Attempts: the integer does not fit i32"),
        (
            r#"{"Results":[{"Attempts":2147483648214748364821474836482147483648}]}"#,
            "Results[0].Attempts: expected an integer, found a number with too many digits",
        ),
        (
            r#"{"Results":[{"MeteringRecordId":7}]}"#,
            "Results[0].MeteringRecordId: expected a string, found an integer",
        ),
        (r#"{"Results":[{"Status":true}]}"#, "Results[0].Status: expected a string, found a boolean"),
        (r#"{"NextToken":["hunter2"]}"#, "NextToken: expected a string, found a list"),
    ] {
        assert_eq!(reading::<BatchMeterUsageOutput>(text), error);
    }
    for text in [r#"{} {}"#, "{}x", "{\"Results\":[]", "[1,]", "{'a':1}", "", " ", "NaN"] {
        let error = wire::from_json::<BatchMeterUsageOutput>(text.as_bytes());
        assert!(error.is_err(), "{text}");
    }
}

#[test]
fn all_violations_are_reported_with_their_paths() {
    let mut bad = record();
    bad.dimension = String::new();
    bad.quantity = Some(Quantity(-1));
    bad.quantity_as_decimal = Some("01".into());
    bad.labels = Some(vec!["ab".into(), "é".into()]);
    let mut zero = record();
    zero.quantity = Some(Quantity(0));
    let batch = BatchMeterUsage::builder()
        .product_code("no spaces")
        .license_arn("arn")
        .usage_records(vec![bad, zero, record()])
        .build();
    assert_eq!(
        violations(&batch),
        [
            "ProductCode: does not match the pattern `^[-a-zA-Z0-9/=:_.@]*$`",
            "UsageRecords: length 3 is outside 0..=2",
            "UsageRecords[0].Dimension: length 0 is outside 1..=255",
            "UsageRecords[0].Quantity: -1 is outside 0..=2147483647",
            r"UsageRecords[0].QuantityAsDecimal: does not match the pattern `^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$`",
            "UsageRecords[0].Labels[1]: length 1 is outside 2..",
            "UsageRecords[0]: exactly one of `Quantity`, `QuantityAsDecimal` must be set, found 2",
            "UsageRecords[1].Quantity: is nothing to bill",
            "UsageRecords[2]: exactly one of `Quantity`, `QuantityAsDecimal` must be set, found 0",
            "at most one of `ProductCode`, `LicenseArn` may be set, found 2",
        ]
    );
    let tag = Tag::builder().key("k").weights(BTreeMap::from([("long".to_owned(), f64::NAN)])).build();
    assert_eq!(
        violations(&tag),
        [r#"weights["long"]: NaN is outside 0.5..=1.5"#, r#"weights["long"]: length 4 is outside 0..=3"#]
    );
}

#[test]
fn constrained_values_check_where_they_are_made() {
    const CODE: ProductCode = ProductCode::from_static("prod-4rcexample");
    assert_eq!(ProductCode::new("prod-4rcexample").unwrap(), CODE);
    assert_eq!("prod-4rcexample".parse::<ProductCode>().unwrap().to_string(), "prod-4rcexample");
    assert!("no spaces".parse::<ProductCode>().is_err());
    assert!(ProductCode::new("a".repeat(256)).is_err());
    assert_eq!(ProductCode::from("no spaces").as_str(), "no spaces");
    assert!(std::panic::catch_unwind(|| ProductCode::from_static("no spaces")).is_err());
    assert_eq!(Quantity::new(5).unwrap().get(), 5);
    assert_eq!(Quantity::new(-5).unwrap_err().to_string(), "-5 is outside 0..=2147483647");
}

#[test]
fn enums_keep_unknown_values() {
    assert_eq!(Status::VALUES, ["Success", "duplicate-record"]);
    assert_eq!(Status::from("duplicate-record"), Status::DuplicateRecord);
    assert_eq!(json(&Status::from("New")), r#""New""#);
    assert_eq!("Success".parse::<Status>().unwrap().to_string(), "Success");
    assert_eq!(Level::from(7), Level::High);
    assert_eq!(wire::from_json::<Level>(b"8").unwrap(), Level::Unknown(8));
    let by_status: HashMap<String, i32> = wire::from_json(br#"{"a":1}"#).unwrap();
    assert_eq!(by_status["a"], 1);
}

#[test]
fn unions_are_one_of_their_members() {
    assert_eq!(json(&Value::L(vec![Value::S("a".into())])), r#"{"L":[{"S":"a"}]}"#);
    assert_eq!(
        wire::from_json::<Value>(br#"{"S":null,"NULL":true,"__type":"x"}"#).unwrap(),
        Value::Null(true)
    );
    let unknown = Value::Unknown(UnknownMember::new("N", serde_json::json!("5")));
    assert_eq!(wire::from_json::<Value>(br#"{"N":"5"}"#).unwrap(), unknown);
    assert_eq!(json(&unknown), r#"{"N":"5"}"#);
    assert_eq!(json(&wire::from_json::<Value>(b"{}").unwrap()), "{}");
    assert_eq!(violations(&Value::L(vec![])), ["L: length 0 is outside 1.."]);
}

#[test]
fn errors_go_by_their_codes() {
    let of = |code| MeteringError::from_response(ErrorMetadata::new(code, "m"), br#"{"key":"k","type":2}"#);
    assert!(matches!(of("ThrottlingException"), MeteringError::Throttling(_)));
    assert_eq!(of("ThrottlingException").retry(), Some(RetryKind::Throttling));
    assert_eq!(of("InternalServiceErrorException").retry(), Some(RetryKind::Transient));
    let MeteringError::InvalidTag(tag, metadata) = of("Invalid.Tag") else { panic!("another error") };
    assert_eq!((tag.key.as_str(), tag.r#type), ("k", 2));
    assert_eq!(metadata.message(), Some("m"));
    assert!(matches!(of("Throttling"), MeteringError::Unhandled(_)));
    assert_eq!(of("New").to_string(), "New: m");
    assert!(MeteringError::ERRORS[1].server_fault);
}

#[test]
fn an_operation_knows_its_facts() {
    assert_eq!(BatchMeterUsage::INFO.action, "BatchMeterUsage");
    assert_eq!(Service::INFO.signing_name, "aws-marketplace");
    let mut request = BatchMeterUsage::builder().usage_records(vec![]).build();
    request.fill_idempotency_token(&mut || "fresh".into());
    request.fill_idempotency_token(&mut || "again".into());
    assert_eq!(request.client_token.as_deref(), Some("fresh"));
    assert_eq!(
        BatchMeterUsage::builder()
            .set_client_token(Some("t".into()))
            .usage_records([])
            .build()
            .client_token
            .as_deref(),
        Some("t")
    );
}

#[aws_operation(
    action = "ListKeys",
    paginate(input_token = marker, output_token = page.next_marker, items = page.keys, item = String, more = truncated)
)]
#[derive(Debug, Clone, Default)]
pub struct ListKeys {
    pub marker: Option<Sensitive<String>>,
}

#[derive(Debug, Clone, Shape)]
pub struct ListKeysOutput {
    pub page: Option<Box<Page>>,
    pub truncated: bool,
}

#[derive(Debug, Clone, Shape)]
pub struct Page {
    pub keys: Option<Vec<String>>,
    pub next_marker: Option<String>,
}

#[test]
fn pages_follow_their_tokens() {
    let output = |json: &str| wire::from_json::<ListKeysOutput>(json.as_bytes()).unwrap();
    let mut request = ListKeys::default();
    let first = output(r#"{"Page":{"Keys":["a"],"NextMarker":"m"},"Truncated":true}"#);
    assert_eq!(request.next_page(&first), NextPage::Ready);
    assert_eq!(request.marker.as_ref().unwrap().expose(), "m");
    assert_eq!(ListKeys::items(first.clone()), ["a"]);
    for (page, next) in [
        (r#"{"Page":{"NextMarker":"m"},"Truncated":true}"#, NextPage::UnchangedToken),
        (r#"{"Page":{"NextMarker":"m"},"Truncated":false}"#, NextPage::Last),
        (r#"{"Page":{"NextMarker":"n"},"Truncated":false}"#, NextPage::Last),
        (r#"{"Page":{"NextMarker":""},"Truncated":true}"#, NextPage::MissingToken),
        (r#"{"Truncated":true}"#, NextPage::MissingToken),
        ("{}", NextPage::Last),
    ] {
        assert_eq!(request.clone().next_page(&output(page)), next, "{page}");
    }
    assert!(ListKeys::items(output("{}")).is_empty());
}

/// As Kinesis describes a stream: the token is in the last of the items.
#[aws_operation(
    action = "DescribeStream",
    paginate(
        input_token = exclusive_start_shard_id,
        output_token = stream_description.shards[-1].shard_id,
        items = stream_description.shards,
        item = Shard,
        more = stream_description.has_more_shards
    )
)]
#[derive(Debug, Clone, Default)]
pub struct DescribeStream {
    pub exclusive_start_shard_id: Option<String>,
}

#[derive(Debug, Clone, Shape)]
pub struct DescribeStreamOutput {
    pub stream_description: StreamDescription,
}

#[derive(Debug, Clone, Shape)]
pub struct StreamDescription {
    pub shards: Option<Vec<Shard>>,
    pub has_more_shards: bool,
}

#[derive(Debug, Clone, PartialEq, Shape)]
pub struct Shard {
    pub shard_id: String,
}

fn shards(ids: &[usize], has_more_shards: bool) -> DescribeStreamOutput {
    let shards = ids.iter().map(|id| Shard { shard_id: format!("shard-{id}") }).collect();
    DescribeStreamOutput { stream_description: StreamDescription { shards: Some(shards), has_more_shards } }
}

#[tokio::test]
async fn pages_follow_the_last_item_of_a_list() {
    let server = Server::start().await.unwrap();
    server.on(|request: DescribeStream| {
        let after = request.exclusive_start_shard_id.map_or(0, |id| id["shard-".len()..].parse().unwrap());
        let page: Vec<usize> = (after + 1..=5).take(2).collect();
        Reply::output(shards(&page, after + 2 < 5))
    });
    let client: Client<Service> = server.client();
    let mut items = client.pages(DescribeStream::default()).items();
    let mut ids = Vec::new();
    while let Some(shard) = items.next().await {
        ids.push(shard.unwrap().shard_id);
    }
    assert_eq!(ids, ["shard-1", "shard-2", "shard-3", "shard-4", "shard-5"]);
    assert_eq!(server.received().len(), 3);

    let mut request = DescribeStream::default();
    // Neither an empty list nor a missing one has a token.
    assert_eq!(request.next_page(&shards(&[], true)), NextPage::MissingToken);
    assert_eq!(request.next_page(&wire::from_json(b"{}").unwrap()), NextPage::Last);
    assert_eq!(request.next_page(&shards(&[1], false)), NextPage::Last);
}
