use crate::{Error, error::ConfigError};

/// Fewer tokens than these are no part of a document.
const LEAST: usize = 64;

/// How a long text is cut into parts: see [`Extractor::split`](crate::Extractor::split).
///
/// ```
/// use extract::long::Split;
///
/// let split = Split::tokens(4_000).overlap(300).concurrency(4);
/// ```
#[derive(Clone, Debug)]
#[must_use = "it cuts nothing before an extractor is given it"]
pub struct Split {
    pub(super) tokens: usize,
    pub(super) overlap: usize,
    pub(super) concurrency: usize,
    pub(super) note: Option<String>,
}

impl Split {
    /// Parts of so many tokens at most, 64 or more.
    ///
    /// Tokens are those of [`tokens::count`](crate::tokens::count) with the feature `tiktoken4`; without it
    /// four bytes are taken for one, which is about right for English, and too few for most other scripts.
    ///
    /// An answer is limited more tightly than what is read: choose parts whose *answers* fit.
    pub fn tokens(tokens: usize) -> Self {
        Self { tokens, overlap: tokens / 20, concurrency: 8, note: None }
    }

    /// What a part repeats of the one before it, in tokens: at least this, at most twice as much. Default: a
    /// twentieth of a part. At most a fifth.
    ///
    /// What is no longer than this stands whole in some part, wherever the text is cut: take more than the
    /// longest item has. With 0 nothing is repeated, and what stands across a cut is never seen whole.
    pub fn overlap(mut self, tokens: usize) -> Self {
        self.overlap = tokens;
        self
    }

    /// How many parts are asked for at the same time. Default: 8. Rate limits hold beside this.
    pub fn concurrency(mut self, parts: usize) -> Self {
        self.concurrency = parts;
        self
    }

    /// What the model is told behind each part, in place of a note in English that the part belongs to a
    /// longer text and that what its edges cut in two is to be left out. An empty text: nothing.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let Self { tokens, overlap, concurrency, note: _ } = self;
        let message = if *tokens < LEAST {
            format!("parts of {tokens} tokens are too short, give {LEAST} or more")
        } else if *overlap > tokens / 5 {
            format!(
                "an overlap of {overlap} tokens is too much for parts of {tokens}, give {} or less",
                tokens / 5
            )
        } else if *concurrency == 0 {
            "a `concurrency` of 0 asks for no part, give 1 or more".to_owned()
        } else {
            return Ok(());
        };
        Err(ConfigError::new(message).into())
    }
}
