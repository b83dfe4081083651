//! Values whose keys stand in the object of another: flattened structs, and what a tag stands beside.
//!
//! Their places come behind those of the object, in the order of the fields.

use super::Slot;

/// The place of a key that the object itself, with so many `own` places, does not know.
pub fn key_inside<const N: usize>(slots: [&mut dyn Slot; N], own: u32, key: &str) -> Option<u32> {
    let mut before = own;
    for slot in slots {
        if let Some(place) = slot.key_inside(key) {
            return before.checked_add(place);
        }
        before = before.checked_add(slot.places())?;
    }
    None
}

/// What stands at a place behind the `own` ones of the object.
pub fn child_inside<const N: usize>(
    slots: [&mut dyn Slot; N],
    own: u32,
    place: u32,
) -> Option<&mut dyn Slot> {
    let mut place = place.checked_sub(own)?;
    for slot in slots {
        let places = slot.places();
        if place < places {
            return slot.child(place);
        }
        place -= places;
    }
    None
}

/// The object has ended, and this was its JSON text.
pub fn end_inside<const N: usize>(slots: [&mut dyn Slot; N], raw: &str) {
    for slot in slots {
        slot.end_inside(raw);
    }
}

/// The most of these numbers of places.
pub const fn most<const N: usize>(places: [u32; N]) -> u32 {
    let mut most = 0;
    let mut rest: &[u32] = &places;
    while let [first, others @ ..] = rest {
        if *first > most {
            most = *first;
        }
        rest = others;
    }
    most
}

/// A type, in a form that names others as well: a companion must speak of every parameter.
pub trait Beside<Others: ?Sized> {
    type Partial: super::Content;
}

impl<T: super::Streamed, Others: ?Sized> Beside<Others> for T {
    type Partial = T::Partial;
}
