use serde_json::json;

use super::*;

#[test]
fn a_type_with_more_places_than_are_followed_is_cut_and_says_so() {
    // Each level has ten fields of the next: a million and more in all.
    let level = |level: u32| {
        let next = if level < 6 {
            json!({ "$ref": format!("#/$defs/T{}", level + 1) })
        } else {
            json!({ "type": "null" })
        };
        let keys: Vec<_> = (0..10).map(|key| format!("k{key}")).collect();
        let properties: serde_json::Map<_, _> =
            keys.iter().map(|key| (key.clone(), next.clone())).collect();
        json!({ "type": "object", "properties": properties, "required": keys })
    };
    let mut schema = level(0);
    let definitions: serde_json::Map<_, _> =
        (1..=6).map(|it| (format!("T{it}"), level(it))).collect();
    schema["$defs"] = definitions.into();
    let mut fields = Fields::of(&schema);
    let told = fields.told();
    assert_eq!((told.paths.len(), told.more), (PLACES - 1, true));
    // The outer ones are all there, and what stands further in is passed over.
    for depth in 0..2 {
        let count = told.paths.iter().filter(|it| it.path.matches('.').count() == depth).count();
        assert_eq!(count, 10_usize.pow(depth as u32 + 1));
    }
    let deep = (0..9).fold(json!(null), |inner, _| json!({ "k3": inner }));
    fields.look(&deep.to_string());
    assert_eq!((fields.answers, fields.unread), (1, 0));
}

#[test]
fn arms_that_refer_to_each_other_at_one_place_come_to_an_end() {
    let arms = |names: [&str; 2]| json!({ "anyOf": names.map(|name| json!({ "$ref": format!("#/$defs/{name}") })) });
    let leaf = json!({ "type": "object", "properties": { "x": { "type": ["string", "null"] } }, "required": ["x"] });
    let schema = json!({
        "type": "object", "properties": { "a": { "$ref": "#/$defs/A" } }, "required": ["a"],
        "$defs": { "A": arms(["B", "L"]), "B": arms(["A", "L"]), "L": leaf },
    });
    let mut fields = Fields::of(&schema);
    fields.look(r#"{"a":{"x":null}}"#);
    let paths: Vec<_> = fields.told().paths.iter().map(|it| (it.path.clone(), it.null)).collect();
    assert_eq!(paths, [("a".into(), 0), ("a.x".into(), 1)]);
}

#[test]
fn what_is_no_json_is_counted_as_unread() {
    let schema =
        json!({ "type": "object", "properties": { "a": { "type": "null" } }, "required": ["a"] });
    let mut fields = Fields::of(&schema);
    for raw in ["", "{", "<b>", "[1", "```json\n{\"a\":null}\n```", r#"{"a":1e999}"#] {
        fields.look(raw);
    }
    assert_eq!((fields.answers, fields.unread), (1, 5));
}
