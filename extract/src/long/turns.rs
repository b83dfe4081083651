//! Page after page: what is asked for next, and when it ends.

use super::{PageReport, given::Given};
use crate::error::Evidence;

/// Pages in a row with nothing new, after which the list is given up.
const IN_VAIN: usize = 2;

/// A list that is asked for page by page.
pub(super) struct Turns {
    pub(super) given: Given,
    pub(super) reports: Vec<PageReport>,
    pub(super) expected: Option<u64>,
    /// What is known of all requests so far.
    pub(super) known: Evidence,
    /// The value around the list.
    pub(super) head: Option<String>,
    /// How many items are asked for next.
    asked: usize,
    most_pages: usize,
    /// Pages in a row that brought nothing new.
    in_vain: usize,
    next: Next,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// There is more.
    Go,
    /// There is no more, but there should be.
    Doubt,
    End,
}

impl Turns {
    pub(super) fn new(asked: usize, most_pages: usize) -> Self {
        Self {
            given: Given::default(),
            reports: Vec::new(),
            expected: None,
            known: Evidence::default(),
            head: None,
            asked,
            most_pages,
            in_vain: 0,
            next: Next::Go,
        }
    }

    /// Adds what is known of a further request.
    pub(super) fn learn(&mut self, known: Evidence) {
        self.known = known.after(std::mem::take(&mut self.known));
        // Of a part of the answer.
        self.known.logprobs.clear();
        self.known.partial = None;
    }

    /// Takes a page that is whole.
    pub(super) fn page(&mut self, items: &[&str], more: bool, total: Option<u64>) {
        self.expected = total.or(self.expected);
        let new = self.add(items, total, false);
        let lacks = self.expected.is_some_and(|expected| expected > self.given.len() as u64);
        self.next = match self.next {
            _ if more => Next::Go,
            Next::Doubt if new == 0 => Next::End,
            _ if lacks => Next::Doubt,
            _ => Next::End,
        };
    }

    /// Takes what there is of a page that was cut off. False when the next one can be no smaller.
    pub(super) fn cut_page(&mut self, items: &[&str]) -> bool {
        let smallest = self.asked == 1 && items.is_empty();
        self.add(items, None, true);
        self.asked = (self.asked / 2).max(1);
        self.next = Next::Go;
        !smallest
    }

    fn add(&mut self, items: &[&str], total: Option<u64>, is_cut: bool) -> usize {
        let new = self.given.add(items);
        let (came, repeated) = (items.len(), items.len() - new);
        self.reports.push(PageReport { asked: self.asked, came, repeated, total, is_cut });
        // A page that was cut before its first item is asked for again, smaller.
        let is_vain = new == 0 && !(is_cut && items.is_empty());
        self.in_vain = if is_vain { self.in_vain + 1 } else { 0 };
        new
    }

    /// Whether it was given up, though there is more.
    pub(super) fn is_endless(&self) -> bool {
        self.next == Next::Go
    }

    /// What is to be asked now; nothing at the end of the list, and when it is given up.
    pub(super) fn next(&self, path: &str) -> Option<String> {
        let is_over = self.next == Next::End;
        if is_over || self.in_vain >= IN_VAIN || self.reports.len() >= self.most_pages {
            return None;
        }
        let list =
            if path.is_empty() { "the list".to_owned() } else { format!("the list `{path}`") };
        let (asked, count) = (self.asked, self.given.len());
        let mut wanted = match count {
            0 => format!("Give the first {asked} items of {list}, or all if there are fewer."),
            _ => format!(
                "Of {list}, {count} items have been given, up to these:\n{}\nGive the next {asked} items that follow them in the text, or all that are left if there are fewer.",
                self.given.last(),
            ),
        };
        if self.in_vain > 0 && count > 0 {
            wanted += " Your answer before gave no new items.";
        }
        if let (Next::Doubt, Some(expected)) = (self.next, self.expected) {
            wanted += &format!(
                " You said that there are {expected} in all: look for those that are missing."
            );
        }
        Some(wanted)
    }
}
