//! The only file that knows reqwest.

use std::{
    io,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http::Uri;
use reqwest::Url;

use super::{Body, BoxFuture, Chunks, HttpError, HttpService};
use crate::{
    Error,
    error::{ConfigError, TransportErrorKind},
};

pub(crate) struct ReqwestService {
    client: reqwest::Client,
    /// Where the last request went: nearly always where the next one goes, and it takes longer to read a
    /// URL than to send a request.
    last: Mutex<Option<(Uri, Url)>>,
}

impl ReqwestService {
    /// Redirects are not followed, since they could carry the key elsewhere. A loopback address is
    /// never asked for through a proxy, which could not reach it.
    pub(crate) fn new(connect_timeout: Duration, is_loopback: bool) -> Result<Self, Error> {
        let builder = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("typed-extract/", env!("CARGO_PKG_VERSION")));
        let builder = if is_loopback { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| {
            ConfigError::new("the HTTP client cannot start, see the source of this error")
                .with_source(error)
        })?;
        Ok(Self { client, last: Mutex::default() })
    }

    fn url(&self, uri: Uri) -> Result<Url, HttpError> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, url)) = last.as_ref().filter(|(known, _)| is_same(known, &uri)) {
            return Ok(url.clone());
        }
        let url = Url::parse(&uri.to_string())
            .map_err(|error| HttpError::new(TransportErrorKind::Malformed, error))?;
        *last = Some((uri, url.clone()));
        Ok(url)
    }
}

/// As they are written: hosts in other letters may be the same, which is no use to find out here.
fn is_same(left: &Uri, right: &Uri) -> bool {
    let [host, other] = [left, right].map(|uri| uri.authority().map(|host| host.as_str()));
    host == other
        && left.scheme() == right.scheme()
        && left.path_and_query() == right.path_and_query()
}

impl HttpService for ReqwestService {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let mut request = reqwest::Request::new(head.method, self.url(head.uri)?);
            *request.headers_mut() = head.headers;
            *request.body_mut() = Some(body.into());
            let mut response = self.client.execute(request).await.map_err(named)?;
            let mut head = http::Response::new(());
            *head.status_mut() = response.status();
            *head.headers_mut() = std::mem::take(response.headers_mut());
            Ok(head.map(|()| Body::arriving(Arriving(response))))
        })
    }
}

struct Arriving(reqwest::Response);

impl Chunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, HttpError>>> {
        Box::pin(async { self.0.chunk().await.map_err(named).transpose() })
    }
}

/// The kind of an error. Its URL is dropped: a query may hold a secret.
fn named(error: reqwest::Error) -> HttpError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() || is_malformed(&error) {
        TransportErrorKind::Malformed
    } else {
        TransportErrorKind::Cut
    };
    HttpError::new(kind, error.without_url())
}

/// Whether what came is no HTTP: a head that cannot be read, or a chunk without a length.
fn is_malformed(error: &reqwest::Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse) {
            return true;
        }
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
            );
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread,
    };

    use super::*;
    use crate::error::TransportErrorKind::{Connect, Cut, Malformed, TooLarge};

    /// Sends these bytes to whoever connects first, after reading the request, and hangs up.
    fn served(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1?secret=1", listener.local_addr().unwrap());
        thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            // To its end, lest the system answer with a reset.
            let mut request = Vec::new();
            while !request.ends_with(b"{}") {
                let mut bytes = [0; 1024];
                let count = stream.read(&mut bytes).unwrap();
                request.extend_from_slice(&bytes[..count]);
            }
            let _ = stream.write_all(answer.as_bytes());
        });
        url
    }

    async fn call(url: &str) -> Result<(u16, Bytes), HttpError> {
        call_with(&ReqwestService::new(Duration::from_secs(5), true).unwrap(), url).await
    }

    async fn call_with(service: &ReqwestService, url: &str) -> Result<(u16, Bytes), HttpError> {
        let mut request = http::Request::new(Bytes::from_static(b"{}"));
        *request.method_mut() = http::Method::POST;
        *request.uri_mut() = url.parse().unwrap();
        let response = service.call(request).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().read(100).await?))
    }

    #[tokio::test]
    async fn answers_come_as_they_are() {
        let cases = [
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", (200, "hi")),
            (
                "HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n1\r\nh\r\n1\r\ni\r\n0\r\n\r\n",
                (500, "hi"),
            ),
            (
                "HTTP/1.1 307 Go\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
                (307, ""),
            ),
        ];
        for (answer, expected) in cases {
            let (status, body) = call(&served(answer)).await.expect(answer);
            assert_eq!((status, body.as_ref()), (expected.0, expected.1.as_bytes()), "{answer}");
        }
    }

    #[tokio::test]
    async fn each_request_goes_to_its_own_url() {
        let service = ReqwestService::new(Duration::from_secs(5), true).unwrap();
        for answer in ["first", "second", "third"] {
            let url = served(match answer {
                "first" => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst",
                "second" => "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecond",
                _ => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nthird",
            });
            let (_, body) = call_with(&service, &url).await.expect(answer);
            assert_eq!(body, answer);
        }
    }

    #[tokio::test]
    async fn every_fault_has_its_kind_and_hides_the_query() {
        let long = "HTTP/1.1 200 OK\r\ncontent-length: 101\r\n\r\n00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
        let cases = [
            ("", Cut),
            ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi", Cut),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\nhi", Cut),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nhi\r\n", Malformed),
            ("SSH-2.0-OpenSSH\r\n\r\n", Malformed),
            (long, TooLarge),
        ];
        for (answer, kind) in cases {
            let error = call(&served(answer)).await.expect_err(answer);
            assert_eq!(error.kind, kind, "{answer}: {error:?}");
            assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
        }
        let error = call("http://127.0.0.1:1/?secret=1").await.expect_err("a closed port");
        assert_eq!(error.kind, Connect, "{error:?}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{error:?}");
    }
}
