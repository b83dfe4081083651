use std::{
    future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use http::HeaderMap;

use super::{
    Allowance, Need, RateLimit, Take, Told, ToldLimit,
    bucket::{Bucket, Window},
};
use crate::transport::{BoxFuture, Clock};

/// The allowance of one client and its clones.
pub(crate) struct LocalAllowance {
    clock: Arc<dyn Clock>,
    /// Whether limits are learned: not where the user has set one.
    learns: bool,
    buckets: Mutex<Buckets>,
}

/// The buckets of a limit, of requests and of tokens.
pub(super) struct Buckets {
    pub(super) requests: Vec<Bucket>,
    pub(super) tokens: Vec<Bucket>,
}

impl LocalAllowance {
    /// Without a limit it learns those that the server tells.
    pub(crate) fn new(limit: Option<RateLimit>, clock: Arc<dyn Clock>) -> Self {
        let now = clock.now();
        let learns = limit.is_none();
        let buckets = Buckets::new(limit.unwrap_or_default(), now);
        Self { clock, learns, buckets: Mutex::new(buckets) }
    }

    /// What was taken elsewhere is missing here as well.
    #[cfg(feature = "redis1")]
    pub(super) fn record(&self, need: Need) {
        self.lock().record(need, self.clock.now());
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Allowance for LocalAllowance {
    fn take(&self, need: Need) -> BoxFuture<'_, Take> {
        Box::pin(future::ready(self.lock().take(need, self.clock.now())))
    }

    fn settle(&self, need: Need, used: u64) -> BoxFuture<'_, ()> {
        self.lock().settle(need, used, self.clock.now());
        Box::pin(future::ready(()))
    }

    fn learn(&self, headers: &HeaderMap) {
        if !self.learns {
            return;
        }
        let told = Told::from_headers(headers);
        let now = self.clock.now();
        let mut buckets = self.lock();
        if let Some(told) = &told.requests {
            learn(&mut buckets.requests, told, now);
        }
        if let Some(told) = &told.tokens {
            learn(&mut buckets.tokens, told, now);
        }
    }
}

impl Buckets {
    pub(super) fn new(limit: RateLimit, now: Duration) -> Self {
        let buckets = |minute: Option<u64>, day: Option<u64>| {
            [(minute, Window::Minute), (day, Window::Day)]
                .into_iter()
                .filter_map(|(limit, window)| Some(Bucket::new(limit?, window, now)))
                .collect()
        };
        Self {
            requests: buckets(limit.requests_per_minute, limit.requests_per_day),
            tokens: buckets(limit.tokens_per_minute, limit.tokens_per_day),
        }
    }

    /// The limit that no waiting would help against.
    pub(super) fn too_small_for(&self, need: Need) -> Option<u64> {
        self.tokens.iter().map(Bucket::limit).find(|limit| need.input > *limit)
    }

    /// All of it or nothing.
    fn take(&mut self, need: Need, now: Duration) -> Take {
        if let Some(limit) = self.too_small_for(need) {
            return Take::TooLarge { limit };
        }
        let requests = self.requests.iter_mut().map(|bucket| bucket.wait(1, now));
        let tokens = self.tokens.iter_mut().map(|bucket| {
            let tokens = need.tokens_within(bucket.limit());
            bucket.wait(tokens, now)
        });
        let wait = requests.chain(tokens).max().unwrap_or_default();
        if !wait.is_zero() {
            return Take::Wait(wait);
        }
        self.record(need, now);
        Take::Taken
    }

    fn record(&mut self, need: Need, now: Duration) {
        for bucket in &mut self.requests {
            bucket.take(1, now);
        }
        for bucket in &mut self.tokens {
            bucket.take(need.tokens_within(bucket.limit()), now);
        }
    }

    fn settle(&mut self, need: Need, used: u64, now: Duration) {
        for bucket in &mut self.tokens {
            let taken = need.tokens_within(bucket.limit());
            match used.checked_sub(taken) {
                Some(more) => bucket.take(more, now),
                None => bucket.give_back(taken - used),
            }
        }
    }
}

/// A limit that was not known is kept from now on, a changed one is followed, and what is left is
/// believed where it is less.
fn learn(buckets: &mut Vec<Bucket>, told: &ToldLimit, now: Duration) {
    let window = told.window();
    if !buckets.iter().any(|bucket| bucket.window() == window) {
        buckets.push(Bucket::new(told.limit, window, now));
    }
    for bucket in buckets.iter_mut().filter(|bucket| bucket.window() == window) {
        bucket.follow(told.limit, now);
        bucket.lower_to(told.remaining, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::SystemClock;

    #[test]
    fn limits_that_take_turns_give_nothing_twice() {
        const NOW: Duration = Duration::from_secs(100);
        let allowance = LocalAllowance::new(None, Arc::new(SystemClock::default()));
        let mut buckets = allowance.lock();
        let mut taken = 0;
        // As of two models, which one client asks in turn.
        for limit in [600, 1200].into_iter().cycle().take(1000) {
            let told = ToldLimit { limit, remaining: limit - 1, reset: None };
            learn(&mut buckets.requests, &told, NOW);
            taken += u32::from(buckets.take(Need::default(), NOW) == Take::Taken);
        }
        // The tenth of a minute that the first one allows at once.
        assert_eq!(taken, 60);
    }
}
