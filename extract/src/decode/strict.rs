//! The other way round: a value as serde writes it, in the strict shape that the model is asked
//! for. Examples are shown to the model like this.

use super::{
    arms::{self, Arm, Side},
    choose,
    cursor::{Broken, Cursor, DEEPEST},
    elements::Elements,
    push_json_string,
};
use crate::schema::{Body, Content, Definition, Field, Kind, Node, Tagging, Variant};

pub(super) fn strict(root: &'static Node, text: &str) -> Result<String, Broken> {
    let mut strict =
        Strict { cursor: Cursor::new(text), out: String::new(), within: Vec::new(), depth: 0 };
    strict.value(root)?;
    Ok(strict.out)
}

struct Strict<'a> {
    cursor: Cursor<'a>,
    out: String,
    within: Vec<&'static Definition>,
    depth: u32,
}

impl Strict<'_> {
    fn value(&mut self, node: &'static Node) -> Result<(), Broken> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Broken);
        }
        let found = self.cursor.peek();
        match (&node.kind, found) {
            (Kind::Nullable(inner), Some(byte)) if byte != b'n' => self.value(inner)?,
            (Kind::Array { items, .. }, Some(b'[')) => {
                self.list(|strict, _| strict.value(items))?
            }
            (Kind::Map { values, .. }, Some(b'{')) => self.map(values)?,
            (Kind::Tuple(nodes), Some(b'[')) => self.tuple(Elements::Nodes(nodes))?,
            (Kind::Named(link), Some(_)) => self.definition(link.follow())?,
            (Kind::Back(id), Some(_)) => self.definition(choose::enclosing(&self.within, *id)?)?,
            _ => self.copy()?,
        }
        self.depth -= 1;
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
        self.members(|strict, key| {
            if tags.contains(&key) {
                strict.key(key);
                strict.copy()?;
                return Ok(true);
            }
            let within = strict.within.len();
            let Some(field) = choose::field(fields, key, &mut strict.within) else {
                strict.cursor.value()?;
                return Ok(false);
            };
            strict.key(key);
            strict.value(field.node)?;
            strict.within.truncate(within);
            Ok(true)
        })
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
