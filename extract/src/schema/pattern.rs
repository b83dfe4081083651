//! A pattern of a field: compiled at its first use, once in a process.

use std::sync::OnceLock;

use regex_lite::Regex;

/// The derive has compiled it before: what regex-lite does not take is a compile error.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Pattern {
    pub const fn new(text: &'static str) -> Self {
        Self { text, regex: OnceLock::new() }
    }

    pub(crate) fn as_str(&self) -> &'static str {
        self.text
    }

    pub(crate) fn admits(&self, text: &str) -> bool {
        let regex = self.regex.get_or_init(|| Regex::new(self.text).ok());
        regex.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}
