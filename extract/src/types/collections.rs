use std::{
    collections::{BTreeSet, BinaryHeap, HashSet, LinkedList, VecDeque},
    hash::{BuildHasher, Hash},
};

use serde::de::DeserializeOwned;

use crate::{
    json::{Part, Streamed},
    schema::{Bounds, Extract, Node, mix, named},
};

impl<T: Extract> Extract for Option<T> {
    const ID: u64 = mix(named("Option"), T::ID);
    const NODE: &'static Node = &Node::nullable(T::NODE);
    const TEXT: bool = T::TEXT;

    fn __holds(&self) -> bool {
        self.as_ref().is_none_or(T::__holds)
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        self.as_ref().is_none_or(|value| value.__within(bounds))
    }
}

impl<T: Extract> Extract for Vec<T> {
    const ID: u64 = mix(named("Vec"), T::ID);
    const NODE: &'static Node = &Node::array(T::NODE, None);

    fn __holds(&self) -> bool {
        self.iter().all(T::__holds)
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

/// Types that are a `Vec` by another name.
macro_rules! lists {
    ($($list:ty, where T: $($more:path),*;)*) => {$(
        impl<T: Extract $(+ $more)*> Extract for $list {
            const ID: u64 = Vec::<T>::ID;
            const NODE: &'static Node = Vec::<T>::NODE;

            fn __holds(&self) -> bool {
                self.iter().all(T::__holds)
            }

            fn __within(&self, bounds: &Bounds) -> bool {
                bounds.admits_items(self.len())
            }
        }
    )*};
}

lists! {
    BinaryHeap<T>, where T: Ord;
    Box<[T]>, where T: ;
    LinkedList<T>, where T: ;
    VecDeque<T>, where T: ;
}

/// Equal items become one, so how many there were is asked of the text.
impl<T: Extract + Eq + Hash, S: BuildHasher + Default> Extract for HashSet<T, S> {
    const ID: u64 = mix(named("set"), T::ID);
    const NODE: &'static Node = &Node::array(T::NODE, None).inspected();

    fn __holds(&self) -> bool {
        self.iter().all(T::__holds)
    }
}

/// Equal items become one, so how many there were is asked of the text.
impl<T: Extract + Ord> Extract for BTreeSet<T> {
    const ID: u64 = mix(named("set"), T::ID);
    const NODE: &'static Node = &Node::array(T::NODE, None).inspected();

    fn __holds(&self) -> bool {
        self.iter().all(T::__holds)
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

    fn __holds(&self) -> bool {
        self.iter().all(T::__holds)
    }
}

impl<T: Streamed> Streamed for Option<T> {
    type Partial = Option<T::Partial>;
}

/// Everything that is a list on the wire is shown as one.
macro_rules! shown_as_lists {
    ($($list:ty, for [$($parameters:tt)*];)*) => {$(
        impl<$($parameters)*> Streamed for $list {
            type Partial = Vec<Part<T::Partial>>;
        }
    )*};
}

shown_as_lists! {
    BTreeSet<T>, for [T: Streamed + Ord];
    BinaryHeap<T>, for [T: Streamed + Ord];
    Box<[T]>, for [T: Streamed];
    HashSet<T, S>, for [T: Streamed + Eq + Hash, S: BuildHasher + Default];
    LinkedList<T>, for [T: Streamed];
    Vec<T>, for [T: Streamed];
    VecDeque<T>, for [T: Streamed];
    [T; N], for [T: Streamed, const N: usize];
}
