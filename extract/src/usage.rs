//! Token counts that add up.

use std::{iter::Sum, ops::Add, ops::AddAssign};

/// The tokens that a call used, as far as the server said. [`Prices`](crate::Prices) knows what they cost.
///
/// A count that was not reported is `None`, which is not zero: [`is_reported`](Self::is_reported) tells
/// the two apart. When usages are added, an unknown count leaves the other one as it is, so a sum with
/// unknown parts is a lower bound.
///
/// ```
/// use extract::Usage;
///
/// let usage = Usage::new(66, 12) + Usage::new(66, 10) + Usage::default();
/// assert_eq!(usage.total(), 154);
/// assert!(!Usage::default().is_reported());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// Tokens of the request, cached ones included.
    pub input: Option<u64>,
    /// The part of `input` that was read from the provider's prompt cache.
    pub cached: Option<u64>,
    /// The part of `input` that was written to the provider's prompt cache.
    pub cache_write: Option<u64>,
    /// Tokens of the answer, reasoning included.
    pub output: Option<u64>,
    /// The part of `output` that the model spent on reasoning.
    pub reasoning: Option<u64>,
}

impl Usage {
    /// A usage of which the tokens of the request and of the answer are known.
    pub fn new(input: u64, output: u64) -> Self {
        Self { input: Some(input), output: Some(output), ..Self::default() }
    }

    /// All tokens, request and answer; a count that was not reported adds nothing.
    pub fn total(&self) -> u64 {
        self.input.unwrap_or(0).saturating_add(self.output.unwrap_or(0))
    }

    /// Whether the server reported any count at all.
    pub fn is_reported(&self) -> bool {
        *self != Self::default()
    }
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            input: sum(self.input, other.input),
            cached: sum(self.cached, other.cached),
            cache_write: sum(self.cache_write, other.cache_write),
            output: sum(self.output, other.output),
            reasoning: sum(self.reasoning, other.reasoning),
        }
    }
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), Add::add)
    }
}

/// Saturates, since a server may report any number.
fn sum(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.saturating_add(right)),
        (known, None) | (None, known) => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_counts_are_not_zero_and_change_no_sum() {
        let absent = Usage::default();
        let zero = Usage::new(0, 0);
        assert_ne!(absent, zero);
        assert!(zero.is_reported() && !absent.is_reported());
        assert_eq!([absent, Usage::new(3, 4), absent].into_iter().sum::<Usage>(), Usage::new(3, 4));
    }

    #[test]
    fn sums_saturate() {
        let huge = Usage::new(u64::MAX, 1) + Usage::new(1, 1);
        assert_eq!((huge.input, huge.total()), (Some(u64::MAX), u64::MAX));
    }
}
