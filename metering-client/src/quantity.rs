//! An amount of usage, exact to the millionth.

use std::fmt;
use std::str::FromStr;

use crate::shapes::DecimalQuantity;

/// An amount of usage: 0 to 9999999999.999999, in steps of a millionth, which is all that the
/// service takes.
///
/// It is exact, and compared by value: `17`, `17.0` and `17.00` are one quantity, as they are to
/// the service. There is no way to make it from a float: 0.1 + 0.2 is not 0.3 there, and a bill
/// must add up.
///
/// ```
/// use metering_client::Quantity;
///
/// let seats = Quantity::from(17);
/// assert_eq!(seats, "17.00".parse()?);
/// let hours: Quantity = "0.25".parse()?;
/// assert_eq!(Quantity::sum([seats, hours, hours])?.to_string(), "17.5");
/// # Ok::<(), metering_client::QuantityError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity {
    micros: u64,
}

/// Millionths in one.
const UNIT: u64 = 1_000_000;

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Quantity { micros: 0 };

    /// The greatest quantity that the service takes: ten digits before the point, six behind it.
    pub const MAX: Self = Quantity { micros: 10_000_000_000 * UNIT - 1 };

    /// A whole number, in a const context as well.
    pub const fn whole(units: u32) -> Self {
        Quantity { micros: units as u64 * UNIT }
    }

    /// A number of millionths; `None` beyond [`MAX`](Self::MAX).
    pub const fn from_micros(micros: u64) -> Option<Self> {
        if micros <= Self::MAX.micros { Some(Quantity { micros }) } else { None }
    }

    /// The quantity in millionths.
    pub const fn micros(self) -> u64 {
        self.micros
    }

    /// The sum of two; `None` beyond [`MAX`](Self::MAX).
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        // Both are far below half of what a u64 holds.
        Self::from_micros(self.micros + other.micros)
    }

    /// The difference; `None` if `other` is the greater one.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.micros.checked_sub(other.micros) {
            Some(micros) => Some(Quantity { micros }),
            None => None,
        }
    }

    /// The sum of any number of quantities, [`ZERO`](Self::ZERO) of none. There are no `Add` and
    /// `Sum` beside it: they could only panic where this says that the sum is too great.
    ///
    /// # Errors
    /// [`QuantityError::TooLarge`] beyond [`MAX`](Self::MAX).
    pub fn sum(quantities: impl IntoIterator<Item = Self>) -> Result<Self, QuantityError> {
        quantities.into_iter().try_fold(Self::ZERO, Self::checked_add).ok_or(QuantityError::TooLarge)
    }
}

/// Why something is no [`Quantity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuantityError {
    /// The text is not of the form `17` or `17.42`: digits without a sign, an exponent or
    /// superfluous leading zeros.
    Syntax,
    /// There are more than six digits behind the point.
    TooFine,
    /// It is beyond [`Quantity::MAX`].
    TooLarge,
    /// It is less than zero.
    Negative,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            QuantityError::Syntax => "the text is no plain decimal number, such as `17.42`",
            QuantityError::TooFine => "the quantity has more than six digits behind the point",
            QuantityError::TooLarge => "the quantity is greater than 9999999999.999999",
            QuantityError::Negative => "the quantity is less than zero",
        })
    }
}

impl std::error::Error for QuantityError {}

impl FromStr for Quantity {
    type Err = QuantityError;

    /// Reads what the service would take, and nothing else: `^(0|[1-9][0-9]{0,9})(\.[0-9]{1,6})?$`.
    fn from_str(text: &str) -> Result<Self, QuantityError> {
        let (whole, fraction) =
            text.split_once('.').map_or((text, None), |(whole, rest)| (whole, Some(rest)));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let superfluous_zero = whole.len() > 1 && whole.starts_with('0');
        if !digits(whole) || superfluous_zero || !fraction.is_none_or(digits) {
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
            |digits: &str| digits.bytes().fold(0, |number, digit| number * 10 + u64::from(digit - b'0'));
        let scale = 10_u64.pow(6 - fraction.len() as u32);
        Ok(Quantity { micros: number(whole) * UNIT + number(fraction) * scale })
    }
}

/// The shortest form on the wire: `17`, `17.42`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.micros / UNIT, self.micros % UNIT);
        if fraction == 0 {
            return f.pad(&whole.to_string());
        }
        f.pad(format!("{whole}.{fraction:06}").trim_end_matches('0'))
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

// The one integer that every value of fits: a second `From` would leave the type of the literal in
// `from(17)` open.
impl From<u32> for Quantity {
    fn from(units: u32) -> Self {
        Quantity::whole(units)
    }
}

macro_rules! from_integers {
    ($($integer:ty),+) => { $(
        impl TryFrom<$integer> for Quantity {
            type Error = QuantityError;

            fn try_from(units: $integer) -> Result<Self, QuantityError> {
                #[allow(unused_comparisons, reason = "the same rule for integers with and without a sign")]
                if units < 0 {
                    return Err(QuantityError::Negative);
                }
                u64::try_from(units)
                    .ok()
                    .and_then(|units| units.checked_mul(UNIT))
                    .and_then(Quantity::from_micros)
                    .ok_or(QuantityError::TooLarge)
            }
        }
    )+ };
}
from_integers!(i32, i64, u64, usize);

/// Exact: nothing is rounded.
#[cfg(feature = "rust_decimal")]
impl TryFrom<rust_decimal::Decimal> for Quantity {
    type Error = QuantityError;

    fn try_from(decimal: rust_decimal::Decimal) -> Result<Self, QuantityError> {
        let decimal = decimal.normalize();
        if decimal.is_sign_negative() && !decimal.is_zero() {
            return Err(QuantityError::Negative);
        }
        if decimal.scale() > 6 {
            return Err(QuantityError::TooFine);
        }
        let micros = decimal.mantissa().unsigned_abs() * 10_u128.pow(6 - decimal.scale());
        u64::try_from(micros).ok().and_then(Quantity::from_micros).ok_or(QuantityError::TooLarge)
    }
}

#[cfg(feature = "rust_decimal")]
impl From<Quantity> for rust_decimal::Decimal {
    fn from(quantity: Quantity) -> Self {
        // Seventeen digits and a scale of six always fit.
        rust_decimal::Decimal::from_i128_with_scale(quantity.micros.into(), 6).normalize()
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
