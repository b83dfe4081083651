use std::{
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
};

use serde::de::DeserializeOwned;

use crate::schema::{Bounds, Extract, Node, mix, named};

impl<T: Extract> Extract for Box<T> {
    const ID: u64 = T::ID;
    const NODE: &'static Node = T::NODE;

    fn holds(&self) -> bool {
        T::holds(self)
    }

    fn within(&self, bounds: &Bounds) -> bool {
        T::within(self, bounds)
    }
}

impl<T: Extract> Extract for Option<T> {
    const ID: u64 = mix(named("Option"), T::ID);
    const NODE: &'static Node = &Node::nullable(T::NODE);

    fn holds(&self) -> bool {
        self.as_ref().is_none_or(T::holds)
    }

    fn within(&self, bounds: &Bounds) -> bool {
        self.as_ref().is_none_or(|value| value.within(bounds))
    }
}

impl<T: Extract> Extract for Vec<T> {
    const ID: u64 = mix(named("Vec"), T::ID);
    const NODE: &'static Node = &Node::array(T::NODE, None);

    fn holds(&self) -> bool {
        self.iter().all(T::holds)
    }

    fn within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

impl<T: Extract, const N: usize> Extract for [T; N]
where
    // Serde reads arrays of up to 32 items.
    Self: DeserializeOwned,
{
    const ID: u64 = mix(mix(named("array"), T::ID), N as u64);
    #[allow(clippy::cast_possible_truncation, reason = "serde reads arrays of up to 32 items")]
    const NODE: &'static Node = &Node::array(T::NODE, Some(N as u32));

    fn holds(&self) -> bool {
        self.iter().all(T::holds)
    }
}

/// What a key of a map may be: on the wire it is text.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of an extracted map",
    label = "only `String` can",
    note = "write `HashMap<String, T>` or `BTreeMap<String, T>`, or a `Vec` of a struct that has the key as a field"
)]
pub trait MapKey {}

impl MapKey for String {}

impl<K, T, S> Extract for HashMap<K, T, S>
where
    K: MapKey + DeserializeOwned + Eq + Hash,
    T: Extract,
    S: BuildHasher + Default,
{
    const ID: u64 = mix(named("map"), T::ID);
    const NODE: &'static Node = &Node::map(T::NODE);

    fn holds(&self) -> bool {
        self.values().all(T::holds)
    }

    fn within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

impl<K: MapKey + DeserializeOwned + Ord, T: Extract> Extract for BTreeMap<K, T> {
    const ID: u64 = mix(named("map"), T::ID);
    const NODE: &'static Node = &Node::map(T::NODE);

    fn holds(&self) -> bool {
        self.values().all(T::holds)
    }

    fn within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}
