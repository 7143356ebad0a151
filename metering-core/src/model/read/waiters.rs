//! Waiters: botocore's `waiters-2.json` and Smithy's trait `smithy.waiters#waitable`
//! (<https://smithy.io/2.0/additional-specs/waiters.html>).

use std::collections::HashMap;

use super::super::{AcceptorModel, Comparator, MatcherModel, ModelError, Text, WaiterModel, WaiterState};
use super::{Json, Object, Result};

/// Reads `waiters-2.json`: the waiters by operation.
pub fn botocore(json: &Json) -> Result<HashMap<String, Vec<WaiterModel>>> {
    let mut root = Object::new(json, "waiters")?;
    root.ignore(&["version"]);
    let mut waiters: HashMap<String, Vec<WaiterModel>> = HashMap::new();
    for (place, name, json) in root.entries("waiters")? {
        let mut json = Object::new(json, place)?;
        let operation = json.required("operation")?.to_owned();
        let delay = json.count("delay")?.ok_or_else(|| json.error("`delay` is missing"))?;
        let mut acceptors = Vec::new();
        for (place, acceptor) in json.list("acceptors")? {
            acceptors.push(botocore_acceptor(Object::new(acceptor, place)?)?);
        }
        let waiter = WaiterModel {
            name: name.into(),
            documentation: json.text("description")?,
            deprecated: json.flag("deprecated")?.then(Text::default),
            min_delay: delay,
            max_delay: delay,
            max_attempts: json.count("maxAttempts")?,
            acceptors,
        };
        json.finish()?;
        waiters.entry(operation).or_default().push(waiter);
    }
    root.finish()?;
    Ok(waiters)
}

fn botocore_acceptor(mut json: Object<'_>) -> Result<AcceptorModel> {
    let state = state(&mut json)?;
    let matcher = json.required("matcher")?;
    let place = json.place().to_owned();
    let unexpected = |what: &str| ModelError::new(format!("{place}: `expected` must be {what}"));
    let expected = json.take("expected").ok_or_else(|| json.error("`expected` is missing"))?;
    let text = || expected.as_str().map(Text::from).ok_or_else(|| unexpected("a string"));
    let matcher = match matcher {
        "error" => match expected {
            // `true` accepts any error, `false` any output.
            Json::Bool(any) => MatcherModel::Success(!any),
            _ => MatcherModel::Error(text()?),
        },
        "status" => match expected.as_f64() {
            Some(status) => MatcherModel::Status(status as u64),
            None => return Err(unexpected("a number")),
        },
        "path" | "pathAll" | "pathAny" => {
            let (comparator, expected) = match (matcher, expected) {
                ("path", Json::Bool(value)) => (Comparator::BooleanEquals, value.to_string().into()),
                ("path", _) => (Comparator::StringEquals, text()?),
                ("pathAll", _) => (Comparator::AllStringEquals, text()?),
                _ => (Comparator::AnyStringEquals, text()?),
            };
            MatcherModel::Output { path: json.required("argument")?.into(), comparator, expected }
        }
        other => return Err(json.error(format!("unknown matcher {other:?}"))),
    };
    json.finish()?;
    Ok(AcceptorModel { state, matcher })
}

/// Reads the trait `waitable` of an operation.
pub fn smithy(json: Option<Object<'_>>) -> Result<Vec<WaiterModel>> {
    let Some(json) = json else { return Ok(Vec::new()) };
    let mut waiters = Vec::new();
    for (place, name, json) in json.into_entries() {
        let mut json = Object::new(json, place)?;
        let mut acceptors = Vec::new();
        for (place, acceptor) in json.list("acceptors")? {
            let mut acceptor = Object::new(acceptor, place)?;
            let state = state(&mut acceptor)?;
            let matcher = acceptor.object("matcher")?;
            let matcher = matcher.ok_or_else(|| acceptor.error("`matcher` is missing"))?;
            acceptor.finish()?;
            acceptors.push(AcceptorModel { state, matcher: smithy_matcher(matcher)? });
        }
        // The defaults are Smithy's.
        waiters.push(WaiterModel {
            name: name.into(),
            documentation: json.text("documentation")?,
            deprecated: json.flag("deprecated")?.then(Text::default),
            min_delay: json.count("minDelay")?.unwrap_or(2),
            max_delay: json.count("maxDelay")?.unwrap_or(120),
            max_attempts: None,
            acceptors,
        });
        json.ignore(&["tags"]);
        json.finish()?;
    }
    Ok(waiters)
}

fn smithy_matcher(mut json: Object<'_>) -> Result<MatcherModel> {
    let matcher = if let Some(output) = json.object("output")? {
        let (path, comparator, expected) = path_matcher(output)?;
        MatcherModel::Output { path, comparator, expected }
    } else if let Some(both) = json.object("inputOutput")? {
        let (path, comparator, expected) = path_matcher(both)?;
        MatcherModel::InputOutput { path, comparator, expected }
    } else if json.has("success") {
        MatcherModel::Success(json.flag("success")?)
    } else {
        // An error may be named by its shape id.
        let code = json.required("errorType")?;
        MatcherModel::Error(code.rsplit('#').next().unwrap_or(code).into())
    };
    json.finish()?;
    Ok(matcher)
}

fn path_matcher(mut json: Object<'_>) -> Result<(Text, Comparator, Text)> {
    let path = json.required("path")?.into();
    let expected = json.required("expected")?.into();
    let comparator = match json.required("comparator")? {
        "stringEquals" => Comparator::StringEquals,
        "booleanEquals" => Comparator::BooleanEquals,
        "allStringEquals" => Comparator::AllStringEquals,
        "anyStringEquals" => Comparator::AnyStringEquals,
        other => return Err(json.error(format!("unknown comparator {other:?}"))),
    };
    json.finish()?;
    Ok((path, comparator, expected))
}

fn state(json: &mut Object<'_>) -> Result<WaiterState> {
    match json.required("state")? {
        "success" => Ok(WaiterState::Success),
        "failure" => Ok(WaiterState::Failure),
        "retry" => Ok(WaiterState::Retry),
        other => Err(json.error(format!("unknown state {other:?}"))),
    }
}
