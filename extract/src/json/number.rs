/// Digits that no number overflows with.
const SAFE_DIGITS: usize = 18;

/// Whether this is a number of JSON within the range of a double, as serde_json has it.
pub(super) fn is_number(text: &str) -> bool {
    is_short_integer(text.as_bytes()) || serde_json::from_str::<f64>(text).is_ok()
}

/// What most numbers are.
fn is_short_integer(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let has_form = match digits {
        [] => false,
        [b'0'] => true,
        [first, ..] => *first != b'0' && digits.len() <= SAFE_DIGITS,
    };
    has_form && digits.iter().all(u8::is_ascii_digit)
}
