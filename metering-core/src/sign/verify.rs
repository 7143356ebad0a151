//! Verification of signatures, for servers.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use http::StatusCode;
use http::header::{AUTHORIZATION, DATE, HOST, HeaderName};
use http::request::Parts;

use super::{
    ALGORITHM, Identity, PayloadHash, RequestLine, SigningKey, SigningOptions, SigningScope, TERMINATOR,
    Timestamp, X_AMZ_CONTENT_SHA256, X_AMZ_DATE, X_AMZ_SECURITY_TOKEN, canonical_request, timestamp,
};

/// The maximum difference between the request's time and the server's, as in AWS's services.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Verifies the signature of a request as AWS's JSON services do.
///
/// `credentials_of` returns the credentials for an access key id, `scope` is the scope that the
/// request must be signed for, and `now` is the server's time: a request that was signed more than
/// 15 minutes earlier or later is rejected. The signature must cover `host` and every `x-amz-*`
/// header of the request, and may cover any other header
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
/// The signing time is in `x-amz-date`, or in `date` if the request has no `x-amz-date`.
///
/// Returns the credentials that signed the request.
///
/// # Errors
/// Returns a [`VerifyError`] for each reason for which AWS rejects a request.
pub fn verify(
    parts: &Parts,
    body: &[u8],
    credentials_of: impl FnOnce(&str) -> Option<Credentials>,
    scope: SigningScope<'_>,
    now: SystemTime,
) -> Result<Credentials, VerifyError> {
    let header = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = header(AUTHORIZATION).ok_or(VerifyError::MissingAuthentication)?;
    let authorization = Authorization::parse(authorization)?;
    let stamp = header(X_AMZ_DATE).or_else(|| header(DATE)).ok_or_else(|| {
        VerifyError::Incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.".to_owned(),
        )
    })?;
    let (time, stamp) = parse_timestamp(stamp).or_else(|| parse_http_date(stamp)).ok_or_else(|| {
        VerifyError::Incomplete("Date must be in ISO-8601 'basic format', YYYYMMDDTHHMMSSZ".to_owned())
    })?;
    authorization.check_scope(scope, &stamp)?;
    check_time(time, now)?;

    let credentials = credentials_of(authorization.access_key_id()).ok_or(VerifyError::UnknownToken)?;
    if header(X_AMZ_SECURITY_TOKEN) != credentials.session_token() {
        return Err(VerifyError::UnknownToken);
    }
    if credentials.expiry().is_some_and(|expiry| expiry <= now) {
        return Err(VerifyError::ExpiredToken);
    }
    let signed: Vec<&str> = authorization.signed_headers.split(';').collect();
    check_signed_headers(parts, &signed)?;

    let payload = PayloadHash::of(body);
    if header(X_AMZ_CONTENT_SHA256).is_some_and(|hash| hash.as_bytes() != payload.as_bytes()) {
        return Err(VerifyError::Mismatch);
    }
    let line = RequestLine {
        method: parts.method.as_str(),
        path: parts.uri.path(),
        query: parts.uri.query().unwrap_or_default(),
    };
    let is_selected = |name: &HeaderName| signed.contains(&name.as_str());
    let mut canonical =
        canonical_request(line, &parts.headers, is_selected, &payload, SigningOptions::default());
    // The client must list the names that it signed, in the same order.
    let same_headers = canonical.signed_headers() == authorization.signed_headers.as_bytes();
    let identity = Identity { credentials: &credentials, scope, time };
    let key = SigningKey::derive(&identity, &stamp).map_err(|_| VerifyError::Mismatch)?;
    let expected = key.signature(&stamp, &mut canonical);
    if same_headers && equal_in_constant_time(&expected, authorization.signature.as_bytes()) {
        Ok(credentials)
    } else {
        Err(VerifyError::Mismatch)
    }
}

fn check_time(time: SystemTime, now: SystemTime) -> Result<(), VerifyError> {
    let text = |time| String::from_utf8_lossy(&timestamp(time).1).into_owned();
    if now.duration_since(time).is_ok_and(|age| age > WINDOW) {
        return Err(VerifyError::Expired(format!(
            "Signature expired: {} is now earlier than {} ({} - 15 min.)",
            text(time),
            text(now.checked_sub(WINDOW).unwrap_or(now)),
            text(now)
        )));
    }
    if time.duration_since(now).is_ok_and(|ahead| ahead > WINDOW) {
        return Err(VerifyError::NotYetCurrent(format!(
            "Signature not yet current: {} is still later than {} ({} + 15 min.)",
            text(time),
            text(now.checked_add(WINDOW).unwrap_or(now)),
            text(now)
        )));
    }
    Ok(())
}

fn check_signed_headers(parts: &Parts, signed: &[&str]) -> Result<(), VerifyError> {
    // AWS's SDK for JavaScript v2, the SDK for PHP and aws4fetch don't sign `content-type`.
    let required = parts.headers.keys().map(HeaderName::as_str).filter(|name| name.starts_with("x-amz-"));
    match required.chain([HOST.as_str()]).find(|name| !signed.contains(name)) {
        Some(name) => Err(VerifyError::Unsigned(name.to_owned())),
        None => Ok(()),
    }
}

/// Returns `true` if two values are equal, in a time that does not depend on where they differ.
fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    let difference = left.iter().zip(right).fold(0, |seen, (left, right)| black_box(seen | (left ^ right)));
    left.len() == right.len() && black_box(difference) == 0
}

struct Authorization<'a> {
    /// The access key id, date, Region, service and terminator.
    credential: [&'a str; 5],
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
    fn access_key_id(&self) -> &'a str {
        self.credential[0]
    }

    fn check_scope(&self, scope: SigningScope<'_>, stamp: &Timestamp) -> Result<(), VerifyError> {
        let [_, date, region, service, terminator] = self.credential;
        let message = if region != scope.region {
            format!("Credential should be scoped to a valid Region, not '{region}'.")
        } else if service != scope.service {
            format!("Credential should be scoped to correct service: '{}'.", scope.service)
        } else if terminator != TERMINATOR {
            format!(
                "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'."
            )
        } else if date.as_bytes() != &stamp[..8] {
            format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}' != '{}'.",
                stamp[..8].escape_ascii()
            )
        } else {
            return Ok(());
        };
        Err(VerifyError::Scope(message))
    }

    fn parse(header: &'a str) -> Result<Self, VerifyError> {
        let (algorithm, parameters) = header.split_once(' ').unwrap_or((header, ""));
        if algorithm != ALGORITHM {
            return Err(VerifyError::Incomplete(format!("Unsupported AWS 'algorithm': '{algorithm}'.")));
        }
        let parameter = |wanted: &str| {
            parameters
                .split(',')
                .filter_map(|parameter| parameter.trim().split_once('='))
                .find_map(|(name, value)| (name == wanted && !value.is_empty()).then_some(value))
        };
        let (credential, signed_headers, signature) =
            (parameter("Credential"), parameter("SignedHeaders"), parameter("Signature"));
        let (Some(credential), Some(signed_headers), Some(signature)) =
            (credential, signed_headers, signature)
        else {
            let missing =
                [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed_headers)]
                    .into_iter()
                    .filter(|(_, value)| value.is_none())
                    .map(|(name, _)| format!("Authorization header requires '{name}' parameter."));
            return Err(VerifyError::Incomplete(missing.collect::<Vec<_>>().join(" ")));
        };
        let credential = credential.split('/').collect::<Vec<_>>().try_into().map_err(|_| {
            VerifyError::Incomplete(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."
                    .to_owned(),
            )
        })?;
        Ok(Self { credential, signed_headers, signature })
    }
}

/// Parses `YYYYMMDDTHHMMSSZ`. `None` if it has another form or is not a valid date.
fn parse_timestamp(text: &str) -> Option<(SystemTime, Timestamp)> {
    let stamp: Timestamp = text.as_bytes().try_into().ok()?;
    let number = |at: std::ops::Range<usize>| {
        stamp[at].iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u64::from(digit - b'0'))
        })
    };
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let (hour, minute, second) = (number(9..11)?, number(11..13)?, number(13..15)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years and months are counted from March, as in `civil_from_days`.
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 + day - 1 - 719_468;
    let time =
        SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + hour * 3_600 + minute * 60 + second);
    // Rejects invalid dates, which would be written differently.
    (timestamp(time).1 == stamp).then_some((time, stamp))
}

/// Parses an HTTP date such as `Mon, 23 Nov 2026 12:00:00 GMT`.
fn parse_http_date(text: &str) -> Option<(SystemTime, Timestamp)> {
    let time = DateTime::from_str(text, Format::HttpDate).ok()?.try_into().ok()?;
    Some((time, timestamp(time).1))
}

/// The reason why AWS rejects a request's signature. [`code`](VerifyError::code) is its name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The `authorization` header is missing.
    MissingAuthentication,
    /// A part of the signature, which the text names, is missing or invalid.
    Incomplete(String),
    /// The access key id is unknown, or the session token does not belong to it.
    UnknownToken,
    /// The credentials have expired.
    ExpiredToken,
    /// The request was signed for another Region, service or day, which the text names.
    Scope(String),
    /// The signature does not cover this header, which is required.
    Unsigned(String),
    /// The request was signed too long ago. The text contains both times.
    Expired(String),
    /// The request was signed too far in the future. The text contains both times.
    NotYetCurrent(String),
    /// The signature or the body's hash does not match the request.
    Mismatch,
}

impl VerifyError {
    /// Returns the error code of AWS's JSON services.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingAuthentication => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownToken => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            Self::Scope(_)
            | Self::Unsigned(_)
            | Self::Expired(_)
            | Self::NotYetCurrent(_)
            | Self::Mismatch => "InvalidSignatureException",
        }
    }

    /// Returns the HTTP status, which is 400 for all codes of AWS's JSON services.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::BAD_REQUEST
    }
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingAuthentication => f.write_str("Missing Authentication Token"),
            Self::Incomplete(message)
            | Self::Scope(message)
            | Self::Expired(message)
            | Self::NotYetCurrent(message) => f.write_str(message),
            Self::UnknownToken => f.write_str("The security token included in the request is invalid."),
            Self::ExpiredToken => f.write_str("The security token included in the request is expired"),
            Self::Unsigned(header) => {
                write!(f, "'{header}' must be a 'SignedHeader' in the AWS Authorization.")
            }
            Self::Mismatch => {
                f.write_str("The request signature we calculated does not match the signature you provided.")
            }
        }
    }
}

impl std::error::Error for VerifyError {}
