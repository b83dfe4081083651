//! A derived type as the schema sees it.

use super::{
    Link,
    bounds::Bounds,
    estimate::Weight,
    identity::{hash, mix},
    limits,
    node::{Kind, Node, Totals},
};

/// A derived type: its name, its shape and the places where it refers to others.
pub struct Definition {
    pub(crate) id: u64,
    pub(crate) name: &'static str,
    pub(crate) arguments: &'static [Argument],
    pub(crate) description: Option<&'static str>,
    pub(crate) body: Body,
    /// Where other definitions are referred to, in declaration order.
    pub(crate) places: &'static [Place],
    /// What the definition adds to a schema that holds it, others left out.
    pub(crate) totals: Totals,
    /// Tells apart two types that were given one id.
    pub(crate) content: u64,
    pub(crate) bounded: bool,
    /// What the estimate of a root that reaches it adds up.
    pub(crate) weight: Weight,
    /// The characters of its values, if it is an enum of so many that the service limits them.
    pub(crate) large_enum: u32,
    /// The characters of its name.
    pub(crate) name_characters: u32,
}

/// What a generic type was applied to.
#[derive(Clone, Copy)]
pub enum Argument {
    Number(u64),
    Type(&'static Node),
}

pub enum Body {
    Enum {
        tagging: Tagging,
        variants: &'static [Variant],
    },
    /// A unit struct.
    Null,
    Struct(Object),
    /// A newtype: on the wire it is its only field.
    Transparent(&'static Field),
    /// A tuple struct, with the keys `_0`, `_1`, ….
    Tuple(&'static [Field]),
}

#[derive(Clone, Copy)]
pub enum Tagging {
    Adjacent { tag: &'static str, content: &'static str },
    External,
    Internal { tag: &'static str },
}

#[derive(Clone, Copy)]
pub struct Object {
    pub fields: &'static [Field],
    pub deny_unknown_fields: bool,
}

pub struct Variant {
    pub name: &'static str,
    pub aliases: &'static [&'static str],
    pub description: Option<&'static str>,
    pub content: Content,
}

#[derive(Clone, Copy)]
pub enum Content {
    Newtype(&'static Field),
    Struct(Object),
    Tuple(&'static [Field]),
    Unit,
}

pub struct Field {
    pub key: &'static str,
    pub aliases: &'static [&'static str],
    pub description: Option<&'static str>,
    pub bounds: Bounds,
    pub node: &'static Node,
    /// Does serde fill it in when it is missing?
    pub defaulted: bool,
}

impl Field {
    /// What a field is as long as nothing else is said of it.
    pub const PLAIN: Self = Self {
        key: "",
        aliases: &[],
        description: None,
        bounds: Bounds::NONE,
        node: &Node::leaf(Kind::Null),
        defaulted: false,
    };
}

impl Object {
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    pub(super) const fn has_key(&self, key: &str) -> bool {
        let mut i = 0;
        while i < self.fields.len() {
            let field = &self.fields[i];
            if equal(field.key, key) {
                return true;
            }
            let mut j = 0;
            while j < field.aliases.len() {
                if equal(field.aliases[j], key) {
                    return true;
                }
                j += 1;
            }
            i += 1;
        }
        false
    }
}

impl Node {
    /// The one definition that this node refers to, if it is one.
    pub(super) const fn target(&self) -> Option<Link> {
        let mut node = self;
        loop {
            match node.kind {
                Kind::Array { items: inner, .. } | Kind::Nullable(inner) | Kind::Map(inner) => {
                    node = inner;
                }
                Kind::Named(link) => return Some(link),
                _ => return None,
            }
        }
    }

    /// The named fields, if this is a struct or a newtype around one.
    pub(crate) const fn fields(&self) -> Option<Object> {
        let mut node = self;
        // A newtype of a newtype of itself would never end, and holds no value either.
        let mut steps = 0;
        while let Kind::Named(link) = node.kind
            && steps < 16
        {
            match link.follow().body {
                Body::Struct(object) => return Some(object),
                Body::Transparent(field) => node = field.node,
                _ => return None,
            }
            steps += 1;
        }
        None
    }
}

/// A place in a definition where something else is referred to.
#[derive(Clone, Copy)]
pub struct Place {
    pub(crate) node: &'static Node,
    /// The objects of the definition that are open there.
    pub(crate) depth: u32,
    /// The fields of the struct stand there themselves, beside the tag of an enum.
    pub(crate) inlined: bool,
    /// The one definition that it refers to; absent if a closer look is needed.
    pub(crate) target: Option<Link>,
}

impl Definition {
    pub const fn new(
        id: u64,
        name: &'static str,
        tokens: u64,
        body: Body,
        places: &'static [Place],
    ) -> Self {
        let sum = sum(&body);
        let large_enum = if sum.values > limits::LARGE_ENUM { sum.value_characters } else { 0 };
        let content = mix(mix(tokens, hash(id, name)), sum.content);
        Self {
            id,
            name,
            arguments: &[],
            description: None,
            body,
            // The array has room for every field; those that refer to nothing take none.
            places: places.split_at(sum.count).0,
            totals: sum.totals,
            content,
            bounded: sum.bounded,
            weight: Weight::of(&sum.totals, sum.bounded, large_enum, characters(name)),
            large_enum,
            name_characters: characters(name),
        }
    }

    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    pub const fn arguments(mut self, arguments: &'static [Argument]) -> Self {
        self.arguments = arguments;
        self
    }
}

/// What one look at every field tells.
struct Sum<const N: usize> {
    totals: Totals,
    content: u64,
    bounded: bool,
    places: [Place; N],
    count: usize,
    /// The values of an enum of strings, and their characters.
    values: u32,
    value_characters: u32,
}

/// The places of `body`, in front of an array that has room for every field of it: `N` is the
/// number of its fields, which is known before their types are.
pub const fn places<const N: usize>(body: &Body) -> [Place; N] {
    Sum::<N>::of(body).places
}

const fn sum(body: &Body) -> Sum<0> {
    Sum::<0>::of(body)
}

#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
impl<const N: usize> Sum<N> {
    const fn of(body: &Body) -> Self {
        static NOTHING: Node = Node::leaf(Kind::Null);
        let nowhere = Place { node: &NOTHING, depth: 0, inlined: false, target: None };
        let sum = Self {
            totals: Totals::NONE,
            content: 0,
            bounded: false,
            places: [nowhere; N],
            count: 0,
            values: 0,
            value_characters: 0,
        };
        match body {
            Body::Enum { tagging, variants } => {
                let mut sum = sum;
                let mut i = 0;
                while i < variants.len() {
                    sum = sum.variant(*tagging, &variants[i]);
                    i += 1;
                }
                sum
            }
            Body::Null => sum,
            Body::Struct(object) => sum.keyed(object.fields, 1),
            Body::Transparent(field) => sum.field(field, 0, false),
            Body::Tuple(fields) => {
                let mut sum = sum.keyed(fields, 1);
                sum.totals.reshaped = true;
                sum
            }
        }
    }

    const fn variant(mut self, tagging: Tagging, variant: &Variant) -> Self {
        // The name of a variant is an enum value, a constant or, tagged externally, a key.
        let name = characters(variant.name);
        self.totals.characters = self.totals.characters.saturating_add(name);
        let external_unit =
            matches!(tagging, Tagging::External) && matches!(variant.content, Content::Unit);
        let inside = match tagging {
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
            Content::Newtype(field) => {
                let beside_tag = matches!(tagging, Tagging::Internal { .. });
                self.field(field, 1, beside_tag)
            }
            Content::Struct(object) => self.keyed(object.fields, inside + 1),
            Content::Tuple(fields) => {
                self.totals.reshaped = true;
                self.keyed(fields, inside + 1)
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
            self.totals = self.totals.and_property(characters(fields[i].key));
            self.content = hash(self.content, fields[i].key);
            self = self.field(&fields[i], depth, false);
            i += 1;
        }
        self
    }

    const fn field(mut self, field: &Field, depth: u32, inlined: bool) -> Self {
        self.totals = self.totals.and(field.node.totals, depth);
        self.bounded |= !field.bounds.is_none();
        if field.node.totals.refers {
            if self.count < N {
                let target = if inlined { None } else { field.node.target() };
                self.places[self.count] = Place { node: field.node, depth, inlined, target };
            }
            self.count += 1;
        }
        self
    }
}

const fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && hash(0, a) == hash(0, b)
}

/// How many characters a text has: the limits count those, not bytes.
#[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
pub(crate) const fn characters(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut count: u32 = 0;
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] & 0b1100_0000 != 0b1000_0000 {
            count = count.saturating_add(1);
        }
        i += 1;
    }
    count
}
