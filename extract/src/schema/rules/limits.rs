use serde_json::Value;

use super::{Complaint, Verdict};
use crate::schema::{Count, Report};

/// The limits of the schema as a whole. References are not followed, so each definition counts once.
pub(super) fn respected(schema: &Value) -> Verdict {
    let report = Report::of("", schema);
    [depth, properties, enum_values, characters].iter().try_for_each(|limit| limit(&report))
}

/// Nested objects, the root included; each definition begins anew.
fn depth(report: &Report) -> Verdict {
    within(report.depth, |depth, limit| {
        format!("{depth} levels of nesting exceeds limit of {limit}.")
    })
}

/// The keys of all objects together.
fn properties(report: &Report) -> Verdict {
    within(report.properties, |properties, limit| {
        format!("{properties} parameters exceeds limit of {limit}.")
    })
}

/// The values of all enums together.
fn enum_values(report: &Report) -> Verdict {
    within(report.enum_values, |values, limit| {
        format!(
            "Expected at most {limit} enum values in total within a single schema when \
             using structured outputs, but received {values}. Consider reducing the number of \
             enums, or opt out of structured outputs by setting 'strict: false'."
        )
    })
}

/// The text of all names and all fixed values together.
fn characters(report: &Report) -> Verdict {
    within(report.characters, |characters, limit| {
        format!(
            "Expected at most {limit} total characters across property names, definition \
             names, enum values and const values, but received {characters}."
        )
    })
}

fn within(count: Count, message: impl Fn(usize, usize) -> String) -> Verdict {
    if count.is_kept() {
        return Ok(());
    }
    Err(Complaint::Schema(message(count.found, count.limit)))
}
