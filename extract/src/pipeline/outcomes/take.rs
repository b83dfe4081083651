//! What a run takes from its source.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::{Context, Poll},
};

use tokio::task::coop;

use super::{Entry, Outcomes};
use crate::{Error, pipeline::Document};

impl<T: Send + 'static, M> Outcomes<T, M> {
    /// The next document. After the end, only those that are at hand.
    pub(super) fn take(&mut self, context: &mut Context<'_>) -> Option<Entry<M>> {
        loop {
            let documents = self.documents.as_mut()?;
            // A channel of tokio seems empty when its reader's turn is over; this one has no such turn.
            let next = poll_fn(|context| documents.as_mut().poll_document(context));
            let polled = pin!(coop::unconstrained(next)).poll(context);
            match polled {
                Poll::Ready(Some(Ok(Document { id, input, meta }))) => {
                    let index = self.taken;
                    self.taken += 1;
                    return Some(Entry { id, meta, index, input: Some(input), put_aside: 0 });
                }
                Poll::Ready(Some(Err(error))) => self.broke(&error),
                Poll::Ready(None) => self.documents = None,
                Poll::Pending => {
                    if let Some(reason) = &self.ended {
                        // It may never answer, so it is not waited for; what it still has is told.
                        let rest =
                            "and what the documents' stream had not ready then has no outcome";
                        self.report.broken.get_or_insert_with(|| format!("{reason}, {rest}"));
                        self.documents = None;
                    }
                    return None;
                }
            }
        }
    }

    /// The source gave no document. It may do so for ever, so it is not asked a third time.
    fn broke(&mut self, error: &Error) {
        if self.report.broken.is_some() {
            self.documents = None;
            return;
        }
        self.report.broken = Some(error.to_string());
        self.end(&format!("the documents cannot be read further: {error}"), false);
    }
}
