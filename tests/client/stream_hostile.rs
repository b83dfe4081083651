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
    Client, Endpoint, Error, HttpService,
    error::{TransportErrorKind, TruncationReason},
    testing::{Outcome, StreamFault},
    transport::{Body, BoxFuture, Chunks, HttpError},
};
use http::{Request, Response};
use serde_json::json;

use crate::stage::{KEY, ORDER, Order, Stage, order};

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

/// Sends this, and then the connection is lost.
struct Lost {
    events: Option<String>,
    kind: TransportErrorKind,
}

impl HttpService for Lost {
    fn call(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let body = Self { events: self.events.clone(), kind: self.kind };
        let response = Response::builder().header("content-type", "text/event-stream");
        Box::pin(async { Ok(response.body(Body::arriving(body)).unwrap()) })
    }
}

impl Chunks for Lost {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let lost = HttpError::new(self.kind, "lost");
        let chunk = self.events.take().map(Bytes::from).ok_or(lost);
        Box::pin(async { Some(chunk) })
    }
}

#[tokio::test]
async fn an_answer_that_is_whole_is_one_whatever_becomes_of_its_connection() {
    let chunk = |choice| format!("data: {}\n\n", json!({ "choices": [choice] }));
    let content = chunk(json!({ "index": 0, "delta": { "content": ORDER } }));
    let stop = chunk(json!({ "index": 0, "delta": {}, "finish_reason": "stop" }));
    for kind in [TransportErrorKind::Cut, TransportErrorKind::Malformed] {
        let end = async |events: String| {
            let service = Lost { events: Some(events), kind };
            let client = Client::builder().api_key(KEY).endpoint(Endpoint::Chat).http(service);
            let orders = client.build().unwrap().extractor::<Order>("gpt-4.1");
            orders.stream("an order").await.unwrap().finish().await
        };
        assert_eq!(end(content.clone() + &stop).await.unwrap().value, order(), "{kind:?}");
        match end(content.clone()).await.unwrap_err() {
            Error::Truncated(cut) => assert_eq!(cut.reason(), TruncationReason::Connection),
            error => assert_eq!(error.partial_text(), Some(ORDER), "{kind:?}"),
        }
    }
}

#[tokio::test]
async fn a_body_in_the_place_of_a_stream_is_shown_in_pieces_as_well() {
    for stage in Stage::both().await {
        let ages = vec![7_u8; 100_000];
        let plain = Outcome::answer(json!({ "value": ages })).stream_fault(StreamFault::PlainBody);
        stage.play([plain]);
        let client = stage.builder().build().unwrap();
        let mut stream = client.extractor::<Vec<u8>>("gpt-4.1").stream("ages").await.unwrap();
        let mut lengths = Vec::new();
        while let Some(partial) = stream.next().await {
            lengths.push(partial.unwrap().len());
        }
        assert!(lengths.len() > 1 && lengths.windows(2).all(|two| two[0] < two[1]), "{lengths:?}");
        assert_eq!(lengths.last(), Some(&ages.len()));
        assert_eq!(stream.finish().await.unwrap().value, ages);
    }
}
