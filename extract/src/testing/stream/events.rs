use serde_json::{Map, Value, json};

/// One event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) stage: Stage,
    /// `null` is the word `[DONE]`, which is no JSON.
    pub(super) data: Value,
}

/// What an event is in its run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing of the answer.
    Around,
    /// Text of the answer, of a refusal or of a call.
    Content,
    /// How the run ended.
    End,
}

impl Event {
    pub(super) fn new(stage: Stage, data: Value) -> Self {
        Self { stage, data }
    }

    pub(super) fn done() -> Self {
        Self::new(Stage::End, Value::Null)
    }

    /// The text that a content event adds.
    pub(super) fn delta(&mut self) -> Option<&mut Value> {
        const PLACES: [&str; 4] = [
            "/delta",
            "/choices/0/delta/content",
            "/choices/0/delta/refusal",
            "/choices/0/delta/tool_calls/0/function/arguments",
        ];
        let place = PLACES
            .iter()
            .find(|place| self.data.pointer(place).is_some_and(|text| text.is_string()))?;
        self.data.pointer_mut(place)
    }
}

/// The members of all of these objects.
pub(super) fn merged<const N: usize>(parts: [&Value; N]) -> Value {
    let members = parts.into_iter().filter_map(Value::as_object).flatten();
    members.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>().into()
}

/// The object with these members, in place of those it has.
pub(super) fn with(object: &Value, members: Value) -> Value {
    merged([object, &members])
}

/// Adds a member to an object.
pub(super) fn insert(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

pub(super) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

pub(super) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Whether deltas carry a member that hides their length: unless the request declines it.
pub(super) fn is_obfuscated(asked: &Value) -> bool {
    let wish = asked.pointer("/stream_options/include_obfuscation");
    wish.and_then(Value::as_bool).unwrap_or(true)
}

/// A delta of this text comes to a multiple of 16 with it; looks random and repeats exactly.
pub(super) fn obfuscation(text: &str) -> Value {
    const LETTERS: &[u8] = b"q7Zk2xWv9LrTb4YmHs6NfGc1PdJ8uXeA";
    let skipped = text.bytes().map(usize::from).sum::<usize>();
    let letters = LETTERS.iter().cycle().skip(skipped % LETTERS.len());
    let padding: String =
        letters.take(16 - text.len() % 16).map(|letter| char::from(*letter)).collect();
    json!(padding)
}
