//! What a run over many documents, and a cache, ask of an extractor.

use std::sync::Arc;

#[cfg(feature = "pipeline")]
use super::files;
use super::{Extraction, Extractor};
#[cfg(feature = "pipeline")]
use crate::Input;
use crate::{
    Attempt, Error, Tolerated,
    error::{Evidence, InvalidAnswer, Violation},
    transport::Clock,
    wire::Reply,
};

impl<T> Extractor<T> {
    #[cfg(feature = "pipeline")]
    pub(crate) fn model(&self) -> &str {
        &self.settings.request.model
    }

    pub(crate) fn clock(&self) -> &Arc<dyn Clock> {
        &self.client.inner.transport.clock
    }

    /// The tokens that a call for this input is expected to need, by its size.
    #[cfg(feature = "pipeline")]
    pub(crate) fn expected(&self, input: &Input) -> crate::transport::Need {
        let prefix = self.prefix.get().map_or(0, crate::wire::Prefix::len);
        self.estimate.by_size(prefix, input, self.settings.request.max_output_tokens)
    }

    /// The tokens of a request for this input, as far as they can be told before it is sent.
    #[cfg(feature = "pipeline")]
    pub(crate) async fn tokens_of(&self, input: &Input) -> Result<f64, Error> {
        Ok(self.estimate.size(self.prefix()?, input).await.tokens())
    }

    /// The input with its files read, and the body of its request: what equals that, has the same answer.
    #[cfg(feature = "pipeline")]
    pub(crate) async fn request_of(&self, input: Input) -> Result<(Input, Vec<u8>), Error> {
        let input = files::read(input).await?;
        let body = self.prefix()?.body(&input)?;
        Ok((input, body))
    }

    #[cfg(feature = "pipeline")]
    pub(crate) fn path(&self) -> Result<&'static str, Error> {
        Ok(self.prefix()?.endpoint().path())
    }

    /// The outcome of an answer that is known from before.
    pub(crate) fn replay(&self, reply: Reply, evidence: Evidence) -> Result<Extraction<T>, Error> {
        let (text, evidence) = reply.into_text(evidence)?;
        match self.read_known(&text, evidence.attempts.last()) {
            Ok((value, tolerated)) => {
                Ok(Extraction { tolerated, ..Extraction::with_evidence(value, text, evidence) })
            }
            Err(violations) => Err(InvalidAnswer::new(violations, text, evidence).into()),
        }
    }

    /// What is known from before may be the answer of a fallback, which tolerates more around it.
    fn read_known(
        &self,
        text: &str,
        by: Option<&Attempt>,
    ) -> Result<(T, Vec<Tolerated>), Vec<Violation>> {
        self.read(text).or_else(|violations| {
            by.and_then(|by| self.read_by_fallback(text, by)).ok_or(violations)
        })
    }

    /// As the fallback reads it that was asked in this try.
    fn read_by_fallback(&self, text: &str, by: &Attempt) -> Option<(T, Vec<Tolerated>)> {
        self.fallbacks.iter().find_map(|next| {
            let own = if next.is_asked_in(by) { next.read(text).ok() } else { None };
            own.or_else(|| next.read_by_fallback(text, by))
        })
    }

    fn is_asked_in(&self, attempt: &Attempt) -> bool {
        let host = self.client.inner.base_url.uri().authority().map(|host| host.as_str());
        attempt.host.as_deref() == host
            && attempt.model.as_deref() == Some(self.settings.request.model.as_str())
    }
}
