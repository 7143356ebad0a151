//! A server on a raw socket that does what it is told, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running server. When it is dropped it takes no more connections.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Arc<AtomicBool>,
    requests: Arc<Mutex<Vec<String>>>,
    accepting: Option<JoinHandle<()>>,
}

/// A connection, served by a thread of its own.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    /// Connections are counted from 0.
    pub(crate) number: usize,
    /// The head of the request that was read last here.
    pub(crate) head: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Serves each connection so; when that is done, it is closed.
    pub(crate) fn start(serve: impl Fn(&mut Connection) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, requests) = (Arc::new(AtomicBool::new(false)), Arc::<Mutex<Vec<String>>>::default());
        let (stopped, log, serve) = (Arc::clone(&stop), Arc::clone(&requests), Arc::new(serve));
        let accepting = std::thread::spawn(move || {
            let mut number = 0;
            while let Ok((stream, _)) = listener.accept() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                let mut connection =
                    Connection { stream, number, head: String::new(), requests: Arc::clone(&log) };
                let serve = Arc::clone(&serve);
                std::thread::spawn(move || serve(&mut connection));
                number += 1;
            }
        });
        Server { address, stop, requests, accepting: Some(accepting) }
    }

    /// Reads requests and answers the first with the first of these, and so on; further ones with
    /// the last.
    pub(crate) fn answering(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Vec<_> = answers.into_iter().collect();
        Self::start(move |connection| {
            while let Some(number) = connection.request() {
                let answer = &answers[number.min(answers.len() - 1)];
                connection.write(&answer.bytes);
                if answer.then_close {
                    break;
                }
            }
        })
    }

    /// Reads requests, and says nothing.
    pub(crate) fn silent() -> Self {
        Self::start(|connection| {
            connection.request();
            connection.hold();
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of the requests that were read to their end.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // The one that wakes it up.
        let _ = TcpStream::connect(self.address);
        let _ = self.accepting.take().map(JoinHandle::join);
    }
}

impl Connection {
    /// Reads a request to its end and says how many there were before it, on all connections; none
    /// if the client is gone.
    pub(crate) fn request(&mut self) -> Option<usize> {
        self.head = read_request(&mut self.stream)?;
        let mut requests = self.requests.lock().unwrap();
        requests.push(self.head.clone());
        Some(requests.len() - 1)
    }

    /// Writes, whether or not anybody reads it.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Writes the bytes one by one until the client has enough.
    pub(crate) fn trickle(&mut self, bytes: &[u8], pause: Duration) {
        for byte in bytes {
            if self.stream.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(pause);
        }
    }

    /// Has the connection end by a reset, with what was not yet sent or read thrown away.
    pub(crate) fn reset(&mut self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Says nothing until the client is gone.
    pub(crate) fn hold(&mut self) {
        while self.stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
    }
}

/// Reads a request to its end; its head.
pub(crate) fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap_or(0) == 0 {
            return None;
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    reader.read_exact(&mut vec![0; length.unwrap_or(0)]).ok()?;
    Some(head)
}

/// What the server writes.
#[derive(Clone)]
pub(crate) struct Answer {
    bytes: Vec<u8>,
    then_close: bool,
}

/// Any bytes.
pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Answer {
    Answer { bytes: bytes.into(), then_close: false }
}

/// An answer of the service's; `headers` are lines without their ends.
pub(crate) fn answer(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status} Status\r\nx-amzn-requestid: {REQUEST_ID}\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    raw([text.as_bytes(), body].concat())
}

/// Success.
pub(crate) fn success(body: impl AsRef<[u8]>) -> Answer {
    answer(200, &["content-type: application/x-amz-json-1.1"], body)
}

/// An error with this code.
pub(crate) fn error(status: u16, code: &str) -> Answer {
    answer(status, &[], format!(r#"{{"__type":"{code}","message":"in words"}}"#))
}

impl Answer {
    /// The same without its last bytes, after which the connection is closed.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.bytes.truncate(self.bytes.len() - bytes);
        self.then_close = true;
        self
    }

    /// The same, after which the connection is closed.
    pub(crate) fn then_close(self) -> Self {
        self.cut(0)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

pub(crate) const REQUEST_ID: &str = "4b1f8d52-0c4e-4f5e-9c35-3f2c2a7e1d90";
