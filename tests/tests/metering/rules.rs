//! The rules of AWS Marketplace Metering: each bound of AWS's model on both of its sides, and each
//! rule across members.

#![allow(deprecated, reason = "both forms of a quantity are validated")]

use metering_client::{
    BatchMeterUsage, Customer, CustomerAwsAccountId, DateTime, DecimalQuantity, LicenseArn, MeterUsage,
    ProductCode, Quantity, QuantityError, RegisterUsage, ResolveCustomer, Tag, Usage, UsageAllocation,
    UsageDimension, UsageRecord, batch_meter_usage_deadline, hour_of, last_full_hour, meter_usage_deadline,
    now,
};
use metering_core::{Shape, Validate, wire};
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../vectors/metering.json")).unwrap()
}

fn violations<T: Shape>(input: &Value) -> Vec<String> {
    let input: T = wire::from_json(input.to_string().as_bytes()).unwrap();
    match input.validate() {
        Ok(()) => Vec::new(),
        Err(error) => error.violations().iter().map(ToString::to_string).collect(),
    }
}

fn violations_of(operation: &str, input: &Value) -> Vec<String> {
    match operation {
        "BatchMeterUsage" => violations::<BatchMeterUsage>(input),
        "MeterUsage" => {
            // The model requires neither form of a quantity, but the declaration requires one.
            let mut input = input.clone();
            if input["UsageQuantity"].is_null() && input["UsageQuantityAsDecimal"].is_null() {
                input["UsageQuantityAsDecimal"] = "0".into();
            }
            violations::<MeterUsage>(&input)
        }
        "RegisterUsage" => violations::<RegisterUsage>(input),
        "ResolveCustomer" => violations::<ResolveCustomer>(input),
        other => panic!("no such operation: {other}"),
    }
}

#[test]
fn each_bound_holds_on_both_sides() {
    for edge in vectors()["edges"].as_array().unwrap() {
        let found = violations_of(edge["operation"].as_str().unwrap(), &edge["input"]);
        let path = edge["path"].as_str().unwrap();
        if edge["valid"] == true {
            assert_eq!(found, [""; 0], "{edge}");
        } else {
            assert!(found.iter().any(|found| found.starts_with(&format!("{path}: "))), "{edge}: {found:?}");
        }
    }
}

fn parts(count: usize, part: impl Fn(usize) -> Value) -> Value {
    Value::Array((0..count).map(part).collect())
}

#[test]
fn lists_have_the_bounds_of_the_model() {
    let meter = |allocations: Value| json!({ "ProductCode": "p", "Timestamp": 0, "UsageDimension": "d", "UsageQuantityAsDecimal": "0", "UsageAllocations": allocations });
    for list in vectors()["lists"].as_array().unwrap() {
        let [min, max] = ["min", "max"].map(|bound| list[bound].as_u64().unwrap() as usize);
        let found = |count: usize| match list["shape"].as_str().unwrap() {
            "UsageAllocations" => violations::<MeterUsage>(&meter(parts(count, |part| {
                let tag = json!({ "Key": "k", "Value": part.to_string() });
                json!({ "AllocatedUsageQuantityAsDecimal": "0", "Tags": [tag] })
            }))),
            "TagList" => violations::<MeterUsage>(&meter(json!([{
                "AllocatedUsageQuantityAsDecimal": "0",
                "Tags": parts(count, |tag| json!({ "Key": tag.to_string(), "Value": "v" })),
            }]))),
            "UsageRecordList" => violations::<BatchMeterUsage>(&json!({
                "ProductCode": "p",
                "UsageRecords": parts(count, |_| {
                    json!({ "Timestamp": 0, "Dimension": "d", "CustomerAWSAccountId": "1" })
                }),
            })),
            other => panic!("no such list: {other}"),
        };
        assert_eq!(found(min), [""; 0], "{list}");
        assert_eq!(found(max), [""; 0], "{list}");
        assert_eq!(found(max + 1).len(), 1, "{list}");
        if min > 0 {
            assert_eq!(found(min - 1).len(), 1, "{list}");
        }
    }
}

/// AWS takes a missing quantity for 0, and a forgotten setter must not close an hour.
#[test]
fn meter_usage_without_a_quantity_is_not_sent() {
    let call = || MeterUsage::builder().product_code("p").timestamp(now()).usage_dimension("d");
    let error = call().build().validate().unwrap_err().to_string();
    assert!(error.contains("`UsageQuantityAsDecimal` must be set"), "{error}");
    call().usage_quantity(0).build().validate().unwrap();
    call().usage_quantity_as_decimal(0).build().validate().unwrap();
}

#[test]
fn every_integer_is_a_decimal_quantity_with_a_checked_range() {
    let call = |quantity: DecimalQuantity| {
        let call = MeterUsage::builder().product_code("p").timestamp(now()).usage_dimension("d");
        call.usage_quantity_as_decimal(quantity).build().validate()
    };
    for valid in [5.into(), 5_u64.into(), 0_usize.into(), 9_999_999_999_i64.into()] {
        call(valid).unwrap();
    }
    for invalid in [(-1).into(), 10_000_000_000_u64.into(), u128::MAX.into(), i128::MIN.into()] {
        let error = call(invalid).unwrap_err();
        assert!(error.to_string().contains("UsageQuantityAsDecimal"), "{error}");
    }
}

fn batch(product: Option<&str>, record: Value) -> Vec<String> {
    let mut all = json!({ "Timestamp": 0, "Dimension": "d" });
    all.as_object_mut().unwrap().append(record.clone().as_object_mut().unwrap());
    let mut call = json!({ "UsageRecords": [all] });
    if let Some(product) = product {
        call["ProductCode"] = product.into();
    }
    violations::<BatchMeterUsage>(&call)
}

#[test]
fn a_buyer_has_one_of_three_forms() {
    const LICENSE: &str = "arn:aws:a:::b";
    let account = json!({ "CustomerAWSAccountId": "1" });
    let licensed = json!({ "CustomerAWSAccountId": "1", "LicenseArn": LICENSE });
    let identifier = json!({ "CustomerIdentifier": "i" });

    assert_eq!(batch(Some("p"), account.clone()), [""; 0]);
    assert_eq!(batch(Some("p"), identifier.clone()), [""; 0]);
    assert_eq!(batch(None, licensed.clone()), [""; 0]);

    let invalid = [
        (Some("p"), licensed, "UsageRecords[0].LicenseArn: "),
        (None, account, "UsageRecords[0]: "),
        (None, identifier, "UsageRecords[0]: "),
        (Some("p"), json!({}), "UsageRecords[0]: "),
        (Some("p"), json!({ "CustomerIdentifier": "i", "CustomerAWSAccountId": "1" }), "UsageRecords[0]: "),
        (None, json!({ "CustomerIdentifier": "i", "LicenseArn": LICENSE }), "UsageRecords[0].LicenseArn: "),
        (None, json!({ "LicenseArn": LICENSE }), "UsageRecords[0]: "),
    ];
    for (product, record, path) in invalid {
        let found = batch(product, record.clone());
        assert!(found.iter().any(|found| found.starts_with(path)), "{record}: {found:?}");
    }
}

/// A rule across records is reported at each record that breaks it.
#[test]
fn forms_of_buyers_are_not_mixed_in_a_call() {
    let record = |json: Value| -> UsageRecord { wire::from_json(json.to_string().as_bytes()).unwrap() };
    let by_account = json!({ "Timestamp": 0, "Dimension": "d", "CustomerAWSAccountId": "1" });
    let mut by_license = by_account.clone();
    by_license["LicenseArn"] = "arn:aws:a:::b".into();
    let records = vec![record(by_account.clone()), record(by_license), record(by_account)];
    let call = BatchMeterUsage::builder().usage_records(records.clone()).product_code("p").build();
    let paths = |call: &BatchMeterUsage| -> Vec<String> {
        let error = call.validate().unwrap_err();
        error.violations().iter().map(|violation| violation.path().to_owned()).collect()
    };
    assert_eq!(paths(&call), ["UsageRecords[1].LicenseArn"]);
    let call = BatchMeterUsage::builder().usage_records(records.clone()).build();
    assert_eq!(paths(&call), ["UsageRecords[0]", "UsageRecords[2]"]);

    let by_identifier = json!({ "Timestamp": 0, "Dimension": "d", "CustomerIdentifier": "i" });
    let mixed = [records[0].clone(), record(by_identifier), records[0].clone()];
    let call = BatchMeterUsage::builder().usage_records(mixed).product_code("p").build();
    assert_eq!(paths(&call), ["UsageRecords[1]"]);
}

/// Returns the violations of a quantity and its parts, which are the same for a record and for
/// MeterUsage.
fn allocation_violations(quantity: Value, parts: Value) -> Vec<String> {
    let mut record = json!({ "CustomerAWSAccountId": "1", "UsageAllocations": parts });
    let mut call =
        json!({ "ProductCode": "p", "Timestamp": 0, "UsageDimension": "d", "UsageAllocations": parts });
    for (name, value) in quantity.as_object().unwrap() {
        record[name] = value.clone();
        call[format!("Usage{name}")] = value.clone();
    }
    let of_record: Vec<_> = batch(Some("p"), record)
        .into_iter()
        .map(|found| {
            found.strip_prefix("UsageRecords[0]").unwrap().trim_start_matches(['.', ':', ' ']).to_owned()
        })
        .collect();
    // MeterUsage requires a quantity.
    if quantity == json!({}) {
        return of_record;
    }
    let of_call = violations::<MeterUsage>(&call);
    assert_eq!(of_record.len(), of_call.len(), "{of_record:?} {of_call:?}");
    of_call
}

#[test]
fn allocations_add_up_in_one_form_with_different_tags() {
    let integer = |quantity: i32, tag: &str| json!({ "AllocatedUsageQuantity": quantity, "Tags": [{ "Key": "k", "Value": tag }] });
    let decimal = |quantity: &str, tag: &str| json!({ "AllocatedUsageQuantityAsDecimal": quantity, "Tags": [{ "Key": "k", "Value": tag }] });
    let fine = [
        (json!({ "Quantity": 3 }), json!([integer(1, "a"), integer(2, "b")])),
        (json!({ "QuantityAsDecimal": "3.5" }), json!([decimal("1.25", "a"), decimal("2.250", "b")])),
        (json!({ "QuantityAsDecimal": "3.0" }), json!([decimal("3", "a")])),
        (json!({ "QuantityAsDecimal": "3" }), json!([{ "AllocatedUsageQuantityAsDecimal": "3" }])),
        (json!({}), json!([integer(0, "a")])),
        (json!({}), json!([decimal("0.0", "a")])),
        // The same key with another value is another set of tags, and so is an empty set.
        (
            json!({ "Quantity": 3 }),
            json!([integer(1, "a"), integer(1, "b"), { "AllocatedUsageQuantity": 1 }]),
        ),
    ];
    for (quantity, parts) in fine {
        assert_eq!(allocation_violations(quantity.clone(), parts.clone()), [""; 0], "{quantity} {parts}");
    }

    let tagged = |tags: Value| json!({ "AllocatedUsageQuantity": 1, "Tags": tags });
    let [a, b] = ["a", "b"].map(|key| json!({ "Key": key, "Value": "v" }));
    let invalid = [
        (json!({ "Quantity": 3 }), json!([integer(1, "a")]), "UsageAllocations: "),
        (json!({ "Quantity": 1 }), json!([integer(1, "a"), integer(1, "b")]), "UsageAllocations: "),
        (json!({ "QuantityAsDecimal": "3" }), json!([decimal("2.999999", "a")]), "UsageAllocations: "),
        (json!({}), json!([decimal("0.000001", "a")]), "UsageAllocations: "),
        (json!({ "Quantity": 3 }), json!([decimal("3", "a")]), "UsageAllocations[0]: "),
        (json!({ "QuantityAsDecimal": "3" }), json!([integer(3, "a")]), "UsageAllocations[0]: "),
        (json!({ "Quantity": 3 }), json!([integer(1, "a"), decimal("2", "b")]), "UsageAllocations[1]: "),
        (json!({}), json!([integer(0, "a"), decimal("0", "b")]), "UsageAllocations[1]: "),
        (json!({ "Quantity": 2 }), json!([integer(1, "a"), integer(1, "a")]), "UsageAllocations[1].Tags: "),
        (
            json!({ "Quantity": 2 }),
            json!([tagged(json!([a, b])), tagged(json!([b, a]))]),
            "UsageAllocations[1].Tags: ",
        ),
        (
            json!({ "Quantity": 2 }),
            json!([{ "AllocatedUsageQuantity": 1 }, { "AllocatedUsageQuantity": 1 }]),
            "UsageAllocations[1].Tags: ",
        ),
        (json!({}), json!([{}]), "UsageAllocations[0]: "),
        (
            json!({ "Quantity": 1 }),
            json!([{ "AllocatedUsageQuantity": 1, "AllocatedUsageQuantityAsDecimal": "1" }]),
            "UsageAllocations[0]: ",
        ),
        (json!({ "Quantity": 1, "QuantityAsDecimal": "1" }), json!([integer(1, "a")]), ""),
    ];
    for (quantity, parts, path) in invalid {
        let found = allocation_violations(quantity.clone(), parts.clone());
        assert!(found.len() == 1 && found[0].starts_with(path), "{quantity} {parts}: {found:?}");
    }
    // Many parts are compared in another way than a few. The last one has the tags of the third, in
    // another order.
    let many = |last: Value| {
        let tags =
            |part: usize| json!([{ "Key": "a", "Value": part.to_string() }, { "Key": "b", "Value": "v" }]);
        let mut all: Vec<_> =
            (0..40).map(|part| json!({ "AllocatedUsageQuantity": 0, "Tags": tags(part) })).collect();
        all.push(json!({ "AllocatedUsageQuantity": 0, "Tags": last }));
        allocation_violations(json!({ "Quantity": 0 }), Value::Array(all))
    };
    assert_eq!(many(json!([{ "Key": "b", "Value": "v" }, { "Key": "a", "Value": "41" }])), [""; 0]);
    let found = many(json!([{ "Key": "b", "Value": "v" }, { "Key": "a", "Value": "2" }]));
    assert_eq!(found, ["UsageAllocations[40].Tags: has the same tags as an earlier allocation"]);
    // The largest quantities don't overflow.
    let greatest = json!([decimal("9999999999.999999", "a"), decimal("9999999999.999999", "b")]);
    let found = allocation_violations(json!({ "QuantityAsDecimal": "9999999999.999999" }), greatest);
    assert_eq!(found, ["UsageAllocations: the parts add up to more than 9999999999.999999"]);
}

#[test]
fn all_violations_are_reported_together() {
    let call = BatchMeterUsage::builder()
        .product_code("not a code")
        .usage_records(vec![
            UsageRecord::builder()
                .timestamp(DateTime::from_secs(0))
                .dimension("")
                .customer_aws_account_id("1x")
                .quantity(-1)
                .usage_allocations(vec![
                    UsageAllocation::builder()
                        .allocated_usage_quantity(-1)
                        .tags(vec![Tag::builder().key("").value("^").build()])
                        .build(),
                ])
                .build(),
        ])
        .build();
    let error = call.validate().unwrap_err();
    let mut paths: Vec<_> = error.violations().iter().map(|violation| violation.path()).collect();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(
        paths,
        [
            "ProductCode",
            "UsageRecords[0].CustomerAWSAccountId",
            "UsageRecords[0].Dimension",
            "UsageRecords[0].Quantity",
            "UsageRecords[0].UsageAllocations[0].AllocatedUsageQuantity",
            "UsageRecords[0].UsageAllocations[0].Tags[0].Key",
            "UsageRecords[0].UsageAllocations[0].Tags[0].Value",
        ]
    );
}

#[test]
fn literals_are_checked_by_the_compiler() {
    const CODE: ProductCode = ProductCode::from_static("prod-4rcexample");
    const ACCOUNT: CustomerAwsAccountId = CustomerAwsAccountId::from_static("111122223333");
    assert_eq!((CODE.as_str(), ACCOUNT.as_str()), ("prod-4rcexample", "111122223333"));
    assert!(LicenseArn::new("arn:aws:a").is_err());
    assert!(UsageDimension::new("").is_err());
    assert!("1.".parse::<DecimalQuantity>().is_err());
}

#[test]
fn quantities_are_exact() {
    let quantity = |text: &str| text.parse::<Quantity>();
    assert_eq!(quantity("17"), Ok(Quantity::from(17)));
    assert_eq!(quantity("17.0"), quantity("17.000000"));
    assert_eq!(quantity("0.1").unwrap().checked_add(quantity("0.2").unwrap()), quantity("0.3").ok());
    assert_eq!(Quantity::MAX.to_string(), "9999999999.999999");
    assert_eq!(Quantity::MAX.checked_add(quantity("0.000001").unwrap()), None);
    assert_eq!(Quantity::ZERO.checked_sub(quantity("0.000001").unwrap()), None);
    assert_eq!(quantity("0.3").unwrap().checked_sub(quantity("0.1").unwrap()), quantity("0.2").ok());
    assert_eq!(Quantity::from(2).checked_sub(Quantity::from(-1)), None);
    assert_eq!(format!("{:?}", Quantity::whole(u32::MAX)), "4294967295");
    assert_eq!(Quantity::sum([Quantity::MAX, Quantity::MAX]), Err(QuantityError::TooLarge));
    assert_eq!(Quantity::from_micros(Quantity::MAX.micros().unwrap() + 1), None);
    assert!(quantity("9.999999").unwrap() < quantity("10").unwrap());
    assert_eq!(Quantity::from(-1).micros(), Err(QuantityError::Negative));
    assert_eq!(Quantity::from(9_999_999_999_u64).to_string(), "9999999999");
    assert_eq!(Quantity::from(10_000_000_000_u64).micros(), Err(QuantityError::TooLarge));
    assert_eq!(Quantity::from(u64::MAX).micros(), Err(QuantityError::TooLarge));
    assert_eq!(Quantity::from(-1).checked_add(Quantity::from(2)), None);
    assert_eq!(Quantity::sum([Quantity::from(2), Quantity::from(-1)]), Err(QuantityError::Negative));
    for (text, error) in [
        ("", QuantityError::Syntax),
        ("01", QuantityError::Syntax),
        ("1.", QuantityError::Syntax),
        (".1", QuantityError::Syntax),
        ("-1", QuantityError::Syntax),
        ("1e3", QuantityError::Syntax),
        ("1.2.3", QuantityError::Syntax),
        ("\u{0661}", QuantityError::Syntax),
        ("0.0000001", QuantityError::TooFine),
        ("10000000000", QuantityError::TooLarge),
    ] {
        assert_eq!(quantity(text), Err(error), "{text}");
    }
}

/// `main` prints an error with `Debug`.
#[test]
fn an_invalid_quantity_is_described() {
    for (error, part) in [
        (QuantityError::Syntax, "not a decimal number"),
        (QuantityError::TooFine, "six digits"),
        (QuantityError::TooLarge, "9999999999.999999"),
        (QuantityError::Negative, "less than 0"),
    ] {
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(format!("{error:?}"), error.to_string());
    }
}

/// Every integer type converts. A value that AWS doesn't accept is reported by the call, at its
/// path.
#[test]
fn every_integer_converts_and_its_range_is_checked_by_the_call() {
    let quantities = [
        Quantity::from(7_i8),
        7_i16.into(),
        7_i32.into(),
        7_i64.into(),
        7_i128.into(),
        7_isize.into(),
        7_u8.into(),
        7_u16.into(),
        7_u32.into(),
        7_u64.into(),
        7_u128.into(),
        7_usize.into(),
    ];
    assert_eq!(quantities, [Quantity::from(7); 12]);

    let buyer = Customer::account("111122223333", "prod-4rcexample");
    let violations = |quantity: Quantity| {
        let usage = Usage::new(buyer.clone(), "requests", DateTime::from_secs(0), quantity);
        let records = vec![UsageRecord::from(usage)];
        let call = BatchMeterUsage::builder().product_code("p").usage_records(records).build();
        match call.validate() {
            Ok(()) => Vec::new(),
            Err(error) => {
                error.violations().iter().map(|violation| violation.path().to_owned()).collect::<Vec<_>>()
            }
        }
    };
    for valid in [Quantity::from(0), Quantity::from(9_999_999_999_u64)] {
        assert_eq!(violations(valid), [""; 0], "{valid}");
    }
    for invalid in [
        Quantity::from(-1),
        i128::MIN.into(),
        i128::MAX.into(),
        u128::MAX.into(),
        u64::MAX.into(),
        Quantity::from(10_000_000_000_u64),
    ] {
        let paths = violations(invalid);
        assert!(paths.iter().all(|path| path == "UsageRecords[0].QuantityAsDecimal"), "{paths:?}");
        assert!(!paths.is_empty() && invalid.micros().is_err(), "{invalid}");
    }
}

/// A quantity parses what AWS's pattern accepts, and nothing else. What it writes matches the
/// pattern and has the same value.
#[test]
fn quantities_match_the_pattern_of_the_model() {
    for edge in vectors()["edges"].as_array().unwrap() {
        if edge["path"] == "UsageQuantityAsDecimal" {
            let text = edge["input"]["UsageQuantityAsDecimal"].as_str().unwrap();
            assert_eq!(text.parse::<Quantity>().is_ok(), edge["valid"] == true, "{text:?}");
        }
    }
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..10_000 {
        // Short and long numbers are equally likely.
        let micros = random.u64(..=Quantity::MAX.micros().unwrap()) >> random.u32(..54);
        let quantity = Quantity::from_micros(micros).unwrap();
        let text = DecimalQuantity::from(quantity);
        assert_eq!(text.validate(), Ok(()), "{quantity}");
        assert_eq!(Quantity::try_from(&text), Ok(quantity));
    }
}

/// Times from AWS's reference: AWS accepts usage of March until 06:00 UTC on April 1.
#[test]
fn usage_is_accepted_for_a_day_and_until_the_month_closes() {
    let at = |text: &str| DateTime::from_str(text, aws_smithy_types::date_time::Format::DateTime).unwrap();
    for (usage, deadline) in [
        ("2026-03-15T10:20:30Z", "2026-03-16T10:20:30Z"),
        ("2026-03-31T04:00:00Z", "2026-04-01T04:00:00Z"),
        ("2026-03-31T05:59:59Z", "2026-04-01T05:59:59Z"),
        ("2026-03-31T06:00:00Z", "2026-04-01T06:00:00Z"),
        ("2026-03-31T06:00:01Z", "2026-04-01T06:00:00Z"),
        ("2026-03-31T23:59:59Z", "2026-04-01T06:00:00Z"),
        ("2026-04-01T00:00:00Z", "2026-04-02T00:00:00Z"),
        ("2026-12-31T12:00:00Z", "2027-01-01T06:00:00Z"),
        ("2028-02-28T12:00:00Z", "2028-02-29T12:00:00Z"),
        ("2028-02-29T12:00:00Z", "2028-03-01T06:00:00Z"),
    ] {
        assert_eq!(batch_meter_usage_deadline(at(usage)), at(deadline), "{usage}");
    }
    // The fraction of a second doesn't move the end of the month.
    let fraction = DateTime::from_secs_and_nanos(at("2026-03-31T06:00:00Z").secs(), 7);
    assert_eq!(batch_meter_usage_deadline(fraction), at("2026-04-01T06:00:00Z"));
    assert_eq!(meter_usage_deadline(at("2026-03-31T23:00:00Z")), at("2026-04-01T05:00:00Z"));
}

/// A program may pass milliseconds as seconds. The service refuses such times; the client doesn't
/// panic.
#[test]
fn times_outside_the_calendar_have_deadlines() {
    for secs in [i64::MIN, -62_200_000_000_000, 1_795_428_000_000, 1_795_428_000_000_000_000, i64::MAX] {
        let time = DateTime::from_secs(secs);
        assert!(batch_meter_usage_deadline(time) >= time);
        assert!(meter_usage_deadline(time) >= time);
        let buyer = Customer::account("111122223333", "prod-4rcexample");
        let hours = Usage::hourly([Usage::new(buyer, "requests", time, 1)]).unwrap();
        assert!(hours[0].timestamp <= time && hours[0].timestamp.secs() >= secs.saturating_sub(3_599));
    }
}

/// A token is base64. A form parser that decodes twice turns `+` into a space.
#[test]
fn a_registration_token_that_was_decoded_wrongly_is_reported() {
    let violations = |token: &str| {
        let call = ResolveCustomer::builder().registration_token(token).build();
        match call.validate() {
            Ok(()) => Vec::new(),
            Err(error) => error.violations().iter().map(ToString::to_string).collect::<Vec<_>>(),
        }
    };
    assert_eq!(violations("x7Kd+/=="), [""; 0]);
    for (token, hint) in [
        ("x7Kd /==", "decode the form field only once"),
        ("x7Kd%2B/==", "still percent-encoded"),
        ("x7Kd%2b%2F%3D", "still percent-encoded"),
    ] {
        let found = violations(token);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("RegistrationToken: ") && found[0].contains(hint), "{found:?}");
        assert!(!found[0].contains("x7Kd"), "the token is a secret");
    }
    assert_eq!(violations("x7Kd %2B").len(), 2);
}

#[test]
fn hours_begin_at_full_hours_in_utc() {
    for (time, hour) in [(0, 0), (3_599, 0), (3_600, 3_600), (-1, -3_600), (-3_600, -3_600)] {
        assert_eq!(hour_of(DateTime::from_secs_and_nanos(time, 7)), DateTime::from_secs(hour));
    }
    let before = now();
    let last = last_full_hour();
    let after = now();
    assert_eq!(last.secs() % 3_600, 0);
    assert!(last.secs() + 3_600 <= after.secs() && last.secs() + 7_200 > before.secs());
}

#[test]
fn allocations_of_both_forms_are_summed() {
    let usage = |part: Value| {
        let buyer = Customer::account("111122223333", "prod-4rcexample");
        let mut usage = Usage::new(buyer, "requests", DateTime::from_secs(0), 2);
        usage.allocations.push(wire::from_json(part.to_string().as_bytes()).unwrap());
        usage
    };
    let (whole, decimal) = ("AllocatedUsageQuantity", "AllocatedUsageQuantityAsDecimal");
    let hours = Usage::hourly([usage(json!({ whole: 2 })), usage(json!({ decimal: "2.0" }))]).unwrap();
    assert_eq!((hours.len(), hours[0].quantity, hours[0].allocations.len()), (1, 4.into(), 1));
    assert_eq!(hours[0].allocations[0].allocated_usage_quantity_as_decimal, Some("4".into()));
    for invalid in [json!({}), json!({ whole: 2, decimal: "2" })] {
        assert_eq!(Usage::hourly([usage(invalid)]), Err(QuantityError::Syntax));
    }
}

/// 2,500 parts with different tags, added 40 times. Comparing each with each takes minutes.
#[test]
fn summing_many_sets_of_tags_takes_linear_time() {
    let buyer = Customer::account("111122223333", "prod-4rcexample");
    let part = |number: usize| {
        let value = number.to_string();
        Usage::new(buyer.clone(), "requests", DateTime::from_secs(0), 1)
            .allocate(Quantity::from(1), [("b", "v"), ("a", &*value)])
    };
    let start = std::time::Instant::now();
    let hours = Usage::hourly((0..100_000).map(|number| part(number % 2_500))).unwrap();
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    assert_eq!((hours.len(), hours[0].quantity, hours[0].allocations.len()), (1, 100_000.into(), 2_500));
    let tags = hours[0].allocations[3].tags.as_ref().unwrap();
    assert_eq!((&*tags[0].key, &*tags[1].value), ("b", "3"));
    UsageRecord::from(hours[0].clone()).validate().unwrap();
}
