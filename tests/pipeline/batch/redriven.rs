use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use extract::testing::{BatchPlan, Fault, Outcome as Scripted, Server};
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
