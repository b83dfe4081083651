use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::Answer;
use crate::error::{Rule, Violation};

/// A call of a function, as the model wrote it. [`Tool::read`](crate::Tool::read) makes a value of it.
///
/// ```
/// use extract::wire::{Call, Endpoint};
///
/// let body = br#"{"status":"completed","output":[{"type":"function_call","call_id":"call_1",
///     "name":"weather","arguments":"{\"city\":\"Lisbon\"}"}]}"#;
/// let reply = Endpoint::Responses.decode(body)?;
/// assert_eq!(reply.calls, [Call::new("call_1", "weather", r#"{"city":"Lisbon"}"#)]);
/// # Ok::<(), extract::wire::Malformed>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The id that the result goes back with (`call_…`); empty when the server gave none.
    pub id: String,
    /// The name of the function.
    pub name: String,
    /// The arguments as they came: JSON text, unless the model wrote something else.
    pub arguments: String,
    cut: Option<Cut>,
}

/// The arguments were cut off.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cut {
    /// The server's word for why.
    reason: Option<String>,
}

impl Call {
    /// A whole call, for those who have it from elsewhere.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        Self { id: id.into(), name: name.into(), arguments: arguments.into(), cut: None }
    }

    /// Whether the arguments came whole; otherwise they were cut off.
    pub fn is_whole(&self) -> bool {
        self.cut.is_none()
    }

    pub(super) fn cut_off(self, reason: Option<String>) -> Self {
        Self { cut: Some(Cut { reason }), ..self }
    }
}

/// The arguments of a call: a text that holds JSON. Some servers send the JSON itself.
#[derive(Debug, Default)]
pub(super) struct Arguments(pub(super) String);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(match raw.get() {
            "null" => String::new(),
            text if text.starts_with('"') => {
                serde_json::from_str(text).unwrap_or_else(|_| text.to_owned())
            }
            json => json.to_owned(),
        }))
    }
}

/// Calls that are no answer: what is wrong with them, and what they were.
pub(super) struct Miscalled {
    pub(super) violation: Violation,
    pub(super) raw: String,
}

/// The answer that the model gave by calling this tool, which it had to. Where it called nothing,
/// what it wrote instead stays the answer.
pub(super) fn answer_of(tool: &str, calls: Vec<Call>, answer: Answer) -> Result<Answer, Miscalled> {
    if calls.is_empty() {
        return Ok(answer);
    }
    match answer {
        Answer::Failed(_) | Answer::Refused(_) | Answer::Running { .. } => Ok(answer),
        Answer::Cancelled { .. } => Ok(Answer::Cancelled { partial: written(&calls) }),
        Answer::Filtered { .. } => Ok(Answer::Filtered { partial: written(&calls) }),
        Answer::Truncated { reason, .. } => {
            Ok(Answer::Truncated { reason, partial: written(&calls) })
        }
        Answer::Empty { commentary, .. } | Answer::Text(commentary) => {
            the_one(tool, calls, commentary)
        }
    }
}

/// One input has one answer: two calls that differ are none, and neither is lost.
fn the_one(tool: &str, mut calls: Vec<Call>, commentary: String) -> Result<Answer, Miscalled> {
    calls.dedup_by(|later, earlier| {
        (&later.name, &later.arguments) == (&earlier.name, &earlier.arguments)
    });
    let raw = written(&calls);
    let miscalled = |message| Miscalled {
        violation: Violation::new("$", Rule::Tool, message),
        raw: raw.clone(),
    };
    match calls.as_slice() {
        [Call { cut: Some(cut), .. }] => {
            Ok(Answer::Truncated { reason: cut.reason.clone(), partial: raw })
        }
        [call] if call.name != tool => {
            Err(miscalled(format!("the model called `{}` in the place of `{tool}`", call.name)))
        }
        [_] if raw.trim().is_empty() => {
            let reason = format!("the model called `{tool}` without arguments");
            Ok(Answer::Empty { reason, commentary })
        }
        [_] => Ok(Answer::Text(raw)),
        calls => {
            Err(miscalled(format!("{} calls that differ, where one is expected", calls.len())))
        }
    }
}

/// The arguments of the one call that there nearly always is, else all calls.
fn written(calls: &[Call]) -> String {
    match calls {
        [call] => call.arguments.clone(),
        calls => list(calls),
    }
}

/// Names and arguments as a JSON list, for the evidence of errors.
pub(super) fn list(calls: &[Call]) -> String {
    #[derive(Serialize)]
    struct Written<'a> {
        name: &'a str,
        arguments: &'a str,
    }
    let list = calls.iter().map(|Call { name, arguments, .. }| Written { name, arguments });
    // Texts always serialise.
    serde_json::to_string(&list.collect::<Vec<_>>()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
