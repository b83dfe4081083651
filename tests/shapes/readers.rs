//! Places that functions and conversions read: what is wrong there is told there.

use std::collections::BTreeMap;

use extract::{
    Error, Extract,
    error::Rule::{self, Maximum, Missing, Type, Value},
};
use serde::{Deserialize, Deserializer};

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Sheet {
    rows: Vec<Row>,
    by_name: BTreeMap<String, Percent>,
    choice: Choice,
    #[serde(deserialize_with = "even")]
    #[extract(as = "u8", max = 9)]
    even: u16,
    #[serde(deserialize_with = "option")]
    #[extract(as = "Option<bool>")]
    option: Option<bool>,
    share: Share,
    #[extract(as = "(String, bool)")]
    address: (std::net::Ipv4Addr, bool),
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
struct Row {
    range: Range,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(try_from = "(u8, u8)")]
struct Range {
    from: u8,
    to: u8,
}

impl TryFrom<(u8, u8)> for Range {
    type Error = String;

    fn try_from((from, to): (u8, u8)) -> Result<Self, String> {
        if from > to { Err(format!("{from} is above {to}")) } else { Ok(Self { from, to }) }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(try_from = "u8")]
struct Percent(u8);

impl TryFrom<u8> for Percent {
    type Error = String;

    fn try_from(value: u8) -> Result<Self, String> {
        if value > 100 { Err(format!("{value} is no percentage")) } else { Ok(Self(value)) }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(tag = "is")]
enum Choice {
    Span(Span),
    None,
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(try_from = "RawSpan")]
struct Span {
    length: u8,
}

#[derive(Deserialize, Extract)]
#[serde(deny_unknown_fields)]
struct RawSpan {
    range: Range,
}

impl TryFrom<RawSpan> for Span {
    type Error = String;

    fn try_from(RawSpan { range }: RawSpan) -> Result<Self, String> {
        match range.to - range.from {
            0 => Err("an empty span".to_owned()),
            length => Ok(Self { length }),
        }
    }
}

#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(from = "RawShare")]
struct Share(u8);

#[derive(Deserialize, Extract)]
struct RawShare {
    #[extract(max = 50)]
    percent: u8,
}

impl From<RawShare> for Share {
    fn from(raw: RawShare) -> Self {
        Self(raw.percent)
    }
}

fn even<'de, D: Deserializer<'de>>(reader: D) -> Result<u16, D::Error> {
    match u16::deserialize(reader)? {
        odd if odd % 2 == 1 => Err(serde::de::Error::custom(format_args!("{odd} is odd"))),
        even => Ok(even),
    }
}

fn option<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<bool>, D::Error> {
    Option::deserialize(reader)
}

const VALID: &str = r#"{"rows":[{"range":{"_0":1,"_1":2}},{"range":{"_0":3,"_1":3}}],
    "by_name":[{"key":"a","value":100}],"choice":{"is":"Span","range":{"_0":2,"_1":5}},
    "even":8,"option":null,"share":{"percent":50},"address":{"_0":"127.0.0.1","_1":true}}"#;

/// Path, rule and message of each violation.
fn violations(text: &str) -> Vec<(String, Rule, String)> {
    let Err(Error::Invalid(invalid)) = extract::from_json::<Sheet>(text) else {
        panic!("{text} has a value");
    };
    let told = invalid.violations().iter().map(|violation| {
        (violation.path().to_owned(), violation.rule(), violation.message().to_owned())
    });
    told.collect()
}

#[test]
fn a_valid_document_is_read_by_what_the_user_wrote() {
    let sheet = extract::from_json::<Sheet>(VALID).unwrap();
    assert_eq!(sheet.choice, Choice::Span(Span { length: 3 }));
    assert_eq!(sheet.by_name["a"], Percent(100));
    assert_eq!((sheet.even, sheet.option, sheet.share), (8, None, Share(50)));
}

#[test]
fn a_failed_reading_is_a_violation_at_its_place_in_the_words_of_the_user() {
    let cases: [(&str, &str, &[(&str, Rule, &str)]); 9] = [
        (r#"{"_0":3,"_1":3}"#, r#"{"_0":3,"_1":2}"#, &[("$.rows[1].range", Value, "3 is above 2")]),
        (
            r#""value":100"#,
            r#""value":101"#,
            &[("$.by_name[0].value", Value, "101 is no percentage")],
        ),
        (r#"{"_0":2,"_1":5}"#, r#"{"_0":5,"_1":5}"#, &[("$.choice", Value, "an empty span")]),
        // What is wrong inside is told there alone.
        (r#"{"_0":2,"_1":5}"#, r#"{"_0":6,"_1":5}"#, &[("$.choice.range", Value, "6 is above 5")]),
        (r#""even":8"#, r#""even":7"#, &[("$.even", Value, "7 is odd")]),
        (r#""even":8"#, r#""even":12"#, &[("$.even", Maximum, "12 is above the maximum of 9")]),
        (r#""option":null,"#, "", &[("$", Missing, "the key `option` is missing")]),
        (
            r#""percent":50"#,
            r#""percent":51"#,
            &[("$.share.percent", Maximum, "51 is above the maximum of 50")],
        ),
        ("127.0.0.1", "here", &[("$.address", Value, "invalid IPv4 address syntax")]),
    ];
    for (valid, wrong, expected) in cases {
        let text = VALID.replace(valid, wrong);
        assert_ne!(text, VALID);
        let found = violations(&text);
        let found: Vec<_> =
            found.iter().map(|(path, rule, said)| (path.as_str(), *rule, said.as_str())).collect();
        assert_eq!(found, expected, "{wrong}");
    }
}

#[test]
fn all_failed_readings_of_a_document_are_told() {
    let text = VALID
        .replace(r#"{"_0":3,"_1":3}"#, r#"{"_1":2,"_0":3.0}"#)
        .replace(r#""value":100"#, r#""value":101"#)
        .replace(r#""even":8"#, r#""even":null"#)
        .replace(r#""percent":50"#, r#""percent":51"#);
    let found = violations(&text);
    let places: Vec<_> = found.iter().map(|(path, rule, _)| (path.as_str(), *rule)).collect();
    let expected = [
        ("$.rows[1].range", Value),
        ("$.by_name[0].value", Value),
        ("$.even", Type),
        ("$.share.percent", Maximum),
    ];
    assert_eq!(places, expected);
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read and never looked at")]
struct Booking {
    guests: Vec<Guest>,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read and never looked at")]
struct Guest {
    name: String,
    #[serde(flatten)]
    stay: Stay,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code, reason = "read and never looked at")]
struct Stay {
    room: u8,
    #[serde(flatten)]
    nights: Nights,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(try_from = "FromTo")]
#[allow(dead_code, reason = "read and never looked at")]
struct Nights(u8);

#[derive(Deserialize, Extract)]
struct FromTo {
    from: u8,
    to: u8,
    bed: (Percent, bool),
}

impl TryFrom<FromTo> for Nights {
    type Error = String;

    fn try_from(stay: FromTo) -> Result<Self, String> {
        let backwards = format!("{} is before {}", stay.to, stay.from);
        stay.to.checked_sub(stay.from).map(Self).ok_or(backwards)
    }
}

#[test]
fn what_stands_among_the_fields_of_another_is_told_at_that_object() {
    let guest = |from: u8, percent: u8| {
        format!(
            r#"{{"name":"Ada","room":1,"from":{from},"to":2,"bed":{{"_0":{percent},"_1":true}}}}"#
        )
    };
    let text = format!(r#"{{"guests":[{},{},{}]}}"#, guest(2, 9), guest(3, 9), guest(3, 101));
    let Err(Error::Invalid(invalid)) = extract::from_json::<Booking>(&text) else {
        panic!("{text} has a value");
    };
    let found: Vec<_> = invalid.violations().iter().map(ToString::to_string).collect();
    let expected = ["$.guests[1]: 2 is before 3", "$.guests[2].bed._0: 101 is no percentage"];
    assert_eq!(found, expected);
}

/// Serde reads the first arm that can be read, and says nothing of those before it.
#[derive(Debug, PartialEq, Deserialize, Extract)]
#[serde(untagged)]
enum Payment {
    Rated { rate: Percent, cents: u32 },
    Ranges { ranges: Vec<Range>, cents: u32 },
    Plain { cents: u32 },
}

#[test]
fn an_arm_that_cannot_be_read_is_not_taken_for_a_later_one() {
    let read = |arm| extract::from_json::<Payment>(&format!(r#"{{"value":{arm}}}"#));
    let rated = Payment::Rated { rate: Percent(100), cents: 1 };
    assert_eq!(read(r#"{"rate":100,"cents":1}"#).unwrap(), rated);
    assert_eq!(read(r#"{"cents":1}"#).unwrap(), Payment::Plain { cents: 1 });
    let cases = [
        (r#"{"rate":101,"cents":1}"#, "$.value.rate", "101 is no percentage"),
        (r#"{"ranges":[{"_0":2,"_1":1}],"cents":1}"#, "$.value.ranges[0]", "2 is above 1"),
    ];
    for (arm, path, said) in cases {
        let Err(Error::Invalid(invalid)) = read(arm) else { panic!("{arm} has a value") };
        let violations: Vec<_> = invalid
            .violations()
            .iter()
            .map(|violation| (violation.path(), violation.rule(), violation.message()))
            .collect();
        assert_eq!(violations, [(path, Value, said)], "{arm}");
    }
}
