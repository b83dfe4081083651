//! What a run of several calls used and cost, against a sheet that was made by hand.

use extract::{
    Endpoint, Extraction, Extractor, Money, Prices, ServiceTier, Tier, Usage,
    testing::{Fault, Outcome},
};

use crate::stage::{Order, Stage, order};

const WRONG: &str = r#"{"number":"7","lines":[{"item":"chair","cents":-1}]}"#;

fn usage(input: u64, cached: u64, output: u64, reasoning: u64) -> Usage {
    let mut usage = Usage::new(input, output);
    usage.cached = Some(cached);
    usage.cache_write = Some(0);
    usage.reasoning = Some(reasoning);
    usage
}

fn answer(usage: Usage) -> Outcome {
    Outcome::answer(order()).usage(usage)
}

/// What a call cost: that of all its requests of which the server told the tokens.
fn cost(found: &Extraction<Order>) -> Option<Money> {
    let tier = found.service_tier.as_deref().map_or(Some(Tier::Standard), Tier::named)?;
    Prices::builtin().bill(&found.attempts, tier)
}

#[tokio::test]
async fn usage_and_money_of_a_run_equal_the_sheet() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let mini = || client.extractor::<Order>("gpt-5-mini");
        let in_background =
            |it: Extractor<Order>| it.background(stage.endpoint == Endpoint::Responses);
        // In dollars for a million tokens, input, cached and output: gpt-5-mini 0.25, 0.025, 2.00; flex
        // 0.125, 0.0125, 1.00; priority 0.45, 0.045, 3.60. gpt-4.1: 2.00, 0.50, 8.00.
        let calls = [
            // 1,000 x 0.25 + 3,000 x 0.025 + 500 x 2.00
            (mini(), vec![answer(usage(4_000, 3_000, 500, 200))], "0.001325"),
            // 4,000 x 0.25 + 100 x 2.00, and again: 232 x 0.25 + 3,968 x 0.025 + 120 x 2.00
            (
                mini().reask(1),
                vec![
                    Outcome::answer_text(WRONG).usage(usage(4_000, 0, 100, 0)),
                    answer(usage(4_200, 3_968, 120, 0)),
                ],
                "0.0015972",
            ),
            // 10,000 x 0.125 + 1,000 x 1.00, once, however often it is polled for
            (
                in_background(mini()).service_tier(ServiceTier::Flex),
                vec![answer(usage(10_000, 0, 1_000, 640)).polls(3)],
                "0.00225",
            ),
            // 1,000 x 0.045 + 10 x 3.60
            (
                mini().service_tier(ServiceTier::Fast),
                vec![answer(usage(1_000, 1_000, 10, 0))],
                "0.000081",
            ),
            // 100 x 0.25 + 10 x 2.00, after a try that brought nothing
            (
                mini(),
                vec![Outcome::fault(Fault::ServerError), answer(usage(100, 0, 10, 0))],
                "0.000045",
            ),
            // 976 x 2.00 + 1,024 x 0.50 + 50 x 8.00
            (client.extractor("gpt-4.1"), vec![answer(usage(2_000, 1_024, 50, 0))], "0.002864"),
        ];
        let (mut used, mut paid) = (Usage::default(), Some(Money::ZERO));
        for (extractor, outcomes, expected) in calls {
            stage.play(outcomes);
            let found = extractor.extract("an order").await.unwrap();
            assert_eq!(cost(&found), Some(expected.parse().unwrap()), "{:?}", found.attempts);
            used += found.usage;
            paid = paid.zip(cost(&found)).map(|(paid, cost)| paid + cost);
        }
        assert_eq!(used, usage(25_300, 8_992, 1_790, 840));
        assert_eq!(paid.unwrap().to_string(), "$0.0081622");
    }
}

#[tokio::test]
async fn what_is_not_told_costs_what_nobody_knows() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let mut no_output = usage(100, 0, 0, 0);
        no_output.output = None;
        let mut no_cached = usage(100, 0, 10, 0);
        no_cached.cached = None;
        for counts in [no_output, no_cached] {
            stage.play([answer(counts)]);
            let found = client.extractor("gpt-5-mini").extract("an order").await.unwrap();
            assert_eq!((found.usage, cost(&found)), (counts, None));
        }
        stage.play([answer(usage(100, 0, 10, 0))]);
        let bought = client.extractor("gpt-5-mini").service_tier(ServiceTier::Scale);
        assert_eq!(cost(&bought.extract("an order").await.unwrap()), None);
        let of_tomorrow =
            |model| Prices::builtin().cost(model, Tier::Standard, &usage(100, 0, 10, 0));
        assert_eq!(of_tomorrow("gpt-of-tomorrow"), None);
        assert!(of_tomorrow("gpt-5-mini").is_some());
    }
}
