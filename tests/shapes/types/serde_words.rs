//! What serde is told about names, about writing and about what it asks of parameters.

use extract::Extract;
use serde::{Deserialize, Serialize};

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename(serialize = "written", deserialize = "read"))]
#[serde(rename_all(serialize = "SCREAMING_SNAKE_CASE", deserialize = "camelCase"))]
struct Directions {
    /// Renamed like the others.
    like_others: bool,
    #[serde(rename(serialize = "out"))]
    written_only: bool,
    #[serde(rename(deserialize = "in"))]
    read_only: bool,
    #[serde(rename(serialize = "out both", deserialize = "in both"))]
    both: bool,
    #[serde(rename(deserialize = "first", deserialize = "second"), alias = "third")]
    several: bool,
    #[serde(rename(serialize = "a"))]
    #[serde(rename(deserialize = "b"))]
    #[serde(alias = "c", alias = "d")]
    apart: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "kind")]
#[serde(rename_all(serialize = "UPPERCASE", deserialize = "kebab-case"))]
#[serde(rename_all_fields = "camelCase")]
enum Payment {
    ByCard {
        last_digits: bool,
    },
    #[serde(rename_all = "UPPERCASE")]
    #[serde(rename(deserialize = "cash", serialize = "CASH"))]
    InCash {
        paid_back: bool,
    },
    #[serde(rename_all(serialize = "PascalCase"))]
    OnAccount {
        of_whom: bool,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(rename_all_fields(serialize = "UPPERCASE"))]
enum Plain {
    One { some_key: bool },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(into = "bool", expecting = "a note")]
struct WrittenOnly {
    #[serde(skip_serializing)]
    secret: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<bool>,
    #[serde(serialize_with = "shout")]
    text: String,
    kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Extract)]
#[extract(partial)]
enum Kind {
    #[serde(skip_serializing)]
    Read(bool),
    #[serde(serialize_with = "shout")]
    Shouted(String),
}

fn shout<S: serde::Serializer>(text: &str, writer: S) -> Result<S::Ok, S::Error> {
    writer.serialize_str(&text.to_uppercase())
}

impl From<WrittenOnly> for bool {
    fn from(written: WrittenOnly) -> Self {
        written.secret
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Others {
    one: Inside,
    two: Beside,
    three: Alone,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is")]
enum Inside {
    Known {
        yes: bool,
    },
    /// Anything else.
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(tag = "is", content = "of")]
enum Beside {
    Known(bool),
    #[serde(other, rename = "rest", alias = "remains")]
    Unknown,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum Alone {
    Known,
    #[serde(other)]
    Unknown,
}

/// Reads more than its parameter's own `Deserialize`.
trait Read: Sized {
    fn of(read: bool) -> Self;
}

impl Read for bool {
    fn of(read: bool) -> Self {
        !read
    }
}

fn read<'de, D: serde::Deserializer<'de>, T: Read>(reader: D) -> Result<T, D::Error> {
    bool::deserialize(reader).map(T::of)
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(bound = "T: Default + serde::de::DeserializeOwned")]
struct Bound<T> {
    #[serde(default)]
    items: Vec<T>,
    #[serde(default)]
    item: T,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Unbound<T> {
    #[serde(default)]
    item: T,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(default)]
struct Defaulted<T> {
    item: T,
    pair: Vec<(T, bool)>,
}

impl<T: Default> Default for Defaulted<T> {
    fn default() -> Self {
        Self { item: T::default(), pair: Vec::new() }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct BoundField<T> {
    #[serde(deserialize_with = "read", bound(deserialize = "T: Read"))]
    #[extract(as = "bool")]
    negated: T,
    list: Vec<BoundKind<T>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
enum BoundKind<T> {
    #[serde(bound(deserialize = "T: Read"))]
    Negated(
        #[serde(deserialize_with = "read")]
        #[extract(as = "bool")]
        T,
    ),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Promised<T> {
    #[extract(as = "u8")]
    item: Box<T>,
    #[extract(as = "Option<Vec<Self>>")]
    inner: Option<std::collections::LinkedList<Self>>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Bounds {
    promised: Promised<u16>,
    bound: Bound<u8>,
    unbound: Unbound<u8>,
    defaulted: Defaulted<u8>,
    field: BoundField<bool>,
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Directions>(
            "names for each direction",
            r#"{"type":"object","properties":{
                "likeOthers":{"type":"boolean","description":"Renamed like the others."},
                "writtenOnly":{"type":"boolean"},
                "in":{"type":"boolean"},
                "in both":{"type":"boolean"},
                "first":{"type":"boolean"},
                "b":{"type":"boolean"}},
                "required":["likeOthers","writtenOnly","in","in both","first","b"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"likeOthers":true,"writtenOnly":false,"in":true,"in both":false,"first":true,"b":false}"#,
            Directions {
                like_others: true,
                written_only: false,
                read_only: true,
                both: false,
                several: true,
                apart: false,
            },
        )
        .example(
            r#"{"likeOthers":true,"writtenOnly":true,"in":true,"in both":true,"second":true,"c":true}"#,
            Directions {
                like_others: true,
                written_only: true,
                read_only: true,
                both: true,
                several: true,
                apart: true,
            },
        )
        .example(
            r#"{"likeOthers":true,"writtenOnly":true,"in":true,"in both":true,"third":true,"d":true}"#,
            Directions {
                like_others: true,
                written_only: true,
                read_only: true,
                both: true,
                several: true,
                apart: true,
            },
        )
        .done(),
        shape::<Payment>(
            "rename_all_fields",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"object","properties":{"kind":{"type":"string","const":"by-card"},
                    "lastDigits":{"type":"boolean"}},
                    "required":["kind","lastDigits"],"additionalProperties":false},
                {"type":"object","properties":{"kind":{"type":"string","const":"cash"},
                    "PAID_BACK":{"type":"boolean"}},
                    "required":["kind","PAID_BACK"],"additionalProperties":false},
                {"type":"object","properties":{"kind":{"type":"string","const":"on-account"},
                    "ofWhom":{"type":"boolean"}},
                    "required":["kind","ofWhom"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"value":{"kind":"by-card","lastDigits":true}}"#,
            Payment::ByCard { last_digits: true },
        )
        .example(
            r#"{"value":{"kind":"cash","PAID_BACK":true}}"#,
            Payment::InCash { paid_back: true },
        )
        .example(
            r#"{"value":{"kind":"on-account","ofWhom":false}}"#,
            Payment::OnAccount { of_whom: false },
        )
        .done(),
        shape::<Plain>(
            "rename_all_fields for writing",
            r#"{"type":"object","properties":{"value":{"anyOf":[
                {"type":"object","properties":{"One":{"type":"object",
                    "properties":{"some_key":{"type":"boolean"}},
                    "required":["some_key"],"additionalProperties":false}},
                    "required":["One"],"additionalProperties":false}]}},
                "required":["value"],"additionalProperties":false}"#,
        )
        .example(r#"{"value":{"One":{"some_key":true}}}"#, Plain::One { some_key: true })
        .done(),
        shape::<WrittenOnly>(
            "words for writing",
            r#"{"type":"object","properties":{
                "secret":{"type":"boolean"},
                "note":{"type":["boolean","null"]},
                "text":{"type":"string"},
                "kind":{"anyOf":[
                    {"type":"object","properties":{"Read":{"type":"boolean"}},
                        "required":["Read"],"additionalProperties":false},
                    {"type":"object","properties":{"Shouted":{"type":"string"}},
                        "required":["Shouted"],"additionalProperties":false}]}},
                "required":["secret","note","text","kind"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"secret":true,"note":null,"text":"t","kind":{"Read":true}}"#,
            WrittenOnly { secret: true, note: None, text: "t".into(), kind: Kind::Read(true) },
        )
        .example(
            r#"{"secret":true,"note":true,"text":"t","kind":{"Shouted":"s"}}"#,
            WrittenOnly {
                secret: true,
                note: Some(true),
                text: "t".into(),
                kind: Kind::Shouted("s".into()),
            },
        )
        .done(),
        shape::<Others>(
            "other",
            r#"{"type":"object","properties":{
                "one":{"anyOf":[
                    {"type":"object","properties":{"is":{"type":"string","const":"Known"},
                        "yes":{"type":"boolean"}},
                        "required":["is","yes"],"additionalProperties":false},
                    {"type":"object","description":"Anything else.",
                        "properties":{"is":{"type":"string","const":"Unknown"}},
                        "required":["is"],"additionalProperties":false}]},
                "two":{"anyOf":[
                    {"type":"object","properties":{"is":{"type":"string","const":"Known"},
                        "of":{"type":"boolean"}},
                        "required":["is","of"],"additionalProperties":false},
                    {"type":"object","properties":{"is":{"type":"string","const":"rest"}},
                        "required":["is"],"additionalProperties":false}]},
                "three":{"type":"string","enum":["Known","Unknown"]}},
                "required":["one","two","three"],"additionalProperties":false}"#
                ,
        )
        .example(
            r#"{"one":{"is":"Unknown"},"two":{"is":"rest"},"three":"Unknown"}"#,
            Others { one: Inside::Unknown, two: Beside::Unknown, three: Alone::Unknown },
        )
        .example(
            r#"{"one":{"is":"new"},"two":{"is":"newer"},"three":"newest"}"#,
            Others { one: Inside::Unknown, two: Beside::Unknown, three: Alone::Unknown },
        )
        .example(
            r#"{"one":{"is":"Known","yes":true},"two":{"is":"Known","of":true},"three":"Known"}"#,
            Others {
                one: Inside::Known { yes: true },
                two: Beside::Known(true),
                three: Alone::Known,
            },
        )
        .done(),
        shape::<Bounds>(
            "bound",
            r##"{"type":"object","properties":{
                "promised":{"$ref":"#/$defs/Promised_integer"},
                "bound":{"type":"object","properties":{
                    "items":{"type":"array","items":{"type":"integer","minimum":0,"maximum":255}},
                    "item":{"type":"integer","minimum":0,"maximum":255}},
                    "required":["items","item"],"additionalProperties":false},
                "unbound":{"type":"object","properties":{
                    "item":{"type":"integer","minimum":0,"maximum":255}},
                    "required":["item"],"additionalProperties":false},
                "defaulted":{"type":"object","properties":{
                    "item":{"type":"integer","minimum":0,"maximum":255},
                    "pair":{"type":"array","items":{"type":"object","properties":{
                        "_0":{"type":"integer","minimum":0,"maximum":255},"_1":{"type":"boolean"}},
                        "required":["_0","_1"],"additionalProperties":false}}},
                    "required":["item","pair"],"additionalProperties":false},
                "field":{"type":"object","properties":{
                    "negated":{"type":"boolean"},
                    "list":{"type":"array","items":{"anyOf":[{"type":"object","properties":{
                        "Negated":{"type":"boolean"}},
                        "required":["Negated"],"additionalProperties":false}]}}},
                    "required":["negated","list"],"additionalProperties":false}},
                "required":["promised","bound","unbound","defaulted","field"],"additionalProperties":false,
                "$defs":{"Promised_integer":{"type":"object","properties":{
                    "item":{"type":"integer","minimum":0,"maximum":255},
                    "inner":{"anyOf":[{"type":"array","items":{"$ref":"#/$defs/Promised_integer"}},{"type":"null"}]}},
                    "required":["item","inner"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"promised":{"item":1,"inner":[{"item":2,"inner":null}]},"bound":{"items":[1],"item":2},"unbound":{"item":3},
                "defaulted":{"item":4,"pair":[{"_0":5,"_1":true}]},
                "field":{"negated":true,"list":[{"Negated":false}]}}"#,
            Bounds {
                promised: Promised {
                    item: Box::new(1),
                    inner: Some([Promised { item: Box::new(2), inner: None }].into()),
                },
                bound: Bound { items: vec![1], item: 2 },
                unbound: Unbound { item: 3 },
                defaulted: Defaulted { item: 4, pair: vec![(5, true)] },
                field: BoundField { negated: false, list: vec![BoundKind::Negated(true)] },
            },
        )
        .done(),
    ]
}
