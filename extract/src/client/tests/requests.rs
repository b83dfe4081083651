use serde_json::Value;

use super::*;
use crate::{Detail, Effort, Input, Message, ServiceTier, Verbosity};

/// The body that is sent for this input.
async fn sent(
    endpoint: Endpoint,
    change: impl FnOnce(Extractor<String>) -> Extractor<String>,
    input: impl Into<Input>,
) -> String {
    let stage = Stage::new([ok(endpoint)]);
    let extractor = change(stage.extractor(endpoint));
    extractor.ask(input.into()).await.expect("an answer");
    let request = stage.requests().remove(0);
    String::from_utf8(request.into_body().to_vec()).expect("UTF-8")
}

#[tokio::test]
async fn the_smallest_request_is_written_byte_for_byte() {
    let responses = sent(Endpoint::Responses, |same| same, "é\n").await;
    let format = format!(r#""name":"Pair","strict":true,"schema":{SCHEMA}"#);
    assert_eq!(
        responses,
        format!(
            r#"{{"model":"m","text":{{"format":{{"type":"json_schema",{format}}}}},"input":[{{"role":"user","content":"é\n"}}]}}"#
        )
    );
    let chat = sent(Endpoint::Chat, |same| same, "é\n").await;
    assert_eq!(
        chat,
        format!(
            r#"{{"model":"m","response_format":{{"type":"json_schema","json_schema":{{{format}}}}},"messages":[{{"role":"user","content":"é\n"}}]}}"#
        )
    );
}

fn all_options(extractor: Extractor<String>) -> Extractor<String> {
    extractor
        .instructions("Extract.")
        .temperature(0.5)
        .top_p(0.25)
        .max_output_tokens(100)
        .reasoning(Effort::XHigh)
        .verbosity(Verbosity::Low)
        .service_tier(ServiceTier::Flex)
        .store(false)
        .metadata("run", "7")
        .prompt_cache_key("k")
        .safety_identifier("u")
        .extra("top_logprobs", 3)
        .extra("logit_bias", serde_json::json!({ "1": 2 }))
}

#[tokio::test]
async fn options_stand_before_the_input_under_their_names() {
    let format = format!(r#""name":"Pair","strict":true,"schema":{SCHEMA}"#);
    let body = sent(Endpoint::Responses, |it| all_options(it).previous_response_id("r"), "a").await;
    assert_eq!(
        body,
        format!(
            r#"{{"model":"m","instructions":"Extract.","text":{{"format":{{"type":"json_schema",{format}}},"verbosity":"low"}},"reasoning":{{"effort":"xhigh"}},"max_output_tokens":100,"temperature":0.5,"top_p":0.25,"service_tier":"flex","store":false,"metadata":{{"run":"7"}},"prompt_cache_key":"k","safety_identifier":"u","previous_response_id":"r","top_logprobs":3,"logit_bias":{{"1":2}},"input":[{{"role":"user","content":"a"}}]}}"#
        )
    );
    let body = sent(Endpoint::Chat, |it| all_options(it).seed(7), "a").await;
    assert_eq!(
        body,
        format!(
            r#"{{"model":"m","response_format":{{"type":"json_schema","json_schema":{{{format}}}}},"verbosity":"low","reasoning_effort":"xhigh","max_completion_tokens":100,"temperature":0.5,"top_p":0.25,"seed":7,"service_tier":"flex","store":false,"metadata":{{"run":"7"}},"prompt_cache_key":"k","safety_identifier":"u","top_logprobs":3,"logit_bias":{{"1":2}},"messages":[{{"role":"system","content":"Extract."}},{{"role":"user","content":"a"}}]}}"#
        )
    );
}

#[tokio::test]
async fn every_part_has_the_form_of_its_endpoint() {
    let input = || {
        Input::messages([
            Message::user("a"),
            Message::assistant("b").text("c"),
            Message::user("d")
                .image_url("https://x/y.png")
                .image([1, 2, 3], "image/png")
                .detail(Detail::High)
                .file_bytes("a.pdf", [4, 5], "application/pdf")
                .file_id("file-1"),
        ])
    };
    let body = sent(Endpoint::Responses, |same| same, input()).await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let expected = serde_json::json!([
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": [
            {"type": "output_text", "text": "b"},
            {"type": "output_text", "text": "c"},
        ]},
        {"role": "user", "content": [
            {"type": "input_text", "text": "d"},
            {"type": "input_image", "image_url": "https://x/y.png", "detail": "auto"},
            {"type": "input_image", "image_url": "data:image/png;base64,AQID", "detail": "high"},
            {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,BAU="},
            {"type": "input_file", "file_id": "file-1"},
        ]},
    ]);
    assert_eq!(body["input"], expected);

    let body = sent(Endpoint::Chat, |same| same, input()).await;
    let body: Value = serde_json::from_str(&body).expect("JSON");
    let expected = serde_json::json!([
        {"role": "user", "content": "a"},
        {"role": "assistant", "content": [
            {"type": "text", "text": "b"},
            {"type": "text", "text": "c"},
        ]},
        {"role": "user", "content": [
            {"type": "text", "text": "d"},
            {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "auto"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID", "detail": "high"}},
            {"type": "file", "file": {"filename": "a.pdf", "file_data": "data:application/pdf;base64,BAU="}},
            {"type": "file", "file": {"file_id": "file-1"}},
        ]},
    ]);
    assert_eq!(body["messages"], expected);
}

#[tokio::test]
async fn headers_name_key_and_kind() {
    for (endpoint, path) in
        [(Endpoint::Responses, "/responses"), (Endpoint::Chat, "/chat/completions")]
    {
        let stage = Stage::new([ok(endpoint)]);
        let builder = stage.builder().organization("org-1").project("proj-1").header("x-team", "t");
        let client = builder.build().unwrap();
        extractor(client).endpoint(endpoint).ask("a".into()).await.expect("an answer");
        let request = stage.requests().remove(0);
        assert_eq!(request.method(), "POST");
        assert_eq!(request.uri().to_string(), format!("https://api.example.com/v1{path}"));
        let headers = request.headers();
        for (name, value) in [
            ("authorization", "Bearer sk-secret"),
            ("content-type", "application/json"),
            ("openai-organization", "org-1"),
            ("openai-project", "proj-1"),
            ("x-team", "t"),
        ] {
            assert_eq!(headers[name], value, "{name}");
        }
        assert!(headers["authorization"].is_sensitive());
        assert!(!format!("{request:?}").contains("sk-secret"));
    }
}

#[tokio::test]
async fn wrong_options_are_told_before_a_byte_is_sent() {
    type Change = fn(Extractor<String>) -> Extractor<String>;
    let long = |it: Extractor<String>| it.metadata("k", "x".repeat(513));
    let cases: [(Endpoint, Change, &str); 19] = [
        (Endpoint::Responses, |it| it.seed(7), "`seed`"),
        (Endpoint::Responses, |it| it.max_output_tokens(15), "`max_output_tokens` is 15"),
        (Endpoint::Chat, |it| it.max_output_tokens(0), "`max_output_tokens` is 0"),
        (Endpoint::Chat, |it| it.temperature(-0.1), "`temperature`"),
        (Endpoint::Chat, |it| it.temperature(2.1), "`temperature`"),
        (Endpoint::Chat, |it| it.temperature(f64::NAN), "`temperature`"),
        (Endpoint::Chat, |it| it.top_p(1.1), "`top_p`"),
        (Endpoint::Chat, |it| it.previous_response_id("r"), "`previous_response_id`"),
        (Endpoint::Chat, |it| it.service_tier(ServiceTier::UltraFast), "UltraFast"),
        (Endpoint::Chat, |it| it.metadata("x".repeat(65), "v"), "64 characters"),
        (Endpoint::Chat, long, "512 characters"),
        (
            Endpoint::Chat,
            |it| (0..17).fold(it, |it, n| it.metadata(n.to_string(), "v")),
            "17 pairs",
        ),
        (Endpoint::Chat, |it| it.metadata("k", "v").metadata("k", "w"), "given twice"),
        (Endpoint::Chat, |it| it.safety_identifier("x".repeat(65)), "`safety_identifier`"),
        (Endpoint::Chat, |it| it.extra("model", "x"), "`model`"),
        (Endpoint::Responses, |it| it.extra("stream", true), "`stream`"),
        (Endpoint::Chat, |it| it.extra("a", 1).extra("a", 2), "`a` twice"),
        (
            Endpoint::Chat,
            |it| it.extra("a", std::collections::HashMap::from([((1, 2), 3)])),
            "no JSON",
        ),
        (Endpoint::Chat, |it| it.timeout(Duration::ZERO), "`timeout`"),
    ];
    for (endpoint, change, expected) in cases {
        let stage = Stage::default();
        let extractor = change(stage.extractor(endpoint));
        let error = extractor.prepare().expect_err(expected);
        assert!(matches!(error, Error::Config(_)), "{error:?}");
        assert!(error.to_string().contains(expected), "{expected}: {error}");
        assert!(matches!(extractor.ask("a".into()).await, Err(Error::Config(_))));
        assert!(stage.requests().is_empty());
    }
}

#[tokio::test]
async fn an_empty_input_is_not_sent() {
    let stage = Stage::default();
    let error = stage.extractor(Endpoint::Chat).ask(Input::default()).await.expect_err("empty");
    assert!(matches!(error, Error::Config(_)));
}

#[test]
fn the_prefix_is_made_once_and_again_after_a_change() {
    let extractor = Stage::default().extractor(Endpoint::Chat);
    extractor.prepare().unwrap();
    let clone = extractor.clone();
    assert!(std::ptr::eq(extractor.prefix.get().unwrap(), clone.prefix.get().unwrap()));
    assert!(clone.instructions("b").prefix.get().is_none());
    assert!(extractor.prefix.get().is_some());
}
