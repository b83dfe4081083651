//! Streams of both endpoints: however the bytes are cut, the same comes of them, and the events are those
//! that a plain reading of the standard finds. The first line says where to cut.

#![no_main]

use extract::{
    error::Evidence,
    wire::{Endpoint, Malformed, Piece, Reply, Sse},
};
use fuzz::{document::unfold, stage::line};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let (cuts, rest) = line(input);
    let stream = unfold(rest);
    let chunks = chunks(cuts, &stream);
    let events = events(&chunks);
    assert_eq!(events, self::events(&[&stream]));
    let (ended, open) = standard(&stream);
    let given = open.filter(|(_, data)| is_whole(data));
    assert_eq!(events, ended.into_iter().chain(given).collect::<Vec<_>>());
    for endpoint in [Endpoint::Chat, Endpoint::Responses] {
        for tool in [None, Some("record")] {
            let came = read(endpoint, tool, &chunks);
            assert_eq!(came, read(endpoint, tool, &[&stream]), "{endpoint:?}");
            follows(endpoint, &stream, came);
        }
    }
});

/// Chunks of as many bytes as the bytes of the first line say, again and again.
fn chunks<'s>(cuts: &[u8], mut stream: &'s [u8]) -> Vec<&'s [u8]> {
    let cuts = if cuts.is_empty() { b"\x01" } else { cuts };
    let mut chunks = Vec::new();
    for cut in cuts.iter().cycle() {
        if stream.is_empty() {
            break;
        }
        let (chunk, rest) = stream.split_at(stream.len().min(1 + usize::from(*cut)));
        chunks.push(chunk);
        stream = rest;
    }
    chunks
}

type Event = (Vec<u8>, Vec<u8>);

fn events(chunks: &[&[u8]]) -> Vec<Event> {
    let mut sse = Sse::default();
    let mut events = Vec::new();
    for chunk in chunks {
        let mut chunk = *chunk;
        while let Some(event) = sse.next(&mut chunk) {
            let event = event.expect("short");
            events.push((event.name.into(), event.data.to_vec()));
        }
        assert!(chunk.is_empty());
    }
    events.extend(sse.finish().map(|event| (event.name.into(), event.data.to_vec())));
    events
}

/// The events as the standard tells to read them, and the one that was not closed.
fn standard(stream: &[u8]) -> (Vec<Event>, Option<Event>) {
    let stream = stream.strip_prefix(b"\xef\xbb\xbf").unwrap_or(stream);
    let mut lines = vec![Vec::new()];
    let mut bytes = stream.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' => {
                let _ = bytes.next_if(|next| **next == b'\n');
                lines.push(Vec::new());
            }
            b'\n' => lines.push(Vec::new()),
            byte => lines.last_mut().unwrap().push(*byte),
        }
    }
    let (mut events, mut name, mut data) = (Vec::new(), Vec::new(), Vec::new());
    let last = lines.len() - 1;
    for (number, line) in lines.into_iter().enumerate() {
        if line.is_empty() {
            // The last line has no end.
            if number < last {
                let (name, data) = (std::mem::take(&mut name), std::mem::take(&mut data));
                events.extend(event(name, data));
            }
            continue;
        }
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let value = line.get(colon + 1..).unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match &line[..colon] {
            b"data" => data.extend([value, b"\n"].concat()),
            b"event" => name = value.to_vec(),
            _ => {}
        }
    }
    (events, event(name, data))
}

fn event(name: Vec<u8>, mut data: Vec<u8>) -> Option<Event> {
    data.pop()?;
    Some((String::from_utf8(name).unwrap_or_default().into(), data))
}

fn is_whole(data: &[u8]) -> bool {
    data.trim_ascii_start().starts_with(b"[DONE]")
        || serde_json::from_slice::<serde::de::IgnoredAny>(data).is_ok()
}

/// What came of a stream.
#[derive(Debug, PartialEq)]
struct Came {
    text: String,
    refusal: String,
    restarts: usize,
    faults: usize,
    flags: [bool; 3],
    reply: Result<Reply, Malformed>,
}

fn read(endpoint: Endpoint, tool: Option<&str>, chunks: &[&[u8]]) -> Came {
    let mut stream = endpoint.stream(tool);
    let (mut text, mut refusal, mut restarts, mut faults) = (String::new(), String::new(), 0, 0);
    for chunk in chunks {
        stream.push(chunk);
        while let Some(piece) = stream.next() {
            match piece {
                Ok(Piece::Text(more)) => text.push_str(more),
                Ok(Piece::Refusal(more)) => refusal.push_str(more),
                Ok(Piece::Restart) => {
                    text.clear();
                    restarts += 1;
                }
                Ok(_) => {}
                Err(_) => faults += 1,
            }
        }
    }
    let flags = [stream.has_content(), stream.is_over(), stream.is_whole()];
    Came { text, refusal, restarts, faults, flags, reply: stream.finish() }
}

fn follows(endpoint: Endpoint, stream: &[u8], came: Came) {
    let [has_content, is_over, is_whole] = came.flags;
    assert!(is_whole || !is_over);
    assert!(has_content || (came.text.is_empty() && came.refusal.is_empty()));
    assert!(came.faults <= 1 && (came.faults == 0 || came.reply.is_err()));
    let body = stream.trim_ascii_start();
    if body.starts_with(b"{") || body.starts_with(b"[") {
        assert_eq!(came.reply, endpoint.decode(body));
    } else if has_content && came.faults == 0 {
        // Only half a character behind it can make something of an answer into nothing.
        let is_broken = came.reply.as_ref().is_err_and(|it| !it.to_string().contains("ended before"));
        assert!(came.reply.is_ok() || is_broken);
    }
    if let Ok(reply) = came.reply {
        let usage = reply.usage;
        match reply.into_text(Evidence::default()) {
            Ok((text, evidence)) => assert!(!text.trim().is_empty() && evidence.usage == usage),
            Err(error) => assert!(!format!("{error} {error:?}").is_empty() && error.usage() == usage),
        }
    }
}
