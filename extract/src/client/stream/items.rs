use std::{
    collections::VecDeque,
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use super::{
    RUN_AWAY,
    arriving::Arriving,
    line::{Delta, Wish},
    place::Place,
    rows::Rows,
};
use crate::{
    Error, Extract, Extraction, Extractor, Input, decode,
    error::{Evidence, InvalidAnswer, Violation},
};

/// The items of a list, each as soon as it is whole: see [`Extractor::items`].
#[must_use = "the items are read by `next`"]
pub struct Items<L> {
    arriving: Arriving<Extraction<()>>,
    rows: Rows,
    place: Place,
    ready: VecDeque<Result<L, Error>>,
    /// Which items of the list were bad.
    bad: Vec<usize>,
    count: usize,
    end: Option<End>,
    hide: Hide,
}

type Hide = Box<dyn Fn(Error) -> Error + Send + Sync>;

/// What is known at the end of the answer.
struct End {
    evidence: Evidence,
    raw: String,
}

impl<L: Extract> Extractor<Vec<L>> {
    /// Asks for the items of one input, and gives each as soon as it is whole.
    pub fn items(&self, input: impl Into<Input>) -> impl Future<Output = Result<Items<L>, Error>>
    where
        L: 'static,
    {
        self.items_at("", input)
    }
}

impl<T: Extract + 'static> Extractor<T> {
    /// The same for a list further in: `lines`, `report.lines`.
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
        let extractor = self.clone();
        Ok(Items {
            arriving,
            rows: Rows::at(place.keys.clone()),
            place,
            ready: VecDeque::new(),
            bad: Vec::new(),
            count: 0,
            end: None,
            hide: Box::new(move |error| extractor.hiding(error)),
        })
    }
}

impl<L: Extract> Items<L> {
    /// The next item, or why it is none. `None` when nothing more comes.
    pub async fn next(&mut self) -> Option<Result<L, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Cost, ids and tries; `None` until the answer has ended.
    pub fn evidence(&self) -> Option<&Evidence> {
        self.end.as_ref().map(|end| &end.evidence)
    }

    /// The text of the answer, or what came of it; `None` until it has ended.
    pub fn raw(&self) -> Option<&str> {
        self.end.as_ref().map(|end| end.raw.as_str())
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<L, Error>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(item));
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
        let Self { arriving, rows, place, ready, bad, count, hide, .. } = self;
        arriving.poll_next(context, |delta| {
            match delta {
                Delta::Restart => {
                    rows.restart();
                    bad.clear();
                    *count = 0;
                }
                Delta::Text(text) => {
                    // Where it is no JSON there are no more items; the end says what was wrong.
                    let _ = rows.push(text, |item| {
                        let path = format!("{}[{count}]", place.path);
                        let read = decode::decode_item(item, &path).map_err(|violations| {
                            bad.push(*count);
                            let raw = item.to_owned();
                            hide(InvalidAnswer::new(violations, raw, Evidence::default()).into())
                        });
                        ready.push_back(read);
                        *count += 1;
                    });
                }
            }
            if rows.blanks() > RUN_AWAY { Wish::Enough } else { Wish::More }
        })
    }

    /// Keeps what is known at the end. An error is the last item.
    fn close(&mut self) {
        let error = match self.arriving.take_end() {
            None => return,
            Some(Ok(found)) => {
                let ((), raw, _, evidence) = found.into_parts();
                self.end = Some(End { evidence, raw });
                return;
            }
            Some(Err(error)) => error,
        };
        self.end = Some(End {
            evidence: error.evidence().cloned().unwrap_or_default(),
            raw: error.partial_text().unwrap_or_default().to_owned(),
        });
        self.ready.extend(self.untold(error).map(Err));
    }

    /// The error without what was said of single items; `None` if nothing is left of it.
    fn untold(&self, error: Error) -> Option<Error> {
        let Error::Invalid(answer) = &error else {
            return Some(error);
        };
        let is_untold = |violation: &&Violation| match self.item_of(violation) {
            Some(item) => self.bad.binary_search(&item).is_err(),
            None => true,
        };
        let untold: Vec<_> = answer.violations().iter().filter(is_untold).cloned().collect();
        if untold.is_empty() {
            return None;
        }
        let (raw, evidence) = (answer.raw().to_owned(), answer.evidence().clone());
        Some(InvalidAnswer::new(untold, raw, evidence).into())
    }

    /// The item that this is said of.
    fn item_of(&self, violation: &Violation) -> Option<usize> {
        let inside = violation.path().strip_prefix(&*self.place.path)?.strip_prefix('[')?;
        inside.split(']').next()?.parse().ok()
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
            .field("path", &self.place.path)
            .field("given", &self.count)
            .field("is_over", &self.end.is_some())
            .finish_non_exhaustive()
    }
}
