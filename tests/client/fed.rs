//! A service whose streams come from the test, event by event.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use extract::{
    Client, ClientBuilder, Endpoint, HttpService,
    transport::{Body, BoxFuture, Chunks, HttpError},
};
use http::{Request, Response};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::stage::{KEY, TestClock};

/// One stream of one endpoint. It ends when this is dropped.
pub struct Feed {
    endpoint: Endpoint,
    events: UnboundedSender<Bytes>,
    pub clock: TestClock,
    /// How many chunks the client has asked for.
    asked: Arc<AtomicUsize>,
}

struct Fed {
    events: Mutex<Option<UnboundedReceiver<Bytes>>>,
    asked: Arc<AtomicUsize>,
}

struct Arriving {
    events: UnboundedReceiver<Bytes>,
    asked: Arc<AtomicUsize>,
}

impl Feed {
    /// A client of a service that answers once, with this stream.
    pub fn new(endpoint: Endpoint) -> (Client, Self) {
        Self::with(endpoint, |client| client.api_key(KEY))
    }

    /// The same, of a client that is built like this.
    pub fn with(
        endpoint: Endpoint,
        build: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> (Client, Self) {
        let (sender, receiver) = unbounded_channel();
        let clock = TestClock::default();
        let asked = Arc::<AtomicUsize>::default();
        let service = Fed { events: Mutex::new(Some(receiver)), asked: asked.clone() };
        let client = build(Client::builder().endpoint(endpoint)).http(service);
        let client = client.clock(clock.clone()).build().unwrap();
        (client, Self { endpoint, events: sender, clock, asked })
    }

    pub fn delta(&self, text: &str) {
        self.send(match self.endpoint {
            Endpoint::Responses => json!({ "type": "response.output_text.delta",
                "output_index": 0, "content_index": 0, "item_id": "msg_1", "delta": text }),
            _ => json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }),
        });
    }

    /// The answer is whole.
    pub fn end(&self) {
        match self.endpoint {
            Endpoint::Responses => self.send(json!({ "type": "response.completed",
                "response": { "status": "completed", "output": [] } })),
            _ => {
                self.send(
                    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] }),
                );
                self.line("data: [DONE]\n\n");
            }
        }
    }

    pub fn line(&self, line: &str) {
        // A client that has gone hears nothing.
        let _ = self.events.send(Bytes::from(line.to_owned()));
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether the client has left the stream.
    pub fn is_left(&self) -> bool {
        self.events.is_closed()
    }

    fn send(&self, event: serde_json::Value) {
        self.line(&format!("data: {event}\n\n"));
    }
}

impl HttpService for Fed {
    fn call(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let events = self.events.lock().unwrap().take().expect("one request");
        let body = Body::arriving(Arriving { events, asked: self.asked.clone() });
        let response = Response::builder().header("content-type", "text/event-stream");
        Box::pin(async { Ok(response.body(body).unwrap()) })
    }
}

impl Chunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async { self.events.recv().await.map(Ok) })
    }
}
