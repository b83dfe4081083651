//! Types that contain themselves.

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// A part.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Part {
    name: String,
    /// What it is made of.
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Chain {
    link: bool,
    next: Option<Box<Self>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Sum {
    Number(f64),
    Add(Box<Sum>, Box<Sum>),
    Negate { of: Box<Sum> },
}

/// A page.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Page {
    Leaf { title: String },
    Group { pages: BTreeMap<String, Page>, cover: Option<(bool, Box<Page>)> },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Site {
    start: Page,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Hen {
    eggs: Vec<Egg>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Egg {
    hen: Option<Box<Hen>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Forest(Vec<Forest>);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pair(bool, Option<Box<Pair>>);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is")]
enum Fork {
    End { yes: bool },
    Both(Branches),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Branches {
    left: Box<Fork>,
    /// If there is one.
    right: Option<(Box<Fork>,)>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Part>(
            "list",
            r##"{"type":"object","description":"A part.","properties":{
                "name":{"type":"string"},
                "parts":{"type":"array","description":"What it is made of.","items":{"$ref":"#/$defs/Part"}}},
                "required":["name","parts"],"additionalProperties":false,
                "$defs":{"Part":{"type":"object","description":"A part.","properties":{
                    "name":{"type":"string"},
                    "parts":{"type":"array","description":"What it is made of.","items":{"$ref":"#/$defs/Part"}}},
                    "required":["name","parts"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"name":"a","parts":[{"name":"b","parts":[]}]}"#,
            Part { name: "a".into(), parts: vec![Part { name: "b".into(), parts: vec![] }] },
        )
        .done(),
        shape::<Chain>(
            "option",
            r##"{"type":"object","properties":{
                "link":{"type":"boolean"},
                "next":{"anyOf":[{"$ref":"#/$defs/Chain"},{"type":"null"}]}},
                "required":["link","next"],"additionalProperties":false,
                "$defs":{"Chain":{"type":"object","properties":{
                    "link":{"type":"boolean"},
                    "next":{"anyOf":[{"$ref":"#/$defs/Chain"},{"type":"null"}]}},
                    "required":["link","next"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"link":true,"next":{"link":false,"next":null}}"#,
            Chain { link: true, next: Some(Box::new(Chain { link: false, next: None })) },
        )
        .done(),
        shape::<Sum>(
            "enum as root",
            r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Sum"}},
                "required":["value"],"additionalProperties":false,
                "$defs":{"Sum":{"anyOf":[
                    {"type":"object","properties":{"Number":{"type":"number"}},
                        "required":["Number"],"additionalProperties":false},
                    {"type":"object","properties":{"Add":{"type":"object","properties":{
                        "_0":{"$ref":"#/$defs/Sum"},"_1":{"$ref":"#/$defs/Sum"}},
                        "required":["_0","_1"],"additionalProperties":false}},
                        "required":["Add"],"additionalProperties":false},
                    {"type":"object","properties":{"Negate":{"type":"object","properties":{
                        "of":{"$ref":"#/$defs/Sum"}},
                        "required":["of"],"additionalProperties":false}},
                        "required":["Negate"],"additionalProperties":false}]}}}"##,
        )
        .example(
            r#"{"value":{"Add":{"_1":{"Negate":{"of":{"Number":1.5}}},"_0":{"Number":2}}}}"#,
            Sum::Add(
                Box::new(Sum::Number(2.0)),
                Box::new(Sum::Negate { of: Box::new(Sum::Number(1.5)) }),
            ),
        )
        .done(),
        shape::<Site>(
            "map and tuple beside a tag",
            r##"{"type":"object","properties":{"start":{"$ref":"#/$defs/Page"}},
                "required":["start"],"additionalProperties":false,
                "$defs":{"Page":{"description":"A page.","anyOf":[
                    {"type":"object","properties":{
                        "kind":{"type":"string","const":"leaf"},"title":{"type":"string"}},
                        "required":["kind","title"],"additionalProperties":false},
                    {"type":"object","properties":{
                        "kind":{"type":"string","const":"group"},
                        "pages":{"type":"array","items":{"type":"object","properties":{
                            "key":{"type":"string"},"value":{"$ref":"#/$defs/Page"}},
                            "required":["key","value"],"additionalProperties":false}},
                        "cover":{"anyOf":[
                            {"type":"object","properties":{
                                "_0":{"type":"boolean"},"_1":{"$ref":"#/$defs/Page"}},
                                "required":["_0","_1"],"additionalProperties":false},
                            {"type":"null"}]}},
                        "required":["kind","pages","cover"],"additionalProperties":false}]}}}"##,
        )
        .example(
            r#"{"start":{"pages":[{"value":{"title":"t","kind":"leaf"},"key":"k"}],
                "cover":{"_1":{"kind":"leaf","title":"c"},"_0":true},"kind":"group"}}"#,
            Site {
                start: Page::Group {
                    pages: BTreeMap::from([("k".into(), Page::Leaf { title: "t".into() })]),
                    cover: Some((true, Box::new(Page::Leaf { title: "c".into() }))),
                },
            },
        )
        .done(),
        shape::<Hen>(
            "through each other",
            r##"{"type":"object","properties":{
                "eggs":{"type":"array","items":{"$ref":"#/$defs/Egg"}}},
                "required":["eggs"],"additionalProperties":false,
                "$defs":{
                    "Hen":{"type":"object","properties":{
                        "eggs":{"type":"array","items":{"$ref":"#/$defs/Egg"}}},
                        "required":["eggs"],"additionalProperties":false},
                    "Egg":{"type":"object","properties":{
                        "hen":{"anyOf":[{"$ref":"#/$defs/Hen"},{"type":"null"}]}},
                        "required":["hen"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"eggs":[{"hen":null},{"hen":{"eggs":[]}}]}"#,
            Hen { eggs: vec![Egg { hen: None }, Egg { hen: Some(Box::new(Hen { eggs: vec![] })) }] },
        )
        .done(),
        shape::<Forest>(
            "newtype of a list of itself",
            r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Forest"}},
                "required":["value"],"additionalProperties":false,
                "$defs":{"Forest":{"type":"array","items":{"$ref":"#/$defs/Forest"}}}}"##,
        )
        .example(r#"{"value":[[],[[]]]}"#, Forest(vec![Forest(vec![]), Forest(vec![Forest(vec![])])]))
        .done(),
        shape::<Fork>(
            "fields beside a tag",
            r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Fork"}},
                "required":["value"],"additionalProperties":false,
                "$defs":{"Fork":{"anyOf":[
                    {"type":"object","properties":{
                        "is":{"type":"string","const":"End"},"yes":{"type":"boolean"}},
                        "required":["is","yes"],"additionalProperties":false},
                    {"type":"object","properties":{
                        "is":{"type":"string","const":"Both"},
                        "left":{"$ref":"#/$defs/Fork"},
                        "right":{"description":"If there is one.","anyOf":[
                            {"type":"object","properties":{"_0":{"$ref":"#/$defs/Fork"}},
                                "required":["_0"],"additionalProperties":false},
                            {"type":"null"}]}},
                        "required":["is","left","right"],"additionalProperties":false}]}}}"##,
        )
        .example(
            r#"{"value":{"right":{"_0":{"yes":true,"is":"End"}},"left":{"is":"Both","right":null,
                "left":{"is":"End","yes":false}},"is":"Both"}}"#,
            Fork::Both(Branches {
                left: Box::new(Fork::Both(Branches {
                    left: Box::new(Fork::End { yes: false }),
                    right: None,
                })),
                right: Some((Box::new(Fork::End { yes: true }),)),
            }),
        )
        .done(),
        shape::<Pair>(
            "tuple struct",
            r##"{"type":"object","properties":{
                "_0":{"type":"boolean"},"_1":{"anyOf":[{"$ref":"#/$defs/Pair"},{"type":"null"}]}},
                "required":["_0","_1"],"additionalProperties":false,
                "$defs":{"Pair":{"type":"object","properties":{
                    "_0":{"type":"boolean"},"_1":{"anyOf":[{"$ref":"#/$defs/Pair"},{"type":"null"}]}},
                    "required":["_0","_1"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"_1":{"_0":false,"_1":null},"_0":true}"#,
            Pair(true, Some(Box::new(Pair(false, None)))),
        )
        .done(),
    ]
}
