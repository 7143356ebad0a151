//! Removes a request's secrets from its error response.
//!
//! Some services quote the signed headers if a signature is wrong, or the value that they reject.

use std::ops::Range;

use bytes::Bytes;
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::wire::escapes;

/// The minimum length of a redacted part of a secret, in bytes. Shorter parts may be ordinary
/// words.
const MIN_LENGTH: usize = 8;

const SECURITY_TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

/// The strings in an input's [`Sensitive`](crate::Sensitive) members.
#[derive(Clone, Default)]
pub struct InputSecrets {
    /// The JSON of the input; empty if it has no secrets.
    pub json: Bytes,
    /// The places of the strings in the JSON.
    pub places: Vec<Range<usize>>,
}

/// The secrets in the headers of one request.
#[derive(Clone)]
pub struct Secrets {
    session_token: Option<HeaderValue>,
    /// The 64 hexadecimal digits at the end of the `authorization` header.
    signature: Option<[u8; 64]>,
}

impl Secrets {
    /// Collects the session token and the signature among a request's headers.
    pub fn of(headers: &HeaderMap) -> Self {
        let authorization = headers.get(AUTHORIZATION).map(HeaderValue::as_bytes);
        Secrets {
            session_token: headers.get(SECURITY_TOKEN).cloned(),
            signature: authorization.and_then(|value| value.last_chunk().copied()),
        }
    }

    /// Replaces each secret, and each prefix of a secret of at least eight bytes, by `***`. JSON
    /// escapes in the body are resolved for the comparison.
    pub fn redact(&self, body: &mut Bytes, input: &InputSecrets) {
        let token = self.session_token.as_ref().map(HeaderValue::as_bytes);
        let signature = self.signature.as_ref().map(<[u8; 64]>::as_slice);
        let strings: Vec<Vec<u8>> =
            input.places.iter().map(|place| Unescaped::new(&input.json[place.clone()]).bytes).collect();
        let secrets = token.into_iter().chain(signature).chain(strings.iter().map(Vec::as_slice)).collect();
        if let Some(redacted) = redact(body, secrets) {
            *body = redacted.into();
        }
    }
}

/// Returns the redacted text, or `None` if it contains no secret. The time is proportional to the
/// length of the text.
fn redact(text: &[u8], mut secrets: Vec<&[u8]>) -> Option<Vec<u8>> {
    secrets.retain(|secret| secret.len() >= MIN_LENGTH);
    secrets.sort_unstable();
    let mut first_bytes = [false; 256];
    secrets.iter().for_each(|secret| first_bytes[usize::from(secret[0])] = true);
    let text = Unescaped::new(text);
    let mut redacted = Vec::new();
    let (mut at, mut kept) = (0, 0);
    while at < text.bytes.len() {
        let rest = &text.bytes[at..];
        let found = if first_bytes[usize::from(rest[0])] { secret_prefix(&secrets, rest) } else { 0 };
        if found < MIN_LENGTH {
            at += 1;
            continue;
        }
        redacted.extend_from_slice(&text.raw[kept..text.start(at)]);
        redacted.extend_from_slice(b"***");
        at += found;
        kept = text.start(at);
    }
    if redacted.is_empty() {
        return None;
    }
    redacted.extend_from_slice(&text.raw[kept..]);
    Some(redacted)
}

/// Returns the length of the longest prefix of a secret that the text starts with. In sorted order,
/// this secret is next to the position of the text.
fn secret_prefix(secrets: &[&[u8]], text: &[u8]) -> usize {
    let at = secrets.partition_point(|secret| *secret <= text);
    let neighbors = secrets[..at].last().into_iter().chain(secrets.get(at));
    let common = |secret: &&[u8]| secret.iter().zip(text).take_while(|(a, b)| a == b).count();
    neighbors.map(common).max().unwrap_or(0)
}

/// A text with its JSON escapes resolved.
struct Unescaped<'a> {
    raw: &'a [u8],
    bytes: Vec<u8>,
    /// The place in the raw text of each byte.
    starts: Vec<usize>,
}

impl<'a> Unescaped<'a> {
    fn new(raw: &'a [u8]) -> Self {
        let mut text = Unescaped { raw, bytes: Vec::with_capacity(raw.len()), starts: Vec::new() };
        let mut at = 0;
        while let Some(byte) = raw.get(at) {
            let escape = if *byte == b'\\' { escapes::decode(&raw[at..]) } else { None };
            at += match escape {
                Some((character, length)) => {
                    text.push(character.encode_utf8(&mut [0; 4]).as_bytes(), at, length)
                }
                None => text.push(&[*byte], at, 1),
            };
        }
        text
    }

    /// Adds the bytes that `length` bytes at `at` in the raw text encode, and returns `length`.
    fn push(&mut self, bytes: &[u8], at: usize, length: usize) -> usize {
        self.bytes.extend_from_slice(bytes);
        self.starts.extend(std::iter::repeat_n(at, bytes.len()));
        length
    }

    /// Returns the place in the raw text of a byte, or the raw text's length after the last one.
    fn start(&self, at: usize) -> usize {
        self.starts.get(at).copied().unwrap_or(self.raw.len())
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    fn redacted(text: &str, secrets: &[&str]) -> String {
        let secrets = secrets.iter().map(|secret| secret.as_bytes()).collect();
        redact(text.as_bytes(), secrets)
            .map_or_else(|| text.to_owned(), |text| String::from_utf8(text).unwrap())
    }

    #[test]
    fn secrets_are_found_in_any_json_form() {
        let secret = "a/b+c=d/é😀f";
        for form in [
            secret,
            r"a\/b+c=d\/é😀f",
            r"a\/b\u002bc\u003Dd\u002f\u00e9\ud83d\ude00f",
            r"\u0061/b+c=d/\u00E9\uD83D\uDE00\u0066",
        ] {
            let text = format!(r#"{{"message":"token {form}, and {form}."}}"#);
            assert_eq!(redacted(&text, &[secret]), r#"{"message":"token ***, and ***."}"#, "{form}");
        }
    }

    #[test]
    fn short_escapes_are_resolved() {
        let secret = "line\tone\r\nline\u{8}\u{c}two";
        for form in [secret, r"line\tone\r\nline\b\ftwo", r"line\u0009one\u000d\u000Aline\u0008\u000ctwo"] {
            assert_eq!(redacted(&format!("'{form}'"), &[secret]), "'***'", "{form:?}");
        }
    }

    #[test]
    fn a_long_prefix_of_a_secret_is_redacted_and_a_word_is_not() {
        assert_eq!(redacted("'secretsec...' is wrong", &["secretsecret"]), "'***...' is wrong");
        assert_eq!(redacted("the secrets are", &["secretsecret", "the"]), "the secrets are");
        assert_eq!(redacted("x12345678901y", &["1234567890", "12345678901"]), "x***y");
        assert_eq!(redacted("\\", &["secretsecret"]), "\\");
    }

    /// Takes minutes if the time grows with the square of the length.
    #[test]
    fn a_long_body_of_secrets_takes_one_pass() {
        let secret = "0123456789abcdef".repeat(4);
        let body = secret.repeat((4 << 20) / secret.len());
        assert_eq!(redacted(&body, &[&secret]).len(), 3 * body.len() / secret.len());
        let periodic = "a".repeat(1 << 20);
        assert!(redacted(&periodic[1..], &[&format!("{periodic}b")]).len() < 10);
    }
}
