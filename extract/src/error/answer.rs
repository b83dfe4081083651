use std::fmt;

use super::{Evidence, Violation};

/// The model declined, in its own words.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Refusal {
    pub(super) refusal: String,
    pub(super) evidence: Evidence,
}

impl Refusal {
    pub(crate) fn new(refusal: String, evidence: Evidence) -> Self {
        Self { refusal, evidence }
    }

    /// The words of the model.
    pub fn refusal(&self) -> &str {
        &self.refusal
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the model declined: {}", self.refusal)
    }
}

/// A content filter withheld the prompt or the answer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Filtering {
    pub(super) prompt: bool,
    pub(super) message: Option<String>,
    pub(super) raw: Option<String>,
    pub(super) partial: String,
    pub(super) evidence: Evidence,
}

impl Filtering {
    pub(crate) fn of_prompt(message: Option<String>, raw: String, evidence: Evidence) -> Self {
        Self { prompt: true, message, raw: Some(raw), partial: String::new(), evidence }
    }

    pub(crate) fn of_answer(partial: String, evidence: Evidence) -> Self {
        Self { prompt: false, message: None, raw: None, partial, evidence }
    }

    /// Whether the prompt was filtered; otherwise it was the answer.
    pub fn is_prompt(&self) -> bool {
        self.prompt
    }

    /// What the server said about it.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The body that said so, at most its first 16 KiB: some servers name the categories in it. `None`
    /// when the answer was filtered.
    pub fn raw(&self) -> Option<&str> {
        self.raw.as_deref()
    }

    /// The part of the answer that came before the filter struck; often empty.
    pub fn partial_text(&self) -> &str {
        &self.partial
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for Filtering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.prompt { "prompt" } else { "answer" };
        write!(f, "a content filter withheld the {what}")?;
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => Ok(()),
        }
    }
}

/// The run completed without any answer: reasoning only, or no message at all.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct EmptyAnswer {
    pub(super) reason: String,
    pub(super) commentary: String,
    pub(super) evidence: Evidence,
}

impl EmptyAnswer {
    pub(crate) fn new(reason: String, commentary: String, evidence: Evidence) -> Self {
        Self { reason, commentary, evidence }
    }

    /// What came instead of an answer.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// What the model said on the way, if it wrote comments but no answer; if it called tools instead,
    /// a JSON list of their names and arguments; otherwise empty.
    pub fn commentary(&self) -> &str {
        &self.commentary
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for EmptyAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the run completed without an answer: {}", self.reason)
    }
}

/// An answer came, but it is not the wanted type. It is asked for again only where
/// [`reask`](crate::Extractor::reask) says so.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct InvalidAnswer {
    pub(super) violations: Vec<Violation>,
    pub(super) raw: String,
    /// A key was taken out of `raw`, which is another text now than the one that was read.
    pub(crate) without_key: bool,
    pub(super) evidence: Evidence,
}

impl InvalidAnswer {
    pub(crate) fn new(violations: Vec<Violation>, raw: String, evidence: Evidence) -> Self {
        Self { violations, raw, without_key: false, evidence }
    }

    /// The text, to be judged here: the try that brought it gave an answer after all.
    #[cfg(feature = "client")]
    pub(crate) fn into_answer(mut self) -> (String, Evidence) {
        if let Some(attempt) = self.evidence.attempts.last_mut() {
            attempt.why = None;
        }
        (self.raw, self.evidence)
    }

    /// Everything that keeps the answer from being the type, in the order of the text; what `validate` and
    /// `garde` say comes last.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The answer as it came.
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Cost, ids and tries.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl fmt::Display for InvalidAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer does not fit the type")?;
        if let Some(first) = self.violations.first() {
            write!(f, ": {first}")?;
        }
        match self.violations.len() {
            0 | 1 => Ok(()),
            count => write!(f, " (and {} more)", count - 1),
        }
    }
}
