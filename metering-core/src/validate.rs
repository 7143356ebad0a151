//! Validation of a whole input: every violation at once, each with its path, and no allocation when
//! all is well.

use std::fmt;

/// A type whose values can break rules.
///
/// Derived with [`Shape`](crate::Shape) or [`aws_operation`](crate::aws_operation); the rules are
/// the declaration's.
pub trait Validate {
    /// Reports each rule that the value breaks.
    fn validate_at(&self, violations: &mut Violations<'_>);

    /// Checks the value and all that it holds.
    ///
    /// # Errors
    /// All violations, in the order of the declaration.
    fn validate(&self) -> Result<(), ValidationError> {
        let mut list = Vec::new();
        self.validate_at(&mut Violations {
            list: &mut list,
            at: Path { parent: None, segment: Segment::Root },
        });
        if list.is_empty() { Ok(()) } else { Err(ValidationError { violations: list }) }
    }

    /// The text of a map's key, for paths. It stands here so that a key that can't be one fails no
    /// bound but [`MapKey`](crate::types::MapKey)'s, and is reported once.
    #[doc(hidden)]
    fn key_text(&self) -> &str {
        ""
    }
}

/// A broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    message: String,
}

impl Violation {
    /// Where, in wire names: `UsageRecords[3].Dimension`. Empty for a rule over the whole input.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong: `length 0 is outside 1..=255`. It never holds the value itself, which may be
    /// a secret.
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

/// All violations of one input. `Display` gives them in one line, joined by `; `.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidationError {
    violations: Vec<Violation>,
}

impl ValidationError {
    /// The violations, at least one, in the order of the declaration.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, violation) in self.violations.iter().enumerate() {
            let joint = if index == 0 { "" } else { "; " };
            write!(f, "{joint}{violation}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ValidationError {}

/// Where violations are reported. It knows the path that led to the value at hand.
#[derive(Debug)]
pub struct Violations<'a> {
    list: &'a mut Vec<Violation>,
    at: Path<'a>,
}

/// A path as a chain through the stack frames of the walk: nothing is allocated until a violation
/// is reported.
#[derive(Debug, Clone, Copy)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    segment: Segment<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Segment<'a> {
    Root,
    Member(&'a str),
    Index(usize),
    Key(&'a str),
}

impl Violations<'_> {
    /// The same list, one member further down.
    pub fn member<'b>(&'b mut self, name: &'b str) -> Violations<'b> {
        self.down(Segment::Member(name))
    }

    /// The same list, at an item of a list.
    pub fn index(&mut self, index: usize) -> Violations<'_> {
        self.down(Segment::Index(index))
    }

    /// The same list, at an entry of a map. The key becomes part of the path.
    pub fn key<'b>(&'b mut self, key: &'b str) -> Violations<'b> {
        self.down(Segment::Key(key))
    }

    fn down<'b>(&'b mut self, segment: Segment<'b>) -> Violations<'b> {
        Violations { list: self.list, at: Path { parent: Some(&self.at), segment } }
    }

    /// Reports that the value here breaks a rule. Say which, in lower case and without the value.
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
    /// assert_eq!(Window { from: 2, to: 1 }.validate().unwrap_err().to_string(), "From: is after `To`");
    /// ```
    #[cold]
    pub fn push(&mut self, message: impl fmt::Display) {
        self.list.push(Violation { path: self.at.to_string(), message: message.to_string() });
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
            let joint = if matches!(parent.segment, Segment::Root) { "" } else { "." };
            match self.segment {
                Segment::Root => Ok(()),
                Segment::Member(name) => write!(f, "{joint}{name}"),
                Segment::Index(index) => write!(f, "[{index}]"),
                Segment::Key(key) => write!(f, "[{key:?}]"),
            }
        } else {
            Ok(())
        }
    }
}
