//! What may be flattened, and keys that would stand twice then.

use super::{
    definition::{Body, Content, Definition, Field, Object, Tagging},
    identity::equal,
    message::Message,
    node::{Kind, Node},
};

/// Structs flattened into each other deeper than this are taken for endless.
const DEEPEST: u32 = 16;

/// Refuses a flattened field that is no struct, or whose keys are taken. `tag` is empty without one.
#[track_caller]
#[allow(clippy::panic, reason = "a panic in a constant is a compile error")]
pub const fn check_flattened(fields: &[Field], position: usize, tag: &str, owner: &str) {
    if let Some(message) = fault_of(fields, position, tag, owner) {
        panic!("{}", message.as_str());
    }
}

impl Definition {
    /// What is wrong with the flattened fields of this type.
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    pub(super) const fn flatten_fault(&self) -> Option<Message> {
        match &self.body {
            Body::Struct(object) => fault(object, "", self.name),
            Body::Enum { tagging, variants } => {
                let tag = match tagging {
                    Tagging::Internal { tag } => tag,
                    _ => "",
                };
                let mut i = 0;
                while i < variants.len() {
                    if let Content::Struct(object) = &variants[i].content
                        && let Some(message) = fault(object, tag, self.name)
                    {
                        return Some(message);
                    }
                    i += 1;
                }
                None
            }
            _ => None,
        }
    }
}

const fn fault(object: &Object, tag: &str, owner: &str) -> Option<Message> {
    let mut position = 0;
    while position < object.fields.len() {
        if let Some(message) = fault_of(object.fields, position, tag, owner) {
            return Some(message);
        }
        position += 1;
    }
    None
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn fault_of(fields: &[Field], position: usize, tag: &str, owner: &str) -> Option<Message> {
    let field = &fields[position];
    if !field.flattened {
        return None;
    }
    let start = Message::new().text("`").text(owner).text("::").text(field.key).text("` flattens ");
    let Some((definition, object)) = field.node.structure() else {
        let message = start.text(refused(field.node));
        return Some(message.text(": remove `flatten`, or write a struct with named fields"));
    };
    if object.is_endless() {
        let message =
            start.text("`").text(definition.name).text("`, which flattens itself, or more ");
        return Some(
            message.text("than 16 structs in each other: remove `flatten` in one of them"),
        );
    }
    if object.denies_unknown_fields() {
        let message = start.text("a struct with `deny_unknown_fields`, which serde makes refuse ");
        return Some(message.text("the keys around it as well: remove that attribute there"));
    }
    if !tag.is_empty() && object.has_key(tag) {
        let message = start.text("a struct with the key `").text(tag);
        return Some(message.text("`, which is the tag as well: rename one of them"));
    }
    let mut other = 0;
    while other < fields.len() {
        // Of two flattened fields the later one is told.
        if other != position
            && (other < position || !fields[other].flattened)
            && !fields[other].is_endless()
            && let Some(key) = fields[other].shares_key(&object)
        {
            let message = start.text("a struct with the key `").text(key);
            let message = message.text("`, which the field `").text(fields[other].key);
            return Some(message.text("` has as well: rename one of them"));
        }
        other += 1;
    }
    None
}

const fn refused(node: &Node) -> &'static str {
    match node.kind {
        Kind::Named(link) => match link.follow().body {
            Body::Enum { .. } => "an enum, whose keys depend on its value",
            Body::Null => "a unit struct, which has no fields",
            Body::Tuple(_) => "a tuple struct, whose fields have no names",
            Body::Struct(_) | Body::Transparent(_) => "a newtype around what is no struct",
        },
        Kind::Back(_) => "itself, so its fields would have no end",
        Kind::Map { .. } => "a map, and strict mode has no keys that the schema does not name",
        Kind::Nullable(_) => "an option, and strict mode has no keys that may be missing",
        ref other => other.noun(),
    }
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
impl Object {
    /// Is this one of the keys, aliases and flattened fields included?
    pub(super) const fn has_key(&self, key: &str) -> bool {
        let mut i = 0;
        while i < self.fields.len() {
            if self.fields[i].has_key(key) {
                return true;
            }
            i += 1;
        }
        false
    }

    pub(super) const fn is_flattening(&self) -> bool {
        let mut i = 0;
        while i < self.fields.len() {
            if self.fields[i].flattened {
                return true;
            }
            i += 1;
        }
        false
    }

    /// Does it flatten itself somewhere?
    pub(super) const fn is_endless(&self) -> bool {
        self.is_deeper_than(DEEPEST)
    }

    const fn is_deeper_than(&self, most: u32) -> bool {
        let mut i = 0;
        while i < self.fields.len() {
            if self.fields[i].flattened
                && let Some(inner) = self.fields[i].node.fields()
                && (most == 0 || inner.is_deeper_than(most - 1))
            {
                return true;
            }
            i += 1;
        }
        false
    }

    const fn denies_unknown_fields(&self) -> bool {
        let mut i = 0;
        while i < self.fields.len() {
            if self.fields[i].flattened
                && let Some(inner) = self.fields[i].node.fields()
                && inner.denies_unknown_fields()
            {
                return true;
            }
            i += 1;
        }
        self.deny_unknown_fields
    }
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
impl Field {
    const fn is_endless(&self) -> bool {
        match self.node.fields() {
            Some(inner) => self.flattened && inner.is_endless(),
            None => false,
        }
    }

    const fn has_key(&self, key: &str) -> bool {
        if self.flattened {
            return match self.node.fields() {
                Some(inner) => inner.has_key(key),
                None => false,
            };
        }
        if equal(self.key, key) {
            return true;
        }
        let mut i = 0;
        while i < self.aliases.len() {
            if equal(self.aliases[i], key) {
                return true;
            }
            i += 1;
        }
        false
    }

    /// A key or an alias of this field, or of one flattened into it, that the object has as well.
    const fn shares_key(&self, object: &Object) -> Option<&'static str> {
        let mut i = 0;
        if self.flattened {
            let Some(inner) = self.node.fields() else { return None };
            while i < inner.fields.len() {
                if let Some(key) = inner.fields[i].shares_key(object) {
                    return Some(key);
                }
                i += 1;
            }
            return None;
        }
        if object.has_key(self.key) {
            return Some(self.key);
        }
        while i < self.aliases.len() {
            if object.has_key(self.aliases[i]) {
                return Some(self.aliases[i]);
            }
            i += 1;
        }
        None
    }
}
