//! What stands in a document at the path of a violation.

use std::collections::HashMap;

use serde_json::value::RawValue;

/// The text at `path`, which starts with `$`. `None`: the path leads nowhere.
pub fn at<'t>(text: &'t str, path: &str) -> Option<&'t str> {
    let mut text = text.trim();
    for step in steps(path.strip_prefix('$')?)? {
        text = match step {
            Step::Key(key) => {
                let members: HashMap<String, &RawValue> = serde_json::from_str(text).ok()?;
                members.get(&key)?.get()
            }
            Step::Position(position) => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                items.get(position)?.get()
            }
        };
    }
    Some(text)
}

/// The path without its last step.
pub fn parent(path: &str) -> &str {
    let end = path.rfind(['.', '[']).unwrap_or(path.len());
    &path[..end]
}

enum Step {
    Key(String),
    Position(usize),
}

/// `.lines[2]["unit price"]`, step by step.
fn steps(mut rest: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(key) = rest.strip_prefix('.') {
            let end = key.find(['.', '[']).unwrap_or(key.len());
            steps.push(Step::Key(key[..end].to_owned()));
            rest = &key[end..];
        } else if let Some(key) = rest.strip_prefix("[\"") {
            let mut escaped = false;
            let end = key.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })?;
            steps.push(Step::Key(serde_json::from_str(&format!("\"{}\"", &key[..end])).ok()?));
            rest = key[end..].strip_prefix("\"]")?;
        } else {
            let (position, after) = rest.strip_prefix('[')?.split_once(']')?;
            steps.push(Step::Position(position.parse().ok()?));
            rest = after;
        }
    }
    Some(steps)
}

#[test]
fn a_path_leads_to_its_text() {
    let text = r#"{"a":[1,{"b c":"x","\"":{"d":2.50}}]}"#;
    let cases = [
        ("$", Some(text)),
        ("$.a[0]", Some("1")),
        (r#"$.a[1]["b c"]"#, Some(r#""x""#)),
        (r#"$.a[1]["\""].d"#, Some("2.50")),
        ("$.a[2]", None),
        ("$.b", None),
        ("a", None),
    ];
    for (path, expected) in cases {
        assert_eq!(at(text, path), expected, "{path}");
    }
}
