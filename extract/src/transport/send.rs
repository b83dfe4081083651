use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use super::{Clock, HttpService, Secret, exchange::Received, headers, retry};
use crate::{
    Attempt, Error, Usage,
    error::{ConfigError, Evidence, NotSent, TransportError, TransportErrorKind},
    wire::{
        Malformed,
        error_body::{self, ErrorBody},
    },
};

const REDIRECT: &str = "a redirect, which is not followed because it could carry the key elsewhere; check the base url";

/// Sends calls, tries again where that helps, and keeps account of every try.
pub(crate) struct Transport {
    pub(crate) service: Arc<dyn HttpService>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Bytes of a body at most.
    pub(crate) max_body: usize,
    /// Some servers repeat the key in their messages; ours shall not.
    pub(crate) secrets: Vec<Secret>,
}

/// One call: what is sent, the same for every try.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) uri: &'a Uri,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) limits: Limits,
    /// When the call began, by the clock's count.
    pub(crate) started: Duration,
}

/// What bounds a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// One try.
    pub(crate) timeout: Duration,
    /// The whole call, with retries and waits.
    pub(crate) deadline: Duration,
    pub(crate) max_retries: u32,
}

impl Limits {
    /// Refuses limits in which no call could succeed.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.timeout.is_zero() {
            let message = "the `timeout` is zero, in which no answer can come; give it more time";
            return Err(ConfigError::new(message).into());
        }
        Ok(())
    }
}

/// What a body with status 200 turns out to be.
pub(crate) enum Reading<R> {
    Answer(R, Usage),
    Failed { body: ErrorBody, usage: Usage, model: Option<String>, id: Option<String> },
}

impl Transport {
    /// Sends a call until it has an answer or no further try helps.
    pub(crate) async fn send<R>(
        &self,
        call: Call<'_>,
        read: impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
    ) -> Result<(R, Evidence), Error> {
        let mut evidence = Evidence::default();
        let mut delay = Duration::ZERO;
        let mut last: Option<Error> = None;
        loop {
            let remaining = self.remaining(&call);
            if remaining.is_zero() {
                let reason = format!("the deadline of {:?} is over", call.limits.deadline);
                let error = last.unwrap_or_else(|| NotSent::new(reason).into());
                return Err(error.with_evidence(evidence));
            }
            let mut attempt = Attempt::new(self.clock.wall());
            attempt.delay = delay;
            let (result, should_retry) =
                self.attempt(&call, &read, remaining, &mut attempt, &mut evidence).await;
            evidence.attempts.push(attempt);
            evidence.elapsed = self.clock.now().saturating_sub(call.started);
            let error = match result {
                Ok(answer) => return Ok((answer, evidence)),
                Err(error) => error,
            };
            let situation = retry::Situation {
                retries: u32::try_from(evidence.attempts.len() - 1).unwrap_or(u32::MAX),
                max_retries: call.limits.max_retries,
                remaining: self.remaining(&call),
                should_retry,
                random: self.clock.random(),
            };
            let Some(wait) = retry::wait(&error, situation) else {
                return Err(error.with_evidence(evidence));
            };
            self.clock.sleep(wait).await;
            delay = wait;
            last = Some(error);
        }
    }

    /// One try, and what the server says about another one.
    async fn attempt<R>(
        &self,
        call: &Call<'_>,
        read: &impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
        remaining: Duration,
        attempt: &mut Attempt,
        evidence: &mut Evidence,
    ) -> (Result<R, Error>, Option<bool>) {
        let sent = self.clock.now();
        let received = self.exchange(call, remaining, attempt).await;
        attempt.elapsed = self.clock.now().saturating_sub(sent);
        let should_retry =
            received.as_ref().ok().and_then(|received| headers::should_retry(&received.headers));
        let result = received.and_then(|received| self.judge(received, read, attempt, evidence));
        attempt.why = result.as_ref().err().map(Error::to_string);
        evidence.usage += attempt.usage;
        if attempt.request_id.is_some() {
            evidence.request_id.clone_from(&attempt.request_id);
        }
        (result, should_retry)
    }

    fn remaining(&self, call: &Call<'_>) -> Duration {
        let elapsed = self.clock.now().saturating_sub(call.started);
        call.limits.deadline.saturating_sub(elapsed)
    }

    /// Whether what was received is an answer.
    fn judge<R>(
        &self,
        received: Received,
        read: &impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
        attempt: &mut Attempt,
        evidence: &mut Evidence,
    ) -> Result<R, Error> {
        let Received { status, headers, body } = received;
        let hide = |text: String| self.without_key(text.as_bytes());
        let error = if (200..300).contains(&status) {
            match read(&body) {
                Ok(Reading::Answer(answer, usage)) => {
                    attempt.usage = usage;
                    return Ok(answer);
                }
                Ok(Reading::Failed { body, usage, model, id }) => {
                    attempt.usage = usage;
                    evidence.model = model;
                    evidence.response_id = id;
                    body
                }
                Err(malformed) => {
                    let message = format!(
                        "the server answered {status} with a body that is no answer, see `raw`"
                    );
                    return Err(TransportError::new(TransportErrorKind::Malformed, message)
                        .with_source(hide(malformed.to_string()))
                        .with_raw(error_body::excerpt(self.without_key(&body)))
                        .into());
                }
            }
        } else {
            let mut error = error_body::parse(&body);
            if (300..400).contains(&status) {
                error.message.get_or_insert_with(|| REDIRECT.to_owned());
            }
            error
        };
        let retry_after = headers::retry_after(&headers, self.clock.wall());
        let raw = self.without_key(&body);
        Err(error.map(hide).into_error(status, raw, retry_after, Evidence::default()))
    }

    pub(super) fn without_key(&self, text: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(text).into_owned();
        for secret in &self.secrets {
            if text.contains(secret.expose()) {
                text = text.replace(secret.expose(), "[key]");
            }
        }
        text
    }
}
