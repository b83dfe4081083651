use std::time::Duration;

use super::RejectedAnswer;
use crate::{Attempt, TokenLogprob, Usage};

/// What is known about a call beside its result: what it cost, who answered, and every try.
///
/// What the server did not say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// What was paid, failed tries and rejected answers included.
    pub usage: Usage,
    /// The model that answered last, as the server names it.
    pub model: Option<String>,
    /// The id of the last answer that came (`resp_…`, `chatcmpl-…`).
    pub response_id: Option<String>,
    /// The tier that served the last answer, in the server's word: `default`, `flex`, `priority`.
    pub service_tier: Option<String>,
    /// The reasoning behind the last answer, summed up, where that was asked for.
    pub reasoning_summary: Option<String>,
    /// The tokens of the last answer's text, or of what came of it, where
    /// [`Request::logprobs`](crate::wire::Request::logprobs) asked for them and the server told them. None
    /// are kept that spell another text.
    pub logprobs: Vec<TokenLogprob>,
    /// The text of the last answer as far as it came in a stream, if an error of the server or the network
    /// ended it. [`Error::partial_text`](crate::Error::partial_text) has it, and that of other errors.
    pub partial: Option<String>,
    /// The server's id of the last request that it answered, for its support.
    pub request_id: Option<String>,
    /// Every try, in order.
    pub attempts: Vec<Attempt>,
    /// The answers before the last one, oldest first, if the model was asked again, or another one.
    pub rejected: Vec<RejectedAnswer>,
    /// The whole call, with retries and waits.
    pub elapsed: Duration,
}

#[cfg(feature = "client")]
impl Evidence {
    /// The same, with what was known before. Who answered is not mixed.
    pub(crate) fn after(self, mut earlier: Self) -> Self {
        earlier.attempts.extend(self.attempts);
        earlier.rejected.extend(self.rejected);
        Self {
            usage: earlier.usage + self.usage,
            model: self.model,
            response_id: self.response_id,
            service_tier: self.service_tier,
            reasoning_summary: self.reasoning_summary,
            logprobs: self.logprobs,
            partial: self.partial,
            request_id: self.request_id.or(earlier.request_id),
            attempts: earlier.attempts,
            rejected: earlier.rejected,
            elapsed: self.elapsed.max(earlier.elapsed),
        }
    }

    /// Adds a word to what is said of the last try.
    pub(crate) fn remark(&mut self, remark: &str) {
        let Some(last) = self.attempts.last_mut() else { return };
        last.why = Some(match &last.why {
            Some(why) => format!("{why}; {remark}"),
            None => remark.to_owned(),
        });
    }
}
