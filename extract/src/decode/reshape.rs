//! From the strict shapes to serde's: lists of `{key, value}` become maps, objects with the keys
//! `_0`, `_1`, … become tuples, and integers lose a fraction of zeros. Text to text, because serde
//! buffers tagged values, and a `Deserializer` around serde_json's cannot see what happens in a buffer.

use std::collections::HashSet;

use super::{
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    integer,
};
use crate::schema::{Body, Content, Definition, Field, Kind, Node, Tagging, Variant, WRAPPER};

/// The text as serde expects it. What is not in its strict shape is an error: it has no value, and
/// [`super::inspect`] says why.
pub(super) fn reshape(root: &'static Node, text: &str, wrapped: bool) -> Result<String, Broken> {
    let mut reshape = Reshape::new(text, Vec::new());
    if wrapped {
        reshape.members(|reshape, key| match key {
            WRAPPER => reshape.value(root),
            _ => reshape.cursor.value().map(drop),
        })?;
    } else {
        reshape.value(root)?;
    }
    Ok(reshape.finish(text))
}

/// The same for a part of an answer, inside these definitions.
pub(super) fn reshape_part(
    node: &'static Node,
    text: &str,
    within: &[&'static Definition],
) -> Result<String, Broken> {
    let mut reshape = Reshape::new(text, within.to_vec());
    reshape.value(node)?;
    Ok(reshape.finish(text))
}

struct Reshape<'a> {
    cursor: Cursor<'a>,
    out: String,
    /// Up to here the text stands in `out`.
    copied: usize,
    within: Vec<&'static Definition>,
    depth: u32,
}

impl<'a> Reshape<'a> {
    fn new(text: &'a str, within: Vec<&'static Definition>) -> Self {
        let out = String::with_capacity(text.len());
        Self { cursor: Cursor::new(text), out, copied: 0, within, depth: 0 }
    }

    fn finish(mut self, text: &str) -> String {
        self.copy();
        // Whatever follows is not JSON, and serde says so.
        self.out.push_str(text.get(self.copied..).unwrap_or_default());
        self.out
    }

    /// Copies what was passed since the last change.
    fn copy(&mut self) {
        self.out.push_str(self.cursor.since(self.copied));
        self.copied = self.cursor.position();
    }

    /// Leaves out what was passed since the last change.
    fn leave_out(&mut self) {
        self.copied = self.cursor.position();
    }

    fn value(&mut self, node: &'static Node) -> Result<(), Broken> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Broken);
        }
        let found = self.cursor.peek();
        match (&node.kind, found) {
            (Kind::Nullable(inner), Some(byte)) if byte != b'n' => self.value(inner)?,
            (Kind::Array { items, .. }, Some(b'[')) => {
                let mut more = self.cursor.open(b'[', b']')?;
                while more {
                    self.value(items)?;
                    more = self.cursor.another(b']')?;
                }
            }
            (Kind::Integer { .. }, Some(_)) => self.integer()?,
            (Kind::Map(values), Some(_)) => self.map(values)?,
            (Kind::Tuple(nodes), Some(_)) => self.tuple(Elements::Nodes(nodes))?,
            (Kind::Named(link), Some(_)) => self.definition(link.follow())?,
            (Kind::Back(id), Some(_)) => self.definition(choose::enclosing(&self.within, *id)?)?,
            _ => {
                self.cursor.value()?;
            }
        }
        self.depth -= 1;
        Ok(())
    }

    fn integer(&mut self) -> Result<(), Broken> {
        let before = self.cursor;
        let value = self.cursor.value()?;
        let plain = integer::plain(value);
        if plain != value {
            let after = std::mem::replace(&mut self.cursor, before);
            self.copy();
            self.out.push_str(plain);
            self.cursor = after;
            self.leave_out();
        }
        Ok(())
    }

    fn definition(&mut self, definition: &'static Definition) -> Result<(), Broken> {
        self.within.push(definition);
        let found = self.cursor.peek();
        match (&definition.body, found) {
            (Body::Struct(object), Some(b'{')) => self.fields(object.fields)?,
            (Body::Tuple(fields), Some(_)) => self.tuple(Elements::Fields(fields))?,
            (Body::Transparent(field), _) => self.value(field.node)?,
            (Body::Enum { tagging, variants }, Some(b'{')) => self.variant(*tagging, variants)?,
            _ => {
                self.cursor.value()?;
            }
        }
        self.within.pop();
        Ok(())
    }

    fn variant(&mut self, tagging: Tagging, variants: &'static [Variant]) -> Result<(), Broken> {
        let tag = match tagging {
            Tagging::External => {
                return self.members(|reshape, key| match choose::variant(variants, key) {
                    Some(variant) => reshape.content(&variant.content),
                    None => reshape.cursor.value().map(drop),
                });
            }
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => tag,
        };
        let Some(name) = choose::member(self.cursor, tag)? else { return Err(Broken) };
        let name = Cursor::new(name).string()?;
        let Some(variant) = choose::variant(variants, &name) else { return Err(Broken) };
        match (tagging, &variant.content) {
            (Tagging::Adjacent { content: key, .. }, content) => self.members(|reshape, found| {
                if found == key {
                    reshape.content(content)
                } else {
                    reshape.cursor.value().map(drop)
                }
            }),
            (_, Content::Newtype(field)) => {
                self.fields(field.node.fields().map_or(&[], |object| object.fields))
            }
            (_, Content::Struct(object)) => self.fields(object.fields),
            _ => self.cursor.value().map(drop),
        }
    }

    fn content(&mut self, content: &'static Content) -> Result<(), Broken> {
        let found = self.cursor.peek();
        match (content, found) {
            (Content::Newtype(field), _) => self.value(field.node),
            (Content::Struct(object), Some(b'{')) => self.fields(object.fields),
            (Content::Tuple(fields), Some(_)) => self.tuple(Elements::Fields(fields)),
            _ => self.cursor.value().map(drop),
        }
    }

    fn fields(&mut self, fields: &'static [Field]) -> Result<(), Broken> {
        self.members(|reshape, key| match choose::field(fields, key) {
            Some(field) => reshape.value(field.node),
            None => reshape.cursor.value().map(drop),
        })
    }

    /// Each member of an object: `value` passes its value.
    fn members(
        &mut self,
        mut value: impl FnMut(&mut Self, &str) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let key = self.cursor.key()?;
            value(self, &key)?;
            more = self.cursor.another(b'}')?;
        }
        Ok(())
    }

    fn map(&mut self, values: &'static Node) -> Result<(), Broken> {
        self.copy();
        let mut keys = HashSet::new();
        let mut more = self.cursor.open(b'[', b']')?;
        self.out.push('{');
        while more {
            let entry = self.out.len();
            let mut key = None;
            let mut has_value = false;
            self.members(|reshape, name| {
                match name {
                    "key" if key.is_none() => {
                        reshape.cursor.peek();
                        let start = reshape.cursor.position();
                        let text = reshape.cursor.string()?.into_owned();
                        key = Some((text, reshape.cursor.since(start).to_owned()));
                    }
                    "value" if !has_value => {
                        has_value = true;
                        reshape.cursor.peek();
                        reshape.leave_out();
                        reshape.value(values)?;
                        reshape.copy();
                    }
                    _ => return Err(Broken),
                }
                Ok(())
            })?;
            let (text, raw) = key.filter(|_| has_value).ok_or(Broken)?;
            // Serde would keep the last of two and say nothing.
            if !keys.insert(text) {
                return Err(Broken);
            }
            self.out.insert_str(entry, &format!("{raw}:"));
            more = self.cursor.another(b']')?;
            if more {
                self.out.push(',');
            }
        }
        self.out.push('}');
        self.leave_out();
        Ok(())
    }

    fn tuple(&mut self, elements: Elements) -> Result<(), Broken> {
        self.copy();
        let start = self.out.len();
        let mut ends = vec![None; elements.len()];
        let mut in_order = true;
        let mut count = 0;
        self.members(|reshape, key| {
            let position = choose::position(key).ok_or(Broken)?;
            let end = ends.get_mut(position).filter(|end| end.is_none()).ok_or(Broken)?;
            let (node, _) = elements.get(position).ok_or(Broken)?;
            in_order &= position == count;
            count += 1;
            reshape.out.push(if count == 1 { '[' } else { ',' });
            reshape.cursor.peek();
            reshape.leave_out();
            let from = reshape.out.len();
            reshape.value(node)?;
            reshape.copy();
            *end = Some(from..reshape.out.len());
            Ok(())
        })?;
        let ranges: Vec<_> = ends.into_iter().collect::<Option<_>>().ok_or(Broken)?;
        if !in_order {
            let sorted: Vec<_> =
                ranges.into_iter().map(|range| self.out.get(range).unwrap_or_default()).collect();
            let sorted = sorted.join(",");
            self.out.truncate(start);
            self.out.push('[');
            self.out.push_str(&sorted);
        }
        self.out.push(']');
        self.leave_out();
        Ok(())
    }
}
