//! Servers that keep a reader busy with nothing.

use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use extract::{
    Client, HttpService,
    transport::{Body, BoxFuture, Chunks, HttpError},
};
use http::{Request, Response};

use crate::stage::{KEY, Order};

/// Sends this for ever, and is never waited for.
struct Endless {
    chunk: &'static str,
    sent: Arc<AtomicUsize>,
}

impl HttpService for Endless {
    fn call(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let body = Self { chunk: self.chunk, sent: self.sent.clone() };
        let response = Response::builder().header("content-type", "text/event-stream");
        Box::pin(async { Ok(response.body(Body::arriving(body)).unwrap()) })
    }
}

impl Chunks for Endless {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let sent = self.sent.fetch_add(1, Ordering::Relaxed);
        assert!(sent < 10_000, "nobody else has had a turn");
        let chunk = Bytes::from_static(self.chunk.as_bytes());
        Box::pin(async { Some(Ok(chunk)) })
    }
}

#[tokio::test]
async fn others_have_their_turn_while_nothing_but_noise_comes() {
    for chunk in ["", ": ping\n\n", "data: {\"type\":\"response.reasoning_text.delta\"}\n\n", "x"] {
        let sent = Arc::<AtomicUsize>::default();
        let service = Endless { chunk, sent: sent.clone() };
        let client = Client::builder().api_key(KEY).http(service).build().unwrap();
        let orders = client.extractor::<Order>("gpt-4.1");
        let mut stream = pin!(orders.stream("an order"));
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..5 {
            let polled = stream.as_mut().poll(&mut context);
            assert!(matches!(polled, Poll::Pending), "{chunk}");
        }
        assert!(sent.load(Ordering::Relaxed) > 1, "{chunk}");
    }
}
