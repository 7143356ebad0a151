//! The sources of credentials, tested against fakes that behave like the real services, and the
//! cache.

mod botocore;
mod cache;
mod fakes;
mod files;
mod process;
mod runtimes;
mod server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use fakes::{FakeImds, FakeSts, Imds, SECRET, container, sts_error};
use metering_core::credentials::{CredentialsError, CredentialsSource, DefaultChain, SourcedCredentials};
use metering_core::settings::Environment;
use server::{Reply, Server, Time};

/// A temporary home directory.
pub(crate) struct Home(std::path::PathBuf);

impl Home {
    pub(crate) fn new() -> Self {
        let home = std::env::temp_dir().join(format!(
            "metering-credentials-{}-{}",
            std::process::id(),
            fastrand::u64(..)
        ));
        std::fs::create_dir_all(home.join(".aws")).unwrap();
        Self(home)
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The environment variables and files of one test case.
pub(crate) struct Situation {
    pub(crate) home: Home,
    variables: Vec<(String, String)>,
    profile: Option<&'static str>,
    time: Time,
}

impl Situation {
    pub(crate) fn new(time: &Time) -> Self {
        let home = Home::new();
        let variables = vec![
            ("HOME".to_owned(), home.0.to_str().unwrap().to_owned()),
            ("AWS_EC2_METADATA_DISABLED".to_owned(), "true".to_owned()),
        ];
        Self { home, variables, profile: None, time: time.clone() }
    }

    pub(crate) fn set(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.retain(|(other, _)| other != name);
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Chooses a profile as a program does.
    pub(crate) fn profile(mut self, name: &'static str) -> Self {
        self.profile = Some(name);
        self
    }

    pub(crate) fn config(self, text: &str) -> Self {
        self.home.write(".aws/config", text);
        self
    }

    pub(crate) fn credentials(self, text: &str) -> Self {
        self.home.write(".aws/credentials", text);
        self
    }

    pub(crate) fn file(self, variable: &str, name: &str, text: &str) -> Self {
        let path = self.home.write(name, text);
        self.set(variable, path)
    }

    pub(crate) fn imds(self, imds: &FakeImds) -> Self {
        self.set("AWS_EC2_METADATA_DISABLED", "false")
            .set("AWS_EC2_METADATA_SERVICE_ENDPOINT", imds.server.url.clone())
            // Long enough for a slow machine.
            .set("AWS_METADATA_SERVICE_TIMEOUT", "60")
    }

    pub(crate) fn sts(self, sts: &FakeSts) -> Self {
        self.set("AWS_ENDPOINT_URL_STS", sts.server.url.clone()).set("AWS_REGION", "eu-west-1")
    }

    pub(crate) fn chain(&self) -> DefaultChain {
        let mut chain = DefaultChain::builder()
            .environment(Environment::of(self.variables.clone()))
            .clock(self.time.clock());
        if let Some(profile) = self.profile {
            chain = chain.profile(profile);
        }
        chain.build()
    }
}

type Loaded = Result<SourcedCredentials, CredentialsError>;

/// A table of test cases and their outcomes.
#[derive(Default)]
struct Matrix {
    rows: Vec<String>,
    wrong: Vec<String>,
}

impl Matrix {
    /// Adds a row. `expected` is the source and the access key id, or a part of the error.
    fn row(&mut self, source: &str, situation: &str, loaded: &Loaded, expected: &str) {
        let outcome = match loaded {
            Ok(found) => format!("{:?} {}", found.source, found.credentials.access_key_id()),
            Err(error) => error.to_string(),
        };
        let as_expected = if loaded.is_ok() { outcome == expected } else { outcome.contains(expected) };
        let mark = if as_expected { "ok   " } else { "WRONG" };
        // Only the last source is printed, because the earlier ones are the same in most rows.
        let shown = match loaded {
            Err(error) => error.reasons().last().map_or(outcome.clone(), |(_, reason)| reason.to_owned()),
            Ok(_) => outcome.clone(),
        };
        let row = format!("{mark} {source:<13} | {situation:<44} | {shown}");
        if !as_expected {
            self.wrong.push(format!("{row}\n      expected {expected}"));
        }
        self.rows.push(row);
        // The forms in which a program may log it.
        let printed = match loaded {
            Ok(found) => format!("{found:?}"),
            Err(error) => format!("{error} {error:#} {error:?}"),
        };
        assert!(!printed.contains(SECRET), "a secret is printed: {printed}");
    }

    fn print(self) {
        tests::show(format_args!("{}", self.rows.join("\n")));
        assert!(self.wrong.is_empty(), "\n{}", self.wrong.join("\n"));
    }
}

const KEYS: &str = "aws_access_key_id = AKIAFILE\naws_secret_access_key = hunter2\n";

#[tokio::test]
async fn the_environment_and_profiles_give_credentials_or_a_reason() {
    let time = Time::start();
    let new = || Situation::new(&time);
    let mut matrix = Matrix::default();
    let source_keys = Credentials::new("AKIAFILE", "hunter2", None, None, "test");
    let imds_keys = Credentials::new("ASIAIMDS", "hunter2", Some("hunter2-session".to_owned()), None, "test");
    let role_keys =
        Credentials::new("ASIAA", "hunter2/+=", Some("hunter2-session==".to_owned()), None, "test");
    let sts = FakeSts::start(&time, vec![source_keys, imds_keys, role_keys]).await;

    let with_keys = || new().set("AWS_ACCESS_KEY_ID", "AKIAENV").set("AWS_SECRET_ACCESS_KEY", "hunter2");
    let cases = [
        ("nothing is configured", new(), "AWS_EC2_METADATA_DISABLED is true"),
        ("keys", with_keys(), "Environment AKIAENV"),
        (
            "keys, and a profile that has some too",
            with_keys().credentials(&format!("[default]\n{KEYS}")),
            "Environment AKIAENV",
        ),
        ("keys, and a config file that is broken", with_keys().config("[default"), "Environment AKIAENV"),
        ("no secret key", new().set("AWS_ACCESS_KEY_ID", "AKIAENV"), "AWS_SECRET_ACCESS_KEY is not"),
        ("an empty key is none", new().set("AWS_ACCESS_KEY_ID", ""), "AWS_ACCESS_KEY_ID is not set"),
        (
            "keys, and AWS_PROFILE",
            with_keys().set("AWS_PROFILE", "x").config(&format!("[profile x]\n{KEYS}")),
            "Environment AKIAENV",
        ),
        // As in botocore, the CLI and the SDK for Go.
        (
            "keys, and a profile that the program chooses",
            with_keys().profile("x").config(&format!("[profile x]\n{KEYS}")),
            "Profile AKIAFILE",
        ),
        (
            "keys, and the program chooses a profile without",
            with_keys().profile("x").config("[profile x]\n"),
            "environment: skipped, because the program chooses a profile",
        ),
    ];
    for (situation, set, expected) in &cases {
        matrix.row("environment", situation, &set.chain().load().await, expected);
    }

    let role = "role_arn = arn:aws:iam::123456789012:role/";
    let config = |text: &str| new().config(text);
    let cases = [
        ("keys in the credentials file", new().credentials(&format!("[default]\n{KEYS}")), "Profile AKIAFILE"),
        ("keys in the config file", config(&format!("[profile x]\n{KEYS}")).set("AWS_PROFILE", "x"), "Profile AKIAFILE"),
        ("one key alone", config("[default]\naws_access_key_id = AKIA\n"), "only one of aws_access_key_id and"),
        (
            "AWS_DEFAULT_PROFILE",
            config(&format!("[profile x]\n{KEYS}")).set("AWS_DEFAULT_PROFILE", "x"),
            "Profile AKIAFILE",
        ),
        (
            "AWS_PROFILE and AWS_DEFAULT_PROFILE",
            config(&format!("[profile x]\n{KEYS}")).set("AWS_PROFILE", "x").set("AWS_DEFAULT_PROFILE", "y"),
            "Profile AKIAFILE",
        ),
        ("AWS_PROFILE names none", config("[default]\n").set("AWS_PROFILE", "y"), "there is no profile \"y\""),
        ("a profile without credentials", config("[default]\nregion = x\n"), "profile \"default\" has no credentials"),
        ("a broken file", config("[default]\nhunter2\n"), "config:2: a setting has no `=`"),
        ("IAM Identity Center", config("[default]\nsso_session = x\n"), "load it with aws-config"),
        (
            "credential_process",
            config(&format!(
                "[default]\ncredential_process = echo '{{\"Version\":1,\"AccessKeyId\":\"AKIAPROC\",\"SecretAccessKey\":\"{SECRET}\"}}'\n"
            )),
            "Process AKIAPROC",
        ),
        ("credential_process fails", config("[default]\ncredential_process = exit 3\n"), "credential_process failed"),
        ("credential_process is not there", config("[default]\ncredential_process = /no/such\n"), "credential_process failed"),
        (
            "credential_process prints something else",
            config("[default]\ncredential_process = echo hunter2\n"),
            "did not print JSON",
        ),
        (
            "credential_process prints without end",
            config("[default]\ncredential_process = yes hunter2\n"),
            "printed more than 64 KiB",
        ),
        (
            "credential_process of another version",
            config("[default]\ncredential_process = echo '{\"Version\":2}'\n"),
            "\"Version\": 1",
        ),
        (
            "a role by source_profile",
            config(&format!("[default]\n{role}A\nsource_profile = s\n[profile s]\n{KEYS}")).sts(&sts),
            "AssumeRole ASIAA",
        ),
        (
            "a role by its own keys",
            config(&format!("[default]\n{role}A\nsource_profile = default\n{KEYS}")).sts(&sts),
            "AssumeRole ASIAA",
        ),
        (
            "a role that asks for an external id",
            config(&format!("[default]\n{role}strict\nsource_profile = s\nexternal_id = ext:1/é\n[profile s]\n{KEYS}"))
                .sts(&sts),
            "AssumeRole ASIAstrict",
        ),
        (
            "a role that refuses",
            config(&format!("[default]\n{role}strict\nsource_profile = s\n[profile s]\n{KEYS}")).sts(&sts),
            "STS returned AccessDenied: is not authorized to perform: sts:AssumeRole (HTTP 403)",
        ),
        (
            "STS quotes the signature",
            config(&format!("[default]\n{role}quoting\nsource_profile = s\n[profile s]\n{KEYS}")).sts(&sts),
            ", Signature=*** (HTTP 403)",
        ),
        (
            "a role by a role",
            config(&format!(
                "[default]\n{role}B\nsource_profile = s\n[profile s]\n{role}A\nsource_profile = t\n[profile t]\n{KEYS}"
            ))
            .sts(&sts),
            "AssumeRole ASIAB",
        ),
        // The role of the first profile is used, and the keys of a profile that it refers to.
        (
            "a role by a profile with keys and a role",
            config(&format!(
                "[default]\n{role}B\nsource_profile = s\n[profile s]\n{role}strict\nsource_profile = s\n{KEYS}"
            ))
            .sts(&sts),
            "AssumeRole ASIAB",
        ),
        (
            "a role by a profile in a FIPS pseudo-Region",
            config(&format!("[default]\n{role}A\nsource_profile = s\n[profile s]\n{KEYS}"))
                .sts(&sts)
                .set("AWS_REGION", "fips-us-east-1"),
            "FIPS can't be combined with a custom endpoint",
        ),
        (
            "a source whose keys AWS does not know",
            config(&format!("[default]\n{role}A\nsource_profile = s\n[profile s]\n{}", KEYS.replace("AKIAFILE", "AKIAX"))).sts(&sts),
            "STS returned SignatureDoesNotMatch",
        ),
        (
            "roles in a circle",
            config(&format!("[default]\n{role}B\nsource_profile = s\n[profile s]\n{role}A\nsource_profile = default\n"))
                .sts(&sts),
            "profile \"default\" refers back to itself",
        ),
        (
            "a source that is not there",
            config(&format!("[default]\n{role}A\nsource_profile = s\n")),
            "there is no profile \"s\"",
        ),
        (
            // botocore: "configured to assume role with web identity but has no role ARN".
            "web_identity_token_file without a role",
            config("[default]\nweb_identity_token_file = /token\n"),
            "profile \"default\" sets web_identity_token_file without role_arn",
        ),
        ("a role by nothing", config(&format!("[default]\n{role}A\n")), "role_arn without source_profile"),
        (
            "a role with MFA",
            config(&format!("[default]\n{role}A\nsource_profile = default\nmfa_serial = x\n{KEYS}")),
            "MFA",
        ),
        (
            "credential_source = EcsContainer, not there",
            config(&format!("[default]\n{role}A\ncredential_source = EcsContainer\n")),
            "the source of profile \"default\": neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        ),
        (
            "credential_source = Else",
            config(&format!("[default]\n{role}A\ncredential_source = Else\n")),
            "credential_source must be",
        ),
    ];
    for (situation, set, expected) in &cases {
        matrix.row("profile", situation, &set.chain().load().await, expected);
    }

    let imds = FakeImds::start(&time).await;
    let set = new()
        .config(&format!("[default]\n{role}A\ncredential_source = Ec2InstanceMetadata\n"))
        .imds(&imds)
        .sts(&sts);
    matrix.row(
        "profile",
        "credential_source = Ec2InstanceMetadata",
        &set.chain().load().await,
        "AssumeRole ASIAA",
    );

    let set = new().sts(&sts);
    let token = set.home.write("token", "hunter2-valid\n");
    let set = set.config(&format!("[default]\n{role}W\nweb_identity_token_file = {token}\n"));
    matrix.row(
        "profile",
        "a role by web_identity_token_file",
        &set.chain().load().await,
        "WebIdentity ASIAW",
    );
    // As in botocore.
    let set = set.config(&format!(
        "[default]\n{role}W\nweb_identity_token_file = {token}\nsource_profile = s\n[profile s]\n{KEYS}"
    ));
    let loaded = set.chain().load().await;
    matrix.row("profile", "the same, and a source_profile", &loaded, "WebIdentity ASIAW");
    assert_eq!(loaded.unwrap().credentials.account_id().map(|id| id.as_str()), Some("123456789012"));
    matrix.print();
}

#[tokio::test]
async fn web_identity_gives_credentials_or_a_reason() {
    let time = Time::start();
    let mut matrix = Matrix::default();
    let sts = FakeSts::start(&time, Vec::new()).await;
    let with_token = |token: &str| {
        Situation::new(&time)
            .sts(&sts)
            .file("AWS_WEB_IDENTITY_TOKEN_FILE", "token", token)
            .set("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/irsa")
    };
    let set = with_token("hunter2-valid");
    let chain = set.chain();
    matrix.row("web identity", "IRSA", &chain.load().await, "WebIdentity ASIAirsa");
    set.home.write("token", "hunter2-expired");
    let loaded = chain.load().await;
    matrix.row(
        "web identity",
        "the token has expired",
        &loaded,
        "STS returned ExpiredTokenException: Token *** expired",
    );
    set.home.write("token", "hunter2-valid-and-new");
    matrix.row("web identity", "the token was renewed", &chain.load().await, "WebIdentity ASIAirsa");
    set.home.write("token", "");
    matrix.row(
        "web identity",
        "the token's file is empty",
        &chain.load().await,
        "AWS_WEB_IDENTITY_TOKEN_FILE is empty",
    );
    let loaded = with_token("hunter2").chain().load().await;
    matrix.row(
        "web identity",
        "an unknown provider",
        &loaded,
        "No OpenIDConnect provider found & none <known>",
    );

    *sts.failures.lock().unwrap() =
        vec![sts_error(403, "AccessDenied", "User: &#34;a&#x22; is not &#x61;uthorized &amp;#34;")];
    let loaded = with_token("hunter2-valid").chain().load().await;
    let expected = r#"STS returned AccessDenied: User: "a" is not authorized &#34; (HTTP 403)"#;
    matrix.row("web identity", "character references", &loaded, expected);

    let missing = with_token("x").set("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/file");
    matrix.row(
        "web identity",
        "the token's file is not there",
        &missing.chain().load().await,
        "entity not found",
    );
    let no_role = with_token("x").set("AWS_ROLE_ARN", "");
    matrix.row("web identity", "no role is named", &no_role.chain().load().await, "AWS_ROLE_ARN is not");

    let valid = with_token("hunter2-valid");
    sts.server.seen();
    *sts.failures.lock().unwrap() =
        vec![sts_error(400, "IDPCommunicationError", "slow"), Reply::status(503, "<html>busy</html>")];
    matrix.row(
        "web identity",
        "STS fails twice and then works",
        &valid.chain().load().await,
        "WebIdentity ASIAirsa",
    );
    assert_eq!(sts.server.seen().len(), 3);
    *sts.failures.lock().unwrap() = (0..9).map(|_| Reply::status(503, "<html>busy</html>")).collect();
    matrix.row("web identity", "STS is down", &valid.chain().load().await, "STS returned HTTP 503");
    assert_eq!(sts.server.seen().len(), 3, "there is a bound");
    let invalid = ["<AccessKeyId>A</AccessKeyId>", "{\"hunter2\":1}", ""];
    for body in invalid {
        *sts.failures.lock().unwrap() = vec![Reply::ok(body)];
        matrix.row(
            "web identity",
            "an invalid response of STS",
            &valid.chain().load().await,
            "the response of STS has no",
        );
    }
    let fips = with_token("hunter2-valid").set("AWS_USE_FIPS_ENDPOINT", "true");
    matrix.row(
        "web identity",
        "FIPS and AWS_ENDPOINT_URL_STS",
        &fips.chain().load().await,
        "FIPS can't be combined with a custom endpoint",
    );
    let gone = with_token("hunter2-valid").set("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
    matrix.row("web identity", "STS can't be reached", &gone.chain().load().await, "STS (127.0.0.1): ");
    matrix.print();
}

#[tokio::test]
async fn operations_that_aws_refuses_on_eks_fail_before_a_request() {
    use metering_client::{BatchMeterUsage, Client, DateTime, Error, MeterUsage};
    let time = Time::start();
    let container = container(&time, Arc::new(Mutex::new("hunter2".to_owned())), 200).await;
    let pod = Situation::new(&time)
        .set("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/v1/credentials", container.url))
        .file("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "eks-pod-identity-token", "hunter2");
    let service = metering_core::testing::Server::start().await.unwrap();
    let client = Client::builder().region("us-east-1").endpoint_url(service.url()).credentials(pod.chain());
    let client = client.build().unwrap();
    let usage = MeterUsage::builder()
        .product_code("prod-1")
        .timestamp(DateTime::from(std::time::SystemTime::now()))
        .usage_dimension("hours")
        .usage_quantity_as_decimal(1)
        .build();
    let error = client.send(usage).await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    let expected = "MeterUsage: AWS refuses MeterUsage with credentials from EKS Pod Identity";
    assert!(error.to_string().starts_with(expected), "{error}");
    assert!(service.received().is_empty());
    // A seller's software may use any credentials.
    let _ = client.send(BatchMeterUsage::builder().usage_records([]).build()).await.unwrap_err();
    assert_eq!(service.received().len(), 1);
}

#[tokio::test]
async fn containers_give_credentials_or_a_reason() {
    const FULL: &str = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    let time = Time::start();
    // As long as a token of EKS, of which no part may be printed either.
    let first = format!("hunter2-{}", "1".repeat(1000));
    let mut matrix = Matrix::default();
    let token = Arc::new(Mutex::new(first.clone()));
    let server = container(&time, Arc::clone(&token), 200).await;
    let url = format!("{}/v1/credentials", server.url);
    let new = || Situation::new(&time).set(FULL, &url);

    let set = new().set("AWS_CONTAINER_AUTHORIZATION_TOKEN", &first);
    let loaded = set.chain().load().await;
    matrix.row("container", "full URI and a token", &loaded, "EcsContainer ASIACONTAINER");
    assert_eq!(loaded.unwrap().credentials.account_id().map(|id| id.as_str()), Some("123456789012"));

    let file = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    let set = new().file(file, "eks-pod-identity-token", &first);
    let chain = set.chain();
    matrix.row(
        "container",
        "EKS Pod Identity's token file",
        &chain.load().await,
        "EksPodIdentity ASIACONTAINER",
    );
    *token.lock().unwrap() = "hunter2-2".to_owned();
    let loaded = chain.load().await;
    matrix.row(
        "container",
        "the token was changed, the file not yet",
        &loaded,
        "HTTP 401 (Unauthorized: bad token ***); the authorization token is from AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    );
    set.home.write("eks-pod-identity-token", "hunter2-2\n");
    matrix.row("container", "the file as well", &chain.load().await, "EksPodIdentity ASIACONTAINER");
    set.home.write("eks-pod-identity-token", "hunter2\nx: y");
    matrix.row(
        "container",
        "a line break in the token",
        &chain.load().await,
        "characters that a header can't have",
    );
    let both = set.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hunter2-2");
    both.home.write("eks-pod-identity-token", "hunter2-2");
    let loaded = both.chain().load().await;
    matrix.row("container", "both a token and a file", &loaded, "EksPodIdentity ASIACONTAINER");

    matrix.row("container", "no token", &new().chain().load().await, "the authorization token is not set");
    let elsewhere = new().set(FULL, format!("{}/other", server.url));
    matrix.row(
        "container",
        "another path",
        &elsewhere.chain().load().await,
        "HTTP 404 (NotFound: no such task)",
    );
    for (status, expected) in [(403, "HTTP 403"), (500, "HTTP 500"), (429, "HTTP 429"), (302, "HTTP 302")] {
        let server = container(&time, Arc::clone(&token), status).await;
        let set = new()
            .set(FULL, format!("{}/v1/credentials", server.url))
            .set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "hunter2-2");
        matrix.row("container", &format!("HTTP {status}"), &set.chain().load().await, expected);
        let passing = matches!(status, 429 | 500);
        assert_eq!(server.seen().len(), if passing { 3 } else { 1 }, "HTTP {status}");
    }
    let html = Server::start(|_| Reply::ok("<html>hunter2</html>")).await;
    let set = Situation::new(&time).set(FULL, &html.url);
    matrix.row(
        "container",
        "a response that is not JSON",
        &set.chain().load().await,
        "the response is not JSON",
    );
    let long = Server::start(|_| Reply::ok("x".repeat(1 << 20))).await;
    let set = Situation::new(&time).set(FULL, &long.url);
    matrix.row("container", "an endless response", &set.chain().load().await, "more than 262144 bytes");
    let far = new().set(FULL, "http://192.0.2.1/v1/credentials");
    matrix.row(
        "container",
        "http to another host",
        &far.chain().load().await,
        "the token is sent nowhere else",
    );
    // The next sources are not tried, because they would be another identity.
    let imds = FakeImds::start(&time).await;
    let set = far.imds(&imds);
    matrix.row(
        "container",
        "the same, on an EC2 instance",
        &set.chain().load().await,
        "the token is sent nowhere else",
    );
    assert!(imds.server.seen().is_empty());
    matrix.print();
}

#[tokio::test]
async fn instances_give_credentials_or_a_reason() {
    let time = Time::start();
    let mut matrix = Matrix::default();
    let imds = FakeImds::start(&time).await;
    let set = Situation::new(&time).imds(&imds);
    let chain = set.chain();
    let put = "PUT /latest/api/token";

    matrix.row("instance", "a role", &chain.load().await, "Imds ASIAIMDS");
    assert_eq!(
        imds.server.seen(),
        [
            put,
            "GET /latest/meta-data/iam/security-credentials/",
            "GET /latest/meta-data/iam/security-credentials/meter-reader"
        ]
    );
    matrix.row("instance", "again, by the same session token", &chain.load().await, "Imds ASIAIMDS");
    assert!(!imds.server.seen().contains(&put.to_owned()));
    time.pass(Duration::from_secs(6 * 3600 - 60));
    matrix.row("instance", "the session token is about to expire", &chain.load().await, "Imds ASIAIMDS");
    assert_eq!(imds.server.seen().iter().filter(|seen| *seen == put).count(), 1);
    imds.forget();
    matrix.row("instance", "the session token was revoked (401)", &chain.load().await, "Imds ASIAIMDS");
    assert_eq!(imds.server.seen().iter().filter(|seen| *seen == put).count(), 1);
    imds.set_ttl(1);
    imds.forget();
    matrix.row("instance", "session tokens of one second", &chain.load().await, "Imds ASIAIMDS");
    imds.set_ttl(0);
    imds.forget();
    imds.server.seen();
    matrix.row("instance", "session tokens that never work", &chain.load().await, "HTTP 401");
    assert!(imds.server.seen().len() <= 4, "there is a bound");
    imds.set_ttl(21_600);

    let settings = chain.settings().await;
    assert_eq!(chain.region(&settings).await.unwrap().as_deref(), Some("eu-west-3"));

    imds.set(Imds::Stale);
    let loaded = chain.load().await;
    matrix.row("instance", "AWS can't renew the role's credentials", &loaded, "Imds ASIAIMDS");
    let ahead = loaded.unwrap().credentials.expiry().unwrap().duration_since(time.now()).unwrap();
    assert!((300..=600).contains(&ahead.as_secs()), "{ahead:?}");

    for (mode, situation, expected) in [
        (Imds::NoRole, "no role", "no role is attached"),
        (Imds::SwitchedOff, "switched off for the instance", "switched off"),
        (Imds::Broken, "HTTP 503", "refused with HTTP 503"),
    ] {
        imds.set(mode);
        matrix.row("instance", situation, &set.chain().load().await, expected);
    }
    imds.set(Imds::HopLimit);
    let hasty = Situation::new(&time).imds(&imds).set("AWS_METADATA_SERVICE_TIMEOUT", "1");
    let expected = "HttpPutResponseHopLimit";
    matrix.row("instance", "in a container, hop limit 1", &hasty.chain().load().await, expected);

    imds.server.seen();
    let (number, attempts) = ("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts");
    for (situation, set, requests) in [
        ("the same, two attempts", hasty.set(number, "2"), 2),
        (
            "the same, by the profile",
            {
                let text = format!("[default]\n{attempts} = 2\nmetadata_service_timeout = 1\n");
                Situation::new(&time).imds(&imds).set("AWS_METADATA_SERVICE_TIMEOUT", "").config(&text)
            },
            2,
        ),
    ] {
        matrix.row("instance", situation, &set.chain().load().await, "no session token within 1 s");
        assert_eq!(imds.server.seen(), vec![put; requests]);
    }
    imds.set(Imds::Broken);
    for (attempts, requests) in [("1", 1), ("5", 5), ("", 3)] {
        let set = Situation::new(&time).imds(&imds).set(number, attempts);
        let situation = format!("HTTP 503, {number}={attempts}");
        matrix.row("instance", &situation, &set.chain().load().await, "refused with HTTP 503");
        assert_eq!(imds.server.seen(), vec![put; requests]);
    }
    for (variable, value) in [(number, "0"), (number, "some"), ("AWS_METADATA_SERVICE_TIMEOUT", "1.5s")] {
        let set = Situation::new(&time).imds(&imds).set(variable, value);
        let situation = format!("{variable}={value}");
        matrix.row("instance", &situation, &set.chain().load().await, "must be a whole number, at least 1");
    }
    assert!(imds.server.seen().is_empty());
    imds.set(Imds::VersionOne);
    imds.server.seen();
    matrix.row("instance", "version 1 alone", &set.chain().load().await, "IMDSv1 is not used");
    assert_eq!(imds.server.seen(), [put], "nothing is asked without a session token");

    let off = Situation::new(&time).imds(&imds).set("AWS_EC2_METADATA_DISABLED", "true");
    matrix.row(
        "instance",
        "AWS_EC2_METADATA_DISABLED",
        &off.chain().load().await,
        "AWS_EC2_METADATA_DISABLED is true",
    );
    assert!(imds.server.seen().is_empty());
    let gone = Situation::new(&time)
        .set("AWS_EC2_METADATA_DISABLED", "false")
        .set("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
    let loaded = gone.chain().load().await;
    matrix.row("instance", "no server listens", &loaded, "can't be reached");
    let mode = Situation::new(&time)
        .set("AWS_EC2_METADATA_DISABLED", "false")
        .set("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv5");
    matrix.row("instance", "an unknown endpoint mode", &mode.chain().load().await, "must be IPv4 or IPv6");

    // One line for each source.
    let error = loaded.unwrap_err();
    assert_eq!(
        error.reasons().map(|(source, _)| source).collect::<Vec<_>>(),
        ["environment", "profile", "web identity", "container", "instance"]
    );
    assert_eq!(format!("{error}").lines().count(), 1);
    assert_eq!(format!("{error:#}").lines().count(), 6);
    matrix.print();
}

/// Helpers and endpoints write expirations in many formats. The list of all formats is tested next
/// to the parser.
#[tokio::test]
async fn expirations_that_botocore_accepts() {
    let time = Time::start();
    for (expiration, is_valid) in [
        (r#""2026-01-01T00:00:00UTC""#, true),
        (r#""2026-01-01 00:00:00 UTC""#, true),
        (r#""2026-01-01T00:00:00+0000""#, true),
        (r#""2026-01-01T01:00:00.000+0100""#, true),
        (r#""Thu, 01 Jan 2026 00:00:00 GMT""#, true),
        ("1767225600", true),
        (r#""soon""#, false),
        ("{}", false),
    ] {
        let keys = format!(r#""AccessKeyId":"AKIA","SecretAccessKey":"hunter2","Expiration":{expiration}"#);
        let process = Situation::new(&time)
            .config(&format!("[default]\ncredential_process = echo '{{\"Version\":1,{keys}}}'\n"));
        let server = Server::start(move |_| Reply::ok(format!("{{{keys}}}"))).await;
        let container = Situation::new(&time).set("AWS_CONTAINER_CREDENTIALS_FULL_URI", &server.url);
        for set in [process, container] {
            let loaded = set.chain().load().await.map(|found| found.credentials.expiry());
            match loaded {
                Ok(expiry) => assert_eq!(expiry, Some(time.now()), "{expiration}"),
                Err(error) => {
                    assert!(!is_valid, "{expiration}: {error}");
                    assert!(error.to_string().contains("the Expiration"), "{error}");
                }
            }
        }
    }
}

#[tokio::test]
async fn the_source_passes_through_the_trait_of_aws() {
    use aws_credential_types::provider::ProvideCredentials;
    let time = Time::start();
    let set = Situation::new(&time).credentials(&format!("[default]\n{KEYS}"));
    let credentials = set.chain().provide_credentials().await.unwrap();
    assert_eq!(CredentialsSource::of(&credentials), CredentialsSource::Profile);
    let other = Credentials::new("AKIA", "hunter2", None, None, "mine");
    assert!(matches!(CredentialsSource::of(&other), CredentialsSource::Custom(_)));
}
