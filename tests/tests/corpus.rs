//! Real operations of all JSON services, with random inputs and responses for which botocore
//! computed the expected results.
//!
//! The operations and a tenth of all others are declared from botocore's models and compiled, and
//! the corpus is run with them. botocore's models are not part of the project: `BOTOCORE_DATA`
//! names the folder `data` of its package.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash as _, Hasher as _};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use metering_core::model::{DeclareOptions, Kind, MemberModel, Model, declare};
use serde_json::{Map, Value, json};
use tests::conformance::{Table, read};
use tests::declared::{Workspace, struct_of};

/// The default of `CORPUS_SEED`, which selects the tenth of the operations outside of the corpus to
/// compile, or `all`.
const SEED: &str = "1";

/// The operations with event streams. They have no cases, and are declared and compared.
const STREAMS: [&str; 4] = ["GetLogObject", "StartLiveTail", "SubscribeToShard", "UpdateProfileWithAgent"];

#[test]
fn corpus() {
    let Some(data) = read("corpus_real_models.json") else { return };
    let Some(botocore) = tests::botocore_data("corpus_real_models.json") else { return };
    let grid = read("endpoint_grid.json");
    let seed = std::env::var("CORPUS_SEED").unwrap_or_else(|_| SEED.to_owned());
    tests::show(format_args!(
        "every operation of the corpus, and the tenth of the others that CORPUS_SEED={seed} chooses"
    ));

    let mut cases: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for case in ["requests", "responses"].iter().flat_map(|kind| data[kind].as_array().into_iter().flatten())
    {
        cases.entry(text(case, "service").to_owned()).or_default().push(case.clone());
    }
    let mut tables = [
        Table::new("corpus: requests"),
        Table::new("corpus: responses"),
        Table::new("declarations held against their models"),
        Table::new("endpoints of the declarations, endpoint_grid.json"),
    ];
    let mut workspace = Workspace::new(env!("CARGO_TARGET_TMPDIR"), "corpus");
    let mut served = Vec::new();
    let (mut services, mut operations) = (0, 0);
    for (service, folder) in json_services(&botocore) {
        let cases = cases.remove(&service).unwrap_or_default();
        let folder = match cases.first() {
            Some(case) => folder.join(text(case, "version")),
            None => folder,
        };
        let model = Model::read(&folder).unwrap_or_else(|error| panic!("{service}: {error}"));
        let in_corpus: BTreeSet<&str> = cases.iter().map(|case| text(case, "operation")).collect();
        let chosen = model.operations.keys().filter(|name| {
            in_corpus.contains(name.as_str())
                || STREAMS.contains(&name.as_str())
                || is_of_the_tenth(&seed, &service, name)
        });
        let mut options = DeclareOptions::default();
        options.operations = chosen.cloned().collect();
        options.module_docs = false;
        options.brief = true;
        if options.operations.is_empty() {
            continue;
        }
        let source = declare(&model, &options).unwrap_or_else(|error| panic!("{service}: {error}"));
        services += 1;
        operations += source.matches("#[aws_operation(").count();

        let package = format!("svc_{}", service.replace('-', "_"));
        let mut runs = BTreeMap::new();
        for mut case in cases {
            let operation = text(&case, "operation").to_owned();
            let Some(name) = struct_of(&source, &operation) else {
                let table = &mut tables[usize::from(case["kind"] == "response")];
                table.leave_out(text(&case, "id"), "it speaks in streams of events");
                continue;
            };
            let (kind, root) = match text(&case, "kind") {
                "request" => ("request", &model.operations[&operation].input),
                _ => ("response", &model.operations[&operation].output),
            };
            let run = format!("{package}::{name}::{kind}");
            runs.insert(run.clone(), format!("tests::cases::{kind}::<declared::{name}>"));
            if let Some(root) = root {
                case["shapes"] = shapes(&model, root);
                case["root"] = root.clone().into();
            }
            case["params_form"] = "wire".into();
            case["uid"] = case["id"].clone();
            case["run"] = run.into();
            served.push(case);
        }
        let check = format!("{package}::check");
        served.push(
            json!({ "uid": service, "kind": "check", "run": check, "model": folder.to_string_lossy() }),
        );
        runs.insert(check, "check".to_owned());
        if let Some(regions) = grid.as_ref().and_then(|grid| grid["grid"].get(&service)) {
            let run = format!("{package}::endpoints");
            let uid = format!("{service} endpoints");
            served.push(json!({ "uid": uid, "kind": "endpoints", "run": run, "regions": regions }));
            runs.insert(run, "tests::cases::endpoints::<declared::Service>".to_owned());
        }
        let names = options.operations.iter().filter_map(|operation| struct_of(&source, operation));
        let checks: String =
            names.map(|name| format!("        .operation::<declared::{name}>()\n")).collect();
        let runs = runs.iter().map(|(run, function)| format!("    ({run:?}, {function}),\n"));
        let lib = format!(
            "#![deny(warnings, missing_docs)]\n//! Declarations.\n\npub mod declared;\n\n/// What runs its cases.\n\
             #[allow(deprecated)]\npub const RUNS: &[(&str, tests::cases::Run)] = &[\n{}];\n\n\
             #[allow(deprecated)]\nfn check(case: &tests::cases::Case) -> Result<(), String> {{\n    \
             tests::cases::check(case, |checker| checker\n{checks}    )\n}}\n",
            runs.collect::<String>()
        );
        let source = format!("//! The declarations of one service.\n\n{source}");
        workspace.package(&package, &lib, &[("declared".to_owned(), source)]);
    }
    assert!(cases.is_empty(), "there are no models of {:?}", cases.keys());
    tests::show(format_args!("{operations} operations of {services} services"));

    let table_of = |case: &Value| {
        ["request", "response", "check", "endpoints"].iter().position(|kind| case["kind"] == *kind)
    };
    let kinds: BTreeMap<&str, Option<usize>> =
        served.iter().map(|case| (text(case, "uid"), table_of(case))).collect();
    for (uid, outcome) in workspace.run(&served) {
        if let Some(table) = kinds.get(uid.as_str()).copied().flatten() {
            tables[table].record(&uid, outcome);
        }
    }
    // In reverse order, so that causes are reported before their consequences.
    for table in tables.into_iter().rev() {
        table.finish();
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

fn is_of_the_tenth(seed: &str, service: &str, operation: &str) -> bool {
    if seed == "all" {
        return true;
    }
    let mut hasher = DefaultHasher::new();
    (seed, service, operation).hash(&mut hasher);
    hasher.finish().is_multiple_of(10)
}

/// Returns the services that use AWS JSON, and their folders.
fn json_services(data: &Path) -> Vec<(String, PathBuf)> {
    let folders = std::fs::read_dir(data).unwrap_or_else(|error| panic!("{}: {error}", data.display()));
    let mut services: Vec<_> = folders
        .flatten()
        .filter(|folder| speaks_json(&folder.path()))
        .map(|folder| (folder.file_name().to_string_lossy().into_owned(), folder.path()))
        .collect();
    services.sort();
    services
}

/// Returns `true` if the metadata of a service's newest model has a version of AWS JSON.
fn speaks_json(folder: &Path) -> bool {
    let versions = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let Some(newest) = versions.map(|version| version.path()).filter(|path| path.is_dir()).max() else {
        return false;
    };
    let mut head = String::new();
    let packed = std::fs::File::open(newest.join("service-2.json.gz"))
        .map(|file| flate2::read::GzDecoder::new(file).take(4096).read_to_string(&mut head));
    let plain = std::fs::File::open(newest.join("service-2.json"))
        .map(|file| file.take(4096).read_to_string(&mut head));
    (packed.is_ok() || plain.is_ok()) && head.contains("\"jsonVersion\"") && is_json(&head)
}

/// Returns `true` if the protocols of a model include AWS JSON. REST protocols have a JSON version,
/// too.
fn is_json(head: &str) -> bool {
    let after = |key: &str| head.split_once(key).map(|(_, after)| after);
    let protocol = after("\"protocol\":").and_then(|it| it.split('"').nth(1));
    let protocols = after("\"protocols\":").and_then(|it| it.split(']').next());
    protocol == Some("json") || protocols.is_some_and(|it| it.contains("\"json\""))
}

/// Returns the shapes below a root, in the form of the cases.
fn shapes(model: &Model, root: &str) -> Value {
    let mut shapes = Map::new();
    let mut open = vec![root.to_owned()];
    while let Some(name) = open.pop() {
        let Some(shape) = model.shapes.get(&name) else { continue };
        if shapes.contains_key(&name) {
            continue;
        }
        let mut target = |member: &MemberModel| {
            open.push(member.shape.clone());
            json!({ "shape": member.shape })
        };
        let described = match &shape.kind {
            Kind::Float(32) => json!({ "type": "float" }),
            Kind::Timestamp => json!({ "type": "timestamp" }),
            Kind::List { item, sparse } => {
                json!({ "type": "list", "member": target(item), "sparse": sparse })
            }
            Kind::Map { value, sparse, .. } => {
                json!({ "type": "map", "value": target(value), "sparse": sparse })
            }
            Kind::Structure(members) | Kind::Union(members) => {
                let members: Map<_, _> =
                    members.iter().map(|member| (member.name.as_str().to_owned(), target(member))).collect();
                json!({ "type": "structure", "members": members })
            }
            _ => json!({ "type": "other" }),
        };
        shapes.insert(name, described);
    }
    Value::Object(shapes)
}
