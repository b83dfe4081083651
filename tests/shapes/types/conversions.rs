//! Values that are read into another type than the one whose schema they have.

use std::{collections::BTreeSet, time::Duration};

use extract::Extract;
use serde::{Deserialize, Deserializer, Serialize};

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

#[derive(Deserialize, Extract)]
enum Word {
    Yes,
    No,
}

/// Read by functions.
#[derive(Debug, PartialEq, Deserialize, Extract)]
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
struct Pair(
    #[serde(with = "yes_or_no")]
    #[extract(as = "Word")]
    bool,
    #[extract(as = "u8")] u16,
);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "is", content = "of")]
enum Beside {
    Even(
        #[serde(deserialize_with = "even")]
        #[extract(as = "u8")]
        bool,
    ),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(transparent)]
struct Seen {
    #[serde(with = "yes_or_no")]
    #[extract(as = "Word")]
    seen: bool,
}

/// Types that have no schema of their own: what they read is promised.
#[derive(Debug, PartialEq, Deserialize, Extract)]
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
struct Lines {
    #[extract(min_items = 1)]
    lines: Vec<bool>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct OtherLines {
    lines: std::collections::VecDeque<bool>,
}

/// A share of a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[serde(from = "RawShare", into = "RawShare")]
struct Share(u32);

/// As the model writes it.
#[derive(Clone, Serialize, Deserialize, Extract)]
struct RawShare {
    /// In percent.
    #[extract(max = 100)]
    percent: u8,
    of: Vec<(bool, bool)>,
}

impl From<RawShare> for Share {
    fn from(raw: RawShare) -> Self {
        Self(u32::from(raw.percent) * 10 + u32::try_from(raw.of.len()).unwrap())
    }
}

impl From<Share> for RawShare {
    fn from(share: Share) -> Self {
        Self { percent: u8::try_from(share.0 / 10).unwrap(), of: Vec::new() }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Shares {
    /// The first.
    first: Share,
    others: Vec<Share>,
    mood: Mood,
    tagged: Tagged,
    tree: Tree,
    page: Page<bool>,
    pages: Page<Share>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(try_from = "Word")]
enum Mood {
    Good,
    Bad,
}

impl TryFrom<Word> for Mood {
    type Error = String;

    fn try_from(word: Word) -> Result<Self, Self::Error> {
        Ok(match word {
            Word::Yes => Self::Good,
            Word::No => Self::Bad,
        })
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "is")]
enum Tagged {
    Share(Share),
    None,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(from = "RawTree")]
struct Tree {
    children: Vec<Tree>,
}

#[derive(Deserialize, Extract)]
#[serde(transparent)]
struct RawTree {
    children: Vec<Tree>,
}

impl From<RawTree> for Tree {
    fn from(raw: RawTree) -> Self {
        Self { children: raw.children }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(from = "RawPage<T>", bound = "T: serde::de::DeserializeOwned")]
struct Page<T> {
    count: usize,
    items: Vec<T>,
}

#[derive(Deserialize, Extract)]
struct RawPage<T> {
    items: Vec<T>,
}

impl<T> From<RawPage<T>> for Page<T> {
    fn from(raw: RawPage<T>) -> Self {
        Self { count: raw.items.len(), items: raw.items }
    }
}

/// A generic type that is read from a list of itself.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(from = "Vec<Nest<T>>", bound = "T: serde::de::DeserializeOwned")]
struct Nest<T> {
    inner: Vec<Nest<T>>,
    #[serde(skip)]
    empty: Option<T>,
}

impl<T> From<Vec<Nest<T>>> for Nest<T> {
    fn from(inner: Vec<Nest<T>>) -> Self {
        Self { inner, empty: None }
    }
}

mod foreign {
    #[derive(Debug, PartialEq)]
    #[allow(dead_code, reason = "asked for when it is written")]
    pub struct Span {
        pub from: u8,
        pub to: u8,
        length: u8,
    }

    impl Span {
        pub fn new(from: u8, to: u8, length: u8) -> Self {
            Self { from, to, length }
        }

        #[allow(dead_code, reason = "asked for when it is written")]
        pub fn length(&self) -> u8 {
            self.length
        }
    }

    #[derive(Debug, PartialEq)]
    pub enum Side<T> {
        Left(T),
        Right,
    }
}

/// From here to there.
#[derive(Serialize, Deserialize, Extract)]
#[serde(remote = "foreign::Span")]
struct SpanDef {
    from: u8,
    #[extract(max = 99)]
    to: u8,
    #[serde(getter = "foreign::Span::length")]
    length: u8,
}

impl From<SpanDef> for foreign::Span {
    fn from(span: SpanDef) -> Self {
        Self::new(span.from, span.to, span.length)
    }
}

#[derive(Deserialize, Extract)]
#[serde(remote = "foreign::Side")]
enum SideDef<T> {
    Left(T),
    Right,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Remote {
    #[serde(with = "SpanDef")]
    #[extract(as = "SpanDef")]
    span: foreign::Span,
    /// Left or right.
    #[serde(with = "SideDef")]
    #[extract(as = "SideDef<bool>")]
    side: foreign::Side<bool>,
    #[serde(deserialize_with = "spans")]
    #[extract(as = "Vec<SpanDef>")]
    spans: Vec<foreign::Span>,
}

fn spans<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<foreign::Span>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapped(#[serde(with = "SpanDef")] foreign::Span);

    let spans = Vec::<Wrapped>::deserialize(reader)?;
    Ok(spans.into_iter().map(|span| span.0).collect())
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
        shape::<Shares>(
            "from and try_from",
            r##"{"type":"object","properties":{"first":{"description":"The first.","anyOf":[{
                "$ref":"#/$defs/Share"}]},"others":{"type":"array","items":{"$ref":"#/$defs/Share"}},
                "mood":{"type":"string","enum":["Yes","No"]},"tagged":{"anyOf":[{"type":"object",
                "description":"A share of a whole.\nAs the model writes it.","properties":{"is":{
                "type":"string","const":"Share"},"percent":{"type":"integer","description":"In percent.",
                "minimum":0,"maximum":100},"of":{"type":"array","items":{"type":"object","properties":{
                "_0":{"type":"boolean"},"_1":{"type":"boolean"}},"required":["_0","_1"],
                "additionalProperties":false}}},"required":["is","percent","of"],
                "additionalProperties":false},{"type":"object","properties":{"is":{"type":"string",
                "const":"None"}},"required":["is"],"additionalProperties":false}]},"tree":{
                "$ref":"#/$defs/Tree"},"page":{"type":"object","properties":{"items":{"type":"array",
                "items":{"type":"boolean"}}},"required":["items"],"additionalProperties":false},"pages":{
                "type":"object","properties":{"items":{"type":"array","items":{"$ref":"#/$defs/Share"}}},
                "required":["items"],"additionalProperties":false}},"required":["first","others","mood",
                "tagged","tree","page","pages"],"additionalProperties":false,"$defs":{"Share":{
                "type":"object","description":"A share of a whole.\nAs the model writes it.","properties":{
                "percent":{"type":"integer","description":"In percent.","minimum":0,"maximum":100},"of":{
                "type":"array","items":{"type":"object","properties":{"_0":{"type":"boolean"},"_1":{
                "type":"boolean"}},"required":["_0","_1"],"additionalProperties":false}}},"required":[
                "percent","of"],"additionalProperties":false},"Tree":{"type":"array","items":{
                "$ref":"#/$defs/Tree"}}}}"##,
        )
            .example(
                r#"{"first":{"percent":10,"of":[{"_1":true,"_0":false}]},
                    "others":[{"percent":100,"of":[]}],"mood":"Yes",
                    "tagged":{"is":"Share","percent":1,"of":[]},
                    "tree":[[],[[]]],
                    "page":{"items":[true,false]},
                    "pages":{"items":[{"percent":2,"of":[]}]}}"#,
                Shares {
                    first: Share(101),
                    others: vec![Share(1000)],
                    mood: Mood::Good,
                    tagged: Tagged::Share(Share(10)),
                    tree: Tree {
                        children: vec![
                            Tree { children: vec![] },
                            Tree { children: vec![Tree { children: vec![] }] },
                        ],
                    },
                    page: Page { count: 2, items: vec![true, false] },
                    pages: Page { count: 1, items: vec![Share(20)] },
                },
            )
            .example(
                r#"{"first":{"of":[],"percent":0},"others":[],"mood":"No","tagged":{"is":"None"},
                    "tree":[],"page":{"items":[]},"pages":{"items":[]}}"#,
                Shares {
                    first: Share(0),
                    others: vec![],
                    mood: Mood::Bad,
                    tagged: Tagged::None,
                    tree: Tree { children: vec![] },
                    page: Page { count: 0, items: vec![] },
                    pages: Page { count: 0, items: vec![] },
                },
            )
            .done(),
        shape::<Share>(
            "a root from another type",
            r##"{"type":"object","description":"A share of a whole.\nAs the model writes it.","properties":{
                "percent":{"type":"integer","description":"In percent.","minimum":0,"maximum":100},"of":{
                "type":"array","items":{"type":"object","properties":{"_0":{"type":"boolean"},"_1":{
                "type":"boolean"}},"required":["_0","_1"],"additionalProperties":false}}},"required":[
                "percent","of"],"additionalProperties":false}"##,
        )
            .example(r#"{"percent":7,"of":[]}"#, Share(70))
            .done(),
        shape::<Nest<bool>>(
            "a generic type from a list of itself",
            r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Nest_boolean"}},"required":[
                "value"],"additionalProperties":false,"$defs":{"Nest_boolean":{"type":"array",
                "description":"A generic type that is read from a list of itself.","items":{
                "$ref":"#/$defs/Nest_boolean"}}}}"##,
        )
            .example(
                r#"{"value":[[],[[]]]}"#,
                Nest {
                    inner: vec![
                        Nest { inner: vec![], empty: None },
                        Nest { inner: vec![Nest { inner: vec![], empty: None }], empty: None },
                    ],
                    empty: None,
                },
            )
            .done(),
        shape::<Remote>(
            "remote",
            r##"{"type":"object","properties":{"span":{"$ref":"#/$defs/SpanDef"},"side":{
                "description":"Left or right.","anyOf":[{"type":"string","enum":["Right"]},{"type":"object",
                "properties":{"Left":{"type":"boolean"}},"required":["Left"],
                "additionalProperties":false}]},"spans":{"type":"array","items":{
                "$ref":"#/$defs/SpanDef"}}},"required":["span","side","spans"],"additionalProperties":false,
                "$defs":{"SpanDef":{"type":"object","description":"From here to there.","properties":{
                "from":{"type":"integer","minimum":0,"maximum":255},"to":{"type":"integer","minimum":0,
                "maximum":99},"length":{"type":"integer","minimum":0,"maximum":255}},"required":["from",
                "to","length"],"additionalProperties":false}}}"##,
        )
            .example(
                r#"{"span":{"from":1,"to":2,"length":3},"side":{"Left":true},
                    "spans":[{"length":3,"from":1,"to":99}]}"#,
                Remote {
                    span: foreign::Span::new(1, 2, 3),
                    side: foreign::Side::Left(true),
                    spans: vec![foreign::Span::new(1, 99, 3)],
                },
            )
            .example(
                r#"{"span":{"from":1,"to":2,"length":3},"side":"Right","spans":[]}"#,
                Remote {
                    span: foreign::Span::new(1, 2, 3),
                    side: foreign::Side::Right,
                    spans: vec![],
                },
            )
            .done(),
    ]
}
