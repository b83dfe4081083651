//! Servers, bodies and callers that mean no good, or do not think.

use std::sync::atomic::{AtomicU64, Ordering};

use tokio::{task::JoinSet, time::Instant};

use super::*;
use crate::{
    RateLimit,
    transport::{Allowance, Need, Take},
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

type Headers = &'static [(&'static str, &'static str)];

fn told(headers: Headers) -> Act {
    Act::Answer(200, headers, answer(Endpoint::Responses, "{}"))
}

/// An answer that claims to have used so many tokens.
fn using(tokens: u64) -> Act {
    let mut body: serde_json::Value =
        serde_json::from_str(&answer(Endpoint::Responses, "{}")).unwrap();
    body["usage"] = serde_json::json!({ "input_tokens": tokens, "output_tokens": tokens });
    Act::Answer(200, &[], body.to_string())
}

#[tokio::test(start_paused = true)]
async fn no_limit_that_a_server_tells_stops_a_client_for_ever() {
    let cases: [(&str, Headers); 6] = [
        (
            "one token a minute",
            &[("x-ratelimit-limit-tokens", "1"), ("x-ratelimit-remaining-tokens", "0")],
        ),
        (
            "a reset of years",
            &[
                ("x-ratelimit-limit-requests", "500"),
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "36500d"),
            ],
        ),
        (
            "one request a day",
            &[
                ("x-ratelimit-limit-requests", "1"),
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "1d"),
            ],
        ),
        (
            "huge numbers",
            &[
                ("x-ratelimit-limit-tokens", "18446744073709551615"),
                ("x-ratelimit-remaining-tokens", "0"),
                ("x-ratelimit-reset-tokens", "9999999999999"),
            ],
        ),
        (
            "more left than there is",
            &[
                ("x-ratelimit-limit-requests", "2"),
                ("x-ratelimit-remaining-requests", "18446744073709551615"),
            ],
        ),
        ("a number beyond all", &[("x-ratelimit-limit-requests", "99999999999999999999999")]),
    ];
    for (name, headers) in cases {
        let stage = Stage::new([told(headers), told(&[])]);
        let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
        let client = client.http(stage.clone()).deadline(3 * DAY).build().unwrap();
        let extractor = extractor(client);
        extractor.ask("a".into()).await.expect(name);
        let start = Instant::now();
        extractor.ask("b".into()).await.expect(name);
        println!("{name}: {:?}", start.elapsed());
        assert!(start.elapsed() <= DAY + 2 * MINUTE, "{name}: {:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_usage_that_cannot_be_does_not_stop_the_calls_after_it() {
    let stage = Stage::new([using(u64::MAX), using(7), using(7)]);
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let client = client.http(stage.clone()).rate_limit(RateLimit::per_minute(500, 200_000));
    let extractor = extractor(client.build().unwrap());
    for _ in 0..3 {
        let start = Instant::now();
        extractor.ask("a".into()).await.expect("an answer");
        assert!(start.elapsed() <= 2 * MINUTE, "{:?}", start.elapsed());
    }
}

/// Always the same.
struct Always(Take);

impl Allowance for Always {
    fn take(&self, _: Need) -> BoxFuture<'_, Take> {
        Box::pin(async { self.0 })
    }

    fn settle(&self, _: Need, _: u64) -> BoxFuture<'_, ()> {
        Box::pin(async {})
    }
}

#[tokio::test(start_paused = true)]
async fn an_allowance_that_always_says_wait_ends_with_the_deadline() {
    for time in [Duration::ZERO, Duration::from_nanos(1), Duration::MAX] {
        let stage = Stage::new([]);
        let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
        let client = client.http(stage.clone()).allowance(Always(Take::Wait(time)));
        let extractor = extractor(client.deadline(Duration::from_secs(3)).build().unwrap());
        let start = Instant::now();
        let error = extractor.ask("a".into()).await.expect_err("never");
        assert!(matches!(error, Error::NotSent(_)), "{error:?}");
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    }
}

#[tokio::test(start_paused = true)]
async fn retries_that_were_never_made_are_not_spent() {
    let stage = Stage::new((0..21).map(|_| error(500, "")).chain([ok(Endpoint::Responses)]));
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let client = client.http(stage.clone()).retry_budget(1).build().unwrap();
    let extractor = extractor(client);
    for _ in 0..20 {
        // Given up in the wait before the retry.
        let work = extractor.ask("a".into());
        tokio::time::timeout(Duration::from_millis(100), work).await.expect_err("no answer");
        rest(MINUTE).await;
    }
    let (_, evidence) = extractor.ask("a".into()).await.expect("a retry is left");
    assert_eq!(evidence.attempts.len(), 2);
}

struct Nothing;

impl Chunks for Nothing {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        Box::pin(async { Some(Ok(Bytes::new())) })
    }
}

/// Sends pieces of nothing for ever.
struct Empty;

impl HttpService for Empty {
    fn call(&self, _: HttpRequest<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async { Ok(Response::new(Body::arriving(Nothing))) })
    }
}

#[tokio::test]
async fn a_body_of_endless_nothing_ends_with_the_timeout() {
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let client = client.http(Empty).timeout(Duration::from_millis(50)).max_retries(0);
    let error = extractor(client.build().unwrap()).ask("a".into()).await.expect_err("nothing");
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
}

/// Takes at once, and never finishes its books.
struct Stuck;

impl Allowance for Stuck {
    fn take(&self, _: Need) -> BoxFuture<'_, Take> {
        Box::pin(async { Take::Taken })
    }

    fn settle(&self, _: Need, _: u64) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_does_not_wait_for_an_allowance_that_hangs() {
    let stage = Stage::new([ok(Endpoint::Responses)]);
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let extractor = extractor(client.http(stage).allowance(Stuck).build().unwrap());
    let start = Instant::now();
    let asked = tokio::time::timeout(DAY, extractor.ask("a".into())).await;
    asked.expect("an end").expect("an answer");
    assert!(start.elapsed() < MINUTE, "{:?}", start.elapsed());
}
