//! What else serde and `extract` are told: each attribute on a type of its own.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Skipped {
    kept: bool,
    #[serde(skip)]
    skipped: std::time::Duration,
    #[serde(skip_deserializing)]
    unread: Option<u128>,
    #[serde(skip_deserializing, default = "seven")]
    seven: u8,
}

fn seven() -> u8 {
    7
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Defaulted {
    #[serde(default)]
    list: Vec<bool>,
    #[serde(default = "seven")]
    seven: u8,
    required: bool,
}

#[derive(Debug, Default, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(default)]
struct AllDefaulted {
    text: String,
    pair: (bool, char),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Aliased {
    #[serde(alias = "old", alias = "older")]
    new: bool,
    #[serde(rename = "named", alias = "other")]
    field: Kind,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Kind {
    #[serde(alias = "first")]
    One,
    #[serde(rename = "two", alias = "second")]
    Two,
    #[serde(skip)]
    #[allow(dead_code)]
    Hidden(std::time::Duration),
    #[serde(skip_deserializing)]
    #[allow(dead_code)]
    Unread,
    Boxed(#[serde(alias = "unused")] Box<bool>),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(deny_unknown_fields)]
struct Strict {
    yes: bool,
    nested: Option<StrictKind>,
    beside: Vec<StrictTag>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is", deny_unknown_fields)]
enum StrictKind {
    Struct { yes: bool },
    Unit,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is", content = "of", deny_unknown_fields)]
enum StrictTag {
    Struct { yes: bool },
    Unit,
    Pair(bool, bool),
}

/// Seen through.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(transparent)]
struct Through {
    /// The text.
    text: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(transparent)]
struct ThroughList {
    #[extract(max_items = 2)]
    items: Vec<Through>,
}

mod elsewhere {
    pub use extract as schema;
    pub use serde as reading;
}

#[derive(Debug, PartialEq, elsewhere::reading::Deserialize, elsewhere::schema::Extract)]
#[extract(partial)]
#[serde(crate = "elsewhere::reading")]
#[extract(crate = "elsewhere::schema", name = "Moved", description = "From elsewhere.")]
struct Elsewhere {
    #[extract(description = "What is said.", min = 1)]
    said: u8,
    /// Not shown.
    #[extract(description = "Shown.")]
    shown: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename = "renamed type", rename_all = "camelCase")]
struct Renamed {
    #[serde(rename = "own name")]
    renamed_field: bool,
    other_field: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Renames {
    one: Renamed,
    two: Renamed,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Skipped>(
            "skip",
            r#"{"type":"object","properties":{"kept":{"type":"boolean"}},
                "required":["kept"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"kept":true}"#,
            Skipped { kept: true, skipped: std::time::Duration::ZERO, unread: None, seven: 7 },
        )
        .done(),
        shape::<Defaulted>(
            "default",
            r#"{"type":"object","properties":{
                "list":{"type":"array","items":{"type":"boolean"}},
                "seven":{"type":"integer","minimum":0,"maximum":255},
                "required":{"type":"boolean"}},
                "required":["list","seven","required"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"list":[true],"seven":8,"required":true}"#,
            Defaulted { list: vec![true], seven: 8, required: true },
        )
        .example(r#"{"required":true}"#, Defaulted { list: vec![], seven: 7, required: true })
        .done(),
        shape::<AllDefaulted>(
            "default of a struct",
            r#"{"type":"object","properties":{
                "text":{"type":"string"},
                "pair":{"type":"object","properties":{
                    "_0":{"type":"boolean"},"_1":{"type":"string","pattern":"^.$"}},
                    "required":["_0","_1"],"additionalProperties":false}},
                "required":["text","pair"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"text":"t","pair":{"_0":true,"_1":"c"}}"#,
            AllDefaulted { text: "t".into(), pair: (true, 'c') },
        )
        .example("{}", AllDefaulted { text: String::new(), pair: (false, '\0') })
        .done(),
        shape::<Aliased>(
            "alias",
            r#"{"type":"object","properties":{
                "new":{"type":"boolean"},
                "named":{"anyOf":[
                    {"type":"string","enum":["One","two"]},
                    {"type":"object","properties":{"Boxed":{"type":"boolean"}},
                        "required":["Boxed"],"additionalProperties":false}]}},
                "required":["new","named"],"additionalProperties":false}"#,
        )
        .example(r#"{"new":true,"named":"two"}"#, Aliased { new: true, field: Kind::Two })
        .example(r#"{"older":true,"other":"first"}"#, Aliased { new: true, field: Kind::One })
        .example(
            r#"{"old":true,"named":{"Boxed":true}}"#,
            Aliased { new: true, field: Kind::Boxed(Box::new(true)) },
        )
        .done(),
        shape::<Strict>(
            "deny_unknown_fields",
            r#"{"type":"object","properties":{
                "yes":{"type":"boolean"},
                "nested":{"anyOf":[
                    {"anyOf":[
                        {"type":"object","properties":{
                            "is":{"type":"string","const":"Struct"},"yes":{"type":"boolean"}},
                            "required":["is","yes"],"additionalProperties":false},
                        {"type":"object","properties":{"is":{"type":"string","const":"Unit"}},
                            "required":["is"],"additionalProperties":false}]},
                    {"type":"null"}]},
                "beside":{"type":"array","items":{"anyOf":[
                    {"type":"object","properties":{
                        "is":{"type":"string","const":"Struct"},
                        "of":{"type":"object","properties":{"yes":{"type":"boolean"}},
                            "required":["yes"],"additionalProperties":false}},
                        "required":["is","of"],"additionalProperties":false},
                    {"type":"object","properties":{"is":{"type":"string","const":"Unit"}},
                        "required":["is"],"additionalProperties":false},
                    {"type":"object","properties":{
                        "is":{"type":"string","const":"Pair"},
                        "of":{"type":"object","properties":{"_0":{"type":"boolean"},"_1":{"type":"boolean"}},
                            "required":["_0","_1"],"additionalProperties":false}},
                        "required":["is","of"],"additionalProperties":false}]}}},
                "required":["yes","nested","beside"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"yes":true,"nested":{"yes":true,"is":"Struct"},
                "beside":[{"of":{"yes":true},"is":"Struct"},{"is":"Unit"},{"of":{"_1":true,"_0":false},"is":"Pair"}]}"#,
            Strict {
                yes: true,
                nested: Some(StrictKind::Struct { yes: true }),
                beside: vec![
                    StrictTag::Struct { yes: true },
                    StrictTag::Unit,
                    StrictTag::Pair(false, true),
                ],
            },
        )
        .example(
            r#"{"yes":true,"nested":{"is":"Unit"},"beside":[]}"#,
            Strict { yes: true, nested: Some(StrictKind::Unit), beside: vec![] },
        )
        .done(),
        shape::<ThroughList>(
            "transparent",
            r#"{"type":"object","properties":{
                "value":{"type":"array","items":{"type":"string","description":"Seen through.\nThe text."},"maxItems":2}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":["a","b"]}"#,
            ThroughList {
                items: vec![Through { text: "a".into() }, Through { text: "b".into() }],
            },
        )
        .done(),
        shape::<Elsewhere>(
            "crate, name and description",
            r#"{"type":"object","description":"From elsewhere.","properties":{
                "said":{"type":"integer","description":"What is said.","minimum":1,"maximum":255},
                "shown":{"type":"boolean","description":"Shown."}},
                "required":["said","shown"],"additionalProperties":false}"#,
        )
        .example(r#"{"said":1,"shown":true}"#, Elsewhere { said: 1, shown: true })
        .done(),
        shape::<Renames>(
            "rename",
            r##"{"type":"object","properties":{
                "one":{"$ref":"#/$defs/renamed_type"},"two":{"$ref":"#/$defs/renamed_type"}},
                "required":["one","two"],"additionalProperties":false,
                "$defs":{"renamed_type":{"type":"object","properties":{
                    "own name":{"type":"boolean"},"otherField":{"type":"boolean"}},
                    "required":["own name","otherField"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"one":{"own name":true,"otherField":false},"two":{"own name":false,"otherField":true}}"#,
            Renames {
                one: Renamed { renamed_field: true, other_field: false },
                two: Renamed { renamed_field: false, other_field: true },
            },
        )
        .done(),
    ]
}
