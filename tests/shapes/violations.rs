//! What `from_json` says of documents that are no value: each violation with its path and rule.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::{NonZeroI8, NonZeroU8, NonZeroU64, Saturating},
    time::Duration,
};

use bigdecimal::BigDecimal;
use extract::{
    Error, Extract,
    error::Rule::{self, *},
};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Order {
    number: u8,
    lines: Vec<Line>,
    prices: BTreeMap<String, f32>,
    pair: (bool, i64),
    day: Option<jiff::civil::Date>,
    payment: Payment,
    event: Event,
    reply: Reply,
    strict: Strict,
    three: [bool; 3],
    #[serde(rename = "a \"b\".c")]
    odd: char,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Line {
    text: String,
    #[extract(min = 1, max = 10)]
    count: u64,
    #[extract(min_items = 1, max_items = 2)]
    tags: Vec<String>,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
enum Payment {
    Cash,
    Card { digits: String },
    Split(u8, u8),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "kind")]
#[allow(dead_code)]
enum Event {
    Came { by: String, guests: BTreeMap<String, u8> },
    Went,
    Moved(Strict),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(tag = "t", content = "c")]
#[allow(dead_code)]
enum Reply {
    Yes,
    Numbers(Vec<u8>),
    Pair(bool, f64),
}

#[derive(Debug, Deserialize, Extract)]
#[serde(deny_unknown_fields)]
#[allow(dead_code)]
struct Strict {
    yes: bool,
}

const VALID: &str = r#"{"number":1,"lines":[{"text":"t","count":1,"tags":["a"]}],
    "prices":[{"key":"tea","value":3.5}],"pair":{"_0":true,"_1":7},"day":"2024-02-29",
    "payment":{"Card":{"digits":"42"}},"event":{"kind":"Came","by":"Ada","guests":[]},
    "reply":{"t":"Numbers","c":[1,2]},"strict":{"yes":true},"three":[true,true,false],"a \"b\".c":"x"}"#;

/// Paths and rules of a text that is no `T`.
fn violations<T: Extract>(text: &str) -> Vec<(String, Rule)> {
    match extract::from_json::<T>(text) {
        Err(Error::Invalid(invalid)) => {
            assert_eq!(invalid.raw(), text);
            let found = invalid.violations().iter();
            found.map(|violation| (violation.path().to_owned(), violation.rule())).collect()
        }
        Err(error) => panic!("{error:?} for {text}"),
        Ok(_) => Vec::new(),
    }
}

fn expect<T: Extract>(text: &str, expected: &[(&str, Rule)]) {
    let expected: Vec<_> =
        expected.iter().map(|(path, rule)| ((*path).to_owned(), *rule)).collect();
    assert_eq!(violations::<T>(text), expected, "{text}");
}

#[test]
fn the_document_without_a_change_is_a_value() {
    expect::<Order>(VALID, &[]);
}

/// What stands in the valid document, what is put in its place, and what is wrong then.
type Case<'c> = (&'c str, &'c str, &'c [(&'c str, Rule)]);

#[test]
fn each_mistake_has_its_path_and_rule() {
    let cases: &[Case<'_>] = &[
        // Numbers.
        (r#""number":1"#, r#""number":256"#, &[("$.number", Maximum)]),
        (r#""number":1"#, r#""number":-1"#, &[("$.number", Minimum)]),
        (r#""number":1"#, r#""number":1.5"#, &[("$.number", Type)]),
        (r#""number":1"#, r#""number":1e-2"#, &[("$.number", Type)]),
        (r#""number":1"#, r#""number":3e2"#, &[("$.number", Maximum)]),
        (r#""number":1"#, r#""number":"1""#, &[("$.number", Type)]),
        (r#""number":1"#, r#""number":null"#, &[("$.number", Type)]),
        (r#""number":1"#, r#""number":18446744073709551616"#, &[("$.number", Maximum)]),
        (r#""_1":7"#, r#""_1":9223372036854775808"#, &[("$.pair._1", Maximum)]),
        (r#""_1":7"#, r#""_1":-9223372036854775809"#, &[("$.pair._1", Minimum)]),
        (r#""count":1"#, r#""count":0"#, &[("$.lines[0].count", Minimum)]),
        (r#""count":1"#, r#""count":11"#, &[("$.lines[0].count", Maximum)]),
        (r#""count":1"#, r#""count":18446744073709551616"#, &[("$.lines[0].count", Maximum)]),
        (r#""value":3.5"#, r#""value":1e39"#, &[("$.prices[0].value", Value)]),
        (r#""value":3.5"#, r#""value":-1e999"#, &[("$.prices[0].value", Value)]),
        // Lists and arrays.
        (r#""tags":["a"]"#, r#""tags":[]"#, &[("$.lines[0].tags", MinItems)]),
        (r#""tags":["a"]"#, r#""tags":["a","b","c"]"#, &[("$.lines[0].tags", MaxItems)]),
        (r#""tags":["a"]"#, r#""tags":["a",2]"#, &[("$.lines[0].tags[1]", Type)]),
        (r#""three":[true,"#, r#""three":["#, &[("$.three", MinItems)]),
        (r#""three":[true,"#, r#""three":[true,true,"#, &[("$.three", MaxItems)]),
        (r#""lines":[{"#, r#""lines":{"a":[{"#, &[("$", Syntax), ("$.lines", Type)]),
        // Objects.
        (r#""text":"t","#, "", &[("$.lines[0]", Missing)]),
        (r#""text":"t","#, r#""text":"t","text":"u","#, &[("$.lines[0].text", Duplicate)]),
        (r#""yes":true"#, r#""yes":true,"no":1"#, &[("$.strict.no", Unknown)]),
        (r#"{"yes":true}"#, r#"[1]"#, &[("$.strict", Type)]),
        (r#""a \"b\".c":"x""#, r#""a \"b\".c":"xy""#, &[(r#"$["a \"b\".c"]"#, Value)]),
        (r#""a \"b\".c":"x""#, r#""a \u0022b\".c":7"#, &[(r#"$["a \"b\".c"]"#, Type)]),
        // Maps and tuples.
        (
            r#""value":3.5}"#,
            r#""value":3.5},{"key":"t\u0065a","value":1}"#,
            &[("$.prices[1].key", Duplicate)],
        ),
        (r#""key":"tea","#, "", &[("$.prices[0]", Missing)]),
        (r#""key":"tea""#, r#""key":7"#, &[("$.prices[0].key", Type)]),
        (r#""key":"tea""#, r#""key":"tea","extra":1"#, &[("$.prices[0].extra", Unknown)]),
        (r#""key":"tea""#, r#""key":"tea","key":"te""#, &[("$.prices[0].key", Duplicate)]),
        (r#""value":3.5"#, r#""value":3,"value":5"#, &[("$.prices[0].value", Duplicate)]),
        (r#"[{"key":"tea","value":3.5}]"#, r#"{"tea":3.5}"#, &[("$.prices", Type)]),
        (r#"[{"key":"tea","value":3.5}]"#, r#"{}"#, &[("$.prices", Type)]),
        (r#""_0":true,"#, "", &[("$.pair", Missing)]),
        (r#""_0":true"#, r#""_0":true,"_0":true"#, &[("$.pair._0", Duplicate)]),
        (r#""_0":true"#, r#""_0":true,"_2":true"#, &[("$.pair._2", Unknown)]),
        (r#""_0":true"#, r#""_00":true"#, &[("$.pair._00", Unknown), ("$.pair", Missing)]),
        (r#"{"_0":true,"_1":7}"#, "[true,7]", &[("$.pair", Type)]),
        // Dates.
        (r#""2024-02-29""#, r#""2023-02-29""#, &[("$.day", Value)]),
        (r#""2024-02-29""#, r#""soon""#, &[("$.day", Value)]),
        (r#""2024-02-29""#, "20240229", &[("$.day", Type)]),
        // Enums.
        (r#"{"Card":{"digits":"42"}}"#, r#""Card""#, &[("$.payment", Type)]),
        (r#"{"Card":{"digits":"42"}}"#, r#""cash""#, &[("$.payment", Value)]),
        (r#"{"Card":{"digits":"42"}}"#, r#"{"Card":{}}"#, &[("$.payment.Card", Missing)]),
        (r#"{"Card":{"digits":"42"}}"#, r#"{"Cheque":{}}"#, &[("$.payment.Cheque", Unknown)]),
        (r#"{"Card":{"digits":"42"}}"#, "{}", &[("$.payment", Type)]),
        (
            r#"{"Card":{"digits":"42"}}"#,
            r#"{"Split":{"_1":256,"_0":1}}"#,
            &[("$.payment.Split._1", Maximum)],
        ),
        (r#""kind":"Came","#, "", &[("$.event", Missing)]),
        (r#""kind":"Came""#, r#""kind":"came""#, &[("$.event.kind", Value)]),
        (r#""kind":"Came""#, r#""kind":3"#, &[("$.event.kind", Type)]),
        (
            r#""guests":[]"#,
            r#""guests":[{"value":300,"key":"k"}]"#,
            &[("$.event.guests[0].value", Maximum)],
        ),
        (
            r#"{"kind":"Came","by":"Ada","guests":[]}"#,
            r#"{"guests":[{"key":"k","value":-1}],"by":4,"kind":"Came"}"#,
            &[("$.event.guests[0].value", Minimum), ("$.event.by", Type)],
        ),
        (r#""kind":"Came","#, r#""kind":"Came","kind":"Went","#, &[("$.event.kind", Duplicate)]),
        (
            r#"{"kind":"Came","by":"Ada","guests":[]}"#,
            r#"{"kind":"Went","kind":"Went"}"#,
            &[("$.event.kind", Duplicate)],
        ),
        (
            r#"{"kind":"Came","by":"Ada","guests":[]}"#,
            r#"{"yes":1,"kind":"Moved"}"#,
            &[("$.event.yes", Type)],
        ),
        (
            r#"{"t":"Numbers","c":[1,2]}"#,
            r#"{"c":[1,"2",300],"t":"Numbers"}"#,
            &[("$.reply.c[1]", Type), ("$.reply.c[2]", Maximum)],
        ),
        (r#"{"t":"Numbers","c":[1,2]}"#, r#"{"t":"Numbers"}"#, &[("$.reply", Missing)]),
        (
            r#"{"t":"Numbers","c":[1,2]}"#,
            r#"{"c":{"_0":1,"_1":2},"t":"Pair"}"#,
            &[("$.reply.c._0", Type)],
        ),
        (r#""c":[1,2]}"#, r#""c":[1],"t":"Yes"}"#, &[("$.reply.t", Duplicate)]),
        (r#""c":[1,2]}"#, r#""c":[1],"c":[2]}"#, &[("$.reply.c", Duplicate)]),
        // Text.
        (r#""text":"t""#, r#""text":"\ud800""#, &[("$.lines[0].text", Value)]),
        (r#""text":"t""#, r#""text":"\udc00\ud800""#, &[("$.lines[0].text", Value)]),
    ];
    for (found, replacement, expected) in cases {
        let text = VALID.replacen(found, replacement, 1);
        assert_ne!(text, VALID, "`{found}` stands nowhere");
        expect::<Order>(&text, expected);
    }
}

#[test]
fn all_mistakes_are_reported_at_once() {
    expect::<Order>(
        r#"{"number":1000,"lines":[{"text":1,"count":0,"tags":["a"]},{"count":2,"tags":[]}],
            "prices":[{"key":"a","value":"x"},{"key":"a","value":1}],"pair":{"_0":0},"day":"x",
            "payment":"Cheque","event":{"kind":"Gone"},"reply":{"c":[],"t":"Yess"},"strict":{"no":1},
            "three":[1]}"#,
        &[
            ("$.number", Maximum),
            ("$.lines[0].text", Type),
            ("$.lines[0].count", Minimum),
            ("$.lines[1].tags", MinItems),
            ("$.lines[1]", Missing),
            ("$.prices[0].value", Type),
            ("$.prices[1].key", Duplicate),
            ("$.pair._0", Type),
            ("$.pair", Missing),
            ("$.day", Value),
            ("$.payment", Value),
            ("$.event.kind", Value),
            ("$.reply.t", Value),
            ("$.strict.no", Unknown),
            ("$.strict", Missing),
            ("$.three[0]", Type),
            ("$.three", MinItems),
            ("$", Missing),
        ],
    );
}

#[test]
fn what_was_wrong_before_the_text_broke_off_is_reported_too() {
    expect::<Vec<(u8, bool)>>(
        r#"{"value":[{"_0":256,"_1":true},{"_0":1,"_1":0},{"_0":1,"#,
        &[("$", Syntax), ("$.value[0]._0", Maximum), ("$.value[1]._1", Type)],
    );
}

#[test]
fn what_is_no_json_is_a_syntax_error() {
    for text in [
        "",
        "   ",
        "nonsense",
        "{",
        r#"{"value":1}}"#,
        r#"{"value":1} x"#,
        r#"{"value":1,}"#,
        "{'value':1}",
        r#"{"value":01}"#,
        r#"{"value":+1}"#,
        "```json\n{\"value\":1}\n```",
    ] {
        let found = violations::<u8>(text);
        assert_eq!(found.first(), Some(&("$".to_owned(), Syntax)), "{text}");
    }
}

#[test]
fn a_root_that_is_no_object_is_wanted_under_value() {
    expect::<Vec<u8>>("[1]", &[("$", Type)]);
    expect::<Vec<u8>>(r#"{"values":[1]}"#, &[("$", Missing)]);
    expect::<Vec<u8>>(r#"{"value":[1],"value":[2]}"#, &[("$.value", Duplicate)]);
    expect::<Option<u8>>("{}", &[("$", Missing)]);
    expect::<Option<u8>>(r#"{"value":300}"#, &[("$.value", Maximum)]);
    expect::<BTreeMap<String, u8>>(
        r#"{"value":[{"key":"a","value":300}]}"#,
        &[("$.value[0].value", Maximum)],
    );
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Chain {
    next: Option<Box<Chain>>,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Nest {
    inside: BTreeMap<String, Nest>,
}

#[test]
fn nesting_beyond_what_serde_json_reads_is_reported() {
    let chain = |depth: usize| r#"{"next":"#.repeat(depth) + "null" + &"}".repeat(depth);
    expect::<Chain>(&chain(127), &[]);
    expect::<Chain>(&chain(200), &[("$", Nesting)]);
    expect::<Chain>(&chain(100_000), &[("$", Nesting)]);
    let nest = |depth: usize| {
        r#"{"inside":[{"key":"k","value":"#.repeat(depth)
            + r#"{"inside":[]}"#
            + &"}]}".repeat(depth)
    };
    // Entries of maps do not count: on the way to serde they become members.
    expect::<Nest>(&nest(60), &[]);
    expect::<Nest>(&nest(70), &[("$", Nesting)]);
    let brackets = "[".repeat(100_000);
    expect::<Nest>(&brackets, &[("$", Syntax)]);
}

#[test]
fn more_than_a_thousand_mistakes_are_not_counted() {
    let text = format!(r#"{{"value":[{}]}}"#, vec!["null"; 5_000].join(","));
    assert_eq!(violations::<Vec<u8>>(&text).len(), 1_000);
}

#[test]
fn integers_may_be_spelled_with_a_fraction_of_zeros() {
    assert_eq!(extract::from_json::<u8>(r#"{"value": 5.0 }"#).unwrap(), 5);
    assert_eq!(extract::from_json::<i8>(r#"{"value":-0}"#).unwrap(), 0);
    let map =
        extract::from_json::<BTreeMap<String, u64>>(r#"{"value":[{"value":7.00,"key":"5.0"}]}"#);
    assert_eq!(map.unwrap(), BTreeMap::from([("5.0".to_owned(), 7)]));
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Few {
    #[extract(min_items = 2, max_items = 3)]
    set: BTreeSet<u8>,
}

/// Serde reads each of these, and its value does not show what the answer said.
#[test]
fn what_a_type_would_swallow_is_a_violation() {
    expect::<Few>(r#"{"set":[7,7]}"#, &[]);
    expect::<Few>(r#"{"set":[7]}"#, &[("$.set", MinItems)]);
    expect::<Few>(r#"{"set":[7,7,7,7]}"#, &[("$.set", MaxItems)]);
    expect::<Saturating<u8>>(r#"{"value":255}"#, &[]);
    expect::<Saturating<u8>>(r#"{"value":256}"#, &[("$.value", Maximum)]);
    expect::<Saturating<i8>>(r#"{"value":-129}"#, &[("$.value", Minimum)]);
    expect::<Duration>(r#"{"secs":1,"nanos":1000000000}"#, &[("$.nanos", Maximum)]);
    expect::<Vec<Decimal>>(r#"{"value":["0.1",0.1]}"#, &[("$.value[1]", Type)]);
    expect::<Vec<BigDecimal>>(r#"{"value":["0.1",0.1]}"#, &[("$.value[1]", Type)]);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Extract)]
enum Size {
    Small,
    Large,
}

#[test]
fn keys_of_maps_are_what_their_type_is() {
    let map = |keys: [&str; 2]| {
        let entries = keys.map(|key| format!(r#"{{"key":{key},"value":true}}"#));
        format!(r#"{{"value":[{}]}}"#, entries.join(","))
    };
    type Sizes = BTreeMap<Size, bool>;
    type Letters = BTreeMap<char, bool>;
    expect::<Sizes>(&map([r#""Small""#, r#""Large""#]), &[]);
    expect::<Sizes>(&map([r#""Small""#, r#""Huge""#]), &[("$.value[1].key", Value)]);
    expect::<Sizes>(&map([r#""Small""#, r#""\u0053mall""#]), &[("$.value[1].key", Duplicate)]);
    expect::<Letters>(&map([r#""a""#, r#""ab""#]), &[("$.value[1].key", Value)]);
    expect::<Letters>(&map([r#""a""#, "1"]), &[("$.value[1].key", Type)]);
}

#[test]
fn zero_is_a_violation_where_a_type_has_none() {
    expect::<NonZeroI8>(r#"{"value":0}"#, &[("$.value", Value)]);
    expect::<NonZeroI8>(r#"{"value":-0.0}"#, &[("$.value", Value)]);
    expect::<NonZeroI8>(r#"{"value":128}"#, &[("$.value", Maximum)]);
    expect::<NonZeroU8>(r#"{"value":0}"#, &[("$.value", Minimum)]);
    expect::<NonZeroU64>(r#"{"value":0}"#, &[("$.value", Minimum)]);
    expect::<NonZeroU64>(r#"{"value":18446744073709551616}"#, &[("$.value", Maximum)]);
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Flat {
    #[serde(flatten)]
    inner: Line,
    last: (bool,),
}

#[test]
fn flattened_fields_are_told_where_they_stand() {
    let valid = r#"{"text":"t","count":1,"tags":["a"],"last":{"_0":true}}"#;
    expect::<Flat>(valid, &[]);
    expect::<Flat>(&valid.replace("\"count\":1", "\"count\":0"), &[("$.count", Minimum)]);
    expect::<Flat>(&valid.replace("\"count\":1,", ""), &[("$", Missing)]);
    expect::<Flat>(&valid.replace("\"text\":\"t\"", "\"text\":7"), &[("$.text", Type)]);
    let twice = valid.replace("\"text\":\"t\"", "\"text\":\"t\",\"text\":\"u\"");
    expect::<Flat>(&twice, &[("$.text", Duplicate)]);
}
