//! Members and variants that are there or not.

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
    /// There.
    #[cfg(not(target_family = "wasm"))]
    pub there: String,
    /// Not there.
    #[cfg(target_family = "wasm")]
    pub not_there: NoSuchType,
    /// Renamed.
    #[cfg_attr(not(target_family = "wasm"), aws(rename = "Renamed"))]
    #[cfg_attr(target_family = "wasm", aws(no_such_key))]
    pub named: Option<String>,
}

/// A structure.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Conditional {
    /// Not there.
    #[cfg(target_family = "wasm")]
    #[aws(length = 1..=0)]
    pub not_there: NoSuchType,
    /// There.
    #[cfg(not(target_family = "wasm"))]
    pub there: Option<Kind>,
}

/// Strings.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Kind {
    /// There.
    #[cfg(not(target_family = "wasm"))]
    There,
    /// Not there.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType),
    /// New.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// One of several.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum One {
    /// There.
    #[cfg(not(target_family = "wasm"))]
    There(Kind),
    /// Not there.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType),
    /// New.
    #[aws(other)]
    Unknown(UnknownMember),
}

/// Errors.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum ConditionalError {
    /// Not there.
    #[cfg(target_family = "wasm")]
    NotThere(NoSuchType, ErrorMetadata),
    /// New.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// So that the builders are used.
#[must_use]
pub fn build() -> PutConditional {
    PutConditional::builder().there("a").named("b").build()
}
