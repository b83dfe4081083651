//! How an integer may be spelled.

/// The integer as serde_json reads one. JSON Schema takes `5.0` and `-0` for integers as well, and
/// engines that hold a model to its schema let them through.
pub(super) fn plain(number: &str) -> &str {
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
    if whole == "-0" { "0" } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_zeros_and_signs_of_zero_are_left_out() {
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
            ("5.0e1", "5.0e1"),
            (r#""5.0""#, r#""5.0""#),
        ];
        for (number, expected) in cases {
            assert_eq!(plain(number), expected);
        }
    }
}
