//! A second reader of streams, as strict as the server should be: it puts a run together from its
//! deltas, event by event.

use extract::Endpoint;
use serde_json::{Value, json};

/// One event: the name it has on Responses, and its data, `null` for `[DONE]`.
#[derive(Debug)]
pub struct Event {
    pub name: Option<String>,
    pub data: Value,
}

/// The events of a stream in which nothing is wrong.
pub fn events(endpoint: Endpoint, text: &str) -> Vec<Event> {
    let body = text.strip_suffix("\n\n").unwrap_or_else(|| panic!("no blank line ends {text}"));
    let events = body.split("\n\n").map(|block| {
        let (name, data) = match endpoint {
            Endpoint::Responses => {
                let (name, data) = block.split_once('\n').expect(block);
                (Some(name.strip_prefix("event: ").expect(block).to_owned()), data)
            }
            _ => (None, block),
        };
        let data = data.strip_prefix("data: ").expect(block);
        assert!(!data.contains(['\n', '\r']), "{block}");
        if data == "[DONE]" {
            return Event { name, data: Value::Null };
        }
        let data: Value = serde_json::from_str(data).expect(data);
        if name.is_some() {
            assert_eq!(data["type"].as_str(), name.as_deref(), "{block}");
        }
        Event { name, data }
    });
    events.collect()
}

/// What happened, without the texts: names on Responses; on Chat what each chunk holds. Repetitions are
/// told once.
pub fn order(events: &[Event]) -> Vec<String> {
    let mut order: Vec<String> = events.iter().map(step).collect();
    order.dedup();
    order
}

fn step(event: &Event) -> String {
    if let Some(name) = &event.name {
        return name.strip_prefix("response.").unwrap_or(name).to_owned();
    }
    if event.data.is_null() {
        return "[DONE]".into();
    }
    match event.data["choices"].as_array().map(Vec::as_slice) {
        None => "error".into(),
        Some([]) => "usage".into(),
        Some(choices) => match (&choices[0]["finish_reason"], &choices[0]["delta"]) {
            (Value::Null, delta) if delta.get("role").is_some() => "role".into(),
            (Value::Null, delta) => delta.as_object().unwrap().keys().next().unwrap().clone(),
            (finish, _) => format!("finish {}", finish.as_str().unwrap()),
        },
    }
}

/// The plain body that says the same.
pub fn collect(endpoint: Endpoint, events: &[Event]) -> Value {
    match endpoint {
        Endpoint::Responses => collect_responses(events),
        _ => collect_chat(events),
    }
}

fn append(text: &mut Value, more: &Value) {
    let whole = text.as_str().unwrap_or_default().to_owned() + more.as_str().expect("a text");
    *text = whole.into();
}

fn extend(list: &mut Value, more: &Value) {
    if list.is_null() {
        *list = json!([]);
    }
    list.as_array_mut().unwrap().extend(more.as_array().into_iter().flatten().cloned());
}

/// Log probabilities have no bytes in events.
fn without_bytes(part: &Value) -> Value {
    let mut part = part.clone();
    let logprobs = part.get_mut("logprobs").and_then(Value::as_array_mut);
    for token in logprobs.into_iter().flatten() {
        token.as_object_mut().unwrap().remove("bytes");
        for other in token["top_logprobs"].as_array_mut().into_iter().flatten() {
            other.as_object_mut().unwrap().remove("bytes");
        }
    }
    part
}

/// Every event must belong to one that came before; what is `done` must be what the deltas gave.
fn collect_responses(events: &[Event]) -> Value {
    let mut items: Vec<Value> = Vec::new();
    for (number, Event { data, .. }) in events.iter().enumerate() {
        assert_eq!(data["sequence_number"], number, "{data}");
        let index = |key: &str| data[key].as_u64().unwrap() as usize;
        let kind = data["type"].as_str().unwrap();
        let kind = kind.strip_prefix("response.").unwrap_or(kind);
        if let Some(id) = data.get("item_id") {
            assert_eq!(id, &items[index("output_index")]["id"]);
        }
        match kind {
            "created" | "queued" | "in_progress" | "error" => {
                assert!(items.is_empty());
                assert!(kind == "error" || data["response"]["output"] == json!([]));
            }
            "output_item.added" => {
                assert_eq!(index("output_index"), items.len());
                items.push(data["item"].clone());
            }
            "output_item.done" => {
                let item = &mut items[index("output_index")];
                if item["type"] == "message" {
                    let parts = data["item"]["content"].as_array().unwrap().iter();
                    let parts: Vec<Value> = parts.map(without_bytes).collect();
                    assert_eq!(item["content"], Value::from(parts));
                } else {
                    item["status"] = data["item"]["status"].clone();
                    let mut done = data["item"].clone();
                    done["status"] = item["status"].clone();
                    assert_eq!(item, &done);
                }
                *item = data["item"].clone();
            }
            "content_part.added" => {
                let content = &mut items[index("output_index")]["content"];
                assert_eq!(content.as_array().unwrap().len(), index("content_index"));
                extend(content, &json!([data["part"]]));
            }
            "reasoning_summary_part.added" => {
                let summary = &mut items[index("output_index")]["summary"];
                assert_eq!(summary.as_array().unwrap().len(), index("summary_index"));
                extend(summary, &json!([data["part"]]));
            }
            "output_text.delta" => {
                let part = part(&mut items, data);
                append(&mut part["text"], &data["delta"]);
                extend(&mut part["logprobs"], &data["logprobs"]);
            }
            "output_text.done" => {
                let part = part(&mut items, data);
                assert_eq!((&part["text"], &part["logprobs"]), (&data["text"], &data["logprobs"]));
            }
            "refusal.delta" => append(&mut part(&mut items, data)["refusal"], &data["delta"]),
            "refusal.done" => assert_eq!(part(&mut items, data)["refusal"], data["refusal"]),
            "content_part.done" => {
                assert_eq!(part(&mut items, data), &without_bytes(&data["part"]));
            }
            "reasoning_summary_text.delta" => {
                append(&mut summary(&mut items, data)["text"], &data["delta"]);
            }
            "reasoning_summary_text.done" => {
                assert_eq!(summary(&mut items, data)["text"], data["text"]);
            }
            "reasoning_summary_part.done" => {
                assert_eq!(summary(&mut items, data), &data["part"]);
            }
            "function_call_arguments.delta" => {
                append(&mut items[index("output_index")]["arguments"], &data["delta"]);
            }
            "function_call_arguments.done" => {
                let item = &items[index("output_index")];
                assert_eq!(
                    (&item["arguments"], &item["name"]),
                    (&data["arguments"], &data["name"])
                );
            }
            "completed" | "incomplete" | "failed" => {
                assert_eq!(number + 1, events.len());
                assert_eq!(data["response"]["status"], kind);
                assert_eq!(data["response"]["output"], Value::from(items));
                return data["response"].clone();
            }
            _ => assert_eq!(kind, "daydream.delta"),
        }
    }
    panic!("no event ends the run")
}

fn part<'i>(items: &'i mut [Value], data: &Value) -> &'i mut Value {
    let index = |key: &str| data[key].as_u64().unwrap() as usize;
    &mut items[index("output_index")]["content"][index("content_index")]
}

fn summary<'i>(items: &'i mut [Value], data: &Value) -> &'i mut Value {
    let index = |key: &str| data[key].as_u64().unwrap() as usize;
    &mut items[index("output_index")]["summary"][index("summary_index")]
}

/// The completion that the chunks make.
fn collect_chat(events: &[Event]) -> Value {
    let (last, chunks) = events.split_last().expect("a stream");
    assert!(last.data.is_null(), "it ends with [DONE]");
    let mut body = chunks[0].data.clone();
    body["object"] = "chat.completion".into();
    let mut choices: Vec<Value> = Vec::new();
    let mut usage = None;
    for Event { data, .. } in chunks {
        assert_eq!(data["object"], "chat.completion.chunk");
        assert_eq!((&data["id"], &data["model"]), (&body["id"], &body["model"]));
        usage = data.get("usage");
        for piece in data["choices"].as_array().unwrap() {
            let index = piece["index"].as_u64().unwrap() as usize;
            if index == choices.len() {
                let message = json!({ "role": "", "content": null, "refusal": null });
                choices.push(json!({ "index": index, "logprobs": null, "message": message }));
            }
            add_chunk(&mut choices[index], piece);
        }
    }
    body["choices"] = choices.into();
    body.as_object_mut().unwrap().remove("obfuscation");
    match usage {
        Some(usage) => body["usage"] = usage.clone(),
        None => assert_eq!(body.get("usage"), None),
    }
    body
}

fn add_chunk(choice: &mut Value, piece: &Value) {
    assert_eq!(choice.get("finish_reason").unwrap_or(&Value::Null), &Value::Null, "{piece}");
    choice["finish_reason"] = piece["finish_reason"].clone();
    if let Some(logprobs) = piece["logprobs"].as_object() {
        for (key, tokens) in logprobs.iter().filter(|(_, tokens)| !tokens.is_null()) {
            if choice["logprobs"].is_null() {
                choice["logprobs"] = json!({ "content": null, "refusal": null });
            }
            extend(&mut choice["logprobs"][key], tokens);
        }
    }
    for (key, value) in piece["delta"].as_object().unwrap() {
        let whole = &mut choice["message"][key];
        match key.as_str() {
            "role" => *whole = value.clone(),
            "content" | "refusal" if value.is_null() => {}
            "content" | "refusal" => append(whole, value),
            "tool_calls" => value.as_array().unwrap().iter().for_each(|call| {
                let index = call["index"].as_u64().unwrap() as usize;
                if whole.get(index).is_none() {
                    let mut start = call.clone();
                    start.as_object_mut().unwrap().remove("index");
                    extend(whole, &json!([start]));
                } else {
                    let arguments = &mut whole[index]["function"]["arguments"];
                    append(arguments, &call["function"]["arguments"]);
                }
            }),
            other => panic!("{other} in {piece}"),
        }
    }
}
