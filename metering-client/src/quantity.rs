//! An amount of usage, exact to millionths.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use metering_core::Shape;

/// A quantity on the wire: up to ten digits before the decimal point and up to six after it.
///
/// Create it from an integer, or from a [`Quantity`], which supports arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Shape)]
#[aws(length = 1..=17, pattern = r"^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$")]
#[cfg_attr(feature = "serde", aws(serde))]
pub struct DecimalQuantity(Cow<'static, str>);

/// An amount of usage, exact to millionths.
///
/// AWS accepts 0 to 9999999999.999999 in steps of a millionth. Every integer type converts into a
/// `Quantity`. A value outside AWS's range is reported when a call is made, as a violation with its
/// path; [`micros`](Self::micros) reports it earlier.
///
/// Quantities are compared by value, as AWS does: `17`, `17.0` and `17.00` are equal. Floats don't
/// convert, because `0.1 + 0.2` isn't `0.3` and a bill must be exact. Write decimals as text.
///
/// ```
/// use metering_client::Quantity;
///
/// let seats = Quantity::from(17_u64);
/// assert_eq!(seats, "17.00".parse()?);
/// let hours: Quantity = "0.25".parse()?;
/// assert_eq!(Quantity::sum([seats, hours, hours])?.to_string(), "17.5");
/// # Ok::<(), metering_client::QuantityError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity {
    /// May lie outside AWS's range if the quantity was converted from an integer.
    micros: i128,
}

/// Millionths in one.
const UNIT: i128 = 1_000_000;

impl Quantity {
    /// The quantity 0.
    pub const ZERO: Self = Quantity { micros: 0 };

    /// The largest quantity that AWS accepts, 9999999999.999999.
    pub const MAX: Self = Quantity { micros: 10_000_000_000 * UNIT - 1 };

    /// Returns a whole number of units. Unlike `From`, it works in a const context.
    pub const fn whole(units: u32) -> Self {
        Quantity { micros: units as i128 * UNIT }
    }

    /// Returns a number of millionths, or `None` if it is greater than [`MAX`](Self::MAX).
    pub const fn from_micros(micros: u64) -> Option<Self> {
        let micros = micros as i128;
        if micros <= Self::MAX.micros { Some(Quantity { micros }) } else { None }
    }

    /// Returns the quantity in millionths.
    ///
    /// # Errors
    /// Returns [`QuantityError::Negative`] or [`QuantityError::TooLarge`] if the quantity was
    /// converted from an integer outside AWS's range.
    pub const fn micros(self) -> Result<u64, QuantityError> {
        match self.micros {
            ..0 => Err(QuantityError::Negative),
            micros if micros <= Self::MAX.micros => Ok(micros as u64),
            _ => Err(QuantityError::TooLarge),
        }
    }

    /// Returns the sum, or `None` if it or one of the two is outside 0 to [`MAX`](Self::MAX).
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match (self.micros(), other.micros()) {
            (Ok(one), Ok(other)) => Self::from_micros(one + other),
            _ => None,
        }
    }

    /// Returns the difference, or `None` if it or one of the two is outside 0 to
    /// [`MAX`](Self::MAX).
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match (self.micros(), other.micros()) {
            (Ok(one), Ok(other)) => match one.checked_sub(other) {
                Some(micros) => Self::from_micros(micros),
                None => None,
            },
            _ => None,
        }
    }

    /// Returns the sum of any number of quantities; without any, [`ZERO`](Self::ZERO).
    ///
    /// `Quantity` doesn't implement `Add` and `Sum`, because they would have to panic if the sum is
    /// too large.
    ///
    /// # Errors
    /// Returns [`QuantityError::TooLarge`] if the sum is greater than [`MAX`](Self::MAX), and
    /// [`QuantityError::Negative`] if a quantity is negative.
    pub fn sum(quantities: impl IntoIterator<Item = Self>) -> Result<Self, QuantityError> {
        let mut sum = Self::ZERO;
        for quantity in quantities {
            quantity.micros()?;
            sum = sum.checked_add(quantity).ok_or(QuantityError::TooLarge)?;
        }
        Ok(sum)
    }
}

/// The reason why a value isn't a [`Quantity`].
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuantityError {
    /// The text isn't a decimal number such as `17` or `17.42`: digits without a sign, an exponent
    /// or leading zeros.
    Syntax,
    /// The number has more than six digits after the decimal point.
    TooFine,
    /// The quantity is greater than [`Quantity::MAX`].
    TooLarge,
    /// The quantity is less than 0.
    Negative,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QuantityError::Syntax => "the quantity is not a decimal number; write digits, such as `17.42`",
            QuantityError::TooFine => "the quantity has more than six digits after the decimal point",
            QuantityError::TooLarge => "the quantity is greater than 9999999999.999999",
            QuantityError::Negative => "the quantity is less than 0",
        })
    }
}

/// Shows the message, because `main` prints an error with `Debug`.
impl fmt::Debug for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for QuantityError {}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads what AWS accepts: `^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$`.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (whole, fraction) =
            text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || leading_zero || !fraction.is_none_or(digits) {
            return Err(QuantityError::Syntax);
        }
        let fraction = fraction.unwrap_or_default();
        if fraction.len() > 6 {
            return Err(QuantityError::TooFine);
        }
        if whole.len() > 10 {
            return Err(QuantityError::TooLarge);
        }
        let number =
            |digits: &str| digits.bytes().fold(0, |number, digit| number * 10 + i128::from(digit - b'0'));
        let scale = 10_i128.pow(6 - fraction.len() as u32);
        Ok(Quantity { micros: number(whole) * UNIT + number(fraction) * scale })
    }
}

/// Writes the shortest form on the wire: `17`, `17.42`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.micros < 0 { "-" } else { "" };
        let micros = self.micros.unsigned_abs();
        let (whole, fraction) = (micros / UNIT.unsigned_abs(), micros % UNIT.unsigned_abs());
        if fraction == 0 {
            return f.pad(&format!("{sign}{whole}"));
        }
        f.pad(format!("{sign}{whole}.{fraction:06}").trim_end_matches('0'))
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A value that converts into a [`Quantity`]: a `Quantity` or an integer.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not convert into a `Quantity`; use an integer, or parse a decimal from text",
    label = "expected an integer or a `Quantity`",
    note = "floats are not exact, so they can't be billed; write a decimal as text: `\"17.42\".parse::<Quantity>()?`",
    note = "text must be parsed, because it may not be a number: `text.parse::<Quantity>()?`"
)]
pub trait IntoQuantity {
    /// Converts the value. A value outside AWS's range is reported when a call is made.
    fn into_quantity(self) -> Quantity;
}

impl IntoQuantity for Quantity {
    fn into_quantity(self) -> Quantity {
        self
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => { $(
        /// A value outside AWS's range is reported when a call is made.
        impl From<$integer> for Quantity {
            fn from(units: $integer) -> Self {
                // Values that don't fit are far outside AWS's range, and stay so.
                let units = i128::try_from(units).unwrap_or(i128::MAX);
                Quantity { micros: units.saturating_mul(UNIT) }
            }
        }

        impl IntoQuantity for $integer {
            fn into_quantity(self) -> Quantity {
                self.into()
            }
        }

        /// A value outside AWS's range is reported when a call is made.
        impl From<$integer> for DecimalQuantity {
            fn from(units: $integer) -> Self {
                Quantity::from(units).into()
            }
        }
    )+ };
}
from_integers!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize);

/// Exact: nothing is rounded.
#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Quantity {
    type Error = QuantityError;

    fn try_from(decimal: rust_decimal::Decimal) -> Result<Self, QuantityError> {
        let decimal = decimal.normalize();
        if decimal.scale() > 6 {
            return Err(QuantityError::TooFine);
        }
        // A mantissa has at most 96 bits, so the product fits.
        let quantity = Quantity { micros: decimal.mantissa() * 10_i128.pow(6 - decimal.scale()) };
        quantity.micros().map(|_| quantity)
    }
}

/// Fails if the quantity is outside AWS's range.
#[cfg(feature = "rust_decimal")]
impl TryFrom<Quantity> for rust_decimal::Decimal {
    type Error = QuantityError;

    fn try_from(quantity: Quantity) -> Result<Self, QuantityError> {
        let micros = quantity.micros()?;
        // Seventeen digits and a scale of six always fit.
        Ok(rust_decimal::Decimal::from_i128_with_scale(micros.into(), 6).normalize())
    }
}

impl From<Quantity> for DecimalQuantity {
    fn from(quantity: Quantity) -> Self {
        DecimalQuantity::from(quantity.to_string())
    }
}

impl TryFrom<&DecimalQuantity> for Quantity {
    type Error = QuantityError;

    fn try_from(text: &DecimalQuantity) -> Result<Self, QuantityError> {
        text.as_str().parse()
    }
}

#[cfg(all(test, feature = "rust_decimal"))]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn decimals_convert_exactly_or_not_at_all() {
        for (mantissa, scale, text) in [
            (0, 0, "0"),
            (0, 28, "0"),
            (17, 0, "17"),
            (1_700, 2, "17"),
            (1, 6, "0.000001"),
            (10_000_000, 13, "0.000001"),
            (9_999_999_999_999_999, 6, "9999999999.999999"),
        ] {
            let decimal = Decimal::from_i128_with_scale(mantissa, scale);
            let quantity = Quantity::try_from(decimal);
            assert_eq!(quantity, text.parse(), "{decimal}");
            assert_eq!(quantity.and_then(Decimal::try_from), Ok(decimal), "{decimal}");
        }
        for (mantissa, scale, error) in [
            (1, 7, QuantityError::TooFine),
            (10_000_000_000, 0, QuantityError::TooLarge),
            (-1, 6, QuantityError::Negative),
        ] {
            assert_eq!(Quantity::try_from(Decimal::from_i128_with_scale(mantissa, scale)), Err(error));
        }
        for decimal in [Decimal::MAX, Decimal::MIN] {
            assert!(Quantity::try_from(decimal).is_err());
        }
        assert_eq!(Decimal::try_from(Quantity::from(-1)), Err(QuantityError::Negative));
    }
}
