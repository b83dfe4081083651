//! A run that shows how far it is: `scripts/progress` looks at it in a terminal and in a pipe; no part of `cargo
//! test`.

use std::time::Duration;

use extract::{
    Client, Usage,
    pipeline::{Document, Progress},
    testing::{Outcome, Server},
};
use serde_json::json;

/// One in so many says something on stdout.
const TALKATIVE: u64 = 50;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [documents, journal, whole] = &arguments[..] else { panic!("DOCUMENTS JOURNAL WHOLE") };
    let documents: u64 = documents.parse().unwrap();
    let server = served().await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let numbers = client.extractor::<u64>("gpt-5-mini");

    let inputs = (0..documents).map(|n| Document::new(n.to_string(), n.to_string()).with(n));
    // An iterator that may leave out some does not know how many it will give.
    let run = match whole.as_str() {
        "whole" => numbers.run(inputs),
        _ => numbers.run(inputs.filter(|_| true)),
    };
    let run = if journal == "-" { run } else { run.journal(journal) };
    let progress = Progress::new().every(Duration::from_millis(500));
    let mut outcomes = run.concurrency(4).progress(progress).start().await.unwrap();
    while let Some(outcome) = outcomes.next().await {
        if outcome.meta % TALKATIVE == 0 {
            outcomes.suspend(|| println!("document {} is here", outcome.id));
        }
    }
    let report = outcomes.report();
    let figures = json!({
        "documents": report.total(),
        "done": report.done,
        "refused": report.refused,
        "invalid": report.invalid,
        "from_journal": report.from_journal,
        "requests": report.requests,
        "tokens": report.usage.total(),
        "cents": (report.cost.unwrap().usd() * 100.0).round(),
    });
    println!("{figures}");
}

/// Answers take 20 ms; of ten documents one is refused and one has an answer that is no value.
async fn served() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        let body = request.body();
        let number: i64 = body["input"][0]["content"].as_str().unwrap().parse().unwrap();
        let mut usage = Usage::new(12_345, 6_789);
        usage.cached = Some(0);
        let outcome = match number % 10 {
            3 => Outcome::refuse("no"),
            7 => Outcome::answer(json!({ "value": -number })),
            _ => Outcome::answer(json!({ "value": number })),
        };
        outcome.usage(usage).after(Duration::from_millis(20))
    });
    server
}
