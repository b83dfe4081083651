//! What is different in a call whose answer is heard while it arrives.

use std::sync::Arc;

use super::{Extractor, ask::Asked};
use crate::{
    Error, Input,
    error::{TransportErrorKind, Truncation},
    transport::Listener,
    wire::{Endpoint, Malformed, Prefix, Reply},
};

impl<T> Extractor<T> {
    /// The same, heard by this listener.
    pub(super) fn told_to(mut self, listener: &Option<Arc<dyn Listener>>) -> Self {
        self.listener.clone_from(listener);
        self
    }

    /// Whether some of the answer was heard, so that nothing is asked again.
    pub(super) fn is_heard(&self) -> bool {
        self.listener.as_ref().is_some_and(|listener| listener.has_content())
    }

    pub(super) fn body(&self, prefix: &Prefix, input: &Input) -> Result<Vec<u8>, Error> {
        let Some(listener) = &self.listener else {
            return prefix.body(input);
        };
        listener.expect(prefix.endpoint(), self.settings.request.tool());
        prefix.streamed_body(input)
    }

    pub(super) fn decode(&self, endpoint: Endpoint, body: &[u8]) -> Result<Reply, Malformed> {
        match &self.listener {
            Some(listener) => listener.reply(body),
            None => endpoint.decode(body),
        }
    }

    /// Tells the listener what the answer was.
    pub(super) fn heard(&self, answer: Result<Asked, Error>) -> Result<Asked, Error> {
        if let Some(listener) = &self.listener {
            listener.settle(match &answer {
                Ok((text, _)) => text,
                Err(error) => error.partial_text().unwrap_or_default(),
            });
        }
        answer
    }

    /// The error that ended a stream, with what came of the answer before.
    pub(super) fn with_what_came(&self, error: Error) -> Error {
        let Some(listener) = self.listener.as_ref().filter(|listener| listener.has_content())
        else {
            return error;
        };
        let (text, known) = listener.what_came();
        let mut evidence = error.evidence().cloned().unwrap_or_default();
        evidence.model = evidence.model.or(known.model);
        evidence.response_id = evidence.response_id.or(known.response_id);
        evidence.service_tier = evidence.service_tier.or(known.service_tier);
        evidence.reasoning_summary = evidence.reasoning_summary.or(known.reasoning_summary);
        evidence.logprobs = known.logprobs;
        match &error {
            Error::Transport(lost) if lost.kind() == TransportErrorKind::Cut => {
                Truncation::by_connection(text, evidence).into()
            }
            _ => {
                evidence.partial = Some(text).filter(|text| !text.is_empty());
                error.with_evidence(evidence)
            }
        }
    }
}
