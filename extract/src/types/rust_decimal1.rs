//! Decimal numbers of rust_decimal 1: text, which keeps every digit.

use rust_decimal::Decimal;

use crate::schema::{Extract, Node, named, probe};

impl Extract for Decimal {
    const ID: u64 = named("rust_decimal1::Decimal");
    /// The type holds every number of 28 digits, and rounds what has more. A JSON number would be
    /// read through an `f64`, which keeps 17.
    const NODE: &'static Node = &Node::pattern(
        "^-?(0|[1-9][0-9]{0,17})([.][0-9]{1,10})?$",
        "a decimal number as -12.50",
        probe::<Self>,
    )
    .inspected();
}

opaque!(Decimal;);
