use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::{Extraction, Extractor, conversation::Conversation, estimate::Size, files};
use crate::{
    Error, Input,
    error::{Evidence, InvalidAnswer, Violation},
    sight::Watch,
    transport::{Call, Reading},
    wire::{Answer, Prefix, Reply, error_body},
};

impl<T> Extractor<T> {
    /// Asks until `decode` makes a value of an answer, or nothing more may be asked.
    pub(super) async fn call<V>(
        &self,
        input: Input,
        started: Duration,
        decode: impl Fn(&str) -> Result<V, Vec<Violation>>,
    ) -> Result<Extraction<V>, Error> {
        let watch = self.watch(started);
        let work = async { self.ended(self.converse(input, decode, &watch).await, &watch) };
        watch.cover(work).await
    }

    async fn converse<V>(
        &self,
        input: Input,
        decode: impl Fn(&str) -> Result<V, Vec<Violation>>,
        watch: &Watch<'_>,
    ) -> Result<Extraction<V>, Error> {
        let prefix = self.prefix()?;
        self.limits.check()?;
        let input = files::read(input).await?;
        watch.asks(&self.settings.request, &input);
        let mut conversation = Conversation::new(&self.settings, prefix, input);
        loop {
            let (prefix, input) = (conversation.prefix(), conversation.input());
            let asked = self.ask_once(prefix, input, watch).await;
            let earlier = conversation.known();
            let error = match asked {
                Err(error) => error.after(earlier),
                Ok((text, evidence)) => {
                    let evidence = evidence.after(earlier);
                    match decode(&text) {
                        Ok(value) => return Ok(Extraction::with_evidence(value, text, evidence)),
                        Err(violations) => InvalidAnswer::new(violations, text, evidence).into(),
                    }
                }
            };
            if self.listener.is_some() {
                // What a reader has seen of an answer is not taken back.
                return Err(error);
            }
            conversation.go_on(error)?;
        }
    }

    /// The text of one answer: one request, with its retries.
    async fn ask_once(
        &self,
        prefix: &Prefix,
        input: &Input,
        watch: &Watch<'_>,
    ) -> Result<(String, Evidence), Error> {
        let size = self.estimate.size(prefix, input).await;
        let (reply, evidence) = match self.post(prefix, input, size, watch).await {
            // The server has judged it, and sent it back in its error; our judge knows the paths.
            Err(Error::Invalid(answer)) => return Ok(answer.into_answer()),
            Err(error) => return Err(self.with_what_came(error)),
            Ok(sent) => sent,
        };
        let (reply, evidence) = self.settle(reply, evidence, watch).await?;
        self.estimate.learn(size, &reply.usage);
        self.heard(self.text(reply, evidence))
    }

    /// What the server says to one request, with its retries.
    pub(super) async fn post(
        &self,
        prefix: &Prefix,
        input: &Input,
        size: Size,
        watch: &Watch<'_>,
    ) -> Result<(Reply, Evidence), Error> {
        let endpoint = prefix.endpoint();
        let uri = self.client.ask_uri(endpoint, &self.settings.request.model)?;
        let call = Call {
            method: Method::POST,
            uri: &uri,
            model: Some(&self.settings.request.model),
            headers: &self.client.inner.headers,
            body: Bytes::from(self.body(prefix, input)?),
            limits: self.limits,
            started: watch.started,
            need: self.estimate.need(size, self.settings.request.max_output_tokens),
            watch: Some(watch),
            listener: self.listener.as_deref(),
        };
        let may_run_on = self.settings.request.background;
        let read = |body: &[u8]| Ok(read(self.decode(endpoint, body)?, may_run_on));
        self.client.inner.transport.send(call, read).await
    }

    pub(super) fn text(
        &self,
        reply: Reply,
        evidence: Evidence,
    ) -> Result<(String, Evidence), Error> {
        match self.settings.request.tool() {
            Some(tool) => reply.into_arguments(tool, evidence),
            None => reply.into_text(evidence),
        }
    }
}

/// An error in the place of an answer is told from an answer here, so that it can be tried again.
fn read(mut reply: Reply, may_run_on: bool) -> Reading<Reply> {
    let body = match &reply.answer {
        Answer::Failed(body) => body.clone(),
        Answer::Running { status } if !may_run_on => error_body::of_run(status),
        _ => {
            let usage = reply.usage;
            return Reading::Answer(reply, usage);
        }
    };
    Reading::Failed(body, Box::new(reply.evidence(Evidence::default())))
}
