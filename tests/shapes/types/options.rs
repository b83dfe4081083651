//! Options: of a plain type, of everything else, and of each other.

#![allow(clippy::box_collection, reason = "a box is seen through, whatever is in it")]

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct PlainTypes {
    text: Option<String>,
    /// A count, if there is one.
    count: Option<u8>,
    ratio: Option<f64>,
    yes: Option<bool>,
    day: Option<jiff::civil::Date>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct OtherTypes {
    list: Option<Vec<bool>>,
    /// A dot, if there is one.
    dot: Option<Dot>,
    size: Option<Size>,
    map: Option<BTreeMap<String, bool>>,
    pair: Option<(bool, String)>,
    boxed: Option<Box<String>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Dot {
    x: f32,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Nested {
    twice: Option<Option<String>>,
    unit: Option<()>,
    listed: Vec<Option<bool>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Maybe(Option<String>);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct InNewtype {
    maybe: Maybe,
    twice: Option<Maybe>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<PlainTypes>(
            "of plain types",
            r#"{"type":"object","properties":{
                "text":{"type":["string","null"]},
                "count":{"type":["integer","null"],"description":"A count, if there is one.","minimum":0,"maximum":255},
                "ratio":{"type":["number","null"]},
                "yes":{"type":["boolean","null"]},
                "day":{"type":["string","null"],"format":"date"}},
                "required":["text","count","ratio","yes","day"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"text":null,"count":null,"ratio":null,"yes":null,"day":null}"#,
            PlainTypes { text: None, count: None, ratio: None, yes: None, day: None },
        )
        .example(
            r#"{"text":"null","count":0,"ratio":0.5,"yes":false,"day":"2024-02-29"}"#,
            PlainTypes {
                text: Some("null".into()),
                count: Some(0),
                ratio: Some(0.5),
                yes: Some(false),
                day: Some(jiff::civil::date(2024, 2, 29)),
            },
        )
        .done(),
        shape::<OtherTypes>(
            "of other types",
            r#"{"type":"object","properties":{
                "list":{"anyOf":[{"type":"array","items":{"type":"boolean"}},{"type":"null"}]},
                "dot":{"description":"A dot, if there is one.","anyOf":[
                    {"type":"object","properties":{"x":{"type":"number"}},
                        "required":["x"],"additionalProperties":false},
                    {"type":"null"}]},
                "size":{"anyOf":[{"type":"string","enum":["Small","Large"]},{"type":"null"}]},
                "map":{"anyOf":[
                    {"type":"array","items":{"type":"object","properties":{
                        "key":{"type":"string"},"value":{"type":"boolean"}},
                        "required":["key","value"],"additionalProperties":false}},
                    {"type":"null"}]},
                "pair":{"anyOf":[
                    {"type":"object","properties":{"_0":{"type":"boolean"},"_1":{"type":"string"}},
                        "required":["_0","_1"],"additionalProperties":false},
                    {"type":"null"}]},
                "boxed":{"type":["string","null"]}},
                "required":["list","dot","size","map","pair","boxed"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"list":null,"dot":null,"size":null,"map":null,"pair":null,"boxed":null}"#,
            OtherTypes { list: None, dot: None, size: None, map: None, pair: None, boxed: None },
        )
        .example(
            r#"{"list":[],"dot":{"x":0.25},"size":"Large","map":[{"key":"k","value":true}],
                "pair":{"_0":true,"_1":"p"},"boxed":"b"}"#,
            OtherTypes {
                list: Some(vec![]),
                dot: Some(Dot { x: 0.25 }),
                size: Some(Size::Large),
                map: Some(BTreeMap::from([("k".into(), true)])),
                pair: Some((true, "p".into())),
                boxed: Some(Box::new("b".into())),
            },
        )
        .done(),
        shape::<Nested>(
            "of options",
            r#"{"type":"object","properties":{
                "twice":{"type":["string","null"]},
                "unit":{"type":"null"},
                "listed":{"type":"array","items":{"type":["boolean","null"]}}},
                "required":["twice","unit","listed"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"twice":"t","unit":null,"listed":[null,true]}"#,
            Nested { twice: Some(Some("t".into())), unit: None, listed: vec![None, Some(true)] },
        )
        .example(
            r#"{"twice":null,"unit":null,"listed":[]}"#,
            Nested { twice: None, unit: None, listed: vec![] },
        )
        .done(),
        shape::<InNewtype>(
            "in a newtype",
            r##"{"type":"object","properties":{
                "maybe":{"$ref":"#/$defs/Maybe"},
                "twice":{"anyOf":[{"$ref":"#/$defs/Maybe"},{"type":"null"}]}},
                "required":["maybe","twice"],"additionalProperties":false,
                "$defs":{"Maybe":{"type":["string","null"]}}}"##,
        )
        .example(
            r#"{"maybe":null,"twice":null}"#,
            InNewtype { maybe: Maybe(None), twice: None },
        )
        .example(
            r#"{"maybe":"a","twice":"b"}"#,
            InNewtype { maybe: Maybe(Some("a".into())), twice: Some(Maybe(Some("b".into()))) },
        )
        .done(),
    ]
}
