//! The least server that an arm can speak to: `server MILLISECONDS` prints its URL and answers every call after so long.
//!
//! A process of its own, so that what it costs counts for no arm.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const CHAT: &str = include_str!("../../answers/chat.json");
const RESPONSES: &str = include_str!("../../answers/responses.json");
const RESPONSES_TOOL: &str = include_str!("../../answers/responses_tool.json");

/// What the real service sends along.
const HEADERS: &str = "\
date: Tue, 18 Nov 2025 14:03:10 GMT\r
content-type: application/json\r
x-ratelimit-limit-requests: 30000\r
x-ratelimit-limit-tokens: 180000000\r
x-ratelimit-remaining-requests: 29999\r
x-ratelimit-remaining-tokens: 179999858\r
x-ratelimit-reset-requests: 2ms\r
x-ratelimit-reset-tokens: 0s\r
openai-version: 2020-10-01\r
openai-organization: org\r
x-request-id: req_0f1e2d3c4b5a69788796a5b4c3d2e1f0\r
openai-processing-ms: 812\r
strict-transport-security: max-age=31536000; includeSubDomains; preload\r
";

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let delay = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let delay =
        Duration::from_millis(delay.ok_or_else(|| io::Error::other("server MILLISECONDS"))?);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}/v1", listener.local_addr()?);
    let answers = Answers {
        chat: answer(CHAT),
        responses: answer(RESPONSES),
        responses_tool: answer(RESPONSES_TOOL),
    };
    let answers: &'static Answers = Box::leak(Box::new(answers));
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        // An arm that ends cuts its connections, which is no fault.
        tokio::spawn(async move { drop(serve(connection, answers, delay).await) });
    }
}

struct Answers {
    chat: String,
    responses: String,
    responses_tool: String,
}

fn answer(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{HEADERS}content-length: {}\r\n\r\n{body}", body.len())
}

impl Answers {
    fn to(&self, request: &[u8]) -> &str {
        let has = |wanted: &[u8]| request.windows(wanted.len()).any(|window| window == wanted);
        match (request.starts_with(b"POST /v1/chat/"), has(b"\"submit\"")) {
            (true, _) => &self.chat,
            (false, false) => &self.responses,
            (false, true) => &self.responses_tool,
        }
    }
}

async fn serve(mut connection: TcpStream, answers: &Answers, delay: Duration) -> io::Result<()> {
    let mut received = Vec::new();
    loop {
        while length(&received).is_none_or(|length| received.len() < length) {
            if connection.read_buf(&mut received).await? == 0 {
                return Ok(());
            }
        }
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        // One request at a time: no client here sends the next before the answer.
        connection.write_all(answers.to(&received).as_bytes()).await?;
        received.clear();
    }
}

/// Of head and body, once the head is there.
fn length(received: &[u8]) -> Option<usize> {
    let head = received.windows(4).position(|window| window == b"\r\n\r\n")?;
    let lines = received.get(..head)?.split(|byte| *byte == b'\n');
    let body = lines.filter_map(|line| std::str::from_utf8(line).ok()).find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    Some(head + 4 + body.unwrap_or_default())
}
