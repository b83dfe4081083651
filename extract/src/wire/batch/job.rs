use std::fmt;

use serde::Deserialize;
use serde_json::json;

use crate::wire::{
    Endpoint, Malformed,
    batch::page::{Page, read_page},
    forgiving::{self, Count, List, Object, Text},
};

/// The body that makes a batch of an uploaded file: `POST /batches`.
pub fn create(input_file_id: &str, endpoint: Endpoint, metadata: &[(String, String)]) -> Vec<u8> {
    let metadata: serde_json::Map<_, _> =
        metadata.iter().map(|(key, value)| (key.clone(), value.as_str().into())).collect();
    let mut body = json!({
        "input_file_id": input_file_id,
        "endpoint": format!("/v1{}", endpoint.path()),
        "completion_window": "24h",
    });
    if let Some(body) = body.as_object_mut().filter(|_| !metadata.is_empty()) {
        body.insert("metadata".to_owned(), metadata.into());
    }
    body.to_string().into_bytes()
}

/// A batch, as the server tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// By which it is asked for: `batch_…`.
    pub id: String,
    /// Where it stands.
    pub status: Status,
    /// The answers, once there are any.
    pub output_file_id: Option<String>,
    /// The requests that failed, once there are any.
    pub error_file_id: Option<String>,
    /// The requests.
    pub input_file_id: Option<String>,
    /// How far it has come.
    pub counts: Counts,
    /// Why it failed, line by line where that is known.
    pub errors: Vec<JobError>,
    /// When it was made, in seconds since 1970.
    pub created_at: Option<u64>,
    /// What was said of it when it was made; texts only.
    pub metadata: Vec<(String, String)>,
}

/// How many requests of a batch have ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// All of them.
    pub total: Option<u64>,
    /// Those with an answer.
    pub completed: Option<u64>,
    /// Those that failed.
    pub failed: Option<u64>,
}

/// What is wrong with a batch that failed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JobError {
    /// The server's code: `duplicate_custom_id`, `invalid_json_line`.
    pub code: Option<String>,
    /// In words.
    pub message: Option<String>,
    /// The part of the request.
    pub param: Option<String>,
    /// The line of the input file, from 1.
    pub line: Option<u64>,
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let said = self.message.as_deref().or(self.code.as_deref());
        f.write_str(said.unwrap_or("the server does not say what is wrong"))
    }
}

/// Where a batch stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Its file is being checked.
    Validating,
    /// Its file was refused: nothing ran.
    Failed,
    /// It runs.
    InProgress,
    /// Its answers are being written.
    Finalizing,
    /// Every request has ended, well or not.
    Completed,
    /// Its time was over; what had ended is there.
    Expired,
    /// It is being stopped.
    Cancelling,
    /// It was stopped; what had ended is there.
    Cancelled,
    /// A word that was not known when this was written.
    Other(String),
}

#[cfg(feature = "batch")]
impl Job {
    /// One that the server does not know any more.
    pub(crate) fn gone(id: String) -> Self {
        Self {
            id,
            status: Status::Other("not_found".to_owned()),
            output_file_id: None,
            error_file_id: None,
            input_file_id: None,
            counts: Counts::default(),
            errors: Vec::new(),
            created_at: None,
            metadata: Vec::new(),
        }
    }
}

impl Status {
    /// Whether nothing more will happen.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Failed | Self::Completed | Self::Expired | Self::Cancelled)
    }

    fn named(word: String) -> Self {
        match word.as_str() {
            "validating" => Self::Validating,
            "failed" => Self::Failed,
            "in_progress" => Self::InProgress,
            "finalizing" => Self::Finalizing,
            "completed" => Self::Completed,
            "expired" => Self::Expired,
            "cancelling" => Self::Cancelling,
            "cancelled" => Self::Cancelled,
            _ => Self::Other(word),
        }
    }
}

/// Reads a batch, as it is made, asked for and cancelled.
///
/// # Errors
///
/// [`Malformed`] for a body without an id or a status.
pub fn read_job(body: &[u8]) -> Result<Job, Malformed> {
    let Object(body) = forgiving::read::<Object<Body>>(body)?;
    body.unwrap_or_default().read()
}

/// Reads a page of the list of batches, the newest of which come first.
///
/// # Errors
///
/// [`Malformed`] for what is no list, and a batch without an id or a status.
pub fn read_jobs(body: &[u8]) -> Result<Page<Job>, Malformed> {
    read_page(body, Body::read, |job| &job.id)
}

impl Body {
    fn read(self) -> Result<Job, Malformed> {
        let body = self;
        let missing = |what: &str| Malformed::new(format!("it has no `{what}`"));
        let counts = body.request_counts.0.unwrap_or_default();
        let errors = body.errors.0.unwrap_or_default().data.0;
        // Some servers say by an empty text that there is none.
        let file = |id: Text| id.0.filter(|id| !id.is_empty());
        Ok(Job {
            id: body.id.0.ok_or_else(|| missing("id"))?,
            status: Status::named(body.status.0.ok_or_else(|| missing("status"))?),
            output_file_id: file(body.output_file_id),
            error_file_id: file(body.error_file_id),
            input_file_id: file(body.input_file_id),
            counts: Counts {
                total: counts.total.0,
                completed: counts.completed.0,
                failed: counts.failed.0,
            },
            errors: errors.into_iter().filter_map(|error| error.0).map(ErrorBody::read).collect(),
            created_at: body.created_at.0,
            metadata: texts(body.metadata),
        })
    }
}

fn texts(metadata: Option<serde_json::Value>) -> Vec<(String, String)> {
    let Some(serde_json::Value::Object(metadata)) = metadata else { return Vec::new() };
    let text = |(key, value): (String, serde_json::Value)| Some((key, value.as_str()?.to_owned()));
    metadata.into_iter().filter_map(text).collect()
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Body {
    id: Text,
    status: Text,
    output_file_id: Text,
    error_file_id: Text,
    input_file_id: Text,
    request_counts: Object<CountsBody>,
    errors: Object<Errors>,
    created_at: Count,
    metadata: Option<serde_json::Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct CountsBody {
    total: Count,
    completed: Count,
    failed: Count,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Errors {
    data: List<Object<ErrorBody>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ErrorBody {
    code: Text,
    message: Text,
    param: Text,
    line: Count,
}

impl ErrorBody {
    fn read(self) -> JobError {
        let Self { code, message, param, line } = self;
        JobError { code: code.0, message: message.0, param: param.0, line: line.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_known_and_four_are_final() {
        let words = [
            ("validating", false),
            ("failed", true),
            ("in_progress", false),
            ("finalizing", false),
            ("completed", true),
            ("expired", true),
            ("cancelling", false),
            ("cancelled", true),
            ("paused", false),
        ];
        for (word, is_final) in words {
            let job = read_job(format!(r#"{{"id":"b","status":"{word}"}}"#).as_bytes()).unwrap();
            assert_eq!(job.status.is_final(), is_final, "{word}");
            let is_other = job.status == Status::Other(word.to_owned());
            assert_eq!(is_other, word == "paused", "{word}");
        }
    }

    #[test]
    fn counts_may_be_null_and_errors_say_their_line() {
        let job = read_job(
            br#"{"id":"batch_1","status":"failed","output_file_id":null,"error_file_id":"file-2",
            "request_counts":{"total":3,"completed":null},"errors":{"object":"list","data":[
            {"code":"duplicate_custom_id","message":"Twice.","param":"custom_id","line":2},
            {"code":"empty_file","message":null,"line":null},{}]}}"#,
        )
        .unwrap();
        assert_eq!(
            (job.counts.total, job.counts.completed, job.counts.failed),
            (Some(3), None, None)
        );
        assert_eq!((job.output_file_id, job.error_file_id.as_deref()), (None, Some("file-2")));
        let told: Vec<_> = job.errors.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["line 2: Twice.", "empty_file", "the server does not say what is wrong"]);
        assert!(read_job(b"{}").is_err() && read_job(b"<html>").is_err());
    }
}
