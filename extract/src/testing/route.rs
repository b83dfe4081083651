use std::{
    collections::VecDeque,
    future,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;

use super::{
    Request, answers,
    judge::{self, Rejection},
    models::Models,
    reply::{CutOff, Delivery, Reply, ReplyBody},
    script::Script,
};
use crate::{
    Endpoint,
    transport::{Clock, SystemClock},
};

const MAX_BODY: usize = 512 * 1024 * 1024;
const MAX_RECORDED: usize = 10_000;

#[derive(Debug)]
pub(super) struct Settings {
    pub(super) api_key: Option<String>,
    pub(super) models: Models,
}

/// What answers requests: who may ask, which path it is, what is scripted.
pub(super) struct Service {
    settings: Settings,
    script: Mutex<Script>,
    requests: Mutex<VecDeque<Request>>,
    served: AtomicU64,
}

impl Service {
    pub(super) fn new(settings: Settings) -> Self {
        Self {
            settings,
            script: Mutex::default(),
            requests: Mutex::default(),
            served: AtomicU64::new(0),
        }
    }

    pub(super) fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.recorded().iter().cloned().collect()
    }

    pub(super) async fn serve(
        &self,
        request: hyper::Request<Incoming>,
    ) -> Result<hyper::Response<ReplyBody>, CutOff> {
        let number = self.served.fetch_add(1, Ordering::Relaxed) + 1;
        let (head, body) = request.into_parts();
        let authorized = self.authorize(&head.headers);
        let body = Limited::new(body, MAX_BODY).collect().await.map_err(|_| CutOff)?.to_bytes();
        let text = String::from_utf8_lossy(&body).into_owned();
        let request = Request::new(head.method.as_str(), head.uri.path(), &head.headers, text);
        self.record(request.clone());

        let (mut reply, delay) = match authorized {
            Ok(()) => self.answer(&request, number),
            Err(rejection) => (Reply::rejection(&rejection), None),
        };
        if let Some(delay) = delay {
            SystemClock::default().sleep(delay).await;
        }
        add_service_headers(&mut reply, number);
        match reply.delivery {
            Delivery::Dropped => Err(CutOff),
            Delivery::Silent => future::pending().await,
            Delivery::Half | Delivery::Whole => Ok(reply.into_response()),
        }
    }

    fn authorize(&self, headers: &http::HeaderMap) -> Result<(), Rejection> {
        let Some(key) = &self.settings.api_key else {
            return Ok(());
        };
        let bearer = headers.get(http::header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let sent = bearer
            .map(|value| value.strip_prefix("Bearer ").unwrap_or_default())
            .or_else(|| headers.get("api-key").and_then(|value| value.to_str().ok()));
        match sent {
            Some(sent) if sent == key => Ok(()),
            Some(_) => {
                Err(Rejection::new(401, "Incorrect API key provided.").code("invalid_api_key"))
            }
            None => Err(Rejection::new(
                401,
                "You didn't provide an API key. You need to provide your API key in an \
                 Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
            )),
        }
    }

    fn answer(&self, request: &Request, number: u64) -> (Reply, Option<Duration>) {
        match self.route(request) {
            Ok(Route::Ask(endpoint)) => self.ask(request, endpoint, number),
            Ok(Route::Models) => (Reply::json(200, &self.settings.models.list()), None),
            Ok(Route::Model(id)) => match self.settings.models.find(id) {
                Ok(_) => (Reply::json(200, &Models::describe(id)), None),
                Err(rejection) => (Reply::rejection(&rejection), None),
            },
            Err(rejection) => (Reply::rejection(&rejection), None),
        }
    }

    fn route<'r>(&self, request: &'r Request) -> Result<Route<'r>, Rejection> {
        let (method, path) = (request.method(), request.path());
        let (wanted, route) = match (path, request.endpoint()) {
            (_, Some(endpoint)) => ("POST", Route::Ask(endpoint)),
            ("/v1/models", None) => ("GET", Route::Models),
            _ => match path.strip_prefix("/v1/models/") {
                Some(id) if !id.is_empty() => ("GET", Route::Model(id)),
                _ => {
                    return Err(Rejection::new(404, format!("Invalid URL ({method} {path})")));
                }
            },
        };
        if method == wanted {
            Ok(route)
        } else {
            let message = format!("Not allowed to {method} on {path}. (HINT: use {wanted})");
            Err(Rejection::new(405, message).code("method_not_supported"))
        }
    }

    fn ask(&self, request: &Request, endpoint: Endpoint, number: u64) -> (Reply, Option<Duration>) {
        let body = match judge::judge(endpoint, request, &self.settings.models) {
            Ok(body) => body,
            Err(rejection) => return (Reply::rejection(&rejection), None),
        };
        let outcome = self.script().next(request);
        let mut reply = answers::reply(endpoint, &body, &outcome, number);
        for (name, value) in &outcome.headers {
            reply.set_header(name, value);
        }
        (reply, outcome.delay)
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

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The settings hold the key.
        f.debug_struct("Service").field("script", &self.script).finish_non_exhaustive()
    }
}

enum Route<'r> {
    Ask(Endpoint),
    Model(&'r str),
    Models,
}

/// What the service sends with every answer, unless the outcome says otherwise.
fn add_service_headers(reply: &mut Reply, number: u64) {
    let request_id = format!("req_{number:032x}");
    for (name, value) in [
        ("x-request-id", request_id.as_str()),
        ("openai-organization", "local"),
        ("openai-processing-ms", "12"),
        ("openai-version", "2020-10-01"),
        ("x-ratelimit-limit-requests", "10000"),
        ("x-ratelimit-limit-tokens", "2000000"),
        ("x-ratelimit-remaining-requests", "9999"),
        ("x-ratelimit-remaining-tokens", "1999000"),
        ("x-ratelimit-reset-requests", "6ms"),
        ("x-ratelimit-reset-tokens", "30ms"),
    ] {
        if !reply.headers.iter().any(|(present, _)| present.eq_ignore_ascii_case(name)) {
            reply.headers.push((name.to_owned(), value.to_owned()));
        }
    }
}
