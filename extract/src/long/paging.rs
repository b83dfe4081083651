use std::{fmt, marker::PhantomData};

use super::{
    Paged, Unfinished,
    page::{ITEMS, Page},
    turns::Turns,
};
use crate::{
    Error, Extract, Extraction, Extractor, Input, Message,
    client::Place,
    decode,
    error::{ConfigError, Evidence, InvalidAnswer, Rule, Truncation, Violation},
    schema::{self, WRAPPER},
};

/// An extractor of values with a long list, page by page: see [`Extractor::paged`].
#[must_use = "it asks nothing before `extract` is called"]
pub struct Paging<T, L> {
    extractor: Extractor<T>,
    path: String,
    items: usize,
    pages: usize,
    list: PhantomData<fn() -> L>,
}

impl<T: Extract> Extractor<T> {
    /// Asks for the list at this path page by page, when it is too long for one answer (feature `long`).
    ///
    /// ```
    /// # #[derive(Debug, serde::Deserialize, extract::Extract)]
    /// # struct Line { number: u32 }
    /// # #[derive(Debug, serde::Deserialize, extract::Extract)]
    /// # struct Statement { account: String, lines: Vec<Line> }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use serde_json::json;
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(json!({ "account": "12-34", "lines": [] }));
    /// # server.answer(json!({ "items": [{ "number": 1 }, { "number": 2 }], "more": true, "total": 3 }));
    /// # server.answer(json!({ "items": [{ "number": 3 }], "more": false, "total": 3 }));
    /// let statements = server.client().extractor::<Statement>("gpt-5-mini");
    ///
    /// let paged = statements.paged::<Line>("lines").items(2).extract("ACCOUNT 12-34 …").await?;
    /// assert_eq!(paged.found.value.lines.len(), 3);
    /// assert!(paged.count_agrees());
    /// # Ok(()) }
    /// ```
    ///
    /// The first request asks for the value without the items of its list, each further one for the next
    /// items, until the model says that there are no more. The value is then put together and read as one:
    /// all its rules hold, those that [`validate`](crate::Extract) adds as well. For a root that is a list,
    /// the path is empty, and there are only pages.
    ///
    /// All requests begin with the same bytes, the document included, so that the provider's prompt cache
    /// can hit: what they ask for comes last. Options, limits, retries and fallbacks are those of this
    /// extractor, and its deadline is that of one request; [examples](Self::example) go only with the first
    /// request, since they show whole values.
    ///
    /// The path has the keys that stand on the wire, through structs, options and boxes: `lines`,
    /// `report.lines`. The schema of a page has two levels more than that of `L`; where that is too deep,
    /// this does not compile.
    pub fn paged<L: Extract>(&self, path: impl Into<String>) -> Paging<T, L> {
        const { schema::check(Page::<L>::NODE) };
        let path = path.into();
        Paging { extractor: self.clone(), path, items: 50, pages: 200, list: PhantomData }
    }
}

impl<T: Extract, L: Extract> Paging<T, L> {
    /// How many items are asked for at a time. Default: 50. A page that is cut off is followed by smaller
    /// ones.
    pub fn items(mut self, items: usize) -> Self {
        self.items = items;
        self
    }

    /// How many pages are asked for at most. Default: 200.
    pub fn max_pages(mut self, pages: usize) -> Self {
        self.pages = pages;
        self
    }

    /// Asks for the value of one input, page by page.
    ///
    /// - A page that is cut off keeps its finished items, and the next one is asked for half as many.
    /// - Items that were given before, at the beginning of a page or as a whole page, are left out, and
    ///   counted in [`PageReport::repeated`](super::PageReport::repeated). Items that equal each other in
    ///   every field and stand on both sides of a page's end are taken for one; the count tells.
    /// - Where the model says that there are no more, and has said that there are more in number, it is asked
    ///   once more. If nothing new comes then, [`Paged::count_agrees`] is false.
    ///
    /// # Errors
    ///
    /// Each has the items that came before it. All that [`Extractor::extract`] gives, from any of the
    /// requests. [`Error::Config`] before anything is sent for a path that leads to no list of `L`.
    /// [`Error::Truncated`] for a list that [does not end](crate::error::TruncationReason::Endless): two
    /// pages with nothing new, though there is more to come, or more pages than allowed; and for a single
    /// item that is cut off. [`Error::Invalid`] for a whole that breaks a rule which its parts keep.
    pub async fn extract(&self, input: impl Into<Input>) -> Result<Paged<T>, Unfinished<L>> {
        let input = input.into();
        let started = self.extractor.now();
        let mut turns = Turns::new(self.items, self.pages);
        let outcome = self.course(input, &mut turns).await;
        turns.known.elapsed = self.extractor.now().saturating_sub(started);
        match outcome {
            Ok((value, raw)) => {
                let found = Extraction::with_evidence(value, raw, turns.known);
                let (count, expected) = (turns.given.len(), turns.expected);
                Ok(Paged { found, count, expected, pages: turns.reports })
            }
            Err(error) => Err(Unfinished {
                error,
                items: turns.given.iter().filter_map(decode::part).collect(),
                head: turns.head,
                expected: turns.expected,
                pages: turns.reports,
                evidence: Box::new(turns.known),
            }),
        }
    }

    async fn course(&self, input: Input, turns: &mut Turns) -> Result<(T, String), Error> {
        let place = self.check()?;
        let input = Extractor::<T>::with_files(input).await?;
        let pages = self.extractor.asking_for::<Page<L>>();
        pages.prepare()?;
        if !self.path.is_empty() {
            self.head(&input, turns).await?;
        }
        while let Some(wanted) = turns.next(&self.path) {
            let mut input = input.clone();
            input.messages.push(Message::user(wanted));
            match pages.extract(input).await {
                Ok(page) => {
                    let (page, raw, _, known) = page.into_parts();
                    let items = decode::items_at(pages.bare(&raw), [ITEMS]);
                    turns.learn(known);
                    turns.page(&items, page.more, page.total);
                }
                Err(error) => {
                    turns.learn(error.rejecting());
                    let Error::Truncated(cut) = &error else { return Err(error) };
                    let items = decode::items_at(pages.bare(cut.partial_text()), [ITEMS]);
                    if !turns.cut_page(&items) {
                        return Err(error);
                    }
                }
            }
        }
        let whole = self.whole(&place, turns)?;
        if turns.is_endless() {
            return Err(Truncation::endless(whole, Evidence::default()).into());
        }
        self.extractor.put_together(whole)
    }

    fn check(&self) -> Result<Place, Error> {
        let refuse = |what| {
            Error::from(ConfigError::new(format!("{what} asks for nothing, give 1 or more")))
        };
        if self.items == 0 {
            return Err(refuse("a page of 0 items"));
        }
        if self.pages == 0 {
            return Err(refuse("a `max_pages` of 0"));
        }
        self.extractor.prepare()?;
        Place::of::<T, L>(&self.path)
    }

    /// Asks for what stands around the list.
    async fn head(&self, input: &Input, turns: &mut Turns) -> Result<(), Error> {
        let mut input = input.clone();
        input.messages.push(Message::user(format!(
            "Leave the list `{}` empty, or as short as the schema allows: its items are asked for later.",
            self.path,
        )));
        let extractor = self.extractor.unjudged();
        match extractor.extract(input).await {
            Ok(head) => {
                let (_, raw, _, known) = head.into_parts();
                turns.head = Some(extractor.bare(&raw).to_owned());
                turns.learn(known);
                Ok(())
            }
            Err(error) => {
                turns.learn(error.rejecting());
                Err(error)
            }
        }
    }

    /// The answer that these pages make together.
    fn whole(&self, place: &Place, turns: &Turns) -> Result<String, Error> {
        let list = turns.given.list();
        let Some(head) = &turns.head else {
            return Ok(format!(r#"{{"{WRAPPER}":{list}}}"#));
        };
        match decode::with_list(head, place.keys.iter().map(String::as_str), &list) {
            Some(whole) => Ok(whole),
            // An option around the list that says there is none.
            None if turns.given.len() == 0 => Ok(head.clone()),
            None => {
                let message =
                    format!("there are {} items, and no place for them", turns.given.len());
                let violation = Violation::new(&place.path, Rule::Missing, message);
                Err(InvalidAnswer::new(vec![violation], head.clone(), Evidence::default()).into())
            }
        }
    }
}

impl<T, L> Clone for Paging<T, L> {
    fn clone(&self) -> Self {
        let Self { ref extractor, ref path, items, pages, list } = *self;
        Self { extractor: extractor.clone(), path: path.clone(), items, pages, list }
    }
}

impl<T, L> fmt::Debug for Paging<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paging")
            .field("extractor", &self.extractor)
            .field("path", &self.path)
            .field("items", &self.items)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}
