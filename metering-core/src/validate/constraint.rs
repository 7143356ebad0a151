//! Constraint traits, and the checks that use them.
//!
//! A macro knows a type only by its tokens, so it can't tell which constraints apply to it.
//! Generated code therefore calls these traits, and their messages tell which key fits. An unset
//! member satisfies all constraints.
//!
//! The names of the methods begin with `__`, so that rustc doesn't suggest them for a call such as
//! `product_code.len()`. The traits are hidden, so that the docs of a shape don't list them.

use std::borrow::Cow;
use std::fmt;

use super::Violations;
use super::bounds::{Bound, Limits};
use crate::pattern::Pattern;

/// A type that `length` can constrain.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`length` cannot constrain `{Self}`, which has no length; use `range` for a number, or remove `length`",
    label = "not a string, blob, list or map"
)]
pub trait Length {
    /// Returns the number of code points, bytes or entries.
    fn __length(&self) -> Option<usize>;
}

/// A type that `range` can constrain.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`range` cannot constrain `{Self}`, which is not an AWS number; use `length` for a string, blob, list or map",
    label = "not a number of AWS JSON",
    note = "the numbers of AWS JSON are `i8`, `i16`, `i32`, `i64`, `f32` and `f64`"
)]
pub trait Number {
    /// The bounds that fit the type.
    const LIMITS: Limits;

    /// Reports a number that is out of bounds. A secret number is not printed.
    fn __range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>);
}

/// A type that `pattern` can constrain.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`pattern` cannot constrain `{Self}`, which is not a string; for a list of strings write `each(pattern = …)`",
    label = "not a string"
)]
pub trait Text {
    /// Returns the text.
    fn __text(&self) -> Option<&str>;
}

/// A type that can be part of a host name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a host label must be a string, not `{Self}`; use `String`",
    label = "not a string"
)]
pub trait HostLabel {
    /// Returns the label.
    fn __label(&self) -> Option<&str>;
}

#[diagnostic::do_not_recommend]
impl<T: Text> HostLabel for T {
    fn __label(&self) -> Option<&str> {
        self.__text()
    }
}

/// A type with points in time, to which `timestamp` applies.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`timestamp` cannot format `{Self}`, which is not a timestamp; use `DateTime`, or a list or map of it",
    label = "not a timestamp"
)]
pub trait Timestamp {}

/// Compiles only for a type with points in time.
pub const fn assert_timestamp<T: Timestamp>() {}

/// A type with items, to which `each(…)` applies.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`each` cannot constrain `{Self}`, which has no items; write the constraints without `each(…)`",
    label = "not a list or map"
)]
pub trait Items {
    /// An item of a list, or a value of a map.
    type Item;

    /// Calls `check` for each item, with its path.
    fn __each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&Self::Item, &mut Violations<'_>));
}

/// A type with keys, to which `keys(…)` applies.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`keys` cannot constrain `{Self}`, which is not a map; for the items of a list write `each(…)`",
    label = "not a map"
)]
pub trait Keys {
    /// Calls `check` for each key, with its path.
    fn __keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>));
}

/// A type that can be an idempotency token.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an idempotency token must be a string, not `{Self}`; use `Option<String>`",
    label = "not a string"
)]
pub trait IdempotencyToken: From<String> {
    /// Sets the token to a fresh one if it is not set.
    fn __fill(token: &mut Option<Self>, fresh: &mut dyn FnMut() -> String) {
        if token.is_none() {
            *token = Some(fresh().into());
        }
    }
}

impl IdempotencyToken for String {}
impl IdempotencyToken for Cow<'static, str> {}

impl Length for str {
    fn __length(&self) -> Option<usize> {
        // The length of an ASCII string, which most strings are, needs no counting.
        Some(if self.is_ascii() { self.len() } else { self.chars().count() })
    }
}

impl Text for str {
    fn __text(&self) -> Option<&str> {
        Some(self)
    }
}

macro_rules! strings {
    ($($ty:ty),+) => { $(
        impl Length for $ty {
            fn __length(&self) -> Option<usize> {
                str::__length(self)
            }
        }

        impl Text for $ty {
            fn __text(&self) -> Option<&str> {
                Some(self)
            }
        }
    )+ };
}
strings!(String, Cow<'static, str>);

macro_rules! numbers {
    ($($ty:ident, $whole:literal, $limits:expr, $bound:ident => $form:expr);+) => { $(
        impl Number for $ty {
            const LIMITS: Limits = Limits {
                min: $limits.0,
                max: $limits.1,
                whole: $whole,
                below: concat!("the minimum does not fit `", stringify!($ty), "`; remove it or raise it"),
                above: concat!("the maximum does not fit `", stringify!($ty), "`; remove it or lower it"),
                fraction: concat!("a bound of `", stringify!($ty), "` must not have a fraction; write a whole number"),
            };

            fn __range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>) {
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
    fn __length(&self) -> Option<usize> {
        self.as_ref()?.__length()
    }
}

impl<T: Number> Number for Option<T> {
    const LIMITS: Limits = T::LIMITS;

    fn __range(&self, min: Option<Bound>, max: Option<Bound>, secret: bool, to: &mut Violations<'_>) {
        if let Some(number) = self {
            number.__range(min, max, secret, to);
        }
    }
}

impl<T: Text> Text for Option<T> {
    fn __text(&self) -> Option<&str> {
        self.as_ref()?.__text()
    }
}

impl<T: Items> Items for Option<T> {
    type Item = T::Item;

    fn __each(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&T::Item, &mut Violations<'_>)) {
        if let Some(items) = self {
            items.__each(to, check);
        }
    }
}

impl<T: Keys> Keys for Option<T> {
    fn __keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
        if let Some(map) = self {
            map.__keys(to, check);
        }
    }
}

impl<T: Timestamp> Timestamp for Option<T> {}
impl<T: Timestamp> Timestamp for Box<T> {}

/// Implements the constraint traits for a wrapper of one value. Its arguments are the wrapper, an
/// expression of the value, and `true` if the value is a secret.
macro_rules! constrain_inner {
    ($wrapper:ident, $self:ident => $inner:expr, secret = $secret:literal) => {
        const _: () = {
            use $crate::validate::Violations;
            use $crate::validate::bounds::{Bound, Limits};
            use $crate::validate::constraint::{Items, Keys, Length, Number, Text};

            impl<T: Shape + Length> Length for $wrapper<T> {
                fn __length(&self) -> Option<usize> {
                    let $self = self;
                    $inner.__length()
                }
            }

            impl<T: Shape + Number> Number for $wrapper<T> {
                const LIMITS: Limits = T::LIMITS;

                fn __range(
                    &self,
                    min: Option<Bound>,
                    max: Option<Bound>,
                    secret: bool,
                    to: &mut Violations<'_>,
                ) {
                    let $self = self;
                    $inner.__range(min, max, secret || $secret, to);
                }
            }

            impl<T: Shape + Text> Text for $wrapper<T> {
                fn __text(&self) -> Option<&str> {
                    let $self = self;
                    $inner.__text()
                }
            }

            impl<T: Shape + Items> Items for $wrapper<T> {
                type Item = T::Item;

                fn __each(
                    &self,
                    to: &mut Violations<'_>,
                    check: &mut dyn FnMut(&T::Item, &mut Violations<'_>),
                ) {
                    let $self = self;
                    if $secret { $inner.__each(&mut to.sensitive(), check) } else { $inner.__each(to, check) }
                }
            }

            impl<T: Shape + Keys> Keys for $wrapper<T> {
                fn __keys(&self, to: &mut Violations<'_>, check: &mut dyn FnMut(&str, &mut Violations<'_>)) {
                    let $self = self;
                    if $secret { $inner.__keys(&mut to.sensitive(), check) } else { $inner.__keys(to, check) }
                }
            }
        };
    };
}
pub(crate) use constrain_inner;

/// Reports a length that is out of bounds. `max` is `u64::MAX` if there is no maximum.
pub fn length(length: Option<usize>, min: u64, max: u64, to: &mut Violations<'_>) {
    let Some(length) = length else { return };
    if !(min..=max).contains(&(length as u64)) {
        let bounds = Inclusive { min: Some(min), max: (max < u64::MAX).then_some(max) };
        to.push(format_args!("length {length} is outside {bounds}"));
    }
}

/// Reports a number that is out of bounds. `NaN` always is.
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
    let bounds = Inclusive { min, max };
    if secret {
        to.push(format_args!("the value is outside {bounds}"));
    } else {
        to.push(format_args!("{value} is outside {bounds}"));
    }
}

/// Reports a text that does not match.
pub fn pattern(text: Option<&str>, pattern: &Pattern, to: &mut Violations<'_>) {
    if text.is_some_and(|text| !pattern.is_match(text)) {
        to.push(format_args!("does not match the pattern `{}`", pattern.as_str()));
    }
}

/// `1..=255`
struct Inclusive<T> {
    min: Option<T>,
    max: Option<T>,
}

impl<T: fmt::Display> fmt::Display for Inclusive<T> {
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
