//! Every way to tag an enum, with every shape of variant, in every place.
//!
//! | tag | unit | newtype | tuple | struct |
//! |---|---|---|---|---|
//! | external | yes | yes | yes | yes |
//! | internal | yes | yes | serde refuses it: a list has no room for a tag | yes |
//! | adjacent | yes | yes | yes | yes |
//! | untagged | yes | yes | yes | yes |
//!
//! Each stands as a root, in a field, a list, an option and a map, but for the option of an untagged
//! unit: both would be `null`, and it does not compile.

use std::collections::BTreeMap;

use extract::Extract;
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::{Just, Strategy, any},
};
use serde::{Deserialize, Serialize};

use crate::{
    shape::{Shape, generated},
    values::{character, text},
};

/// A list on the wire and a map in Rust, and in it an object on the wire and a list for serde.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Scores {
    scores: BTreeMap<String, (u8,)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
struct Field<T> {
    before: bool,
    field: T,
}

fn seven() -> Scores {
    Scores { scores: BTreeMap::from([("k".into(), (7,))]) }
}

fn scores() -> impl Strategy<Value = Scores> + Clone {
    btree_map(text(), any::<(u8,)>(), 0..3).prop_map(|scores| Scores { scores })
}

/// The enum of one pair, its documents and its values: the column says which variant it has.
macro_rules! pair {
    ($name:literal [$($tagging:tt)*] unit $($rest:tt)*) => {
        pair!(@ $name [$($tagging)*] [It] [Pair::It] [Just(Pair::It)] $($rest)*)
    };
    ($name:literal [$($tagging:tt)*] newtype $($rest:tt)*) => {
        pair!(@ $name [$($tagging)*] [It(Scores)] [Pair::It(seven())] [scores().prop_map(Pair::It)]
            $($rest)*)
    };
    ($name:literal [$($tagging:tt)*] tuple $($rest:tt)*) => {
        pair!(@ $name [$($tagging)*] [It(bool, Scores)] [Pair::It(true, seven())]
            [(any::<bool>(), scores()).prop_map(|(yes, scores)| Pair::It(yes, scores))] $($rest)*)
    };
    ($name:literal [$($tagging:tt)*] fields $($rest:tt)*) => {
        pair!(@ $name [$($tagging)*] [It { text: String, inner: Scores }]
            [Pair::It { text: "t".into(), inner: seven() }]
            [(text(), scores()).prop_map(|(text, inner)| Pair::It { text, inner })] $($rest)*)
    };
    (@ $name:literal [$($tagging:tt)*] [$($variant:tt)*] [$it:expr] [$make:expr]
        $document:literal $other:literal $($option:ident)?) => {{
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
        #[extract(partial)]
        #[serde($($tagging)*)]
        enum Pair {
            $($variant)*,
            Other { other: char },
        }

        fn other() -> Pair {
            Pair::Other { other: '"' }
        }

        fn pair() -> impl Strategy<Value = Pair> + Clone {
            let other = character().prop_map(|other| Pair::Other { other });
            proptest::prop_oneof![$make, other]
        }

        vec![
            generated::<Pair>(concat!($name, " as a root"))
                .example(concat!(r#"{"value":"#, $document, "}"), $it)
                .example(concat!(r#"{"value":"#, $other, "}"), other())
                .values(pair)
                .done(),
            generated::<Field<Pair>>(concat!($name, " in a field"))
                .example(
                    concat!(r#"{"before":true,"field":"#, $document, "}"),
                    Field { before: true, field: $it },
                )
                .values(|| {
                    (any::<bool>(), pair()).prop_map(|(before, field)| Field { before, field })
                })
                .done(),
            generated::<Vec<Pair>>(concat!($name, " in a list"))
                .example(concat!(r#"{"value":["#, $document, ",", $other, "]}"), vec![$it, other()])
                .values(|| vec(pair(), 0..4))
                .done(),
            $(generated::<$option<Pair>>(concat!($name, " in an option"))
                .example(concat!(r#"{"value":"#, $document, "}"), Some($it))
                .example(r#"{"value":null}"#, None)
                .values(|| option::of(pair()))
                .done(),)?
            generated::<BTreeMap<String, Pair>>(concat!($name, " in a map"))
                .example(
                    concat!(r#"{"value":[{"key":"k","value":"#, $document, "}]}"),
                    BTreeMap::from([("k".into(), $it)]),
                )
                .values(|| btree_map(text(), pair(), 0..4))
                .done(),
        ]
    }};
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    let pairs: [Vec<Box<dyn Shape>>; 15] = [
        pair!("external unit" [] unit r#""It""# r#"{"Other":{"other":"\""}}"# Option),
        pair!("external newtype" [] newtype
            r#"{"It":{"scores":[{"key":"k","value":{"_0":7}}]}}"#
            r#"{"Other":{"other":"\""}}"# Option),
        pair!("external tuple" [] tuple
            r#"{"It":{"_0":true,"_1":{"scores":[{"key":"k","value":{"_0":7}}]}}}"#
            r#"{"Other":{"other":"\""}}"# Option),
        pair!("external struct" [] fields
            r#"{"It":{"text":"t","inner":{"scores":[{"key":"k","value":{"_0":7}}]}}}"#
            r#"{"Other":{"other":"\""}}"# Option),
        pair!("internal unit" [tag = "is"] unit
            r#"{"is":"It"}"# r#"{"is":"Other","other":"\""}"# Option),
        pair!("internal newtype" [tag = "is"] newtype
            r#"{"is":"It","scores":[{"key":"k","value":{"_0":7}}]}"#
            r#"{"is":"Other","other":"\""}"# Option),
        pair!("internal struct" [tag = "is"] fields
            r#"{"is":"It","text":"t","inner":{"scores":[{"key":"k","value":{"_0":7}}]}}"#
            r#"{"is":"Other","other":"\""}"# Option),
        pair!("adjacent unit" [tag = "is", content = "of"] unit
            r#"{"is":"It"}"# r#"{"is":"Other","of":{"other":"\""}}"# Option),
        pair!("adjacent newtype" [tag = "is", content = "of"] newtype
            r#"{"is":"It","of":{"scores":[{"key":"k","value":{"_0":7}}]}}"#
            r#"{"is":"Other","of":{"other":"\""}}"# Option),
        pair!("adjacent tuple" [tag = "is", content = "of"] tuple
            r#"{"is":"It","of":{"_0":true,"_1":{"scores":[{"key":"k","value":{"_0":7}}]}}}"#
            r#"{"is":"Other","of":{"other":"\""}}"# Option),
        pair!("adjacent struct" [tag = "is", content = "of"] fields
            r#"{"is":"It","of":{"text":"t","inner":{"scores":[{"key":"k","value":{"_0":7}}]}}}"#
            r#"{"is":"Other","of":{"other":"\""}}"# Option),
        pair!("untagged unit" [untagged] unit "null" r#"{"other":"\""}"#),
        pair!("untagged newtype" [untagged] newtype
            r#"{"scores":[{"key":"k","value":{"_0":7}}]}"# r#"{"other":"\""}"# Option),
        pair!("untagged tuple" [untagged] tuple
            r#"{"_0":true,"_1":{"scores":[{"key":"k","value":{"_0":7}}]}}"#
            r#"{"other":"\""}"# Option),
        pair!("untagged struct" [untagged] fields
            r#"{"text":"t","inner":{"scores":[{"key":"k","value":{"_0":7}}]}}"#
            r#"{"other":"\""}"# Option),
    ];
    pairs.into_iter().flatten().collect()
}
