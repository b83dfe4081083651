//! What `wire` reads in a stream is what it reads in the plain answer.

use extract::{
    Endpoint,
    testing::{Outcome, Server, StreamFault},
    wire::{Answer, Piece, Reply},
};

use crate::{
    ask::{ENDPOINTS, forced, good_request, streamed, with_tool},
    streams::{runs, text},
};

/// The reply that a stream makes in chunks of so many bytes, and the text that came on the way.
fn read(endpoint: Endpoint, tool: Option<&str>, stream: &str, chunk: usize) -> (Reply, String) {
    let mut reader = endpoint.stream(tool);
    let mut text = String::new();
    for bytes in stream.as_bytes().chunks(chunk) {
        reader.push(bytes);
        while let Some(piece) = reader.next() {
            match piece.unwrap() {
                Piece::Text(more) => text.push_str(more),
                Piece::Restart => text.clear(),
                _ => {}
            }
        }
    }
    (reader.finish().unwrap(), text)
}

/// What can be odd about a stream without any harm.
fn spellings() -> Vec<Option<StreamFault>> {
    let all = StreamFault::all().into_iter().map(|(_, fault)| fault);
    let harmless = all.filter(|fault| {
        use StreamFault::*;
        matches!(
            fault,
            AzureChunks
                | Bom
                | Cr
                | CrLf
                | EmptyTerminalOutput
                | KeepAlives
                | MissingDone
                | MissingLastBlankLine
                | PlainBody
                | RotatingIds
        )
    });
    harmless.map(Some).chain([None]).collect()
}

#[tokio::test]
async fn a_stream_is_read_as_the_plain_answer() {
    let server = Server::start().await.unwrap();
    for endpoint in ENDPOINTS {
        for (request, tool) in [
            (good_request(endpoint), None),
            (with_tool(endpoint), None),
            (forced(endpoint), Some("City")),
        ] {
            for (name, outcome) in runs() {
                let plain = text(&server, endpoint, outcome.clone(), &request).await;
                let plain = endpoint.decode(plain.as_bytes()).unwrap();
                for fault in spellings() {
                    let outcome = fault.into_iter().fold(outcome.clone(), Outcome::stream_fault);
                    let body = streamed(endpoint, &request);
                    let stream = text(&server, endpoint, outcome.tokens(1..=9), &body).await;
                    for chunk in [5, usize::MAX] {
                        let case = format!("{name}, {tool:?}, {fault:?}, {endpoint:?}, {chunk}");
                        let (mut reply, text) = read(endpoint, tool, &stream, chunk);
                        if fault == Some(StreamFault::RotatingIds) {
                            reply.id = plain.id.clone();
                        }
                        assert_eq!(reply, plain, "{case}");
                        if fault == Some(StreamFault::PlainBody) {
                            assert_eq!(text, "", "{case}");
                            continue;
                        }
                        match (&reply.answer, tool.and_then(|_| reply.calls.first())) {
                            (Answer::Text(whole), None) => assert_eq!(&text, whole, "{case}"),
                            (_, Some(call)) => assert_eq!(text, call.arguments, "{case}"),
                            _ => {}
                        }
                    }
                }
            }
        }
    }
}
