//! Each schema against the text that was written down for it, and each value against its document.

use std::collections::HashSet;

use crate::types;

#[test]
fn there_are_at_least_two_hundred_types_each_with_a_name_and_a_value() {
    let mut names = HashSet::new();
    for (group, shape) in types::all() {
        assert!(names.insert((group, shape.name())), "{group}: `{}` stands twice", shape.name());
        assert!(!shape.documents().is_empty(), "{group}: `{}` has no value", shape.name());
    }
    println!("{} types", names.len());
    assert!(names.len() >= 200, "{} types", names.len());
}

#[test]
fn each_schema_is_the_one_that_was_written_down() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        let schema = shape.schema();
        let Some(golden) = shape.golden() else { continue };
        if schema.as_str() != golden {
            wrong.push(format!("{group}: {}\n  wanted {golden}\n  found  {schema}", shape.name()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_document_fits_the_schema_that_nobody_wrote_down() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        if shape.golden().is_some() {
            continue;
        }
        let schema = serde_json::from_str(shape.schema().as_str()).expect("a schema is JSON");
        let judge = jsonschema::validator_for(&schema).expect("a schema");
        for document in shape.documents() {
            let json = serde_json::from_str(document).expect("a document is JSON");
            if let Err(difference) = judge.validate(&json) {
                wrong.push(format!("{group}: {}: {difference} in {document}", shape.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_document_is_its_value() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        for position in 0..shape.documents().len() {
            if let Err(difference) = shape.read_example(position) {
                wrong.push(format!("{group}: {} [{position}]: {difference}", shape.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
