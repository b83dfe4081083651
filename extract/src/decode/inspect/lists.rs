//! What stands in a list on the wire: the items of lists, and the entries of maps.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use super::{Inspector, Walk, nesting, unique, words::excerpt};
use crate::{
    error::Rule,
    schema::{Bounds, Node},
};

impl Inspector<'_> {
    pub(super) fn array(
        &mut self,
        items: &'static Node,
        exactly: Option<u32>,
        bounds: &Bounds,
    ) -> Walk {
        if !self.expect(b'[', "a list")? {
            return Ok(());
        }
        let mut count = 0;
        let mut items_seen = HashMap::new();
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| {
                inspector.cursor.peek();
                let start = inspector.cursor.position();
                inspector.value(items, &Bounds::NONE)?;
                if bounds.unique {
                    inspector.once_in_list(&mut items_seen, count, start)?;
                }
                Ok(())
            })?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        let least = exactly.or(bounds.min_items);
        let most = exactly.or(bounds.max_items);
        self.count(count, least, most);
        Ok(())
    }

    /// The violations of its items stand in the value, as does what could be read.
    pub(super) fn lenient(&mut self, bounds: &Bounds) -> Walk {
        if !self.expect(b'[', "a list")? {
            return Ok(());
        }
        if self.cursor.nests_too_deep() {
            self.found.push(nesting());
        }
        let mut seen = HashMap::new();
        let mut count = 0;
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| {
                inspector.cursor.peek();
                let start = inspector.cursor.position();
                inspector.cursor.value()?;
                if bounds.unique { inspector.once_in_list(&mut seen, count, start) } else { Ok(()) }
            })?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        self.count(count, bounds.min_items, bounds.max_items);
        Ok(())
    }

    /// Keeps the item that began at `start` in mind, and says so when an equal one was there before.
    fn once_in_list(
        &mut self,
        seen: &mut HashMap<String, usize>,
        position: usize,
        start: usize,
    ) -> Walk {
        let item = self.cursor.since(start);
        match seen.entry(unique::canonical(item)?) {
            Entry::Occupied(first) => {
                let (item, first) = (excerpt(item), first.get());
                self.report(
                    Rule::Unique,
                    format_args!("{item} is equal to item {first}, and no two items may be"),
                );
            }
            Entry::Vacant(place) => {
                place.insert(position);
            }
        }
        Ok(())
    }

    fn count(&mut self, count: usize, least: Option<u32>, most: Option<u32>) {
        if let Some(least) = least
            && count < least as usize
        {
            self.report(
                Rule::MinItems,
                format_args!("{count} items, at least {least} are expected"),
            );
        }
        if let Some(most) = most
            && count > most as usize
        {
            self.report(Rule::MaxItems, format_args!("{count} items, at most {most} are expected"));
        }
    }

    pub(super) fn map(
        &mut self,
        keys: &'static Node,
        values: &'static Node,
        bounds: &Bounds,
    ) -> Walk {
        if !self.expect(b'[', "a list of `key` and `value`")? {
            return Ok(());
        }
        let mut seen = HashSet::new();
        let mut count = 0;
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| {
                inspector.entry(keys, values, &mut seen)
            })?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        self.count(count, bounds.min_items, bounds.max_items);
        Ok(())
    }

    fn entry(
        &mut self,
        keys: &'static Node,
        values: &'static Node,
        seen: &mut HashSet<String>,
    ) -> Walk {
        if !self.expect(b'{', "an object of `key` and `value`")? {
            return Ok(());
        }
        let (mut has_key, mut has_value) = (false, false);
        self.members(|inspector, name| {
            let again = match name {
                "key" => std::mem::replace(&mut has_key, true),
                "value" => std::mem::replace(&mut has_value, true),
                _ => {
                    inspector.report(Rule::Unknown, "only `key` and `value` are expected");
                    return inspector.cursor.value().map(drop);
                }
            };
            if again {
                inspector.report(Rule::Duplicate, "stands twice");
                return inspector.cursor.value().map(drop);
            }
            if name == "value" {
                return inspector.value(values, &Bounds::NONE);
            }
            if inspector.expect(b'"', "a string")? {
                let mut ahead = inspector.cursor;
                let key = ahead.string()?.into_owned();
                if seen.contains(&key) {
                    inspector.report(
                        Rule::Duplicate,
                        format_args!("the key `{key}` stands twice in the map"),
                    );
                }
                seen.insert(key);
                inspector.value(keys, &Bounds::NONE)?;
            }
            Ok(())
        })?;
        for (name, present) in [("key", has_key), ("value", has_value)] {
            if !present {
                self.report(Rule::Missing, format_args!("the key `{name}` is missing"));
            }
        }
        Ok(())
    }
}
