//! Items while they arrive.

use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};

use extract::{
    Endpoint, Error, Extract, Items,
    error::TruncationReason,
    testing::{Moment, Outcome, StreamFault},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    fed::Feed,
    stage::{Line, Order, Stage, hiding},
};

/// The rows that are bad of a thousand.
const BAD: [usize; 10] = [0, 1, 17, 111, 112, 500, 501, 750, 998, 999];

/// So many lines, of which up to ten are bad.
fn lines(count: usize) -> Value {
    let line = |index: usize| match BAD.contains(&index) {
        true => json!({ "item": format!("chair \"{index}\" [,]"), "cents": "many" }),
        false => json!({ "item": format!("chair \"{index}\" [,]"), "cents": index }),
    };
    (0..count).map(line).collect()
}

/// All that comes.
async fn all<L: Extract>(mut items: Items<L>) -> (Vec<Result<L, Error>>, Items<L>) {
    let mut found = Vec::new();
    while let Some(item) = items.next().await {
        found.push(item.map_err(hiding));
    }
    assert!(items.next().await.is_none());
    (found, items)
}

#[tokio::test]
async fn a_bad_item_is_one_error_and_the_others_come_in_order() {
    for stage in Stage::both().await {
        stage
            .play([Outcome::answer(json!({ "number": "7", "lines": lines(1_000) })).tokens(3..=9)]);
        let asked = stage.orders().items_at::<Line>("lines", "an order").await.unwrap();
        let (found, items) = all(asked).await;
        assert_eq!(found.len(), 1_000);
        for (index, item) in found.iter().enumerate() {
            match item {
                Ok(line) => assert_eq!((line.cents as usize, BAD.contains(&index)), (index, false)),
                Err(Error::Invalid(invalid)) => {
                    assert!(BAD.contains(&index));
                    let [violation] = invalid.violations() else { panic!("{invalid:?}") };
                    assert_eq!(violation.path(), format!("$.lines[{index}].cents"));
                    assert!(invalid.raw().starts_with(r#"{"item":"chair"#), "{invalid:?}");
                }
                Err(other) => panic!("{other:?}"),
            }
        }
        let evidence = items.evidence().unwrap();
        assert!(evidence.usage.is_reported());
        assert_eq!(evidence.attempts.len(), 1);
        assert!(items.raw().unwrap().starts_with(r#"{"number":"7","lines":[{"item""#));
    }
}

/// What is ready now, without anything else coming; the last is `None` at the end.
fn ready<L: Extract>(items: &mut Items<L>) -> Vec<Option<Result<L, Error>>> {
    let mut found = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    while let Poll::Ready(item) = pin!(items.next()).poll(&mut context) {
        let is_end = item.is_none();
        found.push(item);
        if is_end {
            break;
        }
    }
    found
}

/// An answer, and behind which byte each of its lines ends.
fn written(lines: &Value) -> (String, Vec<usize>) {
    let mut text = r#"{"number": "[{\\\"", "lines": ["#.to_owned();
    let mut ends = Vec::new();
    for (index, line) in lines.as_array().unwrap().iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n " });
        text.push_str(&line.to_string());
        ends.push(text.len());
    }
    text.push_str("]}");
    (text, ends)
}

/// The text in pieces of random sizes.
fn pieces<'a>(mut text: &'a str, random: &mut fastrand::Rng) -> Vec<&'a str> {
    let mut pieces = Vec::new();
    while !text.is_empty() {
        let (piece, rest) = text.split_at(random.usize(1..20).min(text.len()));
        pieces.push(piece);
        text = rest;
    }
    pieces
}

#[tokio::test]
async fn each_item_comes_with_the_delta_that_ends_it() {
    let (text, ends) = written(&lines(1_000));
    let mut random = fastrand::Rng::with_seed(20);
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let (client, feed) = Feed::new(endpoint);
        let orders = client.extractor::<Order>("gpt-4.1");
        let pieces = pieces(&text, &mut random);
        feed.delta(pieces[0]);
        let mut items = orders.items_at::<Line>("lines", "an order").await.unwrap();
        let (mut come, mut given) = (pieces[0].len(), 0);
        for piece in &pieces[1..] {
            feed.delta(piece);
            come += piece.len();
            // Tokio lets a task take so much at a time only.
            tokio::task::yield_now().await;
            given += ready(&mut items).len();
            let whole = ends.iter().filter(|end| **end <= come).count();
            assert_eq!(given, whole, "{come}");
        }
        assert_eq!(given, 1_000);
        feed.end();
        assert!(matches!(&*ready(&mut items), [None]));
    }
}

#[tokio::test]
async fn a_cut_anywhere_gives_all_finished_items_and_then_what_cut() {
    let (text, ends) = written(&lines(150));
    let mut random = fastrand::Rng::with_seed(7);
    for stage in Stage::both().await {
        for round in 0..40 {
            let came = &text[..random.usize(1..text.len())];
            let (outcome, reason) = match round % 2 {
                0 => (Outcome::truncate(came), TruncationReason::TokenLimit),
                _ => {
                    let lost = StreamFault::Cut(Moment::AfterContent);
                    (Outcome::answer_text(came).stream_fault(lost), TruncationReason::Connection)
                }
            };
            stage.play([outcome.tokens(1..=30)]);
            let asked = stage.orders().items_at::<Line>("lines", "an order").await.unwrap();
            let (mut found, items) = all(asked).await;
            let Some(Err(Error::Truncated(cut))) = found.pop() else { panic!("{found:?}") };
            assert_eq!((cut.partial_text(), cut.reason()), (came, reason));
            assert_eq!(items.raw(), Some(came));
            assert_eq!(items.evidence(), Some(cut.evidence()));
            // It is told behind the text.
            assert_eq!(cut.evidence().usage.is_reported(), reason == TruncationReason::TokenLimit);
            let finished = ends.iter().filter(|end| **end <= came.len()).count();
            assert_eq!(found.len(), finished, "{came}");
            for (index, item) in found.iter().enumerate() {
                assert_eq!(item.is_err(), BAD.contains(&index));
            }
        }
    }
}

#[tokio::test]
async fn a_root_that_is_a_list_has_items() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        stage.play([Outcome::answer(json!({ "value": [3, -4, 500, 12] })).tokens(1..=1)]);
        let asked = client.extractor::<Vec<i8>>("gpt-4.1").items("numbers").await.unwrap();
        let (found, _) = all(asked).await;
        let [Ok(3), Ok(-4), Err(Error::Invalid(invalid)), Ok(12)] = &*found else {
            panic!("{found:?}");
        };
        assert_eq!(invalid.violations()[0].path(), "$.value[2]");
        assert_eq!(invalid.raw(), "500");
    }
}

#[tokio::test]
async fn what_is_wrong_beside_the_items_is_told_at_the_end() {
    for stage in Stage::both().await {
        let lines = json!([{ "item": "chair", "cents": 1 }, { "item": "table", "cents": -1 }]);
        stage.play([Outcome::answer(json!({ "number": 7, "lines": lines }))]);
        let asked = stage.orders().items_at::<Line>("lines", "an order").await.unwrap();
        let (found, items) = all(asked).await;
        let [Ok(_), Err(Error::Invalid(item)), Err(Error::Invalid(order))] = &*found else {
            panic!("{found:?}");
        };
        let paths = |error: &extract::error::InvalidAnswer| -> Vec<String> {
            error.violations().iter().map(|violation| violation.path().to_owned()).collect()
        };
        assert_eq!(paths(item), ["$.lines[1].cents"]);
        assert_eq!(paths(order), ["$.number"]);
        assert_eq!(items.evidence(), Some(order.evidence()));
    }
}

#[tokio::test]
async fn items_are_a_stream() {
    fn is_stream<S: futures_core::Stream<Item = Result<Line, Error>> + Send + Unpin>(_: &S) {}
    let [stage, _] = Stage::both().await;
    stage.play([Outcome::answer(crate::stage::order())]);
    let asked = stage.orders().items_at::<Line>("lines", "an order").await.unwrap();
    is_stream(&asked);
    assert_eq!(all(asked).await.0.len(), 1);
}

#[derive(Debug, Deserialize, Extract)]
struct Report {
    title: String,
    #[serde(flatten)]
    head: Head,
    order: Option<Box<Order>>,
    #[serde(rename = "pageList")]
    pages: Pages,
    shape: Shape,
}

#[derive(Debug, Deserialize, Extract)]
struct Head {
    tags: Vec<String>,
}

#[derive(Debug, Deserialize, Extract)]
struct Pages(Option<Vec<u32>>);

#[derive(Debug, Deserialize, Extract)]
enum Shape {
    Circle { sizes: Vec<u32> },
}

/// The error of items at a path; `None` if there is none, and something was asked.
async fn refused<L: Extract>(stage: &Stage, path: &str) -> Option<String> {
    let reports = stage.builder().build().unwrap().extractor::<Report>("gpt-4.1");
    let text = r#"{"title":"a","tags":["x"],"order":{"number":"1","lines":[{"item":"b","cents":1}]},"pageList":[1],"shape":{"Circle":{"sizes":[]}}}"#;
    stage.play([Outcome::answer_text(text)]);
    match reports.items_at::<L>(path, "a report").await {
        Ok(items) => {
            assert_eq!((stage.seen(), all(items).await.0.len()), (1, 1), "{path}");
            None
        }
        Err(Error::Config(error)) => {
            assert_eq!(stage.seen(), 0, "{path}");
            Some(error.to_string())
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_path_is_checked_against_the_schema_before_a_byte_is_sent() {
    let [stage, _] = Stage::both().await;
    assert_eq!(refused::<Line>(&stage, "order.lines").await, None);
    assert_eq!(refused::<String>(&stage, "tags").await, None);
    assert_eq!(refused::<u32>(&stage, "pageList").await, None);
    let cases = [
        (
            refused::<Line>(&stage, "line").await,
            "no key `line` among `title`, `tags`, `order`, `pageList`, `shape`",
        ),
        (refused::<Line>(&stage, "pages").await, "no key `pages`"),
        (refused::<Line>(&stage, "").await, "the root is `Report`, no list"),
        (refused::<Line>(&stage, "order").await, "order is `Order`, no list"),
        (refused::<Line>(&stage, "title").await, "title is a string, no list"),
        (refused::<Line>(&stage, "title.lines").await, "`lines` is looked for in a string"),
        (refused::<u32>(&stage, "shape.sizes").await, "`sizes` is looked for in `Shape`"),
        (refused::<Order>(&stage, "order.lines").await, "are `Line`, and `Order` is asked for"),
        (
            refused::<i32>(&stage, "pageList").await,
            "are a whole number, and a whole number is asked for",
        ),
        (
            refused::<Option<String>>(&stage, "tags").await,
            "are a string, and an option is asked for",
        ),
    ];
    for (told, expected) in cases {
        let told = told.expect(expected);
        assert!(told.contains(expected), "{told}");
    }
}

#[tokio::test]
async fn items_behind_a_fence_come_at_the_end() {
    let bare = crate::stage::ORDER;
    let fenced = format!("Here it is:\n```json\n{bare}\n```");
    let chatty = format!("{bare}\nIs there more?");
    for stage in Stage::both().await {
        for text in [bare, &fenced, &chatty] {
            stage.play([Outcome::answer_text(text)]);
            let orders = stage.orders().lenient(true);
            let asked = orders.items_at::<Line>("lines", "an order").await.unwrap();
            let (found, items) = all(asked).await;
            let whole = orders_read(&orders, &stage, text).await;
            assert_eq!(items.raw(), Some(text));
            match whole {
                Ok(lines) => assert_eq!(found.len(), lines, "{text}: {found:?}"),
                Err(error) => {
                    let last = found.last().unwrap().as_ref().unwrap_err();
                    assert_eq!(last.to_string(), error, "{text}");
                    assert_eq!(found.len(), 2);
                }
            }
        }
    }
}

/// How many lines a plain call finds.
async fn orders_read(
    orders: &extract::Extractor<Order>,
    stage: &Stage,
    text: &str,
) -> Result<usize, String> {
    stage.play([Outcome::answer_text(text)]);
    let found = orders.extract("an order").await;
    found.map(|found| found.value.lines.len()).map_err(|error| error.to_string())
}
