//! AWS JSON: the text of shapes, both ways.
//!
//! # Where AWS's own sources disagree
//! Smithy's specification and tests, botocore and AWS's SDKs don't always say the same. What this
//! crate does, and why:
//!
//! | | Here | Why |
//! |---|---|---|
//! | where an error's code stands | the header `x-amzn-errortype`, then `__type`, then `code` | as Smithy has it; `__type` before `code`, since 17 error shapes have a member named `code` that is none. botocore reads `__type` alone |
//! | what of it is the code | what stands before the first `:`, and of that what stands behind the first `#` | services send namespaces, and the address of a documentation behind it |
//! | an answer without a code, as a proxy's HTML | no error of the service: [`Error::Response`](crate::Error::Response) with the status | botocore takes the status for the code, but no service has said it |
//! | a request's own members with a default | not sent unless set | Smithy's clients skip them; the service fills in what it has now |
//! | members with a default below those | sent | Smithy's tests ask for it; smithy-rs is known to fail these, botocore's models have no defaults |
//! | an answer without a member that has a default | has the default | the same |
//! | `null` in a list or map that has none | dropped | Smithy lets clients drop it; botocore keeps it, smithy-rs refuses the answer |
//! | a union with a `null` member or `__type` beside its own | as if they were not there | services send both |
//! | a union of several members, or of none | the last one known, or an unknown one without a name | botocore and smithy-rs refuse the answer, which has been given by then: what was asked for may be done and must be seen |
//! | a timestamp in another format than the model's | read in any of the three, and as a number in a string | services are known to mix them; botocore reads all, smithy-rs its own |
//! | seconds with a fraction | written with it, to the nanosecond; read to the microsecond | botocore cuts it off; a double has no more |
//! | `1.0` and `1e3` for an integer | read, where the value is whole | smithy-rs does; botocore hands the float on |
//! | a number in a string, a boolean as a string | refused, with the place | smithy-rs does; botocore hands the string on |
//! | base64 with line breaks or without padding | read | JavaScript's SDK does, and Python's takes line breaks |
//! | a byte order mark | passed over | RFC 8259 lets a reader do so |
//! | half of a surrogate pair | refused | it is no Unicode text, and a `String` can't hold it |
//! | a path of a custom endpoint | kept as it is, with `/` at its end or without | Smithy's tests; botocore drops the last `/` |

pub(crate) mod error_response;
mod json;
pub(crate) mod read;
pub(crate) mod surrogates;
mod unescaped;
pub(crate) mod union;
pub(crate) mod write;
pub(crate) mod xml;

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
/// Where the text is not UTF-8, not JSON, nested deeper than 128 levels, or has a value of another
/// kind than its shape.
///
/// ```
/// use metering_core::wire;
/// assert_eq!(wire::from_json::<Vec<String>>(br#"["a",null]"#).unwrap(), ["a"]);
/// ```
pub fn from_json<T: Shape>(json: &[u8]) -> Result<T, ReadError> {
    // Checked once as a whole, which is cheaper than string by string.
    let text = std::str::from_utf8(json).map_err(|_| ReadError::new("the text is not UTF-8"))?;
    // RFC 8259 allows a reader to ignore a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    read_text(text).or_else(|error| match surrogates::replace_lone(text) {
        Some(text) => read_text(&text),
        None => Err(error),
    })
}

fn read_text<T: Shape>(text: &str) -> Result<T, ReadError> {
    let mut json = json::Json::new(text);
    let value = json.value(|source| T::read(source))?;
    json.end()?;
    Ok(value.unwrap_or_else(T::absent))
}

/// Reads a shape from one of serde's deserializers, as leniently as a response is read: out of a
/// larger text, say.
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
