//! Bodies that are read while they come.

use bytes::Bytes;
use http::{HeaderValue, header, response::Parts};

use super::Client;
use crate::{
    Error, Usage,
    error::{TransportError, TransportErrorKind},
    transport::{Body, Call, Reading, Taker, backoff},
};

impl Client {
    /// A body that is read while it comes.
    pub(crate) fn download(&self, path: String) -> Download {
        Download {
            client: self.clone(),
            path,
            body: None,
            given: 0,
            passed_over: 0,
            failures: 0,
            whole: false,
        }
    }
}

/// A body that is read piece by piece. When its connection is lost it is asked for again, from where it
/// broke, and nothing is given twice.
pub(crate) struct Download {
    client: Client,
    path: String,
    body: Option<Body>,
    /// Bytes that were given.
    given: u64,
    /// Bytes of this try that stand before those that were not given yet.
    passed_over: u64,
    /// Tries in a row that gave nothing.
    failures: u32,
    /// Whether it is asked for from its beginning, since parts of it cannot be had.
    whole: bool,
}

impl Download {
    /// The next piece; `None` at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let limits = self.client.inner.limits;
        let uri = self.client.uri(&self.path)?;
        loop {
            let Some(body) = &mut self.body else {
                match self.open().await {
                    // The connection was lost behind the last byte.
                    // Or it cannot be had in parts: then it is read once more.
                    Err(Error::Api(error))
                        if error.status() == 416 && !self.whole && self.given > 0 =>
                    {
                        self.whole = true;
                    }
                    opened => opened?,
                }
                continue;
            };
            let lost = match self.client.inner.transport.piece(body, limits.timeout, &uri).await {
                Ok(Some(piece)) => match self.fresh(piece) {
                    Some(piece) => return Ok(Some(piece)),
                    None => continue,
                },
                Ok(None) if self.passed_over == 0 => return Ok(None),
                Ok(None) => TransportError::new(
                    TransportErrorKind::Cut,
                    "a file was shorter when it was asked for again",
                ),
                Err(lost) => lost,
            };
            self.body = None;
            if !lost.kind().is_retryable() || self.failures >= limits.max_retries {
                return Err(lost.into());
            }
            let clock = &self.client.inner.transport.clock;
            clock.sleep(backoff(self.failures, clock.random())).await;
            self.failures += 1;
        }
    }

    /// What was not given before of a piece.
    fn fresh(&mut self, mut piece: Bytes) -> Option<Bytes> {
        let length = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if length <= self.passed_over {
            self.passed_over -= length;
            return None;
        }
        let begin = usize::try_from(self.passed_over).unwrap_or(usize::MAX);
        let fresh = piece.split_off(begin.min(piece.len()));
        self.given += u64::try_from(fresh.len()).unwrap_or(u64::MAX);
        self.passed_over = 0;
        self.failures = 0;
        Some(fresh)
    }

    /// Asks for the body, and does not read it.
    pub(crate) async fn open(&mut self) -> Result<(), Error> {
        let uri = self.client.uri(&self.path)?;
        let mut headers = self.client.inner.headers.clone();
        headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
        // Places are counted in the bytes as they are.
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let range = HeaderValue::from_str(&format!("bytes={}-", self.given)).ok();
        if let Some(range) = range.filter(|_| self.given > 0 && !self.whole) {
            headers.insert(header::RANGE, range);
        }
        let taker = Taker::default();
        let call = Call { taker: Some(&taker), ..self.client.call(&uri, &headers) };
        let read = |_: &[u8]| Ok(Reading::Answer((), Usage::default()));
        let transport = &self.client.inner.transport;
        transport.send(&call, &read).await.map_err(|error| self.client.hiding(error))?;
        if let Some((head, body)) = taker.take() {
            let begin = if self.whole { Some(0) } else { begin_of(&head) };
            match begin.filter(|begin| *begin <= self.given) {
                Some(begin) => {
                    self.passed_over = self.given - begin;
                    self.body = Some(body);
                }
                // What lies between would be missing.
                None => self.whole = true,
            }
        }
        Ok(())
    }
}

/// Where in the file a body begins: many servers give the whole of it, whatever they are asked for. `None`
/// for a part that does not say where it belongs.
fn begin_of(head: &Parts) -> Option<u64> {
    if head.status.as_u16() != 206 {
        return Some(0);
    }
    let range = head.headers.get(header::CONTENT_RANGE)?;
    range.to_str().ok()?.trim().strip_prefix("bytes ")?.split_once('-')?.0.trim().parse().ok()
}
