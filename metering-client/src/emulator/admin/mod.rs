//! The requests below `/_emulator`, for programs in any language.

mod access;
mod describe;
mod parse;

use std::sync::Mutex;

use http::StatusCode;
use metering_core::testing::{RawReply, Received};
use serde_json::{Value, json};

use super::lock;
use super::market::Market;

/// The message of a request that can't be understood.
type Invalid = String;

/// Replies to a request.
pub(super) fn reply(market: &Mutex<Market>, received: &Received) -> RawReply {
    if let Err(message) = access::check(received) {
        return json_reply(StatusCode::FORBIDDEN, &json!({ "message": message }));
    }
    let path = received.head().uri.path().trim_end_matches('/');
    let Some(path) = path.strip_prefix("/_emulator") else { return not_found(received) };
    let result = match received.head().method.as_str() {
        "GET" => get(market, path, received.head().uri.query().unwrap_or_default()),
        "POST" => body(received).and_then(|body| post(&mut lock(market), path, &body)),
        "DELETE" if path == "/faults" => {
            lock(market).faults.clear();
            Ok(Some(json!({})))
        }
        _ => Ok(None),
    };
    match result {
        Ok(Some(body)) => json_reply(StatusCode::OK, &body),
        Ok(None) => not_found(received),
        Err(message) => json_reply(StatusCode::BAD_REQUEST, &json!({ "message": message })),
    }
}

fn get(market: &Mutex<Market>, path: &str, query: &str) -> Result<Option<Value>, Invalid> {
    Ok(Some(match path {
        "" => describe::emulator(&lock(market)),
        "/totals" => describe::totals(lock(market).records.bill.totals()),
        "/billed" => {
            let filter = parse::bill_filter(query)?;
            // The lines are copied first, so that calls don't wait for the JSON of a long bill.
            let lines = lock(market).billed(&filter);
            describe::billed(lines)
        }
        "/doubled" => {
            let doubled = lock(market).doubled();
            describe::doubled(doubled)
        }
        "/faults" => {
            let market = lock(market);
            json!({ "waiting": market.faults.waiting(), "met": market.faults.met() })
        }
        _ => return Ok(None),
    }))
}

fn post(market: &mut Market, path: &str, body: &Value) -> Result<Option<Value>, Invalid> {
    match path {
        "/tokens" => {
            let token = market.issue_token(parse::text(body, "account")?, body["product"].as_str());
            let token = token.map_err(|error| error.to_string())?;
            return Ok(Some(json!({ "registration_token": token })));
        }
        "/clock" => {
            parse::clock(&market.clock, body)?;
            return Ok(Some(json!({ "now": market.clock.now().to_string() })));
        }
        "/faults" => market.faults.add(parse::fault(body)?),
        "/products" => market.set_product(parse::product(body)?),
        "/buyers" => market.set_buyer(parse::buyer(market, body)?),
        "/settings" => parse::settings(&mut market.settings, body)?,
        _ => return Ok(None),
    }
    Ok(Some(json!({})))
}

fn body(received: &Received) -> Result<Value, Invalid> {
    if received.body().is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(received.body()).map_err(|error| format!("the body is not JSON: {error}"))
}

fn not_found(received: &Received) -> RawReply {
    let (method, path) = (&received.head().method, received.head().uri.path());
    let message = format!("the emulator has no request {method} {path}");
    json_reply(StatusCode::NOT_FOUND, &json!({ "message": message }))
}

fn json_reply(status: StatusCode, body: &Value) -> RawReply {
    RawReply::json(status, body.to_string())
}
