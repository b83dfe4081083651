//! A derived type as the schema sees it.

use super::{
    Extract, Link,
    bounds::Bounds,
    estimate::Glance,
    judge::Judged,
    limits,
    node::{Kind, Node, Totals},
    outline::Outline,
    probe::Reader,
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
    /// What the estimate of a root that reaches it adds up.
    pub(crate) glance: Glance,
    /// The characters of its values, if it is an enum of so many that the service limits them.
    pub(crate) large_enum: u32,
    /// The characters of its name.
    pub(crate) name_characters: u32,
    /// The user's own checks, if there are any.
    pub(crate) judged: Option<Judged>,
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
    Untagged,
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
    /// Is every unknown name read as this variant?
    pub other: bool,
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
    pub bounds: &'static Bounds,
    pub node: &'static Node,
    /// Does serde fill it in when it is missing?
    pub defaulted: bool,
    /// Do the fields of its struct stand in its place? Then it has no key: `key` is its name in Rust.
    pub flattened: bool,
    /// What reads it, if its value is of another type than the one that `node` describes.
    pub reader: Option<Reader>,
}

impl Field {
    /// What a field is as long as nothing else is said of it.
    pub const PLAIN: Self = Self {
        key: "",
        aliases: &[],
        description: None,
        bounds: &Bounds::NONE,
        node: &Node::leaf(Kind::Null),
        defaulted: false,
        flattened: false,
        reader: None,
    };
}

impl Node {
    /// The one definition that this node refers to, if it is one.
    pub(super) const fn target(&self) -> Option<Link> {
        let mut node = self;
        loop {
            match node.kind {
                Kind::Map { keys, .. } if keys.totals.refers => return None,
                Kind::Array { items: inner, .. }
                | Kind::Nullable(inner)
                | Kind::Map { values: inner, .. } => {
                    node = inner;
                }
                Kind::Named(link) => return Some(link),
                _ => return None,
            }
        }
    }

    /// The named fields, if this is a struct or a newtype around one.
    pub(crate) const fn fields(&self) -> Option<Object> {
        match self.structure() {
            Some((_, object)) => Some(object),
            None => None,
        }
    }

    /// What the newtypes ask for that are passed over where only their struct is written.
    pub(super) const fn passed(&self) -> Totals {
        let mut totals = Totals::NONE;
        let mut node = self;
        let mut steps = 0;
        while let Kind::Named(link) = node.kind
            && let Body::Transparent(field) = &link.follow().body
            && steps < 16
        {
            totals = totals.and(link.follow().totals.asked(), 0);
            node = field.node;
            steps += 1;
        }
        totals
    }

    /// The struct that this is, or that a newtype holds.
    pub(crate) const fn structure(&self) -> Option<(&'static Definition, Object)> {
        let mut node = self;
        // A newtype of a newtype of itself would never end, and holds no value either.
        let mut steps = 0;
        while let Kind::Named(link) = node.kind
            && steps < 16
        {
            let definition = link.follow();
            match definition.body {
                Body::Struct(object) => return Some((definition, object)),
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
pub(crate) struct Place {
    pub(crate) node: &'static Node,
    /// The objects of the definition that are open there.
    pub(crate) depth: u32,
    /// The fields of the struct stand there themselves: flattened, or beside the tag of an enum.
    pub(crate) inlined: bool,
}

impl Definition {
    pub const fn new<const N: usize>(
        id: u64,
        name: &'static str,
        body: Body,
        outline: &'static Outline<N>,
    ) -> Self {
        let large_enum =
            if outline.values > limits::LARGE_ENUM { outline.value_characters } else { 0 };
        let name_characters = characters(name);
        // A newtype that holds a derived type needs a closer look, and so do arms without a tag.
        let needs_a_look = match &body {
            Body::Enum { tagging, .. } => matches!(tagging, Tagging::Untagged),
            Body::Transparent(field) => field.node.is_derived(),
            _ => false,
        };
        Self {
            id,
            name,
            arguments: &[],
            description: None,
            body,
            // The arrays have room for every field; those that refer to nothing take none.
            places: outline.places.split_at(outline.count).0,
            totals: outline.totals,
            glance: Glance::of(
                &outline.totals,
                large_enum,
                name_characters,
                outline.links.split_at(outline.link_count).0,
                outline.link_count == outline.count && !needs_a_look,
            ),
            large_enum,
            name_characters,
            judged: None,
        }
    }

    /// Is it a newtype around itself, options and other newtypes left out, or an arm without a tag?
    pub(crate) const fn is_endless(&self) -> bool {
        // Another cycle further in is found where it starts.
        self.body.holds(self.id, 16)
    }

    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    /// With checks of the user's own, which `T` runs: the type that is described here.
    pub const fn judged<T: Extract>(mut self) -> Self {
        self.judged = Some(crate::decode::judged::<T>);
        self.totals.bounded = true;
        self.glance = self.glance.of_bounded();
        self
    }

    pub const fn arguments(mut self, arguments: &'static [Argument]) -> Self {
        self.arguments = arguments;
        self.glance = self.glance.of_generic();
        self
    }
}

impl Body {
    /// Does a value of it hold one of the definition with this id, and nothing else?
    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    const fn holds(&self, id: u64, steps: u32) -> bool {
        match self {
            Self::Enum { tagging: Tagging::Untagged, variants } => {
                let mut i = 0;
                while i < variants.len() {
                    if let Content::Newtype(field) = variants[i].content
                        && field.node.holds(id, steps)
                    {
                        return true;
                    }
                    i += 1;
                }
                false
            }
            Self::Transparent(field) => field.node.holds(id, steps),
            _ => false,
        }
    }
}

impl Node {
    const fn holds(&self, id: u64, steps: u32) -> bool {
        match self.required().kind {
            Kind::Back(back) => back == id,
            Kind::Named(link) if link.id == id => true,
            Kind::Named(link) => steps > 0 && link.follow().body.holds(id, steps - 1),
            _ => false,
        }
    }
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
