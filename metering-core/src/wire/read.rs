//! Reads AWS JSON leniently: unknown members are skipped, missing members get a default, and `null`
//! counts as missing.
//!
//! [`Source`] is the interface between generated code and the readers. Generated code uses it as a
//! trait object, so that a declaration adds one plain function to a build and not one for each
//! deserializer.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::escapes::replace_lone;
use crate::peer_text::{MapKey, PeerText};
use crate::types::Document;

/// The reason why a text is not a value of its shape, with the path of the value.
///
/// It never contains a value, which may be a secret. The keys of maps are part of the path, with at
/// most 64 characters each and not below a [`Sensitive`](crate::Sensitive) member; the path has at
/// most 1,000 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadError(Box<PathAndReason>);

/// Boxed, so that a `Result` is not larger than the value that is read.
#[derive(Clone, PartialEq, Eq)]
struct PathAndReason {
    path: String,
    reason: String,
}

impl ReadError {
    /// Builds an error at the value that is being read.
    pub fn new(reason: impl Into<String>) -> Self {
        ReadError(Box::new(PathAndReason { path: String::new(), reason: reason.into() }))
    }

    /// Returns the path of the value, such as `Results[3].Status`. It is empty for the root.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Adds the place of the value in the value around it.
    pub(super) fn within(mut self, segment: fmt::Arguments<'_>) -> Self {
        let path = &self.0.path;
        let separator = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        self.0.path = PeerText::new(format_args!("{segment}{separator}{path}")).to_string();
        self
    }

    /// Drops the path below a secret, because it may contain the keys of a map.
    pub(crate) fn without_path(mut self) -> Self {
        self.0.path = String::new();
        self
    }
}

impl fmt::Debug for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PathAndReason { path, reason } = &*self.0;
        f.debug_struct("ReadError").field("path", path).field("reason", reason).finish()
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PathAndReason { path, reason } = &*self.0;
        if path.is_empty() { f.write_str(reason) } else { write!(f, "{path}: {reason}") }
    }
}

impl std::error::Error for ReadError {}

/// A JSON scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'de> {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i128),
    /// A number that is not whole or has more than 38 digits.
    Float(f64),
    /// A string.
    Text(Cow<'de, str>),
}

/// The wire names of a structure's members, in the order of their declaration.
#[derive(Debug, Clone, Copy)]
pub struct MemberNames {
    list: &'static [&'static str],
    plain: bool,
}

impl MemberNames {
    /// Checks once, at compile time in a const context, that no name needs JSON's escapes.
    #[must_use]
    pub const fn new(list: &'static [&'static str]) -> Self {
        let mut plain = true;
        let mut at = 0;
        while at < list.len() {
            let name = list[at].as_bytes();
            let mut byte = 0;
            while byte < name.len() {
                plain &= name[byte] >= b' ' && name[byte] != b'"' && name[byte] != b'\\';
                byte += 1;
            }
            at += 1;
        }
        MemberNames { list, plain }
    }

    /// Returns the names in order.
    pub(super) fn list(self) -> &'static [&'static str] {
        self.list
    }

    /// Returns `true` if no name needs JSON's escapes.
    pub(super) fn are_plain(self) -> bool {
        self.plain
    }
}

/// A callback for each member of a structure: the member's index among the names, and its value.
pub type EachMember<'a, 'de> = &'a mut dyn FnMut(usize, &mut dyn Source<'de>) -> Result<(), ReadError>;
/// A callback for each entry of a map: the key and the value.
pub type EachEntry<'a, 'de> = &'a mut dyn FnMut(Cow<'de, str>, &mut dyn Source<'de>) -> Result<(), ReadError>;
/// A callback for each item of a list.
pub type EachItem<'a, 'de> = &'a mut dyn FnMut(&mut dyn Source<'de>) -> Result<(), ReadError>;

/// A value that has not been read yet. Each method reads the value, which can be read only once.
/// All methods return `None` or `false` for `null`.
pub trait Source<'de> {
    /// Reads an object. Calls `each` for the named members and skips the others. Reading is faster
    /// if `names` has the order of the text. A member that appears twice is read twice, so that the
    /// last one counts.
    fn structure(&mut self, names: MemberNames, each: EachMember<'_, 'de>) -> Result<bool, ReadError>;
    /// Reads an object with arbitrary keys.
    fn map(&mut self, each: EachEntry<'_, 'de>) -> Result<bool, ReadError>;
    /// Reads an array.
    fn list(&mut self, each: EachItem<'_, 'de>) -> Result<bool, ReadError>;
    /// Reads a string, number or boolean.
    fn scalar(&mut self) -> Result<Option<Scalar<'de>>, ReadError>;
    /// Reads a string.
    fn text(&mut self) -> Result<Option<Cow<'de, str>>, ReadError>;
    /// Reads the JSON text of any value. `document` parses it.
    fn json(&mut self) -> Result<Option<Cow<'de, str>>, ReadError>;
    /// Reads the text of a number, with all its digits.
    fn number_text(&mut self) -> Result<Option<String>, ReadError>;
}

/// Returns the index of a member's name; `None` for a member that the shape does not have.
pub(super) fn position(names: &[&str], name: &str) -> Option<usize> {
    let index = names.iter().position(|known| *known == name);
    if index.is_none() {
        log_similar(names, name);
    }
    index
}

/// Logs an unknown member if a member is declared with almost the same name, because that name is
/// probably wrong. The declared member then silently has its default.
#[cold]
fn log_similar(names: &[&str], found: &str) {
    if !tracing::enabled!(tracing::Level::DEBUG) {
        return;
    }
    let letters = |name: &str| name.replace('_', "").to_ascii_lowercase();
    if let Some(declared) = names.iter().find(|name| letters(name) == letters(found)) {
        tracing::debug!(
            found = %PeerText::name(found),
            declared,
            "unknown member has the name of a declared one except for case and underscores"
        );
    }
}

/// Reads any value. A program without documents doesn't contain this function and what it needs.
pub(crate) fn document(from: &mut dyn Source<'_>) -> Result<Option<Document>, ReadError> {
    let Some(json) = from.json()? else { return Ok(None) };
    let json = replace_lone(&json).map_or(json, Cow::Owned);
    serde_json::from_str(&json).map(Some).map_err(|error| ReadError::new(error.to_string()))
}

/// Returns the error for a scalar of the wrong kind. It names the kind and never the value, which
/// may be a secret.
pub(crate) fn expected(what: &str, found: &Scalar<'_>) -> ReadError {
    let found = match found {
        Scalar::Boolean(_) => "a boolean",
        Scalar::Integer(_) => "an integer",
        Scalar::Float(value) if value.fract() == 0.0 => "a number with too many digits",
        Scalar::Float(_) => "a number with a fraction",
        Scalar::Text(_) => "a string",
    };
    ReadError::new(format!("expected {what}, found {found}"))
}

/// Reads one value from any serde deserializer.
pub(crate) fn with_deserializer<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    read: impl FnOnce(&mut dyn Source<'de>) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    read(&mut Once { deserializer: Some(deserializer), lifetime: PhantomData })
}

/// A deserializer for a single read.
struct Once<'de, D> {
    deserializer: Option<D>,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, D: Deserializer<'de>> Once<'de, D> {
    fn take(&mut self) -> Result<D, ReadError> {
        self.deserializer.take().ok_or_else(|| ReadError::new("the value was read twice"))
    }

    fn entries(&mut self, expected: &'static str, each: EachEntry<'_, 'de>) -> Result<bool, ReadError> {
        let mut failed = None;
        let walk = Entries { expected, each, failed: &mut failed };
        self.take()?.deserialize_any(walk).map_err(|error| cause(failed, error))
    }
}

/// Returns the digits of a number, or `None` for `null`.
pub(super) fn number_text(raw: &str) -> Result<Option<String>, ReadError> {
    match raw {
        "null" => Ok(None),
        text if text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => Ok(Some(text.to_owned())),
        _ => Err(ReadError::new("expected a number")),
    }
}

/// Returns the error that ended a walk: the one from a callback, or else the parser's.
fn cause(ours: Option<ReadError>, parser: impl fmt::Display) -> ReadError {
    ours.unwrap_or_else(|| ReadError::new(parser.to_string()))
}

impl<'de, D: Deserializer<'de>> Source<'de> for Once<'de, D> {
    fn structure(&mut self, names: MemberNames, each: EachMember<'_, 'de>) -> Result<bool, ReadError> {
        self.entries("a structure", &mut |key, value| match position(names.list, &key) {
            Some(index) => {
                each(index, value).map_err(|error| error.within(format_args!("{}", names.list[index])))
            }
            None => Ok(()),
        })
    }

    fn map(&mut self, each: EachEntry<'_, 'de>) -> Result<bool, ReadError> {
        self.entries("a map", &mut |key, value| {
            let name = key.clone();
            each(key, value).map_err(|error| error.within(format_args!("[{}]", MapKey(&name))))
        })
    }

    fn list(&mut self, each: EachItem<'_, 'de>) -> Result<bool, ReadError> {
        let mut failed = None;
        let walk = List { each, failed: &mut failed };
        self.take()?.deserialize_any(walk).map_err(|error| cause(failed, error))
    }

    fn scalar(&mut self) -> Result<Option<Scalar<'de>>, ReadError> {
        let visitor = AnyScalar { expected: "a string, number or boolean" };
        self.take()?.deserialize_any(visitor).map_err(|error| cause(None, error))
    }

    fn text(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        let visitor = AnyScalar { expected: "a string" };
        match self.take()?.deserialize_any(visitor).map_err(|error| cause(None, error))? {
            Some(Scalar::Text(text)) => Ok(Some(text)),
            Some(other) => Err(expected("a string", &other)),
            None => Ok(None),
        }
    }

    fn json(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        let value = <Document as serde::Deserialize>::deserialize(self.take()?)
            .map_err(|error| cause(None, error))?;
        Ok((!value.is_null()).then(|| Cow::Owned(value.to_string())))
    }

    fn number_text(&mut self) -> Result<Option<String>, ReadError> {
        let raw = <Box<serde_json::value::RawValue> as serde::Deserialize>::deserialize(self.take()?)
            .map_err(|error| cause(None, error))?;
        number_text(raw.get())
    }
}

/// The visitor methods for the scalars, which a walk rejects. serde's default message prints the
/// value, which may be a secret.
macro_rules! refuse_scalars {
    ($($visit:ident($scalar:ty) => $found:literal),+) => { $(
        fn $visit<E: serde::de::Error>(self, _: $scalar) -> Result<Self::Value, E> {
            Err(E::invalid_type(serde::de::Unexpected::Other($found), &self))
        }
    )+ };
    () => {
        refuse_scalars!(
            visit_bool(bool) => "a boolean",
            visit_i64(i64) => "a number",
            visit_u64(u64) => "a number",
            visit_f64(f64) => "a number",
            visit_str(&str) => "a string"
        );
    };
}

/// The members of a structure, or the entries of a map.
struct Entries<'a, 'de> {
    expected: &'static str,
    each: EachEntry<'a, 'de>,
    failed: &'a mut Option<ReadError>,
}

impl<'de> Visitor<'de> for Entries<'_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            let each = &mut *self.each;
            let read = map.next_value_seed(Value(|source: &mut dyn Source<'de>| each(key, source)))?;
            if let Err(error) = read {
                *self.failed = Some(error);
                return Err(A::Error::custom("an entry could not be read"));
            }
        }
        Ok(true)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    refuse_scalars!();
}

struct List<'a, 'de> {
    each: EachItem<'a, 'de>,
    failed: &'a mut Option<ReadError>,
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<bool, A::Error> {
        let mut index = 0;
        loop {
            let each = &mut *self.each;
            match list.next_element_seed(Value(|source: &mut dyn Source<'de>| each(source)))? {
                None => return Ok(true),
                Some(Ok(())) => index += 1,
                Some(Err(error)) => {
                    *self.failed = Some(error.within(format_args!("[{index}]")));
                    return Err(A::Error::custom("an item could not be read"));
                }
            }
        }
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    refuse_scalars!();
}

/// Reads a scalar. A list or a map is an error.
struct AnyScalar {
    expected: &'static str,
}

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Option<Scalar<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Boolean(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Integer(value.into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Integer(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Float(value)))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Text(Cow::Borrowed(text))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(Scalar::Text(Cow::Owned(text))))
    }
}

/// The name of a member, or the key of an entry.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(key))
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(key.to_owned()))
    }
}

/// Reads a value through [`Source`]. Its error is the seed's value, so that serde does not wrap it.
struct Value<F>(F);

impl<'de, F> DeserializeSeed<'de> for Value<F>
where
    F: FnOnce(&mut dyn Source<'de>) -> Result<(), ReadError>,
{
    type Value = Result<(), ReadError>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let mut source = Once { deserializer: Some(deserializer), lifetime: PhantomData };
        let read = (self.0)(&mut source);
        if let (Some(unread), Ok(())) = (source.deserializer, &read) {
            serde::Deserialize::deserialize(unread).map(|IgnoredAny| ())?;
        }
        Ok(read)
    }
}
