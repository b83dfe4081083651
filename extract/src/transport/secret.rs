use std::fmt;

use bytes::Bytes;

use crate::wire::error_body;

/// Bytes of a body that are worth a look when a few KiB of it are kept.
const LOOKED_AT: usize = 64 * 1024;

/// Bytes that the standard library looks for without a table of them.
const QUICK: usize = 16;

/// What stands in the place of a secret.
pub(crate) const SHOWN: &str = "[key]";

/// A key, or what may hold one. It is never shown; whoever sends it has to ask for it by name.
#[derive(Clone)]
pub(crate) struct Secret {
    text: String,
    /// As some servers write a slash in JSON: `\/`.
    escaped: Option<String>,
}

impl Secret {
    /// Local servers are given words such as `none` for a key; to hide those would garble messages.
    pub(crate) const SHORTEST: usize = 8;

    /// Whether a header or a part of a query with this name may hold a key.
    pub(crate) fn is_name(name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        ["auth", "cookie", "key", "secret", "token"].iter().any(|word| name.contains(word))
    }

    pub(crate) fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let escaped = text.contains('/').then(|| text.replace('/', "\\/"));
        Self { text, escaped }
    }

    pub(crate) fn expose(&self) -> &str {
        &self.text
    }

    /// Writes `[key]` in its place, and in that of its first half or more: messages quote texts shortened,
    /// and connections end in the middle of them. Less of it may be anything else: many keys begin alike.
    pub(crate) fn hide_in(&self, text: &mut String) {
        self.spellings().for_each(|secret| hide_spelling(secret, text));
    }

    /// As it may stand in a body.
    pub(crate) fn spellings(&self) -> impl Iterator<Item = &str> {
        [Some(&self.text), self.escaped.as_ref()].into_iter().flatten().map(String::as_str)
    }
}

fn hide_spelling(secret: &str, text: &mut String) {
    let half = Secret::SHORTEST.max(secret.len() / 2);
    let head = secret.get(..half).unwrap_or(secret);
    // So much of it is looked for many times as fast as the whole, and is nearly never there.
    let quick = head.get(..QUICK).unwrap_or(head);
    if text.len() < head.len() || !text.contains(quick) || !text.contains(head) {
        return;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once(head) {
        shown.push_str(before);
        shown.push_str(SHOWN);
        let tail = secret.chars().skip(head.chars().count());
        let more = tail.zip(after.chars()).take_while(|(it, other)| it == other);
        rest = after.get(more.map(|(it, _)| it.len_utf8()).sum()..).unwrap_or_default();
    }
    shown.push_str(rest);
    *text = shown;
}

/// The bytes with a mark in the place of a secret, which has at least one.
pub(crate) fn marked(body: Bytes, secret: &[u8], mark: &[u8]) -> Bytes {
    // Nearly every place is passed over by its first byte.
    let is_here = |window: &[u8]| window.first() == secret.first() && window == secret;
    let find = |text: &[u8]| text.windows(secret.len()).position(is_here);
    let mut rest: &[u8] = &body;
    let mut shown = Vec::new();
    while let Some(position) = find(rest) {
        let (before, found) = rest.split_at(position);
        shown.extend_from_slice(before);
        shown.extend_from_slice(mark);
        rest = found.get(secret.len()..).unwrap_or_default();
    }
    if rest.len() == body.len() {
        return body;
    }
    shown.extend_from_slice(rest);
    shown.into()
}

/// The text without any of these secrets: some servers repeat the key in what they say.
pub(super) fn hide(secrets: &[Secret], mut text: String) -> String {
    hide_in(secrets, &mut text);
    text
}

/// The same, where the text is.
pub(super) fn hide_in(secrets: &[Secret], text: &mut String) {
    secrets.iter().for_each(|secret| secret.hide_in(text));
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
    fn a_secret_is_taken_out_whole_and_cut() {
        let secret = Secret::new("sk-0123456789abcdef");
        let cases = [
            ("", ""),
            ("no key", "no key"),
            ("sk-0123456789abcdef", "[key]"),
            ("a sk-0123456789abcdef b sk-0123456789abcdef c", "a [key] b [key] c"),
            ("sk-0123456789abcdefsk-0123456789", "[key][key]"),
            ("`sk-0123456789abc\u{2026}`", "`[key]\u{2026}`"),
            ("sk-0123456 and sk-01234X", "[key] and sk-01234X"),
            ("ends in sk-01234", "ends in sk-01234"),
        ];
        for (text, expected) in cases {
            let mut shown = text.to_owned();
            secret.hide_in(&mut shown);
            assert_eq!(shown, expected, "{text}");
        }
        assert_eq!(format!("{secret:?}"), "[secret]");
        let mut escaped = r"a ab/cd+ef/gh, a ab\/cd+ef\/gh".to_owned();
        Secret::new("ab/cd+ef/gh").hide_in(&mut escaped);
        assert_eq!(escaped, "a [key], a [key]");
        let mut short = "a password or passw0rd or password".to_owned();
        Secret::new("password").hide_in(&mut short);
        assert_eq!(short, "a [key] or passw0rd or [key]");
    }

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
