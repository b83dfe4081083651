mod background;
mod hostile;
mod outage;
mod outcomes;
mod rate;
mod requests;
mod retries;

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, Request as HttpRequest, Response};

use super::{Client, ClientBuilder, Extractor, Target};
use crate::{
    Endpoint, Error, Input, Usage,
    error::{Evidence, TransportErrorKind},
    transport::{Body, BoxFuture, Chunks, Clock, HttpError, HttpService, SystemClock},
    wire::Request,
};

const SCHEMA: &str =
    r#"{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"string"}}}"#;

/// What the service does with a request.
enum Act {
    Answer(u16, &'static [(&'static str, &'static str)], String),
    /// Half of this body, then the connection ends.
    Cut(&'static str),
    Fail(TransportErrorKind),
    Hang,
}

/// Plays its acts, first in, first out, and keeps the requests.
#[derive(Clone, Default)]
struct Stage {
    acts: Arc<Mutex<VecDeque<Act>>>,
    requests: Arc<Mutex<Vec<HttpRequest<Bytes>>>>,
    clock: StageClock,
}

impl Stage {
    fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let stage = Self::default();
        stage.acts.lock().unwrap().extend(acts);
        stage
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .api_key("sk-secret")
            .base_url("https://api.example.com/v1")
            .clock(self.clock.clone())
            .http(self.clone())
    }

    fn extractor(&self, endpoint: Endpoint) -> Extractor<String> {
        let client = self.builder().endpoint(endpoint).build().unwrap();
        extractor(client)
    }

    /// The text of the answer to one input.
    async fn ask(&self, endpoint: Endpoint) -> Result<(String, Evidence), Error> {
        self.extractor(endpoint).ask("input".into()).await
    }

    fn requests(&self) -> Vec<HttpRequest<Bytes>> {
        std::mem::take(&mut self.requests.lock().unwrap())
    }
}

fn extractor(client: Client) -> Extractor<String> {
    let request = Request::of_parts("m".into(), "Pair".into(), SCHEMA.into());
    Extractor::new(client, request, Target::Type(|text| Ok(text.to_owned())))
}

impl Extractor<String> {
    /// The text of the answer, whatever it is.
    async fn ask(&self, input: Input) -> Result<(String, Evidence), Error> {
        let started = self.client.now();
        let found = self.call(input, started).await?;
        let evidence = Evidence {
            usage: found.usage,
            model: found.model,
            response_id: found.response_id,
            request_id: found.request_id,
            attempts: found.attempts,
            ..Evidence::default()
        };
        Ok((found.value, evidence))
    }
}

impl HttpService for Stage {
    fn call(
        &self,
        request: HttpRequest<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        self.requests.lock().unwrap().push(request);
        let act = self.acts.lock().unwrap().pop_front().expect("an act for each request");
        Box::pin(async move {
            match act {
                Act::Answer(status, headers, body) => {
                    let mut response = Response::new(Body::from(Bytes::from(body)));
                    *response.status_mut() = status.try_into().unwrap();
                    *response.headers_mut() = header_map(headers);
                    Ok(response)
                }
                Act::Cut(body) => Ok(Response::new(Body::arriving(CutBody(Some(body))))),
                Act::Fail(kind) => Err(HttpError::new(kind, "the source")),
                Act::Hang => std::future::pending().await,
            }
        })
    }
}

fn header_map(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
}

struct CutBody(Option<&'static str>);

impl Chunks for CutBody {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let next = match self.0.take() {
            Some(body) => Ok(Bytes::from_static(&body.as_bytes()[..body.len() / 2])),
            None => Err(HttpError::new(TransportErrorKind::Cut, "the source")),
        };
        Box::pin(async { Some(next) })
    }
}

/// Stands still, except that each wait takes its time at once, and is `late` by some more.
#[derive(Clone, Default)]
struct StageClock {
    time: Arc<Mutex<Duration>>,
    late: Duration,
}

impl Clock for StageClock {
    fn now(&self) -> Duration {
        *self.time.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let (clock, time) = (Arc::clone(&self.time), time + self.late);
        Box::pin(async move { *clock.lock().unwrap() += time })
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// A body with this text as its answer.
fn answer(endpoint: Endpoint, text: &str) -> String {
    let text = serde_json::Value::from(text);
    match endpoint {
        Endpoint::Chat => format!(
            r#"{{"id":"c1","model":"m-1","choices":[{{"finish_reason":"stop","message":{{"content":{text}}}}}],"usage":{{"prompt_tokens":5,"completion_tokens":2}}}}"#
        ),
        Endpoint::Responses => format!(
            r#"{{"id":"c1","model":"m-1","status":"completed","output":[{{"type":"message","content":[{{"type":"output_text","text":{text}}}]}}],"usage":{{"input_tokens":5,"output_tokens":2}}}}"#
        ),
    }
}

fn ok(endpoint: Endpoint) -> Act {
    Act::Answer(200, &[("x-request-id", "req-1")], answer(endpoint, "{}"))
}

/// An error of this status and code.
fn error(status: u16, code: &str) -> Act {
    Act::Answer(status, &[("x-request-id", "req-0")], error_body(code))
}

fn error_body(code: &str) -> String {
    format!(r#"{{"error":{{"message":"M","type":"T","param":null,"code":"{code}"}}}}"#)
}

/// Simulated time, which tokio keeps.
async fn rest(time: Duration) {
    SystemClock::default().sleep(time).await;
}

const BOTH: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

#[test]
fn clients_and_futures_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    fn is_send<T: Send>(_: T) {}
    crosses::<Client>();
    crosses::<Extractor<std::rc::Rc<()>>>();
    let extractor = Stage::default().extractor(Endpoint::Chat);
    is_send(extractor.ask("".into()));
    is_send(extractor.client.models());
}
