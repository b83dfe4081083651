use std::collections::BTreeMap;

use super::Outcome;

/// Outcomes that wait to be taken, by the place of their document.
pub(super) struct Ready<T, M> {
    outcomes: BTreeMap<u64, Outcome<T, M>>,
    in_order: bool,
    /// How many were taken.
    taken: u64,
}

impl<T, M> Ready<T, M> {
    pub(super) fn new(in_order: bool) -> Self {
        Self { outcomes: BTreeMap::new(), in_order, taken: 0 }
    }

    pub(super) fn push(&mut self, outcome: Outcome<T, M>) {
        self.outcomes.insert(outcome.index, outcome);
    }

    /// The next one that may be shown.
    pub(super) fn pop(&mut self) -> Option<Outcome<T, M>> {
        let first = self.outcomes.first_entry()?;
        if self.in_order && *first.key() != self.taken {
            return None;
        }
        self.taken += 1;
        Some(first.remove())
    }

    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    pub(super) fn len(&self) -> usize {
        self.outcomes.len()
    }
}
