//! Rules that the data file leaves open, or states for one case of many.

use extract::testing::judge_schema;
use serde_json::{Value, json};

/// A root with the single property `x`.
fn with(x: Value) -> Value {
    json!({
        "type": "object",
        "properties": { "x": x },
        "required": ["x"],
        "additionalProperties": false,
        "$defs": { "A/B": { "type": "string" } },
    })
}

#[test]
fn these_nodes_are_taken() {
    let nodes = [
        json!({ "type": ["string", "null"], "enum": ["a", null] }),
        json!({ "type": "string", "pattern": r"^\(\?=[(?!]$" }),
        json!({ "type": "string", "pattern": "^(?<year>[0-9]{4})$" }),
        json!({ "$ref": "#/$defs/A~1B" }),
        json!({ "type": "array", "items": { "$ref": "#" } }),
        json!({ "type": "array", "items": { "type": "string" }, "minItems": 0, "maxItems": 0 }),
        json!({ "anyOf": [{ "type": "string" }], "description": "one arm" }),
        json!({ "type": "integer", "minimum": i64::MIN, "maximum": u64::MAX }),
        // A property may have the name of a keyword.
        json!({ "type": "object", "properties": { "not": { "type": "string" } },
            "required": ["not"], "additionalProperties": false }),
    ];
    for node in nodes {
        judge_schema("N", &with(node).to_string()).expect("taken");
    }
}

#[test]
fn these_nodes_are_refused() {
    let invalid = "Please ensure it is a valid JSON Schema.";
    let outside = "In context=('properties', 'x'), reference can only point to definitions \
                   defined at the top level of the schema.";
    let lookaround =
        "Invalid JSON schema: regex lookaround is not supported. Found at $.properties.x.pattern.";
    let cases = [
        (json!({ "$ref": "#/$defs/Missing" }), outside),
        (json!({ "$ref": "#/$defs/A/B" }), outside),
        (json!({ "$ref": "#/properties/x" }), outside),
        (json!({ "type": "string", "pattern": "(?<=a)b" }), lookaround),
        (json!({ "type": "string", "pattern": r"[\]](?!b)" }), lookaround),
        (
            json!({ "type": "string", "$defs": {} }),
            "In context=('properties', 'x'), '$defs' is not permitted.",
        ),
        (
            json!({ "type": "string", "examples": ["a"] }),
            "In context=('properties', 'x'), 'examples' is not permitted.",
        ),
        (
            json!({ "anyOf": [{ "type": "null" }, {}] }),
            "In context=('properties', 'x', 'anyOf', '1'), schema must have a 'type' key.",
        ),
        (
            json!({ "type": "object", "properties": { "it's": { "type": "string" } },
                "required": [], "additionalProperties": false }),
            "an array including every key in properties. Missing \"it's\".",
        ),
        (json!({ "anyOf": [] }), invalid),
        (json!({ "type": "string", "enum": [] }), invalid),
        (json!({ "type": ["string", "text"] }), invalid),
        (json!({ "type": "number", "multipleOf": 0 }), invalid),
        (json!({ "type": "number", "minimum": "1" }), invalid),
        (json!({ "type": "array", "items": { "type": "string" }, "minItems": -1 }), invalid),
        (json!("string"), invalid),
    ];
    for (node, message) in cases {
        let refused = judge_schema("N", &with(node.clone()).to_string()).expect_err("refused");
        assert!(refused.message().ends_with(message), "{node}: {refused}");
    }
}

#[test]
fn every_keyword_outside_the_subset_is_refused_by_name() {
    let keywords = [
        "$anchor",
        "$dynamicAnchor",
        "$dynamicRef",
        "$recursiveAnchor",
        "$recursiveRef",
        "additionalItems",
        "allOf",
        "contains",
        "contentEncoding",
        "contentMediaType",
        "contentSchema",
        "default",
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "else",
        "if",
        "maxContains",
        "maxLength",
        "maxProperties",
        "minContains",
        "minLength",
        "minProperties",
        "oneOf",
        "patternProperties",
        "prefixItems",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
        "uniqueItems",
    ];
    for keyword in keywords {
        let mut node = json!({ "type": "string" });
        node[keyword] = json!(true);
        let refused = judge_schema("N", &with(node).to_string()).expect_err(keyword);
        let message = format!("In context=('properties', 'x'), '{keyword}' is not permitted.");
        assert!(refused.message().ends_with(&message), "{refused}");
    }
}

#[test]
fn the_root_is_an_object_and_nothing_else() {
    let mut union = with(json!({ "type": "string" }));
    union["anyOf"] = json!([{ "type": "object" }]);
    let refused = judge_schema("N", &union.to_string()).unwrap_err();
    assert!(refused.message().ends_with("In context=(), 'anyOf' is not permitted."), "{refused}");

    let mut nullable = with(json!({ "type": "string" }));
    nullable["type"] = json!(["object", "null"]);
    judge_schema("N", &nullable.to_string()).expect_err("an answer is never null");

    for text in ["[]", "true", "not JSON", ""] {
        assert_eq!(judge_schema("N", text).unwrap_err().status(), 400, "{text}");
    }
}

#[test]
fn a_name_is_a_short_plain_word() {
    let schema = with(json!({ "type": "string" })).to_string();
    for name in ["A", "Page_Line-2", &"n".repeat(64)] {
        judge_schema(name, &schema).expect(name);
    }
    for name in ["", "Page<Line>", "größe", "a b", &"n".repeat(65)] {
        let refused = judge_schema(name, &schema).expect_err(name);
        assert_eq!(refused.parameter(), Some("text.format.name"));
    }
}
