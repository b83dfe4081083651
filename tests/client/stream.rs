//! Values while they arrive.

use std::time::Duration;

use extract::{
    Error, Part,
    error::TruncationReason,
    testing::{Fault, Filter, Moment, Outcome, StreamFault},
};
use serde_json::json;

use crate::stage::{ORDER, Order, Stage, hiding, order, variant};

/// What can come of an order, by name.
fn outcomes() -> Vec<(&'static str, Outcome)> {
    vec![
        ("an answer", Outcome::answer(order())),
        ("a byte at a time", Outcome::answer(order()).tokens(1..=1).chunked_by(1)),
        ("at once", Outcome::answer(order()).tokens(1000..=1000)),
        (
            "as if no stream was asked for",
            Outcome::answer(order()).stream_fault(StreamFault::PlainBody),
        ),
        ("commentary", Outcome::answer(order()).commentary("Let me read it first.")),
        ("twice", Outcome::answer(order()).twice()),
        ("reasoning", Outcome::answer(order()).reasoning("One chair.")),
        ("unknown kinds", Outcome::answer(order()).unknown_kinds()),
        ("no usage", Outcome::answer(order()).without_usage()),
        ("a wrong answer", Outcome::answer(json!({ "number": 7, "lines": [] }))),
        ("no JSON", Outcome::answer_text("I would rather chat.")),
        ("an empty text", Outcome::answer_text("")),
        ("nothing", Outcome::empty()),
        ("a refusal", Outcome::refuse("I'm sorry, I can't help with that.")),
        ("a cut", Outcome::truncate(r#"{"number":"2024-17","lines":[{"it"#)),
        ("a cut before any text", Outcome::truncate("")),
        ("a filtered answer", Outcome::filter(Filter::Answer)),
        ("a filtered prompt", Outcome::filter(Filter::Prompt)),
        ("a status", Outcome::fault(Fault::BillingExhausted)),
    ]
}

/// What two calls have in common that came to the same.
fn shown(end: Result<extract::Extraction<Order>, Error>) -> String {
    match end.map_err(hiding) {
        Ok(found) => format!(
            "{:?} {:?} {:?} {:?} {:?} {:?} {}",
            found.value,
            found.usage,
            found.model,
            found.service_tier,
            found.reasoning_summary,
            found.raw,
            found.attempts.len()
        ),
        Err(error) => format!(
            "{} {error} {:?} {:?} {} {:?}",
            variant(&error),
            error.partial_text(),
            error.usage(),
            error.attempts().len(),
            error.evidence().map(|it| (it.model.clone(), it.reasoning_summary.clone())),
        ),
    }
}

#[tokio::test]
async fn a_stream_ends_as_a_plain_call_does() {
    for stage in Stage::both().await {
        for (name, outcome) in outcomes() {
            let plain = stage.ask([outcome.clone()]).await;
            stage.play([outcome]);
            let end = match stage.orders().stream("an order").await {
                Ok(stream) => stream.finish().await,
                Err(error) => Err(error),
            };
            assert_eq!(shown(end), shown(plain), "{name}, {:?}", stage.endpoint);
            assert_eq!(stage.seen(), 2, "{name}, {:?}", stage.endpoint);
        }
    }
}

#[tokio::test]
async fn each_delta_is_shown_and_nothing_that_is_shown_is_taken_back() {
    for stage in Stage::both().await {
        stage.play([Outcome::answer_text(r#"{"value":["Ada","Grace"]}"#).tokens(1..=1)]);
        let names = stage.builder().build().unwrap().extractor::<Vec<String>>("gpt-4.1");
        let mut stream = names.stream("Ada and Grace").await.unwrap();
        let mut seen: Vec<Vec<Part<String>>> = Vec::new();
        while let Some(partial) = stream.next().await {
            seen.push(partial.unwrap().clone());
        }
        let grace = Part::Done("Grace".to_owned());
        let ada = Part::Done("Ada".to_owned());
        assert_eq!(seen.last(), Some(&vec![ada.clone(), grace]));
        assert!(seen.contains(&vec![Part::Growing("A".to_owned())]), "{seen:?}");
        assert!(seen.contains(&vec![ada, Part::Growing("Gra".to_owned())]), "{seen:?}");
        assert!(stream.next().await.is_none());
        assert_eq!(stream.finish().await.unwrap().value, ["Ada", "Grace"]);
    }
}

#[tokio::test]
async fn an_error_is_given_once_and_again_at_the_end() {
    for stage in Stage::both().await {
        stage.play([Outcome::truncate(&ORDER[..30])]);
        let mut stream = stage.orders().stream("an order").await.unwrap();
        let mut errors = Vec::new();
        while let Some(next) = stream.next().await {
            errors.extend(next.err());
        }
        assert!(stream.next().await.is_none());
        errors.extend(stream.finish().await.err());
        let [Error::Truncated(first), Error::Truncated(second)] = &*errors else {
            panic!("{errors:?}");
        };
        assert_eq!(first, second);
        assert_eq!(first.reason(), TruncationReason::TokenLimit);
        assert_eq!(first.partial_text(), &ORDER[..30]);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_closes_its_connection_and_gives_its_place_back() {
    for stage in Stage::both().await {
        let client = stage.builder().max_in_flight(1).build().unwrap();
        let orders = client.extractor::<Order>("gpt-4.1");
        for left in 1..=3 {
            stage.play([
                Outcome::answer(order()).stream_fault(StreamFault::Stall(Moment::InContent))
            ]);
            let stream = orders.stream("an order").await.unwrap();
            assert_eq!(stage.server.disconnects(), left - 1);
            drop(stream);
            while stage.server.disconnects() < left {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
        assert_eq!(orders.extract("an order").await.unwrap().value, order());
    }
}
