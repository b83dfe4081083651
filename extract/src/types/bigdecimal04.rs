//! Decimal numbers of any length, of bigdecimal 0.4: text, which keeps every digit.

use bigdecimal::BigDecimal;

use crate::schema::{Extract, Node, named, probe};

impl Extract for BigDecimal {
    const ID: u64 = named("bigdecimal04::BigDecimal");
    /// A JSON number would be read through an `f64`, which keeps 17 digits.
    const NODE: &'static Node = &Node::pattern(
        "^-?(0|[1-9][0-9]*)([.][0-9]+)?$",
        "a decimal number as -12.50",
        probe::<Self>,
    )
    .inspected();
}

opaque!(BigDecimal;);
