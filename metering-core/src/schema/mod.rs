//! Declarations as data: what [`Shape::info`](crate::Shape::info) returns.
//!
//! `model::check` compares a [`ShapeInfo`] with AWS's model of the service. It also tells which
//! members of a stored value are required.
//!
//! ```
//! # use metering_core::Shape;
//! use metering_core::schema::ShapeKind;
//!
//! #[derive(Shape)]
//! struct UsageRecord {
//!     #[aws(length = 1..=255)]
//!     dimension: String,
//! }
//!
//! let ShapeKind::Structure(members) = UsageRecord::info().kind else { panic!("not a structure") };
//! assert_eq!(members[0].name, "Dimension");
//! assert_eq!(members[0].constraints.length, Some((1, 255)));
//! assert!(members[0].required());
//! ```

mod missing;

#[cfg(feature = "testing")]
#[doc(hidden)]
pub use missing::missing_members;
pub(crate) use missing::missing_values;

use crate::wire::TimestampFormat;

/// A declared shape as data.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct ShapeInfo {
    /// The Rust type's name.
    pub name: &'static str,
    /// The kind of shape.
    pub kind: ShapeKind,
    /// The constraints that the type itself declares.
    pub constraints: Constraints,
}

impl ShapeInfo {
    /// Creates a description without constraints.
    pub const fn new(name: &'static str, kind: ShapeKind) -> Self {
        ShapeInfo { name, kind, constraints: Constraints::NONE }
    }

    /// Sets the constraints.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }
}

/// A reference to another shape. It is a function because shapes can contain themselves.
pub type ShapeRef = fn() -> ShapeInfo;

/// The kinds of shapes.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ShapeKind {
    /// A structure without members, as the output of an operation that returns nothing.
    Unit,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 8, 16, 32 or 64 bits.
    Integer(u8),
    /// A floating-point number of 32 or 64 bits.
    Float(u8),
    /// A number with any number of digits.
    BigNumber,
    /// A string.
    String,
    /// Bytes, base64 on the wire.
    Blob,
    /// A point in time.
    Timestamp,
    /// Any JSON value.
    Document,
    /// One of these strings, or a string that AWS adds later.
    StringEnum(&'static [&'static str]),
    /// One of these numbers, or a number that AWS adds later.
    IntEnum(&'static [i32]),
    /// A list. It is sparse if its items are [`Optional`](ShapeKind::Optional).
    List {
        /// The items' shape.
        item: ShapeRef,
    },
    /// A map from strings to values.
    Map {
        /// The keys' shape: a string or a string enum.
        key: ShapeRef,
        /// The values' shape.
        value: ShapeRef,
    },
    /// A member or item that may be missing.
    Optional(ShapeRef),
    /// A secret.
    Sensitive(ShapeRef),
    /// A structure with these members.
    Structure(&'static [MemberInfo]),
    /// A union of these members.
    Union(&'static [MemberInfo]),
    /// The events of a response, with their union.
    EventStream(ShapeRef),
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
    /// The constraints that the member adds to the constraints of its shape.
    pub constraints: Constraints,
    /// The member's other keys.
    pub traits: MemberTraits,
}

impl MemberInfo {
    /// Creates a description without constraints or traits.
    pub const fn new(name: &'static str, field: &'static str, shape: ShapeRef) -> Self {
        MemberInfo { name, field, shape, constraints: Constraints::NONE, traits: MemberTraits::NONE }
    }

    /// Sets the constraints.
    pub const fn constrained(mut self, constraints: Constraints) -> Self {
        self.constraints = constraints;
        self
    }

    /// Sets the traits.
    pub const fn with(mut self, traits: MemberTraits) -> Self {
        self.traits = traits;
        self
    }

    /// Returns `true` if a request must set this member: its type is not `Option`, and it has no
    /// default.
    pub fn required(&self) -> bool {
        !self.traits.default && !matches!((self.shape)().kind, ShapeKind::Optional(_))
    }
}

/// The keys of a member other than its constraints.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct MemberTraits {
    /// `true` if the member is filled with a fresh token for each call.
    pub idempotency_token: bool,
    /// `true` if the member has a default, so that requests may omit it.
    pub default: bool,
    /// `true` if the member's value is part of the host name.
    pub host_label: bool,
    /// `true` if the member is a string that contains JSON text.
    pub json_value: bool,
    /// The format of the member's timestamps, if it is declared.
    pub timestamp: Option<TimestampFormat>,
}

impl MemberTraits {
    /// No traits.
    pub const NONE: Self = MemberTraits {
        idempotency_token: false,
        default: false,
        host_label: false,
        json_value: false,
        timestamp: None,
    };

    /// Marks the member as an idempotency token.
    pub const fn idempotency_token(mut self) -> Self {
        self.idempotency_token = true;
        self
    }

    /// Marks the member as having a default.
    pub const fn default(mut self) -> Self {
        self.default = true;
        self
    }

    /// Marks the member as part of the host name.
    pub const fn host_label(mut self) -> Self {
        self.host_label = true;
        self
    }

    /// Marks the member as a string that holds JSON text.
    pub const fn json_value(mut self) -> Self {
        self.json_value = true;
        self
    }

    /// Sets the format of the member's timestamps.
    pub const fn timestamp(mut self, format: TimestampFormat) -> Self {
        self.timestamp = Some(format);
        self
    }
}

/// The constraints on a value.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Constraints {
    /// Inclusive bounds on the length: code points of a string, bytes of a blob, entries of a list
    /// or map.
    pub length: Option<(u64, u64)>,
    /// Inclusive bounds on a number. An open end is infinite.
    pub range: Option<(f64, f64)>,
    /// The pattern's source text.
    pub pattern: Option<&'static str>,
    /// The constraints on each item of a list or value of a map.
    pub each: Option<&'static Constraints>,
    /// The constraints on each key of a map.
    pub keys: Option<&'static Constraints>,
}

impl Constraints {
    /// No constraints.
    pub const NONE: Self = Constraints { length: None, range: None, pattern: None, each: None, keys: None };

    /// Limits the length to `min..=max`.
    pub const fn length(mut self, min: u64, max: u64) -> Self {
        self.length = Some((min, max));
        self
    }

    /// Limits a number to `min..=max`.
    pub const fn range(mut self, min: f64, max: f64) -> Self {
        self.range = Some((min, max));
        self
    }

    /// Sets the pattern's source text.
    pub const fn pattern(mut self, pattern: &'static str) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Sets the constraints on each item.
    pub const fn each(mut self, each: &'static Constraints) -> Self {
        self.each = Some(each);
        self
    }

    /// Sets the constraints on each key.
    pub const fn keys(mut self, keys: &'static Constraints) -> Self {
        self.keys = Some(keys);
        self
    }
}
