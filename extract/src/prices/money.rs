use std::{fmt, iter::Sum, ops::Add, ops::AddAssign, str::FromStr};

use crate::{Error, error::ConfigError};

/// Decimals of a dollar that are counted: the price of one token has six more than that of a million.
const DECIMALS: usize = 12;

/// An exact amount of US dollars, down to 10⁻¹².
///
/// ```
/// use extract::Money;
///
/// let first: Money = "0.000125".parse()?;
/// let second: Money = "1.5".parse()?;
/// assert_eq!((first + second).to_string(), "$1.500125");
/// assert!(first < second);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// Amounts of which one is not known sum up to one that is not known: `Option<Money>` is summed by
/// `sum::<Option<Money>>()`. Sums saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(u128);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Of so many millionths of a millionth of a dollar.
    pub(crate) const fn of_picodollars(picodollars: u128) -> Self {
        Self(picodollars)
    }

    /// In millionths of a millionth of a dollar.
    #[cfg(feature = "pipeline")]
    pub(crate) const fn picodollars(self) -> u128 {
        self.0
    }

    /// In dollars, for charts: rounded, as floats are.
    pub fn usd(&self) -> f64 {
        self.0 as f64 / 1e12
    }
}

impl fmt::Display for Money {
    /// All decimals that are not zero, and at least two.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_u128.pow(DECIMALS as u32);
        let decimals = format!("{:012}", self.0 % one);
        let trimmed = decimals.trim_end_matches('0');
        f.pad(&format!("${}.{trimmed:0<2}", self.0 / one))
    }
}

impl FromStr for Money {
    type Err = Error;

    /// Reads `1.25`, with at most twelve decimals and without a sign.
    fn from_str(text: &str) -> Result<Self, Error> {
        decimal(text, DECIMALS).map(Self).ok_or_else(|| {
            let message = format!(
                "`{text}` is no amount of money, write it like `1.25`, with 12 decimals at most"
            );
            ConfigError::new(message).into()
        })
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// A decimal number, times ten to the power of `decimals`; `None` for any other text and for what would
/// have to be rounded.
pub(super) fn decimal(text: &str, decimals: usize) -> Option<u128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(part) || part.len() > decimals {
        return None;
    }
    format!("{whole}{part:0<decimals$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        let cases = [
            ("0", Some(0)),
            ("2", Some(2_000_000)),
            ("0.25", Some(250_000)),
            ("10.50", Some(10_500_000)),
            ("0.000001", Some(1)),
            ("0.0000001", None),
            ("1.", None),
            (".5", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1e2", None),
            ("1 ", None),
            ("1_0", None),
            ("0x1", None),
            ("99999999999999999999999999999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(decimal(text, 6), expected, "{text:?}");
        }
    }

    #[test]
    fn amounts_are_shown_as_they_are_read() {
        for text in ["0.00", "1.00", "0.25", "0.000000000001", "123456789.10", "7.125"] {
            let money: Money = text.parse().expect(text);
            assert_eq!(money.to_string(), format!("${text}"));
        }
        assert_eq!(format!("{:>8}", "1.5".parse::<Money>().expect("money")), "   $1.50");
        assert_eq!("0.5".parse::<Money>().expect("money").usd(), 0.5);
        assert!(matches!("$1".parse::<Money>(), Err(Error::Config(_))));
    }

    #[test]
    fn sums_saturate_and_an_unknown_amount_makes_the_sum_unknown() {
        let most = Money(u128::MAX);
        assert_eq!([most, Money(1)].into_iter().sum::<Money>(), most);
        assert_eq!([Some(Money(1)), None].into_iter().sum::<Option<Money>>(), None);
        assert_eq!(
            [Some(Money(1)), Some(Money(2))].into_iter().sum::<Option<Money>>(),
            Some(Money(3))
        );
    }
}
