use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    Outcomes, calls,
    files::path_of,
    gather::Gatherer,
    ledger::Ledger,
    lines::{Expected, Line, Slip, read_request},
    submit::Options,
};
use crate::{
    Error, Extractor,
    error::ConfigError,
    record::{self, Key},
    wire::batch,
};

/// How often the server is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    pub(super) first: Duration,
    pub(super) longest: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { first: Duration::from_secs(5), longest: Duration::from_secs(60) }
    }
}

impl Pace {
    fn wait(self, polls: u32) -> Duration {
        self.first.saturating_mul(2_u32.saturating_pow(polls)).min(self.longest)
    }
}

/// What a job waits for.
pub(super) struct Waiting<M> {
    /// What is known without the server.
    pub(super) early: Vec<(Slip<M>, Early)>,
    pub(super) batches: Vec<Submitted<M>>,
    pub(super) broken: Option<String>,
    /// Makes a slip for a line that somebody else has submitted; only where that may be.
    pub(super) stranger: Option<fn(String, u64) -> Slip<M>>,
}

/// What is known of a document without the server.
pub(super) enum Early {
    /// One error may be that of many: it may be large.
    Failed(Arc<Error>),
    /// The journal has its answer.
    Known(Key),
}

/// A batch that was made.
pub(super) struct Submitted<M> {
    pub(super) id: String,
    /// Under which the journal knows it.
    pub(super) mark: Option<String>,
    /// `None` where only the server knows what was submitted.
    pub(super) expected: Option<Expected<M>>,
}

/// The documents that wait for a line, by its id; only where they are not the one of that id.
pub(super) type Askers = HashMap<String, Vec<String>>;

fn askers_of<M>(batch: &Submitted<M>) -> Askers {
    let lines = batch.expected.iter().flatten();
    let asking = |line: &Line<M>| line.slips.iter().map(|slip| slip.id.clone()).collect();
    let pairs = lines.map(|(id, line)| (id, asking(line)));
    let others =
        pairs.filter(|(id, asking): &(_, Vec<String>)| asking != std::slice::from_ref(*id));
    others.map(|(id, asking)| (id.clone(), asking)).collect()
}

/// Batches that were submitted: see [`Batch::submit`](super::Batch::submit) and [`Extractor::resume_batch`].
///
/// Dropping it changes nothing on the server.
#[must_use = "the batches are waited for by `wait`"]
pub struct Job<T, M = ()> {
    pub(super) extractor: Extractor<T>,
    ids: Vec<String>,
    pub(super) options: Options,
    pub(super) ledger: Option<Ledger>,
    /// Of each batch.
    pub(super) askers: Vec<Askers>,
    /// Batches that were open when this was submitted: its documents stand in none of them, or no longer.
    pub(super) open_before: Vec<String>,
    waiting: Mutex<Option<Waiting<M>>>,
    started: Duration,
}

impl<T: Send + 'static> Extractor<T> {
    /// Batches that were submitted before, here or in another process, by their ids. The extractor must be of
    /// the same type and endpoint; its other options do not matter. Nothing is sent yet.
    ///
    /// Which documents were submitted is read from the input files on the server. Where they are gone, what
    /// stands in the other files is given, and what is in none of them cannot be known.
    ///
    /// The job has no journal and no `meta`: what it gives is kept nowhere, and a later run would pay for it
    /// again. A batch that was submitted with a [journal](super::Batch::journal) is taken up, with both, by
    /// submitting the same documents again with that journal.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for what is no id.
    pub fn resume_batch(
        &self,
        ids: impl IntoIterator<Item = impl Into<String>>,
    ) -> Result<Job<T>, Error> {
        let mut batches = Vec::new();
        for id in ids {
            let id = id.into();
            path_of("/batches", &id)?;
            batches.push(Submitted { id, mark: None, expected: None });
        }
        let stranger = |id, index| Slip { id, meta: (), index };
        let waiting =
            Waiting { early: Vec::new(), batches, broken: None, stranger: Some(stranger) };
        Ok(Job::new(self.clone(), waiting, None, Options::default()))
    }
}

impl<T: Send + 'static, M> Job<T, M> {
    pub(super) fn new(
        extractor: Extractor<T>,
        waiting: Waiting<M>,
        ledger: Option<Ledger>,
        options: Options,
    ) -> Self {
        Self {
            ids: waiting.batches.iter().map(|batch| batch.id.clone()).collect(),
            askers: waiting.batches.iter().map(askers_of).collect(),
            open_before: Vec::new(),
            started: extractor.clock().now(),
            extractor,
            options,
            ledger,
            waiting: Mutex::new(Some(waiting)),
        }
    }

    /// The ids of the batches (`batch_…`), for [`Extractor::resume_batch`]. None where nothing had to be
    /// submitted.
    pub fn ids(&self) -> &[String] {
        &self.ids
    }

    /// How often the server is asked: see [`Batch::poll`](super::Batch::poll).
    pub fn poll(mut self, first: Duration, longest: Duration) -> Self {
        self.options.pace = Pace { first, longest };
        self
    }

    /// Where each batch stands now, in the order of [`ids`](Self::ids).
    ///
    /// # Errors
    ///
    /// [`Error::Api`] for an id that is not known, [`Error::Transport`] when the server cannot be reached.
    pub async fn status(&self) -> Result<Vec<batch::Job>, Error> {
        let mut jobs = Vec::with_capacity(self.ids.len());
        for id in &self.ids {
            jobs.push(calls::get(self.extractor.client(), id).await?.0);
        }
        Ok(jobs)
    }

    /// Asks the server to stop the batches. That takes up to ten minutes; what has ended by then is paid, and
    /// [`wait`](Self::wait) gives it. A batch that has ended stays as it is.
    ///
    /// # Errors
    ///
    /// As [`status`](Self::status).
    pub async fn cancel(&self) -> Result<(), Error> {
        let client = self.extractor.client();
        for id in &self.ids {
            if let Err(error) = calls::cancel(client, id).await {
                let (now, _) = calls::get(client, id).await?;
                if !now.status.is_final() && now.status != batch::Status::Cancelling {
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Waits until every batch has ended, and gives the outcomes. They can be taken once; to take them
    /// again, [resume](Extractor::resume_batch) by the ids.
    ///
    /// A server that cannot be reached is asked again for as long as a call of the client may take
    /// ([`ClientBuilder::deadline`](crate::ClientBuilder::deadline), 30 min; that of the extractor does not hold
    /// here), counted from its last answer. After an error, or when the
    /// future was dropped, `wait` can be called again.
    ///
    /// # Errors
    ///
    /// As [`status`](Self::status); [`Error::Config`] when the outcomes were given before.
    pub async fn wait(&self) -> Result<Outcomes<T, M>, Error>
    where
        M: Send + 'static,
    {
        drop(self.waiting()?);
        let jobs = self.ended().await?;
        let unread: Vec<bool> = match &*self.waiting()? {
            Some(waiting) => waiting.batches.iter().map(|batch| batch.expected.is_none()).collect(),
            None => Vec::new(),
        };
        let mut read = Vec::new();
        for (job, is_unread) in jobs.iter().zip(unread) {
            read.push(match &job.input_file_id {
                Some(file) if is_unread => self.submitted(file).await?,
                _ => None,
            });
        }
        let Some(mut waiting) = self.waiting()?.take() else { return Err(given()) };
        let mut index = 0;
        for (batch, read) in waiting.batches.iter_mut().zip(read) {
            let (Some(lines), Some(stranger)) = (read, waiting.stranger) else { continue };
            batch.expected = Some(expected_of(lines, stranger, &mut index));
        }
        let damaged = self.ledger.as_ref().map_or(0, |ledger| ledger.0.damaged);
        let told = (damaged, waiting.broken.take());
        let (extractor, prices) = (self.extractor.clone(), self.options.prices.clone());
        let gatherer = Gatherer::new(extractor.clone(), waiting, jobs, self.ledger.clone());
        Ok(Outcomes::new(extractor, Box::new(gatherer), prices, self.started, told))
    }

    /// What is waited for, unless it was given.
    fn waiting(&self) -> Result<MutexGuard<'_, Option<Waiting<M>>>, Error> {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_some() { Ok(waiting) } else { Err(given()) }
    }

    /// Of which batches the documents are known here: each has an outcome, even if its batch is gone.
    fn known(&self) -> Vec<bool> {
        match self.waiting.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(waiting) => waiting.batches.iter().map(|it| it.expected.is_some()).collect(),
            None => vec![false; self.ids.len()],
        }
    }

    /// The batches, once all of them have ended.
    pub(super) async fn ended(&self) -> Result<Vec<batch::Job>, Error> {
        let client = self.extractor.client();
        let clock = self.extractor.clock();
        let mut jobs: Vec<Option<batch::Job>> = vec![None; self.ids.len()];
        let mut answered = clock.now();
        let known = self.known();
        for polls in 0.. {
            let mut wish = Duration::ZERO;
            let open = self.ids.iter().zip(&known).zip(&mut jobs);
            for ((id, is_known), job) in open.filter(|(_, job)| job.is_none()) {
                match calls::get(client, id).await {
                    Ok((now, after)) => {
                        answered = clock.now();
                        wish = wish.max(after.unwrap_or_default());
                        *job = Some(now).filter(|now| now.status.is_final());
                    }
                    // Nothing more comes of it; the others have their answers. What was just made may not
                    // be known everywhere, so the first look decides nothing.
                    Err(Error::Api(said)) if said.status() == 404 && *is_known => {
                        answered = clock.now();
                        *job = (polls > 0).then(|| batch::Job::gone(id.clone()));
                    }
                    Err(error) => {
                        let is_over =
                            clock.now().saturating_sub(answered) >= client.limits().deadline;
                        if is_over || !(error.is_retryable() || matches!(error, Error::NotSent(_)))
                        {
                            return Err(error);
                        }
                    }
                }
            }
            if jobs.iter().all(Option::is_some) {
                break;
            }
            let wish = wish.min(client.limits().max_server_delay);
            clock.sleep(self.options.pace.wait(polls).max(wish)).await;
        }
        Ok(jobs.into_iter().flatten().collect())
    }

    /// The lines of an input file, with their numbers and ids; `None` when the file is gone.
    async fn submitted(&self, file: &str) -> Result<Option<Vec<(u64, String, Key)>>, Error> {
        let path = self.extractor.its_endpoint()?.path();
        let mut content = match self.extractor.client().files().content(file).await {
            Err(Error::Api(error)) if matches!(error.status(), 404 | 410) => return Ok(None),
            opened => opened?,
        };
        let (mut lines, mut number) = (Vec::new(), 0);
        while let Some(line) = content.next_line().await {
            number += 1;
            if let Some((id, body)) = read_request(&line?) {
                lines.push((number, id, record::key(path, body)));
            }
        }
        Ok(Some(lines))
    }
}

fn expected_of<M>(
    lines: Vec<(u64, String, Key)>,
    stranger: fn(String, u64) -> Slip<M>,
    index: &mut u64,
) -> Expected<M> {
    let mut expected = Expected::new();
    for (number, id, key) in lines {
        let slips = vec![stranger(id.clone(), *index)];
        *index += 1;
        expected.insert(id, Line { number, key, slips });
    }
    expected
}

fn given() -> Error {
    let message =
        "the outcomes of this job were given already; `resume_batch` with its ids gives them again";
    ConfigError::new(message).into()
}

impl<T, M> fmt::Debug for Job<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("ids", &self.ids).finish_non_exhaustive()
    }
}
