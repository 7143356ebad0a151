//! Numbers with more digits than an `f64` holds.

use std::fmt;
use std::str::FromStr;

use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
use crate::validate::{Validate, Violations};
use crate::wire::{ReadError, Source, Writer};

/// A JSON number with all of its digits: Smithy's `bigInteger` and `bigDecimal`.
///
/// Two numbers are compared as text, so `1` and `1.0` differ.
///
/// ```
/// # use metering_core::BigNumber;
/// let number: BigNumber = "18446744073709551616".parse().unwrap();
/// assert_eq!(number.as_str(), "18446744073709551616");
/// assert!("1e".parse::<BigNumber>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BigNumber(String);

impl BigNumber {
    /// Returns the number as it is written on the wire.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The error of parsing a [`BigNumber`] from text that is not a JSON number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotANumber;

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not a JSON number")
    }
}

impl std::error::Error for NotANumber {}

impl FromStr for BigNumber {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        // The first and last characters rule out JSON values of other kinds, and white space.
        let numeric = text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit());
        match serde_json::from_str::<&serde_json::value::RawValue>(text) {
            Ok(_) if numeric => Ok(BigNumber(text.to_owned())),
            _ => Err(NotANumber),
        }
    }
}

impl From<i64> for BigNumber {
    fn from(value: i64) -> Self {
        BigNumber(value.to_string())
    }
}

impl fmt::Display for BigNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Validate for BigNumber {
    fn validate_at(&self, _: &mut Violations<'_>) {}
}

impl Shape for BigNumber {
    fn write(&self, to: &mut Writer) {
        to.number_text(&self.0);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(from.number_text()?.map(BigNumber))
    }

    fn absent() -> Self {
        BigNumber("0".to_owned())
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("BigNumber", ShapeKind::BigNumber)
    }
}
