use std::{future, pin::pin, sync::Arc, task::Poll, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};
use secrecy::{ExposeSecret, SecretString};

use super::{Clock, HttpError, HttpService, headers, retry};
use crate::{
    Attempt, Error, Usage,
    error::{Evidence, NotSent, TransportError, TransportErrorKind},
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
    pub(crate) secrets: Vec<SecretString>,
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

/// What a body with status 200 turns out to be.
pub(crate) enum Reading<R> {
    Answer(R, Usage),
    Failed {
        body: ErrorBody,
        usage: Usage,
        model: Option<String>,
        id: Option<String>,
    },
}

/// An answer as it came, read whole.
struct Received {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
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
        loop {
            let remaining = self.remaining(&call);
            if remaining.is_zero() && evidence.attempts.is_empty() {
                let reason = format!("the deadline of {:?} is over", call.limits.deadline);
                return Err(NotSent::new(reason).into());
            }
            let mut attempt = Attempt {
                delay,
                ..Attempt::new(self.clock.wall())
            };
            let sent = self.clock.now();
            let received = self.attempt(&call, remaining).await;
            attempt.elapsed = self.clock.now().saturating_sub(sent);
            if let Ok(received) = &received {
                attempt.status = Some(received.status);
                attempt.request_id = headers::request_id(&received.headers);
            }
            let should_retry = received
                .as_ref()
                .ok()
                .and_then(|got| headers::should_retry(&got.headers));
            let outcome = received
                .and_then(|received| self.judge(received, &read, &mut attempt, &mut evidence));
            attempt.why = outcome.as_ref().err().map(Error::to_string);

            evidence.usage += attempt.usage;
            evidence.request_id.clone_from(&attempt.request_id);
            evidence.attempts.push(attempt);
            evidence.elapsed = self.clock.now().saturating_sub(call.started);
            let error = match outcome {
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
        }
    }

    fn remaining(&self, call: &Call<'_>) -> Duration {
        let elapsed = self.clock.now().saturating_sub(call.started);
        call.limits.deadline.saturating_sub(elapsed)
    }

    /// One try: send, and read the body whole, within its time.
    async fn attempt(&self, call: &Call<'_>, remaining: Duration) -> Result<Received, Error> {
        let mut request = Request::new(call.body.clone());
        *request.method_mut() = call.method.clone();
        *request.uri_mut() = call.uri.clone();
        *request.headers_mut() = call.headers.clone();
        let exchange = async {
            let response = self.service.call(request).await?;
            let (head, body) = response.into_parts();
            let body = body.read(self.max_body).await?;
            Ok(Received {
                status: head.status.as_u16(),
                headers: head.headers,
                body,
            })
        };
        let limit = call.limits.timeout.min(remaining);
        match self.within(limit, exchange).await {
            Some(result) => result.map_err(|error| lost(error, call.uri)),
            None if remaining <= call.limits.timeout => {
                let message = format!(
                    "no answer within the deadline of {:?}",
                    call.limits.deadline
                );
                Err(TransportError::new(TransportErrorKind::Deadline, message).into())
            }
            None => {
                let message = format!("no answer within the timeout of {limit:?}");
                Err(TransportError::new(TransportErrorKind::Timeout, message).into())
            }
        }
    }

    /// `None` when the time is over first.
    async fn within<T>(&self, limit: Duration, work: impl Future<Output = T>) -> Option<T> {
        let mut work = pin!(work);
        let mut alarm = self.clock.sleep(limit);
        future::poll_fn(|context| {
            if let Poll::Ready(result) = work.as_mut().poll(context) {
                return Poll::Ready(Some(result));
            }
            alarm.as_mut().poll(context).map(|()| None)
        })
        .await
    }

    /// Whether what was received is an answer.
    fn judge<R>(
        &self,
        received: Received,
        read: &impl Fn(&[u8]) -> Result<Reading<R>, Malformed>,
        attempt: &mut Attempt,
        evidence: &mut Evidence,
    ) -> Result<R, Error> {
        let retry_after = headers::retry_after(&received.headers, self.clock.wall());
        let body = if (200..300).contains(&received.status) {
            match read(&received.body) {
                Ok(Reading::Answer(answer, usage)) => {
                    attempt.usage = usage;
                    return Ok(answer);
                }
                Ok(Reading::Failed {
                    body,
                    usage,
                    model,
                    id,
                }) => {
                    attempt.usage = usage;
                    evidence.model = model;
                    evidence.response_id = id;
                    body
                }
                Err(malformed) => {
                    let raw = error_body::excerpt(self.without_key(&received.body));
                    let message =
                        "the server answered 200 with a body that is no answer, see `raw`";
                    return Err(TransportError::new(TransportErrorKind::Malformed, message)
                        .with_source(malformed)
                        .with_raw(raw)
                        .into());
                }
            }
        } else {
            let mut body = error_body::parse(self.without_key(&received.body).as_bytes());
            if (300..400).contains(&received.status) {
                body.message.get_or_insert_with(|| REDIRECT.to_owned());
            }
            body
        };
        let raw = self.without_key(&received.body);
        let body = body.map(|text| self.without_key(text.as_bytes()));
        Err(body.into_error(received.status, raw, retry_after, Evidence::default()))
    }

    fn without_key(&self, text: &[u8]) -> String {
        let mut text = String::from_utf8_lossy(text).into_owned();
        for secret in &self.secrets {
            if text.contains(secret.expose_secret()) {
                text = text.replace(secret.expose_secret(), "[key]");
            }
        }
        text
    }
}

/// An error of the connection; the host is named, the query of the URL may hold a secret.
fn lost(error: HttpError, uri: &Uri) -> Error {
    let host = uri
        .authority()
        .map(|authority| authority.as_str())
        .unwrap_or_default();
    let what = match error.kind {
        TransportErrorKind::Connect => "no connection to",
        TransportErrorKind::Cut => "the connection ended before the answer did, from",
        TransportErrorKind::Deadline | TransportErrorKind::Timeout => "no answer in time from",
        TransportErrorKind::Malformed => "what came is no HTTP, from",
        TransportErrorKind::TooLarge => "the answer is too large, from",
    };
    let message = format!("{what} `{host}`");
    TransportError::new(error.kind, message)
        .with_source(error.source)
        .into()
}
