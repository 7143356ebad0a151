//! Names that JSON does not take as they are.

use ::renamed::{Shape, Union, UnknownMember};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::string::String;

/// A structure.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Odd {
    /// A member.
    #[aws(rename = "a\"b\\c\u{1}é")]
    pub member: OneOf,
}

/// A union.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum OneOf {
    /// A quotation mark.
    #[aws(rename = "\"")]
    Quote(String),
    /// Whatever else.
    #[aws(other)]
    Unknown(UnknownMember),
}
