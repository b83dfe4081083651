use std::sync::{Mutex, MutexGuard, PoisonError};

/// Retries that a client may make before answers must come.
pub(crate) const RETRIES: u32 = 100;

/// What one answer earns. Seventeen failures in a hundred tries need 0.2 retries for each answer.
const EARNED: f64 = 0.3;

/// Retries of all calls of a client: each costs one, and only answers earn new ones. While a service is
/// down nothing is earned, so that the retries of thousands of calls make no storm.
pub(super) struct Budget {
    most: f64,
    left: Mutex<f64>,
}

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let most = f64::from(retries);
        Self { most, left: Mutex::new(most) }
    }

    /// Takes one retry, if there is one.
    pub(super) fn take(&self) -> bool {
        let mut left = self.lock();
        let is_left = *left >= 1.0;
        if is_left {
            *left -= 1.0;
        }
        is_left
    }

    /// An answer came.
    pub(super) fn earn(&self) {
        let mut left = self.lock();
        *left = (*left + EARNED).min(self.most);
    }

    fn lock(&self) -> MutexGuard<'_, f64> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_are_spent_and_only_answers_earn_new_ones() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take());
        assert!(!budget.take());
        for _ in 0..4 {
            budget.earn();
        }
        assert!(budget.take());
        assert!(!budget.take());
        for _ in 0..100 {
            budget.earn();
        }
        assert!(budget.take() && budget.take());
        assert!(!budget.take());
        assert!(!Budget::new(0).take());
    }
}
