//! Rules of fields on other types than numbers, `String` and `Vec`, and in other places than structs.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    num::{NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroU8},
    path::PathBuf,
    sync::Arc,
};

use extract::Extract;
use serde::Deserialize;
use smol_str::SmolStr;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct WithoutZero {
    #[extract(exclusive_min = -1)]
    above: NonZeroI8,
    #[extract(exclusive_max = 1)]
    below: NonZeroI16,
    #[extract(exclusive_min = 0)]
    positive: NonZeroI8,
    #[extract(exclusive_min = -4, exclusive_max = 3)]
    around: NonZeroI64,
    #[extract(multiple_of = 5)]
    fives: NonZeroI8,
    #[extract(multiple_of = 5, max = -1)]
    negative_fives: NonZeroI8,
    #[extract(multiple_of = 5, min = -3, max = 10)]
    one_sided: Option<NonZeroI32>,
    #[extract(multiple_of = 2, exclusive_max = 9)]
    evens: NonZeroU8,
}

/// Text that is not a `String`.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct OtherTexts {
    #[extract(pattern = "^[a-z]+$")]
    boxed: Box<str>,
    #[extract(format = "email")]
    copied: Cow<'static, str>,
    #[extract(min_len = 2)]
    shared: Option<Arc<str>>,
    #[extract(pattern = "^[A-Z]$", max_len = 1)]
    small: SmolStr,
    #[extract(pattern = "^/[a-z]+$")]
    path: PathBuf,
}

/// Sets with a count, in a struct and in the one that it stands in.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Counted {
    #[extract(unique, min_items = 1)]
    sorted: BTreeSet<bool>,
    #[serde(flatten)]
    inner: Inner,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Inner {
    #[extract(max_items = 2)]
    hashed: HashSet<bool>,
    #[extract(pattern = "^[a-z]$")]
    letter: String,
    #[extract(exclusive_min = 0, multiple_of = 0.5)]
    halves: f64,
}

/// Read as text or number, and kept as something else.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Instead {
    #[extract(as = "String", pattern = "^[a-z]$")]
    letter: char,
    #[extract(as = "u8", exclusive_max = 9)]
    digit: i64,
    #[extract(as = "Vec<u8>", unique, max_items = 3)]
    digits: BTreeSet<u16>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(untagged)]
enum Arms {
    Text(#[extract(pattern = "^[a-z]{2}$")] String),
    Number(#[extract(exclusive_min = 0, max = 9)] i16),
    List(#[extract(unique, max_items = 2)] Vec<u8>),
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<WithoutZero>(
            "rules of numbers without zero",
            r#"{"type":"object","properties":{
                "above":{"type":"integer","minimum":1,"maximum":127},
                "below":{"type":"integer","minimum":-32768,"maximum":-1},
                "positive":{"type":"integer","exclusiveMinimum":0,"maximum":127},
                "around":{"anyOf":[{"type":"integer","exclusiveMinimum":-4,"maximum":-1},
                {"type":"integer","minimum":1,"exclusiveMaximum":3}]},
                "fives":{"anyOf":[{"type":"integer","minimum":-128,"maximum":-1,"multipleOf":5},
                {"type":"integer","minimum":1,"maximum":127,"multipleOf":5}]},
                "negative_fives":{"type":"integer","minimum":-128,"maximum":-1,"multipleOf":5},
                "one_sided":{"anyOf":[{"type":"integer","minimum":1,"maximum":10,"multipleOf":5},
                {"type":"null"}]},
                "evens":{"type":"integer","minimum":1,"exclusiveMaximum":9,"multipleOf":2}},
                "required":["above","below","positive","around","fives","negative_fives","one_sided",
                "evens"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"above":1,"below":-1,"positive":1,"around":-3,"fives":-125,"negative_fives":-5,
                "one_sided":10,"evens":8}"#,
            WithoutZero {
                above: NonZeroI8::new(1).unwrap(),
                below: NonZeroI16::new(-1).unwrap(),
                positive: NonZeroI8::new(1).unwrap(),
                around: NonZeroI64::new(-3).unwrap(),
                fives: NonZeroI8::new(-125).unwrap(),
                negative_fives: NonZeroI8::new(-5).unwrap(),
                one_sided: NonZeroI32::new(10),
                evens: NonZeroU8::new(8).unwrap(),
            },
        )
        .done(),
        shape::<OtherTexts>(
            "rules of other texts",
            r#"{"type":"object","description":"Text that is not a `String`.","properties":{
                "boxed":{"type":"string","pattern":"^[a-z]+$"},
                "copied":{"type":"string","format":"email"},
                "shared":{"type":["string","null"],"description":"At least 2 characters."},
                "small":{"type":"string","description":"At most 1 character.","pattern":"^[A-Z]$"},
                "path":{"type":"string","pattern":"^/[a-z]+$"}},
                "required":["boxed","copied","shared","small","path"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"boxed":"a","copied":"a@b.c","shared":"ab","small":"A","path":"/a"}"#,
            OtherTexts {
                boxed: "a".into(),
                copied: "a@b.c".into(),
                shared: Some("ab".into()),
                small: "A".into(),
                path: "/a".into(),
            },
        )
        .done(),
        shape::<Counted>(
            "rules of sets and of flattened fields",
            r#"{"type":"object","description":"Sets with a count, in a struct and in the one that it stands in.",
                "properties":{
                "sorted":{"type":"array","description":"No two items are equal.",
                "items":{"type":"boolean"},"minItems":1},
                "hashed":{"type":"array","items":{"type":"boolean"},"maxItems":2},
                "letter":{"type":"string","pattern":"^[a-z]$"},
                "halves":{"type":"number","exclusiveMinimum":0,"multipleOf":0.5}},
                "required":["sorted","hashed","letter","halves"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"sorted":[true],"hashed":[false,false],"letter":"a","halves":1.5}"#,
            Counted {
                sorted: BTreeSet::from([true]),
                inner: Inner {
                    hashed: HashSet::from([false]),
                    letter: "a".into(),
                    halves: 1.5,
                },
            },
        )
        .done(),
        shape::<Instead>(
            "rules beside another type",
            r#"{"type":"object","description":"Read as text or number, and kept as something else.",
                "properties":{
                "letter":{"type":"string","pattern":"^[a-z]$"},
                "digit":{"type":"integer","minimum":0,"exclusiveMaximum":9},
                "digits":{"type":"array","description":"No two items are equal.",
                "items":{"type":"integer","minimum":0,"maximum":255},"maxItems":3}},
                "required":["letter","digit","digits"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"letter":"a","digit":8,"digits":[3,1,2]}"#,
            Instead { letter: 'a', digit: 8, digits: BTreeSet::from([1, 2, 3]) },
        )
        .done(),
        shape::<Arms>(
            "rules of arms without a tag",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"string","pattern":"^[a-z]{2}$"},
                {"type":"integer","exclusiveMinimum":0,"maximum":9},
                {"type":"array","description":"No two items are equal.",
                "items":{"type":"integer","minimum":0,"maximum":255},"maxItems":2}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":"ab"}"#, Arms::Text("ab".into()))
        .example(r#"{"value":9}"#, Arms::Number(9))
        .example(r#"{"value":[1,2]}"#, Arms::List(vec![1, 2]))
        .done(),
    ]
}
