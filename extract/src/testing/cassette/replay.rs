use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode};

use super::{
    clean::Secrets,
    difference::{Known, Unexpected},
    exchange::{Exchange, Lost},
};
use crate::{
    Error,
    error::{ConfigError, TransportErrorKind},
    transport::{Body, BoxFuture, Chunks, HttpError},
};

/// The file that is played.
pub(super) struct Replay {
    path: PathBuf,
    entries: Vec<Entry>,
    /// For each entry, whether it was played.
    played: Mutex<Vec<bool>>,
}

struct Entry {
    /// Where it begins in the file.
    line: usize,
    exchange: Exchange,
}

impl Replay {
    pub(super) fn open(path: &Path) -> Result<Self, Error> {
        let shown = path.display();
        let text = fs::read_to_string(path).map_err(|error| {
            let message = format!(
                "the cassette `{shown}` cannot be read; run once with `{}=1` to record it",
                super::RECORD
            );
            ConfigError::new(message).with_source(error)
        })?;
        let entries = entries(&text).map_err(|(line, error)| {
            let what = match error.is_eof() {
                true => "ends in the middle, as if its recording had been interrupted",
                false => "holds no recorded request",
            };
            let message = format!("the cassette `{shown}` {what}, on line {line}; record it anew");
            ConfigError::new(message).with_source(error)
        })?;
        let played = Mutex::new(vec![false; entries.len()]);
        Ok(Self { path: path.to_owned(), entries, played })
    }

    pub(super) fn path(&self) -> &PathBuf {
        &self.path
    }

    pub(super) fn unused(&self) -> Vec<String> {
        let played = self.played();
        let unused = self.entries.iter().zip(played.iter()).filter(|(_, played)| !**played);
        unused
            .map(|(Entry { line, exchange }, _)| {
                format!("line {line}: {} {}", exchange.request.method, exchange.request.url)
            })
            .collect()
    }

    /// The first unused answer that was recorded for an equal request.
    pub(super) fn play(
        &self,
        request: &http::Request<Bytes>,
    ) -> Result<http::Response<Body>, HttpError> {
        let sent = Secrets::of(request).sent(request);
        let mut played = self.played();
        let mut candidates = self.entries.iter().zip(played.iter_mut());
        match candidates.find(|(entry, played)| !**played && entry.exchange.request == sent) {
            Some((entry, played)) => {
                *played = true;
                entry.response()
            }
            None => {
                let known = self.entries.iter().zip(played.iter()).map(|(entry, played)| Known {
                    line: entry.line,
                    request: &entry.exchange.request,
                    is_played: *played,
                });
                let unexpected = Unexpected::new(&self.path, &sent, known);
                Err(HttpError::new(TransportErrorKind::Cassette, unexpected))
            }
        }
    }

    fn played(&self) -> MutexGuard<'_, Vec<bool>> {
        self.played.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the text holds, or the line of what it does not.
fn entries(text: &str) -> Result<Vec<Entry>, (usize, serde_json::Error)> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Exchange>();
    let mut entries = Vec::new();
    let (mut line, mut counted) = (1, 0);
    loop {
        let rest = text.get(stream.byte_offset()..).unwrap_or_default();
        let start = text.len() - rest.trim_start().len();
        line += text.get(counted..start).unwrap_or_default().matches('\n').count();
        counted = start;
        match stream.next() {
            None => return Ok(entries),
            Some(Ok(exchange)) => entries.push(Entry { line, exchange }),
            // The line of the mistake, not that of the beginning.
            Some(Err(error)) => return Err((error.line(), error)),
        }
    }
}

impl Entry {
    fn response(&self) -> Result<http::Response<Body>, HttpError> {
        let Exchange { response, error, .. } = &self.exchange;
        let Some(recorded) = response else {
            return Err(error
                .as_ref()
                .map_or_else(|| self.wrong("neither `response` nor `error`"), Lost::to_error));
        };
        let mut response = http::Response::new(());
        *response.status_mut() = StatusCode::from_u16(recorded.status)
            .map_err(|_| self.wrong("a status that is none"))?;
        for header in &recorded.headers {
            let (name, value) = header.split_once(": ").unwrap_or((header, ""));
            let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_str(value))
            else {
                return Err(self.wrong(&format!("the header `{header}`, which is none")));
            };
            response.headers_mut().append(name, value);
        }
        let bytes = recorded.body.0.clone();
        Ok(response.map(|()| match error {
            None => Body::from(bytes),
            Some(lost) => {
                Body::arriving(Ending { bytes: Some(bytes), error: Some(lost.to_error()) })
            }
        }))
    }

    fn wrong(&self, what: &str) -> HttpError {
        let message = format!("the cassette has {what}, in the request on line {}", self.line);
        HttpError::new(TransportErrorKind::Cassette, message)
    }
}

impl Lost {
    fn to_error(&self) -> HttpError {
        HttpError::new(self.kind.into(), self.message.clone())
    }
}

/// A body that broke off.
struct Ending {
    bytes: Option<Bytes>,
    error: Option<HttpError>,
}

impl Chunks for Ending {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        let next = self.bytes.take().map(Ok).or_else(|| self.error.take().map(Err));
        Box::pin(async { next })
    }
}
