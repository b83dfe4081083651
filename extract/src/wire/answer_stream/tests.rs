mod chat_runs;
mod cut;
mod hostile;
mod law;
mod pieces;
mod responses_runs;

use serde_json::Value;

use super::*;

/// An event as it stands in a stream, named as the service names those of the Responses endpoint.
fn framed(event: &Value) -> String {
    match event["type"].as_str() {
        Some(kind) => format!("event: {kind}\ndata: {event}\n\n"),
        None => format!("data: {event}\n\n"),
    }
}

fn stream_of(events: &[Value]) -> String {
    events.iter().map(framed).collect()
}

/// A text in parts of so many characters.
fn parts(text: &str, length: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    characters.chunks(length).map(|part| part.iter().collect()).collect()
}

/// What came of a stream.
#[derive(Debug, PartialEq)]
struct Came {
    /// What the pieces come to: text and refusal.
    text: String,
    refusal: String,
    restarts: usize,
    has_content: bool,
    is_over: bool,
    is_whole: bool,
    reply: Result<Reply, Malformed>,
}

fn read_through(endpoint: Endpoint, tool: Option<&str>, stream: &str, size: usize) -> Came {
    let mut reader = endpoint.stream(tool);
    let (mut text, mut refusal, mut restarts) = (String::new(), String::new(), 0);
    for chunk in stream.as_bytes().chunks(size) {
        reader.push(chunk);
        while let Some(piece) = reader.next() {
            match piece {
                Ok(Piece::Text(more)) => text.push_str(more),
                Ok(Piece::Refusal(more)) => refusal.push_str(more),
                Ok(Piece::Restart) => {
                    text.clear();
                    restarts += 1;
                }
                Ok(Piece::Other) | Err(_) => {}
            }
        }
    }
    assert_eq!(reader.text(), text);
    Came {
        text,
        refusal,
        restarts,
        has_content: reader.has_content(),
        is_over: reader.is_over(),
        is_whole: reader.is_whole(),
        reply: reader.finish(),
    }
}

fn read(endpoint: Endpoint, stream: &str) -> Came {
    let came = read_through(endpoint, None, stream, usize::MAX);
    for size in [1, 2, 3, 7, 64, 1000] {
        assert_eq!(read_through(endpoint, None, stream, size), came, "chunks of {size}");
    }
    came
}
