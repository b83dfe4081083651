use std::collections::HashSet;

use super::{
    Job,
    desk::Desk,
    lines::{Slip, read_request},
};
use crate::{
    Error,
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
    /// again. Where all had an answer, the new job has no batch and no outcome. To ask online instead, make a
    /// [run](Extractor::run) of the documents with the same journal: it asks what has no answer.
    ///
    /// [`Extractor::run`]: crate::Extractor::run
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait) and [`submit`](super::Batch::submit); [`Error::Config`] when the server no
    /// longer says which file a batch was made of.
    pub async fn redrive(&self) -> Result<Job<T>, Error> {
        let jobs = self.ended().await?;
        let files = self.extractor.client().files();
        let endpoint = self.extractor.its_endpoint()?;
        let (extractor, options) = (self.extractor.clone(), self.options.clone());
        let mut desk = Desk::new(extractor, options, self.ledger.clone())?;
        for job in jobs {
            let answered = self.answered(&job).await?;
            let Some(file) = &job.input_file_id else {
                let message =
                    format!("the server does not say what the batch `{}` was made of", job.id);
                return Err(ConfigError::new(message).into());
            };
            let mut content = files.content(file).await?;
            while let Some(line) = content.next_line().await {
                let line = line?;
                let Some((id, body)) = read_request(&line) else { continue };
                if answered.contains(&id) {
                    continue;
                }
                let key = record::key(endpoint.path(), body);
                let line = batch::line(&id, endpoint, body)?;
                desk.place_anew(Slip { id, meta: (), index: 0 }, key, &line).await?;
            }
        }
        desk.close().await
    }

    /// The ids of the lines that have an answer.
    async fn answered(&self, job: &batch::Job) -> Result<HashSet<String>, Error> {
        let endpoint = self.extractor.its_endpoint()?;
        let mut answered = HashSet::new();
        let Some(file) = &job.output_file_id else { return Ok(answered) };
        let mut content = self.extractor.client().files().content(file).await?;
        while let Some(line) = content.next_line().await {
            let Ok(line) = batch::read_line(&line?) else { continue };
            let Came::Response { status: 200..300, body, .. } = line.came else { continue };
            let is_answer = endpoint.decode(&body).is_ok_and(|reply| {
                !matches!(reply.answer, Answer::Failed(_) | Answer::Running { .. })
            });
            if is_answer {
                answered.insert(line.custom_id);
            }
        }
        Ok(answered)
    }
}
