use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::Serialize;

/// Bins at most; one more makes them twice as wide.
const MOST: u64 = 120;
/// How wide bins are at first, in milliseconds.
const NARROWEST: u64 = 25;

/// What happened when, in bins that grow with the run.
///
/// They lie on a grid that begins in 1970, so that two always make one, and what ended earlier than what
/// is known so far finds its place as well.
#[derive(Clone, Debug)]
pub(super) struct Timeline {
    /// Milliseconds.
    width: u64,
    /// The place of the first bin on the grid.
    first: u64,
    bins: Vec<Bin>,
}

/// What ended within one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(super) struct Bin {
    /// Documents with a value.
    pub(super) done: u64,
    /// Documents without.
    pub(super) without_value: u64,
    pub(super) tokens: u64,
}

/// What a timeline says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Throughput {
    pub(super) bin_seconds: f64,
    /// Beside each other; the first begins at most one width before the first document ended.
    pub(super) bins: Vec<Bin>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self { width: NARROWEST, first: 0, bins: Vec::new() }
    }
}

impl Timeline {
    pub(super) fn add(&mut self, at: SystemTime, what: Bin) {
        let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let at = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        if self.bins.is_empty() {
            self.first = at / self.width;
        }
        let place = self.make_room(at);
        if let Some(bin) = self.bins.get_mut(place) {
            bin.add(what);
        }
    }

    /// Widens the bins until this time has one, and tells which.
    fn make_room(&mut self, at: u64) -> usize {
        loop {
            let place = at / self.width;
            let first = self.first.min(place);
            let end = (self.first + self.bins.len() as u64).max(place.saturating_add(1));
            if end - first <= MOST {
                let before = (self.first - first) as usize;
                self.bins.splice(0..0, std::iter::repeat_n(Bin::default(), before));
                self.first = first;
                self.bins.resize((end - first) as usize, Bin::default());
                return (place - first) as usize;
            }
            self.widen();
        }
    }

    fn widen(&mut self) {
        let odd = (self.first % 2) as usize;
        let mut wide = vec![Bin::default(); (self.bins.len() + odd).div_ceil(2)];
        for (place, bin) in self.bins.iter().enumerate() {
            if let Some(both) = wide.get_mut((place + odd) / 2) {
                both.add(*bin);
            }
        }
        self.bins = wide;
        self.first /= 2;
        self.width = self.width.saturating_mul(2);
    }

    pub(super) fn throughput(&self) -> Throughput {
        let bin_seconds = Duration::from_millis(self.width).as_secs_f64();
        Throughput { bin_seconds, bins: self.bins.clone() }
    }
}

impl Bin {
    fn add(&mut self, other: Self) {
        self.done += other.done;
        self.without_value += other.without_value;
        self.tokens = self.tokens.saturating_add(other.tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Bin {
        Bin { done: 1, without_value: 0, tokens: 10 }
    }

    fn at(milliseconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1_790_000_000_000 + milliseconds)
    }

    fn done(timeline: &Timeline) -> Vec<u64> {
        timeline.bins.iter().map(|bin| bin.done).collect()
    }

    #[test]
    fn times_stand_in_their_bins_in_whatever_order_they_come() {
        let mut timeline = Timeline::default();
        [60, 0, 24, 100, 61].into_iter().for_each(|time| timeline.add(at(time), one()));
        assert_eq!(done(&timeline), [2, 0, 2, 0, 1]);
        assert_eq!(timeline.throughput().bin_seconds, 0.025);
    }

    #[test]
    fn bins_grow_with_the_run_and_lose_nothing() {
        // An hour, a document each 100 ms, backwards and forwards.
        for backwards in [false, true] {
            let mut timeline = Timeline::default();
            for document in 0..36_000_u64 {
                let place = if backwards { 35_999 - document } else { document };
                timeline.add(at(place * 100), one());
            }
            assert!(timeline.bins.len() as u64 <= MOST);
            assert_eq!(done(&timeline).iter().sum::<u64>(), 36_000);
            // 36,000 in bins of 51.2 seconds, all full but the outer ones.
            assert_eq!(timeline.throughput().bin_seconds, 51.2);
            let inner = &timeline.bins[1..timeline.bins.len() - 1];
            assert!(inner.iter().all(|bin| bin.done == 512 && bin.tokens == 5_120));
        }
    }

    #[test]
    fn a_clock_that_jumps_takes_no_room() {
        let mut timeline = Timeline::default();
        let far = UNIX_EPOCH + Duration::from_secs(1 << 40);
        for time in [at(0), UNIX_EPOCH, far, at(5), UNIX_EPOCH - Duration::from_secs(9)] {
            timeline.add(time, one());
        }
        assert!(timeline.bins.len() as u64 <= MOST);
        assert_eq!(done(&timeline).iter().sum::<u64>(), 5);
    }
}
