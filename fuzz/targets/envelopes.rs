//! Bodies of status 200 on each endpoint: the quick way through long texts reads what the slow one does,
//! and both read what stands in the document.

#![no_main]

use extract::{
    Error, Usage,
    error::Evidence,
    wire::{self, Answer, Endpoint, Reply, chat, responses},
};
use fuzz::document::{distinct, unfold};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: &[u8]| {
    let body = unfold(input);
    let document = distinct(&body);
    for endpoint in [Endpoint::Chat, Endpoint::Responses] {
        let quick = endpoint.decode(&body);
        let slow = match endpoint {
            Endpoint::Chat => chat::decode(&body),
            _ => responses::decode(&body),
        };
        assert_eq!(quick, slow, "{endpoint:?}");
        if let Some(document) = &document {
            match &quick {
                Ok(reply) => agrees(endpoint, document, reply),
                Err(_) => assert!(is_foreign(endpoint, document), "{endpoint:?}"),
            }
        }
        if let Ok(reply) = quick {
            becomes_one_outcome(reply);
        }
    }
    let _ = wire::models(&body);
});

/// Whether a document has nothing that an answer of this endpoint or an error would have.
fn is_foreign(endpoint: Endpoint, document: &Value) -> bool {
    let keys: &[&str] = match endpoint {
        Endpoint::Chat => &["choices", "detail", "message"],
        _ => &["output", "detail", "message"],
    };
    keys.iter().all(|key| document[*key].is_null()) && !is_error(&document["error"])
}

fn is_error(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
        _ => true,
    }
}

/// What an answer must be where the document leaves no doubt.
fn agrees(endpoint: Endpoint, document: &Value, reply: &Reply) {
    assert!(document.is_object(), "an answer is an object");
    let word = |key: &str| document[key].as_str().map(str::to_owned);
    assert_eq!((&reply.id, &reply.model), (&word("id"), &word("model")));
    assert_eq!(reply.usage, usage(endpoint, &document["usage"]));
    if is_error(&document["error"]) {
        assert!(matches!(reply.answer, Answer::Failed(_)));
        return;
    }
    let text = match endpoint {
        Endpoint::Chat => chat_text(document),
        _ => responses_text(document),
    };
    if let Some(text) = text {
        match &reply.answer {
            Answer::Text(read) => assert_eq!(read, &text),
            Answer::Empty { .. } => assert!(text.trim().is_empty()),
            other => panic!("{other:?}"),
        }
    }
}

/// The text of the one choice of an answer that ended well.
fn chat_text(document: &Value) -> Option<String> {
    let [choice] = document["choices"].as_array()?.as_slice() else { return None };
    let message = choice["message"].as_object()?;
    let declined = message.get("refusal").is_some_and(|refusal| refusal.is_string());
    if is_error(&choice["error"]) || choice["finish_reason"] != "stop" || declined {
        return None;
    }
    content_text(message.get("content")?)
}

/// The text of the one message of a run that ended well.
fn responses_text(document: &Value) -> Option<String> {
    let is_whole = document["status"] == "completed" && document["incomplete_details"].is_null();
    let items = document["output"].as_array()?.as_slice();
    let mut messages = items.iter().filter(|item| item["type"] == "message");
    let (message, None) = (messages.next()?, messages.next()) else { return None };
    let is_plain = ["phase", "status"].iter().all(|key| message[*key].is_null());
    let is_ours = message["role"] == "assistant";
    (is_whole && is_plain && is_ours).then(|| content_text(&message["content"]))?
}

fn content_text(content: &Value) -> Option<String> {
    match content {
        Value::String(text) => Some(text.clone()),
        Value::Array(parts) => parts
            .iter()
            .map(|part| match part["type"].as_str()? {
                "output_text" | "text" => part["text"].as_str(),
                "refusal" => None,
                _ => Some(""),
            })
            .collect(),
        _ => None,
    }
}

fn usage(endpoint: Endpoint, document: &Value) -> Usage {
    let [input, output] = match endpoint {
        Endpoint::Chat => ["prompt_tokens", "completion_tokens"],
        _ => ["input_tokens", "output_tokens"],
    };
    let count = |value: &Value| {
        let whole = value.as_f64().filter(|it| it.fract() == 0.0 && (0.0..1e15).contains(it));
        value.as_u64().or(whole.map(|count| count as u64))
    };
    let detail = |key: &str, detail: &str| count(&document[format!("{key}_details")][detail]);
    let mut usage = Usage::default();
    usage.input = count(&document[input]);
    usage.cached = detail(input, "cached_tokens");
    usage.cache_write = detail(input, "cache_write_tokens");
    usage.output = count(&document[output]);
    usage.reasoning = detail(output, "reasoning_tokens");
    usage
}

/// Each kind of answer becomes its own outcome, with what was paid.
fn becomes_one_outcome(reply: Reply) {
    let (usage, answer) = (reply.usage, reply.answer.clone());
    let called = reply.clone().into_arguments("record", Evidence::default());
    match (reply.into_text(Evidence::default()), &answer) {
        (Ok((text, evidence)), Answer::Text(answer)) => {
            assert_eq!((&text, evidence.usage), (answer, usage));
            assert!(!text.trim().is_empty());
        }
        (Err(error), answer) => {
            assert!(!format!("{error} {error:?}").is_empty());
            assert_eq!(error.usage(), usage);
            let fits = match answer {
                Answer::Cancelled { .. } => matches!(error, Error::Cancelled(_)),
                Answer::Empty { .. } => matches!(error, Error::Empty(_)),
                Answer::Failed(_) => matches!(
                    error,
                    Error::Api(_) | Error::Filtered(_) | Error::Invalid(_) | Error::Truncated(_)
                ),
                Answer::Filtered { .. } => matches!(error, Error::Filtered(_)),
                Answer::Running { status } => {
                    matches!(&error, Error::Api(api) if api.code() == Some(status))
                }
                Answer::Refused(_) => matches!(error, Error::Refused(_)),
                Answer::Truncated { .. } => matches!(error, Error::Truncated(_)),
                _ => false,
            };
            assert!(fits, "{answer:?} {error:?}");
        }
        (text, answer) => panic!("{text:?} {answer:?}"),
    }
    let paid = called.map_or_else(|error| error.usage(), |(_, evidence)| evidence.usage);
    assert_eq!(paid, usage);
}
