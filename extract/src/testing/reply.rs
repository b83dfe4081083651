use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use http_body_util::Full;
use serde_json::Value;

use super::{bare::Delivery, judge::Rejection};

/// What goes back over the wire, and how.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
    pub(super) delivery: Delivery,
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

    /// A status that HTTP does not allow is 500.
    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The headers without a length. One that HTTP does not allow is left out.
    pub(super) fn head(&self) -> HeaderMap {
        let mut head = HeaderMap::new();
        head.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) =
                (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value))
            {
                head.insert(name, value);
            }
        }
        head.remove(header::CONTENT_LENGTH);
        head
    }

    /// The response as hyper sends it.
    pub(super) fn into_response(self) -> hyper::Response<Full<Bytes>> {
        let length = self.body.len();
        let (status, mut head) = (self.status(), self.head());
        head.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        let mut response = hyper::Response::new(Full::new(self.body));
        *response.status_mut() = status;
        *response.headers_mut() = head;
        response
    }
}

/// The request is not read to its end, and the connection is closed.
#[derive(Debug)]
pub(super) struct CutOff;

impl fmt::Display for CutOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request breaks off or is too large")
    }
}

impl std::error::Error for CutOff {}
