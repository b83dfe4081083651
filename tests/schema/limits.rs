//! At each limit exactly a type compiles and the service takes its schema.

use extract::{
    Schema, json_schema,
    testing::{Server, judge_schema},
};
use serde_json::{Value, json};

use crate::types_at_limits::{
    Chain, DeepMaps, DeepTuples, FlatProperties, LargeEnum, LongName, ManyCharacters,
    ManyProperties, ManyValues, WordyEnum,
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

/// Every object of the schema that describes something, `schema` included.
fn nodes(schema: &Value) -> Vec<&Value> {
    let inside = match schema {
        Value::Array(items) => items.iter().flat_map(nodes).collect(),
        Value::Object(object) => object.values().flat_map(nodes).collect(),
        _ => Vec::new(),
    };
    [schema].into_iter().chain(inside).filter(|node| node.is_object()).collect()
}

/// Objects with properties inside each other; a definition begins anew.
fn depth(schema: &Value) -> usize {
    let Some(node) = schema.as_object() else {
        return schema.as_array().into_iter().flatten().map(depth).max().unwrap_or(0);
    };
    let (definitions, rest): (Vec<_>, Vec<_>) = node.iter().partition(|(key, _)| *key == "$defs");
    let own = usize::from(node.get("properties").is_some_and(Value::is_object));
    let inside = rest.into_iter().map(|(_, value)| depth(value)).max().unwrap_or(0);
    let defined = definitions.into_iter().map(|(_, value)| depth(value)).max().unwrap_or(0);
    defined.max(own + inside)
}

fn properties(schema: &Value) -> usize {
    keys_of(schema, "properties").len()
}

fn enum_values(schema: &Value) -> usize {
    texts_of(schema).len()
}

fn enum_characters(schema: &Value) -> usize {
    texts_of(schema).iter().map(|text| text.chars().count()).sum()
}

fn characters(schema: &Value) -> usize {
    let names = [keys_of(schema, "properties"), keys_of(schema, "$defs")].concat();
    let names: usize = names.iter().map(|name| name.chars().count()).sum();
    names + enum_characters(schema)
}

fn keys_of<'a>(schema: &'a Value, keyword: &str) -> Vec<&'a str> {
    let objects = nodes(schema).into_iter().filter_map(|node| node.get(keyword)?.as_object());
    objects.flat_map(|object| object.keys().map(String::as_str)).collect()
}

/// The values of all enums.
fn texts_of(schema: &Value) -> Vec<&str> {
    let enums = nodes(schema).into_iter().filter_map(|node| node.get("enum")?.as_array());
    enums.flatten().filter_map(Value::as_str).collect()
}
