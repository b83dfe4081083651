//! What files and batches ask of a client: calls with bodies of other kinds, and the outcome of an answer that
//! stood in a file.

use bytes::Bytes;
use http::{HeaderValue, Method, Uri, header};

use super::{Client, Extraction, Extractor, azure::escaped};
use crate::{
    Attempt, Error, Usage,
    error::{ConfigError, Evidence, InvalidAnswer, TransportError, TransportErrorKind},
    transport::{Call, Limits, Need, Reading, Transport},
    wire::{
        Answer, Endpoint, Malformed, Reply,
        error_body::{self, ErrorBody},
    },
};

/// What a line of a batch is served as, and its price: servers do not name it in their answers.
const TIER: &str = "batch";

/// For the rate limit, of a request whose parts are not known any more.
const BYTES_OF_A_TOKEN: u64 = 4;

/// A call that asks for no value.
pub(crate) struct Plain<'a> {
    pub(crate) method: Method,
    /// Below the base URL.
    pub(crate) path: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: Bytes,
    /// Whoever makes something with a call, and cannot know whether it was made, does not try again.
    pub(crate) once: bool,
}

impl<'a> Plain<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self {
            method: Method::GET,
            path,
            query: &[],
            content_type: None,
            body: Bytes::new(),
            once: false,
        }
    }

    pub(crate) fn post(path: &'a str, body: impl Into<Bytes>) -> Self {
        Self { method: Method::POST, body: body.into(), ..Self::get(path) }
    }
}

impl Client {
    pub(crate) fn transport(&self) -> &Transport {
        &self.inner.transport
    }

    pub(crate) fn limits(&self) -> Limits {
        self.inner.limits
    }

    /// Sends a call; its body is read by `read`, and an error says nothing of a key.
    pub(crate) async fn plain<R>(
        &self,
        plain: Plain<'_>,
        read: impl Fn(&[u8]) -> Result<R, Malformed>,
    ) -> Result<(R, Box<Evidence>), Error> {
        let uri = self.uri_with(plain.path, plain.query)?;
        let mut headers = self.inner.headers.clone();
        if let Some(kind) = plain.content_type.and_then(|kind| HeaderValue::from_str(kind).ok()) {
            headers.insert(header::CONTENT_TYPE, kind);
        }
        let max_retries = if plain.once { 0 } else { self.inner.limits.max_retries };
        let limits = Limits { max_retries, ..self.inner.limits };
        let call =
            Call { method: plain.method, body: plain.body, limits, ..self.call(&uri, &headers) };
        // What is read is shown to the user, and a server may have repeated the key in it.
        let hidden = |body: &[u8]| self.inner.transport.without_key(body);
        let read = |body: &[u8]| {
            let answer = read(hidden(body).as_bytes())?;
            Ok(Reading::Answer(answer, Usage::default()))
        };
        self.inner.transport.send(&call, &read).await.map_err(|error| self.hiding(error))
    }

    pub(super) fn hiding(&self, mut error: Error) -> Error {
        error.each_text(&|text| self.inner.transport.hide(text));
        error
    }

    fn uri_with(&self, path: &str, query: &[(&str, &str)]) -> Result<Uri, Error> {
        let uri = self.uri(path)?;
        if query.is_empty() {
            return Ok(uri);
        }
        let pairs: Vec<_> =
            query.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        let mark = if uri.query().is_some() { '&' } else { '?' };
        format!("{uri}{mark}{}", pairs.join("&")).parse().map_err(|error: http::uri::InvalidUri| {
            ConfigError::new("the url of a list cannot be read").with_source(error).into()
        })
    }
}

/// What stands in the place of an answer.
fn failed(answer: &Answer) -> Option<ErrorBody> {
    match answer {
        Answer::Failed(body) => Some(body.clone()),
        Answer::Running { status } => Some(error_body::of_run(status)),
        _ => None,
    }
}

impl<T> Extractor<T> {
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn its_endpoint(&self) -> Result<Endpoint, Error> {
        Ok(self.prefix()?.endpoint())
    }

    /// Refuses what no line of a batch can do.
    pub(crate) fn refuse_batch(&self) -> Result<(), Error> {
        if self.settings.request.background {
            let message = "an answer made in the `background` cannot be asked for in a batch, use one of the two";
            return Err(ConfigError::new(message).into());
        }
        self.prepare()
    }

    /// The outcome of an answer that stood in a file, exactly as if it had just come.
    pub(crate) fn outcome_of(
        &self,
        status: u16,
        request_id: Option<String>,
        body: &[u8],
    ) -> Result<Extraction<T>, Error> {
        let mut attempt = self.attempt_of_line();
        attempt.status = Some(status);
        attempt.request_id.clone_from(&request_id);
        let evidence = Evidence { request_id, attempts: vec![attempt], ..Evidence::default() };
        let mut result = match self.judge(status, body, evidence) {
            // The server has judged it, and sent it back in its error.
            Err(Error::Invalid(answer)) if !(200..300).contains(&status) => {
                let (text, evidence) = answer.into_answer();
                self.value_of(text, evidence)
            }
            judged => judged,
        };
        if let Err(error @ Error::Api(_)) = &mut result {
            let why = error.to_string();
            if let Some(attempt) = error.evidence_mut().and_then(|known| known.attempts.last_mut())
            {
                attempt.why = Some(why);
            }
        }
        self.without_keys(&mut result);
        result
    }

    /// The outcome of a line for which there is no answer.
    pub(crate) fn no_outcome(&self, error: Error) -> Result<Extraction<T>, Error> {
        Err(self.client.hiding(error))
    }

    fn attempt_of_line(&self) -> Attempt {
        let client = &self.client.inner;
        let mut attempt = Attempt::new(client.transport.clock.wall());
        attempt.host = client.base_url.uri().authority().map(|host| host.as_str().to_owned());
        attempt.model = Some(self.settings.request.model.clone());
        attempt
    }

    fn judge(
        &self,
        status: u16,
        body: &[u8],
        mut evidence: Evidence,
    ) -> Result<Extraction<T>, Error> {
        let raw = || String::from_utf8_lossy(body).into_owned();
        if !(200..300).contains(&status) {
            return Err(error_body::parse(body).into_error(status, raw(), None, evidence));
        }
        let mut reply = match self.settings.endpoint.decode(body) {
            Ok(reply) => reply,
            Err(malformed) => {
                let message = "a line of a batch has a body that is no answer, see `raw`";
                return Err(TransportError::new(TransportErrorKind::Malformed, message)
                    .with_source(malformed.to_string())
                    .with_raw(error_body::excerpt(raw()))
                    .with_evidence(evidence)
                    .into());
            }
        };
        reply.service_tier = Some(TIER.to_owned());
        if let Some(attempt) = evidence.attempts.last_mut() {
            attempt.usage = reply.usage;
        }
        if let Some(failed) = failed(&reply.answer) {
            reply.give_to(&mut evidence);
            return Err(failed.into_error(status, raw(), None, evidence));
        }
        self.value_in(reply, evidence)
    }

    /// Asks for the answer to a request that was written before.
    pub(crate) async fn ask_body(&self, body: Bytes) -> Result<Extraction<T>, Error> {
        let (client, endpoint) = (&self.client, self.its_endpoint()?);
        let uri = client.ask_uri(endpoint, &self.settings.request.model)?;
        let need = Need { input: body.len() as u64 / BYTES_OF_A_TOKEN, ..Need::default() };
        let call = Call {
            method: Method::POST,
            model: Some(&self.settings.request.model),
            body,
            limits: self.limits,
            need,
            ..client.call(&uri, &client.inner.headers)
        };
        let read = |body: &[u8]| {
            let mut reply = Box::new(endpoint.decode(body)?);
            Ok(match failed(&reply.answer) {
                Some(failed) => {
                    let mut known = Box::<Evidence>::default();
                    reply.give_to(&mut known);
                    Reading::Failed(failed, known)
                }
                None => {
                    let usage = reply.usage;
                    Reading::Answer(reply, usage)
                }
            })
        };
        let mut result = match client.inner.transport.send(&call, &read).await {
            Ok((reply, evidence)) => self.value_in(*reply, *evidence),
            // The server has judged it, and sent it back in its error.
            Err(Error::Invalid(answer)) => {
                let (text, evidence) = answer.into_answer();
                self.value_of(text, evidence)
            }
            Err(error) => Err(error),
        };
        self.without_keys(&mut result);
        result
    }

    fn value_in(&self, reply: Reply, mut evidence: Evidence) -> Result<Extraction<T>, Error> {
        let text = match self.settings.request.tool() {
            Some(tool) => reply.arguments(tool, &mut evidence)?,
            None => reply.text(&mut evidence)?,
        };
        self.value_of(text, evidence)
    }

    fn value_of(&self, text: String, evidence: Evidence) -> Result<Extraction<T>, Error> {
        match self.read(&text) {
            Ok(read) => Ok(Extraction::read(read, text, evidence)),
            Err(violations) => Err(InvalidAnswer::new(violations, text, evidence).into()),
        }
    }

    fn without_keys(&self, result: &mut Result<Extraction<T>, Error>) {
        let hide = |text: &mut String| self.client.inner.transport.hide(text);
        match result {
            Ok(found) => found.each_text(&hide),
            Err(error) => error.each_text(&hide),
        }
    }
}
