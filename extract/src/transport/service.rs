use std::{error::Error as StdError, fmt, pin::Pin, sync::Arc};

use bytes::Bytes;

use super::Body;
use crate::error::TransportErrorKind;

/// A future that is boxed, so that traits with such methods are object-safe.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The one seam through which requests leave: bring your own HTTP with it.
///
/// The service sends one request and gives back what came, whatever its status. It follows no redirects
/// (the request carries a key), retries nothing and sets no timeout: the client does that.
///
/// ```
/// use bytes::Bytes;
/// use extract::transport::{Body, BoxFuture, HttpError, HttpService};
///
/// struct Canned(&'static str);
///
/// impl HttpService for Canned {
///     fn call(&self, _: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
///         let response = http::Response::new(Body::from(Bytes::from_static(self.0.as_bytes())));
///         Box::pin(async { Ok(response) })
///     }
/// }
/// ```
pub trait HttpService: Send + Sync + 'static {
    /// Sends one request; the body of the answer is read afterwards.
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>>;
}

impl<S: HttpService + ?Sized> HttpService for Arc<S> {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        self.as_ref().call(request)
    }
}

/// What went wrong on the way.
#[derive(Debug)]
#[non_exhaustive]
pub struct HttpError {
    pub(super) kind: TransportErrorKind,
    pub(super) source: Box<dyn StdError + Send + Sync>,
}

impl HttpError {
    /// An error of this kind. Its text must not show a key.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Self { kind, source: source.into() }
    }

    /// What caused it.
    #[cfg(feature = "testing")]
    pub(crate) fn cause(&self) -> &(dyn StdError + Send + Sync) {
        self.source.as_ref()
    }

    /// What happened.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.kind, self.source)
    }
}

impl StdError for HttpError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}
