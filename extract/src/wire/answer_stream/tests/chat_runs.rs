//! Answers of the Chat endpoint, as one body and as a stream.

use serde_json::{Value, json};

use super::parts;

/// How a server tells of an answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habits {
    /// Characters of a delta.
    pub(super) delta: usize,
    /// As Azure: a first chunk without choices, late ones without a delta.
    pub(super) azure: bool,
    /// The choices of `n` interleave.
    pub(super) choices: usize,
    /// The end and what it cost come with the last delta.
    pub(super) all_at_once: bool,
    /// One chunk that holds the whole message.
    pub(super) one_chunk: bool,
    /// Members that nobody asked for.
    pub(super) unknown_members: bool,
}

/// The body of a plain call.
pub(super) fn body(finish_reason: Option<&str>, message: &Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5-mini",
        "service_tier": "default", "system_fingerprint": "fp_1",
        "choices": [{ "index": 0, "finish_reason": finish_reason, "logprobs": null, "message": message }],
        "usage": {
            "prompt_tokens": 16, "completion_tokens": 30, "total_tokens": 46,
            "prompt_tokens_details": { "cached_tokens": 8 },
            "completion_tokens_details": { "reasoning_tokens": 4 },
        },
    })
}

pub(super) fn message(content: Option<&str>, refusal: Option<&str>, calls: &[Value]) -> Value {
    let mut message = json!({ "role": "assistant", "content": content, "refusal": refusal });
    if !calls.is_empty() {
        message["tool_calls"] = calls.into();
    }
    message
}

pub(super) fn call(id: &str, name: &str, arguments: &str) -> Value {
    json!({ "id": id, "type": "function", "function": { "name": name, "arguments": arguments } })
}

/// The chunks of the answer that came in this body, in the order in which the service sends them.
pub(super) fn chunks(body: &Value, habits: Habits) -> Vec<Value> {
    let choice = &body["choices"][0];
    if habits.one_chunk {
        return vec![body.clone()];
    }
    let mut deltas = deltas(&choice["message"], habits);
    deltas.push(json!({}));
    let last = deltas.len() - 1;
    let mut chunks = Vec::new();
    for (number, delta) in deltas.into_iter().enumerate() {
        let finish_reason = if number == last { &choice["finish_reason"] } else { &Value::Null };
        for index in 0..habits.choices.max(1) {
            let delta = match index {
                0 => delta.clone(),
                _ => json!({ "content": format!("another answer, {index}") }),
            };
            let choice = json!({
                "index": index, "delta": delta, "logprobs": null, "finish_reason": finish_reason,
            });
            chunks.push(chunk(body, &[choice]));
        }
    }
    match (habits.all_at_once, chunks.last_mut()) {
        (true, Some(last)) => last["usage"] = body["usage"].clone(),
        _ => {
            let mut usage = chunk(body, &[]);
            usage["usage"] = body["usage"].clone();
            chunks.push(usage);
        }
    }
    if habits.azure {
        let mut first = chunk(body, &[]);
        (first["id"], first["model"], first["created"]) = ("".into(), "".into(), 0.into());
        first["prompt_filter_results"] = json!([{ "prompt_index": 0 }]);
        let offsets = json!({ "start_offset": 0, "end_offset": 9 });
        let late = chunk(
            body,
            &[json!({
                "index": 0, "finish_reason": null, "content_filter_offsets": offsets,
            })],
        );
        chunks.insert(0, first);
        chunks.push(late);
    }
    if habits.unknown_members {
        for chunk in &mut chunks {
            chunk["obfuscation"] = "6q\"81".into();
            chunk["x_groq"] = json!({ "id": "req_1" });
            if let Some(choice) = chunk["choices"].get_mut(0) {
                choice["stop_reason"] = Value::Null;
                choice["delta"]["reasoning_content"] = "Hm.".into();
            }
        }
    }
    chunks
}

fn chunk(body: &Value, choices: &[Value]) -> Value {
    let mut chunk = body.clone();
    chunk["object"] = "chat.completion.chunk".into();
    (chunk["choices"], chunk["usage"]) = (choices.into(), Value::Null);
    chunk
}

fn deltas(message: &Value, habits: Habits) -> Vec<Value> {
    let mut deltas = Vec::new();
    let first = |value: &Value| if value.is_null() { Value::Null } else { "".into() };
    let (content, refusal) = (first(&message["content"]), first(&message["refusal"]));
    deltas.push(json!({ "role": "assistant", "content": content, "refusal": refusal }));
    for key in ["content", "refusal"] {
        let text = message[key].as_str().unwrap_or_default();
        deltas
            .extend(parts(text, habits.delta.max(1)).into_iter().map(|part| json!({ key: part })));
    }
    for (index, call) in message["tool_calls"].as_array().into_iter().flatten().enumerate() {
        let mut begun = call.clone();
        begun["index"] = index.into();
        begun["function"]["arguments"] = "".into();
        deltas.push(json!({ "tool_calls": [begun] }));
        let arguments = call["function"]["arguments"].as_str().expect("a text");
        for part in parts(arguments, habits.delta.max(1)) {
            let more = json!({ "index": index, "function": { "arguments": part } });
            deltas.push(json!({ "tool_calls": [more] }));
        }
    }
    deltas
}
