//! An answer that is heard while it arrives.

use std::{future::poll_fn, task::Poll, time::Duration};

use bytes::Bytes;
use http::{header::CONTENT_TYPE, response::Parts};
use tokio::task::yield_now;

use super::{Body, Chunks, HttpError, Secret, body::append, token};
use crate::{
    error::{Evidence, TransportErrorKind},
    wire::{Endpoint, Malformed, Reply},
};

/// Bytes that are kept of a stream, for errors that show its beginning.
const KEPT: usize = 64 * 1024;

/// How long the end of a body may take when its answer is there.
pub(super) const LONGEST_FAREWELL: Duration = Duration::from_millis(100);

/// Pieces of a body that are passed over behind its answer.
const LONGEST_TAIL: usize = 16;

/// Who hears an answer while it arrives, instead of the transport, which would collect it.
pub(crate) trait Listener: Send + Sync {
    /// How the next answer is spelled, and the tool that it comes through.
    fn expect(&self, endpoint: Endpoint, tool: Option<&str>);

    /// A try begins: what was heard of an earlier one was no answer.
    fn begin(&self);

    /// So much more came.
    fn hear(&self, bytes: &[u8]);

    /// Whether more is wanted; pending until what was heard is taken. No waker is kept: who takes it polls
    /// the call again.
    fn poll_more(&self) -> Poll<bool>;

    /// Whether some of the answer came. From then on nothing is tried again.
    fn has_content(&self) -> bool;

    /// Whether the event came behind which nothing is to come.
    fn is_over(&self) -> bool;

    /// The stream has ended. Whether the answer is there.
    fn close(&self) -> bool;

    /// What the answer came to: what was heard or, if nothing was, a body that is no stream.
    fn reply(&self, body: &[u8]) -> Result<Reply, Malformed>;

    /// What came of an answer that an error ended, or the words in which the model declined, and who wrote
    /// it. What was not given yet is given now.
    fn what_came(&self) -> (String, Evidence);

    /// The text of the answer, or as much of it as came: what was not given yet of it is given now.
    fn settle(&self, text: &str);

    /// A token was sent, which is hidden like a key. What came whole in one piece was hidden before.
    fn hide(&self, token: &Secret);

    /// Takes the tokens out of a text.
    fn hide_in(&self, text: &mut String);
}

/// Whether a body is a stream of events. Servers that do not stream answer in one piece.
pub(super) fn is_stream(head: &Parts) -> bool {
    const STREAM: &str = "text/event-stream";
    let kind = head.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    head.status.is_success() && kind.trim().eq_ignore_ascii_case(STREAM)
}

impl Body {
    /// Lets the listener hear the body as it comes, and keeps its beginning. The next piece is asked for
    /// when this one is taken, so that no more is held than somebody reads.
    pub(super) async fn heard_by(
        &mut self,
        listener: &dyn Listener,
        token: Option<&Secret>,
        beginning: &mut Bytes,
    ) -> Result<(), HttpError> {
        while let Some(chunk) = self.next().await {
            let chunk = match chunk {
                Ok(chunk) => chunk,
                // The answer is whole, whatever became of the connection behind it.
                Err(_) if listener.has_content() && listener.close() => return Ok(()),
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                yield_now().await;
            }
            let room = KEPT.saturating_sub(beginning.len()).min(chunk.len());
            if room > 0 {
                append(beginning, chunk.slice(..room), KEPT)?;
            }
            listener.hear(&token::hide(chunk, token));
            if !poll_fn(|_| listener.poll_more()).await {
                return Ok(());
            }
        }
        if listener.close() {
            return Ok(());
        }
        let message = "the stream ended before the event that ends an answer";
        Err(HttpError::new(TransportErrorKind::Cut, message))
    }

    /// Reads what should be the end of a body: only then its connection can be used again.
    pub(super) async fn run_out(&mut self) {
        for _ in 0..LONGEST_TAIL {
            let Some(Ok(_)) = self.next().await else { return };
        }
    }
}
