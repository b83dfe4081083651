//! How what was found is shown in a message.

use std::borrow::Cow;

use crate::schema::Number;

pub(super) fn noun(value: &str) -> Cow<'_, str> {
    match value.as_bytes().first() {
        Some(b'"') => Cow::Owned(format!("the string {}", excerpt(value))),
        Some(b'[') => Cow::Borrowed("a list"),
        Some(b'{') => Cow::Borrowed("an object"),
        Some(b'-' | b'0'..=b'9') => Cow::Owned(format!("the number {}", excerpt(value))),
        _ => Cow::Owned(format!("`{}`", excerpt(value))),
    }
}

/// Enough of a value to recognise it.
pub(super) fn excerpt(value: &str) -> Cow<'_, str> {
    const LONGEST: usize = 80;
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(format!("{}…", value.get(..end).unwrap_or_default())),
        None => Cow::Borrowed(value),
    }
}

pub(super) fn shown(number: Number) -> String {
    match number {
        Number::Integer(integer) => integer.to_string(),
        Number::Float(float) => float.to_string(),
    }
}
