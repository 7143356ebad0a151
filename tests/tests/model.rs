//! What `metering_core::model` makes of models: differences from declarations, drift, and source that is as rustfmt has it.

use std::path::PathBuf;

use metering_core::model::{Change, Checker, DeclareOptions, Model, check, declare, drift};
use metering_core::{
    DateTime, ErrorMetadata, ServiceError, Shape, StringEnum, UnknownValue, aws_operation, aws_service,
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

/// The model, read from a file as a user's is.
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
fn a_declaration_of_a_part_of_a_model_is_no_difference() {
    check::<right::PlantTree>(&read("garden-right.json", GARDEN)).unwrap();
}

#[test]
fn all_differences_are_told_with_their_fields() {
    let model = read("garden-wrong.json", GARDEN);
    let differences = Checker::new(&model).operation::<wrong::PlantTree>().finish().unwrap_err();
    let told: Vec<String> = differences.list().iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "PlantTree.name: the model requires it; drop the `Option`",
            "PlantTree.name: `length` is 1..=65, the model's is 1..=64",
            "PlantTree.name: there is no `pattern`, the model's is \"^[a-z]+$\"",
            "PlantTree.hight: `Hight` is no member of `PlantTreeInput`; did you mean `Height`?",
            "Kind: \"ash\" is no value of `Kind`",
            "PlantTree.planted_at: by the model its timestamps are `date-time`",
            "PlantTree.tags: it is `String`, the model's `Tags` is a list",
            "PlantTreeOutput.tree_id: it is `i64`, the model's `String` is a string",
            "errors: `SoilException` is not declared",
            "Weather: `WeatherException` is no error of the model's",
        ]
    );
}

#[test]
fn drift_is_told_in_the_words_of_declarations() {
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
  PlantTree.height is required: `i32`
  PlantTree.name: `length = 1..=64` is `length = 1..=32` now
  PlantTree.tags: `each(length = 1..=64, pattern = \"^[a-z]+$\")` is `each(length = 1..=32, pattern = \"^[a-z]+$\")` now
  Kind::Elm is gone

New
  PlantTreeOutput.age: Option<i32>
  Kind::Lime (\"lime\")
  operation FellTree {  }

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
}

#[test]
fn an_operation_that_is_not_there_is_told_with_the_nearest() {
    let model = read("garden-missing.json", GARDEN);
    let mut options = DeclareOptions::default();
    options.operations = vec!["PlantTre".to_owned()];
    let error = declare(&model, &options).unwrap_err();
    assert_eq!(error.to_string(), "Garden has no operation `PlantTre`; did you mean `PlantTree`?");
}

#[test]
fn a_declaration_reads_as_if_written_by_hand() {
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

/// The answer to [`PlantTree`].
#[derive(Debug, Clone, PartialEq, Shape)]
#[non_exhaustive]
pub struct PlantTreeOutput {
    /// `TreeId` on the wire.
    pub tree_id: String,
}

/// The `Kind` of [`PlantTree`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, StringEnum)]
#[aws(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// `oak`
    Oak,
    /// `elm`
    Elm,
    /// A value newer than this declaration.
    #[aws(other)]
    Unknown(UnknownValue),
}
"#;
    assert!(source.contains(expected), "{source}");
}
