use crate::{Error, Extraction};

/// What became of one document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<T, M = ()> {
    /// Of the document.
    pub id: String,
    /// What travelled along.
    pub meta: M,
    /// The place of the document in the run, from 0.
    pub index: u64,
    /// The value, or why there is none, with the evidence.
    pub result: Result<Extraction<T>, Error>,
    /// Whether it was known from an earlier run or from an equal document, and nothing was paid for it now.
    ///
    /// Usage, attempts and times in `result` are then those of the call that was paid, so to add up `usage` over
    /// outcomes counts it twice: [`Report::usage`](super::Report::usage) and [`cost`](super::Report::cost) leave it out.
    /// (A hit of a cache is no such outcome, and has a usage of 0.)
    pub from_journal: bool,
}
