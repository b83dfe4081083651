use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};

use super::{
    clean::Secrets,
    exchange::{Exchange, Lost, Received},
};
use crate::{
    Error, HttpService,
    error::{ConfigError, TransportErrorKind},
    transport::{Body, BoxFuture, Chunks, HttpError},
};

/// The file that is written.
pub(super) struct Tape {
    path: PathBuf,
    end: Mutex<End>,
}

struct End {
    file: File,
    /// Why the file is not whole: told to every call from then on.
    broken: Option<String>,
}

impl Tape {
    pub(super) fn create(path: &Path) -> Result<Self, Error> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let made = folder.map_or(Ok(()), fs::create_dir_all).and_then(|()| File::create(path));
        // Always at the end of the file, so that two that record into it do not write over each other.
        let file = made.and_then(|_| File::options().append(true).open(path));
        let file = file.map_err(|error| {
            let message = format!("the cassette `{}` cannot be written", path.display());
            ConfigError::new(message).with_source(error)
        })?;
        Ok(Self { path: path.to_owned(), end: Mutex::new(End { file, broken: None }) })
    }

    pub(super) fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Sends a request on, and writes down what came of it when it is over.
    pub(super) async fn record(
        self: &Arc<Self>,
        service: &Arc<dyn HttpService>,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, HttpError> {
        self.check(None)?;
        let mut recording = Recording::new(Arc::clone(self), &request);
        match service.call(request).await {
            Err(error) => {
                recording.end(Some(&error))?;
                Err(error)
            }
            Ok(response) => {
                let (head, body) = response.into_parts();
                recording.begin_response(&head);
                let body = Body::arriving(Listening { body, recording });
                Ok(http::Response::from_parts(head, body))
            }
        }
    }

    /// One write for each exchange, so that what is there is whole.
    fn write(&self, exchange: &Exchange) -> Result<(), HttpError> {
        let text = exchange.to_text().map_err(|error| error.to_string());
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        let written = text.and_then(|text| {
            end.file.write_all(text.as_bytes()).map_err(|error| error.to_string())
        });
        drop(end);
        self.check(written.err())
    }

    fn check(&self, broken: Option<String>) -> Result<(), HttpError> {
        let mut end = self.end.lock().unwrap_or_else(PoisonError::into_inner);
        end.broken = end.broken.take().or(broken);
        let Some(reason) = &end.broken else { return Ok(()) };
        let path = self.path.display();
        let message = format!("the cassette `{path}` cannot be written: {reason}");
        Err(HttpError::new(TransportErrorKind::Cassette, message))
    }
}

/// What is known so far of one exchange. It is written once: at its end, or when it is given up.
struct Recording {
    tape: Arc<Tape>,
    secrets: Secrets,
    exchange: Option<Exchange>,
    body: BytesMut,
}

impl Recording {
    fn new(tape: Arc<Tape>, request: &http::Request<Bytes>) -> Self {
        let secrets = Secrets::of(request);
        let request = secrets.sent(request);
        let exchange = Exchange { request, response: None, error: None };
        Self { tape, secrets, exchange: Some(exchange), body: BytesMut::new() }
    }

    fn begin_response(&mut self, head: &http::response::Parts) {
        if let Some(exchange) = &mut self.exchange {
            exchange.response = Some(Received {
                status: head.status.as_u16(),
                headers: self.secrets.of_response(&head.headers),
                body: Default::default(),
            });
        }
    }

    fn end(&mut self, error: Option<&HttpError>) -> Result<(), HttpError> {
        let Some(mut exchange) = self.exchange.take() else { return Ok(()) };
        if let Some(response) = &mut exchange.response {
            response.body = self.secrets.content(&self.body.split().freeze());
        }
        exchange.error = error.map(|error| Lost {
            kind: error.kind().into(),
            message: self.secrets.out_of(&error.cause().to_string()),
        });
        self.tape.write(&exchange)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        let given_up =
            HttpError::new(TransportErrorKind::Timeout, "given up before the end of the answer");
        // A file that cannot be written is told to the next call.
        let _told_later = self.end(Some(&given_up));
    }
}

/// A body that is written down as it passes.
struct Listening {
    body: Body,
    recording: Recording,
}

impl Chunks for Listening {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        Box::pin(async {
            let next = self.body.next().await;
            let ended = match &next {
                None => self.recording.end(None),
                Some(Err(error)) => self.recording.end(Some(error)),
                Some(Ok(piece)) => {
                    self.recording.body.extend_from_slice(piece);
                    Ok(())
                }
            };
            match ended {
                Ok(()) => next,
                Err(error) => Some(Err(error)),
            }
        })
    }
}
