//! Each outcome is a line with all that is known of it.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::*;
use crate::{
    Attempt, Lenient, Usage,
    error::{
        EmptyAnswer, Evidence, Filtering, InvalidAnswer, NotSent, Refusal, Rule, TransportError,
        TransportErrorKind, Truncation, Violation,
    },
};

fn lines<T: Extract>(outcomes: &[Outcome<T>]) -> Vec<Value> {
    let scratch = Scratch::new();
    let path = scratch.file("a.jsonl");
    let mut table = JsonLines::<T>::create(&path).unwrap();
    for outcome in outcomes {
        table.write(outcome).unwrap();
    }
    let written = table.finish().unwrap();
    assert_eq!(written, Written { rows: outcomes.len() as u64, without_row: 0 });
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What serde reads of the line of an answer.
fn read_back<T: Extract>(answer: &str) -> T {
    let line = lines(&[outcome::<T>("a", answer)]).remove(0);
    serde_json::from_value(line["value"].clone()).unwrap()
}

#[test]
fn serde_reads_the_value_again() {
    type Map = BTreeMap<String, (u8, Option<bool>)>;
    let answer = r#"{"value" : [ {"value":{"_1":null,"_0":5.0},"key":"a\nb"} ]}"#;
    assert_eq!(read_back::<Map>(answer), crate::from_json::<Map>(answer).unwrap());
    let answer = r#"{"value":[{"Parts":{"_0":1,"_1":true}},"Free",{"Voucher":null}]}"#;
    let payments = crate::from_json::<Vec<Payment>>(answer).unwrap();
    assert_eq!(read_back::<Vec<Payment>>(answer), payments);
    let answer = r#"{"name":"a","children":[{"name":"b","children":[]}]}"#;
    assert_eq!(read_back::<Tree>(answer), crate::from_json::<Tree>(answer).unwrap());
    assert_eq!(read_back::<Option<u8>>(r#"{"value":null}"#), None);
}

#[test]
fn bad_items_of_a_lenient_list_are_there() {
    let answer = r#"{"value":[1,"two"]}"#;
    let line = lines(&[outcome::<Lenient<Vec<u8>>>("a", answer)]).remove(0);
    assert_eq!(line["value"], json!([1, "two"]));
}

#[test]
fn a_value_has_what_is_known_of_its_call() {
    let mut known = outcome::<u8>("a", r#"{"value":7}"#);
    known.index = 5;
    known.from_journal = true;
    if let Ok(found) = &mut known.result {
        found.usage = Usage::new(10, 2);
        found.model = Some("m".into());
        found.request_id = Some("req-1".into());
        found.elapsed = Duration::from_millis(1_500);
        let mut attempt = Attempt::new(SystemTime::UNIX_EPOCH + Duration::from_millis(2_500));
        attempt.status = Some(200);
        attempt.retry_after = Some(Duration::from_secs(3));
        found.attempts = vec![attempt];
    }
    let expected = json!({
        "id": "a", "index": 5, "value": 7, "from_journal": true, "from_cache": false,
        "model": "m", "request_id": "req-1",
        "usage": { "input": 10, "output": 2 }, "elapsed": 1.5,
        "attempts": [{
            "when": 2.5, "status": 200, "delay": 0.0, "queued": 0.0, "elapsed": 0.0,
            "retry_after": 3.0, "usage": {},
        }],
    });
    assert_eq!(lines(&[known]), [expected]);
}

#[test]
fn each_failure_has_its_evidence() {
    let evidence = || Evidence {
        usage: Usage::new(10, 2),
        response_id: Some("resp_1".into()),
        ..Evidence::default()
    };
    let violation = Violation::new("$.a[0]", Rule::Minimum, "too small");
    let cut = Truncation::new(Some("max_output_tokens".into()), "{\"a\":".into(), evidence());
    let cases: [(Error, Value); 9] = [
        (
            NotSent::dropped("the deadline of the run").into(),
            json!({
                "kind": "not_sent", "reason": "the deadline of the run", "may_be_charged": true,
                "retryable": false,
            }),
        ),
        (
            Refusal::new("I will not.".into(), evidence()).into(),
            json!({ "kind": "refused", "refusal": "I will not.", "retryable": false }),
        ),
        (
            cut.into(),
            json!({
                "kind": "truncated", "reason": "token_limit", "stated": "max_output_tokens", "partial": "{\"a\":",
                "retryable": false,
            }),
        ),
        (
            Filtering::of_answer("half".into(), evidence()).into(),
            json!({
                "kind": "filtered", "reason": "answer", "partial": "half", "retryable": false,
            }),
        ),
        (
            EmptyAnswer::new("no message".into(), "So.".into(), evidence()).into(),
            json!({
                "kind": "empty", "reason": "no message", "commentary": "So.", "retryable": false,
            }),
        ),
        (
            InvalidAnswer::new(vec![violation], "{\"a\":[0]}".into(), evidence()).into(),
            json!({
                "kind": "invalid", "raw": "{\"a\":[0]}", "retryable": false,
                "violations": [{ "path": "$.a[0]", "rule": "minimum", "message": "too small" }],
            }),
        ),
        (
            TransportError::new(TransportErrorKind::Timeout, "no answer")
                .with_source(std::io::Error::other("the wire is cut"))
                .with_evidence(evidence())
                .into(),
            json!({
                "kind": "transport", "reason": "timeout", "causes": ["the wire is cut"],
                "retryable": true,
            }),
        ),
        (
            NotSent::new("the budget is spent").into(),
            json!({ "kind": "not_sent", "reason": "the budget is spent", "retryable": false }),
        ),
        (ConfigError::new("no key").into(), json!({ "kind": "config", "retryable": false })),
    ];
    for (error, mut expected) in cases {
        expected["message"] = error.to_string().into();
        let was_sent = error.evidence().is_some();
        let line = lines(&[failure::<u8>("a", error)]).remove(0);
        assert_eq!(line["error"], expected);
        assert!(line.get("value").is_none());
        let known = if was_sent { json!({ "input": 10, "output": 2 }) } else { Value::Null };
        assert_eq!(line["usage"], known, "{line}");
        assert_eq!(line["response_id"].is_string(), was_sent);
    }
}

#[test]
fn a_value_without_its_text_is_told() {
    let scratch = Scratch::new();
    let mut table = JsonLines::<u8>::create(scratch.file("a.jsonl")).unwrap();
    let bare = Outcome { result: Ok(Extraction::new(5)), ..outcome("a", r#"{"value":5}"#) };
    let error = table.write(&bare).unwrap_err().to_string();
    assert_eq!(error, "the outcome of `a` has no text, of which its row is made");
    assert_eq!(table.finish().unwrap(), Written { rows: 0, without_row: 1 });
}
