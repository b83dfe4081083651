//! Names that mean something to JSON Schema, to JSON or to Rust.

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Keywords {
    title: bool,
    format: bool,
    r#type: bool,
    #[serde(rename = "$ref")]
    reference: bool,
    #[serde(rename = "$defs")]
    definitions: bool,
    properties: Vec<bool>,
    required: Option<bool>,
    #[serde(rename = "enum")]
    one_of: Option<Box<bool>>,
    #[serde(rename = "const")]
    constant: (bool,),
    #[serde(rename = "anyOf")]
    any_of: bool,
    items: bool,
    description: String,
    #[serde(rename = "additionalProperties")]
    additional_properties: bool,
    value: bool,
    key: bool,
    _0: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Characters {
    größe: bool,
    #[serde(rename = "単価")]
    price: bool,
    #[serde(rename = "🦀 crab")]
    crab: bool,
    #[serde(rename = "\"quoted\" \\ 'text'")]
    quoted: (bool,),
    #[serde(rename = "line\nbreak\ttab")]
    control: bool,
    #[serde(rename = "a.b[0]/~1#?")]
    path: bool,
    #[serde(rename = "")]
    empty: bool,
    #[serde(rename = "<&>\u{7f}\u{2028}")]
    html: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Variants {
    plain: Named,
    #[serde(rename = "tagged \"so\"")]
    tagged: Vec<Tagged>,
    outer: Option<Outer>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[allow(non_camel_case_types, reason = "a raw name is the case")]
enum Named {
    #[serde(rename = "null")]
    Null,
    #[serde(rename = "\"Q\"")]
    Quoted,
    #[serde(rename = "größer als")]
    Unicode,
    #[serde(rename = "")]
    Empty,
    r#type,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "$type")]
enum Tagged {
    #[serde(rename = "a\\b")]
    Slash {
        #[serde(rename = "type")]
        kind: bool,
    },
    #[serde(rename = "ß")]
    Eszett,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Outer {
    #[serde(rename = "properties")]
    Properties {
        #[serde(rename = "$ref")]
        reference: char,
    },
    #[serde(rename = "a \"b\"")]
    Quoted(bool, bool),
}

/// Says "hello" to C:\temp,
#[doc = "with a tab\tinside: 日本 🦀."]
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[extract(name = "over-there_2")]
struct Prose {
    #[doc = "Ends with \"quotes\""]
    #[doc = ""]
    #[doc = "  and a second \\ paragraph  "]
    text: String,
    other: Spoken,
    again: Spoken,
}

#[allow(non_camel_case_types)]
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Größe {
    cm: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[extract(name = "Said", description = "Said \"so\".")]
struct Spoken {
    yes: bool,
    größe: [Größe; 1],
    länge: Größe,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Keywords>(
            "keywords",
            r#"{"type":"object","properties":{
                "title":{"type":"boolean"},
                "format":{"type":"boolean"},
                "type":{"type":"boolean"},
                "$ref":{"type":"boolean"},
                "$defs":{"type":"boolean"},
                "properties":{"type":"array","items":{"type":"boolean"}},
                "required":{"type":["boolean","null"]},
                "enum":{"type":["boolean","null"]},
                "const":{"type":"object","properties":{"_0":{"type":"boolean"}},
                    "required":["_0"],"additionalProperties":false},
                "anyOf":{"type":"boolean"},
                "items":{"type":"boolean"},
                "description":{"type":"string"},
                "additionalProperties":{"type":"boolean"},
                "value":{"type":"boolean"},
                "key":{"type":"boolean"},
                "_0":{"type":"boolean"}},
                "required":["title","format","type","$ref","$defs","properties","required","enum","const",
                "anyOf","items","description","additionalProperties","value","key","_0"],
                "additionalProperties":false}"#,
        )
        .example(
            r#"{"title":true,"format":true,"type":true,"$ref":true,"$defs":true,"properties":[true],
                "required":true,"enum":true,"const":{"_0":true},"anyOf":true,"items":true,"description":"d",
                "additionalProperties":true,"value":true,"key":true,"_0":true}"#,
            Keywords {
                title: true,
                format: true,
                r#type: true,
                reference: true,
                definitions: true,
                properties: vec![true],
                required: Some(true),
                one_of: Some(Box::new(true)),
                constant: (true,),
                any_of: true,
                items: true,
                description: "d".into(),
                additional_properties: true,
                value: true,
                key: true,
                _0: true,
            },
        )
        .done(),
        shape::<Characters>(
            "characters",
            r##"{"type":"object","properties":{
                "größe":{"type":"boolean"},
                "単価":{"type":"boolean"},
                "🦀 crab":{"type":"boolean"},
                "\"quoted\" \\ 'text'":{"type":"object","properties":{"_0":{"type":"boolean"}},
                    "required":["_0"],"additionalProperties":false},
                "line\nbreak\ttab":{"type":"boolean"},
                "a.b[0]/~1#?":{"type":"boolean"},
                "":{"type":"boolean"},
                "<&>@DEL@":{"type":"boolean"}},
                "required":["größe","単価","🦀 crab","\"quoted\" \\ 'text'","line\nbreak\ttab","a.b[0]/~1#?","","<&>@DEL@"],
                "additionalProperties":false}"##,
        )
        .part("@DEL@", "\u{7f}\u{2028}")
        .example(
            r#"{"größe":true,"\u5358価":true,"🦀 crab":true,"\"quoted\" \\ 'text'":{"\u005f0":true},
                "line\nbreak\ttab":true,"a.b[0]\/~1#?":true,"":true,"<&>\u007f\u2028":true}"#,
            Characters {
                größe: true,
                price: true,
                crab: true,
                quoted: (true,),
                control: true,
                path: true,
                empty: true,
                html: true,
            },
        )
        .done(),
        shape::<Variants>(
            "variants",
            r#"{"type":"object","properties":{
                "plain":{"type":"string","enum":["null","\"Q\"","größer als","","type"]},
                "tagged \"so\"":{"type":"array","items":{"anyOf":[
                    {"type":"object","properties":{
                        "$type":{"type":"string","const":"a\\b"},"type":{"type":"boolean"}},
                        "required":["$type","type"],"additionalProperties":false},
                    {"type":"object","properties":{"$type":{"type":"string","const":"ß"}},
                        "required":["$type"],"additionalProperties":false}]}},
                "outer":{"anyOf":[
                    {"anyOf":[
                        {"type":"object","properties":{"properties":{"type":"object","properties":{
                            "$ref":{"type":"string","pattern":"^.$"}},
                            "required":["$ref"],"additionalProperties":false}},
                            "required":["properties"],"additionalProperties":false},
                        {"type":"object","properties":{"a \"b\"":{"type":"object","properties":{
                            "_0":{"type":"boolean"},"_1":{"type":"boolean"}},
                            "required":["_0","_1"],"additionalProperties":false}},
                            "required":["a \"b\""],"additionalProperties":false}]},
                    {"type":"null"}]}},
                "required":["plain","tagged \"so\"","outer"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"plain":"\"Q\"","tagged \"so\"":[{"type":true,"$type":"a\\b"},{"$type":"\u00df"}],
                "outer":{"a \u0022b\"":{"_1":true,"_0":false}}}"#,
            Variants {
                plain: Named::Quoted,
                tagged: vec![Tagged::Slash { kind: true }, Tagged::Eszett],
                outer: Some(Outer::Quoted(false, true)),
            },
        )
        .example(
            r#"{"plain":"null","tagged \"so\"":[],"outer":{"properties":{"$ref":"\""}}}"#,
            Variants {
                plain: Named::Null,
                tagged: vec![],
                outer: Some(Outer::Properties { reference: '"' }),
            },
        )
        .example(
            r#"{"plain":"größer als","tagged \"so\"":[],"outer":null}"#,
            Variants { plain: Named::Unicode, tagged: vec![], outer: None },
        )
        .example(
            r#"{"plain":"","tagged \"so\"":[],"outer":null}"#,
            Variants { plain: Named::Empty, tagged: vec![], outer: None },
        )
        .example(
            r#"{"plain":"type","tagged \"so\"":[],"outer":null}"#,
            Variants { plain: Named::r#type, tagged: vec![], outer: None },
        )
        .done(),
        shape::<Prose>(
            "descriptions and type names",
            r##"{"type":"object","description":"Says \"hello\" to C:\\temp, with a tab\tinside: 日本 🦀.","properties":{
                "text":{"type":"string","description":"Ends with \"quotes\"\n\nand a second \\ paragraph"},
                "other":{"$ref":"#/$defs/Said"},
                "again":{"$ref":"#/$defs/Said"}},
                "required":["text","other","again"],"additionalProperties":false,
                "$defs":{
                    "Said":{"type":"object","description":"Said \"so\".","properties":{
                        "yes":{"type":"boolean"},
                        "größe":{"type":"array","items":{"$ref":"#/$defs/Gr__e"},"minItems":1,"maxItems":1},
                        "länge":{"$ref":"#/$defs/Gr__e"}},
                        "required":["yes","größe","länge"],"additionalProperties":false},
                    "Gr__e":{"type":"object","properties":{"cm":{"type":"boolean"}},
                        "required":["cm"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"text":"t","other":{"yes":true,"größe":[{"cm":true}],"länge":{"cm":false}},
                "again":{"yes":false,"größe":[{"cm":true}],"länge":{"cm":false}}}"#,
            Prose {
                text: "t".into(),
                other: Spoken { yes: true, größe: [Größe { cm: true }], länge: Größe { cm: false } },
                again: Spoken { yes: false, größe: [Größe { cm: true }], länge: Größe { cm: false } },
            },
        )
        .done(),
    ]
}
