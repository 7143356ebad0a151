//! Request bodies and queries.

use std::time::Duration;

use aws_smithy_types::date_time::Format;
use metering_core::DateTime;
use serde_json::Value;

use super::Invalid;
use crate::emulator::Settings;
use crate::emulator::catalog::{Buyer, Product};
use crate::emulator::clock::{Clock, MAX_SPEED};
use crate::emulator::faults::Fault;
use crate::emulator::market::{BillFilter, Market};
use crate::hour_of;

/// Returns a required string.
pub(super) fn text<'a>(body: &'a Value, name: &str) -> Result<&'a str, Invalid> {
    body[name].as_str().ok_or_else(|| format!("`{name}` is required and must be a string"))
}

fn time(text: &str) -> Result<DateTime, Invalid> {
    DateTime::from_str(text, Format::DateTimeWithOffset)
        .map_err(|_| format!("{text:?} is not a time; write it as 2026-11-30T23:00:00Z"))
}

/// Changes the clock.
pub(super) fn clock(clock: &Clock, body: &Value) -> Result<(), Invalid> {
    let at = body["now"].as_str().map(time).transpose()?;
    let speed = match &body["speed"] {
        Value::Null => None,
        speed => Some(
            speed
                .as_f64()
                .filter(|speed| (0.0..=MAX_SPEED).contains(speed))
                .ok_or_else(|| format!("`speed` must be a number from 0 to {MAX_SPEED}"))?,
        ),
    };
    let advance = body["advance_seconds"].as_u64();
    if at.is_none() && speed.is_none() && advance.is_none() && body["system"] != true {
        return Err("write `now`, `speed`, `advance_seconds` or `system`".into());
    }
    if body["system"] == true {
        clock.follow_machine();
    }
    if let Some(at) = at {
        clock.set(at);
    }
    if let Some(seconds) = advance {
        clock.advance(Duration::from_secs(seconds));
    }
    if let Some(speed) = speed {
        clock.set_speed(speed);
    }
    Ok(())
}

/// Reads a fault.
pub(super) fn fault(body: &Value) -> Result<Fault, Invalid> {
    let number = |name: &str| {
        body[name].as_u64().ok_or_else(|| format!("`{name}` is required and must be a whole number"))
    };
    let size = |name: &str| number(name).map(|number| usize::try_from(number).unwrap_or(usize::MAX));
    let mut fault = match text(body, "fault")? {
        "throttle" => Fault::throttle(),
        "internal" => Fault::internal(),
        "error" => {
            let status = u16::try_from(number("status")?).ok().filter(|status| (400..600).contains(status));
            let status = status.ok_or("`status` must be an HTTP status from 400 to 599")?;
            Fault::error(status, text(body, "code")?, body["message"].as_str().unwrap_or_default())
        }
        "drop_connection" => Fault::drop_connection(),
        "drop_response" => Fault::drop_response(),
        "truncate_response" => Fault::truncate_response(size("bytes")?),
        "delay" => Fault::delay(Duration::from_millis(number("millis")?)),
        "unprocessed" => Fault::unprocessed(size("records")?),
        other => return Err(format!("unknown fault {other:?}")),
    };
    if let Some(operation) = body["operation"].as_str() {
        fault = fault.on(operation);
    }
    let count = |name: &str| number(name).map(|number| u32::try_from(number).unwrap_or(u32::MAX));
    if body["every"] != Value::Null {
        fault = fault.every(count("every")?);
    }
    match &body["times"] {
        Value::Null => Ok(fault),
        Value::String(unlimited) if unlimited == "unlimited" => Ok(fault.times(u32::MAX)),
        _ => Ok(fault.times(count("times")?)),
    }
}

/// Reads a product.
pub(super) fn product(body: &Value) -> Result<Product, Invalid> {
    let mut product = Product::new(text(body, "code")?.to_owned());
    for dimension in body["dimensions"].as_array().into_iter().flatten() {
        let name = dimension.as_str().ok_or("`dimensions` must be strings")?;
        product = product.dimension(name.to_owned());
    }
    if let Some(version) = body["public_key_version"].as_i64() {
        product.public_key_version =
            i32::try_from(version).map_err(|_| "`public_key_version` is too large")?;
    }
    Ok(product)
}

/// Reads a buyer. Members that are missing keep the values of a known buyer.
pub(super) fn buyer(market: &Market, body: &Value) -> Result<Buyer, Invalid> {
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

/// Changes settings.
pub(super) fn settings(settings: &mut Settings, body: &Value) -> Result<(), Invalid> {
    for (name, value) in body.as_object().ok_or("the body must be an object")? {
        let flag = match name.as_str() {
            "quotas" => &mut settings.quotas,
            "same_record_is_duplicate" => &mut settings.same_record_is_duplicate,
            "unknown_buyer_fails_call" => &mut settings.unknown_buyer_fails_call,
            "one_record_per_hour" => &mut settings.one_record_per_hour,
            "accept_license_with_product" => &mut settings.accept_license_with_product,
            "accept_mixed_buyers" => &mut settings.accept_mixed_buyers,
            "agent_core" => &mut settings.agent_core,
            "signatures_follow_clock" => &mut settings.signatures_follow_clock,
            "software_region" => {
                settings.software_region = value.as_str().map(str::to_owned);
                continue;
            }
            other => return Err(format!("unknown setting {other:?}")),
        };
        *flag = value.as_bool().ok_or_else(|| format!("`{name}` must be true or false"))?;
    }
    Ok(())
}

/// Reads the filter of the bill from a query.
pub(super) fn bill_filter(query: &str) -> Result<BillFilter, Invalid> {
    let mut filter = BillFilter::default();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let value = percent_decode(value).ok_or_else(|| format!("`{name}` is not percent-encoded UTF-8"))?;
        match name {
            "account" => filter.account = Some(value),
            "dimension" => filter.dimension = Some(value),
            "hour" => filter.hour = Some(hour_of(time(&value)?).secs()),
            other => return Err(format!("unknown filter {other:?}; write account, dimension or hour")),
        }
    }
    Ok(filter)
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_percent_decoded() {
        let filter = bill_filter("account=1&dimension=a%20b+%C3%BC&hour=2026-11-30T23%3a59:00Z").unwrap();
        assert_eq!(filter.account.as_deref(), Some("1"));
        assert_eq!(filter.dimension.as_deref(), Some("a b ü"));
        assert_eq!(
            filter.hour.map(|hour| DateTime::from_secs(hour).to_string()).unwrap(),
            "2026-11-30T23:00:00Z"
        );
        for invalid in ["dimension=%", "dimension=%4", "dimension=%FF", "hour=soon", "color=red"] {
            assert!(bill_filter(invalid).is_err(), "{invalid}");
        }
    }
}
