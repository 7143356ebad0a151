//! Runs cases of the conformance data with the operations that are declared for them.

use std::collections::VecDeque;
use std::future::Future as _;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use metering_core::endpoint::EndpointParams;
use metering_core::event_stream::Event;
use metering_core::model::{Checker, Model};
use metering_core::service::Service;
use metering_core::transport::{Body, Sending, Transport, TransportError};
use metering_core::waiter::WaitErrorKind;
use metering_core::{
    Blob, Client, DateTime, Error, EventStream, Operation, Output, ServiceError, Waiter, wire,
};
use serde_json::{Map, Value, json};

/// The token that the data has instead of a generated token.
const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// A case of the data.
pub type Case = Value;
/// A function that runs a case.
pub type Run = fn(&Value) -> Result<(), String>;

/// Compares the operations that `operations` adds with the case's model.
///
/// # Errors
/// Returns all differences.
pub fn check(
    case: &Value,
    operations: impl for<'m> FnOnce(Checker<'m>) -> Checker<'m>,
) -> Result<(), String> {
    let model = case["model"].as_str().unwrap_or_default();
    let model = Model::read(model).map_err(|error| error.to_string())?;
    operations(Checker::new(&model)).finish().map_err(|differences| differences.to_string())
}

/// Resolves a service's endpoints in all Regions and variants of the case.
///
/// # Errors
/// Returns the endpoints that differ from the expected ones.
pub fn endpoints<S: Service>(case: &Value) -> Result<(), String> {
    let mut wrong = Vec::new();
    for (region, urls) in case["regions"].as_object().into_iter().flatten() {
        let variants = [(false, false), (true, false), (false, true), (true, true)];
        for ((fips, dual_stack), url) in variants.into_iter().zip(urls.as_array().into_iter().flatten()) {
            // Where the rules have an error, a declaration has nothing to say.
            let Some(url) = url.as_str().filter(|url| url.starts_with("https://")) else { continue };
            let params = EndpointParams::new().region(region).use_fips(fips).use_dual_stack(dual_stack);
            let got = S::INFO.endpoint.resolve(&params).map(|endpoint| endpoint.url().to_string());
            if got.as_ref().map(|got| got.trim_end_matches('/')) != Ok(url.trim_end_matches('/')) {
                wrong.push(format!("{region}: got {got:?}, wanted {url}"));
            }
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// Runs the cases from the standard input, one JSON object per line, with the functions that `runs`
/// has for their `run`. Prints one JSON object per line with the result of each.
pub fn serve(runs: &[(&str, Run)]) {
    for line in std::io::stdin().lines() {
        let Ok(case) = serde_json::from_str::<Value>(&line.unwrap_or_default()) else { continue };
        let run = runs.iter().find(|(name, _)| case["run"] == *name).map(|(_, run)| *run);
        let error = match run {
            Some(run) => run(&case).err(),
            None => Some("nothing was declared for it".to_owned()),
        };
        println!("{}", json!({ "uid": case["uid"], "error": error }));
    }
}

/// Builds the request of a case from its parameters and compares it with the expected request.
///
/// # Errors
/// Returns an error if they differ.
pub fn request<O: Operation>(case: &Value) -> Result<(), String> {
    let mut operation: O = typed(&params_to_wire(case, &case["params"]))?;
    operation.fill_idempotency_token(&mut || TOKEN.to_owned());
    let host = case["config"]["endpoint_host"].as_str().unwrap_or("example.com");
    // Machine Learning takes predictions at the endpoint that it has named for a model. Botocore
    // takes it from the input; a caller of this crate sets it on the client.
    let named = case["params"]["PredictEndpoint"].as_str().filter(|url| url.starts_with("https://"));
    let url = named.map_or_else(|| format!("https://{host}"), str::to_owned);
    let params = EndpointParams::new().region("us-east-1").endpoint_url(url);
    let endpoint =
        <O::Service as Service>::INFO.endpoint.resolve(&params).map_err(|error| error.to_string())?;
    let request = operation.to_http(&endpoint).map_err(|error| error.to_string())?;
    expected_request(case, &request)
}

/// Reads the output of a case from its body and compares it with the expected parameters.
///
/// # Errors
/// Returns an error if they differ.
pub fn response<O: Operation>(case: &Value) -> Result<(), String> {
    let output = O::from_http(&http_response(case)?).map_err(|error| error.to_string())?;
    same_params(case, &output.to_json(), &case["expected"]["params"])
}

/// Reads the events in the response of a case, and compares the output and the events with the
/// expected parameters. `stream` returns the event stream of the output.
///
/// # Errors
/// Returns an error if they differ.
pub fn events<O: Operation, E: Event>(
    case: &Value,
    stream: fn(O::Output) -> EventStream<E>,
) -> Result<(), String> {
    let frames: Blob = typed(&case["response"]["body_base64"])?;
    let response = Response::new(Bytes::from(frames.into_inner()));
    let output = O::from_http(&response).map_err(|error| error.to_string())?;
    let initial: Value = serde_json::from_slice(&output.to_json()).map_err(|error| error.to_string())?;
    same("initial response", &initial, &case["expected"]["initial"])?;
    let mut events = stream(output);
    let mut seen = Vec::new();
    loop {
        // All events have arrived.
        let next = std::pin::pin!(events.next()).poll(&mut Context::from_waker(Waker::noop()));
        match next {
            Poll::Pending => return Err("the stream waits".to_owned()),
            Poll::Ready(None) => break,
            Poll::Ready(Some(Ok(event))) => {
                seen.push(serde_json::from_slice(&wire::to_json(&event)).map_err(|error| error.to_string())?);
            }
            Poll::Ready(Some(Err(error))) => {
                let error: Error<O::Error> = error.into();
                seen.push(json!({ "error": error.code() }));
            }
        }
    }
    same("events", &Value::Array(seen), &case["expected"]["events"])
}

/// Reads the error of a case from its response and compares it with the expected error.
///
/// # Errors
/// Returns an error if they differ or the response is not an error.
pub fn error<O: Operation>(case: &Value) -> Result<(), String> {
    let error = match O::from_http(&http_response(case)?) {
        Err(Error::Service(error)) => error,
        Err(other) => return Err(format!("another error: {other}")),
        Ok(_) => return Err("no error".to_owned()),
    };
    let expected = &case["expected"];
    let metadata = error.metadata();
    let shape = expected["error_shape"].as_str().unwrap_or_default();
    same("code", metadata.code(), Some(shape))?;
    same("message", metadata.message(), expected["message"].as_str())?;
    if let Some(kind) = expected["query_error_type"].as_str() {
        let code = expected["error_code"].as_str().unwrap_or_default();
        same("query error", metadata.query_error(), Some((code, kind)))?;
    }
    let declared = O::Error::ERRORS.iter().find(|declared| declared.code == shape);
    let declared = declared.ok_or("the error is not declared")?;
    if let Some(fault) = expected["fault"].as_str() {
        same("server fault", declared.server_fault, fault == "server")?;
    }
    if !format!("{:?}", error.as_error()).starts_with(declared.variant) {
        return Err(format!("it is not of variant {}", declared.variant));
    }
    let mut params = expected["params"].clone();
    if let Some(params) = params.as_object_mut() {
        params.retain(|name, _| !["message", "Message"].contains(&name.as_str()));
    }
    same_params(case, &error.members(), &params)
}

/// Waits with the responses of a case, and compares the result with the expected one.
///
/// # Errors
/// Returns an error if they differ.
pub fn waiter<W: Waiter>(case: &Value) -> Result<(), String> {
    same("delay", W::INFO.delay.as_secs(), case["delay"].as_u64().unwrap_or_default())?;
    same("max_attempts", u64::from(W::INFO.max_attempts), case["max_attempts"].as_u64().unwrap_or_default())?;
    let responses: VecDeque<Value> = case["responses"].as_array().into_iter().flatten().cloned().collect();
    let limit = responses.len() as u32;
    let client = Client::<<W::Operation as Operation>::Service>::builder()
        .region("us-east-1")
        .credentials(metering_core::testing::credentials())
        .transport(Responses(Mutex::new(responses)))
        .build()
        .map_err(|error| error.to_string())?;
    let request: W::Operation = typed(&json!({}))?;
    let wait = client.wait(request).until(PhantomWaiter::<W>::default());
    let wait = wait.skip_validation().delay(Duration::ZERO).max_attempts(limit);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let result = runtime.map_err(|error| error.to_string())?.block_on(wait);
    let expected = &case["expected"];
    let calls = result.as_ref().map_or_else(|error| error.attempts(), |reached| reached.attempts);
    same("calls", u64::from(calls), expected["calls"].as_u64().unwrap_or_default())?;
    let got = match &result {
        Ok(_) => "success",
        Err(error) => match error.kind() {
            WaitErrorKind::FailureState => "failure",
            WaitErrorKind::MaxAttempts => "attempts",
            WaitErrorKind::Call => "error",
            _ => "another error",
        },
    };
    same("result", Some(got), expected["result"].as_str())?;
    let Err(error) = result else { return Ok(()) };
    let acceptor = error.acceptor().map(|acceptor| acceptor.matcher);
    let expected = expected["acceptor"].as_u64().map(|index| W::INFO.acceptors[index as usize].matcher);
    same("acceptor", acceptor, expected)
}

/// A waiter that needs no value of `W`.
struct PhantomWaiter<W>(std::marker::PhantomData<W>);

impl<W> Default for PhantomWaiter<W> {
    fn default() -> Self {
        PhantomWaiter(std::marker::PhantomData)
    }
}

impl<W: Waiter> Waiter for PhantomWaiter<W> {
    type Operation = W::Operation;
    const INFO: metering_core::waiter::WaiterInfo = W::INFO;

    fn accept(polled: &mut metering_core::waiter::Polled<'_, Self::Operation>) -> Option<usize> {
        W::accept(polled)
    }
}

/// A transport that returns these responses in turn.
#[derive(Debug)]
struct Responses(Mutex<VecDeque<Value>>);

impl Transport for Responses {
    fn send(&self, _: Request<Bytes>) -> Sending<'_> {
        let next = self.0.lock().map_or(None, |mut responses| responses.pop_front());
        Box::pin(async move {
            let next = next.ok_or_else(|| TransportError::interrupted("no response is left"))?;
            let body = next["body"].as_str().unwrap_or_default().to_owned();
            let mut response = Response::new(Body::from(Bytes::from(body)));
            let status = next["status"].as_u64().unwrap_or_default() as u16;
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
            Ok(response)
        })
    }
}

fn typed<T: metering_core::Shape>(wire: &Value) -> Result<T, String> {
    wire::from_json(wire.to_string().as_bytes()).map_err(|error| format!("the params are refused: {error}"))
}

fn http_response(case: &Value) -> Result<Response<Bytes>, String> {
    let recorded = &case["response"];
    let mut response = Response::builder().status(recorded["code"].as_u64().unwrap_or(200) as u16);
    for (name, value) in recorded["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    let body = recorded["body"].as_str().unwrap_or_default().to_owned();
    response.body(Bytes::from(body)).map_err(|error| error.to_string())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Result<(), String> {
    crate::conformance::expect(what, got, wanted)
}

fn expected_request(case: &Value, request: &Request<Bytes>) -> Result<(), String> {
    let expected = &case["expected"];
    // A case that was written for another protocol applies only to the body.
    if case["use_only"].is_null() {
        if let Some(method) = expected["method"].as_str() {
            same("method", request.method().as_str(), method)?;
        }
        if let Some(uri) = expected["uri"].as_str() {
            // No path and `/` are the same in a request to the server.
            let path = request.uri().path().trim_end_matches('/');
            same("path", path, uri.trim_end_matches('/'))?;
        }
        if let Some(host) = expected["host"].as_str() {
            same("host", request.uri().host(), Some(host))?;
        }
        for (name, value) in expected["headers"].as_object().into_iter().flatten() {
            let got = request.headers().get(name).and_then(|value| value.to_str().ok());
            same(name, got, value.as_str())?;
        }
        for name in expected["forbidHeaders"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            same(name, request.headers().get(name), None)?;
        }
    }
    let Some(body) = expected["body"].as_str() else { return Ok(()) };
    let got = request.body();
    match (serde_json::from_str(body), serde_json::from_slice(got)) {
        (Ok(wanted), Ok(got)) => {
            let (wanted, got) = (canonical(case, &wanted), canonical(case, &got));
            equal(&got, &wanted, "body")
        }
        _ => same("body", std::str::from_utf8(got).unwrap_or("not UTF-8"), body),
    }
}

/// Compares the JSON of a typed value with the parameters of a case.
fn same_params(case: &Value, got: &[u8], wanted: &Value) -> Result<(), String> {
    let got: Value = serde_json::from_slice(got).map_err(|error| error.to_string())?;
    let wanted = params_to_wire(case, wanted);
    equal(&canonical(case, &got), &canonical(case, &wanted), "params")
}

/// Returns `true` if two JSON values are equal, however their numbers are written. Numbers in
/// single precision may differ in the last digits.
fn equal(got: &Value, wanted: &Value, at: &str) -> Result<(), String> {
    match (got, wanted) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default());
            let exact = got.as_i64().zip(wanted.as_i64()).is_none_or(|(a, b)| a == b);
            let close = a == b || (a - b).abs() <= 1e-15 * a.abs().max(b.abs());
            if exact && close { Ok(()) } else { Err(format!("{at}: got {got}, wanted {wanted}")) }
        }
        (Value::Object(a), Value::Object(b)) => {
            for (name, wanted) in b {
                match a.get(name) {
                    Some(got) => equal(got, wanted, &format!("{at}.{name}"))?,
                    None => return Err(format!("{at}.{name}: missing, wanted {wanted}")),
                }
            }
            match a.keys().find(|name| !b.contains_key(*name)) {
                Some(name) => Err(format!("{at}.{name}: got {}, wanted none", a[name])),
                None => Ok(()),
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .try_for_each(|(at_item, (a, b))| equal(a, b, &format!("{at}[{at_item}]"))),
        _ if got == wanted => Ok(()),
        _ => Err(format!("{at}: got {got}, wanted {wanted}")),
    }
}

/// Returns the parameters of a case as AWS JSON, with blobs in base64. The data has them as text,
/// except for the corpus.
fn params_to_wire(case: &Value, params: &Value) -> Value {
    if case["params_form"] == "wire" {
        return params.clone();
    }
    walk(case, params, &mut |kind, value| match (kind, value) {
        ("blob", Value::String(text)) => Value::String(aws_smithy_types::base64::encode(text)),
        (_, value) => value.clone(),
    })
}

/// Normalizes the values of a case's root that can be written in several ways.
fn canonical(case: &Value, json: &Value) -> Value {
    walk(case, json, &mut |kind, value| match (kind, value) {
        ("timestamp", Value::String(text)) => {
            use aws_smithy_types::date_time::Format;
            [Format::DateTimeWithOffset, Format::HttpDate]
                .into_iter()
                .find_map(|format| DateTime::from_str(text, format).ok())
                .map_or(value.clone(), |at| json!(at.as_secs_f64()))
        }
        ("float", Value::Number(number)) => json!(number.as_f64().unwrap_or_default() as f32),
        (_, value) => value.clone(),
    })
}

/// Walks JSON along the shapes of a case. Without shapes, the JSON is unchanged.
fn walk(case: &Value, json: &Value, leaf: &mut dyn FnMut(&str, &Value) -> Value) -> Value {
    match case["root"].as_str() {
        Some(root) => walk_shape(&case["shapes"], root, json, leaf),
        None => json.clone(),
    }
}

fn walk_shape(
    shapes: &Value,
    shape: &str,
    json: &Value,
    leaf: &mut dyn FnMut(&str, &Value) -> Value,
) -> Value {
    let shape = &shapes[shape];
    let target = |key: &str| shape[key]["shape"].as_str().unwrap_or_default();
    match (shape["type"].as_str().unwrap_or_default(), json) {
        ("structure" | "union", Value::Object(members)) => {
            let mut walked = Map::new();
            // `null` is not set.
            for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                let value = match shape["members"][name]["shape"].as_str() {
                    Some(member) => walk_shape(shapes, member, value, leaf),
                    None => value.clone(),
                };
                walked.insert(name.clone(), value);
            }
            Value::Object(walked)
        }
        // Nor is it an item or a value, unless the list or map is sparse; botocore keeps it.
        ("list" | "set", Value::Array(items)) => items
            .iter()
            .filter(|item| !item.is_null() || shape["sparse"] == true)
            .map(|item| walk_shape(shapes, target("member"), item, leaf))
            .collect(),
        ("map", Value::Object(entries)) => {
            let walked = entries
                .iter()
                .filter(|(_, value)| !value.is_null() || shape["sparse"] == true)
                .map(|(key, value)| (key.clone(), walk_shape(shapes, target("value"), value, leaf)));
            Value::Object(walked.collect())
        }
        (kind, value) => leaf(kind, value),
    }
}
