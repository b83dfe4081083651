//! The schemas of the other dialects, for every type of the table.

use std::collections::BTreeMap;

use extract::{Dialect, testing::judge_schema};
use serde_json::Value;

use crate::{
    excuse::excuses,
    sample::{Sampler, seed},
    types,
};

/// What fine-tuned models do not know, by the list of the API's guide.
const UNKNOWN: [&str; 12] = [
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "patternProperties",
];

#[test]
fn fine_tuned_models_get_a_strict_schema_without_what_they_do_not_know() {
    let mut dropped = BTreeMap::new();
    for (group, shape) in types::all() {
        let about = format!("{group}: {}", shape.name());
        let (strict, fine_tuned) = (shape.schema(), shape.schema_in(Dialect::FineTuned));
        assert_eq!(judge_schema(fine_tuned.name(), fine_tuned.as_str()), Ok(()), "{about}");
        assert_eq!(fine_tuned.name(), strict.name(), "{about}");

        let mut strict: Value = serde_json::from_str(strict.as_str()).unwrap();
        let mut fine_tuned: Value = serde_json::from_str(fine_tuned.as_str()).unwrap();
        let kept = drop_unknown(&mut fine_tuned);
        assert!(kept.is_empty(), "{about} keeps {kept:?}");
        for keyword in drop_unknown(&mut strict) {
            *dropped.entry(keyword).or_insert(0) += 1;
        }
        // Nothing else differs.
        assert_eq!(without_descriptions(strict), without_descriptions(fine_tuned), "{about}");
    }
    println!("dropped: {dropped:?}");
    // Lengths are told in every dialect.
    let sent = |keyword: &&str| !keyword.ends_with("Length") && *keyword != "patternProperties";
    for keyword in UNKNOWN.iter().filter(|keyword| sent(keyword)) {
        assert!(dropped.contains_key(*keyword), "no type has `{keyword}`");
    }
}

#[test]
fn every_description_of_the_strict_schema_is_kept_and_every_lost_keyword_told() {
    for (group, shape) in types::all() {
        let about = format!("{group}: {}", shape.name());
        let strict = serde_json::from_str(shape.schema().as_str()).unwrap();
        let fine_tuned: Value =
            serde_json::from_str(shape.schema_in(Dialect::FineTuned).as_str()).unwrap();
        for place in places("", &strict) {
            let was = strict.pointer(&place).unwrap();
            let is = &fine_tuned.pointer(&place).unwrap();
            let (before, after) = (was["description"].as_str(), is["description"].as_str());
            let told = after.unwrap_or_default().strip_prefix(before.unwrap_or_default());
            let told = told.unwrap_or_else(|| panic!("{about}{place}: {after:?}"));
            // Nobody is told the range of 64 bits.
            let wide = |bound: &Value| bound.as_i64().is_none_or(|n| n.abs() > i64::MAX - 1024);
            let lost = UNKNOWN.iter().any(|keyword| match was.get(*keyword) {
                Some(bound) if bound.is_number() => !wide(bound) || bound.is_f64(),
                bound => bound.is_some(),
            });
            assert_eq!(!told.is_empty(), lost, "{about}{place}: {told:?}");
        }
    }
}

#[test]
fn plain_and_json_mode_have_the_strict_text() {
    for (group, shape) in types::all() {
        for dialect in [Dialect::Plain, Dialect::JsonMode, Dialect::Strict] {
            let (schema, strict) = (shape.schema_in(dialect), shape.schema());
            assert_eq!(schema.as_str(), strict.as_str(), "{group}: {}", shape.name());
            assert_eq!((schema.dialect(), strict.dialect()), (dialect, Dialect::Strict));
        }
    }
}

#[test]
fn what_the_strict_schema_takes_the_fine_tuned_one_takes_as_well() {
    const DOCUMENTS: usize = 100;
    let all = types::all();
    for (group, shape) in &all {
        let fine_tuned = shape.schema_in(Dialect::FineTuned);
        let fine_tuned = serde_json::from_str(fine_tuned.as_str()).unwrap();
        let judge = jsonschema::validator_for(&fine_tuned).unwrap();
        let mut sampler = Sampler::new(&shape.schema(), seed(&["dialects", group, shape.name()]));
        for _ in 0..DOCUMENTS {
            let document = sampler.document();
            // Not every document of the engine is one that serde_json reads: lone surrogates.
            let Ok(value) = serde_json::from_str(&document) else { continue };
            assert!(judge.is_valid(&value), "{group}: {}: {document}", shape.name());
        }
    }
    println!("{} documents of {} types", DOCUMENTS * all.len(), all.len());
}

/// The schema on the wire says less; what it does not say is checked on arrival.
#[test]
fn what_only_the_strict_schema_refuses_is_a_violation() {
    const DOCUMENTS: usize = 200;
    let (mut refused, mut beyond) = (0, 0);
    for (group, shape) in types::all() {
        let strict = serde_json::from_str(shape.schema().as_str()).unwrap();
        let judge = jsonschema::options().should_validate_formats(true).build(&strict).unwrap();
        let fine_tuned = shape.schema_in(Dialect::FineTuned);
        let mut sampler = Sampler::new(&fine_tuned, seed(&["wild", group, shape.name()]));
        for _ in 0..DOCUMENTS {
            let document = sampler.document();
            let Ok(value) = serde_json::from_str::<Value>(&document) else { continue };
            let about = format!("{group}: {}: {document}", shape.name());
            match (judge.is_valid(&value), shape.read(&document)) {
                (true, Ok(())) => {}
                (true, Err(error)) => drop(excuses(&document, &error).expect(&about)),
                (false, Err(_)) => refused += 1,
                (false, Ok(())) if is_beyond_the_keywords(&value) => beyond += 1,
                // Other spellings that the crate reads: `06` is a time of day to jiff.
                (false, Ok(())) if group == "alone_foreign" => beyond += 1,
                (false, Ok(())) => panic!("taken though the strict schema refuses it: {about}"),
            }
        }
    }
    println!("{refused} refused, {beyond} taken beyond the keywords");
    assert!(refused > 1_000, "only {refused} documents were refused");
}

/// Takes the keywords out of all schemas inside, and gives back those that there were.
fn drop_unknown(schema: &mut Value) -> Vec<&'static str> {
    let mut found = Vec::new();
    for place in places("", schema) {
        let Some(Value::Object(here)) = schema.pointer_mut(&place) else { unreachable!() };
        found.extend(UNKNOWN.into_iter().filter(|keyword| here.remove(*keyword).is_some()));
    }
    found
}

fn without_descriptions(mut schema: Value) -> Value {
    for place in places("", &schema) {
        schema.pointer_mut(&place).unwrap().as_object_mut().unwrap().remove("description");
    }
    schema
}

/// Where schemas stand in a schema, as JSON pointers.
fn places(here: &str, schema: &Value) -> Vec<String> {
    let mut found = vec![here.to_owned()];
    let mut look = |step: String, inner: &Value| {
        found.extend(places(&format!("{here}/{step}"), inner));
    };
    for keyword in ["properties", "$defs"] {
        for (name, inner) in schema[keyword].as_object().into_iter().flatten() {
            let name = name.replace('~', "~0").replace('/', "~1");
            look(format!("{keyword}/{name}"), inner);
        }
    }
    for (position, arm) in schema["anyOf"].as_array().into_iter().flatten().enumerate() {
        look(format!("anyOf/{position}"), arm);
    }
    if let Some(items) = schema.get("items") {
        look("items".into(), items);
    }
    found
}

/// 64-bit types hold more than the widest bounds, and a `char` the line ends that `.` does not match.
fn is_beyond_the_keywords(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.iter().any(is_beyond_the_keywords),
        Value::Object(members) => members.values().any(is_beyond_the_keywords),
        Value::String(text) => ["\n", "\r", "\u{2028}", "\u{2029}"].contains(&text.as_str()),
        Value::Number(number) => number.as_f64().is_some_and(|it| it.abs() >= 2f64.powi(63)),
        _ => false,
    }
}
