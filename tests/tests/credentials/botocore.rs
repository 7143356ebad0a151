//! Comparisons with botocore, which the AWS CLI uses.

use std::io::Write;
use std::process::{Command, Stdio};

use fastrand::Rng;
use metering_core::settings::{Environment, Settings};
use serde_json::{Map, Value, json};

use crate::server::Time;
use crate::{Home, Situation};

/// Passes `input` to a Python program as JSON and returns its output. `None` without botocore.
fn python(what: &str, program: &str, input: &Value) -> Option<Value> {
    let mut child = Command::new(tests::python(what)?)
        .args(["-c", program])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

const LOAD_CONFIG: &str = "
import json, sys, tempfile
from botocore.configloader import load_config
from botocore.exceptions import ConfigParseError
results = []
with tempfile.NamedTemporaryFile() as file:
    for text in json.load(sys.stdin):
        with open(file.name, 'w', newline='') as config:
            config.write(text)
        try:
            results.append(load_config(file.name))
        except ConfigParseError as error:
            results.append({'error': str(error)})
json.dump(results, sys.stdout)
";

const VALUES: [&str; 22] = [
    "a",
    "",
    "us-east-1 # comment",
    "us-east-1\t; comment",
    "https://example.com/#",
    "#a",
    ";a",
    "a#b;c",
    "vault read -field=json aws/creds ; exit 0",
    "/opt/helper --arg \"team #1\" --json",
    "sh -c 'token # comment; jq .'",
    "\"C:\\Program Files\\helper.exe\" --account=1",
    "a = b",
    "a: b",
    "=",
    "%(region)s",
    "$HOME/${x}",
    "na\u{ef}ve \u{2603}",
    "[a]",
    "[profile b",
    "trailing  \t",
    "!@&*\\",
];

/// Returns a config file whose sections and settings have unique names, because botocore rejects
/// repeated names.
fn random_config(random: &mut Rng) -> String {
    let mut text = String::new();
    let end = *random.choice(["\n", "\r\n", "\r"].iter()).unwrap();
    for number in 0..random.usize(1..12) {
        let indent = *random.choice(["", "", "", " ", "  ", "\t", "    "].iter()).unwrap();
        let value = *random.choice(VALUES.iter()).unwrap();
        let separator = *random.choice([" = ", "=", ":", " : ", "\t=\t"].iter()).unwrap();
        let line = match random.u32(0..20) {
            0..=3 => match random.u32(0..6) {
                0 => format!("[profile p{number}] # comment"),
                1 => format!("[profile \"p {number}\"]"),
                2 => format!("[services p{number}]"),
                3 => format!("[other{number}]"),
                4 => "[]".to_owned(),
                _ => format!("[profile p{number}]"),
            },
            4..=12 => format!("Key{number}{separator}{value}"),
            13 | 14 => format!("k{number} ="),
            15 => format!("# {value}"),
            16 => format!("; {value}"),
            17 => String::new(),
            18 => "[profile b".to_owned(),
            _ => format!("x{number} {value}"),
        };
        if number == 0 && random.bool() {
            text.push_str("[default]");
        } else {
            text.push_str(indent);
            text.push_str(&line);
        }
        text.push_str(end);
    }
    text
}

/// Returns a difference between a profile and botocore's.
fn difference(settings: &Settings, kind: &str, name: &str, theirs: &Map<String, Value>) -> Option<String> {
    let ours = match kind {
        "profiles" => settings.profiles().get(name),
        _ => settings.profiles().services(name),
    };
    let Some(ours) = ours else { return Some(format!("{kind} lack {name:?}")) };
    let compare = |key: &str, found: Option<&str>, value: &Value| {
        let expected = value.as_str().filter(|value| !value.is_empty());
        (found != expected).then(|| format!("{key} is {found:?}, expected {expected:?}"))
    };
    theirs.iter().find_map(|(key, value)| match value {
        Value::Object(nested) => nested
            .iter()
            .find_map(|(inner, value)| compare(inner, ours.nested(key, &inner.to_lowercase()), value)),
        value => compare(key, ours.get(key), value),
    })
}

#[test]
fn config_files_mean_the_same_as_for_botocore() {
    let seed = 20_160_114;
    let mut random = Rng::with_seed(seed);
    let mut files: Vec<_> = (0..1200).map(|_| random_config(&mut random)).collect();
    files.extend(VALUES.iter().map(|value| format!("[default]\nregion = {value}\ns3 =\n  a = {value}\n")));
    let Some(results) = python("config files read by botocore", LOAD_CONFIG, &json!(files)) else { return };
    let (mut accepted, mut rejected) = (0, 0);
    let home = Home::new();
    for (text, theirs) in files.iter().zip(results.as_array().unwrap()) {
        let path = home.write(".aws/config", text);
        let settings = Settings::load(Environment::of([("AWS_CONFIG_FILE", path)]));
        let problems: Vec<_> = settings.profiles().problems().map(ToString::to_string).collect();
        if let Some(error) = theirs.get("error") {
            rejected += 1;
            // Sections that are not used may have problems.
            let is_reported = !problems.is_empty() || text.contains("[other");
            assert!(is_reported, "accepted {text:?}, botocore: {error}");
            continue;
        }
        // For botocore, a header that is indented more than a setting is a part of its value.
        if theirs.to_string().contains("\\n[") {
            continue;
        }
        accepted += 1;
        assert_eq!(problems, [""; 0], "{text:?}");
        for kind in ["profiles", "services"] {
            for (name, section) in theirs[kind].as_object().unwrap() {
                let difference = difference(&settings, kind, name, section.as_object().unwrap());
                assert_eq!(difference, None, "{text:?}");
            }
        }
    }
    // Both kinds must be common, or the comparison shows little.
    assert!(accepted > 300 && rejected > 300, "{accepted} accepted, {rejected} rejected");
}

const LOAD_ENVIRONMENT: &str = "
import json, sys
from botocore.credentials import EnvProvider
from botocore.exceptions import PartialCredentialsError
results = []
for environment in json.load(sys.stdin):
    try:
        found = EnvProvider(environ=environment).load()
    except (PartialCredentialsError, ValueError):
        results.append('error')
        continue
    if found is None:
        results.append(None)
        continue
    # The public properties refresh expired credentials.
    name = '_' if hasattr(found, '_expiry_time') else ''
    expiry = getattr(found, '_expiry_time', None)
    results.append({
        'id': getattr(found, name + 'access_key'),
        'secret': getattr(found, name + 'secret_key'),
        'token': getattr(found, name + 'token'),
        'account': getattr(found, name + 'account_id'),
        'expiry': None if expiry is None else int(expiry.timestamp()),
    })
json.dump(results, sys.stdout)
";

const VARIABLES: [(&str, &[&str]); 6] = [
    ("AWS_ACCESS_KEY_ID", &["AKIA", "AKIA", "AKIA", ""]),
    ("AWS_SECRET_ACCESS_KEY", &["hunter2", "hunter2", "hunter2", ""]),
    ("AWS_SESSION_TOKEN", &["token", ""]),
    // Tools that set both set them to the same token.
    ("AWS_SECURITY_TOKEN", &["token", ""]),
    ("AWS_ACCOUNT_ID", &["111122223333", ""]),
    (
        "AWS_CREDENTIAL_EXPIRATION",
        &["2026-11-30T19:05:00Z", "2026-11-30T19:05:00+01:00", "2001-01-01T00:00:00Z", "tomorrow", ""],
    ),
];

#[tokio::test]
async fn keys_in_the_environment_mean_the_same_as_for_botocore() {
    let mut random = Rng::with_seed(20_160_114);
    let environments: Vec<Map<String, Value>> = (0..400)
        .map(|_| {
            let chosen = VARIABLES.iter().filter_map(|(name, values)| {
                let value = *random.choice(values.iter())?;
                random.bool().then(|| ((*name).to_owned(), value.into()))
            });
            let mut environment: Map<_, _> = chosen.collect();
            if random.u32(0..4) > 0 {
                environment.insert("AWS_ACCESS_KEY_ID".to_owned(), "AKIA".into());
                environment.insert("AWS_SECRET_ACCESS_KEY".to_owned(), "hunter2".into());
            }
            environment
        })
        .collect();
    let input = json!(environments);
    let Some(results) = python("environments read by botocore", LOAD_ENVIRONMENT, &input) else { return };
    let (mut found, mut failed) = (0, 0);
    for (environment, theirs) in environments.iter().zip(results.as_array().unwrap()) {
        let mut situation = Situation::new(&Time::start());
        for (name, value) in environment {
            situation = situation.set(name, value.as_str().unwrap());
        }
        let ours = match situation.chain().load().await {
            Ok(ours) => {
                found += 1;
                let expiry = ours
                    .credentials
                    .expiry()
                    .map(|expiry| expiry.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs());
                json!({
                    "id": ours.credentials.access_key_id(),
                    "secret": ours.credentials.secret_access_key(),
                    "token": ours.credentials.session_token(),
                    "account": ours.credentials.account_id().map(|id| id.as_str()),
                    "expiry": expiry,
                })
            }
            Err(error) => {
                let (source, _) = error.reasons().last().unwrap();
                if source == "environment" {
                    failed += 1;
                    json!("error")
                } else {
                    Value::Null
                }
            }
        };
        // botocore ignores a secret without a key.
        let has_only_a_secret = ours == "error" && theirs.is_null();
        assert!(ours == *theirs || has_only_a_secret, "{environment:?}: {ours}, botocore: {theirs}");
    }
    assert!(found > 100 && failed > 20, "{found} found, {failed} failed");
}

/// The SDKs read only `AWS_SESSION_TOKEN`, so it takes precedence if both are set and differ.
/// botocore prefers the other one.
#[tokio::test]
async fn the_older_name_of_the_session_token_is_a_fallback() {
    let situation = Situation::new(&Time::start())
        .set("AWS_ACCESS_KEY_ID", "AKIA")
        .set("AWS_SECRET_ACCESS_KEY", "hunter2")
        .set("AWS_SECURITY_TOKEN", "old");
    let token = async |situation: &Situation| {
        let found = situation.chain().load().await.unwrap();
        found.credentials.session_token().map(str::to_owned)
    };
    assert_eq!(token(&situation).await.as_deref(), Some("old"));
    let situation = situation.set("AWS_SESSION_TOKEN", "new");
    assert_eq!(token(&situation).await.as_deref(), Some("new"));
}

#[tokio::test]
async fn an_expiration_that_is_not_a_time_names_its_variable() {
    let situation = Situation::new(&Time::start())
        .set("AWS_ACCESS_KEY_ID", "AKIA")
        .set("AWS_SECRET_ACCESS_KEY", "hunter2")
        .set("AWS_CREDENTIAL_EXPIRATION", "tomorrow");
    let error = situation.chain().load().await.unwrap_err().to_string();
    assert!(error.contains("AWS_CREDENTIAL_EXPIRATION is not a time"), "{error}");
    assert!(!error.contains("hunter2"), "{error}");
}
