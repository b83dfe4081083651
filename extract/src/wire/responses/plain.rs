//! A completed response of one text, perhaps after some reasoning, as nearly all are.

use crate::wire::{
    Answer, Reply,
    quick::{BodyScan, keep},
};

/// Where the tokens of request and answer stand, and the details of both.
const USAGE: [&str; 4] =
    ["input_tokens", "output_tokens", "input_tokens_details", "output_tokens_details"];

/// `None` for any other body, which is then read with care.
pub(in crate::wire) fn read(body: &[u8]) -> Option<Reply> {
    let mut json = BodyScan::new(body)?;
    let (mut id, mut model, mut tier, mut usage, mut output) = Default::default();
    let (mut status, mut error, mut incomplete) = Default::default();
    json.object(&mut |json, key| match key {
        "id" => keep(&mut id, json.string()?),
        "model" => keep(&mut model, json.string()?),
        "service_tier" => keep(&mut tier, json.string()?),
        "status" => keep(&mut status, json.word()?),
        "usage" => keep(&mut usage, json.usage(USAGE)?),
        "output" => keep(&mut output, self::output(json)?),
        "error" => keep(&mut error, json.null()?),
        "incomplete_details" => keep(&mut incomplete, json.null()?),
        "detail" | "message" => None,
        _ => json.pass(),
    })?;
    json.end()?;
    let text: String = output.filter(|_| status == Some("completed"))?;
    Some(Reply {
        answer: Answer::Text(Some(text).filter(|text| !text.trim().is_empty())?),
        calls: Vec::new(),
        usage: usage.unwrap_or_default(),
        model,
        id,
        service_tier: tier,
        reasoning_summary: None,
        logprobs: Vec::new(),
    })
}

/// The text of the one message.
fn output(json: &mut BodyScan<'_>) -> Option<String> {
    let mut text = None;
    json.list(&mut |json, ()| match item(json)? {
        Some(found) => keep(&mut text, found),
        None => Some(()),
    })?;
    text
}

/// The text of a message, or nothing for reasoning that is not summed up.
fn item(json: &mut BodyScan<'_>) -> Option<Option<String>> {
    let (mut kind, mut status, mut role, mut text, mut summary, mut id) = Default::default();
    json.object(&mut |json, key| match key {
        "id" => keep(&mut id, json.word()?),
        "type" => keep(&mut kind, json.word()?),
        "status" => keep(&mut status, json.word()?),
        "role" => keep(&mut role, json.word()?),
        "content" => keep(&mut text, content(json)?),
        "summary" => keep(&mut summary, json.list(&mut |_, ()| None)?),
        "arguments" | "call_id" | "name" | "phase" => None,
        _ => json.pass(),
    })?;
    match (kind?, text) {
        ("message", Some(text)) if role == Some("assistant") && status == Some("completed") => {
            Some(Some(text))
        }
        ("reasoning", None) => Some(None),
        _ => None,
    }
}

/// The text of the one part.
fn content(json: &mut BodyScan<'_>) -> Option<String> {
    let mut whole = None;
    json.list(&mut |json, ()| {
        let (mut kind, mut text, mut tokens) = (None, None, None);
        json.object(&mut |json, key| match key {
            "type" => keep(&mut kind, json.word()?),
            "text" => keep(&mut text, json.string()?),
            "logprobs" => keep(&mut tokens, json.list(&mut |_, ()| None)?),
            "refusal" => None,
            _ => json.pass(),
        })?;
        keep(&mut whole, text.filter(|_| kind == Some("output_text"))?)
    })?;
    whole
}
