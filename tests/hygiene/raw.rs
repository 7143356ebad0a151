//! Members, variants and types whose names are keywords.

#![allow(non_camel_case_types)]

use ::renamed::{
    ErrorMetadata, IntEnum, ServiceError, Shape, StringEnum, Union, UnknownMember, UnknownValue,
    aws_operation,
};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

use crate::every_key::Service;

/// A request.
#[aws_operation(
    action = "Match",
    output = r#dyn,
    paginate(input_token = in, output_token = r#in, items = loop, item = String),
    host_prefix = "{Crate}.",
    crate = ::renamed
)]
#[aws(exactly_one_of(r#match, in))]
#[derive(Debug, Clone)]
pub struct r#match {
    /// A kind.
    #[aws(length = 1..=9)]
    pub r#type: String,
    /// A pattern.
    pub r#match: Option<String>,
    /// A token.
    pub r#in: Option<String>,
    /// A label.
    #[aws(host_label, rename = "Crate")]
    pub r#mod: String,
    /// A number.
    #[aws(range = 1..=3, default = 2)]
    pub r#where: i32,
}

/// An output.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct r#dyn {
    /// A member.
    pub r#loop: Vec<String>,
    /// A token.
    pub r#in: Option<String>,
    /// A member.
    pub r#enum: Option<r#enum>,
    /// A member.
    pub r#impl: Option<r#impl>,
    /// A member.
    pub r#union: Option<r#union>,
}

/// A string enum.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum r#enum {
    /// A variant.
    r#yield,
    /// A variant.
    #[aws(rename = "try")]
    r#try,
    /// A value that AWS adds later.
    #[aws(other)]
    r#else(UnknownValue),
}

/// An int enum.
#[derive(Debug, Clone, IntEnum)]
#[aws(crate = ::renamed)]
pub enum r#impl {
    /// A variant.
    #[aws(value = 1)]
    r#fn,
    /// A value that AWS adds later.
    #[aws(other)]
    r#else(i32),
}

/// A union.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum r#union {
    /// A variant.
    r#struct(String),
    /// A value that AWS adds later.
    #[aws(other)]
    r#else(UnknownMember),
}

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum r#become {
    /// A variant.
    r#static(ErrorMetadata),
    /// A value that AWS adds later.
    #[aws(other)]
    r#else(ErrorMetadata),
}

/// A constrained string.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = 1..=3)]
pub struct r#const(String);

/// Uses the builders.
#[must_use]
pub fn build() -> r#match {
    r#match::builder().r#type("a").r#match("b").r#mod("c").set_in(Option::None).build()
}
