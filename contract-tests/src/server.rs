//! A server that need not keep the rules of HTTP.
//!
//! A script of bytes comes in; a listener on loopback goes out that plays the script to whoever connects. Servers that
//! speak HTTP by themselves can't cut a connection, stay silent or send what is no HTTP, hide the raw request target, and
//! take longer to start than a call takes.

use std::{
    cell::Cell,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::{JoinHandle, JoinSet},
};

use crate::received::{Received, head_end};

/// What happens on a connection.
#[derive(Clone, Debug)]
pub enum Script {
    /// It is closed as soon as it is there.
    CloseAtOnce,
    /// The request is read, these bytes are sent, and the connection is closed.
    Answer(Vec<u8>),
    /// The same with other bytes for each request; the last are for all that follow.
    Answers(Vec<Vec<u8>>),
    /// The request is read, these bytes are sent, and then nothing happens any more.
    AnswerAndStall(Vec<u8>),
    /// The request is read, these bytes are sent, and then one byte after the other without an end.
    AnswerAndDrip(Vec<u8>),
}

/// How long it takes from one byte to the next where they come one by one.
const DRIP: Duration = Duration::from_millis(20);

/// So often everybody else on the thread has a turn before what was sent counts as read. One or two are enough.
const TURNS: usize = 32;

/// A running server; it stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    /// Taken back for the next one.
    listener: Option<TcpListener>,
    log: Arc<Mutex<Log>>,
    task: JoinHandle<()>,
}

thread_local! {
    /// What the last server of this thread listened with. To look for a free port is most of what a server costs once a
    /// suite has closed thousands of connections, each of which keeps its port for a minute.
    static LISTENER: Cell<Option<TcpListener>> = const { Cell::new(None) };
}

#[derive(Debug)]
struct Log {
    script: Script,
    connections: usize,
    received: Vec<Received>,
    is_silent: bool,
}

impl Server {
    /// Listens on a free port of loopback.
    pub fn start(script: Script) -> std::io::Result<Self> {
        let listener = match LISTENER.take() {
            Some(listener) => listener,
            None => listen()?,
        };
        let address = listener.local_addr()?;
        // Nobody knows of this server yet: who is waiting here came for the one before.
        while listener.accept().is_ok() {}
        let accepting = tokio::net::TcpListener::from_std(listener.try_clone()?)?;
        let log = Arc::new(Mutex::new(Log {
            script,
            connections: 0,
            received: Vec::new(),
            is_silent: false,
        }));
        let task = tokio::spawn(serve(accepting, Arc::clone(&log)));
        Ok(Self {
            address,
            listener: Some(listener),
            log,
            task,
        })
    }

    /// Plays another script from now on.
    pub fn play(&self, script: Script) {
        lock(&self.log).script = script;
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
        lock(&self.log).connections
    }

    /// Whether all that there is to say before a silence was said, and a client on the same thread could read it.
    pub fn is_silent(&self) -> bool {
        lock(&self.log).is_silent
    }

    /// The requests that were read to their end.
    pub fn received(&self) -> Vec<Received> {
        lock(&self.log).received.clone()
    }
}

fn lock(log: &Mutex<Log>) -> MutexGuard<'_, Log> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
        LISTENER.set(self.listener.take());
    }
}

fn listen() -> std::io::Result<TcpListener> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn serve(listener: tokio::net::TcpListener, log: Arc<Mutex<Log>>) {
    // Connections that go on are kept here, so that they end with the server and not before.
    let mut open = JoinSet::new();
    while let Ok((mut stream, _)) = listener.accept().await {
        let script = {
            let mut log = lock(&log);
            log.connections += 1;
            log.script.clone()
        };
        let bytes = match &script {
            Script::CloseAtOnce => continue,
            Script::Answer(bytes)
            | Script::AnswerAndStall(bytes)
            | Script::AnswerAndDrip(bytes) => bytes.as_slice(),
            Script::Answers(each) => {
                let number = lock(&log).received.len();
                let bytes = each.get(number).or(each.last());
                bytes.map_or(&[][..], Vec::as_slice)
            }
        };
        if let Some(request) = read(&mut stream).await {
            lock(&log).received.push(request);
        }
        // A client that has seen enough may be gone already; that is its right.
        let _ = stream.write_all(bytes).await;
        let _ = stream.flush().await;
        match script {
            Script::AnswerAndStall(_) => drop(open.spawn(stall(stream, Arc::clone(&log)))),
            Script::AnswerAndDrip(_) => drop(open.spawn(drip(stream, Arc::clone(&log)))),
            _ => drop(stream.shutdown().await),
        }
    }
}

async fn stall(stream: TcpStream, log: Arc<Mutex<Log>>) {
    fall_silent(&log).await;
    std::future::pending::<()>().await;
    drop(stream);
}

/// Sends spaces, which are fine in any JSON and in any text.
async fn drip(mut stream: TcpStream, log: Arc<Mutex<Log>>) {
    fall_silent(&log).await;
    while stream.write_all(b" ").await.is_ok() {
        tokio::time::sleep(DRIP).await;
    }
}

/// A silence begins when what was said was heard, however long that takes on a busy machine.
async fn fall_silent(log: &Mutex<Log>) {
    for _ in 0..TURNS {
        tokio::task::yield_now().await;
    }
    lock(log).is_silent = true;
}

/// Reads one request.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let mut head = None;
    loop {
        if head.is_none() {
            head = head_end(&bytes);
        }
        if let Some(end) = head
            && let Some(request) = whole(&bytes, end)
        {
            return Some(request);
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
}

/// The request, once all of its body is there: as long as `Content-Length` says, in chunks (RFC 9112, section 6.3), or
/// none at all.
fn whole(bytes: &[u8], head: usize) -> Option<Received> {
    let mut request = Received::parse(bytes)?;
    let is_chunked = |coding: &str| coding.eq_ignore_ascii_case("chunked");
    if request.header("transfer-encoding").any(is_chunked) {
        request.body = unchunked(bytes.get(head..)?)?;
        return Some(request);
    }
    let length = request.header("content-length").next();
    let length = length.map_or(Some(0), |length| length.parse().ok())?;
    let there = bytes.len().checked_sub(head)?;
    (there >= length).then_some(request)
}

/// The content of a body in chunks (RFC 9112, section 7.1); `None` while the last of them is missing.
fn unchunked(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    loop {
        let line = bytes.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(bytes.get(..line)?).ok()?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        let chunk = bytes.get(line + 2..)?;
        if size == 0 {
            // Trailer fields are none of the content.
            return Some(content);
        }
        content.extend_from_slice(chunk.get(..size)?);
        bytes = chunk.get(size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::{AsyncReadExt, AsyncWriteExt, Script, Server, TcpStream, unchunked};

    #[tokio::test]
    async fn a_silence_begins_once_a_client_could_read_what_was_said() {
        let server = Server::start(Script::AnswerAndStall(b"ab".to_vec()));
        let server = server.expect("a port");
        let mut stream = TcpStream::connect(server.host()).await.expect("a server");
        let request = b"GET / HTTP/1.1\r\n\r\n";
        stream.write_all(request).await.expect("a server");
        let mut said = [0; 2];
        stream.read_exact(&mut said).await.expect("a server");
        assert!(!server.is_silent(), "nobody could have read it yet");
        while !server.is_silent() {
            tokio::task::yield_now().await;
        }
        assert_eq!(&said, b"ab");
    }

    #[test]
    fn chunks_are_put_together() {
        let whole = b"3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(unchunked(whole).as_deref(), Some(&b"abc0123456789"[..]));
        for end in 0..25 {
            assert_eq!(unchunked(&whole[..end]), None, "{end}");
        }
    }
}
