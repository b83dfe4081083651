//! What a type looks like on the wire: [`Schema`], its [`Report`] against the limits.
//!
//! A schema is a graph of constants that the compiler checks; its JSON text is written from that.

#[allow(missing_docs, reason = "public for the derive only")]
mod bounds;
#[allow(missing_docs, reason = "public for the derive only")]
mod definition;
mod dialect;
mod estimate;
#[allow(missing_docs, reason = "public for the derive only")]
mod fields;
#[allow(missing_docs, reason = "public for the derive only")]
mod flatten;
#[allow(missing_docs, reason = "public for the derive only")]
mod format;
#[allow(missing_docs, reason = "public for the derive only")]
mod identity;
#[allow(missing_docs, reason = "public for the derive only")]
mod judge;
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
mod overlap;
#[allow(missing_docs, reason = "public for the derive only")]
mod pattern;
#[allow(missing_docs, reason = "public for the derive only")]
mod probe;
mod report;
pub(crate) mod rules;
mod runtime;
mod shape;
mod survey;
#[allow(missing_docs, reason = "public for the derive only")]
mod untagged;
mod write;

use std::fmt;

use serde::de::DeserializeOwned;

#[doc(hidden)]
pub use bounds::{Bounds, Multiple, Number};
#[doc(hidden)]
pub use definition::{Argument, Body, Content, Definition, Field, Object, Tagging, Variant};
pub use dialect::Dialect;
#[doc(hidden)]
pub use fields::{
    check_beside_tag, check_exclusive_max, check_exclusive_min, check_format, check_max,
    check_max_items, check_max_len, check_min, check_min_items, check_min_len, check_multiple_of,
    check_pattern, check_range, check_unique,
};
#[doc(hidden)]
pub use flatten::check_flattened;
#[doc(hidden)]
pub use format::Format;
#[doc(hidden)]
pub use identity::{derived, mix};
pub(crate) use identity::{hash, named};
pub(crate) use judge::Finding;
#[doc(hidden)]
pub use judge::{Judge, passes};
pub(crate) use limits::WIDEST;
#[doc(hidden)]
pub use limits::{Facts, check};
#[doc(hidden)]
pub use link::Link;
#[doc(hidden)]
pub use node::Node;
pub(crate) use node::{Kind, Totals};
#[doc(hidden)]
pub use outline::Outline;
#[doc(hidden)]
pub use pattern::Pattern;
pub(crate) use pattern::admits as pattern_admits;
pub(crate) use probe::{Probe, probe, without_position};
#[doc(hidden)]
pub use probe::{Reader, reads};
pub use report::{Count, Report};
pub use rules::Fault;
pub(crate) use shape::Own;
pub use shape::Shape;
pub(crate) use survey::WRAPPER;
pub use untagged::check_arm;
#[cfg(any(feature = "long", feature = "stream"))]
pub(crate) use write::write;

/// A JSON Schema and its name, byte for byte as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    text: String,
    name: String,
    description: Option<String>,
    dialect: Dialect,
}

impl Schema {
    fn of<T: Extract>(dialect: Dialect) -> Self {
        Self {
            text: write::write(T::NODE, dialect),
            name: names::of_root(T::NODE),
            description: write::said_of(T::NODE),
            dialect,
        }
    }

    /// The root schema as JSON text, keys in declaration order.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name sent beside the schema: made from the type, always `[A-Za-z0-9_-]{1,64}`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A short text that changes when the name or the schema does, so that a test can show in review
    /// that a change of a type changes what is sent, descriptions included.
    ///
    /// ```
    /// # #[derive(serde::Deserialize, extract::Extract)]
    /// # struct Invoice { number: String, total_cents: u64 }
    /// assert_eq!(extract::json_schema::<Invoice>().fingerprint(), "dec3e9e8d714213c");
    /// ```
    ///
    /// It is the 64-bit FNV-1a hash of the name, a zero byte and [`as_str`](Self::as_str), as 16
    /// lower-case hexadecimal digits: the same in every build and on every platform. It is no guard
    /// against intent.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", hash(hash(named(&self.name), "\0"), &self.text))
    }

    /// What the schema counts to, beside the limits of strict mode.
    pub fn report(&self) -> Report {
        Report::of(&self.name, &self.to_value())
    }

    /// The dialect that it is written in.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What is said of the type; it stands in the text as well.
    pub(crate) fn description(&self) -> Option<&str> {
        self.description.as_deref()
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
/// derived types, numbers, text, lists, sets, maps with text as keys, options and tuples of them,
/// spans of time, addresses and ranges of std, and with features types of other crates.
/// A type whose schema strict mode would refuse does not compile.
///
/// A type of your own that reads a text or a number and then decides is described by hand, by its
/// [`SHAPE`](Self::SHAPE); [`Shape`] has an example. Types that derive leave it alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no strict JSON Schema",
    label = "this type cannot be extracted",
    note = "for a type of your own: `#[derive(serde::Deserialize, extract::Extract)]`",
    note = "write `String` for text (also of the system and of C), `Vec<T>` for lists, `HashMap<String, T>` for maps, `u64` or `i64` for large integers; a tuple holds up to 12 types that have a schema",
    note = "in place of `serde_json::Value`, references and trait objects write a type that says what is expected",
    note = "types of other crates need a feature of `typed-extract`: `jiff02` for `jiff`; the others are `bigdecimal04`, `bytes1`, `chrono04`, `compact_str09`, `indexmap2`, `rust_decimal1`, `smol_str03`, `time03`, `url2` and `uuid1`"
)]
pub trait Extract: DeserializeOwned {
    /// How the type looks on the wire, for a type of yours that does not derive `Extract`.
    const SHAPE: Shape = Shape::MISSING;

    /// Tells the type apart from every other that looks different.
    #[doc(hidden)]
    const ID: u64 = Self::SHAPE.id;
    /// Its schema.
    #[doc(hidden)]
    const NODE: &'static Node = &Self::SHAPE.node(const { &Self::SHAPE.own(probe::<Self>) });
    /// Is it text of which `__within` checks length, pattern and format?
    #[doc(hidden)]
    const TEXT: bool = false;

    /// Do the bounds of all fields inside hold, and find the user's own checks nothing?
    #[doc(hidden)]
    fn __holds(&self) -> bool {
        true
    }

    /// Does this value keep the bounds of the field that it stands in?
    #[doc(hidden)]
    fn __within(&self, _bounds: &Bounds) -> bool {
        true
    }

    /// Runs the checks that the user wrote on this type and its fields, not those further inside.
    #[doc(hidden)]
    fn __judge(&self, _judge: &mut Judge) {}
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
    Schema::of::<T>(Dialect::Strict)
}

/// The schema of `T` in another dialect, as the client sends it.
///
/// ```
/// use extract::Dialect;
///
/// let schema = extract::json_schema_in::<[bool; 3]>(Dialect::FineTuned);
/// assert_eq!(
///     schema.as_str(),
///     concat!(
///         r#"{"type":"object","properties":{"value":"#,
///         r#"{"type":"array","description":"Exactly 3 items.","items":{"type":"boolean"}}},"#,
///         r#""required":["value"],"additionalProperties":false}"#,
///     ),
/// );
/// ```
///
/// [`Dialect::Plain`] and [`Dialect::JsonMode`] have the text of [`json_schema`]; they differ in how
/// it is sent.
pub fn json_schema_in<T: Extract>(dialect: Dialect) -> Schema {
    const { check(T::NODE) };
    Schema::of::<T>(dialect)
}
