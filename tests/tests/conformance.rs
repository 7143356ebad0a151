//! The protocol tests of Smithy, botocore and AWS's other SDKs: each case's shapes are declared by `metering_core::model`,
//! compiled, and the case run through them.

use std::collections::BTreeMap;
use std::process::Command;

use bytes::Bytes;
use http::Response;
use metering_core::model::{
    Bounds, DeclareOptions, EnumValue, ErrorModel, Kind, MemberModel, Model, OperationModel, ServiceModel,
    ShapeModel, declare, timestamp_format,
};
use metering_core::service::JsonVersion;
use metering_core::wire::TimestampFormat;
use metering_core::{Error, ErrorMetadata, Operation, ServiceError, aws_operation, aws_service};
use serde_json::Value;
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

/// Models that nobody would write, with cases that botocore computed: as many as `RANDOM_MODELS` says, from the seed that
/// `RANDOM_MODELS_SEED` says. `CI_PYTHON` is a Python that has botocore.
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

/// The model that a case describes, and its operation.
fn model(case: &Value) -> (String, Model) {
    let kind = function(case);
    let root = case["root"].as_str().map(str::to_owned);
    let operation_name = case["operation"].as_str().unwrap_or("OperationName").to_owned();
    let target = case["target"].as_str().and_then(|target| target.rsplit_once('.'));
    let target_prefix = target.map_or("Target", |(prefix, _)| prefix).to_owned();
    let traits = &case["operation_traits"];
    let operation = OperationModel {
        input: root.clone().filter(|_| kind == "request"),
        output: root.clone().filter(|_| kind == "response"),
        errors: root.iter().filter(|_| kind == "error").cloned().collect(),
        host_prefix: traits["hostPrefix"].as_str().map(str::to_owned),
        compressed: !traits["requestCompression"].is_null(),
        ..OperationModel::default()
    };
    let shapes = case["shapes"].as_object().into_iter().flatten();
    let shapes = shapes.map(|(name, json)| (name.clone(), shape(name, json)));
    let model = Model {
        service: ServiceModel {
            id: "Conformance".to_owned(),
            title: "Conformance".to_owned(),
            api_version: String::new(),
            documentation: String::new(),
            endpoint_prefix: "conformance".to_owned(),
            signing_name: "conformance".to_owned(),
            target_prefix,
            json_version: if case["protocol"] == "json1.0" { JsonVersion::V1_0 } else { JsonVersion::V1_1 },
            query_compatible: case["service"]["awsQueryCompatible"] == true,
            endpoint_rules: None,
        },
        operations: BTreeMap::from([(operation_name.clone(), operation)]),
        shapes: shapes.collect(),
    };
    (operation_name, model)
}

fn shape(name: &str, json: &Value) -> ShapeModel {
    let one = |key: &str| Box::new(member("", &json[key]));
    let members = || {
        let members = json["members"].as_object().into_iter().flatten();
        members.map(|(name, json)| member(name, json)).collect::<Vec<_>>()
    };
    let values = || json["enum"].as_object().into_iter().flatten();
    let sparse = json["sparse"] == true;
    let kind = match json["type"].as_str().unwrap_or_default() {
        "enum" => Kind::Enum(
            values()
                .filter_map(|(name, value)| Some(value_model(name, value.as_str()?.to_owned())))
                .collect(),
        ),
        "intEnum" => Kind::IntEnum(
            values()
                .filter_map(|(name, value)| Some(value_model(name, i32::try_from(value.as_i64()?).ok()?)))
                .collect(),
        ),
        "list" | "set" => Kind::List { item: one("member"), sparse },
        "map" => Kind::Map { key: one("key"), value: one("value"), sparse },
        "union" => Kind::Union(members()),
        "structure" => Kind::Structure(members()),
        other => Kind::simple(other).unwrap_or_else(|| panic!("shape {name} is of type {other}")),
    };
    let mut shape = ShapeModel::new(name, kind);
    shape.timestamp = timestamp(json);
    let length = |key: &str| json["length"][key].as_u64();
    shape.bounds = Bounds {
        length: (length("min"), length("max")),
        pattern: json["pattern"].as_str().map(str::to_owned),
        ..Bounds::default()
    };
    if !json["error"].is_null() {
        shape.error =
            Some(ErrorModel { code: name.to_owned(), retry: None, server_fault: json["error"] == "server" });
    }
    shape
}

fn value_model<T>(name: &str, value: T) -> EnumValue<T> {
    EnumValue { value, name: Some(name.to_owned()), documentation: String::new(), deprecated: None }
}

fn member(name: &str, json: &Value) -> MemberModel {
    MemberModel {
        name: name.to_owned(),
        shape: json["shape"].as_str().unwrap_or_default().to_owned(),
        required: json["required"] == true,
        default: json.get("default").filter(|it| !it.is_null() && json["clientOptional"] != true).cloned(),
        timestamp: timestamp(json),
        idempotency_token: json["idempotencyToken"] == true,
        host_label: json["hostLabel"] == true,
        ..MemberModel::default()
    }
}

fn timestamp(json: &Value) -> Option<TimestampFormat> {
    timestamp_format(json["timestampFormat"].as_str()?)
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

    // What all of them say, which of the codes is the one; botocore has the status where there is none.
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
