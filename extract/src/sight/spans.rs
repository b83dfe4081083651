use tracing::{Instrument, Level, Span, field, instrument::Instrumented};

use super::{
    Attempted, CallInfo, Finished, Observer, Wait, content, error_type,
    names::{self, *},
};
use crate::{Endpoint, Error, Input, Usage, wire::Request};

/// The span of one call. It is told of what happens as any observer is.
pub(super) struct CallSpan {
    span: Span,
    /// Whether what is asked and answered may be shown.
    content: bool,
}

impl CallSpan {
    pub(super) fn new(call: &CallInfo<'_>, request: &Request, content: bool) -> Self {
        let api = match call.endpoint {
            Endpoint::Chat => API_CHAT,
            Endpoint::Responses => API_RESPONSES,
        };
        let span = tracing::span!(
            target: names::TARGET,
            Level::INFO,
            CHAT,
            { OTEL_NAME } = field::display(format_args!("{CHAT} {}", call.model)),
            { OTEL_KIND } = "client",
            { OTEL_STATUS } = field::Empty,
            { OPERATION } = CHAT,
            { PROVIDER } = call.provider,
            { OUTPUT_TYPE } = "json",
            { API_TYPE } = api,
            { SERVER_ADDRESS } = call.host,
            { SERVER_PORT } = i64::from(call.port),
            { REQUEST_MODEL } = call.model,
            { REQUEST_MAX_TOKENS } = request.max_output_tokens.map(i64::from),
            { REQUEST_TEMPERATURE } = request.temperature,
            { REQUEST_TOP_P } = request.top_p,
            { REQUEST_SEED } = request.seed,
            { RESPONSE_MODEL } = field::Empty,
            { RESPONSE_ID } = field::Empty,
            { REQUEST_ID } = field::Empty,
            { INPUT_TOKENS } = field::Empty,
            { OUTPUT_TOKENS } = field::Empty,
            { CACHE_READ_TOKENS } = field::Empty,
            { CACHE_CREATION_TOKENS } = field::Empty,
            { REASONING_TOKENS } = field::Empty,
            { ERROR_TYPE } = field::Empty,
            { ATTEMPTS } = field::Empty,
            { REJECTED } = field::Empty,
            { FROM_CACHE } = field::Empty,
            { INSTRUCTIONS } = field::Empty,
            { INPUT_MESSAGES } = field::Empty,
            { OUTPUT_MESSAGES } = field::Empty,
        );
        Self { span, content }
    }

    pub(super) fn cover<F: Future>(&self, work: F) -> Instrumented<F> {
        work.instrument(self.span.clone())
    }

    pub(super) fn asks(&self, request: &Request, input: &Input) {
        if self.shows_content() {
            if let Some(instructions) = &request.instructions {
                self.span.record(INSTRUCTIONS, content::instructions(instructions).as_str());
            }
            self.span.record(INPUT_MESSAGES, content::input(request, input).as_str());
        }
    }

    pub(super) fn answered(&self, answer: Result<&str, &Error>) {
        if self.shows_content()
            && let Some(answer) = content::answer(answer)
        {
            self.span.record(OUTPUT_MESSAGES, answer.as_str());
        }
    }

    fn shows_content(&self) -> bool {
        self.content && !self.span.is_disabled()
    }

    fn record_usage(&self, usage: &Usage) {
        let counts = [
            (INPUT_TOKENS, usage.input),
            (OUTPUT_TOKENS, usage.output),
            (CACHE_READ_TOKENS, usage.cached),
            (CACHE_CREATION_TOKENS, usage.cache_write),
            (REASONING_TOKENS, usage.reasoning),
        ];
        for (name, count) in counts {
            self.span.record(name, count.map(integer));
        }
    }
}

impl Observer for CallSpan {
    fn waited(&self, _: &CallInfo<'_>, wait: Wait) {
        let (reason, time) = match wait {
            Wait::Poll(time) => (WAIT_POLL, time),
            Wait::Queue(time) => (WAIT_QUEUE, time),
            Wait::Retry(time) => (WAIT_RETRY, time),
        };
        tracing::event!(
            name: names::WAIT,
            target: names::TARGET,
            Level::DEBUG,
            {
                { MESSAGE } = "waited",
                { WAIT_REASON } = reason,
                { WAIT_SECONDS } = time.as_secs_f64(),
            }
        );
    }

    fn attempted(&self, _: &CallInfo<'_>, tried: &Attempted<'_>) {
        /// The level is fixed for each place in the code.
        macro_rules! event {
            ($level:expr, $message:literal) => {
                tracing::event!(
                    name: names::ATTEMPT,
                    target: names::TARGET,
                    $level,
                    {
                        { MESSAGE } = $message,
                        { STATUS } = tried.attempt.status.map(i64::from),
                        { RESEND_COUNT } = (tried.resend > 0).then(|| i64::from(tried.resend)),
                        { ERROR_TYPE } = tried.error.map(error_type).as_deref(),
                        { REQUEST_ID } = tried.attempt.request_id.as_deref(),
                        { CLIENT_REQUEST_ID } = tried.attempt.client_request_id.as_deref(),
                        { DELAY } = tried.attempt.delay.as_secs_f64(),
                        { QUEUED } = tried.attempt.queued.as_secs_f64(),
                        { ELAPSED } = tried.attempt.elapsed.as_secs_f64(),
                        { INPUT_TOKENS } = tried.attempt.usage.input.map(integer),
                        { OUTPUT_TOKENS } = tried.attempt.usage.output.map(integer),
                        { WHY } = tried.attempt.why.as_deref().filter(|_| self.content),
                    }
                )
            };
        }
        match tried.error {
            None => event!(Level::DEBUG, "answered"),
            Some(_) => event!(Level::WARN, "not answered"),
        }
    }

    #[cfg(feature = "cache")]
    fn cache_failed(&self, _: &CallInfo<'_>, error: &crate::store::StoreError) {
        tracing::event!(
            name: names::CACHE,
            target: names::TARGET,
            Level::WARN,
            {
                { MESSAGE } = "the cache failed",
                { CACHE_WHY } = field::display(error),
            }
        );
    }

    fn finished(&self, _: &CallInfo<'_>, end: &Finished<'_>) {
        if self.span.is_disabled() {
            return;
        }
        if let Some(error) = end.error {
            self.span.record(OTEL_STATUS, "ERROR");
            self.span.record(ERROR_TYPE, &*error_type(error));
        }
        self.span.record(RESPONSE_MODEL, end.response_model);
        self.span.record(RESPONSE_ID, end.response_id);
        self.span.record(REQUEST_ID, end.request_id);
        self.span.record(ATTEMPTS, integer(end.attempts.len() as u64));
        self.span.record(REJECTED, integer(end.rejected as u64));
        self.span.record(FROM_CACHE, end.from_cache.then_some(true));
        self.record_usage(&end.usage);
    }
}

/// Exporters take signed numbers only.
fn integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
