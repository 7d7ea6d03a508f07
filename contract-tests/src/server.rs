//! A server that breaks the rules of HTTP.
//!
//! A script of bytes comes in; a listener on loopback goes out that plays the script to whoever connects. wiremock
//! can't cut a connection, stay silent or send what is no HTTP, and it hides the raw request target.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::received::{Received, head_end};

/// What happens on a connection.
#[derive(Clone, Debug)]
pub enum Script {
    /// It is closed as soon as it is there.
    CloseAtOnce,
    /// The request is read, these bytes are sent, and the connection is closed.
    Answer(Vec<u8>),
    /// The request is read, these bytes are sent, and then nothing happens any more.
    AnswerAndStall(Vec<u8>),
}

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Log>>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Log {
    connections: usize,
    received: Vec<Received>,
}

impl Server {
    /// Listens on a free port of loopback.
    pub async fn start(script: Script) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let log = Arc::new(Mutex::new(Log::default()));
        let task = tokio::spawn(serve(listener, script, Arc::clone(&log)));
        Ok(Self { address, log, task })
    }

    /// `http://127.0.0.1:PORT`.
    pub fn uri(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .connections
    }

    /// The requests that were read to their end.
    pub fn received(&self) -> Vec<Received> {
        self.log
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .received
            .clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, script: Script, log: Arc<Mutex<Log>>) {
    // Connections that stall are kept here, so that they end with the server and not before.
    let mut stalled = Vec::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        log.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .connections += 1;
        let (bytes, stall) = match &script {
            Script::CloseAtOnce => continue,
            Script::Answer(bytes) => (bytes, false),
            Script::AnswerAndStall(bytes) => (bytes, true),
        };
        if let Some(request) = read(&mut stream).await {
            log.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .received
                .push(request);
        }
        // A client that has seen enough may be gone already; that is its right.
        let _ = stream.write_all(bytes).await;
        let _ = stream.flush().await;
        if stall {
            stalled.push(stream);
        } else {
            let _ = stream.shutdown().await;
        }
    }
}

/// Reads one request with a `Content-Length` or without a body.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = head_end(&bytes) {
            let request = Received::parse(&bytes)?;
            let length = request
                .header("content-length")
                .next()
                .and_then(|length| length.parse().ok());
            if bytes.len() >= end + length.unwrap_or(0) {
                return Some(request);
            }
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}
