//! Strings, numbers, booleans, blobs, timestamps and documents.

use std::borrow::Cow;

use super::{Blob, DateTime, Document};
use crate::schema::{ShapeInfo, ShapeKind};
use crate::shape::Shape;
use crate::timestamp;
use crate::validate::constraint::{Length, Timestamp};
use crate::validate::{Validate, Violations};
use crate::wire::read::{document, expected};
use crate::wire::{MemberNames, ReadError, Scalar, Source, Writer};

macro_rules! unconstrained {
    ($($ty:ty),+) => { $(
        impl Validate for $ty {
            fn validate_at(&self, _: &mut Violations<'_>) {}
        }
    )+ };
}
unconstrained!((), bool, i8, i16, i32, i64, f32, f64, Cow<'static, str>, Blob, DateTime, Document);

impl Validate for String {
    fn validate_at(&self, _: &mut Violations<'_>) {}

    fn __key_text(&self) -> &str {
        self
    }
}

/// The output of an operation without output members. Reading accepts any object.
impl Shape for () {
    fn write(&self, to: &mut Writer) {
        to.structure().end();
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(from.structure(MemberNames::new(&[]), &mut |_, _| Ok(()))?.then_some(()))
    }

    fn absent() -> Self {}

    fn info() -> ShapeInfo {
        ShapeInfo::new("()", ShapeKind::Unit)
    }
}

impl Shape for bool {
    fn write(&self, to: &mut Writer) {
        to.boolean(*self);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        match from.scalar()? {
            None => Ok(None),
            Some(Scalar::Boolean(value)) => Ok(Some(value)),
            Some(other) => Err(expected("a boolean", &other)),
        }
    }

    fn absent() -> Self {
        false
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("bool", ShapeKind::Boolean)
    }
}

/// 2^53, the largest number up to which an `f64` represents every integer.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// Reads a whole number. Some services write `1.0` for 1.
fn integer(from: &mut dyn Source<'_>) -> Result<Option<i128>, ReadError> {
    match from.scalar()? {
        None => Ok(None),
        Some(Scalar::Integer(value)) => Ok(Some(value)),
        Some(Scalar::Float(value)) if value.fract() == 0.0 && value.abs() <= MAX_EXACT => {
            Ok(Some(value as i128))
        }
        Some(other) => Err(expected("an integer", &other)),
    }
}

macro_rules! integers {
    ($($ty:ty, $bits:literal);+) => { $(
        impl Shape for $ty {
            fn write(&self, to: &mut Writer) {
                to.integer((*self).into());
            }

            fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
                let Some(value) = integer(from)? else { return Ok(None) };
                Self::try_from(value)
                    .map(Some)
                    .map_err(|_| ReadError::new(concat!("the integer does not fit ", stringify!($ty))))
            }

            fn absent() -> Self {
                0
            }

            fn info() -> ShapeInfo {
                ShapeInfo::new(stringify!($ty), ShapeKind::Integer($bits))
            }
        }
    )+ };
}
integers!(i8, 8; i16, 16; i32, 32; i64, 64);

/// Reads a floating-point number. AWS JSON writes `NaN` and the infinities as strings.
fn float(from: &mut dyn Source<'_>) -> Result<Option<f64>, ReadError> {
    match from.scalar()? {
        None => Ok(None),
        Some(Scalar::Float(value)) => Ok(Some(value)),
        Some(Scalar::Integer(value)) => Ok(Some(value as f64)),
        Some(Scalar::Text(text)) if text == "NaN" => Ok(Some(f64::NAN)),
        Some(Scalar::Text(text)) if text == "Infinity" => Ok(Some(f64::INFINITY)),
        Some(Scalar::Text(text)) if text == "-Infinity" => Ok(Some(f64::NEG_INFINITY)),
        Some(other) => Err(expected("a number", &other)),
    }
}

macro_rules! floats {
    ($($ty:ty, $write:ident, $bits:literal);+) => { $(
        impl Shape for $ty {
            fn write(&self, to: &mut Writer) {
                to.$write(*self);
            }

            fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
                Ok(float(from)?.map(|value| value as $ty))
            }

            fn absent() -> Self {
                0.0
            }

            fn info() -> ShapeInfo {
                ShapeInfo::new(stringify!($ty), ShapeKind::Float($bits))
            }
        }
    )+ };
}
floats!(f32, float, 32; f64, double, 64);

impl Shape for String {
    fn write(&self, to: &mut Writer) {
        to.string(self);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(from.text()?.map(Cow::into_owned))
    }

    fn absent() -> Self {
        String::new()
    }

    fn wipe(&mut self) {
        zeroize::Zeroize::zeroize(self);
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("String", ShapeKind::String)
    }
}

impl Shape for Cow<'static, str> {
    fn write(&self, to: &mut Writer) {
        to.string(self);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        Ok(String::read(from)?.map(Cow::Owned))
    }

    fn absent() -> Self {
        Cow::Borrowed("")
    }

    fn wipe(&mut self) {
        if let Cow::Owned(text) = self {
            text.wipe();
        }
    }

    fn info() -> ShapeInfo {
        String::info()
    }
}

impl Length for Blob {
    fn __length(&self) -> Option<usize> {
        Some(self.as_ref().len())
    }
}

impl Timestamp for DateTime {}

impl Shape for Blob {
    fn write(&self, to: &mut Writer) {
        to.blob(self.as_ref());
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        let Some(text) = from.text()? else { return Ok(None) };
        let bytes = aws_smithy_types::base64::decode(&*text).ok().or_else(|| loose_base64(&text));
        bytes.map(Blob::new).map(Some).ok_or_else(|| ReadError::new("the string is not base64"))
    }

    fn absent() -> Self {
        Blob::default()
    }

    fn wipe(&mut self) {
        let mut bytes = std::mem::take(self).into_inner();
        zeroize::Zeroize::zeroize(&mut bytes);
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Blob", ShapeKind::Blob)
    }
}

/// Decodes base64 with line breaks or without padding, as other SDKs do.
fn loose_base64(text: &str) -> Option<Vec<u8>> {
    let mut text: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    text.truncate(text.trim_end_matches('=').len());
    text.extend(std::iter::repeat_n('=', (4 - text.len() % 4) % 4));
    aws_smithy_types::base64::decode(text).ok()
}

impl Shape for DateTime {
    fn write(&self, to: &mut Writer) {
        to.timestamp(self);
    }

    /// Accepts all three formats, because some services mix them.
    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        match from.scalar()? {
            None => Ok(None),
            Some(Scalar::Integer(seconds)) => match i64::try_from(seconds) {
                Ok(seconds) => Ok(Some(DateTime::from_secs(seconds))),
                Err(_) => Err(ReadError::new("the timestamp is out of range")),
            },
            Some(Scalar::Float(seconds)) => from_fraction(seconds).map(Some),
            Some(Scalar::Text(text)) => timestamp::parse(&text)
                .map(Some)
                .ok_or_else(|| ReadError::new("the string is not a timestamp")),
            Some(other) => Err(expected("a timestamp", &other)),
        }
    }

    fn absent() -> Self {
        DateTime::from_secs(0)
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("DateTime", ShapeKind::Timestamp)
    }
}

/// Converts seconds with a fraction, to the microsecond.
fn from_fraction(seconds: f64) -> Result<DateTime, ReadError> {
    // A whole number can have a decimal point.
    if seconds.fract() == 0.0 && seconds.abs() <= MAX_EXACT {
        return Ok(DateTime::from_secs(seconds as i64));
    }
    // The years 1 to 9999. `from_secs_f64` would saturate silently.
    if !(-62_135_596_800.0..253_402_300_800.0).contains(&seconds) {
        return Err(ReadError::new("the timestamp is out of range"));
    }
    let whole = seconds.floor();
    // Near the current time an `f64` resolves 0.24 microseconds, so more digits would be noise.
    let micros = ((seconds - whole) * 1e6).round() as u32;
    Ok(DateTime::from_secs_and_nanos(
        whole as i64 + i64::from(micros / 1_000_000),
        micros % 1_000_000 * 1_000,
    ))
}

impl Shape for Document {
    fn write(&self, to: &mut Writer) {
        to.document(self);
    }

    fn read(from: &mut dyn Source<'_>) -> Result<Option<Self>, ReadError> {
        document(from)
    }

    fn absent() -> Self {
        Document::Null
    }

    fn info() -> ShapeInfo {
        ShapeInfo::new("Document", ShapeKind::Document)
    }
}
