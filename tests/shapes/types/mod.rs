//! The types, by what they show.

mod alone;
mod alone_foreign;
mod attributes;
mod by_hand;
mod cases;
mod constraints;
mod conversions;
mod dates;
mod enums;
mod flatten;
mod foreign_dates;
mod foreign_text;
mod generics;
mod lists;
mod maps;
mod more_constraints;
mod names;
mod numbers;
mod options;
mod pairs;
mod recursion;
mod references;
mod roots;
mod serde_words;
mod std_lists;
mod std_numbers;
mod std_spans;
mod std_text;
mod structs;
mod tagged;
mod tuples;
pub mod untagged;

pub use by_hand::Email;

use crate::shape::Shape;

/// Every type of the table, with the name of its group.
pub fn all() -> Vec<(&'static str, Box<dyn Shape>)> {
    let groups = [
        ("alone", alone::shapes()),
        ("alone_foreign", alone_foreign::shapes()),
        ("attributes", attributes::shapes()),
        ("by_hand", by_hand::shapes()),
        ("cases", cases::shapes()),
        ("constraints", constraints::shapes()),
        ("conversions", conversions::shapes()),
        ("dates", dates::shapes()),
        ("enums", enums::shapes()),
        ("foreign_dates", foreign_dates::shapes()),
        ("foreign_text", foreign_text::shapes()),
        ("flatten", flatten::shapes()),
        ("generics", generics::shapes()),
        ("lists", lists::shapes()),
        ("maps", maps::shapes()),
        ("more_constraints", more_constraints::shapes()),
        ("names", names::shapes()),
        ("numbers", numbers::shapes()),
        ("options", options::shapes()),
        ("pairs", pairs::shapes()),
        ("recursion", recursion::shapes()),
        ("references", references::shapes()),
        ("roots", roots::shapes()),
        ("serde_words", serde_words::shapes()),
        ("std_lists", std_lists::shapes()),
        ("std_numbers", std_numbers::shapes()),
        ("std_spans", std_spans::shapes()),
        ("std_text", std_text::shapes()),
        ("structs", structs::shapes()),
        ("tagged", tagged::shapes()),
        ("tuples", tuples::shapes()),
        ("untagged", untagged::shapes()),
    ];
    let named = |(group, shapes): (_, Vec<_>)| shapes.into_iter().map(move |shape| (group, shape));
    groups.into_iter().flat_map(named).collect()
}
