//! Servers that nobody would build.

use serde_json::json;

use super::*;
use crate::wire::Answer;

fn delta(item: u64, part: u64, more: &str) -> Value {
    let kind = "response.output_text.delta";
    json!({ "type": kind, "output_index": item, "content_index": part, "delta": more })
}

#[test]
fn parts_that_take_turns_are_each_told_once() {
    let turns: Vec<_> = (0..6).map(|turn| delta(0, turn % 2, &turn.to_string())).collect();
    let stream = stream_of(&turns);
    for size in [1, stream.len()] {
        assert_eq!(read_through(Endpoint::Responses, None, &stream, size).text, "012345");
    }
}

/// The error of a stream that is read with so little room.
fn fault(endpoint: Endpoint, events: impl Iterator<Item = Value>) -> Option<Malformed> {
    let mut stream = endpoint.stream(None).longest(10_000);
    for event in events {
        stream.push(framed(&event).as_bytes());
        while let Some(piece) = stream.next() {
            if let Err(fault) = piece {
                return Some(fault);
            }
        }
    }
    None
}

#[test]
fn what_is_kept_of_a_stream_without_an_end_has_bounds() {
    let item = |kind: &str, index: u64, text: &str| {
        let item =
            json!({ "type": "message", "content": [{ "type": "output_text", "text": text }] });
        json!({ "type": kind, "output_index": index, "item": item })
    };
    let token = json!({ "token": "a", "logprob": -0.5, "bytes": [97] });
    let tokens = json!([token, token, token]);
    let words = "word ".repeat(100);
    let (run, chat) = (Endpoint::Responses, Endpoint::Chat);
    let forever = 0..20_000_u64;
    type Events<'a> = Box<dyn Iterator<Item = Value> + 'a>;
    let cases: [(&str, Endpoint, Events<'_>); 5] = [
        (
            "items",
            run,
            Box::new(forever.clone().map(|index| item("response.output_item.added", index, ""))),
        ),
        (
            "texts",
            run,
            Box::new(
                forever
                    .clone()
                    .map(|index| item("response.output_item.added", index % 100, &words)),
            ),
        ),
        (
            "ends",
            run,
            Box::new(
                forever.clone().map(|index| item("response.output_item.done", index % 100, &words)),
            ),
        ),
        (
            "tokens of a run",
            run,
            Box::new(forever.clone().map(|_| {
                let mut event = delta(0, 0, "");
                event["logprobs"] = tokens.clone();
                event
            })),
        ),
        (
            "tokens of a chat",
            chat,
            Box::new(forever.map(|_| {
                let choice = json!({ "index": 0, "delta": {}, "logprobs": { "content": tokens } });
                json!({ "choices": [choice] })
            })),
        ),
    ];
    for (name, endpoint, events) in cases {
        assert!(fault(endpoint, events).is_some(), "{name}");
    }
}

#[test]
fn a_long_text_comes_in_many_pieces() {
    let long = "aé😀".repeat(40_000);
    let stream = stream_of(&[delta(0, 0, &long), delta(0, 0, "b")]);
    let mut reader = Endpoint::Responses.stream(None);
    reader.push(stream.as_bytes());
    let (mut text, mut lengths) = (String::new(), Vec::new());
    while let Some(Ok(Piece::Text(more))) = reader.next() {
        text.push_str(more);
        lengths.push(more.len());
    }
    assert_eq!(text, long + "b");
    assert_eq!(lengths.len(), 280_000_usize.div_ceil(64 * 1024) + 1);
    assert!(lengths.iter().all(|length| *length <= 64 * 1024), "{lengths:?}");
}

fn done(text: &str) -> Value {
    let content = [json!({ "type": "output_text", "text": text })];
    json!({ "type": "response.output_item.done", "output_index": 0,
        "item": { "type": "message", "content": content } })
}

fn completed() -> Value {
    json!({ "type": "response.completed", "response": { "status": "completed", "output": [] } })
}

#[test]
fn a_text_that_holds_the_mark_of_an_echo_is_a_text() {
    let mark = crate::wire::echo::MARK;
    for text in [format!("a{mark}b"), mark.repeat(3), format!("{mark}{}", "long ".repeat(500))] {
        let stream = stream_of(&[delta(0, 0, &text), done(&text), completed()]);
        for size in [7, stream.len()] {
            let came = read_through(Endpoint::Responses, None, &stream, size);
            assert_eq!(came.reply.map(|reply| reply.answer), Ok(Answer::Text(text.clone())));
        }
    }
}

#[test]
fn marks_of_an_echo_take_no_more_room_than_texts_may() {
    let marks = crate::wire::echo::MARK.repeat(100);
    let events = [delta(0, 0, &"long ".repeat(1_000)), done(&marks), completed()];
    assert!(fault(Endpoint::Responses, events.into_iter()).is_some());
}
