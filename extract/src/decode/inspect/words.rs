//! How places and values are spelled in a violation.

use std::{borrow::Cow, fmt};

use crate::decode::push_json_string;

/// A key on a path: `.lines`, or `["unit price"]` where a dot would mislead.
pub(crate) struct Step<'k>(pub(crate) &'k str);

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = self.0.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$');
        if plain && !self.0.is_empty() {
            return write!(f, ".{}", self.0);
        }
        let mut quoted = String::new();
        push_json_string(&mut quoted, self.0);
        write!(f, "[{quoted}]")
    }
}

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

pub(super) fn characters(count: usize) -> String {
    match count {
        1 => "1 character".to_owned(),
        count => format!("{count} characters"),
    }
}
