use std::{collections::VecDeque, time::Duration};

/// How far back a rate looks.
const LENGTH: Duration = Duration::from_secs(30);
/// Time between two that are remembered.
const STEP: Duration = Duration::from_secs(1);

/// How many documents were asked for, at moments of the last half minute.
#[derive(Default)]
pub(super) struct Window {
    moments: VecDeque<(Duration, u64)>,
    now: (Duration, u64),
}

impl Window {
    pub(super) fn add(&mut self, now: Duration, asked: u64) {
        self.now = (now, asked);
        let is_due = self.moments.back().is_none_or(|(last, _)| now.saturating_sub(*last) >= STEP);
        if is_due {
            self.moments.push_back(self.now);
        }
        while self.moments.len() > 1
            && self.moments.front().is_some_and(|(first, _)| now.saturating_sub(*first) > LENGTH)
        {
            self.moments.pop_front();
        }
    }

    /// Documents a second, once time has passed.
    pub(super) fn rate(&self) -> Option<f64> {
        let (then, before) = self.moments.front()?;
        let (now, asked) = self.now;
        let time = now.saturating_sub(*then).as_secs_f64();
        (time > 0.0).then(|| asked.saturating_sub(*before) as f64 / time)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_that_of_the_last_half_minute() {
        let mut window = Window::default();
        let second = |n: u64| Duration::from_secs(n);
        window.add(second(0), 0);
        assert_eq!(window.rate(), None);
        for n in 1..=100 {
            // Ten a second at first, then two.
            let asked = if n <= 50 { 10 * n } else { 500 + 2 * (n - 50) };
            window.add(second(n), asked);
            match n {
                50 => assert_eq!(window.rate(), Some(10.0)),
                65 => assert_eq!(window.rate(), Some(6.0)),
                100 => assert_eq!(window.rate(), Some(2.0)),
                _ => {}
            }
        }
        assert!(window.moments.len() <= 32);
    }
}
