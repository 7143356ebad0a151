//! Declarations in a module whose types have the names of the primitive types.

#![allow(
    dead_code,
    missing_docs,
    missing_debug_implementations,
    non_camel_case_types,
    unnameable_types,
    clippy::pedantic,
    clippy::nursery
)]

use ::renamed::{Document, ErrorMetadata, IntEnum, Shape, StringEnum, Union, UnknownMember, UnknownValue};

pub struct bool;
pub struct char;
pub struct f32;
pub struct f64;
pub struct i128;
pub struct i64;
pub struct i8;
pub struct str;
pub struct u64;
pub struct u8;
pub struct usize;
pub mod core {}
pub mod std {}

type Whole = ::core::primitive::i32;
type Fraction = ::core::primitive::f64;
const MOST: ::core::primitive::usize = 9;

#[::renamed::aws_service(
    endpoint_prefix = "primitive",
    target_prefix = "Primitive",
    json_version = "1.1",
    error = PrimitiveError,
    crate = ::renamed
)]
pub struct Service;

#[derive(::std::fmt::Debug, ::renamed::ServiceError)]
#[aws(crate = ::renamed)]
pub enum PrimitiveError {
    Limit(Numbers, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[::renamed::aws_operation(
    action = "PutPrimitives",
    output = Numbers,
    host_prefix = "{Name}.",
    paginate(input_token = token, output_token = token),
    crate = ::renamed
)]
#[derive(::std::clone::Clone)]
pub struct PutPrimitives {
    #[aws(host_label)]
    pub name: ::std::string::String,
    #[aws(length = 1..=MOST, each(length = ..=MOST, pattern = "^[a-z]+$"))]
    pub texts: ::std::vec::Vec<::std::string::String>,
    #[aws(idempotency_token)]
    pub token: ::std::option::Option<::std::string::String>,
}

#[derive(::std::fmt::Debug, Shape)]
#[aws(crate = ::renamed, serde)]
pub struct Numbers {
    #[aws(range = 1..=300)]
    pub whole: ::std::option::Option<Whole>,
    #[aws(range = 0.5..=MOST)]
    pub fraction: ::std::option::Option<Fraction>,
    pub token: ::std::option::Option<::std::string::String>,
    pub level: ::std::option::Option<Level>,
    #[aws(json_value)]
    pub json: ::std::option::Option<Document>,
}

#[derive(::std::fmt::Debug, Shape)]
#[aws(crate = ::renamed, length = ..=MOST)]
pub struct Bytes(::renamed::Blob);

#[derive(::std::fmt::Debug, Shape)]
#[aws(crate = ::renamed, length = ..=MOST, pattern = "^[a-z]+$")]
pub struct Text(::std::borrow::Cow<'static, ::core::primitive::str>);

#[derive(::std::fmt::Debug, IntEnum)]
#[aws(crate = ::renamed, serde)]
pub enum Level {
    #[aws(value = 1)]
    Low,
    #[aws(other)]
    Unknown(i32),
}

#[derive(::std::fmt::Debug, StringEnum)]
#[aws(crate = ::renamed)]
pub enum Kind {
    A,
    #[aws(other)]
    Unknown(UnknownValue),
}

#[derive(::std::fmt::Debug, Union)]
#[aws(crate = ::renamed)]
pub enum One {
    #[aws(length = 1..)]
    Bytes(::renamed::Blob),
    #[aws(range = ..=MOST)]
    Fraction(Fraction),
    #[aws(other)]
    Unknown(UnknownMember),
}
