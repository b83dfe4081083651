use serde_json::{Value, json};

use super::{Ending, Run, Words, tier, usage};
use crate::testing::fault::SERVER_ERROR;

/// A fixed moment, so that answers repeat exactly.
const CREATED_AT: u64 = 1_763_474_589;

/// The response object, with every key that the service sends.
pub(super) fn body(asked: &Value, run: &Run<'_>) -> Value {
    let echo = |key: &str| asked.get(key).cloned().unwrap_or_default();
    let echo_or = |key: &str, default: Value| match echo(key) {
        Value::Null => default,
        value => value,
    };
    let completed = run.ending == Ending::Completed;
    json!({
        "id": format!("resp_{:048x}", run.number),
        "object": "response",
        "created_at": CREATED_AT,
        "completed_at": if completed { json!(CREATED_AT + 1) } else { Value::Null },
        "status": status(run.ending),
        "background": echo_or("background", json!(false)),
        "error": if run.ending == Ending::Failed {
            json!({ "code": "server_error", "message": SERVER_ERROR })
        } else {
            Value::Null
        },
        "incomplete_details": match run.ending {
            Ending::Filtered => json!({ "reason": "content_filter" }),
            Ending::Truncated => json!({ "reason": "max_output_tokens" }),
            Ending::Completed | Ending::Failed => Value::Null,
        },
        "instructions": echo("instructions"),
        "max_output_tokens": echo("max_output_tokens"),
        "max_tool_calls": echo("max_tool_calls"),
        "model": echo("model"),
        "output": output(run),
        "parallel_tool_calls": echo_or("parallel_tool_calls", json!(true)),
        "previous_response_id": echo("previous_response_id"),
        "prompt_cache_key": echo("prompt_cache_key"),
        "reasoning": {
            "effort": asked.pointer("/reasoning/effort").cloned().unwrap_or_default(),
            "summary": asked.pointer("/reasoning/summary").cloned().unwrap_or_default(),
        },
        "safety_identifier": echo("safety_identifier"),
        "service_tier": tier(asked),
        "store": echo_or("store", json!(true)),
        "temperature": echo_or("temperature", json!(1.0)),
        "text": text(asked),
        "tool_choice": echo_or("tool_choice", json!("auto")),
        "tools": echo_or("tools", json!([])),
        "top_logprobs": echo_or("top_logprobs", json!(0)),
        "top_p": echo_or("top_p", json!(1.0)),
        "truncation": echo_or("truncation", json!("disabled")),
        "usage": if run.shape.without_usage || run.ending == Ending::Failed {
            Value::Null
        } else {
            usage::responses(&run.usage)
        },
        "user": echo("user"),
        "metadata": echo_or("metadata", json!({})),
    })
}

fn status(ending: Ending) -> &'static str {
    match ending {
        Ending::Completed => "completed",
        Ending::Failed => "failed",
        Ending::Filtered | Ending::Truncated => "incomplete",
    }
}

/// The format as it was sent, with the description filled in.
fn text(asked: &Value) -> Value {
    let mut format =
        asked.pointer("/text/format").cloned().unwrap_or_else(|| json!({ "type": "text" }));
    if let Some(format) = format.as_object_mut()
        && format.contains_key("schema")
    {
        format.entry("description").or_insert(Value::Null);
    }
    let verbosity = asked.pointer("/text/verbosity").cloned().unwrap_or_else(|| json!("medium"));
    json!({ "format": format, "verbosity": verbosity })
}

fn output(run: &Run<'_>) -> Vec<Value> {
    let mut items = Vec::new();
    let only_reasoning = matches!(run.words, Words::Nothing)
        && matches!(run.ending, Ending::Completed | Ending::Truncated);
    let summary = run.shape.reasoning.as_deref().or(only_reasoning.then_some("Thinking it over."));
    if let Some(summary) = summary {
        items.push(json!({
            "id": format!("rs_{:048x}", run.number),
            "type": "reasoning",
            "summary": [{ "type": "summary_text", "text": summary }],
        }));
    }
    if run.shape.unknown_kinds {
        items.push(json!({
            "id": format!("dr_{:048x}", run.number),
            "type": "daydream",
            "content": [{ "type": "dream_text", "text": "{\"not\":\"the answer\"}" }],
        }));
    }
    let others =
        [(&run.shape.commentary, "mc", "commentary"), (&run.shape.draft, "md", "final_answer")];
    for (text, prefix, phase) in others {
        if let Some(text) = text {
            let logprobs = run.wish.as_ref().map(|wish| wish.usual(text)).unwrap_or_default();
            items.push(message(run, prefix, phase, text_part(text, logprobs)));
        }
    }
    let part = match run.words {
        Words::Calls(_) | Words::Nothing => None,
        Words::Refusal(refusal) => Some(json!({ "type": "refusal", "refusal": refusal })),
        Words::Text(text) => Some(text_part(text, run.logprobs.clone())),
    };
    if let Some(part) = part {
        let answer = message(run, "msg", "final_answer", part);
        if run.shape.twice {
            items.push(answer.clone());
        }
        items.push(answer);
    }
    if let Words::Calls(calls) = run.words {
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let call = call(run, index, name, arguments);
            if run.shape.twice {
                items.push(call.clone());
            }
            items.push(call);
        }
    }
    items
}

fn call(run: &Run<'_>, index: usize, name: &str, arguments: &str) -> Value {
    json!({
        "id": format!("fc_{index}{:047x}", run.number),
        "type": "function_call",
        "status": item_status(run),
        "call_id": run.call_id(index),
        "name": name,
        "arguments": arguments,
    })
}

fn item_status(run: &Run<'_>) -> &'static str {
    if run.ending == Ending::Completed { "completed" } else { "incomplete" }
}

fn message(run: &Run<'_>, prefix: &str, phase: &str, part: Value) -> Value {
    let mut message = json!({
        "id": format!("{prefix}_{:048x}", run.number),
        "type": "message",
        "role": "assistant",
        "status": item_status(run),
        "content": [part],
    });
    // Only runs that comment on their work tell the phases apart.
    if let (Some(_), Some(message)) = (&run.shape.commentary, message.as_object_mut()) {
        message.insert("phase".into(), json!(phase));
    }
    message
}

fn text_part(text: &str, logprobs: Vec<Value>) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [], "logprobs": logprobs })
}
