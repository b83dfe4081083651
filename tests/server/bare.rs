//! A stream over a bare connection: every byte of it, and how it ends.

use std::{io, time::Duration};

use extract::{
    Endpoint,
    testing::{Outcome, Server},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::ask::{good_request, path, streamed};

/// How a body in chunks ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the last chunk.
    Whole,
    /// Without it.
    Closed,
    Reset,
    /// Not at all.
    Silent,
}

/// The body as it came, and its end.
pub async fn play(server: &Server, endpoint: Endpoint, outcome: Outcome) -> (Vec<u8>, End) {
    server.script(outcome);
    let address = server.url().trim_start_matches("http://").trim_end_matches("/v1").to_owned();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let body = streamed(endpoint, &good_request(endpoint)).to_string();
    let head = format!(
        "POST /v1{} HTTP/1.1\r\nhost: local\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        path(endpoint),
        body.len()
    );
    connection.write_all((head + &body).as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = loop {
        let mut piece = vec![0; 64 * 1024];
        let read = tokio::time::timeout(Duration::from_millis(200), connection.read(&mut piece));
        match read.await {
            Err(_late) => break End::Silent,
            Ok(Ok(0)) => break End::Closed,
            Ok(Ok(count)) => bytes.extend_from_slice(&piece[..count]),
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => break End::Reset,
            Ok(Err(error)) => panic!("{error}"),
        }
        if bytes.ends_with(b"\r\n0\r\n\r\n") {
            break End::Whole;
        }
    };
    let mut body = unchunked(&bytes);
    // The ids are made of the number of the request.
    let number = format!("{:023x}", server.requests().len());
    let places = 0..body.len().saturating_sub(number.len());
    for at in places.rev() {
        if body[at..].starts_with(number.as_bytes()) {
            body[at..at + number.len()].fill(b'0');
        }
    }
    (body, end)
}

/// The body without what HTTP adds to it.
fn unchunked(bytes: &[u8]) -> Vec<u8> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
    let mut rest = &bytes[head..];
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 2 + size + 2..];
    }
    body
}
