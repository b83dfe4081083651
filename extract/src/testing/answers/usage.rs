use serde_json::{Map, Value, json};

use super::{Shape, Words};
use crate::Usage;

const CHARACTERS_PER_TOKEN: u64 = 4;

/// What the outcome says, or counts made from lengths: about four characters a token, as English text
/// has.
pub(super) fn of(asked: &Value, words: Words<'_>, shape: &Shape) -> Usage {
    if let Some(usage) = shape.usage {
        return usage;
    }
    let answer = match words {
        Words::Calls(calls) => calls.iter().map(|(_, arguments)| tokens(arguments)).sum(),
        Words::Nothing => 0,
        Words::Refusal(text) | Words::Text(text) => tokens(text),
    };
    let reasoning = shape.reasoning.as_deref().map_or(0, |summary| 64 + tokens(summary));
    let others = [&shape.commentary, &shape.draft];
    let others: u64 = others.into_iter().flatten().map(|text| tokens(text)).sum();
    Usage {
        input: Some(tokens(&without_stream(asked).to_string())),
        cached: Some(0),
        cache_write: Some(0),
        output: Some(answer + others + reasoning),
        reasoning: Some(reasoning),
    }
}

/// What is asked for, however it is to come.
fn without_stream(asked: &Value) -> Value {
    let mut asked = asked.clone();
    if let Some(asked) = asked.as_object_mut() {
        asked.retain(|key, _| !matches!(key.as_str(), "stream" | "stream_options"));
    }
    asked
}

pub(super) fn responses(usage: &Usage) -> Value {
    let input = known([("cached_tokens", usage.cached), ("cache_write_tokens", usage.cache_write)]);
    let mut body = known([
        ("input_tokens", usage.input),
        ("output_tokens", usage.output),
        ("total_tokens", total(usage)),
    ]);
    body.insert("input_tokens_details".to_owned(), input.into());
    let output = known([("reasoning_tokens", usage.reasoning)]);
    body.insert("output_tokens_details".to_owned(), output.into());
    body.into()
}

pub(super) fn chat(usage: &Usage) -> Value {
    let mut input =
        known([("cached_tokens", usage.cached), ("cache_write_tokens", usage.cache_write)]);
    input.insert("audio_tokens".to_owned(), json!(0));
    let mut output = known([("reasoning_tokens", usage.reasoning)]);
    for kind in ["audio_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens"] {
        output.insert(kind.to_owned(), json!(0));
    }
    let mut body = known([
        ("prompt_tokens", usage.input),
        ("completion_tokens", usage.output),
        ("total_tokens", total(usage)),
    ]);
    body.insert("prompt_tokens_details".to_owned(), input.into());
    body.insert("completion_tokens_details".to_owned(), output.into());
    body.into()
}

/// What is not known is not sent.
fn known<const N: usize>(counts: [(&str, Option<u64>); N]) -> Map<String, Value> {
    let known = counts.into_iter().filter_map(|(key, count)| Some((key.to_owned(), count?.into())));
    known.collect()
}

fn total(usage: &Usage) -> Option<u64> {
    usage.input?.checked_add(usage.output?)
}

fn tokens(text: &str) -> u64 {
    (text.chars().count() as u64).div_ceil(CHARACTERS_PER_TOKEN)
}
