use std::collections::HashMap;

use crate::wire::batch::JobError;

/// How one batch goes, for [`Server::plan_batch`](super::super::Server::plan_batch).
///
/// Without any option a batch is `validating` when it is made, and each `GET` moves it one status on:
/// `in_progress`, `finalizing`, `completed`. Its lines run on the way from `in_progress`.
///
/// ```
/// # use extract::testing::{BatchPlan, Server};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// let server = Server::start().await?;
/// // Three polls for each status, and the time is over behind the second line.
/// server.plan_batch(BatchPlan::new().polls(3).expire_after(2));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct BatchPlan {
    pub(super) polls: u32,
    pub(super) expire_after: Option<usize>,
    pub(super) cancel_after: Option<usize>,
    pub(super) errors: Vec<JobError>,
    pub(super) line_errors: HashMap<String, (String, String)>,
    pub(super) seed: Option<u64>,
}

impl BatchPlan {
    /// A batch that goes well.
    pub fn new() -> Self {
        Self {
            polls: 1,
            expire_after: None,
            cancel_after: None,
            errors: Vec::new(),
            line_errors: HashMap::new(),
            // In no order, as the real service has it.
            seed: Some(5),
        }
    }

    /// So many times each status is asked for before the next one comes; without this it is once. While
    /// it is `in_progress`, each `GET` runs its share of the lines. With 0 the first `GET` finds the batch
    /// at its end. Where 5 seconds are not enough for the share, further `GET`s find it `in_progress`.
    pub fn polls(mut self, polls: u32) -> Self {
        self.polls = polls;
        self
    }

    /// The time is over when so many lines have run: the batch becomes `expired`, and the others stand in
    /// the error file with `batch_expired`.
    pub fn expire_after(mut self, lines: usize) -> Self {
        self.expire_after = Some(lines);
        self
    }

    /// The batch runs so many lines and then stays `in_progress` until it is cancelled; the others stand
    /// in the error file with `batch_cancelled`. Without this, what has run by then is done.
    pub fn cancel_after(mut self, lines: usize) -> Self {
        self.cancel_after = Some(lines);
        self
    }

    /// The file is refused with this code and message, whatever is in it: the batch becomes `failed`. May
    /// be said more than once.
    pub fn fail(mut self, code: impl Into<String>, message: impl Into<String>) -> Self {
        let (code, message) = (Some(code.into()), Some(message.into()));
        self.errors.push(JobError { code, message, ..JobError::default() });
        self
    }

    /// The line of this id never runs: it stands in the error file with this code and message, and
    /// without a response.
    pub fn line_error(
        mut self,
        custom_id: impl Into<String>,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        self.line_errors.insert(custom_id.into(), (code.into(), message.into()));
        self
    }

    /// The answers come in an order that this number makes. Without this they come in another order than
    /// that of the requests as well, since the real service promises none.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The answers come in the order of their requests, which the real service does not promise.
    pub fn in_order(mut self) -> Self {
        self.seed = None;
        self
    }
}

impl Default for BatchPlan {
    fn default() -> Self {
        Self::new()
    }
}

/// Mixes by a seed: Fisher and Yates, with numbers of splitmix64.
pub(super) fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for last in (1..items.len()).rev() {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^= number >> 31;
        items.swap(last, (number % (last as u64 + 1)) as usize);
    }
}
