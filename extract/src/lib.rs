//! Text in, Rust values out.

mod attempt;
#[cfg(feature = "client")]
pub mod client;
mod decode;
pub mod error;
mod input;
mod schema;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "client")]
pub mod transport;
mod types;
mod usage;
pub mod wire;

pub use schema::{Extract, Schema, json_schema};

/// What the derive writes. No part of the public face: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::schema::{
        Argument, Body, Bounds, Content, Definition, Described, Extract, Field, Link, Node, Number,
        Object, Place, Tagging, Variant, check, derived, mix, places,
    };
}
