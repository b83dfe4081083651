use std::time::Duration;

use serde::Serialize;

/// Bins for each doubling: one is 2.2 % wide, so its middle is at most 1.1 % from what stands in it.
const STEPS: f64 = 32.0;
/// The middle of a bin is at most so far from what stands in it, as a share.
pub(super) const ERROR: f64 = 0.011;
/// The first bin begins at 2^-14 seconds, 61 microseconds; shorter times stand in it as well.
const LOWEST: f64 = -14.0;
/// The last bin ends at 2^18 seconds, three days; longer times stand in it as well.
const HIGHEST: f64 = 18.0;
const BINS: usize = ((HIGHEST - LOWEST) * STEPS) as usize;

/// How often times came, in bins of a logarithmic scale that take the same room for any number of them.
#[derive(Clone, Debug)]
pub(super) struct Histogram {
    bins: Vec<u64>,
    count: u64,
    sum: Duration,
    least: Duration,
    most: Duration,
}

impl Default for Histogram {
    fn default() -> Self {
        let (sum, least, most) = (Duration::ZERO, Duration::MAX, Duration::ZERO);
        Self { bins: vec![0; BINS], count: 0, sum, least, most }
    }
}

/// What a histogram says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Times {
    pub(super) count: u64,
    pub(super) min_seconds: Option<f64>,
    pub(super) mean_seconds: Option<f64>,
    pub(super) p50_seconds: Option<f64>,
    pub(super) p90_seconds: Option<f64>,
    pub(super) p99_seconds: Option<f64>,
    pub(super) max_seconds: Option<f64>,
    /// From the first bin that holds something to the last.
    pub(super) bins: Vec<Bin>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Bin {
    pub(super) from_seconds: f64,
    pub(super) to_seconds: f64,
    pub(super) count: u64,
}

impl Histogram {
    pub(super) fn add(&mut self, time: Duration) {
        self.count += 1;
        self.sum = self.sum.saturating_add(time);
        self.least = self.least.min(time);
        self.most = self.most.max(time);
        if let Some(bin) = self.bins.get_mut(place(time)) {
            *bin += 1;
        }
    }

    /// The time that a share of all does not exceed, by the nearest rank; `None` if there is none.
    fn quantile(&self, share: f64) -> Option<f64> {
        let rank = ((share * self.count as f64).ceil() as u64).clamp(1, self.count.max(1));
        let mut passed = 0;
        let bin = self.bins.iter().position(|count| {
            passed += count;
            passed >= rank
        })?;
        let middle = edge(bin as f64 + 0.5);
        Some(middle.clamp(self.least.as_secs_f64(), self.most.as_secs_f64()))
    }

    pub(super) fn times(&self) -> Times {
        let known = |time: f64| (self.count > 0).then_some(time);
        Times {
            count: self.count,
            min_seconds: known(self.least.as_secs_f64()),
            mean_seconds: known(self.sum.as_secs_f64() / self.count as f64),
            p50_seconds: self.quantile(0.50),
            p90_seconds: self.quantile(0.90),
            p99_seconds: self.quantile(0.99),
            max_seconds: known(self.most.as_secs_f64()),
            bins: self.filled(),
        }
    }

    fn filled(&self) -> Vec<Bin> {
        let first = self.bins.iter().position(|count| *count > 0).unwrap_or(0);
        let end = self.bins.iter().rposition(|count| *count > 0).map_or(0, |last| last + 1);
        let bins = self.bins.iter().enumerate().take(end).skip(first);
        let bin = |(place, count): (usize, &u64)| Bin {
            from_seconds: edge(place as f64),
            to_seconds: edge(place as f64 + 1.0),
            count: *count,
        };
        bins.map(bin).collect()
    }
}

fn place(time: Duration) -> usize {
    let place = (time.as_secs_f64().log2() - LOWEST) * STEPS;
    // The logarithm of nothing is less than everything, and is 0 here.
    (place as usize).min(BINS - 1)
}

/// Where a bin begins, in seconds.
fn edge(place: f64) -> f64 {
    (place / STEPS + LOWEST).exp2()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times that are spread over five decades, and a crowd of equal ones.
    fn spread() -> Vec<Duration> {
        let mut state = 7_u64;
        let mut times: Vec<_> = (0..10_007)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let power = (state >> 40) as f64 / f64::from(1 << 24);
                Duration::from_secs_f64(0.001 * 100_000_f64.powf(power))
            })
            .collect();
        times.extend([Duration::from_millis(250); 999]);
        times
    }

    #[test]
    fn quantiles_are_as_close_to_the_sorted_times_as_is_said() {
        for times in [spread(), spread()[..3].to_vec(), vec![Duration::from_millis(20)]] {
            let mut histogram = Histogram::default();
            times.iter().for_each(|time| histogram.add(*time));
            let mut sorted = times;
            sorted.sort();
            for share in [0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0] {
                let rank = (share * sorted.len() as f64).ceil() as usize;
                let exact = sorted[rank - 1].as_secs_f64();
                let found = histogram.quantile(share).unwrap();
                assert!((found / exact - 1.0).abs() <= ERROR, "{share}: {found} for {exact}");
            }
        }
    }

    #[test]
    fn least_most_and_mean_are_exact_and_nothing_is_known_of_no_time() {
        let mut histogram = Histogram::default();
        let none = histogram.times();
        assert_eq!((none.count, none.p50_seconds, none.max_seconds), (0, None, None));
        assert!(none.min_seconds.is_none() && none.mean_seconds.is_none() && none.bins.is_empty());
        [1, 2, 6].into_iter().for_each(|seconds| histogram.add(Duration::from_secs(seconds)));
        let times = histogram.times();
        assert_eq!((times.min_seconds, times.max_seconds), (Some(1.0), Some(6.0)));
        assert_eq!(times.mean_seconds, Some(3.0));
        assert_eq!(times.bins.iter().map(|bin| bin.count).sum::<u64>(), 3);
        assert!(times.bins.iter().all(|bin| bin.from_seconds < bin.to_seconds));
    }

    #[test]
    fn times_beyond_the_scale_are_counted_at_its_ends() {
        for time in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
            let mut histogram = Histogram::default();
            histogram.add(time);
            let times = histogram.times();
            assert_eq!(times.p50_seconds, Some(time.as_secs_f64()), "{time:?}");
            assert_eq!(times.bins.len(), 1);
        }
    }
}
