use serde_json::{Value, json};

use super::{
    events::{Event, Stage, insert, is_obfuscated, list, merged, obfuscation, text, with},
    tokens::{Piece, Tokens},
};
use crate::testing::runs::running;

/// The events of a run that ends with this response object.
pub(super) fn events(asked: &Value, body: &Value, tokens: &Tokens) -> Vec<Event> {
    let mut run = Run { events: Vec::new(), tokens, is_obfuscated: is_obfuscated(asked) };
    run.begin(body);
    for (index, item) in list(body, "output").iter().enumerate() {
        run.item(&json!({ "output_index": index }), item);
    }
    run.end(body);
    run.events
}

/// An error in the form that the service sends.
pub(super) fn error(error: &Value) -> Event {
    let error = json!({
        "type": text(error, "code"),
        "code": text(error, "code"),
        "message": text(error, "message"),
        "param": null,
    });
    Event::new(Stage::End, json!({ "type": "error", "error": error }))
}

struct Run<'a> {
    events: Vec<Event>,
    tokens: &'a Tokens,
    is_obfuscated: bool,
}

impl Run<'_> {
    fn begin(&mut self, body: &Value) {
        let is_queued = body.get("background").and_then(Value::as_bool) == Some(true);
        let queued = running(body, if is_queued { "queued" } else { "in_progress" });
        self.around("response.created", &json!({ "response": queued }));
        if is_queued {
            self.around("response.queued", &json!({ "response": queued }));
        }
        let response = running(body, "in_progress");
        self.around("response.in_progress", &json!({ "response": response }));
    }

    fn end(&mut self, body: &Value) {
        let status = text(body, "status");
        if status == "failed" {
            self.events.push(error(body.get("error").unwrap_or(&Value::Null)));
        }
        let kind = format!("response.{status}");
        self.events.push(Event::new(Stage::End, json!({ "type": kind, "response": body })));
    }

    fn item(&mut self, place: &Value, item: &Value) {
        let start = match text(item, "type") {
            "message" => with(item, json!({ "status": "in_progress", "content": [] })),
            "reasoning" => with(item, json!({ "summary": [] })),
            "function_call" => with(item, json!({ "status": "in_progress", "arguments": "" })),
            _ => item.clone(),
        };
        self.around("response.output_item.added", &with(place, json!({ "item": start })));
        let inner = with(place, json!({ "item_id": item.get("id") }));
        match text(item, "type") {
            "message" => self.parts(&inner, list(item, "content")),
            "reasoning" => self.summaries(&inner, list(item, "summary")),
            "function_call" => self.arguments(&inner, item),
            kind => self.around(&format!("response.{kind}.delta"), &inner),
        }
        self.around("response.output_item.done", &with(place, json!({ "item": item })));
    }

    fn parts(&mut self, place: &Value, parts: &[Value]) {
        for (index, part) in parts.iter().enumerate() {
            let place = with(place, json!({ "content_index": index }));
            let start = match text(part, "type") {
                "refusal" => with(part, json!({ "refusal": "" })),
                _ => with(part, json!({ "text": "", "logprobs": [] })),
            };
            self.around("response.content_part.added", &with(&place, json!({ "part": start })));
            match text(part, "type") {
                "refusal" => self.refusal(&place, text(part, "refusal")),
                _ => self.text(&place, text(part, "text"), list(part, "logprobs")),
            }
            self.around("response.content_part.done", &with(&place, json!({ "part": part })));
        }
    }

    fn text(&mut self, place: &Value, whole: &str, logprobs: &[Value]) {
        for Piece { text, logprobs } in self.tokens.pieces(whole, logprobs) {
            let data = json!({ "delta": text, "logprobs": brief(logprobs) });
            self.delta(Stage::Content, "response.output_text.delta", place, data);
        }
        let end = json!({ "text": whole, "logprobs": brief(logprobs) });
        self.around("response.output_text.done", &with(place, end));
    }

    fn refusal(&mut self, place: &Value, whole: &str) {
        for text in self.tokens.cut(whole) {
            self.delta(Stage::Content, "response.refusal.delta", place, json!({ "delta": text }));
        }
        self.around("response.refusal.done", &with(place, json!({ "refusal": whole })));
    }

    fn arguments(&mut self, place: &Value, item: &Value) {
        let whole = text(item, "arguments");
        for text in self.tokens.cut(whole) {
            self.delta(
                Stage::Content,
                "response.function_call_arguments.delta",
                place,
                json!({ "delta": text }),
            );
        }
        let end = json!({ "name": item.get("name"), "arguments": whole });
        self.around("response.function_call_arguments.done", &with(place, end));
    }

    fn summaries(&mut self, place: &Value, parts: &[Value]) {
        for (index, part) in parts.iter().enumerate() {
            let place = with(place, json!({ "summary_index": index }));
            let (start, whole) = (with(part, json!({ "text": "" })), text(part, "text"));
            let start = json!({ "part": start });
            self.around("response.reasoning_summary_part.added", &with(&place, start));
            for text in self.tokens.cut(whole) {
                self.delta(
                    Stage::Around,
                    "response.reasoning_summary_text.delta",
                    &place,
                    json!({ "delta": text }),
                );
            }
            let end = json!({ "text": whole });
            self.around("response.reasoning_summary_text.done", &with(&place, end));
            let end = json!({ "part": part });
            self.around("response.reasoning_summary_part.done", &with(&place, end));
        }
    }

    fn delta(&mut self, stage: Stage, kind: &str, place: &Value, mut data: Value) {
        if self.is_obfuscated {
            let padding = obfuscation(text(&data, "delta"));
            insert(&mut data, "obfuscation", padding);
        }
        let data = merged([&json!({ "type": kind }), place, &data]);
        self.events.push(Event::new(stage, data));
    }

    fn around(&mut self, kind: &str, members: &Value) {
        let data = merged([&json!({ "type": kind }), members]);
        self.events.push(Event::new(Stage::Around, data));
    }
}

/// In events, log probabilities have no bytes.
fn brief(logprobs: &[Value]) -> Vec<Value> {
    let one =
        |token: &Value| json!({ "token": token.get("token"), "logprob": token.get("logprob") });
    let all = logprobs.iter().map(|token| {
        let top: Vec<Value> = list(token, "top_logprobs").iter().map(one).collect();
        with(&one(token), json!({ "top_logprobs": top }))
    });
    all.collect()
}
