//! The emulator's state as JSON.

use serde_json::{Value, json};

use crate::emulator::Settings;
use crate::emulator::bill::{Billed, Doubled, Totals};
use crate::emulator::market::Market;

pub(super) fn emulator(market: &Market) -> Value {
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
        "settings": settings(&market.settings),
        "products": products.collect::<Vec<_>>(),
        "buyers": buyers.collect::<Vec<_>>(),
        "public_key": market.signer.public_key_pem(),
    })
}

fn settings(settings: &Settings) -> Value {
    json!({
        "quotas": settings.quotas,
        "same_record_is_duplicate": settings.same_record_is_duplicate,
        "unknown_buyer_fails_call": settings.unknown_buyer_fails_call,
        "one_record_per_hour": settings.one_record_per_hour,
        "accept_license_with_product": settings.accept_license_with_product,
        "accept_mixed_buyers": settings.accept_mixed_buyers,
        "agent_core": settings.agent_core,
        "signatures_follow_clock": settings.signatures_follow_clock,
        "software_region": settings.software_region,
    })
}

pub(super) fn totals(totals: Totals) -> Value {
    json!({
        "records": totals.records,
        "lines": totals.lines,
        "quantity": format!("{}.{:06}", totals.micros / 1_000_000, totals.micros % 1_000_000),
        "doubled": totals.doubled,
    })
}

pub(super) fn billed(lines: Vec<Billed>) -> Value {
    let describe = |line: Billed| {
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
    };
    lines.into_iter().map(describe).collect()
}

pub(super) fn doubled(usages: Vec<Doubled>) -> Value {
    let describe = |usage: Doubled| {
        json!({
            "account": usage.account.as_str(),
            "product": usage.product.as_str(),
            "dimension": usage.dimension.as_str(),
            "hour": usage.hour.to_string(),
            "quantity": usage.quantity.to_string(),
            "records": usage.records,
        })
    };
    usages.into_iter().map(describe).collect()
}
