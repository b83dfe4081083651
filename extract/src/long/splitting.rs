use std::{fmt, future::poll_fn, ops::Range, pin::Pin, task::Poll};

use super::{Part, Parts, Split, cut::cut};
use crate::{Error, Extraction, Extractor, Input, Message, error::ConfigError};

/// An extractor of long texts, part by part: see [`Extractor::split`].
#[must_use = "it asks nothing before `extract` is called"]
pub struct Splitting<T> {
    extractor: Extractor<T>,
    split: Split,
}

impl<T> Extractor<T> {
    /// Cuts texts that are too long into parts, and asks for the value of each (feature `long`).
    ///
    /// ```
    /// # #[derive(Clone, Debug, PartialEq, serde::Deserialize, extract::Extract)]
    /// # struct Line { number: u32 }
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.respond(|request| {
    /// #     let text = request.body()["input"][0]["content"].as_str().unwrap_or_default().to_owned();
    /// #     let numbers = text.lines().filter_map(|line| line[..4].parse::<u32>().ok());
    /// #     let lines: Vec<_> = numbers.map(|number| serde_json::json!({ "number": number })).collect();
    /// #     extract::testing::Outcome::answer(serde_json::json!({ "value": lines }))
    /// # });
    /// # let client = server.client();
    /// use extract::long::Split;
    ///
    /// let statement: String = (1..=300).map(|n| format!("{n:04} Coffee 2.50\n")).collect();
    ///
    /// let lines = client.extractor::<Vec<Line>>("gpt-5-mini").split(Split::tokens(500).overlap(50));
    /// let mut parts = lines.extract(statement).await?;
    /// let merged = parts.merge(|lines| lines, |line| line.number);
    /// assert_eq!(merged.items.len(), 300);
    /// assert!(merged.doubts.is_empty());
    /// # Ok(()) }
    /// ```
    ///
    /// Each part is a call of this extractor, with its options, limits, retries and fallbacks; its deadline
    /// is that of one part. [`Split`] says how long parts are, [`Parts`] puts together what they say.
    pub fn split(&self, split: Split) -> Splitting<T> {
        Splitting { extractor: self.clone(), split }
    }
}

impl<T> Splitting<T> {
    /// Asks for the value of each part of this text.
    ///
    /// The text is cut between paragraphs where it can be, else between lines, sentences, words, last
    /// between characters. One that fits is one part, and goes out as it is. A part that fails leaves the
    /// others alone.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] before anything is sent, for options that cannot be. What else goes wrong stands
    /// in [`Part::result`].
    pub async fn extract(&self, text: impl Into<String>) -> Result<Parts<T>, Error> {
        let text = text.into();
        self.split.check()?;
        self.extractor.prepare()?;
        let (text, ranges) = self.cut(text).await?;
        let count = ranges.len();
        let asks = ranges.iter().enumerate().map(|(number, range)| {
            let input = self.input(&text, range, number, count);
            self.extractor.extract(input)
        });
        let results = together(asks, self.split.concurrency).await;
        let parts = ranges.into_iter().zip(results);
        Ok(Parts { parts: parts.map(|(range, result)| Part { range, result }).collect() })
    }

    /// Asks once more for the parts that have no value; what the first asks cost stays counted. Before
    /// [`Parts::merge`], which takes the lists out of the others.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if these are not the parts of this text, before anything is sent.
    pub async fn retry(&self, text: &str, parts: &mut Parts<T>) -> Result<(), Error> {
        let count = parts.parts.len();
        let is_other = |part: &Part<T>| text.get(part.range.clone()).is_none();
        let end = parts.parts.last().map_or(0, |part| part.range.end);
        if parts.parts.iter().any(is_other) || end != text.len() {
            return Err(ConfigError::new("these are the parts of another text").into());
        }
        self.split.check()?;
        let failed = parts.parts.iter_mut().enumerate().filter(|(_, part)| part.result.is_err());
        let asks = failed.map(|(number, part)| {
            let input = self.input(text, &part.range, number, count);
            async move {
                let again = self.extractor.extract(input).await;
                if let Err(before) = &mut part.result {
                    part.result = after(again, before);
                }
            }
        });
        together(asks, self.split.concurrency).await;
        Ok(())
    }

    /// Counting the tokens of a long text takes a while, so it is done aside.
    async fn cut(&self, text: String) -> Result<(String, Vec<Range<usize>>), Error> {
        let split = self.split.clone();
        let work = move || {
            let ranges = cut(&text, &split);
            (text, ranges)
        };
        tokio::task::spawn_blocking(work).await.map_err(|error| {
            ConfigError::new("cutting the text was stopped").with_source(error).into()
        })
    }

    fn input(&self, text: &str, range: &Range<usize>, number: usize, count: usize) -> Input {
        let mut input = Input::text(text.get(range.clone()).unwrap_or_default());
        let note = match &self.split.note {
            _ if count < 2 => String::new(),
            Some(note) => note.clone(),
            None => note(number, count, self.split.overlap > 0),
        };
        if !note.is_empty() {
            input.messages.push(Message::user(note));
        }
        input
    }
}

impl<T> Clone for Splitting<T> {
    fn clone(&self) -> Self {
        Self { extractor: self.extractor.clone(), split: self.split.clone() }
    }
}

impl<T> fmt::Debug for Splitting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { extractor, split } = self;
        f.debug_struct("Splitting").field("extractor", extractor).field("split", split).finish()
    }
}

/// What came of asking again after this error.
fn after<T>(
    again: Result<Extraction<T>, Error>,
    before: &mut Error,
) -> Result<Extraction<T>, Error> {
    match again {
        Ok(found) => Ok(found.after(before.rejecting())),
        // It was not asked, so what happened is the error before.
        Err(unsent @ (Error::Config(_) | Error::NotSent(_))) if before.evidence().is_some() => {
            before.remark(&format!("not asked again: {unsent}"));
            Err(before.clone())
        }
        Err(error) => Err(error.after(before.rejecting())),
    }
}

fn note(number: usize, count: usize, overlaps: bool) -> String {
    let edges = match number {
        0 => "What is cut off at its end",
        _ if number + 1 == count => "What is cut off at its beginning",
        _ => "What is cut off at its beginning or at its end",
    };
    let then = match overlaps {
        true => "stands whole in another part: leave it out here",
        false => "goes on in another part: give here what this one shows of it",
    };
    format!(
        "The text above is part {} of {count} of a longer one. {edges} {then}. What this part does not state is not stated.",
        number + 1,
    )
}

/// What these give, in order; so many are at work at a time.
async fn together<F: Future>(work: impl Iterator<Item = F>, most: usize) -> Vec<F::Output> {
    let mut waiting = work.enumerate();
    let mut at_work: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut done = Vec::new();
    poll_fn(|context| {
        loop {
            let room = most.saturating_sub(at_work.len());
            at_work.extend(waiting.by_ref().take(room).map(|(at, work)| (at, Box::pin(work))));
            if at_work.is_empty() {
                return Poll::Ready(());
            }
            let before = done.len();
            at_work.retain_mut(|(at, work)| match work.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(output) => {
                    done.push((*at, output));
                    false
                }
            });
            if done.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, output)| output).collect()
}
