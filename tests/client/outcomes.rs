//! Each outcome once on each endpoint: its variant, its words, and all the evidence that exists.

use std::time::Duration;

use extract::{
    Endpoint, Error,
    error::{Rule, TruncationReason},
    testing::{Fault, Filter, Outcome},
};

use crate::stage::{Line, ORDER, Stage, hiding, order, orders, variant};

const CUT: &str = r#"{"number":"7","lines":[{"item":"chair","cents":1},{"item":"table","ce"#;

#[tokio::test]
async fn a_value_comes_with_its_evidence() {
    for stage in Stage::both().await {
        let found = stage.ask([Outcome::answer(order())]).await.unwrap();
        assert_eq!(found.value, order());
        assert_eq!(found.raw, ORDER);
        assert_eq!(found.model.as_deref(), Some("gpt-4.1"));
        let id = if stage.endpoint == Endpoint::Responses { "resp_" } else { "chatcmpl-" };
        assert!(found.response_id.as_deref().unwrap().starts_with(id));
        assert!(found.request_id.as_deref().unwrap().starts_with("req_"));
        assert_eq!(found.usage.output, Some(ORDER.len().div_ceil(4) as u64));
        assert!(found.usage.input.unwrap() > 10);
        let [attempt] = found.attempts.as_slice() else { panic!("{found:?}") };
        assert_eq!((attempt.status, &attempt.why), (Some(200), &None));
        assert_eq!(attempt.request_id, found.request_id);
        assert_eq!((attempt.usage, attempt.delay), (found.usage, Duration::ZERO));
        assert_eq!(found.elapsed, Duration::ZERO);
        assert_eq!(stage.seen(), 1);
    }
}

/// What the model did, and the error that it becomes after one try.
struct Case {
    outcome: Outcome,
    variant: &'static str,
    display: &'static str,
    status: u16,
    /// Whether a run is billed, and thus has usage and an id.
    billed: bool,
}

fn cases() -> Vec<Case> {
    let case =
        |outcome, variant, display| Case { outcome, variant, display, status: 200, billed: true };
    vec![
        case(
            Outcome::refuse("I can't help with that."),
            "Refused",
            "the model declined: I can't help with that.",
        ),
        case(
            Outcome::truncate(CUT),
            "Truncated",
            "the answer was cut off after 69 bytes: the token limit is spent, raise `max_output_tokens`",
        ),
        case(
            Outcome::truncate(""),
            "Truncated",
            "the answer was cut off after 0 bytes: the token limit is spent, raise `max_output_tokens`",
        ),
        // A whole value that was cut off is still no value.
        case(
            Outcome::truncate(ORDER),
            "Truncated",
            "the answer was cut off after 60 bytes: the token limit is spent, raise `max_output_tokens`",
        ),
        case(Outcome::filter(Filter::Answer), "Filtered", "a content filter withheld the answer"),
        Case {
            status: 400,
            billed: false,
            ..case(
                Outcome::filter(Filter::Prompt),
                "Filtered",
                "a content filter withheld the prompt: The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.",
            )
        },
        case(
            Outcome::answer_text(r#"{"number":"7","lines":[{"item":"chair","cents":-1}]}"#),
            "Invalid",
            "the answer does not fit the type: $.lines[0].cents: -1 is below 0, the least that the type holds",
        ),
        case(
            Outcome::answer_text("I found one chair."),
            "Invalid",
            "the answer does not fit the type: $: this is no JSON: expected value at line 1 column 1 (and 1 more)",
        ),
        Case {
            status: 429,
            billed: false,
            ..case(
                Outcome::fault(Fault::BillingExhausted),
                "Api",
                "the server answered 429 `insufficient_quota`: You exceeded your current quota, please check your plan and billing details.",
            )
        },
    ]
}

#[tokio::test]
async fn what_no_second_try_cures_is_one_request_with_its_evidence() {
    for stage in Stage::both().await {
        for Case { outcome, variant: expected, display, status, billed } in cases() {
            let error = stage.error([outcome]).await;
            assert_eq!(variant(&error), expected, "{error:?}");
            assert_eq!(error.to_string(), display);
            assert!(!error.is_retryable(), "{error}");
            assert_eq!(stage.seen(), 1, "{error}");

            let evidence = error.evidence().unwrap();
            let [attempt] = error.attempts() else { panic!("{error:?}") };
            assert_eq!(attempt.status, Some(status));
            assert_eq!(attempt.request_id.as_deref(), error.request_id());
            assert!(error.request_id().unwrap().starts_with("req_"), "{error:?}");
            assert_eq!(error.usage().is_reported(), billed, "{error:?}");
            assert_eq!(evidence.model.as_deref(), billed.then_some("gpt-4.1"));
            assert_eq!(evidence.response_id.is_some(), billed, "{error:?}");
            assert_eq!(evidence.elapsed, Duration::ZERO);
        }
    }
}

#[tokio::test]
async fn an_empty_answer_says_what_came_instead() {
    let reasons = [
        (Endpoint::Responses, "no text came, only items of the kinds `reasoning`"),
        (Endpoint::Chat, "the content is empty, the finish reason is `stop`"),
    ];
    for (stage, (endpoint, reason)) in Stage::both().await.into_iter().zip(reasons) {
        assert_eq!(stage.endpoint, endpoint);
        let error = stage.error([Outcome::empty()]).await;
        let Error::Empty(empty) = &error else { panic!("{error:?}") };
        assert_eq!((empty.reason(), empty.commentary()), (reason, ""));
        assert_eq!(error.to_string(), format!("the run completed without an answer: {reason}"));
        assert!(error.usage().is_reported() && !error.is_retryable());
        assert_eq!(stage.seen(), 1);
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_words() {
    for stage in Stage::both().await {
        let error = stage.error([Outcome::refuse("Nein, “danke”.\n")]).await;
        let Error::Refused(refusal) = &error else { panic!("{error:?}") };
        assert_eq!(refusal.refusal(), "Nein, “danke”.\n");
    }
}

#[tokio::test]
async fn a_truncation_keeps_text_items_and_reason() {
    let blanks = format!("{{\"number\":{}", "\n  ".repeat(100));
    for stage in Stage::both().await {
        for (text, reason, items) in [
            (CUT, TruncationReason::TokenLimit, 1),
            ("", TruncationReason::TokenLimit, 0),
            (blanks.as_str(), TruncationReason::RunAwayBlanks, 0),
        ] {
            let error = stage.error([Outcome::truncate(text)]).await;
            let Error::Truncated(cut) = &error else { panic!("{error:?}") };
            assert_eq!((cut.partial_text(), cut.reason()), (text, reason));
            let word =
                if stage.endpoint == Endpoint::Chat { "length" } else { "max_output_tokens" };
            assert_eq!(cut.stated_reason(), Some(word));
            let lines = cut.items::<Line>("lines");
            assert_eq!(lines.len(), items);
            assert!(lines.iter().all(|line| line.item == "chair" && line.cents == 1));
        }
    }
}

#[tokio::test]
async fn a_filtered_prompt_keeps_what_the_filter_said() {
    for stage in Stage::both().await {
        let error = stage.error([Outcome::filter(Filter::Prompt)]).await;
        let Error::Filtered(filtering) = &error else { panic!("{error:?}") };
        assert!(filtering.is_prompt());
        assert!(filtering.message().unwrap().contains("content management policy"));
        assert!(filtering.raw().unwrap().contains(r#""hate":{"filtered":true"#), "{error:?}");
        assert_eq!(filtering.partial_text(), "");
    }
}

#[tokio::test]
async fn an_invalid_answer_keeps_every_violation_and_the_text() {
    let text = r#"{"number":7,"lines":[{"item":"chair"},{"item":"table","cents":4294967296}]}"#;
    for stage in Stage::both().await {
        let error = stage.error([Outcome::answer_text(text)]).await;
        let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
        let found: Vec<_> =
            invalid.violations().iter().map(|found| (found.path(), found.rule())).collect();
        let expected = [
            ("$.number", Rule::Type),
            ("$.lines[0]", Rule::Missing),
            ("$.lines[1].cents", Rule::Maximum),
        ];
        assert_eq!(found, expected);
        assert_eq!(invalid.raw(), text);
        assert!(error.to_string().ends_with(" (and 2 more)"), "{error}");
    }
}

#[tokio::test]
async fn an_api_error_keeps_all_that_the_server_said() {
    let body = r#"{"error":{"message":"Invalid schema for response_format 'Order': In context=('properties', 'lines', 'items', 'properties', 'cents'), 'default' is not permitted.","type":"invalid_request_error","param":"text.format.schema","code":"invalid_json_schema"}}"#;
    for stage in Stage::both().await {
        let headers = [("x-request-id", "req_mine"), ("retry-after", "7")];
        let error = stage.error([Outcome::raw(400, &headers, body)]).await;
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(api.status(), 400);
        assert_eq!(api.code(), Some("invalid_json_schema"));
        assert_eq!(api.error_type(), Some("invalid_request_error"));
        assert_eq!(api.param(), Some("text.format.schema"));
        assert!(api.message().unwrap().starts_with("Invalid schema for response_format 'Order'"));
        assert_eq!(api.raw(), body);
        assert_eq!(api.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(api.field().as_deref(), Some("lines[].cents"));
        assert_eq!(error.request_id(), Some("req_mine"));
        assert!(error.to_string().starts_with(
            "the server answered 400 `invalid_json_schema` at the field `lines[].cents`: Invalid"
        ));
        assert!(!error.is_retryable() && !api.is_billing());
        assert_eq!(stage.seen(), 1);
    }
}

#[tokio::test]
async fn the_judge_of_requests_is_heard() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let unknown = client.extractor::<Line>("gpt-99");
        let error = hiding(unknown.extract("a").await.expect_err("no such model"));
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!((api.status(), api.code()), (404, Some("model_not_found")));

        let stranger = orders(stage.builder().api_key("sk-of-a-stranger"));
        let error = stranger.extract("a").await.expect_err("a wrong key");
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!((api.status(), api.code()), (401, Some("invalid_api_key")));
        assert!(!format!("{error:?}").contains("sk-of-a-stranger"));
        assert_eq!(stage.seen(), 2);
    }
}

#[tokio::test]
async fn what_is_too_late_is_not_sent() {
    for stage in Stage::both().await {
        let late = orders(stage.builder().deadline(Duration::ZERO));
        let error = hiding(late.extract("a").await.expect_err("too late"));
        let Error::NotSent(unsent) = &error else { panic!("{error:?}") };
        assert_eq!(unsent.reason(), "the deadline of 0ns is over");
        assert_eq!(error.to_string(), "the request was not sent: the deadline of 0ns is over");
        assert!(error.evidence().is_none() && error.attempts().is_empty());
        assert!(!error.is_retryable() && error.request_id().is_none());
        assert_eq!(stage.seen(), 0);
    }
}
