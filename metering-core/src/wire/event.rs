//! Reads an event of an event stream as a member of its union.

use std::borrow::Cow;

use super::json::Json;
use super::read::{EachEntry, EachItem, EachMember, MemberNames, ReadError, Scalar, Source};
use super::surrogates;
use crate::shape::Shape;
use crate::types::{Blob, Document};

/// Reads a union from its only member: the event's type and its payload. An event without a payload
/// has no members. A payload whose content type is not JSON is a string or a blob.
pub fn from_event<T: Shape>(name: &str, content_type: &str, payload: &[u8]) -> Result<T, ReadError> {
    let text = match payload {
        [] => Cow::Borrowed("{}"),
        _ if content_type.is_empty() || content_type.contains("json") => {
            let text = std::str::from_utf8(payload).map_err(|_| ReadError::new("the text is not UTF-8"))?;
            Cow::Borrowed(text)
        }
        _ if content_type.starts_with("text/") => {
            Cow::Owned(Document::from(String::from_utf8_lossy(payload)).to_string())
        }
        _ => Cow::Owned(String::from_utf8_lossy(&super::to_json(&Blob::new(payload))).into_owned()),
    };
    read(name, &text).or_else(|error| match surrogates::replace_lone(&text) {
        Some(text) => read(name, &text),
        None => Err(error),
    })
}

fn read<T: Shape>(name: &str, text: &str) -> Result<T, ReadError> {
    let mut json = Json::new(text);
    let value = json.value(|source| T::read(&mut OnlyMember { name, value: source }))?;
    json.end()?;
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

    fn document(&mut self) -> Result<Option<Document>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }

    fn number_text(&mut self) -> Result<Option<String>, ReadError> {
        Err(ReadError::new(NOT_A_UNION))
    }
}
