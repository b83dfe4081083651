//! Values while they arrive.

use std::time::Duration;

use extract::{
    Endpoint, Error, Part,
    error::TruncationReason,
    testing::{Cassette, Fault, Filter, Moment, Outcome, StreamFault},
};
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::{
    fed::Feed,
    listen::{Listener, read_request},
    stage::{ORDER, Order, Stage, hiding, order, variant},
};

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
            let stalls = StreamFault::Stall(Moment::InContent);
            stage.play([Outcome::answer(order()).stream_fault(stalls)]);
            let stream = orders.stream("an order").await.unwrap();
            assert_eq!(stage.server.disconnects(), left - 1);
            drop(stream);
            while stage.server.disconnects() < left {
                tokio::task::yield_now().await;
            }
        }
        assert_eq!(orders.extract("an order").await.unwrap().value, order());
    }
}

#[tokio::test]
async fn no_more_is_read_than_somebody_takes() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let (client, feed) = Feed::new(endpoint);
        let clock = feed.clock.clone();
        let text = format!(r#"{{"value":["{}"]}}"#, "ab".repeat(500));
        for piece in text.as_bytes().chunks(2) {
            feed.delta(std::str::from_utf8(piece).unwrap());
        }
        feed.end();
        let names = client.extractor::<Vec<String>>("gpt-4.1");
        let mut stream = names.stream("a name").await.unwrap();
        assert_eq!(feed.asked(), 1, "{endpoint:?}");
        // The list begins with the fifth piece.
        stream.next().await.unwrap().unwrap();
        for asked in 5..100 {
            assert_eq!(feed.asked(), asked, "{endpoint:?}");
            stream.next().await.unwrap().unwrap();
        }
        // Whoever looks away for a while loses nothing.
        clock.advance(Duration::from_secs(10));
        tokio::task::yield_now().await;
        assert_eq!(feed.asked(), 100, "{endpoint:?}");
        assert_eq!(stream.finish().await.unwrap().raw, text);
    }
}

#[tokio::test]
async fn a_model_that_writes_blanks_is_left() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let (client, feed) = Feed::new(endpoint);
        let names = client.extractor::<Vec<String>>("gpt-4.1");
        let text = format!("{}[\"{}\"", r#"{"value": "#, " ".repeat(2_000));
        feed.delta(&text);
        feed.delta(&format!(",{}", " \n".repeat(500)));
        let mut stream = names.stream("a name").await.unwrap();
        // Blanks within a text, and a thousand outside of one, are nothing to speak of.
        assert!(stream.next().await.unwrap().is_ok());
        assert!(stream.next().await.unwrap().is_ok());
        feed.delta(" ");
        feed.delta("never read");
        while let Some(Ok(_)) = stream.next().await {}
        assert!(feed.is_left());
        let Err(Error::Truncated(cut)) = stream.finish().await else { panic!("it ran away") };
        assert_eq!(cut.reason(), TruncationReason::RunAwayBlanks);
        assert_eq!(cut.partial_text(), format!("{text},{} ", " \n".repeat(500)));
        assert_eq!(cut.stated_reason(), None);
    }
}

#[tokio::test]
async fn what_cannot_be_streamed_is_refused_before_a_byte_is_sent() {
    let [stage, _] = Stage::both().await;
    let other = stage.orders().background(true);
    for orders in [stage.orders().background(true), stage.orders().fallback(other)] {
        let error = orders.stream("an order").await.expect_err("it is refused");
        assert_eq!(variant(&error), "Config");
        assert!(error.to_string().contains("`background`"), "{error}");
    }
    assert_eq!(stage.seen(), 0);
}

#[tokio::test]
async fn an_answer_that_was_seen_is_not_asked_for_again() {
    for stage in Stage::both().await {
        let wrong = || Outcome::answer(json!({ "number": 7, "lines": [] }));
        let cut = || Outcome::truncate(&ORDER[..20]);
        for (outcome, expected) in [(wrong(), "Invalid"), (cut(), "Truncated")] {
            stage.play([outcome]);
            let orders = stage.orders().reask(3).max_output_tokens(100).on_truncated(1000);
            let error =
                orders.stream("an order").await.unwrap().finish().await.expect_err("no value");
            assert_eq!((variant(&error), stage.seen()), (expected, 1));
        }
    }
}

#[tokio::test]
async fn another_one_is_asked_before_the_answer_begins_and_not_after() {
    let [first, second] = Stage::both().await;
    for (moment, asked) in [(Moment::BeforeContent, 1), (Moment::InContent, 0)] {
        let lost = Outcome::answer(order()).stream_fault(StreamFault::Cut(moment));
        first.play([lost]);
        let orders = first.orders().max_retries(0).fallback(second.orders());
        let end = orders.stream("an order").await.unwrap().finish().await;
        assert_eq!((first.seen(), second.seen()), (1, asked));
        match end {
            Ok(found) => {
                assert_eq!((found.value, found.attempts.len(), asked), (order(), 2, 1));
            }
            Err(error) => assert_eq!((variant(&error), asked), ("Truncated", 0)),
        }
    }
}

#[tokio::test]
async fn the_arguments_of_a_tool_are_streamed_as_well() {
    for stage in Stage::both().await {
        stage.play([Outcome::answer(json!({ "value": ["Ada"] })).tokens(1..=1)]);
        let names =
            stage.builder().build().unwrap().extractor::<Vec<String>>("gpt-4.1").through_tool();
        let mut stream = names.stream("Ada").await.unwrap();
        let mut seen = 0;
        while let Some(partial) = stream.next().await {
            partial.unwrap();
            seen += 1;
        }
        assert!(seen > 5, "{seen}");
        assert_eq!(stream.finish().await.unwrap().value, ["Ada"]);
    }
}

#[tokio::test]
async fn a_fence_is_tolerated_at_the_end() {
    for stage in Stage::both().await {
        stage.play([Outcome::answer_text(format!("```json\n{ORDER}\n```"))]);
        let mut stream = stage.orders().lenient(true).stream("an order").await.unwrap();
        assert!(stream.next().await.is_none());
        let found = stream.finish().await.unwrap();
        assert_eq!((found.value, found.tolerated.len()), (order(), 1));
    }
}

#[tokio::test]
async fn a_connection_serves_one_stream_after_the_other() {
    let events = |endpoint: Endpoint| match endpoint {
        Endpoint::Responses => {
            let delta = json!({ "type": "response.output_text.delta", "delta": r#"{"value":7}"# });
            let end =
                json!({ "type": "response.completed", "response": { "status": "completed" } });
            format!("data: {delta}\n\ndata: {end}\n\n")
        }
        _ => {
            let delta = json!({ "choices": [{ "delta": { "content": r#"{"value":7}"# } }] });
            let end = json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] });
            format!("data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n")
        }
    };
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let text = events(endpoint);
        let listener = Listener::start(move |mut stream| {
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked";
            let answer = format!("{head}\r\n\r\n{:x}\r\n{text}\r\n", text.len());
            async move {
                loop {
                    read_request(&mut stream).await?;
                    stream.write_all(answer.as_bytes()).await?;
                    // The end of the body comes behind that of the answer.
                    tokio::task::yield_now().await;
                    stream.write_all(b"0\r\n\r\n").await?;
                }
            }
        })
        .await;
        let client = crate::stage::builder(listener.url.clone(), endpoint).build().unwrap();
        let numbers = client.extractor::<u8>("gpt-4.1");
        for _ in 0..5 {
            assert_eq!(numbers.stream("seven").await.unwrap().finish().await.unwrap().value, 7);
        }
        assert_eq!(listener.connections(), 1, "{endpoint:?}");
    }
}

#[tokio::test]
async fn a_stream_is_recorded_and_replayed() {
    for stage in Stage::both().await {
        let file = crate::cassette::file(&format!("stream-{:?}.cassette", stage.endpoint));
        let mut ends = Vec::new();
        stage.play([Outcome::answer(order())]);
        for open in [Cassette::record, Cassette::replay] {
            let cassette = open(&file).unwrap();
            let client = stage.builder().http(cassette).build().unwrap();
            let orders = client.extractor::<Order>("gpt-4.1");
            ends.push(shown(orders.stream("an order").await.unwrap().finish().await));
        }
        assert_eq!(ends[0], ends[1]);
        assert_eq!(stage.seen(), 1);
    }
}

#[tokio::test]
async fn a_stream_may_be_read_in_another_task() {
    let [stage, _] = Stage::both().await;
    stage.play([Outcome::answer(order())]);
    let orders = stage.orders();
    let asked = tokio::spawn(async move { orders.stream("an order").await });
    let mut stream = asked.await.unwrap().unwrap();
    let read = tokio::spawn(async move {
        while let Some(partial) = stream.next().await {
            assert!(partial.unwrap().lines.get().is_none_or(|lines| lines.len() <= 1));
        }
        stream.finish().await
    });
    assert_eq!(read.await.unwrap().unwrap().value, order());
}

#[tokio::test]
async fn the_words_of_a_refusal_that_was_cut_are_kept() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let (client, feed) = Feed::new(endpoint);
        let event = match endpoint {
            Endpoint::Responses => json!({ "type": "response.refusal.delta", "output_index": 0,
                "content_index": 0, "item_id": "msg_1", "delta": "I'm sor" }),
            _ => json!({ "choices": [{ "index": 0, "delta": { "refusal": "I'm sor" } }] }),
        };
        feed.line(&format!("data: {event}\n\n"));
        drop(feed);
        let error = client.extractor::<u8>("gpt-4.1").stream("seven").await.expect_err("it is cut");
        assert_eq!((variant(&error), error.partial_text()), ("Truncated", Some("I'm sor")));
        assert_eq!(error.attempts().len(), 1);
    }
}
