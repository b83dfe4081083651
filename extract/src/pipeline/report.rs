use std::{collections::BTreeSet, time::Duration};

use super::bill::Bill;
use crate::{Error, Extraction, Money, Prices, Usage};

/// Names of models that are listed at most.
const UNPRICED: usize = 16;

/// What a run came to: every document is counted once.
///
/// ```
/// use extract::{pipeline::Document, testing::{Outcome, Server}};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::start().await?;
/// server.script(Outcome::answer(serde_json::json!({ "value": 3 })));
/// server.script(Outcome::refuse("I would rather not."));
/// let guests = server.client().extractor::<u8>("gpt-5-mini");
/// let letters = ["a", "b"].map(|id| Document::new(id, "three of us"));
/// let mut outcomes = guests.run(letters).concurrency(1).start().await?;
/// while outcomes.next().await.is_some() {}
///
/// let report = outcomes.report();
/// assert_eq!((report.done, report.refused, report.total()), (1, 1, 2));
/// // 2 documents in 0.1s, 1 with a value, 1 refused, 2 requests, 200 tokens, $0.00
/// println!("{report}");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Report {
    /// Documents with a value.
    pub done: u64,
    /// The model declined.
    pub refused: u64,
    /// The answer was cut off.
    pub truncated: u64,
    /// A content filter withheld prompt or answer.
    pub filtered: u64,
    /// The run completed without an answer.
    pub empty: u64,
    /// An answer came that is no value.
    pub invalid: u64,
    /// The server said no, or no whole answer came.
    pub failed: u64,
    /// Never sent: the budget, the deadline, a stop; see also [`unknown`](Self::unknown).
    pub not_sent: u64,
    /// Never sent, because the document or the settings are wrong.
    pub wrong: u64,
    /// Of all these, how many the journal knew.
    pub from_journal: u64,
    /// Lines of the journal whose checksum is wrong; what they knew is asked again.
    pub damaged: u64,
    /// Documents whose outcome the journal could not keep, on a full disk for instance: a later run pays for
    /// them again. The run ends with the first of them, and those in work are finished.
    pub unkept: Vec<String>,
    /// Documents that were in work when they were dropped: their requests may have been sent, and may be
    /// charged. They count as not sent.
    pub unknown: Vec<String>,
    /// Why the documents could not be read further: the first `Err` that their source gave. The run ends
    /// there, those in work are finished, and what the source gives after it is not sent; at a second `Err`
    /// it is left alone. How many documents would have come is not known. Or that the run ended while a
    /// stream of documents had none ready: what it would have given later has no outcome.
    pub broken: Option<String>,
    /// Documents in work now.
    pub in_work: usize,
    /// What was paid in this run, failed tries included.
    pub usage: Usage,
    /// What that cost, by the prices of [`Run::prices`](super::Run::prices); `None` as soon as the price of
    /// one call is not known. Answers whose tokens the server did not tell are not in it.
    pub cost: Option<Money>,
    /// The models that make `cost` unknown, with their tier if it is not the usual one: no price is listed,
    /// or the server did not tell how many tokens came from its cache. The first 16 of them.
    pub unpriced: BTreeSet<String>,
    /// Requests that were sent in this run.
    pub requests: u64,
    /// How long requests stood in the queue for the rate limit or a place in flight, added up.
    pub queued: Duration,
    /// Since the run started.
    pub elapsed: Duration,
}

impl Report {
    /// Every document that has had its outcome.
    pub fn total(&self) -> u64 {
        let Self {
            done,
            refused,
            truncated,
            filtered,
            empty,
            invalid,
            failed,
            not_sent,
            wrong,
            ..
        } = self;
        done + refused + truncated + filtered + empty + invalid + failed + not_sent + wrong
    }

    /// Of a run that has paid nothing yet.
    pub(crate) fn new() -> Self {
        Self { cost: Some(Money::ZERO), ..Self::default() }
    }

    /// Counts an outcome, and what was paid for it by these prices.
    pub(crate) fn count<T>(
        &mut self,
        result: &Result<Extraction<T>, Error>,
        from_journal: bool,
        prices: &Prices,
    ) {
        let count = match result {
            Ok(_) => &mut self.done,
            Err(Error::Config(_)) => &mut self.wrong,
            Err(Error::Empty(_)) => &mut self.empty,
            Err(Error::Filtered(_)) => &mut self.filtered,
            Err(Error::Invalid(_)) => &mut self.invalid,
            Err(Error::NotSent(_)) => &mut self.not_sent,
            Err(Error::Refused(_)) => &mut self.refused,
            Err(Error::Truncated(_)) => &mut self.truncated,
            Err(Error::Api(_) | Error::Cancelled(_) | Error::Transport(_)) => &mut self.failed,
        };
        *count += 1;
        if from_journal {
            self.from_journal += 1;
            return;
        }
        let bill = Bill::of(result);
        self.usage += bill.usage;
        let cost = bill.cost(prices);
        if cost.is_none() && self.unpriced.len() < UNPRICED {
            self.unpriced.extend(bill.models());
        }
        self.cost = self.cost.zip(cost).map(|(paid, cost)| paid + cost);
        self.requests += u64::try_from(bill.attempts.len()).unwrap_or(u64::MAX);
        self.queued += bill.attempts.iter().map(|attempt| attempt.queued).sum::<Duration>();
    }
}
