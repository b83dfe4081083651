//! Pairs of types as arms: what both may take, the first one being the earlier arm.

use std::{collections::BTreeMap, net::IpAddr};

use serde::Deserialize;

use super::{
    Overlap::{self, *},
    of,
};
use crate::{
    Extract, Lenient, Shape,
    schema::definition::{Content, Field},
};

fn both<Earlier: Extract, Later: Extract>() -> Option<Overlap> {
    of(
        const { &Content::Newtype(&Field { node: Earlier::NODE, ..Field::PLAIN }) },
        const { &Content::Newtype(&Field { node: Later::NODE, ..Field::PLAIN }) },
    )
}

/// Does `$overlap` match what the pair has in common?
macro_rules! expect {
    ($($earlier:ty, $later:ty => $overlap:pat,)*) => {$(
        let found = both::<$earlier, $later>();
        let pair = concat!(stringify!($earlier), " before ", stringify!($later));
        assert!(matches!(found, $overlap), "{pair}: {found:?}");
    )*};
}

macro_rules! structs {
    ($($name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty),* })*) => {$(
        #[derive(Deserialize, Extract)]
        #[allow(dead_code)]
        struct $name {
            $($(#[$attribute])* $field: $type,)*
        }
    )*};
}

structs! {
    A { a: bool }
    AsText { z: bool, a: String }
    OnlyText { a: String }
    AbyAlias { #[serde(alias = "x", alias = "a")] b: bool }
    Ba { b: bool, a: bool }
    Defaulted { #[serde(default)] c: bool }
    Optional { c: Option<bool> }
    OptionalBehind { c: Behind }
    Flattened { #[serde(flatten)] ba: Ba, c: bool }
    Cab { c: bool, a: bool, b: bool }
    CabAsText { c: String, a: bool, b: bool }
    ListLike { path: String, texts: Vec<String> }
    Small { #[serde(rename = "Small")] small: Option<bool> }
    Two { x: u8, y: u8 }
    OneOrTwo { x: u8, #[serde(default)] y: u8 }
}

#[derive(Deserialize, Extract)]
struct Behind(Option<bool>);

#[derive(Deserialize, Extract)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct AndNoOther {
    a: bool,
}

#[derive(Deserialize, Extract)]
#[allow(dead_code)]
struct Pair(u8, bool);

#[derive(Deserialize)]
struct ByHand;

impl Extract for ByHand {
    const SHAPE: Shape = Shape::string();
}

#[derive(Deserialize, Extract)]
enum Size {
    Small,
    #[serde(alias = "Huge")]
    Large,
}

#[derive(Deserialize, Extract)]
enum Other {
    Huge,
}

macro_rules! tagged {
    ($tagging:tt $($name:ident { $variant:ident($type:ty) })*) => {$(
        #[derive(Deserialize, Extract)]
        #[serde $tagging]
        #[allow(dead_code)]
        enum $name {
            $variant($type),
        }
    )*};
}

tagged! {
    (tag = "t", content = "c")
    NumberAtOne { One(u8) }
    TextAtOne { One(String) }
    TextAtTwo { Two(String) }
}

tagged! {
    (tag = "t")
    InsideOne { One(A) }
    TextInsideOne { One(OnlyText) }
    NoOtherInsideOne { One(AndNoOther) }
    MoreInsideOne { One(Ba) }
}

#[test]
fn values_of_one_kind_are_taken_by_both() {
    expect! {
        bool, bool => Some(Kind("a boolean")),
        u8, f64 => Some(Kind("a number")),
        String, String => Some(Kind("text")),
        Option<bool>, Option<String> => Some(Kind("`null`")),
        bool, Option<String> => None,
        bool, String => None,
        String, u8 => None,
        String, Vec<u8> => None,
        char, u8 => None,
        IpAddr, u8 => Some(TextOfNumber),
        IpAddr, Vec<u8> => Some(TextOfList),
        u8, IpAddr => None,
        ByHand, u8 => Some(TextOfNumber),
        ByHand, Vec<u8> => Some(TextOfList),
        ByHand, String => Some(Kind("text")),
        ByHand, bool => None,
        (), Vec<u8> => None,
        (), A => None,
        (), BTreeMap<String, bool> => Some(Map),
    }
}

#[test]
fn lists_are_told_apart_by_their_lengths_and_by_items_that_all_have() {
    expect! {
        Vec<u8>, Vec<String> => Some(Kind("a list")),
        [u8; 2], [u8; 3] => None,
        [u8; 2], Vec<u8> => Some(Kind("a list")),
        [u8; 2], Vec<bool> => None,
        Vec<bool>, [u8; 2] => None,
        (u8, bool), Vec<u8> => None,
        (u8, u8), Vec<u8> => Some(Kind("a list")),
        Pair, Vec<u8> => None,
        Vec<u8>, (u8, u8) => Some(Kind("a list")),
        Vec<u8>, (u8, bool) => None,
        Two, Vec<u8> => Some(Position),
        Two, Vec<bool> => None,
        Two, [u8; 2] => Some(Position),
        Two, [u8; 3] => None,
        Two, [u8; 1] => None,
        OneOrTwo, [u8; 1] => Some(Position),
        Vec<u8>, BTreeMap<String, u8> => Some(Kind("a list")),
        BTreeMap<String, u8>, (u8, bool) => None,
        (u8, bool), Pair => Some(Alike),
        Lenient<Vec<u8>>, ListLike => Some(Objects),
        ListLike, Lenient<Vec<u8>> => Some(Objects),
        Lenient<Vec<u8>>, A => None,
        A, Lenient<Vec<u8>> => None,
    }
}

#[test]
fn objects_are_told_apart_by_keys_and_by_what_stands_there() {
    expect! {
        A, A => Some(Alike),
        A, AsText => None,
        A, Ba => Some(Objects),
        Ba, A => None,
        AndNoOther, Ba => None,
        AbyAlias, A => Some(Objects),
        A, AbyAlias => None,
        Defaulted, A => Some(Objects),
        Optional, A => Some(Objects),
        OptionalBehind, A => Some(Objects),
        Optional, Two => Some(Objects),
        Flattened, Cab => Some(Alike),
        Flattened, CabAsText => None,
        CabAsText, Flattened => None,
        A, BTreeMap<String, bool> => Some(Map),
        A, BTreeMap<String, u8> => None,
        Two, BTreeMap<String, u8> => Some(Map),
        BTreeMap<String, bool>, A => Some(Kind("an object")),
        BTreeMap<String, u8>, A => None,
        BTreeMap<String, bool>, BTreeMap<String, u8> => Some(Kind("a list")),
    }
}

#[test]
fn variants_are_told_apart_by_names_and_contents() {
    expect! {
        Size, String => Some(Name("Small")),
        String, Size => Some(Name("Small")),
        Size, Size => Some(Name("Small")),
        Size, Other => Some(Name("Huge")),
        Other, Size => None,
        Size, Small => Some(Objects),
        Small, Size => None,
        NumberAtOne, NumberAtOne => Some(Alike),
        NumberAtOne, TextAtOne => None,
        TextAtOne, TextAtTwo => None,
        InsideOne, InsideOne => Some(Alike),
        InsideOne, TextInsideOne => None,
        InsideOne, MoreInsideOne => Some(Objects),
        NoOtherInsideOne, MoreInsideOne => None,
    }
}

#[test]
fn objects_that_begin_alike_are_refused_but_for_tags() {
    structs! {
        First { first: bool, second: u8 }
        FirstToo { first: String, third: u8 }
    }
    expect! {
        First, FirstToo => Some(Beginning("first")),
        A, OnlyText => Some(Beginning("a")),
        (u8, bool), (String, bool) => Some(Beginning("_0")),
        (u8, bool, u8), (u8, bool) => Some(Beginning("_0")),
        NumberAtOne, TextAtTwo => None,
    }
}
