//! Values that are read into another type than the one whose schema they have.

mod functions;
mod remote;

use extract::Extract;
use serde::{Deserialize, Serialize};

use crate::shape::{Shape, shape};

#[derive(Deserialize, Extract)]
#[extract(partial)]
enum Word {
    Yes,
    No,
}

/// A share of a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(from = "RawShare", into = "RawShare")]
struct Share(u32);

/// As the model writes it.
#[derive(Clone, Serialize, Deserialize, Extract)]
#[extract(partial)]
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
#[extract(partial)]
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
#[extract(partial)]
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
#[extract(partial)]
#[serde(tag = "is")]
enum Tagged {
    Share(Share),
    None,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(from = "RawTree")]
struct Tree {
    children: Vec<Tree>,
}

// Without `partial`: nothing but newtypes would stand between the two.
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
#[extract(partial)]
#[serde(from = "RawPage<T>", bound = "T: serde::de::DeserializeOwned")]
struct Page<T> {
    count: usize,
    items: Vec<T>,
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
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
#[extract(partial)]
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

pub fn shapes() -> Vec<Box<dyn Shape>> {
    let mut shapes = vec![
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
    ];
    shapes.extend(functions::shapes());
    shapes.extend(remote::shapes());
    shapes
}
