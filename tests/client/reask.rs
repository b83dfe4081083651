//! Asking again: what is sent, how often, and what is kept, whatever comes in the end.

use std::{marker::PhantomData, time::Duration};

use extract::{
    Attempt, Endpoint, Error, Extract, Extraction, Input, Message,
    error::{Rule, TransportErrorKind},
    testing::{Fault, Filter, Outcome, Request},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::stage::{ORDER, Order, Stage, completed, hiding, order, orders, variant};

/// Three answers that are no order.
const NEGATIVE: &str = r#"{"number":"7","lines":[{"item":"chair","cents":-1}]}"#;
const TWO_FAULTS: &str = r#"{"number":7,"lines":[{"item":"chair"}]}"#;
const PROSE: &str = "One \"chair\".\n";

/// What is said after two of them, by hand.
const NEGATIVE_COMPLAINT: &str = "Your answer does not fit the schema:
- $.lines[0].cents (minimum): -1 is below 0, the least that the type holds
Answer again with the whole answer, corrected; keep what was right.";
const TWO_FAULTS_COMPLAINT: &str = "Your answer does not fit the schema:
- $.number (type): the number 7 where a string is expected
- $.lines[0] (missing): the key `cents` is missing
Answer again with the whole answer, corrected; keep what was right.";

const ONE_EARLIER: &str = " (after an earlier answer that was no value)";

fn wrong() -> Outcome {
    Outcome::answer_text(NEGATIVE)
}

fn broken() -> Outcome {
    Outcome::raw(500, &[], "{}")
}

/// What one call with re-asks makes of these outcomes.
async fn ask(
    stage: &Stage,
    times: u32,
    outcomes: impl IntoIterator<Item = Outcome>,
) -> Result<Extraction<Order>, Error> {
    stage.play(outcomes);
    stage.orders().reask(times).extract("an order").await.map_err(hiding)
}

/// The messages of a request.
fn messages(request: &Request) -> Vec<Value> {
    let body = request.body();
    let list = if request.endpoint() == Some(Endpoint::Chat) { "messages" } else { "input" };
    body[list].as_array().unwrap().clone()
}

/// The request without the end of its list of messages.
fn opening(request: &Request) -> &str {
    request.text().strip_suffix("]}").unwrap()
}

fn usage_of_attempts(attempts: &[Attempt]) -> u64 {
    attempts.iter().map(|attempt| attempt.usage.total()).sum()
}

#[tokio::test]
async fn the_model_sees_its_answers_and_what_is_wrong_with_them() {
    for stage in Stage::both().await {
        let outcomes = [NEGATIVE, TWO_FAULTS, ORDER].map(Outcome::answer_text);
        let found = ask(&stage, 2, outcomes).await.unwrap();
        assert_eq!(found.value, order());
        assert_eq!(stage.seen(), 3);

        let requests = stage.server.requests();
        let expected = [
            json!({ "role": "user", "content": "an order" }),
            json!({ "role": "assistant", "content": NEGATIVE }),
            json!({ "role": "user", "content": NEGATIVE_COMPLAINT }),
            json!({ "role": "assistant", "content": TWO_FAULTS }),
            json!({ "role": "user", "content": TWO_FAULTS_COMPLAINT }),
        ];
        for (request, count) in requests.iter().zip([1, 3, 5]) {
            assert_eq!(messages(request), expected[..count]);
        }
        // The prompt cache of the provider hits on equal beginnings.
        assert!(requests[1].text().starts_with(opening(&requests[0])));
        assert!(requests[2].text().starts_with(opening(&requests[1])));
    }
}

#[tokio::test]
async fn a_value_keeps_what_was_rejected_before_it() {
    for stage in Stage::both().await {
        let outcomes = [NEGATIVE, PROSE, ORDER].map(Outcome::answer_text);
        let found = ask(&stage, 5, outcomes).await.unwrap();
        assert_eq!((found.raw.as_str(), found.attempts.len()), (ORDER, 3));
        assert_eq!(stage.seen(), 3);
        assert!(found.attempts.iter().all(|attempt| attempt.usage.is_reported()));
        assert!(found.attempts.iter().all(|attempt| attempt.delay.is_zero()));
        assert_eq!(found.usage.total(), usage_of_attempts(&found.attempts));
        assert_eq!(found.request_id, found.attempts[2].request_id);

        let raws: Vec<_> = found.rejected.iter().map(|answer| answer.raw.as_str()).collect();
        assert_eq!(raws, [NEGATIVE, PROSE]);
        let rules = found.rejected.iter().map(|answer| answer.violations[0].rule());
        assert_eq!(rules.collect::<Vec<_>>(), [Rule::Minimum, Rule::Syntax]);
        assert!(found.rejected.iter().all(|answer| !answer.is_truncated()));
        let mut ids: Vec<_> = found.rejected.iter().map(|answer| &answer.response_id).collect();
        ids.push(&found.response_id);
        ids.dedup();
        assert_eq!(ids.len(), 3, "{ids:?}");
        assert_eq!(found.map(|value| value.number).rejected.len(), 2);
    }
}

#[tokio::test]
async fn wrong_for_ever_is_invalid_after_the_last_allowed_ask() {
    let after = [
        "",
        ONE_EARLIER,
        " (after 2 earlier answers that were no value)",
        " (after 3 earlier answers that were no value)",
    ];
    for stage in Stage::both().await {
        for (times, after) in (0..).zip(after) {
            let asks = times as usize + 1;
            let error = ask(&stage, times, vec![wrong(); asks]).await.expect_err("no value");
            let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
            assert_eq!((stage.seen(), error.attempts().len()), (asks, asks));
            assert_eq!((invalid.raw(), invalid.violations().len()), (NEGATIVE, 1));
            assert_eq!(error.rejected().len(), asks - 1);
            assert!(error.rejected().iter().all(|answer| answer.raw == NEGATIVE));
            assert_eq!(error.usage().total(), usage_of_attempts(error.attempts()));
            assert!(error.to_string().ends_with(&format!("the type holds{after}")), "{error}");
            assert!(!error.is_retryable());
        }
    }
}

#[tokio::test]
async fn what_is_no_wrong_answer_ends_the_call() {
    for stage in Stage::both().await {
        let cases = [
            (Outcome::refuse("No."), "Refused", true),
            (Outcome::filter(Filter::Answer), "Filtered", true),
            (Outcome::filter(Filter::Prompt), "Filtered", false),
            (Outcome::truncate(&ORDER[..20]), "Truncated", true),
            (Outcome::truncate(""), "Truncated", true),
            (Outcome::empty(), "Empty", true),
            (Outcome::fault(Fault::BillingExhausted), "Api", false),
            (Outcome::raw(400, &[], r#"{"error":{"message":"too long"}}"#), "Api", false),
            (Outcome::fault(Fault::BrokenJson), "Transport", false),
        ];
        for (outcome, expected, billed) in cases {
            let error = ask(&stage, 5, [wrong(), outcome]).await.expect_err("no value");
            assert_eq!(variant(&error), expected, "{error:?}");
            assert_eq!((stage.seen(), error.attempts().len()), (2, 2), "{error:?}");
            let [first, second] = error.attempts() else { panic!("{error:?}") };
            assert!(first.usage.is_reported(), "{error:?}");
            assert_eq!(second.usage.is_reported(), billed, "{error:?}");
            assert_eq!(error.usage(), first.usage + second.usage, "{error:?}");
            let [rejected] = error.rejected() else { panic!("{error:?}") };
            assert_eq!((rejected.raw.as_str(), rejected.violations.len()), (NEGATIVE, 1));
            assert!(error.to_string().ends_with(ONE_EARLIER), "{error}");
            assert!(!error.is_retryable(), "{error:?}");
            let evidence = error.evidence().unwrap();
            // Where no answer came, the last one that did is the rejected one.
            assert_eq!(evidence.model.as_deref(), Some("gpt-4.1"), "{error:?}");
            assert!(evidence.response_id.is_some(), "{error:?}");
            assert_eq!(evidence.response_id == rejected.response_id, !billed, "{error:?}");
        }
    }
}

#[tokio::test]
async fn retries_of_a_re_ask_are_no_re_asks() {
    for stage in Stage::both().await {
        let outcomes =
            [wrong(), broken(), broken(), wrong(), broken(), broken(), Outcome::answer(order())];
        let found = ask(&stage, 2, outcomes).await.unwrap();
        let delays: Vec<_> =
            found.attempts.iter().map(|attempt| attempt.delay.as_secs_f64()).collect();
        assert_eq!(delays, [0.0, 0.0, 0.5, 1.0, 0.0, 0.5, 1.0]);
        assert_eq!((stage.seen(), found.rejected.len()), (7, 2));
        assert_eq!(found.elapsed, Duration::from_secs(3));

        let error = ask(&stage, 9, [wrong(), broken(), broken(), broken()]).await;
        let error = error.expect_err("three times 500");
        assert!(matches!(&error, Error::Api(api) if api.status() == 500), "{error:?}");
        assert_eq!((stage.seen(), error.attempts().len()), (4, 4));
        assert_eq!((error.rejected().len(), error.is_retryable()), (1, true));
        assert_eq!(error.usage(), error.attempts()[0].usage);
    }
}

#[tokio::test]
async fn a_lost_connection_keeps_the_answer_before() {
    for stage in Stage::both().await {
        let lost = vec![Outcome::fault(Fault::Disconnect); 3];
        let error = ask(&stage, 1, [vec![wrong()], lost].concat()).await.expect_err("cut off");
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
        assert_eq!((stage.seen(), error.attempts().len()), (4, 4));
        assert_eq!(error.request_id(), error.attempts()[0].request_id.as_deref());
        assert_eq!((error.rejected().len(), error.is_retryable()), (1, true));
        assert_eq!(error.usage(), error.attempts()[0].usage);
    }
}

#[tokio::test]
async fn an_answer_is_never_named_after_the_one_before() {
    for stage in Stage::both().await {
        let mut body: Value = serde_json::from_str(&completed(stage.endpoint, ORDER)).unwrap();
        body["id"].take();
        let nameless = Outcome::raw(200, &[], body.to_string());
        let found = ask(&stage, 1, [wrong(), nameless]).await.unwrap();
        assert!(found.rejected[0].response_id.is_some());
        assert_eq!((found.response_id, found.model), (None, None));
    }
}

#[tokio::test]
async fn no_call_sends_more_requests_than_allowed() {
    for stage in Stage::both().await {
        for times in [0, 1, 3] {
            for retries in [0, 1, 2] {
                let asks = times as usize + 1;
                let mut worst = Vec::new();
                for _ in 0..asks {
                    worst.extend(vec![broken(); retries as usize]);
                    worst.push(wrong());
                }
                let most = worst.len();
                stage.play(worst);
                let some = stage.orders().max_retries(retries).reask(times);
                let error = hiding(some.extract("a").await.expect_err("never a value"));
                assert_eq!(variant(&error), "Invalid", "{error:?}");
                assert_eq!(most, asks * (retries as usize + 1));
                assert_eq!((stage.seen(), error.attempts().len()), (most, most));
            }
        }
    }
}

#[tokio::test]
async fn everything_else_of_the_request_keeps_its_place() {
    let input = || {
        let shown = Message::user("As in the picture.").image([1, 2, 3], "image/png");
        Input::from([Message::user("An order."), Message::assistant("Whose?"), shown])
    };
    for stage in Stage::both().await {
        stage.play([wrong(), Outcome::answer_text(ORDER)]);
        let some = stage.orders().instructions("Extract.").example("a chair", &order()).reask(1);
        some.clone().extract(input()).await.map_err(hiding).unwrap();
        let [first, second] = &stage.server.requests()[..] else { panic!("two requests") };
        let (before, after) = (messages(first), messages(second));
        assert!(after.starts_with(&before));
        assert_eq!(after.len(), before.len() + 2);
        assert_eq!(after[before.len()]["content"], NEGATIVE);
        assert!(second.text().starts_with(opening(first)));
        assert!(first.text().contains("data:image/png;base64,AQID"));
        assert_eq!(before.iter().filter(|message| message["role"] == "assistant").count(), 2);

        // The next call begins anew.
        stage.seen();
        some.extract(input()).await.map_err(hiding).unwrap();
        assert_eq!(stage.server.requests()[2].text(), first.text());
    }
}

#[tokio::test]
async fn nothing_needs_to_be_kept_by_the_provider() {
    let stage = Stage::new(Endpoint::Responses).await;
    stage.play([wrong(), Outcome::answer_text(ORDER)]);
    let continued = stage.orders().previous_response_id("resp_7").store(false).reask(1);
    continued.extract("an order").await.map_err(hiding).unwrap();
    for request in stage.server.requests() {
        assert_eq!(request.body()["previous_response_id"], "resp_7");
        assert_eq!(request.body()["store"], false);
        assert_eq!(messages(&request)[0]["content"], "an order");
    }
}

#[tokio::test]
async fn a_long_list_of_violations_is_cut() {
    for stage in Stage::both().await {
        let lines = vec![json!({ "item": "chair", "cents": -1 }); 200];
        stage.play([Outcome::answer(json!({ "number": "7", "lines": lines }))]);
        let found = ask(&stage, 1, []).await.unwrap();
        assert_eq!(found.rejected[0].violations.len(), 200);
        let last = messages(&stage.server.requests()[1])[2]["content"].clone();
        let text = last.as_str().unwrap();
        assert_eq!(text.matches("(minimum)").count(), 50);
        assert!(text.contains("\n- and 150 more\n"), "{text}");
    }
}

#[tokio::test]
async fn paths_are_those_of_the_answer() {
    for stage in Stage::both().await {
        let answers = [r#"{"value":[1,-1]}"#, r#"{"value":[1,1]}"#].map(Outcome::answer_text);
        stage.play(answers);
        let client = stage.builder().build().unwrap();
        let numbers = client.extractor::<Vec<u8>>("gpt-4.1").reask(1).extract("1, 1").await;
        assert_eq!(numbers.map_err(hiding).unwrap().value, [1, 1]);
        let text = messages(&stage.server.requests()[1])[2]["content"].to_string();
        assert!(text.contains("- $.value[1] (minimum): -1"), "{text}");
    }
}

#[tokio::test]
async fn no_ask_begins_after_the_deadline() {
    for stage in Stage::both().await {
        let clock = stage.clock.clone();
        stage.server.respond(move |_| {
            clock.advance(Duration::from_secs(170));
            wrong()
        });
        let hasty = orders(stage.builder().deadline(Duration::from_secs(300))).reask(9);
        let error = hiding(hasty.extract("a").await.expect_err("never a value"));
        // Not `NotSent`: two answers came and were paid.
        assert_eq!(variant(&error), "Invalid", "{error:?}");
        assert_eq!((stage.seen(), error.attempts().len()), (2, 2));
        assert_eq!(error.rejected().len(), 1);
        assert_eq!(error.usage().total(), usage_of_attempts(error.attempts()));
        assert_eq!(error.evidence().unwrap().elapsed, Duration::from_secs(340));
        let why = error.attempts()[1].why.as_deref();
        let over = "not asked again: the request was not sent: the deadline of 300s is over";
        assert_eq!(why, Some(over));
    }
}

#[tokio::test]
async fn a_deadline_in_the_middle_of_a_re_ask_keeps_what_came_before() {
    for stage in Stage::both().await {
        let clock = stage.clock.clone();
        stage.server.respond(move |_| {
            // What is left is so little that the alarm of the next try rings at once.
            clock.advance(Duration::from_secs(200));
            wrong()
        });
        let hasty = orders(stage.builder().deadline(Duration::from_secs(300))).reask(9);
        let error = hiding(hasty.extract("a").await.expect_err("never a value"));
        let Error::Transport(transport) = &error else { panic!("{error:?}") };
        assert_eq!(transport.kind(), TransportErrorKind::Deadline);
        assert_eq!((error.attempts().len(), error.rejected().len()), (2, 1));
        assert!(error.usage().is_reported());
        assert_eq!(
            error.to_string(),
            format!("no answer within the deadline of 300s{ONE_EARLIER}")
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_count_leaves_the_sum_of_the_others() {
    for stage in Stage::both().await {
        let found = ask(&stage, 2, [wrong().without_usage(), wrong()]).await.unwrap();
        let [first, second, third] = found.attempts.as_slice() else { panic!("{found:?}") };
        assert!(!first.usage.is_reported());
        assert_eq!(found.usage, second.usage + third.usage);
    }
}

/// A value that must stay on its thread.
#[derive(Deserialize, Extract)]
struct Local {
    #[serde(rename = "number")]
    _number: u8,
    #[serde(skip)]
    _here: PhantomData<*const ()>,
}

#[tokio::test]
async fn values_that_stay_on_their_thread_are_asked_for_from_any() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let stage = Stage::new(Endpoint::Responses).await;
    stage.play([r#"{"number":-1}"#, r#"{"number":1}"#].map(Outcome::answer_text));
    let some = stage.builder().build().unwrap().extractor::<Local>("gpt-4.1").reask(1);
    assert!(is_send(some.extract("a")).await.is_ok());
}
