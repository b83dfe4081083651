use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use redis::Script;

use super::{
    Allowance, LocalAllowance, Need, RateLimit, Take,
    bucket::{Bucket, Window},
    local::Buckets,
};
use crate::{
    Error,
    error::ConfigError,
    transport::{BoxFuture, Clock, RedisLink, SystemClock},
};

/// One rate limit for many processes, kept in Redis (feature `redis1`).
///
/// Whoever names the same key on the same server takes from the same allowance; requests and tokens, per
/// minute and per day, are taken together or not at all, on the clock of the server. It counts as the
/// built-in one does, see [`RateLimit`].
///
/// ```
/// use extract::{Client, RateLimit, transport::RedisAllowance};
///
/// let limit = RateLimit::per_minute(500, 200_000);
/// let allowance = RedisAllowance::new("redis://127.0.0.1:6379", "gpt-5-mini of team A", limit)?;
/// let client = Client::builder()
///     .base_url("http://127.0.0.1:8080/v1")
///     .allowance(allowance.clone())
///     .build()?;
///
/// // Nothing was sent yet. Later, to be told that Redis cannot be reached, and why:
/// assert_eq!(allowance.trouble(), None);
/// # Ok::<(), extract::Error>(())
/// ```
///
/// # Without Redis
///
/// Redis is no reason to stop. A request waits for it at most a second; when it fails or says nothing,
/// requests go on from an allowance of this process alone, with the same limit, and Redis is tried again
/// five seconds later. Several processes may then ask for more than the limit together, which the service
/// answers with 429. [`trouble`](Self::trouble) and [`taken_alone`](Self::taken_alone) tell of it;
/// [`connect`](Self::connect) is for programs that rather not start without.
///
/// # Limits
///
/// - Each process serves its own requests in their order, and the processes take turns: the first in line
///   of each stands in a queue on the server. One that goes away while it waits holds it up for two
///   seconds.
/// - Give every process the same limit: each reckons with its own.
/// - The limits that the service tells beside its answers are not learned.
/// - The URL is `redis://[[user]:password@]host[:port][/database]` or `redis+unix:///path`. For `rediss://`
///   (TLS) switch on the feature `tokio-rustls-comp` or `tokio-native-tls-comp` of the crate `redis` 1 in
///   your own `Cargo.toml`.
/// - The server is Redis 5 or newer, or one that speaks like it, and no cluster. The key is one hash; it
///   expires when all of the limit is there again.
#[derive(Clone)]
pub struct RedisAllowance {
    inner: Arc<Inner>,
}

struct Inner {
    key: String,
    /// The name of this process in the queue of the server.
    name: String,
    script: Script,
    /// What the limits come to; the levels are on the server.
    buckets: Buckets,
    link: RedisLink,
    /// For the time without Redis. It knows what this process took before.
    local: LocalAllowance,
    taken_alone: AtomicU64,
}

/// How the script is to take.
#[derive(Clone, Copy)]
enum Mode {
    Settle,
    Try,
}

/// What the script has to know of a bucket.
struct Terms {
    name: String,
    full: f64,
    /// In units a second.
    rate: f64,
    amount: f64,
}

impl Terms {
    fn of(what: &str, bucket: &Bucket, amount: f64) -> Self {
        let window = match bucket.window() {
            Window::Day => "day",
            Window::Minute => "minute",
        };
        let name = format!("{what} per {window}");
        Self { name, full: bucket.full(), rate: bucket.rate(), amount }
    }
}

impl RedisAllowance {
    /// The allowance under this key. The first request connects.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] when the URL is none or needs what is not built in, or a limit is zero.
    pub fn new(url: &str, key: impl Into<String>, limit: RateLimit) -> Result<Self, Error> {
        limit.check()?;
        let clock = SystemClock::default();
        let link = RedisLink::new(url)?;
        Ok(Self {
            inner: Arc::new(Inner {
                key: key.into(),
                name: format!("{:016x}", clock.random().to_bits()),
                script: Script::new(include_str!("buckets.lua")),
                buckets: Buckets::new(limit, clock.now()),
                link,
                local: LocalAllowance::new(Some(limit), Arc::new(clock)),
                taken_alone: AtomicU64::new(0),
            }),
        })
    }

    /// Asks Redis now, for programs that rather not start than go on alone.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] with the [`trouble`](Self::trouble).
    pub async fn connect(&self) -> Result<(), Error> {
        let asked = self.inner.ask(Mode::Settle, self.inner.terms(0.0, |_| 0.0)).await;
        match self.trouble() {
            None if asked.is_some() => Ok(()),
            trouble => {
                let trouble = trouble.as_deref().unwrap_or("another call is connecting");
                Err(ConfigError::new(format!("Redis cannot be reached: {trouble}")).into())
            }
        }
    }

    /// Why Redis was of no use at the last try; `None` while it answers, and before it was asked.
    pub fn trouble(&self) -> Option<String> {
        self.inner.link.trouble()
    }

    /// Requests that went out without Redis, so far.
    pub fn taken_alone(&self) -> u64 {
        self.inner.taken_alone.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for RedisAllowance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisAllowance")
            .field("key", &self.inner.key)
            .field("trouble", &self.trouble())
            .field("taken_alone", &self.taken_alone())
            .finish_non_exhaustive()
    }
}

impl Allowance for RedisAllowance {
    fn take(&self, need: Need) -> BoxFuture<'_, Take> {
        Box::pin(self.inner.take(need))
    }

    fn settle(&self, need: Need, used: u64) -> BoxFuture<'_, ()> {
        Box::pin(self.inner.settle(need, used))
    }
}

impl Inner {
    async fn take(&self, need: Need) -> Take {
        if let Some(limit) = self.buckets.too_small_for(need) {
            return Take::TooLarge { limit };
        }
        let terms = self.terms(1.0, |limit| need.tokens_within(limit) as f64);
        match self.ask(Mode::Try, terms).await {
            Some(0) => {
                self.local.record(need);
                Take::Taken
            }
            Some(wait) => Take::Wait(Duration::from_micros(wait)),
            None => {
                let take = self.local.take(need).await;
                if take == Take::Taken {
                    self.taken_alone.fetch_add(1, Ordering::Relaxed);
                }
                take
            }
        }
    }

    async fn settle(&self, need: Need, used: u64) {
        self.local.settle(need, used).await;
        // One call owes one limit at most, whatever the service says of it.
        let most = |limit: u64| used.min(limit.saturating_mul(2)) as f64;
        let more = |limit| most(limit) - need.tokens_within(limit) as f64;
        self.ask(Mode::Settle, self.terms(0.0, more)).await;
    }

    /// The terms of all buckets. The amount of tokens depends on the limit.
    fn terms(&self, requests: f64, tokens: impl Fn(u64) -> f64) -> Vec<Terms> {
        let Buckets { requests: of_requests, tokens: of_tokens } = &self.buckets;
        let requests = of_requests.iter().map(|bucket| Terms::of("requests", bucket, requests));
        let tokens =
            of_tokens.iter().map(|bucket| Terms::of("tokens", bucket, tokens(bucket.limit())));
        requests.chain(tokens).collect()
    }

    /// Microseconds to wait, or `None` when Redis is of no use now.
    async fn ask(&self, mode: Mode, terms: Vec<Terms>) -> Option<u64> {
        let mut call = self.script.key(&self.key);
        call.arg(match mode {
            Mode::Settle => "settle",
            Mode::Try => "try",
        });
        call.arg(&self.name);
        for Terms { name, full, rate, amount } in terms {
            // As text of our own: all digits, and no exponent.
            call.arg(name).arg(full.to_string()).arg(rate.to_string()).arg(amount.to_string());
        }
        let call = &call;
        let asked = self
            .link
            .ask(|mut connection| async move { call.invoke_async(&mut connection).await })
            .await;
        asked.ok()
    }
}

#[cfg(test)]
mod tests;
