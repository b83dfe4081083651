use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::retry::{FIRST_WAIT, LONGEST_WAIT};

/// Requests in flight at first; twice as many in each round until the server says that it is too much.
const START: f64 = 64.0;

/// So many failures in a row, with no answer between them, are an outage.
const OUTAGE: u32 = 8;

/// How many requests may be in flight: more while answers come, half as many when a server says that it
/// is too much or is down, as TCP finds the width of a line. Less than one in flight is one at a time, with
/// pauses between them.
pub(super) struct Concurrency {
    most: f64,
    state: Mutex<State>,
}

struct State {
    limit: f64,
    in_flight: u32,
    /// Up to here the limit doubles in each round, beyond it grows by one.
    threshold: f64,
    /// Counts the failures that were followed.
    round: u64,
    /// Whether an answer came since the last of them.
    answered_since: bool,
    /// Failures since the last answer.
    failures: u32,
    /// How long an answer took of late.
    answer_time: Duration,
    /// The pause before the next request, and its end by the clock's count.
    pause: Duration,
    paused_until: Duration,
}

/// A place among the requests in flight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    round: u64,
    /// How many there were, this one included.
    in_flight: u32,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoPlace {
    Full,
    Paused(Duration),
}

impl Concurrency {
    pub(super) fn new(most: u32) -> Self {
        let most = f64::from(most).max(1.0);
        let state = State {
            limit: START.min(most),
            in_flight: 0,
            threshold: most,
            round: 0,
            answered_since: true,
            failures: 0,
            answer_time: Duration::ZERO,
            pause: Duration::ZERO,
            paused_until: Duration::ZERO,
        };
        Self { most, state: Mutex::new(state) }
    }

    pub(super) fn enter(&self, now: Duration) -> Result<Place, NoPlace> {
        let mut state = self.lock();
        if f64::from(state.in_flight) + 1.0 > state.limit {
            return Err(NoPlace::Full);
        }
        if state.paused_until > now {
            return Err(NoPlace::Paused(state.paused_until - now));
        }
        state.in_flight += 1;
        Ok(Place { round: state.round, in_flight: state.in_flight })
    }

    /// Whether nobody may ask now because the server is down.
    pub(super) fn is_down(&self, now: Duration) -> bool {
        let state = self.lock();
        let is_full = f64::from(state.in_flight) + 1.0 > state.limit;
        state.failures >= OUTAGE && (is_full || state.paused_until > now)
    }

    pub(super) fn leave(&self) {
        let mut state = self.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
    }

    /// The server is there, whatever it said.
    pub(super) fn is_up(&self) {
        let mut state = self.lock();
        state.failures = 0;
        state.pause = Duration::ZERO;
        state.paused_until = Duration::ZERO;
    }

    /// How long an answer takes; zero before the first one.
    pub(super) fn answer_time(&self) -> Duration {
        self.lock().answer_time
    }

    /// An answer came. The limit grows only where it is what holds requests back.
    pub(super) fn answered(&self, place: Place, took: Duration) {
        self.is_up();
        let mut state = self.lock();
        state.answer_time = match state.answer_time {
            Duration::ZERO => took,
            before => before.saturating_mul(9).saturating_add(took) / 10,
        };
        // What was sent before the last failure says nothing of the time after it.
        state.answered_since |= place.round == state.round;
        if f64::from(place.in_flight) * 2.0 < state.limit {
            return;
        }
        let more = if state.limit < state.threshold { 1.0 } else { 1.0 / state.limit };
        state.limit = (state.limit + more).min(self.most);
    }

    /// The server failed; `too_much` if it said that it gets too much. What was sent before the last such
    /// failure says nothing new.
    pub(super) fn failed(&self, place: Place, too_much: bool, now: Duration) {
        let mut state = self.lock();
        state.failures = state.failures.saturating_add(1);
        if place.round != state.round || !(too_much || state.failures >= OUTAGE) {
            return;
        }
        state.round += 1;
        if state.answered_since {
            state.threshold = (state.limit / 2.0).max(1.0);
            state.answered_since = false;
        }
        if state.limit > 1.0 {
            state.limit = (state.limit / 2.0).max(1.0);
        } else {
            state.pause = (state.pause * 2).clamp(FIRST_WAIT, LONGEST_WAIT);
            state.paused_until = now.saturating_add(state.pause);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Duration = Duration::from_secs(60);

    fn fill(concurrency: &Concurrency) -> Vec<Place> {
        std::iter::from_fn(|| concurrency.enter(NOW).ok()).collect()
    }

    /// Answers all that can be in flight at once, and says how many these were.
    fn round(concurrency: &Concurrency) -> usize {
        let places = fill(concurrency);
        for place in &places {
            concurrency.answered(*place, Duration::ZERO);
            concurrency.leave();
        }
        places.len()
    }

    #[test]
    fn it_grows_fast_until_the_first_complaint_then_slowly() {
        let concurrency = Concurrency::new(1000);
        assert_eq!(round(&concurrency), 64);
        assert!((90..=128).contains(&round(&concurrency)));
        let places = fill(&concurrency);
        let before = places.len();
        for place in places {
            concurrency.failed(place, true, NOW);
            concurrency.leave();
        }
        let halved = round(&concurrency);
        assert_eq!(halved, before / 2);
        let next = round(&concurrency);
        assert!(next <= halved + 1, "{halved} {next}");
    }

    #[test]
    fn one_always_goes_and_never_more_than_the_most() {
        let concurrency = Concurrency::new(3);
        for _ in 0..100 {
            assert_eq!(round(&concurrency), 3);
        }
        for _ in 0..10 {
            let place = concurrency.enter(NOW).expect("a place");
            concurrency.leave();
            concurrency.failed(place, true, NOW);
            concurrency.is_up();
        }
        assert_eq!(fill(&concurrency).len(), 1);
    }

    #[test]
    fn it_does_not_grow_where_nothing_is_held_back() {
        let concurrency = Concurrency::new(1000);
        for _ in 0..1000 {
            let place = concurrency.enter(NOW).expect("a place");
            concurrency.answered(place, Duration::ZERO);
            concurrency.leave();
        }
        assert_eq!(fill(&concurrency).len(), 64);
    }

    #[test]
    fn failures_in_a_row_are_an_outage_and_single_ones_are_not() {
        let concurrency = Concurrency::new(1000);
        for _ in 0..100 {
            for _ in 1..OUTAGE {
                let place = concurrency.enter(NOW).expect("a place");
                concurrency.leave();
                concurrency.failed(place, false, NOW);
            }
            concurrency.is_up();
        }
        assert_eq!(fill(&concurrency).len(), 64);
    }

    #[test]
    fn it_is_down_while_nobody_may_ask_for_its_failures() {
        let concurrency = Concurrency::new(1);
        let full = concurrency.enter(NOW).expect("a place");
        assert!(!concurrency.is_down(NOW));
        for _ in 0..OUTAGE {
            concurrency.failed(full, false, NOW);
        }
        assert!(concurrency.is_down(NOW));
        concurrency.leave();
        assert!(concurrency.is_down(NOW));
        assert!(!concurrency.is_down(NOW + LONGEST_WAIT));
        concurrency.is_up();
        assert!(!concurrency.is_down(NOW));
    }

    #[test]
    fn in_an_outage_one_at_a_time_asks_after_longer_and_longer_pauses() {
        let concurrency = Concurrency::new(1000);
        let mut now = NOW;
        let mut pauses = Vec::new();
        for _ in 0..OUTAGE + 14 {
            let place = match concurrency.enter(now) {
                Ok(place) => place,
                Err(NoPlace::Full) => panic!("nothing is in flight"),
                Err(NoPlace::Paused(pause)) => {
                    pauses.push(pause.as_secs_f64());
                    now += pause;
                    concurrency.enter(now).expect("a place")
                }
            };
            concurrency.leave();
            concurrency.failed(place, false, now);
        }
        assert_eq!(pauses, [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0]);
        concurrency.is_up();
        assert!(concurrency.enter(now).is_ok());
    }
}
