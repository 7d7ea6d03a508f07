//! HTTP/1.1 as far as these tests need it: requests that are read one after the other from a connection that stays.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A request of a call.
pub(crate) struct Request {
    /// Its `X-Call`.
    pub(crate) call: u64,
    pub(crate) body: String,
}

/// The server's end of a connection.
pub(crate) struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    /// The next request; `None`: the client has gone.
    pub(crate) async fn request(&mut self) -> Option<Request> {
        loop {
            if let Some((request, length)) = parse(&self.read) {
                self.read.drain(..length);
                return Some(request);
            }
            if self.stream.read_buf(&mut self.read).await.unwrap_or(0) == 0 {
                return None;
            }
        }
    }

    /// Writes these bytes. A client that has gone meanwhile has its right to.
    pub(crate) async fn write(&mut self, bytes: &str) {
        self.stream.write_all(bytes.as_bytes()).await.ok();
    }

    /// Writes a whole answer; each of the headers ends with a line break.
    pub(crate) async fn answer(&mut self, status: u16, headers: &str, body: &str) {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} x\r\ncontent-length: {length}\r\n{headers}\r\n");
        self.write(&(head + body)).await;
    }
}

/// The request at the beginning of these bytes, and how long it is.
fn parse(bytes: &[u8]) -> Option<(Request, usize)> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name));
    let length = header("content-length: ").map_or(0, |length| length.parse().unwrap());
    let body = bytes.get(end..end + length)?;
    let request = Request {
        call: header("x-call: ").unwrap().parse().unwrap(),
        body: String::from_utf8_lossy(body).into_owned(),
    };
    Some((request, end + length))
}

/// Hands each connection to a task of its own; the address, and the task to end.
pub(crate) async fn serve<F: Future<Output = ()> + Send + 'static>(
    play: impl Fn(Connection) -> F + Send + 'static,
) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let accepting = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let read = Vec::new();
            tokio::spawn(play(Connection { stream, read }));
        }
    });
    (address, accepting)
}
