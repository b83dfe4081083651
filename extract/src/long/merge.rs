use std::{collections::HashMap, fmt, hash::Hash, ops::Range};

use super::{Part, Parts, align::align};

/// The lists of all parts as one: see [`Parts::merge`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[must_use = "it may have doubts"]
pub struct Merged<L> {
    /// The items, in the order of the text.
    pub items: Vec<L>,
    /// What could not be merged beyond doubt. Empty: every part has a value, and where neighbours have an
    /// item in common, they agree on all around it. Neighbours with none in common are not compared.
    pub doubts: Vec<Doubt<L>>,
}

/// What could not be merged beyond doubt. Parts and items are counted from 0.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Doubt<L> {
    /// Two parts give an item of the same key, and not the same item. The one in `items` comes from the part
    /// that shows more around it.
    Differs {
        /// Of the item that was kept.
        item: usize,
        /// What the other part gives.
        other: L,
        /// That part.
        part: usize,
    },
    /// An item at the edge of its part that meets none of its neighbour, which shows that place whole: half an
    /// item, it seems. It is not among `items`.
    Half {
        /// What the part gives.
        other: L,
        /// That part.
        part: usize,
        /// Before which of `items` it would stand.
        before: usize,
    },
    /// An item that only one of two parts gives which show its place. It is among `items`.
    Once {
        /// The item.
        item: usize,
        /// The part that gives it.
        part: usize,
    },
    /// Items with the same key that are not taken for one: the document has it more than once, or a part has
    /// not kept to the order of the text. All are among `items`.
    Repeated {
        /// The items, two or more.
        items: Vec<usize>,
    },
    /// A part without a value. Its items are missing, but for those that its neighbours show.
    Unread {
        /// The part.
        part: usize,
        /// The bytes of the text that no part with a value shows.
        range: Range<usize>,
    },
}

impl<T> Parts<T> {
    /// Joins a list of all parts, in the order of the text. The lists are taken out of the parts, so that a
    /// second merge finds none: [`retry`](super::Splitting::retry) what failed before the first one.
    ///
    /// ```
    /// # #[derive(Debug, PartialEq, serde::Deserialize, extract::Extract)]
    /// # struct Line { number: u32, cents: u32 }
    /// # #[derive(serde::Deserialize, extract::Extract)]
    /// # struct Page { account: Option<String>, lines: Vec<Line> }
    /// # async fn run(pages: extract::long::Splitting<Page>, text: &str) -> Result<(), extract::Error> {
    /// let mut parts = pages.extract(text).await?;
    /// let lines = parts.merge(|page| &mut page.lines, |line| line.number);
    /// for doubt in &lines.doubts {
    ///     eprintln!("{doubt}");
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Neighbours overlap, so that items stand in both. They are told by their key: the end of one list is
    /// laid over the beginning of the next so that most keys meet, in order, and each item that meets is
    /// one. A key needs to tell an item from those around it: a number, or a date with an amount. It need
    /// not be unique: equal items in one part are two, and so are those that do not meet.
    ///
    /// - An item that meets and differs is taken from the part in which more items stand between it and the
    ///   cut; if that is the same, from the later part, since what a cut takes of an item at the end of a
    ///   part is most often not its key. The other one is [`Doubt::Differs`].
    /// - An item at the edge that does not meet, where others around it do, is [`Doubt::Half`].
    /// - Any other that does not meet where it should is kept: [`Doubt::Once`].
    /// - Next to a part that failed nothing can meet: what its edge cuts stays as it came.
    ///
    /// What a model makes up of half an item, under another key, can only be told where something else meets:
    /// let the overlap be longer than two items and what stands between them.
    pub fn merge<L, K>(
        &mut self,
        list: impl Fn(&mut T) -> &mut Vec<L>,
        key: impl Fn(&L) -> K,
    ) -> Merged<L>
    where
        L: PartialEq,
        K: Eq + Hash,
    {
        let mut merging = Merging::default();
        let mut keys = HashMap::new();
        let mut before: Option<&Part<T>> = None;
        for (number, part) in self.parts.iter_mut().enumerate() {
            let overlaps = before.is_some_and(|before| part.range.start < before.range.end);
            if let Ok(found) = &mut part.result {
                let items = std::mem::take(list(&mut found.value));
                let key = |item: &L| {
                    let next = keys.len() as u32;
                    *keys.entry(key(item)).or_insert(next)
                };
                merging.add(number, items, key, overlaps);
            }
            before = Some(part).filter(|part| part.result.is_ok()).map(|part| &*part);
        }
        let unread = self.unread();
        merging.end(unread)
    }

    /// The parts without a value, and the bytes that no other part shows.
    fn unread<L>(&self) -> Vec<Doubt<L>> {
        let is_read = |part: &&Part<T>| part.result.is_ok();
        let parts = self.parts.iter().enumerate().filter(|(_, part)| part.result.is_err());
        let doubt = |(number, part): (usize, &Part<T>)| {
            let earlier = number.checked_sub(1).and_then(|before| self.parts.get(before));
            let later = self.parts.get(number + 1);
            let start = earlier.filter(is_read).map_or(part.range.start, |part| part.range.end);
            let end = later.filter(is_read).map_or(part.range.end, |part| part.range.start);
            Doubt::Unread { part: number, range: start..end.max(start) }
        };
        parts.map(doubt).collect()
    }
}

/// What was merged so far.
struct Merging<L> {
    slots: Vec<Slot<L>>,
    /// The keys of the part before.
    keys: Vec<u32>,
    /// Its number.
    part: usize,
}

impl<L> Default for Merging<L> {
    fn default() -> Self {
        Self { slots: Vec::new(), keys: Vec::new(), part: 0 }
    }
}

/// An item of the merged list, or what stands aside there.
struct Slot<L> {
    item: L,
    key: u32,
    part: usize,
    /// Its place in the list of the last part that gave it.
    at: usize,
    last: usize,
    /// The version that was not kept, and its part.
    others: Vec<(L, usize)>,
    standing: Standing,
}

/// How an item stands to the parts beside its own.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    /// No other part shows its place.
    Alone,
    /// Another part gives it as well.
    Met,
    /// Another part shows its place, and does not give it.
    Once,
    /// So it is, and it stands at the edge of its own.
    Half,
}

impl<L: PartialEq> Merging<L> {
    /// Adds the list of the next part.
    fn add(&mut self, part: usize, items: Vec<L>, key: impl FnMut(&L) -> u32, overlaps: bool) {
        let keys: Vec<u32> = items.iter().map(key).collect();
        let pairs = if overlaps { align(&self.keys, &keys) } else { Vec::new() };
        let rest = self.behind(pairs.first().map(|(first, _)| *first));
        let shown = pairs.last().map_or(0, |(_, last)| *last);
        let items = items.into_iter().zip(keys.iter().copied()).enumerate();
        let mut new = items.map(|(at, (item, key))| Slot::new(item, key, part, at, shown));
        let mut pairs = pairs.into_iter().peekable();
        let given = self.keys.len();
        for mut slot in rest {
            let is_own = slot.last == self.part;
            match pairs.next_if(|(earlier, _)| is_own && *earlier == slot.at) {
                Some((earlier, later)) => {
                    for next in new.by_ref() {
                        if next.at == later {
                            slot.meet(next, given - 1 - earlier);
                            break;
                        }
                        self.slots.push(next);
                    }
                }
                None if is_own => slot.miss(given),
                None => {}
            }
            self.slots.push(slot);
        }
        self.slots.extend(new);
        (self.keys, self.part) = (keys, part);
    }

    /// Takes out what stands from this item of the part before.
    fn behind(&mut self, first: Option<usize>) -> Vec<Slot<L>> {
        let is_first = |slot: &Slot<L>| slot.last == self.part && Some(slot.at) == first;
        let from = self.slots.iter().position(is_first);
        self.slots.split_off(from.unwrap_or(self.slots.len()))
    }

    fn end(self, unread: Vec<Doubt<L>>) -> Merged<L> {
        let mut merged = Merged { items: Vec::new(), doubts: Vec::new() };
        let mut same: HashMap<u32, Vec<usize>> = HashMap::new();
        for slot in self.slots {
            let Slot { item, key, part, others, standing, .. } = slot;
            let place = merged.items.len();
            match standing {
                Standing::Half => {
                    merged.doubts.push(Doubt::Half { other: item, part, before: place });
                    continue;
                }
                Standing::Once => merged.doubts.push(Doubt::Once { item: place, part }),
                Standing::Alone | Standing::Met => {}
            }
            let others = others.into_iter();
            merged.doubts.extend(others.map(|(other, part)| Doubt::Differs {
                item: place,
                other,
                part,
            }));
            same.entry(key).or_default().push(place);
            merged.items.push(item);
        }
        let mut repeated: Vec<_> = same.into_values().filter(|items| items.len() > 1).collect();
        repeated.sort();
        merged.doubts.extend(repeated.into_iter().map(|items| Doubt::Repeated { items }));
        merged.doubts.extend(unread);
        merged
    }
}

impl<L: PartialEq> Slot<L> {
    /// An item of a part whose first items, so many, stand where the part before is shown too.
    fn new(item: L, key: u32, part: usize, at: usize, shown: usize) -> Self {
        let standing = match at {
            _ if at >= shown => Standing::Alone,
            0 => Standing::Half,
            _ => Standing::Once,
        };
        Self { item, key, part, at, last: part, others: Vec::new(), standing }
    }

    /// The same item in the next part, of which so many items follow in the part before.
    fn meet(&mut self, later: Self, follow: usize) {
        if self.item != later.item {
            let keeps_later = later.at >= follow;
            let (other, part) = if keeps_later {
                let other = std::mem::replace(&mut self.item, later.item);
                (other, std::mem::replace(&mut self.part, later.part))
            } else {
                (later.item, later.part)
            };
            self.others.push((other, part));
        }
        (self.at, self.last) = (later.at, later.last);
        self.standing = Standing::Met;
    }

    /// The next part shows its place, and does not give it.
    fn miss(&mut self, given: usize) {
        self.standing = match self.standing {
            Standing::Met => return,
            Standing::Half => Standing::Half,
            _ if self.at + 1 == given => Standing::Half,
            _ => Standing::Once,
        };
    }
}

impl<L> fmt::Display for Doubt<L> {
    /// What is in doubt, without the items themselves.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs { item, part, .. } => {
                write!(f, "item {item} is another one in part {part}")
            }
            Self::Half { part, before, .. } => {
                write!(f, "part {part} has half an item at its edge, before item {before}")
            }
            Self::Once { item, part } => {
                write!(
                    f,
                    "item {item} is only in part {part}, and its neighbour shows the same text"
                )
            }
            Self::Repeated { items } => write!(f, "the items {items:?} have the same key"),
            Self::Unread { part, range } => {
                write!(
                    f,
                    "part {part} has no value, bytes {} to {} are unread",
                    range.start, range.end
                )
            }
        }
    }
}

#[cfg(test)]
mod tests;
