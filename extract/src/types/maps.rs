use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
};

use crate::{
    json::{Entry, Part, Streamed},
    schema::{Bounds, Extract, Node, mix, named},
};

/// What a key of a map may be: on the wire it is text, and no two texts are the same key. (If they
/// were, serde would keep the last entry and say nothing.) The derive writes this for enums.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an extracted map",
    label = "only text, and enums without data and aliases, can",
    note = "write `HashMap<String, T>` or `BTreeMap<String, T>`, or a `Vec` of a struct that has the key as a field"
)]
pub trait MapKey: Extract {}

impl MapKey for Box<str> {}
impl MapKey for Cow<'static, str> {}
impl MapKey for String {}
impl MapKey for char {}

impl<K, T, S> Extract for HashMap<K, T, S>
where
    K: MapKey + Eq + Hash,
    T: Extract,
    S: BuildHasher + Default,
{
    const ID: u64 = mix(mix(named("map"), K::ID), T::ID);
    const NODE: &'static Node = &Node::map(K::NODE, T::NODE);

    fn __holds(&self) -> bool {
        self.values().all(T::__holds)
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

impl<K: MapKey + Ord, T: Extract> Extract for BTreeMap<K, T> {
    const ID: u64 = mix(mix(named("map"), K::ID), T::ID);
    const NODE: &'static Node = &Node::map(K::NODE, T::NODE);

    fn __holds(&self) -> bool {
        self.values().all(T::__holds)
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

impl<K, T, S> Streamed for HashMap<K, T, S>
where
    K: MapKey + Streamed + Eq + Hash,
    T: Streamed,
    S: BuildHasher + Default,
{
    type Partial = Vec<Part<Entry<K::Partial, T::Partial>>>;
}

impl<K: MapKey + Streamed + Ord, T: Streamed> Streamed for BTreeMap<K, T> {
    type Partial = Vec<Part<Entry<K::Partial, T::Partial>>>;
}
