//! Each schema against the text that was written down for it, and each value against its document.

use std::collections::HashSet;

use crate::types;

#[test]
fn there_are_at_least_sixty_types_each_with_a_name_and_a_value() {
    let mut names = HashSet::new();
    for (group, shape) in types::all() {
        assert!(names.insert((group, shape.name())), "{group}: `{}` stands twice", shape.name());
        assert!(!shape.documents().is_empty(), "{group}: `{}` has no value", shape.name());
    }
    println!("{} types", names.len());
    assert!(names.len() >= 60, "{} types", names.len());
}

#[test]
fn each_schema_is_the_one_that_was_written_down() {
    let mut wrong = Vec::new();
    for (group, shape) in types::all() {
        let (golden, schema) = (shape.golden(), shape.schema());
        if schema.as_str() != golden {
            wrong.push(format!("{group}: {}\n  wanted {golden}\n  found  {schema}", shape.name()));
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
