//! Asking once more, with a larger limit, for an answer that was cut off.

use extract::{
    Endpoint, Error, Extraction, Extractor,
    error::TruncationReason,
    testing::{Fault, Outcome},
};
use serde_json::json;

use crate::stage::{Line, ORDER, Order, Stage, hiding, order, variant};

const CUT: &str = r#"{"number":"7","lines":[{"item":"chair","cents":1},{"item":"ta"#;
const LONGER: &str =
    r#"{"number":"7","lines":[{"item":"chair","cents":1},{"item":"table","cents":2},{"#;
const WRONG: &str = r#"{"number":"7","lines":[{"item":"chair","cents":-1}]}"#;

fn raising(stage: &Stage) -> Extractor<Order> {
    stage.orders().max_output_tokens(100).on_truncated(1_000)
}

/// What one call makes of these outcomes, and the limits that it sent.
async fn ask(
    stage: &Stage,
    some: Extractor<Order>,
    outcomes: impl IntoIterator<Item = Outcome>,
) -> (Result<Extraction<Order>, Error>, Vec<u64>) {
    let before = stage.server.requests().len();
    stage.play(outcomes);
    let result = some.extract("an order").await.map_err(hiding);
    let limit = if stage.endpoint == Endpoint::Chat {
        "max_completion_tokens"
    } else {
        "max_output_tokens"
    };
    let requests = stage.server.requests();
    let limits = requests[before..].iter().map(|request| request.body()[limit].as_u64().unwrap());
    (result, limits.collect())
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_once_more_with_the_larger_limit() {
    for stage in Stage::both().await {
        for cut in [CUT, ""] {
            let outcomes = [Outcome::truncate(cut), Outcome::answer(order())];
            let (found, limits) = ask(&stage, raising(&stage), outcomes).await;
            let found = found.unwrap();
            assert_eq!((found.value, found.raw.as_str()), (order(), ORDER));
            assert_eq!(limits, [100, 1_000]);
            let [first, second] = found.attempts.as_slice() else { panic!("two attempts") };
            assert!(first.usage.is_reported());
            assert_eq!(found.usage, first.usage + second.usage);
            let [rejected] = found.rejected.as_slice() else { panic!("one answer") };
            assert!(rejected.is_truncated() && rejected.violations.is_empty());
            assert_eq!(rejected.raw, cut);
        }
        let requests = stage.server.requests();
        let [first, second] = [0, 1].map(|at: usize| requests[at].text().to_owned());
        assert_eq!(second, first.replace("_tokens\":100,", "_tokens\":1000,"));
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_again_is_truncated() {
    for stage in Stage::both().await {
        let outcomes = [CUT, LONGER].map(Outcome::truncate);
        let (error, limits) = ask(&stage, raising(&stage), outcomes).await;
        let error = error.expect_err("cut twice");
        let Error::Truncated(cut) = &error else { panic!("{error:?}") };
        assert_eq!((cut.partial_text(), cut.items::<Line>("lines").len()), (LONGER, 2));
        assert_eq!(error.rejected()[0].raw, CUT);
        assert_eq!((limits.as_slice(), error.rejected().len()), ([100, 1_000].as_slice(), 1));
        let [first, second] = error.attempts() else { panic!("{error:?}") };
        assert_eq!(error.usage(), first.usage + second.usage);
        assert!(
            error
                .to_string()
                .ends_with("raise `max_output_tokens` (after an earlier answer that was no value)")
        );
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn a_call_raises_the_limit_once_and_keeps_it() {
    let cut = || Outcome::truncate(CUT);
    let wrong = || Outcome::answer_text(WRONG);
    let right = || Outcome::answer(order());
    let cases = [
        (
            "a wrong answer after the cut",
            vec![cut(), wrong(), right()],
            vec![100, 1_000, 1_000],
            "value",
        ),
        (
            "a cut after a wrong answer",
            vec![wrong(), cut(), right()],
            vec![100, 100, 1_000],
            "value",
        ),
        ("two cuts", vec![cut(), wrong(), cut()], vec![100, 1_000, 1_000], "Truncated"),
        (
            "re-asks spent",
            vec![wrong(), cut(), wrong(), wrong()],
            vec![100, 100, 1_000, 1_000],
            "Invalid",
        ),
        ("a refusal", vec![cut(), Outcome::refuse("No.")], vec![100, 1_000], "Refused"),
        (
            "an unpaid bill",
            vec![cut(), Outcome::fault(Fault::BillingExhausted)],
            vec![100, 1_000],
            "Api",
        ),
        (
            "a retry",
            vec![cut(), Outcome::fault(Fault::ServerError), right()],
            vec![100, 1_000, 1_000],
            "value",
        ),
    ];
    for stage in Stage::both().await {
        for (name, outcomes, expected, ending) in &cases {
            let some = raising(&stage).reask(2);
            let (result, limits) = ask(&stage, some, outcomes.clone()).await;
            assert_eq!(result.as_ref().map_or_else(variant, |_| "value"), *ending, "{name}");
            assert_eq!(limits, *expected, "{name}");
            let (attempts, usage) = match &result {
                Ok(found) => (found.attempts.as_slice(), found.usage),
                Err(error) => (error.attempts(), error.usage()),
            };
            assert_eq!(attempts.len(), expected.len(), "{name}");
            assert_eq!(usage, attempts.iter().map(|attempt| attempt.usage).sum(), "{name}");
        }
    }
}

#[tokio::test]
async fn the_conversation_goes_on_with_the_larger_limit() {
    for stage in Stage::both().await {
        let outcomes = [Outcome::answer_text(WRONG), Outcome::truncate(CUT)];
        let (found, _) = ask(&stage, raising(&stage).reask(1), outcomes).await;
        let rejected = found.unwrap().rejected;
        assert_eq!(
            rejected.iter().map(|answer| answer.raw.as_str()).collect::<Vec<_>>(),
            [WRONG, CUT]
        );
        let list = if stage.endpoint == Endpoint::Chat { "messages" } else { "input" };
        let [_, second, third] = &stage.server.requests()[..] else { panic!("three requests") };
        assert_eq!(second.body()[list].as_array().map(Vec::len), Some(3));
        assert_eq!(second.body()[list], third.body()[list]);
    }
}

#[tokio::test]
async fn what_more_tokens_do_not_cure_is_not_asked_again() {
    for stage in Stage::both().await {
        let blanks = format!("{{\"number\":{}", " ".repeat(256));
        let full = match stage.endpoint {
            Endpoint::Chat => json!({ "choices": [
                { "finish_reason": "model_length", "message": { "content": CUT } }
            ] }),
            _ => json!({
                "status": "incomplete",
                "incomplete_details": { "reason": "model_context_window_exceeded" },
                "output": [],
            }),
        };
        let cases = [
            (Outcome::truncate(blanks), TruncationReason::RunAwayBlanks),
            (Outcome::raw(200, &[], full.to_string()), TruncationReason::ContextWindow),
        ];
        for (outcome, reason) in cases {
            let (error, limits) = ask(&stage, raising(&stage).reask(5), [outcome]).await;
            let error = error.expect_err("cut");
            let Error::Truncated(cut) = &error else { panic!("{error:?}") };
            assert_eq!((cut.reason(), limits.len()), (reason, 1));
        }
    }
}

#[tokio::test]
async fn a_limit_that_cannot_help_is_refused_before_anything_is_sent() {
    for stage in Stage::both().await {
        let cases = [
            (stage.orders().max_output_tokens(100).on_truncated(100), "`max_output_tokens` is 100"),
            (stage.orders().max_output_tokens(100).on_truncated(99), "`max_output_tokens` is 100"),
            (stage.orders().on_truncated(16_000), "`max_output_tokens`, which is not set"),
        ];
        for (some, expected) in cases {
            for result in [some.prepare(), some.extract("a").await.map(drop)] {
                let error = result.expect_err(expected);
                assert!(matches!(error, Error::Config(_)), "{error:?}");
                assert!(error.to_string().contains(expected), "{error}");
            }
        }
        assert!(raising(&stage).prepare().is_ok());
        assert_eq!(stage.seen(), 0);
    }
}
