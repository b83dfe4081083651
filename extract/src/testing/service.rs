use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

use super::{
    Request, answers,
    batches::{self, Batches},
    files::Files,
    judge,
    judge::Rejection,
    key::Key,
    models::Models,
    reply::{CutOff, Reply},
    route::Route,
    runs::Runs,
    script::Script,
};
use crate::{
    Endpoint,
    transport::{Clock, SystemClock},
};

/// The largest file, and the form around it.
const MAX_BODY: usize = 513 * 1024 * 1024;
const MAX_RECORDED: usize = 10_000;

/// What answers requests: it checks the key, finds the path, asks the judge, and plays the script.
#[derive(Debug)]
pub(super) struct Service {
    key: Key,
    pub(super) models: Models,
    batches: Mutex<Batches>,
    files: Mutex<Files>,
    runs: Mutex<Runs>,
    script: Mutex<Script>,
    requests: Mutex<VecDeque<Request>>,
    served: AtomicU64,
    left: AtomicUsize,
}

impl Service {
    pub(super) fn new(key: Key, models: Models) -> Self {
        Self {
            key,
            models,
            batches: Mutex::default(),
            files: Mutex::default(),
            runs: Mutex::default(),
            script: Mutex::default(),
            requests: Mutex::default(),
            served: AtomicU64::new(0),
            left: AtomicUsize::new(0),
        }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn batches(&self) -> MutexGuard<'_, Batches> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn files(&self) -> MutexGuard<'_, Files> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn runs(&self) -> MutexGuard<'_, Runs> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.recorded().iter().cloned().collect()
    }

    /// How many streams were left before their end.
    pub(super) fn left(&self) -> usize {
        self.left.load(Ordering::Relaxed)
    }

    /// A client went away in the midst of a stream.
    pub(super) fn was_left(&self) {
        self.left.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) async fn serve(
        self: &Arc<Self>,
        request: hyper::Request<Incoming>,
    ) -> Result<Reply, CutOff> {
        let number = self.number();
        let (head, body) = request.into_parts();
        let body = Limited::new(body, MAX_BODY).collect().await.map_err(|_| CutOff)?.to_bytes();
        let request = Request::new(&head, body);
        self.record(request.clone());

        let answered = match self.key.check(&head.headers) {
            Err(rejection) => Err(rejection),
            Ok(()) if takes_its_time(&request) => {
                let service = self.clone();
                let answer = tokio::task::spawn_blocking(move || service.answer(&request, number));
                answer.await.map_err(|_| CutOff)?
            }
            Ok(()) => self.answer(&request, number),
        };
        let (mut reply, delay) =
            answered.unwrap_or_else(|rejection| (Reply::rejection(&rejection), None));
        if let Some(delay) = delay {
            SystemClock::default().sleep(delay).await;
        }
        add_service_headers(&mut reply, number);
        Ok(reply)
    }

    /// The number of one more request.
    pub(super) fn number(&self) -> u64 {
        self.served.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Asks as a request of its own would, without its delay.
    pub(super) fn ask(&self, endpoint: Endpoint, request: &Request, number: u64) -> Reply {
        match self.play(request, endpoint, number) {
            Ok((reply, _delay)) => reply,
            Err(rejection) => Reply::rejection(&rejection),
        }
    }

    /// The reply, and how long it takes.
    fn answer(
        &self,
        request: &Request,
        number: u64,
    ) -> Result<(Reply, Option<Duration>), Rejection> {
        match Route::of(request)? {
            Route::Ask(endpoint) => self.play(request, endpoint, number),
            Route::Batch(route) => Ok((batches::answer(route, request, self)?, None)),
            Route::File(route) => Ok((self.files().answer(route, request, now())?, None)),
            Route::Cancel(id) => Ok((Reply::json(200, &self.runs().cancel(id)?), None)),
            Route::Response(id) => Ok((Reply::json(200, &self.runs().poll(id)?), None)),
            Route::Models => Ok((Reply::json(200, &self.models.list()), None)),
            Route::Model(id) => {
                self.models.find(id)?;
                Ok((Reply::json(200, &Models::describe(id)), None))
            }
        }
    }

    fn play(
        &self,
        request: &Request,
        endpoint: Endpoint,
        number: u64,
    ) -> Result<(Reply, Option<Duration>), Rejection> {
        let body = judge::judge(endpoint, request, &self.models)?;
        // The lock is gone before a function of the test runs: it may script more.
        let next = self.script().next();
        let outcome = next.outcome(request);
        let mut reply = answers::reply(endpoint, &body, &outcome, number);
        if let Some(run) = outcome.run(&body, &reply) {
            reply = Reply::json(200, &self.runs().start(run, outcome.polls));
        }
        for (name, value) in &outcome.headers {
            reply.set_header(name, value);
        }
        Ok((reply, outcome.delay))
    }

    fn record(&self, request: Request) {
        let mut requests = self.recorded();
        if requests.len() >= MAX_RECORDED {
            requests.pop_front();
        }
        requests.push_back(request);
    }

    fn recorded(&self) -> MutexGuard<'_, VecDeque<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Thousands of lines, or hundreds of megabytes: other requests do not wait for them.
fn takes_its_time(request: &Request) -> bool {
    ["/v1/batches", "/v1/files"].iter().any(|path| request.path().starts_with(path))
}

/// Seconds since 1970.
pub(super) fn now() -> u64 {
    let since = SystemClock::default().wall().duration_since(SystemTime::UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// What the service sends with every answer, unless the outcome says otherwise.
fn add_service_headers(reply: &mut Reply, number: u64) {
    let request_id = format!("req_{number:032x}");
    for (name, value) in [
        ("x-request-id", request_id.as_str()),
        ("openai-organization", "local"),
        ("openai-processing-ms", "12"),
        ("openai-version", "2020-10-01"),
        // As much as no test asks for: a client keeps to these limits.
        ("x-ratelimit-limit-requests", "60000000"),
        ("x-ratelimit-limit-tokens", "4000000000"),
        ("x-ratelimit-remaining-requests", "59999999"),
        ("x-ratelimit-remaining-tokens", "3999999000"),
        ("x-ratelimit-reset-requests", "1ms"),
        ("x-ratelimit-reset-tokens", "1ms"),
    ] {
        if !reply.headers.iter().any(|(present, _)| present.eq_ignore_ascii_case(name)) {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
    }
}
