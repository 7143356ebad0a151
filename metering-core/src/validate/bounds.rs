//! Assertions that generated code evaluates at compile time: on bounds that are constants, whose
//! values only rustc knows, and on literals of constrained strings.

use crate::pattern::Pattern;

/// A bound, in the forms in which integers and floating-point numbers are compared with it.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    pub(super) integer: i128,
    pub(super) float: f64,
}

impl Bound {
    /// Creates a bound from both of its forms.
    pub const fn new(integer: i128, float: f64) -> Self {
        Bound { integer, float }
    }

    const fn is_whole(self) -> bool {
        self.integer as f64 == self.float
    }
}

/// The bounds that fit a primitive number, and the messages about those that don't.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub(super) min: i128,
    pub(super) max: i128,
    pub(super) whole: bool,
    pub(super) below: &'static str,
    pub(super) above: &'static str,
    pub(super) fraction: &'static str,
}

/// Panics if a minimum does not fit the type.
#[track_caller]
pub const fn minimum(limits: Limits, min: i128) {
    assert!(limits.min <= min && min <= limits.max, "{}", limits.below);
}

/// Panics if a minimum that is a constant does not fit the type, or has a fraction that the type
/// can't have.
#[track_caller]
pub const fn constant_minimum(limits: Limits, min: Bound) {
    assert!(!limits.whole || min.is_whole(), "{}", limits.fraction);
    minimum(limits, min.integer);
}

/// Panics if a maximum does not fit the type.
#[track_caller]
pub const fn maximum(limits: Limits, max: i128) {
    assert!(limits.min <= max && max <= limits.max, "{}", limits.above);
}

/// Panics if a maximum that is a constant does not fit the type, or has a fraction that the type
/// can't have.
#[track_caller]
pub const fn constant_maximum(limits: Limits, max: Bound) {
    assert!(!limits.whole || max.is_whole(), "{}", limits.fraction);
    maximum(limits, max.integer);
}

/// Panics if the type can't have a fraction. Called for a bound that has one.
#[track_caller]
pub const fn fraction(limits: Limits) {
    assert!(!limits.whole, "{}", limits.fraction);
}

/// Panics if a range is empty. Whole numbers are compared as integers, because an `f64` can't
/// distinguish large ones.
#[track_caller]
pub const fn in_order(min: Bound, max: Bound) {
    let in_order = min.integer <= max.integer && min.float <= max.float;
    assert!(in_order, "empty range: the minimum is greater than the maximum; swap them");
}

/// Panics if a constant can't be the minimum of a length.
#[track_caller]
pub const fn minimum_length(min: f64) {
    length_bound(min, "a length cannot be negative; write `0` or omit the minimum");
}

/// Panics if a constant can't be the maximum of a length.
#[track_caller]
pub const fn maximum_length(max: f64) {
    length_bound(max, "a length cannot be negative; write a positive maximum or omit it");
}

#[track_caller]
const fn length_bound(bound: f64, negative: &str) {
    assert!(bound.is_nan() || bound >= 0.0, "{}", negative);
    assert!(
        is_length(bound),
        "a bound of `length` must be a whole number below 2^64; write one, or a constant"
    );
}

const fn is_length(bound: f64) -> bool {
    bound as u64 as f64 == bound
}

/// Panics if a range of lengths is empty. Invalid bounds are left to [`minimum_length`] and
/// [`maximum_length`].
#[track_caller]
pub const fn lengths_in_order(min: f64, max: f64) {
    if is_length(min) && is_length(max) {
        in_order(Bound::new(min as i128, min), Bound::new(max as i128, max));
    }
}

/// Panics if the length of a literal is out of bounds.
#[track_caller]
pub const fn static_length(text: &str, min: u64, max: u64, message: &'static str) {
    // Counts the bytes at which a code point begins.
    let bytes = text.as_bytes();
    let mut length = 0;
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] & 0xC0 != 0x80 {
            length += 1;
        }
        at += 1;
    }
    assert!(min <= length && length <= max, "{}", message);
}

/// Panics if a literal does not match.
#[track_caller]
pub const fn static_pattern(text: &str, pattern: &Pattern, message: &'static str) {
    assert!(pattern.is_match(text), "{}", message);
}
