use std::time::Duration;

use bytes::Bytes;
use http::Method;

use super::{Extraction, Extractor, conversation::Conversation, estimate::Size, files};
use crate::{
    Error, Input,
    error::{Evidence, InvalidAnswer},
    sight::Watch,
    transport::{Call, Reading},
    wire::{Answer, Prefix, Reply, error_body},
};

/// What the server said, and what is known of it. Both are large, and handed on many times.
pub(super) type Replied = (Box<Reply>, Box<Evidence>);

/// The text of an answer, and what is known of it.
pub(super) type Asked = (String, Box<Evidence>);

impl<T> Extractor<T> {
    /// Asks until an answer is a value, or nothing more may be asked.
    pub(super) async fn call(
        &self,
        input: Input,
        started: Duration,
    ) -> Result<Extraction<T>, Error> {
        let watch = self.watch(started);
        let work = async {
            let mut outcome = self.converse(input, &watch).await;
            self.ended(&mut outcome, &watch);
            outcome
        };
        watch.cover(work).await
    }

    async fn converse(&self, input: Input, watch: &Watch<'_>) -> Result<Extraction<T>, Error> {
        let prefix = self.prefix()?;
        self.limits.check()?;
        let input = files::read(input).await?;
        watch.asks(&self.settings.request, &input);
        #[cfg(feature = "cache")]
        if let Some(cache) = self.cache_in_use() {
            // In a place of its own, for which calls without a cache have no room.
            return Box::pin(self.through_cache(cache, prefix, input, watch)).await;
        }
        self.ask_until_value(prefix, input, watch).await
    }

    pub(super) async fn ask_until_value(
        &self,
        prefix: &Prefix,
        input: Input,
        watch: &Watch<'_>,
    ) -> Result<Extraction<T>, Error> {
        let mut conversation = Conversation::new(&self.settings, prefix, input);
        loop {
            let (prefix, input) = (conversation.prefix(), conversation.input());
            let asked = self.ask_once(prefix, input, watch).await;
            let error = match conversation.joined(asked) {
                Err(error) => error,
                Ok((text, evidence)) => match self.read(&text) {
                    Ok(read) => return Ok(Extraction::read(read, text, *evidence)),
                    Err(violations) => InvalidAnswer::new(violations, text, *evidence).into(),
                },
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
    ) -> Result<Asked, Error> {
        let size = self.estimate.size(prefix, input).await;
        let replied = match self.post(prefix, input, size, watch).await {
            // The server has judged it, and sent it back in its error; our judge knows the paths.
            Err(Error::Invalid(answer)) => {
                let (text, evidence) = answer.into_answer();
                return self.heard(Ok((text, Box::new(evidence))));
            }
            Err(error) => return Err(self.with_what_came(error)),
            Ok(sent) => sent,
        };
        let replied = self.settle(replied, watch).await?;
        self.estimate.learn(size, &replied.0.usage);
        self.heard(self.text(replied))
    }

    /// What the server says to one request, with its retries.
    pub(super) async fn post(
        &self,
        prefix: &Prefix,
        input: &Input,
        size: Size,
        watch: &Watch<'_>,
    ) -> Result<Replied, Error> {
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
            taker: None,
        };
        let may_run_on = self.settings.request.background;
        let read = |body: &[u8]| Ok(read(self.decode(endpoint, body)?, may_run_on));
        self.client.inner.transport.send(&call, &read).await
    }

    pub(super) fn text(&self, (reply, mut evidence): Replied) -> Result<Asked, Error> {
        let text = match self.settings.request.tool() {
            Some(tool) => reply.arguments(tool, &mut evidence),
            None => reply.text(&mut evidence),
        };
        Ok((text?, evidence))
    }
}

/// An error in the place of an answer is told from an answer here, so that it can be tried again.
fn read(reply: Reply, may_run_on: bool) -> Reading<Box<Reply>> {
    let mut reply = Box::new(reply);
    let body = match &reply.answer {
        Answer::Failed(body) => body.clone(),
        Answer::Running { status } if !may_run_on => error_body::of_run(status),
        _ => {
            let usage = reply.usage;
            return Reading::Answer(reply, usage);
        }
    };
    let mut known = Box::<Evidence>::default();
    reply.give_to(&mut known);
    Reading::Failed(body, known)
}
