//! Signature Version 4, compared with the conformance vectors and aws-sigv4, and verification.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use metering_core::sign::{
    Identity, PayloadHash, RequestLine, Signer, SigningOptions, SigningScope, VerifyError, canonical_request,
    is_signed, verify,
};
use serde_json::Value;
use tests::conformance::{self, Table, expect};

/// 2015-08-30T12:36:00Z, the time of AWS's own examples.
const NOON: u64 = 1_440_938_160;

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

/// Reads `YYYYMMDDTHHMMSSZ` with the implementation that AWS's SDK uses.
fn time_of(stamp: &str) -> SystemTime {
    let iso = format!(
        "{}-{}-{}T{}:{}:{}Z",
        &stamp[..4],
        &stamp[4..6],
        &stamp[6..8],
        &stamp[9..11],
        &stamp[11..13],
        &stamp[13..15]
    );
    let time = aws_smithy_types::DateTime::from_str(&iso, aws_smithy_types::date_time::Format::DateTime);
    SystemTime::try_from(time.unwrap()).unwrap()
}

fn credentials_of(value: &Value) -> Credentials {
    Credentials::new(
        text(&value["access_key_id"]),
        text(&value["secret_access_key"]),
        value["session_token"].as_str().map(str::to_owned),
        None,
        "test",
    )
}

fn run(vector: &Value) -> Result<(), String> {
    let request = &vector["request"];
    let options = &vector["options"];
    let mut signing = SigningOptions::default();
    signing.normalize_path = options["normalize_path"] != false;
    signing.encode_path = options["double_uri_encode"] != false;
    signing.content_sha256_header = options["add_content_sha256_header"] == true;

    let mut headers = HeaderMap::new();
    for header in request["headers"].as_array().unwrap() {
        let name: HeaderName = text(&header[0]).parse().map_err(|error| format!("{error}"))?;
        // A folded value can't be sent; a recipient reads it as one line (RFC 9112, 5.2).
        let value = text(&header[1]).replace('\n', " ");
        headers.append(name, HeaderValue::from_str(&value).map_err(|error| error.to_string())?);
    }
    let credentials = credentials_of(&vector["credentials"]);
    let payload = PayloadHash::of(text(&request["body"]).as_bytes());
    let line = RequestLine {
        method: text(&request["method"]),
        path: text(&request["path"]),
        query: text(&request["query"]),
    };
    Signer::with_options(signing)
        .sign_headers(
            line,
            &mut headers,
            &payload,
            &Identity {
                credentials: &credentials,
                scope: SigningScope { region: text(&vector["region"]), service: text(&vector["service"]) },
                time: time_of(text(&vector["timestamp"])),
            },
        )
        .map_err(|error| error.to_string())?;

    let expected = &vector["expected"];
    let mut canonical = canonical_request(line, &headers, is_signed, &payload, signing);
    let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    expect("canonical request", lossy(canonical.as_bytes()).as_str(), text(&expected["canonical_request"]))?;
    let stamp: [u8; 16] = text(&vector["timestamp"]).as_bytes().try_into().unwrap();
    let scope = format!(
        "{}/{}/{}/aws4_request",
        lossy(&stamp[..8]),
        text(&vector["region"]),
        text(&vector["service"])
    );
    expect(
        "string to sign",
        lossy(canonical.string_to_sign(&stamp, &scope)).as_str(),
        // One vector was stored with the line break at the end of its file.
        text(&expected["string_to_sign"]).trim_end(),
    )?;
    // One vector has no secret.
    if !vector["credentials"]["secret_access_key"].is_null() {
        let authorization = headers[AUTHORIZATION].to_str().unwrap();
        expect("authorization", authorization, text(&expected["authorization"]))?;
    }
    Ok(())
}

#[test]
fn conformance_vectors() {
    let Some(data) = conformance::read("sigv4_vectors.json") else { return };
    let mut table = Table::new("sigv4");
    for vector in data["vectors"].as_array().unwrap() {
        table.record(text(&vector["id"]), run(vector));
    }
    for vector in data["key_derivation"].as_array().unwrap() {
        table.leave_out(text(&vector["id"]), "a step of every signature in the vectors");
    }
    table.finish();
}

fn request() -> Parts {
    let request = http::Request::post("https://metering.example.com:8443/base/path")
        .header("content-type", "application/x-amz-json-1.1")
        .header("x-amz-target", "AWSMPMeteringService.MeterUsage")
        .header("amz-sdk-request", "attempt=1; max=3")
        .header("user-agent", "someone/1.0");
    request.body(()).unwrap().into_parts().0
}

const SCOPE: SigningScope<'static> = SigningScope { region: "eu-west-1", service: "aws-marketplace" };

fn credentials(token: Option<&str>) -> Credentials {
    Credentials::new(
        "AKIDEXAMPLE",
        "wJalrXUtnFEMI+bPxRfiCYEXAMPLEKEY",
        token.map(str::to_owned),
        None,
        "test",
    )
}

fn signed(body: &[u8], credentials: &Credentials, time: SystemTime) -> Parts {
    let mut parts = request();
    Signer::new().sign(&mut parts, &PayloadHash::of(body), credentials, SCOPE, time).unwrap();
    parts
}

/// aws-sigv4 is another implementation of the same rules.
#[test]
fn signatures_equal_those_of_aws_sigv4() {
    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};

    let body = br#"{"ProductCode":"abc"}"#;
    for token in [None, Some("a/session+token==")] {
        let credentials = credentials(token);
        let ours = signed(body, &credentials, at(NOON));

        let identity = credentials.into();
        let params = aws_sigv4::sign::v4::SigningParams::builder()
            .identity(&identity)
            .region(SCOPE.region)
            .name(SCOPE.service)
            .time(at(NOON))
            .settings(SigningSettings::default())
            .build()
            .unwrap()
            .into();
        let unsigned = request();
        let headers = unsigned.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
        let uri = unsigned.uri.to_string();
        let signable = SignableRequest::new("POST", uri, headers, SignableBody::Bytes(body)).unwrap();
        let (instructions, _) = sign(signable, &params).unwrap().into_parts();
        for (name, value) in instructions.headers() {
            assert_eq!(ours.headers[name], value, "{name}");
        }
    }
}

#[test]
fn a_cached_key_signs_like_a_new_one() {
    let signer = Signer::new();
    let payload = PayloadHash::of(b"{}");
    let other = Credentials::new("AKIDEXAMPLE", "another secret", None, None, "test");
    let days = [NOON, NOON + 86_400];
    let scopes =
        [SCOPE, SigningScope { region: "us-east-1", ..SCOPE }, SigningScope { service: "sqs", ..SCOPE }];
    // Each case differs from the previous one in one input of the key. The second round repeats
    // them.
    for _ in 0..2 {
        for credentials in
            [credentials(None), credentials(Some("token")), credentials(Some("next")), other.clone()]
        {
            for scope in scopes {
                for day in days {
                    let mut with_cache = request();
                    signer.sign(&mut with_cache, &payload, &credentials, scope, at(day)).unwrap();
                    // The same parts are signed again, as for the next attempt.
                    signer.sign(&mut with_cache, &payload, &credentials, scope, at(day)).unwrap();
                    let mut fresh = request();
                    Signer::new().sign(&mut fresh, &payload, &credentials, scope, at(day)).unwrap();
                    assert_eq!(with_cache.headers, fresh.headers);
                }
            }
        }
    }
}

#[test]
fn a_token_of_earlier_credentials_is_removed() {
    let signer = Signer::new();
    let payload = PayloadHash::of(b"{}");
    let mut parts = request();
    signer.sign(&mut parts, &payload, &credentials(Some("token")), SCOPE, at(NOON)).unwrap();
    signer.sign(&mut parts, &payload, &credentials(None), SCOPE, at(NOON)).unwrap();
    assert!(!parts.headers.contains_key("x-amz-security-token"));
}

#[test]
fn no_secret_is_printed() {
    let signer = Signer::new();
    let mut parts = request();
    let credentials = credentials(Some("the-session-token"));
    signer.sign(&mut parts, &PayloadHash::of(b"{}"), &credentials, SCOPE, at(NOON)).unwrap();
    let authorization = parts.headers[AUTHORIZATION].to_str().unwrap();
    let signature = authorization.split("Signature=").nth(1).unwrap();
    let printed = format!("{signer:?} {signer:#?} {parts:?}");
    for secret in ["wJalrXUtnFEMI", "the-session-token", signature] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn unsendable_credentials_and_missing_hosts_are_errors() {
    let payload = PayloadHash::of(b"{}");
    let sign = |id: &str, token: Option<&str>| {
        let credentials = Credentials::new(id, "secret", token.map(str::to_owned), None, "test");
        Signer::new().sign(&mut request(), &payload, &credentials, SCOPE, at(NOON)).unwrap_err().to_string()
    };
    assert!(sign("AK\nID", None).contains("access key id"));
    assert!(sign("AKID", Some("to\nken")).contains("session token"));
    let mut parts = http::Request::post("/no-host").body(()).unwrap().into_parts().0;
    let error = Signer::new().sign(&mut parts, &payload, &credentials(None), SCOPE, at(NOON)).unwrap_err();
    assert!(error.to_string().contains("host"));
}

fn check(parts: &Parts, body: &[u8], token: Option<&str>, now: u64) -> Result<(), VerifyError> {
    let known = |id: &str| (id == "AKIDEXAMPLE").then(|| credentials(token));
    verify(parts, body, known, SCOPE, at(now)).map(drop)
}

#[test]
fn the_server_accepts_signed_requests() {
    for token in [None, Some("a-token")] {
        let parts = signed(b"{}", &credentials(token), at(NOON));
        assert_eq!(check(&parts, b"{}", token, NOON), Ok(()));
        assert_eq!(check(&parts, b"{}", token, NOON + 15 * 60), Ok(()));
        assert_eq!(check(&parts, b"{}", token, NOON - 15 * 60), Ok(()));
    }
}

#[test]
fn the_server_rejects_other_requests_like_aws() {
    let parts = || signed(b"{}", &credentials(None), at(NOON));
    let code = |parts: &Parts| check(parts, b"{}", None, NOON).unwrap_err().code();
    let edited = |from: &str, to: &str| {
        let mut parts = parts();
        let authorization = parts.headers[AUTHORIZATION].to_str().unwrap();
        assert!(authorization.contains(from), "{authorization}");
        parts.headers.insert(AUTHORIZATION, authorization.replace(from, to).parse().unwrap());
        parts
    };

    assert_eq!(code(&request()), "MissingAuthenticationTokenException");
    assert_eq!(code(&edited("AWS4-HMAC-SHA256", "AWS3")), "IncompleteSignatureException");
    assert_eq!(code(&edited("Signature=", "Sig=")), "IncompleteSignatureException");
    assert_eq!(code(&edited("SignedHeaders=", "Headers=")), "IncompleteSignatureException");
    assert_eq!(code(&edited("/aws4_request", "")), "IncompleteSignatureException");
    assert_eq!(code(&edited("AKIDEXAMPLE", "AKIDOTHER")), "UnrecognizedClientException");
    for (from, to) in [
        ("eu-west-1", "eu-west-2"),
        ("aws-marketplace", "sqs"),
        ("20150830/", "20150831/"),
        ("aws4_request", "aws5_request"),
        ("host;", ""),
        (";x-amz-target", ""),
        (";x-amz-date", ""),
        ("content-type;", ""),
        ("amz-sdk-request;", ""),
        ("host;x-amz-date", "x-amz-date;host"),
        ("host;", "host;nothing;"),
    ] {
        assert_eq!(code(&edited(from, to)), "InvalidSignatureException", "{from} -> {to}");
    }
    let mut parts_without_date = parts();
    parts_without_date.headers.remove("x-amz-date");
    assert_eq!(code(&parts_without_date), "IncompleteSignatureException");

    for (name, value) in [
        ("host", "elsewhere.example.com"),
        ("x-amz-target", "AWSMPMeteringService.BatchMeterUsage"),
        ("amz-sdk-request", "attempt=2; max=3"),
        ("x-amz-added", "later"),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
    ] {
        let mut parts = parts();
        parts.headers.insert(name, value.parse().unwrap());
        assert_eq!(code(&parts), "InvalidSignatureException", "{name}");
    }
    let mut other_path = parts();
    other_path.uri = "https://metering.example.com:8443/base".parse().unwrap();
    assert_eq!(code(&other_path), "InvalidSignatureException");
    let mut other_agent = parts();
    other_agent.headers.insert("user-agent", "a proxy's".parse().unwrap());
    assert_eq!(check(&other_agent, b"{}", None, NOON), Ok(()));

    assert_eq!(check(&parts(), b"{ }", None, NOON), Err(VerifyError::Mismatch));
    assert_eq!(check(&parts(), b"{}", Some("a-token"), NOON), Err(VerifyError::UnknownToken));
    let late = check(&parts(), b"{}", None, NOON + 15 * 60 + 1).unwrap_err();
    assert_eq!(late.code(), "InvalidSignatureException");
    assert!(late.to_string().starts_with("Signature expired: 20150830T123600Z"), "{late}");
    let early = check(&parts(), b"{}", None, NOON - 15 * 60 - 1).unwrap_err();
    assert!(early.to_string().starts_with("Signature not yet current: 20150830T123600Z"), "{early}");
}

/// A request signed by aws-sigv4, except for the headers in `excluded`. `user-agent` is signed
/// unless it is excluded.
fn signed_except(excluded: &[&'static str]) -> Parts {
    use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};

    let mut settings = SigningSettings::default();
    settings.excluded_headers = Some(excluded.iter().map(|&name| name.into()).collect());
    let identity = credentials(None).into();
    let params = aws_sigv4::sign::v4::SigningParams::builder()
        .identity(&identity)
        .region(SCOPE.region)
        .name(SCOPE.service)
        .time(at(NOON))
        .settings(settings)
        .build()
        .unwrap()
        .into();
    let mut parts = request();
    let headers = parts.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap()));
    let uri = parts.uri.to_string();
    let signable = SignableRequest::new("POST", uri, headers, SignableBody::Bytes(b"{}")).unwrap();
    let (instructions, _) = sign(signable, &params).unwrap().into_parts();
    for (name, value) in instructions.headers() {
        parts.headers.insert(HeaderName::try_from(name).unwrap(), value.parse().unwrap());
    }
    parts.headers.insert("host", "metering.example.com:8443".parse().unwrap());
    parts
}

/// AWS requires `host` and `x-amz-*`; every other header may be signed or not.
#[test]
fn only_host_and_x_amz_headers_must_be_signed() {
    let optional = ["content-type", "user-agent", "amz-sdk-request"];
    for subset in 0..1 << optional.len() {
        let chosen = |index: &usize| subset & (1 << index) != 0;
        let excluded: Vec<_> = (0..optional.len()).filter(chosen).map(|index| optional[index]).collect();
        assert_eq!(check(&signed_except(&excluded), b"{}", None, NOON), Ok(()), "without {excluded:?}");
    }
    let target = check(&signed_except(&["x-amz-target"]), b"{}", None, NOON);
    assert_eq!(target, Err(VerifyError::Unsigned("x-amz-target".to_owned())));
}

/// AWS: "If you use the `Date` header instead of `X-Amz-Date`", the signing time is read from it.
#[test]
fn the_signing_time_may_be_in_the_date_header() {
    for date in ["20150830T123600Z", "Sun, 30 Aug 2015 12:36:00 GMT"] {
        let mut parts = request();
        parts.headers.insert("host", "metering.example.com:8443".parse().unwrap());
        parts.headers.insert("date", date.parse().unwrap());
        let payload = PayloadHash::of(b"{}");
        let line = RequestLine { method: "POST", path: parts.uri.path(), query: "" };
        let mut canonical =
            canonical_request(line, &parts.headers, |_| true, &payload, SigningOptions::default());
        let names = String::from_utf8(canonical.signed_headers().to_vec()).unwrap();
        let stamp = *b"20150830T123600Z";
        let scope = "20150830/eu-west-1/aws-marketplace/aws4_request";
        let text = canonical.string_to_sign(&stamp, scope).to_vec();
        let key = aws_sigv4::sign::v4::generate_signing_key(
            credentials(None).secret_access_key(),
            at(NOON),
            SCOPE.region,
            SCOPE.service,
        );
        let signature = aws_sigv4::sign::v4::calculate_signature(key, &text);
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={names}, Signature={signature}"
        );
        parts.headers.insert(AUTHORIZATION, authorization.parse().unwrap());
        assert_eq!(check(&parts, b"{}", None, NOON), Ok(()), "{date}");
        assert!(check(&parts, b"{}", None, NOON + 15 * 60 + 1).is_err(), "{date}");
    }
}

/// Verification does not panic at any time.
#[test]
fn a_signature_is_verified_at_any_time() {
    let parts = signed(b"{}", &credentials(None), at(NOON));
    let known = |_: &str| Some(credentials(None));
    let farthest = Duration::from_secs(i64::MAX as u64);
    for now in [SystemTime::UNIX_EPOCH.checked_add(farthest), SystemTime::UNIX_EPOCH.checked_sub(farthest)] {
        assert!(verify(&parts, b"{}", known, SCOPE, now.unwrap()).is_err());
    }
}

#[test]
fn a_signature_with_any_changed_character_is_rejected() {
    let parts = signed(b"{}", &credentials(None), at(NOON));
    let authorization = parts.headers[AUTHORIZATION].to_str().unwrap();
    let start = authorization.len() - 64;
    for position in start..authorization.len() {
        let mut changed = authorization.to_owned().into_bytes();
        changed[position] = if changed[position] == b'0' { b'1' } else { b'0' };
        let mut parts = parts.clone();
        parts.headers.insert(AUTHORIZATION, HeaderValue::from_bytes(&changed).unwrap());
        assert_eq!(check(&parts, b"{}", None, NOON), Err(VerifyError::Mismatch), "{position}");
    }
    let mut shorter = parts.clone();
    shorter.headers.insert(AUTHORIZATION, authorization[..authorization.len() - 1].parse().unwrap());
    assert_eq!(check(&shorter, b"{}", None, NOON), Err(VerifyError::Mismatch));
}
