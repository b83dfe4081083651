use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;

use crate::{
    HttpService,
    client::is_loopback,
    error::TransportErrorKind,
    transport::{Body, BoxFuture, HttpError, ReqwestService},
};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What a client has when it is given no service. It is made at the first request, since only then it shows whether
/// the server is this machine, which is never asked for through a proxy.
#[derive(Default)]
pub(super) struct BuiltIn {
    near: OnceLock<Arc<ReqwestService>>,
    far: OnceLock<Arc<ReqwestService>>,
}

impl BuiltIn {
    fn service(&self, is_near: bool) -> Result<Arc<ReqwestService>, HttpError> {
        let place = if is_near { &self.near } else { &self.far };
        if let Some(service) = place.get() {
            return Ok(Arc::clone(service));
        }
        let service = ReqwestService::new(CONNECT_TIMEOUT, is_near)
            .map_err(|error| HttpError::new(TransportErrorKind::Connect, error))?;
        Ok(Arc::clone(place.get_or_init(|| Arc::new(service))))
    }
}

impl HttpService for BuiltIn {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        let is_near = request.uri().host().is_some_and(is_loopback);
        Box::pin(async move { self.service(is_near)?.call(request).await })
    }
}
