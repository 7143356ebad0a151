//! serde's traits: quantities, buyers and usage are restored as they were stored.

use metering_client::{
    BatchMeterUsage, Customer, DateTime, ProductCode, Quantity, Usage, UsageRecord, UsageRecordResultStatus,
};
use serde_json::json;

#[test]
fn usage_is_restored_as_it_was_stored() {
    let license = "arn:aws:license-manager::294406891311:license:l-example";
    let buyers = [
        Customer::license("111122223333", license),
        Customer::license("111122223333", license).of_product("prod-4rcexample"),
        Customer::account("111122223333", "prod-4rcexample"),
        Customer::identifier("ifAPi5AcF3", "prod-4rcexample"),
    ];
    let quantity: Quantity = "9999999999.999999".parse().unwrap();
    for buyer in buyers {
        for time in [DateTime::from_secs(1_795_428_000), DateTime::from_secs_and_nanos(-1, 999_999_000)] {
            let usage = Usage::new(buyer.clone(), "requests", time, quantity)
                .allocate(quantity, [("Department", "Sales")])
                .allocate(Quantity::ZERO, []);
            let stored = serde_json::to_string(&usage).unwrap();
            assert_eq!(serde_json::from_str::<Usage>(&stored).unwrap(), usage, "{stored}");
        }
    }

    // A store keeps microseconds. Finer times aren't sent either, because the restored record would
    // differ from the record that was sent.
    let buyer = Customer::account("111122223333", "prod-4rcexample");
    let fine = Usage::new(buyer.clone(), "requests", DateTime::from_secs_and_nanos(1, 123_456_789), 17);
    let stored: Usage = serde_json::from_value(serde_json::to_value(&fine).unwrap()).unwrap();
    assert_eq!(UsageRecord::from(stored), UsageRecord::from(fine));

    let usage = Usage::new(buyer, "requests", DateTime::from_secs(1_795_428_000), 17);
    assert_eq!(
        serde_json::to_value(usage).unwrap(),
        json!({
            "ProductCode": "prod-4rcexample",
            "CustomerAWSAccountId": "111122223333",
            "Dimension": "requests",
            "Timestamp": "2026-11-23T10:00:00Z",
            "QuantityAsDecimal": "17",
        })
    );
}

/// A buyer is stored when it registers, by the names of AWS's members.
#[test]
fn a_customer_is_stored_and_restored() {
    let license = "arn:aws:license-manager::294406891311:license:l-example";
    for (buyer, stored) in [
        (
            Customer::license("111122223333", license),
            json!({ "CustomerAWSAccountId": "111122223333", "LicenseArn": license }),
        ),
        (
            Customer::license("111122223333", license).of_product("p"),
            json!({ "ProductCode": "p", "CustomerAWSAccountId": "111122223333", "LicenseArn": license }),
        ),
        (
            Customer::account("111122223333", "p"),
            json!({ "ProductCode": "p", "CustomerAWSAccountId": "111122223333" }),
        ),
        (
            Customer::identifier("ifAPi5AcF3", "p"),
            json!({ "ProductCode": "p", "CustomerIdentifier": "ifAPi5AcF3" }),
        ),
    ] {
        assert_eq!(serde_json::to_value(&buyer).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Customer>(stored.clone()).unwrap(), buyer);
        let member = |name: &str| stored.get(name).and_then(|value| value.as_str());
        assert_eq!(buyer.account_id().map(|value| value.as_str()), member("CustomerAWSAccountId"));
        assert_eq!(buyer.license_arn().map(|value| value.as_str()), member("LicenseArn"));
        assert_eq!(buyer.product().map(|value| value.as_str()), member("ProductCode"));
        assert_eq!(buyer.customer_identifier().map(|value| value.as_str()), member("CustomerIdentifier"));
    }
    for invalid in [
        json!({}),
        json!({ "ProductCode": "p" }),
        json!({ "CustomerAWSAccountId": "1" }),
        json!({ "CustomerIdentifier": "i" }),
        json!({ "LicenseArn": license, "ProductCode": "p" }),
        json!({ "CustomerAWSAccountId": "1", "CustomerIdentifier": "i", "ProductCode": "p" }),
    ] {
        let error = serde_json::from_value::<Customer>(invalid.clone()).unwrap_err().to_string();
        assert!(error.contains("the buyer must have"), "{invalid}: {error}");
    }
}

/// Defaults for missing members are right for a response, but would be a wrong bill here.
#[test]
fn stored_usage_has_no_defaults() {
    let whole = json!({
        "ProductCode": "p", "CustomerAWSAccountId": "1", "Dimension": "d", "Timestamp": "2026-11-23T10:00:00Z",
        "QuantityAsDecimal": "17",
    });
    assert!(serde_json::from_value::<Usage>(whole.clone()).is_ok());
    for member in ["ProductCode", "CustomerAWSAccountId", "Dimension", "Timestamp", "QuantityAsDecimal"] {
        let mut part = whole.clone();
        part.as_object_mut().unwrap().remove(member);
        let error = serde_json::from_value::<Usage>(part).unwrap_err().to_string();
        assert!(error.contains(member) || error.contains("buyer"), "{member}: {error}");
    }
    for (member, value) in [
        ("QuantityAsDecimal", json!("1e3")),
        ("QuantityAsDecimal", json!(null)),
        ("Timestamp", json!("yesterday")),
        ("CustomerIdentifier", json!("both")),
    ] {
        let mut wrong = whole.clone();
        wrong[member] = value;
        serde_json::from_value::<Usage>(wrong.clone()).expect_err(&wrong.to_string());
    }

    let error = serde_json::from_value::<BatchMeterUsage>(json!({ "UsageRecords": [{ "Dimension": "d" }] }));
    assert_eq!(error.unwrap_err().to_string(), "required members are missing: UsageRecords[0].Timestamp");
    serde_json::from_value::<ProductCode>(json!(null)).unwrap_err();
    serde_json::from_value::<Quantity>(json!("17.0000001")).unwrap_err();
}

#[test]
fn declared_types_have_their_wire_form() {
    let record = json!({
        "Timestamp": 1_795_428_000, "Dimension": "d", "CustomerAWSAccountId": "1", "QuantityAsDecimal": "17.42",
        "UsageAllocations": [{ "AllocatedUsageQuantityAsDecimal": "17.42", "Tags": [{ "Key": "k", "Value": "v" }] }],
    });
    let read: UsageRecord = serde_json::from_value(record.clone()).unwrap();
    assert_eq!(read.dimension.as_str(), "d");
    assert_eq!(serde_json::to_value(&read).unwrap(), record);

    let newer: UsageRecordResultStatus = serde_json::from_value(json!("Deferred")).unwrap();
    assert!(matches!(newer, UsageRecordResultStatus::Unknown(_)));
    assert_eq!(serde_json::to_value(&newer).unwrap(), json!("Deferred"));
}
