//! The only place that asks for time and chance.

use std::{
    future,
    hash::{BuildHasher, Hasher, RandomState},
    pin::Pin,
    task::Poll,
    time::{Duration, SystemTime},
};

use super::BoxFuture;

/// Time and chance, as inputs.
pub trait Clock: Send + Sync + 'static {
    /// Time since some fixed moment; it never goes back.
    fn now(&self) -> Duration;

    /// The time of day, as the operating system has it.
    fn wall(&self) -> SystemTime;

    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;

    /// A number from 0 up to, but not including, 1.
    fn random(&self) -> f64;
}

/// The clock of the operating system, waiting on tokio's timer.
#[derive(Clone, Debug)]
pub struct SystemClock {
    start: tokio::time::Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: tokio::time::Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    #[allow(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    #[allow(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    /// From the keys that the standard library draws for each hash table: good enough for jitter,
    /// and no further dependency.
    fn random(&self) -> f64 {
        let bits = RandomState::new().build_hasher().finish() >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }
}

/// `None` when the time is over first. The alarm is set only where the work has to wait.
///
/// The work stays where it is pinned: a future that is moved into another one takes its room twice.
pub(super) fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    mut work: Pin<&mut impl Future<Output = T>>,
) -> impl Future<Output = Option<T>> {
    let mut alarm = None;
    future::poll_fn(move |context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        let alarm = alarm.get_or_insert_with(|| clock.sleep(limit));
        alarm.as_mut().poll(context).map(|()| None)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_numbers_differ_and_stay_in_range() {
        let clock = SystemClock::default();
        let numbers: Vec<f64> = (0..100).map(|_| clock.random()).collect();
        assert!(numbers.iter().all(|number| (0.0..1.0).contains(number)), "{numbers:?}");
        assert!(numbers.iter().any(|number| *number < 0.5), "{numbers:?}");
        assert!(numbers.iter().any(|number| *number >= 0.5), "{numbers:?}");
    }
}
