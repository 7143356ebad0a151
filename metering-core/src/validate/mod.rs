//! Validation of a whole input: all violations together, each with its path, and no allocation if
//! there are none.
//!
//! ```
//! use metering_core::{Shape, Validate};
//!
//! #[derive(Debug, Shape)]
//! pub struct Tag {
//!     #[aws(length = 1..=128)]
//!     pub key: String,
//! }
//!
//! let error = Tag::builder().key("").build().validate().unwrap_err();
//! assert_eq!(error.to_string(), "Key: length 0 is outside 1..=128");
//! ```

pub(crate) mod bounds;
pub(crate) mod constraint;
pub(crate) mod group;

use std::fmt;

use crate::peer_text::{MapKey, PeerText};

/// A type whose values can violate declared constraints.
///
/// [`derive(Shape)`](macro@crate::Shape) and [`aws_operation`](crate::aws_operation) implement it.
pub trait Validate {
    /// Reports each violation.
    fn validate_at(&self, violations: &mut Violations<'_>);

    /// Checks the value and all values in it.
    ///
    /// # Errors
    ///
    /// Returns an error with all violations, in the order of the declaration.
    fn validate(&self) -> Result<(), ValidationError> {
        let mut list = Vec::new();
        self.validate_at(&mut Violations {
            list: &mut list,
            at: Path { parent: None, segment: Segment::Root, hides_keys: false },
        });
        if list.is_empty() { Ok(()) } else { Err(ValidationError { violations: list }) }
    }

    /// Returns the text of a map's key, for paths. It belongs to this trait because a type that
    /// can't be a key then fails only the bound [`MapKey`](crate::types::MapKey), so rustc reports
    /// it once.
    #[doc(hidden)]
    fn __key_text(&self) -> &str {
        ""
    }
}

/// A violated constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    message: String,
}

impl Violation {
    /// Returns the path of the value, in wire names: `UsageRecords[3].Dimension`. It is empty for a
    /// rule over the whole input.
    ///
    /// The keys of maps are part of it, with at most 64 characters each; the keys in a
    /// [`Sensitive`](crate::Sensitive) map are `***`. The path has at most 1,000 characters.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the message: `length 0 is outside 1..=255`. It never contains a string or a secret
    /// number, and it has at most 1,000 characters.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "{}: {}", self.path, self.message)
        }
    }
}

/// All violations of one input. `Display` prints the first 20 on one line, joined by `; `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

impl ValidationError {
    /// Returns the violations in the order of the declaration. There is at least one.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 20;
        for (index, violation) in self.violations.iter().take(SHOWN).enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{violation}")?;
        }
        match self.violations.len().saturating_sub(SHOWN) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl std::error::Error for ValidationError {}

/// A list of violations, and the path of the value that is being checked.
#[derive(Debug)]
pub struct Violations<'a> {
    list: &'a mut Vec<Violation>,
    at: Path<'a>,
}

/// A path as a linked list through the stack frames of the walk, so that nothing is allocated until
/// a violation is reported.
#[derive(Debug, Clone, Copy)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
    /// `true` if the value is part of a secret, so that keys are not printed.
    hides_keys: bool,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    Member(&'a str),
    Index(usize),
    Key(&'a str),
}

impl Violations<'_> {
    /// Returns the same list at a member of the value.
    pub fn member<'b>(&'b mut self, name: &'b str) -> Violations<'b> {
        self.down(Segment::Member(name))
    }

    /// Returns the same list at an item of a list.
    pub fn index(&mut self, index: usize) -> Violations<'_> {
        self.down(Segment::Index(index))
    }

    /// Returns the same list at an entry of a map. The key becomes part of the path.
    pub fn key<'b>(&'b mut self, key: &'b str) -> Violations<'b> {
        self.down(Segment::Key(key))
    }

    /// Returns the same list at the same value, which is a secret.
    pub(crate) fn sensitive(&mut self) -> Violations<'_> {
        Violations { list: self.list, at: Path { hides_keys: true, ..self.at } }
    }

    fn down<'b>(&'b mut self, segment: Segment<'b>) -> Violations<'b> {
        let hides_keys = self.at.hides_keys;
        Violations { list: self.list, at: Path { parent: Some(&self.at), segment, hides_keys } }
    }

    /// Reports a violation at this path. The message is lowercase, names the rule and doesn't
    /// contain the value, which may be a secret.
    ///
    /// ```
    /// # use metering_core::{Validate, Violations};
    /// struct Window { from: u32, to: u32 }
    ///
    /// impl Validate for Window {
    ///     fn validate_at(&self, violations: &mut Violations<'_>) {
    ///         if self.from > self.to {
    ///             violations.member("From").push("is after `To`");
    ///         }
    ///     }
    /// }
    ///
    /// let error = Window { from: 2, to: 1 }.validate().unwrap_err();
    /// assert_eq!(error.to_string(), "From: is after `To`");
    /// ```
    #[cold]
    pub fn push(&mut self, message: impl fmt::Display) {
        let path = PeerText::new(self.at).to_string();
        self.list.push(Violation { path, message: PeerText::new(message).to_string() });
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parent) = self.parent else { return Ok(()) };
        parent.fmt(f)?;
        let separator = if matches!(parent.segment, Segment::Root) { "" } else { "." };
        match self.segment {
            Segment::Root => Ok(()),
            Segment::Member(name) => write!(f, "{separator}{name}"),
            Segment::Index(index) => write!(f, "[{index}]"),
            Segment::Key(_) if self.hides_keys => f.write_str("[***]"),
            Segment::Key(key) => write!(f, "[{}]", MapKey(key)),
        }
    }
}

/// Returns the value if it satisfies its constraints.
pub fn checked<T: Validate>(value: T) -> Result<T, ValidationError> {
    value.validate().map(|()| value)
}
