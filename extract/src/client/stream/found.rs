//! The items that were found in an answer, and what is wrong with them.

use std::collections::VecDeque;

use super::{super::place::Place, rows::Rows};
use crate::{
    Error, Extract, decode,
    error::{Evidence, InvalidAnswer, Violation},
};

/// The items of one list.
pub(super) struct Found<L> {
    pub(super) rows: Rows,
    pub(super) place: Place,
    pub(super) ready: VecDeque<Result<L, Error>>,
    /// Which of them were bad.
    bad: Vec<usize>,
    /// How many were seen in this text.
    pub(super) count: usize,
    /// How many of them had been seen before.
    known: usize,
    /// Whether the text stopped to be JSON.
    is_broken: bool,
}

impl<L: Extract> Found<L> {
    pub(super) fn at(place: Place) -> Self {
        Self {
            rows: Rows::at(place.keys.clone()),
            place,
            ready: VecDeque::new(),
            bad: Vec::new(),
            count: 0,
            known: 0,
            is_broken: false,
        }
    }

    /// Another text begins.
    pub(super) fn restart(&mut self) {
        self.rows.restart();
        self.bad.clear();
        self.count = 0;
        self.known = 0;
        self.is_broken = false;
    }

    /// Reads on.
    pub(super) fn read(&mut self, text: &str) {
        let Self { rows, place, ready, bad, count, known, is_broken } = self;
        let pushed = rows.push(text, |item| {
            let index = *count;
            *count += 1;
            if index < *known {
                return;
            }
            let path = format!("{}[{index}]", place.path);
            ready.push_back(decode::decode_item(item, &path).map_err(|violations| {
                bad.push(index);
                InvalidAnswer::new(violations, item.to_owned(), Evidence::default()).into()
            }));
        });
        *is_broken |= pushed.is_err();
    }

    /// Reads what stands behind a fence or thoughts, in an answer that was taken all the same.
    pub(super) fn catch_up(&mut self, raw: &str) {
        if let Some(bare) = decode::bare_json(raw).filter(|_| self.is_broken) {
            self.rows.restart();
            self.known = std::mem::take(&mut self.count);
            self.read(bare.text);
        }
    }

    /// The error at the end without what was said of items; `None` if nothing is left of it.
    pub(super) fn untold(&self, error: Error) -> Option<Error> {
        let Error::Invalid(answer) = &error else {
            return Some(error);
        };
        let is_untold = |violation: &&Violation| match self.item_of(violation) {
            Some(item) => self.bad.binary_search(&item).is_err(),
            None => true,
        };
        let untold: Vec<_> = answer.violations().iter().filter(is_untold).cloned().collect();
        if untold.is_empty() {
            return None;
        }
        let (raw, evidence) = (answer.raw().to_owned(), answer.evidence().clone());
        Some(InvalidAnswer::new(untold, raw, evidence).into())
    }

    /// The item that this is said of.
    fn item_of(&self, violation: &Violation) -> Option<usize> {
        let inside = violation.path().strip_prefix(&*self.place.path)?.strip_prefix('[')?;
        inside.split(']').next()?.parse().ok()
    }
}
