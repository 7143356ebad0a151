//! An operation with members of every kind, for tests of rules that hold for all kinds.

use std::collections::BTreeMap;

use metering_core::{
    BigNumber, Blob, DateTime, Document, ErrorMetadata, IntEnum, Sensitive, ServiceError, Shape, StringEnum,
    Union, UnknownMember, UnknownValue, aws_operation, aws_service,
};

/// A service that returns its input.
#[aws_service(
    endpoint_prefix = "everything",
    target_prefix = "Everything",
    json_version = "1.0",
    error = EverythingError,
    query_compatible
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum EverythingError {
    /// An error without members.
    Refused(ErrorMetadata),
    /// An error with members.
    Detailed(Nested, ErrorMetadata),
    /// Any other error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Sends everything.
#[aws_operation(action = "Send")]
#[derive(Debug, Clone, PartialEq)]
#[aws(at_most_one_of(one, other))]
pub struct Send {
    /// A required structure.
    pub members: Members,
    /// A list of structures.
    #[aws(length = ..=3)]
    pub list: Vec<Members>,
    /// One of two.
    pub one: Option<String>,
    /// The other of two.
    pub other: Option<String>,
    /// A token that the client fills in.
    #[aws(idempotency_token)]
    pub token: Option<String>,
}

/// The output of [`Send`].
#[derive(Debug, Clone, PartialEq, Shape)]
pub struct SendOutput {
    /// The structure.
    pub members: Option<Members>,
    /// The list.
    pub list: Vec<Members>,
}

/// A member of every kind.
#[derive(Debug, Clone, PartialEq, Shape)]
pub struct Members {
    /// A string with constraints.
    #[aws(length = 1..=20, pattern = "^[a-zé-\u{10FFFF}]+$")]
    pub text: String,
    /// A renamed string without constraints.
    #[aws(rename = "free:text")]
    pub free: Option<String>,
    /// A switch.
    pub flag: bool,
    /// 8 bits.
    pub byte: Option<i8>,
    /// 16 bits.
    pub short: Option<i16>,
    /// 32 bits with a range.
    #[aws(range = -5..=5)]
    pub integer: i32,
    /// 64 bits.
    pub long: i64,
    /// Single precision.
    pub float: Option<f32>,
    /// Double precision.
    pub double: f64,
    /// A number with any number of digits.
    pub big: Option<BigNumber>,
    /// Bytes with a length.
    #[aws(length = ..=32)]
    pub blob: Option<Blob>,
    /// Seconds.
    pub seconds: Option<DateTime>,
    /// RFC 3339.
    #[aws(timestamp = "date-time")]
    pub date_time: Option<DateTime>,
    /// RFC 9110.
    #[aws(timestamp = "http-date")]
    pub http_date: Option<DateTime>,
    /// Free JSON.
    pub document: Option<Document>,
    /// JSON in a string.
    #[aws(json_value)]
    pub json: Option<Document>,
    /// A list with constraints on itself and its items.
    #[aws(length = ..=4, each(length = 1..=3))]
    pub items: Option<Vec<String>>,
    /// A sparse list.
    pub sparse: Vec<Option<i64>>,
    /// A map with constraints.
    #[aws(length = ..=4, keys(length = 1..=5), each(range = 0..=9))]
    pub map: BTreeMap<String, i32>,
    /// A sparse map.
    pub sparse_map: BTreeMap<String, Option<String>>,
    /// An open enum of strings.
    pub color: Color,
    /// An open enum of numbers.
    pub level: Option<Level>,
    /// One of several.
    pub choice: Option<Choice>,
    /// A constrained string type.
    pub code: Option<Code>,
    /// A secret.
    pub secret: Option<Sensitive<String>>,
    /// A nested structure.
    pub next: Option<Box<Nested>>,
}

/// A structure that may contain itself.
#[derive(Debug, Clone, PartialEq, Shape)]
pub struct Nested {
    /// Items of the same kind.
    pub nested: Vec<Nested>,
    /// A name.
    #[aws(range = 0..)]
    pub depth: i64,
}

/// A constrained string.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(length = ..=8, pattern = "^[A-Z]{2}[0-9]*$")]
pub struct Code(String);

/// An open enum of strings.
#[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
pub enum Color {
    /// Red.
    Red,
    /// Green with another wire name.
    #[aws(rename = "light-green")]
    Green,
    /// Any other.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// An open enum of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntEnum)]
pub enum Level {
    /// Low.
    #[aws(value = 1)]
    Low,
    /// High.
    #[aws(value = 9)]
    High,
    /// Any other.
    #[aws(other)]
    Unknown(i32),
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Union)]
pub enum Choice {
    /// A string with constraints.
    #[aws(length = 1..=5)]
    Text(String),
    /// A number.
    Number(i64),
    /// A structure.
    Nested(Nested),
    /// Any other.
    #[aws(other)]
    Unknown(UnknownMember),
}
