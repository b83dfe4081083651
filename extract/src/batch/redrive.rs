use std::collections::{HashSet, VecDeque};

use bytes::Bytes;

use super::{
    Content, Job, Outcomes,
    desk::Desk,
    job::Askers,
    lines::{Slip, read_request},
    online::Online,
};
use crate::{
    Client, Endpoint, Error,
    error::ConfigError,
    record,
    wire::{
        Answer,
        batch::{self, Came},
    },
};

impl<T: Send + 'static, M> Job<T, M> {
    /// Makes new batches of what has no answer: what failed, expired, was cancelled or is in no file. It waits
    /// until the batches have ended, and can be called before and after [`wait`](Self::wait).
    ///
    /// The requests are read from the input files on the server, so the documents need not be at hand, and
    /// their `meta` is not; ids stay the same. Answers that came and are no value were paid, and are not asked
    /// again. Where all had an answer, the new job has no batch and no outcome.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait) and [`submit`](super::Batch::submit); [`Error::Config`] when the server no
    /// longer says which file a batch was made of.
    pub async fn redrive(&self) -> Result<Job<T>, Error> {
        let mut unanswered = self.unanswered().await?;
        let (endpoint, extractor) = (unanswered.endpoint, self.extractor.clone());
        let mut desk = Desk::new(extractor, self.options.clone(), self.ledger.clone())?;
        // A program that was stopped behind this may have done it.
        desk.join(&[self.ids(), &self.open_before].concat()).await?;
        while let Some((id, body)) = unanswered.next().await? {
            let key = record::key(endpoint.path(), &body);
            let line = batch::line(&id, endpoint, &body)?;
            desk.place_anew(Slip { id, meta: (), index: 0 }, key, &line).await?;
        }
        desk.close().await
    }

    /// Asks online for what has no answer, at the full price, with retries: else as
    /// [`redrive`](Self::redrive). The outcomes come as they finish, 64 requests at a time.
    ///
    /// ```
    /// # use extract::{pipeline::Document, testing::{BatchPlan, Server}};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = Server::start().await?;
    /// # server.respond(|_| extract::testing::Outcome::answer(serde_json::json!({ "value": 3 })));
    /// # let guests = server.client().extractor::<u8>("gpt-5-mini");
    /// # server.plan_batch(BatchPlan::new().polls(0).expire_after(1));
    /// let letters = ["a", "b"].map(|id| Document::new(id, "three of us"));
    /// let job = guests.batch(letters).submit().await?;
    /// let mut outcomes = job.wait().await?;
    /// while let Some(outcome) = outcomes.next().await {
    ///     println!("{}: {}", outcome.id, outcome.result.is_ok()); // b: false, the day was over
    /// }
    /// let mut outcomes = job.redrive_online().await?;
    /// while let Some(outcome) = outcomes.next().await {
    ///     assert_eq!((outcome.id.as_str(), outcome.result?.value), ("b", 3));
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// Re-asks and fallbacks do not hold; for these, make a [run](crate::Extractor::run) of the documents with the
    /// same journal, which asks what has no answer.
    ///
    /// [`Extractor::run`]: crate::Extractor::run
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait). When the input file can no longer be read on the way, the outcomes end and
    /// [`Report::broken`](crate::pipeline::Report::broken) says so.
    pub async fn redrive_online(&self) -> Result<Outcomes<T>, Error> {
        let unanswered = self.unanswered().await?;
        let (extractor, ledger) = (self.extractor.clone(), self.ledger.clone());
        let (prices, started) = (self.options.prices.clone(), extractor.clock().now());
        let online = Online::new(extractor.clone(), ledger, unanswered);
        Ok(Outcomes::new(extractor, Box::new(online), prices, started, (0, None)))
    }

    /// The requests without an answer. The answers of the first batch are read now, so that most of what
    /// can fail does it here.
    async fn unanswered(&self) -> Result<Unanswered, Error> {
        let mut unanswered = Unanswered {
            client: self.extractor.client().clone(),
            endpoint: self.extractor.its_endpoint()?,
            jobs: self.ended().await?.into_iter().zip(self.askers.iter().cloned()).collect(),
            current: None,
            asking: VecDeque::new(),
        };
        unanswered.begin().await?;
        Ok(unanswered)
    }
}

/// The requests of batches that have no answer, read from the files on the server.
pub(super) struct Unanswered {
    client: Client,
    pub(super) endpoint: Endpoint,
    jobs: VecDeque<(batch::Job, Askers)>,
    /// An input file, the ids of its lines that have an answer, and who waits for the others.
    current: Option<(Content, HashSet<String>, Askers)>,
    /// Those who wait for the last line.
    asking: VecDeque<(String, Bytes)>,
}

impl Unanswered {
    /// The next one: its id and its body.
    pub(super) async fn next(&mut self) -> Result<Option<(String, Bytes)>, Error> {
        loop {
            if let Some(next) = self.asking.pop_front() {
                return Ok(Some(next));
            }
            let Some((content, answered, askers)) = &mut self.current else {
                if !self.begin().await? {
                    return Ok(None);
                }
                continue;
            };
            let Some(line) = content.next_line().await else {
                self.current = None;
                continue;
            };
            let line = line?;
            match read_request(&line) {
                Some((id, body)) if !answered.contains(&id) => {
                    let body = line.slice_ref(body);
                    let ids = askers.remove(&id).unwrap_or_else(|| vec![id]);
                    self.asking.extend(ids.into_iter().map(|id| (id, body.clone())));
                }
                _ => {}
            }
        }
    }

    /// Begins with the next batch; false when there is none.
    async fn begin(&mut self) -> Result<bool, Error> {
        let Some((job, askers)) = self.jobs.pop_front() else { return Ok(false) };
        let Some(file) = &job.input_file_id else {
            let message =
                format!("the server does not say what the batch `{}` was made of", job.id);
            return Err(ConfigError::new(message).into());
        };
        let answered = answered(&self.client, self.endpoint, &job).await?;
        self.current = Some((self.client.files().content(file).await?, answered, askers));
        Ok(true)
    }
}

/// The ids of the lines that have an answer.
async fn answered(
    client: &Client,
    endpoint: Endpoint,
    job: &batch::Job,
) -> Result<HashSet<String>, Error> {
    let mut answered = HashSet::new();
    let Some(file) = &job.output_file_id else { return Ok(answered) };
    let mut content = client.files().content(file).await?;
    while let Some(line) = content.next_line().await {
        let Ok(line) = batch::read_line(&line?) else { continue };
        let Came::Response { status: 200..300, body, .. } = line.came else { continue };
        let is_answer = endpoint
            .decode(&body)
            .is_ok_and(|reply| !matches!(reply.answer, Answer::Failed(_) | Answer::Running { .. }));
        if is_answer {
            answered.insert(line.custom_id);
        }
    }
    Ok(answered)
}
