//! Each macro with each of its keys.

use ::renamed::{
    Blob, DateTime, Document, ErrorMetadata, IntEnum, Sensitive, ServiceError, Shape, StringEnum, Union,
    UnknownMember, UnknownValue, Violations, aws_operation, aws_service,
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

/// Its errors.
#[derive(Debug, ServiceError)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub enum ExampleError {
    /// Too fast.
    #[aws(code = "TooFast", retry = throttling)]
    TooFast(ErrorMetadata),
    /// Too much.
    Limit(Limit, ErrorMetadata),
    /// Far too much.
    Boxed(::std::boxed::Box<Limit>, ErrorMetadata),
    /// Down.
    #[aws(retry = transient, server_fault)]
    Internal(ErrorMetadata),
    /// Any other.
    #[aws(other)]
    Unhandled(ErrorMetadata),
}

/// What the limit is.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Limit {
    /// In calls a second.
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
    /// Whose.
    #[aws(host_label, rename = "Account", length = 1..=63, pattern = "^[a-z]+$")]
    pub account: String,
    /// Names.
    #[aws(length = 1..=3, each(length = 1.., pattern = "^[a-z]"))]
    pub by_name: Option<Vec<Name>>,
    /// Colors.
    pub by_color: Option<Color>,
    /// Makes it once.
    #[aws(idempotency_token)]
    pub token: Option<String>,
    /// How many.
    #[aws(range = 1..=MOST, default = 10)]
    pub count: i64,
    /// Where to go on.
    pub next_token: Option<String>,
    /// Since when.
    #[aws(timestamp = "date-time")]
    pub since: Option<DateTime>,
    /// Whatever.
    #[aws(json_value)]
    pub filter: Option<Document>,
    /// By key.
    #[aws(keys(length = 1..=9, pattern = "k"), each(each(length = ..=9)))]
    pub tags: Option<HashMap<Name, Vec<String>>>,
    /// Hidden.
    #[aws(length = 8..)]
    pub secret: Option<Sensitive<String>>,
    /// Itself.
    pub inner: Option<::std::boxed::Box<Thing>>,
}

fn few_names(request: &ListThings, violations: &mut Violations<'_>) {
    if request.by_name.as_ref().is_some_and(Vec::is_empty) {
        violations.push(::std::format_args!("no names are given"));
    }
}

/// An answer.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, serde)]
#[non_exhaustive]
pub struct Things {
    /// The page.
    pub page: Option<Page>,
    /// Whether there is a further one.
    pub more: bool,
}

/// A page.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Page {
    /// Its items.
    pub things: Vec<Thing>,
    /// The next one.
    pub next_token: Option<String>,
}

/// An item.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Thing {
    /// Its name.
    pub name: Name,
    /// What is in it.
    pub content: Option<Content>,
    /// Its bytes.
    pub bytes: Option<Blob>,
    /// How hot.
    pub level: Option<Level>,
    /// Some or none.
    pub sparse: Option<Vec<Option<i32>>>,
    /// By color.
    pub colors: Option<BTreeMap<Color, i16>>,
}

/// A name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Shape)]
#[aws(crate = ::renamed, length = 1..=64, pattern = "^[a-z]+$", serde)]
pub struct Name(Cow<'static, str>);

/// A name that the compiler has checked.
pub const NAME: Name = Name::from_static("name");

/// A name on the heap.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, check = no_rule)]
pub struct LongName(String);

fn no_rule(_: &LongName, _: &mut Violations<'_>) {}

/// How many.
#[derive(Debug, Clone, Copy, Shape)]
#[aws(crate = ::renamed, range = -1..=100)]
pub struct Percent(i32);

/// How much of one.
#[derive(Debug, Clone, Copy, Shape)]
#[aws(crate = ::renamed, range = 0.0..=1.0)]
pub struct Share(f64);

/// A few bytes.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = ..=16)]
pub struct Bytes(Blob);

/// A few names.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, length = ..=16, each(length = 2..))]
pub struct Names(Vec<Name>);

/// A few more.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed, keys(length = 2..))]
pub struct Map(HashMap<Name, Percent>);

/// A day.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Day(DateTime);

/// A name within another type.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Label(Name);

/// A number within another type.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
pub struct Weight(Percent);

/// Narrower than the values are by themselves.
#[derive(Debug, Clone, Shape)]
#[aws(crate = ::renamed)]
#[non_exhaustive]
pub struct Tag {
    /// Its name.
    #[aws(length = 3.., pattern = "b$")]
    pub label: Label,
    /// How much it counts.
    #[aws(range = 5..)]
    pub weight: Option<Weight>,
}

/// A color.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, StringEnum)]
#[aws(crate = ::renamed, rename_all = "SCREAMING_SNAKE_CASE", serde)]
#[non_exhaustive]
pub enum Color {
    /// Like the sky.
    SkyBlue,
    /// Like blood.
    #[aws(rename = "red")]
    Red,
    /// New.
    #[aws(other)]
    Unknown(UnknownValue),
}

/// A level.
#[derive(Debug, Clone, PartialEq, Eq, IntEnum)]
#[aws(crate = ::renamed, serde)]
#[non_exhaustive]
pub enum Level {
    /// Low.
    #[aws(value = -1)]
    Low,
    /// High.
    #[aws(value = 1)]
    High,
    /// New.
    #[aws(other)]
    Unknown(i32),
}

/// One of several.
#[derive(Debug, Clone, Union)]
#[aws(crate = ::renamed, rename_all = "snake_case", serde)]
#[non_exhaustive]
pub enum Content {
    /// Text.
    #[aws(length = 1..=5, rename = "txt")]
    Text(String),
    /// A point in time.
    #[aws(timestamp = "http-date")]
    At(DateTime),
    /// JSON.
    #[aws(json_value)]
    Json(Document),
    /// A thing.
    Thing(::std::boxed::Box<Thing>),
    /// New.
    #[aws(other)]
    Unknown(UnknownMember),
}
