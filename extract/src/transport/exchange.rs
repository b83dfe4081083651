use std::{pin::pin, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Uri};

use super::{Call, HttpError, Secret, Transport, clock::within, headers, listen, secret, token};
use crate::{
    Attempt, Error,
    error::{TransportError, TransportErrorKind},
};

/// An answer as it came, read whole.
pub(super) struct Received {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Transport {
    /// One try: send, and read the body whole, within its time.
    pub(super) async fn exchange(
        &self,
        call: &Call<'_>,
        remaining: Duration,
        attempt: &mut Attempt,
    ) -> Result<Received, Error> {
        // Outside of the work, so that it survives the end of its time.
        let mut body = Bytes::new();
        let mut token = None;
        if let Some(listener) = call.listener {
            listener.begin();
        }
        let limit = call.limits.timeout.min(remaining);
        let outcome = {
            let work = pin!(self.ask(call, attempt, &mut token, &mut body));
            within(&*self.clock, limit, work).await
        };
        let body = token::hide(body, token.as_ref());
        let error = match outcome {
            Some(Ok((status, headers))) => return Ok(Received { status, headers, body }),
            Some(Err(error)) => error,
            None if remaining <= call.limits.timeout => {
                let message =
                    format!("no answer within the deadline of {:?}", call.limits.deadline);
                TransportError::new(TransportErrorKind::Deadline, message)
            }
            None => {
                let message = format!("no answer within the timeout of {limit:?}");
                TransportError::new(TransportErrorKind::Timeout, message)
            }
        };
        Err(match body.is_empty() {
            true => error.into(),
            false => error.with_raw(secret::shown(&self.secrets, &body)).into(),
        })
    }
}

impl Transport {
    /// Sends the request, and reads the body of what comes.
    async fn ask(
        &self,
        call: &Call<'_>,
        attempt: &mut Attempt,
        token: &mut Option<Secret>,
        body: &mut Bytes,
    ) -> Result<(u16, HeaderMap), TransportError> {
        let lost = |error| lost(error, call.uri);
        let answering = {
            let mut request = Request::new(call.body.clone());
            *request.method_mut() = call.method.clone();
            *request.uri_mut() = call.uri.clone();
            *request.headers_mut() = call.headers.clone();
            self.identify(&mut request, attempt);
            if let Some(tokens) = &self.tokens {
                *token = token::authorize(&mut request, &**tokens).await.map_err(no_token)?;
            }
            self.service.call(request)
        };
        let (head, mut arriving) = answering.await.map_err(lost)?.into_parts();
        attempt.status = Some(head.status.as_u16());
        attempt.request_id = headers::request_id(&head.headers).map(|id| {
            let mut id = id.to_owned();
            token::hide_in(&mut id, token.as_ref());
            self.hide(&mut id);
            id
        });
        if let Some(taker) = call.taker.filter(|_| head.status.is_success()) {
            taker.put(&head, arriving);
            return Ok((head.status.as_u16(), head.headers));
        }
        match call.listener.filter(|_| listen::is_stream(&head)) {
            None => arriving.read_into(body, self.max_body).await.map_err(lost)?,
            Some(listener) => {
                token.as_ref().inspect(|token| listener.hide(token));
                arriving.heard_by(listener, token.as_ref(), body).await.map_err(lost)?;
                if listener.is_over() {
                    let rest = pin!(arriving.run_out());
                    within(&*self.clock, listen::LONGEST_FAREWELL, rest).await;
                }
            }
        }
        Ok((head.status.as_u16(), head.headers))
    }

    /// Gives the try an id of its own, unless the user sends one: support can find by it a call that got no
    /// answer.
    fn identify(&self, request: &mut Request<Bytes>, attempt: &mut Attempt) {
        let headers = request.headers_mut();
        attempt.client_request_id = match headers.get(headers::CLIENT_REQUEST_ID) {
            Some(id) => id.to_str().ok().map(str::to_owned),
            None => {
                let id = self.ids.next();
                if let Ok(value) = HeaderValue::from_str(&id) {
                    headers.insert(headers::CLIENT_REQUEST_ID, value);
                }
                Some(id)
            }
        };
    }
}

/// Nothing was sent.
fn no_token(error: HttpError) -> TransportError {
    let message = "the token provider gave no token, nothing was sent";
    TransportError::new(error.kind, message).with_source(error.source)
}

/// An error of the connection; the host is named, the query of the URL may hold a secret.
pub(super) fn lost(error: HttpError, uri: &Uri) -> TransportError {
    let host = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let what = match error.kind {
        // What differs stands in the first line, and the host with it.
        TransportErrorKind::Cassette => {
            let text = error.source.to_string();
            let message = text.lines().next().unwrap_or_default();
            return TransportError::new(error.kind, message).with_source(error.source);
        }
        TransportErrorKind::Connect => "no connection to",
        TransportErrorKind::Cut => "the connection ended before the answer did, from",
        TransportErrorKind::Deadline | TransportErrorKind::Timeout => "no answer in time from",
        TransportErrorKind::Malformed => "what came is no HTTP, from",
        TransportErrorKind::Token => "no token for",
        TransportErrorKind::TooLarge => "the answer is too large, from",
    };
    let message = format!("{what} `{host}`");
    TransportError::new(error.kind, message).with_source(error.source)
}
