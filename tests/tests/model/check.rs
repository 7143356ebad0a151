//! Comparison of declarations with models, drift between models, and the layout of printed source.

use std::collections::BTreeMap;
use std::path::PathBuf;

use metering_core::model::{
    Change, Checker, DeclareOptions, Differences, Http2, Model, check, declare, drift,
};
use metering_core::{
    DateTime, ErrorMetadata, EventStream, IntEnum, Sensitive, ServiceError, Shape, StringEnum, Union,
    UnknownMember, UnknownValue, Waiter, aws_operation, aws_service,
};
use serde_json::{Value, json};

/// A service with one operation, in Smithy's JSON AST.
const GARDEN: &str = r##"{ "smithy": "2.0", "shapes": {
    "garden#Garden": {"type": "service", "version": "2026-01-01", "operations": [{"target": "garden#PlantTree"}], "traits": {"aws.api#service": {"sdkId": "Garden", "endpointPrefix": "garden"}, "aws.auth#sigv4": {"name": "garden"}, "aws.protocols#awsJson1_1": {}, "smithy.api#title": "The Garden"}},
    "garden#PlantTree": {"type": "operation", "input": {"target": "garden#PlantTreeInput"}, "output": {"target": "garden#PlantTreeOutput"}, "errors": [{"target": "garden#SoilException"}], "traits": {"smithy.api#documentation": "<p>Plants a <code>tree</code>.</p>"}},
    "garden#PlantTreeInput": {"type": "structure", "members": {"Name": {"target": "garden#Name", "traits": {"smithy.api#required": {}}}, "Height": {"target": "garden#Height"}, "Kind": {"target": "garden#Kind"}, "PlantedAt": {"target": "garden#Day"}, "Tags": {"target": "garden#Tags"}}},
    "garden#PlantTreeOutput": {"type": "structure", "members": {"TreeId": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}}}},
    "garden#SoilException": {"type": "structure", "traits": {"smithy.api#error": "client"}, "members": {"message": {"target": "smithy.api#String"}}},
    "garden#Name": {"type": "string", "traits": {"smithy.api#length": {"min": 1, "max": 64}, "smithy.api#pattern": "^[a-z]+$"}},
    "garden#Height": {"type": "integer", "traits": {"smithy.api#range": {"min": 1, "max": 100}}},
    "garden#Kind": {"type": "enum", "members": {"OAK": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "oak"}}, "ELM": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": "elm"}}}},
    "garden#Day": {"type": "timestamp", "traits": {"smithy.api#timestampFormat": "date-time"}},
    "garden#Tags": {"type": "list", "member": {"target": "garden#Name"}}
} }"##;

fn garden() -> Value {
    serde_json::from_str(GARDEN).unwrap()
}

/// Writes a model to a file and reads it.
fn read(name: &str, json: &str) -> Model {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, json).unwrap();
    Model::read(&path).unwrap()
}

#[aws_service(endpoint_prefix = "garden", target_prefix = "Garden", json_version = "1.1", error = GardenError)]
struct Service;

#[derive(Debug, ServiceError)]
enum GardenError {
    Soil(ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

mod right {
    use super::*;

    #[aws_operation(action = "PlantTree")]
    #[derive(Debug)]
    pub(super) struct PlantTree {
        #[aws(length = 1..=64, pattern = "^[a-z]+$")]
        pub(super) name: String,
        #[aws(range = 1..=100)]
        pub(super) height: Option<i32>,
        #[aws(timestamp = "date-time")]
        pub(super) planted_at: Option<DateTime>,
        #[aws(each(length = 1..=64, pattern = "^[a-z]+$"))]
        pub(super) tags: Option<Vec<String>>,
    }

    #[derive(Debug, Shape)]
    pub(super) struct PlantTreeOutput {
        pub(super) tree_id: String,
    }
}

mod wrong {
    use super::*;

    #[aws_operation(action = "PlantTree", error = Errors)]
    #[derive(Debug)]
    pub(super) struct PlantTree {
        #[aws(length = 1..=65)]
        pub(super) name: Option<String>,
        pub(super) hight: Option<i32>,
        pub(super) kind: Option<Kind>,
        pub(super) planted_at: Option<DateTime>,
        pub(super) tags: Option<String>,
    }

    #[derive(Debug, Clone, StringEnum)]
    #[aws(rename_all = "lowercase")]
    pub(super) enum Kind {
        Oak,
        Ash,
        #[aws(other)]
        Unknown(UnknownValue),
    }

    #[derive(Debug, Shape)]
    pub(super) struct PlantTreeOutput {
        pub(super) tree_id: i64,
    }

    #[derive(Debug, ServiceError)]
    pub(super) enum Errors {
        Weather(ErrorMetadata),
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }
}

#[test]
fn a_partial_declaration_has_no_differences() {
    check::<right::PlantTree>(&read("garden-right.json", GARDEN)).unwrap();
}

#[test]
fn all_differences_are_reported_with_their_fields() {
    let model = read("garden-wrong.json", GARDEN);
    let differences = Checker::new(&model).operation::<wrong::PlantTree>().finish().unwrap_err();
    let reported: Vec<String> = differences.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        reported,
        [
            "PlantTree.name: the model requires the member; remove the `Option`",
            "PlantTree.name: `length` is 1..=65, the model's is 1..=64",
            "PlantTree.name: `pattern` is missing, the model's is \"^[a-z]+$\"",
            "PlantTree.hight: the model's `PlantTreeInput` has no member `Hight`, did you mean `Height`?",
            "Kind: the model's `Kind` has no value \"ash\"",
            "PlantTree.planted_at: the model's timestamp format is `date-time`",
            "PlantTree.tags: the type is `String`, the model's `Tags` is a list",
            "PlantTreeOutput.tree_id: the type is `i64`, the model's `String` is a string",
            "Weather: the model has no error `WeatherException`",
        ]
    );
}

/// A service that uses all features of a model.
const ORCHARD: &str = r##"{ "smithy": "2.0", "shapes": {
    "orchard#Orchard": {"type": "service", "version": "2026-01-01", "operations": [{"target": "orchard#ListTrees"}, {"target": "orchard#Graft"}], "traits": {"aws.api#service": {"sdkId": "Orchard", "endpointPrefix": "orchard"}, "aws.auth#sigv4": {"name": "orchard-signing"}, "aws.protocols#awsJson1_0": {}, "aws.protocols#awsQueryCompatible": {},
        "smithy.rules#endpointRuleSet": {"version": "1.0", "parameters": {"Region": {"type": "String"}, "UseFIPS": {"type": "Boolean"}, "UseDualStack": {"type": "Boolean"}}, "rules": [
            {"conditions": [{"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "P"}], "type": "tree", "rules": [
                {"conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}, {"fn": "booleanEquals", "argv": [{"ref": "UseDualStack"}, true]}], "type": "endpoint", "endpoint": {"url": "https://orchard-fips.{Region}.{P#dualStackDnsSuffix}"}},
                {"conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}], "type": "endpoint", "endpoint": {"url": "https://fruit.{Region}.{P#dnsSuffix}"}},
                {"conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseDualStack"}, true]}], "type": "endpoint", "endpoint": {"url": "https://orchard.{Region}.{P#dualStackDnsSuffix}"}},
                {"conditions": [], "type": "endpoint", "endpoint": {"url": "https://orchard.{Region}.{P#dnsSuffix}"}}]}]}}},
    "orchard#ListTrees": {"type": "operation", "input": {"target": "orchard#ListTreesInput"}, "output": {"target": "orchard#ListTreesOutput"}, "traits": {"smithy.api#paginated": {"inputToken": "Marker", "outputToken": "Page.NextMarker", "items": "Page.Trees"}}},
    "orchard#ListTreesInput": {"type": "structure", "members": {"Marker": {"target": "smithy.api#String"}, "Filter": {"target": "smithy.api#String"}}},
    "orchard#ListTreesOutput": {"type": "structure", "members": {"Page": {"target": "orchard#Page"}, "Names": {"target": "orchard#Names"}}},
    "orchard#Page": {"type": "structure", "members": {"NextMarker": {"target": "smithy.api#String"}, "Last": {"target": "smithy.api#String"}, "Trees": {"target": "orchard#Names"}}},
    "orchard#Names": {"type": "list", "member": {"target": "smithy.api#String"}},
    "orchard#Graft": {"type": "operation", "input": {"target": "orchard#GraftInput"}, "errors": [{"target": "orchard#FrostException"}], "traits": {"smithy.api#endpoint": {"hostPrefix": "{Row}."}, "smithy.api#auth": [], "smithy.api#requestCompression": {"encodings": ["gzip"]}}},
    "orchard#GraftInput": {"type": "structure", "members": {"Row": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}, "smithy.api#hostLabel": {}}}, "Token": {"target": "smithy.api#String", "traits": {"smithy.api#idempotencyToken": {}}}, "Password": {"target": "orchard#Password"}, "Owner": {"target": "orchard#Owner"}, "Level": {"target": "orchard#Level"}, "Day": {"target": "smithy.api#Timestamp"}, "Size": {"target": "smithy.api#Integer"}, "Policy": {"target": "smithy.api#String"}, "Names": {"target": "orchard#Names"}}},
    "orchard#Password": {"type": "string", "traits": {"smithy.api#sensitive": {}}},
    "orchard#Owner": {"type": "structure", "members": {"Name": {"target": "smithy.api#String"}}, "traits": {"smithy.api#sensitive": {}}},
    "orchard#Level": {"type": "intEnum", "members": {"LOW": {"target": "smithy.api#Unit", "traits": {"smithy.api#enumValue": 1}}}},
    "orchard#FrostException": {"type": "structure", "traits": {"smithy.api#error": "server", "smithy.api#retryable": {"throttling": true}}, "members": {"message": {"target": "smithy.api#String"}, "Degrees": {"target": "smithy.api#Integer"}}}
} }"##;

/// An orchard as its model has it.
mod orchard {
    #![allow(unreachable_pub)]
    use super::*;

    #[aws_service(endpoint_prefix = "orchard", signing_name = "orchard-signing", target_prefix = "Orchard", json_version = "1.0", id = "Orchard", query_compatible, error = OrchardError, endpoint(fips = "fruit"))]
    pub struct Service;

    #[derive(Debug, ServiceError)]
    pub enum OrchardError {
        #[aws(server_fault, retry = throttling)]
        Frost(Frost, ErrorMetadata),
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    #[derive(Debug, Shape)]
    pub struct Frost {
        pub degrees: Option<i32>,
    }

    #[aws_operation(
        action = "ListTrees",
        paginate(input_token = marker, output_token = page.next_marker, items = page.trees, item = String)
    )]
    #[derive(Debug, Clone)]
    pub struct ListTrees {
        pub marker: Option<String>,
    }

    #[derive(Debug, Shape)]
    pub struct ListTreesOutput {
        pub page: Option<Page>,
    }

    #[derive(Debug, Shape)]
    pub struct Page {
        pub next_marker: Option<String>,
        pub last: Option<String>,
        pub full: Option<bool>,
        pub trees: Option<Vec<String>>,
    }

    #[aws_operation(action = "Graft", output = (), host_prefix = "{Row}.", unsigned, compressed)]
    #[derive(Debug)]
    pub struct Graft {
        #[aws(host_label)]
        pub row: String,
        #[aws(idempotency_token)]
        pub token: Option<String>,
        pub password: Option<Sensitive<String>>,
        pub owner: Option<Owner>,
        pub level: Option<Level>,
        // A declaration may be more precise than a string or number of the model.
        #[aws(json_value)]
        pub policy: Option<BTreeMap<String, String>>,
        pub size: Option<Level>,
    }

    #[derive(Debug, Shape)]
    pub struct Owner {
        pub name: Option<Sensitive<String>>,
    }

    #[derive(Debug, IntEnum)]
    pub enum Level {
        #[aws(value = 1)]
        Low,
        #[aws(other)]
        Unknown(i32),
    }
}

#[test]
fn all_kinds_of_differences_name_the_struct_and_field() {
    let model = read("orchard.json", ORCHARD);
    let reported = |checked: Result<(), Differences>| -> Vec<String> {
        checked.err().iter().flat_map(|it| it.list()).map(ToString::to_string).collect()
    };
    let page = "Page.full: the model's `Page` has no member `Full`";
    assert_eq!(reported(check::<orchard::ListTrees>(&model)), [page]);
    assert_eq!(reported(check::<orchard::Graft>(&model)), [""; 0]);

    /// Checks a declaration with one error.
    macro_rules! wrong {
        ($name:ident { $($declared:item)* } $($reported:literal),+ $(,)?) => {{
            mod wrong {
                #![allow(unused_imports, unreachable_pub)]
                use super::orchard::{Service, *};
                use super::*;
                $($declared)*
            }
            let reported: Vec<_> = reported(check::<wrong::$name>(&model)).into_iter().filter(|it| it != page).collect();
            assert_eq!(reported, [$($reported),+]);
        }};
    }

    // The service.
    wrong!(Graft {
        #[aws_service(endpoint_prefix = "orchards", signing_name = "orchard", target_prefix = "Orchards", json_version = "1.1", id = "Orchard", error = OrchardError)]
        pub struct Other;
        #[aws_operation(action = "Graft", service = Other, output = (), host_prefix = "{Row}.", unsigned)]
        #[derive(Debug)]
        pub struct Graft { #[aws(host_label)] pub row: String }
    }
        "Orchard: `target_prefix` is \"Orchards\", the model's is \"Orchard\"",
        "Orchard: `signing_name` is \"orchard\", the model's is \"orchard-signing\"",
        "Orchard: `json_version` is 1.1, the model's is 1.0",
        "Orchard: the model is query-compatible; add `query_compatible`",
        "Orchard: `endpoint_prefix` is \"orchards\", the model's is \"orchard\"",
    );
    wrong!(Graft {
        #[aws_service(endpoint_prefix = "orchard", signing_name = "orchard-signing", target_prefix = "Orchard", json_version = "1.0", id = "Orchard", query_compatible, error = OrchardError)]
        pub struct Other;
        #[aws_operation(action = "Graft", service = Other, output = (), host_prefix = "{Row}.", unsigned)]
        #[derive(Debug)]
        pub struct Graft { #[aws(host_label)] pub row: String }
    } "Orchard: in the partition aws the endpoint (fips) is https://orchard-fips.eu-other-9.amazonaws.com/, the model's is https://fruit.eu-other-9.amazonaws.com; write `endpoint(fips = \"fruit\")`");

    // An operation.
    wrong!(Graft {
        #[aws_operation(action = "Graft", output = (), host_prefix = "row.")]
        #[derive(Debug)]
        pub struct Graft { pub row: String }
    }
        "Graft: the model's operation is unsigned; add `unsigned`",
        "Graft: the model's host prefix is \"{Row}.\"",
    );
    wrong!(ListTrees {
        #[aws_operation(action = "ListTrees", unsigned, compressed)]
        #[derive(Debug)]
        pub struct ListTrees {}
        pub type ListTreesOutput = ();
    }
        "ListTrees: the model's operation is signed; remove `unsigned`",
        "ListTrees: the service accepts no compressed requests; remove `compressed`",
    );

    // Its pages.
    wrong!(ListTrees {
        #[aws_operation(action = "ListTrees", paginate(input_token = marker, output_token = page.last, items = page.trees, item = String))]
        #[derive(Debug, Clone)]
        pub struct ListTrees { pub marker: Option<String> }
    } "ListTrees.marker: the next token is `Page.Last` of the output, the model's is `Page.NextMarker`");
    wrong!(ListTrees {
        #[aws_operation(action = "ListTrees", paginate(input_token = filter, output_token = page.next_marker))]
        #[derive(Debug, Clone)]
        pub struct ListTrees { pub filter: Option<String> }
    }
        "ListTrees.filter: the field is not a page token, the model's token is `Marker`",
        "ListTrees: `paginate` lacks the input token `Marker`",
    );
    wrong!(ListTrees {
        #[aws_operation(action = "ListTrees", output = Output, paginate(input_token = marker, output_token = page.next_marker, items = names, item = String))]
        #[derive(Debug, Clone)]
        pub struct ListTrees { pub marker: Option<String> }
        #[derive(Debug, Shape)]
        pub struct Output { pub page: Option<Page>, pub names: Option<Vec<String>> }
    } "Output.names: the model's items of a page are in `Page.Trees`");
    wrong!(Graft {
        #[aws_operation(action = "Graft", output = Output, host_prefix = "{Row}.", unsigned, paginate(input_token = token, output_token = token))]
        #[derive(Debug, Clone)]
        pub struct Graft { #[aws(host_label)] pub row: String, pub token: Option<String> }
        #[derive(Debug, Shape)]
        pub struct Output { pub token: Option<String> }
    }
        "Graft: the model's operation has no pagination; remove `paginate`",
        "Output.token: the model's `empty structure` has no member `Token`",
    );

    // Its members.
    wrong!(Graft {
        #[aws_operation(action = "Graft", output = (), host_prefix = "{Row}.", unsigned)]
        #[derive(Debug)]
        pub struct Graft {
            #[aws(host_label)] pub row: String,
            pub password: Option<String>,
            pub owner: Option<Owner>,
            pub level: Option<Level>,
            #[aws(timestamp = "http-date")] pub day: Option<DateTime>,
            #[aws(idempotency_token)] pub policy: Option<String>,
            #[aws(json_value)] pub size: Option<metering_core::Document>,
            pub names: Option<Vec<Option<String>>>,
        }
        #[derive(Debug, Shape)]
        pub struct Owner { pub name: Option<String> }
        #[derive(Debug, IntEnum)]
        pub enum Level { #[aws(value = 2)] High, #[aws(other)] Unknown(i32) }
    }
        "Graft.password: the model's shape is sensitive; write `Sensitive<…>`",
        "Graft.owner: the model's shape is sensitive; write `Sensitive<…>`",
        "Level: the model's `Level` has no value 2",
        "Graft.day: the model's timestamp format is `epoch-seconds`",
        "Graft.policy: the model's member is not an idempotency token; remove `idempotency_token`",
        "Graft.size: `json_value` requires a string, the model's `Integer` is an integer, `i32`",
        "Graft.names: the model has no `null` values in it; remove the inner `Option`",
    );
    wrong!(Graft {
        #[aws_operation(action = "Graft", output = (), host_prefix = "{Size}.", unsigned)]
        #[derive(Debug)]
        pub struct Graft { #[aws(host_label)] pub size: String }
    }
        "Graft: the model's host prefix is \"{Row}.\"",
        "Graft: the required member `Row` is not declared",
        "Graft.size: the model's member is not a host label; remove `host_label`",
        "Graft.size: the type is `String`, the model's `Integer` is an integer, `i32`",
    );

    // Its errors.
    wrong!(Graft {
        #[aws_operation(action = "Graft", output = (), error = Errors, host_prefix = "{Row}.", unsigned)]
        #[derive(Debug)]
        pub struct Graft { #[aws(host_label)] pub row: String }
        #[derive(Debug, ServiceError)]
        pub enum Errors { Frost(Frost, ErrorMetadata), Rain(ErrorMetadata), #[aws(other)] Unhandled(ErrorMetadata) }
        #[derive(Debug, Shape)]
        pub struct Frost { pub depth: Option<i32> }
    }
        "Frost: the model retries this error; write `retry = throttling`",
        "Frost: the model's error is a server fault; add `server_fault`",
        "Frost.depth: the model's `FrostException` has no member `Depth`",
        "Rain: the model has no error `RainException`",
    );
}

mod kms {
    #![allow(unreachable_pub)]
    use super::*;

    #[aws_service(endpoint_prefix = "kms", target_prefix = "TrentService", json_version = "1.1", error = KmsError)]
    pub struct Service;

    #[derive(Debug, ServiceError)]
    pub enum KmsError {
        #[aws(server_fault)]
        DependencyTimeout(ErrorMetadata),
        InvalidMarker(ErrorMetadata),
        #[aws(code = "KMSInternalException", server_fault)]
        KmsInternal(ErrorMetadata),
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    #[derive(Debug, Shape)]
    pub struct ListKeysOutput {
        pub next_marker: Option<String>,
        pub truncated: Option<bool>,
    }

    /// Equal to the model.
    pub mod right {
        use super::*;
        #[aws_operation(
            action = "ListKeys",
            paginate(input_token = marker, output_token = next_marker, more = truncated)
        )]
        #[derive(Debug, Clone)]
        pub struct ListKeys {
            #[aws(length = 1..=1024, pattern = r"[\u0020-\u00FF]*")]
            marker: Option<String>,
        }
    }

    /// Without `more`.
    pub mod without_more {
        use super::*;
        #[aws_operation(action = "ListKeys", paginate(input_token = marker, output_token = next_marker))]
        #[derive(Debug, Clone)]
        pub struct ListKeys {
            #[aws(length = 1..=1024, pattern = r"[\u0020-\u00FF]*")]
            marker: Option<String>,
        }
    }
}

/// Compares the pagination of KMS with botocore's model.
#[test]
fn pagination_is_compared_with_botocores() {
    let Some(data) = tests::botocore_data("KMS's pages") else { return };
    let model = Model::read(data.join("kms/2014-11-01")).unwrap();
    check::<kms::right::ListKeys>(&model).unwrap();
    let reported = check::<kms::without_more::ListKeys>(&model).unwrap_err();
    assert_eq!(
        reported.to_string(),
        "1 difference from the model\n  ListKeys: the model's `more` is `Truncated`; add `more` to `paginate`"
    );
}

mod kinesis {
    #![allow(unreachable_pub)]
    use super::*;

    #[aws_service(endpoint_prefix = "kinesis", target_prefix = "Kinesis_20131202", json_version = "1.1", id = "Kinesis", error = KinesisError, endpoint(dual_stack = "kinesis"))]
    pub struct Service;

    #[derive(Debug, ServiceError)]
    pub enum KinesisError {
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    #[aws_operation(
        action = "DescribeStream",
        paginate(
            input_token = exclusive_start_shard_id,
            output_token = stream_description.shards[-1].parent_shard_id,
            more = stream_description.has_more_shards
        )
    )]
    #[derive(Debug, Clone)]
    pub struct DescribeStream {
        #[aws(length = 1..=128, pattern = "[a-zA-Z0-9_.-]+")]
        exclusive_start_shard_id: Option<String>,
    }

    #[derive(Debug, Shape)]
    pub struct DescribeStreamOutput {
        stream_description: StreamDescription,
    }

    #[derive(Debug, Shape)]
    pub struct StreamDescription {
        shards: Vec<Shard>,
        has_more_shards: bool,
    }

    #[derive(Debug, Shape)]
    pub struct Shard {
        parent_shard_id: Option<String>,
    }
}

/// Returns a file of botocore's data, read without the crate's reader.
fn raw_data(path: &std::path::Path) -> Value {
    let bytes = std::fs::read(path).unwrap();
    match path.extension().is_some_and(|extension| extension == "gz") {
        true => serde_json::from_reader(flate2::read::GzDecoder::new(&bytes[..])).unwrap(),
        false => serde_json::from_slice(&bytes).unwrap(),
    }
}

/// Each list that botocore's paginators return is declared as `items`, or a comment has the reason.
#[test]
fn no_list_of_pages_is_dropped_silently() {
    let Some(data) = tests::botocore_data("the lists of pages") else { return };
    let (mut one, mut several) = (0, 0);
    for folder in ["logs/2014-03-28", "ssm/2014-11-06", "kms/2014-11-01", "dynamodb/2012-08-10"] {
        let folder = data.join(folder);
        let service = raw_data(&folder.join("service-2.json.gz"));
        let model = Model::read(&folder).unwrap();
        for (name, pages) in raw_data(&folder.join("paginators-1.json"))["pagination"].as_object().unwrap() {
            let keys = pages["result_key"].as_array().cloned().unwrap_or(vec![pages["result_key"].clone()]);
            let output = service["operations"][name]["output"]["shape"].as_str().unwrap();
            let is_list = |key: &&Value| {
                let member = &service["shapes"][output]["members"][key.as_str().unwrap_or_default()];
                let shape = member["shape"].as_str().unwrap_or_default();
                service["shapes"][shape]["type"] == "list"
            };
            let lists = keys.iter().filter(is_list).count();
            let mut options = DeclareOptions::default();
            options.operations = vec![name.clone()];
            let source = declare(&model, &options).unwrap();
            // Comments are wrapped.
            let source = source.replace("\n// ", " ");
            match lists {
                0 => {}
                1 => {
                    one += 1;
                    assert!(source.contains("items = "), "{name}: {source}");
                }
                _ => {
                    several += 1;
                    assert!(
                        source.contains("Items are not declared: the pages have several"),
                        "{name}: {source}"
                    );
                }
            }
        }
    }
    assert!(one > 50 && several > 0, "{one} with one list, {several} with several");
}

/// Kinesis's stream goes on after the last of its shards, which no other of AWS's paginators does.
#[test]
fn pages_after_the_last_item_of_a_list_are_declared_and_compared() {
    let Some(data) = std::env::var_os("BOTOCORE_DATA").map(PathBuf::from) else {
        tests::show(format_args!("left out: Kinesis's pages (BOTOCORE_DATA names no folder)"));
        return;
    };
    let mut model = Model::read(data.join("kinesis/2013-12-02")).unwrap();
    let mut options = DeclareOptions::default();
    options.operations = vec!["DescribeStream".to_owned()];
    let source = declare(&model, &options).unwrap();
    let printed = "paginate(input_token = exclusive_start_shard_id, output_token = \
                   stream_description.shards[-1].shard_id, items = stream_description.shards, item = Shard, more = \
                   stream_description.has_more_shards)";
    assert!(source.contains(printed), "{source}");

    let reported = check::<kinesis::DescribeStream>(&model).unwrap_err().to_string();
    let difference = "DescribeStream.exclusive_start_shard_id: the next token is \
                      `StreamDescription.Shards[-1].ParentShardId` of the output, the model's is \
                      `StreamDescription.Shards[-1].ShardId`";
    assert!(reported.contains(difference), "{reported}");

    let old = model.clone();
    let pages = model.operations.get_mut("DescribeStream").unwrap().pagination.as_mut().unwrap();
    pages.output_tokens = vec!["StreamDescription.Shards[-1].ParentShardId".into()];
    let reported = check::<kinesis::DescribeStream>(&model).unwrap_err().to_string();
    assert!(!reported.contains("the next token"), "{reported}");
    let found = drift(&old, &model, &["DescribeStream".to_owned()]).unwrap().to_string();
    let now = printed.replace("[-1].shard_id", "[-1].parent_shard_id");
    assert_eq!(found, format!("Compatible\n  DescribeStream: `{printed}` became `{now}`\n"));
}

/// A comment names each part that can't be declared.
#[test]
fn parts_that_are_not_declared_are_named_with_the_reason() {
    let mut model: Value = serde_json::from_str(ORCHARD).unwrap();
    let shapes = &mut model["shapes"];
    shapes["orchard#Graft"]["traits"]["smithy.waiters#waitable"] =
        json!({ "GraftGrown": {}, "GraftDead": {} });
    shapes["orchard#Orchard"]["traits"]["smithy.rules#endpointRuleSet"]["parameters"]["OrchardArn"] =
        json!({ "type": "String" });
    shapes["orchard#Orchard"]["operations"]
        .as_array_mut()
        .unwrap()
        .push(json!({ "target": "orchard#WatchTrees" }));
    shapes["orchard#WatchTrees"] = json!({ "type": "operation", "input": { "target": "orchard#Watched" } });
    shapes["orchard#Watched"] =
        json!({ "type": "structure", "members": { "Events": { "target": "orchard#Events" } } });
    shapes["orchard#Events"] =
        json!({ "type": "union", "members": {}, "traits": { "smithy.api#streaming": {} } });
    let model = read("orchard-left-out.json", &model.to_string());
    let source = declare(&model, &DeclareOptions::default()).unwrap();
    let text = source.replace("\n// ", " ");
    for comment in [
        "Endpoints that depend on the input or the account are not declared: the endpoint rules use `OrchardArn`, but",
        "The waiter `GraftDead` is not declared: it has no acceptor for success.",
        "The waiter `GraftGrown` is not declared: it has no acceptor for success.",
        "`WatchTrees` is not declared: `Watched.Events` is an event stream in the request, which is not supported.",
    ] {
        assert!(text.contains(comment), "{comment}\n{source}");
    }
    assert!(!source.contains("pub struct WatchTrees"), "{source}");
}

/// Returns a model of one operation whose output has an event stream, after `change`.
fn model_of_events(name: &str, change: impl FnOnce(&mut Value)) -> Model {
    let member = |shape: &str| json!({ "target": format!("orchard#{shape}") });
    let mut model: Value = serde_json::from_str(ORCHARD).unwrap();
    let shapes = &mut model["shapes"];
    shapes["orchard#Orchard"]["operations"].as_array_mut().unwrap().push(member("WatchTrees"));
    shapes["orchard#WatchTrees"] = json!({ "type": "operation", "output": member("Watched") });
    shapes["orchard#Watched"] = json!({ "type": "structure", "members": { "Events": member("TreeEvents") } });
    let events = json!({ "Grown": member("Grown"), "Felled": member("Felled") });
    let traits = json!({ "smithy.api#streaming": {} });
    shapes["orchard#TreeEvents"] = json!({ "type": "union", "members": events, "traits": traits });
    let grown = json!({ "Height": { "target": "smithy.api#Integer" } });
    shapes["orchard#Grown"] = json!({ "type": "structure", "members": grown });
    let message = json!({ "message": { "target": "smithy.api#String" } });
    let traits = json!({ "smithy.api#error": "client" });
    shapes["orchard#Felled"] = json!({ "type": "structure", "members": message, "traits": traits });
    change(shapes);
    read(name, &model.to_string())
}

#[test]
fn events_become_a_union_and_exceptions_become_errors() {
    let model = model_of_events("orchard-events.json", |_| {});
    let mut options = DeclareOptions::default();
    options.operations = vec!["WatchTrees".to_owned()];
    let source = declare(&model, &options).unwrap();
    for line in [
        "#[derive(Debug, Shape)]\n#[non_exhaustive]\npub struct WatchTreesOutput {",
        "    pub events: EventStream<TreeEvents>,",
        "#[derive(Debug, Clone, PartialEq, Union)]\n#[non_exhaustive]\npub enum TreeEvents {",
        "    Grown(Grown),",
        "    Felled(ErrorMetadata),",
    ] {
        assert!(source.contains(line), "{line}\n{source}");
    }
    assert!(!source.contains("Felled(Felled)"), "an exception is not an event\n{source}");
}

/// In Smithy's format, the model lists the versions of HTTP.
#[test]
fn operations_that_need_http2_name_the_feature() {
    let streams = "// Enable the feature `http2`: the service requires HTTP/2 for event streams.\n#[aws_operation(action = \"WatchTrees\"";
    let graft =
        "// Enable the feature `http2`: the service requires HTTP/2.\n#[aws_operation(action = \"Graft\"";
    for (settings, has_streams, has_all) in [
        (json!({}), false, false),
        (json!({ "http": ["h2", "http/1.1"] }), false, false),
        (json!({ "http": ["http/1.1", "h2"], "eventStreamHttp": ["h2", "http/1.1"] }), false, false),
        (json!({ "http": ["http/1.1", "h2"], "eventStreamHttp": ["h2"] }), true, false),
        (json!({ "http": ["h2"] }), false, true),
    ] {
        let model = model_of_events("orchard-http2.json", |shapes| {
            shapes["orchard#Orchard"]["traits"]["aws.protocols#awsJson1_0"] = settings.clone();
        });
        let source = declare(&model, &DeclareOptions::default()).unwrap();
        assert_eq!(source.contains(streams), has_streams, "{settings}\n{source}");
        assert_eq!(source.contains(graft), has_all, "{settings}\n{source}");
        assert_eq!(source.contains("`http2`"), has_streams || has_all, "{settings}\n{source}");
    }
}

/// In botocore's format, the protocol's settings have one word.
#[test]
fn the_http2_setting_of_botocore_is_read() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("http2");
    std::fs::create_dir_all(&folder).unwrap();
    let read = |setting: &str| {
        let metadata = json!({
            "jsonVersion": "1.1", "protocol": "json", "targetPrefix": "T", "endpointPrefix": "e",
            "protocolSettings": { "h2": setting },
        });
        let model = json!({ "metadata": metadata, "operations": {}, "shapes": {} });
        std::fs::write(folder.join("service-2.json"), model.to_string()).unwrap();
        Model::read(&folder).map(|model| model.service.http2)
    };
    assert_eq!(read("optional").unwrap(), Http2::Optional);
    assert_eq!(read("eventstream").unwrap(), Http2::EventStreams);
    assert_eq!(read("required").unwrap(), Http2::Required);
    let error = read("never").unwrap_err().to_string();
    assert!(error.ends_with("metadata.protocolSettings: unknown `h2` \"never\""), "{error}");
}

/// A comment names the place of an event stream that can't be declared.
#[test]
fn other_event_streams_are_named_with_their_place() {
    let stream = json!({ "target": "orchard#TreeEvents" });
    let outer = json!({ "type": "structure", "members": { "Watched": { "target": "orchard#Watched" } } });
    type Change = Box<dyn FnOnce(&mut Value)>;
    let header = |name: &'static str| -> Change {
        Box::new(move |shapes| shapes["orchard#Grown"]["members"]["Height"]["traits"] = json!({ name: {} }))
    };
    let not_json = "`Grown.Height` is not in the JSON of the event, which is not supported.";
    let cases: [(&str, Change, &str); 5] = [
        (
            "request",
            Box::new(|shapes| shapes["orchard#WatchTrees"]["input"] = json!({ "target": "orchard#Watched" })),
            "`Watched.Events` is an event stream in the request, which is not supported.",
        ),
        (
            "nested",
            Box::new(move |shapes| {
                shapes["orchard#Outer"] = outer;
                shapes["orchard#WatchTrees"]["output"] = json!({ "target": "orchard#Outer" });
            }),
            "`Watched.Events` is an event stream that is not a member of the output itself.",
        ),
        (
            "second",
            Box::new(move |shapes| shapes["orchard#Watched"]["members"]["More"] = stream),
            "`Watched.More` is a second event stream.",
        ),
        ("header", header("smithy.api#eventHeader"), not_json),
        ("payload", header("smithy.api#eventPayload"), not_json),
    ];
    for (name, change, reason) in cases {
        let model = model_of_events(&format!("orchard-{name}.json"), change);
        let source = declare(&model, &DeclareOptions::default()).unwrap().replace("\n// ", " ");
        let comment = format!("`WatchTrees` is not declared: {reason}");
        assert!(source.contains(&comment), "{name}: {comment}\n{source}");
    }
}

#[test]
fn events_are_compared_with_the_model() {
    #[aws_operation(action = "WatchTrees", service = orchard::Service)]
    struct WatchTrees {}
    #[derive(Shape)]
    struct WatchTreesOutput {
        #[allow(dead_code)]
        events: EventStream<TreeEvents>,
    }
    #[derive(Union)]
    enum TreeEvents {
        Grwon(Grown),
        Grown(Grown),
        Felled(Grown),
        #[aws(other)]
        Unknown(UnknownMember),
    }
    #[derive(Shape)]
    struct Grown {
        #[allow(dead_code)]
        height: Option<String>,
    }
    let model = model_of_events("orchard-compared.json", |_| {});
    let found = check::<WatchTrees>(&model).unwrap_err().to_string();
    for difference in [
        "TreeEvents.Grwon: the model's `TreeEvents` has no member `Grwon`, did you mean `Grown`?",
        "TreeEvents.Felled: an exception ends the stream with an error; remove the variant, and declare the error",
        "Grown.height: the type is `String`, the model's `Integer` is an integer",
    ] {
        assert!(found.contains(difference), "{difference}\n{found}");
    }
}

/// Smithy's waiters are declared with their backoff, and compared as a whole.
#[test]
fn waiters_are_declared_and_compared() {
    let model = |delay: u32, state: &str| {
        let mut model: Value = serde_json::from_str(ORCHARD).unwrap();
        let acceptors = json!([
            { "state": "retry", "matcher": { "errorType": "orchard#Frost" } },
            { "state": state, "matcher": { "success": true } },
        ]);
        let waiter = json!({ "minDelay": delay, "acceptors": acceptors });
        let same = json!([{
            "state": "success",
            "matcher": { "inputOutput": { "path": "input.A == output.B", "comparator": "booleanEquals", "expected": "true" } },
        }]);
        model["shapes"]["orchard#Graft"]["traits"]["smithy.waiters#waitable"] =
            json!({ "GraftGrown": waiter, "GraftSame": { "acceptors": same } });
        read(&format!("orchard-waiters-{delay}-{state}.json"), &model.to_string())
    };
    let (old, new) = (model(3, "success"), model(5, "success"));
    let source = declare(&old, &DeclareOptions::default()).unwrap();
    let printed =
        "operation = Graft, delay = 3, max_delay = 120, retry(error = \"Frost\"), success(error = false)";
    let lines =
        source.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(").replace(", )", ")");
    assert!(lines.contains(&format!("#[aws({printed})] pub struct GraftGrown;")), "{source}");
    let reason =
        "The waiter `GraftSame` is not declared: `input.A == output.B` compares the output with the input.";
    assert!(source.replace("\n// ", " ").contains(reason), "{source}");

    let found = drift(&old, &new, &[]).unwrap().to_string();
    let now = printed.replace("delay = 3", "delay = 5");
    assert_eq!(found, format!("Compatible\n  GraftGrown: `{printed}` became `{now}`\n"));
    let found = drift(&old, &model(3, "failure"), &[]).unwrap().to_string();
    assert_eq!(found, "Compatible\n  the waiter GraftGrown was removed\n");
}

/// A model with a waiter that has every kind of acceptor.
fn model_of_a_waiter() -> Model {
    let mut model: Value = serde_json::from_str(ORCHARD).unwrap();
    let shapes = &mut model["shapes"];
    let output = |path: &str, comparator: &str, expected: &str| json!({ "output": { "path": path, "comparator": comparator, "expected": expected } });
    let acceptors = [
        ("success", output("State", "stringEquals", "FULLY_GROWN")),
        ("failure", output("Page.Trees[]", "anyStringEquals", "dead")),
        ("retry", json!({ "errorType": "orchard#FrostException" })),
        ("retry", json!({ "errorType": "Undeclared" })),
        ("failure", json!({ "success": false })),
        // Never decides, because the condition is repeated.
        ("retry", output("State", "stringEquals", "FULLY_GROWN")),
        ("success", output("length(Page.Trees[]) > `0`", "booleanEquals", "true")),
        ("failure", output("length(Page.Trees) == length(Names)", "booleanEquals", "true")),
    ];
    let acceptors = acceptors.map(|(state, matcher)| json!({ "state": state, "matcher": matcher }));
    let waiter = json!({ "minDelay": 3, "maxDelay": 60, "acceptors": acceptors });
    shapes["orchard#ListTrees"]["traits"]["smithy.waiters#waitable"] = json!({ "TreesGrown": waiter });
    let member =
        |value: &str| json!({ "target": "smithy.api#Unit", "traits": { "smithy.api#enumValue": value } });
    let values = json!({ "GROWN": member("FULLY_GROWN"), "CUT": member("CUT") });
    shapes["orchard#State"] = json!({ "type": "enum", "members": values });
    shapes["orchard#ListTreesOutput"]["members"]["State"] = json!({ "target": "orchard#State" });
    read("orchard-waiter.json", &model.to_string())
}

#[aws_operation(action = "ListTrees", service = orchard::Service)]
#[derive(Debug, Clone)]
struct ListStates {}

#[derive(Debug, Shape)]
struct ListStatesOutput {
    page: Option<orchard::Page>,
    state: Option<State>,
}

#[derive(Debug, Clone, StringEnum)]
enum State {
    #[aws(rename = "FULLY_GROWN")]
    FullyGrown,
    #[aws(rename = "CUT")]
    Felled,
    #[aws(other)]
    Unknown(UnknownValue),
}

fn has_no_trees(output: &ListStatesOutput) -> bool {
    output.page.is_none()
}

#[test]
fn a_waiter_like_the_models_has_no_differences() {
    #[derive(Waiter)]
    #[aws(
        operation = ListStates,
        delay = 3,
        max_delay = 60,
        success(state = State::FullyGrown),
        failure(any(page.trees[] = "dead")),
        retry(error = Frost),
        retry(error = "Undeclared"),
        failure(error = true),
        success(not_empty(page.trees)),
        failure(with = has_no_trees),
    )]
    struct TreesGrown;
    Checker::new(&model_of_a_waiter()).waiter::<TreesGrown>().finish().unwrap();
}

#[test]
fn differences_of_waiters_name_the_waiter_and_the_acceptor() {
    #[derive(Waiter)]
    #[aws(
        operation = ListStates,
        delay = 5,
        failure(all(page.trees[] = "dead")),
        retry(error = Frost),
        // A renamed variant may be any value.
        success(state = State::Felled),
        failure(error = true),
        success(error = "Undeclared"),
        failure(with = has_no_trees),
    )]
    struct TreesGrown;
    #[derive(Waiter)]
    #[aws(operation = ListStates, success(error = false))]
    struct TreesGrow;
    let model = model_of_a_waiter();
    let reported = |checker: Checker<'_>| checker.finish().unwrap_err().to_string();
    let expected = "\
8 differences from the model
  TreesGrown: `delay` is 5, the model's is 3
  TreesGrown: `max_delay` is 5, the model's is 60
  TreesGrown.failure(all(page.trees[] = \"dead\")): the model has no acceptor `failure(all(Page.Trees[] = \"dead\"))`
  TreesGrown.success(error = \"Undeclared\"): the model has no acceptor `success(error = \"Undeclared\")`
  TreesGrown: the model's acceptor `failure(any(Page.Trees[] = \"dead\"))` is not declared
  TreesGrown: the model's acceptor `retry(error = \"Undeclared\")` is not declared
  TreesGrown: the model's acceptor `success(not_empty(Page.Trees))` is not declared";
    let found = reported(Checker::new(&model).waiter::<TreesGrown>());
    let order = "\n  TreesGrown: the model's order of acceptors is `success(State = \"FULLY_GROWN\")`, \
                 `retry(error = \"FrostException\")`, `failure(error = true)`, `failure(with = …)`";
    assert_eq!(found, format!("{expected}{order}"));
    let unknown = "1 difference from the model\n  TreesGrow: the model's operation has no waiter `TreesGrow`, did you \
                   mean `TreesGrown`?";
    assert_eq!(reported(Checker::new(&model).waiter::<TreesGrow>()), unknown);
}

/// botocore also lists counts as results. The items are the only list.
#[test]
fn items_are_found_among_counts() {
    let Some(data) = tests::botocore_data("DynamoDB's pages") else { return };
    let model = Model::read(data.join("dynamodb/2012-08-10")).unwrap();
    let mut options = DeclareOptions::default();
    options.operations = vec!["Query".to_owned()];
    let source = declare(&model, &options).unwrap();
    assert!(source.contains("items = items, item = HashMap<String, AttributeValue>"), "{source}");
}

#[test]
fn drift_describes_changes_of_declarations() {
    let old = read("garden-old.json", &garden().to_string());
    let mut now = garden();
    let shapes = &mut now["shapes"];
    shapes["garden#PlantTreeInput"]["members"]["Height"]["traits"] = json!({ "smithy.api#required": {} });
    shapes["garden#PlantTreeInput"]["members"]["Tags"]["traits"] =
        json!({ "smithy.api#deprecated": { "message": "Trees have no tags." } });
    shapes["garden#PlantTreeOutput"]["members"]["Age"] = json!({ "target": "garden#Height" });
    shapes["garden#Name"]["traits"]["smithy.api#length"]["max"] = json!(32);
    shapes["garden#Kind"]["members"]["ELM"]["traits"]["smithy.api#enumValue"] = json!("lime");
    shapes["garden#Garden"]["operations"] =
        json!([{ "target": "garden#PlantTree" }, { "target": "garden#FellTree" }]);
    shapes["garden#FellTree"] = json!({ "type": "operation" });
    let found = drift(&old, &read("garden-new.json", &now.to_string()), &[]).unwrap();
    assert_eq!(
        found.to_string(),
        "\
Breaks
  PlantTree.height is now required: `i32`
  PlantTree.name: `length = 1..=64` became `length = 1..=32`
  PlantTree.tags: `each(length = 1..=64, pattern = \"^[a-z]+$\")` became `each(length = 1..=32, pattern = \"^[a-z]+$\")`
  Kind::Elm was removed

New
  PlantTreeOutput.age: Option<i32>
  Kind::Lime (\"lime\")
  operation FellTree

Deprecated
  PlantTree.tags: Trees have no tags.
"
    );
    assert!(
        found
            .changes()
            .any(|(change, text)| change == Change::Deprecated && text.starts_with("PlantTree.tags"))
    );
    assert!(drift(&old, &old, &[]).unwrap().is_empty());
    // A wider constraint breaks nothing, not even in a list. Another timestamp format does.
    let mut now = garden();
    now["shapes"]["garden#Name"]["traits"]["smithy.api#length"] = json!({ "max": 128 });
    now["shapes"]["garden#Day"]["traits"] = json!({});
    let found = drift(&old, &read("garden-wider.json", &now.to_string()), &[]).unwrap();
    assert_eq!(
        found.to_string(),
        "\
Breaks
  PlantTree.planted_at: `timestamp = \"date-time\"` was removed

Compatible
  PlantTree.name: `length = 1..=64` became `length = ..=128`
  PlantTree.tags: `each(length = 1..=64, pattern = \"^[a-z]+$\")` became `each(length = ..=128, pattern = \"^[a-z]+$\")`
"
    );
    let error = drift(&old, &read("orchard-drift.json", ORCHARD), &[]).unwrap_err();
    assert_eq!(error.to_string(), "the models describe different services, Garden and Orchard");
}

#[test]
fn unknown_operations_get_a_suggestion() {
    let model = read("garden-missing.json", GARDEN);
    let mut options = DeclareOptions::default();
    options.operations = ["PlantTre", "PlantTree", "Mow"].map(str::to_owned).into();
    let error = declare(&model, &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Garden has no operation `PlantTre`, did you mean `PlantTree`?\nGarden has no operation `Mow`"
    );
}

#[test]
fn a_printed_declaration_reads_as_if_written_by_hand() {
    let model = read("garden-declared.json", GARDEN);
    let source = declare(&model, &DeclareOptions::default()).unwrap();
    let expected = r#"
/// Plants a `tree`.
#[aws_operation(action = "PlantTree")]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PlantTree {
    /// `Name` on the wire.
    #[aws(length = 1..=64, pattern = "^[a-z]+$")]
    pub name: String,
    /// `Height` on the wire.
    #[aws(range = 1..=100)]
    pub height: Option<i32>,
    /// `Kind` on the wire.
    pub kind: Option<Kind>,
    /// `PlantedAt` on the wire.
    #[aws(timestamp = "date-time")]
    pub planted_at: Option<DateTime>,
    /// `Tags` on the wire.
    #[aws(each(length = 1..=64, pattern = "^[a-z]+$"))]
    pub tags: Option<Vec<String>>,
}

/// The output of [`PlantTree`].
#[derive(Debug, Clone, PartialEq, Shape)]
#[non_exhaustive]
pub struct PlantTreeOutput {
    /// `TreeId` on the wire.
    pub tree_id: String,
}

/// The type of `Kind` in [`PlantTree`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]
#[aws(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// `oak`
    Oak,
    /// `elm`
    Elm,
    /// A value that this declaration doesn't know.
    #[aws(other)]
    Unknown(UnknownValue),
}
"#;
    assert!(source.contains(expected), "{source}");
}

/// The part of CloudWatch Logs whose last page repeats the token.
const LOGS: &str = r##"{ "smithy": "2.0", "shapes": {
    "logs#Logs": {"type": "service", "version": "2014-03-28", "operations": [{"target": "logs#GetLogEvents"}], "traits": {"aws.api#service": {"sdkId": "CloudWatch Logs", "endpointPrefix": "logs"}, "aws.auth#sigv4": {"name": "logs"}, "aws.protocols#awsJson1_1": {}}},
    "logs#GetLogEvents": {"type": "operation", "input": {"target": "logs#GetLogEventsInput"}, "output": {"target": "logs#GetLogEventsOutput"}, "traits": {"smithy.api#paginated": {"inputToken": "NextToken", "outputToken": "NextForwardToken", "items": "Events"}}},
    "logs#GetLogEventsInput": {"type": "structure", "members": {"NextToken": {"target": "smithy.api#String"}}},
    "logs#GetLogEventsOutput": {"type": "structure", "members": {"Events": {"target": "logs#Events"}, "NextForwardToken": {"target": "smithy.api#String"}}},
    "logs#Events": {"type": "list", "member": {"target": "smithy.api#String"}}
} }"##;

mod logs {
    #![allow(unreachable_pub)]
    use super::*;

    #[aws_service(endpoint_prefix = "logs", target_prefix = "Logs", json_version = "1.1", id = "CloudWatch Logs", error = LogsError)]
    pub struct Service;

    #[derive(Debug, ServiceError)]
    pub enum LogsError {
        #[aws(other)]
        Unhandled(ErrorMetadata),
    }

    #[derive(Debug, Shape)]
    pub struct GetLogEventsOutput {
        pub events: Vec<String>,
        pub next_forward_token: Option<String>,
    }

    pub mod right {
        use super::*;
        #[aws_operation(
            action = "GetLogEvents",
            paginate(input_token = next_token, output_token = next_forward_token, stop_on_same_token)
        )]
        #[derive(Debug, Clone)]
        pub struct GetLogEvents {
            next_token: Option<String>,
        }
    }

    pub mod without_stop {
        use super::*;
        #[aws_operation(
            action = "GetLogEvents",
            paginate(input_token = next_token, output_token = next_forward_token)
        )]
        #[derive(Debug, Clone)]
        pub struct GetLogEvents {
            next_token: Option<String>,
        }
    }
}

/// Without the key, the pages of GetLogEvents would end with an error.
#[test]
fn stop_on_same_token_is_declared_and_checked() {
    let model = read("logs.json", LOGS);
    let source = declare(&model, &DeclareOptions::default()).unwrap();
    let printed = "paginate(input_token = next_token, output_token = next_forward_token, items = events, item = \
                   String, stop_on_same_token)";
    let flat = source.split_whitespace().collect::<Vec<_>>().join(" ");
    let flat = flat.replace("paginate( ", "paginate(").replace(", )", ")");
    assert!(flat.contains(printed), "{source}");
    check::<logs::right::GetLogEvents>(&model).unwrap();
    assert_eq!(
        check::<logs::without_stop::GetLogEvents>(&model).unwrap_err().to_string(),
        "1 difference from the model\n  GetLogEvents: the last page repeats the token; add \
         `stop_on_same_token` to `paginate`"
    );
}
