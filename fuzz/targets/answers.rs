//! Texts of models: what serde reads, we read; what we read, serde reads once whole floats are integers; and
//! whatever is cut off keeps its finished items.

#![no_main]

use std::collections::BTreeMap;

use extract::{Error, Extract, wire};
use fuzz::document::{distinct, unfold};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde_json::Value;

/// Has the same form on the wire as serde has it.
#[derive(Debug, Deserialize, PartialEq, Extract)]
struct Plain {
    name: String,
    count: i32,
    small: u8,
    ratio: f64,
    is_paid: bool,
    letter: char,
    kind: Kind,
    shape: Shape,
    lines: Vec<Line>,
    next: Option<Box<Plain>>,
}

#[derive(Debug, Deserialize, PartialEq, Extract)]
enum Kind {
    Bill,
    #[serde(rename = "credit note")]
    CreditNote,
}

#[derive(Debug, Deserialize, PartialEq, Extract)]
#[serde(tag = "type")]
enum Shape {
    Circle { radius: f64 },
    Square { side: i32 },
}

#[derive(Debug, Deserialize, PartialEq, Extract)]
struct Line {
    text: Option<String>,
    cents: i32,
}

/// Has another form on the wire than serde has it.
#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read by `Debug` alone")]
struct Shaped {
    pairs: Vec<(String, u8)>,
    prices: BTreeMap<String, f64>,
    three: [i32; 3],
    #[extract(pattern = "^[a-z]+$")]
    word: String,
    #[serde(flatten)]
    inner: Flat,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read by `Debug` alone")]
struct Flat {
    #[extract(min = 1, max = 9)]
    digit: i64,
    either: Either,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(untagged)]
#[allow(dead_code, reason = "read by `Debug` alone")]
enum Either {
    Number(f64),
    Text(String),
    List(Vec<(bool, bool)>),
}

fuzz_target!(|input: &[u8]| {
    let body = unfold(input);
    let Ok(text) = str::from_utf8(&body) else { return };
    agrees_with_serde(text);
    says_what_is_wrong(&extract::from_json::<Shaped>(text));
    says_what_is_wrong(&extract::from_json::<Vec<Shaped>>(text));
    if let Some(bare) = wire::bare_json(text) {
        assert!(text.contains(bare.text));
    }
});

fn agrees_with_serde(text: &str) {
    let ours = extract::from_json::<Plain>(text);
    says_what_is_wrong(&ours);
    match (ours, serde_json::from_str::<Plain>(text)) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
        (Err(error), Ok(theirs)) => panic!("{error}: {theirs:?}"),
        (Ok(ours), Err(error)) => {
            let Some(document) = distinct(text.as_bytes()) else { panic!("{error}: {ours:?}") };
            let theirs = serde_json::from_value::<Plain>(with_integers(document));
            assert_eq!(ours, theirs.expect("what we read"));
        }
        (Err(_), Err(_)) => {}
    }
}

/// The same with `5` in the place of `5.0`.
fn with_integers(value: Value) -> Value {
    match value {
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).into(),
            _ => number.into(),
        },
        Value::Array(list) => list.into_iter().map(with_integers).collect(),
        Value::Object(object) => {
            object.into_iter().map(|(key, value)| (key, with_integers(value))).collect()
        }
        other => other,
    }
}

fn says_what_is_wrong<T: std::fmt::Debug>(read: &Result<T, Error>) {
    match read {
        Ok(value) => assert!(!format!("{value:?}").is_empty()),
        Err(Error::Invalid(invalid)) => {
            assert!(!invalid.violations().is_empty());
            for violation in invalid.violations() {
                assert!(violation.path().starts_with('$'), "{violation:?}");
                assert!(!violation.to_string().is_empty());
            }
        }
        Err(other) => panic!("{other:?}"),
    }
}
