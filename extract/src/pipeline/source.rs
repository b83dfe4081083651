use std::{
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{Document, IntoDocument};
use crate::Error;

/// Where documents come from: they are taken one by one, as places come free.
pub(crate) type Source<M> = Pin<Box<dyn Documents<M> + Send>>;

/// A stream of documents, whatever stands for one.
pub(crate) trait Documents<M> {
    fn poll_document(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Document<M>, Error>>>;

    /// How many there are, if that is known.
    fn count(&self) -> Option<u64>;
}

impl<S: Stream<Item: IntoDocument<Meta = M>>, M> Documents<M> for S {
    fn poll_document(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Document<M>, Error>>> {
        self.poll_next(context).map(|item| item.map(IntoDocument::into_document))
    }

    fn count(&self) -> Option<u64> {
        let (least, most) = self.size_hint();
        most.filter(|most| *most == least).and_then(|count| u64::try_from(count).ok())
    }
}

/// Documents that are at hand.
pub(crate) struct AtHand<I>(pub(crate) I);

impl<I: Iterator + Unpin> Stream for AtHand<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
