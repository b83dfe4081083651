//! The only file that knows reqwest.

use std::{io, time::Duration};

use bytes::Bytes;

use super::{Body, BoxFuture, Chunks, HttpError, HttpService};
use crate::{
    Error,
    error::{ConfigError, TransportErrorKind},
};

pub(crate) struct ReqwestService(reqwest::Client);

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
        Ok(Self(client))
    }
}

impl HttpService for ReqwestService {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(named)?;
            let mut response = self.0.execute(request).await.map_err(named)?;
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
