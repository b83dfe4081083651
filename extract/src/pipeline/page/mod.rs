//! The report of a run: figures as JSON for machines, and as a page of HTML for people.
//!
//! ```
//! use extract::{Extract, pipeline::{Document, page::Page}, testing::{Outcome, Server}};
//!
//! #[derive(serde::Deserialize, Extract)]
//! struct Invoice {
//!     number: String,
//!     /// Purchase order, when the invoice names one.
//!     po: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = Server::start().await?;
//! # server.respond(|_| Outcome::answer(serde_json::json!({ "number": "2024-17", "po": null })));
//! let invoices = server.client().extractor::<Invoice>("gpt-5-mini");
//! let documents = ["INVOICE 2024-17", "INVOICE 2024-18"].map(|text| Document::new(text, text));
//!
//! let mut page = Page::<Invoice>::new("Invoices of May");
//! let mut outcomes = invoices.run(documents).start().await?;
//! while let Some(outcome) = outcomes.next().await {
//!     page.add(&outcome);
//! }
//! let report = page.finish(&outcomes.report());
//! # let folder = std::env::temp_dir().join(format!("extract-page-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! report.write(folder.join("invoices.html"))?; // and invoices.json beside it
//!
//! let figures: serde_json::Value = serde_json::from_str(&report.to_json())?;
//! assert_eq!(figures["documents"]["done"], 2);
//! assert_eq!(figures["fields"]["paths"][1]["path"], "po");
//! assert_eq!(figures["fields"]["paths"][1]["null_rate"], 1.0);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok(()) }
//! ```
//!
//! The page says what became of the documents, what was paid, how long it took and when, how often each
//! field was not stated, and shows what failed with its evidence. It is one file without scripts, which
//! loads nothing: whatever a document or a server writes into it stands there as text. Characters that
//! have no shape or turn others around are shown by their name.
//!
//! # Figures
//!
//! They are exact, but for these:
//!
//! - Quantiles of times are at most 1.1 % from the exact ones, for times from 61 microseconds to three
//!   days; `min`, `max` and `mean` are exact.
//! - Throughput is told in at most 120 spans of equal length, which grow with the run. A document counts
//!   when its last request ended, by the wall clock.
//! - Of documents that the journal knew the outcome counts and the fields do; their requests, tokens and
//!   times are those of an earlier run. Of lines of batches nobody tells when they were answered, so they
//!   have no place among the times.
//!
//! A page takes the same memory for a thousand documents and for a million: it keeps the evidence of the
//! first [failures of each kind](Page::evidence), texts of them to 4,000 characters, and counts the rest.
//!
//! # Fields
//!
//! A field is a path of keys as they are on the wire, with `[]` behind a list: `lines[].po`. What a root
//! holds that is no object stands under `value`, maps are lists with the keys `key` and `value`, and
//! tuples have the keys `_0`, `_1`, …. It is counted where it stands: a field of a variant only in answers
//! with that variant, a field of an item once for each item. A type that holds itself is counted from its
//! second level on in one place for all further ones. The first 2,000 fields are followed, outer ones first.
//!
//! # JSON
//!
//! The keys come in the same order each time, and say their unit: `_seconds`, `_usd`, `tokens`. Shares are
//! between 0 and 1. What is not known is `null`, which is not 0. Texts that may be cut are
//! `{"text": …, "bytes": …}` with the bytes of the whole, lists that may be are `{"count": …, "shown": […]}`.
//!
//! | key | what it holds |
//! |---|---|
//! | `report` | `typed-extract run 1`: the form of what follows |
//! | `title`, `library` | yours; who wrote it |
//! | `first_request_at`, `last_answer_at` | by the wall clock, in UTC |
//! | `elapsed_seconds` | of the run |
//! | `documents` | how many came to what, as in [`Report`]; `on_page` were added here |
//! | `tokens`, `cost_usd` | paid in this run; `unpriced` are the models that make the cost unknown |
//! | `requests` | `sent`, `repeated`, and how many had which HTTP status |
//! | `models` | `asked`: requests and tokens; `answered`: documents |
//! | `waits` | `queued_seconds`, `before_retries_seconds`, added up |
//! | `latency` | `documents` (whole calls), `requests`, `queued`: count, quantiles, bins |
//! | `throughput` | `bin_seconds`, and in each of the `bins` the documents and tokens |
//! | `fields` | `answers` with a value, and of each of the `paths` how often it `stood`, was `null`, was `empty` |
//! | `violations` | which rules answers broke, and where |
//! | `scores` | what [`Page::scores`] was given |
//! | `failures` | each kind that came: its count, and the first ones with their evidence |
//! | `journal` | `damaged` lines; documents `unkept` and `unknown`, as in [`Report`] |
//! | `broken` | why the documents came to an early end |

mod broken;
mod calls;
mod date;
mod failures;
mod fields;
mod figures;
mod finished;
mod histogram;
mod html;
#[cfg(feature = "eval")]
mod scored;
mod tally;
mod timeline;

use std::{fmt, marker::PhantomData};

use serde_json::Value;

use self::{
    broken::Broken,
    calls::{Call, Calls},
    failures::{Cut, Failures, Listed},
    fields::Fields,
    figures::{Documents, Figures, Journal, Scored, Tokens},
};
use super::{Outcome, Report};
#[cfg(feature = "eval")]
use crate::eval::Scores;
use crate::{Error, Extract, Prices, Schema, json_schema};

pub use finished::Finished;

/// Names of documents that are listed because of the journal.
const IDS: usize = 100;

/// Gathers what a run came to, outcome by outcome; see [the module](self) for an example.
#[derive(Clone)]
pub struct Page<T> {
    title: String,
    /// Of the outcomes on this page.
    counted: Report,
    calls: Calls,
    fields: Fields,
    broken: Broken,
    failures: Failures,
    scores: Option<Scored>,
    /// None: what it cost, the run knows.
    prices: Prices,
    of: PhantomData<fn(T)>,
}

impl<T: Extract> Page<T> {
    /// A page with this title.
    pub fn new(title: impl Into<String>) -> Self {
        Self::of(title.into(), &json_schema::<T>())
    }
}

impl Page<Value> {
    /// A page of answers to a schema that is known at run time only.
    pub fn for_schema(title: impl Into<String>, schema: &Schema) -> Self {
        Self::of(title.into(), schema)
    }
}

impl<T> Page<T> {
    fn of(title: String, schema: &Schema) -> Self {
        Self {
            title,
            counted: Report::default(),
            calls: Calls::default(),
            fields: Fields::of(&schema.to_value()),
            broken: Broken::default(),
            failures: Failures::default(),
            scores: None,
            prices: Prices::default(),
            of: PhantomData,
        }
    }

    /// Shows the evidence of so many failures of each kind, the first ones; default 20. All are counted.
    #[must_use]
    pub fn evidence(mut self, failures: usize) -> Self {
        self.failures.kept = failures;
        self
    }

    /// Counts an outcome.
    pub fn add<M>(&mut self, outcome: &Outcome<T, M>) {
        self.counted.count(&outcome.result, outcome.from_journal, &self.prices);
        match &outcome.result {
            Ok(found) => self.fields.look(&found.raw),
            Err(error) => self.failure(outcome, error),
        }
        if !outcome.from_journal {
            self.call(outcome);
        }
    }

    fn failure<M>(&mut self, outcome: &Outcome<T, M>, error: &Error) {
        self.failures.add(outcome, error);
        if let Error::Invalid(invalid) = error {
            invalid.violations().iter().for_each(|violation| self.broken.add(violation));
        }
    }

    fn call<M>(&mut self, outcome: &Outcome<T, M>) {
        let call = match &outcome.result {
            Ok(found) => Call {
                attempts: &found.attempts,
                model: found.model.as_deref(),
                elapsed: found.elapsed,
                usage: found.usage,
                is_done: true,
            },
            Err(error) => {
                let Some(known) = error.evidence() else { return };
                Call {
                    attempts: &known.attempts,
                    model: known.model.as_deref(),
                    elapsed: known.elapsed,
                    usage: known.usage,
                    is_done: false,
                }
            }
        };
        self.calls.add(&call);
    }

    /// Shows these scores beside the figures of the run.
    #[cfg(feature = "eval")]
    pub fn scores(&mut self, scores: &Scores) {
        self.scores = Some(Scored::of(scores));
    }

    /// What it came to, beside what the run says of itself. More outcomes can be added afterwards, so that
    /// a long run can be looked at on its way.
    pub fn finish(&self, report: &Report) -> Finished {
        let counted = &self.counted;
        let list = |ids: &[String]| Listed::of(ids, IDS, |id| Cut::line(id));
        Finished::new(Figures {
            report: "typed-extract run 1",
            title: self.title.clone(),
            library: concat!("typed-extract ", env!("CARGO_PKG_VERSION")),
            first_request_at: self.calls.first(),
            last_answer_at: self.calls.last(),
            elapsed_seconds: report.elapsed.as_secs_f64(),
            documents: Documents::of(counted, report),
            tokens: Tokens::from(counted.usage),
            cost_usd: report.cost,
            unpriced: report.unpriced.iter().cloned().collect(),
            requests: self.calls.requests(counted.requests),
            models: self.calls.models(),
            waits: self.calls.waits(counted.queued),
            latency: self.calls.latency(),
            throughput: self.calls.throughput(),
            fields: self.fields.told(),
            violations: self.broken.told(),
            scores: self.scores.clone(),
            failures: self.failures.told(),
            journal: Journal {
                damaged: report.damaged,
                unkept: list(&report.unkept),
                unknown: list(&report.unknown),
            },
            broken: report.broken.as_deref().map(|why| Cut::line(why).text),
        })
    }
}

impl Documents {
    fn of(counted: &Report, report: &Report) -> Self {
        Self {
            total: report.total(),
            on_page: counted.total(),
            done: counted.done,
            refused: counted.refused,
            truncated: counted.truncated,
            filtered: counted.filtered,
            empty: counted.empty,
            invalid: counted.invalid,
            failed: counted.failed,
            not_sent: counted.not_sent,
            wrong: counted.wrong,
            from_journal: counted.from_journal,
            in_work: report.in_work as u64,
            sent: report
                .total()
                .saturating_sub(report.from_journal + report.not_sent + report.wrong),
        }
    }
}

impl<T> fmt::Debug for Page<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("title", &self.title)
            .field("counted", &self.counted)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
