use std::{sync::Arc, time::Duration};

use http::Uri;

use super::{Attempted, CallInfo, Finished, Observer, Wait, provider};
use crate::{Endpoint, Error, Input, wire::Request};

/// Shorter waits are the cost of asking whether to wait.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// Who looks on at the calls of a client.
#[derive(Clone, Default)]
pub(crate) struct Sight {
    pub(crate) observer: Option<Arc<dyn Observer>>,
    /// Whether spans show what is asked and answered.
    #[cfg(feature = "tracing")]
    pub(crate) content: bool,
}

/// Who looks on at one call: the one place from which each event is told.
pub(crate) struct Watch<'a> {
    /// From when the deadline counts, by the clock.
    pub(crate) started: Duration,
    /// When this extractor was asked: later, if it is a fallback.
    pub(crate) began: Duration,
    request: &'a Request,
    endpoint: Endpoint,
    /// Of the server.
    uri: &'a Uri,
    observer: Option<&'a dyn Observer>,
    #[cfg(feature = "tracing")]
    span: super::spans::CallSpan,
}

impl Sight {
    /// Begins to watch a call.
    pub(crate) fn watch<'a>(
        &'a self,
        request: &'a Request,
        endpoint: Endpoint,
        uri: &'a Uri,
        (started, began): (Duration, Duration),
    ) -> Watch<'a> {
        Watch {
            started,
            began,
            #[cfg(feature = "tracing")]
            span: super::spans::CallSpan::new(&info(request, endpoint, uri), request, self.content),
            request,
            endpoint,
            uri,
            observer: self.observer.as_deref(),
        }
    }
}

/// Who is asked what.
fn info<'a>(request: &'a Request, endpoint: Endpoint, uri: &'a Uri) -> CallInfo<'a> {
    let host = uri.host().unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("http") { 80 } else { 443 });
    CallInfo { model: &request.model, endpoint, provider: provider::of(host), host, port }
}

impl Watch<'_> {
    pub(crate) fn waited(&self, wait: Wait) {
        let (Wait::Poll(time) | Wait::Queue(time) | Wait::Retry(time)) = wait;
        if time >= SHORTEST_WAIT {
            self.tell(|observer, info| observer.waited(info, wait));
        }
    }

    pub(crate) fn attempted(&self, tried: &Attempted<'_>) {
        self.tell(|observer, info| observer.attempted(info, tried));
    }

    #[cfg(feature = "cache")]
    pub(crate) fn cache_failed(&self, error: &crate::store::StoreError) {
        self.tell(|observer, info| observer.cache_failed(info, error));
    }

    /// What is asked, as soon as all of it is there.
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "content is for spans"))]
    pub(crate) fn asks(&self, request: &Request, input: &Input) {
        #[cfg(feature = "tracing")]
        self.span.asks(request, input);
    }

    /// The end of the call, with the text of the last answer or the error.
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "content is for spans"))]
    pub(crate) fn finished<'b>(
        &self,
        answer: Result<&str, &Error>,
        end: impl Fn() -> Finished<'b>,
    ) {
        #[cfg(feature = "tracing")]
        self.span.answered(answer);
        self.tell(|observer, info| observer.finished(info, &end()));
    }

    /// The work of this call, inside of its span.
    pub(crate) fn cover<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        #[cfg(feature = "tracing")]
        return self.span.cover(work);
        #[cfg(not(feature = "tracing"))]
        work
    }

    /// Nothing is put together for nobody.
    fn tell(&self, tell: impl Fn(&dyn Observer, &CallInfo<'_>)) {
        let info = || info(self.request, self.endpoint, self.uri);
        #[cfg(feature = "tracing")]
        tell(&self.span, &info());
        if let Some(observer) = self.observer {
            tell(observer, &info());
        }
    }
}
