//! Lists, and what stands as a list or an object in place of a map or a tuple.

use std::collections::HashSet;

use super::{Inspector, Walk};
use crate::{
    decode::{choose, elements::Elements},
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
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| inspector.value(items, &Bounds::NONE))?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        let least = exactly.or(bounds.min_items);
        let most = exactly.or(bounds.max_items);
        self.count(count, least, most);
        Ok(())
    }

    pub(super) fn map(&mut self, values: &'static Node, bounds: &Bounds) -> Walk {
        if !self.expect(b'[', "a list of `key` and `value`")? {
            return Ok(());
        }
        let mut keys = HashSet::new();
        let mut count = 0;
        let mut more = self.cursor.open(b'[', b']')?;
        while more {
            self.at(format_args!("[{count}]"), |inspector| inspector.entry(values, &mut keys))?;
            count += 1;
            more = self.cursor.another(b']')?;
        }
        self.count(count, bounds.min_items, bounds.max_items);
        Ok(())
    }

    fn entry(&mut self, values: &'static Node, keys: &mut HashSet<String>) -> Walk {
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
                let key = inspector.cursor.string()?.into_owned();
                if keys.contains(&key) {
                    inspector.report(
                        Rule::Duplicate,
                        format_args!("the key `{key}` stands twice in the map"),
                    );
                }
                keys.insert(key);
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

    pub(super) fn tuple(&mut self, elements: Elements) -> Walk {
        if !self.expect(b'{', "an object with the keys `_0`, `_1`, …")? {
            return Ok(());
        }
        let mut seen = vec![false; elements.len()];
        self.members(|inspector, key| {
            let position = choose::position(key);
            let element = position.and_then(|position| elements.get(position));
            let seen = position.and_then(|position| seen.get_mut(position));
            let (Some((node, bounds)), Some(seen)) = (element, seen) else {
                inspector.report(Rule::Unknown, "this key is not expected here");
                return inspector.cursor.value().map(drop);
            };
            if std::mem::replace(seen, true) {
                inspector.report(Rule::Duplicate, "stands twice");
            }
            inspector.value(node, bounds)
        })?;
        for (position, _) in seen.iter().enumerate().filter(|(_, seen)| !**seen) {
            self.report(Rule::Missing, format_args!("the key `_{position}` is missing"));
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
}
