//! Places that are read by what the user wrote for them: a function, or a conversion that may fail.

use super::{Inspector, Walk};
use crate::{
    decode::reshape::reshape_part,
    error::Rule,
    schema::{Body, Field, Kind, Object, Reader},
};

impl Inspector<'_> {
    /// A field, and what reads it if nothing is wrong inside.
    pub(super) fn field(&mut self, field: &'static Field) -> Walk {
        self.cursor.peek();
        let start = self.cursor.position();
        let found = self.found.len();
        let around = self.converted;
        self.converted |= field.reader.is_some();
        self.value(field.node, field.bounds)?;
        self.converted = around;
        if self.found.len() == found {
            self.read(field, self.cursor.since(start));
        }
        Ok(())
    }

    /// An object with the tag of its variant, and what reads its content.
    pub(super) fn beside_tag(&mut self, field: &'static Field, tag: &str) -> Walk {
        let denies = |object: Object| object.deny_unknown_fields;
        let deny_unknown_fields = field.node.fields().is_some_and(denies);
        let fields = std::slice::from_ref(field);
        self.object(&Object { fields, deny_unknown_fields }, &[tag])
    }

    /// What reads the structs whose fields stand in this object, which is their place as well. They
    /// pass over the keys around their own: what denies them does not compile there.
    pub(super) fn read_flattened(&mut self, fields: &'static [Field], object: &str) {
        for field in fields.iter().filter(|field| field.flattened) {
            if let Some(reader) = outermost_reader(field) {
                self.read(reader, object);
            } else if let Some(inner) = field.node.fields() {
                self.read_flattened(inner.fields, object);
            }
        }
    }

    /// May a reader have failed here?
    pub(super) fn reads(&self) -> bool {
        !self.has_value || self.untagged
    }

    fn read(&mut self, field: &'static Field, text: &str) {
        let Some(reader) = field.reader.filter(|_| self.reads()) else { return };
        if let Ok(text) = reshape_part(field.node, text, &self.within)
            && let Err(reason) = (reader.probe())(&text)
        {
            self.report(Rule::Value, reason);
        }
    }
}

/// The field itself, or the first newtype inside that has a reader: it reads what is in it as well.
fn outermost_reader(field: &'static Field) -> Option<&'static Field> {
    let mut field = field;
    while field.reader.is_none() {
        let Kind::Named(link) = field.node.kind else { return None };
        let Body::Transparent(inner) = link.follow().body else { return None };
        field = inner;
    }
    Some(field)
}

/// Is what stands in the place of this field read into another type, wholly or in part?
pub(super) fn is_converted(field: &'static Field) -> bool {
    let Kind::Named(link) = &field.node.kind else { return field.reader.is_some() };
    field.reader.is_some()
        || match &link.follow().body {
            Body::Struct(object) => {
                object.fields.iter().any(|inner| inner.flattened && is_converted(inner))
            }
            Body::Transparent(inner) => is_converted(inner),
            _ => false,
        }
}

impl Field {
    /// Does serde read a missing key as `null`?
    pub(super) fn takes_missing(&self) -> bool {
        matches!(self.node.kind, Kind::Nullable(_))
            && !matches!(self.reader, Some(Reader::Function(_)))
    }
}
