//! The other way round: a value as serde writes it, in the strict shape that the model is asked
//! for. Examples are shown to the model like this.

use super::{
    arms::{self, Arm, Side},
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    push_json_string,
};
use crate::schema::{
    Body, Content, Definition, Field, Format, Kind, Node, Tagging, Variant, pattern_admits,
};

/// What serde can be told to do, and what then no text can cure.
pub(super) const OTHER_SHAPE: &str = "serde writes this type in another shape than it reads";

/// A value in its strict shape.
pub(super) struct Written {
    pub(super) text: String,
    /// How many keys were filled in that serde left out.
    pub(super) filled_in: usize,
}

pub(super) fn strict(root: &'static Node, text: &str) -> Result<Written, String> {
    let mut strict = Strict {
        cursor: Cursor::new(text),
        out: String::new(),
        within: Vec::new(),
        depth: 0,
        filled_in: 0,
        missing: None,
        unheld: None,
    };
    strict.value(root).map_err(|_| OTHER_SHAPE)?;
    if let Some(unheld) = strict.unheld {
        return Err(unheld);
    }
    match strict.missing {
        Some(key) => Err(format!("{OTHER_SHAPE}: it leaves out the key `{key}`")),
        None => Ok(Written { text: strict.out, filled_in: strict.filled_in }),
    }
}

struct Strict<'a> {
    cursor: Cursor<'a>,
    out: String,
    within: Vec<&'static Definition>,
    depth: u32,
    filled_in: usize,
    /// The first key that serde left out and that nothing can stand in for.
    missing: Option<&'static str>,
    /// The first text that the type holds and its schema does not: the year 10000, `1E-7`.
    unheld: Option<String>,
}

impl Strict<'_> {
    fn value(&mut self, node: &'static Node) -> Result<(), Broken> {
        if self.depth == DEEPEST {
            return Err(Broken);
        }
        self.depth += 1;
        let found = self.cursor.peek();
        match (&node.kind, found) {
            (Kind::Nullable(inner), Some(byte)) if byte != b'n' => self.value(inner)?,
            (Kind::Array { items, .. }, Some(b'[')) => {
                self.list(|strict, _| strict.value(items))?
            }
            (Kind::Map { values, .. }, Some(b'{')) => self.map(values)?,
            (Kind::Tuple(nodes), Some(b'[')) => self.tuple(Elements::Nodes(nodes))?,
            (Kind::String { format, pattern, .. }, Some(b'"')) => self.text(*format, *pattern)?,
            (Kind::Named(link), Some(_)) => self.definition(link.follow())?,
            (Kind::Back(id), Some(_)) => self.definition(choose::enclosing(&self.within, *id)?)?,
            _ => self.copy()?,
        }
        self.depth -= 1;
        Ok(())
    }

    /// A string, which the schema must hold as well: a model is shown nothing that it cannot write.
    fn text(&mut self, format: Option<&str>, pattern: Option<&'static str>) -> Result<(), Broken> {
        let text = self.cursor.value()?;
        self.out.push_str(text);
        let value = Cursor::new(text).string()?;
        let format = format.filter(|name| Format::named(name).is_some_and(|it| !it.admits(&value)));
        let pattern = pattern.filter(|pattern| !pattern_admits(pattern, &value));
        let unheld = match (format, pattern) {
            (Some(format), _) => Some(format!("{text} does not have the format `{format}`")),
            (_, Some(pattern)) => Some(format!("{text} does not match the pattern `{pattern}`")),
            _ => None,
        };
        self.unheld = self.unheld.take().or(unheld);
        Ok(())
    }

    fn copy(&mut self) -> Result<(), Broken> {
        let value = self.cursor.value()?;
        self.out.push_str(value);
        Ok(())
    }

    fn definition(&mut self, definition: &'static Definition) -> Result<(), Broken> {
        self.within.push(definition);
        let found = self.cursor.peek();
        match (&definition.body, found) {
            (Body::Struct(object), Some(b'{')) => self.fields(object.fields, &[])?,
            (Body::Tuple(fields), Some(b'[')) => self.tuple(Elements::Fields(fields))?,
            (Body::Transparent(field), _) => self.value(field.node)?,
            (Body::Enum { tagging: Tagging::Untagged, variants }, Some(_)) => {
                match arms::choose(variants, self.cursor, Side::Serde, &self.within)? {
                    Arm::Fitting(variant) => self.content(&variant.content)?,
                    Arm::Nearest(_) => return Err(Broken),
                }
            }
            (Body::Enum { tagging, variants }, Some(b'{')) => self.variant(*tagging, variants)?,
            _ => self.copy()?,
        }
        self.within.pop();
        Ok(())
    }

    fn variant(&mut self, tagging: Tagging, variants: &'static [Variant]) -> Result<(), Broken> {
        let tag = match tagging {
            Tagging::External => {
                return self.members(|strict, key| {
                    let variant = choose::variant(variants, key).ok_or(Broken)?;
                    strict.key(key);
                    strict.content(&variant.content)?;
                    Ok(true)
                });
            }
            Tagging::Untagged => return Err(Broken),
            Tagging::Adjacent { tag, .. } | Tagging::Internal { tag } => tag,
        };
        let name = choose::member(self.cursor, tag)?.ok_or(Broken)?;
        let name = Cursor::new(name).string()?;
        let variant = choose::variant(variants, &name).ok_or(Broken)?;
        match (tagging, &variant.content) {
            (Tagging::Adjacent { content: key, .. }, content) => self.members(|strict, found| {
                strict.key(found);
                if found == key {
                    strict.content(content)?
                } else {
                    strict.copy()?
                }
                Ok(true)
            }),
            (_, Content::Newtype(field)) => self.fields(std::slice::from_ref(*field), &[tag]),
            (_, Content::Struct(object)) => self.fields(object.fields, &[tag]),
            _ => self.copy(),
        }
    }

    fn content(&mut self, content: &'static Content) -> Result<(), Broken> {
        let found = self.cursor.peek();
        match (content, found) {
            (Content::Newtype(field), _) => self.value(field.node),
            (Content::Struct(object), Some(b'{')) => self.fields(object.fields, &[]),
            (Content::Tuple(fields), Some(b'[')) => self.tuple(Elements::Fields(fields)),
            _ => self.copy(),
        }
    }

    /// Keys that the schema does not have are left out: fields that serde writes and never reads.
    fn fields(&mut self, fields: &'static [Field], tags: &[&str]) -> Result<(), Broken> {
        let start = self.out.len();
        let mut written = Vec::new();
        self.members(|strict, key| {
            let from = strict.out.len();
            let name = if let Some(tag) = tags.iter().find(|tag| **tag == key) {
                strict.key(key);
                strict.copy()?;
                *tag
            } else {
                let within = strict.within.len();
                let Some(field) = choose::field(fields, key, &mut strict.within) else {
                    strict.cursor.value()?;
                    return Ok(false);
                };
                strict.key(key);
                strict.value(field.node)?;
                strict.within.truncate(within);
                field.key
            };
            written.push((name, from..strict.out.len()));
            Ok(true)
        })?;
        let mut all = Vec::new();
        choose::each_field(fields, &mut |field| all.push(field));
        if all.iter().all(|field| written.iter().any(|(key, _)| *key == field.key)) {
            return Ok(());
        }
        let member = |key: &str| {
            let (_, range) = written.iter().find(|(written, _)| *written == key)?;
            self.out.get(range.clone()).map(str::to_owned)
        };
        let tags = tags.iter().map(|tag| (member(tag), None));
        let fields = all.iter().map(|field| (member(field.key), Some(*field)));
        let members: Vec<_> = tags.chain(fields).collect();
        self.out.truncate(start);
        self.fill_in(members);
        Ok(())
    }

    /// An object from its members, some of which serde has left out: the schema asks for all.
    fn fill_in(&mut self, members: Vec<(Option<String>, Option<&'static Field>)>) {
        let mut all = Vec::new();
        for (member, field) in members {
            match (member, field) {
                (Some(member), _) => all.push(member),
                (None, Some(field)) => match stand_in(field) {
                    Some(value) => {
                        self.filled_in += 1;
                        let mut member = String::new();
                        push_json_string(&mut member, field.key);
                        all.push(format!("{member}:{value}"));
                    }
                    None => self.missing = self.missing.or(Some(field.key)),
                },
                (None, None) => {}
            }
        }
        self.out.push_str(&format!("{{{}}}", all.join(",")));
    }

    fn key(&mut self, key: &str) {
        push_json_string(&mut self.out, key);
        self.out.push(':');
    }

    /// Each member of an object; `write` says whether it wrote one.
    fn members(
        &mut self,
        mut write: impl FnMut(&mut Self, &str) -> Result<bool, Broken>,
    ) -> Result<(), Broken> {
        self.out.push('{');
        let mut comma = false;
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let key = self.cursor.key()?;
            if comma {
                self.out.push(',');
            }
            comma = write(self, &key)?;
            more = self.cursor.another(b'}')?;
        }
        if self.out.ends_with(',') {
            self.out.pop();
        }
        self.out.push('}');
        Ok(())
    }

    fn list(
        &mut self,
        mut item: impl FnMut(&mut Self, usize) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.out.push('[');
        let mut more = self.cursor.open(b'[', b']')?;
        let mut count = 0;
        while more {
            item(self, count)?;
            count += 1;
            more = self.cursor.another(b']')?;
            if more {
                self.out.push(',');
            }
        }
        self.out.push(']');
        Ok(())
    }

    fn map(&mut self, values: &'static Node) -> Result<(), Broken> {
        self.out.push('[');
        let mut more = self.cursor.open(b'{', b'}')?;
        while more {
            let key = self.cursor.key()?;
            self.out.push_str(r#"{"key":"#);
            push_json_string(&mut self.out, &key);
            self.out.push_str(r#","value":"#);
            self.value(values)?;
            self.out.push('}');
            more = self.cursor.another(b'}')?;
            if more {
                self.out.push(',');
            }
        }
        self.out.push(']');
        Ok(())
    }

    fn tuple(&mut self, elements: Elements) -> Result<(), Broken> {
        let start = self.out.len();
        self.list(|strict, position| {
            let (node, _) = elements.get(position).ok_or(Broken)?;
            strict.key(&format!("_{position}"));
            strict.value(node)
        })?;
        self.out.replace_range(start..=start, "{");
        self.out.pop();
        self.out.push('}');
        Ok(())
    }
}

/// What a key that was left out most likely means.
fn stand_in(field: &Field) -> Option<&'static str> {
    match &field.node.kind {
        Kind::Nullable(_) => Some("null"),
        Kind::Array { exactly: None, .. } | Kind::Map { .. } if field.defaulted => Some("[]"),
        _ => None,
    }
}
