//! The files of a batch that has ended, joined with the documents that were in it.

use std::{collections::HashSet, time::Duration};

use bytes::Bytes;

use super::{
    Content,
    job::Submitted,
    lines::{Expected, Line, Slip, id_in},
};
use crate::{
    Error, Extraction, Extractor,
    error::{Evidence, NotSent, TransportError, TransportErrorKind},
    record::Key,
    wire::{
        batch::{self, Answered, Came, Status},
        error_body::{self, ErrorBody},
    },
};

/// Before a file that is not known is looked for again.
const PAUSE: Duration = Duration::from_secs(1);

/// Lines that could not be read, of which the beginning is kept.
const SHOWN: usize = 3;

/// A batch that has ended, while its files are read.
pub(super) struct Gathering<M> {
    job: batch::Job,
    pub(super) mark: Option<String>,
    expected: Expected<M>,
    /// Makes a slip for a line of which nothing is known here.
    stranger: Option<fn(String, u64) -> Slip<M>>,
    /// Ids of strangers that were given.
    given: HashSet<String>,
    /// Files that are not begun.
    files: Vec<String>,
    content: Option<Content>,
    /// The file of that.
    file: String,
    /// Whether a file that is not known was looked for again.
    looked_again: bool,
    /// Lines that are no JSON and name no document: how many, and the beginning of the first.
    unread: u64,
    shown: Vec<String>,
    /// Why a file could not be read to its end.
    lost: Option<Error>,
    /// Not all of its lines could be read or kept: its files are to be read once more.
    pub(super) torn: bool,
}

/// A line that was joined with its documents.
pub(super) struct Joined<M> {
    /// `None` for a line of which nothing is known here.
    pub(super) key: Option<Key>,
    pub(super) id: String,
    pub(super) slips: Vec<Slip<M>>,
    pub(super) found: Found,
}

/// What there is for a line: read anew for each document that shares it.
pub(super) enum Found {
    Response { status: u16, request_id: Option<String>, body: Vec<u8> },
    Error(Error),
}

impl Found {
    pub(super) fn outcome<T>(&self, extractor: &Extractor<T>) -> Result<Extraction<T>, Error> {
        match self {
            Self::Response { status, request_id, body } => {
                extractor.outcome_of(*status, request_id.clone(), body)
            }
            Self::Error(error) => extractor.no_outcome(error.clone()),
        }
    }
}

fn is_gone(error: &Error) -> bool {
    matches!(error, Error::Api(said) if matches!(said.status(), 404 | 410))
}

impl<M> Gathering<M> {
    pub(super) fn new(
        submitted: Submitted<M>,
        job: batch::Job,
        stranger: Option<fn(String, u64) -> Slip<M>>,
    ) -> Self {
        let is_known = submitted.expected.is_some();
        // The last one is taken first.
        let files = [&job.error_file_id, &job.output_file_id];
        Self {
            files: files.into_iter().flatten().cloned().collect(),
            job,
            mark: submitted.mark,
            expected: submitted.expected.unwrap_or_default(),
            stranger: stranger.filter(|_| !is_known),
            given: HashSet::new(),
            content: None,
            file: String::new(),
            looked_again: false,
            unread: 0,
            shown: Vec::new(),
            lost: None,
            torn: false,
        }
    }

    /// The next line of a file that is about a document; `None` behind the last one.
    pub(super) async fn next<T>(&mut self, extractor: &Extractor<T>) -> Option<Joined<M>> {
        loop {
            let Some(content) = &mut self.content else {
                let file = self.files.pop()?;
                match extractor.client().files().content_of(&file) {
                    Ok(content) => self.content = Some(content),
                    Err(error) => self.lose(error),
                }
                self.file = file;
                continue;
            };
            match content.next_line().await {
                Some(Ok(line)) => {
                    if let Some(joined) = self.join(&line) {
                        return Some(joined);
                    }
                }
                // What was just made may not be known everywhere.
                Some(Err(error)) if is_gone(&error) && !self.looked_again => {
                    self.looked_again = true;
                    self.content = None;
                    self.files.push(self.file.clone());
                    extractor.clock().sleep(PAUSE).await;
                }
                Some(Err(error)) => self.lose(error),
                None => self.content = None,
            }
        }
    }

    /// The other file may still be read.
    fn lose(&mut self, error: Error) {
        self.content = None;
        // What was deleted never comes; what was lost on the way is there for a later program.
        self.torn |= !is_gone(&error);
        self.lost.get_or_insert(error);
    }

    fn join(&mut self, line: &Bytes) -> Option<Joined<M>> {
        if line.trim_ascii().is_empty() {
            return None;
        }
        match batch::read_line(line) {
            Ok(Answered { custom_id, came }) => {
                let found = match came {
                    Came::Response { status, request_id, body } => {
                        Found::Response { status, request_id, body }
                    }
                    Came::Error(body) => {
                        let raw = String::from_utf8_lossy(line).into_owned();
                        Found::Error(body.into_error(200, raw, None, Evidence::default()))
                    }
                };
                self.take(custom_id, found)
            }
            Err(malformed) => {
                self.torn = true;
                let raw = error_body::excerpt(String::from_utf8_lossy(line).into_owned());
                let message = "a line of the batch's files cannot be read, see `raw`";
                let error = TransportError::new(TransportErrorKind::Malformed, message)
                    .with_source(malformed.to_string())
                    .with_raw(raw.clone());
                let id = id_in(line).filter(|id| self.expected.contains_key(id));
                if let Some(id) = id {
                    return self.take(id, Found::Error(error.into()));
                }
                self.unread += 1;
                if self.shown.len() < SHOWN {
                    self.shown.push(raw);
                }
                None
            }
        }
    }

    /// The documents of a line, the first time that it comes.
    fn take(&mut self, id: String, found: Found) -> Option<Joined<M>> {
        if let Some(Line { key, slips, .. }) = self.expected.remove(&id) {
            return Some(Joined { key: Some(key), id, slips, found });
        }
        let stranger = self.stranger?;
        let index = self.given.len() as u64;
        self.given.insert(id.clone()).then(|| {
            let slips = vec![stranger(id.clone(), index)];
            Joined { key: None, id, slips, found }
        })
    }

    /// A document for which there was no line, when all were read.
    pub(super) fn left(&mut self) -> Option<Joined<M>> {
        let id = self.expected.keys().next()?.clone();
        let Line { number, key, slips } = self.expected.remove(&id)?;
        let found = Found::Error(self.why_left(number));
        Some(Joined { key: Some(key), id, slips, found })
    }

    /// Why there is no answer for a line.
    fn why_left(&self, number: u64) -> Error {
        if let Some(lost) = &self.lost {
            return lost.clone();
        }
        let id = &self.job.id;
        let said = |code: &str, message: String| {
            let body = ErrorBody {
                code: Some(code.to_owned()),
                message: Some(message),
                ..ErrorBody::default()
            };
            body.into_error(200, String::new(), None, Evidence::default())
        };
        match self.job.status {
            Status::Failed => self.why_failed(number),
            _ if self.unread > 0 => {
                let message = format!(
                    "the batch `{id}` has no line for this document, and {} that cannot be read; see `raw`",
                    self.unread
                );
                TransportError::new(TransportErrorKind::Cut, message)
                    .with_raw(error_body::excerpt(self.shown.join("\n")))
                    .into()
            }
            Status::Expired => said(
                "batch_expired",
                format!("the batch `{id}` expired before this line had an answer"),
            ),
            Status::Cancelled => said(
                "batch_cancelled",
                format!("the batch `{id}` was cancelled before this line had an answer"),
            ),
            _ => {
                let message = format!(
                    "the batch `{id}` has ended, and none of its files has a line for this document"
                );
                TransportError::new(TransportErrorKind::Cut, message).into()
            }
        }
    }

    /// What a refused file means for one of its lines.
    fn why_failed(&self, number: u64) -> Error {
        let errors = &self.job.errors;
        let own = errors.iter().find(|error| error.line == Some(number));
        let of_all = || errors.iter().find(|error| error.line.is_none());
        if let Some(error) = own.or_else(of_all) {
            let body = ErrorBody {
                code: error.code.clone(),
                message: error.message.clone(),
                param: error.param.clone(),
                ..ErrorBody::default()
            };
            return body.into_error(200, String::new(), None, Evidence::default());
        }
        let id = &self.job.id;
        let why = match errors.first() {
            Some(other) => format!("the batch `{id}` was refused for another document: {other}"),
            None => format!("the batch `{id}` failed, and the server does not say why"),
        };
        NotSent::new(why).into()
    }
}
