//! How types that are not derived look in a schema.

/// Types that are shown when they are whole.
macro_rules! opaque {
    ($($whole:ty $(, for [$($parameters:tt)*] $(where [$($bounds:tt)*])?)?;)*) => {$(
        impl $(<$($parameters)*>)? $crate::json::Streamed for $whole $($(where $($bounds)*)?)? {
            type Partial = Self;
        }

        impl $(<$($parameters)*>)? $crate::json::Content for $whole $($(where $($bounds)*)?)? {
            fn whole(raw: &str) -> Option<Self> {
                $crate::json::read(raw)
            }
        }
    )*};
}

/// Types that are text of a certain form: a `format` where it allows no more than the type reads,
/// else a `pattern`; last, the same in words for a model that gets neither. A full stop is `[.]`, since
/// some servers die of `\.` (llama-cpp-python 0.3).
macro_rules! text_of_a_form {
    ($($id:literal $text:ty: $form:ident $is:expr, $told:literal;)*) => {$(
        impl $crate::schema::Extract for $text {
            const ID: u64 = $crate::schema::named($id);
            const NODE: &'static $crate::schema::Node = &$crate::schema::Node::$form(
                $is,
                $told,
                $crate::schema::probe::<Self>,
            );
        }

        opaque!($text;);
    )*};
}

/// Types that are one name out of a few.
#[cfg(any(feature = "chrono04", feature = "time03"))]
macro_rules! names {
    ($($id:literal $enum:ident: $($name:ident)+;)*) => {$(
        impl $crate::schema::Extract for $enum {
            const ID: u64 = $crate::schema::named($id);
            const NODE: &'static $crate::schema::Node = {
                use $crate::schema::{Body, Content, Definition, Link, Node, Outline, Tagging, Variant};
                const BODY: Body = Body::Enum {
                    tagging: Tagging::External,
                    variants: &[$(Variant {
                        name: stringify!($name),
                        aliases: &[],
                        other: false,
                        description: None,
                        content: Content::Unit,
                    }),+],
                };
                const ID: u64 = $crate::schema::named($id);
                static DEFINITION: Definition =
                    Definition::new(ID, stringify!($enum), BODY, const { &Outline::<0>::of(&BODY) });
                &Node::named(Link::to(ID, &DEFINITION))
            };
        }

        opaque!($enum;);
    )*};
}

#[cfg(feature = "bigdecimal04")]
mod bigdecimal04;
#[cfg(feature = "bytes1")]
mod bytes1;
#[cfg(feature = "chrono04")]
mod chrono04;
mod collections;
#[cfg(feature = "compact_str09")]
mod compact_str09;
#[cfg(feature = "indexmap2")]
mod indexmap2;
#[cfg(feature = "jiff02")]
mod jiff02;
mod maps;
mod net;
mod numbers;
mod pointers;
mod ranges;
#[cfg(feature = "rust_decimal1")]
mod rust_decimal1;
#[cfg(feature = "smol_str03")]
mod smol_str03;
mod text;
mod time;
#[cfg(feature = "time03")]
mod time03;
mod tuples;
#[cfg(feature = "url2")]
mod url2;
#[cfg(feature = "uuid1")]
mod uuid1;

#[cfg(feature = "bytes1")]
pub use bytes1::Base64;
pub use maps::MapKey;
