use std::{
    collections::BTreeSet,
    path::PathBuf,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde_json::json;

use super::*;
use crate::{
    Error, Extractor, Usage,
    testing::{Fault, Outcome as Scripted, Request, Server},
    transport::{Clock, SystemClock},
};

mod budget;
mod dry_run;
mod journal;
#[cfg(feature = "progress")]
mod progress;

/// A file that is gone when its test is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("extract-journal-{}-{number}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

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
        Scripted::answer(json!({ "value": number_of(request) })).usage(Usage::new(60, 40))
    });
    server
}

fn numbers(server: &Server) -> Extractor<u64> {
    server.client().extractor("gpt-5-mini").max_retries(0)
}

fn documents(count: u64) -> Vec<Document<u64>> {
    (0..count).map(|n| Document::new(format!("d{n}"), n.to_string()).with(n)).collect()
}

async fn all<T: Send + 'static, M: Unpin>(
    mut outcomes: Outcomes<T, M>,
) -> (Vec<Outcome<T, M>>, Report) {
    let mut found = Vec::new();
    while let Some(outcome) = outcomes.next().await {
        found.push(outcome);
    }
    (found, outcomes.report())
}

#[tokio::test]
async fn every_document_has_one_outcome_with_its_own_value_and_meta() {
    let server = echo().await;
    let run = numbers(&server).run(documents(300)).concurrency(16).start().await.unwrap();
    let (found, report) = all(run).await;
    let ids: BTreeSet<_> = found.iter().map(|outcome| outcome.id.clone()).collect();
    assert_eq!((found.len(), ids.len()), (300, 300));
    for outcome in &found {
        assert_eq!(outcome.id, format!("d{}", outcome.meta));
        assert_eq!(outcome.index, outcome.meta);
        assert_eq!(outcome.result.as_ref().unwrap().value, outcome.meta);
    }
    assert_eq!((report.done, report.total(), report.requests), (300, 300, 300));
    assert_eq!(report.usage, Usage::new(300 * 60, 300 * 40));
}

#[tokio::test]
async fn outcomes_come_in_the_order_of_the_documents_where_that_is_asked() {
    let server = Server::start().await.unwrap();
    server.respond(|request| {
        let number = number_of(request);
        let delay = Duration::from_millis((number * 7) % 20);
        Scripted::answer(json!({ "value": number })).after(delay)
    });
    let run = numbers(&server).run(documents(100)).concurrency(8).in_order().start().await.unwrap();
    let (found, _) = all(run).await;
    assert!(found.iter().map(|outcome| outcome.index).eq(0..100));
}

#[tokio::test]
async fn no_more_documents_are_taken_than_have_a_place() {
    let server = echo().await;
    let taken = std::sync::Arc::new(AtomicU64::new(0));
    let counted = std::sync::Arc::clone(&taken);
    let endless = (0..).map(move |n: u64| {
        counted.fetch_add(1, Ordering::Relaxed);
        Document::new(n.to_string(), n.to_string())
    });
    let mut run = numbers(&server).run(endless).concurrency(4).start().await.unwrap();
    for given in 1..=50 {
        run.next().await.unwrap();
        let taken = taken.load(Ordering::Relaxed);
        assert!(taken <= given + 4 + 16, "{taken} taken for {given} outcomes");
    }
}

#[tokio::test]
async fn each_kind_of_outcome_is_counted_once() {
    let server = Server::start().await.unwrap();
    server.respond(|request| match number_of(request) % 8 {
        0 => Scripted::answer(json!({ "value": 1 })),
        1 => Scripted::refuse("no"),
        2 => Scripted::truncate("{\"value\":"),
        3 => Scripted::filter(crate::testing::Filter::Answer),
        4 => Scripted::empty(),
        5 => Scripted::answer(json!({ "value": -1 })),
        6 => Scripted::fault(Fault::ServerError),
        _ => Scripted::fault(Fault::Disconnect),
    });
    let mut inputs = documents(80);
    inputs.push(Document::new("d3", "twice").with(80));
    let run = numbers(&server).run(inputs).start().await.unwrap();
    let (found, report) = all(run).await;
    assert_eq!(found.len(), 81);
    let counts = [report.done, report.refused, report.truncated, report.filtered, report.empty];
    assert_eq!(counts, [10; 5]);
    assert_eq!((report.invalid, report.failed, report.wrong), (10, 20, 1));
    let twice = found.iter().find(|outcome| outcome.index == 80).unwrap();
    let error = twice.result.as_ref().unwrap_err();
    assert!(matches!(error, Error::Config(_)) && error.to_string().contains("`d3`"), "{error}");
}

#[tokio::test]
async fn a_budget_ends_the_run_before_it_is_spent() {
    let server = echo().await;
    for (budget, concurrency) in [(1_000, 1), (10_000, 1), (10_000, 7), (50, 3)] {
        let extractor = numbers(&server).max_output_tokens(40);
        let run = extractor
            .run(documents(200))
            .concurrency(concurrency)
            .budget(Budget::tokens(budget))
            .start()
            .await
            .unwrap();
        let (found, report) = all(run).await;
        assert_eq!(found.len(), 200);
        // Each costs 100.
        let most_in_work = 100 * concurrency as u64;
        assert!(report.usage.total() <= budget + most_in_work, "{budget}: {report:?}");
        assert!(report.usage.total() + 2 * most_in_work >= budget.min(20_000), "{report:?}");
        assert_eq!(report.done + report.not_sent, 200);
        let error = found.iter().find_map(|outcome| outcome.result.as_ref().err()).unwrap();
        assert!(error.to_string().contains(&format!("budget of {budget} tokens")), "{error}");
    }
}

#[tokio::test]
async fn a_price_that_is_not_known_sends_nothing() {
    let server = echo().await;
    let extractor = server.client().extractor::<u64>("gpt-unheard-of");
    let budget = Budget::money("1".parse().unwrap(), crate::Prices::builtin());
    let run = extractor.run(documents(5)).budget(budget).start().await.unwrap();
    let (_, report) = all(run).await;
    assert_eq!((report.not_sent, server.requests().len()), (5, 0));
}

#[tokio::test]
async fn a_run_that_is_stopped_finishes_what_is_in_work() {
    let server = echo().await;
    let mut run = numbers(&server).run(documents(100)).concurrency(5).start().await.unwrap();
    let stop = run.stopper();
    run.next().await.unwrap();
    stop.finish();
    let (rest, report) = all(run).await;
    assert_eq!(rest.len(), 99);
    assert!(report.done >= 2 && report.done <= 10, "{report:?}");
    assert_eq!((report.done + report.not_sent, report.unknown.len()), (100, 0));
    assert_eq!(server.requests().len() as u64, report.done);
}

#[tokio::test]
async fn what_is_dropped_in_work_is_listed() {
    let server = Server::start().await.unwrap();
    server.respond(|_| Scripted::fault(Fault::Silence));
    for by_deadline in [false, true] {
        let run = numbers(&server).run(documents(10)).concurrency(3);
        let run = if by_deadline { run.deadline(Duration::from_millis(50)) } else { run };
        let run = run.start().await.unwrap();
        let stop = run.stopper();
        if !by_deadline {
            tokio::spawn(async move {
                SystemClock::default().sleep(Duration::from_millis(50)).await;
                stop.drop_all();
            });
        }
        let (found, report) = all(run).await;
        assert_eq!((found.len(), report.not_sent, report.unknown.len()), (10, 10, 3));
        assert!(found.iter().all(|outcome| matches!(outcome.result, Err(Error::NotSent(_)))));
    }
}

#[tokio::test]
async fn no_place_for_a_document_is_told_before_anything_is_sent() {
    let server = echo().await;
    let error = numbers(&server).run(documents(1)).concurrency(0).start().await.unwrap_err();
    assert!(error.to_string().contains("concurrency"), "{error}");
}

#[tokio::test]
async fn a_source_that_breaks_ends_the_run_and_what_it_still_gives_is_not_sent() {
    let server = echo().await;
    let broken = || Err(crate::error::ConfigError::new("line 3 is gone").into());
    let endless = || std::iter::repeat_with(broken);
    let good = |range: std::ops::Range<usize>| documents(6)[range].to_vec().into_iter().map(Ok);
    type Items = Box<dyn Iterator<Item = Result<Document<u64>, Error>> + Send>;
    let sources: [(Items, u64, u64); 4] = [
        (Box::new(good(0..3)), 3, 0),
        (Box::new(good(0..3).chain([broken()])), 3, 0),
        (Box::new(good(0..3).chain([broken()]).chain(good(3..6))), 3, 3),
        (Box::new(good(0..3).chain(endless())), 3, 0),
    ];
    for (number, (items, done, not_sent)) in sources.into_iter().enumerate() {
        let run = numbers(&server).run(items).in_order().start().await.unwrap();
        let (found, report) = all(run).await;
        assert!(found.iter().map(|outcome| outcome.index).eq(0..done + not_sent), "{number}");
        assert_eq!((report.done, report.not_sent, report.unknown.len()), (done, not_sent, 0));
        assert_eq!(report.broken.as_deref(), (number > 0).then_some("line 3 is gone"));
        for outcome in &found[3..] {
            let error = outcome.result.as_ref().unwrap_err();
            assert!(error.to_string().contains("line 3 is gone"), "{error}");
        }
    }
}

/// A channel of tokio: to its reader it seems empty when the reader's turn is over.
struct Queue(tokio::sync::mpsc::UnboundedReceiver<Document<u64>>);

impl futures_core::Stream for Queue {
    type Item = Document<u64>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[tokio::test]
async fn what_waits_in_a_channel_has_its_outcome_after_the_end() {
    let server = echo().await;
    for is_open in [false, true] {
        let (sender, queue) = tokio::sync::mpsc::unbounded_channel();
        documents(1_000).into_iter().for_each(|document| sender.send(document).unwrap());
        let open = is_open.then_some(sender);
        let run = numbers(&server).run_stream(Queue(queue)).start().await.unwrap();
        run.stopper().finish();
        let (found, report) = all(run).await;
        assert_eq!((found.len(), report.not_sent), (1_000, 1_000));
        assert_eq!(report.broken.is_some(), is_open);
        drop(open);
    }
}

#[tokio::test]
async fn outcomes_that_are_at_hand_leave_others_their_turn() {
    let server = echo().await;
    let run = numbers(&server).run(documents(10_000)).start().await.unwrap();
    run.stopper().finish();
    let turns = std::sync::Arc::new(AtomicU64::new(0));
    let counted = std::sync::Arc::clone(&turns);
    let other = tokio::spawn(async move {
        loop {
            counted.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(all(run).await.0.len(), 10_000);
    assert!(turns.load(Ordering::Relaxed) > 10);
    other.abort();
}

#[tokio::test]
async fn what_the_deadline_drops_says_so_whatever_ended_the_run_before() {
    let server = Server::start().await.unwrap();
    server.respond(|_| Scripted::fault(Fault::Silence));
    let broken = Err(crate::error::ConfigError::new("line 3 is gone").into());
    let items = documents(3).into_iter().map(Ok).chain([broken]);
    let run = numbers(&server).run(items).deadline(Duration::from_millis(50));
    let (found, report) = all(run.start().await.unwrap()).await;
    assert_eq!(report.unknown.len(), 3);
    for outcome in &found {
        let error = outcome.result.as_ref().unwrap_err().to_string();
        assert!(error.contains("the deadline of the run"), "{error}");
    }
}
