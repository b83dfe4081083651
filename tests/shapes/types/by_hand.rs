//! Types that describe themselves by hand.

use std::collections::BTreeMap;

use extract::{Extract, Shape as Written, Streamed, json::Opaque};
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// Reads what its pattern lets through, and nothing else.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "String")]
pub struct Email {
    user: String,
    host: String,
}

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (user, host) = text.split_once('@').ok_or("there is no @")?;
        Ok(Self { user: user.into(), host: host.into() })
    }
}

impl Extract for Email {
    const SHAPE: Written = Written::string().pattern("^[a-z]+@[a-z]+$").describe("An address.");
}

impl Streamed for Email {
    type Partial = Opaque<Self>;
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct Grade(u8);

impl Extract for Grade {
    const SHAPE: Written = Written::integer(1, 5);
}

impl Streamed for Grade {
    type Partial = Opaque<Self>;
}

#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
struct Share(f64);

impl Extract for Share {
    const SHAPE: Written = Written::number().min(0.0).max(0.5);
}

impl Streamed for Share {
    type Partial = Opaque<Self>;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Flag(bool);

impl Extract for Flag {
    const SHAPE: Written = Written::boolean().describe("Is it so?");
}

impl Streamed for Flag {
    type Partial = Opaque<Self>;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Grades(Vec<Grade>);

impl Extract for Grades {
    const SHAPE: Written = Written::list::<Grade>().min_items(1).max_items(3);
}

impl Streamed for Grades {
    type Partial = Opaque<Self>;
}

#[derive(Debug, PartialEq, Deserialize)]
struct Address(String);

impl Extract for Address {
    const SHAPE: Written = Written::string().format("ipv4");
}

impl Streamed for Address {
    type Partial = Opaque<Self>;
}

/// As it is sent.
#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(deny_unknown_fields)]
struct Span {
    at: (u8, BTreeMap<String, Grade>),
    #[extract(min = 3)]
    length: u8,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(from = "Span")]
struct Period {
    length: u8,
    grades: Vec<Grade>,
}

impl From<Span> for Period {
    fn from(span: Span) -> Self {
        Self { length: span.length, grades: span.at.1.into_values().collect() }
    }
}

impl Extract for Period {
    const SHAPE: Written = Written::of::<Span>().describe("From one to another.");
}

impl Streamed for Period {
    type Partial = Opaque<Self>;
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(deny_unknown_fields)]
struct Everywhere {
    /// Where to write.
    email: Email,
    maybe: Option<Email>,
    list: Vec<Grade>,
    share: Share,
    map: BTreeMap<String, Flag>,
    pair: (Grades, Option<Grade>),
    page: Page<Email>,
    other: Page<Address>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(deny_unknown_fields)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "t", content = "c", deny_unknown_fields)]
enum Choice {
    Span(Period),
    To(Email),
}

fn email(user: &str, host: &str) -> Email {
    Email { user: user.into(), host: host.into() }
}

const PERIOD: &str = r#"{"type":"object","description":"From one to another.\nAs it is sent.","properties":{
    "at":{"type":"object","properties":{
        "_0":{"type":"integer","minimum":0,"maximum":255},
        "_1":{"type":"array","items":{"type":"object","properties":{
            "key":{"type":"string"},
            "value":{"type":"integer","minimum":1,"maximum":5}},
            "required":["key","value"],"additionalProperties":false}}},
        "required":["_0","_1"],"additionalProperties":false},
    "length":{"type":"integer","minimum":3,"maximum":255}},
    "required":["at","length"],"additionalProperties":false}"#;

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Everywhere>(
            "everywhere",
            r##"{"type":"object","properties":{
                "email":{"type":"string","description":"Where to write.\nAn address.",
                    "pattern":"^[a-z]+@[a-z]+$"},
                "maybe":{"type":["string","null"],"description":"An address.",
                    "pattern":"^[a-z]+@[a-z]+$"},
                "list":{"type":"array","items":{"type":"integer","minimum":1,"maximum":5}},
                "share":{"type":"number","minimum":0.0,"maximum":0.5},
                "map":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},
                    "value":{"type":"boolean","description":"Is it so?"}},
                    "required":["key","value"],"additionalProperties":false}},
                "pair":{"type":"object","properties":{
                    "_0":{"type":"array","items":{"type":"integer","minimum":1,"maximum":5},
                        "minItems":1,"maxItems":3},
                    "_1":{"type":["integer","null"],"minimum":1,"maximum":5}},
                    "required":["_0","_1"],"additionalProperties":false},
                "page":{"type":"object","properties":{"items":{"type":"array","items":
                    {"type":"string","description":"An address.","pattern":"^[a-z]+@[a-z]+$"}}},
                    "required":["items"],"additionalProperties":false},
                "other":{"type":"object","properties":{"items":{"type":"array","items":
                    {"type":"string","format":"ipv4"}}},
                    "required":["items"],"additionalProperties":false}},
                "required":["email","maybe","list","share","map","pair","page","other"],
                "additionalProperties":false}"##,
        )
        .example(
            r#"{"email":"a@b","maybe":null,"list":[1,5.0],"share":0.5,
                "map":[{"key":"k","value":true}],"pair":{"_1":2,"_0":[3]},
                "page":{"items":["c@d"]},"other":{"items":["127.0.0.1"]}}"#,
            Everywhere {
                email: email("a", "b"),
                maybe: None,
                list: vec![Grade(1), Grade(5)],
                share: Share(0.5),
                map: BTreeMap::from([("k".into(), Flag(true))]),
                pair: (Grades(vec![Grade(3)]), Some(Grade(2))),
                page: Page { items: vec![email("c", "d")] },
                other: Page { items: vec![Address("127.0.0.1".into())] },
            },
        )
        .done(),
        shape::<Email>(
            "root",
            r#"{"type":"object","properties":{"value":
                {"type":"string","description":"An address.","pattern":"^[a-z]+@[a-z]+$"}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"ada@b"}"#, email("ada", "b"))
        .done(),
        shape::<Period>(
            "root_of_another",
            PERIOD,
        )
        .example(
            r#"{"at":{"_0":0,"_1":[{"key":"b","value":2},{"key":"a","value":1}]},"length":3}"#,
            Period { length: 3, grades: vec![Grade(1), Grade(2)] },
        )
        .done(),
        shape::<Vec<Choice>>(
            "variants",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"anyOf":[
                {"type":"object","properties":{"t":{"type":"string","const":"Span"},"c":
                    @PERIOD@},
                    "required":["t","c"],"additionalProperties":false},
                {"type":"object","properties":{"t":{"type":"string","const":"To"},"c":
                    {"type":"string","description":"An address.","pattern":"^[a-z]+@[a-z]+$"}},
                    "required":["t","c"],"additionalProperties":false}]}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .part("@PERIOD@", PERIOD)
        .example(
            r#"{"value":[{"t":"To","c":"a@b"},{"t":"Span","c":{"at":{"_0":1,"_1":[]},"length":9}}]}"#,
            vec![Choice::To(email("a", "b")), Choice::Span(Period { length: 9, grades: vec![] })],
        )
        .done(),
    ]
}
