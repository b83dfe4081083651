//! Each scripted outcome, once on each endpoint: its place in the answer and its status.

use std::{pin::pin, time::Duration};

use extract::{
    Endpoint,
    testing::{Fault, Filter, Outcome, Server},
};
use serde_json::{Value, json};

use crate::ask::{Answer, ENDPOINTS, ask, good_request};

const PARTIAL: &str = r#"{"city":"Lis"#;

async fn answer(endpoint: Endpoint, outcome: Outcome) -> Answer {
    let server = Server::start().await.unwrap();
    server.script(outcome);
    ask(&server, endpoint, &good_request(endpoint)).await.unwrap()
}

/// An outcome, and where it stands in the answer of either endpoint: pointers and values.
struct Case {
    outcome: Outcome,
    responses: Vec<(&'static str, Value)>,
    chat: Vec<(&'static str, Value)>,
}

fn cases() -> Vec<Case> {
    vec![
        Case {
            outcome: Outcome::answer(json!({ "city": "Lisbon" })),
            responses: vec![
                ("/status", json!("completed")),
                ("/output/0/content/0/type", json!("output_text")),
                ("/output/0/content/0/text", json!(r#"{"city":"Lisbon"}"#)),
                ("/output/1", json!(null)),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("stop")),
                ("/choices/0/message/content", json!(r#"{"city":"Lisbon"}"#)),
                ("/choices/0/message/refusal", json!(null)),
            ],
        },
        Case {
            outcome: Outcome::answer_text("not JSON"),
            responses: vec![("/output/0/content/0/text", json!("not JSON"))],
            chat: vec![("/choices/0/message/content", json!("not JSON"))],
        },
        Case {
            outcome: Outcome::refuse("I will not."),
            responses: vec![
                ("/status", json!("completed")),
                ("/output/0/content/0", json!({ "type": "refusal", "refusal": "I will not." })),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("stop")),
                ("/choices/0/message/content", json!(null)),
                ("/choices/0/message/refusal", json!("I will not.")),
            ],
        },
        Case {
            outcome: Outcome::truncate(PARTIAL),
            responses: vec![
                ("/status", json!("incomplete")),
                ("/incomplete_details", json!({ "reason": "max_output_tokens" })),
                ("/output/0/status", json!("incomplete")),
                ("/output/0/content/0/text", json!(PARTIAL)),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("length")),
                ("/choices/0/message/content", json!(PARTIAL)),
            ],
        },
        Case {
            outcome: Outcome::truncate(""),
            responses: vec![
                ("/status", json!("incomplete")),
                ("/output/0/type", json!("reasoning")),
                ("/output/1", json!(null)),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("length")),
                ("/choices/0/message/content", json!(null)),
            ],
        },
        Case {
            outcome: Outcome::filter(Filter::Answer),
            responses: vec![
                ("/status", json!("incomplete")),
                ("/incomplete_details", json!({ "reason": "content_filter" })),
            ],
            chat: vec![("/choices/0/finish_reason", json!("content_filter"))],
        },
        Case {
            outcome: Outcome::filter_after(PARTIAL),
            responses: vec![
                ("/status", json!("incomplete")),
                ("/incomplete_details", json!({ "reason": "content_filter" })),
                ("/output/0/content/0/text", json!(PARTIAL)),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("content_filter")),
                ("/choices/0/message/content", json!(PARTIAL)),
            ],
        },
        Case {
            outcome: Outcome::answer(1).draft("2"),
            responses: vec![
                ("/output/0/content/0/text", json!("2")),
                ("/output/0/phase", json!(null)),
                ("/output/1/content/0/text", json!("1")),
            ],
            chat: vec![("/choices/0/message/content", json!("1"))],
        },
        Case {
            outcome: Outcome::empty(),
            responses: vec![
                ("/status", json!("completed")),
                ("/output/0/type", json!("reasoning")),
                ("/output/1", json!(null)),
            ],
            chat: vec![
                ("/choices/0/finish_reason", json!("stop")),
                ("/choices/0/message/content", json!(null)),
                ("/choices/0/message/refusal", json!(null)),
            ],
        },
        Case {
            outcome: Outcome::fault(Fault::FailedRun),
            responses: vec![
                ("/status", json!("failed")),
                ("/error/code", json!("server_error")),
                ("/output", json!([])),
                ("/usage", json!(null)),
            ],
            chat: vec![("/error/code", json!("server_error")), ("/choices", json!(null))],
        },
        Case {
            outcome: Outcome::answer(1).commentary("Let me read."),
            responses: vec![
                ("/output/0/phase", json!("commentary")),
                ("/output/0/content/0/text", json!("Let me read.")),
                ("/output/1/phase", json!("final_answer")),
                ("/output/1/content/0/text", json!("1")),
            ],
            chat: vec![("/choices/0/message/content", json!("1"))],
        },
        Case {
            outcome: Outcome::answer(1).reasoning("Adding up."),
            responses: vec![
                ("/output/0/summary/0/text", json!("Adding up.")),
                ("/output/1/content/0/text", json!("1")),
                ("/usage/output_tokens_details/reasoning_tokens", json!(67)),
            ],
            chat: vec![("/usage/completion_tokens_details/reasoning_tokens", json!(67))],
        },
        Case {
            outcome: Outcome::answer(1).unknown_kinds(),
            responses: vec![
                ("/output/0/type", json!("daydream")),
                ("/output/1/content/0/text", json!("1")),
                ("/x_unlisted/since", json!("tomorrow")),
            ],
            chat: vec![
                ("/choices/0/message/content", json!("1")),
                ("/x_unlisted/since", json!("tomorrow")),
            ],
        },
        Case {
            outcome: Outcome::answer(1).without_usage(),
            responses: vec![("/usage", json!(null))],
            chat: vec![("/usage", json!(null))],
        },
    ]
}

#[tokio::test]
async fn every_outcome_stands_where_the_endpoint_puts_it() {
    for Case { outcome, responses, chat } in cases() {
        for (endpoint, places) in ENDPOINTS.into_iter().zip([responses, chat]) {
            let answer = answer(endpoint, outcome.clone()).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            for (pointer, expected) in places {
                assert_eq!(answer.at(pointer), expected, "{pointer} in {}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_comes_twice_repeats_its_message() {
    let twice = || Outcome::answer(1).twice();
    let responses = answer(Endpoint::Responses, twice()).await;
    assert_eq!(responses.at("/output/0"), responses.at("/output/1"));
    assert_eq!(responses.at("/output/1/content/0/text"), "1");
    let chat = answer(Endpoint::Chat, twice()).await;
    assert_eq!(chat.at("/choices/1/index"), 1);
    assert_eq!(chat.at("/choices/1/message"), chat.at("/choices/0/message"));
}

#[tokio::test]
async fn a_filtered_prompt_is_refused_as_azure_does() {
    for endpoint in ENDPOINTS {
        let answer = answer(endpoint, Outcome::filter(Filter::Prompt)).await;
        assert_eq!((answer.status, answer.at("/error/code")), (400, json!("content_filter")));
        assert_eq!(answer.at("/error/param"), "prompt");
        assert_eq!(answer.at("/error/innererror/code"), "ResponsibleAIPolicyViolation");
    }
}

#[tokio::test]
async fn usage_adds_up_and_grows_with_the_texts() {
    let parts = [
        ("/usage/input_tokens", "/usage/output_tokens"),
        ("/usage/prompt_tokens", "/usage/completion_tokens"),
    ];
    for (endpoint, (input, output)) in ENDPOINTS.into_iter().zip(parts) {
        let short = answer(endpoint, Outcome::answer_text("1234")).await;
        let long = answer(endpoint, Outcome::answer_text("1234".repeat(25))).await;
        assert_eq!((short.at(output), long.at(output)), (json!(1), json!(25)));
        assert_eq!(short.at(input), long.at(input));
        let total = long.at(input).as_u64().unwrap() + 25;
        assert_eq!(long.at("/usage/total_tokens"), total);
    }
}

#[tokio::test]
async fn the_request_is_echoed() {
    let server = Server::start().await.unwrap();
    server.answer(json!({}));
    let mut body = good_request(Endpoint::Responses);
    body["instructions"] = json!("Read.");
    body["max_output_tokens"] = json!(300);
    let answer = ask(&server, Endpoint::Responses, &body).await.unwrap();
    assert_eq!(answer.at("/instructions"), "Read.");
    assert_eq!(answer.at("/max_output_tokens"), 300);
    assert_eq!(answer.at("/model"), "gpt-4.1");
    assert_eq!(answer.at("/text/format/schema"), body["text"]["format"]["schema"]);
    let format = answer.json()["text"]["format"].as_object().unwrap().clone();
    assert_eq!(format.get("description"), Some(&Value::Null));
}

#[tokio::test]
async fn outcomes_are_used_in_order_then_the_function_decides() {
    let server = Server::start().await.unwrap();
    server.answer(1).refuse("no").respond(|request| Outcome::answer(request.model()));
    let mut texts = Vec::new();
    for _ in 0..4 {
        let answer = ask(&server, Endpoint::Chat, &good_request(Endpoint::Chat)).await.unwrap();
        texts.push(answer.at("/choices/0/message/content"));
    }
    assert_eq!(texts, [json!("1"), json!(null), json!("\"gpt-4.1\""), json!("\"gpt-4.1\"")]);
}

#[tokio::test]
async fn a_refused_request_uses_no_outcome() {
    let server = Server::start().await.unwrap();
    server.answer(json!({}));
    let bad = ask(&server, Endpoint::Chat, &json!({ "model": "gpt-4.1" })).await.unwrap();
    let good = ask(&server, Endpoint::Chat, &good_request(Endpoint::Chat)).await.unwrap();
    assert_eq!((bad.status, good.status), (400, 200));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn when_nothing_is_scripted_the_answer_says_so() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let answer = ask(&server, endpoint, &good_request(endpoint)).await.unwrap();
        assert_eq!(answer.status, 500);
        assert!(answer.text.contains("no outcome is scripted"), "{}", answer.text);
        assert_eq!(answer.header("x-should-retry"), "false");
    }
}

#[tokio::test]
async fn an_outcome_can_be_late_and_carry_headers() {
    for endpoint in ENDPOINTS {
        let delay = Duration::from_millis(60);
        let outcome = Outcome::answer(1).after(delay).header("X-Request-Id", "req_mine");
        let mut late = pin!(answer(endpoint, outcome));
        assert!(tokio::time::timeout(delay / 2, &mut late).await.is_err());
        let answer = late.await;
        assert_eq!(answer.header("x-request-id"), "req_mine");
    }
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_a_fault_of_the_script() {
    let keys_are_lists = std::collections::HashMap::from([(vec![1], 1)]);
    let answer = answer(Endpoint::Chat, Outcome::answer(keys_are_lists)).await;
    assert_eq!(answer.status, 500);
    assert!(answer.text.contains("the answer is no JSON"), "{}", answer.text);
}

#[tokio::test]
async fn the_function_that_decides_may_script_more() {
    let server = std::sync::Arc::new(Server::start().await.unwrap());
    let handle = std::sync::Arc::downgrade(&server);
    server.respond(move |_| {
        handle.upgrade().expect("the server runs").answer("second");
        Outcome::answer("first")
    });
    for expected in ["\"first\"", "\"second\""] {
        let answer = ask(&server, Endpoint::Chat, &good_request(Endpoint::Chat)).await.unwrap();
        assert_eq!(answer.at("/choices/0/message/content"), expected);
    }
}
