//! Which of the things that come is the answer.

use extract::{Endpoint, Error, Extraction, testing::Outcome};
use serde_json::{Value, json};

use crate::stage::{ORDER, Order, Stage, order, variant};

/// `value`, or the name of the error.
fn told(result: Result<Extraction<Order>, Error>) -> &'static str {
    match result {
        Ok(found) => {
            assert_eq!(found.value, order());
            "value"
        }
        Err(error) => variant(&error),
    }
}

async fn told_by(stage: &Stage, body: &Value) -> &'static str {
    told(stage.ask([Outcome::raw(200, &[], body.to_string())]).await)
}

fn with(mut body: Value, key: &str, value: &Value) -> Value {
    body[key] = value.clone();
    body
}

fn text(text: &str) -> Value {
    json!({ "type": "output_text", "text": text, "annotations": [] })
}

fn message(id: &str, status: &str, part: Value) -> Value {
    json!({ "id": id, "type": "message", "role": "assistant", "status": status, "content": [part] })
}

fn phased(id: &str, phase: &str, content: &str) -> Value {
    let mut message = message(id, "completed", text(content));
    message["phase"] = json!(phase);
    message
}

#[tokio::test]
async fn the_answer_is_chosen_from_the_items() {
    let answer = || message("m1", "completed", text(ORDER));
    let reasoning = || json!({ "id": "rs", "type": "reasoning", "summary": [] });
    let refusal = || json!({ "type": "refusal", "refusal": "No." });
    let cases = [
        ("one message", json!([answer()]), "value"),
        ("reasoning first", json!([reasoning(), answer()]), "value"),
        ("reasoning only", json!([reasoning()]), "Empty"),
        ("nothing", json!([]), "Empty"),
        ("the same message twice", json!([answer(), answer()]), "value"),
        (
            "the same text under two ids",
            json!([answer(), message("m2", "completed", text(ORDER))]),
            "value",
        ),
        (
            "the last of several messages",
            json!([message("m0", "completed", text("Wait.")), answer()]),
            "value",
        ),
        (
            "the last whole one of several messages",
            json!([answer(), message("m2", "incomplete", text("{\"num"))]),
            "value",
        ),
        (
            "commentary before the answer",
            json!([phased("m0", "commentary", "Let me see."), phased("m1", "final_answer", ORDER)]),
            "value",
        ),
        (
            "commentary after the answer",
            json!([phased("m1", "final_answer", ORDER), phased("m2", "commentary", "Done.")]),
            "value",
        ),
        ("commentary only", json!([phased("m0", "commentary", ORDER)]), "Empty"),
        (
            "an item of an unknown kind",
            json!([{ "type": "daydream", "content": "{}", "status": 7 }, answer()]),
            "value",
        ),
        (
            "a message without a status",
            json!([{ "type": "message", "content": [text(ORDER)] }]),
            "value",
        ),
        (
            "an incomplete message alone",
            json!([message("m1", "incomplete", text(ORDER))]),
            "Truncated",
        ),
        ("a refusal", json!([message("m1", "completed", refusal())]), "Refused"),
        (
            "a final answer that is cut off, after a whole message",
            json!([answer(), {
                "type": "message", "id": "m2", "phase": "final_answer", "status": "incomplete",
                "content": [text("{\"num")],
            }]),
            "Truncated",
        ),
        ("an empty text", json!([message("m1", "completed", text(""))]), "Empty"),
        ("a tool call", json!([{ "type": "function_call", "arguments": ORDER }]), "Empty"),
        ("null for an item", json!([null, answer()]), "value"),
    ];
    let stage = Stage::new(Endpoint::Responses).await;
    for (name, output, expected) in cases {
        let body = json!({ "id": "resp_1", "status": "completed", "output": output });
        assert_eq!(told_by(&stage, &body).await, expected, "{name}");
    }
}

#[tokio::test]
async fn a_run_that_did_not_complete_is_never_a_value() {
    let answer = || json!([message("m1", "completed", text(ORDER))]);
    let cases = [
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "max_output_tokens" } }),
            "Truncated",
        ),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "max_tokens" } }),
            "Truncated",
        ),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "tomorrow" } }),
            "Truncated",
        ),
        (json!({ "status": "incomplete", "incomplete_details": null }), "Truncated"),
        (json!({ "status": "incomplete" }), "Truncated"),
        (
            json!({ "status": "incomplete", "incomplete_details": { "reason": "content_filter" } }),
            "Filtered",
        ),
        (
            json!({ "status": "failed", "error": { "code": "invalid_prompt", "message": "M" } }),
            "Api",
        ),
        (json!({ "status": "failed", "error": null }), "Api"),
        // Some servers contradict themselves.
        (
            json!({ "status": "completed", "incomplete_details": { "reason": "max_output_tokens" } }),
            "Truncated",
        ),
        (json!({ "incomplete_details": { "reason": "content_filter" } }), "Filtered"),
        (json!({ "status": "cancelled" }), "Cancelled"),
        (json!({ "status": "in_progress" }), "Api"),
        (json!({ "status": "queued" }), "Api"),
    ];
    let stage = Stage::new(Endpoint::Responses).await;
    for (mut body, expected) in cases {
        assert_eq!(told_by(&stage, &body).await, expected, "{body}");
        for output in [answer(), json!([]), Value::Null] {
            body["output"] = output;
            assert_eq!(told_by(&stage, &body).await, expected, "{body}");
        }
    }
}

#[tokio::test]
async fn the_answer_is_read_from_the_first_choice() {
    let stop = |message: Value| json!([{ "finish_reason": "stop", "message": message }]);
    let ended =
        |reason: Value| json!([{ "finish_reason": reason, "message": { "content": ORDER } }]);
    let part = |kind: &str, text: &str| json!({ "type": kind, "text": text });
    let cases = [
        ("plain text", stop(json!({ "content": ORDER })), "value"),
        ("with a null refusal", stop(json!({ "content": ORDER, "refusal": null })), "value"),
        ("with an empty refusal", stop(json!({ "content": ORDER, "refusal": "" })), "value"),
        (
            "parts",
            stop(json!({ "content": [part("text", &ORDER[..9]), part("text", &ORDER[9..])] })),
            "value",
        ),
        (
            "thinking before the text",
            stop(
                json!({ "content": [{ "type": "thinking", "thinking": [part("text", "hm")] }, part("text", ORDER)] }),
            ),
            "value",
        ),
        (
            "a refusal in the parts",
            stop(json!({ "content": [{ "type": "refusal", "refusal": "No." }] })),
            "Refused",
        ),
        ("a refusal", stop(json!({ "content": null, "refusal": "No." })), "Refused"),
        (
            "a refusal in the parts beside an empty one",
            stop(json!({ "refusal": "", "content": [{ "type": "refusal", "refusal": "No." }] })),
            "Refused",
        ),
        ("null", stop(json!({ "content": null })), "Empty"),
        ("no content", stop(json!({})), "Empty"),
        ("blanks", stop(json!({ "content": " \n" })), "Empty"),
        ("no message", json!([{ "finish_reason": "stop" }]), "Empty"),
        ("no choice", json!([]), "Empty"),
        (
            "a tool call",
            json!([{ "finish_reason": "tool_calls", "message": { "content": null } }]),
            "Empty",
        ),
        ("an unknown reason", ended(json!("eos")), "value"),
        ("no reason", ended(Value::Null), "value"),
        ("a reason of another type", ended(json!(7)), "value"),
        ("length", ended(json!("length")), "Truncated"),
        ("max_tokens", ended(json!("max_tokens")), "Truncated"),
        ("MAX_TOKENS", ended(json!("MAX_TOKENS")), "Truncated"),
        ("CONTENT_FILTER", ended(json!("CONTENT_FILTER")), "Filtered"),
        ("model_length", ended(json!("model_length")), "Truncated"),
        ("insufficient_system_resource", ended(json!("insufficient_system_resource")), "Truncated"),
        ("content_filter", ended(json!("content_filter")), "Filtered"),
        (
            "two choices",
            json!([stop(json!({ "content": ORDER }))[0], stop(json!({ "content": "x" }))[0]]),
            "value",
        ),
    ];
    let stage = Stage::new(Endpoint::Chat).await;
    for (name, choices, expected) in cases {
        let body = json!({ "id": "chatcmpl-1", "choices": choices });
        assert_eq!(told_by(&stage, &body).await, expected, "{name}");
    }
}

#[tokio::test]
async fn usage_may_be_absent_null_or_odd() {
    for stage in Stage::both().await {
        for usage in ["null", "{}", "[]", "7", r#"{"input_tokens":null,"prompt_tokens":"many"}"#] {
            let body = match stage.endpoint {
                Endpoint::Responses => {
                    json!({ "status": "completed", "output": [message("m", "completed", text(ORDER))] })
                }
                _ => json!({ "choices": [{ "message": { "content": ORDER } }] }),
            };
            let usage: Value = serde_json::from_str(usage).unwrap();
            let outcome = Outcome::raw(200, &[], with(body, "usage", &usage).to_string());
            let found = stage.ask([outcome]).await.unwrap();
            assert!(!found.usage.is_reported(), "{usage}: {:?}", found.usage);
            assert_eq!((found.model, found.response_id), (None, None));
        }
    }
    for stage in Stage::both().await {
        let unsaid = Outcome::answer(order()).without_usage();
        assert!(!stage.ask([unsaid]).await.unwrap().usage.is_reported());
    }
}

#[tokio::test]
async fn the_servers_own_oddities_do_not_hide_the_answer() {
    for stage in Stage::both().await {
        let outcomes = [
            Outcome::answer(order()).twice(),
            Outcome::answer(order()).commentary("Let me read."),
            Outcome::answer(order()).reasoning("Adding up."),
            Outcome::answer(order()).unknown_kinds(),
        ];
        for outcome in outcomes {
            let found = stage
                .ask([outcome.clone()])
                .await
                .unwrap_or_else(|error| panic!("{outcome:?}: {error}"));
            assert_eq!(found.value, order());
        }
    }
}

#[tokio::test]
async fn an_error_in_the_place_of_an_answer_is_an_api_error() {
    let bodies = [
        (r#"{"error":{"message":"M","code":"invalid_prompt"}}"#, Some("invalid_prompt")),
        (r#"{"error":{"message":"M","code":400}}"#, Some("400")),
        (r#"{"error":"M"}"#, None),
        (r#"{"detail":"M"}"#, None),
        (r#"{"message":"M"}"#, None),
    ];
    for stage in Stage::both().await {
        for (body, code) in bodies {
            let error = stage.error([Outcome::raw(200, &[], body)]).await;
            let Error::Api(api) = &error else { panic!("{body}: {error:?}") };
            assert_eq!((api.status(), api.message(), api.code()), (200, Some("M"), code), "{body}");
            assert_eq!(api.raw(), body);
            assert_eq!(stage.seen(), 1);
        }
    }
}
