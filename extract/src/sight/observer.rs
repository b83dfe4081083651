use std::time::Duration;

use crate::{Attempt, Endpoint, Error, Usage};

/// Is told what the calls of a client do, as it happens: the hook for metrics.
///
/// Each method does nothing unless it is overridden. They are called in the task that makes the call,
/// between its steps: what is slow or waits here makes the calls slow. No lock is held meanwhile, and
/// without an observer nothing is prepared for one.
///
/// ```
/// use std::sync::Mutex;
/// use extract::{Observer, sight::{CallInfo, Finished, error_type, names}, testing::Server};
///
/// /// In the place of a histogram of a metrics library: its name, its attributes and a value.
/// #[derive(Default)]
/// struct Metrics(Mutex<Vec<(&'static str, Vec<(&'static str, String)>, f64)>>);
///
/// impl Observer for Metrics {
///     fn finished(&self, call: &CallInfo<'_>, end: &Finished<'_>) {
///         let mut attributes = vec![
///             (names::OPERATION, names::CHAT.to_owned()),
///             (names::PROVIDER, call.provider.to_owned()),
///             (names::REQUEST_MODEL, call.model.to_owned()),
///             (names::SERVER_ADDRESS, call.host.to_owned()),
///             (names::SERVER_PORT, call.port.to_string()),
///         ];
///         if let Some(model) = end.response_model {
///             attributes.push((names::RESPONSE_MODEL, model.to_owned()));
///         }
///         let mut metrics = self.0.lock().unwrap();
///         // A count that was not reported is no zero, and is left out.
///         let tokens = [(names::TOKEN_INPUT, end.usage.input), (names::TOKEN_OUTPUT, end.usage.output)];
///         for (side, count) in tokens {
///             let Some(count) = count else { continue };
///             let mut attributes = attributes.clone();
///             attributes.push((names::TOKEN_TYPE, side.to_owned()));
///             metrics.push((names::METRIC_TOKENS, attributes, count as f64));
///         }
///         if let Some(error) = end.error {
///             attributes.push((names::ERROR_TYPE, error_type(error).into_owned()));
///         }
///         metrics.push((names::METRIC_DURATION, attributes, end.elapsed.as_secs_f64()));
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let server = Server::start().await?;
/// server.answer(serde_json::json!({ "value": 30 }));
/// let metrics = std::sync::Arc::new(Metrics::default());
/// let client = extract::Client::builder().base_url(server.url()).observer(metrics.clone()).build()?;
/// client.extractor::<u8>("gpt-5-mini").extract("There were thirty of us.").await?;
///
/// let names: Vec<_> = metrics.0.lock().unwrap().iter().map(|(name, ..)| *name).collect();
/// assert_eq!(names, [names::METRIC_TOKENS, names::METRIC_TOKENS, names::METRIC_DURATION]);
/// # Ok(()) }
/// ```
///
/// With fallbacks, each extractor that is asked is a call of its own.
///
/// A call is told of until it ends: one whose future is dropped is never [`finished`](Self::finished).
/// A run in the background is told of where it is begun, as far as that fails, and where it is waited
/// for. [`Client::models`](crate::Client::models) asks no model and is not told of. An observer that panics
/// ends the call with its panic, as any code of the user's does; the client stays usable.
pub trait Observer: Send + Sync + 'static {
    /// A wait of a millisecond or more is over.
    fn waited(&self, call: &CallInfo<'_>, wait: Wait) {
        let _ = (call, wait);
    }

    /// A try is over.
    fn attempted(&self, call: &CallInfo<'_>, tried: &Attempted<'_>) {
        let _ = (call, tried);
    }

    /// The cache of the call was of no use: an answer could not be looked up, could not be kept, or was
    /// damaged. The call goes on.
    #[cfg(feature = "cache")]
    fn cache_failed(&self, call: &CallInfo<'_>, error: &crate::store::StoreError) {
        let _ = (call, error);
    }

    /// The call is over: once for each input, whatever came of it, also when nothing was sent.
    fn finished(&self, call: &CallInfo<'_>, end: &Finished<'_>) {
        let _ = (call, end);
    }
}

impl<O: Observer + ?Sized> Observer for std::sync::Arc<O> {
    fn waited(&self, call: &CallInfo<'_>, wait: Wait) {
        self.as_ref().waited(call, wait);
    }

    fn attempted(&self, call: &CallInfo<'_>, tried: &Attempted<'_>) {
        self.as_ref().attempted(call, tried);
    }

    #[cfg(feature = "cache")]
    fn cache_failed(&self, call: &CallInfo<'_>, error: &crate::store::StoreError) {
        self.as_ref().cache_failed(call, error);
    }

    fn finished(&self, call: &CallInfo<'_>, end: &Finished<'_>) {
        self.as_ref().finished(call, end);
    }
}

/// Which call it is about. Each part has few values, as labels of metrics need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallInfo<'a> {
    /// The model that is asked.
    pub model: &'a str,
    /// The API that is spoken.
    pub endpoint: Endpoint,
    /// Whose service it is, by the host and in OpenTelemetry's words, such as `azure.ai.openai`; for a
    /// host that is not known `openai`, whose API it speaks.
    pub provider: &'a str,
    /// The host that is asked.
    pub host: &'a str,
    /// The port that is asked.
    pub port: u16,
}

/// What was waited for, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// Before a run in the background is asked for again.
    Poll(Duration),
    /// For the rate limit or a place in flight; what follows is a try, or the end of a call whose turn
    /// never came.
    Queue(Duration),
    /// Before another try.
    Retry(Duration),
}

/// A try that is over.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Attempted<'a> {
    /// What it was and cost. What a run in the background cost is told with the end of its call.
    pub attempt: &'a Attempt,
    /// Why it gave no answer, without what is known of the whole call; `None` when it did, be the answer
    /// a value or not.
    pub error: Option<&'a Error>,
    /// Which retry of its ask it is: 0 for the first try.
    pub resend: u32,
}

/// A call that is over.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Finished<'a> {
    /// Why there is no value; `None` when there is one.
    pub error: Option<&'a Error>,
    /// What was paid, failed tries and rejected answers included.
    pub usage: Usage,
    /// Every try, in order.
    pub attempts: &'a [Attempt],
    /// How many answers before the last one were no value.
    pub rejected: usize,
    /// The model that answered, as the server names it.
    pub response_model: Option<&'a str>,
    /// The id of the answer.
    pub response_id: Option<&'a str>,
    /// The server's id of the last request that it answered.
    pub request_id: Option<&'a str>,
    /// Whether the answer was in the cache, so that nothing was sent.
    pub from_cache: bool,
    /// From the call of `extract` to its end.
    pub elapsed: Duration,
}
