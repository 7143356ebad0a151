//! The protocol tests of Smithy, botocore and AWS's other SDKs. `metering_core::model` declares
//! each case's shapes, and the compiled declarations run the case.

use std::collections::BTreeMap;
use std::process::Command;

use bytes::Bytes;
use http::Response;
use metering_core::model::{DeclareOptions, Model, declare};
use metering_core::{Error, ErrorMetadata, Operation, ServiceError, aws_operation, aws_service};
use serde_json::{Map, Value, json};
use tests::conformance::{Table, expect, read};
use tests::declared::{Workspace, struct_of};

#[test]
fn protocol_tests() {
    let mut modules: Vec<(String, String)> = Vec::new();
    let mut runs: BTreeMap<String, String> = BTreeMap::new();
    let mut cases = Vec::new();
    let mut tables = Vec::new();
    let files = [
        "awsjson_request_tests.json",
        "awsjson_response_tests.json",
        "awsjson_error_tests.json",
        "supplement_json_codec_tests.json",
    ];
    let suites = files.iter().filter_map(|file| Some(((*file).to_owned(), read(file)?)));
    for (suite, data) in suites.chain(random_models()) {
        let mut table = Table::new(&suite);
        let mut known = Vec::new();
        for case in data.as_array().into_iter().flatten() {
            let uid = case["uid"].as_str().unwrap_or_default().to_owned();
            if let Some(reason) = reason_to_leave_out(case) {
                table.leave_out(&uid, reason);
                continue;
            }
            let (operation, model) = model(case);
            let source = {
                let mut options = DeclareOptions::default();
                options.module_docs = false;
                declare(&model, &options)
            };
            let source = match source {
                Ok(source) => source,
                Err(error) => {
                    table.record(&uid, Err(error));
                    continue;
                }
            };
            // Cases with the same shapes share a declaration.
            let at = modules.iter().position(|(_, known)| *known == source).unwrap_or_else(|| {
                modules.push((format!("case_{}", modules.len()), source));
                modules.len() - 1
            });
            let function = function(case);
            let (module, source) = &modules[at];
            let run = format!("{module}::{function}");
            let name = struct_of(source, &operation).unwrap_or(&operation);
            runs.insert(run.clone(), format!("tests::cases::{function}::<{module}::{name}>"));
            let mut case = case.clone();
            case["run"] = run.into();
            cases.push(case);
            known.push(uid);
        }
        tables.push((table, known));
    }
    if cases.is_empty() {
        return;
    }

    let mut lib = String::new();
    for (module, _) in &modules {
        lib.push_str(&format!("pub mod {module};\n"));
    }
    lib.push_str("\npub const RUNS: &[(&str, tests::cases::Run)] = &[\n");
    for (run, function) in &runs {
        lib.push_str(&format!("    ({run:?}, {function}),\n"));
    }
    lib.push_str("];\n");
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "conformance");
    workspace.package("protocol", &lib, &modules);
    let mut outcomes: BTreeMap<String, Result<(), String>> = workspace.run(&cases).into_iter().collect();
    for (mut table, known) in tables {
        for uid in known {
            let outcome = outcomes.remove(&uid).unwrap_or_else(|| Err("the case was not run".to_owned()));
            table.record(&uid, outcome);
        }
        table.finish();
    }
}

/// Generates random models, with cases that botocore computed. `RANDOM_MODELS` sets their number,
/// `RANDOM_MODELS_SEED` the seed, and `CI_PYTHON` a Python that has botocore.
fn random_models() -> Option<(String, Value)> {
    let python = tests::python("random models")?;
    let variable = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let (seed, count) = (variable("RANDOM_MODELS_SEED", "1"), variable("RANDOM_MODELS", "8"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/random_models.py");
    let output = Command::new(python).args([script, &seed, &count]).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cases = serde_json::from_slice(&output.stdout).expect("the script prints JSON");
    Some((format!("{count} random models, seed {seed}"), cases))
}

/// Returns the reason for leaving out a case, or `None` if it is run.
fn reason_to_leave_out(case: &Value) -> Option<&'static str> {
    let features = case["features"].as_array().into_iter().flatten();
    if features.clone().any(|feature| feature == "event-stream") {
        Some("the suite `streams` reads its events")
    } else if case["client_applicable"] == false {
        Some("the case applies only to servers")
    } else {
        None
    }
}

/// Returns the name of the function in `tests::cases` that runs a case.
fn function(case: &Value) -> &'static str {
    match case["kind"].as_str() {
        Some("request") => "request",
        Some("error") => "error",
        _ => "response",
    }
}

/// Returns the operation that a case calls, and its model in Smithy's JSON AST.
fn model(case: &Value) -> (String, Model) {
    let kind = function(case);
    let operation = case["operation"].as_str().unwrap_or("OperationName");
    let target = case["target"].as_str().and_then(|target| target.rsplit_once('.'));
    let service = target.map_or("Target", |(prefix, _)| prefix);
    // An operation may have the name of a shape, so it gets its own namespace.
    let operation_id = format!("calls#{operation}");
    let root = |wanted: &str| case["root"].as_str().filter(|_| kind == wanted).map(target_of);
    let operation_traits = &case["operation_traits"];
    let mut traits = Map::new();
    if let Some(prefix) = operation_traits["hostPrefix"].as_str() {
        traits.insert("smithy.api#endpoint".to_owned(), json!({ "hostPrefix": prefix }));
    }
    if !operation_traits["requestCompression"].is_null() {
        traits.insert("smithy.api#requestCompression".to_owned(), json!({ "encodings": ["gzip"] }));
    }
    let protocol = if case["protocol"] == "json1.0" { "awsJson1_0" } else { "awsJson1_1" };
    let mut service_traits = Map::from_iter([(format!("aws.protocols#{protocol}"), json!({}))]);
    service_traits.insert(
        "aws.api#service".to_owned(),
        json!({ "sdkId": "Conformance", "endpointPrefix": "conformance" }),
    );
    if case["service"]["awsQueryCompatible"] == true {
        service_traits.insert("aws.protocols#awsQueryCompatible".to_owned(), json!({}));
    }
    let mut shapes = Map::new();
    shapes.insert(
        format!("{SERVICE}#{service}"),
        json!({ "type": "service", "traits": service_traits, "operations": [{ "target": operation_id }] }),
    );
    for (name, json) in case["shapes"].as_object().into_iter().flatten() {
        shapes.insert(format!("{SERVICE}#{name}"), shape(json));
    }
    let mut declared = json!({
        "type": "operation", "errors": Vec::from_iter(root("error")), "traits": traits,
    });
    for (member, kind) in [("input", "request"), ("output", "response")] {
        if let Some(shape) = root(kind) {
            declared[member] = shape;
        }
    }
    shapes.insert(operation_id, declared);
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.smithy.json");
    std::fs::write(&path, json!({ "smithy": "2.0", "shapes": shapes }).to_string())
        .expect("the model can be written");
    (operation.to_owned(), Model::read(&path).unwrap_or_else(|error| panic!("{error}")))
}

/// The namespace of a case's shapes.
const SERVICE: &str = "conformance";

fn target_of(name: &str) -> Value {
    json!({ "target": format!("{SERVICE}#{name}") })
}

/// Converts a shape of a case, whose keys are names of Smithy traits.
fn shape(json: &Value) -> Value {
    let mut shape = json!({ "type": json["type"], "traits": traits(json) });
    if let Some(values) = json["enum"].as_object() {
        let member = |value: &Value| json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": value } });
        shape["members"] =
            values.iter().map(|(name, value)| (name.clone(), member(value))).collect::<Map<_, _>>().into();
    }
    // One case describes a string with the members of a map.
    let parts: &[&str] = match json["type"].as_str() {
        Some("map") => &["key", "value"],
        Some("list" | "set") => &["member"],
        _ => &[],
    };
    for part in parts {
        shape[*part] = member(&json[*part]);
    }
    if let Some(members) = json["members"].as_object() {
        let members = members.iter().map(|(name, json)| (name.clone(), member(json)));
        shape["members"] = members.collect::<Map<_, _>>().into();
    }
    shape
}

fn member(json: &Value) -> Value {
    let mut member = target_of(json["shape"].as_str().unwrap_or_default());
    member["traits"] = traits(json);
    member
}

fn traits(json: &Value) -> Value {
    let flags = ["sparse", "required", "idempotencyToken", "hostLabel", "clientOptional"];
    let flags = flags.into_iter().filter(|flag| json[*flag] == true).map(|flag| (flag, json!({})));
    let values = ["timestampFormat", "length", "pattern", "default"];
    let values = values.into_iter().filter(|key| !json[*key].is_null()).map(|key| (key, json[key].clone()));
    // botocore's cases mark an error without saying whose fault it is.
    let fault = |error: &Value| json!(error.as_str().unwrap_or("client"));
    let error = Some(&json["error"]).filter(|error| !error.is_null()).map(|error| ("error", fault(error)));
    let traits = flags.chain(values).chain(error).map(|(name, value)| (format!("smithy.api#{name}"), value));
    Value::Object(traits.collect())
}

#[aws_service(endpoint_prefix = "plain", target_prefix = "Plain", json_version = "1.1", error = PlainError)]
struct Service;

#[aws_operation(action = "Call", output = ())]
#[derive(Debug)]
struct Call {}

#[aws_service(endpoint_prefix = "query", target_prefix = "Query", json_version = "1.0", query_compatible, error = PlainError)]
struct QueryService;

#[aws_operation(action = "Call", output = (), service = QueryService)]
#[derive(Debug)]
struct QueryCall {}

#[derive(Debug, ServiceError)]
enum PlainError {
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Tests the forms of error responses that botocore and the SDKs read alike.
#[test]
fn error_forms() {
    let Some(data) = read("error_form_tests.json") else { return };
    let mut table = Table::new("error_form_tests.json");
    for case in data["tests"].as_array().into_iter().flatten() {
        let id = case["id"].as_str().unwrap_or_default();
        if case["code_consensus"] != true {
            table.leave_out(id, "botocore and the SDKs disagree");
        } else if case["only_if"] == "awsQueryCompatible" {
            table.record(id, error_form::<QueryCall>(case));
        } else {
            table.record(id, error_form::<Call>(case));
        }
    }
    table.finish();
}

fn error_form<O: Operation>(case: &Value) -> Result<(), String> {
    let mut response = Response::builder().status(case["status"].as_u64().unwrap_or_default() as u16);
    for (name, value) in case["headers"].as_object().into_iter().flatten() {
        response = response.header(name, value.as_str().unwrap_or_default());
    }
    let body = case["body"].as_str().unwrap_or_default().to_owned();
    let response = response.body(Bytes::from(body)).map_err(|error| error.to_string())?;
    let result = O::from_http(&response);

    // The results of smithy-rs, because botocore reports the status as the code if there is no
    // code.
    let theirs = &case["results"]["smithy_rs"];
    let code = case["consensus_code"].as_str().or(theirs["code"].as_str()).filter(|code| !code.is_empty());
    match result {
        Ok(_) => expect("code", Some("NOERR"), code),
        Err(Error::Service(error)) => {
            expect("code", error.metadata().code(), code)?;
            if case["message_consensus"] == true {
                expect("message", error.metadata().message(), theirs["message"].as_str())?;
            }
            match case["source_expected"]["request_id"].as_str() {
                Some(id) => expect("request id", error.metadata().context().request_id.as_deref(), Some(id)),
                None => Ok(()),
            }
        }
        Err(_) => expect("code", None, code),
    }
}
