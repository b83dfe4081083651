use std::{sync::Arc, time::Duration};

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
    info: CallInfo<'a>,
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
        (host, port): (&'a str, u16),
        (started, began): (Duration, Duration),
    ) -> Watch<'a> {
        let provider = provider::of(host);
        let info = CallInfo { model: &request.model, endpoint, provider, host, port };
        Watch {
            started,
            began,
            #[cfg(feature = "tracing")]
            span: super::spans::CallSpan::new(&info, request, self.content),
            info,
            observer: self.observer.as_deref(),
        }
    }
}

impl Watch<'_> {
    pub(crate) fn waited(&self, wait: Wait) {
        let (Wait::Poll(time) | Wait::Queue(time) | Wait::Retry(time)) = wait;
        if time >= SHORTEST_WAIT {
            self.tell(|observer| observer.waited(&self.info, wait));
        }
    }

    pub(crate) fn attempted(&self, tried: &Attempted<'_>) {
        self.tell(|observer| observer.attempted(&self.info, tried));
    }

    /// What is asked, as soon as all of it is there.
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "content is for spans"))]
    pub(crate) fn asks(&self, request: &Request, input: &Input) {
        #[cfg(feature = "tracing")]
        self.span.asks(request, input);
    }

    /// The end of the call, with the text of the last answer or the error.
    #[cfg_attr(not(feature = "tracing"), allow(unused_variables, reason = "content is for spans"))]
    pub(crate) fn finished(&self, answer: Result<&str, &Error>, end: &Finished<'_>) {
        #[cfg(feature = "tracing")]
        self.span.answered(answer);
        self.tell(|observer| observer.finished(&self.info, end));
    }

    /// The work of this call, inside of its span.
    pub(crate) fn cover<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        #[cfg(feature = "tracing")]
        return self.span.cover(work);
        #[cfg(not(feature = "tracing"))]
        work
    }

    fn tell(&self, tell: impl Fn(&dyn Observer)) {
        #[cfg(feature = "tracing")]
        tell(&self.span);
        if let Some(observer) = self.observer {
            tell(observer);
        }
    }
}
