//! Answers that come in events.

use std::time::Duration;

use extract::{
    Endpoint,
    testing::{Fault, Filter, Outcome, Server},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    ask::{ENDPOINTS, ask, forced, good_request, path, send, streamed, with_tool},
    sse,
};

/// The ids of an answer are made of its number, which is taken out of them.
pub fn without_number(server: &Server, text: &str) -> String {
    text.replace(&format!("{:023x}", server.requests().len()), &"0".repeat(23))
}

/// The answer, with ids that are always the same.
pub async fn text(server: &Server, endpoint: Endpoint, outcome: Outcome, body: &Value) -> String {
    server.script(outcome);
    let answer = ask(server, endpoint, body).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    if answer.header("content-type") != "application/json" {
        assert_eq!(body["stream"], true);
        assert_eq!(answer.header("content-type"), "text/event-stream; charset=utf-8");
        assert_eq!(answer.header("transfer-encoding"), "chunked");
        assert!(answer.header("x-request-id").starts_with("req_"));
    }
    without_number(server, &answer.text)
}

pub async fn events(
    server: &Server,
    endpoint: Endpoint,
    outcome: Outcome,
    request: &Value,
) -> Vec<sse::Event> {
    let body = streamed(endpoint, request);
    sse::events(endpoint, &text(server, endpoint, outcome, &body).await)
}

pub const TEXT: &str =
    r#"{"city":"Lisboa – Cidade à beira-rio","note":"\"quoted\" 🎉🎉","n":[1,2.5e3,null]}"#;

/// Every outcome whose body is a run.
pub fn runs() -> Vec<(&'static str, Outcome)> {
    vec![
        ("answer", Outcome::answer_text(TEXT)),
        ("empty text", Outcome::answer_text("")),
        ("refusal", Outcome::refuse("I'm sorry, I can't help with that. 🙈")),
        ("truncation", Outcome::truncate(r#"{"city":"Lis"#)),
        ("truncation before any text", Outcome::truncate("")),
        ("filter", Outcome::filter(Filter::Answer)),
        ("nothing", Outcome::empty()),
        ("commentary", Outcome::answer_text(TEXT).commentary("Let me read the invoice first.")),
        ("reasoning", Outcome::answer_text(TEXT).reasoning("Adding up. Then subtracting.")),
        ("draft", Outcome::answer_text(TEXT).draft(r#"{"city":"Porto"}"#)),
        ("filter after some text", Outcome::filter_after(r#"{"city":"Lis"#)),
        ("twice", Outcome::answer_text(TEXT).twice()),
        ("unknown kinds", Outcome::answer_text(TEXT).unknown_kinds()),
        ("no usage", Outcome::answer_text(TEXT).without_usage()),
        ("call", Outcome::call("City", json!({ "name": "Lisboa à beira-rio" }))),
        (
            "calls",
            Outcome::call("City", json!({ "name": "Porto" })).and_call("City", json!({ "n": 1 })),
        ),
    ]
}

#[tokio::test]
async fn a_stream_says_what_the_plain_answer_says() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        for (request, called) in [
            (good_request(endpoint), "with a format"),
            (with_tool(endpoint), "with a tool"),
            (forced(endpoint), "with a forced tool"),
        ] {
            for (name, outcome) in runs() {
                let plain = text(&server, endpoint, outcome.clone(), &request).await;
                let mut plain: Value = serde_json::from_str(&plain).unwrap();
                for choice in plain["choices"].as_array_mut().into_iter().flatten() {
                    choice["message"].as_object_mut().unwrap().remove("annotations");
                }
                if plain["choices"].is_null() {
                    plain.as_object_mut().unwrap().remove("choices");
                } else if plain.get("usage").is_none() {
                    plain["usage"] = Value::Null;
                }
                let events = events(&server, endpoint, outcome.tokens(1..=9), &request).await;
                let collected = sse::collect(endpoint, &events);
                assert_eq!(collected, plain, "{name} {called}");
            }
        }
    }
}

#[tokio::test]
async fn events_come_in_the_order_of_the_service() {
    let server = Server::start().await.unwrap();
    let text = ["output_item.added", "content_part.added", "output_text.delta", "output_text.done"];
    let text = [&text[..], &["content_part.done", "output_item.done"]].concat();
    let refusal = ["output_item.added", "content_part.added", "refusal.delta", "refusal.done"];
    let refusal = [&refusal[..], &["content_part.done", "output_item.done"]].concat();
    let reasoning = vec![
        "output_item.added",
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
        "output_item.done",
    ];
    let call = vec![
        "output_item.added",
        "function_call_arguments.delta",
        "function_call_arguments.done",
        "output_item.done",
    ];
    let dream = vec!["output_item.added", "daydream.delta", "output_item.done"];
    let two_messages = [&text[..], &text[..]].concat();
    let with = |groups: &[&Vec<&'static str>], end: &[&'static str]| -> Vec<&'static str> {
        let mut all = vec!["created", "in_progress"];
        groups.iter().for_each(|group| all.extend(group.iter()));
        all.extend(end);
        all
    };
    let chat = |content: &[&'static str], finish: &'static str| -> Vec<&'static str> {
        [&["role"], content, &[finish, "usage", "[DONE]"]].concat()
    };
    let answer = || Outcome::answer_text(TEXT);
    let cases = [
        (answer(), with(&[&text], &["completed"]), chat(&["content"], "finish stop")),
        (
            Outcome::refuse("I will not."),
            with(&[&refusal], &["completed"]),
            chat(&["refusal"], "finish stop"),
        ),
        (
            Outcome::truncate("{\"city"),
            with(&[&text], &["incomplete"]),
            chat(&["content"], "finish length"),
        ),
        (Outcome::truncate(""), with(&[&reasoning], &["incomplete"]), chat(&[], "finish length")),
        (
            Outcome::filter(Filter::Answer),
            with(&[], &["incomplete"]),
            chat(&[], "finish content_filter"),
        ),
        (
            Outcome::filter_after("{\"city"),
            with(&[&text], &["incomplete"]),
            chat(&["content"], "finish content_filter"),
        ),
        (
            answer().draft("{\"city"),
            with(&[&two_messages], &["completed"]),
            chat(&["content"], "finish stop"),
        ),
        (
            answer().commentary("Reading it."),
            with(&[&two_messages], &["completed"]),
            chat(&["content"], "finish stop"),
        ),
        (
            answer().reasoning("Adding up."),
            with(&[&reasoning, &text], &["completed"]),
            chat(&["content"], "finish stop"),
        ),
        (
            answer().unknown_kinds(),
            with(&[&dream, &text], &["completed"]),
            chat(&["content"], "finish stop"),
        ),
        (
            answer().without_usage(),
            with(&[&text], &["completed"]),
            vec!["role", "content", "finish stop", "[DONE]"],
        ),
        (
            Outcome::call("City", json!({ "name": "Porto" })),
            with(&[&call], &["completed"]),
            chat(&["tool_calls"], "finish tool_calls"),
        ),
        (Outcome::fault(Fault::FailedRun), with(&[], &["error", "failed"]), vec!["role", "error"]),
    ];
    for (outcome, on_responses, on_chat) in cases {
        for (endpoint, expected) in ENDPOINTS.into_iter().zip([on_responses, on_chat]) {
            let shown = format!("{outcome:?}");
            let events = events(&server, endpoint, outcome.clone(), &good_request(endpoint)).await;
            assert_eq!(sse::order(&events), expected, "{shown}");
        }
    }
}

#[tokio::test]
async fn members_of_the_request_choose_members_of_the_events() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        for obfuscated in [None, Some(true), Some(false)] {
            for usage in [None, Some(true), Some(false)] {
                let mut body = good_request(endpoint);
                body["stream"] = true.into();
                body["stream_options"] = json!({ "include_obfuscation": obfuscated });
                if endpoint == Endpoint::Chat {
                    body["stream_options"]["include_usage"] = json!(usage);
                }
                let text = text(&server, endpoint, Outcome::answer_text(TEXT), &body).await;
                let events = sse::events(endpoint, &text);
                for sse::Event { data, .. } in events.iter().filter(|it| !it.data.is_null()) {
                    let is_delta = match endpoint {
                        Endpoint::Chat => data["choices"] != json!([]),
                        _ => data["type"].as_str().unwrap().ends_with(".delta"),
                    };
                    let has_padding = data.get("obfuscation").is_some_and(Value::is_string);
                    assert_eq!(has_padding, is_delta && obfuscated != Some(false), "{data}");
                    if endpoint == Endpoint::Chat {
                        assert_eq!(data.get("usage").is_some(), usage == Some(true), "{data}");
                    }
                }
                if endpoint == Endpoint::Chat {
                    let with_choices = |it: &&sse::Event| it.data["choices"] == json!([]);
                    let usages = events.iter().filter(with_choices).count();
                    assert_eq!(usages, usize::from(usage == Some(true)));
                }
            }
        }
    }
}

/// The texts of the deltas.
fn deltas(events: &[sse::Event]) -> Vec<&str> {
    let text = |event: &sse::Event| {
        ["/delta", "/choices/0/delta/content"]
            .iter()
            .find_map(|place| Some(event.data.pointer(place)?.as_str()?.len()))
    };
    let all = events.iter().filter(|event| text(event).is_some_and(|length| length > 0));
    all.map(|event| {
        let data = &event.data;
        data["delta"].as_str().or(data["choices"][0]["delta"]["content"].as_str()).unwrap()
    })
    .collect()
}

#[tokio::test]
async fn deltas_have_the_sizes_that_the_test_wants() {
    let server = Server::start().await.unwrap();
    let letters = || Outcome::answer_text("abcdefghijklm");
    let wide = || Outcome::answer_text("äöüßéèêë");
    let cases = [
        (letters(), vec!["abcd", "efgh", "ijkl", "m"]),
        (letters().tokens(1..=3), vec!["a", "bc", "def", "g", "hi", "jkl", "m"]),
        (letters().token_sizes([10, 1]), vec!["abcdefghij", "k", "lm"]),
        (letters().token_sizes([0]).tokens(13..=13), vec!["abcdefghijklm"]),
        (letters().token_sizes([]), vec!["abcd", "efgh", "ijkl", "m"]),
        (wide().tokens(1..=1), vec!["ä", "ö", "ü", "ß", "é", "è", "ê", "ë"]),
        (wide().tokens(3..=3), vec!["äö", "üß", "éè", "êë"]),
    ];
    for endpoint in ENDPOINTS {
        for (outcome, expected) in &cases {
            let events = events(&server, endpoint, outcome.clone(), &good_request(endpoint)).await;
            assert_eq!(&deltas(&events), expected);
        }
    }
}

#[tokio::test]
async fn chunks_of_any_size_make_the_same_stream() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        let body = streamed(endpoint, &good_request(endpoint));
        let whole = text(&server, endpoint, Outcome::answer_text(TEXT), &body).await;
        for bytes in [0, 1, 7, 1000] {
            let outcome = Outcome::answer_text(TEXT).chunked_by(bytes);
            assert_eq!(text(&server, endpoint, outcome, &body).await, whole);
        }
    }
}

#[tokio::test]
async fn deltas_come_one_after_the_other_when_the_test_waits_between_them() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.script(Outcome::answer_text("abcdefgh").between(Duration::from_secs(3600)));
        let mut response = reqwest::Client::new()
            .post(server.url() + path(endpoint))
            .header("content-type", "application/json")
            .body(streamed(endpoint, &good_request(endpoint)).to_string())
            .send()
            .await
            .unwrap();
        let mut text = String::new();
        while !text.contains("abcd") {
            text += std::str::from_utf8(&response.chunk().await.unwrap().unwrap()).unwrap();
        }
        assert!(!text.contains("efgh") && text.ends_with("\n\n"));
        assert_eq!(server.disconnects(), 0);
        drop(response);
        while server.disconnects() == 0 {
            tokio::task::yield_now().await;
        }
    }
}

/// Whether an answer has come to its end, by its length or by its last chunk.
fn is_whole(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    match length {
        Some(length) => body.len() == length.parse::<usize>().unwrap(),
        None => body.ends_with("\r\n0\r\n\r\n"),
    }
}

#[tokio::test]
async fn a_connection_serves_streams_and_plain_answers_in_turn() {
    let server = Server::start().await.unwrap();
    let address = server.url().trim_start_matches("http://").trim_end_matches("/v1").to_owned();
    let mut connection = TcpStream::connect(address).await.unwrap();
    for round in 0..6 {
        let endpoint = ENDPOINTS[round % 2];
        server.answer_text(TEXT);
        let mut body = good_request(endpoint);
        body["stream"] = (round % 3 != 0).into();
        let body = body.to_string();
        let head = format!(
            "POST /v1{} HTTP/1.1\r\nhost: local\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            path(endpoint),
            body.len()
        );
        connection.write_all((head + &body).as_bytes()).await.unwrap();
        let mut text = String::new();
        while !is_whole(&text) {
            let mut piece = [0; 4096];
            let count = connection.read(&mut piece).await.unwrap();
            assert!(count > 0, "the connection is closed after {text}");
            text += &String::from_utf8_lossy(&piece[..count]);
        }
        assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
        assert_eq!(text.contains("transfer-encoding: chunked"), round % 3 != 0);
    }
    assert_eq!((server.requests().len(), server.disconnects()), (6, 0));
}

#[tokio::test]
async fn what_is_no_run_comes_as_it_is() {
    for endpoint in ENDPOINTS {
        let server = Server::start().await.unwrap();
        server.fault(Fault::Overloaded).respond_raw(207, &[], "many").fault(Fault::ErrorInBody);
        let body = streamed(endpoint, &good_request(endpoint));
        let next = async || ask(&server, endpoint, &body).await.unwrap();
        let busy = next().await;
        assert_eq!((busy.status, busy.header("content-type")), (503, "application/json"));
        assert_eq!(next().await.text, "many");
        assert_eq!(next().await.at("/error/code"), "server_error");
    }
}

#[tokio::test]
async fn a_run_in_the_background_is_queued_first() {
    let server = Server::start().await.unwrap();
    server.answer_text(TEXT);
    let mut body = streamed(Endpoint::Responses, &good_request(Endpoint::Responses));
    body["background"] = true.into();
    let answer = send(&server, "POST", "/responses", body.to_string()).await.unwrap();
    let events = sse::events(Endpoint::Responses, &answer.text);
    assert_eq!(sse::order(&events)[..3], ["created", "queued", "in_progress"]);
    assert_eq!(events[0].data["response"]["status"], "queued");
    assert_eq!(events[2].data["response"]["status"], "in_progress");
}
