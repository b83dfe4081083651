//! Answers that are kept, and given again to equal calls.

mod calls;
mod disk;
mod losses;
mod misses;
mod place;

use std::time::Duration;

use extract::{
    Cache, Client, Extraction, Extractor, Usage,
    testing::{Outcome, Request, Server},
};
use place::{Memory, Scratch, TestClock};
use serde_json::json;

/// The number that is asked about.
fn number_of(request: &Request) -> u64 {
    let body = request.body();
    let list = if body["messages"].is_null() { &body["input"] } else { &body["messages"] };
    let text = list.as_array().unwrap().last().unwrap()["content"].as_str().unwrap();
    text.parse().unwrap()
}

/// Answers each number with itself.
async fn echo() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        Outcome::answer(json!({ "value": number_of(request) })).usage(Usage::new(60, 40))
    });
    server
}

fn numbers(client: &Client, cache: &Cache) -> Extractor<u64> {
    client.extractor("gpt-5-mini").max_retries(0).cache(cache.clone())
}

fn in_memory() -> Cache {
    Cache::new(Memory::default())
}

#[tokio::test]
async fn an_equal_call_gets_the_answer_and_pays_nothing() {
    let (server, cache) = (echo().await, in_memory());
    let numbers = numbers(&server.client(), &cache);
    let paid = numbers.extract("17").await.unwrap();
    let kept = numbers.extract("17").await.unwrap();
    assert_eq!(server.requests().len(), 1);
    assert!(!paid.from_cache && kept.from_cache);
    assert_eq!((paid.usage, paid.attempts.len()), (Usage::new(60, 40), 1));
    assert_eq!((kept.usage, kept.attempts.len()), (Usage::new(0, 0), 0));
    // All else is as it was.
    let Extraction { usage, attempts, from_cache, elapsed, .. } = kept.clone();
    let mut expected = paid;
    (expected.usage, expected.attempts) = (usage, attempts);
    (expected.from_cache, expected.elapsed) = (from_cache, elapsed);
    assert_eq!(kept, expected);
    assert_eq!((cache.losses(), cache.trouble()), (0, None));
}

#[tokio::test]
async fn tokens_and_reasoning_of_an_answer_are_kept_with_it() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    let text = r#"{"value":17}"#;
    server.script(
        Outcome::answer_text(text)
            .logprobs([(r#"{"value":"#, -0.5), ("17}", -0.25)])
            .reasoning("Seventeen."),
    );
    let numbers = server.client().extractor::<u64>("gpt-4.1").logprobs(true).cache(cache);
    let paid = numbers.extract("17").await.unwrap();
    let kept = numbers.extract("17").await.unwrap();
    assert!(kept.from_cache && paid.confidence("value") == Some((-0.25_f64).exp()));
    assert_eq!(kept.confidences(), paid.confidences());
    assert_eq!(kept.reasoning_summary, paid.reasoning_summary);
    assert_eq!(kept.response_id, paid.response_id);
}

#[tokio::test]
async fn clients_and_openings_share_a_file() {
    let (server, file) = (echo().await, Scratch::new());
    for opening in 0..3 {
        let cache = Cache::open(file.path()).unwrap();
        for client in 0..2 {
            let found = numbers(&server.client(), &cache).extract("17").await.unwrap();
            assert_eq!((found.value, found.from_cache), (17, opening + client > 0));
        }
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_answer_is_given_until_its_lifetime_is_over() {
    let (server, clock) = (echo().await, TestClock::default());
    let client = server_client(&server, &clock);
    let day = Duration::from_secs(86_400);
    let cache = in_memory();
    let for_ever = numbers(&client, &cache);
    let for_a_day = numbers(&client, &cache.lifetime(day));
    for_a_day.extract("17").await.unwrap();

    clock.advance(day - Duration::from_millis(1));
    assert!(for_a_day.extract("17").await.unwrap().from_cache);
    clock.advance(Duration::from_millis(1));
    // Each asks how old an answer is that it gives.
    assert!(for_ever.extract("17").await.unwrap().from_cache);
    assert!(!for_a_day.extract("17").await.unwrap().from_cache);
    // That one is young again.
    assert!(for_a_day.extract("17").await.unwrap().from_cache);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_from_the_future_is_not_given_where_it_matters() {
    let (server, clock) = (echo().await, TestClock::default());
    let client = server_client(&server, &clock);
    let (cache, hour) = (in_memory(), Duration::from_secs(3600));
    clock.advance(hour);
    numbers(&client, &cache).extract("17").await.unwrap();
    clock.go_back(hour);
    assert!(numbers(&client, &cache).extract("17").await.unwrap().from_cache);
    let for_a_day = numbers(&client, &cache.lifetime(24 * hour));
    assert!(!for_a_day.extract("17").await.unwrap().from_cache);
}

fn server_client(server: &Server, clock: &TestClock) -> Client {
    Client::builder().base_url(server.url()).clock(clock.clone()).build().unwrap()
}
