use std::{future, pin::Pin, sync::Arc, task::Poll};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

use super::{
    bare::{self, Delivery},
    reply::CutOff,
    service::Service,
};

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
    let (take_over, mut taken_over) = mpsc::channel(1);
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let (service, take_over) = (service.clone(), take_over.clone());
        async move {
            let reply = service.serve(request).await?;
            if reply.delivery == Delivery::Whole {
                return Ok::<_, CutOff>(reply.into_response());
            }
            // HTTP ends here: the reply is played on the bare connection, below.
            let _taken = take_over.send(reply).await;
            future::pending().await
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    let reply = future::poll_fn(|context| match Pin::new(&mut connection).poll(context) {
        Poll::Ready(_closed) => Poll::Ready(None),
        Poll::Pending => taken_over.poll_recv(context),
    });
    if let Some(reply) = reply.await {
        let stream = connection.into_parts().io.into_inner();
        // A client that goes away before the end has seen enough.
        let _gone = bare::play(stream, &reply).await;
    }
}
