//! A look at every field of a definition, taken once.

use super::{
    Link,
    definition::{Body, Content, Field, Place, Tagging, Variant, characters},
    message::Message,
    node::{Kind, Node, Totals},
};

/// What one look at every field tells. `N` is the number of fields, known before their types are.
pub struct Outline<const N: usize> {
    pub(super) totals: Totals,
    pub(super) places: [Place; N],
    pub(super) count: usize,
    /// Where the places lead, those left out that need a closer look.
    pub(super) links: [Option<Link>; N],
    pub(super) link_count: usize,
    /// The values of an enum of strings, and their characters.
    pub(super) values: u32,
    pub(super) value_characters: u32,
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
impl<const N: usize> Outline<N> {
    pub const fn of(body: &Body) -> Self {
        static NOTHING: Node = Node::leaf(Kind::Null);
        let nowhere = Place { node: &NOTHING, depth: 0, inlined: false };
        let outline = Self {
            totals: Totals::NONE,
            places: [nowhere; N],
            count: 0,
            links: [None; N],
            link_count: 0,
            values: 0,
            value_characters: 0,
        };
        match body {
            Body::Enum { tagging, variants } => {
                let mut outline = outline;
                if matches!(tagging, Tagging::Untagged) {
                    // Serde passes over an arm that it cannot read, for `5.0` or for February 30, and
                    // may read a later one: only the text tells which arm was meant.
                    outline.totals.reshaped = true;
                    outline.totals.inspected = true;
                }
                let mut i = 0;
                while i < variants.len() {
                    outline = outline.variant(*tagging, &variants[i]);
                    i += 1;
                }
                outline
            }
            Body::Null => outline,
            Body::Struct(object) => outline.keyed(object.fields, 1),
            Body::Transparent(field) => outline.field(field, 0),
            Body::Tuple(fields) => {
                let mut outline = outline.keyed(fields, 1);
                outline.totals.reshaped = true;
                outline
            }
        }
    }

    const fn variant(mut self, tagging: Tagging, variant: &Variant) -> Self {
        if matches!(tagging, Tagging::Untagged) {
            return self.arm(variant);
        }
        // The name of a variant is an enum value, a constant or, tagged externally, a key.
        let name = characters(variant.name);
        self.totals.characters = self.totals.characters.saturating_add(name);
        let external_unit =
            matches!(tagging, Tagging::External) && matches!(variant.content, Content::Unit);
        let inside = match tagging {
            Tagging::Untagged => 0,
            Tagging::External if external_unit => {
                self.totals.enum_values = self.totals.enum_values.saturating_add(1);
                self.values += 1;
                self.value_characters = self.value_characters.saturating_add(name);
                0
            }
            Tagging::External => {
                // Only the key: its characters are counted above.
                self.totals = self.totals.and_property(0);
                1
            }
            Tagging::Internal { tag } => {
                self.totals = self.totals.and_property(characters(tag));
                self.totals.enum_values = self.totals.enum_values.saturating_add(1);
                0
            }
            Tagging::Adjacent { tag, content } => {
                self.totals = self.totals.and_property(characters(tag));
                self.totals.enum_values = self.totals.enum_values.saturating_add(1);
                if !matches!(variant.content, Content::Unit) {
                    self.totals = self.totals.and_property(characters(content));
                }
                1
            }
        };
        if !external_unit && self.totals.depth == 0 {
            self.totals.depth = 1;
        }
        match variant.content {
            Content::Newtype(field) => self.field(field, 1),
            Content::Struct(object) => self.keyed(object.fields, inside + 1),
            Content::Tuple(fields) => {
                self.totals.reshaped = true;
                self.keyed(fields, inside + 1)
            }
            Content::Unit => self,
        }
    }

    /// A variant that stands there without its name.
    const fn arm(mut self, variant: &Variant) -> Self {
        match variant.content {
            Content::Newtype(field) => self.field(field, 0),
            Content::Struct(object) => self.keyed(object.fields, 1),
            Content::Tuple(fields) => {
                self.totals.reshaped = true;
                self.keyed(fields, 1)
            }
            Content::Unit => self,
        }
    }

    /// The fields of an object at this depth, with their keys.
    const fn keyed(mut self, fields: &[Field], depth: u32) -> Self {
        if self.totals.depth < depth {
            self.totals.depth = depth;
        }
        let mut i = 0;
        while i < fields.len() {
            if !fields[i].flattened {
                self.totals = self.totals.and_property(characters(fields[i].key));
            }
            self = self.field(&fields[i], depth);
            i += 1;
        }
        self
    }

    const fn field(mut self, field: &Field, depth: u32) -> Self {
        let inlined = field.flattened;
        let mut totals = field.node.totals;
        totals.bounded |= !field.bounds.is_none();
        totals.inspected |= field.bounds.unique;
        if field.node.required().own.is_some() && !field.bounds.is_none() {
            own_bounds(field.key);
        }
        if field.reader.is_some() {
            totals.converted |= totals.bounded || totals.refers;
            totals.remote = false;
        }
        self.totals = self.totals.and(totals, depth);
        if field.node.totals.refers {
            self.places[self.count] = Place { node: field.node, depth, inlined };
            self.count += 1;
            if !inlined && let Some(link) = field.node.target() {
                self.links[self.link_count] = Some(link);
                self.link_count += 1;
            }
        }
        self
    }
}

#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
const fn own_bounds(key: &str) {
    let message =
        Message::new().text("the field `").text(key).text("` has bounds, and its type a ");
    panic!("{}", message.text("shape written by hand: write them there").as_str());
}
