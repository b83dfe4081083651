//! The items that were given so far.

use crate::json::compact;

/// How many of the last items the model is shown.
const SHOWN: usize = 3;

/// The items of a list, each as JSON in its strict shape, without blanks.
#[derive(Clone, Debug, Default)]
pub(super) struct Given(Vec<String>);

impl Given {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds the items of a page that are new, and says how many are.
    pub(super) fn add(&mut self, page: &[&str]) -> usize {
        let page: Vec<_> = page.iter().map(|item| compact(item)).collect();
        let repeated = self.repeated(&page);
        let new = page.len() - repeated;
        self.0.extend(page.into_iter().skip(repeated));
        new
    }

    /// How many items at the beginning of a page were given before: those that continue from one of the last
    /// items, or a whole page out of the middle.
    fn repeated(&self, page: &[String]) -> usize {
        let most = self.len().min(page.len());
        let ends_so =
            |&count: &usize| page.get(..count).is_some_and(|beginning| self.0.ends_with(beginning));
        let is_within = || page.len() > 1 && self.0.windows(page.len()).any(|given| given == page);
        match (1..=most).rev().find(ends_so) {
            Some(count) => count,
            None if is_within() => page.len(),
            None => 0,
        }
    }

    /// The last items, a line for each.
    pub(super) fn last(&self) -> String {
        let shown = self.0.get(self.len().saturating_sub(SHOWN)..).unwrap_or_default();
        shown.join("\n")
    }

    /// All of them as a list.
    pub(super) fn list(&self) -> String {
        format!("[{}]", self.0.join(","))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_before_is_not_added_again() {
        let cases: &[(&str, &str, usize)] = &[
            ("", "", 0),
            ("", "a b", 2),
            ("a b c", "d e", 2),
            ("a b c", "c d", 1),
            ("a b c", "b c d", 1),
            ("a b c", "b c", 0),
            ("a b c", "a b", 0),
            ("a b c", "a b c d", 1),
            ("a b c", "a", 1),
            ("a b c", "c", 0),
            ("a b c", "b d", 2),
            ("a a", "a a a", 1),
        ];
        for (given, page, new) in cases {
            let mut all = Given(given.split_whitespace().map(str::to_owned).collect());
            let page: Vec<_> = page.split_whitespace().collect();
            assert_eq!(all.add(&page), *new, "{given} and {page:?}");
        }
    }
}
