//! Each schema against the rules of strict mode: by the judge of the local server, and by a second
//! look at the text that shares nothing with it or with the library.

use std::collections::HashSet;

use extract::testing::judge_schema;
use serde_json::Value;

use crate::types;

const KEYWORDS: [&str; 18] = [
    "type",
    "description",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "pattern",
    "format",
    "enum",
    "const",
    "anyOf",
];

#[test]
fn the_judge_takes_every_schema() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        let schema = shape.schema();
        if let Err(refused) = judge_schema(schema.name(), schema.as_str()) {
            wrong.push(format!("{group}: {}: {}", shape.name(), refused.message()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_schema_keeps_to_strict_mode() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        let root: Value = serde_json::from_str(shape.schema().as_str()).expect("a schema is JSON");
        let mut look = Look { root: &root, path: String::new(), wrong: Vec::new() };
        look.root();
        wrong.extend(look.wrong.iter().map(|wrong| format!("{group}: {}: {wrong}", shape.name())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_name_fits_the_wire() {
    for (_, shape) in types::all() {
        let schema = shape.schema();
        let name = schema.name();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        assert!((1..=64).contains(&name.len()) && name.chars().all(fits), "{name}");
    }
}

struct Look<'s> {
    root: &'s Value,
    path: String,
    wrong: Vec<String>,
}

impl Look<'_> {
    fn demand(&mut self, holds: bool, rule: &str) {
        if !holds {
            self.wrong.push(format!("`{}`: {rule}", self.path));
        }
    }

    fn inside(&mut self, step: &str, schema: &Value) {
        let length = self.path.len();
        self.path.push('/');
        self.path.push_str(step);
        self.schema(schema);
        self.path.truncate(length);
    }

    fn root(&mut self) {
        let Value::Object(root) = self.root else { panic!("the root is no object") };
        self.demand(
            root["type"] == "object" && !root.contains_key("anyOf"),
            "the root is an object",
        );
        let mut inline = root.clone();
        if let Some(definitions) = inline.shift_remove("$defs") {
            for (name, definition) in definitions.as_object().expect("`$defs` is an object") {
                let referred = format!("{{\"$ref\":\"#/$defs/{name}\"}}");
                let uses = self.root.to_string().matches(&referred).count();
                self.demand(uses > 0, "every definition is used");
                self.inside(name, definition);
            }
        }
        self.schema(&Value::Object(inline));
    }

    fn schema(&mut self, schema: &Value) {
        let Value::Object(map) = schema else {
            return self.demand(false, "a schema is an object");
        };
        if let Some(reference) = map.get("$ref") {
            self.demand(map.len() == 1, "`$ref` stands alone");
            let target = reference.as_str().and_then(|text| text.strip_prefix('#'));
            let target = target.and_then(|pointer| self.root.pointer(pointer));
            self.demand(target.is_some_and(Value::is_object), "`$ref` leads to a schema");
            return;
        }
        for keyword in map.keys() {
            self.demand(
                KEYWORDS.contains(&keyword.as_str()),
                &format!("`{keyword}` is not allowed"),
            );
        }
        self.demand(
            map.contains_key("type") != map.contains_key("anyOf"),
            "there is a type or a choice",
        );
        if map.get("description").is_some_and(|text| text.as_str().is_none_or(str::is_empty)) {
            self.demand(false, "a description says something");
        }
        if let Some(Value::Array(arms)) = map.get("anyOf") {
            self.demand(!arms.is_empty(), "a choice has arms");
            self.arms(arms);
            for (position, arm) in arms.iter().enumerate() {
                self.inside(&position.to_string(), arm);
            }
        }
        if map.get("type").is_some_and(|name| name == "object") {
            self.object(schema);
        }
        if map.get("type").is_some_and(|name| name == "array") {
            self.inside("items", &schema["items"]);
        }
    }

    fn object(&mut self, schema: &Value) {
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        self.demand(!keys.is_empty(), "an object has properties");
        self.demand(keys == required, "every property is required, in order");
        self.demand(schema["additionalProperties"] == false, "no other keys");
        for (key, property) in &properties {
            self.inside(key, property);
        }
    }

    /// Objects that one `anyOf` chooses from differ in their first key, or in its constant.
    fn arms(&mut self, arms: &[Value]) {
        let mut starts = HashSet::new();
        for arm in arms {
            let Some((key, property)) = arm["properties"].as_object().and_then(|p| p.iter().next())
            else {
                continue;
            };
            let start = (key.clone(), property["const"].to_string());
            self.demand(starts.insert(start), "the first key tells the arms apart");
        }
    }
}
