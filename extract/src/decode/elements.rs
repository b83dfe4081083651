use crate::schema::{Bounds, Field, Node};

/// What stands in a tuple or a tuple struct.
#[derive(Clone, Copy)]
pub(super) enum Elements {
    Fields(&'static [Field]),
    Nodes(&'static [&'static Node]),
}

impl Elements {
    pub(super) fn len(self) -> usize {
        match self {
            Self::Fields(fields) => fields.len(),
            Self::Nodes(nodes) => nodes.len(),
        }
    }

    /// The field at this position, if these are fields.
    pub(super) fn field(self, position: usize) -> Option<&'static Field> {
        match self {
            Self::Fields(fields) => fields.get(position),
            Self::Nodes(_) => None,
        }
    }

    pub(super) fn get(self, position: usize) -> Option<(&'static Node, &'static Bounds)> {
        match self {
            Self::Fields(fields) => fields.get(position).map(|field| (field.node, field.bounds)),
            Self::Nodes(nodes) => nodes.get(position).map(|node| (*node, &Bounds::NONE)),
        }
    }
}
