//! The protocol tests of Smithy, botocore and AWS's other SDKs: each case's shapes are declared by
//! `metering_core::model`, compiled, and the case run through them.

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
            if let Some(reason) = left_out(case) {
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
            // Many cases share their shapes, and so their declarations.
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
            let outcome = outcomes.remove(&uid).unwrap_or_else(|| Err("it was not run".to_owned()));
            table.record(&uid, outcome);
        }
        table.finish();
    }
}

/// Models that nobody would write, with cases that botocore computed: as many as `RANDOM_MODELS`
/// says, from the seed that `RANDOM_MODELS_SEED` says. `CI_PYTHON` is a Python that has botocore.
fn random_models() -> Option<(String, Value)> {
    let python = tests::python("random models")?;
    let set = |name: &str, otherwise: &str| std::env::var(name).unwrap_or_else(|_| otherwise.to_owned());
    let (seed, count) = (set("RANDOM_MODELS_SEED", "1"), set("RANDOM_MODELS", "8"));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/third_party/random_models.py");
    let output = Command::new(python).args([script, &seed, &count]).output().expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let cases = serde_json::from_slice(&output.stdout).expect("it prints JSON");
    Some((format!("{count} random models, seed {seed}"), cases))
}

/// Why a case is not run, if it is not.
fn left_out(case: &Value) -> Option<&'static str> {
    let features = case["features"].as_array().into_iter().flatten();
    if features.clone().any(|feature| feature == "event-stream") {
        Some("streams of events are not supported yet")
    } else if case["client_applicable"] == false {
        Some("it is for servers alone")
    } else {
        None
    }
}

/// The function of `tests::cases` that runs a case.
fn function(case: &Value) -> &'static str {
    match case["kind"].as_str() {
        Some("request") => "request",
        Some("error") => "error",
        _ => "response",
    }
}

/// The model that a case describes, in Smithy's JSON AST as a user's is, and its operation.
fn model(case: &Value) -> (String, Model) {
    let kind = function(case);
    let operation = case["operation"].as_str().unwrap_or("OperationName");
    let target = case["target"].as_str().and_then(|target| target.rsplit_once('.'));
    let service = target.map_or("Target", |(prefix, _)| prefix);
    // Some are called as a shape is, which in one namespace they may not.
    let called = format!("calls#{operation}");
    let root = |of: &str| case["root"].as_str().filter(|_| kind == of).map(target_of);
    let said = &case["operation_traits"];
    let mut traits = Map::new();
    if let Some(prefix) = said["hostPrefix"].as_str() {
        traits.insert("smithy.api#endpoint".to_owned(), json!({ "hostPrefix": prefix }));
    }
    if !said["requestCompression"].is_null() {
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
        json!({ "type": "service", "traits": service_traits, "operations": [{ "target": called }] }),
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
    shapes.insert(called, declared);
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("conformance.smithy.json");
    std::fs::write(&path, json!({ "smithy": "2.0", "shapes": shapes }).to_string())
        .expect("the model is written");
    (operation.to_owned(), Model::read(&path).unwrap_or_else(|error| panic!("{error}")))
}

/// The namespace of a case's shapes.
const SERVICE: &str = "conformance";

fn target_of(name: &str) -> Value {
    json!({ "target": format!("{SERVICE}#{name}") })
}

/// A shape of a case, which are described by the names of Smithy's traits.
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

/// The forms of errors on which botocore and the SDKs agree.
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

    // What all of them say, which of the codes is the one; botocore has the status where there is
    // none.
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
