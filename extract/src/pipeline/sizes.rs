//! What many documents are expected to cost, from what some of them did.
//!
//! Documents are put into classes by their size, each up to twice as large as the one before. Within a class
//! the tokens of those that were asked tell those of the others, in proportion to their sizes. So neither a
//! few long documents among many short ones nor answers that follow their documents lead astray.

use std::collections::BTreeMap;

use super::bill::Bill;
use crate::{Money, Prices};

/// Documents by their size.
#[derive(Default)]
pub(super) struct Sizes {
    classes: BTreeMap<u32, Class>,
    /// Tokens that were estimated for all that is not the document itself.
    around: f64,
}

/// Documents of about the same size.
#[derive(Default)]
struct Class {
    /// Those that would be asked for.
    count: f64,
    size: f64,
    seen: Seen,
}

/// What was paid for some documents.
#[derive(Clone, Copy)]
struct Seen {
    count: f64,
    size: f64,
    input: f64,
    output: f64,
    /// In millionths of a millionth of a dollar; `None` if one of them is not known.
    cost: Option<f64>,
}

impl Default for Seen {
    fn default() -> Self {
        Self { count: 0.0, size: 0.0, input: 0.0, output: 0.0, cost: Some(0.0) }
    }
}

/// What is expected of those that would be asked for.
#[derive(Debug, PartialEq)]
pub(super) struct Expected {
    pub(super) input: u64,
    pub(super) output: Option<u64>,
    pub(super) cost: Option<Money>,
}

/// The class of a document whose text has about so many tokens.
pub(super) fn class_of(size: f64) -> u32 {
    (size.max(1.0) as u64).ilog2()
}

impl Sizes {
    /// `around` are the tokens that every request has beside its document.
    pub(super) fn new(around: f64) -> Self {
        Self { around, ..Self::default() }
    }

    /// A document that would be asked for.
    pub(super) fn add(&mut self, size: f64) {
        let class = self.classes.entry(class_of(size)).or_default();
        class.count += 1.0;
        class.size += size.max(1.0);
    }

    /// One that would not be asked for any more.
    pub(super) fn remove(&mut self, size: f64) {
        let class = self.classes.entry(class_of(size)).or_default();
        class.count -= 1.0;
        class.size -= size.max(1.0);
    }

    /// What one has cost, if the server told it.
    pub(super) fn saw(&mut self, size: f64, bill: &Bill<'_>, prices: &Prices) {
        let (Some(input), Some(output)) = (bill.usage.input, bill.usage.output) else { return };
        let seen = &mut self.classes.entry(class_of(size)).or_default().seen;
        seen.count += 1.0;
        seen.size += size.max(1.0);
        seen.input += input as f64;
        seen.output += output as f64;
        let cost = bill.cost(prices).map(|cost| cost.picodollars() as f64);
        seen.cost = seen.cost.zip(cost).map(|(all, cost)| all + cost);
    }

    /// How many of each class are to be asked, so that each is seen and those that matter most are seen most.
    pub(super) fn shares(&self, sample: usize) -> BTreeMap<u32, usize> {
        let mut shares: BTreeMap<u32, usize> = BTreeMap::new();
        for _ in 0..sample {
            let open = self.classes.iter().filter_map(|(name, class)| {
                let share = shares.get(name).copied().unwrap_or(0);
                let is_open = (share as f64) < class.count;
                // Each class once, before a larger one is seen again that has less than 20 times its share.
                is_open.then(|| (*name, class.size / (share as f64 + 0.05)))
            });
            let Some((name, _)) = open.max_by(|left, right| left.1.total_cmp(&right.1)) else {
                break;
            };
            *shares.entry(name).or_default() += 1;
        }
        shares
    }

    pub(super) fn expected(&self) -> Expected {
        let mut all = Seen::default();
        for (name, class) in &self.classes {
            if class.count < 0.5 {
                continue;
            }
            let Some(seen) = self.nearest(*name) else {
                // Nobody was asked: what is sent can be counted all the same.
                all.input += class.size + class.count * self.around;
                continue;
            };
            let factor = class.size / seen.size;
            all.count += class.count;
            all.input += seen.input * factor;
            all.output += seen.output * factor;
            all.cost = all.cost.zip(seen.cost).map(|(all, cost)| all + cost * factor);
        }
        let is_told = all.count > 0.0 || self.classes.values().all(|class| class.count < 0.5);
        Expected {
            input: all.input.round() as u64,
            output: is_told.then_some(all.output.round() as u64),
            cost: all
                .cost
                .filter(|_| is_told)
                .map(|cost| Money::of_picodollars(cost.round() as u128)),
        }
    }

    /// What was seen of this class, or of the one that is nearest to it.
    fn nearest(&self, name: u32) -> Option<&Seen> {
        let seen = self.classes.iter().filter(|(_, class)| class.seen.count > 0.0);
        seen.min_by_key(|(other, _)| other.abs_diff(name)).map(|(_, class)| &class.seen)
    }
}
