use std::collections::BTreeMap;

/// Characters of a name that are kept.
const LONGEST: usize = 200;

/// Figures by name, for so many names at most: what comes under further ones is only counted.
#[derive(Clone, Debug)]
pub(super) struct Tally<V> {
    by_name: BTreeMap<String, V>,
    most: usize,
    /// How often a name came for which there was no room.
    pub(super) others: u64,
}

impl<V: Default> Tally<V> {
    pub(super) fn new(most: usize) -> Self {
        Self { by_name: BTreeMap::new(), most, others: 0 }
    }

    /// The figure under this name, if there is room for it.
    pub(super) fn of(&mut self, name: &str) -> Option<&mut V> {
        let end = name.char_indices().nth(LONGEST).map_or(name.len(), |(end, _)| end);
        let name = name.get(..end).unwrap_or_default();
        if !self.by_name.contains_key(name) {
            if self.by_name.len() >= self.most {
                self.others += 1;
                return None;
            }
            self.by_name.insert(name.to_owned(), V::default());
        }
        self.by_name.get_mut(name)
    }

    /// In the order of names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.by_name.iter().map(|(name, figure)| (name.as_str(), figure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_most_are_counted_together() {
        let mut tally = Tally::<u64>::new(2);
        for name in ["b", "a", "c", "a", "d", "b", "b"] {
            if let Some(count) = tally.of(name) {
                *count += 1;
            }
        }
        let counts: Vec<_> = tally.iter().map(|(name, count)| (name, *count)).collect();
        assert_eq!((counts, tally.others), (vec![("a", 2), ("b", 3)], 2));
    }

    #[test]
    fn a_long_name_is_kept_in_part() {
        let mut tally = Tally::<u64>::new(2);
        assert!(tally.of(&"\u{e4}".repeat(10_000)).is_some());
        assert_eq!(
            tally.iter().map(|(name, _)| name.chars().count()).collect::<Vec<_>>(),
            [LONGEST]
        );
    }
}
