//! An operation with members of every kind, for what must hold for all of them.

use std::collections::BTreeMap;

use metering_core::{
    BigNumber, Blob, DateTime, Document, ErrorMetadata, IntEnum, Sensitive, ServiceError, Shape, StringEnum,
    Union, UnknownMember, UnknownValue, aws_operation, aws_service,
};

/// A service that takes and gives back everything.
#[aws_service(
    endpoint_prefix = "everything",
    target_prefix = "Everything",
    json_version = "1.0",
    error = EverythingError,
    query_compatible
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

/// What it refuses with.
#[derive(Debug, ServiceError)]
#[non_exhaustive]
pub enum EverythingError {
    /// With nothing to add.
    Refused(ErrorMetadata),
    /// With members of its own.
    Detailed(Nested, ErrorMetadata),
    /// With anything else.
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
    /// Filled in where it is not set.
    #[aws(idempotency_token)]
    pub token: Option<String>,
}

/// Gives back what was sent.
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
    /// Text within bounds.
    #[aws(length = 1..=20, pattern = "^[a-zé-\u{10FFFF}]+$")]
    pub text: String,
    /// Free text, under a name of its own.
    #[aws(rename = "free:text")]
    pub free: Option<String>,
    /// A switch.
    pub flag: bool,
    /// 8 bits.
    pub byte: Option<i8>,
    /// 16 bits.
    pub short: Option<i16>,
    /// 32 bits, within bounds.
    #[aws(range = -5..=5)]
    pub integer: i32,
    /// 64 bits.
    pub long: i64,
    /// Single precision.
    pub float: Option<f32>,
    /// Double precision.
    pub double: f64,
    /// Any count of digits.
    pub big: Option<BigNumber>,
    /// Bytes, within bounds.
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
    /// A list within bounds, of what is within bounds.
    #[aws(length = ..=4, each(length = 1..=3))]
    pub items: Option<Vec<String>>,
    /// A list with gaps.
    pub sparse: Vec<Option<i64>>,
    /// A map within bounds.
    #[aws(length = ..=4, keys(length = 1..=5), each(range = 0..=9))]
    pub map: BTreeMap<String, i32>,
    /// A map with gaps.
    pub sparse_map: BTreeMap<String, Option<String>>,
    /// An open enum of strings.
    pub color: Color,
    /// An open enum of numbers.
    pub level: Option<Level>,
    /// One of several.
    pub choice: Option<Choice>,
    /// A string with rules of its own.
    pub code: Option<Code>,
    /// A secret.
    pub secret: Option<Sensitive<String>>,
    /// More of the same.
    pub next: Option<Box<Nested>>,
}

/// A structure that may hold itself.
#[derive(Debug, Clone, PartialEq, Shape)]
pub struct Nested {
    /// Items of the same kind.
    pub nested: Vec<Nested>,
    /// Something of its own.
    #[aws(range = 0..)]
    pub depth: i64,
}

/// A string with rules.
#[derive(Debug, Clone, PartialEq, Eq, Shape)]
#[aws(length = ..=8, pattern = "^[A-Z]{2}[0-9]*$")]
pub struct Code(String);

/// An open enum of strings.
#[derive(Debug, Clone, PartialEq, Eq, StringEnum)]
pub enum Color {
    /// Red.
    Red,
    /// Green, by another name.
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
    /// Text within bounds.
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
