//! A completion of one text, as nearly all are.

use crate::wire::{
    Answer, Reply,
    quick::{BodyScan, keep},
};

/// Where the tokens of request and answer stand, and the details of both.
const USAGE: [&str; 4] =
    ["prompt_tokens", "completion_tokens", "prompt_tokens_details", "completion_tokens_details"];

/// `None` for any other body, which is then read with care.
pub(in crate::wire) fn read(body: &[u8]) -> Option<Reply> {
    let mut json = BodyScan::new(body)?;
    let (mut id, mut model, mut tier, mut usage, mut text) = Default::default();
    json.object(&mut |json, key| match key {
        "id" => keep(&mut id, json.string()?),
        "model" => keep(&mut model, json.string()?),
        "service_tier" => keep(&mut tier, json.string()?),
        "usage" => keep(&mut usage, json.usage(USAGE)?),
        "choices" => keep(&mut text, choices(json)?),
        "error" | "detail" | "message" => None,
        _ => json.pass(),
    })?;
    json.end()?;
    Some(Reply {
        answer: Answer::Text(text.filter(|text| !text.trim().is_empty())?),
        calls: Vec::new(),
        usage: usage.unwrap_or_default(),
        model,
        id,
        service_tier: tier,
        reasoning_summary: None,
        logprobs: Vec::new(),
    })
}

/// The text of the one choice.
fn choices(json: &mut BodyScan<'_>) -> Option<String> {
    let mut text = None;
    json.list(&mut |json, ()| keep(&mut text, choice(json)?))?;
    text
}

fn choice(json: &mut BodyScan<'_>) -> Option<String> {
    let (mut finish, mut text, mut tokens) = (None, None, None);
    json.object(&mut |json, key| match key {
        "finish_reason" => keep(&mut finish, json.word()?),
        "message" => keep(&mut text, message(json)?),
        "logprobs" => keep(&mut tokens, json.null()?),
        "error" => None,
        _ => json.pass(),
    })?;
    text.filter(|_| finish == Some("stop"))
}

fn message(json: &mut BodyScan<'_>) -> Option<String> {
    let (mut text, mut refusal) = (None, None);
    json.object(&mut |json, key| match key {
        "content" => keep(&mut text, json.string()?),
        "refusal" => keep(&mut refusal, json.null()?),
        "tool_calls" => None,
        _ => json.pass(),
    })?;
    text
}
