use std::fmt;

use crate::{Error, Extraction, error::Evidence};

/// A value whose list was asked for page by page: see [`Extractor::paged`](crate::Extractor::paged).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "its count may be in doubt"]
pub struct Paged<T> {
    /// The value with all items in its list. Usage, tries and time are those of all requests together, and
    /// `raw` is the text that was put together from the pages.
    pub found: Extraction<T>,
    /// How many items it has.
    pub count: usize,
    /// How many it should have, in the last word of the model; `None` if it never said.
    pub expected: Option<u64>,
    /// Every page that was asked for, in order.
    pub pages: Vec<PageReport>,
}

impl<T> Paged<T> {
    /// Whether as many items came as there should be. A model that cannot tell the number is believed that
    /// there are no more.
    pub fn count_agrees(&self) -> bool {
        self.expected.is_none_or(|expected| expected == self.count as u64)
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        self.found.value
    }
}

/// What came of one request for the next items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PageReport {
    /// How many items were asked for.
    pub asked: usize,
    /// How many came.
    pub came: usize,
    /// How many of them were given before, and left out.
    pub repeated: usize,
    /// How many items the text has, as the model said with this page.
    pub total: Option<u64>,
    /// Whether the answer was cut off; its finished items count.
    pub is_cut: bool,
}

/// A list that did not come to its end, with what came of it: see [`Paging::extract`](super::Paging::extract).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Unfinished<L> {
    /// Why it did not, with what is known of the request that failed, if one did.
    pub error: Error,
    /// The items that came before that.
    pub items: Vec<L>,
    /// The value around the list, in its strict shape, if there is one and it came.
    pub head: Option<String>,
    /// How many items there should be, in the last word of the model.
    pub expected: Option<u64>,
    /// Every page that was asked for, in order.
    pub pages: Vec<PageReport>,
    pub(super) evidence: Box<Evidence>,
}

impl<L> Unfinished<L> {
    /// What is known of all requests together: cost, tries, and answers that were no value.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

impl<L> From<Unfinished<L>> for Error {
    /// The error without the items, with what is known of all requests together.
    fn from(unfinished: Unfinished<L>) -> Self {
        unfinished.error.with_evidence(*unfinished.evidence)
    }
}

impl<L> fmt::Display for Unfinished<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "after {} items of the list: {}", self.items.len(), self.error)
    }
}

impl<L: fmt::Debug> std::error::Error for Unfinished<L> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}
