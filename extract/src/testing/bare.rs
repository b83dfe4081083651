//! Replies that break off, stall or lie about their length: written to the bare connection, byte by
//! byte, since an HTTP server would refuse to send them.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{reply::Reply, stream::Flow};
use crate::transport::{Clock, SystemClock};

/// How a reply travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// As HTTP has it.
    Whole,
    /// So far, and no further.
    Broken(Place, End),
    /// The body is a blank now and then, for ever.
    Dripped,
    /// The body is this one, which is written as it is made.
    Long(Box<Long>),
    /// Event after event.
    Streamed(Box<Flow>),
    /// The headers promise half of the body that comes.
    WrongLength,
}

/// Where a reply ends too early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    BeforeHeaders,
    InHeaders,
    AfterHeaders,
    InBody,
}

/// What becomes of the connection then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Closed,
    Reset,
    /// It stays open, and nothing more comes.
    Silent,
}

/// A body that is too large to be kept: its middle is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Long {
    pub(super) start: Vec<u8>,
    pub(super) middle: Vec<u8>,
    pub(super) times: usize,
    pub(super) end: Vec<u8>,
}

/// Short enough to be a nuisance, long enough to cost nothing.
const BETWEEN_DROPS: Duration = Duration::from_millis(5);

/// Writes the reply and ends the connection.
pub(super) async fn play(mut stream: TcpStream, reply: &Reply) -> io::Result<()> {
    let body = &reply.body;
    match &reply.delivery {
        // Streams are played elsewhere: their connection can live on.
        Delivery::Streamed(_) | Delivery::Whole => {
            stream.write_all(&[&head(reply, Some(body.len())), &body[..]].concat()).await
        }
        Delivery::Broken(place, end) => {
            stream.write_all(&beginning(reply, *place)).await?;
            finish(stream, *end).await
        }
        Delivery::Dripped => {
            stream.write_all(&head(reply, None)).await?;
            // Until the client is gone, which makes this an error.
            loop {
                stream.write_all(b" ").await?;
                SystemClock::default().sleep(BETWEEN_DROPS).await;
            }
        }
        Delivery::Long(long) => {
            stream.write_all(&head(reply, Some(long.len()))).await?;
            long.write_to(&mut stream).await
        }
        Delivery::WrongLength => {
            stream.write_all(&[&head(reply, Some(body.len() / 2)), &body[..]].concat()).await
        }
    }
}

/// The head of a body in chunks, behind which the connection goes on.
pub(super) fn head_of_chunks(reply: &Reply) -> Vec<u8> {
    head_with(reply, "transfer-encoding: chunked\r\n")
}

/// Status line and headers; without a length the body goes on to the end of the connection.
fn head(reply: &Reply, length: Option<usize>) -> Vec<u8> {
    let length = length.map(|length| format!("content-length: {length}\r\n"));
    head_with(reply, &format!("connection: close\r\n{}", length.unwrap_or_default()))
}

fn head_with(reply: &Reply, more: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n", reply.status());
    for (name, value) in &reply.head() {
        head.push_str(&format!("{name}: "));
        head.push_str(&String::from_utf8_lossy(value.as_bytes()));
        head.push_str("\r\n");
    }
    head.push_str(more);
    head.push_str("\r\n");
    head.into_bytes()
}

/// The whole reply up to a place.
fn beginning(reply: &Reply, place: Place) -> Vec<u8> {
    let mut bytes = head(reply, Some(reply.body.len()));
    match place {
        Place::BeforeHeaders => bytes.clear(),
        Place::InHeaders => bytes.truncate(bytes.len() / 2),
        Place::AfterHeaders => {}
        Place::InBody => bytes.extend(reply.body.iter().take(reply.body.len() / 2)),
    }
    bytes
}

async fn finish(mut stream: TcpStream, end: End) -> io::Result<()> {
    match end {
        End::Closed => stream.shutdown().await,
        // What is closed without lingering is reset.
        End::Reset => stream.set_zero_linger(),
        // Until the client is gone.
        End::Silent => stream.read(&mut [0]).await.map(drop),
    }
}

impl Long {
    fn len(&self) -> usize {
        self.start.len() + self.middle.len() * self.times + self.end.len()
    }

    async fn write_to(&self, stream: &mut TcpStream) -> io::Result<()> {
        let at_once = (64 * 1024 / self.middle.len().max(1)).clamp(1, self.times.max(1));
        let block = self.middle.repeat(at_once);
        stream.write_all(&self.start).await?;
        for _ in 0..self.times / at_once {
            stream.write_all(&block).await?;
        }
        stream.write_all(&self.middle.repeat(self.times % at_once)).await?;
        stream.write_all(&self.end).await
    }
}
