use std::mem;

use serde_json::Value;

use super::{Complaint, Node, Verdict};

const MANY_VALUES: usize = 250;
const MAX_CHARACTERS: usize = 15_000;

/// Values of one enum share one type; `null` may stand beside them.
pub(super) fn values_share_a_type(node: &Node<'_>) -> Verdict {
    let mut values = node.list("enum").iter().filter(|value| !value.is_null());
    let Some(first) = values.next() else {
        return Ok(());
    };
    if values.all(|value| mem::discriminant(value) == mem::discriminant(first)) {
        Ok(())
    } else {
        Err(Complaint::Node("enum values must be of the same type.".into()))
    }
}

/// Enums of more than 250 values have at most 15,000 characters each.
pub(super) fn many_values_are_short(node: &Node<'_>) -> Verdict {
    let values = node.list("enum");
    let characters: usize =
        values.iter().filter_map(Value::as_str).map(|value| value.chars().count()).sum();
    if values.len() <= MANY_VALUES || characters <= MAX_CHARACTERS {
        return Ok(());
    }
    Err(Complaint::Schema(format!(
        "Expected at most {MAX_CHARACTERS} total characters across enum values when there are \
         more than {MANY_VALUES} enum values, but received {characters}."
    )))
}
