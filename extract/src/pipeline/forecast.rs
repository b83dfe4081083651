use super::Report;
use crate::Money;

/// What a run would cost, as [`Run::dry_run`](super::Run::dry_run) finds it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Forecast {
    /// Documents of the run.
    pub documents: u64,
    /// Of these, how many cost nothing: the journal knows their answers, or they equal an earlier document.
    /// Without a journal none is known, and equal documents are paid each.
    pub known: u64,
    /// Of these, how many are wrong in themselves and would not be sent: a file that is not there, for
    /// instance, or an id that came before.
    pub wrong: u64,
    /// Tokens of the requests that the run would send.
    pub input: u64,
    /// Tokens of their answers; `None` if nothing tells how long answers are.
    pub output: Option<u64>,
    /// What it would cost, by the prices of the run; `None` if nothing tells how long answers are, or the
    /// price of a call that was looked at is not known.
    pub cost: Option<Money>,
    /// What the sample came to, which is paid.
    pub sample: Report,
}

impl Forecast {
    /// Documents that the run would ask for.
    pub fn asked(&self) -> u64 {
        self.documents.saturating_sub(self.known).saturating_sub(self.wrong)
    }

    /// All tokens, of requests and answers, if they can be told.
    pub fn total(&self) -> Option<u64> {
        Some(self.input.saturating_add(self.output?))
    }
}
