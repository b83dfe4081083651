use std::time::Duration;

use crate::{Attempt, Usage};

/// What is known about a call beside its result: what it cost, who answered, and every try.
///
/// What the server did not say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// What was paid, failed tries included.
    pub usage: Usage,
    /// The model that answered, as the server names it.
    pub model: Option<String>,
    /// The id of the answer (`resp_…`, `chatcmpl-…`).
    pub response_id: Option<String>,
    /// The server's id of the last request that it answered, for its support.
    pub request_id: Option<String>,
    /// Every try, in order.
    pub attempts: Vec<Attempt>,
    /// The whole call, with retries and waits.
    pub elapsed: Duration,
}
