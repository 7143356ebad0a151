//! The canonical request: the form of a request that is hashed and signed.

use http::header::{
    AUTHORIZATION, CONNECTION, EXPECT, HeaderMap, HeaderName, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE,
    TRAILER, TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};

use super::{ALGORITHM, PayloadHash, RequestLine, SigningOptions, Timestamp, hex_sha256};

/// A canonical request, in a buffer with room for the string to sign.
#[doc(hidden)]
#[derive(Debug)]
pub struct Canonical {
    buffer: Vec<u8>,
    signed_headers: std::ops::Range<usize>,
}

impl Canonical {
    /// Returns the canonical request.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.buffer
    }

    /// Returns the names of its headers in order, separated by semicolons.
    #[must_use]
    pub fn signed_headers(&self) -> &[u8] {
        &self.buffer[self.signed_headers.clone()]
    }

    /// Returns the string to sign, which is written after the canonical request.
    pub fn string_to_sign(&mut self, stamp: &Timestamp, scope: &str) -> &[u8] {
        let hash = hex_sha256(&self.buffer);
        let start = self.buffer.len();
        for part in [ALGORITHM.as_bytes(), b"\n", stamp, b"\n", scope.as_bytes(), b"\n", &hash] {
            self.buffer.extend_from_slice(part);
        }
        &self.buffer[start..]
    }
}

/// Writes the canonical request with the headers that `wanted` selects.
#[doc(hidden)]
#[must_use]
pub fn canonical_request(
    line: RequestLine<'_>,
    headers: &HeaderMap,
    wanted: impl Fn(&HeaderName) -> bool,
    payload: &PayloadHash,
    options: SigningOptions,
) -> Canonical {
    let mut size = line.method.len() + 3 * (line.path.len() + line.query.len()) + 512;
    let mut signed = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        if wanted(name) {
            size += 2 * (name.as_str().len() + 1) + value.len() + 1;
            signed.push((name.as_str(), value.as_bytes()));
        }
    }
    // Stable, so that the values of a repeated header keep their order.
    signed.sort_by_key(|(name, _)| *name);

    let mut buffer = Vec::with_capacity(size);
    buffer.extend_from_slice(line.method.as_bytes());
    buffer.push(b'\n');
    write_path(&mut buffer, line.path, options);
    buffer.push(b'\n');
    write_query(&mut buffer, line.query);
    buffer.push(b'\n');
    write_headers(&mut buffer, &signed);
    buffer.push(b'\n');
    let start = buffer.len();
    write_names(&mut buffer, &signed);
    let signed_headers = start..buffer.len();
    buffer.push(b'\n');
    buffer.extend_from_slice(payload.as_bytes());
    Canonical { buffer, signed_headers }
}

/// Writes one line for each name. The values of a repeated header are joined by commas.
fn write_headers(buffer: &mut Vec<u8>, signed: &[(&str, &[u8])]) {
    let mut previous = None;
    for &(name, value) in signed {
        if previous == Some(name) {
            // Replaces the line break.
            buffer.pop();
            buffer.push(b',');
        } else {
            buffer.extend_from_slice(name.as_bytes());
            buffer.push(b':');
        }
        write_value(buffer, value);
        buffer.push(b'\n');
        previous = Some(name);
    }
}

/// Writes the names, separated by semicolons.
fn write_names(buffer: &mut Vec<u8>, signed: &[(&str, &[u8])]) {
    let start = buffer.len();
    let mut previous = None;
    for &(name, _) in signed.iter().filter(|(name, _)| previous.replace(*name) != Some(*name)) {
        if buffer.len() > start {
            buffer.push(b';');
        }
        buffer.extend_from_slice(name.as_bytes());
    }
}

/// Returns `true` unless the header is the signature itself or may change on the way to the service
/// (botocore excludes the same headers).
#[doc(hidden)]
#[must_use]
pub fn is_signed(name: &HeaderName) -> bool {
    const X_AMZN_TRACE_ID: HeaderName = HeaderName::from_static("x-amzn-trace-id");
    const KEEP_ALIVE: HeaderName = HeaderName::from_static("keep-alive");
    // The length is compared first, because few names pass that check.
    match name.as_str().len() {
        2 => *name != TE,
        6 => *name != EXPECT,
        7 => *name != UPGRADE && *name != TRAILER,
        10 => *name != USER_AGENT && *name != CONNECTION && *name != KEEP_ALIVE,
        13 => *name != AUTHORIZATION,
        15 => *name != X_AMZN_TRACE_ID,
        17 => *name != TRANSFER_ENCODING,
        18 => *name != PROXY_AUTHENTICATE,
        19 => *name != PROXY_AUTHORIZATION,
        _ => true,
    }
}

/// Writes a header's value without leading and trailing white space, and with one space for each
/// sequence of white space in it.
fn write_value(buffer: &mut Vec<u8>, value: &[u8]) {
    let is_blank = |byte: &u8| matches!(byte, b' ' | b'\t');
    // Looks at every byte, because the compiler then compares many bytes together.
    if value.iter().fold(0, |found, byte| found | u8::from(is_blank(byte))) == 0 {
        buffer.extend_from_slice(value);
        return;
    }
    let start = buffer.len();
    for word in value.split(is_blank).filter(|word| !word.is_empty()) {
        if buffer.len() > start {
            buffer.push(b' ');
        }
        buffer.extend_from_slice(word);
    }
}

fn write_path(buffer: &mut Vec<u8>, path: &str, options: SigningOptions) {
    if path == "/" {
        return buffer.push(b'/');
    }
    let write = |buffer: &mut Vec<u8>, part: &str| {
        if options.encode_path {
            write_encoded(buffer, part.as_bytes(), b"/");
        } else {
            buffer.extend_from_slice(part.as_bytes());
        }
    };
    if !options.normalize_path {
        if path.is_empty() {
            buffer.push(b'/');
        }
        return write(buffer, path);
    }
    let start = buffer.len();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            // Removes the previous segment, if there is one.
            ".." => {
                let parent = buffer[start..].iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                buffer.truncate(start + parent);
            }
            _ => {
                buffer.push(b'/');
                write(buffer, segment);
            }
        }
    }
    if buffer.len() == start || ["/", "/.", "/.."].iter().any(|end| path.ends_with(end)) {
        buffer.push(b'/');
    }
}

/// Writes the query's parameters in the order of their encoded names, then values.
fn write_query(buffer: &mut Vec<u8>, query: &str) {
    if query.is_empty() {
        return;
    }
    // Percent-encoded characters are not encoded again.
    let encoded = |part: &str| {
        let mut encoded = Vec::with_capacity(part.len());
        write_encoded(&mut encoded, part.as_bytes(), b"%");
        encoded
    };
    let mut parameters: Vec<_> = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            (encoded(name), encoded(value))
        })
        .collect();
    parameters.sort();
    for (index, (name, value)) in parameters.iter().enumerate() {
        if index > 0 {
            buffer.push(b'&');
        }
        buffer.extend_from_slice(name);
        buffer.push(b'=');
        buffer.extend_from_slice(value);
    }
}

/// Percent-encodes all bytes except RFC 3986's unreserved characters and the bytes in `kept`.
fn write_encoded(buffer: &mut Vec<u8>, text: &[u8], kept: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) || kept.contains(byte) {
            buffer.push(*byte);
        } else {
            buffer.extend([b'%', DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
    }
}
