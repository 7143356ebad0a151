//! Reads AWS JSON directly from its text, in one pass.
//!
//! Objects, arrays, strings without escapes and short integers make up nearly all of every response
//! and are read here. serde_json finds the end of the rest: strings with escapes, other numbers,
//! documents and skipped values. It also describes syntax errors. It doesn't convert values,
//! because its number formats would add 90 KB to each program.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::escapes::unescape;
use super::read::{
    EachEntry, EachItem, EachMember, MemberNames, ReadError, Scalar, Source, expected, position,
};
use super::unescaped::unescaped_prefix;
use crate::peer_text::MapKey;

/// The maximum nesting of arrays and objects, which is serde_json's.
const MAX_DEPTH: u8 = 127;

/// A reader at a position in a text. As a [`Source`], it is the next value.
pub(super) struct Json<'de> {
    text: &'de str,
    at: usize,
    depth: u8,
}

impl<'de> Json<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Json { text, at: 0, depth: 0 }
    }

    /// Reads a value, and skips it if `read` does not read it.
    pub(super) fn value<T>(
        &mut self,
        read: impl FnOnce(&mut dyn Source<'de>) -> Result<T, ReadError>,
    ) -> Result<T, ReadError> {
        self.peek();
        let before = self.at;
        let value = read(self)?;
        if self.at == before {
            self.skip()?;
        }
        Ok(value)
    }

    #[inline(never)]
    fn skip(&mut self) -> Result<(), ReadError> {
        self.raw().map(drop)
    }

    /// Checks that only white space follows.
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.syntax_error()) }
    }

    /// Returns the next byte that is not white space, without consuming it.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let next = *self.text.as_bytes().get(self.at)?;
            if !matches!(next, b' ' | b'\n' | b'\t' | b'\r') {
                return Some(next);
            }
            self.at += 1;
        }
    }

    fn literal(&mut self, literal: &str) -> Result<(), ReadError> {
        if !self.text[self.at..].starts_with(literal) {
            return Err(self.syntax_error());
        }
        self.at += literal.len();
        Ok(())
    }

    /// Enters an object or array. Returns `false` for `null`.
    fn begin(&mut self, bracket: u8, what: &str) -> Result<bool, ReadError> {
        match self.peek() {
            Some(b'n') => self.literal("null").map(|()| false),
            Some(next) if next == bracket => {
                self.at += 1;
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(ReadError::new("recursion limit exceeded"));
                }
                Ok(true)
            }
            Some(b'{') => Err(ReadError::new(format!("expected {what}, found an object"))),
            Some(b'[') => Err(ReadError::new(format!("expected {what}, found a list"))),
            _ => match self.scalar()? {
                Some(other) => Err(expected(what, &other)),
                None => Ok(false),
            },
        }
    }

    /// Moves to the next member or item. Returns `false` after the last one.
    fn next_element(&mut self, bracket: u8, first: &mut bool) -> Result<bool, ReadError> {
        match self.peek() {
            Some(next) if next == bracket => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(b',') if !*first => {
                self.at += 1;
                Ok(true)
            }
            _ if std::mem::take(first) => Ok(true),
            _ => Err(self.syntax_error()),
        }
    }

    /// Reads a key and its colon.
    fn key(&mut self) -> Result<Cow<'de, str>, ReadError> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax_error());
        }
        let key = self.string()?;
        if self.peek() != Some(b':') {
            return Err(self.syntax_error());
        }
        self.at += 1;
        Ok(key)
    }

    /// Reads a key and its colon, and returns the index of the member.
    fn member(&mut self, names: MemberNames, next: usize) -> Result<Option<usize>, ReadError> {
        let list = names.list();
        if names.are_plain() {
            // Members usually come in the declared order, with some left out. A key that is not
            // found in this way may be in another place, or be written with escapes.
            self.peek();
            for (index, name) in list.iter().enumerate().skip(next) {
                if self.consume_key(name) {
                    return Ok(Some(index));
                }
            }
        }
        let key = self.key()?;
        Ok(position(list, &key))
    }

    /// Consumes the key and its colon, and returns `true`, if they come next without escapes and
    /// white space.
    fn consume_key(&mut self, plain: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at + 1..).unwrap_or_default();
        let is_next = rest.get(plain.len()..).is_some_and(|after| after.starts_with(b"\":"))
            && rest.starts_with(plain.as_bytes())
            && self.text.as_bytes()[self.at] == b'"';
        if is_next {
            self.at += plain.len() + 3;
        }
        is_next
    }

    /// Reads a string, whose quotation mark is next.
    fn string(&mut self) -> Result<Cow<'de, str>, ReadError> {
        let start = self.at + 1;
        let bytes = self.text.as_bytes();
        let end = start + unescaped_prefix(&bytes[start..]);
        if bytes.get(end) != Some(&b'"') {
            return self.escaped_string();
        }
        self.at = end + 1;
        Ok(Cow::Borrowed(&self.text[start..end]))
    }

    #[cold]
    fn escaped_string(&mut self) -> Result<Cow<'de, str>, ReadError> {
        let quoted = self.raw()?;
        Ok(Cow::Owned(unescape(&quoted[1..quoted.len() - 1])))
    }

    /// Reads a number, which is next.
    fn number(&mut self) -> Result<Scalar<'de>, ReadError> {
        let rest = &self.text.as_bytes()[self.at..];
        let (negative, digits) = match rest {
            [b'-', digits @ ..] => (true, digits),
            digits => (false, digits),
        };
        let (mut value, mut length) = (0_i64, 0);
        while let Some(digit @ b'0'..=b'9') = digits.get(length)
            && length < 19
        {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            length += 1;
        }
        let is_short = match digits.first() {
            // A JSON number has no leading zeros, and -0 is not an integer.
            Some(b'0') => length == 1 && !negative,
            _ => (1..=18).contains(&length),
        };
        if !is_short || matches!(digits.get(length), Some(b'.' | b'e' | b'E')) {
            return self.other_number();
        }
        self.at += length + usize::from(negative);
        Ok(Scalar::Integer(if negative { -value } else { value }.into()))
    }

    /// Reads a number with a fraction or an exponent, or with many digits.
    #[inline(never)]
    fn other_number(&mut self) -> Result<Scalar<'de>, ReadError> {
        let number = self.raw()?;
        if let Some(integer) = whole_number(number) {
            return Ok(Scalar::Integer(integer));
        }
        match number.parse() {
            Ok(float) if f64::is_finite(float) => Ok(Scalar::Float(float)),
            _ => Err(ReadError::new("number out of range")),
        }
    }

    /// Reads the text of any value.
    fn raw(&mut self) -> Result<&'de str, ReadError> {
        let mut values = serde_json::Deserializer::from_str(&self.text[self.at..]).into_iter::<&RawValue>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value.get())
            }
            // A syntax error is reported with its place in the whole text.
            Some(Err(error)) => Err(not_json(self.text).unwrap_or_else(|| ReadError::new(error.to_string()))),
            None => Err(self.syntax_error()),
        }
    }

    /// Returns the syntax error of the text.
    #[cold]
    fn syntax_error(&self) -> ReadError {
        not_json(self.text).unwrap_or_else(|| ReadError::new("the text is not JSON"))
    }
}

/// Returns the value of a JSON number if it is whole, not zero and has at most 38 digits: `1.0E18`,
/// which a double can't tell from its neighbors.
fn whole_number(text: &str) -> Option<i128> {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    // The significant digits are multiplied by a power of ten.
    let zeros = (digits.len() - significant.len()) as i64 - fraction.len() as i64;
    let power = u32::try_from(zeros.checked_add(exponent.parse().ok()?)?).ok()?;
    let value: i128 = significant.parse().ok()?;
    value.checked_mul(10_i128.checked_pow(power)?)
}

#[cold]
fn not_json(text: &str) -> Option<ReadError> {
    serde_json::from_str::<IgnoredAny>(text).err().map(|error| ReadError::new(error.to_string()))
}

impl<'de> Source<'de> for Json<'de> {
    fn structure(&mut self, names: MemberNames, each: EachMember<'_, 'de>) -> Result<bool, ReadError> {
        if !self.begin(b'{', "a structure")? {
            return Ok(false);
        }
        let (mut first, mut next) = (true, 0);
        while self.next_element(b'}', &mut first)? {
            let Some(index) = self.member(names, next)? else {
                self.skip()?;
                continue;
            };
            next = index + 1;
            self.value(|source| each(index, source))
                .map_err(|error| error.within(format_args!("{}", names.list()[index])))?;
        }
        Ok(true)
    }

    fn map(&mut self, each: EachEntry<'_, 'de>) -> Result<bool, ReadError> {
        if !self.begin(b'{', "a map")? {
            return Ok(false);
        }
        let mut first = true;
        while self.next_element(b'}', &mut first)? {
            let key = self.key()?;
            let name = key.clone();
            self.value(|source| each(key, source))
                .map_err(|error| error.within(format_args!("[{}]", MapKey(&name))))?;
        }
        Ok(true)
    }

    fn list(&mut self, each: EachItem<'_, 'de>) -> Result<bool, ReadError> {
        if !self.begin(b'[', "a list")? {
            return Ok(false);
        }
        let (mut first, mut index) = (true, 0);
        while self.next_element(b']', &mut first)? {
            self.value(&mut *each).map_err(|error| error.within(format_args!("[{index}]")))?;
            index += 1;
        }
        Ok(true)
    }

    fn scalar(&mut self) -> Result<Option<Scalar<'de>>, ReadError> {
        match self.peek() {
            Some(b'"') => Ok(Some(Scalar::Text(self.string()?))),
            Some(b'-' | b'0'..=b'9') => Ok(Some(self.number()?)),
            Some(b't') => self.literal("true").map(|()| Some(Scalar::Boolean(true))),
            Some(b'f') => self.literal("false").map(|()| Some(Scalar::Boolean(false))),
            Some(b'n') => self.literal("null").map(|()| None),
            Some(b'{') => Err(ReadError::new("expected a string, number or boolean, found an object")),
            Some(b'[') => Err(ReadError::new("expected a string, number or boolean, found a list")),
            _ => Err(self.syntax_error()),
        }
    }

    fn text(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        match self.peek() {
            Some(b'"') => Ok(Some(self.string()?)),
            Some(b'{') => Err(ReadError::new("expected a string, found an object")),
            Some(b'[') => Err(ReadError::new("expected a string, found a list")),
            _ => match self.scalar()? {
                Some(other) => Err(expected("a string", &other)),
                None => Ok(None),
            },
        }
    }

    fn json(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        let json = self.raw()?;
        Ok((json != "null").then_some(Cow::Borrowed(json)))
    }

    fn number_text(&mut self) -> Result<Option<String>, ReadError> {
        super::read::number_text(self.raw()?)
    }
}

#[cfg(test)]
mod tests {
    use crate::wire::from_json;

    #[test]
    fn doubles_are_the_same_as_serde_json_reads() {
        for text in [
            "-0",
            "-0.0",
            "0e5",
            "0.1",
            "1e-7",
            "123456789.123456789",
            "1.7976931348623157e308",
            "2.2250738585072011e-308",
            "4.9e-324",
            "1e-400",
            "1234567890123456789012345678901234567890",
        ] {
            let expected: f64 = serde_json::from_str(text).unwrap();
            assert_eq!(from_json::<f64>(text.as_bytes()).unwrap().to_bits(), expected.to_bits(), "{text}");
        }
        assert_eq!(from_json::<f64>(b"-1e400").unwrap_err().to_string(), "number out of range");
    }
}
