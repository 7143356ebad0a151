//! What can be asked and told over HTTP, by programs in any language.

use std::time::Duration;

use aws_smithy_types::date_time::Format;
use http::StatusCode;
use metering_core::DateTime;
use metering_core::testing::{RawReply, Received};
use serde_json::{Value, json};

use super::catalog::{Buyer, Product};
use super::clock::Clock;
use super::faults::Fault;
use super::market::Market;

/// Why a request is not understood.
type Unclear = String;

pub(super) fn answer(market: &mut Market, received: &Received) -> RawReply {
    let body =
        if received.body().is_empty() { Ok(Value::Null) } else { serde_json::from_slice(received.body()) };
    let path = received.head().uri.path().trim_end_matches('/');
    let answer = match (received.head().method.as_str(), path, body) {
        (_, _, Err(error)) => Err(format!("the body is not JSON: {error}")),
        ("GET", "/_emulator", _) => Ok(describe(market)),
        ("GET", "/_emulator/billed", _) => Ok(billed(market)),
        ("POST", "/_emulator/tokens", Ok(body)) => token(market, &body),
        ("POST", "/_emulator/clock", Ok(body)) => clock(market, &body),
        ("POST", "/_emulator/faults", Ok(body)) => fault(&body).map(|fault| {
            market.faults.add(fault);
            json!({})
        }),
        ("DELETE", "/_emulator/faults", _) => {
            market.faults.clear();
            Ok(json!({}))
        }
        ("POST", "/_emulator/products", Ok(body)) => product(&body).map(|product| {
            market.add_product(product);
            json!({})
        }),
        ("POST", "/_emulator/buyers", Ok(body)) => buyer(market, &body).map(|buyer| {
            market.add_buyer(buyer);
            json!({})
        }),
        ("POST", "/_emulator/settings", Ok(body)) => settings(market, &body),
        (method, path, _) => {
            let message = format!("{method} {path} is none of the emulator's requests");
            return super::json(StatusCode::NOT_FOUND, &json!({ "message": message }));
        }
    };
    match answer {
        Ok(body) => super::json(StatusCode::OK, &body),
        Err(message) => super::json(StatusCode::BAD_REQUEST, &json!({ "message": message })),
    }
}

fn describe(market: &Market) -> Value {
    let products = market.products.iter().map(|product| {
        json!({
            "code": product.code.as_str(),
            "dimensions": product.dimensions.iter().map(|name| name.as_str()).collect::<Vec<_>>(),
            "public_key_version": product.public_key_version,
        })
    });
    let buyers = market.buyers.iter().map(|buyer| {
        json!({
            "account": buyer.account.as_str(),
            "product": buyer.product.as_str(),
            "identifier": buyer.identifier.as_ref().map(|identifier| identifier.as_str()),
            "license_arn": buyer.license_arn.as_ref().map(|arn| arn.as_str()),
            "agreement_id": buyer.agreement_id.as_ref().map(|id| id.as_str()),
            "subscribed": buyer.subscribed,
        })
    });
    json!({
        "now": market.clock.now().to_string(),
        "products": products.collect::<Vec<_>>(),
        "buyers": buyers.collect::<Vec<_>>(),
        "public_key": market.signer.public_key_pem(),
    })
}

fn billed(market: &Market) -> Value {
    let lines = market.billed().into_iter().map(|line| {
        json!({
            "region": line.region,
            "operation": line.operation,
            "account": line.account.as_str(),
            "product": line.product.as_str(),
            "license_arn": line.license_arn.as_ref().map(|arn| arn.as_str()),
            "dimension": line.dimension.as_str(),
            "hour": line.hour.to_string(),
            "quantity": line.quantity.to_string(),
            "records": line.records,
        })
    });
    Value::Array(lines.collect())
}

fn token(market: &mut Market, body: &Value) -> Result<Value, Unclear> {
    let token = super::issue_token(market, text(body, "account")?, body["product"].as_str());
    token.map(|token| json!({ "registration_token": token })).map_err(|error| error.to_string())
}

fn clock(market: &mut Market, body: &Value) -> Result<Value, Unclear> {
    if let Some(now) = body["now"].as_str() {
        let at = DateTime::from_str(now, Format::DateTimeWithOffset)
            .map_err(|_| format!("{now:?} is no time such as 2026-11-30T23:00:00Z"))?;
        market.clock = Clock::At(at);
    } else if let Some(seconds) = body["advance_seconds"].as_u64() {
        market.clock.advance(Duration::from_secs(seconds));
    } else if body["system"] == true {
        market.clock = Clock::System;
    } else {
        return Err("`now`, `advance_seconds` or `system` is needed".into());
    }
    Ok(json!({ "now": market.clock.now().to_string() }))
}

fn fault(body: &Value) -> Result<Fault, Unclear> {
    let number = |name: &str| body[name].as_u64().ok_or_else(|| format!("`{name}`, a number, is needed"));
    let mut fault = match text(body, "fault")? {
        "throttle" => Fault::throttle(),
        "internal" => Fault::internal(),
        "error" => {
            let status = u16::try_from(number("status")?).map_err(|_| "`status` is no HTTP status")?;
            Fault::error(status, text(body, "code")?, body["message"].as_str().unwrap_or_default())
        }
        "cut" => Fault::cut(),
        "take_then_cut" => Fault::take_then_cut(),
        "slow" => Fault::slow(Duration::from_millis(number("millis")?)),
        "unprocessed" => Fault::unprocessed(usize::try_from(number("records")?).unwrap_or(usize::MAX)),
        other => return Err(format!("{other:?} is no fault")),
    };
    if let Some(operation) = body["operation"].as_str() {
        fault = fault.on(operation);
    }
    if let Some(times) = body["times"].as_u64() {
        fault = fault.times(u32::try_from(times).unwrap_or(u32::MAX));
    }
    Ok(fault)
}

fn product(body: &Value) -> Result<Product, Unclear> {
    let mut product = Product::new(text(body, "code")?.to_owned());
    for dimension in body["dimensions"].as_array().into_iter().flatten() {
        let name = dimension.as_str().ok_or("`dimensions` are names")?;
        product = product.dimension(name.to_owned());
    }
    if let Some(version) = body["public_key_version"].as_i64() {
        product.public_key_version =
            i32::try_from(version).map_err(|_| "`public_key_version` is too large")?;
    }
    Ok(product)
}

/// What is not given stays as it is, for a buyer that is known.
fn buyer(market: &Market, body: &Value) -> Result<Buyer, Unclear> {
    let (account, product) = (text(body, "account")?, text(body, "product")?);
    let known = |buyer: &&Buyer| buyer.account.as_str() == account && buyer.product.as_str() == product;
    let mut buyer = match market.buyers.iter().find(known) {
        Some(buyer) => buyer.clone(),
        None => Buyer::new(account.to_owned(), product.to_owned()),
    };
    let given = |name: &str| body[name].as_str().map(str::to_owned);
    buyer.identifier = given("identifier").map(Into::into).or(buyer.identifier);
    buyer.license_arn = given("license_arn").map(Into::into).or(buyer.license_arn);
    buyer.agreement_id = given("agreement_id").map(Into::into).or(buyer.agreement_id);
    buyer.subscribed = body["subscribed"].as_bool().unwrap_or(buyer.subscribed);
    Ok(buyer)
}

fn settings(market: &mut Market, body: &Value) -> Result<Value, Unclear> {
    let settings = &mut market.settings;
    for (name, value) in body.as_object().ok_or("an object is needed")? {
        let flag = match name.as_str() {
            "quotas" => &mut settings.quotas,
            "same_record_is_duplicate" => &mut settings.same_record_is_duplicate,
            "unknown_buyer_fails_call" => &mut settings.unknown_buyer_fails_call,
            "one_record_an_hour" => &mut settings.one_record_an_hour,
            "agent_core" => &mut settings.agent_core,
            "software_region" => {
                settings.software_region = value.as_str().map(str::to_owned);
                continue;
            }
            other => return Err(format!("{other:?} is no setting")),
        };
        *flag = value.as_bool().ok_or_else(|| format!("`{name}` is true or false"))?;
    }
    Ok(json!({}))
}

fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, Unclear> {
    body[name].as_str().ok_or_else(|| format!("`{name}`, a text, is needed"))
}
