//! What the server did, by its own account.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use extract::testing::{Fault, Outcome, Request, Server};
use serde_json::{Value, json};

/// What the server answered, by document.
#[derive(Clone)]
pub struct Books(Arc<Mutex<Inner>>);

struct Inner {
    chance: fastrand::Rng,
    requests: u64,
    answered: u64,
    /// The answers that were paid since the books were closed last.
    open: Vec<u64>,
    /// How often a document was paid.
    paid: HashMap<u64, u32>,
    /// What kind of answer it got last.
    last: HashMap<u64, Kind>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Refusal,
    Truncation,
    Value,
}

impl Books {
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            chance: fastrand::Rng::with_seed(seed),
            requests: 0,
            answered: 0,
            open: Vec::new(),
            paid: HashMap::new(),
            last: HashMap::new(),
        })))
    }

    /// 10 % are 429, 5 % 500, 2 % are lost in a reset, 1 % refusals, 1 % cut off.
    pub fn answer_by(&self, server: &Server) {
        let books = self.clone();
        server.respond(move |request| books.decide(request));
    }

    fn decide(&self, request: &Request) -> Outcome {
        let body = request.body();
        let number = number_of(&body);
        let mut inner = self.0.lock().unwrap();
        inner.requests += 1;
        let (outcome, kind) = match inner.chance.u32(0..100) {
            0..10 => return error(429, "rate_limit_exceeded"),
            10..15 => return error(500, "server_error"),
            15..17 => return Outcome::fault(Fault::HalfBody),
            17 => (Outcome::refuse("I cannot help with that."), Kind::Refusal),
            18 => (Outcome::truncate("{\"value\":"), Kind::Truncation),
            _ => (Outcome::answer(json!({ "value": number })), Kind::Value),
        };
        inner.answered += 1;
        inner.open.push(number);
        *inner.paid.entry(number).or_default() += 1;
        inner.last.insert(number, kind);
        outcome
    }

    pub fn requests(&self) -> u64 {
        self.0.lock().unwrap().requests
    }

    pub fn answered(&self) -> u64 {
        self.0.lock().unwrap().answered
    }

    pub fn last(&self, number: u64) -> Option<Kind> {
        self.0.lock().unwrap().last.get(&number).copied()
    }

    /// Judges what was answered since the last time, when the journal knew what was `kept`; it knows more
    /// now. Says how many answers were paid again, and how many were never kept.
    pub fn close(&self, kept: &HashSet<u64>, known: &HashSet<u64>) -> (u64, u64) {
        let mut inner = self.0.lock().unwrap();
        let mut in_flight = 0;
        let mut again = 0;
        for number in std::mem::take(&mut inner.open) {
            assert!(!kept.contains(&number), "{number} was in the journal, and was asked again");
            in_flight += u64::from(!known.contains(&number));
            again += u64::from(inner.paid[&number] > 1);
        }
        (again, in_flight)
    }
}

fn number_of(body: &Value) -> u64 {
    body["input"][0]["content"].as_str().unwrap().parse().unwrap()
}

fn error(status: u16, code: &str) -> Outcome {
    Outcome::raw(status, &[], format!(r#"{{"error":{{"message":"M","code":"{code}"}}}}"#))
}
