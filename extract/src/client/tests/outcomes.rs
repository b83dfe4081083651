use super::*;
use crate::error::TruncationReason;

/// The error of a body with this status.
async fn outcome(endpoint: Endpoint, status: u16, body: &str) -> Error {
    let headers: &[_] = &[("x-request-id", "req-1")];
    let stage = Stage::new([Act::Answer(status, headers, body.to_owned())]);
    let result = stage.extractor(endpoint).max_retries(0).ask("input".into()).await;
    let error = result.expect_err(body);
    assert_eq!(error.request_id(), Some("req-1"), "{error:?}");
    assert_eq!(error.attempts().len(), 1);
    assert_eq!(error.attempts()[0].status, Some(status));
    error
}

fn chat(finish: &str, message: &str) -> String {
    format!(
        r#"{{"id":"c1","model":"m-1","choices":[{{"finish_reason":"{finish}","message":{message}}}],"usage":{{"prompt_tokens":5,"completion_tokens":2}}}}"#
    )
}

fn responses(status: &str, reason: &str, content: &str) -> String {
    format!(
        r#"{{"id":"c1","model":"m-1","status":"{status}","incomplete_details":{{"reason":"{reason}"}},"output":[{{"type":"message","content":[{content}]}}],"usage":{{"input_tokens":5,"output_tokens":2}}}}"#
    )
}

fn assert_evidence(error: &Error) {
    let evidence = error.evidence().expect("evidence");
    assert_eq!(evidence.usage.total(), 7);
    assert_eq!(error.usage(), evidence.usage);
    assert_eq!(evidence.model.as_deref(), Some("m-1"));
    assert_eq!(evidence.response_id.as_deref(), Some("c1"));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn an_answer_carries_its_evidence() {
    for endpoint in BOTH {
        let stage = Stage::new([ok(endpoint)]);
        let (text, evidence) = stage.ask(endpoint).await.expect("an answer");
        assert_eq!(text, "{}");
        assert_eq!(evidence.usage.total(), 7);
        assert_eq!(evidence.model.as_deref(), Some("m-1"));
        assert_eq!(evidence.response_id.as_deref(), Some("c1"));
        assert_eq!(evidence.request_id.as_deref(), Some("req-1"));
    }
}

#[tokio::test]
async fn a_refusal_keeps_the_words_of_the_model() {
    let bodies = [
        (Endpoint::Chat, chat("stop", r#"{"content":null,"refusal":"No."}"#)),
        (Endpoint::Responses, responses("completed", "", r#"{"type":"refusal","refusal":"No."}"#)),
    ];
    for (endpoint, body) in bodies {
        let error = outcome(endpoint, 200, &body).await;
        assert!(matches!(&error, Error::Refused(refusal) if refusal.refusal() == "No."));
        assert_evidence(&error);
    }
}

#[tokio::test]
async fn a_truncation_keeps_what_came() {
    let part = r#"{"type":"output_text","text":"{\"a\":"}"#;
    let bodies = [
        (Endpoint::Chat, chat("length", r#"{"content":"{\"a\":"}"#)),
        (Endpoint::Responses, responses("incomplete", "max_output_tokens", part)),
    ];
    for (endpoint, body) in bodies {
        let error = outcome(endpoint, 200, &body).await;
        let Error::Truncated(truncation) = &error else { panic!("{error:?}") };
        assert_eq!(truncation.partial_text(), "{\"a\":");
        assert_eq!(truncation.reason(), TruncationReason::TokenLimit);
        assert_evidence(&error);
    }
}

#[tokio::test]
async fn a_filter_is_told_by_what_it_withheld() {
    let part = r#"{"type":"output_text","text":"{"}"#;
    let bodies = [
        (Endpoint::Chat, chat("content_filter", r#"{"content":"{"}"#)),
        (Endpoint::Responses, responses("incomplete", "content_filter", part)),
    ];
    for (endpoint, body) in bodies {
        let error = outcome(endpoint, 200, &body).await;
        let Error::Filtered(filtering) = &error else { panic!("{error:?}") };
        assert_eq!((filtering.is_prompt(), filtering.partial_text()), (false, "{"));
        assert_evidence(&error);

        let error = outcome(endpoint, 400, &error_body("content_filter")).await;
        let Error::Filtered(filtering) = &error else { panic!("{error:?}") };
        assert_eq!((filtering.is_prompt(), filtering.message()), (true, Some("M")));
    }
}

#[tokio::test]
async fn a_run_without_an_answer_is_empty() {
    let bodies = [
        (Endpoint::Chat, chat("stop", r#"{"content":null}"#)),
        (Endpoint::Responses, responses("completed", "", "")),
    ];
    for (endpoint, body) in bodies {
        let error = outcome(endpoint, 200, &body).await;
        assert!(matches!(&error, Error::Empty(_)), "{error:?}");
        assert_evidence(&error);
    }
}

#[tokio::test]
async fn an_api_error_keeps_all_that_the_server_said() {
    for endpoint in BOTH {
        let body = r#"{"error":{"message":"Invalid schema for response_format 'Pair': In context=('properties', 'lines', 'items'), 'required' is required","type":"invalid_request_error","param":"text.format.schema","code":"invalid_json_schema"}}"#;
        let error = outcome(endpoint, 400, body).await;
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(api.status(), 400);
        assert_eq!(api.code(), Some("invalid_json_schema"));
        assert_eq!(api.error_type(), Some("invalid_request_error"));
        assert_eq!(api.param(), Some("text.format.schema"));
        assert_eq!(api.field().as_deref(), Some("lines[]"));
        assert_eq!(api.raw(), body);
        assert!(!error.is_retryable());

        let headers: &[_] = &[("retry-after", "3600"), ("x-request-id", "req-1")];
        let stage = Stage::new([Act::Answer(429, headers, error_body("slow_down"))]);
        let error = stage.ask(endpoint).await.expect_err("too long a wait");
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!(api.retry_after(), Some(Duration::from_secs(3600)));
        assert!(error.is_retryable() && !api.is_billing());
    }
}

#[tokio::test]
async fn a_transport_error_says_what_happened() {
    for endpoint in BOTH {
        let kinds = [
            (Act::Fail(TransportErrorKind::Connect), TransportErrorKind::Connect),
            (Act::Cut("{\"id\":1}"), TransportErrorKind::Cut),
            (Act::Answer(200, &[], "<html>".into()), TransportErrorKind::Malformed),
            (Act::Answer(200, &[], "x".repeat(2000)), TransportErrorKind::TooLarge),
        ];
        for (act, kind) in kinds {
            let stage = Stage::new([act]);
            let builder = stage.builder().endpoint(endpoint).max_retries(0).max_body(1000);
            let client = builder.build().unwrap();
            let error = extractor(client).ask("a".into()).await.expect_err("no answer");
            let Error::Transport(transport) = &error else { panic!("{error:?}") };
            assert_eq!(transport.kind(), kind, "{error}");
            assert!(std::error::Error::source(&error).is_some(), "{error}");
            let raw = match kind {
                TransportErrorKind::Cut => Some("{\"id"),
                TransportErrorKind::Malformed => Some("<html>"),
                _ => None,
            };
            assert_eq!(transport.raw(), raw, "{error}");
        }
    }
}

#[tokio::test]
async fn a_key_that_the_server_repeats_is_not_shown() {
    for endpoint in BOTH {
        let body =
            r#"{"error":{"message":"Incorrect API key provided: sk-secret","code":"sk-secret"}}"#;
        for (status, body) in [(401, body), (200, body), (200, "\"sk-secret\""), (502, "sk-secret")]
        {
            let error = outcome(endpoint, status, body).await;
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("sk-secret"), "{shown}");
            assert!(shown.contains("[key]"), "{shown}");
        }
    }
}

#[tokio::test]
async fn a_key_in_a_header_of_its_own_is_not_shown_either() {
    let stage = Stage::new([Act::Answer(401, &[], "bad key own-secret".into())]);
    let client = stage.builder().header("api-key", "own-secret").build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("a wrong key");
    assert!(error.to_string().contains("bad key [key]"), "{error}");
    assert!(!format!("{error:?}").contains("own-secret"), "{error:?}");
}

#[tokio::test]
async fn a_word_in_the_place_of_a_key_leaves_messages_whole() {
    let stage = Stage::new([Act::Answer(401, &[], "the key is none of ours".into())]);
    let client = stage.builder().api_key("key").build().unwrap();
    let error = extractor(client).ask("a".into()).await.expect_err("a wrong key");
    assert!(error.to_string().contains("the key is none of ours"), "{error}");
}

#[tokio::test]
async fn a_redirect_is_an_error_that_says_why() {
    for endpoint in BOTH {
        let error = outcome(endpoint, 307, "").await;
        assert!(matches!(&error, Error::Api(api) if api.status() == 307));
        assert!(error.to_string().contains("check the base url"), "{error}");
    }
}

#[tokio::test]
async fn models_are_listed_or_the_error_is_told() {
    let stage = Stage::new([
        Act::Answer(200, &[], r#"{"data":[{"id":"a"},{"id":"b"}]}"#.into()),
        error(401, "invalid_api_key"),
    ]);
    let client = stage.builder().build().unwrap();
    assert_eq!(client.models().await.expect("a list"), ["a", "b"]);
    let error = client.models().await.expect_err("a wrong key");
    assert!(matches!(&error, Error::Api(api) if api.code() == Some("invalid_api_key")));
    let requests = stage.requests();
    assert_eq!(requests[0].method(), "GET");
    assert_eq!(requests[0].uri(), "https://api.example.com/v1/models");
}

#[tokio::test]
async fn a_compressed_body_that_nobody_unpacked_is_told() {
    let gzip = &[("content-encoding", "gzip")];
    let brotli = &[("content-encoding", " br ")];
    let plain = &[("content-encoding", "identity")];
    for endpoint in BOTH {
        let told = async |status, headers, body: &str| {
            let stage = Stage::new([Act::Answer(status, headers, body.to_owned())]);
            let error = stage.extractor(endpoint).max_retries(0).ask("input".into()).await;
            error.expect_err("no answer").to_string()
        };
        assert_eq!(
            told(200, gzip, "\u{1f}\u{8b}").await,
            "the server answered 200 with a body compressed as `gzip`, which nobody \
             unpacked, see the feature `gzip`",
        );
        assert_eq!(
            told(502, brotli, "\u{b}").await,
            "the server answered 502: a body compressed as `br`, which nobody \
             unpacked, see the feature `gzip`",
        );
        assert!(!told(200, plain, "{}").await.contains("compressed"));
        let stage = Stage::new([Act::Answer(200, plain, chat("stop", r#"{"content":"{}"}"#))]);
        assert_eq!(stage.ask(Endpoint::Chat).await.expect("an answer").0, "{}");
    }
}
