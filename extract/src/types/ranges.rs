use std::{
    marker::PhantomData,
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo},
};

use crate::schema::{
    Argument, Body, Content, Definition, Extract, Field, Link, Node, Object, Outline, Tagging,
    Variant, mix, named,
};

/// Keeps the definition of a generic type in constants.
struct Described<R>(PhantomData<R>);

macro_rules! ranges {
    ($($range:ident [$($key:ident)+] $ends:expr;)*) => {$(
        impl<T: Extract> Described<$range<T>> {
            const BODY: Body = Body::Struct(Object {
                fields: &[
                    $(Field { key: stringify!($key), node: T::NODE, ..Field::PLAIN }),+
                ],
                deny_unknown_fields: true,
            });
            const DEFINITION: &'static Definition = &Definition::new(
                $range::<T>::ID,
                stringify!($range),
                Self::BODY,
                const { &Outline::<2>::of(&Self::BODY) },
            )
            .arguments(const { &[Argument::Type(T::NODE)] });
        }

        impl<T: Extract> Extract for $range<T> {
            const ID: u64 = mix(named(stringify!($range)), T::ID);
            const NODE: &'static Node =
                &Node::named(Link::to(Self::ID, Described::<Self>::DEFINITION));

            fn __holds(&self) -> bool {
                let ends: fn(&Self) -> Vec<&T> = $ends;
                ends(self).into_iter().all(T::__holds)
            }
        }
    )*};
}

ranges! {
    Range [start end] |range| vec![&range.start, &range.end];
    RangeFrom [start] |range| vec![&range.start];
    RangeInclusive [start end] |range| vec![range.start(), range.end()];
    RangeTo [end] |range| vec![&range.end];
}

impl<T: Extract> Described<Bound<T>> {
    const END: Field = Field { node: T::NODE, ..Field::PLAIN };
    const BODY: Body = Body::Enum {
        tagging: Tagging::External,
        variants: &[
            variant("Unbounded", Content::Unit),
            variant("Included", Content::Newtype(&Self::END)),
            variant("Excluded", Content::Newtype(&Self::END)),
        ],
    };
    const DEFINITION: &'static Definition = &Definition::new(
        Bound::<T>::ID,
        "Bound",
        Self::BODY,
        const { &Outline::<2>::of(&Self::BODY) },
    )
    .arguments(const { &[Argument::Type(T::NODE)] });
}

const fn variant(name: &'static str, content: Content) -> Variant {
    Variant { name, aliases: &[], other: false, description: None, content }
}

impl<T: Extract> Extract for Bound<T> {
    const ID: u64 = mix(named("Bound"), T::ID);
    const NODE: &'static Node = &Node::named(Link::to(Self::ID, Described::<Self>::DEFINITION));

    fn __holds(&self) -> bool {
        match self {
            Self::Excluded(end) | Self::Included(end) => end.__holds(),
            Self::Unbounded => true,
        }
    }
}

opaque! {
    Bound<T>, for [T: Extract];
    Range<T>, for [T: Extract];
    RangeFrom<T>, for [T: Extract];
    RangeInclusive<T>, for [T: Extract];
    RangeTo<T>, for [T: Extract];
}
