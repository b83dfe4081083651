//! Types and texts that are meant to break the reader.

use std::{
    collections::BTreeMap,
    fmt::Debug,
    sync::mpsc::{self, RecvTimeoutError},
    time::Duration,
};

use extract::{Extract, from_json};
use serde::Deserialize;

/// What the text reads as. A reader that never comes to an end fails instead of hanging the suite.
fn read<T: Extract + Debug + Send + 'static>(text: &str) -> Result<T, String> {
    let (sender, receiver) = mpsc::channel();
    let owned = text.to_owned();
    let reader = std::thread::spawn(move || {
        let _ = sender.send(from_json::<T>(&owned).map_err(|error| error.to_string()));
    });
    match receiver.recv_timeout(Duration::from_secs(20)) {
        Ok(found) => found,
        Err(RecvTimeoutError::Timeout) => panic!("reading {text:?} has no end"),
        Err(RecvTimeoutError::Disconnected) => panic!("{text:?}: {:?}", reader.join()),
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Part {
    name: String,
    sizes: BTreeMap<String, (i32, Option<f32>)>,
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize, Extract)]
struct Plain {
    count: i64,
    marks: Vec<u8>,
    text: String,
    ratio: Option<f64>,
}

const PART: &str = r#"{"name":"a\u00e9","sizes":[{"value":{"_1":1.5,"_0":-2},"key":"\"k"},
    {"key":"","value":{"_0":5.0,"_1":null}}],"parts":[{"name":"","sizes":[],"parts":[]}]}"#;

const PLAIN: &str = r#"{"count":-12,"marks":[1, 20,0],"text":"x\n\"","ratio":1e2}"#;

#[test]
fn a_number_that_is_only_a_fraction_is_not_left_out() {
    for text in [r#"{"value":[.0]}"#, r#"{"value":[-.0]}"#, r#"{"value":[1,.0]}"#] {
        assert!(read::<Vec<i32>>(text).is_err(), "{text}");
    }
    assert!(read::<(u8, Vec<i32>)>(r#"{"_0":1,"_1":[.00]}"#).is_err());
}

#[test]
fn white_space_that_json_does_not_know_ends_in_an_error() {
    for blank in ["\u{c}", "\u{b}", "\u{a0}", "\u{85}", "\u{2028}", "\0"] {
        for text in [
            format!(r#"{{"other":[{blank}],"value":[]}}"#),
            format!(r#"{{"value":[{{"x":{blank}}}]}}"#),
            format!(r#"{{"value":[1{blank}]}}"#),
            format!(r#"{{"value":[{blank}"#),
            format!("{blank}{{\"value\":[]}}"),
            format!("{{\"value\":[]}}{blank}"),
        ] {
            assert!(read::<Vec<i32>>(&text).is_err(), "{text:?}");
            assert!(read::<BTreeMap<String, i32>>(&text).is_err(), "{text:?}");
        }
    }
}

#[derive(Debug, Deserialize, Extract)]
struct Rounded {
    #[extract(min = 0.7, max = 0.7)]
    both: f32,
    #[extract(max = 0.1)]
    most: Option<f32>,
}

#[test]
fn a_bound_of_a_short_float_is_reached() {
    let found = read::<Rounded>(r#"{"both":0.7,"most":0.1}"#);
    assert!(found.is_ok_and(|found| found.both == 0.7 && found.most == Some(0.1)));
    for text in [r#"{"both":0.7,"most":0.11}"#, r#"{"both":0.69,"most":null}"#] {
        assert!(read::<Rounded>(text).is_err(), "{text}");
    }
}

#[test]
fn a_document_cut_anywhere_is_no_value() {
    for end in (0..PART.len()).filter(|end| PART.is_char_boundary(*end)) {
        assert!(from_json::<Part>(&PART[..end]).is_err(), "cut at {end}");
    }
    for end in 0..PLAIN.len() {
        assert!(from_json::<Plain>(&PLAIN[..end]).is_err(), "cut at {end}");
    }
    assert!(from_json::<Part>(PART).is_ok() && from_json::<Plain>(PLAIN).is_ok());
}

/// Every text that differs from `document` in one byte, is one shorter or one longer.
fn changed(document: &str) -> impl Iterator<Item = String> {
    const BYTES: &[u8] = b"\0\t\n\x0c \"+,-./019:[\\]_aenu{}";
    (0..document.len()).flat_map(move |at| {
        let change = move |range: std::ops::Range<usize>, new: &[u8]| {
            let mut bytes = document.as_bytes().to_vec();
            bytes.splice(range, new.iter().copied());
            String::from_utf8(bytes).ok()
        };
        let left_out = change(at..at + 1, &[]);
        let others = BYTES.iter().flat_map(move |byte| {
            [change(at..at + 1, &[*byte]), change(at..at, &[*byte])].into_iter().flatten()
        });
        left_out.into_iter().chain(others)
    })
}

/// An integer with a fraction of zeros, a sign of zero or an exponent: what only our reader takes.
fn takes_more_than_serde(text: &str) -> bool {
    let has_exponent =
        text.split(r#""text""#).next().is_some_and(|integers| integers.contains('e'));
    text.contains(".0") || text.contains("-0") || has_exponent
}

#[test]
fn a_plain_type_reads_what_serde_reads() {
    for text in changed(PLAIN) {
        let (ours, serdes) =
            (from_json::<Plain>(&text).is_ok(), serde_json::from_str::<Plain>(&text).is_ok());
        assert!(ours == serdes || ours && takes_more_than_serde(&text), "{text:?}: {ours}");
    }
}

#[test]
fn what_is_no_json_never_becomes_a_value() {
    let mut values = 0;
    for text in changed(PART) {
        if from_json::<Part>(&text).is_ok() {
            values += 1;
            let json = serde_json::from_str::<serde_json::Value>(&text);
            assert!(json.is_ok(), "{text:?}");
        }
    }
    assert!(values > 0, "some changes only change a text");
}

#[test]
fn deep_documents_end_in_an_error_and_not_in_the_stack() {
    #[derive(Debug, Deserialize, Extract)]
    struct Maps(BTreeMap<String, Maps>);
    let entry = r#"[{"key":"","value":"#;
    // Each level of parts opens two brackets, serde_json reads 127.
    for (levels, reads) in [(60, true), (64, false), (128, false), (10_000, false)] {
        let parts = r#"{"name":"","sizes":[],"parts":["#.repeat(levels) + &"]}".repeat(levels);
        assert_eq!(read::<Part>(&parts).is_ok(), reads, "{levels} parts");
        let maps = format!(r#"{{"value":{}[]{}}}"#, entry.repeat(levels), "}]".repeat(levels));
        assert_eq!(read::<Maps>(&maps).is_ok(), levels < 128, "{levels} maps");
        assert!(read::<Part>(&"[".repeat(levels)).is_err());
    }
}

#[test]
fn a_type_renamed_to_nothing_still_has_a_name_on_the_wire() {
    #[derive(Debug, Deserialize, Extract)]
    #[serde(rename = "")]
    struct Nameless {
        #[allow(dead_code, reason = "only the schema is read")]
        count: u8,
    }
    let schema = extract::json_schema::<Nameless>();
    assert!(extract::testing::judge_schema(schema.name(), schema.as_str()).is_ok());
}

#[test]
fn a_number_beyond_the_range_of_f32_is_not_read_as_infinity() {
    assert!(read::<f32>(r#"{"value":1e39}"#).is_err());
}
