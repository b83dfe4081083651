//! Enums whose tag stands inside the object, or beside the content.

use std::collections::BTreeMap;

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// What happened.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    /// Somebody came.
    ArrivedLate {
        by: String,
        guests: u8,
    },
    Left,
    Moved(Journey),
    Boxed(Box<Wrapped>),
}

/// From here to there.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Journey {
    from: (bool, bool),
    stops: BTreeMap<String, Vec<(char, Option<bool>)>>,
    #[extract(max_items = 2)]
    bags: Vec<f64>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Wrapped(Inside);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Inside {
    nothing: (),
    size: Option<Size>,
    reply: Reply,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Size {
    Small,
    Large,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Log {
    events: Vec<Event>,
}

/// The reply.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "type", content = "details")]
enum Reply {
    /// Agreed.
    Yes,
    Other(String),
    Pair(bool, BTreeMap<String, (char,)>),
    Named {
        name: String,
        scores: BTreeMap<String, f32>,
    },
    Maybe(Option<bool>),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Answer {
    reply: Reply,
    /// The one before.
    earlier: Option<Later>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t", content = "c")]
enum Later {
    Event(Shift),
    Many(Vec<(u8, char)>),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t")]
enum Shift {
    Up { c: bool },
    Down,
}

const REPLY: &str = r#"{"description":"The reply.","anyOf":[
    {"type":"object","description":"Agreed.","properties":{"type":{"type":"string","const":"Yes"}},
        "required":["type"],"additionalProperties":false},
    {"type":"object","properties":{"type":{"type":"string","const":"Other"},"details":{"type":"string"}},
        "required":["type","details"],"additionalProperties":false},
    {"type":"object","properties":{
        "type":{"type":"string","const":"Pair"},
        "details":{"type":"object","properties":{
            "_0":{"type":"boolean"},
            "_1":{"type":"array","items":{"type":"object","properties":{
                "key":{"type":"string"},
                "value":{"type":"object","properties":{"_0":{"type":"string","pattern":"^.$"}},
                    "required":["_0"],"additionalProperties":false}},
                "required":["key","value"],"additionalProperties":false}}},
            "required":["_0","_1"],"additionalProperties":false}},
        "required":["type","details"],"additionalProperties":false},
    {"type":"object","properties":{
        "type":{"type":"string","const":"Named"},
        "details":{"type":"object","properties":{
            "name":{"type":"string"},
            "scores":{"type":"array","items":{"type":"object","properties":{
                "key":{"type":"string"},"value":{"type":"number"}},
                "required":["key","value"],"additionalProperties":false}}},
            "required":["name","scores"],"additionalProperties":false}},
        "required":["type","details"],"additionalProperties":false},
    {"type":"object","properties":{
        "type":{"type":"string","const":"Maybe"},"details":{"type":["boolean","null"]}},
        "required":["type","details"],"additionalProperties":false}]}"#;

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Log>(
            "inside",
            r#"{"type":"object","properties":{
                "events":{"type":"array","items":{"description":"What happened.","anyOf":[
                    {"type":"object","description":"Somebody came.","properties":{
                        "kind":{"type":"string","const":"arrived_late"},
                        "by":{"type":"string"},
                        "guests":{"type":"integer","minimum":0,"maximum":255}},
                        "required":["kind","by","guests"],"additionalProperties":false},
                    {"type":"object","properties":{"kind":{"type":"string","const":"left"}},
                        "required":["kind"],"additionalProperties":false},
                    {"type":"object","description":"From here to there.","properties":{
                        "kind":{"type":"string","const":"moved"},
                        "from":{"type":"object","properties":{
                            "_0":{"type":"boolean"},"_1":{"type":"boolean"}},
                            "required":["_0","_1"],"additionalProperties":false},
                        "stops":{"type":"array","items":{"type":"object","properties":{
                            "key":{"type":"string"},
                            "value":{"type":"array","items":{"type":"object","properties":{
                                "_0":{"type":"string","pattern":"^.$"},"_1":{"type":["boolean","null"]}},
                                "required":["_0","_1"],"additionalProperties":false}}},
                            "required":["key","value"],"additionalProperties":false}},
                        "bags":{"type":"array","items":{"type":"number"},"maxItems":2}},
                        "required":["kind","from","stops","bags"],"additionalProperties":false},
                    {"type":"object","properties":{
                        "kind":{"type":"string","const":"boxed"},
                        "nothing":{"type":"null"},
                        "size":{"anyOf":[{"type":"string","enum":["Small","Large"]},{"type":"null"}]},
                        "reply":@REPLY@},
                        "required":["kind","nothing","size","reply"],"additionalProperties":false}]}}},
                "required":["events"],"additionalProperties":false}"#,
        )
        .part("@REPLY@", REPLY)
        .example(
            r#"{"events":[{"kind":"arrived_late","by":"Ada","guests":2},{"kind":"left"},
                {"bags":[1.5,2],"from":{"_1":false,"_0":true},"kind":"moved",
                    "stops":[{"value":[{"_1":null,"_0":"a"}],"key":"s"}]},
                {"kind":"boxed","nothing":null,"size":"Large","reply":{"details":"d","type":"Other"}}]}"#,
            Log {
                events: vec![
                    Event::ArrivedLate { by: "Ada".into(), guests: 2 },
                    Event::Left,
                    Event::Moved(Journey {
                        from: (true, false),
                        stops: BTreeMap::from([("s".into(), vec![('a', None)])]),
                        bags: vec![1.5, 2.0],
                    }),
                    Event::Boxed(Box::new(Wrapped(Inside {
                        nothing: (),
                        size: Some(Size::Large),
                        reply: Reply::Other("d".into()),
                    }))),
                ],
            },
        )
        .done(),
        shape::<Reply>(
            "beside",
            r#"{"type":"object","properties":{"value":@REPLY@},"required":["value"],"additionalProperties":false}"#,
        )
        .part("@REPLY@", REPLY)
        .example(r#"{"value":{"type":"Yes"}}"#, Reply::Yes)
        .example(r#"{"value":{"details":"first","type":"Other"}}"#, Reply::Other("first".into()))
        .example(
            r#"{"value":{"details":{"_1":[{"key":"k","value":{"_0":"c"}}],"_0":true},"type":"Pair"}}"#,
            Reply::Pair(true, BTreeMap::from([("k".into(), ('c',))])),
        )
        .example(
            r#"{"value":{"type":"Named","details":{"scores":[{"key":"k","value":0.5}],"name":"n"}}}"#,
            Reply::Named { name: "n".into(), scores: BTreeMap::from([("k".into(), 0.5)]) },
        )
        .example(r#"{"value":{"type":"Maybe","details":null}}"#, Reply::Maybe(None))
        .example(r#"{"value":{"details":true,"type":"Maybe"}}"#, Reply::Maybe(Some(true)))
        .done(),
        shape::<Answer>(
            "in each other",
            r#"{"type":"object","properties":{
                "reply":@REPLY@,
                "earlier":{"description":"The one before.","anyOf":[
                    {"anyOf":[
                        {"type":"object","properties":{
                            "t":{"type":"string","const":"Event"},
                            "c":{"anyOf":[
                                {"type":"object","properties":{
                                    "t":{"type":"string","const":"Up"},"c":{"type":"boolean"}},
                                    "required":["t","c"],"additionalProperties":false},
                                {"type":"object","properties":{"t":{"type":"string","const":"Down"}},
                                    "required":["t"],"additionalProperties":false}]}},
                            "required":["t","c"],"additionalProperties":false},
                        {"type":"object","properties":{
                            "t":{"type":"string","const":"Many"},
                            "c":{"type":"array","items":{"type":"object","properties":{
                                "_0":{"type":"integer","minimum":0,"maximum":255},
                                "_1":{"type":"string","pattern":"^.$"}},
                                "required":["_0","_1"],"additionalProperties":false}}},
                            "required":["t","c"],"additionalProperties":false}]},
                    {"type":"null"}]}},
                "required":["reply","earlier"],"additionalProperties":false}"#,
        )
        .part("@REPLY@", REPLY)
        .example(
            r#"{"earlier":{"c":{"c":true,"t":"Up"},"t":"Event"},"reply":{"type":"Yes"}}"#,
            Answer { reply: Reply::Yes, earlier: Some(Later::Event(Shift::Up { c: true })) },
        )
        .example(
            r#"{"reply":{"type":"Yes"},"earlier":{"t":"Event","c":{"t":"Down"}}}"#,
            Answer { reply: Reply::Yes, earlier: Some(Later::Event(Shift::Down)) },
        )
        .example(
            r#"{"earlier":{"c":[{"_1":"x","_0":7}],"t":"Many"},"reply":{"type":"Yes"}}"#,
            Answer { reply: Reply::Yes, earlier: Some(Later::Many(vec![(7, 'x')])) },
        )
        .done(),
    ]
}
