//! Streams that end as no plain call does.

use serde_json::{Value, json};

use super::{
    chat_runs, read, read_through,
    responses_runs::{self, call, message, reasoning, refusal, text, with},
    stream_of,
};
use crate::{
    Usage,
    error::Evidence,
    wire::{Answer, Endpoint},
};

const DONE: &str = "data: [DONE]\n\n";

fn truncated(partial: &str) -> Answer {
    Answer::Truncated { reason: Some("connection".to_owned()), partial: partial.to_owned() }
}

#[test]
fn a_run_that_is_cut_off_anywhere_is_cut_or_did_not_begin() {
    let answer = "{\"name\":\"Ä \\\"x\\\"\"}";
    let output = [reasoning(&["Hm."]), message("msg_1", "completed", &[text(answer)])];
    let body = responses_runs::body("completed", None, &output);
    let stream = stream_of(&responses_runs::events(&body, Default::default()));
    let whole = Endpoint::Responses.decode(body.to_string().as_bytes());
    for (end, _) in stream.char_indices().chain([(stream.len(), ' ')]) {
        let came = read_through(Endpoint::Responses, None, &stream[..end], usize::MAX);
        if came.is_over || came.reply == whole {
            assert!(end + 2 >= stream.len());
            assert_eq!(came.reply, whole);
            continue;
        }
        assert!(!came.is_whole && answer.starts_with(&came.text));
        match came.reply {
            Ok(reply) => {
                // The last event may be whole though nothing closes it.
                let Answer::Truncated { reason: Some(reason), partial } = reply.answer else {
                    panic!("{end}");
                };
                assert_eq!(reason, "connection");
                assert!(answer.starts_with(&partial) && partial.starts_with(&came.text));
                assert_eq!((reply.id.as_deref(), reply.usage), (Some("resp_1"), Usage::default()));
            }
            Err(_) => assert!(!came.has_content, "{end}"),
        }
    }
}

#[test]
fn a_chat_answer_that_is_cut_off_anywhere_is_cut_or_did_not_begin() {
    let answer = "{\"name\":\"Ä \\\"x\\\"\"}";
    let body = chat_runs::body(Some("stop"), &chat_runs::message(Some(answer), None, &[]));
    let chunks = stream_of(&chat_runs::chunks(&body, Default::default()));
    let finish = chunks.find("\"finish_reason\":\"stop\"").expect("an end");
    let usage = chunks.find("\"prompt_tokens\"").expect("a usage");
    let stream = chunks + DONE;
    for (end, _) in stream.char_indices().chain([(stream.len(), ' ')]) {
        let came = read_through(Endpoint::Chat, None, &stream[..end], usize::MAX);
        assert!(answer.starts_with(&came.text));
        match came.reply {
            Ok(reply) if reply.answer == Answer::Text(answer.to_owned()) => {
                assert!(end > finish);
                assert!(reply.usage.is_reported() || end < stream.len() - DONE.len());
                assert!(!reply.usage.is_reported() || end > usage);
            }
            Ok(reply) => {
                assert!(!came.is_whole && came.text.len() < answer.len() + 1);
                let Answer::Truncated { partial, .. } = reply.answer else { panic!("{end}") };
                assert!(answer.starts_with(&partial) && partial.starts_with(&came.text));
            }
            Err(_) => assert!(!came.has_content && !came.is_whole, "{end}"),
        }
    }
}

/// The events up to the first one of this kind that holds these words, and that one.
fn up_to(events: &[Value], kind: &str, words: &str) -> String {
    let is_last = |event: &Value| event["type"] == kind && event.to_string().contains(words);
    let last = events.iter().position(is_last).expect("such an event");
    stream_of(&events[..=last])
}

#[test]
fn what_a_cut_run_had_told_is_kept() {
    let events = |output: &[Value]| {
        let habits = responses_runs::Habits { delta: 4, ..Default::default() };
        responses_runs::events(&responses_runs::body("completed", None, output), habits)
    };
    let delta = "response.output_text.delta";
    let answer = message("msg_1", "completed", &[text("{\"a\":12345}")]);
    let commentary = with(message("msg_0", "completed", &[text("Well.")]), "phase", "commentary");
    let cases = [
        (up_to(&events(std::slice::from_ref(&answer)), delta, ":123"), truncated("{\"a\":123")),
        (
            up_to(&events(&[commentary.clone(), answer.clone()]), delta, ":123"),
            truncated("{\"a\":123"),
        ),
        (
            up_to(
                &events(&[message("msg_1", "completed", &[refusal("I'm sorry")])]),
                "response.refusal.delta",
                "sor",
            ),
            Answer::Refused("I'm sorr".to_owned()),
        ),
        // The item has ended, the run has not: more may have come.
        (
            up_to(&events(std::slice::from_ref(&answer)), "response.output_item.done", "msg_1"),
            truncated("{\"a\":12345}"),
        ),
    ];
    for (stream, answer) in cases {
        let came = read(Endpoint::Responses, &stream);
        assert!(came.has_content && !came.is_over, "{stream}");
        assert_eq!(came.reply.map(|reply| reply.answer), Ok(answer), "{stream}");
    }
    for stream in [
        up_to(&events(std::slice::from_ref(&answer)), "response.output_item.added", "msg_1"),
        up_to(&events(&[reasoning(&["Hm."]), answer]), "response.output_item.done", "rs_1"),
        String::new(),
        ": ping\n\n".to_owned(),
    ] {
        let came = read(Endpoint::Responses, &stream);
        assert!(!came.has_content && came.reply.is_err(), "{stream}");
    }
}

#[test]
fn a_cut_call_of_the_tool_is_a_cut_answer() {
    let body = responses_runs::body(
        "completed",
        None,
        &[call("call_1", "completed", "record", "{\"a\":1}")],
    );
    let events =
        responses_runs::events(&body, responses_runs::Habits { delta: 4, ..Default::default() });
    let responses = up_to(&events, "response.function_call_arguments.delta", "{");
    let body = chat_runs::body(
        Some("stop"),
        &chat_runs::message(None, None, &[chat_runs::call("call_1", "record", "{\"a\":1}")]),
    );
    let chunks = chat_runs::chunks(&body, chat_runs::Habits { delta: 4, ..Default::default() });
    for (endpoint, stream) in
        [(Endpoint::Responses, responses), (Endpoint::Chat, stream_of(&chunks[..3]))]
    {
        let came = read_through(endpoint, Some("record"), &stream, usize::MAX);
        assert_eq!((came.text.as_str(), came.has_content), ("{\"a\"", true));
        let reply = came.reply.expect("a cut answer");
        assert!(!reply.calls[0].is_whole());
        let ended = reply.into_arguments("record", Evidence::default());
        let Err(crate::Error::Truncated(cut)) = ended else { panic!("{ended:?}") };
        assert_eq!(cut.partial_text(), "{\"a\"");
    }
}

#[test]
fn an_error_event_ends_a_run_in_either_form() {
    let begun = json!({ "type": "response.created", "response": { "id": "resp_1", "status": "in_progress" } });
    let delta = json!({ "type": "response.output_text.delta", "output_index": 0, "delta": "{" });
    let quota = json!({ "type": "insufficient_quota", "code": "insufficient_quota", "message": "No quota.", "param": null });
    let nested = json!({ "type": "error", "sequence_number": 2, "error": quota });
    let flat = json!({ "type": "error", "code": "insufficient_quota", "message": "No quota.", "param": null, "sequence_number": 2 });
    let failed = json!({ "type": "response.failed", "response": {
        "id": "resp_1", "status": "failed", "output": [], "usage": null,
        "error": { "code": "insufficient_quota", "message": "No quota." },
    } });
    let bare =
        json!({ "type": "response.failed", "response": { "id": "resp_1", "status": "failed" } });
    let runs = [
        vec![begun.clone(), nested.clone()],
        vec![begun.clone(), nested.clone(), failed.clone()],
        vec![begun.clone(), nested.clone(), bare],
        vec![begun.clone(), flat.clone()],
        vec![begun.clone(), flat, failed.clone()],
        vec![begun.clone(), failed.clone()],
        vec![begun.clone(), delta.clone(), nested],
        vec![begun, delta, failed],
    ];
    for run in runs {
        let came = read(Endpoint::Responses, &stream_of(&run));
        assert!(came.is_over, "{run:?}");
        let reply = came.reply.expect("a failed run");
        assert_eq!(reply.id.as_deref(), Some("resp_1"));
        let Answer::Failed(error) = reply.answer else { panic!("{run:?}") };
        assert_eq!(error.code.as_deref(), Some("insufficient_quota"));
        assert_eq!(error.message.as_deref(), Some("No quota."));
    }
}

#[test]
fn an_error_chunk_ends_a_chat_answer() {
    let error = json!({ "code": 502, "message": "The provider is gone." });
    let choice =
        |reason: &str| json!([{ "index": 0, "delta": { "content": "" }, "finish_reason": reason }]);
    let begun = json!({ "id": "gen-1", "choices": [{ "index": 0, "delta": { "content": "{" }, "finish_reason": null }] });
    let endings = [
        json!({ "id": "gen-1", "error": error, "choices": choice("error") }),
        json!({ "id": "gen-1", "error": error, "choices": [] }),
        json!({ "error": error }),
        json!({ "error": "The provider is gone.", "code": 502 }),
        json!({ "id": "gen-1", "choices": [{ "index": 0, "delta": {}, "error": error, "finish_reason": "error" }] }),
        json!({ "detail": "The provider is gone." }),
    ];
    for ending in endings {
        for events in [vec![ending.clone()], vec![begun.clone(), ending.clone()]] {
            for stream in [stream_of(&events), stream_of(&events) + DONE] {
                let came = read(Endpoint::Chat, &stream);
                assert!(came.is_over && came.is_whole, "{stream}");
                let Answer::Failed(error) = came.reply.expect("a failure").answer else {
                    panic!("{stream}");
                };
                assert_eq!(error.message.as_deref(), Some("The provider is gone."), "{stream}");
            }
        }
    }
}

#[test]
fn an_event_named_error_is_one_whatever_it_holds() {
    for data in
        ["Upstream timed out.", "{\"message\":\"Upstream timed out.\"}", "\"Upstream timed out.\""]
    {
        for endpoint in [Endpoint::Chat, Endpoint::Responses] {
            let came = read(endpoint, &format!("event: error\ndata: {data}\n\n"));
            assert!(came.is_over, "{data}");
            let Answer::Failed(error) = came.reply.expect("a failure").answer else {
                panic!("{data}")
            };
            assert_eq!(error.message.as_deref(), Some("Upstream timed out."), "{data}");
        }
    }
}

#[test]
fn a_body_in_the_place_of_a_stream_is_read_as_one() {
    let responses =
        responses_runs::body("completed", None, &[message("msg_1", "completed", &[text("{}")])]);
    let chat = chat_runs::body(Some("stop"), &chat_runs::message(Some("{}"), None, &[]));
    let error = json!({ "error": { "message": "No.", "code": "server_error" } });
    for (endpoint, body) in [
        (Endpoint::Responses, &responses),
        (Endpoint::Chat, &chat),
        (Endpoint::Responses, &error),
        (Endpoint::Chat, &error),
    ] {
        let plain = endpoint.decode(body.to_string().as_bytes());
        let pretty = serde_json::to_string_pretty(body).expect("writable");
        for stream in [body.to_string(), format!("\n \r\n{pretty}\n")] {
            let came = read(endpoint, &stream);
            assert_eq!(came.reply, plain);
            assert!(!came.has_content && !came.is_over);
        }
    }
    let came = read(Endpoint::Chat, "{\"choices\":[");
    assert!(came.reply.is_err());
}

#[test]
fn what_is_no_json_is_malformed() {
    for endpoint in [Endpoint::Chat, Endpoint::Responses] {
        for stream in ["data: {\"a\":}\n\n", "data: <html>\n\n", "<html></html>", ""] {
            assert!(read(endpoint, stream).reply.is_err(), "{stream}");
        }
    }
}

#[test]
fn more_bytes_than_are_taken_end_a_stream() {
    let delta = |text: &str| {
        format!("data: {}\n\n", json!({ "choices": [{ "delta": { "content": text } }] }))
    };
    let short = delta("0123456789");
    let cases = [
        (short.repeat(9), true),
        (short.repeat(11), false),
        (delta(&"x".repeat(200)), false),
        (format!("{{{}}}", " ".repeat(200)), false),
    ];
    for (stream, is_taken) in cases {
        let mut reader = Endpoint::Chat.stream(None).longest(100);
        reader.push(stream.as_bytes());
        let faults = std::iter::from_fn(|| Some(reader.next()?.is_err())).filter(|it| *it).count();
        assert_eq!(faults, usize::from(!is_taken), "{stream}");
        reader.push(short.as_bytes());
        assert!(is_taken || reader.next().is_none());
        assert_eq!(reader.finish().is_ok(), is_taken);
    }
}
