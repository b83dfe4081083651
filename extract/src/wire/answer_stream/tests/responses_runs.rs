//! Runs of the Responses endpoint, as one body and as a stream.

use serde_json::{Value, json};

use super::parts;

/// How a server tells of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Habits {
    /// Characters of a delta; 3 unless told.
    pub(super) delta: usize,
    pub(super) without_deltas: bool,
    pub(super) without_done: bool,
    pub(super) without_items: bool,
    pub(super) empty_end: bool,
    pub(super) no_output_at_end: bool,
    pub(super) changing_ids: bool,
    pub(super) skipping_indices: bool,
    pub(super) unknown_events: bool,
}

/// The body of a plain call.
pub(super) fn body(status: &str, reason: Option<&str>, output: &[Value]) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1, "status": status,
        "background": false, "error": null,
        "incomplete_details": reason.map(|reason| json!({ "reason": reason })),
        "model": "gpt-5-mini-2025-08-07", "output": output, "service_tier": "default",
        "usage": {
            "input_tokens": 66, "input_tokens_details": { "cached_tokens": 6 },
            "output_tokens": 12, "output_tokens_details": { "reasoning_tokens": 4 },
            "total_tokens": 78,
        },
    })
}

pub(super) fn message(id: &str, status: &str, parts: &[Value]) -> Value {
    json!({ "id": id, "type": "message", "status": status, "role": "assistant", "content": parts })
}

pub(super) fn text(text: &str) -> Value {
    json!({ "type": "output_text", "annotations": [], "logprobs": [], "text": text })
}

pub(super) fn refusal(refusal: &str) -> Value {
    json!({ "type": "refusal", "refusal": refusal })
}

pub(super) fn reasoning(summaries: &[&str]) -> Value {
    let part = |text: &&str| json!({ "type": "summary_text", "text": text });
    json!({ "id": "rs_1", "type": "reasoning", "summary": summaries.iter().map(part).collect::<Vec<_>>() })
}

pub(super) fn call(id: &str, status: &str, name: &str, arguments: &str) -> Value {
    json!({
        "id": format!("fc_{id}"), "type": "function_call", "status": status, "call_id": id,
        "name": name, "arguments": arguments,
    })
}

pub(super) fn with(mut item: Value, key: &str, value: &str) -> Value {
    item[key] = value.into();
    item
}

/// The events of the run that ended in this body, in the order in which the service sends them.
pub(super) fn events(body: &Value, habits: Habits) -> Vec<Value> {
    let mut events = Vec::new();
    let mut begun = body.clone();
    (begun["status"], begun["output"], begun["usage"]) =
        ("in_progress".into(), json!([]), Value::Null);
    (begun["error"], begun["incomplete_details"]) = (Value::Null, Value::Null);
    for kind in ["response.created", "response.in_progress"] {
        events.push(json!({ "type": kind, "response": begun }));
    }
    for (index, item) in body["output"].as_array().into_iter().flatten().enumerate() {
        let index = if habits.skipping_indices { 3 * index + 2 } else { index };
        item_events(item, index, habits, &mut events);
    }
    let mut end = body.clone();
    if habits.empty_end {
        end["output"] = json!([]);
    }
    if habits.no_output_at_end {
        end.as_object_mut().expect("an object").remove("output");
    }
    let status = body["status"].as_str().expect("a status");
    events.push(json!({ "type": format!("response.{status}"), "response": end }));
    if habits.changing_ids {
        change_ids(&mut events);
    }
    for (number, event) in events.iter_mut().enumerate() {
        event["sequence_number"] = number.into();
    }
    if habits.unknown_events {
        let foreign = [
            json!({ "type": "keepalive", "sequence_number": 3 }),
            json!({ "type": "response.daydream.delta", "delta": "no", "output_index": 0 }),
            json!({ "type": "response.output_text.annotation.added", "annotation": { "text": "no" } }),
        ];
        let more = |event: Value| [event].into_iter().chain(foreign.clone());
        events = events.into_iter().flat_map(more).collect();
    }
    events
}

fn item_events(item: &Value, index: usize, habits: Habits, events: &mut Vec<Value>) {
    if habits.without_items {
        return;
    }
    let mut begun = item.clone();
    begun["status"] = "in_progress".into();
    for (key, empty) in [("content", json!([])), ("summary", json!([])), ("arguments", json!(""))] {
        if begun.get(key).is_some() {
            begun[key] = empty;
        }
    }
    events.push(
        json!({ "type": "response.output_item.added", "output_index": index, "item": begun }),
    );
    if !habits.without_deltas {
        let mut place = json!({ "item_id": item["id"], "output_index": index });
        for (number, part) in item["content"].as_array().into_iter().flatten().enumerate() {
            place["content_index"] = number.into();
            let (kind, key) = match part["type"].as_str() {
                Some("refusal") => ("response.refusal", "refusal"),
                _ => ("response.output_text", "text"),
            };
            events
                .push(joined(&place, json!({ "type": "response.content_part.added", "part": {} })));
            text_events(kind, key, &part[key], &place, habits, events);
            events.push(joined(
                &place,
                json!({ "type": "response.content_part.done", "part": part }),
            ));
        }
        place.as_object_mut().expect("an object").remove("content_index");
        if let arguments @ Value::String(_) = &item["arguments"] {
            let kind = "response.function_call_arguments";
            text_events(kind, "arguments", arguments, &place, habits, events);
        }
        for (number, part) in item["summary"].as_array().into_iter().flatten().enumerate() {
            place["summary_index"] = number.into();
            let kind = "response.reasoning_summary_text";
            text_events(kind, "text", &part["text"], &place, habits, events);
        }
    }
    if !habits.without_done {
        events.push(
            json!({ "type": "response.output_item.done", "output_index": index, "item": item }),
        );
    }
}

fn text_events(
    kind: &str,
    key: &str,
    text: &Value,
    place: &Value,
    habits: Habits,
    events: &mut Vec<Value>,
) {
    let whole = text.as_str().expect("a text");
    for delta in parts(whole, habits.delta.max(1)) {
        let event =
            json!({ "type": format!("{kind}.delta"), "delta": delta, "obfuscation": "x\"y" });
        let mut event = joined(place, event);
        if kind == "response.output_text" {
            event["logprobs"] = json!([]);
        }
        events.push(event);
    }
    events.push(joined(place, json!({ "type": format!("{kind}.done"), key: whole })));
}

fn joined(place: &Value, event: Value) -> Value {
    let mut whole = event;
    for (key, value) in place.as_object().expect("an object") {
        whole[key] = value.clone();
    }
    whole
}

/// Each event names another id for its item, as a proxy was seen to do.
fn change_ids(events: &mut [Value]) {
    for (number, event) in events.iter_mut().enumerate() {
        if event.get("item_id").is_some() {
            event["item_id"] = format!("msg_{number}").into();
        }
        if event["type"] == "response.output_item.added" {
            event["item"]["id"] = format!("msg_{number}").into();
        }
    }
}
