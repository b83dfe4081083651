//! What an arm takes, one alternative at a time.

use crate::schema::{
    Extract,
    definition::{Body, Content, Field, Object, Tagging, Variant},
    identity::equal,
    node::{Kind, Node},
};

/// One alternative of what is compared.
#[derive(Clone, Copy)]
pub(super) enum Form {
    /// A tuple struct, or a variant like one.
    Elements(&'static [Field]),
    Node(&'static Node),
    Object(Object),
    /// The name of a variant in the place of a tag.
    Tag(&'static Variant),
    /// `null` and nothing else.
    Unit,
    Variant(Tagging, &'static Variant),
}

/// From which side a form is looked at.
#[derive(Clone, Copy)]
pub(super) enum View {
    /// Which key comes first: some models take no two objects that begin alike.
    Beginning,
    /// What serde reads: more than the schema asks for.
    Read,
    /// What serde is given when a document of the schema was read back.
    Sent,
    /// What the schema allows.
    Wire,
}

impl View {
    pub(super) const fn is_wire(self) -> bool {
        matches!(self, Self::Beginning | Self::Wire)
    }

    pub(super) const fn is_beginning(self) -> bool {
        matches!(self, Self::Beginning)
    }

    pub(super) const fn is_read(self) -> bool {
        matches!(self, Self::Read)
    }
}

pub(super) const NULL: u8 = 1;
pub(super) const BOOLEAN: u8 = 2;
pub(super) const NUMBER: u8 = 4;
pub(super) const STRING: u8 = 8;
pub(super) const LIST: u8 = 16;
pub(super) const OBJECT: u8 = 32;

impl Form {
    pub(super) const fn of(content: &'static Content) -> Self {
        match content {
            Content::Newtype(field) => Self::Node(field.node),
            Content::Struct(object) => Self::Object(*object),
            Content::Tuple(fields) => Self::Elements(fields),
            Content::Unit => Self::Unit,
        }
    }

    /// The kinds of JSON that this may be. Only for forms that are one alternative.
    pub(super) const fn kinds(self, view: View) -> u8 {
        let (map, tuple) = if view.is_wire() { (LIST, OBJECT) } else { (OBJECT, LIST) };
        match self {
            Self::Elements(_) => tuple,
            Self::Node(node) => match node.kind {
                // Serde is given its items in an object.
                Kind::Array { lenient: true, .. } if !view.is_wire() => LIST | OBJECT,
                Kind::Array { .. } => LIST,
                Kind::Boolean => BOOLEAN,
                Kind::Integer { .. } | Kind::NonZero { .. } | Kind::Number { .. } => NUMBER,
                Kind::Map { .. } => map,
                // Serde may read an empty object as `()`.
                Kind::Null if view.is_read() => NULL | OBJECT,
                Kind::Null => NULL,
                // What is described by hand may read a number or a list as its text.
                Kind::String { .. } if view.is_read() && node.own.is_some() => {
                    STRING | NUMBER | LIST
                }
                Kind::String { format: None, pattern: None, .. } => STRING,
                Kind::String { pattern: Some(pattern), .. } if equal(pattern, ONE_CHARACTER) => {
                    STRING
                }
                // Types of other crates may take a number for their text, or numbers in a list.
                Kind::String { .. } if view.is_read() => STRING | NUMBER | LIST,
                Kind::String { .. } => STRING,
                Kind::Tuple(_) => tuple,
                Kind::Back(_) | Kind::Named(_) | Kind::Nullable(_) => u8::MAX,
            },
            // Serde reads a list as a struct by position; not where fields are flattened.
            Self::Object(object) if view.is_read() && !object.is_flattening() => OBJECT | LIST,
            Self::Object(_) => OBJECT,
            // Serde takes the number of a variant as well, and an object with its name.
            Self::Tag(_) if view.is_read() => STRING | NUMBER | OBJECT,
            Self::Tag(_) => STRING,
            Self::Unit => NULL,
            Self::Variant(tagging, variant) => match (tagging, &variant.content) {
                (Tagging::External, Content::Unit) if view.is_read() => STRING | OBJECT,
                (Tagging::External, Content::Unit) => STRING,
                (Tagging::External, _) => OBJECT,
                _ if view.is_read() => OBJECT | LIST,
                _ => OBJECT,
            },
        }
    }

    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Node(Node { kind: Kind::String { .. }, .. }))
    }

    /// Is nothing but its keys read?
    pub(super) const fn is_closed(self) -> bool {
        match self {
            Self::Object(object) => object.deny_unknown_fields,
            Self::Variant(Tagging::External, _) => true,
            Self::Variant(Tagging::Internal { .. }, variant) => match &variant.content {
                Content::Struct(object) => object.deny_unknown_fields,
                Content::Newtype(field) => match field.node.fields() {
                    Some(object) => object.deny_unknown_fields,
                    None => false,
                },
                _ => false,
            },
            _ => false,
        }
    }

    /// The key at this index, if it is an object with as many.
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    pub(super) const fn key(self, index: usize) -> Option<Key> {
        match self {
            Self::Elements(fields) if index < fields.len() => Some(Key::of(&fields[index])),
            Self::Node(node) => match node.kind {
                // As serde is given it.
                Kind::Array { lenient: true, .. } if index == 0 => {
                    Some(Key::plain("path", Self::Node(<String as Extract>::NODE)))
                }
                Kind::Array { lenient: true, .. } if index == 1 => {
                    Some(Key::plain("texts", Self::Node(<Vec<String> as Extract>::NODE)))
                }
                Kind::Tuple(nodes) if index < nodes.len() => {
                    Some(Key::plain(POSITIONS[index], Self::Node(nodes[index])))
                }
                _ => None,
            },
            Self::Object(object) => field(object.fields, index),
            Self::Variant(Tagging::External, variant) if index == 0 => {
                let (name, aliases) = (variant.name, variant.aliases);
                Some(Key { name, aliases, value: Self::of(&variant.content), required: true })
            }
            Self::Variant(Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, variant)
                if index == 0 =>
            {
                Some(Key::plain(tag, Self::Tag(variant)))
            }
            Self::Variant(Tagging::Internal { .. }, variant) => match &variant.content {
                Content::Newtype(newtype) => field(std::slice::from_ref(*newtype), index - 1),
                Content::Struct(object) => field(object.fields, index - 1),
                _ => None,
            },
            Self::Variant(Tagging::Adjacent { content, .. }, variant) if index == 1 => {
                match &variant.content {
                    Content::Newtype(newtype) => Some(Key { name: content, ..Key::of(newtype) }),
                    Content::Unit => None,
                    inner => Some(Key::plain(content, Self::of(inner))),
                }
            }
            _ => None,
        }
    }

    /// As a list: how many items it has at least and at most.
    pub(super) const fn items(self) -> (usize, usize) {
        match self {
            Self::Node(node) => match node.kind {
                Kind::Array { exactly: Some(count), .. } => (count as usize, count as usize),
                Kind::Tuple(nodes) => (nodes.len(), nodes.len()),
                _ => (0, usize::MAX),
            },
            Self::Elements(fields) => (filled(fields), fields.len()),
            Self::Object(object) => (filled(object.fields), object.fields.len()),
            _ => (0, usize::MAX),
        }
    }

    /// As a list: the item at this index.
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    pub(super) const fn item(self, index: usize) -> Option<Self> {
        match self {
            Self::Node(node) => match node.kind {
                Kind::Array { items, .. } => Some(Self::Node(items)),
                Kind::Tuple(nodes) if index < nodes.len() => Some(Self::Node(nodes[index])),
                _ => None,
            },
            Self::Elements(fields) | Self::Object(Object { fields, .. })
                if index < fields.len() =>
            {
                Some(Self::Node(fields[index].node))
            }
            _ => None,
        }
    }
}

/// A key of an object and what stands there.
#[derive(Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) value: Form,
    /// Does serde fail without it?
    pub(super) required: bool,
}

impl Key {
    const fn plain(name: &'static str, value: Form) -> Self {
        Self { name, aliases: &[], value, required: true }
    }

    const fn of(field: &'static Field) -> Self {
        let required = !field.defaulted && !takes_null(field.node);
        let Field { key: name, aliases, node, .. } = field;
        Self { name, aliases, value: Form::Node(node), required }
    }
}

/// The pattern of `char`.
const ONE_CHARACTER: &str = "^.$";

const POSITIONS: [&str; 12] =
    ["_0", "_1", "_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9", "_10", "_11"];

/// An option, or what may be one: serde reads a missing key as `None`.
const fn takes_null(node: &Node) -> bool {
    let mut node = node;
    let mut steps = 0;
    while steps < 16 {
        match node.kind {
            Kind::Back(_) | Kind::Null | Kind::Nullable(_) => return true,
            Kind::Named(link) => match link.follow().body {
                Body::Transparent(field) => node = field.node,
                _ => return false,
            },
            _ => return false,
        }
        steps += 1;
    }
    true
}

/// The field at this index, those of flattened structs counted in their places.
const fn field(fields: &'static [Field], index: usize) -> Option<Key> {
    match search(fields, index) {
        Ok(field) => Some(Key::of(field)),
        Err(_) => None,
    }
}

/// The field, or how many there are.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn search(fields: &'static [Field], index: usize) -> Result<&'static Field, usize> {
    let mut passed = 0;
    let mut i = 0;
    while i < fields.len() {
        let field = &fields[i];
        if field.flattened {
            if let Some(inner) = field.node.fields()
                && !inner.is_endless()
            {
                match search(inner.fields, index - passed) {
                    Ok(field) => return Ok(field),
                    Err(count) => passed += count,
                }
            }
        } else if passed == index {
            return Ok(field);
        } else {
            passed += 1;
        }
        i += 1;
    }
    Err(passed)
}

/// How many items serde asks for at least: the last ones may have defaults.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
const fn filled(fields: &[Field]) -> usize {
    let mut count = fields.len();
    while count > 0 && fields[count - 1].defaulted {
        count -= 1;
    }
    count
}
