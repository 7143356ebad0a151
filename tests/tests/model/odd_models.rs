//! Two artificial models, one in each of AWS's formats, with Rust's keywords as names, mixins,
//! defaults and texts that are not HTML. They are declared, compiled with all warnings as errors,
//! compared with their own declarations, and called.
//!
//! The expected requests and responses are written by hand from Smithy's specification and the
//! models.

use std::path::PathBuf;

use metering_core::model::{DeclareOptions, Model, ModelError, declare};
use serde_json::{Map, Value, json};
use tests::conformance::Table;
use tests::declared::{Workspace, struct_of};

fn vectors(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/vectors")).join(name)
}

/// Reads a model as plain JSON, without the crate's reader.
fn raw(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(vectors(name)).unwrap()).unwrap()
}

fn source(path: &str) -> String {
    let mut options = DeclareOptions::default();
    options.module_docs = false;
    declare(&Model::read(vectors(path)).unwrap(), &options).unwrap()
}

#[test]
fn odd_models_are_declared_and_called() {
    let mut modules = Vec::new();
    let mut runs = String::new();
    let mut cases = Vec::new();
    for (module, path, calls) in
        [("smithy", "odd.smithy.json", smithy()), ("botocore", "odd.botocore", botocore())]
    {
        let source = source(path);
        let mut known = Vec::new();
        for (at, (operation, kind, mut case)) in calls.into_iter().enumerate() {
            let name = struct_of(&source, operation).unwrap_or_else(|| panic!("no {operation}\n{source}"));
            let run = format!("{module}::{name}::{kind}");
            if !known.contains(&run) {
                runs.push_str(&format!("    ({run:?}, tests::cases::{kind}::<{module}::{name}>),\n"));
                known.push(run.clone());
            }
            case["uid"] = format!("{run}/{at}").into();
            case["run"] = run.into();
            case["params_form"] = "wire".into();
            cases.push(case);
        }
        let check = format!("{module}::check");
        runs.push_str(&format!("    ({check:?}, |case| tests::cases::check(case, |checker| checker\n"));
        for action in source.split("action = \"").skip(1).filter_map(|after| after.split('"').next()) {
            let name = struct_of(&source, action).unwrap_or_default();
            runs.push_str(&format!("        .operation::<{module}::{name}>()\n"));
        }
        runs.push_str("    )),\n");
        cases.push(json!({ "uid": check, "run": check, "model": vectors(path).to_string_lossy() }));
        modules.push((module.to_owned(), format!("//! Declarations.\n\n{source}")));
    }
    let lib = format!(
        "#![deny(warnings, missing_docs)]\n//! Declarations.\n\npub mod botocore;\npub mod smithy;\n\n\
         /// The functions that run the cases.\n\
         #[allow(deprecated)]\npub const RUNS: &[(&str, tests::cases::Run)] = &[\n{runs}];\n"
    );
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "odd");
    workspace.package("odd_models", &lib, &modules);
    let mut table = Table::new("odd models");
    let outcomes = workspace.run(&cases);
    assert_eq!(outcomes.len(), cases.len());
    for (uid, outcome) in outcomes {
        table.record(&uid, outcome);
    }
    table.finish();
}

/// An operation, the kind of case, and the case.
type Call = (&'static str, &'static str, Value);

fn request(operation: &'static str, body: Value) -> Call {
    (operation, "request", json!({ "expected": { "body": body.to_string() }, "params": body }))
}

fn response(operation: &'static str, body: &Value, read: Value) -> Call {
    let case = json!({ "response": { "body": body.to_string() }, "expected": { "params": read } });
    (operation, "response", case)
}

/// Returns a value for each member of a shape.
fn each(members: &Value, value: impl Fn(&str) -> Value) -> Value {
    let members = members.as_object().into_iter().flatten();
    Value::Object(members.map(|(name, _)| (name.clone(), value(name))).collect::<Map<_, _>>())
}

fn smithy() -> Vec<Call> {
    let model = raw("odd.smithy.json");
    let members = |shape: &str| &model["shapes"][format!("odd.ns#{shape}")]["members"];
    let names = each(members("OddNamesInput"), |name| name.into());
    let response_members = each(members("OddNamesOutput"), |name| name.len().into());
    let shapes = each(members("BadShapesInput"), |name| json!({ "value": name, "builder": true }));

    let at = "2023-11-14T22:13:20Z";
    let http = "Tue, 14 Nov 2023 22:13:20 GMT";
    let unions = [
        json!({ "On": {} }),
        json!({ "off": {} }),
        json!({ "S": "hush" }),
        json!({ "N": -1 }),
        json!({ "L": [1, null] }),
        json!({ "M": { "a": [null], "*": null, "\u{202e}": [], "new": [2] } }),
        json!({ "self": { "self": { "On": {} } } }),
        json!({ "When": at }),
        json!({ "Whens": [at, at] }),
        json!({ "At": http }),
        json!({ "Unknown": "x" }),
        json!({ "str": "abc" }),
        json!({ "B": "AAEC" }),
        json!({ "Doc": { "a": [1, { "b": null }] } }),
        json!({ "I": -3 }),
    ];
    let leaf = |unit: Value| json!({ "Parts": [], "Must": {}, "Unit": unit });
    let whole = json!({
        "Part": leaf(json!({ "N": 1 })),
        "Parts": unions.map(leaf),
        "Must": { "Back": { "Parts": [], "Must": { "Back": leaf(json!({ "N": 2 })) } } },
        "Failed": { "message": "m", "Why": leaf(json!({ "N": 3 })), "Level": 2_147_483_647, "At": at },
        "Unit": { "S": "hush" },
    });
    let limits = json!({
        "BaseId": "b", "Account": "a", "Region": "eu", "s": "abc", "s2": "abcdefghi", "i": -3, "b": "AAEC", "f": 1.5, "d": 0.1,
        "bw": 2.0, "bl": "x", "by": -128, "sh": 32767, "lo": i64::MAX, "bp": "y", "bi": "\"", "any": "", "ls": ["a", "b"],
        "lm": { "a": ["b"] }, "lms": { "a": { "b": ["c"] } }, "deep": [["a"]], "bd": 7, "e": "", "se": "x", "st": at, "si": 3,
        "ss": ["x", null], "sm": { "1.0": null, "日本": [1, null] }, "su": { "a": "x" }, "ht": [http], "im": { "k": [at] },
        "smk": { "k": "abc" }, "ou": { "b": { "x": "y", "e": "b b" } }, "empty": { "a": 1 }, "oe": "", "lvl": { "C": 5, "new": 77 },
        "fmt": 1_700_000_000, "media": "{\"a\":1}", "media2": "[]", "doc": { "x": [true] }, "ch": "",
        "dup": { "Other": "o", "More": "X" }, "mytag": { "Key": "k", "Value": "v" },
    });
    let mixed = json!({ "l": ["a"], "e": "one", "u": { "one": "x" }, "s": "m" });
    let mut mixed_in = mixed.clone();
    for (name, value) in [("BaseId", "b"), ("Account", "a"), ("Region", "eu"), ("e", "two")] {
        mixed_in[name] = value.into();
    }
    mixed_in["u"] = json!({ "two": {} });

    let defaults = json!({
        "b": true, "by": -3, "sh": 7, "i": 42, "lo": i64::MAX, "f": 1.5, "f2": 2.0, "d": -1e300, "s": "a \"q\" \\ \u{202e}",
        "bl": "AP8=", "bl2": "aGk=", "ts": 0, "ts2": 1.5, "ts3": "2020-01-01T00:00:00Z", "doc": {}, "doc3": "x", "doc4": true,
        "doc5": [], "doc6": 1.5, "l": [], "sl": [], "mp": {}, "e": "a", "e2": "", "e3": "zzz", "lvl": -1, "lvl2": 99, "big": 7,
        "sec": "x",
    });
    let with = |more: Value| {
        let mut all = defaults.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    // In a shape that can also be sent, a default outside of the constraints is not declared, and a
    // missing required member gets the default of its type.
    let nested = with(json!({ "ll": [] }));
    let required = with(
        json!({ "lim": "", "lim2": "", "li": 0, "li2": 0, "lb": "", "ll": [], "lmap": {}, "reqclient": 0, "doc2": null, "doc7": null }),
    );
    let mut sent = required.clone();
    (sent["doc2"], sent["doc7"]) = (json!({ "a": 1 }), 7.into());
    sent["lim"] = "abc".into();
    let expected = with(json!({
        "lim": "", "lim2": "toolong", "li": 0, "li2": 7, "lb": "AAAAAAAA", "ll": [], "lmap": {},
        "nested": nested, "nested2": required,
    }));

    let hosted = json!({ "Label": "lbl", "opt": "a", "tok": "t", "tok2": "u", "sec": "s3cret" });
    let mut hosted_request = request("Hosted", hosted.clone());
    hosted_request.2["expected"]["host"] = "lbl-s3cret.a.data.example.com".into();
    let hidden = json!({ "type": "t", "code": 12 });
    let mut body = hidden.clone();
    body["__type"] = "odd.ns#Hidden".into();
    let error = json!({
        "response": { "code": 500, "body": body.to_string() },
        "expected": { "error_shape": "Hidden", "fault": "server", "params": hidden },
    });
    vec![
        request("OddNames", names),
        response("OddNames", &response_members, response_members.clone()),
        request("BadShapes", shapes.clone()),
        response("BadShapes", &shapes, shapes.clone()),
        request("Mirror", whole.clone()),
        response("Mirror", &whole, whole.clone()),
        ("Mirror", "error", error),
        request("Limits", limits),
        request("Mixins", mixed_in),
        response("Mixins", &mixed, mixed.clone()),
        response("GetDefaults", &json!({ "nested": {} }), expected),
        request("GetDefaults", json!({ "nested2": sent })),
        hosted_request,
        response("Hosted", &hosted, hosted.clone()),
        request("Anonymous", json!({})),
    ]
}

fn botocore() -> Vec<Call> {
    let model = raw("odd.botocore/service-2.json");
    let mut all = each(&model["shapes"]["NamesRequest"]["members"], |name| name.into());
    let rec = json!({ "again": { "list": [{}, { "again": {} }] }, "list": [] });
    let items = json!([{ "a": 1 }]);
    for (name, value) in [
        // botocore's `locationName` is the name on the wire.
        ("wireLoc", "x".into()),
        ("opts", "\u{e9}".into()),
        ("map", json!({ "": items, "b\nc": items, "new": items, "\u{202e}": items })),
        ("un", json!({ "B": { "c": [{ "a": "x" }, { "new": [1] }] } })),
        ("rec", rec.clone()),
        ("doc", json!([{ "a": null }])),
        ("json", "{}".into()),
        ("ts", "Tue, 14 Nov 2023 22:13:20 GMT".into()),
        ("ti", "2023-11-14T22:13:20Z".into()),
        ("big", 7.into()),
        ("p", 0.into()),
    ] {
        all[name] = value;
    }
    all.as_object_mut().unwrap().remove("loc");
    let mut host = request("Host", json!({ "Label": "lbl", "items": rec }));
    host.2["expected"]["host"] = "api-lbl.example.com".into();
    let bools = json!({ "a": true, "b": false, "c": true, "d": true, "e": false, "f": true });
    vec![
        request("Names", all.clone()),
        response("Names", &all, all.clone()),
        response("Bools", &bools, bools.clone()),
        host,
        request("NoAuth", json!({})),
    ]
}

/// A shape has the members of its mixins, with the traits that are applied to them.
#[test]
fn mixins_are_merged() {
    let source = source("odd.smithy.json");
    let (_, mixins) = source.split_once("pub struct Mixins {").unwrap();
    let (mixins, _) = mixins.split_once("\n}\n").unwrap();
    let words: Vec<&str> = mixins.lines().map(str::trim).collect();
    assert_eq!(
        words.join("\n").trim(),
        r###"/// `BaseId` on the wire.
pub base_id: String,
/// `Account` on the wire.
pub account: Option<String>,
/// from the mixin
pub region: Option<String>,
/// `l` on the wire.
#[aws(rename = "l", length = ..=7, each(length = 1..=3, pattern = r##"^[a-z\\"#]+$"##))]
pub l: Option<Vec<String>>,
/// `e` on the wire.
#[aws(rename = "e")]
pub e: Option<UsesMixEnum>,
/// `u` on the wire.
#[aws(rename = "u")]
pub u: Option<UsesMixUnion>,
/// `s` on the wire.
#[aws(rename = "s", pattern = "^m$")]
pub s: Option<Sensitive<String>>,"###
    );
    assert!(
        source
            .contains("/// applied\n    #[aws(rename = \"Region\", length = 2..)]\n    pub region: String,")
    );
    assert!(source.contains("    /// the first\n    One,"), "{source}");
    assert!(source.contains("#[aws(code = \"Mixed\")]"), "the operation has its mixin's errors");
}

#[test]
fn parts_that_cannot_be_declared_are_named_with_the_reason() {
    let text = [source("odd.smithy.json"), source("odd.botocore")].concat().replace("\n// ", " ");
    for expected in [
        "`PING` is not declared: its name is not in PascalCase, which `action` requires.",
        "pub events: EventStream<",
        "Pagination is not declared: `page.tok` leads through a secret (input tok, output page.tok).",
        "Pagination is not declared: the model doesn't name the tokens of input and output",
        "Pagination is not declared: the input has no member `Nope` (input Nope, output Tok).",
        "Pagination is not declared: `Items[0].x` is not a path of members",
        "output_token = rec.list[-1].text",
        "Pagination is not declared: the output's token has the type `Rec`, the input's token has `String`",
        "#[deprecated(note = r\"gone \\[soon\\] \\`x\")]",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
}

/// The macros reject such a pattern.
#[test]
fn a_pattern_that_matches_no_text_is_not_declared() {
    let mut model = raw("odd.smithy.json");
    model["shapes"]["odd.ns#BadPattern"]["traits"]["smithy.api#pattern"] = "/^[a-z]+$/".into();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("odd-pattern.json");
    std::fs::write(&path, model.to_string()).unwrap();
    let source = declare(&Model::read(&path).unwrap(), &DeclareOptions::default()).unwrap();
    let words: Vec<&str> = source.split_whitespace().filter(|word| *word != "//").collect();
    let source = words.join(" ");
    assert!(source.contains("The pattern is not declared: no text matches this pattern;"), "{source}");
    assert!(!source.contains("pattern = \"/^"), "{source}");
}

/// The error for an invalid model names the place.
#[test]
fn invalid_models_are_rejected_with_the_place() {
    let error_after = |change: fn(&mut Value)| -> String {
        let mut model = raw("odd.smithy.json");
        change(&mut model["shapes"]);
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("odd-invalid.json");
        std::fs::write(&path, model.to_string()).unwrap();
        let declared = |model: Model| declare(&model, &DeclareOptions::default());
        let error: ModelError = Model::read(&path).and_then(declared).unwrap_err();
        error.to_string().replace(&format!("{}: ", path.display()), "")
    };
    let errors = [
        error_after(|shapes| shapes["odd.ns#Tag"]["members"]["Key"]["target"] = "odd.ns#Nope".into()),
        error_after(|shapes| shapes["odd.ns#TagList"]["member"]["target"] = "odd.ns#TagList".into()),
        error_after(|shapes| shapes["odd.ns#Odd2"] = shapes["odd.ns#Odd"].clone()),
        error_after(|shapes| drop(shapes.as_object_mut().unwrap().remove("odd.ns#Odd"))),
        error_after(|shapes| {
            let traits = shapes["odd.ns#Odd"]["traits"].as_object_mut().unwrap();
            traits.remove("aws.protocols#awsJson1_1");
            traits.insert("aws.protocols#restJson1".to_owned(), json!({}));
        }),
    ];
    assert_eq!(
        errors,
        [
            "`Tag.Key` refers to the shape `Nope`, which the model doesn't have",
            "the list or map `TagList` contains itself without a structure in between",
            "the model has several services, expected one: odd.ns#Odd, odd.ns#Odd2",
            "the model has no service",
            "Odd uses the protocol restJson1; only AWS JSON 1.0 and 1.1 are supported",
        ]
    );
}
