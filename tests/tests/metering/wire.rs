//! Marketplace Metering's shapes on the wire, compared with what botocore writes and reads.
//!
//! `tests/vectors/make_metering.py` creates the vectors.

#![allow(deprecated, reason = "both forms of a quantity are compared")]

use metering_client::{
    BatchMeterUsage, BatchMeterUsageOutput, DateTime, MeterUsage, MeterUsageOutput, MeteringError, Quantity,
    RegisterUsage, RegisterUsageOutput, ResolveCustomer, ResolveCustomerOutput, Service, Tag,
    UsageAllocation, UsageRecord, UsageRecordResultStatus,
};
use metering_core::service::Service as _;
use metering_core::{Operation, ServiceError, Shape, wire};
use serde_json::{Value, json};

fn vectors(section: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../vectors/metering.json")).unwrap();
    all[section].as_array().unwrap().clone()
}

/// Reads a shape and returns what is written for it.
fn round_trip<T: Shape>(json: &Value) -> Value {
    let shape: T = wire::from_json(json.to_string().as_bytes()).unwrap();
    serde_json::from_slice(&wire::to_json(&shape)).unwrap()
}

/// Removes empty lists, because a missing list of an output is read as an empty list.
fn without_empty_lists(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| *member != json!([]));
    }
    value
}

#[test]
fn every_member_of_a_request_is_written_as_botocore_writes_it() {
    for vector in vectors("requests") {
        let body = &vector["body"];
        let ours = match vector["operation"].as_str().unwrap() {
            "BatchMeterUsage" => round_trip::<BatchMeterUsage>(body),
            "MeterUsage" => round_trip::<MeterUsage>(body),
            "RegisterUsage" => round_trip::<RegisterUsage>(body),
            "ResolveCustomer" => round_trip::<ResolveCustomer>(body),
            other => panic!("no such operation: {other}"),
        };
        assert_eq!(ours, *body, "{}", vector["name"]);
    }
}

#[test]
fn every_member_of_an_output_is_read_as_botocore_reads_it() {
    for vector in vectors("responses") {
        let body = &vector["body"];
        let ours = match vector["operation"].as_str().unwrap() {
            "BatchMeterUsage" => round_trip::<BatchMeterUsageOutput>(body),
            "MeterUsage" => round_trip::<MeterUsageOutput>(body),
            "RegisterUsage" => round_trip::<RegisterUsageOutput>(body),
            "ResolveCustomer" => round_trip::<ResolveCustomerOutput>(body),
            other => panic!("no such operation: {other}"),
        };
        assert_eq!(without_empty_lists(ours), without_empty_lists(vector["output"].clone()), "{body}");
    }
}

/// Compares field by field, so that two fields of the same type can't be confused.
#[test]
fn builders_set_the_members_that_they_name() {
    let at = DateTime::from_secs(1_795_428_000);
    let allocation = |quantity: &str| {
        UsageAllocation::builder()
            .allocated_usage_quantity_as_decimal(quantity.parse::<Quantity>().unwrap())
            .tags(vec![Tag::builder().key("Department").value("Sales").build()])
            .build()
    };
    let record = UsageRecord::builder()
        .timestamp(at)
        .customer_identifier("identifier")
        .dimension("dimension")
        .quantity(3)
        .quantity_as_decimal("1.50")
        .usage_allocations(vec![allocation("1.5")])
        .customer_aws_account_id("111122223333")
        .license_arn("arn:aws:a:::b")
        .build();
    let written = |json: Vec<u8>| serde_json::from_slice::<Value>(&json).unwrap();
    let allocations = json!([{
        "AllocatedUsageQuantityAsDecimal": "1.5",
        "Tags": [{ "Key": "Department", "Value": "Sales" }],
    }]);
    assert_eq!(
        written(wire::to_json(
            &BatchMeterUsage::builder().usage_records(vec![record]).product_code("code").build()
        )),
        json!({ "ProductCode": "code", "UsageRecords": [{
            "Timestamp": 1_795_428_000, "CustomerIdentifier": "identifier", "Dimension": "dimension",
            "Quantity": 3, "QuantityAsDecimal": "1.50", "UsageAllocations": allocations,
            "CustomerAWSAccountId": "111122223333", "LicenseArn": "arn:aws:a:::b",
        }] })
    );
    let call = MeterUsage::builder()
        .product_code("code")
        .timestamp(at)
        .usage_dimension("dimension")
        .usage_quantity(3)
        .usage_quantity_as_decimal(Quantity::from(17))
        .dry_run(true)
        .usage_allocations(vec![allocation("1.5")])
        .client_token("token")
        .build();
    assert_eq!(
        written(wire::to_json(&call)),
        json!({
            "ProductCode": "code", "Timestamp": 1_795_428_000, "UsageDimension": "dimension", "UsageQuantity": 3,
            "UsageQuantityAsDecimal": "17", "DryRun": true, "UsageAllocations": allocations, "ClientToken": "token",
        })
    );
    let call = RegisterUsage::builder().product_code("code").public_key_version(2).nonce("nonce").build();
    assert_eq!(
        written(wire::to_json(&call)),
        json!({ "ProductCode": "code", "PublicKeyVersion": 2, "Nonce": "nonce" })
    );
    let call = ResolveCustomer::builder().registration_token("token").build();
    assert_eq!(written(wire::to_json(&call)), json!({ "RegistrationToken": "token" }));
}

/// AWS's SDK for Rust sends `"CustomerIdentifier":""` if no identifier was set.
#[test]
fn a_member_that_is_not_set_is_not_sent() {
    let record = UsageRecord::builder()
        .timestamp(DateTime::from_secs(0))
        .dimension("d")
        .customer_aws_account_id("1")
        .build();
    let text = wire::to_json(&BatchMeterUsage::builder().usage_records(vec![record]).build());
    assert_eq!(
        String::from_utf8(text).unwrap(),
        r#"{"UsageRecords":[{"Timestamp":0,"Dimension":"d","CustomerAWSAccountId":"1"}]}"#
    );
}

#[test]
fn fractions_of_a_second_are_sent() {
    let record = UsageRecord::builder()
        .timestamp(DateTime::from_secs_and_nanos(1_795_428_000, 250_000_000))
        .dimension("d")
        .build();
    assert!(String::from_utf8(wire::to_json(&record)).unwrap().starts_with(r#"{"Timestamp":1795428000.25,"#));
}

#[test]
fn an_unknown_status_is_kept() {
    let output: BatchMeterUsageOutput =
        wire::from_json(br#"{"Results":[{"Status":"Deferred"},{"Status":"Success"}]}"#).unwrap();
    let [deferred, success] = &output.results[..] else { panic!() };
    let status = deferred.status.as_ref().unwrap();
    assert!(matches!(status, UsageRecordResultStatus::Unknown(value) if value.as_str() == "Deferred"));
    assert_eq!(*status, UsageRecordResultStatus::from("Deferred"));
    assert_eq!(success.status, Some(UsageRecordResultStatus::Success));
    assert_eq!(serde_json::from_slice::<Value>(&wire::to_json(status)).unwrap(), json!("Deferred"));
}

/// Every error of the model has a variant, and no other code has one.
#[test]
fn the_errors_match_the_model() {
    let mut of_the_model: Vec<(String, bool)> = vectors("errors")
        .iter()
        .map(|error| (error["code"].as_str().unwrap().to_owned(), error["fault"].as_bool().unwrap()))
        .collect();
    of_the_model.sort();
    of_the_model.dedup();
    let mut ours: Vec<(String, bool)> =
        MeteringError::ERRORS.iter().map(|error| (error.code.to_owned(), error.server_fault)).collect();
    ours.sort();
    assert_eq!(ours, of_the_model);
}

#[test]
fn every_error_is_read_in_every_form_that_aws_uses() {
    for info in MeteringError::ERRORS {
        let code = info.code;
        let bodies = [
            json!({ "__type": code, "message": "words" }),
            json!({ "__type": format!("com.amazonaws.marketplace#{code}"), "Message": "words" }),
            json!({ "code": code, "message": "words" }),
        ];
        for body in bodies {
            let response = http::Response::builder()
                .status(if info.server_fault { 500 } else { 400 })
                .body(body.to_string().into())
                .unwrap();
            let error = BatchMeterUsage::from_http(&response).unwrap_err();
            let metering_core::Error::Service(error) = error else { panic!("{error}") };
            assert_eq!(format!("{error:?}").split('(').next(), Some(info.variant), "{code}");
            assert_eq!(error.metadata().code(), Some(code));
            assert_eq!(error.metadata().message(), Some("words"));
        }
    }
    for code in ["DryRunOperation", "CustomerNotSubscribedException", "AccessDeniedException"] {
        let body = json!({ "__type": code, "message": "words" }).to_string();
        let response = http::Response::builder().status(400).body(body.into()).unwrap();
        let error = MeterUsage::from_http(&response).unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert!(matches!(error, metering_core::Error::Service(MeteringError::Unhandled(_))));
    }
}

#[test]
fn requests_have_the_services_headers() {
    let endpoint = Service::INFO
        .endpoint
        .resolve(&metering_core::endpoint::EndpointParams::new().region("eu-central-1"))
        .unwrap();
    let request = ResolveCustomer::builder().registration_token("t").build().to_http(&endpoint).unwrap();
    assert_eq!(request.uri(), "https://metering.marketplace.eu-central-1.amazonaws.com/");
    assert_eq!(request.headers()["x-amz-target"], "AWSMPMeteringService.ResolveCustomer");
    assert_eq!(request.headers()["content-type"], "application/x-amz-json-1.1");
    assert_eq!(Service::INFO.signing_name, "aws-marketplace");
    assert_eq!(Service::INFO.id, "Marketplace Metering");
}
