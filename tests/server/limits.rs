//! Each limit exactly, and exceeded by one.

use extract::testing::judge_schema;
use serde_json::{Map, Value, json};

fn object(properties: Vec<(String, Value)>) -> Value {
    let names: Vec<String> = properties.iter().map(|(name, _)| name.clone()).collect();
    json!({
        "type": "object",
        "properties": properties.into_iter().collect::<Map<_, _>>(),
        "required": names,
        "additionalProperties": false,
    })
}

fn one(value: Value) -> Value {
    object(vec![("c".into(), value)])
}

/// So many objects inside each other.
fn nested(levels: usize) -> Value {
    (0..levels).fold(json!({ "type": "string" }), |inner, _| one(inner))
}

fn flat(properties: usize) -> Value {
    object((0..properties).map(|i| (format!("p{i}"), json!({ "type": "string" }))).collect())
}

/// An enum of so many values that have so many characters in all.
fn values(count: usize, characters: usize) -> Value {
    let each = characters / count;
    let mut values: Vec<String> = (0..count).map(|i| format!("{i:0each$}")).collect();
    values[0].extend(std::iter::repeat_n('0', characters - each * count));
    json!({ "type": "string", "enum": values })
}

/// A property whose name makes up the whole budget: `value` takes the rest.
fn named(length: usize, value: Value) -> Value {
    object(vec![("n".repeat(length), value)])
}

fn with_definition(definition: Value) -> Value {
    let mut root =
        object(["a", "b"].map(|name| (name.to_owned(), json!({ "$ref": "#/$defs/D" }))).into());
    root["$defs"] = json!({ "D": definition });
    root
}

#[test]
fn the_limit_itself_is_taken_and_one_more_is_refused() {
    let string = || json!({ "type": "string" });
    let constant = |value: &str| json!({ "type": "string", "const": value });
    let cases = [
        ("depth", nested(10), nested(11), "11 levels of nesting exceeds limit of 10."),
        (
            "depth inside lists and unions",
            one(json!({ "type": "array", "items": { "anyOf": [nested(9)] } })),
            one(json!({ "type": "array", "items": { "anyOf": [nested(10)] } })),
            "11 levels of nesting exceeds limit of 10.",
        ),
        (
            "depth of a definition, which begins anew",
            with_definition(nested(10)),
            with_definition(nested(11)),
            "11 levels of nesting exceeds limit of 10.",
        ),
        ("properties", flat(5_000), flat(5_001), "5001 parameters exceeds limit of 5000."),
        (
            "properties of a definition, which count once",
            with_definition(flat(4_998)),
            with_definition(flat(4_999)),
            "5001 parameters exceeds limit of 5000.",
        ),
        (
            "enum values",
            object(vec![("a".into(), values(400, 1_200)), ("b".into(), values(600, 1_800))]),
            object(vec![("a".into(), values(400, 1_200)), ("b".into(), values(601, 1_803))]),
            "but received 1001. Consider",
        ),
        (
            "characters of an enum with more than 250 values",
            one(values(251, 15_000)),
            one(values(251, 15_001)),
            "when there are more than 250 enum values, but received 15001.",
        ),
        (
            "values of an enum with more than 15,000 characters",
            one(values(250, 15_001)),
            one(values(251, 15_002)),
            "when there are more than 250 enum values, but received 15002.",
        ),
        (
            "characters of names",
            named(120_000, string()),
            named(120_001, string()),
            "const values, but received 120001.",
        ),
        (
            "characters of enum values",
            named(119_990, values(1, 10)),
            named(119_990, values(1, 11)),
            "const values, but received 120001.",
        ),
        (
            "characters of constants, counted as characters and not as bytes",
            named(119_996, constant("größ")),
            named(119_996, constant("größe")),
            "const values, but received 120001.",
        ),
        (
            "characters of definition names",
            with_definition(named(119_997, string())),
            with_definition(named(119_998, string())),
            "const values, but received 120001.",
        ),
    ];
    for (limit, at, beyond, message) in cases {
        judge_schema("N", &at.to_string()).expect(limit);
        let refused = judge_schema("N", &beyond.to_string()).expect_err(limit);
        assert!(refused.message().contains(message), "{limit}: {refused}");
    }
}

#[test]
fn a_json_document_deeper_than_the_reader_goes_is_refused() {
    let deep = "[".repeat(5_000) + &"]".repeat(5_000);
    assert_eq!(judge_schema("N", &deep).unwrap_err().status(), 400);
}
