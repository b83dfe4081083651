//! Types that stand in several places, or deep inside.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// An account.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Account {
    iban: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Transfer {
    from: Account,
    /// Where the money goes.
    to: Account,
    others: Option<Vec<Account>>,
    last: Option<Account>,
}

mod left {
    use super::{Deserialize, Extract};

    #[derive(Debug, PartialEq, Deserialize, Extract)]
    #[extract(partial)]
    pub struct Item {
        pub left: bool,
    }
}

mod right {
    use super::{Deserialize, Extract};

    #[derive(Debug, PartialEq, Deserialize, Extract)]
    #[extract(partial)]
    pub struct Item {
        pub right: bool,
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Scale {
    a: left::Item,
    b: right::Item,
    c: (right::Item, left::Item),
}

/// Used in two variants.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Common {
    yes: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t")]
enum Either {
    /// This one.
    One(Common),
    Other(Common),
    Both {
        first: Common,
        second: Common,
    },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pick {
    either: Either,
}

macro_rules! chain {
    ($($outer:ident $inner:ident)*) => {$(
        #[derive(Debug, PartialEq, Deserialize, Extract)]
        #[extract(partial)]
        struct $outer {
            i: $inner,
        }
    )*};
}

chain! { L1 L2 L2 L3 L3 L4 L4 L5 L5 L6 L6 L7 L7 L8 L8 L9 L9 L10 L10 L11 L11 Account }

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Transfer>(
            "several places",
            r##"{"type":"object","properties":{
                "from":{"$ref":"#/$defs/Account"},
                "to":{"description":"Where the money goes.","anyOf":[{"$ref":"#/$defs/Account"}]},
                "others":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/Account"}},{"type":"null"}]},
                "last":{"anyOf":[{"$ref":"#/$defs/Account"},{"type":"null"}]}},
                "required":["from","to","others","last"],"additionalProperties":false,
                "$defs":{"Account":{"type":"object","description":"An account.","properties":{"iban":{"type":"string"}},
                    "required":["iban"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"from":{"iban":"a"},"to":{"iban":"b"},"others":[{"iban":"c"}],"last":null}"#,
            Transfer {
                from: Account { iban: "a".into() },
                to: Account { iban: "b".into() },
                others: Some(vec![Account { iban: "c".into() }]),
                last: None,
            },
        )
        .done(),
        shape::<Scale>(
            "two of one name",
            r##"{"type":"object","properties":{
                "a":{"$ref":"#/$defs/Item"},
                "b":{"$ref":"#/$defs/Item_2"},
                "c":{"type":"object","properties":{
                    "_0":{"$ref":"#/$defs/Item_2"},"_1":{"$ref":"#/$defs/Item"}},
                    "required":["_0","_1"],"additionalProperties":false}},
                "required":["a","b","c"],"additionalProperties":false,
                "$defs":{
                    "Item":{"type":"object","properties":{"left":{"type":"boolean"}},
                        "required":["left"],"additionalProperties":false},
                    "Item_2":{"type":"object","properties":{"right":{"type":"boolean"}},
                        "required":["right"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"a":{"left":true},"b":{"right":true},"c":{"_0":{"right":false},"_1":{"left":false}}}"#,
            Scale {
                a: left::Item { left: true },
                b: right::Item { right: true },
                c: (right::Item { right: false }, left::Item { left: false }),
            },
        )
        .done(),
        shape::<Pick>(
            "beside a tag",
            r##"{"type":"object","properties":{"either":{"anyOf":[
                {"type":"object","description":"This one.\nUsed in two variants.","properties":{
                    "t":{"type":"string","const":"One"},"yes":{"type":"boolean"}},
                    "required":["t","yes"],"additionalProperties":false},
                {"type":"object","description":"Used in two variants.","properties":{
                    "t":{"type":"string","const":"Other"},"yes":{"type":"boolean"}},
                    "required":["t","yes"],"additionalProperties":false},
                {"type":"object","properties":{
                    "t":{"type":"string","const":"Both"},
                    "first":{"$ref":"#/$defs/Common"},"second":{"$ref":"#/$defs/Common"}},
                    "required":["t","first","second"],"additionalProperties":false}]}},
                "required":["either"],"additionalProperties":false,
                "$defs":{"Common":{"type":"object","description":"Used in two variants.","properties":{"yes":{"type":"boolean"}},
                    "required":["yes"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"either":{"yes":true,"t":"Other"}}"#,
            Pick { either: Either::Other(Common { yes: true }) },
        )
        .example(
            r#"{"either":{"t":"One","yes":false}}"#,
            Pick { either: Either::One(Common { yes: false }) },
        )
        .example(
            r#"{"either":{"second":{"yes":true},"t":"Both","first":{"yes":false}}}"#,
            Pick { either: Either::Both { first: Common { yes: false }, second: Common { yes: true } } },
        )
        .done(),
        shape::<L1>(
            "twelve levels",
            r##"{"type":"object","properties":{"i":@2@},"required":["i"],"additionalProperties":false,
                "$defs":{
                    "L11":{"type":"object","properties":{"i":@12@},"required":["i"],"additionalProperties":false}}}"##,
        )
        .part("@2@", &levels(9, r##"{"$ref":"#/$defs/L11"}"##))
        .part(
            "@12@",
            r#"{"type":"object","description":"An account.","properties":{"iban":{"type":"string"}},
                "required":["iban"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"i":{"i":{"i":{"i":{"i":{"i":{"i":{"i":{"i":{"i":{"i":{"iban":"x"}}}}}}}}}}}}"#,
            L1 { i: L2 { i: L3 { i: L4 { i: L5 { i: L6 { i: L7 { i: L8 { i: L9 { i: L10 {
                i: L11 { i: Account { iban: "x".into() } },
            } } } } } } } } } },
        )
        .done(),
    ]
}

/// Objects with the one key `i`, this many in each other, around `inner`.
fn levels(count: usize, inner: &str) -> String {
    (0..count).fold(inner.to_owned(), |inner, _| {
        format!(
            r#"{{"type":"object","properties":{{"i":{inner}}},"required":["i"],"additionalProperties":false}}"#
        )
    })
}
