//! Fields that functions read, and fields of types that have no schema.

use std::{collections::BTreeSet, time::Duration};

use extract::Extract;
use serde::{Deserialize, Deserializer};

use super::Word;
use crate::shape::{Shape, shape};

mod yes_or_no {
    use serde::{Deserialize, Deserializer};

    pub fn deserialize<'de, D: Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
        super::Word::deserialize(reader).map(|word| matches!(word, super::Word::Yes))
    }
}

fn even<'de, D: Deserializer<'de>>(reader: D) -> Result<bool, D::Error> {
    u8::deserialize(reader).map(|number| number % 2 == 0)
}

fn seconds<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<Duration>, D::Error> {
    let pairs = Vec::<(u8, bool)>::deserialize(reader)?;
    Ok(pairs.into_iter().map(|(seconds, _)| Duration::from_secs(seconds.into())).collect())
}

/// Read by functions.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct ByFunctions {
    /// Was it paid?
    #[serde(with = "yes_or_no")]
    #[extract(as = "Word")]
    paid: bool,
    #[serde(deserialize_with = "even", default)]
    #[extract(as = "u8", max = 9)]
    even: bool,
    #[serde(deserialize_with = "seconds")]
    #[extract(as = "Vec<(u8, bool)>", max_items = 2)]
    seconds: Vec<Duration>,
    kind: Kind,
    pair: Pair,
    beside: Beside,
    seen: Seen,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Kind {
    Even(
        #[serde(deserialize_with = "even")]
        #[extract(as = "u8")]
        bool,
    ),
    Pair(
        #[serde(deserialize_with = "even")]
        #[extract(as = "u8")]
        bool,
        bool,
    ),
    Named {
        #[serde(with = "yes_or_no")]
        #[extract(as = "Word")]
        yes: bool,
    },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pair(
    #[serde(with = "yes_or_no")]
    #[extract(as = "Word")]
    bool,
    #[extract(as = "u8")] u16,
);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is", content = "of")]
enum Beside {
    Even(
        #[serde(deserialize_with = "even")]
        #[extract(as = "u8")]
        bool,
    ),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(transparent)]
struct Seen {
    #[serde(with = "yes_or_no")]
    #[extract(as = "Word")]
    seen: bool,
}

/// Types that have no schema of their own: what they read is promised.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Promised {
    #[extract(as = "Vec<Option<u8>>")]
    set: BTreeSet<Option<u64>>,
    #[extract(as = "Option<bool>")]
    optional: Option<Box<bool>>,
    #[extract(as = "Lines")]
    lines: OtherLines,
    #[extract(as = "Vec<Self>")]
    inner: Vec<Promised>,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
struct Lines {
    #[extract(min_items = 1)]
    lines: Vec<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct OtherLines {
    lines: std::collections::VecDeque<bool>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<ByFunctions>(
            "with",
            r##"{"type":"object","description":"Read by functions.","properties":{"paid":{
                "description":"Was it paid?","anyOf":[{"$ref":"#/$defs/Word"}]},"even":{"type":"integer",
                "minimum":0,"maximum":9},"seconds":{"type":"array","items":{"type":"object","properties":{
                "_0":{"type":"integer","minimum":0,"maximum":255},"_1":{"type":"boolean"}},"required":["_0",
                "_1"],"additionalProperties":false},"maxItems":2},"kind":{"anyOf":[{"type":"object",
                "properties":{"Even":{"type":"integer","minimum":0,"maximum":255}},"required":["Even"],
                "additionalProperties":false},{"type":"object","properties":{"Pair":{"type":"object",
                "properties":{"_0":{"type":"integer","minimum":0,"maximum":255},"_1":{"type":"boolean"}},
                "required":["_0","_1"],"additionalProperties":false}},"required":["Pair"],
                "additionalProperties":false},{"type":"object","properties":{"Named":{"type":"object",
                "properties":{"yes":{"$ref":"#/$defs/Word"}},"required":["yes"],
                "additionalProperties":false}},"required":["Named"],"additionalProperties":false}]},"pair":{
                "type":"object","properties":{"_0":{"$ref":"#/$defs/Word"},"_1":{"type":"integer",
                "minimum":0,"maximum":255}},"required":["_0","_1"],"additionalProperties":false},"beside":{
                "anyOf":[{"type":"object","properties":{"is":{"type":"string","const":"Even"},"of":{
                "type":"integer","minimum":0,"maximum":255}},"required":["is","of"],
                "additionalProperties":false}]},"seen":{"$ref":"#/$defs/Word"}},"required":["paid","even",
                "seconds","kind","pair","beside","seen"],"additionalProperties":false,"$defs":{"Word":{
                "type":"string","enum":["Yes","No"]}}}"##,
        )
            .example(
                r#"{"paid":"Yes","even":3,"seconds":[{"_0":5,"_1":true}],"kind":{"Even":2},
                    "pair":{"_1":7,"_0":"No"},"beside":{"is":"Even","of":1},"seen":"Yes"}"#,
                ByFunctions {
                    paid: true,
                    even: false,
                    seconds: vec![Duration::from_secs(5)],
                    kind: Kind::Even(true),
                    pair: Pair(false, 7),
                    beside: Beside::Even(false),
                    seen: Seen { seen: true },
                },
            )
            .example(
                r#"{"paid":"No","seconds":[],"kind":{"Pair":{"_0":1,"_1":true}},
                    "pair":{"_0":"Yes","_1":0},"beside":{"is":"Even","of":2},"seen":"No"}"#,
                ByFunctions {
                    paid: false,
                    even: false,
                    seconds: vec![],
                    kind: Kind::Pair(false, true),
                    pair: Pair(true, 0),
                    beside: Beside::Even(true),
                    seen: Seen { seen: false },
                },
            )
            .example(
                r#"{"paid":"No","even":2,"seconds":[],"kind":{"Named":{"yes":"Yes"}},
                    "pair":{"_0":"Yes","_1":0},"beside":{"is":"Even","of":2},"seen":"No"}"#,
                ByFunctions {
                    paid: false,
                    even: true,
                    seconds: vec![],
                    kind: Kind::Named { yes: true },
                    pair: Pair(true, 0),
                    beside: Beside::Even(true),
                    seen: Seen { seen: false },
                },
            )
            .done(),
        shape::<Promised>(
            "as",
            r##"{"type":"object",
                "description":"Types that have no schema of their own: what they read is promised.",
                "properties":{"set":{"type":"array","items":{"type":["integer","null"],"minimum":0,
                "maximum":255}},"optional":{"type":["boolean","null"]},"lines":{"$ref":"#/$defs/Lines"},
                "inner":{"type":"array","items":{"$ref":"#/$defs/Promised"}}},"required":["set","optional",
                "lines","inner"],"additionalProperties":false,"$defs":{"Promised":{"type":"object",
                "description":"Types that have no schema of their own: what they read is promised.",
                "properties":{"set":{"type":"array","items":{"type":["integer","null"],"minimum":0,
                "maximum":255}},"optional":{"type":["boolean","null"]},"lines":{"$ref":"#/$defs/Lines"},
                "inner":{"type":"array","items":{"$ref":"#/$defs/Promised"}}},"required":["set","optional",
                "lines","inner"],"additionalProperties":false},"Lines":{"type":"object","properties":{
                "lines":{"type":"array","items":{"type":"boolean"},"minItems":1}},"required":["lines"],
                "additionalProperties":false}}}"##,
        )
            .example(
                r#"{"set":[2,1,null,2],"optional":null,"lines":{"lines":[true]},
                    "inner":[{"set":[],"optional":true,"lines":{"lines":[false,true]},"inner":[]}]}"#,
                Promised {
                    set: BTreeSet::from([None, Some(1), Some(2)]),
                    optional: None,
                    lines: OtherLines { lines: [true].into() },
                    inner: vec![Promised {
                        set: BTreeSet::new(),
                        optional: Some(Box::new(true)),
                        lines: OtherLines { lines: [false, true].into() },
                        inner: vec![],
                    }],
                },
            )
            .done(),
    ]
}
