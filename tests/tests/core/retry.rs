//! The retry modes, tested with the conformance cases of AWS's SDKs.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use metering_core::retry::{
    Attempts, CubicRate, Decision, ErrorResponse, Modeled, RetryKind, RetryPolicy, RetryQuota, SendRate,
    StopReason, is_long_polling, retry_after,
};
use serde_json::Value;
use tests::conformance::{self, Table, expect};

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn number(value: &Value) -> Option<u32> {
    value.as_u64().map(|number| u32::try_from(number).unwrap())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Returns the modeled error for a code, which is the error's own code or the shape's name.
fn modeled(errors: &Value, code: Option<&str>) -> Option<Modeled> {
    let code = code?;
    let has_code =
        |error: &&Value| **error == code || error["name"] == code || error["error"]["code"] == code;
    let error = list(errors).iter().find(has_code)?;
    let retry = error.get("retryable").map(|retryable| {
        if retryable["throttling"] == true { RetryKind::Throttling } else { RetryKind::Transient }
    });
    Some(Modeled { retry })
}

fn kind_of(response: &Value, errors: &Value) -> Option<RetryKind> {
    if response.get("io_error").is_some() {
        return Some(RetryKind::Transient);
    }
    let code = response["error_code"].as_str();
    let status = response["status_code"].as_u64().unwrap().try_into().unwrap();
    ErrorResponse { status, code, modeled: modeled(errors, code) }.retry_kind()
}

fn headers_of(response: &Value) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in response["headers"].as_object().into_iter().flatten() {
        headers.insert(name.parse::<http::HeaderName>().unwrap(), text(value).parse().unwrap());
    }
    headers
}

fn policy_of(given: &Value) -> RetryPolicy {
    let mut policy = RetryPolicy::for_service(match text(&given["service"]) {
        "dynamodb-streams" => "streams.dynamodb",
        service => service,
    });
    if let Some(max_attempts) = number(&given["max_attempts"]) {
        policy = policy.with_max_attempts(max_attempts);
    }
    if let Some(max_backoff) = given["max_backoff_time"].as_f64() {
        policy = policy.with_max_backoff(Duration::from_secs_f64(max_backoff));
    }
    policy
}

fn quota_of(given: &Value) -> RetryQuota {
    number(&given["initial_retry_tokens"]).map_or_else(RetryQuota::default, RetryQuota::with_capacity)
}

/// Passes a response to a call and compares the result. Returns `true` if the call is retried.
fn step(
    attempts: &mut Option<Attempts<'_>>,
    quota: &RetryQuota,
    case: &Value,
    step: &Value,
    long_polling: bool,
) -> Result<bool, String> {
    let (response, expected) = (&step["response"], &step["expected"]);
    let (outcome, delay) = if response["status_code"] == 200 {
        attempts.take().unwrap().succeeded();
        ("success", None)
    } else {
        let kind = kind_of(response, &case["modeled_errors"]);
        let server_wait = retry_after(&headers_of(response));
        let jitter = case["given"]["exponential_base"].as_f64().unwrap();
        match attempts.as_mut().unwrap().failed(kind, server_wait, jitter) {
            Decision::Retry(wait) => ("retry_request", Some(wait)),
            Decision::Stop(StopReason::NotRetryable) => ("fail_request", None),
            Decision::Stop(StopReason::MaxAttempts) => ("max_attempts_exceeded", None),
            Decision::Stop(StopReason::QuotaExceeded(wait)) => {
                ("retry_quota_exceeded", long_polling.then_some(wait))
            }
            Decision::Stop(other) => return Err(format!("{other:?}")),
        }
    };
    expect("outcome", outcome, text(&expected["outcome"]))?;
    if let Some(tokens) = number(&expected["retry_quota"]) {
        expect("quota", quota.available(), tokens)?;
    }
    match expected["delay"].as_f64() {
        Some(wanted) => expect("delay", delay, Some(Duration::from_secs_f64(wanted)))?,
        None if outcome != "retry_request" => expect("delay", delay, None)?,
        None => {}
    }
    Ok(outcome == "retry_request")
}

fn sequence(case: &Value) -> Result<(), String> {
    let given = &case["given"];
    let (policy, quota) = (policy_of(given), quota_of(given));
    let mut long_polling = given["long_polling"] == true;
    if let Some(operation) = given["operation"].as_str() {
        let is_known = is_long_polling(text(&given["service"]), operation);
        expect("long polling", is_known, long_polling)?;
        long_polling = is_known;
    }
    let new = || Attempts::new(&policy, &quota);
    let mut calls: Vec<_> = match list(&case["threads"]) {
        [] => vec![(Some(new()), list(&case["responses"]))],
        threads => threads.iter().map(|steps| (Some(new()), list(steps))).collect(),
    };
    // Concurrent calls share the quota, and the case doesn't list their order. It follows from the
    // expected tokens: they decrease while calls fail, then increase while calls succeed.
    loop {
        let next = calls.iter_mut().filter(|(_, steps)| !steps.is_empty()).min_by_key(|(_, steps)| {
            let expected = &steps[0]["expected"];
            let tokens = expected["retry_quota"].as_i64().unwrap_or_default();
            if expected["outcome"] == "success" { (1, tokens) } else { (0, -tokens) }
        });
        let Some((attempts, steps)) = next else { break };
        let (first, rest) = steps.split_first().unwrap();
        if !step(attempts, &quota, case, first, long_polling)? {
            *attempts = Some(new());
        }
        *steps = rest;
    }
    match number(&case["expected_final_quota"]) {
        Some(tokens) => expect("final quota", quota.available(), tokens),
        None => Ok(()),
    }
}

fn classification(case: &Value, model: &Value) -> Result<(), String> {
    let expected = case["expected"] == true;
    let code = case["error"].as_str();
    let errors = case.get("modeled_errors").unwrap_or(model);
    let Some(status) = case["status_code"].as_u64() else {
        // Only a response can be a modeled error.
        return expect("modeled", false, expected);
    };
    let modeled = modeled(errors, code);
    let response = ErrorResponse { status: status.try_into().unwrap(), code, modeled };
    let got = match text(&case["check"]) {
        "throttling" => response.is_throttling(),
        "transient" => response.is_transient(),
        // Status 400 hides the rules for statuses, so that only the model counts.
        "modeled" => {
            let kind = ErrorResponse { status: 400, ..response }.retry_kind();
            modeled.is_some() && kind.is_some()
        }
        "any" => response.retry_kind().is_some(),
        other => return Err(format!("unknown check: {other}")),
    };
    expect("retryable", got, expected)
}

/// Returns the errors of a service model in the form of the other cases.
fn errors_of(model: &Value) -> Value {
    let shapes = model["shapes"].as_object().unwrap();
    let errors = shapes.iter().filter(|(_, shape)| shape["exception"] == true).map(|(name, shape)| {
        let mut error = shape.clone();
        error["name"] = name.as_str().into();
        error
    });
    errors.collect()
}

fn quota_operations(case: &Value) -> Result<(), String> {
    let mut quota = RetryQuota::default();
    let mut last_cost = 0;
    for operation in list(&case["ops"]) {
        let argument = number(&operation[1]);
        let (acquired_now, available) = match text(&operation[0]) {
            "new" => {
                quota = RetryQuota::with_capacity(argument.unwrap());
                (None, argument.unwrap())
            }
            "acquire" => (Some(quota.acquire(argument.unwrap())), number(&operation[3]).unwrap()),
            "acquire_for" => {
                let kind = match text(&operation[1]) {
                    "throttling" => RetryKind::Throttling,
                    _ => RetryKind::Transient,
                };
                last_cost = kind.cost();
                (Some(quota.acquire(kind.cost())), number(&operation[3]).unwrap())
            }
            "release" => {
                quota.release(argument.unwrap());
                (None, number(&operation[2]).unwrap())
            }
            "success_after_retry" => {
                quota.release(last_cost);
                (None, argument.unwrap())
            }
            "success_no_retry" => {
                Attempts::new(&RetryPolicy::default(), &quota).succeeded();
                (None, argument.unwrap())
            }
            other => return Err(format!("unknown operation: {other}")),
        };
        expect("acquired", acquired_now, operation[2].as_bool())?;
        expect("available", quota.available(), available)?;
    }
    Ok(())
}

fn request_headers(case: &Value) -> Result<(), String> {
    let policy = policy_of(case);
    let quota = RetryQuota::default();
    let mut attempts = Attempts::new(&policy, &quota);
    for wanted in list(&case["amz_sdk_request"]) {
        expect("amz-sdk-request", attempts.header(None).to_str().unwrap(), text(wanted))?;
        let _ = attempts.failed(Some(RetryKind::Transient), None, 0.0);
    }
    Ok(())
}

fn timing_table(case: &Value) -> Result<(), String> {
    let policy = RetryPolicy::default();
    let rows = list(&case["rows"]);
    for row in &rows[1..] {
        let kind = match text(&row["error_type"]) {
            "THROTTLING" => RetryKind::Throttling,
            _ => RetryKind::Transient,
        };
        let retry = number(&row["retry_count"]).unwrap() - 1;
        expect("cost", Some(kind.cost()), number(&row["cost"]))?;
        let wait = policy.backoff(retry, kind, None, 1.0);
        expect("delay", wait, Duration::from_millis(row["delay_ms"].as_u64().unwrap()))?;
    }
    Ok(())
}

/// Checks the jitter. The backoff before the third retry is at most 0.2 s. Before the tenth, it is
/// uniform over 20 s: the count of each second differs by at most a fifth from the mean.
fn jitter_bounds() -> Result<(), String> {
    let policy = RetryPolicy::default();
    let mut random = fastrand::Rng::with_seed(20);
    let mut seconds = [0; 20];
    for _ in 0..10_000 {
        let third = policy.backoff(2, RetryKind::Transient, None, random.f64());
        expect("at most 0.2 s", third <= Duration::from_millis(200), true)?;
        let tenth = policy.backoff(9, RetryKind::Transient, None, random.f64());
        seconds[usize::try_from(tenth.as_secs()).unwrap()] += 1;
    }
    expect("uniform", seconds.iter().all(|count| (400..=600).contains(count)), true)
}

/// Runs a case of the cubic rate, in which each throttled response arrives at the current rate.
fn cubic(case: &Value) -> Result<(), String> {
    let given = |name: &str| case["given"][name].as_f64().unwrap();
    let tolerance = case["tolerance"].as_f64().unwrap_or(1e-6);
    let mut curve = CubicRate::new(given("last_max_rate"), given("last_throttle_time"));
    let mut rate = given("last_max_rate");
    for step in list(&case["cases"]) {
        let now = step["timestamp"].as_f64().unwrap();
        rate = match text(&step["response"]) {
            "success" => curve.at(now),
            "throttle" => curve.throttled(rate, now),
            other => return Err(format!("unknown response: {other}")),
        };
        let wanted = step["calculated_rate"].as_f64().unwrap();
        if (rate - wanted).abs() > tolerance {
            return Err(format!("at {now}: {rate}, expected {wanted}"));
        }
    }
    Ok(())
}

/// The measured and the allowed rates of botocore 1.44.5's `ClientRateLimiter` for the same
/// responses.
#[test]
fn the_send_rate_equals_botocores() {
    let rate = SendRate::default();
    let seconds = Duration::from_secs_f64;
    for (step, (measured, allowed)) in (1..).zip([
        (0.0, 0.5),
        (0.0, 0.5),
        (4.8, 0.5),
        (4.8, 0.5),
        (4.16, 0.5),
        (4.16, 0.6912),
        (4.16, 1.0976),
        (5.632, 1.6384),
        (5.632, 2.3328),
        (4.3264, 3.02848),
        (4.3264, 2.119936),
        (4.3264, 2.474741),
        (5.66528, 2.722553),
        (5.66528, 2.882574),
        (4.333056, 2.974001),
        (4.333056, 3.016037),
        (4.333056, 2.111226),
        (5.666611, 2.46498),
        (5.666611, 2.711916),
        (4.333322, 2.871232),
        (4.333322, 2.962129),
    ]) {
        let (now, throttled) = (0.2 * f64::from(step), matches!(step, 10 | 11 | 17));
        assert!(step > 10 || rate.acquire(seconds(now)).is_ok(), "delayed before any throttling");
        rate.record(throttled, seconds(now));
        assert!((rate.measured() - measured).abs() < 1e-6, "at {now}: {rate:?}");
        if step >= 10 {
            assert!((rate.limit().unwrap() - allowed).abs() < 1e-6, "at {now}: {rate:?}");
        }
    }
    // botocore's bucket has 2.871232 tokens at this point.
    let now = seconds(4.2);
    assert_eq!((rate.acquire(now), rate.acquire(now)), (Ok(()), Ok(())));
    let wait = rate.acquire(now).unwrap_err();
    assert!((wait.as_secs_f64() - (1.0 - 0.871232) / 2.962129).abs() < 1e-5, "{wait:?}");
    // A request that has to wait takes no token.
    assert!(rate.acquire(now + wait * 99 / 100).is_err());
    assert_eq!(rate.acquire(now + wait + Duration::from_millis(1)), Ok(()));
}

#[test]
fn the_send_rate_tolerates_a_clock_that_jumps() {
    let rate = SendRate::default();
    for now in [0, 5, 3, u64::MAX >> 12, 1] {
        rate.record(now != 3, Duration::from_secs(now));
        let wait = rate.acquire(Duration::from_secs(now)).err().unwrap_or_default();
        assert!(wait <= Duration::from_secs(2), "{wait:?}");
    }
}

#[test]
fn conformance_cases() {
    let Some(data) = conformance::read("retry_tests.json") else { return };
    let cases = list(&data["tests"]);
    let model = cases.iter().find(|case| case["kind"] == "classification-model");
    let model = model.map_or(Value::Null, |case| errors_of(&case["service_model"]));
    let mut table = Table::new("retry");
    for case in cases {
        let outcome = match text(&case["kind"]) {
            "standard-sequence" => sequence(case),
            "classification" => classification(case, &model),
            "classification-model" => list(&model).iter().try_for_each(|error| {
                let code = error["error"]["code"].as_str().or(error["name"].as_str());
                let response = ErrorResponse { status: 400, code, modeled: modeled(&model, code) };
                let wanted = (error["retryable"].is_object(), error["retryable"]["throttling"] == true);
                expect("retry", (response.retry_kind().is_some(), response.is_throttling()), wanted)
            }),
            "quota-ops" => quota_operations(case),
            "retry-header" => request_headers(case),
            "timing-table" => timing_table(case),
            "property" => jitter_bounds(),
            "constants" => list(&case["values"]).iter().try_for_each(|code| {
                let response = ErrorResponse { status: 400, code: code.as_str(), modeled: None };
                expect("clock skew", response.may_be_clock_skew(), true)?;
                // The call is retried only after a correction of the clock.
                expect("retry", response.retry_kind(), None)
            }),
            "adaptive-cubic" => cubic(case),
            kind => Err(format!("unknown kind: {kind}")),
        };
        table.record(text(&case["id"]), outcome);
    }
    table.finish();
}

#[test]
fn the_retry_header_has_the_deadline_attempt_and_maximum() {
    let (policy, quota) = (RetryPolicy::default().with_max_attempts(4), RetryQuota::default());
    let mut attempts = Attempts::new(&policy, &quota);
    let _ = attempts.failed(Some(RetryKind::Throttling), None, 0.0);
    let deadline = SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160);
    assert_eq!(attempts.header(Some(deadline)), "ttl=20150830T123600Z; attempt=2; max=4");
}

#[test]
fn retry_after_accepts_only_whole_milliseconds() {
    let parse =
        |value: &str| retry_after(&headers_of(&serde_json::json!({"headers": {"x-amz-retry-after": value}})));
    assert_eq!(parse("250"), Some(Duration::from_millis(250)));
    for ignored in ["", "-1", "+1", "1.5", "1e3", "0x10", "soon", "99999999999999999999999"] {
        assert_eq!(parse(ignored), None, "{ignored}");
    }
    assert_eq!(retry_after(&HeaderMap::new()), None);
}

#[test]
fn extreme_values_do_not_panic() {
    let policy = RetryPolicy::default().with_max_attempts(0).with_max_backoff(Duration::MAX);
    assert_eq!(policy.max_attempts(), 1);
    for jitter in [f64::NAN, f64::INFINITY, -1.0, 0.0, 0.5, 2.0] {
        let wait = policy.backoff(9, RetryKind::Throttling, Some(Duration::MAX), jitter);
        assert!(wait <= Duration::from_secs(512 + 5), "{wait:?}");
    }
    assert!(policy.backoff(u32::MAX, RetryKind::Transient, None, 0.5) > Duration::ZERO);
}

#[test]
fn a_quota_shared_by_threads_keeps_its_tokens() {
    let quota = RetryQuota::with_capacity(100);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..10_000 {
                    if quota.acquire(14) {
                        quota.release(14);
                    }
                }
            });
        }
    });
    assert_eq!(quota.available(), 100);
}
