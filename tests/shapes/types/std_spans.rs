//! Spans of time, and ranges.

use std::{
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo},
    time::{Duration, SystemTime},
};

use extract::Extract;
use serde::Deserialize;

use crate::shape::{Shape, shape};

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Job {
    took: Duration,
    started: SystemTime,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Laps {
    /// Of the winner.
    best: Duration,
    all: Vec<Duration>,
    slowest: Option<Duration>,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[extract(partial)]
struct Pages {
    half_open: Range<u8>,
    closed: RangeInclusive<i8>,
    from: RangeFrom<char>,
    to: RangeTo<f32>,
    wide: Range<u16>,
    again: Vec<Range<u8>>,
    end: Bound<u8>,
}

const DURATION: &str = r#"{"type":"object","properties":{
    "secs":{"type":"integer","minimum":0,"maximum":9223372036854774784},
    "nanos":{"type":"integer","minimum":0,"maximum":999999999}},
    "required":["secs","nanos"],"additionalProperties":false}"#;

pub fn shapes() -> Vec<Box<dyn Shape>> {
    vec![
        shape::<Job>(
            "once",
            r#"{"type":"object","properties":{
                "took":<duration>,
                "started":{"type":"object","properties":{
                    "secs_since_epoch":{"type":"integer","minimum":0,"maximum":253402300799},
                    "nanos_since_epoch":{"type":"integer","minimum":0,"maximum":999999999}},
                    "required":["secs_since_epoch","nanos_since_epoch"],"additionalProperties":false}},
                "required":["took","started"],"additionalProperties":false}"#,
        )
        .part("<duration>", DURATION)
        .example(
            r#"{"took":{"secs":18446744073709551615,"nanos":999999999},
                "started":{"secs_since_epoch":253402300799,"nanos_since_epoch":999999999}}"#,
            Job {
                took: Duration::MAX,
                started: SystemTime::UNIX_EPOCH + Duration::new(253_402_300_799, 999_999_999),
            },
        )
        .example(
            r#"{"took":{"nanos":1,"secs":0},"started":{"secs_since_epoch":0,"nanos_since_epoch":0}}"#,
            Job { took: Duration::from_nanos(1), started: SystemTime::UNIX_EPOCH },
        )
        .done(),
        shape::<Laps>(
            "more than once",
            r##"{"type":"object","properties":{
                "best":{"description":"Of the winner.","anyOf":[{"$ref":"#/$defs/Duration"}]},
                "all":{"type":"array","items":{"$ref":"#/$defs/Duration"}},
                "slowest":{"anyOf":[{"$ref":"#/$defs/Duration"},{"type":"null"}]}},
                "required":["best","all","slowest"],"additionalProperties":false,
                "$defs":{"Duration":<duration>}}"##,
        )
        .part("<duration>", DURATION)
        .example(
            r#"{"best":{"secs":1,"nanos":0},"all":[{"secs":1,"nanos":0}],"slowest":null}"#,
            Laps {
                best: Duration::from_secs(1),
                all: vec![Duration::from_secs(1)],
                slowest: None,
            },
        )
        .done(),
        shape::<SystemTime>(
            "root",
            r#"{"type":"object","properties":{
                "secs_since_epoch":{"type":"integer","minimum":0,"maximum":253402300799},
                "nanos_since_epoch":{"type":"integer","minimum":0,"maximum":999999999}},
                "required":["secs_since_epoch","nanos_since_epoch"],"additionalProperties":false}"#,
        )
        .example(
            r#"{"secs_since_epoch":1,"nanos_since_epoch":2}"#,
            SystemTime::UNIX_EPOCH + Duration::new(1, 2),
        )
        .done(),
        shape::<Pages>(
            "ranges",
            r##"{"type":"object","properties":{
                "half_open":{"$ref":"#/$defs/Range_integer"},
                "closed":{"type":"object","properties":{
                    "start":{"type":"integer","minimum":-128,"maximum":127},
                    "end":{"type":"integer","minimum":-128,"maximum":127}},
                    "required":["start","end"],"additionalProperties":false},
                "from":{"type":"object","properties":{"start":{"type":"string","pattern":"^.$"}},
                    "required":["start"],"additionalProperties":false},
                "to":{"type":"object","properties":{"end":{"type":"number"}},
                    "required":["end"],"additionalProperties":false},
                "wide":{"type":"object","properties":{
                    "start":{"type":"integer","minimum":0,"maximum":65535},
                    "end":{"type":"integer","minimum":0,"maximum":65535}},
                    "required":["start","end"],"additionalProperties":false},
                "again":{"type":"array","items":{"$ref":"#/$defs/Range_integer"}},
                "end":{"anyOf":[{"type":"string","enum":["Unbounded"]},
                    {"type":"object","properties":{"Included":{"type":"integer","minimum":0,"maximum":255}},
                        "required":["Included"],"additionalProperties":false},
                    {"type":"object","properties":{"Excluded":{"type":"integer","minimum":0,"maximum":255}},
                        "required":["Excluded"],"additionalProperties":false}]}},
                "required":["half_open","closed","from","to","wide","again","end"],"additionalProperties":false,
                "$defs":{"Range_integer":{"type":"object","properties":{
                    "start":{"type":"integer","minimum":0,"maximum":255},
                    "end":{"type":"integer","minimum":0,"maximum":255}},
                    "required":["start","end"],"additionalProperties":false}}}"##,
        )
        .example(
            r#"{"half_open":{"start":0,"end":255},"closed":{"end":-128,"start":127},"from":{"start":"a"},
                "to":{"end":0.5},"wide":{"start":65535,"end":0},"again":[{"start":1,"end":1}],
                "end":{"Excluded":255}}"#,
            Pages {
                half_open: 0..255,
                closed: RangeInclusive::new(127, -128),
                from: 'a'..,
                to: ..0.5,
                wide: Range { start: 65535, end: 0 },
                again: vec![Range { start: 1, end: 1 }],
                end: Bound::Excluded(255),
            },
        )
        .example(
            r#"{"half_open":{"start":0,"end":0},"closed":{"end":0,"start":0},"from":{"start":"\n"},
                "to":{"end":-1e-3},"wide":{"start":0,"end":1},"again":[],"end":"Unbounded"}"#,
            Pages {
                half_open: 0..0,
                closed: 0..=0,
                from: '\n'..,
                to: ..-0.001,
                wide: 0..1,
                again: vec![],
                end: Bound::Unbounded,
            },
        )
        .done(),
        shape::<Range<u8>>(
            "a range as root",
            r#"{"type":"object","properties":{
                "start":{"type":"integer","minimum":0,"maximum":255},
                "end":{"type":"integer","minimum":0,"maximum":255}},
                "required":["start","end"],"additionalProperties":false}"#,
        )
        .example(r#"{"start":1,"end":2}"#, 1..2)
        .done(),
    ]
}
