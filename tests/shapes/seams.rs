//! Where one thing that a type can have meets another: own checks and rules in flattened structs,
//! beside tags, in arms without a tag and in types that are read into others.

use std::{collections::BTreeMap, time::Duration};

use extract::{
    Error, Extract,
    error::Rule::{self, Maximum, Minimum, Validate, Value},
};
use serde::{Deserialize, Deserializer};

fn even(number: &u8) -> Result<(), String> {
    if number.is_multiple_of(2) { Ok(()) } else { Err(format!("{number} is odd")) }
}

fn lower(text: &str) -> Result<(), &'static str> {
    if text == text.to_lowercase() { Ok(()) } else { Err("not in lower case") }
}

/// Takes ranges in order whose first number is even.
#[derive(Debug, Deserialize, Extract)]
#[extract(validate = Range::is_ordered)]
struct Range {
    #[extract(validate = even, max = 9)]
    from: u8,
    to: u8,
}

impl Range {
    fn is_ordered(&self) -> Result<(), &'static str> {
        if self.from <= self.to { Ok(()) } else { Err("ends before it begins") }
    }

    fn is_short(&self) -> Result<(), &'static str> {
        if self.to < self.from + 5 { Ok(()) } else { Err("too long") }
    }
}

/// The same, and nothing else.
#[derive(Debug, Deserialize, Extract)]
#[extract(validate = Strict::is_ordered)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[extract(validate = even)]
    from: u8,
    to: u8,
}

impl Strict {
    fn is_ordered(&self) -> Result<(), &'static str> {
        if self.from <= self.to { Ok(()) } else { Err("ends before it begins") }
    }
}

/// A newtype with a check of its own around a struct without any.
#[derive(Debug, Deserialize, Extract)]
struct Around(#[extract(validate = Plain::is_ordered)] Plain);

#[derive(Debug, Deserialize, Extract)]
struct Plain {
    from: u8,
    to: u8,
}

impl Plain {
    fn is_ordered(&self) -> Result<(), &'static str> {
        if self.from <= self.to { Ok(()) } else { Err("ends before it begins") }
    }
}

/// Nothing is left of what was read.
#[derive(Debug, Deserialize, Extract)]
#[serde(from = "Range")]
#[allow(dead_code)]
struct Length(u8);

impl From<Range> for Length {
    fn from(range: Range) -> Self {
        Self(range.to.wrapping_sub(range.from))
    }
}

#[derive(Debug, Deserialize, Extract)]
#[serde(try_from = "Range")]
#[allow(dead_code)]
struct Long(u8);

impl TryFrom<Range> for Long {
    type Error = &'static str;

    fn try_from(range: Range) -> Result<Self, Self::Error> {
        if range.to < 200 { Ok(Self(range.to)) } else { Err("beyond 200") }
    }
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Flat<T> {
    name: bool,
    #[serde(flatten)]
    inner: T,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct FlatTwice {
    #[serde(flatten)]
    outer: Flat<Range>,
    last: bool,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct FlatChecked {
    name: bool,
    #[serde(flatten)]
    #[extract(validate = Range::is_short)]
    range: Range,
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "is")]
#[allow(dead_code)]
enum Beside<T> {
    Newtype(T),
    Struct {
        #[serde(flatten)]
        inner: T,
    },
    Checked(#[extract(validate = Range::is_short)] Range),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "is")]
#[allow(dead_code)]
enum BesideStrict {
    Newtype(Strict),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(untagged)]
#[allow(dead_code)]
enum Arms<T> {
    Text(#[extract(validate = lower)] String),
    Struct {
        #[extract(validate = even, max = 9)]
        number: u8,
        name: bool,
    },
    Tuple(bool, #[extract(validate = even)] u8),
    Newtype(T),
}

fn seconds<'de, D: Deserializer<'de>>(reader: D) -> Result<Duration, D::Error> {
    u32::deserialize(reader).map(|seconds| Duration::from_secs(seconds.into()))
}

fn is_short(length: &Duration) -> Result<(), &'static str> {
    if length.as_secs() < 60 { Ok(()) } else { Err("too long") }
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Instead {
    #[serde(deserialize_with = "seconds")]
    #[extract(as = "u32", max = 99, validate = is_short)]
    length: Duration,
    #[extract(as = "Vec<Range>")]
    ranges: Vec<Length>,
}

/// What is wrong with the text, and nothing with what stands in it otherwise.
fn expect<T: Extract>(text: &str, expected: &[(&str, Rule)]) {
    let found = match extract::from_json::<T>(text) {
        Ok(_) => Vec::new(),
        Err(Error::Invalid(invalid)) => invalid.violations().to_vec(),
        Err(error) => panic!("{error}"),
    };
    let found: Vec<_> = found.iter().map(|each| (each.path(), each.rule())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn checks_of_flattened_structs_stand_where_their_fields_do() {
    expect::<Flat<Range>>(r#"{"name":true,"from":2,"to":4}"#, &[]);
    let both = [("$.from", Validate), ("$", Validate)];
    expect::<Flat<Range>>(r#"{"name":true,"from":3,"to":2}"#, &both);
    expect::<FlatTwice>(r#"{"name":true,"from":3,"to":2,"last":true}"#, &both);
    expect::<Vec<Flat<Around>>>(
        r#"{"value":[{"name":true,"from":3,"to":2},{"name":true,"from":3,"to":3}]}"#,
        &[("$.value[0]", Validate)],
    );
    expect::<FlatChecked>(
        r#"{"name":true,"from":3,"to":9}"#,
        &[("$.from", Validate), ("$", Validate)],
    );
    expect::<Flat<Range>>(r#"{"name":true,"from":10,"to":11}"#, &[("$.from", Maximum)]);
}

#[test]
fn checks_beside_a_tag_stand_where_the_fields_do() {
    let both = [("$.value.from", Validate), ("$.value", Validate)];
    expect::<Beside<Range>>(r#"{"value":{"is":"Newtype","from":3,"to":2}}"#, &both);
    expect::<BesideStrict>(r#"{"value":{"from":3,"is":"Newtype","to":2}}"#, &both);
    expect::<Beside<Range>>(r#"{"value":{"is":"Struct","from":3,"to":2}}"#, &both);
    expect::<Beside<Around>>(
        r#"{"value":{"is":"Newtype","from":3,"to":2}}"#,
        &[("$.value", Validate)],
    );
    expect::<Beside<Around>>(
        r#"{"value":{"is":"Struct","from":3,"to":2}}"#,
        &[("$.value", Validate)],
    );
    expect::<Beside<Plain>>(
        r#"{"value":{"is":"Checked","from":3,"to":9}}"#,
        &[("$.value.from", Validate), ("$.value", Validate)],
    );
    expect::<Beside<Flat<Range>>>(
        r#"{"value":{"is":"Newtype","name":true,"from":3,"to":2}}"#,
        &both,
    );
    expect::<Beside<Range>>(
        r#"{"value":{"is":"Newtype","from":10,"to":11}}"#,
        &[("$.value.from", Maximum)],
    );
}

#[test]
fn checks_and_rules_of_arms_without_a_tag_stand_where_the_arm_does() {
    type Choice = Arms<Range>;
    expect::<Choice>(r#"{"value":"A"}"#, &[("$.value", Validate)]);
    expect::<Choice>(r#"{"value":{"number":3,"name":true}}"#, &[("$.value.number", Validate)]);
    expect::<Choice>(r#"{"value":{"number":10,"name":true}}"#, &[("$.value.number", Maximum)]);
    expect::<Choice>(r#"{"value":{"_0":true,"_1":3}}"#, &[("$.value._1", Validate)]);
    expect::<Choice>(
        r#"{"value":{"from":3,"to":2}}"#,
        &[("$.value.from", Validate), ("$.value", Validate)],
    );
    expect::<Choice>(r#"{"value":{"from":10,"to":11}}"#, &[("$.value.from", Maximum)]);
    expect::<Arms<Around>>(r#"{"value":{"from":3,"to":2}}"#, &[("$.value", Validate)]);
    expect::<Arms<Length>>(r#"{"value":{"from":4,"to":2}}"#, &[("$.value", Validate)]);
    expect::<Vec<Choice>>(r#"{"value":["a","A"]}"#, &[("$.value[1]", Validate)]);
}

#[test]
fn checks_of_a_type_that_is_read_into_another_one_are_not_lost() {
    let both = [("$.from", Validate), ("$", Validate)];
    expect::<Length>(r#"{"from":2,"to":4}"#, &[]);
    expect::<Length>(r#"{"from":3,"to":2}"#, &both);
    expect::<Length>(r#"{"from":10,"to":11}"#, &[("$.from", Maximum)]);
    expect::<Long>(r#"{"from":2,"to":4}"#, &[]);
    expect::<Long>(r#"{"from":3,"to":2}"#, &both);
    expect::<Long>(r#"{"from":2,"to":200}"#, &[("$", Value)]);
    expect::<Flat<Length>>(r#"{"name":true,"from":2,"to":4}"#, &[]);
    expect::<Flat<Length>>(r#"{"name":true,"from":3,"to":2}"#, &both);
    expect::<Flat<Length>>(r#"{"name":true,"from":10,"to":11}"#, &[("$.from", Maximum)]);
    expect::<Vec<Length>>(
        r#"{"value":[{"from":3,"to":4},{"from":4,"to":2}]}"#,
        &[("$.value[0].from", Validate), ("$.value[1]", Validate)],
    );
    expect::<BTreeMap<String, Length>>(
        r#"{"value":[{"key":"a","value":{"from":4,"to":2}}]}"#,
        &[("$.value[0].value", Validate)],
    );
    for variant in ["Newtype", "Struct"] {
        let text = format!(r#"{{"value":{{"is":"{variant}","from":3,"to":2}}}}"#);
        expect::<Beside<Length>>(&text, &[("$.value.from", Validate), ("$.value", Validate)]);
    }
}

#[test]
fn checks_beside_as_see_the_value_and_its_rules_the_text() {
    expect::<Instead>(r#"{"length":59,"ranges":[{"from":2,"to":4}]}"#, &[]);
    expect::<Instead>(r#"{"length":60,"ranges":[]}"#, &[("$.length", Validate)]);
    expect::<Instead>(
        r#"{"length":100,"ranges":[]}"#,
        &[("$.length", Maximum), ("$.length", Validate)],
    );
    expect::<Instead>(
        r#"{"length":1,"ranges":[{"from":2,"to":4},{"from":5,"to":4},{"from":10,"to":11}]}"#,
        &[("$.ranges[2].from", Maximum), ("$.ranges[1].from", Validate), ("$.ranges[1]", Validate)],
    );
}

#[test]
fn checks_of_values_of_maps_have_the_path_of_the_entry() {
    expect::<BTreeMap<String, Range>>(
        r#"{"value":[{"key":"a","value":{"from":2,"to":4}},{"value":{"from":3,"to":2},"key":"b"}]}"#,
        &[("$.value[1].value.from", Validate), ("$.value[1].value", Validate)],
    );
    expect::<BTreeMap<String, BesideStrict>>(
        r#"{"value":[{"key":"a","value":{"is":"Newtype","from":4,"to":2}}]}"#,
        &[("$.value[0].value", Validate)],
    );
}

/// Zero is found once, whatever else the rules say of it.
#[test]
fn zero_is_one_mistake_where_a_type_has_none() {
    #[derive(Debug, Deserialize, Extract)]
    #[allow(dead_code)]
    struct Without {
        #[extract(min = 1, multiple_of = 3)]
        positive: std::num::NonZeroI8,
        #[extract(exclusive_min = -1)]
        above: std::num::NonZeroI8,
    }
    expect::<Without>(r#"{"positive":3,"above":1}"#, &[]);
    expect::<Without>(r#"{"positive":0,"above":0}"#, &[("$.positive", Value), ("$.above", Value)]);
    expect::<Without>(
        r#"{"positive":-3,"above":-1}"#,
        &[("$.positive", Minimum), ("$.above", Minimum)],
    );
}
