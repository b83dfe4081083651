//! Log probabilities: asked for, scripted, and where they stand.

use extract::{
    Endpoint,
    Endpoint::*,
    testing::{Outcome, Server, judge_request},
};
use serde_json::{Value, json};

use crate::{
    ask::{ENDPOINTS, ask, good_request, streamed},
    sse,
    streams::{events, text},
};

fn asking(endpoint: Endpoint, top: u64) -> Value {
    let mut body = good_request(endpoint);
    match endpoint {
        Chat => body["logprobs"] = true.into(),
        _ => body["include"] = json!(["message.output_text.logprobs"]),
    }
    body["top_logprobs"] = top.into();
    body
}

fn place(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Chat => "/choices/0/logprobs/content",
        _ => "/output/0/content/0/logprobs",
    }
}

async fn answer(server: &Server, endpoint: Endpoint, outcome: Outcome, body: &Value) -> Value {
    serde_json::from_str(&text(server, endpoint, outcome, body).await).unwrap()
}

/// The crab is four bytes, in two tokens.
fn crab() -> Outcome {
    Outcome::answer_text("{\"n\":\"é🦀\"}").logprobs([
        (&b"{\""[..], -0.5),
        (b"n", -0.25),
        (b"\":\"\xc3", -0.125),
        (b"\xa9\xf0\x9f", -2.0),
        (b"\xa6\x80", 0.0),
        (b"\"}", -1e-5),
    ])
}

#[tokio::test]
async fn a_script_says_how_sure_the_model_was_of_each_token() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let plain = answer(&server, endpoint, crab(), &asking(endpoint, 0)).await;
        let found = plain.pointer(place(endpoint)).unwrap();
        let row = |token: &str, logprob: f64, bytes: &[u8]| json!({ "token": token, "logprob": logprob, "bytes": bytes, "top_logprobs": [] });
        let expected = json!([
            row("{\"", -0.5, b"{\""),
            row("n", -0.25, b"n"),
            row("\":\"\\xc3", -0.125, b"\":\"\xc3"),
            row("\\xa9\\xf0\\x9f", -2.0, b"\xa9\xf0\x9f"),
            row("\\xa6\\x80", 0.0, b"\xa6\x80"),
            row("\"}", -1e-5, b"\"}"),
        ]);
        assert_eq!(found, &expected);
    }
}

#[tokio::test]
async fn the_same_log_probabilities_come_in_a_stream() {
    let server = Server::start().await.unwrap();
    let outcomes = [
        crab(),
        Outcome::answer_text("{\"city\":\"Lisboa à beira-rio\"}").tokens(1..=7),
        Outcome::refuse("I will not."),
        Outcome::answer_text("1").commentary("Reading it."),
        Outcome::answer_text(""),
        Outcome::empty(),
    ];
    for endpoint in ENDPOINTS {
        for outcome in &outcomes {
            for top in [0, 3] {
                let body = asking(endpoint, top);
                let mut plain = answer(&server, endpoint, outcome.clone(), &body).await;
                if endpoint == Chat {
                    let message = plain["choices"][0]["message"].as_object_mut().unwrap();
                    message.remove("annotations");
                }
                let events = events(&server, endpoint, outcome.clone(), &body).await;
                assert_eq!(sse::collect(endpoint, &events), plain, "{outcome:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_token_that_ends_within_a_character_says_nothing_yet() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let events = events(&server, endpoint, crab(), &asking(endpoint, 0)).await;
        let texts: Vec<&Value> = events
            .iter()
            .filter_map(|event| match endpoint {
                Chat => event.data.pointer("/choices/0/delta/content"),
                _ => event.data.get("delta"),
            })
            .filter(|text| text.is_string())
            .collect();
        let skipped = usize::from(endpoint == Chat); // the first chunk is empty
        assert_eq!(texts[skipped..], ["{\"", "n", "\":\"", "é", "🦀", "\"}"]);
    }
}

#[tokio::test]
async fn nobody_gets_them_without_asking() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let plain = answer(&server, endpoint, crab(), &good_request(endpoint)).await;
        let none = plain.pointer(place(endpoint)).unwrap_or(&Value::Null);
        assert!(none == &json!([]) || none.is_null());
    }
}

#[tokio::test]
async fn without_a_script_each_delta_is_a_token() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let outcome = Outcome::answer_text("abcdef").tokens(4..=4);
        let plain = answer(&server, endpoint, outcome, &asking(endpoint, 2)).await;
        let found = plain.pointer(place(endpoint)).unwrap();
        let row = |token: &str| {
            let mut row = json!({ "token": token, "logprob": -0.125, "bytes": token.as_bytes() });
            row["top_logprobs"] = json!([row.clone()]);
            row
        };
        assert_eq!(found, &json!([row("abcd"), row("ef")]));
    }
}

#[tokio::test]
async fn tokens_that_are_not_the_answer_are_a_fault_of_the_script() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.script(Outcome::answer(12).logprobs([("1", -0.5)]));
        let body = streamed(endpoint, &asking(endpoint, 0));
        let answer = ask(&server, endpoint, &body).await.unwrap();
        assert_eq!(answer.status, 500);
        assert!(answer.text.contains("are not the text of the answer"), "{}", answer.text);
    }
}

#[test]
fn the_judge_knows_who_has_log_probabilities() {
    let with = |endpoint, members: Value| {
        let mut body = good_request(endpoint);
        members.as_object().unwrap().iter().for_each(|(key, value)| body[key] = value.clone());
        body
    };
    let include = json!(["message.output_text.logprobs"]);
    let taken = [
        (Chat, json!({ "logprobs": true, "top_logprobs": 20 })),
        (Chat, json!({ "logprobs": false, "model": "o3" })),
        (Responses, json!({ "include": include, "top_logprobs": 0 })),
        (Responses, json!({ "include": ["reasoning.encrypted_content"], "model": "gpt-5" })),
        (Responses, json!({ "include": include, "model": "gpt-5.2" })),
    ];
    for (endpoint, members) in taken {
        judge_request(endpoint, &with(endpoint, members)).unwrap();
    }
    let reasoning = "logprobs are not supported with reasoning models.";
    let refused = [
        (
            Chat,
            json!({ "top_logprobs": 2 }),
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
            "top_logprobs",
        ),
        (
            Chat,
            json!({ "logprobs": true, "model": "gpt-5-mini" }),
            "Unsupported parameter: 'logprobs' is not supported with this model.",
            "logprobs",
        ),
        (
            Responses,
            json!({ "top_logprobs": 1, "model": "o3" }),
            "Unsupported parameter: 'top_logprobs' is not supported with this model.",
            "top_logprobs",
        ),
        (Responses, json!({ "include": include, "model": "gpt-5-mini" }), reasoning, "include"),
        (
            Responses,
            json!({ "include": include, "model": "gpt-5.2", "reasoning": { "effort": "low" } }),
            reasoning,
            "include",
        ),
        (
            Responses,
            json!({ "include": [1] }),
            "Invalid type for 'include[0]': expected a string, but got an integer instead.",
            "include[0]",
        ),
    ];
    for (endpoint, members, message, param) in refused {
        let refused = judge_request(endpoint, &with(endpoint, members)).unwrap_err();
        assert_eq!((refused.message(), refused.parameter()), (message, Some(param)));
    }
    let misspelled = with(Responses, json!({ "include": ["message.logprobs"] }));
    let refused = judge_request(Responses, &misspelled).unwrap_err();
    assert_eq!(refused.parameter(), Some("include[0]"));
    assert!(refused.message().starts_with("Invalid value: 'message.logprobs'. Supported values"));
}
