//! The trait of all values that go over the wire: [`Shape`].
//!
//! The derive [`Shape`](macro@crate::Shape) implements the trait, and has examples.

use std::collections::{BTreeMap, HashMap};

use crate::schema::ShapeInfo;
use crate::types::{Document, Sensitive};
use crate::validate::{Validate, Violations};
use crate::wire::{self, Members, ReadError, Source, TimestampFormat, Writer};

/// A type with a form in AWS JSON: a structure, union, enum, list, map, string, number, boolean,
/// timestamp, blob or document.
///
/// Derive it with `#[derive(Shape)]`, `#[derive(Union)]`, `#[derive(StringEnum)]` or
/// `#[derive(IntEnum)]`; don't implement it by hand. serde's traits don't fit, because AWS JSON
/// writes `NaN` as a string and omits unset members, and because a public `Serialize` on
/// [`Sensitive`] would leak the secret.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an AWS shape; derive `Shape` for it, or use a type that implements `Shape`",
    label = "not a shape",
    note = "derive `Shape` on a struct, and `StringEnum`, `IntEnum` or `Union` on an enum",
    note = "use `DateTime` for a point in time, `Blob` for bytes, `i32` or `i64` for an integer, and `Document` for arbitrary JSON"
)]
pub trait Shape: Validate + Sized {
    /// Writes the value.
    fn write(&self, to: &mut Writer);

    /// Reads a value. Returns `None` for `null`, which counts as not set.
    ///
    /// # Errors
    ///
    /// Returns an error if the JSON value has the wrong kind. The error names the path and the
    /// kinds, never the value.
    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError>;

    /// Returns the value of a required member that a response lacks: `""`, 0, `false`, an empty
    /// list or map, the epoch, an unknown variant, or a structure of such members
    /// (<https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction>).
    fn absent() -> Self;

    /// Returns `false` for `None`, and `true` for every other value. Only set members are written.
    fn is_set(&self) -> bool {
        true
    }

    /// Overwrites the value's buffers: text, bytes, and lists and maps of them. [`Sensitive`] calls
    /// it before it frees them. A structure wipes only its `Sensitive` members.
    #[doc(hidden)]
    fn wipe(&mut self) {}

    /// Returns the declaration as data, for a comparison with AWS's model.
    fn info() -> ShapeInfo;

    // Generated code calls the functions below for each member. They belong to this trait because a
    // member's type that is not a shape then fails a single bound, so rustc reports it once.

    #[doc(hidden)]
    fn validate_member(&self, name: &str, violations: &mut Violations<'_>) {
        self.validate_at(&mut violations.member(name));
    }

    #[doc(hidden)]
    fn validate_inner(&self, violations: &mut Violations<'_>) {
        self.validate_at(violations);
    }

    #[doc(hidden)]
    fn write_member(&self, name: &str, members: &mut Members<'_>) {
        members.member(name, self);
    }

    #[doc(hidden)]
    fn write_timestamp_member(&self, format: TimestampFormat, name: &str, members: &mut Members<'_>) {
        members.timestamp_member(format, name, self);
    }

    #[doc(hidden)]
    fn write_json_member(&self, name: &str, members: &mut Members<'_>) {
        members.json_value(name, self);
    }

    #[doc(hidden)]
    fn read_member(member: &mut Option<Self>, from: &mut dyn Source<'_>) -> Result<(), ReadError> {
        *member = Self::read(from)?;
        Ok(())
    }

    #[doc(hidden)]
    fn read_json(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        from.text()?.map(|text| wire::from_json(text.as_bytes())).transpose()
    }

    #[doc(hidden)]
    fn read_json_member(member: &mut Option<Self>, from: &mut dyn Source<'_>) -> Result<(), ReadError> {
        *member = Self::read_json(from)?;
        Ok(())
    }
}

/// A structure: the output of an operation, or the members of an error.
///
/// It is a struct with named fields that derives [`Shape`], `()` for no members, or free JSON
/// ([`Document`], or a map of its members by name).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a structure; derive `Shape` on a struct with named fields",
    label = "expected a structure",
    note = "for an operation without output write `output = ()`; for an error without members write `Variant(ErrorMetadata)`"
)]
pub trait Structure: Shape {
    /// The builder's storage.
    #[doc(hidden)]
    type Members;

    // Generated code calls the functions below for each error. They belong to this trait because a
    // type that is not a structure then fails a single bound, so rustc reports it once.

    #[doc(hidden)]
    fn error_info() -> ShapeInfo {
        Self::info()
    }

    #[doc(hidden)]
    fn write_error_members(&self) -> Vec<u8> {
        wire::to_json(self)
    }

    #[doc(hidden)]
    fn read_error_members(body: &[u8]) -> Self {
        wire::from_json(body).unwrap_or_else(|_| Self::absent())
    }
}

impl<T: Structure> Structure for Box<T> {
    type Members = ();
}

impl<T: Structure> Structure for Sensitive<T> {
    type Members = ();
}

impl Structure for () {
    type Members = ();
}

impl Structure for Document {
    type Members = ();
}

impl<V> Structure for HashMap<String, V>
where
    Self: Shape,
{
    type Members = ();
}

impl<V> Structure for BTreeMap<String, V>
where
    Self: Shape,
{
    type Members = ();
}

/// Reads a shape that is made from a string: a string enum.
#[doc(hidden)]
pub fn read_from_str<T: for<'a> From<&'a str>>(from: &mut dyn Source<'_>) -> Result<Option<T>, ReadError> {
    Ok(from.text()?.map(|text| T::from(&text)))
}
