//! Values and members that AWS added after a declaration was written.

use std::fmt;

use super::Document;

/// A value of a string enum that is not declared. It is sent back unchanged.
///
/// Only the enum creates it, as in `Status::from("New")`, for a text that is not a declared value.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    /// Creates an unknown value. Generated code calls it after it compared the declared values.
    #[doc(hidden)]
    pub fn __new(value: &str) -> Self {
        UnknownValue(value.into())
    }

    /// Returns the value as it is written on the wire.
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

/// A member of a union that is not declared, with its value.
///
/// `Debug` prints only the name, because the value may be a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct UnknownMember {
    name: String,
    value: Document,
}

impl UnknownMember {
    /// Creates an unknown member from its wire name and its value.
    pub fn new(name: impl Into<String>, value: Document) -> Self {
        UnknownMember { name: name.into(), value }
    }

    /// Returns the member's wire name. It is empty if a response had no member.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value.
    pub fn value(&self) -> &Document {
        &self.value
    }
}

impl fmt::Debug for UnknownMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnknownMember").field(&self.name).finish()
    }
}
