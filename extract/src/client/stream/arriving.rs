use std::{
    sync::Arc,
    task::{Context, Poll},
};

use super::line::{Delta, Line, Wish};
use crate::{
    Error, Extractor,
    transport::{BoxFuture, Listener},
};

/// Chunks in a row that were there already, until others have their turn: the clock among them, which ends a
/// stream that has no end.
const LONGEST_TURN: u32 = 64;

/// A call whose answer is on its way. Nothing happens in it but when it is polled, and it ends when it is
/// dropped.
pub(super) struct Arriving<V> {
    /// Until it has ended.
    call: Option<BoxFuture<'static, Result<V, Error>>>,
    line: Arc<Line>,
    end: Option<Result<V, Error>>,
    /// Chunks that came since others had their turn.
    turn: u32,
}

impl<V> Arriving<V> {
    /// Of this extractor, which asks once; `work` makes the call.
    pub(super) fn of<T, F>(
        extractor: &Extractor<T>,
        work: impl FnOnce(Extractor<T>) -> F,
    ) -> Result<Self, Error>
    where
        F: Future<Output = Result<V, Error>> + Send + 'static,
    {
        extractor.refuse_background()?;
        let line = Arc::new(Line::new(extractor.client.inner.transport.max_body));
        let mut arriving = Self { call: None, line, end: None, turn: 0 };
        let extractor = extractor.clone().told_to(&Some(arriving.listener()));
        arriving.call = Some(Box::pin(work(extractor)));
        Ok(arriving)
    }

    /// Who hears the call.
    pub(super) fn listener(&self) -> Arc<dyn Listener> {
        self.line.clone()
    }

    /// Gives the next piece of the answer; `false` when there is no more.
    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
        mut give: impl FnMut(Delta<'_>) -> Wish,
    ) -> Poll<bool> {
        loop {
            if self.line.take(&mut give) {
                return Poll::Ready(true);
            }
            let Some(call) = &mut self.call else {
                return Poll::Ready(false);
            };
            match call.as_mut().poll(context) {
                Poll::Ready(end) => {
                    self.end = Some(end);
                    self.call = None;
                }
                Poll::Pending if self.line.is_new() && self.turn < LONGEST_TURN => self.turn += 1,
                Poll::Pending => {
                    self.turn = 0;
                    if self.line.is_new() {
                        context.waker().wake_by_ref();
                    }
                    return Poll::Pending;
                }
            }
        }
    }

    /// What the call came to; `None` before its end.
    pub(super) fn end(&self) -> Option<&Result<V, Error>> {
        self.end.as_ref()
    }

    pub(super) fn take_end(&mut self) -> Option<Result<V, Error>> {
        self.end.take()
    }
}
