use std::fmt;

use crate::wire::error_body;

/// Bytes of a body that are worth a look when a few KiB of it are kept.
const LOOKED_AT: usize = 64 * 1024;

/// A key, or what may hold one. It is never shown; whoever sends it has to ask for it by name.
#[derive(Clone)]
pub(crate) struct Secret(String);

impl Secret {
    /// Local servers are given words such as `none` for a key; to hide those would garble messages.
    pub(crate) const SHORTEST: usize = 8;

    /// Whether a header or a part of a query with this name may hold a key.
    pub(crate) fn is_name(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        ["auth", "cookie", "key", "secret", "token"].iter().any(|word| name.contains(word))
    }

    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// The text without any of these secrets: some servers repeat the key in what they say.
pub(super) fn hide(secrets: &[Secret], mut text: String) -> String {
    for secret in secrets {
        if text.contains(secret.expose()) {
            text = text.replace(secret.expose(), "[key]");
        }
    }
    text
}

/// What an error shows of a body: its beginning as text, without secrets.
pub(super) fn shown(secrets: &[Secret], body: &[u8]) -> String {
    let begin = body.get(..LOOKED_AT.min(body.len())).unwrap_or_default();
    let mut text = hide(secrets, String::from_utf8_lossy(begin).into_owned());
    if begin.len() < body.len() {
        // What stands last may be half a secret, which is not found.
        let longest = secrets.iter().map(|secret| secret.expose().len()).max().unwrap_or_default();
        let end = text.len().saturating_sub(longest);
        text.truncate((0..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default());
    }
    error_body::excerpt(text)
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_part_of_a_secret_is_shown_wherever_the_body_is_cut() {
        let secrets = [Secret::new("sk-0123456789abcdef")];
        for shift in 0..40 {
            let keys = "sk-0123456789abcdef".repeat(10_000);
            let shown = shown(&secrets, format!("{}{keys}", "x".repeat(shift)).as_bytes());
            assert!(!shown.contains("sk-"), "{shift}");
            assert!((8 * 1024..=16 * 1024).contains(&shown.len()), "{}", shown.len());
        }
    }

    #[test]
    fn a_short_body_is_shown_to_its_end() {
        let secrets = [Secret::new("key"), Secret::new("other")];
        assert_eq!(shown(&secrets, b"a key, \xff other k"), "a [key], \u{fffd} [key] k");
        assert_eq!(shown(&[], "\u{e9}".repeat(100_000).as_bytes()).len(), 16 * 1024);
    }
}
