//! What is told on the way.

use serde_json::{Value, json};

use super::{
    chat_runs, framed, read, read_through,
    responses_runs::{self, Habits, call, message, text, with},
    stream_of,
};
use crate::wire::{Answer, Endpoint, Piece};

/// The pieces of a stream, each as one word.
fn pieces(endpoint: Endpoint, tool: Option<&str>, stream: &str) -> Vec<String> {
    let mut reader = endpoint.stream(tool);
    reader.push(stream.as_bytes());
    let mut pieces = Vec::new();
    while let Some(piece) = reader.next() {
        pieces.push(match piece.expect("readable") {
            Piece::Other => continue,
            Piece::Refusal(more) => format!("refusal {more}"),
            Piece::Restart => "restart".to_owned(),
            Piece::Text(more) => more.to_owned(),
        });
    }
    pieces
}

fn run(output: &[Value]) -> String {
    let habits = Habits { delta: 4, ..Habits::default() };
    stream_of(&responses_runs::events(&responses_runs::body("completed", None, output), habits))
}

#[test]
fn each_delta_is_a_piece() {
    let stream = run(&[message("msg_1", "completed", &[text("{\"a\":1}")])]);
    assert_eq!(pieces(Endpoint::Responses, None, &stream), ["{\"a\"", ":1}"]);
    let body = chat_runs::body(Some("stop"), &chat_runs::message(Some("{\"a\":1}"), None, &[]));
    let chunks = chat_runs::chunks(&body, chat_runs::Habits { delta: 4, ..Default::default() });
    assert_eq!(pieces(Endpoint::Chat, None, &stream_of(&chunks)), ["{\"a\"", ":1}"]);
}

#[test]
fn another_message_starts_again_unless_it_is_no_better() {
    let named = |id: &str, words: &str| message(id, "completed", &[text(words)]);
    let fin = |id: &str, words: &str| with(named(id, words), "phase", "final_answer");
    let commentary = |id: &str, words: &str| with(named(id, words), "phase", "commentary");
    let tool_call = |id: &str, arguments: &str| call(id, "completed", "record", arguments);
    let cases: Vec<(Vec<Value>, Option<&str>, Vec<&str>)> = vec![
        (vec![named("a", "one"), named("b", "two")], None, vec!["one", "restart", "two"]),
        (vec![named("a", "one"), named("a", "one")], None, vec!["one"]),
        (vec![commentary("a", "one"), fin("b", "two")], None, vec!["two"]),
        (vec![fin("a", "one"), commentary("b", "two")], None, vec!["one"]),
        (vec![fin("a", "one"), named("b", "two")], None, vec!["one"]),
        (vec![fin("a", "one"), fin("b", "two")], None, vec!["one", "restart", "two"]),
        (vec![named("a", "one"), tool_call("c", "{}")], None, vec!["one"]),
        (
            vec![named("a", "one"), tool_call("c", "{}")],
            Some("record"),
            vec!["one", "restart", "{}"],
        ),
        (vec![tool_call("c", "{}"), named("a", "one")], Some("record"), vec!["{}"]),
        (vec![tool_call("c", "{}"), tool_call("d", "[]")], Some("record"), vec!["{}"]),
        (vec![tool_call("c", "{}")], Some("other"), vec![]),
        (vec![named("a", "one")], Some("record"), vec!["one"]),
    ];
    for (output, tool, expected) in cases {
        let stream = run(&output);
        assert_eq!(pieces(Endpoint::Responses, tool, &stream), expected, "{output:?} {tool:?}");
    }
}

#[test]
fn a_call_takes_the_place_of_text_on_the_chat_endpoint_as_well() {
    let calls = [chat_runs::call("call_1", "record", "{}")];
    let body = chat_runs::body(Some("stop"), &chat_runs::message(Some("one"), None, &calls));
    let habits = chat_runs::Habits { delta: 4, ..Default::default() };
    let stream = stream_of(&chat_runs::chunks(&body, habits));
    assert_eq!(pieces(Endpoint::Chat, Some("record"), &stream), ["one", "restart", "{}"]);
    assert_eq!(pieces(Endpoint::Chat, None, &stream), ["one"]);
}

#[test]
fn an_item_without_deltas_is_one_piece() {
    let body = responses_runs::body(
        "completed",
        None,
        &[message("msg_1", "completed", &[text("{\"a\":1}")])],
    );
    let habits = Habits { without_deltas: true, ..Habits::default() };
    let stream = stream_of(&responses_runs::events(&body, habits));
    assert_eq!(pieces(Endpoint::Responses, None, &stream), ["{\"a\":1}"]);
}

#[test]
fn what_is_done_decides_when_it_is_another_text() {
    let mut events = responses_runs::events(
        &responses_runs::body(
            "completed",
            None,
            &[message("msg_1", "completed", &[text("{\"a\":1}")])],
        ),
        Habits { delta: 4, empty_end: true, ..Habits::default() },
    );
    let lost = events.iter().position(|event| event["delta"] == ":1}").expect("a delta");
    events.remove(lost);
    let came = read(Endpoint::Responses, &stream_of(&events));
    assert_eq!(came.text, "{\"a\"");
    assert_eq!(came.reply.map(|reply| reply.answer), Ok(Answer::Text("{\"a\":1}".to_owned())));
}

#[test]
fn a_character_in_two_halves_is_put_together() {
    let responses = |delta: &str| {
        format!(
            "data: {{\"type\":\"response.output_text.delta\",\"output_index\":0,\"delta\":\"{delta}\"}}\n\n"
        )
    };
    let chat = |delta: &str| {
        format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{delta}\"}}}}]}}\n\n")
    };
    let ends = [
        (Endpoint::Chat, "data: [DONE]\n\n"),
        (Endpoint::Responses, "data: {\"type\":\"response.completed\",\"response\":{}}\n\n"),
    ];
    for (endpoint, end) in ends {
        let stream = |deltas: &[&str]| -> String {
            let write = |delta: &&str| match endpoint {
                Endpoint::Chat => chat(delta),
                Endpoint::Responses => responses(delta),
            };
            deltas.iter().map(write).chain([end.to_owned()]).collect()
        };
        for deltas in [
            &["a\\ud83d", "\\ude00b"][..],
            &["a\\ud83d", "", "\\ude00b"],
            &["a\\uD83D", "\\uDE00", "b"],
            &["a", "\\ud83d\\ude00", "b"],
        ] {
            let came = read(endpoint, &stream(deltas));
            assert_eq!(came.text, "a😀b");
            assert_eq!(came.reply.map(|reply| reply.answer), Ok(Answer::Text("a😀b".to_owned())));
        }
        for deltas in [
            &["a\\ud83d", "b"][..],
            &["a\\ud83d", "\\n"],
            &["a\\ud83d", "\\ud83d"],
            &["a\\ud83d", "\\u0041"],
            &["\\ude00"],
        ] {
            let came = read(endpoint, &stream(deltas));
            assert!(came.reply.is_err(), "{deltas:?}");
        }
        // Cut within a character: it never came.
        let cut = stream(&["a\\ud83d"]).replace(end, "");
        let Ok(Answer::Truncated { partial, .. }) = read(endpoint, &cut).reply.map(|it| it.answer)
        else {
            panic!("{cut}");
        };
        assert_eq!(partial, "a");
    }
}

#[test]
fn escapes_in_deltas_are_read_as_serde_json_reads_them() {
    for text in ["\"", "\\", "/", "\u{8}\u{c}\n\r\t", "\u{0}\u{1f}", "é\u{2028}😀", "a\\\"b\\\\"]
    {
        let json = serde_json::to_string(text).expect("writable");
        let stream = format!("data: {{\"choices\":[{{\"delta\":{{\"content\":{json}}}}}]}}\n\n");
        assert_eq!(pieces(Endpoint::Chat, None, &stream), [text]);
    }
    for broken in ["\\x", "\\u12", "\\u12g4", "\\u+123", "\n", "\\"] {
        let stream =
            format!("data: {{\"choices\":[{{\"delta\":{{\"content\":\"{broken}\"}}}}]}}\n\n");
        assert!(read(Endpoint::Chat, &stream).reply.is_err(), "{broken}");
    }
}

#[test]
fn an_event_is_read_alike_however_its_json_is_written() {
    let choice = json!({ "index": 0, "delta": { "content": "é \"a\"" }, "finish_reason": null });
    let chat = json!({ "id": "c", "model": "m", "choices": [choice], "usage": null });
    let delta = json!({
        "type": "response.output_text.delta", "item_id": "msg_1", "output_index": 2,
        "content_index": 1, "delta": "é \"a\"", "logprobs": [], "sequence_number": 7,
    });
    for (endpoint, event) in [(Endpoint::Chat, chat), (Endpoint::Responses, delta)] {
        let plain = event.to_string();
        let spaced = plain.replace("\":", "\": ").replace(",\"", ", \"");
        let slow = plain.replacen('{', "{ \"more\": [1.5, {\"delta\": \"no\"}], ", 1);
        let pretty =
            serde_json::to_string_pretty(&event).expect("writable").replace('\n', "\ndata: ");
        let expected = read(endpoint, &framed(&event));
        assert_eq!(expected.text, "é \"a\"");
        for json in [plain, spaced, slow, pretty] {
            assert_eq!(read(endpoint, &format!("data: {json}\n\n")), expected, "{json}");
        }
    }
}

#[test]
fn calls_that_servers_number_alike_or_not_at_all_stay_apart() {
    let call = |index: Option<u64>, id: Option<&str>, name: Option<&str>, arguments: Value| {
        let mut call = json!({ "function": { "arguments": arguments } });
        for (key, value) in [("index", index.map(Value::from)), ("id", id.map(Value::from))] {
            if let Some(value) = value {
                call[key] = value;
            }
        }
        if let Some(name) = name {
            call["function"]["name"] = name.into();
        }
        json!({ "choices": [{ "index": 0, "delta": { "tool_calls": [call] } }] })
    };
    let streams = [
        vec![
            call(Some(0), Some("a"), Some("f"), "{\"x\"".into()),
            call(Some(0), None, None, ":1}".into()),
            call(Some(1), Some("b"), Some("g"), "{}".into()),
        ],
        vec![
            call(Some(0), Some("a"), Some("f"), "{\"x\":1}".into()),
            call(Some(0), Some("b"), Some("g"), "{}".into()),
        ],
        vec![
            call(None, Some("a"), Some("f"), "{\"x\":1}".into()),
            call(None, Some("b"), Some("g"), "{}".into()),
        ],
        vec![
            call(Some(0), Some("a"), Some("f"), json!({ "x": 1 })),
            call(Some(1), Some("b"), Some("g"), json!({})),
        ],
        vec![
            call(Some(0), Some("a"), Some("f"), "{\"x\"".into()),
            call(Some(1), Some("b"), Some("g"), "{".into()),
            call(Some(0), Some("a"), Some("f"), ":1}".into()),
            call(Some(1), Some(""), Some(""), "}".into()),
        ],
    ];
    for events in streams {
        let stream = stream_of(&events) + "data: [DONE]\n\n";
        let calls = read_through(Endpoint::Chat, None, &stream, 10).reply.expect("readable").calls;
        let calls: Vec<_> =
            calls.iter().map(|call| [&call.id, &call.name, &call.arguments]).collect();
        assert_eq!(calls, [["a", "f", "{\"x\":1}"], ["b", "g", "{}"]], "{events:?}");
    }
}

#[test]
fn content_in_parts_is_text_without_the_thinking() {
    let chunk =
        |content: Value| json!({ "choices": [{ "index": 0, "delta": { "content": content } }] });
    let thinking = json!([{ "type": "thinking", "thinking": [{ "type": "text", "text": "no" }] }]);
    let words = json!([{ "type": "text", "text": "{\"a\"" }]);
    let stream =
        stream_of(&[chunk(thinking), chunk(words), chunk(":1}".into())]) + "data: [DONE]\n\n";
    let came = read(Endpoint::Chat, &stream);
    assert_eq!(came.text, "{\"a\":1}");
    assert_eq!(came.reply.map(|reply| reply.answer), Ok(Answer::Text("{\"a\":1}".to_owned())));
}

#[test]
fn whoever_takes_no_pieces_still_gets_the_text() {
    let delta = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"}}]}\n\n";
    let mut reader = Endpoint::Chat.stream(None);
    reader.push(delta.repeat(10_000).as_bytes());
    let mut text = String::new();
    let mut count = 0;
    while let Some(piece) = reader.next() {
        if let Ok(Piece::Text(more)) = piece {
            text += more;
            count += 1;
        }
    }
    assert!(text == "ab".repeat(10_000) && count < 5000, "{count}");
}
