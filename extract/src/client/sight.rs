use std::time::Duration;

use super::{ClientBuilder, Extraction, Extractor, options::Settings};
use crate::{
    Error, Observer,
    sight::{Finished, Watch},
};

impl ClientBuilder {
    /// Tells this observer of every wait, try and call, see [`Observer`]. Default: nobody is told.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.sight.observer = Some(std::sync::Arc::new(observer));
        self
    }

    /// Whether the spans of `tracing` show content: instructions, input, examples, answers and what the
    /// server says of a failed try, which may quote them. Default: no.
    ///
    /// Whoever reads the traces then reads what users wrote, with all that is personal or confidential in
    /// it. Of images and files only kind and size are shown. Texts are not shortened.
    #[cfg(feature = "tracing")]
    pub fn trace_content(mut self, yes: bool) -> Self {
        self.sight.content = yes;
        self
    }
}

impl<T> Extractor<T> {
    /// Begins to watch a call, whose deadline counts from `started`.
    pub(super) fn watch(&self, started: Duration) -> Watch<'_> {
        let client = &self.client.inner;
        let Settings { request, endpoint, .. } = &*self.settings;
        let times = (started, self.client.now());
        client.sight.watch(request, *endpoint, client.base_url.uri(), times)
    }

    /// Tells how a call ended, after the keys are taken out of its outcome: a server may have repeated them.
    pub(super) fn ended<V>(&self, outcome: &mut Result<Extraction<V>, Error>, watch: &Watch<'_>) {
        let found = match outcome {
            Ok(found) => found,
            Err(error) => return self.failed(error, watch),
        };
        self.hide_in_value(found);
        let end = || Finished {
            error: None,
            usage: found.usage,
            attempts: &found.attempts,
            rejected: found.rejected.len(),
            response_model: found.model.as_deref(),
            response_id: found.response_id.as_deref(),
            request_id: found.request_id.as_deref(),
            from_cache: found.from_cache,
            elapsed: self.elapsed(watch),
        };
        watch.finished(Ok(&found.raw), end);
    }

    /// The same for a call without a value.
    pub(super) fn failed(&self, error: &mut Error, watch: &Watch<'_>) {
        self.hide_in(error);
        let evidence = error.evidence();
        let end = || Finished {
            error: Some(error),
            usage: error.usage(),
            attempts: error.attempts(),
            rejected: error.rejected().len(),
            response_model: evidence.and_then(|evidence| evidence.model.as_deref()),
            response_id: evidence.and_then(|evidence| evidence.response_id.as_deref()),
            request_id: error.request_id(),
            from_cache: false,
            elapsed: self.elapsed(watch),
        };
        watch.finished(Err(error), end);
    }

    /// Takes the keys of the client out of all that stands around a value.
    pub(super) fn hide_in_value<V>(&self, found: &mut Extraction<V>) {
        found.each_text(&|text| self.hide(text));
    }

    /// Takes the keys of the client out of an error.
    pub(super) fn hide_in(&self, error: &mut Error) {
        error.each_text(&|text| self.hide(text));
    }

    fn hide(&self, text: &mut String) {
        self.client.inner.transport.hide(text);
        if let Some(listener) = &self.listener {
            listener.hide_in(text);
        }
    }

    fn elapsed(&self, watch: &Watch<'_>) -> Duration {
        self.client.now().saturating_sub(watch.began)
    }
}
