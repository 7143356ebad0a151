//! Signature Version 4 in the headers of a request.
//!
//! The rules are in AWS's [SigV4 reference][reference]. aws-sigv4 derives the key. This module
//! avoids repeated work: the body is hashed once per call ([`PayloadHash`]), the key is derived
//! once per day for the credentials in use, and the canonical request is written once, into one
//! buffer.
//!
//! ```
//! use std::time::SystemTime;
//!
//! use metering_core::credentials::from_keys;
//! use metering_core::sign::{PayloadHash, Signer, SigningScope};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let request = http::Request::post("https://kms.us-east-1.amazonaws.com/").body("{}")?;
//! let (mut parts, body) = request.into_parts();
//! let credentials = from_keys("AKIDEXAMPLE", "secret", None);
//! let scope = SigningScope { region: "us-east-1", service: "kms" };
//! let payload = PayloadHash::of(body.as_bytes());
//! Signer::new().sign(&mut parts, &payload, &credentials, scope, SystemTime::now())?;
//! assert!(parts.headers.contains_key("authorization"));
//! # Ok(()) }
//! ```
//! [reference]: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html

mod canonical;
mod key;
#[cfg(feature = "testing")]
mod verify;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use http::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::uri::Uri;
use sha2::{Digest, Sha256};

use self::key::SigningKey;

#[doc(hidden)]
pub use canonical::{Canonical, canonical_request, is_signed};
#[cfg(feature = "testing")]
pub use verify::{VerifyError, verify};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const TERMINATOR: &str = "aws4_request";
const X_AMZ_CONTENT_SHA256: HeaderName = HeaderName::from_static("x-amz-content-sha256");
const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
const X_AMZ_SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// The SHA-256 of a request's body in lowercase hex, the form in which it is signed.
///
/// It is the same for all attempts of a call, so that it needs to be computed only once.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PayloadHash([u8; 64]);

impl PayloadHash {
    /// Hashes `body`.
    #[must_use]
    pub fn of(body: &[u8]) -> Self {
        Self(hex_sha256(body))
    }

    /// Returns the 64 hexadecimal digits.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for PayloadHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PayloadHash").field(&self.0.escape_ascii().to_string()).finish()
    }
}

fn hex_sha256(data: &[u8]) -> [u8; 64] {
    hex(Sha256::digest(data).into())
}

fn hex(digest: [u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = [0; 64];
    for (pair, byte) in hex.chunks_exact_mut(2).zip(digest) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    hex
}

/// The Region and service that a signature is valid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningScope<'a> {
    /// The signing Region of the endpoint, such as `us-east-1`. It may differ from the client's
    /// Region.
    pub region: &'a str,
    /// The signing name of the service, such as `aws-marketplace`. It may differ from its endpoint
    /// prefix.
    pub service: &'a str,
}

/// The method, path and query of a request. The path is the path that is sent, and the query is the
/// text after the question mark.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct RequestLine<'a> {
    /// The method.
    pub method: &'a str,
    /// The path.
    pub path: &'a str,
    /// The query, or an empty string.
    pub query: &'a str,
}

/// The credentials, scope and time of a signature.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Identity<'a> {
    /// The credentials.
    pub credentials: &'a Credentials,
    /// The Region and service.
    pub scope: SigningScope<'a>,
    /// The time of the signature.
    pub time: SystemTime,
}

/// Options for services whose canonical request has another form.
///
/// The default is right for every AWS JSON service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct SigningOptions {
    /// Removes `.`, `..` and empty segments from the path before it is signed. Defaults to `true`;
    /// only S3 needs `false`.
    pub normalize_path: bool,
    /// Percent-encodes the path, which is already encoded, a second time. Defaults to `true`; only
    /// S3 needs `false`.
    pub encode_path: bool,
    /// Sends and signs `x-amz-content-sha256`. Defaults to `false`, because the signature always
    /// covers the body's hash.
    pub content_sha256_header: bool,
}

impl Default for SigningOptions {
    fn default() -> Self {
        Self { normalize_path: true, encode_path: true, content_sha256_header: false }
    }
}

/// A signer that caches the last signing key.
///
/// A key is valid for one day, Region, service and set of credentials. A client uses one of each at
/// a time, so that one key is cached: a call that differs derives another key (about a microsecond)
/// and replaces it. The key, and the copy of the secret that identifies it, are wiped when they are
/// dropped.
#[derive(Default)]
pub struct Signer {
    options: SigningOptions,
    cached: RwLock<Option<Arc<SigningKey>>>,
}

impl Signer {
    /// Creates a signer with the [default options](SigningOptions).
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a signer with other options.
    #[must_use]
    pub fn with_options(options: SigningOptions) -> Self {
        Self { options, cached: RwLock::default() }
    }

    /// Signs a request whose body has the hash `payload`, at the time `time`.
    ///
    /// Sets `x-amz-date` and `authorization`, `x-amz-security-token` if the credentials have a
    /// session token, and `host` if it is not set. Values of an earlier signature are replaced, so
    /// that the parts of one attempt can be signed again for the next. The authorization and the
    /// token are marked as sensitive.
    ///
    /// All headers are signed except for those that a proxy may change (`user-agent`,
    /// `x-amzn-trace-id` and the hop-by-hop headers), as AWS's SDKs do. Set all headers before you
    /// sign.
    ///
    /// # Errors
    /// Returns an error if there is no host, or if the access key id or session token can't be sent
    /// in a header.
    pub fn sign(
        &self,
        parts: &mut Parts,
        payload: &PayloadHash,
        credentials: &Credentials,
        scope: SigningScope<'_>,
        time: SystemTime,
    ) -> Result<(), SigningError> {
        if !parts.headers.contains_key(HOST) {
            let host = host_header(&parts.uri).ok_or(SigningError::Host)?;
            parts.headers.insert(HOST, host);
        }
        let line = RequestLine {
            method: parts.method.as_str(),
            path: parts.uri.path(),
            query: parts.uri.query().unwrap_or_default(),
        };
        self.sign_headers(line, &mut parts.headers, payload, &Identity { credentials, scope, time })
    }

    /// Signs a request without [`Parts`]. `headers` must contain `host`.
    ///
    /// # Errors
    /// Returns an error in the same cases as [`sign`](Signer::sign).
    #[doc(hidden)]
    pub fn sign_headers(
        &self,
        line: RequestLine<'_>,
        headers: &mut HeaderMap,
        payload: &PayloadHash,
        identity: &Identity<'_>,
    ) -> Result<(), SigningError> {
        let (time, stamp) = timestamp(identity.time);
        let key = self.key(&Identity { time, ..*identity }, &stamp)?;

        headers.insert(X_AMZ_DATE, HeaderValue::from_bytes(&stamp).map_err(|_| SigningError::AccessKeyId)?);
        match &key.session_token {
            Some(token) => headers.insert(X_AMZ_SECURITY_TOKEN, token.clone()),
            None => headers.remove(X_AMZ_SECURITY_TOKEN),
        };
        if self.options.content_sha256_header {
            let hash = HeaderValue::from_bytes(payload.as_bytes()).map_err(|_| SigningError::AccessKeyId)?;
            headers.insert(X_AMZ_CONTENT_SHA256, hash);
        }
        let mut canonical = canonical_request(line, headers, is_signed, payload, self.options);
        let authorization = key.authorization(&stamp, &mut canonical)?;
        headers.insert(AUTHORIZATION, authorization);
        Ok(())
    }

    fn key(&self, identity: &Identity<'_>, stamp: &Timestamp) -> Result<Arc<SigningKey>, SigningError> {
        // A panic can't leave a half-written key, so that a poisoned lock can be used.
        let cached = self.cached.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = cached.as_ref().filter(|key| key.is_for(identity, stamp)) {
            return Ok(Arc::clone(key));
        }
        drop(cached);
        let key = Arc::new(SigningKey::derive(identity, stamp)?);
        let replaced = self.cached.write().unwrap_or_else(PoisonError::into_inner).replace(Arc::clone(&key));
        drop(replaced);
        Ok(key)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer").field("options", &self.options).finish_non_exhaustive()
    }
}

/// The error if a request can't be signed. The request is not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SigningError {
    /// The request has no `host` header and no host in its URI.
    Host,
    /// The access key id has characters that can't be sent in a header.
    AccessKeyId,
    /// The session token has characters that can't be sent in a header.
    SessionToken,
}

impl fmt::Display for SigningError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Host => "the request has no host to sign for",
            Self::AccessKeyId => "the access key id has characters that can't be sent in a header",
            Self::SessionToken => "the session token has characters that can't be sent in a header",
        })
    }
}

impl std::error::Error for SigningError {}

/// `YYYYMMDDTHHMMSSZ`, in UTC.
type Timestamp = [u8; 16];

/// Returns the time, limited to the years 1970 to 9999, and the form in which it is signed. With a
/// clock outside of those years, the service rejects the signature; aws-sigv4 would panic.
pub(crate) fn timestamp(time: SystemTime) -> (SystemTime, Timestamp) {
    const YEAR_10000: u64 = 253_402_300_800;
    let seconds =
        time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()).min(YEAR_10000 - 1);
    let (year, month, day) = civil_from_days(seconds / 86_400);
    let second = seconds % 86_400;

    let mut stamp = *b"00000000T000000Z";
    let mut put = |at: std::ops::Range<usize>, mut number: u64| {
        for digit in stamp[at].iter_mut().rev() {
            *digit = b'0' + (number % 10) as u8;
            number /= 10;
        }
    };
    put(0..4, year);
    put(4..6, month);
    put(6..8, day);
    put(9..11, second / 3_600);
    put(11..13, second / 60 % 60);
    put(13..15, second % 60);
    (SystemTime::UNIX_EPOCH + Duration::from_secs(seconds), stamp)
}

/// Returns the year, month and day of the Gregorian calendar, `days` after 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last day of a year.
fn civil_from_days(days: u64) -> (u64, u64, u64) {
    const DAYS_IN_400_YEARS: u64 = 146_097;
    // From 0000-03-01 to 1970-01-01.
    let days = days + 719_468;
    let era = days / DAYS_IN_400_YEARS;
    let of_era = days % DAYS_IN_400_YEARS;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // From March, the months have 31, 30, 31, 30, 31 days repeatedly: 153 days in every five.
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

/// Returns the `host` header for a URI, without the default port of its scheme.
pub(crate) fn host_header(uri: &Uri) -> Option<HeaderValue> {
    let (host, authority) = (uri.host()?, uri.authority()?.as_str());
    let default_port = match uri.scheme_str() {
        Some("http") => Some(80),
        Some("https") => Some(443),
        _ => None,
    };
    let has_port = uri.port_u16().is_some_and(|port| Some(port) != default_port);
    // An authority is `user:password@host:port`.
    let without_user = authority.rsplit_once('@').map_or(authority, |(_, address)| address);
    HeaderValue::from_str(if has_port { without_user } else { host }).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn stamp_at(seconds: u64) -> String {
        let (_, stamp) = timestamp(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        String::from_utf8(stamp.to_vec()).unwrap()
    }

    // Expected values: `date -u -d @N +%Y%m%dT%H%M%SZ`.
    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(stamp_at(0), "19700101T000000Z");
        assert_eq!(stamp_at(951_782_399), "20000228T235959Z");
        assert_eq!(stamp_at(951_782_400), "20000229T000000Z");
        assert_eq!(stamp_at(951_868_800), "20000301T000000Z");
        assert_eq!(stamp_at(1_440_938_160), "20150830T123600Z");
        assert_eq!(stamp_at(4_107_542_399), "21000228T235959Z");
        assert_eq!(stamp_at(4_107_542_400), "21000301T000000Z");
        assert_eq!(stamp_at(253_402_300_799), "99991231T235959Z");
    }

    #[test]
    fn a_clock_out_of_range_does_not_panic() {
        assert_eq!(stamp_at(u64::from(u32::MAX) << 20), "99991231T235959Z");
        let (_, stamp) = timestamp(SystemTime::UNIX_EPOCH - Duration::from_secs(1));
        assert_eq!(&stamp, b"19700101T000000Z");
    }
}
