use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use tokio::net::TcpSocket;

/// A port of 127.0.0.1 on which nobody listens: whoever connects is refused.
///
/// The port is kept until this is dropped, so nobody else can start to listen there by chance. A
/// [`Server`](super::Server) of one's own can, with [`Builder::port`](super::Builder::port): then the
/// server has come back.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use extract::{Client, Error, testing::{ClosedPort, Server}};
///
/// let closed = ClosedPort::reserve()?;
/// let client = Client::builder().base_url(closed.url()).api_key("sk-local").max_retries(0).build()?;
/// assert!(matches!(client.models().await, Err(Error::Transport(_))));
///
/// let _server = Server::builder().port(closed.port()).start().await?;
/// assert!(client.models().await.is_ok());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct ClosedPort {
    address: SocketAddr,
    /// Bound, and never told to listen.
    _socket: TcpSocket,
}

impl ClosedPort {
    /// Takes any free port.
    ///
    /// # Errors
    ///
    /// When no port can be bound.
    pub fn reserve() -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
        Ok(Self { address: socket.local_addr()?, _socket: socket })
    }

    /// The base URL that a server on this port would have.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The number of the port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}
