//! A server in memory that says what the input says, and a clock on which every wait is over at once.

use std::{
    collections::VecDeque,
    pin::pin,
    sync::{Arc, Mutex},
    task::{Context, Poll, Waker},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use extract::{
    HttpService,
    error::TransportErrorKind,
    transport::{Body, BoxFuture, Chunks, Clock, HttpError},
};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response};

/// More waits than any call can need.
const WAITS: u32 = 10_000;

/// What one request comes to.
#[derive(Clone, Debug)]
pub struct Said {
    /// The status, or what went wrong before there was one; `None` for a server that never answers.
    pub status: Result<u16, Option<TransportErrorKind>>,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub end: End,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Cut,
    Stalled,
    Whole,
}

impl Said {
    /// A status or a word for a fault, lines of headers, an empty line, the body. What cannot stand in HTTP
    /// is left out.
    pub fn read(text: &[u8]) -> Self {
        let (first, mut rest) = line(text);
        let status = match first {
            b"connect" => Err(Some(TransportErrorKind::Connect)),
            b"cut" => Err(Some(TransportErrorKind::Cut)),
            b"malformed" => Err(Some(TransportErrorKind::Malformed)),
            b"stall" => Err(None),
            b"timeout" => Err(Some(TransportErrorKind::Timeout)),
            digits => Ok(http::StatusCode::from_bytes(digits).map_or(200, |it| it.as_u16())),
        };
        let (mut headers, mut end) = (HeaderMap::new(), End::Whole);
        loop {
            let (header, after) = line(rest);
            rest = after;
            let mut halves = header.splitn(2, |byte| *byte == b':');
            let (Some(name), Some(value)) = (halves.next(), halves.next()) else { break };
            match name {
                b"!cut" => end = End::Cut,
                b"!stall" => end = End::Stalled,
                name => {
                    let name = HeaderName::from_bytes(name);
                    let value = HeaderValue::from_bytes(value.trim_ascii_start());
                    if let (Ok(name), Ok(value)) = (name, value) {
                        headers.append(name, value);
                    }
                }
            }
        }
        Self { status, headers, body: Bytes::copy_from_slice(rest), end }
    }

    /// The value of a header, as a judge reads it.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok().map(str::trim)
    }
}

/// The first line, and what follows it.
pub fn line(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&text[..end], &text[end + 1..]),
        None => (text, b""),
    }
}

/// The parts between lines of `%%`.
pub fn parts(mut text: &[u8]) -> Vec<&[u8]> {
    const BETWEEN: &[u8] = b"\n%%\n";
    let mut parts = Vec::new();
    while let Some(end) = text.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        parts.push(&text[..end]);
        text = &text[end + BETWEEN.len()..];
    }
    parts.push(text);
    parts
}

/// Plays what it has to say, the last one again and again.
#[derive(Clone)]
pub struct Stage {
    script: Arc<Mutex<VecDeque<Said>>>,
    said: Arc<Mutex<Vec<Said>>>,
}

impl Stage {
    pub fn new(script: impl IntoIterator<Item = Said>) -> Self {
        let script = Arc::new(Mutex::new(script.into_iter().collect()));
        Self { script, said: Arc::default() }
    }

    /// What it said since it was last asked this.
    pub fn take_said(&self) -> Vec<Said> {
        std::mem::take(&mut self.said.lock().unwrap())
    }
}

impl HttpService for Stage {
    fn call(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let mut script = self.script.lock().unwrap();
        let said = match script.len() {
            1 => script[0].clone(),
            _ => script.pop_front().expect("something to say"),
        };
        self.said.lock().unwrap().push(said.clone());
        Box::pin(async move {
            let status = match said.status {
                Ok(status) => status,
                Err(Some(kind)) => return Err(HttpError::new(kind, "the source")),
                Err(None) => std::future::pending().await,
            };
            let body = match said.end {
                End::Whole => Body::from(said.body),
                end => Body::arriving(Arriving { body: Some(said.body), end }),
            };
            let mut response = Response::new(body);
            *response.status_mut() = status.try_into().expect("a status");
            *response.headers_mut() = said.headers;
            Ok(response)
        })
    }
}

struct Arriving {
    body: Option<Bytes>,
    end: End,
}

impl Chunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let (body, end) = (self.body.take(), self.end);
        Box::pin(async move {
            match (body, end) {
                (Some(body), _) => Some(Ok(body)),
                (None, End::Stalled) => std::future::pending().await,
                (None, _) => Some(Err(HttpError::new(TransportErrorKind::Cut, "the source"))),
            }
        })
    }
}

/// Stands still, except that each wait takes its time at once.
#[derive(Clone)]
pub struct StageClock {
    state: Arc<Mutex<(Duration, u32)>>,
    random: f64,
}

impl StageClock {
    pub fn new(random: f64) -> Self {
        Self { state: Arc::new(Mutex::new((Duration::from_secs(1_000_000_000), 0))), random }
    }
}

impl Clock for StageClock {
    fn now(&self) -> Duration {
        self.state.lock().unwrap().0
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let state = Arc::clone(&self.state);
        Box::pin(async move {
            let (now, waits) = &mut *state.lock().unwrap();
            *waits += 1;
            assert!(*waits < WAITS, "no end of waiting");
            *now += time;
        })
    }

    fn random(&self) -> f64 {
        self.random
    }
}

/// What a call comes to that needs no runtime.
///
/// # Panics
///
/// Where it waits for something that nothing here will ever do.
pub fn finish<F: Future>(call: F) -> F::Output {
    let mut call = pin!(call);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..WAITS {
        if let Poll::Ready(output) = call.as_mut().poll(&mut context) {
            return output;
        }
    }
    panic!("the call hangs");
}
