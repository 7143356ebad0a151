//! Names that are no identifiers, and fields that are spelled as on the wire.

use ::renamed::{Shape, Union, UnknownMember};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::string::String;

/// A structure.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Odd {
    /// A member.
    #[aws(rename = "a:b")]
    pub member: OneOf,
}

/// A union.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum OneOf {
    /// By a name that no variant can have.
    #[aws(rename = "$ref")]
    Ref(String),
    /// Whatever else.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// A structure.
#[allow(non_snake_case)]
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Spelled {
    /// As on the wire.
    pub CustomerAWSAccountId: String,
    /// Half so.
    pub resource_ARN: String,
    /// One of them.
    pub ofMany: Choice,
}

/// A union, whose variants are words.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed, rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Choice {
    /// Two words.
    EC2Instance(String),
    /// Whatever else.
    #[aws(other)]
    Unknown(UnknownMember),
}
