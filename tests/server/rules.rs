//! Every entry of `data/schema-rules.json`, over HTTP and on both endpoints.

use extract::{
    Endpoint, Error, Schema,
    testing::{Outcome, Server, judge_schema},
};
use serde_json::{Value, json};

use crate::ask::{self, Answer, ENDPOINTS, with_format, with_schema};

const FINE_TUNED: &str = "ft:gpt-4.1:acme::9x8y7z";

fn entries() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("../data/schema-rules.json")).unwrap();
    file["rules"].as_array().unwrap().clone()
}

async fn server() -> Server {
    let server = Server::start().await.unwrap();
    server.respond(|_| Outcome::answer(json!({})));
    server
}

async fn ask(server: &Server, endpoint: Endpoint, body: &Value) -> Answer {
    ask::ask(server, endpoint, body).await.unwrap()
}

/// The document itself, or what its generator makes. `None`: the entry has no such side.
fn document(entry: &Value, side: &str) -> Option<Value> {
    let generator = &entry[format!("{side}_generator")];
    if generator.is_null() {
        return Some(entry[side].clone()).filter(|document| !document.is_null());
    }
    assert_eq!(generator["kind"], "flat_object");
    let width = generator["name_length"].as_u64().unwrap_or(0) as usize;
    let names: Vec<String> = (0..generator["properties"].as_u64().unwrap())
        .map(|index| format!("{:x<width$}", format!("p{index}_")))
        .collect();
    let properties: serde_json::Map<String, Value> =
        names.iter().map(|name| (name.clone(), generator["each"].clone())).collect();
    Some(json!({
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    }))
}

/// The request that puts a document where the entry applies; `None`: not on this endpoint.
fn request(entry: &Value, endpoint: Endpoint, document: &Value) -> Option<Value> {
    let id = entry["id"].as_str().unwrap();
    let mut body = match (entry["applies_to"].as_str().unwrap(), endpoint) {
        ("schema", _) => with_schema(endpoint, "N", document),
        // Chat leaves the schema optional.
        ("format", Endpoint::Chat) if id == "schema-required" => return None,
        ("format", _) => with_format(endpoint, document),
        ("model", _) => patched(ask::good_request(endpoint), document),
        ("responses_request", Endpoint::Responses) | ("chat_request", Endpoint::Chat) => {
            patched(ask::good_request(endpoint), document)
        }
        ("responses_request" | "chat_request", _) => return None,
        (other, _) => panic!("`{id}` applies to `{other}`, which no test knows"),
    };
    if id.starts_with("fine-tuned-") {
        body["model"] = json!(FINE_TUNED);
    }
    Some(body)
}

fn patched(mut body: Value, patch: &Value) -> Value {
    for (key, value) in patch.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

/// Whether the service refuses the bad side. Where providers differ the judge is strict.
fn refuses_bad(entry: &Value) -> bool {
    match entry["verdict"].as_str().unwrap() {
        "rejected" | "provider_dependent" => true,
        "accepted" | "advisory" => false,
        other => panic!("no test knows the verdict `{other}`"),
    }
}

/// Every run of digits becomes `#`: figures are variables.
fn without_figures(message: &str) -> String {
    let mut text = String::new();
    for character in message.chars() {
        if !character.is_ascii_digit() {
            text.push(character);
        } else if !text.ends_with('#') {
            text.push('#');
        }
    }
    text
}

/// The file words messages for one of the endpoints; the names of parameters are theirs.
fn worded_for(endpoint: Endpoint, message: &str) -> String {
    match endpoint {
        Endpoint::Responses => {
            message.replace("parameter: 'response_format' of", "parameter: 'text.format' of")
        }
        _ => message
            .replace("text.format.type", "response_format.type")
            .replace("text.format", "response_format.json_schema"),
    }
}

#[test]
fn there_are_entries_of_every_kind() {
    let entries = entries();
    let count = |key: &str, value: &str| entries.iter().filter(|entry| entry[key] == value).count();
    assert_eq!(entries.len(), 91);
    assert_eq!(count("verdict", "rejected"), 66);
    assert_eq!(count("applies_to", "schema"), 82);
}

#[tokio::test]
async fn what_is_good_is_taken() {
    let server = server().await;
    let mut taken = 0;
    for entry in entries() {
        let Some(good) = document(&entry, "good") else {
            panic!("{} has no good side", entry["id"])
        };
        for endpoint in ENDPOINTS {
            let Some(body) = request(&entry, endpoint, &good) else {
                continue;
            };
            let answer = ask(&server, endpoint, &body).await;
            assert_eq!(answer.status, 200, "{} on {endpoint:?}: {}", entry["id"], answer.text);
            taken += 1;
        }
    }
    assert_eq!(taken, 91 * 2 - 3);
}

#[tokio::test]
async fn what_is_bad_is_refused_in_the_words_of_the_service() {
    let server = server().await;
    let mut messages = 0;
    for entry in entries().iter().filter(|entry| refuses_bad(entry)) {
        let bad = document(entry, "bad").expect("a refused entry has a bad side");
        for endpoint in ENDPOINTS {
            let Some(body) = request(entry, endpoint, &bad) else {
                continue;
            };
            let answer = ask(&server, endpoint, &body).await;
            let about = format!("{} on {endpoint:?}: {}", entry["id"], answer.text);
            assert_eq!(answer.status, 400, "{about}");
            assert_eq!(answer.at("/error/type"), "invalid_request_error", "{about}");
            if entry["applies_to"] == "schema" {
                let param = match endpoint {
                    Endpoint::Responses => "text.format.schema",
                    _ => "response_format",
                };
                assert_eq!(answer.at("/error/param"), param, "{about}");
                assert_eq!(answer.at("/error/code"), "invalid_json_schema", "{about}");
            }
            if let Some(known) = entry["openai_error_message_if_known"].as_str() {
                let message = answer.at("/error/message");
                assert_eq!(
                    without_figures(message.as_str().unwrap()),
                    without_figures(&worded_for(endpoint, known)),
                    "{about}"
                );
                messages += 1;
            }
        }
    }
    assert!(messages > 90, "only {messages} messages were compared");
}

#[tokio::test]
async fn what_is_only_unwise_is_taken() {
    let server = server().await;
    for entry in entries().iter().filter(|entry| !refuses_bad(entry)) {
        let Some(bad) = document(entry, "bad") else {
            continue;
        };
        for endpoint in ENDPOINTS {
            let Some(body) = request(entry, endpoint, &bad) else {
                continue;
            };
            let answer = ask(&server, endpoint, &body).await;
            assert_eq!(answer.status, 200, "{} on {endpoint:?}: {}", entry["id"], answer.text);
        }
    }
}

#[test]
fn the_judge_alone_says_the_same_as_the_server() {
    for entry in entries().iter().filter(|entry| entry["applies_to"] == "schema") {
        let id = entry["id"].as_str().unwrap();
        let judged = |side| {
            document(entry, side).map(|schema| judge_schema("N", &schema.to_string()).is_ok())
        };
        assert_eq!(judged("good"), Some(true), "{id}");
        if !id.starts_with("fine-tuned-") && judged("bad").is_some() {
            assert_eq!(judged("bad"), Some(!refuses_bad(entry)), "{id}");
        }
    }
}

/// Without a schema there is no extractor, so nothing is sent.
#[test]
fn a_schema_of_run_time_has_the_same_verdict_and_names_the_place() {
    for entry in entries().iter().filter(|entry| entry["applies_to"] == "schema") {
        let id = entry["id"].as_str().unwrap();
        let taken = |side| {
            let document = document(entry, side)?;
            match Schema::from_json("N", &document.to_string()) {
                Ok(schema) => {
                    assert_eq!(schema.as_str(), document.to_string());
                    Some(true)
                }
                Err(Error::Config(config)) => {
                    assert!(!config.faults().is_empty(), "{id}");
                    for fault in config.faults() {
                        assert!(document.pointer(fault.pointer()).is_some(), "{id}: {fault}");
                        assert!(config.to_string().contains(fault.message()), "{id}: {config}");
                    }
                    Some(false)
                }
                Err(other) => panic!("{id}: {other}"),
            }
        };
        assert_eq!(taken("good"), Some(true), "{id}");
        if !id.starts_with("fine-tuned-") && taken("bad").is_some() {
            assert_eq!(taken("bad"), Some(!refuses_bad(entry)), "{id}");
        }
    }
}

#[test]
fn the_name_of_a_schema_of_run_time_is_judged_as_well() {
    let good = entries()[0]["good"].to_string();
    for (name, taken) in [
        ("A-b_1", true),
        (&"n".repeat(64), true),
        ("", false),
        ("a b", false),
        (&"n".repeat(65), false),
    ] {
        assert_eq!(Schema::from_json(name, &good).is_ok(), taken, "{name}");
    }
    let Err(Error::Config(config)) = Schema::from_json("a b", "{") else { panic!("taken") };
    let rules: Vec<_> = config.faults().iter().map(|fault| fault.rule()).collect();
    assert_eq!(rules, ["name_is_plain", "is_json"]);
}

#[test]
fn only_fine_tuned_models_lack_bounds_patterns_and_formats() {
    let standard = ["string", "format", "number", "multiple", "array"];
    for entry in entries() {
        let id = entry["id"].as_str().unwrap();
        if standard.iter().any(|kind| id == format!("fine-tuned-{kind}")) {
            judge_schema("N", &entry["bad"].to_string()).expect(id);
        }
    }
}
