//! A server that repeats every secret wherever it can, in answers that are whole HTTP.

use std::{sync::Arc, time::Duration};

use extract::{Endpoint, Extractor, testing::Outcome};
use serde_json::{Value, json};

use super::{Search, carrying, look_at, search::SECRETS};
use crate::{
    listen::Listener,
    stage::{ORDER, Order},
};

/// All secrets, as a text.
fn echo() -> String {
    SECRETS.join(" and ")
}

/// An answer of this kind: a message's content, how the run ended, and ids that are secrets.
fn body(endpoint: Endpoint, content: &Value, end: &str) -> Value {
    let end_of = |end: &str| match end {
        "" => json!({ "status": "completed" }),
        reason => json!({ "status": "incomplete", "incomplete_details": { "reason": reason } }),
    };
    let mut body = match endpoint {
        Endpoint::Responses => {
            let mut body = end_of(end);
            body["output"] = json!([{ "type": "message", "content": [content] }]);
            body
        }
        _ => json!({ "choices": [{ "message": content, "finish_reason": end }] }),
    };
    body["id"] = json!(echo());
    body["model"] = json!(echo());
    body["service_tier"] = json!(echo());
    body
}

fn text(endpoint: Endpoint, text: &str, end: &str) -> Value {
    match endpoint {
        Endpoint::Responses => body(endpoint, &json!({ "type": "output_text", "text": text }), end),
        _ => body(endpoint, &json!({ "content": text }), end),
    }
}

/// The same with its tokens, one of which is all of it.
fn tokens(endpoint: Endpoint, text: &str) -> Value {
    let tokens = json!([{ "token": text, "logprob": -0.5 }]);
    let mut body = self::text(endpoint, text, "");
    match endpoint {
        Endpoint::Responses => body["output"][0]["content"][0]["logprobs"] = tokens,
        _ => body["choices"][0]["logprobs"] = json!({ "content": tokens }),
    }
    body
}

fn refusal(endpoint: Endpoint) -> Value {
    match endpoint {
        Endpoint::Responses => body(endpoint, &json!({ "type": "refusal", "refusal": echo() }), ""),
        _ => body(endpoint, &json!({ "refusal": echo() }), "stop"),
    }
}

/// Comments or calls, and no answer.
fn empty(endpoint: Endpoint) -> [Value; 2] {
    let call = json!({ "name": echo(), "arguments": json!({ "a": echo() }).to_string() });
    match endpoint {
        Endpoint::Responses => {
            let comment = json!({ "type": "output_text", "text": echo() });
            let mut calls = json!({ "status": "completed", "output": [call] });
            calls["output"][0]["type"] = json!("function_call");
            calls["output"][0]["call_id"] = json!(echo());
            let commentary = json!({ "status": "completed", "output": [
                { "type": "message", "phase": "commentary", "content": [comment] },
            ] });
            [commentary, calls]
        }
        _ => [
            json!({ "choices": [{ "message": { "content": null }, "finish_reason": echo() }] }),
            json!({ "choices": [{ "message": {
                "tool_calls": [{ "id": echo(), "type": "function", "function": call }],
            } }] }),
        ],
    }
}

fn error() -> String {
    json!({ "error": { "message": echo(), "code": echo(), "type": echo(), "param": echo() } })
        .to_string()
}

fn bodies(endpoint: Endpoint) -> Vec<(u16, String)> {
    let wrong =
        json!({ "number": 7, echo(): echo(), "lines": [{ "item": echo(), "cents": echo() }] });
    let cut = format!(r#"{{"number":"{}"#, echo());
    let filtered = json!({ "error": { "message": echo(), "code": "content_filter",
        "innererror": { "content_filter_result": echo() } } });
    let failed = json!({ "id": echo(), "model": echo(), "status": "failed", "output": [],
        "error": { "code": echo(), "message": echo() } });
    let mut cancelled = text(endpoint, &cut, "");
    cancelled["status"] = json!("cancelled");
    let mut bodies = vec![
        (200, text(endpoint, ORDER, "")),
        (200, text(endpoint, &format!("{}\n```json\n{ORDER}\n```", echo()), "")),
        (200, text(endpoint, &wrong.to_string(), "")),
        (200, tokens(endpoint, &wrong.to_string())),
        (200, tokens(endpoint, &format!(r#"{{"number":"n","lines":[],"by":"{}"}}"#, echo()))),
        (200, text(endpoint, &echo(), "")),
        (200, text(endpoint, &cut, "max_output_tokens")),
        (200, text(endpoint, &cut, "length")),
        (200, text(endpoint, &cut, &echo())),
        (200, text(endpoint, &cut, "content_filter")),
        (200, refusal(endpoint)),
        (400, filtered),
        (200, failed),
        (200, json!({ "id": SECRETS[0], "status": "in_progress", "output": [] })),
        (200, cancelled),
    ];
    bodies.extend(empty(endpoint).map(|body| (200, body)));
    let mut bodies: Vec<_> =
        bodies.into_iter().map(|(status, body)| (status, body.to_string())).collect();
    let statuses = [200, 301, 307, 400, 401, 403, 404, 408, 422, 429, 500, 503];
    bodies.extend(statuses.map(|status| (status, error())));
    let html = format!("<html>{}</html>", echo());
    bodies.extend([(200, html.clone()), (502, html), (500, String::new())]);
    // A body of an error that is longer than what is kept of it, with a secret across the border.
    let long = |before: usize| format!("{}{}", "x".repeat(16 * 1024 - before), echo());
    bodies.extend([(500, long(4)), (200, long(12))]);
    // Every letter of the secrets as an escape of JSON.
    let hidden: String = echo().chars().map(|it| format!("\\u{:04x}", u32::from(it))).collect();
    bodies.push((401, format!(r#"{{"error":{{"message":"{hidden}"}}}}"#)));
    bodies
}

pub async fn all(endpoint: Endpoint, search: &Arc<Search>) {
    for (status, body) in bodies(endpoint) {
        let listener = echoing(status, &body).await;
        let client = carrying(&listener.url, endpoint, search).build().unwrap();
        let plain = client.extractor::<Order>("gpt-4.1");
        let asked = plain.clone().max_output_tokens(100).on_truncated(200).reask(1);
        for orders in [asked, plain.clone().lenient(true), plain.through_tool()] {
            look_at(search, &orders.extract("an order").await);
        }
        if endpoint == Endpoint::Responses {
            background(client.extractor("gpt-4.1"), search).await;
        }
        match client.models().await {
            Ok(names) => search.debug(&names),
            Err(error) => search.error(&error),
        }
    }
}

/// The same body as the answer to everything: of a run that goes on, with the key for its id, until the deadline.
async fn background(orders: Extractor<Order>, search: &Search) {
    let orders = orders.deadline(Duration::from_secs(130));
    match orders.start("an order").await {
        Err(error) => search.error(&error),
        Ok(pending) => {
            search.debug(&pending);
            look_at(search, &pending.wait().await);
            if let Err(error) = pending.cancel().await {
                search.error(&error);
            }
        }
    }
}

/// A server that repeats the secrets in its headers as well.
async fn echoing(status: u16, body: &str) -> Listener {
    let mut head = format!("HTTP/1.1 {status} {}\r\n", echo());
    for name in ["x-request-id", "apim-request-id", "retry-after", "x-should-retry", "set-cookie"] {
        head.push_str(&format!("{name}: {}\r\n", echo()));
    }
    for name in ["limit-requests", "remaining-requests", "reset-requests", "reset-tokens"] {
        head.push_str(&format!("x-ratelimit-{name}: {}\r\n", echo()));
    }
    let host = "http://127.0.0.1:1";
    head.push_str(&format!("location: {host}/{}?key={}\r\n", SECRETS[0], SECRETS[1]));
    head.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    Listener::sending(head).await
}

/// The same through the library's own server, which counts and judges.
pub fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::refuse(echo()),
        Outcome::truncate(format!(r#"{{"number":"{}"#, echo())),
        Outcome::answer(json!({ "number": 1, "lines": echo() })),
        Outcome::empty().commentary(echo()),
        Outcome::raw(401, &[("x-request-id", &echo())], error()),
    ]
}
