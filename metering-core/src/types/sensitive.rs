//! The wrapper of secret values.

use std::fmt;
use std::hash::{Hash, Hasher};

use super::Blob;
use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
use crate::validate::constraint::{IdempotencyToken, Timestamp, constrain_inner};
use crate::validate::{Validate, Violations};
use crate::wire::{ReadError, Source, Writer};

/// A secret. `Debug` prints `***`, and the value's buffer is overwritten when it is dropped.
///
/// It has no `Display`, because `to_string` would return `***` where the secret is meant. Call
/// [`expose`](Self::expose) for the secret.
///
/// The copies that a call makes, in the request's body and in TLS buffers, are not overwritten.
///
/// ```
/// # use metering_core::Sensitive;
/// let token = Sensitive::new(String::from("x7Kd"));
/// assert_eq!(format!("{token:?}"), "***");
/// assert_eq!(token.expose(), "x7Kd");
/// ```
///
/// A setter accepts the secret itself or the plain value, so a secret of one response can go into
/// the next request without being exposed:
///
/// ```
/// # use metering_core::{Sensitive, Shape};
/// #[derive(Shape)]
/// pub struct Challenge {
///     pub session: Sensitive<String>,
/// }
///
/// let first = Challenge::builder().session("x7Kd").build();
/// let next = Challenge::builder().session(first.session).build();
/// assert_eq!(next.session.expose(), "x7Kd");
/// ```
pub struct Sensitive<T> {
    value: T,
    // Stored, because a bound on the struct would be reported wherever the type is mentioned.
    wipe: fn(&mut T),
}

impl<T: Shape> Sensitive<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Sensitive { value, wipe: T::wipe }
    }
}

impl<T> Sensitive<T> {
    /// Returns the secret. Don't log it.
    pub fn expose(&self) -> &T {
        &self.value
    }
}

impl<T: Shape> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Sensitive::new(value)
    }
}

impl<'a, T: Shape + From<&'a str>> From<&'a str> for Sensitive<T> {
    fn from(value: &'a str) -> Self {
        Sensitive::new(value.into())
    }
}

impl<'a, T: Shape + From<&'a String>> From<&'a String> for Sensitive<T> {
    fn from(value: &'a String) -> Self {
        Sensitive::new(value.into())
    }
}

impl From<Vec<u8>> for Sensitive<Blob> {
    fn from(value: Vec<u8>) -> Self {
        Sensitive::new(value.into())
    }
}

impl From<&[u8]> for Sensitive<Blob> {
    fn from(value: &[u8]) -> Self {
        Sensitive::new(Blob::new(value))
    }
}

impl<T> Drop for Sensitive<T> {
    fn drop(&mut self) {
        (self.wipe)(&mut self.value);
    }
}

impl<T: Clone> Clone for Sensitive<T> {
    fn clone(&self) -> Self {
        Sensitive { value: self.value.clone(), wipe: self.wipe }
    }
}

impl<T: PartialEq> PartialEq for Sensitive<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Sensitive<T> {}

impl<T: Hash> Hash for Sensitive<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T: Validate> Validate for Sensitive<T> {
    fn validate_at(&self, violations: &mut Violations<'_>) {
        self.value.validate_at(&mut violations.sensitive());
    }
}

impl<T: Shape> Shape for Sensitive<T> {
    fn write(&self, to: &mut Writer) {
        to.sensitive(|to| self.value.write(to));
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(T::read(from).map_err(ReadError::without_path)?.map(Sensitive::new))
    }

    fn absent() -> Self {
        Sensitive::new(T::absent())
    }

    fn is_set(&self) -> bool {
        self.value.is_set()
    }

    fn wipe(&mut self) {
        self.value.wipe();
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Sensitive", ShapeKind::Sensitive(T::info))
    }
}

constrain_inner!(Sensitive, this => this.expose(), secret = true);

impl<T: Timestamp + Shape> Timestamp for Sensitive<T> {}

// The models of Timestream mark the token as a secret.
impl IdempotencyToken for Sensitive<String> {}
