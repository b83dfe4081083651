//! From the strict shapes to serde's: lists of `{key, value}` become maps, objects with the keys
//! `_0`, `_1`, … become tuples, lenient lists become texts, one for each item, and integers are
//! written out. Text to text, because serde buffers tagged values, and a `Deserializer` around
//! serde_json's cannot see what happens in a buffer.

mod lenient;

use std::{borrow::Cow, ops::Range};

use super::{
    arms::{self, Arm, Side},
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    integer,
};
use crate::schema::{Body, Content, Definition, Field, Kind, Node, Tagging, Variant, WRAPPER};

/// The text as serde expects it. What is not in its strict shape is an error: it has no value, and
/// [`super::inspect`] says why.
///
/// `path` is where the text stands in the answer.
pub(super) fn reshape(
    root: &'static Node,
    text: &str,
    wrapped: bool,
    path: &str,
) -> Result<String, Broken> {
    let mut reshape = Reshape::new(text, path, Vec::new());
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

/// The same for readers that are not this crate's: lenient lists are left as they came.
#[cfg(feature = "pipeline")]
pub(super) fn reshape_for_others(root: &'static Node, text: &str) -> Result<String, Broken> {
    let mut reshape = Reshape::new(text, super::ROOT, Vec::new());
    reshape.for_others = true;
    reshape.value(root)?;
    Ok(reshape.finish(text))
}

/// The same for a part of an answer, inside these definitions.
pub(super) fn reshape_part(
    node: &'static Node,
    text: &str,
    within: &[&'static Definition],
) -> Result<String, Broken> {
    let mut reshape = Reshape::new(text, super::ROOT, within.to_vec());
    reshape.value(node)?;
    Ok(reshape.finish(text))
}

struct Reshape<'a> {
    cursor: Cursor<'a>,
    out: String,
    /// Up to here the text stands in `out`.
    copied: usize,
    /// Do lenient lists stay as they are?
    for_others: bool,
    path: &'a str,
    /// From `path` to here.
    steps: Vec<Step>,
    within: Vec<&'static Definition>,
    depth: u32,
    /// The keys of the maps that are open, those of the innermost one last.
    keys: Vec<Cow<'a, str>>,
    /// Where the elements of the tuples that are open stand in `out`, in the order of the type.
    elements: Vec<Option<Range<usize>>>,
}

/// Spelled only where it is asked for.
enum Step {
    Item(usize),
    /// Where the key starts in the text.
    Key(usize),
}

impl<'a> Reshape<'a> {
    fn new(text: &'a str, path: &'a str, within: Vec<&'static Definition>) -> Self {
        let out = String::with_capacity(text.len());
        Self {
            cursor: Cursor::new(text),
            out,
            copied: 0,
            for_others: false,
            path,
            steps: Vec::new(),
            within,
            depth: 0,
            keys: Vec::new(),
            elements: Vec::new(),
        }
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
        if self.depth == DEEPEST {
            return Err(Broken);
        }
        self.depth += 1;
        let found = self.cursor.peek();
        match (&node.kind, found) {
            (Kind::Nullable(inner), Some(byte)) if byte != b'n' => self.value(inner)?,
            (Kind::Array { lenient: true, .. }, Some(_)) if self.for_others => {
                self.cursor.value()?;
            }
            (Kind::Array { lenient: true, .. }, Some(_)) => self.lenient()?,
            (Kind::Array { items, .. }, Some(b'[')) => {
                let mut index = 0;
                let mut more = self.cursor.open(b'[', b']')?;
                while more {
                    self.steps.push(Step::Item(index));
                    self.value(items)?;
                    self.steps.pop();
                    index += 1;
                    more = self.cursor.another(b']')?;
                }
            }
            (Kind::Integer { .. } | Kind::NonZero { .. }, Some(_)) => self.integer()?,
            (Kind::Map { values, .. }, Some(_)) => self.map(values)?,
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
            self.out.push_str(&plain);
            self.cursor = after;
            self.leave_out();
        }
        Ok(())
    }

    #[inline(never)]
    fn definition(&mut self, definition: &'static Definition) -> Result<(), Broken> {
        self.within.push(definition);
        let found = self.cursor.peek();
        match (&definition.body, found) {
            (Body::Struct(object), Some(b'{')) => self.fields(object.fields)?,
            (Body::Tuple(fields), Some(_)) => self.tuple(Elements::Fields(fields))?,
            (Body::Transparent(field), _) => self.value(field.node)?,
            (Body::Enum { tagging: Tagging::Untagged, variants }, Some(_)) => {
                match arms::choose(variants, self.cursor, Side::Wire, &self.within)? {
                    Arm::Fitting(variant) => self.content(&variant.content)?,
                    Arm::Nearest(_) => return Err(Broken),
                }
            }
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
            Tagging::Untagged => return Err(Broken),
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
            (_, Content::Newtype(field)) => self.fields(std::slice::from_ref(*field)),
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
        // Models write the keys in the order of the schema.
        let mut expected = fields.iter();
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let within = self.within.len();
            self.step_to_key();
            let passed =
                expected.next().filter(|field| !field.flattened && self.cursor.pass_key(field.key));
            let field = match passed {
                None => choose::field(fields, &self.cursor.key()?, &mut self.within),
                found => found,
            };
            match field {
                Some(field) => self.value(field.node)?,
                None => self.cursor.value().map(drop)?,
            }
            self.steps.pop();
            self.within.truncate(within);
            more = self.cursor.another(b'}')?;
        }
        Ok(())
    }

    /// Notes the key that stands here.
    fn step_to_key(&mut self) {
        self.cursor.peek();
        self.steps.push(Step::Key(self.cursor.position()));
    }

    /// Each member of an object: `value` passes its value.
    fn members(
        &mut self,
        mut value: impl FnMut(&mut Self, &str) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            self.step_to_key();
            let key = self.cursor.key()?;
            value(self, &key)?;
            self.steps.pop();
            more = self.cursor.another(b'}')?;
        }
        Ok(())
    }

    // Apart from `value`, which is called for each leaf and shall stay small.
    #[inline(never)]
    fn map(&mut self, values: &'static Node) -> Result<(), Broken> {
        self.copy();
        let outer = self.keys.len();
        let mut more = self.cursor.open(b'[', b']')?;
        self.out.push('{');
        let mut index = 0;
        while more {
            self.steps.push(Step::Item(index));
            let key = self.entry(values)?;
            self.keys.push(key);
            self.steps.pop();
            index += 1;
            more = self.cursor.another(b']')?;
            if more {
                self.out.push(',');
            }
        }
        self.out.push('}');
        self.leave_out();
        // Serde would keep the last of two and say nothing.
        if choose::repeats(self.keys.get_mut(outer..).unwrap_or_default()) {
            return Err(Broken);
        }
        self.keys.truncate(outer);
        Ok(())
    }

    /// Writes an entry of a map and gives its key.
    fn entry(&mut self, values: &'static Node) -> Result<Cow<'a, str>, Broken> {
        let start = self.out.len();
        let (mut key, mut has_value) = (None, false);
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            self.step_to_key();
            let name = match () {
                () if self.cursor.pass_key("key") => Cow::Borrowed("key"),
                () if self.cursor.pass_key("value") => Cow::Borrowed("value"),
                _ => self.cursor.key()?,
            };
            match &*name {
                "key" if key.is_none() => {
                    self.cursor.peek();
                    let from = self.cursor.position();
                    key = Some(self.cursor.string()?);
                    let raw = self.cursor.since(from);
                    if has_value {
                        self.out.insert_str(start, &format!("{raw}:"));
                    } else {
                        self.out.push_str(raw);
                        self.out.push(':');
                    }
                }
                "value" if !has_value => {
                    has_value = true;
                    self.cursor.peek();
                    self.leave_out();
                    self.value(values)?;
                    self.copy();
                }
                _ => return Err(Broken),
            }
            self.steps.pop();
            more = self.cursor.another(b'}')?;
        }
        key.filter(|_| has_value).ok_or(Broken)
    }

    #[inline(never)]
    fn tuple(&mut self, elements: Elements) -> Result<(), Broken> {
        self.copy();
        let start = self.out.len();
        let outer = self.elements.len();
        self.elements.resize(outer + elements.len(), None);
        let mut in_order = true;
        let mut count = 0;
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            self.step_to_key();
            let position = match choose::POSITIONS.get(count) {
                Some(key) if self.cursor.pass_key(key) => count,
                _ => choose::position(&self.cursor.key()?).ok_or(Broken)?,
            };
            let (node, _) = elements.get(position).ok_or(Broken)?;
            in_order &= position == count;
            count += 1;
            self.out.push(if count == 1 { '[' } else { ',' });
            self.cursor.peek();
            self.leave_out();
            let from = self.out.len();
            self.value(node)?;
            self.copy();
            let element = self.elements.get_mut(outer + position).ok_or(Broken)?;
            // Serde would read the later one of two.
            if element.replace(from..self.out.len()).is_some() {
                return Err(Broken);
            }
            self.steps.pop();
            more = self.cursor.another(b'}')?;
        }
        if count != elements.len() {
            return Err(Broken);
        }
        if !in_order {
            let ranges = self.elements.get(outer..).unwrap_or_default();
            let sorted: Vec<_> =
                ranges.iter().flatten().filter_map(|range| self.out.get(range.clone())).collect();
            let sorted = sorted.join(",");
            self.out.truncate(start);
            self.out.push('[');
            self.out.push_str(&sorted);
        }
        self.elements.truncate(outer);
        self.out.push(']');
        self.leave_out();
        Ok(())
    }
}
