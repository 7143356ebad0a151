//! Endpoints, compared with the test cases of AWS's rule sets, and their settings.

use std::collections::BTreeMap;
use std::time::SystemTime;

use http::Request;

use metering_core::credentials::from_keys;
use metering_core::endpoint::{
    EndpointError, EndpointOverride, EndpointParams, EndpointRules, Partition, host_label,
};
use metering_core::settings::{Environment, Settings};
use metering_core::sign::{SigningScope, verify};
use metering_core::{BuildError, Client, aws_operation};
use tests::conformance;
use tests::tables::Service;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

/// Returns the overrides that the other services would declare with `endpoint(…)`.
fn overrides(service: &str) -> &'static [EndpointOverride] {
    const DUAL_STACK_ONLY: &[EndpointOverride] = &[EndpointOverride::everywhere().dual_stack_only()];
    const GLOBAL_DUAL_STACK_ONLY: &[EndpointOverride] =
        &[EndpointOverride::everywhere().global().dual_stack_only()];
    match service {
        "arc-region-switch"
        | "interconnect"
        | "keyspacesstreams"
        | "partnercentral-account"
        | "partnercentral-benefits"
        | "partnercentral-selling"
        | "workspaces-instances" => DUAL_STACK_ONLY,
        "bcm-dashboards" | "bcm-pricing-calculator" | "bcm-recommended-actions" => GLOBAL_DUAL_STACK_ONLY,
        "acm-pca" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("acm-pca")] },
        "config" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("config")] },
        "dynamodb" => {
            const {
                &[
                    EndpointOverride::partitions(&["aws-us-gov"]).fips("dynamodb"),
                    EndpointOverride::regions(&["local"])
                        .plain("http://localhost:8000")
                        .signing_region("us-east-1"),
                ]
            }
        }
        "identitystore" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("identitystore")] },
        "keyspaces" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("cassandra")] },
        "service-quotas" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("servicequotas")] },
        "sqs" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("sqs")] },
        "ssm" => const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("ssm")] },
        "swf" => {
            const { &[EndpointOverride::partitions(&["aws-us-gov"]).fips("swf").dual_stack("swf-fips")] }
        }
        "autoscaling-plans" => {
            const { &[EndpointOverride::regions(&["us-gov-east-1", "us-gov-west-1"]).fips("autoscaling-plans")] }
        }
        "cloudtrail" => {
            const { &[EndpointOverride::regions(&["us-gov-east-1", "us-gov-west-1"]).fips("cloudtrail")] }
        }
        "logs" => const { &[EndpointOverride::regions(&["us-gov-east-1", "us-gov-west-1"]).fips("logs")] },
        "route53resolver" => {
            const { &[EndpointOverride::regions(&["us-gov-east-1", "us-gov-west-1"]).fips("route53resolver")] }
        }
        "events" => {
            const {
                &[
                    EndpointOverride::partitions(&["aws-us-gov"]).fips_dual_stack("events"),
                    EndpointOverride::regions(&["us-gov-east-1", "us-gov-west-1"]).fips("events"),
                ]
            }
        }
        "budgets" => {
            const {
                &[
                    EndpointOverride::everywhere()
                        .global()
                        .plain("budgets.{dns_suffix}")
                        .fips("budgets-fips.{dns_suffix}")
                        .dual_stack("budgets.{dual_stack_dns_suffix}")
                        .fips_dual_stack("budgets-fips.{dual_stack_dns_suffix}"),
                    EndpointOverride::partitions(&["aws"]).dual_stack("budgets"),
                    EndpointOverride::partitions(&["aws-eusc"])
                        .plain("budgets.{region}.{dual_stack_dns_suffix}")
                        .dual_stack("budgets"),
                    EndpointOverride::partitions(&["aws-iso-b", "aws-iso-e", "aws-iso-f"])
                        .plain("budgets.global.{dns_suffix}"),
                ]
            }
        }
        "ce" => {
            const {
                &[
                    EndpointOverride::everywhere().global(),
                    EndpointOverride::partitions(&["aws-eusc"]).plain("ce.{region}.{dual_stack_dns_suffix}"),
                ]
            }
        }
        "cognito-identity" => {
            const {
                &[
                    EndpointOverride::partitions(&["aws"])
                        .dual_stack("cognito-identity.{region}.{dns_suffix}"),
                    EndpointOverride::regions(&["us-east-1", "us-east-2", "us-west-1", "us-west-2"])
                        .fips_dual_stack("cognito-identity-fips.{region}.{dns_suffix}"),
                ]
            }
        }
        "ecr-public" => const { &[EndpointOverride::partitions(&["aws"]).dual_stack("ecr-public")] },
        "freetier" => {
            const {
                &[
                    EndpointOverride::everywhere().dual_stack_only(),
                    EndpointOverride::partitions(&["aws"])
                        .dual_stack("freetier.us-east-1.{dual_stack_dns_suffix}")
                        .signing_region("us-east-1"),
                    EndpointOverride::regions(&["aws-cn-global"])
                        .dual_stack("freetier.cn-northwest-1.{dual_stack_dns_suffix}")
                        .signing_region("cn-northwest-1"),
                ]
            }
        }
        "health" => {
            const {
                &[
                    EndpointOverride::regions(&["aws-global"])
                        .plain("global.health.{dns_suffix}")
                        .signing_region("us-east-1"),
                    EndpointOverride::regions(&["aws-cn-global"])
                        .plain("global.health.{dns_suffix}")
                        .signing_region("cn-northwest-1"),
                    EndpointOverride::partitions(&["aws-eusc"]).dual_stack_only(),
                ]
            }
        }
        "iotsecuretunneling" => {
            const {
                &[EndpointOverride::partitions(&["aws", "aws-cn", "aws-us-gov"])
                    .dual_stack("api.iot-tunneling")
                    .fips_dual_stack("api.iot-tunneling-fips")]
            }
        }
        "memorydb" => {
            const {
                &[EndpointOverride::regions(&["fips"])
                    .plain("memory-db-fips.us-west-1.{dns_suffix}")
                    .signing_region("us-west-1")]
            }
        }
        "partnercentral-channel" => {
            const {
                &[
                    EndpointOverride::everywhere()
                        .global()
                        .dual_stack_only()
                        .dual_stack("partnercentral-channel.global.{dual_stack_dns_suffix}")
                        .fips_dual_stack("partnercentral-channel-fips.global.{dual_stack_dns_suffix}"),
                    EndpointOverride::partitions(&["aws-us-gov"])
                        .dual_stack("partnercentral-channel.us-gov.{dual_stack_dns_suffix}")
                        .fips_dual_stack("partnercentral-channel-fips.us-gov.{dual_stack_dns_suffix}"),
                ]
            }
        }
        "secretsmanager" => {
            const {
                &[
                    EndpointOverride::partitions(&["aws", "aws-cn", "aws-us-gov"])
                        .dual_stack("secretsmanager.{region}.{dns_suffix}"),
                    EndpointOverride::partitions(&["aws", "aws-us-gov"])
                        .fips_dual_stack("secretsmanager-fips.{region}.{dns_suffix}"),
                ]
            }
        }
        "timestream-write" => {
            const {
                &[
                    EndpointOverride::partitions(&["aws"])
                        .dual_stack("timestream-ingest")
                        .fips_dual_stack("timestream-ingest-fips"),
                    EndpointOverride::partitions(&["aws-us-gov"])
                        .fips("ingest.timestream")
                        .dual_stack("timestream-ingest")
                        .fips_dual_stack("timestream-ingest"),
                ]
            }
        }
        "waf" => {
            const {
                &[EndpointOverride::partitions(&["aws"])
                    .plain("waf.{dns_suffix}")
                    .fips("waf-fips.{dns_suffix}")
                    .signing_region("us-east-1")]
            }
        }
        _ => &[],
    }
}

fn rules(service: &str, prefix: &str) -> EndpointRules {
    if service == "meteringmarketplace" {
        // The rules of the declaration itself.
        return <metering_client::Service as metering_core::service::Service>::INFO.endpoint;
    }
    EndpointRules::new(prefix.to_owned().leak()).overrides(overrides(service))
}

#[derive(Default)]
struct Row {
    passed: usize,
    /// The number of cases by reason.
    left_out: BTreeMap<String, usize>,
    failed: Vec<String>,
}

fn print(title: &str, rows: &BTreeMap<String, Row>) {
    let sum = |of: fn(&Row) -> usize| rows.values().map(of).sum::<usize>();
    tests::show(format_args!(
        "{title}: {} passed, {} failed, {} left out",
        sum(|row| row.passed),
        sum(|row| row.failed.len()),
        sum(|row| row.left_out.values().sum())
    ));
    for (service, row) in rows.iter().filter(|(_, row)| row.left_out.len() + row.failed.len() > 0) {
        let left_out: usize = row.left_out.values().sum();
        tests::show(format_args!(
            "  {service}: {} passed, {} failed, {left_out} left out",
            row.passed,
            row.failed.len()
        ));
        row.left_out
            .iter()
            .for_each(|(reason, count)| tests::show(format_args!("    left out  {count}: {reason}")));
        row.failed.iter().for_each(|failure| tests::show(format_args!("    {failure}")));
    }
}

/// Returns the endpoint, or the error text of the rule sets.
fn outcome(rules: &EndpointRules, params: &EndpointParams) -> Result<(String, Option<String>), &'static str> {
    match rules.resolve(params) {
        Ok(endpoint) => {
            let url = endpoint.url().to_string();
            Ok((url.trim_end_matches('/').to_owned(), endpoint.signing_region().map(str::to_owned)))
        }
        Err(EndpointError::MissingRegion) => Err("Invalid Configuration: Missing Region"),
        Err(EndpointError::FipsWithCustomEndpoint) => {
            Err("Invalid Configuration: FIPS and custom endpoint are not supported")
        }
        Err(EndpointError::DualStackWithCustomEndpoint) => {
            Err("Invalid Configuration: Dualstack and custom endpoint are not supported")
        }
        Err(_) => Err("another error"),
    }
}

/// Parameters of single services, which no declaration supports.
const SERVICE_PARAMETERS: [&str; 7] = [
    "AccountId",
    "AccountIdEndpointMode",
    "EndpointId",
    "IsSearchOperation",
    "ResourceArn",
    "ResourceArnList",
    "UseControlPlaneEndpoint",
];

#[test]
fn cases_of_the_rule_sets() {
    let Some(data) = conformance::read("endpoint_tests.json") else { return };
    let mut rows = BTreeMap::<String, Row>::new();
    for case in data["tests"].as_array().unwrap() {
        let text = |name: &str| case[name].as_str().unwrap();
        let (service, given, expected) = (text("service"), &case["params"], &case["expected"]);
        let row = rows.entry(service.to_owned()).or_default();
        let binds = service == "meteringmarketplace" || case["standard_template_suffices"] == true;
        let params = EndpointParams::new();
        let mut params = match given["Region"].as_str() {
            Some(region) => params.region(region),
            None => params,
        };
        params.endpoint_url = given["Endpoint"].as_str().map(str::to_owned);
        params.use_fips = given["UseFIPS"] == true;
        params.use_dual_stack = given["UseDualStack"] == true;

        let got = outcome(&rules(service, text("endpointPrefix")), &params);
        let signing = &expected["properties"]["authSchemes"][0]["signingRegion"];
        let passes = match &got {
            Ok((url, region)) => {
                expected["url"].as_str().map(|url| url.trim_end_matches('/')) == Some(url)
                    && signing.as_str().is_none_or(|expected| region.as_deref() == Some(expected))
            }
            Err(error) => expected["error"] == **error,
        };
        // Only DynamoDB rejects a custom endpoint that is one of its dual-stack hosts.
        let overrides = expected["error"].as_str().filter(|error| error.starts_with("Endpoint override"));
        let mut own: Vec<_> = SERVICE_PARAMETERS
            .into_iter()
            .filter(|name| !given[name].is_null())
            .map(|name| format!("`{name}`"))
            .collect();
        own.extend(overrides.map(|_| "the hosts that a custom endpoint must not have".to_owned()));
        if passes {
            row.passed += 1;
        } else if binds || own.is_empty() {
            row.failed.push(format!("{} {given}: {got:?}, expected {expected}", text("id")));
        } else {
            let reason = format!("a declaration can't express {}", own.join(", "));
            *row.left_out.entry(reason).or_default() += 1;
        }
    }
    print("endpoint_tests.json", &rows);
    let failed: Vec<_> = rows.values().flat_map(|row| &row.failed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_region_and_variant_has_the_host_of_aws() {
    let (Some(grid), Some(cases)) =
        (conformance::read("endpoint_grid.json"), conformance::read("endpoint_tests.json"))
    else {
        return;
    };
    let prefixes: BTreeMap<_, _> = cases["tests"]
        .as_array()
        .unwrap()
        .iter()
        .map(|case| (case["service"].as_str().unwrap(), case["endpointPrefix"].as_str().unwrap()))
        .collect();
    let mut rows = BTreeMap::<String, Row>::new();
    for (service, regions) in grid["grid"].as_object().unwrap() {
        let rules = rules(service, prefixes[service.as_str()]);
        let row = rows.entry(service.clone()).or_default();
        for (region, urls) in regions.as_object().unwrap() {
            for (variant, expected) in urls.as_array().unwrap().iter().enumerate() {
                let params = EndpointParams::new()
                    .region(region)
                    .use_fips(variant & 1 != 0)
                    .use_dual_stack(variant & 2 != 0);
                match outcome(&rules, &params) {
                    Ok((url, _)) if *expected == *url => row.passed += 1,
                    got => row.failed.push(format!("{params:?}: {got:?}, expected {expected}")),
                }
            }
        }
    }
    print("endpoint_grid.json", &rows);
    let failed: Vec<_> = rows.values().flat_map(|row| &row.failed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

const PLAIN: EndpointRules = EndpointRules::new("kms");

fn custom(url: &str) -> Result<String, EndpointError> {
    let endpoint = PLAIN.resolve(&EndpointParams::new().region("eu-west-1").endpoint_url(url))?;
    Ok(endpoint.url().to_string())
}

#[test]
fn custom_endpoints_are_used_unchanged() {
    for url in
        ["http://localhost:4566/", "https://example.com/a/b", "https://example.com/a/", "http://[::1]:8000/"]
    {
        assert_eq!(custom(url).as_deref(), Ok(url));
    }
    assert_eq!(custom("https://example.com").as_deref(), Ok("https://example.com/"));
    for url in [
        "example.com",
        "ftp://example.com",
        "https://",
        "https://example.com/?a=b",
        "https://example.com/#a",
        "https://user:hunter2@example.com",
        "https://example.com/a b",
        "",
    ] {
        let error = custom(url).unwrap_err();
        assert!(matches!(error, EndpointError::InvalidUrl { .. }), "{url}: {error:?}");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}

/// Deletes nothing.
#[aws_operation(action = "DeleteNothing", output = ())]
#[derive(Debug, Clone)]
pub struct DeleteNothing {
    /// The name.
    pub name: String,
}

const KEYS: (&str, &str) = ("AKIDPATHS", "secret");

/// Returns the request that a client sends to an endpoint with this path.
async fn sent(path: &str) -> Result<Request<Vec<u8>>, BuildError> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::<Service>::builder()
        .region("us-east-1")
        .endpoint_url(format!("http://{}{path}", listener.local_addr().unwrap()))
        .credentials(from_keys(KEYS.0, KEYS.1, None))
        .build()?;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        while !bytes.ends_with(br#"{"Name":"a"}"#) {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
        }
        let response =
            "HTTP/1.1 200 OK\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: 2\r\n\r\n{}";
        stream.write_all(response.as_bytes()).await.unwrap();
        String::from_utf8(bytes).unwrap()
    });
    client.send(DeleteNothing { name: "a".to_owned() }).await.unwrap();
    let text = server.await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    let path = lines.next().unwrap().strip_prefix("POST ").unwrap().strip_suffix(" HTTP/1.1").unwrap();
    let mut request = Request::post(path);
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        request = request.header(name, value);
    }
    Ok(request.body(body.as_bytes().to_vec()).unwrap())
}

/// The signature covers the path. A client either sends the path that it signed, or is not built.
async fn check_path(path: &str) -> bool {
    let (parts, body) = match sent(path).await {
        Ok(request) => request.into_parts(),
        Err(BuildError::Endpoint(EndpointError::InvalidUrl { .. })) => return false,
        Err(error) => panic!("{path}: {error}"),
    };
    let keys = |id: &str| (id == KEYS.0).then(|| from_keys(KEYS.0, KEYS.1, None));
    let scope = SigningScope { region: "us-east-1", service: "tables" };
    let verified = verify(&parts, &body, keys, scope, SystemTime::now());
    assert!(verified.is_ok(), "{path} arrives as {}: {verified:?}", parts.uri);
    true
}

#[tokio::test]
async fn the_path_that_is_signed_is_the_path_that_arrives() {
    for path in [
        "/",
        "",
        "/a",
        "/a/",
        "//a//",
        "/a%20b",
        "/%C3%A4",
        "/a%2Fb",
        "/a:b@c",
        "/!$&'()*+,;=",
        "/~user-1_2.json",
        "/...",
        "/.a",
        "/a..b",
        "/%2ea",
    ] {
        assert!(check_path(path).await, "{path}");
    }
    for path in [
        "/ä",
        "/a b",
        "/a\"b",
        "/a{b}",
        "/a|b",
        "/a^b",
        "/a`b",
        "/a\\b",
        "/a<b>",
        "/a[b]",
        "/%",
        "/%2",
        "/%zz",
        "/.",
        "/..",
        "/a/../b",
        "/a/./b",
        "/%2e",
        "/%2E%2e/b",
        "/.%2e",
        "/a\tb",
    ] {
        assert!(!check_path(path).await, "{path}");
    }
    let alphabet: Vec<char> = "ab/.%2eEä{}|^`\\\"' +~;=@:".chars().collect();
    for _ in 0..300 {
        let length = fastrand::usize(..8);
        let path: String = (0..length).map(|_| alphabet[fastrand::usize(..alphabet.len())]).collect();
        check_path(&format!("/{path}")).await;
    }
}

#[test]
fn a_custom_endpoint_needs_no_region() {
    let endpoint = PLAIN.resolve(&EndpointParams::new().endpoint_url("http://localhost:1")).unwrap();
    assert_eq!(endpoint.signing_region(), None);
}

#[test]
fn a_region_must_fit_a_host_name() {
    for region in ["", "eu west 1", "eu-west-1.evil.example", "eu-west-1/", "-eu", "a@b", &"a".repeat(64)] {
        let error = PLAIN.resolve(&EndpointParams::new().region(region)).unwrap_err();
        assert!(matches!(error, EndpointError::InvalidHostLabel { .. }), "{region}: {error:?}");
    }
}

#[test]
fn host_prefixes_are_added_to_the_host() {
    let endpoint = PLAIN.resolve(&EndpointParams::new().region("eu-west-1")).unwrap();
    let with = |prefix: &str| endpoint.with_host_prefix(prefix).map(|endpoint| endpoint.url().to_string());
    assert_eq!(with("foo.").as_deref(), Ok("https://foo.kms.eu-west-1.amazonaws.com/"));
    let label = host_label("AccountId", "123456789012").unwrap();
    assert_eq!(
        with(&format!("a.{label}.")).as_deref(),
        Ok("https://a.123456789012.kms.eu-west-1.amazonaws.com/")
    );
    // The prefix of Cloud Map's DiscoverInstances becomes part of the host's first label.
    assert_eq!(with("data-").as_deref(), Ok("https://data-kms.eu-west-1.amazonaws.com/"));
    for prefix in ["", ".", "a..", "a/.", "a@b.", "-a.", "a-."] {
        assert!(with(prefix).is_err(), "{prefix}");
    }
    let port = PLAIN.resolve(&EndpointParams::new().endpoint_url("http://localhost:4566/base")).unwrap();
    assert_eq!(port.with_host_prefix("foo.").unwrap().url(), "http://foo.localhost:4566/base");
    assert!(host_label("AccountId", "a.b").is_err());
}

#[test]
fn unknown_regions_use_the_partition_of_their_name() {
    for (region, id) in [
        ("us-northpole-1", "aws"),
        ("cn-new-7", "aws-cn"),
        ("us-gov-south-12", "aws-us-gov"),
        ("us-isob-x-1", "aws-iso-b"),
        ("eusc-de-west-2", "aws-eusc"),
        ("eusc-fr-west-2", "aws"),
        ("aws-iso-f-global", "aws-iso-f"),
        ("aws-global", "aws"),
        ("moon", "aws"),
        ("us-gov-west-", "aws"),
    ] {
        assert_eq!(Partition::of(region).id, id, "{region}");
    }
}

/// Creates a home directory with these two files.
fn home(name: &str, config: &str, credentials: &str) -> String {
    let home = std::env::temp_dir().join(format!("metering-endpoints-{}-{name}", std::process::id()));
    std::fs::create_dir_all(home.join(".aws")).unwrap();
    std::fs::write(home.join(".aws/config"), config).unwrap();
    std::fs::write(home.join(".aws/credentials"), credentials).unwrap();
    home.to_str().unwrap().to_owned()
}

const CONFIG: &str = "\
[default]
region = eu-central-1  # where we live
endpoint_url = http://all.profile
services = local
use_fips_endpoint = TRUE

[profile \"other\"]
region=eu-north-1

[services local]
marketplace_metering =
  endpoint_url = http://metering.profile
kms =
  endpoint_url = http://kms.profile

[sso-session x]
  a line we do not read
";

fn from(variables: &[(&str, &str)], service_id: &str) -> Result<EndpointParams, EndpointError> {
    let settings = Settings::load(Environment::of(variables.iter().copied()));
    EndpointParams::from_settings(&settings, service_id)
}

#[test]
fn endpoint_urls_are_read_by_precedence() {
    let home = home("urls", CONFIG, "");
    let url = |variables: &[(&str, &str)], service| {
        let mut all = vec![("HOME", &*home)];
        all.extend(variables);
        from(&all, service).unwrap().endpoint_url
    };
    let metering = "Marketplace Metering";
    let one = ("AWS_ENDPOINT_URL_MARKETPLACE_METERING", "http://metering.env");
    let all = ("AWS_ENDPOINT_URL", "http://all.env");
    assert_eq!(url(&[one, all], metering).as_deref(), Some("http://metering.env"));
    assert_eq!(url(&[all], metering).as_deref(), Some("http://all.env"));
    assert_eq!(url(&[one], "KMS").as_deref(), Some("http://kms.profile"));
    assert_eq!(url(&[], metering).as_deref(), Some("http://metering.profile"));
    assert_eq!(url(&[], "SQS").as_deref(), Some("http://all.profile"));
    assert_eq!(url(&[("AWS_PROFILE", "other")], metering), None);
    assert_eq!(url(&[one, all, ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")], metering), None);
    assert_eq!(
        url(&[("AWS_ENDPOINT_URL_API_GATEWAY", "http://x")], "API-Gateway").as_deref(),
        Some("http://x")
    );
}

#[test]
fn the_region_and_switches_are_read_by_precedence() {
    let home = home("switches", CONFIG, "[default]\nregion = sa-east-1\n");
    let get = |variables: &[(&str, &str)]| {
        let mut all = vec![("HOME", &*home)];
        all.extend(variables);
        from(&all, "KMS")
    };
    let found = get(&[]).unwrap();
    // The credentials file takes precedence over the config file.
    assert_eq!(found.region.as_deref(), Some("sa-east-1"));
    assert!(found.use_fips && !found.use_dual_stack);
    assert_eq!(get(&[("AWS_PROFILE", "other")]).unwrap().region.as_deref(), Some("eu-north-1"));
    let both = [("AWS_REGION", "us-east-1"), ("AWS_DEFAULT_REGION", "us-west-2")];
    assert_eq!(get(&both).unwrap().region.as_deref(), Some("us-east-1"));
    assert_eq!(get(&both[1..]).unwrap().region.as_deref(), Some("us-west-2"));
    assert!(!get(&[("AWS_USE_FIPS_ENDPOINT", "false")]).unwrap().use_fips);
    assert!(get(&[("AWS_USE_DUALSTACK_ENDPOINT", "true")]).unwrap().use_dual_stack);
    let error = get(&[("AWS_USE_FIPS_ENDPOINT", "yes")]).unwrap_err();
    assert!(error.to_string().contains("AWS_USE_FIPS_ENDPOINT"), "{error}");
}

#[test]
fn hand_written_files_are_read() {
    let config = "\u{feff}[default]\n  region = eu-west-1\n  ; for IPv6\n  Use_DualStack_Endpoint = true\n\n[ profile  'two words' ]\nregion\t=\tus-east-2\r\n# no = setting\n";
    let home = home("hand-written", config, "[two words]\nendpoint_url = http://x/#a\n");
    let found = from(&[("HOME", &home)], "KMS").unwrap();
    assert_eq!((found.region.as_deref(), found.use_dual_stack), (Some("eu-west-1"), true));
    let found = from(&[("HOME", &home), ("AWS_PROFILE", "two words")], "KMS").unwrap();
    assert_eq!(found.region.as_deref(), Some("us-east-2"));
    assert_eq!(found.endpoint_url.as_deref(), Some("http://x/#a"));
}

#[test]
fn the_profile_section_wins_over_the_bare_default() {
    for config in [
        "[default]\nregion = a\nendpoint_url = http://x\n[profile default]\nregion = b\n",
        "[profile default]\nregion = b\n[default]\nregion = a\nendpoint_url = http://x\n",
    ] {
        let home = home("default", config, "");
        let found = from(&[("HOME", &home)], "KMS").unwrap();
        assert_eq!((found.region.as_deref(), found.endpoint_url), (Some("b"), None));
    }
}
