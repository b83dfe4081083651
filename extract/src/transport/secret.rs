use std::fmt;

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

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}
