use serde_json::{Map, Value};

use super::*;

/// Puts events together again, as serde_json reads the same text.
#[derive(Default)]
struct Builder {
    open: Vec<(Option<String>, Value)>,
    key: Option<String>,
    text: Option<String>,
    root: Option<Value>,
    /// Each value's own text, by its places.
    spans: Vec<(usize, usize)>,
    starts: Vec<usize>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::ObjectStart { at } => self.start(at, Value::Object(Map::new())),
            Event::ListStart { at } => self.start(at, Value::Array(Vec::new())),
            Event::ObjectEnd { end } | Event::ListEnd { end } => {
                let (key, value) = self.open.pop().expect("open");
                self.key = key;
                self.value(value);
                let start = self.starts.pop().expect("started");
                self.spans.push((start, end));
            }
            Event::Key(key) => self.key = Some(key.to_owned()),
            Event::StringStart { at } => {
                self.text = Some(String::new());
                self.starts.push(at);
            }
            Event::Text(piece) => {
                assert!(!piece.is_empty());
                self.text.as_mut().expect("in a string").push_str(piece);
            }
            Event::StringEnd { end } => {
                let text = self.text.take().expect("in a string");
                self.value(Value::String(text));
                let start = self.starts.pop().expect("started");
                self.spans.push((start, end));
            }
            Event::Number { text, at, end } => {
                assert_eq!(end - at, text.len());
                self.value(serde_json::from_str(text).expect("a number"));
                self.spans.push((at, end));
            }
            Event::True { at } => self.word(at, Value::Bool(true), 4),
            Event::False { at } => self.word(at, Value::Bool(false), 5),
            Event::Null { at } => self.word(at, Value::Null, 4),
        }
    }

    fn start(&mut self, at: usize, empty: Value) {
        self.open.push((self.key.take(), empty));
        self.starts.push(at);
    }

    fn word(&mut self, at: usize, value: Value, length: usize) {
        self.value(value);
        self.spans.push((at, at + length));
    }

    fn value(&mut self, value: Value) {
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((_, Value::Array(items))) => items.push(value),
            Some((_, Value::Object(members))) => {
                members.insert(self.key.take().expect("a key"), value);
            }
            Some(_) => unreachable!(),
        }
    }
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a str>) -> Option<(Value, Vec<(usize, usize)>)> {
    let (mut reader, mut builder) = (Reader::default(), Builder::default());
    for piece in pieces {
        reader.push(piece, |event| builder.take(event)).ok()?;
    }
    reader.finish(|event| builder.take(event)).ok()?;
    Some((builder.root?, builder.spans))
}

const GOOD: &[&str] = &[
    "null",
    " true ",
    "false",
    "0",
    "-0",
    "-0.5e+3",
    "12345678901234567890123",
    r#""""#,
    r#""a\"\\\/\b\f\n\r\té\u00e9😀\ud83d\ude00""#,
    "[]",
    "{}",
    " [ 1 , [ ] , { } , \"x\" , null ] ",
    r#"{"a":1,"b\n":[true,false],"a":{"é\u0041":"\u0000"}}"#,
    "\t\r\n{ \"k\" : -1.5 }\n",
    "1e308",
    "-1e-400",
];

const BAD: &[&str] = &[
    "",
    " ",
    "nul",
    "nulll",
    "True",
    "tru e",
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "1e400",
    "--1",
    "1 2",
    "\"",
    "\"\n\"",
    "\"\u{7f}\\x\"",
    r#""\ud83d""#,
    r#""\ud83dx""#,
    r#""\ud83d\n""#,
    r#""\ud83d\u0041""#,
    r#""\ud83d\ud83d""#,
    r#""\ude00""#,
    r#""\u12g4""#,
    r#""\u+123""#,
    "[1,]",
    "[,1]",
    "[1 2]",
    "[1",
    "]",
    "}",
    "[}",
    "{]",
    "{\"a\"}",
    "{\"a\":}",
    "{\"a\":1,}",
    "{,\"a\":1}",
    "{a:1}",
    "{1:1}",
    "{\"a\" 1}",
    "{}{}",
    "{\"a\":1]",
    "\u{feff}1",
    "NaN",
    "'a'",
    "1\u{a0}",
];

fn nested(levels: usize) -> String {
    ["[".repeat(levels), "]".repeat(levels)].concat()
}

#[test]
fn it_takes_and_refuses_the_texts_that_serde_json_does() {
    let deep: Vec<_> = (126..130).map(nested).collect();
    let texts = GOOD.iter().chain(BAD).copied().chain(deep.iter().map(String::as_str));
    for text in texts {
        let expected = serde_json::from_str::<Value>(text).ok();
        assert_eq!(read([text]).map(|(value, _)| value), expected, "{text}");
    }
    for good in GOOD {
        assert!(read([*good]).is_some(), "{good}");
    }
    for bad in BAD {
        assert!(read([*bad]).is_none(), "{bad}");
    }
}

/// Every text with one byte changed, left out or put in is judged alike as well.
#[test]
fn it_judges_broken_texts_as_serde_json_does() {
    let bytes = b"{}[]\",:0-+.eEtfn\\u \n\x01\xc3";
    let mut judged = 0;
    for good in GOOD {
        for place in 0..=good.len() {
            for byte in bytes {
                let (before, after) = good.as_bytes().split_at(place);
                let put_in = [before, &[*byte], after].concat();
                let changed = [before, &[*byte], after.get(1..).unwrap_or_default()].concat();
                let left_out = [before, after.get(1..).unwrap_or_default()].concat();
                for text in [put_in, changed, left_out] {
                    let Ok(text) = String::from_utf8(text) else { continue };
                    let expected = serde_json::from_str::<Value>(&text).ok();
                    assert_eq!(read([text.as_str()]).map(|(value, _)| value), expected, "{text}");
                    judged += 1;
                }
            }
        }
    }
    assert!(judged > 10_000, "{judged}");
}

#[test]
fn where_a_text_is_split_changes_nothing() {
    for text in GOOD.iter().chain(BAD) {
        let whole = read([*text]);
        let ends = |place: &usize| text.is_char_boundary(*place);
        for first in (0..=text.len()).filter(ends) {
            for second in (first..=text.len()).filter(ends) {
                let (before, rest) = text.split_at(first);
                let (middle, after) = rest.split_at(second - first);
                assert_eq!(read([before, middle, after]), whole, "{text} at {first}, {second}");
            }
        }
        let mut buffer = [0; 4];
        let mut characters = Vec::new();
        for character in text.chars() {
            characters.push(character.encode_utf8(&mut buffer).to_owned());
        }
        assert_eq!(read(characters.iter().map(String::as_str)), whole, "{text}");
    }
}

#[test]
fn the_places_of_a_value_hold_its_own_text() {
    for text in GOOD {
        let (_, spans) = read([*text]).expect(text);
        for (start, end) in spans {
            let own = &text[start..end];
            assert!(serde_json::from_str::<Value>(own).is_ok(), "{own:?} in {text}");
            assert_eq!(own.trim(), own, "{text}");
        }
    }
}

#[test]
fn it_knows_what_is_open_at_every_byte() {
    use Open::{List, Object, Text};

    let text = r#"{"a":[12,"b\n"]}"#;
    let cases: [(usize, &[Open]); 9] = [
        (0, &[]),
        (1, &[Object]),
        (2, &[Object, Text]),
        (4, &[Object]),
        (7, &[Object, List]),
        (10, &[Object, List, Text]),
        (12, &[Object, List, Text]),
        (14, &[Object, List]),
        (16, &[]),
    ];
    for (end, expected) in cases {
        let mut reader = Reader::default();
        reader.push(&text[..end], |_| {}).expect("JSON so far");
        assert_eq!(reader.open().collect::<Vec<_>>(), expected, "{}", &text[..end]);
        assert_eq!(reader.is_whole(), end == text.len());
        assert_eq!(reader.position(), end);
    }
}

#[test]
fn blanks_are_counted_in_a_row_and_outside_of_strings() {
    let cases = [("  \n", 3), ("{ \t", 2), ("{\"   ", 0), ("[1  ", 2), ("[1  ,", 0), ("1 ", 1)];
    for (text, expected) in cases {
        let mut reader = Reader::default();
        for piece in text.chars().map(String::from) {
            reader.push(&piece, |_| {}).expect("JSON so far");
        }
        assert_eq!(reader.blanks(), expected, "{text:?}");
    }
}

#[test]
fn a_broken_text_stays_broken() {
    let mut reader = Reader::default();
    assert_eq!(reader.push("[1,x", |_| {}), Err(Broken { at: 3 }));
    assert_eq!(reader.push("2]", |_| {}), Err(Broken { at: 3 }));
    assert_eq!(reader.finish(|_| {}), Err(Broken { at: 3 }));
}
