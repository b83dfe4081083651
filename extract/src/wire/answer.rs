use std::fmt;

use super::{
    call::{self, Call},
    confidence,
    error_body::{self, ErrorBody},
};
use crate::{
    Error, TokenLogprob, Usage,
    error::{Cancellation, EmptyAnswer, Evidence, Filtering, InvalidAnswer, Refusal, Truncation},
};

/// Why a stream is cut off that ended before its answer did.
pub(crate) const CONNECTION: &str = "connection";

/// What a body with status 200 says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reply {
    /// What came.
    pub answer: Answer,
    /// The functions that the model calls, in order.
    pub calls: Vec<Call>,
    /// What it cost, as far as the server said.
    pub usage: Usage,
    /// The model that answered.
    pub model: Option<String>,
    /// The id of the answer.
    pub id: Option<String>,
    /// The tier that served, in the server's word: `default`, `flex`, `priority`.
    pub service_tier: Option<String>,
    /// The model's reasoning, summed up, where that was asked for.
    pub reasoning_summary: Option<String>,
    /// The tokens of the answer's text, where [`Request::logprobs`](super::Request::logprobs) asked for
    /// them and the server told them.
    pub logprobs: Vec<TokenLogprob>,
}

impl Reply {
    /// The text of the answer, or the error that says why there is none. Model, id and, if the
    /// evidence has none, usage are filled in.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], [`Error::Truncated`], [`Error::Filtered`], [`Error::Empty`],
    /// [`Error::Cancelled`] and [`Error::Api`]; the last one for a run that goes on, too.
    pub fn into_text(self, mut evidence: Evidence) -> Result<(String, Evidence), Error> {
        Ok((self.text(&mut evidence)?, evidence))
    }

    /// The arguments of the one call of this tool, which the model had to make, or the error that says
    /// why there are none. A text that came in the place of a call is taken as the answer: some servers
    /// do not know how to force a call.
    ///
    /// # Errors
    ///
    /// As [`into_text`](Self::into_text); [`Error::Invalid`] for a call of another tool and for several
    /// calls that differ; [`Error::Empty`] for a call without arguments.
    pub fn into_arguments(
        self,
        tool: &str,
        mut evidence: Evidence,
    ) -> Result<(String, Evidence), Error> {
        Ok((self.arguments(tool, &mut evidence)?, evidence))
    }

    /// The same, where the evidence is; an error takes it.
    pub(crate) fn text(mut self, evidence: &mut Evidence) -> Result<String, Error> {
        self.give_to(evidence);
        match &mut self.answer {
            Answer::Empty { commentary, .. } if commentary.is_empty() && !self.calls.is_empty() => {
                *commentary = call::list(&self.calls);
            }
            _ => {}
        }
        self.answer.text(evidence)
    }

    /// The same for [`into_arguments`](Self::into_arguments).
    pub(crate) fn arguments(
        mut self,
        tool: &str,
        evidence: &mut Evidence,
    ) -> Result<String, Error> {
        self.give_to(evidence);
        match call::answer_of(tool, self.calls, self.answer) {
            Ok(answer) => answer.text(evidence),
            Err(wrong) => {
                let evidence = std::mem::take(evidence);
                Err(InvalidAnswer::new(vec![wrong.violation], wrong.raw, evidence).into())
            }
        }
    }

    /// Gives away what is known beside the answer, which stays.
    pub(crate) fn give_to(&mut self, evidence: &mut Evidence) {
        if !evidence.usage.is_reported() {
            evidence.usage = self.usage;
        }
        evidence.model = self.model.take();
        evidence.response_id = self.id.take();
        evidence.service_tier = self.service_tier.take();
        evidence.reasoning_summary = self.reasoning_summary.take();
        evidence.logprobs = self.take_logprobs();
    }
}

impl Reply {
    /// None of them are worth keeping where they spell another text, and they may hold what was taken out
    /// of this one.
    fn take_logprobs(&mut self) -> Vec<TokenLogprob> {
        let tokens = std::mem::take(&mut self.logprobs);
        let text = match (&self.answer, self.calls.as_slice()) {
            (Answer::Text(text), _) => text,
            (_, [call]) => &call.arguments,
            (Answer::Cancelled { partial }, _)
            | (Answer::Filtered { partial }, _)
            | (Answer::Truncated { partial, .. }, _) => partial,
            _ => return Vec::new(),
        };
        if confidence::spell(text, &tokens) { tokens } else { Vec::new() }
    }
}

impl Answer {
    /// An error takes the evidence.
    fn text(self, evidence: &mut Evidence) -> Result<String, Error> {
        let mut evidence = || std::mem::take(evidence);
        Err(match self {
            Self::Text(text) => return Ok(text),
            Self::Refused(refusal) => Refusal::new(refusal, evidence()).into(),
            Self::Truncated { reason, partial } => {
                Truncation::new(reason, partial, evidence()).into()
            }
            Self::Filtered { partial } => Filtering::of_answer(partial, evidence()).into(),
            Self::Empty { reason, commentary } => {
                EmptyAnswer::new(reason, commentary, evidence()).into()
            }
            Self::Cancelled { partial } => Cancellation::new(partial, evidence()).into(),
            Self::Running { status } => {
                error_body::of_run(&status).into_error(200, String::new(), None, evidence())
            }
            Self::Failed(body) => body.into_error(200, String::new(), None, evidence()),
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
    /// The run was cancelled before it ended.
    Cancelled {
        /// What came before.
        partial: String,
    },
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
    /// The run goes on in the background: there is no answer yet.
    Running {
        /// The server's word: `queued` or `in_progress`.
        status: String,
    },
    /// A whole answer.
    Text(String),
    /// The answer was cut off.
    Truncated {
        /// The server's word for why; `connection` for a stream that ended before its answer did.
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
