//! The schema of each type, and values of it.

use super::*;
use crate::shape::{Shape, shape};

fn address(street: &str, code: Option<u32>) -> Address {
    Address { street_line: street.into(), code }
}

fn customer(name: &str) -> Customer {
    Customer { name: name.into(), address: address("s", None), paid: true }
}

fn odds() -> Odds {
    Odds {
        first: (true,),
        odd: Odd {
            pair: (7, 'x'),
            scores: BTreeMap::from([("k".into(), 0.5)]),
            month: 12,
            tags: vec!["t".into()],
            nothing: (),
        },
    }
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    [flat(), in_enums(), recursive()].into_iter().flatten().collect()
}

fn flat() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Customer>(
            "among others",
            r#"{"type":"object","properties":{
                "name":{"type":"string"},@ADDRESS@,"paid":{"type":"boolean"}},
                "required":["name","streetLine","code","paid"],"additionalProperties":false}"#,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(
            r#"{"paid":false,"code":5.0,"streetLine":"s","name":"n"}"#,
            Customer { name: "n".into(), address: address("s", Some(5)), paid: false },
        )
        .example(
            r#"{"name":"n","streetLine":"s","zip":7,"paid":false}"#,
            Customer { name: "n".into(), address: address("s", Some(7)), paid: false },
        )
        .example(r#"{"name":"n","streetLine":"s","code":null,"paid":true}"#, customer("n"))
        .example(r#"{"name":"n","streetLine":"s","paid":true}"#, customer("n"))
        .done(),
        shape::<Shop>(
            "flattened in flattened",
            r#"{"type":"object","properties":{
                "name":{"type":"string"},@ADDRESS@,"paid":{"type":"boolean"},"open":{"type":"boolean"}},
                "required":["name","streetLine","code","paid","open"],"additionalProperties":false}"#,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(
            r#"{"open":true,"name":"n","streetLine":"s","code":null,"paid":true}"#,
            Shop { customer: Box::new(customer("n")), skipped: BTreeMap::new(), open: true },
        )
        .done(),
        shape::<Only>(
            "newtypes around it",
            r#"{"type":"object","properties":{@ADDRESS@},
                "required":["streetLine","code"],"additionalProperties":false}"#,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(r#"{"streetLine":"s","code":1}"#, only("s", Some(1)))
        .done(),
        shape::<Odds>(
            "maps, tuples and bounds",
            r#"{"type":"object","properties":{
                "first":{"type":"object","properties":{"_0":{"type":"boolean"}},
                    "required":["_0"],"additionalProperties":false},
                "pair":{"type":"object","properties":{
                    "_0":{"type":"integer","minimum":0,"maximum":255},
                    "_1":{"type":"string","pattern":"^.$"}},
                    "required":["_0","_1"],"additionalProperties":false},
                "scores":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"type":"number"}},
                    "required":["key","value"],"additionalProperties":false}},
                "month":{"type":"integer","minimum":1,"maximum":12},
                "tags":{"type":"array","items":{"type":"string"},"maxItems":2},
                "nothing":{"type":"null"}},
                "required":["first","pair","scores","month","tags","nothing"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"scores":[{"value":0.5,"key":"k"}],"pair":{"_1":"x","_0":7.0},"month":12,
                "nothing":null,"tags":["t"],"first":{"_0":true}}"#,
            odds(),
        )
        .done(),
        shape::<Dated<Dated2>>(
            "a type parameter",
            r#"{"type":"object","properties":{
                "year":{"type":"integer","minimum":0,"maximum":65535},
                "month":{"type":"integer","minimum":0,"maximum":255},@ADDRESS@},
                "required":["year","month","streetLine","code"],"additionalProperties":false}"#,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(
            r#"{"year":2024,"month":2,"streetLine":"s","code":null}"#,
            Dated { year: 2024, inner: Dated2 { month: 2, address: address("s", None) } },
        )
        .done(),
        shape::<Move>(
            "in two places",
            r##"{"type":"object",
                "description":"The same struct flattened in two places, and once as it is.","properties":{
                "from":{"type":"object","properties":{
                    "name":{"type":"string"},@ADDRESS@,"paid":{"type":"boolean"}},
                    "required":["name","streetLine","code","paid"],"additionalProperties":false},
                "name":{"type":"string"},@ADDRESS@,"paid":{"type":"boolean"},
                "address":{"type":"object",
                    "description":"Where somebody lives. Nothing of this is in a schema that flattens it.",
                    "properties":{@ADDRESS@},
                    "required":["streetLine","code"],"additionalProperties":false}},
                "required":["from","name","streetLine","code","paid","address"],"additionalProperties":false}"##,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(
            r#"{"name":"a","streetLine":"s","code":null,"paid":true,"address":{"streetLine":"t","code":1},
                "from":{"name":"b","streetLine":"s","code":null,"paid":true}}"#,
            Move { from: customer("b"), to: customer("a"), address: address("t", Some(1)) },
        )
        .done(),
    ]
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Dated2 {
    month: u8,
    #[serde(flatten)]
    address: Address,
}

fn only(street: &str, code: Option<u32>) -> Only {
    Only { clear: Clear { inside: Wrapped(Box::new(address(street, code))) } }
}

fn in_enums() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Log>(
            "in variants",
            r#"{"type":"object","properties":{
                "tagged":{"type":"array","items":{"anyOf":[
                    {"type":"object","properties":{
                        "kind":{"type":"string","const":"Struct"},"first":{"type":"boolean"},@ADDRESS@},
                        "required":["kind","first","streetLine","code"],"additionalProperties":false},
                    {"type":"object","properties":{"kind":{"type":"string","const":"Newtype"},@ADDRESS@},
                        "required":["kind","streetLine","code"],"additionalProperties":false}]}},
                "external":{"anyOf":[
                    {"type":"object","properties":{"Struct":{"type":"object","properties":{
                        @ADDRESS@,"last":{"type":"boolean"}},
                        "required":["streetLine","code","last"],"additionalProperties":false}},
                        "required":["Struct"],"additionalProperties":false},
                    {"type":"object","properties":{"Newtype":{"type":"object","properties":{@ADDRESS@},
                        "required":["streetLine","code"],"additionalProperties":false}},
                        "required":["Newtype"],"additionalProperties":false}]},
                "beside":{"anyOf":[
                    {"type":"object","properties":{
                        "t":{"type":"string","const":"Struct"},
                        "c":{"type":"object","properties":{@ADDRESS@},
                            "required":["streetLine","code"],"additionalProperties":false}},
                        "required":["t","c"],"additionalProperties":false}]}},
                "required":["tagged","external","beside"],"additionalProperties":false}"#,
        )
        .part("@ADDRESS@", ADDRESS)
        .example(
            r#"{"tagged":[{"code":1.0,"streetLine":"s","kind":"Struct","first":true},
                {"kind":"Newtype","streetLine":"t","code":null}],
                "external":{"Struct":{"last":true,"streetLine":"u","code":2}},
                "beside":{"c":{"streetLine":"v","code":null},"t":"Struct"}}"#,
            Log {
                tagged: vec![
                    Tagged::Struct { first: true, address: address("s", Some(1)) },
                    Tagged::Newtype(only("t", None)),
                ],
                external: External::Struct { address: address("u", Some(2)), last: true },
                beside: Beside::Struct { address: address("v", None) },
            },
        )
        .example(
            r#"{"tagged":[],"external":{"Newtype":{"streetLine":"u","code":2}},
                "beside":{"t":"Struct","c":{"streetLine":"v","code":3}}}"#,
            Log {
                tagged: vec![],
                external: External::Newtype(only("u", Some(2))),
                beside: Beside::Struct { address: address("v", Some(3)) },
            },
        )
        .done(),
    ]
}

fn recursive() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Machine>(
            "recursion below",
            r##"{"type":"object","properties":{
                "serial":{"type":"integer","minimum":0,"maximum":9223372036854774784},
                "name":{"type":"string"},
                "parts":{"type":"array","items":{"$ref":"#/$defs/Part"}}},
                "required":["serial","name","parts"],"additionalProperties":false,
                "$defs":{"Part":{"type":"object","description":"Recursion below a flattened struct.","properties":{
                    "name":{"type":"string"},"parts":{"type":"array","items":{"$ref":"#/$defs/Part"}}},
                    "required":["name","parts"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"serial":1,"name":"m","parts":[{"name":"p","parts":[]}]}"#,
            Machine {
                serial: 1,
                part: Part {
                    name: "m".into(),
                    parts: vec![Part { name: "p".into(), parts: vec![] }],
                },
            },
        )
        .done(),
        shape::<Person>(
            "recursion through it",
            r##"{"type":"object",
                "description":"A type that reaches itself through what it flattens.","properties":{@PERSON@},
                "required":["parents","pet","name"],"additionalProperties":false,
                "$defs":{"Person":{"type":"object",
                    "description":"A type that reaches itself through what it flattens.","properties":{@PERSON@},
                    "required":["parents","pet","name"],"additionalProperties":false}}}"##,
        )
        .part(
            "@PERSON@",
            r##""parents":{"type":"array","items":{"$ref":"#/$defs/Person"}},
                "pet":{"anyOf":[{"type":"object","properties":{
                    "_0":{"type":"boolean"},"_1":{"$ref":"#/$defs/Person"}},
                    "required":["_0","_1"],"additionalProperties":false},{"type":"null"}]},
                "name":{"type":"string"}"##,
        )
        .example(
            r#"{"name":"a","parents":[{"name":"b","parents":[],"pet":null}],
                "pet":{"_1":{"pet":null,"parents":[],"name":"c"},"_0":true}}"#,
            Person {
                family: Family {
                    parents: vec![person("b")],
                    pet: Some((true, Box::new(person("c")))),
                },
                name: "a".into(),
            },
        )
        .done(),
        shape::<Dated<Tree<bool>>>(
            "a generic type that names itself",
            r##"{"type":"object","properties":{
                "year":{"type":"integer","minimum":0,"maximum":65535},
                "value":{"type":"boolean"},
                "children":{"type":"array","items":{"$ref":"#/$defs/Tree_boolean"}}},
                "required":["year","value","children"],"additionalProperties":false,@TREE@}"##,
        )
        .part("@TREE@", TREE)
        .example(
            r#"{"year":1,"children":[{"value":false,"children":[]}],"value":true}"#,
            Dated { year: 1, inner: tree() },
        )
        .done(),
        shape::<Grown>(
            "the same beside a tag",
            r##"{"type":"object","properties":{"value":{"description":"Beside a tag as well.","anyOf":[
                {"type":"object","properties":{"kind":{"type":"string","const":"Alone"}},
                    "required":["kind"],"additionalProperties":false},
                {"type":"object",
                    "description":"Generic, and naming itself: it has no definition where it is flattened, so it gets one.",
                    "properties":{
                    "kind":{"type":"string","const":"Tree"},
                    "value":{"type":"boolean"},
                    "children":{"type":"array","items":{"$ref":"#/$defs/Tree_boolean"}}},
                    "required":["kind","value","children"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false,@TREE@}"##,
        )
        .part("@TREE@", TREE)
        .example(r#"{"value":{"kind":"Alone"}}"#, Grown::Alone)
        .example(
            r#"{"value":{"value":true,"children":[{"value":false,"children":[]}],"kind":"Tree"}}"#,
            Grown::Tree(Box::new(tree())),
        )
        .done(),
    ]
}

const TREE: &str = r##""$defs":{"Tree_boolean":{"type":"object",
    "description":"Generic, and naming itself: it has no definition where it is flattened, so it gets one.",
    "properties":{
        "value":{"type":"boolean"},
        "children":{"type":"array","items":{"$ref":"#/$defs/Tree_boolean"}}},
        "required":["value","children"],"additionalProperties":false}}"##;

fn tree() -> Tree<bool> {
    Tree { value: true, children: vec![Tree { value: false, children: vec![] }] }
}

fn person(name: &str) -> Person {
    Person { family: Family { parents: vec![], pet: None }, name: name.into() }
}
