//! Wire names that are not identifiers, and fields with the spelling of their wire names.

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
    /// A variant whose wire name is not an identifier.
    #[aws(rename = "$ref")]
    Ref(String),
    /// A member that AWS adds later.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// A structure.
#[allow(non_snake_case)]
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Spelled {
    /// A field with the spelling of its wire name.
    pub CustomerAWSAccountId: String,
    /// A field with a part of that spelling.
    pub resource_ARN: String,
    /// A union.
    pub ofMany: Choice,
}

/// A union whose wire names are lowercase words.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed, rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Choice {
    /// A variant of two words.
    EC2Instance(String),
    /// A member that AWS adds later.
    #[aws(other)]
    Unknown(UnknownMember),
}
