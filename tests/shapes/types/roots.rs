//! Roots that are no object stand under `value`.

use std::collections::HashMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Mood {
    Good,
    Bad,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Line {
    text: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Lines(#[extract(min_items = 1)] Vec<Line>);

/// A pair.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Around((bool, char));

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Vec<Mood>>(
            "list",
            r#"{"type":"object","properties":{
                "value":{"type":"array","items":{"type":"string","enum":["Good","Bad"]}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":["Good","Bad"]}"#, vec![Mood::Good, Mood::Bad])
        .done(),
        shape::<Option<Line>>(
            "option",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false},
                {"type":"null"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":null}"#, None)
        .example(r#"{"value":{"text":"t"}}"#, Some(Line { text: "t".into() }))
        .done(),
        shape::<u64>(
            "number",
            r#"{"type":"object","properties":{
                "value":{"type":"integer","minimum":0,"maximum":9223372036854774784}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":18446744073709551615}"#, u64::MAX)
        .done(),
        shape::<f32>(
            "float",
            r#"{"type":"object","properties":{"value":{"type":"number"}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":0.3}"#, 0.3)
        .done(),
        shape::<String>(
            "string",
            r#"{"type":"object","properties":{"value":{"type":"string"}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"{\"value\":1}"}"#, r#"{"value":1}"#.to_owned())
        .done(),
        shape::<HashMap<String, Vec<Line>>>(
            "map",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"type":"object","properties":{
                "key":{"type":"string"},
                "value":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false}}},
                "required":["key","value"],"additionalProperties":false}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":[{"key":"value","value":[{"text":"t"}]}]}"#,
            HashMap::from([("value".into(), vec![Line { text: "t".into() }])]),
        )
        .done(),
        shape::<Lines>(
            "newtype of a list",
            r#"{"type":"object","properties":{
                "value":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false},"minItems":1}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[{"text":"t"}]}"#, Lines(vec![Line { text: "t".into() }]))
        .done(),
        shape::<Around>(
            "newtype of a tuple",
            r#"{"type":"object","description":"A pair.","properties":{
                "_0":{"type":"boolean"},"_1":{"type":"string","pattern":"^.$"}},
                "required":["_0","_1"],"additionalProperties":false}"#,
        )
        .example(r#"{"_1":"c","_0":true}"#, Around((true, 'c')))
        .done(),
        shape::<Box<Line>>(
            "box",
            r#"{"type":"object","properties":{"text":{"type":"string"}},
                "required":["text"],"additionalProperties":false}"#,
        )
        .example(r#"{"text":"t"}"#, Box::new(Line { text: "t".into() }))
        .done(),
    ]
}
