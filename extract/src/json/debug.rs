//! How companions are shown: fields whose type has no `Debug` as two dots.

use std::{
    fmt::{self, Debug, Formatter},
    marker::PhantomData,
};

/// `Seen::<T>::seen` is this one if `T` has a `Debug`, or else that of [`Unseen`].
pub struct Seen<T>(PhantomData<fn(T)>);

impl<T: Debug> Seen<T> {
    pub fn seen(part: &T) -> &dyn Debug {
        part
    }
}

pub trait Unseen<T> {
    fn seen(_part: &T) -> &dyn Debug {
        &Dots
    }
}

impl<T> Unseen<T> for Seen<T> {}

struct Dots;

impl Debug for Dots {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

pub fn debug_fields(
    f: &mut Formatter<'_>,
    name: &str,
    fields: &[(&str, &dyn Debug)],
) -> fmt::Result {
    let mut shown = f.debug_struct(name);
    for (name, field) in fields {
        shown.field(name, field);
    }
    shown.finish()
}

pub fn debug_items(f: &mut Formatter<'_>, name: &str, items: &[&dyn Debug]) -> fmt::Result {
    let mut shown = f.debug_tuple(name);
    for item in items {
        shown.field(item);
    }
    shown.finish()
}
