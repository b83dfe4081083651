//! Structs: with named fields, without any, around one value.

#![allow(clippy::box_collection, reason = "a box is seen through, whatever is in it")]

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Plain {
    text: String,
    letter: char,
    yes: bool,
    ratio: f64,
    count: u16,
}

/// A crate of fruit,
/// as it was packed.
///
/// Sealed.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Described {
    /// What the label says.
    label: String,
    undescribed: bool,
    /// Says "ripe" or \ nothing.
    ripe: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Outer {
    /// What is inside.
    inner: Inner,
    boxed: Box<Boxed>,
}

/// A small thing.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Inner {
    deep: Innermost,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Innermost {
    yes: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Boxed {
    text: Box<String>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Nothing;

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Units {
    nothing: Nothing,
    /// Always empty.
    unit: (),
}

/// A name in one word.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Word(String);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Words {
    first: Word,
    /// Comes later.
    second: Word,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Around(Innermost);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Twice(Around);

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Plain>(
            "plain",
            r#"{"type":"object","properties":{
                "text":{"type":"string"},
                "letter":{"type":"string","pattern":"^.$"},
                "yes":{"type":"boolean"},
                "ratio":{"type":"number"},
                "count":{"type":"integer","minimum":0,"maximum":65535}},
                "required":["text","letter","yes","ratio","count"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"text":"a \"b\"\n","letter":"é","yes":true,"ratio":-1.5e3,"count":65535}"#,
            Plain { text: "a \"b\"\n".into(), letter: 'é', yes: true, ratio: -1500.0, count: 65535 },
        )
        .example(
            r#" { "count" : 0 , "ratio" : 2, "yes":false, "letter":"\u0041", "text":"" } "#,
            Plain { text: String::new(), letter: 'A', yes: false, ratio: 2.0, count: 0 },
        )
        .done(),
        shape::<Described>(
            "described",
            r#"{"type":"object","description":"A crate of fruit, as it was packed.\n\nSealed.","properties":{
                "label":{"type":"string","description":"What the label says."},
                "undescribed":{"type":"boolean"},
                "ripe":{"type":"boolean","description":"Says \"ripe\" or \\ nothing."}},
                "required":["label","undescribed","ripe"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"label":"Äpfel","undescribed":false,"ripe":true}"#,
            Described { label: "Äpfel".into(), undescribed: false, ripe: true },
        )
        .done(),
        shape::<Outer>(
            "nested",
            r#"{"type":"object","properties":{
                "inner":{"type":"object","description":"What is inside.\nA small thing.","properties":{
                    "deep":{"type":"object","properties":{"yes":{"type":"boolean"}},
                        "required":["yes"],"additionalProperties":false}},
                    "required":["deep"],"additionalProperties":false},
                "boxed":{"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false}},
                "required":["inner","boxed"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"inner":{"deep":{"yes":true}},"boxed":{"text":"t"}}"#,
            Outer {
                inner: Inner { deep: Innermost { yes: true } },
                boxed: Box::new(Boxed { text: Box::new("t".into()) }),
            },
        )
        .done(),
        shape::<Nothing>(
            "unit struct",
            r#"{"type":"object","properties":{"value":{"type":"null"}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":null}"#, Nothing)
        .done(),
        shape::<Units>(
            "fields that are empty",
            r#"{"type":"object","properties":{
                "nothing":{"type":"null"},
                "unit":{"type":"null","description":"Always empty."}},
                "required":["nothing","unit"],"additionalProperties":false}"#,
        )
        .example(r#"{"nothing":null,"unit":null}"#, Units { nothing: Nothing, unit: () })
        .done(),
        shape::<Word>(
            "newtype of a string",
            r#"{"type":"object","properties":{
                "value":{"type":"string","description":"A name in one word."}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"Ada"}"#, Word("Ada".into()))
        .done(),
        shape::<Words>(
            "newtype in two fields",
            r##"{"type":"object","properties":{
                "first":{"$ref":"#/$defs/Word"},
                "second":{"description":"Comes later.","anyOf":[{"$ref":"#/$defs/Word"}]}},
                "required":["first","second"],"additionalProperties":false,
                "$defs":{"Word":{"type":"string","description":"A name in one word."}}}"##,
        )
        .example(
            r#"{"first":"a","second":"b"}"#,
            Words { first: Word("a".into()), second: Word("b".into()) },
        )
        .done(),
        shape::<Twice>(
            "newtype of a newtype of a struct",
            r#"{"type":"object","properties":{"yes":{"type":"boolean"}},
                "required":["yes"],"additionalProperties":false}"#,
        )
        .example(r#"{"yes":true}"#, Twice(Around(Innermost { yes: true })))
        .done(),
    ]
}
