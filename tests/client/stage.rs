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

pub const BOTH: [Endpoint; 2] = [Endpoint::Responses, Endpoint::Chat];

/// Looked for in everything that is shown.
pub const KEY: &str = "sk-recognisable-0123456789";

#[derive(Clone, Debug, Deserialize, Extract, PartialEq, Serialize)]
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

pub struct Stage {
    pub server: Server,
    pub clock: TestClock,
    pub endpoint: Endpoint,
}

impl Stage {
    pub async fn new(endpoint: Endpoint) -> Self {
        let server = Server::builder().api_key(KEY).start().await.unwrap();
        Self { server, clock: TestClock::default(), endpoint }
    }

    pub async fn playing(
        endpoint: Endpoint,
        outcomes: impl IntoIterator<Item = Outcome>,
    ) -> Self {
        let stage = Self::new(endpoint).await;
        for outcome in outcomes {
            stage.server.script(outcome);
        }
        stage
    }

    pub fn builder(&self) -> ClientBuilder {
        builder(self.server.url(), self.endpoint).clock(self.clock.clone())
    }

    pub fn orders(&self) -> Extractor<Order> {
        orders(self.builder())
    }

    pub async fn ask(&self) -> Result<Extraction<Order>, Error> {
        self.orders().extract("an order").await
    }

    /// The error of one call.
    pub async fn error(&self) -> Error {
        hiding(self.ask().await.expect_err("no value"))
    }

    pub fn seen(&self) -> usize {
        self.server.requests().len()
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

/// The name of the variant.
pub fn variant(error: &Error) -> &'static str {
    match error {
        Error::Api(_) => "Api",
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

/// A body of status 200, spelled for either endpoint.
pub fn spelled(endpoint: Endpoint, responses: &str, chat: &str) -> Outcome {
    let body = if endpoint == Endpoint::Responses { responses } else { chat };
    Outcome::raw(200, &[], body)
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
