//! What goes over the wire: [`Shape`], and the description of one that can be held against AWS's
//! model.

use std::collections::{BTreeMap, HashMap};

use crate::types::{Document, Sensitive};
use crate::validate::{Validate, Violations};
use crate::wire::{self, Members, ReadError, Source, TimestampFormat, Writer};

/// A type that has a form in AWS JSON: a structure, union, enum, list, map, string, number,
/// timestamp, blob or document.
///
/// It is derived (`#[derive(Shape)]`, `#[derive(Union)]`, `#[derive(StringEnum)]`,
/// `#[derive(IntEnum)]`) and not written by hand. It is a trait of its own beside serde's because
/// AWS JSON writes `NaN` as a string and leaves out what is not set, and because a public
/// `Serialize` on [`Sensitive`] would leak what it hides.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no AWS shape",
    label = "not a shape",
    note = "derive it: `#[derive(Shape)]` on a struct, `#[derive(StringEnum)]` or `#[derive(Union)]` on an enum",
    note = "for a point in time use `DateTime`, for bytes `Blob`, for a whole number `i32` or `i64`, for free JSON `Document`"
)]
pub trait Shape: Validate + Sized {
    /// Writes the value.
    fn write(&self, to: &mut Writer);

    /// Reads a value; `None` for `null`, which counts as not set.
    ///
    /// # Errors
    /// Where the value is of another kind. The error names the place and the kinds, never the
    /// value.
    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError>;

    /// What a required member is taken for when a response lacks it: `""`, 0, `false`, empty, the
    /// epoch, an unknown variant, a structure of such members
    /// (<https://smithy.io/2.0/spec/aggregate-types.html#client-error-correction>).
    fn absent() -> Self;

    /// Whether there is something to write: `false` for `None` alone.
    fn is_set(&self) -> bool {
        true
    }

    /// Overwrites what the value's buffers hold, before they are freed: text, bytes, and lists and
    /// maps of them. [`Sensitive`] calls it; a structure's members are wiped where they are
    /// `Sensitive` themselves.
    #[doc(hidden)]
    fn wipe(&mut self) {}

    /// The declaration as data, for a check against AWS's model.
    fn info() -> ShapeInfo;

    // What follows is called by generated code, for each member. It stands here and not beside the
    // trait so that a member's type that is no shape fails one bound alone, and is reported once.

    /// A length that can be told of a shape alone (see `Checked`).
    #[doc(hidden)]
    const IS_ONE: usize = 0;

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

/// A structure: what operations answer with, and what errors hold. It is a struct with named fields
/// that derives [`Shape`], `()` for nothing, or free JSON ([`Document`]), whole or by the names of
/// its members.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no AWS shape with named fields",
    label = "neither an output nor the members of an error",
    note = "derive `Shape` on a struct with named fields; for an operation that answers with nothing write `output = ()`, for an error without members `Variant(ErrorMetadata)`"
)]
pub trait Structure: Shape {
    /// What the builder stores.
    #[doc(hidden)]
    type Members;

    // What follows is called by generated code, for each error. It stands here so that what is no
    // structure fails this bound alone, and is reported once.

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

/// A declared shape as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ShapeInfo {
    /// The Rust type's name.
    pub name: &'static str,
    /// What kind of shape it is.
    pub kind: ShapeKind,
    /// The constraints that the type itself carries.
    pub constraints: Constraints,
}

impl ShapeInfo {
    /// A shape without constraints.
    pub const fn new(name: &'static str, kind: ShapeKind) -> Self {
        ShapeInfo { name, kind, constraints: Constraints::NONE }
    }

    /// The same with constraints.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }
}

/// A shape that is reached from another. A function, since shapes may contain themselves.
pub type ShapeRef = fn() -> ShapeInfo;

/// The kinds of shapes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ShapeKind {
    /// No content, as the output of an operation that answers with none.
    Unit,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 8, 16, 32 or 64 bits.
    Integer(u8),
    /// A floating-point number of 32 or 64 bits.
    Float(u8),
    /// A number with any count of digits.
    BigNumber,
    /// Text.
    String,
    /// Bytes, base64 on the wire.
    Blob,
    /// A point in time.
    Timestamp,
    /// Any JSON.
    Document,
    /// One of these strings, or one that AWS adds later.
    StringEnum(&'static [&'static str]),
    /// One of these numbers, or one that AWS adds later.
    IntEnum(&'static [i32]),
    /// Items of one shape; sparse if they may be `null`.
    List {
        /// The items' shape.
        item: ShapeRef,
    },
    /// Values by name.
    Map {
        /// The keys' shape: a string or an enum.
        key: ShapeRef,
        /// The values' shape.
        value: ShapeRef,
    },
    /// A member or item that may be missing.
    Optional(ShapeRef),
    /// A secret.
    Sensitive(ShapeRef),
    /// Named members.
    Structure(&'static [MemberInfo]),
    /// One of these members.
    Union(&'static [MemberInfo]),
}

/// A member of a declared structure or union.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MemberInfo {
    /// The name on the wire.
    pub name: &'static str,
    /// The Rust field's or variant's name.
    pub field: &'static str,
    /// The member's shape.
    pub shape: ShapeRef,
    /// The constraints that the member adds.
    pub constraints: Constraints,
    /// What else the declaration says.
    pub traits: MemberTraits,
}

impl MemberInfo {
    /// A member without constraints.
    pub const fn new(name: &'static str, field: &'static str, shape: ShapeRef) -> Self {
        MemberInfo { name, field, shape, constraints: Constraints::NONE, traits: MemberTraits::NONE }
    }

    /// The same with constraints.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// The same with traits.
    pub const fn with(mut self, traits: MemberTraits) -> Self {
        self.traits = traits;
        self
    }

    /// Whether a request without this member is refused.
    pub fn required(&self) -> bool {
        !self.traits.default && !matches!((self.shape)().kind, ShapeKind::Optional(_))
    }
}

/// What a member's declaration says beside its type and its constraints.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MemberTraits {
    /// Filled in with a fresh token for each call.
    pub idempotency_token: bool,
    /// Has a default, so it may be left out.
    pub default: bool,
    /// Its value is part of the host name.
    pub host_label: bool,
    /// A string that holds JSON text.
    pub json_value: bool,
    /// How its timestamps are written, where the declaration says so.
    pub timestamp: Option<TimestampFormat>,
}

impl MemberTraits {
    /// None of them.
    pub const NONE: Self = MemberTraits {
        idempotency_token: false,
        default: false,
        host_label: false,
        json_value: false,
        timestamp: None,
    };

    /// The same, filled in with a fresh token for each call.
    pub const fn idempotency_token(mut self) -> Self {
        self.idempotency_token = true;
        self
    }

    /// The same with a default.
    pub const fn default(mut self) -> Self {
        self.default = true;
        self
    }

    /// The same as part of the host name.
    pub const fn host_label(mut self) -> Self {
        self.host_label = true;
        self
    }

    /// The same as a string that holds JSON text.
    pub const fn json_value(mut self) -> Self {
        self.json_value = true;
        self
    }

    /// The same with a timestamp format.
    pub const fn timestamp(mut self, format: TimestampFormat) -> Self {
        self.timestamp = Some(format);
        self
    }
}

/// What a declaration demands of a value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Constraints {
    /// Bounds on the length: of a string in code points, of a blob in bytes, of a list or map in
    /// entries.
    pub length: Option<(u64, u64)>,
    /// Bounds on a number, as they are written in the declaration.
    pub range: Option<(f64, f64)>,
    /// The pattern's text.
    pub pattern: Option<&'static str>,
    /// What is demanded of each item of a list or value of a map.
    pub each: Option<&'static Constraints>,
    /// What is demanded of each key of a map.
    pub keys: Option<&'static Constraints>,
}

impl Constraints {
    /// No demands.
    pub const NONE: Self = Constraints { length: None, range: None, pattern: None, each: None, keys: None };

    /// The same with a length of `min..=max`.
    pub const fn length(mut self, min: u64, max: u64) -> Self {
        self.length = Some((min, max));
        self
    }

    /// The same with a value of `min..=max`.
    pub const fn range(mut self, min: f64, max: f64) -> Self {
        self.range = Some((min, max));
        self
    }

    /// The same with a pattern.
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// The same with demands on each item.
    pub const fn each(mut self, each: &'static Constraints) -> Self {
        self.each = Some(each);
        self
    }

    /// The same with demands on each key.
    pub const fn keys(mut self, keys: &'static Constraints) -> Self {
        self.keys = Some(keys);
        self
    }
}
