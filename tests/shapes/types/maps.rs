//! Maps, which travel as lists of entries.

use std::collections::{BTreeMap, HashMap};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Prices {
    /// Euros.
    by_article: HashMap<String, f64>,
    known: BTreeMap<String, Option<bool>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Deep {
    maps: BTreeMap<String, BTreeMap<String, char>>,
    pairs: BTreeMap<String, Vec<(bool, String)>>,
    things: BTreeMap<String, Thing>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Thing {
    key: String,
    value: BTreeMap<String, bool>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Prices>(
            "fields",
            r#"{"type":"object","properties":{
                "by_article":{"type":"array","description":"Euros.","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"number"}},
                    "required":["key","value"],"additionalProperties":false}},
                "known":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":["boolean","null"]}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["by_article","known"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"by_article":[{"key":"te\"a","value":3.5},{"value":1,"key":"te\u0061"}],
                "known":[{"key":"","value":null}]}"#,
            Prices {
                by_article: HashMap::from([("te\"a".into(), 3.5), ("tea".into(), 1.0)]),
                known: BTreeMap::from([(String::new(), None)]),
            },
        )
        .example(
            r#"{"known":[],"by_article":[ ]}"#,
            Prices { by_article: HashMap::new(), known: BTreeMap::new() },
        )
        .done(),
        shape::<Deep>(
            "in each other",
            r#"{"type":"object","properties":{
                "maps":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"array","items":{"type":"object","properties":{
                        "key":{"type":"string"},"value":{"type":"string","pattern":"^.$"}},
                        "required":["key","value"],"additionalProperties":false}}},
                    "required":["key","value"],"additionalProperties":false}},
                "pairs":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"array","items":{"type":"object","properties":{
                        "_0":{"type":"boolean"},"_1":{"type":"string"}},
                        "required":["_0","_1"],"additionalProperties":false}}},
                    "required":["key","value"],"additionalProperties":false}},
                "things":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"object","properties":{
                        "key":{"type":"string"},
                        "value":{"type":"array","items":{"type":"object","properties":{
                            "key":{"type":"string"},"value":{"type":"boolean"}},
                            "required":["key","value"],"additionalProperties":false}}},
                        "required":["key","value"],"additionalProperties":false}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["maps","pairs","things"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"maps":[{"value":[{"value":"x","key":"inner"}],"key":"outer"}],
                "pairs":[{"key":"p","value":[{"_1":"one","_0":true},{"_0":false,"_1":"two"}]}],
                "things":[{"key":"t","value":{"key":"k","value":[{"key":"v","value":true}]}}]}"#,
            Deep {
                maps: BTreeMap::from([("outer".into(), BTreeMap::from([("inner".into(), 'x')]))]),
                pairs: BTreeMap::from([(
                    "p".into(),
                    vec![(true, "one".into()), (false, "two".into())],
                )]),
                things: BTreeMap::from([(
                    "t".into(),
                    Thing { key: "k".into(), value: BTreeMap::from([("v".into(), true)]) },
                )]),
            },
        )
        .done(),
        shape::<BTreeMap<String, Vec<(u8, bool)>>>(
            "root",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"array","items":{"type":"object","properties":{
                        "_0":{"type":"integer","minimum":0,"maximum":255},"_1":{"type":"boolean"}},
                        "required":["_0","_1"],"additionalProperties":false}}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":[{"key":"a","value":[{"_0":1,"_1":true}]},{"key":"b","value":[]}]}"#,
            BTreeMap::from([("a".into(), vec![(1, true)]), ("b".into(), vec![])]),
        )
        .done(),
    ]
}
