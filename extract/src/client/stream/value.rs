use std::{fmt, future::poll_fn, mem};

use super::{
    RUN_AWAY,
    arriving::Arriving,
    line::{Delta, Wish},
};
use crate::{
    Error, Extraction, Extractor, Input, Partial, Streamed, error::NotSent, json::Filling,
};

/// A value that is seen while it arrives: see [`Extractor::stream`].
///
/// Dropping it ends the request: the connection is closed, and its place among the requests in flight is
/// free again. What the model wrote until then is paid.
#[must_use = "the answer is read by `next` and `finish`"]
pub struct ValueStream<T: Streamed> {
    arriving: Arriving<Extraction<T>>,
    filling: Filling<T>,
    /// Whether more came than was shown.
    is_new: bool,
    /// Whether the error at the end was given.
    is_told: bool,
}

impl<T: Streamed + 'static> Extractor<T> {
    /// Asks for the value of one input, and shows it while it arrives.
    pub fn stream(
        &self,
        input: impl Into<Input>,
    ) -> impl Future<Output = Result<ValueStream<T>, Error>> {
        let input = input.into();
        async move {
            let arriving =
                Arriving::of(
                    self,
                    |extractor| async move { extractor.extract_in_turn(input).await },
                )?;
            let filling = Filling::default();
            let mut stream = ValueStream { arriving, filling, is_new: false, is_told: false };
            let has_begun = stream.advance().await;
            match stream.arriving.end() {
                Some(Err(error)) if !has_begun => Err(error.clone()),
                _ => Ok(stream),
            }
        }
    }
}

impl<T: Streamed> ValueStream<T> {
    /// What there is of the value, each time that more of it came. `None` when nothing more comes.
    pub async fn next(&mut self) -> Option<Result<&Partial<T>, Error>> {
        while !self.is_new {
            if self.advance().await {
                continue;
            }
            let error = self.arriving.end()?.as_ref().err()?.clone();
            let is_told = mem::replace(&mut self.is_told, true);
            return (!is_told).then_some(Err(error));
        }
        self.is_new = false;
        self.filling.partial().map(Ok)
    }

    /// What there is of the value now.
    pub fn partial(&self) -> Option<&Partial<T>> {
        self.filling.partial()
    }

    /// Waits for the end of the answer, and gives what a plain call gives.
    pub async fn finish(mut self) -> Result<Extraction<T>, Error> {
        while self.advance().await {}
        self.arriving
            .take_end()
            .unwrap_or_else(|| Err(NotSent::new("the call has not ended").into()))
    }

    /// Reads the next piece of the answer; `false` at its end.
    async fn advance(&mut self) -> bool {
        let Self { arriving, filling, is_new, .. } = self;
        let mut give = |delta: Delta<'_>| {
            match delta {
                Delta::Restart => *filling = Filling::default(),
                // Where it is no JSON there is nothing more to show; the end says what was wrong.
                Delta::Text(text) => {
                    *is_new |= filling.push(text).is_ok() && filling.partial().is_some()
                }
            }
            if filling.reader().blanks() > RUN_AWAY { Wish::Enough } else { Wish::More }
        };
        poll_fn(|context| arriving.poll_next(context, &mut give)).await
    }
}

impl<T: Streamed> fmt::Debug for ValueStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_over = self.arriving.end().is_some();
        f.debug_struct("ValueStream").field("is_over", &is_over).finish_non_exhaustive()
    }
}
