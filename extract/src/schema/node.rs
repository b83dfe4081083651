//! The graph that a type turns into: what stands in a field, a list or an `Option`.

use super::{Link, probe::Probe, shape::Own};

/// One place of the schema, in memory that lives as long as the program.
pub struct Node {
    pub(crate) kind: Kind,
    pub(crate) totals: Totals,
    /// Of a type that was described by hand.
    pub(crate) own: Option<&'static Own>,
}

#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Array {
        items: &'static Node,
        exactly: Option<u32>,
        /// Read by [`crate::Lenient`], item by item.
        lenient: bool,
    },
    /// The definition with this id, which is being described: how a generic type names itself.
    Back(u64),
    Boolean,
    Integer {
        minimum: i128,
        maximum: i128,
    },
    /// On the wire a list of `{key, value}` objects.
    Map {
        keys: &'static Node,
        values: &'static Node,
    },
    Named(Link),
    /// A whole number other than 0, which lies between the two.
    NonZero {
        minimum: i128,
        maximum: i128,
    },
    Null,
    Nullable(&'static Node),
    Number {
        probe: Probe,
    },
    String {
        format: Option<&'static str>,
        pattern: Option<&'static str>,
        /// What format or pattern ask, in words, for models that know neither.
        told: Option<&'static str>,
        probe: Probe,
    },
    /// On the wire an object with the keys `_0`, `_1`, ….
    Tuple(&'static [&'static Node]),
}

impl Kind {
    pub(crate) const fn noun(&self) -> &'static str {
        match self {
            Self::Array { .. } => "a list",
            Self::Back(_) | Self::Named(_) => "a derived type",
            Self::Boolean => "a boolean",
            Self::Integer { .. } | Self::NonZero { .. } => "a whole number",
            Self::Map { .. } => "a map",
            Self::Null => "`null`",
            Self::Nullable(_) => "an option",
            Self::Number { .. } => "a number",
            Self::String { .. } => "a string",
            Self::Tuple(_) => "a tuple",
        }
    }
}

/// What a node adds to its schema's totals, definitions that it refers to left out.
#[derive(Clone, Copy)]
pub(crate) struct Totals {
    pub(crate) properties: u32,
    pub(crate) characters: u32,
    pub(crate) enum_values: u32,
    /// Objects nested in each other.
    pub(crate) depth: u32,
    /// Does it refer to definitions?
    pub(crate) refers: bool,
    /// Does it hold a map, a tuple or a lenient list, which have another shape on the wire?
    pub(crate) reshaped: bool,
    /// Does it hold what only a value can be checked against?
    pub(crate) bounded: bool,
    /// Does it hold what only the text can be checked against?
    pub(crate) inspected: bool,
    /// Is there a place with bounds below that serde reads into another type?
    pub(crate) converted: bool,
    /// Is there a remote definition, which serde never reads by itself?
    pub(crate) remote: bool,
}

impl Totals {
    pub(crate) const NONE: Self = Self {
        properties: 0,
        characters: 0,
        enum_values: 0,
        depth: 0,
        refers: false,
        reshaped: false,
        bounded: false,
        inspected: false,
        converted: false,
        remote: false,
    };

    /// With `other` standing inside `objects` more objects.
    pub(crate) const fn and(mut self, other: Self, objects: u32) -> Self {
        self.properties = self.properties.saturating_add(other.properties);
        self.characters = self.characters.saturating_add(other.characters);
        self.enum_values = self.enum_values.saturating_add(other.enum_values);
        if other.depth + objects > self.depth {
            self.depth = other.depth + objects;
        }
        self.refers |= other.refers;
        self.reshaped |= other.reshaped;
        self.bounded |= other.bounded;
        self.inspected |= other.inspected;
        self.converted |= other.converted;
        self.remote |= other.remote;
        self
    }

    /// What is to be done with an answer, without what is counted.
    pub(crate) const fn asked(self) -> Self {
        let Self { reshaped, bounded, inspected, converted, .. } = self;
        Self { reshaped, bounded, inspected, converted, ..Self::NONE }
    }

    pub(crate) const fn and_property(mut self, characters: u32) -> Self {
        self.properties = self.properties.saturating_add(1);
        self.characters = self.characters.saturating_add(characters);
        self
    }
}

/// `null`.
pub(super) static NOTHING: Node = Node::leaf(Kind::Null);

impl Node {
    pub(crate) const fn leaf(kind: Kind) -> Self {
        Self { kind, totals: Totals::NONE, own: None }
    }

    pub(crate) const fn integer(minimum: i128, maximum: i128) -> Self {
        Self::leaf(Kind::Integer { minimum, maximum })
    }

    pub(crate) const fn format(format: &'static str, told: &'static str, probe: Probe) -> Self {
        Self::leaf(Kind::String { format: Some(format), pattern: None, told: Some(told), probe })
    }

    pub(crate) const fn pattern(pattern: &'static str, told: &'static str, probe: Probe) -> Self {
        Self::leaf(Kind::String { format: None, pattern: Some(pattern), told: Some(told), probe })
    }

    /// The same, for a type that reads more than its schema allows and keeps no trace of it.
    pub(crate) const fn inspected(self) -> Self {
        Self { totals: Totals { inspected: true, ..self.totals }, ..self }
    }

    pub(crate) const fn array(items: &'static Node, exactly: Option<u32>) -> Self {
        let kind = Kind::Array { items, exactly, lenient: false };
        Self { kind, totals: items.totals, own: None }
    }

    pub(crate) const fn lenient(items: &'static Node) -> Self {
        let kind = Kind::Array { items, exactly: None, lenient: true };
        Self { kind, totals: Totals { reshaped: true, ..items.totals }, own: None }
    }

    pub(crate) const fn map(keys: &'static Node, values: &'static Node) -> Self {
        let mut totals = Totals::NONE.and_property(3).and_property(5).and(values.totals, 1);
        totals = totals.and(keys.totals, 1);
        totals.reshaped = true;
        Self { kind: Kind::Map { keys, values }, totals, own: None }
    }

    /// `Option<T>`; an option of an option has one `null`, as serde reads it.
    pub(crate) const fn nullable(inner: &'static Node) -> Self {
        let kind = match inner.kind {
            Kind::Nullable(inner) => Kind::Nullable(inner),
            Kind::Null => Kind::Null,
            _ => Kind::Nullable(inner),
        };
        Self { kind, totals: inner.totals, own: None }
    }

    #[allow(clippy::indexing_slicing, reason = "const fn has no iterators")]
    pub(crate) const fn tuple(items: &'static [&'static Node]) -> Self {
        let mut totals = Totals::NONE;
        let mut i = 0;
        while i < items.len() {
            // `_0` to `_9`, then `_10`.
            let characters = if i < 10 { 2 } else { 3 };
            totals = totals.and_property(characters).and(items[i].totals, 1);
            i += 1;
        }
        totals.reshaped = true;
        Self { kind: Kind::Tuple(items), totals, own: None }
    }

    /// A reference to a derived type.
    pub const fn named(link: Link) -> Self {
        let totals = Totals { refers: true, ..Totals::NONE };
        Self { kind: Kind::Named(link), totals, own: None }
    }

    /// A reference to the definition of another crate's type.
    pub const fn remote(link: Link) -> Self {
        let totals = Totals { refers: true, remote: true, ..Totals::NONE };
        Self { kind: Kind::Named(link), totals, own: None }
    }

    /// A reference of a generic type to itself, by its id.
    pub const fn back(id: u64) -> Self {
        let totals = Totals { refers: true, ..Totals::NONE };
        Self { kind: Kind::Back(id), totals, own: None }
    }

    pub(crate) const fn is_derived(&self) -> bool {
        matches!(self.required().kind, Kind::Named(_) | Kind::Back(_))
    }

    /// The node itself, or what an option holds when it is not `null`.
    pub(crate) const fn required(&self) -> &Node {
        match self.kind {
            Kind::Nullable(inner) => inner,
            _ => self,
        }
    }
}
