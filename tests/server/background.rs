//! Runs in the background: started, polled, cancelled.

use extract::{
    Endpoint, Usage,
    testing::{Fault, Outcome, Server},
};
use serde_json::{Value, json};

use crate::ask::{Answer, ENDPOINTS, ask, good_request, send};

fn request(more: Value) -> Value {
    let mut body = good_request(Endpoint::Responses);
    body["background"] = json!(true);
    body.as_object_mut().unwrap().append(&mut more.as_object().unwrap().clone());
    body
}

async fn start(server: &Server, outcome: Outcome) -> Answer {
    server.script(outcome);
    ask(server, Endpoint::Responses, &request(json!({}))).await.unwrap()
}

async fn poll(server: &Server, id: &Value) -> Answer {
    let path = format!("/responses/{}", id.as_str().unwrap());
    send(server, "GET", &path, String::new()).await.unwrap()
}

#[tokio::test]
async fn a_run_is_queued_then_in_progress_then_what_was_scripted() {
    let server = Server::start().await.unwrap();
    let outcome = Outcome::answer(json!({ "city": "Graz" })).polls(2);
    let first = start(&server, outcome).await;
    let id = first.at("/id");
    let answers = [first, poll(&server, &id).await, poll(&server, &id).await];
    for (answer, status) in answers.iter().zip(["queued", "in_progress", "in_progress"]) {
        assert_eq!((answer.status, answer.at("/status")), (200, json!(status)));
        assert_eq!((answer.at("/output"), answer.at("/usage")), (json!([]), Value::Null));
        assert_eq!((answer.at("/background"), answer.at("/id")), (json!(true), id.clone()));
    }
    for _ in 0..2 {
        let end = poll(&server, &id).await;
        assert_eq!(end.at("/status"), "completed");
        assert_eq!(end.at("/output/0/content/0/text"), r#"{"city":"Graz"}"#);
        assert_eq!((end.at("/background"), end.at("/id")), (json!(true), id.clone()));
        assert!(end.at("/usage/total_tokens").is_u64());
    }
}

#[tokio::test]
async fn runs_end_as_badly_as_those_in_the_foreground() {
    let server = Server::start().await.unwrap();
    let cases = [
        (Outcome::fault(Fault::FailedRun), "failed", "/error/code", "server_error"),
        (Outcome::truncate("{"), "incomplete", "/incomplete_details/reason", "max_output_tokens"),
        (Outcome::refuse("No."), "completed", "/output/0/content/0/refusal", "No."),
    ];
    for (outcome, status, pointer, word) in cases {
        let id = start(&server, outcome.polls(0)).await.at("/id");
        let end = poll(&server, &id).await;
        assert_eq!((end.at("/status"), end.at(pointer)), (json!(status), json!(word)));
    }
    // What keeps a request from being taken starts no run.
    let overloaded = start(&server, Outcome::fault(Fault::Overloaded)).await;
    assert_eq!(overloaded.status, 503);
    let raw =
        start(&server, Outcome::raw(200, &[], r#"{"id":"resp_1","status":"completed"}"#)).await;
    assert_eq!(raw.at("/status"), "completed");
}

#[tokio::test]
async fn a_cancelled_run_stays_cancelled_and_an_ended_one_ended() {
    let server = Server::start().await.unwrap();
    for (polls, status) in [(1, "cancelled"), (0, "completed")] {
        let id = start(&server, Outcome::answer(json!({})).polls(polls)).await.at("/id");
        let path = format!("/responses/{}/cancel", id.as_str().unwrap());
        for _ in 0..2 {
            let cancelled = send(&server, "POST", &path, String::new()).await.unwrap();
            assert_eq!((cancelled.status, cancelled.at("/status")), (200, json!(status)));
        }
        assert_eq!(poll(&server, &id).await.at("/status"), status);
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_had() {
    let server = Server::start().await.unwrap();
    let cases = [
        ("GET", "/responses/resp_1", 404, "Response with id 'resp_1' not found."),
        ("POST", "/responses/resp_1/cancel", 404, "Response with id 'resp_1' not found."),
        ("GET", "/responses/", 404, "Invalid URL (GET /v1/responses/)"),
        ("GET", "/responses/resp_1/more", 404, "Invalid URL (GET /v1/responses/resp_1/more)"),
        ("POST", "/responses/resp_1", 405, "Not allowed to POST on /v1/responses/resp_1."),
        ("GET", "/responses/resp_1/cancel", 405, "Not allowed to GET on"),
    ];
    for (method, path, status, message) in cases {
        let answer = send(&server, method, path, String::new()).await.unwrap();
        assert_eq!(answer.status, status, "{method} {path}");
        assert!(answer.at("/error/message").as_str().unwrap().starts_with(message), "{path}");
    }
}

#[tokio::test]
async fn options_that_do_not_go_together_are_refused() {
    let server = Server::start().await.unwrap();
    let cases = [
        (json!({ "store": false }), "store"),
        (json!({ "prompt_cache_options": { "mode": "never" } }), "prompt_cache_options.mode"),
        (json!({ "prompt_cache_options": { "ttl": "1d" } }), "prompt_cache_options.ttl"),
        (json!({ "prompt_cache_options": { "key": "k" } }), "prompt_cache_options.key"),
        (
            json!({ "prompt_cache_options": { "ttl": "30m" }, "prompt_cache_retention": "24h" }),
            "prompt_cache_retention",
        ),
        (json!({ "reasoning": { "summary": "long" } }), "reasoning.summary"),
        (json!({ "reasoning": { "summary": 1 } }), "reasoning.summary"),
    ];
    for (more, param) in cases {
        let answer = ask(&server, Endpoint::Responses, &request(more)).await.unwrap();
        assert_eq!((answer.status, answer.at("/error/param")), (400, json!(param)));
    }
    let mut chat = good_request(Endpoint::Chat);
    chat["background"] = json!(true);
    let answer = ask(&server, Endpoint::Chat, &chat).await.unwrap();
    assert_eq!(answer.at("/error/message"), "Unknown parameter: 'background'.");
}

#[tokio::test]
async fn given_counts_are_told_and_unknown_ones_are_left_out() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let mut usage = Usage::new(100, 20);
        usage.cached = Some(60);
        server.script(Outcome::answer(json!({})).usage(usage));
        server.script(Outcome::answer(json!({})).usage(Usage::default()));
        let request = good_request(endpoint);
        let told = ask(&server, endpoint, &request).await.unwrap();
        let untold = ask(&server, endpoint, &request).await.unwrap();
        let [input, output, details] = match endpoint {
            Endpoint::Responses => ["/input_tokens", "/output_tokens", "/input_tokens_details"],
            _ => ["/prompt_tokens", "/completion_tokens", "/prompt_tokens_details"],
        };
        let at = |answer: &Answer, pointer: &str| answer.at(&format!("/usage{pointer}"));
        assert_eq!([at(&told, input), at(&told, output)], [json!(100), json!(20)]);
        assert_eq!(
            (at(&told, "/total_tokens"), at(&untold, "/total_tokens")),
            (json!(120), Value::Null)
        );
        assert_eq!(at(&told, &format!("{details}/cached_tokens")), 60);
        assert_eq!(at(&told, &format!("{details}/cache_write_tokens")), Value::Null);
        assert_eq!([at(&untold, input), at(&untold, output)], [Value::Null, Value::Null]);
    }
}
