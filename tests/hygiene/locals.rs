//! Members, constants and types with the names of an expansion's items and locals.

#![allow(
    dead_code,
    clippy::struct_field_names,
    clippy::pub_underscore_fields,
    clippy::used_underscore_binding
)]

use ::renamed::{DateTime, Shape, StringEnum, Union, UnknownMember, UnknownValue, Violations, aws_operation};
use ::std::clone::Clone;
use ::std::fmt::Debug;
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

use crate::every_key::Service;

const LENGTH: usize = 3;

/// Constants with names in capitals.
#[allow(non_upper_case_globals)]
mod constants {
    pub(super) const at: usize = 1;
    pub(super) const count: usize = 1;
}
use constants::{at, count};

/// A request.
#[aws_operation(
    action = "PutLocals",
    output = Locals,
    paginate(input_token = __page, output_token = __page),
    crate = ::renamed
)]
#[aws(exactly_one_of(__v, __page))]
#[derive(Debug, Clone)]
pub struct PutLocals {
    /// A member.
    #[aws(length = at..=LENGTH)]
    pub key: String,
    /// A member.
    #[aws(length = count..=LENGTH, each(length = at..=LENGTH))]
    pub value: Vec<String>,
    /// A member.
    pub self_: String,
    /// A member.
    #[aws(timestamp = "date-time")]
    pub timestamp: DateTime,
    /// A member.
    #[aws(rename = "__to")]
    pub __to: Option<String>,
    /// A member.
    #[aws(rename = "__v", length = 1..=3, pattern = "a")]
    pub __v: Option<String>,
    /// A member.
    #[aws(rename = "__m")]
    pub __m: Option<String>,
    /// A member.
    #[aws(rename = "__members")]
    pub __members: Option<String>,
    /// A member.
    #[aws(rename = "__from")]
    pub __from: Option<String>,
    /// A member.
    #[aws(rename = "__value")]
    pub __value: Option<String>,
    /// A member.
    #[aws(rename = "__page")]
    pub __page: Option<String>,
    /// A member.
    #[aws(rename = "__core")]
    pub __core: Option<String>,
    /// A member.
    #[aws(rename = "__client")]
    pub __client: Option<String>,
    /// A member.
    #[aws(rename = "__index")]
    pub __index: Option<String>,
    /// A member.
    pub members: Option<String>,
    /// A member.
    pub state: Option<String>,
    /// A member.
    pub build: Option<String>,
    /// A member.
    pub with_build: Option<String>,
    /// A member.
    pub set_build: Option<String>,
    /// A member.
    pub with_send: String,
    /// A member.
    pub send: String,
    /// A member.
    pub builder: Option<String>,
    /// A member.
    pub name: Option<String>,
    /// A member.
    pub set_name: Option<String>,
    /// A member.
    pub new: Option<String>,
    /// A member.
    pub from: Option<String>,
    /// A member.
    pub into: Option<String>,
    /// A member.
    pub write: Option<String>,
    /// A member.
    pub read: Option<String>,
    /// A member.
    pub info: Option<String>,
    /// A member.
    pub absent: Option<String>,
    /// A member.
    pub validate: Option<String>,
    /// A member.
    pub finish: Option<String>,
    /// A member.
    pub clone: Option<String>,
    /// A member.
    pub fmt: Option<String>,
    /// A member.
    pub default: Option<String>,
    /// A member.
    pub service: Option<String>,
    /// A member.
    pub output: Option<String>,
    /// A member.
    pub error: Option<String>,
}

/// An output.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, check = check)]
pub struct Locals {
    /// A token.
    pub __page: Option<String>,
    /// A list.
    pub check: Option<Core>,
    /// A list.
    pub structure: Option<Members>,
}

fn check(locals: &Locals, violations: &mut Violations<'_>) {
    if locals.check.is_none() {
        violations.push(::std::format_args!("nothing to check"));
    }
}

/// A structure with the name of a type in expansions.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = 1..=3)]
pub struct Core(String);

/// A string enum with the name of a builder's storage.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed)]
pub enum Members {
    /// A variant.
    Structure(Kind),
    /// A value that AWS adds later.
    #[aws(other)]
    Other(UnknownMember),
}

/// A string enum with the name of a variant.
#[derive(Debug, Clone, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Kind {
    /// A variant.
    Kind,
    /// A value that AWS adds later.
    #[aws(other)]
    UnknownValue(UnknownValue),
}

/// Uses the builders.
#[must_use]
pub fn build() -> PutLocals {
    PutLocals::builder()
        .key("a")
        .value([""; 0])
        .self_("a")
        .timestamp(DateTime::from_secs(0))
        .with_with_send("now")
        .with_send("a")
        .with_with_build("then")
        .name("a")
        .set_name("b")
        .build()
}
