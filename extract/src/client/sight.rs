use std::time::Duration;

use super::{ClientBuilder, Extraction, Extractor};
use crate::{
    Error, Observer, Usage,
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
    /// Begins to watch a call.
    pub(super) fn watch(&self) -> Watch<'_> {
        let client = &self.client.inner;
        client.sight.watch(&self.settings.request, self.settings.endpoint, client.base_url.server())
    }

    /// The outcome of a call: first the keys are taken out of it, which a server may have repeated, then it
    /// is told of.
    pub(super) fn ended<V>(
        &self,
        mut outcome: Result<Extraction<V>, Error>,
        started: Duration,
        watch: &Watch<'_>,
    ) -> Result<Extraction<V>, Error> {
        let hide = |text: &mut String| self.client.inner.transport.hide(text);
        match &mut outcome {
            Ok(found) => found.each_text(&hide),
            Err(error) => error.each_text(&hide),
        }
        let elapsed = self.client.now().saturating_sub(started);
        watch.finished(outcome.as_ref().map(|found| found.raw.as_str()), &end(&outcome, elapsed));
        outcome
    }
}

fn end<V>(outcome: &Result<Extraction<V>, Error>, elapsed: Duration) -> Finished<'_> {
    match outcome {
        Ok(found) => Finished {
            error: None,
            usage: found.usage,
            attempts: &found.attempts,
            rejected: found.rejected.len(),
            response_model: found.model.as_deref(),
            response_id: found.response_id.as_deref(),
            request_id: found.request_id.as_deref(),
            elapsed,
        },
        Err(error) => {
            let evidence = error.evidence();
            Finished {
                error: Some(error),
                usage: evidence.map_or_else(Usage::default, |evidence| evidence.usage),
                attempts: error.attempts(),
                rejected: error.rejected().len(),
                response_model: evidence.and_then(|evidence| evidence.model.as_deref()),
                response_id: evidence.and_then(|evidence| evidence.response_id.as_deref()),
                request_id: error.request_id(),
                elapsed,
            }
        }
    }
}
