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

/// An answer.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct r#dyn {
    /// Round and round.
    pub r#loop: Vec<String>,
    /// A token.
    pub r#in: Option<String>,
    /// What it is.
    pub r#enum: Option<r#enum>,
    /// How it is.
    pub r#impl: Option<r#impl>,
    /// Which it is.
    pub r#union: Option<r#union>,
}

/// Strings.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum r#enum {
    /// One.
    r#yield,
    /// Another.
    #[aws(rename = "try")]
    r#try,
    /// New.
    #[aws(other)]
    r#else(UnknownValue),
}

/// Numbers.
#[derive(Debug, Clone, IntEnum)]
#[aws(crate = ::renamed)]
pub enum r#impl {
    /// One.
    #[aws(value = 1)]
    r#fn,
    /// New.
    #[aws(other)]
    r#else(i32),
}

/// One of several.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum r#union {
    /// One.
    r#struct(String),
    /// New.
    #[aws(other)]
    r#else(UnknownMember),
}

/// Errors.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
pub enum r#become {
    /// One.
    r#static(ErrorMetadata),
    /// New.
    #[aws(other)]
    r#else(ErrorMetadata),
}

/// Text.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = 1..=3)]
pub struct r#const(String);

/// So that the builders are used.
#[must_use]
pub fn build() -> r#match {
    r#match::builder().r#type("a").r#match("b").r#mod("c").set_in(Option::None).build()
}
