use std::{pin::pin, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

use super::{
    Allowance, Clock, HttpService, Listener, Need, Secret, Taker, TokenProvider,
    budget::{Budget, Retry},
    clock::within,
    exchange::Received,
    gate::{Gate, Slot},
    headers,
    ids::Ids,
    retry, secret,
};
use crate::{
    Attempt, Error, Usage,
    error::{ConfigError, Evidence, NotSent, TransportError, TransportErrorKind},
    sight::{Attempted, Wait, Watch},
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
    /// In the place of a key.
    pub(crate) tokens: Option<Arc<dyn TokenProvider>>,
    pub(super) gate: Gate,
    pub(super) ids: Ids,
    budget: Budget,
}

/// What all calls of a client share.
pub(crate) struct Shared {
    pub(crate) allowance: Arc<dyn Allowance>,
    pub(crate) max_in_flight: u32,
    pub(crate) retry_budget: u32,
}

/// One call: what is sent, the same for every try.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    pub(crate) uri: &'a Uri,
    /// The model that is asked, if any is.
    pub(crate) model: Option<&'a str>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) limits: Limits,
    /// When the call began, by the clock's count.
    pub(crate) started: Duration,
    pub(crate) need: Need,
    /// Who looks on, if anybody does.
    pub(crate) watch: Option<&'a Watch<'a>>,
    /// Who hears the answer while it arrives, if it is to be streamed.
    pub(crate) listener: Option<&'a dyn Listener>,
    /// Who takes the body of an answer as it comes, if it is not to be read here.
    pub(crate) taker: Option<&'a Taker>,
}

/// What bounds a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// One try.
    pub(crate) timeout: Duration,
    /// The whole call, with retries and waits.
    pub(crate) deadline: Duration,
    pub(crate) max_retries: u32,
    /// The longest wait that a server may ask for.
    pub(crate) max_server_delay: Duration,
    /// Whether an outage is waited out, as it is where nobody else can be asked.
    pub(crate) waits_out: bool,
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

impl Call<'_> {
    /// Whether some of the answer was heard: to ask again would give it twice.
    fn is_heard(&self) -> bool {
        self.listener.is_some_and(Listener::has_content)
    }

    /// What is left of its time.
    fn remaining(&self, now: Duration) -> Duration {
        self.limits.deadline.saturating_sub(now.saturating_sub(self.started))
    }

    fn waited(&self, wait: Wait) {
        if let Some(watch) = self.watch {
            watch.waited(wait);
        }
    }

    fn attempted(&self, attempt: &Attempt, error: Option<&Error>, resend: usize) {
        if let Some(watch) = self.watch {
            let resend = u32::try_from(resend).unwrap_or(u32::MAX);
            watch.attempted(&Attempted { attempt, error, resend });
        }
    }
}

/// What a body with status 200 turns out to be.
pub(crate) enum Reading<R> {
    Answer(R, Usage),
    /// An error, and what stood beside it: who failed, and what it cost.
    Failed(ErrorBody, Box<Evidence>),
}

/// Why a call that may be tried again is not.
const NO_BUDGET: &str = "not tried again: too many calls of this client fail, see `retry_budget`";

/// What one try came to, and what the server says about another one.
struct Tried<R> {
    result: Result<R, Error>,
    should_retry: Option<bool>,
}

impl Transport {
    pub(crate) fn new(
        service: Arc<dyn HttpService>,
        clock: Arc<dyn Clock>,
        max_body: usize,
        mut secrets: Vec<Secret>,
        shared: Shared,
    ) -> Self {
        // One that is part of another would leave the rest of it.
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.expose().len()));
        Self {
            gate: Gate::new(shared.max_in_flight, shared.allowance, Arc::clone(&clock)),
            ids: Ids::new(&*clock),
            budget: Budget::new(shared.retry_budget),
            service,
            clock,
            max_body,
            secrets,
            tokens: None,
        }
    }

    /// Sends a call until it has an answer or no further try helps.
    pub(crate) async fn send<R>(
        &self,
        call: &Call<'_>,
        read: &impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
    ) -> Result<(R, Box<Evidence>), Error> {
        let mut evidence = Evidence::default();
        let mut delay = Duration::ZERO;
        let mut last: Option<Error> = None;
        let mut retry: Option<Retry<'_>> = None;
        loop {
            let waiting_since = self.clock.now();
            let entered = self.enter(call, waiting_since).await;
            let sent = self.clock.now();
            let queued = sent.saturating_sub(waiting_since);
            call.waited(Wait::Queue(queued));
            let slot = match entered {
                Ok(slot) => slot,
                Err(unsent) => {
                    let Some(error) = last else { return Err(unsent.into()) };
                    evidence.remark(&format!("not tried again: {}", unsent.reason()));
                    evidence.elapsed = self.elapsed(call);
                    return Err(error.with_evidence(evidence));
                }
            };
            if let Some(retry) = retry.take() {
                retry.made();
            }
            let mut attempt = Attempt::new(self.clock.wall());
            let Tried { result, should_retry } =
                self.attempt(call, read, (&slot, sent), &mut attempt, &mut evidence).await;
            drop(slot);
            // Only now: what is kept while others wait costs more than what is not.
            attempt.host = call.uri.authority().map(|host| host.as_str().to_owned());
            attempt.model = call.model.map(str::to_owned);
            attempt.delay = delay;
            attempt.queued = queued;
            call.attempted(&attempt, result.as_ref().err(), evidence.attempts.len());
            // Nearly always the only one.
            evidence.attempts.reserve_exact(1);
            evidence.attempts.push(attempt);
            evidence.elapsed = self.elapsed(call);
            let error = match result {
                // Boxed, since it is handed on many times.
                Ok(answer) => return Ok((answer, Box::new(evidence))),
                Err(error) => error,
            };
            let again = self.wait_before_retry(call, &error, should_retry, &mut evidence);
            let Some((wait, taken)) = again else {
                return Err(error.with_evidence(evidence));
            };
            retry = Some(taken);
            self.clock.sleep(wait).await;
            call.waited(Wait::Retry(wait));
            delay = wait;
            last = Some(error);
        }
    }

    /// Waits for its turn, as long as the call may take.
    async fn enter(&self, call: &Call<'_>, now: Duration) -> Result<Slot<'_>, NotSent> {
        let deadline = call.limits.deadline;
        let remaining = call.remaining(now);
        if remaining.is_zero() {
            return Err(NotSent::new(format!("the deadline of {deadline:?} is over")));
        }
        let turn = pin!(self.gate.enter(call.need, call.limits.waits_out));
        let in_time = within(&*self.clock, self.gate.patience(remaining), turn).await;
        in_time.unwrap_or_else(|| {
            let obstacle = self.gate.obstacle();
            let reason = format!(
                "its turn did not come in time for the deadline of {deadline:?}, the queue waits for {obstacle}"
            );
            Err(NotSent::new(reason))
        })
    }

    /// How long to wait before the next try; `None` when there is none.
    fn wait_before_retry(
        &self,
        call: &Call<'_>,
        error: &Error,
        should_retry: Option<bool>,
        evidence: &mut Evidence,
    ) -> Option<(Duration, Retry<'_>)> {
        if call.is_heard() {
            return None;
        }
        let situation = retry::Situation {
            retries: u32::try_from(evidence.attempts.len() - 1).unwrap_or(u32::MAX),
            max_retries: call.limits.max_retries,
            remaining: call.remaining(self.clock.now()),
            longest_wish: call.limits.max_server_delay,
            should_retry,
            random: self.clock.random(),
        };
        let wait = retry::wait(error, situation)?;
        if let Some(retry) = self.budget.take() {
            return Some((wait, retry));
        }
        evidence.remark(NO_BUDGET);
        None
    }

    /// One try.
    async fn attempt<R>(
        &self,
        call: &Call<'_>,
        read: &impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
        (slot, sent): (&Slot<'_>, Duration),
        attempt: &mut Attempt,
        evidence: &mut Evidence,
    ) -> Tried<R> {
        let received = self.exchange(call, call.remaining(sent), attempt).await;
        attempt.elapsed = self.clock.now().saturating_sub(sent);
        let mut should_retry = None;
        if let Ok(received) = &received {
            should_retry = headers::should_retry(&received.headers);
            attempt.retry_after = headers::next_after(&received.headers, || self.clock.wall());
            self.gate.learn(&received.headers);
        }
        let result = received.and_then(|received| self.judge(received, read, attempt, evidence));
        attempt.why = result.as_ref().err().map(Error::to_string);
        self.account(call, result.as_ref().err(), should_retry, slot, attempt).await;
        evidence.usage += attempt.usage;
        if attempt.request_id.is_some() {
            evidence.request_id.clone_from(&attempt.request_id);
        }
        Tried { result, should_retry }
    }

    /// What the try means for those that come after it.
    async fn account(
        &self,
        call: &Call<'_>,
        error: Option<&Error>,
        should_retry: Option<bool>,
        slot: &Slot<'_>,
        attempt: &Attempt,
    ) {
        match error {
            None => {
                self.budget.earn();
                slot.answered(attempt.elapsed);
            }
            // A server that knows that no later try helps is not down.
            Some(Error::Api(_)) if should_retry == Some(false) => slot.declined(),
            Some(Error::Api(error)) if error.is_retryable() => slot.failed(error.is_too_much()),
            Some(Error::Transport(error)) => match error.kind() {
                // Nothing was sent, or the server got less time than it needs: that tells nothing of it.
                TransportErrorKind::Token => {}
                TransportErrorKind::Deadline if slot.is_too_short(attempt.elapsed) => {}
                kind if kind.is_retryable() => slot.failed(false),
                _ => slot.declined(),
            },
            Some(_) => slot.declined(),
        }
        // What a server did with a request that it never answered is not known.
        match error {
            _ if attempt.usage.is_reported() => slot.settle(attempt.usage.total()).await,
            // Nor what it wrote of an answer that an error ended.
            _ if call.is_heard() => {}
            Some(Error::Api(_)) => slot.settle(0).await,
            Some(Error::Transport(error)) if error.kind().is_before_sending() => {
                slot.settle(0).await;
            }
            _ => {}
        }
    }

    fn elapsed(&self, call: &Call<'_>) -> Duration {
        self.clock.now().saturating_sub(call.started)
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
        let hide = |text: String| secret::hide(&self.secrets, text);
        let error = if (200..300).contains(&status) {
            match read(&body) {
                Ok(Reading::Answer(answer, usage)) => {
                    attempt.usage = usage;
                    return Ok(answer);
                }
                Ok(Reading::Failed(body, known)) => {
                    attempt.usage = known.usage;
                    evidence.model = known.model.map(hide);
                    evidence.response_id = known.response_id.map(hide);
                    evidence.service_tier = known.service_tier.map(hide);
                    evidence.reasoning_summary = known.reasoning_summary.map(hide);
                    body
                }
                Err(malformed) => {
                    let what = headers::unread_encoding(&headers)
                        .unwrap_or_else(|| "a body that is no answer, see `raw`".to_owned());
                    let message = format!("the server answered {status} with {what}");
                    return Err(TransportError::new(TransportErrorKind::Malformed, hide(message))
                        .with_source(hide(malformed.to_string()))
                        .with_raw(secret::shown(&self.secrets, &body))
                        .into());
                }
            }
        } else {
            let mut error = error_body::parse(&body);
            if (300..400).contains(&status) {
                error.message.get_or_insert_with(|| REDIRECT.to_owned());
            }
            error.message = error.message.or_else(|| headers::unread_encoding(&headers));
            error
        };
        let retry_after = headers::retry_after(&headers, || self.clock.wall());
        let raw = secret::shown(&self.secrets, &body);
        Err(error.map(hide).into_error(status, raw, retry_after, Evidence::default()))
    }

    /// The text without a key that came back in it.
    pub(crate) fn without_key(&self, text: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(text).into_owned();
        self.hide(&mut text);
        text
    }

    /// Takes everything out of a text that must never be shown.
    pub(crate) fn hide(&self, text: &mut String) {
        secret::hide_in(&self.secrets, text);
    }
}
