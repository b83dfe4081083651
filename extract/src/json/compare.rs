//! A partial beside the document that it is part of, for tests.

use serde_json::Value;

use super::{Part, Shown, Slot};

/// Compares what is shown with the whole document: a text or a list that grows is the start of what it
/// becomes, and what is finished is all of it. Gives the paths of what is not finished.
///
/// # Errors
///
/// Where the two differ.
pub(super) fn compare(slot: &mut dyn Slot, document: &Value) -> Result<Vec<String>, String> {
    let mut unfinished = Vec::new();
    visit(slot, document, "$", &mut unfinished)?;
    Ok(unfinished)
}

fn visit(
    slot: &mut dyn Slot,
    document: &Value,
    path: &str,
    unfinished: &mut Vec<String>,
) -> Result<(), String> {
    let (shown, is_done) = match slot.look() {
        Part::Absent => {
            unfinished.push(path.to_owned());
            return Ok(());
        }
        Part::Growing(shown) => (shown, shown == Shown::Inside),
        Part::Done(shown) => (shown, true),
    };
    if !is_done {
        unfinished.push(path.to_owned());
    }
    let agrees = match (shown, document) {
        (Shown::Text(text), Value::String(whole)) if is_done => text == whole,
        (Shown::Text(text), Value::String(whole)) => whole.starts_with(text),
        (Shown::Text(_), _) => false,
        (Shown::Null, document) => document.is_null(),
        (Shown::Inside | Shown::Other, document) => {
            return children(slot, document, path, is_done, unfinished);
        }
    };
    if agrees { Ok(()) } else { Err(format!("{path} shows {shown:?} of {document}")) }
}

fn children(
    slot: &mut dyn Slot,
    document: &Value,
    path: &str,
    is_done: bool,
    unfinished: &mut Vec<String>,
) -> Result<(), String> {
    match document {
        Value::Object(members) => {
            for (key, member) in members {
                if let Some(child) = slot.key(key).and_then(|place| slot.child(place)) {
                    visit(child, member, &format!("{path}.{key}"), unfinished)?;
                }
            }
        }
        Value::Array(items) => {
            let mut shown = 0;
            while let Some(child) = slot.child(shown) {
                let path = format!("{path}[{shown}]");
                let item = items.get(shown as usize).ok_or_else(|| format!("{path} is no item"))?;
                visit(child, item, &path, unfinished)?;
                shown += 1;
            }
            // What is shown as a whole has no items.
            if is_done && shown > 0 && shown as usize != items.len() {
                return Err(format!("{path} has {} items, and shows {shown}", items.len()));
            }
        }
        _ => {}
    }
    Ok(())
}
