//! Texts in pieces of any size: the reader takes those that serde_json takes, gives the same value, and
//! wherever they are split the same events.

#![no_main]

use extract::json::{Event, Reader};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|input: &[u8]| {
    // The first bytes say how long the pieces are.
    let (sizes, text) = input.split_at(input.len().min(4));
    let Ok(text) = std::str::from_utf8(text) else { return };
    let whole = read(text, [text]);
    let value = whole.as_ref().map(|(value, _)| value);
    assert_eq!(value, serde_json::from_str::<Value>(text).ok().as_ref());
    assert_eq!(read(text, pieces(text, sizes)), whole);
    assert_eq!(read(text, pieces(text, &[0])), whole);
});

/// The text in pieces of these sizes, in turn.
fn pieces<'a>(text: &'a str, sizes: &[u8]) -> Vec<&'a str> {
    let mut sizes = sizes.iter().cycle();
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let size = 1 + usize::from(*sizes.next().unwrap_or(&0));
        let end = (size..rest.len()).find(|end| rest.is_char_boundary(*end)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The value, and the places of all values in it.
fn read<'a>(
    text: &str,
    pieces: impl IntoIterator<Item = &'a str>,
) -> Option<(Value, Vec<(usize, usize)>)> {
    let (mut reader, mut built) = (Reader::default(), Built::default());
    let mut taken = 0;
    for piece in pieces {
        reader.push(piece, |event| built.take(event)).ok()?;
        taken += piece.len();
        assert_eq!(reader.position(), taken);
        assert_eq!(reader.depth(), built.open.len());
    }
    reader.finish(|event| built.take(event)).ok()?;
    for (start, end) in &built.places {
        assert!(serde_json::from_str::<Value>(&text[*start..*end]).is_ok());
    }
    Some((built.root?, built.places))
}

/// What the events put together.
#[derive(Default)]
struct Built {
    open: Vec<(usize, Option<String>, Value)>,
    key: Option<String>,
    string: Option<(usize, String)>,
    root: Option<Value>,
    places: Vec<(usize, usize)>,
}

impl Built {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::ObjectStart { at } => {
                self.open.push((at, self.key.take(), Value::Object(Map::new())));
            }
            Event::ListStart { at } => {
                self.open.push((at, self.key.take(), Value::Array(Vec::new())));
            }
            Event::ObjectEnd { end } | Event::ListEnd { end } => {
                let (at, key, value) = self.open.pop().expect("open");
                self.key = key;
                self.value(value, at, end);
            }
            Event::Key(key) => self.key = Some(key.to_owned()),
            Event::StringStart { at } => self.string = Some((at, String::new())),
            Event::Text(piece) => {
                assert!(!piece.is_empty());
                self.string.as_mut().expect("a string").1.push_str(piece);
            }
            Event::StringEnd { end } => {
                let (at, string) = self.string.take().expect("a string");
                self.value(Value::String(string), at, end);
            }
            Event::Number { text, at, end } => {
                self.value(serde_json::from_str(text).expect("a number"), at, end);
            }
            Event::True { at } => self.value(Value::Bool(true), at, at + 4),
            Event::False { at } => self.value(Value::Bool(false), at, at + 5),
            Event::Null { at } => self.value(Value::Null, at, at + 4),
            other => panic!("{other:?}"),
        }
    }

    fn value(&mut self, value: Value, at: usize, end: usize) {
        self.places.push((at, end));
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((_, _, Value::Array(items))) => items.push(value),
            Some((_, _, Value::Object(members))) => {
                members.insert(self.key.take().expect("a key"), value);
            }
            Some(_) => unreachable!("only these are open"),
        }
    }
}
