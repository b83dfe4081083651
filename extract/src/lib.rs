//! Text in, Rust values out.

mod attempt;
#[cfg(feature = "client")]
pub mod client;
mod decode;
pub mod error;
mod from_json;
pub mod input;
mod schema;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
mod types;
mod usage;
pub mod wire;

pub use attempt::Attempt;
#[cfg(feature = "client")]
pub use client::{Client, ClientBuilder, Extraction, Extractor};
pub use error::Error;
#[cfg(feature = "derive")]
pub use extract_derive::Extract;
pub use from_json::from_json;
pub use input::{Detail, Input, Message, Role};
pub use schema::{Extract, Schema, json_schema};
pub use usage::Usage;
pub use wire::{Effort, Endpoint, ServiceTier, Verbosity};

/// What the derive writes. No part of the public face: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::schema::{
        Argument, Body, Content, Definition, Described, Extract, Facts, Field, Link, Node, Number,
        Object, Tagging, Variant, check, derived, mix, places,
    };

    /// The schema of a type that the derive refused: the refusal is the message to read.
    pub const REFUSED: &Node = <() as Described>::NODE;

    /// Compiles if the type can be read as well as described.
    pub const fn is_extract<T: Extract>() {}
}
