use std::{
    borrow::Cow,
    cmp::Reverse,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

use serde::de::DeserializeOwned;

use crate::{
    json::{Content, Part, Streamed},
    schema::{Bounds, Extract, Node},
};

impl<T: Extract> Extract for Box<T> {
    const ID: u64 = T::ID;
    const NODE: &'static Node = T::NODE;
    const TEXT: bool = T::TEXT;

    fn __holds(&self) -> bool {
        T::__holds(self)
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        T::__within(self, bounds)
    }
}

impl<T: Extract> Extract for Reverse<T> {
    const ID: u64 = T::ID;
    const NODE: &'static Node = T::NODE;
    const TEXT: bool = T::TEXT;

    fn __holds(&self) -> bool {
        self.0.__holds()
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        self.0.__within(bounds)
    }
}

impl<T: Streamed> Streamed for Box<T> {
    type Partial = Box<T::Partial>;
}

impl<T: Streamed> Streamed for Reverse<T> {
    type Partial = T::Partial;
}

impl<T: ToOwned + ?Sized + 'static> Streamed for Cow<'static, T>
where
    T::Owned: Streamed,
{
    type Partial = <T::Owned as Streamed>::Partial;
}

/// Serde reads what is owned.
impl<T: ToOwned + ?Sized + 'static> Extract for Cow<'static, T>
where
    T::Owned: Extract,
{
    const ID: u64 = <T::Owned as Extract>::ID;
    const NODE: &'static Node = <T::Owned as Extract>::NODE;
    const TEXT: bool = <T::Owned as Extract>::TEXT;

    fn __holds(&self) -> bool {
        match self {
            Cow::Borrowed(_) => true,
            Cow::Owned(value) => value.__holds(),
        }
    }

    fn __within(&self, bounds: &Bounds) -> bool {
        match self {
            Cow::Borrowed(_) => true,
            Cow::Owned(value) => value.__within(bounds),
        }
    }
}

/// What may stand behind a pointer that is shared: a type that is extracted, text or a slice.
#[doc(hidden)]
pub trait Shared {
    type Described: Extract;

    fn shared_holds(&self) -> bool {
        true
    }

    fn shared_within(&self, bounds: &Bounds) -> bool;
}

impl<T: Extract> Shared for T {
    type Described = T;

    fn shared_holds(&self) -> bool {
        self.__holds()
    }

    fn shared_within(&self, bounds: &Bounds) -> bool {
        self.__within(bounds)
    }
}

impl<T: Extract> Shared for [T] {
    type Described = Vec<T>;

    fn shared_holds(&self) -> bool {
        self.iter().all(T::__holds)
    }

    fn shared_within(&self, bounds: &Bounds) -> bool {
        bounds.admits_items(self.len())
    }
}

impl Shared for str {
    type Described = String;

    fn shared_within(&self, bounds: &Bounds) -> bool {
        bounds.admits_text(self)
    }
}

impl Shared for Path {
    type Described = PathBuf;

    fn shared_within(&self, bounds: &Bounds) -> bool {
        self.to_str().is_some_and(|text| bounds.admits_text(text))
    }
}

/// What is shown of what stands behind a pointer that is shared.
#[doc(hidden)]
pub trait SharedPart {
    type Partial: Content;
}

/// Boxed, since the type may contain itself.
impl<T: Streamed> SharedPart for T {
    type Partial = Box<T::Partial>;
}

impl<T: Streamed> SharedPart for [T] {
    type Partial = Vec<Part<T::Partial>>;
}

impl SharedPart for str {
    type Partial = String;
}

impl SharedPart for Path {
    type Partial = String;
}

macro_rules! shared {
    ($($pointer:ident)*) => {$(
        impl<T: SharedPart + ?Sized> Streamed for $pointer<T> {
            type Partial = T::Partial;
        }

        impl<T: Shared + ?Sized> Extract for $pointer<T>
        where
            // Serde reads these with its feature `rc` only, which the user switches on.
            Self: DeserializeOwned,
        {
            const ID: u64 = <T::Described as Extract>::ID;
            const NODE: &'static Node = <T::Described as Extract>::NODE;
            const TEXT: bool = <T::Described as Extract>::TEXT;

            fn __holds(&self) -> bool {
                T::shared_holds(self)
            }

            fn __within(&self, bounds: &Bounds) -> bool {
                T::shared_within(self, bounds)
            }
        }
    )*};
}

shared!(Arc Rc);
