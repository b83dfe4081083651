//! The types, by what they show.

mod attributes;
mod cases;
mod conversions;
mod dates;
mod enums;
mod generics;
mod lists;
mod maps;
mod names;
mod numbers;
mod options;
mod recursion;
mod references;
mod roots;
mod serde_words;
mod structs;
mod tagged;
mod tuples;

use crate::shape::Shape;

/// Every type of the table, with the name of its group.
pub fn all() -> Vec<(&'static str, Box<dyn Shape>)> {
    let groups = [
        ("attributes", attributes::shapes()),
        ("cases", cases::shapes()),
        ("conversions", conversions::shapes()),
        ("dates", dates::shapes()),
        ("enums", enums::shapes()),
        ("generics", generics::shapes()),
        ("lists", lists::shapes()),
        ("maps", maps::shapes()),
        ("names", names::shapes()),
        ("numbers", numbers::shapes()),
        ("options", options::shapes()),
        ("recursion", recursion::shapes()),
        ("references", references::shapes()),
        ("roots", roots::shapes()),
        ("serde_words", serde_words::shapes()),
        ("structs", structs::shapes()),
        ("tagged", tagged::shapes()),
        ("tuples", tuples::shapes()),
    ];
    let named = |(group, shapes): (_, Vec<_>)| shapes.into_iter().map(move |shape| (group, shape));
    groups.into_iter().flat_map(named).collect()
}
