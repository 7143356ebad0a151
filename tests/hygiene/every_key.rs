//! Each macro with all of its keys.

use ::renamed::{
    Blob, DateTime, Document, ErrorMetadata, IntEnum, Sensitive, ServiceError, Shape, StringEnum, Union,
    UnknownMember, UnknownValue, Violations, Waiter, aws_operation, aws_service,
};
use ::std::borrow::Cow;
use ::std::clone::Clone;
use ::std::cmp::{Eq, Ord, PartialEq, PartialOrd};
use ::std::collections::{BTreeMap, HashMap};
use ::std::fmt::Debug;
use ::std::hash::Hash;
use ::std::marker::Copy;
use ::std::option::Option;
use ::std::string::String;
use ::std::vec::Vec;

/// The service.
#[aws_service(
    endpoint_prefix = "example",
    target_prefix = "Example_20260101",
    json_version = "1.0",
    error = ExampleError,
    signing_name = "example",
    id = "Example Service",
    query_compatible,
    retry(max_attempts = 4, base_ms = 25),
    endpoint(fips = "example-fips", region("eusc-de-east-1") = "example-eusc", partition("aws-cn")(global)),
    crate = ::renamed
)]
#[derive(Debug, Clone, Copy)]
pub struct Service;

/// The errors of the service.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub enum ExampleError {
    /// Too many requests.
    #[aws(code = "TooFast", retry = throttling)]
    TooFast(ErrorMetadata),
    /// A quota is exceeded.
    Limit(Limit, ErrorMetadata),
    /// A quota is exceeded, with members.
    Boxed(::std::boxed::Box<Limit>, ErrorMetadata),
    /// The service is unavailable.
    #[aws(retry = transient, server_fault)]
    Internal(ErrorMetadata),
    /// Any other error.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// The members of an error.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Limit {
    /// The limit in calls per second.
    pub rate: Option<f64>,
}

const MOST: i64 = 1000;

/// A request.
#[aws_operation(
    action = "ListThings",
    service = Service,
    output = Things,
    error = ExampleError,
    paginate(input_token = next_token, output_token = page.next_token, items = page.things, item = Thing, more = more),
    host_prefix = "{Account}.data.",
    unsigned,
    compressed,
    long_polling,
    refuses(EksPodIdentity),
    crate = ::renamed
)]
#[aws(exactly_one_of(by_name, by_color), at_most_one_of(by_color, token), at_least_one_of(by_name, token))]
#[aws(check = few_names, rename_all = "camelCase", serde)]
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ListThings {
    /// An account.
    #[aws(host_label, rename = "Account", length = 1..=63, pattern = "^[a-z]+$")]
    pub account: String,
    /// A list of names.
    #[aws(length = 1..=3, each(length = 1.., pattern = "^[a-z]"))]
    pub by_name: Option<Vec<Name>>,
    /// A list of colors.
    pub by_color: Option<Color>,
    /// An idempotency token.
    #[aws(idempotency_token)]
    pub token: Option<String>,
    /// A number.
    #[aws(range = 1..=MOST, default = 10)]
    pub count: i64,
    /// A pagination token.
    pub next_token: Option<String>,
    /// A timestamp.
    #[aws(timestamp = "date-time")]
    pub since: Option<DateTime>,
    /// A document.
    #[aws(json_value)]
    pub filter: Option<Document>,
    /// A map.
    #[aws(keys(length = 1..=9, pattern = "k"), each(each(length = ..=9)))]
    pub tags: Option<HashMap<Name, Vec<String>>>,
    /// A secret.
    #[aws(length = 8..)]
    pub secret: Option<Sensitive<String>>,
    /// A nested structure.
    pub inner: Option<::std::boxed::Box<Thing>>,
}

fn few_names(request: &ListThings, violations: &mut Violations<'_>) {
    if request.by_name.as_ref().is_some_and(Vec::is_empty) {
        violations.push(::std::format_args!("no names are given"));
    }
}

/// A state to wait for.
#[derive(Debug, Clone, Copy, Waiter)]
#[aws(
    operation = ListThings,
    delay = 2,
    max_delay = 120,
    max_attempts = 25,
    success(page.next_token = "end"),
    success(more = true),
    success(not_empty(page.things)),
    success(error = false),
    success(with = has_no_page),
    failure(any(page.things[].name = "a")),
    failure(all(page.things[].name = "b")),
    failure(status = 404),
    failure(error = true),
    retry(error = TooFast),
    retry(error = "Other"),
    crate = ::renamed
)]
pub struct ThingsExist;

fn has_no_page(output: &Things) -> bool {
    output.page.is_none()
}

/// An output.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, serde)]
#[non_exhaustive]
pub struct Things {
    /// A page.
    pub page: Option<Page>,
    /// `true` if there are more pages.
    pub more: bool,
}

/// A page.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Page {
    /// The items.
    pub things: Vec<Thing>,
    /// The token of the next page.
    pub next_token: Option<String>,
}

/// An item.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Thing {
    /// A name.
    pub name: Name,
    /// The content.
    pub content: Option<Content>,
    /// Bytes.
    pub bytes: Option<Blob>,
    /// A temperature.
    pub level: Option<Level>,
    /// A sparse list.
    pub sparse: Option<Vec<Option<i32>>>,
    /// A map with an enum as key.
    pub colors: Option<BTreeMap<Color, i16>>,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Shape)]
#[aws(crate = ::renamed, length = 1..=64, pattern = "^[a-z]+$", serde)]
pub struct Name(Cow<'static, str>);

/// A constrained literal.
pub const NAME: Name = Name::from_static("name");

/// A constrained string in a box.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, check = no_rule)]
pub struct LongName(String);

fn no_rule(_: &LongName, _: &mut Violations<'_>) {}

/// A number.
#[derive(Debug, Clone, Copy, Shape)]
#[aws(crate = ::renamed, range = -1..=100)]
pub struct Percent(i32);

/// A fraction.
#[derive(Debug, Clone, Copy, Shape)]
#[aws(crate = ::renamed, range = 0.0..=1.0)]
pub struct Share(f64);

/// Constrained bytes.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = ..=16)]
pub struct Bytes(Blob);

/// A constrained list.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = ..=16, each(length = 2..))]
pub struct Names(Vec<Name>);

/// A constrained map.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, keys(length = 2..))]
pub struct Map(HashMap<Name, Percent>);

/// A newtype of a timestamp.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Day(DateTime);

/// A newtype of a newtype of a string.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Label(Name);

/// A newtype of a newtype of a number.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Weight(Percent);

/// Members that are constrained further than their types.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Tag {
    /// A name.
    #[aws(length = 3.., pattern = "b$")]
    pub label: Label,
    /// A number.
    #[aws(range = 5..)]
    pub weight: Option<Weight>,
}

/// A color.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, StringEnum)]
#[aws(crate = ::renamed, rename_all = "SCREAMING_SNAKE_CASE", serde)]
#[non_exhaustive]
pub enum Color {
    /// The color blue.
    SkyBlue,
    /// The color red.
    #[aws(rename = "red")]
    Red,
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// A level.
#[derive(Debug, Clone, PartialEq, Eq, IntEnum)]
#[aws(crate = ::renamed, serde)]
#[non_exhaustive]
pub enum Level {
    /// The low level.
    #[aws(value = -1)]
    Low,
    /// The high level.
    #[aws(value = 1)]
    High,
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(i32),
}

/// A union.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed, rename_all = "snake_case", serde)]
#[non_exhaustive]
pub enum Content {
    /// A text.
    #[aws(length = 1..=5, rename = "txt")]
    Text(String),
    /// A timestamp.
    #[aws(timestamp = "http-date")]
    At(DateTime),
    /// A JSON value.
    #[aws(json_value)]
    Json(Document),
    /// A structure.
    Thing(::std::boxed::Box<Thing>),
    /// A value that AWS adds later.
    #[aws(other)]
    Unknown(UnknownMember),
}
