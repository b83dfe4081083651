//! What is made of the odd answers of each server: recorded or documented ones.

use extract::{
    Client, Error, Extraction, Provider,
    Tolerated::{Fence, Prose, Thoughts},
    error::{Rule, TruncationReason},
};
use serde_json::json;

use crate::{
    canned::{Canned, Guest, ada, chat},
    stage::{KEY, hiding, variant},
};

/// What a call makes of these answers, and how many of them it took.
async fn asked(
    provider: Provider,
    answers: &[(u16, &str)],
) -> (Result<Extraction<Guest>, Error>, usize) {
    let canned = Canned::new(answers);
    let client = canned.client(Client::builder().provider(provider).api_key(KEY));
    let found = client.extractor::<Guest>("m").extract("Who came?").await.map_err(hiding);
    (found, canned.requests().len())
}

async fn error(provider: Provider, status: u16, body: &str) -> Error {
    let (found, requests) = asked(provider, &[(status, body)]).await;
    assert_eq!(requests, 1, "{body}");
    found.expect_err(body)
}

async fn value(provider: Provider, body: &str) -> Extraction<Guest> {
    let (found, requests) = asked(provider, &[(200, body)]).await;
    assert_eq!(requests, 1, "{body}");
    let found = found.expect(body);
    assert_eq!(found.value, ada());
    found
}

/// Status, code and message.
async fn refused(provider: Provider, status: u16, body: &str) -> (u16, String, String) {
    let error = error(provider, status, body).await;
    let Error::Api(api) = error else { panic!("{error:?}") };
    let [code, message] = [api.code(), api.message()].map(|it| it.unwrap_or_default().to_owned());
    (api.status(), code, message)
}

#[tokio::test]
async fn anthropic_writes_fences_and_is_overloaded_with_529() {
    let provider = Provider::ANTHROPIC_COMPATIBLE;
    let found =
        value(provider, &chat("Here it is:\n```json\n{\"name\":\"Ada\"}\n```", "stop")).await;
    assert_eq!(found.tolerated, [Fence, Prose]);
    let wrong = error(provider, 200, &chat("{\"guest\":\"Ada\"}", "stop")).await;
    let Error::Invalid(invalid) = &wrong else { panic!("{wrong:?}") };
    assert_eq!(
        (invalid.violations()[0].path(), invalid.violations()[0].rule()),
        ("$", Rule::Missing)
    );
    let overloaded =
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let (found, requests) = asked(provider, &[(529, overloaded)]).await;
    assert_eq!((found.unwrap().value, requests), (ada(), 2));
}

#[tokio::test]
async fn deepseek_runs_out_of_resources_and_blanks_what_is_no_json() {
    let provider = Provider::DEEPSEEK;
    let cut = error(provider, 200, &chat("{\"name\":", "insufficient_system_resource")).await;
    let Error::Truncated(truncation) = &cut else { panic!("{cut:?}") };
    assert_eq!(truncation.reason(), TruncationReason::Other);
    assert_eq!(truncation.stated_reason(), Some("insufficient_system_resource"));
    assert_eq!(truncation.partial_text(), "{\"name\":");

    assert_eq!(variant(&error(provider, 200, &chat("        ", "stop")).await), "Empty");

    // Blank lines keep the connection alive before the answer.
    let body = json!({
        "id": "c",
        "choices": [{ "finish_reason": "stop", "message": {
            "content": "{\"name\":\"Ada\"}", "reasoning_content": "One guest." } }],
        "usage": { "prompt_tokens": 16, "completion_tokens": 4,
            "prompt_cache_hit_tokens": 12, "prompt_cache_miss_tokens": 4 },
    });
    let found = value(provider, &format!("\n\n\n{body}")).await;
    assert_eq!((found.usage.input, found.usage.cached), (Some(16), Some(12)));

    let body = r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#;
    let broke = error(provider, 402, body).await;
    assert!(matches!(&broke, Error::Api(api) if api.is_billing()), "{broke:?}");

    let body = r#"{"error":{"message":"This response_format type is unavailable now","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"#;
    let (_, _, message) = refused(provider, 400, body).await;
    assert_eq!(message, "This response_format type is unavailable now");
}

#[tokio::test]
async fn gemini_sends_its_errors_as_a_list() {
    let body = r#"[{"error":{"code":400,"message":"The specified schema produces a constraint that has too many states for serving.","status":"INVALID_ARGUMENT"}}]"#;
    let refused = error(Provider::GEMINI, 400, body).await;
    let Error::Api(api) = &refused else { panic!("{refused:?}") };
    assert_eq!((api.code(), api.error_type()), (Some("400"), Some("INVALID_ARGUMENT")));
    assert!(api.message().unwrap().contains("too many states for serving"));
    assert_eq!(api.raw(), body);

    let body =
        r#"[{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}]"#;
    // Text behind the JSON is no value, and is kept.
    let late = chat("{\"name\":\"Ada\"}\nThat is all.", "stop");
    let invalid = error(Provider::GEMINI, 200, &late).await;
    let Error::Invalid(answer) = &invalid else { panic!("{invalid:?}") };
    assert_eq!(answer.violations()[0].rule(), Rule::Syntax);
    assert!(answer.raw().ends_with("That is all."));

    let (found, requests) = asked(Provider::GEMINI, &[(503, body)]).await;
    assert_eq!((found.unwrap().value, requests), (ada(), 2));
}

fn failed_generation(text: &str) -> String {
    json!({ "error": {
        "message": "Generated JSON does not match the expected schema. See 'failed_generation' for more details.",
        "type": "invalid_request_error", "code": "json_validate_failed", "failed_generation": text } })
    .to_string()
}

#[tokio::test]
async fn groq_sends_a_wrong_answer_in_an_error_and_it_is_asked_for_again() {
    let wrong = failed_generation(r#"{"name":7}"#);
    let invalid = error(Provider::GROQ, 400, &wrong).await;
    let Error::Invalid(answer) = &invalid else { panic!("{invalid:?}") };
    assert_eq!(answer.raw(), r#"{"name":7}"#);
    let [violation] = answer.violations() else { panic!("{answer:?}") };
    assert_eq!((violation.path(), violation.rule()), ("$.name", Rule::Type));
    assert_eq!((invalid.attempts()[0].status, &invalid.attempts()[0].why), (Some(400), &None));

    let canned = Canned::new(&[(400, &wrong)]);
    let client = canned.client(Client::builder().provider(Provider::GROQ).api_key(KEY));
    let found = client.extractor::<Guest>("m").reask(1).extract("Who came?").await.unwrap();
    assert_eq!((found.value, found.rejected[0].raw.as_str()), (ada(), r#"{"name":7}"#));
    let again = canned.requests()[1].body().clone();
    assert!(String::from_utf8_lossy(&again).contains(r#"{\"name\":7}"#));
}

#[tokio::test]
async fn groq_judges_more_strictly_than_the_type() {
    let (found, _) =
        asked(Provider::GROQ, &[(400, &failed_generation(r#"{"name":"Ada","age":36}"#))]).await;
    assert_eq!(found.unwrap().value, ada());
}

#[tokio::test]
async fn groq_tells_of_the_token_limit_in_the_place_of_an_answer() {
    let body =
        failed_generation("max completion tokens reached before generating a valid document");
    let cut = error(Provider::GROQ, 400, &body).await;
    let Error::Truncated(truncation) = &cut else { panic!("{cut:?}") };
    assert_eq!(truncation.reason(), TruncationReason::TokenLimit);
    assert_eq!(variant(&error(Provider::GROQ, 400, &failed_generation("")).await), "Api");
}

#[tokio::test]
async fn llama_cpp_is_asked_again_while_it_loads() {
    let loading = r#"{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}"#;
    let (found, requests) = asked(Provider::LLAMA_CPP, &[(503, loading), (503, loading)]).await;
    assert_eq!((found.unwrap().value, requests), (ada(), 3));
    let body = r#"{"error":{"code":400,"message":"failed to parse grammar","type":"invalid_request_error"}}"#;
    let expected = (400, "400".to_owned(), "failed to parse grammar".to_owned());
    assert_eq!(refused(Provider::LLAMA_CPP, 400, body).await, expected);
}

#[tokio::test]
async fn lm_studio_says_no_in_a_text() {
    let body = r#"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#;
    let (status, code, message) = refused(Provider::LM_STUDIO, 400, body).await;
    assert_eq!((status, code.as_str()), (400, ""));
    assert_eq!(message, "'response_format.type' must be 'json_schema' or 'text'");
}

#[tokio::test]
async fn mistral_thinks_in_parts_and_names_the_member_that_it_does_not_know() {
    let body = json!({ "id": "c", "choices": [{ "finish_reason": "stop", "message": { "content": [
        { "type": "thinking", "thinking": [{ "type": "text", "text": "{one guest}" }] },
        { "type": "text", "text": "{\"name\":\"Ada\"}" },
    ] } }] });
    assert!(value(Provider::MISTRAL, &body.to_string()).await.tolerated.is_empty());

    let cut = error(Provider::MISTRAL, 200, &chat("{\"name\":", "model_length")).await;
    let Error::Truncated(truncation) = &cut else { panic!("{cut:?}") };
    assert_eq!(truncation.reason(), TruncationReason::ContextWindow);

    let detail = r#"[{"type":"extra_forbidden","loc":["body","seed"],"msg":"Extra inputs are not permitted","input":7}]"#;
    for body in [
        format!(
            r#"{{"object":"error","message":{{"detail":{detail}}},"type":"invalid_request_error","param":null,"code":null}}"#
        ),
        format!(
            r#"{{"object":"Error","detail":{detail},"message":{detail},"type":"invalid_request_error","code":3001}}"#
        ),
        format!(r#"{{"detail":{detail}}}"#),
    ] {
        let refused = error(Provider::MISTRAL, 422, &body).await;
        let Error::Api(api) = &refused else { panic!("{refused:?}") };
        assert_eq!(
            (api.message(), api.param()),
            (Some("Extra inputs are not permitted"), Some("seed"))
        );
    }
}

#[tokio::test]
async fn ollama_shows_its_reasoning_beside_the_answer() {
    let body = json!({ "choices": [{ "finish_reason": "stop", "message": {
        "content": "{\"name\":\"Ada\"}", "reasoning": "One guest." } }] });
    value(Provider::OLLAMA, &body.to_string()).await;
    let body = r#"{"error":{"message":"model 'm' not found","type":"not_found_error","param":null,"code":null}}"#;
    let expected = (404, String::new(), "model 'm' not found".to_owned());
    assert_eq!(refused(Provider::OLLAMA, 404, body).await, expected);
}

#[tokio::test]
async fn openrouter_sends_errors_with_status_200_and_numbers_for_codes() {
    let provider = Provider::OPENROUTER;
    let behind = |code: u16, raw: &str| {
        json!({ "error": { "code": code, "message": "Provider returned error",
            "metadata": { "provider_name": "P", "raw": raw } } })
        .to_string()
    };
    let choice = json!({ "choices": [{ "finish_reason": "error", "native_finish_reason": "x",
        "message": { "content": "{\"na" }, "error": { "code": 502, "message": "M" } }] });
    let ended = chat("{\"na", "error");
    for body in [behind(429, "slow down"), behind(502, ""), choice.to_string(), ended] {
        let (found, requests) = asked(provider, &[(200, &body)]).await;
        assert_eq!((found.unwrap().value, requests), (ada(), 2), "{body}");
    }

    let upstream = r#"{"error":{"message":"Invalid schema","code":"invalid_json_schema"}}"#;
    let (status, code, message) = refused(provider, 200, &behind(400, upstream)).await;
    assert_eq!((status, code.as_str()), (200, "400"));
    assert_eq!(message, "Provider returned error: Invalid schema");

    let flagged = r#"{"error":{"code":403,"message":"Your input was flagged","metadata":{"reasons":["violence"],"flagged_input":"Who","provider_name":"P"}}}"#;
    assert_eq!(variant(&error(provider, 403, flagged).await), "Filtered");

    let broke = r#"{"error":{"code":402,"message":"Insufficient credits"}}"#;
    for status in [402, 200] {
        let broke = error(provider, status, broke).await;
        assert!(matches!(&broke, Error::Api(api) if api.is_billing()), "{broke:?}");
    }
}

#[tokio::test]
async fn vllm_thinks_beside_the_answer_and_may_write_blanks_for_ever() {
    let body = json!({ "choices": [{ "finish_reason": "stop", "stop_reason": null, "message": {
        "content": "{\"name\":\"Ada\"}", "reasoning_content": "One.", "tool_calls": [] } }] });
    value(Provider::VLLM, &body.to_string()).await;

    let blanks = format!("{{\"name\":{}", " \n".repeat(400));
    let cut = error(Provider::VLLM, 200, &chat(&blanks, "length")).await;
    let Error::Truncated(truncation) = &cut else { panic!("{cut:?}") };
    assert_eq!(truncation.reason(), TruncationReason::RunAwayBlanks);

    let body = r#"{"object":"error","message":"The provided JSON schema contains features not supported by xgrammar.","type":"BadRequestError","param":null,"code":400}"#;
    let (_, code, message) = refused(Provider::VLLM, 400, body).await;
    assert_eq!((code.as_str(), message.contains("xgrammar")), ("400", true));
    // Its thoughts stand in the text where no parser for them is set up.
    let body = chat("<think>One.</think>{\"name\":\"Ada\"}", "stop");
    assert_eq!(variant(&error(Provider::VLLM, 200, &body).await), "Invalid");
    assert_eq!(value(Provider::DEEPSEEK, &body).await.tolerated, [Thoughts]);
}
