use serde::Deserialize;

#[cfg(feature = "client")]
use crate::error::Change;

/// A token of an answer, and the logarithm of its probability.
///
/// ```
/// use extract::TokenLogprob;
///
/// let token = TokenLogprob::new("{\"", -0.5);
/// assert_eq!(token.as_bytes(), b"{\"");
/// assert_eq!(token.logprob.exp(), (-0.5_f64).exp());
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct TokenLogprob {
    /// The token as text. Where it ends within a character, this is whatever the server shows instead.
    pub token: String,
    /// Its bytes, where the server gives them.
    #[serde(default)]
    pub bytes: Option<Vec<u8>>,
    /// The natural logarithm of the probability with which the model wrote this token here: 0 is
    /// certain, less is less.
    pub logprob: f64,
}

impl TokenLogprob {
    /// A token whose bytes are those of its text.
    pub fn new(token: impl Into<String>, logprob: f64) -> Self {
        Self { token: token.into(), bytes: None, logprob }
    }

    /// What it stands for in the answer: its bytes, or where the server gave none, those of its text.
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.token.as_bytes())
    }
}

#[cfg(feature = "client")]
impl TokenLogprob {
    /// Forgets tokens whose text would be changed: it may be spread over several of them, and where the
    /// answer is changed they no longer belong to it.
    pub(crate) fn each_text(tokens: &mut Vec<Self>, change: &Change<'_>) {
        if tokens.is_empty() {
            return;
        }
        let shown: String = tokens.iter().map(|token| token.token.as_str()).collect();
        let bytes: Vec<u8> = tokens.iter().flat_map(Self::as_bytes).copied().collect();
        let is_changed = |text: String| {
            let mut changed = text.clone();
            change(&mut changed);
            changed != text
        };
        if is_changed(shown) || is_changed(String::from_utf8_lossy(&bytes).into_owned()) {
            tokens.clear();
        }
    }
}
