//! Declarations next to the user's types, functions, modules and macros with the names that
//! expansions use.

#![allow(
    dead_code,
    unused_macros,
    missing_docs,
    missing_debug_implementations,
    unnameable_types,
    clippy::pedantic
)]

use ::renamed::{ErrorMetadata, IntEnum, StringEnum, Union, UnknownMember, UnknownValue};

pub struct Option;
pub struct Result;
pub struct String;
pub struct Vec;
pub struct Box;
pub struct Cow;
pub struct Some;
pub struct None;
pub struct Ok;
pub struct Err;
pub struct Self_;
pub struct PhantomData;
pub struct Set;
pub struct Unset;
pub struct Client;
pub struct Call;
pub struct Operation;
pub struct Validate;
pub struct Violations;
pub struct Writer;
pub struct Members;
pub trait Default {}
pub trait Into {}
pub trait From {}
pub trait FromStr {}
pub trait AsRef {}
pub trait FnMut {}
pub trait Clone {}
pub trait Debug {}
pub trait Display {}
pub trait Error {}
pub trait Iterator {}
pub trait Drop {}
pub trait Send {}
pub trait Shape {}
pub trait ServiceError {}
pub mod core {}
pub mod std {}
pub mod alloc {}
pub mod renamed {}
pub mod metering_core {}
pub mod serde {}
pub mod fmt {}
pub fn drop() {}
pub struct Waiter;
pub struct Polled;
pub struct Acceptor;
pub mod matchers {}
pub fn length() {}
pub fn range() {}
pub fn pattern() {}
macro_rules! vec {
    () => {};
}
macro_rules! format {
    () => {};
}
macro_rules! matches {
    () => {};
}
macro_rules! assert {
    () => {};
}
macro_rules! panic {
    () => {};
}

#[::renamed::aws_service(
    endpoint_prefix = "shadow",
    target_prefix = "Shadow",
    json_version = "1.1",
    error = ShadowError,
    crate = ::renamed
)]
pub struct Service;

#[derive(::std::fmt::Debug, ::renamed::ServiceError)]
#[aws(crate = ::renamed)]
pub enum ShadowError {
    Throttling(ErrorMetadata),
    Limit(Inner, ErrorMetadata),
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

#[::renamed::aws_operation(
    action = "GetShadow",
    output = Shadow,
    paginate(input_token = next, output_token = next, items = names, item = ::std::string::String),
    crate = ::renamed
)]
#[aws(at_most_one_of(next, limit), check = no_rule)]
#[derive(::std::clone::Clone)]
pub struct GetShadow {
    #[aws(length = 1..=9, pattern = "^[a-z]$")]
    pub name: ::std::string::String,
    #[aws(each(length = 1..=9), keys(length = 1..=9))]
    pub map: ::std::option::Option<::std::collections::HashMap<::std::string::String, ::std::string::String>>,
    #[aws(range = 1..=9)]
    pub limit: ::std::option::Option<i32>,
    #[aws(idempotency_token)]
    pub next: ::std::option::Option<::std::string::String>,
}

fn no_rule(_: &GetShadow, _: &mut ::renamed::Violations<'_>) {}

#[derive(::renamed::Shape)]
#[aws(crate = ::renamed, serde)]
pub struct Shadow {
    pub names: ::std::vec::Vec<::std::string::String>,
    pub next: ::std::option::Option<::std::string::String>,
    pub union: ::std::option::Option<One>,
    pub kinds: ::std::option::Option<::std::vec::Vec<Kind>>,
}

#[derive(::renamed::Waiter)]
#[aws(
    operation = GetShadow,
    success(all(kinds[] = Kind::Some)),
    failure(any(kinds[] = Kind::None)),
    success(next = "end"),
    retry(error = Throttling),
    retry(not_empty(names)),
    crate = ::renamed
)]
pub struct Shadowed;

#[derive(::std::fmt::Debug, ::renamed::Shape)]
#[aws(crate = ::renamed)]
pub struct Inner {
    pub text: Text,
    pub number: ::std::option::Option<Number>,
}

#[derive(::std::fmt::Debug, ::renamed::Shape)]
#[aws(crate = ::renamed, length = 1..=9, pattern = "a", serde)]
pub struct Text(::std::borrow::Cow<'static, str>);

#[derive(::std::fmt::Debug, ::renamed::Shape)]
#[aws(crate = ::renamed, range = 1..=9)]
pub struct Number(i32);

#[derive(::std::fmt::Debug, StringEnum)]
#[aws(crate = ::renamed, serde)]
pub enum Kind {
    Some,
    None,
    Ok,
    #[aws(other)]
    Err(UnknownValue),
}

#[derive(::std::fmt::Debug, IntEnum)]
#[aws(crate = ::renamed)]
pub enum Level {
    #[aws(value = 1)]
    Some,
    #[aws(other)]
    None(i32),
}

#[derive(Union)]
#[aws(crate = ::renamed, serde)]
pub enum One {
    Some(::std::string::String),
    None(i32),
    #[aws(other)]
    Err(UnknownMember),
}

/// Uses the builders.
pub fn build(client: &::renamed::Client<Service>) -> ::renamed::Call<Shadow, ShadowError> {
    let _ = Shadow::builder().names([""; 0]).build();
    let _ = Inner::builder().text("a").build();
    GetShadow::builder().name("a").set_limit(::std::option::Option::Some(1)).send(client)
}
