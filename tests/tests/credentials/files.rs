//! The shared config and credentials files as people and container runtimes write them.

use std::process::Command;
use std::time::{Duration, Instant};

use metering_core::settings::{Environment, Settings};
use metering_core::{BuildError, Client};
use tests::tables::Service;

use crate::Home;

/// The settings of one profile: its name, a key, and the value.
type Expected = (&'static str, &'static str, &'static str);

fn load(config: &str) -> (Home, Settings) {
    let home = Home::new();
    let path = home.write(".aws/config", config);
    let settings = Settings::load(Environment::of([("AWS_CONFIG_FILE", path)]));
    (home, settings)
}

/// Returns the problems of a config file as `line: reason`.
fn problems(settings: &Settings) -> Vec<String> {
    let place = |problem: String| problem.split_once("config:").map(|(_, place)| place.to_owned());
    settings.profiles().problems().filter_map(|problem| place(problem.to_string())).collect()
}

/// Expected values: `botocore.configloader.load_config`, the parser of the AWS CLI.
const ACCEPTED: [(&str, &[Expected]); 14] = [
    ("[default]\nregion = a\n", &[("default", "region", "a")]),
    (
        "  [default]\n  region = a\n  [profile b]\n  region = b\n",
        &[("default", "region", "a"), ("b", "region", "b")],
    ),
    (
        "[default]\n    region = a\n    output = json\n    [profile b]\n    region = b\n",
        &[("default", "region", "a"), ("default", "output", "json"), ("b", "region", "b")],
    ),
    (
        "\t[default]\n\tregion\t=\ta\n\n\t[profile b]\n\n\tregion = b\n",
        &[("default", "region", "a"), ("b", "region", "b")],
    ),
    ("[default]\nregion: a\n", &[("default", "region", "a")]),
    ("[default]\nurl = http://x:80/=\n", &[("default", "url", "http://x:80/=")]),
    ("[default] # comment\nREGION=a\n", &[("default", "region", "a")]),
    ("# comment\n  ; comment\n[default]\n# region = x\nregion = a\n", &[("default", "region", "a")]),
    (
        "[profile \"two words\"]\nregion = a\n[profile 'b']\nregion = b\n",
        &[("two words", "region", "a"), ("b", "region", "b")],
    ),
    (
        "[default]\ns3 =\n  max = 1\n\n  # comment\n  min = 2\nregion = a\n",
        &[("default", "s3.max", "1"), ("default", "s3.min", "2"), ("default", "region", "a")],
    ),
    (
        "[default]\nprocess = a\n  b\n   c\nregion = a\n",
        &[("default", "process", "a\nb\nc"), ("default", "region", "a")],
    ),
    (
        "[default]\r\nregion = a\r\n\r\n[profile b]\r\nregion = b\r\n",
        &[("default", "region", "a"), ("b", "region", "b")],
    ),
    ("[default]\nregion =\noutput = json\n", &[("default", "region", ""), ("default", "output", "json")]),
    (
        "[default]\nregion = a\n[preview]\nregion = b\n[sso-session c]\nregion = c\n",
        &[("default", "region", "a")],
    ),
];

#[test]
fn what_the_aws_cli_accepts_is_accepted() {
    for (config, expected) in ACCEPTED {
        let (_home, settings) = load(config);
        assert_eq!(problems(&settings), [""; 0], "{config}");
        for (profile, key, value) in expected {
            let profile = settings.profiles().get(profile).unwrap_or_else(|| panic!("{profile} in {config}"));
            let found = match key.split_once('.') {
                Some((key, inner)) => profile.nested(key, inner),
                None => profile.get(key),
            };
            assert_eq!(found, Some(*value).filter(|value| !value.is_empty()), "{key} in {config}");
        }
    }
}

#[test]
fn what_the_aws_cli_rejects_is_reported_with_its_place() {
    for (config, expected) in [
        ("[default]\nhunter2\n", "2: a setting has no `=`"),
        ("[default]\nregion = a\n[profile b\nregion = b\n", "3: a section header has no `]`"),
        ("\n\nregion = a\n", "3: a setting precedes the first section header"),
        ("[default]\n = hunter2\n", "2: a setting has no name before the `=`"),
        ("[default]\ns3 =\n  hunter2\n", "3: a nested setting has no `=`"),
        // The AWS CLI makes this header part of the Region.
        (
            "[default]\nregion = a\n  [profile b]\n  region = b\n",
            "3: a section header is indented more than the setting before it; unindent it",
        ),
    ] {
        let (_home, settings) = load(config);
        assert_eq!(problems(&settings), [expected], "{config}");
        let printed = format!("{settings:?}");
        assert!(!printed.contains("hunter2"), "{printed}");
    }
}

#[test]
fn a_line_that_cannot_be_parsed_affects_only_its_profile() {
    let (_home, settings) = load("[default]\nregion = a\nx\n[profile b]\nregion = b\n[sso-session c]\ny\n");
    assert_eq!(problems(&settings).len(), 1);
    assert!(settings.profiles().problem_of("default").is_some());
    assert!(settings.profiles().problem_of("b").is_none());
    assert_eq!(settings.profiles().get("b").unwrap().get("region"), Some("b"));
}

/// Text that is not UTF-8 is not a reason to reject a file, at least not in a comment.
#[test]
fn a_comment_that_is_not_utf8_is_accepted() {
    let home = Home::new();
    let path = home.write(".aws/config", "");
    std::fs::write(&path, b"# J\xfcrgen\n[default]\nregion = a\n").unwrap();
    let settings = Settings::load(Environment::of([("AWS_CONFIG_FILE", path)]));
    assert_eq!(settings.region().as_deref(), Some("a"));
}

/// A home directory whose config file is in some way unusable.
fn unusable(kind: &str) -> Home {
    let home = Home::new();
    let path = home.path(".aws/config");
    match kind {
        "a directory" => std::fs::create_dir(&path).unwrap(),
        #[cfg(unix)]
        "unreadable" => std::os::unix::fs::symlink(&path, &path).unwrap(),
        #[cfg(unix)]
        "a named pipe" => assert!(Command::new("mkfifo").arg(&path).status().unwrap().success()),
        "broken in another profile" => {
            home.write(".aws/config", "[profile b]\nx\n[default]\nregion = eu-west-1\n");
        }
        "broken in this profile" => {
            home.write(".aws/config", "[default]\nregion eu-west-1\n");
        }
        "broken between profiles" => {
            home.write(".aws/config", "[profile b\nx = y\n");
        }
        _ => unreachable!("{kind}"),
    }
    home
}

const KINDS: [&str; 6] = [
    "a directory",
    #[cfg(unix)]
    "unreadable",
    #[cfg(unix)]
    "a named pipe",
    "broken in another profile",
    "broken in this profile",
    "broken between profiles",
];

async fn from_env(home: &Home, variables: &[(&str, &str)]) -> Result<Client<Service>, BuildError> {
    let home = home.path("");
    let fixed = [("HOME", home.to_str().unwrap()), ("AWS_EC2_METADATA_DISABLED", "true")];
    let environment = Environment::of(fixed.into_iter().chain(variables.iter().copied()));
    Client::builder().environment(environment).from_env().await?.build()
}

const KEYS: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_SECRET_ACCESS_KEY", "hunter2")];
const REGION: (&str, &str) = ("AWS_REGION", "us-east-1");

#[tokio::test]
async fn files_that_are_not_needed_prevent_no_client() {
    for kind in KINDS {
        let home = unusable(kind);
        let client = from_env(&home, &[KEYS[0], KEYS[1], REGION]).await;
        assert!(client.is_ok(), "{kind}: {client:?}");
    }
}

#[tokio::test]
async fn files_that_are_needed_are_named_in_the_error() {
    for kind in KINDS {
        let home = unusable(kind);
        let client = from_env(&home, &KEYS).await;
        if kind == "broken in another profile" {
            assert!(client.is_ok(), "{kind}: {client:?}");
            continue;
        }
        let error = client.unwrap_err();
        assert!(matches!(error, BuildError::Settings(_)), "{kind}: {error}");
        assert!(error.to_string().contains(".aws/config"), "{kind}: {error}");
    }
}

/// The files are missing in this table if they are a directory or a named pipe.
#[tokio::test]
async fn credentials_are_not_taken_from_elsewhere_if_their_file_is_broken() {
    use metering_core::credentials::DefaultChain;
    for kind in KINDS {
        let home = unusable(kind);
        let home_dir = home.path("");
        let environment = Environment::of([
            ("HOME", home_dir.to_str().unwrap()),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            // Fails if it is tried.
            ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/"),
        ]);
        let error = DefaultChain::builder().environment(environment).build().load().await.unwrap_err();
        let (source, reason) = error.reasons().last().unwrap();
        let expected = match kind {
            "a directory" | "a named pipe" | "broken in another profile" => "container",
            _ => "profile",
        };
        assert_eq!(source, expected, "{kind}: {error}");
        assert_eq!(reason.contains(".aws/config"), expected == "profile", "{kind}: {error}");
    }
}

/// A file on a disk that hangs must not stop the runtime, and neither may a named pipe, which no
/// program writes to.
#[cfg(unix)]
#[tokio::test]
async fn a_named_pipe_stops_no_runtime() {
    let home = Home::new();
    let pipe = home.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let started = Instant::now();
    for variable in ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"] {
        let client = from_env(&home, &[(variable, pipe), KEYS[0], KEYS[1], REGION]).await;
        assert!(client.is_ok(), "{client:?}");
    }
    let environment = [
        ("HOME", "/nowhere/at/all"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", pipe),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/a"),
    ];
    let chain = metering_core::credentials::DefaultChain::builder();
    let error = chain.environment(Environment::of(environment)).build().load().await.unwrap_err();
    assert!(error.to_string().contains("AWS_WEB_IDENTITY_TOKEN_FILE can't be read"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// systemd starts system services without `HOME`.
#[cfg(unix)]
#[test]
fn without_home_the_account_s_directory_is_used() {
    const CHILD: &str = "METERING_TEST_PRINTS_HOME";
    if std::env::var_os(CHILD).is_some() {
        println!("home: {:?}", Environment::process().home_dir().unwrap());
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "files::without_home_the_account_s_directory_is_used", "--nocapture"])
        .env_remove("HOME")
        .env(CHILD, "1")
        .output()
        .unwrap();
    let account = Command::new("sh").args(["-c", "getent passwd $(id -u) | cut -d: -f6"]).output().unwrap();
    let account = String::from_utf8(account.stdout).unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.contains(&format!("home: {:?}", account.trim())), "{printed}");
    // A test's environment is not completed from the process's.
    assert_eq!(Environment::of([("A", "b")]).home_dir(), None);
}
