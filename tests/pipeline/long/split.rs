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
    statement::{self, ACCOUNT, CLOSING, Line, Statement, assert_all},
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
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        for (tokens, overlap) in [(4_000, 200), (1_000, 60), (9_999, 1_999), (25_000, 150)] {
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
    for tokens in [2_000, 2_050, 2_100, 2_150, 2_200, 2_300, 4_000, 5_000] {
        let server = honest(true).await;
        let split = Split::tokens(tokens).overlap(400);
        let statements = statements(&server, Endpoint::Responses).split(split);
        let mut parts = statements.extract(&text).await.unwrap();
        let given: usize =
            parts.parts.iter().map(|part| part.result.as_ref().unwrap().value.lines.len()).sum();
        let merged = merge(&mut parts);
        assert_all(&merged.items, &tokens.to_string());
        for doubt in &merged.doubts {
            match doubt {
                Doubt::Half { other, .. } => assert_eq!(other.number, 0),
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
