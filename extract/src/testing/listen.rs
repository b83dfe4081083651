use std::sync::Arc;

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use super::service::Service;

/// More connections than this wait until one is closed.
const MAX_CONNECTIONS: usize = 1_024;

/// Serves connections until the task is aborted; the connections end with it.
pub(super) async fn accept(listener: TcpListener, service: Arc<Service>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        // A connection that fails before it is accepted is the client's affair.
        if let Ok((stream, _)) = listener.accept().await {
            connections.spawn(serve(stream, service.clone()));
        }
    }
}

async fn serve(stream: TcpStream, service: Arc<Service>) {
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let service = service.clone();
        async move { service.serve(request).await }
    });
    // A scripted cut ends in an error here, and so does a client that goes away.
    let _closed = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
}
