//! AWS JSON: writes shapes into request bodies, and reads them from response bodies.
//!
//! [`to_json`] and [`from_json`] have examples.
//!
//! # Differences between AWS's own sources
//! Smithy's specification and tests, botocore and AWS's SDKs sometimes disagree. This crate
//! chooses:
//!
//! | subject | here | reason |
//! |---|---|---|
//! | place of an error's code | the header `x-amzn-errortype`, then `__type`, then `code` | Smithy's order. `__type` comes before `code`, because 17 error shapes have a member `code` with another meaning. botocore reads only `__type` |
//! | the code in that text | the first item of a list, after the first `#`, before the first `:` | services send namespaces, addresses of documentation, and lists |
//! | an error in XML | its `Code`, or the name of the root element if it ends with `Exception` or `Fault` | front ends of AWS's services send XML for every protocol |
//! | a response without a code, such as a proxy's page | [`Error::Response`](crate::Error::Response) with the status and the message | botocore uses the status as the code, but the service did not send it |
//! | members of an input that have a default | not sent unless set | Smithy's clients skip them; the service applies its current default |
//! | members below them that have a default | sent | Smithy's tests require it; smithy-rs fails these tests, botocore's models have no defaults |
//! | a response without a member that has a default | the default | Smithy's tests require it |
//! | `null` in a list or map that is not sparse | dropped | Smithy allows clients to drop it; botocore keeps it, smithy-rs refuses the response |
//! | a union with an additional `null` member or `__type` | the additional member is ignored | services send both |
//! | a union with several members, or with none | the last known member, or an unknown member without a name | botocore and smithy-rs refuse the response, but the call has already been applied and its output must stay readable |
//! | a timestamp in another format than the model's | read in any of the three formats, and as a number in a string | services mix them; botocore reads all, smithy-rs only the model's |
//! | seconds with a fraction | written to the nanosecond, read to the microsecond | botocore drops the fraction; a double has no more digits |
//! | `1.0` and `1e3` for an integer | read if the value is whole, exactly up to the range of the type | smithy-rs reads them; botocore returns the float |
//! | a number in a string, a boolean in a string | refused, with its path | smithy-rs refuses it; botocore returns the string |
//! | base64 with line breaks or without padding | read | the SDK for JavaScript reads it, and Python's accepts line breaks |
//! | a byte order mark | ignored | RFC 8259 allows a reader to ignore it |
//! | half of a surrogate pair | read as U+FFFD | lenient readers do; otherwise one character makes a whole page unreadable |
//! | the path of a custom endpoint | kept, with or without a final `/` | Smithy's tests; botocore drops the final `/` |

pub(crate) mod error_response;
pub(crate) mod escapes;
#[cfg(feature = "event-stream")]
mod event;
mod json;
pub(crate) mod read;
mod unescaped;
pub(crate) mod union;
pub(crate) mod write;
pub(crate) mod xml;

#[cfg(feature = "event-stream")]
pub(crate) use event::from_event;
pub use read::{EachEntry, EachItem, EachMember, MemberNames, ReadError, Scalar, Source};
pub use write::{Members, TimestampFormat, Writer};

use crate::shape::Shape;

/// Returns the AWS JSON of a shape, as a request body contains it.
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

/// Reads a shape from AWS JSON, as leniently as a response.
///
/// Unknown members are ignored and constraints are not checked. Half of a surrogate pair is read as
/// U+FFFD.
///
/// # Errors
/// Returns an error if the text is not UTF-8 or not JSON, if it is nested deeper than 127 levels,
/// or if a value has another kind than its shape.
///
/// ```
/// use metering_core::wire;
/// assert_eq!(wire::from_json::<Vec<String>>(br#"["a",null]"#).unwrap(), ["a"]);
/// ```
pub fn from_json<T: Shape>(json: &[u8]) -> Result<T, ReadError> {
    read_json(json, |source| T::read(source)).map(|value| value.unwrap_or_else(T::absent))
}

/// Reads a value from AWS JSON. `None` if the JSON is `null`.
pub(crate) fn read_json<T>(
    json: &[u8],
    read: impl FnOnce(&mut dyn Source<'_>) -> Result<Option<T>, ReadError>,
) -> Result<Option<T>, ReadError> {
    // Checked once as a whole, which is cheaper than string by string.
    let text = std::str::from_utf8(json).map_err(|_| ReadError::new("the text is not UTF-8"))?;
    // RFC 8259 allows a reader to ignore a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut json = json::Json::new(text);
    let value = json.value(read)?;
    json.end()?;
    Ok(value)
}

/// Reads a shape from a serde deserializer, as leniently as a response: for example from a part of
/// a larger document.
///
/// # Errors
/// Returns an error if the deserializer fails, or if a value has another kind than its shape.
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
