//! How an integer may be spelled.

use std::borrow::Cow;

/// More digits than any type holds.
const MOST_DIGITS: usize = 40;

/// The integer as serde_json reads one. JSON Schema takes `5.0`, `5e2` and `-0` for integers as well,
/// and engines that hold a model to its schema may let them through.
pub(super) fn plain(number: &str) -> Cow<'_, str> {
    if number.contains(['e', 'E']) {
        return without_exponent(number).map_or(number.into(), Cow::Owned);
    }
    let whole = match number.split_once('.') {
        // `.0` is no JSON, and without its fraction nothing would be left to say so.
        Some((whole, zeros))
            if whole.ends_with(|digit: char| digit.is_ascii_digit())
                && !zeros.is_empty()
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            whole
        }
        _ => number,
    };
    if whole == "-0" { "0" } else { whole }.into()
}

/// `1.5e2` as `150`. `None` for what has no exponent, is no number of JSON, or is not whole.
fn without_exponent(number: &str) -> Option<String> {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = number.split_once(['e', 'E'])?;
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(mantissa) => ("-", mantissa),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let starts_well = whole == "0" || !whole.starts_with('0');
    if !is_digits(whole)
        || !is_digits(fraction)
        || !starts_well
        || !is_digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))
    {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let shift = isize::try_from(exponent.parse::<i32>().ok()?).ok()?;
    let point = whole.len().checked_add_signed(shift).filter(|point| *point <= MOST_DIGITS)?;
    let zeros = point.checked_sub(digits.len())?;
    let digits = digits.trim_start_matches('0');
    Some(format!("{sign}{digits}{}", "0".repeat(zeros)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_integer_is_written_out() {
        let cases = [
            ("5", "5"),
            ("5.0", "5"),
            ("-12.000", "-12"),
            ("-0", "0"),
            ("-0.0", "0"),
            ("5.", "5."),
            (".0", ".0"),
            ("-.0", "-.0"),
            ("5.01", "5.01"),
            ("5.0e1", "50"),
            ("1e2", "100"),
            ("-1.25E+2", "-125"),
            ("0.5e1", "5"),
            ("1200e-2", "12"),
            ("0e9", "0"),
            ("-0.0e-99", "0"),
            ("1e-1", "1e-1"),
            ("1.25e1", "1.25e1"),
            ("1e40", "1e40"),
            ("1e99999999999", "1e99999999999"),
            ("01e2", "01e2"),
            (".5e1", ".5e1"),
            ("1.e2", "1.e2"),
            ("1e", "1e"),
            ("1e+", "1e+"),
            ("1e2.0", "1e2.0"),
            (r#""5.0""#, r#""5.0""#),
        ];
        for (number, expected) in cases {
            assert_eq!(plain(number), expected);
        }
    }
}
