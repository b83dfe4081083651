//! A long list page by page.

use std::sync::atomic::{AtomicUsize, Ordering};

use extract::{
    Endpoint, Error, Extractor,
    error::TruncationReason,
    testing::{Fault, Outcome, Request, Server},
};
use serde_json::{Value, json};

use super::{
    model::{texts, wanted},
    statement::{self, ACCOUNT, CLOSING, Line, ROWS, Statement, assert_all, rows},
};

/// What the model is asked for.
enum Ask {
    Head,
    /// So many rows after this number.
    Page(u32, usize),
}

fn ask(request: &Request) -> Ask {
    let texts = texts(request);
    let ask = texts.last().expect("an ask");
    match request.format_name().as_deref() {
        Some("Page_Line") => {
            let (last, count) = wanted(ask);
            Ask::Page(last, count)
        }
        _ => Ask::Head,
    }
}

fn head() -> Value {
    json!({ "account": ACCOUNT, "lines": [], "closing_cents": CLOSING })
}

/// So many rows after this number.
fn page(last: u32, count: usize) -> Value {
    let rows: Vec<Line> = rows().into_iter().skip(last as usize).take(count).collect();
    let more = last as usize + rows.len() < ROWS;
    json!({ "items": rows, "more": more, "total": ROWS })
}

/// A model that does what it is asked, but for what `fault` says of the page with this number.
async fn model(
    fault: impl Fn(usize, u32, usize) -> Option<Outcome> + Send + Sync + 'static,
) -> Server {
    let server = Server::start().await.expect("a server");
    let pages = AtomicUsize::new(0);
    server.respond(move |request| match ask(request) {
        Ask::Head => Outcome::answer(head()),
        Ask::Page(last, count) => {
            let number = pages.fetch_add(1, Ordering::Relaxed);
            fault(number, last, count).unwrap_or_else(|| Outcome::answer(page(last, count)))
        }
    });
    server
}

fn statements(server: &Server, endpoint: Endpoint) -> Extractor<Statement> {
    server.client().extractor("gpt-5-mini").endpoint(endpoint).max_retries(0)
}

#[tokio::test]
async fn every_row_once_and_in_order() {
    let text = statement::text();
    for (endpoint, sizes) in [(Endpoint::Responses, &[50, 2_000][..]), (Endpoint::Chat, &[117])] {
        for &items in sizes {
            let server = model(|_, _, _| None).await;
            let statements = statements(&server, endpoint);
            let paged =
                statements.paged::<Line>("lines").items(items).extract(&text).await.unwrap();
            assert_all(&paged.found.value.lines, &items.to_string());
            assert!(paged.count_agrees());
            assert_eq!((paged.count, paged.expected), (ROWS, Some(ROWS as u64)));
            let value = &paged.found.value;
            assert_eq!(
                (value.account.as_deref(), value.closing_cents),
                (Some(ACCOUNT), Some(CLOSING))
            );
            assert_eq!(paged.pages.len(), ROWS.div_ceil(items));
            assert_eq!(paged.found.attempts.len(), 1 + paged.pages.len());
            assert_eq!(server.requests().len(), 1 + paged.pages.len());
            assert_eq!(extract::from_json::<Statement>(&paged.found.raw).unwrap(), *value);
            println!("{endpoint:?}, pages of {items}: {} requests", server.requests().len());
        }
    }
}

/// Requests for pages differ in nothing but their last message.
#[tokio::test]
async fn the_prefix_is_stable() {
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        let server = model(|_, _, _| None).await;
        let statements = statements(&server, endpoint).instructions("Read it.").example(
            "nothing",
            &Statement { account: None, lines: Vec::new(), closing_cents: None },
        );
        let _ =
            statements.paged::<Line>("lines").items(300).extract(statement::text()).await.unwrap();
        let requests = server.requests();
        let [head, first, rest @ ..] = requests.as_slice() else { panic!("too few") };
        assert_eq!((texts(head).len(), texts(first).len()), (3, 2));
        let end = first.text().find("Give the first 300").unwrap();
        assert!(end > statement::text().len());
        for request in rest {
            assert_eq!(request.text()[..end], first.text()[..end]);
        }
    }
}

#[tokio::test]
async fn a_page_that_is_cut_off_keeps_its_finished_rows() {
    let server = model(|number, last, count| {
        let whole = page(last, count).to_string();
        match number {
            // In the middle of a row.
            2 => Some(Outcome::truncate(&whole[..whole.len() / 2])),
            // Before the first row, and that again.
            5 | 6 => Some(Outcome::truncate(&whole[..20])),
            _ => None,
        }
    })
    .await;
    let statements = statements(&server, Endpoint::Responses);
    let paged =
        statements.paged::<Line>("lines").items(100).extract(statement::text()).await.unwrap();
    assert_all(&paged.found.value.lines, "cut");
    assert!(paged.count_agrees());
    let asked: Vec<_> = paged.pages.iter().take(8).map(|page| (page.asked, page.is_cut)).collect();
    assert_eq!(
        asked,
        [
            (100, false),
            (100, false),
            (100, true),
            (50, false),
            (50, false),
            (50, true),
            (25, true),
            (12, false)
        ]
    );
    assert!((30..70).contains(&paged.pages[2].came), "{:?}", paged.pages[2]);
    let cut = paged.found.rejected.iter().filter(|answer| answer.is_truncated()).count();
    assert_eq!(cut, 3);
}

#[tokio::test]
async fn a_repeated_page_is_left_out() {
    type Case = (&'static str, fn(u32) -> u32, usize);
    let cases: [Case; 4] = [
        ("the page before", |last| last - 100, 100),
        ("an early page", |_| 100, 100),
        ("the last three", |last| last - 3, 3),
        ("all from the beginning", |_| 0, 100),
    ];
    for (name, from, repeated) in cases {
        let server = model(move |number, last, count| {
            (number == 4).then(|| Outcome::answer(page(from(last), count)))
        })
        .await;
        let statements = statements(&server, Endpoint::Chat);
        let paged =
            statements.paged::<Line>("lines").items(100).extract(statement::text()).await.unwrap();
        assert_all(&paged.found.value.lines, name);
        assert!(paged.count_agrees());
        let of_pages: Vec<_> = paged.pages.iter().map(|page| page.repeated).collect();
        assert_eq!(of_pages.iter().sum::<usize>(), repeated, "{name}");
        assert_eq!(of_pages[4], repeated, "{name}");
    }
}

#[tokio::test]
async fn a_model_that_says_the_same_again_and_again_is_given_up() {
    let server = model(|number, last, count| {
        (number >= 4).then(|| Outcome::answer(page(last - 100, count)))
    })
    .await;
    let statements = statements(&server, Endpoint::Responses);
    let unfinished =
        statements.paged::<Line>("lines").items(100).extract(statement::text()).await.unwrap_err();
    assert_eq!(unfinished.items, rows()[..400]);
    assert_eq!(unfinished.pages.len(), 6);
    assert_eq!(unfinished.evidence().attempts.len(), 7);
    let message = "after 400 items of the list: the answer was cut off after";
    assert!(unfinished.to_string().starts_with(message), "{unfinished}");
    let Error::Truncated(cut) = unfinished.into() else { panic!("another error") };
    assert_eq!(cut.reason(), TruncationReason::Endless);
    assert_eq!(cut.items::<Line>("lines"), rows()[..400]);
    assert_eq!(cut.evidence().attempts.len(), 7);
}

#[tokio::test]
async fn pages_are_bounded() {
    let server = model(|_, _, _| None).await;
    let statements = statements(&server, Endpoint::Responses);
    let paging = statements.paged::<Line>("lines").items(10).max_pages(3);
    let unfinished = paging.extract(statement::text()).await.unwrap_err();
    assert_eq!(unfinished.items, rows()[..30]);
    assert_eq!(unfinished.expected, Some(ROWS as u64));
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_count_that_does_not_agree_is_told() {
    for (total, pages) in [(ROWS as u64 + 1, 3), (ROWS as u64 - 1, 2)] {
        let server = model(move |_, last, count| {
            let mut page = page(last, count);
            page["total"] = total.into();
            Some(Outcome::answer(page))
        })
        .await;
        let statements = statements(&server, Endpoint::Responses);
        let paged = statements
            .paged::<Line>("lines")
            .items(1_000)
            .extract(statement::text())
            .await
            .unwrap();
        assert_all(&paged.found.value.lines, "count");
        assert_eq!(
            (paged.count_agrees(), paged.expected, paged.pages.len()),
            (false, Some(total), pages)
        );
    }
}

/// A model that stops too early is told so, and goes on.
#[tokio::test]
async fn a_list_that_ends_too_early_is_asked_for_again() {
    let server = model(|number, last, count| {
        let mut page = page(last, count);
        page["more"] = (number != 3).into();
        (number == 3).then(|| Outcome::answer(page))
    })
    .await;
    let statements = statements(&server, Endpoint::Responses);
    let paged =
        statements.paged::<Line>("lines").items(200).extract(statement::text()).await.unwrap();
    assert_all(&paged.found.value.lines, "too early");
    assert!(paged.count_agrees());
    let asks = server.requests();
    assert!(
        texts(&asks[5])[1].ends_with("there are 1100 in all: look for those that are missing.")
    );
}

#[tokio::test]
async fn an_error_carries_what_was_found() {
    type Case = (&'static str, fn() -> Outcome, fn(&Error) -> bool);
    let cases: [Case; 3] = [
        (
            "status 500",
            || Outcome::fault(Fault::ServerError),
            |error| matches!(error, Error::Api(_)),
        ),
        ("refusal", || Outcome::refuse("No."), |error| matches!(error, Error::Refused(_))),
        (
            "no page",
            || Outcome::answer(json!({ "items": [{ "number": -1 }], "more": true, "total": null })),
            |error| matches!(error, Error::Invalid(_)),
        ),
    ];
    for (name, outcome, is_it) in cases {
        let server = model(move |number, _, _| (number == 5).then(outcome)).await;
        let statements = statements(&server, Endpoint::Chat);
        let unfinished = statements
            .paged::<Line>("lines")
            .items(50)
            .extract(statement::text())
            .await
            .unwrap_err();
        assert!(is_it(&unfinished.error), "{name}: {}", unfinished.error);
        assert_eq!(unfinished.items, rows()[..250], "{name}");
        assert_eq!(unfinished.head, Some(head().to_string()), "{name}");
        assert_eq!(unfinished.evidence().attempts.len(), 7, "{name}");
        let all = unfinished.evidence().usage;
        assert_eq!(Error::from(unfinished).usage(), all, "{name}");
        assert!(all.total() > 6 * statement::text().len() as u64 / 8, "{name}: {all:?}");
    }
}

#[tokio::test]
async fn a_single_row_that_is_cut_off_is_an_error() {
    let server = model(|number, last, count| {
        (number > 0).then(|| Outcome::truncate(&page(last, count).to_string()[..20]))
    })
    .await;
    let statements = statements(&server, Endpoint::Responses);
    let unfinished =
        statements.paged::<Line>("lines").items(8).extract(statement::text()).await.unwrap_err();
    assert!(matches!(unfinished.error, Error::Truncated(_)));
    let asked: Vec<_> = unfinished.pages.iter().map(|page| page.asked).collect();
    assert_eq!(asked, [8, 8, 4, 2, 1]);
    assert_eq!(unfinished.items, rows()[..8]);
}

/// Nothing came, and the model says that there is more: no whole list.
#[tokio::test]
async fn an_empty_page_before_the_end_is_no_end() {
    let nothing = |number, _, _| {
        (number >= 2).then(|| Outcome::answer(json!({ "items": [], "more": true, "total": null })))
    };
    let server = model(move |number, last, count| {
        nothing(number, last, count).or_else(|| {
            let Value::Object(mut page) = page(last, count) else { return None };
            page.insert("total".to_owned(), Value::Null);
            Some(Outcome::answer(page))
        })
    })
    .await;
    let statements = server.client().extractor::<Statement>("gpt-5-mini");
    let paging = statements.paged::<Line>("lines").items(100);
    let unfinished = paging.extract(statement::text()).await.unwrap_err();
    let Error::Truncated(cut) = &unfinished.error else { panic!("{}", unfinished.error) };
    assert_eq!((cut.reason(), unfinished.items.len()), (TruncationReason::Endless, 200));
}
