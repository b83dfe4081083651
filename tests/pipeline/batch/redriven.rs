use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use extract::{
    pipeline::Document,
    testing::{BatchPlan, Fault, Outcome as Scripted, Server},
};
use serde_json::json;

use super::stage::*;

#[tokio::test]
async fn what_has_no_answer_is_asked_again_and_nothing_else() {
    let server = Server::start().await.unwrap();
    let is_well = Arc::new(AtomicBool::new(false));
    let now = Arc::clone(&is_well);
    server.respond(move |request| match number_of(request) {
        1 if !now.load(Ordering::Relaxed) => Scripted::fault(Fault::ServerError),
        2 => Scripted::refuse("no"),
        number => Scripted::answer(json!({ "value": number })),
    });
    server.plan_batch(BatchPlan::new().expire_after(5));
    let job = numbers(&server).batch(documents(8)).submit().await.unwrap();
    let (_, report) = finish(&job).await;
    assert_eq!((report.done, report.refused, report.failed), (3, 1, 4));

    is_well.store(true, Ordering::Relaxed);
    let again = job.redrive().await.unwrap();
    let (found, report) = finish(&again).await;
    assert_eq!((report.total(), report.done), (4, 4));
    let ids: Vec<_> = found.keys().map(String::as_str).collect();
    assert_eq!(ids, ["d1", "d5", "d6", "d7"]);
    let none = again.redrive().await.unwrap();
    assert_eq!(none.ids().len(), 0);
}

#[tokio::test]
async fn a_batch_that_failed_whole_is_redriven_whole() {
    let server = echo().await;
    server.plan_batch(BatchPlan::new().fail("token_limit_exceeded", "Too much."));
    let job = numbers(&server).batch(documents(5)).submit().await.unwrap();
    let job = numbers(&server).resume_batch(job.ids()).unwrap();
    let (found, _) = finish(&job.redrive().await.unwrap()).await;
    assert_eq!(found.len(), 5);
    assert!(found.values().all(|outcome| outcome.result.is_ok()));
}

#[tokio::test]
async fn a_run_with_the_same_journal_asks_online_for_what_has_no_answer() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(6));
    let job = numbers(&server).batch(documents(10)).journal(&journal.0).submit().await.unwrap();
    finish(&job).await;
    drop(job);
    let before = server.requests().len();
    let run = numbers(&server).run(documents(10)).journal(&journal.0);
    let mut outcomes = run.start().await.unwrap();
    while outcomes.next().await.is_some() {}
    assert_eq!((outcomes.report().done, outcomes.report().from_journal), (10, 6));
    let asked = server.requests().split_off(before);
    assert_eq!(asked.iter().filter(|request| request.path() == "/v1/responses").count(), 4);
}

#[tokio::test]
async fn what_has_no_answer_is_asked_online_without_the_documents() {
    let server = Server::start().await.unwrap();
    server.respond(|request| match number_of(request) {
        9 => Scripted::refuse("no"),
        number => Scripted::answer(json!({ "value": number })),
    });
    server.plan_batch(BatchPlan::new().expire_after(3));
    server.plan_batch(BatchPlan::new().line_error("d100", "server_error", "It broke."));
    let documents = documents(101);
    let ids = numbers(&server).batch(documents).max_lines(100).submit().await.unwrap();
    let job = numbers(&server).resume_batch(ids.ids()).unwrap();
    let (found, report) = all(job.redrive_online().await.unwrap()).await;
    assert_eq!((found.len(), report.done, report.refused, report.requests), (98, 97, 1, 98));
    for (id, outcome) in found {
        let number: u64 = id.strip_prefix('d').unwrap().parse().unwrap();
        assert!(number >= 3);
        assert!(outcome.result.is_ok_and(|found| found.value == number) || number == 9);
    }
}

/// As if the program had been killed behind the redrive, and began again where it was.
#[tokio::test]
async fn what_is_redriven_is_redriven_once() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(3));
    let batch = || numbers(&server).batch(documents(10)).journal(&journal.0);
    let job = batch().submit().await.unwrap();
    let first = job.redrive().await.unwrap();
    let again = job.redrive().await.unwrap();
    assert_eq!((first.ids(), server.batches().len()), (again.ids(), 2));
    let (found, report) = finish(&again).await;
    assert_eq!((found.len(), report.done), (7, 7));
    drop((job, first, again));
    // Three answers stand in the first batch, and nobody has taken them yet.
    let (found, report) = finish(&batch().submit().await.unwrap()).await;
    assert_whole(&found, 10);
    assert_eq!((report.from_journal, report.requests, server.batches().len()), (7, 3, 2));
    // What failed in the first batch is no news of what the second one has answered.
    let (found, report) = finish(&batch().submit().await.unwrap()).await;
    assert_whole(&found, 10);
    assert_eq!((report.from_journal, server.batches().len()), (10, 2));
}

/// What is asked online is known to later batches, and its futures can be given to any thread.
#[tokio::test]
async fn what_was_asked_online_is_in_the_journal() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(3));
    let batch = || numbers(&server).batch(documents(10)).journal(&journal.0);
    let batch_of_first = batch();
    let first = tokio::spawn(async move {
        let job = batch_of_first.submit().await.unwrap();
        let (_, report) = finish(&job).await;
        assert_eq!(report.done, 3);
        all(job.redrive_online().await.unwrap()).await
    });
    let (_, report) = first.await.unwrap();
    assert_eq!((report.done, report.requests), (7, 7));
    let job = batch().submit().await.unwrap();
    assert_eq!(job.ids().len(), 0);
    let (found, report) = finish(&job).await;
    assert_whole(&found, 10);
    assert_eq!((report.from_journal, server.batches().len()), (10, 1));
}

#[tokio::test]
async fn what_a_run_has_answered_since_is_not_asked_online() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(3));
    let job = numbers(&server).batch(documents(10)).journal(&journal.0).submit().await.unwrap();
    finish(&job).await;
    let (_, first) = all(job.redrive_online().await.unwrap()).await;
    let (found, second) = all(job.redrive_online().await.unwrap()).await;
    assert_eq!((first.done, first.requests, second.done, second.requests), (7, 7, 7, 0));
    assert!(found.values().all(|outcome| outcome.from_journal));
}

/// A program was killed, and the one after it has other documents: of these, two have the same text, and one has
/// the name of another one before.
#[tokio::test]
async fn what_is_redriven_has_the_names_of_those_who_wait() {
    for is_online in [false, true] {
        let (server, journal) = (echo().await, Scratch::new());
        for _ in 0..2 {
            server.plan_batch(BatchPlan::new().expire_after(0));
        }
        let batch = |texts: &[(&str, u64)]| {
            let of = |(id, n): &(&str, u64)| Document::new(*id, n.to_string()).with(*n);
            let documents: Vec<_> = texts.iter().map(of).collect();
            numbers(&server).batch(documents).journal(&journal.0)
        };
        drop(batch(&[("a", 1), ("b", 2), ("gone", 3)]).submit().await.unwrap());
        let job = batch(&[("a", 2), ("z", 1), ("y", 1), ("new", 4)]).submit().await.unwrap();
        finish(&job).await;
        let before = server.requests().len();
        let (found, report) = match is_online {
            true => all(job.redrive_online().await.unwrap()).await,
            false => finish(&job.redrive().await.unwrap()).await,
        };
        let values: Vec<_> =
            found.iter().map(|(id, it)| (id.as_str(), it.result.as_ref().unwrap().value)).collect();
        assert_eq!(values, [("a", 2), ("new", 4), ("y", 1), ("z", 1)], "{is_online}");
        assert_eq!((report.requests, report.from_journal), (3, 1));
        if is_online {
            let asked = server.requests().split_off(before);
            assert_eq!(asked.iter().filter(|it| it.path() == "/v1/responses").count(), 3);
        }
    }
}

#[tokio::test]
async fn what_is_redriven_again_is_asked_again() {
    let (server, journal) = (echo().await, Scratch::new());
    server.plan_batch(BatchPlan::new().expire_after(3));
    server.plan_batch(BatchPlan::new().expire_after(0));
    let job = numbers(&server).batch(documents(10)).journal(&journal.0).submit().await.unwrap();
    let first = job.redrive().await.unwrap();
    let second = first.redrive().await.unwrap();
    assert_eq!(server.batches().len(), 3);
    let (found, report) = finish(&second).await;
    assert_eq!((found.len(), report.done), (7, 7));
}
