use std::{fmt, future::poll_fn, mem};

use super::{
    RUN_AWAY,
    arriving::Arriving,
    line::{Delta, Wish},
};
use crate::{
    Error, Extract, Extraction, Extractor, Input, Partial, Streamed, error::NotSent, json::Filling,
};

/// A value that is seen while it arrives: see [`Extractor::stream`].
///
/// ```
/// use extract::{Error, error::TruncationReason, testing::{Moment, Outcome, Server, StreamFault}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::start().await?;
/// let lost = StreamFault::Reset(Moment::InContent);
/// server.script(Outcome::answer_text(r#"{"value":["Ada","Grace"]}"#).stream_fault(lost));
///
/// let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
/// let stream = names.stream("Ada and Grace came.").await?;
/// let Err(Error::Truncated(cut)) = stream.finish().await else { panic!("a cut") };
/// assert_eq!(cut.reason(), TruncationReason::Connection);
/// assert_eq!(cut.items::<String>(""), ["Ada"]);
/// # Ok(()) }
/// ```
///
/// Dropping it ends the request: the connection is closed, and its place among the requests in flight is
/// free again. What the model wrote until then is paid. One that is kept and not read keeps its place.
#[must_use = "the answer is read by `next` and `finish`"]
pub struct ValueStream<T: Extract + Streamed> {
    arriving: Arriving<Extraction<T>>,
    filling: Filling<T>,
    /// Whether more came than was shown.
    is_new: bool,
    /// Whether the error at the end was given.
    is_told: bool,
}

impl<T: Extract + Streamed + 'static> Extractor<T> {
    /// Asks for the value of one input, and shows it while it arrives (feature `stream`).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = extract::testing::Server::start().await?;
    /// server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    ///
    /// let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
    /// let mut stream = names.stream("Ada and Grace came.").await?;
    /// while let Some(partial) = stream.next().await {
    ///     for name in partial? {
    ///         println!("{:?}, finished: {}", name.get(), name.is_done());
    ///     }
    /// }
    /// assert_eq!(stream.finish().await?.value, ["Ada", "Grace"]);
    /// # Ok(()) }
    /// ```
    ///
    /// It waits until the answer begins. What a type shows of itself is its [`Partial`]: a derived type is
    /// shown field by field where it says `#[extract(partial)]`, else when it is whole.
    ///
    /// Before the answer begins, all is as in [`extract`](Self::extract), retries and
    /// [`fallback`](Self::fallback) included. From then on nothing is asked again, and
    /// [`reask`](Self::reask) and [`on_truncated`](Self::on_truncated) never apply. The timeout of a try and
    /// the deadline hold for the whole stream, the time of its reader included; nothing is read ahead of
    /// the reader but the chunk that came. More than 1,000 blanks in a row outside of texts end it.
    ///
    /// # Errors
    ///
    /// Those of [`extract`](Self::extract) that come before the answer begins, and [`Error::Config`] for an
    /// extractor, or a fallback of it, that works in the [`background`](Self::background).
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

impl<T: Extract + Streamed> ValueStream<T> {
    /// What there is of the value, each time that more of it came: updated in place, and lent until the next
    /// call. `None` when nothing more comes.
    ///
    /// A future of it that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// Once, at the end, that which [`finish`](Self::finish) gives.
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

    /// What there is of the value now; it stays when the stream has ended, and is `None` before the value
    /// has begun.
    pub fn partial(&self) -> Option<&Partial<T>> {
        self.filling.partial()
    }

    /// Waits for the end of the answer, and gives what a plain call gives: the whole text is read once
    /// more, unwrapped and checked.
    ///
    /// # Errors
    ///
    /// As [`Extractor::extract`]. A connection that ended in the midst of the answer is
    /// [`Error::Truncated`] with the reason [`Connection`](crate::error::TruncationReason::Connection); a
    /// timeout, the deadline or an error of the server stays what it is, and
    /// [`Error::partial_text`] has what came.
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
            let reader = filling.reader();
            let runs_away = !reader.is_whole() && reader.blanks() > RUN_AWAY;
            if runs_away { Wish::Enough } else { Wish::More }
        };
        poll_fn(|context| arriving.poll_next(context, &mut give)).await
    }
}

impl<T: Extract + Streamed> fmt::Debug for ValueStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_over = self.arriving.end().is_some();
        f.debug_struct("ValueStream").field("is_over", &is_over).finish_non_exhaustive()
    }
}
