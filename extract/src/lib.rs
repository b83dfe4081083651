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

#[cfg(feature = "derive")]
pub use extract_derive::Extract;
#[doc(hidden)]
pub use schema::{Described, Read};
pub use schema::{Extract, Schema, json_schema};

/// What the derive writes. No part of the public face: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::schema::{
        Argument, Body, Bounds, Content, Definition, Described, Facts, Field, Link, Node, Number,
        Object, Read, Tagging, Variant, check, check_beside_tag, check_max, check_max_items,
        check_min, check_min_items, derived, mix, places,
    };

    /// The schema of a type that the derive refused: the refusal is the message to read.
    pub const REFUSED: &Node = {
        static REFUSED: Definition = Definition::new(
            0,
            "refused",
            0,
            Body::Struct(Object { fields: &[], deny_unknown_fields: false }),
            &[],
        );
        &Node::named(Link::to(0, 0, &REFUSED))
    };
}
