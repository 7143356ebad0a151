//! What generated code calls. It is exported under a name that bears the version, so that nobody
//! builds on it.
//!
//! Traits stand here for what a macro can't know of a type by its spelling: whether it has a
//! length, is a number, is text. Their messages say what to write instead.

pub use core::convert::{AsRef, From, Into};
pub use core::marker::PhantomData;
pub use core::ops::FnMut;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, f64, i32, i64, i128, str, u8, u64, usize};
pub use core::result::Result::{self, Err, Ok};
pub use core::str::FromStr;
pub use core::{convert, fmt};
pub use std::borrow::Cow;
pub use std::boxed::Box;
pub use std::error::Error as StdError;
pub use std::string::String;
pub use std::vec::Vec;

pub use metering_macros::Operation;
pub use serde;

use std::collections::{BTreeMap, HashMap};

pub use crate::call::Call;
pub use crate::client::Client;
pub use crate::credentials::CredentialsSource;
pub use crate::endpoint::{EndpointOverride, EndpointRules};
pub use crate::error::{ErrorInfo, ErrorMetadata, RetryKind, ServiceError};
pub use crate::operation::{Operation, OperationInfo, PagesInfo};
pub use crate::paginate::{DeclaredItems, Itself, Paginated};
pub use crate::pattern::Pattern;
pub use crate::service::{JsonVersion, Service, ServiceInfo};
pub use crate::shape::{Constraints, MemberInfo, MemberTraits, Shape, ShapeInfo, ShapeKind, Structure};
pub use crate::types::{Blob, Document, MapKey, Sensitive, UnknownMember, UnknownValue};
pub use crate::validate::{Validate, ValidationError, Violations};
pub use crate::wire::{MemberNames, Members, ReadError, Source, TimestampFormat, Writer};

use crate::presence::missing_values;
use crate::types::DateTime;
use crate::wire::{self, to_json};

// Builders.

/// The state of a required member that is set.
#[derive(Debug)]
pub struct Set;

/// The state of a required member that is not.
#[derive(Debug)]
pub struct Unset;

/// Bound on the state of the required member whose name is that of `Member`.
///
/// One trait of ours and a type for each member, and not a trait for each member with a message of
/// its own: in a crate without the prelude there is no `#[diagnostic]`.
#[diagnostic::on_unimplemented(
    message = "required member `{Member}` is not set",
    label = "call its setter before this"
)]
pub trait IsSet<Member> {}

#[diagnostic::do_not_recommend]
impl<Member> IsSet<Member> for Set {}

/// `T`, where it is to be a type's argument, of which the compiler has other words than of a type
/// that stands alone.
pub type Of<T> = T;

/// The item's type, where the length could be told. It can't where that is no shape, service or
/// service error and its `IS_ONE` is asked for: the compiler says so there, and takes this for a
/// broken type, of which it says nothing more wherever it is met.
pub trait Checked {
    type Is;
}

impl<T, const LENGTH: usize> Checked for [T; LENGTH] {
    type Is = T;
}

/// Whether a type has a `Default`, which no macro can see where it is derived above:
/// [`Defaulted::IS`], or else that of [`Undefaulted`].
#[derive(Debug)]
pub struct Defaulted<T>(PhantomData<T>);

impl<T: Default> Defaulted<T> {
    pub const IS: bool = true;
}

pub trait Undefaulted {
    const IS: bool = false;
}

impl<T> Undefaulted for Defaulted<T> {}

/// Panics where a request with required members has a `Default`.
#[track_caller]
pub const fn no_default(is: bool, message: &'static str) {
    assert!(!is, "{}", message);
}

// Constraints. What is not set breaks none.

#[diagnostic::on_unimplemented(
    message = "`length` cannot constrain `{Self}`; use `range` for a number",
    label = "not a string, blob, list or map"
)]
pub trait Length {
    /// Code points, bytes or entries.
    fn length(&self) -> Option<usize>;
}

#[diagnostic::on_unimplemented(
    message = "`range` cannot constrain `{Self}`; use `length` for a string, blob, list or map",
    label = "not a number"
)]
pub trait Number {
    /// What fits it.
    const LIMITS: Limits;
    /// Reports a number outside of its bounds; a secret one is not printed.
    fn range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>);
}

/// A bound as it is compared with integers and with floating-point numbers.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    integer: i128,
    float: f64,
}

impl Bound {
    pub const fn new(integer: i128, float: f64) -> Self {
        Bound { integer, float }
    }

    const fn is_whole(self) -> bool {
        self.integer as f64 == self.float
    }
}

/// What fits a primitive number, asserted of bounds where a constant is evaluated: the compiler
/// alone knows constants.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    min: i128,
    max: i128,
    whole: bool,
    below: &'static str,
    above: &'static str,
    fraction: &'static str,
}

/// Panics where a minimum does not fit the type.
#[track_caller]
pub const fn minimum(limits: Limits, min: i128) {
    assert!(limits.min <= min && min <= limits.max, "{}", limits.below);
}

/// As [`minimum`], of a constant, which may have a fraction.
#[track_caller]
pub const fn constant_minimum(limits: Limits, min: Bound) {
    assert!(!limits.whole || min.is_whole(), "{}", limits.fraction);
    minimum(limits, min.integer);
}

/// Panics where a maximum does not fit the type.
#[track_caller]
pub const fn maximum(limits: Limits, max: i128) {
    assert!(limits.min <= max && max <= limits.max, "{}", limits.above);
}

/// As [`maximum`], of a constant, which may have a fraction.
#[track_caller]
pub const fn constant_maximum(limits: Limits, max: Bound) {
    assert!(!limits.whole || max.is_whole(), "{}", limits.fraction);
    maximum(limits, max.integer);
}

/// Panics where a bound has a fraction and the type has none.
#[track_caller]
pub const fn fraction(limits: Limits) {
    assert!(!limits.whole, "{}", limits.fraction);
}

#[diagnostic::on_unimplemented(
    message = "`pattern` cannot constrain `{Self}`; it is for strings, and in `each(…)` for lists of them",
    label = "not a string"
)]
pub trait Text {
    fn text(&self) -> Option<&str>;
}

#[diagnostic::on_unimplemented(
    message = "a host label is a string, not `{Self}`; use `String`",
    label = "not a string"
)]
pub trait HostLabel {
    fn label(&self) -> Option<&str>;
}

#[diagnostic::do_not_recommend]
impl<T: Text> HostLabel for T {
    fn label(&self) -> Option<&str> {
        self.text()
    }
}

#[diagnostic::on_unimplemented(
    message = "`timestamp` cannot be on `{Self}`; use `DateTime`, alone or in a list or map",
    label = "not a timestamp"
)]
pub trait Timestamp {
    const IS_ONE: () = ();
}

impl Timestamp for DateTime {}
impl<T: Timestamp> Timestamp for Option<T> {}
impl<T: Timestamp> Timestamp for Vec<T> {}
impl<T: Timestamp> Timestamp for Box<T> {}
impl<T: Timestamp + Shape> Timestamp for Sensitive<T> {}
impl<K, T: Timestamp> Timestamp for HashMap<K, T> {}
impl<K, T: Timestamp> Timestamp for BTreeMap<K, T> {}

#[diagnostic::on_unimplemented(
    message = "`each` cannot constrain `{Self}`, which has no items; write the constraints without `each(…)`",
    label = "not a list or map"
)]
pub trait Items {
    type Item;
    fn each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&Self::Item, &mut Violations<'_>));
}

#[diagnostic::on_unimplemented(
    message = "`keys` cannot constrain `{Self}`, which is no map; for the items of a list write `each(…)`",
    label = "not a map"
)]
pub trait Keys {
    fn keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>));
}

#[diagnostic::on_unimplemented(
    message = "an idempotency token is a string, not `{Self}`; use `Option<String>`",
    label = "not a string"
)]
pub trait IdempotencyToken: From<String> {
    fn fill(token: &mut Option<Self>, fresh: &mut dyn FnMut() -> String) {
        if token.is_none() {
            *token = Some(fresh().into());
        }
    }
}

impl IdempotencyToken for String {}
impl IdempotencyToken for Cow<'static, str> {}
// Timestream's models mark the token as a secret.
impl IdempotencyToken for Sensitive<String> {}

impl Length for str {
    fn length(&self) -> Option<usize> {
        // Characters are counted; for ASCII, which most of what is billed is, these are the bytes.
        Some(if self.is_ascii() { self.len() } else { self.chars().count() })
    }
}

impl Text for str {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Length for String {
    fn length(&self) -> Option<usize> {
        str::length(self)
    }
}

impl Text for String {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Length for Cow<'static, str> {
    fn length(&self) -> Option<usize> {
        str::length(self)
    }
}

impl Text for Cow<'static, str> {
    fn text(&self) -> Option<&str> {
        Some(self)
    }
}

impl Length for Blob {
    fn length(&self) -> Option<usize> {
        Some(self.as_ref().len())
    }
}

impl<T> Length for Vec<T> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T> Items for Vec<T> {
    type Item = T;

    fn each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&T, &mut Violations<'_>)) {
        for (index, item) in self.iter().enumerate() {
            check(item, &mut to.index(index));
        }
    }
}

macro_rules! maps {
    ($($map:ident),+) => { $(
        impl<K, V> Length for $map<K, V> {
            fn length(&self) -> Option<usize> {
                Some(self.len())
            }
        }

        impl<K: MapKey, V> Items for $map<K, V> {
            type Item = V;

            fn each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&V, &mut Violations<'_>)) {
                for (key, value) in self {
                    check(value, &mut to.key(key.as_key()));
                }
            }
        }

        impl<K: MapKey, V> Keys for $map<K, V> {
            fn keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
                for key in self.keys() {
                    check(key.as_key(), &mut to.key(key.as_key()));
                }
            }
        }
    )+ };
}
maps!(HashMap, BTreeMap);

macro_rules! numbers {
    ($($ty:ident, $whole:literal, $limits:expr, $bound:ident => $form:expr);+) => { $(
        impl Number for $ty {
            const LIMITS: Limits = Limits {
                min: $limits.0,
                max: $limits.1,
                whole: $whole,
                below: concat!("the minimum does not fit `", stringify!($ty), "`; remove it or raise it"),
                above: concat!("the maximum does not fit `", stringify!($ty), "`; remove it or lower it"),
                fraction: concat!("the bound has a fraction, and `", stringify!($ty), "` has none; write a whole number"),
            };

            fn range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>) {
                let form = |$bound: Bound| $form;
                range((*self).into(), min.map(form), max.map(form), secret, to);
            }
        }
    )+ };
}
numbers!(
    i8, true, (i8::MIN as i128, i8::MAX as i128), bound => bound.integer;
    i16, true, (i16::MIN as i128, i16::MAX as i128), bound => bound.integer;
    i32, true, (i32::MIN as i128, i32::MAX as i128), bound => bound.integer;
    i64, true, (i64::MIN as i128, i64::MAX as i128), bound => bound.integer;
    f32, false, (i128::MIN, i128::MAX), bound => bound.float as f32;
    f64, false, (i128::MIN, i128::MAX), bound => bound.float
);

impl<T: Length> Length for Option<T> {
    fn length(&self) -> Option<usize> {
        self.as_ref()?.length()
    }
}

impl<T: Number> Number for Option<T> {
    const LIMITS: Limits = T::LIMITS;

    fn range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>) {
        if let Some(number) = self {
            number.range(min, max, secret, to);
        }
    }
}

impl<T: Text> Text for Option<T> {
    fn text(&self) -> Option<&str> {
        self.as_ref()?.text()
    }
}

impl<T: Items> Items for Option<T> {
    type Item = T::Item;

    fn each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&T::Item, &mut Violations<'_>)) {
        if let Some(items) = self {
            items.each(to, check);
        }
    }
}

impl<T: Keys> Keys for Option<T> {
    fn keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
        if let Some(map) = self {
            map.keys(to, check);
        }
    }
}

macro_rules! through {
    ($($wrapper:ident ($it:ident => $inner:expr), $secret:expr);+) => { $(
        impl<T: Shape + Length> Length for $wrapper<T> {
            fn length(&self) -> Option<usize> {
                let $it = self;
                $inner.length()
            }
        }

        impl<T: Shape + Number> Number for $wrapper<T> {
            const LIMITS: Limits = T::LIMITS;

            fn range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>) {
                let $it = self;
                $inner.range(min, max, secret || $secret, to);
            }
        }

        impl<T: Shape + Text> Text for $wrapper<T> {
            fn text(&self) -> Option<&str> {
                let $it = self;
                $inner.text()
            }
        }

        impl<T: Shape + Items> Items for $wrapper<T> {
            type Item = T::Item;

            fn each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&T::Item, &mut Violations<'_>)) {
                let $it = self;
                $inner.each(to, check);
            }
        }

        impl<T: Shape + Keys> Keys for $wrapper<T> {
            fn keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
                let $it = self;
                $inner.keys(to, check);
            }
        }
    )+ };
}
through!(Sensitive(it => it.expose()), true; Box(it => (**it)), false);

/// Reports a length outside of its bounds; `max` is `u64::MAX` where there is none.
pub fn length(length: Option<usize>, min: u64, max: u64, to: &mut Violations<'_>) {
    let Some(length) = length else { return };
    if !(min..=max).contains(&(length as u64)) {
        let bounds = Bounds { min: Some(min), max: (max < u64::MAX).then_some(max) };
        to.push(format_args!("length {length} is outside {bounds}"));
    }
}

/// `NaN` is outside of any bounds.
fn range<T: PartialOrd + fmt::Display + Copy>(
    value: T,
    min: Option<T>,
    max: Option<T>,
    secret: bool,
    to: &mut Violations<'_>,
) {
    if min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max) {
        return;
    }
    let bounds = Bounds { min, max };
    if secret {
        to.push(format_args!("the value is outside {bounds}"));
    } else {
        to.push(format_args!("{value} is outside {bounds}"));
    }
}

/// `1..=255`
struct Bounds<T> {
    min: Option<T>,
    max: Option<T>,
}

impl<T: fmt::Display> fmt::Display for Bounds<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(min) = &self.min {
            min.fmt(f)?;
        }
        f.write_str("..")?;
        match &self.max {
            Some(max) => write!(f, "={max}"),
            None => Ok(()),
        }
    }
}

/// Reports a text that does not match.
pub fn pattern(text: Option<&str>, pattern: &Pattern, to: &mut Violations<'_>) {
    if text.is_some_and(|text| !pattern.is_match(text)) {
        to.push(format_args!("does not match the pattern `{}`", pattern.as_str()));
    }
}

/// The members of a group by their wire names, and whether they are set.
type Group<'a> = &'a [(&'a str, bool)];

fn count(group: Group<'_>) -> usize {
    group.iter().filter(|(_, set)| *set).count()
}

/// Reports a group of which not exactly one member is set.
pub fn exactly_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    let found = count(group);
    if found != 1 {
        to.push(format_args!("exactly one of {} must be set, found {found}", Names(group)));
    }
}

/// Reports a group of which several members are set.
pub fn at_most_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    let found = count(group);
    if found > 1 {
        to.push(format_args!("at most one of {} may be set, found {found}", Names(group)));
    }
}

/// Reports a group of which no member is set.
pub fn at_least_one_of(group: Group<'_>, to: &mut Violations<'_>) {
    if count(group) == 0 {
        to.push(format_args!("at least one of {} must be set", Names(group)));
    }
}

struct Names<'a>(Group<'a>);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, _)) in self.0.iter().enumerate() {
            let joint = if index == 0 { "" } else { ", " };
            write!(f, "{joint}`{name}`")?;
        }
        Ok(())
    }
}

/// A value, if it keeps its rules.
pub fn checked<T: Validate>(value: T) -> Result<T, ValidationError> {
    value.validate().map(|()| value)
}

// Constraints on literals, checked where a constant is evaluated.

/// Panics where a literal's length is outside of its bounds.
#[track_caller]
pub const fn static_length(text: &str, min: u64, max: u64, message: &'static str) {
    // A code point begins at each byte that is no continuation.
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] & 0xC0 != 0x80 {
            length += 1;
        }
        at += 1;
    }
    assert!(min <= length && length <= max, "{}", message);
}

/// Panics where a literal does not match.
#[track_caller]
pub const fn static_pattern(text: &str, pattern: &Pattern, message: &'static str) {
    assert!(pattern.is_match(text), "{}", message);
}

/// Panics where a range is empty. Whole numbers are compared as such, as an `f64` can't tell large
/// ones apart.
#[track_caller]
pub const fn in_order(min: Bound, max: Bound) {
    let in_order = min.integer <= max.integer && min.float <= max.float;
    assert!(in_order, "empty range: the minimum is greater than the maximum; swap them");
}

/// Panics where a constant is no minimum of a length.
#[track_caller]
pub const fn minimum_length(min: f64) {
    length_bound(min, "a length cannot be negative; write `0` or leave the minimum out");
}

/// Panics where a constant is no maximum of a length.
#[track_caller]
pub const fn maximum_length(max: f64) {
    length_bound(max, "a length cannot be negative; write a positive maximum, or leave it out");
}

#[track_caller]
const fn length_bound(bound: f64, negative: &str) {
    assert!(bound.is_nan() || bound >= 0.0, "{}", negative);
    assert!(
        is_length(bound),
        "the bound of a length is a whole number below 2^64; write one, or a constant that is one"
    );
}

const fn is_length(bound: f64) -> bool {
    bound as u64 as f64 == bound
}

/// As [`in_order`], of lengths. A bound that is none is told by [`minimum_length`] or
/// [`maximum_length`].
#[track_caller]
pub const fn lengths_in_order(min: f64, max: f64) {
    if is_length(min) && is_length(max) {
        in_order(Bound::new(min as i128, min), Bound::new(max as i128, max));
    }
}

// Reading and writing.

/// Reads what is made of a string.
pub fn read_text<T: for<'a> From<&'a str>>(from: &mut dyn Source<'_>) -> Result<Option<T>, ReadError> {
    Ok(from.text()?.map(|text| T::from(&text)))
}

/// Writes a union's unknown member.
pub fn write_unknown(unknown: &UnknownMember, members: &mut Members<'_>) {
    if !unknown.name().is_empty() {
        let quoted = Document::from(unknown.name()).to_string();
        members.member(&quoted[1..quoted.len() - 1], unknown.value());
    }
}

/// A service's error as any other: [`Seen::error`], or else that of [`NoStdError`] where it is none
/// for want of `Debug`, which the compiler says where it is declared.
#[derive(Debug)]
pub struct Seen<'a, T>(pub &'a T);

impl<'a, T: StdError + 'static> Seen<'a, T> {
    pub fn error(self) -> &'a (dyn StdError + 'static) {
        self.0
    }
}

pub trait NoStdError<'a>: Sized {
    fn error(self) -> &'a (dyn StdError + 'static) {
        unreachable!("an error without `Debug` does not compile")
    }
}

impl<'a, T> NoStdError<'a> for Seen<'a, T> {}

/// What stands for a union's member where there is none.
pub fn no_member() -> UnknownMember {
    UnknownMember::new("", Document::Null)
}

/// What reads a union's member by its index; `None` if it is `null`.
type Known<'a, T> = &'a mut dyn FnMut(usize, &mut dyn Source<'_>) -> Result<Option<T>, ReadError>;

/// Reads a union. `known` reads the member at this index, `None` if it is `null`. Members that are
/// `null`, and `__type`, are as if they were not there; of several others, the last one known
/// counts.
pub fn read_union<T>(
    from: &mut dyn Source<'_>,
    names: &[&str],
    known: Known<'_, T>,
    other: fn(UnknownMember) -> T,
) -> Result<Option<T>, ReadError> {
    let mut found = None;
    let mut unknown = None;
    let set = from.map(&mut |name, value| {
        if let Some(index) = names.iter().position(|known| *known == name) {
            if let Some(value) = known(index, value)? {
                found = Some(value);
            }
        } else if let Some(value) = value.document()?
            && name != "__type"
        {
            unknown = Some(UnknownMember::new(name, value));
        }
        Ok(())
    })?;
    Ok(set.then(|| found.unwrap_or_else(|| other(unknown.unwrap_or_else(no_member)))))
}

/// Where the error that the service answered with stands among the declared ones.
pub fn position(errors: &[ErrorInfo], metadata: &ErrorMetadata) -> Option<usize> {
    let code = metadata.code()?;
    errors.iter().position(|error| error.code == code)
}

/// For serde's `Serialize` of a declared shape.
pub fn serialize<T: Shape, S: serde::Serializer>(shape: &T, to: S) -> Result<S::Ok, S::Error> {
    let json = serde_json::from_slice::<Document>(&to_json(shape)).map_err(serde::ser::Error::custom)?;
    serde::Serialize::serialize(&json, to)
}

/// For serde's `Deserialize` of a declared shape. What is read in this way was stored by somebody,
/// and is not an answer of the service's: a required member that is missing is an error, not made
/// up for.
pub fn deserialize<'de, T: Shape, D: serde::Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    use serde::de::Error;
    let json = <Document as serde::Deserialize>::deserialize(from)?;
    let missing = missing_values(&T::info(), &json);
    if !missing.is_empty() {
        return Err(D::Error::custom(format_args!("required members are missing: {}", missing.join(", "))));
    }
    if json.is_null() {
        return Err(D::Error::custom("expected a value, found null"));
    }
    wire::from_deserializer(json).map_err(D::Error::custom)
}

// Pages.

/// A place in an output. [`Reach`] goes on from it, through an `Option` or not, which a macro can't
/// tell apart by a name.
#[derive(Debug)]
pub struct At<T>(pub T);

impl<'a, T> At<&'a Option<T>> {
    pub fn reach(self) -> Option<&'a T> {
        self.0.as_ref()
    }
}

impl<T> At<Option<T>> {
    pub fn reach(self) -> Option<T> {
        self.0
    }
}

/// Where there is no `Option`: method lookup prefers the ones above.
pub trait Reach {
    type There;
    fn reach(self) -> Option<Self::There>;
}

impl<T> Reach for At<T> {
    type There = T;

    fn reach(self) -> Option<T> {
        Some(self.0)
    }
}

/// A list whose last item a path leads through.
#[diagnostic::on_unimplemented(
    message = "`[-1]` is the last item of a list, and this is `{Self}`; remove it",
    label = "not a list"
)]
pub trait List {
    type Item;
    fn into_last(self) -> Option<Self::Item>;
}

impl<T> List for Vec<T> {
    type Item = T;

    fn into_last(mut self) -> Option<T> {
        self.pop()
    }
}

impl<'a, T> List for &'a Vec<T> {
    type Item = &'a T;

    fn into_last(self) -> Option<&'a T> {
        self.last()
    }
}

/// The last item; `None` of an empty list.
pub fn last<T: List>(list: T) -> Option<T::Item> {
    list.into_last()
}

/// The request for the next page as its tokens are set.
#[derive(Debug)]
pub struct NextPage {
    any: bool,
    changed: bool,
    more: bool,
}

impl NextPage {
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        NextPage { any: false, changed: false, more: true }
    }

    /// Takes a token over from the output. It goes by way of JSON, so that the two may be strings
    /// of different types.
    fn token<I: Shape, O: Shape>(&mut self, input: &mut I, output: Option<&O>) {
        let next = output.map(document).filter(is_token).unwrap_or_default();
        self.any |= !next.is_null();
        self.changed |= next != document(input);
        let json = serde_json::to_vec(&next).unwrap_or_default();
        *input = wire::from_json(&json).unwrap_or_else(|_| I::absent());
    }

    /// Takes the output's word for it whether there is a further page.
    pub fn more(&mut self, more: Option<&bool>) {
        self.more = more.copied().unwrap_or_default();
    }

    /// A token that did not change would lead to the same page for ever.
    pub fn is_there(self) -> bool {
        self.any && self.changed && self.more
    }
}

/// A token of the request, and what the output has for it: [`Token::next`] takes it over where both
/// are strings, that of [`SameToken`] where both are the same, and that of [`OtherToken`] does not
/// compile.
#[derive(Debug)]
pub struct Token<'a, I, O>(pub &'a mut I, pub Option<&'a O>);

impl<I: Shape + Text, O: Shape + Text> Token<'_, I, O> {
    pub fn next(self, page: &mut NextPage) {
        page.token(self.0, self.1);
    }
}

pub trait SameToken: Sized {
    fn next(self, page: &mut NextPage);
}

impl<I: Shape + Takes<O>, O: Shape> SameToken for Token<'_, I, O> {
    fn next(self, page: &mut NextPage) {
        page.token(self.0, self.1);
    }
}

/// Method lookup comes here last. What is no shape is said so of its own.
pub trait OtherToken<I, O> {
    fn next(&self, _: &mut NextPage)
    where
        I: Takes<O>,
    {
        unreachable!("a declaration with mistakes does not compile")
    }
}

impl<I, O> OtherToken<I, O> for Token<'_, I, O> {}

#[diagnostic::on_unimplemented(
    message = "the output's token is `{Token}`, and the request's `{Self}`; give both the type that the model has",
    label = "not the request's token"
)]
pub trait Takes<Token> {}

impl<T> Takes<T> for T {}
impl<T> Takes<T> for Option<T> {}

fn document<T: Shape>(shape: &T) -> Document {
    if shape.is_set() { serde_json::from_slice(&to_json(shape)).unwrap_or_default() } else { Document::Null }
}

/// Services end with an empty token as well as with none.
fn is_token(token: &Document) -> bool {
    match token {
        Document::Null => false,
        Document::String(text) => !text.is_empty(),
        Document::Array(items) => !items.is_empty(),
        Document::Object(members) => !members.is_empty(),
        _ => true,
    }
}

/// What the items of a page are in: a list, or a map, whose entries they are.
#[diagnostic::on_unimplemented(
    message = "`items` must name a list of `{Item}` in the output; this is `{Self}`",
    label = "not a list of what `item` says",
    note = "the items of a map are its entries: `item = (String, Value)`"
)]
pub trait PageItems<Item> {
    fn all(self) -> Vec<Item>;
}

impl<T> PageItems<T> for Vec<T> {
    fn all(self) -> Self {
        self
    }
}

impl<K, V> PageItems<(K, V)> for HashMap<K, V> {
    fn all(self) -> Vec<(K, V)> {
        self.into_iter().collect()
    }
}

impl<K, V> PageItems<(K, V)> for BTreeMap<K, V> {
    fn all(self) -> Vec<(K, V)> {
        self.into_iter().collect()
    }
}

/// The items of a page.
pub fn items<T: PageItems<Item>, Item>(items: Option<T>) -> Vec<Item> {
    items.map(T::all).unwrap_or_default()
}

// Stand-ins.

/// The errors of a service whose declaration has mistakes.
#[derive(Debug)]
pub enum NoError {}

impl fmt::Display for NoError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl StdError for NoError {}

impl ServiceError for NoError {
    const ERRORS: &'static [ErrorInfo] = &[];

    fn from_response(_: ErrorMetadata, _: &[u8]) -> Self {
        unreachable!("a declaration with mistakes does not compile")
    }

    fn metadata(&self) -> &ErrorMetadata {
        match *self {}
    }

    fn as_error(&self) -> &(dyn StdError + 'static) {
        self
    }
}
