//! All texts of an outcome that came from a server or were made of what came: the client takes its keys out
//! of them. Nothing is left out by mistake, since a new part does not compile before it stands here.

use super::{
    ApiError, Cancellation, ConfigError, EmptyAnswer, Error, Evidence, Filtering, InvalidAnswer,
    Refusal, RejectedAnswer, TransportError, Truncation, Violation,
};
use crate::{Attempt, TokenLogprob};

/// What is done to each text.
pub(crate) type Change<'a> = dyn Fn(&mut String) + 'a;

/// Changes a text, and says whether a key was taken out of it: that leaves one mark more.
pub(crate) fn takes_key(text: &mut String, change: &Change<'_>) -> bool {
    let marks = |text: &str| text.matches(crate::transport::SHOWN).count();
    let before = marks(text);
    change(text);
    marks(text) > before
}

impl Error {
    pub(crate) fn each_text(&mut self, change: &Change<'_>) {
        match self {
            Self::Api(error) => {
                let ApiError {
                    status: _,
                    code,
                    error_type,
                    param,
                    message,
                    raw,
                    retry_after: _,
                    evidence: _,
                } = &mut **error;
                [code, error_type, param, message].into_iter().flatten().for_each(change);
                change(raw);
            }
            Self::Cancelled(error) => {
                let Cancellation { partial, evidence: _ } = &mut **error;
                change(partial);
            }
            // It may name an id that a server gave. What is wrong with a schema is the program's own.
            Self::Config(error) => {
                let ConfigError { message, source: _, faults: _ } = &mut **error;
                change(message);
            }
            // Written before anything was sent.
            Self::NotSent(_) => {}
            Self::Empty(error) => {
                let EmptyAnswer { reason, commentary, evidence: _ } = &mut **error;
                [reason, commentary].into_iter().for_each(change);
            }
            Self::Filtered(error) => {
                let Filtering { prompt: _, message, raw, partial, evidence: _ } = &mut **error;
                [message, raw].into_iter().flatten().chain([partial]).for_each(change);
            }
            Self::Invalid(error) => {
                let InvalidAnswer { violations, raw, without_key, evidence: _ } = &mut **error;
                *without_key |= takes_key(raw, change);
                violations.iter_mut().for_each(|violation| violation.each_text(change));
            }
            Self::Refused(error) => {
                let Refusal { refusal, evidence: _ } = &mut **error;
                change(refusal);
            }
            Self::Transport(error) => {
                // Whoever makes the source leaves out the keys: it cannot be written anew.
                let TransportError { kind: _, message, raw, source: _, evidence: _ } = &mut **error;
                change(message);
                raw.iter_mut().for_each(change);
            }
            Self::Truncated(error) => {
                let Truncation { reason: _, stated, partial, evidence: _ } = &mut **error;
                change(partial);
                stated.iter_mut().for_each(change);
            }
        }
        if let Some(evidence) = self.evidence_mut() {
            evidence.each_text(change);
        }
    }
}

impl Evidence {
    fn each_text(&mut self, change: &Change<'_>) {
        let Self {
            usage: _,
            model,
            response_id,
            service_tier,
            reasoning_summary,
            partial,
            request_id,
            attempts,
            rejected,
            elapsed: _,
            logprobs,
        } = self;
        TokenLogprob::each_text(logprobs, change);
        let texts = [model, response_id, service_tier, reasoning_summary, partial, request_id];
        texts.into_iter().flatten().for_each(change);
        attempts.iter_mut().for_each(|attempt| attempt.each_text(change));
        rejected.iter_mut().for_each(|answer| answer.each_text(change));
    }
}

impl Attempt {
    pub(crate) fn each_text(&mut self, change: &Change<'_>) {
        let Self { request_id, client_request_id, why, .. } = self;
        [request_id, client_request_id, why].into_iter().flatten().for_each(change);
    }
}

impl RejectedAnswer {
    pub(crate) fn each_text(&mut self, change: &Change<'_>) {
        let Self { raw, why, violations, response_id, truncated: _ } = self;
        [raw, why].into_iter().for_each(change);
        response_id.iter_mut().for_each(change);
        violations.iter_mut().for_each(|violation| violation.each_text(change));
    }
}

impl Violation {
    fn each_text(&mut self, change: &Change<'_>) {
        let Self { path, rule: _, message } = self;
        [path, message].into_iter().for_each(change);
    }
}
