//! How much may be asked: limits of requests and tokens, per minute and per day.

mod bucket;
mod local;
#[cfg(feature = "redis1")]
mod redis;
mod told;

pub(crate) use local::LocalAllowance;
#[cfg(feature = "redis1")]
pub use redis::RedisAllowance;
pub use told::{Told, ToldLimit};

use std::time::Duration;

use http::HeaderMap;

use super::BoxFuture;
use crate::error::ConfigError;

/// The limits of a key, as the provider's dashboard shows them. What is not set is not limited here.
///
/// ```
/// use extract::{Client, RateLimit};
///
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:8080/v1")
///     .rate_limit(RateLimit::per_minute(500, 200_000).requests_per_day(10_000))
///     .build()?;
/// # Ok::<(), extract::Error>(())
/// ```
///
/// A tenth of a minute's limit can be spent at once after a pause, the rest evenly, at 98 % of the limit:
/// services enforce it over shorter times than a minute, and their minute is not ours. A day's limit can
/// be spent at any time of it, and comes back evenly: a client that has been idle may send up to twice the
/// limit within its first 24 hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// Requests a minute.
    pub requests_per_minute: Option<u64>,
    /// Tokens a minute, of requests and answers.
    pub tokens_per_minute: Option<u64>,
    /// Requests a day.
    pub requests_per_day: Option<u64>,
    /// Tokens a day, of requests and answers.
    pub tokens_per_day: Option<u64>,
}

impl RateLimit {
    /// So many requests and tokens a minute.
    pub fn per_minute(requests: u64, tokens: u64) -> Self {
        Self {
            requests_per_minute: Some(requests),
            tokens_per_minute: Some(tokens),
            ..Self::default()
        }
    }

    /// The same with so many requests a minute.
    #[must_use]
    pub fn requests_per_minute(self, requests: u64) -> Self {
        Self { requests_per_minute: Some(requests), ..self }
    }

    /// The same with so many tokens a minute.
    #[must_use]
    pub fn tokens_per_minute(self, tokens: u64) -> Self {
        Self { tokens_per_minute: Some(tokens), ..self }
    }

    /// The same with so many requests a day.
    #[must_use]
    pub fn requests_per_day(self, requests: u64) -> Self {
        Self { requests_per_day: Some(requests), ..self }
    }

    /// The same with so many tokens a day.
    #[must_use]
    pub fn tokens_per_day(self, tokens: u64) -> Self {
        Self { tokens_per_day: Some(tokens), ..self }
    }

    /// A limit of nothing is a mistake: nothing could ever be sent.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let zero = [
            ("requests per minute", self.requests_per_minute),
            ("tokens per minute", self.tokens_per_minute),
            ("requests per day", self.requests_per_day),
            ("tokens per day", self.tokens_per_day),
        ]
        .into_iter()
        .find(|(_, limit)| *limit == Some(0));
        zero.map_or(Ok(()), |(name, _)| {
            Err(ConfigError::new(format!(
                "the rate limit allows no {name}, leave the limit out if there is none"
            )))
        })
    }
}

/// What one request will take, as far as it can be known before it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Need {
    /// Tokens of the request, by its size alone.
    pub input: u64,
    /// Tokens that are expected on top: of the answer, and of the request as far as earlier answers counted
    /// more than its size tells.
    pub output: u64,
}

impl Need {
    /// A request and its answer of so many tokens.
    pub fn new(input: u64, output: u64) -> Self {
        Self { input, output }
    }

    /// Request and answer, but no more than the limit, which a long answer shall not make hopeless.
    pub fn tokens_within(&self, limit: u64) -> u64 {
        self.input.saturating_add(self.output).min(limit)
    }
}

/// What came of asking for an allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Take {
    /// It was taken, send the request.
    Taken,
    /// The request alone has more tokens than this limit ever allows at once; it can never be sent.
    TooLarge {
        /// Tokens of the limit.
        limit: u64,
    },
    /// Ask again after this time.
    Wait(Duration),
}

/// An allowance of requests and tokens. The built-in one counts for one client and its clones. Several
/// processes that share a key share one through Redis (`RedisAllowance`, feature `redis1`) or through one
/// of your own.
///
/// The client asks in the order in which calls came, one at a time, so nobody is overtaken within it.
/// A backend that cannot be reached should let requests through: the service still has its own limit.
///
/// ```
/// use std::{sync::atomic::{AtomicU64, Ordering}, time::Duration};
/// use extract::transport::{Allowance, BoxFuture, Need, Take};
///
/// /// Ten requests, and not one more.
/// struct Ten(AtomicU64);
///
/// impl Allowance for Ten {
///     fn take(&self, _: Need) -> BoxFuture<'_, Take> {
///         let taken = self.0.fetch_add(1, Ordering::Relaxed);
///         Box::pin(async move { if taken < 10 { Take::Taken } else { Take::Wait(Duration::MAX) } })
///     }
///
///     fn settle(&self, _: Need, _: u64) -> BoxFuture<'_, ()> {
///         Box::pin(async {})
///     }
/// }
///
/// let client = extract::Client::builder()
///     .base_url("http://127.0.0.1:8080/v1")
///     .allowance(Ten(AtomicU64::new(0)))
///     .build()?;
/// # Ok::<(), extract::Error>(())
/// ```
pub trait Allowance: Send + Sync + 'static {
    /// Takes one request and its tokens, or says how long to wait.
    fn take(&self, need: Need) -> BoxFuture<'_, Take>;

    /// Corrects what [`take`](Self::take) took for this need to the tokens that were really used. It is
    /// not called when nobody knows.
    fn settle(&self, need: Need, used: u64) -> BoxFuture<'_, ()>;

    /// The headers of an answer, from which [`Told`] reads the limits of the server. Does nothing unless
    /// overridden.
    fn learn(&self, headers: &HeaderMap) {
        let _ = headers;
    }
}
