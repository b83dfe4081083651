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
        assert!(
            error.to_string().ends_with("the queue waits for room in the rate limit"),
            "{error}"
        );
        assert!(start.elapsed() <= Duration::from_secs(3), "{:?}", start.elapsed());
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

/// Answers after a while, or fails, or never; no two in the same way.
#[derive(Clone, Default)]
struct Moody {
    count: Arc<AtomicU64>,
    in_flight: Arc<AtomicU64>,
    most: Arc<AtomicU64>,
}

struct Leaving(Arc<AtomicU64>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A number that follows from this one and looks as if it did not.
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32
}

impl HttpService for Moody {
    fn call(&self, _: HttpRequest<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let mood = mixed(self.count.fetch_add(1, Ordering::Relaxed));
        let now = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(now, Ordering::Relaxed);
        let leaving = Leaving(Arc::clone(&self.in_flight));
        Box::pin(async move {
            let _leaving = leaving;
            rest(Duration::from_millis(mood % 700)).await;
            let (status, body) = match mood % 10 {
                0 => (429, error_body("slow_down")),
                1 => (500, error_body("")),
                2 => return Err(HttpError::new(TransportErrorKind::Cut, "the source")),
                3 => std::future::pending().await,
                _ => (200, answer(Endpoint::Responses, "{}")),
            };
            let mut response = Response::new(Body::from(Bytes::from(body)));
            *response.status_mut() = status.try_into().unwrap();
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_anywhere_leave_no_place_taken() {
    const MOST: u32 = 5;
    for limit in [None, Some(RateLimit::per_minute(3000, 2_000_000))] {
        let service = Moody::default();
        let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
        let client = client.http(service.clone()).max_in_flight(MOST);
        let client = client.timeout(Duration::from_secs(2)).retry_budget(u32::MAX);
        let client = match limit {
            Some(limit) => client.rate_limit(limit).build().unwrap(),
            None => client.build().unwrap(),
        };
        let extractor = extractor(client);
        let mut calls = JoinSet::new();
        for number in 0..3000 {
            let extractor = extractor.clone();
            let patience = Duration::from_millis(mixed(number) % 3000);
            calls.spawn(
                async move { tokio::time::timeout(patience, extractor.ask("a".into())).await },
            );
            if number % 7 == 0 {
                rest(Duration::from_millis(mixed(number) % 400)).await;
            }
        }
        while calls.join_next().await.is_some() {}
        assert_eq!(service.in_flight.load(Ordering::Relaxed), 0);
        // All places are there again, and no more than that.
        service.most.store(0, Ordering::Relaxed);
        let mut calls = JoinSet::new();
        for _ in 0..300 {
            let extractor = extractor.clone().max_retries(9);
            calls.spawn(async move { extractor.ask("a".into()).await });
        }
        let results = calls.join_all().await;
        assert!(results.iter().filter(|it| it.is_ok()).count() > 290);
        assert_eq!(service.most.load(Ordering::Relaxed), u64::from(MOST));
    }
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

/// Fails after ten seconds.
#[derive(Clone)]
struct Down;

impl HttpService for Down {
    fn call(&self, _: HttpRequest<Bytes>) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        Box::pin(async {
            rest(Duration::from_secs(10)).await;
            Err(HttpError::new(TransportErrorKind::Connect, "the source"))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn who_can_ask_another_one_leaves_the_queue_of_an_outage() {
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let client = client.http(Down).max_retries(0).build().unwrap();
    let mut others = JoinSet::new();
    for _ in 0..164 {
        let extractor = extractor(client.clone());
        others.spawn(async move { extractor.ask("a".into()).await });
    }
    rest(Duration::from_secs(1)).await;
    let stage = Stage::new([ok(Endpoint::Responses)]);
    let house = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let house = extractor(house.http(stage).build().unwrap());
    let start = Instant::now();
    let asked = extractor(client).fallback(house).extract("a").await;
    asked.expect("the answer of the other one");
    assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_deadline_in_the_queue_says_what_was_waited_for() {
    let client = Client::builder().base_url("https://api.example.com/v1").api_key("sk-secret");
    let full = client.clone().http(Stage::new([Act::Hang])).max_in_flight(1);
    let down = client.http(Down).max_retries(0).max_in_flight(8);
    for (client, expected) in [(full, "a place in flight"), (down, "were all failures")] {
        let extractor = extractor(client.build().unwrap());
        let mut others = JoinSet::new();
        for _ in 0..30 {
            let extractor = extractor.clone();
            others.spawn(async move { extractor.ask("a".into()).await });
        }
        rest(Duration::from_secs(1)).await;
        let late = extractor.deadline(Duration::from_secs(30)).ask("a".into()).await;
        let error = late.expect_err(expected).to_string();
        assert!(error.contains("the deadline of 30s"), "{error}");
        assert!(error.ends_with(expected), "{error}");
    }
}
