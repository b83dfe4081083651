//! A stream ends in the reply that a plain call gives.

use serde_json::{Value, json};

use super::{
    chat_runs, read, read_through,
    responses_runs::{self, call, message, reasoning, refusal, text, with},
    stream_of,
};
use crate::wire::Endpoint;

const ANSWER: &str = "{\"name\":\"Ä \\\"x\\\" 😀\",\"list\":[1,2,\n3]}";
/// Of many kilobytes, so that what says it again is left out.
fn long() -> String {
    format!("{{\"list\":[{}0]}}", "{\"name\":\"Ä \\\"x\\\" 😀\"},\n".repeat(100))
}

const NO: &str = "I'm sorry, I can't \"help\".";

fn responses_bodies() -> Vec<(&'static str, Value)> {
    let body = |output: &[Value]| responses_runs::body("completed", None, output);
    let answer = message("msg_1", "completed", &[text(ANSWER)]);
    let cut = message("msg_1", "incomplete", &[text("{\"name\":\"Ä")]);
    let incomplete =
        |reason, output: &[Value]| responses_runs::body("incomplete", Some(reason), output);
    let commentary =
        with(message("msg_0", "completed", &[text("Let me see.")]), "phase", "commentary");
    let fin = with(answer.clone(), "phase", "final_answer");
    let mut failed = responses_runs::body("failed", None, &[]);
    failed["error"] = json!({ "code": "server_error", "message": "It broke." });
    failed["usage"] = Value::Null;
    let daydream =
        json!({ "id": "dr_1", "type": "daydream", "content": [{ "type": "dream", "text": "no" }] });
    let long = &long();
    let other = &long.replace('x', "y");
    let long_answer = message("msg_1", "completed", &[text(long)]);
    let later = message("msg_2", "completed", &[text("{\"name\":\"later\"}")]);
    vec![
        ("an answer", body(std::slice::from_ref(&answer))),
        ("reasoning first", body(&[reasoning(&["First.", "Then."]), answer.clone()])),
        ("reasoning without a summary", body(&[reasoning(&[]), answer.clone()])),
        ("reasoning alone", body(&[reasoning(&["Hm."])])),
        ("nothing", body(&[])),
        ("an empty text", body(&[message("msg_1", "completed", &[text("")])])),
        ("blanks", body(&[message("msg_1", "completed", &[text(" \n ")])])),
        ("several parts", body(&[message("msg_1", "completed", &[text("{\"a\":"), text("1}")])])),
        ("a refusal", body(&[message("msg_1", "completed", &[refusal(NO)])])),
        ("text, then a refusal", body(&[message("msg_1", "completed", &[text("{"), refusal(NO)])])),
        ("commentary first", body(&[commentary.clone(), fin.clone()])),
        ("commentary behind", body(&[fin, commentary.clone()])),
        ("commentary alone", body(&[commentary])),
        ("two messages", body(&[answer.clone(), later.clone()])),
        ("one message twice", body(&[answer.clone(), answer.clone()])),
        ("an empty message behind", body(&[answer.clone(), message("msg_2", "completed", &[])])),
        ("an unknown item", body(&[daydream, answer])),
        ("the last of two is cut", body(&[later, cut.clone()])),
        ("a cut answer", incomplete("max_output_tokens", std::slice::from_ref(&cut))),
        (
            "a cut refusal",
            incomplete("max_output_tokens", &[message("msg_1", "incomplete", &[refusal("I'm")])]),
        ),
        ("cut before the answer", incomplete("max_output_tokens", &[reasoning(&["Hm."])])),
        ("cut before anything", incomplete("max_output_tokens", &[])),
        ("filtered", incomplete("content_filter", &[cut])),
        ("filtered before anything", incomplete("content_filter", &[])),
        ("a call", body(&[call("call_1", "completed", "record", ANSWER)])),
        (
            "two calls",
            body(&[
                call("call_1", "completed", "record", "{}"),
                call("call_2", "completed", "other", ANSWER),
            ]),
        ),
        (
            "one call twice",
            body(&[
                call("call_1", "completed", "record", ANSWER),
                call("call_1", "completed", "record", ANSWER),
            ]),
        ),
        ("a call without arguments", body(&[call("call_1", "completed", "record", "")])),
        (
            "text and a call",
            body(&[
                message("msg_1", "completed", &[text("Calling.")]),
                call("call_1", "completed", "record", ANSWER),
            ]),
        ),
        (
            "a cut call",
            incomplete("max_output_tokens", &[call("call_1", "incomplete", "record", "{\"a")]),
        ),
        ("a failure", failed),
        ("a long answer", body(&[reasoning(&[]), long_answer.clone()])),
        ("a long answer twice", body(&[long_answer.clone(), long_answer.clone()])),
        (
            "a long answer in two messages",
            body(&[long_answer.clone(), message("msg_2", "completed", &[text(long)])]),
        ),
        ("two long answers", body(&[long_answer, message("msg_2", "completed", &[text(other)])])),
        ("a long call", body(&[call("call_1", "completed", "record", long)])),
        (
            "two long calls",
            body(&[
                call("call_1", "completed", "record", long),
                call("call_2", "completed", "record", long),
            ]),
        ),
        ("long parts", body(&[message("msg_1", "completed", &[text(long), text(other)])])),
    ]
}

/// Every way to tell of a run but those that leave out what only they could tell.
fn responses_habits(body: &Value) -> Vec<responses_runs::Habits> {
    use responses_runs::Habits;
    let usual = Habits { delta: 3, ..Habits::default() };
    let mut habits = vec![
        usual,
        Habits { delta: 1, ..usual },
        Habits { delta: usize::MAX, ..usual },
        Habits { without_deltas: true, ..usual },
        Habits { without_items: true, ..usual },
        Habits { empty_end: true, ..usual },
        Habits { no_output_at_end: true, ..usual },
        Habits { changing_ids: true, ..usual },
        Habits { skipping_indices: true, ..usual },
        Habits { unknown_events: true, ..usual },
        Habits { without_deltas: true, empty_end: true, ..usual },
        Habits {
            skipping_indices: true,
            changing_ids: true,
            empty_end: true,
            unknown_events: true,
            ..usual
        },
    ];
    // Whether an item of a run that completed is whole is told by its end alone.
    let is_cut = |item: &Value| item["status"] == "incomplete";
    let has_cut = body["output"].as_array().into_iter().flatten().any(is_cut);
    if body["status"] != "completed" || !has_cut {
        habits.push(Habits { without_done: true, ..usual });
        habits.push(Habits { without_done: true, empty_end: true, ..usual });
    }
    habits
}

#[test]
fn a_run_of_the_responses_endpoint_is_the_same_as_a_stream() {
    for (name, body) in responses_bodies() {
        let plain = Endpoint::Responses.decode(body.to_string().as_bytes());
        assert!(plain.is_ok(), "{name}");
        for habits in responses_habits(&body) {
            let stream = stream_of(&responses_runs::events(&body, habits));
            for stream in [stream.clone(), unnamed(&stream), with_the_other_end(&stream)] {
                let came = read_through(Endpoint::Responses, None, &stream, usize::MAX);
                assert_eq!(came.reply, plain, "{name}, {habits:?}");
                assert!(came.is_over && came.is_whole, "{name}, {habits:?}");
            }
        }
        read(Endpoint::Responses, &stream_of(&responses_runs::events(&body, Default::default())));
    }
}

#[test]
fn the_pieces_of_a_run_come_to_its_answer() {
    for (name, body) in responses_bodies() {
        for tool in [None, Some("record")] {
            let plain = Endpoint::Responses.decode(body.to_string().as_bytes()).expect("readable");
            let stream = stream_of(&responses_runs::events(&body, Default::default()));
            let came = read_through(Endpoint::Responses, tool, &stream, 100);
            agrees(name, tool, plain, &came);
        }
    }
}

fn chat_bodies() -> Vec<(&'static str, Value)> {
    let body = |finish: &str, message: &Value| chat_runs::body(Some(finish), message);
    let plain = |content: &str| chat_runs::message(Some(content), None, &[]);
    let calls = |calls: &[Value]| chat_runs::message(None, None, calls);
    let call = |id: &str, arguments: &str| chat_runs::call(id, "record", arguments);
    vec![
        ("an answer", body("stop", &plain(ANSWER))),
        ("a finish that nobody knows", body("eos", &plain(ANSWER))),
        ("no finish", chat_runs::body(None, &plain(ANSWER))),
        ("a refusal", body("stop", &chat_runs::message(None, Some(NO), &[]))),
        ("text and a refusal", body("stop", &chat_runs::message(Some("{"), Some(NO), &[]))),
        ("no content", body("stop", &chat_runs::message(None, None, &[]))),
        ("an empty text", body("stop", &plain(""))),
        ("blanks", body("stop", &plain(" \n "))),
        ("cut", body("length", &plain("{\"name\":\"Ä"))),
        ("cut before the answer", body("length", &plain(""))),
        ("a cut refusal", body("length", &chat_runs::message(None, Some("I'm"), &[]))),
        ("filtered", body("content_filter", &plain("{\"na"))),
        ("filtered before the answer", body("content_filter", &plain(""))),
        ("the context is full", body("model_length", &plain("{"))),
        ("ended by an error", body("error", &plain("{"))),
        ("a call", body("tool_calls", &calls(&[call("call_1", ANSWER)]))),
        ("a forced call", body("stop", &calls(&[call("call_1", ANSWER)]))),
        ("two calls", body("tool_calls", &calls(&[call("call_1", "{}"), call("call_2", ANSWER)]))),
        ("a call without arguments", body("stop", &calls(&[call("call_1", "")]))),
        ("a call without an id", body("stop", &calls(&[call("", ANSWER)]))),
        (
            "a cut call behind a whole one",
            body("length", &calls(&[call("call_1", "{}"), call("call_2", "{\"a")])),
        ),
        (
            "text and a call",
            body("stop", &chat_runs::message(Some("Calling."), None, &[call("call_1", ANSWER)])),
        ),
    ]
}

fn chat_habits() -> Vec<chat_runs::Habits> {
    use chat_runs::Habits;
    let usual = Habits { delta: 3, ..Habits::default() };
    vec![
        usual,
        Habits { delta: 1, ..usual },
        Habits { delta: usize::MAX, ..usual },
        Habits { azure: true, ..usual },
        Habits { choices: 3, ..usual },
        Habits { all_at_once: true, ..usual },
        Habits { one_chunk: true, ..usual },
        Habits { unknown_members: true, ..usual },
        Habits { azure: true, choices: 2, unknown_members: true, ..usual },
    ]
}

#[test]
fn an_answer_of_the_chat_endpoint_is_the_same_as_a_stream() {
    for (name, body) in chat_bodies() {
        let plain = Endpoint::Chat.decode(body.to_string().as_bytes());
        assert!(plain.is_ok(), "{name}");
        for habits in chat_habits() {
            let stream = stream_of(&chat_runs::chunks(&body, habits)) + "data: [DONE]\n\n";
            for stream in [stream.clone(), spread(&stream), stream.trim_end().to_owned()] {
                let came = read_through(Endpoint::Chat, None, &stream, usize::MAX);
                assert_eq!(came.reply, plain, "{name}, {habits:?}");
            }
        }
        read(Endpoint::Chat, &stream_of(&chat_runs::chunks(&body, Default::default())));
    }
}

#[test]
fn the_pieces_of_a_chat_answer_come_to_it() {
    for (name, body) in chat_bodies() {
        for tool in [None, Some("record")] {
            let plain = Endpoint::Chat.decode(body.to_string().as_bytes()).expect("readable");
            let stream =
                stream_of(&chat_runs::chunks(&body, Default::default())) + "data: [DONE]\n\n";
            agrees(name, tool, plain, &read_through(Endpoint::Chat, tool, &stream, 100));
        }
    }
}

/// Only the end tells that these are another answer than what was told on the way.
const TOLD_AT_THE_END: [&str; 2] = ["the last of two is cut", "a cut call behind a whole one"];

/// What was told on the way is what a plain call ends in, as a value or in its error.
fn agrees(name: &str, tool: Option<&str>, plain: crate::wire::Reply, came: &super::Came) {
    use crate::{Error, error::Evidence};
    if TOLD_AT_THE_END.contains(&name) {
        return;
    }
    let ended = match tool {
        Some(tool) => plain.into_arguments(tool, Evidence::default()),
        None => plain.into_text(Evidence::default()),
    };
    match ended {
        Ok((text, _)) => assert_eq!(came.text, text, "{name}, {tool:?}"),
        Err(Error::Refused(refused)) => assert_eq!(came.refusal, refused.refusal(), "{name}"),
        Err(Error::Truncated(cut)) => assert_eq!(came.text, cut.partial_text(), "{name}, {tool:?}"),
        Err(Error::Filtered(filtered)) => {
            assert_eq!(came.text, filtered.partial_text(), "{name}");
        }
        Err(_) => {}
    }
}

/// The stream of a server that sends no names.
fn unnamed(stream: &str) -> String {
    stream
        .lines()
        .filter(|line| !line.starts_with("event:"))
        .map(|line| line.to_owned() + "\r\n")
        .collect()
}

/// With the last event of the other endpoint.
fn with_the_other_end(stream: &str) -> String {
    format!("{stream}data: [DONE]\n\n")
}

/// The same events, each over many lines.
fn spread(stream: &str) -> String {
    let spread = |line: &str| match serde_json::from_str::<Value>(line.trim_start_matches("data: "))
    {
        Ok(event) => {
            let pretty = serde_json::to_string_pretty(&event).expect("writable");
            pretty.lines().map(|line| format!("data: {line}\n")).collect()
        }
        Err(_) => format!("{line}\n"),
    };
    stream.lines().map(spread).collect()
}
