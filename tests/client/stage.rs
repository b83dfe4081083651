//! A server, a client that asks it, and a clock that waits for nothing.

use std::{
    error::Error as StdError,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use extract::{
    Client, ClientBuilder, Endpoint, Error, Extract, Extraction, Extractor,
    testing::{Outcome, Server},
    transport::{BoxFuture, Clock},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Looked for in everything that is shown.
pub const KEY: &str = "sk-recognisable-0123456789";

#[derive(Clone, Debug, Deserialize, Extract, PartialEq, Serialize)]
#[extract(partial)]
pub struct Order {
    pub number: String,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, Deserialize, Extract, PartialEq, Serialize)]
pub struct Line {
    pub item: String,
    pub cents: u32,
}

pub fn order() -> Order {
    Order { number: "2024-17".into(), lines: vec![Line { item: "chair".into(), cents: 12_00 }] }
}

/// An answer that fits [`Order`].
pub const ORDER: &str = r#"{"number":"2024-17","lines":[{"item":"chair","cents":1200}]}"#;

/// A server that plays outcomes, and a client of it. When nothing is left to play, it answers with
/// an order: a try too many shows as a value.
pub struct Stage {
    pub server: Server,
    pub clock: TestClock,
    pub endpoint: Endpoint,
    client: Client,
    seen: Mutex<usize>,
}

impl Stage {
    pub async fn new(endpoint: Endpoint) -> Self {
        let server = Server::builder().api_key(KEY).start().await.unwrap();
        server.respond(|_| Outcome::answer(order()));
        let clock = TestClock::default();
        let client = builder(server.url(), endpoint).clock(clock.clone()).build().unwrap();
        Self { server, clock, endpoint, client, seen: Mutex::default() }
    }

    /// One for each endpoint.
    pub async fn both() -> [Self; 2] {
        [Self::new(Endpoint::Responses).await, Self::new(Endpoint::Chat).await]
    }

    pub fn play(&self, outcomes: impl IntoIterator<Item = Outcome>) {
        for outcome in outcomes {
            self.server.script(outcome);
        }
    }

    pub fn builder(&self) -> ClientBuilder {
        builder(self.server.url(), self.endpoint).clock(self.clock.clone())
    }

    pub fn orders(&self) -> Extractor<Order> {
        self.client.extractor("gpt-4.1")
    }

    /// What one call makes of these outcomes.
    pub async fn ask(
        &self,
        outcomes: impl IntoIterator<Item = Outcome>,
    ) -> Result<Extraction<Order>, Error> {
        self.play(outcomes);
        self.orders().extract("an order").await.map_err(hiding)
    }

    /// The error that one call makes of these outcomes.
    pub async fn error(&self, outcomes: impl IntoIterator<Item = Outcome>) -> Error {
        self.ask(outcomes).await.expect_err("no value")
    }

    /// The requests since this was asked before.
    pub fn seen(&self) -> usize {
        let mut before = self.seen.lock().unwrap();
        let now = self.server.requests().len();
        now - std::mem::replace(&mut *before, now)
    }
}

/// A client of any server, waiting in real time.
pub fn builder(url: String, endpoint: Endpoint) -> ClientBuilder {
    Client::builder().base_url(url).api_key(KEY).endpoint(endpoint)
}

pub fn orders(builder: ClientBuilder) -> Extractor<Order> {
    builder.build().unwrap().extractor("gpt-4.1")
}

/// The same error, which shows the key nowhere.
pub fn hiding(error: Error) -> Error {
    let mut shown = format!("{error} {error:?} {:?} {:?}", error.attempts(), error.evidence());
    let mut source = error.source();
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    assert!(!shown.contains(KEY), "{shown}");
    error
}

/// A body of this endpoint with this text as its answer, and nothing else.
pub fn completed(endpoint: Endpoint, text: &str) -> String {
    match endpoint {
        Endpoint::Responses => json!({ "id": "r", "status": "completed", "output": [
            { "type": "message", "content": [{ "type": "output_text", "text": text }] }
        ] }),
        _ => json!({ "id": "c", "choices": [{ "message": { "content": text } }] }),
    }
    .to_string()
}

/// The name of the variant.
pub fn variant(error: &Error) -> &'static str {
    match error {
        Error::Api(_) => "Api",
        Error::Cancelled(_) => "Cancelled",
        Error::Config(_) => "Config",
        Error::Empty(_) => "Empty",
        Error::Filtered(_) => "Filtered",
        Error::Invalid(_) => "Invalid",
        Error::NotSent(_) => "NotSent",
        Error::Refused(_) => "Refused",
        Error::Transport(_) => "Transport",
        Error::Truncated(_) => "Truncated",
        _ => "unknown",
    }
}

/// The longest wait before another try. Every longer sleep is the alarm of a try, which never rings.
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Stands still, except that each wait takes its time at once.
#[derive(Clone, Default)]
pub struct TestClock(Arc<Mutex<Duration>>);

impl TestClock {
    pub fn advance(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

impl Clock for TestClock {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    fn wall(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777) + self.now()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            if time > LONGEST_WAIT {
                std::future::pending::<()>().await;
            }
            clock.advance(time);
        })
    }

    fn random(&self) -> f64 {
        0.0
    }
}
