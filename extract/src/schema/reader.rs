//! What reads a place whose value is of another type than its schema.

use super::node::Probe;

/// Tries to read a text that has the shape which serde expects.
#[derive(Clone, Copy)]
pub enum Reader {
    /// A function: serde never calls it for a missing key.
    Function(Probe),
    /// The own `Deserialize` of the type.
    Type(Probe),
}

impl Reader {
    pub(crate) fn probe(self) -> Probe {
        let (Self::Function(probe) | Self::Type(probe)) = self;
        probe
    }
}
