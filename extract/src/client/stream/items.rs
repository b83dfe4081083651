use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    super::place::Place,
    arriving::Arriving,
    found::Found,
    line::{Delta, Wish},
};
use crate::{Error, Extract, Extraction, Extractor, Input, error::Evidence};

/// The items of a list, each as soon as it is whole: see [`Extractor::items`] and
/// [`Extractor::items_at`]. A [`Stream`], too, for those who use one.
///
/// Dropping it ends the request, as with a [`ValueStream`](crate::ValueStream).
#[must_use = "the items are read by `next`"]
pub struct Items<L> {
    arriving: Arriving<Extraction<()>>,
    found: Found<L>,
    /// Takes the keys of the client out of an error.
    hide: Box<dyn Fn(Error) -> Error + Send + Sync>,
    end: Option<End>,
}

/// What is known at the end of the answer.
struct End {
    evidence: Evidence,
    raw: String,
}

impl<L: Extract> Extractor<Vec<L>> {
    /// Asks for the items of one input, and gives each as soon as it is whole (feature `stream`).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = extract::testing::Server::start().await?;
    /// server.answer(serde_json::json!({ "value": [12, 300, 7] }));
    ///
    /// let mut ages = server.client().extractor::<Vec<u8>>("gpt-5-mini").items("12, 300, 7").await?;
    /// assert_eq!(ages.next().await.unwrap()?, 12);
    /// assert!(ages.next().await.unwrap().is_err()); // `$.value[1]`: 300 is above 255
    /// assert_eq!(ages.next().await.unwrap()?, 7);
    /// assert!(ages.next().await.is_none());
    /// # Ok(()) }
    /// ```
    ///
    /// An item that is no `L` is one [`Error::Invalid`], and the next one follows. Any other error is the last
    /// that comes; what was whole before it has come before it. All else is as with
    /// [`stream`](Self::stream).
    ///
    /// # Errors
    ///
    /// As [`stream`](Self::stream).
    pub fn items(&self, input: impl Into<Input>) -> impl Future<Output = Result<Items<L>, Error>>
    where
        L: 'static,
    {
        self.items_at("", input)
    }
}

impl<T: Extract + 'static> Extractor<T> {
    /// Asks for the items of a list further in, `lines` or `report.lines`, and gives each as soon as it is
    /// whole (feature `stream`).
    ///
    /// ```
    /// # #[derive(serde::Deserialize, extract::Extract)]
    /// # struct Line { cents: u32 }
    /// # #[derive(serde::Deserialize, extract::Extract)]
    /// # struct Invoice { number: String, lines: Vec<Line> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(serde_json::json!({ "number": "2024-17", "lines": [{ "cents": 4000 }] }));
    /// let invoices = server.client().extractor::<Invoice>("gpt-5-mini");
    /// let mut lines = invoices.items_at::<Line>("lines", "INVOICE 2024-17 …").await?;
    /// while let Some(line) = lines.next().await {
    ///     println!("{} cents", line?.cents);
    /// }
    /// assert!(lines.evidence().is_some_and(|known| known.usage.is_reported()));
    /// # Ok(()) }
    /// ```
    ///
    /// The path has the keys that stand on the wire, through structs, options and boxes; an empty one is a
    /// root that is a list. What is wrong with the value beside its items is told as a last
    /// [`Error::Invalid`].
    ///
    /// # Errors
    ///
    /// As [`stream`](Self::stream), and [`Error::Config`] before anything is sent for a path that leads to no
    /// list of `L`.
    pub fn items_at<L: Extract>(
        &self,
        path: &str,
        input: impl Into<Input>,
    ) -> impl Future<Output = Result<Items<L>, Error>> {
        let place = Place::of::<T, L>(path);
        let input = input.into();
        async move {
            let mut items = self.items_from(place?, input)?;
            poll_fn(|context| items.poll_first(context)).await?;
            Ok(items)
        }
    }

    fn items_from<L: Extract>(&self, place: Place, input: Input) -> Result<Items<L>, Error> {
        let arriving = Arriving::of(self, |extractor| async move {
            extractor.extract_in_turn(input).await.map(|found| found.map(drop))
        })?;
        let extractor = self.clone().told_to(&Some(arriving.listener()));
        let hide = Box::new(move |mut error| {
            extractor.hide_in(&mut error);
            error
        });
        Ok(Items { arriving, found: Found::at(place), hide, end: None })
    }
}

impl<L: Extract> Items<L> {
    /// The next item, or why it is none. `None` when nothing more comes.
    ///
    /// A future of it that is dropped loses nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for an item that is no `L`, with its path in the answer; then the next one
    /// follows. Once, at the end, whatever kept the answer from being whole.
    pub async fn next(&mut self) -> Option<Result<L, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Cost, ids and tries of the call; `None` until the answer has ended.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.end.as_ref().map(|end| &end.evidence)
    }

    /// The text of the answer, or what came of it; `None` until it has ended.
    pub fn raw(&self) -> Option<&str> {
        self.end.as_ref().map(|end| end.raw.as_str())
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<L, Error>>> {
        loop {
            if let Some(item) = self.found.ready.pop_front() {
                return Poll::Ready(Some(item.map_err(&self.hide)));
            }
            if self.end.is_some() {
                return Poll::Ready(None);
            }
            match self.poll_delta(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(true) => {}
                Poll::Ready(false) => self.close(),
            }
        }
    }

    /// Waits until the answer begins; the error, if it never does.
    fn poll_first(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let Poll::Ready(has_begun) = self.poll_delta(context) else {
            return Poll::Pending;
        };
        Poll::Ready(match self.arriving.end() {
            Some(Err(error)) if !has_begun => Err(error.clone()),
            _ => Ok(()),
        })
    }

    fn poll_delta(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        let Self { arriving, found, .. } = self;
        arriving.poll_next(context, |delta| {
            match delta {
                Delta::Restart => found.restart(),
                Delta::Text(text) => found.read(text),
            }
            Wish::at(found.rows.reader())
        })
    }

    /// Keeps what is known at the end. An error is the last item.
    fn close(&mut self) {
        let (end, error) = match self.arriving.take_end() {
            None => return,
            Some(Ok(found)) => {
                let ((), raw, _, evidence) = found.into_parts();
                (End { evidence, raw }, None)
            }
            Some(Err(error)) => {
                let evidence = error.evidence().cloned().unwrap_or_default();
                let raw = error.partial_text().unwrap_or_default().to_owned();
                (End { evidence, raw }, Some(error))
            }
        };
        self.found.catch_up(&end.raw);
        let untold = error.and_then(|error| self.found.untold(error));
        self.found.ready.extend(untold.map(Err));
        self.end = Some(end);
    }
}

impl<L: Extract> Stream for Items<L> {
    type Item = Result<L, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<L> Unpin for Items<L> {}

impl<L> fmt::Debug for Items<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("path", &self.found.place.path)
            .field("seen", &self.found.count)
            .field("is_over", &self.end.is_some())
            .finish_non_exhaustive()
    }
}
