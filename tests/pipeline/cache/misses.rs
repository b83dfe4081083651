//! What is asked anew.

use std::collections::BTreeMap;

use extract::{CacheMode, Endpoint, Error, Extract, Input};
use serde::Deserialize;

use super::*;

/// The same schema, but for its words, and other checks on arrival.
mod versions {
    use super::*;

    #[derive(Debug, Deserialize, Extract)]
    #[serde(rename = "Count")]
    pub struct Plain {
        pub count: u64,
    }

    #[derive(Debug, Deserialize, Extract)]
    #[serde(rename = "Count")]
    pub struct Explained {
        /// How many there were.
        pub count: u64,
    }

    #[derive(Debug, Deserialize, Extract)]
    #[serde(rename = "Count")]
    pub struct Narrower {
        pub count: u8,
    }

    // As `Plain`, but for what no schema shows.
    #[derive(Debug, Deserialize, Extract)]
    #[serde(rename = "Count")]
    pub struct Even {
        #[extract(as = "u64")]
        #[serde(deserialize_with = "even")]
        pub count: u64,
    }

    fn even<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let count = u64::deserialize(deserializer)?;
        let is_even = count % 2 == 0;
        is_even.then_some(count).ok_or_else(|| serde::de::Error::custom("it is odd"))
    }
}

#[tokio::test]
async fn whatever_changes_the_request_is_asked_anew() {
    let (server, cache) = (echo().await, in_memory());
    let client = server.client();
    let plain = || numbers(&client, &cache);
    let changed: BTreeMap<&str, Extractor<u64>> = [
        ("model", client.extractor("gpt-5").cache(cache.clone())),
        ("instructions", plain().instructions("Count.")),
        ("example", plain().example("two", &2)),
        ("token limit", plain().max_output_tokens(100)),
        ("effort", plain().reasoning(extract::Effort::Low)),
        ("endpoint", plain().endpoint(Endpoint::Chat)),
        ("tool", plain().through_tool()),
        ("metadata", plain().metadata("run", "1")),
        ("conversation", plain().previous_response_id("resp_1")),
        ("prompt cache", plain().prompt_cache_mode(CacheMode::Explicit)),
        ("another member", plain().extra("truncation", "disabled")),
        ("background", plain().background(true)),
    ]
    .into();
    plain().extract("17").await.unwrap();
    for (what, changed) in &changed {
        let before = server.requests().len();
        assert!(!changed.extract("17").await.unwrap().from_cache, "{what}");
        assert!(server.requests().len() > before, "{what}");
    }
    let before = server.requests().len();
    for changed in changed.values().chain([&plain()]) {
        assert!(changed.extract("17").await.unwrap().from_cache);
    }
    assert_eq!(server.requests().len(), before);
    assert!(!plain().extract("18").await.unwrap().from_cache);
}

#[tokio::test]
async fn what_does_not_change_the_request_finds_the_answer() {
    let (server, cache) = (echo().await, in_memory());
    let plain = numbers(&server.client(), &cache);
    plain.extract("17").await.unwrap();
    let same = [
        plain.clone().timeout(Duration::from_secs(3)).max_retries(7),
        plain.clone().lenient(true).reask(2),
        plain.clone().fallback(plain.clone().instructions("Count.")),
    ];
    for same in same {
        assert!(same.extract("17").await.unwrap().from_cache);
    }
}

#[tokio::test]
async fn another_type_is_asked_anew() {
    use versions::*;

    let server = Server::start().await.unwrap();
    server.respond(|_| Outcome::answer(json!({ "count": 17 })));
    let cache = in_memory();
    macro_rules! ask {
        ($type:ty) => {{
            let extractor = server.client().extractor::<$type>("gpt-5-mini").cache(cache.clone());
            extractor.extract("a").await.map(|it| (u64::from(it.value.count), it.from_cache))
        }};
    }
    assert_eq!(ask!(Plain).unwrap(), (17, false));
    assert_eq!(ask!(Explained).unwrap(), (17, false));
    assert_eq!(ask!(Narrower).unwrap(), (17, false));
    assert_eq!(ask!(Plain).unwrap(), (17, true));
}

/// A check that no schema shows: the answer is found, is no value any longer, and is asked for anew.
#[tokio::test]
async fn an_answer_that_the_type_no_longer_takes_is_asked_for_anew() {
    use versions::*;

    let server = Server::start().await.unwrap();
    server.answer(json!({ "count": 17 })).answer(json!({ "count": 18 }));
    let cache = in_memory();
    let client = server.client();
    let plain = client.extractor::<Plain>("gpt-5-mini").cache(cache.clone());
    let even = client.extractor::<Even>("gpt-5-mini").cache(cache.clone());
    assert_eq!(plain.extract("a").await.unwrap().value.count, 17);
    let asked = even.extract("a").await.unwrap();
    assert_eq!((asked.value.count, asked.from_cache), (18, false));
    assert_eq!(server.requests()[0].body(), server.requests()[1].body());
    // The newer answer is kept in the place of the old one.
    assert_eq!(plain.extract("a").await.unwrap().value.count, 18);
    assert_eq!((server.requests().len(), cache.losses()), (2, 0));
}

#[tokio::test]
async fn what_is_no_value_is_not_kept() {
    let (server, cache) = (Server::start().await.unwrap(), in_memory());
    let no_values = [
        Outcome::refuse("no"),
        Outcome::truncate(r#"{"value":"#),
        Outcome::empty(),
        Outcome::answer(json!({ "value": -1 })),
        Outcome::fault(extract::testing::Fault::ServerError),
    ];
    let count = no_values.len();
    for outcome in no_values {
        server.script(outcome);
    }
    server.answer(json!({ "value": 17 }));
    let numbers = numbers(&server.client(), &cache);
    for _ in 0..count {
        assert!(numbers.extract("17").await.is_err());
    }
    assert!(!numbers.extract("17").await.unwrap().from_cache);
    assert!(numbers.extract("17").await.unwrap().from_cache);
}

#[tokio::test]
async fn the_bytes_of_a_file_count_and_not_its_path() {
    let server = Server::start().await.unwrap();
    server.respond(|_| Outcome::answer(json!({ "value": 1 })));
    let numbers = numbers(&server.client(), &in_memory());
    let files = [Scratch::new(), Scratch::new()];
    let names = [0, 1].map(|n: usize| files[n].path().with_extension("png"));
    let ask = |n: usize| {
        let input = Input::text("How many?").file(names[n].clone());
        numbers.extract(input)
    };
    std::fs::write(&names[0], b"\x89PNG\r\n\x1a\n1").unwrap();
    std::fs::write(&names[1], b"\x89PNG\r\n\x1a\n1").unwrap();
    assert!(!ask(0).await.unwrap().from_cache);
    assert!(ask(0).await.unwrap().from_cache);
    assert!(ask(1).await.unwrap().from_cache, "an image has no name");
    std::fs::write(&names[0], b"\x89PNG\r\n\x1a\n2").unwrap();
    assert!(!ask(0).await.unwrap().from_cache);
    for name in names {
        std::fs::remove_file(name).unwrap();
    }
}

#[tokio::test]
async fn a_request_that_is_wrong_is_refused_before_anything_is_looked_up() {
    let (server, cache) = (echo().await, in_memory());
    let numbers = numbers(&server.client(), &cache);
    let missing = numbers.extract(Input::text("a").file("/nowhere.png")).await;
    assert!(matches!(missing, Err(Error::Config(_))));
    let wrong = numbers.seed(1).extract("17").await;
    assert!(matches!(wrong, Err(Error::Config(_))));
}
