//! AWS JSON: the text of shapes, both ways.

mod json;
mod plain;
pub(crate) mod read;
pub(crate) mod write;

pub use read::{EachEntry, EachItem, EachMember, MemberNames, ReadError, Scalar, Source};
pub use write::{Members, TimestampFormat, Writer};

use crate::shape::Shape;

/// The AWS JSON of a shape, as it goes into a request body.
///
/// ```
/// use metering_core::wire;
/// assert_eq!(wire::to_json(&vec![1.5, f64::NAN]), br#"[1.5,"NaN"]"#);
/// ```
pub fn to_json<T: Shape>(shape: &T) -> Vec<u8> {
    let mut writer = Writer::default();
    shape.write(&mut writer);
    writer.into_bytes()
}

/// Reads a shape from AWS JSON, as leniently as a response is read.
///
/// # Errors
/// Where the text is not UTF-8, not JSON, nested deeper than 128 levels, or has a value of another kind than its shape.
///
/// ```
/// use metering_core::wire;
/// assert_eq!(wire::from_json::<Vec<String>>(br#"["a",null]"#).unwrap(), ["a"]);
/// ```
pub fn from_json<T: Shape>(json: &[u8]) -> Result<T, ReadError> {
    // Checked once as a whole, which is cheaper than string by string.
    let text = std::str::from_utf8(json).map_err(|_| ReadError::new("the text is not UTF-8"))?;
    // RFC 8259 lets a reader pass over a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut json = json::Json::new(text);
    let value = json.value(|source| T::read(source))?;
    json.end()?;
    Ok(value.unwrap_or_else(T::absent))
}

/// Reads a shape from one of serde's deserializers, as leniently as a response is read: out of a larger text, say.
///
/// # Errors
/// Where the deserializer fails, or has a value of another kind than its shape.
///
/// ```
/// use metering_core::wire;
/// let event = serde_json::json!({ "detail": { "names": ["a", null] } });
/// let names: Vec<String> = wire::from_deserializer(&event["detail"]["names"]).unwrap();
/// assert_eq!(names, ["a"]);
/// ```
pub fn from_deserializer<'de, T: Shape, D: serde::Deserializer<'de>>(from: D) -> Result<T, ReadError> {
    let value = read::with_deserializer(from, |source| T::read(source))?;
    Ok(value.unwrap_or_else(T::absent))
}
