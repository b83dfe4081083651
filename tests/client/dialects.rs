//! What each dialect sends, as the judge of the local server takes it, and that what it does not
//! send is checked on arrival.

use extract::{
    Dialect, Endpoint, Error, Extract, Extractor, Input,
    error::Rule,
    json_schema_in,
    wire::{Prefix, Request},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::stage::{Stage, hiding};

/// A stay.
#[derive(Debug, Deserialize, Extract, PartialEq, Serialize)]
struct Booking {
    /// Of arrival.
    day: Date,
    nights: u8,
    #[extract(min = 0.5)]
    price: Option<f64>,
    #[extract(max_items = 2)]
    guests: Vec<String>,
}

const STRICT: &str = concat!(
    r#"{"type":"object","description":"A stay.","properties":{"#,
    r#""day":{"type":"string","description":"Of arrival.","format":"date"},"#,
    r#""nights":{"type":"integer","minimum":0,"maximum":255},"#,
    r#""price":{"type":["number","null"],"minimum":0.5},"#,
    r#""guests":{"type":"array","items":{"type":"string"},"maxItems":2}},"#,
    r#""required":["day","nights","price","guests"],"additionalProperties":false}"#,
);

const FINE_TUNED: &str = concat!(
    r#"{"type":"object","description":"A stay.","properties":{"#,
    r#""day":{"type":"string","description":"Of arrival.\nA date as 2024-05-01."},"#,
    r#""nights":{"type":"integer","description":"From 0 to 255."},"#,
    r#""price":{"type":["number","null"],"description":"At least 0.5."},"#,
    r#""guests":{"type":"array","description":"At most 2 items.","items":{"type":"string"}}},"#,
    r#""required":["day","nights","price","guests"],"additionalProperties":false}"#,
);

const BOOKING: &str = r#"{"day":"2024-05-01","nights":2,"price":null,"guests":["Ada"]}"#;

/// What JSON mode tells the model.
fn told() -> String {
    format!(
        "Answer with one JSON object and nothing else. It must be valid under this JSON Schema:\n\
         {STRICT}"
    )
}

#[tokio::test]
async fn each_dialect_sends_exactly_this() {
    let both = |dialect, format: &str| {
        let chat = format.replacen(r#""name""#, r#""json_schema":{"name""#, 1);
        let responses = format!(r#"{{"model":"gpt-4.1","text":{{"format":{format}}},"input":[]}}"#);
        let chat = format!(r#"{{"model":"gpt-4.1","response_format":{chat}}},"messages":[]}}"#);
        [(dialect, Endpoint::Responses, responses), (dialect, Endpoint::Chat, chat)]
    };
    let schema = |strict: &str, schema| {
        format!(r#"{{"type":"json_schema","name":"Booking"{strict},"schema":{schema}}}"#)
    };
    let mut cases = vec![];
    cases.extend(both(Dialect::Strict, &schema(r#","strict":true"#, STRICT)));
    cases.extend(both(Dialect::FineTuned, &schema(r#","strict":true"#, FINE_TUNED)));
    cases.extend(both(Dialect::Plain, &schema("", STRICT)));
    let object = r#"{"type":"json_object"}"#;
    let system = format!(r#"[{}]"#, json!({ "role": "system", "content": told() }));
    cases.extend([
        (
            Dialect::JsonMode,
            Endpoint::Responses,
            format!(r#"{{"model":"gpt-4.1","text":{{"format":{object}}},"input":{system}}}"#),
        ),
        (
            Dialect::JsonMode,
            Endpoint::Chat,
            format!(r#"{{"model":"gpt-4.1","response_format":{object},"messages":{system}}}"#),
        ),
    ]);
    for (dialect, endpoint, expected) in cases {
        let request = Request::new("gpt-4.1", &json_schema_in::<Booking>(dialect));
        let prefix = endpoint.prefix(&request).unwrap();
        assert_eq!(text(&prefix), expected, "{dialect:?} on {endpoint:?}");
    }
}

/// The body without any input.
fn text(prefix: &Prefix) -> String {
    let body = String::from_utf8(prefix.body(&Input::text("?")).unwrap()).unwrap();
    let question = r#"{"role":"user","content":"?"}"#;
    assert!(body.contains(question), "{body}");
    body.replace(&format!(",{question}"), "").replace(question, "")
}

#[tokio::test]
async fn the_judge_takes_each_dialect_and_the_value_comes_back() {
    let cases = [
        (Dialect::Strict, "gpt-4.1"),
        (Dialect::FineTuned, "ft:gpt-4.1-mini-2025-04-14:acme::1"),
        (Dialect::FineTuned, "gpt-4.1"),
        (Dialect::Plain, "gpt-4.1"),
        (Dialect::JsonMode, "gpt-4.1"),
        // From before the first model that keeps to a schema.
        (Dialect::JsonMode, "gpt-4-turbo"),
    ];
    for stage in Stage::both().await {
        for (dialect, model) in cases {
            let client = stage.builder().build().unwrap();
            let bookings = client.extractor::<Booking>(model).dialect(dialect);
            let booking: Booking = extract::from_json(BOOKING).unwrap();
            for asking in [bookings.clone(), bookings.clone().instructions("Read.")] {
                stage.server.answer_text(BOOKING);
                let found = asking.example("2 nights", &booking).extract("a stay").await.unwrap();
                assert_eq!(found.value, booking, "{dialect:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_fine_tuned_model_refuses_the_strict_schema() {
    for stage in Stage::both().await {
        let client = stage.builder().build().unwrap();
        let bookings = client.extractor::<Booking>("ft:gpt-4.1-mini-2025-04-14:acme::1");
        let error = hiding(bookings.extract("a stay").await.expect_err("limits"));
        let Error::Api(api) = &error else { panic!("{error:?}") };
        assert_eq!((api.status(), api.code()), (400, Some("invalid_json_schema")));
    }
}

#[tokio::test]
async fn json_mode_tells_the_schema_behind_the_instructions() {
    let booking: Booking = extract::from_json(BOOKING).unwrap();
    for stage in Stage::both().await {
        let bookings = stage.builder().dialect(Dialect::JsonMode).build().unwrap();
        let bookings = bookings.extractor::<Booking>("gpt-4.1").example("2 nights", &booking);
        for (instructions, expected) in
            [(None, told()), (Some("Read."), format!("Read.\n\n{}", told()))]
        {
            let asking = match instructions {
                Some(text) => bookings.clone().instructions(text),
                None => bookings.clone(),
            };
            let body = sent(&stage, &asking).await;
            let list = if stage.endpoint == Endpoint::Responses { "input" } else { "messages" };
            assert_eq!(
                body[list],
                json!([
                    { "role": "system", "content": expected },
                    { "role": "user", "content": "2 nights" },
                    { "role": "assistant", "content": BOOKING },
                    { "role": "user", "content": "a stay" },
                ])
            );
            assert_eq!(body.get("instructions"), None);
        }
    }
}

#[tokio::test]
async fn the_dialect_of_the_client_holds_until_the_extractor_has_its_own() {
    for stage in Stage::both().await {
        let client = stage.builder().dialect(Dialect::Plain).build().unwrap();
        let format = |body: Value| match stage.endpoint {
            Endpoint::Responses => body["text"]["format"].clone(),
            _ => body["response_format"]["json_schema"].clone(),
        };
        let bookings = client.extractor::<Booking>("gpt-4.1");
        assert_eq!(format(sent(&stage, &bookings).await).get("strict"), None);
        let strict = bookings.clone().dialect(Dialect::Strict);
        assert_eq!(format(sent(&stage, &strict).await)["strict"], true);
        // A change of dialect leaves nothing of the one before.
        let back = bookings.clone().dialect(Dialect::JsonMode).dialect(Dialect::Plain);
        assert_eq!(sent(&stage, &back).await, sent(&stage, &bookings).await);
    }
}

#[tokio::test]
async fn what_the_schema_did_not_say_is_checked_on_arrival() {
    let wrong = r#"{"day":"1 May","nights":256,"price":0.25,"guests":["Ada","Grace","Barbara"]}"#;
    for stage in Stage::both().await {
        for dialect in [Dialect::Strict, Dialect::FineTuned, Dialect::Plain, Dialect::JsonMode] {
            let client = stage.builder().dialect(dialect).build().unwrap();
            stage.server.answer_text(wrong);
            let asked = client.extractor::<Booking>("gpt-4.1").extract("a stay").await;
            let error = hiding(asked.expect_err("four violations"));
            let Error::Invalid(invalid) = &error else { panic!("{error:?}") };
            let violations: Vec<_> =
                invalid.violations().iter().map(|it| (it.path(), it.rule())).collect();
            let expected = [
                ("$.day", Rule::Value),
                ("$.nights", Rule::Maximum),
                ("$.price", Rule::Minimum),
                ("$.guests", Rule::MaxItems),
            ];
            assert_eq!(violations, expected, "{dialect:?}");
            assert_eq!(invalid.raw(), wrong);
        }
    }
}

#[test]
fn fine_tuned_models_are_told_each_limit_in_words() {
    #[derive(Deserialize, Extract)]
    #[allow(dead_code)]
    struct Limits {
        small: i8,
        from_zero: u64,
        whole: i64,
        #[extract(min = 1)]
        positive: i64,
        #[extract(max = -1)]
        negative: i64,
        free: f64,
        #[extract(max = 1.5)]
        below: f64,
        #[extract(min = -1, max = 1)]
        between: Option<f64>,
        letter: char,
        text: String,
        #[extract(min_items = 1)]
        some: Vec<String>,
        #[extract(max_items = 1)]
        few: Vec<String>,
        #[extract(min_items = 2, max_items = 4)]
        several: Vec<String>,
        #[extract(min_items = 0)]
        any: Vec<String>,
        three: [bool; 3],
        one: [bool; 1],
        time: jiff::civil::Time,
        at: Option<jiff::civil::DateTime>,
        since: jiff::Timestamp,
        #[extract(max_items = 9)]
        counts: std::collections::BTreeMap<String, u64>,
        #[extract(exclusive_min = 0)]
        above: f64,
        #[extract(exclusive_max = 10)]
        under: u8,
        #[extract(multiple_of = 0.25)]
        quarters: Option<f32>,
        #[extract(exclusive_min = -1)]
        without_zero: std::num::NonZeroI8,
        #[extract(pattern = "^[a-z]$")]
        code: Box<str>,
        #[extract(format = "email", max_len = 9)]
        mail: String,
        #[extract(min_len = 1)]
        filled: std::path::PathBuf,
        #[extract(unique, max_items = 3)]
        apart: Vec<bool>,
        #[extract(max_items = 9)]
        maybe: Option<Vec<String>>,
    }
    let expected = [
        ("small", "From -128 to 127."),
        ("from_zero", "At least 0."),
        ("whole", ""),
        ("positive", "At least 1."),
        ("negative", "At most -1."),
        ("free", ""),
        ("below", "At most 1.5."),
        ("between", "From -1 to 1."),
        ("letter", "One character."),
        ("text", ""),
        ("some", "At least 1 item."),
        ("few", "At most 1 item."),
        ("several", "From 2 to 4 items."),
        ("any", ""),
        ("three", "Exactly 3 items."),
        ("one", "Exactly 1 item."),
        ("time", "A time of day as 15:30:00."),
        ("at", "A date and time as 2024-05-01T15:30:00."),
        ("since", "A point in time as 2024-05-01T15:30:00Z."),
        ("counts", "At most 9 items."),
        ("above", "Above 0."),
        ("under", "At least 0, below 10."),
        ("quarters", "A multiple of 0.25."),
        ("without_zero", "From 1 to 127."),
        ("code", "Text that matches `^[a-z]$`."),
        ("mail", "At most 9 characters.\nText in the format `email`."),
        ("filled", "At least 1 character."),
        ("apart", "No two items are equal.\nAt most 3 items."),
    ];
    let schema = json_schema_in::<Limits>(Dialect::FineTuned);
    let schema: Value = serde_json::from_str(schema.as_str()).unwrap();
    for (field, told) in expected {
        let description = schema["properties"][field]["description"].as_str();
        assert_eq!(description.unwrap_or_default(), told, "{field}");
    }
    let list = &schema["properties"]["maybe"]["anyOf"][0];
    assert_eq!(list["description"], "At most 9 items.");
}

/// The examples in the words above are values of their types.
#[test]
fn what_is_told_as_an_example_can_be_read() {
    fn reads<T: Extract>(text: &str) -> bool {
        extract::from_json::<T>(&json!({ "value": text }).to_string()).is_ok()
    }
    assert!(reads::<Date>("2024-05-01"));
    assert!(reads::<jiff::civil::Time>("15:30:00"));
    assert!(reads::<jiff::civil::DateTime>("2024-05-01T15:30:00"));
    assert!(reads::<jiff::Timestamp>("2024-05-01T15:30:00Z"));
}

/// The body of the only request that this call sends.
async fn sent(stage: &Stage, bookings: &Extractor<Booking>) -> Value {
    stage.seen();
    stage.server.answer_text(BOOKING);
    bookings.extract("a stay").await.unwrap();
    assert_eq!(stage.seen(), 1);
    stage.server.requests().last().unwrap().body()
}
