//! A long text in parts.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use extract::{
    Endpoint, Error, Extractor,
    long::{Doubt, Merged, Parts, Split},
    testing::{Fault, Outcome, Server},
};

use super::{
    model,
    statement::{self, ACCOUNT, CLOSING, Line, Statement, assert_all, rows},
};

fn statements(server: &Server, endpoint: Endpoint) -> Extractor<Statement> {
    server.client().extractor("gpt-5-mini").endpoint(endpoint).max_retries(0)
}

async fn honest(eager: bool) -> Server {
    let server = Server::start().await.expect("a server");
    server.respond(move |request| {
        Outcome::answer(model::statement(&model::texts(request)[0], eager))
    });
    server
}

fn merge(parts: &mut Parts<Statement>) -> Merged<Line> {
    parts.merge(|part| &mut part.lines, |line| line.number)
}

#[tokio::test]
async fn every_row_once_and_in_order() {
    let text = statement::text();
    let sizes = [(4_000, 200), (1_000, 60), (9_999, 1_999), (25_000, 150)];
    for (endpoint, sizes) in [(Endpoint::Responses, &sizes[..]), (Endpoint::Chat, &sizes[..1])] {
        for &(tokens, overlap) in sizes {
            let server = honest(false).await;
            let split = Split::tokens(tokens).overlap(overlap);
            let mut parts =
                statements(&server, endpoint).split(split).extract(&text).await.unwrap();
            let merged = merge(&mut parts);
            println!(
                "{endpoint:?}, {tokens}/{overlap}: {} bytes, {} parts",
                text.len(),
                parts.parts.len()
            );
            assert_all(&merged.items, &format!("{tokens}/{overlap}"));
            assert_eq!(merged.doubts, []);
            assert_eq!(server.requests().len(), parts.parts.len());
            assert_eq!(parts.first(|part| part.account.clone()).value.as_deref(), Some(ACCOUNT));
            let closing = parts.first(|part| part.closing_cents);
            assert_eq!((closing.value, closing.part), (Some(CLOSING), Some(parts.parts.len() - 1)));
        }
    }
}

/// Half rows at the edges do not stand among the rows, and all of them are told.
#[tokio::test]
async fn rows_that_an_eager_model_gives_in_halves_stand_aside() {
    let text = statement::text();
    let mut halves = 0;
    for tokens in [3_000, 3_050, 3_100, 3_150, 3_200, 3_300, 4_000, 5_000] {
        let server = honest(true).await;
        // Longer than two rows and what stands between them, whether tokens are counted or estimated.
        let split = Split::tokens(tokens).overlap(600);
        let statements = statements(&server, Endpoint::Responses).split(split);
        let mut parts = statements.extract(&text).await.unwrap();
        let given: usize =
            parts.parts.iter().map(|part| part.result.as_ref().unwrap().value.lines.len()).sum();
        let merged = merge(&mut parts);
        assert_all(&merged.items, &tokens.to_string());
        for doubt in &merged.doubts {
            match doubt {
                Doubt::Half { other, .. } => {
                    assert!(other.number == 0 || other.reference.is_none(), "{other:?}");
                }
                Doubt::Differs { item, other, .. } => {
                    assert_eq!(
                        merged.items[*item],
                        Line { reference: merged.items[*item].reference.clone(), ..other.clone() }
                    );
                    assert_eq!(other.reference, None);
                }
                other => panic!("{other:?}"),
            }
        }
        println!(
            "{tokens}: {} parts, {given} rows given, {} in halves",
            parts.parts.len(),
            merged.doubts.len()
        );
        halves += merged.doubts.len();
    }
    assert!(halves > 10, "{halves}");
}

/// What a part that failed has read alone is missing, is told, and comes when it is asked for again.
#[tokio::test]
async fn a_part_that_fails_is_told_and_leaves_the_others() {
    let text = statement::text();
    let server = Server::start().await.expect("a server");
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    server.respond(move |request| match count.fetch_add(1, Ordering::Relaxed) {
        7 => Outcome::fault(Fault::ServerError),
        12 => Outcome::refuse("I would rather not."),
        _ => Outcome::answer(model::statement(&model::texts(request)[0], false)),
    });
    let statements = statements(&server, Endpoint::Responses);
    let splitting = statements.split(Split::tokens(4_000).overlap(200).concurrency(1));
    let mut parts = splitting.extract(&text).await.unwrap();

    let failed: Vec<_> = parts.failed().map(|(part, _)| part).collect();
    assert_eq!(failed, [7, 12]);
    assert!(matches!(parts.failed().next().unwrap().1, Error::Api(_)));
    let mut rest = parts.clone();
    let merged = merge(&mut rest);
    let unread: Vec<_> = merged
        .doubts
        .iter()
        .map(|doubt| match doubt {
            Doubt::Unread { part, range } => (*part, range.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(unread.iter().map(|(part, _)| *part).collect::<Vec<_>>(), failed);
    // Every row that is missing has a part in what nobody has read.
    for row in rows().iter().filter(|row| !merged.items.contains(row)) {
        let at = text.find(&format!("#{:05} ", row.number)).unwrap();
        let end = text.find(&format!("#{:05} ", row.number + 1)).unwrap();
        assert!(unread.iter().any(|(_, range)| at < range.end && range.start < end), "{row:?}");
    }

    let before = parts.usage().total();
    splitting.retry(&text, &mut parts).await.unwrap();
    assert_eq!(parts.failed().count(), 0);
    assert_eq!(asked.load(Ordering::Relaxed), parts.parts.len() + 2);
    assert!(parts.usage().total() > before);
    let again = parts.parts[12].result.as_ref().unwrap();
    assert_eq!(again.rejected[0].raw, "I would rather not.");
    let merged = merge(&mut parts);
    assert_all(&merged.items, "after the retry");
    assert_eq!(merged.doubts, []);
}

#[tokio::test]
async fn a_text_that_fits_goes_out_as_it_is() {
    let server = honest(false).await;
    let statements = statements(&server, Endpoint::Chat);
    let text = "ACCOUNT AT12 3456\n#00001 Rent | -50000\n";
    let parts = statements.split(Split::tokens(1_000)).extract(text).await.unwrap();
    let found = statements.extract(text).await.unwrap();
    assert_eq!(parts.parts[0].result.as_ref().unwrap().value, found.value);
    let requests = server.requests();
    assert_eq!(requests[0].text(), requests[1].text());
}

#[tokio::test]
async fn parts_say_that_they_are_parts() {
    let server = honest(false).await;
    let text = "#00001 Rent | -50000\n".repeat(40);
    let statements = statements(&server, Endpoint::Responses);
    let own = |_: usize, _: usize| "A piece.".to_owned();
    let usual = |part, parts| format!("part {part} of {parts} ");
    for (split, note) in [
        (Split::tokens(80), &usual as &dyn Fn(usize, usize) -> String),
        (Split::tokens(80).note("A piece."), &own),
    ] {
        let before = server.requests().len();
        let parts = statements.split(split.concurrency(1)).extract(&text).await.unwrap().parts;
        let requests = &server.requests()[before..];
        assert!(parts.len() >= 3 && parts.len() == requests.len(), "{} parts", parts.len());
        for (n, request) in requests.iter().enumerate() {
            let texts = model::texts(request);
            assert_eq!(texts.len(), 2);
            assert!(texts[1].contains(&note(n + 1, parts.len())), "{texts:?}");
        }
    }
    let _ = statements.split(Split::tokens(80).note("")).extract(&text).await.unwrap();
    assert_eq!(model::texts(server.requests().last().unwrap()).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_sent() {
    let server = honest(false).await;
    let statements = statements(&server, Endpoint::Responses);
    let cases = [
        (Split::tokens(63), "parts of 63 tokens are too short, give 64 or more"),
        (
            Split::tokens(100).overlap(21),
            "an overlap of 21 tokens is too much for parts of 100, give 20 or less",
        ),
        (
            Split::tokens(100).concurrency(0),
            "a `concurrency` of 0 asks for no part, give 1 or more",
        ),
    ];
    for (split, message) in cases {
        let error = statements.split(split).extract("a").await.unwrap_err();
        assert_eq!(error.to_string(), message);
    }
    let splitting = statements.split(Split::tokens(100));
    let mut parts = splitting.extract("a").await.unwrap();
    let error = splitting.retry("ab", &mut parts).await.unwrap_err();
    assert_eq!(error.to_string(), "these are the parts of another text");
    let error =
        statements.temperature(3.0).split(Split::tokens(100)).extract("a").await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error}");
    assert_eq!(server.requests().len(), 1);
}
