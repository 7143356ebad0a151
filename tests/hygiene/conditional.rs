//! Members and variants with `cfg`.

use ::renamed::{
    ErrorMetadata, ServiceError, Shape, StringEnum, Union, UnknownMember, UnknownValue, aws_operation,
};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;

use crate::every_key::Service;

/// A request.
#[aws_operation(action = "PutConditional", output = (), crate = ::renamed)]
#[cfg_attr(not(target_family = "wasm"), aws(rename_all = "camelCase"))]
#[cfg_attr(target_family = "wasm", derive(NoSuchDerive))]
#[derive(Debug, Clone)]
pub struct PutConditional {
    /// A compiled part.
    #[cfg(not(target_family = "wasm"))]
    pub there: String,
    /// A part that is not compiled.
    #[cfg(target_family = "wasm")]
    pub not_there: NoSuchType,
    /// A renamed member.
    #[cfg_attr(not(target_family = "wasm"), aws(rename = "Renamed"))]
    #[cfg_attr(target_family = "wasm", aws(no_such_key))]
    pub named: Option<String>,
}

/// A structure.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Conditional {
    /// A part that is not compiled.
    #[cfg(target_family = "wasm")]
    #[aws(length = 1..=0)]
    pub not_there: NoSuchType,
    /// A compiled part.
    #[cfg(not(target_family = "wasm"))]
    pub there: Option<Kind>,
}

/// A string enum.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Kind {
    /// A compiled part.
    #[cfg(not(target_family = "wasm"))]
    There,
    /// A part that is not compiled.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType),
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// A union.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum One {
    /// A compiled part.
    #[cfg(not(target_family = "wasm"))]
    There(Kind),
    /// A part that is not compiled.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType),
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum ConditionalError {
    /// A part that is not compiled.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType, ErrorMetadata),
    /// A value that AWS adds later.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// Uses the builders.
#[must_use]
pub fn build() -> PutConditional {
    PutConditional::builder().there("a").named("b").build()
}
