//! HTTP/2, which the library's own service speaks behind TLS: here without.

use bytes::Bytes;
use extract::{
    Endpoint,
    error::TransportErrorKind,
    transport::{Body, BoxFuture, HttpError, HttpService},
};
use tokio::{net::TcpListener, task::AbortHandle};

use crate::stage::{ORDER, completed};

/// A service, and a server that answers each request with an order.
pub struct Http2 {
    pub url: String,
    client: reqwest::Client,
    accepting: AbortHandle,
}

impl Http2 {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let client = reqwest::Client::builder().http2_prior_knowledge().no_proxy().build().unwrap();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut connection = h2::server::handshake(stream).await?;
                    while let Some(request) = connection.accept().await {
                        let (_, mut respond) = request?;
                        let head = http::Response::new(());
                        let body = Bytes::from(completed(Endpoint::Chat, ORDER));
                        respond.send_response(head, false)?.send_data(body, true)?;
                    }
                    Ok::<_, h2::Error>(())
                });
            }
        });
        Self { url, client, accepting: accepting.abort_handle() }
    }
}

impl HttpService for Http2 {
    fn call(
        &self,
        request: http::Request<Bytes>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, HttpError>> {
        Box::pin(async move {
            let lost = |error: reqwest::Error| HttpError::new(TransportErrorKind::Cut, error);
            let request = request.try_into().map_err(lost)?;
            let response = self.client.execute(request).await.map_err(lost)?;
            Ok(http::Response::new(Body::from(response.bytes().await.map_err(lost)?)))
        })
    }
}

impl Drop for Http2 {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}
