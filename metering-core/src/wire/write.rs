//! Writes AWS JSON into one buffer. Writing does not fail.

use std::ops::Range;

use aws_smithy_types::DateTime;

use super::unescaped::unescaped_prefix;
use crate::shape::Shape;
use crate::types::Document;

/// The wire format of a timestamp.
///
/// AWS JSON uses epoch seconds unless a member declares another format:
/// <https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum TimestampFormat {
    /// Seconds since 1970 as a number, with a fraction if there is one.
    #[default]
    EpochSeconds,
    /// RFC 3339 in UTC: `2026-11-23T10:00:00Z`.
    DateTime,
    /// RFC 9110's date: `Mon, 23 Nov 2026 10:00:00 GMT`.
    HttpDate,
}

/// A buffer that shapes write their JSON into.
///
/// Writing does not fail, because every value of a shape has a form in AWS JSON; `NaN` and the
/// infinities are strings.
#[derive(Debug, Default)]
pub struct Writer {
    text: Vec<u8>,
    timestamps: TimestampFormat,
    /// The places of the strings in secrets, without their quotation marks.
    secrets: Vec<Range<usize>>,
}

impl Writer {
    /// Returns an empty writer with room for `bytes` bytes of text.
    pub fn with_capacity(bytes: usize) -> Self {
        Writer { text: Vec::with_capacity(bytes), ..Writer::default() }
    }

    /// Returns the text written so far.
    pub fn into_bytes(self) -> Vec<u8> {
        self.text
    }

    /// Returns the text, and the places in it of the strings in secrets.
    pub(crate) fn into_parts(self) -> (Vec<u8>, Vec<Range<usize>>) {
        (self.text, self.secrets)
    }

    /// Writes a secret, and records the positions of its strings, except for names of members and
    /// keys of maps.
    pub(crate) fn sensitive(&mut self, write: impl FnOnce(&mut Self)) {
        let mut at = self.text.len();
        write(self);
        while let Some(quote) = self.text[at..].iter().position(|byte| *byte == b'"') {
            let start = at + quote + 1;
            let mut end = start;
            while let Some(byte) = self.text.get(end).filter(|byte| **byte != b'"') {
                end += if *byte == b'\\' { 2 } else { 1 };
            }
            at = (end + 1).min(self.text.len());
            if self.text.get(at) != Some(&b':') {
                self.secrets.push(start..end);
            }
        }
    }

    /// Begins a structure. Write its members, then call [`Members::end`].
    pub fn structure(&mut self) -> Members<'_> {
        self.text.push(b'{');
        Members { writer: self, first: true }
    }

    /// Writes a list, item by item.
    pub fn list<'a, T: Shape + 'a>(&mut self, items: impl IntoIterator<Item = &'a T>) {
        self.text.push(b'[');
        let mut first = true;
        for item in items {
            self.separate(&mut first);
            item.write(self);
        }
        self.text.push(b']');
    }

    /// Writes a map, entry by entry.
    pub fn map<'a, T: Shape + 'a>(&mut self, entries: impl IntoIterator<Item = (&'a str, &'a T)>) {
        self.text.push(b'{');
        let mut first = true;
        for (key, value) in entries {
            self.separate(&mut first);
            self.string(key);
            self.text.push(b':');
            value.write(self);
        }
        self.text.push(b'}');
    }

    /// Writes a string with JSON's escapes.
    pub fn string(&mut self, text: &str) {
        if unescaped_prefix(text.as_bytes()) < text.len() {
            return self.json(text);
        }
        self.text.reserve(text.len() + 2);
        self.text.push(b'"');
        self.text.extend_from_slice(text.as_bytes());
        self.text.push(b'"');
    }

    /// Writes bytes as base64 text.
    pub fn blob(&mut self, bytes: &[u8]) {
        // Base64 needs no escapes in JSON.
        self.text.push(b'"');
        self.text.extend_from_slice(aws_smithy_types::base64::encode(bytes).as_bytes());
        self.text.push(b'"');
    }

    /// Writes an integer.
    pub fn integer(&mut self, value: i64) {
        self.json(&value);
    }

    /// Writes a single-precision number with the fewest digits that identify it; `NaN` and the
    /// infinities as strings.
    pub fn float(&mut self, value: f32) {
        if value.is_finite() { self.json(&value) } else { self.not_finite(value.into()) }
    }

    /// Writes a double-precision number with the fewest digits that identify it; `NaN` and the
    /// infinities as strings.
    pub fn double(&mut self, value: f64) {
        if value.is_finite() { self.json(&value) } else { self.not_finite(value) }
    }

    /// Writes `true` or `false`.
    pub fn boolean(&mut self, value: bool) {
        self.text.extend_from_slice(if value { b"true" } else { b"false" });
    }

    /// Writes `null`, which AWS JSON allows only in sparse lists and maps and in documents.
    pub fn null(&mut self) {
        self.text.extend_from_slice(b"null");
    }

    /// Writes a document.
    pub fn document(&mut self, value: &Document) {
        self.json(value);
    }

    /// Writes the text of a JSON number. The caller has checked that it is one.
    pub(crate) fn number_text(&mut self, digits: &str) {
        self.text.extend_from_slice(digits.as_bytes());
    }

    /// Writes a timestamp in the format of the member that it belongs to.
    pub fn timestamp(&mut self, at: &DateTime) {
        use aws_smithy_types::date_time::Format;
        // The most frequent form needs no formatting.
        if self.timestamps == TimestampFormat::EpochSeconds && at.subsec_nanos() == 0 {
            return self.integer(at.secs());
        }
        let format = match self.timestamps {
            TimestampFormat::EpochSeconds => Format::EpochSeconds,
            TimestampFormat::DateTime => Format::DateTime,
            TimestampFormat::HttpDate => Format::HttpDate,
        };
        match (self.timestamps, at.fmt(format)) {
            (TimestampFormat::EpochSeconds, Ok(text)) => self.number_text(&text),
            (_, Ok(text)) => self.string(&text),
            // Years outside 0 to 9999 have no date format; seconds still work.
            (_, Err(_)) => self.integer(at.secs()),
        }
    }

    fn not_finite(&mut self, value: f64) {
        self.string(match value {
            f64::INFINITY => "Infinity",
            f64::NEG_INFINITY => "-Infinity",
            _ => "NaN",
        });
    }

    #[inline(never)]
    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) {
        // Serializing strings, numbers and documents into a `Vec` does not fail.
        serde_json::to_writer(&mut self.text, value).unwrap_or_default();
    }

    fn separate(&mut self, first: &mut bool) {
        if !std::mem::take(first) {
            self.text.push(b',');
        }
    }
}

/// The members of a structure being written. A member that is not set is not written.
#[derive(Debug)]
pub struct Members<'w> {
    writer: &'w mut Writer,
    first: bool,
}

impl Members<'_> {
    /// Writes a member under its wire name, if it is set. The name must already have JSON's
    /// escapes.
    pub fn member<T: Shape>(&mut self, name: &str, value: &T) {
        if value.is_set() {
            self.name(name);
            value.write(self.writer);
        }
    }

    /// Writes a member whose timestamps have this format.
    pub fn timestamp_member<T: Shape>(&mut self, format: TimestampFormat, name: &str, value: &T) {
        let outer = std::mem::replace(&mut self.writer.timestamps, format);
        self.member(name, value);
        self.writer.timestamps = outer;
    }

    /// Writes a member as a string that holds its JSON text (Smithy's `mediaType` of
    /// `application/json`).
    pub fn json_value<T: Shape>(&mut self, name: &str, value: &T) {
        if value.is_set() {
            let mut inner = Writer::default();
            value.write(&mut inner);
            self.name(name);
            let text = String::from_utf8_lossy(&inner.text);
            if inner.secrets.is_empty() {
                self.writer.string(&text);
            } else {
                self.writer.sensitive(|writer| writer.string(&text));
            }
        }
    }

    /// Ends the structure.
    pub fn end(self) {
        self.writer.text.push(b'}');
    }

    fn name(&mut self, name: &str) {
        let text = &mut self.writer.text;
        text.reserve(name.len() + 4);
        text.extend_from_slice(if std::mem::take(&mut self.first) { b"\"" } else { b",\"" });
        text.extend_from_slice(name.as_bytes());
        text.extend_from_slice(b"\":");
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::to_json;

    #[test]
    fn special_characters_are_escaped_at_every_position() {
        // Lengths around eight bytes, which are compared in one step.
        for before in 0..18 {
            for character in (0..0x300).chain([0x2028, 0x2029, 0xFFFD, 0x1F600]).filter_map(char::from_u32) {
                for after in [0, 1, 7, 8] {
                    let text = format!("{}{character}{}", "a".repeat(before), "é".repeat(after));
                    assert_eq!(to_json(&text), serde_json::to_vec(&text).unwrap(), "{text:?}");
                }
            }
        }
    }
}
