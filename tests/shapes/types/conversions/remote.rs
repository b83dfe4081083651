//! Types of other crates, each with a definition.

use extract::Extract;
use serde::{Deserialize, Deserializer, Serialize};

use crate::shape::{Shape, shape};

mod foreign {
    #[derive(Debug, PartialEq)]
    #[allow(dead_code, reason = "asked for when it is written")]
    pub struct Span {
        pub from: u8,
        pub to: u8,
        length: u8,
    }

    impl Span {
        pub fn new(from: u8, to: u8, length: u8) -> Self {
            Self { from, to, length }
        }

        #[allow(dead_code, reason = "asked for when it is written")]
        pub fn length(&self) -> u8 {
            self.length
        }
    }

    #[derive(Debug, PartialEq)]
    pub enum Side<T> {
        Left(T),
        Right,
    }
}

/// From here to there.
#[derive(Serialize, Deserialize, Extract)]
#[extract(partial)]
#[serde(remote = "foreign::Span")]
struct SpanDef {
    from: u8,
    #[extract(max = 99)]
    to: u8,
    #[serde(getter = "foreign::Span::length")]
    length: u8,
}

impl From<SpanDef> for foreign::Span {
    fn from(span: SpanDef) -> Self {
        Self::new(span.from, span.to, span.length)
    }
}

#[derive(Deserialize, Extract)]
#[extract(partial)]
#[serde(remote = "foreign::Side")]
enum SideDef<T> {
    Left(T),
    Right,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Remote {
    #[serde(with = "SpanDef")]
    #[extract(as = "SpanDef")]
    span: foreign::Span,
    /// Left or right.
    #[serde(with = "SideDef")]
    #[extract(as = "SideDef<bool>")]
    side: foreign::Side<bool>,
    #[serde(deserialize_with = "spans")]
    #[extract(as = "Vec<SpanDef>")]
    spans: Vec<foreign::Span>,
}

fn spans<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<foreign::Span>, D::Error> {
    #[derive(Deserialize)]
    struct Wrapped(#[serde(with = "SpanDef")] foreign::Span);

    let spans = Vec::<Wrapped>::deserialize(reader)?;
    Ok(spans.into_iter().map(|span| span.0).collect())
}

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Remote>(
            "remote",
            r##"{"type":"object","properties":{"span":{"$ref":"#/$defs/SpanDef"},"side":{
                "description":"Left or right.","anyOf":[{"type":"string","enum":["Right"]},{"type":"object",
                "properties":{"Left":{"type":"boolean"}},"required":["Left"],
                "additionalProperties":false}]},"spans":{"type":"array","items":{
                "$ref":"#/$defs/SpanDef"}}},"required":["span","side","spans"],"additionalProperties":false,
                "$defs":{"SpanDef":{"type":"object","description":"From here to there.","properties":{
                "from":{"type":"integer","minimum":0,"maximum":255},"to":{"type":"integer","minimum":0,
                "maximum":99},"length":{"type":"integer","minimum":0,"maximum":255}},"required":["from",
                "to","length"],"additionalProperties":false}}}"##,
        )
            .example(
                r#"{"span":{"from":1,"to":2,"length":3},"side":{"Left":true},
                    "spans":[{"length":3,"from":1,"to":99}]}"#,
                Remote {
                    span: foreign::Span::new(1, 2, 3),
                    side: foreign::Side::Left(true),
                    spans: vec![foreign::Span::new(1, 99, 3)],
                },
            )
            .example(
                r#"{"span":{"from":1,"to":2,"length":3},"side":"Right","spans":[]}"#,
                Remote {
                    span: foreign::Span::new(1, 2, 3),
                    side: foreign::Side::Right,
                    spans: vec![],
                },
            )
            .done(),
    ]
}
