//! Enums without data, and enums with data that serde tags from outside.

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Order {
    size: Size,
    /// How far it is.
    state: State,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

/// The state.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum State {
    /// Nothing was sent yet.
    Open,
    Half,
    #[extract(description = "All was sent.")]
    Done,
}

/// How it was paid.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Payment {
    Free,
    /// By card.
    Card {
        digits: String,
        valid: Option<bool>,
    },
    Voucher(String),
    Listed(Vec<Size>),
    Shared(bool, BTreeMap<String, bool>),
    /// Nothing.
    Unit(()),
    Lost,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Mixed {
    /// Is not there.
    Absent,
    Hidden,
    Found {
        #[extract(min = 1)]
        at: u8,
    },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Single {
    Only { yes: bool },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Visits {
    mixed: Vec<Mixed>,
    single: Single,
    optional: Option<Outer>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Outer {
    In(Inner),
    Out,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Inner {
    In(char),
    Out,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Order>(
            "units",
            r#"{"type":"object","properties":{
                "size":{"type":"string","enum":["small","large"]},
                "state":{"description":"How far it is.\nThe state.","anyOf":[
                    {"type":"string","description":"Nothing was sent yet.","const":"Open"},
                    {"type":"string","const":"Half"},
                    {"type":"string","description":"All was sent.","const":"Done"}]}},
                "required":["size","state"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"size":"large","state":"Half"}"#,
            Order { size: Size::Large, state: State::Half },
        )
        .example(r#"{"size":"small","state":"Open"}"#, Order { size: Size::Small, state: State::Open })
        .example(r#"{"size":"small","state":"Done"}"#, Order { size: Size::Small, state: State::Done })
        .done(),
        shape::<State>(
            "root of described units",
            r#"{"type":"object","properties":{"value":{"description":"The state.","anyOf":[
                {"type":"string","description":"Nothing was sent yet.","const":"Open"},
                {"type":"string","const":"Half"},
                {"type":"string","description":"All was sent.","const":"Done"}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"Done"}"#, State::Done)
        .done(),
        shape::<Payment>(
            "every content",
            r#"{"type":"object","properties":{"value":{"description":"How it was paid.","anyOf":[
                {"type":"string","enum":["Free","Lost"]},
                {"type":"object","description":"By card.","properties":{
                    "Card":{"type":"object","properties":{
                        "digits":{"type":"string"},"valid":{"type":["boolean","null"]}},
                        "required":["digits","valid"],"additionalProperties":false}},
                    "required":["Card"],"additionalProperties":false},
                {"type":"object","properties":{"Voucher":{"type":"string"}},
                    "required":["Voucher"],"additionalProperties":false},
                {"type":"object","properties":{
                    "Listed":{"type":"array","items":{"type":"string","enum":["small","large"]}}},
                    "required":["Listed"],"additionalProperties":false},
                {"type":"object","properties":{
                    "Shared":{"type":"object","properties":{
                        "_0":{"type":"boolean"},
                        "_1":{"type":"array","items":{"type":"object","properties":{
                            "key":{"type":"string"},"value":{"type":"boolean"}},
                            "required":["key","value"],"additionalProperties":false}}},
                        "required":["_0","_1"],"additionalProperties":false}},
                    "required":["Shared"],"additionalProperties":false},
                {"type":"object","description":"Nothing.","properties":{"Unit":{"type":"null"}},
                    "required":["Unit"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"Free"}"#, Payment::Free)
        .example(r#"{"value":"Lost"}"#, Payment::Lost)
        .example(
            r#"{"value":{"Card":{"valid":null,"digits":"42"}}}"#,
            Payment::Card { digits: "42".into(), valid: None },
        )
        .example(r#"{"value":{"Voucher":"v"}}"#, Payment::Voucher("v".into()))
        .example(r#"{"value":{"Listed":["small"]}}"#, Payment::Listed(vec![Size::Small]))
        .example(
            r#"{"value":{"Shared":{"_1":[{"key":"k","value":true}],"_0":false}}}"#,
            Payment::Shared(false, BTreeMap::from([("k".into(), true)])),
        )
        .example(r#"{"value":{"Unit":null}}"#, Payment::Unit(()))
        .done(),
        shape::<Visits>(
            "in other types",
            r#"{"type":"object","properties":{
                "mixed":{"type":"array","items":{"anyOf":[
                    {"type":"string","description":"Is not there.","const":"Absent"},
                    {"type":"string","const":"Hidden"},
                    {"type":"object","properties":{
                        "Found":{"type":"object","properties":{
                            "at":{"type":"integer","minimum":1,"maximum":255}},
                            "required":["at"],"additionalProperties":false}},
                        "required":["Found"],"additionalProperties":false}]}},
                "single":{"anyOf":[
                    {"type":"object","properties":{
                        "Only":{"type":"object","properties":{"yes":{"type":"boolean"}},
                            "required":["yes"],"additionalProperties":false}},
                        "required":["Only"],"additionalProperties":false}]},
                "optional":{"anyOf":[
                    {"anyOf":[
                        {"type":"string","enum":["Out"]},
                        {"type":"object","properties":{
                            "In":{"anyOf":[
                                {"type":"string","enum":["Out"]},
                                {"type":"object","properties":{"In":{"type":"string","pattern":"^.$"}},
                                    "required":["In"],"additionalProperties":false}]}},
                            "required":["In"],"additionalProperties":false}]},
                    {"type":"null"}]}},
                "required":["mixed","single","optional"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"mixed":["Absent",{"Found":{"at":1}},"Hidden"],"single":{"Only":{"yes":true}},
                "optional":{"In":{"In":"x"}}}"#,
            Visits {
                mixed: vec![Mixed::Absent, Mixed::Found { at: 1 }, Mixed::Hidden],
                single: Single::Only { yes: true },
                optional: Some(Outer::In(Inner::In('x'))),
            },
        )
        .example(
            r#"{"mixed":[],"single":{"Only":{"yes":false}},"optional":"Out"}"#,
            Visits { mixed: vec![], single: Single::Only { yes: false }, optional: Some(Outer::Out) },
        )
        .example(
            r#"{"mixed":[],"single":{"Only":{"yes":false}},"optional":{"In":"Out"}}"#,
            Visits {
                mixed: vec![],
                single: Single::Only { yes: false },
                optional: Some(Outer::In(Inner::Out)),
            },
        )
        .done(),
    ]
}
