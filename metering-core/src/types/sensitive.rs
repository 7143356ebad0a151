//! Secrets.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
use crate::validate::bounds::{Bound, Limits};
use crate::validate::constraint::{
    IdempotencyToken, Items, Keys, Length, Number, Text, Timestamp, constrain_inner,
};
use crate::validate::{Validate, Violations};
use crate::wire::{ReadError, Source, Writer};

/// A value that is not to be seen: `Debug` and `Display` print `***`, and its own buffer is
/// overwritten when dropped.
///
/// The copies that a call makes of it, in the request's body and in TLS's buffers, are not
/// overwritten.
///
/// ```
/// # use metering_core::Sensitive;
/// let token = Sensitive::from(String::from("x7Kd"));
/// assert_eq!(format!("{token:?} {token}"), "*** ***");
/// assert_eq!(token.expose(), "x7Kd");
/// ```
///
/// A builder's setter takes what is within, so that the secret of one answer goes into the next
/// request by `expose`:
///
/// ```
/// # use metering_core::{Sensitive, Shape};
/// #[derive(Shape)]
/// pub struct Challenge {
///     pub session: Sensitive<String>,
/// }
///
/// # let answer = Challenge::builder().session("x7Kd").build();
/// let response = Challenge::builder().session(answer.session.expose()).build();
/// assert_eq!(response.session, answer.session);
/// ```
pub struct Sensitive<T> {
    value: T,
    // That of its shape. A bound here would be asked for, and missed, wherever the type is met.
    wipe: fn(&mut T),
}

impl<T: Shape> Sensitive<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Sensitive { value, wipe: T::wipe }
    }
}

impl<T> Sensitive<T> {
    /// The value itself. Take care where it goes.
    pub fn expose(&self) -> &T {
        &self.value
    }
}

impl<T: Shape> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Sensitive::new(value)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(value: &str) -> Self {
        Sensitive::new(value.to_owned())
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

impl<T> fmt::Display for Sensitive<T> {
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
