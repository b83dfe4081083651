mod by_hand;
mod late;
mod odd;
mod splits;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    fmt::Debug,
    mem::size_of,
    ops::Range,
};

use Part::{Absent, Done, Growing};
use serde::Deserialize;

use self::by_hand::{As, Inside, InsidePart, Outside, OutsidePart, Tree, TreePart};
use super::*;
use crate::{Extract, Lenient, json::Entry};

#[derive(Debug, Deserialize, PartialEq, Extract)]
struct Line {
    text: String,
    cents: u8,
}

fn filled<T: Extract + Streamed>(deltas: &[&str]) -> Filling<T> {
    let mut filling = Filling::default();
    for delta in deltas {
        // A broken text stops the partial, and no more.
        let _ = filling.push(delta);
    }
    filling
}

#[track_caller]
fn shows<T>(text: &str, expected: &Part<Partial<T>>)
where
    T: Extract + Streamed<Partial: Debug + PartialEq>,
{
    assert_eq!(filled::<T>(&[text]).part(), expected, "{text}");
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn text_grows_and_anything_smaller_comes_at_once() {
    type Text = String;
    shows::<Text>("", &Absent);
    shows::<Text>(r#"{"value""#, &Absent);
    shows::<Text>(r#"{"value":""#, &Growing(text("")));
    shows::<Text>(r#"{"value":"a\u00e"#, &Growing(text("a")));
    shows::<Text>(r#"{"value":"a\u00e4\n"#, &Growing(text("aä\n")));
    shows::<Text>(r#"{"value":"\ud83d"#, &Growing(text("")));
    shows::<Text>(r#"{"value":"\ud83d\ude00"#, &Growing(text("😀")));
    shows::<Text>(r#"{"value":"a\"""#, &Done(text("a\"")));
    shows::<Box<str>>(r#"{"value":"a"#, &Growing(text("a")));
    shows::<std::borrow::Cow<'static, str>>(r#"{"value":"a"#, &Growing(text("a")));
    shows::<std::path::PathBuf>(r#"{"value":"a"#, &Growing(text("a")));
    shows::<char>(r#"{"value":"a"#, &Absent);
    shows::<char>(r#"{"value":"a""#, &Done('a'));
    shows::<u8>(r#"{"value":12"#, &Absent);
    shows::<u8>(r#"{"value":12 "#, &Done(12));
    shows::<f64>(r#"{"value":1e2}"#, &Done(100.0));
    shows::<bool>(r#"{"value":tru"#, &Absent);
    shows::<bool>(r#"{"value":true"#, &Done(true));
    shows::<()>(r#"{"value":null"#, &Done(()));
    shows::<Range<u8>>(r#"{"start":1,"end":2"#, &Absent);
    shows::<Range<u8>>(r#"{"start":1,"end":2}"#, &Done(1..2));
    shows::<Option<std::net::Ipv4Addr>>(
        r#"{"value":"127.0.0.1""#,
        &Done(Some(std::net::Ipv4Addr::LOCALHOST)),
    );
}

#[test]
fn lists_maps_and_tuples_grow_by_their_parts() {
    type Lists = Vec<Vec<u8>>;
    shows::<Lists>(r#"{"value":["#, &Growing(vec![]));
    shows::<Lists>(r#"{"value":[[1,2"#, &Growing(vec![Growing(vec![Done(1)])]));
    shows::<Lists>(r#"{"value":[[1],["#, &Growing(vec![Done(vec![Done(1)]), Growing(vec![])]));
    shows::<Lists>(r#"{"value":[[1]]"#, &Done(vec![Done(vec![Done(1)])]));
    shows::<VecDeque<String>>(r#"{"value":["a"#, &Growing(vec![Growing(text("a"))]));
    shows::<BTreeSet<u8>>(r#"{"value":[2,1,2]"#, &Done(vec![Done(2), Done(1), Done(2)]));
    shows::<[u8; 2]>(r#"{"value":[2,"#, &Growing(vec![Done(2)]));
    shows::<Box<[u8]>>(r#"{"value":[2,"#, &Growing(vec![Done(2)]));
    shows::<Lenient<Vec<u8>>>(r#"{"value":[2,"x",3]"#, &Done(vec![Done(2), Absent, Done(3)]));
    shows::<(u8, String)>(r#"{"#, &Growing((Absent, Absent)));
    shows::<(u8, String)>(r#"{"_1":"a"#, &Growing((Absent, Growing(text("a")))));
    shows::<(u8, String)>(r#"{"_0":1,"_1":"a"}"#, &Done((Done(1), Done(text("a")))));
    type Map = BTreeMap<String, bool>;
    let entry = |key, value| Entry { key, value };
    shows::<Map>(
        r#"{"value":[{"key":"a","value":true},{"key":"b"#,
        &Growing(vec![
            Done(entry(Done(text("a")), Done(true))),
            Growing(entry(Growing(text("b")), Absent)),
        ]),
    );
}

#[test]
fn options_are_null_at_once_and_else_what_they_hold() {
    type Text = Option<String>;
    shows::<Text>(r#"{"value":nul"#, &Absent);
    shows::<Text>(r#"{"value":null"#, &Done(None));
    shows::<Text>(r#"{"value":"a"#, &Growing(Some(text("a"))));
    shows::<Text>(r#"{"value":"a""#, &Done(Some(text("a"))));
    shows::<Option<u8>>(r#"{"value":null"#, &Done(None));
    shows::<Option<u8>>(r#"{"value":7}"#, &Done(Some(7)));
    shows::<Vec<Option<Box<String>>>>(
        r#"{"value":[null,"a""#,
        &Growing(vec![Done(None), Done(Some(Box::new(text("a"))))]),
    );
}

#[test]
fn what_is_derived_comes_whole() {
    let line = |text: &str, cents| Line { text: text.to_owned(), cents };
    shows::<Line>(r#"{"text":"tea","cents":3"#, &Absent);
    shows::<Line>(r#"{"text":"tea","cents":3}"#, &Done(line("tea", 3)));
    shows::<Vec<Line>>(
        r#"{"value":[ {"text":"}\"]","cents":3 } ,{"text":"a"#,
        &Growing(vec![Done(line("}\"]", 3)), Absent]),
    );
}

/// What contains itself is made where the answer has it, as deep as that goes.
#[test]
fn what_contains_itself_grows_in_place() {
    type Shown = As<Tree, TreePart>;
    let named = |name: Part<String>| TreePart { name, ..TreePart::default() };
    shows::<Shown>("{", &Growing(TreePart::default()));
    shows::<Shown>(r#"{"name":"a"#, &Growing(named(Growing(text("a")))));
    shows::<Shown>(
        r#"{"name":"a","left":{"name":"b"},"more":[{"name":"c"#,
        &Growing(TreePart {
            name: Done(text("a")),
            left: Done(Some(Box::new(named(Done(text("b")))))),
            more: Growing(vec![Growing(named(Growing(text("c"))))]),
        }),
    );
    let deep = r#"{"left":"#.repeat(126) + "{";
    let filling = filled::<Shown>(&[&deep]);
    assert_eq!(filling.reader().depth(), 127);
    let mut depth = 0;
    let mut part = filling.partial();
    while let Some(tree) = part {
        depth += 1;
        part = tree.left.get().and_then(|left| left.as_deref());
    }
    assert_eq!(depth, 127);
}

#[test]
fn enums_are_there_when_it_is_told_what_they_are() {
    type Outer = As<Outside, OutsidePart>;
    shows::<Outer>(r#"{"value":{"#, &Absent);
    shows::<Outer>(r#"{"value":{"Text""#, &Growing(OutsidePart::Text { of: Absent }));
    shows::<Outer>(
        r#"{"value":{"Text":{"of":"a"#,
        &Growing(OutsidePart::Text { of: Growing(text("a")) }),
    );
    shows::<Outer>(
        r#"{"value":{"Text":{"of":"a"}}"#,
        &Done(OutsidePart::Text { of: Done(text("a")) }),
    );
    shows::<Outer>(r#"{"value":"Noth\u0069ng"}"#, &Done(OutsidePart::Nothing));
    shows::<Outer>(r#"{"value":"Other"}"#, &Absent);
    shows::<Outer>(r#"{"value":[{"Text":{"of":"a"}}]}"#, &Absent);

    type Inner = As<Inside, InsidePart>;
    shows::<Inner>(r#"{"value":{"is":"tex"#, &Absent);
    shows::<Inner>(r#"{"value":{"is":"text""#, &Growing(InsidePart { of: Absent }));
    shows::<Inner>(
        r#"{"value":{"is":"text","of":"a""#,
        &Growing(InsidePart { of: Done(text("a")) }),
    );
    // What comes before the tag is not shown before the end.
    shows::<Inner>(r#"{"value":{"of":"a","is":"text""#, &Growing(InsidePart { of: Absent }));
    shows::<Inner>(r#"{"value":{"of":"a","is":"text"}"#, &Done(InsidePart { of: Done(text("a")) }));
    shows::<Inner>(r#"{"value":{"is":"other","of":"a"}}"#, &Absent);
    shows::<Inner>(r#"{"value":{"is":{"is":"text"},"of":"a"}}"#, &Absent);
    shows::<Option<Inner>>(r#"{"value":{"is":"text""#, &Growing(Some(InsidePart { of: Absent })));
    shows::<Box<Inner>>(r#"{"value":{"is":"text""#, &Growing(Box::new(InsidePart { of: Absent })));
}

fn name_of(answer: &str) -> Part<String> {
    let filling = filled::<As<Tree, TreePart>>(&[answer]);
    filling.partial().map(|tree| tree.name.clone()).unwrap_or_default()
}

#[test]
fn what_does_not_fit_is_left_out() {
    let (a, starts_with_a) = (|| Done(text("a")), || Growing(text("a")));
    let cases = [
        // Nothing of the type.
        (r#"[1]"#, Absent),
        (r#""a""#, Absent),
        (r#"null"#, Absent),
        // Unknown keys, whatever stands there.
        (r#"{"x":{"name":"b"},"y":[{"name":"c"}],"z":"}","name":"a"#, starts_with_a()),
        (r#"{"name":5,"left":7,"more":{"name":"c"}}"#, Absent),
        // The first of two values stays; serde refuses both.
        (r#"{"name":"a","name":"b"}"#, a()),
        (r#"{"name":5,"name":"a"}"#, a()),
        (r#"{"name":"a","left":{},"left":{"name":"b"},"x":0"#, a()),
    ];
    for (answer, expected) in cases {
        assert_eq!(name_of(answer), expected, "{answer}");
    }
    let twice = filled::<As<Tree, TreePart>>(&[r#"{"left":{},"left":{"name":"b"},"more":[]}"#]);
    assert_eq!(
        twice.part(),
        &Done(TreePart {
            left: Done(Some(Box::default())),
            more: Done(vec![]),
            ..TreePart::default()
        }),
    );
}

#[test]
fn a_text_that_is_no_json_stops_the_partial_where_it_is() {
    let cases = [
        (r#"{"name":"a" "more"#, Done(text("a"))),
        (r#"{"name":"a\x"#, Growing(text("a"))),
        (r#"{"name":"a\ud83d."#, Growing(text("a"))),
        (r#"{"name":"a"}}"#, Done(text("a"))),
        (r#"{"name":"a"} {"name":"b"}"#, Done(text("a"))),
        (r#"{"name":"a","more":[}"#, Done(text("a"))),
        ("```json", Absent),
    ];
    for (answer, expected) in cases {
        assert_eq!(name_of(answer), expected, "{answer}");
        let mut filling = filled::<As<Tree, TreePart>>(&[answer]);
        let broken = filling.push("").err().or_else(|| filling.push(r#""name":"#).err());
        assert!(broken.is_some(), "{answer}");
        assert!(filling.push(r#""c"}"#).is_err());
        assert_eq!(name_of(&(answer.to_owned() + r#""name":"c"}"#)), expected, "{answer}");
    }
}

#[test]
fn numbers_are_read_as_in_the_end() {
    type Numbers = Vec<u8>;
    let answer = r#"{"value":[5,5.0,50e-1,256,-1,5.5,1e40,"5",null,true,[],{}]}"#;
    let mut expected = vec![Done(5); 3];
    expected.extend([Absent; 9]);
    shows::<Numbers>(answer, &Done(expected));
    shows::<Vec<f32>>(r#"{"value":[1e39,0.5]}"#, &Done(vec![Absent, Done(0.5)]));
    shows::<Vec<std::num::NonZeroU8>>(
        r#"{"value":[0,1.0]}"#,
        &Done(vec![Absent, Done(std::num::NonZeroU8::MIN)]),
    );
    shows::<u64>(r#"{"value":18446744073709551615}"#, &Done(u64::MAX));
}

/// A word more than the value in most cases: a partial of rows is no burden.
#[test]
fn a_part_is_small() {
    let words = |bytes: usize| bytes / size_of::<usize>();
    assert_eq!(words(size_of::<Part<u64>>()), 2);
    assert_eq!(words(size_of::<Part<Option<u64>>>()), 3);
    assert_eq!(words(size_of::<Part<String>>()), 4);
    assert_eq!(words(size_of::<Part<Option<String>>>()), 4);
    assert_eq!(words(size_of::<Part<Vec<Part<u64>>>>()), 4);
    assert_eq!(words(size_of::<Part<Box<u64>>>()), 2);
    assert_eq!(size_of::<Part<bool>>(), 2);
}
