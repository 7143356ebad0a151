//! Secrets.

use std::fmt;

use crate::shape::{Shape, ShapeInfo, ShapeKind};
use crate::validate::{Validate, Violations};
use crate::wire::{ReadError, Source, Writer};

/// A value that is not to be seen: `Debug` and `Display` print `***`, and its own buffer is overwritten when dropped.
///
/// The copies that a call makes of it, in the request's body and in TLS's buffers, are not overwritten.
///
/// ```
/// # use metering_core::Sensitive;
/// let token = Sensitive::from(String::from("x7Kd"));
/// assert_eq!(format!("{token:?} {token}"), "*** ***");
/// assert_eq!(token.expose(), "x7Kd");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sensitive<T: Shape>(T);

impl<T: Shape> Sensitive<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Sensitive(value)
    }

    /// The value itself. Take care where it goes.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Shape> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Sensitive(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Sensitive(value.to_owned())
    }
}

impl<T: Shape> Drop for Sensitive<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Shape> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Shape> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Shape> Validate for Sensitive<T> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        self.0.validate_at(violations);
    }
}

impl<T: Shape> Shape for Sensitive<T> {
    fn write(&self, to: &mut Writer) {
        self.0.write(to);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(T::read(from)?.map(Sensitive))
    }

    fn absent() -> Self {
        Sensitive(T::absent())
    }

    fn is_set(&self) -> bool {
        self.0.is_set()
    }

    fn wipe(&mut self) {
        self.0.wipe();
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Sensitive", ShapeKind::Sensitive(T::info))
    }
}
