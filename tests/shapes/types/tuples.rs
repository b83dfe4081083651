//! Tuples and tuple structs, which travel as objects with a key for each position.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Track {
    points: Vec<(f64, f64)>,
    /// Both ends.
    ends: (String, Option<String>),
    single: (bool,),
    nested: ((bool, char), Box<(bool,)>),
}

/// A place on a map.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Place(
    /// Degrees north.
    f64,
    #[extract(min = -180, max = 180)] f64,
    Option<Vec<(bool, bool)>>,
);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Gaps(bool, #[serde(skip)] u8, String);

type Twelve = (bool, bool, bool, bool, bool, bool, bool, bool, bool, bool, char, String);

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Track>(
            "fields",
            r#"{"type":"object","properties":{
                "points":{"type":"array","items":{"type":"object","properties":{
                    "_0":{"type":"number"},"_1":{"type":"number"}},
                    "required":["_0","_1"],"additionalProperties":false}},
                "ends":{"type":"object","description":"Both ends.","properties":{
                    "_0":{"type":"string"},"_1":{"type":["string","null"]}},
                    "required":["_0","_1"],"additionalProperties":false},
                "single":{"type":"object","properties":{"_0":{"type":"boolean"}},
                    "required":["_0"],"additionalProperties":false},
                "nested":{"type":"object","properties":{
                    "_0":{"type":"object","properties":{
                        "_0":{"type":"boolean"},"_1":{"type":"string","pattern":"^.$"}},
                        "required":["_0","_1"],"additionalProperties":false},
                    "_1":{"type":"object","properties":{"_0":{"type":"boolean"}},
                        "required":["_0"],"additionalProperties":false}},
                    "required":["_0","_1"],"additionalProperties":false}},
                "required":["points","ends","single","nested"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"points":[{"_0":47.1,"_1":9.5},{"_1":1,"_0":0}],"ends":{"_1":null,"_0":"here"},
                "single":{"_0":true},"nested":{"_1":{"_0":false},"_0":{"_1":"c","_0":true}}}"#,
            Track {
                points: vec![(47.1, 9.5), (0.0, 1.0)],
                ends: ("here".into(), None),
                single: (true,),
                nested: ((true, 'c'), Box::new((false,))),
            },
        )
        .done(),
        shape::<Place>(
            "struct",
            r#"{"type":"object","description":"A place on a map.","properties":{
                "_0":{"type":"number","description":"Degrees north."},
                "_1":{"type":"number","minimum":-180,"maximum":180},
                "_2":{"anyOf":[
                    {"type":"array","items":{"type":"object","properties":{
                        "_0":{"type":"boolean"},"_1":{"type":"boolean"}},
                        "required":["_0","_1"],"additionalProperties":false}},
                    {"type":"null"}]}},
                "required":["_0","_1","_2"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"_0":1.5,"_1":-180,"_2":[{"_0":true,"_1":false}]}"#,
            Place(1.5, -180.0, Some(vec![(true, false)])),
        )
        .example(r#"{"_2":null,"_1":0,"_0":-1}"#, Place(-1.0, 0.0, None))
        .done(),
        shape::<Gaps>(
            "struct with a skipped field",
            r#"{"type":"object","properties":{"_0":{"type":"boolean"},"_1":{"type":"string"}},
                "required":["_0","_1"],"additionalProperties":false}"#,
        )
        .example(r#"{"_0":true,"_1":"s"}"#, Gaps(true, 0, "s".into()))
        .done(),
        shape::<Twelve>(
            "root of twelve",
            r#"{"type":"object","properties":{
                "_0":{"type":"boolean"},"_1":{"type":"boolean"},"_2":{"type":"boolean"},
                "_3":{"type":"boolean"},"_4":{"type":"boolean"},"_5":{"type":"boolean"},
                "_6":{"type":"boolean"},"_7":{"type":"boolean"},"_8":{"type":"boolean"},
                "_9":{"type":"boolean"},"_10":{"type":"string","pattern":"^.$"},"_11":{"type":"string"}},
                "required":["_0","_1","_2","_3","_4","_5","_6","_7","_8","_9","_10","_11"],
                "additionalProperties":false}"#,
        )
        .example(
            r#"{"_11":"last","_10":"c","_0":true,"_1":false,"_2":true,"_3":false,"_4":true,"_5":false,
                "_6":true,"_7":false,"_8":true,"_9":false}"#,
            (true, false, true, false, true, false, true, false, true, false, 'c', "last".into()),
        )
        .done(),
    ]
}
