//! Generic types: each set of arguments is a type of its own.

use std::{collections::BTreeMap, marker::PhantomData};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

/// A page.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Page<T> {
    items: Vec<T>,
    more: bool,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Line {
    text: String,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Book {
    lines: Page<Line>,
    again: Page<Line>,
    names: Page<String>,
    pages: Page<Page<bool>>,
}

// Serde reads `[T; N]` for each length up to 32, and not for every `N`.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Sized<const N: usize> {
    names: Vec<String>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Sizes {
    small: Sized<1>,
    small_again: Sized<1>,
    large: Sized<2>,
    large_again: Sized<2>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
    named: BTreeMap<String, Self>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is")]
enum Checked<T, E> {
    Right { value: T },
    Wrong { error: E, instead: Option<(T, char)> },
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Wrapper<T>(T);

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Branch {
    page: Page<Branch>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is")]
enum Found<T> {
    Here(Page<T>),
    Nowhere,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Marked<T = String, U = ()> {
    value: T,
    #[serde(skip)]
    marker: PhantomData<U>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Marks {
    plain: Marked,
    other: Marked<bool, std::time::Duration>,
    another: Marked<bool, std::time::Instant>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Page<Line>>(
            "root",
            r#"{"type":"object","description":"A page.","properties":{
                "items":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false}},
                "more":{"type":"boolean"}},
                "required":["items","more"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"items":[{"text":"t"}],"more":true}"#,
            Page { items: vec![Line { text: "t".into() }], more: true },
        )
        .done(),
        shape::<Book>(
            "in fields",
            r##"{"type":"object","properties":{
                "lines":{"$ref":"#/$defs/Page_Line"},
                "again":{"$ref":"#/$defs/Page_Line"},
                "names":{"type":"object","description":"A page.","properties":{
                    "items":{"type":"array","items":{"type":"string"}},"more":{"type":"boolean"}},
                    "required":["items","more"],"additionalProperties":false},
                "pages":{"type":"object","description":"A page.","properties":{
                    "items":{"type":"array","items":{"type":"object","description":"A page.","properties":{
                        "items":{"type":"array","items":{"type":"boolean"}},"more":{"type":"boolean"}},
                        "required":["items","more"],"additionalProperties":false}},
                    "more":{"type":"boolean"}},
                    "required":["items","more"],"additionalProperties":false}},
                "required":["lines","again","names","pages"],"additionalProperties":false,
                "$defs":{"Page_Line":{"type":"object","description":"A page.","properties":{
                    "items":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"}},
                        "required":["text"],"additionalProperties":false}},
                    "more":{"type":"boolean"}},
                    "required":["items","more"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"lines":{"items":[],"more":false},"again":{"items":[{"text":"t"}],"more":false},
                "names":{"items":["n"],"more":false},"pages":{"items":[{"items":[true],"more":true}],"more":false}}"#,
            Book {
                lines: Page { items: vec![], more: false },
                again: Page { items: vec![Line { text: "t".into() }], more: false },
                names: Page { items: vec!["n".into()], more: false },
                pages: Page { items: vec![Page { items: vec![true], more: true }], more: false },
            },
        )
        .done(),
        shape::<Sizes>(
            "numbers as parameters",
            r##"{"type":"object","properties":{
                "small":{"$ref":"#/$defs/Sized_1"},"small_again":{"$ref":"#/$defs/Sized_1"},
                "large":{"$ref":"#/$defs/Sized_2"},"large_again":{"$ref":"#/$defs/Sized_2"}},
                "required":["small","small_again","large","large_again"],"additionalProperties":false,
                "$defs":{
                    "Sized_1":{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"}}},
                        "required":["names"],"additionalProperties":false},
                    "Sized_2":{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"}}},
                        "required":["names"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"small":{"names":["a"]},"small_again":{"names":[]},"large":{"names":[]},"large_again":{"names":[]}}"#,
            Sizes {
                small: Sized { names: vec!["a".into()] },
                small_again: Sized { names: vec![] },
                large: Sized { names: vec![] },
                large_again: Sized { names: vec![] },
            },
        )
        .done(),
        shape::<Tree<(bool, char)>>(
            "recursive",
            r##"{"type":"object","properties":{
                "value":{"type":"object","properties":{
                    "_0":{"type":"boolean"},"_1":{"type":"string","pattern":"^.$"}},
                    "required":["_0","_1"],"additionalProperties":false},
                "children":{"type":"array","items":{"$ref":"#/$defs/Tree_boolean_string"}},
                "named":{"type":"array","items":{"type":"object","properties":{
                    "key":{"type":"string"},"value":{"$ref":"#/$defs/Tree_boolean_string"}},
                    "required":["key","value"],"additionalProperties":false}}},
                "required":["value","children","named"],"additionalProperties":false,
                "$defs":{"Tree_boolean_string":{"type":"object","properties":{
                    "value":{"type":"object","properties":{
                        "_0":{"type":"boolean"},"_1":{"type":"string","pattern":"^.$"}},
                        "required":["_0","_1"],"additionalProperties":false},
                    "children":{"type":"array","items":{"$ref":"#/$defs/Tree_boolean_string"}},
                    "named":{"type":"array","items":{"type":"object","properties":{
                        "key":{"type":"string"},"value":{"$ref":"#/$defs/Tree_boolean_string"}},
                        "required":["key","value"],"additionalProperties":false}}},
                    "required":["value","children","named"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"value":{"_1":"r","_0":true},"children":[{"children":[],"named":[],"value":{"_0":false,"_1":"c"}}],
                "named":[{"value":{"value":{"_0":false,"_1":"n"},"children":[],"named":[]},"key":"k"}]}"#,
            Tree {
                value: (true, 'r'),
                children: vec![Tree { value: (false, 'c'), children: vec![], named: BTreeMap::new() }],
                named: BTreeMap::from([(
                    "k".into(),
                    Tree { value: (false, 'n'), children: vec![], named: BTreeMap::new() },
                )]),
            },
        )
        .done(),
        shape::<Checked<Line, String>>(
            "enum",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"object","properties":{
                    "is":{"type":"string","const":"Right"},
                    "value":@LINE@},
                    "required":["is","value"],"additionalProperties":false},
                {"type":"object","properties":{
                    "is":{"type":"string","const":"Wrong"},
                    "error":{"type":"string"},
                    "instead":{"anyOf":[
                        {"type":"object","properties":{
                            "_0":@LINE@,"_1":{"type":"string","pattern":"^.$"}},
                            "required":["_0","_1"],"additionalProperties":false},
                        {"type":"null"}]}},
                    "required":["is","error","instead"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false,
                "$defs":{"Line":{"type":"object","properties":{"text":{"type":"string"}},
                    "required":["text"],"additionalProperties":false}}}"#,
        )
        .part("@LINE@", r##"{"$ref":"#/$defs/Line"}"##)
        .example(
            r#"{"value":{"is":"Right","value":{"text":"t"}}}"#,
            Checked::Right { value: Line { text: "t".into() } },
        )
        .example(
            r#"{"value":{"instead":{"_1":"c","_0":{"text":"t"}},"error":"e","is":"Wrong"}}"#,
            Checked::Wrong { error: "e".into(), instead: Some((Line { text: "t".into() }, 'c')) },
        )
        .done(),
        shape::<Vec<Found<(bool,)>>>(
            "beside a tag",
            r#"{"type":"object","properties":{"value":{"type":"array","items":{"anyOf":[
                {"type":"object","description":"A page.","properties":{
                    "is":{"type":"string","const":"Here"},
                    "items":{"type":"array","items":{"type":"object","properties":{"_0":{"type":"boolean"}},
                        "required":["_0"],"additionalProperties":false}},
                    "more":{"type":"boolean"}},
                    "required":["is","items","more"],"additionalProperties":false},
                {"type":"object","properties":{"is":{"type":"string","const":"Nowhere"}},
                    "required":["is"],"additionalProperties":false}]}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":[{"items":[{"_0":true}],"is":"Here","more":false},{"is":"Nowhere"}]}"#,
            vec![Found::Here(Page { items: vec![(true,)], more: false }), Found::Nowhere],
        )
        .done(),
        shape::<Marks>(
            "defaults and markers",
            r##"{"type":"object","properties":{
                "plain":{"type":"object","properties":{"value":{"type":"string"}},
                    "required":["value"],"additionalProperties":false},
                "other":{"$ref":"#/$defs/Marked_boolean"},"another":{"$ref":"#/$defs/Marked_boolean"}},
                "required":["plain","other","another"],"additionalProperties":false,
                "$defs":{"Marked_boolean":{"type":"object","properties":{"value":{"type":"boolean"}},
                    "required":["value"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"plain":{"value":"p"},"other":{"value":true},"another":{"value":false}}"#,
            Marks {
                plain: Marked { value: "p".into(), marker: PhantomData },
                other: Marked { value: true, marker: PhantomData },
                another: Marked { value: false, marker: PhantomData },
            },
        )
        .done(),
        shape::<Wrapper<Vec<char>>>(
            "newtype",
            r#"{"type":"object","properties":{
                "value":{"type":"array","items":{"type":"string","pattern":"^.$"}}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":["a"]}"#, Wrapper(vec!['a']))
        .done(),
        shape::<Branch>(
            "around a recursive type",
            r##"{"type":"object","properties":{"page":{"$ref":"#/$defs/Page_Branch"}},
                "required":["page"],"additionalProperties":false,
                "$defs":{
                    "Branch":{"type":"object","properties":{"page":{"$ref":"#/$defs/Page_Branch"}},
                        "required":["page"],"additionalProperties":false},
                    "Page_Branch":{"type":"object","description":"A page.","properties":{
                        "items":{"type":"array","items":{"$ref":"#/$defs/Branch"}},"more":{"type":"boolean"}},
                        "required":["items","more"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"page":{"items":[{"page":{"items":[],"more":true}}],"more":false}}"#,
            Branch {
                page: Page {
                    items: vec![Branch { page: Page { items: vec![], more: true } }],
                    more: false,
                },
            },
        )
        .done(),
    ]
}
