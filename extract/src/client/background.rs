use std::{fmt, time::Duration};

use bytes::Bytes;
use http::{Method, Uri};

use super::{Extraction, Extractor, ask::Replied, files};
use crate::{
    Error, Input, Usage,
    error::{Evidence, InvalidAnswer, TransportError, TransportErrorKind},
    sight::{Wait, Watch},
    transport::{Call, Limits, Need, Reading, backoff},
    wire::{Answer, Malformed, Reply, error_body, responses},
};

/// Answers that are made in the background: the server takes the request, and is asked for the answer
/// until it is there. No connection stays open for it, so that a long run cannot be lost with one.
impl<T> Extractor<T> {
    /// Whether answers are made in the background. Default: no.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    /// # let client = server.client();
    /// let names = client.extractor::<Vec<String>>("gpt-5-mini").background(true);
    /// let found = names.extract("Ada and Grace came.").await?;
    /// assert_eq!(found.value, ["Ada", "Grace"]);
    /// # Ok(()) }
    /// ```
    ///
    /// [`extract`](Self::extract) is the same to its caller: re-asks are made in the background, too, and
    /// the deadline holds for the whole. Polls come after half a second, then after twice the wait before,
    /// up to 8 s, or when the server asks for the next one; each is tried again like any request. When the
    /// deadline is over, the error carries the id of the run ([`Error::response_id`]), with which
    /// [`resume`](Self::resume) waits on. A run that *fails* on the server is not begun again: that is
    /// [`Error::Api`].
    ///
    /// Only on the Responses endpoint. The answer is stored by the provider, so
    /// [`store(false)`](Self::store) is refused. A future that is dropped stops waiting; the run goes on
    /// and is paid. [`start`](Self::start) gives a handle that can cancel it.
    pub fn background(self, background: bool) -> Self {
        self.set(|settings| settings.request.background = background)
    }

    /// Starts a run in the background and does not wait for it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let server = extract::testing::Server::start().await?;
    /// # server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
    /// # let client = server.client();
    /// let names = client.extractor::<Vec<String>>("gpt-5-mini");
    /// let pending = names.start("Ada and Grace came.").await?;
    /// let id = pending.id().to_owned(); // to be kept
    ///
    /// // Later, in any process:
    /// let found = names.resume(id).wait().await?;
    /// assert_eq!(found.value, ["Ada", "Grace"]);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`extract`](Self::extract), as far as they show when the run begins; most show in
    /// [`Pending::wait`].
    pub fn start(
        &self,
        input: impl Into<Input>,
    ) -> impl Future<Output = Result<Pending<T>, Error>> + Send {
        let input = input.into();
        let extractor = self.in_background();
        async move {
            let watch = extractor.watch(extractor.client.now());
            let work = async {
                // Of a run that goes on, the end is told where it is waited for.
                let mut begun = extractor.begin(input, &watch).await;
                if let Err(error) = &mut begun {
                    extractor.failed(error, &watch);
                }
                begun
            };
            let (id, first) = watch.cover(work).await?;
            Ok(Pending { extractor: extractor.clone(), id, first: Some(first) })
        }
    }

    /// The id of a new run, and what the server said to it.
    async fn begin(&self, input: Input, watch: &Watch<'_>) -> Result<(String, Replied), Error> {
        let prefix = self.prefix()?;
        self.limits.check()?;
        let input = files::read(input).await?;
        watch.asks(&self.settings.request, &input);
        let size = self.estimate.size(prefix, &input).await;
        let (reply, evidence) = self.post(prefix, &input, size, watch).await?;
        let id = match &reply.answer {
            Answer::Running { .. } => {
                self.id_of(&reply).map_err(|error| error.with_evidence((*evidence).clone()))?
            }
            // A server that does not know the background has answered at once.
            _ => reply.id.clone().unwrap_or_default(),
        };
        Ok((id, (reply, evidence)))
    }

    /// A run that was started before, here or in another process, by its id. The extractor must be of the
    /// same type; its other options do not matter. Nothing is sent yet.
    pub fn resume(&self, id: impl Into<String>) -> Pending<T> {
        Pending { extractor: self.in_background(), id: id.into(), first: None }
    }

    fn in_background(&self) -> Self {
        let extractor = self.clone();
        if extractor.settings.request.background { extractor } else { extractor.background(true) }
    }

    /// The end of a run that goes on in the background; any other reply as it is.
    pub(super) async fn settle(
        &self,
        (reply, evidence): Replied,
        watch: &Watch<'_>,
    ) -> Result<Replied, Error> {
        match &reply.answer {
            Answer::Running { status } => {
                let id =
                    self.id_of(&reply).map_err(|error| error.with_evidence((*evidence).clone()))?;
                // In a place of its own: every call has room for this one, and few need it.
                Box::pin(self.follow(&id, Some(status.clone()), *evidence, watch)).await
            }
            _ => Ok((reply, evidence)),
        }
    }

    /// Polls a run until it ends. What was `known` of it stays with the outcome; a run whose status is
    /// not known is polled at once.
    async fn follow(
        &self,
        id: &str,
        mut status: Option<String>,
        mut known: Evidence,
        watch: &Watch<'_>,
    ) -> Result<Replied, Error> {
        let uri = self.client.uri(&responses::path(id)?)?;
        known.response_id = Some(id.to_owned());
        let mut wish = known.attempts.last().and_then(|attempt| attempt.retry_after);
        let mut polls = 0_u32;
        loop {
            if let Some(status) = &status {
                let wait = self.wait_before_poll(wish, polls);
                if wait >= self.remaining(watch.started) {
                    return Err(self.out_of_time(id, status).after(known));
                }
                self.client.inner.transport.clock.sleep(wait).await;
                watch.waited(Wait::Poll(wait));
            }
            let (mut reply, mut evidence) = match self.poll(&uri, watch).await {
                Ok(polled) => polled,
                Err(Error::NotSent(_)) => {
                    let status = status.as_deref().unwrap_or("unknown");
                    return Err(self.out_of_time(id, status).after(known));
                }
                Err(error) => return Err(error.after(known)),
            };
            let Answer::Running { status: now } = reply.answer else {
                reply.id.get_or_insert_with(|| id.to_owned());
                return Ok((reply, Box::new(evidence.after(known))));
            };
            wish = evidence.attempts.pop().and_then(|attempt| attempt.retry_after);
            evidence.response_id = Some(id.to_owned());
            known = evidence.after(known);
            status = Some(now);
            polls = polls.saturating_add(1);
        }
    }

    /// What the server says of a run now. What the run cost is counted here and not by the transport,
    /// which has reserved tokens for the request that started it.
    async fn poll(&self, uri: &Uri, watch: &Watch<'_>) -> Result<Replied, Error> {
        let endpoint = self.settings.endpoint;
        let read = |body: &[u8]| -> Result<_, Malformed> {
            let reply = Box::new(endpoint.decode(body)?);
            let raw = matches!(reply.answer, Answer::Failed(_)).then(|| body.to_vec());
            Ok(Reading::Answer((reply, raw), Usage::default()))
        };
        let transport = &self.client.inner.transport;
        let call = self.call_of_run(Method::GET, uri, watch.started);
        let call = Call { watch: Some(watch), ..call };
        let ((mut reply, raw), mut evidence) = transport.send(&call, &read).await?;
        evidence.usage += reply.usage;
        if let Some(attempt) = evidence.attempts.last_mut() {
            attempt.usage = reply.usage;
        }
        let (Answer::Failed(body), Some(raw)) = (&reply.answer, raw) else {
            return Ok((reply, evidence));
        };
        // A failed run stays failed, so that to poll again cannot help.
        let body = body.clone().map(|text| transport.without_key(text.as_bytes()));
        reply.give_to(&mut evidence);
        Err(body.into_error(200, transport.without_key(&raw), None, *evidence))
    }

    fn call_of_run<'a>(&'a self, method: Method, uri: &'a Uri, started: Duration) -> Call<'a> {
        Call {
            method,
            uri,
            model: Some(&self.settings.request.model),
            headers: &self.client.inner.headers,
            body: Bytes::new(),
            // The run goes on, and is paid.
            limits: Limits { waits_out: true, ..self.limits },
            started,
            need: Need::default(),
            watch: None,
            listener: None,
            taker: None,
        }
    }

    /// As the server wishes, within what a server may wish, or ever longer.
    fn wait_before_poll(&self, wish: Option<Duration>, polls: u32) -> Duration {
        match wish.filter(|wish| !wish.is_zero()) {
            Some(wish) => wish.min(self.limits.max_server_delay),
            None => backoff(polls, self.client.inner.transport.clock.random()),
        }
    }

    fn remaining(&self, started: Duration) -> Duration {
        let elapsed = self.client.now().saturating_sub(started);
        self.limits.deadline.saturating_sub(elapsed)
    }

    /// The id of a run that goes on.
    fn id_of(&self, reply: &Reply) -> Result<String, Error> {
        let id = reply.id.as_deref().unwrap_or_default();
        if responses::path(id).is_ok() {
            return Ok(id.to_owned());
        }
        let message = "the server started a run and gave no id that it can be asked for with";
        let raw = self.client.inner.transport.without_key(id.as_bytes());
        Err(TransportError::new(TransportErrorKind::Malformed, message)
            .with_raw(error_body::excerpt(raw))
            .into())
    }

    fn out_of_time(&self, id: &str, status: &str) -> Error {
        let message = format!(
            "the run `{id}` has the status `{status}`, and the deadline of {:?} is over; `resume` waits on",
            self.limits.deadline
        );
        TransportError::new(TransportErrorKind::Deadline, message).into()
    }
}

/// A run in the background: see [`Extractor::start`] and [`Extractor::resume`]. Dropping it changes
/// nothing; the run goes on.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use extract::Error;
///
/// # let server = extract::testing::Server::start().await?;
/// # server.answer(serde_json::json!({ "value": ["Ada", "Grace"] }));
/// # let names = server.client().extractor::<Vec<String>>("gpt-5-mini");
/// let pending = names.start("Ada and Grace came.").await?;
/// pending.cancel().await?;
/// assert!(matches!(pending.wait().await, Err(Error::Cancelled(_))));
/// # Ok(()) }
/// ```
#[must_use = "the run is waited for by `wait`"]
pub struct Pending<T> {
    extractor: Extractor<T>,
    id: String,
    /// What the server said when it started the run; unknown of a resumed one.
    first: Option<Replied>,
}

impl<T> Pending<T> {
    /// The id of the run (`resp_…`), for [`Extractor::resume`].
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Waits for the end of the run, and reads its answer. It can be called again, for instance after an
    /// error on the way.
    ///
    /// The deadline begins anew with each call. Nothing is asked again, nor anybody else:
    /// [`reask`](Extractor::reask), [`on_truncated`](Extractor::on_truncated) and
    /// [`fallback`](Extractor::fallback) hold for [`extract`](Extractor::extract) only. Usage is that of the
    /// run, each time.
    ///
    /// # Errors
    ///
    /// As [`Extractor::extract`]; [`Error::Cancelled`] when the run was cancelled, [`Error::Api`] when it
    /// failed or the id is not known, [`Error::Transport`] when the deadline is over.
    pub async fn wait(&self) -> Result<Extraction<T>, Error> {
        let extractor = &self.extractor;
        let watch = extractor.watch(extractor.client.now());
        let work = async {
            let mut outcome = self.end(&watch).await;
            extractor.ended(&mut outcome, &watch);
            outcome
        };
        watch.cover(work).await
    }

    async fn end(&self, watch: &Watch<'_>) -> Result<Extraction<T>, Error> {
        let extractor = &self.extractor;
        extractor.prepare()?;
        let replied = match self.first.clone() {
            Some(first) => extractor.settle(first, watch).await?,
            None => extractor.follow(&self.id, None, Evidence::default(), watch).await?,
        };
        let (text, evidence) = extractor.text(replied)?;
        match extractor.read(&text) {
            Err(violations) => Err(InvalidAnswer::new(violations, text, *evidence).into()),
            Ok(read) => Ok(Extraction::read(read, text, *evidence)),
        }
    }

    /// Asks the server to stop the run; what it made so far may be paid. A run that has ended stays as it
    /// is: [`wait`](Self::wait) tells which it is.
    ///
    /// # Errors
    ///
    /// [`Error::Api`] when the id is not known, [`Error::Transport`] when the server cannot be reached.
    pub async fn cancel(&self) -> Result<(), Error> {
        let extractor = &self.extractor;
        extractor.prepare()?;
        let hiding = |mut error| {
            extractor.hide_in(&mut error);
            error
        };
        let path = responses::path(&self.id).map_err(hiding)?;
        let uri = extractor.client.uri(&format!("{path}/cancel"))?;
        let call = extractor.call_of_run(Method::POST, &uri, extractor.client.now());
        let read = |_: &[u8]| Ok(Reading::Answer((), Usage::default()));
        let known = Evidence { response_id: Some(self.id.clone()), ..Evidence::default() };
        match extractor.client.inner.transport.send(&call, &read).await {
            Ok(_) => Ok(()),
            Err(error) => Err(hiding(error.after(known))),
        }
    }
}

impl<T> Clone for Pending<T> {
    fn clone(&self) -> Self {
        let (id, first) = (self.id.clone(), self.first.clone());
        Self { extractor: self.extractor.clone(), id, first }
    }
}

impl<T> fmt::Debug for Pending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Made by the server, of whatever it likes.
        let mut id = self.id.clone();
        self.extractor.client.inner.transport.hide(&mut id);
        f.debug_struct("Pending").field("id", &id).finish_non_exhaustive()
    }
}
