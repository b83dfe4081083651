//! A server, an extractor that asks it, and a clock that waits for nothing.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use extract::{
    Client, Extractor, Usage,
    batch::{Job, Outcomes},
    pipeline::{Document, Outcome, Report},
    testing::{Outcome as Scripted, Request, Server},
    transport::{BoxFuture, Clock},
};
use serde_json::json;

/// Longer waits are timeouts, which nobody waits for here.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Clone, Default)]
pub struct TestClock(Arc<Mutex<Duration>>);

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_764_000_000) + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            if time > LONGEST_WAIT {
                std::future::pending::<()>().await;
            }
            *clock.0.lock().unwrap() += time;
        })
    }

    fn random(&self) -> f64 {
        0.0
    }
}

/// A file that is gone when its test is.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-batch-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

pub fn number_of(request: &Request) -> u64 {
    let body = request.body();
    let list = if body["messages"].is_null() { &body["input"] } else { &body["messages"] };
    list.as_array().unwrap().last().unwrap()["content"].as_str().unwrap().parse().unwrap()
}

/// Answers each number with itself.
pub async fn echo() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        let mut usage = Usage::new(60, 40);
        usage.cached = Some(0);
        Scripted::answer(json!({ "value": number_of(request) })).usage(usage)
    });
    server
}

pub fn client(server: &Server) -> Client {
    Client::builder().base_url(server.url()).clock(TestClock::default()).build().unwrap()
}

pub fn numbers(server: &Server) -> Extractor<u64> {
    client(server).extractor("gpt-5-mini")
}

pub fn documents(count: u64) -> Vec<Document<u64>> {
    (0..count).map(|n| Document::new(format!("d{n}"), n.to_string()).with(n)).collect()
}

pub type Found<M> = BTreeMap<String, Outcome<u64, M>>;

/// Every outcome, by its id; no id comes twice.
pub async fn all<M: std::fmt::Debug + Send + Unpin + 'static>(
    mut outcomes: Outcomes<u64, M>,
) -> (Found<M>, Report) {
    let mut found = Found::new();
    while let Some(outcome) = outcomes.next().await {
        let before = found.insert(outcome.id.clone(), outcome);
        assert!(before.is_none(), "{before:?} came twice");
    }
    (found, outcomes.report())
}

pub async fn finish<M: std::fmt::Debug + Send + Unpin + 'static>(
    job: &Job<u64, M>,
) -> (Found<M>, Report) {
    all(job.wait().await.unwrap()).await
}

/// Each document with its own number.
pub fn assert_whole(found: &Found<u64>, count: u64) {
    assert_eq!(found.len() as u64, count);
    for (id, outcome) in found {
        assert_eq!(*id, format!("d{}", outcome.meta));
        assert_eq!(outcome.index, outcome.meta);
        assert_eq!(outcome.result.as_ref().unwrap().value, outcome.meta, "{id}");
    }
}
