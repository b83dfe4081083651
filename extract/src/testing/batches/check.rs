//! The rules of an input file. One line at fault, and nothing runs.

use std::{borrow::Cow, collections::HashSet};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use crate::{
    Endpoint,
    testing::models::Models,
    wire::batch::{JobError, MAX_LINES},
};

/// A file with this many faults has been looked at for long enough.
const MAX_ERRORS: usize = 100;

/// What a file has in it.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) lines: Vec<Line>,
    pub(super) model: Option<String>,
}

/// One request. Its body shares the memory of the file.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) custom_id: String,
    pub(super) body: Bytes,
}

pub(super) fn check(
    file: &Bytes,
    endpoint: Endpoint,
    models: &Models,
) -> Result<Checked, Vec<JobError>> {
    let mut lines: Vec<&[u8]> = file.split(|byte| *byte == b'\n').collect();
    // What ends in the end of a line has no line behind it.
    lines.pop_if(|last| last.is_empty());
    if lines.is_empty() {
        return Err(vec![error(None, "empty_file", "The input file is empty.".into(), None)]);
    }
    if lines.len() > MAX_LINES {
        let message = format!(
            "The input file has {} requests. A batch may have at most {MAX_LINES}.",
            lines.len()
        );
        return Err(vec![error(None, "too_many_tasks", message, None)]);
    }
    let mut check = Check { file, endpoint, models, ids: HashSet::new(), model: None };
    let (mut good, mut bad) = (Vec::with_capacity(lines.len()), Vec::new());
    for (number, line) in (1..).zip(lines) {
        match check.line(number, line) {
            Ok(line) => good.push(line),
            Err(error) => bad.push(error),
        }
        if bad.len() >= MAX_ERRORS {
            break;
        }
    }
    if bad.is_empty() { Ok(Checked { lines: good, model: check.model }) } else { Err(bad) }
}

/// What has been seen so far.
struct Check<'a> {
    file: &'a Bytes,
    endpoint: Endpoint,
    models: &'a Models,
    ids: HashSet<String>,
    model: Option<String>,
}

#[derive(Deserialize)]
struct Written<'a> {
    custom_id: Option<Value>,
    method: Option<Value>,
    url: Option<Value>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow)]
    model: Option<Cow<'a, str>>,
    stream: Option<bool>,
}

impl Check<'_> {
    fn line(&mut self, number: u64, line: &[u8]) -> Result<Line, JobError> {
        let at = |code, message: String, param| error(Some(number), code, message, param);
        let missing = |name: &'static str| {
            let message = format!("Missing required parameter: '{name}'.");
            at("missing_required_parameter", message, Some(name))
        };
        let written = written(line).ok_or_else(|| {
            let message = "This line is not parseable as valid JSON.";
            at("invalid_json_line", message.into(), None)
        })?;
        let custom_id = written.custom_id.ok_or_else(|| missing("custom_id"))?;
        let custom_id = custom_id.as_str().filter(|id| !id.is_empty()).ok_or_else(|| {
            let message = "Invalid type for 'custom_id': expected a string with something in it.";
            at("invalid_type", message.into(), Some("custom_id"))
        })?;
        if !self.ids.insert(custom_id.to_owned()) {
            let message = format!(
                "The custom_id '{custom_id}' for this request is a duplicate of another request. \
                 The custom_id parameter must be unique for each request in a batch."
            );
            return Err(at("duplicate_custom_id", message, Some("custom_id")));
        }
        let method = written.method.ok_or_else(|| missing("method"))?;
        if method != "POST" {
            let message = format!("Invalid value: {method}. Value must be 'POST'.");
            return Err(at("invalid_value", message, Some("method")));
        }
        let url = written.url.ok_or_else(|| missing("url"))?;
        if url.as_str().and_then(|url| url.strip_prefix("/v1")) != Some(self.endpoint.path()) {
            let message = "The URL provided for this request does not match the batch endpoint.";
            return Err(at("invalid_url", message.into(), Some("url")));
        }
        let body = written.body.ok_or_else(|| missing("body"))?.get();
        let asked = object(body.as_bytes()).ok_or_else(|| {
            let message = "Invalid type for 'body': expected a request as the endpoint takes it.";
            at("invalid_type", message.into(), Some("body"))
        })?;
        self.model(asked).map_err(|(code, message, param)| at(code, message, Some(param)))?;
        Ok(Line { custom_id: custom_id.to_owned(), body: self.file.slice_ref(body.as_bytes()) })
    }

    /// A batch asks one model, and for no streams.
    fn model(&mut self, asked: Body<'_>) -> Result<(), (&'static str, String, &'static str)> {
        let param = "body.model";
        let Some(model) = asked.model else {
            let message = "Missing required parameter: 'body.model'.";
            return Err(("missing_required_parameter", message.into(), param));
        };
        if asked.stream == Some(true) {
            let message = "Unsupported parameter: 'stream' is not supported in a batch.";
            return Err(("unsupported_parameter", message.into(), "body.stream"));
        }
        match &self.model {
            Some(first) if *first == model => Ok(()),
            Some(_) => {
                let message = format!(
                    "The model '{model}' for this request does not match the rest of the batch. \
                     Each batch must contain requests for a single model."
                );
                Err(("mismatched_model", message, param))
            }
            None if self.models.find(&model).is_ok() => {
                self.model = Some(model.into_owned());
                Ok(())
            }
            None => {
                let message =
                    format!("The provided model '{model}' is not supported by the Batch API.");
                Err(("model_not_found", message, param))
            }
        }
    }
}

fn written(line: &[u8]) -> Option<Written<'_>> {
    object(line)
}

/// Serde would read a list as well.
fn object<'a, T: Deserialize<'a>>(text: &'a [u8]) -> Option<T> {
    let is_object = text.trim_ascii_start().starts_with(b"{");
    is_object.then(|| serde_json::from_slice(text).ok()).flatten()
}

fn error(line: Option<u64>, code: &str, message: String, param: Option<&'static str>) -> JobError {
    JobError {
        code: Some(code.to_owned()),
        message: Some(message),
        param: param.map(str::to_owned),
        line,
    }
}
