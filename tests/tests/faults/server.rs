//! A server on a raw socket whose handler controls every byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// A running server. It stops accepting connections when it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Arc<AtomicBool>,
    requests: Arc<Mutex<Vec<String>>>,
    accepting: Option<JoinHandle<()>>,
}

/// An accepted connection. Each connection has its own thread.
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    /// The number of connections before this one.
    pub(crate) number: usize,
    /// The head of the last request on this connection.
    pub(crate) head: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Starts a server that passes each connection to `serve` and closes it afterwards.
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

    /// Starts a server that sends these responses in order, and repeats the last one.
    pub(crate) fn responding(responses: impl IntoIterator<Item = RawResponse>) -> Self {
        let responses: Vec<_> = responses.into_iter().collect();
        Self::start(move |connection| {
            while let Some(number) = connection.request() {
                let response = &responses[number.min(responses.len() - 1)];
                connection.write(&response.bytes);
                if response.then_close {
                    break;
                }
            }
        })
    }

    /// Starts a server that reads requests and sends nothing.
    pub(crate) fn silent() -> Self {
        Self::start(|connection| {
            connection.request();
            connection.hold();
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the heads of all requests that were read completely.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // This connection makes `accept` return.
        let _ = TcpStream::connect(self.address);
        let _ = self.accepting.take().map(JoinHandle::join);
    }
}

impl Connection {
    /// Reads a request. Returns the number of requests before it on all connections, or `None` if
    /// the client closed the connection.
    pub(crate) fn request(&mut self) -> Option<usize> {
        self.head = read_request(&mut self.stream)?;
        let mut requests = self.requests.lock().unwrap();
        requests.push(self.head.clone());
        Some(requests.len() - 1)
    }

    /// Writes `bytes`, and ignores errors if the client closed the connection.
    pub(crate) fn write(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Writes one byte at a time, with a pause after each, until the client closes the connection.
    pub(crate) fn trickle(&mut self, bytes: &[u8], pause: Duration) {
        for byte in bytes {
            if self.stream.write_all(&[*byte]).is_err() {
                return;
            }
            std::thread::sleep(pause);
        }
    }

    /// Makes the close of the connection a reset, which discards all buffered data.
    pub(crate) fn reset(&mut self) {
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).unwrap();
    }

    /// Keeps the connection open until the client closes it.
    pub(crate) fn hold(&mut self) {
        while self.stream.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {}
    }
}

/// Reads a request and returns its head, or `None` if the client closed the connection.
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

/// The bytes of a response, and whether the connection is closed afterwards.
#[derive(Clone)]
pub(crate) struct RawResponse {
    bytes: Vec<u8>,
    then_close: bool,
}

/// Builds a response from any bytes.
pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> RawResponse {
    RawResponse { bytes: bytes.into(), then_close: false }
}

/// Builds a response with a request ID. `headers` are lines without CRLF.
pub(crate) fn response(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> RawResponse {
    let body = body.as_ref();
    let mut text = format!("HTTP/1.1 {status} Status\r\nx-amzn-requestid: {REQUEST_ID}\r\n");
    for header in headers {
        text.push_str(header);
        text.push_str("\r\n");
    }
    text.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    raw([text.as_bytes(), body].concat())
}

/// Builds a successful response.
pub(crate) fn success(body: impl AsRef<[u8]>) -> RawResponse {
    response(200, &["content-type: application/x-amz-json-1.1"], body)
}

/// Builds an error response with this code.
pub(crate) fn error(status: u16, code: &str) -> RawResponse {
    response(status, &[], format!(r#"{{"__type":"{code}","message":"a message"}}"#))
}

impl RawResponse {
    /// Removes the last `bytes`, and closes the connection after the rest.
    pub(crate) fn cut(mut self, bytes: usize) -> Self {
        self.bytes.truncate(self.bytes.len() - bytes);
        self.then_close = true;
        self
    }

    /// Closes the connection after the response.
    pub(crate) fn then_close(self) -> Self {
        self.cut(0)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

pub(crate) const REQUEST_ID: &str = "4b1f8d52-0c4e-4f5e-9c35-3f2c2a7e1d90";
