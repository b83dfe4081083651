use std::{
    future::{self, Future},
    io,
    pin::pin,
    task::Poll,
    time::Duration,
};

use tokio::{
    io::{AsyncWriteExt, ReadBuf},
    net::{
        TcpStream,
        tcp::{ReadHalf, WriteHalf},
    },
};

use super::flow::{Flow, FlowEnd};
use crate::transport::{Clock, SystemClock};

/// As much is written at once, unless the test wants a pause.
const AT_ONCE: usize = 64 * 1024;

/// Writes a stream as it is made, and gives back a connection that can be used again.
///
/// # Errors
///
/// When the client goes away before the end.
pub(in crate::testing) async fn play(
    mut connection: TcpStream,
    head: Vec<u8>,
    flow: &Flow,
) -> io::Result<Option<TcpStream>> {
    // Small pieces must not wait for each other.
    connection.set_nodelay(true)?;
    let (mut reader, mut writer) = connection.split();
    before_it_is_gone(&mut reader, write(&mut writer, head, flow)).await?;
    match flow.end {
        FlowEnd::Whole => Ok(Some(connection)),
        FlowEnd::Closed => connection.shutdown().await.map(|()| None),
        // What is closed without lingering is reset.
        FlowEnd::Reset => connection.set_zero_linger().map(|()| None),
        FlowEnd::Refrain(_) | FlowEnd::Silent => Ok(None),
    }
}

async fn write(writer: &mut WriteHalf<'_>, head: Vec<u8>, flow: &Flow) -> io::Result<()> {
    let mut batch = head;
    for (pause, bytes) in &flow.chunks {
        if *pause > Duration::ZERO || batch.len() >= AT_ONCE {
            writer.write_all(&batch).await?;
            batch.clear();
            SystemClock::default().sleep(*pause).await;
        }
        add_chunk(&mut batch, bytes);
    }
    if flow.end == FlowEnd::Whole {
        // A chunk of no length is the last one.
        batch.extend_from_slice(b"0\r\n\r\n");
    }
    writer.write_all(&batch).await?;
    match &flow.end {
        FlowEnd::Silent => future::pending().await,
        FlowEnd::Refrain(refrain) => {
            let mut refrain = refrain.clone();
            loop {
                batch.clear();
                add_chunk(&mut batch, &refrain.chorus());
                writer.write_all(&batch).await?;
            }
        }
        FlowEnd::Closed | FlowEnd::Reset | FlowEnd::Whole => Ok(()),
    }
}

/// A piece as HTTP frames it; one without bytes would end the body.
fn add_chunk(batch: &mut Vec<u8>, bytes: &[u8]) {
    if !bytes.is_empty() {
        batch.extend_from_slice(format!("{:x}\r\n", bytes.len()).as_bytes());
        batch.extend_from_slice(bytes);
        batch.extend_from_slice(b"\r\n");
    }
}

/// The result of the work; an error as soon as the client is gone.
async fn before_it_is_gone(
    reader: &mut ReadHalf<'_>,
    work: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let (mut work, mut byte) = (pin!(work), [0]);
    let both = future::poll_fn(move |context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        match reader.poll_peek(context, &mut ReadBuf::new(&mut byte)) {
            Poll::Ready(Ok(0)) => Poll::Ready(Err(io::ErrorKind::UnexpectedEof.into())),
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            // The next request comes early.
            Poll::Ready(Ok(_)) | Poll::Pending => Poll::Pending,
        }
    });
    both.await
}
