//! The types, by what they show.

mod structs;

use crate::shape::Shape;

/// Every type of the table, with the name of its group.
pub fn all() -> Vec<(&'static str, Box<dyn Shape>)> {
    let groups = [("structs", structs::shapes())];
    let named = |(group, shapes): (_, Vec<_>)| shapes.into_iter().map(move |shape| (group, shape));
    groups.into_iter().flat_map(named).collect()
}
