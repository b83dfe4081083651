//! Objects, and the structs that are flattened into them.

use super::{Inspector, Walk, readers::is_converted};
use crate::{
    decode::choose,
    error::Rule,
    schema::{Field, Object},
};

/// What an object may hold.
struct Keys<'k> {
    tags: &'k [&'k str],
    fields: &'static [Field],
    deny_unknown_fields: bool,
}

impl Inspector<'_> {
    pub(super) fn object(&mut self, object: &Object, tags: &[&str]) -> Walk {
        if !self.expect(b'{', "an object")? {
            return Ok(());
        }
        let (start, found) = (self.cursor.position(), self.found.len());
        let Object { fields, deny_unknown_fields } = *object;
        let around = self.converted;
        self.converted |= fields.iter().any(|field| field.flattened && is_converted(field));
        self.keys(&Keys { tags, fields, deny_unknown_fields })?;
        if (self.reads() || self.judges()) && fields.iter().any(|field| field.flattened) {
            let mut text = self.cursor.since(start).to_owned();
            for tag in tags {
                // The type beside a tag may deny keys that it does not know.
                text = choose::without(&text, tag)?;
            }
            if self.found.len() == found {
                self.read_flattened(fields, &text);
            }
            if self.judges() {
                self.judge_flattened(fields, &text);
            }
        }
        self.converted = around;
        Ok(())
    }

    fn keys(&mut self, keys: &Keys<'_>) -> Walk {
        let mut seen: Vec<&str> = Vec::new();
        self.members(|inspector, key| {
            if let Some(tag) = keys.tags.iter().find(|tag| **tag == key) {
                inspector.once(&mut seen, tag);
                return inspector.cursor.value().map(drop);
            }
            let within = inspector.within.len();
            let Some(field) = choose::field(keys.fields, key, &mut inspector.within) else {
                if keys.deny_unknown_fields {
                    inspector.report(Rule::Unknown, "this key is not expected here");
                }
                return inspector.cursor.value().map(drop);
            };
            inspector.once(&mut seen, field.key);
            inspector.field(field)?;
            inspector.within.truncate(within);
            Ok(())
        })?;
        choose::each_field(keys.fields, &mut |field| {
            let filled_in = field.defaulted || field.takes_missing();
            if !filled_in && !seen.contains(&field.key) {
                self.report(Rule::Missing, format_args!("the key `{}` is missing", field.key));
            }
        });
        Ok(())
    }

    /// Keeps in mind that this key was there, and says so when it was there before.
    pub(super) fn once<'k>(&mut self, seen: &mut Vec<&'k str>, key: &'k str) {
        if seen.contains(&key) {
            self.report(Rule::Duplicate, "stands twice");
        }
        seen.push(key);
    }
}
