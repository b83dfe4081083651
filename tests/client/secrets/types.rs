//! `Debug` of every public type that can meet a secret.
//!
//! That it is every one is found in the source: each `pub struct` and `pub enum` of the rooms that a
//! request or an answer passes has been shown by name, by now, or stands in a list with a reason.

use std::{fs, path::Path, sync::Arc};

use bytes::Bytes;
use extract::{
    Cache, Client, Endpoint, Extractor, Input, RateLimit, Tool, Usage,
    error::TransportErrorKind,
    pipeline::Document,
    store::{self, Disk, Store},
    testing::{BatchPlan, Cassette, ClosedPort, Server, judge_request},
    transport::{
        Allowance, Body, BoxFuture, HttpError, HttpService, Need, RedisAllowance, SystemClock,
        Take, Told,
    },
    wire::Request,
};
use http::HeaderMap;
use serde_json::json;

use super::{Search, carrying, echoes, look_at, orders, search::KEY, served};
use crate::{
    cassette::file,
    http2::Http2,
    stage::{Line, Order},
};

/// Rooms and files of the library that a request or an answer passes.
const ROOMS: [&str; 11] = [
    "attempt.rs",
    "client",
    "error",
    "input",
    "sight",
    "store",
    "testing",
    "token_logprob.rs",
    "transport",
    "usage.rs",
    "wire",
];

/// Enums without any text in them: what they show is their own words.
const WORDS: [&str; 17] = [
    "CacheMode",
    "CacheRetention",
    "Detail",
    "Effort",
    "Endpoint",
    "FileCall",
    "Filter",
    "Moment",
    "ReasoningSummary",
    "Role",
    "Rule",
    "ServiceTier",
    "Take",
    "TokenLimit",
    "TransportErrorKind",
    "TruncationReason",
    "Verbosity",
];

/// What `wire` reads out of a body. It does no HTTP and knows no key: it shows the body that it was given.
/// The client shows files and batches alone of these, and takes its keys out of the body before.
const READ: [&str; 17] = [
    "Answer",
    "AnswerStream",
    "Answered",
    "Call",
    "Came",
    "Counts",
    "ErrorBody",
    "File",
    "Job",
    "JobError",
    "Malformed",
    "Page",
    "Piece",
    "Reply",
    "Sse",
    "SseEvent",
    "Status",
];

/// What a test wrote itself for the local server to play.
const SCRIPT: [&str; 4] = ["BatchPlan", "Fault", "Outcome", "StreamFault"];

/// Shown by its variants, and named here: each is shown above.
const SHOWN_BY_VARIANT: [(&str, &str); 2] = [("Error", "Transport"), ("Wait", "Retry")];

pub async fn all(search: &Arc<Search>) {
    served(search).await;
    clients(search).await;
    cassettes(search).await;
    panics(search).await;
    batches(search).await;

    search.debug(&Body::from(Bytes::from(KEY)));
    search.debug(&HttpError::new(TransportErrorKind::Cut, "the source"));
    search.error(&HttpError::new(TransportErrorKind::Cut, "the source"));
    search.debug(&(SystemClock::default(), Need::default(), Told::default(), Usage::new(1, 2)));
    search.debug(&(extract::Provider::DEEPSEEK, ClosedPort::reserve().unwrap()));
    let limit = RateLimit::per_minute(500, 200_000);
    search.debug(&limit);
    redis(search, limit);
    stores(search).await;
    let request = Request::new("gpt-4.1", &extract::json_schema::<Order>());
    search.debug(&request);
    search.debug(&Endpoint::Chat.prefix(&request).unwrap());
    search.debug(&Tool::of::<Order>("order"));
    search.debug(&Input::text("a"));
    search.debug(&judge_request(Endpoint::Chat, &json!({})).expect_err("no request"));

    for name in names() {
        let lists = [&WORDS[..], &READ, &SCRIPT];
        let is_listed = lists.iter().any(|list| list.contains(&name.as_str()));
        let by_variant = SHOWN_BY_VARIANT.iter().find(|(it, _)| *it == name);
        let shown = by_variant.map_or(name.as_str(), |(_, variant)| variant);
        assert!(is_listed || search.has_seen(shown), "`Debug` of `{name}` was never looked at");
    }
}

/// An allowance whose URL holds a password, and what is wrong with such a URL.
fn redis(search: &Search, limit: RateLimit) {
    let allowance = |url: String| RedisAllowance::new(&url, "key", limit);
    search.debug(&allowance(format!("redis://:{KEY}@127.0.0.1:1")).unwrap());
    for url in
        [format!("{KEY}://127.0.0.1"), format!("redis://:{KEY}@"), format!("redis://{KEY}:{KEY}")]
    {
        search.error(&allowance(url).expect_err("a wrong url"));
    }
}

/// A cache in a file, and one in a Redis with a password that is not there.
async fn stores(search: &Search) {
    let path = std::env::temp_dir().join(format!("extract-secrets-{}", std::process::id()));
    search.debug(&Disk::open(&path).unwrap());
    fs::remove_file(path).unwrap();
    let redis = store::Redis::new(&format!("redis://:{KEY}@127.0.0.1:1"), "answers:").unwrap();
    let error = redis.get([0; 16]).await.expect_err("nobody there");
    search.error(&error);
    search.debug(&error);
    search.debug(&redis);
    search.debug(&Cache::new(redis));
    search.error(&store::Redis::new(&format!("{KEY}://127.0.0.1"), "").expect_err("a wrong url"));
}

/// The client's own, over both versions of HTTP.
async fn clients(search: &Arc<Search>) {
    let server = Server::start().await.unwrap();
    for outcome in echoes::outcomes() {
        server.script(outcome);
    }
    let builder = carrying(&server.url(), Endpoint::Responses, search);
    let builder = builder.allowance(Curious(Arc::clone(search)));
    search.debug(&builder);
    let client = builder.build().unwrap();
    search.debug(&client);
    let orders_of = client.extractor::<Order>("gpt-4.1");
    search.debug(&orders_of);
    search.debug(&(client.blocking(), orders_of.clone().blocking()));
    for _ in echoes::outcomes() {
        look_at(search, &orders_of.extract("a").await);
    }
    streams(search, &server, &orders_of).await;
    let http2 = Http2::start().await;
    let service = carrying(&http2.url, Endpoint::Chat, search).http(http2);
    look_at(search, &Ok(orders(service).extract("a").await.expect("an answer over HTTP/2")));
}

/// The same outcomes, while they arrive.
async fn streams(search: &Search, server: &Server, orders: &Extractor<Order>) {
    for outcome in echoes::outcomes().into_iter().chain(echoes::outcomes()) {
        server.script(outcome);
    }
    for _ in echoes::outcomes() {
        match orders.stream("a").await {
            Err(error) => look_at(search, &Err(error)),
            Ok(mut stream) => {
                while let Some(partial) = stream.next().await {
                    partial.map_or_else(|error| look_at(search, &Err(error)), drop);
                }
                search.debug(&stream);
                look_at(search, &stream.finish().await);
            }
        }
    }
    for _ in echoes::outcomes() {
        match orders.items_at::<Line>("lines", "a").await {
            Err(error) => look_at(search, &Err(error)),
            Ok(mut items) => {
                while let Some(item) = items.next().await {
                    item.map_or_else(|error| look_at(search, &Err(error)), drop);
                }
                search.debug(&(items.evidence(), items.raw()));
                search.debug(&items);
            }
        }
    }
}

/// What is written down, and how a replay says that something else was asked.
async fn cassettes(search: &Arc<Search>) {
    let path = file("marked");
    let cassette = Cassette::record(&path).unwrap();
    let server = Server::start().await.unwrap();
    for outcome in echoes::outcomes() {
        server.script(outcome);
    }
    let client = |cassette| carrying(&server.url(), Endpoint::Chat, search).http(cassette);
    for _ in echoes::outcomes() {
        let recording = orders(client(cassette.clone())).max_retries(0);
        look_at(search, &recording.extract("a").await);
    }
    search.debug(&cassette);
    search.text(&fs::read_to_string(&path).unwrap());

    let cassette = Cassette::replay(&path).unwrap();
    look_at(search, &orders(client(cassette.clone())).extract("b").await);
    search.debug(&cassette);
    search.debug(&cassette.unused());
}

/// Files and batches, and what a server says of them.
async fn batches(search: &Arc<Search>) {
    let server = Server::start().await.unwrap();
    server.respond(|_| echoes::outcomes().remove(0));
    let client = carrying(&server.url(), Endpoint::Responses, search).build().unwrap();
    let orders = client.extractor::<Order>("gpt-4.1");
    let batch = orders.batch([Document::new("a", "a")]);
    search.debug(&batch);
    let plan = BatchPlan::new().fail("invalid_request", format!("The key {KEY} is wrong."));
    server.plan_batch(plan.polls(0));
    let job = batch.submit().await.unwrap();
    search.debug(&job);
    search.debug(&job.status().await.unwrap());
    let mut outcomes = job.wait().await.unwrap();
    while let Some(outcome) = outcomes.next().await {
        look_at(search, &outcome.result);
    }
    search.debug(&outcomes);
    let file = client.files().list().await.unwrap().remove(0);
    search.debug(&(client.files(), client.files().content(&file.id).await.unwrap()));
}

/// Shows what a server tells of its limits.
struct Curious(Arc<Search>);

impl Allowance for Curious {
    fn take(&self, need: Need) -> BoxFuture<'_, Take> {
        self.0.debug(&need);
        Box::pin(async { Take::Taken })
    }

    fn settle(&self, _: Need, _: u64) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }

    fn learn(&self, headers: &HeaderMap) {
        self.0.debug(&Told::from_headers(headers));
    }
}

/// A service that falls over, and says what it was given.
struct Falling;

impl HttpService for Falling {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        panic!("cannot send {request:?}")
    }
}

async fn panics(search: &Search) {
    // The query is part of the address that a service is given; the headers say of themselves that they
    // are not to be shown.
    let client = Client::builder().base_url("http://127.0.0.1:1/v1").api_key(KEY);
    let client = client.header("x-proxy-token", super::PROXY).http(Falling);
    let orders = orders(client);
    let panicked = tokio::spawn(async move { orders.extract("a").await }).await;
    let message = panicked.expect_err("a panic").into_panic();
    let message = message.downcast_ref::<String>().expect("a message");
    assert!(message.contains("authorization"), "{message}");
    search.text(message);
}

/// The names of the public types of the rooms.
fn names() -> Vec<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../extract/src");
    let mut names = Vec::new();
    for room in ROOMS {
        read(&source.join(room), &mut names);
    }
    assert!(names.len() > 40, "{names:?}");
    names
}

fn read(path: &Path, names: &mut Vec<String>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            read(&entry.unwrap().path(), names);
        }
        return;
    }
    for line in fs::read_to_string(path).unwrap().lines() {
        let rest = ["pub struct ", "pub enum "].iter().find_map(|start| line.strip_prefix(start));
        if let Some(rest) = rest {
            names.extend(rest.split(|it: char| !it.is_alphanumeric()).next().map(str::to_owned));
        }
    }
}
