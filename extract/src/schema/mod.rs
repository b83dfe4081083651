//! The schema: a graph of constants that the compiler checks, and its JSON text.

#[allow(missing_docs, reason = "public for the derive only")]
mod bounds;
#[allow(missing_docs, reason = "public for the derive only")]
mod definition;
mod estimate;
#[allow(missing_docs, reason = "public for the derive only")]
mod fields;
#[allow(missing_docs, reason = "public for the derive only")]
mod identity;
#[allow(missing_docs, reason = "public for the derive only")]
mod limits;
#[allow(missing_docs, reason = "public for the derive only")]
mod link;
mod message;
mod names;
#[allow(missing_docs, reason = "public for the derive only")]
mod node;
#[allow(missing_docs, reason = "public for the derive only")]
mod outline;
#[allow(missing_docs, reason = "public for the derive only")]
mod reader;
mod survey;
mod write;

use std::fmt;

use serde::de::DeserializeOwned;

pub use bounds::{Bounds, Number};
pub use definition::{Argument, Body, Content, Definition, Field, Object, Tagging, Variant};
pub use fields::{check_beside_tag, check_max, check_max_items, check_min, check_min_items};
pub(crate) use identity::named;
pub use identity::{derived, mix};
pub use limits::{Facts, check};
pub use link::Link;
pub use node::Node;
pub(crate) use node::{Kind, Probe, Totals};
pub use outline::Outline;
pub use reader::Reader;
pub(crate) use survey::WRAPPER;

/// A strict JSON Schema and its name, byte for byte as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    text: String,
    name: String,
}

impl Schema {
    pub(crate) fn of<T: Extract>() -> Self {
        Self { text: write::write(T::NODE), name: names::of_root(T::NODE) }
    }

    /// The root schema as JSON text, keys in declaration order.
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

/// A type that can be extracted: derive it beside serde's `Deserialize`.
///
/// ```
/// use extract::Extract;
/// use serde::Deserialize;
///
/// /// An invoice as printed.
/// #[derive(Deserialize, Extract)]
/// struct Invoice {
///     /// The invoice number, as printed.
///     number: String,
///     total_cents: u64,
/// }
///
/// assert_eq!(extract::json_schema::<Invoice>().name(), "Invoice");
/// ```
///
/// It is implemented for every type whose schema the compiler knows and that serde can read:
/// derived types, numbers, text, lists, maps with text as keys, options and tuples of them.
/// A type whose schema strict mode would refuse does not compile.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no strict JSON Schema",
    label = "this type cannot be extracted",
    note = "for a type of your own: `#[derive(serde::Deserialize, extract::Extract)]`",
    note = "write `String` for text, `Vec<T>` for lists and sets, `HashMap<String, T>` for maps, `u64` or `i64` for large integers; a tuple holds up to 12 types that have a schema",
    note = "in place of `serde_json::Value`, references and trait objects write a type that says what is expected",
    note = "types of other crates need a feature of `typed-extract`: `jiff02` for `jiff`"
)]
pub trait Extract: DeserializeOwned {
    /// Tells the type apart from every other.
    #[doc(hidden)]
    const ID: u64;
    /// Its schema.
    #[doc(hidden)]
    const NODE: &'static Node;

    /// Do the bounds of all fields inside hold?
    #[doc(hidden)]
    fn holds(&self) -> bool {
        true
    }

    /// Does this value keep the bounds of the field that it stands in?
    #[doc(hidden)]
    fn within(&self, bounds: &Bounds) -> bool {
        let _ = bounds;
        true
    }
}

/// The strict schema of `T`, as the client sends it.
///
/// ```
/// # use extract::Extract;
/// # use serde::Deserialize;
/// #[derive(Deserialize, Extract)]
/// struct Line {
///     text: String,
///     price: Option<f64>,
/// }
///
/// let schema = extract::json_schema::<Line>();
/// assert_eq!(
///     schema.as_str(),
///     concat!(
///         r#"{"type":"object","properties":{"#,
///         r#""text":{"type":"string"},"price":{"type":["number","null"]}},"#,
///         r#""required":["text","price"],"additionalProperties":false}"#,
///     ),
/// );
/// assert_eq!(extract::json_schema::<Vec<Line>>().name(), "Line_list");
/// ```
///
/// The text is the same in every build. The client writes it once for each extractor.
pub fn json_schema<T: Extract>() -> Schema {
    const { check(T::NODE) };
    Schema::of::<T>()
}
