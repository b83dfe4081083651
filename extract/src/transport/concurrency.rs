use std::sync::{Mutex, MutexGuard, PoisonError};

/// Requests in flight at first; twice as many in each round until the server says that it is too much.
const START: f64 = 64.0;

/// How many requests may be in flight: more while answers come, half as many when a server says that it
/// is too much, as TCP finds the width of a line.
pub(super) struct Concurrency {
    most: f64,
    state: Mutex<State>,
}

struct State {
    limit: f64,
    in_flight: u32,
    /// No server has complained so far.
    is_starting: bool,
    /// Counts the complaints that were followed.
    round: u64,
}

/// A place among the requests in flight.
#[derive(Clone, Copy)]
pub(super) struct Place {
    round: u64,
    /// How many there were, this one included.
    in_flight: u32,
}

impl Concurrency {
    pub(super) fn new(most: u32) -> Self {
        let most = f64::from(most).max(1.0);
        let state = State { limit: START.min(most), in_flight: 0, is_starting: true, round: 0 };
        Self { most, state: Mutex::new(state) }
    }

    pub(super) fn enter(&self) -> Option<Place> {
        let mut state = self.lock();
        if f64::from(state.in_flight) + 1.0 > state.limit {
            return None;
        }
        state.in_flight += 1;
        Some(Place { round: state.round, in_flight: state.in_flight })
    }

    pub(super) fn leave(&self) {
        let mut state = self.lock();
        state.in_flight = state.in_flight.saturating_sub(1);
    }

    /// An answer came. The limit grows only where it is what holds requests back.
    pub(super) fn answered(&self, place: Place) {
        let mut state = self.lock();
        if f64::from(place.in_flight) * 2.0 < state.limit {
            return;
        }
        let more = if state.is_starting { 1.0 } else { 1.0 / state.limit };
        state.limit = (state.limit + more).min(self.most);
    }

    /// The server said that it is too much. Those that were sent before the last such answer say nothing
    /// new.
    pub(super) fn too_much(&self, place: Place) {
        let mut state = self.lock();
        if place.round == state.round {
            state.limit = (state.limit / 2.0).max(1.0);
            state.is_starting = false;
            state.round += 1;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(concurrency: &Concurrency) -> Vec<Place> {
        std::iter::from_fn(|| concurrency.enter()).collect()
    }

    /// Answers all that can be in flight at once, and says how many these were.
    fn round(concurrency: &Concurrency) -> usize {
        let places = fill(concurrency);
        for place in &places {
            concurrency.answered(*place);
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
            concurrency.too_much(place);
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
            let place = concurrency.enter().expect("a place");
            concurrency.leave();
            concurrency.too_much(place);
        }
        assert_eq!(fill(&concurrency).len(), 1);
    }

    #[test]
    fn it_does_not_grow_where_nothing_is_held_back() {
        let concurrency = Concurrency::new(1000);
        for _ in 0..1000 {
            let place = concurrency.enter().expect("a place");
            concurrency.answered(place);
            concurrency.leave();
        }
        assert_eq!(fill(&concurrency).len(), 64);
    }
}
