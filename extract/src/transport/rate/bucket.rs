use std::time::Duration;

/// How long a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Window {
    Day,
    Minute,
}

impl Window {
    fn seconds(self) -> f64 {
        match self {
            Self::Day => 24.0 * 60.0 * 60.0,
            Self::Minute => 60.0,
        }
    }

    /// The share of the limit that is aimed at. Whoever aims at the whole of a minute is over it as soon
    /// as the server's minute begins a moment later than ours.
    fn aim(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Minute => 0.98,
        }
    }

    /// The share of the limit that may be spent at once after a pause. Services enforce the limit of a
    /// minute over shorter times as well; the limit of a day is there to be spent at any time of it.
    fn burst(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Minute => 0.1,
        }
    }
}

/// An allowance that fills up evenly. A full one lets any call through, and may owe the rest: it is the
/// average that counts.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    limit: f64,
    window: Window,
    level: f64,
    filled_at: Duration,
}

impl Bucket {
    pub(super) fn new(limit: u64, window: Window, now: Duration) -> Self {
        let mut bucket = Self { limit: limit as f64, window, level: 0.0, filled_at: now };
        bucket.level = bucket.full();
        bucket
    }

    pub(super) fn limit(&self) -> u64 {
        self.limit as u64
    }

    pub(super) fn window(&self) -> Window {
        self.window
    }

    /// How long until so much can be taken; zero when it can be now.
    pub(super) fn wait(&mut self, amount: u64, now: Duration) -> Duration {
        self.fill(now);
        let lacking = (amount as f64).min(self.full()) - self.level;
        // What is lost in rounding shall not make a wait of no time.
        if lacking <= 1e-6 {
            return Duration::ZERO;
        }
        Duration::try_from_secs_f64(lacking / self.rate()).unwrap_or(Duration::MAX)
    }

    /// Takes in any case. What came in until now fills it first, so that time that has passed at a full
    /// bucket pays for nothing.
    pub(super) fn take(&mut self, amount: u64, now: Duration) {
        self.fill(now);
        self.level -= amount as f64;
    }

    pub(super) fn give_back(&mut self, amount: u64) {
        self.level = (self.level + amount as f64).min(self.full());
    }

    /// Another limit from now on. What is spent stays spent: a client that asks two models is told the
    /// limits of both in turn.
    pub(super) fn follow(&mut self, limit: u64, now: Duration) {
        self.fill(now);
        self.limit = limit as f64;
        self.level = self.level.min(self.full());
    }

    /// Believes a server that has less left than is thought here: others may spend the same allowance.
    pub(super) fn lower_to(&mut self, remaining: u64, now: Duration) {
        self.fill(now);
        self.level = self.level.min(remaining as f64);
    }

    fn fill(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.filled_at).as_secs_f64();
        self.filled_at = self.filled_at.max(now);
        self.level = (self.level + passed * self.rate()).min(self.full());
    }

    /// At least one: a limit of three calls a minute allows a first one at once.
    pub(super) fn full(&self) -> f64 {
        (self.limit * self.window.burst()).max(1.0)
    }

    /// In units a second.
    pub(super) fn rate(&self) -> f64 {
        self.limit * self.window.aim() / self.window.seconds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(100);

    fn after(seconds: f64) -> Duration {
        START + Duration::from_secs_f64(seconds)
    }

    #[test]
    fn a_tenth_of_a_minute_goes_at_once_and_the_rest_evenly() {
        let mut bucket = Bucket::new(600, Window::Minute, START);
        for _ in 0..60 {
            assert_eq!(bucket.wait(1, START), Duration::ZERO);
            bucket.take(1, START);
        }
        let wait = bucket.wait(1, START).as_secs_f64();
        assert!((wait - 1.0 / 9.8).abs() < 1e-6, "{wait}");
        assert_eq!(bucket.wait(9, after(1.0)), Duration::ZERO);
        assert!(bucket.wait(10, after(1.0)) > Duration::ZERO);
        // A pause saves up no more than the tenth.
        bucket.take(60, after(1000.0));
        assert!(bucket.wait(1, after(1000.0)) > Duration::ZERO);
    }

    #[test]
    fn a_full_bucket_lets_any_call_through_and_owes_the_rest() {
        let mut bucket = Bucket::new(600, Window::Minute, START);
        assert_eq!(bucket.wait(500, START), Duration::ZERO);
        bucket.take(500, START);
        let wait = bucket.wait(1, START).as_secs_f64();
        assert!((wait - 441.0 / 9.8).abs() < 1e-6, "{wait}");
        bucket.give_back(10_000);
        assert_eq!(bucket.wait(60, START), Duration::ZERO);
    }

    #[test]
    fn time_at_a_full_bucket_pays_for_nothing_that_is_taken_afterwards() {
        let mut bucket = Bucket::new(600, Window::Minute, START);
        bucket.take(60, after(1000.0));
        let wait = bucket.wait(1, after(1000.0)).as_secs_f64();
        assert!((wait - 1.0 / 9.8).abs() < 1e-6, "{wait}");
    }

    #[test]
    fn a_day_can_be_spent_at_any_time_of_it() {
        let mut bucket = Bucket::new(1000, Window::Day, START);
        bucket.take(1000, START);
        let wait = bucket.wait(1, START).as_secs_f64();
        assert!((wait - 86.4).abs() < 1e-6, "{wait}");
    }

    #[test]
    fn the_server_is_believed_when_it_has_less() {
        let mut bucket = Bucket::new(600, Window::Minute, START);
        bucket.lower_to(1000, START);
        assert_eq!(bucket.wait(60, START), Duration::ZERO);
        bucket.lower_to(0, START);
        assert!(bucket.wait(1, START) > Duration::ZERO);
    }

    #[test]
    fn no_limit_and_no_clock_makes_it_panic() {
        for limit in [0, 1, u64::MAX] {
            for window in [Window::Day, Window::Minute] {
                let mut bucket = Bucket::new(limit, window, Duration::MAX);
                bucket.take(u64::MAX, Duration::ZERO);
                bucket.wait(u64::MAX, Duration::ZERO);
                bucket.wait(u64::MAX, Duration::MAX);
                bucket.give_back(u64::MAX);
            }
        }
    }
}
