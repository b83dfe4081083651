//! The same figures at the end of a stream, and what is left of one that is cut.

use extract::testing::{Moment, StreamFault};

use super::{answer, expect, tokens};
use crate::stage::{Stage, hiding};

#[tokio::test]
async fn a_stream_has_the_same_figures_however_it_comes() {
    let order = tokens(&[("{\"number\":\"2024", -0.5), ("-17\"", -0.25), (",\"lines\":[]}", -1.0)]);
    let faults = [
        StreamFault::AzureChunks,
        StreamFault::EmptyTerminalOutput,
        StreamFault::MissingDone,
        StreamFault::PlainBody,
        StreamFault::RotatingIds,
    ];
    let outcomes = faults.map(|fault| answer(&order).stream_fault(fault)).into_iter().chain([
        answer(&order).commentary("I look."),
        answer(&order).draft("{}"),
        answer(&order).twice(),
        answer(&order).chunked_by(1),
    ]);
    for stage in Stage::both().await {
        for outcome in outcomes.clone() {
            let shown = format!("{outcome:?}");
            stage.play([outcome]);
            let stream = stage.orders().logprobs(true).stream("a").await.unwrap();
            let found = stream.finish().await.unwrap();
            assert_eq!(found.logprobs.len(), 3, "{shown}");
            expect(&found, &[("number", -0.75), ("lines", -1.0)]);
        }
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_keeps_the_tokens_that_came() {
    let order = tokens(&[("{\"number\":\"2024", -0.5), ("-17\"", -0.25), (",\"lines\":[]}", -1.0)]);
    for stage in Stage::both().await {
        for fault in [StreamFault::Cut(Moment::InContent), StreamFault::Reset(Moment::InContent)] {
            stage.play([answer(&order).stream_fault(fault)]);
            let stream = stage.orders().logprobs(true).stream("a").await.unwrap();
            let error = stream.finish().await.map_err(hiding).unwrap_err();
            let came = error.partial_text().unwrap_or_default();
            let tokens = &error.evidence().unwrap().logprobs;
            let told: String = tokens.iter().map(|it| it.token.as_str()).collect();
            assert!(!came.is_empty() && told == came, "{fault:?}: {told} of {came}");
        }
    }
}
