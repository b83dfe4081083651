//! Batches: one outcome for each document, whatever becomes of lines, files, connections and programs.

mod fake;
mod files;
mod killed;
mod large;
mod lost;
mod odd;
mod redriven;
mod stage;

use extract::{
    Error, Prices, Tier, Usage,
    error::ConfigError,
    pipeline::Document,
    testing::{BatchPlan, Fault, Outcome as Scripted, Server},
    wire::batch::Status,
};
use serde_json::json;

use stage::*;

#[tokio::test]
async fn every_document_has_its_own_value_and_meta_at_the_price_of_a_batch() {
    let server = echo().await;
    server.plan_batch(BatchPlan::new().shuffle(7));
    let job = numbers(&server).batch(documents(20)).metadata("who", "me").submit().await.unwrap();
    assert_eq!(job.ids().len(), 1);
    let (found, report) = finish(&job).await;
    assert_whole(&found, 20);
    assert_eq!((report.done, report.total(), report.requests), (20, 20, 20));
    let value = found["d3"].result.as_ref().unwrap();
    assert_eq!(value.service_tier.as_deref(), Some("batch"));
    let mut paid = Usage::new(60, 40);
    paid.cached = Some(0);
    let one = Prices::builtin().cost("gpt-5-mini", Tier::Batch, &paid).unwrap();
    let all: extract::Money = std::iter::repeat_n(one, 20).sum();
    assert_eq!(report.cost, Some(all));
    let made = &server.batches()[0];
    assert!(made.metadata.contains(&("who".to_owned(), "me".to_owned())), "{made:?}");
}

#[tokio::test]
async fn both_endpoints_take_batches() {
    for endpoint in [extract::Endpoint::Chat, extract::Endpoint::Responses] {
        let server = echo().await;
        let job = numbers(&server).endpoint(endpoint).batch(documents(3)).submit().await.unwrap();
        let (found, _) = finish(&job).await;
        assert_whole(&found, 3);
    }
}

#[tokio::test]
async fn another_process_has_the_outcomes_by_the_ids() {
    let server = echo().await;
    let job = numbers(&server).batch(documents(7)).max_lines(3).submit().await.unwrap();
    assert_eq!(job.ids().len(), 3);
    let resumed = numbers(&server).resume_batch(job.ids()).unwrap();
    drop(job);
    let (found, report) = finish(&resumed).await;
    assert_eq!((found.len(), report.done), (7, 7));
    assert!(found.iter().all(|(id, it)| *id == format!("d{}", it.result.as_ref().unwrap().value)));
    let error = resumed.wait().await.unwrap_err();
    assert!(error.to_string().contains("given already"), "{error}");
}

/// What ends a batch early leaves one outcome for each document all the same: 4 of 10 have run.
#[tokio::test]
async fn every_end_of_a_batch_gives_each_document_an_outcome() {
    let plans = [
        (BatchPlan::new(), Status::Completed, 10, None, true),
        (BatchPlan::new().expire_after(4), Status::Expired, 4, Some("batch_expired"), true),
        (BatchPlan::new().cancel_after(4), Status::Cancelled, 4, Some("batch_cancelled"), true),
        (
            BatchPlan::new().fail("token_limit_exceeded", "Too much is enqueued."),
            Status::Failed,
            0,
            Some("token_limit_exceeded"),
            true,
        ),
        (
            BatchPlan::new().fail("model_not_found", "No such model."),
            Status::Failed,
            0,
            Some("model_not_found"),
            false,
        ),
    ];
    for (plan, end, done, code, is_retryable) in plans {
        let server = echo().await;
        server.plan_batch(plan);
        let job = numbers(&server).batch(documents(10)).submit().await.unwrap();
        assert_eq!(job.status().await.unwrap().len(), 1);
        if end == Status::Cancelled {
            while job.status().await.unwrap()[0].counts.completed != Some(4) {}
            job.cancel().await.unwrap();
        }
        let (found, report) = finish(&job).await;
        assert_eq!(job.status().await.unwrap()[0].status, end);
        assert_eq!((report.total(), report.done, report.failed), (10, done, 10 - done), "{end:?}");
        for outcome in found.values() {
            let Err(error) = &outcome.result else { continue };
            let Error::Api(said) = error else { panic!("{error:?}") };
            assert_eq!(said.code(), code, "{end:?}");
            assert!(said.message().is_some(), "{said:?}");
            assert_eq!(error.is_retryable(), is_retryable, "{end:?}");
        }
        // To stop what has ended changes nothing.
        job.cancel().await.unwrap();
    }
}

#[tokio::test]
async fn each_line_fails_as_a_request_would() {
    let server = Server::start().await.unwrap();
    server.respond(|request| match number_of(request) {
        1 => Scripted::refuse("no"),
        2 => Scripted::truncate("{\"value\":"),
        3 => Scripted::empty(),
        4 => Scripted::answer(json!({ "value": -1 })),
        5 => Scripted::fault(Fault::ServerError),
        6 => Scripted::filter(extract::testing::Filter::Answer),
        7 => Scripted::raw(
            400,
            &[],
            r#"{"error":{"message":"M","code":"c","type":"t","param":"p"}}"#,
        ),
        number => Scripted::answer(json!({ "value": number })),
    });
    server.plan_batch(BatchPlan::new().line_error("d8", "server_error", "It broke."));
    let job = numbers(&server).batch(documents(10)).submit().await.unwrap();
    let (found, report) = finish(&job).await;
    let kind = |n: usize| found[&format!("d{n}")].result.as_ref().err();
    assert!(kind(0).is_none() && kind(9).is_none());
    assert!(matches!(kind(1), Some(Error::Refused(said)) if said.refusal() == "no"));
    assert!(matches!(kind(2), Some(Error::Truncated(_))), "{:?}", kind(2));
    assert!(matches!(kind(3), Some(Error::Empty(_))), "{:?}", kind(3));
    assert!(matches!(kind(4), Some(Error::Invalid(wrong)) if wrong.violations().len() == 1));
    assert!(
        matches!(kind(5), Some(Error::Api(said)) if said.status() == 500 && said.is_retryable())
    );
    assert!(matches!(kind(6), Some(Error::Filtered(_))), "{:?}", kind(6));
    let Some(Error::Api(said)) = kind(7) else { panic!("{:?}", kind(7)) };
    let told = (said.status(), said.code(), said.error_type(), said.param(), said.message());
    assert_eq!(told, (400, Some("c"), Some("t"), Some("p"), Some("M")));
    assert!(said.evidence().request_id.is_some(), "{said:?}");
    assert!(said.raw().contains(r#""code":"c""#), "{said:?}");
    let Some(Error::Api(said)) = kind(8) else { panic!("{:?}", kind(8)) };
    assert_eq!((said.code(), said.message()), (Some("server_error"), Some("It broke.")));
    let counted = [report.done, report.refused, report.truncated, report.empty, report.invalid];
    assert_eq!((counted, report.filtered, report.failed), ([2, 1, 1, 1, 1], 1, 3));
}

#[tokio::test]
async fn documents_that_cannot_be_sent_have_their_outcome_at_once() {
    let server = echo().await;
    let long = "x".repeat(513);
    let wrong = [
        Document::new("a", "1"),
        Document::new("a", "2"),
        Document::new("", "3"),
        Document::new(long, "4"),
        Document::new("unread", extract::Input::text("5").file("/does/not/exist.pdf")),
        Document::new("large", "6".repeat(3_000)),
        Document::new("b", "7"),
    ];
    let job = numbers(&server).batch(wrong).max_bytes(2_000).submit().await.unwrap();
    let mut outcomes = job.wait().await.unwrap();
    let mut told = Vec::new();
    while let Some(outcome) = outcomes.next().await {
        told.push((outcome.index, outcome.result.map(|found| found.value)));
    }
    told.sort_by_key(|(index, _)| *index);
    let values: Vec<_> = told.iter().map(|(_, result)| result.as_ref().ok().copied()).collect();
    assert_eq!(values, [Some(1), None, None, None, None, None, Some(7)]);
    let reasons =
        ["in the batch twice", "0 bytes", "513 bytes", "cannot be read", "no file of a batch"];
    for ((_, result), reason) in told[1..6].iter().zip(reasons) {
        let error = result.as_ref().unwrap_err();
        assert!(matches!(error, Error::Config(_)) && error.to_string().contains(reason), "{error}");
    }
    assert_eq!(outcomes.report().wrong, 5);
}

#[tokio::test]
async fn a_source_that_breaks_ends_the_batch_where_it_broke() {
    let server = echo().await;
    let broken = || Err(ConfigError::new("line 3 is gone").into());
    let [a, b, c] = [1, 2, 3].map(|n| Ok(Document::new(format!("d{n}"), n.to_string())));
    let job = numbers(&server).batch([a, b, broken(), c, broken()]).submit().await.unwrap();
    let (found, report) = finish(&job).await;
    assert_eq!((found.len(), report.done, report.not_sent), (3, 2, 1));
    assert_eq!(report.broken.as_deref(), Some("line 3 is gone"));
}

#[tokio::test]
async fn what_cannot_be_a_batch_is_refused_before_anything_is_sent() {
    let server = echo().await;
    let numbers = numbers(&server);
    let refused = [
        numbers.clone().background(true).batch(documents(1)).submit().await.unwrap_err(),
        numbers.batch(documents(1)).max_lines(0).submit().await.unwrap_err(),
        numbers.batch(documents(1)).max_bytes(0).submit().await.unwrap_err(),
        numbers.resume_batch(["../files/file-1"]).unwrap_err(),
        numbers.resume_batch([""]).unwrap_err(),
    ];
    assert!(refused.iter().all(|error| matches!(error, Error::Config(_))), "{refused:?}");
    assert_eq!(server.files().len(), 0);
    let none = numbers.batch(documents(0)).submit().await.unwrap();
    assert_eq!((none.ids().len(), finish(&none).await.0.len()), (0, 0));
}
