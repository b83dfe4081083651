//! The schema as a constant graph.

use std::fmt;

/// A strict JSON Schema and its name, byte for byte as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    text: String,
    name: String,
}

impl Schema {
    /// The root schema as JSON text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name sent beside the schema: made from the type, always `[A-Za-z0-9_-]{1,64}`.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What the compiler knows of a type. Derived, never written by hand.
#[doc(hidden)]
pub trait Described: Sized {}

/// A type that can be extracted: `#[derive(Extract)]` beside serde's `Deserialize`.
pub trait Extract: Described + serde::de::DeserializeOwned {}

impl<T: Described + serde::de::DeserializeOwned> Extract for T {}

/// The strict schema of `T`.
pub fn json_schema<T: Extract>() -> Schema {
    todo!()
}
