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
    reply::{CutOff, Reply},
    service::Service,
    stream,
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

/// Serves one connection to its end.
async fn serve(mut stream: TcpStream, service: Arc<Service>) {
    while let Some((taken, reply)) = serve_until_taken_over(stream, &service).await {
        let Delivery::Streamed(flow) = &reply.delivery else {
            // A client that goes away before the end has seen enough.
            let _gone = bare::play(taken, &reply).await;
            return;
        };
        match stream::play(taken, bare::head_of_chunks(&reply), flow).await {
            Ok(Some(again)) => stream = again,
            Ok(None) => return,
            Err(_gone) => return service.was_left(),
        }
    }
}

/// Serves by HTTP, until a reply must be played on the bare connection; `None` when it is closed.
async fn serve_until_taken_over(
    stream: TcpStream,
    service: &Arc<Service>,
) -> Option<(TcpStream, Reply)> {
    let (take_over, mut taken_over) = mpsc::channel(1);
    let service = service.clone();
    let answer = service_fn(move |request: hyper::Request<Incoming>| {
        let (service, take_over) = (service.clone(), take_over.clone());
        async move {
            let reply = service.serve(request).await?;
            if reply.delivery == Delivery::Whole {
                return Ok::<_, CutOff>(reply.into_response());
            }
            // HTTP ends here: the reply is played on the bare connection.
            let _taken = take_over.send(reply).await;
            future::pending().await
        }
    });
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    let reply = future::poll_fn(|context| match Pin::new(&mut connection).poll(context) {
        Poll::Ready(_closed) => Poll::Ready(None),
        Poll::Pending => taken_over.poll_recv(context),
    });
    let reply = reply.await?;
    Some((connection.into_parts().io.into_inner(), reply))
}
