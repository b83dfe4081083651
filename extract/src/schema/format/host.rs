/// RFC 1123: labels of ASCII letters, digits and inner hyphens. A label has up to 63 characters.
pub(super) fn is_hostname(text: &str) -> bool {
    text.split('.').all(|label| label.len() <= 63 && is_label(label))
}

/// A label of any length.
pub(super) fn is_label(label: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !label.is_empty()
        && label.bytes().all(is_inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}
