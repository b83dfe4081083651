use std::time::Duration;

use crate::{
    Attempt, Tolerated, Usage,
    error::{Evidence, RejectedAnswer},
};

/// A value, and how it came about.
///
/// ```
/// let found = extract::Extraction::new("INVOICE").map(str::len);
/// assert_eq!(found.into_value(), 7);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Extraction<T> {
    /// The value.
    pub value: T,
    /// What was paid, failed tries and rejected answers included.
    pub usage: Usage,
    /// Every try, in order; the last one succeeded.
    pub attempts: Vec<Attempt>,
    /// The model that answered, as the server names it.
    pub model: Option<String>,
    /// The id of the answer (`resp_…`, `chatcmpl-…`).
    pub response_id: Option<String>,
    /// The tier that served, in the server's word: `default`, `flex`, `priority`. What a call costs
    /// depends on it: see [`Tier::named`](crate::Tier::named).
    pub service_tier: Option<String>,
    /// The model's reasoning, summed up, where
    /// [`reasoning_summary`](super::Extractor::reasoning_summary) asked for it and the model gave one.
    pub reasoning_summary: Option<String>,
    /// The server's id of the last request that it answered, for its support.
    pub request_id: Option<String>,
    /// The answer's text, as it came.
    pub raw: String,
    /// What stood around the JSON in `raw`; empty unless [`lenient`](super::Extractor::lenient).
    pub tolerated: Vec<Tolerated>,
    /// The answers before this one, oldest first, if the model was asked again.
    pub rejected: Vec<RejectedAnswer>,
    /// The whole call, with retries and waits.
    pub elapsed: Duration,
}

impl<T> Extraction<T> {
    /// A value of which nothing else is known, for tests.
    pub fn new(value: T) -> Self {
        Self::with_evidence(value, String::new(), Evidence::default())
    }

    pub(super) fn with_evidence(value: T, raw: String, evidence: Evidence) -> Self {
        Self {
            value,
            usage: evidence.usage,
            attempts: evidence.attempts,
            model: evidence.model,
            response_id: evidence.response_id,
            service_tier: evidence.service_tier,
            reasoning_summary: evidence.reasoning_summary,
            request_id: evidence.request_id,
            raw,
            tolerated: Vec::new(),
            rejected: evidence.rejected,
            elapsed: evidence.elapsed,
        }
    }

    /// The same with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Extraction<U> {
        Extraction {
            value: change(self.value),
            usage: self.usage,
            attempts: self.attempts,
            model: self.model,
            response_id: self.response_id,
            service_tier: self.service_tier,
            reasoning_summary: self.reasoning_summary,
            request_id: self.request_id,
            raw: self.raw,
            tolerated: self.tolerated,
            rejected: self.rejected,
            elapsed: self.elapsed,
        }
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }
}
