//! The types, by what they show.

mod dates;
mod enums;
mod lists;
mod maps;
mod numbers;
mod options;
mod structs;
mod tagged;
mod tuples;

use crate::shape::Shape;

/// Every type of the table, with the name of its group.
pub fn all() -> Vec<(&'static str, Box<dyn Shape>)> {
    let groups = [
        ("dates", dates::shapes()),
        ("enums", enums::shapes()),
        ("lists", lists::shapes()),
        ("maps", maps::shapes()),
        ("numbers", numbers::shapes()),
        ("options", options::shapes()),
        ("structs", structs::shapes()),
        ("tagged", tagged::shapes()),
        ("tuples", tuples::shapes()),
    ];
    let named = |(group, shapes): (_, Vec<_>)| shapes.into_iter().map(move |shape| (group, shape));
    groups.into_iter().flat_map(named).collect()
}
