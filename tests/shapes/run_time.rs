//! Schemas that come as text: the same verdict as the `jsonschema` crate on samples and mutants.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use extract::{Error, Schema, error::Rule};
use fastrand::Rng;
use serde_json::Value;

use crate::{
    formats::wider,
    mutate::{Mutation, mutate},
    place,
    sample::{Sampler, seed},
    types,
};

/// Of each type; each is changed in every way that there is a place for.
const DOCUMENTS: usize = 12;

#[test]
fn an_answer_has_the_verdict_of_a_second_validator() {
    let all = types::all();
    let wrong = Mutex::new(Vec::new());
    let (taken, refused) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let excused = Mutex::new(BTreeMap::<_, usize>::new());
    thread::scope(|scope| {
        for half in 0..2 {
            let (all, wrong, excused) = (&all, &wrong, &excused);
            let (taken, refused) = (&taken, &refused);
            scope.spawn(move || {
                for (group, shape) in all.iter().skip(half).step_by(2) {
                    let typed = shape.schema();
                    let schema = Schema::from_json(typed.name(), typed.as_str()).unwrap();
                    assert_eq!((schema.name(), schema.as_str()), (typed.name(), typed.as_str()));
                    let json = serde_json::from_str(typed.as_str()).unwrap();
                    let options = jsonschema::options().should_validate_formats(true);
                    let validator = options.build(&json).unwrap();
                    let seed = seed(&["run time", group, shape.name()]);
                    let mut sampler = Sampler::new(&typed, seed);
                    let mut random = Rng::with_seed(seed);
                    let sampled: Vec<_> = (0..DOCUMENTS).map(|_| sampler.document()).collect();
                    let mut texts = sampled.clone();
                    for text in &sampled {
                        let Ok(document) = serde_json::from_str::<Value>(text) else { continue };
                        texts.extend(Mutation::ALL.into_iter().filter_map(|mutation| {
                            Some(mutate(&document, mutation, &mut random)?.text)
                        }));
                    }
                    for text in texts {
                        let valid = serde_json::from_str::<Value>(&text)
                            .is_ok_and(|document| validator.is_valid(&document));
                        let about = || format!("{group}: {}: {text}", shape.name());
                        match (valid, schema.read(&text)) {
                            (true, Ok(value)) => {
                                taken.fetch_add(1, Ordering::Relaxed);
                                assert_eq!(value, serde_json::from_str::<Value>(&text).unwrap());
                            }
                            (false, Err(error)) => {
                                refused.fetch_add(1, Ordering::Relaxed);
                                if let Some(lost) = lost(&text, &error) {
                                    wrong.lock().unwrap().push(format!("{}: {lost}", about()));
                                }
                            }
                            (true, Err(error)) => match excuse(&error) {
                                Some(excuse) => {
                                    *excused.lock().unwrap().entry(excuse).or_default() += 1;
                                }
                                None => {
                                    wrong.lock().unwrap().push(format!("{}: {error}", about()));
                                }
                            },
                            (false, Ok(document)) if is_wider(&document) => {
                                let excuse = "a leap second, or a mail address that is too long";
                                *excused.lock().unwrap().entry(excuse).or_default() += 1;
                            }
                            (false, Ok(_)) => {
                                wrong.lock().unwrap().push(format!("{}: taken", about()));
                            }
                        }
                    }
                }
            });
        }
    });
    println!("{taken:?} taken, {refused:?} refused, {:?} excused", excused.lock().unwrap());
    assert!(taken.into_inner() > 2_000 && refused.into_inner() > 5_000);
    let wrong = wrong.into_inner().unwrap();
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(40)].join("\n")
    );
}

/// Does it hold text of which the arrival check takes more than the second validator?
fn is_wider(document: &Value) -> bool {
    match document {
        Value::Array(items) => items.iter().any(is_wider),
        Value::Object(members) => members.values().any(is_wider),
        Value::String(text) => {
            wider("date-time", text) || text.contains('@') && wider("email", text)
        }
        _ => false,
    }
}

/// What the second validator cannot see, or sees in another way.
fn excuse(error: &Error) -> Option<&'static str> {
    let Error::Invalid(invalid) = error else { return None };
    let excuse = |rule| match rule {
        Rule::Duplicate => Some("a value has forgotten that a key stood twice"),
        Rule::Format => Some("a day or time that no calendar or clock has"),
        _ => None,
    };
    invalid
        .violations()
        .iter()
        .map(|violation| excuse(violation.rule()))
        .collect::<Option<Vec<_>>>()?
        .pop()
}

/// A violation whose path leads nowhere in the document, or that there is none.
fn lost(text: &str, error: &Error) -> Option<String> {
    let Error::Invalid(invalid) = error else { return Some(error.to_string()) };
    if invalid.violations().is_empty() {
        return Some("no violation".to_owned());
    }
    if serde_json::from_str::<Value>(text).is_err() {
        return None;
    }
    let violations = invalid.violations().iter();
    violations.filter(|it| place::at(text, it.path()).is_none()).map(ToString::to_string).next()
}

const ORDER: &str = r##"{"type":"object","properties":{
    "id":{"type":"string","pattern":"^[A-Z]{2}$"},
    "mail":{"type":["string","null"],"format":"email"},
    "count":{"type":"integer","minimum":1,"exclusiveMaximum":10},
    "price":{"type":"number","multipleOf":0.01},
    "kind":{"type":"string","enum":["a","b"]},
    "pay":{"anyOf":[{"$ref":"#/$defs/Card"},
        {"type":"object","properties":{"t":{"type":"string","const":"cash"}},
            "required":["t"],"additionalProperties":false},{"type":"null"}]},
    "tags":{"type":"array","items":{"type":"integer","enum":[1,2]},"minItems":1,"maxItems":2}},
    "required":["id","mail","count","price","kind","pay","tags"],"additionalProperties":false,
    "$defs":{"Card":{"type":"object","properties":{"t":{"type":"string","const":"card"},
        "digits":{"type":"string"},"next":{"anyOf":[{"$ref":"#/$defs/Card"},{"type":"null"}]}},
        "required":["t","digits","next"],"additionalProperties":false}}}"##;

#[test]
fn every_rule_is_told_with_its_path() {
    let schema = Schema::from_json("Order", ORDER).unwrap();
    let good = r#"{"id":"AB","mail":"a@b.c","count":9.0,"price":0.29,"kind":"b",
        "pay":{"t":"card","digits":"1","next":{"t":"card","digits":"2","next":null}},"tags":[1.0]}"#;
    schema.read(good).unwrap();
    let bad = r#"{"id":"ab","mail":"a","count":10,"price":0.295,"kind":"c","count":0,"more":1,
        "pay":{"t":"card","digits":1,"next":{"t":"card","next":7}},"tags":[1,3,"2"]}"#;
    let Err(Error::Invalid(invalid)) = schema.read(bad) else { panic!("a value") };
    let found: Vec<_> = invalid.violations().iter().map(|it| (it.path(), it.rule())).collect();
    let expected = [
        ("$.id", Rule::Pattern),
        ("$.mail", Rule::Format),
        ("$.count", Rule::Maximum),
        ("$.price", Rule::MultipleOf),
        ("$.kind", Rule::Value),
        ("$.count", Rule::Duplicate),
        ("$.count", Rule::Minimum),
        ("$.more", Rule::Unknown),
        ("$.pay.digits", Rule::Type),
        ("$.pay.next.next", Rule::Type),
        ("$.pay.next", Rule::Missing),
        ("$.tags[1]", Rule::Value),
        ("$.tags[2]", Rule::Type),
        ("$.tags", Rule::MaxItems),
    ];
    assert_eq!(found, expected);
}

/// A schema in which `it` is of this one.
fn holding(it: &str) -> Schema {
    let text = format!(
        r#"{{"type":"object","properties":{{"it":{it}}},"required":["it"],"additionalProperties":false}}"#
    );
    Schema::from_json("Holding", &text).unwrap()
}

#[test]
fn every_bound_is_kept_to_the_last_number() {
    // What keeps the bound, and what does not.
    let cases: [(&str, &[&str], &[&str], Rule); 9] = [
        (r#""type":"integer","minimum":2"#, &["2", "2.0", "3"], &["1", "-2"], Rule::Minimum),
        (r#""type":"integer","maximum":2"#, &["2", "-3"], &["3", "4.0"], Rule::Maximum),
        (r#""type":"number","exclusiveMinimum":0.5"#, &["0.6"], &["0.5", "0"], Rule::Minimum),
        (r#""type":"number","exclusiveMaximum":0.5"#, &["0.4"], &["0.5", "1"], Rule::Maximum),
        (r#""type":"integer","multipleOf":3"#, &["6", "0", "-3"], &["7", "-2"], Rule::MultipleOf),
        (r#""type":"number","multipleOf":0.1"#, &["0.3", "-2"], &["0.35"], Rule::MultipleOf),
        (
            r#""type":"array","items":{"type":"null"},"minItems":1"#,
            &["[null]"],
            &["[]"],
            Rule::MinItems,
        ),
        (
            r#""type":"array","items":{"type":"null"},"maxItems":1"#,
            &["[]", "[null]"],
            &["[null,null]"],
            Rule::MaxItems,
        ),
        (
            r#""type":"string","format":"date""#,
            &[r#""2024-02-29""#],
            &[r#""2023-02-29""#, r#""soon""#],
            Rule::Format,
        ),
    ];
    for (keywords, kept, broken, rule) in cases {
        let schema = holding(&format!("{{{keywords}}}"));
        for value in kept {
            assert!(schema.read(&format!(r#"{{"it":{value}}}"#)).is_ok(), "{value}: {keywords}");
        }
        for value in broken {
            expect(&schema, &format!(r#"{{"it":{value}}}"#), &[("$.it", rule)]);
        }
    }
}

#[test]
fn every_choice_says_what_is_wrong_with_the_nearest() {
    let object = |kind: &str| {
        format!(
            r#"{{"type":"object","properties":{{"a":{{"type":"{kind}"}},"b":{{"type":"{kind}"}},
                "c":{{"type":"boolean"}}}},"required":["a","b","c"],"additionalProperties":false}}"#
        )
    };
    let schema = holding(&format!(r#"{{"anyOf":[{},{}]}}"#, object("string"), object("integer")));
    expect(&schema, r#"{"it":{"a":1,"b":2,"c":3}}"#, &[("$.it.c", Rule::Type)]);
    expect(&schema, r#"{"it":{"a":1,"b":"2","c":true}}"#, &[("$.it.a", Rule::Type)]);
    expect(&schema, r#"{"it":{"d":1}}"#, &[("$.it", Rule::Type)]);
}

fn expect(schema: &Schema, text: &str, expected: &[(&str, Rule)]) {
    let Err(Error::Invalid(invalid)) = schema.read(text) else { panic!("{text}: a value") };
    let found: Vec<_> = invalid.violations().iter().map(|it| (it.path(), it.rule())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_would_never_end_ends() {
    let endless = r##"{"type":"object","properties":{"a":{"$ref":"#/$defs/A"}},"required":["a"],
        "additionalProperties":false,"$defs":{"A":{"anyOf":[{"$ref":"#/$defs/A"},
        {"$ref":"#/$defs/A"}]}}}"##;
    let schema = Schema::from_json("Endless", endless).unwrap();
    assert!(schema.read(r#"{"a":1}"#).is_err());
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(500), "]".repeat(500));
    let Err(Error::Invalid(invalid)) = schema.read(&deep) else { panic!("a value") };
    assert_eq!(invalid.violations()[0].rule(), Rule::Nesting);
}
