//! Maps and sets of indexmap 2, which keep the order of the answer.

use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};

use super::MapKey;
use crate::{
    json::{Entry, Part, Streamed},
    schema::{Bounds, Extract, Node, mix, named},
};

impl<K, T, S> Extract for IndexMap<K, T, S>
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

/// Equal items become one, so how many there were is asked of the text.
impl<T: Extract + Eq + Hash, S: BuildHasher + Default> Extract for IndexSet<T, S> {
    const ID: u64 = mix(named("set"), T::ID);
    const NODE: &'static Node = &Node::array(T::NODE, None).inspected();

    fn __holds(&self) -> bool {
        self.iter().all(T::__holds)
    }
}

impl<K, T, S> Streamed for IndexMap<K, T, S>
where
    K: MapKey + Streamed + Eq + Hash,
    T: Streamed,
    S: BuildHasher + Default,
{
    type Partial = Vec<Part<Entry<K::Partial, T::Partial>>>;
}

impl<T: Streamed + Eq + Hash, S: BuildHasher + Default> Streamed for IndexSet<T, S> {
    type Partial = Vec<Part<T::Partial>>;
}
