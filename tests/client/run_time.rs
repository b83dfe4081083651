//! Schemas that come at run time go out and come back as those of types do.

use extract::{
    Endpoint, Error, Extractor, Input, Schema, json_schema,
    testing::{Filter, Outcome},
};
use serde_json::{Value, json};

use crate::stage::{Order, Stage, builder, order, variant};

const CITY: &str = r#"{"type":"object","properties":{"city":{"type":"string"},
    "people":{"type":"integer","minimum":1}},"required":["city","people"],"additionalProperties":false}"#;

fn cities(stage: &Stage) -> Extractor<Value> {
    let schema = Schema::from_json("City", CITY).unwrap();
    let client = builder(stage.server.url(), stage.endpoint).build().unwrap();
    client.extractor_for("gpt-4.1", &schema)
}

#[tokio::test]
async fn the_schema_is_sent_with_every_option_and_the_answer_is_the_value() {
    for stage in Stage::both().await {
        let answer = json!({ "city": "Graz", "people": 3 });
        stage.play([Outcome::answer(answer.clone())]);
        let cities = cities(&stage)
            .instructions("Find the city.")
            .example_json("one in Linz", &json!({ "city": "Linz", "people": 1 }))
            .temperature(0.5)
            .max_output_tokens(100);
        cities.prepare().unwrap();
        let found = cities.clone().extract(Input::text("three in Graz")).await.unwrap();
        assert_eq!(found.value, answer);
        let requests = stage.server.requests();
        let body = requests.last().unwrap().body();
        let format = match stage.endpoint {
            Endpoint::Chat => &body["response_format"]["json_schema"],
            _ => &body["text"]["format"],
        };
        assert_eq!(format["name"], "City");
        assert_eq!(format["strict"], true);
        assert_eq!(format["schema"], serde_json::from_str::<Value>(CITY).unwrap());
        assert_eq!(body["temperature"], 0.5);
        assert!(body.to_string().contains("Linz"), "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_the_schema_is_invalid_and_all_else_is_as_with_types() {
    for stage in Stage::both().await {
        stage.play([
            Outcome::answer(json!({ "city": 7, "people": 0 })),
            Outcome::refuse("no"),
            Outcome::truncate(r#"{"city":"#),
            Outcome::filter(Filter::Answer),
        ]);
        let cities = cities(&stage);
        let Err(Error::Invalid(invalid)) = cities.extract("a").await else { panic!("a value") };
        let found: Vec<_> = invalid.violations().iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "$.city: the number 7 where `string` is expected",
                "$.people: 0 is below the minimum of 1"
            ]
        );
        assert!(invalid.evidence().usage.is_reported());
        for expected in ["Refused", "Truncated", "Filtered"] {
            assert_eq!(variant(&cities.extract("a").await.unwrap_err()), expected);
        }
    }
}

#[tokio::test]
async fn the_schema_of_a_type_reads_its_strict_shape() {
    for stage in Stage::both().await {
        let client = builder(stage.server.url(), stage.endpoint).build().unwrap();
        let orders = client.extractor_for("gpt-4.1", &json_schema::<Order>());
        let found = orders.extract("an order").await.unwrap();
        assert_eq!(found.value, serde_json::to_value(order()).unwrap());
    }
}

#[tokio::test]
async fn nothing_is_sent_of_what_is_wrong() {
    let stage = Stage::new(Endpoint::Responses).await;
    let wrong = cities(&stage).example_json("one", &json!({ "city": "Linz" }));
    let Err(Error::Config(config)) = wrong.extract("a").await else { panic!("sent") };
    assert!(config.to_string().contains("$: the key `people` is missing"), "{config}");
    assert!(config.faults().is_empty());
    assert_eq!(stage.seen(), 0);
}
