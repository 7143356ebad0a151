//! The server's side of a signature.

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
    ALGORITHM, PayloadHash, SigningKey, SigningOptions, SigningScope, TERMINATOR, Timestamp,
    X_AMZ_CONTENT_SHA256, X_AMZ_DATE, X_AMZ_SECURITY_TOKEN, canonical_request, timestamp,
};

/// How far a request's time may be from the server's, either way; AWS's services allow as much.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Verifies the signature of a request as AWS's JSON services do.
///
/// `credentials_of` gives the credentials of an access key id, `scope` is what the request must
/// have been signed for, and `now` is the server's time: a request that was signed more than 15
/// minutes before or after is refused. The signature must cover `host` and every `x-amz-*` header
/// of the request, and may cover any other header
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>).
/// The signing time is in `x-amz-date`, or in `date` if the request has no `x-amz-date`.
///
/// Returns the credentials that signed the request.
///
/// # Errors
/// One [`VerifyError`] for each way in which AWS refuses a request.
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

    let [access_key_id, date, region, service, terminator] = authorization.credential;
    if region != scope.region {
        return Err(VerifyError::Scope(format!(
            "Credential should be scoped to a valid Region, not '{region}'."
        )));
    }
    if service != scope.service {
        return Err(VerifyError::Scope(format!(
            "Credential should be scoped to correct service: '{}'.",
            scope.service
        )));
    }
    if terminator != TERMINATOR {
        return Err(VerifyError::Scope(format!(
            "Credential should be scoped with a valid terminator: '{TERMINATOR}', not '{terminator}'."
        )));
    }
    if date.as_bytes() != &stamp[..8] {
        return Err(VerifyError::Scope(format!(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{date}' != '{}'.",
            stamp[..8].escape_ascii()
        )));
    }
    let written = |time| String::from_utf8_lossy(&timestamp(time).1).into_owned();
    if now.duration_since(time).is_ok_and(|age| age > WINDOW) {
        return Err(VerifyError::Expired(format!(
            "Signature expired: {} is now earlier than {} ({} - 15 min.)",
            written(time),
            written(now.checked_sub(WINDOW).unwrap_or(now)),
            written(now)
        )));
    }
    if time.duration_since(now).is_ok_and(|ahead| ahead > WINDOW) {
        return Err(VerifyError::NotYetCurrent(format!(
            "Signature not yet current: {} is still later than {} ({} + 15 min.)",
            written(time),
            written(now.checked_add(WINDOW).unwrap_or(now)),
            written(now)
        )));
    }

    let credentials = credentials_of(access_key_id).ok_or(VerifyError::UnknownToken)?;
    if header(X_AMZ_SECURITY_TOKEN) != credentials.session_token() {
        return Err(VerifyError::UnknownToken);
    }
    if credentials.expiry().is_some_and(|expiry| expiry <= now) {
        return Err(VerifyError::ExpiredToken);
    }

    let signed: Vec<&str> = authorization.signed_headers.split(';').collect();
    for name in parts.headers.keys().map(HeaderName::as_str) {
        // AWS's SDK for JavaScript v2, the SDK for PHP and aws4fetch don't sign `content-type`.
        if name.starts_with("x-amz-") && !signed.contains(&name) {
            return Err(VerifyError::Unsigned(name.to_owned()));
        }
    }
    if !signed.contains(&HOST.as_str()) {
        return Err(VerifyError::Unsigned(HOST.as_str().to_owned()));
    }

    let payload = PayloadHash::of(body);
    if header(X_AMZ_CONTENT_SHA256).is_some_and(|hash| hash.as_bytes() != payload.as_bytes()) {
        return Err(VerifyError::Mismatch);
    }
    let mut canonical = canonical_request(
        parts.method.as_str(),
        parts.uri.path(),
        parts.uri.query().unwrap_or_default(),
        &parts.headers,
        |name| signed.contains(&name.as_str()),
        &payload,
        SigningOptions::default(),
    );
    // The names as the client lists them must be the ones that were signed, in their order.
    let same_headers = canonical.signed_headers() == authorization.signed_headers.as_bytes();
    let key = SigningKey::derive(&credentials, scope, time, &stamp).map_err(|_| VerifyError::Mismatch)?;
    let expected = key.signature(&stamp, &mut canonical);
    if same_headers && equal_in_constant_time(expected.as_bytes(), authorization.signature.as_bytes()) {
        Ok(credentials)
    } else {
        Err(VerifyError::Mismatch)
    }
}

/// Whether two values are the same, in a time that does not tell how much of them is.
fn equal_in_constant_time(left: &[u8], right: &[u8]) -> bool {
    let difference = left.iter().zip(right).fold(0, |seen, (left, right)| black_box(seen | (left ^ right)));
    left.len() == right.len() && black_box(difference) == 0
}

struct Authorization<'a> {
    /// Access key id, date, Region, service, terminator.
    credential: [&'a str; 5],
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Authorization<'a> {
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

/// Reads `YYYYMMDDTHHMMSSZ`; none where it is of another form or no day of the calendar.
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
    // Years and months counted from March, as in the way back.
    let year = if month <= 2 { year - 1 } else { year };
    let from_march = (month + 9) % 12;
    let days =
        year * 365 + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 + day - 1 - 719_468;
    let time =
        SystemTime::UNIX_EPOCH + Duration::from_secs(days * 86_400 + hour * 3_600 + minute * 60 + second);
    // Whatever is not the one way to write this time is no time.
    (timestamp(time).1 == stamp).then_some((time, stamp))
}

/// Reads an HTTP date such as `Mon, 23 Nov 2026 12:00:00 GMT`.
fn parse_http_date(text: &str) -> Option<(SystemTime, Timestamp)> {
    let time = DateTime::from_str(text, Format::HttpDate).ok()?.try_into().ok()?;
    Some((time, timestamp(time).1))
}

/// Why a request's signature is refused. [`code`](VerifyError::code) is AWS's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// There is no `authorization` header.
    MissingAuthentication,
    /// The signature lacks one of its parts, which the text names, or a part can't be read.
    Incomplete(String),
    /// The access key id is unknown, or the session token is not the one that goes with it.
    UnknownToken,
    /// The credentials have expired.
    ExpiredToken,
    /// The request was signed for another Region, service or day, as the text says.
    Scope(String),
    /// This header is not covered by the signature but has to be.
    Unsigned(String),
    /// The request was signed too long ago; the text has both times.
    Expired(String),
    /// The request was signed too far in the future; the text has both times.
    NotYetCurrent(String),
    /// The signature, or the body's hash, is not that of this request.
    Mismatch,
}

impl VerifyError {
    /// The error code of AWS's JSON services.
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

    /// The HTTP status that goes with the code: 400 for all, as AWS's JSON services have it.
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
