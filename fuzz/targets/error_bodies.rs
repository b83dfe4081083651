//! Bodies of other statuses than 200: whatever comes becomes one error, which holds no more than it says.
//!
//! Input: two bytes of status, then the body.

#![no_main]

use extract::{
    Error,
    error::Evidence,
    wire::error_body::{self, ErrorBody},
};
use fuzz::document::{distinct, unfold};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

/// Bytes of a text in an error at most.
const LONGEST: usize = 16 * 1024;

fuzz_target!(|input: &[u8]| {
    let [high, low, rest @ ..] = input else { return };
    let status = 400 + u16::from_be_bytes([*high, *low]) % 200;
    let body = unfold(rest);
    let read = error_body::parse(&body);
    agrees_with_the_document(&body, &read);
    is_read_alike_inside_of_others(&body, &read);
    let raw = String::from_utf8_lossy(&body).into_owned();
    becomes_one_error(status, read, raw);
});

/// The form that the service itself sends is read as it stands there.
fn agrees_with_the_document(body: &[u8], read: &ErrorBody) {
    let Some(document) = distinct(body) else { return };
    let Some(error) = document.get("error").and_then(Value::as_object) else { return };
    // Members in which others may stand, and those that add to what is said.
    let is_plain = |(key, value): (&String, &Value)| match key.as_str() {
        "code" | "param" | "type" => true,
        "message" => value.as_str().is_some_and(|text| !text.trim_start().starts_with(['{', '['])),
        "detail" | "error" | "metadata" | "status" => false,
        _ => true,
    };
    if !error.iter().all(is_plain) {
        return;
    }
    let word = |key: &str| match error.get(key)? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let ErrorBody { message, code, error_type, param, .. } = read;
    assert_eq!((code, error_type, param), (&word("code"), &word("type"), &word("param")));
    if word("message").is_some() {
        assert_eq!(message, &word("message"));
    }
}

/// In a list, under a further `error` and between blanks, an error says what it says alone.
fn is_read_alike_inside_of_others(body: &[u8], read: &ErrorBody) {
    let Some(document) = distinct(body) else { return };
    let within = |before: &[u8], after: &[u8]| error_body::parse(&[before, body, after].concat());
    assert_eq!(&within(b" \n", b"\t\r"), read);
    // One more level may be one too many.
    if depth(&document) < 8 {
        assert_eq!(&within(b"[", b",1]"), read);
        if document.is_object() || document.is_array() {
            assert_eq!(&within(br#"{"message":"outer","error":"#, b"}"), read);
        }
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(depth).max().unwrap_or(0),
        Value::Object(object) => 1 + object.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn becomes_one_error(status: u16, read: ErrorBody, raw: String) {
    let words = [read.code.clone(), read.error_type.clone()];
    let says = |word: &str| words.iter().flatten().any(|said| said == word);
    let (is_filter, no_money) = (says("content_filter"), says("insufficient_quota"));
    let generation = read.generation.clone();
    let error = read.into_error(status, raw.clone(), None, Evidence::default());
    // Nothing of it may panic.
    let shown = format!("{error} {error:?}");
    assert!(!shown.is_empty());
    match &error {
        Error::Filtered(filtering) => assert!(is_filter && filtering.is_prompt()),
        Error::Invalid(invalid) => {
            assert!(!is_filter && generation.as_deref() == Some(invalid.raw()));
        }
        Error::Truncated(_) => assert!(!is_filter && generation.is_some()),
        Error::Api(api) => {
            assert!(!is_filter);
            assert_eq!(api.status(), status);
            assert!(raw.starts_with(api.raw()));
            assert!(api.raw().len() <= LONGEST && api.raw().len() + 3 >= raw.len().min(LONGEST));
            for text in [api.message(), api.code(), api.error_type(), api.param()] {
                assert!(text.is_none_or(|text| !text.is_empty() && text.len() <= LONGEST));
            }
            let by_status = matches!(status, 408 | 409 | 429 | 500..);
            assert_eq!(api.is_retryable(), by_status && !api.is_billing());
            assert!(api.is_billing() || !no_money);
            assert!(!(api.is_too_much() && api.is_billing()));
            assert!(api.is_too_much() || status != 429 || api.is_billing());
        }
        other => panic!("{other:?}"),
    }
    let retryable = matches!(&error, Error::Api(api) if api.is_retryable());
    assert_eq!(error.is_retryable(), retryable);
}
