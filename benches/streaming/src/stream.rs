//! The bytes that the Responses endpoint sends for an answer, with the members of a recorded run.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::chance::Chance;

const ITEM: &str = "msg_67ccd2bf17f0819081ff3bb2cf6508e60bb6a6b452d3795b";
const REASONING: &str = "rs_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b";
/// More than a connection gives at once.
const CHUNK: usize = 16 * 1024;

/// What a connection brings.
pub struct Stream {
    /// All of it.
    pub bytes: Vec<u8>,
    /// Where each chunk ends: behind an event, since each token is sent when it is there, and within
    /// the long events at the end.
    ends: Vec<usize>,
    sequence: usize,
    /// How many deltas there are.
    pub deltas: usize,
}

impl Stream {
    /// The answer in tokens of 4 to 8 bytes.
    pub fn new(answer: &str) -> Self {
        let mut stream = Self { bytes: Vec::new(), ends: Vec::new(), sequence: 0, deltas: 0 };
        let (empty, part) = (text_part(""), text_part(answer));
        let reasoning = json!({ "id": REASONING, "type": "reasoning", "summary": [] });
        let begun = json!({ "id": ITEM, "type": "message", "status": "in_progress", "content": [],
            "role": "assistant" });
        let message = json!({ "id": ITEM, "type": "message", "status": "completed",
            "content": [part.clone()], "role": "assistant" });

        let created = response("in_progress", json!([]), Value::Null);
        stream.event("response.created", json!({ "response": created.clone() }));
        stream.event("response.in_progress", json!({ "response": created }));
        let item = json!({ "output_index": 0, "item": reasoning.clone() });
        stream.event("response.output_item.added", item.clone());
        stream.event("response.output_item.done", item);
        stream.event("response.output_item.added", json!({ "output_index": 1, "item": begun }));
        stream.event("response.content_part.added", in_part(json!({ "part": empty })));
        stream.deltas(answer);
        let done = in_part(json!({ "text": answer, "logprobs": [] }));
        stream.event("response.output_text.done", done);
        stream.event("response.content_part.done", in_part(json!({ "part": part })));
        let item = json!({ "output_index": 1, "item": message.clone() });
        stream.event("response.output_item.done", item);
        let usage = json!({ "input_tokens": 36, "input_tokens_details": { "cached_tokens": 0 },
            "output_tokens": stream.deltas, "output_tokens_details": { "reasoning_tokens": 0 },
            "total_tokens": 36 + stream.deltas });
        let completed = response("completed", json!([reasoning, message]), usage);
        stream.event("response.completed", json!({ "response": completed }));
        stream
    }

    /// What arrives at once, one after the other.
    pub fn chunks(&self) -> impl Iterator<Item = &[u8]> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let chunk = &self.bytes[start..*end];
            start = *end;
            chunk
        })
    }

    fn deltas(&mut self, answer: &str) {
        let mut chance = Chance::new(7);
        let mut rest = answer;
        let mut line = String::new();
        while !rest.is_empty() {
            let mut end = (4 + chance.below(5)).min(rest.len());
            while !rest.is_char_boundary(end) {
                end -= 1;
            }
            let (token, others) = rest.split_at(end);
            rest = others;
            let delta = Value::from(token);
            let sequence = self.sequence;
            line.clear();
            // The order of the members is the service's own, which `json!` would not keep.
            let _ = write!(
                line,
                "event: response.output_text.delta\ndata: {{\"type\":\"response.output_text.delta\",\
                 \"content_index\":0,\"delta\":{delta},\"item_id\":\"{ITEM}\",\"logprobs\":[],\
                 \"obfuscation\":\"{}\",\"output_index\":1,\"sequence_number\":{sequence}}}\n\n",
                obfuscation(&mut chance),
            );
            self.push(line.as_bytes());
            self.sequence += 1;
            self.deltas += 1;
        }
    }

    fn event(&mut self, kind: &str, mut members: Value) {
        members["type"] = kind.into();
        members["sequence_number"] = self.sequence.into();
        self.push(format!("event: {kind}\ndata: {members}\n\n").as_bytes());
        self.sequence += 1;
    }

    fn push(&mut self, event: &[u8]) {
        for chunk in event.chunks(CHUNK) {
            self.bytes.extend_from_slice(chunk);
            self.ends.push(self.bytes.len());
        }
    }
}

fn obfuscation(chance: &mut Chance) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    (0..8 + chance.below(9)).map(|_| char::from(chance.pick(LETTERS))).collect()
}

fn text_part(text: &str) -> Value {
    json!({ "type": "output_text", "annotations": [], "logprobs": [], "text": text })
}

fn in_part(mut members: Value) -> Value {
    members["item_id"] = ITEM.into();
    members["output_index"] = 1.into();
    members["content_index"] = 0.into();
    members
}

fn response(status: &str, output: Value, usage: Value) -> Value {
    json!({
        "id": "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b", "object": "response",
        "created_at": 1_741_476_542, "status": status, "error": null, "incomplete_details": null,
        "instructions": "Extract the orders.", "max_output_tokens": null,
        "model": "gpt-5-mini-2025-08-07", "output": output, "parallel_tool_calls": true,
        "previous_response_id": null, "store": true, "temperature": 1.0, "tool_choice": "auto",
        "tools": [], "top_p": 1.0, "truncation": "disabled", "usage": usage, "user": null,
        "metadata": {},
    })
}
