use std::time::Duration;

use crate::{
    Attempt, Confidence, TokenLogprob, Tolerated, Usage,
    error::{Change, Evidence, RejectedAnswer, takes_key},
    wire,
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
    /// The tokens of `raw`, where [`logprobs`](super::Extractor::logprobs) asked for them and the server
    /// told them. None are kept that spell another text; so it is when a key was taken out of `raw`.
    pub logprobs: Vec<TokenLogprob>,
    /// The server's id of the last request that it answered, for its support.
    pub request_id: Option<String>,
    /// The answer's text, as it came, but for a key that the server repeats in it.
    pub raw: String,
    /// What stood around the JSON in `raw`; empty unless [`lenient`](super::Extractor::lenient).
    pub tolerated: Vec<Tolerated>,
    /// The answers before this one, oldest first, if the model was asked again, or another one.
    pub rejected: Vec<RejectedAnswer>,
    /// Whether it was in the [`cache`](super::Extractor::cache), so that nothing was sent and paid.
    pub from_cache: bool,
    /// A key was taken out of `raw`, which is another text now than the one that was read.
    pub(crate) without_key: bool,
    /// The whole call, with retries and waits.
    pub elapsed: Duration,
}

impl<T> Extraction<T> {
    /// A value of which nothing else is known, for tests.
    pub fn new(value: T) -> Self {
        Self::with_evidence(value, String::new(), Evidence::default())
    }

    pub(crate) fn with_evidence(value: T, raw: String, evidence: Evidence) -> Self {
        Self {
            value,
            usage: evidence.usage,
            attempts: evidence.attempts,
            model: evidence.model,
            response_id: evidence.response_id,
            service_tier: evidence.service_tier,
            reasoning_summary: evidence.reasoning_summary,
            logprobs: evidence.logprobs,
            request_id: evidence.request_id,
            raw,
            tolerated: Vec::new(),
            rejected: evidence.rejected,
            from_cache: false,
            without_key: false,
            elapsed: evidence.elapsed,
        }
    }

    /// What was read of an answer with this text.
    pub(super) fn read(read: (T, Vec<Tolerated>), raw: String, evidence: Evidence) -> Self {
        let (value, tolerated) = read;
        Self { tolerated, ..Self::with_evidence(value, raw, evidence) }
    }

    /// Changes every text but those in the value.
    pub(super) fn each_text(&mut self, change: &Change<'_>) {
        let Self {
            value: _,
            usage: _,
            attempts,
            model,
            response_id,
            service_tier,
            reasoning_summary,
            logprobs,
            request_id,
            raw,
            tolerated: _,
            rejected,
            from_cache: _,
            without_key,
            elapsed: _,
        } = self;
        let texts = [model, response_id, service_tier, reasoning_summary, request_id];
        texts.into_iter().flatten().for_each(change);
        *without_key |= takes_key(raw, change);
        attempts.iter_mut().for_each(|attempt| attempt.each_text(change));
        rejected.iter_mut().for_each(|answer| answer.each_text(change));
        TokenLogprob::each_text(logprobs, change);
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
            logprobs: self.logprobs,
            request_id: self.request_id,
            raw: self.raw,
            tolerated: self.tolerated,
            rejected: self.rejected,
            from_cache: self.from_cache,
            without_key: self.without_key,
            elapsed: self.elapsed,
        }
    }

    /// The same, with what was known of the call before.
    pub(crate) fn after(self, earlier: Evidence) -> Self {
        let (from_cache, without_key) = (self.from_cache, self.without_key);
        let (value, raw, tolerated, own) = self.into_parts();
        Self { from_cache, without_key, ..Self::read((value, tolerated), raw, own.after(earlier)) }
    }

    /// The value, its text, what stood around that, and what is known of the call.
    pub(crate) fn into_parts(self) -> (T, String, Vec<Tolerated>, Evidence) {
        let known = Evidence {
            usage: self.usage,
            attempts: self.attempts,
            model: self.model,
            response_id: self.response_id,
            service_tier: self.service_tier,
            reasoning_summary: self.reasoning_summary,
            logprobs: self.logprobs,
            partial: None,
            request_id: self.request_id,
            rejected: self.rejected,
            elapsed: self.elapsed,
        };
        (self.value, self.raw, self.tolerated, known)
    }

    /// The probability with which the model wrote the value at this path as it did, where
    /// [`logprobs`](super::Extractor::logprobs) asked for it. Paths are those of violations, with or
    /// without `$.`: `lines[2].price`. [`wire::confidence`] says what the figure means and when there
    /// is none.
    ///
    /// Each call reads the answer once; [`confidences`](Self::confidences) gives all parts at once.
    pub fn confidence(&self, path: &str) -> Option<f64> {
        wire::confidence(&self.raw, &self.logprobs, path)
    }

    /// Every text, number, `true`, `false`, `null` and empty list of the answer, the one of which the
    /// model was least sure first. Empty where [`logprobs`](super::Extractor::logprobs) was not asked for.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use extract::testing::{Outcome, Server};
    ///
    /// let server = Server::start().await?;
    /// server.script(Outcome::answer_text(r#"{"value":["Ada","Grace"]}"#).logprobs([
    ///     (r#"{"value":["Ada","#, -0.01),
    ///     (r#""Gr"#, -1.5),
    ///     (r#"ace"]}"#, -0.5),
    /// ]));
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-4.1").logprobs(true);
    /// let found = names.extract("Ada and Gr?ce came.").await?;
    /// let doubtful = &found.confidences()[0];
    /// assert_eq!((doubtful.path.as_str(), doubtful.probability), ("$.value[1]", (-2.0_f64).exp()));
    /// # Ok(()) }
    /// ```
    pub fn confidences(&self) -> Vec<Confidence> {
        wire::confidences(&self.raw, &self.logprobs)
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.value
    }
}
