//! What one try was and cost.

use std::time::{Duration, SystemTime};

use crate::Usage;

/// One try to get an answer: every request that left, in order, stands in the list of attempts of an
/// extraction or an error. Of a run in the background these are the request that started it, the polls
/// that failed and the poll that brought the end; a poll that found it running is left out.
///
/// ```
/// # fn log(error: &extract::Error) {
/// for attempt in error.attempts() {
///     let why = attempt.why.as_deref().unwrap_or("answered");
///     println!("waited {:?}, took {:?}: {why}", attempt.delay, attempt.elapsed);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Attempt {
    /// When the request was sent, by the wall clock.
    pub when: SystemTime,
    /// The machine that was asked, with its port where the URL names one.
    pub host: Option<String>,
    /// The model that was asked; `None` where none is, as for the list of models.
    pub model: Option<String>,
    /// The HTTP status, if an answer came.
    pub status: Option<u16>,
    /// The server's id of this request, for its support.
    pub request_id: Option<String>,
    /// Our id of this request, sent as `X-Client-Request-Id`: the provider's support can find by it a
    /// request that got no answer.
    pub client_request_id: Option<String>,
    /// How long was waited after the try before.
    pub delay: Duration,
    /// How long it then stood in the queue, for the rate limit or a place in flight: neither a failure
    /// nor a try.
    pub queued: Duration,
    /// How long the try itself took.
    pub elapsed: Duration,
    /// How long the server asked to wait before the next request.
    pub retry_after: Option<Duration>,
    /// Why the try gave no answer; `None` when it did, be the answer a value or not, and when it started
    /// a run in the background. Of the last try it also says what was left undone after it: a retry, a
    /// re-ask or a fallback for which there was no time, for instance.
    pub why: Option<String>,
    /// What the server counted for this try.
    pub usage: Usage,
}

impl Attempt {
    /// A try that was sent at `when` and of which nothing else is known yet.
    pub fn new(when: SystemTime) -> Self {
        Self {
            when,
            host: None,
            model: None,
            status: None,
            request_id: None,
            client_request_id: None,
            delay: Duration::ZERO,
            queued: Duration::ZERO,
            elapsed: Duration::ZERO,
            retry_after: None,
            why: None,
            usage: Usage::default(),
        }
    }
}
