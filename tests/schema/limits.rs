//! At each limit exactly a type compiles and the service takes its schema.

use extract::{
    Schema, json_schema,
    testing::{Server, judge_schema},
};
use serde_json::{Value, json};

use crate::{
    count::{characters, definitions, depth, enum_characters, enum_values, properties},
    types_at_limits::{
        Chain, DeepMaps, DeepTuples, FlatProperties, LargeEnum, LongName, ManyCharacters,
        ManyProperties, ManyValues, WordyEnum,
    },
};

/// What is counted, how, and a schema that reaches the limit.
struct Case {
    limit: &'static str,
    schema: Schema,
    figure: fn(&Value) -> usize,
    allowed: usize,
}

fn cases() -> Vec<Case> {
    let case = |limit, schema, figure, allowed| Case { limit, schema, figure, allowed };
    vec![
        case("depth by tuples", json_schema::<DeepTuples>(), depth, 10),
        case("depth by maps", json_schema::<Vec<DeepMaps>>(), depth, 10),
        case("depth by named types", json_schema::<Chain>(), depth, 10),
        case("properties", json_schema::<ManyProperties>(), properties, 5_000),
        case("flattened properties", json_schema::<FlatProperties>(), properties, 5_000),
        case("enum values", json_schema::<ManyValues>(), enum_values, 1_000),
        case("characters of a large enum", json_schema::<LargeEnum>(), enum_characters, 15_000),
        case("characters of 250 values", json_schema::<WordyEnum>(), enum_characters, 15_001),
        case("characters of all names", json_schema::<ManyCharacters>(), characters, 120_000),
    ]
}

#[test]
fn each_type_stands_exactly_at_its_limit() {
    for Case { limit, schema, figure, allowed } in cases() {
        let schema: Value = serde_json::from_str(schema.as_str()).expect(limit);
        assert_eq!(figure(&schema), allowed, "{limit}");
    }
    assert_eq!(json_schema::<LongName>().name().len(), 64);
}

#[test]
fn a_report_says_so() {
    for Case { limit, schema, allowed, .. } in cases() {
        let report = schema.report();
        let json = serde_json::from_str(schema.as_str()).expect(limit);
        assert_eq!(report.definitions, definitions(&json), "{limit}");
        let count = match limit.split_once(' ') {
            Some(("depth", _)) => report.depth,
            Some(("enum", _)) => report.enum_values,
            Some(("characters", "of all names")) => report.characters,
            Some(_) => continue,
            None => report.properties,
        };
        assert_eq!((count.found, count.limit), (allowed, allowed), "{limit}: {report}");
        assert!(count.is_kept());
    }
}

#[test]
fn the_judge_takes_a_schema_at_its_limit() {
    for Case { limit, schema, .. } in cases() {
        judge_schema(schema.name(), schema.as_str()).expect(limit);
    }
    let schema = json_schema::<LongName>();
    judge_schema(schema.name(), schema.as_str()).expect("a name of 64 characters");
}

#[tokio::test]
async fn the_server_takes_a_schema_at_its_limit() {
    let server = Server::start().await.expect("a server");
    let client = reqwest::Client::new();
    for Case { limit, schema, .. } in cases() {
        server.answer(json!({}));
        let body = body(&schema);
        let response = client
            .post(server.url() + "/responses")
            .header("authorization", "Bearer sk-of-the-test")
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect(limit);
        let (status, text) = (response.status(), response.text().await.expect(limit));
        assert_eq!(status, 200, "{limit}: {text}");
    }
}

/// The schema is put in as text: byte for byte what is sent.
fn body(schema: &Schema) -> String {
    format!(
        r#"{{"model":"gpt-4.1","input":"hi","text":{{"format":{{"type":"json_schema","name":"{}","strict":true,"schema":{}}}}}}}"#,
        schema.name(),
        schema.as_str(),
    )
}
