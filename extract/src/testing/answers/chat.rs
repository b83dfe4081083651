use serde_json::{Value, json};

use super::{Ending, Run, Words, tier, usage};

/// A fixed moment, so that answers repeat exactly.
const CREATED: u64 = 1_763_474_589;

/// The chat completion, with every key that the service sends.
pub(super) fn body(asked: &Value, run: &Run<'_>) -> Value {
    let choices: Vec<Value> = (0..choices(asked, run)).map(|index| choice(index, run)).collect();
    let mut body = json!({
        "id": format!("chatcmpl-{:029x}", run.number),
        "object": "chat.completion",
        "created": CREATED,
        "model": asked.get("model"),
        "service_tier": tier(asked),
        "system_fingerprint": "fp_local",
        "choices": choices,
    });
    if let (false, Some(body)) = (run.shape.without_usage, body.as_object_mut()) {
        body.insert("usage".into(), usage::chat(&run.usage));
    }
    body
}

/// As many as were asked for, and at least two where the answer comes twice.
fn choices(asked: &Value, run: &Run<'_>) -> u64 {
    let wanted = asked.get("n").and_then(Value::as_u64).unwrap_or(1);
    wanted.max(1 + u64::from(run.shape.twice))
}

fn choice(index: u64, run: &Run<'_>) -> Value {
    let (content, refusal) = match run.words {
        Words::Calls(_) | Words::Nothing => (None, None),
        Words::Refusal(refusal) => (None, Some(refusal)),
        Words::Text(text) => (Some(text), None),
    };
    let calls = calls(run);
    let finish_reason = match run.ending {
        Ending::Completed if !calls.is_empty() && !run.forced => "tool_calls",
        Ending::Completed | Ending::Failed => "stop",
        Ending::Filtered => "content_filter",
        Ending::Truncated => "length",
    };
    let mut message = json!({
        "role": "assistant",
        "content": content,
        "refusal": refusal,
        "annotations": [],
    });
    if let (false, Some(message)) = (calls.is_empty(), message.as_object_mut()) {
        message.insert("tool_calls".into(), calls.into());
    }
    json!({
        "index": index,
        "finish_reason": finish_reason,
        "logprobs": logprobs(run),
        "message": message,
    })
}

/// Those of the answer or of the refusal; calls have none.
fn logprobs(run: &Run<'_>) -> Value {
    match (&run.wish, run.words) {
        (Some(_), Words::Text(_)) => json!({ "content": run.logprobs, "refusal": null }),
        (Some(_), Words::Refusal(_)) => json!({ "content": null, "refusal": run.logprobs }),
        _ => Value::Null,
    }
}

fn calls(run: &Run<'_>) -> Vec<Value> {
    let Words::Calls(calls) = run.words else { return Vec::new() };
    let call = |(index, (name, arguments)): (usize, &(String, String))| {
        json!({
            "id": run.call_id(index),
            "type": "function",
            "function": { "name": name, "arguments": arguments },
        })
    };
    calls.iter().enumerate().map(call).collect()
}
