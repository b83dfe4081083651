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

/// A retry that was taken: spent when it is made, given back when its call ends before.
#[must_use = "what is dropped is given back"]
pub(super) struct Retry<'a> {
    budget: &'a Budget,
    is_made: bool,
}

impl Budget {
    pub(super) fn new(retries: u32) -> Self {
        let most = f64::from(retries);
        Self { most, left: Mutex::new(most) }
    }

    /// Takes one retry, if there is one.
    pub(super) fn take(&self) -> Option<Retry<'_>> {
        let mut left = self.lock();
        let is_left = *left >= 1.0;
        if is_left {
            *left -= 1.0;
        }
        is_left.then(|| Retry { budget: self, is_made: false })
    }

    /// An answer came.
    pub(super) fn earn(&self) {
        self.give(EARNED);
    }

    fn give(&self, retries: f64) {
        let mut left = self.lock();
        *left = (*left + retries).min(self.most);
    }

    fn lock(&self) -> MutexGuard<'_, f64> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Retry<'_> {
    /// The request is sent.
    pub(super) fn made(mut self) {
        self.is_made = true;
    }
}

impl Drop for Retry<'_> {
    fn drop(&mut self) {
        if !self.is_made {
            self.budget.give(1.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes one retry and makes it.
    fn spend(budget: &Budget) -> bool {
        budget.take().map(Retry::made).is_some()
    }

    #[test]
    fn retries_are_spent_and_only_answers_earn_new_ones() {
        let budget = Budget::new(2);
        assert!(spend(&budget) && spend(&budget));
        assert!(!spend(&budget));
        for _ in 0..4 {
            budget.earn();
        }
        assert!(spend(&budget));
        assert!(!spend(&budget));
        for _ in 0..100 {
            budget.earn();
        }
        assert!(spend(&budget) && spend(&budget));
        assert!(!spend(&budget));
        assert!(!spend(&Budget::new(0)));
    }

    #[test]
    fn a_retry_that_is_not_made_is_given_back() {
        let budget = Budget::new(1);
        let retry = budget.take();
        assert!(retry.is_some() && budget.take().is_none());
        drop(retry);
        assert!(spend(&budget));
    }
}
