//! One answer that breaks every rule, over HTTP: all violations come together, those of the text in
//! its order and those of the user's own functions behind them.

use extract::{
    Endpoint, Error, Extract,
    error::Rule::{self, *},
    testing::Server,
};
use serde::Deserialize;

#[derive(Debug, Deserialize, Extract)]
#[extract(validate = never)]
#[allow(dead_code)]
struct Sheet {
    #[extract(min = 1, max = 12)]
    month: u8,
    #[extract(exclusive_max = 0.5, multiple_of = 0.25)]
    ratio: f64,
    #[extract(pattern = "^[a-z]+$", min_len = 3)]
    code: String,
    #[extract(format = "uuid", max_len = 36)]
    id: String,
    rows: Vec<Row>,
    #[extract(min_items = 1)]
    notes: Vec<String>,
}

#[derive(Debug, Deserialize, Extract)]
#[allow(dead_code)]
struct Row {
    #[extract(unique, max_items = 2)]
    tags: Vec<String>,
    #[extract(validate = even)]
    count: u8,
}

fn never(_: &Sheet) -> Result<(), &'static str> {
    Err("never right")
}

fn even(count: &u8) -> Result<(), String> {
    if count.is_multiple_of(2) { Ok(()) } else { Err(format!("{count} is odd")) }
}

#[tokio::test]
async fn all_violations_of_an_answer_come_together() {
    let server = Server::start().await.unwrap();
    for endpoint in [Endpoint::Responses, Endpoint::Chat] {
        server.answer(serde_json::json!({
            "month": 13, "ratio": 0.6, "code": "A", "id": "x".repeat(37),
            "rows": [{"tags": ["a", "b", "a"], "count": 2}, {"tags": [], "count": 3}], "notes": []
        }));
        let client = server.client();
        let extractor = client.extractor::<Sheet>("gpt-4.1").endpoint(endpoint);
        let Err(Error::Invalid(wrong)) = extractor.extract("the document").await else {
            panic!("taken");
        };
        let found: Vec<(&str, Rule)> =
            wrong.violations().iter().map(|each| (each.path(), each.rule())).collect();
        assert_eq!(
            found,
            [
                ("$.month", Maximum),
                ("$.ratio", Maximum),
                ("$.ratio", MultipleOf),
                ("$.code", MinLength),
                ("$.code", Pattern),
                ("$.id", MaxLength),
                ("$.id", Format),
                ("$.rows[0].tags[2]", Unique),
                ("$.rows[0].tags", MaxItems),
                ("$.notes", MinItems),
                ("$.rows[1].count", Validate),
                ("$", Validate),
            ]
        );
        assert!(wrong.evidence().usage.total() > 0);
    }
}
