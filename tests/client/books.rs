//! Very many calls through a server that fails now and then: what the client tells of each call equals
//! the server's own books. `CALLS` says how many; `scripts/soak` takes 100,000.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use extract::{
    Attempt, Client, Endpoint, Error, Extraction, Usage,
    testing::{Fault, Outcome, Request, Server},
    transport::{BoxFuture, Clock, SystemClock},
};
use serde_json::json;
use tokio::task::JoinSet;

/// What the server did with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Served {
    Busy,
    Failed,
    Refusal(Tokens),
    /// The answer was made, and half of it came through.
    Reset,
    Truncation(Tokens),
    Value(Tokens),
}

/// Tokens of request and answer.
type Tokens = (u64, u64);

type Books = Arc<Mutex<HashMap<u64, Vec<Served>>>>;

/// Decides by chance, and writes it down.
fn decide(request: &Request, books: &Books, chance: &Mutex<fastrand::Rng>) -> Outcome {
    let endpoint = request.endpoint().unwrap();
    let body = request.body();
    let list = if endpoint == Endpoint::Chat { &body["messages"] } else { &body["input"] };
    let number: u64 = list[0]["content"].as_str().unwrap().parse().unwrap();
    let (draw, tokens) = {
        let mut chance = chance.lock().unwrap();
        (chance.u32(0..100), (chance.u64(10..1000), chance.u64(1..500)))
    };
    let (served, outcome) = match draw {
        0..10 => (Served::Busy, error(429, "rate_limit_exceeded")),
        10..15 => (Served::Failed, error(500, "server_error")),
        15..17 => (Served::Reset, Outcome::fault(Fault::HalfBody)),
        17 => (Served::Refusal(tokens), raw(body_of(endpoint, Kind::Refusal, number, tokens))),
        18 => {
            (Served::Truncation(tokens), raw(body_of(endpoint, Kind::Truncation, number, tokens)))
        }
        _ => (Served::Value(tokens), raw(body_of(endpoint, Kind::Value, number, tokens))),
    };
    books.lock().unwrap().entry(number).or_default().push(served);
    outcome
}

enum Kind {
    Refusal,
    Truncation,
    Value,
}

fn body_of(endpoint: Endpoint, kind: Kind, number: u64, (input, output): Tokens) -> String {
    let text = match kind {
        Kind::Refusal => "I cannot help with that.".to_owned(),
        Kind::Truncation => r#"{"value":"#.to_owned(),
        Kind::Value => json!({ "value": number }).to_string(),
    };
    let is_refusal = matches!(kind, Kind::Refusal);
    let is_cut = matches!(kind, Kind::Truncation);
    match endpoint {
        Endpoint::Chat => json!({
            "choices": [{
                "finish_reason": if is_cut { "length" } else { "stop" },
                "message": if is_refusal { json!({ "refusal": text }) } else { json!({ "content": text }) },
            }],
            "usage": { "prompt_tokens": input, "completion_tokens": output },
        }),
        _ => json!({
            "status": if is_cut { "incomplete" } else { "completed" },
            "incomplete_details": is_cut.then(|| json!({ "reason": "max_output_tokens" })),
            "output": [{ "type": "message", "content": [match is_refusal {
                true => json!({ "type": "refusal", "refusal": text }),
                false => json!({ "type": "output_text", "text": text }),
            }] }],
            "usage": { "input_tokens": input, "output_tokens": output },
        }),
    }
    .to_string()
}

fn raw(body: String) -> Outcome {
    Outcome::raw(200, &[], body)
}

fn error(status: u16, code: &str) -> Outcome {
    Outcome::raw(status, &[], format!(r#"{{"error":{{"message":"M","code":"{code}"}}}}"#))
}

/// The clock of the system, whose waits before a retry take a thousandth of their time.
#[derive(Clone, Default)]
struct Hurried(SystemClock);

impl Clock for Hurried {
    fn now(&self) -> Duration {
        self.0.now()
    }

    fn wall(&self) -> SystemTime {
        self.0.wall()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        let is_wait = time <= Duration::from_secs(8);
        self.0.sleep(if is_wait { time / 1000 } else { time })
    }

    fn random(&self) -> f64 {
        self.0.random()
    }
}

/// What one call came to, as the client tells it, in the words of the books.
fn told(number: u64, result: &Result<Extraction<u64>, Error>) -> Vec<Served> {
    let attempts = match result {
        Ok(found) => {
            assert_eq!(found.value, number);
            &found.attempts[..]
        }
        Err(error) => error.attempts(),
    };
    let last = attempts.len() - 1;
    let word = |(index, attempt): (usize, &Attempt)| {
        let usage = || (attempt.usage.input.unwrap(), attempt.usage.output.unwrap());
        match (attempt.status, &attempt.why) {
            (Some(429), Some(_)) => Served::Busy,
            (Some(500), Some(_)) => Served::Failed,
            (Some(200), Some(_)) => Served::Reset,
            (Some(200), None) if index == last => match result {
                Ok(_) => Served::Value(usage()),
                Err(Error::Refused(_)) => Served::Refusal(usage()),
                Err(Error::Truncated(_)) => Served::Truncation(usage()),
                Err(error) => panic!("{error:?}"),
            },
            _ => panic!("{attempt:?}"),
        }
    };
    attempts.iter().enumerate().map(word).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_client_tells_equals_the_books_of_the_server() {
    let calls = std::env::var("CALLS").map_or(2_000, |calls| calls.parse().unwrap());
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let books = Books::default();
        let server = Server::start().await.unwrap();
        let written = Arc::clone(&books);
        let chance = Mutex::new(fastrand::Rng::with_seed(4));
        server.respond(move |request| decide(request, &written, &chance));
        let client = Client::builder()
            .base_url(server.url())
            .endpoint(endpoint)
            .clock(Hurried::default())
            .build()
            .unwrap();
        let numbers = client.extractor::<u64>("gpt-4.1");

        let mut outcomes = HashMap::new();
        let mut paid = Usage::default();
        let mut running = JoinSet::new();
        let mut waiting = 0..calls;
        loop {
            while running.len() < 256
                && let Some(number) = waiting.next()
            {
                let numbers = numbers.clone();
                running.spawn(async move { (number, numbers.extract(number.to_string()).await) });
            }
            let Some(ended) = running.join_next().await else { break };
            let (number, result) = ended.unwrap();
            paid += match &result {
                Ok(found) => found.usage,
                Err(error) => error.usage(),
            };
            assert!(outcomes.insert(number, told(number, &result)).is_none(), "{number} twice");
        }

        let books = books.lock().unwrap();
        assert_eq!(outcomes.len() as u64, calls);
        assert_eq!(books.len() as u64, calls);
        let mut sums: HashMap<&str, u64> = HashMap::new();
        let mut charged = Usage::new(0, 0);
        for (number, served) in books.iter() {
            assert_eq!(&outcomes[number], served, "{number}");
            for served in served {
                let (name, tokens) = match served {
                    Served::Busy => ("429", (0, 0)),
                    Served::Failed => ("500", (0, 0)),
                    Served::Refusal(tokens) => ("refusals", *tokens),
                    Served::Reset => ("lost in a reset", (0, 0)),
                    Served::Truncation(tokens) => ("truncations", *tokens),
                    Served::Value(tokens) => ("values", *tokens),
                };
                *sums.entry(name).or_default() += 1;
                charged += Usage::new(tokens.0, tokens.1);
            }
        }
        assert_eq!(paid.total(), charged.total());
        let requests: usize = books.values().map(Vec::len).sum();
        println!(
            "{endpoint:?}: {calls} calls, {requests} requests, {} tokens, {sums:?}",
            paid.total()
        );
    }
}
