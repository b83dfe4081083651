use std::collections::VecDeque;

use serde_json::{Value, json};

use super::judge::Rejection;

const MAX_RUNS: usize = 10_000;

/// The runs in the background, by their ids; the newest are kept.
#[derive(Debug, Default)]
pub(super) struct Runs(VecDeque<Run>);

/// A run, which ends when it was polled often enough.
#[derive(Debug)]
struct Run {
    id: String,
    /// Polls that still find it running.
    polls: u32,
    /// The response object as it will be in the end.
    end: Value,
}

impl Runs {
    /// Takes a response object for a run that goes on, and gives what is said of it now. What is no such
    /// object is given back.
    pub(super) fn start(&mut self, end: Value, polls: u32) -> Value {
        let Some(id) = end.get("id").and_then(Value::as_str).map(str::to_owned) else {
            return end;
        };
        let now = running(&end, "queued");
        if self.0.len() >= MAX_RUNS {
            self.0.pop_front();
        }
        self.0.push_back(Run { id, polls, end });
        now
    }

    pub(super) fn poll(&mut self, id: &str) -> Result<Value, Rejection> {
        let run = self.find(id)?;
        if run.polls == 0 {
            return Ok(run.end.clone());
        }
        run.polls -= 1;
        Ok(running(&run.end, "in_progress"))
    }

    /// A run that has ended stays as it is, and so does one that is cancelled already.
    pub(super) fn cancel(&mut self, id: &str) -> Result<Value, Rejection> {
        let run = self.find(id)?;
        if run.polls > 0 {
            run.polls = 0;
            run.end = running(&run.end, "cancelled");
        }
        Ok(run.end.clone())
    }

    fn find(&mut self, id: &str) -> Result<&mut Run, Rejection> {
        let missing = || Rejection::new(404, format!("Response with id '{id}' not found."));
        self.0.iter_mut().find(|run| run.id == id).ok_or_else(missing)
    }
}

/// A response object with nothing in it yet.
pub(super) fn running(end: &Value, status: &str) -> Value {
    let mut body = end.clone();
    if let Some(body) = body.as_object_mut() {
        for (key, value) in [
            ("status", json!(status)),
            ("output", json!([])),
            ("completed_at", Value::Null),
            ("error", Value::Null),
            ("incomplete_details", Value::Null),
            ("usage", Value::Null),
        ] {
            body.insert(key.to_owned(), value);
        }
    }
    body
}
