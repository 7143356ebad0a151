//! Reads an event of an event stream as a member of its union.

use std::borrow::Cow;

use super::read::{EachEntry, EachItem, EachMember, MemberNames, ReadError, Scalar, Source};
use crate::shape::Shape;
use crate::types::Blob;

/// Reads a union from its only member: the event's type and its payload. An event without a payload
/// has no members. A payload whose content type is not JSON is a string or a blob.
pub fn from_event<T: Shape>(name: &str, content_type: &str, payload: &[u8]) -> Result<T, ReadError> {
    let json = match payload {
        [] => Cow::Borrowed(&b"{}"[..]),
        _ if content_type.is_empty() || content_type.contains("json") => Cow::Borrowed(payload),
        _ if content_type.starts_with("text/") => {
            Cow::Owned(super::to_json(&String::from_utf8_lossy(payload).into_owned()))
        }
        _ => Cow::Owned(super::to_json(&Blob::new(payload))),
    };
    let value = super::read_json(&json, |source| T::read(&mut OnlyMember { name, value: source }))?;
    Ok(value.unwrap_or_else(T::absent))
}

/// An object with one member, whose value has not been read yet.
struct OnlyMember<'a, 'de> {
    name: &'a str,
    value: &'a mut dyn Source<'de>,
}

const NOT_A_UNION: &str = "an event is a member of a union";

impl<'de> Source<'de> for OnlyMember<'_, 'de> {
    fn map(&mut self, each: EachEntry<'_, 'de>) -> Result<bool, ReadError> {
        each(Cow::Owned(self.name.to_owned()), self.value)?;
        Ok(true)
    }

    fn structure(&mut self, _: MemberNames, _: EachMember<'_, 'de>) -> Result<bool, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn list(&mut self, _: EachItem<'_, 'de>) -> Result<bool, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn scalar(&mut self) -> Result<Option<Scalar<'de>>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn text(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn json(&mut self) -> Result<Option<Cow<'de, str>>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn number_text(&mut self) -> Result<Option<String>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }
}
