//! Which variant was meant, and what is wrong with it.

use std::fmt;

use super::{
    Inspector, Walk,
    words::{Step, excerpt, noun},
};
use crate::{
    decode::{
        arms::{self, Arm, Side},
        choose,
        cursor::{Broken, Cursor},
        elements::Elements,
    },
    error::Rule,
    schema::{Content, Object, Tagging, Variant},
};

impl Inspector<'_> {
    pub(super) fn variant(&mut self, tagging: Tagging, variants: &'static [Variant]) -> Walk {
        let tag = match tagging {
            Tagging::External => return self.external(variants),
            Tagging::Untagged => return self.untagged(variants),
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => tag,
        };
        if !self.expect(b'{', "an object")? {
            return Ok(());
        }
        let Some(name) = choose::member(self.cursor, tag)? else {
            self.report(Rule::Missing, format_args!("the key `{tag}` is missing"));
            return self.cursor.value().map(drop);
        };
        let Some(variant) = self.named(Step(tag), name, variants)? else {
            return self.cursor.value().map(drop);
        };
        let tags = [tag];
        match (tagging, &variant.content) {
            (Tagging::Adjacent { content: key, .. }, content) => {
                let mut seen = Vec::new();
                self.members(|inspector, found| {
                    if let Some(known) = [tag, key].into_iter().find(|known| *known == found) {
                        inspector.once(&mut seen, known);
                    }
                    if found == key {
                        return inspector.content(content);
                    }
                    inspector.cursor.value().map(drop)
                })?;
                let filled_in = match content {
                    Content::Newtype(field) => field.takes_missing(),
                    other => matches!(other, Content::Unit),
                };
                if !filled_in && !seen.contains(&key) {
                    self.report(Rule::Missing, format_args!("the key `{key}` is missing"));
                }
                Ok(())
            }
            (_, Content::Newtype(field)) => self.beside_tag(field, tag),
            (_, Content::Struct(object)) => self.object(object, &tags),
            _ => self.object(&Object { fields: &[], deny_unknown_fields: false }, &tags),
        }
    }

    /// The variant that a JSON string names, or a violation.
    fn named(
        &mut self,
        step: impl fmt::Display,
        name: &str,
        variants: &'static [Variant],
    ) -> Result<Option<&'static Variant>, Broken> {
        if !name.starts_with('"') {
            self.at(step, |inspector| {
                inspector.mismatch(name, "the name of a variant");
                Ok(())
            })?;
            return Ok(None);
        }
        let text = Cursor::new(name).string()?;
        let variant = choose::variant(variants, &text);
        if variant.is_none() {
            let known = names(variants);
            self.at(step, |inspector| {
                let name = excerpt(name);
                inspector.report(Rule::Value, format_args!("{name} is none of {known}"));
                Ok(())
            })?;
        }
        Ok(variant)
    }

    fn external(&mut self, variants: &'static [Variant]) -> Walk {
        if self.cursor.peek() == Some(b'"') {
            let value = self.cursor.value()?;
            if let Some(variant) = self.named("", value, variants)?
                && !matches!(variant.content, Content::Unit)
            {
                let name = variant.name;
                self.report(
                    Rule::Type,
                    format_args!(
                        "`{name}` alone, where an object with the key `{name}` is expected"
                    ),
                );
            }
            return Ok(());
        }
        if !self.expect(b'{', "the name of a variant, or an object with that key")? {
            return Ok(());
        }
        let mut count = 0;
        self.members(|inspector, key| {
            count += 1;
            match choose::variant(variants, key) {
                Some(variant) => inspector.content(&variant.content),
                None => {
                    inspector.report(Rule::Unknown, "no variant has this name");
                    inspector.cursor.value().map(drop)
                }
            }
        })?;
        if count != 1 {
            self.report(
                Rule::Type,
                format_args!("{count} keys where the name of one variant is expected"),
            );
        }
        Ok(())
    }

    /// What is wrong with the arm that was meant, as far as that can be told.
    fn untagged(&mut self, variants: &'static [Variant]) -> Walk {
        let nearest = match arms::choose(variants, self.cursor, Side::Wire, &self.within)? {
            Arm::Fitting(variant) => {
                let around = std::mem::replace(&mut self.untagged, true);
                let walk = self.content(&variant.content);
                self.untagged = around;
                return walk;
            }
            Arm::Nearest(nearest) => nearest,
        };
        let mut ahead = self.cursor;
        let value = ahead.value()?;
        let (noun, known) = (noun(value), names(variants));
        match nearest {
            Some(variant) => {
                let name = variant.name;
                self.report(
                    Rule::Type,
                    format_args!("{noun} fits none of {known}; next to it is `{name}`"),
                );
                self.content(&variant.content)
            }
            None => {
                self.report(Rule::Type, format_args!("{noun} fits none of {known}"));
                self.cursor.value().map(drop)
            }
        }
    }

    fn content(&mut self, content: &'static Content) -> Walk {
        match content {
            Content::Newtype(field) => self.field(field),
            Content::Struct(object) => self.object(object, &[]),
            Content::Tuple(fields) => self.tuple(Elements::Fields(fields)),
            Content::Unit => {
                let value = self.cursor.value()?;
                if value != "null" {
                    self.mismatch(value, "`null`");
                }
                Ok(())
            }
        }
    }
}

/// The first twelve: nobody reads more.
fn names(variants: &[Variant]) -> String {
    let known: Vec<_> =
        variants.iter().take(12).map(|variant| format!("`{}`", variant.name)).collect();
    let more = if variants.len() > known.len() { ", …" } else { "" };
    known.join(", ") + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_names_are_told() {
        let variants = "ABCDEFGHIJKLM".split("").filter(|name| !name.is_empty()).map(|name| {
            Variant { name, aliases: &[], description: None, other: false, content: Content::Unit }
        });
        let variants: Vec<_> = variants.collect();
        let twelve = "`A`, `B`, `C`, `D`, `E`, `F`, `G`, `H`, `I`, `J`, `K`, `L`";
        assert_eq!(names(&variants[..1]), "`A`");
        assert_eq!(names(&variants[..12]), twelve);
        assert_eq!(names(&variants), format!("{twelve}, …"));
    }
}
