//! The rate limits on a mock transport, under simulated time.

use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};

use super::*;
use crate::RateLimit;

const MINUTE: Duration = Duration::from_secs(60);
const REQUESTS: u64 = 500;
const TOKENS: u64 = 200_000;

/// A service with a limit, and its books.
#[derive(Clone)]
struct Limited(Arc<Mutex<Books>>);

struct Books {
    start: Instant,
    counting: Counting,
    /// The tokens that a request really has, by the number in its input.
    tokens: fn(u64) -> u64,
    /// Left of requests and tokens.
    left: [f64; 2],
    filled_at: Instant,
    /// Served requests and tokens and refused requests, by minute.
    minutes: Vec<[u64; 3]>,
    order: Vec<u64>,
}

/// How the service counts a minute.
#[derive(Clone, Copy, Debug)]
enum Counting {
    /// What was spent comes back evenly.
    Even,
    /// All of it comes back when the service's minute begins.
    Fixed,
}

impl Limited {
    fn new(counting: Counting, tokens: fn(u64) -> u64) -> Self {
        let start = Instant::now();
        Self(Arc::new(Mutex::new(Books {
            start,
            counting,
            tokens,
            left: [REQUESTS as f64, TOKENS as f64],
            filled_at: start,
            minutes: Vec::new(),
            order: Vec::new(),
        })))
    }
}

impl Books {
    /// What is left, as OpenAI tells it.
    fn tell(&self, headers: &mut HeaderMap) {
        for (index, (what, limit)) in
            [("requests", REQUESTS), ("tokens", TOKENS)].into_iter().enumerate()
        {
            let left = self.left[index].max(0.0);
            let reset = (limit as f64 - left) / limit as f64 * 60_000.0;
            for (name, value) in [
                ("limit", limit.to_string()),
                ("remaining", (left as u64).to_string()),
                ("reset", format!("{}ms", reset as u64)),
            ] {
                let name: HeaderName = format!("x-ratelimit-{name}-{what}").parse().unwrap();
                headers.insert(name, value.parse().unwrap());
            }
        }
    }

    /// The tokens of this request, or that there is no room for it.
    fn serve(&mut self, number: u64) -> Option<u64> {
        let now = Instant::now();
        let full = [REQUESTS as f64, TOKENS as f64];
        match self.counting {
            Counting::Even => {
                let minutes = (now - self.filled_at).as_secs_f64() / 60.0;
                for (left, full) in self.left.iter_mut().zip(full) {
                    *left = (*left + full * minutes).min(full);
                }
                self.filled_at = now;
            }
            Counting::Fixed => {
                // Its minute begins 17 seconds after ours.
                let minute =
                    |at: Instant| (at - self.start + Duration::from_secs(43)).as_secs() / 60;
                if minute(now) != minute(self.filled_at) {
                    self.left = full;
                    self.filled_at = now;
                }
            }
        }
        let minute = ((now - self.start).as_secs() / 60) as usize;
        self.minutes.resize(self.minutes.len().max(minute + 1), [0; 3]);
        let tokens = (self.tokens)(number);
        let need = [1.0, tokens as f64];
        if self.left.iter().zip(need).any(|(left, need)| *left < need) {
            self.minutes[minute][2] += 1;
            return None;
        }
        for (left, need) in self.left.iter_mut().zip(need) {
            *left -= need;
        }
        self.minutes[minute][0] += 1;
        self.minutes[minute][1] += tokens;
        self.order.push(number);
        Some(tokens)
    }
}

impl HttpService for Limited {
    fn call(
        &self,
        request: HttpRequest<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, HttpError>> {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        let text = body["input"][0]["content"].as_str().unwrap();
        let number = text[..8].parse().unwrap();
        Box::pin(async move {
            let served = self.0.lock().unwrap().serve(number);
            rest(Duration::from_millis(1500)).await;
            let (status, body) = match served {
                None => (429, error_body("rate_limit_exceeded")),
                Some(tokens) => {
                    let answer = answer(Endpoint::Responses, "{}");
                    let mut body: serde_json::Value = serde_json::from_str(&answer).unwrap();
                    body["usage"]["output_tokens"] = (tokens / 10).into();
                    body["usage"]["input_tokens"] = (tokens - tokens / 10).into();
                    (200, body.to_string())
                }
            };
            let mut response = Response::new(Body::from(Bytes::from(body)));
            *response.status_mut() = status.try_into().unwrap();
            self.0.lock().unwrap().tell(response.headers_mut());
            Ok(response)
        })
    }
}

fn unlimited(service: &Limited) -> ClientBuilder {
    let builder = Client::builder().base_url("https://api.example.com/v1");
    builder.api_key("sk-secret").http(service.clone())
}

fn limited(service: &Limited) -> Extractor<String> {
    let limit = RateLimit::per_minute(REQUESTS, TOKENS);
    extractor(unlimited(service).rate_limit(limit).build().unwrap())
}

/// A text that says its number and has so many tokens, by the rule of thumb and by the vocabulary.
fn text(number: u64, tokens: u64) -> String {
    format!("{number:08}{}", " the".repeat(tokens as usize - 2))
}

/// A spread of one to a hundred, in no order.
fn varied(number: u64) -> u64 {
    let step = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let exponent = (step % 1000) as f64 / 1000.0 * 2.0;
    (40.0 * 10_f64.powf(exponent)) as u64
}

#[tokio::test(start_paused = true)]
async fn the_allowance_is_used_and_never_overdrawn() {
    type Tokens = fn(u64) -> u64;
    let cases: [(&str, Tokens, Tokens); 5] = [
        ("equal calls", |_| 400, |_| 400),
        ("calls that vary a hundredfold", varied, varied),
        ("estimates a third of the truth", |number| varied(number) / 3, varied),
        ("estimates three times the truth", |number| varied(number) * 3, varied),
        ("small calls, held by the requests", |_| 100, |_| 100),
    ];
    for counting in [Counting::Even, Counting::Fixed] {
        for (name, estimated, tokens) in cases {
            let service = Limited::new(counting, tokens);
            run(&limited(&service), estimated).await;
            let name = format!("{name}, {counting:?}");
            assert!(service.share_used(&name) >= 0.97, "{name}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_only_the_server_tells_is_kept_as_well() {
    for (name, tokens) in [("tokens", (|_| 400) as fn(u64) -> u64), ("requests", |_| 100)] {
        let service = Limited::new(Counting::Even, tokens);
        run(&extractor(unlimited(&service).build().unwrap()), tokens).await;
        let name = format!("learned from the headers, held by the {name}");
        assert!(service.share_used(&name) >= 0.97, "{name}");
    }
}

/// Five minutes of more calls than the limit allows.
async fn run(extractor: &Extractor<String>, estimated: fn(u64) -> u64) {
    let mut calls = JoinSet::new();
    for number in 0..6 * REQUESTS {
        let extractor = extractor.clone().max_retries(5);
        let input = text(number, estimated(number)).into();
        calls.spawn(async move { extractor.ask(input).await });
    }
    let all = async { while calls.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(5 * MINUTE, all).await;
}

impl Limited {
    /// The share of the allowance that was used after the first minute, in which nothing was refused.
    fn share_used(&self, name: &str) -> f64 {
        let minutes = &self.0.lock().unwrap().minutes;
        let settled = minutes.get(1..5).expect("five minutes");
        let sum = |what: usize| settled.iter().map(|minute| minute[what]).sum::<u64>() as f64;
        let share = (sum(0) / REQUESTS as f64).max(sum(1) / TOKENS as f64) / 4.0;
        println!(
            "{name}: {:.1} % used, refused by minute: {:?}",
            share * 100.0,
            minutes.iter().map(|minute| minute[2]).collect::<Vec<_>>()
        );
        assert_eq!(sum(2), 0.0, "{name}: {minutes:?}");
        share
    }
}

#[tokio::test(start_paused = true)]
async fn a_thousand_waiters_are_served_in_order() {
    let service = Limited::new(Counting::Even, |_| 10);
    let extractor = limited(&service);
    let mut calls = JoinSet::new();
    for number in 0..1000 {
        let extractor = extractor.clone();
        calls.spawn(async move { extractor.ask(text(number, 10).into()).await });
        tokio::task::yield_now().await;
    }
    let mut queued = Vec::new();
    while let Some(result) = calls.join_next().await {
        let (_, evidence) = result.unwrap().expect("an answer");
        assert_eq!((evidence.attempts.len(), evidence.attempts[0].delay), (1, Duration::ZERO));
        queued.push(evidence.attempts[0].queued);
    }
    let order = std::mem::take(&mut service.0.lock().unwrap().order);
    assert_eq!(order, (0..1000).collect::<Vec<_>>());
    assert!(queued.iter().max() > Some(&MINUTE), "{queued:?}");
}

#[tokio::test(start_paused = true)]
async fn a_call_larger_than_the_limit_is_told_so_at_once() {
    let service = Limited::new(Counting::Even, |_| 10);
    let extractor = limited(&service);
    let start = Instant::now();
    let error = extractor.ask(text(0, TOKENS + 1).into()).await.expect_err("too large");
    assert!(matches!(&error, Error::NotSent(_)), "{error:?}");
    assert!(error.to_string().contains("the rate limit allows 200000"), "{error}");
    assert_eq!(start.elapsed(), Duration::ZERO);
    // The place is free again.
    assert!(extractor.ask(text(0, 10).into()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_short_call_of_many_tokens_refuses_no_long_one() {
    let service = Limited::new(Counting::Even, |number| if number == 1 { 400 } else { 90_000 });
    let extractor = limited(&service);
    assert!(extractor.ask(text(1, 20).into()).await.is_ok());
    let found = extractor.ask(text(2, 90_000).into()).await;
    assert!(found.is_ok(), "{found:?}");
}

#[tokio::test]
async fn what_never_left_costs_no_tokens() {
    for (kind, comes_back) in
        [(TransportErrorKind::Connect, true), (TransportErrorKind::Cut, false)]
    {
        let stage = Stage::new([Act::Fail(kind), Act::Fail(kind)]);
        let limit = RateLimit::default().tokens_per_minute(1000);
        let client = stage.builder().rate_limit(limit).max_retries(0).build().unwrap();
        let extractor = extractor(client);
        extractor.ask("a".into()).await.expect_err("no answer");
        let error = extractor.ask("a".into()).await.expect_err("no answer");
        assert_eq!(error.attempts()[0].queued.is_zero(), comes_back, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn more_calls_than_fit_before_their_deadlines_cost_no_throughput() {
    let service = Limited::new(Counting::Even, |_| 10);
    let extractor = limited(&service).deadline(Duration::from_secs(20));
    // Twenty calls a second, of which the service takes eight.
    let mut calls = JoinSet::new();
    for number in 0..20 * 300 {
        let extractor = extractor.clone();
        calls.spawn(async move { extractor.ask(text(number, 10).into()).await });
        rest(Duration::from_millis(50)).await;
    }
    let mut late = 0;
    while let Some(result) = calls.join_next().await {
        match result.unwrap() {
            Ok(_) | Err(Error::NotSent(_)) => {}
            Err(_) => late += 1,
        }
    }
    assert!(service.share_used("calls with a deadline") >= 0.97);
    assert_eq!(late, 0);
}

#[tokio::test(start_paused = true)]
async fn the_wait_in_the_queue_ends_with_the_deadline() {
    let service = Limited::new(Counting::Even, |_| 10);
    let extractor = limited(&service).deadline(Duration::from_secs(20));
    let start = Instant::now();
    let mut waiting = JoinSet::new();
    for number in 0..600 {
        let extractor = extractor.clone();
        waiting.spawn(async move { extractor.ask(text(number, 10).into()).await });
    }
    let mut unsent = 0;
    while let Some(result) = waiting.join_next().await {
        match result.unwrap() {
            Ok(_) => {}
            Err(Error::NotSent(_)) => unsent += 1,
            // Sent in time, and the answer would have come too late.
            Err(Error::Transport(error)) if error.kind() == TransportErrorKind::Deadline => {}
            Err(error) => panic!("{error}"),
        }
    }
    assert!((300..500).contains(&unsent), "{unsent}");
    assert!(start.elapsed() < Duration::from_secs(22), "{:?}", start.elapsed());
}
