//! Lists and arrays.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Lists {
    /// Every tag.
    tags: Vec<String>,
    rows: Vec<Vec<bool>>,
    dots: Vec<Dot>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Dot {
    x: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Counted {
    #[extract(min_items = 1)]
    some: Vec<bool>,
    #[extract(max_items = 2)]
    few: Vec<bool>,
    #[extract(min_items = 1, max_items = 3)]
    optional: Option<Vec<bool>>,
    #[extract(min_items = 1, max_items = 2)]
    map: std::collections::BTreeMap<String, bool>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Arrays {
    three: [bool; 3],
    /// Two by two.
    square: [[char; 2]; 2],
    pairs: [(bool, bool); 1],
    optional: Option<[String; 2]>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Lists>(
            "lists",
            r#"{"type":"object","properties":{
                "tags":{"type":"array","description":"Every tag.","items":{"type":"string"}},
                "rows":{"type":"array","items":{"type":"array","items":{"type":"boolean"}}},
                "dots":{"type":"array","items":{"type":"object","properties":{"x":{"type":"boolean"}},
                    "required":["x"],"additionalProperties":false}}},
                "required":["tags","rows","dots"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"tags":["a","b"],"rows":[[],[true,false]],"dots":[{"x":true}]}"#,
            Lists {
                tags: vec!["a".into(), "b".into()],
                rows: vec![vec![], vec![true, false]],
                dots: vec![Dot { x: true }],
            },
        )
        .example(
            r#"{"tags":[],"rows":[],"dots":[]}"#,
            Lists { tags: vec![], rows: vec![], dots: vec![] },
        )
        .done(),
        shape::<Counted>(
            "counted",
            r#"{"type":"object","properties":{
                "some":{"type":"array","items":{"type":"boolean"},"minItems":1},
                "few":{"type":"array","items":{"type":"boolean"},"maxItems":2},
                "optional":{"anyOf":[
                    {"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":3},
                    {"type":"null"}]},
                "map":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"boolean"}},
                    "required":["key","value"],"additionalProperties":false},"minItems":1,"maxItems":2}},
                "required":["some","few","optional","map"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"some":[true],"few":[],"optional":null,"map":[{"key":"a","value":false}]}"#,
            Counted {
                some: vec![true],
                few: vec![],
                optional: None,
                map: [("a".to_owned(), false)].into(),
            },
        )
        .example(
            r#"{"some":[true,true,true],"few":[true,true],"optional":[false,false,false],
                "map":[{"key":"a","value":false},{"value":true,"key":"b"}]}"#,
            Counted {
                some: vec![true; 3],
                few: vec![true; 2],
                optional: Some(vec![false; 3]),
                map: [("a".to_owned(), false), ("b".to_owned(), true)].into(),
            },
        )
        .done(),
        shape::<Arrays>(
            "arrays",
            r#"{"type":"object","properties":{
                "three":{"type":"array","items":{"type":"boolean"},"minItems":3,"maxItems":3},
                "square":{"type":"array","description":"Two by two.","items":{
                    "type":"array","items":{"type":"string","pattern":"^.$"},"minItems":2,"maxItems":2},
                    "minItems":2,"maxItems":2},
                "pairs":{"type":"array","items":{"type":"object","properties":{
                    "_0":{"type":"boolean"},"_1":{"type":"boolean"}},
                    "required":["_0","_1"],"additionalProperties":false},"minItems":1,"maxItems":1},
                "optional":{"anyOf":[
                    {"type":"array","items":{"type":"string"},"minItems":2,"maxItems":2},
                    {"type":"null"}]}},
                "required":["three","square","pairs","optional"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"three":[true,false,true],"square":[["a","b"],["ü","🦀"]],"pairs":[{"_0":true,"_1":false}],"optional":["a","b"]}"#,
            Arrays {
                three: [true, false, true],
                square: [['a', 'b'], ['ü', '🦀']],
                pairs: [(true, false)],
                optional: Some(["a".into(), "b".into()]),
            },
        )
        .done(),
        shape::<[bool; 32]>(
            "the longest array",
            r#"{"type":"object","properties":{
                "value":{"type":"array","items":{"type":"boolean"},"minItems":32,"maxItems":32}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":[true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,
                true,true,true,true,true,true,true,true,true,true,true,true,true,true,true,true]}"#,
            [true; 32],
        )
        .done(),
    ]
}
