//! Deprecated items, whose expansion must not cause warnings about its own declaration.

use ::renamed::{
    ErrorMetadata, IntEnum, ServiceError, Shape, StringEnum, Union, UnknownMember, UnknownValue,
    aws_operation, aws_service,
};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;

/// A service.
#[deprecated]
#[derive(Debug)]
#[aws_service(endpoint_prefix = "old", target_prefix = "Old", json_version = "1.1", error = OldError, crate = ::renamed)]
pub struct Service;

/// A request.
#[deprecated(note = "use another one")]
#[aws_operation(action = "GetOld", output = Old, crate = ::renamed)]
#[aws(at_least_one_of(old, older))]
#[derive(Debug, Clone)]
pub struct GetOld {
    /// A member.
    #[deprecated]
    #[aws(length = 1..=9)]
    pub old: Option<String>,
    /// A member.
    #[deprecated(since = "1.0.0", note = "use another one")]
    pub older: Option<String>,
    /// A member.
    #[deprecated]
    pub oldest: String,
}

/// An output.
#[deprecated]
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Old {
    /// A member.
    #[deprecated]
    pub old: Option<String>,
    /// A member.
    #[deprecated]
    #[aws(default = 1)]
    pub older: i32,
}

/// A string enum.
#[deprecated]
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Kind {
    /// A variant.
    #[deprecated]
    Old,
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// An int enum.
#[deprecated]
#[derive(Debug, Clone, IntEnum)]
#[aws(crate = ::renamed)]
pub enum Level {
    /// A variant.
    #[deprecated]
    #[aws(value = 1)]
    Old,
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(i32),
}

/// A constrained string.
#[deprecated]
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = 1..=9)]
pub struct Text(String);

/// A union.
#[deprecated]
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum One {
    /// A variant.
    #[deprecated]
    Old(String),
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// The errors of the service.
#[deprecated]
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum OldError {
    /// A variant.
    #[deprecated]
    Old(ErrorMetadata),
    /// A value that AWS adds later.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}
