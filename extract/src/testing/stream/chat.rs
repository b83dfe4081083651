use serde_json::{Value, json};

use super::{
    events::{Event, Stage, insert, is_obfuscated, list, merged, obfuscation, text, with},
    tokens::{Piece, Tokens},
};

/// The chunks of a run that would be this chat completion, then `[DONE]`.
pub(super) fn events(asked: &Value, body: &Value, tokens: &Tokens) -> Vec<Event> {
    let wish = asked.pointer("/stream_options/include_usage");
    let with_usage = wish.and_then(Value::as_bool) == Some(true);
    let base = base(body, with_usage);
    let choices = list(body, "choices").iter().map(|choice| Choice::new(choice, tokens).steps);
    let mut events: Vec<Event> = in_turn(choices.collect())
        .into_iter()
        .map(|(stage, choice)| chunk(&base, is_obfuscated(asked), stage, choice))
        .collect();
    if let (true, Some(usage)) = (with_usage, body.get("usage")) {
        let last = with(&base, json!({ "choices": [], "usage": usage }));
        events.push(Event::new(Stage::End, last));
    }
    events.push(Event::done());
    events
}

/// What every chunk has.
pub(super) fn base(body: &Value, with_usage: bool) -> Value {
    let mut base = with(body, json!({ "object": "chat.completion.chunk" }));
    if let Some(base) = base.as_object_mut() {
        base.remove("choices");
        base.remove("usage");
        if with_usage {
            base.insert("usage".into(), Value::Null);
        }
    }
    base
}

fn chunk(base: &Value, is_obfuscated: bool, stage: Stage, choice: Value) -> Event {
    let mut event = Event::new(stage, with(base, json!({ "choices": [choice] })));
    if is_obfuscated {
        let delta = event.delta().and_then(|delta| delta.as_str().map(obfuscation));
        let padding = delta.unwrap_or_else(|| obfuscation(""));
        insert(&mut event.data, "obfuscation", padding);
    }
    event
}

/// Choices are written side by side.
fn in_turn<T>(choices: Vec<Vec<T>>) -> Vec<T> {
    let mut choices: Vec<_> = choices.into_iter().map(Vec::into_iter).collect();
    let mut all = Vec::new();
    loop {
        let before = all.len();
        all.extend(choices.iter_mut().filter_map(Iterator::next));
        if all.len() == before {
            return all;
        }
    }
}

/// The steps in which one choice comes.
struct Choice {
    index: Value,
    steps: Vec<(Stage, Value)>,
}

impl Choice {
    fn new(choice: &Value, tokens: &Tokens) -> Self {
        let index = choice.get("index").cloned().unwrap_or_default();
        let mut steps = Self { index, steps: Vec::new() };
        let message = choice.get("message").unwrap_or(&Value::Null);
        let logprobs = choice.get("logprobs").filter(|logprobs| !logprobs.is_null());
        steps.role(message, logprobs);
        for key in ["content", "refusal"] {
            let logprobs = logprobs.map(|logprobs| list(logprobs, key)).unwrap_or_default();
            for piece in tokens.pieces(text(message, key), logprobs) {
                steps.words(key, &piece);
            }
        }
        steps.calls(list(message, "tool_calls"), tokens);
        steps.step(Stage::End, json!({}), Value::Null, choice.get("finish_reason"));
        steps
    }

    fn role(&mut self, message: &Value, logprobs: Option<&Value>) {
        let mut delta = json!({ "role": "assistant" });
        for key in ["content", "refusal"] {
            let is_there = message.get(key).is_some_and(Value::is_string);
            let empty = if is_there { json!("") } else { Value::Null };
            delta = with(&delta, json!({ key: empty }));
        }
        // The lists of what comes are there, and empty.
        let mut logprobs = logprobs.cloned().unwrap_or_default();
        let lists = logprobs.as_object_mut().into_iter().flat_map(|all| all.values_mut());
        lists.filter_map(Value::as_array_mut).for_each(Vec::clear);
        self.step(Stage::Around, delta, logprobs, None);
    }

    fn words(&mut self, key: &str, piece: &Piece<'_>) {
        let logprobs = match piece.logprobs {
            [] => Value::Null,
            some => with(&json!({ "content": null, "refusal": null }), json!({ key: some })),
        };
        self.step(Stage::Content, json!({ key: piece.text }), logprobs, None);
    }

    fn calls(&mut self, calls: &[Value], tokens: &Tokens) {
        for (index, call) in calls.iter().enumerate() {
            let function = call.get("function").unwrap_or(&Value::Null);
            let start = json!({ "name": text(function, "name"), "arguments": "" });
            let start = merged([&json!({ "index": index }), call, &json!({ "function": start })]);
            self.step(Stage::Around, json!({ "tool_calls": [start] }), Value::Null, None);
            for text in tokens.cut(text(function, "arguments")) {
                let piece = json!({ "index": index, "function": { "arguments": text } });
                self.step(Stage::Content, json!({ "tool_calls": [piece] }), Value::Null, None);
            }
        }
    }

    fn step(&mut self, stage: Stage, delta: Value, logprobs: Value, finish: Option<&Value>) {
        let choice = json!({
            "index": self.index,
            "delta": delta,
            "logprobs": logprobs,
            "finish_reason": finish,
        });
        self.steps.push((stage, choice));
    }
}
