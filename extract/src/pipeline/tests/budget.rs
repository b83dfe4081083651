use std::sync::{Arc, Mutex};

use super::*;
use crate::{Money, Prices, Tier};

/// What the server has charged for, in the order in which it was asked.
type Books = Arc<Mutex<Vec<Usage>>>;

/// Answers of many lengths, of which some are refusals, cut off, no value, or come after failures.
async fn server(seed: u64) -> (Server, Books) {
    let server = Server::start().await.unwrap();
    let books = Books::default();
    let (kept, state) = (Arc::clone(&books), AtomicU64::new(seed));
    server.respond(move |_| {
        let next =
            |state: u64| state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
        let state = state.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |it| Some(next(it)));
        let chance = (state.unwrap() >> 33) as u32;
        match chance % 20 {
            0 => return Scripted::raw(500, &[("retry-after-ms", "1")], "{}"),
            1 => return Scripted::raw(429, &[("retry-after-ms", "1")], "{}"),
            2 => return Scripted::raw(400, &[], "{}"),
            _ => {}
        }
        let mut usage = Usage::new(100, u64::from(20 + chance / 20 % 500));
        usage.cached = Some(0);
        kept.lock().unwrap().push(usage);
        let outcome = match chance % 20 {
            3 => Scripted::refuse("no"),
            4 => Scripted::truncate("{\"value\":"),
            5 => Scripted::answer(json!({ "value": -1 })),
            _ => Scripted::answer(json!({ "value": 7 })),
        };
        outcome.usage(usage)
    });
    (server, books)
}

fn money(usage: &Usage) -> Money {
    Prices::builtin().cost("gpt-5-mini", Tier::Standard, usage).unwrap()
}

#[tokio::test]
async fn a_budget_is_never_exceeded_by_more_than_what_was_in_flight() {
    for seed in 1..=3 {
        for concurrency in [1, 4, 16] {
            for (budget, in_money) in [(3_000, false), (9_000, false), (4, true), (12, true)] {
                let (server, books) = server(seed).await;
                // The first answers are expected to be as long as this.
                let extractor =
                    server.client().extractor::<u64>("gpt-5-mini").max_output_tokens(600);
                let limit = Money::of_picodollars(budget * 1_000_000_000);
                let budget_of = if in_money {
                    Budget::money(limit, Prices::builtin())
                } else {
                    Budget::tokens(budget as u64)
                };
                let run = extractor.run(documents(120)).concurrency(concurrency);
                let (found, report) = all(run.budget(budget_of).start().await.unwrap()).await;

                let books = books.lock().unwrap();
                let case =
                    format!("{seed}, {concurrency} in work, budget {budget}, money {in_money}");
                assert_eq!((found.len(), report.total()), (120, 120), "{case}");
                assert!(report.not_sent > 0, "{case}");
                assert_eq!(report.usage, books.iter().copied().sum::<Usage>(), "{case}");
                assert_eq!(report.cost, Some(books.iter().map(money).sum()), "{case}");
                // Whoever was in flight when it was spent.
                let (before, _) = books.split_at(books.len().saturating_sub(concurrency));
                if in_money {
                    assert!(before.iter().map(money).sum::<Money>() <= limit, "{case}");
                    assert!(report.cost.unwrap().usd() >= 0.5 * limit.usd(), "{case}");
                } else {
                    let before = before.iter().map(Usage::total).sum::<u64>();
                    assert!(before <= budget as u64, "{case}");
                    assert!(report.usage.total() >= budget as u64 / 2, "{case}");
                }
            }
        }
    }
}

#[tokio::test]
async fn what_a_journal_knows_takes_nothing_from_the_budget() {
    let (server, path) = (echo().await, Scratch::new());
    let run = || numbers(&server).max_output_tokens(40).run(documents(100)).journal(&path.0);
    let mut done = 0;
    // Each costs 100: a fifth of them each time, until nothing is left to be asked.
    for round in 1..=6 {
        let (_, report) = all(run().budget(Budget::tokens(2_000)).start().await.unwrap()).await;
        assert_eq!(report.from_journal, done, "round {round}");
        assert!(report.usage.total() <= 2_000, "round {round}");
        done = report.done;
    }
    assert_eq!((done, server.requests().len()), (100, 100));
}

#[tokio::test]
async fn answers_that_tell_no_tokens_cost_what_was_expected() {
    for answer in ["{\"value\":1}", "{\"value\":-1}"] {
        let server = untold(answer).await;
        let run = numbers(&server).run(documents(50)).budget(Budget::tokens(5_000)).concurrency(1);
        let (_, report) = all(run.start().await.unwrap()).await;
        let answered = report.done + report.invalid;
        assert!((1..=10).contains(&answered), "{answer}: {report:?}");
        assert_eq!(report.not_sent, 50 - answered);
    }
}

#[tokio::test]
async fn a_long_document_of_untold_cost_does_not_make_the_short_ones_dear() {
    let server = untold("{\"value\":1}").await;
    let mut many = documents(50);
    // About 10,000 tokens; the others need 600, most of them for the answer.
    many[0] = Document::new("long", "7 ".repeat(20_000)).with(0);
    let run = numbers(&server).run(many).budget(Budget::tokens(60_000)).concurrency(1);
    let (_, report) = all(run.start().await.unwrap()).await;
    assert_eq!((report.done, report.not_sent), (50, 0));
}

/// A server that says nothing of tokens.
async fn untold(answer: &str) -> Server {
    let server = Server::start().await.unwrap();
    let text = json!({ "type": "output_text", "text": answer, "annotations": [] });
    let message = json!({ "type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [text] });
    let body =
        json!({ "id": "r", "object": "response", "status": "completed", "output": [message] });
    server.respond(move |_| Scripted::raw(200, &[], body.to_string()));
    server
}

struct Explodes;

impl crate::Observer for Explodes {
    fn finished(&self, _: &crate::sight::CallInfo<'_>, _: &crate::sight::Finished<'_>) {
        panic!("an observer of the user");
    }
}

#[tokio::test]
async fn what_panicked_after_it_was_sent_counts_as_spent() {
    let server = echo().await;
    let client = crate::Client::builder().base_url(server.url()).api_key("sk-local");
    let client = client.observer(Explodes).build().unwrap();
    let numbers = client.extractor::<u64>("gpt-5-mini").max_output_tokens(40);
    let run = numbers.run(documents(100)).concurrency(1).budget(Budget::tokens(1_000));
    let (found, _) = all(run.start().await.unwrap()).await;
    assert_eq!(found.len(), 100);
    assert!(server.requests().len() <= 25, "{}", server.requests().len());
}
