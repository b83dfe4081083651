//! Answers that are made in the background: polled, resumed, cancelled, asked for again.

use std::time::Duration;

use extract::{
    Endpoint, Error, Extractor,
    error::TransportErrorKind,
    testing::{Fault, Outcome},
};
use serde_json::json;

use crate::stage::{ORDER, Order, Stage, completed, hiding, order, variant};

async fn stage() -> Stage {
    Stage::new(Endpoint::Responses).await
}

fn in_background(stage: &Stage) -> Extractor<Order> {
    stage.orders().background(true)
}

#[tokio::test]
async fn a_caller_sees_no_difference_but_the_polls() {
    let stage = stage().await;
    for polls in [0, 1, 5] {
        stage.seen();
        stage.play([Outcome::answer(order()).polls(polls)]);
        let found = in_background(&stage).extract("an order").await.unwrap();
        assert_eq!((found.value, found.raw.as_str()), (order(), ORDER));
        assert_eq!((found.attempts.len(), stage.seen()), (2, 2 + polls as usize));
        assert!(found.usage.is_reported());
        assert_eq!(found.usage, found.attempts[1].usage);
        let requests = stage.server.requests();
        let last = requests.last().unwrap();
        let id = found.response_id.unwrap();
        assert_eq!((last.method(), last.path()), ("GET", format!("/v1/responses/{id}").as_str()));
        assert_eq!((last.text(), last.header("authorization")), ("", Some("[hidden]")));
    }
}

#[tokio::test]
async fn each_outcome_is_that_of_a_run_in_the_foreground() {
    let stage = stage().await;
    let outcomes = || {
        [
            Outcome::answer(order()),
            Outcome::answer(json!({ "number": 7 })),
            Outcome::refuse("No."),
            Outcome::truncate(r#"{"number":"7"#),
            Outcome::empty(),
            Outcome::filter(extract::testing::Filter::Answer),
            Outcome::filter(extract::testing::Filter::Prompt),
            Outcome::fault(Fault::BillingExhausted),
        ]
    };
    for (foreground, background) in outcomes().into_iter().zip(outcomes()) {
        stage.play([foreground]);
        let expected = stage.orders().extract("a").await.map_err(hiding);
        stage.play([background]);
        let result = in_background(&stage).extract("a").await.map_err(hiding);
        match (expected, result) {
            (Ok(expected), Ok(found)) => assert_eq!(found.value, expected.value),
            (Err(expected), Err(error)) => {
                assert_eq!(variant(&error), variant(&expected));
                assert_eq!(error.to_string(), expected.to_string());
            }
            (expected, result) => panic!("{result:?} in the place of {expected:?}"),
        }
    }
}

#[tokio::test]
async fn a_failed_run_is_told_and_not_begun_again() {
    let stage = stage().await;
    stage.play([Outcome::fault(Fault::FailedRun)]);
    let error = hiding(in_background(&stage).extract("a").await.expect_err("it failed"));
    let Error::Api(api) = &error else { panic!("{error:?}") };
    assert_eq!((api.status(), api.code()), (200, Some("server_error")));
    assert!(error.is_retryable() && error.response_id().is_some());
    assert_eq!(stage.seen(), 3);
}

#[tokio::test]
async fn a_run_is_resumed_by_its_id_in_another_process() {
    let stage = stage().await;
    stage.play([Outcome::answer(order()).polls(2)]);
    let id = stage.orders().start("an order").await.unwrap().id().to_owned();
    assert_eq!(stage.seen(), 1);

    let elsewhere = stage.builder().build().unwrap().extractor::<Order>("gpt-4.1");
    let pending = elsewhere.resume(&id);
    assert_eq!(pending.id(), id);
    let found = pending.wait().await.unwrap();
    assert_eq!((found.value, found.response_id.as_deref()), (order(), Some(id.as_str())));
    assert_eq!((found.attempts.len(), stage.seen()), (1, 3));
    // It can be had again; then nothing new is made.
    let again = pending.wait().await.unwrap();
    assert_eq!((again.value, again.usage), (order(), found.usage));
    assert_eq!(stage.seen(), 1);
}

#[tokio::test]
async fn a_run_that_outlives_the_deadline_is_not_lost() {
    let stage = stage().await;
    let seconds = Duration::from_secs;
    let patient = stage.builder().max_server_delay(seconds(300)).deadline(seconds(200));
    let orders = patient.build().unwrap().extractor::<Order>("gpt-4.1").background(true);
    stage.play([Outcome::answer(order()).polls(3).header("retry-after", "250")]);
    let error = hiding(orders.extract("an order").await.expect_err("too slow"));
    let Error::Transport(over) = &error else { panic!("{error:?}") };
    assert_eq!(over.kind(), TransportErrorKind::Deadline);
    let id = error.response_id().expect("the id").to_owned();
    assert!(error.to_string().contains(&id), "{error}");
    let found = orders.resume(id).wait().await.unwrap();
    assert_eq!(found.value, order());
    let posts = stage.server.requests().iter().filter(|it| it.method() == "POST").count();
    assert_eq!(posts, 1);
}

#[tokio::test]
async fn a_cancelled_run_is_an_error_of_its_own() {
    let stage = stage().await;
    stage.play([Outcome::answer(order()).polls(9)]);
    let pending = stage.orders().start("an order").await.unwrap();
    pending.cancel().await.unwrap();
    pending.cancel().await.unwrap();
    let cancel = &stage.server.requests()[1];
    assert_eq!(
        (cancel.method(), cancel.path(), cancel.text()),
        ("POST", format!("/v1/responses/{}/cancel", pending.id()).as_str(), "")
    );
    let error = hiding(pending.wait().await.expect_err("cancelled"));
    let Error::Cancelled(cancelled) = &error else { panic!("{error:?}") };
    assert_eq!(cancelled.partial_text(), "");
    assert_eq!(error.response_id(), Some(pending.id()));
    assert!(!error.is_retryable());
    assert_eq!(error.attempts().len(), 2);
}

#[tokio::test]
async fn who_cancels_too_late_has_the_answer() {
    let stage = stage().await;
    stage.play([Outcome::answer(order()).polls(0)]);
    let pending = stage.orders().start("an order").await.unwrap();
    pending.cancel().await.unwrap();
    assert_eq!(pending.wait().await.unwrap().value, order());
}

#[tokio::test]
async fn an_id_that_nobody_knows_is_told() {
    let stage = stage().await;
    let pending = stage.orders().resume("resp_unknown");
    let cancelled = pending.cancel().await.map_err(hiding);
    let waited = pending.wait().await.map(drop).map_err(hiding);
    for error in [waited.expect_err("unknown"), cancelled.expect_err("unknown")] {
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!((api.status(), error.response_id()), (404, Some("resp_unknown")));
        assert_eq!(api.message(), Some("Response with id 'resp_unknown' not found."));
    }
    stage.seen();
    for id in ["", "..", "../files", "a/b", "a?b", "a b", "a\r\nb", "ä"] {
        let pending = stage.orders().resume(id);
        for result in [pending.wait().await.map(drop), pending.cancel().await] {
            assert!(matches!(result, Err(Error::Config(_))), "{id}: {result:?}");
        }
    }
    assert_eq!(stage.seen(), 0);
}

#[tokio::test]
async fn re_asks_are_made_in_the_background_too() {
    let stage = stage().await;
    let wrong = r#"{"number":"7","lines":[{"item":"chair","cents":-1}]}"#;
    stage.play([
        Outcome::answer_text(wrong),
        Outcome::truncate(r#"{"number":"7""#),
        Outcome::answer(order()),
    ]);
    let orders = in_background(&stage).reask(1).max_output_tokens(100).on_truncated(1_000);
    let found = orders.extract("an order").await.unwrap();
    assert_eq!((found.value, found.rejected.len()), (order(), 2));
    assert_eq!((found.attempts.len(), stage.seen()), (6, 9));
    let posts = stage.server.requests().into_iter().filter(|it| it.method() == "POST");
    let posts: Vec<_> = posts.map(|it| it.body()).collect();
    assert!(posts.iter().all(|body| body["background"] == true && body["store"] == true));
    assert_eq!(posts[2]["max_output_tokens"], 1_000);
    let paid: extract::Usage = found.attempts.iter().map(|attempt| attempt.usage).sum();
    assert_eq!(found.usage, paid);
    assert_eq!(paid.output, Some(13 + 4 + 15));
}

#[tokio::test]
async fn one_run_is_read_and_not_asked_for_again() {
    let stage = stage().await;
    stage.play([Outcome::answer(json!({ "number": 7 }))]);
    let pending = stage.orders().reask(2).start("an order").await.unwrap();
    let error = hiding(pending.wait().await.expect_err("no order"));
    assert_eq!((variant(&error), stage.seen()), ("Invalid", 3));
}

#[tokio::test]
async fn a_server_without_a_background_answers_at_once() {
    let stage = stage().await;
    let body = completed(Endpoint::Responses, ORDER);
    stage.play([Outcome::raw(200, &[], body.clone()), Outcome::raw(200, &[], body)]);
    assert_eq!(in_background(&stage).extract("a").await.unwrap().value, order());
    let pending = stage.orders().start("a").await.unwrap();
    assert_eq!(pending.wait().await.unwrap().value, order());
    assert_eq!((pending.id(), stage.seen()), ("r", 2));
}

#[tokio::test]
async fn the_chat_endpoint_has_no_background() {
    let stage = Stage::new(Endpoint::Chat).await;
    let orders = stage.orders();
    let pending = orders.resume("resp_1");
    let results = [
        orders.clone().background(true).extract("a").await.map(drop),
        orders.start("a").await.map(drop),
        pending.wait().await.map(drop),
        pending.cancel().await,
    ];
    for result in results {
        let Err(Error::Config(error)) = result else { panic!("{result:?}") };
        assert!(error.to_string().contains("`background`"), "{error}");
    }
    assert_eq!(stage.seen(), 0);
}

#[tokio::test]
async fn a_tool_brings_the_answer_of_a_run_too() {
    let stage = stage().await;
    stage.play([Outcome::answer(order()), Outcome::answer(order())]);
    let found = in_background(&stage).through_tool().extract("a").await.unwrap();
    assert_eq!(found.value, order());
    let pending = stage.orders().through_tool().start("a").await.unwrap();
    assert_eq!(pending.wait().await.unwrap().value, order());
}
