//! The matchers that derived waiters call.
//!
//! A path leads to no value if a member on it is missing, to one value, or to several values if it
//! goes through lists. Lists in lists are flattened, and missing members are left out, as by a
//! JMESPath expression such as `Services[].Status`.

use super::Polled;
use crate::error::{ErrorInfo, ServiceError, position};
use crate::operation::Operation;
use crate::schema::ShapeKind;
use crate::shape::Shape;
use crate::validate::constraint::{IdempotencyToken, Text};

/// Matches if a value at the path is the expected one.
pub fn any<O: Operation>(polled: &mut Polled<'_, O>, path: &'static str, visit: Visit<O::Output>) -> bool {
    values(polled, path, visit).is_some_and(|values| values.is_any_equal)
}

/// Matches if there are values at the path, and all are the expected one.
pub fn all<O: Operation>(polled: &mut Polled<'_, O>, path: &'static str, visit: Visit<O::Output>) -> bool {
    values(polled, path, visit).is_some_and(|values| values.is_any_equal && !values.is_any_different)
}

/// Visits the values at a path, and records them.
fn values<O: Operation>(
    polled: &mut Polled<'_, O>,
    path: &'static str,
    visit: Visit<O::Output>,
) -> Option<Values> {
    let mut values = Values::default();
    visit(polled.output()?, &mut values);
    polled.observed.record(path, &values.texts);
    Some(values)
}

/// Matches if the call returned an output that `is_expected` accepts.
pub fn with<O: Operation>(polled: &mut Polled<'_, O>, is_expected: fn(&O::Output) -> bool) -> bool {
    polled.output().is_some_and(is_expected)
}

/// Matches if the call returned the declared error with this variant.
pub fn fails_as<O: Operation>(polled: &mut Polled<'_, O>, variant: &str) -> bool {
    let declared = polled.service_error().and_then(|error| position(O::Error::ERRORS, error.metadata()));
    declared.is_some_and(|index| O::Error::ERRORS[index].variant == variant)
}

/// Matches if the call returned an error of the service with this code.
pub fn fails_with<O: Operation>(polled: &mut Polled<'_, O>, code: &str) -> bool {
    polled.service_error().is_some_and(|error| error.metadata().code() == Some(code))
}

/// Matches if the call returned an error of the service.
pub fn has_failed<O: Operation>(polled: &mut Polled<'_, O>) -> bool {
    polled.service_error().is_some()
}

/// Matches if the call returned an output.
pub fn has_succeeded<O: Operation>(polled: &mut Polled<'_, O>) -> bool {
    polled.output().is_some()
}

/// Matches if the response has this HTTP status.
pub fn has_status<O: Operation>(polled: &mut Polled<'_, O>, status: u16) -> bool {
    polled.status().is_some_and(|found| found.as_u16() == status)
}

/// Asserts at compile time that the error enum has a variant.
pub const fn assert_variant(errors: &[ErrorInfo], variant: &str, message: &'static str) {
    let mut at = 0;
    while at < errors.len() {
        if is_same(errors[at].variant, variant) {
            return;
        }
        at += 1;
    }
    panic!("{}", message)
}

/// Asserts at compile time that the error enum has no variant for a code.
pub const fn assert_undeclared(errors: &[ErrorInfo], code: &str, message: &'static str) {
    let mut at = 0;
    while at < errors.len() {
        if is_same(errors[at].code, code) {
            panic!("{}", message)
        }
        at += 1;
    }
}

/// Compares texts in a constant.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// A function that visits the values at a path of an output.
pub type Visit<T> = fn(&T, &mut Values);

/// The values at a path, compared with the expected value.
#[derive(Debug, Default)]
pub struct Values {
    is_any_equal: bool,
    is_any_different: bool,
    texts: Vec<String>,
}

impl Values {
    /// Compares a string. A secret is not kept.
    pub fn text<T: PlainText>(&mut self, value: &T, expected: &str) {
        let value = value.plain_text();
        let is_secret = matches!(T::info().kind, ShapeKind::Sensitive(_));
        let shown = if is_secret { "***".to_owned() } else { format!("{value:?}") };
        self.push(shown, value == expected);
    }

    /// Adds a value of an enum.
    pub fn variant<T: EnumValue>(&mut self, value: &T, is_equal: bool) {
        self.push(value.enum_value().to_owned(), is_equal);
    }

    /// Compares a boolean.
    pub fn flag<T: Flag>(&mut self, value: &T, expected: bool) {
        self.push(value.flag().to_string(), value.flag() == expected);
    }

    /// Adds a list, which is expected to have items.
    pub fn list<T: WaiterList>(&mut self, list: &T) {
        let is_empty = list.items().is_empty();
        self.push(if is_empty { "empty" } else { "not empty" }.to_owned(), !is_empty);
    }

    fn push(&mut self, text: String, is_equal: bool) {
        self.is_any_equal |= is_equal;
        self.is_any_different |= !is_equal;
        self.texts.push(text);
    }
}

/// A string that a waiter can compare with a literal.
#[diagnostic::on_unimplemented(
    message = "a string can't be compared with `{Self}`; compare an enum with a variant, such as `Status::Active`, and a `bool` with `true` or `false`",
    label = "compared with `{Self}`"
)]
pub trait PlainText: Shape {
    /// Returns the text.
    fn plain_text(&self) -> &str;
}

// Strings and constrained strings can be tokens, and enums can't.
#[diagnostic::do_not_recommend]
impl<T: Shape + Text + IdempotencyToken> PlainText for T {
    fn plain_text(&self) -> &str {
        self.__text().unwrap_or_default()
    }
}

/// A value of an enum of strings.
#[diagnostic::on_unimplemented(
    message = "a variant can only be compared with an enum that derives `StringEnum`, but this is `{Self}`",
    label = "not an enum of strings"
)]
pub trait EnumValue {
    /// Returns the value on the wire.
    fn enum_value(&self) -> &str;
}

#[diagnostic::do_not_recommend]
impl<T: Text> EnumValue for T {
    fn enum_value(&self) -> &str {
        self.__text().unwrap_or_default()
    }
}

/// A boolean.
#[diagnostic::on_unimplemented(
    message = "`true` and `false` can only be compared with a `bool`, but this is `{Self}`",
    label = "compared with `{Self}`"
)]
pub trait Flag {
    /// Returns the boolean.
    fn flag(&self) -> bool;
}

impl Flag for bool {
    fn flag(&self) -> bool {
        *self
    }
}

/// A list that a waiter's path goes through.
#[diagnostic::on_unimplemented(
    message = "`[]` and `not_empty` need a list, but this is `{Self}`",
    label = "not a list"
)]
pub trait WaiterList {
    /// The type of the items.
    type Item;

    /// Returns the items.
    fn items(&self) -> &[Self::Item];
}

impl<T> WaiterList for Vec<T> {
    type Item = T;

    fn items(&self) -> &[T] {
        self
    }
}

/// Returns the items of a list.
pub fn each<T: WaiterList>(list: &T) -> &[T::Item] {
    list.items()
}
