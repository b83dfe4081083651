use std::fmt;

use super::error_body::ErrorBody;
use crate::{
    Error, Usage,
    error::{EmptyAnswer, Evidence, Filtering, Refusal, Truncation},
};

/// What a body with status 200 says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reply {
    /// What came.
    pub answer: Answer,
    /// What it cost, as far as the server said.
    pub usage: Usage,
    /// The model that answered.
    pub model: Option<String>,
    /// The id of the answer.
    pub id: Option<String>,
}

impl Reply {
    /// The text of the answer, or the error that says why there is none. Model, id and, if the
    /// evidence has none, usage are filled in.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], [`Error::Truncated`], [`Error::Filtered`], [`Error::Empty`] and [`Error::Api`].
    pub fn into_text(self, evidence: Evidence) -> Result<(String, Evidence), Error> {
        let mut evidence = evidence;
        if !evidence.usage.is_reported() {
            evidence.usage = self.usage;
        }
        evidence.model = self.model;
        evidence.response_id = self.id;
        Err(match self.answer {
            Answer::Text(text) => return Ok((text, evidence)),
            Answer::Refused(refusal) => Refusal::new(refusal, evidence).into(),
            Answer::Truncated { reason, partial } => {
                Truncation::new(reason, partial, evidence).into()
            }
            Answer::Filtered { partial } => Filtering::of_answer(partial, evidence).into(),
            Answer::Empty { reason, commentary } => {
                EmptyAnswer::new(reason, commentary, evidence).into()
            }
            Answer::Failed(body) => body.into_error(200, String::new(), None, evidence),
        })
    }
}

/// What came: exactly one of these.
///
/// ```
/// use extract::wire::{Answer, Endpoint};
///
/// let body = br#"{"choices":[{"finish_reason":"stop","message":{"content":"{\"total\":7}"}}]}"#;
/// let reply = Endpoint::Chat.decode(body)?;
/// assert_eq!(reply.answer, Answer::Text(r#"{"total":7}"#.to_owned()));
/// # Ok::<(), extract::wire::Malformed>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// The run completed without any answer.
    Empty {
        /// What came instead.
        reason: String,
        /// What the model said on the way.
        commentary: String,
    },
    /// An error in the place of the answer.
    Failed(ErrorBody),
    /// A content filter withheld the answer.
    Filtered {
        /// What came before the filter struck.
        partial: String,
    },
    /// The model declined, in its own words.
    Refused(String),
    /// A whole answer.
    Text(String),
    /// The answer was cut off.
    Truncated {
        /// The server's word for why.
        reason: Option<String>,
        /// What came.
        partial: String,
    },
}

/// A body that is not the JSON of its endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Malformed {
    message: String,
}

impl Malformed {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl From<serde_json::Error> for Malformed {
    fn from(error: serde_json::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the body is no answer of this endpoint: {}", self.message)
    }
}

impl std::error::Error for Malformed {}
