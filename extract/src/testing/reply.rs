use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use hyper::body::{Body, Frame, SizeHint};
use serde_json::Value;

use super::judge::Rejection;

/// What goes back over the wire, and how much of it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) delivery: Delivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// The connection is closed before the first byte.
    Dropped,
    /// The headers promise the whole body, half of it comes, then the connection is closed.
    Half,
    /// No byte ever comes.
    Silent,
    Whole,
}

impl Reply {
    pub(super) fn new(status: u16, body: impl Into<Bytes>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), delivery: Delivery::Whole }
    }

    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, body.to_string())
    }

    pub(super) fn rejection(rejection: &Rejection) -> Self {
        Self::json(rejection.status(), &rejection.body())
    }

    /// Status 500 with a header that stops retries: the test is at fault, not the network.
    pub(super) fn unscripted(message: &str) -> Self {
        let rejection = Rejection::new(500, message).kind("server_error").code("nothing_scripted");
        Self::rejection(&rejection).header("x-should-retry", "false")
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.set_header(name, value);
        self
    }

    pub(super) fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    pub(super) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// The response as hyper sends it. A header or a status that HTTP does not allow is left out.
    pub(super) fn into_response(self) -> hyper::Response<ReplyBody> {
        let length = self.body.len();
        let half = self.delivery == Delivery::Half;
        let mut response = hyper::Response::new(ReplyBody::new(self.body, half));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value))
            {
                headers.insert(name, value);
            }
        }
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        response
    }
}

/// The server closes the connection on purpose.
#[derive(Debug)]
pub(super) struct CutOff;

impl fmt::Display for CutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the server closes the connection on purpose")
    }
}

impl std::error::Error for CutOff {}

/// A body that can break off in the middle.
pub(super) struct ReplyBody {
    data: Option<Bytes>,
    cut: Cut,
}

enum Cut {
    Never,
    /// One turn of waiting lets hyper send the first half before the error closes the connection.
    AfterFlush,
    Now,
}

impl ReplyBody {
    fn new(body: Bytes, half: bool) -> Self {
        if half {
            Self { data: Some(body.slice(..body.len() / 2)), cut: Cut::AfterFlush }
        } else {
            Self { data: Some(body), cut: Cut::Never }
        }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.cut {
            Cut::Never => Poll::Ready(None),
            Cut::AfterFlush => {
                self.cut = Cut::Now;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Cut::Now => Poll::Ready(Some(Err(io::Error::other(CutOff)))),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.cut, &self.data) {
            (Cut::Never, Some(data)) => SizeHint::with_exact(data.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
