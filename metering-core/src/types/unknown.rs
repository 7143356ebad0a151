//! What AWS adds after a declaration was written.

use std::fmt;

use super::Document;

/// A value of a string enum that the declaration doesn't know. It is kept as it came and sent back
/// unchanged.
///
/// It is made by the enum alone (`Status::from("New")`), which first looks among the values that it
/// knows.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// For generated code, which has looked among the known values.
    #[doc(hidden)]
    pub fn __new(value: &str) -> Self {
        UnknownValue(value.into())
    }

    /// The value as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A member of a union that the declaration doesn't know, with its value as it came.
///
/// `Debug` prints the name alone: nobody has said whether the value is a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownMember {
    name: String,
    value: Document,
}

impl UnknownMember {
    /// A member by its wire name, as AWS may send it one day.
    pub fn new(name: impl Into<String>, value: Document) -> Self {
        UnknownMember { name: name.into(), value }
    }

    /// The member's wire name; empty where a response had no member at all.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value.
    pub fn value(&self) -> &Document {
        &self.value
    }
}

impl fmt::Debug for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnknownMember").field(&self.name).finish()
    }
}
