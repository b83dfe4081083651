//! The schema of each type, and values of it.

use super::*;
use crate::shape::{Shape, shape};

fn map<T>(value: T) -> BTreeMap<String, T> {
    BTreeMap::from([("k".into(), value)])
}

const CARD: &str = r#""digits":{"type":"string"},
    "cents":{"type":"integer","minimum":0,"maximum":9223372036854774784}"#;
const PAYMENT: &str = r#""anyOf":[
    {"type":"object","properties":{@CARD@},"required":["digits","cents"],"additionalProperties":false},
    {"type":"object","properties":{
        "cents":{"type":"integer","minimum":0,"maximum":9223372036854774784}},
        "required":["cents"],"additionalProperties":false}]"#;
const INNER: &str =
    r#"{"anyOf":[{"type":"integer","minimum":-128,"maximum":127},{"type":["boolean","null"]}]}"#;
const DENIED: &str = r#"{"anyOf":[
    {"type":"object","properties":{"a":{"type":"boolean"}},"required":["a"],"additionalProperties":false},
    {"type":"object","properties":{"b":{"type":"boolean"},"a":{"type":"boolean"}},
        "required":["b","a"],"additionalProperties":false}]}"#;
const SIZE: &str = r#"{"anyOf":[{"type":"string","enum":["Small"]},
    {"type":"object","properties":{"Exact":{"type":"object","properties":{"cm":{"type":"number"}},
        "required":["cm"],"additionalProperties":false}},"required":["Exact"],"additionalProperties":false}]}"#;

pub fn shapes() -> Vec<Box<dyn Shape>> {
    [simple(), objects(), nested(), places()].into_iter().flatten().collect()
}

fn simple() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Kinds>(
            "one of each kind",
            r#"{"type":"object","properties":{"value":{"description":"One of each kind.","anyOf":[
                {"type":"null","description":"Not known."},
                {"type":"boolean"},
                {"type":"integer","description":"In cents.","minimum":1,"maximum":4294967295},
                {"type":"string"},
                {"type":"array","items":{"type":"integer","minimum":0,"maximum":255}},
                {"type":"object","properties":{
                    "name":{"type":"string"},"note":{"type":["string","null"]}},
                    "required":["name","note"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":null}"#, Kinds::Nothing)
        .example(r#"{"value":true}"#, Kinds::Yes(true))
        .example(r#"{"value":5.0}"#, Kinds::Number(5))
        .example(r#"{"value":"null"}"#, Kinds::Text("null".into()))
        .example(r#"{"value":[1.0,2]}"#, Kinds::List(vec![1, 2]))
        .example(
            r#"{"value":{"note":null,"name":"n"}}"#,
            Kinds::Object { name: "n".into(), note: None },
        )
        .done(),
        shape::<Single>(
            "a single arm",
            r#"{"type":"object","properties":{"value":{"anyOf":[{"type":"string"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"t"}"#, Single::Text("t".into()))
        .done(),
        shape::<Either<Vec<bool>, Option<char>>>(
            "generic",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"array","items":{"type":"boolean"}},
                {"type":["string","null"],"pattern":"^.$"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[true]}"#, Either::First(vec![true]))
        .example(r#"{"value":null}"#, Either::Second(None))
        .example(r#"{"value":"x"}"#, Either::Second(Some('x')))
        .done(),
        shape::<Lengths>(
            "arrays of other lengths",
            r#"{"type":"object","properties":{"value":{"description":"One of several lengths.","anyOf":[
                {"type":"array","items":{"type":"integer","minimum":0,"maximum":255},"minItems":2,"maxItems":2},
                {"type":"array","items":{"type":"integer","minimum":0,"maximum":255},"minItems":3,"maxItems":3}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[1,2]}"#, Lengths::Two([1, 2]))
        .example(r#"{"value":[1,2,3.0]}"#, Lengths::Three([1, 2, 3]))
        .done(),
    ]
}

fn objects() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Payment>(
            "more keys first",
            r#"{"type":"object","properties":{"value":{
                "description":"The one with more keys first.",@PAYMENT@}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .part("@PAYMENT@", PAYMENT)
        .part("@CARD@", CARD)
        .example(
            r#"{"value":{"digits":"4","cents":1.0}}"#,
            Payment::Card(Card { digits: "4".into(), cents: 1 }),
        )
        .example(r#"{"value":{"cents":7}}"#, Payment::Cash { cents: 7 })
        .done(),
        shape::<Denied>(
            "unknown keys denied",
            r#"{"type":"object","properties":{"value":@DENIED@},"required":["value"],"additionalProperties":false}"#,
        )
        .part("@DENIED@", DENIED)
        .example(r#"{"value":{"a":true}}"#, Denied::Short { a: true })
        .example(r#"{"value":{"b":false,"a":true}}"#, Denied::Long { a: true, b: false })
        .done(),
        shape::<ByKind>(
            "the kind of a value",
            r##"{"type":"object","properties":{"value":{
                "description":"Told apart by a kind.","anyOf":[
                {"type":"object","properties":{"of":{"$ref":"#/$defs/One"},"value":{"type":"string"}},
                    "required":["of","value"],"additionalProperties":false},
                {"type":"object","properties":{"value":{"type":"number"},"of":{"$ref":"#/$defs/One"}},
                    "required":["value","of"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false,
                "$defs":{"One":{"type":"string","enum":["A","B"]}}}"##,
        )
        .example(
            r#"{"value":{"value":"v","of":"A"}}"#,
            ByKind::Text { of: One::A, value: "v".into() },
        )
        .example(r#"{"value":{"of":"B","value":1}}"#, ByKind::Number { of: One::B, value: 1.0 })
        .done(),
        shape::<ByName>(
            "the name in a value",
            r#"{"type":"object","properties":{"value":{
                "description":"Told apart by a constant.","anyOf":[
                {"type":"object","properties":{
                    "of":{"type":"string","enum":["A","B"]},"value":{"type":"number"}},
                    "required":["of","value"],"additionalProperties":false},
                {"type":"object","properties":{
                    "value":{"type":"number"},"of":{"type":"string","enum":["C"]}},
                    "required":["value","of"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":{"value":1,"of":"B"}}"#, ByName::One { of: One::B, value: 1.0 })
        .example(r#"{"value":{"of":"C","value":1}}"#, ByName::Two { of: Two::C, value: 1.0 })
        .done(),
        shape::<Shapes>(
            "maps and tuples",
            r#"{"type":"object","properties":{"value":{
                "description":"Maps are lists on the wire and objects for serde; tuples the other way round.",
                "anyOf":[
                {"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"object","properties":{
                        "_0":{"type":"integer","minimum":0,"maximum":255},"_1":{"type":"boolean"}},
                        "required":["_0","_1"],"additionalProperties":false}},
                    "required":["key","value"],"additionalProperties":false}},
                {"type":"object","properties":{
                    "_0":{"type":"integer","minimum":0,"maximum":255},
                    "_1":{"type":"string","pattern":"^.$"},
                    "_2":{"type":"array","items":{"type":"object","properties":{
                        "key":{"type":"string"},"value":{"type":"integer","minimum":0,"maximum":255}},
                        "required":["key","value"],"additionalProperties":false}}},
                    "required":["_0","_1","_2"],"additionalProperties":false},
                {"type":"string"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":[{"value":{"_1":true,"_0":1},"key":"k"}]}"#,
            Shapes::Map(map((1, true))),
        )
        .example(r#"{"value":[]}"#, Shapes::Map(BTreeMap::new()))
        .example(
            r#"{"value":{"_2":[{"key":"k","value":2}],"_0":1,"_1":"c"}}"#,
            Shapes::Triple((1, 'c', map(2))),
        )
        .example(r#"{"value":"t"}"#, Shapes::Text("t".into()))
        .done(),
    ]
}

fn nested() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Outer>(
            "in each other",
            r##"{"type":"object","properties":{"value":{
                "description":"In each other: the inner arms stand for the outer one.","anyOf":[
                {"$ref":"#/$defs/Inner"},@SIZE@,
                {"type":"array","items":{"$ref":"#/$defs/Inner"}}]}},
                "required":["value"],"additionalProperties":false,"$defs":{"Inner":@INNER@}}"##,
        )
        .part("@SIZE@", SIZE)
        .part("@INNER@", INNER)
        .example(r#"{"value":1}"#, Outer::Inner(Inner::Number(1)))
        .example(r#"{"value":null}"#, Outer::Inner(Inner::Yes(None)))
        .example(r#"{"value":"Small"}"#, Outer::Boxed(Box::new(Size::Small)))
        .example(r#"{"value":{"Exact":{"cm":1}}}"#, Outer::Boxed(Box::new(Size::Exact { cm: 1.0 })))
        .example(
            r#"{"value":[1.0,true,null]}"#,
            Outer::List(vec![Inner::Number(1), Inner::Yes(Some(true)), Inner::Yes(None)]),
        )
        .done(),
        shape::<Mixed>(
            "tagged enums as arms",
            r#"{"type":"object","properties":{"value":{"description":"Tagged enums as arms.","anyOf":[
                {"anyOf":[
                    {"type":"object","properties":{
                        "kind":{"type":"string","const":"Came"},"by":{"type":"string"}},
                        "required":["kind","by"],"additionalProperties":false},
                    {"type":"object","properties":{"kind":{"type":"string","const":"Went"}},
                        "required":["kind"],"additionalProperties":false}]},
                {"anyOf":[
                    {"type":"object","properties":{
                        "t":{"type":"string","const":"Plus"},
                        "c":{"type":"integer","minimum":0,"maximum":255}},
                        "required":["t","c"],"additionalProperties":false},
                    {"type":"object","properties":{"t":{"type":"string","const":"Minus"}},
                        "required":["t"],"additionalProperties":false}]},@SIZE@]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .part("@SIZE@", SIZE)
        .example(r#"{"value":{"by":"b","kind":"Came"}}"#, Mixed::Event(Event::Came { by: "b".into() }))
        .example(r#"{"value":{"kind":"Went"}}"#, Mixed::Event(Event::Went))
        .example(r#"{"value":{"c":5.0,"t":"Plus"}}"#, Mixed::Sign(Sign::Plus(5)))
        .example(r#"{"value":{"t":"Minus"}}"#, Mixed::Sign(Sign::Minus))
        .example(r#"{"value":"Small"}"#, Mixed::Size(Size::Small))
        .done(),
        shape::<Tree>(
            "itself",
            r##"{"type":"object","properties":{"value":{"$ref":"#/$defs/Tree"}},
                "required":["value"],"additionalProperties":false,"$defs":{"Tree":{
                "description":"Itself in a list, and with flattened fields.","anyOf":[
                {"type":"number"},
                {"type":"array","items":{"$ref":"#/$defs/Tree"}},
                {"type":"object","properties":{@CARD@,"inside":{"$ref":"#/$defs/Tree"}},
                    "required":["digits","cents","inside"],"additionalProperties":false}]}}}"##,
        )
        .part("@CARD@", CARD)
        .example(
            r#"{"value":[1,[],{"inside":[2],"digits":"4","cents":5.0}]}"#,
            Tree::Node(vec![
                Tree::Leaf(1.0),
                Tree::Node(vec![]),
                Tree::Named {
                    card: Card { cents: 5, digits: "4".into() },
                    inside: Box::new(Tree::Node(vec![Tree::Leaf(2.0)])),
                },
            ]),
        )
        .done(),
    ]
}

fn places() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Places>(
            "in every place",
            r##"{"type":"object","description":"In every place.","properties":{
                "field":{"description":"As a field.\nThe one with more keys first.",@PAYMENT@},
                "option":{"anyOf":[@INNER@,{"type":"null"}]},
                "list":{"type":"array","items":{"anyOf":[{"type":"boolean"},{"type":"string"}]}},
                "map":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"$ref":"#/$defs/Single"}},
                    "required":["key","value"],"additionalProperties":false}},
                "pair":{"type":"object","properties":{"_0":{"$ref":"#/$defs/Single"},"_1":@DENIED@},
                    "required":["_0","_1"],"additionalProperties":false}},
                "required":["field","option","list","map","pair"],"additionalProperties":false,
                "$defs":{"Single":{"anyOf":[{"type":"string"}]}}}"##,
        )
        .part("@PAYMENT@", PAYMENT)
        .part("@CARD@", CARD)
        .part("@INNER@", INNER)
        .part("@DENIED@", DENIED)
        .example(
            r#"{"field":{"cents":1},"option":null,"list":[true,"t"],"map":[{"key":"k","value":"v"}],
                "pair":{"_0":"s","_1":{"a":true}}}"#,
            Places {
                field: Payment::Cash { cents: 1 },
                option: None,
                list: vec![Either::First(true), Either::Second("t".into())],
                map: map(Single::Text("v".into())),
                pair: (Single::Text("s".into()), Denied::Short { a: true }),
            },
        )
        .done(),
        shape::<Option<Inner>>(
            "an option of arms, one of them null",
            r#"{"type":"object","properties":{"value":{"anyOf":[@INNER@,{"type":"null"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .part("@INNER@", INNER)
        .example(r#"{"value":null}"#, None)
        .example(r#"{"value":false}"#, Some(Inner::Yes(Some(false))))
        .done(),
        shape::<BTreeMap<String, Kept>>(
            "bounds in an arm",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"type":"object","properties":{
                "key":{"type":"string"},
                "value":{"anyOf":[{"type":"integer","minimum":1,"maximum":12},
                    {"type":"array","items":{"type":"string"},"maxItems":1}]}},
                "required":["key","value"],"additionalProperties":false}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":[{"key":"k","value":12}]}"#, map(Kept::Month(12)))
        .example(r#"{"value":[{"key":"k","value":[]}]}"#, map(Kept::Names(vec![])))
        .done(),
    ]
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
pub enum Kept {
    Month(#[extract(min = 1, max = 12)] u8),
    Names(#[extract(max_items = 1)] Vec<String>),
}
