use std::time::{Duration, UNIX_EPOCH};

use serde::Deserialize;
use serde_json::{Value, json};

use super::*;
use crate::{
    Attempt, Error, Extraction, Usage,
    error::{
        EmptyAnswer, Evidence, InvalidAnswer, NotSent, Refusal, Rule, TransportError,
        TransportErrorKind, Truncation, Violation,
    },
};

/// What nobody should be able to bring into a page.
const HOSTILE: &str = "<script>document.title='broken'</script></style></title><img src=x onerror=alert(1)> \
    \"'><svg onload=alert(1)> ]]> <!-- &lt; &#x3c; \u{0}\u{7}\u{1b}[31m \u{202e}gnp.exe\u{2069} \u{feff}";

fn outcome<T>(id: &str, result: Result<Extraction<T>, Error>) -> Outcome<T> {
    Outcome { id: id.to_owned(), meta: (), index: 0, result, from_journal: false }
}

fn found<T>(value: T, raw: impl ToString, took: u64) -> Result<Extraction<T>, Error> {
    let mut found = Extraction::new(value);
    found.raw = raw.to_string();
    found.usage = Usage::new(100, 20);
    found.model = Some("gpt-5-mini-2025-08-07".into());
    found.elapsed = Duration::from_millis(took);
    found.attempts = vec![attempt(1_000, took, Some(200))];
    Ok(found)
}

fn attempt(at: u64, took: u64, status: Option<u16>) -> Attempt {
    let mut attempt = Attempt::new(UNIX_EPOCH + Duration::from_millis(1_790_000_000_000 + at));
    attempt.model = Some("gpt-5-mini".into());
    attempt.elapsed = Duration::from_millis(took);
    attempt.status = status;
    attempt.usage = Usage::new(100, 20);
    attempt
}

fn evidence(attempts: Vec<Attempt>) -> Evidence {
    let usage = attempts.iter().map(|attempt| attempt.usage).sum();
    let request_id = Some(format!("req_{HOSTILE}"));
    let elapsed = Duration::from_millis(100);
    Evidence { usage, attempts, request_id, elapsed, ..Evidence::default() }
}

/// Each way of having no value that carries a text.
fn failures(text: &str) -> Vec<Error> {
    let known = || evidence(vec![attempt(0, 30, Some(503)), attempt(40, 60, Some(200))]);
    let violations = vec![
        Violation::new("$.lines[0].price", Rule::Minimum, text),
        Violation::new("$.lines[4].price", Rule::Minimum, "too little"),
    ];
    vec![
        Refusal::new(text.into(), known()).into(),
        Truncation::new(Some("length".into()), text.into(), known()).into(),
        EmptyAnswer::new("reasoning only".into(), text.into(), known()).into(),
        InvalidAnswer::new(violations, text.into(), known()).into(),
        TransportError::new(TransportErrorKind::Malformed, text).with_raw(text.into()).into(),
        NotSent::new(text).into(),
        ConfigError::new(text).into(),
    ]
}

use crate::error::ConfigError;

fn figures<T>(page: &Page<T>) -> Value {
    serde_json::from_str(&page.finish(&Report::default()).to_json()).expect("JSON")
}

#[derive(Deserialize, crate::Extract)]
#[allow(dead_code, reason = "only their fields are looked at")]
struct Invoice {
    number: String,
    po: Option<String>,
    lines: Vec<Line>,
    paid: Payment,
}

#[derive(Deserialize, crate::Extract)]
#[allow(dead_code, reason = "only their fields are looked at")]
struct Line {
    text: String,
    po: Option<String>,
    tags: Vec<Option<String>>,
}

#[derive(Deserialize, crate::Extract)]
#[serde(tag = "by")]
#[allow(dead_code, reason = "only their fields are looked at")]
enum Payment {
    Card { last: Option<u16> },
    Cash { change: Option<u16> },
}

#[test]
fn null_rates_are_those_that_a_hand_counts() {
    let mut page = Page::<Invoice>::new("Invoices");
    let line = |po: Value, tags: Value| json!({ "text": "tea", "po": po, "tags": tags });
    let answers = [
        json!({ "number": "1", "po": null, "lines": [line(json!("A"), json!([])), line(json!(null), json!(["x", null]))],
            "paid": { "by": "Card", "last": null } }),
        json!({ "number": "", "po": "B", "lines": [], "paid": { "by": "Cash", "change": 5 } }),
        json!({ "number": "3", "po": null, "lines": [line(json!(null), json!(["", "y"]))],
            "paid": { "by": "Card", "last": 1234 } }),
    ];
    for answer in &answers {
        let value = crate::from_json(&answer.to_string()).expect("an invoice");
        page.add(&outcome("a", found(value, answer, 5)));
    }
    let told = &figures(&page)["fields"];
    assert_eq!((&told["answers"], &told["unread"]), (&json!(3), &json!(0)));
    let found: Vec<_> = told["paths"]
        .as_array()
        .expect("paths")
        .iter()
        .map(|field| {
            let count = |key: &str| field[key].as_u64();
            let path = field["path"].as_str().unwrap_or_default();
            (path, count("stood"), count("null"), count("empty"), count("items"))
        })
        .collect();
    assert_eq!(
        found,
        [
            ("number", Some(3), Some(0), Some(1), None),
            ("po", Some(3), Some(2), Some(0), None),
            ("lines", Some(3), Some(0), Some(1), Some(3)),
            ("lines[].text", Some(3), Some(0), Some(0), None),
            ("lines[].po", Some(3), Some(2), Some(0), None),
            ("lines[].tags", Some(3), Some(0), Some(1), Some(4)),
            ("lines[].tags[]", Some(4), Some(1), Some(1), None),
            ("paid", Some(3), Some(0), Some(0), None),
            ("paid.by", Some(3), Some(0), Some(0), None),
            ("paid.last", Some(2), Some(1), Some(0), None),
            ("paid.change", Some(1), Some(0), Some(0), None),
        ]
    );
    assert_eq!(told["paths"][1]["null_rate"], json!(2.0 / 3.0));
}

#[derive(Deserialize, crate::Extract)]
#[allow(dead_code, reason = "only their fields are looked at")]
struct Part {
    name: Option<String>,
    parts: Vec<Part>,
}

#[test]
fn a_type_that_holds_itself_is_counted_in_one_place_from_its_second_level_on() {
    let mut page = Page::<Part>::new("Parts");
    let leaf = || json!({ "name": null, "parts": [] });
    let inner = json!({ "name": "b", "parts": [leaf(), leaf()] });
    let raw = json!({ "name": "a", "parts": [inner] });
    let value = crate::from_json(&raw.to_string()).expect("a part");
    page.add(&outcome("a", found(value, raw, 5)));
    let told = &figures(&page)["fields"]["paths"];
    let found: Vec<_> = told
        .as_array()
        .expect("paths")
        .iter()
        .map(|field| {
            (
                field["path"].as_str().unwrap_or_default(),
                field["stood"].as_u64(),
                field["null"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("name", Some(1), Some(0)),
            ("parts", Some(1), Some(0)),
            ("parts[].name", Some(3), Some(2)),
            ("parts[].parts", Some(3), Some(0)),
        ]
    );
}

#[test]
fn maps_tuples_and_roots_that_are_no_objects_have_the_paths_of_the_wire() {
    type Rates = Vec<(String, std::collections::BTreeMap<String, Option<f64>>)>;
    let mut page = Page::<Rates>::new("Rates");
    let raw = json!({ "value": [{ "_0": "a", "_1": [{ "key": "EUR", "value": null }] }] });
    let value = crate::from_json(&raw.to_string()).expect("rates");
    page.add(&outcome("a", found(value, raw, 5)));
    let told = &figures(&page)["fields"]["paths"];
    let paths: Vec<_> =
        told.as_array().expect("paths").iter().map(|field| field["path"].clone()).collect();
    assert_eq!(
        paths,
        ["value", "value[]._0", "value[]._1", "value[]._1[].key", "value[]._1[].value"]
    );
    assert_eq!(told[4]["null_rate"], 1.0);
}

#[test]
fn every_outcome_is_counted_once_and_the_first_failures_of_a_kind_are_shown() {
    let mut page = Page::<u8>::new("Numbers").evidence(2);
    for round in 0..5 {
        page.add(&outcome("right", found(7, r#"{"value":7}"#, 100 + round)));
        for error in failures("no") {
            page.add(&outcome("wrong", Err(error)));
        }
    }
    let told = figures(&page);
    assert_eq!(told["documents"]["done"], 5);
    for kind in ["refused", "truncated", "empty", "invalid", "failed", "not_sent", "wrong"] {
        assert_eq!(told["documents"][kind], 5, "{kind}");
    }
    assert_eq!(
        (&told["documents"]["on_page"], &told["documents"]["total"]),
        (&json!(40), &json!(0))
    );
    let kinds = told["failures"].as_array().expect("kinds");
    assert_eq!(kinds.len(), 7);
    for kind in kinds {
        assert_eq!((&kind["count"], kind["shown"].as_array().map(Vec::len)), (&json!(5), Some(2)));
    }
    // A value has one request; those that failed have two, but for the one of the network, which has none.
    assert_eq!(told["requests"]["sent"], 5 + 5 * 4 * 2);
    assert_eq!(told["requests"]["repeated"], 20);
    assert_eq!(told["requests"]["statuses"][1], json!({ "status": 503, "requests": 20 }));
    assert_eq!(told["tokens"]["input"], 4_500);
    assert_eq!(told["models"]["asked"][0]["tokens"]["output"], 900);
    let rule = json!({ "path": "lines[].price", "rule": "minimum", "count": 10 });
    assert_eq!(told["violations"]["rules"], json!([rule]));
    let seen = told["throughput"]["bins"].as_array().expect("bins").iter();
    assert_eq!(seen.map(|bin| bin["without_value"].as_u64().unwrap_or(0)).sum::<u64>(), 20);
}

#[test]
fn of_what_the_journal_knew_outcome_and_fields_count_and_nothing_else() {
    let mut page = Page::<Option<u8>>::new("Numbers");
    let known = outcome("a", found(None, r#"{"value":null}"#, 9));
    page.add(&Outcome { from_journal: true, ..known });
    let told = figures(&page);
    assert_eq!(
        (&told["documents"]["done"], &told["documents"]["from_journal"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(told["fields"]["paths"][0]["null"], 1);
    assert_eq!((&told["requests"]["sent"], &told["tokens"]["input"]), (&json!(0), &Value::Null));
    assert_eq!(told["latency"]["documents"]["p50_seconds"], Value::Null);
    assert!(told["throughput"]["bins"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn a_line_of_a_batch_is_paid_and_has_no_time() {
    let mut page = Page::<u8>::new("Numbers");
    page.add(&outcome("a", found(7, r#"{"value":7}"#, 0)));
    let told = figures(&page);
    assert_eq!((&told["requests"]["sent"], &told["tokens"]["input"]), (&json!(1), &json!(100)));
    assert_eq!(told["models"]["answered"][0]["documents"], 1);
    assert_eq!(
        (&told["latency"]["documents"]["count"], &told["latency"]["requests"]["count"]),
        (&json!(0), &json!(0))
    );
    assert!(told["throughput"]["bins"].as_array().is_some_and(Vec::is_empty));
    assert!(page.finish(&Report::default()).to_html().contains("No times are known"));
}

#[test]
fn texts_are_cut_and_their_length_is_said() {
    let mut page = Page::<u8>::new("Numbers");
    let long = "\u{e4}".repeat(5_000_000);
    for error in failures(&long) {
        page.add(&outcome(&long, Err(error)));
    }
    let finished = page.finish(&Report::default());
    assert!(finished.to_json().len() < 300_000 && finished.to_html().len() < 300_000);
    let told: Value = serde_json::from_str(&finished.to_json()).expect("JSON");
    let text = &told["failures"][0]["shown"][0]["texts"][0];
    assert_eq!((&text["what"], &text["bytes"]), (&json!("refusal"), &json!(10_000_000)));
    assert_eq!(text["text"].as_str().map(|text| text.chars().count()), Some(4_000));
    assert!(finished.to_html().contains("the first 4,000 characters of 10 MB"));
}

#[test]
fn a_page_of_hostile_texts_is_well_formed_and_holds_no_element_of_theirs() {
    let mut page = Page::<u8>::new(HOSTILE);
    page.add(&outcome(HOSTILE, found(7, r#"{"value":7}"#, 100)));
    for error in failures(HOSTILE) {
        page.add(&outcome(HOSTILE, Err(error)));
    }
    let report = Report {
        unkept: vec![HOSTILE.into()],
        unknown: vec![HOSTILE.into()],
        broken: Some(HOSTILE.into()),
        ..Report::default()
    };
    let finished = page.finish(&report);
    let html = finished.to_html();
    let names = elements(&html);
    for name in ["script", "img", "iframe", "object"] {
        assert!(!names.contains(&name), "{name}");
    }
    assert_eq!(names.iter().filter(|name| **name == "style").count(), 1);
    // Nothing that hides, and no attribute but those of this program.
    assert!(!html.contains(['\0', '\u{7}', '\u{1b}', '\u{202e}', '\u{2069}', '\u{feff}', '\r']));
    assert!(!html.contains("onerror=\"") && !html.contains("onload=\""));
    let told: Value = serde_json::from_str(&finished.to_json()).expect("JSON");
    assert_eq!(told["title"], HOSTILE);
    assert_eq!(told["broken"], HOSTILE);
}

/// The names of all elements, each of which ends where it should.
fn elements(html: &str) -> Vec<&str> {
    let (mut open, mut names) = (Vec::new(), Vec::new());
    let mut rest = html.strip_prefix("<!DOCTYPE html>").expect("a document");
    while let Some((text, after)) = rest.split_once('<') {
        assert!(!text.contains('>') || open.last() == Some(&"style"), "{text}");
        let (tag, after) = after.split_once('>').expect("an end");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None => {
                let name = tag.split([' ', '/']).next().expect("a name");
                assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
                names.push(name);
                if !tag.ends_with('/') {
                    open.push(name);
                }
            }
        }
        rest = after;
    }
    assert!(open.is_empty(), "{open:?}");
    names
}

#[test]
fn a_page_of_nothing_is_one() {
    let page = Page::<u8>::new("Nothing");
    assert!(elements(&page.finish(&Report::default()).to_html()).contains(&"h1"));
    let told = figures(&page);
    assert_eq!((&told["documents"]["on_page"], &told["cost_usd"]), (&json!(0), &Value::Null));
}

#[test]
fn cost_and_rate_are_those_of_the_run() {
    let mut page = Page::<u8>::new("A part");
    page.add(&outcome("a", found(1, r#"{"value":1}"#, 5)));
    let report = Report {
        done: 1_000,
        cost: Some("5".parse().unwrap()),
        elapsed: Duration::from_secs(100),
        ..Report::default()
    };
    let html = page.finish(&report).to_html();
    assert!(html.contains("$5.00 per 1,000") && html.contains("10 documents/s"), "{html}");
}
