//! Models with hostile texts and unknown keys.
//!
//! No text of a model may change the meaning of the printed source: whatever the texts are, the
//! source must parse to the same items as with harmless texts, and literals must have the texts'
//! values.

use std::path::PathBuf;

use metering_core::model::{DeclareOptions, Model, declare, drift};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Fragments that end a comment, a literal or a line, change the direction of text, or mean
/// something in HTML or Markdown.
const FRAGMENTS: [&str; 44] = [
    "\n",
    "\r",
    "\r\n",
    "\u{2028}",
    "\u{2029}",
    "\u{85}",
    "\u{b}",
    "\0",
    "\u{202e}",
    "\u{2066}",
    "\u{feff}",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "\"",
    "\"#",
    "\"##",
    "r#\"",
    "#]",
    "{",
    "}",
    "\\",
    "'",
    "`",
    "```",
    "<code>",
    "</code>",
    "<pre>",
    "</pre>",
    "<a href=\"https://x.y\">",
    "</a>",
    "<ul><li>",
    "pub fn x() {}",
    "#![deny(x)]",
    "&lt;",
    "&#10;",
    "é",
    "😀",
    "type",
    "self",
    " ",
    "Name9",
];

fn hostile() -> impl Strategy<Value = String> {
    proptest::collection::vec(0..FRAGMENTS.len(), 0..12)
        .prop_map(|fragments| fragments.into_iter().map(|at| FRAGMENTS[at]).collect())
}

fn read(name: &str, model: &Value) -> Result<Model, String> {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("hostile-{name}.json"));
    std::fs::write(&path, model.to_string()).unwrap();
    Model::read(&path).map_err(|error| error.to_string().replace(&format!("{}: ", path.display()), ""))
}

fn source(model: &Model) -> String {
    declare(model, &DeclareOptions::default()).unwrap()
}

/// Returns a model in Smithy's format with `text` in each place that accepts any text.
fn smithy(text: &str) -> Value {
    let docs = json!({ "smithy.api#documentation": text, "smithy.api#deprecated": { "message": text } });
    let with = |more: Value| {
        let mut traits = docs.clone();
        traits.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        traits
    };
    let string = json!({ "target": "x#Text", "traits": docs });
    json!({ "smithy": "2.0", "shapes": {
        "x#Shop": { "type": "service", "version": text, "operations": [{ "target": "x#Buy" }], "traits": {
            "aws.api#service": { "sdkId": text, "endpointPrefix": text },
            "aws.auth#sigv4": { "name": text },
            "aws.protocols#awsJson1_1": {},
            "smithy.api#title": text,
            "smithy.api#documentation": text,
            "smithy.rules#endpointRuleSet": { "parameters": { (text): {} }, "rules": [
                { "conditions": [], "type": "endpoint", "endpoint": { "url": format!("https://{text}") } },
            ] },
        } },
        "x#Buy": { "type": "operation", "input": { "target": "x#BuyInput" }, "output": { "target": "x#BuyOutput" },
            "errors": [{ "target": "x#SoldOut" }], "traits": with(json!({
                "smithy.api#endpoint": { "hostPrefix": text },
                "smithy.api#paginated": { "inputToken": text, "outputToken": text, "items": text },
                "smithy.waiters#waitable": { (text): { "documentation": text, "acceptors": [] } },
            })) },
        "x#BuyInput": { "type": "structure", "members": { (format!("A{text}")): string, "Other": { "target": "x#Fruit" },
            "Choice": { "target": "x#Choice" }, "Nested": { "target": "x#Nested" } } },
        "x#BuyOutput": { "type": "structure", "members": { (format!("A{text}")): string } },
        "x#SoldOut": { "type": "structure", "members": { (format!("A{text}")): string }, "traits": with(json!({ "smithy.api#error": "client" })) },
        "x#Nested": { "type": "structure", "members": { "Default": { "target": "smithy.api#String", "traits": { "smithy.api#default": text } } } },
        "x#Text": { "type": "string", "traits": { "smithy.api#pattern": text } },
        "x#Choice": { "type": "union", "members": { (format!("A{text}")): string, "Other": string }, "traits": docs },
        "x#Fruit": { "type": "enum", "traits": docs, "members": {
            (format!("A{text}")): { "target": "smithy.api#Unit", "traits": with(json!({ "smithy.api#enumValue": format!("a{text}") })) },
            "Pear": { "target": "smithy.api#Unit" },
        } },
    } })
}

/// Returns a model in botocore's format with `text` in each place that accepts any text.
fn botocore(text: &str) -> Value {
    let string =
        json!({ "shape": "Text", "documentation": text, "deprecated": true, "deprecatedMessage": text });
    json!({
        "metadata": { "serviceId": text, "serviceFullName": text, "apiVersion": text, "endpointPrefix": text,
            "signingName": text, "targetPrefix": text, "jsonVersion": "1.0", "protocol": "json" },
        "documentation": text,
        "operations": { "Buy": { "input": { "shape": "BuyInput" }, "output": { "shape": "BuyOutput" },
            "errors": [{ "shape": "SoldOut" }], "documentation": text, "deprecated": true,
            "deprecatedMessage": text, "endpoint": { "hostPrefix": text } } },
        "shapes": {
            "BuyInput": { "type": "structure", "members": { (format!("A{text}")): string, "Other": { "shape": "Fruit" },
                "Renamed": { "shape": "Text", "locationName": format!("B{text}") } } },
            "BuyOutput": { "type": "structure", "members": { (format!("A{text}")): string } },
            "SoldOut": { "type": "structure", "exception": true, "documentation": text, "members": {} },
            "Text": { "type": "string", "pattern": text },
            "Fruit": { "type": "string", "enum": [format!("a{text}"), "Pear"], "documentation": text },
        },
    })
}

/// Describes the items of a source: the kind, the number of fields or variants, and the attributes
/// other than docs.
fn items(source: &str) -> Vec<String> {
    let file = syn::parse_file(source).unwrap_or_else(|error| panic!("{error}\n{source}"));
    let names = |attributes: &[syn::Attribute]| {
        let paths = attributes.iter().filter_map(|attribute| attribute.path().get_ident());
        let names = paths.map(ToString::to_string).filter(|name| name != "doc" && name != "aws");
        names.collect::<Vec<_>>().join(" ")
    };
    let mut items = vec![format!("file: {}", names(&file.attrs))];
    items.extend(file.items.iter().map(|item| match item {
        syn::Item::Struct(item) => {
            let fields: Vec<String> = item.fields.iter().map(|field| names(&field.attrs)).collect();
            format!("struct: {}: {fields:?}", names(&item.attrs))
        }
        syn::Item::Enum(item) => {
            let variants: Vec<String> = item.variants.iter().map(|variant| names(&variant.attrs)).collect();
            format!("enum: {}: {variants:?}", names(&item.attrs))
        }
        syn::Item::Type(item) => format!("type: {}", item.ident),
        syn::Item::Use(_) => "use".to_owned(),
        other => panic!("unexpected item {other:?}\n{source}"),
    }));
    items
}

/// Returns the values of all string literals outside of docs.
fn literals(tokens: TokenStream, found: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => literals(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Ok(syn::Lit::Str(text)) = syn::parse_str(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            _ => {}
        }
    }
}

fn assert_harmless(name: &str, text: &str, model: fn(&str) -> Value, expected: &[String]) {
    let model = read(name, &model(text)).unwrap();
    let source = source(&model);
    let harmless = read(name, &smithy_or_botocore(name, "Word")).unwrap();
    assert_eq!(items(&source), items(&self::source(&harmless)), "{text:?}\n{source}");
    // rustc rejects these characters in comments and literals, and a bare CR in docs.
    let is_bad = |c: char| matches!(c, '\r' | '\0' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!source.contains(is_bad), "{text:?}\n{source}");
    let mut found = Vec::new();
    literals(source.parse().unwrap(), &mut found);
    for expected in expected {
        assert!(found.contains(expected), "the literal {expected:?} is missing\n{source}");
    }
    let changes = drift(&harmless, &model, &[]);
    let printed = changes.map_or_else(|error| error.to_string(), |changes| changes.to_string());
    assert!(!printed.contains(is_bad) && !printed.contains("\npub fn"), "{printed:?}");
}

fn smithy_or_botocore(name: &str, text: &str) -> Value {
    if name == "smithy" { smithy(text) } else { botocore(text) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_of_a_smithy_model_stay_texts(text in hostile()) {
        let expected = [text.clone(), format!("a{text}")].map(|it| it);
        let renamed = text.chars().any(|c| !c.is_ascii_alphanumeric());
        let expected = if renamed { &expected[..] } else { &expected[..1] };
        assert_harmless("smithy", &text, smithy, expected);
    }

    #[test]
    fn texts_of_a_botocore_model_stay_texts(text in hostile()) {
        let expected = [text.clone(), format!("B{text}"), format!("a{text}")];
        let renamed = text.chars().any(|c| !c.is_ascii_alphanumeric());
        let expected = if renamed { &expected[..] } else { &expected[..1] };
        assert_harmless("botocore", &text, botocore, expected);
    }
}

/// Names of shapes and operations become names of items, so they must be identifiers.
#[test]
fn hostile_names_are_rejected() {
    for name in ["Buy\npub fn x() {}", "Buy{", "", "Buy\u{202e}", "Büy"] {
        let mut model = botocore("Word");
        let operation = model["operations"]["Buy"].take();
        model["operations"] = json!({ (name): operation });
        let error = read("operation", &model).unwrap_err();
        assert!(error.starts_with("operations.") && error.contains("is not a valid name"), "{error:?}");
        let mut model = botocore("Word");
        model["shapes"][name] = json!({ "type": "string" });
        let error = read("shape", &model).unwrap_err();
        assert!(error.starts_with("shapes.") && error.contains("is not a valid name"), "{error:?}");
        assert!(!error.contains(['\n', '\u{202e}']), "{error:?}");
        let mut model = smithy("Word");
        model["shapes"][format!("x#{name}")] = json!({ "type": "string" });
        let error = read("id", &model);
        assert!(name.is_empty() || error.unwrap_err().contains("is not a valid name"));
    }
}

/// Adds an unknown key to each object of a model in turn, except where names are free.
#[test]
fn unknown_keys_are_rejected_with_their_place() {
    for (name, model) in [("smithy", smithy("Word")), ("botocore", botocore("Word"))] {
        let mut places = Vec::new();
        objects(&model, &mut Vec::new(), &mut places);
        assert!(places.len() > 15, "{places:?}");
        for place in places {
            let mut changed = model.clone();
            let object = place.iter().fold(&mut changed, |value, key| match key.parse::<usize>() {
                Ok(at) if value.is_array() => &mut value[at],
                _ => &mut value[key.as_str()],
            });
            object["smithy.api#unrecognized"] = json!(7);
            let error =
                read("unknown", &changed).expect_err(&format!("{name}: {place:?} is dropped silently"));
            assert!(error.contains("smithy.api#unrecognized"), "{place:?}: {error}");
        }
    }
}

/// Collects the paths of objects whose keys are fixed.
fn objects(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    // The keys of these objects are names of the model, or data that is evaluated later.
    const FREE: [&str; 5] =
        ["members", "shapes", "operations", "smithy.waiters#waitable", "smithy.rules#endpointRuleSet"];
    let last = path.last().map(String::as_str).unwrap_or_default();
    match value {
        _ if last == "smithy.rules#endpointRuleSet" || last == "aws.protocols#awsJson1_1" => {}
        Value::Object(entries) => {
            if !FREE.contains(&last) {
                found.push(path.clone());
            }
            for (key, value) in entries {
                path.push(key.clone());
                objects(value, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                path.push(at.to_string());
                objects(item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Values of another type than expected are errors, too.
#[test]
fn values_of_the_wrong_type_are_rejected_with_their_place() {
    type Change = fn(&mut Value);
    let changes: [(Change, &str); 7] = [
        (
            |it| it["operations"]["Buy"]["input"] = json!({ "type": "structure", "members": {} }),
            "operations.Buy.input: expected a reference to a shape, found an inline shape",
        ),
        (
            |it| it["shapes"]["BuyInput"]["members"]["Other"] = json!({}),
            "shapes.BuyInput.members.Other: expected a reference to a shape, found an inline shape",
        ),
        (
            |it| it["operations"]["Buy"]["documentation"] = json!(["x"]),
            "operations.Buy.documentation: expected a string, found a list",
        ),
        (|it| it["shapes"]["Text"]["type"] = json!("text"), "shapes.Text: unknown type \"text\""),
        (
            |it| it["shapes"]["Fruit"]["enum"] = json!(["a", 1]),
            "shapes.Fruit.enum: expected a string, found a number",
        ),
        (
            |it| it["shapes"]["BuyInput"]["required"] = json!(["Nope"]),
            "shapes.BuyInput: `required` lists \"Nope\", which is not a member",
        ),
        (
            |it| it["metadata"]["signatureVersion"] = json!("v2"),
            "metadata: the signature version \"v2\" is not supported",
        ),
    ];
    for (change, expected) in changes {
        let mut model = botocore("Word");
        change(&mut model);
        let error = read("type", &model).unwrap_err();
        assert!(error.starts_with(expected), "{error}");
    }
}
